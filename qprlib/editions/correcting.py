"""A correction of an edition that was published: a new edition with the same pages, figures and texts to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qprlib.editions.next_params import checked_params, corrected_params, difference
from qprlib.editions.rolling import require_free
from qprlib.ground.edition import Edition, EditionName, edition_names, load_edition
from qprlib.ground.errors import CommandError, Place, Problem
from qprlib.ground.incoming import read_text
from qprlib.ground.project import Project


@dataclass(frozen=True)
class CorrectionPlan:
    """What would be made of a correction."""

    edition: Edition
    source: str  #: the edition that it corrects
    files: Mapping[Path, str]  #: path to text; the params file is the first
    diff: tuple[str, ...]  #: of the two params files, a unified diff


def plan_correction(project: Project, name: str, reason: str, day: date) -> CorrectionPlan:
    """What correcting an edition would make; nothing is written.

    Params and commentary are those of the last correction there is, else of the edition itself. Sign-offs are not
    copied: the correction is agreed anew. Corrected figures are known up to ``day``.

    Raises
    ------
    CommandError
        If there is no such edition, it was not published, no reason is given, or the files are there already.
    InputError
        With every problem of the params.
    """
    words = " ".join(reason.split())
    if not words:
        found = "a correction needs a reason, which its readers are told"
        todo = 'give it, as in --correction "The figure for potholes left out one district."'
        raise CommandError(Problem("correction-without-reason", found, todo=todo))
    asked = EditionName.parse(name)
    last = edition_names(project, asked.series) if asked else []
    same = [one for one in last if asked and one.quarter == asked.quarter]
    source = load_edition(project, str(same[-1]) if same else name)
    params = project.params_file(source.edition)
    if source.published is None:
        raise CommandError(
            Problem(
                code="not-published",
                found=f"{source.edition} has not been published, so that it can still be put right itself",
                place=Place(project.relative(params), key="published"),
                allowed="an edition whose params have the day on which it was published",
                todo=f"change it and run 'qpr render {source.edition}'; if it was published, write 'published: DATE'",
            )
        )
    number = source.name.correction + 1
    new = str(EditionName(source.name.series, source.quarter, number))
    before = read_text(params, project.relative(params))
    text = corrected_params(before, source, number, day, words)
    edition = checked_params(project, new, text)
    if day < source.as_of:
        found, allowed = (
            f"a correction of {day} lies before the data cut-off {source.as_of}",
            f"a day from {source.as_of}",
        )
        raise CommandError(Problem("corrected-too-early", found, allowed=allowed, todo="give another day with --as-of"))
    files = {project.params_file(new): text}
    for path in sorted(project.commentary(source.edition).glob("*.ipynb")):
        # Cells that open the edition in JupyterLab name it; texts that were carried over name an earlier one.
        copied = read_text(path, project.relative(path)).replace(f'\\"{source.edition}\\"', f'\\"{new}\\"')
        files[project.commentary(new) / path.name] = copied
    require_free(project, new, files)
    return CorrectionPlan(
        edition=edition,
        source=source.edition,
        files=files,
        diff=difference(before, text, project.relative(params), project.relative(project.params_file(new))),
    )
