"""What an edition says, as plain values: kept with a sign-off and with every render, so that two can be compared."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from qprlib.ground.edition import Edition
from qprlib.ground.errors import InputError, Place, Problem
from qprlib.ground.numbers import format_number, format_target, format_value
from qprlib.ground.wordings import Wordings
from qprlib.scoring.counts import headline, status_label
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result, Scored
from qprlib.scoring.states import Direction
from qprlib.texts.commentary import EVIDENCE, Commentary, EvidenceCode, Text
from qprlib.texts.evidence import EvidenceShown

if TYPE_CHECKING:
    from pydantic import TypeAdapter

NO_RESULT: Final = "no result"
NONE_SET: Final = "none"


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier period of an indicator, as the trend table shows it; numbers in full precision."""

    period_end: date
    period: str
    actual: float | None = None
    target: float | None = None
    floor: float | None = None
    rating: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorRecord:
    """What an edition says of one indicator."""

    id: str
    name: str
    section: str  #: by its title
    kind: str
    unit: str
    decimals: int
    period_end: date | None  #: of the latest result, None without one
    period: str  #: in words
    actual: float | None  #: in full precision, as target and floor
    target: float | None
    floor: float | None
    actual_words: str  #: as the pages print it, as the next two
    target_words: str
    floor_words: str
    rating: str
    rating_label: str
    direction: str
    direction_label: str
    texts: Mapping[str, str] = field(default_factory=dict)  #: heading to Markdown as published
    basis: str = ""
    past: tuple[Past, ...] = ()  #: the periods before the latest one, in order
    further: Mapping[str, float] = field(default_factory=dict)  #: by names in words
    evidence: Mapping[str, str] = field(default_factory=dict)  #: hashes of its code and of each drawing
    reference: str = ""

    @property
    def printed_id(self) -> str:
        """What readers know it by: its reference, or its id where it has none."""
        return self.reference or self.id


@dataclass(frozen=True, slots=True)
class Rung:
    """A band of the scheme as a record keeps it: its word, and the tone and shape in which the theme shows it."""

    id: str
    label: str
    tone: str
    shape: str


@dataclass(frozen=True)
class Record:
    """What an edition says."""

    edition: str
    draft: bool
    headline: str
    indicators: tuple[IndicatorRecord, ...]  #: in the register's order
    report: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  #: by heading and sub-heading, as published
    bands: tuple[Rung, ...] = ()  #: best first

    @property
    def by_id(self) -> Mapping[str, IndicatorRecord]:
        """The indicators by their ids."""
        return {said.id: said for said in self.indicators}


def record_edition(
    edition: Edition,
    scheme: Scheme,
    scored: Scored,
    commentary: Commentary,
    draft: bool,
    *,
    evidence: Mapping[str, EvidenceShown] = MappingProxyType({}),
) -> Record:
    """What an edition says, taken from its scores, filled texts and what its evidence has shown."""
    return Record(
        edition=edition.edition,
        draft=draft,
        headline=headline(scored.kpis, scheme, edition.quarter.noun),
        indicators=tuple(
            with_evidence(
                _said(row, scored.points[row.id], scheme, commentary.indicators.get(row.id, {})),
                commentary.evidence.get(row.id),
                evidence.get(row.id),
            )
            for row in scored.results
        ),
        report={title: _markdown(texts) for title, texts in commentary.report.items() if texts},
        bands=tuple(Rung(band.id, band.label, band.tone, band.shape) for band in scheme.bands),
    )


def with_evidence(said: IndicatorRecord, code: EvidenceCode | None, shown: EvidenceShown | None) -> IndicatorRecord:
    """What is said of an indicator, with what its evidence has shown."""
    if code is None:
        return said
    kept = {"code": code.fingerprint, **(shown.prints if shown else {})}
    words = "\n\n".join(filter(None, (said.texts.get(EVIDENCE, ""), shown.words if shown else "")))
    return replace(said, evidence=kept, texts={**said.texts, **({EVIDENCE: words} if words else {})})


def _said(row: Result, points: tuple[Point, ...], scheme: Scheme, texts: Mapping[str, Text]) -> IndicatorRecord:
    return IndicatorRecord(
        id=row.id,
        reference=row.reference,
        name=row.short_name,
        section=row.section,
        kind=row.kind,
        unit=row.unit,
        decimals=row.decimals,
        period_end=row.period_end if row.known else None,
        period=row.period(row.period_end).in_words if row.known else "",
        actual=_number(row.actual),
        target=_number(row.target),
        floor=_number(row.floor),
        actual_words=format_value(row.actual, row.unit, row.decimals) if row.known else NO_RESULT,
        target_words=NONE_SET if math.isnan(row.target) else format_target(row.target, row.unit, row.decimals),
        floor_words=NONE_SET if math.isnan(row.floor) else format_target(row.floor, row.unit, row.decimals),
        rating=row.rating,
        rating_label=status_label(row.rating, scheme),
        direction=row.direction,
        direction_label=Direction(row.direction).label,
        texts=_markdown(texts),
        basis=row.basis,
        past=tuple(
            Past(
                point.period_end,
                row.period(point.period_end).short,
                _number(point.actual),
                _number(point.target),
                _number(point.floor),
                point.rating,
            )
            for point in points
            if row.period_end is None or point.period_end < row.period_end
        ),
        further=_further(row),
    )


def _further(row: Result) -> dict[str, float]:
    """The other figures that a page prints of an indicator."""
    named = {
        "count above the line": row.numerator,
        "count below the line": row.denominator,
        "lower end of the range": row.lower,
        "upper end of the range": row.upper,
        "forecast for the year end": row.forecast,
        "annual target": row.annual_target,
    }
    return {name: float(value) for name, value in named.items() if not math.isnan(value)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _markdown(texts: Mapping[str, Text]) -> dict[str, str]:
    return {heading: text.markdown for heading, text in texts.items()}


def printed(value: float | None, said: IndicatorRecord) -> str:
    """A value of an indicator as its pages print it."""
    return NO_RESULT if value is None else format_value(value, said.unit, said.decimals)


def in_full(value: float | None) -> str:
    """A value with all its digits: ``86.514``."""
    if value is None:
        return NO_RESULT
    digits = f"{value:.12g}"
    return format_number(value, len(digits.partition(".")[2])) if "e" not in digits else digits


def to_json(record: Record) -> str:
    """A record as text; the same record gives the same bytes."""
    return json.dumps(as_plain(record), ensure_ascii=False, indent=1) + "\n"


def as_plain(record: Record) -> dict[str, Any]:
    """A record as what JSON and YAML know: mappings, lists, texts and numbers."""
    plain: dict[str, Any] = _adapter().dump_python(record, mode="json")
    for said in plain["indicators"]:
        for name in ("evidence", "reference"):  # few have any
            if not said[name]:
                del said[name]
    return plain


def from_json(text: str, shown: str = "record.json") -> Record:
    """Read a record that :func:`to_json` wrote; raises InputError if it is none."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise InputError(_broken(shown, f"it is not JSON ({error})")) from None
    return from_plain(content, shown)


def from_plain(content: object, shown: str) -> Record:
    """Read a record from mappings, lists, texts and numbers; raises InputError if it is none."""
    from pydantic import ValidationError

    try:
        return _adapter().validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(_broken(shown, f"{where or 'its content'}: {first['msg']}")) from None


def _broken(shown: str, why: str) -> Problem:
    return Wordings(__file__).problem("record-broken", Place(shown), why=why)


@cache
def _adapter() -> TypeAdapter[Record]:
    from pydantic import TypeAdapter

    return TypeAdapter(Record)
