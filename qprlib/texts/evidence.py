"""Evidence: code cells under an indicator in a commentary notebook, and what they have shown when they were run."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from qprlib.ground.names import slugify
from qprlib.ground.references import parted
from qprlib.texts.commentary import EVIDENCE, Commentary, EvidenceCode, Text
from qprlib.texts.markdown_tree import headings
from qprlib.texts.notebook_file import read_notebook

_NO_IDS: Final[Mapping[str, str]] = MappingProxyType({})
_LEVEL: Final = 4  # of the first heading that may stand below "Evidence"
#: Set by the renderer for its pages: the folders of what evidence has shown.
EVIDENCE_VARIABLE: Final = "QPR_EVIDENCE"
#: Kind of output in which evidence is kept as JupyterLab shows it, beside the Markdown that is published.
HTML_KIND: Final = "application/vnd.qpr.shown+html"
#: What lies in such a folder: the notebook after it has run, what it has read, and its drawings.
EXECUTED: Final = "evidence.ipynb"
NOTED: Final = "notes"
DRAWINGS: Final = "figures/evidence"

_ANY: Final = re.compile(rf"#[ \t]+{EVIDENCE}\b")
_HEADING: Final = re.compile(r"^(#+) (.*?)(?: \{#([\w-]+)([^}]*)\})?$", re.MULTILINE)
_FENCE: Final = re.compile(r"^:{3,}.*$", re.MULTILINE)
_CHART: Final = re.compile(r'!\[(?P<finding>.*)\]\((?P<path>[^)]*)\)\{\.chart fig-alt="(?P<alt>(?:[^"\\]|\\.)*)"\}')
_SPAN: Final = re.compile(r"\[([^\[\]]*)\](?:\((?:page|file):[^)]*\))?\{[^{}]*\}")
_CAPTION: Final = re.compile(r"^: (.*)$", re.MULTILINE)
_ROW: Final = re.compile(r"^\|.*$", re.MULTILINE)
#: What shows a table, chart or text of an analyst's own.
_SHOWS: Final = re.compile(r"report\.(?:table|chart|text)\(")
#: The beginning of a heading of the HTML that a cell shows, with its address.
_HTML_HEADING: Final = re.compile(r'<(/?)h([1-6])(?: id="([\w-]*)")?')


def evidence_sources(notebook: str, ids: Mapping[str, str] = _NO_IDS) -> dict[int, tuple[str, str]]:
    """The code cells of a commentary notebook (its JSON) that are run for what it publishes; none without evidence.

    By their numbers, counted from 1: the indicator under whose heading "Evidence" a cell stands, "" for cells above the
    first one, which all others may rely on; and its code. ``ids`` are those of indicators by what else headings may
    call them.
    """
    if not _ANY.search(notebook):  # most have none, and are read again and again while somebody writes
        return {}
    cells = {
        number: (owner, source)
        for number, owner, below, source in _code_cells(notebook, ids)
        if not owner or below == EVIDENCE
    }
    return cells if any(owner for owner, _ in cells.values()) else {}


def unpublished_cells(notebook: str, ids: Mapping[str, str] = _NO_IDS) -> Iterator[tuple[str, str, int]]:
    """Code cells that would show something to readers, but stand under another heading than "Evidence".

    From a notebook's JSON: the indicator, the heading and the number of each.
    """
    if not _SHOWS.search(notebook):
        return
    for number, owner, below, source in _code_cells(notebook, ids):
        if owner and below != EVIDENCE and _SHOWS.search(source):
            yield owner, below, number


def _code_cells(notebook: str, ids: Mapping[str, str]) -> Iterator[tuple[int, str, str, str]]:
    """Each code cell: its number, the indicator and the heading that it stands under, and its code."""
    owner = below = ""
    for number, cell in enumerate(read_notebook(notebook, "")["cells"], start=1):
        source = cell["source"]
        if cell["cell_type"] == "markdown":
            for level, title, _, _ in headings(source):
                owner, below = (parted(title, ids)[0], "") if level == 2 else (owner, title)
        elif cell["cell_type"] == "code" and source.strip():
            yield number, owner, below, source


def evidence_cells(notebook: str, ids: Mapping[str, str] = _NO_IDS) -> dict[int, str]:
    """The number of each cell of :func:`evidence_sources` to its indicator."""
    return {number: owner for number, (owner, _) in evidence_sources(notebook, ids).items()}


def evidence_code(notebook: str, shown: str, ids: Mapping[str, str] = _NO_IDS) -> dict[str, EvidenceCode]:
    """The code that the evidence of each indicator is made by, from a notebook's JSON."""
    cells = evidence_sources(notebook, ids)
    found = {}
    for owner in dict.fromkeys(owner for owner, _ in cells.values() if owner):
        first = next(number for number, (whose, _) in cells.items() if whose == owner)
        code = "\n\n".join(source.strip() for whose, source in cells.values() if whose in ("", owner))
        found[owner] = EvidenceCode(shown, first, fingerprint_of(code))
    return found


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """What the evidence of an indicator has shown, as semantic Markdown that names its drawings below ``folder``."""

    indicator: str
    markdown: str
    folder: Path
    html: str = ""

    @property
    def words(self) -> str:
        """Its words as plain Markdown: findings, text alternatives, captions and tables."""
        text = _CHART.sub(lambda chart: _unquoted(chart["alt"]), self.markdown)  # it begins with the finding
        return _plain(_CAPTION.sub(r"\1", _HEADING.sub(r"\2", text)))

    @property
    def texts(self) -> str:
        """Its texts alone: what findings, captions, headings and cells say, they say of their own chart or table."""
        return _plain(_ROW.sub("", _CAPTION.sub("", _HEADING.sub("", _CHART.sub("", self.markdown)))))

    @property
    def drawings(self) -> tuple[str, ...]:
        """Its drawings as the Markdown names them, without ending."""
        return tuple(chart["path"] for chart in _CHART.finditer(self.markdown))

    @property
    def prints(self) -> dict[str, str]:
        """The fingerprint of each of its drawings, by its place."""
        files = [self.folder / f"{path}.svg" for path in self.drawings]
        return {f"drawing {place}": fingerprint_of(file.read_bytes()) for place, file in enumerate(files, start=1)}


