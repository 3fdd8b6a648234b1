"""What a preview computes once for all its pages: data that have been read, checked and scored.

Most of a page's time goes into that, and a saved commentary cell changes none of it. A render computes it for each page
afresh.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

import pandas as pd

from qprlib.files import put

#: Set by the preview to the folder of what it keeps while it is at work.
KEPT_VARIABLE: Final = "QPR_KEPT"

Value = TypeVar("Value")


def kept(files: Iterable[Path], make: Callable[[], Value]) -> Value:
    """A value that depends on the contents of files alone: the kept one if they are the same, else a new one.

    Parameters
    ----------
    files
        Files, and folders that stand for all that lies in them.
    make
        Makes the value; what it raises is raised, and nothing is kept.
    """
    named = os.environ.get(KEPT_VARIABLE)
    if not named:
        return make()
    path = Path(named) / f"{_state(files)}.pickle"
    try:
        # The preview itself wrote it, since it was started: its folder is emptied before.
        value: Value = pickle.loads(path.read_bytes())
        return value
    except FileNotFoundError:
        value = make()
    put(path, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))  # pages run at the same time
    return value


def _state(files: Iterable[Path]) -> str:
    # Pages do without pyarrow, which changes how pandas holds texts: they cannot read what was kept with it.
    texts = type(pd.array(["text"], dtype="str")).__name__
    digest = hashlib.sha256(texts.encode())
    for path in files:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            content = file.read_bytes() if file.is_file() else b""
            digest.update(f"{file} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()
