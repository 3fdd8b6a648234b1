"""Reading commentary notebooks: text goes where its heading says, and nothing gets lost without a word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from making_notebooks import code, markdown, write

from qprlib.ground.errors import Problem, Severity
from qprlib.ground.project import Project
from qprlib.texts.commentary import HEADINGS, Acceptance, Commentary, Text
from qprlib.texts.reading import read_commentary

EDITION = "small-2011-12-Q1"
INDICATORS = {"HW01": "Highways", "HW02": "Highways", "CS01": "Children's Social Care"}
SECTIONS = ["Highways", "Children's Social Care"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def read(
    project: Project, *sources: str, notebook: str = "highways", indicators: dict[str, str] | None = None
) -> tuple[Commentary, list[Problem]]:
    """One notebook of Markdown cells, and its problems but for commentary that was not written."""
    write(project.commentary(EDITION) / f"{notebook}.ipynb", *map(markdown, sources))
    found, problems = read_commentary(project, EDITION, indicators or INDICATORS, SECTIONS)
    return found, [problem for problem in problems if problem.code != "no-commentary"]


def texts(project: Project, *sources: str) -> dict[str, dict[str, str]]:
    found, problems = read(project, *sources)
    assert problems == []
    return {indicator: written(parts) for indicator, parts in found.indicators.items()}


def written(parts: Mapping[str, Text]) -> dict[str, str]:
    """Each heading's text as it was written."""
    return {heading: text.source for heading, text in parts.items()}


# Where text goes --------------------------------------------------------------------------------------------


def test_text_goes_under_its_indicator_and_heading(project: Project) -> None:
    assert texts(
        project,
        "# Highways\n\nHow to write this.",
        "## HW01 Repairs\n\n### Commentary\n\nFaster.\n\nStill slow.\n\n### Actions\n\n- Hire\n- Train",
        "## HW02: Potholes\n### Commentary\nFewer.",
    ) == {
        "HW01": {"Commentary": "Faster.\n\nStill slow.", "Actions": "- Hire\n- Train"},
        "HW02": {"Commentary": "Fewer."},
    }


def test_a_heading_and_its_text_may_stand_in_several_cells(project: Project) -> None:
    assert texts(project, "## HW01", "### Commentary", "Faster.", "Still slow.") == {
        "HW01": {"Commentary": "Faster.\n\nStill slow."}
    }


def test_every_heading_is_read(project: Project) -> None:
    source = "## HW01\n\n" + "\n\n".join(f"### {heading}\n\nAbout {heading}." for heading in HEADINGS)
    assert texts(project, source) == {"HW01": {heading: f"About {heading}." for heading in HEADINGS}}


def test_code_cells_are_not_text(project: Project) -> None:
    write(
        project.commentary(EDITION) / "highways.ipynb",
        markdown("## HW01\n### Commentary\nFaster."),
        code('report.card("HW01")'),
        markdown("Still slow."),
    )
    found, _ = read_commentary(project, EDITION, INDICATORS, SECTIONS)
    assert written(found.indicators["HW01"]) == {"Commentary": "Faster.\n\nStill slow."}


def test_source_as_one_string_and_as_lines(project: Project) -> None:
    path = project.commentary(EDITION) / "highways.ipynb"
    lines = markdown("")
    lines["source"] = ["## HW01\n", "### Commentary\n", "Faster."]
    write(path, lines)
    found, _ = read_commentary(project, EDITION, INDICATORS, SECTIONS)
    assert written(found.indicators["HW01"]) == {"Commentary": "Faster."}


# What looks like a heading and is none; each is text under Commentary
TEXT = [
    ("in a code fence", "```\n## HW02\n### Actions\n```"),
    ("in a tilde fence", "~~~ text\n## HW02\n~~~"),
    ("in an indented block", "Such as:\n\n    ## HW02"),
    ("in a quotation", "> ## HW02"),
    ("in a list", "- one\n\n  ## HW02"),
    ("without a space", "##HW02"),
    ("escaped", "\\## HW02"),
    ("deeper", "#### A detail\n\nMore."),
    ("in a sentence", "See ## HW02."),
    ("in a comment", "<!--\n## HW02\n-->"),
    ("a table", "| A | B |\n|---|---|\n| 1 | 2 |"),
]


