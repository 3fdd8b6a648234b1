"""What has changed since the last look, and which pages it touches.

Events of the file system only say when to look. What changed is told by the contents, so that it does not matter how an
editor saves: in place, by renaming, or with checkpoints and temporary files beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from qprlib.ground.edition import EditionName, Page
from qprlib.ground.errors import InputError
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.report.registry import Reads
from qprlib.texts.commentary import REPORT_NOTEBOOK
from qprlib.texts.notebook_file import read_notebook, tags

_PASSING: Final = re.compile(r"^[.#~]|~$|\.(tmp|swp|swx|bak|part|crdownload)$|^__pycache__$|^~\$", re.IGNORECASE)


class Use(StrEnum):
    """What a file is to the preview of an edition."""

    TEXT = "text"
    """A commentary notebook; the name is its section's slug."""
    SIGN_OFF = "sign-off"
    """A sign-off; the name is its section's slug."""
    NOTEBOOK = "notebook"
    """A page notebook; the name is that of the notebook."""
    LOOK = "look"
    """What dresses every page: only publishing sees it."""
    EVERYTHING = "everything"
    """What every page is computed from: params, schemes, data, the edition before; and the fonts of the charts."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that the preview follows."""

    path: str
    kind: Use
    name: str = ""


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A source that is new, gone or different."""

    source: Source
    meant: bool = True  #: whether what is read in it changed, and not only outputs or counts that JupyterLab keeps
    saved: float = 0.0  #: when, in seconds since 1970; 0 if it is gone


@dataclass(frozen=True, slots=True)
class Followed:
    """Which files the preview of an edition follows."""

    edition: str
    organisation: str = ""  #: whose data it reports; "" follows every organisation's
    before: str = ""  #: the edition that it was rolled forward from, if any

    @property
    def _corrected(self) -> str:
        """The edition that it corrects, "" if it is no correction: its erratum says what differs."""
        name = EditionName.parse(self.edition)
        return str(name.corrected) if name and name.correction else ""

    def _reads_params(self, edition: str) -> bool:
        """Whether an edition is this one, or one of the same report that it may be compared with."""
        own, other = EditionName.parse(self.edition), EditionName.parse(edition)
        return edition == self.edition or bool(own and other and own.line == other.line and other < own)

    def source(self, path: str) -> Source | None:
        """What a file is, by its path from the project's folder; None if the preview does not depend on it."""
        parts = PurePosixPath(path).parts
        if any(_PASSING.search(part) for part in parts):
            return None
        name = PurePosixPath(path).stem
        match parts:
            case ("_quarto.yml",):
                return Source(path, Use.LOOK)
            case ("theme", "fonts", font) if font.endswith(".otf"):
                return Source(path, Use.EVERYTHING)
            case ("theme", _, *_):
                return Source(path, Use.LOOK)
            case ("params", file) if file.endswith(".yml") and self._reads_params(name):
                return Source(path, Use.EVERYTHING)
            case ("params", "schemes", file) if file.endswith(".yml"):
                return Source(path, Use.EVERYTHING)
            case ("data", organisation, _, *_) if self.organisation in ("", organisation):
                return Source(path, Use.EVERYTHING)
            case ("notebooks", file) if file.endswith(".ipynb"):
                return Source(path, Use.NOTEBOOK, name)
            case ("notebooks", "commentary", edition, file) if file.endswith(".ipynb"):
                others = dict.fromkeys((self.before, self._corrected), Use.EVERYTHING)
                kind = {**others, self.edition: Use.TEXT}.get(edition)
                return Source(path, kind, name) if kind else None
            case ("notebooks", "commentary", edition, "sign-offs", file) if file.endswith(".yml"):
                kind = {self.edition: Use.SIGN_OFF, self.before: Use.EVERYTHING}.get(edition)
                return Source(path, kind, name) if kind else None
        return None


@dataclass(frozen=True, slots=True)
class _Print:
    """A file as it was at one moment: how the system describes it, its bytes, and what is read in them."""

    stat: tuple[int, int, int]
    content: str
    meaning: str
    saved: float


