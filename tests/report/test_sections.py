"""How far each section has come, and what reopens one that was signed off."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY, SMALL, miniature
from helpers.records import HW01, HW02, SMALL_RECORD

from qprlib.agreeing.progress import in_order, opening, plain_lines, sign_off_lines
from qprlib.agreeing.sections import SectionStatus, State, sections_of, words_in, writer_problems
from qprlib.agreeing.signoffs import (
    SignOff,
    fingerprint,
    last_signed,
    read_sign_offs,
    section_record,
    sign,
    sign_off_file,
    write_sign_off,
)
from qprlib.ground.edition import load_edition
from qprlib.ground.errors import InputError, Severity
from qprlib.ground.project import Project
from qprlib.report.context import Context, open_context
from qprlib.texts.commentary import Acceptance
from qprlib.texts.findings import Finding, Grade
from qprlib.texts.record import Past, Record

DAY = date(2011, 9, 5)
ROLE = "Head of Highways"


@pytest.fixture(scope="module")
def unsigned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that nobody has signed off; not to be changed."""
    return miniature(tmp_path_factory.mktemp("sections") / "project", signed=False)


@pytest.fixture(scope="module")
def context(unsigned: Path) -> Context:
    return open_context(SMALL, Project(unsigned.resolve()))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(miniature(tmp_path / "project", signed=False).resolve())


def finding(grade: Grade, section: str = "highways", *, accepted: bool = False) -> Finding:
    by = Acceptance("HW01", "x", "", "It is so", ROLE, DAY, "n", 1) if accepted else None
    return Finding(check="x", grade=grade, section=section, owner="HW01", found="HW01 has a fault.", accepted=by)


def highways(
    context: Context, findings: Sequence[Finding] = (), signed: SignOff | None = None, now: Record | None = None
) -> SectionStatus:
    """What is said of the section Highways."""
    record = now or context.record(draft=True)
    found = sections_of(context.scene, findings, record, {"highways": signed} if signed else {})
    return next(one for one in found if one.slug == "highways")


def signed_now(context: Context) -> SignOff:
    return sign(context.record(draft=True), "highways", "Highways", ROLE, DAY)


# --- states ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "state"),
    [
        ([], State.CHECKED),
        ([finding(Grade.NOTE)], State.CHECKED),
        ([finding(Grade.WARNING)], State.DRAFTED),
        ([finding(Grade.ERROR)], State.DRAFTED),
        ([finding(Grade.ERROR, accepted=True), finding(Grade.WARNING, accepted=True)], State.CHECKED),
        ([finding(Grade.ERROR, "education")], State.CHECKED),
    ],
)
def test_open_errors_and_warnings_keep_a_section_from_being_checked(
    context: Context, findings: list[Finding], state: State
) -> None:
    assert highways(context, findings).state is state


def test_a_section_without_a_text_is_not_started(project: Project) -> None:
    (project.commentary(SMALL) / "highways.ipynb").unlink()
    context = open_context(SMALL, project)
    assert highways(context, [finding(Grade.ERROR)]).state is State.NOT_STARTED
    assert highways(context).words == 0


def test_an_edition_without_any_notebook_has_sections_that_are_not_started(project: Project) -> None:
    shutil.rmtree(project.commentary(SMALL))
    context = open_context(SMALL, project)
    found = sections_of(context.scene, [], context.record(draft=True), {})
    assert [(one.slug, one.state) for one in found] == [
        ("highways", State.NOT_STARTED),
        ("education", State.NOT_STARTED),
    ]


def test_a_text_that_was_merely_carried_over_is_no_beginning(context: Context) -> None:
    carried = {
        name: {heading: replace(text, carried_over="small-2010-11-Q4") for heading, text in texts.items()}
        for name, texts in context.commentary.indicators.items()
    }
    scene = replace(context.scene, commentary=replace(context.commentary, indicators=carried))
    found = sections_of(scene, [finding(Grade.WARNING)], context.record(draft=True), {})
    assert [(one.state, one.words) for one in found] == [(State.NOT_STARTED, 0)] * 2
    accepted = sections_of(scene, [finding(Grade.WARNING, accepted=True)], context.record(draft=True), {})
    assert accepted[0].state is State.CHECKED, "somebody looked at it and accepts it as it is"


