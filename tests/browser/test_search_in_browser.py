"""Search as a reader uses it: by mouse and by keys, from a folder and from a server, in both publishers' sites."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.desk import CHROMIUM
from helpers.first_load import served
from helpers.projects import SMALL, lacking_quarto, miniature, qpr, qpr_with_quarto
from helpers.thorough import THOROUGH
from playwright.sync_api import Browser, Page, expect

from qprlib.ground.files import file_sha256
from qprlib.ground.project import Project
from qprlib.publishing.site.front_page import write_front

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("search"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium"),
]

LATER = SMALL.replace("Q1", "Q2")
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
COLLECT = """window.refused = [];
document.addEventListener('securitypolicyviolation',
  event => window.refused.push(`${event.violatedDirective} ${event.blockedURI} line ${event.lineNumber}`));"""
#: The index as the library itself would make it of the places that the script holds.
OWN = """index => {
  const fields = {id: 'name'};
  const made = new MiniSearch({...qprSearch.options, idField: 'number', extractField: (one, field) =>
    one[fields[field] || field]});
  made.addAll(index.spots.map(([page, anchor, id, title, status, parts], number) => ({
    number, name: id, title, section: index.pages[page][1],
    text: parts.map(([at, heading, text]) => heading + '\\n' + text).join('\\n'),
  })));
  return made.toJSON();
}"""


NO_QUARTO = lacking_quarto()
PUBLISHERS = [
    "embedded",
    pytest.param("quarto", marks=[pytest.mark.quarto, pytest.mark.skipif(bool(NO_QUARTO), reason=NO_QUARTO or "-")]),
]


@pytest.fixture(scope="module", params=PUBLISHERS)
def outputs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A final edition by this publisher, its draft, and a later edition that was published without search."""
    project = miniature(tmp_path_factory.mktemp(request.param) / "project")
    run = qpr_with_quarto if request.param == "quarto" else qpr
    made = ("--publisher", request.param, "--formats", "html")
    for kind in ((), ("--draft",)):
        done = run(project, "render", SMALL, *made, *kind)
        assert done.returncode == 0, done.stderr
    outputs = project / "outputs"
    later = shutil.copytree(outputs / SMALL, outputs / LATER)
    shutil.rmtree(later / "site" / "search")
    (later / "site" / "search.html").unlink()
    for path in (later / "site").glob("*.html"):
        text = re.sub(r'<form class="search-form".*?</form>', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r'<link[^>]*"search/search.css">|<script src="search/field.js" defer></script>', "", text)
        path.write_text(text, encoding="utf-8")
    manifest = json.loads((later / "manifest.json").read_text(encoding="utf-8"))
    manifest |= {"edition": LATER, "quarter": "2011-12-Q2"}
    manifest["outputs"] = [one for one in manifest["outputs"] if not one["path"].startswith("site/search")]
    for one in manifest["outputs"]:
        one["sha256"] = file_sha256(later / one["path"])
    (later / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert write_front(Project(project)) == ()
    return outputs


@pytest.fixture(scope="module", params=["file", pytest.param("http", marks=THOROUGH)])
def base(request: pytest.FixtureRequest, outputs: Path) -> Iterator[str]:
    with ExitStack() as stack:
        yield f"{outputs.as_uri()}/" if request.param == "file" else stack.enter_context(served(outputs))


class Reader:
    """A page whose every complaint and request is noted."""

    def __init__(self, browser: Browser, size: tuple[int, int] = (1280, 900), **options: Any) -> None:
        self._context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        self._context.add_init_script(COLLECT)
        self.page: Page = self._context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def close(self) -> None:
        self._context.close()

    def refused(self) -> list[str]:
        return self.page.evaluate("() => window.refused")  # type: ignore[no-any-return]

    def ask(self, question: str) -> None:
        self.page.get_by_role("searchbox").fill(question)
        expect(self.page.locator(".search-count")).to_contain_text(question)

    def results(self) -> list[str]:
        return [text.strip() for text in self.page.locator(".search-name").all_inner_texts()]


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    opened = Reader(browser)
    yield opened
    assert opened.said == []
    assert opened.refused() == []
    opened.close()


@pytest.fixture(scope="module")
def home(base: str) -> str:
    return f"{base}{SMALL}/site/index.html"


def an_indicator(outputs: Path) -> tuple[str, str]:
    """Id and name of an indicator of the edition, from its record."""
    record = json.loads((outputs / SMALL / "record.json").read_text(encoding="utf-8"))
    return record["indicators"][0]["id"], record["indicators"][0]["name"]


def test_a_result_says_what_where_and_when_and_leads_there(reader: Reader, home: str, outputs: Path) -> None:
    id_, name = an_indicator(outputs)
    page = reader.page
    page.goto(home)
    reader.ask(name)
    first = page.locator(".search-list li").first
    expect(first.get_by_role("link")).to_contain_text(f"{id_} {name}")
    facts = first.locator(".search-facts")
    expect(facts).to_contain_text("Quarter 1, 2011/12")
    assert facts.locator(".status").inner_text() in ("Green", "Amber", "Red")
    assert re.search(r"\b(circle|triangle|square)\b", facts.locator(".status").get_attribute("class") or "")
    marked = {text.lower() for text in first.locator("mark").all_inner_texts()}
    assert marked >= set(name.lower().split())
    number = len(reader.results())
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(
        f"{number} result{'' if number == 1 else 's'} for {name}"
    )
    first.get_by_role("link").click()
    expect(page.locator(":target")).to_be_in_viewport()
    assert re.search(rf"\.html#{id_.lower()}(-\w+)?$", page.url)


def test_an_id_is_found_first_however_it_is_written(reader: Reader, home: str, outputs: Path) -> None:
    id_, name = an_indicator(outputs)
    reader.page.goto(home)
    letters, digits = re.fullmatch(r"([A-Za-z]+)(\d+)", id_).groups()  # type: ignore[union-attr]
    for question in (id_, id_.lower(), f"{letters} {digits}", f"{letters.lower()}-{digits}"):
        reader.ask(question)
        assert reader.results()[0].startswith(f"{id_} {name}"), question


def test_beginnings_plurals_and_slips_are_found(reader: Reader, home: str, outputs: Path) -> None:
    _, name = an_indicator(outputs)
    word = max(re.findall(r"[a-z]+", name.lower()), key=len)
    reader.page.goto(home)
    for question in (word[:-2], f"{word.removesuffix('s')}s"):
        reader.ask(question)
        assert any(name in result for result in reader.results()), question
    slip = word[:2] + word[3:]
    reader.ask(slip)
    expect(reader.page.locator(".search-count")).to_contain_text("similar words")
    assert any(name in result for result in reader.results())


def test_nothing_found_is_said_with_what_to_try(reader: Reader, home: str, outputs: Path) -> None:
    reader.page.goto(home)
    reader.ask("qqxzzy")
    words = (
        f"Nothing found for qqxzzy. Try fewer or other words, or an indicator's id such as {an_indicator(outputs)[0]}."
    )
    expect(reader.page.get_by_role("search").get_by_role("status")).to_have_text(words)
    assert reader.results() == []


@pytest.mark.parametrize(
    "question", ["<img src=x onerror=alert(1)>", "</script><b>", "\"'`{}", "((", "*", "constructor"]
)
def test_a_hostile_question_stays_text(reader: Reader, home: str, question: str) -> None:
    reader.page.goto(home)
    reader.ask(question)
    assert reader.page.locator(".search-panel :is(img, script, b)").count() == 0


def test_keys_alone_reach_everything_and_are_never_trapped(reader: Reader, home: str) -> None:
    page = reader.page
    page.goto(home)
    field = page.get_by_role("searchbox")
    for _ in range(6):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    expect(field).to_be_focused()
    page.keyboard.type("target")
    panel = page.get_by_role("region", name="Search results")
    expect(panel).to_be_visible()
    expect(page.locator(".search-count")).to_contain_text("target")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.type("s")
    expect(panel).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    links = panel.get_by_role("link")
    for place in range(links.count()):
        page.keyboard.press("Tab")
        expect(links.nth(place)).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel).to_be_hidden()
    assert page.evaluate("() => !document.activeElement.closest('form')")
    page.keyboard.press("Shift+Tab")  # back into the form, which can be used again
    assert page.evaluate("() => !!document.activeElement.closest('form')")


