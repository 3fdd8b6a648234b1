"""How the report was made: the key in words, the register, the data's quality, and where every figure comes from."""

from __future__ import annotations

import hashlib
import math
from collections import Counter

from qprlib import __version__
from qprlib.errors import Severity
from qprlib.numbers import in_words, plural
from qprlib.pages.context import Context
from qprlib.pages.document import (
    Bullets,
    Code,
    Column,
    Content,
    Inlines,
    Span,
    Table,
    content,
    paragraph,
)
from qprlib.pages.parts import band_span, heading, indicator_link, lede, report_text, target_cell, unbroken
from qprlib.pages.wording import polarity_words
from qprlib.periods import Basis, Frequency, day_in_words
from qprlib.scoring.key import method_notes, scheme_key
from qprlib.scoring.states import Direction, NotRated


def opening(context: Context) -> Content:
    """What the page is for."""
    return lede(
        "methods",
        "How results are rated, what the arrows mean, where each figure comes from, and how to make this report again.",
    )


def key(context: Context) -> Content:
    """The key to ratings and to the direction of travel, generated from the scheme."""
    scheme, rule = context.scheme, context.rule
    bands: list[tuple[Inlines, ...]] = [
        ((band_span(band),), (band.meaning,), (line.rule,))
        for band, line in zip(scheme.bands, scheme_key(scheme), strict=True)
    ]
    used = {rating for row in context.scored.results for rating in (row.rating, row.previous_rating)}
    bands += [
        ((Span(state.label, ("status", "none")),), (state.meaning,), ("Not rated.",))
        for state in NotRated
        if str(state) in used
    ]
    ways = {row.direction for row in context.scored.results}
    arrows: list[tuple[Inlines, ...]] = [
        ((Span(way.label, ("direction", str(way))),), (way.meaning,)) for way in Direction if str(way) in ways
    ]
    directions = (Column("Direction", width=20), Column("Meaning", width=80))
    columns = (Column("Rating", width=18), Column("Meaning", width=44), Column("Rule", width=38))
    return content(
        heading("Key to ratings"),
        Table(f"Ratings of the scheme {scheme.name}", "key", columns, tuple(bands)),
        paragraph(" ".join(method_notes(scheme))),
        paragraph(scheme.not_published) if scheme.not_published else None,
        paragraph(scheme.note) if scheme.note else None,
        paragraph(f"Source of the scheme: {scheme.source}."),
        heading("Key to direction of travel"),
        paragraph(rule.words()),
        Table("Directions of travel", "key", directions, tuple(arrows)),
        paragraph(rule.note) if rule.note else None,
    )  # fmt: skip


def data_quality(context: Context) -> Content:
    """What readers must know of the data, and what the checks noticed."""
    flags = Counter(row.flag for row in context.scored.results if row.flag)
    said: list[Inlines] = [
        (f"{in_words(int(number)).capitalize()} of the latest results {'is' if number == 1 else 'are'} marked {flag}.",)
        for flag, number in sorted(flags.items())
    ]
    arrears = [row for row in context.scored.results if row.in_arrears]
    said.append(
        (
            f"{in_words(len(arrears)).capitalize()} {plural(len(arrears), 'result')} "
            f"{'is' if len(arrears) == 1 else 'are'} in arrears.",
        )
    )
    said += [
        (f"{problem.place}: {problem.found.removesuffix('.')}.",)
        for problem in context.warnings
        if problem.severity is Severity.WARNING
    ]
    return content(heading("Data quality"), *report_text(context, "Data quality"), Bullets(tuple(said)))


def floors(context: Context) -> Content:
    """The floor of every indicator for its latest period, and how it came about."""
    rows: list[tuple[Inlines, ...]] = []
    targets = {
        (indicator, end.date()): note
        for indicator, end, note in context.data.targets[["indicator", "period_end", "note"]].itertuples(index=False)
    }
    for row in context.scored.results:
        if math.isnan(row.floor):
            continue
        why = targets.get((row.id, row.period_end), "")
        rows.append(
            (
                (indicator_link(context, row, with_id=True),),
                (unbroken(row.period(row.period_end).short),),
                (target_cell(row, row.target),),
                (target_cell(row, row.floor),),
                (why or "As published",),
            )
        )
    columns = (
        Column("Indicator", width=28),
        Column("Period", width=8),
        Column("Target", "right", width=13),
        Column("Floor", "right", width=13),
        Column("How the floor was set", width=38),
    )
    return content(heading("Floors"), Table("Floors of the latest period", "floors", columns, tuple(rows)))


def register(context: Context) -> Content:
    """The register of indicators: how each is measured."""
    rows: list[tuple[Inlines, ...]] = []
    for row in context.scored.results:
        unit = {"%": "Percentage", "number": "Number"}.get(row.unit, row.unit.capitalize())
        rows.append(
            (
                (indicator_link(context, row, with_id=True),),
                (row.section,),
                (unit,),
                (polarity_words(row.polarity),),
                (Basis(row.basis).words.capitalize(),),
                (Frequency(row.frequency).words.capitalize(),),
                (row.owner_role or "Not stated",),
                (row.source or "Not stated",),
            )
        )
    columns = (
        Column("Indicator", width=20),
        Column("Service", width=11),
        Column("Unit", width=11),
        Column("Better", width=11),
        Column("Basis", width=12),
        Column("Frequency", width=10),
        Column("Owner", width=11),
        Column("Source", width=14),
    )
    return content(
        heading("Register of indicators"),
        Table("Register of indicators in force", "register", columns, tuple(rows)),
    )


def assurance(context: Context) -> Content:
    """How results are challenged, where that was written."""
    text = report_text(context, "Assurance")
    return content(heading("Assurance"), *text) if text else Content()


def provenance(context: Context) -> Content:
    """The files this edition was made from, each with its fingerprint, and the command that makes it again."""
    rows: list[tuple[Inlines, ...]] = []
    for path in context.input_files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        rows.append(((Code(context.project.relative(path)),), (Code(digest[:16]),)))
    columns = (Column("File", width=66), Column("SHA-256, first 16 characters", width=34))
    edition = context.edition
    return content(
        heading("Provenance"),
        paragraph(
            f"Edition {edition.edition}, made from data up to {day_in_words(edition.as_of)} with the scheme "
            f"{edition.scheme} and the direction rule {edition.direction}, by qprlib {__version__}. The same files "
            "give the same report, byte for byte; its file manifest.json says which publisher made it and with what:"
        ),
        paragraph(Code(f"qpr render {edition.edition}")),
        Table("Files this edition was made from", "provenance", columns, tuple(rows)),
    )
