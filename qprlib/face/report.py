"""An edition in a notebook: its figures as pandas frames, and its ready-made parts."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Collection
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from qprlib.data.other_tables import find_table, read_other
from qprlib.downloads.tables import coded_tables
from qprlib.errors import nearest
from qprlib.pages.context import Context
from qprlib.pages.document import Content, content, paragraph
from qprlib.pages.noted import note_read
from qprlib.pages.registry import PARTS
from qprlib.scoring.scorecard import Result

if TYPE_CHECKING:
    from qprlib.downloads.fields import DownloadTable


class Report:
    """An edition, opened for a notebook by :func:`qprlib.open_report`.

    ``scorecard`` and ``series`` are its figures as pandas frames. Every ready-made part of the registry is a method
    such as ``worst()`` or ``card("HW01")``: as the last line of a cell it shows itself as it is published, and its
    figures are there as ``.frame``.

    Examples
    --------
    >>> import qprlib as qpr
    >>> report = qpr.open_report("kent-2011-12-Q1")
    >>> report.headline
    '26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening'
    >>> red = report.scorecard.query("rating == 'red'")
    >>> red[["indicator", "actual", "target"]].head(2)
      indicator  actual  target
    0      CS01    56.0    47.0
    2      CS03    53.8    39.9
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from qprlib.pages.display import preview_style
        from qprlib.pages.html import to_html
        from qprlib.pages.markdown import to_markdown
        from qprlib.pages.parts import let_pass

        shown = content(paragraph(self.headline), let_pass(self._context))
        style = preview_style(self._context.project.theme)
        return {"text/html": f"{style}{to_html(shown)}", "text/plain": to_markdown(shown)}

    @property
    def headline(self) -> str:
        """The edition in one line."""
        return self._context.headline

    @property
    def results(self) -> tuple[Result, ...]:
        """Every indicator's latest result, rating and direction, as records."""
        return self._context.scored.results

    @property
    def scorecard(self) -> pd.DataFrame:
        """A row for each indicator: its result, target, rating, direction and all else that pages say of it.

        A new frame each time, so that what a cell does to it changes nothing for the next.
        """
        return self._tables["scorecard"].frame.copy()

    @property
    def series(self) -> pd.DataFrame:
        """A row for each indicator and period, rated and directed."""
        return self._tables["series"].frame.copy()

    @cached_property
    def _tables(self) -> dict[str, DownloadTable]:
        opened = self._context
        return coded_tables(opened.data, opened.scored, opened.scheme, opened.edition.as_of)

    @property
    def as_of(self) -> pd.Timestamp:
        """The day up to which the edition reports: its data cut-off."""
        return pd.Timestamp(self._context.edition.as_of)

    def source(self, name: str, text: Collection[str] = ()) -> pd.DataFrame:
        """Any table of the organisation's folder, read as the registers are and recorded as an input of the render.

        Parameters
        ----------
        name
            The file's name, with or without its ending: ``finance`` for ``finance.csv``, ``finance.xlsx`` or
            ``finance.parquet``. A table that the suite knows, such as ``complaints``, is as it was known at the
            cut-off.
        text
            Columns to be left as text, such as codes, though their cells look like numbers.

        Returns
        -------
        pandas.DataFrame
            Numbers as numbers with NaN, days as days, all else as text with ``""`` for an empty cell.

        Raises
        ------
        QprError
            If there is no such table, or with everything in it that cannot be read, each with its row and column.

        Examples
        --------
        >>> import qprlib as qpr
        >>> report = qpr.open_report("kent-2011-12-Q1")
        >>> report.source("complaints").columns[0]
        'service_area'
        """
        data = self._context.data
        path = find_table(data.folder, name, self._context.project.root)
        known = getattr(data, path.stem, None) if path in data.files else None
        if isinstance(known, pd.DataFrame):
            return known.drop(columns="row").reset_index(drop=True)
        note_read(path)
        frame, doubts = read_other(path, self._context.project.root, text)
        for doubt in doubts:
            warnings.warn(str(doubt), stacklevel=2)
        return frame

    # The ready-made parts

    def __getattr__(self, name: str) -> Callable[..., Content]:
        """The part of that name, as a method."""
        if name.startswith("_"):  # what pandas, IPython and pickle ask every object for
            raise AttributeError(name)
        part = PARTS.get(name)
        if part is None:
            near = nearest(name, dir(self))
            meant = f"; did you mean '{near}'?" if near else "."
            raise AttributeError(f"a report has no part '{name}'{meant} docs/face.md lists them all")
        function = part.function

        @functools.wraps(function)
        def show(*given: object, **named: object) -> Content:
            return function(self._context, *given, **named)

        show.__name__ = show.__qualname__ = name
        show.__signature__ = part.signature  # type: ignore[attr-defined]
        return show

    def __dir__(self) -> list[str]:
        return sorted({*(name for name in super().__dir__() if not name.startswith("_")), *PARTS})
