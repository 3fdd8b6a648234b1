"""The command ``qpr check``: everything that is wrong or unfinished in an edition, with what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from qprlib.cli.given import WORDINGS, TerminalProgress, declared, unknown_section
from qprlib.cli.starting import offer_notebooks
from qprlib.ground.calendar import day_in_words
from qprlib.ground.errors import AgreementError, InputError, Problem, listing
from qprlib.ground.names import slugify
from qprlib.ground.numbers import plural
from qprlib.ground.project import find_project
from qprlib.ground.terminal import EditionArgument, command_word, screen, show_problems

if TYPE_CHECKING:
    from qprlib.report.context import Context
    from qprlib.texts.findings import Finding

_COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan"}
#: Warnings of the data that a check says better, with its place and a way to accept it: code to check.
_SAID_BY_FINDINGS = {"doubtful-zero": "zero-after-high", "out-of-scale": "out-of-scale"}
#: What JSON says of a finding, in this order.
_PLAIN = (
    *("check", "grade", "section", "owner", "heading", "notebook", "cell"),
    *("sentence", "quote", "found", "allowed", "nearest", "todo"),
)


def check(
    edition: EditionArgument,
    section: Annotated[str, declared("check section")] = "",
    *,
    accepted: Annotated[bool, declared("check accepted")] = False,
    as_json: Annotated[bool, declared("check json")] = False,
) -> None:
    """Check an edition's params, data, pages and commentary; only evidence is run. docs/checks.md explains all."""
    from qprlib.checks.all_checks import open_findings
    from qprlib.publishing.make.meeting_papers import paper_pages
    from qprlib.publishing.render import check_edition
    from qprlib.publishing.run.executed import stored_refusals
    from qprlib.texts.findings import Grade

    project = find_project()
    with TerminalProgress() as progress:
        context = check_edition(project, edition, progress.step)
    findings = context.findings
    if section:
        slug = _slug(section, context)
        findings = tuple(one for one in findings if one.section == slug)
    today = date.today()
    if as_json:
        plain = [as_plain(one, today, context) for one in findings]
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        show_problems(_not_said_by(context.findings, context.warnings))
        show_problems(tuple(context.sign_offs[1]))
        _show(findings if accepted else open_findings(findings), context, today)
        _show_counts(findings, context)
        offer_notebooks(edition, project)
    pages = dict.fromkeys(page.notebook for page in (*context.pages, *paper_pages(context.edition)))
    stored = [one for page in pages for one in stored_refusals(project.notebooks / f"{page}.ipynb", project.root)]
    if stored:
        raise InputError(stored)
    errors = open_findings(findings, Grade.ERROR)
    if errors:
        number = f"{len(errors)} {plural(len(errors), 'error')}"
        are = plural(len(errors), "is", "are")
        raise AgreementError(WORDINGS.problem("commentary-errors", errors=number, are=are))
    if not as_json:
        agreed = all(one.agreed for one in context.sections_status)
        screen.print(f"{edition} can be rendered{'' if agreed else ' as a draft'}. {context.headline}")
        screen.print(f"Next: {command_word()} {'render' if agreed else 'status'} {edition}")


def as_plain(finding: Finding, today: date, context: Context) -> dict[str, Any]:
    """A finding as JSON knows it."""
    from qprlib.checks.acceptance import line_to_accept

    by = finding.accepted
    return {
        **{name: getattr(finding, name) for name in _PLAIN},
        "accepted": {"reason": by.reason, "role": by.role, "date": by.day.isoformat()} if by else None,
        "to_accept": line_to_accept(finding, today) if _can_be_accepted(finding, context) else "",
    }


def _slug(section: str, context: Context) -> str:
    """The section that is meant, by name or address; raises CommandError if there is none."""
    from qprlib.texts.commentary import REPORT_NOTEBOOK

    known = [*context.scene.sections, REPORT_NOTEBOOK]
    slug = slugify(section)
    if slug in known:
        return slug
    found = f"there is no section '{section}'"
    raise unknown_section(found, slug, {one: one for one in known}, listing(known, 20))


