"""Quarto's pages, finished: what in them a strict policy refuses, or a double-click loses, is taken out or replaced.

Quarto's own scripts are modules, which a browser refuses from a folder, or stand inline, which the policy refuses. They
open the menu of a phone, the contents and the downloads, so that these are put in anew as plain HTML, the same with a
server and without. Quarto's search, which fetches its index, makes room for that of all other sites.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from qprlib.ground.templates import template
from qprlib.publishing.make.used_styles import used_styles
from qprlib.publishing.run.book import Book
from qprlib.publishing.run.draft import PREFIX
from qprlib.publishing.site.embedded_site import Download
from qprlib.publishing.site.search_form import SEARCH, TITLE, form_of, macros, search_body

POLICY: Final = '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">'

#: The styles of what is put in here; styles that stood inline in the pages.
FRAME: Final = "frame.css"
INLINE: Final = "inline.css"
LIBRARIES: Final = "site_libs"

_SCRIPT: Final = re.compile(r"<script\b([^>]*)>.*?</script>\s*", re.DOTALL)
_OURS: Final = re.compile(r'\bsrc="(?:\./)?theme/')
_STYLE: Final = re.compile(r"<style\b[^>]*>(.*?)</style>\s*", re.DOTALL)
_HEADER: Final = re.compile(r'<header id="quarto-header".*?</header>\s*', re.DOTALL)
_BODY: Final = re.compile(r"(<body\b[^>]*>)")
_CHARSET: Final = re.compile(r'(<meta charset="[^"]*">)')
_MAIN: Final = re.compile(r"<main\b[^>]*>")
_CONTENT: Final = re.compile(r'(<header id="title-block-header".*?</header>).*?(</main>)', re.DOTALL)
_HEADING: Final = re.compile(r"(<h1\b[^>]*>).*?(</h1>)", re.DOTALL)
_PAGE_TITLE: Final = re.compile(r"<title>.*?</title>", re.DOTALL)
_CONTENTS: Final = re.compile(r'<nav id="TOC".*?</nav>', re.DOTALL)
_CONTENTS_HEAD: Final = re.compile(r'<nav id="TOC"([^>]*)>\s*<h2 id="toc-title">(.*?)</h2>', re.DOTALL)
_PAGER: Final = re.compile(r'<nav class="page-navigation"[^>]*>.*?</nav>\s*', re.DOTALL)
_SIDEBAR_END: Final = re.compile(r'(<nav id="quarto-sidebar".*?)(</nav>)', re.DOTALL)
_EMPTY: Final = (
    re.compile(r'<div id="quarto-search-results"></div>\s*'),
    re.compile(r'<div id="quarto-sidebar-glass"[^>]*></div>\s*'),
    re.compile(
        r'<i class="bi [^"]*"(?: [^>]*)?></i>\s*'
    ),  # icons of a font that is not loaded: words stand beside them
    re.compile(r'<link href="site_libs/(?:bootstrap/bootstrap-icons|quarto-html/tippy)\.css"[^>]*>\s*'),
)


def finish_site(book: Book, site: Path, downloads: Sequence[Download]) -> None:
    """Finish the pages that Quarto has made, and add the page for searching, whose index is made elsewhere."""
    paths = [site / f"{page.slug}.html" for page in book.pages]
    made = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    styles = list(dict.fromkeys(text.strip() for html in made.values() for text in _STYLE.findall(html)))
    finished = {slug: finished_page(book, slug, html, downloads) for slug, html in made.items()}
    finished[SEARCH] = _search_page(book, finished["index"])
    for slug, html in finished.items():
        (site / f"{slug}.html").write_text(html, encoding="utf-8", newline="\n")
    libraries = site / LIBRARIES
    (libraries / INLINE).write_text("\n".join([*styles, ""]), encoding="utf-8", newline="\n")
    shutil.copyfile(book.theme / "quarto" / FRAME, libraries / FRAME)
    _clear(site)
    for path in sorted(libraries.glob("bootstrap/*.css")):
        path.write_text(used_styles(path.read_text(encoding="utf-8"), finished.values()), encoding="utf-8")


def finished_page(book: Book, slug: str, html: str, downloads: Sequence[Download]) -> str:
    """One page of Quarto's as it is published."""
    html = _SCRIPT.sub(lambda found: found[0] if _OURS.search(found[1]) else "", html)
    html = _STYLE.sub("", _HEADER.sub("", html))
    for pattern in _EMPTY:
        html = pattern.sub("", html)
    titles = {page.slug: page.title for page in book.pages}
    html = _PAGE_TITLE.sub(lambda _: _title(book, titles[slug]), html, count=1)
    form = form_of(book)
    head = (
        f'<link rel="stylesheet" href="{LIBRARIES}/{INLINE}">\n<link rel="stylesheet" href="{LIBRARIES}/{FRAME}">\n'
        f"{macros(book.theme).head(form)}"
    )
    frame: Any = template(book.theme / "site", "quarto-frame.html").module
    masthead, offered = frame.masthead(book, slug, downloads, form), frame.offered(downloads)
    html = _CHARSET.sub(rf"\g<1>\n{POLICY}", html, count=1)
    html = html.replace("</head>", f"{head}</head>", 1)
    html = _BODY.sub(lambda found: f"{found[1]}\n{masthead}", html, count=1)
    html = html.replace('<main class="content"', '<main tabindex="-1" class="content"', 1)
    html = html.replace("sidebar collapse collapse-horizontal quarto-sidebar-collapse-item", "sidebar", 1)
    html = html.replace('<nav id="quarto-sidebar"', '<nav id="quarto-sidebar" aria-label="Report pages"', 1)
    html = html.replace('<nav class="page-navigation"', '<nav class="page-navigation" aria-label="Other pages"', 1)
    # It stands before the page's title, so that a heading would be out of order.
    html = _CONTENTS_HEAD.sub(
        r'<nav id="TOC" aria-labelledby="toc-title"\g<1>>\n<p id="toc-title">\g<2></p>', html, count=1
    )
    html = html.replace('<ul class="collapse">', "<ul>").replace('class="nav-link active"', 'class="nav-link"')
    return _SIDEBAR_END.sub(lambda found: f"{found[1]}{offered}{found[2]}", html, count=1)


