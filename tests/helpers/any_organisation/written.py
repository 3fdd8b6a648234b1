"""What somebody wrote of an edition, and sentences with one sign in its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from helpers.any_organisation.facts import EditionFacts
from helpers.any_organisation.words import MARK

#: Signs of the private use area, one for each text.
_FIRST = 0xE000
ANY = "[\ue000-\uf8ff]"
_SENTENCE = re.compile(rf"(?<=[.?!]) (?=[A-Z\d£−-]|{ANY})")
_BETWEEN = re.compile(r"(?<=\w{2}[.!?]) +(?=[A-Z])")


class Written:
    """Every text that somebody wrote, of tables, params and commentary.

    Parameters
    ----------
    edition
        Its tables and params.
    notebooks
        The folder of its commentary.
    """

    def __init__(self, edition: EditionFacts, notebooks: Path) -> None:
        found = {" ".join(text.split()) for text in _all(edition, notebooks) if MARK.search(text)}
        # A full stop at the end is left out where another follows; a note is told sentence by sentence.
        found |= {text.rstrip(".") for text in found}
        found |= {part for text in found for part in _BETWEEN.split(text) if MARK.search(part)}
        self.texts = sorted(found, key=lambda text: (-len(text), text))
        self.with_actions = set(_with(notebooks, "Actions"))
        self.with_commentary = set(_with(notebooks, "Commentary"))
        self._by_mark: dict[str, list[int]] = {}
        for place, text in enumerate(self.texts):
            self._by_mark.setdefault(MARK.findall(text)[0], []).append(place)

    def masked(self, text: str) -> str:
        """A text with one sign for each text that somebody wrote."""
        marks = dict.fromkeys(MARK.findall(text))
        for place in sorted(place for mark in marks for place in self._by_mark.get(mark, ())):
            if self.texts[place] in text:
                text = text.replace(self.texts[place], chr(_FIRST + place))
        return text

    def plain(self, text: str) -> str:
        """A masked text as it was."""
        return re.sub(ANY, lambda sign: self.texts[ord(sign[0]) - _FIRST], text)

    def sentences(self, text: str) -> Iterator[str]:
        """The sentences of a block, masked; those that are nothing but what somebody wrote are left out."""
        for sentence in _SENTENCE.split(self.masked(text)):
            if re.sub(ANY, "", sentence).strip(" .,:;"):
                yield sentence


def _all(edition: EditionFacts, notebooks: Path) -> Iterator[str]:
    for table in edition.tables():
        for row in edition.table(table):
            yield from filter(None, row.values())
    yield from _texts(edition.params)
    for source in _cells(notebooks):
        for line in source.splitlines():
            yield re.sub(r"^(?:- |#+ )", "", line)


def _cells(notebooks: Path) -> Iterator[str]:
    for file in sorted(notebooks.glob("*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            yield str(cell["source"])


def _with(notebooks: Path, heading: str) -> Iterator[str]:
    """The ids of the indicators of which somebody wrote under a heading."""
    owner = ""
    for source in _cells(notebooks):
        if source.startswith("## "):
            owner = source.split()[1]
        if source.startswith(f"### {heading}"):
            yield owner


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
