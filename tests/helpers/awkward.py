"""Awkward frames, each with what it becomes: the words of some cells and headings, or the code of its refusal."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa


class Ward(StrEnum):
    NORTH = "north"


@dataclass(frozen=True)
class Awkward:
    """A frame by name: ``says`` are texts of its headings and cells, ``refused`` the code of its refusal."""

    name: str
    make: Callable[[], Any]
    says: tuple[str, ...] = ()
    refused: str = ""

    @property
    def caption(self) -> str:
        return f"Awkward: {self.name}"


def _named(values: Any, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"ward": ["Ash", "Birch"], **({"value": values} if values is not None else {}), **columns})


def _arrow() -> pd.DataFrame:
    days = pa.array([date(2024, 4, 1), None])
    table = pa.table({"ward": ["Ash", None], "spent": pa.array([1.5, None]), "day": days, "ok": pa.array([True, None])})
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def _levels(names: list[str | None], rows: list[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame({"spent": range(1, len(rows) + 1)}, pd.MultiIndex.from_tuples(rows, names=names))


def _months(size: float = 1_234.0) -> pd.DataFrame:
    months = {f"{month:%b}": [size, 345.0] for month in pd.period_range("2024-04", periods=12, freq="M")}
    return pd.DataFrame({"service": ["Housing", "Waste"], **months, "year": [12 * size, 4_140.0]})


ACCESSIBLE = (
    Awkward(
        "levels of rows", lambda: _levels(["area", "ward"], [("N", "Ash"), ("N", "Birch"), ("S", "Ash")]), ("N", "3")
    ),
    Awkward(
        "levels of rows out of order",
        lambda: _levels(["area", "ward"], [("N", "Ash"), ("S", "Oak"), ("N", "Elm")]),
        ("Area", "Elm"),
    ),
    Awkward(
        "levels of columns",
        lambda: (
            _named(None)
            .set_index("ward")
            .assign(**{"a": [1, 2], "b": [3, 4]})
            .set_axis(pd.MultiIndex.from_tuples([(2023, "spent"), (2024, "spent")]), axis=1)
        ),
        ("2023: spent", "2024: spent"),
    ),
    Awkward(
        "categories in order",
        lambda: _named(pd.Categorical(["low", None], ["low", "high"], ordered=True)),
        ("low", "None"),
    ),
    Awkward("classes", lambda: _named(pd.cut([5, 25], [0, 10, np.inf])), ("over 0, up to 10", "over 10")),
    Awkward("NaN", lambda: _named([1.25, np.nan]), ("1.25", "Not available")),
    Awkward("None and NA among words", lambda: _named([None, pd.NA], note=["x", None]), ("Not available", "None")),
    Awkward("nullable integers", lambda: _named(pd.array([1_000, None], "Int64")), ("1,000", "Not available")),
    Awkward("nullable truth", lambda: _named(pd.array([True, None], "boolean")), ("Yes", "Not available")),
    Awkward("nullable words", lambda: _named(pd.array(["a", None], "string")), ("a", "None")),
    Awkward("Arrow types", _arrow, ("1.5", "1 April 2024", "Yes")),
    Awkward("an Arrow table", lambda: pa.table({"ward": ["Ash"], "spent": [2]}), ("Spent", "2")),
    Awkward(
        "days and moments",
        lambda: _named(pd.to_datetime(["2024-04-01 00:00", "2024-04-02 09:05"]), day=[date(2024, 5, 1), pd.NaT]),
        ("1 April 2024", "2 April 2024, 09:05", "1 May 2024"),
    ),
    Awkward(
        "moments elsewhere",
        lambda: _named(pd.to_datetime(["2024-04-01 09:00"] * 2).tz_localize("Europe/London"), at=[time(9, 30), None]),
        ("1 April 2024, 09:00", "09:30"),
    ),
    Awkward(
        "periods",
        lambda: _named(pd.PeriodIndex(["2024Q1", "2024Q2"], freq="Q-MAR")),
        ("April to June 2023", "July to September 2023"),
    ),
    Awkward(
        "an index of months",
        lambda: pd.Series([1, 2], pd.period_range("2024-04", periods=2, freq="M", name="month"), name="visits"),
        ("Month", "Visits", "April 2024"),
    ),
    Awkward("lengths of time", lambda: _named(pd.to_timedelta(["3h", None])), ("3 hours", "Not available")),
    Awkward("rare values", lambda: _named([0.00012, 1e11]), ("0.00012", "100,000,000,000.00000")),
    Awkward("exact numbers", lambda: _named([Decimal("1.10"), Fraction(1, 4)]), ("1.10", "0.25")),
    Awkward("numbers and words mixed", lambda: _named([1.5, "<5"]), ("1.5", "<5")),
    Awkward("thin numbers", lambda: _named(pd.arrays.SparseArray([0, 7])), ("7",)),
    Awkward(
        "years and numbers of things",
        lambda: _named(None, year=[2023, 2024], ref_no=[10_001, 10_002]),
        ("2024", "10001"),
    ),
    Awkward("lists in cells", lambda: _named([["a", "b"], []]), ("a, b", "None")),
    Awkward(
        "other values",
        lambda: _named([Ward.NORTH, Path("a/b.csv")], id=[uuid.UUID(int=7), uuid.UUID(int=8)]),
        ("north", "a/b.csv", "00000000-0000-0000-0000-000000000007"),
    ),
    Awkward(
        "HTML in cells",
        lambda: _named(["<b>bold</b> & <script>alert(1)</script>", "</td></tr>"], **{"<i>h</i>": [1, 2]}),
        ("<b>bold</b> & <script>alert(1)</script>", "</td></tr>", "<i>h</i>"),
    ),
    Awkward(
        "signs of Markdown in cells",
        lambda: _named(["| *a* | _b_ [c](d) `e`", "# 1. {.x} ::: $x$ ~y~ ^z^ @k"]),
        ("| *a* | _b_ [c](d) `e`", "# 1. {.x} ::: $x$ ~y~ ^z^ @k"),
    ),
    Awkward(
        "signs of Typst in cells",
        lambda: _named(["#panic() = $ \\ <l> @m // c", "/* x */ ~ -- *a* _b_"]),
        ("#panic()",),
    ),
    Awkward("lines in cells", lambda: _named(["one\ntwo\r\nthree", "\ttab"]), ("one two three", "tab")),
    Awkward("empty words", lambda: _named(["", "  "]), ("None",)),
    Awkward("a very long word", lambda: _named(["x" * 300, "y"]), ("y",)),
    Awkward("a very long text", lambda: _named(["words and words " * 200, "y"]), ("words and words",)),
    Awkward("from right to left", lambda: _named(["שלום 12", "مرحبا"]), ("שלום", "مرحبا")),
    Awkward("letters of many scripts", lambda: _named(["Zürich Łódź čeština", "Ελλάδα Москва"]), ("Łódź", "Москва")),
    Awkward("the same name in several rows", lambda: pd.DataFrame({"ward": ["Ash", "Ash"], "spent": [1, 2]}), ("Ash",)),
    Awkward("one cell", lambda: pd.DataFrame({"total": [5]}), ("Total", "5")),
    Awkward("a year of months", _months, ("1,234", "Mar", "14,808")),
    Awkward(
        "many rows",
        lambda: pd.DataFrame({"area": [f"E{n:05}" for n in range(500)], "visits": range(500)}),
        ("E00499", "499"),
    ),
    Awkward("a filtered frame", lambda: pd.DataFrame({"ward": list("abcd"), "n": range(4)}).query("n > 1"), ("c", "3")),
    Awkward("true and false as numbers", lambda: _named([np.True_, np.False_]), ("Yes", "No")),
)  # fmt: skip

REFUSED = (
    Awkward("300 columns", lambda: pd.DataFrame(np.zeros((2, 300))).add_prefix("c"), refused="table-too-wide"),
    Awkward("10,000 rows", lambda: pd.DataFrame({"n": range(10_000)}), refused="table-too-long"),
    Awkward("figures of a year longer than a page is wide", lambda: _months(1_234_567.5), refused="table-too-full"),
    Awkward("no rows", lambda: pd.DataFrame({"ward": [], "spent": []}), refused="table-without-rows"),
    Awkward("no columns", lambda: pd.DataFrame(index=[1, 2]), refused="table-without-columns"),
    Awkward("two columns of one name", lambda: pd.DataFrame([[1, 2]], columns=["a", "a"]), refused="column-twice"),
    Awkward("columns without names", lambda: pd.DataFrame([["a", 1]]), refused="column-without-name"),
    Awkward("a blank heading", lambda: pd.DataFrame({"ward": ["a"], " ": [1]}), refused="column-without-name"),
    Awkward(
        "a series without a name", lambda: pd.Series([1], pd.Index(["a"], name="w")), refused="column-without-name"
    ),
    Awkward("an index without a name", lambda: pd.DataFrame({"n": [1]}, index=["Ash"]), refused="index-without-name"),
    Awkward("levels without names", lambda: _levels([None, None], [("N", "Ash")]), refused="index-without-name"),
    Awkward("mappings in cells", lambda: _named([{"a": 1}, {}]), refused="cell-not-a-value"),
    Awkward("frames in cells", lambda: _named([_named([1, 2]), None]), refused="cell-not-a-value"),
    Awkward("bytes in cells", lambda: _named([b"x", b"y"]), refused="cell-not-a-value"),
    Awkward("complex numbers", lambda: _named([1j, 2j]), refused="cell-not-a-value"),
    Awkward("a number divided by nought", lambda: _named([1.0, np.inf]), refused="cell-infinite"),
    Awkward("a sign that turns letters round", lambda: _named(["a\u202eb", "c"]), refused="cell-hidden-character"),
    Awkward("a command to a terminal", lambda: _named(["a\x1b[31mb", "c"]), refused="cell-hidden-character"),
)  # fmt: skip
