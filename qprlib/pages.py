"""Pages and their parts; internal, but notebooks that were made before the face take ``open_report`` from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qprlib.face.opening import open_report

__all__ = ["open_report"]


def __getattr__(name: str) -> Any:
    """Import it when it is asked for: commands that open nothing do without."""
    if name in __all__:
        from qprlib.face.opening import open_report

        return open_report
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
