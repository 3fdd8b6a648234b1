"""The front page and the ways from edition to edition: made from manifests alone, and never by changing an edition."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from helpers.projects import REPOSITORY, SMALL, miniature

from qprlib.agreeing.signoffs import FOLDER, last_signed
from qprlib.editions.correcting import plan_correction
from qprlib.editions.listing import listed
from qprlib.editions.rolling import make_edition, plan_edition
from qprlib.ground.calendar import day_in_words
from qprlib.ground.edition import EditionName, edition_names, load_edition
from qprlib.ground.errors import CommandError, InputError
from qprlib.ground.project import Project
from qprlib.ground.reported import Reported
from qprlib.publishing.site.errata import around_pages, erratum, neighbours_of
from qprlib.publishing.site.front_page import read_series, write_front
from qprlib.report.context import open_context

Q1, Q2, Q3 = (Reported(2024, number) for number in (1, 2, 3))
BANDS = (("Green", "green", "circle"), ("Amber", "amber", "triangle"), ("Red", "red", "square"))


def put_edition(
    project: Project,
    name: str,
    numbers: tuple[int, ...] = (3, 2, 1),
    *,
    draft: bool = False,
    pages: tuple[str, ...] = ("index", "highways"),
    files: tuple[str, ...] = ("report.pdf", "report.docx"),
    version: int = 3,
    reason: str = "",
    neighbours: dict[str, str] | None = None,
) -> Path:
    """A rendered edition as far as the front page can see: its manifest."""
    parts = EditionName.parse(name)
    assert parts
    folder = project.outputs / (f"{name}-draft" if draft else name)
    outputs = [*(f"site/{slug}.html" for slug in pages), *files]
    manifest: dict[str, Any] = {
        "schema_version": version,
        "edition": name,
        "organisation": parts.series.split("-")[0],
        "quarter": str(parts.quarter),
        "title": "Quarterly Performance Report",
        "draft": draft,
        "parameters": {
            "organisation": {"id": parts.series, "name": f"{parts.series.capitalize()} Council"},
            "as_of": "2024-08-31",
            "correction": {"number": parts.correction, "date": "2024-10-04", "reason": reason} if reason else None,
        },
        "publisher": {"name": "embedded", "reason": "it was asked for", "versions": {}},
        "formats": ["html", "pdf", "docx"],
        "headline": {"words": f"{sum(numbers)} KPIs: {numbers[0]} Green"},
        "software": {"python": "3.11", "packages": {}},
        "inputs": [],
        "outputs": [{"path": path, "sha256": "0" * 64, "bytes": 2048} for path in sorted(outputs)],
    }
    if version >= 3:
        manifest["pages"] = [{"slug": slug, "title": slug.capitalize()} for slug in pages]
        manifest["neighbours"] = neighbours or {}
        manifest["headline"]["bands"] = [
            {"label": label, "tone": tone, "shape": shape, "number": number}
            for (label, tone, shape), number in zip(BANDS, numbers, strict=True)
        ]
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a theme and nothing rendered."""
    (tmp_path / "params").mkdir()
    (tmp_path / "outputs").mkdir()
    shutil.copytree(REPOSITORY / "theme", tmp_path / "theme", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return Project(tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """The miniature, its first edition published."""
    project = Project(miniature(tmp_path / "small").resolve())
    params = project.params_file(SMALL)
    params.write_text(params.read_text(encoding="utf-8") + "published: 2011-09-20\n", encoding="utf-8")
    return project


def page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def front(project: Project) -> BeautifulSoup:
    assert write_front(project) == ()
    return page(project.outputs / "index.html")


def words(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split())


# --- names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "series", "quarter", "correction"),
    [
        ("kent-2011-12-Q1", "kent", Reported(2011, 1), 0),
        ("exampleshire-aims-2024-25-Q3", "exampleshire-aims", Q3, 0),
        ("exampleshire-2024-25-Q2-correction-1", "exampleshire", Q2, 1),
        ("exampleshire-aims-2024-25-Q2-correction-12", "exampleshire-aims", Q2, 12),
    ],
)
def test_a_name_has_parts(text: str, series: str, quarter: Reported, correction: int) -> None:
    name = EditionName.parse(text)
    assert name == EditionName(series, quarter, correction)
    assert str(name) == text


@pytest.mark.parametrize(
    "text", ["kent", "kent-2011-13-Q1", "kent-2011-12-Q5", "kent-2011-12-Q1-correction-0", "schemes"]
)
def test_what_is_no_name_has_none(text: str) -> None:
    assert EditionName.parse(text) is None


def test_corrections_are_in_order_after_what_they_correct(project: Project) -> None:
    names = ["small-2024-25-Q2", *(f"small-2024-25-Q1-correction-{number}" for number in (10, 2)), "small-2024-25-Q1"]
    for name in names:
        (project.params / f"{name}.yml").touch()
    assert [str(name) for name in edition_names(project, "small")] == [names[3], names[2], names[1], names[0]]


# --- the front page -------------------------------------------------------------------------------------


def test_it_lists_editions_by_report_and_year(project: Project) -> None:
    for name in ("kent-2023-24-Q4", "kent-2024-25-Q1", "kent-aims-2024-25-Q1"):
        put_edition(project, name)
    shown = front(project)
    assert [section["id"] for section in shown.select("section.series")] == ["kent", "kent-aims"]
    kent = shown.select_one("section#kent")
    assert kent is not None
    assert [words(title) for title in kent.select("h3")][-2:] == ["2024/25", "2023/24"]
    assert [one["id"] for one in kent.select("li.edition")] == ["kent-2024-25-Q1", "kent-2023-24-Q4"]


def test_every_link_leads_to_a_file_that_the_manifest_has(project: Project) -> None:
    folder = put_edition(project, "kent-2024-25-Q1", files=("report.pdf", "cover-report.docx", "site/data/kent.xlsx"))
    for path in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]:
        (folder / path["path"]).parent.mkdir(parents=True, exist_ok=True)
        (folder / path["path"]).touch()
    shown = front(project)
    links = {link["href"] for link in shown.select("main a, head link") if not link["href"].startswith("#")}
    assert {f"kent-2024-25-Q1/{name}" for name in ("site/index.html", "report.pdf", "cover-report.docx")} <= links
    assert "kent-2024-25-Q1/report.docx" not in links
    assert [link for link in links if not (project.outputs / link).is_file()] == []