def _not_said_by(findings: Sequence[Finding], warnings: Sequence[Problem]) -> tuple[Problem, ...]:
    """The warnings that no finding repeats."""
    said = {(one.check, one.owner) for one in findings}
    return tuple(
        one
        for one in warnings
        # Which indicators need a commentary is the checks' question.
        if one.code != "no-commentary" and (_SAID_BY_FINDINGS.get(one.code, ""), one.place.indicator) not in said
    )


def _show(findings: Sequence[Finding], context: Context, today: date) -> None:
    for section, of_section in groupby(findings, key=lambda one: one.section):
        title = context.scene.sections.get(section, "Texts of the report")
        notebook = f"{context.scene.folder}/{section}.ipynb"
        screen.print(Text.assemble((title, "bold"), f"  {notebook}"))
        for owner, of_owner in groupby(of_section, key=lambda one: one.owner):
            subject = context.scene.subjects.get(owner)
            screen.print(f"\n  {subject.row.known_as if subject else owner}", style="bold")
            for place, finding in enumerate(of_owner):
                if place:
                    screen.print("")
                _show_finding(finding, context, today)
        screen.print("")


def _show_finding(finding: Finding, context: Context, today: date) -> None:
    from qprlib.checks.acceptance import line_to_accept

    colour = _COLOURS[str(finding.grade)] if finding.open else "dim"
    grade = str(finding.grade) if finding.open else "accepted"
    under = f"under {finding.heading}" if finding.heading else ""
    cell = f"cell {finding.cell}" if finding.cell else ""
    where = ", ".join(part for part in (under, cell) if part)
    screen.print(Text.assemble("  ", (grade, colour), f" [{finding.check}] {where}".rstrip()))
    for line in _lines(finding):
        for part in wrap(line, max(40, screen.width - 4)) if screen.is_terminal else [line]:
            screen.print(f"    {part}")
    if _can_be_accepted(finding, context):
        # On a line of its own and never broken, so that it can be copied.
        screen.print(f"    to accept: {line_to_accept(finding, today)}")


def _lines(finding: Finding) -> list[str]:
    lines = [f'"{finding.sentence}"'] if finding.sentence else []
    lines.append(finding.found)
    if finding.allowed:
        lines.append(f"right: {finding.allowed}")
    if finding.nearest:
        lines.append(f"did you mean: {finding.nearest}?")
    if finding.accepted:
        by = finding.accepted
        lines.append(f"accepted: {by.reason} ({by.role}, {day_in_words(by.day)})")
    elif finding.todo:
        lines.append(f"next: {finding.todo}")
    return lines


def _can_be_accepted(finding: Finding, context: Context) -> bool:
    """Whether a line in the notebook can accept it: it is open, and has a heading under which the line can stand."""
    from qprlib.checks.acceptance import UNUSED
    from qprlib.texts.commentary import REPORT_TEXTS

    owners = {*context.scene.subjects, *REPORT_TEXTS}
    return finding.open and finding.check != UNUSED.id and finding.owner in owners


def _show_counts(findings: Sequence[Finding], context: Context) -> None:
    """How many findings each section has, and all together."""
    from qprlib.checks.all_checks import count
    from qprlib.texts.commentary import ACCEPTED

    counts = count(findings)
    if not counts:
        screen.print("The checks of the commentary find nothing.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Section")
    columns = list(next(iter(counts.values())))
    for name in columns:
        table.add_column(name if name == "accepted" else f"{name}s", justify="right")
    for section, row in counts.items():
        title = context.scene.sections.get(section, "Texts of the report")
        table.add_row(title, *(_number(name, row[name]) for name in columns))
    total = {name: sum(row[name] for row in counts.values()) for name in columns}
    if len(counts) > 1:
        table.add_row(Text("All", "bold"), *(_number(name, total[name]) for name in columns))
    screen.print(table, soft_wrap=False)
    screen.print("")
    if any(number for name, number in total.items() if name != "accepted"):
        screen.print(
            f"To accept a finding, put its line under '### {ACCEPTED}' of its indicator, with reason and role. "
            "docs/checks.md explains every check."
        )


def _number(name: str, number: int) -> Text:
    return Text(str(number), _COLOURS.get(name, "dim") if number else "")
