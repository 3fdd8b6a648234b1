"""What ties a report to the organisation's plan: its priorities with the indicators that serve them."""

from __future__ import annotations

from qprlib.ground.numbers import in_words, join_words, opening_number, plural
from qprlib.ground.settings import Plan
from qprlib.report.context import Context
from qprlib.report.document import Column, Content, Inline, Inlines, Table, content, paragraph
from qprlib.report.pieces import heading, indicator_link, reference
from qprlib.scoring.scorecard import Result


def priorities(context: Context) -> Content:
    """Every priority of the plan with the indicators that serve it; nothing where params name no plan."""
    plan = context.edition.plan
    if plan is None:
        return Content()
    served: dict[str, list[Result]] = {}
    for row in context.scored.results:
        served.setdefault(row.priority, []).append(row)
    found = [(one.title, served.pop(one.in_register or one.title, [])) for one in plan.priorities]
    rows: tuple[tuple[Inlines, ...], ...] = tuple(
        ((str(place),), (title,), _links(context, some)) for place, (title, some) in enumerate(found, 1)
    )
    served.pop("", None)
    others = [f"{name} ({join_words([reference(context, row) for row in some])})" for name, some in served.items()]
    said = priorities_sentence(plan, sum(not some for _, some in found))
    if others:
        verb = "is" if len(others) == 1 else "are"
        said += f" Outside the plan's priorities {verb} {join_words(others)}."
    columns = (Column("Number", "right", width=10), Column("Priority", width=45), Column("Indicators", width=45))
    return content(
        heading("Priorities of the plan"),
        paragraph(said),
        Table(f"Priorities of {plan.name} and the indicators that serve them", "priorities", columns, rows),
    )


def priorities_sentence(plan: Plan, without: int) -> str:
    """How many of a plan's priorities an indicator serves.

    Such as "Bold Steps has 16 priorities. Seven are served by indicators of this report and nine by none."
    """
    number = len(plan.priorities)
    said = f"{plan.name} has {in_words(number)} {plural(number, 'priority', 'priorities')}."
    if not without:
        return f"{said} {'It is' if number == 1 else 'Each is'} served by at least one indicator of this report."
    if without == number:
        return f"{said} No indicator of this report serves {'it' if number == 1 else 'any of them'}."
    served = number - without
    verb = "is" if served == 1 else "are"
    said += f" {opening_number(served)} {verb} served by indicators of this report"
    return f"{said} and {in_words(without)} by none."


def _links(context: Context, rows: list[Result]) -> Inlines:
    if not rows:
        return ("No indicator",)
    links: list[Inline] = []
    for row in rows:
        links += [indicator_link(context, row, with_id=True), "; "]
    return tuple(links[:-1])
