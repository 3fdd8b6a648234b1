"""Sentences for a cabinet: how many indicators stand where, what changed since when, and on which set of indicators.

Cover reports, minutes and the home page say the same things in much the same words, so that the words are made here,
once, as plain strings. Numbers up to nine are in words. Each function takes counts, a :class:`Pair` of two quarters
or a whole :class:`Comparison`; which indicators a difference stands on is part of what it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from qprlib.numbers import capital, format_number, format_value, in_words, join_words, plural, short_unit
from qprlib.periods import MONTHS, Quarter
from qprlib.scoring.comparison import Comparison, Pair, Publication, Published, Sets, Standing
from qprlib.scoring.counts import STABLE, Counts, group_directions, shares, shares_add_up
from qprlib.scoring.runs import Extreme, Limit, Run
from qprlib.scoring.scheme import Band, Scheme
from qprlib.scoring.scorecard import Result
from qprlib.scoring.states import Direction
from qprlib.scoring.words import status_label

ROUNDING_NOTE = "Percentages may not add up to 100 because of rounding."


# Differences ------------------------------------------------------------------------------------------------


def change(now: int, before: int) -> str:
    """How a count differs from the one before: "one fewer", "four more", "the same"."""
    if now == before:
        return "the same"
    return f"{in_words(abs(now - before))} {'more' if now > before else 'fewer'}"


def quarter_words(now: Quarter, before: Quarter) -> str:
    """An earlier quarter as a report about ``now`` calls it: "the previous quarter", "quarter three last year"."""
    if before == now.previous():
        return "the previous quarter"
    if before == now.same_quarter_last_year():
        return f"quarter {in_words(before.number)} last year"
    return f"quarter {in_words(before.number)} of {before.financial_year}"


def set_words(pair: Pair) -> str:
    """On which indicators a pair is compared, to be said after the earlier quarter; nothing where all are the same.

    Such as " on the 37 indicators in both", ", when 39 were reported", " as restated since".
    """
    restated = " as restated since" if pair.restated else ""
    match pair.sets:
        case Sets.SAME:
            return restated
        case Sets.COMMON:
            number = pair.compared.total
            return f"{restated} on the {in_words(number)} {plural(number, 'indicator')} in both"
        case Sets.AS_PUBLISHED:
            return f", when {in_words(pair.before.total)} {'was' if pair.before.total == 1 else 'were'} reported"


def _bracket(now: int, before: int, since: str) -> str:
    said = change(now, before)
    if not since:
        return f" ({said})"
    return f" ({said} {'as in' if now == before else 'than'} {since})"


def _since(pair: Pair, since: str) -> str:
    return (since or quarter_words(pair.now.quarter, pair.before.quarter)) + set_words(pair)


def _standing(found: Pair | Standing) -> Standing:
    return found.now if isinstance(found, Pair) else found


def _number(number: int) -> str:
    """A count that stands for a noun: "none", "one" ... "nine", "10"."""
    return in_words(number) if number else "none"


# Ratings ----------------------------------------------------------------------------------------------------


def rating_sentence(found: Pair | Standing, scheme: Scheme, since: str = "", *, basis: bool = True) -> str:
    """How many indicators are in each band, of how many, and who is left out.

    Parameters
    ----------
    found
        One quarter's counts, or a pair of quarters: then each number is followed by its change.
    scheme
        For the words.
    since
        What the earlier counts are called, if not by their quarter.
    basis
        Whether the first change says since when it is and on which indicators; False where the text has said so.

    Returns
    -------
    str
        Such as "Of 38 key performance indicators, 16 are rated Green, 11 Amber and 11 Red."
    """
    counts = _standing(found).ratings
    if not counts.total:
        return "No indicator is rated: all are given for information."
    parts = []
    for place, band in enumerate(scheme.bands):
        number = counts.bands[band.id]
        verb = f"{'is' if number == 1 else 'are'} rated " if place == 0 and not counts.left_out else ""
        said = f"{_number(number)} {verb}{band.label}"
        if isinstance(found, Pair):
            compared = found.compared.ratings.bands[band.id], found.before.ratings.bands[band.id]
            said += _bracket(*compared, "" if place or not basis else _since(found, since))
        parts.append(said)
    indicators = f"{in_words(counts.total)} key performance {plural(counts.total, 'indicator')}"
    if not counts.left_out:
        return f"Of {indicators}, {join_words(parts)}."
    rated = f"{in_words(counts.rated)} {'is' if counts.rated == 1 else 'are'} rated"
    return f"Of {indicators}, {rated}: {join_words(parts)}. {left_out_sentence(counts)}"


def rating_lines(found: Pair | Standing, scheme: Scheme, since: str = "") -> list[str]:
    """One line a band: how many, how many more or fewer than before, and what the band means."""
    lines = []
    for band in scheme.bands:
        number = _standing(found).ratings.bands[band.id]
        said = f"{_number(number)} {'is' if number == 1 else 'are'} rated {band.label}"
        if isinstance(found, Pair):
            compared = found.compared.ratings.bands[band.id], found.before.ratings.bands[band.id]
            said += _bracket(*compared, _since(found, since))
        lines.append(f"{capital(said)}: {band.meaning[:1].lower()}{band.meaning[1:]}")
    return lines


def left_out_sentence(counts: Counts) -> str:
    """Which indicators have no rating, by state: "Five are not rated: three not available and two new."."""
    if not counts.left_out:
        return ""
    states = [f"{in_words(number)} {state.label.lower()}" for state, number in counts.not_rated.items()]
    verb = "is" if counts.left_out == 1 else "are"
    return capital(f"{in_words(counts.left_out)} {verb} not rated: {join_words(states)}.")


def availability_sentence(counts: Counts, before: Counts | None = None, since: str = "the previous quarter") -> str:
    """For how many of the indicators there is a rated result, how that changed, and why others have none."""
    said = f"{counts.rated} of {counts.total} indicators have a result that is rated"
    if before:
        said += f", {change(counts.rated, before.rated)} {'as in' if counts.rated == before.rated else 'than'} {since}"
    return f"{said}. {left_out_sentence(counts)}".rstrip()


def share_rows(quarters: Sequence[Counts], scheme: Scheme) -> list[list[str]]:
    """A table of bands by quarter: "69% (82)", with the number of rated indicators in the last row.

    Shares are of the rated indicators; :func:`share_note` says where they do not add up.
    """
    printed = [shares(counts) for counts in quarters]
    rows = [
        [
            band.label,
            *(
                f"{format_number(found[band.id], 0)}% ({counts.bands[band.id]})" if found else "none rated"
                for counts, found in zip(quarters, printed, strict=True)
            ),
        ]
        for band in scheme.bands
    ]
    return [*rows, ["Total rated", *(f"{counts.rated} of {counts.total}" for counts in quarters)]]


def share_note(*quarters: Counts) -> str:
    """A note where rounded shares of any of the quarters do not add up to 100 per cent, else nothing."""
    return "" if all(shares_add_up(counts) for counts in quarters) else ROUNDING_NOTE


def rated_by_section(edition: Publication, band: Band) -> dict[str, list[str]]:
    """The names of the indicators in a band, by section, in the edition's order."""
    found: dict[str, list[str]] = {}
    for one in edition.indicators:
        if one.rating == band.id:
            found.setdefault(one.section, []).append(one.name)
    return found


