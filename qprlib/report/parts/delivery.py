"""The delivery programme: how many actions stand where, which are astray and why, and what moved since last quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from qprlib.data.records import Row
from qprlib.ground.calendar import day_in_words, month_of
from qprlib.ground.numbers import capital, in_words, join_words, opening_number, percentage, plural
from qprlib.ground.reported import Length
from qprlib.report import document as doc
from qprlib.report.charts.drawing import keep_chart
from qprlib.report.charts.side_charts import Share, draw_states
from qprlib.report.context import Context
from qprlib.report.parts.side_tables import more_or_fewer, rows_by_quarter
from qprlib.report.pieces import answering, heading, lede, report_text, source
from qprlib.report.row_notes import notes

#: An action of the programme that nobody reported on for the quarter.
NOT_REPORTED = "not-reported"
#: How each status is dressed: word, tone and shape. A status is no rating of the scheme.
_DRESS = {
    "off-target": ("Off target", "red", "square"),
    "at-risk": ("At risk", "amber", "triangle"),
    "on-track": ("On track", "green", "circle"),
    "completed": ("Completed", "blue", "star"),
    "not-started": ("Not started", "none", ""),
    NOT_REPORTED: ("Not reported", "none", ""),
}
#: What each means inside a sentence.
_SAID = {name: words.lower() for name, (words, _, _) in _DRESS.items()}
_ASTRAY = ("off-target", "at-risk")
#: From worst to best: a move along it is a recovery or a slip.
_ORDER = (*_ASTRAY, "not-started", "on-track", "completed")


@dataclass(frozen=True)
class ActionStanding:
    """One action at the end of the quarter, and at the end of the one before (None where it was not in it)."""

    action: Row
    now: Row | None
    before: Row | None

    @property
    def status(self) -> str:
        """How it stands, ``not-reported`` where nobody said."""
        return self.now.status if self.now else NOT_REPORTED

    @property
    def new(self) -> bool:
        """Whether this is the first quarter in which it was reported."""
        return self.now is not None and self.before is None

    @property
    def moved(self) -> bool:
        """Whether its status is another than the quarter before."""
        return self.before is not None and self.status != self.before.status

    @property
    def due_moved(self) -> bool:
        """Whether the day by which it is to be done was moved since the quarter before."""
        return bool(self.now and self.before and self.now.due != self.before.due)


@dataclass(frozen=True)
class Programme:
    """The actions as the edition knows them.

    ``end`` is the last day of the quarter they are told for, of a report by months (``length``) of the month;
    ``earlier`` whether the one before was told too.
    """

    end: date
    length: Length
    earlier: bool
    actions: tuple[ActionStanding, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many actions have each status now."""
        return Counter(one.status for one in self.actions)

    @cached_property
    def counts_before(self) -> Counter[str]:
        """How many had each status the quarter before."""
        return Counter(one.before.status for one in self.actions if one.before)

    @property
    def astray(self) -> list[ActionStanding]:
        """The actions off target, then those at risk, in the order of the programme."""
        return [one for status in _ASTRAY for one in self.actions if one.status == status]


def read_programme(context: Context) -> Programme:
    """The delivery programme; LookupError if there is none, or nothing was reported by the quarter's end."""
    reported = rows_by_quarter(context, "delivery_progress")
    return programme_of(context.data.rows("delivery"), reported, context.edition.quarter.length)


def programme_of(actions: Sequence[Row], reported: Sequence[Row], length: Length) -> Programme:
    """Actions with what was reported of them for the latest quarter, or other length, and the one before.

    An action that begins after the quarter, and of which nothing was reported, is not yet part of the programme.
    """
    end = max(row.period_end for row in reported)
    before = length.before(end)
    found = {(row.action, row.period_end): row for row in reported}
    standing = [
        ActionStanding(action, found.get((action.action, end)), found.get((action.action, before)))
        for action in actions
        if (action.action, end) in found or not (action.start and action.start > end)
    ]
    return Programme(end, length, any(row.period_end == before for row in reported), tuple(standing))


def status_span(status: str) -> doc.Span:
    """A status as the theme dresses it: word, tone and shape."""
    words, tone, shape = _DRESS[status]
    return doc.Span(words, ("status", tone, *((shape,) if shape else ())))


