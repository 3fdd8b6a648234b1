"""What is known of a sentence that stands outside the cards: the report that says it, and the quarters it compares."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from helpers.any_organisation.facts import EditionFacts, Facts
from helpers.any_organisation.patterns import PARTS, Patterns, Sentence, compiled, spoken
from helpers.any_organisation.standing import Standings, Stands, stands
from helpers.any_organisation.words import slug
from helpers.any_organisation.written import ANY, Written

#: The table of patterns of every page and paper, outside the cards.
PAGES = Patterns()
LONG_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December")  # fmt: skip
#: Directions that are counted together.
GROUPS = {"improving": ("Improving",), "stable": ("No change", "No clear trend"), "worsening": ("Worsening",)}
SINCE = r"(?:the previous <noun>|a year ago|<last>)"
#: On which indicators an earlier count stands.
ON_BOTH = r"(?: as restated since)?(?:, on the <count:common> indicators? in both reports)?"


class Report:
    """An edition beside its earlier ones.

    Parameters
    ----------
    edition
        The edition.
    written
        What somebody wrote.
    """

    def __init__(self, edition: EditionFacts, written: Written) -> None:
        self.edition, self.written = edition, written
        self.now = Standings(edition)
        self._previous = edition.earlier.get(edition.span.earlier().end)
        # Of a report by years that is the previous one, with which nothing is compared twice.
        yearly = edition.span.length == "year"
        self._last_year = None if yearly else edition.earlier.get(edition.span.year_before().end)
        self.bands = [str(band["label"]) for band in edition.scheme["bands"]]

    @cached_property
    def previous(self) -> Beside | None:
        """Beside the edition of the previous quarter."""
        return Beside(self.now, self._previous) if self._previous else None

    @cached_property
    def last_year(self) -> Beside | None:
        """Beside the edition of the same quarter last year."""
        return Beside(self.now, self._last_year) if self._last_year else None

    @cached_property
    def before(self) -> dict[str, Stands]:
        """What stood for each KPI at the end of the previous quarter, as it is known now; none of one not yet there."""
        then = self._previous
        if then is None:
            return {}
        found = {}
        for name, one in self.now.kpis.items():
            if name in then.indicators:
                told = tuple(each for each in one.facts.values if each.first <= str(then.as_of))
                found[name] = stands(replace(one.facts, values=told), self.now.rule, then.end, then.as_of)
        return found

    @cached_property
    def moves(self) -> dict[str, int]:
        """The KPIs that changed band since then, with by how many they are better."""
        found = {}
        for name, before in self.before.items():
            ratings = before.rating, self.now.kpis[name].rating
            if set(ratings) <= set(self.bands) and len(set(ratings)) == 2:
                then, now = map(self.bands.index, ratings)
                found[name] = then - now
        return found

    @cached_property
    def section(self) -> str:
        """By what the report is arranged."""
        return str(self.edition.params.get("arranged_by", "section"))

    def of_page(self, page: str) -> dict[str, Stands]:
        """The KPIs of a section's page, else all."""
        own = {name: one for name, one in self.now.kpis.items() if slug(one.facts.row[self.section]) == page}
        return own or self.now.kpis

    def called(self, facts: Facts) -> str:
        """How an indicator is called: by its reference, its id, or its number."""
        return facts.row["aim_number"] if self.section == "aim" else facts.printed_id

    @cached_property
    def by_name(self) -> Mapping[str, Facts]:
        """Every indicator of the register by its short name, and by that with what it is called before it."""
        found: dict[str, Facts] = {}
        for edition in (*self.edition.earlier.values(), self.edition):
            for facts in edition.indicators.values():
                name = " ".join((facts.row.get("short_name") or facts.row["name"]).split())
                found[name] = found[f"{facts.printed_id} {name}"] = facts
                if facts.row.get("aim_number"):
                    found[f"{facts.row['aim_number']} {name}"] = facts
        return found

    def named(self, masked: str) -> Facts | None:
        """The indicator of this name."""
        return self.by_name.get(self.written.plain(masked).strip())


