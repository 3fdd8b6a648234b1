"""Reading what services wrote: commentary notebooks, parsed by their headings with a Markdown parser."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from qprlib.ground.calendar import MONTHS
from qprlib.ground.errors import InputError, Place, Problem, listing, nearest
from qprlib.ground.hidden import hidden_problems
from qprlib.ground.incoming import read_text
from qprlib.ground.merge_marks import lines_of, merge_problem, own_version
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.ground.references import parted
from qprlib.ground.wordings import Wordings
from qprlib.texts.commentary import (
    ACCEPTED,
    EVIDENCE,
    HEADINGS,
    REPORT_NOTEBOOK,
    REPORT_TEXTS,
    Acceptance,
    Commentary,
    EvidenceCode,
    Text,
)
from qprlib.texts.evidence import evidence_code, unpublished_cells
from qprlib.texts.markdown_tree import headings
from qprlib.texts.notebook_file import read_notebook

_told = Wordings(__file__).problem

#: The line that stands above a text carried over from the edition before, until somebody edits the text.
_MARK = re.compile(r"\A>[ \t]*Carried over from ([^\s:]+)[^\n]*(?:\n|\Z)")

#: What to do about marks of a merge in a cell.
_MERGE_CELL = "keep what is right of both versions, take out every line with a mark, and save"

#: A heading of a text, as the first line of a cell.
_HEADED = re.compile(r"#{2,3} [A-Z]")

#: A line under "Accepted findings": the check, the words, the reason, who and when.
_ACCEPTANCE = re.compile(
    r"`(?P<check>[^`]+)`\s*(?:[\"\u201c](?P<quote>.+)[\"\u201d])?\s*:\s*(?P<reason>\S.*?)\s*"
    r"\((?P<role>[^(),][^()]*),\s*(?P<day>[0-9]{1,2} [A-Za-z]+ [0-9]{4})\)\.?"
)


@dataclass(frozen=True)
class _Part:
    """The text between two headings, and the cell its heading stands in."""

    heading: str
    below: str
    markdown: str
    cell: int


@dataclass
class _Found:
    """What has been gathered so far."""

    indicators: dict[str, dict[str, Text]] = field(default_factory=dict)
    report: dict[str, dict[str, Text]] = field(default_factory=dict)
    acceptances: list[Acceptance] = field(default_factory=list)
    evidence: dict[str, EvidenceCode] = field(default_factory=dict)


def read_commentary(
    project: Project,
    edition: str,
    indicators: Mapping[str, str],
    sections: Sequence[str],
    rolled_from: str = "",
    *,
    unrated: Collection[str] = (),
    ids: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Commentary, list[Problem]]:
    """Read all commentary notebooks of an edition: its texts, live figures not filled yet, and problems.

    A broken notebook, an unfinished merge, an indicator that is not in force, a heading nobody knows, a text given
    twice, or a line under "Accepted findings" that cannot be read is an error; a commentary that is missing is a
    warning. ``indicators`` are those in force, each with its section; the ``unrated`` among them need no commentary:
    activity and data only, of which the checks ask a text where they leave their range. ``ids`` are theirs by what
    else headings may call them.
    """
    folder = project.commentary(edition)
    problems: list[Problem] = []
    found = _Found()
    files = sorted(folder.glob("*.ipynb"))
    known = {slugify(section): section for section in sections}
    for path in files:
        shown = project.relative(path)
        parts, broken = _parts(path, shown)
        problems += broken
        if path.stem == REPORT_NOTEBOOK:
            problems += _place_report(parts, shown, found)
        elif path.stem in known:
            if not broken:
                text = read_text(path, shown)
                for owner, heading, cell in unpublished_cells(text, ids):
                    place = Place(notebook=shown, cell=cell, indicator=owner)
                    problems.append(_told("cell-not-published", place, heading=heading or owner, indicator=owner))
                code = evidence_code(text, shown, ids)
                found.evidence |= {one: code[one] for one in code if one in indicators}
            problems += _place_indicators(parts, shown, indicators, ids, found)
        else:
            named = [*known, REPORT_NOTEBOOK]
            near = nearest(path.stem, named)
            problems.append(_told("unknown-section", Place(shown), near, name=path.stem, sections=listing(named, 20)))
    for indicator, section in indicators.items():
        if indicator not in unrated and "Commentary" not in found.indicators.get(indicator, {}):
            place = Place(project.relative(folder / f"{slugify(section)}.ipynb"), indicator=indicator)
            problems.append(_told("no-commentary", place, indicator=indicator))
    before = EarlierTexts(project, rolled_from, ids)
    commentary = Commentary(
        indicators={owner: before.compared(texts) for owner, texts in found.indicators.items()},
        report={owner: before.compared(texts) for owner, texts in found.report.items()},
        acceptances=tuple(found.acceptances),
        files=tuple(files),
        evidence=found.evidence,
    )
    return commentary, problems


def raw_texts(path: Path, ids: Mapping[str, str] = MappingProxyType({})) -> dict[tuple[str, str], str]:
    """The texts of one notebook of any edition as they stand there, marks of what was carried over included.

    By indicator id (in ``report.ipynb`` the heading) and heading below it; nothing of a notebook that cannot be read.
    """
    parts, _ = _parts(path, str(path))
    report = path.stem == REPORT_NOTEBOOK
    own = [part for part in parts if part.markdown]
    return {(part.heading if report else parted(part.heading, ids)[0], part.below): part.markdown for part in own}


def split_mark(text: str) -> tuple[str, str]:
    """The edition that a text's first line says it was carried over from ("" without such a line), and the rest."""
    found = _MARK.match(text)
    return (found[1], text[found.end() :].strip()) if found else ("", text)