def rated_sentence(edition: Publication, band: Band) -> str:
    """In which sections the indicators of a band are: "The three indicators rated Red are in: Roads (two); ..."."""
    found = rated_by_section(edition, band)
    number = sum(map(len, found.values()))
    if not number:
        return f"No indicator is rated {band.label}."
    sections = "; ".join(f"{section} ({in_words(len(names))})" for section, names in found.items())
    verb = "is" if number == 1 else "are"
    opening = "" if number == 1 else f"{in_words(number)} "
    return f"The {opening}{plural(number, 'indicator')} rated {band.label} {verb} in: {sections}."


# Directions -------------------------------------------------------------------------------------------------


def travel_sentence(found: Pair | Standing, since: str = "", *, basis: bool = True) -> str:
    """How many indicators are improving, stable and worsening, and which say nothing.

    Such as "Performance is improving on four indicators (two more than the previous quarter), stable or without a
    clear trend on 24 (the same) and worsening on 10 (one fewer)." ``basis`` as for :func:`rating_sentence`.
    """
    now = group_directions(_standing(found).directions)
    names = ("improving", _stable_words(found), "worsening")
    parts: list[str] = []
    for place, (name, number) in enumerate(zip(names, (now.improving, now.stable, now.worsening), strict=True)):
        if not number and not isinstance(found, Pair):
            continue
        said = f"{name} on {_number(number)}"
        if not parts and number:
            said += f" {plural(number, 'indicator')}"
        if isinstance(found, Pair):
            one, other = (group_directions(side.directions) for side in (found.compared, found.before))
            is_now, was = ((way.improving, way.stable, way.worsening)[place] for way in (one, other))
            said += _bracket(is_now, was, "" if parts or not basis else _since(found, since))
        parts.append(said)
    sentences = [f"Performance is {join_words(parts)}."] if parts else []
    words = {Direction.TOO_FEW: "with too few points"}
    rest = [f"{in_words(number)} {words.get(way, way.label.lower())}" for way, number in now.left_out.items()]
    if rest:
        sentences.append(f"{'Besides' if parts else 'No direction'}: {join_words(rest)}.")
    return " ".join(sentences)


