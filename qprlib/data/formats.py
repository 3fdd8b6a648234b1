"""Number formats of Excel, as far as they change what a number says: per cent, thousands, money, words for nought.

A format has up to four sections (for numbers above, below and at nought, and for text), or conditions of its own. What
stands in quotation marks, behind a backslash or in square brackets is only shown: ``0"%"`` shows 87 as 87%, ``0%``
shows 0.87 as 87%. Source: ECMA-376 part 1, 18.8.31.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<end>;)|(?P<code>.)', re.DOTALL
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip
_THOUSANDS = {1: " thousand", 2: " million", 3: " billion"}
_SIZES = ("k", "m", "mn", "bn")


@dataclass(frozen=True, slots=True)
class _Section:
    """One section: its code without what is only shown, the words that are shown, and when it holds."""

    code: str
    shown: str
    money: str
    condition: tuple[str, float] | None


def shown_as(value: float, form: str) -> str:
    """A number in full, with what its number format says about it; 15 digits, as Excel has them, so that 0.1 + 0.2 is
    0.3.

    ``87%`` for 0.87 under ``0%`` and for 87 under ``0"%"``; ``1234.567 thousand`` for 1234567 under ``0.0,``; ``£1.2m``
    for 1.2 under ``£0.0"m"``; ``n/a`` for 0 under ``0;-0;"n/a"``; else the number.
    """
    section = _section(_sections(form), value)
    if value == 0 and not re.search(r"[0#?]|General", section.code) and re.search(r"[^\W\d_]", section.shown):
        return section.shown.strip()
    scaled = re.search(r"[0#?](,+)(?=$|[^0#?,])", section.code)
    power = min(len(scaled[1]), 3) if scaled else 0
    number = plain_number(value * 100 ** section.code.count("%") / 1000**power)
    if "%" in section.code or "%" in section.shown:
        return f"{number}%"
    size = section.shown.strip("£$€ ").casefold()
    if section.money and size in _SIZES and not power:
        return f"{section.money}{number}{size}"
    return f"{section.money if power else ''}{number}{_THOUSANDS.get(power, '')}"


def plain_number(value: float) -> str:
    """A number as Excel shows it in full: 15 digits, no decimals where it is whole."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


@lru_cache(maxsize=1000)
def _sections(form: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    code, shown, money, condition = "", "", "", None
    for token in [*_TOKEN.finditer(form), None]:
        if token is None or token["end"]:
            sections.append(_Section(code, shown, money, condition))
            code, shown, money, condition = "", "", "", None
        elif (words := token["quoted"] if token["quoted"] is not None else token["escaped"]) is not None:
            money = money or next((sign for sign in "£$€" if sign in words), "")
            shown += words
        elif token["bracket"] is not None:
            if match := _CONDITION.fullmatch(token["bracket"]):
                condition = (match[1], float(match[2]))
            money = money or next((sign for sign in "£€" if sign in token["bracket"]), "")
        elif token["code"]:
            money = money or (token["code"] if token["code"] in "£$€" else "")
            code += token["code"]
    return tuple(sections)


def _section(sections: tuple[_Section, ...], value: float) -> _Section:
    """The section that shows a number."""
    numeric = sections[:3]
    if any(one.condition for one in numeric):
        return next(
            (one for one in numeric if one.condition and _HOLDS[one.condition[0]](value, one.condition[1])),
            next((one for one in reversed(numeric) if not one.condition), numeric[-1]),
        )
    if len(numeric) == 1 or value > 0 or (value == 0 and len(numeric) == 2):
        return numeric[0]
    return numeric[1] if value < 0 else numeric[2]
