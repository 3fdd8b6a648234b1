"""Imported once by the process from which pages are forked: what every page needs, loaded ahead.

A page forked from there starts with pandas, the charts and a kernel's parts already in memory. Nothing here
may start a thread, open a socket or draw into pyplot's state, for all of it is inherited by every page.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import sys
from collections.abc import Iterator
from typing import Final

MODULES: Final = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "ipykernel.kernelapp",
    "ipykernel.debugger",  # this and what follows a kernel imports when it starts
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "sqlite3",
    "tornado.platform.asyncio",
    "papermill",
    "nbclient",
    "qprlib.face.opening",
    "qprlib.shown.cell_hook",
    "qprlib.publishing.run.page",
)
"""Imported in this order. One that fails is left out: the page that needs it then says so itself."""


HIDDEN: Final = (
    # Where JupyterLab is installed, jsonschema compiles this grammar for 1.7 s, for one optional check.
    "rfc3987_syntax",
    # The debugger is a quarter of a kernel's start, and no one debugs a render.
    "debugpy",
    # pandas loads it where it is installed; it starts a thread, and a process with threads cannot be forked.
    "pyarrow",
)
"""Optional parts that are not loaded, as if they were not installed."""


@contextlib.contextmanager
def _hidden() -> Iterator[None]:
    names = [name for name in HIDDEN if name not in sys.modules]
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def _load() -> None:
    with _hidden():
        for name in MODULES:
            # Whatever a broken module raises must be raised in the page that uses it, where it can be
            # reported, and not here, where it would end the process that starts every page.
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        with contextlib.suppress(Exception):
            from qprlib.report.registry import PARTS

            for part in PARTS.values():
                _ = part.function


def _draw_once() -> None:
    """Fill the caches of fonts and glyphs that the first chart of a process fills."""
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1])
    axes.set_title("0123456789 %")
    for form in ("svg", "png"):
        figure.savefig(io.BytesIO(), format=form)


def _validate_once() -> None:
    """Let the check of notebooks be compiled, which the first notebook of a process causes."""
    import nbformat

    nbformat.validate(nbformat.v4.new_notebook())


_load()
for warm in (_draw_once, _validate_once):
    with contextlib.suppress(Exception):  # as in _load: the page that meets the fault reports it
        warm()
# What is loaded will not be freed: keep the collector from touching, and so copying, the shared pages.
gc.freeze()
# Frames and drawings make many objects that go by themselves: to look for circles among them less often takes a tenth
# off a page's processor time.
gc.set_threshold(50_000, 20, 20)
