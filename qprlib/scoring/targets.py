"""Results and targets written as text: numbers, ranges, operators, and the words that are states and not numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd

from qprlib.data.absent import absent_state
from qprlib.data.guesses import no_number
from qprlib.data.numerals import read_numeral, shown_number
from qprlib.ground.errors import Place, Problem
from qprlib.scoring.states import PROBLEMS

#: Operators and their words: pattern, which way is better, whether the number itself is not enough.
_OPERATORS: tuple[tuple[str, str, bool], ...] = (
    (r"(?:>=|=>|≥|at least|no less than|not less than|minimum(?: of)?) ?(?P<n>.+)", "higher", False),
    (r"(?:<=|=<|≤|at most|no more than|not more than|up to|maximum(?: of)?) ?(?P<n>.+)", "lower", False),
    (r"(?:>|above|over|more than|greater than) ?(?P<n>.+)", "higher", True),
    (r"(?:<|below|under|less than|fewer than) ?(?P<n>.+)", "lower", True),
    (r"(?P<n>.+?) ?(?:\+|or more|or above|or over|or higher|or better)", "higher", False),
    (r"(?P<n>.+?) ?(?:or less|or fewer|or below|or under|or lower)", "lower", False),
)
_BOUNDS = [(re.compile(form, re.IGNORECASE), better, exclusive) for form, better, exclusive in _OPERATORS]
_RANGE = re.compile(r"(?:between )?(?P<low>[-+]?[^-–—]+?) ?(?:-|–|—|to|and) ?(?P<high>.+)", re.IGNORECASE)

TARGET_FORMS = "a number (90), a range (45 to 55), or a bound (>= 90, >50, <5, 'at least 90', 'no more than 5')"
RESULT_FORMS = "a number (87.5), an empty cell, or a state such as 'data only' or 'not due'"


@dataclass(frozen=True, slots=True)
class Target:
    """A target as text gives it: a number, or the ends of a range, or the state instead."""

    target: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    exclusive: bool = False  #: whether the target itself is not enough (``>50``)
    better: str = ""  #: which way is better, where the text says so: ``higher``, ``lower``, ``range``, or ``""``
    state: str = ""


class TargetError(ValueError):
    """A text is no target or result; the nearest meaning, ``""`` where none is, and what to do."""

    def __init__(self, found: str, near: str, todo: str) -> None:
        self.found, self.near, self.todo = found, near, todo
        super().__init__(found)


def parse_target(text: str, unit: str = "") -> Target:
    """Read one target, in its unit where that is told; TargetError if it is no number, range, bound or state."""
    plain = " ".join(text.split())
    if not plain:
        return Target()
    if state := absent_state(plain, target=True):
        return Target(state=state)
    number = _number(plain, unit)
    if number is not None:
        return Target(target=number)
    for form, better, exclusive in _BOUNDS:
        match = form.fullmatch(plain)
        number = _number(match["n"], unit) if match else None
        if number is not None:
            return Target(target=number, exclusive=exclusive, better=better)
    match = _RANGE.fullmatch(plain)
    if match:
        low, high = _number(match["low"], unit), _number(match["high"], unit)
        if low is not None and high is not None:
            if low > high:
                both = f"{shown_number(high)} to {shown_number(low)}"
                raise TargetError(f"The range '{text}' runs backwards.", both, "Write its lower end first.")
            return Target(lower=low, upper=high, better="range")
    raise _refused(text, unit, target=True)


def parse_result(text: str, unit: str = "") -> tuple[float, str]:
    """Read one result: its number and its state, of which at least one is missing; TargetError if it is neither."""
    plain = " ".join(text.split())
    if not plain:
        return math.nan, ""
    if state := absent_state(plain):
        return math.nan, state
    number = _number(plain, unit)
    if number is None:
        raise _refused(text, unit, target=False)
    return number, ""


def _refused(text: str, unit: str, *, target: bool) -> TargetError:
    refusal = no_number(text, unit, target=target)
    found = refusal.found
    if found.endswith("is not a number."):
        found = f"'{text}' is not a target." if target else f"'{text}' is neither a number nor a state."
    return TargetError(found, refusal.near, refusal.todo)


def _number(text: str, unit: str) -> float | None:
    numeral = read_numeral(text, unit)
    return numeral.value if numeral and not numeral.doubt else None


# --- whole columns -------------------------------------------------------------------------------------------


def read_targets(
    text: pd.Series,
    polarity: pd.Series | None = None,
    file: str = "",
    column: str = "target",
    units: pd.Series | None = None,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a column of targets, with a problem for each that cannot be read or contradicts the declared polarity.

    Gives ``target``, ``lower``, ``upper`` (float64), ``target_exclusive`` (bool), ``state`` and ``polarity`` (as
    declared, else as the text says, else ``""``); same index.
    """
    refused = Problem("not-a-target", "", Place(file, column=column), TARGET_FORMS)
    read, problems = _read(text, units, parse_target, Target(), refused)

    def spread(field: str, kind: type) -> pd.Series:
        return pd.Series(np.array([getattr(one, field) for one in read], dtype=kind), index=text.index)

    said = spread("better", object)
    declared = pd.Series("", index=text.index) if polarity is None else polarity.fillna("")
    contradicts = (said != "") & (declared != "") & (said != declared)
    for row in text.index[contradicts]:
        told = {"target": text[row], "better": _better(said[row]), "polarity": declared[row]}
        problems.append(PROBLEMS.problem("target-against-polarity", Place(file, _row(row), column), **told))
    frame = pd.DataFrame(
        {
            "target": spread("target", float),
            "lower": spread("lower", float),
            "upper": spread("upper", float),
            "target_exclusive": spread("exclusive", bool),
            "state": spread("state", object).astype("str"),
            "polarity": declared.where(declared != "", said).astype("str"),
        },
        index=text.index,
    )
    return frame, problems


def read_results(
    text: pd.Series, file: str = "", column: str = "actual", units: pd.Series | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a column of results, in which words such as "data only" are states and not numbers, with what is neither."""
    refused = Problem("not-a-result", "", Place(file, column=column), RESULT_FORMS)
    read, problems = _read(text, units, parse_result, (math.nan, ""), refused)
    frame = pd.DataFrame(
        {
            "actual": pd.Series(np.array([number for number, _ in read], dtype=float), index=text.index),
            "state": pd.Series([state for _, state in read], index=text.index, dtype="str"),
        }
    )
    return frame, problems


Read = TypeVar("Read")


def _read(
    text: pd.Series, units: pd.Series | None, parse: Callable[[str, str], Read], nothing: Read, told: Problem
) -> tuple[list[Read], list[Problem]]:
    """Every cell read in its unit, alike ones once; ``nothing`` stands for those that are refused as ``told`` says."""
    cells = text.astype("str").where(text.notna(), "")
    known: dict[tuple[str, str], Read | TargetError] = {}
    read: list[Read] = []
    problems: list[Problem] = []
    for row, cell, unit in zip(
        cells.index, cells, [""] * len(cells) if units is None else units.fillna(""), strict=True
    ):
        if (cell, unit) not in known:
            try:
                known[cell, unit] = parse(cell, unit)
            except TargetError as error:
                known[cell, unit] = error
        found = known[cell, unit]
        if isinstance(found, TargetError):
            place = replace(told.place, row=_row(row))
            problems.append(replace(told, found=found.found, place=place, nearest=found.near, todo=found.todo))
            found = nothing
        read.append(found)
    return read, problems


def _row(row: object) -> int | None:
    return int(row) if isinstance(row, int | np.integer) else None


def _better(word: str) -> str:
    return "a range" if word == "range" else word
