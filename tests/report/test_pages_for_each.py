"""A page for each value of a column: addresses that are safe, stable and unique, titles and parameters, whatever the
values are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pikepdf
import pytest
from helpers.documents import word_contents
from helpers.html_pages import page, words
from helpers.projects import SMALL, lacking_quarto, miniature, qpr, qpr_with_quarto
from hypothesis import given
from hypothesis import strategies as st

from qprlib.data.distinct import column_values
from qprlib.ground.errors import InputError
from qprlib.ground.names import slugify
from qprlib.ground.planning import pages_for_each, parameter_name, plan_pages, value_text
from qprlib.ground.project import Project
from qprlib.ground.settings import PageSetting
from qprlib.publishing.render import check_edition
from qprlib.report.context import Context, open_context

REGISTER = pd.DataFrame({"id": ["A1"], "section": ["Roads"], "row": [2]})


def values(column: list[object]) -> list[object]:
    return column_values(REGISTER, lambda name: pd.DataFrame({"ward": column, "row": range(len(column))}), "wards.ward")


def setting(**more: object) -> PageSetting:
    return PageSetting.model_validate({"page": "repairs", "each": "wards.ward", **more})


@pytest.mark.parametrize(
    ("column", "slugs"),
    [
        (["North", "South", "North"], ["repairs-north", "repairs-south"]),
        (["St. Mary's & Abbey"], ["repairs-st-marys-abbey"]),
        (["Pwllheli / Y Bala", "Sgìre Àird"], ["repairs-pwllheli-y-bala", "repairs-sgire-aird"]),
        ([7, 12], ["repairs-7", "repairs-12"]),
        ([7.0, 7.5], ["repairs-7", "repairs-7-5"]),
        ([date(2024, 6, 30), pd.Timestamp("2024-09-30")], ["repairs-2024-06-30", "repairs-2024-09-30"]),
        (["", " ", None, np.nan, "North"], ["repairs-north"]),
        (["C", "C#", "D"], ["repairs-c-3dd7ffa7", "repairs-c-38ea7f4b", "repairs-d"]),
        (["???"], ["repairs-x3ece7cbe"]),
        (["中区"], ["repairs-xb00ae5a4"]),
    ],
)
def test_addresses_of_values(column: list[object], slugs: list[str]) -> None:
    assert [page.slug for page in pages_for_each(setting(), values(column), is_home=False)] == slugs


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))).filter(str.strip), unique=True))
def test_addresses_are_safe_stable_and_unique(texts: list[str]) -> None:
    texts = list({value_text(text): text for text in texts}.values())
    slugs = [page.slug for page in pages_for_each(setting(), texts, is_home=False)]
    assert len(set(slugs)) == len(texts)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) < 100 for slug in slugs)
    backwards = [page.slug for page in pages_for_each(setting(), texts[::-1], is_home=False)]
    assert backwards[::-1] == slugs


def test_the_home_of_a_section_has_the_sections_own_address_and_other_pages_have_their_notebooks_name() -> None:
    roads = ["Roads & Paths"]
    home, other = (pages_for_each(setting(page="service", each="section"), roads, is_home=one) for one in (True, False))
    assert [page.slug for page in (*home, *other)] == ["roads-paths", "service-roads-paths"]
    assert [page.section for page in (*home, *other)] == ["Roads & Paths", ""]
    assert [page.of for page in (*home, *other)] == ["section Roads & Paths"] * 2


def test_titles_and_parameters() -> None:
    named = setting(each="wards.Ward name", title="Repairs in {Ward name}", parameters={"year": 2024})
    page, _ = pages_for_each(named, [np.int64(7), "North"], is_home=False)
    assert (page.title, page.parameters) == ("Repairs in 7", {"year": 2024, "ward_name": 7})
    assert json.dumps(page.parameters) == '{"year": 2024, "ward_name": 7}'
    assert [parameter_name(column) for column in ("ward", "Ward name", "2024", "class")] == [
        "ward", "ward_name", "_2024", "class_",
    ]  # fmt: skip
    assert pages_for_each(setting(), ["North"], is_home=False)[0].title == "North"


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([None, "", " "], "the column 'ward' of the table 'wards' holds no value"),
        ([], "the column 'ward' of the table 'wards' holds no value"),
    ],
)
def test_a_column_without_values_is_refused(column: list[object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        values(column)


def test_sections_with_one_address_and_too_many_values_are_refused(kent: Context) -> None:
    with pytest.raises(InputError, match="two pages have the address 'roads': that of section Roads and that of"):
        plan_pages(kent.edition, lambda each: ["Roads", "Roads!"])
    with pytest.raises(InputError, match="'section' has 501 values, and a page would be made for each"):
        plan_pages(kent.edition, lambda each: [f"Section {number}" for number in range(501)])


def test_an_edition_may_have_further_pages_for_each_value_of_any_column(tmp_path: Path) -> None:
    root = miniature(tmp_path / "project")
    params = root / "params" / f"{SMALL}.yml"
    more = (
        "  - page: service\n    each: directorate\n    title: 'All of {directorate}'\n    group: Directorates\n"
        "  - page: service\n    each: targets.period_end\n    parameters: {section: Highways}\n"
    )
    text = params.read_text(encoding="utf-8")
    params.write_text(text + more, encoding="utf-8")
    context = open_context(SMALL, Project(root))
    directorates = dict.fromkeys(context.data.indicators["directorate"])
    pages = [page for page in context.pages if page.group == "Directorates"]
    assert [page.slug for page in pages] == [f"service-{slugify(one)}" for one in directorates]
    assert [page.title for page in pages] == [f"All of {one}" for one in directorates]
    assert [page.slug for page in context.pages if page.of.startswith("period_end")] == [
        f"service-{day:%Y-%m-%d}" for day in context.data.targets["period_end"].unique()
    ]
    assert {context.page_of(section) for section in context.sections} == {slugify(one) for one in context.sections}
    with pytest.raises(InputError) as refused:
        check_edition(Project(root), SMALL)
    # The notebook takes no such parameters, which is said once and not for each page.
    assert [problem.found for problem in refused.value.problems] == [
        "the notebook has no parameter `directorate`",
        "the notebook has no parameter `period_end`",
    ]


CELLS = [
    ("parameters", 'edition = "small-2011-12-Q1"\nward = "North"', ["parameters"]),
    ("set-up", "import qprlib as qpr\n\nreport = qpr.open_report(edition)", []),
    ("text", 'report.text(f"Repairs of {ward}, told by quokkas.")', ["shows-output"]),
    (
        "table",
        'report.table(report.source("repairs").query("ward == @ward"), caption=f"Repairs in {ward}")',
        ["shows-output"],
    ),
]


def outlined(items: Iterable[pikepdf.OutlineItem]) -> Iterator[str]:
    for item in items:
        yield item.title
        yield from outlined(item.children)


@pytest.mark.parametrize("publisher", ["embedded", "quarto"])
def test_pages_for_each_value_are_published_as_any_other(tmp_path: Path, publisher: str) -> None:
    if publisher == "quarto" and (lacking := lacking_quarto()):
        pytest.skip(lacking)
    root = miniature(tmp_path / "project")
    rows = "ward,done\nNorth,12\nSt. Mary's & Abbey,7\nNorth,3\n,1\n"
    (root / "data" / "small" / "repairs.csv").write_text(rows, encoding="utf-8")
    cells = [
        {"cell_type": "code", "id": name, "metadata": {"tags": tags} if tags else {}, "source": source,
         "outputs": [], "execution_count": None}
        for name, source, tags in CELLS
    ]  # fmt: skip
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks" / "repairs.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    params = root / "params" / f"{SMALL}.yml"
    more = "  - page: repairs\n    each: repairs.ward\n    title: 'Repairs: {ward}'\n    group: Wards\n"
    params.write_text(params.read_text(encoding="utf-8") + more, encoding="utf-8")
    run = qpr_with_quarto if publisher == "quarto" else qpr
    done = run(root, "render", SMALL, "--publisher", publisher)
    assert done.returncode == 0, done.stderr
    folder = root / "outputs" / SMALL
    titles = {"repairs-north": "Repairs: North", "repairs-st-marys-abbey": "Repairs: St. Mary’s & Abbey"}
    for slug, title in titles.items():
        main = page(folder / "site" / f"{slug}.html")
        text = words(main)
        assert title in text.replace("'", "’")
        assert "told by quokkas" in text
        assert ("12" in text) is (slug == "repairs-north")
    home = (folder / "site" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{slug}.html"' in home.replace("./", "") for slug in titles)
    index = "".join(path.read_text(encoding="utf-8") for path in (folder / "site").rglob("*.js"))
    assert "quokkas" in index
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    named = {value for one in manifest["pages"] for value in one.values()}
    assert set(titles) <= named
    assert "data/small/repairs.csv" in [one["path"] for one in manifest["inputs"]]
    with pikepdf.open(folder / "report.pdf") as document, document.open_outline() as outline:
        told = " ".join(" ".join(outlined(outline.root)).split()).replace("'", "’")
    assert all(title in told for title in titles.values()), told
    contents = " ".join(" ".join(word_contents(folder / "report.docx")).split()).replace("'", "’")
    assert all(title in contents for title in titles.values()), contents
