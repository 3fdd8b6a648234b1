"""Write ``docs/rating-rules.md``: the shipped schemes in words, and the cases that tests hold them to.

`make docs` runs it; a test keeps the page current. ``--print`` shows the page instead of writing it.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from qprlib.ground.project import Project
from qprlib.scoring.key import method_notes, scheme_key
from qprlib.scoring.scheme import Scheme, list_schemes, read_scheme
from qprlib.scoring.states import NotRated

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "rating-rules.md"
SPEC = ROOT / "tests" / "spec"

#: Table of cases to its heading and what a reader should know first.
FAMILIES = {
    "rating-states": (
        "Not rated",
        "States are decided before any band is tried, and each is counted and printed under its own name.",
    ),
    "rating-floor": (
        "Target and floor",
        "Each indicator has a floor of its own; where lower values are better it lies above the target, as a ceiling.",
    ),
    "rating-range-floor": (
        "A target range and its floors",
        "A range can be missed on two sides, and has a floor on each: one below it, and as a ceiling one above it.",
    ),
    "rating-percentage": (
        "Within a percentage of the target",
        "Percentages are of the target itself, whatever its sign; for a range, of its nearer end. What is exactly at a "
        "bound is met exactly: figures are compared as on paper, not as binary numbers.",
    ),
    "rating-unit": (
        "Within a distance in the unit",
        "In percentage points, days or whatever an indicator is counted in: one number for all, or each one's own.",
    ),
    "rating-two-sided": (
        "On both sides of the target",
        "Too much can be as telling as too little: beyond the tolerance on the better side, on target, or worse.",
    ),
    "rating-last-year": (
        "Last year's result",
        "Where a target is missed, the same period of the year before can still count.",
    ),
    "rating-precision": (
        "Printed or full precision",
        "What is rated is what is printed, rounded half up, unless a scheme says otherwise. Targets are not rounded.",
    ),
    "rating-targets": (
        "Targets and results in words",
        "What may stand in a table beside plain numbers. Decimals are 0 where nothing else is said.",
    ),
    "rating-forecast": (
        "The year-end forecast",
        "The forecast for the year's end against the annual target, whatever the figure so far.",
    ),
}

_INTRODUCTION = """# The rules of rating

<!-- Made by tools/rating_rules_page.py from params/schemes/ and tests/spec/. Change those and run `make docs`. -->

A result lies on the better or the worse side of its target; a scheme's bands say how far on the worse side is too far.
The bands are tried in order and the first that fits is the rating. Every case below is a test.
"""


def page() -> str:
    """The page, in Markdown."""
    parts = [_INTRODUCTION, "## Schemes\n"]
    for scheme in list_schemes(Project(ROOT)):
        parts += _scheme(scheme)
    parts += [
        "## States that are not rated\n",
        _table(["State", "Label", "Meaning"], [[f"`{one}`", one.label, one.words] for one in NotRated]),
        "## Cases\n",
    ]
    for path in _in_order():
        title, introduction = FAMILIES[path.stem]
        parts += [f"### {title}\n", f"{introduction}\n", *_cases(path)]
    return "\n".join(parts)


def _scheme(scheme: Scheme) -> Iterator[str]:
    yield f"### {scheme.name}\n"
    yield f"`{scheme.scheme}`. {_sentence(scheme.source)}\n"
    if scheme.not_published:
        yield f"*Not published.* {_sentence(scheme.not_published)}\n"
    rows = [
        [f"{line.symbol} {line.label}", line.rule, line.meaning, "yes" if line.achieves else "no"]
        for line in scheme_key(scheme)
    ]
    yield _table(["Rating", "Rule", "Meaning", "Achieved"], rows)
    notes = [*method_notes(scheme), *([scheme.method] if scheme.method else [])]
    yield "\n".join(f"- {_sentence(note)}" for note in notes) + "\n"


def _cases(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    inputs = [name for name in rows[0] if name not in {"title", "scheme", "rating", "reason"}]
    made_for = sorted({row["scheme"] for row in rows if (SPEC / "schemes" / f"{row['scheme']}.yml").exists()})
    for name in made_for:
        scheme = read_scheme(SPEC / "schemes" / f"{name}.yml", f"{name}.yml")
        bands = " ".join(f"*{line.label}:* {line.rule}" for line in scheme_key(scheme))
        yield f"`{name}` is made for these cases. {bands}\n"
    yield _table(
        ["Case", "Scheme", *inputs, "Rating", "Reason"],
        [
            [row["title"], f"`{row['scheme']}`", *(row[name] for name in inputs), f"`{row['rating']}`", row["reason"]]
            for row in rows
        ],
    )


def _in_order() -> list[Path]:
    paths = {path.stem: path for path in SPEC.glob("rating-*.csv")}
    if set(paths) != set(FAMILIES):
        raise SystemExit(f"tests/spec and FAMILIES differ: {sorted(set(paths) ^ set(FAMILIES))}")
    return [paths[name] for name in FAMILIES]


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(header)} |", "|" + ":--|" * len(header)]
    # A bar would end the cell, and < begin a tag.
    lines += [
        f"| {' | '.join(cell.replace('|', chr(92) + '|').replace('<', '&lt;') for cell in row)} |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def main() -> None:
    """Write the page, or print it."""
    if "--print" in sys.argv[1:]:
        sys.stdout.buffer.write(page().encode())
    else:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