class EarlierTexts:
    """The texts of editions that others were carried over from, read when the first of an edition is asked for."""

    def __init__(self, project: Project, rolled_from: str, ids: Mapping[str, str] = MappingProxyType({})) -> None:
        self._project, self._ids = project, ids
        self._rolled_from = rolled_from
        self._texts: dict[str, dict[tuple[str, str], str]] = {}

    def _of(self, edition: str) -> dict[tuple[str, str], str]:
        if edition not in self._texts:
            files = sorted(self._project.commentary(edition).glob("*.ipynb"))
            self._texts[edition] = {key: text for path in files for key, text in raw_texts(path, self._ids).items()}
        return self._texts[edition]

    def carried_from(self, owner: str, heading: str, text: str) -> str:
        """The edition that a text was carried over from, as long as nobody has edited it; else ""."""
        marked, words = split_mark(text)
        edition = self._rolled_from or marked
        earlier = self._of(edition).get((owner, heading)) if edition else None
        # Blanks make no difference; where there is nothing to compare with, the mark is all there is to go by.
        carried = bool(marked) if earlier is None else words.split() == split_mark(earlier)[1].split()
        return (marked or edition) if carried else ""

    def compared(self, texts: Mapping[str, Text]) -> dict[str, Text]:
        """The texts without their marks, and with the edition of those that nobody has edited."""
        done = dict(texts)
        for heading, text in texts.items():
            marked, source = split_mark(text.source)
            if self._rolled_from or marked:
                carried = self.carried_from(text.owner, text.heading, text.source)
                done[heading] = replace(text, source=source, markdown=source, carried_over=carried)
        return done


def _place_indicators(
    parts: Sequence[_Part], shown: str, indicators: Mapping[str, str], ids: Mapping[str, str], found: _Found
) -> Iterator[Problem]:
    for part in parts:
        indicator, _ = parted(part.heading, ids)
        place = Place(shown, cell=part.cell)
        if indicator not in indicators:
            near = nearest(indicator, [*indicators, *ids])
            yield _told("unknown-indicator", place, near, heading=part.heading or part.below)
        elif not part.below:
            if part.markdown:
                allowed = listing([f"### {heading}" for heading in HEADINGS])
                yield _told("text-without-heading", place, heading=part.heading, headings=allowed)
        elif part.below == ACCEPTED:
            yield from _accepted(part, shown, indicator, found)
        elif part.below not in (*HEADINGS, EVIDENCE):
            yield _unknown_heading(part.below, place, (*HEADINGS, EVIDENCE, ACCEPTED), "### ")
        elif part.below in found.indicators.setdefault(indicator, {}):
            yield _told("text-twice", place, owner=indicator, heading=part.below)
        elif split_mark(part.markdown)[1] or (part.below == EVIDENCE and indicator in found.evidence and part.markdown):
            found.indicators[indicator][part.below] = _text(part, shown, indicator)


