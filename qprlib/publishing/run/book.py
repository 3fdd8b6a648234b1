"""An edition as a book, from which both publishers start: its settings, and chapters that hold what is published."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qprlib.ground.calendar import day_in_words
from qprlib.ground.edition import Edition, Page
from qprlib.ground.errors import InputError, Place, nearest
from qprlib.ground.numbers import size_words
from qprlib.ground.packaged import packaged_rows
from qprlib.ground.project import Project
from qprlib.ground.yamlfiles import read_mapping
from qprlib.publishing.run.draft import PREFIX, Draft, draft_name
from qprlib.publishing.run.jobs import WORDINGS
from qprlib.publishing.run.notebooks import NOT_PUBLISHED
from qprlib.publishing.run.notice import with_notice
from qprlib.report.markdown_writer import escape
from qprlib.texts.notebook_file import Notebook, read_notebook, tags, written

if TYPE_CHECKING:
    from nbconvert.exporters import MarkdownExporter

#: Files of the theme that a publisher takes without ``_quarto.yml`` naming them.
THEME_FILES = tuple(row["file"] for row in packaged_rows(__file__, "theme_files.csv"))


@dataclass(frozen=True)
class Indicator:
    """An indicator as navigation names it; ``id`` is its id, or its number in a report that is arranged by aims."""

    id: str
    title: str
    page: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Around:
    """What a page says beyond its own content, as semantic Markdown."""

    notice: str = ""  #: below its lede: an erratum
    end: str = ""  #: after everything else: links to the same page in other editions, on the site alone


@dataclass(frozen=True)
class Book:
    """Everything a publisher needs."""

    edition: Edition
    pages: Sequence[Page]  #: in order, ``index`` first
    indicators: Sequence[Indicator]
    folder: Path  #: where the chapters (``<slug>.ipynb``), ``figures/`` and a copy of ``theme/`` lie
    texts: Mapping[str, str]  #: slug to the page's text as semantic Markdown, without its title
    settings: Mapping[str, Any]  #: ``_quarto.yml``
    draft: Draft | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)  #: what the site offers in its folder ``data``, by name
    #: further documents that the site offers, with words: ``Cover report as PDF``
    papers: Sequence[tuple[str, Path]] = ()

    @property
    def title(self) -> str:
        """The report's title, which says that a draft is one."""
        return f"{PREFIX}{self.edition.title}" if self.draft else self.edition.title

    def file_name(self, name: str) -> str:
        """The name of one of the files that readers download: ``report-draft.pdf`` for that of a draft."""
        return draft_name(name, self.draft)

    @property
    def word_reference(self) -> str:
        """The document that gives the Word file its styles; that of a draft gives it the watermark too."""
        return self.file_name(str(self.setting("format", "docx", "reference-doc")))

    @property
    def theme(self) -> Path:
        """The copy of the theme folder beside the chapters."""
        return self.folder / "theme"

    @property
    def as_of_words(self) -> str:
        """The data cut-off as a reader says it."""
        return day_in_words(self.edition.as_of)

    @property
    def timestamp(self) -> int:
        """The moment that files bear instead of the clock: the start of the day of the data cut-off, UTC."""
        return timestamp_of(self.edition)

    def setting(self, *keys: str) -> Any:
        """A value of ``_quarto.yml``, None if it is not set."""
        return _setting(self.settings, *keys)


def timestamp_of(edition: Edition) -> int:
    """The moment that an edition's files bear: the start of the day of its data cut-off, UTC."""
    day = edition.as_of
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def read_settings(project: Project) -> Mapping[str, Any]:
    """Read ``_quarto.yml``; raises InputError if it is not YAML, or a theme file is not there."""
    shown = project.relative(project.quarto_yml)
    settings = read_mapping(project.quarto_yml, shown)
    named = [
        *_strings(_setting(settings, "filters")),
        *_strings(_setting(settings, "format", "html", "css")),
        *(reference := _strings(_setting(settings, "format", "docx", "reference-doc"))),
        *map(draft_name, reference),
        *_strings(_setting(settings, "format", "typst", "template-partials")),
    ]
    problems = [
        WORDINGS.problem("missing-theme-file", Place(shown if name in named else ""), name=name)
        for name in (*named, *THEME_FILES)
        if not (project.root / name).is_file()
    ]
    if problems:
        raise InputError(problems)
    return settings