def _stable_words(found: Pair | Standing) -> str:
    sides = (found.now, found.before) if isinstance(found, Pair) else (found,)
    ways = {str(way) for side in sides for way, number in side.directions.items() if number}
    return "unchanged" if STABLE[1] not in ways and STABLE[0] in ways else "stable or without a clear trend"


def then_sentence(pair: Pair, since: str = "") -> str:
    """How the direction of travel compares with an earlier quarter, told from then.

    Such as "The direction of travel is better than in quarter three last year, when three fewer indicators were
    improving and five more were worsening." It is called better only if more indicators improve and no more worsen,
    or fewer worsen and no fewer improve; worse the other way round.
    """
    now, then = (group_directions(side.directions) for side in (pair.compared, pair.before))
    gained, lost = now.improving - then.improving, now.worsening - then.worsening
    name = since or quarter_words(pair.now.quarter, pair.before.quarter)
    if not gained and not lost:
        return f"As many indicators are improving and worsening as in {name}{set_words(pair)}."
    better, worse = gained >= 0 and lost <= 0, gained <= 0 and lost >= 0
    verdict = "better than" if better else "worse than" if worse else "neither better nor worse than"
    parts: list[str] = []
    for number, way in ((gained, "improving"), (lost, "worsening")):
        noun = "" if parts else f" {plural(abs(number) or 2, 'indicator')}"
        if not number:
            parts.append(f"as many{noun} were {way}")
            continue
        verb = "was" if abs(number) == 1 else "were"
        parts.append(f"{change(0, number)}{noun} {verb} {way}")
    which = set_words(pair)
    if pair.sets is Sets.AS_PUBLISHED:
        which = f" ({in_words(pair.before.total)} reported)"
    return f"The direction of travel is {verdict} in {name}{which}, when {join_words(parts)}."


# Changes alone ----------------------------------------------------------------------------------------------


def compared_sentence(pair: Pair, since: str = "") -> str:
    """On which indicators the changes below it stand, to be said once above them.

    Such as "Each count is followed by its change since the previous quarter on the 38 indicators in both reports. Two
    of them were restated since."
    """
    name = since or quarter_words(pair.now.quarter, pair.before.quarter)
    said = f"Each count is followed by its change since {name}"
    match pair.sets:
        case Sets.COMMON:
            said += (
                f" on the {in_words(pair.compared.total)} {plural(pair.compared.total, 'indicator')} in both reports"
            )
        case Sets.AS_PUBLISHED:
            said += f", when {in_words(pair.before.total)} {'was' if pair.before.total == 1 else 'were'} reported"
    if not pair.restated:
        return f"{said}."
    verb = "was" if pair.restated == 1 else "were"
    return f"{said}. {capital(in_words(pair.restated))} {verb} restated since, and {verb} counted as restated."


