"""Commands for figures that come in workbooks: an organisation begun from one, and each quarter's taken."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from qprlib.cli.given import WORDINGS, agreed, declared
from qprlib.ground.calendar import FROM_APRIL, MONTHS, Years
from qprlib.ground.errors import CommandError, InputError, Place, listing, nearest
from qprlib.ground.numbers import plural
from qprlib.ground.project import Project, find_project
from qprlib.ground.terminal import EditionArgument, command_word, screen, show_problems, shown

if TYPE_CHECKING:
    from qprlib.editions.beginning import Beginning
    from qprlib.intake.differing import WorkbookDifference
    from qprlib.intake.proposing import Agreement
    from qprlib.intake.taken import Taken, Unplaced

#: So many cells are named that were not taken for one reason; of more their number and the last.
_CELLS = 8


def init(
    organisation: Annotated[str, declared("init organisation")],
    source: Annotated[list[Path] | None, declared("init from")] = None,
    *,
    name: Annotated[str, declared("init name")] = "",
    year_starts: Annotated[str, declared("init year-starts")] = "",
    scheme: Annotated[str, declared("init scheme")] = "",
    direction: Annotated[str, declared("init direction")] = "",
    again: Annotated[bool, declared("init again")] = False,
    yes: Annotated[bool, declared("init yes")] = False,
) -> None:
    """Begin an organisation from the workbook it has: register, results, targets, params and notebooks."""
    from qprlib.editions.beginning import Chosen, make_organisation, plan_organisation
    from qprlib.intake.layout import read_layout, year_form
    from qprlib.intake.proposing import cases_taken, polarities_by_status, rules_by_agreement, schemes_by_agreement
    from qprlib.intake.reading_in import TEMPLATE, read_workbooks
    from qprlib.publishing.run.staging import storage_errors
    from qprlib.scoring.scheme import load_scheme

    project = find_project()
    _require_id(organisation)
    years = _years(year_starts)
    layout = None
    if again:
        path = project.data(organisation) / "intake.yml"
        layout = read_layout(path, shown(path))
    if not source:
        if again:
            raise CommandError(WORDINGS.problem("nothing-to-take-again"))
        screen.print("No workbook is named: three indicators of a small template stand in, to be replaced in data/.")
    taken = read_workbooks(source or [TEMPLATE], years=years, layout=layout)
    asking = not yes and sys.stdin.isatty()
    _show_taken(taken)
    polarities = polarities_by_status(taken)
    cases = cases_taken(taken, polarities)
    schemes = schemes_by_agreement(cases, project)
    aimed = any(one.role in ("target", "lower", "upper") and one.value is not None for one in taken.figures)
    if aimed or scheme:
        scheme = _choose("rating scheme", schemes, scheme, asking=asking)
    else:
        scheme = schemes[0].name
        screen.print("No indicator has a target: nothing is rated until targets.csv has some.")
    rules = rules_by_agreement(cases, load_scheme(project, scheme, Place()))
    direction = _choose("direction of travel", rules, direction, asking=asking)
    name = name or (_asked("Name of the organisation", _title(organisation)) if asking else _title(organisation))
    form = year_form(taken.layout)
    written = replace(years, form=form) if form and (years.starts > 1 or form.startswith("FY")) else years
    chosen = Chosen(organisation, name, scheme, direction, written, polarities)
    plan = plan_organisation(project, taken, chosen, date.today(), again=again)
    _show_plan(plan)
    with storage_errors(f"making the files of {organisation}"):
        make_organisation(project, plan)
    for path in plan.files:
        screen.print(f"  {shown(path)}")
    screen.print(f"{len(plan.files)} files made.")
    _show_headline(plan.edition.edition, project)
    edition = plan.edition.edition
    screen.print(f"Next: {command_word()} check {edition}, then {command_word()} render {edition}")


def notebooks(edition: EditionArgument) -> None:
    """Make the commentary notebooks that an edition does not have yet, one for each section."""
    from qprlib.editions.lacking import make_lacking
    from qprlib.ground.edition import load_edition
    from qprlib.publishing.run.staging import storage_errors

    project = find_project()
    with storage_errors(f"making the notebooks of {edition}"):
        made = make_lacking(project, load_edition(project, edition))
    for path in made:
        screen.print(f"  {shown(path)}")
    screen.print(f"{len(made)} {plural(len(made), 'notebook')} made." if made else "All notebooks are there.")
    screen.print(f"Next: {command_word()} lab {edition}")


def examples(
    remove: Annotated[bool, declared("examples remove")] = False,
    restore: Annotated[bool, declared("examples restore")] = False,
) -> None:
    """Put the editions that come with the suite aside, so that your own are alone, or bring them back."""
    from qprlib.editions.aside import bring_back, put_aside
    from qprlib.publishing.run.staging import storage_errors
    from qprlib.publishing.site.front_page import write_front

    if remove == restore:
        raise CommandError(WORDINGS.problem("aside-or-back"))
    project = find_project()
    with storage_errors("moving the examples"):
        moved = put_aside(project) if remove else bring_back(project)
        if moved and project.outputs.is_dir():
            show_problems(write_front(project))
    said = f"{len(moved)} {plural(len(moved), 'edition')} {'put aside' if remove else 'brought back'}."
    screen.print(said if moved else "Nothing is to be moved.")
    if remove and moved:
        screen.print(f"They lie in params/examples/; '{command_word()} examples --restore' brings them back.")


def offer_notebooks(edition: str, project: Project, *, asking: bool = False) -> None:
    """Say which notebooks an edition lacks and how they are made; or make them, if somebody at a terminal says yes."""
    from qprlib.editions.lacking import lacking, make_lacking
    from qprlib.ground.edition import load_edition

    loaded = load_edition(project, edition)
    if not (missing := lacking(project, loaded)):
        return
    many = len(missing)
    said = f"{many} {plural(many, 'notebook')} of {edition} {plural(many, 'is', 'are')} not there yet."
    if asking and sys.stdin.isatty() and agreed(f"{said} Make {plural(many, 'it', 'them')}?", "has been made", ""):
        make_lacking(project, loaded)
    else:
        screen.print(f"{said} To make {plural(many, 'it', 'them')}:")
        screen.print(f"  {command_word()} notebooks {edition}")


def take(
    source: Annotated[list[Path], declared("take source")],
    *,
    organisation: Annotated[str, declared("take organisation")] = "",
    reason: Annotated[str, declared("take reason")] = "",
    authority: Annotated[str, declared("take authority")] = "",
    dry_run: Annotated[bool, declared("take dry-run")] = False,
    yes: Annotated[bool, declared("take yes")] = False,
) -> None:
    """Take the next workbook of an organisation: what it adds and revises is shown first, then written as rows."""
    from qprlib.editions.beginning import newest
    from qprlib.editions.taking_in import organisation_with_layout, plan_taking
    from qprlib.editions.taking_in import take as write_rows
    from qprlib.ground.edition import EditionName
    from qprlib.publishing.run.staging import storage_errors

    project = find_project()
    own = organisation_with_layout(project, organisation)
    plan = plan_taking(project, source, own)
    found = plan.found
    _show_taken(plan.taken)
    _show_difference(found)
    _show_unplaced(plan.unplaced)
    if not found:
        screen.print("The data have all of it: nothing is to be written.")
        return
    if dry_run:
        screen.print("Nothing was written.")
        return
    of_targets = any(one.table == "targets" for one in found.revised)
    asking = sys.stdin.isatty()
    if found.revised and not reason and asking:
        reason = input("Why figures are revised, as readers are told: ").strip()
    if of_targets and not authority and asking:
        authority = input("Who decided that targets are restated: ").strip()
    if (found.revised and not reason) or (of_targets and not authority):
        raise CommandError(WORDINGS.problem("revised-without-reason"))
    again = " ".join([command_word(), *sys.argv[1:], "--yes"])
    if not yes and not agreed("Write these rows?", "has been written", f"'{again}'"):
        return
    with storage_errors(f"writing the rows of {own.id}"):
        files = write_rows(project, plan, date.today(), reason, authority)
    for path in files:
        screen.print(f"  {shown(path)}")
    screen.print(f"{len(files)} {plural(len(files), 'file')} written; git diff shows the rows.")
    edition = str(EditionName(own.id, newest(plan.taken, own.years)))
    there = project.params_file(edition).exists()
    screen.print(f"Next: {command_word()} {f'check {edition}' if there else f'new {edition} --as-of {date.today()}'}")


def _show_difference(found: WorkbookDifference) -> None:
    """What would be added, what replaced, what is missing and what looks odd."""
    for row in found.indicators:
        screen.print(f"  new indicator {row['reference'] or row['id']} {row['name']}")
    for table, rows in found.added.items():
        periods = sorted({row["period_end"] for row in rows})
        screen.print(f"  {len(rows)} {plural(len(rows), table.removesuffix('s'))} of {', '.join(periods)} to be added")
    for one in found.revised:
        own, end = found.printed[one.new["indicator"]], one.new["period_end"]
        screen.print(f"  revised: {own} {end}, {one.words} ({one.new['origin']})")
    if found.missing:
        screen.print(f"  missing, though there were results before: {', '.join(found.missing)}")
    for said in found.odd:
        screen.print(f"  odd: {said}")


def _require_id(organisation: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", organisation):
        near = re.sub(r"[^a-z0-9]+", "-", organisation.casefold()).strip("-0123456789")
        raise CommandError(WORDINGS.problem("not-an-organisation-id", near=near, organisation=organisation))


def _years(month: str) -> Years:
    known = {one.casefold(): one for one in MONTHS}
    if not month:
        return FROM_APRIL
    if month.casefold() not in known:
        near = nearest(month, MONTHS)
        raise CommandError(WORDINGS.problem("not-a-month", near=near, month=month))
    return Years.named(known[month.casefold()])


def _title(organisation: str) -> str:
    return " ".join(word.capitalize() for word in organisation.split("-"))


def _asked(question: str, usual: str) -> str:
    """What somebody at the terminal answers; the usual where nothing is typed."""
    return input(f"{question} [{usual}]: ").strip() or usual


def _choose(what: str, agreements: Sequence[Agreement], given: str, *, asking: bool) -> str:
    """Which of several is taken: what was given, what is answered, else what agrees most often."""
    names = [one.name for one in agreements]
    if given:
        if given not in names:
            known = listing(names, 20)
            raise CommandError(
                WORDINGS.problem("unknown-choice", near=nearest(given, names), name=given, what=what, known=known)
            )
        return given
    first = agreements[0]
    says = f"agrees with the workbook most often: {first.words}" if first.of else f"gives {first.words}"
    screen.print(f"The {what} '{first.name}' {says}.")
    for one in agreements[1:6]:
        screen.print(f"  {one.name}: {one.words}")
    while asking:
        answer = _asked(f"Which {what}", first.name)
        if answer in names:
            return answer
        screen.print(f"  None is called so; did you mean {nearest(answer, names) or names[0]}?")
    return first.name


def _show_taken(taken: Taken) -> None:
    results = sum(one.role == "actual" and one.value is not None for one in taken.figures)
    periods = sorted({one.period_end for one in taken.figures if one.role == "actual"})
    number = len(taken.indicators)
    said = f"{number} {plural(number, 'indicator')} with {results} {plural(results, 'result')} of {len(periods)} "
    screen.print(f"{said}{plural(len(periods), 'period')} found.")


def _show_plan(plan: Beginning) -> None:
    if plan.assumed:
        screen.print("Assumed, to be corrected where it is wrong:")
        for one in plan.assumed:
            screen.print(f"  {one.what} {one.why}")
    _show_unplaced(plan.unplaced)


def _show_unplaced(unplaced: Sequence[Unplaced]) -> None:
    """Everything that was left, cells of one reason together with their places."""
    if not unplaced:
        return
    screen.print(f"Not taken, {len(unplaced)} {plural(len(unplaced), 'cell')}:")
    for why in dict.fromkeys(one.why for one in unplaced):
        some = [one for one in unplaced if one.why == why]
        cells = [f"'{one.text[:60]}' ({one.origin})" for one in some[:_CELLS]]
        if len(some) > _CELLS:
            cells.append(f"and {len(some) - _CELLS} more, the last at {some[-1].origin}")
        screen.print(f"  {why}: {'; '.join(cells)}")


def _show_headline(edition: str, project: Project) -> None:
    """What the edition would say first, or what of its data has to be put right before it can."""
    from qprlib.report.context import open_context
    from qprlib.scoring.counts import headline

    try:
        context = open_context(edition, project)
    except InputError as error:
        show_problems(error.problems)
        screen.print("The files are made; what is told above has to be put right in them before a report can be made.")
        return
    if context.scored.kpis.empty:
        number = len(context.scored.results)
        screen.print(f"{number} {plural(number, 'indicator')} for information, of which none has a target.")
    else:
        screen.print(headline(context.scored.kpis, context.scheme, context.edition.quarter.noun))
