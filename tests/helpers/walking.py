"""A walk through a site: what is asked of each of its pages at each width, and the way of the keyboard through it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
from playwright.sync_api import Browser, Page, Route

from qprlib.report.tested import WIDTHS

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
CHECKS = Path(__file__).with_name("walk.js")

#: What hangs on the markup alone is asked once of a page; this at each width.
AT_EACH_WIDTH = ("sideways", "cut", "targets", "stacked")
#: The rule that takes most of axe's time; what it finds hangs on colours, and hardly on the width.
CONTRAST = "color-contrast"

#: All rules of axe but those of level AAA and those that its makers have withdrawn.
_RUN = """async without => {
  const taken = axe._audit.rules.filter(rule => !rule.tags.includes('wcag2aaa') && !rule.tags.includes('deprecated'));
  const rules = Object.fromEntries(axe._audit.rules.map(rule => [rule.id,
    {enabled: taken.includes(rule) && !without.includes(rule.id)}]));
  // Its own look at style sheets is refused from file://, and says so on the console.
  const found = await axe.run(document, {preload: false, resultTypes: ['violations'], rules});
  return {version: axe.version, rules: taken.length, passes: found.passes.length, faults: found.violations.map(
    one => `axe: ${one.id} (${one.help}) at ${one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(', ')}`)};
}"""
#: WCAG 1.4.12: a reader's own spacing of text; a sheet of this kind is not for the page's policy to refuse.
_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
_PLAIN = "() => { document.adoptedStyleSheets = []; }"
_OPEN = "() => { for (const one of document.querySelectorAll('details')) one.open = true; }"

REFRESH = 'http-equiv="refresh"'

Key = Literal["Tab", "Shift+Tab"]


@contextmanager
def walker(browser: Browser, width: int = WIDTHS[-1], *, axe: bool = True) -> Iterator[Page]:
    """A page that has the checks at hand, and axe if it is wanted, wherever it goes."""
    # A page that glides to its focus shows it later than it is looked for.
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    if axe:
        context.add_init_script(path=AXE)
    context.add_init_script(path=CHECKS)
    yield context.new_page()
    context.close()


def go(page: Page, address: str, *, width: int = WIDTHS[-1]) -> None:
    """Open a page as it comes, with the window so many pixels wide."""
    wide(page, width)
    page.goto(address)


def asked(page: Page, *checks: str) -> list[str]:
    """The faults that checks of ``walk.js`` find on an open page."""
    return [f"{check}: {fault}" for check in checks for fault in page.evaluate(f"() => walk.{check}()")]


def by_axe(page: Page, *without: str) -> dict[str, Any]:
    """What axe finds on an open page by all its rules, but for some; it must have looked at something."""
    found: dict[str, Any] = page.evaluate(_RUN, list(without))
    if not found["passes"]:
        found["faults"].append("axe looked at nothing")
    return found


def wide(page: Page, width: int) -> None:
    """Make the window so many pixels wide."""
    page.set_viewport_size({"width": width, "height": 900})


def sound(page: Page) -> list[str]:
    """The faults of an open page: of its markup, at each width, opened out, spaced, and in a dark system."""
    faults = asked(page, "page", "light")
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {one}" for one in asked(page, "light")]
    page.emulate_media(color_scheme="light")
    tables = []
    for width in reversed(WIDTHS):
        wide(page, width)
        faults += [f"{width} px: {one}" for one in asked(page, *AT_EACH_WIDTH)]
        tables.append(_spoken(page))
    if tables.count(tables[0]) != len(tables):
        faults.append(f"tables are read out differently at some width: {tables}")
    for width in (WIDTHS[0], WIDTHS[-1]):
        wide(page, width)
        page.evaluate(_SPACED)
        faults += [f"{width} px, spaced: {one}" for one in asked(page, "sideways", "cut")]
        page.evaluate(_PLAIN)
    wide(page, WIDTHS[0])
    page.evaluate(_OPEN)
    return faults + [f"{WIDTHS[0]} px, opened: {one}" for one in asked(page, *AT_EACH_WIDTH)]


def _spoken(page: Page) -> dict[str, int]:
    """How many tables, rows, heads and cells a screen reader is told of: cards are still rows of a table."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
    return {role: roles[role] for role in ("table", "row", "rowheader", "columnheader", "cell")}