def rating_changes(pair: Pair, scheme: Scheme) -> list[str]:
    """One line a band: how many, how many more or fewer, and what the band means.

    Such as "17 are rated Green (four more): the result is at its target or better".
    """
    lines = []
    for band in scheme.bands:
        number = pair.now.ratings.bands[band.id]
        changed = change(pair.compared.ratings.bands[band.id], pair.before.ratings.bands[band.id])
        said = f"{capital(_number(number))} {'is' if number == 1 else 'are'} rated {band.label} ({changed})"
        meaning = band.meaning.rstrip(".")
        lines.append(f"{said}: {meaning[:1].lower()}{meaning[1:]}.")
    return lines


def rated_changes_sentence(pair: Pair, scheme: Scheme, since: str = "") -> str:
    """How many more or fewer are in each band than in an earlier quarter.

    Such as "Compared with quarter three last year, four more indicators are rated Green, six fewer Amber and as many
    Red." The set of indicators is not told; :func:`set_sentence` does.
    """
    parts = []
    for place, band in enumerate(scheme.bands):
        gained = pair.compared.ratings.bands[band.id] - pair.before.ratings.bands[band.id]
        said = change(gained, 0) if gained else "as many"
        if not place:
            said += f" {plural(abs(gained) or 2, 'indicator')} {'is' if abs(gained) == 1 else 'are'} rated"
        parts.append(f"{said} {band.label}")
    name = since or quarter_words(pair.now.quarter, pair.before.quarter)
    where = f", on the {in_words(pair.compared.total)} in both reports" if pair.sets is Sets.COMMON else ""
    return f"Compared with {name}{where}, {join_words(parts)}."


def quarters_finding(quarters: Sequence[tuple[Quarter, Counts]], scheme: Scheme) -> str:
    """What a chart of ratings by quarter shows: "Rated Green: 17 of 37 now, 14 of 39 in the previous quarter"."""
    best = scheme.bands[0]
    now, last = quarters[-1]
    told = [f"{last.bands[best.id]} of {last.rated} now"]
    wanted = (now.previous(), now.same_quarter_last_year())
    earlier = [(one, found) for one, found in quarters[:-1] if one in wanted] or list(quarters[:1])
    told += [
        f"{found.bands[best.id]} of {found.rated} in {quarter_words(now, one)}" for one, found in reversed(earlier)
    ]
    return f"Rated {best.label}: {join_words(told)}"


def quarters_alt(quarters: Sequence[tuple[Quarter, Counts]], scheme: Scheme) -> str:
    """The figures of that chart as text."""
    said = []
    for quarter, counts in quarters:
        bands = join_words([f"{counts.bands[band.id]} {band.label}" for band in scheme.bands])
        said.append(f"{quarter.short}: {bands}")
    return f"Stacked bars of indicators by rating in each quarter, as published. {'; '.join(said)}."


# Sets of indicators -----------------------------------------------------------------------------------------


def set_sentence(comparison: Comparison) -> str:
    """Which indicators were removed, added and restated since the earlier edition, each with its status."""
    since = quarter_words(comparison.now.quarter, comparison.before.quarter)
    scheme = comparison.scheme
    parts: list[tuple[int, str, list[str]]] = []
    for verb, some, tense in (("removed", comparison.removed, "last"), ("added", comparison.added, "now")):
        if some:
            parts.append((len(some), verb, [f"{one.name}, {tense} {_status(one, scheme)}" for one in some]))
    if comparison.restated:
        named = [
            f"{one.published.name}, published as {_both(one.published, scheme)}, now {_both(one.restated, scheme)}"
            for one in comparison.restated
        ]
        parts.append((len(named), "restated", named))
    total = len(comparison.now.indicators)
    if not parts:
        return f"{capital(since)} had the same {in_words(total)} {plural(total, 'indicator')}."
    said = []
    for place, (number, verb, names) in enumerate(parts):
        noun = f" {plural(number, 'indicator')}" if place == 0 else ""
        said.append(f"{in_words(number)}{noun} {'has' if number == 1 else 'have'} been {verb} ({'; '.join(names)})")
    common = len(comparison.now_in_both)
    closing = "" if comparison.same_set else f" {capital(in_words(common))} {'is' if common == 1 else 'are'} in both."
    return f"Since {since} {join_words(said)}.{closing}"


