"""Search across editions: what lies beside the front page and is made anew after each render.

A published edition never changes, so that the list of editions cannot stand in any of them. Their pages load it from
beside the front page, where there is one. An edition that was published before there was search has no index in its
folder; its index is made from its pages and lies beside the list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qprlib.ground.files import file_sha256
from qprlib.ground.project import Project
from qprlib.publishing.site.search_form import INDEX, SEARCH, Form, library_files, searched
from qprlib.publishing.site.search_index import call_script, index_script

if TYPE_CHECKING:
    from qprlib.publishing.site.front_page import ListedEdition, Series

#: The list of editions that can be searched.
LIST: Final = f"{SEARCH}/editions.js"

#: To be raised when pages are read or indexed in another way, so that indexes beside the list are made anew.
_READING: Final = 1

#: The search form of the front page.
FRONT_FORM: Final = Form(label="Search all reports", all="")


def searchable(series: Sequence[Series]) -> list[ListedEdition]:
    """The editions that a search across editions looks through, newest first: of each quarter the one that counts."""
    editions = [one for every in series for one in every.current.values() if not one.draft and one.home]
    return sorted(editions, key=lambda one: (one.quarter, one.name.series), reverse=True)


def across_files(project: Project, series: Sequence[Series]) -> dict[str, bytes]:
    """What search needs beside the front page, but for its page: path, and content; nothing if nothing can be found."""
    listed: list[dict[str, Any]] = []
    made_here: dict[str, bytes] = {}
    for one in searchable(series):
        script = f"{one.folder}/site/{INDEX}"
        if not one.has_search:
            made = _index_of(project, one)
            if not made:
                continue
            script, content = made
            made_here[script] = content
        entry = {"edition": one.manifest["edition"], "site": f"{one.folder}/site/", "script": script}
        listed.append({**entry, "report": _report(one, series)})
    return {**library_files(project.theme), **made_here, LIST: call_script("list", listed)} if listed else {}


def _index_of(project: Project, one: ListedEdition) -> tuple[str, bytes] | None:
    """The index of an edition that has none, made once of the same pages; None if those are not at hand."""
    site = project.outputs / one.folder / "site"
    outputs = one.manifest["outputs"]
    pages = sorted((entry["path"], entry["sha256"]) for entry in outputs if entry["path"].endswith(".html"))
    for path, sha256 in pages:
        if not (site.parent / path).is_file() or file_sha256(site.parent / path) != sha256:
            return None
    if not pages:
        return None
    path = f"{SEARCH}/{one.folder}.js"
    told = repr((_READING, pages, list(one.pages.items())))
    mark = f"/* of {hashlib.sha256(told.encode()).hexdigest()} */\n".encode()
    made = project.outputs / path
    if made.is_file() and (content := made.read_bytes()).startswith(mark):
        return path, content
    found = searched(str(one.manifest["edition"]), one.quarter.label, site, one.pages)
    return path, mark + index_script(found)


def _report(one: ListedEdition, series: Sequence[Series]) -> str:
    """What tells an edition's report from the others: nothing where there is but one."""
    if len(series) == 1:
        return ""
    several = len({every.newest.organisation for every in series}) > 1
    return f"{one.organisation}: {one.title}" if several else one.title


def stale(outputs: Path, files: dict[str, bytes]) -> Iterator[Path]:
    """What an earlier run has left of search that is not wanted any more."""
    left = (*(outputs / SEARCH).glob("*"), outputs / f"{SEARCH}.html")
    return (path for path in left if path.is_file() and path.relative_to(outputs).as_posix() not in files)
