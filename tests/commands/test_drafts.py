"""Until every section is signed off a render is a draft, says so on every page, and takes no final edition's place."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import page as page_validation
import pypdf
import pytest
from bs4 import BeautifulSoup
from helpers.desk import CHROMIUM
from helpers.projects import REPOSITORY, SMALL, contents, miniature, qpr, sign_off
from helpers.thorough import THOROUGH
from playwright.sync_api import Browser

from qprlib.ground.errors import InputError, Severity
from qprlib.ground.project import Project
from qprlib.publishing.make.publisher import Format
from qprlib.publishing.render import render
from qprlib.publishing.run import staging
from qprlib.publishing.run.draft import Draft, Unsigned, draft_name
from qprlib.publishing.run.jobs import PageRun
from qprlib.publishing.run.manifest import read_manifest, verify
from qprlib.publishing.run.staging import KEPT_MOST, Staging
from qprlib.texts.record import from_json

BANNER = "Draft. Not for publication: 1 of 2 sections is not signed off."


def reword(project: Path, old: str, new: str, section: str = "highways") -> None:
    """Change a section's commentary."""
    notebook = project / "notebooks" / "commentary" / SMALL / f"{section}.ipynb"
    text = notebook.read_text(encoding="utf-8")
    assert old in text
    notebook.write_text(text.replace(old, new), encoding="utf-8")


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


# --- the words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (Draft(11), "Draft. Not for publication."),
        (Draft(1, (Unsigned("A", "x"),)), "Draft. Not for publication: 1 of 1 section is not signed off."),
        (Draft(11, (Unsigned("A", "x"),)), "Draft. Not for publication: 1 of 11 sections is not signed off."),
        (Draft(11, (Unsigned("A", "x"),) * 3), "Draft. Not for publication: 3 of 11 sections are not signed off."),
    ],
)
def test_the_banner_counts_what_is_not_signed_off(draft: Draft, words: str) -> None:
    assert draft.words == words


def test_the_list_holds_names_as_text() -> None:
    draft = Draft(2, (Unsigned("Roads [A*]", "changed: 5 < 6"),))
    assert "- Roads &#91;A\\*\\]: changed: 5 \\< 6" in draft.markdown.splitlines()
    assert Draft(2).markdown == ""


def test_names_of_files_say_draft() -> None:
    assert draft_name("report.pdf") == "report-draft.pdf"
    assert draft_name("theme/reference.docx") == "theme/reference-draft.docx"


# --- one life of an edition -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def half_signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one of two sections signed off, rendered; not to be changed."""
    project = miniature(tmp_path_factory.mktemp("draft") / "project", signed=False)
    sign_off(project, SMALL, "education")
    done = qpr(project, "render", SMALL)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1:6] == [
        BANNER,
        "  Highways: checked, not signed off",
        f"  site  outputs/{SMALL}-draft/site/index.html",
        f"  PDF   outputs/{SMALL}-draft/report-draft.pdf",
        f"  Word  outputs/{SMALL}-draft/report-draft.docx",
    ]
    return project


@pytest.fixture(scope="module")
def draft(half_signed: Path) -> Path:
    return half_signed / "outputs" / f"{SMALL}-draft"


def test_a_draft_stands_in_a_folder_of_its_own(half_signed: Path, draft: Path) -> None:
    series, *_ = SMALL.partition("-2")
    around = {"index.html", "assets", series}
    assert {path.name for path in (half_signed / "outputs").iterdir()} == {".staging", f"{SMALL}-draft", *around}
    made = contents(draft)
    tops = {path.split("/")[0] for path in made}
    assert tops == {"manifest.json", "notebooks", "record.json", "report-draft.docx", "report-draft.pdf", "site"}
    for name in ("report-draft.pdf", "report-draft.docx"):
        assert made[f"site/{name}"] == made[name]
    assert not [path for path in made if path.endswith(("/report.pdf", "/report.docx"))]


def test_the_manifest_and_the_record_say_draft(draft: Path) -> None:
    assert read_manifest(draft)["draft"] is True
    assert verify(draft) == []
    record = from_json((draft / "record.json").read_text(encoding="utf-8"))
    assert record.draft is True
    assert record.by_id["HW01"].texts["Commentary"] == "Fewer repairs waited for parts."
    assert f"notebooks/commentary/{SMALL}/sign-offs/education.yml" in {
        entry["path"] for entry in read_manifest(draft)["inputs"]
    }


