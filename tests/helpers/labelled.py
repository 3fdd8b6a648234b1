"""Labelled sentences: the invented indicators they are about, scored by the product, and how well checks find them."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from qprlib.data.store import OrganisationData
from qprlib.ground.edition import Edition
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.scoring.rules import default_rule
from qprlib.scoring.scheme import Scheme, read_scheme
from qprlib.scoring.scorecard import Result, Scored, score
from qprlib.texts.commentary import Commentary, Text
from qprlib.texts.findings import Finding, Scene, Subject

REPOSITORY = Path(__file__).parents[2]
SPEC = REPOSITORY / "tests" / "spec"
NAN = math.nan
INDICATORS = SPEC / "contradictions-indicators.yml"
DEVELOPMENT = SPEC / "contradictions.csv"
HELD_OUT = SPEC / "contradictions-held-out.csv"
FRESH = SPEC / "contradictions-fresh.csv"
MORE = SPEC / "contradictions-more.csv"
#: Written after the rules, and never used to improve them; measured once it is there.
BLIND = SPEC / "contradictions-blind.csv"
#: What the rules were made from, in the end; each but the first had measured them once before.
USED = (DEVELOPMENT, HELD_OUT, FRESH, MORE)

Find = Callable[[Scene], Iterable[Finding]]

_REGISTER = {
    "short_name": "", "directorate": "", "division": "", "owner_role": "", "reference": "", "priority": "",
    "source": "", "note": "",
    "first_period": pd.NaT, "last_period": pd.NaT,
}  # fmt: skip
_OWN = ("name", "kind", "section", "unit", "decimals", "polarity", "basis", "frequency")


@dataclass(frozen=True)
class Labelled:
    """One labelled sentence."""

    id: str
    indicator: str
    sentence: str
    contradicts: bool
    check: str
    why: str


@dataclass(frozen=True)
class Measured:
    """How well a check found the labelled sentences.

    Parameters
    ----------
    found, missed
        Sentences labelled false with and without a finding.
    alarms, quiet
        Sentences labelled true with (a false alarm) and without a finding.
    """

    found: tuple[Labelled, ...]
    missed: tuple[Labelled, ...]
    alarms: tuple[Labelled, ...]
    quiet: tuple[Labelled, ...]

    @property
    def total(self) -> int:
        """All sentences."""
        return len(self.found) + len(self.missed) + len(self.alarms) + len(self.quiet)

    @property
    def precision(self) -> float:
        """Of the sentences with a finding, the share that is labelled false."""
        raised = len(self.found) + len(self.alarms)
        return len(self.found) / raised if raised else 0.0

    @property
    def recall(self) -> float:
        """Of the sentences labelled false, the share that has a finding."""
        false = len(self.found) + len(self.missed)
        return len(self.found) / false if false else 0.0


@cache
def labelled(path: Path) -> tuple[Labelled, ...]:
    """The sentences of a file, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [row["id"] for row in rows if row["verdict"] not in ("true", "false")]
    assert not wrong, f"neither true nor false: {wrong}"
    return tuple(
        Labelled(row["id"], row["indicator"], row["sentence"], row["verdict"] == "false", row["check"], row["why"])
        for row in rows
    )


@cache
def groups() -> Mapping[str, Mapping[str, Any]]:
    """The declared indicators by id, with what is usual filled in."""
    declared = YAML(typ="safe").load(INDICATORS.read_text(encoding="utf-8"))
    return {name: {**declared["usual"], **group} for name, group in declared["indicators"].items()}


@cache
def stage(indicator: str) -> tuple[Edition, Scheme, Scored]:
    """An indicator scored by the product: its edition, the scheme, and the scores."""
    group = groups()[indicator]
    scheme = read_scheme(Project(REPOSITORY).scheme_file(group["scheme"]), group["scheme"])
    edition = Edition.model_validate(
        {
            "edition": f"invented-{group['quarter']}",
            "organisation": {"id": "invented", "name": "Invented Council"},
            "quarter": group["quarter"],
            "as_of": group["as_of"],
            "title": "Quarterly Performance Report",
            "scheme": group["scheme"],
            "direction": group["rule"],
            "pages": [{"page": "index"}],
        }
    )
    return edition, scheme, score(_organisation(indicator, group), edition, scheme, default_rule(group["rule"]))