def rules_kept(page: Page, *, whole: bool) -> list[str]:
    """What axe finds on an open page at each width, in the page's colours and in forced ones.

    Where it is not the whole walk, each width is looked at once, the middle one in forced colours. Contrasts are asked
    at each width, or at the widest alone; in forced colours they are the system's and not ours.
    """
    faults = []
    page.evaluate(_OPEN)
    least, middle, greatest = WIDTHS
    asked_at = {"none": WIDTHS, "active": WIDTHS} if whole else {"none": (least, greatest), "active": (middle,)}
    for colours, widths in asked_at.items():
        page.emulate_media(forced_colors=colours)  # type: ignore[arg-type]
        for width in widths:
            wide(page, width)
            with_contrast = colours == "none" and (whole or width == WIDTHS[-1])
            found = by_axe(page, *(() if with_contrast else (CONTRAST,)))
            faults += [f"{width} px, forced colours {colours}: {one}" for one in found["faults"]]
    page.emulate_media(forced_colors="none")
    return faults


def by_keys(page: Page, key: Key = "Tab") -> list[str]:
    """Go through an open page by one key from one end to the other: the faults of the way.

    Each stop has to show its focus, to be seen, and to come after the one before it in the page; nothing that a mouse
    can reach may be left out, and the way must have an end.
    """
    wanted = {one["place"]: one["name"] for one in page.evaluate("() => walk.reachable()")}
    page.evaluate("() => walk.follow()")
    for _ in range(len(wanted) + 3):  # each press keeps where the one before it led
        page.keyboard.press(key)
    stops = page.evaluate("() => walk.stops")
    faults: list[str] = []
    seen: list[int] = []
    for stop in stops:
        if stop["place"] < 0 and not seen:
            continue
        if stop["place"] < 0 or stop["place"] in seen:
            break
        if stop["fault"]:
            faults.append(stop["fault"])
        if seen and (stop["place"] > seen[-1]) != (key == "Tab"):
            faults.append(f"{stop['name']} is out of order")
        seen.append(stop["place"])
    else:
        faults.append("the way has no end")
    return faults + [f"no key reaches {name}" for place, name in wanted.items() if place not in seen]


def by_all_keys(page: Page, address: str) -> list[str]:
    """The faults of the ways through a page: down it at the least and the greatest width, and up where heads stick."""
    faults = []
    for width, key in ((WIDTHS[0], "Tab"), (WIDTHS[-1], "Tab"), (WIDTHS[-1], "Shift+Tab")):
        go(page, address, width=width)
        faults += [f"{width} px, {key}: {one}" for one in by_keys(page, key)]  # type: ignore[arg-type]
    return faults


def titles_twice(outputs: Path, pages: Iterable[Path]) -> list[str]:
    """Titles that two pages have; what leads on at once is not seen."""
    titles: dict[str, list[str]] = {}
    for path in pages:
        text = path.read_text(encoding="utf-8")
        if REFRESH not in text:
            found = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
            titles.setdefault(" ".join(found[1].split()) if found else "", []).append(str(path.relative_to(outputs)))
    return [f"'{title}' is the title of {' and '.join(twice)}" for title, twice in titles.items() if len(twice) > 1]


@contextmanager
def staying(page: Page) -> Iterator[None]:
    """Pages that lead on at once are looked at where they are; over http alone."""

    def without(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(rf"<meta {REFRESH}[^>]*>", "", answer.text()))

    page.route("**/*.html", without)
    yield
    page.unroute("**/*.html")
