"""PDF and Word through pandoc and typst: the embedded publisher's whole book, and papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qprlib.ground.edition import Edition
from qprlib.ground.errors import PublishError
from qprlib.publishing.make.publisher import WORDINGS
from qprlib.publishing.make.tagging import complete_tags
from qprlib.publishing.run.book import Book
from qprlib.publishing.run.draft import Draft
from qprlib.publishing.run.pandoc import run_pandoc
from qprlib.report.markdown_writer import escape


def said_by_all(edition: Edition, draft: Draft | None) -> Mapping[str, str]:
    """What covers, running headers and properties of every document say."""
    return {
        "organisation": edition.organisation.name,
        "author": edition.organisation.name,
        "notice": edition.notice,
        "draft-words": draft.words if draft else "",
        "edition": edition.edition,
        "lang": edition.language,
    }


def metadata(book: Book) -> Mapping[str, str]:
    """What those of the report say beside; the same names in both publishers."""
    return {
        "title": book.title,
        "subtitle": book.edition.quarter.label,
        "as-of": f"Data up to {book.as_of_words}",
        "provisional": book.edition.provisional,
        **said_by_all(book.edition, book.draft),
    }


@dataclass(frozen=True, slots=True)
class Document:
    """What a PDF or a Word file is made from: semantic Markdown, and the folder with its figures and theme."""

    text: str
    folder: Path
    metadata: Mapping[str, str]
    timestamp: int  #: seconds since 1970 that the file bears instead of the clock
    filters: Sequence[str]
    template: str  #: of the PDF, in the folder
    reference: str  #: the file in the folder that gives Word its styles
    for_all: Sequence[str] = ()  #: what pandoc is told beside, and for Word alone
    for_word: Sequence[str] = ()

    def through_pandoc(self, *arguments: str) -> str:
        """What pandoc makes of it."""
        filters = [f"--lua-filter={name}" for name in self.filters]
        said = [f"--metadata={name}={value}" for name, value in self.metadata.items() if value]
        return run_pandoc([*arguments, *filters, *self.for_all, *said], self.text, self.folder, self.timestamp)


def whole_book(book: Book) -> Document:
    """All chapters of a book as one document, each below its title."""
    parts = [f"# {escape(page.title)} {{#chapter-{page.slug}}}\n\n{book.texts[page.slug]}" for page in book.pages]
    return Document(
        "\n".join(parts),
        book.folder,
        metadata(book),
        book.timestamp,
        book.setting("filters") or [],
        "theme/embedded.typ.template",
        book.word_reference,
        [f"--toc-depth={book.setting('toc-depth') or 2}"],
    )


def write_pdf(document: Document, target: Path) -> None:
    """Write the tagged PDF (PDF/UA-1); typst refuses a picture without alternative and a skipped heading level."""
    source = document.folder / f"{target.stem}.typ"
    written = document.through_pandoc("--to=typst", "--wrap=none", f"--template={document.template}")
    source.write_text(written, encoding="utf-8")
    compile_typst(source, target, document.folder / "theme" / "fonts", document.timestamp)


def write_word(document: Document, target: Path) -> None:
    """Write the Word document; raises PublishError if pandoc fails."""
    output = [f"--reference-doc={document.reference}", f"--output={target.resolve()}"]
    document.through_pandoc("--to=docx", *document.for_word, *output)


def compile_typst(source: Path, target: Path, fonts: Path, timestamp: int) -> None:
    """Compile a Typst file as PDF/UA-1 with row headers, with the theme's fonts alone, from pictures beside it.

    ``timestamp`` is in seconds since 1970. Raises PublishError also if the PDF's tables are not those of the source.
    """
    import typst

    try:
        typst.compile(
            source,
            output=target,
            root=source.parent,
            font_paths=[fonts],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=timestamp,
        )
    except typst.TypstError as error:
        raise PublishError(WORDINGS.problem("typst-failed", error=error)) from None
    complete_tags(target, source.read_text(encoding="utf-8"), timestamp)