def _status(one: Published, scheme: Scheme) -> str:
    label = status_label(one.rating or "not-available", scheme)
    return f"rated {label}" if scheme.band(one.rating) else label.lower()


def _both(one: Published, scheme: Scheme) -> str:
    return f"{status_label(one.rating or 'not-available', scheme)} and {Direction(one.direction).label.lower()}"


def reconciliation_lines(comparison: Comparison) -> list[str]:
    """How the earlier counts as published become those compared with, one line a band or state.

    Such as "Green: 17 published for the previous quarter, one removed, one restated to it, 17 on today's set."
    Nothing where the sets are the same and nothing was restated.
    """
    if comparison.same_set and not comparison.restated:
        return []
    since = quarter_words(comparison.now.quarter, comparison.before.quarter)
    lines = []
    for status, row in comparison.ratings.iterrows():
        parts = [f"{_number(int(row['published']))} published for {since}"]
        if row["removed"]:
            parts.append(f"{_number(int(row['removed']))} removed")
        if row["restated"]:
            number = int(row["restated"])
            parts.append(f"{in_words(abs(number))} {'gained' if number > 0 else 'lost'} by restatement")
        parts.append(f"{_number(int(row['before']))} on the indicators in both")
        lines.append(f"{status_label(str(status), comparison.scheme)}: {', '.join(parts)}.")
    return lines


# One indicator ----------------------------------------------------------------------------------------------


def extreme_sentence(row: Result, extreme: Extreme) -> str:
    """Since when the latest result is the highest or lowest.

    Such as "The highest (best) result for over four years: the last as high was 62% for Sep 20." Where no earlier
    result was as high, the claim ends where the data do.
    """
    word = "highest" if extreme.highest else "lowest"
    if row.polarity in ("higher", "lower"):
        word += " (best)" if extreme.highest == (row.polarity == "higher") else " (worst)"
    years = _years(extreme)
    if extreme.since is not None:
        high = "high" if extreme.highest else "low"
        value = format_value(extreme.since_value, short_unit(row.unit), row.decimals)
        return f"The {word} result {years}: the last as {high} was {value} for {row.period(extreme.since).short}."
    begun = f"{MONTHS[extreme.first.month - 1]} {extreme.first.year}"
    ends = {
        Limit.START: f"the results held begin in {begun}",
        Limit.BREAK: f"the series begins anew in {begun}",
        Limit.GAP: f"the result before {begun} is missing",
    }
    return f"The {word} result for at least {years.removeprefix('for ').removeprefix('over ')}: {ends[extreme.limit]}."


def _years(extreme: Extreme) -> str:
    """For how long: "for over four years", "for a year"; whole years, rounded down."""
    years, rest = divmod(extreme.months, 12)
    return f"for {'over ' if rest else ''}{'a year' if years == 1 else f'{in_words(years)} years'}"


def run_sentence(row: Result, run: Run, scheme: Scheme) -> str:
    """For how many periods in a row the rating has been the same; nothing for a first time.

    Such as "Rated Red for four quarters in a row, since the quarter to September 2010."
    """
    band = scheme.band(run.rating)
    if band is None or run.length == 1:
        return ""
    nouns = {"monthly": "months", "quarterly": "quarters", "termly": "terms", "annual": "years", "school_year": "years"}
    least = "" if run.limit is Limit.EARLIER_RESULT else "at least "
    periods = f"{least}{in_words(run.length)} {nouns.get(row.frequency, 'periods')} in a row"
    return f"Rated {band.label} for {periods}, since {row.period(run.first).short}."
