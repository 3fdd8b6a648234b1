"""Executed notebooks: whether they hold what they should and nothing else, and what differs between equal runs."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from qprlib.ground.errors import PageError, Place, Problem
from qprlib.publishing.run import notebooks as page
from qprlib.publishing.run.jobs import WORDINGS
from qprlib.shown.outputs import refused_outputs
from qprlib.texts.notebook_file import Notebook, tags
from qprlib.texts.tidying import CHECKED_TAG

_CELL_FILE: Final = re.compile(r"(?:[A-Za-z]:)?[\w./\\~-]*ipykernel_\d+[/\\]\d+\.py")
_ADDRESS: Final = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


def check_executed(notebook: Notebook, name: str) -> list[Problem]:
    """What an executed notebook should hold and does not.

    Every code cell must have run, in order, and show nothing that cannot be published; every cell tagged
    ``shows-output`` must have displayed something: a page that lost its table is an error, not a shorter page.
    """
    problems = []
    last = 0
    for cell, where in _cells(notebook, name):
        if cell["cell_type"] != "code" or not cell["source"].strip():
            continue
        count = cell.get("execution_count")
        if not isinstance(count, int) or count <= last:
            problems.append(WORDINGS.problem("cell-not-run", where, line=page.first_line(cell["source"])))
        else:
            last = count
        unpublished = refused(cell, where)
        problems += unpublished
        if (
            not unpublished
            and page.SHOWS_TAG in tags(cell)
            and not any(_shows(output) for output in cell.get("outputs", []))
        ):
            problems.append(
                WORDINGS.problem(
                    "page-shows-nothing", where, line=page.last_statement(cell["source"]), tag=page.SHOWS_TAG
                )
            )
    return problems


def refused(cell: Mapping[str, Any], where: Place) -> list[Problem]:
    """What a cell for readers shows that cannot be published, told with the line that shows it."""
    if cell["cell_type"] != "code" or page.NOT_PUBLISHED.intersection(tags(cell)):
        return []
    line = page.last_statement(cell["source"])
    return [
        replace(problem, found=f"the cell `{line}` shows {problem.found}")
        for problem in refused_outputs(cell.get("outputs", []), where)
    ]


def all_refused(notebook: Notebook, name: str) -> list[Problem]:
    """What the cells of an executed notebook show that cannot be published, as far as it ran."""
    return [problem for cell, where in _cells(notebook, name) for problem in refused(cell, where)]


def _cells(notebook: Notebook, name: str) -> Iterator[tuple[Mapping[str, Any], Place]]:
    """Each cell and its place, numbered as in the page notebook, which has no injected cell."""
    number = 0
    for cell in notebook["cells"]:
        number += page.INJECTED_TAG not in tags(cell)
        yield cell, Place(notebook=name, cell=number)


def stored_refusals(path: Path, root: Path | None = None) -> list[Problem]:
    """What the outputs that are stored in a page notebook show and no render would publish."""
    notebook, name = page.page_notebook(path, root), page.shown_path(path, root)
    return [
        problem
        for number, cell in enumerate(notebook["cells"], start=1)
        if CHECKED_TAG not in tags(cell)  # of which the words alone are stored, to be compared
        for problem in refused(cell, Place(notebook=name, cell=number))
    ]


def require_executed(notebook: Notebook, name: str) -> None:
    """Raise :class:`PageError` with all that :func:`check_executed` finds."""
    problems = check_executed(notebook, name)
    if problems:
        raise PageError(problems)


def scrub(notebook: Notebook, places: Mapping[str, str] | None = None) -> Notebook:
    """A copy of an executed notebook without what differs between two equal runs: records, times, addresses, folders.

    ``places`` has what is written instead of a folder, such as ``{"/home/ann/qpr": "."}``.
    """
    clean = copy.deepcopy(notebook)
    rules = _path_rules(places or {})
    clean["metadata"].pop("papermill", None)
    clean["metadata"]["language_info"] = {
        "file_extension": ".py", "mimetype": "text/x-python", "name": "python",
    }  # fmt: skip
    for cell in clean["cells"]:
        for key in ("papermill", "execution"):
            cell["metadata"].pop(key, None)
        if not cell["metadata"].get("tags", True):
            del cell["metadata"]["tags"]  # papermill gives every cell an empty list
        if page.INJECTED_TAG in tags(cell):
            cell["id"] = page.INJECTED_TAG
            cell["source"] = _without_places(cell["source"], rules)
        if cell["cell_type"] == "code":
            cell["outputs"] = _scrubbed_outputs(cell.get("outputs", []), rules)
    return clean


def _shows(output: Mapping[str, Any]) -> bool:
    if output["output_type"] not in ("display_data", "execute_result"):
        return False
    return any(
        kind != "text/plain" and (value.strip() if isinstance(value, str) else value)
        for kind, value in output.get("data", {}).items()
    )


def _scrubbed_outputs(outputs: list[dict[str, Any]], rules: list[tuple[re.Pattern[str], str]]) -> list[Any]:
    streams: dict[str, dict[str, Any]] = {}
    others = []
    for output in outputs:
        if output["output_type"] == "stream":
            # The kernel sends a stream in pieces cut by the clock.
            joined = streams.setdefault(output["name"], {**output, "text": ""})
            joined["text"] += output["text"]
        else:
            others.append(output)
    for output in others:
        data = output.get("data", {})
        if len(data) > 1:
            data.pop("text/plain", None)
        for kind, value in data.items():
            if kind.startswith("text/") and isinstance(value, str):
                data[kind] = _without_places(value, rules)
        if output["output_type"] == "error":
            output["evalue"] = _without_places(output["evalue"], rules)
            output["traceback"] = [_without_places(line, rules) for line in output["traceback"]]
    for stream in streams.values():
        stream["text"] = _without_places(stream["text"], rules)
    return [streams[name] for name in sorted(streams, reverse=True)] + others  # stdout, then stderr


def _path_rules(places: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    rules = []
    for folder in sorted(places, key=len, reverse=True):
        if len(folder) > 1:
            spelt = {folder, folder.replace("\\", "\\\\")}
            either = "|".join(re.escape(spelling) for spelling in sorted(spelt, key=len, reverse=True))
            rules.append((re.compile(rf"(?<![\w.-])(?:{either})(?![\w-])"), places[folder]))
    return rules


def _without_places(text: str, rules: list[tuple[re.Pattern[str], str]]) -> str:
    text = _ADDRESS.sub("at 0x0", _CELL_FILE.sub("<cell>", text))
    for pattern, instead in rules:
        text = pattern.sub(lambda _, instead=instead: instead, text)  # type: ignore[misc]
    return text
