"""Writes ``docs/direction-rules.md`` from the rules and their tables of cases; ``--check`` only compares."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from spec_pages import ROOT, cases_table, keep, read_cases, table

from qprlib.scoring.direction_key import direction_key
from qprlib.scoring.rules import RULES, default_rule
from qprlib.scoring.states import Direction

PAGE = ROOT / "docs" / "direction-rules.md"

INTRODUCTION = """\
# Rules for the direction of travel

Made by `tools/direction_rules_page.py` from the rules and from the tables `tests/spec/direction-*.csv`, each row of
which is a test. Change those, not this page.

A scheme declares its rules under `directions:`; an edition names one of them as `direction:`.

```yaml
directions:
  - rule: regression
    window: 8        # left out: the default
    note: The council reads the trend over two years.
```

Every rule has `meaning` (printed instead of the generated wording) and `note` (printed after it). `cumulative` says
what happens to totals for the year so far: `increment` compares what each period added, `never` compares nothing.
`overlapping` says what happens to results that share months: `apart`, or `allow`.

## What is compared with what

- **Published values.** Rules that compare results take them as printed, rounded half up to the indicator's decimals
  (at full precision where none are declared). Rules that fit a trend or limits take full precision.
- **Totals for the year so far** (`year_to_date`, `academic_year_to_date`) are never compared with the quarter before
  or across a year's end. Where the values at both ends of a period are known within one year, what the period added is
  compared instead; the first period of a year added its own value. Percentages, rates and average times do not add up
  and have no such increment: a unit with `%`, `per`, `/`, a word such as rate or average, or a span of time.
- **Annual values** are compared year on year only.
- **A declared break in the series** is never crossed, by any rule.
- **A missing result** is passed over: the base is the result before it, and its period is always given.
- **Polarity.** Where neither way is better the direction is increasing or decreasing. Where a range is best, improving
  means nearer to it, by the distance outside; results within it are equally good. Where the range was set anew, a
  result and those before it are held against its own: a new range moves no result.
- **Unknown basis or frequency** makes an ordinary series of like periods.
- **Results that share months** with the one before (rolling 12 months by quarter) rise and fall together by chance: a
  test of eight of them finds a trend in more than a third of series in which nothing changed. Rules over several
  results take only those that lie as far apart as each is long; where there are fewer of those than the rule needs, the
  latest result is compared with the same period a year before. `overlapping: allow` takes them all, to follow a council
  that does; the methods page then says what that means, and no significance is claimed.

Rules that compare two or three results (`previous-period`, `same-period-last-year`, `short-and-long`,
`small-change`, `latest-three`) say which way they went and claim no trend. Of the others,
`tests/spec/test_false_trends.py` simulates every basis: no more than 6% of series in which nothing changes are
given one.
"""

COLUMNS = {
    "title": "Case",
    "series": "Results",
    "settings": "Declared",
    "rule": "Rule",
    "direction": "Direction",
    "base_period": "Base period",
    "base_value": "Base value",
    "reason": "Reason",
    "long_direction": "Long direction",
    "long_base_period": "Long base period",
    "long_base_value": "Long base value",
    "long_reason": "Long reason",
    "sentence": "In words",
}
DECLARED = ("first", "every", "polarity", "basis", "frequency", "unit", "decimals", "lower", "upper", "last_year")


def settings(case: Mapping[str, str]) -> str:
    """What a case declares of its indicator."""
    return ", ".join(f"{name} {case[name]}" for name in DECLARED if case.get(name))


def parameters(name: str) -> str:
    """The parameters of a rule, as a table."""
    fields = RULES[name].model_fields
    rows = [
        [f"`{key}`", "none" if field.default is None else f"`{field.default}`".lower(), field.description or ""]
        for key, field in fields.items()
        if key not in ("rule", "meaning", "note", "cumulative", "overlapping")
    ]
    return table(["Parameter", "Default", "Meaning"], rows) if rows else "No parameters.\n"


def section(name: str) -> str:
    """One rule: its words, parameters and cases."""
    rule = default_rule(name)
    cases = [{**case, "settings": settings(case)} for case in read_cases(f"direction-{name}")]
    what = (RULES[name].__doc__ or "").strip()
    key = table(["Direction", "What it means"], [[way.label, said] for way, said in direction_key(rule).items()])
    return f"## {name}\n\n{what}\n\n> {rule.words()}\n\n{key}\n{parameters(name)}\n{cases_table(cases, COLUMNS)}"


def page() -> str:
    """The whole page."""
    ways = [[f"`{way}`", way.label] for way in Direction]
    states = f"## Directions\n\nWhat each means is the rule's own.\n\n{table(['Value', 'Label'], ways)}"
    reading = (
        "## How to read the cases\n\nResults stand in the order of time, quarterly from June 2010 unless `first` and "
        "`every` (months) say otherwise; `-` is a missing result, `\\|` a declared break before the next. The "
        "direction is that of the latest result. Higher is better, the unit is a number and results are printed "
        "without decimals unless the case declares something else.\n"
    )
    return "\n".join([INTRODUCTION, states, reading, *(section(name) for name in RULES)])


if __name__ == "__main__":
    sys.exit(keep(PAGE, page(), sys.argv[1:]))
