"""Schemes: the shipped ones, their words, and every mistake that is refused, with its message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.projects import REPOSITORY
from helpers.scoring import AMBER, GREEN, RED, scheme

from qprlib.ground.errors import InputError, Place
from qprlib.ground.project import Project
from qprlib.scoring.key import band_rule, method_notes, scheme_key
from qprlib.scoring.scheme import Scheme, list_schemes, load_scheme, read_scheme

SHIPPED = list_schemes(Project(REPOSITORY))

NAMES = [
    "floor-standard", "four-band", "green-within-1-amber-below-5", "green-within-5-amber-within-10", "high-low-target",
    "kent-2011", "met-or-improving", "two-sided", "two-state", "within-10-percent", "within-10-percent-or-improving",
    "within-15-percent", "within-5-percent",
]  # fmt: skip


# What is shipped --------------------------------------------------------------------------------------------


def test_the_schemes_of_the_catalogue_are_shipped() -> None:
    assert sorted(one.scheme for one in SHIPPED) == NAMES


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.scheme)
def test_every_shipped_scheme_says_where_it_comes_from_and_what_is_not_known(one: Scheme) -> None:
    assert any(word in f"{one.name} {one.source}" for word in ("Council", "Borough"))
    assert one.not_published or one.method
    for band in one.bands:
        assert band.meaning.endswith(".")
        assert band_rule(one, band).endswith(".")
    assert len({band.shape for band in one.bands}) == len(one.bands), "bands are told apart by shape"
    assert one.achieves(one.bands[0].id)
    assert not one.achieves(one.worst.id)
    assert not one.achieves("no-target")


def test_the_key_is_made_from_the_bands() -> None:
    known = {one.scheme: one for one in SHIPPED}

    def rules(name: str) -> list[str]:
        return [f"{line.symbol} {line.label}: {line.rule}" for line in scheme_key(known[name])]

    assert rules("floor-standard") == [
        "● Green: At the target or better.",
        "▲ Amber: Worse than the target, but at or better than the floor of the indicator.",
        "■ Red: Worse than the floor of the indicator.",
    ]
    assert rules("green-within-1-amber-below-5") == [
        "● Green: At the target, better, or worse by no more than 1% of it.",
        "▲ Amber: Worse than the target by more than 1% of it, but by less than 5% of it.",
        "■ Red: Worse than the target by 5% of it or more.",
    ]
    assert rules("within-10-percent-or-improving") == [
        "● Green: At the target, better, or worse by no more than 10% of it.",
        "▲ Amber: Worse than the target by more than 10% of it, and not worse than the same period a year before.",
        "■ Red: Worse than the target by more than 10% of it, and worse than the same period a year before or without "
        "a result for that period.",
    ]
    assert rules("met-or-improving")[1:] == [
        "▲ Amber: Worse than the target, and better than the same period a year before.",
        "■ Red: Worse than the target, and not better than the same period a year before or without a result for that "
        "period.",
    ]
    assert rules("high-low-target")[1:] == [
        "◆ Acceptable: Worse than the high target, but at or better than the low target of the indicator.",
        "■ Below target: Worse than the low target of the indicator.",
    ]
    assert rules("two-sided") == [
        "★ Better than target: Better than the target by more than the tolerance of the indicator.",
        "● On target: No more than the tolerance of the indicator from the target or target range, on either side.",
        "▲ Worse than target: Worse than the target by more than the tolerance of the indicator.",
    ]


def test_the_words_of_other_bounds() -> None:
    open_target = scheme({**GREEN, "inclusive": False, "achieves": True}, {**AMBER, **within(5), "achieves": True}, RED)
    assert [band_rule(open_target, band) for band in open_target.bands] == [
        "Better than the target.",
        "At the target or worse, by no more than 5% of it.",
        "Worse than the target by more than 5% of it.",
    ]
    open_floor = scheme(GREEN, {**AMBER, "inclusive": False}, RED)
    assert [band_rule(open_floor, band) for band in open_floor.bands[1:]] == [
        "Worse than the target, but better than the floor of the indicator.",
        "At or worse than the floor of the indicator.",
    ]
    points = scheme(GREEN, {**AMBER, "measure": "absolute", "within": 2}, RED)
    assert (
        band_rule(points, points.bands[1]) == "Worse than the target, by no more than 2 in the unit of the indicator."
    )
    zero = scheme(GREEN, {**AMBER, **within(5), "at_zero": 2}, RED)
    assert band_rule(zero, zero.bands[1]) == (
        "Worse than the target, by no more than 5% of it (by 2 in the unit of the indicator where the target is 0)."
    )
    two = scheme({**GREEN, "id": "best", "label": "Exceeded", "inclusive": False}, {**GREEN, "achieves": True}, RED)
    assert [band_rule(two, band) for band in two.bands[:2]] == ["Better than the target.", "At the target."]


def test_the_method_note_says_how_results_are_rated() -> None:
    assert method_notes(scheme()) == [
        "Results are rated as they are printed, rounded half up to the indicator's decimals.",
        "Where lower values are better the floor lies above the target: a ceiling.",
        "A result that misses its target and has no floor is not rated.",
    ]
    full = scheme(GREEN, {**AMBER, **within(5)}, RED, rate_on="full").model_copy(
        update={"suppress_below": 5, "rates": "forecast"}
    )
    assert method_notes(full) == [
        "The forecast for the year's end is rated against the annual target.",
        "Results are rated at full precision, whatever is printed.",
        "Percentages are of the target itself, whatever its sign; for a range, of its nearer end.",
        "Of a target of 0 there is no percentage: a result that meets it is rated so, and one that misses it is rated "
        "by the indicator's own tolerance in its unit, or without one is not rated.",
        "A result of fewer than 5 cases is suppressed.",
    ]


def within(per_cent: float | str, **more: Any) -> dict[str, Any]:
    return {"measure": "relative", "within": per_cent, **more}


# Schemes that are refused -----------------------------------------------------------------------------------

GOOD = """\
scheme: small
name: Small
source: A test
rate_on: published
bands:
  - {id: green, label: Green, meaning: Met., tone: green, shape: circle, measure: met}
  - {id: amber, label: Amber, meaning: Near., tone: amber, shape: triangle, measure: floor}
  - {id: red, label: Red, meaning: Far., tone: red, shape: square, measure: otherwise}
