"""One number as people write it: read where its meaning is certain, else refused with the number probably meant.

The only reader of numbers, for registers and tables to be scored, CSV files and workbooks alike.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from qprlib.ground.durations import Duration, duration_of
from qprlib.ground.numbers import within_bounds

PER_CENT = "%"
_PER_CENT_WORDS = ("%", "per cent", "percent")

CURRENCIES = "£$€"
_CURRENCIES = {"£": "£", "gbp": "£", "$": "$", "usd": "$", "€": "€", "eur": "€"}
_MONEY = "|".join(map(re.escape, _CURRENCIES))
_SIZES = {"thousand": 3, "million": 6, "billion": 9, "bn": 9, "mn": 6, "k": 3, "m": 6}
_APOSTROPHE = "['\N{RIGHT SINGLE QUOTATION MARK}]"
_CELL = re.compile(
    rf"(?P<open>\()?\s?(?P<sign>[-+\N{{EN DASH}}])?\s?(?P<money>{_MONEY})?\s?(?P<inner_open>\()?(?P<inner>[-+])?"
    rf"(?P<body>[0-9.](?:[0-9.,]|{_APOSTROPHE}|\s(?=[0-9]{{3}}(?![0-9])))*)(?P<power>e[-+]?[0-9]{{1,3}})?"
    rf"\s?(?P<size>(?:{'|'.join(_SIZES)})(?![a-z]))?(?P<close>\))?\s?(?P<after>.*)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?P<money>[£$€])?\s?(?P<size>(?:'?000s?|thousands?|k|millions?|m|bn|billions?)(?![a-z]))?", re.IGNORECASE
)
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:\s[0-9]{3})+)(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_OTHER_GROUPS = re.compile(
    rf"[0-9]{{1,2}}(?:,[0-9]{{2}})+,[0-9]{{3}}(?:\.[0-9]+)?|[0-9]{{1,3}}(?:{_APOSTROPHE}[0-9]{{3}})+(?:\.[0-9]+)?"
)
_FRACTION = re.compile(r"(?P<whole>-?[0-9]*)\s?(?P<part>[\u00bc-\u00be\u2150-\u215e])\s?%?")
_PART_OF = re.compile(r"(?P<part>[0-9]+)\s?(?:/|of|out of)\s?(?P<whole>[0-9]+)")
_TIMES = re.compile(r"(?P<a>[0-9]+):(?P<b>[0-9]{2})(?::(?P<c>[0-5][0-9])(?:\.0+)?)?")
_FLAGS = {
    **dict.fromkeys(("p", "prov", "provisional"), "provisional"),
    **dict.fromkeys(("r", "rev", "revised"), "revised"),
    **dict.fromkeys(("e", "est", "estimate", "estimated"), "estimate"),
    **dict.fromkeys(("f", "forecast"), "forecast"),
}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A cell that is a number, or nearly one."""

    value: float  #: in the unit it was read for; of a doubtful cell the number that was probably meant
    sign: str = ""  #: ``%`` where the cell itself says that it is a percentage
    doubt: str = ""  #: why the cell is refused, as a sentence about it; ``""`` where it is read
    todo: str = ""


def read_numeral(text: str, unit: str = "") -> Numeral | None:
    """Read one cell; None where it holds no number at all, or several.

    A cell may repeat the ``unit`` it is measured in (``12 days``, ``£5``, ``87%``), and an amount of money may be
    written in thousands or millions.
    """
    plain = " ".join(text.replace("\N{MINUS SIGN}", "-").split())
    if duration := duration_of(unit):
        return _length(plain, duration)
    if other := _other_form(plain, unit):
        return other
    match = _CELL.fullmatch(plain)
    written = _written(match["body"].strip()) if match else None
    if not match or not written:
        return None
    digits, doubt = written
    number = Decimal(digits + (match["power"] or "").lower())
    bracket, after = match["open"] or match["inner_open"], match["after"].strip()
    closed = bool(match["close"])
    if bracket and not closed and after.endswith(")"):
        closed, after = True, after[:-1].strip()
    signs = [sign for sign in (match["sign"], match["inner"], bracket) if sign]
    if bool(bracket) != closed or len(signs) > 1 or (match["open"] and match["inner_open"]):
        return None
    if signs not in ([], ["+"]):
        number = -number
    return _in_unit(number, match, after, unit, doubt or _doubtful_sign(match, unit))


