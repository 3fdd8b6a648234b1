"""Results and targets written as text: numbers, ranges, operators, and the words that are states and not numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qprlib.errors import Place, Problem, nearest
from qprlib.scoring.states import NotRated

_STATES: Mapping[str, NotRated] = {
    **{str(state).replace("-", " "): state for state in NotRated},
    **{state.label.casefold(): state for state in NotRated},
    "annual": NotRated.NOT_DUE,
    "c": NotRated.SUPPRESSED,
    "contextual": NotRated.DATA_ONLY,
    "for information": NotRated.DATA_ONLY,
    "monitor only": NotRated.DATA_ONLY,
    "n a": NotRated.NOT_AVAILABLE,
    "na": NotRated.NOT_AVAILABLE,
    "no data": NotRated.NOT_AVAILABLE,
    "no cases": NotRated.NO_CASES,
    "none set": NotRated.NO_TARGET,
    "tbc": NotRated.TARGET_TBC,
    "to be confirmed": NotRated.TARGET_TBC,
    "x": NotRated.NOT_AVAILABLE,
}
"""Words for states as councils write them; ``[c]`` and ``[x]`` are the Analysis Function's shorthand."""

#: Words that in a column of targets mean another state than in a column of results.
_TARGET_STATES: Mapping[str, NotRated] = {
    "n a": NotRated.NO_TARGET,
    "na": NotRated.NO_TARGET,
    "not available": NotRated.NO_TARGET,
    "none": NotRated.NO_TARGET,
    "x": NotRated.NO_TARGET,
}

#: Words in a column of results that are no states, and what to do instead.
_NOT_STATES: Mapping[str, str] = {
    "arrears": "give the older result itself, with the end of its own period",
    "provisional": "write the result and put 'provisional' into the column flag",
}

_NUMBER = r"[-+]?£?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?%?"
_DIGIT = re.compile("[0-9]")

#: Operators and their words: pattern, which way is better, whether the number itself is not enough.
_OPERATORS: tuple[tuple[str, str, bool], ...] = (
    (r"(?:>=|=>|≥|at least|no less than|not less than|minimum(?: of)?) ?(?P<n>{n})", "higher", False),
    (r"(?:<=|=<|≤|at most|no more than|not more than|up to|maximum(?: of)?) ?(?P<n>{n})", "lower", False),
    (r"(?:>|above|over|more than|greater than) ?(?P<n>{n})", "higher", True),
    (r"(?:<|below|under|less than|fewer than) ?(?P<n>{n})", "lower", True),
    (r"(?P<n>{n}) ?(?:\+|or more|or above|or over|or higher|or better)", "higher", False),
    (r"(?P<n>{n}) ?(?:or less|or fewer|or below|or under|or lower)", "lower", False),
)
_BOUNDS = [(re.compile(form.format(n=_NUMBER)), better, exclusive) for form, better, exclusive in _OPERATORS]
_RANGE = re.compile(rf"(?:between )?(?P<low>{_NUMBER}) ?(?:-|–|—|to|and) ?(?P<high>{_NUMBER})")

TARGET_FORMS = "a number (90), a range (45 to 55), or a bound (>= 90, >50, <5, 'at least 90', 'no more than 5')"
RESULT_FORMS = "a number (87.5), an empty cell, or a state such as 'data only' or 'not due'"


@dataclass(frozen=True, slots=True)
class Target:
    """A target as text gives it.

    Parameters
    ----------
    target, lower, upper
        The number, or the ends of the range; NaN where there is none.
    exclusive
        Whether the target itself is not enough (``>50``).
    better
        Which way is better, where the text says so: ``higher``, ``lower``, ``range``, or ``""``.
    state
        The state instead of a target, or ``""``.
    """

    target: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    exclusive: bool = False
    better: str = ""
    state: str = ""


class TargetError(ValueError):
    """A text is no target; ``todo`` says what to do."""

    def __init__(self, found: str, todo: str) -> None:
        self.found, self.todo = found, todo
        super().__init__(found)


def parse_target(text: str) -> Target:
    """Read one target.

    Raises
    ------
    TargetError
        If it is neither a number, a range, a bound nor a state.
    """
    plain = _plain(text)
    if not plain:
        return Target()
    state = _TARGET_STATES.get(_words(plain)) or _STATES.get(_words(plain))
    if state:
        return Target(state=str(state))
    number = _number(plain)
    if number is not None:
        return Target(target=number)
    for form, better, exclusive in _BOUNDS:
        match = form.fullmatch(plain)
        number = _number(match["n"]) if match else None
        if number is not None:
            return Target(target=number, exclusive=exclusive, better=better)
    match = _RANGE.fullmatch(plain)
    if match:
        low, high = _number(match["low"]), _number(match["high"])
        if low is not None and high is not None:
            if low > high:
                raise TargetError(f"the range '{text}' runs backwards", f"write it as {high:g} to {low:g}")
            return Target(lower=low, upper=high, better="range")
    raise TargetError(f"'{text}' is not a target", "write the target alone, and words about it in a note")