def _title(book: Book, page: str) -> str:
    """What a page is called in lists of open pages and of bookmarks: no page of any edition is called the same."""
    edition = book.edition
    words = f"{page} - {edition.title}, {edition.quarter.label} - {edition.organisation.name}"
    return f"<title>{PREFIX if book.draft else ''}{_words(words)}</title>"


def _words(text: str) -> str:
    """Text as HTML, with the apostrophes that pandoc sets in a page's own content."""
    return escape(text.replace("'", "’"))


def _search_page(book: Book, home: str) -> str:
    """The page for searching: the home page with something else to say."""
    html = _PAGE_TITLE.sub(lambda _: _title(book, TITLE), home, count=1)
    html = _PAGER.sub("", _CONTENTS.sub("", html, count=1))
    html = re.sub(r'(<header class="report-head">.*?)<form\b.*?</form>\s*', r"\1", html, count=1, flags=re.DOTALL)
    html = re.sub(r'<link href="[^"]*" rel="(?:next|prev)">\s*', "", html)
    html = html.replace(' aria-current="page"', "").replace("sidebar-link active", "sidebar-link")
    body = search_body(book)
    html = _CONTENT.sub(lambda found: f"{found[1]}\n{body}\n{found[2]}", html, count=1)
    start = _MAIN.search(html)
    begins = start.end() if start else 0
    return html[:begins] + _HEADING.sub(lambda found: f"{found[1]}{TITLE}{found[2]}", html[begins:], count=1)


def _clear(site: Path) -> None:
    """Remove what no page loads any more."""
    (site / "search.json").unlink(missing_ok=True)
    libraries = site / LIBRARIES
    for path in sorted(libraries.rglob("*")):
        if path.suffix == ".js" or path.name in ("tippy.css", "bootstrap-icons.css", "bootstrap-icons.woff"):
            path.unlink()
    for path in sorted(libraries.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
