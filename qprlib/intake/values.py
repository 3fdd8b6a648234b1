"""What one cell says where a number is looked for: a number, a word of absence, or neither for certain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qprlib.data.absent import absent_doubt, absent_state
from qprlib.data.numerals import read_numeral

_MARK = "has a mark beside it"
_FLAG = re.compile(r"put '(\w+)' into the column flag")
_BRACKETS = re.compile(r"\[([a-z]{1,4})\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellValue:
    """A number, or a word of absence, with what stood beside it; ``why`` where neither is certain."""

    number: float | None = None
    state: str = ""
    flag: str = ""
    note: str = ""
    why: str = ""


@lru_cache(maxsize=10_000)
def read_value(text: str, unit: str, *, target: bool = False) -> CellValue:
    """Read a cell as people write it: ``72.4%``, ``19,625``, ``£1.2m``, ``n/a``, ``84% (p)``; not ``about 4``."""
    if numeral := read_numeral(text, unit):
        if not numeral.doubt:
            return CellValue(numeral.value)
        if numeral.doubt == _MARK:
            flag = _FLAG.search(numeral.todo)
            beside = re.sub(r"^[-+£$€\s\d.,]+%?\s*", "", text)
            return CellValue(numeral.value, flag=flag[1] if flag else "", note="" if flag else f"Marked {beside}")
        return CellValue(why=f"it {numeral.doubt}")
    plain = _BRACKETS.sub(r"\1", text) if _BRACKETS.fullmatch(text) else text
    if state := absent_state(text, target=target) or absent_state(plain, target=target):
        return CellValue(state=state)
    if doubt := absent_doubt(text, target=target):
        near = f" ({doubt.near}?)" if doubt.near else ""
        return CellValue(why=f"it may mean that there is no number, or something else{near}")
    return CellValue(why="it is no number")
