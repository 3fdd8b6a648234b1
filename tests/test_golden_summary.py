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
    ordered = [way for way in ("improving", "worsening", "no-change", "no-trend") if ways[way]]
    for way in ordered:
        since = f", {differs(before.since('direction')[way], before.then('direction')[way])}" if before else ""
        expected.append(f"{ways[way]} {DIRECTIONS[way]} indicators{since}")
    assert [pages.words(tile) for tile in page(sites, edition).select(".tiles li")] == expected


@each_edition
def test_the_headline_says_of_how_many_and_who_is_left_out(edition: str, sites: Sites) -> None:
    found = facts.kpis(edition)
    ratings = facts.counted(found, "rating")
    rest = len(found) - sum(ratings[band] for band in BANDS)
    said = pages.words(page(sites, edition))
    if rest:
        assert f"Of {len(found)} key performance indicators, {len(found) - rest} are rated: " in said
        states = [f"{spoken(ratings[state])} {state}" for state in ("new", "suppressed") if ratings[state]]
        assert f"{spoken(rest).capitalize()} {'is' if rest == 1 else 'are'} not rated: {' and '.join(states)}." in said
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
    rows = pages.table(page(sites, edition), "Indicators by * and rating")
    columns = pages.columns(page(sites, edition), "Indicators by * and rating")
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
    now, then, since = (facts.counted(found.now, "rating"), found.then("rating"), found.since("rating"))
    said = pages.bullets(page(sites, edition), "since-the-previous-quarter")
    assert [line.split(":")[0] for line in said] == [
        f"{spoken(now[band])} {'is' if now[band] == 1 else 'are'} rated {RATINGS[band]} "
        f"({differs(since[band], then[band])})".capitalize().replace(f"rated {band}", f"rated {RATINGS[band]}")
        for band in BANDS
    ]
    ways = facts.counted(found.now, "direction")
    triples = zip(
        facts.three_ways(ways),
        facts.three_ways(found.since("direction")),
        facts.three_ways(found.then("direction")),
        strict=True,
    )
    up, stable, down = (f"{spoken(number)}{{}} ({differs(now_both, before)})" for number, now_both, before in triples)
    told = pages.said(page(sites, edition), "since-the-previous-quarter")
    assert (
        f"Performance is improving on {up.format(' indicators')}, stable or without a clear trend on "
        f"{stable.format('')} and worsening on {down.format('')}."
    ) in told
    words = {"not-comparable": "not comparable", "too-few": "with too few points"}
    rest = [f"{spoken(ways[way])} {words[way]}" for way in words if ways[way]]
    assert f"Besides: {' and '.join(rest)}." in told


