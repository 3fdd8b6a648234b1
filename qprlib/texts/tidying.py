"""Notebooks as they enter a commit: texts and code alone, in one form, so that two people's changes can be merged.

Git calls this for every notebook that is added (``tools/git_notebooks.py``), on machines where the project's
environment may not be at hand: at import it needs nothing but Python's own library. The form is the one that nbformat
writes, and a test holds it to that.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from qprlib.ground.errors import CommandError, InputError, Place, Problem, QprError, listing, nearest
from qprlib.ground.files import put
from qprlib.ground.incoming import read_bytes, read_text
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.ground.wordings import Wordings
from qprlib.texts.commentary import REPORT_NOTEBOOK, REPORT_TEXTS
from qprlib.texts.notebook_file import Notebook, read_notebook, structure_fault, written

CHECKED_TAG: Final = "nbval-check-output"
"""Cells of page notebooks whose outputs are kept, because a test compares them."""

KERNEL: Final = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""What a notebook says of its kernel, whatever machine it was saved on."""

_told: Final = Wordings(__file__).problem
_CHECKPOINTS: Final = ".ipynb_checkpoints"
_KEPT_OF_A_CELL: Final = ("tags", "editable", "deletable", "format", "raw_mimetype")
_RANDOM_ID: Final = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_USABLE_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HEADING: Final = re.compile(r"(#{1,3})[ \t]+(\S.*?)[ \t]*#*[ \t]*")
_CARD: Final = re.compile(r"\breport\.card\(\s*[\"']([^\"']+)[\"']")
_MARK_LINE: Final = re.compile(r">[ \t]*Carried over from \S")


def tidied(notebook: Mapping[str, Any], page: bool = False) -> Notebook:
    """A notebook without outputs, counts and what JupyterLab notes for itself; the one given is not changed.

    Its texts and code are the same. Cells whose part in a commentary notebook is known get the id of that part, so
    that notebooks made on two machines agree; empty code cells, which JupyterLab adds at the foot, are left out. A page
    notebook's checked outputs are kept, and its cells keep their ids.
    """
    cells = [_tidied_cell(cell, page) for cell in notebook["cells"]]
    _take_back_doubles(cells)
    if not page:
        cells = [
            cell
            for cell in cells
            if cell["source"].strip()
            or cell.get("attachments")
            or not (cell["cell_type"] == "code" or _is_random(cell["id"]))
        ]
        _give_ids_of_parts(cells)
    _give_missing_ids(cells)
    return {
        "cells": cells,
        "metadata": copy.deepcopy(KERNEL),
        "nbformat": 4,
        "nbformat_minor": max(5, notebook.get("nbformat_minor", 5)),
    }


def tidied_text(text: str, shown: str, page: bool = False) -> str:
    """The text of a notebook's file, tidied; raises as :func:`read_notebook`."""
    return written(tidied(read_notebook(text, shown), page))


def _tidied_cell(cell: Mapping[str, Any], page: bool) -> dict[str, Any]:
    given = cell.get("metadata", {})
    metadata = {key: given[key] for key in _KEPT_OF_A_CELL if given.get(key) not in (None, [], "")}
    tidy = {"cell_type": cell["cell_type"], "id": cell.get("id", ""), "metadata": metadata, "source": cell["source"]}
    if cell.get("attachments"):
        tidy["attachments"] = cell["attachments"]
    if cell["cell_type"] == "code":
        checked = page and CHECKED_TAG in metadata.get("tags", [])
        outputs = [kept for output in cell.get("outputs", []) for kept in _kept(output)] if checked else []
        # nbval takes a cell with outputs and no count for one that never ran; the number itself says nothing.
        tidy |= {"outputs": outputs, "execution_count": 1 if outputs else None}
    return tidy


