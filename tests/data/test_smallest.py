"""An organisation that keeps less than the examples do: every part without data is left out, in every format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.any_organisation.shown import blocks
from helpers.projects import REPOSITORY
from helpers.smallest import EDITION, INDICATOR, PAGES, TABLES, Row, write_smallest
from helpers.thorough import THOROUGH
from helpers.undrawn import Undrawn, build_undrawn
from lxml import html

from qprlib.ground.errors import InputError
from qprlib.ground.project import Project
from qprlib.publishing.render import check_edition
from qprlib.report.context import Context, open_context
from qprlib.report.document import Bullets, Column, Content, Table
from qprlib.report.markdown_writer import to_markdown
from qprlib.report.parts import methods
from qprlib.scoring.counts import status_label
from qprlib.scoring.scheme import Scheme, list_schemes

SCHEMES = list_schemes(Project(REPOSITORY))
HEADINGS = ("h1", "h2", "h3", "h4")


def _values(name: str, *values: object, column: str = "actual") -> list[Row]:
    """A row for each quarter up to the edition's."""
    ends = ("2023-12-31", "2024-03-31", "2024-06-30")[-len(values) :]
    return [{"indicator": name, "period_end": end, column: value} for end, value in zip(ends, values, strict=True)]


def _register(*changes: Row) -> list[Row]:
    return [{**INDICATOR, **one} for one in changes]


#: The least that each side table can hold, without an optional column; and the page that shows it.
SIDE: Mapping[str, tuple[str, Row]] = {
    "benchmarks": ("", {"indicator": "A1", "comparator": "National", "period_end": "2024-06-30",
                        "period_label": "Jun 24", "value": 41}),
    "changes": ("", {"indicator": "A1", "change": "redefined", "field": "name", "was": "Bins not emptied",
                     "recorded": "2024-06-01", "authority": "Cabinet", "reason": "Plainer words"}),
    "complaints": ("complaints", {"service_area": "Waste", "period_start": "2024-04-01", "period_end": "2024-06-30",
                                  "period_label": "Apr to Jun 2024", "complaints": 3, "row_kind": "area"}),
    "delivery": ("delivery", {"action": "1.1", "title": "Buy two lorries", "aim": "Clean streets",
                              "owner_role": "Head of Waste"}),
    "delivery_progress": ("delivery", {"action": "1.1", "period_end": "2024-06-30", "status": "on-track",
                                       "progress": ""}),
    "improvement": ("improvement", {"table": "Notice", "indicator": "Bins emptied", "unit": "%", "decimals": 0,
                                    "polarity": "higher", "base_label": "", "base_value": "", "latest_label": "",
                                    "latest_value": 50, "target_label": "", "target": 60}),
    "information_requests": ("", {"kind": "foi", "service_area": "Waste", "period_start": "2024-04-01",
                                  "period_end": "2024-06-30", "received": 2, "answered": 0, "in_time": 0}),
    "overrides": ("", {"indicator": "A1", "period_end": "2024-06-30", "rating": "green", "role": "Head of Waste",
                       "date": "2024-07-01", "reason": "One round was counted twice"}),
    "profiles": ("", {"indicator": "A1", "year_end": "2025-03-31", "annual_target": 160, "profile": "flat"}),
    "risk_scores": ("risks", {"risk": "R1", "period_end": "2024-06-30", "likelihood": 2, "impact": 3,
                              "mitigation": ""}),
    "risks": ("risks", {"risk": "R1", "title": "The tip is full", "owner_role": "Head of Waste"}),
    "workforce": ("workforce", {"measure": "Headcount", "group": "All", "period_end": "2024-06-30",
                                "period_label": "Jun 24", "value": 12, "unit": "number", "decimals": 0,
                                "row_kind": "memo"}),
}  # fmt: skip
#: Tables that are nothing alone.
TOGETHER = (("delivery", "delivery_progress"), ("risks", "risk_scores"), ("complaints", "information_requests"))


def _least(*tables: str) -> dict[str, list[Row]]:
    return {name: [SIDE[name][1]] for name in tables}


def _with_pages(*names: str) -> tuple[str, ...]:
    return (*PAGES[:3], *names, *PAGES[3:])


