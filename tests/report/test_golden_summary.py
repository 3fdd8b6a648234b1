"""Exampleshire's home and summary pages, as readers get them, against a naive reader of the CSV files.

Nothing here is taken from the package: the figures come from :mod:`helpers.naive_facts`, the words from the rendered
pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from bs4 import Tag
from helpers import html_pages as pages
from helpers import naive_facts as facts
from helpers import naive_reader
from helpers.naive_facts import AIMS, DIRECTIONS, FIVE, RATINGS, differs, spoken
from helpers.thorough import each

Sites = Callable[[str], Path]

BANDS = ("green", "amber", "red")
each_edition = each([*FIVE, AIMS])
each_later = each(FIVE[1:])


def page(sites: Sites, edition: str, slug: str = "index") -> Tag:
    return pages.page(sites(edition) / f"{slug}.html")


def called(edition: str) -> dict[str, str]:
    """By what the report calls each indicator: its id."""
    return {name: row["id"] for name, row in facts.register(edition).items()}


def by_section(edition: str, rating: str = "") -> dict[str, list[str]]:
    """The key performance indicators of each section, in order, as the report calls them."""
    found: dict[str, list[str]] = {}
    rated = facts.kpis(edition)
    for name, row in facts.register(edition).items():
        if row["id"] in rated and rating in ("", rated[row["id"]].rating):
            found.setdefault(row["section"].replace("'", "’"), []).append(name)
    return found


def in_full(number: int) -> str:
    """A count that begins a sentence."""
    ones = [
        "None",
        *[
            "One",
            "Two",
            "Three",
            "Four",
            "Five",
            "Six",
            "Seven",
            "Eight",
            "Nine",
            "Ten",
            "Eleven",
            "Twelve",
            "Thirteen",
            "Fourteen",
        ],
    ]
    ones += ["Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen"]
    if number < 20:
        return ones[number]
    tens = ["Twenty", "Thirty", "Forty"][number // 10 - 2]
    return f"{tens}-{ones[number % 10].lower()}" if number % 10 else tens


def number_in(text: str) -> Decimal:
    found = re.match(r"-?[\d,]+(?:\.\d+)?", text)
    assert found, text
    return Decimal(found[0].replace(",", ""))


# The headline -----------------------------------------------------------------------------------------------


@each_edition
def test_the_tiles_have_the_counts_their_shares_and_their_changes(edition: str, sites: Sites) -> None:
    ratings, ways = (facts.counted(facts.kpis(edition), column) for column in ("rating", "direction"))
    total = sum(ratings[band] for band in BANDS)
    before = facts.previous(edition)
    expected = []
    for band in BANDS:
        change = f", {differs(before.since('rating')[band], before.then('rating')[band])}" if before else ""
        of_rated = f"{facts.share(ratings[band], total)} of {total} rated"
        expected.append(f"{ratings[band]} {RATINGS[band]} {of_rated}{change}")
    steady = [way for way in ("no-change", "no-trend") if ways[way]]  # in one tile, as no way is taken
    for group in (["improving"], ["worsening"], steady):
        now = sum(ways[way] for way in group)
        since = ""
        if before:
            after, then = (sum(counts[way] for way in group) for counts in
                           (before.since("direction"), before.then("direction")))  # fmt: skip
            since = f", {differs(after, then)}"
        label = " or ".join(DIRECTIONS[way] for way in group).replace(" or No", " or no")
        if now:
            expected.append(f"{now} {label} {'indicator' if now == 1 else 'indicators'}{since}")
    assert [pages.words(tile) for tile in page(sites, edition).select(".tiles li")] == expected


@each_edition
def test_the_headline_says_of_how_many_and_who_is_left_out(edition: str, sites: Sites) -> None:
    found = facts.kpis(edition)
    ratings = facts.counted(found, "rating")
    rest = len(found) - sum(ratings[band] for band in BANDS)
    said = pages.words(page(sites, edition))
    if rest:
        assert f"Of {len(found)} key performance indicators, {len(found) - rest} are rated: " in said
        why = {"new": "new and ha(?:s|ve) no target yet", "suppressed": "too few cases to be published"}
        assert all(re.search(rf"{spoken(ratings[one])} (?:is|are|has|have) {words}", said, re.IGNORECASE)
                   for one, words in why.items() if ratings[one])  # fmt: skip
    else:
        assert f"Of {len(found)} key performance indicators, {spoken(ratings['green'])} are rated Green" in said
        assert "not rated:" not in said


@each_edition
def test_the_strip_has_every_indicator_with_its_rating(edition: str, sites: Sites) -> None:
    rated, ids = facts.kpis(edition), called(edition)
    expected = [
        [section, " ".join(f"{name} {RATINGS[rated[ids[name]].rating]}" for name in some)]
        for section, some in by_section(edition).items()
    ]
    assert pages.table(page(sites, edition), "Every indicator’s rating, *") == expected


@each_edition
def test_each_section_has_its_counts(edition: str, sites: Sites) -> None:
    rated, ids = facts.kpis(edition), called(edition)
    rows = pages.table(page(sites, edition, "summary"), "Indicators by * and rating")
    columns = pages.columns(page(sites, edition, "summary"), "Indicators by * and rating")
    assert columns[1:4] == ["Green", "Amber", "Red"]
    expected = []
    for section, some in by_section(edition).items():
        found = Counter(rated[ids[name]].rating for name in some)
        expected.append([section, *(str(found[band]) for band in ("green", "amber", "red"))])
    assert [row[:4] for row in rows[:-1]] == expected
    assert [row[-1] for row in rows] == [*(str(len(some)) for some in by_section(edition).values()), str(len(rated))]


# Beside earlier quarters ------------------------------------------------------------------------------------


@each_later
def test_counts_and_directions_since_the_previous_quarter(edition: str, sites: Sites) -> None:
    found = facts.previous(edition)
    assert found
    then, since = found.then("rating"), found.since("rating")
    told = since_words(page(sites, edition), "the-previous-quarter")
    green, amber, red = (more(since[band] - then[band]) for band in BANDS)
    assert re.search(rf"{green} (?:indicators? )?(?:is|are) rated Green(?: as in the previous quarter)?, {amber} "
                     rf"Amber and {red} Red\.", told, re.IGNORECASE)  # fmt: skip
    ways = facts.counted(found.now, "direction")
    triples = [
        *zip(
            facts.three_ways(ways),
            facts.three_ways(found.since("direction")),
            facts.three_ways(found.then("direction")),
            strict=True,
        )
    ]
    as_before = all(number == now_both == before for number, now_both, before in triples)
    up, stable, down = (
        f"{spoken(number)}{{}}" + ("" if as_before else f" ({differs(now_both, before)})")
        for number, now_both, before in triples
    )
    assert (
        f"Performance is improving on {up.format(' indicators')}, without a clear trend on "
        f"{stable.format('')} and worsening on {down.format('')}{', as in the previous quarter' if as_before else ''}."
    ) in told.replace("stable or without", "without")
    words = {"not-comparable": "cannot be compared", "too-few": "(?:has|have) too few results to show a trend"}
    for way, phrase in words.items():
        assert bool(re.search(rf"{spoken(ways[way])} {phrase}", told, re.IGNORECASE)) is bool(ways[way])


@each_later
def test_how_many_were_removed_added_and_restated_since_the_previous_quarter(edition: str, sites: Sites) -> None:
    found = facts.previous(edition)
    assert found
    told = since_words(page(sites, edition), "the-previous-quarter")
    for verb, some in (("removed", found.removed), ("added", found.added), ("restated", found.changed)):
        number = rf"{spoken(len(some))} (?:indicators? (?:has|have) been )?{verb}"
        assert bool(re.search(number, told, re.IGNORECASE)) is bool(some), (verb, told)


def test_since_the_same_quarter_last_year(sites: Sites) -> None:
    edition = FIVE[4]
    found = facts.last_year(edition)
    assert found
    gained = {band: found.since("rating")[band] - found.then("rating")[band] for band in BANDS}
    up, _, down = (
        now - then
        for now, then in zip(
            facts.three_ways(found.since("direction")), facts.three_ways(found.then("direction")), strict=True
        )
    )
    said = since_words(page(sites, edition), "quarter-three-last-year")
    assert (
        f"Of the {len(found.both)} indicators in both reports, {differs(gained['green'], 0)} are rated Green, "
        f"{differs(gained['amber'], 0)} Amber and {differs(gained['red'], 0)} Red."
    ) in said
    assert f"{more(up).capitalize()} indicators are improving than a year ago and {more(down)} are worsening." in said
    assert not found.changed


def since_words(main: Tag, quarter: str) -> str:
    """What the executive summary says of what changed since an earlier quarter."""
    found = main.find(id=f"since-{quarter}")
    assert isinstance(found, Tag)
    return pages.words(found)


def more(gained: int) -> str:
    """Such as "four more", "one fewer"; "as many" where nothing was gained or lost."""
    return differs(gained, 0) if gained else "as many"


@each_later
def test_every_quarter_so_far_is_counted_as_it_was_published(edition: str, sites: Sites) -> None:
    expected = []
    for one in FIVE[FIVE.index(edition) :: -1]:
        found = facts.counted(facts.kpis(one), "rating")
        total, rated = len(facts.kpis(one)), sum(found[band] for band in BANDS)
        cells = [f"{facts.share(found[band], rated)} ({found[band]})" for band in BANDS]
        quarter = facts.said(one)["quarter"]
        label = f"Quarter {quarter[-1]}, {quarter[:4]}/{quarter[5:7]}"
        expected.append([label, *cells, f"{rated} of {total}", str(total - rated)])
    assert pages.table(page(sites, edition, "summary"), "Share and number of indicators by rating, *") == expected


def stood(edition: str, name: str) -> str:
    """The rating of the last result up to the end of the previous quarter that had come in as soon after it as now."""
    now, end = map(date.fromisoformat, facts.ends_before(edition, 2))
    by = end + (date.fromisoformat(facts.said(edition)["as_of"]) - now)
    rows = naive_reader.by_indicator(facts.FOLDER, "actuals")[name]
    told = {row["period_end"] for row in rows if row["recorded"] <= str(by) and row["period_end"] <= str(end)}
    return next((one for day, (_, one) in reversed(facts.history(edition, name).items()) if day in told), "")


def moves(edition: str) -> list[tuple[str, str, str]]:
    """Indicators that changed band since the previous quarter: id, from and to."""
    then = before(edition)
    return [
        (name, then[name], one.rating)
        for name, one in facts.kpis(edition).items()
        if name in then and then[name] != one.rating and {then[name], one.rating} <= set(BANDS)
    ]


@each_edition
def test_indicators_that_changed_band_are_listed_with_both(edition: str, sites: Sites) -> None:
    expected = moves(edition)
    ids = called(edition)
    lines = [pages.words(one) for one in pages.below(page(sites, edition), "what-changed")]
    for way, better in (("better", True), ("worse", False)):
        told = [line.partition(": ")[2] for line in lines if line.startswith(f"Moved to a {way} rating: ")]
        shown = set(re.findall(r"(?:^|; )(\S+) [^;]*? \(from (\w+) to (\w+)\)", told[0] if told else ""))
        assert {(ids[name], old, new) for name, old, new in shown} == {
            (name, RATINGS[old], RATINGS[new])
            for name, old, new in expected
            if (BANDS.index(new) < BANDS.index(old)) is better
        }


@each_later
def test_the_flow_of_ratings_adds_up_to_both_quarters(edition: str, sites: Sites) -> None:
    found = facts.previous(edition)
    assert found

    def kind(rating: str) -> str:
        return RATINGS[rating] if rating in BANDS else "not rated"

    flows = Counter((kind(found.restated[name].rating), kind(found.now[name].rating)) for name in found.both)
    flows += Counter((kind(found.published[name].rating), "not reported") for name in found.removed)
    flows += Counter(("not reported", kind(found.now[name].rating)) for name in found.added)
    caption = "Indicators by rating in the previous quarter and now"
    columns = [title.removeprefix("Now ") for title in pages.columns(page(sites, edition, "summary"), caption)[1:-1]]
    *rows, last = pages.table(page(sites, edition, "summary"), caption)
    shown = {
        (row[0].replace("Not ", "not "), column): int(cell)
        for row in rows
        for column, cell in zip(columns, row[1:-1], strict=True)
    }
    assert {key: number for key, number in shown.items() if number} == dict(flows)
    assert [int(row[-1]) for row in rows] == [sum(map(int, row[1:-1])) for row in rows]
    assert last[-1] == str(sum(flows.values()))


# Reds and what stands out -----------------------------------------------------------------------------------


@each_edition
def test_every_red_is_listed_with_its_section_result_run_and_action(edition: str, sites: Sites) -> None:
    ids, rated = called(edition), facts.kpis(edition)
    sections = {name: section for section, some in by_section(edition, "red").items() for name in some}
    lines = pages.bullets(page(sites, edition), "rated-red")
    assert [line.split()[0] for line in lines] == list(sections)
    for line in lines:
        row = facts.register(edition)[line.split()[0]]
        assert f"({sections[line.split()[0]]}): " in line
        value = line.split("): ", 1)[1]
        assert number_in(value) == facts.rounded(rated[row["id"]].actual, row["decimals"]), line
        length, all_held = facts.run_of_red(edition, ids[line.split()[0]])
        if length > 2:
            long = spoken(length)
            number = rf"in each of the {long} \w+ since our" if all_held else rf"for {long} \w+ running"
            assert re.search(rf"Red (?:{number}|in each of the last {long} )", line), line
        else:
            told = length == 2 and not all_held
            assert ("running" in line) is told, line
        assert re.search(r" Actions?: ", line), line


@each_edition
def test_how_many_are_on_and_off_target(edition: str, sites: Sites) -> None:
    ratings = facts.counted(facts.kpis(edition), "rating")
    off = ratings["amber"] + ratings["red"]
    well = pages.said(page(sites, edition), "what-is-going-well")
    assert well.startswith(f"{in_full(ratings['green'])} indicators are on target.")
    improving = pages.said(page(sites, edition), "off-target-but-improving")
    rated, ids = facts.kpis(edition), called(edition)
    better = {name for name, old, new in moves(edition) if BANDS.index(new) < BANDS.index(old)}
    listed = [ids[line.split()[0]] for line in pages.bullets(page(sites, edition), "off-target-but-improving")]
    expected = {
        name
        for name, one in rated.items()
        if one.rating in ("amber", "red") and (one.direction == "improving" or name in better)
    }
    assert improving.startswith(
        f"{in_full(len(expected))} of the {off} indicators off target are improving or have moved to a better"
    )
    amber = {name for name in expected if rated[name].rating == "amber"}
    assert set(listed) <= amber
    assert len(listed) == min(len(amber), 5)


@each_edition
def test_ratings_by_quarter_are_those_of_every_period(edition: str, sites: Sites) -> None:
    ids = called(edition)
    caption = "Rating of each indicator in the *"
    ends = facts.ends_before(edition, 8)[::-1]
    months = [f"{date_words(end)}" for end in ends]
    main = page(sites, edition, "summary")
    assert pages.columns(main, caption)[1:] == months
    for row in pages.table(main, caption):
        periods = facts.history(edition, ids[row[0].split()[0]])
        expected = []
        for place, end in enumerate(ends):
            start = ends[place - 1] if place else facts.ends_before(edition, 9)[-1]
            within = [rating for one, (_, rating) in periods.items() if start < one <= end and rating]
            expected.append(RATINGS[within[-1]] if within else "")
        assert row[1:] == expected, row[0]


def date_words(end: str) -> str:
    """2024-12-31 as Dec 24."""
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[int(end[5:7]) - 1]} {end[2:4]}"


def before(edition: str) -> dict[str, str]:
    """The rating of each indicator at the end of the previous quarter, nothing of one that was not reported then."""
    found = facts.previous(edition)
    if found:
        return {name: found.restated[name].rating for name in found.both}
    return {name: stood(edition, name) for name in facts.kpis(edition)}


# All indicators ---------------------------------------------------------------------------------------------


@each_edition
def test_the_summary_has_every_result_target_rating_and_direction(edition: str, sites: Sites) -> None:
    register, rated = facts.register(edition), facts.kpis(edition)
    columns = pages.columns(page(sites, edition, "summary"), "All indicators, *")
    rows = pages.table(page(sites, edition, "summary"), "All indicators, *")
    assert {row[0].split()[0] for row in rows} == set(register)
    assert len(rows) == len(register)
    ratings_before = before(edition)
    for row in rows:
        name, cell = row[0].split()[0], dict(zip(columns, row, strict=True))
        one = register[name]
        if one["kind"] != "kpi":
            assert cell["Rating now"] == "Data only"
            continue
        found = rated[one["id"]]
        if found.rating == "suppressed":
            assert cell["Latest result"].startswith("Suppressed")
        else:
            assert number_in(cell["Latest result"]) == facts.rounded(found.actual, one["decimals"]), row
        assert cell["Rating now"] == RATINGS[found.rating]
        assert cell["Direction"] == DIRECTIONS[found.direction]
        assert cell["Rating before"] == RATINGS.get(ratings_before.get(one["id"], ""), "Not available"), row
        aims = facts.aims(edition, one, found.end)
        printed = [str(Decimal(text.replace(",", ""))) for text in re.findall(r"[\d,]+(?:\.\d+)?", cell["Target"])]
        wanted = [aims[key] for key in ("target", "lower", "upper") if key in aims]
        assert [Decimal(text) for text in printed] == wanted, row
