"""What a notebook needs: ``from qprlib.pages import open_report``."""

from qprlib.pages.report import Report, open_report

__all__ = ["Report", "open_report"]
