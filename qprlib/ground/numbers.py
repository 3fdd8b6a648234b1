"""How values are rounded, printed and put into words: once, for tables, charts and sentences alike."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

from qprlib.ground.durations import duration_of

#: GOV.UK style writes figures; Kent's own papers write numbers up to nine in words inside sentences.
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip

MISSING = "not available"
MINUS = "\N{MINUS SIGN}"
"""As long as a plus, and read aloud as what it is, which a hyphen is not."""

LARGEST, SMALLEST = 10**12, 1e-9
"""A number beyond a million million, or nearer to nought than this, is a slip: no council publishes any."""


def within_bounds(value: float) -> bool:
    """Whether a number is one that can be worked with and printed."""
    return value == 0 or SMALLEST <= abs(value) <= LARGEST


#: How finance tables write thousands before what they are thousands of: ``£000``, ``£'000s``, ``'000 tonnes``.
_THOUSANDS = re.compile(r"(?<![0-9.,])\s*['\N{RIGHT SINGLE QUOTATION MARK}]?000s?(?![0-9])")
_CURRENCIES = ("£", "€", "$")
#: Units that say what a number is and not what it counts.
_UNCOUNTED = frozenset({"index", "ratio", "score", "rank", "rate", "count"})
#: What a unit goes on with that is no part of a figure: "per household", "of rent due", "/hour".
_OF_WHAT = re.compile(r"\s*/.*|\s+(?:per|each|an?|of)\s.*", re.DOTALL)
#: How a sentence ends.
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")
#: Ordinary first words of names that other people wrote: these alone begin small inside a sentence.
_ORDINARY = re.compile(
    "above|adults|agency|all|assessments|at|average|below|calls|case-holding|cases|children|contacts|core|far|full-time"
    "|headcount|individual|initial|met|missed|near|nearest|needs|neighbouring|new|part-time|people|regional|requests"
    "|residents|roads?|schools|sickness|similar|social|staff|statistical|turnover|vacancies|visits|waste|within"
)
_ARTICLES = ("The ", "A ", "An ", "This ")


def round_half_up(value: float, decimals: int) -> float:
    """Round as councils publish: halves away from zero, on the decimal value as written.

    ``0.285`` at two decimals is ``0.29``: the shortest decimal text of the float is rounded, not its binary
    expansion.
    """
    if not math.isfinite(value):
        return value
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def round_half_up_array(values: NDArray[np.float64], decimals: NDArray[np.int64]) -> NDArray[np.float64]:
    """Round many values half up, each to its own number of decimals, as :func:`round_half_up` does; NaN stays.

    Where no decimals are declared (-1) a value is left as it is.
    """
    scale = 10.0 ** decimals.astype(np.float64)
    size = np.abs(values)
    whole = np.floor(size * scale)
    # The float nearest to the decimal half above: what is at or beyond it as a float is so as a decimal text, too.
    half = (2 * whole + 1) / (2 * scale)
    rounded: NDArray[np.float64] = np.copysign((whole + (size >= half)) / scale, values)
    # With more than 15 digits several decimal texts share a float: the shortest decides.
    for place in np.flatnonzero(whole >= 1e14):
        rounded.flat[place] = round_half_up(float(values.flat[place]), int(decimals.flat[place]))
    return rounded if (decimals >= 0).all() else np.where(decimals < 0, values, rounded)


def decimals_needed(value: float, least: int, most: int = 6) -> int:
    """The decimals that print a value in full, at least ``least``: a target of 73.5 is never rounded away."""
    for decimals in range(least, most):
        if math.isclose(round_half_up(value, decimals), value, rel_tol=0, abs_tol=1e-9):
            return decimals
    return most


def format_number(value: float, decimals: int) -> str:
    """A number with thousands separators and a true minus: ``815,704``, ``−3``; ``not available`` when missing."""
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{round_half_up(value, decimals):,.{decimals}f}"
    return text.lstrip("-") if not any(digit in text for digit in "123456789") else text.replace("-", MINUS)


def format_value(value: float, unit: str, decimals: int) -> str:
    """A value with its unit as the pages print it: ``87%``, ``1,366``, ``24.4 days``, ``7:42`` under ``mm:ss``."""
    if value is None or not math.isfinite(value):
        return MISSING
    if duration := duration_of(unit):
        printed = duration.printed(round_half_up(value, 0))
        return f"{MINUS}{printed}" if round_half_up(value, 0) < 0 else printed
    return with_unit(format_number(value, decimals), unit)


def format_target(value: float, unit: str, decimals: int) -> str:
    """A target or floor with its unit, printed with as many decimals as it was set."""
    if value is None or not math.isfinite(value):
        return MISSING
    return format_value(value, unit, decimals_needed(value, decimals))


def with_unit(number: str, unit: str) -> str:
    """Put a unit behind a printed number, as it was written, and the sign of a currency before it.

    ``£m`` gives ``£4.5m`` and ``£ per household`` ``£56.10 per household``; zeros that stand for thousands are told in
    words, as digits would run into the number: ``£000`` gives ``£4,500 thousand``. ``number`` is not printed, nor what
    a number is instead of what it counts: no one says "0.95 index".
    """
    if unit == "number" or unit.casefold() in _UNCOUNTED:
        return number
    said = _THOUSANDS.sub(" thousand", unit, count=1).strip()
    if said.startswith(_CURRENCIES):
        sign = MINUS if number.startswith(MINUS) else ""
        return f"{sign}{said[0]}{number.removeprefix(MINUS)}{said[1:]}"
    return f"{number}{said}" if said.startswith("%") else f"{number} {said}"


def unit_name(unit: str) -> str:
    """A unit where it stands alone: as it was written, as a letter more or less is another unit."""
    if duration := duration_of(unit):
        return capital(duration.words)
    return {"%": "Percentage", "number": "Number"}.get(unit, unit)


def short_unit(unit: str) -> str:
    """The unit of a figure in a sentence or table that has named it: what no number may be read without.

    Per cent and money are kept, without what they are of: ``% of rent due`` gives ``%`` and ``£m per school`` ``£m``.
    """
    if is_percentage(unit):
        return "%"
    if duration_of(unit):
        return unit
    return _OF_WHAT.sub("", unit) if unit.startswith(_CURRENCIES) else "number"


def drawn_unit(unit: str) -> str:
    """The unit of a number in a chart whose scale names it: only a plain per cent and a clock's are kept."""
    return unit if unit == "%" or duration_of(unit) else "number"