directions:
  - {rule: previous-period, meaning: Better or worse.}
"""
FILE = "params/schemes/small.yml"
AT_AMBER, AT_RED = "measure: floor", "measure: otherwise"

# title, what is replaced, by what, code, what the message says
REFUSED: list[tuple[str, str, str, str, str]] = [
    ("unknown measure", AT_AMBER, "measure: flor", "unknown-value",
     f"{FILE}, row 7, key bands.2.measure: 'flor' is not a value of 'measure'"),
    ("nearest measure", AT_AMBER, "measure: flor", "unknown-value", "did you mean: floor?"),
    ("unknown shape", "shape: circle", "shape: cirkle", "unknown-value", "did you mean: circle?"),
    ("unknown tone", "tone: amber", "tone: orange", "unknown-value", "allowed: green, amber, red, blue, none"),
    ("unknown precision", "rate_on: published", "rate_on: printed", "unknown-value", "allowed: published, full"),
    ("unknown key", "label: Amber", "lable: Amber", "unknown-key", "did you mean: label?"),
    ("missing key", "source: A test\n", "", "missing-key", "the key 'source' is missing"),
    ("id with a capital", "id: amber", "id: Amber", "wrong-value", "'Amber' cannot be used"),
    ("key twice", "name: Small", "name: Small\nname: Smaller", "duplicate-key", "the key 'name' is given twice"),
    ("not YAML", "name: Small", "name: 'Small", "not-yaml", "the file cannot be read as YAML"),
    ("another name inside", "scheme: small", "scheme: tiny", "scheme-name", "names itself 'tiny'"),
    ("one id twice", "id: amber", "id: green", "wrong-value",
     f"{FILE}, row 7, key bands.2.id: two bands have the same id, 'green'"),
    ("one label twice", "label: Amber", "label: Green", "wrong-value",
     f"{FILE}, row 7, key bands.2.label: two bands have the same label, 'Green'"),
    ("a gap at the worse end", AT_RED, "measure: relative, within: 10", "wrong-value",
     f"{FILE}, row 8, key bands.3.measure: there is a gap: the last band must be 'otherwise', so that no value falls "
     "through; 'red' is 'relative'"),
    ("a gap where last year decides", AT_RED,
     "measure: otherwise, history: better-than-last-year, without_history: next", "wrong-value",
     f"{FILE}, row 8, key bands.3.history: there is a gap: the last band takes whatever is left, so 'red' cannot look "
     "at last year"),
    ("a gap between bounds", AT_AMBER, "measure: relative, beyond: 1, within: 5", "wrong-value",
     f"{FILE}, row 7, key bands.2.beyond: there is a gap: 'green' ends at the target and 'amber' begins only at 1"),
    ("an overlap of bounds", AT_RED, "measure: otherwise, beyond: 5", "wrong-value",
     "key bands.3.beyond: no band before 'red' ends at a number; take 'beyond' out"),
    ("a band after one that takes all", AT_AMBER, "measure: otherwise", "wrong-value",
     f"{FILE}, row 8, key bands.3.measure: bands overlap: no result can reach the band 'red': 'amber' before "
     "it takes everything that is left"),
    ("the target twice", AT_AMBER, "measure: met", "wrong-value",
     f"{FILE}, row 7, key bands.2.measure: bands overlap: no result can reach the band 'amber': 'green' "
     "before it already goes to the target"),
    ("the target itself is Amber", "measure: met", "measure: met, inclusive: false", "wrong-value",
     f"{FILE}, row 6, key bands.1.inclusive: the target itself is rated 'amber', which does not count as achieved; "
     "make the bound of 'green' inclusive and without a test of last year, or say 'achieves: true' for 'amber'"),
    ("the target itself needs more than the target", "measure: met", "measure: relative, within: -5", "wrong-value",
     f"{FILE}, row 7, key bands.2.measure: the target itself is rated 'amber', which does not count as achieved"),
    ("the target itself depends on last year", "measure: met",
     "measure: met, history: not-worse-than-last-year, without_history: next", "wrong-value",
     "the target itself is rated 'amber', which does not count as achieved"),
    ("achieved after missed", AT_RED, "measure: otherwise, achieves: true", "wrong-value",
     f"{FILE}, row 8, key bands.3.achieves: the band 'red' counts as achieved though 'amber' before it does not; bands "
     "run from best to worst"),
    ("a tolerance without its size", AT_AMBER, "measure: relative", "wrong-value",
     f"{FILE}, row 7, key bands.2.measure: the band 'amber' is 'relative' and needs 'within'"),
    ("a size without a tolerance", AT_AMBER, "measure: floor, within: 5", "wrong-value",
     f"{FILE}, row 7, key bands.2.within: the band 'amber' is 'floor', which has no 'within'; take it out"),
    ("a size that is a word", AT_AMBER, "measure: relative, within: 5%", "wrong-value",
     f"{FILE}, row 7, key bands.2.within: '5%' cannot be used: a bound is a number, 'tolerance' or '-tolerance'"),
    ("a size that is true", AT_AMBER, "measure: relative, within: true", "wrong-value", "a bound is a number"),
    ("a size without end", AT_AMBER, "measure: relative, within: .inf", "wrong-value", "'.inf' cannot be used"),
    ("two sides below nought", AT_AMBER, "measure: two-sided, within: -5", "wrong-value",
     f"{FILE}, row 7, key bands.2.within: the band 'amber' is 'two-sided': its bound cannot be below nought"),
    ("at_zero without per cent", AT_AMBER, "measure: absolute, within: 5, at_zero: 1", "wrong-value",
     f"{FILE}, row 7, key bands.2.at_zero: only a 'relative' band has 'at_zero'; 'amber' is 'absolute'"),
    ("at_zero that is a word", AT_AMBER, "measure: relative, within: 5, at_zero: one", "wrong-value",
     "'one' cannot be used: a number is needed here"),
    ("no word on a missing last year", AT_AMBER, "measure: otherwise, history: better-than-last-year", "wrong-value",
     f"{FILE}, row 7, key bands.2.history: the band 'amber' looks at last year and must say what happens where there "
     "is no result of last year: 'without_history: next' or 'without_history: not-rated'"),
    ("a word on last year that is not asked", AT_AMBER, "measure: floor, without_history: next", "wrong-value",
     f"{FILE}, row 7, key bands.2.without_history: the band 'amber' has no 'history' to be without"),
    ("unknown test of last year", AT_AMBER, "measure: otherwise, history: better, without_history: next",
     "unknown-value", "allowed: not-worse-than-last-year, better-than-last-year"),
    ("suppressed below nothing", "rate_on: published", "rate_on: published\nsuppress_below: 0", "wrong-value",
     f"{FILE}, row 5, key suppress_below"),
]  # fmt: skip


def scheme_file(folder: Path, text: str) -> Project:
    path = folder / "params" / "schemes" / "small.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return Project(folder)


@pytest.mark.parametrize(
    ("old", "new", "code", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_refused_scheme(old: str, new: str, code: str, said: str, tmp_path: Path) -> None:
    assert old in GOOD
    project = scheme_file(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(InputError) as refused:
        load_scheme(project, "small", Place())
    assert code in {problem.code for problem in refused.value.problems}
    assert said in str(refused.value)
    assert "{'" not in str(refused.value), "a message repeats a block of the file"
    assert "{said}" not in str(refused.value)


BANDS = """\
scheme: small
name: Small
source: A test
rate_on: published
bands:
  - {id: a, label: A, meaning: A., tone: green, shape: circle, ONE}
  - {id: b, label: B, meaning: B., tone: amber, shape: diamond, TWO}
  - {id: c, label: C, meaning: C., tone: amber, shape: triangle, THREE}
  - {id: d, label: D, meaning: D., tone: red, shape: square, measure: otherwise}
