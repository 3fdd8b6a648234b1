"""Sentences for a cabinet: how many indicators are improving, stable and worsening, and what changed since when."""

from __future__ import annotations

from qprlib.ground.numbers import capital, in_words, join_words, plural
from qprlib.report.sentences import differences as differ
from qprlib.scoring.comparison import Pair, Sets, Standing
from qprlib.scoring.counts import STABLE, group_directions


def travel_sentence(found: Pair | Standing, *, basis: bool = True) -> str:
    """How many indicators are improving, stable and worsening, and which say nothing.

    Such as "Performance is improving on four indicators (two more than the previous quarter), stable or without a
    clear trend on 24 (the same) and worsening on 10 (one fewer)." ``basis`` as for :func:`rating_sentence`.
    """
    now = group_directions(differ.standing_now(found).directions)
    if now.total == 1:
        return _only_way(found)
    sides = (
        [group_directions(side.directions) for side in (found.compared, found.before)]
        if isinstance(found, Pair)
        else []
    )
    names = ("improving", _stable_words(found), "worsening")
    numbers = [(way.improving, way.stable, way.worsening) for way in (now, *sides)]
    # Of fewer indicators the earlier numbers may be the same and still not those told.
    changed = bool(sides) and not numbers[0] == numbers[1] == numbers[2]
    parts: list[str] = []
    for place, name in enumerate(names):
        number = numbers[0][place]
        if not any(some[place] for some in numbers) or not (number or changed):
            continue
        said = f"{name} on {differ.count_word(number)}"
        if not parts and number:
            said += f" {plural(number, 'indicator')}"
        if changed and isinstance(found, Pair):
            said += differ.bracket(numbers[1][place], numbers[2][place], differ.since_words(found, basis and not parts))
        parts.append(said)
    as_before = ""
    if isinstance(found, Pair) and not changed:
        as_before = f", as in {differ.since_words(found, basis) or differ.earlier_name(found)}"
    sentences = [f"Performance is {join_words(parts)}{as_before}."] if parts else []
    rest = [f"{in_words(number)} {differ.state_words(way, number)}" for way, number in now.left_out.items() if number]
    if rest:
        sentences.append(f"{capital(join_words(rest))}.")
    return " ".join(sentences)


def _only_way(found: Pair | Standing) -> str:
    """Where one indicator has a direction: "The only indicator is improving, as it was in the previous quarter."."""
    way = next(way for way, number in differ.standing_now(found).directions.items() if number)
    said = f"The only indicator {differ.state_words(way, 1)}"
    if isinstance(found, Pair) and found.before.directions.get(way) and found.before.total == 1:
        said += f", as in {differ.earlier_name(found)}"
    return f"{said}."


def _stable_words(found: Pair | Standing) -> str:
    sides = (found.now, found.before) if isinstance(found, Pair) else (found,)
    ways = {str(way) for side in sides for way, number in side.directions.items() if number}
    if STABLE[1] not in ways:
        return "unchanged"
    return "stable or without a clear trend" if STABLE[0] in ways else "without a clear trend"


def then_sentence(pair: Pair, *, basis: bool = True) -> str:
    """How many more or fewer indicators are improving and worsening than in an earlier quarter.

    Such as "Three more indicators are improving than a year ago and 10 fewer are worsening." ``basis`` as for
    :func:`rating_sentence`.
    """
    now, then = (group_directions(side.directions) for side in (pair.compared, pair.before))
    gained, lost = now.improving - then.improving, now.worsening - then.worsening
    since = differ.ago(pair)
    which = differ.set_words(pair) if basis else ""
    if pair.sets is Sets.AS_PUBLISHED:
        which = f" ({in_words(pair.before.total)} {'was' if pair.before.total == 1 else 'were'} reported then)"
    if not gained and not lost:
        return f"As many indicators are improving and worsening as {since}{which}."
    one = abs(gained) == 1
    first = f"{differ.more(gained)} {'indicator is' if one else 'indicators are'} improving"
    first += f" {'than' if gained else 'as'} {since}"
    second = f"{differ.more(lost)} {'is' if abs(lost) == 1 else 'are'} worsening"
    return f"{capital(first)}{'' if gained and lost else ','} and {second}{which}."
