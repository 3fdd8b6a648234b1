"""Rolling an edition forward: next quarter's params and commentary notebooks, made from those of the last."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from qprlib.data.store import OrganisationData, read_organisation
from qprlib.editions.next_params import WORDINGS, checked_params, difference, old_quarter_named, rolled_params
from qprlib.editions.old_texts import OldTexts, read_old_texts
from qprlib.ground.edition import Edition, EditionName, edition_names, load_edition
from qprlib.ground.errors import CommandError, Place, Problem, listing, nearest
from qprlib.ground.files import put, scratch
from qprlib.ground.incoming import read_text
from qprlib.ground.names import slugify
from qprlib.ground.numbers import plural
from qprlib.ground.project import Project
from qprlib.ground.references import Called
from qprlib.ground.reported import Reported, ReportedError
from qprlib.scoring.scorecard import edition_register
from qprlib.texts.commentary import ACCEPTED, EVIDENCE, PUBLISHED, REPORT_NOTEBOOK, REPORT_TEXTS
from qprlib.texts.notebook_file import Notebook, written
from qprlib.texts.notebook_form import (
    IndicatorCells,
    carried_evidence,
    carried_over,
    report_notebook,
    section_notebook,
)


@dataclass(frozen=True)
class EditionPlan:
    """What would be made of an edition."""

    edition: Edition
    source: str  #: the edition it is made from, or that it corrects
    files: Mapping[Path, str]  #: path to text; the params file is the first
    diff: tuple[str, ...]  #: of the two params files, a unified diff


@dataclass(frozen=True)
class RollForward(EditionPlan):
    """The next edition, and what there is to say about it: a sentence each."""

    look_at: tuple[str, ...]  #: lines of the new params that still name the old quarter
    added: tuple[str, ...]
    removed: tuple[str, ...]
    redefined: tuple[str, ...]
    notebooks: tuple[str, ...]
    results: int  #: how many have one for the new quarter already
    indicators: int  #: in force
    warnings: tuple[Problem, ...]  #: texts that are left behind, as nobody knows where they belong


def plan_edition(project: Project, name: str, source: str = "", as_of: date | None = None) -> RollForward:
    """What rolling an edition forward would make; nothing is written.

    The ``source`` is by default the last one of the same report before it, the data cut-off as far from the quarter's
    end as the old one.

    Raises
    ------
    CommandError
        If a name does not fit, there is nothing to roll forward, or some of the files are there already.
    InputError
        With every problem of the old params, its notebooks or the data.
    """
    series, quarter = _parsed(project, name)
    if project.params_file(name).exists():
        require_free(project, name)
    source = source or _edition_before(project, name, series, quarter)
    old = load_edition(project, source)
    quarter = _of_its_years(old, quarter, name)
    _require_fitting(old, name, series, quarter)

    before = read_text(project.params_file(source), project.relative(project.params_file(source)))
    text = rolled_params(before, old, quarter, as_of)
    edition = checked_params(project, name, text)
    data = read_organisation(project.data(old.organisation.id), project.root, old.organisation.years)
    texts = read_old_texts(project, source, Called.of(data.indicators.itertuples()).ids)
    rolled = _Rolling(project=project, old=old, edition=edition, data=data, texts=texts)
    notebooks = list(rolled.notebooks())
    folder = project.commentary(name)
    params = project.params_file(name)
    files = {params: text, **{folder / f"{slug}.ipynb": written(made) for slug, made, *_ in notebooks}}
    require_free(project, name, files)
    return RollForward(
        edition=edition,
        source=source,
        files=files,
        diff=difference(before, text, project.relative(project.params_file(source)), project.relative(params)),
        look_at=tuple(old_quarter_named(text, old)),
        added=rolled.added(),
        removed=rolled.removed(),
        redefined=rolled.redefined(),
        notebooks=tuple(_said(slug, indicators, texts) for slug, _, indicators, texts in notebooks),
        results=rolled.results(),
        indicators=len(rolled.now),
        warnings=tuple(rolled.left_behind()),
    )


def make_edition(project: Project, plan: EditionPlan) -> None:
    """Write the files of a plan: all of them or, if one cannot be written (OSError), none.

    What an earlier run left that was ended is taken up: its notebooks, if they hold what would be written. Raises
    CommandError if one of them is there by now.
    """
    require_free(project, plan.edition.edition, plan.files)
    folder = project.commentary(plan.edition.edition)
    (params, text), *notebooks = plan.files.items()
    is_new = not folder.exists()
    there = set(folder.glob("*"))
    try:
        with scratch(folder.parent) as staged:
            place = staged / folder.name if is_new else folder
            place.mkdir(exist_ok=True)
            for path, content in notebooks:
                put(place / path.name, content)
            if is_new:
                place.rename(folder)
        # The params come last: until they are there, nobody takes the folder for an edition.
        put(params, text)
    except BaseException:
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        for path, _ in notebooks:
            if path not in there:
                path.unlink(missing_ok=True)
        raise


# --- names ----------------------------------------------------------------------------------------------


def _parsed(project: Project, name: str) -> tuple[str, Reported]:
    """Organisation with report, and quarter, of a new edition's name."""
    known = sorted({one.series for one in edition_names(project)})
    parsed = EditionName.parse(name)
    if parsed and parsed.correction:
        parsed = None
    if parsed and parsed.series in known:
        return parsed.series, parsed.quarter
    likely = str(parsed.quarter) if parsed else _likely_quarter(name)
    whose = parsed.series if parsed else re.split(r"[-_ ]?(?:19|20|21)[0-9]{2}", name)[0]
    near = nearest(whose, known, 0.4) or (known[0] if len(known) == 1 else "")
    unknown = parsed is not None
    entry = "not-an-edition-name.report" if unknown and likely else "not-an-edition-name"
    nearest_name = f"{near}-{likely}" if near and likely else ""
    allowed = listing(known) or "none yet"
    raise CommandError(WORDINGS.problem(entry, near=nearest_name, series=whose, name=name, known=allowed))


