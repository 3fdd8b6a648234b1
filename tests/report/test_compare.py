"""What changed between two renders: figures, statuses and sentences, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from helpers.desk import CHROMIUM
from helpers.projects import REPOSITORY, SMALL, miniature, qpr
from helpers.records import ED01, HW01, HW02, JUNE, MARCH, SMALL_RECORD, record
from helpers.typed import Typed, typed
from playwright.sync_api import Browser

from qprlib.agreeing.comparing import Comparison, Way, brief, compare, summary
from qprlib.agreeing.last_records import last_record
from qprlib.ground.edition import load_edition
from qprlib.ground.errors import CommandError
from qprlib.ground.project import Project
from qprlib.report.compared import comparison_page, comparison_text
from qprlib.report.context import open_context
from qprlib.texts.record import Past, Record, Said, to_json

KENT_THEME = REPOSITORY / "theme"


def changed(said: Said, **fields: object) -> Record:
    """The small edition with one indicator changed."""
    everything = [replace(said, **fields) if one.id == said.id else one for one in SMALL_RECORD.indicators]  # type: ignore[arg-type]
    return replace(SMALL_RECORD, indicators=tuple(everything))


def text(said: Said, words: str) -> Record:
    return changed(said, texts={"Commentary": words})


# --- what changed ---------------------------------------------------------------------------------------------

CASES: dict[str, tuple[Record, list[str]]] = {
    "nothing": (SMALL_RECORD, []),
    "a result": (changed(HW01, actual=88.0, actual_words="88%"), ["HW01 result 87% is now 88%"]),
    "digits that are not printed": (
        changed(HW01, actual=87.2),
        ["HW01 result 87 is now 87.2 (only in digits that are not printed)"],
    ),
    "noise of the machine": (changed(HW01, actual=87.00000000000001), []),
    "a target": (changed(HW01, target=91.0, target_words="91%"), ["HW01 target restated from 90% to 91%"]),
    "a target with a decimal": (
        changed(HW01, target=90.5, target_words="90.5%"),
        ["HW01 target restated from 90% to 90.5%"],
    ),
    "a target taken away": (changed(HW01, target=None, target_words="none"), ["HW01 target 90% is now none"]),
    "a floor": (
        changed(HW02, floor=31.0, floor_words="31.0 days"),
        ["HW02 floor restated from 30.0 days to 31.0 days"],
    ),
    "a result taken away": (
        changed(HW01, actual=None, actual_words="no result", period_end=None, period=""),
        ["HW01 result was 87% in the quarter to June 2011; now no result"],
    ),
    "a status for the better": (
        changed(HW01, rating="green", rating_label="Green"),
        ["HW01 status Amber is now Green, a better rating"],
    ),
    "a status for the worse": (
        changed(HW01, rating="red", rating_label="Red"),
        ["HW01 status Amber is now Red, a worse rating"],
    ),
    "a status lost": (
        changed(HW01, rating="not-due", rating_label="Not due"),
        ["HW01 status Amber is now Not due, no longer rated"],
    ),
    "a direction": (
        changed(HW01, direction="worsening", direction_label="Worsening"),
        ["HW01 direction Improving is now Worsening"],
    ),
    "an earlier result": (
        changed(HW01, past=(Past(MARCH, "Mar 11", 78.0, 90.0, 80.0, "red"),)),
        ["HW01 result for Mar 11 restated from 79% to 78%"],
    ),
    "an earlier rating": (
        changed(HW01, past=(Past(MARCH, "Mar 11", 79.0, 90.0, 80.0, "not-due"),)),
        ["HW01 rating for Mar 11 restated from Red to Not due"],
    ),
    "a further figure": (
        changed(HW01, further={"count above the line": 1745.0}),
        ["HW01 count above the line none is now 1,745"],
    ),
    "a name": (
        changed(HW01, name="Repairs within 28 days"),
        ["HW01 name Repairs in 28 days is now Repairs within 28 days"],
    ),
    "a text": (text(HW01, "Repairs rose to 88%."), ["HW01 Commentary changed"]),
    "a text added": (text(ED01, "Three schools had a poor year."), ["ED01 Commentary added"]),
    "a text taken out": (changed(HW02, texts={}), ["HW02 Commentary removed"]),
    "blanks alone": (text(HW01, "Repairs rose  to 87%.\n\nA second crew\nstarted in May.\n"), []),
    "an indicator added": (
        replace(SMALL_RECORD, indicators=(*SMALL_RECORD.indicators, replace(HW01, id="HW03"))),
        ["HW03 added"],
    ),
    "an indicator removed": (replace(SMALL_RECORD, indicators=(HW01, HW02)), ["ED01 removed"]),
    "another order": (replace(SMALL_RECORD, indicators=SMALL_RECORD.indicators[::-1]), []),
    "a text of the report": (
        replace(SMALL_RECORD, report={"Highlights": {"": "Roads are worse.", "Schools": "Results are in."}}),
        ["Highlights changed"],
    ),
    "a text under a sub-heading": (
        replace(SMALL_RECORD, report={"Highlights": {"": "Roads are better."}}),
        ["Highlights: Schools removed"],
    ),
    "a draft that becomes final": (replace(SMALL_RECORD, draft=False), []),
}


@pytest.mark.parametrize("name", CASES)
def test_every_change_is_said_and_no_other(name: str) -> None:
    after, expected = CASES[name]
    comparison = compare(SMALL_RECORD, after)
    assert brief(comparison) == expected
    assert bool(comparison) == bool(expected)


@pytest.mark.parametrize("name", [name for name, (_, found) in CASES.items() if found])
def test_every_change_is_seen_the_other_way_round_too(name: str) -> None:
    after, expected = CASES[name]
    assert len(brief(compare(after, SMALL_RECORD))) == len(expected)


SUMMARIES = {
    "nothing": "Since the last draft: nothing changed.",
    "a result": "Since the last draft: one result changed; nothing else.",
    "a target": "Since the last draft: one target or floor changed; nothing else.",
    "an indicator added": "Since the last draft: one indicator was added; nothing else.",
    "a text of the report": "Since the last draft: one text changed; nothing else.",
    "a status for the better": "Since the last draft: one status changed; nothing else.",
}


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_director_reads_one_sentence_first(name: str) -> None:
    comparison = compare(SMALL_RECORD, CASES[name][0], "the last draft")
    assert summary(comparison) == SUMMARIES[name]
    assert next(iter(comparison_text(comparison))) == SUMMARIES[name]


def test_several_kinds_are_counted_in_one_sentence() -> None:
    after = record(
        replace(HW01, actual=88.0, actual_words="88%", rating="green", rating_label="Green"),
        replace(HW02, texts={"Commentary": "A dry spring left fewer potholes."}),
    )
    assert summary(compare(SMALL_RECORD, after, "x")) == (
        "Since x: one result, one status and three texts changed; one indicator was removed; nothing else."
    )


def test_counts_before_and_now_are_of_every_band_and_state() -> None:
    after = changed(HW01, rating="not-due", rating_label="Not due")
    counts = compare(SMALL_RECORD, after).counts
    assert [(one.label, one.before, one.after) for one in counts] == [
        ("Green", 2, 2),
        ("Amber", 1, 0),
        ("Red", 0, 0),
        ("Not due", 0, 1),
    ]


def test_counts_leave_out_what_is_not_rated_by_design() -> None:
    after = changed(HW01, kind="data_only", rating="data-only", rating_label="Data only")
    assert [one.after for one in compare(SMALL_RECORD, after).counts] == [2, 0, 0]


# --- sentences ------------------------------------------------------------------------------------------------

BEFORE = "Repairs rose to 85%. A second crew started in May. Demand is lower in summer."
SENTENCES: dict[str, tuple[str, list[str]]] = {
    "a word edited": (
        BEFORE.replace("85%", "87%"),
        ["Repairs rose to [removed: 85%.] [added: 87%.]"],
    ),
    "a sentence added": (f"{BEFORE} Potholes were fewer.", ["[added: Potholes were fewer.]"]),
    "a sentence removed": (
        "Repairs rose to 85%. Demand is lower in summer.",
        ["[removed: A second crew started in May.]"],
    ),
    "a sentence replaced": (
        BEFORE.replace("A second crew started in May.", "Frost broke the verges of 40 lanes."),
        ["[added: Frost broke the verges of 40 lanes.]", "[removed: A second crew started in May.]"],
    ),
    "a list": (
        "Repairs rose to 85%. A second crew started in May.\n\n- Demand is lower in summer.\n- Hire a third crew.",
        ["[added: Hire a third crew.]"],
    ),
    "a table": (
        f"{BEFORE}\n\n| Month | Repairs |\n|:--|--:|\n| May | 80 |\n",
        ["[added: Month | Repairs]", "[added: May | 80]"],
    ),
    "emphasis alone": (BEFORE.replace("85%", "**85%**"), [None]),  # type: ignore[list-item]
}


def lines(comparison: Comparison) -> list[str]:
    """The sentences of a comparison as the terminal shows them, without colours."""
    shown = [str(line) for line in comparison_text(comparison)]
    return [line.strip() for line in shown if line.startswith("    ")]


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences_are_compared_word_by_word(name: str) -> None:
    after, expected = SENTENCES[name]
    found = lines(compare(text(HW01, BEFORE), text(HW01, after)))
    if expected == [None]:
        assert found, "a change that no sentence shows is shown as Markdown"
        assert "**85%**" in found[0]
    else:
        assert found == expected


def test_what_is_shown_gives_back_both_texts() -> None:
    after = "A second crew began in May. Repairs rose to 87%, the best result so far. Demand falls in summer."
    (change,) = compare(text(HW01, BEFORE), text(HW01, after)).indicators
    said = [piece for sentence in change.texts[0].sentences for piece in sentence.pieces]
    old = " ".join(piece.words for piece in said if piece.way is not Way.ADDED)
    new = " ".join(piece.words for piece in said if piece.way is not Way.REMOVED)
    assert sorted(old.split()) == sorted(BEFORE.split())
    assert sorted(new.split()) == sorted(after.split())


def test_marks_of_the_terminal_in_a_text_are_text() -> None:
    after = f"{BEFORE} See [bold]annex[/bold] [1]."
    assert lines(compare(text(HW01, BEFORE), text(HW01, after))) == ["[added: See [bold]annex[/bold] [1].]"]


# --- two quarters ---------------------------------------------------------------------------------------------

SEPTEMBER = date(2011, 9, 30)


def next_quarter(said: Said, actual: float, words: str, **fields: object) -> Said:
    moved = Past(JUNE, "Jun 11", said.actual, said.target, said.floor, said.rating)
    return replace(
        said,
        period_end=SEPTEMBER,
        period="in the quarter to September 2011",
        actual=actual,
        actual_words=words,
        past=(*said.past, moved),
        **fields,  # type: ignore[arg-type]
    )


def test_another_quarter_is_no_correction_of_this_one() -> None:
    after = record(next_quarter(HW01, 91.0, "91%"), edition="small-2011-12-Q2")
    comparison = compare(record(HW01), after)
    assert brief(comparison) == [
        "HW01 result was 87% in the quarter to June 2011; now 91% in the quarter to September 2011"
    ]
    assert "one indicator has a result of another period" in summary(comparison)
    assert "reports of different quarters" in summary(comparison)


def test_values_that_add_up_are_not_called_a_change_between_unlike_periods() -> None:
    before = replace(HW02, basis="year_to_date", period="from April to June 2011")
    after = next_quarter(before, 60.0, "60.0 days")
    (figure,) = compare(record(before), record(after, edition="small-2011-12-Q2")).indicators[0].figures
    assert figure.new_period
    assert "make no change" in figure.note


def test_a_result_restated_in_the_next_quarter_is_told() -> None:
    moved = next_quarter(HW01, 91.0, "91%")
    restated = replace(moved, past=(*HW01.past, Past(JUNE, "Jun 11", 86.0, 90.0, 80.0, "amber")))
    found = brief(compare(record(HW01), record(restated, edition="small-2011-12-Q2")))
    assert "HW01 result for Jun 11 restated from 87% to 86%" in found


# --- the page -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def everything() -> Comparison:
    """A comparison with every kind of change, and words that are no HTML."""
    after = record(
        replace(
            HW01,
            name="Repairs <b>fast</b> & good",
            actual=88.0,
            actual_words="88%",
            target=91.0,
            rating="green",
            rating_label="Green",
            direction="worsening",
            direction_label="Worsening",
            texts={"Commentary": "Repairs rose to 88%. <script>alert(1)</script>", "Risks": "Frost."},
            past=(Past(MARCH, "Mar 11", 78.0, 90.0, 80.0, "red"),),
        ),
        replace(HW01, id="HW09", name="Street lights"),
        ED01,
        edition="small-2011-12-Q1",
    )
    return compare(SMALL_RECORD, after, "the draft of small-2011-12-Q1 rendered last")


@pytest.fixture(scope="module")
def page(everything: Comparison) -> str:
    project = Project(REPOSITORY)
    return comparison_page(everything, load_edition(project, "kent-2011-12-Q1"), project.theme)


def test_the_page_says_what_the_terminal_says(everything: Comparison, page: str) -> None:
    words = BeautifulSoup(page, "html.parser").main.get_text(" ")  # type: ignore[union-attr]
    words = " ".join(words.split())
    assert summary(everything) in words
    for change in everything.indicators:
        for figure in change.figures:
            assert figure.before in words
            assert figure.after in words
        for changed_text in change.texts:
            for sentence in changed_text.sentences:
                for piece in sentence.pieces:
                    assert piece.words in words
    assert "HW09 Street lights: 87% in the quarter to June 2011, Amber" in words


def test_the_page_needs_no_other_file_and_runs_nothing(page: str) -> None:
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.find_all(["script", "link", "img", "iframe"])
    assert len(soup.find_all("style")) == 1
    assert not re.search(r"url\(|@import|https?://", page)
    assert "&lt;script&gt;" in page


def test_words_that_went_and_came_are_marked_for_ears_too(page: str) -> None:
    soup = BeautifulSoup(page, "html.parser")
    assert "removed: 87%." in [" ".join(one.get_text().split()) for one in soup.find_all("del")]
    assert "added: 88%." in [" ".join(one.get_text().split()) for one in soup.find_all("ins")]


def test_a_status_has_its_word_tone_and_shape(page: str) -> None:
    soup = BeautifulSoup(page, "html.parser")
    statuses = {(one.get_text(), " ".join(one["class"])) for one in soup.select("li .status")}
    assert statuses == {("Amber", "status amber triangle"), ("Green", "status green circle")}


def test_a_page_of_no_change_says_so() -> None:
    project = Project(REPOSITORY)
    edition = load_edition(project, "kent-2011-12-Q1")
    page = comparison_page(compare(SMALL_RECORD, SMALL_RECORD, "x"), edition, project.theme)
    main = BeautifulSoup(page, "html.parser").main
    assert main is not None
    assert "Since x: nothing changed." in main.get_text()
    assert not main.find_all("h2")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium")
@pytest.mark.parametrize("size", [(1280, 900), (390, 844), (320, 600)], ids=["desktop", "phone", "narrow"])
def test_the_page_is_accessible_at_every_size(
    page: str, size: tuple[int, int], browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "changes.html"
    file.write_text(page, encoding="utf-8")
    shown = browser.new_page(viewport={"width": size[0], "height": size[1]})
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("request", lambda request: said.append(request.url))
    shown.goto(file.as_uri())
    assert said == [file.as_uri()]
    assert shown.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert [fault["id"] for fault in Axe().run(shown).response["violations"]] == []
    shown.close()


# --- the command ----------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return miniature(tmp_path / "project", signed=False)


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Typed]:
    """The command in this process."""
    return partial(typed, monkeypatch, capsys, project)


def said_now(project: Path) -> Record:
    return open_context(SMALL, Project(project.resolve())).record(draft=True)


def keep(path: Path, said: Record) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(said), encoding="utf-8")
    return path


def with_result(said: Record, actual: float) -> Record:
    first = replace(said.indicators[0], actual=actual, actual_words=f"{actual:.0f}%")
    return replace(said, indicators=(first, *said.indicators[1:]))


def test_last_is_the_newest_record_that_differs(project: Path) -> None:
    now = said_now(project)
    found = Project(project.resolve())
    keep(project / "outputs" / ".earlier" / SMALL / "002.json", with_result(now, 60.0))
    keep(project / "outputs" / ".earlier" / SMALL / "010.json", with_result(now, 70.0))
    keep(project / "outputs" / ".earlier" / SMALL / "notes.json", with_result(now, 10.0))
    assert last_record(found, SMALL, now).record.indicators[0].actual == 70.0
    keep(project / "outputs" / SMALL / "record.json", replace(with_result(now, 80.0), draft=False))
    kept = last_record(found, SMALL, now)
    assert (kept.record.indicators[0].actual, kept.words) == (80.0, f"the final edition {SMALL} rendered last")
    keep(project / "outputs" / f"{SMALL}-draft" / "record.json", now)
    assert last_record(found, SMALL, now).words == f"the final edition {SMALL} rendered last"
    keep(project / "outputs" / f"{SMALL}-draft" / "record.json", with_result(now, 81.0))
    assert last_record(found, SMALL, now).words == f"the draft of {SMALL} rendered last"


def test_where_nothing_differs_the_last_render_is_named(project: Path) -> None:
    now = said_now(project)
    keep(project / "outputs" / SMALL / "record.json", now)
    kept = last_record(Project(project.resolve()), SMALL, now)
    assert not compare(kept.record, now)


def test_an_edition_never_rendered_has_no_last(project: Path) -> None:
    with pytest.raises(CommandError) as refused:
        last_record(Project(project.resolve()), SMALL, said_now(project))
    assert refused.value.problems[0].code == "no-record"


def test_the_command_shows_the_change_and_writes_the_page(project: Path) -> None:
    keep(project / "outputs" / SMALL / "record.json", with_result(said_now(project), 80.0))
    done = qpr(project, "compare", SMALL, "--html", "changes.html")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Since the draft of {SMALL} rendered last: one result changed; nothing else.\n")
    assert "  HW01 Repairs in 28 days: result 80% is now 87%\n" in done.stdout
    assert "changes.html" in done.stdout
    assert "one result changed" in (project / "changes.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("named", ["kept", "kept/record.json"])
def test_a_folder_or_file_can_be_named(project: Path, named: str) -> None:
    keep(project / "kept" / "record.json", with_result(said_now(project), 80.0))
    done = qpr(project, "compare", SMALL, "--with", named)
    assert done.returncode == 0, done.stderr
    assert f"Since the draft of {SMALL} in {named}: one result changed; nothing else." in done.stdout


def test_another_edition_can_be_named(project: Path) -> None:
    params = project / "params" / f"{SMALL}.yml"
    earlier = params.read_text(encoding="utf-8").replace("2011-12-Q1", "2010-11-Q4").replace("2011-08-31", "2011-03-31")
    (project / "params" / "small-2010-11-Q4.yml").write_text(earlier, encoding="utf-8")
    done = qpr(project, "compare", SMALL, "--with", "small-2010-11-Q4")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "Since small-2010-11-Q4 as its data and texts are now: two indicators have a result of"
    )
    assert "result was 79% in the quarter to March 2011; now 87% in the quarter to June 2011" in done.stdout
    assert "reports of different quarters" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--with", "lost"], 2, "neither an edition nor a folder"),
        (["--with", "lst"], 2, "did you mean: last?"),
        (["--with", SMALL], 2, "is the edition itself"),
        (["--with", "params"], 2, "there is no record.json in 'params'"),
        (["--with", "gone.json"], 2, "there is no 'gone.json'"),
        (["--with", f"params/{SMALL}.yml"], 3, "it is not JSON"),
        (["--html", "changes.pdf"], 2, "ends in .html"),
        (["--html", "no/changes.html"], 2, "there is no folder 'no'"),
        ([], 2, "has not been rendered"),
    ],
)
def test_a_mistake_is_told_without_a_traceback(
    run: Callable[..., Typed], arguments: list[str], code: int, words: str
) -> None:
    done = run("compare", SMALL, *arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
