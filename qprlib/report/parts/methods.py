"""How the report was made: the key in words, the register, the data's quality, and where every figure comes from."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import PurePath

import pandas as pd

from qprlib import __version__
from qprlib.checks.all_checks import CHECKS
from qprlib.data.records import written
from qprlib.ground.calendar import day_in_words
from qprlib.ground.cycles import cycle_of
from qprlib.ground.errors import Severity, listing, told_once
from qprlib.ground.numbers import capital, in_words, join_words, opening_number, plural, unit_name
from qprlib.ground.periods import basis_words
from qprlib.report import document as doc
from qprlib.report import pieces
from qprlib.report.context import Context
from qprlib.report.parts.restatements import restatements, year_before
from qprlib.report.sentences.about_indicators import counted, narrow_key, polarity_words
from qprlib.report.sentences.control_wording import NOTE as VARIATION
from qprlib.report.sentences.control_wording import variation_on_card
from qprlib.scoring.direction_key import direction_key
from qprlib.scoring.key import method_notes, scheme_key
from qprlib.scoring.scorecard import Result
from qprlib.scoring.states import NotRated
from qprlib.texts.findings import Family, Grade


def opening(context: Context) -> doc.Content:
    """What the page is for."""
    return pieces.lede(
        "methods",
        "How results are rated, what the arrows mean, where each figure comes from, and how to make this report again.",
    )


def key(context: Context) -> doc.Content:
    """The key to ratings and to the direction of travel, generated from the scheme."""
    scheme, rule, narrow = context.scheme, context.rule, context.edition.narrow_miss
    bands: list[tuple[doc.Inlines, ...]] = [
        ((pieces.band_span(band),), (band.meaning,), (line.rule,))
        for band, line in zip(scheme.bands, scheme_key(scheme), strict=True)
    ]
    used = {rating for row in context.scored.results for rating in (row.rating, row.before.rating)}
    bands += [
        ((doc.Span(state.label, ("status", "none")),), (state.words,), ("Not rated.",))
        for state in NotRated
        if str(state) in used
    ]
    ways = {row.direction for row in context.scored.results}
    arrows: list[tuple[doc.Inlines, ...]] = [
        ((doc.Span(way.label, ("direction", str(way))),), (meaning,))
        for way, meaning in direction_key(rule).items()
        if str(way) in ways
    ]
    directions = (doc.Column("Direction", width=20), doc.Column("Meaning", width=80))
    columns = (doc.Column("Rating", width=18), doc.Column("Meaning", width=44), doc.Column("Rule", width=38))
    return doc.content(
        pieces.heading("Key to ratings"),
        doc.Table(f"Ratings of the scheme {scheme.name}", "key", columns, tuple(bands)),
        doc.paragraph(" ".join(method_notes(scheme))),
        doc.paragraph(scheme.method) if scheme.method else None,
        doc.paragraph(narrow_key(narrow)) if narrow else None,
        pieces.heading("Key to direction of travel"),
        doc.paragraph(rule.words()),
        doc.Table("Directions of travel", "key", directions, tuple(arrows)),
        doc.paragraph(rule.note) if rule.note else None,
        doc.paragraph(VARIATION) if any(map(partial(variation_on_card, context), context.scored.results)) else None,
    )  # fmt: skip


def data_quality(context: Context) -> doc.Content:
    """What readers must know of the data, and what the checks noticed."""
    flags = Counter(row.flag for row in context.scored.results if row.flag)
    said: list[doc.Inlines] = [
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
    said += [(one,) for one in _noticed(context)]
    return doc.content(
        pieces.heading("Data quality"), *pieces.report_text(context, "Data quality"), doc.Bullets(tuple(said))
    )


def _noticed(context: Context) -> list[str]:
    """What the checks noticed, for readers: each kind once, with the table it is about and not the file."""
    warnings = [problem for problem in context.warnings if problem.severity is Severity.WARNING]
    silent = [problem.place.indicator for problem in warnings if problem.code == "no-commentary"]
    said = []
    for problem in told_once(one for one in warnings if one.code != "no-commentary"):
        found = capital(problem.found.removesuffix("."))
        table = (
            ""
            if problem.place.file.endswith(".ipynb")
            else capital(PurePath(problem.place.file).stem.replace("_", " "))
        )
        said.append(f"{table}: {found}." if table else f"{found}.")
    if silent:
        number = len(silent)
        named = listing([pieces.reference(context, row) for row in context.scored.results if row.id in silent], 20)
        have = f"{plural(number, 'indicator')} {'has' if number == 1 else 'have'}"
        said.append(f"{opening_number(number)} {have} no commentary: {named}.")
    return said


def sources(context: Context) -> doc.Content:
    """What is to be known of each source of figures: which indicators rest on it, and how final its figures are."""
    revised = {
        (one.indicator, one.ends, one.recorded) for one in restatements(context, year_before(context)) if one.of_result
    }
    by_source: dict[str, list[Result]] = {}
    for row in context.scored.results:
        by_source.setdefault(row.source or pieces.NOT_STATED, []).append(row)
    rows: list[tuple[doc.Inlines, ...]] = []
    for name, own in by_source.items():
        ids = {row.id for row in own}
        times = sum(indicator in ids for indicator, _, _ in revised)
        known = [row for row in own if row.known]
        said = [f"{in_words(number)} {words}" for number, words in _doubts(known) if number]
        said += [f"{in_words(len(own) - len(known))} without a result"] if len(own) > len(known) else []
        said += [f"revised {times_words(times)} in the last year"] if times else []
        listed = ", ".join(pieces.reference(context, row) for row in own)
        rows.append(((name,), (listed,), (capital(join_words(said)) if said else "Nothing to note",)))
    columns = (
        doc.Column("Source", width=30),
        doc.Column("Indicators", width=34),
        doc.Column("State of its latest results", width=36),
    )
    notes: list[doc.Inlines] = [
        (pieces.indicator_link(context, row, with_id=True), f": {row.note}")
        for row in context.scored.results
        if row.note
    ]
    return doc.content(
        pieces.heading("Sources and the quality of their figures"),
        doc.Table("Sources of figures", "floors", columns, tuple(rows)),
        pieces.heading("Notes on single indicators", 3) if notes else None,
        doc.Bullets(tuple(notes)) if notes else None,
    )


def _doubts(known: Sequence[Result]) -> list[tuple[int, str]]:
    flags = Counter(row.flag for row in known if row.flag)
    found = [(int(number), str(flag)) for flag, number in sorted(flags.items())]
    return [
        *found,
        (sum(row.in_arrears for row in known), "in arrears"),
        (sum(bool(counted(row, row)) for row in known), "based on few cases"),
    ]


def times_words(times: int) -> str:
    """How often: "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(times, f"{in_words(times)} times")


