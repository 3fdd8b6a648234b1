"""The embedded publisher: site, PDF and Word from wheels alone."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from qprlib.publishing.make.documents import whole_book, write_pdf, write_word
from qprlib.publishing.make.publisher import Format, Publisher
from qprlib.publishing.run.book import Book
from qprlib.publishing.site.embedded_site import offered, write_site


def publish_embedded(book: Book, publisher: Publisher, formats: Collection[Format], folder: Path) -> None:
    """Publish a book without Quarto into ``folder``: PDF, Word, and ``site/`` with copies of them."""
    names = {Format.PDF: "report.pdf", Format.DOCX: "report.docx"}
    paths = {one: folder / book.file_name(name) for one, name in names.items() if one in formats}
    document = whole_book(book)
    with ThreadPoolExecutor(len(names)) as pool:  # typst releases the interpreter and pandoc is a process
        writers = {Format.PDF: write_pdf, Format.DOCX: write_word}
        list(pool.map(lambda one: writers[one](document, paths[one]), paths))
    if Format.HTML not in formats:
        return
    write_site(book, folder / "site", publisher.words, offered(book, paths.values()))
    for path in (*paths.values(), *(path for _, path in book.papers)):
        shutil.copyfile(path, folder / "site" / path.name)
