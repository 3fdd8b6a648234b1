"""Rules for the direction of travel as data: what a scheme may declare, and the words it prints for it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, TypeAdapter, model_validator

from qprlib.ground.errors import CommandError, Place, Problem, listing, nearest
from qprlib.ground.settings import Strict

#: How many results a chart shows, and the least from which a line says anything (five give a t test 3 degrees).
WINDOW, LEAST = 8, 5
#: The level at which a slope is tested where nothing else is declared; Kent has not published its own.
LEVEL = 0.05
#: Below this many results control limits are trial limits: NHS "Making Data Count".
TRIAL_BELOW = 12

_BREAKS = "A declared break in a series is never crossed."
_PRINTED = "Results are compared as they are printed; printed the same is no change."


class _Rule(Strict):
    """What every rule has: the words of a scheme's own, if it has any."""

    meaning: str = Field(default="", description="printed instead of the generated wording")
    note: str = Field(default="", description="a further remark for the method note")

    def words(self) -> str:
        """The method note: what the rule compares and how, unless the scheme says it in its own words."""
        return self.meaning or self._generated()

    def _generated(self) -> str:
        raise NotImplementedError


class _Comparing(_Rule):
    """A rule that compares results of different periods of a year, which cumulative values do not allow as such."""

    cumulative: Literal["increment", "never"] = Field(
        default="increment",
        description="totals for the year so far: compare what each period added, or never compare them",
    )

    def _on_cumulative(self) -> str:
        if self.cumulative == "never":
            return "Totals for the year so far are not compared."
        return (
            "Totals for the year so far are compared by what each period added, where both ends of the period are "
            "known within one year; rates for the year so far are not compared."
        )


class PreviousPeriod(_Comparing):
    """The change since the result before."""

    rule: Literal["previous-period"] = "previous-period"
    unlike_periods: bool = Field(
        default=False,
        description="compare as printed even where the two cover unlike periods, as Kent did in 2011/12",
    )
    across_breaks: bool = Field(
        default=False,
        description="compare even across a declared break in the series, and say so, as Kent did in 2011/12",
    )

    def _generated(self) -> str:
        breaks = "It is compared across a declared break in the series too." if self.across_breaks else _BREAKS
        if self.unlike_periods:
            return f"The latest result is compared with the result before it, whatever each covers. {_PRINTED} {breaks}"
        return (
            f"The latest result is compared with the result for the period before it. {_PRINTED} "
            f"{self._on_cumulative()} Annual results are compared with the year before. {breaks}"
        )


class SamePeriodLastYear(_Rule):
    """The change since the same period a year before."""

    rule: Literal["same-period-last-year"] = "same-period-last-year"

    def _generated(self) -> str:
        return f"The latest result is compared with the result for the same period a year before. {_PRINTED} {_BREAKS}"


class ShortAndLong(_Comparing):
    """Two directions side by side: short (the period before) and long (the same period a year before)."""

    rule: Literal["short-and-long"] = "short-and-long"

    def _generated(self) -> str:
        return (
            "Two directions are given: the short one compares the latest result with the period before it, the long "
            f"one with the same period a year before. {_PRINTED} {self._on_cumulative()} {_BREAKS}"
        )


class LatestThree(_Comparing):
    """The way of the latest three results."""

    rule: Literal["latest-three"] = "latest-three"
    each_step: bool = Field(default=False, description="both steps must go the same way; else one may be level")

    def _generated(self) -> str:
        if self.each_step:
            way = "improving where each of their two steps is better, worsening where each is worse"
        else:
            way = "improving where one of their two steps is better and none is worse, worsening the other way round"
        return (
            f"The latest three results are looked at: {way}; otherwise no clear trend, and no change where all three "
            f"are the same. {_PRINTED} {self._on_cumulative()} {_BREAKS}"
        )


def _window(value: object) -> object:
    """A window as it stands in the file; one finding instead of one for each of the two types."""
    if value == "all" or (isinstance(value, int) and not isinstance(value, bool) and value >= 3):
        return value
    raise ValueError("a window is a whole number of results, 3 or more, or the word all")


class _OverSeveral(_Comparing):
    """A rule over several results, which must not cover the same months."""

    overlapping: Literal["apart", "allow"] = Field(
        default="apart",
        description="results that cover some of the same months, such as rolling 12 months by quarter: `apart` takes "
        "only those that share none, and compares with a year before where they are too few; `allow` takes all",
    )

    def words(self) -> str:
        """The method note; what taking overlapping results means is said in any case."""
        return (
            f"{self.meaning} {self._on_overlapping()}"
            if self.meaning and self.overlapping == "allow"
            else super().words()
        )

    def _on_overlapping(self) -> str:
        if self.overlapping == "allow":
            return (
                "Results of which each covers some of the same months as the one before, such as rolling 12 months by "
                "quarter, are taken as they come, although they rise and fall together by chance: more than a third "
                "of such series seem to have a trend where nothing changed, and no significance is claimed of them."
            )
        return (
            "Of results that cover some of the same months, such as rolling 12 months by quarter, only those that "
            f"share none are taken, a year apart; where there are fewer than {self.least} of them, the latest result "
            "is compared with the same period a year before."
        )

    least: int


