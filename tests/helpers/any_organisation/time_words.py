"""What captions and columns call the time reported on, and what values add up, how often there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from helpers.any_organisation.calendar import LONG, Year
from helpers.any_organisation.facts import Facts
from helpers.any_organisation.line import PAGES, Line, Report
from helpers.any_organisation.shown import Block
from helpers.any_organisation.tables_oracle import Cells, table
from helpers.any_organisation.tables_oracle import Line as Row

BASES = {
    "snapshot": "snapshot at the end of the period", "month": "the last month alone", "quarter": "the quarter alone",
    "mean_of_months": "average of the months in the period", "year_to_date": "{} to date",
    "rolling_12_months": "rolling 12 months", "academic_year_to_date": "academic year to date",
    "academic_year": "academic year", "annual": "whole year", "week": "the week alone",
    "half_year": "the half-year alone", "rolling_3_years": "rolling three years",
}  # fmt: skip
COMES = {
    "monthly": "monthly", "quarterly": "quarterly", "academic_quarterly": "quarterly by academic year",
    "termly": "each school term", "annual": "once a {}", "school_year": "once a school year",
    "weekly": "weekly", "half_yearly": "half-yearly", "two_yearly": "every two years",
    "three_yearly": "every three years",
}  # fmt: skip


_CAPTION = re.compile(r"(?:All indicators|Every indicator's rating), (?P<label>.*)")
#: What is reported on, by its noun, in headings and over tables.
_NOUN = re.compile(r"\b(?:earlier|by|each|previous|last|this) (?P<noun>month|quarter|half-year|year)s?\b")


def wrong_names(found: Sequence[Block], report: Report) -> Iterator[str]:
    """Headings, captions and columns that call what is reported on otherwise than it is."""
    span = report.edition.span
    known = {one.span.short for one in (*report.edition.earlier.values(), report.edition)}
    for block in found:
        named = block.kind in ("h1", "h2", "h3", "head", "caption") and block.page != "methods"
        noun = _NOUN.search(block.text) if named else None
        if noun and noun["noun"] != span.length and not block.text.endswith(span.last_year):
            yield f"{block.page}: {block.text!r}, and the report is of a {span.length}"
        taken = _CAPTION.fullmatch(block.text) if block.kind == "caption" else None
        if taken and taken["label"] != span.label:
            yield f"{block.page}: {block.text!r}, by its years {span.label!r}"
        beside = block.kind == "head" and block.table.startswith("Indicators by rating, each")
        if beside and block.text not in ("Rating", *known):
            yield f"{block.page}: a column {block.text!r}, by their years {known}"


def _named(facts: Facts) -> str:
    return "calendar year" if facts.turns.year.starts == 1 else "financial year"


def basis(facts: Facts) -> str:
    """What a value adds up."""
    return BASES[facts.row["basis"]].format(_named(facts))


def comes(facts: Facts, report: Report) -> str:
    """How often there is one; on which day is told by the one that stands."""
    stands, year = report.now.all[facts.id].value, facts.turns.year
    known = stands.end if stands else None
    named = _named(facts) if known is None or known == year.last_day(known) else "year"
    return COMES[facts.row["frequency"]].format(named)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@table(r"About .*")
def _about(line: Row, report: Report) -> Cells:
    if line.cells[0] != "Basis":
        return [None, None]
    called = line.caption.removeprefix("About ")
    facts = next(one for one in report.edition.indicators.values() if report.called(one) == called)
    own: Year = facts.turns.year
    begins = f"; its year begins in {LONG[own.starts - 1]}" if own.starts != report.edition.year.starts else ""
    return ["Basis", f"{_capital(basis(facts))}, reported {comes(facts, report)}{begins}"]


@table(r"Register of indicators in force")
def _register(line: Row, report: Report) -> Cells:
    facts = report.by_name[line.cells[0]]
    facts = report.edition.indicators[facts.id]
    so = {"Basis": _capital(basis(facts)), "Frequency": _capital(comes(facts, report))}
    return [so.get(head) for head in line.heads]


_BASES = "|".join(one.format("(?:calendar|financial) year") for one in BASES.values())


@PAGES.says(rf"<text:name>: (?P<basis>{_BASES})\.")
def of_activity(line: Line) -> bool:
    name = line.report.written.plain(line["name"])
    some = [one for one in line.edition.indicators.values() if " ".join(one.row["name"].split()) == name]
    return line["basis"] in map(basis, some)


__all__ = ["basis", "comes", "wrong_names"]
