"""What was taken as rows of the register, of results and of targets, in the words and columns of the data files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from qprlib.data.columns import IDENTIFIER_FORM
from qprlib.data.numerals import PER_CENT, shown_number
from qprlib.data.schema import IndicatorKind, Polarity
from qprlib.ground.calendar import FROM_APRIL, Years, months_between
from qprlib.ground.cycles import Frequency
from qprlib.ground.errors import listing
from qprlib.ground.names import slugify
from qprlib.ground.periods import Basis
from qprlib.ground.reported import Length
from qprlib.intake.roles import lower_is_better
from qprlib.intake.taken import Assumed, Taken, TakenFigure, TakenIndicator, Unplaced

Row = dict[str, str]
#: The section of indicators of which the workbook names none.
ALL = "Performance indicators"
#: How often there is a value, and what one adds up, by the length of the periods.
_OFTEN = {
    Length.MONTH: (Frequency.MONTHLY, Basis.MONTH),
    Length.QUARTER: (Frequency.QUARTERLY, Basis.QUARTER),
    Length.HALF_YEAR: (Frequency.HALF_YEARLY, Basis.HALF_YEAR),
    Length.YEAR: (Frequency.ANNUAL, Basis.ANNUAL),
}
_AIMS = ("target", "floor", "lower", "upper")
#: States that are told of a target, where the result alone would say nothing of them.
_OF_TARGETS = ("target-tbc", "new")
_PER_CENT_NAME = re.compile(r"%|\b(?:per cent|percentage|proportion|share|rate of)\b", re.IGNORECASE)
_MOST_DECIMALS = 2
#: How far a part of the year may lie from an even share of its whole, to be told as a part of it.
_EVEN = (0.5, 1.6)
_NEARLY = (0.8, 1.25)


@dataclass(frozen=True)
class RowsTaken:
    """The rows of the three files, sorted, and what had to be assumed or left out for them."""

    indicators: Sequence[Row]
    actuals: Sequence[Row]
    targets: Sequence[Row]
    ids: Mapping[str, str]  #: by what figures refer to an indicator by
    assumed: Sequence[Assumed] = ()
    unplaced: Sequence[Unplaced] = ()


@dataclass
class _About:
    """The figures of one indicator."""

    one: TakenIndicator
    years: Years
    figures: list[TakenFigure] = field(default_factory=list)

    def of(self, *roles: str) -> list[TakenFigure]:
        return [figure for figure in self.figures if figure.role in roles]

    @property
    def length(self) -> Length:
        """Of its periods: as most of its results have it, the shorter of two as common."""
        counts = Counter(Length(figure.length) for figure in self.of("actual") if figure.length)
        return max(counts, key=lambda length: (counts[length], -length.months), default=Length.QUARTER)

    @property
    def unit(self) -> str:
        """As the workbook names it, else as its cells or its name have a sign."""
        if self.one.unit:
            return PER_CENT if re.fullmatch(r"%|per ?cent(?:age)?", self.one.unit, re.IGNORECASE) else self.one.unit
        texts = [figure.text for figure in self.of("actual", "target")]
        signs = [sign for sign in (PER_CENT, "£", "$", "€") if any(sign in text for text in texts)]
        return signs[0] if signs else PER_CENT if _PER_CENT_NAME.search(self.one.name) else "number"

    @property
    def decimals(self) -> str:
        """As the workbook says, else as many as the result with the most has, two at most."""
        if self.one.decimals.isdigit():
            return self.one.decimals
        values = [shown_number(figure.value) for figure in self.of("actual") if figure.value is not None]
        return str(min(max((len(text.partition(".")[2]) for text in values), default=0), _MOST_DECIMALS))

    @property
    def kind(self) -> IndicatorKind:
        """Rated if it ever has a target."""
        aimed = any(figure.value is not None or figure.state in _OF_TARGETS for figure in self.of(*_AIMS))
        return IndicatorKind.KPI if aimed else IndicatorKind.DATA_ONLY

    @property
    def guessed(self) -> Polarity:
        """Which way is better where nothing says so: a floor above its target, or what the name speaks of."""
        aims = {(figure.role, figure.period_end): figure.value for figure in self.of("target", "floor")}
        gaps = [
            floor - target
            for (role, end), floor in aims.items()
            if role == "floor" and floor is not None and (target := aims.get(("target", end))) is not None
        ]
        if any(gaps):
            return Polarity.LOWER if sum(gaps) > 0 else Polarity.HIGHER
        return Polarity.LOWER if lower_is_better(self.one.name) else Polarity.HIGHER

    @property
    def basis(self) -> Basis:
        """What a value adds up: its period, or the year so far where a name says so, or targets or results do."""
        whole = self.of_whole_year
        running = whole and (self.unit == PER_CENT or not self._shares(whole))
        to_date = running or self.rising or any(figure.to_date for figure in self.of("actual"))
        return Basis.YEAR_TO_DATE if to_date else _OFTEN[self.length][1]

    @property
    def rising(self) -> bool:
        """Whether its targets rise through a year as totals of the year so far do: 28, 57, 85."""
        by_origin = Counter(figure.origin for figure in self.of("target"))
        own = [one for one in self.of("target") if by_origin[one.origin] == 1 and one.value]
        year = self._newest_year(own)
        if len(year) < 2 or self.length is Length.YEAR:
            return False
        rates = [(one.value or 0) / self._place(one) for one in year]
        return min(rates) > 0 and max(rates) / min(rates) < _EVEN[1] and len({one.value for one in year}) == len(year)

    @property
    def of_whole_year(self) -> float:
        """Its target if that stands for several periods of which each has but a part of it; 0 if not.

        Of a count a quarter of the year has about a quarter of it. Of a percentage each has its own, unless results
        rise through the year as those of tax that is collected do.
        """
        counts = Counter(figure.origin for figure in self.of("target") if figure.value)
        shared = [one for one in self.of("target") if one.value and counts[one.origin] > 1]
        if not shared or self.length not in (Length.MONTH, Length.QUARTER):
            return 0.0
        target = shared[-1].value or 0.0
        alone = self.unit != PER_CENT and self._shares(target)
        return target if alone or self._shares(target, running=True) else 0.0

    def _newest_year(self, figures: Sequence[TakenFigure]) -> list[TakenFigure]:
        last = max((self.years.end_of(one.period_end) for one in figures), default=None)
        return [one for one in figures if self.years.end_of(one.period_end) == last]

    def _place(self, figure: TakenFigure) -> int:
        """Which period of its year a figure is of, the first being 1."""
        months = months_between(self.years.begin(self.years.first_year(figure.period_end)), figure.period_end) + 1
        return months // self.length.months

    def _shares(self, whole: float, *, running: bool = False) -> bool:
        """Whether each result of the newest year is about an even share of a whole year's, or of such up to then."""
        of_length = [one for one in self.of("actual") if one.value is not None and one.length == self.length]
        newest = self._newest_year(of_length)
        part = whole / self.length.a_year
        ratios = [(one.value or 0.0) / (part * (self._place(one) if running else 1)) for one in newest]
        least, most = _NEARLY if self.unit == PER_CENT else _EVEN
        return len(ratios) > 1 and all(least <= ratio <= most for ratio in ratios)

    @property
    def frequency(self) -> str:
        """As the workbook says, else as its periods are long."""
        return self.one.frequency or str(_OFTEN[self.length][0])


