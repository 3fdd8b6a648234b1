"""A page of one's own: its notebook with a table, a chart and a text to start from, and its place in the params."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from qprlib.data.schema import IndicatorKind
from qprlib.editions.next_params import WORDINGS, checked_params, with_page
from qprlib.ground.edition import Edition, list_editions, load_edition
from qprlib.ground.errors import CommandError, EditionError, Place, listing
from qprlib.ground.files import put_all
from qprlib.ground.incoming import read_text
from qprlib.ground.names import slugify
from qprlib.ground.project import Project
from qprlib.ground.yamlfiles import read_mapping
from qprlib.publishing.run.notebooks import PARAMETERS_TAG, SHOWS_TAG
from qprlib.report.context import Context, open_context, pages_of
from qprlib.texts.notebook_file import written
from qprlib.texts.notebook_form import code, markdown
from qprlib.texts.tidying import tidied

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST: Final = 60
_ABOUT_THE_REPORT: Final = frozenset({"changes", "methods", "accessibility"})
"""Pages that stand last: what is added comes before them."""


@dataclass(frozen=True)
class NewPage:
    """A page that would be made."""

    edition: str
    name: str
    after: str  #: the page that it would stand after
    files: Mapping[Path, str]  #: path to text: the notebook, then the params


def plan_page(project: Project, name: str, edition: str, title: str = "") -> NewPage:
    """What making a page of an edition would write; nothing is written.

    ``name`` is the notebook's, and the page's address: ``housing-repairs``. Editions rolled forward from this one have
    the page too. Raises CommandError if the name is none, the page is there already or there is no such edition,
    EditionError if the edition was published, and InputError with every problem of the edition or its new params.
    """
    _require_name(name)
    params = load_edition(project, edition)
    _require_open(project, params)
    title = " ".join(title.split()) or name.replace("-", " ").capitalize()
    context = open_context(edition, project, for_writing=True)
    notebook = project.notebooks / f"{name}.ipynb"
    made = written(tidied({"cells": _cells(context, title), "nbformat": 4, "nbformat_minor": 5}, page=True))
    _require_new(project, params, notebook, made)
    path = project.params_file(edition)
    last = next((one for one in reversed(params.pages) if one.page not in _ABOUT_THE_REPORT), params.pages[-1])
    entry = {"page": name, "title": title, **({"group": last.group} if last.group else {})}
    text = with_page(read_text(path, project.relative(path)), entry, params.pages.index(last) + 1)
    pages_of(project, checked_params(project, edition, text), context.data)  # no two with one address
    return NewPage(edition, name, last.page, {notebook: made, path: text})


def make_page(page: NewPage) -> None:
    """Write the files of a page: both, or none if one cannot be written."""
    put_all(page.files)


def _require_name(name: str) -> None:
    if _NAME.fullmatch(name) and len(name) <= _LONGEST:
        return
    near = slugify(name)[:_LONGEST].strip("-").lstrip("-0123456789")
    raise CommandError(WORDINGS.problem("not-a-page-name", near=near, name=name, most=_LONGEST))


def _require_open(project: Project, edition: Edition) -> None:
    if edition.published is None:
        return
    later = [name for name in list_editions(project) if name > edition.edition]
    place = Place(project.relative(project.params_file(edition.edition)), key="published")
    named = f": {listing(later)}" if later else ""
    raise EditionError(
        WORDINGS.problem("edition-published", place, edition=edition.edition, day=edition.published, later=named)
    )


def _require_new(project: Project, edition: Edition, notebook: Path, made: str) -> None:
    """Refuse a page that is there. A notebook that holds just what would be made was left by a run that was ended."""
    name = notebook.stem
    if any(page.page == name for page in edition.pages):
        entry, place = "page-exists", Place(project.relative(project.params_file(edition.edition)), key="pages")
    elif notebook.exists() and (not notebook.is_file() or notebook.read_bytes() != made.encode("utf-8")):
        entry, place = "page-exists.notebook", Place(project.relative(notebook))
    else:
        return
    raise CommandError(WORDINGS.problem(entry, place, edition=edition.edition, name=name))


def _cells(context: Context, title: str) -> list[dict[str, Any]]:
    shows = [SHOWS_TAG]
    begin_with = read_mapping(Path(__file__).with_suffix(".yml"), "new_page.yml")
    return [
        markdown("about", begin_with["about"].format(title=title), ["remove-cell"]),
        code("parameters", f"edition = {json.dumps(context.edition.edition)}", [PARAMETERS_TAG]),
        code("set-up", begin_with["set-up"]),
        code("text", _text(context), shows),
        code("table", begin_with["table"], shows),
        code("chart", begin_with["chart"], shows),
    ]


def _text(context: Context) -> str:
    """The cell of the text, with a live figure of the first indicator that has a result."""
    known = [one for one in context.scored.results if one.known]
    row = next((one for one in known if one.kind == IndicatorKind.KPI), next(iter(known), None))
    said = "No result is known."
    if row:
        said = f"{row.short_name}: {{{{ {row.id}.actual }}}} in {{{{ {row.id}.period }}}}."
    return f"report.text({json.dumps(said, ensure_ascii=False)})"
