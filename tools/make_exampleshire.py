"""Write the data of Exampleshire, an invented county, and its commentary, from ``tools/exampleshire/``.

The data are ``data/exampleshire/``, the commentary ``notebooks/commentary/exampleshire-*/``; sign-offs are left as they
are. The same bytes on every machine: no clock, no network, chance seeded by name. ``--check`` writes nothing and says
whether the files are as they should be.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from exampleshire.tables import storyline, tables

from qprlib.ground.project import Project

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "data" / "exampleshire"

COLUMNS: dict[str, str] = {
    "indicators.csv": "id name short_name kind section unit decimals polarity basis frequency directorate division "
    "owner_role priority aim aim_number source note first_period last_period suppress_below",
    "actuals.csv": "indicator period_end actual numerator denominator forecast flag state break_before recorded reason "
    "note",
    "targets.csv": "indicator period_end target floor lower upper floor_lower floor_upper recorded authority reason",
    "profiles.csv": "indicator year_end annual_target profile annual_floor recorded",
    "benchmarks.csv": "indicator comparator period_end period_label value source recorded note",
    "changes.csv": "indicator change field was recorded authority reason",
    "delivery.csv": "action title aim directorate owner_role start note",
    "delivery_progress.csv": "action period_end status due reason progress recorded",
    "risks.csv": "risk title description directorate owner_role target_score note",
    "risk_scores.csv": "risk period_end likelihood impact mitigation recorded note",
    "complaints.csv": "service_area period_start period_end period_label complaints row_kind recorded note",
    "information_requests.csv": "kind service_area period_start period_end received answered in_time overdue recorded "
    "note",
    "workforce.csv": "measure group period_end period_label value unit decimals row_kind recorded note",
    "improvement.csv": "table indicator unit decimals polarity base_label base_value latest_label latest_value "
    "target_label target published_rating due recorded note",
    "finance.csv": "directorate month_end budget spent recorded",
    "potholes.csv": "district period_end reported repaired_in_time recorded",
}
"""The columns of each file, in order."""

README = """# Exampleshire

<!-- Made by tools/make_exampleshire.py. Change tools/exampleshire/ and run it again. -->

**Exampleshire is invented.** There is no such county. No figure, date, decision, school, road or person in these files
is real, the benchmarks among them; nothing was taken from a council. The files show what a council's quarterly report
can hold, and the tests are run on them.

## How it was made

`python tools/make_exampleshire.py` writes every file here, this page too, from what is declared in
`tools/exampleshire/`: what each indicator is and what happens to it, the delivery programme, the risks, staff and
requests. Chance fills in between; it is seeded by name, so that the same bytes come out everywhere. A test makes the
files again and compares them.

## What is in it

- `indicators.csv`: 40 key performance indicators in eight sections and 12 activity indicators with expected ranges;
  every one has a number under a strategic aim, for the report that is arranged by aims. Numbers of measures that are
  no longer reported are not used again, so there are gaps.
- `actuals.csv`, `targets.csv`, `profiles.csv`: history from April 2021 to December 2024 (yearly ones from 2016), with
  the day on which each figure and target became known. Provisional figures stay beside those that replaced them.
- `benchmarks.csv`: national and statistical neighbours' averages, with their own years and days of publication.
- `changes.csv`: one indicator added, one redefined, two withdrawn in year, each with who decided and why.
- `delivery.csv`, `delivery_progress.csv`: 105 actions, and how each stood in seven quarters.
- `risks.csv`, `risk_scores.csv`: 12 risks, scored in seven quarters.
- `complaints.csv`, `information_requests.csv`, `workforce.csv`: nine quarters. They agree with the indicators: the
  complaints are those that CU04 counts, the requests those of GL01, GL02 and GL51.
- `improvement.csv`: an Improvement Notice for children's services, its latest figures in each of five quarters.
- `finance.csv`, `potholes.csv`: tables that the suite does not know. The first is for a page of the analysts' own, the
  second for evidence that stands in a commentary; potholes by district add up to those that ET01 counts.

Five editions are made from it, `exampleshire-2023-24-Q3` to `exampleshire-2024-25-Q3`, rated by floor standards, and
`exampleshire-aims-2024-25-Q3`, rated within 5% of the target and arranged by aims. Each sees what was known at its
cut-off and nothing later.

## What happens

{table}
"""


def csv_text(rows: Sequence[dict[str, object]], columns: Sequence[str]) -> str:
    """Rows as CSV.

    Raises
    ------
    ValueError
        If a row has a column that is not among the columns.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def cell(value: object) -> str:
    """A value as it stands in a file: 12 and not 12.0, a day as year-month-day, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def files() -> dict[str, str]:
    """Every file by its name."""
    made = {name: csv_text(rows, COLUMNS[name].split()) for name, rows in tables().items()}
    lines = ["| Indicator | | What happens |", "|:--|:--|:--|"]
    lines += [f"| {name} | {short} | {story} |" for name, short, story in storyline()]
    made["README.md"] = README.format(table="\n".join(lines))
    return made


def main(arguments: Sequence[str]) -> int:
    """Write the files, or check them; gives the exit code."""
    wrong = 0
    for name, text in files().items():
        path = FOLDER / name
        if "--check" in arguments:
            if not path.is_file() or path.read_bytes() != text.encode():
                print(f"{path.relative_to(ROOT).as_posix()} is not what tools/exampleshire/ says")
                wrong = 1
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.relative_to(ROOT).as_posix()} is written")
    return max(wrong, _commentary("--check" in arguments))


def _commentary(check: bool) -> int:
    """Write the commentary's notebooks, or check them; gives the exit code."""
    # Only here: the register of each edition is read from the data, which may just have been written.
    from exampleshire.commentary import notebooks

    wrong = 0
    for path, text in notebooks(Project(ROOT)):
        shown = path.relative_to(ROOT).as_posix()
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{shown} is written")
        elif not path.is_file() or path.read_bytes() != text.encode():
            print(f"{shown} is not what tools/exampleshire/texts/ says")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
