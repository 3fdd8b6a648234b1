"""Reading what services wrote: commentary notebooks, parsed by their headings with a Markdown parser."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt

from qprlib.edition import slugify
from qprlib.errors import Place, Problem, Severity, listing, nearest
from qprlib.project import Project

#: The headings under an indicator, in the order they are published.
HEADINGS = ("Commentary", "Actions", "Risks", "Discussion")

#: Texts of ``report.ipynb`` that belong to no single indicator.
REPORT_TEXTS = (
    "Foreword",
    "Data quality",
    "Highlights",
    "Complaints",
    "Workforce",
    "Improvement",
    "Assurance",
)

#: The commentary notebook that holds them.
REPORT_NOTEBOOK = "report"


@dataclass(frozen=True)
class Commentary:
    """All texts of an edition.

    Parameters
    ----------
    indicators
        Indicator id to heading to Markdown.
    report
        Heading of ``report.ipynb`` to its parts: sub-heading to Markdown, ``""`` for text above any sub-heading.
    files
        The notebooks read, sorted.
    """

    indicators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    report: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class _Part:
    """The text between two headings, and the cell its heading stands in."""

    heading: str
    below: str
    markdown: str
    cell: int


def read_commentary(
    project: Project, edition: str, indicators: Mapping[str, str], sections: Sequence[str]
) -> tuple[Commentary, list[Problem]]:
    """Read all commentary notebooks of an edition.

    Parameters
    ----------
    project, edition
        Where to look.
    indicators
        Every indicator in force and its section.
    sections
        The register's sections.

    Returns
    -------
    Commentary
        Texts that could be placed; empty texts are left out.
    list of Problem
        A broken notebook, an indicator that is not in force, a heading nobody knows, or a text given twice is an
        error; a notebook or text that is missing is a warning.
    """
    folder = project.commentary(edition)
    problems: list[Problem] = []
    texts: dict[str, dict[str, str]] = {}
    report: dict[str, dict[str, str]] = {}
    files = sorted(folder.glob("*.ipynb"))
    known = {slugify(section): section for section in sections}
    for path in files:
        shown = project.relative(path)
        parts, broken = _parts(path, shown)
        problems += broken
        if path.stem == REPORT_NOTEBOOK:
            problems += _place_report(parts, shown, report)
        elif path.stem in known:
            problems += _place_indicators(parts, shown, indicators, texts)
        else:
            problems.append(
                Problem(
                    code="unknown-section",
                    found=f"no section of the register is called '{path.stem}'",
                    place=Place(shown),
                    allowed=listing([*known, REPORT_NOTEBOOK], 20),
                    nearest=nearest(path.stem, [*known, REPORT_NOTEBOOK]),
                    todo="rename the notebook after its section",
                )
            )
    problems += [
        Problem(
            code="no-commentary",
            found=f"{indicator} has no commentary",
            place=Place(project.relative(folder / f"{slugify(section)}.ipynb"), indicator=indicator),
            todo=f"write a text under '## {indicator} ...' and '### Commentary'",
            severity=Severity.WARNING,
        )
        for indicator, section in indicators.items()
        if "Commentary" not in texts.get(indicator, {})
    ]
    return Commentary(texts, report, tuple(files)), problems


def _place_indicators(
    parts: Sequence[_Part], shown: str, indicators: Mapping[str, str], texts: dict[str, dict[str, str]]
) -> Iterator[Problem]:
    for part in parts:
        indicator = part.heading.split()[0].rstrip(":") if part.heading else ""
        place = Place(shown, cell=part.cell)
        if indicator not in indicators:
            yield Problem(
                code="unknown-indicator",
                found=f"the heading '{part.heading or part.below}' does not begin with an indicator in force",
                place=place,
                allowed="'## ' and the id of an indicator of the register, then its name",
                nearest=nearest(indicator, indicators),
                todo="correct the id, or take the heading out",
            )
        elif not part.below:
            if part.markdown:
                yield Problem(
                    code="text-without-heading",
                    found=f"the text under '{part.heading}' stands under none of the headings",
                    place=place,
                    allowed=listing([f"### {heading}" for heading in HEADINGS]),
                    todo="put it under one of them",
                )
        elif part.below not in HEADINGS:
            yield _unknown_heading(part, place, HEADINGS, "### ")
        elif part.below in texts.setdefault(indicator, {}):
            yield _twice(f"{indicator} has two texts under '{part.below}'", place)
        elif part.markdown:
            texts[indicator][part.below] = part.markdown


def _place_report(parts: Sequence[_Part], shown: str, report: dict[str, dict[str, str]]) -> Iterator[Problem]:
    for part in parts:
        place = Place(shown, cell=part.cell)
        if part.heading not in REPORT_TEXTS:
            yield _unknown_heading(part, place, REPORT_TEXTS, "## ")
        elif part.below in report.setdefault(part.heading, {}):
            yield _twice(f"'{part.heading}' has two texts under '{part.below}'", place)
        elif part.markdown:
            report[part.heading][part.below] = part.markdown


def _unknown_heading(part: _Part, place: Place, allowed: Sequence[str], mark: str) -> Problem:
    found = part.below if mark == "### " else part.heading
    return Problem(
        code="unknown-heading",
        found=f"the heading '{found}' is not one that a page knows",
        place=place,
        allowed=listing([mark + heading for heading in allowed]),
        nearest=nearest(found, allowed),
        todo="correct the heading; its text would be lost otherwise",
    )


def _twice(found: str, place: Place) -> Problem:
    return Problem(code="text-twice", found=found, place=place, todo="make one text of the two")


def _parts(path: Path, shown: str) -> tuple[list[_Part], list[Problem]]:
    """The texts of a notebook between its headings of level 2 and 3; what stands above the first is a how-to."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = [
            (number, "".join(cell["source"]))
            for number, cell in enumerate(cells, start=1)
            if cell["cell_type"] == "markdown"
        ]
    except (ValueError, KeyError, TypeError) as error:
        problem = Problem(
            code="notebook-broken",
            found=f"the notebook cannot be read ({error})",
            place=Place(shown),
            todo="open it in JupyterLab, or restore the last good version",
        )
        return [], [problem]
    parser = MarkdownIt("commonmark").enable("table")
    parts: list[_Part] = []
    heading, below, cell, lines = "", "", 0, list[str]()

    def close() -> None:
        text = "\n".join(lines).strip()
        if heading or below:
            parts.append(_Part(heading, below, text, cell))
        lines.clear()

    for number, source in sources:
        rows = source.splitlines()
        marks = _headings(parser, source)
        done = 0
        for level, title, first, last in marks:
            lines += rows[done:first]
            close()
            heading, below = (title, "") if level == 2 else (heading, title)
            cell, done = number, last
        lines += [*rows[done:], ""]
    close()
    # A level-2 heading with nothing between it and the next heading is only a frame.
    return [part for part in parts if part.below or part.markdown or not _framed(part, parts)], []


def _framed(part: _Part, parts: Sequence[_Part]) -> bool:
    return any(other.heading == part.heading and other.below for other in parts)


def _headings(parser: MarkdownIt, source: str) -> list[tuple[int, str, int, int]]:
    """Level, title, first line and line after, of each heading of level 2 or 3."""
    tokens = parser.parse(source)
    return [
        (int(token.tag[1]), " ".join(tokens[place + 1].content.split()) or "(empty)", token.map[0], token.map[1])
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.tag in ("h2", "h3") and token.map
    ]
