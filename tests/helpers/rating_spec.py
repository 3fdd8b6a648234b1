"""The tables of rating cases under ``tests/spec/``: read, rated, and shown."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from qprlib.ground.project import Project
from qprlib.scoring.cases import complete_cases
from qprlib.scoring.rating import rate, rating_reasons
from qprlib.scoring.scheme import Scheme, read_scheme
from qprlib.scoring.targets import read_results, read_targets

REPOSITORY = Path(__file__).parents[2]
SPEC = REPOSITORY / "tests" / "spec"

#: What a case is where its table does not say: a whole percentage.
USUAL = {"unit": "%", "decimals": "0"}
#: Columns that are no input.
EXPECTED = ("rating", "reason")
_NUMBERS = (
    "floor", "lower", "upper", "floor_lower", "floor_upper", "tolerance", "last_year", "denominator", "suppress_below",
    "forecast", "annual_target", "annual_floor",
)  # fmt: skip


@dataclass(frozen=True)
class SpecTable:
    """One table of cases: a row is a title, a scheme, the inputs, and what must come out."""

    name: str
    rows: tuple[dict[str, str], ...]

    @property
    def inputs(self) -> list[str]:
        """Its input columns, in order."""
        return [column for column in self.rows[0] if column not in {"title", "scheme", *EXPECTED}]


@cache
def spec_tables() -> tuple[SpecTable, ...]:
    """All tables, by name."""
    tables = []
    for path in sorted(SPEC.glob("rating-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tables.append(SpecTable(path.stem, tuple(csv.DictReader(file))))
    return tuple(tables)


@cache
def spec_scheme(name: str) -> Scheme:
    """A shipped scheme, or one that is made for the tables."""
    path = SPEC / "schemes" / f"{name}.yml"
    if not path.exists():
        path = Project(REPOSITORY).scheme_file(name)
    return read_scheme(path, path.name)


def spec_cases(rows: list[dict[str, str]]) -> pd.DataFrame:
    """The inputs of some rows as cases; what cannot be read fails the test that asks."""
    text = pd.DataFrame([{**USUAL, **row} for row in rows]).fillna("")
    for column, usual in USUAL.items():
        text[column] = text[column].where(text[column] != "", usual)
    frame = pd.DataFrame({"title": text["title"], "unit": text["unit"], "decimals": text["decimals"].astype("int64")})
    results, wrong = read_results(text["actual"]) if "actual" in text else (pd.DataFrame(index=text.index), [])
    targets, also_wrong = read_targets(
        text.get("target", pd.Series("", index=text.index)),
        text.get("polarity"),
    )
    assert not [*wrong, *also_wrong], [*wrong, *also_wrong]
    frame = frame.join(results.drop(columns="state", errors="ignore")).join(targets.drop(columns="state"))
    state = targets["state"]
    if "actual" in text:
        state = results["state"].where(results["state"] != "", state)
    if "state" in text:
        state = text["state"].where(text["state"] != "", state)
    frame["state"] = state
    if "kind" in text:
        frame["kind"] = text["kind"]
    for column in _NUMBERS:
        if column in text:
            given = pd.to_numeric(text[column].where(text[column] != ""), errors="raise").astype("float64")
            frame[column] = frame[column].fillna(given) if column in frame else given
    return complete_cases(frame)


def spec_outcome(rows: list[dict[str, str]], scheme: Scheme) -> pd.DataFrame:
    """Rating and reason of some rows, by a scheme."""
    cases = spec_cases(rows)
    rated = cases.join(rate(cases, scheme))
    return pd.DataFrame({"rating": rated["rating"], "reason": rating_reasons(rated, scheme)})
