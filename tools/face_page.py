"""Writes ``docs/face.md`` from docstrings, the registry and declared columns; ``--check`` only compares."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from spec_pages import ROOT, keep, table

import qprlib
from qprlib.downloads import declared
from qprlib.downloads.fields import TableSpec
from qprlib.face.report import Report
from qprlib.ground.numbers import capital
from qprlib.report.registry import PARTS, Reads
from qprlib.scoring.scheme import Scheme, scheme_named
from qprlib.shown.refusals import CALLS, refusals

PAGE = ROOT / "docs" / "face.md"
INTRODUCTION = """\
# The face: what a notebook calls

Made by `tools/face_page.py` from the code. Change that, not this page.

```python
import qprlib as qpr

report = qpr.open_report("exampleshire-2024-25-Q3")
report.scorecard  # pandas: a row for each indicator
report.series  # a row for each indicator and period
report.worst()  # a ready-made part, as it is published
report.worst().frame  # the same as a frame
report.table(frame, columns={"ward": "Ward"}, caption="By ward")  # your own, published in every format
report.chart(sns.lineplot(frame, x="month", y="spent"), finding="Spending fell", alt="From £2m in May to £1m in June.")
report.text("Potholes repaired in time: {{ ET01.actual }}.")  # live figures, as in commentary
qpr.rate(frame, "within-5-percent")  # scoring of any frame, without an edition
```

