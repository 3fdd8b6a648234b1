"""Every page of every edition has its headings, tables, charts and files, in their order: none lost, none undeclared.

What must be there stands in `tests/spec/pages.csv`, one part a row, in the order of the page. `editions` says which
editions have it, `each` that it comes once for every indicator or section of a kind; both are worked out here from the
CSV files and the names of the editions, not from the package.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase, translate
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from helpers import naive_reader
from helpers.html_pages import outline, page
from helpers.projects import KENT, REPOSITORY, RenderedEdition
from helpers.thorough import each, marks_of

Sites = Callable[[str], Path]
Part = dict[str, str]

QUARTERS = ("2023-24-Q3", "2023-24-Q4", "2024-25-Q1", "2024-25-Q2", "2024-25-Q3")
FIVE = [f"exampleshire-{quarter}" for quarter in QUARTERS]
AIMS = "exampleshire-aims-2024-25-Q3"
EDITIONS = [KENT, *FIVE, AIMS]
#: What `editions` in the table means.
HAVING = {
    "all": EDITIONS,
    "kent": [KENT],
    "exampleshire": [*FIVE, AIMS],
    "aims": [AIMS],
    "sections": [KENT, *FIVE],
    "alone": [KENT, FIVE[0], AIMS],  # no earlier edition of the series
    "later": FIVE[1:],
    "year": FIVE[4:],  # an edition of the same quarter last year
    "own": FIVE[4:],  # a page and evidence of the analysts' own
    "revised": [*FIVE[1:], AIMS],  # a result was revised in the year before
    "changed": [*FIVE[2:], AIMS],  # the set of indicators changed
    "restated": [*FIVE[3:], AIMS],  # a target was restated
}
MONTHS = {1: ("April", "June"), 2: ("July", "September"), 3: ("October", "December"), 4: ("January", "March")}
#: Fewer results make no control chart, and the card says so instead.
LEAST_FOR_CONTROL = 12
#: Parts that a page may have or lack.
OPTIONAL = "optional "


def spec() -> list[Part]:
    with (REPOSITORY / "tests" / "spec" / "pages.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SPEC = spec()


def quarter_of(edition: str) -> str:
    return edition[-10:]


def said(edition: str) -> dict[str, str]:
    return naive_reader.params(REPOSITORY / "params" / f"{edition}.yml")


def spoken(quarter: str) -> str:
    """2024-25-Q3 as Quarter 3, 2024/25."""
    return f"Quarter {quarter[-1]}, {quarter[:4]}/{quarter[5:7]}"


def earlier(quarter: str, by: int) -> str:
    count = int(quarter[:4]) * 4 + int(quarter[-1]) - 1 - by
    year = count // 4
    return f"{year}-{(year + 1) % 100:02d}-Q{count % 4 + 1}"


@cache
def names(edition: str) -> dict[str, str]:
    """What stands in braces in the table, of the edition."""
    quarter, organisation = quarter_of(edition), edition.split("-", maxsplit=1)[0]
    first, last = MONTHS[int(quarter[-1])]
    year, _, day = naive_reader.quarter_end(quarter).split("-")
    scheme = (REPOSITORY / "params" / "schemes" / f"{said(edition)['scheme']}.yml").read_text(encoding="utf-8")
    [scheme_name] = re.findall(r"^name: (.+)$", scheme, re.MULTILINE)
    return {
        "edition": edition,
        "organisation": organisation,
        "quarter": spoken(quarter),
        "previous quarter": spoken(earlier(quarter, 1)),
        "quarter last year": spoken(earlier(quarter, 4)),
        "day": f"{day} {last} {year}",
        "months": f"{first} to {last} {year}",
        "scheme": scheme_name,
    }


@cache
def register(edition: str) -> list[dict[str, str]]:
    """The indicators in force, in the order of the report; `section` is the aim where the report goes by aims."""
    folder = REPOSITORY / "data" / edition.split("-", maxsplit=1)[0]
    end = naive_reader.quarter_end(quarter_of(edition))
    rows = [
        row
        for row in naive_reader.read(folder, "indicators")
        if row.get("first_period", "") <= end and (row.get("last_period") or end) >= end
    ]
    if edition == AIMS:
        rows = [{**row, "section": row["aim"]} for row in rows]
        rows.sort(key=lambda row: [int(part) for part in row["aim_number"].split(".")])
    return rows


@cache
def red(edition: str) -> set[str]:
    if edition != KENT:
        return {name for name, one in naive_reader.edition(REPOSITORY, edition).items() if one.rating == "red"}
    folder = REPOSITORY / "tests" / "golden" / "kent-2011-12-q1"
    published = naive_reader.read(folder, "indicators")
    pairs = zip(register(edition), published, strict=True)
    return {row["id"] for row, one in pairs if one["status_as_published"] == "Red"}


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "").replace("’", "")).strip("-")


@cache
def sections(edition: str) -> dict[str, str]:
    """The pages of sections: slug to title, in order."""
    return {slug(row["section"]): row["section"] for row in register(edition)}


def results(edition: str, indicator: str) -> int:
    """How many results of an indicator an edition knows."""
    rows = naive_reader.by_indicator(REPOSITORY / "data" / edition.split("-", maxsplit=1)[0], "actuals")
    found = naive_reader.known(rows[indicator], said(edition)["as_of"])
    return sum(bool(row["actual"]) for row in found.values())


def by_a_trend(edition: str, row: dict[str, str]) -> bool:
    """Whether an indicator's direction is that of a line through its latest results."""
    if edition == KENT or row["basis"] == "rolling_12_months":
        return False  # compared with one earlier result
    if row["kind"] == "kpi":
        found = naive_reader.edition(REPOSITORY, edition)[row["id"]].direction
    else:
        rows = naive_reader.by_indicator(REPOSITORY / "data" / "exampleshire", "actuals")[row["id"]]
        known = naive_reader.known(rows, said(edition)["as_of"])
        found = naive_reader.direction(row, [(end, one) for end, one in known.items() if one["actual"]])
    return found in ("improving", "worsening", "no-trend", "no-change")


