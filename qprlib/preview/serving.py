"""Serving a preview to the browsers of this machine, and to nobody else.

The server listens on 127.0.0.1, answers requests that name it so, and sends the files it knows by name: no path of a
request is ever joined to a folder. What it adds to a page, a script and a style sheet of its own, it adds on the way.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from qprlib.ground.errors import CommandError, Problem
from qprlib.ground.wordings import Wordings

#: How the problems of this room are worded.
WORDINGS: Final = Wordings(__file__)

ADDRESS: Final = "127.0.0.1"
PORT: Final = 8440
"""The port that is tried first."""
PORTS_TRIED: Final = 50

_OWN: Final = Path(__file__).parent / "browser"
_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_POLICY: Final = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)', re.IGNORECASE)


@dataclass(frozen=True)
class PreviewState:
    """What browsers are told."""

    versions: Mapping[str, str] = field(default_factory=dict)  #: the slug of each page that is there, to its version
    problems: tuple[Problem, ...] = ()  #: what keeps pages from being up to date
    busy: bool = True  #: whether pages are about to change


def bind(port: int) -> tuple[socket.socket, int]:
    """The first free port from the one asked for; raises CommandError if none is free."""
    for number in range(port, min(port + PORTS_TRIED, 65536)):
        with suppress(OSError):
            (listening,) = bind_sockets(number, ADDRESS)
            return listening, int(listening.getsockname()[1])
    raise CommandError(WORDINGS.problem("no-port", port=port))


class Server:
    """The server of one preview. It closes its socket with itself; ``title`` stands on pages that are not there yet."""

    def __init__(self, site: Path, listening: socket.socket, title: str) -> None:
        self.site = site
        self.title = title
        self.state = PreviewState()
        self.hosts = {f"{name}:{listening.getsockname()[1]}" for name in (ADDRESS, "localhost")}
        self._browsers: list[_Changes] = []  # the one that was looked at last stands last
        application = Application(
            [
                ("/_preview/changes", _Changes, {"server": self}),
                ("/(.*)", _Files, {"server": self}),
            ],
            log_function=lambda _: None,
            websocket_ping_interval=30,
        )
        self._http = HTTPServer(application)
        self._http.add_socket(listening)

    def looked_at(self) -> Sequence[str]:
        """The slugs of the pages that are open, the one looked at last first."""
        return list(dict.fromkeys(browser.slug for browser in reversed(self._browsers) if browser.slug))

    def tell(self, state: PreviewState) -> None:
        """Tell every open page."""
        self.state = state
        for browser in list(self._browsers):
            browser.tell(state)

    async def close(self) -> None:
        """Stop listening and end every connection."""
        self._http.stop()
        for browser in list(self._browsers):
            browser.close(1001, "the preview has ended")
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._http.close_all_connections(), 1)

    def seen(self, browser: _Changes) -> None:
        """Note that somebody looks at that page now."""
        self.gone(browser)
        self._browsers.append(browser)

    def gone(self, browser: _Changes) -> None:
        """Note that a page was closed."""
        with suppress(ValueError):
            self._browsers.remove(browser)

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every file there is, by the path that names it."""
        for path in self.site.rglob("*"):
            if path.suffix in _TYPES and path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self.site).as_posix(), path


class _Own(RequestHandler):
    """What every answer has in common."""

    def initialize(self, server: Server) -> None:
        self.server = server

    def prepare(self) -> None:
        """Refuse requests that reached this machine under another name (DNS rebinding)."""
        if self.request.host not in self.server.hosts:
            raise HTTPError(403)

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        words = {403: "This preview is for this machine alone.", 404: "There is no such page in this preview."}
        self.finish(f"{words.get(status_code, 'The preview cannot answer this.')}\n")


class _Files(_Own):
    """The site's files, and the script and style sheet of the preview."""

    def get(self, name: str) -> None:
        """Send a file."""
        if name in ("_preview/preview.js", "_preview/preview.css"):
            self._send(_OWN / name.removeprefix("_preview/"))
            return
        name = name or "index.html"
        path = dict(self.server.files()).get(name)
        slug = name.removesuffix(".html")
        if path is not None and path.suffix != ".html":
            self._send(path)
        elif path is not None:
            version = self.server.state.versions.get(slug, "")
            self._html(with_script(path.read_text(encoding="utf-8"), slug, version))
        elif re.fullmatch(r"[a-z0-9-]+\.html", name):
            self.set_status(404 if self.server.state.versions and not self.server.state.busy else 503)
            self._html(with_script(waiting_page(self.server.title), slug, ""))
        else:
            raise HTTPError(404)

    head = get

    def _send(self, path: Path) -> None:
        self.set_header("Content-Type", _TYPES[path.suffix])
        self.finish(path.read_bytes())

    def _html(self, text: str) -> None:
        self.set_header("Content-Type", _TYPES[".html"])
        self.finish(text)


class _Changes(_Own, WebSocketHandler):
    """The connection over which an open page learns that it has changed."""

    slug = ""

    def initialize(self, server: Server) -> None:
        self.server = server

    def open(self, *_: str, **__: str) -> None:
        """Tell a newly opened page how things stand."""
        self.server.seen(self)
        self.tell(self.server.state)

    def on_message(self, message: str | bytes) -> None:
        """A page says its name, and whether it is in sight."""
        with suppress(ValueError, TypeError, KeyError):
            said = json.loads(message)
            self.slug = str(said["page"])
            if said["seen"]:
                self.server.seen(self)

    def on_close(self) -> None:
        """A page was closed or loads again."""
        self.server.gone(self)

    def tell(self, state: PreviewState) -> None:
        """Tell the page how things stand."""
        message = {
            "versions": dict(state.versions),
            "problems": [problem.lines() for problem in state.problems],
        }
        with suppress(WebSocketClosedError):
            self.write_message(message)


def with_script(text: str, slug: str, version: str) -> str:
    """A page with the script and the style sheet of the preview, which its policy then admits."""
    text = _POLICY.sub(lambda found: found[1] + html.escape(admitting(html.unescape(found[2])), False) + found[3], text)
    added = (
        '<link rel="stylesheet" href="/_preview/preview.css">\n'
        f'<script src="/_preview/preview.js" defer blocking="render" data-page="{html.escape(slug)}"'
        f' data-version="{version}"></script>\n'
    )
    return text.replace("</head>", f"{added}</head>", 1)


def admitting(policy: str) -> str:
    """A Content-Security-Policy that also admits scripts, styles and connections of the page's own origin."""
    directives: dict[str, list[str]] = {}
    for directive in filter(str.strip, policy.split(";")):
        name, *sources = directive.split()
        directives[name.lower()] = sources
    for needed in ("script-src", "style-src", "connect-src"):
        given = directives.get(needed, directives.get("default-src"))
        if given is not None and "'self'" not in given:
            directives[needed] = [*(source for source in given if source != "'none'"), "'self'"]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def waiting_page(title: str) -> str:
    """What stands in the place of a page that is not there yet."""
    return (_OWN / "waiting.html").read_text(encoding="utf-8").format(title=html.escape(title))