def _written(body: str) -> tuple[str, str] | None:
    """The digits of a number with a point for decimals, and what is doubtful about how they are written."""
    if _PLAIN.fullmatch(body):
        return body, ""
    if _GROUPS.fullmatch(body):
        return re.sub(r"[,\s]", "", body), ""
    if _OTHER_GROUPS.fullmatch(body):
        return re.sub(rf"{_APOSTROPHE}|,", "", body), "has its digits in unusual groups"
    if _DECIMAL_COMMA.fullmatch(body):
        return body.replace(".", "").replace(",", "."), "seems to have a comma for the decimal point"
    return None


def _doubtful_sign(match: re.Match[str], unit: str) -> str:
    """What is doubtful about a number's sign or its power of ten."""
    if match["sign"] == "\N{EN DASH}":
        return "begins with a dash, which may be a minus sign"
    if (match["open"] or match["inner_open"]) and not match["money"] and unit[:1] not in _CURRENCIES:
        return "stands in brackets, which may be a minus sign or a remark"
    if (match["power"] or "").startswith("E+"):
        return "is how Excel shortens a long number; digits may be lost"
    return ""


def _in_unit(number: Decimal, match: re.Match[str], after: str, unit: str, doubt: str) -> Numeral | None:
    """A number with the signs and words around it, set against the unit."""
    of_unit = _UNIT.match(unit)
    assert of_unit
    size = (match["size"] or "").lower()
    if of_own_unit := bool(size) and _same_word(f"{size} {after}".strip(), unit):
        size = after = ""
    currency = _CURRENCIES.get((match["money"] or "").lower(), "")
    marked = _after(after, unit)
    if marked is None:
        return None
    sign, todo = marked[0], "Write the number alone."
    if not doubt and marked[1]:
        doubt, todo = marked[1:]
    scale = _scale(of_unit)
    if doubt.startswith("is how Excel"):
        todo = "Format the column as a number in the workbook and save again."
    elif doubt:
        pass
    elif currency and unit and of_unit["money"] != currency:
        doubt, todo = f"is in {currency}, but the unit is '{unit}'", "Write the number alone, or put the unit right."
    elif currency and scale and not size and not of_own_unit:
        doubt = f"has a sign for money, but the unit is '{unit}': it may be meant in full"
    elif size in ("k", "m", "mn") and not (currency or of_unit["money"]):
        doubt = f"ends with '{size}', which may be a unit"
    value = float(number.scaleb(_SIZES.get(size, 0) - (scale if size else 0)))
    if not within_bounds(value):
        doubt, todo = "is too large or too small for any figure of a report", "Put the number right."
    return Numeral(value, sign, doubt, todo if doubt else "")


def _after(after: str, unit: str) -> tuple[str, str, str] | None:
    """What stands behind a number: its per cent sign, doubt, what to do; None where it cannot stand behind one."""
    words = after.casefold()
    if not words or _same_word(words, unit):
        return PER_CENT if words == PER_CENT else "", "", ""
    if words in _PER_CENT_WORDS:
        if not unit or unit.casefold().startswith(_PER_CENT_WORDS):
            return PER_CENT, "", ""
        return PER_CENT, f"is a percentage, but the unit is '{unit}'", "Write the number alone, or put the unit right."
    mark = re.fullmatch(r"%?\s?[\[(]?([a-z]+)[\])]?", words)
    if mark and mark[1] in _FLAGS:
        return "", "has a mark beside it", f"Write the number alone and put '{_FLAGS[mark[1]]}' into the column flag."
    if re.fullmatch(r"%?\s?(?:[*†‡#¹²³]+|[\[(].*[\])])", words):
        return "", "has a mark beside it", "Write the number alone, and what the mark says into a note."
    if re.fullmatch(r"(?!e[-+])[^\W\d_][^0-9:]*", words):
        return "", "has words beside it", "Write the number alone; its unit has a column of its own."
    return None


