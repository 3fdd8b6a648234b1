"""Rating bands as data: one rated state each, with the test on a result's shortfall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from qprlib.ground.settings import Strict

#: Shapes that tell bands apart without colour; the theme and the charts draw each of them.
Shape = Literal["circle", "triangle", "square", "diamond", "star", "octagon"]
Tone = Literal["green", "amber", "red", "blue", "none"]

#: The shapes as characters, for tables of plain text.
SYMBOLS = {"circle": "●", "triangle": "▲", "square": "■", "diamond": "◆", "star": "★", "octagon": "⬣"}

#: The bound of a band that is each indicator's own: its tolerance, or as much on the better side of the target.
OWN, OWN_BETTER = "tolerance", "-tolerance"


class Measure(StrEnum):
    """What a band measures a result against.

    ``met``: the target. ``floor``: the indicator's own floor (for lower-is-better a ceiling). ``absolute``: a distance
    from the target in the indicator's unit. ``relative``: a distance in per cent of the target. ``two-sided``: a
    distance in the unit, whichever side of the target or target range the result lies on. ``otherwise``: whatever
    the bands above left over.
    """

    MET = "met"
    FLOOR = "floor"
    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    TWO_SIDED = "two-sided"
    OTHERWISE = "otherwise"


#: The measures that need a bound.
TOLERANCES = (Measure.ABSOLUTE, Measure.RELATIVE, Measure.TWO_SIDED)


class YearBeforeTest(StrEnum):
    """A test against the same period of the year before."""

    NOT_WORSE = "not-worse-than-last-year"
    BETTER = "better-than-last-year"


class SchemeFault(ValueError):  # noqa: N818 - it is collected and worded, not caught by name
    """One thing wrong with a scheme, with the keys that lead to it."""

    def __init__(self, keys: Sequence[str | int], said: str) -> None:
        self.keys = tuple(keys)
        self.said = said
        super().__init__(said)


def refuse(faults: Sequence[SchemeFault]) -> None:
    """Raise the faults of a part of a file together, if there are any, each at its own keys.

    The strict reader turns each into a problem with its line and key.
    """
    if faults:
        raise ValidationError.from_exception_data(
            "scheme",
            [
                InitErrorDetails(
                    # A message is a template to pydantic: braces in it would be taken for fields.
                    type=PydanticCustomError("scheme", "{said}", {"said": fault.said}),
                    loc=fault.keys,
                    # An empty block: the sentence says what was given.
                    input={},
                )
                for fault in faults
            ],
        )


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _bound(value: Any) -> float | str:
    if value in (OWN, OWN_BETTER):
        return str(value)
    number = _number(value)
    if number is None:
        raise ValueError(f"a bound is a number, '{OWN}' or '{OWN_BETTER}'")
    return number


def _plain_number(value: Any) -> float:
    number = _number(value)
    if number is None:
        raise ValueError("a number is needed here")
    return number


class Band(Strict):
    """One rated state and its test: the shortfall is at most ``within`` (less than it, if not ``inclusive``).

    ``within`` is a number, or ``tolerance`` for each indicator's own; below nought it lies on the better side of the
    target. In the indicator's unit for ``absolute`` and ``two-sided``, in per cent of the target for ``relative``.
    ``at_zero`` is the bound in the unit where the target is 0, of which there is no percentage. ``beyond`` is where the
    band begins, for those who think in bands; it must be where the band before it ends. By default only the first band
    ``achieves`` the target. ``history`` is a test against the same period last year that must hold as well;
    ``without_history`` says what happens where there is no such value: the ``next`` band is tried, or the result is
    ``not-rated``. ``tone`` and ``shape`` are how the theme dresses it; word and shape tell bands apart without colour.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    label: str
    meaning: str
    tone: Tone
    shape: Shape
    achieves: bool | None = None
    measure: Measure
    within: Annotated[float | str | None, PlainValidator(_bound)] = None
    beyond: Annotated[float | str | None, PlainValidator(_bound)] = None
    inclusive: bool = True
    at_zero: Annotated[float | None, PlainValidator(_plain_number)] = None
    history: YearBeforeTest | None = None
    without_history: Literal["next", "not-rated"] | None = None

    @property
    def symbol(self) -> str:
        """The shape as a character."""
        return SYMBOLS[self.shape]

    @property
    def asks_more(self) -> bool:
        """Whether its bound lies on the better side of the target."""
        return self.within == OWN_BETTER or (isinstance(self.within, float) and self.within < 0)

    @property
    def bounded(self) -> bool:
        """Whether it has a bound of its own, and does not take all that is left."""
        return self.measure is not Measure.OTHERWISE

    @model_validator(mode="after")
    def _keys_that_go_together(self) -> Band:
        measure, faults = self.measure, []
        if measure in TOLERANCES and self.within is None:
            faults.append(SchemeFault(["measure"], f"the band '{self.id}' is '{measure}' and needs 'within'"))
        if measure not in TOLERANCES and self.within is not None:
            faults.append(
                SchemeFault(["within"], f"the band '{self.id}' is '{measure}', which has no 'within'; take it out")
            )
        if measure is Measure.TWO_SIDED and self.asks_more:
            faults.append(
                SchemeFault(["within"], f"the band '{self.id}' is 'two-sided': its bound cannot be below nought")
            )
        if measure is not Measure.RELATIVE and self.at_zero is not None:
            faults.append(SchemeFault(["at_zero"], f"only a 'relative' band has 'at_zero'; '{self.id}' is '{measure}'"))
        if self.history and not self.without_history:
            faults.append(
                SchemeFault(
                    ["history"],
                    f"the band '{self.id}' looks at last year and must say what happens where there is no result of "
                    "last year: 'without_history: next' or 'without_history: not-rated'",
                )
            )
        if self.without_history and not self.history:
            faults.append(SchemeFault(["without_history"], f"the band '{self.id}' has no 'history' to be without"))
        refuse(faults)
        return self


def achieves(bands: Sequence[Band], rank: int) -> bool:
    """Whether a band counts as target achieved: as declared, by default the first alone."""
    declared = bands[rank].achieves
    return rank == 0 if declared is None else declared