def _place_report(parts: Sequence[_Part], shown: str, found: _Found) -> Iterator[Problem]:
    for part in parts:
        place = Place(shown, cell=part.cell)
        if part.heading not in REPORT_TEXTS:
            yield _unknown_heading(part.heading, place, REPORT_TEXTS, "## ")
        elif part.below == ACCEPTED:
            yield from _accepted(part, shown, part.heading, found)
        elif part.below in found.report.setdefault(part.heading, {}):
            yield _told("text-twice", place, owner=f"'{part.heading}'", heading=part.below)
        elif split_mark(part.markdown)[1]:
            found.report[part.heading][part.below] = _text(part, shown, part.heading)


def _text(part: _Part, shown: str, owner: str) -> Text:
    return Text(owner, part.below, part.markdown, part.markdown, shown, part.cell)


def _accepted(part: _Part, shown: str, owner: str, found: _Found) -> Iterator[Problem]:
    """Take the lines of a list of accepted findings; a line that goes on indented belongs to the one before."""
    place = Place(shown, cell=part.cell, indicator=owner)
    yield from hidden_problems(part.markdown, place, f"under '{ACCEPTED}', ")
    items: list[str] = []
    for line in lines_of(part.markdown):
        if line.strip() and line[0].isspace() and items:
            items[-1] += f" {line.strip()}"
        elif line.strip():
            items.append(line.strip())
    for item in items:
        match = _ACCEPTANCE.fullmatch(item[1:].strip()) if item[0] in "-*+" else None
        day = _day(match["day"]) if match else None
        if match is None or day is None:
            yield _told("acceptance-unreadable", place, item=item)
            continue
        quote, role = (match["quote"] or "").strip(), match["role"].strip()
        found.acceptances.append(
            Acceptance(owner, match["check"].strip(), quote, match["reason"], role, day, shown, part.cell)
        )


def _day(words: str) -> date | None:
    """A date as a reader says it, whatever the machine's own language."""
    day, month, year = words.split()
    if month.capitalize() not in MONTHS:
        return None
    try:
        return datetime(int(year), MONTHS.index(month.capitalize()) + 1, int(day)).date()
    except ValueError:
        return None


def _unknown_heading(heading: str, place: Place, allowed: Sequence[str], mark: str) -> Problem:
    headings_there = listing([mark + one for one in allowed])
    return _told("unknown-heading", place, nearest(heading, allowed), heading=heading, headings=headings_there)


def _parts(path: Path, shown: str) -> tuple[list[_Part], list[Problem]]:
    """The texts of a notebook between its headings of level 2 and 3; what stands above the first is a how-to."""
    try:
        cells = read_notebook(read_text(path, shown), shown)["cells"]
    except InputError as error:
        return [], list(error.problems)
    texts = ((number, cell["source"]) for number, cell in enumerate(cells, start=1) if cell["cell_type"] == "markdown")
    merged: list[Problem] = []
    hidden: list[Problem] = []
    for number, cell in enumerate(cells, start=1):
        place, kind, source = Place(shown, cell=number), cell["cell_type"], cell["source"]
        if problem := merge_problem(source, place, _MERGE_CELL, " of the cell"):
            merged.append(problem)
        # A key pressed by mistake makes a text a cell that is not Markdown: nobody would read it.
        text = source.strip()
        if (kind == "raw" and text) or (kind == "code" and _HEADED.match(text)):
            hidden.append(_told("text-not-markdown", place, line=text.splitlines()[0], kind=kind))
    return list(_parsed(tuple(texts))), merged + hidden


@lru_cache(maxsize=64)
def _parsed(cells: tuple[tuple[int, str], ...]) -> tuple[_Part, ...]:
    """The same of Markdown cells by their numbers; kept, since notebooks are read again while somebody writes."""
    parts: list[_Part] = []
    heading, below, cell, lines = "", "", 0, list[str]()

    def close() -> None:
        text = "\n".join(lines).strip()
        if heading or below:
            parts.append(_Part(heading, below, text, cell))
        lines.clear()

    for number, written in cells:
        # Of an unfinished merge one version is read, so that nothing is told but that it is unfinished.
        source = own_version(written)
        rows, done = lines_of(source), 0
        for level, title, first, last in headings(source):
            lines += rows[done:first]
            close()
            heading, below = (title, "") if level == 2 else (heading, title)
            cell, done = number, last
        lines += [*rows[done:], ""]
    close()
    # A level-2 heading with nothing between it and the next heading is only a frame.
    framing = {part.heading for part in parts if part.below}
    return tuple(part for part in parts if part.below or part.markdown or part.heading not in framing)
