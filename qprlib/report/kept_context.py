"""What is computed once for all pages of a run: data that have been read, checked and scored.

Most of a page's time would go into that. A render and a preview keep it from their own reading on for every page's
process; outside them nothing is kept.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd

from qprlib.ground.files import put, scratch

#: Set while a render or a preview is at work to the folder of what it keeps.
KEPT_VARIABLE: Final = "QPR_KEPT"

Value = TypeVar("Value")


@contextmanager
def keeping() -> Iterator[None]:
    """Keep what is read and scored meanwhile, here and in the processes of pages, until the end."""
    if os.environ.get(KEPT_VARIABLE):
        yield
        return
    with ExitStack() as stack:
        # Without room for it nothing is kept; what needs the room says so itself.
        with suppress(OSError):
            os.environ[KEPT_VARIABLE] = str(stack.enter_context(scratch()))
        try:
            yield
        finally:
            os.environ.pop(KEPT_VARIABLE, None)


def kept(what: str, files: Iterable[Path], make: Callable[[], Value]) -> Value:
    """A value that depends on the contents of files alone: the kept one if they are the same, else a new one.

    ``what`` is which value it is of those that depend on the same files; a folder stands for all that lies in it. What
    ``make`` raises is raised, and nothing is kept.
    """
    named = os.environ.get(KEPT_VARIABLE)
    if not named:
        return make()
    path = Path(named) / f"{state_of(what, files)}.pickle"
    try:
        # The run itself wrote it, since it was started: its folder is its own.
        value: Value = pickle.loads(path.read_bytes())
        return value
    except FileNotFoundError:
        value = make()
    content = io.BytesIO()
    _Pickler(content, pickle.HIGHEST_PROTOCOL).dump(value)
    with suppress(OSError):
        put(path, content.getvalue())  # pages run at the same time
    return value


def state_of(what: str, files: Iterable[Path]) -> str:
    """A hash of what is made of files, and of their contents; a folder stands for all that lies in it."""
    digest = hashlib.sha256(what.encode())
    for path in files:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            content = file.read_bytes() if file.is_file() else b""
            digest.update(f"{file} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


class _Pickler(pickle.Pickler):
    """Writes texts so that every process reads them: pages do without pyarrow, which changes how pandas holds them."""

    def reducer_override(self, value: object) -> Any:
        dtype = getattr(value, "dtype", None)
        if not (isinstance(value, pd.api.extensions.ExtensionArray) and isinstance(dtype, pd.StringDtype)):
            return NotImplemented
        codes, texts = pd.factorize(value.to_numpy(dtype=object))
        nothing = "nan" if isinstance(dtype.na_value, float) and math.isnan(dtype.na_value) else "NA"
        return _texts, (codes, list(texts), nothing)


def _texts(codes: np.ndarray[Any, Any], texts: list[str], nothing: str) -> Any:
    """Texts as this process holds them: each by its number among those that differ, -1 where there is none."""
    dtype = pd.StringDtype(na_value=np.nan if nothing == "nan" else pd.NA)
    return pd.array(np.array([*texts, None], dtype=object)[codes], dtype=dtype)