def opening(context: Context) -> doc.Content:
    """How many actions stand where, and what changed."""
    written = report_text(context, "Delivery")
    return doc.content(lede("delivery", " ".join(opening_sentences(read_programme(context)))), *written)


def programme_words(context: Context) -> str:
    """How the delivery programme stands, for the papers; nothing where the report does not show it."""
    if not any(page.notebook == "delivery" for page in context.pages):
        return ""
    return " ".join(opening_sentences(read_programme(context)))


def opening_sentences(programme: Programme) -> list[str]:
    """The finding in two sentences: "Of 105 actions, three are off target and ..."."""
    total, counts = len(programme.actions), programme.counts
    order = ("completed", "on-track", *_ASTRAY)
    told = [one for one in (*order, "not-started", NOT_REPORTED) if counts[one]]
    parts = [f"{in_words(counts[one])} {_SAID[one]}" for one in told]
    if told:
        verb = "is" if counts[told[0]] == 1 else "are"
        parts[0] = f"{in_words(counts[told[0]])} {verb} {_SAID[told[0]]}"
    if total == 1:
        said = [f"The only action in the delivery programme is {_SAID[told[0]]}."]
    else:
        said = [f"Of the {in_words(total)} actions in the delivery programme, {join_words(parts)}."]
    bad = any(counts[status] for status in _ASTRAY)
    if not bad and not any(programme.counts_before[status] for status in _ASTRAY):
        said.append("None is off target or at risk.")
    if programme.earlier:
        said.append(_since_before(programme))
    return said


def _since_before(programme: Programme) -> str:
    done = sum(one.moved and one.status == "completed" for one in programme.actions)
    now = sum(programme.counts[status] for status in _ASTRAY)
    before = sum(programme.counts_before[status] for status in _ASTRAY)
    noun = programme.length.words
    said = f"{opening_number(done) if done else 'None'} {'was' if done < 2 else 'were'} completed in the {noun}"
    if not now and not before:
        return f"{said}."
    gained = now - before
    changed = f"{in_words(abs(gained))} {'more' if gained > 0 else 'fewer'} than" if gained else "as many as"
    behind = f"{in_words(now) if now else 'none'} {'is' if now < 2 else 'are'} behind plan"
    return f"{said}, and {behind}, {changed} a {noun} ago."


def counts(context: Context) -> doc.Content:
    """How many actions have each status, now and the quarter before: chart and table."""
    programme = read_programme(context)
    earlier = programme.earlier
    names = [name for name in _DRESS if programme.counts[name] or programme.counts_before[name]]
    now, before = (month_of(end, short=True) for end in (programme.end, programme.length.before(programme.end)))
    shares = [
        Share(*_DRESS[name], programme.counts[name], programme.counts_before[name] if earlier else None)
        for name in names
    ]
    total, total_before = len(programme.actions), sum(programme.counts_before.values())
    numbers: list[tuple[doc.Inline, int, int]] = [
        *((status_span(name), programme.counts[name], programme.counts_before[name]) for name in names),
        (doc.Strong("All actions"), total, total_before),
    ]
    columns = [
        doc.Column("Status", width=30),
        doc.Column(now, "right", width=15),
        doc.Column("Share", "right", width=15),
    ]
    if earlier:
        columns += [doc.Column(before, "right", width=15), doc.Column("Change", "right", width=25)]
    rows = tuple(
        doc.in_cells(
            (name, f"{number}", percentage(number, total), f"{then}", more_or_fewer(number - then))[: len(columns)]
        )
        for name, number, then in numbers
    )
    alt = ", ".join(f"{one.now} {one.name.lower()}" for one in sorted(shares, key=lambda one: -one.now)[:3])
    return doc.content(
        heading("Actions by status", anchor="delivery-by-status"),
        keep_chart(
            partial(draw_states, context.project.theme, shares),
            "delivery",
            _finding(programme),
            f"Bar chart of actions by status: {alt}.",
            shares,
        ),
        source(
            f"Number of actions on {day_in_words(programme.end)}."
            + (f" The line across each bar is the number a {programme.length.words} before." if earlier else "")
        ),
        doc.Table("Actions of the delivery programme by status", "delivery-counts", tuple(columns), rows),
        source(
            f"Completed and on track together: {_fine(programme)}. Percentages are rounded and may not add up to 100%."
        ),
    )


