"""What an edition says, as plain values: kept with a sign-off and with every render, so that two can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Said:
    """What an edition says of one indicator.

    Parameters
    ----------
    id, name, section
        Which indicator; the section by its title.
    kind, unit, decimals
        As the register has them.
    period_end, period
        The latest result's period: its end (None without a result) and its words.
    actual, target, floor
        Numbers in full precision, None where there is none.
    actual_words, target_words, floor_words
        The same as the pages print them.
    rating, rating_label, direction, direction_label
        Ids and the words for them.
    texts
        Heading to Markdown as published.
    """

    id: str
    name: str
    section: str
    kind: str
    unit: str
    decimals: int
    period_end: date | None
    period: str
    actual: float | None
    target: float | None
    floor: float | None
    actual_words: str
    target_words: str
    floor_words: str
    rating: str
    rating_label: str
    direction: str
    direction_label: str
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """What an edition says.

    Parameters
    ----------
    edition
        Its name.
    draft
        Whether it was a draft.
    headline
        The edition in one line.
    indicators
        In the register's order.
    report
        Headings of ``report.ipynb`` to sub-heading to Markdown as published.
    """

    edition: str
    draft: bool
    headline: str
    indicators: tuple[Said, ...]
    report: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
