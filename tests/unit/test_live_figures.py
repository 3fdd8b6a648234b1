"""Live figures: each printed as the pages print it, and nothing else between braces but a name and how to print it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.scoring import NAN, edition, point, result, scheme
from helpers.tools import run_tool

from qprlib.ground.errors import Problem, Severity
from qprlib.texts.amounts import FILTERS
from qprlib.texts.commentary import Commentary, Text
from qprlib.texts.figure_names import EDITION_NAMES, NAMES
from qprlib.texts.figures import LiveFigures, fill_figures
from qprlib.texts.findings import Subject

REPOSITORY = Path(__file__).parents[2]
NOTEBOOK = "notebooks/commentary/small-2011-12-Q1/highways.ipynb"
MAR, JUN = date(2011, 3, 31), date(2011, 6, 30)


def subject(breaks: bool = False, **changes: Any) -> Subject:
    """87% after 79%, target 90% and floor 83%, unless changed."""
    row = result(**changes)
    points = (point(MAR, row.previous.actual), replace(point(JUN, row.actual), break_before=breaks))
    return Subject(row, points)


DAYS: dict[str, Any] = {
    "id": "HW02", "unit": "days", "decimals": 1, "polarity": "lower", "actual": 24.4, "previous_actual": 29.5,
    "target": 28.0, "floor": 29.5, "rating": "green", "before_rating": "amber",
}  # fmt: skip


def known(*more: Subject, **changes: Any) -> LiveFigures:
    """The figures of HW01, changed, and of HW02."""
    subjects = [subject(**changes), subject(**DAYS), *more]
    return LiveFigures(edition(), scheme(), {one.row.id: one for one in subjects})


def filled(source: str, owner: str = "HW01", **changes: Any) -> tuple[str, list[Problem]]:
    text, problems = known(**changes).fill(Text(owner, "Commentary", source, source, NOTEBOOK, 5))
    return text.markdown, problems


def printed(source: str, **changes: Any) -> str:
    text, problems = filled(source, **changes)
    assert problems == []
    return text


def refused(source: str, owner: str = "HW01", **changes: Any) -> Problem:
    text, problems = filled(source, owner, **changes)
    (problem,) = problems
    assert text == source
    assert problem.severity is Severity.ERROR
    assert (problem.place.file, problem.place.cell) == (NOTEBOOK, 5)
    return problem


# What is printed --------------------------------------------------------------------------------------------

# title, what is written, what the indicator is changed to, what is printed
PRINTED: list[tuple[str, str, dict[str, Any], str]] = [
    ("a percentage", "{{ actual }}", {}, "87%"),
    ("a percentage with decimals", "{{ actual }}", {"actual": 83.46, "decimals": 1}, "83.5%"),
    ("halves are rounded up", "{{ actual }}", {"actual": 0.285, "decimals": 2}, "0.29%"),
    ("a count", "{{ actual }}", {"actual": 815704.0, "unit": "number"}, "815,704"),
    ("a rate", "{{ actual }}", {"actual": 56.0, "unit": "per 10,000 children"}, "56 per 10,000 children"),
    ("money", "{{ actual }}", {"actual": 1.25, "unit": "£ million", "decimals": 1}, "£1.3 million"),
    ("another indicator", "{{ HW02.actual }}", {}, "24.4 days"),
    ("itself by its id", "{{ HW01.actual }}", {}, "87%"),
    ("a target", "{{ target }}", {}, "90%"),
    ("a target as it was set", "{{ target }}", {"target": 73.5}, "73.5%"),
    ("a floor", "{{ floor }}", {}, "83%"),
    ("a ceiling", "{{ HW02.ceiling }}", {}, "29.5 days"),
    ("a range", "{{ lower }} to {{ upper }}", {"lower": 20.0, "upper": 30.0, "target": NAN}, "20% to 30%"),
    ("the result before", "{{ previous }}", {}, "79%"),
    ("a rise", "{{ change }}", {}, "up 8 percentage points"),
    ("a fall", "{{ HW02.change }}", {}, "down 5.1 days"),
    ("no change", "{{ change }}", {"previous_actual": 87.4}, "unchanged"),
    ("a change of printed values", "{{ change }}", {"actual": 87.4, "previous_actual": 78.6},
     "up 8 percentage points"),
    ("a change by one point", "{{ change }}", {"previous_actual": 86.0}, "up 1 percentage point"),
    ("the year before", "{{ last_year }}", {"last_year_end": date(2010, 6, 30), "last_year_actual": 80.0}, "80%"),
    ("the change since", "{{ change_since_last_year | words }}",
     {"last_year_end": date(2010, 6, 30), "last_year_actual": 80.0}, "seven percentage points higher"),
    ("a period", "{{ period }}", {}, "the quarter to June 2011"),
    ("a period in a sentence", "{{ in_period }}", {}, "in the quarter to June 2011"),
    ("the period of a snapshot", "{{ period }}", {"basis": "snapshot"}, "30 June 2011"),
    ("the period of a mean of months", "{{ period }}", {"basis": "mean_of_months"}, "the months April to June 2011"),
    ("the period of a total", "{{ period }}", {"basis": "year_to_date"}, "April to June 2011"),
    ("the period before", "{{ previous_period }}", {}, "the quarter to March 2011"),
    ("a rating", "{{ rating }}", {}, "Amber"),
    ("a state", "{{ rating }}", {"rating": "no-target"}, "No target"),
    ("the rating before", "{{ previous_rating }}", {}, "Red"),
    ("a direction", "{{ direction }}", {}, "improving"),
    ("a numerator", "{{ numerator }} of {{ denominator }}", {"numerator": 1366.0, "denominator": 1570.0},
     "1,366 of 1,570"),
    ("a forecast", "{{ forecast }}, {{ forecast_rating }}", {"forecast": 91.0, "forecast_rating": "green"},
     "91%, Green"),
    ("an annual target", "{{ annual_target }}", {"annual_target": 95.0}, "95%"),
    ("a name", "{{ name }}", {"name": "Repairs in time"}, "Repairs in time"),
    ("a name is no markup", "{{ name }}", {"name": "A *B* <b>[c](d)"}, "A \\*B\\* \\<b\\>\\[c\\](d)"),
    ("the quarter", "{{ quarter }}", {}, "Quarter 1, 2011/12"),
    ("the cut-off", "{{ as_of }}", {}, "31 August 2011"),
    ("the year", "{{ year }}", {}, "2011/12"),
    ("all KPIs", "{{ kpis }}", {}, "2"),
    ("those of a rating", "{{ count.green }} and {{ count.red | words }}", {}, "1 and no"),
    ("those of a direction", "{{ count.no_change }}", {}, "0"),
    ("words of a rise", "{{ change | words }}", {}, "eight percentage points higher"),
    ("words of a fall", "{{ HW02.change | words }}", {}, "5.1 days fewer"),
    ("words of one point", "{{ change | words }}", {"previous_actual": 88.0}, "one percentage point lower"),
    ("words of a large change", "{{ change | words }}", {"previous_actual": 60.0}, "27 percentage points higher"),
    ("words of no change", "{{ change | words }}", {"previous_actual": 87.0}, "unchanged"),
    ("words of a change of a count", "{{ change | words }}", {"unit": "number"}, "eight more"),
    ("words of a change of a rate", "{{ change | words }}", {"unit": "per 10,000 children"}, "eight higher"),
    ("words of a change of an average", "{{ change | words }}", {"unit": "number", "decimals": 1}, "8.0 higher"),
    ("words of a change of money", "{{ change | words }}",
     {"unit": "£ million", "decimals": 1, "actual": 3.4, "previous_actual": 2.2}, "£1.2 million more"),
    ("words of one day", "{{ change | words }}", {"unit": "days", "previous_actual": 88.0}, "one day fewer"),
    ("words of a percentage", "{{ actual | words }}", {}, "87 per cent"),
    ("words of a small percentage", "{{ actual | words }}", {"actual": 8.0}, "eight per cent"),
    ("words of a count", "{{ actual | words }}", {"unit": "number", "actual": 3.0}, "three"),
    ("words of thousands", "{{ actual | words }}", {"unit": "number", "actual": 3100.0}, "3,100"),
    ("the size of a change", "{{ change | by }}", {}, "8 percentage points"),
    ("the size of a change in words", "{{ change | by | words }}", {}, "eight percentage points"),
    ("without unit", "{{ HW02.actual | number }}", {}, "24.4"),
    ("without unit and sign", "{{ HW02.change | number }}", {}, "5.1"),
    ("rounded", "{{ HW02.actual | round(0) }}", {}, "24 days"),
    ("rounded at full precision", "{{ actual | round(1) }}", {"actual": 87.46}, "87.5%"),
    ("a rounded change", "{{ HW02.change | round(0) | words }}", {}, "five days fewer"),
    ("in small letters", "{{ rating | lower }}", {}, "amber"),
    ("with a capital", "{{ direction | capital }}", {}, "Improving"),
    ("without blanks", "{{actual}}", {}, "87%"),
    ("over two lines", "{{ actual\n| words }}", {}, "87 per cent"),
    ("in a sentence", "It is **{{ actual }}**, not {{ previous }}.", {}, "It is **87%**, not 79%."),
    ("a number that begins a line begins no list", "So:\n\n{{ numerator }}. More.", {"numerator": 5.0},
     "So:\n\n5\\. More."),
    ("braces that are meant as such", "\\{{ actual }}", {}, "{{ actual }}"),
    ("one brace", "{ actual } {%", {}, "{ actual } {%"),
    ("an attribute is text", "## x {#id}", {}, "## x {#id}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "changes", "expected"), [case[1:] for case in PRINTED], ids=[case[0] for case in PRINTED]
)
def test_printed(source: str, changes: dict[str, Any], expected: str) -> None:
    assert printed(source, **changes) == expected


def test_every_name_and_way_is_tried_above() -> None:
    tried = " ".join(case[1] for case in PRINTED)
    untried = {"change_since_last_year", "last_year_period", "last_year_rating", "short_name", "unit"}
    assert [name for name in [*NAMES, *EDITION_NAMES, *FILTERS] if name not in tried and name not in untried] == []


# What is refused --------------------------------------------------------------------------------------------

# title, what is written, code, nearest
UNKNOWN = [
    ("a name", "{{ actaul }}", "actual"),
    ("a name of the edition", "{{ quater }}", "quarter"),
    ("a name of another indicator", "{{ HW02.actaul }}", "HW02.actual"),
    ("an indicator", "{{ HW2.actual }}", "HW02"),
    ("an indicator in small letters", "{{ hw02.actual }}", "HW02"),
    ("a way to print it", "{{ actual | wrds }}", "words"),
    ("a count", "{{ count.geen }}", "count.green"),
    ("nothing like any", "{{ lipsum }}", ""),
]


@pytest.mark.parametrize(("source", "near"), [case[1:] for case in UNKNOWN], ids=[case[0] for case in UNKNOWN])
def test_unknown_names_the_nearest(source: str, near: str) -> None:
    problem = refused(source)
    assert (problem.code, problem.nearest, problem.place.indicator) == ("live-figure-unknown", near, "HW01")
    assert problem.allowed


# title, what is written, what the indicator is changed to, what to write instead
ABSENT: list[tuple[str, str, dict[str, Any], str]] = [
    ("a target", "{{ target }}", {"target": NAN}, "take the sentence about its target out"),
    ("a target of a range", "{{ target }}", {"target": NAN, "lower": 1.0, "upper": 2.0}, "{{ lower }} to {{ upper }}"),
    ("a result", "{{ actual }}", {"actual": NAN}, "say in words why there is none"),
    ("a period", "{{ period }}", {"actual": NAN, "period_end": None}, "say in words why there is none"),
    ("a first result", "{{ change }}", {"previous_actual": NAN}, "first result"),
    ("a change of a total", "{{ change }}", {"basis": "year_to_date"}, "{{ change_since_last_year }}"),
    ("a change across a break", "{{ change }}", {"breaks": True}, "give both results"),
    ("a year before", "{{ last_year }}", {}, "{{ previous }}"),
    ("a numerator", "{{ numerator }}", {}, "give it in the data"),
    ("a forecast", "{{ forecast }}", {}, "give one in the data"),
]


@pytest.mark.parametrize(("source", "changes", "todo"), [case[1:] for case in ABSENT], ids=[case[0] for case in ABSENT])
def test_a_figure_that_is_not_there_says_what_to_write(source: str, changes: dict[str, Any], todo: str) -> None:
    problem = refused(source, **changes)
    assert problem.code == "live-figure-absent"
    assert "HW01" in problem.found
    assert todo in problem.todo


HOSTILE = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ actual.__class__ }}",
    "{{ HW01.__init__.__globals__ }}",
    "{{ HW01['actual'] }}",
    "{{ actual|attr('__class__') }}",
    "{{ self.__init__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ open('/etc/passwd').read() }}",
    "{{ range(10**9) }}",
    "{{ range(10**9)|list }}",
    "{{ 'a' * 10**9 }}",
    "{{ 10**10**10 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'a'|center(1000000000) }}",
    "{{ actual|replace('8', 'x'*10**9) }}",
    "{{ [0] * 10**9 }}",
    "{{ actual ~ target }}",
    "{{ actual if target else floor }}",
    "{{ not actual }}",
    "{{ -actual }}",
    "{{ 5 }}",
    "{{ 'text' }}",
    "{{ actual | round(99) }}",
    "{{ actual | round(-1) }}",
    "{{ actual | round }}",
    "{{ actual | round(target) }}",
    "{{ actual | round(precision=1) }}",
    "{{ actual | words(1) }}",
    "{{ actual | round(*[1]) }}",
    "{{ rating | words }}",
    "{{ actual | by }}",
    "{{ change | round(0) | by }}" + "{{ previous | by }}",
    "{{ }}",
    "{{ actual",
    "{{{ actual }}}",
    "{{ { actual }}",
    "{{ a.b.c }}",
    "{% for x in range(10**9) %}{% for y in range(10**9) %}x{% endfor %}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% set x = 1 %}",
    "{# a note #}",
    "{{< include /etc/passwd >}} }}",
    "{{ " + "(" * 5000 + " }}",
    "{{ " + "actual|words" * 5000 + " }}",
    "{{ actual" + "|lower" * 40 + " }}",
    "{{ " * 20000,
]


@pytest.mark.parametrize("source", HOSTILE, ids=[source[:50] for source in HOSTILE])
def test_nothing_else_is_let_through_and_takes_no_time(source: str) -> None:
    begun = time.process_time()
    text, problems = filled(source)
    assert problems
    assert {problem.code for problem in problems} <= {"live-figure-refused", "live-figure-unknown"}
    assert all(len(problem.found) < 300 for problem in problems)
    assert "{" in text
    # Work of any such size would take minutes; this is no measurement.
    assert time.process_time() - begun < 5


def test_a_change_is_not_rounded_away() -> None:
    problem = refused("{{ change | round(0) }}", actual=0.12, previous_actual=0.10, decimals=2)
    assert problem.code == "live-figure-refused"
    assert "0.02 percentage points" in problem.found


def test_all_problems_of_a_text_are_told_at_once_and_the_rest_is_filled() -> None:
    text, problems = filled("{{ actual }} {{ actaul }} {{ HW9.actual }} {{ last_year }} {{ target }}")
    assert text == "87% {{ actaul }} {{ HW9.actual }} {{ last_year }} 90%"
    assert [problem.code for problem in problems] == ["live-figure-unknown"] * 2 + ["live-figure-absent"]


def test_a_text_of_no_indicator_names_the_indicator() -> None:
    assert filled("{{ HW02.actual }}, {{ count.amber }}", "Foreword") == ("24.4 days, 1", [])
    problem = refused("{{ actual }}", "Foreword")
    assert (problem.code, problem.place.indicator) == ("live-figure-unknown", "")
    assert problem.todo == "name the indicator: {{ HW01.actual }}"
    assert refused("{{ quater }}", "Foreword").nearest == "quarter"


def test_every_text_of_an_edition_is_filled_from_its_source() -> None:
    def text(owner: str, source: str) -> Text:
        return Text(owner, "Commentary", source, "not this", NOTEBOOK, 5)

    before = Commentary(
        {"HW01": {"Commentary": text("HW01", "{{ actual }}")}, "HW02": {"Commentary": text("HW02", "{{ actual }}")}},
        {"Foreword": {"": text("Foreword", "{{ kpis }} {{ kpi }}")}},
    )
    after, problems = fill_figures(before, known())
    assert [one.markdown for one in after.texts()] == ["87%", "24.4 days", "2 {{ kpi }}"]
    assert [one.source for one in after.texts()] == ["{{ actual }}", "{{ actual }}", "{{ kpis }} {{ kpi }}"]
    assert [problem.nearest for problem in problems] == ["kpis"]


def test_the_page_of_live_figures_is_current() -> None:
    assert run_tool("live_figures_page.py", "--check") == (0, "")
