"""Scoring, pages and publishing for quarterly performance reports."""

__version__ = "0.1.0"