def _fine(programme: Programme) -> int:
    return programme.counts["completed"] + programme.counts["on-track"]


def _finding(programme: Programme) -> str:
    if len(programme.actions) == 1:
        return f"The only action is {_SAID[programme.actions[0].status]}"
    return f"{_fine(programme)} of {len(programme.actions)} actions are completed or on track"


def astray(context: Context) -> doc.Content:
    """The actions off target and at risk: why, what was done, who answers for it."""
    programme = read_programme(context)
    found = programme.astray
    title = heading("Off target and at risk", anchor="delivery-off-target-and-at-risk")
    if not found:
        return doc.content(title, doc.paragraph("No action is off target or at risk."))
    return doc.content(
        title,
        doc.paragraph(_astray_words(found, programme.length.words)),
        doc.tabled(
            "Actions off target and at risk, with reasons",
            "summary actions",
            found,
            (doc.Column("Action", width=21), _named),
            (doc.Column("Status", width=11), lambda one: status_span(one.status)),
            (doc.Column("Due", width=13), lambda one: _due(one, programme)),
            (doc.Column("Why", width=22), lambda one: (one.now.reason if one.now else "") or "No reason was given."),
            (doc.Column(f"Done this {programme.length.words}", width=19), _done),
            (doc.Column("Owner", width=14), _owner),
        ),
        _notes(found),
    )


def _named(one: ActionStanding) -> doc.Inlines:
    return doc.Strong(one.action.action), f" {one.action.title}"


def _done(one: ActionStanding) -> str:
    return (one.now.progress if one.now else "") or "Nothing was reported."


def _owner(one: ActionStanding) -> str:
    return answering(one.action.owner_role, one.action.directorate)


def _notes(found: Sequence[ActionStanding]) -> doc.Box | None:
    return notes(((one.action.action, ""), one.action.note) for one in found)


def _astray_words(found: Sequence[ActionStanding], noun: str) -> str:
    """Which of them are newly so, and for how many that was so a quarter, or another ``noun``, before."""
    already = sum(one.before is not None and one.before.status in _ASTRAY for one in found)
    number = len(found)
    said = f"{opening_number(number)} {plural(number, 'action')} {'is' if number == 1 else 'are'} off target or at risk"
    if number == 1:
        return f"{said}, and {'already was' if already else 'was not'} a {noun} before."
    which = "all" if already == number else in_words(already) if already else "none"
    return f"{said}; {which} of them already {'was' if already < 2 else 'were'} a {noun} before."


def _due(one: ActionStanding, programme: Programme) -> str:
    due = one.now.due if one.now else None
    if due is None:
        return "No day set"
    said = day_in_words(due)
    if due <= programme.end and one.status != "completed":
        said += ", which has passed"
    if one.due_moved and one.before and one.before.due:
        said += f" (was {day_in_words(one.before.due)})"
    return said


def progress(context: Context) -> doc.Content:
    """What moved since the quarter before: completed, recovered, slipped, begun, new."""
    programme = read_programme(context)
    noun = programme.length.words
    title = heading(f"Progress since last {noun}", anchor="delivery-progress")
    if not programme.earlier:
        return doc.content(
            title, doc.paragraph(f"Nothing was reported for the {noun} before, so no progress can be told.")
        )
    moved = sorted((one for one in programme.actions if one.moved), key=_rank)
    new = [one for one in programme.actions if one.new]
    redated = [one for one in programme.actions if one.due_moved and not one.moved]
    rows = [*moved, *new, *redated]
    return doc.content(
        title,
        doc.paragraph(_moved_words(moved, new, redated)),
        doc.tabled(
            f"Actions that moved since last {noun}",
            "summary actions",
            rows,
            (doc.Column("Action", width=38), _named),
            (
                doc.Column("Before", width=14),
                lambda one: status_span(one.before.status) if one.before else "Not in the programme",
            ),
            (doc.Column("Now", width=14), lambda one: status_span(one.status)),
            (doc.Column("Due", width=17), lambda one: _due(one, programme)),
            (doc.Column("Owner", width=17), _owner),
        )
        if rows
        else None,
    )


