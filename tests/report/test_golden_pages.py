"""Exampleshire's section and side pages, as readers get them, against a naive reader of the CSV files.

As in :mod:`test_golden_summary`, nothing is taken from the package: figures come from the files, words from the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from helpers import html_pages as pages
from helpers import naive_facts as facts
from helpers import naive_reader
from helpers.naive_facts import AIMS, DIRECTIONS, FIVE, RATINGS, rounded, share, spoken
from helpers.thorough import each
from test_golden_summary import BANDS, Sites, called, date_words, number_in, page

each_edition = each([*FIVE, AIMS])
each_later = each(FIVE[1:])

STATUSES = ("Off target", "At risk", "On track", "Completed", "Not started")


def plainly(text: str) -> int:
    """A printed whole number: 1,842."""
    return int(text.replace(",", ""))


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")


# Cards ------------------------------------------------------------------------------------------------------


@each_edition
def test_every_period_on_every_card_has_its_result_target_and_rating(edition: str, sites: Sites) -> None:
    seen = 0
    for name, one in facts.register(edition).items():
        if one["kind"] != "kpi":
            continue
        main = page(sites, edition, slug(one["section"]))
        periods = facts.history(edition, one["id"])
        rows = pages.table(main, f"{name} by period*")
        known = [row for row in rows if re.match(r"-?\d", row[1]) or row[1] == "Suppressed"]
        shown = list(periods.items())[-len(known) :]
        assert known, name
        assert len(known) == min(len(periods), 13) or len(rows) == 13, name
        assert [row[-1] for row in known] == [
            "Not rated" if rating == "suppressed" else RATINGS[rating] for _, (_, rating) in shown
        ], name
        for row, (end, (found, rating)) in zip(known, shown, strict=True):
            if rating != "suppressed":
                assert number_in(row[1]) == rounded(found["actual"], one["decimals"]), (name, row)
            aims = facts.aims(edition, one, end)
            wanted = [aims[key] for key in ("target", "lower", "upper", "floor") if key in aims]
            printed = [Decimal(text.replace(",", "")) for cell in row[2:-1] for text in re.findall(r"[\d,.]+", cell)]
            assert printed == wanted, (name, row)
            seen += 1
    assert seen > 300


def plain_counts(lede: str, total: int) -> str:
    """How a section stands with every count said as "two are Green": of how many is looked at and taken out."""
    of = re.findall(r" of the (\w+) indicators", lede) + re.findall(r"All (\w+) indicators", lede)
    assert of in ([], [spoken(total)]), lede
    assert bool(of) or total < 3, lede
    said = re.sub(r" of the \w+ indicators|(?<=^All )\w+ indicators (?=are)", "", lede)
    said = said.replace("All ", f"{spoken(total)} ").replace("Both indicators", "two")
    said = said.replace("The only indicator", "one").replace("One indicator", "one").replace("the other", "one is")
    return said.lower() if not said else said[0].lower() + said[1:]


@each_edition
def test_a_section_begins_with_its_counts(edition: str, sites: Sites) -> None:
    rated = facts.kpis(edition)
    for section in {one["section"] for one in facts.register(edition).values()}:
        some = [one for one in facts.register(edition).values() if one["section"] == section]
        counts = Counter(rated[one["id"]].rating for one in some if one["kind"] == "kpi")
        main = page(sites, edition, slug(section))
        lede = pages.words(main.select(".lede")[0])
        said = plain_counts(lede, counts.total())
        for band in BANDS:
            told = re.findall(rf"(\w+) (?:is|are) {RATINGS[band]}\b", said)
            assert told == ([spoken(counts[band])] if counts[band] else []), (section, lede)
        rows = {row[0].split()[0]: row for row in pages.table(main, "* at a glance")}
        assert len(rows) == len(some)
        for name, one in facts.register(edition).items():
            if one["section"] == section and one["kind"] == "kpi":
                found = rated[one["id"]]
                assert rows[name][-2:] == [RATINGS[found.rating], DIRECTIONS[found.direction]]


# Activity ---------------------------------------------------------------------------------------------------


@each_edition
def test_activity_stands_above_within_or_below(edition: str, sites: Sites) -> None:
    end, ids = facts.end_of(edition), called(edition)
    values = facts.latest_of("actuals", edition, ("indicator", "period_end"))
    ranges = facts.latest_of("targets", edition, ("indicator", "period_end"))
    expected = {}
    for name, one in facts.register(edition).items():
        if one["kind"] == "activity":
            value = Decimal(values[(one["id"], end)]["actual"])
            limits = ranges[(one["id"], end)]
            above, below = value > Decimal(limits["upper"]), value < Decimal(limits["lower"])
            expected[name] = (rounded(value, one["decimals"]), "Above" if above else "Below" if below else "Within")
    main = page(sites, edition, "activity")
    rows = pages.table(main, "Activity against its expected range")
    assert {row[0].split()[0]: (number_in(row[1]), row[3]) for row in rows} == expected
    assert set(expected) <= set(ids)
    counts = Counter(where for _, where in expected.values())
    lede = pages.words(main.select(".lede")[0])
    assert lede.startswith("Of 12 activities, ")
    for where in ("above", "below", "within"):
        if counts[where.title()]:
            number = counts[where.title()]
            assert re.search(rf"\b{spoken(number)} (is|are) {where}\b", lede), lede


# The delivery programme -------------------------------------------------------------------------------------


@each_edition
def test_delivery_counts_and_actions_astray(edition: str, sites: Sites) -> None:
    end, last, *_ = facts.ends_before(edition, 2)
    rows = facts.latest_of("delivery_progress", edition, ("action", "period_end"))
    now, then = ({key[0]: row for key, row in rows.items() if key[1] == day} for day in (end, last))
    assert len(now) == 105
    counts, before = (Counter(row["status"] for row in some.values()) for some in (now, then))
    main = page(sites, edition, "delivery")
    *shown, total = pages.table(main, "Actions of the delivery programme by status")
    for status, number, part, earlier, change in shown:
        key = status.lower().replace(" ", "-")
        assert (int(number), part, int(earlier)) == (counts[key], share(counts[key], 105), before[key])
        moved = counts[key] - before[key]
        assert change == (f"{abs(moved)} {'more' if moved > 0 else 'fewer'}" if moved else "no change"), status
    assert {row[0] for row in shown} >= {one for one in STATUSES if counts[one.lower().replace(" ", "-")]}
    assert total[1] == "105"
    astray = {name: row for name, row in now.items() if row["status"] in ("off-target", "at-risk")}
    titles = {row["action"]: row["title"] for row in facts.rows_of("delivery", edition)}
    listed = pages.table(main, "Actions off target and at risk, with reasons")
    assert {row[0].split()[0]: (row[1].lower().replace(" ", "-"), row[3]) for row in listed} == {
        name: (row["status"], row["reason"].replace("'", "’")) for name, row in astray.items()
    }
    assert all(row[0].endswith(titles[row[0].split()[0]].replace("'", "’")) for row in listed)
    changed = {name for name, row in now.items() if name in then and row["status"] != then[name]["status"]}
    moved_rows = pages.table(main, "Actions that moved since last quarter")
    assert {row[0].split()[0] for row in moved_rows} == changed
    lede = pages.words(main.select(".lede")[0])
    assert lede.startswith("Of the 105 actions in the delivery programme, ")
    for status, actions in counts.items():
        assert f"{spoken(actions)} {status.replace('-', ' ')}" in lede.replace(" are ", " ").replace(" is ", " "), lede


# Complaints and requests ------------------------------------------------------------------------------------


@each_edition
def test_complaints_by_service_quarter_and_year(edition: str, sites: Sites) -> None:
    ends = facts.ends_before(edition, 5)[::-1]
    found = facts.latest_of("complaints", edition, ("service_area", "period_end"))
    services = list(dict.fromkeys(key[0] for key in found))
    expected = {area.replace("'", "’"): [int(found[(area, end)]["complaints"]) for end in ends] for area in services}
    rows = pages.table(page(sites, edition, "complaints"), "Complaints by service and period, *")
    assert {row[0]: [plainly(cell) for cell in row[1:6]] for row in rows} == expected
    assert {row[0]: plainly(row[6]) for row in rows} == {area: sum(some[1:]) for area, some in expected.items()}
    parts = [some for area, some in expected.items() if area != "Total"]
    assert [sum(column) for column in zip(*parts, strict=True)] == expected["Total"]
    lede = pages.words(page(sites, edition, "complaints").select(".lede")[0])
    assert lede.startswith(f"There were {expected['Total'][-1]:,} complaints in ")


@each_edition
def test_requests_received_answered_in_time_and_overdue(edition: str, sites: Sites) -> None:
    main = page(sites, edition, "complaints")
    found = facts.latest_of("information_requests", edition, ("kind", "service_area", "period_end"))
    sums: dict[tuple[str, str], Counter[str]] = {}
    for (kind, _, end), row in found.items():
        for column in ("received", "answered", "in_time", "overdue"):
            sums.setdefault((kind, end), Counter())[column] += int(row[column])
    for kind, caption in (("foi", "Freedom of Information requests *"), ("sar", "Subject access requests *")):
        ends = sorted((end for one, end in sums if one == kind and end <= facts.end_of(edition)), reverse=True)
        rows = pages.table(main, caption)
        for shown, end in zip(rows, ends, strict=False):
            one = sums[(kind, end)]
            told = f"{share(one['in_time'], one['answered'])} ({one['in_time']} of {one['answered']})"
            assert shown[1:] == [str(one["received"]), told, str(one["overdue"])]
        assert len(rows) == (9 if len(ends) >= 9 else 5)  # whole years, and the quarter before them
    now = {kind: sums[(kind, facts.end_of(edition))] for kind in ("foi", "sar")}
    *_, total = pages.table(main, "Answers in time by service, *")
    assert total[1:] == [
        cell
        for one in now.values()
        for cell in (f"{share(one['in_time'], one['answered'])} ({one['in_time']} of {one['answered']})",
                     str(one["overdue"]))
    ]  # fmt: skip


# Workforce, risks, improvement ------------------------------------------------------------------------------


@each_edition
def test_staff_sickness_turnover_and_agency(edition: str, sites: Sites) -> None:
    main = page(sites, edition, "workforce")
    found = facts.latest_of("workforce", edition, ("measure", "group", "period_end"))
    end, year_before = facts.ends_before(edition, 5)[::4]
    columns = pages.columns(main, "Staff on *")
    seen = 0
    for row in pages.table(main, "Staff on *"):
        group = row[0].replace("’", "'")
        for title, cell in zip(columns[1:], row[1:], strict=True):
            measure = title.removesuffix(", change in a year")
            now = Decimal(found[(measure, group, end)]["value"])
            if title == measure:
                assert plainly(cell) == now, (group, title)
            else:
                change = now - Decimal(found[(measure, group, year_before)]["value"])
                said = f"{abs(change):,} {'more' if change > 0 else 'fewer'}" if change else "no change"
                assert cell.lower() == said, (group, title)
            seen += 1
    assert seen >= 10
    titles = pages.columns(main, "Sickness, turnover and agency staff")
    ends = facts.ends_before(edition, len(titles) - 1)[::-1]
    values = {(key[0], key[2]): row for key, row in found.items()}
    for row in pages.table(main, "Sickness, turnover and agency staff"):
        [measure] = {key[0] for key in found if row[0].startswith(key[0].split(",")[0]) and row[0] != "Headcount"}
        assert [number_in(cell) for cell in row[1:]] == [Decimal(values[(measure, one)]["value"]) for one in ends]


@each_edition
def test_risk_scores_trends_and_grid(edition: str, sites: Sites) -> None:
    end, last = facts.ends_before(edition, 2)
    found = facts.latest_of("risk_scores", edition, ("risk", "period_end"))
    score = {key: int(row["likelihood"]) * int(row["impact"]) for key, row in found.items()}
    targets = {row["risk"]: int(row["target_score"]) for row in facts.rows_of("risks", edition)}
    main = page(sites, edition, "risks")
    rows = pages.table(main, "Corporate risks on *")
    assert len(rows) == len(targets) == 12
    for row in rows:
        name = row[0].split()[0]
        now, then = score[(name, end)], score[(name, last)]
        level = "High" if now >= 16 else "Medium" if now >= 8 else "Low"
        assert row[1] == f"{level} {now}"
        assert row[2] == ("Unchanged" if now == then else f"{'Up' if now > then else 'Down'} from {then}")
        away = now - targets[name]
        assert row[3] == f"{targets[name]}, {f'{away} to go' if away > 0 else 'reached'}"
        assert found[(name, end)]["mitigation"].replace("'", "’") in row[4]
    grid = pages.table(main, "Number of risks by likelihood and impact, *")
    for row in grid:
        for impact, cell in enumerate(row[1:], start=1):
            here = sorted(
                name
                for (name, day), one in found.items()
                if day == end and (one["likelihood"], one["impact"]) == (row[0][0], str(impact))
            )
            assert cell.split() == ([str(len(here)), *", ".join(here).split()] if here else ["0"])
    ups, downs = (sum(sign * (score[(name, end)] - score[(name, last)]) > 0 for name in targets) for sign in (1, -1))
    lede = pages.words(main.select(".lede")[0])
    for number, verb in ((ups, "rose"), (downs, "fell"), (12 - ups - downs, "stayed the same")):
        assert not number or f"{spoken(number)} {verb}" in lede, lede


@each_edition
def test_targets_of_the_improvement_notice(edition: str, sites: Sites) -> None:
    main = page(sites, edition, "improvement")
    found = facts.latest_of("improvement", edition, ("table", "indicator"))
    assert found
    for (table, measure), row in found.items():
        [shown] = [one for one in pages.table(main, f"Improvement Notice: {table}") if one[0] == measure]
        values = [Decimal(row[key]) for key in ("base_value", "latest_value", "target")]
        assert [number_in(cell) for cell in shown[1:4]] == values
        sign = -1 if row["polarity"] == "lower" else 1
        met = sign * (values[1] - values[2]) >= 0
        late = row["due"] <= facts.end_of(edition)
        assert shown[4] == (("Green" if met else "Red") if late else ("On track" if met else "Behind")), shown


# Changes ----------------------------------------------------------------------------------------------------


@each_later
def test_the_reconciliation_leads_from_the_published_counts_to_todays(edition: str, sites: Sites) -> None:
    cases = [(facts.previous(edition), FIVE[FIVE.index(edition) - 1])]
    if facts.last_year(edition):
        cases.append((facts.last_year(edition), FIVE[0]))
    main = page(sites, edition, "changes")
    for found, earlier in cases:
        assert found
        quarter = facts.said(earlier)["quarter"]
        label = f"Quarter {quarter[-1]}, {quarter[:4]}/{quarter[5:7]}"
        for column, title, words in (("rating", "Ratings", RATINGS), ("direction", "Directions", DIRECTIONS)):
            caption = f"{title}: from {label} to now"
            published, now = (facts.counted(one, column) for one in (found.published, found.now))
            removed = facts.counted({name: found.published[name] for name in found.removed}, column)
            added = facts.counted({name: found.now[name] for name in found.added}, column)
            then, since = found.then(column), found.since(column)
            heads = pages.columns(main, caption)[1:]
            *rows, total = pages.table(main, caption)
            assert {row[0] for row in rows} >= {words[one] for one in {*published, *now}}
            for row in rows:
                [key] = [one for one, word in words.items() if word == row[0]]
                cell = dict(zip(heads, row[1:], strict=True))
                assert int(cell["As reported"]) == published[key]
                assert int(cell.get("Less removed", 0)) == removed[key]
                assert int(cell["In both reports"]) == then[key]
                assert signed(cell["Changed since"]) == since[key] - then[key]
                assert int(cell.get("Plus added", 0)) == added[key]
                assert int(cell["Now"]) == now[key]
                restated = then[key] - published[key] + removed[key]
                assert sum(map(signed, cell.get("Restated", "0").split())) == restated
            assert total[-1] == str(len(found.now))


def signed(text: str) -> int:
    """+1 or −2."""
    return int(text.replace("\N{MINUS SIGN}", "-"))


def within_a_year(edition: str, day: str) -> bool:
    cut_off = facts.said(edition)["as_of"]
    return f"{int(cut_off[:4]) - 1}{cut_off[4:]}" < day <= cut_off


@each_edition
def test_revised_results_with_old_new_and_rating(edition: str, sites: Sites) -> None:
    register = {row["id"]: (name, row) for name, row in facts.register(edition).items()}
    before: dict[tuple[str, str], str] = {}
    expected = Counter[tuple[str, Decimal, Decimal]]()
    for row in sorted(facts.rows_of("actuals", edition), key=lambda row: row["recorded"]):
        key = (row["indicator"], row["period_end"])
        if before.get(key, row["actual"]) != row["actual"] and row["indicator"] in register:
            name, one = register[row["indicator"]]
            if within_a_year(edition, row["recorded"]):
                old, new = (rounded(text, one["decimals"]) for text in (before[key], row["actual"]))
                expected[(name, old, new)] += 1
        before[key] = row["actual"]
    main = page(sites, edition, "changes")
    if not expected:
        assert "No result was revised since " in pages.said(main, "results-revised")
        return
    told = pages.table(main, "Results revised since *")
    assert Counter((cells[0].split()[0], number_in(cells[2]), number_in(cells[3])) for cells in told) == expected
    for cells in told:
        [one] = [one for name, one in register.values() if name == cells[0].split()[0]]
        periods = facts.history(edition, one["id"])
        for rating in [rating for end, (_, rating) in periods.items() if date_words(end) == cells[1]]:
            assert cells[4].endswith(RATINGS[rating]), cells


@each_edition
def test_restated_targets_with_old_new_and_authority(edition: str, sites: Sites) -> None:
    main = page(sites, edition, "changes")
    before: dict[tuple[str, str], dict[str, str]] = {}
    expected = set()
    ids = {row["id"]: name for name, row in facts.register(edition).items()}
    for row in sorted(facts.rows_of("targets", edition), key=lambda row: row["recorded"]):
        key = (row["indicator"], row["period_end"])
        old = before.get(key)
        if old and within_a_year(edition, row["recorded"]):
            expected |= {
                (ids[row["indicator"]], word, Decimal(old[column]), Decimal(row[column]))
                for column, word in (("target", "Target"), ("floor", "Floor"))
                if old[column] != row[column]
            }
            authority = row["authority"]
        before[key] = row
    if not expected:
        assert "No target was restated since " in pages.said(main, "targets-restated")
        return
    shown = pages.table(main, "Targets restated since *")
    assert {
        (one[0].split()[0], one[1].split(",")[0], number_in(one[2]), number_in(one[3])) for one in shown
    } == expected
    assert all(cells[4].startswith(authority) for cells in shown)


@each_edition
def test_indicators_added_withdrawn_and_redefined(edition: str, sites: Sites) -> None:
    main = page(sites, edition, "changes")
    found = [row for row in facts.rows_of("changes", edition) if within_a_year(edition, row["recorded"])]
    if not found:
        assert "No indicator was added, withdrawn or redefined since " in pages.words(main)
        return
    everyone = {row["id"]: row for row in naive_reader.read(facts.FOLDER, "indicators")}
    for row in pages.table(main, "Changes of the set of indicators since *"):
        [change] = [
            one for one in found if row[0].split()[0] in (one["indicator"], everyone[one["indicator"]]["aim_number"])
        ]
        assert row[1].lower().startswith(change["change"])
        assert change["reason"].replace("'", "’") in row[3]
        if change["change"] == "withdrawn" and edition != AIMS:  # which has no earlier edition
            end = everyone[change["indicator"]]["last_period"]
            rating = facts.history(edition, change["indicator"])[end][1]
            assert f"last {RATINGS[rating]}" in row[1]
    assert len(pages.table(main, "Changes of the set of indicators since *")) == len(found)
