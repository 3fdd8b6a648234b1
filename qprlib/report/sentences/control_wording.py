"""Variation, limits and assurance in words: on every card with enough results, and on its control chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from qprlib.ground.calendar import day_in_words
from qprlib.ground.cycles import cycle_of
from qprlib.ground.numbers import capital, ended, format_value, in_words, short_unit
from qprlib.ground.settings import ControlSetting
from qprlib.report.context import Context
from qprlib.scoring.direction_words import PERIODS
from qprlib.scoring.limits import why_no_limits
from qprlib.scoring.rating import MET
from qprlib.scoring.rules import TRIAL_BELOW
from qprlib.scoring.runs import Run
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Point, Result
from qprlib.scoring.signals import Assurance, Signal, Variation
from qprlib.scoring.spc import ChartPoint, Xmr, xmr

#: So many of the latest results are counted where no assurance can be given, but not fewer than the second.
_LATEST, _LEAST = 8, 4

#: What the methods page says where any card tells of variation.
NOTE = (
    f"Where there are {TRIAL_BELOW} results of like periods or more, a card also says whether the latest one is within "
    "the usual variation: control limits (XmR, as NHS Making Data Count draws them) lie three standard deviations from "
    "the mean, as told from the changes between neighbouring results. A result is better or worse than usual where it "
    "lies outside them or ends an unlikely run. That a process consistently meets or misses its target is said only "
    "where one target held for all of these results, every one of them met or missed it, the limits lie wholly on that "
    "side and the latest result is as usual; otherwise the card counts how often the target was met. Results that "
    "overlap, add up, or only rise or fall get no limits."
)


def control_chart(row: Result, known: Sequence[Point], setting: ControlSetting | None = None) -> Xmr:
    """The control chart of an indicator's results; a declared break begins new limits, as does a rebase date."""
    rebase = [point.period_end for point in known if point.break_before]
    if setting is not None and setting.rebase is not None:
        rebase.append(setting.rebase)
    return xmr(
        [point.actual for point in known],
        [point.period_end for point in known],
        polarity=row.polarity,
        target=[point.target for point in known],
        unit=row.unit,
        rebase=rebase,
        basis=row.basis,
        if_unsuitable="warn",
    )


def known_points(points: Sequence[Point]) -> list[Point]:
    """The results there are; what breaks before a missing one breaks before the next."""
    found: list[Point] = []
    broken = False
    for point in points:
        broken |= point.break_before
        if point.known:
            found.append(replace(point, break_before=broken))
            broken = False
    return found


def in_force(known: Sequence[Point], setting: ControlSetting | None = None) -> Sequence[Point]:
    """The results since the last break or rebase date, which the limits in force rest on."""
    rebase = setting.rebase if setting is not None else None
    begins = [
        place
        for place, point in enumerate(known)
        if point.break_before or (rebase and point.period_end >= rebase > known[max(place - 1, 0)].period_end)
    ]
    return known[max(begins, default=0) :]


def variation_on_card(context: Context, row: Result) -> str:
    """What an indicator's card says of its variation, "" where nothing is to be said."""
    points, setting = context.scored.points[row.id], context.edition.control_of(row.id, row.reference)
    return variation_sentences(row, points, context.scheme, setting, context.scored.runs.get(row.id))


def variation_sentences(
    row: Result,
    points: Sequence[Point],
    scheme: Scheme,
    setting: ControlSetting | None = None,
    run: Run | None = None,
) -> str:
    """Whether the latest result is as usual, and what that says of the target (XmR, after NHS "Making Data Count").

    Nothing where fewer results are behind the limits than they need (:data:`~qprlib.scoring.rules.TRIAL_BELOW`), or
    where limits would mislead.
    """
    known = known_points(points)
    latest = in_force(known, setting)
    unsuited = why_no_limits(row.basis, [point.actual for point in latest])
    if len(latest) < TRIAL_BELOW or not row.known or unsuited:
        return ""
    chart = control_chart(row, known, setting)
    rule = chart.latest.signal.words
    said = f"The latest result {chart.variation.words}{': ' if rule else ''}{rule}."
    if chart.variation.words in row.direction_reason:  # the direction has said so: only why is left
        said = f"{capital(rule.replace('it is', 'the latest result is', 1))}." if rule else ""
    return " ".join(filter(None, (said, assurance_sentence(row, latest, chart, scheme, run))))


