"""How long something has lasted, in a sentence: the best result since when, the same rating how often."""

from __future__ import annotations

from qprlib.data.running import CUMULATIVE
from qprlib.ground.cycles import Frequency
from qprlib.ground.numbers import format_value, in_words, short_unit
from qprlib.scoring.direction_words import PERIODS
from qprlib.scoring.runs import Extreme, Limit, Run
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Result


def extreme_sentence(row: Result, extreme: Extreme) -> str:
    """Since when the latest result is the best or the worst; the highest or lowest where neither way is better.

    Such as "The best result since September 2020, when it was 62%." Where no earlier result was as good, the claim
    ends where the data do: "The best result since our records begin (June 2021)."
    """
    if row.polarity in ("higher", "lower"):
        word = "best" if extreme.highest == (row.polarity == "higher") else "worst"
    else:
        word = "highest" if extreme.highest else "lowest"
    said = f"The {word} result{_part_of_year(row)} since"
    if extreme.since is not None:
        value = format_value(extreme.since_value, short_unit(row.unit), row.decimals)
        return f"{said} {row.period(extreme.since).named}, when it was {value}."
    first = row.period(extreme.first).named
    ends = {
        # Of results that add up, those of other parts of the year may be older.
        Limit.START: f"our records begin ({first})" if row.basis not in CUMULATIVE else f"at least {first}",
        Limit.BREAK: f"the series began anew ({first})",
        Limit.GAP: f"at least {first}",
    }
    return f"{said} {ends[extreme.limit]}."


def _part_of_year(row: Result) -> str:
    """Of results that add up, the same part of every year is compared."""
    period = row.period(row.period_end)
    whole = (period.end - period.start).days > 360
    return " for this part of the year" if row.basis in CUMULATIVE and not whole else ""


def lasting_sentences(row: Result, run: Run | None, extreme: Extreme | None, scheme: Scheme) -> list[str]:
    """How long the rating has been the same, and since when no result was as good or as bad.

    What goes back to the first of all results is told once, such as "Red in each of the 15 quarters since our records
    begin (June 2021), but now at its best."
    """
    said = [run_sentence(row, run, scheme) if run else "", extreme_sentence(row, extreme) if extreme else ""]
    if all(said) and run and extreme and run.limit == extreme.limit == Limit.START and run.first == extreme.first:
        for word, good in (("best", True), ("worst", False)):
            if said[1].startswith(f"The {word} result since"):
                but = "and" if scheme.achieves(run.rating) is good else "but"
                return [f"{said[0].removesuffix('.')}, {but} now at its {word}."]
    return [one for one in said if one]


def run_sentence(row: Result, run: Run, scheme: Scheme) -> str:
    """For how many periods the rating has been the same; nothing for a first time, or where too little is known.

    Such as "Red for four quarters running, since September 2010." Of two results alone, or of two beside a gap or a
    break, nothing is said: they make no run. "Not on target in any", since "in all" could mean all but one.
    """
    band = scheme.band(run.rating)
    if band is None or run.length == 1 or (run.length == 2 and run.limit is not Limit.EARLIER_RESULT):
        return ""
    nouns = PERIODS[Frequency(row.frequency)]
    number, first = in_words(run.length), row.period(run.first).named
    each = f"{band.label} in {'any' if band.label.startswith('Not ') else 'each'} of the"
    if run.length == 2:
        return f"{band.label} for the second {nouns.removesuffix('s')} running."
    match run.limit:
        case Limit.EARLIER_RESULT:
            return f"{band.label} for {number} {nouns} running, since {first}."
        case Limit.START:
            return f"{each} {number} {nouns} since our records begin ({first})."
        case Limit.BREAK:
            return f"{each} {number} {nouns} since the series began anew ({first})."
        case Limit.GAP:
            return f"{each} last {number} {nouns}."
