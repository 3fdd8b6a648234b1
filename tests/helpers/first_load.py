"""What a browser fetches and shows when a page is opened for the first time; used by tests and ``bench/pages.py``."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Request

DESKTOP = (1280, 900)

#: As Lighthouse counts them: shifts that no click or key caused, and the last largest thing that was painted.
_OBSERVE = """
window.measured = {shift: 0, largest: 0};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.measured.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.measured.largest = entry.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
"""
_TIMES = """() => {
  const [page] = performance.getEntriesByType('navigation');
  return {...window.measured, loaded: page.loadEventEnd};
}"""


@dataclass(frozen=True)
class FirstLoad:
    """One opening of a page with nothing kept from before.

    ``sizes`` are the bytes of each answer by its address below the folder, not compressed; times are milliseconds.
    """

    sizes: dict[str, int]
    loaded: float
    largest: float
    shift: float

    @property
    def total(self) -> int:
        """All bytes together."""
        return sum(self.sizes.values())


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder over http, without compression; its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def first_load(browser: Browser, base: str, page: str, size: tuple[int, int] = DESKTOP) -> FirstLoad:
    """Open a page in a browser that has seen nothing, and wait until it asks for nothing more.

    Parameters
    ----------
    browser
        The browser.
    base
        The folder's address, with a slash at its end.
    page
        The page below it.
    size
        Width and height of the window.
    """
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    try:
        opened = context.new_page()
        opened.add_init_script(_OBSERVE)
        finished: list[Request] = []

        def keep(request: Request) -> None:  # playwright takes no method of a list
            finished.append(request)

        opened.on("requestfinished", keep)
        opened.goto(base + page, wait_until="networkidle")
        found = opened.evaluate(_TIMES)
        sizes = {one.url.removeprefix(base): len(answer.body()) for one in finished if (answer := one.response())}
        return FirstLoad(sizes, found["loaded"], found["largest"], found["shift"])
    finally:
        context.close()