def is_percentage(unit: str) -> bool:
    """Whether figures are per cent, whatever of: ``%``, ``% of rent due``."""
    return unit.partition(" ")[0] == "%"


def format_change(value: float, unit: str, decimals: int) -> str:
    """The size of a change, without sign: between two percentages it is in percentage points."""
    if duration_of(unit):
        return format_value(abs(value), unit, decimals)
    number = format_number(abs(value), decimals)
    if is_percentage(unit):
        return f"{number} percentage {'point' if number == '1' else 'points'}"
    # "5.1 days" reads well; "1 per 10,000 children lower" does not.
    return with_unit(number, "number" if " " in unit and not unit.startswith(_CURRENCIES) else unit)


def in_words(number: int) -> str:
    """A count inside a sentence: in words up to nine, in digits above."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def opening_number(number: int) -> str:
    """A count that begins a sentence, in full up to 99: "Seventeen", "Twenty-one"; digits above."""
    if number < len(_WORDS):
        return capital(in_words(number))
    if number < 20:
        return capital(_TEENS[number - 10])
    if number < 100:
        tens, ones = divmod(number, 10)
        return capital(_TENS[tens - 2] + (f"-{_WORDS[ones]}" if ones else ""))
    return in_words(number)


def capital(sentence: str) -> str:
    """The sentence with a capital first letter, unless its first word is a name or sign that is written otherwise."""
    word = sentence.partition(" ")[0]
    return sentence[:1].upper() + sentence[1:] if word == word.lower() and word[:1].isascii() else sentence


def ended(sentence: str) -> str:
    """A sentence that somebody wrote, with a full stop unless it ends otherwise: "It was late...", "Why not?"."""
    return sentence if _ENDS.search(sentence) else f"{sentence}."


def inside(name: str) -> str:
    """A name or sentence that somebody wrote, inside a sentence: as it was written, but for an ordinary first word."""
    first, _, rest = name.partition(" ")
    ordinary = _ORDINARY.fullmatch(first.lower().rstrip(".,;:")) and first[1:] + rest == (first[1:] + rest).lower()
    return name[:1].lower() + name[1:] if ordinary or name.startswith(_ARTICLES) else name


def so_many_of(number: int, total: int, noun: str, nouns: str = "") -> str:
    """So many of a whole, to begin a sentence: "None of the five targets", "Neither of the two", "Both targets".

    Its verb is in the singular below two, and of an only one that there is not the caller says so.
    """
    if total == 1:
        return f"The only {noun}"
    several = plural(total, noun, nouns)
    if number == total:
        return f"{'Both' if total == 2 else f'All {in_words(total)}'} {several}"
    none = "Neither" if total == 2 else "None"
    return f"{opening_number(number) if number else none} of the {in_words(total)} {several}"


def with_article(body: str) -> str:
    """A body inside a sentence: "the Board"; "Cabinet", "Full Council" and "Members" have no article."""
    last = body.partition(",")[0].casefold().split()[-1].rstrip(".")
    alone = last in ("cabinet", "council", "parliament") or (body.casefold() == last and last.endswith("s"))
    return body if alone or body.casefold().startswith("the ") else f"the {body}"


def plural(number: int, singular: str, several: str = "") -> str:
    """The noun that goes with a count: ``plural(1, "indicator")`` is ``indicator``."""
    return singular if number == 1 else several or f"{singular}s"


def percentage(part: int, whole: int) -> str:
    """A share in whole per cent, rounded half up; ``not available`` of nothing."""
    return f"{format_number(100 * part / whole, 0)}%" if whole else MISSING


def size_words(size: int) -> str:
    """A file's size as a reader expects it: ``640 kB``, ``1.2 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def join_words(words: Sequence[str]) -> str:
    """Words as a sentence lists them: ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
