"""The embedded publisher's web site: pandoc for the text, a Jinja template for the page around it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from qprlib.ground.edition import Page
from qprlib.ground.numbers import size_words
from qprlib.ground.planning import ACCESSIBILITY, STATEMENT
from qprlib.ground.templates import template, tidied
from qprlib.publishing.run.book import Book
from qprlib.publishing.run.execute import default_workers
from qprlib.publishing.run.pandoc import run_pandoc
from qprlib.publishing.site.search_form import SEARCH, TITLE, Form, form_of, search_body

_HEADING = re.compile(r'<h2\b[^>]*?\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")

#: What tells the pages of a draft, in ``theme/draft/``.
DRAFT_STYLES = ("draft.css", "draft.svg")


@dataclass(frozen=True)
class Download:
    """A file that the site offers."""

    href: str
    text: str
    size_words: str


def offered(book: Book, documents: Iterable[Path]) -> list[Download]:
    """What a site offers beside its pages: the whole report, and papers."""
    whole = "Whole draft" if book.draft else "Whole report"
    kinds = {".pdf": "PDF", ".docx": "Word"}
    files = [*((f"{whole} as {kinds[path.suffix]}", path) for path in documents), *book.papers]
    return [Download(path.name, words, size_words(path.stat().st_size)) for words, path in files]


def write_site(book: Book, folder: Path, publisher_words: str, downloads: Sequence[Download]) -> None:
    """Write the site of a book into a folder, which is made, without its downloads; PublishError if pandoc fails."""
    copy_assets(book, folder)
    _copy_figures(book, folder)
    with ThreadPoolExecutor(default_workers()) as pool:  # pandoc is a process of its own
        bodies = list(pool.map(lambda page: page_body(book, page), book.pages))
    named = {page.slug: body for page, body in zip(book.pages, bodies, strict=True)}
    for slug, text in page_texts(book, named, publisher_words, downloads, search=form_of(book)):
        (folder / f"{slug}.html").write_text(text, encoding="utf-8")


def page_texts(
    book: Book,
    bodies: Mapping[str, str],
    publisher_words: str,
    downloads: Sequence[Download],
    search: Form | None = None,
) -> Iterator[tuple[str, str]]:
    """Each page of a site that has a body (``bodies``, by slug) as HTML, by its slug; then the page for searching."""
    dress = template(book.theme / "site", "page.html")
    statement = next(
        ({"title": STATEMENT, "href": f"{page.slug}.html"} for page in book.pages if page.notebook == ACCESSIBILITY),
        None,
    )

    def dressed(page: Page, body: str, place: int | None) -> str:
        text = dress.render(
            book=book,
            publisher_words=publisher_words,
            groups=_groups(book, page),
            page={"title": _typographic(page.title), "slug": page.slug, "body": body, "contents": _contents(body)},
            previous=_neighbour(book, place - 1) if place is not None else None,
            next=_neighbour(book, place + 1) if place is not None else None,
            downloads=downloads,
            statement=statement,
            search=search,
        )
        return tidied(text)

    for place, page in enumerate(book.pages):
        if page.slug in bodies:
            yield page.slug, dressed(page, bodies[page.slug], place)
    if search:
        yield SEARCH, dressed(Page(SEARCH, TITLE, "", "", {}), search_body(book), None)


def page_body(book: Book, page: Page, drawings: Path | None = None) -> str:
    """The HTML of a page's own content; its ``figures/`` lie in ``drawings``, if not in the book's folder."""
    arguments = [
        *([f"--resource-path={drawings}"] if drawings else []),
        "--to=html5",
        "--wrap=none",
        *(f"--lua-filter={name}" for name in book.setting("filters") or []),
    ]
    return run_pandoc(arguments, book.texts[page.slug], book.folder, book.timestamp)


def copy_assets(book: Book, folder: Path) -> None:
    """Copy style sheets, icon and fonts into a site's folder, which is made if it is not there."""
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    styles = [
        book.setting("format", "html", "css"),
        "theme/site/site.css",
        "theme/site/icon.svg",
        "theme/site/tables.js",
    ]
    if book.draft:
        styles += [f"theme/draft/{name}" for name in DRAFT_STYLES]
    for name in styles:
        shutil.copyfile(book.folder / name, folder / "assets" / Path(name).name)
    for font in sorted((book.theme / "fonts").glob("*.woff2")):
        (folder / "assets" / "fonts").mkdir(exist_ok=True)
        shutil.copyfile(font, folder / "assets" / "fonts" / font.name)


def _copy_figures(book: Book, folder: Path) -> None:
    for drawing in sorted((book.folder / "figures").rglob("*.svg")):
        target = folder / drawing.relative_to(book.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(drawing, target)


def _groups(book: Book, current: Page) -> list[Mapping[str, Any]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for page in book.pages:
        indicators = [
            {"id": one.id, "title": _typographic(f"{one.id} {one.title}"), "href": f"{page.slug}.html#{one.anchor}"}
            for one in book.indicators
            if one.page == page.slug
        ]
        entry = {
            "title": _typographic(page.title),
            "href": f"{page.slug}.html",
            "current": page is current,
            "indicators": indicators,
        }
        groups.setdefault(page.group, []).append(entry)
    return [{"title": title, "pages": pages} for title, pages in groups.items()]


def _contents(body: str) -> list[Mapping[str, str]]:
    return [{"id": id_, "text": unescape(_TAG.sub("", text)).strip()} for id_, text in _HEADING.findall(body)]


def _neighbour(book: Book, place: int) -> Mapping[str, str] | None:
    if not 0 <= place < len(book.pages):
        return None
    page = book.pages[place]
    return {"title": _typographic(page.title), "href": f"{page.slug}.html"}


def _typographic(text: str) -> str:
    """Text with the apostrophes that pandoc sets in a page's own content."""
    return text.replace("'", "’")
