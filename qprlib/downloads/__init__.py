"""What readers can take away: the tables of an edition as CSV files, as one accessible workbook and as a data package.

``tables`` says which tables an edition offers and makes their frames; ``declared`` describes every column once, and
CSV, workbook and data package alike take names, types and meanings from there. ``csvfile``, ``workbook`` and
``package`` write one format each; ``write`` puts all files into a folder.
"""
