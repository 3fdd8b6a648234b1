"""An edition in a notebook: its figures as pandas frames, and its ready-made parts."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from qprlib.downloads.offered import coded_tables
from qprlib.ground.calendar import day_in_words
from qprlib.ground.errors import nearest
from qprlib.ground.numbers import plural
from qprlib.report.context import Context
from qprlib.report.document import Content, content, paragraph
from qprlib.report.noted import note_read
from qprlib.report.registry import PARTS
from qprlib.scoring.scorecard import Result

if TYPE_CHECKING:
    from qprlib.downloads.fields import DownloadTable
    from qprlib.shown.showing import Showing


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
        from qprlib.report.display import bundle, figures_folder, preview_style
        from qprlib.report.html_writer import to_html
        from qprlib.report.markdown_writer import to_markdown
        from qprlib.report.pieces import let_pass

        if figures_folder() is not None:
            return bundle(content(paragraph(self.headline)))
        shown = content(paragraph(self.headline), paragraph(self._read_from), let_pass(self._context))
        style = preview_style(self._context.project.theme)
        return {"text/html": f"{style}{to_html(shown)}", "text/plain": to_markdown(shown)}

    def __repr__(self) -> str:
        return f"<Report {self._context.edition.edition}: {self.headline}>"

    @property
    def _read_from(self) -> str:
        """What was read, for whoever opens an edition in JupyterLab."""
        opened = self._context
        tables, texts = len(opened.data.files), len(opened.commentary.files)
        return (
            f"Read: {opened.project.relative(opened.data.folder)} ({tables} {plural(tables, 'table')}, as known on "
            f"{day_in_words(opened.edition.known_on)}), params/{opened.edition.edition}.yml, "
            f"params/schemes/{opened.scheme.scheme}.yml and {texts} {plural(texts, 'notebook')} of commentary."
        )

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
            cut-off; of any other with a column ``recorded`` of days, rows that were recorded later are left out.
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
        frame, path, doubts = data.table(name, self._context.project.root, text)
        if path not in data.files:
            note_read(path)
        for doubt in doubts:
            warnings.warn(str(doubt), stacklevel=2)
        return frame

    # An analyst's own

    @cached_property
    def _showing(self) -> Showing:
        from qprlib.shown.showing import Showing  # figures alone wait for no charts

        return Showing(self._context)

    def table(
        self, frame: Any, columns: Mapping[Any, str] | Sequence[Any] | None = None, caption: str = "", empty: str = ""
    ) -> Content:
        """A table of your own, as the report shows its tables.

        Parameters
        ----------
        frame
            A DataFrame or Series, a Styler, a table of great_tables, or a frame of polars or Arrow. Figures of
            indicators have their units and decimals, ratings and directions their look.
        columns
            Column to heading, in the order in which they are shown; a list keeps the names; all by default. Of a table
            that has been dressed already they are chosen by the headings that it gives them.
        caption
            What the table shows, by which whoever hears the page finds it. Nothing is published without.
        empty
            What is said in place of a table that has no row.

        Examples
        --------
        >>> import qprlib as qpr
        >>> report = qpr.open_report("kent-2011-12-Q1")
        >>> red = report.scorecard.query("rating == 'red'").tail(2)
        >>> report.table(red, columns={"indicator": "Indicator", "actual": "Result"}, caption="Rated Red").frame
          Indicator   Result
        0      CU01  815,704
        1      CU02    37.4%
        """
        return self._showing.table(frame, columns, caption, empty)

    def chart(self, drawn: Any, finding: str = "", alt: str = "") -> Content:
        """A chart of your own, as the report shows its charts.

        Parameters
        ----------
        drawn
            A figure or axes of matplotlib, what a function of seaborn or pandas returns, or a list of such.
        finding
            What it shows, as a sentence; it stands above the chart.
        alt
            Its figures in words, for whoever cannot see it. Nothing is published without the two.
        """
        return self._showing.chart(drawn, finding, alt)

    def text(self, markdown: str) -> Content:
        """A text of your own: Markdown, with live figures as in commentary.

        Examples
        --------
        >>> import qprlib as qpr
        >>> report = qpr.open_report("kent-2011-12-Q1")
        >>> report.text("Repairs in time: {{ HW01.actual }}.").blocks[0].markdown
        'Repairs in time: 87%.'
        """
        return self._showing.text(markdown)

    def style(self) -> None:
        """Draw charts in the house style, as from the start, after something else was asked of matplotlib."""
        self._showing.style()

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