def test_every_page_of_the_site_says_draft(draft: Path) -> None:
    pages = sorted((draft / "site").glob("*.html"))
    assert {path.stem for path in pages} >= {"index", "summary", "highways", "education", "search"}
    for path in pages:
        page = soup(path)
        banner = page.find("header").find_next_sibling()
        assert banner.get_text(strip=True) == BANNER, path.name
        assert banner["aria-label"] == "Draft"
        assert page.title.get_text().startswith("Draft: "), path.name
        styles = [link["href"] for link in page.find_all("link", rel="stylesheet")]
        assert styles[-1] == "assets/draft.css"
        links = {link["href"] for link in page.find_all("a", href=re.compile(r"report.*\.(pdf|docx)$"))}
        assert links == {"report-draft.pdf", "report-draft.docx"}
        listed = [item.get_text(strip=True) for item in page.select(".unsigned li")]
        assert listed == (["Highways: checked, not signed off"] if path.name == "index.html" else [])


def test_every_page_of_the_pdf_says_draft(draft: Path) -> None:
    result = page_validation.validate_pdf(str(draft / "report-draft.pdf"), profile="ua1")
    assert result.is_compliant, result.failures
    pdf = pypdf.PdfReader(draft / "report-draft.pdf")
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Draft: Quarterly Performance Report"
    for number, sheet in enumerate(pdf.pages):
        assert "DRAFT" in sheet.extract_text(), number
    cover = " ".join(pdf.pages[0].extract_text().split())
    assert "Draft: Quarterly Performance Report" in cover
    assert BANNER in cover


def test_the_mark_in_the_pdf_is_an_artifact(draft: Path) -> None:
    """What a screen reader reads is the tagged text: the mark must not be in it, and lies below everything else."""
    pdf = pypdf.PdfReader(draft / "report-draft.pdf")
    for sheet in pdf.pages[1:]:
        stream = sheet.get_contents().get_data().decode("latin-1")
        first = re.search(r"/(\w+)\b[^\n]*\bB(?:DC|MC)", stream)
        assert first is not None
        assert first[1] == "Artifact"


def headers(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).decode("utf-8")
            for name in archive.namelist()
            if re.fullmatch(r"word/header\d+\.xml", name)
        }


def test_every_page_of_the_word_document_says_draft(draft: Path) -> None:
    path = draft / "report-draft.docx"
    document = docx.Document(str(path))
    assert document.core_properties.title == "Draft: Quarterly Performance Report"
    assert BANNER in [paragraph.text for paragraph in document.paragraphs]
    (section,) = document.sections
    assert section.different_first_page_header_footer
    for header in (section.first_page_header, section.header):
        assert not header.is_linked_to_previous
        assert "Draft, not for publication" in [paragraph.text for paragraph in header.paragraphs]
    assert len(headers(path)) == 2
    for name, text in headers(path).items():
        assert 'string="DRAFT"' in text, name
        assert 'alt=""' in text, name


def test_a_draft_rendered_twice_is_the_same(draft: Path, tmp_path: Path) -> None:
    project = miniature(tmp_path / "elsewhere", signed=False)
    sign_off(project, SMALL, "education")
    elsewhere = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "77", "LC_ALL": "C"}
    assert qpr(project, "render", SMALL, "--workers", "1", **elsewhere).returncode == 0
    other = contents(project / "outputs" / f"{SMALL}-draft")
    one = contents(draft)
    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path]] == []


def test_verify_list_and_open_take_the_draft_and_say_so(half_signed: Path) -> None:
    assert qpr(half_signed, "verify", SMALL).stdout == f"The draft of {SMALL} is as its manifest says.\n"
    assert qpr(half_signed, "list").stdout == f"{SMALL}  outputs/{SMALL}-draft (draft)\n"
    opened = qpr(half_signed, "open", SMALL, BROWSER="true")
    assert opened.stdout.splitlines() == [
        f"The draft of {SMALL}, not for publication:",
        f"outputs/{SMALL}-draft/site/index.html",
    ]


def test_a_final_render_is_refused_with_the_list_before_anything_runs(tmp_path: Path) -> None:
    project = miniature(tmp_path / "project", signed=False)
    refused = qpr(project, "render", SMALL, "--final")
    assert refused.returncode == 9
    assert refused.stdout == ""
    assert refused.stderr.splitlines() == [
        line
        for slug, title in (("highways", "Highways"), ("education", "Education"))
        for line in (
            f"error: notebooks/commentary/{SMALL}/{slug}.ipynb: {title} is not signed off: checked, not signed off "
            "[not-signed-off]",
            f"  next: run 'qpr sign-off {SMALL} {slug} --role ROLE'",
        )
    ]
    assert not (project / "outputs").exists()


