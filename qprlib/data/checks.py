"""Checks that need more than one cell: within a file, and of one file against another.

All work on typed frames (see ``columns.typed_frame``) whose index holds the row numbers of the file. Cells
that could not be read are missing in those frames and take part in no check: each mistake is told once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from qprlib.data.columns import IDENTIFIER_FORM
from qprlib.data.running import check_running_totals
from qprlib.data.schema import IndicatorKind, Polarity
from qprlib.ground.calendar import Frequency, nearest_period_end
from qprlib.ground.errors import Place, Problem, Severity, listing, nearest, plain_word, row_words

PERCENT = "%"
HIGH_PERCENT = 50
"""A zero among percentages that are all above this is doubted: missing values get recorded as 0."""


def check_indicators(indicators: pd.DataFrame, file: str) -> list[Problem]:
    """Check the register in itself: ids and aim numbers told apart, dates in force in order and on the frequency."""
    return [*_duplicate_ids(indicators, file), *_in_force(indicators, file), *_aims(indicators, file)]


def check_actuals(actuals: pd.DataFrame, indicators: pd.DataFrame, file: str, register: str) -> list[Problem]:
    """Check actuals against the register; ``file`` and ``register`` are the names of the two files in messages."""
    known = _with_register(actuals, indicators)
    return [
        *_duplicate_periods(actuals, file, "an actual"),
        *_unknown_indicators(actuals, indicators, file, register),
        *check_replaced(actuals, file, ("indicator", "period_end"), ("reason",)),
        *check_recorded(actuals, file),
        *check_frequency(known, file, "period_end"),
        *_out_of_force(known, file, register),
        *_doubtful_zeros(known, file),
        *check_running_totals(known, file),
    ]


def check_targets(
    targets: pd.DataFrame,
    indicators: pd.DataFrame,
    file: str,
    register: str,
    explained: Collection[str] = (),
) -> list[Problem]:
    """Check targets against the register; see :func:`check_actuals`.

    ``explained`` are the indicators that need no target here: they have a profile, or their actuals say why they are
    not rated.
    """
    known = _with_register(targets, indicators)
    return [
        *_duplicate_periods(targets, file, "a target"),
        *_unknown_indicators(targets, indicators, file, register),
        *check_replaced(targets, file, ("indicator", "period_end"), ("authority", "reason")),
        *check_frequency(known, file, "period_end"),
        *_floors(known, file),
        *_ranges(known, file),
        *_without_target(targets, indicators, file, register, explained),
    ]


def check_side_table(frame: pd.DataFrame, file: str, key: Sequence[str]) -> list[Problem]:
    """Check a side table: no row twice by its key and day of record, and no period that ends before it starts."""
    problems = []
    filled = frame[frame[list(key)].notna().all(axis=1)]
    same = [*key, *(["recorded"] if "recorded" in frame else [])]
    first_row = filled.groupby(same, sort=False, dropna=False)[key[0]].transform(lambda group: group.index[0])
    for row in filled.index[filled.duplicated(same)]:
        what = ", ".join(_shown(_at(filled, row, column)) for column in key)
        problems.append(
            Problem(
                code="duplicate-row",
                found=f"Row {first_row[row]} is about the same: {what}.",
                place=_place(file, row),
                todo="Take one of the two out, or put right what tells them apart.",
            )
        )
    problems += check_recorded(frame, file)
    if "period_start" in frame:
        for row in frame.index[frame["period_start"] > frame["period_end"]]:
            start, end = _day(_at(frame, row, "period_start")), _day(_at(frame, row, "period_end"))
            problems.append(
                Problem(
                    code="period-backwards",
                    found=f"The period ends ({end}) before it starts ({start}).",
                    place=_place(file, row, "period_end"),
                    todo="Put one of the two dates right.",
                )
            )
    return problems


def check_replaced(frame: pd.DataFrame, file: str, key: Sequence[str], needs: Sequence[str]) -> Iterator[Problem]:
    """Rows that replace an earlier one about the same thing, but do not say by whom or why."""
    dated = frame[frame[list(key)].notna().all(axis=1)].sort_values("recorded", kind="stable", na_position="first")
    later = dated[dated.duplicated(list(key)) & ~dated.duplicated([*key, "recorded"], keep=False)]
    for row in sorted(later.index):
        first = dated.index[(dated[list(key)] == later.loc[row, list(key)]).all(axis=1)][0]
        for column in needs:
            if not _at(later, row, column):
                what = ", ".join(_shown(_at(later, row, name)) for name in key)
                yield Problem(
                    code="replaced-without-word",
                    found=f"This row replaces row {first} ({what}) and does not say {_WORDS_OF[column]}.",
                    place=_place(file, row, column),
                    allowed="any text",
                    todo="Fill it in: readers are told what was replaced, and this with it.",
                )


_WORDS_OF = {"reason": "why", "authority": "who decided it"}


def check_recorded(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Figures recorded before their period had ended."""
    if not {"recorded", "period_end"} <= set(frame.columns):
        return
    for row in frame.index[frame["recorded"] < frame["period_end"]]:
        yield Problem(
            code="recorded-early",
            found=f"It is recorded on {_day(_at(frame, row, 'recorded'))}, before its period ends "
            f"({_day(_at(frame, row, 'period_end'))}).",
            place=_place(file, row, "recorded"),
            allowed="a day on or after the end of the period",
            todo="Put one of the two dates right.",
        )