def taken_in(shown: EvidenceShown, figures: Path | None) -> str:
    """What evidence has shown as Markdown of the page that is rendered, with its drawings among the page's own.

    ``figures`` is the page's folder of figures, None in JupyterLab.
    """
    markdown = shown.markdown
    if figures is None:
        return markdown
    figures.mkdir(parents=True, exist_ok=True)
    for path in shown.drawings:
        name = f"evidence-{Path(path).name}"
        for drawing in (shown.folder / path).parent.glob(f"{Path(path).name}.*"):
            shutil.copyfile(drawing, figures / f"{name}{drawing.suffix}")
        markdown = markdown.replace(f"]({path}){{", f"](figures/{figures.name}/{name}){{")
    return markdown


def fingerprint_of(content: bytes | str) -> str:
    """A short hash of what is held to be the same."""
    held = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(held).hexdigest()[:16]


def evidence_folders() -> list[Path]:
    """The folders of what evidence has shown, while a page is rendered."""
    return [Path(one) for one in os.environ.get(EVIDENCE_VARIABLE, "").split(os.pathsep) if one]


def read_shown(folder: Path, ids: Mapping[str, str] = _NO_IDS) -> Iterator[EvidenceShown]:
    """What the evidence of a section has shown, from the folder of its notebook and drawings."""
    text = (folder / EXECUTED).read_text(encoding="utf-8")
    cells = read_notebook(text, EXECUTED)["cells"]
    shown: dict[str, list[tuple[str, str]]] = {}
    for number, owner in evidence_cells(text, ids).items():
        outputs = [output.get("data", {}) for output in cells[number - 1]["outputs"]]
        kinds = ((data.get(kind, "").strip() for kind in ("text/markdown", HTML_KIND)) for data in outputs)
        shown.setdefault(owner, []).extend((markdown, html) for markdown, html in kinds if markdown)
    for owner, parts in shown.items():
        if owner and parts:
            markdown, html = ("\n\n".join(part) for part in zip(*parts, strict=True))
            markdown, html = _below(owner, markdown, html)
            yield EvidenceShown(owner, markdown, folder, html)


def _below(indicator: str, markdown: str, html: str) -> tuple[str, str]:
    """What was shown with its headings below that of the evidence, and addresses that no other page has."""
    marks = [len(found[1]) for found in _HEADING.finditer(markdown)]
    deeper = max(0, _LEVEL - min(marks, default=_LEVEL))

    def lower(found: re.Match[str]) -> str:
        named = f' id="{slugify(indicator)}-evidence-{found[3]}"' if found[3] else ""
        return f"<{found[1]}h{min(6, int(found[2]) + deeper)}{named}"

    def placed(found: re.Match[str]) -> str:
        named = f" {{#{slugify(indicator)}-evidence-{found[3]}{found[4]}}}" if found[3] else ""
        return f"{'#' * min(6, len(found[1]) + deeper)} {found[2]}{named}"

    return _HEADING.sub(placed, markdown), _HTML_HEADING.sub(lower, html)


def with_words(commentary: Commentary, evidence: Mapping[str, EvidenceShown]) -> Commentary:
    """The texts with the words that evidence shows, but for those in tables: what is there to be checked."""
    indicators = {owner: dict(texts) for owner, texts in commentary.indicators.items()}
    for owner, code in commentary.evidence.items():
        shown = evidence.get(owner)
        if shown is None:
            continue
        texts = indicators.setdefault(owner, {})
        own = texts.get(EVIDENCE)
        written = own.markdown if own else ""
        both, judged = ("\n\n".join(filter(None, (written, said))) for said in (_ROW.sub("", shown.words), shown.texts))
        carried = own.carried_over if own else ""
        texts[EVIDENCE] = Text(owner, EVIDENCE, both, both, code.notebook, code.cell, carried, judged)
    return replace(commentary, indicators=indicators)


def _plain(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", _SPAN.sub(r"\1", _FENCE.sub("", text))).strip()


def _unquoted(alt: str) -> str:
    return re.sub(r"\\(.)", r"\1", alt).replace("&amp;", "&")