class _Windowed(_OverSeveral):
    """A rule over the latest results, as many as the chart shows."""

    window: Annotated[int | Literal["all"], PlainValidator(_window)] = Field(
        default=WINDOW, description="how many of the latest results are looked at, or `all`"
    )
    least: int = Field(default=LEAST, ge=3, description="the least number of results for a trend")
    level: float = Field(default=LEVEL, gt=0, lt=1, description="the level of the two-sided test")

    @model_validator(mode="after")
    def _window_holds_the_least(self) -> Self:
        if self.window != "all" and self.window < self.least:
            raise ValueError(f"a window of {self.window} never holds the least of {self.least} results")
        return self

    def _results(self) -> str:
        return "all results" if self.window == "all" else f"the latest {self.window} results"


class Regression(_Windowed):
    """The slope of a straight line through the results of the window, by their dates."""

    rule: Literal["regression"] = "regression"
    least_change: float | None = Field(
        default=None,
        gt=0,
        description="instead of the test: the fitted change over the window, in per cent of the mean, that is a trend",
    )

    def _generated(self) -> str:
        if self.least_change is None:
            test = f"slope tested at the {100 * self.level:g}% level"
            passed = "where the slope differs from zero (two-sided t test)"
        else:
            test = f"fitted change of {self.least_change:g}% or more of the mean"
            passed = "where the change is that large"
        return (
            f"A straight line is fitted: {test} over {self._results()}, at least {self.least} needed, real dates. "
            f"Improving or worsening {passed}, otherwise no clear trend; no change where all are the same. "
            f"{self._on_overlapping()} {self._on_cumulative()} {_BREAKS}"
        )


class TheilSen(_Windowed):
    """The median of all slopes between two results (Theil-Sen), tested by the Mann-Kendall test."""

    rule: Literal["theil-sen"] = "theil-sen"
    least: int = Field(default=LEAST, ge=4, description="the least number of results for a trend")

    def _generated(self) -> str:
        return (
            f"The median slope (Theil-Sen) over {self._results()}, at least {self.least} needed, is tested at the "
            f"{100 * self.level:g}% level by the Mann-Kendall test, which one unusual result does not sway. "
            "Improving or worsening where the test is passed, otherwise no clear trend; no change where all results "
            f"are the same. {self._on_overlapping()} {self._on_cumulative()} {_BREAKS}"
        )


class SmallChange(_Comparing):
    """The change since an earlier result, where a small one is no change."""

    rule: Literal["small-change"] = "small-change"
    below: float = Field(default=3, gt=0, description="a change smaller than this is no change")
    measure: Literal["relative", "absolute"] = Field(
        default="relative", description="`below` in per cent of the earlier result, or in the indicator's unit"
    )
    against: Literal["previous-period", "same-period-last-year"] = Field(
        default="previous-period", description="what the latest result is compared with"
    )

    @property
    def by_year(self) -> bool:
        """Whether results are compared with the same period a year before."""
        return self.against == "same-period-last-year"

    def _generated(self) -> str:
        base = "the same period a year before" if self.by_year else "the period before it"
        size = (
            f"{self.below:g}% of the earlier result"
            if self.measure == "relative"
            else f"{self.below:g} in the indicator's unit"
        )
        cumulative = "" if self.by_year else f"{self._on_cumulative()} "
        return (
            f"The latest result is compared with the result for {base}, as printed; a change smaller than {size} is "
            f"no change. {cumulative}{_BREAKS}"
        )


class XmrRule(_OverSeveral):
    """Special-cause variation of the latest result on an XmR chart, as NHS "Making Data Count" draws it."""

    rule: Literal["xmr"] = "xmr"
    least: int = Field(default=TRIAL_BELOW, ge=2, description="the least number of results since the last break")
    screen: bool = Field(default=True, description="leave outlying moving ranges out of the limits")
    fix_after: int | None = Field(default=None, ge=2, description="limits from the first so many results only")

    def _generated(self) -> str:
        limits = "all results" if self.fix_after is None else f"the first {self.fix_after} results"
        screened = " without outlying moving ranges" if self.screen else ""
        trial = (
            f" With fewer than {TRIAL_BELOW} results the limits are trial limits." if self.least < TRIAL_BELOW else ""
        )
        return (
            f"Improving or worsening where the latest result is special-cause variation on an XmR chart (limits from "
            f"{limits}{screened}, at least {self.least} needed), otherwise no clear trend.{trial} "
            f"{self._on_overlapping()} {self._on_cumulative()} {_BREAKS}"
        )


#: Any of the rules, told apart by its name in ``rule``.
DirectionRule = Annotated[
    PreviousPeriod | SamePeriodLastYear | ShortAndLong | LatestThree | Regression | TheilSen | SmallChange | XmrRule,
    Field(discriminator="rule"),
]

RULES: dict[str, type[_Rule]] = {
    kind.model_fields["rule"].default: kind
    for kind in (
        PreviousPeriod,
        SamePeriodLastYear,
        ShortAndLong,
        LatestThree,
        Regression,
        TheilSen,
        SmallChange,
        XmrRule,
    )
}
"""Every rule by its name."""

_READER: TypeAdapter[DirectionRule] = TypeAdapter(DirectionRule)


def default_rule(name: str, place: Place | None = None) -> DirectionRule:
    """A rule with nothing but its defaults; ``place`` is where it was named, for the message.

    CommandError if there is no such rule; the nearest is named.
    """
    if name not in RULES:
        raise CommandError(
            Problem(
                code="unknown-direction",
                found=f"there is no direction rule '{name}'",
                place=place or Place(),
                allowed=listing(sorted(RULES)),
                nearest=nearest(name, RULES),
                todo="use one of them",
            )
        )
    return _READER.validate_python({"rule": name})
