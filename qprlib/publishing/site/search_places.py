"""What search knows of a finished page: its places, with the words that stand there.

Pages are read as both publishers leave them, so that search finds what a reader sees, and an edition that was published
without search can still be found from the front page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import html
from lxml.html import HtmlElement

#: Elements that no reader reads as the page's own words; the head of a table is told by its rows.
_PASSED_OVER: Final = frozenset({"nav", "script", "style", "noscript", "template", "svg", "button", "thead"})
#: Parts of a page that repeat what other places say, or say nothing but numbers: they would answer every search.
_REPEATS: Final = frozenset(
    {"trend", "glance", "heat", "strip", "counts", "register", "provenance", "other-editions", "page-downloads",
     "indicator-status", "notice-banner", "draft-banner", "eyebrow", "quarto-title-meta", "source", "download"}
)  # fmt: skip
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = frozenset({"p", "li", "div", "section", "dt", "dd", "caption", "figcaption", "blockquote", "br"})
_SENTENCES: Final = frozenset({"caption", "figcaption", "li"})  # a full stop is set where they have none
_NAMED: Final = 2  # cells of a row that is a name and what it is
_TONES: Final = ("green", "amber", "red", "blue", "standing", "none")
_SHAPES: Final = ("circle", "triangle", "square", "diamond", "star", "octagon")

#: The heading of what an indicator is: its full name, unit, source ...
ABOUT: Final = "About this indicator"


@dataclass(frozen=True, slots=True)
class PagePart:
    """Words under one heading."""

    anchor: str  #: where they stand on the page, "" for its top
    heading: str  #: ``Commentary``, ``Actions`` ...; "" for what stands right below the name of the place
    text: str  #: on one line


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a search can find: an indicator, or a section of a page."""

    page: str  #: its slug
    anchor: str  #: where it begins, "" for the top of the page
    id: str  #: the indicator's, "" for any other place
    title: str  #: the indicator's name, or the heading
    section: str  #: title of the page
    status: str = ""  #: as a word; tone and shape draw it
    tone: str = ""
    shape: str = ""
    parts: tuple[PagePart, ...] = ()


def read_page(slug: str, text: str, title: str = "") -> list[Spot]:
    """The places of a finished page (HTML), in its order; what stands outside ``main`` is left out.

    Without a title the page is called by its first heading, which on Quarto's home page is the report's title.
    """
    reader = _PageReader(slug, title)
    for main in html.document_fromstring(text).iter("main"):
        reader.read(main)
    return [spot for place in reader.places if (spot := place.spot(slug, reader.title))]


@dataclass
class _Place:
    """A place that is being read."""

    anchor: str
    title: str
    called: str = ""  # what an indicator is known by, which its heading begins with
    status: tuple[str, str, str] = ("", "", "")
    parts: list[tuple[str, str, list[str]]] = field(default_factory=list)
    about: str = ""  # what the indicator is, which its table says between the texts

    def spot(self, page: str, section: str) -> Spot | None:
        title = self.title or section
        parts = [PagePart(anchor, heading, _line("".join(text))) for anchor, heading, text in self.parts]
        if self.about:
            parts.append(PagePart(self.anchor, ABOUT, _line(self.about)))
        told = tuple(part for part in parts if part.text or part.heading)
        name = title.removeprefix(self.called).strip()
        return Spot(page, self.anchor, self.called, name or title, section, *self.status, told) if title else None


class _PageReader:
    def __init__(self, slug: str, title: str) -> None:
        self.title = title
        self.places = [_Place("", "", parts=[("", "", [])])]
        self._slug = slug
        self._section_id = ""  # Quarto gives the id of a heading to the section around it
        self._words: list[str] | None = None  # of a heading, a cell or what is about the indicator
        self._about = False

    def read(self, element: HtmlElement) -> None:
        """Read what stands in an element."""
        self._add(element.text or "")
        for child in element:
            if isinstance(child.tag, str):  # no comment
                self._read_child(child, child.get("class", "").split())
            self._add(child.tail or "")

    def _read_child(self, child: HtmlElement, classes: Sequence[str]) -> None:
        tag = child.tag
        if tag in _PASSED_OVER or self._is_repeat(classes) or (self._about and tag == "caption"):
            if "indicator-status" in classes and not self.places[-1].status[0]:
                self._read_status(child)
        elif "identity" in classes and not self._about:
            self._about = True
            self.places[-1].about += self._words_of(child)
            self._about = False
        elif tag in _HEADINGS:
            self._read_heading(child, "indicator" in classes)
        elif tag == "tr":
            cells = [_line(self._words_of(cell)) for cell in child.iterchildren("td", "th")]
            said = list(filter(None, cells))
            if said:
                self._add(_sentence((": " if len(said) == _NAMED else "; ").join(said)) + " ")
        else:
            if tag == "section" and any(one.startswith("level") for one in classes):
                self._section_id = child.get("id", "")
            if tag in _BLOCKS:
                self._add(" ")
            self.read(child)
            if tag in _BLOCKS:
                self._add(". " if tag in _SENTENCES else " ")

    def _is_repeat(self, classes: Sequence[str]) -> bool:
        overview = self._slug == "summary" and "summary" in classes
        return overview or not _REPEATS.isdisjoint(classes)

    def _read_status(self, box: HtmlElement) -> None:
        for one in box.find_class("status")[:1]:
            classes = one.get("class").split()
            said = _line(one.text_content())
            self.places[-1].status = (said, _first(_TONES, classes), _first(_SHAPES, classes))

    def _read_heading(self, heading: HtmlElement, indicator: bool) -> None:
        id_, self._section_id = heading.get("id") or self._section_id, ""
        words = self._words_of(heading)
        title = _line(words)
        if heading.tag == "h1":
            self.title = self.title or title
        elif heading.tag == "h2":
            # The blanks of a reference do not break.
            called = _line(re.split("[ \t\r\n]", words.strip(), maxsplit=1)[0]) if indicator else ""
            self.places.append(_Place(id_, title, called, parts=[(id_, "", [])]))
        else:
            self.places[-1].parts.append((id_ or self.places[-1].anchor, title, []))

    def _words_of(self, element: HtmlElement) -> str:
        """The words of an element, kept out of the text around it."""
        before, self._words = self._words, []
        self.read(element)
        found, self._words = "".join(self._words), before
        return found

    def _add(self, text: str) -> None:
        (self.places[-1].parts[-1][2] if self._words is None else self._words).append(text)


def _first(names: Sequence[str], classes: Sequence[str]) -> str:
    return next((name for name in names if name in classes), "")


def _line(text: str) -> str:
    """Text on one line; a full stop that was added after another mark goes."""
    text = " ".join(text.split())
    return re.sub(r"([.!?:;])\s*\.(?=\s|$)", r"\1", re.sub(r"\s+\.(?=\s|$)", ".", text))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."