def rows_taken(
    taken: Taken,
    polarities: Mapping[str, str],
    years: Years = FROM_APRIL,
    known: Mapping[str, str] = MappingProxyType({}),
) -> RowsTaken:
    """The rows of a register that begins, or goes on.

    ``polarities`` are those of indicators of which the workbook says none; ``known`` are the ids that a register has
    given already, by reference or name.
    """
    abouts = {one.key: _About(one, years) for one in taken.indicators}
    for figure in taken.figures:
        abouts[figure.indicator].figures.append(figure)
    ids = _ids(taken.indicators, known)
    ranged = {key for key, about in abouts.items() if about.of("lower", "upper")}
    better = {
        key: about.one.polarity or polarities.get(key) or str(Polarity.RANGE if key in ranged else about.guessed)
        for key, about in abouts.items()
    }
    indicators = [_registered(about, ids[key], better[key]) for key, about in abouts.items()]
    indicators = [
        row
        for section in dict.fromkeys(row["section"] for row in indicators)
        for row in indicators
        if row["section"] == section
    ]
    actuals: list[Row] = []
    targets: list[Row] = []
    left: list[Unplaced] = []
    for key, about in abouts.items():
        kept, others = _of_own_length(about)
        left += others
        actuals += _actuals(ids[key], kept)
        if about.length is Length.YEAR or about.of_whole_year:
            kept = [_of_its_year(one, years) for one in kept]
        targets += _targets(ids[key], about.kind, kept)
    return RowsTaken(indicators, actuals, targets, ids, list(_assumed(abouts, polarities)), left)


