"""Nothing false and nothing lost on anybody's data: organisations made from seeds, held against oracles.

Each seed's pages are read as they are shown; every fiftieth organisation is published, and its site, PDF and Word file
must say what its pages say.
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from helpers.any_organisation import organisation, organisations, write
from helpers.any_organisation.facts import EditionFacts
from helpers.any_organisation.line import PAGES, Report
from helpers.any_organisation.oracles import faults_of_blocks, faults_of_documents, faults_of_pages
from helpers.any_organisation.pages_oracle import UNJUDGED, blocks_of, needs_no_judgement
from helpers.any_organisation.patterns import compiled
from helpers.any_organisation.shown import blocks
from helpers.any_organisation.written import Written
from helpers.thorough import THOROUGH
from hypothesis import Phase, find, settings

from qprlib.data import tables
from qprlib.ground import yamlfiles
from qprlib.ground.project import Project
from qprlib.report.context import open_context

#: Seeds of every run, and up to which a thorough one goes; ``QPR_SEEDS=400 make test-thorough`` takes fewer.
SEEDS, THOROUGH_SEEDS = 200, int(os.environ.get("QPR_SEEDS", "5000"))
#: So many seeds are one test; the first of them is published.
TOGETHER = 50


def _shares(first: int, last: int) -> list[range]:
    return [range(seed, min(seed + TOGETHER, last)) for seed in range(first, last, TOGETHER)]


@pytest.mark.parametrize(
    "seeds",
    [*_shares(0, SEEDS), *(pytest.param(one, marks=THOROUGH) for one in _shares(SEEDS, THOROUGH_SEEDS))],
    ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}",
)
def test_nothing_is_false_or_lost(seeds: range, tmp_path: Path) -> None:
    faults = {seed: faults_of_pages(organisation(seed), tmp_path / f"{seed}") for seed in seeds}
    faults[seeds[0]] += faults_of_documents(organisation(seeds[0]), tmp_path / "published")
    told = [f"seed {seed}: {fault}" for seed, some in faults.items() for fault in some]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


#: Of what kind a block is, by what its text is known, what is written in its place, and what has to be told of it.
WRONG = (
    ("cell", r"^([\d,.]+)$", r"1\g<1>", "in the data"),
    ("cell", r"^Green$", "Red", "by the scheme's words"),
    ("p", r"is (above|below|equal to|within) the", "is beside the", "no pattern knows it"),
    ("p", r"^([A-Z][A-Za-z ]+? £?)(\d)", r"\g<1>9\g<2>", "it is false"),
    ("figcaption", r"since ", "since 1999 and ", "no pattern knows it"),
    ("figcaption", r"^(Up|Down)", "Unchanged", "no pattern knows it"),
    ("p", r"^Of (one|two|three|four|five|six) key", "Of nine key", "it is false"),
    ("cell", r"^(Improving|Worsening|No change|Too few points|Not comparable)$", "Sideways", "on its card"),
    ("cell", r"Q\w+", "Somebody", "is nowhere"),
    ("p", r"(Q\w+)", r"\1 \1", "is there 2 times"),
)


#: The same of control charts, which few organisations have.
WRONG_OF_CHARTS = (
    ("p", r"^(The mean is £?)(\d)", r"\g<1>7\g<2>", "it is false"),
    ("p", r"^(.*expected between \S*?)(\d)", r"\g<1>7\g<2>", "it is false"),
    ("p", r"^(.*The limits rest on )(\d)", r"\g<1>7\g<2>", "it is false"),
    ("alt", r"(Control chart: .*The limits rest on )(\d)", r"\g<1>7\g<2>", "it is false"),
    ("alt", r"(Control chart: .*The mean is £?)(\d)", r"\g<1>7\g<2>", "it is false"),
    ("cell", r"^As usual$", "Better than usual: above the upper limit", "by the rules As usual"),
    ("figcaption", r"the latest result is .* usual.*", "the latest result is odd", "no pattern knows it"),
)
#: And of what a card says of them.
WRONG_OF_VARIATION = (
    ("p", r"The latest result is .* usual[^.]*\.",
     "The latest result is worse than usual: two of the last three are near the lower control limit.", "it is false"),
    ("p", r"The target was (met|missed) in \w+ of", r"The target was \1 in nine of", "it is false"),
)  # fmt: skip

FALSE, OTHERWISE = "it is false", "by the data"
#: Of summary, sections and papers, and of programme, requests, risks and an improvement notice.
WRONG_OF_PAGES = (
    ("p", r"^(Of four key performance indicators, )three", r"\1two", FALSE),
    ("li", r"^2 (On target )", r"3 \1", FALSE),
    ("li", r"67%", "66%", FALSE),
    ("li", r"one more$", "two more", FALSE),
    ("p", r"One more indicator is rated", "One fewer indicator is rated", FALSE),
    ("p", r"unchanged|without a clear trend on two", "without a clear trend on one", FALSE),
    ("p", r"As many indicators are improving and worsening as a year ago",
     "One more indicator is improving than a year ago, and as many are worsening", FALSE),
    ("p", r"rated now: (\S+) \(On target\)", r"rated now: \1 (Not on target)", FALSE),
    ("figcaption", r"^(Rated On target: )2", r"\g<1>3", FALSE),
    ("p", r"^Both indicators are On", "All three indicators are On", FALSE),
    ("p", r"^One of the two indicators is Not on", "One of the three indicators is Not on", FALSE),
    ("p", r"had the same four", "had the same three", FALSE),
    ("p", r"no result was revised", "one result was revised", FALSE),
    ("p", r"It covers four", "It covers five", FALSE),
    ("p", r"One more is shown", "Two more are shown", FALSE),
    ("p", r"Three of the four indicators are rated", "Two of the four indicators are rated", FALSE),
    ("li", r"^Two are rated On", "Three are rated On", FALSE),
    ("p", r"No indicator off target is", "The only indicator off target is", FALSE),
    ("p", r"The only indicator rated Not on target is in", "The two indicators rated Not on target are both in", FALSE),
    ("p", r"up to the end of December", "up to the end of November", FALSE),
    ("p", r"No indicator moved to a better or worse rating", "One indicator moved to a worse rating (Qgafo)", FALSE),
    ("p", r"done about the indicator rated", "done about the two indicators rated", FALSE),
    ("li", r"(Action: )none has been written yet\.", r"\1Qzuzu.", "there are others"),
    ("p", r"^(The only action in the delivery programme is )off target", r"\1on track", FALSE),
    ("p", r"and was not a quarter before", "and already was a quarter before", FALSE),
    ("p", r"off target or at risk, one\.", "off target or at risk, two.", FALSE),
    ("p", r"60% of Freedom", "61% of Freedom", FALSE),
    ("p", r"29 \(60%\)", "30 (60%)", FALSE),
    ("figcaption", r"FOI 60%", "FOI 59%", FALSE),
    ("li", r"^Score 20, high", "Score 20, medium", FALSE),
    ("p", r"^All three targets", "Both targets", FALSE),
    ("cell", r"^60% \(29 of 48\)$", "60% (28 of 48)", OTHERWISE),
    ("cell", r"^High 20$", "High 16", OTHERWISE),
    ("cell", r"^Off target$", "At risk", OTHERWISE),
    ("cell", r"^(\d+)% \(2\)$", r"\1% (1)", OTHERWISE),
)  # fmt: skip
#: Of complaints, staff and activity, of moves, and of what is going well.
WRONG_OF_SIDES = (
    ("p", r"There were 35 complaints", "There were 36 complaints", FALSE),
    ("p", r"218% more", "218% fewer", FALSE),
    ("figcaption", r"rose from 3", "fell from 3", FALSE),
    ("p", r"^Four of the five published", "Three of the five published", FALSE),
    ("li", r"1 more than the sum", "2 more than the sum", FALSE),
    ("p", r"2,743 full-time", "2,744 full-time", FALSE),
    ("p", r"^The only activity is above", "The only activity is within", FALSE),
    ("p", r"73\.3% above", "73.4% above", FALSE),
    ("figcaption", r": above the expected range", ": below the expected range", FALSE),
    ("p", r"one more Acceptable", "two more Acceptable", FALSE),
    ("p", r"\(from Target met to Acceptable\)", "(from Acceptable to Target met)", FALSE),
    ("p", r"moved to a worse rating \(", "moved to a better rating (", FALSE),
    ("p", r"^One indicator is on target", "Two indicators are on target", FALSE),
    ("li", r"(: )up (from 39,018\.67)", r"\1down \2", FALSE),
    ("li", r"(The figure for \S+ was )4", r"\g<1>5", FALSE),
    ("p", r"^Two of the results are older|Two of the results are older", "One of the results is older", FALSE),
    ("cell", r"^2,743$", "2,744", OTHERWISE),
    ("cell", r"^Above$", "Within", OTHERWISE),
    ("cell", r"^35$", "36", OTHERWISE),
    ("h2", r"^What is going well$", "Off target but improving", "are listed"),
)
#: Of years from October that are written ``FY24``, and of an indicator with years of its own.
WRONG_OF_YEARS = (
    ("p", r"Quarter 4, FY24\.$", "Quarter 4, FY23.", FALSE),
    ("p", r"quarter four of FY24", "quarter four of FY25", FALSE),
    ("caption", r"Quarter 4, FY24", "Quarter 3, FY24", "by its years"),
    ("head", r"Q3 FY24", "Q3 FY23", "by their years"),
    ("alt", r"in FY24", "in FY23", FALSE),
    ("cell", r"(\()FY24,", r"\1FY25,", "no period is named"),
    ("cell", r"Once a financial year", "Once a calendar year", OTHERWISE),
    ("cell", r"its year begins in September", "its year begins in August", OTHERWISE),
    ("cell", r"Snapshot at the end of the period, reported once", "The quarter alone, reported once", OTHERWISE),
)
#: Of a report by months, with that of the same month last year.
WRONG_OF_LENGTHS = (
    ("p", r"up to the end of September 2024", "up to the end of August 2024", FALSE),
    ("p", r"older than the month", "older than the quarter", "no pattern knows it"),
    ("p", r"since the previous month", "since the previous quarter", "no pattern knows it"),
    ("p", r"^September last year", "August last year", FALSE),
    ("p", r"As many indicators are rated Green as a year ago", "One more indicator is rated Green than a year ago",
     FALSE),
    ("p", r"a month ago", "a quarter ago", "no pattern knows it"),
    ("figcaption", r"in the previous month", "in July 2024", FALSE),
    ("h2", r"earlier months", "earlier quarters", "of a month"),
    ("head", r"^Done this month", "Done this quarter", "of a month"),
    ("caption", r"requests by month", "requests by quarter", "of a month"),
)  # fmt: skip
#: Of indicators that come weekly or every few years.
WRONG_OF_SELDOM = (
    ("cell", r"^Week to 3 Aug 23", "Week to 4 Aug 23", "no such period"),
    ("p", r"in the week to 17 August 2023", "in the week to 10 August 2023", FALSE),
    ("cell", r"^Weekly$", "Monthly", OTHERWISE),
    ("cell", r"^Every two years$", "Every three years", OTHERWISE),
    ("cell", r"^Rolling three years$", "Rolling 12 months", OTHERWISE),
)


@pytest.mark.parametrize(
    ("seed", "wrongs"),
    [
        (19, WRONG),
        (2, WRONG_OF_VARIATION),
        (23, WRONG_OF_CHARTS),
        (254, WRONG_OF_PAGES),
        (245, WRONG_OF_SIDES),
        (65, WRONG_OF_YEARS),
        (399, WRONG_OF_LENGTHS),
        (201, WRONG_OF_SELDOM),
    ],
)
def test_each_oracle_notices_what_is_wrong(seed: int, wrongs: tuple[tuple[str, ...], ...], tmp_path: Path) -> None:
    made = organisation(seed)
    root = write(made, tmp_path / "project")
    with pd.option_context("mode.string_storage", "python"):
        context = open_context(made.edition, Project(root.resolve()))
        found = blocks(context, tmp_path / "executed")
    assert not faults_of_blocks(found, root, made.edition)
    for kind, known, instead, told in wrongs:
        changed = [replace(one, text=re.sub(known, instead, one.text)) if one.kind == kind else one for one in found]
        faults = faults_of_blocks(changed, root, made.edition)
        assert any(told in fault for fault in faults), (kind, known, faults[:5])


def test_what_needs_no_judgement_is_what_nothing_judges(tmp_path: Path) -> None:
    """The table of kinds of sentences that assert nothing hides none that a check knows."""
    for seed in (19, 245, 254):
        made = organisation(seed)
        root = write(made, tmp_path / f"{seed}")
        with pd.option_context("mode.string_storage", "python"):
            found = blocks(open_context(made.edition, Project(root.resolve())), tmp_path / "executed")
        edition = EditionFacts(root, made.edition)
        report = Report(edition, Written(edition, root / "notebooks" / "commentary" / made.edition))
        for _, line, text in blocks_of(found, report):
            if line.above in EXPLAINED or line.page == "accessibility":
                continue
            for sentence in report.written.sentences(text):
                known = any(compiled(one).fullmatch(sentence) for one, _ in PAGES.rows)
                assert not (known and needs_no_judgement(line, sentence)), (line.page, sentence)


#: Sections of the methods page that explain, whatever they say.
EXPLAINED = ("Key to ratings", "Key to direction of travel", "Checks before publication", "Provenance")


def test_each_kind_that_needs_no_judgement_has_a_reason() -> None:
    with UNJUDGED.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert all(row["reason"] for row in rows)
    whole = [(row["page"], row["heading"]) for row in rows if row["sentence"] == ".*"]
    assert whole == [("accessibility", ""), *(("methods", one) for one in EXPLAINED)]


def test_a_seed_makes_the_same_again() -> None:
    assert organisation(7) == organisation(7) != organisation(8)


def test_the_simplest_organisation_is_as_small_as_can_be() -> None:
    made = find(organisations(), lambda one: True, settings=settings(phases=[Phase.generate], max_examples=1))
    assert [len(made.tables[name]) for name in ("indicators", "actuals", "targets")] == [2, 2, 2]
    assert len(made.tables) == 3
    assert len(made.params) == 2, "two quarters, so that the last is compared"


def test_opening_an_edition_takes_each_of_its_files_apart_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = organisation(19)
    root = write(made, tmp_path / "project")
    taken: Counter[str] = Counter()
    yamlfiles._validated.cache_clear()  # another test may have read the same
    for module, name in ((yamlfiles, "_parsed"), (tables, "_split")):
        whole = getattr(module, name)

        def counted(text: str, shown: str, whole: Callable[[str, str], object] = whole) -> object:
            taken[shown] += 1
            return whole(text, shown)

        monkeypatch.setattr(module, name, counted)
    context = open_context(made.edition, Project(root.resolve()))
    assert context.history.editions, "the editions before are read too"
    params = {f"params/{name}.yml" for name in made.params} | {f"params/schemes/{context.edition.scheme}.yml"}
    data = {f"data/{context.edition.organisation.id}/{name}.csv" for name in made.tables}
    assert taken == dict.fromkeys(params | data, 1)