def test_a_search_can_be_mailed(reader: Reader, home: str) -> None:
    page = reader.page
    page.goto(home)
    page.get_by_role("searchbox").fill("target & more")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    expect(page.locator(".search-count")).to_contain_text("target & more")
    reader.ask("target")
    assert page.url.endswith("/search.html?q=target")
    found = reader.results()
    assert found
    page.reload()
    expect(page.locator(".search-count")).to_contain_text("for target")
    assert reader.results() == found
    expect(page.get_by_role("searchbox")).to_have_value("target")
    page.get_by_label("Search all editions").check()
    expect(page.locator(".search-facts", has_text="Quarter 2, 2011/12").first).to_be_visible()
    assert page.url.endswith("/search.html?q=target&in=all")
    page.reload()
    expect(page.get_by_label("Search all editions")).to_be_checked()
    expect(page.locator(".search-facts", has_text="Quarter 2, 2011/12").first).to_be_visible()


def test_all_editions_are_searched_newest_first_and_no_draft(reader: Reader, base: str, outputs: Path) -> None:
    id_, name = an_indicator(outputs)
    page = reader.page
    page.goto(f"{base}index.html")
    reader.ask(id_)
    expect(page.locator(".search-count")).to_contain_text(f"for {id_}")
    quarters = [text.split(",")[0].split()[-1] for text in page.locator(".search-facts").all_inner_texts()[:2]]
    assert quarters == ["2", "1"]
    assert reader.results()[:2] == [f"{id_} {name}"] * 2
    assert not any("draft" in address for address in reader.asked)
    page.get_by_role("link", name=f"{id_} {name}").first.click()  # an edition that was published without search
    assert f"/{LATER}/site/" in page.url
    page.goto(f"{base}search.html?q={id_}")
    expect(page.locator(".search-list li").first).to_be_visible()
    assert reader.results()[:2] == [f"{id_} {name}"] * 2


