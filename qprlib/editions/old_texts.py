"""What an edition's notebooks hold, read for the edition that is rolled forward from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qprlib.ground.errors import InputError, Problem
from qprlib.ground.incoming import read_text
from qprlib.ground.project import Project
from qprlib.ground.references import parted
from qprlib.texts.commentary import REPORT_NOTEBOOK
from qprlib.texts.evidence import evidence_sources
from qprlib.texts.notebook_file import read_notebook
from qprlib.texts.reading import raw_texts, split_mark

_TITLE = re.compile(r"##[ \t]+(\S.*?)[ \t]*#*[ \t]*")


@dataclass(frozen=True)
class OldTexts:
    """What an edition's notebooks hold."""

    indicators: Mapping[tuple[str, str], str]  #: by id and heading, without marks
    report: Mapping[tuple[str, str], str] | None  #: the same of ``report.ipynb``, None if there is none
    where: Mapping[str, str]  #: id to its notebook's stem
    names: Mapping[str, str]  #: id to the name in its heading
    evidence: Mapping[str, Sequence[tuple[str, str]]]  #: stem to owner and code of each cell

    def code(self, indicator: str, *, relied_on: bool = False) -> list[str]:
        """The code of an indicator's evidence, or that on which it relies."""
        owner = "" if relied_on else indicator
        own = self.evidence.get(self.where.get(indicator, ""), ())
        return [code for whose, code in own if whose == owner]


def read_old_texts(project: Project, edition: str, ids: Mapping[str, str]) -> OldTexts:
    """Read the notebooks of an edition; raises InputError with every one that cannot be read.

    ``ids`` are those of indicators by what headings may call them.
    """
    indicators: dict[tuple[str, str], str] = {}
    report: dict[tuple[str, str], str] | None = None
    where: dict[str, str] = {}
    names: dict[str, str] = {}
    evidence: dict[str, list[tuple[str, str]]] = {}
    problems: list[Problem] = []
    for path in sorted(project.commentary(edition).glob("*.ipynb")):
        try:
            text = read_text(path, project.relative(path))
            notebook = read_notebook(text, project.relative(path))
        except InputError as error:
            problems += error.problems
            continue
        texts = {key: split_mark(text)[1] for key, text in raw_texts(path, ids).items()}
        if path.stem == REPORT_NOTEBOOK:
            report = texts
            continue
        indicators |= texts
        evidence[path.stem] = list(evidence_sources(text, ids).values())
        for cell in notebook["cells"]:
            title = _TITLE.fullmatch(cell["source"].strip().partition("\n")[0])
            one, name = parted(title[1], ids) if title else ("", "")
            if cell["cell_type"] == "markdown" and name:
                where[one], names[one] = path.stem, name
    if problems:
        raise InputError(problems)
    return OldTexts(indicators, report, where, names, evidence)
