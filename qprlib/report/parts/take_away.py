"""Links to the files that the site offers, beside the tables they belong to and all in one list.

A link's address is ``file:scorecard.csv``. On the site it leads to ``data/scorecard.csv``, and the publisher adds the
file's size to the words in its brackets. PDF and Word have no site beside them: a box of the class ``download`` is left
out there, and a link elsewhere is printed as its words.
"""

from __future__ import annotations

from qprlib.downloads.offered import about, offered
from qprlib.downloads.package import DATA_PACKAGE
from qprlib.downloads.write import workbook_name
from qprlib.report import document as doc
from qprlib.report.context import Context
from qprlib.report.pieces import heading


def links(context: Context, *names: str) -> doc.Content:
    """The line below a table: its file as CSV, and the workbook that holds all tables.

    Tables that the edition does not offer are left out, and where all are, the line.
    """
    found = [name for name in names if name in offered(context.data, context.scored)]
    if not found:
        return doc.Content()
    parts: list[doc.Inline] = ["Download: "]
    for name in found:
        parts += [_csv(name), ", "]
    return doc.content(doc.Box("source download", (doc.paragraph(*parts[:-1], " or ", _workbook(context), "."),)))


def listing(context: Context) -> doc.Content:
    """Every file of the edition in a box, for the home page of the site."""
    tables: list[doc.Inline] = ["One table a file: "]
    for name in offered(context.data, context.scored):
        tables += [_csv(name), ", "]
    items: tuple[doc.Inlines, ...] = (
        (_workbook(context), " with a worksheet for every table, made for screen readers too"),
        tuple(tables[:-1]),
        (_package(), ", which describes the files for programs"),
    )
    return doc.content(doc.Box("note download", (doc.paragraph("Take the figures away:"), doc.Bullets(items))))


def register(context: Context) -> doc.Content:
    """Every file of the edition with what it holds, for the methods page; the names alone in PDF and Word."""
    name = workbook_name(context.edition.edition)
    files: list[tuple[doc.Link, str, str]] = [
        (_csv(table), f"{table}.csv", about(table).description) for table in offered(context.data, context.scored)
    ]
    files += [
        (_workbook(context), name, "Every table on a worksheet of its own, with notes."),
        (_package(), DATA_PACKAGE, "What every column of the CSV files holds, for programs."),
    ]
    return doc.content(
        heading("Downloads"),
        doc.paragraph(
            "The web site offers the figures behind this report in its folder ",
            doc.Code("data"),
            ". Figures are not rounded there. An empty cell means that there is no value; columns whose names end in ",
            doc.Code("_mark"),
            " say why, in the shorthand of the Government Analysis Function.",
        ),
        doc.tabled(
            "Files of this edition",
            "floors",
            files,
            (doc.Column("Download", width=30), lambda file: file[0]),
            (doc.Column("File", width=28), lambda file: doc.Code(file[1])),
            (doc.Column("What it holds", width=42), lambda file: file[2]),
        ),
    )


def _csv(name: str) -> doc.Link:
    return doc.Link(f"{about(name).title} (CSV)", address=f"file:{name}.csv")


def _workbook(context: Context) -> doc.Link:
    return doc.Link("All tables (Excel)", address=f"file:{workbook_name(context.edition.edition)}")


def _package() -> doc.Link:
    return doc.Link("Data package (JSON)", address=f"file:{DATA_PACKAGE}")
