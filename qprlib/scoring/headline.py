"""Words that pages, checks and records of an edition share: the headline, and the word for a rating."""

from __future__ import annotations

import pandas as pd

from qprlib.ground.numbers import plural
from qprlib.scoring.counts import count_directions, count_ratings
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import NotRated


def headline(kpis: pd.DataFrame, scheme: Scheme) -> str:
    """The edition in one line: "26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening".

    It ends with how many of the results are older than the quarter, where some are.
    """
    counts, directions = count_ratings(kpis["rating"], scheme), count_directions(kpis["direction"])
    older = int(kpis["older"].sum())
    bands = [f"{counts.bands[band.id]} {band.label}" for band in scheme.bands]
    states = [f"{number} {state.label.lower()}" for state, number in counts.not_rated.items()]
    ways = [f"{number} {way.label.lower()}" for way, number in directions.items()]
    said = f"{counts.total} {plural(counts.total, 'KPI')}: {', '.join(bands + states)}"
    parts = [said, *([", ".join(ways)] if ways else [])]
    if older:
        parts.append(f"{older} {plural(older, 'result')} older than the quarter")
    return "; ".join(parts)


def status_label(rating: str, scheme: Scheme) -> str:
    """The word for a rating or a state."""
    band = scheme.band(rating)
    return band.label if band else NotRated(rating).label
