"""Reads the tables of cases for directions of travel: a series written as text becomes a history."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from qprlib.ground.calendar import month_end
from qprlib.ground.cycles import Cycle, Frequency
from qprlib.scoring.rules import RULES, DirectionRule

SPEC = Path(__file__).parents[1] / "spec"
NAN = float("nan")


def read_cases(name: str) -> list[dict[str, str]]:
    """The cases of ``tests/spec/<name>.csv``."""
    with (SPEC / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rule_of(name: str, case: Mapping[str, str]) -> DirectionRule:
    """The rule of a case: its name with the parameters that the case declares."""
    return RULES[name].model_validate(YAML(typ="safe").load(case["rule"] or "{}"))  # type: ignore[return-value]


def history_of(case: Mapping[str, str]) -> pd.DataFrame:
    """The history of a case: ``79 | - 87`` is a value, a break, a missing value and another."""
    values: list[float] = []
    breaks: list[bool] = []
    breaking = False
    for word in case["series"].split():
        if word == "|":
            breaking = True
            continue
        values.append(NAN if word == "-" else float(word))
        breaks.append(breaking)
        breaking = False

    def number(key: str) -> float:
        return float(case.get(key) or NAN)

    frame = pd.DataFrame({"period_end": pd.to_datetime(_ends(case, len(values))).as_unit("ns"), "actual": values})
    return frame.assign(
        indicator="I1",
        polarity=case.get("polarity") or "higher",
        basis=case.get("basis") or "",
        frequency=case.get("frequency") or "",
        unit=case.get("unit") or "number",
        decimals=int(case.get("decimals") or 0),
        lower=number("lower"),
        upper=number("upper"),
        last_year=np.where(np.arange(len(values)) == len(values) - 1, number("last_year"), NAN),
        break_before=breaks,
    )


def _ends(case: Mapping[str, str], count: int) -> list[date]:
    year, month = (int(part) for part in (case.get("first") or "2010-06").split("-"))
    if case.get("every") == "term":
        ends = [month_end(year, month)]
        while len(ends) < count:
            ends.append(Cycle(Frequency.TERMLY).next(ends[-1]))
        return ends
    months = [year * 12 + month - 1 + place * int(case.get("every") or 3) for place in range(count)]
    return [month_end(one // 12, one % 12 + 1) for one in months]


def as_row(history: pd.DataFrame, found: pd.DataFrame) -> Any:
    """The latest row of a history with what was found of it."""
    return next(history.join(found).iloc[[-1]].itertuples())
