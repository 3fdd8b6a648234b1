"""Summary tables sorted and filtered: by mouse and by keys, from a folder and from a server, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.desk import CHROMIUM
from helpers.first_load import served
from helpers.projects import SMALL, RenderedEdition, lacking_quarto, miniature, qpr_with_quarto
from helpers.thorough import THOROUGH
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("aims"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}; Debian's package is called chromium"),
]

#: Every row of the summary that is in sight: name, rating now and before, direction, group, whether it changed.
SHOWN = """() => [...document.querySelectorAll('.table-scroll.summary tbody tr:not(.group)')]
  .filter(row => row.checkVisibility()).map(row => {
    const text = label => row.querySelector(`[data-label="${label}"]`).innerText.trim();
    let group = row.querySelector('.row-group').textContent;
    return {name: row.cells[0].querySelector('a').innerText, now: text('Rating now'), before: text('Rating before'),
            direction: text('Direction'), group, moved: row.querySelector('.moved-better, .moved-worse') !== null};
  })"""
GROUPS = """() => [...document.querySelectorAll('.table-scroll.summary tr.group')]
  .filter(row => row.checkVisibility()).map(row => row.innerText.trim())"""
# Folded tables open without a script.
CONTROLS = "main :is(button, input, select, form, fieldset, :not(.fold) > summary, [role=status])"
BEST_FIRST = ("Green", "Amber", "Red")
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test where a script or the policy complains."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=["file", "http"])
def base(request: pytest.FixtureRequest, aims_edition: RenderedEdition) -> Iterator[str]:
    if request.param == "file":
        yield f"{aims_edition.site.as_uri()}/"
    else:
        with served(aims_edition.site) as address:
            yield address


@pytest.fixture
def summary(aims_edition: RenderedEdition) -> str:
    return f"{aims_edition.site.as_uri()}/summary.html"


def shown(page: Page) -> list[dict[str, str]]:
    return page.evaluate(SHOWN)  # type: ignore[no-any-return]


def names(page: Page) -> list[str]:
    return [row["name"] for row in shown(page)]


def told(page: Page) -> str:
    return page.locator("main").get_by_role("status").inner_text()


def tools_of(page: Page) -> Locator:
    """The controls of the table of all indicators; the counts below it have some of their own."""
    return page.locator(".table-tools:not(.sort-only)")


def sort_by(page: Page) -> Locator:
    return tools_of(page).get_by_label("Sort by")


def complaints(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def test_without_scripts_all_is_there_and_no_dead_control(aims_edition: RenderedEdition, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in ("summary", "index", "a-council-people-can-rely-on"):
        page.goto((aims_edition.site / f"{name}.html").as_uri())
        assert page.locator(CONTROLS).count() == 0
    page.goto((aims_edition.site / "summary.html").as_uri() + "?status=red")
    rows = page.locator(".table-scroll.summary tbody tr:not(.group)")
    assert rows.count() == 50
    assert all(row.is_visible() for row in rows.all())
    context.close()


def test_each_choice_shows_its_rows_and_no_other(page: Page, summary: str) -> None:
    page.goto(summary)
    every = shown(page)
    tried = 0
    for box in page.get_by_role("checkbox").all():
        box.check()
        label = box.locator("xpath=..")
        rating = label.locator(".status").inner_text()
        expected = [row for row in every if row["now"].startswith(rating)]
        assert shown(page) == expected
        number = label.locator(".many").inner_text().strip()
        assert number == f"({len(expected)})", "the number beside a choice is that of its rows"
        assert told(page) == f"{len(expected)} of {len(every)} indicators shown: {rating}."
        box.uncheck()
        tried += 1
    for select, column in (("Direction", "direction"), ("Strategic aim", "group")):
        found = page.get_by_label(select, exact=True)
        for option in found.locator("option").all_inner_texts()[1:]:
            found.select_option(label=option)
            wanted, _, number = option.rpartition(" (")
            assert shown(page) == [row for row in every if row[column] == wanted]
            assert len(shown(page)) == int(number.rstrip(")")) > 0
            tried += 1
        found.select_option("")
    assert tried > 12
    assert shown(page) == every
    assert told(page) == "All 50 indicators shown."


def test_what_changed_since_last_quarter_is_what_the_executive_summary_lists(page: Page, summary: str) -> None:
    lists: dict[str, int] = {}
    page.goto(summary.replace("summary.html", "index.html"))
    for key, title in (("better", "Moved to a better rating"), ("worse", "Moved to a worse rating")):
        lists[key] = page.locator("main p", has_text=f"{title}:").locator("a").count()
    assert min(lists.values()) > 0
    for key, number in {**lists, "yes": sum(lists.values())}.items():
        page.goto(f"{summary}?changed={key}")
        assert len(shown(page)) == number
        assert all(row["moved"] for row in shown(page))
        assert told(page).endswith(" since the previous quarter."), "there is no earlier edition by aims"


def test_choices_add_up_and_empty_groups_go(page: Page, summary: str) -> None:
    page.goto(summary)
    every = shown(page)
    page.get_by_label("Red", exact=False).check()
    page.get_by_label("Amber", exact=False).check()
    page.get_by_label("Direction", exact=True).select_option("worsening")
    expected = [row for row in every if row["now"] in ("Red", "Amber") and row["direction"] == "Worsening"]
    assert 0 < len(expected) < len(every) / 3
    assert shown(page) == expected
    assert told(page) == f"{len(expected)} of 50 indicators shown: Red or Amber; Worsening."
    groups = list(dict.fromkeys(row["group"] for row in expected))
    assert page.evaluate(GROUPS) == groups
    assert len(groups) < len({row["group"] for row in every})


def test_the_address_holds_the_choice_and_back_brings_it_back(page: Page, base: str) -> None:
    said = complaints(page)
    page.goto(f"{base}summary.html")
    page.get_by_label("Red", exact=False).check()
    page.get_by_label("Amber", exact=False).check()
    page.get_by_label("Direction", exact=True).select_option("worsening")
    sort_by(page).select_option("rating-now-worst-first")
    address = page.url
    assert address.endswith("summary.html?status=red,amber&direction=worsening&sort=rating-now-worst-first")
    before = (names(page), told(page))
    page.locator(".table-scroll.summary tbody a:visible").first.click()
    assert "summary.html" not in page.url
    page.go_back()
    assert page.url == address
    assert (names(page), told(page)) == before
    page.goto(f"{base}index.html")
    page.goto(address)  # as from a mail
    assert (names(page), told(page)) == before
    assert page.get_by_label("Red", exact=False).is_checked()
    assert sort_by(page).input_value() == "rating-now-worst-first"
    page.get_by_role("button", name="Clear filters").click()
    assert page.url.endswith("summary.html?sort=rating-now-worst-first")
    assert said == []


@pytest.mark.parametrize(
    ("query", "after"),
    [
        ("?status=purple&direction=sideways&sort=colour", "All 50 indicators shown."),
        ("?status=red,purple", "13 of 50 indicators shown: Red."),
        ("?%E0%A4%A&status", "All 50 indicators shown."),
        ("?from=mail&status=red", "13 of 50 indicators shown: Red."),
    ],
)
def test_an_address_that_says_something_else_does_no_harm(page: Page, summary: str, query: str, after: str) -> None:
    said = complaints(page)
    page.goto(summary + query)
    assert told(page) == after
    page.get_by_label("Green", exact=False).check()
    assert ("from=mail" in page.url) == ("from=mail" in query), "what is not ours stays"
    assert said == []


def test_columns_sort_through_their_heads_and_back_to_the_published_order(page: Page, summary: str) -> None:
    page.goto(summary)
    published = shown(page)
    head = page.locator("thead th", has=page.get_by_role("button", name="Rating now"))
    button = head.get_by_role("button")

    def places() -> list[int]:
        return [BEST_FIRST.index(row["now"]) if row["now"] in BEST_FIRST else -1 for row in shown(page)]

    assert head.get_attribute("aria-sort") is None
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    rated = [place for place in places() if place >= 0]
    assert rated == sorted(rated, reverse=True)
    assert places()[len(rated) :] == [-1] * (len(published) - len(rated)), "what is not rated comes last"
    assert told(page) == "All 50 indicators shown. Sorted by rating now, worst first."
    assert page.evaluate(GROUPS) == []
    assert page.locator(".row-group").first.is_visible(), "a row says to which group it belongs"
    button.click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert [place for place in places() if place >= 0] == sorted(rated)
    assert places()[-1] == -1
    button.click()
    assert head.get_attribute("aria-sort") is None
    assert shown(page) == published
    expect(button).to_be_focused()


@pytest.mark.parametrize(
    ("sort", "label", "order"),
    [
        ("direction-worst-first", "direction", ("Worsening", "No clear trend", "No change", "Improving")),
        ("direction-best-first", "direction", ("Improving", "No change", "No clear trend", "Worsening")),
        ("rating-before-worst-first", "before", ("Red", "Amber", "Green")),
    ],
)
def test_every_order_is_as_it_says(page: Page, summary: str, sort: str, label: str, order: tuple[str, ...]) -> None:
    page.goto(f"{summary}?sort={sort}")
    found = list(dict.fromkeys(row[label] for row in shown(page)))
    assert [one for one in found if one in order] == [one for one in order if one in found]
    assert all(one in order for one in found[: len([one for one in order if one in found])]), "the others come last"


def test_names_sort_both_ways_and_rows_alike_keep_their_order(page: Page, summary: str) -> None:
    page.goto(f"{summary}?sort=indicator-a-to-z")
    up = names(page)
    assert up == sorted(up, key=lambda name: [int(part) for part in name.split()[0].split(".")])
    assert len(up) == 50
    page.goto(f"{summary}?sort=indicator-z-to-a")
    assert names(page) == up[::-1]


def test_figures_sort_as_numbers_and_the_total_stays_below(page: Page, aims_edition: RenderedEdition) -> None:
    page.goto((aims_edition.site / "summary.html").as_uri())
    table = page.locator("table", has=page.locator('[data-sort="number"]'))
    table.get_by_role("button", name="Red").click()
    cells = table.locator('tbody td[data-label="Red"]').all_inner_texts()
    assert [int(one) for one in cells[:-1]] == sorted((int(one) for one in cells[:-1]), reverse=True)
    assert table.locator("tbody tr").last.get_attribute("class") == "total"
    assert page.url.endswith("summary.html?sort-2=red-highest-first"), "the second table of its page"


def test_nothing_found_is_said_and_cleared_with_one_press(page: Page, summary: str) -> None:
    page.goto(f"{summary}?status=green&changed=worse&direction=too-few-points")
    assert shown(page) == []
    assert told(page).startswith("None of the 50 indicators matches: Green; Too few points; moved to a worse rating")
    assert not page.locator(".table-scroll.summary").is_visible()
    clear = page.get_by_role("button", name="Clear filters")
    clear.click()
    assert len(shown(page)) == 50
    expect(clear).to_be_focused()


def test_keys_alone_do_all_of_it(page: Page, summary: str) -> None:
    page.goto(summary)
    tools_of(page).locator("summary").focus()
    page.keyboard.press("Enter")
    assert not page.get_by_role("checkbox").first.is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert told(page) == "13 of 50 indicators shown: Red."
    for _ in range(page.get_by_role("checkbox").count()):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Direction", exact=True)).to_be_focused()
    page.keyboard.press("w")  # as anybody chooses from a list by its first letter
    assert "Red; Worsening" in told(page)
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Clear filters")).to_be_focused()
    page.keyboard.press("Enter")
    assert told(page) == "All 50 indicators shown."
    page.get_by_role("button", name="Rating now").focus()
    page.keyboard.press("Enter")
    assert "Sorted by rating now, worst first" in told(page)


@pytest.mark.parametrize("colours", ["none", pytest.param("active", marks=THOROUGH)])
@pytest.mark.parametrize("width", [320, pytest.param(768, marks=THOROUGH), 1280])
def test_controls_are_sound_at_every_width(browser: Browser, summary: str, width: int, colours: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, forced_colors=colours)  # type: ignore[arg-type]
    page.goto(f"{summary}?status=red&sort=direction-worst-first")
    assert page.locator(".table-tools").count() == 2
    for tools in page.locator(".table-tools").all():
        if not tools.evaluate("tools => tools.open"):
            tools.locator("summary").click()
    assert page.evaluate(SIDEWAYS) <= 0
    for control in page.locator(".table-tools :is(summary, button, input, select), .summary thead button").all():
        box = control.bounding_box()
        if control.is_visible() and box:
            assert min(box["width"], box["height"]) >= 24, control.evaluate("one => one.outerHTML")
    heads = page.get_by_role("button", name="Rating now")
    assert heads.count() == (0 if width < 768 else 1), "cards have no heads to press"
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    page.close()


def test_paper_shows_what_is_shown_and_says_the_filter(page: Page, summary: str) -> None:
    page.goto(f"{summary}?status=red")
    page.emulate_media(media="print")
    assert len(shown(page)) == 13
    assert page.locator(".tools-told:visible").count() == 1, "the counts are shown whole"
    assert told(page) == "13 of 50 indicators shown: Red."
    for hidden in (".table-tools", ".summary thead button", ".sidebar", ".pager", ".other-editions", ".download"):
        assert not any(one.is_visible() for one in page.locator(hidden).all()), hidden
    assert page.locator(".summary thead th").first.inner_text() == "Indicator"
    page.goto(summary)
    assert page.locator(".tools-told:visible").count() == 0, "a table that is shown whole needs no words on it"
    page.emulate_media(media="screen")


# The other publisher's pages


NO_QUARTO = lacking_quarto()


@pytest.fixture(scope="module")
def quarto_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = miniature(tmp_path_factory.mktemp("quarto-filter") / "small")
    done = qpr_with_quarto(project, "render", SMALL, "--formats", "html")
    assert done.returncode == 0, done.stderr
    return project / "outputs" / SMALL / "site"


@pytest.mark.quarto
@pytest.mark.skipif(bool(NO_QUARTO), reason=NO_QUARTO or "-")
def test_quartos_pages_sort_and_filter_too(page: Page, quarto_site: Path) -> None:
    said = complaints(page)
    page.goto((quarto_site / "summary.html").as_uri() + "?status=red")
    assert told(page) == "1 of 3 indicators shown: Red."
    assert [row["now"] for row in shown(page)] == ["Red"]
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("button", name="Rating now").click()
    assert [row["now"] for row in shown(page)] == ["Red", "Amber", "Green"]
    assert page.url.endswith("?sort=rating-now-worst-first")
    page.emulate_media(media="print")
    assert not page.locator(".table-tools").is_visible()
    assert not page.locator("#quarto-sidebar").is_visible()
    page.emulate_media(media="screen")
    assert said == []
