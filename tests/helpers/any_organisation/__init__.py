"""From a seed a whole small organisation, with its editions: what the two examples do not have, anybody might.

One of the shipped schemes and one of the direction rules; every basis, frequency, polarity and unit; each optional
column and table there or not; states, zeros, revisions, restated targets, breaks, small numbers, arrears; texts with
every sign. Half of them are unlike a council: years from any month, editions of a month, half-year or year, results
that come weekly or once in some years. :func:`organisation` makes one from a seed; :func:`organisations` is a strategy,
so that hypothesis makes what fails smaller; :func:`write` puts it into a folder as a project.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from helpers.any_organisation import side_tables
from helpers.any_organisation.calendar import LENGTHS, LONG, Span, Year, month_end
from helpers.any_organisation.choices import Choices, FromHypothesis, FromSeed
from helpers.any_organisation.figures import Clock, make_figures
from helpers.any_organisation.register import Indicator, Row, make_register
from helpers.any_organisation.words import Words, slug
from helpers.projects import REPOSITORY

SCHEMES = tuple(sorted(path.stem for path in (REPOSITORY / "params" / "schemes").glob("*.yml")))
RULES = (
    "previous-period", "same-period-last-year", "short-and-long", "latest-three", "regression", "theil-sen",
    "small-change", "xmr",
)  # fmt: skip
HEADINGS = ("Commentary", "Actions", "Risks", "Discussion")
#: Heading of the report's own texts, by the page that shows them; "" is any edition's.
REPORT_TEXTS = {"Foreword": "index", "Data quality": "methods", "Assurance": "methods", "Complaints": "complaints",
    "Workforce": "workforce", "Delivery": "delivery", "Risks": "risks"}  # fmt: skip
NAME = "seedshire"
FIRST_YEAR, LAST_YEAR = 2022, 2024
YEAR_FORMS = ("2024/25", "2024-25", "FY25", "FY2025", "2025")

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class AnyOrganisation:
    """An organisation with its editions, not yet written anywhere.

    Parameters
    ----------
    tables
        Rows by the name of the file.
    params
        What each edition's params file says, by the edition's name; the last is the one that has everything.
    texts
        By edition and notebook (``report`` or a section's slug): indicator or heading, and heading, to Markdown.
    names
        Heading of each indicator in the notebooks, by its id.
    """

    tables: Mapping[str, Sequence[Row]]
    params: Mapping[str, Mapping[str, Any]]
    texts: Mapping[str, Mapping[str, Texts]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        """The last edition."""
        return list(self.params)[-1]


def organisation(seed: int) -> AnyOrganisation:
    """The organisation of a seed: the same on every machine."""
    return _made(FromSeed(seed))


@st.composite
def organisations(draw: st.DrawFn) -> AnyOrganisation:
    """Any organisation; what fails is made smaller."""
    return _made(FromHypothesis(draw))


# Making -----------------------------------------------------------------------------------------------------


def _made(choices: Choices) -> AnyOrganisation:
    words = Words(choices)
    scheme = choices.one_of(SCHEMES)
    rule = choices.one_of([one["rule"] for one in _scheme(scheme).get("directions", ())] or RULES)
    year = _year(choices.beside("its calendar"))
    quarter = 3 * (4 * choices.number(FIRST_YEAR, LAST_YEAR) + choices.number(0, 3))
    length = "quarter" if year is None else _length(choices.beside("its editions"))
    last = Span.containing(month_end(quarter // 12, quarter % 12 + 6), length, year or Year())
    spans = [*([last.year_before()] if choices.one_in(3) and length != "year" else []), last.earlier(), last]
    clock = Clock(tuple(_cut(one, choices.number(20, 60)) for one in spans), last.year, length)
    register = make_register(choices, words, last.year, own_years=year is not None)
    register, changes = _changed(choices, words, register, last.end)
    tables: dict[str, list[Row]] = {"indicators": [one.row for one in register], "actuals": [], "targets": []}
    profiles = []
    for one in register:
        figures = make_figures(choices, words, one, clock)
        tables["actuals"] += figures.actuals
        tables["targets"] += figures.targets
        profiles += figures.profiles
    pages = [page for page in side_tables.PAGES if choices.one_in(3)]
    for page in pages:
        for make in side_tables.PAGES[page]:
            tables |= make(choices, words, clock)
    if choices.one_in(2):
        tables["benchmarks"] = side_tables.benchmarks(choices, words, clock, register)
    if choices.one_in(6):
        kpis = {one["id"] for one in register if one["kind"] == "kpi"}
        bands = [band["id"] for band in _scheme(scheme)["bands"]]
        of_kpis = [row for row in tables["actuals"] if row["indicator"] in kpis]
        tables["overrides"] = side_tables.overrides(choices, words, of_kpis, bands, clock)
    tables = {name: rows for name, rows in (tables | {"profiles": profiles, "changes": changes}).items() if rows} | {
        name: tables[name] for name in ("indicators", "actuals", "targets")
    }
    if any(one["kind"] == "activity" and not one["last_period"] for one in register):
        pages.append("activity")
    by_aim = all(one["aim"] for one in register) and choices.one_in(2)
    names = [f"{NAME}-{span.name}" for span in spans]
    params = _params(choices, words, scheme, rule, pages=[*pages, "methods"], by_aim=by_aim)
    params["organisation"] |= {} if year is None else _said(year)
    if not any(one["kind"] == "kpi" and not one["last_period"] for one in register):
        params.pop("paper", None)  # papers tell of ratings
    if choices.one_in(3):
        params["spc"] = _controls(choices, words, register, tables["actuals"])
    said = {
        name: {"edition": name, "quarter": span.name, "as_of": cut, **params}
        for name, span, cut in zip(names, spans, clock.cuts, strict=True)
    }
    if year and choices.beside("other editions").one_in(3):
        # One of another length stands beside them, and is never compared with them.
        other = Span.containing(last.start, "quarter" if length == "half-year" else "half-year", year).earlier()
        name = f"{NAME}-{other.name}"
        said = {name: {"edition": name, "quarter": other.name, "as_of": _cut(other, 20), **params}} | said
    texts = {names[-1]: _texts(choices, words, register, "aim" if by_aim else "section", pages)}
    if choices.one_in(3):
        margin = choices.one_of((2, 5, 10))
        said = {name: {**one, "narrow_miss": margin} for name, one in said.items()}
    return AnyOrganisation(tables, said, texts, {one["id"]: one["name"] for one in register})


def _changed(choices: Choices, words: Words, register: list[Indicator], end: date) -> tuple[list[Indicator], list[Row]]:
    """Indicators that were added, withdrawn or redefined, with who decided and why."""
    found, changes = [], []
    for place, one in enumerate(register):
        row = dict(one.row)
        said = {"indicator": one["id"], "authority": words.name(), "reason": words.text(), "field": "", "was": ""}
        match choices.number(0, 14) if place else 0:
            case 12:
                row["first_period"] = str(one.turns.ends(end, 2)[0])
                changes.append(said | {"change": "added", "recorded": row["first_period"]})
            case 13 if place > 1:
                row["last_period"] = str(one.turns.before(end))
                changes.append(said | {"change": "withdrawn", "recorded": str(end)})
            case 14:
                column = choices.one_of(("name", "source", "note"))
                was = {"change": "redefined", "field": column, "was": words.name(), "recorded": str(end)}
                changes.append(said | was)
        found.append(replace(one, row=row))
    return found, changes


def _year(choices: Choices) -> Year | None:
    """The year of an organisation that is unlike a council's; None of one that says nothing of it."""
    if not choices.one_in(2):
        return None
    starts = choices.one_of((1, 7, 10, 4, choices.number(1, 12)))
    return Year(starts, choices.one_of(("", *YEAR_FORMS)))


def _length(choices: Choices) -> str:
    """What editions report on."""
    return choices.one_of(("quarter", *LENGTHS))


def _cut(span: Span, days: int) -> date:
    """The data cut-off of an edition, so many days later; of a month's before that of the next."""
    return span.end + timedelta(days=20 + (days - 20) // 4 if span.length == "month" else days)


def _said(year: Year) -> dict[str, str]:
    return {"year_starts": LONG[year.starts - 1]} | ({"year_label": year.form} if year.form else {})


def _params(
    choices: Choices, words: Words, scheme: str, rule: str, *, pages: Sequence[str], by_aim: bool
) -> dict[str, Any]:
    listed: list[dict[str, str]] = [{"page": "index", "title": "Executive summary"}, {"page": "summary"}]
    listed += [{"page": "service", "each": "section"}, *({"page": page} for page in pages)]
    if choices.one_in(2):
        listed.append({"page": "changes"})
    said: dict[str, Any] = {
        "organisation": {"id": NAME, "name": words.name(), "short_name": words.name(signs=False)},
        "title": words.name(),
        "scheme": scheme,
        "direction": rule,
        "pages": listed,
    }
    for name in ("notice", "presented_to", "provisional"):
        if choices.one_in(3):
            said[name] = words.text()
    if by_aim:
        said["arranged_by"] = "aim"
    if choices.one_in(3):
        said["paper"] = {
            "sender": [words.name()],
            "recipient": words.name(),
            "contact": words.name(),
            "background": [words.name() for _ in range(choices.number(0, 2))],
        }
    return said


def _controls(
    choices: Choices, words: Words, register: Sequence[Indicator], actuals: Sequence[Row]
) -> dict[str, dict[str, Any]]:
    """Control charts of some indicators, of some with limits that begin anew."""
    found: dict[str, dict[str, Any]] = {}
    for one in register:
        ends = sorted({row["period_end"] for row in actuals if row["indicator"] == one["id"] and row["actual"]})
        if choices.one_in(2):
            continue
        found[one["id"]] = {}
        if len(ends) > 1 and choices.one_in(3):
            day = date.fromisoformat(ends[choices.number(1, len(ends) - 1)])
            found[one["id"]] = {"rebase": day, "reason": words.text()}
    return found


def _texts(
    choices: Choices, words: Words, register: Sequence[Indicator], arranged: str, pages: Sequence[str]
) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for one in register:
        if one["kind"] != "activity" and not one["last_period"]:
            said = {heading: words.commentary() for heading in HEADINGS if not choices.one_in(3)}
            found.setdefault(slug(one[arranged]), {})[one["id"]] = said
    report = {
        heading: {"": words.commentary()}
        for heading, page in REPORT_TEXTS.items()
        if page in ("index", "methods", *pages) and choices.one_in(2)
    }
    return found | ({"report": report} if report else {})


# Writing ----------------------------------------------------------------------------------------------------


def write(made: AnyOrganisation, folder: Path) -> Path:
    """Write an organisation into a new folder as a project, and return the folder.

    Page notebooks, theme and settings are this project's own, by links.
    """
    folder.mkdir(parents=True)
    for name in ("theme", "_quarto.yml"):
        (folder / name).symlink_to(REPOSITORY / name)
    (folder / "notebooks").mkdir()
    for notebook in (REPOSITORY / "notebooks").glob("*.ipynb"):
        (folder / "notebooks" / notebook.name).symlink_to(notebook)
    schemes = folder / "params" / "schemes"
    schemes.mkdir(parents=True)
    for name, said in made.params.items():
        text = yaml.safe_dump(dict(said), allow_unicode=True, sort_keys=False)
        (folder / "params" / f"{name}.yml").write_text(text, encoding="utf-8")
        scheme = f"{said['scheme']}.yml"
        shutil.copyfile(REPOSITORY / "params" / "schemes" / scheme, schemes / scheme)
    data = folder / "data" / NAME
    data.mkdir(parents=True)
    for name, rows in made.tables.items():
        _write_table(data / f"{name}.csv", rows)
    for edition, notebooks in made.texts.items():
        written = folder / "notebooks" / "commentary" / edition
        written.mkdir(parents=True)
        for name, texts in notebooks.items():
            (written / f"{name}.ipynb").write_text(_notebook(name, texts, made.names), encoding="utf-8")
    return folder


#: Columns that are there even where no row has them.
_ALWAYS = {"actuals": ("indicator", "period_end", "actual"), "targets": ("indicator", "period_end", "target")}


def _write_table(file: Path, rows: Sequence[Row]) -> None:
    columns = dict.fromkeys(name for row in (dict.fromkeys(_ALWAYS.get(file.stem, ()), ""), *rows) for name in row)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)


def _notebook(name: str, texts: Texts, names: Mapping[str, str]) -> str:
    """A notebook with nothing but its headings and texts."""
    cells = [f"# {name}"]
    for owner, below in texts.items():
        cells.append(f"## {owner}" if name == "report" else f"## {owner} {re.sub(r'[^A-Za-z ]', '', names[owner])}")
        for heading, text in below.items():
            cells.append(f"### {heading}\n\n{text}" if heading else text)
    written = [
        {"cell_type": "markdown", "id": f"cell-{place}", "metadata": {}, "source": cell}
        for place, cell in enumerate(cells)
    ]
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@cache
def _scheme(name: str) -> Mapping[str, Any]:
    text = (REPOSITORY / "params" / "schemes" / f"{name}.yml").read_text(encoding="utf-8")
    said: Mapping[str, Any] = yaml.safe_load(text)
    return said
