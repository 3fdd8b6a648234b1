"""A preview follows what is saved, in its pages and in open browsers, and says what it cannot follow."""

from __future__ import annotations

import ast
import dataclasses
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from helpers.desk import CHROMIUM
from helpers.projects import LIMIT, QPR, REPOSITORY, SMALL, clean_environment, miniature
from playwright.sync_api import Browser, Page, Route, expect

from qprlib.face.reads import ALL, code_reads, page_reads
from qprlib.face.report import Report
from qprlib.ground.edition import Page as ReportPage
from qprlib.ground.project import Project
from qprlib.preview.serving import admitting, with_script
from qprlib.preview.touched import Followed, Snapshot, Source, SourceChange, Use, affected_pages
from qprlib.report.charts.drawing import _svg
from qprlib.report.charts.drawn import DRAWN_VARIABLE, drawing_of, key_of
from qprlib.report.charts.of_results import draw_bars, draw_trend
from qprlib.report.context import Context, open_context
from qprlib.report.document import Content
from qprlib.report.kept_context import kept
from qprlib.report.markdown_writer import to_markdown
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


def shown(context: Context) -> dict[str, str]:
    """What each page of an edition shows, without charts."""
    texts = {}
    for page in context.pages:
        cells = json.loads((context.project.notebooks / f"{page.notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
        names = {"report": Report(context), "section": page.section}
        parts = []
        for cell in cells:
            code = "".join(cell["source"])
            if cell["cell_type"] != "code" or "open_report" in code or "parameters" in cell["metadata"].get("tags", []):
                continue
            value = eval(compile(ast.parse(code.strip(), mode="eval"), page.notebook, "eval"), names)
            parts.append(to_markdown(value) if isinstance(value, Content) else str(value))
        texts[page.slug] = "\n".join(parts)
    return texts


@pytest.fixture
def kent_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name in ("params", "data", "notebooks", "theme"):
        shutil.copytree(REPOSITORY / name, tmp_path / "kent" / name)
    shutil.copy(REPOSITORY / "_quarto.yml", tmp_path / "kent")
    monkeypatch.setenv("QPR_FIGURES", str(tmp_path / "figures"))
    monkeypatch.setenv("QPR_DRAWN", str(tmp_path / "drawn"))
    return Project((tmp_path / "kent").resolve())


@pytest.mark.parametrize("section", ["highways", "report"])
def test_a_saved_text_changes_no_page_of_kents_that_was_not_told_to_run(kent_copy: Project, section: str) -> None:
    before = open_context("kent-2011-12-Q1", kent_copy)
    pages_before = shown(before)
    notebook = kent_copy.commentary("kent-2011-12-Q1") / f"{section}.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if cell["cell_type"] == "markdown" and "\n\n" in "".join(cell["source"]).strip():
            cell["source"] = f"{''.join(cell['source']).rstrip()}\n\nThis was added by hand."
    notebook.write_text(json.dumps(content), encoding="utf-8")
    pages_after = shown(open_context("kent-2011-12-Q1", kent_copy))
    differ = {slug for slug, text in pages_after.items() if text != pages_before[slug]}
    change = SourceChange(Source(notebook.as_posix(), Use.TEXT, section))
    waited_for, others = affected_pages(
        [change], before.pages, lambda page: page_reads(kent_copy.notebooks / f"{page.notebook}.ipynb", page.section)
    )
    assert differ
    assert differ <= {*waited_for, *others}
    assert set(waited_for) <= differ
    assert len(waited_for) + len(others) < len(before.pages)


# --- what has changed -------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Project:
    return Project(miniature(tmp_path / "small").resolve())


def test_changes_are_told_by_contents_however_they_are_saved(small: Project) -> None:
    followed = Followed(SMALL, "small")
    snapshot = Snapshot(small)
    assert len(snapshot.look(followed)) > 10
    notebook = small.commentary(SMALL) / "highways.ipynb"
    text = notebook.read_text(encoding="utf-8")

    def look() -> list[tuple[str, bool]]:
        return [(change.source.name, change.meant) for change in snapshot.look(followed)]

    assert look() == []
    notebook.touch()
    (notebook.parent / ".~highways.ipynb").write_text("half", encoding="utf-8")
    assert look() == []
    other = notebook.with_name("other.tmp")
    other.write_text(text.replace("### Commentary", "### Commentary\\n\\nNew.", 1), encoding="utf-8")
    other.replace(notebook)
    assert look() == [("highways", True)]
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["metadata"]["kernelspec"] = {"name": "other"}
    notebook.write_text(json.dumps(content), encoding="utf-8")
    assert look() == [("highways", False)]
    notebook.write_text("{", encoding="utf-8")
    assert look() == [("highways", True)]
    notebook.unlink()
    assert look() == [("highways", True)]


# --- what is kept -----------------------------------------------------------------------------------------


def test_kept_drawings_are_those_that_would_be_drawn(
    kent: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the report, which is that of a render, and alone."""
    calls = [
        partial(draw_trend, kent.project.theme, row, kent.scored.points[row.id], kent.scheme)
        for row in kent.scored.results[:4]
    ]
    monkeypatch.setenv(DRAWN_VARIABLE, str(tmp_path))
    made = [drawing_of(call, lambda call=call: _svg(call())) for call in calls]
    kept = [drawing_of(call, lambda: pytest.fail("drawn again")) for call in reversed(calls)]
    assert kept == made[::-1]
    assert [_svg(call()) for call in calls[::-1]] == made[::-1]


def test_a_drawing_is_named_by_all_it_is_drawn_from(kent: Context) -> None:
    row, theme = kent.scored.results[0], kent.project.theme
    points = kent.scored.points[row.id]
    key = key_of(partial(draw_trend, theme, row, points, kent.scheme))
    other = dataclasses.replace(points[0], actual=points[0].actual + 1e-9)
    again = open_context(kent.edition.edition, kent.project)
    assert key == key_of(partial(draw_trend, theme, again.scored.results[0], again.scored.points[row.id], again.scheme))
    assert key != key_of(partial(draw_trend, theme, row, (other, *points[1:]), kent.scheme))
    assert key != key_of(partial(draw_bars, theme, row, points, kent.scheme))
    assert key_of(draw_trend) == key_of(partial(draw_trend, object())) == ""


def test_what_is_kept_holds_until_a_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, made = tmp_path / "data", iter(range(10))
    folder.mkdir()
    (folder / "a.csv").write_text("1", encoding="utf-8")
    monkeypatch.delenv("QPR_KEPT", raising=False)
    assert [kept("it", [folder], lambda: next(made)) for _ in range(2)] == [0, 1], "nothing is kept outside a run"
    monkeypatch.setenv("QPR_KEPT", str(tmp_path / "kept"))
    assert [kept("it", [folder], lambda: next(made)) for _ in range(2)] == [2, 2]
    (folder / "b.csv").write_text("", encoding="utf-8")
    assert kept("it", [folder], lambda: next(made)) == 3
    (folder / "a.csv").write_text("2", encoding="utf-8")
    assert kept("it", [folder], lambda: next(made)) == 4
    assert kept("another", [folder], lambda: next(made)) == 5


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


# --- the command ------------------------------------------------------------------------------------------


class Previewing:
    """A preview that runs as the command, in a copied miniature project."""

    def __init__(self, project: Path, *options: str, environment: dict[str, str] | None = None) -> None:
        self.project = project
        self._log = project / "terminal.txt"
        with self._log.open("w", encoding="utf-8") as stream:
            self.process = subprocess.Popen(
                [str(QPR), "preview", SMALL, "--no-open", *options],
                cwd=project,
                env=clean_environment("", {"PYTHONUNBUFFERED": "1", **(environment or {})}),
                stdout=stream,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def site(self) -> Path:
        return self.project / "outputs" / ".preview" / SMALL / "site"

    def until(self, words: str, times: int = 1) -> Previewing:
        wait(lambda: self.said.count(words) >= times, f"'{words}' in the terminal", self)
        return self

    @property
    def address(self) -> str:
        self.until("http://")
        return self.said.split("http://")[1].split()[0].rstrip("/")

    def notebook(self, section: str) -> Path:
        return self.project / "notebooks" / "commentary" / SMALL / f"{section}.ipynb"

    def write(self, section: str, sentence: str) -> None:
        """Add a sentence to the first commentary of a section, as an editor does that saves by renaming."""
        notebook = self.notebook(section)
        content = json.loads(notebook.read_text(encoding="utf-8"))
        cell = next(
            cell
            for cell in content["cells"]
            if cell["cell_type"] == "markdown" and "### Commentary" in "".join(cell["source"])
        )
        lines = "".join(cell["source"]).split("### Commentary\n", 1)
        cell["source"] = f"{lines[0]}### Commentary\n\n{sentence}\n{lines[1]}"
        replace(notebook, json.dumps(content))

    def request(self, path: str, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.address, timeout=LIMIT)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(LIMIT)


def replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def wait(happened: Callable[[], bool], what: str, preview: Previewing) -> None:
    until = time.monotonic() + LIMIT
    while not happened():
        if time.monotonic() > until or preview.process.poll() is not None:
            pytest.fail(f"waited in vain for {what}; the terminal says:\n{preview.said}")
        time.sleep(0.05)


LISTS_PROCESSES = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked for in /proc")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Callable[..., Previewing]]:
    started: list[Previewing] = []

    def start(*options: str, project: Path | None = None, **environment: str) -> Previewing:
        folder = project or miniature(tmp_path / f"small{len(started)}")
        started.append(Previewing(folder, "--port", str(free_port()), *options, environment=environment))
        return started[-1]

    yield start
    for one in started:
        one.end()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 500})
    opened = context.new_page()
    yield opened
    context.close()


#: Where the reader's indicator stands at each frame that is painted, from the first.
EVERY_PLACE = """
window.places = [];
const look = () => {
  window.places.push(document.getElementById("hw02").getBoundingClientRect().top);
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium")
def test_an_open_page_follows_what_is_written_and_says_what_it_cannot_follow(
    preview: Callable[..., Previewing], page: Page
) -> None:
    running = preview().until("The preview is ready")
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/figures/**", hold)  # pictures come as late as they can
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(f"http://{running.address}/highways.html")
    page.evaluate("() => scrollTo({top: document.getElementById('hw02').offsetTop + 100, behavior: 'instant'})")
    assert page.evaluate("() => scrollY") > 0
    page.add_init_script(EVERY_PLACE)

    running.write("highways", "The gritters were bought in May.")
    sentence = page.get_by_text("The gritters were bought in May.")
    expect(sentence).to_have_count(1)
    # The page is loaded twice: with the sentence, then as a draft, since the section is no longer what was signed off.
    expect(page.get_by_role("region", name="Draft")).to_have_count(1)
    page.wait_for_function("() => document.readyState === 'complete' && window.places.length > 5")
    for picture in held:
        picture.continue_()
    page.unroute("**/figures/**")
    page.wait_for_function("() => [...document.images].some(image => image.naturalWidth)")
    places = page.evaluate("() => window.places")
    assert [one for one in places if abs(one + 100) > 2] == [], f"the place is kept and nothing jumps: {places}"
    page.reload()
    page.wait_for_function("() => document.readyState === 'complete' && window.places.length > 5")
    assert [one for one in page.evaluate("() => window.places") if abs(one + 100) > 2] == [], "also for F5"
    running.until("highways.html in ")
    text = (running.site / "highways.html").read_text(encoding="utf-8")
    assert re.findall("<script[^>]*>", text) == [
        '<script src="assets/tables.js" defer blocking="render">'
    ]  # the report's
    assert faults == []

    good = running.notebook("highways").read_text(encoding="utf-8")
    replace(running.notebook("highways"), good[: len(good) // 2])
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("[notebook-broken]")
    expect(alert).to_contain_text("highways.ipynb")
    expect(sentence).to_have_count(1)
    running.until("[notebook-broken]")
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).to_be_empty()

    replace(running.notebook("highways"), good.replace("### Commentary", "### Comentary", 1))
    expect(alert).to_contain_text("did you mean: Commentary?")
    page.goto(f"http://{running.address}/index.html")
    expect(alert).to_contain_text("did you mean: Commentary?")  # on every page
    replace(running.notebook("highways"), good)
    expect(alert).to_be_empty()
    running.until("Mended.")

    assert running.end() == 0
    expect(page.get_by_role("status")).to_contain_text("The preview has ended")


@pytest.mark.slow
def test_theme_data_and_pages_are_followed_too(preview: Callable[..., Previewing]) -> None:
    running = preview().until("The preview is ready")
    style = running.project / "theme" / "report.css"
    style.write_text(f"{style.read_text(encoding='utf-8')}\n/* new */\n", encoding="utf-8")
    wait(lambda: "/* new */" in running.request("/assets/report.css")[1], "the style", running)
    runs = sorted((running.site.parent / "runs").rglob("*.ipynb"))

    template = running.project / "theme" / "site" / "page.html"
    template.write_text(template.read_text(encoding="utf-8").replace("<body", '<body data-new="yes"'), encoding="utf-8")
    wait(lambda: 'data-new="yes"' in running.request("/highways.html")[1], "the template", running)
    assert sorted((running.site.parent / "runs").rglob("*.ipynb")) == runs, "a look is no reason to run a page"

    params = running.project / "params" / f"{SMALL}.yml"
    good = params.read_text(encoding="utf-8")
    replace(params, good.replace("title:", "titel:", 1))
    running.until("did you mean: title?")
    assert running.request("/highways.html")[0] == 200
    replace(params, good.replace("title: ", "title: Newer ", 1))
    wait(lambda: "Newer" in running.request("/summary.html")[1], "the title", running)

    notebook = running.project / "notebooks" / "service.ipynb"
    text = notebook.read_text(encoding="utf-8")
    replace(notebook, text.replace("report.service(section)", "report.service(section.lower() + 'x')"))
    running.until("error: notebook notebooks/service.ipynb")
    replace(notebook, text)
    running.until("Mended.", 2)


@pytest.mark.slow
def test_an_edition_with_errors_is_served_once_they_are_mended_and_followed_by_the_clock_alone(
    preview: Callable[..., Previewing], tmp_path: Path
) -> None:
    """With ``--poll``, for file systems that tell nothing of what is saved."""
    project = miniature(tmp_path / "broken")
    params = project / "params" / f"{SMALL}.yml"
    good = params.read_text(encoding="utf-8")
    params.write_text(good.replace("scheme: ", "scheme: not-", 1), encoding="utf-8")
    running = preview("--poll", project=project).until("[unknown-scheme]")
    status, text = running.request("/index.html")
    assert status in (404, 503)
    assert "/_preview/preview.js" in text
    params.write_text(good, encoding="utf-8")
    running.until("The preview is ready")
    assert running.request("/")[0] == 200
    running.write("highways", "Seen by the clock.")
    wait(lambda: "Seen by the clock." in running.request("/highways.html")[1], "the sentence", running)


@pytest.mark.slow
@LISTS_PROCESSES
def test_it_answers_this_machine_alone_knows_its_own_files_alone_and_ends_at_once(
    preview: Callable[..., Previewing],
) -> None:
    mark = f"ready-{os.getpid()}"
    running = preview(QPR_TEST_MARK=mark).until("The preview is ready")
    port = running.address.split(":")[1]
    assert running.address.startswith("127.0.0.1:")
    assert running.request("/index.html", Host=f"localhost:{port}")[0] == 200
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", ""):
        assert running.request("/index.html", Host=host)[0] in (400, 403)
    for path in (
        "/../terminal.txt", "/%2e%2e/runs/1/index.ipynb", "/..%2f..%2fsmall.yml", "//etc/passwd", "/assets/",
        "/figures", "/_preview/", "/_preview/serving.py", "/_preview/../serving.py", "/index.html/..", "/%00",
    ):  # fmt: skip
        status, text = running.request(path)
        assert status in (400, 404), path
        assert "nbformat" not in text
    assert running.request("/nothing.html")[0] == 404

    second = preview(project=running.project)
    assert second.process.wait(LIMIT) == 6
    assert "[preview-running]" in second.said
    ends(running, signal.SIGINT, mark)


@pytest.mark.slow
@LISTS_PROCESSES
def test_a_taken_port_is_told_the_next_one_used_and_the_first_run_ended_at_once(tmp_path: Path) -> None:
    mark = f"begun-{os.getpid()}"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = Previewing(miniature(tmp_path / "port"), "--port", str(port), environment={"QPR_TEST_MARK": mark})
        try:
            running.until(f"Port {port} is taken: using ")
            assert int(running.address.split(":")[1]) > port
            running.until("Preview of")
        finally:
            ends(running, signal.SIGTERM, mark)


def test_an_unknown_edition_is_refused_at_once(tmp_path: Path) -> None:
    project = miniature(tmp_path / "small")
    done = subprocess.run(
        [str(QPR), "preview", "smal-2011-12-Q1", "--no-open"],
        cwd=project, env=clean_environment("", {}), capture_output=True, text=True, check=False, timeout=LIMIT,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"did you mean: {SMALL}?" in done.stderr


def ends(running: Previewing, number: signal.Signals, mark: str) -> None:
    """A preview ends at once when it is asked to, and leaves no process and no site."""
    assert running.end(number) == 0
    assert "Traceback" not in running.said
    until = time.monotonic() + LIMIT
    while processes_with(mark) and time.monotonic() < until:
        time.sleep(0.05)
    assert processes_with(mark) == []
    assert not running.site.exists()
    assert not (running.project / "outputs" / SMALL).exists()


def processes_with(mark: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text(encoding="utf-8").replace("\0", " "))
        except OSError:
            continue
    return found