def test_the_texts_of_the_report_are_a_section_of_their_own(project: Project) -> None:
    notebook = json.loads((project.commentary(SMALL) / "education.ipynb").read_text(encoding="utf-8"))
    notebook["cells"][-1]["source"] = "## Highlights\n\nRoads are better."
    (project.commentary(SMALL) / "report.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    context = open_context(SMALL, project)
    last = sections_of(context.scene, [], context.record(draft=True), {})[-1]
    assert (last.slug, last.title, last.words, last.state) == ("report", "Texts of the report", 3, State.CHECKED)
    write_sign_off(project, SMALL, sign(context.record(draft=True), last.slug, last.title, ROLE, DAY))
    assert open_context(SMALL, project).sign_offs[1] == []


def test_findings_are_counted_by_grade_when_open(context: Context) -> None:
    grades = (Grade.ERROR, Grade.ERROR, Grade.WARNING, Grade.NOTE)
    one = highways(context, [*map(finding, grades), finding(Grade.ERROR, accepted=True)])
    assert (one.errors, one.warnings, one.notes, one.accepted) == (2, 1, 1, 1)
    assert one.why_not_signed == "2 errors and 1 warning open"


@pytest.mark.parametrize(
    ("markdown", "number"),
    [
        ("Fewer repairs waited.", 3),
        ("- One\n- Two\n", 2),
        ("See [the works system](https://example.org/a/b).", 4),
        ("Up 8.5% to 1,366 at St Mary's.", 7),
        ("**", 0),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(markdown: str, number: int) -> None:
    assert words_in(markdown) == number


# --- writers and due dates ------------------------------------------------------------------------------------


def params(project: Project, more: str) -> None:
    path = project.params_file(SMALL)
    path.write_text(f"{path.read_text(encoding='utf-8')}{more}", encoding="utf-8")


def test_the_writer_is_the_role_that_owns_most_of_the_section_unless_params_name_one(project: Project) -> None:
    def writers() -> list[str]:
        context = open_context(SMALL, project)
        return [one.writer for one in sections_of(context.scene, [], context.record(draft=True), {})]

    assert writers() == ["Head of Highways", "Head of Schools"]
    params(project, "commentary:\n  writers:\n    Highways: Roads analyst\n")
    assert writers() == ["Roads analyst", "Head of Schools"]


def test_a_writer_of_no_section_is_an_error_with_the_nearest(project: Project) -> None:
    params(project, "commentary:\n  writers:\n    Highway: Roads analyst\n")
    with pytest.raises(InputError) as refused:
        open_context(SMALL, project)
    (problem,) = refused.value.problems
    assert (problem.code, problem.nearest) == ("unknown-section", "Highways")
    assert problem.place.key == "commentary.writers.Highway"


def test_a_writer_of_the_texts_of_the_report_can_be_named(project: Project) -> None:
    params(project, "commentary:\n  writers:\n    report: Performance manager\n")
    assert writer_problems(load_edition(project, SMALL), ["Highways", "Education"]) == []


@pytest.mark.parametrize(
    ("today", "late"),
    [(date(2011, 9, 8), False), (date(2011, 9, 9), False), (date(2011, 9, 10), True)],
)
def test_a_section_is_late_on_the_day_after_it_was_due(context: Context, today: date, late: bool) -> None:
    one = replace(highways(context), due=date(2011, 9, 9))
    assert one.late(today) is late
    assert not replace(one, due=None).late(today)
    assert not replace(one, state=State.SIGNED_OFF).late(today)


# --- sign-offs ------------------------------------------------------------------------------------------------


def test_a_sign_off_holds_while_nothing_changes(context: Context) -> None:
    one = highways(context, signed=signed_now(context))
    assert (one.state, one.since, one.reopened) == (State.SIGNED_OFF, (), False)


def test_open_errors_undo_a_sign_off_and_warnings_do_not(context: Context) -> None:
    signed = signed_now(context)
    assert highways(context, [finding(Grade.WARNING)], signed).state is State.SIGNED_OFF
    one = highways(context, [finding(Grade.ERROR)], signed)
    assert (one.state, one.since) == (State.DRAFTED, ("the checks now find: HW01 has a fault.",))


def edited(**fields: object) -> Callable[[Record], Record]:
    """A change of HW01."""
    return lambda record: replace(
        record,
        indicators=tuple(replace(one, **fields) if one.id == "HW01" else one for one in record.indicators),  # type: ignore[arg-type]
    )


REOPENS: dict[str, tuple[Callable[[Record], Record], str]] = {
    "a result": (edited(actual=88.0, actual_words="88%"), "HW01 result 87% is now 88%"),
    "digits of a result": (edited(actual=87.3), "HW01 result 87 is now 87.3 (only in digits that are not printed)"),
    "a target": (edited(target=91.0, target_words="91%"), "HW01 target restated from 90% to 91%"),
    "a floor": (edited(floor=81.0, floor_words="81%"), "HW01 floor restated from 80% to 81%"),
    "a rating": (edited(rating="green", rating_label="Green"), "HW01 status Amber is now Green, a better rating"),
    "a direction": (
        edited(direction="worsening", direction_label="Worsening"),
        "HW01 direction Improving is now Worsening",
    ),
    "an earlier result": (
        edited(past=(Past(date(2010, 12, 31), "Dec 10", 81.0, 90.0, 80.0, "amber"),)),
        "HW01 result for Mar 11 79% is now no result",
    ),
    "a word": (edited(texts={"Commentary": "Fewer repairs waited for spare parts."}), "HW01 Commentary changed"),
    "a text taken out": (edited(texts={}), "HW01 Commentary removed"),
    "an indicator added": (
        lambda record: replace(record, indicators=(*record.indicators, replace(HW02, id="HW03"))),
        "HW03 added",
    ),
    "an indicator removed": (lambda record: replace(record, indicators=record.indicators[1:]), "HW01 removed"),
}


@pytest.mark.parametrize("name", REOPENS)
def test_any_change_reopens_a_section_and_is_said(context: Context, name: str) -> None:
    change, words = REOPENS[name]
    one = highways(context, signed=signed_now(context), now=change(context.record(draft=True)))
    assert one.state is State.CHECKED
    assert words in one.since
    assert words in one.why_not_signed


def spaced(record: Record) -> Record:
    return replace(
        record,
        indicators=tuple(
            replace(one, texts={title: f"\n {text.replace(' ', '  ')} \n" for title, text in one.texts.items()})
            for one in record.indicators
        ),
    )


NO_MATTER: dict[str, Callable[[Record], Record]] = {
    "blanks": spaced,
    "the order of the register": lambda record: replace(record, indicators=record.indicators[::-1]),
    "another section": lambda record: replace(
        record,
        indicators=tuple(replace(one, actual=1.0) if one.id == "ED01" else one for one in record.indicators),
    ),
    "a text of the report": lambda record: replace(record, report={"Highlights": {"": "New."}}),
    "the noise of the machine": edited(actual=87.00000000000001),
    "draft or final": lambda record: replace(record, draft=False, headline="other"),
}


@pytest.mark.parametrize("name", NO_MATTER)
def test_what_makes_no_difference_to_a_reader_reopens_nothing(context: Context, name: str) -> None:
    now = NO_MATTER[name](context.record(draft=True))
    assert highways(context, signed=signed_now(context), now=now).state is State.SIGNED_OFF


def test_a_sign_off_is_kept_and_read_as_it_was(project: Project) -> None:
    context = open_context(SMALL, project)
    signed = signed_now(context)
    path = write_sign_off(project, SMALL, signed)
    assert path == sign_off_file(project, SMALL, "highways")
    found, problems = read_sign_offs(project, SMALL, context.scene.sections)
    assert (found, problems) == ({"highways": signed}, [])
    assert path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in path.parent.iterdir()] == ["highways.yml"]


def test_a_sign_off_can_be_read_by_people(project: Project) -> None:
    text = write_sign_off(project, SMALL, signed_now(open_context(SMALL, project))).read_text(encoding="utf-8")
    assert text.startswith("# Written by 'qpr sign-off'.")
    assert "\nsection: Highways\nrole: Head of Highways\ndate: '2011-09-05'\nfingerprint: " in text
    assert "actual_words: 87%" in text
    assert "Commentary: Fewer repairs waited for parts." in text


@pytest.mark.parametrize("record", [SMALL_RECORD, replace(SMALL_RECORD, edition=SMALL)])
@pytest.mark.parametrize("slug", ["highways", "report"])
def test_odd_words_survive_a_sign_off(project: Project, record: Record, slug: str) -> None:
    odd = "Yes: no\n\n- a: b # c\n\n  'quoted' \"twice\"  \n\u2013 \u00a35m naïve {{ x }} \N{PILE OF POO}\ttab"
    strange = replace(HW01, texts={"Commentary": odd, "Risks": "null"}, name="no")
    signed = sign(replace(record, indicators=(strange,), report={"Highlights": {"": odd}}), slug, "Highways", "No", DAY)
    write_sign_off(project, SMALL, signed)
    assert read_sign_offs(project, SMALL)[0] == {slug: signed}


def test_every_section_of_kent_survives_a_sign_off(tmp_path: Path) -> None:
    kent = open_context("kent-2011-12-Q1", Project(REPOSITORY))
    project = Project(tmp_path)
    record = kent.record(draft=True)
    signed = {slug: sign(record, slug, title, ROLE, DAY) for slug, title in kent.scene.sections.items()}
    for one in signed.values():
        write_sign_off(project, "kent-2011-12-Q1", one)
    assert read_sign_offs(project, "kent-2011-12-Q1", kent.scene.sections) == (dict(sorted(signed.items())), [])
    assert all(one.record.indicators for one in signed.values())


def test_the_fingerprint_is_stable() -> None:
    """Another value would reopen every section that anybody signed off: change it only on purpose."""
    own = section_record(SMALL_RECORD, "highways")
    assert fingerprint(own) == "96721f7568fa8ea535ad78ed00c95f8370511eb0c629b07f7de943463fb9c4bd"
    assert fingerprint(section_record(SMALL_RECORD, "report")) != fingerprint(own)


BROKEN: dict[str, tuple[Callable[[str], str], str]] = {
    "edited figures": (lambda text: text.replace("actual: 87.0", "actual: 88.0"), "sign-off-edited"),
    "edited words": (lambda text: text.replace("Fewer repairs", "Many repairs"), "sign-off-edited"),
    "not YAML": (lambda text: text.replace("role: ", "role: : "), "not-yaml"),
    "a key that nobody knows": (lambda text: f"{text}mood: good\n", "unknown-key"),
    "no role": (lambda text: text.replace("role: Head of Highways\n", ""), "missing-key"),
    "no record": (lambda text: text.split("record:")[0], "missing-key"),
    "no date": (lambda text: text.replace("'2011-09-05'", "soon"), "wrong-value"),
    "another section's": (
        lambda text: text.replace("section: Highways\nrole", "section: Education\nrole"),
        "sign-off-elsewhere",
    ),
    "half a record": (lambda text: text.replace("    kind: kpi\n", "", 1), "record-broken"),
    "nothing": (lambda _: "", ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_sign_off_counts_for_nothing_and_is_told(project: Project, name: str) -> None:
    change, code = BROKEN[name]
    path = write_sign_off(project, SMALL, signed_now(open_context(SMALL, project)))
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")
    found, problems = open_context(SMALL, project).sign_offs
    assert found == {}
    assert problems
    for problem in problems:
        assert problem.severity is Severity.WARNING
        assert problem.place.file.endswith("sign-offs/highways.yml")
        assert "qpr sign-off small-2011-12-Q1 highways --role ROLE" in problem.todo
    if code:
        assert code in {problem.code for problem in problems}


def test_a_sign_off_of_another_edition_counts_for_nothing(project: Project) -> None:
    signed = signed_now(open_context(SMALL, project))
    other = replace(signed.record, edition="small-2010-11-Q4")
    write_sign_off(project, SMALL, replace(signed, record=other, fingerprint=fingerprint(other)))
    found, (problem,) = open_context(SMALL, project).sign_offs
    assert (found, problem.code) == ({}, "sign-off-elsewhere")


def test_a_sign_off_of_no_section_is_a_warning_with_the_nearest(project: Project) -> None:
    context = open_context(SMALL, project)
    write_sign_off(project, SMALL, replace(signed_now(context), slug="highway"))
    (problem,) = open_context(SMALL, project).sign_offs[1]
    assert (problem.code, problem.severity, problem.nearest) == ("sign-off-of-no-section", Severity.WARNING, "highways")


# --- the edition before ---------------------------------------------------------------------------------------

LATER = "small-2011-12-Q2"


def later(project: Project, more: str = "") -> None:
    text = project.params_file(SMALL).read_text(encoding="utf-8").replace("2011-12-Q1", "2011-12-Q2")
    project.params_file(LATER).write_text(text.replace("2011-08-31", "2011-11-30") + more, encoding="utf-8")


@pytest.mark.parametrize("more", ["", f"rolled_from: {SMALL}\n"])
def test_the_edition_before_is_what_was_signed_off(project: Project, more: str) -> None:
    context = open_context(SMALL, project)
    record = context.record(draft=True)
    for slug, title in context.scene.sections.items():
        write_sign_off(project, SMALL, sign(record, slug, title, ROLE, DAY))
    later(project, more)
    before = last_signed(project, load_edition(project, LATER))
    assert before is not None
    assert (before.edition, before.draft) == (SMALL, False)
    assert before.by_id == record.by_id
    assert last_signed(project, load_edition(project, SMALL)) is None


def test_an_edition_signed_in_part_is_none_to_compare_with(project: Project) -> None:
    write_sign_off(project, SMALL, signed_now(open_context(SMALL, project)))
    later(project)
    assert last_signed(project, load_edition(project, LATER)) is None


def test_a_broken_sign_off_of_the_edition_before_is_an_error(project: Project) -> None:
    write_sign_off(project, SMALL, signed_now(open_context(SMALL, project))).write_text("section: [", encoding="utf-8")
    later(project)
    with pytest.raises(InputError) as refused:
        last_signed(project, load_edition(project, LATER))
    assert {problem.severity for problem in refused.value.problems} == {Severity.ERROR}


# --- the words of the table -----------------------------------------------------------------------------------


def status(title: str, state: State, due: date | None = None, since: tuple[str, ...] = ()) -> SectionStatus:
    signed = sign(SMALL_RECORD, "highways", title, ROLE, DAY) if since or state is State.SIGNED_OFF else None
    return SectionStatus(
        slug=title.lower(),
        title=title,
        writer="Analyst",
        due=due,
        words=1234,
        errors=1,
        warnings=0,
        notes=2,
        accepted=0,
        state=state,
        signed=signed,
        since=since,
    )


def test_late_sections_come_first_then_states_then_the_register() -> None:
    due, today = date(2011, 9, 9), date(2011, 9, 12)
    given = [
        status("A", State.CHECKED),
        status("B", State.SIGNED_OFF, due),
        status("C", State.DRAFTED),
        status("D", State.CHECKED, due),
        status("E", State.NOT_STARTED),
        status("F", State.DRAFTED),
        status("G", State.DRAFTED, due),
    ]
    assert "".join(one.title for one in in_order(given, today)) == "GDECFAB"
    assert opening("x", given, today) == "x: 1 of 7 sections signed off, 2 late on 12 September 2011."
    assert opening("x", given[:1], today) == "x: 0 of 1 section signed off."


def test_who_agreed_and_what_changed_since_is_said_with_reopened_ones_first() -> None:
    given = [
        status("A", State.SIGNED_OFF),
        status("B", State.CHECKED, since=("HW01 result 87% is now 88%", "HW02 Commentary changed")),
        status("C", State.DRAFTED),
    ]
    assert list(sign_off_lines(given)) == [
        "B: signed off by Head of Highways on 5 September 2011; since then: HW01 result 87% is now 88%; "
        "HW02 Commentary changed.",
        "A: signed off by Head of Highways on 5 September 2011.",
    ]


def test_a_long_list_of_changes_is_cut_with_the_number_left_out() -> None:
    one = status("A", State.CHECKED, since=tuple(f"HW{number:02} added" for number in range(20)))
    assert one.why_not_signed.endswith(": HW00 added; HW01 added; HW02 added; and 17 more")
    assert next(sign_off_lines([one])).endswith("HW11 added; and 8 more.")


def test_a_line_that_is_read_aloud_says_everything() -> None:
    (line,) = plain_lines([status("A", State.DRAFTED, date(2011, 9, 9))], date(2011, 9, 10))
    assert line == (
        "A: late, drafted. Writer: Analyst. Due 9 September 2011. 1,234 words, 1 error, 0 warnings, 2 notes."
    )


# --- Kent -----------------------------------------------------------------------------------------------------


def test_kent_ships_signed_off() -> None:
    kent = open_context("kent-2011-12-Q1", Project(REPOSITORY))
    assert kent.sign_offs[1] == []
    assert {one.title: one.since for one in kent.sections_status if one.state is not State.SIGNED_OFF} == {}
