"""What a preview makes again after a save: which files it follows, which pages read them, and the page it sends."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY

from qprlib.face.reads import ALL, code_reads, page_reads
from qprlib.ground.edition import Page as ReportPage
from qprlib.preview.serving import admitting, with_script
from qprlib.preview.touched import Followed, Source, SourceChange, Use, affected_pages
from qprlib.report.registry import PARTS, Reads

KENT = Followed("kent-2011-12-Q1", "kent", "kent-2010-11-Q4")

PAGES = [
    ReportPage("index", "Summary", "", "index", {}),
    ReportPage("summary", "All", "", "summary", {}),
    ReportPage("adult-care", "Adult Care", "", "service", {}, "Adult Care"),
    ReportPage("highways", "Highways", "", "service", {}, "Highways"),
    ReportPage("methods", "Methods", "", "methods", {}),
]
READS = {
    "index": frozenset({Reads.REPORT}),
    "summary": frozenset[Reads](),
    "adult-care": frozenset({Reads.OWN}),
    "highways": frozenset({Reads.OWN}),
    "methods": frozenset({Reads.EVERY, Reads.REPORT, Reads.FILES}),
}


# --- which files, which pages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("notebooks/commentary/kent-2011-12-Q1/highways.ipynb", Use.TEXT, "highways"),
        ("notebooks/commentary/kent-2011-12-Q1/report.ipynb", Use.TEXT, "report"),
        ("notebooks/commentary/kent-2011-12-Q1/sign-offs/highways.yml", Use.SIGN_OFF, "highways"),
        ("notebooks/commentary/kent-2010-11-Q4/highways.ipynb", Use.EVERYTHING, "highways"),
        ("notebooks/service.ipynb", Use.NOTEBOOK, "service"),
        ("params/kent-2011-12-Q1.yml", Use.EVERYTHING, ""),
        ("params/schemes/kent-2011.yml", Use.EVERYTHING, ""),
        ("data/kent/actuals.csv", Use.EVERYTHING, ""),
        ("theme/report.css", Use.LOOK, ""),
        ("theme/site/page.html", Use.LOOK, ""),
        ("theme/fonts/SourceSans3-Bold.otf", Use.EVERYTHING, ""),
        ("_quarto.yml", Use.LOOK, ""),
    ],
)
def test_a_file_is_followed_for_what_it_is(path: str, kind: Use, name: str) -> None:
    assert KENT.source(path) == Source(path, kind, name)


@pytest.mark.parametrize(
    "path",
    [
        "notebooks/commentary/kent-2011-12-Q1/.ipynb_checkpoints/highways-checkpoint.ipynb",
        "notebooks/commentary/kent-2011-12-Q1/.~highways.ipynb",
        "notebooks/commentary/kent-2011-12-Q1/highways.ipynb~",
        "notebooks/commentary/kent-2011-12-Q1/notes.txt",
        "notebooks/commentary/other-2011-12-Q1/highways.ipynb",
        "notebooks/.ipynb_checkpoints/service-checkpoint.ipynb",
        "params/kent-2011-12-Q2.yml",
        "params/.kent-2011-12-Q1.yml.swp",
        "data/exampleshire/actuals.csv",
        "data/kent/~$actuals.xlsx",
        "data/kent/#actuals.csv#",
        "data/kent/actuals.csv.tmp",
        "theme/.report.css.swx",
        "outputs/kent-2011-12-Q1/site/index.html",
        "README.md",
    ],
)
def test_what_editors_leave_behind_and_what_is_no_input_is_not_followed(path: str) -> None:
    assert KENT.source(path) is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("params/kent-2010-11-Q4.yml", Use.EVERYTHING),
        ("params/kent-2011-12-Q1.yml", Use.EVERYTHING),
        ("params/kent-2011-12-Q1-correction-1.yml", Use.EVERYTHING),
        ("params/kent-2011-12-Q1-correction-2.yml", Use.EVERYTHING),
        ("params/kent-2011-12-Q1-correction-3.yml", None),
        ("params/kent-2011-12-Q2.yml", None),
        ("params/kent-aims-2010-11-Q4.yml", None),
        ("notebooks/commentary/kent-2011-12-Q1-correction-2/highways.ipynb", Use.TEXT),
        ("notebooks/commentary/kent-2011-12-Q1-correction-1/highways.ipynb", Use.EVERYTHING),
        ("notebooks/commentary/kent-2011-12-Q1/highways.ipynb", None),
    ],
)
def test_a_preview_of_a_correction_follows_what_it_corrects_and_is_compared_with(path: str, kind: Use | None) -> None:
    source = Followed("kent-2011-12-Q1-correction-2", "kent").source(path)
    assert (source.kind if source else None) == kind


def test_every_organisations_data_is_followed_until_it_is_known_whose_matter() -> None:
    assert Followed("kent-2011-12-Q1").source("data/anybody/actuals.csv") is not None


def changed(kind: Use, name: str = "", meant: bool = True) -> SourceChange:
    return SourceChange(Source(f"{kind}/{name}", kind, name), meant)


@pytest.mark.parametrize(
    ("changes", "looked_at", "first", "then"),
    [
        pytest.param([changed(Use.TEXT, "highways")], [], ["highways"], ["methods"], id="a text, then its quotes"),
        pytest.param(
            [changed(Use.TEXT, "highways")], ["methods"], ["highways"], ["methods"],
            id="the section saved goes before the page looked at",
        ),
        pytest.param(
            [changed(Use.TEXT, "highways"), changed(Use.TEXT, "adult-care")], [], ["adult-care", "highways"],
            ["methods"], id="two texts saved together",
        ),
        pytest.param([changed(Use.TEXT, "report")], [], ["index"], ["methods"], id="texts of no single indicator"),
        pytest.param([changed(Use.TEXT, "report")], ["methods"], ["methods"], ["index"], id="looked at first"),
        pytest.param([changed(Use.TEXT, "report")], ["summary"], ["index"], ["methods"], id="unless not touched"),
        pytest.param([changed(Use.TEXT, "highways", False)], [], ["methods"], [], id="outputs alone: fingerprints"),
        pytest.param([changed(Use.TEXT, "unknown")], [], ["methods"], [], id="a notebook of no section"),
        pytest.param([changed(Use.SIGN_OFF, "highways")], [], ["methods"], [], id="a sign-off"),
        pytest.param([changed(Use.NOTEBOOK, "service")], [], ["adult-care"], ["highways"], id="a page notebook"),
        pytest.param(
            [changed(Use.NOTEBOOK, "service")], ["highways"], ["highways"], ["adult-care"],
            id="a page notebook, one of its pages looked at",
        ),
        pytest.param([changed(Use.NOTEBOOK, "service", False)], [], [], [], id="a page notebook's outputs"),
        pytest.param([changed(Use.LOOK)], ["index"], [], [], id="the theme: nothing is run"),
        pytest.param(
            [changed(Use.EVERYTHING)], ["methods", "index"], ["methods"],
            ["index", "summary", "adult-care", "highways"], id="data: all, the page looked at last first",
        ),
        pytest.param(
            [changed(Use.EVERYTHING)], [], ["index"], ["summary", "adult-care", "highways", "methods"],
            id="data: all, in the report's order",
        ),
        pytest.param([], ["index"], [], [], id="nothing"),
    ],
)  # fmt: skip
def test_a_change_touches_these_pages_in_this_order(
    changes: list[SourceChange], looked_at: list[str], first: list[str], then: list[str]
) -> None:
    assert affected_pages(changes, PAGES, lambda page: READS[page.slug], looked_at) == (first, then)


OPENED = "import qprlib as qpr\nreport = qpr.open_report(edition)\n"


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        (f"{OPENED}report.counts()", set()),
        (f"{OPENED}report.service(section)", {Reads.OWN}),
        (f"{OPENED}report.foreword()\nreport.counts()", {Reads.REPORT}),
        (f"{OPENED}report.provenance()", {Reads.FILES}),
        (f"{OPENED}report.something_new()", ALL),
        (f"{OPENED}look(report)", ALL),
        (f"{OPENED}from qprlib.report.context import open_context", ALL),
        (f"{OPENED}import qprlib.claims", ALL),
        ("print(1)", ALL),
    ],
)
def test_what_a_page_reads_is_told_by_its_calls_and_else_everything(code: str, reads: set[Reads]) -> None:
    assert code_reads(code) == reads


def test_a_page_of_no_section_that_shows_indicators_reads_everything(tmp_path: Path) -> None:
    notebook = tmp_path / "service.ipynb"
    shutil.copy(REPOSITORY / "notebooks" / "service.ipynb", notebook)
    assert page_reads(notebook, "Highways") == {Reads.OWN}
    assert page_reads(notebook, "") == ALL
    notebook.write_text("{", encoding="utf-8")
    assert page_reads(notebook, "Highways") == ALL


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        (
            "import qprlib as qpr\nreport = qpr.open_report(edition)\nreport.scorecard.query('x')\nreport.worst()",
            {Reads.EVERY},
        ),
        ("import qprlib as qpr\nreport = qpr.open_report(edition)\nreport.table(report.source('finance'))", set()),
        ("import qprlib as qpr\nfrom qprlib.data import store\nreport = qpr.open_report(edition)\nreport.key()", ALL),
        ("import qprlib as qpr\nreport = qpr.open_report(edition)\nreport._context", ALL),
        ("import qprlib as qpr\nreport = qpr.open_report(edition)\nreport.unheard_of()", ALL),
    ],
)
def test_a_page_of_ones_own_reads_what_its_parts_read(code: str, reads: set[Reads]) -> None:
    assert code_reads(code) == reads


#: What a page of one's own calls beside ready-made parts.
OWN = ("chart", "source", "table", "text")


def test_what_every_page_notebook_calls_is_known() -> None:
    """A page that did something unknown would run after every save of any text."""
    for notebook in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        assert set(re.findall(r"report\.(\w+)\(", code)) <= {*PARTS, *OWN}, notebook.name
        assert code_reads(code) != ALL, notebook.name


# --- the page on its way ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "admitted"),
    [
        ("default-src 'self'", "default-src 'self'"),
        ("default-src 'none'", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"),
        (
            "default-src 'self'; script-src 'none'; img-src data:",
            "default-src 'self'; script-src 'self'; img-src data:",
        ),
        ("default-src 'self'; connect-src https://a.org;", "default-src 'self'; connect-src https://a.org 'self'"),
        ("img-src 'self'", "img-src 'self'"),
    ],
)
def test_a_policy_admits_the_servers_own_script_and_nothing_more(policy: str, admitted: str) -> None:
    assert admitting(policy) == admitted


def test_the_script_is_added_to_a_page_once_and_nothing_else_changes() -> None:
    page = "<html><head><title>A</title></head><body>text</body></html>"
    sent = with_script(page, "highways", "v1")
    assert 'data-page="highways" data-version="v1"' in sent
    added = sent.split("<title>A</title>")[1].split("</head>")[0]
    assert sent.replace(added, "") == page
