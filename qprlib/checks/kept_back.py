"""What could give a suppressed result away: a number in the note beside it, which is printed beneath its table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from qprlib.checks.located import about_indicator
from qprlib.texts.findings import Finding, Scene

_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_BOUND: Final = re.compile(
    r"\b(?:(?:fewer|less|lower|smaller|more) than|under|below|up to|at most)\s+[\w.,]+", re.IGNORECASE
)
_TIME: Final = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b(?:\s+\d{{4}})?|{_MONTH}\s+\d{{2,4}}\b|(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?\b|"
    r"(?:\d+|\w+)\s+(?:day|week|month|quarter|term|year)s?\b)",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(?<!\w)(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)


def find(scene: Scene) -> Iterator[Finding]:
    """Notes beside suppressed results that hold a number."""
    for indicator, subject in scene.subjects.items():
        for point in subject.points:
            note = scene.notes.get((indicator, point.period_end), "") if point.suppressed else ""
            number = _NUMBER.search(_TIME.sub(" ", _BOUND.sub(" ", note)))
            if number:
                period = subject.row.period(point.period_end).long_label
                said = f"the result for the {period} is suppressed, and the note beside it has the number '{number[0]}'"
                yield about_indicator(scene, "suppressed-note", indicator, f"{subject.row.printed_id}: {said}")