def _of_its_years(old: Edition, quarter: Reported, name: str) -> Reported:
    """What the new edition reports on, with its days in the years of the organisation."""
    series = old.name.series
    try:
        return quarter.of(old.organisation.years)
    except ReportedError as error:
        near = f"{series}-{error.nearest}"
        raise CommandError(
            WORDINGS.problem("not-an-edition-name", near=near, series=series, name=name, known=series)
        ) from None


def _likely_quarter(name: str) -> str:
    try:
        Reported.parse(name)
    except ReportedError as error:
        return error.nearest
    return name  # a quarter alone, without an organisation


def _edition_before(project: Project, name: str, series: str, quarter: Reported) -> str:
    every = edition_names(project, EditionName(series, quarter).line)
    before = [one for one in every if one.quarter < quarter]
    if before:
        return str(before[-1])  # of a quarter with corrections the last of them
    known = listing([str(one) for one in every])
    raise CommandError(WORDINGS.problem("nothing-to-roll", series=series, name=name, known=known))


def _require_fitting(old: Edition, name: str, series: str, quarter: Reported) -> None:
    if old.name.series != series:
        likely = f"{old.name.series}-{quarter}"
        raise CommandError(WORDINGS.problem("other-organisation", near=likely, name=name, old=old.edition))
    if old.quarter.start >= quarter.start:
        likely = f"{series}-{old.quarter.next()}"
        raise CommandError(WORDINGS.problem("not-a-later-quarter", near=likely, new=quarter, old=old.quarter))


def require_free(project: Project, name: str, files: Mapping[Path, str] | None = None) -> None:
    """Refuse (CommandError) a new edition of which any file is there already.

    A notebook that holds just what would be made was left by a run that was ended before it made the params; hidden
    files are an editor's, or such a run's, and in nobody's way.
    """
    params, folder = project.params_file(name), project.commentary(name)
    there = [params] if params.exists() else []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        planned = (files or {}).get(path)
        if path.is_file() and not hidden and (planned is None or path.read_bytes() != planned.encode("utf-8")):
            there.append(path)
    if there:
        names = listing([project.relative(path) for path in there], 20)
        raise CommandError(WORDINGS.problem("edition-exists", name=name, files=names))


