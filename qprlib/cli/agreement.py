"""Commands for agreeing: how far each section has come, signing one off, and what changed between two renders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from qprlib.cli.given import WORDINGS, context_now, day_given, declared, require_folder, unknown_section
from qprlib.cli.starting import offer_notebooks
from qprlib.ground.errors import AgreementError, CommandError, Place, Problem, Severity, listing, nearest, plain_word
from qprlib.ground.files import put
from qprlib.ground.project import Project, find_project
from qprlib.ground.terminal import EditionArgument, command_word, screen, show_problems, shown

if TYPE_CHECKING:
    from rich.table import Table

    from qprlib.agreeing.last_records import Kept
    from qprlib.agreeing.sections import SectionStatus
    from qprlib.report.context import Context
    from qprlib.texts.findings import Finding

#: What ``qpr sign-off`` takes in the place of a section.
EVERY = "all"
#: Characters.
_LONGEST_ROLE = 80
_EXAMPLE = "2011-09-05"


def status(
    edition: EditionArgument,
    plain: Annotated[bool, declared("status plain")] = False,
    today: Annotated[str, typer.Option(hidden=True, help="The day to measure lateness by.")] = "",
) -> None:
    """Show how far each section has come: writer, due date, words, findings and state; late ones first."""
    from qprlib.agreeing.progress import in_order, opening, plain_lines, sign_off_lines

    day = day_given(today, "--today", _EXAMPLE) if today else date.today()
    project = find_project()
    context = context_now(edition, project)
    show_problems(tuple(context.sign_offs[1]))
    sections = in_order(context.sections_status, day)
    screen.print(opening(edition, sections, day))
    screen.print("")
    if plain:
        for line in plain_lines(sections, day):
            screen.print(line)
    else:
        screen.print(_table(sections, day), soft_wrap=False)
        for line in ("", *agreed) if (agreed := list(sign_off_lines(sections))) else ():
            screen.print(line, soft_wrap=False)
    screen.print("")
    offer_notebooks(edition, project)
    screen.print(f"Next: {command_word()} {_next(edition, context.sections_status)}")


def _table(sections: Sequence[SectionStatus], today: date) -> Table:
    """The sections as a table of plain rows; the writer's role stands below the section's name."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table

    from qprlib.agreeing.progress import state_words

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("Section, writer", ratio=1)
    for title in ("Due", "Words", "Errors", "Warnings", "Notes"):
        table.add_column(title, justify="left" if title == "Due" else "right", no_wrap=True)
    table.add_column("State")
    for one in sections:
        table.add_row(
            Group(Text(one.title), Padding(Text(one.writer, style="dim"), (0, 0, 0, 2))),
            f"{one.due:%d %b %y}".lstrip("0") if one.due else "not set",
            *(f"{number:,}" for number in (one.words, one.errors, one.warnings, one.notes)),
            Text(state_words(one, today), style="bold" if one.late(today) else ""),
        )
    return table


def _next(edition: str, sections: Sequence[SectionStatus]) -> str:
    """What to type next: the first thing that keeps the edition from being final."""
    from qprlib.agreeing.sections import NOT_NAMED, SectionState

    checked = [one for one in sections if one.state is SectionState.CHECKED]
    if any(one.state in {SectionState.NOT_STARTED, SectionState.DRAFTED} for one in sections):
        return f"check {edition}"
    if len(checked) > 1:
        return f'sign-off {edition} SECTION --role "ROLE"'
    if checked:
        role = "ROLE" if checked[0].writer == NOT_NAMED else checked[0].writer
        return f'sign-off {edition} {checked[0].slug} --role "{role}"'
    return f"render {edition} --final"


def sign_off(
    edition: EditionArgument,
    section: Annotated[str, declared("sign-off section")],
    role: Annotated[str, declared("sign-off role")],
    day: Annotated[str, declared("sign-off date")] = "",
) -> None:
    """Sign a section off: it is agreed as it stands now. Any change to its texts or figures reopens it."""
    from qprlib.agreeing.sections import sections_of
    from qprlib.agreeing.signoffs import read_sign_offs, sign, sign_off_file, write_sign_off
    from qprlib.ground.calendar import day_in_words
    from qprlib.publishing.run.staging import storage_errors

    project = find_project()
    agreed_by = _role(role)
    today = date.today()
    agreed_on = day_given(day, "--date", _EXAMPLE) if day else today
    context = context_now(edition, project)
    begins = context.edition.quarter.start
    if not begins <= agreed_on <= today:
        why = "is still to come" if agreed_on > today else "lies before the quarter begins"
        given = day_in_words(agreed_on)
        raise CommandError(WORDINGS.problem("impossible-sign-off-date", day=given, why=why, first=begins, last=today))
    chosen = _chosen(section, context.sections_status)
    _refuse_unchecked(edition, chosen, context)
    for one in chosen:
        if one.agreed and one.signed:
            words = f"{one.title} was signed off by {one.signed.role} on {day_in_words(one.signed.day)}"
            screen.print(f"{words}, and nothing has changed since. Nothing was written.")
    record = context.record(draft=True)
    for one in chosen:
        if one.agreed:
            continue
        with storage_errors("writing the sign-off", sign_off_file(project, edition, one.slug)):
            write_sign_off(project, edition, sign(record, one.slug, one.title, agreed_by, agreed_on))
        screen.print(f"{one.title} signed off by {agreed_by} on {day_in_words(agreed_on)}.")
    sign_offs, _ = read_sign_offs(project, edition, {one.slug: one.title for one in context.sections_status})
    now = sections_of(context.scene, context.findings, record, sign_offs)
    done = sum(one.agreed for one in now)
    screen.print(f"{done} of {len(now)} sections are signed off.")
    following = f"render {edition} --final" if done == len(now) else f"status {edition}"
    screen.print(f"Next: {command_word()} {following}")


