"""The embedded publisher's documents: the whole book as one PDF and one Word file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qprlib.ground.errors import Problem, PublishError
from qprlib.publishing.make.tagging import complete_tags
from qprlib.publishing.run.book import Book
from qprlib.publishing.run.pandoc import run_pandoc
from qprlib.report.markdown_writer import escape


def metadata(book: Book) -> Mapping[str, str]:
    """What cover, running headers and document properties say; the same names in both publishers."""
    edition = book.edition
    return {
        "title": book.title,
        "subtitle": edition.quarter.label,
        "organisation": edition.organisation.name,
        "author": edition.organisation.name,
        "as-of": f"Data up to {book.as_of_words}",
        "provisional": edition.provisional,
        "notice": edition.notice,
        "draft-words": book.draft.words if book.draft else "",
        "edition": edition.edition,
        "lang": edition.language,
    }


def book_markdown(book: Book) -> str:
    """All chapters as one text, each below its title."""
    parts = [f"# {escape(page.title)} {{#chapter-{page.slug}}}\n\n{book.texts[page.slug]}" for page in book.pages]
    return "\n".join(parts)


def write_pdf(book: Book, text: str, target: Path) -> None:
    """Write the tagged PDF (PDF/UA-1) from :func:`book_markdown`.

    Raises PublishError if pandoc or typst fails; typst refuses a picture without a text alternative, or a skipped
    heading level.
    """
    arguments = ["--to=typst", "--wrap=none", "--template=theme/embedded.typ.template", *_shared(book)]
    source = run_pandoc(arguments, text, book.folder, book.timestamp)
    (book.folder / "report.typ").write_text(source, encoding="utf-8")
    compile_typst(book.folder / "report.typ", target, book.theme / "fonts", book.timestamp)


def compile_typst(source: Path, target: Path, fonts: Path, timestamp: int) -> None:
    """Compile a Typst file as PDF/UA-1 with row headers, with the theme's fonts alone.

    Pictures and theme lie in the folder of ``source``. ``timestamp`` is in seconds since 1970 and stands in the file
    instead of the clock. Raises PublishError with what typst says, or if the PDF's tables are not those of the source.
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
        raise PublishError(
            Problem(
                code="typst-failed",
                found=f"the PDF could not be made: {error}",
                todo="correct the text or chart it names",
            )
        ) from None
    complete_tags(target, source.read_text(encoding="utf-8"), timestamp)


def write_word(book: Book, text: str, target: Path) -> None:
    """Write the Word document from :func:`book_markdown`; raises PublishError if pandoc fails."""
    arguments = [
        "--to=docx",
        f"--reference-doc={book.word_reference}",
        f"--output={target.resolve()}",
        *_shared(book),
    ]
    run_pandoc(arguments, text, book.folder, book.timestamp)


def _shared(book: Book) -> list[str]:
    filters = [f"--lua-filter={name}" for name in book.setting("filters") or []]
    depth = [f"--toc-depth={book.setting('toc-depth') or 2}"]
    return [
        *filters,
        *depth,
        *(f"--metadata={name}={value}" for name, value in metadata(book).items() if value),
    ]
