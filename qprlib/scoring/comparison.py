"""Two scorecards side by side: what changed, on which set of indicators, and how the two sets reconcile.

Councils drop and add indicators and restate results, and then "one fewer than the previous quarter" can mean two
things. Here a comparison always says which: the indicators that both editions have (like for like), or each edition
as it was published. Between the two lies the reconciliation::

    earlier counts as published - removed + restated = earlier counts on the current set

An edition is compared as plain values, so that it can come from a scorecard, from a manifest or from a printed table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import pandas as pd

from qprlib.ground.reported import Reported
from qprlib.scoring.counts import Counts, count_directions, count_ratings, movement_matrix
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Scored
from qprlib.scoring.states import Direction


@dataclass(frozen=True, slots=True)
class Published:
    """What an edition said of one indicator: text alone, as a file keeps it; ValueError if it is no direction."""

    id: str  #: by which it is known in other editions; a new name alone makes no new indicator
    name: str
    section: str
    rating: str  #: id of a band, or a non-rated state; ``""`` counts as not available
    direction: str

    def __post_init__(self) -> None:
        Direction(self.direction)


@dataclass(frozen=True)
class Publication:
    """What an edition said of its indicators, in its order; ValueError if one occurs twice."""

    quarter: Reported
    indicators: tuple[Published, ...]

    def __post_init__(self) -> None:
        ids = [one.id for one in self.indicators]
        if len(set(ids)) != len(ids):
            raise ValueError(f"an indicator occurs twice: {sorted({one for one in ids if ids.count(one) > 1})}")

    @cached_property
    def by_id(self) -> Mapping[str, Published]:
        """The indicators by their ids."""
        return {one.id: one for one in self.indicators}


def publication(scored: Scored, quarter: Reported) -> Publication:
    """The key performance indicators of a scored edition as plain values."""
    rows = scored.kpis[["id", "name", "section", "rating", "direction"]].itertuples(index=False, name=None)
    return Publication(quarter, tuple(Published(*map(str, row)) for row in rows))


@dataclass(frozen=True)
class Standing:
    """How many indicators are in each band and go each way, in one quarter.

    ValueError if there are directions, but not one for every indicator.
    """

    quarter: Reported
    ratings: Counts
    directions: Mapping[Direction, int]

    def __post_init__(self) -> None:
        led = sum(self.directions.values())
        if self.directions and led != self.total:
            raise ValueError(f"{led} directions of {self.total} indicators")

    @property
    def total(self) -> int:
        """How many indicators there are."""
        return self.ratings.total


def standing(indicators: Iterable[Published], quarter: Reported, scheme: Scheme) -> Standing:
    """Count what was published of some indicators; ValueError if a rating is no band of the scheme and no state."""
    told = tuple(indicators)
    ratings = count_ratings((one.rating for one in told), scheme)
    return Standing(quarter, ratings, count_directions(one.direction for one in told))


def standing_before(kpis: pd.DataFrame, quarter: Reported, scheme: Scheme) -> Standing:
    """Count how a scorecard's indicators stood at the end of the quarter before; directions are not known of then."""
    return Standing(quarter.previous(), count_ratings(kpis["before_rating"], scheme), {})


class Sets(StrEnum):
    """On which indicators two quarters are compared."""

    SAME = "same"  #: both editions have the same indicators
    COMMON = "common"  #: the indicators that both editions have; others are left out of the comparison
    AS_PUBLISHED = "as-published"  #: each edition's own indicators, as it was published


@dataclass(frozen=True)
class Pair:
    """One quarter's counts beside another's, on a set that is named; ValueError if the totals contradict ``sets``."""

    now: Standing  #: all indicators of the quarter reported on
    compared: Standing  #: those of them that are compared: fewer where some were added since
    before: Standing  #: the earlier quarter, on the set that ``sets`` names
    sets: Sets  #: on which indicators ``compared`` and ``before`` stand
    restated: int = 0  #: of how many indicators ``before`` is not what was published at the time

    def __post_init__(self) -> None:
        if self.sets is not Sets.AS_PUBLISHED and self.compared.total != self.before.total:
            raise ValueError(
                f"{self.compared.total} indicators cannot be the same set as {self.before.total}: compare them as "
                "published, or on those that both quarters have"
            )
        if self.sets is not Sets.COMMON and self.compared is not self.now:
            raise ValueError("only a comparison on common indicators may leave some of today's out")


def pair(now: Standing, before: Standing, sets: Sets = Sets.SAME) -> Pair:
    """Two quarters of which only the counts are known; ValueError if they are to be the same set and differ in
    total.
    """
    return Pair(now, now, before, sets)


@dataclass(frozen=True, slots=True)
class RestatedIndicator:
    """One indicator whose earlier rating or direction is not what was published at the time."""

    published: Published
    restated: Published


