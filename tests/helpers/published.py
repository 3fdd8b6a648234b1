"""Editions as plain values, made from the counts that councils published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, repeat

from helpers.scoring import scheme
from qprlib.ground.reported import Reported
from qprlib.scoring.comparison import Publication, Published, Standing, standing
from qprlib.scoring.states import Direction

BANDS = ("green", "amber", "red")
WAYS = (Direction.IMPROVING, Direction.NO_TREND, Direction.WORSENING)


def edition(
    quarter: str,
    ratings: Mapping[str, int] | Sequence[int],
    directions: Mapping[Direction, int] | Sequence[int] = (),
    sections: Sequence[str] = ("Roads",),
) -> Publication:
    """Indicators I1, I2 ... with these counts of ratings and of directions, dealt out in order.

    Three numbers are Green, Amber and Red, or improving, no clear trend and worsening; without directions all have
    too few points. Sections go round.
    """
    bands = ratings if isinstance(ratings, Mapping) else dict(zip(BANDS, ratings, strict=True))
    ways = directions if isinstance(directions, Mapping) else dict(zip(WAYS, directions, strict=bool(directions)))
    rated = list(chain.from_iterable(repeat(band, number) for band, number in bands.items()))
    led = list(chain.from_iterable(repeat(str(way), number) for way, number in ways.items()))
    led = led or [str(Direction.TOO_FEW)] * len(rated)
    return Publication(
        Reported.parse(quarter),
        tuple(
            Published(f"I{place}", f"Indicator {place}", sections[place % len(sections)], rating, way)
            for place, (rating, way) in enumerate(zip(rated, led, strict=True), start=1)
        ),
    )


def counted(
    quarter: str,
    ratings: Mapping[str, int] | Sequence[int],
    directions: Mapping[Direction, int] | Sequence[int] = (),
) -> Standing:
    """The counts alone of such an edition."""
    made = edition(quarter, ratings, directions)
    return standing(made.indicators, made.quarter, scheme())