def _role(given: str) -> str:
    """A role, which is no e-mail address and no empty word (CommandError)."""
    role = " ".join(given.split())
    found = ""
    if not any(letter.isalpha() for letter in role):
        found = "no role is given" if not role else f"'{role}' is no role"
    elif "@" in role:
        found = f"'{role}' is an e-mail address"
    elif len(role) > _LONGEST_ROLE:
        found = f"the role is {len(role)} characters long"
    elif role != "".join(letter for letter in role if letter.isprintable()):
        found = "the role holds characters that cannot be printed"
    if not found:
        return role
    raise CommandError(WORDINGS.problem("not-a-role", found=found, most=_LONGEST_ROLE))


def _chosen(named: str, sections: Sequence[SectionStatus]) -> list[SectionStatus]:
    """The section that is meant, or all of them; raises CommandError if there is none."""
    from qprlib.ground.names import slugify

    for one in sections:
        if named == one.slug or plain_word(named) == plain_word(one.title) or slugify(named) == one.slug:
            return [one]
    if named.casefold() == EVERY:
        return list(sections)
    slugs = [one.slug for one in sections]
    known = {one.title: one.slug for one in sections} | {slug: slug for slug in slugs}
    raise unknown_section(f"the edition has no section '{named}'", named, known, listing([*slugs, EVERY], 20))


def _refuse_unchecked(edition: str, chosen: Sequence[SectionStatus], context: Context) -> None:
    """Refuse (AgreementError) sections that are not checked, with everything that is open in them."""
    from qprlib.agreeing.sections import SectionState, open_words

    problems: list[Problem] = []
    for one in chosen:
        if one.agreed or one.state is SectionState.CHECKED:
            continue
        begun = "no text was written or edited for this edition" if one.state is SectionState.NOT_STARTED else ""
        found = f"{open_words(one)} open" if one.errors or one.warnings else ""
        why = "; ".join(filter(None, (begun, found)))
        problems.append(WORDINGS.problem("section-not-checked", section=one.title, why=why, edition=edition))
        problems += _open(one, context.findings)
    if problems:
        raise AgreementError(problems)


def _open(section: SectionStatus, findings: Sequence[Finding]) -> Iterator[Problem]:
    """The open findings of a section as problems."""
    from qprlib.texts.commentary import REPORT_NOTEBOOK
    from qprlib.texts.findings import Grade

    for finding in findings:
        if finding.section != section.slug or not finding.open or finding.grade is Grade.NOTE:
            continue
        yield Problem(
            code=finding.check,
            found=finding.found,
            place=Place(
                notebook=finding.notebook,
                cell=finding.cell or None,
                indicator="" if finding.section == REPORT_NOTEBOOK else finding.owner,
            ),
            allowed=finding.allowed,
            nearest=finding.nearest,
            todo=finding.todo,
            severity=Severity.ERROR if finding.grade is Grade.ERROR else Severity.WARNING,
        )


def compare(
    edition: EditionArgument,
    with_: Annotated[str, declared("compare with")] = "last",
    html: Annotated[Path | None, declared("compare html")] = None,
) -> None:
    """Show what changed since another render, draft or edition: figures, statuses and sentences."""
    from qprlib.agreeing import comparing
    from qprlib.agreeing.last_records import last_record
    from qprlib.publishing.run.staging import storage_errors
    from qprlib.report.compared import comparison_page, comparison_text

    project = find_project()
    if html is not None:
        if html.suffix.lower() not in {".html", ".htm"} or html.is_dir():
            raise CommandError(WORDINGS.problem("unknown-output.page", name=html.name))
        require_folder(html, "page", "elsewhere")
    context = context_now(edition, project)
    now = context.record(draft=not all(one.agreed for one in context.sections_status))
    before = last_record(project, edition, now) if with_ == "last" else _named(project, with_, edition)
    comparison = comparing.compare(before.record, now, before.words)
    for line in comparison_text(comparison):
        screen.print(line)
    if html is not None:
        page = comparison_page(comparison, context.edition, project.theme)
        with storage_errors("writing the comparison", html):
            put(html, page)
        screen.print("")
        screen.print(f"The same as a page: {shown(html)}")


def _named(project: Project, named: str, edition: str) -> Kept:
    """What an edition, or a record somewhere, said; raises CommandError if there is no such thing."""
    from qprlib.agreeing.last_records import RECORD_FILE, Kept, record_at
    from qprlib.ground.edition import list_editions
    from qprlib.publishing.run.evidence_runs import open_with_evidence

    path = Path(named)
    if path.exists() or named.endswith(".json"):
        return record_at(path, named)
    known = [name for name in list_editions(project) if name != edition]
    if named == edition:
        raise CommandError(WORDINGS.problem("same-edition", edition=edition))
    if named not in known:
        every = ["last", *known]
        near = nearest(named, every)
        raise CommandError(WORDINGS.problem("no-record", near=near, named=named, known=listing(every)))
    rendered = project.output(named)
    if (rendered / RECORD_FILE).is_file():
        return Kept(record_at(rendered, named).record, f"{named} as it was rendered")
    other = open_with_evidence(named, project)
    return Kept(other.record(draft=True), f"{named} as its data and texts are now")
