"""Writes ``docs/live-figures.md`` from the names and filters themselves; ``--check`` only compares."""

from __future__ import annotations

import sys

from spec_pages import ROOT, keep, table

from qprlib.ground.numbers import capital
from qprlib.ground.project import Project
from qprlib.report.context import open_context
from qprlib.texts.amounts import FILTERS
from qprlib.texts.figure_names import EDITION_NAMES, NAMES, Absent
from qprlib.texts.figures import LiveFigures

PAGE = ROOT / "docs" / "live-figures.md"
EDITION = "kent-2011-12-Q1"

#: Indicators whose figures serve as examples: a percentage, days of which fewer are better, a count.
EXAMPLES = ("HW01", "HW02", "AS03")

#: What stands between braces, to show each way to print a figure, with the indicator in whose text it stands.
WAYS = (
    ("HW01", "change"),
    ("HW01", "change | words"),
    ("HW02", "change | words"),
    ("AS03", "change | words"),
    ("CS01", "change | words"),
    ("HW01", "change | by"),
    ("HW01", "change | by | words"),
    ("HW01", "change | capital"),
    ("HW01", "actual | words"),
    ("HW02", "actual | number"),
    ("HW02", "actual | round(0)"),
    ("HW01", "direction | capital"),
    ("HW01", "rating | lower"),
    ("HW01", "count.red | words"),
)

INTRODUCTION = """\
# Live figures

Made by `tools/live_figures_page.py` from the code. Change that, not this page.

A figure in a text is written between two pairs of braces, and printed as the pages print it, with unit and decimals:

```markdown
In {{ period }}, {{ actual }} of repairs were completed in time, {{ change | words }} than in {{ previous_period }}.
The target is {{ target }}. Potholes took {{ HW02.actual }}.
```

Under the heading of an indicator a bare name means that indicator. Any other indicator is named by its id and a full
stop, as the second sentence does, or by its reference in square brackets, `{{ [1.1.2.PI].actual }}`; in `report.ipynb`,
which is about no single indicator, all are. In JupyterLab `report.figures("HW01")` shows the figures of an indicator
with what they print now.

A name that is not known is an error that names the nearest one, and so is a figure that is not there, such as the
target of an indicator without one. Both say the notebook and the cell, and stop a render. Nothing else may stand
between braces: no sums, no conditions, no calls. Braces that are meant as such are written `\\{{`.
"""


def figures() -> LiveFigures:
    """Those of the example edition."""
    context = open_context(EDITION, Project(ROOT))
    return LiveFigures(context.edition, context.scheme, context.scene.subjects)


def code(inner: str) -> str:
    """What is written between braces, as code."""
    return f"`{{{{ {inner} }}}}`"


def printed(known: LiveFigures, indicator: str, name: str) -> str:
    """What a name prints for an indicator, a dash where it has no such figure."""
    figure = NAMES[name].of(known.subjects[indicator], known.scheme)
    return "-" if isinstance(figure, Absent) else figure.printed


def page() -> str:
    """The whole page."""
    known = figures()
    names = [
        [code(name), capital(NAMES[name].meaning), *(printed(known, indicator, name) for indicator in EXAMPLES)]
        for name in NAMES
    ]
    edition = [[code(name), capital(means), known.figure(name).printed] for name, means in EDITION_NAMES.items()]
    edition += [
        [code(f"count.{name}"), f"KPIs with the {what} {label}", str(number)]
        for name, (what, label, number) in known.counts().items()
    ]
    ways = [[code(inner), indicator, known.figure(inner, indicator).printed] for indicator, inner in WAYS]
    filters = [[f"`| {'round(0)' if name == 'round' else name}`", capital(means)] for name, means in FILTERS.items()]
    parts = [
        INTRODUCTION,
        "## An indicator's figures\n",
        f"Examples from `{EDITION}`; a dash stands for a figure that the indicator has not got.\n",
        table(["Write", "Which is", *EXAMPLES], names),
        "A change is that of the printed results. Between results that add up through a year, or across a break in\n"
        "the series, none is claimed: `{{ change }}` is not there then.\n",
        "## The edition's figures\n",
        "These may stand in any text.\n",
        table(["Write", "Which is", "Example"], edition),
        "## Ways to print a figure\n",
        "What comes after a bar changes how the figure is printed, and several may follow each other.\n",
        table(["Write", "To print it"], filters),
        "Numbers up to nine are written out, and figures with decimals never are. Percentages differ in percentage\n"
        "points, and are higher or lower; days, visits and the like are more or fewer; money is more or less.\n",
        table(["Write", "In a text about", "To get"], ways),
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(keep(PAGE, page(), sys.argv[1:]))