def result(indicator: str) -> Result:
    """An indicator's row of the scorecard."""
    return stage(indicator)[2].results[0]


def scene(indicator: str, sentences: Sequence[str], heading: str = "Commentary") -> Scene:
    """A scene of one indicator with one text, in which the sentences stand as paragraphs of their own."""
    edition, scheme, scored = stage(indicator)
    row = scored.results[0]
    folder = f"notebooks/commentary/{edition.edition}"
    markdown = "\n\n".join(sentences)
    notebook = f"{folder}/{slugify(row.section)}.ipynb"
    text = Text(indicator, heading, markdown, markdown, notebook, 3)
    subject = Subject(row, scored.points[indicator], scored.runs.get(indicator), scored.extremes.get(indicator))
    return Scene(
        edition=edition,
        scheme=scheme,
        subjects={indicator: subject},
        sections={slugify(row.section): row.section},
        commentary=Commentary(indicators={indicator: {heading: text}}),
        folder=folder,
    )


def measure(find: Find, sentences: Iterable[Labelled]) -> Measured:
    """Look at each sentence alone and count."""
    sorted_out: dict[tuple[bool, bool], list[Labelled]] = {}
    for one in sentences:
        raised = any(True for _ in find(scene(one.indicator, [one.sentence])))
        sorted_out.setdefault((one.contradicts, raised), []).append(one)
    return Measured(
        found=tuple(sorted_out.get((True, True), ())),
        missed=tuple(sorted_out.get((True, False), ())),
        alarms=tuple(sorted_out.get((False, True), ())),
        quiet=tuple(sorted_out.get((False, False), ())),
    )


def _organisation(indicator: str, group: Mapping[str, Any]) -> OrganisationData:
    """Data of one indicator as the store gives it, already checked."""
    register = pd.DataFrame([{"id": indicator, **_REGISTER, **{name: group[name] for name in _OWN}}])
    register["short_name"] = register["name"]
    for column in ("first_period", "last_period"):
        register[column] = pd.to_datetime(register[column])
    points = [[*point, *[None] * (4 - len(point))] for point in group["points"]]
    actuals = pd.DataFrame(points, columns=["period_end", "actual", "numerator", "denominator"])
    ends = list(actuals["period_end"])
    aims = [_aim(group, end) for end in [*ends, *_later(group, ends)]]
    targets = pd.DataFrame(aims, columns=["period_end", "target", "floor", "lower", "upper"])
    return OrganisationData(
        folder=Path("data/invented"),
        indicators=register,
        actuals=_typed(actuals, indicator).assign(flag="", note=""),
        targets=_typed(targets, indicator).assign(note=""),
        warnings=(),
        files=(),
    )


def _aim(group: Mapping[str, Any], end: date) -> tuple[date, float, float, float, float]:
    target, floor = group.get("targets", {}).get(end, (group.get("target", NAN), group.get("floor", NAN)))
    return end, target, floor, group.get("lower", NAN), group.get("upper", NAN)


def _later(group: Mapping[str, Any], ends: Sequence[date]) -> list[date]:
    """The reported quarter's end, where an indicator in arrears has no result for it yet."""
    quarter_end = date(2023, 9, 30)
    return [quarter_end] if group["frequency"] == "quarterly" and ends[-1] < quarter_end else []


def _typed(frame: pd.DataFrame, indicator: str) -> pd.DataFrame:
    numbers = [name for name in frame.columns if name != "period_end"]
    typed = frame.assign(indicator=indicator, period_end=pd.to_datetime(frame["period_end"]))
    return typed.astype({"indicator": "str", **dict.fromkeys(numbers, "float64")})