def _of_its_year(figure: TakenFigure, years: Years) -> TakenFigure:
    """A target that stands for the periods of a year, of an indicator that has one of the whole year."""
    if figure.role not in _AIMS or figure.length == Length.YEAR:
        return figure
    return replace(figure, period_end=years.end_of(figure.period_end))


def _ids(indicators: Sequence[TakenIndicator], known: Mapping[str, str]) -> dict[str, str]:
    """An id for each: its reference if that is one, else made from it; of those without one from their section."""
    found = {one.key: own for one in indicators if (own := known.get(one.key) or known.get(one.name))}
    counts: Counter[str] = Counter()
    for one in indicators:
        if one.key in found:
            continue
        made = re.sub(r"[^A-Za-z0-9]+", "_", one.reference).strip("_")
        made = made if re.match("[A-Za-z]", made) else f"I{made}" if made else ""
        while not re.fullmatch(IDENTIFIER_FORM, made) or made.casefold() in map(
            str.casefold, (*found.values(), *known.values())
        ):
            letters = "".join(word[0] for word in slugify(one.section or ALL).split("-"))[:3].upper()
            letters = letters if letters[:1].isalpha() else "I"
            counts[letters] += 1
            made = f"{letters}{counts[letters]:02d}"
        found[one.key] = made
    return found


def _registered(about: _About, own: str, polarity: str) -> Row:
    one = about.one
    return {
        "id": own,
        "reference": one.reference if one.reference != own else "",
        "name": one.name or one.reference,
        "kind": str(about.kind),
        "section": one.section or one.directorate or ALL,
        "unit": about.unit,
        "decimals": about.decimals,
        "polarity": polarity,
        "basis": str(about.basis),
        "frequency": about.frequency,
        "directorate": one.directorate,
        "owner_role": one.owner_role,
        "note": one.note,
    }


def _of_own_length(about: _About) -> tuple[list[TakenFigure], list[Unplaced]]:
    """Its figures without results of longer or shorter periods than most have: no series has both."""
    kept, left = [], []
    stand = {figure.origin for figure in about.of(*_AIMS) if figure.length == about.length}
    for figure in about.figures:
        other_length = figure.length not in ("", about.length)
        if other_length and figure.role in _AIMS and figure.origin in stand:
            continue  # one target for all of a row, of which the others stand for their own periods
        if figure.role in ("actual", "numerator", "denominator") and other_length:
            own, others = Length(figure.length).words, about.length.words
            why = f"it is of a {own}, and the other results of its row are of {others}s"
            left.append(Unplaced(figure.origin, figure.text, why))
        else:
            kept.append(figure)
    return kept, left


def _by_period(figures: Iterable[TakenFigure], roles: Sequence[str]) -> Iterator[tuple[str, dict[str, TakenFigure]]]:
    """The figures of some roles by the end of their period, the earliest first."""
    found: dict[str, dict[str, TakenFigure]] = {}
    for figure in figures:
        if figure.role in roles:
            found.setdefault(figure.period_end.isoformat(), {})[figure.role] = figure
    yield from sorted(found.items())


def _number(figure: TakenFigure | None) -> str:
    return shown_number(figure.value) if figure and figure.value is not None else ""


