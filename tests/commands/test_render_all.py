"""Rendering every edition: in order, each by itself, and what was published stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdf
import pytest
from bs4 import BeautifulSoup
from helpers.projects import SMALL, contents, miniature, qpr, sign_off

from qprlib.ground.errors import CommandError, InputError, Problem
from qprlib.ground.project import Project
from qprlib.publishing.render import Rendered
from qprlib.publishing.render_all import Outcome, editions_of, render_each, worst

CORRECTION = f"{SMALL}-correction-1"
FAULT = InputError(Problem("odd", "something is odd"))


def outcome(code: int) -> Outcome:
    return Outcome("any", "final", "", "", 0.0, code)


def test_one_that_fails_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str] = []

    def render_one(name: str) -> Rendered:
        asked.append(name)
        raise {"first": FAULT, "second": ValueError("odd")}.get(name, CommandError(Problem("none", "nothing")))

    told: list[str] = []
    outcomes = render_each(["first", "second", "third"], render_one, lambda one: told.append(one.edition))
    assert asked == told == ["first", "second", "third"]
    assert [one.exit_code for one in outcomes] == [3, 1, 2]
    assert [one.headline for one in outcomes] == ["odd", "ValueError", "none"]
    assert "ValueError: odd" in capsys.readouterr().err


@pytest.mark.parametrize(("codes", "expected"), [((), 0), ((0, 0), 0), ((0, 3, 9, 0), 9), ((9, 1, 3), 1)])
def test_the_worst_exit_code_counts(codes: tuple[int, ...], expected: int) -> None:
    assert worst([outcome(code) for code in codes]) == expected


def test_editions_come_by_quarter_and_corrections_after_what_they_correct(tmp_path: Path) -> None:
    project = Project(miniature(tmp_path / "small").resolve())
    text = project.params_file(SMALL).read_text(encoding="utf-8")
    for quarter, report in (("2010-11-Q4", ""), ("2011-12-Q1", "aims")):
        name = "-".join(filter(None, ("small", report, quarter)))
        new = text.replace(f"edition: {SMALL}", f"edition: {name}" + (f"\nreport: {report}" if report else ""))
        new = new.replace("quarter: 2011-12-Q1", f"quarter: {quarter}")
        (project.params / f"{name}.yml").write_text(new, encoding="utf-8")
    correction = "correction: {number: 1, date: 2011-10-04, reason: Why.}\n"
    new = text.replace(f"edition: {SMALL}\n", f"edition: {CORRECTION}\n") + correction
    (project.params / f"{CORRECTION}.yml").write_text(new, encoding="utf-8")
    assert editions_of(project, "small") == ["small-2010-11-Q4", SMALL, CORRECTION, "small-aims-2011-12-Q1"]
    with pytest.raises(CommandError, match="did you mean: small"):
        editions_of(project, "smal")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "no-edition"),
        ((SMALL, "--all"), "options-together"),
        ((SMALL, "--organisation", "small"), "options-together"),
        (("--all", "--organisation", "smal"), "unknown-organisation"),
    ],
)
def test_an_unclear_command_line_is_refused(tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    done = qpr(miniature(tmp_path / "small"), "render", *arguments)
    assert (done.returncode, f"[{code}]" in done.stderr) == (2, True)


@pytest.mark.slow
def test_a_published_edition_is_corrected_and_stays_as_it_was(tmp_path: Path) -> None:
    folder = miniature(tmp_path / "small")
    params, table = folder / "params" / f"{SMALL}.yml", folder / "data" / "small" / "actuals.csv"
    assert qpr(folder, "render", "--all", "--formats", "html").returncode == 0
    params.write_text(params.read_text(encoding="utf-8") + "published: 2011-09-20\n", encoding="utf-8")
    published = contents(folder / "outputs" / SMALL)

    # Changed in place, as nobody should: refused.
    before = table.read_text(encoding="utf-8")
    table.write_text(before.replace("HW01,2011-06-30,87", "HW01,2011-06-30,85"), encoding="utf-8")
    done = qpr(folder, "render", SMALL)
    assert done.returncode == 8
    assert "edition-published" in done.stderr
    assert "HW01 Repairs in 28 days" in done.stderr

    # Recorded as a later row: it says the same, and is left as it is.
    head, *rows = before.splitlines()
    rows = [*(f"{row},," for row in rows), "HW01,2011-06-30,84,revised,2011-10-03,A district was left out"]
    table.write_text("\n".join([f"{head},recorded,reason", *rows]) + "\n", encoding="utf-8")
    assert "is left as it is" in qpr(folder, "render", SMALL).stdout

    made = qpr(folder, "new", SMALL, "--correction", "A district was left out.", "--as-of", "2011-10-04", "--yes")
    assert made.returncode == 0, made.stderr
    sign_off(folder, CORRECTION)
    done = qpr(folder, "render", "--all", "--formats", "html,pdf")
    assert done.returncode == 0, done.stderr
    assert f"{SMALL}: final. It was published on 20 September 2011 and is left as it is." in done.stdout
    assert contents(folder / "outputs" / SMALL) == published

    site = folder / "outputs" / CORRECTION / "site"
    for slug, there in (("index", True), ("highways", True), ("education", False)):
        page = BeautifulSoup((site / f"{slug}.html").read_text(encoding="utf-8"), "html.parser")
        errata = page.select(".erratum")
        assert bool(errata) is there, slug
        assert not errata or "result 84%, before 87%" in errata[0].get_text(" ")
        links = [site / link["href"].split("#")[0] for link in page.select(".other-editions[role=navigation] a")]
        assert links
        assert [link for link in links if not link.is_file()] == []
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(folder / "outputs" / CORRECTION / "report.pdf").pages
    )
    assert "before 87%" in " ".join(text.split())
    assert "All editions of this page" not in text

    again = qpr(folder, "render", "--all", "--formats", "html,pdf")
    assert again.stdout.count("is left as it is") == 2

    shutil.copy(site / "index.html", folder / "outputs" / SMALL / "site" / "index.html")
    done = qpr(folder, "render", SMALL)
    assert (done.returncode, "[published-changed]" in done.stderr) == (8, True)