@pytest.mark.parametrize("text", [case[1] for case in TEXT], ids=[case[0] for case in TEXT])
def test_text_that_looks_like_a_heading_stays_text(text: str, project: Project) -> None:
    assert texts(project, f"## HW01\n\n### Commentary\n\n{text}\n\nThe end.") == {
        "HW01": {"Commentary": f"{text}\n\nThe end."}
    }


# Other ways to write the same two headings
WRITTEN = [
    ("underlined", "HW01 Repairs\n------------\n\n### Commentary\n\nFaster."),
    ("closed", "## HW01 Repairs ##\n\n### Commentary ###\n\nFaster."),
    ("indented a little", "  ## HW01\n\n   ### Commentary\n\nFaster."),
    ("with spaces", "##   HW01   Repairs\n\n###  Commentary  \n\nFaster.  "),
    ("Windows line ends", "## HW01\r\n\r\n### Commentary\r\n\r\nFaster.\r\n"),
    ("no blank lines", "## HW01\n### Commentary\nFaster."),
]


@pytest.mark.parametrize("source", [case[1] for case in WRITTEN], ids=[case[0] for case in WRITTEN])
def test_ways_to_write_a_heading(source: str, project: Project) -> None:
    assert texts(project, source) == {"HW01": {"Commentary": "Faster."}}


# What is refused --------------------------------------------------------------------------------------------

