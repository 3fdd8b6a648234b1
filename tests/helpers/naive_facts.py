"""What an Exampleshire edition's pages must say, worked out from the CSV files: more of what the naive reader reads.

No library but Python's own. Ratings and directions are those of :mod:`helpers.naive_reader`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from helpers import naive_reader
from helpers.naive_reader import Naive, Row
from helpers.projects import REPOSITORY

FOLDER = REPOSITORY / "data" / "exampleshire"
QUARTERS = ("2023-24-Q3", "2023-24-Q4", "2024-25-Q1", "2024-25-Q2", "2024-25-Q3")
FIVE = [f"exampleshire-{quarter}" for quarter in QUARTERS]
AIMS = "exampleshire-aims-2024-25-Q3"
#: As they are printed.
RATINGS = {"green": "Green", "amber": "Amber", "red": "Red", "new": "New", "suppressed": "Suppressed"}
DIRECTIONS = {
    "improving": "Improving",
    "worsening": "Worsening",
    "no-trend": "No clear trend",
    "no-change": "No change",
    "not-comparable": "Not comparable",
    "too-few": "Too few points",
}
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spoken(number: int) -> str:
    """A count as a sentence has it: in words up to nine."""
    return _WORDS[number] if number < len(_WORDS) else str(number)


def differs(now: int, before: int) -> str:
    """A change as a sentence has it."""
    if now == before:
        return "the same"
    return f"{spoken(abs(now - before))} {'more' if now > before else 'fewer'}"


def rounded(text: str | Decimal, decimals: int | str) -> Decimal:
    """A value as it is published: half up."""
    return Decimal(text).quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)


def share(part: int, whole: int) -> str:
    """A percentage without decimals."""
    return f"{rounded(Decimal(100 * part) / whole, 0)}%"


def said(edition: str) -> dict[str, str]:
    """The plain keys of an edition's params."""
    return naive_reader.params(REPOSITORY / "params" / f"{edition}.yml")


def end_of(edition: str) -> str:
    """The last day of the quarter."""
    return naive_reader.quarter_end(said(edition)["quarter"])


def ends_before(edition: str, number: int) -> list[str]:
    """The ends of the quarter and of those before it, the latest first."""
    quarter = said(edition)["quarter"]
    count = int(quarter[:4]) * 4 + int(quarter[-1]) - 1
    named = (f"{one // 4}-{(one // 4 + 1) % 100:02d}-Q{one % 4 + 1}" for one in range(count, count - number, -1))
    return [naive_reader.quarter_end(one) for one in named]


def kpis(edition: str) -> dict[str, Naive]:
    """Every key performance indicator, in the order of the register."""
    return naive_reader.edition(REPOSITORY, edition)


def register(edition: str) -> dict[str, Row]:
    """The register's rows by what the report calls an indicator; ``section`` is the aim where it goes by aims."""
    rows = naive_reader.in_force(REPOSITORY, edition)
    if edition != AIMS:
        return {row["id"]: row for row in rows}
    rows = sorted(rows, key=lambda row: [int(part) for part in row["aim_number"].split(".")])
    return {row["aim_number"]: {**row, "section": row["aim"]} for row in rows}


def names(edition: str) -> dict[str, str]:
    """Short names by id, as the edition printed them."""
    return {row["id"]: row["short_name"] for row in naive_reader.in_force(REPOSITORY, edition)}


def counted(found: dict[str, Naive], column: str) -> Counter[str]:
    """How many of each rating or direction."""
    return Counter(getattr(one, column) for one in found.values())


def rows_of(name: str, edition: str) -> list[Row]:
    """The rows of a file that were recorded by the edition's cut-off."""
    day = said(edition)["as_of"]
    return [row for row in naive_reader.read(FOLDER, name) if (row.get("recorded") or "") <= day]


def latest_of(name: str, edition: str, keys: tuple[str, ...]) -> dict[tuple[str, ...], Row]:
    """Of the rows about the same thing the one that was recorded last."""
    rows = sorted(rows_of(name, edition), key=lambda row: row["recorded"])
    return {tuple(row[key] for key in keys): row for row in rows}


