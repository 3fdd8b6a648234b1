"""All data of one organisation, read and checked: the only door through which figures come in."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from qprlib.data import checks, schema
from qprlib.data.columns import Need, typed_frame
from qprlib.data.other_tables import find_table, read_other
from qprlib.data.records import Row, rows_of
from qprlib.data.scale import check_scale, units_of
from qprlib.data.shares import check_shares, figures_of, named
from qprlib.data.side_checks import check_side_tables
from qprlib.data.tables import TextTable, read_table, shown_path
from qprlib.data.telling import told
from qprlib.ground.calendar import FROM_APRIL, MONTHS, Years
from qprlib.ground.errors import InputError, Place, Problem, Severity, nearest, told_once


@dataclass(frozen=True, eq=False)
class OrganisationData:
    """The figures of one organisation, typed and free of errors.

    All frames have the columns of ``docs/data.md`` in that order and then ``row`` (int64), the line of the
    file. Text, choices and ids are str with ``""`` for missing; numbers float64 with NaN; ``decimals`` int64;
    days datetime64[ns] with NaT. The index is a plain range. Side tables are in their file's order.
    """

    folder: Path
    indicators: pd.DataFrame  #: the register, in its own order, which is the report's; ``short_name`` is filled
    actuals: pd.DataFrame  #: sorted by the register's order, then by period; targets likewise
    targets: pd.DataFrame
    warnings: tuple[Problem, ...]  #: what is doubtful but stops nothing, sorted by file and row
    files: tuple[Path, ...]  #: those read, in the order of ``schema.FILES``
    side: Mapping[str, pd.DataFrame] = field(default_factory=dict)  #: the side tables that are there: ``complaints``
    revisions: pd.DataFrame | None = None  #: what was replaced; None before `qprlib.data.known.as_known` was asked
    known_by: date | None = None  #: the day whose knowledge this is, None where nothing was left out

    def frame(self, name: str) -> pd.DataFrame | None:
        """A declared table: ``actuals``; None where there is no file."""
        core = {"indicators": self.indicators, "actuals": self.actuals, "targets": self.targets}
        return core.get(name, self.side.get(name))

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a side table; LookupError where there is no file."""
        if name not in self.side:
            raise LookupError(f"data/{self.folder.name}/{name}.csv is not there")
        return rows_of(self.side[name])

    def table(
        self, name: str, root: Path, text: Collection[str] = ()
    ) -> tuple[pd.DataFrame, Path, tuple[Problem, ...]]:
        """Any table of the folder by its name (with or without its ending), its file, and what is doubtful in it.

        A table that is declared is given as it is known here, another as :func:`qprlib.data.other_tables.read_other`
        has it, without the rows that its own column ``recorded`` gives a later day; ``text`` are columns of it that are
        to be left as text.

        InputError if there is no such table, or with everything in it that cannot be read.
        """
        path = find_table(self.folder, name, root)
        known = self.frame(path.stem) if path in self.files else None
        if known is not None:
            return known.drop(columns="row").reset_index(drop=True), path, ()
        frame, doubts = read_other(path, root, text)
        if self.known_by and "recorded" in frame and pd.api.types.is_datetime64_any_dtype(frame["recorded"]):
            frame = frame[seen_by(frame, pd.Timestamp(self.known_by))].reset_index(drop=True)
        return frame, path, doubts


def seen_by(frame: pd.DataFrame, day: pd.Timestamp, unless_recorded: str = "always") -> pd.Series[bool]:
    """Which rows were known by a day: those recorded by then.

    Those without a day of record from the day in the column ``unless_recorded`` on, or `always`.
    """
    recorded = frame["recorded"]
    before = True if unless_recorded == "always" else frame[unless_recorded] <= day
    return (recorded <= day) | (recorded.isna() & before)