def parse_result(text: str) -> tuple[float, str]:
    """Read one result: its number and its state, of which at least one is missing.

    Raises
    ------
    TargetError
        If it is neither a number nor a state.
    """
    plain = _plain(text)
    if not plain:
        return math.nan, ""
    state = _STATES.get(_words(plain))
    if state:
        return math.nan, str(state)
    number = _number(plain)
    if number is None:
        raise TargetError(
            f"'{text}' is neither a number nor a state",
            _instead(plain) or "write the number alone, or leave the cell empty",
        )
    return number, ""


def _instead(plain: str) -> str:
    """What to do about a text that looks like a state and is none; "" for any other."""
    said = _words(plain).split()
    return next((todo for word, todo in _NOT_STATES.items() if word in said), "")


def _plain(text: str) -> str:
    one = " ".join(str(text).replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ").split()).casefold()
    return re.sub(r" %", "%", one)


def _words(plain: str) -> str:
    """Words without the marks around and between them: ``[c]`` and ``n/a`` become ``c`` and ``n a``."""
    return " ".join(re.split(r"[\[\]()/.\-_* ]+", plain)).strip()


def _number(text: str) -> float | None:
    if not _DIGIT.search(text) or not re.fullmatch(_NUMBER, text):
        return None
    return float(re.sub("[£,%]", "", text))


# --- whole columns -------------------------------------------------------------------------------------------


def read_targets(
    text: pd.Series, polarity: pd.Series | None = None, file: str = "", column: str = "target"
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a column of targets.

    Parameters
    ----------
    text
        One target a row, "" or missing where there is none; the index holds the rows of the file.
    polarity
        Which way is better as declared, "" where it is not; a target that contradicts it is a problem.
    file, column
        Their names in messages.

    Returns
    -------
    frame
        Columns ``target``, ``lower``, ``upper`` (float64), ``target_exclusive`` (bool), ``state`` and ``polarity``
        (as declared, else as the text says, else ``higher``); same index.
    problems
        One for every target that cannot be read or contradicts the polarity.
    """
    cells = text.astype("str").where(text.notna(), "")
    codes, unique = pd.factorize(cells)
    problems: list[Problem] = []
    read: list[Target] = []
    for code, cell in enumerate(unique):
        try:
            read.append(parse_target(str(cell)))
        except TargetError as error:
            read.append(Target())
            for row in cells.index[codes == code]:
                place = Place(file, _row(row), column)
                problems.append(Problem("not-a-target", error.found, place, TARGET_FORMS, todo=error.todo))

    def spread(field: str, kind: type) -> pd.Series:
        return pd.Series(np.array([getattr(one, field) for one in read], dtype=kind)[codes], index=text.index)

    said = spread("better", object)
    declared = pd.Series("", index=text.index) if polarity is None else polarity.fillna("")
    contradicts = (said != "") & (declared != "") & (said != declared)
    for row in text.index[contradicts]:
        problems.append(
            Problem(
                "target-against-polarity",
                f"the target '{cells[row]}' says that {_better(said[row])} is better, but the polarity is "
                f"'{declared[row]}'",
                Place(file, _row(row), column),
                todo="put one of the two right",
            )
        )
    frame = pd.DataFrame(
        {
            "target": spread("target", float),
            "lower": spread("lower", float),
            "upper": spread("upper", float),
            "target_exclusive": spread("exclusive", bool),
            "state": spread("state", object).astype("str"),
            "polarity": declared.where(declared != "", said.where(said != "", "higher")).astype("str"),
        },
        index=text.index,
    )
    return frame, problems


def read_results(text: pd.Series, file: str = "", column: str = "actual") -> tuple[pd.DataFrame, list[Problem]]:
    """Read a column of results, in which words such as "data only" are states and not numbers.

    Returns
    -------
    frame
        Columns ``actual`` (float64) and ``state``; same index as ``text``.
    problems
        One for every cell that is neither a number nor a state.
    """
    cells = text.astype("str").where(text.notna(), "")
    codes, unique = pd.factorize(cells)
    problems: list[Problem] = []
    numbers, states = np.full(len(unique), np.nan), np.full(len(unique), "", dtype=object)
    for code, cell in enumerate(unique):
        try:
            numbers[code], states[code] = parse_result(str(cell))
        except TargetError as error:
            plain = _plain(str(cell))
            near = "" if _instead(plain) else nearest(_words(plain), _STATES)
            for row in cells.index[codes == code]:
                place = Place(file, _row(row), column)
                problems.append(Problem("not-a-result", error.found, place, RESULT_FORMS, near, error.todo))
    frame = pd.DataFrame(
        {
            "actual": pd.Series(numbers[codes], index=text.index),
            "state": pd.Series(states[codes], index=text.index).astype("str"),
        }
    )
    return frame, problems


def _row(row: object) -> int | None:
    return int(row) if isinstance(row, int | np.integer) else None


def _better(word: str) -> str:
    return "a range" if word == "range" else word
