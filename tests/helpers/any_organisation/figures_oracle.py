"""The first oracle: each figure printed in a table about indicators is the datum, rounded as declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from helpers.any_organisation.facts import EditionFacts, Facts, Value, digits, in_full
from helpers.any_organisation.shown import Block
from helpers.any_organisation.usual_sentences import wrong_signals

NUMBER = re.compile(r"[-−]?£?\d[\d,]*(?:\.\d+)?")


def wrong_figures(found: Sequence[Block], edition: EditionFacts) -> Iterator[str]:
    """What is printed in tables and is not so."""
    for rows in rows_of(found):
        first = rows[0]
        facts = named(edition, first)
        if facts and re.match(r"\S+(?: \S+)? on its control chart", first.table):
            yield from wrong_signals(rows, facts, edition)
        elif facts and re.match(r"\S+(?: \S+)? by period", first.table):
            yield from _series(rows, facts)
        elif facts and "Latest result" in [one.column for one in rows]:
            yield from _latest(rows, facts)


def rows_of(found: Iterable[Block]) -> Iterator[list[Block]]:
    """The rows of all tables, each with its cells."""
    row: list[Block] = []
    for one in found:
        if one.kind != "cell" or (row and (one.row, one.table, one.page) != (row[0].row, row[0].table, row[0].page)):
            if row:
                yield row
            row = []
        if one.kind == "cell":
            row.append(one)
            if len(row) == len(one.row):
                yield row
                row = []
    if row:
        yield row


def reference(edition: EditionFacts, facts: Facts) -> str:
    """How an indicator is called: by its reference or id, or by its number in a report that is arranged by aims."""
    return facts.row["aim_number"] if edition.params.get("arranged_by") == "aim" else facts.printed_id


def named(edition: EditionFacts, cell: Block) -> Facts | None:
    """The indicator that a row or its table is about."""
    for facts in edition.indicators.values():
        called = reference(edition, facts)
        own = (f"{called} by period", f"{called} on its control chart")
        if cell.text.startswith(f"{called} ") or cell.table.startswith(own):
            return facts
    return None


def number(text: str) -> str:
    """The first number of a text as digits with their sign, "" without one."""
    found = NUMBER.search(text)
    return found.group().replace("£", "").replace("−", "-") if found else ""


def _series(row: Sequence[Block], facts: Facts) -> Iterator[str]:
    where = f"{row[0].page}, {row[0].table}, {row[0].text}"
    value = facts.at(row[0].text)
    for cell in row[1:]:
        if (value is None or value.actual is None) and cell.text.startswith("Forecast "):
            yield from _forecast(where, cell, facts)
            continue
        if value is None:
            if number(cell.text) and cell.column == "Result":
                yield f"{where}: {cell.text}, and the data have no such period"
            continue
        match cell.column:
            case "Result" if "forecast" not in cell.text:
                yield from _same(where, cell, facts.printed(value))
            case "Target":
                yield from _aim(where, cell, value, "target", facts)
            case "Floor" | "Ceiling":
                yield from _aim(where, cell, value, "floor", facts)
            case "Target range" | "Expected range":
                low, high = (value.aims.get(one) for one in ("lower", "upper"))
                if low is not None and high is not None:
                    said = [number(one) for one in NUMBER.findall(cell.text)]
                    if said != [in_full(one, facts.decimals) for one in (low, high)]:
                        yield f"{where}: range {cell.text}, in the data {low} to {high}"
            case "Rating" if value.actual is not None and "forecast" not in cell.text:
                if not cell.text.startswith(facts.rating(value)):
                    yield f"{where}: rated {cell.text}, by the scheme's words {facts.rating(value)}"


def _forecast(where: str, cell: Block, facts: Facts) -> Iterator[str]:
    told = [Decimal(one.told["forecast"]) for one in facts.values if one.told.get("forecast")]
    if number(cell.text) not in [digits(one, facts.decimals) for one in told]:
        yield f"{where}: {cell.text}, in the data {told or 'none'}"


def _same(where: str, cell: Block, expected: str) -> Iterator[str]:
    if number(cell.text) != expected:
        yield f"{where}: {cell.column} {cell.text}, in the data {expected or 'none'}"


def _aim(where: str, cell: Block, value: Value, name: str, facts: Facts) -> Iterator[str]:
    aim: Decimal | None = value.aims.get(name)
    yield from _same(where, cell, "" if aim is None else in_full(aim, facts.decimals))


def _latest(row: Sequence[Block], facts: Facts) -> Iterator[str]:
    """The rows of the summary and of a service's table."""
    where = f"{row[0].page}, {row[0].table}, {row[0].text}"
    cells = {one.column: one for one in row}
    shown = re.search(r"\(([^(),]*)(?:, [^()]*)?\)$", cells["Latest result"].text)
    value = facts.at(shown[1]) if shown else None
    if value is None:
        if facts.latest and facts.latest.actual is not None and number(cells["Latest result"].text):
            yield f"{where}: no period is named in {cells['Latest result'].text}"
        return
    yield from _same(where, cells["Latest result"], facts.printed(value))
    if "target" in value.aims and "Target" in cells:
        yield from _aim(where, cells["Target"], value, "target", facts)
    elif facts.kpi and "lower" in value.aims and "upper" in value.aims and "Target" in cells:
        said = [number(one) for one in NUMBER.findall(cells["Target"].text)]
        if said != [in_full(value.aims[one], facts.decimals) for one in ("lower", "upper")]:
            yield f"{where}: range {cells['Target'].text}, in the data {value.aims['lower']} to {value.aims['upper']}"
