"""What a band measures a result against: one class for each measure, with its test, its bound, its words and its needs.

A new measure is a class here and its cases in ``tests/spec/``. For each band that is measured by it, it says

- how results are tested, all at once (:meth:`Measure.test`);
- where its bound lies among others, so that gaps and overlaps are found (``position``, ``kind``, ``bound``);
- what the key prints of it (``rule`` and, for the bands after it, ``left_over``);
- why one result got the band, or missed it (``why``, ``why_missed``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from qprlib.scoring.arrays import Flags, Floats
from qprlib.scoring.case_words import RatedCase, decimal, shortest
from qprlib.scoring.states import NotRated

if TYPE_CHECKING:
    from qprlib.scoring.bands import Band
    from qprlib.scoring.case_figures import Figures
    from qprlib.scoring.scheme import Scheme

#: The bound of a band that is each indicator's own: its tolerance, or as much on the better side of the target.
OWN, OWN_BETTER = "tolerance", "-tolerance"
#: Where an indicator's own floor or tolerance lies among sample shortfalls. Any value does: they are never set against
#: others on the same side of the target.
_OWN_PLACE = 1.0


@dataclass(frozen=True)
class BandTest:
    """How a band's test came out for every case."""

    holds: Flags
    lacking: Flags  #: the case has not what the test needs
    state: NotRated  #: what a lacking case is
    bound: Floats


class Measure:
    """What all measures have; those below say what is otherwise."""

    name: ClassVar[str]
    bounded: ClassVar[bool] = True  #: whether it has a bound, and does not take all that is left
    tolerant: ClassVar[bool] = False  #: whether its bound is a distance from the target, which the band declares
    of_target: ClassVar[bool] = False  #: whether that distance is in per cent of the target
    either_side: ClassVar[bool] = False  #: whether it counts on the better side, too
    needs_floor: ClassVar[bool] = False

    def test(self, band: Band, figures: Figures, passed: Floats) -> BandTest:
        """The band's test, without its look at last year; ``passed`` is the bound of the band before."""
        raise NotImplementedError

    def position(self, band: Band) -> float:
        """Where the band ends on the line of shortfalls."""
        return 0.0

    def kind(self, band: Band) -> str:
        """What its bound is counted in; bounds of one kind can be put in order."""
        return self.name

    def bound(self, band: Band) -> str:
        """Its bound in a message about the scheme."""
        return plain(band.within)

    def rule(self, band: Band, scheme: Scheme, last: Band | None) -> str:
        """What the band takes in, in the key; ``last`` is the band with the bound before."""
        raise NotImplementedError

    def left_over(self, band: Band, scheme: Scheme) -> str:
        """What lies beyond its bound, in the key."""
        raise NotImplementedError

    def why(self, band: Band, case: RatedCase, failed: Band | None) -> str:
        """Why a result got the band: where it lies; ``failed`` is the band with the bound before."""
        return case.where

    def why_missed(self, band: Band, case: RatedCase) -> str:
        """Why a result that got all that is left did not get the band."""
        return case.where

    def fits(self, band: Band, case: RatedCase) -> bool:
        """Whether a result passes the test, apart from the band's look at last year."""
        return not case.short


class Met(Measure):
    """Against the target itself."""

    name = "met"

    def test(self, band: Band, figures: Figures, passed: Floats) -> BandTest:
        zero = np.zeros(len(figures))
        holds = figures.met() if band.inclusive else figures.within(figures.shortfall, zero, closed=False)
        return BandTest(holds, zero != 0, NotRated.NO_TARGET, figures.aim)

    def bound(self, band: Band) -> str:
        return "the target"

    def rule(self, band: Band, scheme: Scheme, last: Band | None) -> str:
        if not band.inclusive:
            return f"Better than the {scheme.target_name}"
        return f"At the {scheme.target_name}{'' if last is not None and not last.asks_more else ' or better'}"

    def left_over(self, band: Band, scheme: Scheme) -> str:
        return f"{'Worse' if band.inclusive else 'Not better'} than the {scheme.target_name}"


class Floor(Measure):
    """Against the indicator's own floor (for lower-is-better a ceiling); a range has one on each side."""

    name = "floor"
    needs_floor = True

    def test(self, band: Band, figures: Figures, passed: Floats) -> BandTest:
        of_range = np.where(figures.above, figures.floor_high, figures.floor_low)
        floor = np.where(figures.ranged, of_range, figures.floor)
        short = figures.worse_side * (figures.actual - floor)
        holds = figures.within(short, np.zeros(len(figures)), band.inclusive, beside=floor)
        return BandTest(holds, np.isnan(floor), NotRated.NO_FLOOR, floor)

    def position(self, band: Band) -> float:
        return _OWN_PLACE

    def bound(self, band: Band) -> str:
        return "the floor"

    def rule(self, band: Band, scheme: Scheme, last: Band | None) -> str:
        begins = f"{last.by.left_over(last, scheme)}, but" if last else "Anything"
        return f"{begins} {'at or ' if band.inclusive else ''}better than {_floor_name(scheme)}"

    def left_over(self, band: Band, scheme: Scheme) -> str:
        return f"{'Worse' if band.inclusive else 'At or worse'} than {_floor_name(scheme)}"

    def why(self, band: Band, case: RatedCase, failed: Band | None) -> str:
        return f"{case.where} but {case.beside_floor(reached=True)}" if case.short else case.where

    def why_missed(self, band: Band, case: RatedCase) -> str:
        # "below both the target of 90% and the floor of 83%"
        where, floor = case.where, case.beside_floor(reached=False)
        side = where.partition(" ")[0]
        if floor.startswith(f"{side} "):
            return f"{side} both {where.removeprefix(f'{side} ')} and {floor.removeprefix(f'{side} ')}"
        return f"{where} and {floor}"


