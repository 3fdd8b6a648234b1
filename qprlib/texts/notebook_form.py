"""The form of commentary notebooks: which cells there are, in which order, with which ids.

One form for all, so that two people's notebooks differ in their words alone and git can merge them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from qprlib.ground.yamlfiles import read_mapping
from qprlib.texts.commentary import EVIDENCE, HEADINGS, PUBLISHED, REPORT_NOTEBOOK
from qprlib.texts.notebook_file import Notebook
from qprlib.texts.tidying import owner_slug, part_id, tidied

_HOW_TO: Final = read_mapping(Path(__file__).with_suffix(".yml"), "notebook_form.yml")


@dataclass(frozen=True)
class IndicatorCells:
    """What a notebook holds of one indicator."""

    id: str  #: with the name as the heading shows it
    name: str
    texts: Mapping[str, str] = field(default_factory=dict)  #: by heading; the others stay empty
    evidence: Sequence[str] = ()  #: the code of the cells under "Evidence"


def section_notebook(
    edition: str,
    section: str,
    indicators: Sequence[IndicatorCells],
    notes: Sequence[str] = (),
    *,
    set_up: Sequence[str] = (),
) -> Notebook:
    """The commentary notebook of a section, its indicators in the register's order.

    ``notes`` stand below the how-to, since nothing above the first indicator is published; ``set_up`` is the code on
    which all other cells rely, by default that which opens the edition.
    """
    cells = [_title(section, "section", notes)]
    named = (f"set-up-{place}" if place > 1 else "set-up" for place in range(1, len(set_up) + 1))
    cells += [code(name, source) for name, source in zip(named, set_up, strict=True)] or [_set_up(edition)]
    for one in indicators:
        name = part_id(one.id)
        cells.append(markdown(name, f"## {one.id} {one.name}"))
        cells.append(code(part_id(name, "card"), f"report.card({_quoted(one.id)})"))
        for heading in PUBLISHED:
            own = part_id(name, heading)
            if heading in HEADINGS or heading in one.texts or one.evidence:
                cells.append(markdown(own, _under(f"### {heading}", one.texts.get(heading, ""))))
            if heading == EVIDENCE:
                cells += [code(part_id(own, str(place)), made) for place, made in enumerate(one.evidence, start=1)]
    cells.append(code("check", f"report.check({_quoted(section)})"))
    return _notebook(cells)


def report_notebook(edition: str, texts: Mapping[str, Mapping[str, str]], notes: Sequence[str] = ()) -> Notebook:
    """The notebook of the texts that belong to no single indicator, by heading and sub-heading, "" above any.

    Empty texts leave their headings.
    """
    cells = [_title("Report texts", "report", notes), _set_up(edition)]
    for heading, below in texts.items():
        name = owner_slug(heading)
        cells.append(markdown(name, _under(f"## {heading}", below.get("", ""))))
        cells += [markdown(part_id(name, sub), _under(f"### {sub}", text)) for sub, text in below.items() if sub]
    cells.append(code("check", f"report.check({_quoted(REPORT_NOTEBOOK)})"))
    return _notebook(cells)


def carried_over(text: str, edition: str) -> str:
    """A text with the line that says from which edition it was carried over; no line above nothing."""
    return f"> Carried over from {edition}: edit this text, then delete this line.\n\n{text}" if text else ""


def carried_evidence(text: str, edition: str) -> str:
    """The same of what stands above cells of evidence, which have the line whether there is a text or not."""
    return carried_over(text, edition) or f"> Carried over from {edition}: edit this evidence, then delete this line."


def _title(title: str, kind: str, notes: Sequence[str]) -> dict[str, Any]:
    return markdown("title", "\n\n".join([f"# {title}", _HOW_TO[kind].strip(), *notes]))


def _set_up(edition: str) -> dict[str, Any]:
    return code("set-up", f"import qprlib as qpr\n\nreport = qpr.open_report({_quoted(edition)})")


def _under(heading: str, text: str) -> str:
    return f"{heading}\n\n{text}" if text else heading


def _quoted(text: str) -> str:
    """Text as Python writes it between double quotation marks."""
    return json.dumps(text, ensure_ascii=False)


def markdown(name: str, source: str, tags: Sequence[str] = ()) -> dict[str, Any]:
    """A cell of Markdown with an id."""
    return {"cell_type": "markdown", "id": name, "metadata": {"tags": list(tags)} if tags else {}, "source": source}


def code(name: str, source: str, tags: Sequence[str] = ()) -> dict[str, Any]:
    """A cell of code with an id, not run yet."""
    return {**markdown(name, source, tags), "cell_type": "code", "execution_count": None, "outputs": []}


def _notebook(cells: list[dict[str, Any]]) -> Notebook:
    return tidied({"cells": cells, "nbformat": 4, "nbformat_minor": 5})
