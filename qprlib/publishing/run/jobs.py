"""What is asked of a page and what came of it: the words between who runs pages and what happens inside one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from qprlib.ground.errors import QprError
from qprlib.ground.wordings import Wordings

#: How the problems of this room are worded.
WORDINGS: Final = Wordings(__file__)

CELL_TIMEOUT: Final = 300
"""Seconds a single cell may run, unless the job says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageJob:
    """One page to run."""

    page: str  #: its slug, unique among the jobs of a run
    notebook: Path
    output: Path  #: where the executed notebook is written; the folder is made
    root: Path  #: the page's working directory, and what messages name files relative to
    parameters: Mapping[str, Any] = field(default_factory=dict)  #: what papermill injects
    about: str = ""  #: for messages: ``section highways``
    env: Mapping[str, str] = field(default_factory=dict)  #: further environment variables
    cell_timeout: int = CELL_TIMEOUT  #: in seconds
    #: the code cells of a commentary notebook that are run, each with its indicator; of a page notebook all are, and
    #: this is None
    cells: Mapping[int, str] | None = None

    @property
    def words(self) -> str:
        """What is run, as messages name it."""
        if self.cells is not None:
            return self.about
        return f"page `{self.page}`" + (f" ({self.about})" if self.about else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRun:
    """What came of one page."""

    job: PageJob
    error: QprError | None = None  #: why it failed
    kernel: str = ""  #: ``forked`` or ``standard``; empty when none was started
    seconds: float = 0.0  #: from start to end, for progress alone
    log: str = ""  #: what papermill and the kernel printed
