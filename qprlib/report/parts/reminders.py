"""What the checks say to somebody who writes: under a card what is still missing, at a notebook's foot all findings.

Both read the notebooks from disk each time, so that a change counts as soon as it is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qprlib.checks.all_checks import BY_ID, check_commentary
from qprlib.ground.errors import InputError, Place, Problem, listing, nearest
from qprlib.ground.names import slugify
from qprlib.ground.numbers import capital, join_words, opening_number, plural
from qprlib.report import document as doc
from qprlib.report.context import Context, read_texts
from qprlib.report.parts.services import card, find_indicator
from qprlib.report.pieces import anchor, heading, problem_line
from qprlib.scoring.scorecard import Result
from qprlib.texts.amounts import FILTERS
from qprlib.texts.commentary import HEADINGS, REPORT_NOTEBOOK, Commentary, Text
from qprlib.texts.figure_names import EDITION_NAMES, NAMES, Absent
from qprlib.texts.figures import LiveFigures
from qprlib.texts.findings import Family, Finding

#: What a card names: the rest is for the foot of the notebook.
_ON_A_CARD = (Family.MISSING, Family.CONTRADICTION)


def card_to_write(context: Context, indicator: str) -> doc.Content:
    """One indicator's status, chart and figures as they are published, and what its texts still lack."""
    return doc.content(card(context, indicator), still_missing(context, find_indicator(context, indicator)))


def still_missing(context: Context, row: Result) -> doc.Box:
    """What an indicator's texts still lack, and where they contradict the data, as they were last saved.

    Parameters
    ----------
    context
        The edition.
    row
        The indicator.
    """
    texts, problems = read_texts(context.project, context.edition, context.scheme, context.scored)
    texts = Commentary(
        indicators={row.id: texts.indicators[row.id]} if row.id in texts.indicators else {},
        acceptances=tuple(one for one in texts.acceptances if one.owner == row.id),
    )
    subject = {row.id: context.scene.subjects[row.id]}
    scene = replace(context.scene, subjects=subject, commentary=texts)
    findings = [
        one for one in check_commentary(scene) if one.open and one.owner == row.id and _family(one) in _ON_A_CARD
    ]
    wrong = [problem for problem in problems if problem.place.indicator == row.id and _is_error(problem)]
    written = texts.indicators.get(row.id, {})
    empty = [title for title in HEADINGS if title not in written]
    items: list[doc.Inlines] = [problem_line(problem) for problem in wrong]
    items += [_line(one) for one in findings]
    blocks: list[doc.Block] = []
    if items:
        blocks += [doc.paragraph(doc.Strong("Still missing")), doc.Bullets(tuple(items))]
    else:
        blocks.append(doc.paragraph(doc.Strong("Nothing is missing"), ", and nothing contradicts the data."))
    if empty:
        blocks.append(doc.paragraph(f"Without a text: {join_words(empty)}. A heading without a text is not published."))
    blocks.append(
        doc.paragraph("This is what was last saved. Save the notebook and run the cell again after a change.")
    )
    return doc.Box("warning" if items else "note", tuple(blocks))


def checked(context: Context, section: str) -> doc.Content:
    """Everything the checks find in one section's commentary, as it was last saved.

    Parameters
    ----------
    context
        The edition.
    section
        Name of a section, or ``report`` for the texts of no single indicator.

    Raises
    ------
    InputError
        If there is no such section; the nearest is named.
    """
    slug = _section(context, section)
    title = context.scene.sections.get(slug, "The report")
    texts, problems = read_texts(context.project, context.edition, context.scheme, context.scored)
    notebook = f"{context.scene.folder}/{slug}.ipynb"
    wrong = [problem for problem in problems if problem.place.file == notebook and _is_error(problem)]
    scene = replace(context.scene, commentary=_of_notebook(texts, notebook))
    findings = [one for one in check_commentary(scene) if one.section == slug]
    still_open = [one for one in findings if one.open]
    accepted = len(findings) - len(still_open)
    parts: list[doc.Block | doc.Content] = [heading(f"Checks of {title}", anchor=f"checks-{slug}")]
    if wrong:
        parts += [
            doc.paragraph(
                doc.Strong(_counted(len(wrong), "thing", "stops", "stop") + " this section from being published:")
            ),
            doc.Bullets(tuple(problem_line(problem) for problem in wrong)),
        ]
    if not still_open and not wrong:
        parts.append(doc.paragraph("Nothing found."))
    for owner in dict.fromkeys(one.owner for one in still_open):
        parts += _of_owner(context, owner, [one for one in still_open if one.owner == owner])
    if accepted:
        parts.append(doc.paragraph(f"{_counted(accepted, 'finding', 'is', 'are')} accepted."))
    parts.append(doc.paragraph("This is what was last saved. Each check is explained in docs/checks.md."))
    return doc.content(*parts)