These names stay as they are from version to version. Whatever else the package holds is internal. Two notebooks show
them at work: [explore-an-edition](../notebooks/examples/explore-an-edition.ipynb) and
[rate-a-table](../notebooks/examples/rate-a-table.ipynb).
"""
_SECTIONS = ("Parameters", "Returns", "Raises", "Examples")
#: In the order in which somebody meets them.
ORDER = ("open_report", "list_editions", "rate", "direct", "xmr", "read_scheme", "list_schemes", "list_rules")
READ = {
    Reads.OWN: "its own section's texts",
    Reads.REPORT: "the report's texts",
    Reads.EVERY: "every text",
    Reads.FILES: "the files themselves",
}


def function(name: str) -> Iterator[str]:
    """One name with its signature, its docstring as Markdown and its example."""
    yield f"### qpr.{name}\n"
    value = getattr(qprlib, name)
    signature = ", ".join(str(one).split(":")[0] for one in inspect.signature(value).parameters.values())
    yield f"`qpr.{name}({signature})`\n"
    yield from docstring(inspect.getdoc(value) or "")


def method(name: str) -> Iterator[str]:
    """A method of a report with its signature, its docstring as Markdown and its example."""
    value = getattr(Report, name)
    yield f"### report.{name}\n"
    yield f"`report.{name}({', '.join(list(inspect.signature(value).parameters)[1:])})`\n"
    yield from docstring(inspect.getdoc(value) or "")


def refused(one: Mapping[str, str]) -> list[str]:
    """A kind of output that is refused, in words of a table."""
    about = CALLS | dict.fromkeys(("kind", "words", "hidden", "allowed"), "")
    said = one["shown"].format(table="a table", name="...", number=0, **(about | {"kind": "something else"}))
    shown = said.replace("with 0 ", "with too many ").replace("'...' ", "... ").strip(" `,:")
    return [capital(shown), capital(one["todo"].format(name="...", **about)).rstrip(": ") + "."]


def docstring(text: str) -> Iterator[str]:
    """A numpydoc docstring as Markdown: its sections in bold, its example as code."""
    parts = re.split(rf"\n\n({'|'.join(_SECTIONS)})\n-+\n", f"{text}\n\n")
    yield f"{marked(parts[0]).strip()}\n"
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        if title == "Examples":
            yield f"```python\n{re.sub('  # doctest: .*', '', body).strip()}\n```\n"
            continue
        yield f"**{title}**\n"
        items = re.findall(r"^(\S.*)\n((?:    .*\n|\n(?=    ))+)", f"{body}\n", re.MULTILINE)
        plain = [name for name in body.strip().splitlines() if not name.startswith(" ")]
        yield (
            "\n".join(f"- `{name.strip()}`: {' '.join(marked(said).split())}" for name, said in items)
            or "\n".join(f"- `{name}`" for name in plain)
        ) + "\n"


def marked(text: str) -> str:
    """What Sphinx would resolve, and code, as Markdown."""
    return re.sub(r":\w+:`~?(?:qprlib\.)?([^`]+)`", r"`\1`", text).replace("``", "`")


def columns(spec: TableSpec) -> str:
    """The declared columns of a frame."""
    kinds = {
        "string": "text",
        "number": "number",
        "integer": "whole number",
        "date": "date",
        "boolean": "True or False",
    }
    rows = [
        [f"`{one.name}`", "category" if one.choices else kinds[str(one.type)], one.description] for one in spec.fields
    ]
    return table(["Column", "Type", "What it holds"], rows)


def parts() -> Iterator[str]:
    """Every ready-made part under its heading."""
    for group in dict.fromkeys(part.group for part in PARTS.values()):
        yield f"### {group}\n"
        rows = [
            [
                f"`report.{part.name}({', '.join(part.signature.parameters)})`",
                part.meaning,
                ", ".join(READ[one] for one in Reads if one in part.reads) or "-",
            ]
            for part in PARTS.values()
            if part.group == group
        ]
        yield table(["Call", "What it shows", "Texts it reads"], rows)


def own() -> Iterator[str]:
    """What a report has beside its parts."""
    rows = []
    for name, value in vars(Report).items():
        if not name.startswith("_"):
            what: Any = value.fget if isinstance(value, property) else getattr(value, "func", value)
            call = "" if isinstance(value, property) else f"({', '.join(list(inspect.signature(what).parameters)[1:])})"
            rows.append(
                [f"`report.{name}{call}`", " ".join(marked(inspect.getdoc(what) or "").split("\n\n")[0].split())]
            )
    yield table(["Write", "To get"], rows)


def page() -> str:
    """The whole page."""
    scheme: Scheme = scheme_named("kent-2011")
    words = declared.TableWords(tuple(band.id for band in scheme.bands), coded=True)
    said = [
        INTRODUCTION,
        "## An edition\n",
        *(line for name in ORDER[:2] for line in function(name)),
        "### What a report has\n",
        *docstring(inspect.getdoc(Report) or ""),
        *own(),
        *(line for name in ("table", "chart", "text") for line in method(name)),
        "### What is not published\n",
        "Whatever else a cell shows is told in the cell in JupyterLab, stops a render with its notebook and cell, and\n"
        "is found by `qpr check` in outputs that are stored.\n",
        table(["Shown", "What to do instead"], [refused(one) for one in refusals().values()]),
        "## Scoring of any frame\n",
        *(line for name in ORDER[2:] for line in function(name)),
        "## Errors\n",
        "`qpr.QprError` is raised for whatever an analyst can put right. Its message names what was found and where,\n"
        "what is allowed, what was probably meant, and what to do next: [errors.md](errors.md).\n",
        "## Columns of `report.scorecard`\n",
        "Text is empty and numbers are NaN where there is nothing to say. Ratings and directions are ids, such as\n"
        "`red` and `improving`; as categories they sort in the scheme's order, from the best to the worst.\n",
        columns(declared.scored_table("scorecard", words)),
        "## Columns of `report.series`\n",
        columns(declared.scored_table("series", words)),
        "## Ready-made parts\n",
        "Each is a method of the report, shows itself as the last line of a cell as it is published, and gives its\n"
        "figures as `.frame`.\n",
        *parts(),
    ]
    return "\n".join(said)


if __name__ == "__main__":
    sys.exit(keep(PAGE, page(), sys.argv[1:]))