def _actuals(own: str, figures: Sequence[TakenFigure]) -> Iterator[Row]:
    states = {figure.period_end.isoformat(): figure.state for figure in figures if figure.role == "target"}
    for end, said in _by_period(figures, ("actual", "numerator", "denominator")):
        actual = said.get("actual") or next(iter(said.values()))
        aimed = states.get(end, "")
        yield {
            "indicator": own,
            "period_end": end,
            "actual": _number(said.get("actual")),
            "numerator": _number(said.get("numerator")),
            "denominator": _number(said.get("denominator")),
            "flag": actual.flag,
            "state": (actual.state if actual.state not in ("data-only", "no-target") else "")
            or (aimed if aimed in _OF_TARGETS else ""),
            "note": actual.note,
            "origin": actual.origin,
        }


def _targets(own: str, kind: IndicatorKind, figures: Sequence[TakenFigure]) -> Iterator[Row]:
    for end, said in _by_period(figures, _AIMS):
        numbers = {role: _number(said.get(role)) for role in _AIMS}
        if any(numbers.values()) and kind is IndicatorKind.KPI:
            first = next(iter(said.values()))
            yield {"indicator": own, "period_end": end, **numbers, "note": first.note, "origin": first.origin}


def _assumed(abouts: Mapping[str, _About], polarities: Mapping[str, str]) -> Iterator[Assumed]:
    """What the workbook does not say of its indicators, each told once for all of them."""
    silent = {key: about for key, about in abouts.items() if about.kind is IndicatorKind.KPI and not about.one.polarity}
    told = [key for key in silent if key in polarities]
    rest = [key for key in silent if key not in polarities]
    every = len(abouts)
    if lower := [key for key in told if polarities[key] == Polarity.LOWER]:
        yield _of(lower, every, "Lower is better", "The workbook does not say so, but its statuses do.")
    for way in (Polarity.LOWER, Polarity.HIGHER):
        if some := [key for key in rest if abouts[key].guessed is way and not abouts[key].of("lower", "upper")]:
            why = "The workbook does not say so: it is guessed from floors and names."
            yield _of(some, every, f"{str(way).capitalize()} is better", why)
    if plain := [key for key, about in abouts.items() if about.unit == "number" and not about.one.unit]:
        yield _of(plain, every, "A plain number", "No unit is named.")
    if sections := [key for key, about in abouts.items() if not (about.one.section or about.one.directorate)]:
        yield _of(sections, every, f"Under '{ALL}'", "No section is named.")
    yield from _assumed_of_years(abouts)


def _assumed_of_years(abouts: Mapping[str, _About]) -> Iterator[Assumed]:
    """What a value adds up, and for how long a target stands."""
    every = len(abouts)
    yearly = [key for key, about in abouts.items() if about.of_whole_year]
    to_date = [key for key, about in abouts.items() if about.basis is Basis.YEAR_TO_DATE]
    several = [
        key
        for key, about in abouts.items()
        if key not in yearly and len(about.of("target")) > len({one.origin for one in about.of("target")})
    ]
    if yearly:
        why = "The workbook has one for several periods, and each of them about its share of it."
        yield _of(yearly, every, "The target is of the whole year and stands at its end", why)
    if several and any(abouts[key].length is not Length.YEAR for key in several):
        why = "The workbook has one for all of them: correct targets.csv where it is of the whole year."
        yield _of(several, every, "The target stands for each period with results", why)
    if to_date:
        why = "The names of the periods say so, or targets or results rise through the year like that."
        yield _of(to_date, every, "Each value adds up from the start of the year", why)
    alone = (Basis.QUARTER, Basis.MONTH, Basis.HALF_YEAR)
    if whole := [key for key, about in abouts.items() if about.basis in alone]:
        why = "The workbook does not say what a value adds up: correct basis in indicators.csv where it is otherwise."
        yield _of(whole, every, "Each value is of its period alone, not of the year so far", why)


def _of(keys: Sequence[str], every: int, what: str, why: str) -> Assumed:
    """An assumption with the indicators that it is about."""
    return Assumed(f"{what}: {'all indicators' if len(keys) == every > 1 else listing(keys, 6)}.", why)