@each_later
def test_indicators_removed_added_and_restated_since_the_previous_quarter(edition: str, sites: Sites) -> None:
    found = facts.previous(edition)
    assert found
    said, names = pages.said(page(sites, edition), "since-the-previous-quarter"), facts.names(edition)
    names |= {name: facts.names(FIVE[FIVE.index(edition) - 1])[name] for name in found.removed}

    def told(one: str, verb: str) -> str:
        published, now, again = found.published.get(one), found.now.get(one), found.restated.get(one)
        if verb == "removed":
            return f"last rated {RATINGS[published.rating]}" if published else ""
        if verb == "added":
            return f"now {now.rating}" if now else ""
        assert published
        assert again
        was, became = (f"{RATINGS[it.rating]} and {DIRECTIONS[it.direction].lower()}" for it in (published, again))
        return f"published as {was}, now {became}"

    for verb, some in (("removed", found.removed), ("added", found.added), ("restated", found.changed)):
        bracket = "; ".join(f"{names[one]}, {told(one, verb)}" for one in some)
        verb_said = f"{spoken(len(some))} {{}}{'has' if len(some) == 1 else 'have'} been {verb} ({bracket})"
        fits = [verb_said.format(word) for word in ("", "indicator ", "indicators ")]
        assert any(fit in said for fit in fits) is bool(some), (verb, bracket, said)
    if found.added or found.removed:
        assert f"{len(found.both)} are in both." in said


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
    said = pages.said(page(sites, edition), "since-quarter-three-last-year")
    assert (
        f"on the {len(found.both)} in both reports, {differs(gained['green'], 0)} indicators are rated Green, "
        f"{differs(gained['amber'], 0)} Amber and {differs(gained['red'], 0)} Red."
    ) in said
    assert f"when {differs(0, up)} indicators were improving and {differs(0, down)} were worsening." in said
    assert not found.changed


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
    assert pages.table(page(sites, edition), "Share and number of indicators by rating, *") == expected


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
    for anchor, better in (("moved-to-a-better-rating", True), ("moved-to-a-worse-rating", False)):
        lines = pages.bullets(page(sites, edition), anchor)
        shown = {(ids[line.split()[0]], *re.findall(r": from (\w+) to (\w+)$", line)[0]) for line in lines}
        assert len(shown) == len(lines)
        assert shown == {
            (name, RATINGS[old], RATINGS[new])
            for name, old, new in expected
            if (BANDS.index(new) < BANDS.index(old)) is better
        }
    chart = page(sites, edition).find("img", src="figures/index/movements.svg")
    assert isinstance(chart, Tag)
    assert len(re.findall(r" from \w+ to \w+", str(chart["alt"]))) == len(expected)


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
    columns = [title.removeprefix("Now ") for title in pages.columns(page(sites, edition), caption)[1:-1]]
    *rows, last = pages.table(page(sites, edition), caption)
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
def test_every_red_is_listed_under_its_section_with_result_and_run(edition: str, sites: Sites) -> None:
    ids, rated = called(edition), facts.kpis(edition)
    found = by_section(edition, "red")
    main = page(sites, edition)
    heads = [tag for tag in pages.below(main, "rated-red") if tag.name == "h3"]
    assert [pages.words(head) for head in heads] == list(found)
    number = sum(map(len, found.values()))
    assert pages.said(main, "rated-red").startswith(f"{spoken(number).capitalize()} indicators are rated Red.")
    for head, some in zip(heads, found.values(), strict=True):
        lines = pages.bullets(main, str(head["id"]))
        assert [line.split()[0] for line in lines] == some
        for line in lines:
            row = facts.register(edition)[line.split()[0]]
            value = line.split(": ", 1)[1]
            assert number_in(value) == facts.rounded(rated[row["id"]].actual, row["decimals"]), line
            length, all_held = facts.run_of_red(edition, ids[line.split()[0]])
            told = re.search(r"Rated Red for (at least )?(\w+) \w+ in a row", line)
            assert (bool(told and told[1]), told[2] if told else "one") == (length > 1 and all_held, spoken(length)), (
                line
            )
            assert "Being done: " in line, line


@each_edition
def test_how_many_are_on_and_off_target(edition: str, sites: Sites) -> None:
    ratings = facts.counted(facts.kpis(edition), "rating")
    off = ratings["amber"] + ratings["red"]
    well = pages.said(page(sites, edition), "what-is-going-well")
    assert well.startswith(f"{spoken(ratings['green']).capitalize()} indicators are on target.")
    improving = pages.said(page(sites, edition), "off-target-but-improving")
    assert improving.startswith(f"Of {spoken(off)} off target, ")
    rated, ids = facts.kpis(edition), called(edition)
    better = {name for name, old, new in moves(edition) if BANDS.index(new) < BANDS.index(old)}
    listed = [ids[line.split()[0]] for line in pages.bullets(page(sites, edition), "off-target-but-improving")]
    expected = {
        name
        for name, one in rated.items()
        if one.rating in ("amber", "red") and (one.direction == "improving" or name in better)
    }
    told = re.match(r"Of \w+ off target, (\w+) (?:is|are) improving or rated better", improving)
    assert told
    assert told[1] == spoken(len(expected))
    assert set(listed) <= expected
    assert len(listed) == min(len(expected), 8)


@each_edition
def test_ratings_by_quarter_are_those_of_every_period(edition: str, sites: Sites) -> None:
    ids = called(edition)
    caption = "Rating of each indicator in the *"
    ends = facts.ends_before(edition, 8)[::-1]
    months = [f"{date_words(end)}" for end in ends]
    assert pages.columns(page(sites, edition), caption)[1:] == months
    for row in pages.table(page(sites, edition), caption):
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
