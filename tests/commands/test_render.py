"""The whole way from data to a published edition, through the real command."""

from __future__ import annotations

import csv
import itertools
import json
import re
import subprocess
from pathlib import Path

import docx
import page as page_validation
import pypdf
import pytest
from bs4 import BeautifulSoup
from docx.document import Document
from helpers.projects import (
    KENT,
    LIMIT,
    QPR,
    REPOSITORY,
    SMALL,
    RenderedEdition,
    clean_environment,
    contents,
    copy_of_project,
    miniature,
    qpr,
)

from qprlib.ground.names import slugify
from qprlib.publishing.run.manifest import read_manifest, verify

HEADLINE = "26 KPIs: 11 Green, 8 Amber, 7 Red; 14 improving, 12 worsening"
PAGES = {
    "index": "Executive summary",
    "summary": "All indicators",
    "childrens-social-care": "Children's Social Care",
    "education": "Education",
    "skills": "Skills",
    "young-people": "Young People",
    "economic-support": "Economic Support",
    "adult-social-care": "Adult Social Care",
    "highways": "Highways",
    "waste-management": "Waste Management",
    "customer-services": "Customer Services",
    "complaints": "Complaints",
    "workforce": "Workforce",
    "improvement": "Children's services improvement",
    "methods": "Methods and sources",
    "accessibility": "Accessibility statement",
}
TEXTS = ("Commentary", "Actions", "Risks", "Discussion")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def register() -> list[dict[str, str]]:
    with (REPOSITORY / "data" / "kent" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def plain(text: str) -> str:
    """Text without line breaks, and with the apostrophe of a keyboard."""
    return " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


# --- Kent's edition: what is where, and what the command says --------------------------------------------


@pytest.mark.slow
def test_every_output_is_in_its_place(kent_edition: RenderedEdition) -> None:
    made = contents(kent_edition.folder)
    documents = {f"{name}.{kind}" for name in ("report", "cover-report") for kind in ("docx", "pdf")}
    parts = {"manifest.json", "record.json", "notebooks", "minutes.docx", "site", *documents}
    assert {path.split("/")[0] for path in made} == parts
    assert {path for path in made if path.endswith(".html")} == {f"site/{slug}.html" for slug in (*PAGES, "search")}
    notebooks = {path for path in made if re.fullmatch(r"notebooks/[^/]+", path)}
    assert notebooks == {f"notebooks/{slug}.ipynb" for slug in (*PAGES, "cover-report", "minutes")}
    for name in ("report.pdf", "report.docx", "cover-report.pdf", "cover-report.docx"):
        assert made[f"site/{name}"] == made[name]
    leftovers = {path.name for path in (Path(kent_edition.project) / "outputs" / ".staging").iterdir()}
    assert leftovers <= {f"{KENT}.lock", "front.lock"}


@pytest.mark.slow
def test_the_command_says_what_a_user_needs_and_no_more(kent_edition: RenderedEdition) -> None:
    assert kent_edition.stderr == ""
    assert kent_edition.stdout.replace(f"{QPR.parent}/", "").splitlines() == [
        HEADLINE,
        f"  site  outputs/{KENT}/site/index.html",
        f"  PDF   outputs/{KENT}/report.pdf",
        f"  Word  outputs/{KENT}/report.docx",
        f"  paper outputs/{KENT}/cover-report.pdf",
        "Published with the embedded publisher: quarto is not on PATH.",
        f"Next: qpr open {KENT}",
    ]


@pytest.mark.slow
def test_the_manifest_verifies(kent_edition: RenderedEdition) -> None:
    manifest = read_manifest(kent_edition.folder)
    assert verify(kent_edition.folder) == []
    assert manifest["publisher"]["name"] == "embedded"
    assert manifest["headline"]["words"] == HEADLINE
    assert manifest["formats"] == ["html", "pdf", "docx"]
    inputs = {entry["path"] for entry in manifest["inputs"]}
    assert {"_quarto.yml", f"params/{KENT}.yml", "params/schemes/kent-2011.yml", "theme/report.lua"} <= inputs
    assert {f"data/kent/{name}.csv" for name in ("indicators", "actuals", "targets", "complaints")} <= inputs
    assert {"notebooks/service.ipynb", f"notebooks/commentary/{KENT}/highways.ipynb", "qprlib/cli/main.py"} <= inputs
    assert not any(path.startswith(("outputs/", "/")) or ".." in path for path in inputs)


# --- Kent's edition: the site ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("slug", PAGES)
def test_every_page_has_its_one_title(kent_edition: RenderedEdition, slug: str) -> None:
    page = soup(kent_edition.site / f"{slug}.html")
    assert [plain(title.get_text()) for title in page.find_all("h1")] == [PAGES[slug]]
    levels = [int(heading.name[1]) for heading in page.find("main").find_all(re.compile("^h[1-6]$"))]
    assert all(deeper - level <= 1 for level, deeper in itertools.pairwise(levels))
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert "[WARNING]" not in page.get_text()
    assert not re.search(r":::|\{[#.][a-z]|\]\(page:", page.find("main").get_text())


@pytest.mark.slow
def test_every_indicator_has_its_section(kent_edition: RenderedEdition) -> None:
    indicators = register()
    assert len(indicators) == 26
    for row in indicators:
        page = soup(kent_edition.site / f"{slugify(row['section'])}.html")
        heading = page.find("h2", id=row["id"].lower())
        assert heading is not None, row["id"]
        assert plain(heading.get_text()) == f"{row['id']} {plain(row['short_name'])}"
        part = []
        for sibling in heading.find_next_siblings():
            if sibling.name == "h2":
                break
            part.append(sibling)
        html = BeautifulSoup("".join(map(str, part)), "html.parser")
        assert html.find(class_="status") is not None
        assert html.find("table", class_="trend") is not None, row["id"]
        assert html.find("table", class_="identity") is not None, row["id"]
        assert [plain(title.get_text()) for title in html.find_all("h3")] == list(TEXTS), row["id"]
        (picture,) = html.find_all("img")
        drawing = kent_edition.site / picture["src"]
        assert drawing.name == f"{row['id']}.svg"
        assert drawing.is_file()


@pytest.mark.slow
def test_executed_notebooks_hold_markdown_and_no_traces_of_the_machine(kent_edition: RenderedEdition) -> None:
    for slug in PAGES:
        text = (kent_edition.folder / "notebooks" / f"{slug}.ipynb").read_text(encoding="utf-8")
        assert kent_edition.project not in text
        assert str(REPOSITORY) not in text
        notebook = json.loads(text)
        shown = {kind for cell in notebook["cells"] for out in cell.get("outputs", []) for kind in out.get("data", {})}
        assert shown <= {"text/markdown", "text/plain"}, slug


# --- Kent's edition: PDF and Word -----------------------------------------------------------------------


@pytest.mark.slow
def test_the_pdf_keeps_every_rule_of_pdf_ua(kent_edition: RenderedEdition) -> None:
    result = page_validation.validate_pdf(str(kent_edition.folder / "report.pdf"), profile="ua1")
    assert result.is_compliant
    assert result.rules.failed == 0
    assert result.rules.total > 100


@pytest.mark.slow
def test_the_pdf_is_a_report(kent_edition: RenderedEdition) -> None:
    pdf = pypdf.PdfReader(kent_edition.folder / "report.pdf")
    assert 40 <= len(pdf.pages) <= 75
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Quarterly Performance Report"
    assert pdf.metadata.author == "Kent County Council"
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    chapters = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    assert chapters == list(PAGES.values())
    nested = [
        entry.title for group in pdf.outline if isinstance(group, list) for entry in group if hasattr(entry, "title")
    ]
    for row in register():
        assert f"{row['id']} {plain(row['short_name'])}" in [plain(title) for title in nested]
    text = plain(" ".join(sheet.extract_text() for sheet in pdf.pages[:6]))
    assert "Of 26 key performance indicators, 11 are rated Green" in text
    assert "eight Amber (three fewer) and seven Red (the same)" in text
    assert "Performance is improving on 14 indicators and worsening on 12." in text
    assert "Quarter 1, 2011/12" in plain(pdf.pages[0].extract_text())


def headings(document: Document, level: int) -> list[str]:
    return [plain(each.text) for each in document.paragraphs if each.style and each.style.name == f"Heading {level}"]


@pytest.mark.slow
def test_the_word_document_has_real_styles_and_alternatives(kent_edition: RenderedEdition) -> None:
    document = docx.Document(str(kent_edition.folder / "report.docx"))
    assert headings(document, 1) == list(PAGES.values())
    assert {f"{row['id']} {plain(row['short_name'])}" for row in register()} <= set(headings(document, 2))
    assert headings(document, 3).count("Commentary") == 26
    assert document.core_properties.title == "Quarterly Performance Report"

    pages = [soup(kent_edition.site / f"{slug}.html") for slug in PAGES]
    assert len(document.tables) == sum(len(page.find_all("table")) for page in pages)
    for table in document.tables:
        assert table.rows[0]._tr.findall(f".//{WORD}tblHeader"), table.rows[0].cells[0].text
    described = [drawing.get("descr") for drawing in document.element.body.iter(f"{DRAWING}docPr")]
    assert [plain(text or "") for text in described] == [
        plain(picture["alt"]) for page in pages for picture in page.find("main").find_all("img")
    ]
    assert len(described) >= 26
    assert all(len(text) > 20 and re.search(r"\d", text) for text in described)


# --- the same inputs give the same bytes -----------------------------------------------------------------


def render_elsewhere(project: Path, edition: str, **environment: str) -> dict[str, bytes]:
    """Render as on another machine, and give every file with its bytes."""
    done = subprocess.run(
        [str(QPR), "render", edition],
        cwd=project, env=clean_environment("", environment), capture_output=True, text=True, check=False,
        timeout=LIMIT, umask=0o077,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return contents(project / "outputs" / edition)


def assert_same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path]] == []


