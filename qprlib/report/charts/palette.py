"""The colours of charts, the same as the theme's: a test holds them to ``theme/report.css``.

A colour of a chart stands here and nowhere else, so that ``tests/unit/test_colours.py`` computes the contrast of
each. The dark blue is the Analysis Function's categorical palette. Ratings are not in that palette: they are told
by word and shape first, have a contrast of at least 3:1 on white, and differ in greyscale and for those who see no
red or green.
"""

from __future__ import annotations

from typing import Final

ACCENT: Final = "#12436D"
INK: Final = "#16202B"
QUIET: Final = "#4A5663"
#: Beside the accent: the second line of a chart, and what gives cause for concern in a control chart.
SECOND: Final = "#B0490F"
#: In a control chart: an improvement, and a change that is neither better nor worse.
BETTER: Final = "#1D70B8"
OTHER: Final = "#5B3A8E"
#: Bars of earlier periods beside the one that the report is about.
EARLIER: Final = "#7893AD"

# Quieter than a shape has to be: what lies behind the figures and says nothing by its colour.
HAIRLINE: Final = "#D3DAE1"
RULE: Final = "#E6EAEE"
#: The range in which results are best or expected: a wash of the accent, which carries no rating; its ends are lines.
BAND: Final = "#DCE7F1"

TONES: Final = {"green": "#00592F", "amber": "#CF7200", "red": "#CD291D", "blue": "#1C2785", "none": "#6F7B87"}

#: Matplotlib's markers for the shapes a scheme can name.
MARKERS: Final = {"circle": "o", "triangle": "^", "square": "s", "diamond": "D", "star": "*", "octagon": "8"}