def has(edition: str, row: dict[str, str], each: str) -> bool:
    """Whether a part that `each` names comes for an indicator."""
    match each:
        case "indicator":
            return True
        case "kpi" | "activity":
            return row["kind"] == each
        case "red":
            return row["id"] in red(edition)
        case "not red":
            return row["id"] not in red(edition)
        case "trend":
            return by_a_trend(edition, row)
        case "control asked":
            return row["id"] in said(edition).get("spc", "")
        case "control":
            return has(edition, row, "control asked") and results(edition, row["id"]) >= LEAST_FOR_CONTROL
        case "evidence":
            return row["id"] == "ET01"
        case "benchmark":
            if edition == KENT or row["kind"] != "kpi":
                return False
            rows = naive_reader.read(REPOSITORY / "data" / "exampleshire", "benchmarks")
            return any(one["indicator"] == row["id"] and one["recorded"] <= said(edition)["as_of"] for one in rows)
    raise AssertionError(each)


def parts(edition: str, name: str) -> Iterator[tuple[str, str, str]]:
    """What a page must have, in order: kind, form of its name, and how often ("", "?" or "+")."""
    kind = "service" if name in sections(edition) else name
    rows = [row for row in SPEC if row["page"] == kind and edition in HAVING[row["editions"]]]
    of_page = [row for row in register(edition) if kind != "service" or slug(row["section"]) == name]
    place = 0
    while place < len(rows):
        group = list(_run(rows, place))
        place += len(group)
        each = group[0]["each"]
        if not each or each == "many":
            yield from _part(edition, group[0], name, {}, "+" if each else "")
        elif each == "any section":
            yield "heading", group[0]["name"].replace("{section}", "*"), "+"
        elif each == "red section":
            found = dict.fromkeys(slug(row["section"]) for row in register(edition) if row["id"] in red(edition))
            for one in found:
                yield from _part(edition, group[0], name, {"section": one}, "")
        else:
            for indicator in of_page:
                if kind == "activity" and indicator["kind"] != "activity":
                    continue
                for row in group:
                    if has(edition, indicator, row["each"]):
                        ids = {"ID": indicator["id"], "id": indicator["id"].lower()}
                        ids["ref"] = indicator["aim_number"] if edition == AIMS else indicator["id"]
                        yield from _part(edition, row, name, ids, "")


def _run(rows: list[Part], place: int) -> Iterator[Part]:
    """The rows that belong together: those of one indicator follow one another."""
    loop = {"indicator", "kpi", "activity", "red", "not red", "trend", "control asked", "control", "evidence"}
    loop.add("benchmark")
    yield rows[place]
    if rows[place]["each"] in loop:
        for row in rows[place + 1 :]:
            if row["each"] not in loop:
                return
            yield row