"""
R, A = "measure: relative, within:", "measure: absolute, within:"

# title, first, second and third band, what the message says; "" where the scheme is good
FOUR: list[tuple[str, str, str, str, str]] = [
    ("widening tolerances", "measure: met", f"{R} 5", f"{R} 10", ""),
    ("widening tolerances with their beginnings", f"{R} 5", f"{R} 10, beyond: 5", f"{R} 20, beyond: 10", ""),
    ("the same bound, first without and then with itself", f"{R} 1", f"{R} 5, inclusive: false", f"{R} 5", ""),
    ("better by more, on target, near", f"{R} -5, inclusive: false", "measure: met, achieves: true", f"{R} 5", ""),
    ("own tolerance after the floor's absence", "measure: met", f"{A} tolerance", "measure: otherwise, history: "
     "better-than-last-year, without_history: not-rated", ""),
    ("a marginal miss that has improved", "measure: met",
     f"{R} 5, history: better-than-last-year, without_history: next", f"{R} 10", ""),
    ("a bound for a target of 0", "measure: met", f"{R} 5, at_zero: 1", f"{R} 10, at_zero: 2", ""),
    ("narrowing tolerances", "measure: met", f"{R} 10", f"{R} 5",
     "row 8, key bands.3.within: bands overlap: no result can reach the band 'c': 'b' before it already goes to "
     "10%, and 'c' only to 5%"),
    ("the same tolerance twice", "measure: met", f"{R} 5", f"{R} 5",
     "row 8, key bands.3.within: bands overlap: no result can reach the band 'c': 'b' before it already goes to "
     "5%"),
    ("a gap between two tolerances", "measure: met", f"{R} 5", f"{R} 10, beyond: 6",
     "row 8, key bands.3.beyond: there is a gap: 'b' ends at 5% and 'c' begins only at 6"),
    ("an overlap of two tolerances", "measure: met", f"{R} 5", f"{R} 10, beyond: 4",
     "row 8, key bands.3.beyond: bands overlap: 'c' begins at 4 but 'b' ends only at 5%"),
    ("a number begins where an own tolerance ends", "measure: met", f"{A} tolerance", "measure: otherwise, "
     "history: better-than-last-year, without_history: next, beyond: 4",
     "row 8, key bands.3.beyond: 'b' ends at 'tolerance' and 'c' begins at 4"),
    ("a beginning of the first band", "measure: met, beyond: 0", f"{R} 5", f"{R} 10",
     "row 6, key bands.1.beyond: no band before 'a' ends at a number; take 'beyond' out"),
    ("per cent and points", "measure: met", f"{R} 5", f"{A} 10",
     "row 8, key bands.3.measure: the bounds of 'b' (5%) and 'c' (10) cannot be compared: which one is wider depends "
     "on the indicator"),
    ("floor and per cent", "measure: met", "measure: floor", f"{R} 10",
     "row 8, key bands.3.measure: the bounds of 'b' (the floor) and 'c' (10%) cannot be compared"),
    ("own tolerance and a number", "measure: met", f"{A} tolerance", f"{A} 10",
     "row 8, key bands.3.measure: the bounds of 'b' ('tolerance') and 'c' (10) cannot be compared"),
    ("one tolerance in two units", f"{A} -tolerance", "measure: met, achieves: true", f"{R} tolerance",
     "row 8, key bands.3.measure: 'a' and 'c' read the same tolerance in two units"),
    ("at_zero on one band alone", "measure: met", f"{R} 5, at_zero: 1", f"{R} 10",
     "row 8, key bands.3.measure: there is a gap where the target is 0: 'c' has no 'at_zero', though another band has"),
    ("at_zero that narrows", "measure: met", f"{R} 5, at_zero: 2", f"{R} 10, at_zero: 1",
     "row 8, key bands.3.at_zero: no result can reach 'c' where the target is 0: 'b' before it ends at 2 and 'c' at 1"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two", "three", "said"), [case[1:] for case in FOUR], ids=[case[0] for case in FOUR])
def test_four_bands(one: str, two: str, three: str, said: str, tmp_path: Path) -> None:
    project = scheme_file(tmp_path, BANDS.replace("ONE", one).replace("TWO", two).replace("THREE", three))
    if not said:
        assert len(load_scheme(project, "small", Place()).bands) == 4
        return
    with pytest.raises(InputError) as refused:
        load_scheme(project, "small", Place())
    assert said in str(refused.value)
    assert len(refused.value.problems) == 1, str(refused.value)


def three_bands(one: str, two: str) -> str:
    text = BANDS.replace("ONE", one).replace("TWO", two)
    return "".join(line for line in text.splitlines(keepends=True) if "THREE" not in line)


BETTER = "there is a gap: on the better side of the target"

# title, first and second band (the last takes what is left), what the message says; "" where the scheme is good
TWO_SIDED: list[tuple[str, str, str, str]] = [
    ("own tolerance with its two ends", f"{A} -tolerance, inclusive: false", "measure: two-sided, within: tolerance",
     ""),
    ("own tolerance, better by all of it", f"{A} -tolerance", "measure: two-sided, within: tolerance, inclusive: false",
     ""),
    ("fixed bounds that overlap", f"{A} -2", "measure: two-sided, within: 3", ""),
    ("too much is as bad as too little", "measure: two-sided, within: 2", "measure: two-sided, within: 5", ""),
    ("own tolerance without its ends", f"{A} -tolerance, inclusive: false",
     "measure: two-sided, within: tolerance, inclusive: false",
     f"row 7, key bands.2.inclusive: {BETTER} 'b' ends short of 'tolerance', and the better result there is rated "
     "'d', which is a worse band"),
    ("fixed bounds without their ends", f"{A} -3, inclusive: false",
     "measure: two-sided, within: 3, inclusive: false",
     f"row 7, key bands.2.inclusive: {BETTER} 'b' ends short of 3, and the better result there is rated 'd', which is "
     "a worse band"),
    ("fixed bounds that do not meet", f"{A} -3", "measure: two-sided, within: 2",
     f"row 7, key bands.2.within: {BETTER} 'b' ends at 2, and the better results beyond it are rated 'd', which is a "
     "worse band"),
    ("better by much is left to a worse band", "measure: two-sided, within: 2", f"{A} 5",
     f"row 6, key bands.1.within: {BETTER} 'a' ends at 2, and the better results beyond it are rated 'b', which is a "
     "worse band"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two", "said"), [case[1:] for case in TWO_SIDED], ids=[case[0] for case in TWO_SIDED])
def test_a_better_result_is_never_rated_worse(one: str, two: str, said: str, tmp_path: Path) -> None:
    project = scheme_file(tmp_path, three_bands(one, f"{two}, achieves: true"))
    if not said:
        assert len(load_scheme(project, "small", Place()).bands) == 3
        return
    with pytest.raises(InputError) as refused:
        load_scheme(project, "small", Place())
    assert said in str(refused.value)


def test_the_shipped_two_sided_scheme_needs_both_ends(tmp_path: Path) -> None:
    text = Project(REPOSITORY).scheme_file("two-sided").read_text(encoding="utf-8")
    text = text.replace("scheme: two-sided", "scheme: small", 1).replace("inclusive: true", "inclusive: false", 1)
    with pytest.raises(InputError) as refused:
        load_scheme(scheme_file(tmp_path, text), "small", Place())
    (problem,) = refused.value.problems
    assert problem.place.key == "bands.2.inclusive"
    assert "'circle' ends short of 'tolerance', and the better result there is rated 'triangle'" in str(problem)


def test_all_mistakes_of_a_scheme_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("id: amber", "id: green").replace(AT_RED, "measure: floor")
    with pytest.raises(InputError) as refused:
        load_scheme(scheme_file(tmp_path, text), "small", Place())
    assert [problem.place.key for problem in refused.value.problems] == ["bands.2.id", "bands.3.measure"]


def test_a_good_scheme_is_read(tmp_path: Path) -> None:
    read = load_scheme(scheme_file(tmp_path, GOOD), "small", Place())
    assert [band.id for band in read.bands] == ["green", "amber", "red"]
    assert read.worst.id == "red"
    assert (read.rank("green"), read.rank("red"), read.rank("no-target")) == (0, 2, None)
    assert (read.uses_floor, read.uses_tolerance, read.uses_history) == (True, False, False)


def test_a_scheme_file_is_read_wherever_it_lies(tmp_path: Path) -> None:
    scheme_file(tmp_path, GOOD)
    assert read_scheme(tmp_path / FILE, "small.yml").scheme == "small"


def test_all_schemes_are_listed_and_all_their_mistakes(tmp_path: Path) -> None:
    project = scheme_file(tmp_path, GOOD)
    for name in ("other", "third"):
        project.scheme_file(name).write_text(GOOD.replace("scheme: small", f"scheme: {name}"), encoding="utf-8")
    assert [one.scheme for one in list_schemes(project)] == ["other", "small", "third"]
    for name in ("other", "third"):
        project.scheme_file(name).write_text("scheme: wrong", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        list_schemes(project)
    assert {problem.place.file for problem in refused.value.problems} == {
        "params/schemes/other.yml",
        "params/schemes/third.yml",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("bands: []", "the key 'name' is missing"),
        (GOOD.replace("  - {id: amber", "  # {id").replace("  - {id: red", "  # {id"), "at least 2 items"),
    ],
    ids=["an empty file", "no bands", "one band"],
)
def test_refused_because_too_little_is_there(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        load_scheme(scheme_file(tmp_path, text), "small", Place())


def test_an_unknown_scheme_names_the_nearest(tmp_path: Path) -> None:
    project = scheme_file(tmp_path, GOOD)
    with pytest.raises(InputError) as refused:
        load_scheme(project, "smal", Place("params/x.yml", key="scheme"))
    (problem,) = refused.value.problems
    assert (problem.code, problem.nearest, problem.allowed) == ("unknown-scheme", "small", "small")
    assert str(problem.place) == "params/x.yml, key scheme"


def test_an_undeclared_direction_rule_names_the_declared_ones() -> None:
    with pytest.raises(InputError) as refused:
        scheme().direction("previous-peroid", Place("params/x.yml", key="direction"))
    (problem,) = refused.value.problems
    assert (problem.code, problem.nearest) == ("unknown-direction", "previous-period")
    assert problem.allowed == "previous-period"


def test_a_scheme_that_declares_no_direction_rule_allows_all() -> None:
    free = scheme().model_copy(update={"directions": ()})
    assert free.direction("regression", Place()).rule == "regression"
    with pytest.raises(InputError, match="did you mean: regression"):
        free.direction("regresion", Place())


def test_a_scheme_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    project = scheme_file(tmp_path, "")
    project.scheme_file("small").write_bytes(GOOD.replace("Small", "Sm\u00e5ll").encode("cp1252"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_scheme(project, "small", Place())