@THOROUGH
def test_from_draft_to_final_and_back(tmp_path: Path) -> None:
    project = miniature(tmp_path / "project", signed=False)
    outputs = project / "outputs"
    final, draft, earlier = outputs / SMALL, outputs / f"{SMALL}-draft", outputs / ".earlier" / SMALL

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        done = qpr(project, "render", SMALL, "--formats", "html", *options)
        assert done.returncode == 0, done.stderr
        return done

    run()
    assert draft.is_dir()
    sign_off(project, SMALL)
    assert "raft" not in run("--final").stdout
    assert not draft.exists(), "a final edition supersedes its draft"
    assert read_manifest(final)["draft"] is False
    assert verify(final) == []
    assert [from_json(path.read_text("utf-8")).draft for path in sorted(earlier.iterdir())] == [True]
    for path in sorted((final / "site").glob("*.html")):
        assert "raft" not in path.read_text(encoding="utf-8")
    good = contents(final)

    reword(project, "Fewer repairs waited for parts.", "Fewer repairs waited for workers.")
    assert "  Highways: changed since it was signed off" in run().stdout
    assert contents(final) == good, "a draft never touches the final edition"
    assert verify(draft) == []
    assert qpr(project, "list").stdout == f"{SMALL}  outputs/{SMALL}, outputs/{SMALL}-draft (draft)\n"

    reword(project, "waited for workers.", "waited for lorries.")
    run()
    sign_off(project, SMALL)
    run()
    kept = [json.loads(path.read_text("utf-8")) for path in sorted(earlier.iterdir())]
    assert [record["draft"] for record in kept] == [True, True, False, True], "what was replaced, oldest first"
    assert [path.name for path in sorted(earlier.iterdir())] == [f"{number:03}.json" for number in (1, 2, 3, 4)]
    assert not draft.exists()

    good = contents(final)
    assert run("--draft").stdout.splitlines()[1] == "Draft. Not for publication."
    assert soup(draft / "site" / "index.html").select(".unsigned") == []
    assert contents(final) == good

    (draft / "site" / "index.html").write_text("changed by hand", encoding="utf-8")
    changed = qpr(project, "verify", SMALL)
    assert changed.returncode == 8
    assert f"outputs/{SMALL}-draft: changed: site/index.html" in changed.stderr
    assert f"render it again with 'qpr render {SMALL} --draft'" in changed.stderr


class Meddler:
    """Somebody who goes on writing while the edition is being rendered."""

    def __init__(self, project: Path) -> None:
        self._project = project

    def step(self, words: str) -> None:
        """Nothing to do."""

    def pages(self, total: int) -> None:
        """Change a text once the inputs have been read."""
        reword(self._project, "A mild spring left fewer potholes.", "A mild spring left no potholes.")

    def page_done(self, run: PageRun) -> None:
        """Nothing to do."""


@pytest.mark.parametrize("signed", [True, False], ids=["final", "draft"])
def test_a_final_edition_never_holds_what_was_changed_after_it_was_agreed(tmp_path: Path, signed: bool) -> None:
    project = miniature(tmp_path / "project", signed=signed)
    expected = pytest.raises(InputError, match="changed-meanwhile") if signed else contextlib.nullcontext()
    with expected:
        render(Project(project), SMALL, Meddler(project), publisher="embedded", formats=[Format.HTML])
    assert not (project / "outputs" / SMALL).exists()
    assert (project / "outputs" / f"{SMALL}-draft").exists() is not signed


# --- how it is put in place -----------------------------------------------------------------------------------


def stage(outputs: Path, record: str, *, draft: bool) -> Staging:
    """Make an edition that says this."""
    with Staging(outputs, SMALL, draft=draft) as made:
        (made.folder / "record.json").write_text(record, encoding="utf-8")
        made.promote()
    return made


def earlier(outputs: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((outputs / ".earlier" / SMALL).glob("*"))}


@pytest.fixture(params=[True, False], ids=["exchange", "two renames"])
def outputs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    if not request.param:
        monkeypatch.setattr(staging, "_exchange", lambda *_: False)
    elif not sys.platform.startswith("linux"):
        pytest.skip("names are exchanged on Linux alone")
    yield tmp_path / "outputs"
    left = {path.name for path in (tmp_path / "outputs" / ".staging").iterdir()}
    assert left <= {f"{SMALL}.lock", SMALL}


