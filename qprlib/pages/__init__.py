"""What a notebook needs: ``from qprlib.pages import open_report``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qprlib.pages.report import Report, open_report

__all__ = ["Report", "open_report"]


def __getattr__(name: str) -> Any:
    """Import the report when it is asked for: commands that draw nothing do without a second of charts."""
    if name in __all__:
        from qprlib.pages import report

        return getattr(report, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
