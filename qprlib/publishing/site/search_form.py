"""Search in the site of an edition, the same under both publishers: its files, its form and its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from qprlib.ground.templates import template
from qprlib.publishing.run.book import Book
from qprlib.publishing.site.errata import UP
from qprlib.publishing.site.search_index import Searched, index_script
from qprlib.publishing.site.search_places import read_page

#: The page for searching, and the folder of what it needs.
SEARCH: Final = "search"
TITLE: Final = "Search"
INDEX: Final = f"{SEARCH}/index.js"

#: What lies in the folder of search, of ``theme/search/``. The licence travels with the library.
LIBRARY: Final = (
    "MINISEARCH-LICENSE.txt",
    "engine.js",
    "field.js",
    "minisearch.js",
    "results.js",
    "search.css",
)


@dataclass(frozen=True, slots=True)
class Form:
    """What a search form on a page needs, see ``theme/site/search.html``."""

    label: str  #: what is searched, in words
    edition: str = ""  #: "" where all editions are searched
    index: str = ""  #: its own
    all: str | None = None  #: prefix of the folder of all editions; None where no other edition may be searched
    library: str = f"{SEARCH}/"  #: prefix of the folder of search
    action: str = f"{SEARCH}.html"  #: the page for searching


def form_of(book: Book) -> Form:
    """The search form of an edition's pages. A draft is searched by itself: it does not stand among the editions."""
    return Form(
        label="Search this report",
        edition=book.edition.edition,
        index=INDEX,
        all=None if book.draft else UP,
    )


def library_files(theme: Path) -> dict[str, bytes]:
    """The scripts and styles of search: path in a site, and content."""
    return {f"{SEARCH}/{name}": (theme / SEARCH / name).read_bytes() for name in LIBRARY}


def macros(theme: Path) -> Any:
    """The macros of ``theme/site/search.html``: ``head``, ``form`` and ``body``."""
    return template(theme / "site", "search.html").module


def search_body(book: Book) -> str:
    """What the page for searching says, as HTML; without scripts it lists the pages with their indicators."""
    groups = [
        {
            "title": page.title,
            "href": f"{page.slug}.html",
            "links": [
                {"title": f"{one.id} {one.title}", "href": f"{page.slug}.html#{one.anchor}"}
                for one in book.indicators
                if one.page == page.slug
            ],
        }
        for page in book.pages
    ]
    return str(macros(book.theme).body(form_of(book), groups))


def write_search(book: Book, site: Path) -> None:
    """Put search into a finished site: its scripts, and the index of the pages as they are."""
    titles = {page.slug: page.title for page in book.pages}
    found = searched(book.edition.edition, book.edition.quarter.label, site, titles)
    (site / SEARCH).mkdir(exist_ok=True)
    for name, content in {**library_files(book.theme), INDEX: index_script(found)}.items():
        (site / name).write_bytes(content)


def searched(edition: str, quarter: str, site: Path, titles: Mapping[str, str]) -> Searched:
    """What can be found in a finished site, by slug and title of its pages in order; what is not there is left out."""
    pages = ((slug, title, site / f"{slug}.html") for slug, title in titles.items())
    spots = [
        spot
        for slug, title, path in pages
        if path.is_file()
        for spot in read_page(slug, path.read_text(encoding="utf-8"), title)
    ]
    return Searched(edition, quarter, spots)
