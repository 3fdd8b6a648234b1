"""Whether bands part the line of all results: no gap, no overlap, no band out of reach, the target rated as achieved.

Bands are tried on sample shortfalls: every bound, the points between bounds and those beyond them. Between two
bounds nothing can change, so the samples stand for all results. That bounds can be put in one order at all is checked
first: which of 5% and 2 days is more depends on the indicator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qprlib.scoring.bands import Band, SchemeFault, YearBeforeTest, achieves
from qprlib.scoring.measures import OWN, OWN_BETTER, place_of, plain


def faults_of(bands: Sequence[Band]) -> list[SchemeFault]:
    """Everything that is wrong with a list of bands, each at its keys in the file."""
    faults = [*_names(bands), *_ends(bands), *_units(bands)]
    # Only bounds that can be put in order say anything about reach.
    return faults or [*_beyond(bands), *_zero_targets(bands), *_reach(bands)]


def _names(bands: Sequence[Band]) -> Iterator[SchemeFault]:
    for key in ("id", "label"):
        seen: dict[str, int] = {}
        for place, band in enumerate(bands):
            name = getattr(band, key)
            if name in seen:
                yield SchemeFault(["bands", place, key], f"two bands have the same {key}, '{name}'")
            seen[name] = place


def _ends(bands: Sequence[Band]) -> Iterator[SchemeFault]:
    last = bands[-1]
    if last.bounded:
        yield SchemeFault(
            ["bands", len(bands) - 1, "measure"],
            f"there is a gap: the last band must be 'otherwise', so that no value falls through; '{last.id}' is "
            f"'{last.measure}'",
        )
    elif last.history:
        yield SchemeFault(
            ["bands", len(bands) - 1, "history"],
            f"there is a gap: the last band takes whatever is left, so '{last.id}' cannot look at last year",
        )
    for worse, better in ((place, place - 1) for place in range(1, len(bands))):
        if achieves(bands, worse) and not achieves(bands, better):
            yield SchemeFault(
                ["bands", worse, "achieves"],
                f"the band '{bands[worse].id}' counts as achieved though '{bands[better].id}' before it does not; "
                "bands run from best to worst",
            )


def _units(bands: Sequence[Band]) -> Iterator[SchemeFault]:
    """Bounds on the same side of the target that nobody can put in order."""
    seen: dict[int, Band] = {}
    own: dict[str, Band] = {}
    for place, band in enumerate(bands):
        kind = band.by.kind(band)
        if kind.endswith(OWN):
            first = own.setdefault(OWN, band)
            if first.by.kind(first) != kind:
                yield SchemeFault(
                    ["bands", place, "measure"],
                    f"'{first.id}' and '{band.id}' read the same tolerance in two units",
                )
                continue
        position = _position(band)
        if not position:
            continue
        side = 1 if position > 0 else -1
        first = seen.setdefault(side, band)
        if first.by.kind(first) != kind:
            yield SchemeFault(
                ["bands", place, "measure"],
                f"the bounds of '{first.id}' ({_bound(first)}) and '{band.id}' ({_bound(band)}) cannot be "
                "compared: which one is wider depends on the indicator",
            )


def _beyond(bands: Sequence[Band]) -> Iterator[SchemeFault]:
    """Beginnings that are not the end of the band before."""
    for place, band in enumerate(bands):
        if band.beyond is None:
            continue
        keys = ("bands", place, "beyond")
        before = next((one for one in reversed(bands[:place]) if one.bounded), None)
        if before is None or before.by.needs_floor:
            yield SchemeFault(keys, f"no band before '{band.id}' ends at a number; take 'beyond' out")
            continue
        begins, ends = place_of(band.beyond), _position(before)
        if (band.beyond in {OWN, OWN_BETTER}) != (before.within in {OWN, OWN_BETTER}) and ends:
            yield SchemeFault(
                keys, f"'{before.id}' ends at {_bound(before)} and '{band.id}' begins at {plain(band.beyond)}"
            )
        elif begins > ends:
            yield SchemeFault(
                keys,
                f"there is a gap: '{before.id}' ends at {_bound(before)} and '{band.id}' begins only at "
                f"{plain(band.beyond)}",
            )
        elif begins < ends:
            yield SchemeFault(
                keys,
                f"bands overlap: '{band.id}' begins at {plain(band.beyond)} but '{before.id}' ends only at "
                f"{_bound(before)}",
            )


def _zero_targets(bands: Sequence[Band]) -> Iterator[SchemeFault]:
    """Bounds for a target of 0 that some relative bands have and others lack, or that are out of order."""
    relative = [(place, band) for place, band in enumerate(bands) if band.by.of_target]
    if not any(band.at_zero is not None for _, band in relative):
        return
    for place, band in relative:
        if band.at_zero is None:
            yield SchemeFault(
                ["bands", place, "measure"],
                f"there is a gap where the target is 0: '{band.id}' has no 'at_zero', though another band has",
            )
    known = [(place, band) for place, band in relative if band.at_zero is not None]
    for (_, first), (place, band) in pairwise(known):
        if _end(first.at_zero, first) >= _end(band.at_zero, band):
            yield SchemeFault(
                ["bands", place, "at_zero"],
                f"no result can reach '{band.id}' where the target is 0: '{first.id}' before it ends at "
                f"{plain(first.at_zero)} and '{band.id}' at {plain(band.at_zero)}",
            )


def _end(number: float | None, band: Band) -> tuple[float, bool]:
    return number or 0.0, band.inclusive


def _reach(bands: Sequence[Band]) -> Iterator[SchemeFault]:
    """Bands that no result can reach, a target that is itself rated as missed, better results that are rated worse."""
    ends = sorted({0.0, *(_position(band) for band in bands if band.bounded)})
    ends = sorted({*ends, *(-end for end in ends)})
    between = [(low + high) / 2 for low, high in pairwise(ends)]
    samples = [ends[0] - 1, *ends, *between, ends[-1] + 1]
    histories = (None, *((last, now) for last in YearBeforeTest for now in (True, False)))
    reached = {_first(bands, shortfall, history) for shortfall in samples for history in histories}
    for place, band in enumerate(bands):
        if place not in reached:
            key = "within" if band.within is not None else "measure"
            yield SchemeFault(
                ["bands", place, key],
                f"bands overlap: no result can reach the band '{band.id}': {_why(bands[:place], band)}",
            )
    for history in histories:
        rank = _first(bands, 0.0, history)
        if rank is not None and not achieves(bands, rank):
            closed = next((n for n, one in enumerate(bands) if one.bounded and _position(one) == 0), None)
            where: tuple[str | int, ...] = ("bands", rank, "measure")
            if closed is not None and not bands[closed].inclusive:
                where = ("bands", closed, "inclusive")
            yield SchemeFault(
                where,
                f"the target itself is rated '{bands[rank].id}', which does not count as achieved; make the bound of "
                f"'{bands[closed if closed is not None else 0].id}' inclusive and without a test of last year, or say "
                f"'achieves: true' for '{bands[rank].id}'",
            )
            break
    yield from _order(bands, samples, histories)


def _order(
    bands: Sequence[Band], samples: Sequence[float], histories: Sequence[tuple[YearBeforeTest, bool] | None]
) -> Iterator[SchemeFault]:
    """The first place where a better result is rated worse.

    Only a two-sided band can end on the better side of the target. Where every bound is two-sided, too much is meant
    to be as bad as too little.
    """
    if all(band.by.either_side for band in bands if band.bounded):
        return
    for history in histories:
        before: int | None = None
        for shortfall in sorted(samples, reverse=True):
            rank = _first(bands, shortfall, history)
            if rank is None:
                continue
            if before is not None and rank > before:
                near, worse = bands[before], bands[rank].id
                if near.inclusive:
                    said = f"ends at {_bound(near)}, and the better results beyond it are rated '{worse}'"
                else:
                    said = f"ends short of {_bound(near)}, and the better result there is rated '{worse}'"
                yield SchemeFault(
                    ["bands", before, "within" if near.inclusive else "inclusive"],
                    f"there is a gap: on the better side of the target '{near.id}' {said}, which is a worse band",
                )
                return
            before = rank


def _why(before: Sequence[Band], band: Band) -> str:
    """Which of the bands before takes everything that a band could."""
    taken = next((one for one in before if not one.bounded and not one.history), None)
    if taken is not None:
        return f"'{taken.id}' before it takes everything that is left"
    wider = max((one for one in before if one.bounded), key=_position)
    if _bound(wider) == _bound(band):
        return f"'{wider.id}' before it already goes to {_bound(wider)}"
    return f"'{wider.id}' before it already goes to {_bound(wider)}, and '{band.id}' only to {_bound(band)}"


def _first(bands: Sequence[Band], shortfall: float, history: tuple[YearBeforeTest, bool] | None) -> int | None:
    """The band of a sample: the first that fits; None where it would be left unrated.

    ``history`` is None where there is no result of last year, else which test is asked for and whether it holds.
    """
    for place, band in enumerate(bands):
        away = abs(shortfall) if band.by.either_side else shortfall
        end = _position(band)
        if band.bounded and not (away <= end if band.inclusive else away < end):
            continue
        if band.history is None:
            return place
        if history is None:
            if band.without_history == "not-rated":
                return None
            continue
        asked, holds = history
        # The same as last year passes the one test and fails the other.
        if holds if band.history is asked else holds == (asked is YearBeforeTest.BETTER):
            return place
    return None


def _position(band: Band) -> float:
    return band.by.position(band)


def _bound(band: Band) -> str:
    return band.by.bound(band)
