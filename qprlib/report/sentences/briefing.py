"""Sentences for a cabinet: how many indicators stand where, and what changed since when.

Cover reports, minutes and the home page say the same things in much the same words, so that the words are made here,
once, as plain strings. Numbers up to nine are in words. Each function takes counts, a :class:`Pair` of two quarters
or a whole :class:`Comparison`; which indicators a difference stands on is part of what it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from qprlib.ground.numbers import (
    capital,
    format_number,
    in_words,
    inside,
    join_words,
    opening_number,
    percentage,
    plural,
)
from qprlib.ground.reported import Reported
from qprlib.report.sentences import differences as differ
from qprlib.scoring.bands import Band
from qprlib.scoring.comparison import Pair, Publication, Sets, Standing
from qprlib.scoring.counts import Counts, shares, shares_add_up
from qprlib.scoring.scheme import Scheme

_NO_KPI = "No indicator is rated: all are given for information."
ROUNDING_NOTE = "Percentages may not add up to 100 because of rounding."


def rating_sentence(found: Pair | Standing, scheme: Scheme, *, basis: bool = True) -> str:
    """How many indicators are in each band, of how many, and who is left out.

    Such as "Of 38 key performance indicators, 16 are rated Green, 11 Amber and 11 Red." Of a pair of quarters each
    number is followed by its change. ``basis``: the first change says since when it is and on which indicators; False
    where the text has said so.
    """
    counts = differ.standing_now(found).ratings
    if not counts.total:
        return _NO_KPI
    if counts.total == 1:
        return _only(found, scheme)
    parts = []
    for place, band in enumerate(scheme.bands):
        number = counts.bands[band.id]
        verb = f"{'is' if number == 1 else 'are'} rated " if place == 0 and not counts.left_out else ""
        said = f"{differ.count_word(number)} {verb}{band.label}"
        parts.append(f"{said}{_changed(found, band, basis and not place)}")
    indicators = f"{in_words(counts.total)} key performance {plural(counts.total, 'indicator')}"
    full = next((place for place, band in enumerate(scheme.bands) if counts.bands[band.id] == counts.total), None)
    if full is not None:
        every = f"{'Both' if counts.total == 2 else 'All'} {indicators.removeprefix('two ')} are rated"
        band = scheme.bands[full]
        return f"{every} {band.label}{_changed(found, band, basis)}."
    if not counts.left_out:
        return f"Of {indicators}, {join_words(parts)}."
    if not counts.rated:
        return f"None of the {indicators} is rated. {left_out_sentence(counts)}"
    rated = f"{in_words(counts.rated)} {'is' if counts.rated == 1 else 'are'} rated"
    return f"Of {indicators}, {rated}: {join_words(parts)}. {left_out_sentence(counts)}"


def _changed(found: Pair | Standing, band: Band, basis: bool) -> str:
    """How the number in a band changed, in brackets; nothing of one quarter alone."""
    if not isinstance(found, Pair):
        return ""
    compared = found.compared.ratings.bands[band.id], found.before.ratings.bands[band.id]
    return differ.bracket(*compared, differ.since_words(found, basis))


def _only(found: Pair | Standing, scheme: Scheme) -> str:
    """Where there is one indicator: "The only indicator is Red; in the previous quarter it was Amber."."""
    now = differ.standing_now(found).ratings
    band = next((band for band in scheme.bands if now.bands[band.id]), None)
    if band is None:
        return f"The only indicator {differ.state_words(next(iter(now.not_rated)), 1)}."
    said = f"The only indicator is {band.label}"
    before = isinstance(found, Pair) and next((one for one in scheme.bands if found.before.ratings.bands[one.id]), None)
    if not isinstance(found, Pair) or found.before.total != 1:
        return f"{said}."
    name = differ.earlier_name(found)
    if not before:
        return f"{said}; in {name} it was not rated."
    return f"{said}, as it was in {name}." if before == band else f"{said}; in {name} it was {before.label}."


def rating_lines(found: Pair | Standing, scheme: Scheme, *, basis: bool = True) -> list[str]:
    """One line a band: how many, how many more or fewer than before, and what the band means.

    Such as "Seventeen are rated Green (four more): the result is at its target or better." ``basis`` as for
    :func:`rating_sentence`.
    """
    lines = []
    for band in scheme.bands:
        number = differ.standing_now(found).ratings.bands[band.id]
        said = f"{differ.first_count(number)} {'is' if number == 1 else 'are'} rated {band.label}"
        lines.append(f"{said}{_changed(found, band, basis)}: {inside(band.meaning.rstrip('.'))}.")
    return lines


def section_sentence(counts: Counts, scheme: Scheme) -> str:
    """How the indicators of a service stand: "Four of the five indicators are Green and one is Red."."""
    told = [(counts.bands[band.id], band.label) for band in scheme.bands if counts.bands[band.id]]
    total = counts.total
    if total == 1 and told:
        return f"The only indicator is {told[0][1]}."
    if len(told) == 1 and not counts.left_out and total > 1:
        return f"{'Both' if total == 2 else f'All {in_words(total)}'} indicators are {told[0][1]}."
    if total == 2 and len(told) == 2:
        return f"One indicator is {told[0][1]} and the other {told[1][1]}."
    parts = [f"{in_words(number)} {'is' if number == 1 else 'are'} {label}" for number, label in told]
    if parts:
        number, label = told[0]
        verb = "is" if number == 1 else "are"
        parts[0] = f"{opening_number(number)} of the {in_words(total)} indicators {verb} {label}"
    said = f"{join_words(parts)}." if parts else ""
    return f"{said} {left_out_sentence(counts)}".strip()


def left_out_sentence(counts: Counts) -> str:
    """Which indicators have no rating, and why.

    Such as "One is new and has no target yet.", "Five are not rated: three have no result and two had no cases."
    """
    if not counts.left_out:
        return ""
    told = [(number, differ.state_words(state, number)) for state, number in counts.not_rated.items()]
    if len(told) == 1:
        subject = "The only indicator" if counts.total == 1 else opening_number(told[0][0])
        return f"{subject} {told[0][1]}."
    parts = [f"{in_words(number)} {words}" for number, words in told]
    return f"{opening_number(counts.left_out)} are not rated: {', '.join(parts[:-1])}, and {parts[-1]}."


def older_sentence(older: int, noun: str = "quarter") -> str:
    """How many of the results are older than the quarter, nothing where none is."""
    if not older:
        return ""
    return f"{opening_number(older)} of the results {'is' if older == 1 else 'are'} older than the {noun}."


def availability_sentence(counts: Counts, before: Counts | None = None, since: str = "the previous quarter") -> str:
    """For how many of the indicators there is a rated result, how that changed, and why others have none."""
    total = counts.total
    if not total:
        return _NO_KPI
    if counts.rated == total and not before:
        return f"All {in_words(total)} indicators are rated." if total > 1 else "The only indicator is rated."
    if total == 1 and not counts.rated:
        return left_out_sentence(counts)
    verb = "is" if counts.rated == 1 else "are"
    said = f"{differ.first_count(counts.rated)} of the {in_words(total)} {plural(total, 'indicator')} {verb} rated"
    if before:
        than = "as" if counts.rated == before.rated else "than"
        said += f", {differ.change(counts.rated, before.rated)} {than} in {since}"
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
    """In which sections the indicators of a band are, those with most of them first.

    Such as "Of the six indicators rated Red, three are in Roads, two in Waste and one in Parks."
    """
    found = rated_by_section(edition, band)
    number = sum(map(len, found.values()))
    if not number:
        return f"No indicator is rated {band.label}."
    if number == 1:
        return f"The only indicator rated {band.label} is in {next(iter(found))}."
    if len(found) == 1:
        both = "both" if number == 2 else "all"
        return f"The {in_words(number)} indicators rated {band.label} are {both} in {next(iter(found))}."
    most, *others = sorted(found.items(), key=lambda one: -len(one[1]))
    verb = "is" if len(most[1]) == 1 else "are"
    told = [
        f"{in_words(len(most[1]))} {verb} in {most[0]}",
        *(f"{in_words(len(ids))} in {name}" for name, ids in others),
    ]
    # Between names that are lists themselves a comma would not part.
    listed = any("," in name or " and " in name for name in found)
    said = f"{'; '.join(told[:-1])}; and {told[-1]}" if listed else join_words(told)
    return f"Of the {in_words(number)} indicators rated {band.label}, {said}."


# Changes alone ----------------------------------------------------------------------------------------------


def compared_sentence(pair: Pair) -> str:
    """On which indicators the changes beside it stand, to be said once.

    Such as "Changes in brackets are since the previous quarter, on the 38 indicators in both reports. Two were restated
    since, and count as restated."
    """
    said = f"Changes in brackets are since {differ.earlier_name(pair)}{differ.of_set(pair)}"
    if not pair.restated:
        return f"{said}."
    one = pair.restated == 1
    return (
        f"{said}. {opening_number(pair.restated)} {'was' if one else 'were'} restated since then and "
        f"{'is' if one else 'are'} counted as restated."
    )


def rated_changes_sentence(pair: Pair, scheme: Scheme) -> str:
    """How many more or fewer are in each band than in an earlier quarter, which stands before it.

    Such as "Of the 37 indicators in both reports, nine more are rated Green, 10 fewer Amber and one more Red."
    """
    parts = []
    where = f"of the {differ.in_both(pair)}, " if pair.sets is Sets.COMMON else ""
    if pair.compared.ratings.bands == pair.before.ratings.bands:
        return f"{capital(where + 'as many indicators')} have each rating as {differ.ago(pair)}."
    for place, band in enumerate(scheme.bands):
        gained = pair.compared.ratings.bands[band.id] - pair.before.ratings.bands[band.id]
        said = differ.more(gained)
        if not place:
            noun = "" if pair.sets is Sets.COMMON else f" {plural(abs(gained) or 2, 'indicator')}"
            said += f"{noun} {'is' if abs(gained) == 1 else 'are'} rated {band.label}"
            said += "" if gained else f" as {differ.ago(pair)}"
        parts.append(said if not place else f"{said} {band.label}")
    return f"{capital(where + join_words(parts))}."


def year_end_sentence(now: Counts, ended: Counts, year: Reported, scheme: Scheme) -> str:
    """What share and number fell short of the best now, and at the end of the last financial year.

    Such as "Of the rated indicators, 54% (20 of 37) are Amber or Red, compared with 72% (28 of 39) at the end of
    2023/24." Nothing where a quarter has no rated indicator.
    """
    short = [band for band in scheme.bands if not scheme.achieves(band.id)]
    if not short or not now.rated or not ended.rated:
        return ""
    told = []
    for counts in (now, ended):
        worse = sum(counts.bands[band.id] for band in short)
        told.append((percentage(worse, counts.rated), f"({worse} of {counts.rated})"))
    names = " or ".join(band.label for band in short)
    if not any(counts.bands[band.id] for counts in (now, ended) for band in short):
        return f"No rated indicator is {names}, as at the end of {year.year_label}."
    (share, number), (then, number_then) = told
    return (
        f"Of the rated indicators, {share} {number} are {names}, compared with {then} {number_then} at the end of "
        f"{year.year_label}."
    )


def quarters_finding(quarters: Sequence[tuple[Reported, Counts]], scheme: Scheme) -> str:
    """What a chart of ratings by quarter shows: "Rated Green: 17 of 37 now, 14 of 39 in the previous quarter"."""
    best = scheme.bands[0]
    now, last = quarters[-1]
    told = [f"{last.bands[best.id]} of {last.rated} now"]
    wanted = (now.previous(), now.year_before())
    earlier = [(one, found) for one, found in quarters[:-1] if one in wanted] or list(quarters[:1])
    told += [
        f"{found.bands[best.id]} of {found.rated} in {differ.quarter_words(now, one)}"
        for one, found in reversed(earlier)
    ]
    return f"Rated {best.label}: {join_words(told)}"