def _kept(output: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What is kept of a checked output: its plain text."""
    if output.get("output_type") == "stream":
        yield {"name": output["name"], "output_type": "stream", "text": "".join(output["text"])}
    elif "text/plain" in output.get("data", {}):
        text = {"text/plain": "".join(output["data"]["text/plain"])}
        yield {"data": text, "metadata": {}, "output_type": "display_data"}


def _is_random(cell_id: object) -> bool:
    return not isinstance(cell_id, str) or not cell_id or bool(_RANDOM_ID.fullmatch(cell_id))


def _give_ids_of_parts(cells: Sequence[dict[str, Any]]) -> None:
    """Give cells with a random id, or none, the id of their part in the notebook."""
    taken = {cell["id"] for cell in cells}
    owner = ""
    for place, cell in enumerate(cells):
        owner, part = _part(cell, owner, first=place == 0)
        if part and part not in taken and _is_random(cell["id"]):
            cell["id"] = part
            taken.add(part)


def _part(cell: Mapping[str, Any], owner: str, first: bool) -> tuple[str, str]:
    """Whom a cell belongs to, and the id of its part ("" if it has none of its own)."""
    source = cell["source"].strip()
    if cell["cell_type"] == "code":
        if card := _CARD.search(source):
            return owner, part_id(card[1], "card")
        if "open_report(" in source:
            return owner, "set-up"
        return owner, "check" if source.startswith("report.check(") else ""
    heading = _HEADING.fullmatch(source.partition("\n")[0]) if cell["cell_type"] == "markdown" else None
    if heading is None:
        return owner, ""
    level, title = len(heading[1]), heading[2]
    if level == 1:
        return owner, "title" if first else ""
    if level == 2:
        owner = owner_slug(title)
        return owner, owner
    return owner, part_id(owner, title) if owner and slugify(title) else ""


def owner_slug(title: str) -> str:
    """The id of what a heading of level 2 is about: ``hw01`` of ``HW01 Routine repairs``, ``data-quality``."""
    return part_id(title if title in REPORT_TEXTS else title.split(maxsplit=1)[0].rstrip(":"))


def part_id(*names: str) -> str:
    """The id of a cell made from names: ``hw01-card``, of at most the 64 characters that the format allows."""
    return "-".join(slugify(name) for name in names)[:64]


def _take_back_doubles(cells: Sequence[dict[str, Any]]) -> None:
    """Leave without an id what has none that can be used, or another cell's."""
    seen: set[str] = set()
    for cell in cells:
        name = cell["id"] if isinstance(cell["id"], str) and _USABLE_ID.fullmatch(cell["id"]) else ""
        cell["id"] = "" if name in seen else name
        seen.add(name)


def _give_missing_ids(cells: Sequence[dict[str, Any]]) -> None:
    """Give an id to cells without one, made from their place and text: the same on every machine."""
    taken = {cell["id"] for cell in cells}
    for place, cell in enumerate(cells):
        attempt = 0
        while not cell["id"]:
            words = f"{place} {attempt} {cell['source']}"
            name = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:8]
            cell["id"] = "" if name in taken else name
            attempt += 1
        taken.add(cell["id"])


def before_saving(model: dict[str, Any], path: str, **_: object) -> None:
    """JupyterLab's hook before it writes a file: notebooks of the project are tidied on their way to the disk.

    Whoever works in JupyterLab goes on seeing outputs; the file holds what is to be kept. So a file that was only run
    is no change to git, whose merges a change would stop. ``model`` is what is to be saved, as jupyter_server describes
    it.
    """
    content = model.get("content")
    path = path.strip("/")
    if model.get("type") != "notebook" or not path.startswith("notebooks/") or content is None:
        return
    if content.get("nbformat") == 4 and not structure_fault(content):
        joined = {**content, "cells": [{**cell, "source": "".join(cell["source"])} for cell in content["cells"]]}
        model["content"] = tidied(joined, page=not path.startswith("notebooks/commentary/"))


@dataclass(frozen=True)
class Tidying:
    """What tidying of some files came to."""

    looked_at: int  #: how many notebooks
    untidy: tuple[Path, ...]  #: those that were, sorted
    problems: tuple[Problem, ...]  #: why others could not be tidied


