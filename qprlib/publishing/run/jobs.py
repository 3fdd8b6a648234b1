"""What is asked of a page and what came of it: the words between who runs pages and what happens inside one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from qprlib.ground.errors import QprError

CELL_TIMEOUT: Final = 300
"""Seconds a single cell may run, unless the job says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageJob:
    """One page to run.

    Parameters
    ----------
    page
        The page's slug, unique among the jobs of a run.
    notebook
        The page notebook.
    output
        Where the executed notebook is written; the folder is made.
    root
        Project folder: the page's working directory, and what messages name files relative to.
    parameters
        What papermill injects.
    about
        What the page is about, for messages: ``section highways``.
    env
        Further environment variables for the page.
    cell_timeout
        Seconds a single cell may run.
    cells
        The code cells of a commentary notebook that are run, each with its indicator; of a page notebook all are, and
        this is None.
    """

    page: str
    notebook: Path
    output: Path
    root: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    cell_timeout: int = CELL_TIMEOUT
    cells: Mapping[int, str] | None = None

    @property
    def words(self) -> str:
        """What is run, as messages name it."""
        if self.cells is not None:
            return self.about
        return f"page `{self.page}`" + (f" ({self.about})" if self.about else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRun:
    """What came of one page.

    Parameters
    ----------
    job
        The job that was run.
    error
        Why it failed, or None.
    kernel
        ``forked`` or ``standard``; empty when none was started.
    seconds
        Time from start to end, for progress alone.
    log
        What papermill and the kernel printed.
    """

    job: PageJob
    error: QprError | None = None
    kernel: str = ""
    seconds: float = 0.0
    log: str = ""
