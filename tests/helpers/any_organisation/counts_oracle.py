"""Counts in tables, held against the statuses on the cards, which the other oracles hold against the data.

Every place that tells an indicator's rating or direction must tell that of its card, and each count must be theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from helpers.any_organisation.facts import EditionFacts
from helpers.any_organisation.figures_oracle import named, rows_of
from helpers.any_organisation.line import Report
from helpers.any_organisation.patterns import PARTS
from helpers.any_organisation.shown import Block

_WAY = PARTS["way"]
_STATUS = re.compile(
    rf"(?P<rating>[A-Z].*?)(?: set by hand; the rule gives .*?)? (?:(?P<way>{_WAY})|Short: (?P<short>{_WAY}) "
    rf"Long: (?P<long>{_WAY})) (?:[-−£\d]|No result is available)"
)


@dataclass(frozen=True)
class Status:
    """What a card says of an indicator."""

    rating: str
    way: str
    section: str
    long: str


def statuses(found: Sequence[Block], edition: EditionFacts) -> dict[str, Status]:
    """The status on each KPI's card, by its id."""
    anchors = {re.sub(r"[^a-z0-9]+", "-", one.lower()): facts for one, facts in edition.indicators.items()}
    by = edition.params.get("arranged_by", "section")
    said: dict[str, Status] = {}
    for block in found:
        facts = anchors.get(block.indicator)
        taken = _STATUS.match(block.text) if facts and block.kind == "p" and facts.id not in said else None
        if facts and taken and facts.kpi:
            said[facts.id] = Status(taken["rating"], taken["way"] or taken["short"], facts.row[by], taken["long"] or "")
    return said


def wrong_statuses(found: Sequence[Block], report: Report) -> Iterator[str]:
    """Cards with another rating or direction than the rules give, and cells with another rating before."""
    cards = statuses(found, report.edition)
    for name, one in report.now.kpis.items():
        card = cards.get(name)
        so = (one.rating, one.way)
        if card and (card.rating, card.way) != so:
            yield f"{name}: its card says {card.rating} and {card.way}, by the rules {one.rating} and {one.way}"
        if card and card.long not in ("", one.long_way):
            yield f"{name}: its card says {card.long} in the long run, by the rules {one.long_way}"
    for row in rows_of(found):
        cells = {cell.column: cell.text for cell in row}
        facts = report.by_name.get(row[0].text) if "Rating before" in cells else None
        if facts and facts.id in report.now.kpis:
            then = report.before.get(facts.id)
            rating = then.rating if then else "Not available"
            if re.sub(r" set by hand;.*", "", cells["Rating before"]) != rating:
                yield f"{row[0].page}, {row[0].text}: before {cells['Rating before']}, by the rules {rating}"


def wrong_counts(found: Sequence[Block], edition: EditionFacts) -> Iterator[str]:
    """What is counted or told in tables otherwise than the cards say; sentences are judged for themselves."""
    cards = statuses(found, edition)
    yield from _tables(found, edition, cards, [str(band["label"]) for band in edition.scheme["bands"]])


def _tables(
    found: Sequence[Block], edition: EditionFacts, cards: Mapping[str, Status], bands: Sequence[str]
) -> Iterator[str]:
    """Tables in which a rating, a direction or a count stands."""
    for row in rows_of(found):
        cells = {one.column: one.text for one in row}
        where = f"{row[0].page}, {row[0].table}, {row[0].text}"
        facts = named(edition, row[0])
        card = cards.get(facts.id) if facts else None
        if card and "Latest result" in cells:
            for column, said in (("Rating now", card.rating), ("Rating", card.rating), ("Direction", card.way)):
                if column in cells and said not in cells[column]:
                    yield f"{where}: {column} {cells[column]}, on its card {said}"
        elif re.match(r"Indicators by .* and rating$", row[0].table):
            some = [one for one in cards.values() if row[0].text.startswith("All") or one.section == row[0].text]
            so = Counter(one.rating for one in some)
            for band in bands:
                if cells.get(band, str(so[band])) != str(so[band]):
                    yield f"{where}: {cells[band]} {band}, on the cards {so[band]}"
            if some and cells.get("All") != str(len(some)):
                yield f"{where}: {cells.get('All')} in all, on the cards {len(some)}"
        elif row[0].table.startswith("Every indicator's rating"):
            yield from _strip(where, cells, edition, cards)


def _strip(where: str, cells: Mapping[str, str], edition: EditionFacts, cards: Mapping[str, Status]) -> Iterator[str]:
    for one, card in cards.items():
        facts = edition.indicators[one]
        called = facts.row["aim_number"] if edition.params.get("arranged_by") == "aim" else facts.printed_id
        said = cells["Indicators and their ratings"]
        told = re.search(rf"(?<!\S){re.escape(called)} ", said)
        if told and not said[told.end() :].startswith(card.rating):
            yield f"{where}: {said}, on its card {card.rating}"


__all__ = ["statuses", "wrong_counts", "wrong_statuses"]
