"""The file of a notebook: read into plain values, and written in the form in which nbformat writes it.

It needs nothing but Python's own library, so that git's filter can do with it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from qprlib.ground.errors import InputError, Place, Problem
from qprlib.ground.merge_marks import merge_problem

Notebook = dict[str, Any]
"""A notebook as its JSON: format 4, every text of several lines joined to one."""

_RESTORE: Final = "restore the file from version control, or save it again from JupyterLab"
_MERGE: Final = "put one version back with 'git checkout --ours FILE' or '--theirs FILE', then write in what it lacks"
_SAVE: Final = "open it in JupyterLab and save it"


def read_notebook(text: str, shown: str, *, with_ids: bool = False) -> Notebook:
    """A notebook from the text of its file; ``with_ids`` asks for format 4.5, in which cells have ids of their own.

    Raises InputError if it is no such notebook; where a merge left its marks, the row is told.
    """

    def refuse(code: str, found: str, row: int | None = None, *, allowed: str = "", todo: str = _RESTORE) -> InputError:
        return InputError(Problem(code, found, Place(shown, row=row), allowed=allowed, todo=todo))

    try:
        notebook = json.loads(text)
    except RecursionError:
        raise refuse("notebook-broken", "the notebook's lists lie too deep within each other") from None
    except json.JSONDecodeError as error:
        if merge := merge_problem(text, Place(shown), _MERGE):
            raise InputError(merge) from None
        raise refuse("notebook-broken", f"the notebook is not valid JSON: {error.msg}", error.lineno) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        raise refuse("notebook-broken", "the file is JSON but not a notebook")
    version, minor = notebook["nbformat"], notebook.get("nbformat_minor", 0)
    if version != 4 or (with_ids and minor < 5):
        allowed = "format 4.5 or a later 4, in which every cell has an id of its own" if with_ids else "format 4"
        said = f"{version}.{minor}" if with_ids else version
        found = f"the notebook is saved in format {said}"
        raise refuse("notebook-format", found, allowed=allowed, todo=_SAVE)
    if fault := structure_fault(notebook):
        raise refuse("notebook-broken", fault)
    if with_ids and (fault := _fault_of_ids(notebook)):
        raise refuse("notebook-format", fault, todo=_SAVE)
    return _with_texts(notebook, lambda held: "".join(held) if isinstance(held, list) else held)


def written(notebook: Mapping[str, Any]) -> str:
    """The text of a notebook's file: sorted keys, texts as lists of lines, always the same for the same notebook."""
    split = _with_texts(notebook, lambda held: held.splitlines(keepends=True) if isinstance(held, str) else held)
    return json.dumps(split, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def tags(cell: Mapping[str, Any]) -> list[str]:
    """The tags of a cell."""
    return list(cell.get("metadata", {}).get("tags", []))


def structure_fault(notebook: object) -> str:
    """Why a JSON value is not a notebook of format 4, or an empty text."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        return "the notebook has no list of cells"
    for number, cell in enumerate(cells, start=1):
        whole = (
            isinstance(cell, dict)
            and cell.get("cell_type") in ("code", "markdown", "raw")
            and isinstance(cell.get("metadata", {}), dict)
            and _is_text(cell.get("source"))
        )
        if not whole:
            return f"cell {number} lacks its type or source"
        if not _are_outputs(cell.get("outputs", [])):
            return f"cell {number} has outputs that are none"
    return ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(line, str) for line in value))


def _are_outputs(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and _is_text(one.get("text", ""))
        and isinstance(data := one.get("data", {}), dict)
        and all(_is_text(held) for kind, held in data.items() if _is_textual(kind))
        for one in value
    )


def _is_textual(kind: str) -> bool:
    """Whether an output of this kind is a text, which may stand as a list of lines."""
    return kind.startswith("text/") or kind in ("image/svg+xml", "application/javascript")


def _fault_of_ids(notebook: Notebook) -> str:
    seen: dict[str, int] = {}
    for number, cell in enumerate(notebook["cells"], start=1):
        cell_id = cell.get("id")
        if not isinstance(cell_id, str) or not cell_id:
            return f"cell {number} has no id"
        if cell_id in seen:
            return f"cells {seen[cell_id]} and {number} have the same id `{cell_id}`"
        seen[cell_id] = number
    return ""


def _with_texts(notebook: Mapping[str, Any], change: Callable[[Any], Any]) -> Notebook:
    """A copy of the notebook in which every text that may span lines went through ``change``."""
    changed = copy.deepcopy(dict(notebook))
    changed.setdefault("metadata", {})
    for cell in changed["cells"]:
        cell.setdefault("metadata", {})
        cell["source"] = change(cell["source"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = change(output["text"])
            for kind, value in output.get("data", {}).items():
                if _is_textual(kind):
                    output["data"][kind] = change(value)
    return changed