def test_a_draft_is_searched_by_itself(reader: Reader, base: str, outputs: Path) -> None:
    page = reader.page
    page.goto(f"{base}{SMALL}-draft/site/index.html")
    reader.ask("target")
    assert reader.results()
    assert page.get_by_role("link", name="Search all editions").count() == 0
    page.goto(f"{base}{SMALL}-draft/site/search.html?q=target&in=all")
    expect(page.locator(".search-list li").first).to_be_visible()
    assert page.get_by_label("Search all editions").count() == 0
    assert not any("editions.js" in address for address in reader.asked)


def test_a_first_load_brings_nothing_of_search_but_its_field(reader: Reader, home: str) -> None:
    page = reader.page
    page.goto(home)
    page.wait_for_load_state("networkidle")
    assert sorted(Path(address).name for address in reader.asked if "/search/" in address) == ["field.js", "search.css"]
    page.get_by_role("searchbox").focus()
    page.wait_for_function("() => window.qprSearch.ready && window.qprSearch.ready().size === 1")
    assert {Path(address).name for address in reader.asked if "/search/" in address} >= {"minisearch.js", "index.js"}


def test_the_index_is_what_the_library_would_make_of_the_same_texts(reader: Reader, home: str, outputs: Path) -> None:
    page = reader.page
    page.goto(home)
    page.get_by_role("searchbox").focus()
    page.wait_for_function("() => window.qprSearch.begin && window.MiniSearch")
    page.evaluate("() => { window.kept = []; qprSearch.put = index => window.kept.push(index); }")
    page.evaluate("() => qprSearch.bring('search/index.js?again')")
    ours = page.evaluate("() => window.kept[0]")
    theirs = page.evaluate(OWN, ours)
    assert sorted(theirs.pop("index")) == sorted(ours["index"].pop("index"))
    assert theirs == ours["index"]


