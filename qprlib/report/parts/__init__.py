"""The ready-made parts of pages, a module for each kind of page."""
