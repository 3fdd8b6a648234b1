"""What an analyst's notebook calls: an edition as tables and parts, and scoring of any frame.

``import qprlib as qpr`` gives the names; the modules behind them are internal.
"""