def _setting(settings: Mapping[str, Any], *keys: str) -> Any:
    value: Any = settings
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _strings(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []


def make_book(
    project: Project,
    edition: Edition,
    *,
    pages: Sequence[Page],
    indicators: Sequence[Indicator],
    executed: Path,
    folder: Path,
    draft: Draft | None = None,
    files: Mapping[str, bytes] | None = None,
    papers: Sequence[tuple[str, Path]] = (),
    around: Mapping[str, Around] | None = None,
) -> Book:
    """Lay out a book in a folder, which must not exist, from the executed notebooks and their ``figures/``.

    ``files`` are what the site offers for download, to which pages link as ``file:name``; ``around`` is slug to what a
    page says beyond its own content.
    """
    folder.mkdir(parents=True)
    settings = read_settings(project)
    files = files or {}
    texts = {}
    for page in pages:
        chapter = folder / f"{page.slug}.ipynb"
        more = (around or {}).get(page.slug)
        texts[page.slug] = chapter_text(executed / chapter.name, chapter, page, draft, files, around=more)
    book = Book(edition, pages, indicators, folder, texts, settings, draft, files, papers)
    if (executed / "figures").is_dir():
        shutil.copytree(executed / "figures", folder / "figures")
    copy_theme(project, folder, book.word_reference, edition.notice)
    return book


def copy_theme(project: Project, folder: Path, reference: str, notice: str) -> None:
    """Copy the theme into a folder; a notice stands in the document there that gives Word files their styles."""
    ignore = shutil.ignore_patterns("__pycache__", "*.py", "README.md")
    shutil.copytree(project.theme, folder / "theme", ignore=ignore)
    if notice:
        styles = folder / reference
        styles.write_bytes(with_notice(styles.read_bytes(), notice))


def chapter_text(
    executed: Path,
    chapter: Path,
    page: Page,
    draft: Draft | None,
    files: Mapping[str, bytes],
    *,
    around: Around | None = None,
) -> str:
    """Write the chapter of one page from its executed notebook, and return its text as semantic Markdown."""
    content = _chapter(executed, page, draft, files, around or Around())
    chapter.write_text(written(content), encoding="utf-8")
    return _chapter_markdown(chapter)


def _chapter(executed: Path, page: Page, draft: Draft | None, files: Mapping[str, bytes], around: Around) -> Notebook:
    """The notebook of a chapter."""
    notebook = read_notebook(executed.read_text(encoding="utf-8"), executed.name)
    title = escape(page.title)  # Quarto reads it as Markdown
    front = {"title": title, **({"pagetitle": PREFIX + title} if draft else {})}  # Quarto puts that first into <title>
    lines = [f"{name}: {json.dumps(words, ensure_ascii=False)}" for name, words in front.items()]
    cells = [_cell("title", "\n".join(["---", *lines, "---"]), "raw")]
    for cell in notebook["cells"]:
        if not NOT_PUBLISHED.intersection(tags(cell)):
            cells += _published(cell, files)
    if draft and draft.markdown and page.slug == "index":
        _add_notice(cells, draft.markdown, "draft")
    if around.notice:  # added last, so that it stands first
        _add_notice(cells, around.notice, "erratum")
    if around.end:
        cells.append(_cell("other-editions", around.end))
    return {**notebook, "cells": cells}


def _add_notice(cells: list[dict[str, Any]], notice: str, name: str) -> None:
    """Put a notice on a page: below its lede where it has one, else before everything but its title."""
    lines = [f"{line}\n" for line in notice.splitlines()]
    for cell in cells[1:2]:
        source = cell["source"].splitlines(keepends=True)
        if cell["cell_type"] == "markdown" and source and source[0].startswith("::: {#page-"):
            end = next((place for place, line in enumerate(source) if line.strip() == ":::"), -1) + 1
            cell["source"] = "".join([*source[:end], "\n", *lines, *source[end:]])
            return
    cells.insert(1, _cell(name, "".join(lines)))


def _cell(name: str, source: str, kind: str = "markdown") -> dict[str, Any]:
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source}


_LINK = re.compile(r"\]\((page:[\w-]+(?:#[\w-]+)?|file:[\w.-]+)\)")
_ANCHOR = re.compile(r"\{#([\w-]+)[ }]")


def check_links(book: Book) -> None:
    """Check that every link between pages leads somewhere; InputError with every one that does not."""
    places = {f"page:{slug}" for slug in book.texts}
    places |= {f"page:{slug}#{anchor}" for slug, text in book.texts.items() for anchor in _ANCHOR.findall(text)}
    places |= {f"file:{name}" for name in book.files}
    problems = [
        WORDINGS.problem("dead-link", near=nearest(target, places), slug=slug, target=target)
        for slug, text in book.texts.items()
        for target in dict.fromkeys(_LINK.findall(text))
        if target not in places
    ]
    if problems:
        raise InputError(problems)


_FILE_LINK = re.compile(r"\(([^()\[\]]+)\)\]\(file:([\w.-]+)\)")


def _with_sizes(text: str, files: Mapping[str, bytes]) -> str:
    """A text whose links to files say how large they are: "Scorecard (CSV, 12 kB)"."""

    def sized(found: re.Match[str]) -> str:
        contents = files.get(found[2])
        if contents is None:
            return found[0]
        size = size_words(len(contents)).replace(" ", "\N{NO-BREAK SPACE}")
        return f"({found[1]}, {size})](file:{found[2]})"

    return _FILE_LINK.sub(sized, text)


def _published(cell: Mapping[str, Any], files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """A cell as readers get it: its Markdown outputs as text; a render lets no other through but warnings.

    Quarto puts a code cell's output into a box of its own, and headings in a box are missing from the page's contents;
    it also writes tags of cells into the page, where they are of no use.
    """
    if cell["cell_type"] != "code":
        return [{**cell, "metadata": {}}]
    shown = [output.get("data", {}).get("text/markdown") for output in cell["outputs"]]
    return [
        _cell(f"{cell['id']}-{number}", _with_sizes(text, files))
        for number, text in enumerate(shown, start=1)
        if text is not None
    ]


def _chapter_markdown(chapter: Path) -> str:
    """The text of a chapter as Markdown, front matter left out."""
    text, _ = _exporter().from_filename(str(chapter))
    return str(text).strip() + "\n"


@cache
def _exporter() -> MarkdownExporter:
    """One exporter for all chapters: a new one compiles its templates again."""
    from nbconvert.exporters import MarkdownExporter
    from traitlets.config import Config

    settings = Config()
    settings.MarkdownExporter.exclude_input = True
    settings.MarkdownExporter.exclude_raw = True
    return MarkdownExporter(config=settings)