class Snapshot:
    """The followed files as they were at the last look."""

    FOLDERS: Final = ("params", "data", "notebooks", "theme")

    def __init__(self, project: Project) -> None:
        self._project = project
        self._prints: dict[Source, _Print] = {}

    def look(self, followed: Followed) -> list[SourceChange]:
        """Look again; what differs from the last look, in the order of the paths."""
        before, now = self._prints, dict[Source, _Print]()
        for source, path in self._files(followed):
            known = before.get(source)
            try:
                now[source] = _print(source, path, known)
            except OSError:  # it is being replaced: the next look sees what came of it
                if known:
                    now[source] = known
        self._prints = now
        changes = [SourceChange(source) for source in before.keys() - now.keys()]
        for source, print_ in now.items():
            known = before.get(source)
            if known is None or known.content != print_.content:
                meant = known is None or known.meaning != print_.meaning
                changes.append(SourceChange(source, meant, print_.saved))
        return sorted(changes, key=lambda change: change.source.path)

    def _files(self, followed: Followed) -> Iterator[tuple[Source, Path]]:
        root = self._project.root
        found = [self._project.quarto_yml]
        for folder in self.FOLDERS:
            found += (root / folder).rglob("*")
        for path in found:
            source = followed.source(path.relative_to(root).as_posix())
            if source and path.is_file():
                yield source, path


def _print(source: Source, path: Path, known: _Print | None) -> _Print:
    stat = path.stat()
    described = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    if known and known.stat == described:
        return known
    content = path.read_bytes()
    read = _sources(content) if source.path.endswith(".ipynb") else content
    return _Print(described, _hash(content), _hash(read), stat.st_mtime)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sources(content: bytes) -> bytes:
    """What a notebook's author wrote: the sources of its cells with their tags, without outputs and counts."""
    try:
        cells = read_notebook(content.decode("utf-8-sig"), "")["cells"]
    except (InputError, UnicodeDecodeError):
        return content
    return repr([(cell["cell_type"], cell["source"], tags(cell)) for cell in cells]).encode()


def affected_pages(
    changes: Iterable[SourceChange],
    pages: Sequence[Page],
    reads: Callable[[Page], frozenset[Reads]],
    looked_at: Sequence[str] = (),
) -> tuple[list[str], list[str]]:
    """The pages that changes touch: those that somebody waits for, then the others, both in the report's order.

    ``reads`` tells what each reads, ``looked_at`` which are open in a browser, the one looked at last first.
    """
    sections = {page.slug: slugify(page.section) for page in pages if page.section}
    touched: set[str] = set()
    saved: set[str] = set()
    for change in changes:
        hit = {page.slug for page in pages if _touches(change, page, reads)}
        touched |= hit
        if change.source.kind is Use.TEXT and change.meant:
            saved |= {slug for slug in hit if sections.get(slug) == change.source.name}
    # The page of the section just saved; else the one that is looked at; else the first.
    first = saved or next(({slug} for slug in looked_at if slug in touched), set())
    order = [page.slug for page in pages if page.slug in touched]
    first = first or set(order[:1])
    return [slug for slug in order if slug in first], [slug for slug in order if slug not in first]


def _touches(change: SourceChange, page: Page, reads: Callable[[Page], frozenset[Reads]]) -> bool:
    kind, name = change.source.kind, change.source.name
    match kind:
        case Use.EVERYTHING:
            return True
        case Use.LOOK:
            return False
        case Use.NOTEBOOK:
            return change.meant and page.notebook == name
        case Use.SIGN_OFF:
            return Reads.FILES in reads(page)
    wanted = {Reads.FILES}
    if change.meant:
        wanted |= {Reads.EVERY, Reads.REPORT} if name == REPORT_NOTEBOOK else {Reads.EVERY}
        if page.section and slugify(page.section) == name:
            wanted.add(Reads.OWN)
    return bool(wanted & reads(page))