def test_counts_stand_with_word_and_shape(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1", (14, 2, 1))
    counts = front(project).select(".newest .edition-counts li")
    assert [words(one) for one in counts] == ["14 Green", "2 Amber", "1 Red"]
    assert [tuple(one.select_one(".status")["class"][1:]) for one in counts] == [
        (tone, shape) for _, tone, shape in BANDS
    ]


def test_the_trend_is_told_in_words_and_its_table_has_the_figures(project: Project) -> None:
    put_edition(project, "kent-2023-24-Q4", (10, 2, 5))
    put_edition(project, "kent-2024-25-Q1", (12, 2, 3))
    table = front(project).select_one("table.front-trend")
    assert table is not None
    assert words(table.caption) == (
        "From January to March 2024 to April to June 2024: Green rose from 10 to 12, Amber is 2 in both"
        " and Red fell from 5 to 3"
    )
    rows = [[words(cell) for cell in row.select("th, td.figure")] for row in table.select("tbody tr")]
    assert rows == [["January to March 2024", "10", "2", "5", "0"], ["April to June 2024", "12", "2", "3", "0"]]
    bars = [[(one["x"], one["width"]) for one in row.select("rect")] for row in table.select("tbody tr")]
    assert bars == [[("0", "10"), ("10", "2"), ("12", "5")], [("0", "12"), ("12", "2"), ("14", "3")]]
    assert {bar["viewbox"] for bar in table.select("svg")} == {"0 0 17 1"}


def test_one_edition_has_no_trend(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1")
    assert front(project).select("table") == []


def test_a_draft_is_marked_and_counts_only_where_nothing_is_final(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1", draft=True, files=("report-draft.pdf",))
    assert "Draft" in words(front(project).select_one(".newest"))
    put_edition(project, "kent-2024-25-Q1")
    shown = front(project)
    assert "Draft" not in words(shown.select_one(".newest"))
    assert [bool(one.select(".mark")) for one in shown.select("li.edition")] == [True, False]


def test_a_correction_is_listed_with_its_reason_and_what_it_corrects_as_superseded(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1")
    put_edition(project, "kent-2024-25-Q1-correction-1", reason="A district was left out.")
    first, second = front(project).select("li.edition")
    assert first["id"] == "kent-2024-25-Q1-correction-1"
    assert "Corrected on 4 October 2024. A district was left out." in words(first)
    assert "Superseded" in words(second)
    assert second.select_one("p a")["href"] == "#kent-2024-25-Q1-correction-1"
    assert second.select_one("h4 a")["href"] == "kent-2024-25-Q1/site/index.html"


def test_a_draft_of_a_correction_supersedes_nothing(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1")
    put_edition(project, "kent-2024-25-Q1-correction-1", reason="Why.", draft=True)
    assert "Superseded" not in words(front(project).select_one("main"))


def test_manifests_of_older_versions_are_listed_without_a_trend(project: Project) -> None:
    put_edition(project, "kent-2023-24-Q4", version=2)
    put_edition(project, "kent-2024-25-Q1", version=2)
    shown = front(project)
    assert len(shown.select("li.edition")) == 2
    assert "6 KPIs: 3 Green" in words(shown.select_one(".newest"))
    assert shown.select("table") == []


def test_a_broken_manifest_is_left_out_with_a_warning(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1")
    (project.outputs / "odd").mkdir()
    (project.outputs / "odd" / "manifest.json").write_text("{", encoding="utf-8")
    (warning,) = write_front(project)
    assert warning.code == "edition-not-listed"
    assert len(page(project.outputs / "index.html").select("li.edition")) == 1


def test_nothing_in_the_page_needs_a_script_or_another_place(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1", reason="<script>alert(1)</script> & more")
    write_front(project)
    for path in project.outputs.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "<script" not in html
        assert " style=" not in html
        assert "http:" not in html
        assert "https:" not in html
        assert "default-src 'self'" in html
        found = page(path)
        assert len(found.select("h1")) == 1
        ids = [tag["id"] for tag in found.find_all(id=True)]
        assert len(ids) == len(set(ids))


def test_an_edition_is_never_touched(project: Project) -> None:
    folder = put_edition(project, "kent-2024-25-Q1")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    put_edition(project, "kent-2024-25-Q2")
    write_front(project)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_cannot_be_written_is_a_warning(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1")
    (project.outputs / "index.html").mkdir()
    (warning,) = write_front(project)
    assert warning.code == "front-page-left"


# --- from a page to the same page in other editions -----------------------------------------------------


def test_the_address_of_a_quarter_leads_on_to_the_page(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1")
    write_front(project)
    shown = page(project.outputs / "kent" / "2024-25-Q1" / "highways.html")
    target = "../../kent-2024-25-Q1/site/highways.html"
    assert shown.select_one("meta[http-equiv=refresh]")["content"] == f"0; url={target}"
    assert shown.select_one(".front-lede a")["href"] == target


def test_it_leads_to_the_correction_once_there_is_one(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1")
    write_front(project)
    put_edition(project, "kent-2024-25-Q1-correction-1", reason="Why.")
    write_front(project)
    shown = page(project.outputs / "kent" / "2024-25-Q1" / "highways.html")
    assert shown.select_one(".front-lede a")["href"] == "../../kent-2024-25-Q1-correction-1/site/highways.html"


def test_a_quarter_that_is_linked_to_and_not_there_says_so(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1", neighbours={"next": "2024-25-Q2"})
    write_front(project)
    shown = page(project.outputs / "kent" / "2024-25-Q2" / "highways.html")
    assert shown.select("meta[http-equiv=refresh]") == []
    assert "There is no site of the edition of July to September 2024 here" in words(shown.select_one("main"))
    assert shown.select_one(".page-editions a")["href"] == "../../kent-2024-25-Q1/site/highways.html"


def test_an_edition_without_the_page_leads_to_its_first_page(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1", pages=("index", "highways", "risks"))
    put_edition(project, "kent-2024-25-Q2")
    write_front(project)
    shown = page(project.outputs / "kent" / "2024-25-Q2" / "risks.html")
    assert "has no such page" in words(shown.select_one(".front-lede"))
    assert shown.select_one(".front-lede a")["href"] == "../../kent-2024-25-Q2/site/index.html"


def test_a_page_that_no_edition_has_any_more_is_removed(project: Project) -> None:
    put_edition(project, "kent-2024-25-Q1")
    gone = put_edition(project, "kent-2024-25-Q2", pages=("index", "risks"))
    write_front(project)
    assert (project.outputs / "kent" / "risks.html").is_file()
    shutil.rmtree(gone)
    write_front(project)
    assert not (project.outputs / "kent" / "risks.html").exists()
    assert not (project.outputs / "kent" / "2024-25-Q2" / "index.html").exists()


def test_neighbours_are_those_of_the_same_report(small: Project) -> None:
    for name in ("small-2010-11-Q3", "small-2011-12-Q3", "small-aims-2011-12-Q2"):
        (small.params / f"{name}.yml").touch()
    beside = neighbours_of(small, load_edition(small, SMALL))
    assert {name: str(quarter) for name, quarter in beside.items()} == {"previous": "2010-11-Q3", "next": "2011-12-Q3"}


def test_links_stand_on_every_page_and_not_in_a_preview(small: Project) -> None:
    (small.params / "small-2010-11-Q4.yml").touch()
    context = open_context(SMALL, small)
    ends = {slug: one.end for slug, one in around_pages(context).items()}
    assert list(ends) == [page.slug for page in context.pages]
    assert '[January to March 2011](../../small/2010-11-Q4/highways.html){rel="prev"}' in ends["highways"]
    assert "(../../small/highways.html#2011-12-Q1)" in ends["highways"]
    assert not any(one.end for one in around_pages(context, published=False).values())


# --- corrections ----------------------------------------------------------------------------------------


def correct(project: Project, day: str = "2011-10-04") -> str:
    plan = plan_correction(project, SMALL, "A district was left out.", date.fromisoformat(day))
    make_edition(project, plan)
    return plan.edition.edition


def revise(project: Project) -> None:
    """A row that replaces a published figure, recorded after the cut-off."""
    path = project.data("small") / "actuals.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{head},recorded,reason", *(f"{row},," for row in rows)]
    lines += ["HW01,2011-06-30,84,revised,2011-10-03,A district was left out", "HW01,2011-09-30,70,,2011-10-03,"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_list_says_what_was_published_corrected_and_superseded(small: Project) -> None:
    name = correct(small)

    def finish(edition: str) -> None:
        small.output(edition).mkdir(parents=True, exist_ok=True)
        (small.output(edition) / "manifest.json").write_text("{}", encoding="utf-8")

    published = load_edition(small, SMALL).published
    assert published
    said = f"published on {day_in_words(published)}"
    assert listed(small) == [
        (SMALL, f"not rendered yet; {said}"),
        (name, f"not rendered yet; correction of {SMALL}, 4 October 2011"),
    ]
    finish(SMALL)
    finish(f"{name}-draft")
    assert listed(small) == [
        (SMALL, f"outputs/{SMALL}; {said}"),
        (name, f"outputs/{name}-draft (draft); correction of {SMALL}, 4 October 2011"),
    ], "a draft of a correction supersedes nothing"
    finish(name)
    assert dict(listed(small))[SMALL] == f"outputs/{SMALL}; {said}; superseded by {name}"
    small.params_file(SMALL).write_text("edition: small\n", encoding="utf-8")
    assert "its params have errors" in dict(listed(small))[SMALL]


def test_a_correction_copies_texts_and_no_sign_off(small: Project) -> None:
    name = correct(small)
    assert name == f"{SMALL}-correction-1"
    edition = load_edition(small, name)
    assert edition.published is None
    assert edition.correction is not None
    assert edition.correction.reason == "A district was left out."
    there = {path.name for path in small.commentary(name).iterdir()}
    assert there == {path.name for path in small.commentary(SMALL).glob("*.ipynb")}
    assert (small.commentary(SMALL) / FOLDER).is_dir()


def test_a_second_correction_is_made_from_the_first(small: Project) -> None:
    first = correct(small)
    with pytest.raises(CommandError, match="not-published"):
        correct(small)
    params = small.params_file(first)
    params.write_text(params.read_text(encoding="utf-8") + "published: 2011-10-05\n", encoding="utf-8")
    assert correct(small, "2011-11-04") == f"{SMALL}-correction-2"


def test_a_correction_knows_corrected_figures_and_no_later_period(small: Project) -> None:
    revise(small)
    name = correct(small)
    row = {one.id: one for one in open_context(name, small).scored.results}["HW01"]
    assert (row.actual, str(row.period_end)) == (84, "2011-06-30")
    assert {one.id: one for one in open_context(SMALL, small).scored.results}["HW01"].actual == 87


def test_the_erratum_stands_on_the_home_page_and_the_pages_that_changed(small: Project) -> None:
    revise(small)
    found = erratum(open_context(correct(small), small))
    assert list(found) == ["index", "highways"]
    assert "**Correction 1, 4 October 2011.** A district was left out" in found["index"]
    assert "result 84%, before 87%" in found["highways"]
    assert erratum(open_context(SMALL, small)) == {}


def test_a_correction_may_name_further_pages(small: Project) -> None:
    name = correct(small)
    params = small.params_file(name)
    text = params.read_text(encoding="utf-8")
    params.write_text(text.replace("  number: 1\n", "  number: 1\n  pages: [education]\n"), encoding="utf-8")
    found = erratum(open_context(name, small))
    assert list(found) == ["index", "education"]
    assert "Education: corrected" in found["index"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("number: 1", "number: 2", "edition-name"),
        ("date: 2011-10-04", "date: 2011-08-01", "corrected-too-early"),
        ("reason: A district was left out.", 'reason: ""', "correction.reason"),
    ],
)
def test_wrong_settings_of_a_correction_are_refused(small: Project, old: str, new: str, code: str) -> None:
    name = correct(small)
    params = small.params_file(name)
    text = params.read_text(encoding="utf-8")
    assert old in text
    params.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=code):
        load_edition(small, name)


def test_a_correction_of_nothing_is_refused(small: Project) -> None:
    name = correct(small)
    small.params_file(SMALL).unlink()
    with pytest.raises(InputError, match="corrects-nothing"):
        load_edition(small, name)


@pytest.mark.parametrize(
    ("name", "reason", "code"),
    [
        (SMALL, "  ", "correction-without-reason"),
        ("small-2011-12-Q4", "Why.", "unknown-edition"),
        ("smal", "Why.", "unknown-edition"),
    ],
)
def test_what_cannot_be_corrected_is_refused(small: Project, name: str, reason: str, code: str) -> None:
    from datetime import date

    with pytest.raises(CommandError, match=code):
        plan_correction(small, name, reason, date(2011, 10, 4))


# --- reports apart --------------------------------------------------------------------------------------


def second_report(project: Project) -> str:
    text = project.params_file(SMALL).read_text(encoding="utf-8")
    text = text.replace(f"edition: {SMALL}", "edition: small-aims-2011-12-Q1\nreport: aims")
    (project.params / "small-aims-2011-12-Q1.yml").write_text(text, encoding="utf-8")
    shutil.copytree(project.commentary(SMALL), project.commentary("small-aims-2011-12-Q1"))
    return "small-aims-2011-12-Q1"


def test_a_report_rolls_forward_from_its_own_last_edition(small: Project) -> None:
    second_report(small)
    plan = plan_edition(small, "small-aims-2011-12-Q2")
    assert plan.source == "small-aims-2011-12-Q1"
    assert (plan.edition.edition, plan.edition.report) == ("small-aims-2011-12-Q2", "aims")
    assert plan.edition.published is None
    assert plan_edition(small, "small-2011-12-Q2").source == SMALL
    with pytest.raises(CommandError, match="other-organisation"):
        plan_edition(small, "small-2011-12-Q2", "small-aims-2011-12-Q1")


def test_the_next_quarter_rolls_forward_from_the_last_correction(small: Project) -> None:
    name = correct(small)
    plan = plan_edition(small, "small-2011-12-Q2")
    assert plan.source == name
    assert plan.edition.correction is None


def test_the_next_quarter_is_compared_with_the_correction_that_stood_when_it_was_made(small: Project) -> None:
    revise(small)
    for day in ("2011-10-04", "2012-03-01"):
        last = correct(small, day)
        params = small.params_file(last)
        params.write_text(params.read_text(encoding="utf-8") + "published: 2012-03-02\n", encoding="utf-8")
    made = plan_edition(small, "small-2011-12-Q2", as_of=date(2011, 11, 30))
    make_edition(small, made)
    for notebook in small.commentary("small-2011-12-Q2").glob("*.ipynb"):
        notebook.unlink()
    context = open_context("small-2011-12-Q2", small)
    (earlier,) = context.history.editions.values()
    assert earlier.edition.edition == f"{SMALL}-correction-1", "the second is later than the next quarter's cut-off"
    assert earlier.scored.scorecard.loc["HW01", "actual"] == 84
    corrections = {f"{SMALL}-correction-1", f"{SMALL}-correction-2"}
    assert {SMALL, *corrections} <= {path.stem for path in context.input_files}


def test_the_last_signed_edition_is_of_the_same_report(small: Project) -> None:
    second_report(small)
    made = plan_edition(small, "small-2011-12-Q2")
    make_edition(small, made)
    params = small.params_file("small-2011-12-Q2")
    kept = [line for line in params.read_text(encoding="utf-8").splitlines() if not line.startswith("rolled_from")]
    params.write_text("\n".join(kept) + "\n", encoding="utf-8")
    before = last_signed(small, load_edition(small, "small-2011-12-Q2"))
    assert before is not None
    assert before.edition == SMALL
    assert [series.id for series in read_series(small)[0]] == []