def _of_notebook(texts: Commentary, notebook: str) -> Commentary:
    """What stands in one notebook: the texts of others take time to check, and nobody asks for them here."""

    def own(owners: Mapping[str, Mapping[str, Text]]) -> dict[str, Mapping[str, Text]]:
        found = {
            owner: {heading: text for heading, text in texts.items() if text.notebook == notebook}
            for owner, texts in owners.items()
        }
        return {owner: texts for owner, texts in found.items() if texts}

    return Commentary(
        indicators=own(texts.indicators),
        report=own(texts.report),
        acceptances=tuple(one for one in texts.acceptances if one.notebook == notebook),
    )


def known_figures(context: Context, indicator: str) -> doc.Content:
    """Every live figure of an indicator with what it prints now, for whoever writes about it."""
    row = find_indicator(context, indicator)
    figures = LiveFigures(context.edition, context.scheme, context.scene.subjects)
    subject = context.scene.subjects[row.id]
    rows: list[tuple[doc.Inlines, ...]] = []
    for name in NAMES.values():
        figure = name.of(subject, context.scheme)
        if not isinstance(figure, Absent):
            rows.append(((doc.Code(f"{{{{ {name.id} }}}}"),), (figure.printed,), (capital(name.meaning),)))
    rows += [
        ((doc.Code(f"{{{{ {name} }}}}"),), (figures.figure(name).printed,), (capital(meaning),))
        for name, meaning in EDITION_NAMES.items()
    ]
    columns = (doc.Column("Write", width=34), doc.Column("To get", width=33), doc.Column("Which is", width=33))
    ways = [
        doc.Code(f"{{{{ actual | {name}{'(0)' if name == 'round' else ''} }}}}") for name in FILTERS if name != "by"
    ]
    return doc.content(
        doc.Table(f"Live figures of {row.printed_id}", "figures plain", columns, tuple(rows)),
        doc.paragraph("Ways to print them: ", *_between(ways, " "), ". All are explained in docs/live-figures.md."),
    )


def _between(parts: Sequence[doc.Code], mark: str) -> doc.Inlines:
    return tuple(one for part in parts for one in (mark, part))[1:]


def _section(context: Context, section: str) -> str:
    known = {slugify(title): slug for slug, title in context.scene.sections.items()}
    known[REPORT_NOTEBOOK] = REPORT_NOTEBOOK
    slug = known.get(slugify(section))
    if slug is None:
        names = [*context.scene.sections.values(), REPORT_NOTEBOOK]
        raise InputError(
            Problem(
                code="unknown-section",
                found=f"no section of the register is called '{section}'",
                place=Place(f"data/{context.edition.organisation.id}/indicators.csv", column="section"),
                allowed=listing(names, 20),
                nearest=nearest(section, names),
                todo="correct the section in report.check(...)",
            )
        )
    return slug


def _of_owner(context: Context, owner: str, findings: Iterable[Finding]) -> list[doc.Block | doc.Content]:
    subject = context.scene.subjects.get(owner)
    called = subject.row.printed_id if subject else owner
    title = f"{called} {subject.row.short_name}" if subject else owner
    rows: list[tuple[doc.Inlines, ...]] = []
    for one in findings:
        rows.append(
            (
                (str(one.grade).capitalize(),),
                (one.heading or "The indicator",),
                _line(one),
                (BY_ID[one.check].why, " ", doc.Code(one.check)),
                (capital(one.todo.rstrip(".")) + ".",),
            )
        )
    columns = (
        doc.Column("Grade", width=8),
        doc.Column("Where", width=12),
        doc.Column("Found", width=34),
        doc.Column("Why it matters", width=24),
        doc.Column("What to do", width=22),
    )
    return [
        heading(title, 3, f"checks-{anchor(owner)}"),
        doc.Table(f"Findings for {called}", "findings plain", columns, tuple(rows)),
    ]


def _line(one: Finding) -> doc.Inlines:
    said = f"{capital(one.found.rstrip('.'))}."
    parts: list[str | doc.Strong] = [said]
    if one.sentence:
        parts.append(f" “{one.sentence}”")
    if one.allowed:
        parts.append(f" Right would be: {one.allowed.rstrip('.')}.")
    if one.nearest:
        parts.append(f" Perhaps meant: {one.nearest}.")
    return tuple(parts)


def _counted(number: int, noun: str, one: str, several: str) -> str:
    return f"{opening_number(number)} {plural(number, noun)} {one if number == 1 else several}"


def _family(one: Finding) -> Family:
    return BY_ID[one.check].family


def _is_error(problem: Problem) -> bool:
    return problem.severity == "error"
