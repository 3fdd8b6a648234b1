"""From a workbook to tidy rows: find the table, map it, show the difference, take it. Begin with ``reading_in``."""

from qprlib.intake.reading_in import read_workbooks

__all__ = ["read_workbooks"]
