"""What Quarto made, finished for a strict policy: on a page in its form, without Quarto."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY, SMALL, miniature

from qprlib.ground.edition import Page
from qprlib.ground.project import Project
from qprlib.publishing.make.quarto_pages import POLICY, finish_site
from qprlib.publishing.make.used_styles import used_styles
from qprlib.publishing.render import indicators_of
from qprlib.publishing.run.book import Book, read_settings
from qprlib.publishing.site.embedded_site import Download
from qprlib.report.context import open_context

MADE = """<!DOCTYPE html>
<html lang="en-GB"><head>
<meta charset="utf-8">
<title>Roads – Report</title>
<style>
code{white-space: pre-wrap;}
</style>
<script src="site_libs/quarto-nav/quarto-nav.js"></script>
<link href="./next.html" rel="next">
<script src="site_libs/quarto-html/quarto.js" type="module"></script>
<script src="theme/site/tables.js" defer></script>
<link href="site_libs/quarto-html/tippy.css" rel="stylesheet">
<link href="site_libs/bootstrap/bootstrap-icons.css" rel="stylesheet">
<link href="site_libs/bootstrap/bootstrap-1.min.css" rel="stylesheet">
<script id="quarto-search-options" type="application/json">{"limit": 50}</script>
<link rel="stylesheet" href="theme/report.css">
</head>
<body class="nav-sidebar docked">
<div id="quarto-search-results"></div>
<header id="quarto-header" class="headroom fixed-top">
<nav><button onclick="window.toggle()">Menu</button></nav></header>
<nav id="quarto-sidebar" class="sidebar collapse collapse-horizontal quarto-sidebar-collapse-item docked">
<a href="./index.html" class="sidebar-link active">Home</a>
</nav>
<div id="quarto-sidebar-glass" class="quarto-sidebar-collapse-item" data-bs-toggle="collapse"></div>
<nav id="TOC" role="doc-toc"><ul class="collapse"><li><a class="nav-link active" href="#x">X</a></li></ul></nav>
<main class="content" id="quarto-document-content">
<section class="notice-banner"><p>A notice.</p></section>
<header id="title-block-header" class="quarto-title-block"><h1 class="title">Report</h1></header>
<h2 id="x">X</h2><p>Words.</p>
</main>
<script type="application/javascript">window.alert(1)</script>
<nav class="page-navigation"><a href="./next.html"><i class="bi bi-arrow-right-short"></i> Next</a></nav>
</body></html>
"""
STYLES = ".btn{color:red}.docked .title,.gone{margin:0}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = Project(miniature(tmp_path_factory.mktemp("pages") / "project"))
    context = open_context(SMALL, project)
    pages = [Page("index", "Home", "", "index", {}), Page("roads", "Roads' <state>", "", "service", {})]
    book = Book(context.edition, pages, indicators_of(context), project.root, {}, read_settings(project))
    site = project.root / "site"
    for name in ("site_libs/bootstrap", "site_libs/quarto-nav"):
        (site / name).mkdir(parents=True)
    for page in pages:
        (site / f"{page.slug}.html").write_text(MADE, encoding="utf-8")
    for name in ("search.json", "site_libs/quarto-nav/quarto-nav.js", "site_libs/bootstrap/bootstrap-icons.woff"):
        (site / name).write_text("{}", encoding="utf-8")
    (site / "site_libs/bootstrap/bootstrap-1.min.css").write_text(STYLES, encoding="utf-8")
    finish_site(book, site, [Download("report.pdf", "Whole report as PDF", "1 MB")])
    return site


@pytest.mark.parametrize("name", ["index", "roads", "search"])
def test_nothing_is_left_that_the_policy_refuses(site: Path, name: str) -> None:
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    assert text.index('<meta charset="utf-8">') < text.index(POLICY) < text.index("<title>")
    assert re.findall(r"<style|\bstyle=|\bon[a-z]+=|data-bs-|type=\"module\"", text) == []
    assert re.findall(r'<script\b[^>]*src="([^"]+)"[^>]*></script>', text) == [
        "theme/site/tables.js",
        "search/field.js",
    ]
    assert text.count("<script") == 2
    assert "code{white-space: pre-wrap;}" in (site / "site_libs" / "inline.css").read_text(encoding="utf-8")


def test_menu_contents_and_files_work_without_scripts(site: Path) -> None:
    text = (site / "roads.html").read_text(encoding="utf-8")
    menu = text[text.index("<details") : text.index("</details>")]
    assert '<a href="roads.html" aria-current="page">Roads’ &lt;state&gt;</a>' in menu
    assert 'href="report.pdf">Whole report as PDF</a> (1 MB)' in menu
    assert '<nav id="quarto-sidebar" aria-label="Report pages" class="sidebar docked">' in text
    assert '<ul><li><a class="nav-link" href="#x">' in text
    assert text.index('href="#quarto-document-content"') < text.index("<header")
    assert '<main tabindex="-1" class="content" id="quarto-document-content">' in text


def test_what_no_page_loads_is_removed(site: Path) -> None:
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert files == {
        "index.html",
        "roads.html",
        "search.html",
        "site_libs/bootstrap/bootstrap-1.min.css",
        "site_libs/frame.css",
        "site_libs/inline.css",
    }
    assert "tippy" not in (site / "index.html").read_text(encoding="utf-8")


def test_the_page_for_searching_says_nothing_else(site: Path) -> None:
    text = (site / "search.html").read_text(encoding="utf-8")
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", text) == ["Search"]
    assert text.count("<form") == 1
    assert "Words." not in text
    assert "A notice." in text
    assert "page-navigation" not in text
    assert 'rel="next"' not in text
    assert "aria-current" not in text
    assert "<title>Search - " in text


PAGE = '<p class="a b"><i id="c" class="d">x</i></p>'


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        (".a{x:1}.z{x:2}", ".a{x:1}\n"),
        (".a .z,.b:hover,p{x:1}", ".b:hover,p{x:1}\n"),
        ("#c{x:1}#d{x:1}", "#c{x:1}\n"),
        (".a:not(.z){x:1}", ".a:not(.z){x:1}\n"),
        (".a>.z::before{x:1}", "\n"),
        (":is(.z,.a) b{x:1}", ":is(.z,.a) b{x:1}\n"),
        ("[data-z='.q,{']{x:1}", '[data-z=".q,{"]{x:1}\n'),
        ("@media (min-width:1px){.z{x:1}.a{y:2}}@media print{.z{x:1}}", "@media (min-width:1px){.a{y:2}}\n"),
        (
            '@font-face{src:url("a.woff")}@import "x;y";.a{x:1}',
            '@font-face{src:url("a.woff")}\n@import "x;y";\n.a{x:1}\n',
        ),
        ('.a{content:"}"}.d{x:1}', '.a{content:"}"}\n.d{x:1}\n'),
        ("/* .z{} */.a{x:url(data:a;b)}", ".a{x:url(data:a;b)}\n"),
        (":root{--x:1}*{y:2}html{z:3}", ":root{--x:1}\n*{y:2}\nhtml{z:3}\n"),
        (".a\\:b{x:1}", "\n"),
        ("", "\n"),
    ],
)
def test_rules_that_can_apply_are_kept(css: str, expected: str) -> None:
    assert used_styles(css, [PAGE]) == expected


def test_the_frame_loads_nothing() -> None:
    for path in (REPOSITORY / "theme" / "quarto" / "frame.css", REPOSITORY / "theme" / "search" / "search.css"):
        assert "url(" not in path.read_text(encoding="utf-8")
        assert "@import" not in path.read_text(encoding="utf-8")