@pytest.mark.slow
@pytest.mark.thorough
def test_kents_edition_rendered_elsewhere_is_the_same(kent_edition: RenderedEdition, tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "another place", Path(kent_edition.project))
    other = render_elsewhere(
        project, KENT, TZ="Pacific/Auckland", PYTHONHASHSEED="4321", LC_ALL="C", HOME=str(tmp_path)
    )
    assert_same(contents(kent_edition.folder), other)
    kinds = {Path(path).suffix for path in other}
    assert {".html", ".pdf", ".docx", ".svg", ".png", ".ipynb", ".json", ".css"} <= kinds


# --- one edition after another ---------------------------------------------------------------------------


def test_a_failed_render_leaves_the_last_good_edition(tmp_path: Path) -> None:
    project = miniature(tmp_path / "project")
    edition, staging = project / "outputs" / SMALL, project / "outputs" / ".staging" / SMALL
    assert qpr(project, "render", SMALL, "--formats", "html").returncode == 0
    good = contents(edition)
    assert not staging.exists()

    page = project / "notebooks" / "summary.ipynb"
    failing = page.read_text(encoding="utf-8").replace("report.summary()", "report.summary()[0]")
    page.write_text(failing, encoding="utf-8")
    failed = qpr(project, "render", SMALL, "--formats", "html")
    assert failed.returncode == 4
    assert "page `summary`: the cell `report.summary()[0]` raised TypeError" in failed.stderr
    assert contents(edition) == good
    assert "Traceback" in (staging / "notebooks" / "summary.ipynb").read_text(encoding="utf-8")
    assert "index.ipynb" in {path.name for path in (staging / "notebooks").iterdir()}

    (edition / "site" / "index.html").write_text("changed by hand", encoding="utf-8")
    (edition / "site" / "new.html").touch()
    changed = qpr(project, "verify", SMALL)
    assert changed.returncode == 8
    assert changed.stderr == "".join(
        f"error: outputs/{SMALL}: {change} [edition-changed]\n  next: render it again with 'qpr render {SMALL}'\n"
        for change in ("changed: site/index.html", "extra: site/new.html")
    )


def test_only_the_formats_asked_for_are_made(tmp_path: Path) -> None:
    project = miniature(tmp_path / "project")
    done = qpr(project, "render", SMALL, "--formats", "pdf", "--publisher", "embedded")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:3] == [
        f"  PDF   outputs/{SMALL}/report.pdf",
        "Published with the embedded publisher: it was asked for.",
    ]
    made = {path.split("/")[0] for path in contents(project / "outputs" / SMALL)}
    assert made == {"manifest.json", "notebooks", "record.json", "report.pdf"}
    listed = qpr(project, "list")
    assert listed.stdout == f"{SMALL}  outputs/{SMALL}\n"
    assert qpr(project, "verify", SMALL).returncode == 0


def test_help_names_every_command() -> None:
    done = qpr(REPOSITORY, "--help")
    assert done.returncode == 0
    assert done.stderr == ""
    assert all(f"  {command} " in done.stdout for command in ("render", "check", "verify", "list", "open"))
