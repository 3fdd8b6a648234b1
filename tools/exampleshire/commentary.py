"""The commentary of Exampleshire: notebooks made from the texts declared in ``texts/``, by indicator and quarter.

A text file holds ``# CU01``, below it a heading for each quarter and below that ``### Actions`` and the like; what
stands above the first of these is the Commentary. Python code in a fence under ``### Evidence`` becomes a cell there.
``report.md`` holds the texts of no single indicator in the same way. The edition by aims takes what is declared for its
quarter, unless there is a block of its own, ``## aims-2024-25-Q3``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from qprlib.data.store import read_organisation
from qprlib.ground.edition import load_edition
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.scoring.scorecard import edition_register
from qprlib.texts.commentary import ACCEPTED, EVIDENCE, HEADINGS, REPORT_NOTEBOOK, REPORT_TEXTS
from qprlib.texts.notebook_form import IndicatorCells, report_notebook, section_notebook
from qprlib.texts.tidying import Notebook, part_id, written

TEXTS = Path(__file__).parent / "texts"
ORGANISATION = "exampleshire"
EDITIONS = tuple(
    f"{ORGANISATION}-{name}"
    for name in ("2023-24-Q3", "2023-24-Q4", "2024-25-Q1", "2024-25-Q2", "2024-25-Q3", "aims-2024-25-Q3")
)

Block = Mapping[str, str]
"""Heading to Markdown, ``""`` for what stands above any heading."""

_HEADING = re.compile(r"(#{1,3}) (.+)")
_CODE = re.compile(r"^```python\n(.*?)^```\n?", re.MULTILINE | re.DOTALL)


def declared(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """What a text file declares: owner and quarter to its block.

    Raises
    ------
    ValueError
        If an owner's quarter is declared twice, a heading stands twice in it, or a text stands outside any quarter.
    """
    blocks: dict[tuple[str, str], dict[str, str]] = {}
    owner = quarter = heading = ""
    for line in text.splitlines():
        found = _HEADING.fullmatch(line)
        level = len(found[1]) if found else 0
        name = found[2].strip() if found else ""
        if level == 1:
            owner, quarter = name, ""
        elif level == 2:
            quarter, heading = name, ""
            if (owner, quarter) in blocks:
                raise ValueError(f"{owner}, {quarter} is declared twice")
            blocks[owner, quarter] = {}
        elif quarter:
            if level == 3:
                heading = name
                if heading in blocks[owner, quarter]:
                    raise ValueError(f"{owner}, {quarter}: {heading} stands twice")
            before = blocks[owner, quarter].get(heading, "")
            blocks[owner, quarter][heading] = before if found else f"{before}\n{line}"
        elif line.strip():
            raise ValueError(f"this stands in no quarter: {line}")
    return {
        key: {heading: text.strip() for heading, text in block.items() if text.strip()} for key, block in blocks.items()
    }


def texts() -> dict[tuple[str, str], dict[str, str]]:
    """All that is declared, for indicators and for the report.

    Raises
    ------
    ValueError
        As :func:`declared` does, with the file's name, or if two files declare the same.
    """
    everything: dict[tuple[str, str], dict[str, str]] = {}
    for path in sorted(TEXTS.glob("*.md")):
        try:
            found = declared(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
        if twice := sorted(everything.keys() & found.keys()):
            raise ValueError(f"{path.name}: {twice[0][0]}, {twice[0][1]} is declared in another file, too")
        everything |= found
    return everything


def notebooks(project: Project) -> Iterator[tuple[Path, str]]:
    """Every commentary notebook of Exampleshire: where it stands and its bytes as text.

    Parameters
    ----------
    project
        Its data must have been written before, as the register says which indicators each edition has.
    """
    everything = texts()
    data = read_organisation(project.data(ORGANISATION), project.root)
    for name in EDITIONS:
        folder = project.commentary(name)
        key = name.removeprefix(f"{ORGANISATION}-")
        register = edition_register(data.indicators, load_edition(project, name))
        for section in dict.fromkeys(register["section"]):
            rows = register[register["section"] == section]
            blocks = {str(row.id): block_of(everything, str(row.id), key) for row in rows.itertuples()}
            cells = [
                IndicatorCells(str(row.id), str(row.short_name), *_texts(blocks[str(row.id)]))
                for row in rows.itertuples()
            ]
            notebook = _with_accepted(section_notebook(name, str(section), cells), blocks)
            yield folder / f"{slugify(str(section))}.ipynb", written(notebook)
        report = {heading: block_of(everything, heading, key) for heading in REPORT_TEXTS}
        yield folder / f"{REPORT_NOTEBOOK}.ipynb", written(report_notebook(name, report))


def block_of(everything: Mapping[tuple[str, str], Block], owner: str, key: str) -> Block:
    """An owner's block for an edition such as ``aims-2024-25-Q3``: its own, or else that of the quarter."""
    return everything.get((owner, key)) or everything.get((owner, key.removeprefix("aims-")), {})


def _texts(block: Block) -> tuple[dict[str, str], list[str]]:
    """A block by the headings under an indicator, what stands above any being the first of them; and its code."""
    texts = {heading or HEADINGS[0]: text for heading, text in block.items() if heading != ACCEPTED}
    code = [found[1].strip() for found in _CODE.finditer(texts.get(EVIDENCE, ""))]
    if code:
        texts[EVIDENCE] = _CODE.sub("", texts[EVIDENCE]).strip()
    return texts, code


def _with_accepted(notebook: Notebook, blocks: Mapping[str, Block]) -> Notebook:
    """A notebook with a cell of accepted findings below each indicator that has any."""
    cells = list(notebook["cells"])
    for owner, block in blocks.items():
        if accepted := block.get(ACCEPTED):
            last = part_id(part_id(owner), HEADINGS[-1])
            at = next(index for index, cell in enumerate(cells) if cell["id"] == last)
            source = f"### {ACCEPTED}\n\n{accepted}"
            cell = {
                "cell_type": "markdown",
                "id": part_id(part_id(owner), ACCEPTED),
                "metadata": {},
                "source": source,
            }
            cells.insert(at + 1, cell)
    return {**notebook, "cells": cells}