#: By floors, by a percentage, of two and of four states, and with two sides: what is published under the others differs
#: from these in words that their pages have, too.
ONE_OF_A_KIND = ("floor-standard", "within-10-percent", "two-state", "four-band", "two-sided")
#: Name of a small organisation to its tables and params.
SMALL: Mapping[str, Mapping[str, Any]] = {
    "one period": {"actuals": _values("A1", 44), "targets": _values("A1", 42, column="target")},
    "no target": {"targets": []},
    "no result yet": {"actuals": _values("A1", "")},
    "an indicator without a row": {"indicators": _register({}, {"id": "B1", "name": "Recycling"})},
    "a range": {
        "indicators": _register({"polarity": "range"}),
        "targets": [{"indicator": "A1", "period_end": "2024-06-30", "target": "", "lower": 1, "upper": 50}],
    },
    "a service without KPIs": {
        "indicators": _register({}, {"id": "B1", "name": "Parks", "section": "Parks", "kind": "data_only"}),
        "actuals": [*TABLES["actuals"], *_values("B1", 1, 2)],
    },
    "no KPI": {
        "indicators": _register({"kind": "data_only", "polarity": "neutral"}),
        "targets": [],
        "params": {"paper": None},
    },
    "activity alone": {
        "indicators": _register({"kind": "activity", "polarity": "neutral"}),
        "targets": [],
        "params": {"paper": None, "pages": _with_pages("activity")},
    },
    "one page": {"params": {"pages": ("index",)}},
    "every side table": {**_least(*SIDE), "params": {"pages": _with_pages(*dict.fromkeys(filter(None, (
        page for page, _ in SIDE.values()))))}},
}  # fmt: skip


def _built(folder: Path, tables: Mapping[str, Sequence[Row]], **params: Any) -> Undrawn:
    write_smallest(folder / "project", {**TABLES, **tables}, **params)
    return build_undrawn(EDITION, folder / "made", folder / "project")


def _lone_headings(made: Undrawn) -> list[str]:
    """Headings with nothing beneath them."""
    found = []
    for page in sorted(made.site.glob("*.html")):
        (main,) = html.fromstring(page.read_text(encoding="utf-8")).xpath("//main")
        blocks = [one for one in main.iter(*HEADINGS, "p", "li", "td", "img", "form") if one.text_content().strip()]
        for one, after in zip(blocks, [*blocks[1:], None], strict=True):
            if one.tag in HEADINGS and (after is None or (after.tag in HEADINGS and after.tag <= one.tag)):
                found.append(f"{page.stem}: {one.text_content()}")
    return found


def plain(shown: Content) -> str:
    """What a part says, without Markdown's signs."""
    return to_markdown(shown).replace("\\", "")


def _holds(made: Undrawn) -> dict[str, str]:
    """What holds of every organisation, however little it keeps; the texts of pages, PDF and Word."""
    assert _lone_headings(made) == []
    texts = {**made.site_text(), "pdf": made.pdf_text(), "word": made.word_text()}
    for page in made.context.pages:
        assert page.title in texts["pdf"]
        assert page.title in texts["word"]
    for text in texts.values():
        assert "nan" not in text.lower().split()
        assert "0 of 0" not in text
    return texts


def _rule(scheme: Scheme) -> str:
    return scheme.directions[0].rule if scheme.directions else "previous-period"


def _rated(context: Context) -> str:
    """What a paper says of the only indicator, as a pattern."""
    (rating,) = context.scored.kpis["rating"]
    says = f"{'is' if context.scheme.band(rating) else 'has'} {status_label(rating, context.scheme)}"
    return rf"(?i)the only indicator (missed its target and )?{says}"


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.scheme)
def test_the_smallest_organisation_has_all_its_pages_under_every_scheme(scheme: Scheme, tmp_path: Path) -> None:
    write_smallest(tmp_path / "project", scheme=scheme.scheme, direction=_rule(scheme))
    context = check_edition(Project((tmp_path / "project").resolve()), EDITION)
    said: dict[str, str] = {}
    for one in blocks(context, tmp_path / "executed"):
        said[one.page] = f"{said.get(one.page, '')} {one.text}"
    assert {page.slug for page in context.pages} <= said.keys()
    assert "44" in said["waste"]
    assert re.search(_rated(context), " ".join(said["cover-report"].split()))
    for text in said.values():
        assert "nan" not in text.lower().split()
        assert "0 of 0" not in text


