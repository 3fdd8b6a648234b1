"""Words and signs that stand where a number would: what each says of a result, and of a target.

What is certain is a state; what may be meant in two ways is refused, with the likely one named. All stand in
``absent.csv``, without capitals and marks. Single letters are the shorthand of the Government Analysis Function, where
they have square brackets (*Using symbols and shorthand*, 2022).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from qprlib.ground.errors import nearest
from qprlib.ground.packaged import packaged_rows


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that is refused: the likely meaning, and what to do instead."""

    near: str
    todo: str


@cache
def _words(*, target: bool) -> tuple[dict[str, str], dict[str, Doubt]]:
    """What words of a target, or of a result, say: the state for certain, or what may be meant."""
    states: dict[str, str] = {}
    doubts: dict[str, Doubt] = {}
    for row in packaged_rows(__file__, "absent.csv"):
        if row["of"] in ("both", "target" if target else "result"):
            words = row["words"].split(", ")
            states |= dict.fromkeys(words, row["state"]) if row["state"] else {}
            doubts |= {} if row["state"] else dict.fromkeys(words, Doubt(row["near"], row["todo"]))
    return states, doubts


def plain_words(text: str) -> str:
    """Words without capitals and the marks around and between them: ``[c]`` and ``N/A`` become ``c`` and ``n a``."""
    folded = " ".join(text.casefold().split())
    return " ".join(re.split(r"[\[\]()/.\-_* ]+", folded)).strip() or folded


def absent_state(text: str, *, target: bool = False) -> str:
    """The state that a cell certainly names, ``""`` for any other: "n/a" is no target; of a result, not available."""
    return _words(target=target)[0].get(plain_words(text), "")


def absent_doubt(text: str, *, target: bool = False) -> Doubt | None:
    """What may be meant by a cell that says in words or signs that there is no number, but not for certain what."""
    words, doubts = plain_words(text), _words(target=target)[1]
    if target and words.startswith(("improve on ", "increase on ", "reduce on ", "better than ")):
        return doubts["improve"]
    return doubts.get(words)


def nearest_absent(text: str, *, target: bool = False) -> str:
    """The words for a state that are most like a cell, ``""`` where none is near: a slip such as ``dta only``."""
    return nearest(plain_words(text), [word for word in _words(target=target)[0] if len(word) > 3], least=0.75)
