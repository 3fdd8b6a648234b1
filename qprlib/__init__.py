"""Quarterly performance reports from notebooks.

The names below are the face: what an analyst's notebook calls, each explained in ``docs/face.md`` and kept from version
to version. Everything else in the package is internal and may change with any of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qprlib.face.opening import list_editions, open_report
    from qprlib.face.report import Report
    from qprlib.face.scored import direct, list_rules, list_schemes, rate, read_scheme, xmr
    from qprlib.ground.errors import QprError

__version__ = "0.1.0"

__all__ = [
    "QprError",
    "Report",
    "direct",
    "list_editions",
    "list_rules",
    "list_schemes",
    "open_report",
    "rate",
    "read_scheme",
    "xmr",
]

_HOMES = {
    "QprError": "ground.errors",
    "Report": "face.report",
    "list_editions": "face.opening",
    "open_report": "face.opening",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is asked for: the command line starts without pandas."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"qprlib.{_HOMES.get(name, 'face.scored')}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
