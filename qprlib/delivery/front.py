"""The pages around the editions of a target, made of what is published there and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from qprlib.delivery.target_list import DRAFTS, EditionState, Entry, FileRecord, Listing, sha256
from qprlib.ground.calendar import day_in_words
from qprlib.ground.project import Project
from qprlib.ground.reported import Reported
from qprlib.ground.settings import years_in
from qprlib.ground.templates import template, tidied
from qprlib.publishing.site.front_page import FRONT, ListedEdition, in_series, shared_files

TEMPLATE = "withdrawn.html"


def pages_around(project: Project, listing: Listing) -> dict[str, bytes]:
    """Every page that a target needs beside its editions, by path, in the order in which they are to be written.

    Styles and the pages of reports come first, then the front pages, then the notes of withdrawal: so nothing is linked
    to before it is there, and nothing is taken away before the last link to it is.
    """
    finals = [one for one in listing.entries.values() if not one.draft]
    drafts = [one for one in listing.published if one.draft]
    first: dict[str, bytes] = {}
    fronts: dict[str, bytes] = {}
    ever = [one for one in finals if one.state is not EditionState.COMING or one.withdrawn]
    for folder, entries in ((f"{DRAFTS}/", drafts), ("", ever)):
        if not entries:
            continue
        quarters: dict[str, set[Reported]] = {}
        for one in entries:
            if one.state is not EditionState.PUBLISHED:
                quarters.setdefault(one.name.line, set()).add(one.name.quarter.of(years_in(one.about["parameters"])))
        shared = shared_files(
            project,
            in_series(_shown(one) for one in entries if one.state is EditionState.PUBLISHED),
            quarters,
        )
        fronts[folder + FRONT] = shared.pop(FRONT)
        first |= {folder + path: content for path, content in shared.items()}
    # Notes stand where an edition was, until it has come back whole.
    noted = [one for one in finals if one.withdrawn and one.state is not EditionState.PUBLISHED]
    notes = {path: page for one in noted for path, page in _notes(project, listing, one).items()}
    return first | fronts | notes


def recorded(pages: Mapping[str, bytes]) -> dict[str, FileRecord]:
    """Pages as a list has them."""
    return {path: FileRecord(path, sha256(content), len(content)) for path, content in pages.items()}


def _shown(entry: Entry) -> ListedEdition:
    """An edition as the front page takes it."""
    parameters = dict(entry.about["parameters"])
    parameters["published"] = parameters.get("published") or entry.on[:10]
    outputs = [{"path": one.path, "bytes": one.size, "sha256": one.sha256} for one in entry.files]
    manifest: dict[str, Any] = {**entry.about, "parameters": parameters, "outputs": outputs}
    return ListedEdition.of(entry.folder.removeprefix(f"{DRAFTS}/"), entry.name, manifest)


def _notes(project: Project, listing: Listing, entry: Entry) -> dict[str, bytes]:
    """What stands at the address of every page of an edition that was withdrawn."""
    assert entry.withdrawn
    name = entry.name
    others = [one for one in listing.published if not one.draft and one.name.original == name.original]
    instead = max(others, key=lambda one: one.name.correction) if others else None
    page = template(project.theme / "site", TEMPLATE)
    shown = _shown(entry)
    paths = {one.path for one in entry.files if one.path.endswith(".html")} | {"site/index.html"}
    pages = {}
    for path in sorted(paths):
        up = "../" * (f"{entry.folder}/{path}".count("/"))
        text = page.render(
            up=up,
            shown=shown,
            series=name.line,
            title=shown.pages.get(path.removeprefix("site/").removesuffix(".html"), ""),
            withdrawn_on=day_in_words(date.fromisoformat(entry.withdrawn.on[:10])),
            reason=entry.withdrawn.reason,
            instead=_shown(instead) if instead else None,
        )
        pages[f"{entry.folder}/{path}"] = tidied(text).encode("utf-8")
    return {path: pages[path] for path in sorted(pages, key=lambda one: (not one.endswith("/index.html"), one))}