def find_notebooks(project: Project, paths: Sequence[Path] = ()) -> list[Path]:
    """The notebooks that are meant by files and folders; by default all of the project.

    Raises CommandError with every path that is no notebook and no folder.
    """
    found: set[Path] = set()
    problems: list[Problem] = []
    for path in paths or [project.notebooks]:
        if path.is_dir():
            found |= {file for file in path.rglob("*.ipynb") if _CHECKPOINTS not in file.parts and file.is_file()}
        elif path.is_file() and path.suffix == ".ipynb":
            found.add(path)
        else:
            there, place = path.is_file(), Place(path.as_posix())
            near = [] if there or not path.parent.is_dir() else [one.name for one in path.parent.glob("*.ipynb")]
            kind = "notebook-missing.other" if there else "notebook-missing"
            problems.append(_told(kind, place, nearest(path.name, near), notebooks=listing(sorted(near))))
    if problems:
        raise CommandError(problems)
    return sorted(found)


def tidy_files(project: Project, paths: Sequence[Path] = (), check: bool = False) -> Tidying:
    """Tidy notebooks in place (``check`` only looks); take out marks of commentary that was edited since.

    A notebook that cannot be read is told and left as it is; the others are tidied. Raises as :func:`find_notebooks`.
    """
    files = find_notebooks(project, paths)
    untidy: list[Path] = []
    problems: list[Problem] = []
    for path in files:
        shown = project.relative(path)
        page = not path.resolve().is_relative_to((project.notebooks / "commentary").resolve())
        try:
            text = read_text(path, shown)
            notebook = tidied(read_notebook(text, shown), page)
        except InputError as error:
            problems += error.problems
            continue
        if not page:
            notebook = _without_needless_marks(project, path, notebook)
        after = written(notebook)
        if after.encode() == read_bytes(path, shown):
            continue
        untidy.append(path)
        if not check:
            put(path, after)
    return Tidying(len(files), tuple(untidy), tuple(problems))


def _without_needless_marks(project: Project, path: Path, notebook: Notebook) -> Notebook:
    """The notebook without the line "Carried over from ..." above texts that somebody has edited since."""
    markdown = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    if not any(_MARK_LINE.match(line) for cell in markdown for line in cell["source"].split("\n")):
        return notebook
    needless = _edited_since(project, path)
    changed = copy.deepcopy(notebook)
    owner = below = ""
    untouched = False
    for cell in changed["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        kept, dropped = list[str](), False
        for line in cell["source"].split("\n"):
            heading = _HEADING.fullmatch(line)
            if heading and len(heading[1]) > 1:
                title = " ".join(heading[2].split())
                whose = title if path.stem == REPORT_NOTEBOOK else title.split()[0].rstrip(":")
                owner, below = (whose, "") if len(heading[1]) == 2 else (owner, title)
                untouched = True
            elif untouched and _MARK_LINE.match(line) and (owner, below) in needless:
                untouched, dropped = False, True
                continue
            elif line.strip():
                untouched = False
            elif dropped:
                continue
            dropped = False
            kept.append(line)
        cell["source"] = "\n".join(kept)
    return changed


def _edited_since(project: Project, path: Path) -> set[tuple[str, str]]:
    """Owner and heading of each text that has a mark and is no longer the text it was carried over from."""
    # What reads commentary brings packages that git's filter must do without.
    from qprlib.ground.edition import load_edition
    from qprlib.texts.reading import EarlierTexts, raw_texts, split_mark

    try:
        rolled_from = load_edition(project, path.parent.name).rolled_from
    except QprError:
        rolled_from = ""
    earlier = EarlierTexts(project, rolled_from)
    marked = {key: text for key, text in raw_texts(path).items() if split_mark(text)[0]}
    return {key for key, text in marked.items() if not earlier.carried_from(*key, text)}
