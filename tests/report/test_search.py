"""What search knows of an edition, how it is written down, and what lies beside the front page."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from helpers.projects import REPOSITORY
from test_editions import put_edition

from qprlib.ground.edition import EditionName
from qprlib.ground.errors import InputError
from qprlib.ground.planning import plan_pages
from qprlib.ground.project import Project
from qprlib.publishing.site.front_page import read_series, write_front
from qprlib.publishing.site.search_across import searchable
from qprlib.publishing.site.search_form import LIBRARY, SEARCH
from qprlib.publishing.site.search_index import FIELDS, Searched, call_script, index_script
from qprlib.publishing.site.search_places import ABOUT, Part, Spot, read_page
from qprlib.publishing.site.search_words import term, words
from qprlib.report.context import Context

# --- reading ----------------------------------------------------------------------------------------------

EMBEDDED = """<html><body><header><p>Masthead</p></header><nav>Menu</nav>
<main id="main"><h1>Roads</h1><div class="lede"><p>Two of three are Green.</p></div>
<nav class="contents">On this page</nav>
<div class="table-scroll glance"><table><tr><td>Glance</td></tr></table></div>
<h2 class="indicator" id="hw01">HW01 Potholes &amp; cracks</h2>
<div class="indicator-status"><p><span class="status amber triangle">Amber</span>
<span class="direction improving">Improving</span> <span class="result">87%</span></p></div>
<p>87% is below the target.<br>Up by 8.</p>
<figure class="chart"><figcaption>Up since March</figcaption><img src="a.svg" alt="Drawn"></figure>
<div class="table-scroll trend"><table><tr><td>Numbers</td></tr></table></div>
<div class="table-scroll identity"><table>
<caption>About HW01</caption><thead><tr><th>Item</th><th>Detail</th></tr></thead>
<tr><th>Unit</th><td>Percentage</td></tr></table></div>
<h3 id="hw01-actions">Actions</h3><ul><li>Buy tar</li><li>Hire <em>two</em> crews.</li></ul>
<h2 id="risks">Risks</h2>
<table><thead><tr><th>Risk</th><th>Owner</th><th>Score</th></tr></thead>
<tr><th>Frost</th><td>Head of Roads</td><td>12</td></tr></table>
<div class="other-editions"><p>This page in other editions</p></div>
</main><footer>Footer</footer></body></html>"""

QUARTO = (
    EMBEDDED.replace(
        '<h2 class="indicator" id="hw01">', '<section id="hw01" class="level2 indicator"><h2 class="indicator">'
    )
    .replace('<h3 id="hw01-actions">', '<section id="hw01-actions" class="level3"><h3 class="anchored">')
    .replace("</ul>", "</ul></section></section>")
    .replace('<h2 id="risks">', '<section id="risks" class="level2"><h2 data-anchor-id="risks">')
    .replace('<div class="other-editions">', '</section><div class="other-editions">')
)

PLACES = [
    Spot("roads", "", "", "Roads", "Roads", parts=(Part("", "", "Two of three are Green."),)),
    Spot(
        "roads", "hw01", "HW01", "Potholes & cracks", "Roads", "Amber", "amber", "triangle",
        (
            Part("hw01", "", "87% is below the target. Up by 8. Up since March."),
            Part("hw01-actions", "Actions", "Buy tar. Hire two crews."),
            Part("hw01", ABOUT, "Unit: Percentage."),
        ),
    ),
    Spot("roads", "risks", "", "Risks", "Roads", parts=(Part("risks", "", "Frost; Head of Roads; 12."),)),
]  # fmt: skip


@pytest.mark.parametrize("html", [EMBEDDED, QUARTO], ids=["embedded", "quarto"])
def test_a_page_is_read_the_same_from_both_publishers(html: str) -> None:
    assert read_page("roads", html) == PLACES


def test_what_an_overview_repeats_of_other_pages_is_left_out() -> None:
    table = '<div class="table-scroll summary"><table><tr><td>HW01</td></tr></table></div>'
    html = f"<main><h1>All</h1><p>Fifty.</p>{table}</main>"
    assert [spot.parts for spot in read_page("summary", html)] == [(Part("", "", "Fifty."),)]
    assert "HW01" in read_page("risks", html)[0].parts[0].text


def test_a_page_may_be_called_otherwise_than_its_first_heading() -> None:
    assert read_page("index", EMBEDDED, "Executive summary")[1].section == "Executive summary"


def test_a_page_without_a_heading_has_no_places() -> None:
    assert read_page("odd", "<p>Outside</p><main><p>No heading</p></main></div>") == []


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("pothole", "Potholes"), ("service", "services"), ("authority", "authorities"), ("church", "churches"),
        ("box", "boxes"), ("bus", "bus"), ("process", "process"), ("analysis", "analysis"), ("council", "council’s"),
        ("council", "COUNCIL'S"), ("councils", "councils’"), ("tie", "ties"), ("1990s", "1990s"), ("crisis", "crisis"),
    ],
)  # fmt: skip
def test_one_and_many_are_found_by_the_same(one: str, many: str) -> None:
    assert [term(word) for word in words(one)] == [term(word) for word in words(many)]


def test_words_keep_numbers_whole_and_leave_marks_out() -> None:
    text = "95.8% of 28,000 calls (Dec 2024/25): the council’s re-use, o'clock. End.\n_x_"
    expected = [
        "95.8",
        "of",
        "28,000",
        "calls",
        "Dec",
        "2024",
        "25",
        "the",
        "council’s",
        "re",
        "use",
        "o'clock",
        "End",
        "x",
    ]
    assert words(text) == expected


# --- the index --------------------------------------------------------------------------------------------

HOSTILE = "</script><script>alert('1')</script> \\u0041 \\' \" \u2028 \u2029 \x00 ${x} `"


def loaded(script: bytes) -> dict[str, Any]:
    """What a script hands over, read as a browser reads it: a JavaScript string, then JSON."""
    text = script.decode("utf-8").split("\n", 1)[1] if script.startswith(b"/*") else script.decode("utf-8")
    match = re.fullmatch(r"qprSearch\.\w+\(JSON\.parse\('((?:[^'\\\n]|\\.)*)'\)\);\n", text)
    assert match, text[:200]
    escapes = {"\\\\": "\\", "\\'": "'", "\\u003c": "<", "\\u2028": "\u2028", "\\u2029": "\u2029"}
    inside = re.sub(r"\\u003c|\\u202[89]|\\\\|\\'", lambda found: escapes[found[0]], match[1])
    return json.loads(inside)  # type: ignore[no-any-return]


def searched(*spots: Spot) -> Searched:
    return Searched("kent-2011-12-Q1", "Quarter 1, 2011/12", spots)


def test_an_index_says_what_stands_where() -> None:
    found = loaded(index_script(searched(*PLACES)))
    assert found["edition"] == "kent-2011-12-Q1"
    assert found["quarter"] == "Quarter 1, 2011/12"
    assert found["pages"] == [["roads", "Roads"]]
    assert found["statuses"] == [["Amber", "amber", "triangle"]]
    assert [spot[:5] for spot in found["spots"]] == [
        [0, "", "", "Roads", -1],
        [0, "hw01", "HW01", "Potholes & cracks", 0],
        [0, "risks", "", "Risks", -1],
    ]
    assert found["spots"][1][5][1] == ["hw01-actions", "Actions", "Buy tar. Hire two crews."]
    entries = dict(found["index"]["index"])
    assert entries["pothole"] == {str(FIELDS.index("title")): {"1": 1}}
    assert entries["hw01"] == {str(FIELDS.index("id")): {"1": 1}}
    assert entries["road"] == {
        str(FIELDS.index("title")): {"0": 1},
        str(FIELDS.index("section")): {"0": 1, "1": 1, "2": 1},
        str(FIELDS.index("text")): {"2": 1},
    }


def test_hostile_text_stays_text() -> None:
    spot = Spot("roads", "x", "", HOSTILE, HOSTILE, parts=(Part("x", HOSTILE, HOSTILE),))
    script = index_script(searched(spot))
    assert b"<" not in script
    assert loaded(script)["spots"][0] == [0, "x", "", HOSTILE, -1, [["x", HOSTILE, HOSTILE]]]


def test_the_same_pages_give_the_same_bytes() -> None:
    assert index_script(searched(*PLACES)) == index_script(searched(*read_page("roads", EMBEDDED)))


def test_a_value_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        call_script("put", float("nan"))


# --- the library ------------------------------------------------------------------------------------------

PINNED = REPOSITORY / "tools" / "search-library"


def test_the_library_is_the_pinned_one() -> None:
    for line in (PINNED / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        expected, name = line.split()
        assert hashlib.sha256((REPOSITORY / "theme" / SEARCH / name).read_bytes()).hexdigest() == expected, name


def test_version_hash_and_licence_are_pinned_and_no_host_is_named() -> None:
    wanted = json.loads((PINNED / "package.json").read_text(encoding="utf-8"))["dependencies"]["minisearch"]
    text = (PINNED / "package-lock.json").read_text(encoding="utf-8")
    package = json.loads(text)["packages"]["node_modules/minisearch"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", wanted)
    assert package["version"] == wanted
    assert package["integrity"].startswith("sha512-")
    assert package["license"] == "MIT"
    assert "://" not in text
    assert "Permission is hereby granted" in (REPOSITORY / "theme" / SEARCH / "MINISEARCH-LICENSE.txt").read_text(
        "utf-8"
    )


def test_scripts_put_texts_in_as_text() -> None:
    for name in LIBRARY:
        if name.endswith(".js") and name != "minisearch.js":
            text = (REPOSITORY / "theme" / SEARCH / name).read_text(encoding="utf-8")
            assert not re.search(
                r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch\(|XMLHttp", text
            ), name


# --- across editions --------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "theme").symlink_to(REPOSITORY / "theme")
    (tmp_path / "outputs").mkdir()
    return Project(tmp_path)


def put_site(folder: Path, text: str = EMBEDDED, *, index: bool = False) -> None:
    """The pages of an edition as its manifest has them, and an index of its own if it is asked for."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    (folder / "site").mkdir(exist_ok=True)
    for entry in manifest["outputs"]:
        if entry["path"].endswith(".html"):
            (folder / entry["path"]).write_text(text, encoding="utf-8")
            entry["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    if index:
        manifest["outputs"].append({"path": "site/search/index.js", "sha256": "0" * 64, "bytes": 9})
    path.write_text(json.dumps(manifest), encoding="utf-8")


def listed(project: Project) -> list[dict[str, str]]:
    return loaded((project.outputs / SEARCH / "editions.js").read_bytes())  # type: ignore[return-value]


def test_all_editions_that_count_are_listed_newest_first(project: Project) -> None:
    for name in ("kent-2024-25-Q1", "kent-2024-25-Q2", "kent-2024-25-Q2-correction-1", "kent-2024-25-Q3"):
        put_site(put_edition(project, name, reason="Typing error" if "correction" in name else ""), index=True)
    put_site(put_edition(project, "kent-2024-25-Q3", draft=True), index=True)
    put_site(put_edition(project, "kent-2024-25-Q4", draft=True), index=True)
    put_edition(project, "kent-2023-24-Q4", pages=())
    assert write_front(project) == ()
    assert [one["edition"] for one in listed(project)] == [
        "kent-2024-25-Q3",
        "kent-2024-25-Q2-correction-1",
        "kent-2024-25-Q1",
    ]
    first = listed(project)[0]
    assert first["script"] == "kent-2024-25-Q3/site/search/index.js"
    assert first["site"] == "kent-2024-25-Q3/site/"
    assert first["report"] == ""  # there is but one


def test_a_list_of_several_reports_names_them(project: Project) -> None:
    for name in ("kent-2024-25-Q1", "surrey-2024-25-Q1"):
        put_site(put_edition(project, name), index=True)
    write_front(project)
    assert {one["report"] for one in listed(project)} == {
        "Kent Council: Quarterly Performance Report",
        "Surrey Council: Quarterly Performance Report",
    }


def test_an_edition_published_without_search_gets_an_index_beside_the_list(project: Project) -> None:
    folder = put_edition(project, "kent-2024-25-Q1")
    put_site(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    write_front(project)
    assert [one["script"] for one in listed(project)] == ["search/kent-2024-25-Q1.js"]
    made = project.outputs / "search" / "kent-2024-25-Q1.js"
    assert loaded(made.read_bytes())["spots"][1][2] == "HW01"
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_such_an_index_is_made_once_and_goes_with_its_edition(project: Project) -> None:
    for name in ("kent-2024-25-Q1", "kent-2024-25-Q2"):
        put_site(put_edition(project, name))
    write_front(project)
    made = project.outputs / "search" / "kent-2024-25-Q1.js"
    text = made.read_bytes()
    made.write_bytes(text + b"// kept")
    write_front(project)
    assert made.read_bytes() == text + b"// kept"
    folder = project.outputs / "kent-2024-25-Q1"
    put_site(folder, EMBEDDED.replace("Potholes", "Cracks"))
    write_front(project)
    assert loaded(made.read_bytes())["spots"][1][3] == "Cracks & cracks"
    shutil.rmtree(folder)
    write_front(project)
    assert not made.exists()
    assert [one["edition"] for one in listed(project)] == ["kent-2024-25-Q2"]


@pytest.mark.parametrize("text", [None, "other pages than the manifest has"])
def test_where_there_is_nothing_to_search_there_is_no_search(project: Project, text: str | None) -> None:
    folder = put_edition(project, "kent-2024-25-Q1")
    put_site(folder)
    write_front(project)
    assert "<form" in (project.outputs / "index.html").read_text(encoding="utf-8")
    if text is None:
        shutil.rmtree(folder / "site")
    else:
        (folder / "site" / "index.html").write_text(text, encoding="utf-8")
    assert write_front(project) == ()
    assert "search" not in (project.outputs / "index.html").read_text(encoding="utf-8")
    assert not (project.outputs / "search.html").exists()
    assert list((project.outputs / "search").iterdir()) == []


def test_the_page_for_searching_is_no_page_of_an_edition(project: Project) -> None:
    put_site(put_edition(project, "kent-2024-25-Q1", pages=("index", "search")))
    write_front(project)
    assert not (project.outputs / "kent" / "search.html").exists()
    series, _ = read_series(project)
    assert [one.name for one in searchable(series)] == [EditionName.parse("kent-2024-25-Q1")]


def test_no_page_of_an_edition_may_take_the_address_of_the_page_for_searching(kent: Context) -> None:
    with pytest.raises(InputError, match="two pages have the address 'search'"):
        plan_pages(kent.edition, lambda each: ["Roads", "Search"])


def test_front_pages_without_scripts_list_the_editions(project: Project) -> None:
    put_site(put_edition(project, "kent-2024-25-Q1"))
    write_front(project)
    text = (project.outputs / "search.html").read_text(encoding="utf-8")
    inside = text[text.index("<noscript>") : text.index("</noscript>")]
    assert 'href="kent-2024-25-Q1/site/index.html"' in inside
    assert re.search(r"<form[^>]* hidden>", text)
    assert "default-src 'self'" in text
