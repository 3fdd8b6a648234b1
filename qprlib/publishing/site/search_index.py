"""The index of an edition: a script that holds what can be found and, ready to be used, where each word stands.

A page that was opened by double-click may load a script but fetch nothing, so that the index is a script. It holds the
serialised form of the library that searches it (MiniSearch, its version 2), which is read several times faster than the
texts are indexed. The same pages give the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from qprlib.publishing.site.search_places import Spot
from qprlib.publishing.site.search_words import term, words

#: What of a place is searched; ``theme/search/engine.js`` names the same.
FIELDS: Final = ("id", "title", "section", "text")


@dataclass(frozen=True, slots=True)
class Searched:
    """An edition as its index describes it."""

    edition: str
    quarter: str  #: in words
    spots: Sequence[Spot]  #: in the order of its pages


def index_script(searched: Searched) -> bytes:
    """The index of an edition as a script that hands it to the page's search."""
    return call_script("put", _plain(searched))


def call_script(name: str, value: Any) -> bytes:
    """A script that hands a value to a function of the page's search.

    The value is JSON in a string: a browser reads that faster than the same as a literal. Nothing in it can end the
    string or, were the script ever put into a page, the script.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark, instead in _ESCAPES:
        text = text.replace(mark, instead)
    return f"qprSearch.{name}(JSON.parse('{text}'));\n".encode()


_ESCAPES: Final = (
    ("\\", "\\\\"),
    ("'", "\\'"),
    ("<", "\\u003c"),
    ("\N{LINE SEPARATOR}", "\\u2028"),
    ("\N{PARAGRAPH SEPARATOR}", "\\u2029"),
)


def _plain(searched: Searched) -> Mapping[str, Any]:
    """The index as the script holds it: what repeats is told once and named by its number."""
    pages: dict[tuple[str, str], int] = {}
    statuses: dict[tuple[str, str, str], int] = {}
    spots = []
    for spot in searched.spots:
        page = pages.setdefault((spot.page, spot.section), len(pages))
        marks = (spot.status, spot.tone, spot.shape)
        status = statuses.setdefault(marks, len(statuses)) if spot.status else -1
        parts = [[part.anchor, part.heading, part.text] for part in spot.parts]
        spots.append([page, spot.anchor, spot.id, spot.title, status, parts])
    return {
        "edition": searched.edition,
        "quarter": searched.quarter,
        "pages": [list(page) for page in pages],
        "statuses": [list(status) for status in statuses],
        "spots": spots,
        "index": _serialised(searched.spots),
    }


def _serialised(spots: Sequence[Spot]) -> Mapping[str, Any]:
    """The places as MiniSearch keeps them, ready for its ``loadJS``."""
    entries: dict[str, dict[str, dict[str, int]]] = {}
    lengths: dict[str, list[int]] = {}
    averages = [0.0] * len(FIELDS)
    for number, spot in enumerate(spots):
        lengths[str(number)] = []
        for place, text in enumerate(searched_texts(spot)):
            found = words(text)
            length = len(set(found))
            lengths[str(number)].append(length)
            averages[place] = (averages[place] * number + length) / (number + 1)
            for word, times in Counter(filter(None, map(term, found))).items():
                entries.setdefault(word, {}).setdefault(str(place), {})[str(number)] = times
    return {
        "documentCount": len(spots),
        "nextId": len(spots),
        "documentIds": {str(number): number for number in range(len(spots))},
        "fieldIds": {name: place for place, name in enumerate(FIELDS)},
        "fieldLength": lengths,
        "averageFieldLength": averages,
        "storedFields": {},
        "dirtCount": 0,
        "index": [[word, dict(sorted(entries[word].items()))] for word in sorted(entries)],
        "serializationVersion": 2,
    }


def searched_texts(spot: Spot) -> tuple[str, str, str, str]:
    """What of a place is searched, in the order of :data:`FIELDS`."""
    text = "\n".join(f"{part.heading}\n{part.text}" for part in spot.parts)
    return spot.id, spot.title, spot.section, text
