"""Lengths of time as councils and trusts print them: ``7:42`` for minutes and seconds, ``1:30`` for hours and minutes.

Such a value is kept as a number of the last thing that its unit prints, seconds or minutes, so that it is rounded,
rated and compared as any other is.
"""

from __future__ import annotations

import re

from qprlib.ground.labelled import Worded

_CLOCK = re.compile(r"(?P<sign>[-+\N{MINUS SIGN}]?)(?P<a>[0-9]{1,6}):(?P<b>[0-5][0-9])(?::(?P<c>[0-5][0-9])(?:\.0+)?)?")
_SAID = re.compile(
    r"\b(?=[0-9])(?:(?P<h>[0-9]+) hours?)?(?:,? ?(?:and )?(?P<m>[0-9]+) min(?:ute)?s?)?"
    r"(?:,? ?(?:and )?(?P<s>[0-9]+) sec(?:ond)?s?)?\b"
)


class Duration(Worded):
    """What a unit such as ``mm:ss`` prints; its words are what it is called alone."""

    MINUTES = "mm:ss", "", "minutes and seconds"
    HOURS = "h:mm", "", "hours and minutes"
    ALL = "h:mm:ss", "", "hours, minutes and seconds"

    @property
    def counts(self) -> str:
        """What a value is a number of."""
        return "minutes" if self is Duration.HOURS else "seconds"

    def printed(self, value: float) -> str:
        """A length of time without sign: ``7:42``, ``1:02:15``."""
        whole, last = divmod(round(abs(value)), 60)
        if self is Duration.ALL:
            return f"{whole // 60}:{whole % 60:02d}:{last:02d}"
        return f"{whole}:{last:02d}"

    def read(self, text: str) -> tuple[float, str] | None:
        """A length of time and what is doubtful about it, ``""`` where nothing is; None of anything else.

        Spreadsheets take ``7:42`` for hours and minutes and keep it as ``7:42:00``: under ``mm:ss`` that is doubtful.
        """
        match = _CLOCK.fullmatch(text)
        if not match:
            return None
        first, second, third = int(match["a"]), int(match["b"]), match["c"]
        sign = -1 if match["sign"] in ("-", "\N{MINUS SIGN}") else 1
        if third is None:
            doubt = "has two parts, and its unit three" if self is Duration.ALL else ""
            return sign * (60 * first + second), doubt
        seconds = 3600 * first + 60 * second + int(third)
        if self is Duration.HOURS:
            return sign * seconds / 60, ""
        if self is Duration.MINUTES and first and third == "00":
            doubt = "is hours and minutes, as spreadsheets take what is typed with one colon"
            return sign * (60 * first + second), doubt
        return sign * seconds, ""


_UNITS = {
    **{"mm:ss": Duration.MINUTES, "m:ss": Duration.MINUTES},
    **{"h:mm": Duration.HOURS, "hh:mm": Duration.HOURS, "[h]:mm": Duration.HOURS},
    **{"h:mm:ss": Duration.ALL, "hh:mm:ss": Duration.ALL},
}


def duration_of(unit: str) -> Duration | None:
    """What a unit prints if it is one of time on a clock, else None."""
    return _UNITS.get(unit.casefold()) if ":" in unit else None


def counted_unit(unit: str) -> str:
    """What a plain number is a number of: ``seconds`` under ``mm:ss``, else the unit itself."""
    duration = duration_of(unit)
    return duration.counts if duration else unit


def plain_lengths(text: str, duration: Duration) -> tuple[str, dict[str, str]]:
    """A sentence with lengths of time as plain numbers, and how each number was written.

    ``7:42``, ``7 minutes 42 seconds`` and ``7 minutes and 42 seconds`` become ``462``.
    """
    written: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        if not match[0].strip():
            return match[0]
        found = duration.read(match[0]) if ":" in match[0] else None
        if found is None:
            hours, minutes, seconds = (int(match[name] or 0) for name in "hms")
            value = 3600.0 * hours + 60 * minutes + seconds
            found = (value / 60 if duration is Duration.HOURS else value), ""
        said = f"{found[0]:.15g}"
        written[said] = match[0]
        return said

    return re.sub(_SAID, number, re.sub(rf"(?<![\w:.]){_CLOCK.pattern}(?![\w:])", number, text)), written
