"""Rating bands as data: one rated state each, with the test on a result's shortfall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError

from qprlib.ground.settings import Strict
from qprlib.scoring.measures import MEASURES, OWN, OWN_BETTER, Measure

#: Shapes that tell bands apart without colour; the theme and the charts draw each of them.
Shape = Literal["circle", "triangle", "square", "diamond", "star", "octagon"]
Tone = Literal["green", "amber", "red", "blue", "none"]

#: The shapes as characters, for tables of plain text.
SYMBOLS = {"circle": "●", "triangle": "▲", "square": "■", "diamond": "◆", "star": "★", "octagon": "⬣"}


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


def _measure(value: Any) -> str:
    if not isinstance(value, str) or value not in MEASURES:
        raise PydanticKnownError("enum", {"expected": ", ".join(MEASURES)})
    return value


class Band(Strict):
    """One rated state and its test: the shortfall is at most ``within`` (less than it, if not ``inclusive``).

    ``measure`` is the name of one of the measures (:mod:`qprlib.scoring.measures`). ``within`` is a number, or
    ``tolerance`` for each indicator's own; below nought it lies on the better side of the target.
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
    measure: Annotated[str, PlainValidator(_measure)]
    within: Annotated[float | str | None, PlainValidator(_bound)] = None
    beyond: Annotated[float | str | None, PlainValidator(_bound)] = None
    inclusive: bool = True
    at_zero: Annotated[float | None, PlainValidator(_plain_number)] = None
    history: YearBeforeTest | None = None
    without_history: Literal["next", "not-rated"] | None = None

    @property
    def by(self) -> Measure:
        """What it measures a result against."""
        return MEASURES[self.measure]

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
        return self.by.bounded

    @model_validator(mode="after")
    def _keys_that_go_together(self) -> Band:
        by, faults = self.by, []
        if by.tolerant and self.within is None:
            faults.append(SchemeFault(["measure"], f"the band '{self.id}' is '{by.name}' and needs 'within'"))
        if not by.tolerant and self.within is not None:
            said = f"the band '{self.id}' is '{by.name}', which has no 'within'; take it out"
            faults.append(SchemeFault(["within"], said))
        if by.either_side and self.asks_more:
            said = f"the band '{self.id}' is '{by.name}': its bound cannot be below nought"
            faults.append(SchemeFault(["within"], said))
        if not by.of_target and self.at_zero is not None:
            said = f"only a 'relative' band has 'at_zero'; '{self.id}' is '{by.name}'"
            faults.append(SchemeFault(["at_zero"], said))
        if self.history and not self.without_history:
            said = (
                f"the band '{self.id}' looks at last year and must say what happens where there is no result of last "
                "year: 'without_history: next' or 'without_history: not-rated'"
            )
            faults.append(SchemeFault(["history"], said))
        if self.without_history and not self.history:
            faults.append(SchemeFault(["without_history"], f"the band '{self.id}' has no 'history' to be without"))
        refuse(faults)
        return self


def achieves(bands: Sequence[Band], rank: int) -> bool:
    """Whether a band counts as target achieved: as declared, by default the first alone."""
    declared = bands[rank].achieves
    return rank == 0 if declared is None else declared
