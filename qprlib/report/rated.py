"""An edition's data, read, checked and scored, and what is wrong with them; texts have no part in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qprlib.data.known import decided_by
from qprlib.data.schema import INDICATORS, TARGETS
from qprlib.data.store import OrganisationData, read_organisation
from qprlib.ground.edition import Edition
from qprlib.ground.errors import InputError, Place, Problem, listing, nearest
from qprlib.ground.project import Project
from qprlib.ground.references import Called
from qprlib.report.earlier import earlier_editions, earlier_names, known_data
from qprlib.scoring.cases import check_cases
from qprlib.scoring.rules import DirectionRule
from qprlib.scoring.scheme import Scheme, load_scheme
from qprlib.scoring.scorecard import Scored, edition_cases, score


def files_rated(project: Project, edition: Edition) -> list[Path]:
    """What ratings depend on, and those of the editions before; a folder stands for all that lies in it."""
    params = map(project.params_file, (*earlier_names(project, edition), edition.edition))
    return [*params, project.scheme_file(edition.scheme), project.data(edition.organisation.id)]


@dataclass(frozen=True)
class RatedEdition:
    """An edition's data, read, checked and scored; its texts have no part in it."""

    scheme: Scheme
    rule: DirectionRule
    data: OrganisationData
    recorded: OrganisationData
    scored: Scored
    problems: tuple[Problem, ...]


def rate_edition(project: Project, params: Edition) -> RatedEdition:
    """Read and score an edition; InputError with all that stops it, what does not is among its problems."""
    place = Place(f"params/{params.edition}.yml", key="scheme")
    problems: list[Problem] = []
    scheme = rule = recorded = None
    try:
        scheme = load_scheme(project, params.scheme, place)
        rule = scheme.direction(params.direction, Place(place.file, key="direction"))
    except InputError as error:
        problems += error.problems
    try:
        recorded = read_organisation(project.data(params.organisation.id), project.root, params.organisation.years)
    except InputError as error:
        problems += error.problems
    if scheme is None or rule is None or recorded is None:
        raise InputError(problems)

    if wrong := [*_aims(recorded, params), *_wrong_controls(recorded, params)]:
        raise InputError([*problems, *wrong])
    told_by = params.as_of if params.correction else None
    data, found = known_data(recorded, params.organisation.id, params.known_on, told_by=told_by)
    data = decided_by(data, params.published)
    problems += found
    cases, file = edition_cases(data, params), f"data/{params.organisation.id}/{TARGETS.name}"
    problems += check_cases(cases.assign(row=cases["row_target"]), scheme, file)
    before = {one.quarter: one.as_of for one in earlier_editions(project, params)}
    scored = score(data, params, scheme, rule, before.get(params.quarter.previous()), cases=cases)
    if not scored.results:
        raise InputError([*problems, _none_in_force(params)])
    return RatedEdition(scheme, rule, data, recorded, scored, tuple(problems))


def _none_in_force(edition: Edition) -> Problem:
    """An edition of which there is nothing to report."""
    return Problem(
        code="none-in-force",
        found=f"no indicator is in force in {edition.quarter.label}: there is nothing to report",
        place=Place(f"data/{edition.organisation.id}/{INDICATORS.name}", column="first_period"),
        allowed="at least one indicator whose first_period and last_period let it count in the quarter",
        todo=f"correct those dates, or the quarter in params/{edition.edition}.yml",
    )


def _aims(data: OrganisationData, edition: Edition) -> list[Problem]:
    """A report that is to be arranged by aim, while no indicator has one."""
    if edition.arranged_by == "section" or data.indicators["aim"].ne("").any():
        return []
    return [
        Problem(
            code="no-aims",
            found="the report is arranged by aim, but no indicator has one",
            place=Place(f"params/{edition.edition}.yml", key="arranged_by"),
            allowed="'section', or 'aim' where indicators.csv has the columns aim and aim_number",
            todo=f"fill in those columns in data/{edition.organisation.id}/indicators.csv",
        )
    ]


def _wrong_controls(data: OrganisationData, edition: Edition) -> list[Problem]:
    """Control charts of indicators that the register does not have, and limits that begin anew where none could."""
    ids = Called.of(data.indicators.itertuples()).ids
    known = data.actuals[data.actuals["actual"].notna() & (data.actuals["period_end"] <= pd.Timestamp(edition.as_of))]
    problems = []
    for one, setting in edition.spc.items():
        place = Place(f"params/{edition.edition}.yml", key="spc")
        ends = known.loc[known["indicator"] == ids.get(one), "period_end"].dt.date
        if one not in ids:
            found = f"a control chart of '{one}' is asked for, and no indicator has that id or reference"
            near, todo = nearest(one, ids), "correct the id, or take it out"
            problems.append(Problem("unknown-indicator", found, place, listing(list(ids), 40), near, todo))
        elif setting.rebase and not (len(ends) and ends.min() < setting.rebase <= ends.max()):
            found = f"the limits of {one} are to begin anew on {setting.rebase}, but no result lies on each side of it"
            allowed = f"a day after {ends.min()}, up to {ends.max()}" if len(ends) else "no day, as there is no result"
            problems.append(Problem("wrong-rebase", found, place, allowed, todo="correct the day, or take it out"))
    return problems
