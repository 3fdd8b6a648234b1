"""Rules for the direction of travel as data: what a scheme may declare, and the words it prints for it."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, TypeAdapter, model_validator

from qprlib.ground.errors import CommandError, Place
from qprlib.ground.packaged import packaged_rows
from qprlib.ground.settings import Strict
from qprlib.scoring.states import PROBLEMS

#: How many results a chart shows, and the least from which a line says anything (five give a t test 3 degrees).
WINDOW, LEAST = 8, 5
#: The level at which a slope is tested where nothing else is declared; Kent has not published its own.
LEVEL = 0.05
#: Below this many results control limits are trial limits: NHS "Making Data Count".
TRIAL_BELOW = 12


@cache
def _words() -> dict[str, str]:
    """The printed words of each rule and of what rules have in common, by name: ``rules.csv``."""
    return {row["rule"]: row["words"] for row in packaged_rows(__file__, "rules.csv")}


class _Rule(Strict):
    """What every rule has: the words of a scheme's own, if it has any."""

    meaning: str = Field(default="", description="printed instead of the generated wording")
    note: str = Field(default="", description="a further remark for the method note")

    def words(self) -> str:
        """The method note: what the rule compares and how, unless the scheme says it in its own words."""
        name = type(self).model_fields["rule"].default
        return self.meaning or _words()[f"{name}{self._variant}"].format(rule=self, **self._parts())

    @property
    def _variant(self) -> str:
        """Which of a rule's wordings holds, behind its name."""
        return ""

    def _parts(self) -> dict[str, Any]:
        """What stands for the names in a rule's wording."""
        return {name: _words()[name] for name in ("breaks", "printed")}


class _Comparing(_Rule):
    """A rule that compares results of different periods of a year, which cumulative values do not allow as such."""

    cumulative: Literal["increment", "never"] = Field(
        default="increment",
        description="totals for the year so far: compare what each period added, or never compare them",
    )

    def _parts(self) -> dict[str, Any]:
        return {**super()._parts(), "cumulative": _words()[f"cumulative.{self.cumulative}"]}


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

    @property
    def _variant(self) -> str:
        return ".unlike" if self.unlike_periods else ""

    def _parts(self) -> dict[str, Any]:
        return {**super()._parts(), "breaks": _words()["across-breaks" if self.across_breaks else "breaks"]}


class SamePeriodLastYear(_Rule):
    """The change since the same period a year before."""

    rule: Literal["same-period-last-year"] = "same-period-last-year"


class ShortAndLong(_Comparing):
    """Two directions side by side: short (the period before) and long (the same period a year before)."""

    rule: Literal["short-and-long"] = "short-and-long"


class LatestThree(_Comparing):
    """The way of the latest three results."""

    rule: Literal["latest-three"] = "latest-three"
    each_step: bool = Field(default=False, description="both steps must go the same way; else one may be level")

    @property
    def _variant(self) -> str:
        return ".each" if self.each_step else ""


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

    least: int

    def words(self) -> str:
        """The method note; what taking overlapping results means is said in any case."""
        said = super().words()
        return f"{said} {self._on_overlapping()}" if self.meaning and self.overlapping == "allow" else said

    def _on_overlapping(self) -> str:
        return _words()[f"overlapping.{self.overlapping}"].format(rule=self)

    def _parts(self) -> dict[str, Any]:
        return {**super()._parts(), "overlapping": self._on_overlapping()}


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

    def _parts(self) -> dict[str, Any]:
        results = "all results" if self.window == "all" else f"the latest {self.window} results"
        return {**super()._parts(), "results": results, "level": 100 * self.level}


class Regression(_Windowed):
    """The slope of a straight line through the results of the window, by their dates."""

    rule: Literal["regression"] = "regression"
    least_change: float | None = Field(
        default=None,
        gt=0,
        description="instead of the test: the fitted change over the window, in per cent of the mean, that is a trend",
    )

    @property
    def _variant(self) -> str:
        return "" if self.least_change is None else ".change"


class TheilSen(_Windowed):
    """The median of all slopes between two results (Theil-Sen), tested by the Mann-Kendall test."""

    rule: Literal["theil-sen"] = "theil-sen"
    least: int = Field(default=LEAST, ge=4, description="the least number of results for a trend")


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

    @property
    def _variant(self) -> str:
        return ".year" if self.by_year else ""

    def _parts(self) -> dict[str, Any]:
        relative = self.measure == "relative"
        size = f"{self.below:g}% of the earlier result" if relative else f"{self.below:g} in the indicator's unit"
        return {**super()._parts(), "size": size}


class XmrRule(_OverSeveral):
    """Special-cause variation of the latest result on an XmR chart, as NHS "Making Data Count" draws it."""

    rule: Literal["xmr"] = "xmr"
    least: int = Field(default=TRIAL_BELOW, ge=2, description="the least number of results since the last break")
    screen: bool = Field(default=True, description="leave outlying moving ranges out of the limits")
    fix_after: int | None = Field(default=None, ge=2, description="limits from the first so many results only")

    @property
    def _variant(self) -> str:
        return ".trial" if self.least < TRIAL_BELOW else ""

    def _parts(self) -> dict[str, Any]:
        limits = "all results" if self.fix_after is None else f"the first {self.fix_after} results"
        screened = " without outlying moving ranges" if self.screen else ""
        return {**super()._parts(), "limits": f"{limits}{screened}", "trial": TRIAL_BELOW}


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
        raise CommandError(PROBLEMS.unknown("unknown-direction", name, sorted(RULES), place))
    return _READER.validate_python({"rule": name})