class Beside:
    """An edition's KPIs beside those of an earlier one, as published then and as restated since."""

    def __init__(self, now: Standings, then: EditionFacts) -> None:
        self.now, self.edition = now, then
        self.published = Standings(then)
        self.restated = Standings(then.restated(now.edition.as_of))
        self.both = [name for name in now.kpis if name in self.published.kpis]
        self.added = [name for name in now.kpis if name not in self.published.kpis]
        self.removed = [name for name in self.published.kpis if name not in now.kpis]

    @cached_property
    def changed(self) -> list[str]:
        """Those whose earlier rating or direction is not what was published."""
        pairs = ((one, self.published.kpis[one], self.restated.kpis[one]) for one in self.both)
        return [one for one, then, again in pairs if (then.rating, then.way) != (again.rating, again.way)]

    def count(self, column: str, *words: str) -> tuple[int, int]:
        """How many of both editions' KPIs are so now and were so then, as restated."""
        sides = (self.now.kpis, self.restated.kpis)
        now, then = (sum(getattr(side[one], column) in words for one in self.both) for side in sides)
        return now, then


@dataclass
class Line(Sentence):
    """A sentence outside the cards.

    Parameters
    ----------
    report
        The report.
    page, above
        The page it stands on, and the last heading above it.
    about
        What earlier sentences of its block were about.
    """

    report: Report
    page: str
    above: str = ""
    about: dict[str, object] = field(default_factory=dict, kw_only=True)

    @property
    def kpis(self) -> dict[str, Stands]:
        """The KPIs that the page is about."""
        return self.report.of_page(self.page)

    @property
    def rated(self) -> Counter[str]:
        """How many of them are in each band or state."""
        return Counter(one.rating for one in self.kpis.values())

    @property
    def ways(self) -> Counter[str]:
        """How many go each way."""
        return Counter(one.way for one in self.kpis.values())

    @property
    def beside(self) -> Beside | None:
        """The earlier edition that the sentence compares with."""
        if f"previous {self.edition.span.length}" in self.sentence:
            return self.report.previous
        if self.edition.span.length == "year":
            return self.report.previous
        last = "year ago" in self.sentence or "last year" in self.sentence or self.about.get("since") == "last year"
        return self.report.last_year if last else self.report.previous

    def common(self) -> bool:
        """Whether what is said of the indicators in both reports is so."""
        found, beside = self["common"], self.beside
        if beside is None:
            return False
        same = not beside.added and not beside.removed
        said = bool(found) and spoken(found) == len(beside.both)
        return said or (not found and (same or "in both reports" not in self.sentence))

    def names(self, text: str) -> list[str] | None:
        """The ids of indicators that are listed with semicolons, None where one of them is not known."""
        found = [self.report.named(one) for one in text.split("; ")]
        return None if None in found else [one.id for one in found if one]


def changes_so(said: str, now: int, before: int) -> bool:
    """Whether ``two more`` is the difference of two counts."""
    if said in ("the same", "as many", "As many"):
        return now == before
    number, way = said.split()[:2]
    return spoken(number) * (1 if way == "more" else -1) == now - before


def items_of(pattern: str, text: str, noun: str = "quarter") -> list[dict[str, str]] | None:
    """The parts of a list, of which each is told by a pattern; None where something else stands in it."""
    form, found, place = compiled(pattern, noun), [], 0
    between = re.compile(r"[,;] and | and |, |; ")
    while place < len(text):
        taken = form.match(text, place)
        if taken is None:
            return None
        found.append({name: said for name, said in taken.groupdict().items() if said})
        place = taken.end()
        if place < len(text):
            joined = between.match(text, place)
            if joined is None:
                return None
            place = joined.end()
    return found


def number_of(said: str, kpis: Iterable[object]) -> bool:
    """Whether so many are there."""
    return spoken(said) == len(list(kpis))


__all__ = ["ANY", "GROUPS", "LONG_MONTHS", "ON_BOTH", "PAGES", "PARTS", "SINCE", "Beside", "Line", "Report"]
