"""An analyst's desk: JupyterLab and a preview, started by their commands, and a hand that writes in JupyterLab."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from helpers.projects import LIMIT, QPR, REPOSITORY, clean_environment

CHROMIUM = Path("/usr/bin/chromium")
LAB = REPOSITORY / ".venv-lab" / "bin" / "jupyter-lab"


class Command:
    """A command of ``qpr`` at work, with what it has said so far."""

    def __init__(self, project: Path, log: Path, *words: str, **environment: str) -> None:
        self._log = log
        with log.open("w", encoding="utf-8") as stream:
            self.process = subprocess.Popen(
                [str(QPR), *words],
                cwd=project,
                env=clean_environment(os.environ["PATH"], {"PYTHONUNBUFFERED": "1", **environment}),
                stdout=stream,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait for something that the command brings about."""
        end = time.monotonic() + LIMIT
        while not happened():
            if time.monotonic() > end or self.process.poll() is not None:
                raise TimeoutError(f"waited in vain for {what}; the command says:\n{self.said}")
            time.sleep(0.05)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(LIMIT)


@contextmanager
def jupyterlab(project: Path, log: Path, edition: str, section: str) -> Iterator[str]:
    """JupyterLab on a section of an edition, as ``make lab`` starts it; the address that it prints."""
    port = free_port()
    settings = ("--no-browser", f"--port={port}", "--ServerApp.port_retries=0", "--allow-root")
    token = "--IdentityProvider.token=secret"
    # A home of its own: nobody's settings, and no workspace that was left open.
    home = {"HOME": str(log.parent / "home"), "JUPYTER_CONFIG_DIR": "", "JUPYTERLAB_SETTINGS_DIR": ""}
    running = Command(project, log, "lab", edition, section, "--", *settings, token, **home)
    try:
        running.until(lambda: answers(f"http://127.0.0.1:{port}/api"), "JupyterLab")
        found = re.search(rf"http://127\.0\.0\.1:{port}(/lab/\S+)\?token=", running.said)
        assert found, running.said
        yield f"http://127.0.0.1:{port}{found[1]}?token=secret"
    finally:
        running.end()


@contextmanager
def preview(project: Path, log: Path, edition: str) -> Iterator[tuple[str, Command]]:
    """A preview of an edition; its address and the command, while its first pages may still be on their way."""
    port = free_port()
    running = Command(project, log, "preview", edition, "--no-open", "--port", str(port))
    try:
        yield f"http://127.0.0.1:{port}", running
    finally:
        running.end()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-gpu"],
        )
        expect.set_options(timeout=LIMIT * 1000)
        opened.new_context = _patient(opened.new_context)  # type: ignore[method-assign]
        opened.new_page = _patient(opened.new_page)  # type: ignore[method-assign]
        yield opened
        opened.close()


def _patient(make: Callable[..., Any]) -> Callable[..., Any]:
    """What makes contexts or pages that wait as long as a busy machine needs, and not for half a minute."""

    def made(**options: Any) -> Any:
        opened = make(**options)
        opened.set_default_timeout(LIMIT * 1000)
        return opened

    return made


class Hand:
    """Writes in a notebook that JupyterLab has open, with mouse and keyboard; cells are named by their ids."""

    def __init__(self, page: Page, address: str, notebook: Path) -> None:
        self.page = page
        self._cells = [cell["id"] for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]]
        # Without what JupyterLab restores of earlier pages: it keeps every notebook that they had open.
        page.goto(f"{address}&reset")
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(self._cells))
        self.idle()

    def cell(self, name: str) -> Locator:
        return self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{self._cells.index(name)}"]')

    def output(self, name: str) -> Locator:
        return self.cell(name).locator(".jp-OutputArea-output")

    def number(self, name: str) -> Locator:
        """The number of a code cell's last run."""
        return self.cell(name).locator(".jp-InputArea-prompt")

    def idle(self) -> None:
        expect(self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')).to_have_count(1)

    def run(self, name: str, number: int) -> None:
        """Run a code cell, which then bears the number."""
        self.number(name).click()
        # A key that comes before the cell is the active one is lost, on a busy machine.
        expect(self.cell(name)).to_contain_class("jp-mod-active")
        self.page.keyboard.press("Control+Enter")
        expect(self.number(name)).to_have_text(f"[{number}]:")
        self.idle()

    def edit(self, name: str) -> Locator:
        """Open a Markdown cell for writing, with the cursor at its end; its editor."""
        self.cell(name).locator(".jp-MarkdownOutput").click(position={"x": 60, "y": 16})
        expect(self.cell(name)).to_contain_class("jp-mod-active")
        self.page.keyboard.press("Enter")
        editor = self.cell(name).locator(".cm-content")
        expect(editor).to_be_focused()
        self.page.keyboard.press("Control+End")
        return editor

    def write(self, name: str, words: str) -> None:
        """Add words at the end of a Markdown cell and run it."""
        editor = self.edit(name)
        self.page.keyboard.type(words)
        expect(editor).to_contain_text(words.strip())
        self.page.keyboard.press("Control+Enter")
        expect(self.cell(name)).to_contain_class("jp-mod-rendered")

    def rub_out(self, name: str, words: str) -> None:
        """Take words off the end of a Markdown cell and run it."""
        editor = self.edit(name)
        for _ in words:
            self.page.keyboard.press("Backspace")
        expect(editor).not_to_contain_text(words.strip())
        self.page.keyboard.press("Control+Enter")
        expect(self.cell(name)).to_contain_class("jp-mod-rendered")

    def save(self) -> float:
        """Press Ctrl+S; the moment it was pressed."""
        pressed = time.perf_counter()
        self.page.keyboard.press("Control+s")
        return pressed

    def run_all_afresh(self) -> None:
        """Choose Restart Kernel and Run All Cells, confirm it, and wait until every code cell has run once."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_role("menuitem", name="Restart Kernel and Run All Cells").click()
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        prompts = self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-prompt")
        expect(prompts).to_have_text([f"[{number + 1}]:" for number in range(prompts.count())])
        self.idle()


def shown_after(page: Page, words: str, pressed: float) -> float:
    """Seconds from a moment until a page, which loads again by itself, shows the words."""
    page.wait_for_function("words => document.body?.innerText.includes(words)", arg=words, polling=20)
    return time.perf_counter() - pressed


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
