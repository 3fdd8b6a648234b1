"""Drawings that a preview keeps, so that a figure is drawn again only when something it is drawn from has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from pydantic_core import PydanticSerializationError, to_json

import qprlib
from qprlib.ground.files import put

#: Set by a preview, and by a notebook of commentary, to the folder of the drawings it keeps. A render has none: it
#: draws everything afresh.
DRAWN_VARIABLE: Final = "QPR_DRAWN"

_TOOLS: Final = ("matplotlib", "numpy", "pandas", "seaborn")


def drawings_kept() -> Path | None:
    """The folder in which a preview or a notebook of commentary keeps its drawings, None in a render.

    All in one folder were made by the same code and fonts, which :func:`drawing_tools` tells apart.
    """
    named = os.environ.get(DRAWN_VARIABLE)
    return Path(named) if named else None


def drawing_of(call: object, draw: Callable[[], bytes]) -> bytes:
    """The drawing of a call: the kept one, else a new one, which is kept by the hash of the call.

    The call is a ``functools.partial`` with everything it draws from; anything else is drawn each time.
    """
    folder = drawings_kept()
    name = key_of(call) if folder else ""
    if folder is None or not name:
        return draw()
    path = folder / f"{name}.svg"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        drawing = draw()
    put(path, drawing)  # pages run at the same time: none may find half a drawing of another
    return drawing


def keep_drawings(outputs: Path, theme: Path) -> None:
    """Keep the drawings of this process in a folder for the next one, so that a notebook that runs again is done soon.

    Those of other code or of other fonts of the theme are removed.
    """
    own = outputs / ".drawn" / drawing_tools(theme)
    try:
        for other in own.parent.glob("*"):
            if other != own:
                shutil.rmtree(other, ignore_errors=True)
        own.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # where nothing can be kept, everything is drawn
    os.environ.setdefault(DRAWN_VARIABLE, str(own.resolve()))


def key_of(call: object) -> str:
    """The hash of a function's name and of every value it is called with, "" for what cannot be told apart so."""
    if not isinstance(call, partial):
        return ""
    try:
        values = to_json([call.args, call.keywords], inf_nan_mode="strings", by_alias=False)
    except PydanticSerializationError:
        return ""
    return hashlib.sha256(f"{call.func.__module__}.{call.func.__qualname__}\n".encode() + values).hexdigest()


def drawing_tools(theme: Path) -> str:
    """A hash of all that draws: this package's code, the libraries, and the theme's fonts."""
    digest = hashlib.sha256(_code())
    for path in _sorted((theme / "fonts").glob("*.otf")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _sorted(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if path.is_file())


@cache
def _code() -> bytes:
    """A hash of the code as it was when it was first asked for: pages run what was loaded then."""
    package = Path(qprlib.__file__).parent
    digest = hashlib.sha256()
    for name in _TOOLS:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in _sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.digest()
