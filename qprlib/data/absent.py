"""Words and signs that stand where a number would: what each says of a result, and of a target.

What is certain is a state; what may be meant in two ways is refused, with the likely one named. The letters in square
brackets are the shorthand of the Government Analysis Function (*Using symbols and shorthand*, 2022).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qprlib.ground.errors import nearest


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that is refused: the likely meaning, and what to do instead."""

    near: str
    todo: str


_UNTOLD = "Write 0 if none were counted, or 'not available' if it is not known."
_NOUGHT = Doubt(
    "0, or the state 'no cases'", "Write 0 if cases are counted, or 'no cases' if it is a share or a mean of none."
)
_KEPT_BACK = "Write the number, or 'suppressed' if it is kept back."


def _each(state: str, words: str) -> dict[str, str]:
    return {word.strip(): state for word in words.split(",")}


_STATES: Mapping[str, str] = {
    **{
        state.replace("-", " "): state
        for state in (
            *("withdrawn", "data-only", "new", "not-due", "target-tbc", "suppressed", "no-cases", "not-available"),
            *("no-target", "no-floor", "no-tolerance", "no-last-year"),
        )
    },
    **_each("data-only", "contextual, for information, monitor only"),
    **_each("new", "new indicator, new measure"),
    **_each("no-cases", "w"),
    **_each("no-last-year", "no result a year before"),
    **_each("no-target", "none set"),
    **_each("not-due", "annual"),
    **_each("suppressed", "c, confidential"),
    **_each("target-tbc", "target to be confirmed"),
}
"""Words that say the same of a result and of a target."""

_OF_RESULTS: Mapping[str, str] = _each(
    "not-available",
    "n a, na, nan, x, z, .., ..., not applicable, no data, no value, missing, not known, unknown, not reported, "
    "not collected, not measured, not measured yet, not yet measured, not yet available, awaited, awaiting data, "
    "data awaited, pending, to follow, tba, tbc, tbd, to be confirmed, to be advised",
)

_OF_TARGETS: Mapping[str, str] = {
    **_each("no-target", "n a, na, nan, none, x, z, not applicable, not available, not set, no target set"),
    **_each("target-tbc", "tba, tbc, tbd, to be confirmed, to be set, to be agreed, pending, target pending"),
    **_each("new", "baseline, baseline year, establish baseline, establishing baseline, setting baseline"),
}

_DOUBTS_OF_RESULTS: Mapping[str, Doubt] = {
    **dict.fromkeys(("-", "--", "\N{EN DASH}", "\N{EM DASH}"), Doubt("not available", _UNTOLD)),
    **dict.fromkeys(("?", ".", "dna", "null", "blank"), Doubt("not available", _UNTOLD)),
    **dict.fromkeys(("nil", "none", "zero", "nil return", "no incidents", "no incidents reported"), _NOUGHT),
    **dict.fromkeys(("none reported", "none recorded", "no complaints"), _NOUGHT),
    "low": Doubt("not available", "Write the number in full: [low] says that it is small, and no real nought."),
    "u": Doubt("suppressed", f"{_KEPT_BACK} [u] says that it is not reliable."),
    "*": Doubt("suppressed", _KEPT_BACK),
    "arrears": Doubt("", "Give the older result itself, with the end of its own period."),
    "in arrears": Doubt("", "Give the older result itself, with the end of its own period."),
    "provisional": Doubt("", "Write the result and put 'provisional' into the column flag."),
}

_NO_AMOUNT = Doubt("no target", "Write the number that is aimed at, or 'no target' where there is none.")
_DOUBTS_OF_TARGETS: Mapping[str, Doubt] = {
    **dict.fromkeys(("-", "--", "\N{EN DASH}", "\N{EM DASH}", "?", "."), _NO_AMOUNT),
    **dict.fromkeys(("maintain", "increase", "decrease", "reduce", "improve", "top quartile"), _NO_AMOUNT),
    **dict.fromkeys(("nil", "zero"), Doubt("0", "Write the number.")),
}


def plain_words(text: str) -> str:
    """Words without capitals and the marks around and between them: ``[c]`` and ``N/A`` become ``c`` and ``n a``."""
    folded = " ".join(text.casefold().split())
    return " ".join(re.split(r"[\[\]()/.\-_* ]+", folded)).strip() or folded


def absent_state(text: str, *, target: bool = False) -> str:
    """The state that a cell certainly names, ``""`` for any other: "n/a" is no target, and of a result not
    available.
    """
    words = plain_words(text)
    return (_OF_TARGETS if target else _OF_RESULTS).get(words) or _STATES.get(words, "")


def absent_doubt(text: str, *, target: bool = False) -> Doubt | None:
    """What may be meant by a cell that says in words or signs that there is no number, but not for certain what."""
    doubts = _DOUBTS_OF_TARGETS if target else _DOUBTS_OF_RESULTS
    words = plain_words(text)
    if target and words.startswith(("improve on ", "increase on ", "reduce on ", "better than ")):
        return _NO_AMOUNT
    return doubts.get(words)


def nearest_absent(text: str, *, target: bool = False) -> str:
    """The words for a state that are most like a cell, ``""`` where none is near: a slip such as ``dta only``."""
    states: Iterable[str] = [*_STATES, *(_OF_TARGETS if target else _OF_RESULTS)]
    return nearest(plain_words(text), [word for word in states if len(word) > 3], least=0.75)