def read_organisation(folder: Path, root: Path, years: Years = FROM_APRIL) -> OrganisationData:
    """Read and check everything an organisation keeps in its folder; files that nothing declares are left alone.

    ``years`` are those of the indicators that have none of their own.

    InputError with all problems of all files (warnings among them), if any of them is an error.
    """
    if not folder.is_dir():
        raise InputError(_missing_folder(folder, root))
    tables: dict[str, TextTable] = {}
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for data_file in schema.FILES:
        path = folder / data_file.name
        if not data_file.required and not os.path.lexists(path):
            continue
        table = read_table(path, root, data_file.columns, needs_rows=data_file.needs_rows)
        tables[data_file.name] = table
        problems += table.problems
        if table.readable:
            units = _units(table.frame, tables[schema.INDICATORS.name].frame)
            frames[data_file.name], found = typed_frame(table.frame, data_file.columns, table.file, units)
            problems += [one for one in found if one.place.row not in table.ragged]
        if data_file is schema.INDICATORS and data_file.name in frames:
            own = frames[data_file.name]["year_starts"]
            frames[data_file.name]["year_starts"] = own.mask(own.eq(""), MONTHS[years.starts - 1])
    shifted = {(table.file, row) for table in tables.values() for row in table.ragged}
    # A cell that could not be read is empty to the checks that follow: it has its message already.
    said = {_cell(problem.place) for problem in problems if problem.place.column}
    for one in _cross_checks(frames, tables):
        if (one.place.file, one.place.row) not in shifted and _cell(one.place) not in said:
            problems.append(one)
    problems = told_once(problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(problems)

    indicators = frames[schema.INDICATORS.name]
    indicators["short_name"] = indicators["short_name"].mask(indicators["short_name"].eq(""), indicators["name"])
    order = {name: position for position, name in enumerate(indicators["id"])}
    return OrganisationData(
        folder=folder,
        indicators=_numbered(indicators),
        actuals=_by_register(frames[schema.ACTUALS.name], order),
        targets=_by_register(frames[schema.TARGETS.name], order),
        warnings=tuple(problems),
        files=tuple(folder / name for name in tables),
        side={one.stem: _numbered(frames[one.name]) for one in schema.FILES if not one.required and one.name in frames},
    )


def _units(text: pd.DataFrame, register: pd.DataFrame) -> pd.Series[str] | None:
    """The unit of the indicator that each row of a file is about."""
    if "indicator" not in text or not {"id", "unit"} <= set(register.columns):
        return None
    return units_of(text, register)


def _cell(place: Place) -> tuple[str, int | None, str]:
    return place.file, place.row, place.column


def _missing_folder(folder: Path, root: Path) -> Problem:
    siblings = [other.name for other in folder.parent.iterdir() if other.is_dir()] if folder.parent.is_dir() else []
    place, near = Place(shown_path(folder, root)), nearest(folder.name, siblings)
    return told("missing-folder", place, near, siblings=", ".join(sorted(siblings)))


def _cross_checks(frames: dict[str, pd.DataFrame], tables: dict[str, TextTable]) -> Iterator[Problem]:
    """Problems that need more than a cell.

    A check is left out where a column it needs is missing from its file: that has been said already.
    """
    whole: dict[str, pd.DataFrame] = {}
    for one in schema.FILES:
        must = {column.name for column in one.columns if column.need is not Need.OPTIONAL}
        if one.name not in frames or not must <= set(tables[one.name].frame.columns):
            continue
        whole[one.name] = frame = frames[one.name]
        file = tables[one.name].file
        if not one.required:
            yield from checks.check_side_table(frame, file, one.key)
        if one.told:
            needs = [column.name for column in one.columns if column.name in ("authority", "reason")]
            yield from checks.check_replaced(frame, file, one.key, needs)
        yield from checks.check_names(frame, one.names, file)
    files = {name: tables[name].file for name in whole}
    yield from _shares(whole, tables)
    yield from check_side_tables(whole, files)
    yield from check_scale(whole, files)
    indicators, actuals, targets = (whole.get(one.name) for one in (schema.INDICATORS, schema.ACTUALS, schema.TARGETS))
    if indicators is None:
        return
    register = files[schema.INDICATORS.name]
    yield from checks.check_indicators(indicators, register)
    if actuals is not None:
        yield from checks.check_actuals(actuals, indicators, files[schema.ACTUALS.name], register)
    if targets is not None:
        profiles = whole.get(schema.PROFILES.name)
        others = [] if profiles is None else list(profiles["indicator"])
        others += [] if actuals is None else list(actuals.loc[actuals["state"].ne(""), "indicator"].unique())
        yield from checks.check_targets(targets, indicators, files[schema.TARGETS.name], register, others)


def _shares(whole: dict[str, pd.DataFrame], tables: dict[str, TextTable]) -> Iterator[Problem]:
    """Percentages that may be shares of 1, in all tables about the indicators together and in those with units."""
    about = [one for one in schema.FILES if one.name in whole and one.of]
    figures = {
        one.name: figures_of(whole[one.name], tables[one.name].frame, tables[one.name].file, one.of) for one in about
    }
    register = whole.get(schema.INDICATORS.name)
    of_indicators = [figures[one.name] for one in about if one.of == ("indicator",)]
    if register is not None and of_indicators:
        yield from check_shares(of_indicators, list(register.loc[register["unit"].eq(checks.PERCENT), "id"]))
    for one in about:
        frame = whole[one.name]
        if "unit" in frame:
            percentages = named(frame[frame["unit"].eq(checks.PERCENT)], one.of)
            yield from check_shares([figures[one.name]], list(percentages))


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(row=frame.index.astype("int64")).reset_index(drop=True)


def _by_register(frame: pd.DataFrame, order: dict[str, int]) -> pd.DataFrame:
    place = frame["indicator"].map(order)
    keys = ["_place", "period_end", "recorded"]
    sorted_frame = frame.assign(_place=place).sort_values(keys, kind="stable", na_position="first")
    return _numbered(sorted_frame.drop(columns="_place"))