def test_what_was_replaced_is_kept_once(outputs: Path) -> None:
    for record in ("one", "one", "two", "two", "one"):
        stage(outputs, record, draft=True)
    assert earlier(outputs) == {"001.json": "one", "002.json": "two"}


def test_a_final_edition_keeps_what_the_last_final_one_and_the_draft_said(outputs: Path) -> None:
    stage(outputs, "final", draft=False)
    stage(outputs, "draft", draft=True)
    assert earlier(outputs) == {}
    stage(outputs, "new", draft=False)
    assert earlier(outputs) == {"001.json": "final", "002.json": "draft"}
    assert not (outputs / f"{SMALL}-draft").exists()


def test_records_are_bounded(outputs: Path) -> None:
    for number in range(KEPT_MOST + 4):
        stage(outputs, str(number), draft=True)
    kept = earlier(outputs)
    assert len(kept) == KEPT_MOST
    assert next(iter(kept.items())) == ("004.json", "3")
    assert list(kept.items())[-1] == (f"{KEPT_MOST + 3:03}.json", str(KEPT_MOST + 2))


def test_a_record_that_cannot_be_kept_breaks_no_render(outputs: Path) -> None:
    outputs.mkdir()
    (outputs / ".earlier").write_text("in the way", encoding="utf-8")
    stage(outputs, "one", draft=False)
    stage(outputs, "two", draft=False)
    assert (outputs / SMALL / "record.json").read_text("utf-8") == "two"


def test_a_draft_that_cannot_be_removed_is_told(outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage(outputs, "draft", draft=True)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == f"{SMALL}-draft":
            raise PermissionError(13, "in use")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        made = stage(outputs, "final", draft=False)
    (warning,) = made.warnings
    assert (warning.code, warning.severity) == ("draft-left", Severity.WARNING)
    assert (outputs / SMALL / "record.json").read_text("utf-8") == "final"


def test_an_interrupted_exchange_of_a_draft_is_mended_by_a_final_run(outputs: Path) -> None:
    stage(outputs, "draft", draft=True)
    (outputs / f"{SMALL}-draft").rename(outputs / ".staging" / f"{SMALL}-draft.old")
    with Staging(outputs, SMALL):
        assert (outputs / f"{SMALL}-draft" / "record.json").read_text("utf-8") == "draft"


def test_what_a_killed_run_left_of_a_superseded_draft_does_not_come_back(outputs: Path) -> None:
    stage(outputs, "draft", draft=True)
    (outputs / f"{SMALL}-draft").rename(outputs / ".staging" / f"{SMALL}-draft.gone")
    with Staging(outputs, SMALL):
        assert not (outputs / f"{SMALL}-draft").exists()
        assert not (outputs / ".staging" / f"{SMALL}-draft.gone").exists()


# --- in a browser ---------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium")
def test_a_draft_is_accessible_and_marked_on_screen_and_on_paper(draft: Path, browser: Browser, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for width in (1280, 390):
        page = browser.new_page(viewport={"width": width, "height": 844})
        failed: list[str] = []
        page.on("requestfailed", lambda request, to=failed: to.append(request.url))
        page.on("console", lambda message, to=failed: to.append(message.text))
        for slug in ("index", "highways"):
            page.goto((draft / "site" / f"{slug}.html").as_uri(), wait_until="networkidle")
            assert failed == []
            found = Axe().run(page).response["violations"]
            assert [one["id"] for one in found] == []
            assert "draft.svg" in page.evaluate("getComputedStyle(document.body).backgroundImage")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            failed.clear()  # axe asks for the style sheets again, which a page from a folder may not
    page.emulate_media(media="print")
    page.pdf(path=str(tmp_path / "print.pdf"), format="A4")
    printed = pypdf.PdfReader(tmp_path / "print.pdf")
    assert len(printed.pages) > 1
    for number, sheet in enumerate(printed.pages):
        assert "DRAFT" in sheet.extract_text(), number


def test_the_theme_has_what_marks_a_draft() -> None:
    """A council that changes the styles of Word has to make both documents again."""
    sys.path.insert(0, str(REPOSITORY / "theme"))
    try:
        import make_reference_docx
    finally:
        sys.path.pop(0)
    made = make_reference_docx.make(draft=True)
    assert made == (REPOSITORY / "theme" / "reference-draft.docx").read_bytes(), "run theme/make_reference_docx.py"
