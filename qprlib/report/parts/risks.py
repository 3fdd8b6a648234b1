"""The corporate risk register: each risk's score against its target and the quarter before, and a grid of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import isnan

from qprlib.data.records import Row
from qprlib.ground.calendar import day_in_words
from qprlib.ground.numbers import capital, in_words, join_words, so_many_of
from qprlib.ground.reported import Length
from qprlib.report import document as doc
from qprlib.report.charts.drawing import keep_chart
from qprlib.report.charts.side_charts import ScoredRisk, draw_scores
from qprlib.report.context import Context
from qprlib.report.parts.side_tables import rows_by_quarter
from qprlib.report.pieces import answering, heading, lede, report_text, source
from qprlib.report.row_notes import notes

#: Likelihood and impact run from 1 to this.
STEPS = 5
LIKELIHOOD = ("Very unlikely", "Unlikely", "Possible", "Likely", "Very likely")
IMPACT = ("Minor", "Moderate", "Significant", "Serious", "Major")


@dataclass(frozen=True)
class RiskLevel:
    """Scores from ``least`` on, up to the next level: their word, tone and shape."""

    name: str
    least: int
    tone: str
    shape: str


#: In falling order.
LEVELS = (
    RiskLevel("High", 16, "red", "square"),
    RiskLevel("Medium", 8, "amber", "triangle"),
    RiskLevel("Low", 1, "green", "circle"),
)


def level_of(score: int) -> RiskLevel:
    """The level of a score."""
    return next(level for level in LEVELS if score >= level.least)


def score_of(row: Row) -> int:
    """Likelihood times impact."""
    return int(row.likelihood * row.impact)


@dataclass(frozen=True)
class Rated:
    """A risk with its score at the quarter's end and at the end of the one before; None where it has none."""

    risk: Row
    now: Row | None
    before: Row | None

    @property
    def score(self) -> int:
        """The score now; 0 without one, so that such risks stand last."""
        return score_of(self.now) if self.now else 0

    @property
    def target(self) -> int | None:
        """The score aimed at, None where there is none."""
        return None if isnan(self.risk.target_score) else int(self.risk.target_score)

    @property
    def change(self) -> int | None:
        """By how much the score changed since the quarter before, None where that cannot be told."""
        return self.score - score_of(self.before) if self.now and self.before else None


@dataclass(frozen=True)
class Register:
    """The risks on the last day of the latest quarter, or other ``length`` of reports, that was scored."""

    end: date
    length: Length
    risks: tuple[Rated, ...]

    @property
    def scored(self) -> list[Rated]:
        """Those with a score, the highest first and else in the register's order."""
        return sorted((one for one in self.risks if one.now), key=lambda one: -one.score)


def read_register(context: Context) -> Register:
    """The risk register of an edition; LookupError if there is none, or no risk was scored by its quarter's end."""
    scores = rows_by_quarter(context, "risk_scores")
    return register_of(context.data.rows("risks"), scores, context.edition.quarter.length)


def register_of(risks: Sequence[Row], scores: Sequence[Row], length: Length) -> Register:
    """Risks with their scores of the latest quarter, or other length, and the one before.

    Those that were never scored are left out.
    """
    end = max(row.period_end for row in scores)
    before = length.before(end)
    found = {(row.risk, row.period_end): row for row in scores}
    known = {row.risk for row in scores}
    return Register(
        end,
        length,
        tuple(
            Rated(risk, found.get((risk.risk, end)), found.get((risk.risk, before)))
            for risk in risks
            if risk.risk in known
        ),
    )


def level_span(score: int, text: str = "") -> doc.Span:
    """A level as the theme dresses it: word, tone and shape; or another text in its dress."""
    level = level_of(score)
    return doc.Span(text or level.name, ("status", level.tone, level.shape))


def opening(context: Context) -> doc.Content:
    """How many risks are high, which way they moved, how many have reached their target."""
    written = report_text(context, "Risks")
    return doc.content(lede("risks", " ".join(opening_sentences(read_register(context)))), *written)


def opening_sentences(register: Register) -> list[str]:
    """The finding in three sentences."""
    scored = register.scored
    high = sum(level_of(one.score).name == "High" for one in scored)
    number = len(scored)
    verb = ("is" if high < 2 else "are") + (" not" if number == 1 > high else "")
    said = [f"{so_many_of(high, number, 'corporate risk')} {verb} high." if number else "No corporate risk is known."]
    if scored:
        top = scored[0]
        level = "" if high else f", which is {level_of(top.score).name.lower()}"
        said.append(f"The highest score is {top.score} of {STEPS**2}{level}: {top.risk.risk} {top.risk.title}.")
    changes = [one.change for one in scored if one.change is not None]
    if changes:
        up, down = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
        counted = ((up, "rose"), (down, "fell"), (len(changes) - up - down, "stayed the same"))
        moved = join_words([f"{in_words(count)} {way}" for count, way in counted if count])
        said.append(f"Since the {register.length.words} before {moved}.")
    aimed = [one for one in scored if one.target is not None]
    if aimed:
        reached = sum(one.score <= (one.target or 0) for one in aimed)
        verb = ("has" if reached < 2 else "have") + (" not" if len(aimed) == 1 > reached else "")
        its = "its" if reached < 2 else "their"
        said.append(f"{so_many_of(reached, len(aimed), 'risk')} {verb} reached {its} target score.")
    return said


