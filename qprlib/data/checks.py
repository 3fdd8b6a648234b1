"""Checks that need more than one cell: within a file, and of one file against another.

All work on typed frames (see ``columns.typed_frame``) whose index holds the row numbers of the file. Cells
that could not be read are missing in those frames and take part in no check: each mistake is told once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from qprlib.data.columns import IDENTIFIER_FORM
from qprlib.data.running import check_running_totals
from qprlib.data.schema import IndicatorKind, Polarity
from qprlib.data.telling import shown, told, told_of
from qprlib.ground.cycles import Frequency, cycles_of
from qprlib.ground.durations import duration_of
from qprlib.ground.errors import Place, Problem, listing, nearest, plain_word, row_words

PERCENT = "%"
HIGH_PERCENT = 50
"""A zero among percentages that are all above this is doubted: missing values get recorded as 0."""


def check_indicators(indicators: pd.DataFrame, file: str) -> list[Problem]:
    """Check the register in itself: ids and aim numbers told apart, dates in force in order and on the frequency."""
    return [
        *_duplicate_ids(indicators, file),
        *_duplicate_references(indicators, file),
        *_parts_of_seconds(indicators, file),
        *_in_force(indicators, file),
        *_aims(indicators, file),
    ]


def check_actuals(actuals: pd.DataFrame, indicators: pd.DataFrame, file: str, register: str) -> list[Problem]:
    """Check actuals against the register; ``file`` and ``register`` are the names of the two files in messages."""
    known = _with_register(actuals, indicators)
    return [
        *_duplicate_periods(actuals, file, "an actual"),
        *_unknown_indicators(actuals, indicators, file, register),
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
        *check_frequency(known, file, "period_end"),
        *_floors(known, file),
        *_ranges(known, file),
        *_without_target(targets, indicators, file, register, explained),
    ]


def check_side_table(frame: pd.DataFrame, file: str, key: Sequence[str]) -> list[Problem]:
    """Check a side table: no row twice by its key and day of record, and no period that ends before it starts."""
    problems = []
    same = [*key, *(["recorded"] if "recorded" in frame else [])]
    filled = _alike(frame, same, key)
    first_row: dict[tuple[Any, ...], int] = {}
    for row, *named in filled[same].astype("object").fillna("").itertuples(name=None):
        first = first_row.setdefault(tuple(named), row)
        if first != row:
            problems.append(told("duplicate-row", Place(file, row), first=first, what=_named(filled, row, key)))
    problems += check_recorded(frame, file)
    if "period_start" in frame:
        problems += told_of(frame, frame["period_start"] > frame["period_end"], "period-backwards", file)
    return problems


def _alike(frame: pd.DataFrame, key: Sequence[str], filled: Sequence[str]) -> pd.DataFrame:
    """The rows that share a key with another, as far as these of its columns are filled."""
    again = frame.duplicated(list(key), keep=False)
    return frame[again & frame[list(filled)].notna().all(axis=1)] if again.any() else frame.iloc[:0]


def _named(frame: pd.DataFrame, row: Any, key: Sequence[str]) -> str:
    """What a row is about."""
    return ", ".join(shown(frame.at[row, column]) for column in key)


def check_replaced(frame: pd.DataFrame, file: str, key: Sequence[str], needs: Sequence[str]) -> Iterator[Problem]:
    """Rows that replace an earlier one about the same thing, but do not say by whom or why."""
    dated = _alike(frame, key, key).sort_values("recorded", kind="stable", na_position="first")
    later = dated[dated.duplicated(list(key)) & ~dated.duplicated([*key, "recorded"], keep=False)]
    for row in sorted(later.index):
        first = dated.index[(dated[list(key)] == later.loc[row, list(key)]).all(axis=1)][0]
        for column in needs:
            if not later.at[row, column]:
                what, place = _named(later, row, key), Place(file, int(row), column)
                yield told("replaced-without-word", place, first=first, what=what, word=_WORDS_OF[column])


_WORDS_OF = {"reason": "why", "authority": "who decided it"}


def check_recorded(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Figures recorded before their period had ended."""
    if {"recorded", "period_end"} <= set(frame.columns):
        yield from told_of(frame, frame["recorded"] < frame["period_end"], "recorded-early", file)


def check_names(frame: pd.DataFrame, columns: Sequence[str], file: str) -> Iterator[Problem]:
    """Names in a column that differ only in capitals, blanks or hyphens: probably one thing, counted as two."""
    for column in columns:
        spellings: dict[str, object] = {}
        for row, name in frame[column].items():
            spellings.setdefault(name, row)
        spellings.pop("", None)
        first: dict[str, str] = {}
        for name, row in spellings.items():
            other = first.setdefault(plain_word(" ".join(name.split())), name)
            if other != name:
                rows, place = row_words(frame.index[frame[column].eq(name)]), _place(file, row, column)
                yield told("names-alike", place, near=other, name=name, rows=rows, other=other)


# --- the register in itself ---------------------------------------------------------------------------------