# title, source, code, found, nearest
WRONG = [
    ("unknown indicator", "## HW11 Repairs\n### Commentary\nFaster.", "unknown-indicator",
     "the heading 'HW11 Repairs' does not begin with an indicator in force", "HW01"),
    ("indicator without text", "## HW11 Repairs", "unknown-indicator",
     "the heading 'HW11 Repairs' does not begin with an indicator in force", "HW01"),
    ("not an indicator", "## What went well\nMuch.", "unknown-indicator",
     "the heading 'What went well' does not begin with an indicator in force", ""),
    ("unknown heading", "## HW01\n### Comentary\nFaster.", "unknown-heading",
     "the heading 'Comentary' is not one that a page knows", "Commentary"),
    ("unknown heading without text", "## HW01\n### Notes", "unknown-heading",
     "the heading 'Notes' is not one that a page knows", ""),
    ("text without a heading", "## HW01 Repairs\nFaster.", "text-without-heading",
     "the text under 'HW01 Repairs' stands under none of the headings", ""),
    ("text under an empty heading", "##\n### Risks\nRain.", "unknown-indicator",
     "the heading '(empty)' does not begin with an indicator in force", ""),
    ("a text above every indicator", "### Risks\nRain.", "unknown-indicator",
     "the heading 'Risks' does not begin with an indicator in force", ""),
    ("a text twice", "## HW01\n### Risks\nRain.\n### Risks\nSnow.", "text-twice",
     "HW01 has two texts under 'Risks'", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "code_", "found", "near"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_refused(source: str, code_: str, found: str, near: str, project: Project) -> None:
    _, problems = read(project, source)
    (problem,) = problems
    assert (problem.code, problem.found, problem.nearest) == (code_, found, near)
    assert (problem.place.file, problem.place.cell) == (f"notebooks/commentary/{EDITION}/highways.ipynb", 1)
    assert problem.severity is Severity.ERROR


def test_the_cell_of_a_problem_is_counted_from_one(project: Project) -> None:
    _, problems = read(project, "# Highways", "## HW01\n### Risks\nRain.", "### Notes\nText.")
    assert [problem.place.cell for problem in problems] == [3]


def test_a_text_twice_in_two_cells(project: Project) -> None:
    found, problems = read(project, "## HW01\n### Risks\nRain.", "## HW01\n### Risks\nSnow.")
    assert [problem.code for problem in problems] == ["text-twice"]
    assert written(found.indicators["HW01"]) == {"Risks": "Rain."}


def test_one_indicator_may_be_continued(project: Project) -> None:
    assert texts(project, "## HW01\n### Risks\nRain.", "## HW01\n### Actions\nDig.") == {
        "HW01": {"Risks": "Rain.", "Actions": "Dig."}
    }


def test_an_indicator_of_another_section_is_read_where_it_stands(project: Project) -> None:
    assert texts(project, "## CS01\n### Commentary\nMore.") == {"CS01": {"Commentary": "More."}}


def test_an_unknown_section_names_the_nearest(project: Project) -> None:
    _, problems = read(project, "## HW01\n### Commentary\nFaster.", notebook="highway")
    (problem,) = problems
    assert (problem.code, problem.nearest) == ("unknown-section", "highways")
    assert problem.allowed == "highways, childrens-social-care, report"


BROKEN = [
    ("empty", ""),
    ("not JSON", "## HW01"),
    ("JSON, but no notebook", "[]"),
    ("no cells", '{"metadata": {}}'),
    ("cells of text", '{"cells": ["## HW01"]}'),
    ("a cell without source", '{"cells": [{"cell_type": "markdown"}]}'),
    ("a source of numbers", '{"cells": [{"cell_type": "markdown", "source": [1]}]}'),
]


@pytest.mark.parametrize("text", [case[1] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_notebook(text: str, project: Project) -> None:
    path = write(project.commentary(EDITION) / "highways.ipynb")
    path.write_text(text, encoding="utf-8")
    found, problems = read_commentary(project, EDITION, INDICATORS, SECTIONS)
    broken = [problem for problem in problems if problem.code == "notebook-broken"]
    assert [problem.place.file for problem in broken] == [f"notebooks/commentary/{EDITION}/highways.ipynb"]
    assert found.indicators == {}


@pytest.mark.parametrize(
    ("kind", "source", "told"),
    [
        ("raw", "### Commentary\nFaster.", True),
        ("raw", "Faster.", True),
        ("raw", " \n", False),
        ("code", "### Actions\nRepair more.", True),
        ("code", "report.card('HW01')", False),
        ("code", "# a remark\nreport", False),
    ],
)
def test_a_text_in_a_cell_that_is_not_markdown_is_not_lost_silently(
    kind: str, source: str, told: bool, project: Project
) -> None:
    path = write(project.commentary(EDITION) / "highways.ipynb", markdown("## HW01\n### Commentary\nFaster."))
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"].append({"cell_type": kind, "metadata": {}, "source": source})
    path.write_text(json.dumps(content), encoding="utf-8")
    _, problems = read_commentary(project, EDITION, INDICATORS, SECTIONS)
    found = [problem for problem in problems if problem.code == "text-not-markdown"]
    assert [problem.place.cell for problem in found] == ([2] if told else [])
    assert all("M" in problem.todo for problem in found)


def test_a_notebook_in_another_encoding(project: Project) -> None:
    path = write(project.commentary(EDITION) / "highways.ipynb")
    path.write_bytes('{"cells": [{"cell_type": "markdown", "source": "caf\u00e9"}]}'.encode("cp1252"))
    _, problems = read_commentary(project, EDITION, INDICATORS, SECTIONS)
    assert "wrong-encoding" in {problem.code for problem in problems}


# What was not written ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sources",
    [(), ("",), ("## HW01\n### Commentary\n",), ("## HW01\n### Risks\nRain.",), ("Text above any heading.",)],
    ids=["no cell", "an empty cell", "an empty text", "only risks", "only a how-to"],
)
def test_commentary_that_was_not_written_is_a_warning(sources: tuple[str, ...], project: Project) -> None:
    write(project.commentary(EDITION) / "highways.ipynb", *map(markdown, sources))
    _, problems = read_commentary(project, EDITION, {"HW01": "Highways"}, SECTIONS)
    (problem,) = problems
    assert (problem.code, problem.severity) == ("no-commentary", Severity.WARNING)
    assert problem.place.indicator == "HW01"
    assert problem.place.file == f"notebooks/commentary/{EDITION}/highways.ipynb"


def test_what_is_not_rated_needs_no_commentary(project: Project) -> None:
    write(project.commentary(EDITION) / "highways.ipynb", markdown("## HW01"))
    _, problems = read_commentary(project, EDITION, {"HW01": "Highways"}, SECTIONS, unrated={"HW01"})
    assert problems == []


def test_no_folder_at_all(project: Project) -> None:
    found, problems = read_commentary(project, EDITION, INDICATORS, SECTIONS)
    assert found == Commentary()
    assert {problem.place.indicator for problem in problems} == set(INDICATORS)
    assert {problem.severity for problem in problems} == {Severity.WARNING}


def test_an_empty_text_makes_way_for_a_full_one(project: Project) -> None:
    assert texts(project, "## HW01\n### Risks\n", "## HW01\n### Risks\nRain.") == {"HW01": {"Risks": "Rain."}}


# Texts of the report itself ---------------------------------------------------------------------------------


def test_report_texts(project: Project) -> None:
    found, problems = read(
        project,
        "# The report\n\nHow to write this.",
        "## Foreword\n\nWelcome.",
        "## Highlights\n\nAbove.\n\n### Highways\n\nPotholes.\n\n### Highway's neighbours\n\nPaths.",
        notebook="report",
    )
    assert problems == []
    assert {heading: written(parts) for heading, parts in found.report.items()} == {
        "Foreword": {"": "Welcome."},
        "Highlights": {"": "Above.", "Highways": "Potholes.", "Highway's neighbours": "Paths."},
    }
    assert found.files == (project.commentary(EDITION) / "report.ipynb",)


@pytest.mark.parametrize(
    ("source", "code_", "near"),
    [
        ("## Forword\nWelcome.", "unknown-heading", "Foreword"),
        ("## Foreword\nWelcome.\n## Foreword\nHello.", "text-twice", ""),
        ("## Highlights\n### Roads\nOne.\n### Roads\nTwo.", "text-twice", ""),
    ],
    ids=["unknown heading", "a text twice", "a part twice"],
)
def test_refused_report_text(source: str, code_: str, near: str, project: Project) -> None:
    _, problems = read(project, source, notebook="report")
    assert [(problem.code, problem.nearest) for problem in problems] == [(code_, near)]


def test_all_notebooks_are_listed_and_checkpoints_are_not(project: Project) -> None:
    folder = project.commentary(EDITION)
    for name in ("report", "highways", ".ipynb_checkpoints/highways-checkpoint"):
        write(folder / f"{name}.ipynb", markdown(""))
    found, _ = read_commentary(project, EDITION, {}, SECTIONS)
    assert [path.name for path in found.files] == ["highways.ipynb", "report.ipynb"]


# Where a text stands ----------------------------------------------------------------------------------------


def test_a_text_knows_its_owner_heading_notebook_and_cell(project: Project) -> None:
    found, _ = read(project, "# Highways", "## HW01", "### Risks\nRain.")
    (text,) = found.texts()
    place = f"notebooks/commentary/{EDITION}/highways.ipynb"
    assert text == Text("HW01", "Risks", "Rain.", "Rain.", place, 3)


# What is accepted -------------------------------------------------------------------------------------------

EXAMPLE = '- `wrong-figure` "rose to 85%": it is June\'s own figure (Performance manager, 5 September 2011)'


def accepted(project: Project, lines: str) -> list[Acceptance]:
    found, problems = read(project, f"## HW01\n### Commentary\nFaster.\n\n### Accepted findings\n{lines}")
    assert problems == []
    assert [text.heading for text in found.texts()] == ["Commentary"]
    return list(found.acceptances)


# title, a line, check, quote, reason, role, day
ACCEPTED_LINES = [
    ("with words", EXAMPLE, "wrong-figure", "rose to 85%", "it is June's own figure", "Performance manager",
     date(2011, 9, 5)),
    ("without words", "- `carried-over`: still true (Head of Highways, 12 May 2011)", "carried-over", "", "still true",
     "Head of Highways", date(2011, 5, 12)),
    ("curly quotation marks", "- `x` \u201cup 5%\u201d: so (A, 1 May 2011)", "x", "up 5%", "so", "A", date(2011, 5, 1)),
    ("quotation marks and a colon in the words", '- `x` "a "b": c": so (A, 1 May 2011)', "x", 'a "b": c', "so", "A",
     date(2011, 5, 1)),
    ("brackets in the reason", "- `x`: so (as before) (A, 1 May 2011)", "x", "", "so (as before)", "A",
     date(2011, 5, 1)),
    ("a comma in the role", "- `x`: so (Head of Roads, North, 1 May 2011)", "x", "", "so", "Head of Roads, North",
     date(2011, 5, 1)),
    ("a full stop", "* `x`: so (A, 1 may 2011).", "x", "", "so", "A", date(2011, 5, 1)),
    ("over two lines", "- `x` \"a\": so\n  it is (A, 1 May 2011)", "x", "a", "so it is", "A", date(2011, 5, 1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "check", "quote", "reason", "role", "day"),
    [case[1:] for case in ACCEPTED_LINES],
    ids=[case[0] for case in ACCEPTED_LINES],
)
def test_accepted_findings_are_read_and_not_published(
    *, line: str, check: str, quote: str, reason: str, role: str, day: date, project: Project
) -> None:
    place = f"notebooks/commentary/{EDITION}/highways.ipynb"
    assert accepted(project, line) == [Acceptance("HW01", check, quote, reason, role, day, place, 1)]


def test_several_findings_may_be_accepted_in_several_cells(project: Project) -> None:
    found, problems = read(
        project,
        "## HW01\n### Commentary\nFaster.",
        f"### Accepted findings\n\n{EXAMPLE}\n\n{EXAMPLE}\n",
        f"## HW02\n### Accepted findings\n{EXAMPLE}",
        f"## HW01\n### Accepted findings\n{EXAMPLE}",
    )
    assert problems == []
    assert [(one.owner, one.cell) for one in found.acceptances] == [("HW01", 2), ("HW01", 2), ("HW02", 3), ("HW01", 4)]


def test_findings_about_the_report_are_accepted_in_its_notebook(project: Project) -> None:
    found, problems = read(project, f"## Foreword\nHello.\n### Accepted findings\n{EXAMPLE}", notebook="report")
    assert problems == []
    assert [one.owner for one in found.acceptances] == ["Foreword"]


@pytest.mark.parametrize(
    "line",
    [
        "All fine.",
        "- wrong-figure: it is right (A, 1 May 2011)",
        "- `wrong-figure` it is right (A, 1 May 2011)",
        "- `wrong-figure`: (A, 1 May 2011)",
        "- `wrong-figure`: it is right",
        "- `wrong-figure`: it is right (1 May 2011)",
        "- `wrong-figure`: it is right (A)",
        "- `wrong-figure`: it is right (A, 31 February 2011)",
        "- `wrong-figure`: it is right (A, 1 Mayo 2011)",
        "- `wrong-figure`: it is right (A, 2011-05-01)",
        "- ``: it is right (A, 1 May 2011)",
    ],
)
def test_a_line_that_cannot_be_read_shows_how_to_write_it(line: str, project: Project) -> None:
    found, problems = read(project, f"## HW01\n### Accepted findings\n{line}\n{EXAMPLE}")
    (problem,) = problems
    assert (problem.code, problem.severity, problem.place.cell) == ("acceptance-unreadable", Severity.ERROR, 1)
    assert line in problem.found
    assert EXAMPLE in problem.todo
    assert len(found.acceptances) == 1


# What was carried over --------------------------------------------------------------------------------------

BEFORE = "small-2010-11-Q4"
MARK = f"> Carried over from {BEFORE}: edit this text, then delete this line."

# title, the text now, the text before (None: no notebook), rolled from, whether carried over, the source
CARRIED = [
    ("as it was, marked", f"{MARK}\n\nFaster.", "Faster.", BEFORE, True, "Faster."),
    ("as it was, without the mark", "Faster.", "Faster.", BEFORE, True, "Faster."),
    ("other blanks", f"{MARK}\nFaster,\n  much.", "Faster, much.", BEFORE, True, "Faster,\n  much."),
    ("marked before, too", f"{MARK}\n\nFaster.", f"{MARK}\n\nFaster.", BEFORE, True, "Faster."),
    ("edited, mark left on", f"{MARK}\n\nFaster still.", "Faster.", BEFORE, False, "Faster still."),
    ("edited", "Faster still.", "Faster.", BEFORE, False, "Faster still."),
    ("a live figure as it was", "{{ actual }} now.", "{{ actual }} now.", BEFORE, True, "{{ actual }} now."),
    ("marked, nothing to compare with", f"{MARK}\n\nFaster.", None, BEFORE, True, "Faster."),
    ("not marked, nothing to compare with", "Faster.", None, BEFORE, False, "Faster."),
    ("marked, not said in params", f"{MARK}\n\nFaster.", "Faster.", "", True, "Faster."),
    ("edited, not said in params", f"{MARK}\n\nFaster still.", "Faster.", "", False, "Faster still."),
    ("as it was, not said in params", "Faster.", "Faster.", "", False, "Faster."),
    ("another quotation", "> Carried out in May.", "x", BEFORE, False, "> Carried out in May."),
    ("a mark further down", f"Faster.\n\n{MARK}", "Faster.", BEFORE, False, f"Faster.\n\n{MARK}"),
]


@pytest.mark.parametrize(
    ("now", "before", "rolled_from", "carried", "source"),
    [case[1:] for case in CARRIED],
    ids=[case[0] for case in CARRIED],
)
def test_a_text_is_carried_over_until_somebody_edits_it(
    *, now: str, before: str | None, rolled_from: str, carried: bool, source: str, project: Project
) -> None:
    write(project.commentary(EDITION) / "highways.ipynb", markdown("## HW01"), markdown(f"### Commentary\n\n{now}"))
    if before is not None:
        # It may stand in another section's notebook by now.
        write(project.commentary(BEFORE) / "roads.ipynb", markdown(f"## HW01\n### Commentary\n{before}"))
    found, _ = read_commentary(project, EDITION, INDICATORS, SECTIONS, rolled_from)
    text = found.indicators["HW01"]["Commentary"]
    assert (text.carried_over, text.source) == (BEFORE if carried else "", source)


def test_a_text_of_the_report_is_carried_over(project: Project) -> None:
    for edition in (EDITION, BEFORE):
        write(project.commentary(edition) / "report.ipynb", markdown("## Foreword\nHello.\n## Complaints\n" + edition))
    found, _ = read_commentary(project, EDITION, INDICATORS, SECTIONS, BEFORE)
    assert [text.carried_over for text in found.texts()] == [BEFORE, ""]


def test_a_mark_above_nothing_is_no_text(project: Project) -> None:
    found, problems = read(project, f"## HW01\n### Commentary\n\n{MARK}")
    assert (found.indicators, problems) == ({"HW01": {}}, [])


def test_a_broken_notebook_of_the_edition_before_is_as_none(project: Project) -> None:
    path = write(project.commentary(BEFORE) / "highways.ipynb")
    path.write_text("{", encoding="utf-8")
    write(project.commentary(EDITION) / "highways.ipynb", markdown(f"## HW01\n### Risks\n{MARK}\nRain."))
    found, problems = read_commentary(project, EDITION, INDICATORS, SECTIONS, BEFORE)
    assert found.indicators["HW01"]["Risks"].carried_over == BEFORE
    assert "notebook-broken" not in {problem.code for problem in problems}
