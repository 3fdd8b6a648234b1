"""On target, off target, met and missed: the plain comparison of result and target, under every shipped scheme."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from helpers.projects import REPOSITORY, bare_project

from qprlib.ground.project import Project
from qprlib.report.context import Context, open_context
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import cover, standouts

SCHEMES = sorted(path.stem for path in (REPOSITORY / "params" / "schemes").glob("*.yml"))
#: Per cent of the target that a result is worse than it, now and a quarter before: on either side of every tolerance.
GAPS = [("-12", "3"), ("-1", "2"), ("0", "0.5"), ("0", "-5"), ("0.5", "2"), ("3", "9"), ("5", "12"), ("9", "16"),
        ("10", "20"), ("14", "30"), ("20", "40"), ("-4", "-8"), ("0.9", "0.5"), ("7", "6")]  # fmt: skip
POLARITIES = ("higher", "lower", "range")
WORDS = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
HEAD = "indicator,period_end,actual\n"


def value(polarity: str, gap: str) -> Decimal:
    """A result so far from a target of 200, or from the lower end of a range from 200 to 400."""
    return Decimal(200) + (2 if polarity == "lower" else -2) * Decimal(gap)


KPIS = {
    f"{polarity[0].upper()}{place:02d}": (polarity, value(polarity, now), value(polarity, before))
    for polarity in POLARITIES
    for place, (now, before) in enumerate(GAPS)
}


def missed(polarity: str, result: Decimal) -> bool:
    return result > 200 if polarity == "lower" else result < 200


OFF = [name for name, (polarity, now, _) in KPIS.items() if missed(polarity, now)]


def better(polarity: str, now: Decimal, before: Decimal) -> bool:
    if polarity == "range":
        now, before = min(now, Decimal(200)), min(before, Decimal(200))
    return now < before if polarity == "lower" else now > before


BETTER = [name for name, of in KPIS.items() if better(*of)]
NEWLY = [name for name, (polarity, now, before) in KPIS.items() if name not in OFF and missed(polarity, before)]


@pytest.fixture(scope="module", params=SCHEMES)
def under(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """The same results under a scheme."""
    folder = bare_project(tmp_path_factory.mktemp(request.param) / "project")
    data = folder / "data" / "small"
    data.mkdir()
    columns = "id,name,short_name,kind,section,unit,decimals,polarity,basis,frequency"
    rows = [f"{name},{name},{name},kpi,Roads,tonnes,1,{of[0]},quarter,quarterly" for name, of in KPIS.items()]
    (data / "indicators.csv").write_text("\n".join([columns, *rows]), encoding="utf-8")
    actuals = [f"{name},2024-03-31,{before}\n{name},2024-06-30,{now}" for name, (_, now, before) in KPIS.items()]
    (data / "actuals.csv").write_text(HEAD + "\n".join(actuals), encoding="utf-8")
    floors = {"higher": "200,160,,,,", "lower": "200,240,,,,", "range": ",,200,400,160,440"}
    targets = [f"{name},{end},{floors[of[0]]},4" for name, of in KPIS.items() for end in ("2024-03-31", "2024-06-30")]
    head = "indicator,period_end,target,floor,lower,upper,floor_lower,floor_upper,tolerance"
    (data / "targets.csv").write_text("\n".join([head, *targets]), encoding="utf-8")
    rule = "previous-period"
    (folder / "params" / "small-2024-25-Q1.yml").write_text(
        "edition: small-2024-25-Q1\norganisation: {id: small, name: Small Council}\nquarter: 2024-25-Q1\n"
        f"as_of: 2024-08-05\ntitle: Report\nscheme: {request.param}\ndirection: {rule}\n"
        "paper: {sender: [Leader], recipient: Cabinet, contact: Office}\npages: [{page: index}]\n",
        encoding="utf-8",
    )
    return open_context("small-2024-25-Q1", Project(folder))


def listed(text: str) -> list[str]:
    return re.findall(r"^- (?:\[)?([HLR]\d\d) ", text, re.MULTILINE)


def counted(word: str) -> int:
    """A number as a sentence has it: "nine", "27", or at its beginning "Twenty-seven"."""
    if word.isdigit():
        return int(word)
    tens, _, ones = word.lower().rpartition("-")
    return WORDS.index(ones) + (20 if tens == "twenty" else 0)


def test_what_goes_well_is_on_target(under: Context) -> None:
    said = to_markdown(standouts.going_well(under))
    (number,) = re.findall(r"([\w-]+) indicators? (?:is|are) on target", said)
    assert counted(number) == len(KPIS) - len(OFF)
    # Those that newly are come first, and there are as many as are shown.
    assert listed(said) == NEWLY[: standouts.MOST]


def test_off_target_but_improving(under: Context) -> None:
    said = to_markdown(standouts.improving(under))
    (gained, number) = re.findall(r"([\w-]+) of the ([\w-]+) indicators off target (?:is|are) improving", said)[0]
    rank = {band.id: place for place, band in enumerate(under.scheme.bands)}
    better_band = {row.id for row in under.scored.results if rank[row.rating] < rank[row.before.rating]}
    expected = {name for name in OFF if name in BETTER or name in better_band}
    assert (counted(gained), counted(number)) == (len(expected), len(OFF))
    above = re.findall(r"[HLR]\d\d", re.findall(r"[^.]* listed above", said + " listed above")[0])
    assert {*listed(said), *above} <= expected


def test_the_cover_report_says_who_misses_and_improves(under: Context) -> None:
    said = to_markdown(cover.direction(under))
    told = re.search(r"([\w-]+) of the ([\w-]+) indicators off target (?:are|have) [^:]*: ([^.]*)", said)
    assert told
    number, of, names = told.groups()
    summary = to_markdown(standouts.improving(under))
    assert f"{number} of the {of} indicators off target" in summary
    assert (counted(number), counted(of)) == (len(names.split("; ")), len(OFF))
    assert {name for name in OFF if name in BETTER} <= set(names.replace("\\", "").split("; ")) <= set(OFF)


def test_a_band_is_no_target(under: Context) -> None:
    """Under some schemes the best band takes in what misses its target, and under others leaves out what meets it."""
    told = {row.id: row.off_target for row in under.scored.results}
    assert [name for name, off in told.items() if off] == OFF
    assert all(row.on_target is not row.off_target for row in under.scored.results)