@pytest.mark.parametrize(
    "scheme",
    [pytest.param(one, id=one.scheme, marks=[] if one.scheme in ONE_OF_A_KIND else [THOROUGH]) for one in SCHEMES],
)
def test_the_smallest_organisation_is_published_in_three_formats_under_every_scheme(
    scheme: Scheme, tmp_path: Path
) -> None:
    made = _built(tmp_path, {}, scheme=scheme.scheme, direction=_rule(scheme))
    texts = _holds(made)
    for name in ("methods", "pdf", "word"):
        assert "Floors" not in texts[name].splitlines(), "a part without data is left out"
    for name in ("waste", "pdf", "word"):
        assert "44" in texts[name]
    for paper in (made.pdf_text("cover-report"), made.word_text("cover-report")):
        assert re.search(_rated(made.context), " ".join(paper.split()))
    assert "Facts for the minutes" in made.word_text("minutes")


def test_what_is_noted_for_whoever_keeps_a_scheme_is_in_no_report(tmp_path: Path) -> None:
    write_smallest(tmp_path / "project")
    context = open_context(EDITION, Project(tmp_path / "project"))
    for scheme in SCHEMES:
        printed = plain(methods.key(replace(context, scheme=scheme)))
        assert scheme.bands[0].meaning in printed
        notes = f"{scheme.source}. {scheme.not_published}"
        assert [said for said in notes.split(". ") if said.strip(". ") and said.strip(". ") in printed] == []
        printed = printed.replace(scheme.name, "")
        others = re.findall(r"\b(?:Borough|City|County|District) (?:of|Council)\b|\b[A-Z][a-z]+ Council\b", printed)
        assert others == [], "another council's method is not this one's"


@pytest.mark.parametrize("name", SMALL)
def test_an_organisation_that_keeps_little_is_published_in_three_formats(name: str, tmp_path: Path) -> None:
    tables = {key: rows for key, rows in SMALL[name].items() if key != "params"}
    _holds(_built(tmp_path, tables, **SMALL[name].get("params", {})))


@pytest.mark.parametrize(
    "table", [name for name, (page, _) in SIDE.items() if page and name not in ("delivery", "risks")]
)
def test_a_page_whose_table_holds_nothing_is_refused_by_name(table: str, tmp_path: Path) -> None:
    others = [other for pair in TOGETHER if table in pair for other in pair if other != table]
    page = SIDE[table][0]
    tables = {**TABLES, **_least(*others), table: []}
    write_smallest(tmp_path / "project", tables, pages=_with_pages(page))
    with pytest.raises(InputError, match=rf"{table}\.csv: the page '{page}' needs a row"):
        check_edition(Project(tmp_path / "project"), EDITION)


def test_an_edition_in_which_no_indicator_is_in_force_is_refused(tmp_path: Path) -> None:
    tables = {"indicators": _register({"first_period": "2025-03-31"}), "actuals": _values("A1", "")}
    write_smallest(tmp_path / "project", {**TABLES, **tables})
    with pytest.raises(InputError, match="no indicator is in force in Quarter 1, 2024/25: there is nothing to report"):
        check_edition(Project(tmp_path / "project"), EDITION)


def test_papers_of_an_edition_without_a_kpi_are_refused(tmp_path: Path) -> None:
    tables = {"indicators": _register({"kind": "data_only", "polarity": "neutral"}), "targets": []}
    write_smallest(tmp_path / "project", {**TABLES, **tables})
    with pytest.raises(InputError, match="key paper: the papers for a meeting tell how indicators are rated"):
        check_edition(Project(tmp_path / "project"), EDITION)


def test_a_table_without_rows_cannot_be_built() -> None:
    columns = (Column("Period"), Column("Result"))
    with pytest.raises(ValueError, match="'Floors' has no row"):
        Table("Floors", "floors", columns, ())
    with pytest.raises(ValueError, match="'Floors' has 2 columns, and a row of other length"):
        Table("Floors", "floors", columns, ((("Jun 24",),),))
    with pytest.raises(ValueError, match="a list needs an item"):
        Bullets(())
