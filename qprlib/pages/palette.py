"""The colours of charts, the same as the theme's: a test holds them to ``theme/report.css``.

The dark blue is the Analysis Function's categorical palette. Ratings are not in that palette: they are told by
word and shape first, and these colours have a contrast of at least 3:1 on white.
"""

from __future__ import annotations

from typing import Final

ACCENT: Final = "#12436D"
INK: Final = "#16202B"
QUIET: Final = "#4A5663"
HAIRLINE: Final = "#D3DAE1"

TONES: Final = {"green": "#00592F", "amber": "#CF7200", "red": "#C9302C", "blue": "#1D70B8", "none": "#6F7B87"}

#: Matplotlib's markers for the shapes a scheme can name.
MARKERS: Final = {"circle": "o", "triangle": "^", "square": "s", "diamond": "D", "star": "*", "octagon": "8"}