@dataclass(frozen=True)
class Comparison:
    """An edition compared with an earlier one, indicator by indicator; made by :func:`compare`."""

    now: Publication
    before: Publication
    scheme: Scheme
    restated: tuple[RestatedIndicator, ...]

    @cached_property
    def added(self) -> tuple[Published, ...]:
        """The indicators that the earlier edition did not have, with their first status."""
        return tuple(one for one in self.now.indicators if one.id not in self.before.by_id)

    @cached_property
    def removed(self) -> tuple[Published, ...]:
        """The indicators that only the earlier edition had, with their last status."""
        return tuple(one for one in self.before.indicators if one.id not in self.now.by_id)

    @cached_property
    def now_in_both(self) -> tuple[Published, ...]:
        """What is published now of the indicators that both editions have, in today's order."""
        return tuple(one for one in self.now.indicators if one.id in self.before.by_id)

    @cached_property
    def before_in_both(self) -> tuple[Published, ...]:
        """The same indicators as they stood before, restated where they were."""
        restated = {one.published.id: one.restated for one in self.restated}
        return tuple(restated.get(one.id, self.before.by_id[one.id]) for one in self.now_in_both)

    @property
    def same_set(self) -> bool:
        """Whether both editions have the same indicators."""
        return not self.added and not self.removed

    @cached_property
    def like_for_like(self) -> Pair:
        """The counts on the indicators that both editions have, the earlier ones as restated."""
        now = self._standing(self.now.indicators, self.now)
        before = self._standing(self.before_in_both, self.before)
        if self.same_set:
            return Pair(now, now, before, Sets.SAME, len(self.restated))
        return Pair(now, self._standing(self.now_in_both, self.now), before, Sets.COMMON, len(self.restated))

    @cached_property
    def as_published(self) -> Pair:
        """The counts of each edition on its own indicators, as they were published."""
        now = self._standing(self.now.indicators, self.now)
        before = self._standing(self.before.indicators, self.before)
        return Pair(now, now, before, Sets.SAME if self.same_set else Sets.AS_PUBLISHED)

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """The reconciliation of the counts by rating; see :meth:`directions` for the columns."""
        return self._reconciliation("rating", [band.id for band in self.scheme.bands])

    @cached_property
    def directions(self) -> pd.DataFrame:
        """The reconciliation of the counts by direction: one row per status, with the numbers of indicators.

        ``published`` (earlier, as published), ``removed``, ``restated`` (net), ``before`` (earlier, on the indicators
        of both), ``changed`` (net), ``in_both`` (now), ``added``, ``now``. In every row ``published - removed +
        restated = before``, ``before + changed = in_both`` and ``in_both + added = now``.
        """
        return self._reconciliation("direction", [])

    def _reconciliation(self, column: str, always: list[str]) -> pd.DataFrame:
        as_published = [self.before.by_id[one.id] for one in self.now_in_both]
        counted = {
            name: Counter(getattr(one, column) or "not-available" for one in some)
            for name, some in {
                "published": self.before.indicators,
                "removed": self.removed,
                "common": as_published,
                "before": self.before_in_both,
                "in_both": self.now_in_both,
                "added": self.added,
                "now": self.now.indicators,
            }.items()
        }
        rows = [*always, *sorted(set().union(*counted.values()) - set(always))]
        each = {name: [numbers[status] for status in rows] for name, numbers in counted.items()}
        frame = pd.DataFrame(each, rows, dtype="int64").rename_axis(column)
        frame["restated"] = frame["before"] - frame["common"]
        frame["changed"] = frame["in_both"] - frame["before"]
        return frame[["published", "removed", "restated", "before", "changed", "in_both", "added", "now"]]

    @cached_property
    def matrix(self) -> pd.DataFrame:
        """How many indicators went from each rating (as restated) to each, with those added and removed."""
        before = {**{one.id: one.rating for one in self.removed}, **{one.id: one.rating for one in self.before_in_both}}
        now = {one.id: one.rating for one in self.now.indicators}
        return movement_matrix(pd.Series(before, dtype=object), pd.Series(now, dtype=object), self.scheme)

    def _standing(self, some: Iterable[Published], edition: Publication) -> Standing:
        return standing(some, edition.quarter, self.scheme)


def compare(now: Publication, before: Publication, scheme: Scheme, restated: Iterable[Published] = ()) -> Comparison:
    """Compare an edition with an earlier one.

    ``restated`` is the earlier quarter as today's data and targets make it. What differs from what was published is a
    restatement; of an indicator that one of the editions lacks nothing can be restated, and it is passed over.
    ValueError if the earlier edition is not earlier, or a rating is neither a band of the scheme nor a state.
    """
    if before.quarter >= now.quarter:
        raise ValueError(f"{before.quarter} is not before {now.quarter}")
    changed = []
    for one in restated:
        earlier = before.by_id.get(one.id)
        if earlier and one.id in now.by_id and (one.rating, one.direction) != (earlier.rating, earlier.direction):
            changed.append(RestatedIndicator(earlier, one))
    found = Comparison(now, before, scheme, tuple(changed))
    # Both editions are counted here once, so that a rating of another scheme is refused now and not on some page.
    published = (*now.indicators, *before.indicators, *(one.restated for one in changed))
    count_ratings((one.rating for one in published), scheme)
    return found
