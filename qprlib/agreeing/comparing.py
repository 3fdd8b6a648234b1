"""What changed between two records of an edition: figures, statuses and sentences, and nothing else."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from qprlib.data.running import CUMULATIVE
from qprlib.ground.calendar import same_time_of_year
from qprlib.ground.edition import EditionName
from qprlib.ground.numbers import format_target, in_words, join_words, plural
from qprlib.scoring.states import NotRated
from qprlib.texts.commentary import PUBLISHED
from qprlib.texts.record import NO_RESULT, NONE_SET, IndicatorRecord, Past, Record, Rung, in_full, printed
from qprlib.texts.sentences import units

#: From which likeness on two sentences are one that was edited.
_ALIKE: Final = 0.5
#: What is compared of every period: how it is called, and where a record has it.
_AMOUNTS: Final = {"result": "actual", "target": "target", "floor": "floor"}


class ChangeKind(StrEnum):
    """What became of some words or of a text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence, and what became of them."""

    way: ChangeKind
    words: str


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence that was added, removed or edited, in pieces."""

    way: ChangeKind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """What changed in one text; ``title`` is its heading."""

    title: str
    way: ChangeKind
    sentences: tuple[SentenceChange, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A status or direction before and now, in words and by id."""

    before: str
    after: str
    before_id: str
    after_id: str
    words: str = ""  #: what it means: "a better rating"


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure before and now, as the pages print it; in full where only digits that are not printed changed."""

    name: str  #: ``result``, ``target``, ``floor``, ``rating`` ...
    period: str  #: where that is not the latest of both
    before: str
    after: str
    new_period: bool = False  #: the one is no correction of the other
    note: str = ""  #: what a reader has to know about it

    @property
    def restated(self) -> bool:
        """Whether a figure that was known is another one now: a target, or anything of an earlier period."""
        known = self.before not in {NO_RESULT, NONE_SET} and self.after not in {NO_RESULT, NONE_SET}
        return known and not self.new_period and (bool(self.period) or self.name in {"target", "floor"})


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """Everything that changed about one indicator."""

    id: str
    name: str
    section: str
    status: Move | None = None
    direction: Move | None = None
    figures: tuple[FigureChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    printed_id: str = ""

    def __bool__(self) -> bool:
        return bool(self.status or self.direction or self.figures or self.texts)


@dataclass(frozen=True, slots=True)
class Count:
    """How many indicators had a rating before and have it now."""

    label: str
    tone: str
    shape: str
    before: int
    after: int


@dataclass(frozen=True)
class RecordComparison:
    """What changed from one record to another."""

    before: Record
    after: Record
    since: str  #: completes "Since ...": ``the draft rendered last``
    counts: tuple[Count, ...]  #: KPIs by rating
    indicators: tuple[IndicatorChange, ...]  #: those of both that changed
    added: tuple[IndicatorRecord, ...]  #: those of the later one alone
    removed: tuple[IndicatorRecord, ...]
    report: tuple[TextChange, ...]  #: texts of no single indicator

    @property
    def other_edition(self) -> bool:
        """Whether the two are reports of different quarters, and not one with its correction."""
        before, after = EditionName.parse(self.before.edition), EditionName.parse(self.after.edition)
        if before and after:
            return before.original != after.original
        return self.before.edition != self.after.edition

    def __bool__(self) -> bool:
        return bool(self.indicators or self.added or self.removed or self.report)


def compare(before: Record, after: Record, since: str = "") -> RecordComparison:
    """Find what changed from one record to another, of one edition or of two; ``since`` completes "Since ..."."""
    old, new = before.by_id, after.by_id
    bands = after.bands or before.bands
    changes = (_indicator(old[name], said, bands) for name, said in new.items() if name in old)
    return RecordComparison(
        before=before,
        after=after,
        since=since or before.edition,
        counts=_counts(before, after),
        indicators=tuple(change for change in changes if change),
        added=tuple(said for name, said in new.items() if name not in old),
        removed=tuple(said for name, said in old.items() if name not in new),
        report=_texts(_titled(before.report), _titled(after.report)),
    )


def _indicator(old: IndicatorRecord, new: IndicatorRecord, bands: Sequence[Rung]) -> IndicatorChange:
    movement = _movement(old.rating, new.rating, bands)
    return IndicatorChange(
        id=new.id,
        printed_id=new.printed_id,
        name=new.name,
        section=new.section,
        status=_move((old.rating, old.rating_label), (new.rating, new.rating_label), movement),
        direction=_move((old.direction, old.direction_label), (new.direction, new.direction_label)),
        figures=tuple(_figures(old, new, bands)),
        texts=_texts(old.texts, new.texts),
    )


def _move(old: tuple[str, str], new: tuple[str, str], words: str = "") -> Move | None:
    return None if old == new else Move(old[1], new[1], old[0], new[0], words)


def _movement(old: str, new: str, bands: Sequence[Rung]) -> str:
    """What a change of rating means."""
    ranks = {band.id: rank for rank, band in enumerate(bands)}
    if old in ranks and new in ranks:
        return "" if old == new else "a better rating" if ranks[new] < ranks[old] else "a worse rating"
    if new in ranks:
        return "now rated"
    return "no longer rated" if old in ranks else ""


def _figures(old: IndicatorRecord, new: IndicatorRecord, bands: Sequence[Rung]) -> Iterator[FigureChange]:
    for name in ("name", "section", "kind", "unit", "decimals", "basis"):  # what the register says
        was, now = (str(getattr(one, name)) for one in (old, new))
        if was != now:
            yield FigureChange(name, "", was.replace("_", " "), now.replace("_", " "))
    moved_on = old.period_end != new.period_end
    if moved_on:
        yield _new_period(old, new)
    for shown, name in list(_AMOUNTS.items())[moved_on:]:
        yield from _amount(shown, "", (getattr(old, name), getattr(new, name)), (old, new), moved_on)
    yield from _of_the_past(old, new, bands)
    for name in dict.fromkeys([*old.further, *new.further]):
        yield from _amount(name, "", (old.further.get(name), new.further.get(name)), (old, new), moved_on)


def _by_end(said: IndicatorRecord) -> dict[date, Past]:
    """The periods of a record by their ends, the latest with those before it."""
    known = {one.period_end: one for one in said.past}
    if said.period_end:
        latest = Past(said.period_end, said.period, said.actual, said.target, said.floor, said.rating)
        known[said.period_end] = latest
    return known


def _of_the_past(old: IndicatorRecord, new: IndicatorRecord, bands: Sequence[Rung]) -> Iterator[FigureChange]:
    """Restated figures of earlier periods: those that both records know, or could."""
    was, now = _by_end(old), _by_end(new)
    labels = {band.id: band.label for band in bands}
    for end in sorted({one.period_end for one in (*old.past, *new.past)}):
        if old.period_end is not None and end > old.period_end and end not in was:
            continue  # it had not come yet
        label = (now.get(end) or was[end]).period
        before, after = (side.get(end, Past(end, label)) for side in (was, now))
        for shown, name in _AMOUNTS.items():
            yield from _amount(shown, label, (getattr(before, name), getattr(after, name)), (old, new))
        if before.rating != after.rating:
            yield FigureChange("rating", label, _rating(before.rating, labels), _rating(after.rating, labels))


def _rating(rating: str, labels: Mapping[str, str]) -> str:
    if rating in labels:
        return labels[rating]
    return NotRated(rating).label if rating in set(NotRated) else rating or NotRated.NOT_AVAILABLE.label


def _new_period(old: IndicatorRecord, new: IndicatorRecord) -> FigureChange:
    before, after = (f"{one.actual_words} {one.period}".strip() for one in (old, new))
    note = ""
    a_year_apart = old.period_end and new.period_end and same_time_of_year(old.period_end, new.period_end)
    if old.basis in CUMULATIVE and old.actual is not None and new.actual is not None and not a_year_apart:
        note = "it adds up through the year: the two cover different parts of a year and make no change"
    return FigureChange("result", "", before, after, new_period=True, note=note)


def _amount(
    name: str,
    period: str,
    amounts: tuple[float | None, float | None],
    sides: tuple[IndicatorRecord, IndicatorRecord],
    new_period: bool = False,
) -> Iterator[FigureChange]:
    (before, after), (old, new) = amounts, sides
    if before == after or (before is not None and after is not None and math.isclose(before, after, rel_tol=1e-12)):
        return
    was, now = _shown(name, before, old), _shown(name, after, new)
    if was == now:
        was, now = in_full(before), in_full(after)
        yield FigureChange(name, period, was, now, new_period, "only in digits that are not printed")
    else:
        yield FigureChange(name, period, was, now, new_period)


def _shown(name: str, value: float | None, said: IndicatorRecord) -> str:
    if name == "result" or name.startswith("forecast"):
        return printed(value, said)
    if value is None:
        return NONE_SET
    if name.startswith("count"):
        return in_full(value)
    return format_target(value, said.unit, said.decimals)


def _counts(before: Record, after: Record) -> tuple[Count, ...]:
    def counted(record: Record) -> Counter[tuple[str, str]]:
        return Counter((said.rating, said.rating_label) for said in record.indicators if said.kind == "kpi")

    was, now = counted(before), counted(after)
    bands = {(band.id, band.label): band for record in (after, before) for band in record.bands}
    keys = dict.fromkeys([*bands, *sorted(set(was) | set(now))])
    rungs = {key: bands.get(key, Rung(key[0], key[1], "none", "none")) for key in keys}
    return tuple(Count(key[1], rung.tone, rung.shape, was[key], now[key]) for key, rung in rungs.items())


def _titled(report: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Texts of the report by one title each."""
    texts = ((title, below, text) for title, under in report.items() for below, text in under.items())
    return {f"{title}: {below}" if below else title: text for title, below, text in texts}


def _texts(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[TextChange, ...]:
    titles = dict.fromkeys([*(title for title in PUBLISHED if title in old or title in new), *new, *old])
    changes = (_text(title, old.get(title, ""), new.get(title, "")) for title in titles)
    return tuple(change for change in changes if change)


def _text(title: str, old: str, new: str) -> TextChange | None:
    was, now = (" ".join(text.split()) for text in (old, new))
    if was == now:
        return None
    way = ChangeKind.CHANGED if was and now else ChangeKind.ADDED if now else ChangeKind.REMOVED
    sentences = tuple(_sentences(list(units(old)), list(units(new))))
    if not sentences:  # the words are the same: emphasis, a link or the order of a list was changed
        sentences = (_edited(was, now),)
    return TextChange(title, way, sentences)


def _sentences(old: Sequence[str], new: Sequence[str]) -> Iterator[SentenceChange]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, one, two, three, four in matcher.get_opcodes():
        if tag != "equal":
            yield from _block(old[one:two], new[three:four])


def _block(old: Sequence[str], new: Sequence[str]) -> Iterator[SentenceChange]:
    """Sentences that gave place to others: each is paired with the one that it was edited into, in order."""
    left = list(old)
    for words in new:
        like = difflib.get_close_matches(words, left, n=1, cutoff=_ALIKE)
        if not like:
            yield _whole(ChangeKind.ADDED, words)
            continue
        place = left.index(like[0])
        yield from (_whole(ChangeKind.REMOVED, gone) for gone in left[:place])
        yield _edited(like[0], words)
        left = left[place + 1 :]
    yield from (_whole(ChangeKind.REMOVED, gone) for gone in left)


def _whole(way: ChangeKind, words: str) -> SentenceChange:
    return SentenceChange(way, (Piece(way, words),))


def _edited(old: str, new: str) -> SentenceChange:
    """One sentence with the words that went and came."""
    was, now = re.split(r"\s+", old), re.split(r"\s+", new)
    pieces: list[Piece] = []
    for tag, one, two, three, four in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if two > one:
            way = ChangeKind.SAME if tag == "equal" else ChangeKind.REMOVED
            pieces.append(Piece(way, " ".join(was[one:two])))
        if four > three and tag != "equal":
            pieces.append(Piece(ChangeKind.ADDED, " ".join(now[three:four])))
    return SentenceChange(ChangeKind.CHANGED, tuple(pieces))


def summary(comparison: RecordComparison) -> str:
    """The whole comparison in a sentence or two."""
    parts = _kinds(comparison)
    if not parts:
        return f"Since {comparison.since}: nothing changed."
    said = f"Since {comparison.since}: {'; '.join(parts)}; nothing else."
    if comparison.other_edition:
        said += (
            " The two are reports of different quarters, so that most results belong to different periods; a result"
            " that adds up through the year is not set against an unlike period."
        )
    return said


def _kinds(comparison: RecordComparison) -> list[str]:
    """How many of each kind changed, in words."""
    changes = comparison.indicators
    figures = [figure for change in changes for figure in change.figures]
    results = sum(figure.name == "result" and not figure.new_period for figure in figures)
    moved_on = sum(figure.name == "result" and figure.new_period for figure in figures)
    aims = sum(figure.name in {"target", "floor"} for figure in figures)
    texts = sum(len(change.texts) for change in changes) + len(comparison.report)
    others = sum(figure.name not in {"result", "target", "floor"} for figure in figures)
    changed = [
        f"{in_words(number)} {plural(number, one, several)}"
        for number, one, several in (
            (results, "result", ""),
            (aims, "target or floor", "targets or floors"),
            (sum(change.status is not None for change in changes), "status", "statuses"),
            (sum(change.direction is not None for change in changes), "direction", ""),
            (others, "other figure", ""),
            (texts, "text", ""),
        )
        if number
    ]
    parts = []
    if moved_on:
        has = "indicator has" if moved_on == 1 else "indicators have"
        parts.append(f"{in_words(moved_on)} {has} a result of another period")
    if changed:
        parts.append(f"{join_words(changed)} changed")
    for number, what in ((len(comparison.added), "added"), (len(comparison.removed), "removed")):
        if number:
            parts.append(f"{in_words(number)} {plural(number, 'indicator')} {'was' if number == 1 else 'were'} {what}")
    return parts


def figure_words(figure: FigureChange) -> str:
    """A figure before and now: "result 87% is now 88%", "target restated from 90% to 91%"."""
    named = f"{figure.name} for {figure.period}" if figure.period else figure.name
    note = f" ({figure.note})" if figure.note else ""
    if figure.new_period and figure.name == "result":
        return f"{named} was {figure.before}; now {figure.after}{note}"
    if figure.restated:
        return f"{named} restated from {figure.before} to {figure.after}{note}"
    return f"{named} {figure.before} is now {figure.after}{note}"


def move_words(move: Move, name: str) -> str:
    """A status or direction before and now: "status Amber is now Green, a better rating"."""
    return f"{name} {move.before} is now {move.after}{', ' if move.words else ''}{move.words}"


def brief(comparison: RecordComparison) -> list[str]:
    """Every change in a few words: "HW01 result 87% is now 88%", "HW02 Commentary changed"."""
    said: list[str] = []
    for change in comparison.indicators:
        moves = (change.status, "status"), (change.direction, "direction")
        parts = [figure_words(figure) for figure in change.figures]
        parts += [move_words(move, name) for move, name in moves if move]
        parts += [f"{text.title} {text.way}" for text in change.texts]
        said += [f"{change.printed_id} {part}" for part in parts]
    said += [f"{one.printed_id} added" for one in comparison.added]
    said += [f"{one.printed_id} removed" for one in comparison.removed]
    return said + [f"{text.title} {text.way}" for text in comparison.report]
