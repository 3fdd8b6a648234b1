"""The highest ever, the best since 2009, a record: claims that an earlier result denies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from qprlib.commentary.claims import is_own
from qprlib.commentary.clauses import Clause
from qprlib.commentary.faults import Fault
from qprlib.commentary.known import Known
from qprlib.commentary.periods_in_text import When
from qprlib.commentary.topic import Speaks, Topic
from qprlib.numbers import round_half_up
from qprlib.scoring.direction import CUMULATIVE

_SPAN: Final = (
    r"(?P<ever>ever|on\srecord|since\srecords\sbegan|(?:we|it)\s(?:has|have)\sever\s\w+"
    r"|(?:we\s(?:have\s)?)?(?:ever\s)?recorded|to\sdate|yet|in\sthe\sseries|of\sall\stime|so\sfar"
    r"|we\shave\s(?:had|seen))"
    r"|since\s(?:the\s(?:quarter|year|term)\s(?:to|ending)\s)?(?:(?P<month>[A-Z][a-z]+)\s)?(?P<year>20\d\d"
    r"|19\d\d)(?P<second>/\d\d)?"
    r"|(?:for|in|over|of)\s(?:the\s)?(?:last\s|past\s|more\sthan\s|over\s|at\sleast\s|almost\s"
    r"|nearly\s)*(?:all\s(?:the\s)?)?(?P<number>\d+|two|three|four|five|six|seven|eight|nine|ten|a"
    r"|an)\s(?P<unit>years?|quarters?|months?)"
)
_EXTREME: Final = re.compile(
    rf"\b(?P<word>highest|lowest|best|worst|strongest|weakest|poorest|largest|smallest|fastest|quickest|slowest"
    rf"|longest|shortest|fewest|greatest)\b(?P<between>(?:\s(?!since|for\b|in\b|over\b"
    rf"|ever)[\w',-]+){{0,6}}?)\s(?:{_SPAN})\b"
    r"|\b(?P<record>record|all-time)[\s-](?P<what>high|low|best|worst|levels?|results?|performance|quarter|number"
    r"|figure|rate|total|month|year)\b"
    r"|\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d+)-(?P<span>year|quarter|month)\s(?P<end>high|low)\b"
    r"|\bnever\s(?:been\s(?:so\s)?|before\b.{3,60}\bso\s)(?P<never>high|higher|low|lower|good|better|bad|poor|worse)\b"
    r"|\b(?P<alone>(?:best|worst|highest|lowest))-ever\b",
    re.IGNORECASE,
)  # fmt: skip
_COUNT: Final = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}


def wrong_extremes(clause: Clause, known: Known, topic: Topic) -> Iterator[Fault]:
    """Claims of an extreme ("highest ever", "best since 2009") where an earlier result went further."""
    row = known.row
    if not clause.claimed or not row.known or row.period_end is None:
        return
    for match in _EXTREME.finditer(clause.text):
        before = clause.text[: match.start()]
        between = match["between"] or ""
        if (
            match.end() > clause.own_until
            or not (_told_after(clause, match, topic) or is_own(clause, before, topic))
            or re.search(r"\b(?:not|since|was\sonce|second|third|joint|one\sof)\b", before)
        ):
            continue
        if topic.of_phrase(between) not in (Speaks.OWN, Speaks.NOTHING):
            continue
        if any(one.when is not When.CURRENT and not match.start() <= one.start < match.end() for one in clause.periods):
            continue
        sign = _sign(match, row.polarity)
        if not sign:
            continue
        beyond = [
            end
            for end in _stretch(match, known)
            if sign * (round_half_up(known.actual(end), row.decimals) - round_half_up(row.actual, row.decimals)) > 1e-9
        ]
        if beyond:
            furthest = max(beyond, key=lambda end: (sign * known.actual(end), end))
            quote = clause.quote(*match.span())
            found = f'The text says "{quote}"; {row.id} was {known.latest.words}, and {known.result(furthest).words}.'
            yield Fault("wrong-extreme", quote, found, known.result(furthest).words)
            return


def _told_after(clause: Clause, match: re.Match[str], topic: Topic) -> bool:
    """Whether what is extreme is named after it, or within it: "a record quarter for calls answered in time"."""
    if topic.of_phrase(clause.plain(0, match.start())) is Speaks.ELSE:
        return False
    if match["never"] and "before" in match[0]:
        words = re.sub(r"\b(?:never|before|so|good|bad|poor)\b", " ", match[0], flags=re.IGNORECASE)
        return topic.of_phrase(words) is Speaks.OWN
    about = re.match(r"\s(?:for|in)\s(?P<what>[^,;.]+)", clause.text[match.end() :])
    return bool(about) and topic.of_phrase(about["what"] if about else "") is Speaks.OWN


def _sign(match: re.Match[str], polarity: str) -> int:
    """1 where the text claims that none was higher, -1 that none was lower, 0 where that cannot be told."""
    better = {"higher": 1, "lower": -1}.get(polarity, 0)
    if match["end"]:
        return 1 if match["end"].lower() == "high" else -1
    never = (match["never"] or "").lower()
    if never:
        return {"high": 1, "higher": 1, "low": -1, "lower": -1}.get(
            never, better if never in ("good", "better") else -better
        )
    word = (match["word"] or match["alone"] or match["what"] or "").lower()
    if word in (
        "highest",
        "largest",
        "longest",
        "slowest",
        "greatest",
        "high",
        "level",
        "levels",
        "number",
        "rate",
        "total",
        "figure",
    ):
        return 1
    if word in ("lowest", "smallest", "shortest", "fastest", "quickest", "fewest", "low"):
        return -1
    return -better if word in ("worst", "weakest", "poorest") else better


def _stretch(match: re.Match[str], known: Known) -> list[date]:
    """The earlier periods that the claim takes in."""
    latest = known.row.period_end
    assert latest is not None
    ends = [end for end in known.ends if end < latest]
    if known.row.basis in CUMULATIVE:
        ends = [end for end in ends if end.month == latest.month]
    given = match.groupdict()
    if given["year"]:
        month = given["month"]
        year = int(given["year"]) + (1 if given["second"] else 0)
        last = date(year, 3 if given["second"] else 12, 31)
        if month and (number := _month_number(month)):
            last = date(year, number, 28)
        return [end for end in ends if end > last and (end.year, end.month) > (last.year, last.month)]
    said = given["number"] or given["count"]
    if said:
        count = _COUNT.get(said.lower(), 1) if not said.isdigit() else int(said)
        unit = str(given["unit"] or given["span"]).lower()
        if unit.startswith("quarter") and known.row.frequency == "quarterly":
            return ends[: max(count - 1, 0)]
        months = count * (12 if unit.startswith("year") else 3 if unit.startswith("quarter") else 1)
        return [end for end in ends if 12 * (latest.year - end.year) + latest.month - end.month < months]
    return ends


def _month_number(name: str) -> int:
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    return names.index(name[:3].lower()) + 1 if name[:3].lower() in names else 0
