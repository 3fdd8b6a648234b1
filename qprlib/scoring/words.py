"""Words that pages, checks and records of an edition share: the headline, and the word for a rating."""

from __future__ import annotations

from collections.abc import Mapping

from qprlib.numbers import plural
from qprlib.scoring.counts import Counts
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import Direction, NotRated


def headline(counts: Counts, directions: Mapping[Direction, int], scheme: Scheme) -> str:
    """The edition in one line: "26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening"."""
    bands = [f"{counts.bands[band.id]} {band.label}" for band in scheme.bands]
    states = [f"{number} {state.label.lower()}" for state, number in counts.not_rated.items()]
    ways = [f"{number} {way.label.lower()}" for way, number in directions.items()]
    said = f"{counts.total} {plural(counts.total, 'KPI')}: {', '.join(bands + states)}"
    return f"{said}; {', '.join(ways)}" if ways else said


def status_label(rating: str, scheme: Scheme) -> str:
    """The word for a rating or a state."""
    band = scheme.band(rating)
    return band.label if band else NotRated(rating).label
