"""Opening an edition for a notebook."""

from __future__ import annotations

import sys

import pandas as pd

from qprlib.face.report import Report
from qprlib.report.context import open_context
from qprlib.report.display import figures_folder


def open_report(edition: str) -> Report:
    """Open an edition for a notebook.

    From then on whatever a cell shows is shown as it is published, or the cell says why it cannot be, and charts are
    drawn in the house style. In JupyterLab the headline is shown, and errors in the commentary stop nobody from
    writing; while a page is rendered they are raised.

    Parameters
    ----------
    edition
        Such as ``kent-2011-12-Q1``; :func:`list_editions` names them all.

    Returns
    -------
    Report
        Its figures are ``report.scorecard`` and ``report.series``, its ready-made parts methods such as
        ``report.worst()``.

    Raises
    ------
    QprError
        With every problem of the edition's params and data, and while a page is rendered of its commentary.

    Examples
    --------
    >>> import qprlib as qpr
    >>> report = qpr.open_report("kent-2011-12-Q1")
    >>> report.headline
    '26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening'
    """
    writing = figures_folder() is None
    report = Report(open_context(edition, for_writing=writing))
    if "IPython" in sys.modules:
        _show(report, writing)
    return report


def _show(report: Report, writing: bool) -> None:
    """Have what a kernel's cells show go by a report, which JupyterLab shows; there later cells keep what they draw."""
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    from qprlib.report.charts.drawn import keep_drawings

    shell = get_ipython()
    if shell is not None and hasattr(shell, "kernel"):
        from qprlib.shown.cell_hook import watch

        report.style()
        watch(shell, report._showing)
    if writing and shell is not None:
        project = report._context.project
        keep_drawings(project.outputs, project.theme)
        display(report)  # type: ignore[no-untyped-call]


def list_editions() -> pd.DataFrame:
    """The editions of the project, a row for each.

    Returns
    -------
    pandas.DataFrame
        ``edition`` (what :func:`open_report` is given), ``organisation``, ``quarter``, ``title`` and ``as_of``, the day
        up to which data are reported; by organisation and quarter.

    Examples
    --------
    >>> import qprlib as qpr
    >>> qpr.list_editions().query("quarter == '2011-12-Q1'")["title"].item()
    'Quarterly Performance Report'
    """
    from qprlib.ground.edition import load_edition
    from qprlib.ground.project import find_project

    project = find_project()
    editions = [load_edition(project, path.stem) for path in sorted(project.params.glob("*.yml"))]
    rows = [(one.edition, one.organisation.id, str(one.quarter), one.title, one.as_of) for one in editions]
    frame = pd.DataFrame(rows, columns=["edition", "organisation", "quarter", "title", "as_of"])
    frame["as_of"] = pd.to_datetime(frame["as_of"])
    return frame