class Absolute(Measure):
    """By a distance from the target in the indicator's unit."""

    name = "absolute"
    tolerant = True

    def test(self, band: Band, figures: Figures, passed: Floats) -> BandTest:
        limit = self.limits(band, figures)
        holds = figures.within(figures.shortfall, limit, band.inclusive)
        return BandTest(holds, np.isnan(limit), NotRated.NO_TOLERANCE, figures.aim + figures.worse_side * limit)

    def limits(self, band: Band, figures: Figures) -> Floats:
        """The largest shortfall of the band in the unit, of every case; NaN where there is none."""
        if band.within == OWN_BETTER:
            return -figures.tolerance
        return figures.tolerance if isinstance(band.within, str) else np.full(len(figures), band.within)

    def position(self, band: Band) -> float:
        return place_of(band.within)

    def kind(self, band: Band) -> str:
        unit = "per cent" if self.of_target else "unit"
        return f"{unit} {OWN}" if isinstance(band.within, str) else unit

    def rule(self, band: Band, scheme: Scheme, last: Band | None) -> str:
        target, amount = scheme.target_name, self.amount_in_key(band)
        if band.asks_more:
            return f"Better than the {target} by {'at least' if band.inclusive else 'more than'} {amount}"
        most = f"{'no more' if band.inclusive else 'less'} than {amount}"
        if last is None or last.asks_more:
            return f"At the {target}, better, or worse by {most}"
        if not last.by.tolerant:
            worse = f"Worse than the {target}" if last.inclusive else f"At the {target} or worse"
            return f"{worse}, by {most}"
        return f"{last.by.left_over(last, scheme)}, but by {most}"

    def left_over(self, band: Band, scheme: Scheme) -> str:
        amount = self.amount_in_key(band)
        least = f"more than {amount}" if band.inclusive else f"{amount} or more"
        return f"Worse than the {scheme.target_name} by {least}"

    def amount_in_key(self, band: Band) -> str:
        """The size of the bound, for any indicator."""
        if isinstance(band.within, str):
            return "the tolerance of the indicator"
        return f"{abs(band.within or 0.0):g} in the unit of the indicator"

    def why(self, band: Band, case: RatedCase, failed: Band | None) -> str:
        if band.asks_more:
            needs = f"the {self.amount(band, case)} needed for {band.label}"
            return f"{self.gap(band, case)}, {'at least' if band.inclusive else 'more than'} {needs}"
        if not case.short and (case.equal or case.ranged or not self.either_side):
            return case.where
        said = []
        if failed is not None and isinstance(failed.by, Absolute) and not failed.asks_more and not failed.history:
            said.append(failed.by.too_far(failed, case, named=True))
        if band.inclusive:
            named = f" for {band.label}" if said else self._sides
            said.append(f"within the {self.amount(band, case)} allowed{named}")
        else:
            said.append(f"less than the {self.amount(band, case)} at which it is {case.next_band(band).label}")
        return f"{self.gap(band, case)}, {' and '.join(said)}"

    def why_missed(self, band: Band, case: RatedCase) -> str:
        # What is near enough but has not improved is said to be near enough.
        if band.asks_more:
            return case.where
        if self.fits(band, case):
            return self.why(band, case, None)
        return f"{self.gap(band, case)}, {self.too_far(band, case)}"

    def too_far(self, band: Band, case: RatedCase, *, named: bool = False) -> str:
        """Beyond the tolerance."""
        if band.inclusive:
            return f"more than the {self.amount(band, case)} allowed{f' for {band.label}' if named else self._sides}"
        return f"not less than the {self.amount(band, case)} at which it is {case.next_band(band).label}"

    @property
    def _sides(self) -> str:
        return " on either side" if self.either_side else ""

    def fits(self, band: Band, case: RatedCase) -> bool:
        away = case.away if self.either_side else case.shortfall
        limit = self.distance(band, case)
        near = case.close(limit)
        return away <= limit + near if band.inclusive else away < limit - near

    def limit(self, band: Band, case: RatedCase) -> Decimal:
        """The size of the bound, as it is declared."""
        return case.tolerance if isinstance(band.within, str) else abs(decimal(band.within))

    def distance(self, band: Band, case: RatedCase) -> Decimal:
        """The size of the bound in the unit."""
        return self.limit(band, case)

    def amount(self, band: Band, case: RatedCase) -> str:
        """The size of the bound in words."""
        return case.distance(self.limit(band, case))

    def gap(self, band: Band, case: RatedCase) -> str:
        """How far a result lies from its target, as the bound is measured: "11.7% below the target of 52%"."""
        if case.not_enough:
            return case.where
        return f"{self.away(band, case)} {'above' if case.above else 'below'} {case.target_words}"

    def away(self, band: Band, case: RatedCase) -> str:
        """The size of that distance, not printed as the bound if it is another."""
        return case.distance(case.away, self.limit(band, case))