#: The families of checks with what they are about, as ``docs/checks.md`` has them.
_FAMILIES = {
    Family.MISSING: ("Is everything written?", "Checks of what has not been written yet"),
    Family.CONTRADICTION: ("Do the words agree with the figures?", "Checks of texts against their indicator's figures"),
    Family.DATA: ("Do the figures look right?", "Checks of figures that look like a slip"),
    Family.WORDS: ("Can it be read easily?", "Checks of the words"),
}
_GRADES = {
    Grade.ERROR: "Error: stops publication until it is put right or accepted",
    Grade.WARNING: "Warning: stops publication until it is put right or accepted",
    Grade.NOTE: "Note: worth knowing, stops nothing",
}


def checks(context: Context) -> doc.Content:
    """Every check that commentary and figures pass before publication, with what it means."""
    off = set(context.edition.commentary.off)
    parts: list[doc.Block | doc.Content] = [
        pieces.heading("Checks before publication"),
        doc.paragraph(
            "Files are read strictly: a figure that cannot be read, an unknown indicator or a period that does "
            "not exist stops the report. Then these checks look at the texts and figures of each section. A "
            "section is signed off when no error or warning is open; whoever accepts one gives a reason and a "
            "role."
        ),
        doc.Bullets(tuple((words,) for words in _GRADES.values())),
    ]
    columns = (doc.Column("Check", width=32), doc.Column("Grade", width=10), doc.Column("What it means", width=58))
    for family, (title, caption) in _FAMILIES.items():
        rows: list[tuple[doc.Inlines, ...]] = [
            ((found,), (capital(str(one.grade)),), (one.why,))
            for one in CHECKS
            if one.family is family and one.id not in off and (found := one.title_under(context.scheme))
        ]
        if rows:
            parts += [pieces.heading(title, 3), doc.Table(caption, "checks", columns, tuple(rows))]
    if off:
        names = join_words(sorted(check.title.lower() for check in CHECKS if check.id in off))
        parts.append(doc.paragraph(f"Switched off for this edition: {names}."))
    return doc.content(*parts)


