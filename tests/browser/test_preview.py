"""A preview at work follows what is saved, in its pages and in open browsers, and says what it cannot follow."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.desk import CHROMIUM
from helpers.projects import LIMIT, QPR, SMALL, clean_environment, miniature
from playwright.sync_api import Browser, Page, Route, expect


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


#: Where the reader's indicator stands at each frame that is painted, from the first, until it has been seen.
EVERY_PLACE = """
window.places = [];
const look = () => {
  if (sessionStorage.seen) return;
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
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
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
    page.evaluate("() => { sessionStorage.seen = 'yes'; }")
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
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
@LISTS_PROCESSES
def test_it_answers_this_machine_alone_follows_theme_data_and_pages_and_ends_at_once(
    preview: Callable[..., Previewing],
) -> None:
    mark = f"ready-{os.getpid()}"
    running = preview(QPR_TEST_MARK=mark).until("The preview is ready")
    answers_this_machine_alone_and_knows_its_own_files_alone(running)
    follows_the_theme_data_and_pages(running)
    second = preview(project=running.project)
    assert second.process.wait(LIMIT) == 6
    assert "[preview-running]" in second.said
    ends(running, signal.SIGINT, mark)


def answers_this_machine_alone_and_knows_its_own_files_alone(running: Previewing) -> None:
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


def follows_the_theme_data_and_pages(running: Previewing) -> None:
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
