"""What ``qpr list`` says of each edition: where it is rendered, whether it was published, corrected, superseded."""

from __future__ import annotations

from qprlib.ground.calendar import day_in_words
from qprlib.ground.edition import EditionName, list_editions, load_edition
from qprlib.ground.errors import InputError
from qprlib.ground.project import Project
from qprlib.publishing.run.manifest import MANIFEST


def listed(project: Project) -> list[tuple[str, str]]:
    """Every edition with a params file, and what is to be said of it.

    By series, quarter and correction; what has no such name comes last.
    """
    return [(name, "; ".join(_said(project, name))) for name in sorted(list_editions(project), key=_order)]


def _order(name: str) -> tuple[bool, str, str, int, str]:
    parts = EditionName.parse(name)
    return (False, parts.series, str(parts.quarter), parts.correction, name) if parts else (True, "", "", 0, name)


def _said(project: Project, name: str) -> list[str]:
    folders = {project.output(name): "", project.draft(name): " (draft)"}
    rendered = [f"{project.relative(path)}{kind}" for path, kind in folders.items() if (path / MANIFEST).is_file()]
    said = [", ".join(rendered) or "not rendered yet"]
    try:
        edition = load_edition(project, name)
    except InputError:
        # One edition's mistakes must not hide the others.
        return [*said, f"its params have errors, which 'qpr check {name}' tells"]
    if edition.correction:
        said.append(f"correction of {edition.name.corrected}, {day_in_words(edition.correction.date)}")
    if edition.published:
        said.append(f"published on {day_in_words(edition.published)}")
    if later := _superseded_by(project, edition.name):
        said.append(f"superseded by {later}")
    return said


def _superseded_by(project: Project, name: EditionName) -> str:
    """The last correction that is final, "" if there is none; a draft of a correction supersedes nothing."""
    found = [
        one
        for one in map(EditionName.parse, list_editions(project))
        if one and one.original == name.original and one > name and (project.output(str(one)) / MANIFEST).is_file()
    ]
    return str(max(found)) if found else ""
