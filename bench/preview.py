"""How soon a saved commentary cell is on the previewed page; the result goes to ``bench/preview.md``.

``qpr preview`` runs on a copy of the project, with a page open as a browser has it: a WebSocket that is told of
changes. A sentence is added to one commentary cell and saved, to a file beside the notebook that then takes its place.
Measured is the time until the page on disk holds the sentence, and until the open page is told to load again.
``make bench`` runs it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tornado.websocket import WebSocketClientConnection, websocket_connect

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
TARGET = ROOT / "bench" / "preview.md"
READY = "The preview is ready"
LIMIT = 180.0  # seconds in which anything must happen


class Save(NamedTuple):
    """Seconds from one save to the page on disk, to the message to its browser, and to the end of all that follows."""

    disk: float
    told: float
    rest: float


@contextmanager
def project_copy() -> Iterator[Path]:
    """A copy of what a preview reads."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        for name in ("params", "data", "notebooks", "theme"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        shutil.copy(ROOT / "_quarto.yml", copy)
        yield copy


def save_sentence(notebook: Path, indicator: str, sentence: str) -> float:
    """Add a sentence to the commentary of an indicator; when the notebook was in place."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    within = False
    for cell in content["cells"]:
        source = "".join(cell["source"])
        within = within or f"## {indicator} " in source
        if within and cell["cell_type"] == "markdown" and "### Commentary" in source:
            cell["source"] = f"{source.rstrip()} {sentence}"
            break
    else:
        raise LookupError(f"{indicator} has no commentary in {notebook.name}")
    beside = notebook.with_name(f".~{notebook.name}")
    beside.write_text(json.dumps(content, indent=1), encoding="utf-8")
    beside.replace(notebook)
    return time.time()


async def saves(
    project: Path, output: Path, *, edition: str, section: str, indicator: str, number: int
) -> tuple[float, list[Save]]:
    """Wait until the preview is ready, then save several times; when it was ready, and each save."""
    address = await _line(output, "http://")
    start = time.time()
    await _line(output, READY)
    ready = float(_text(output).split(READY)[1].split(" in ")[1].split(" s")[0])
    url = address.split("http://")[1].split("/")[0]
    socket = await websocket_connect(f"ws://{url}/_preview/changes")
    await socket.write_message(json.dumps({"page": section, "seen": True}))
    version = await _version(socket, section, "")
    page = project / "outputs" / ".preview" / edition / "site" / f"{section}.html"
    notebook = project / "notebooks" / "commentary" / edition / f"{section}.ipynb"
    found = []
    for place in range(number):
        sentence = f"This is sentence {place} of {round(start)}."
        saved = save_sentence(notebook, indicator, sentence)
        told = asyncio.create_task(_version(socket, section, version))
        while sentence not in page.read_text(encoding="utf-8"):
            await asyncio.sleep(0.005)
        disk = time.time() - saved
        version = await told
        told_after = time.time() - saved
        last = time.time()
        while time.time() - last < 2.5:  # until the pages that quote fingerprints have followed
            with_change = await _message(socket, 2.5)
            if with_change is None:
                break
            last = time.time()
        found.append(Save(disk, told_after, max(told_after, last - saved)))
    socket.close()
    return ready, found


async def _version(socket: WebSocketClientConnection, page: str, before: str) -> str:
    while True:
        message = await _message(socket, LIMIT)
        version = message["versions"].get(page, "") if message else ""
        if version not in ("", before):
            return str(version)


async def _message(socket: WebSocketClientConnection, seconds: float) -> dict | None:  # type: ignore[type-arg]
    task = getattr(socket, "bench_pending", None) or asyncio.ensure_future(socket.read_message())
    done, _ = await asyncio.wait([task], timeout=seconds)
    socket.bench_pending = None if done else task  # type: ignore[attr-defined]
    if not done:
        return None
    text = task.result()
    if text is None:
        raise ConnectionError("the preview has ended")
    return dict(json.loads(text))


def _text(output: Path) -> str:
    return output.read_text(encoding="utf-8")


async def _line(output: Path, words: str) -> str:
    until = time.time() + LIMIT
    while time.time() < until:
        for line in _text(output).splitlines():
            if words in line:
                return line
        await asyncio.sleep(0.05)
    raise TimeoutError(f"the preview did not say '{words}':\n{_text(output)}")


def measure(edition: str, section: str, indicator: str, number: int) -> tuple[float, list[Save]]:
    """Start a preview, measure, and end it."""
    with project_copy() as project:
        output = project / "terminal.txt"
        with output.open("w", encoding="utf-8") as stream:
            process = subprocess.Popen(
                [str(BIN / "qpr"), "preview", edition, "--no-open"],
                cwd=project,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "QPR_PROJECT": str(project)},
            )
            try:
                return asyncio.run(
                    saves(project, output, edition=edition, section=section, indicator=indicator, number=number)
                )
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", default="kent-2011-12-Q1")
    parser.add_argument("--section", default="highways")
    parser.add_argument("--indicator", default="HW01")
    parser.add_argument("--saves", type=int, default=10)
    given = parser.parse_args()
    ready, found = measure(given.edition, given.section, given.indicator, given.saves)
    TARGET.write_text(report(given.edition, given.section, ready, found), encoding="utf-8")
    print(TARGET.read_text(encoding="utf-8"))


def report(edition: str, section: str, ready: float, found: Sequence[Save]) -> str:
    """The result as Markdown."""
    lines = [
        "# How soon a saved text is on its page",
        "",
        f"Measured by `make bench`: `qpr preview {edition}`, {len(found)} saves of one commentary cell of `{section}`, "
        f"one after another; Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores. Seconds "
        "from the moment the notebook was saved.",
        "",
        "| until | least | median | most |",
        "|:--|--:|--:|--:|",
    ]
    for words, seconds in (
        ("the page on disk holds the sentence", [save.disk for save in found]),
        ("its open page is told to load again", [save.told for save in found]),
        ("the pages that quote its fingerprint have followed", [save.rest for save in found]),
    ):
        lines.append(f"| {words} | {min(seconds):.2f} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |")
    late = sum(save.told >= 2 for save in found)
    lines += [
        "",
        f"{'No save' if not late else f'{late} of {len(found)} saves'} took 2 s or more. "
        f"From its start the preview took {ready:.1f} s until every page was there.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