@pytest.mark.parametrize(
    "size", [(1280, 900), pytest.param((768, 1024), marks=THOROUGH), (320, 640)], ids=["desktop", "tablet", "phone"]
)
def test_open_results_are_accessible_and_fit(browser: Browser, outputs: Path, size: tuple[int, int]) -> None:
    reader = Reader(browser, size)
    for name in (f"{SMALL}/site/index.html", f"{SMALL}/site/search.html", "index.html", "search.html"):
        reader.page.goto((outputs / name).as_uri())
        reader.ask("target")
        assert reader.results(), name
        result = Axe().run(reader.page, options={"preload": False})
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in result.response["violations"]] == []
        assert reader.page.evaluate(SIDEWAYS) <= 0, name
        small = [
            box
            for link in reader.page.locator(".search-form :is(button, input), .search-name a, .search-onwards a").all()
            if (box := link.bounding_box()) and min(box["width"], box["height"]) < 24
        ]
        assert small == [], name
    assert reader.said == []
    reader.close()


def test_without_scripts_the_page_for_searching_lists_what_there_is(browser: Browser, home: str, outputs: Path) -> None:
    id_, name = an_indicator(outputs)
    reader = Reader(browser, java_script_enabled=False)
    reader.page.goto(home)
    reader.page.get_by_role("searchbox").fill("target")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/search.html?q=target")
    assert "Searching needs scripts" in reader.page.locator("main").inner_text()  # as it is shown
    assert f"{id_} {name}" in reader.page.locator("main").inner_text()
    assert reader.page.get_by_role("searchbox").count() == 0
    reader.page.locator(f'main a[href$="#{id_.lower()}"]').click()
    assert reader.page.url.endswith(f"#{id_.lower()}")
    reader.close()


def test_a_site_that_stands_alone_says_that_the_others_are_not_there(
    browser: Browser, outputs: Path, tmp_path: Path
) -> None:
    site = shutil.copytree(outputs / SMALL / "site", tmp_path / "a" / "b" / "site")
    reader = Reader(browser)
    reader.page.goto(f"{(site / 'search.html').as_uri()}?q=target&in=all")
    expect(reader.page.locator(".search-count")).to_contain_text("The other editions are not beside this one here.")
    assert reader.results()
    reader.close()


def test_every_page_obeys_the_policy_and_asks_nobody_outside(reader: Reader, base: str, outputs: Path) -> None:
    pages = sorted(path.relative_to(outputs).as_posix() for path in outputs.rglob("*.html"))
    assert f"{SMALL}/site/search.html" in pages
    faults = []
    for name in pages:
        text = (outputs / name).read_text(encoding="utf-8")
        if 'Content-Security-Policy" content="default-src \'self\'"' not in text:
            faults.append(f"{name}: no policy")
        if 'http-equiv="refresh"' in text:
            continue  # leads on at once
        reader.page.goto(f"{base}{name}")
        faults += [f"{name}: {one}" for one in reader.refused()]
    assert faults == []
    assert [address for address in reader.asked if not address.startswith(base)] == []
    assert reader.page.evaluate("() => { const e = document.createElement('script'); e.textContent = 'window.x = 1';"
                                " document.head.append(e); return window.x; }") is None  # fmt: skip
    reader.page.wait_for_function("() => window.refused.length === 1")  # the policy holds, and is seen to
    reader.page.evaluate("() => { window.refused = []; }")
    reader.said.clear()