class Relative(Absolute):
    """By a distance in per cent of the target; of 0 there is none: ``at_zero`` or the tolerance holds."""

    name = "relative"
    of_target = True

    def limits(self, band: Band, figures: Figures) -> Floats:
        within = super().limits(band, figures)
        if isinstance(band.within, str):  # a tolerance in per cent says nothing of a target of 0
            limit = within * np.where(figures.aim == 0, np.nan, np.abs(figures.aim)) / 100
        else:
            limit = within * figures.base / 100
        unsaid = (figures.aim == 0) & np.isnan(limit)
        if not unsaid.any():
            return limit
        if band.at_zero is not None:
            return np.where(unsaid, band.at_zero, limit)
        # What meets such a target is within any tolerance of it.
        met = ~np.isnan(within) & (figures.shortfall <= 0) & (within >= 0)
        return np.where(unsaid & met, 0.0, limit)

    def bound(self, band: Band) -> str:
        return f"{plain(band.within)}%" if isinstance(band.within, float) else super().bound(band)

    def amount_in_key(self, band: Band) -> str:
        zero = f" (by {abs(band.at_zero):g} in the unit of the indicator where the target is 0)" if band.at_zero else ""
        if isinstance(band.within, str):
            return f"{super().amount_in_key(band)}, in per cent of the target{zero}"
        return f"{abs(band.within or 0.0):g}% of it{zero}"

    def limit(self, band: Band, case: RatedCase) -> Decimal:
        if case.aim == 0:
            if isinstance(band.within, float) and not case.tolerance.is_nan():
                return case.tolerance * abs(decimal(band.within)) / decimal(case.scheme.widest)
            if band.at_zero is not None:
                return abs(decimal(band.at_zero))
        return super().limit(band, case)

    def distance(self, band: Band, case: RatedCase) -> Decimal:
        limit = self.limit(band, case)
        return limit * abs(case.aim) / 100 if case.aim != 0 else limit

    def amount(self, band: Band, case: RatedCase) -> str:
        return f"{shortest(self.limit(band, case))}%" if case.aim != 0 else super().amount(band, case)

    def away(self, band: Band, case: RatedCase) -> str:
        if case.aim == 0:
            return super().away(band, case)
        return case.per_cent([self.limit(one, case) for one in case.scheme.bands if one.by.of_target])


class TwoSided(Absolute):
    """By a distance in the unit, whichever side of the target or target range the result lies on."""

    name = "two-sided"
    either_side = True

    def test(self, band: Band, figures: Figures, passed: Floats) -> BandTest:
        has_range = ~np.isnan(figures.low) & (figures.ranged | (figures.low != figures.high))
        away = np.where(has_range, figures.outside(figures.actual), np.abs(figures.actual - figures.target))
        limit = self.limits(band, figures)
        holds = figures.within(away, limit, band.inclusive)
        upper = np.where(has_range, figures.above, figures.actual >= figures.target)
        end = np.where(has_range, np.where(figures.above, figures.high, figures.low), figures.target)
        return BandTest(holds, np.isnan(limit), NotRated.NO_TOLERANCE, end + np.where(upper, limit, -limit))

    def rule(self, band: Band, scheme: Scheme, last: Band | None) -> str:
        most = f"{'No more' if band.inclusive else 'Less'} than {self.amount_in_key(band)}"
        return f"{most} from the {scheme.target_name} or target range, on either side"


class Otherwise(Measure):
    """Whatever the bands above left over."""

    name = "otherwise"
    bounded = False

    def test(self, band: Band, figures: Figures, passed: Floats) -> BandTest:
        every = np.ones(len(figures), dtype=bool)
        return BandTest(every, ~every, NotRated.NO_TARGET, passed)

    def rule(self, band: Band, scheme: Scheme, last: Band | None) -> str:
        return last.by.left_over(last, scheme) if last else "Anything else"

    def why(self, band: Band, case: RatedCase, failed: Band | None) -> str:
        return failed.by.why_missed(failed, case) if failed else case.where


MEASURES: dict[str, Measure] = {
    one.name: one for one in (Met(), Floor(), Absolute(), Relative(), TwoSided(), Otherwise())
}


def place_of(bound: float | str | None) -> float:
    """Where a bound lies on the line of shortfalls."""
    if isinstance(bound, str):
        return -_OWN_PLACE if bound == OWN_BETTER else _OWN_PLACE
    return bound or 0.0


def plain(bound: float | str | None) -> str:
    """A bound in a message about the scheme."""
    return f"{bound:g}" if isinstance(bound, float) else f"'{bound}'"


def _floor_name(scheme: Scheme) -> str:
    return f"the {scheme.floor_name or 'floor'} of the indicator"
