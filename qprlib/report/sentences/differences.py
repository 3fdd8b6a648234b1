"""How counts differ from those of an earlier quarter, and on which indicators: the words that briefings share."""

from __future__ import annotations

from functools import cache

from qprlib.ground.numbers import in_words, opening_number, plural
from qprlib.ground.packaged import packaged_rows
from qprlib.ground.reported import Reported
from qprlib.scoring.comparison import Pair, Sets, Standing
from qprlib.scoring.states import Direction, NotRated


def change(now: int, before: int) -> str:
    """How a count differs from the one before: "one fewer", "four more", "the same"."""
    if now == before:
        return "the same"
    return f"{in_words(abs(now - before))} {'more' if now > before else 'fewer'}"


def quarter_words(now: Reported, before: Reported) -> str:
    """An earlier quarter as a report about ``now`` calls it: "the previous quarter", "quarter three last year"."""
    return before.seen_from(now)


def set_words(pair: Pair) -> str:
    """On which indicators a pair is compared, to be said after the earlier quarter; nothing where all are the same.

    Such as ", on the 37 indicators in both reports", ", when 39 were reported", " as restated since".
    """
    restated = " as restated since" if pair.restated and pair.sets is not Sets.AS_PUBLISHED else ""
    return f"{restated}{of_set(pair)}"


def of_set(pair: Pair) -> str:
    """On which indicators a pair is compared, but for restatements."""
    match pair.sets:
        case Sets.SAME:
            return ""
        case Sets.COMMON:
            return f", on the {in_both(pair)}"
        case Sets.AS_PUBLISHED:
            return f", when {in_words(pair.before.total)} {'was' if pair.before.total == 1 else 'were'} reported"


def in_both(pair: Pair) -> str:
    """Such as "37 indicators in both reports"."""
    number = pair.compared.total
    return f"{in_words(number)} {plural(number, 'indicator')} in both reports"


def bracket(now: int, before: int, since: str = "") -> str:
    """How a count differs, to follow it: " (four more)", " (one fewer than in the previous quarter)"."""
    said = change(now, before)
    if not since:
        return f" ({said})"
    return f" ({said} {'as' if now == before else 'than'} in {since})"


def earlier_name(pair: Pair) -> str:
    """What the earlier quarter of a pair is called."""
    return quarter_words(pair.now.quarter, pair.before.quarter)


def since_words(pair: Pair, basis: bool = True) -> str:
    """What the earlier counts are called and on which indicators they stand; nothing where the text has said so."""
    return earlier_name(pair) + set_words(pair) if basis else ""


def standing_now(found: Pair | Standing) -> Standing:
    """The counts of this quarter."""
    return found.now if isinstance(found, Pair) else found


def count_word(number: int) -> str:
    """A count that stands for a noun: "none", "one" ... "nine", "10"."""
    return in_words(number) if number else "none"


def first_count(number: int) -> str:
    """Such a count where it begins a sentence: "None", "Seventeen"."""
    return opening_number(number) if number else "None"


def more(gained: int) -> str:
    """Such as "three more", "one fewer", "as many"."""
    return change(gained, 0) if gained else "as many"


def ago(pair: Pair) -> str:
    """An earlier quarter after "than": "a year ago", "in the previous quarter"."""
    now, before = pair.now.quarter, pair.before.quarter
    return "a year ago" if before == now.year_before() else f"in {quarter_words(now, before)}"


def state_words(state: NotRated | Direction, number: int) -> str:
    """What is said of one indicator in a state, or of several: "has no result", "have no result"."""
    return _said()[state]["one" if number == 1 else "many"]


@cache
def _said() -> dict[str, dict[str, str]]:
    return {row["state"]: row for row in packaged_rows(__file__, "states_said.csv")}