def _same_word(words: str, unit: str) -> bool:
    """Whether the words behind a number are its unit, in one or several."""
    said, own = words.casefold(), unit.casefold().lstrip("£$€ ")
    return bool(said and own) and (said in (own, f"{own}s") or own == f"{said}s")


def _scale(of_unit: re.Match[str]) -> int:
    """The power of ten in a unit such as ``£000``, ``£m`` or ``million``; ``m`` alone is a metre."""
    size = (of_unit["size"] or "").lower().strip("'")
    if not of_unit["money"] and len(size) < 3:
        return 0
    return 3 if size.startswith("000") else _SIZES.get(size.rstrip("s"), 0)


# --- what is no plain number, but can be worked out ---------------------------------------------------------


def _other_form(plain: str, unit: str) -> Numeral | None:
    """A fraction, a part of a whole, a length of time or a ratio: always refused, with the number that it makes."""
    if match := _FRACTION.fullmatch(plain):
        value = int(match["whole"] or 0) + unicodedata.numeric(match["part"])
        return Numeral(value, "", "is written as a fraction", "Write it with a decimal point.")
    if (match := _PART_OF.fullmatch(plain)) and len(plain) < 32 and 0 < int(match["whole"]) >= int(match["part"]):
        share = 100 * int(match["part"]) / int(match["whole"])
        todo = "Write the share alone; part and whole have columns of their own, numerator and denominator."
        return Numeral(share, "", "is a part of a whole and not one number", todo)
    if (match := _TIMES.fullmatch(plain)) and len(plain) < 32:
        return _of_time(match, unit.casefold())
    return None


def _length(plain: str, duration: Duration) -> Numeral | None:
    """A cell whose unit is one of time on a clock: ``7:42``; a number without a colon may be of anything."""
    todo = f"Write it as {duration.value}, in {duration.words}."
    if found := duration.read(plain):
        return Numeral(found[0], "", found[1], todo if found[1] else "")
    if not _PLAIN.fullmatch(plain):
        return None
    value = float(plain)
    if value == 0:
        return Numeral(0.0)
    return Numeral(60 * value, "", "has no colon, so that it may be of either part", todo)


def _of_time(match: re.Match[str], unit: str) -> Numeral:
    """``12:30`` in the unit if that is one of time, else as if the first part counted; or the ratio 1:20."""
    first, second = int(match["a"]), int(match["b"])
    if "ratio" in unit or second > 59:
        ratio = second / first if first else 0.0
        return Numeral(
            ratio, "", "is a ratio of two numbers", "Write how many there are to one, and say so in the unit."
        )
    seconds = 3600 * first + 60 * second + int(match["c"]) if match["c"] else 60 * first + second
    per = {"min": 60, "mm": 60, "hour": 3600, "hr": 3600, "h": 3600, "sec": 1, "ss": 1, "day": 86400}
    each = next((size for word, size in per.items() if unit.startswith(word)), 60)
    if each == 3600 and not match["c"]:
        seconds *= 60
    todo = "Write it as one number with decimals, in the unit of the indicator, or give that the unit mm:ss or h:mm."
    return Numeral(seconds / each, "", "is a length of time", todo)


def shown_number(value: float, unit: str = "") -> str:
    """A number as somebody would write it into a cell: ``820000``, ``12.5``, ``7:42``; ``""`` beyond the bounds."""
    if within_bounds(value) and (duration := duration_of(unit)):
        return f"{'-' if value < 0 else ''}{duration.printed(value)}"
    return f"{Decimal(repr(float(value))).normalize():f}" if within_bounds(value) else ""