def chart(context: Context) -> doc.Content:
    """Every risk's score now, the quarter before and as it is aimed at."""
    register = read_register(context)
    scored = register.scored
    shown = [
        ScoredRisk(
            f"{one.risk.risk} {one.risk.title}", one.score, score_of(one.before) if one.before else None, one.target,
            level_of(one.score).tone, level_of(one.score).shape,
        )
        for one in scored
    ]  # fmt: skip
    drawing = partial(
        draw_scores, context.project.theme, shown, STEPS * STEPS, [(one.name, one.least) for one in reversed(LEVELS)]
    )
    highest = "; ".join(f"{one.label} {one.now}" for one in shown[:3])
    return doc.content(
        keep_chart(drawing, "risks", _finding(scored), f"Chart of risk scores, the highest: {highest}.", shown),
        source(
            f"Score: likelihood times impact, at most 25. An arrow begins at the score of the {register.length.words} "
            "before; "
            "the upright line is the target."
        ),
    )


def _finding(scored: Sequence[Rated]) -> str:
    above = [one for one in scored if one.target is not None and one.score > one.target]
    number, of = len(above), sum(one.target is not None for one in scored)
    if not of:
        return f"{scored[0].risk.title}: the highest score, {scored[0].score}"
    which = so_many_of(number, of, "risk with a target score", "risks with a target score")
    return f"{which} {'is' if number < 2 else 'are'} {'at or below' if of == 1 > number else 'above'} it"


def grid(context: Context) -> doc.Content:
    """Likelihood by impact: how many risks are in each cell, and which; then the same in words."""
    register = read_register(context)
    cells: dict[tuple[int, int], list[Rated]] = {}
    for one in register.scored:
        assert one.now is not None
        cells.setdefault((one.now.likelihood, one.now.impact), []).append(one)
    steps = range(1, STEPS + 1)
    rows = tuple(
        doc.in_cells(
            (
                f"{likelihood} {LIKELIHOOD[likelihood - 1]}",
                *(_cell(likelihood * impact, cells.get((likelihood, impact), [])) for impact in steps),
            )
        )
        for likelihood in reversed(steps)
    )
    columns = (
        doc.Column("Likelihood", width=20),
        *(doc.Column(f"Impact {impact} {IMPACT[impact - 1]}", width=16) for impact in steps),
    )
    return doc.content(
        heading("Likelihood and impact", anchor="risk-grid"),
        doc.paragraph(f"A score is likelihood times impact. {level_key()} A cell with 0 holds no risk."),
        doc.Table("Number of risks by likelihood and impact, with their ids", "risk-grid", columns, rows),
        doc.paragraph("The same in words, from the highest score:"),
        doc.Bullets(tuple((line,) for line in grid_words(cells))),
    )


def _cell(score: int, risks: Sequence[Rated]) -> doc.Inlines:
    if not risks:
        return ("0",)
    return (level_span(score, str(len(risks))), " " + ", ".join(one.risk.risk for one in risks))


def grid_words(cells: dict[tuple[int, int], list[Rated]]) -> list[str]:
    """Each filled cell as a sentence: "Score 25, high (very likely, major impact): CR01 The budget ..."."""
    said = []
    for (likelihood, impact), risks in sorted(cells.items(), key=lambda item: (-item[0][0] * item[0][1], item[0])):
        score = likelihood * impact
        names = "; ".join(f"{one.risk.risk} {one.risk.title}" for one in risks)
        said.append(
            f"Score {score}, {level_of(score).name.lower()} ({LIKELIHOOD[likelihood - 1].lower()}, "
            f"{IMPACT[impact - 1].lower()} impact): {names}."
        )
    return said


def level_key() -> str:
    """Which scores each level takes in: "High is 16 to 25, medium 8 to 15, low 1 to 7."."""
    tops = [STEPS * STEPS, *(level.least - 1 for level in LEVELS)]
    parts = [f"{level.name.lower()} {level.least} to {top}" for level, top in zip(LEVELS, tops, strict=False)]
    return f"{capital(join_words(parts))}."


def register(context: Context) -> doc.Content:
    """Every risk with its score, the trend of it, its target, what is done against it and who answers for it."""
    found = read_register(context)
    rows = [*found.scored, *(one for one in found.risks if not one.now)]
    noted = [((one.risk.risk, ""), said.note) for one in rows for said in (one.risk, one.now) if said]
    return doc.content(
        heading("Register", anchor="risk-register"),
        doc.tabled(
            f"Corporate risks on {day_in_words(found.end)}",
            "summary risks",
            rows,
            (
                doc.Column("Risk", width=29),
                lambda one: (doc.Strong(f"{one.risk.risk} {one.risk.title}."), f" {one.risk.description}"),
            ),
            (doc.Column("Score", width=13), _score),
            (doc.Column("Trend", width=12), lambda one: trend(one, found.length.words)),
            (doc.Column("Target", width=12), _target),
            (doc.Column("Mitigation", width=20), lambda one: (one.now.mitigation if one.now else "") or "None given"),
            (doc.Column("Owner", width=14), lambda one: answering(one.risk.owner_role, one.risk.directorate)),
        ),
        notes(
            noted,
            doc.paragraph(f"The highest score first. Score: likelihood times impact, each from 1 to 5. {level_key()}"),
        ),
    )


def _score(one: Rated) -> doc.Inline:
    return level_span(one.score, f"{level_of(one.score).name} {one.score}") if one.now else "Not scored"


def trend(one: Rated, noun: str) -> str:
    """The score against the quarter, or another ``noun``, before, in words."""
    if one.now is None:
        return "Not scored"
    if one.change is None or one.before is None:
        return f"New this {noun}"
    if not one.change:
        return "Unchanged"
    return f"{'Up' if one.change > 0 else 'Down'} from {score_of(one.before)}"


def _target(one: Rated) -> str:
    if one.target is None:
        return "None set"
    if one.now is None:
        return f"{one.target}"
    gap = one.score - one.target
    return f"{one.target}, {f'{gap} to go' if gap > 0 else 'reached'}"
