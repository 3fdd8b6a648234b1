"""The previewed site on disk: only what differs is written, and every page knows which version of it is there."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from qprlib.downloads.write import download_files
from qprlib.ground.edition import Page
from qprlib.ground.errors import InputError, Problem, QprError
from qprlib.ground.files import put
from qprlib.ground.project import Project
from qprlib.publishing.render import indicators_of
from qprlib.publishing.run.book import Around, Book, chapter_text, check_links, read_settings
from qprlib.publishing.run.draft import Draft
from qprlib.publishing.run.execute import default_workers
from qprlib.publishing.site.embedded_site import copy_assets, page_body, page_texts
from qprlib.publishing.site.errata import around_pages
from qprlib.report.context import Context
from qprlib.report.kept_context import state_of

WORDS = "a preview"
"""How the footer names the publisher."""


class PreviewSite:
    """The site of a preview, in ``site/`` of a folder of its own, which must be there; chapters lie beside it.

    ``versions`` has the slug of each page that is there, and a hash of all that it shows.
    """

    def __init__(self, project: Project, folder: Path) -> None:
        self.folder = folder / "site"
        self.versions: Mapping[str, str] = {}
        self._project = project
        self._chapters = folder / "chapters"
        self._chapters.mkdir()
        self._draft: Draft | None = None
        self._texts: dict[str, str] = {}
        self._executed: dict[str, Path] = {}
        self._around: Mapping[str, Around] = {}
        self._files: tuple[str, Mapping[str, bytes]] = ("", {})  # what they were made from, and the downloads
        self._bodies: dict[str, tuple[str, str]] = {}  # the text and the look a body was made from, and the body

    @property
    def executed(self) -> Collection[Path]:
        """The executed notebooks that the site was made from."""
        return self._executed.values()

    def publish(
        self, context: Context, executed: Mapping[str, Path], draft: Draft | None
    ) -> tuple[Mapping[str, tuple[Problem, ...]], tuple[Problem, ...]]:
        """Put newly executed pages in place, and dress all others again if what dresses them has changed.

        ``executed`` is slug to notebook, beside which its figures lie. If the theme is broken, the site is as it was.
        Returns the problems of each page that could not be published and is as it was, and of links that lead nowhere.
        """
        sources = {**self._executed, **executed}
        pages = [page for page in context.pages if page.slug in sources]
        made_from, files = self._downloads(context)
        around = around_pages(context, published=False)
        fresh = {*executed, *(sources if made_from != self._files[0] or around != self._around else ())}
        texts = {
            page.slug: self._text(
                page, sources[page.slug], page.slug in fresh, draft=draft, files=files, around=around[page.slug]
            )
            for page in pages
        }
        self._draft = draft
        settings = read_settings(self._project)
        # The project's own folder takes the part of a book's: filters and styles are read where they are written.
        book = Book(
            context.edition, context.pages, indicators_of(context), self._project.root, texts, settings, draft, files
        )
        filters = [book.folder / str(name) for name in book.setting("filters") or []]
        look = state_of("filters", filters)  # what turns a page's text into its body
        drawings = {slug: sources[slug].parent / "figures" / slug for slug in texts}
        marks = {slug: _hash(look, text, *_contents(drawings[slug])) for slug, text in texts.items()}
        stale = [page for page in pages if self._bodies.get(page.slug, ("",))[0] != marks[page.slug]]
        with ThreadPoolExecutor(default_workers()) as pool:  # pandoc is a process of its own
            made = dict(pool.map(lambda page: (page.slug, _body(book, page, sources[page.slug].parent)), stale))
        failed = {slug: body.problems for slug, body in made.items() if isinstance(body, QprError)}
        new = {slug: (marks[slug], body) for slug, body in made.items() if isinstance(body, str)}
        bodies = {slug: body for slug, body in {**self._bodies, **new}.items() if slug in texts}
        written = dict(page_texts(book, {slug: body for slug, (_, body) in bodies.items()}, WORDS, []))
        # From here on nothing can fail but the disk.
        copy_assets(book, self.folder)
        for slug in executed:
            if slug not in failed:
                figures = {path.name: path.read_bytes() for path in drawings[slug].glob("*.svg")}
                _put_all(self.folder / "figures" / slug, figures)
        _put_all(self.folder / "data", files)
        for slug, text in written.items():
            put(self.folder / f"{slug}.html", text.encode("utf-8"))
        for gone in {path.stem for path in self.folder.glob("*.html")} - written.keys():
            (self.folder / f"{gone}.html").unlink()
        kept = {slug: text for slug, text in self._texts.items() if slug in failed and slug in written}
        self._files, self._around = (made_from, files), around
        self._texts = {slug: text for slug, text in {**texts, **kept}.items() if slug in written}
        self._executed = {slug: self._executed[slug] if slug in kept else sources[slug] for slug in self._texts}
        self._bodies = bodies
        self.versions = self._versions(written)
        links = _dead_links(book) if len(pages) == len(context.pages) else ()
        return failed, links

    def _text(
        self, page: Page, notebook: Path, new: bool, *, draft: Draft | None, files: Mapping[str, bytes], around: Around
    ) -> str:
        """The text of a page. That of the home page depends on the draft too: it lists what is not signed off."""
        if page.slug in self._texts and not new and (page.slug != "index" or draft == self._draft):
            return self._texts[page.slug]
        return chapter_text(notebook, self._chapters / f"{page.slug}.ipynb", page, draft, files, around=around)

    def _downloads(self, context: Context) -> tuple[str, Mapping[str, bytes]]:
        """What the downloads are made from, by a hash, and the downloads; made anew only if that has changed."""
        project, edition = context.project, context.edition
        sources = (project.params_file(edition.edition), project.scheme_file(edition.scheme), *context.data.files)
        made_from = state_of("downloads", sources)
        if made_from == self._files[0]:
            return self._files
        return made_from, download_files(context.data, context.scored, edition, context.scheme, context.rule)

    def _versions(self, written: Mapping[str, str]) -> Mapping[str, str]:
        assets = _hash(*_contents(self.folder / "assets"))
        return {
            slug: _hash(assets, text, *_contents(self.folder / "figures" / slug))[:16] for slug, text in written.items()
        }


def _put_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files, and no other."""
    for name, content in files.items():
        put(folder / name, content)
    for path in folder.glob("*"):
        if path.name not in files:
            path.unlink()


def _body(book: Book, page: Page, drawings: Path) -> str | QprError:
    try:
        return page_body(book, page, drawings.resolve())
    except QprError as error:
        return error


def _dead_links(book: Book) -> tuple[Problem, ...]:
    try:
        check_links(book)
    except InputError as error:
        return error.problems
    return ()


def _contents(folder: Path) -> list[str]:
    return [f"{path.name} {_hash(path.read_bytes())}" for path in sorted(folder.rglob("*")) if path.is_file()]


def _hash(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()