def check_names(frame: pd.DataFrame, columns: Sequence[str], file: str) -> Iterator[Problem]:
    """Names in a column that differ only in capitals, blanks or hyphens: probably one thing, counted as two."""
    for column in columns:
        spellings = frame.loc[frame[column].ne(""), column].drop_duplicates()
        first: dict[str, str] = {}
        for row, name in spellings.items():
            other = first.setdefault(plain_word(" ".join(name.split())), name)
            if other != name:
                rows = row_words(frame.index[frame[column].eq(name)])
                yield Problem(
                    code="names-alike",
                    found=f"'{name}' (row {rows}) and '{other}' are nearly alike, and are taken for two.",
                    place=_place(file, row, column),
                    nearest=other,
                    todo="Write both alike if one is meant.",
                    severity=Severity.WARNING,
                )


# --- the register in itself ---------------------------------------------------------------------------------


def _duplicate_ids(indicators: pd.DataFrame, file: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row, name in indicators.loc[indicators["id"].ne(""), "id"].items():
        # Anchors and file names do not tell HW01 from hw01 everywhere.
        first = seen.setdefault(name.casefold(), int(str(row)))
        if first == row:
            continue
        other = _at(indicators, first, "id")
        same = "" if other == name else f" (as {other}; capitals make no difference)"
        yield Problem(
            code="duplicate-indicator",
            found=f"{name} is in row {first} already{same}.",
            place=_place(file, row, "id"),
            allowed="each indicator once",
            todo="Give one of the two another id, or take it out.",
        )


def _in_force(indicators: pd.DataFrame, file: str) -> Iterator[Problem]:
    for column in ("first_period", "last_period"):
        frame = indicators.assign(period_end=indicators[column], indicator=indicators["id"])
        yield from check_frequency(frame, file, column)
    for row in indicators.index[indicators["first_period"] > indicators["last_period"]]:
        yield Problem(
            code="period-backwards",
            found=f"The last period ({_day(_at(indicators, row, 'last_period'))}) is before the first "
            f"({_day(_at(indicators, row, 'first_period'))}).",
            place=_place(file, row, "last_period", _at(indicators, row, "id")),
            todo="Put one of the two dates right, or leave it empty.",
        )


def _aims(indicators: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Aims without numbers where others have one, no numbers, numbers there twice, aims that share a first number."""
    seen: dict[str, int] = {}
    first_of: dict[str, tuple[str, int]] = {}
    numbered = indicators["aim_number"].ne("").any()
    for row, aim, number in indicators[["aim", "aim_number"]].itertuples():
        if numbered and bool(aim) != bool(number):
            empty, other = ("aim_number", "aim") if aim else ("aim", "aim_number")
            yield Problem(
                code="half-an-aim",
                found=f"There is an {other.replace('_', ' ')} but no {empty.replace('_', ' ')}.",
                place=_place(file, row, empty, _at(indicators, row, "id")),
                todo="Fill in both, or neither.",
            )
            continue
        if not number:
            continue
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)+", number):
            yield Problem(
                code="not-an-aim-number",
                found=f"'{number}' is not the number of an indicator under an aim.",
                place=_place(file, row, "aim_number", _at(indicators, row, "id")),
                allowed="the aim's number, a full stop and a number of its own, such as 1.19",
                todo="Put the number right. In Excel: format the column as text, or 1.10 becomes 1.1.",
            )
            continue
        if seen.setdefault(number, int(str(row))) != row:
            yield Problem(
                code="duplicate-aim-number",
                found=f"The number {number} is in row {seen[number]} already.",
                place=_place(file, row, "aim_number", _at(indicators, row, "id")),
                allowed="each number once",
                todo="Give one of the two another number. In Excel: format the column as text, or 1.10 becomes 1.1.",
            )
        first = number.split(".")[0]
        other, at = first_of.setdefault(first, (aim, int(str(row))))
        if other != aim:
            yield Problem(
                code="two-aims-one-number",
                found=f"{number} stands under '{aim}', but in row {at} numbers that begin with {first} stand under "
                f"'{other}'.",
                place=_place(file, row, "aim", _at(indicators, row, "id")),
                nearest=other,
                todo="Put the aim or the number right.",
            )


# --- actuals and targets against the register ---------------------------------------------------------------


def _register(indicators: pd.DataFrame) -> pd.DataFrame:
    """The register with every id once."""
    return indicators[indicators["id"].ne("")].drop_duplicates("id")


def _good_ids(indicators: pd.DataFrame) -> pd.Series[bool]:
    """Rows of the register whose id can be one and is there for the first time."""
    ids = indicators["id"]
    return ids.str.fullmatch(IDENTIFIER_FORM) & ~ids.str.casefold().duplicated()


def _with_register(frame: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The rows of known indicators with what the register says of them; row numbers kept."""
    columns = ["id", "kind", "unit", "polarity", "basis", "frequency", "first_period", "last_period"]
    return (
        frame.reset_index(names="row")
        .merge(_register(indicators)[columns], left_on="indicator", right_on="id")
        .set_index("row")
        .sort_index()
    )


def _duplicate_periods(frame: pd.DataFrame, file: str, what: str) -> Iterator[Problem]:
    dated = frame[frame["period_end"].notna() & frame["indicator"].ne("")]
    key = ["indicator", "period_end", "recorded"]
    twice = dated[dated.duplicated(key, keep=False)]
    for _, rows in twice.groupby(key, sort=False, dropna=False):
        for row in rows.index[1:]:
            name, end = _at(rows, row, "indicator"), _day(_at(rows, row, "period_end"))
            yield Problem(
                code="duplicate-period",
                found=f"{name} has {what} for {end} in row {rows.index[0]} already.",
                place=_place(file, row, "period_end", name),
                allowed="each period of an indicator once",
                todo="Take one of the two rows out, or put its date right; a row that replaces the other needs a later "
                "day in 'recorded'.",
            )


def _unknown_indicators(frame: pd.DataFrame, indicators: pd.DataFrame, file: str, register: str) -> Iterator[Problem]:
    good = _good_ids(indicators)
    ids, bad = list(indicators.loc[good, "id"]), set(indicators.loc[~good, "id"])
    unknown = frame["indicator"].ne("") & ~frame["indicator"].isin([*ids, *bad])
    near = {name: nearest(name, [*ids, *bad]) for name in frame.loc[unknown, "indicator"].unique()}
    for row, name in frame.loc[unknown, "indicator"].items():
        if near[name] in bad or "" in bad:
            continue  # its own row in the register may be the one whose id is wrong, and that has been told
        yield Problem(
            code="unknown-indicator",
            found=f"There is no indicator '{name}'.",
            place=_place(file, row, "indicator"),
            allowed=f"an id from {register}: {listing(ids)}",
            nearest=near[name],
            todo=f"Put the id right, or add the indicator to {register}.",
        )


def check_frequency(known: pd.DataFrame, file: str, column: str) -> Iterator[Problem]:
    """Period ends on which no period of the indicator's frequency ends."""
    known = known.loc[known["period_end"].notna(), ["indicator", "frequency", "period_end"]]
    there = set(known["frequency"])
    for frequency in [one for one in Frequency if one in there]:
        years = _YEARS if frequency is Frequency.ANNUAL else ""
        days = known.loc[known["frequency"].eq(frequency.value), "period_end"]
        possible = days.dt.is_month_end & days.dt.month.isin(frequency.months)
        for row, day in days[~possible].items():
            name = _at(known, row, "indicator")
            yield Problem(
                code="period-off-frequency",
                found=f"{_day(day)} is not the end of a period of {name}, which comes {frequency.words}.",
                place=_place(file, row, column, name),
                allowed=frequency.ends_in_words,
                nearest=str(nearest_period_end(frequency, day.date())),
                todo=f"Put the date right, or the indicator's frequency.{years}",
            )


_YEARS = (
    " If the year ends in another month, as a calendar year does: that is not supported yet, since years here begin in "
    "April."
)


def _out_of_force(known: pd.DataFrame, file: str, register: str) -> Iterator[Problem]:
    """Actuals of periods in which their indicator is not in force."""
    early = known["period_end"] < known["first_period"]
    late = known["period_end"] > known["last_period"]
    for row in known.index[(early | late) & known["actual"].notna()]:
        bound, side = ("first_period", "begins") if early[row] else ("last_period", "ends")
        name = _at(known, row, "indicator")
        yield Problem(
            code="outside-period",
            found=f"There is an actual for {_day(_at(known, row, 'period_end'))}, but {name} {side} with "
            f"{_day(_at(known, row, bound))}.",
            place=_place(file, row, "period_end", name),
            todo=f"Put the date right, or {bound} in {register}.",
        )


def _doubtful_zeros(known: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Zeros among high percentages: probably a missing value."""
    percent = known[known["unit"].eq(PERCENT) & known["actual"].notna()]
    others = percent[percent["actual"].ne(0)].groupby("indicator")["actual"].min()
    zeros = percent[percent["actual"].eq(0)]
    for row, name in zeros["indicator"].items():
        if others.get(name, 0) > HIGH_PERCENT:
            yield Problem(
                code="doubtful-zero",
                found=f"The actual is 0, but all others of {name} are {_number(others[name])} or more.",
                place=_place(file, row, "actual", name),
                todo="If there is no value, leave the cell empty: missing is not zero.",
                severity=Severity.WARNING,
            )


def _floors(known: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Floors that are not on the worse side of their target."""
    both = known[known["floor"].notna() & known["target"].notna()]
    higher = both["polarity"].eq(Polarity.HIGHER) & (both["floor"] >= both["target"])
    lower = both["polarity"].eq(Polarity.LOWER) & (both["floor"] <= both["target"])
    for row in both.index[higher | lower]:
        floor, target = _at(both, row, "floor"), _at(both, row, "target")
        side, not_that = ("below", "above") if higher[row] else ("above", "below")
        relation = "equal to" if floor == target else not_that
        yield Problem(
            code="floor-wrong-side",
            found=f"The floor of {_number(floor)} is {relation} the target of {_number(target)}, "
            f"but {'higher' if higher[row] else 'lower'} is better for {_at(both, row, 'indicator')}.",
            place=_place(file, row, "floor", _at(both, row, "indicator")),
            allowed=f"a floor {side} the target, or none",
            todo="See whether floor and target are swapped, or the indicator's polarity is wrong.",
        )


def _ranges(known: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Ranges without one of their ends, the wrong way round, or with floors inside them."""
    half = known["polarity"].eq(Polarity.RANGE) & (known["lower"].isna() | known["upper"].isna())
    for row in known.index[half]:
        missing = [column for column in ("lower", "upper") if pd.isna(_at(known, row, column))]
        yield Problem(
            code="range-without-ends",
            found=f"{_at(known, row, 'indicator')} is best within a range, but {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} empty.",
            place=_place(file, row, missing[0], _at(known, row, "indicator")),
            allowed="both ends of the range, lower and upper",
            todo="Fill in both, or put the indicator's polarity right.",
        )
    for row in known.index[known["lower"] > known["upper"]]:
        yield Problem(
            code="range-backwards",
            found=f"The lower end of {_number(_at(known, row, 'lower'))} is above the upper end of "
            f"{_number(_at(known, row, 'upper'))}.",
            place=_place(file, row, "lower", _at(known, row, "indicator")),
            todo="Swap the two.",
        )
    for end, beyond in (
        ("lower", known["floor_lower"] >= known["lower"]),
        ("upper", known["floor_upper"] <= known["upper"]),
    ):
        for row in known.index[beyond]:
            floor, own = _at(known, row, f"floor_{end}"), _at(known, row, end)
            yield Problem(
                code="floor-wrong-side",
                found=f"The floor of {_number(floor)} is not beyond the {end} end of the range, {_number(own)}.",
                place=_place(file, row, f"floor_{end}", _at(known, row, "indicator")),
                allowed=f"a floor {'below' if end == 'lower' else 'above'} that end, or none",
                todo="See whether the two are swapped.",
            )


def _without_target(
    targets: pd.DataFrame, indicators: pd.DataFrame, file: str, register: str, explained: Collection[str]
) -> Iterator[Problem]:
    """KPIs that have no target in any period, and nothing says why: they cannot be rated."""
    aimed = targets[targets[["target", "lower", "upper"]].notna().any(axis=1)]
    kpis = indicators[_good_ids(indicators) & indicators["kind"].eq(IndicatorKind.KPI)]
    for row, name in kpis.loc[~kpis["id"].isin([*aimed["indicator"], *explained]), "id"].items():
        yield Problem(
            code="no-target",
            found=f"{name} is a KPI but has no target in {file}: it will not be rated.",
            place=_place(register, row, "kind", name),
            todo=f"Add its targets, or make it {IndicatorKind.ACTIVITY} or {IndicatorKind.DATA_ONLY}.",
            severity=Severity.WARNING,
        )


# --- small helpers of the messages --------------------------------------------------------------------------


def _at(frame: pd.DataFrame, row: object, column: str) -> Any:
    """One cell. The row numbers of a file are unique, so this is always one value."""
    return frame.at[row, column]


def _place(file: str, row: object, column: str = "", indicator: str = "") -> Place:
    return Place(file=file, row=int(str(row)), column=column, indicator=indicator)


def _number(value: Any) -> str:
    """A number as an analyst would write it: 815704, 12.3."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _day(value: Any) -> date:
    day: date = pd.Timestamp(value).date()
    return day


def _shown(value: Any) -> str:
    return str(_day(value)) if isinstance(value, pd.Timestamp) else str(value)
