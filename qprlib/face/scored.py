"""Scoring of any frame, without an edition: what ``qpr score`` does to a file."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from qprlib.data.columns import DeclaredColumn, Need
from qprlib.data.frames import frame_table, one_series
from qprlib.data.schema import Polarity
from qprlib.ground.errors import InputError, Problem, listing, nearest
from qprlib.scoring import scheme as schemes
from qprlib.scoring.key import scheme_key
from qprlib.scoring.rules import RULES, DirectionRule, default_rule
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.spc import Xmr
from qprlib.scoring.spc import xmr as _xmr
from qprlib.scoring.states import Direction, NotRated
from qprlib.scoring.table import COLUMNS, ScoreTable, cases_of, directed_columns, expected_columns, rated_columns


def rate(frame: pd.DataFrame, scheme: str | Path | Scheme) -> pd.DataFrame:
    """Rate every row of a frame.

    Parameters
    ----------
    frame
        A row for each result, with the columns ``actual`` and ``target``. ``indicator``, ``period_end``, ``floor``,
        ``lower`` and ``upper``, ``polarity``, ``unit``, ``decimals`` and the others that ``qpr score`` knows are
        understood where they are there; without ``polarity``, higher is better.
    scheme
        The rating scheme: its name, its file, or what :func:`read_scheme` returns.

    Returns
    -------
    pandas.DataFrame
        The frame with ``rating`` (categories in the scheme's order, then the states without a rating) and
        ``rating_reason``, a sentence; where it has a column ``forecast``, with ``forecast_rating`` and its reason.
        Columns of these names that it has already, such as a report's own, are replaced.

    Raises
    ------
    QprError
        With everything in the frame that cannot be rated, each with its row and column; or if there is no such scheme.

    Examples
    --------
    >>> import pandas as pd
    >>> import qprlib as qpr
    >>> repairs = pd.DataFrame({"ward": ["North", "East", "South"], "actual": [91, 87, 71], "target": [90, 90, 90]})
    >>> qpr.rate(repairs, "within-5-percent")[["ward", "actual", "rating"]]
        ward  actual rating
    0  North      91  green
    1   East      87  amber
    2  South      71    red
    >>> print(qpr.rate(repairs, "within-5-percent")["rating_reason"][1])
    87 is 3.3% below the target of 90, within the 5% allowed.
    """
    chosen = read_scheme(scheme)
    table = _read(frame, ("actual", "target"), chosen)
    return _with(frame, rated_columns(table.cases, chosen) | expected_columns(table.cases, chosen), chosen)


def direct(frame: pd.DataFrame, rule: str | DirectionRule, scheme: str | Path | Scheme | None = None) -> pd.DataFrame:
    """Tell the direction of travel of every row of a frame.

    Parameters
    ----------
    frame
        A row for each result, with the columns ``period_end`` and ``actual``; ``indicator`` where there are several
        series, and ``polarity``, ``basis``, ``frequency``, ``decimals`` and the others that ``qpr score`` knows where
        they are there. Without ``polarity``, higher is better.
    rule
        The rule, such as ``previous-period`` or ``regression``; :func:`list_rules` explains each.
    scheme
        A scheme that declares the rule, for its parameters; without one it has its usual ones.

    Returns
    -------
    pandas.DataFrame
        The frame with ``direction`` (categories), ``direction_base_period`` and ``direction_base_value`` (what it was
        compared with), and ``direction_reason``, a sentence; under ``short-and-long`` with the long direction, too.
        Columns of these names that it has already are replaced.

    Raises
    ------
    QprError
        With everything in the frame that cannot be read, each with its row and column; or if there is no such rule.

    Examples
    --------
    >>> import pandas as pd
    >>> import qprlib as qpr
    >>> visits = pd.DataFrame({"period_end": ["2024-06-30", "2024-09-30", "2024-12-31"], "actual": [410, 455, 455]})
    >>> qpr.direct(visits, "previous-period")[["period_end", "direction"]]
       period_end  direction
    0  2024-06-30    too-few
    1  2024-09-30  improving
    2  2024-12-31  no-change
    """
    if isinstance(rule, str):
        rule = default_rule(rule) if scheme is None else read_scheme(scheme).rule(rule)
    table = _read(frame, ("period_end", "actual"), None)
    return _with(frame, directed_columns(table.cases, rule), None)


def xmr(values: Sequence[float] | pd.Series[Any], **options: Any) -> Xmr:
    """Draw up an XmR control chart of one series, as NHS "Making Data Count" does.

    Parameters
    ----------
    values
        The results in the order of time; what is missing is left out. The index of a pandas Series gives the days where
        it holds days or periods.
    **options
        ``target``, ``polarity`` (``higher`` unless it is given: a rise is then better than usual), ``unit``, ``basis``,
        ``rebase`` and the others of ``docs/spc.md``.

    Returns
    -------
    Xmr
        ``.frame`` has a row for each result with its mean, limits, signal and variation; ``.words`` says what the
        chart shows.

    Raises
    ------
    QprError
        If it is no series of numbers or has no result, an option is unknown or has a value that it cannot have, or the
        chart would mislead (a total that adds up).

    Examples
    --------
    >>> import qprlib as qpr
    >>> chart = qpr.xmr([52, 47, 49, 55, 51, 48, 50, 53, 47, 51, 49, 52, 70])
    >>> chart.frame.tail(2)[["value", "mean", "lower", "upper", "signal"]].round(1)
        value  mean  lower  upper       signal
    11   52.0  51.8   42.2   61.5         none
    12   70.0  51.8   42.2   61.5  above-limit
    """
    known = list(inspect.signature(_xmr).parameters)[1:]
    for name in options:
        if name not in known:
            found = f"a control chart has no option '{name}'"
            raise InputError(Problem("unknown-option", found, allowed=listing(known, 20), nearest=nearest(name, known)))
    results = one_series(values)
    index = values.index if isinstance(values, pd.Series) else None
    if isinstance(index, pd.PeriodIndex):
        index = index.to_timestamp(how="end")
    if isinstance(index, pd.DatetimeIndex):
        days: list[date] = [day.date() for day in index]
        options = {"ends": days, **options}
    try:
        return _xmr(results, **options)
    except (TypeError, ValueError) as error:
        polarity = str(options.get("polarity", "higher"))
        near = nearest(polarity, Polarity) if polarity not in set(Polarity) else ""
        todo = "docs/spc.md explains every option, and which series a control chart is for"
        raise InputError(Problem("no-control-chart", str(error), nearest=near, todo=todo)) from None


def read_scheme(scheme: str | Path | Scheme) -> Scheme:
    """Read a rating scheme.

    Parameters
    ----------
    scheme
        Its name, such as ``within-5-percent`` (:func:`list_schemes` names them all), or its file.

    Returns
    -------
    Scheme
        ``.name``, ``.bands`` from the best to the worst, each with ``.id`` and ``.label``, and ``.directions``.

    Raises
    ------
    QprError
        If there is no such scheme, with the nearest; or with every mistake in its file.

    Examples
    --------
    >>> import qprlib as qpr
    >>> [band.label for band in qpr.read_scheme("within-5-percent").bands]
    ['Green', 'Amber', 'Red']
    """
    return scheme if isinstance(scheme, Scheme) else schemes.scheme_named(str(scheme))


def list_schemes() -> pd.DataFrame:
    """The rating schemes that have names, a row for each.

    Returns
    -------
    pandas.DataFrame
        ``scheme`` (what :func:`rate` is given), ``name``, ``ratings`` from best to worst, and ``rule``, in words.

    Examples
    --------
    >>> import qprlib as qpr
    >>> qpr.list_schemes().query("scheme == 'kent-2011'")["ratings"].item()
    'Green, Amber, Red'
    """
    found = schemes.list_schemes(schemes.schemes_project())
    rows = [
        {
            "scheme": one.scheme,
            "name": one.name,
            "ratings": ", ".join(band.label for band in one.bands),
            "rule": " ".join(f"{line.label}: {line.rule}" for line in scheme_key(one) if line.rule),
        }
        for one in found
    ]
    return pd.DataFrame(rows)


def list_rules() -> pd.DataFrame:
    """The rules for the direction of travel, a row for each.

    Returns
    -------
    pandas.DataFrame
        ``rule`` (what :func:`direct` is given) and ``meaning``, how it is worked out with its usual parameters.

    Examples
    --------
    >>> import qprlib as qpr
    >>> print(*qpr.list_rules()["rule"].head(3), sep=", ")
    previous-period, same-period-last-year, short-and-long
    """
    return pd.DataFrame({"rule": list(RULES), "meaning": [default_rule(name).words() for name in RULES]})


def _read(frame: pd.DataFrame, needed: Sequence[str], scheme: Scheme | None) -> ScoreTable:
    """A frame as cases, with what is doubtful told as warnings.

    A frame without indicators is one series where it has periods, and else as many as it has rows.
    """
    columns = tuple(replace(column, need=_need(column, needed)) for column in COLUMNS)
    table = frame_table(frame, columns)
    if table.readable and "indicator" not in table.frame:
        rows = [f"row {place}" for place in range(len(frame))]
        named = "the series" if "period_end" in table.frame else pd.Series(rows, table.frame.index, dtype="str")
        table = replace(table, frame=table.frame.assign(indicator=named))
    own = {"unknown-column": _columns_of_reports()}
    for problem in (read := cases_of(table, scheme, of_numbers=True)).warnings:
        if problem.place.column not in own.get(problem.code, ()):
            warnings.warn(str(problem), stacklevel=3)
    return read


@cache
def _columns_of_reports() -> frozenset[str]:
    """The columns of a report's own frames, whose names are meant as they are."""
    from qprlib.downloads import declared

    words = declared.TableWords((), coded=True)
    fields = (*declared.scored_table("scorecard", words).fields, *declared.scored_table("series", words).fields)
    return frozenset(field.name for field in fields)


def _need(column: DeclaredColumn, needed: Sequence[str]) -> Need:
    if column.name not in needed:
        return Need.OPTIONAL
    return Need.FILLED if column.name == "period_end" else Need.COLUMN


def _with(frame: pd.DataFrame, added: Mapping[str, pd.Series[Any]], scheme: Scheme | None) -> pd.DataFrame:
    """The frame with columns added, or put in the place of those of their names; its index as it was."""
    ratings = [*(band.id for band in scheme.bands), *NotRated] if scheme else []
    categories = {"rating": [str(one) for one in ratings], "direction": [str(one) for one in Direction]}
    made: dict[str, Any] = {}
    for name, column in added.items():
        kind = name.rpartition("_")[2]
        values = column.array
        made[name] = pd.Categorical(column, categories[kind]) if kind in categories else values
    return frame.assign(**made)