def _duplicate_ids(indicators: pd.DataFrame, file: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row, name in indicators.loc[indicators["id"].ne(""), "id"].items():
        # Anchors and file names do not tell HW01 from hw01 everywhere.
        first = seen.setdefault(name.casefold(), int(str(row)))
        if first != row:
            other = str(indicators.at[first, "id"])
            same = "" if other == name else f" (as {other}; capitals make no difference)"
            yield told("duplicate-indicator", _place(file, row), name=name, first=first, same=same)


def _duplicate_references(indicators: pd.DataFrame, file: str) -> Iterator[Problem]:
    """References there twice, or that are the id of another indicator: a text that names one could mean either."""
    ids = {name.casefold(): int(str(row)) for row, name in indicators["id"].items() if name}
    seen: dict[str, int] = {}
    for row, name in indicators.loc[indicators["reference"].ne(""), "reference"].items():
        own = int(str(row))
        first = seen.setdefault(name.casefold(), own)
        other = first if first != own else ids.get(name.casefold(), own)
        if other != own:
            yield told("duplicate-reference", _place(file, own, "reference"), name=name, first=other)


def _parts_of_seconds(indicators: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Lengths of time with decimals, for which ``7:42`` has no place."""
    clocks = indicators["unit"].map(lambda unit: duration_of(unit) is not None)
    yield from told_of(indicators, clocks & indicators["decimals"].gt(0), "time-with-decimals", file, about="id")


def _in_force(indicators: pd.DataFrame, file: str) -> Iterator[Problem]:
    for column in ("first_period", "last_period"):
        if indicators[column].notna().any():
            frame = indicators.assign(period_end=indicators[column], indicator=indicators["id"])
            yield from check_frequency(frame, file, column)
    backwards = indicators["first_period"] > indicators["last_period"]
    yield from told_of(indicators, backwards, "period-backwards.in-force", file, about="id")


def _aims(indicators: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Aims without numbers where others have one, no numbers, numbers there twice, aims that share a first number."""
    seen: dict[str, int] = {}
    first_of: dict[str, tuple[str, int]] = {}
    numbered = indicators["aim_number"].ne("").any()
    for row, indicator, aim, number in indicators[["id", "aim", "aim_number"]].itertuples(name=None):
        place = Place(file, int(row), indicator=indicator)
        if numbered and bool(aim) != bool(number):
            empty, other = ("aim_number", "aim") if aim else ("aim", "aim_number")
            yield told("half-an-aim", replace(place, column=empty), other=_words(other), empty=_words(empty))
            continue
        if not number:
            continue
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)+", number):
            yield told("not-an-aim-number", place, number=number)
            continue
        if seen.setdefault(number, int(row)) != row:
            yield told("duplicate-aim-number", place, number=number, first=seen[number])
        begins = number.split(".")[0]
        other, at = first_of.setdefault(begins, (aim, int(row)))
        if other != aim:
            yield told(
                "two-aims-one-number", place, near=other, number=number, aim=aim, at=at, begins=begins, other=other
            )


def _words(column: str) -> str:
    return column.replace("_", " ")


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
    columns = ["kind", "unit", "polarity", "basis", "frequency", "year_starts", "first_period", "last_period"]
    register = _register(indicators)
    place = pd.Index(register["id"]).get_indexer(frame["indicator"])
    known: pd.DataFrame = frame[place >= 0]
    return known.assign(**{column: register[column].array.take(place[place >= 0]) for column in columns})


def _duplicate_periods(frame: pd.DataFrame, file: str, what: str) -> Iterator[Problem]:
    key = ["indicator", "period_end", "recorded"]
    twice = _alike(frame, key, ["period_end"])
    for _, rows in twice[twice["indicator"].ne("")].groupby(key, sort=False, dropna=False):
        again = pd.Series([False, *[True] * (len(rows) - 1)], rows.index)
        yield from told_of(rows, again, "duplicate-period", file, about="indicator", what=what, first=rows.index[0])


def _unknown_indicators(frame: pd.DataFrame, indicators: pd.DataFrame, file: str, register: str) -> Iterator[Problem]:
    unknown = frame["indicator"].ne("") & ~frame["indicator"].isin(indicators["id"])
    if not unknown.any():
        return
    good = _good_ids(indicators)
    ids, bad = list(indicators.loc[good, "id"]), set(indicators.loc[~good, "id"])
    near = {name: nearest(name, [*ids, *bad]) for name in frame.loc[unknown, "indicator"].unique()}
    for row, name in frame.loc[unknown, "indicator"].items():
        if near[name] in bad or "" in bad:
            continue  # its own row in the register may be the one whose id is wrong, and that has been told
        place = _place(file, row)
        yield told("unknown-indicator", place, near=near[name], name=name, register=register, ids=listing(ids))


def check_frequency(known: pd.DataFrame, file: str, column: str) -> Iterator[Problem]:
    """Period ends on which no period of the indicator's frequency ends.

    Weeks end on the day of the week on which most of the indicator's do; what comes once a year or less often may end
    on any day, but no more than a month from that on which its others end.
    """
    known = known[known["period_end"].notna() & known["frequency"].ne("")]
    codes, cycles = cycles_of(known["frequency"], known.get("year_starts"), _usual_ends(known))
    told_days = zip(known.index, known["indicator"], known["period_end"].dt.date, codes, strict=True)
    wrong: dict[tuple[int, date], str] = {}
    for row, name, day, code in told_days:
        cycle = cycles[code]
        if cycle is None:
            continue
        if (code, day) not in wrong:
            near = cycle.nearest(day)
            wrong[code, day] = "" if abs(near - day).days <= (31 if cycle.on_any_day else 0) else str(near)
        if near_day := wrong[code, day]:
            comes = {"comes": cycle.frequency.words, "ends": cycle.in_words}
            place = _place(file, row, column, name)
            yield told("period-off-frequency", place, near=near_day, day=day, name=name, **comes)


def _usual_ends(known: pd.DataFrame) -> pd.Series:
    """For each row an end of its indicator on the day of the week, or in the month, in which most of them end."""
    ends, weekly = known["period_end"], known["frequency"].eq(Frequency.WEEKLY)
    kind = ends.dt.day_of_week.where(weekly, ends.dt.month)
    times = ends.groupby([known["indicator"], kind]).transform("size")
    usual = pd.DataFrame({"indicator": known["indicator"], "end": ends, "times": times})
    best = usual.sort_values(["times", "end"], ascending=[False, True]).drop_duplicates("indicator")
    return best.set_index("indicator")["end"].reindex(known["indicator"]).set_axis(known.index)


def _out_of_force(known: pd.DataFrame, file: str, register: str) -> Iterator[Problem]:
    """Actuals of periods in which their indicator is not in force."""
    early = known["period_end"] < known["first_period"]
    late = known["period_end"] > known["last_period"]
    for bad, bound, side in ((early, "first_period", "begins"), (late & ~early, "last_period", "ends")):
        more: dict[str, Any] = {"bound": bound, "side": side, "of": known[bound], "register": register}
        yield from told_of(known, bad & known["actual"].notna(), "outside-period", file, about="indicator", **more)


def _doubtful_zeros(known: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Zeros among high percentages: probably a missing value."""
    percent = known[known["unit"].eq(PERCENT) & known["actual"].notna()]
    others = percent[percent["actual"].ne(0)].groupby("indicator")["actual"].min()
    least = percent["indicator"].map(others)
    doubtful = percent["actual"].eq(0) & (least > HIGH_PERCENT)
    yield from told_of(percent, doubtful, "doubtful-zero", file, about="indicator", least=least)


def _floors(known: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Floors that are not on the worse side of their target."""
    equal, above = known["floor"].eq(known["target"]), known["floor"] > known["target"]
    for better, wrong, relation, side in (
        (Polarity.HIGHER, above | equal, "above", "below"),
        (Polarity.LOWER, ~above, "below", "above"),
    ):
        both = known["floor"].notna() & known["target"].notna() & known["polarity"].eq(better)
        relations = equal.map({True: "equal to", False: relation})
        more: dict[str, Any] = {"better": better, "relation": relations, "side": side}
        yield from told_of(known, both & wrong, "floor-wrong-side", file, about="indicator", **more)


def _ranges(known: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Ranges without one of their ends, the wrong way round, or with floors inside them."""
    about = "indicator"
    ends = known[["lower", "upper"]].isna()
    for row in known.index[known["polarity"].eq(Polarity.RANGE) & ends.any(axis=1)]:
        missing = [str(column) for column in ends if ends.at[row, column]]
        name, empty = known.at[row, about], f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} empty"
        yield told("range-without-ends", _place(file, row, missing[0], name), name=name, empty=empty)
    yield from told_of(known, known["lower"] > known["upper"], "range-backwards", file, about=about)
    for end, inside, side in (
        ("lower", known["floor_lower"] >= known["lower"], "below"),
        ("upper", known["floor_upper"] <= known["upper"], "above"),
    ):
        column = f"floor_{end}"
        more: dict[str, Any] = {"floor": known[column], "own": known[end], "end": end, "side": side}
        yield from told_of(known, inside, "floor-wrong-side.range", file, column=column, about=about, **more)


def _without_target(
    targets: pd.DataFrame, indicators: pd.DataFrame, file: str, register: str, explained: Collection[str]
) -> Iterator[Problem]:
    """KPIs that have no target in any period, and nothing says why: they cannot be rated."""
    aimed = targets[targets[["target", "lower", "upper"]].notna().any(axis=1)]
    kpis = _good_ids(indicators) & indicators["kind"].eq(IndicatorKind.KPI)
    without = kpis & ~indicators["id"].isin([*aimed["indicator"], *explained])
    yield from told_of(indicators, without, "no-target", register, about="id", file=file)


def _place(file: str, row: object, column: str = "", indicator: object = "") -> Place:
    return Place(file=file, row=int(str(row)), column=column, indicator=str(indicator))
