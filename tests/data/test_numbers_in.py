"""Numbers that come in: one reader for registers and for `qpr score`, for CSV files and workbooks alike."""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from helpers.rating_spec import spec_scheme
from hypothesis import given
from hypothesis import strategies as st

from qprlib.data.numerals import read_numeral, shown_number
from qprlib.data.store import OrganisationData, read_organisation
from qprlib.ground.errors import InputError, Problem, row_words
from qprlib.ground.numbers import LARGEST, SMALLEST
from qprlib.scoring.rules import default_rule
from qprlib.scoring.table import ScoreTable, read_score_table, score_table, write_table

SPEC = Path(__file__).parents[1] / "spec" / "numbers.csv"
SCHEME = spec_scheme("two-state")


@cache
def cases() -> tuple[dict[str, str], ...]:
    with SPEC.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def write(path: Path, rows: list[list[object]]) -> Path:
    """A table as CSV, or as a workbook of texts."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def score(path: Path) -> ScoreTable:
    return read_score_table(path, path.parent, SCHEME)


def organisation(folder: Path, units: list[str], actuals: list[object], targets: list[object]) -> OrganisationData:
    """One register of an indicator for each figure, of the second quarter of 2024."""
    home = folder / "data" / "small"
    home.mkdir(parents=True, exist_ok=True)
    ids = [f"A{number}" for number in range(1, len(units) + 1)]
    register = [
        [one, one, "kpi", "All", unit, 1, "lower", "quarter", "quarterly"] for one, unit in zip(ids, units, strict=True)
    ]
    head = ["id", "name", "kind", "section", "unit", "decimals", "polarity", "basis", "frequency"]
    write(home / "indicators.csv", [head, *register])
    for name, column, figures in (("actuals.csv", "actual", actuals), ("targets.csv", "target", targets)):
        rows = [[one, "2024-06-30", figure] for one, figure in zip(ids, figures, strict=True)]
        write(home / name, [["indicator", "period_end", column], *rows])
    return read_organisation(home, folder)


def problems_of(call: object, *arguments: object) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value.problems


READ = [case for case in cases() if case["value"]]
REFUSED = [case for case in cases() if not case["value"]]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_every_number_that_is_certain_is_read_by_score(ending: str, tmp_path: Path) -> None:
    rows = [[case["title"], "2024-06-30", case["cell"], case["cell"], case["unit"]] for case in READ]
    table = score(write(tmp_path / f"t{ending}", [["indicator", "period_end", "actual", "target", "unit"], *rows]))
    for column in ("actual", "target"):
        found = dict(zip(table.cases["indicator"], table.cases[column], strict=True))
        assert found == {case["title"]: float(case["value"]) for case in READ}


def test_every_number_that_is_certain_is_read_in_a_register(tmp_path: Path) -> None:
    cells: list[object] = [case["cell"] for case in READ]
    data = organisation(tmp_path, [case["unit"] for case in READ], cells, cells)
    assert list(data.actuals["actual"]) == [float(case["value"]) for case in READ]
    assert list(data.targets["target"]) == [float(case["value"]) for case in READ]


@pytest.mark.parametrize("case", REFUSED, ids=[case["title"] for case in REFUSED])
def test_every_other_is_refused_with_the_number_that_was_meant(case: dict[str, str], tmp_path: Path) -> None:
    rows = [["A", "2024-06-30", case["cell"], 1, case["unit"]]]
    path = write(tmp_path / "t.csv", [["indicator", "period_end", "actual", "target", "unit"], *rows])
    of_score = [problem for problem in problems_of(score, path) if problem.place.column == "actual"]
    of_register = [
        problem
        for problem in problems_of(organisation, tmp_path, [case["unit"]], [case["cell"]], [1])
        if problem.place.column == "actual"
    ]
    for problem in (*of_score, *of_register):
        assert (problem.code, problem.nearest) in (("not-a-result", case["near"]), ("not-a-number", case["near"]))
        assert problem.todo
    assert (len(of_score), len(of_register)) == (1, 1)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["", "%", "£", "days", "number"]))
def test_a_number_is_read_to_the_last_bit_or_is_out_of_bounds(number: float, unit: str) -> None:
    found = read_numeral(repr(number), unit)
    within = number == 0 or SMALLEST <= abs(number) <= LARGEST
    assert found
    assert (found.value, found.doubt == "") == (number, within) or (not within and found.doubt)


@given(st.integers(-(10**15), 10**15), st.integers(0, 6), st.booleans())
def test_thousands_commas_change_no_number(whole: int, places: int, money: bool) -> None:
    text = f"{'£' * money}{whole / 10**places:,.{places}f}"
    found = read_numeral(text)
    assert found
    if not found.doubt:
        assert found.value == float(text.replace(",", "").replace("£", ""))


@given(st.text(max_size=14), st.sampled_from(["", "%", "£", "£000", "m", "number", "minutes"]))
def test_any_text_is_a_number_or_is_refused(text: str, unit: str) -> None:
    found = read_numeral(text, unit)
    if found and not found.doubt:
        assert math.isfinite(found.value)
        assert float(shown_number(found.value)) == found.value
    if found and found.doubt:
        assert found.todo.endswith(".")


# Words that stand where a number would -----------------------------------------------------------------------

#: The word, what it is among results, what it is among targets; a question mark where it is refused with that named.
WORDS = [
    ("[z]", "not-available", "no-target"),
    ("[x]", "not-available", "no-target"),
    ("[c]", "suppressed", "suppressed"),
    ("[w]", "no-cases", "no-cases"),
    ("[low]", "?not available", "?"),
    ("[u]", "?suppressed", "?"),
    ("*", "?suppressed", "?"),
    ("..", "not-available", "?"),
    ("-", "?not available", "?no target"),
    ("–", "?not available", "?no target"),
    ("n/a", "not-available", "no-target"),
    ("Not applicable", "not-available", "no-target"),
    ("Not measured yet", "not-available", "?"),
    ("awaiting data", "not-available", "?"),
    ("pending", "not-available", "target-tbc"),
    ("TBA", "not-available", "target-tbc"),
    ("TBC", "not-available", "target-tbc"),
    ("TBD", "not-available", "target-tbc"),
    ("not reported", "not-available", "?"),
    ("Suppressed", "suppressed", "suppressed"),
    ("Annual", "not-due", "not-due"),
    ("New Measure", "new", "new"),
    ("Establishing Baseline", "?", "new"),
    ("Nil return", "?0, or the state 'no cases'", "?"),
    ("No incidents reported", "?0, or the state 'no cases'", "?"),
    ("DNA", "?not available", "?"),
    ("<5", "?suppressed", ""),
    ("Top quartile", "?", "?no target"),
    ("Improve on previous year", "?", "?no target"),
    ("#DIV/0!", "?", "?"),
    ("NaN", "not-available", "no-target"),
]


@pytest.mark.parametrize(("word", "result", "target"), WORDS, ids=[word for word, _, _ in WORDS])
def test_a_word_for_no_value_is_a_state_or_names_one(word: str, result: str, target: str, tmp_path: Path) -> None:
    for column, expected, other in (("actual", result, ["1", word]), ("target", target, ["1", word])):
        cells = [word, "1"] if column == "actual" else list(other)
        path = write(tmp_path / "t.csv", [["indicator", "period_end", "actual", "target"], ["A", "2024-06-30", *cells]])
        if expected.startswith("?"):
            problems = [problem for problem in problems_of(score, path) if problem.place.column == column]
            assert [(problem.nearest, problem.place.row) for problem in problems] == [(expected[1:], 2)]
        else:
            assert list(score(path).cases["state"]) == [expected]


@pytest.mark.parametrize(("word", "result", "_target"), WORDS, ids=[word for word, _, _ in WORDS])
def test_a_register_names_the_same_state(word: str, result: str, _target: str, tmp_path: Path) -> None:
    (problem,) = problems_of(organisation, tmp_path, ["number"], [word], [1])
    assert (problem.code, problem.place.row, problem.place.column) == ("not-a-number", 2, "actual")
    assert problem.nearest == result.lstrip("?")
    if not result.startswith("?"):
        assert f"write '{result}' into the column state" in problem.todo


# A fact of an indicator is none of a row ---------------------------------------------------------------------


def frame(text: str, folder: Path) -> pd.DataFrame:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    return score(path).cases


def test_one_row_says_for_all_which_way_is_better(tmp_path: Path) -> None:
    text = (
        "indicator,period_end,actual,target\nA,2024-03-31,6,≤5\nA,2024-06-30,4,5\nA,2024-09-30,4,<5\nB,2024-06-30,3,5\n"
    )
    assert list(frame(text, tmp_path)["polarity"]) == ["lower", "lower", "lower", "higher"]


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [("target", "≤5", ">5"), ("target", "<5", "4-6"), ("polarity", "lower", "higher"), ("unit", "%", "days")],
)
def test_rows_that_disagree_are_refused_with_their_places(column: str, one: str, other: str, tmp_path: Path) -> None:
    columns = ["target", "polarity", "unit"]
    rows = [["5" if name == "target" else "" for name in columns] for _ in range(3)]
    rows[0][columns.index(column)], rows[2][columns.index(column)] = one, other
    lines = [",".join(["A", f"2024-0{month}-01", "4", *row]) for month, row in zip((4, 5, 6), rows, strict=True)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["indicator,period_end,actual,target,polarity,unit", *lines]), encoding="utf-8")
    assert [(problem.code, problem.place.row) for problem in problems_of(score, path)] == [("rows-disagree", 4)]


def test_a_single_target_beside_ranges_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("indicator,period_end,actual,target\nA,2024-03-31,6,4 to 6\nA,2024-06-30,4,5\n", encoding="utf-8")
    (problem,) = problems_of(score, path)
    assert (problem.code, problem.place.row, problem.place.column) == ("rows-disagree", 3, "target")


def test_signs_give_an_indicator_its_unit(tmp_path: Path) -> None:
    rows = "A,2024-03-31,87%,90%\nA,2024-06-30,88,90\nB,2024-06-30,£5,6\nC,2024-06-30,5,6\n"
    text = f"indicator,period_end,actual,target\n{rows}"
    assert list(frame(text, tmp_path)["unit"]) == ["%", "%", "£", "number"]


def test_names_that_differ_in_a_capital_are_doubted(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("indicator,period_end,actual,target\nB,2024-03-31,6,5\nb,2024-06-30,4,5\n", encoding="utf-8")
    (warning,) = score(path).warnings
    assert (warning.code, warning.nearest, warning.severity) == ("names-alike", "B", "warning")


# Shares of 1 under per cent ----------------------------------------------------------------------------------

#: Actuals, targets, numerators and denominators of one series in %, and the reading that is refused: "" for none.
SHARES = [
    ("both are shares", ["0.98", "0.55"], ["0.95", "0.95"], None, "98"),
    ("no target", ["0.98"], [""], None, "98"),
    ("figures of per cent", ["98", "0.5"], ["95", "95"], None, ""),
    ("the sign says that they are small", ["0.4%", "0.3"], ["0.5", "0.5"], None, ""),
    ("noughts", ["0", "0"], ["0", "0"], None, ""),
    ("parts of wholes say that they are shares", ["0.5", "0.25"], ["0.6", "0.6"], [(5, 10), (1, 4)], "50"),
    ("parts of wholes say that they are small", ["0.5", "0.25"], ["0.6", "0.6"], [(5, 1000), (1, 400)], ""),
]


@pytest.mark.parametrize(
    ("actuals", "targets", "parts", "near"), [case[1:] for case in SHARES], ids=[case[0] for case in SHARES]
)
def test_shares_of_one_under_per_cent(
    actuals: list[str], targets: list[str], parts: list[tuple[int, int]] | None, near: str, tmp_path: Path
) -> None:
    home = tmp_path / "data" / "small"
    home.mkdir(parents=True)
    days = ["2024-03-31", "2024-06-30"][: len(actuals)]
    shares = parts or [("", "")] * len(days)
    head = ["indicator", "period_end", "actual", "target", "unit", "numerator", "denominator"]
    rows = [["A1", *row, "%", *part] for *row, part in zip(days, actuals, targets, shares, strict=True)]
    table = write(tmp_path / "t.csv", [head, *rows])
    register = ["A1", "A1", "kpi", "All", "%", 1, "higher", "quarter", "quarterly"]
    names = ["id", "name", "kind", "section", "unit", "decimals", "polarity", "basis", "frequency"]
    write(home / "indicators.csv", [names, register])
    write(
        home / "actuals.csv",
        [[head[0], head[1], head[2], *head[5:]], *[[row[0], row[1], row[2], *row[5:]] for row in rows]],
    )
    write(home / "targets.csv", [[head[0], head[1], head[3]], *[[row[0], row[1], row[3]] for row in rows]])
    for call in (lambda: score(table), lambda: read_organisation(home, tmp_path)):
        if not near:
            call()
            continue
        (problem,) = (problem for problem in problems_of(call) if problem.severity == "error")
        assert (problem.code, problem.nearest) == ("share-or-percentage", near)
        assert problem.place.column == "actual"
        said = "as its numerator and denominator say" if parts else f"can be meant as {near}% or as 0.{near}%"
        assert said in problem.found


def test_a_percentage_beside_a_share_is_refused_with_the_percentage(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "indicator,period_end,actual,target\nA,2024-06-30,87%,0.9\nB,2024-06-30,0.87,90%\n", encoding="utf-8"
    )
    found = [(problem.code, problem.place.column, problem.nearest) for problem in problems_of(score, path)]
    assert found == [("percentages-mixed", "target", "90%"), ("percentages-mixed", "actual", "87%")]


# Told once ----------------------------------------------------------------------------------------------------


def test_one_mistake_of_a_column_is_told_once_with_its_rows(tmp_path: Path) -> None:
    days = [
        f"{day}/{month:02d}/2024"
        for month, day in zip(range(1, 13), (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True)
    ]
    rows = [["A", day, "4 (p)" if row % 2 else "n/a", 5] for row, day in enumerate(days)]
    path = write(tmp_path / "t.csv", [["indicator", "period_end", "actual", "target"], *rows])
    dates, results = problems_of(score, path)
    assert dates.found == "'31/01/2024' is not a date written year-month-day; 12 rows are like this: 2 to 13."
    assert (dates.nearest, dates.place.row) == ("2024-01-31", 2)
    assert "6 rows are like this: 3, 5, 7, 9, 11 and 13." in results.found


def test_mistakes_about_different_things_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [[f"A{number}", "2024-06-30", 4, 5, 6] for number in range(10)]
    path = write(tmp_path / "t.csv", [["indicator", "period_end", "actual", "target", "floor"], *rows])
    problems = problems_of(score, path)
    assert [problem.place.row for problem in problems] == [2, 3, 4, 5]
    assert problems[-1].found == "The same again in 7 more rows: 5 to 11."


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([2], "2"),
        ([2, 3], "2 to 3"),
        ([2, 5], "2 and 5"),
        ([7, 2, 3, 5], "2 to 3, 5 and 7"),
        ([3, 3, None], "3"),
        (range(2, 100, 2), "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 and others up to 98"),
    ],
)
def test_rows_in_words(rows: list[int | None], words: str) -> None:
    assert row_words(rows) == words


@pytest.mark.parametrize(
    ("file", "head", "rows", "told_of"),
    [
        ("workforce.csv", "measure,group,period_end,period_label,value,unit,decimals,row_kind",
         ["Sickness,All,2024-06-30,Jun 24,0.05,%,1,part"], ("share-or-percentage", "5")),
        ("workforce.csv", "measure,group,period_end,period_label,value,unit,decimals,row_kind",
         ["Staff,All,2024-06-30,Jun 24,5,%,1,part", "staff,All,2024-03-31,Mar 24,5,%,1,part"],
         ("names-alike", "Staff")),
        ("benchmarks.csv", "indicator,comparator,period_end,period_label,value",
         ["A1,England,2024-06-30,Jun 24,12 weeks"], ("not-a-number", "12")),
        ("benchmarks.csv", "indicator,comparator,period_end,period_label,value",
         ["A1,England,2024-06-30,Jun 24,1e308"], ("not-a-number", "")),
        ("complaints.csv", "service_area,period_start,period_end,period_label,complaints,row_kind",
         ["Roads,2024-04-01,2024-06-30,Jun 24," + "9" * 40 + ",area"], ("not-a-number", "")),
    ],
)  # fmt: skip
def test_every_table_of_a_register_has_the_same_reader(
    file: str, head: str, rows: list[str], told_of: tuple[str, str], tmp_path: Path
) -> None:
    home = tmp_path / "data" / "small"
    home.mkdir(parents=True)
    (home / file).write_text("\n".join([head, *rows]), encoding="utf-8")
    try:
        told = organisation(tmp_path, ["days"], [4], [5]).warnings
    except InputError as error:
        told = error.problems
    assert [(problem.code, problem.nearest) for problem in told if problem.place.file.endswith(file)] == [told_of]


def test_numbers_with_signs_are_numbers_in_a_scored_workbook(tmp_path: Path) -> None:
    head = ["indicator", "period_end", "actual", "target"]
    table = score(
        write(tmp_path / "t.csv", [head, ["A", "2024-06-30", "£1,234.50", "n/a"], ["B", "2024-06-30", "87%", "90%"]])
    )
    write_table(score_table(table, SCHEME, default_rule("previous-period")), tmp_path / "out.xlsx")
    cells = [[cell.value for cell in row[2:4]] for row in openpyxl.load_workbook(tmp_path / "out.xlsx").active]
    assert cells == [["actual", "target"], [1234.5, "n/a"], [87, 90]]
