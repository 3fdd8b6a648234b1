"""A correction of an edition that was published: a new edition with the same pages, figures and texts to begin with."""

from __future__ import annotations

from datetime import date

from qprlib.editions.next_params import WORDINGS, checked_params, corrected_params, difference
from qprlib.editions.rolling import EditionPlan, require_free
from qprlib.ground.edition import EditionName, edition_names, load_edition
from qprlib.ground.errors import CommandError, Place
from qprlib.ground.incoming import read_text
from qprlib.ground.project import Project


def plan_correction(project: Project, name: str, reason: str, day: date) -> EditionPlan:
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
        raise CommandError(WORDINGS.problem("correction-without-reason"))
    asked = EditionName.parse(name)
    last = edition_names(project, asked.line) if asked else []
    same = [one for one in last if asked and one.quarter == asked.quarter]
    source = load_edition(project, str(same[-1]) if same else name)
    params = project.params_file(source.edition)
    if source.published is None:
        place = Place(project.relative(params), key="published")
        raise CommandError(WORDINGS.problem("not-published", place, edition=source.edition))
    number = source.name.correction + 1
    new = str(EditionName(source.name.series, source.quarter, number))
    before = read_text(params, project.relative(params))
    text = corrected_params(before, source, number, day, words)
    edition = checked_params(project, new, text)
    if day < source.as_of:
        raise CommandError(WORDINGS.problem("corrected-too-early", day=day, first=source.as_of))
    files = {project.params_file(new): text}
    for path in sorted(project.commentary(source.edition).glob("*.ipynb")):
        # Cells that open the edition in JupyterLab name it; texts that were carried over name an earlier one.
        copied = read_text(path, project.relative(path)).replace(f'\\"{source.edition}\\"', f'\\"{new}\\"')
        files[project.commentary(new) / path.name] = copied
    require_free(project, new, files)
    return EditionPlan(
        edition=edition,
        source=source.edition,
        files=files,
        diff=difference(before, text, project.relative(params), project.relative(project.params_file(new))),
    )