def _rank(one: ActionStanding) -> tuple[int, int]:
    """Slips first, then recoveries and what was begun, what was completed last."""
    if one.status == "completed":
        return 2, 0
    before = one.before.status if one.before else one.status
    places = [_ORDER.index(status) if status in _ORDER else len(_ORDER) for status in (before, one.status)]
    return int(places[1] > places[0]), places[1]


def _moved_words(
    moved: Sequence[ActionStanding], new: Sequence[ActionStanding], redated: Sequence[ActionStanding]
) -> str:
    kinds = Counter(_rank(one)[0] for one in moved)
    parts = [
        f"{in_words(number)} {'was' if number == 1 else 'were'} completed"
        if kind == 2
        else f"{in_words(number)} moved to a {'better' if kind else 'worse'} status"
        for kind, number in ((2, kinds[2]), (1, kinds[1]), (0, kinds[0]))
        if number
    ]
    if new:
        parts.append(f"{in_words(len(new))} {'is' if len(new) == 1 else 'are'} new")
    said = f"{capital(join_words(parts))}." if parts else "No action moved to another status."
    if redated:
        verb = "has" if len(redated) == 1 else "have"
        number = f"{opening_number(len(redated))} {plural(len(redated), 'action')}"
        said += f" {number} {verb} a new due day and the same status."
    return said


def by_aim(context: Context) -> doc.Content:
    """How the actions of each aim stand, and what was done on those that are neither off target nor at risk."""
    programme = read_programme(context)
    names = [name for name in _DRESS if programme.counts[name]]
    of_aims: dict[str, Counter[str]] = {}
    for one in programme.actions:
        of_aims.setdefault(_aim(one), Counter())[one.status] += 1
    counted: list[tuple[doc.Inline, Counter[str]]] = [*of_aims.items(), (doc.Strong("All actions"), programme.counts)]
    rows = tuple(
        doc.in_cells((aim, f"{sum(counts.values())}", *(f"{counts[name]}" for name in names)))
        for aim, counts in counted
    )
    width = (100 - 34) // (len(names) + 1)
    columns = (
        doc.Column("Strategic aim", width=100 - width * (len(names) + 1)),
        *(doc.Column(title, "right", width) for title in ("Actions", *(_DRESS[name][0] for name in names))),
    )
    as_planned = [one for one in programme.actions if one.status not in _ASTRAY]
    return doc.content(
        heading("By strategic aim", anchor="delivery-by-aim"),
        doc.paragraph(_aim_words(programme, list(of_aims))),
        doc.Table("Actions of each aim by status", "glance aims", columns, rows),
        doc.tabled(
            "Actions neither off target nor at risk, and what was done",
            "summary actions folded",
            as_planned,
            (doc.Column("Action", width=29), _named),
            (doc.Column("Status", width=13), lambda one: status_span(one.status)),
            (doc.Column("Due", width=14), lambda one: _due(one, programme)),
            (doc.Column(f"Done this {programme.length.words}", width=27), _done),
            (doc.Column("Owner", width=17), _owner),
        )
        if as_planned
        else None,
        _notes(as_planned),
    )


def _aim(one: ActionStanding) -> str:
    return one.action.aim or "No aim"


def _aim_words(programme: Programme, aims: Sequence[str]) -> str:
    off = Counter(map(_aim, programme.astray))
    if not off:
        return "No aim has an action off target or at risk."
    most = max(off.values())
    first, none = ([f"“{aim}”" for aim in aims if off[aim] == number] for number in (most, 0))
    if len(first) == len(aims) > 1:
        return f"Every aim has {in_words(most)} {plural(most, 'action')} off target or at risk."
    said = f"{join_words(first)} {'has' if len(first) == 1 else 'have'} the most actions off target or at risk, "
    said += f"{in_words(most)}{' each' if len(first) > 1 else ''}"
    return said + (f"; {join_words(none)} {'has' if len(none) == 1 else 'have'} none." if none else ".")