def assurance_sentence(row: Result, latest: Sequence[Point], chart: Xmr, scheme: Scheme, run: Run | None = None) -> str:
    """Whether the process meets its target, where the results allow to say so; else how often it was met.

    Nothing where meeting the target is not what the rating is about: under bands on both sides of it, or where a
    forecast is rated; and of targets that were all met, or all missed, nothing where ``run`` says so of the rating.
    """
    if row.polarity not in ("higher", "lower") or scheme.rates == "forecast":
        return ""
    if any(band.by.either_side for band in scheme.bands):
        return ""
    met = [None if point.against_target == "" else point.against_target == MET for point in latest]
    promised = {Assurance.PASSES: True, Assurance.FAILS: False}
    if chart.assurance in promised and set(met) == {promised[chart.assurance]}:
        return f"The process {chart.assurance.words}."
    # Only the latest results that have a target, back to the first without one.
    known = [one for one in met if one is not None]
    count = min(_LATEST, met[::-1].index(None) if None in met else len(known))
    if count < _LEAST:
        return ""
    times = sum(bool(one) for one in met[-count:])
    if run and run.length >= count and times == count * scheme.achieves(run.rating):
        return ""
    often = in_words(times) if 0 < times < count else "each"
    met_or_missed = "met" if times else "missed"
    return f"The target was {met_or_missed} in {often} of the last {in_words(count)} {_periods(row, latest[-count:])}."


def _periods(row: Result, some: Sequence[Point]) -> str:
    """What these results are called: "quarters" where one follows the other, else "results"."""
    cycle = cycle_of(row)
    ends = [point.period_end for point in some]
    follow = all(cycle.follow(earlier, later) for earlier, later in pairwise(ends))
    return PERIODS[cycle.frequency] if follow else "results"


# The control chart ------------------------------------------------------------------------------------------


def control_refusal(row: Result, known: Sequence[Point], setting: ControlSetting | None = None) -> str:
    """Why no control chart can be drawn, "" where it can."""
    why = why_no_limits(row.basis, [point.actual for point in in_force(known, setting)])
    if why:
        return f"A control chart was asked for and cannot be drawn: {why}."
    if len(known) < TRIAL_BELOW:
        return (
            f"A control chart was asked for and cannot be drawn yet: it needs {TRIAL_BELOW} results, "
            f"and there {'is' if len(known) == 1 else 'are'} {len(known)}."
        )
    return ""


def control_finding(row: Result, chart: Xmr) -> str:
    """What a control chart shows: "Waiting time of calls: the latest result is better than usual"."""
    if math.isnan(chart.limits.lower):
        return f"{row.short_name}: the limits begin anew"
    return f"{row.short_name}: the latest result {chart.variation.words}"


def limits_sentence(row: Result, chart: Xmr, setting: ControlSetting | None = None) -> str:
    """Mean and limits in force, on how many results they rest, and since when and why they are new."""
    limits = chart.limits
    mean, lower, upper = (
        format_value(value, short_unit(row.unit), row.decimals + 1)
        for value in (limits.mean, limits.lower, limits.upper)
    )
    expected = "" if math.isnan(limits.lower) else f"; results are expected between {lower} and {upper} as long as"
    said = [f"The mean is {mean}{expected}{' nothing changes' if expected else ''}"]
    said.append(f"the limits rest on {limits.based_on} {'result' if limits.based_on == 1 else 'results'}")
    if setting is not None and setting.rebase is not None:
        said.append(f"they begin anew on {day_in_words(setting.rebase)}: {setting.reason}")
    return " ".join(ended(capital(text)) for text in (*said, *chart.warnings))


def control_alt(row: Result, chart: Xmr) -> str:
    """A control chart in a sentence or two: its limits, and the latest result."""
    unit = short_unit(row.unit)
    named = "" if unit == row.unit else f" ({row.unit})"
    latest = format_value(chart.latest.value, unit, row.decimals)
    return (
        f"Control chart: {row.short_name}{named}. {limits_sentence(row, chart)} The latest result, "
        f"{row.period(chart.latest.end).short}, is {latest}."
    )


#: The rule that a result meets, in few words.
_RULES = {
    Signal.ABOVE_LIMIT: "above the upper limit",
    Signal.BELOW_LIMIT: "below the lower limit",
    Signal.RISING: "in a rise of seven",
    Signal.FALLING: "in a fall of seven",
    Signal.NEAR_UPPER: "near the upper limit",
    Signal.NEAR_LOWER: "near the lower limit",
    Signal.ABOVE_MEAN: "in seven above the mean",
    Signal.BELOW_MEAN: "in seven below the mean",
}


def signal_words(point: ChartPoint) -> str:
    """What is said of one result of a control chart, in a cell of its table: "Better than usual: below the limit"."""
    if point.variation is Variation.COMMON_CAUSE:
        return point.variation.label
    return f"{point.variation.label}: {_RULES[point.signal]}"
