"""A walk through each kind of page of both publishers' sites: rules, order, enlargement and the keyboard.

``make accessibility`` asks the same of every page of every edition; here it is one page of a kind, and contrasts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.delivering import Q1, Q2, deliver, folder_store, put_edition, small_project, take_back
from helpers.desk import CHROMIUM
from helpers.first_load import served
from helpers.projects import REPOSITORY, RenderedEdition
from helpers.thorough import THOROUGH
from helpers.walking import (
    AT_EACH_WIDTH,
    CONTRAST,
    REFRESH,
    asked,
    by_all_keys,
    by_axe,
    by_keys,
    go,
    rules_kept,
    sound,
    staying,
    titles_twice,
    walker,
)
from playwright.sync_api import Browser, Page

from qprlib.ground.project import Project
from qprlib.report.context import open_context
from qprlib.report.tested import WIDTHS, last_walk

NARROW, WIDE = WIDTHS[0], WIDTHS[-1]
#: What every edition is read for. The other kinds of page are walked through by `make test-thorough`.
FIRST = ("index", "summary", "service", "delivery")
by_pages = pytest.mark.parametrize("which", ["first", pytest.param("other", marks=THOROUGH)])
IS_OPEN = "one => one.parentElement.open"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium"),
]


@dataclass(frozen=True)
class Walkable:
    """A rendered edition with the pages around it: one page of each kind, by its address below ``outputs``.

    The first pages are those that every edition is read for.
    """

    outputs: Path
    first: tuple[str, ...]
    other: tuple[str, ...]

    def some(self, which: str) -> tuple[str, ...]:
        """The first pages, or the other ones."""
        return self.first if which == "first" else self.other

    @property
    def kinds(self) -> tuple[str, ...]:
        """All of them."""
        return self.first + self.other


@pytest.fixture(scope="module", params=["embedded", pytest.param("quarto", marks=pytest.mark.quarto)])
def walkable(request: pytest.FixtureRequest) -> Walkable:
    name = "aims_edition" if request.param == "embedded" else "quarto_edition"
    edition: RenderedEdition = request.getfixturevalue(name)
    context = open_context(edition.edition, Project(Path(edition.project)))
    kinds = {page.notebook: page.slug for page in context.pages}  # the last page of a kind
    series = context.edition.name.series
    around = ("index.html", "search.html", f"{series}/summary.html")

    def addresses(slugs: Iterable[str]) -> tuple[str, ...]:
        return tuple(f"{edition.edition}/site/{slug}.html" for slug in slugs)

    first = addresses(slug for notebook, slug in kinds.items() if notebook in FIRST)
    other = addresses(slug for notebook, slug in kinds.items() if notebook not in FIRST)
    return Walkable(edition.folder.parent, (*first, *addresses(["search"])), (*other, *around))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with walker(browser) as opened:
        yield opened


def noted(name: str, faults: list[str]) -> list[str]:
    return [f"{name}: {fault}" for fault in faults]


# Each kind of page ------------------------------------------------------------------------------------------


@by_pages
def test_every_kind_of_page_keeps_all_rules(walkable: Walkable, page: Page, which: str) -> None:
    faults = []
    for name in walkable.some(which):
        go(page, (walkable.outputs / name).as_uri())
        faults += noted(name, rules_kept(page, whole=False))
    assert faults == []


@by_pages
def test_every_kind_of_page_is_sound_at_each_width(walkable: Walkable, page: Page, which: str) -> None:
    faults = []
    for name in walkable.some(which):
        go(page, (walkable.outputs / name).as_uri())
        faults += noted(name, sound(page))
    assert faults == []


@by_pages
def test_every_kind_of_page_is_the_same_from_a_server(walkable: Walkable, page: Page, which: str) -> None:
    faults = []
    with served(walkable.outputs) as address:
        for name in walkable.some(which):
            go(page, f"{address}{name}", width=NARROW)
            faults += noted(name, asked(page, "page", *AT_EACH_WIDTH))
    assert faults == []


def test_no_two_pages_have_one_title(walkable: Walkable) -> None:
    pages = sorted(walkable.outputs.rglob("*.html"))
    assert len(pages) > len(walkable.kinds)
    assert titles_twice(walkable.outputs, pages) == []


@by_pages
def test_keys_go_through_every_kind_of_page(walkable: Walkable, page: Page, which: str) -> None:
    faults = []
    for name in walkable.some(which):
        address = (walkable.outputs / name).as_uri()
        long = name.endswith(("summary.html", "search.html"))  # what sticks to the window, what has controls
        go(page, address)
        faults += noted(name, by_all_keys(page, address) if long else by_keys(page))
    assert faults == []


@by_pages
def test_the_first_key_leads_past_the_head_of_the_page(walkable: Walkable, page: Page, which: str) -> None:
    for name in walkable.some(which):
        go(page, (walkable.outputs / name).as_uri())
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text() == "Skip to the main content", name
        box = skip.bounding_box()
        assert box, name
        assert min(box["x"], box["y"]) >= 0, name
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.localName") == "main", name
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)"), name


@by_pages
def test_keys_open_what_a_mouse_opens(walkable: Walkable, page: Page, which: str) -> None:
    opened = 0
    for name in walkable.some(which):
        for width in (NARROW, WIDE):
            go(page, (walkable.outputs / name).as_uri(), width=width)
            for summary in page.locator("details > summary:visible").all()[:4]:
                was = summary.evaluate(IS_OPEN)
                summary.focus()
                page.keyboard.press("Enter")
                assert summary.evaluate(IS_OPEN) is not was, name
                page.keyboard.press("Space")
                assert summary.evaluate(IS_OPEN) is was, name
                opened += 1
    assert opened > len(walkable.some(which))


def test_a_page_that_leads_on_is_sound_where_it_is_stopped(walkable: Walkable, page: Page) -> None:
    found = sorted(path for path in walkable.outputs.rglob("*.html") if REFRESH in path.read_text(encoding="utf-8"))
    if not found:
        pytest.skip("no page of a single edition leads on")
    with served(walkable.outputs) as address, staying(page):
        go(page, f"{address}{found[0].relative_to(walkable.outputs).as_posix()}")
        assert page.url.endswith(found[0].name)
        assert sound(page) + rules_kept(page, whole=False) + by_keys(page) == []


def test_every_page_leads_to_the_statement(walkable: Walkable) -> None:
    for site in walkable.outputs.glob("*/site"):
        for path in site.glob("*.html"):
            assert 'href="accessibility.html">Accessibility statement</a>' in path.read_text(encoding="utf-8"), path


def test_the_page_of_a_withdrawn_edition_is_sound(page: Page, tmp_path: Path) -> None:
    project, target = small_project(tmp_path / "project"), tmp_path / "target"
    for edition in (Q1, Q2):
        put_edition(project, edition)
        deliver(project, folder_store(target), edition)
    take_back(project, folder_store(target), Q2)
    address = (target / Q2 / "site" / "highways.html").as_uri()
    go(page, address)
    assert page.locator("h1").inner_text() == "This edition was withdrawn"
    assert sound(page) + rules_kept(page, whole=True) == []
    assert by_all_keys(page, address) == []


# The walk itself --------------------------------------------------------------------------------------------

BROKEN = """<!DOCTYPE html><html lang="{lang}"><head><title>x</title>
<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>
<main><h1>Roads</h1>{body}</main></body></html>"""
TABLE = "<table><caption>Roads</caption><thead><tr><th scope=col>Road</th><th scope=col>Miles</th></tr></thead><tbody>"


@pytest.mark.parametrize(
    ("body", "style", "expected"),
    [
        ("<h3>A1</h3>", "", "page: a level is skipped before h3"),
        ("<h1>A1</h1>", "", "page: there is not one h1"),
        ("<h2> </h2>", "", "page: there is a heading without words"),
        ('<img src="a.png">', "", "page: no alt"),
        ("<p id=a>A1<p id=a>A2", "", "page: two ids 'a'"),
        (TABLE.replace("<caption>Roads</caption>", ""), "", "page: there is a table without a caption"),
        (TABLE.replace(" scope=col", ""), "", "page: no column heads in the table 'Roads'"),
        (f"{TABLE}<tr><td>A1<td>9", "", "page: a row of 'Roads' has no head"),
        (f"{TABLE}<tr><th scope=col>A1<td>9", "", "of 'Roads' has the scope 'col'"),
        ("<p>A1</p>", "p { width: 60rem; }", "320 px: sideways: the page scrolls sideways by"),
        ("<div><p>A1</p></div>", "div { overflow-x: auto; } p { width: 60rem; }", "is no named region that keys reach"),
        ("<p>Far too long</p>", "p { width: 3rem; overflow: hidden; white-space: nowrap; }", "320 px: cut: p"),
        ("<p>A1 A2</p>", "p { height: 1.2em; width: 3rem; overflow: hidden; line-height: 1; }", "320 px, spaced: cut"),
        ("<button>A</button>", "button { font-size: 8px; padding: 0; }", 'targets: button "A" is'),
        (
            f"{TABLE}<tr><th scope=row>A1<td>9",
            "@media (max-width: 40rem) { table, tbody, tr, td { display: block; } }",
            "320 px: stacked: no name of its column before td",
        ),
        ("<details><summary>A1</summary><p>9</p></details>", "p { width: 60rem; }", "320 px, opened: sideways"),
        (
            "<p>A1</p>",
            "body { background: #fff; } @media (prefers-color-scheme: dark) { body { background: #000; } }",
            "dark: light: the page is not light: 0 0 0",
        ),
        (
            f"{TABLE}<tr><th scope=row>A1<td>9",
            "body { background: #fff; } @media (max-width: 40rem) { thead { display: none; } }",
            "tables are read out differently at some width",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_a_page_is_found(page: Page, body: str, style: str, expected: str) -> None:
    page.set_content(BROKEN.format(lang="en-GB", body=body, style=style))
    assert any(expected in fault for fault in sound(page)), sound(page)


@pytest.mark.parametrize(
    ("body", "style", "expected"),
    [
        ("<a href=#>A1</a>", ":focus { outline: none; }", 'a "A1": its focus is not to be seen'),
        ("<a href=#>A1</a>", ":focus { outline: 3px solid #ccc; }", 'a "A1": its focus is not to be seen'),
        ("<a href=#>A1</a>", "a { position: absolute; left: -200rem; }", 'a "A1": it is out of sight'),
        ("<div></div><a href=#>A1</a>", "div { position: fixed; inset: 0; background: #fff; }", "hidden under div"),
        ("<a href=#>A1</a><a href=# tabindex=1>A2</a>", "", 'a "A1" is out of order'),
        ("<button onkeydown='event.preventDefault()'>A1</button><a href=#>A2</a>", "", "no key reaches a"),
        ("<a href=#>A1</a>", "", ""),
    ],
)  # fmt: skip
def test_a_fault_of_the_way_is_found(page: Page, body: str, style: str, expected: str) -> None:
    page.set_content(
        BROKEN.format(
            lang="en-GB", body=body, style=f"body {{ background: #fff; }} :focus {{ outline: 3px solid #000; }} {style}"
        )
    )
    faults = by_keys(page)
    assert (faults == []) if not expected else any(expected in fault for fault in faults), faults


def test_the_last_walk_was_with_the_rules_of_today(page: Page) -> None:
    walked = last_walk()
    page.set_content(BROKEN.format(lang="en-GB", body="", style=""))
    found = by_axe(page, CONTRAST)
    assert (walked.axe, walked.rules) == (found["version"], found["rules"]), "run `make accessibility`"
    if walked.pages:  # of the walk through all of them
        assert walked.editions == len(list((REPOSITORY / "params").glob("*.yml")))
        assert len(walked.pages) == 2
        assert min(walked.pages.values()) > 10 * walked.editions