def floors(context: Context) -> doc.Content:
    """The floor of every indicator for its latest period, and how it came about; nothing where none has one."""
    rows: list[tuple[doc.Inlines, ...]] = []
    targets = written(context.data.targets)
    for row in context.scored.results:
        floor = pieces.target_cell(row, row.floor)
        if not (math.isnan(row.floor_lower) and math.isnan(row.floor_upper)):
            floor = pieces.range_cell(row, row.floor_lower, row.floor_upper)
        if floor == pieces.NOTHING:
            continue
        why = targets.get((row.id, row.period_end), "") if row.period_end else ""
        rows.append(
            (
                (pieces.indicator_link(context, row, with_id=True),),
                (pieces.unbroken(row.period(row.period_end).short),),
                (pieces.aim_cell(row),),
                (floor,),
                (why or "As published",),
            )
        )
    if not rows:
        return doc.Content()
    columns = (
        doc.Column("Indicator", width=38),
        doc.Column("Period", width=9),
        doc.Column("Target", "right", width=14),
        doc.Column("Floor", "right", width=14),
        doc.Column("How the floor was set", width=25),
    )
    return doc.content(
        pieces.heading("Floors"), doc.Table("Floors of the latest period", "floors folded", columns, tuple(rows))
    )


def register(context: Context) -> doc.Content:
    """The register of indicators: how each is measured."""
    rows: list[tuple[doc.Inlines, ...]] = []
    for row in context.scored.results:
        rows.append(
            (
                (pieces.indicator_link(context, row, with_id=True),),
                (row.section,),
                (unit_name(row.unit),),
                (polarity_words(row.polarity),),
                (basis_words(row.basis, cycle_of(row)).capitalize(),),
                (cycle_of(row).comes.capitalize(),),
                (row.owner_role or pieces.NOT_STATED,),
                (row.source or pieces.NOT_STATED,),
            )
        )
    columns = (
        doc.Column("Indicator", width=20),
        doc.Column("Service", width=11),
        doc.Column("Unit", width=11),
        doc.Column("Better", width=11),
        doc.Column("Basis", width=12),
        doc.Column("Frequency", width=10),
        doc.Column("Owner", width=11),
        doc.Column("Source", width=14),
    )
    return doc.content(
        pieces.heading("Register of indicators"),
        pieces.kept_table("Register of indicators in force", "register", columns, rows),
    )


def assurance(context: Context) -> doc.Content:
    """How results are challenged and, without a page of risks, how risks are kept; as far as that was written."""
    told = {"Assurance": pieces.report_text(context, "Assurance")}
    if not any(page.notebook == "risks" for page in context.pages):
        told["Risk register"] = pieces.report_text(context, "Risks")
    return doc.content(*(doc.content(pieces.heading(title), *text) for title, text in told.items() if text))


def origins_words(actuals: pd.DataFrame) -> str:
    """From which files results were taken, and how many; nothing where no row says so."""
    if "origin" not in actuals:
        return ""
    taken = actuals.loc[actuals["origin"].ne("") & actuals["actual"].notna(), "origin"]
    counts = Counter(str(origin).partition(", ")[0] for origin in taken)
    if not counts:
        return ""
    said = [f"{number:,} {plural(number, 'result')} from {file}" for file, number in sorted(counts.items())]
    where = "The series among the downloads names sheet and cell of each."
    return f"Figures were taken from workbooks: {join_words(said)}. {where}"


def provenance(context: Context) -> doc.Content:
    """The files this edition was made from, each with its fingerprint, and the command that makes it again."""
    rows: list[tuple[doc.Inlines, ...]] = []
    for path in context.input_files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        rows.append(((doc.Code(context.project.relative(path)),), (doc.Code(digest[:16]),)))
    columns = (doc.Column("File", width=66), doc.Column("SHA-256, first 16 characters", width=34))
    edition = context.edition
    return doc.content(
        pieces.heading("Provenance"),
        doc.paragraph(
            f"Edition {edition.edition}, made from data up to {day_in_words(edition.as_of)} with the scheme "
            f"{edition.scheme} and the direction rule {edition.direction}, by qprlib {__version__}. The same files "
            "give the same report, byte for byte; its file manifest.json says which publisher made it and with what:"
        ),
        doc.paragraph(doc.Code(f"qpr render {edition.edition}")),
        doc.paragraph(taken) if (taken := origins_words(context.data.actuals)) else None,
        doc.paragraph(
            "To make it again from the project's folder on another machine, and to see that nothing differs:"
        ),
        doc.Bullets(
            (
                (doc.Code("make setup"), " installs the program with the versions of its locks."),
                (doc.Code(f"qpr check {edition.edition}"), " reads every file and lists whatever is wrong."),
                (
                    doc.Code(f"qpr render {edition.edition}"),
                    " makes the site, the PDF, the Word document and the downloads.",
                ),
                (
                    doc.Code(f"sha256sum data/{edition.organisation.id}/*.csv"),
                    " gives the fingerprints to compare below.",
                ),
            )
        ),
        doc.Table("Files this edition was made from", "provenance", columns, tuple(rows)),
    )
