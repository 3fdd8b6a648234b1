"""Organisations made from seeds, held against the oracles: what their pages say, and their site, PDF and Word file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pypdf

from helpers.any_organisation import AnyOrganisation, organisation, time_words, trend_tables, write
from helpers.any_organisation.alts_oracle import wrong_alternatives
from helpers.any_organisation.counts_oracle import wrong_counts, wrong_statuses
from helpers.any_organisation.facts import EditionFacts
from helpers.any_organisation.figures_oracle import wrong_figures
from helpers.any_organisation.line import Report
from helpers.any_organisation.pages_oracle import false_on_pages
from helpers.any_organisation.sentences_oracle import false_sentences
from helpers.any_organisation.shown import Block, blocks
from helpers.any_organisation.tables_oracle import wrong_tables
from helpers.any_organisation.words_oracle import lost_commentary, lost_words
from helpers.any_organisation.written import Written
from helpers.undrawn import Undrawn, build_undrawn
from qprlib.ground.errors import QprError
from qprlib.ground.project import Project
from qprlib.report.context import open_context

#: Who reads the summary has ten minutes.
MOST_PAGES = 3


def faults_of_pages(made: AnyOrganisation, folder: Path) -> list[str]:
    """What is false on the pages of an organisation's last edition, or lost: nothing is published or drawn.

    ``folder`` is new; the organisation is written into it.
    """
    root = write(made, folder)
    try:
        # Pages are rendered without pyarrow, which is slow with the few rows of a small organisation.
        with pd.option_context("mode.string_storage", "python"):
            context = open_context(made.edition, Project(root.resolve()))
            found = blocks(context, folder / "executed")
    except QprError as error:
        return [f"it is refused: {error}"]
    return faults_of_blocks(found, root, made.edition)


def faults_of_blocks(found: Sequence[Block], root: Path, name: str) -> list[str]:
    """What all oracles say of the blocks of an edition of a project."""
    edition = EditionFacts(root, name)
    notebooks = root / "notebooks" / "commentary" / name
    text = "\n".join(one.text for one in found if one.kind != "alt")
    written = Written(edition, notebooks)
    report = Report(edition, written)
    return [
        *wrong_figures(found, edition),
        *wrong_tables(found, report),
        *time_words.wrong_names(found, report),
        *false_sentences(found, edition, written),
        *false_on_pages(found, report),
        *wrong_statuses(found, report),
        *wrong_alternatives(found, report),
        *wrong_counts(found, edition),
        *lost_words(text, edition),
        *lost_commentary(text, notebooks),
    ]


def faults_of_documents(made: AnyOrganisation, folder: Path) -> list[str]:
    """What of its pages is not in the site, the PDF and the Word file of an organisation's last edition."""
    root = write(made, folder)
    try:
        built = build_undrawn(made.edition, folder / "out", root)
    except QprError as error:
        return [f"it is not published: {error}"]
    edition = EditionFacts(root, made.edition)
    found = blocks(built.context, folder / "executed")
    papers = ("cover-report", "minutes")
    said = {
        "site": "\n".join(built.site_text().values()),
        "PDF": built.pdf_text(),
        "Word": built.word_text(),
    }
    faults = []
    for name, text in said.items():
        of_pages = [one for one in found if one.page not in papers]
        faults += [f"{name}: {fault}" for fault in _not_in(text, of_pages)]
    if "paper" in edition.params:
        cover = [one for one in found if one.page == "cover-report"]
        minutes = [one for one in found if one.page == "minutes"]
        faults += [f"cover report (PDF): {fault}" for fault in _not_in(built.pdf_text("cover-report"), cover)]
        faults += [f"cover report (Word): {fault}" for fault in _not_in(built.word_text("cover-report"), cover)]
        faults += [f"minutes: {fault}" for fault in _not_in(built.word_text("minutes"), minutes)]
    return [*faults, *_too_long(built)]


def _too_long(built: Undrawn) -> Iterator[str]:
    """An executive summary or a cover report of more than three pages of the PDF."""
    pages = summary_pages(built.folder / "report.pdf")
    if pages > MOST_PAGES:
        yield f"the executive summary has {pages} pages"
    cover = built.folder / "cover-report.pdf"
    if cover.exists() and len(pypdf.PdfReader(cover).pages) > MOST_PAGES:
        yield "the cover report has more than three pages"


def summary_pages(report: Path) -> int:
    """On how many pages of a report's PDF its executive summary, the first chapter, stands."""
    reader = pypdf.PdfReader(report)
    chapters = [one for one in reader.outline if not isinstance(one, list)]
    first, second = (reader.get_destination_page_number(one) or 0 for one in chapters[:2])
    return second - first


#: What the web alone says: files to take away.
_ON_THE_WEB = re.compile(r"\((CSV|Excel|JSON)|^Take the figures away")


def _not_in(text: str, found: Iterable[Block]) -> Iterator[str]:
    """The blocks whose letters and digits do not stand in a text one after another; a page may end within."""
    letters = _letters(text)
    for one in found:
        if one.kind == "alt" or _ON_THE_WEB.search(one.text):
            continue
        wanted = _letters(one.text)
        if wanted not in letters and not _in_two(wanted, letters):
            yield f"{one.page}: {one.kind} {one.text!r} is not there"


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum() or sign in "%£")


def _in_two(wanted: str, letters: str) -> bool:
    return any(wanted[:place] in letters and wanted[place:] in letters for place in range(8, len(wanted) - 8))


__all__ = ["faults_of_documents", "faults_of_pages", "organisation", "trend_tables"]
