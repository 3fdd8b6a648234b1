"""What stands around a page's own content: an erratum, and the way to the same page in other editions.

Links to other editions never change, so that a published page stays as it is whatever comes after it. They lead to
addresses outside every edition's folder, ``outputs/<series>/<quarter>/<page>.html``, which `editions` makes anew after
each render and which lead on: to the last correction of that quarter, whichever that is by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qprlib.agreeing.comparing import FigureChange, IndicatorChange, RecordComparison, compare
from qprlib.agreeing.last_records import RECORD_FILE, read_record
from qprlib.ground.calendar import day_in_words
from qprlib.ground.edition import Edition, EditionName, edition_names
from qprlib.ground.numbers import join_words
from qprlib.ground.project import Project
from qprlib.ground.reported import Reported
from qprlib.publishing.run.book import Around
from qprlib.publishing.run.evidence_runs import open_with_evidence
from qprlib.report.context import Context
from qprlib.report.markdown_writer import escape
from qprlib.texts.record import Record

#: Between an edition's site and the folder of all editions.
UP = "../../"


def neighbours_of(project: Project, edition: Edition) -> dict[str, Reported]:
    """The quarters of the editions before and after one (``previous``, ``next``), of those of its report in params."""
    names = edition_names(project, edition.name.line)
    quarters = {one.quarter.of(edition.organisation.years) for one in names}
    before = max((one for one in quarters if one < edition.quarter), default=None)
    after = min((one for one in quarters if one > edition.quarter), default=None)
    return {name: quarter for name, quarter in (("previous", before), ("next", after)) if quarter}


def around_pages(context: Context, *, published: bool = True) -> dict[str, Around]:
    """What each page of an edition says beyond its own content; a preview does not stand among other editions."""
    errata = erratum(context)
    beside = neighbours_of(context.project, context.edition)
    ends = {page.slug: _links(context.edition, beside, page.slug) if published else "" for page in context.pages}
    return {slug: Around(errata.get(slug, ""), end) for slug, end in ends.items()}


def _links(edition: Edition, beside: Mapping[str, Reported], page: str) -> str:
    """Links to the same page in other editions, which only a site shows."""
    folder = f"{UP}{edition.name.line}"
    items = [
        f'- [{quarter.months}]({folder}/{quarter}/{page}.html){{rel="{word[:4]}"}} ({word})'
        for word, quarter in beside.items()
    ]
    items.append(f"- [All editions of this page]({folder}/{page}.html#{edition.quarter})")
    items.append(f"- [All reports]({UP}index.html#{edition.name.line})")
    opening = '::: {.other-editions role="navigation" aria-label="This page in other editions"}'
    return "\n".join(["", opening, "This page in other editions", "", *items, ":::", ""])


# --- errata ---------------------------------------------------------------------------------------------


def corrected_record(project: Project, name: EditionName) -> Path | None:
    """The record of an edition that was published, None if it is not at hand."""
    path = project.output(str(name)) / RECORD_FILE
    return path if path.is_file() else None


def correction_of(context: Context) -> RecordComparison | None:
    """What a correction corrects, as it was published or would be made now; None for an edition that is none."""
    if context.edition.correction is None:
        return None
    name = context.edition.name.corrected
    path = corrected_record(context.project, name)
    before: Record
    if path:
        before = read_record(path, context.project.relative(path))
    else:
        before = open_with_evidence(str(name), context.project).record(draft=False)
    return compare(before, context.record(draft=False), str(name))


def erratum(context: Context) -> Mapping[str, str]:
    """The errata of a correction as semantic Markdown, by the pages they stand on; the home page has all of it."""
    correction, comparison = context.edition.correction, correction_of(context)
    if correction is None or comparison is None:
        return {}
    edition = context.edition
    changed = [one for one in comparison.indicators if one]
    known = {page.slug: page.title for page in context.pages}
    places: dict[str, list[IndicatorChange]] = {slug: [] for slug in correction.pages if slug in known}
    for one in changed:
        if slug := context.page_of(one.section):
            places.setdefault(slug, []).append(one)
    opening = (
        f"**Correction {correction.number}, {day_in_words(correction.date)}.** {escape(correction.reason)} "
        f"This edition takes the place of {edition.name.corrected}, which stays as it was published."
    )
    lines = [*map(_change_line, changed), *(f"{escape(one.title)}: reworded" for one in comparison.report)]
    lines += [f"{escape(known[slug])}: corrected" for slug, found in places.items() if not found and slug != "index"]
    notices = {"index": _notice(opening, lines, "What changed:")}
    words = f"**Corrected on {day_in_words(correction.date)}.** {escape(correction.reason)}"
    for slug, found in places.items():
        if slug != "index":
            notices[slug] = _notice(words, [_change_line(one) for one in found], "What changed on this page:")
    return notices


def _notice(words: str, lines: list[str], title: str) -> str:
    changes = [title, "", *(f"- {line}" for line in lines), ""] if lines else []
    return "\n".join(["::: {.warning .erratum}", words, "", *changes, ":::", ""])


def _change_line(change: IndicatorChange) -> str:
    """What changed of an indicator in a line."""
    said = [_figure_words(one) for one in change.figures]
    if change.status:
        said.append(f"status {change.status.after}, before {change.status.before}")
    if change.direction:
        said.append(f"direction {change.direction.after.lower()}, before {change.direction.before.lower()}")
    if change.texts:
        said.append(f"{join_words([one.title for one in change.texts])} reworded")
    return f"{escape(f'{change.printed_id} {change.name}')}: {escape('; '.join(said))}"


def _figure_words(figure: FigureChange) -> str:
    when = f" for {figure.period}" if figure.period else ""
    return f"{figure.name}{when} {figure.after}, before {figure.before}"