def _part(edition: str, row: Part, name: str, more: dict[str, str], often: str) -> Iterator[tuple[str, str, str]]:
    title = sections(edition).get(name, "").replace("'", "’")
    text = row["name"]
    for key, value in {**names(edition), "title": title, **more}.items():
        text = text.replace(f"{{{key}}}", value)
    assert "{" not in text, row
    optional = row["part"].startswith(OPTIONAL)
    yield row["part"].removeprefix(OPTIONAL), text, "?" if optional else often


def pages(edition: str) -> list[str]:
    """The pages that an edition has, as its params list them."""
    text = (REPOSITORY / "params" / f"{edition}.yml").read_text(encoding="utf-8")
    listed = re.findall(r"^  - page: (\w+)$", text, re.MULTILINE)
    named = [one for name in listed for one in (sections(edition) if name == "service" else [name])]
    return [*named, "accessibility"]


CASES = [
    pytest.param(edition, name, id=f"{edition} {name}", marks=marks_of(edition))
    for edition in EDITIONS
    for name in pages(edition)
]


@pytest.mark.parametrize(("edition", "name"), CASES)
def test_a_page_has_all_its_parts_in_order(edition: str, name: str, sites: Sites) -> None:
    found = outline(page(sites(edition) / f"{name}.html"))
    wanted = list(parts(edition, name))
    lost = [(kind, form) for kind, form, often in wanted if often != "?" and not _any(found, kind, form)]
    assert lost == [], "lost"
    undeclared = [
        one for one in found if not any(one[0] == kind and fnmatchcase(one[1], form) for kind, form, _ in wanted)
    ]
    assert undeclared == [], "not declared in tests/spec/pages.csv"
    lines = "".join(f"{kind} {text}\n" for kind, text in found)
    form = "".join(rf"(?:{_form(kind, form)}\n){often}" for kind, form, often in wanted)
    assert re.fullmatch(form, lines), f"in another order, or one of several alike is lost:\n{lines}"


def _any(found: list[tuple[str, str]], kind: str, form: str) -> bool:
    return any(one == kind and fnmatchcase(text, form) for one, text in found)


def _form(kind: str, form: str) -> str:
    """A form such as `CU01 by period*` as a regular expression for one line."""
    return translate(f"{kind} {form}").removeprefix("(?s:").removesuffix(r")\Z").replace(".*", "[^\n]*")


def test_every_row_of_the_table_is_used() -> None:
    used = {row["page"] for row in SPEC}
    named = {"service" if name in sections(edition) else name for edition in EDITIONS for name in pages(edition)}
    assert used == named
    assert {row["editions"] for row in SPEC} <= HAVING.keys()
    assert max(Counter(tuple(row.values()) for row in SPEC).values()) == 1


@each(EDITIONS)
def test_no_table_is_empty_and_every_chart_says_its_figures(edition: str, sites: Sites) -> None:
    for path in sorted(sites(edition).glob("*.html")):
        main = page(path)
        for table in main.find_all("table"):
            caption = table.caption.get_text() if table.caption else ""
            assert caption, path.name
            cells = [cell for row in table.select("tbody tr") for cell in row.find_all(["th", "td"])]
            assert cells, caption
            heat = "heat" in (table.get("class") or [])  # a quarter in which no period ended is blank, as its note says
            assert heat or all(cell.get_text(strip=True) or cell.img for cell in cells), f"{path.name}: {caption}"
        for figure in main.find_all("figure"):
            assert figure.figcaption is not None
            assert figure.figcaption.get_text(strip=True), path.name
            assert figure.img is not None
            assert re.search(r"\d", str(figure.img["alt"])), path.name


@pytest.mark.slow
def test_what_is_judged_here_is_what_a_render_makes(kent_edition: RenderedEdition, sites: Sites) -> None:
    def told(path: Path) -> str:
        main = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").main
        assert main is not None
        for files in main.select(".page-downloads"):  # the files of the whole report, which only a render makes
            files.decompose()
        return re.sub(r' (width|height)="[\d.]+"|(?<=\n)\s+', "", str(main))

    for path in sorted(kent_edition.site.glob("*.html")):
        assert told(sites(KENT) / path.name) == told(path), path.name
