"""What a cell of an analyst's notebook shows, made into the report's own tables, charts and texts, or refused.

:mod:`qprlib.shown.showing` is where the rest of the suite comes in.
"""