@dataclass(frozen=True, eq=False, kw_only=True)
class _Rolling:
    """The notebooks of a new edition, and what changed since the old one."""

    project: Project
    old: Edition
    edition: Edition
    data: OrganisationData
    texts: OldTexts

    @cached_property
    def now(self) -> pd.DataFrame:
        """The register's rows in force now, by id."""
        return edition_register(self.data.indicators, self.edition).set_index("id", drop=False)

    @cached_property
    def then(self) -> pd.DataFrame:
        """The register's rows in force then, by id."""
        return edition_register(self.data.indicators, self.old).set_index("id", drop=False)

    def notebooks(self) -> Iterator[tuple[str, Notebook, int, int]]:
        """Slug, notebook, number of indicators and of texts carried over: in the register's order, the report last."""
        for section in dict.fromkeys(self.now["section"]):
            slug = slugify(section)
            rows = self.now[self.now["section"] == section]
            cells = [self._cells(str(row.id), str(row.short_name)) for row in rows.itertuples()]
            notes = [
                f"{one} {self._name(one)} is no longer in force; {self._last_text(one)}."
                for one in self._gone
                if self._where(one) == slug
            ]
            set_up = self._set_up([one.id for one in cells if one.evidence])
            notebook = section_notebook(self.edition.edition, section, cells, notes, set_up=set_up)
            yield slug, notebook, len(cells), sum(len(one.texts) for one in cells)
        if self.texts.report is not None:
            texts, notes = self._report(self.texts.report)
            carried = sum(bool(text) for below in texts.values() for text in below.values())
            yield REPORT_NOTEBOOK, report_notebook(self.edition.edition, texts, notes), 0, carried

    def added(self) -> tuple[str, ...]:
        """Indicators in force now that were not."""
        return tuple(
            f"{self._called(str(row.id))} ({row.section})"
            for row in self.now.itertuples()
            if row.id not in self.then.index
        )

    def removed(self) -> tuple[str, ...]:
        """Indicators that were in force, or were written about, and are not in force now."""
        return tuple(f"{self._called(one)}: {self._last_text(one)}" for one in self._gone)

    def redefined(self) -> tuple[str, ...]:
        """Indicators with another name or section than in the old notebooks, or whose series breaks in between."""
        said: list[str] = []
        for row in self.now.itertuples():
            one = str(row.id)
            if one not in self.texts.where:
                continue
            if self.texts.names[one] != row.short_name:
                said.append(f"{one} is now called '{row.short_name}', before '{self.texts.names[one]}'")
            if self.texts.where[one] != slugify(str(row.section)):
                said.append(f"{one} has moved to {row.section}, and its texts with it")
        actuals = self.data.actuals
        if "break_before" in actuals:
            since = actuals[
                (actuals["break_before"] == "yes")
                & actuals["indicator"].isin(self.now.index)
                & (actuals["period_end"] > pd.Timestamp(self.old.quarter.end))
                & (actuals["period_end"] <= pd.Timestamp(self.edition.as_of))
            ]
            said += [f"{one}: its series breaks, so that results are not compared across" for one in since["indicator"]]
        return tuple(said)

    def results(self) -> int:
        """How many indicators have a result whose period ends in the new quarter."""
        quarter = self.edition.quarter
        actuals = self.data.actuals
        inside = actuals["period_end"].between(pd.Timestamp(quarter.start), pd.Timestamp(quarter.end))
        known = actuals.loc[inside & actuals["actual"].notna(), "indicator"].unique()
        return len(set(known) & set(self.now.index))

    def left_behind(self) -> Iterator[Problem]:
        """Texts that nobody knows the place of."""
        folder = self.project.commentary(self.old.edition)
        known = set(self.data.indicators["id"])
        for (owner, heading), text in self.texts.indicators.items():
            if not text or heading == ACCEPTED or (owner in known and heading in PUBLISHED):
                continue
            where = self.texts.where.get(owner)
            yield WORDINGS.problem(
                "text-left-behind",
                Place(self.project.relative(folder / f"{where}.ipynb" if where else folder), indicator=owner),
                near=nearest(heading, PUBLISHED) if heading else "",
                heading=f"{owner}, {heading}" if heading else owner,
                known=listing([f"### {one}" for one in PUBLISHED]),
            )

    @cached_property
    def _gone(self) -> list[str]:
        told = [str(one) for one in self.then.index if one not in self.now.index]
        known = set(self.data.indicators["id"])
        # An indicator may have left the register altogether; its texts are all that is left of it.
        written_about = dict.fromkeys(owner for owner, _ in self.texts.indicators)
        return told + [one for one in written_about if one in self.texts.where and one not in known]

    def _where(self, indicator: str) -> str:
        if indicator in self.texts.where:
            return self.texts.where[indicator]
        return slugify(str(self.then.at[indicator, "section"]))

    def _name(self, indicator: str) -> str:
        if indicator in self.then.index:
            return str(self.then.at[indicator, "short_name"])
        return self.texts.names[indicator]

    def _called(self, indicator: str) -> str:
        """By what readers know an indicator, with its id, which the notebooks have."""
        rows = self.now if indicator in self.now.index else self.then
        reference = str(rows.at[indicator, "reference"]) if indicator in rows.index else ""
        name = str(rows.at[indicator, "short_name"]) if indicator in rows.index else self.texts.names[indicator]
        return f"{reference} {name} ({indicator})" if reference else f"{indicator} {name}"

    def _last_text(self, indicator: str) -> str:
        if not any(owner == indicator for owner, _ in self.texts.indicators):
            return "nothing was written about it"
        path = self.project.commentary(self.old.edition) / f"{self._where(indicator)}.ipynb"
        return f"its last text is in {self.project.relative(path)}"

    def _cells(self, indicator: str, name: str) -> IndicatorCells:
        code = self.texts.code(indicator)
        carried: dict[str, str] = {}
        for heading in PUBLISHED:
            text = self.texts.indicators.get((indicator, heading), "")
            if heading == EVIDENCE and code:
                carried[heading] = carried_evidence(text, self.old.edition)
            elif text:
                carried[heading] = carried_over(text, self.old.edition)
        return IndicatorCells(indicator, name, carried, code)

    def _set_up(self, indicators: Sequence[str]) -> list[str]:
        """The cells on which the evidence of indicators relies, opening the new edition."""
        old, new = json.dumps(self.old.edition), json.dumps(self.edition.edition)
        cells = [code for one in indicators for code in self.texts.code(one, relied_on=True)]
        return [code.replace(old, new) for code in dict.fromkeys(cells)]

    def _report(self, old: Mapping[tuple[str, str], str]) -> tuple[dict[str, dict[str, str]], list[str]]:
        """The texts of no single indicator by heading and sub-heading, and what is to be said of those left out.

        Highlights by section get an empty place for each new section.
        """
        sections = list(dict.fromkeys(self.now["section"]))
        gone = [section for section in dict.fromkeys(self.then["section"]) if section not in sections]
        folder = self.project.relative(self.project.commentary(self.old.edition))
        texts: dict[str, dict[str, str]] = {}
        notes: list[str] = []
        for heading in REPORT_TEXTS:
            below = {sub: text for (owner, sub), text in old.items() if owner == heading and text and sub != ACCEPTED}
            if heading == "Highlights":
                notes += [
                    f"{section} has no indicator in force; its last highlights are in {folder}/{REPORT_NOTEBOOK}.ipynb."
                    for section in gone
                    if below.pop(section, "")
                ]
                if any(section in below for section in sections):  # sections are what they are by
                    below |= {section: "" for section in sections if section not in below}
            texts[heading] = {sub: carried_over(text, self.old.edition) for sub, text in below.items()}
        return texts, notes


def _said(slug: str, indicators: int, texts: int) -> str:
    held = [f"{indicators} {plural(indicators, 'indicator')}"] if indicators else []
    return f"{slug}.ipynb: " + ", ".join([*held, f"{texts} {plural(texts, 'text')} carried over"])
