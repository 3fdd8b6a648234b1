"""The colours of charts, the same as the theme's: a test holds them to ``theme/report.css``.

The dark blue is the Analysis Function's categorical palette. Ratings are not in that palette: they are told by
word and shape first, and these colours have a contrast of at least 3:1 on white.
"""

from __future__ import annotations

from typing import Final

ACCENT: Final = "#12436D"
INK: Final = "#1D1D1B"
QUIET: Final = "#505A5F"
HAIRLINE: Final = "#C9D1D9"
WASH: Final = "#EEF3F8"

TONES: Final = {"green": "#00703C", "amber": "#B25E00", "red": "#C20A20", "none": "#6B757B"}

#: Matplotlib's markers for the shapes a scheme can name.
MARKERS: Final = {"circle": "o", "triangle": "^", "square": "s", "diamond": "D", "star": "*", "octagon": "8"}
