"""The embedded publisher: site, PDF and Word from wheels alone."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from qprlib.ground.numbers import size_words
from qprlib.publishing.make.documents import book_markdown, write_pdf, write_word
from qprlib.publishing.make.publisher import Format, Publisher
from qprlib.publishing.run.book import Book
from qprlib.publishing.site.embedded_site import Download, write_site


def publish_embedded(book: Book, publisher: Publisher, formats: Collection[Format], folder: Path) -> None:
    """Publish a book without Quarto; raises PublishError if a tool fails.

    ``folder`` gets ``site/``, ``report.pdf`` and ``report.docx`` (``report-draft.pdf`` ... in a draft); the site holds
    copies of the documents.
    """
    documents = [
        (Format.PDF, folder / book.file_name("report.pdf"), "PDF", write_pdf),
        (Format.DOCX, folder / book.file_name("report.docx"), "Word", write_word),
    ]
    wanted = [document for document in documents if document[0] in formats]
    text = book_markdown(book) if wanted else ""
    with ThreadPoolExecutor(len(documents)) as pool:  # typst releases the interpreter and pandoc is a process
        made: list[Future[None]] = [pool.submit(write, book, text, path) for _, path, _, write in wanted]
        for future in made:
            future.result()
    if Format.HTML not in formats:
        return
    site = folder / "site"
    whole = "Whole draft" if book.draft else "Whole report"
    downloads = [
        Download(path.name, f"{whole} as {words}", size_words(path.stat().st_size)) for _, path, words, _ in wanted
    ]
    downloads += [Download(path.name, words, size_words(path.stat().st_size)) for words, path in book.papers]
    write_site(book, site, publisher.words, downloads)
    for path in (*(path for _, path, _, _ in wanted), *(path for _, path in book.papers)):
        shutil.copyfile(path, site / path.name)