# An earlier edition beside this one -------------------------------------------------------------------------


@dataclass(frozen=True)
class Beside:
    """An edition and an earlier one: on the indicators of both the earlier one as restated since."""

    now: dict[str, Naive]
    published: dict[str, Naive]
    restated: dict[str, Naive]

    @property
    def both(self) -> list[str]:
        """The indicators that both have."""
        return [name for name in self.now if name in self.published]

    @property
    def added(self) -> list[str]:
        """Those that the earlier one did not have."""
        return [name for name in self.now if name not in self.published]

    @property
    def removed(self) -> list[str]:
        """Those that only the earlier one had."""
        return [name for name in self.published if name not in self.now]

    @property
    def changed(self) -> list[str]:
        """Those whose earlier rating or direction has been restated."""

        def told(one: Naive) -> tuple[str, str]:
            return one.rating, one.direction

        return [name for name in self.both if told(self.restated[name]) != told(self.published[name])]

    def then(self, column: str) -> Counter[str]:
        """The earlier counts that today's are compared with."""
        return counted({name: self.restated[name] for name in self.both}, column)

    def since(self, column: str) -> Counter[str]:
        """Today's counts on the indicators of both."""
        return counted({name: self.now[name] for name in self.both}, column)


def beside(edition: str, earlier: str) -> Beside:
    """Set an edition beside an earlier one."""
    again = naive_reader.edition(REPOSITORY, earlier, said(edition)["as_of"])
    return Beside(kpis(edition), kpis(earlier), again)


def previous(edition: str) -> Beside | None:
    """Beside the edition of the quarter before, if there is one."""
    place = FIVE.index(edition) if edition in FIVE else 0
    return beside(edition, FIVE[place - 1]) if place else None


def last_year(edition: str) -> Beside | None:
    """Beside the edition of the same quarter last year, if there is one."""
    return beside(edition, FIVE[0]) if edition == FIVE[4] else None


def three_ways(directions: Counter[str]) -> tuple[int, int, int]:
    """Improving, stable or without a clear trend, worsening."""
    return directions["improving"], directions["no-trend"] + directions["no-change"], directions["worsening"]


# Every period -----------------------------------------------------------------------------------------------


@cache
def history(edition: str, indicator: str) -> dict[str, tuple[Row, str]]:
    """Every period that is known of an indicator, with its rating: "" without a target."""
    [one] = [row for row in naive_reader.read(FOLDER, "indicators") if row["id"] == indicator]
    day, scheme = said(edition)["as_of"], said(edition)["scheme"]
    found = {}
    for end, row in naive_reader.known(naive_reader.by_indicator(FOLDER, "actuals")[indicator], day).items():
        few = one["suppress_below"] and row["denominator"] and int(row["denominator"]) < int(one["suppress_below"])
        if few:
            rating = "suppressed"
        elif not row["actual"]:
            continue
        elif row["state"]:
            rating = row["state"]
        else:
            try:
                aims = naive_reader.aim(one, FOLDER, end, day)
            except ValueError:
                aims = {}
            rating = naive_reader.rate(one, Decimal(row["actual"]), aims, scheme) if aims else ""
        found[end] = row, rating
    return found


def run_of_red(edition: str, indicator: str) -> tuple[int, bool]:
    """For how many results in a row it has been Red, and whether the first result that is held was Red too."""
    ratings = [rating for _, rating in history(edition, indicator).values()]
    length = 0
    while length < len(ratings) and ratings[-1 - length] == "red":
        length += 1
    return length, length == len(ratings)


def aims(edition: str, one: Row, end: str) -> dict[str, Decimal]:
    """Target and floor of a period, or the range and its floors; nothing where none was set."""
    try:
        return naive_reader.aim(one, FOLDER, end, said(edition)["as_of"])
    except ValueError:
        return {}
