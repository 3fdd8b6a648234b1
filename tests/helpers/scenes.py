"""Small scenes for tests of the checks: an indicator or two, what was written about them, what was published before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from helpers.scoring import NAN, edition, point, result, scheme
from qprlib.ground.names import slugify
from qprlib.ground.settings import CommentarySetting
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result
from qprlib.texts.commentary import Acceptance, Commentary, Text
from qprlib.texts.findings import Finding, Scene, Subject
from qprlib.texts.record import IndicatorRecord, Past, Record

JUNE, MARCH, DECEMBER = date(2011, 6, 30), date(2011, 3, 31), date(2010, 12, 31)
#: Quarter ends back from June 2011, the latest first.
ENDS = tuple(
    date(2011 - (place + 2) // 4, month, 31 if month in {3, 12} else 30)
    for place in range(12)
    for month in [(6, 3, 12, 9)[place % 4]]
)
FOLDER = "notebooks/commentary/small-2011-12-Q1"


def scene(
    *subjects: Subject,
    texts: Mapping[str, Mapping[str, str | Text]] | None = None,
    report: Mapping[str, str] | None = None,
    acceptances: Sequence[Acceptance] = (),
    before: Record | None = None,
    by: Scheme | None = None,
    off: tuple[str, ...] = (),
) -> Scene:
    """A scene of these indicators; ``texts`` are by indicator and heading, ``report`` by heading."""
    known = {one.row.id: one for one in subjects or (subject(),)}
    written = {
        owner: {heading: _text(owner, heading, words, known) for heading, words in of_owner.items()}
        for owner, of_owner in (texts or {}).items()
    }
    told = {heading: {"": _text(heading, "", words, known)} for heading, words in (report or {}).items()}
    sections = dict.fromkeys(one.row.section for one in known.values())
    return Scene(
        edition=edition().model_copy(update={"commentary": CommentarySetting(off=off)}),
        scheme=by or scheme(),
        subjects=known,
        sections={slugify(section): section for section in sections},
        commentary=Commentary(written, told, tuple(acceptances)),
        folder=FOLDER,
        before=before,
    )


def subject(*values: float, target: float = 90.0, floor: float = 83.0, **changes: object) -> Subject:
    """An indicator with these results, the oldest first and the last for June 2011; 79 and 87 if none are given."""
    known = values or (79.0, 87.0)
    ends = ENDS[: len(known)][::-1]
    points = tuple(point(end, value, target, floor) for end, value in zip(ends, known, strict=True))
    return of_points(points, **{"target": target, "floor": floor, **changes})


def of_points(points: Sequence[Point], **changes: object) -> Subject:
    """An indicator with these periods: its row is made from the last two with a result."""
    known = [one for one in points if one.known]
    last = known[-1]
    before = known[-2] if len(known) > 1 else None
    row: Result = result(
        **{
            "period_end": last.period_end,
            "actual": last.actual,
            "target": last.target,
            "floor": last.floor,
            "rating": last.rating,
            "previous_end": before.period_end if before else None,
            "previous_actual": before.actual if before else NAN,
            "previous_rating": before.rating if before else "",
            "before_end": before.period_end if before else None,
            "before_actual": before.actual if before else NAN,
            "before_rating": before.rating if before else "",
            **changes,
        }
    )
    return Subject(row, tuple(points))


def said(**changes: object) -> IndicatorRecord:
    """What an edition before said of HW01: 79% for March 2011 against 90%, with a floor of 83%."""
    usual: dict[str, object] = {
        "id": "HW01", "name": "Repairs", "section": "Highways", "kind": "kpi", "unit": "%", "decimals": 0,
        "period_end": MARCH, "period": "in the quarter to March 2011", "actual": 79.0, "target": 90.0, "floor": 83.0,
        "actual_words": "79%", "target_words": "90%", "floor_words": "83%", "rating": "red", "rating_label": "Red",
        "direction": "improving", "direction_label": "Improving",
    }  # fmt: skip
    return IndicatorRecord(**{**usual, **changes})  # type: ignore[arg-type]


def record(*indicators: IndicatorRecord) -> Record:
    """The record of an edition before."""
    return Record("small-2010-11-Q4", False, "", indicators)


def past(end: date, actual: float, target: float | None = None) -> Past:
    """An earlier period of a record."""
    return Past(end, "Dec 10", actual, target)


def accepted(check: str, quote: str = "", owner: str = "HW01") -> Acceptance:
    """An acceptance by a performance manager."""
    return Acceptance(
        owner, check, quote, "it is right", "Performance manager", date(2011, 9, 5), f"{FOLDER}/highways.ipynb", 9
    )


def ids(findings: Sequence[Finding]) -> list[str]:
    """The checks that found something, in order."""
    return [one.check for one in findings]


def _text(owner: str, heading: str, words: str | Text, known: Mapping[str, Subject]) -> Text:
    if isinstance(words, Text):
        return words
    stem = slugify(known[owner].row.section) if owner in known else "report"
    return Text(owner, heading, words, words, f"{FOLDER}/{stem}.ipynb", 5)
