"""A quarter from rolling forward to the final edition, by the commands alone, in the order in which they are used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pypdf
import pytest
from helpers.projects import SMALL, miniature, qpr

from qprlib.publishing.run.manifest import read_manifest

pytestmark = pytest.mark.slow

NEXT = "small-2011-12-Q2"
DUE = "commentary:\n  due: 2011-10-14\n"
RESULTS = {"HW01": "2011-09-30,84,provisional", "HW02": "2011-09-30,26.1,provisional", "ED01": "2011-08-31,71,"}
TARGETS = {"HW01": "2011-09-30,90,80", "HW02": "2011-09-30,28,30", "ED01": "2011-08-31,74,67"}
# The text on schools is right in itself: it still holds, word for word, and is accepted as it is.
TEXTS = {
    "highways": {
        "hw01-commentary": "Crews completed {{ actual }} of repairs in time, {{ change | words }} than in "
        "{{ previous_period }}. The target is {{ target }}.",
        "hw01-actions": "A third crew starts in November.",
        "hw02-commentary": "A pothole took {{ actual }} to repair, within the target of {{ target }}.",
    },
    "education": {"ed01-commentary": "At {{ actual }} the result is {{ change | words }} than a year before."},
}
FILLED = "Crews completed 84% of repairs in time, three percentage points lower than in the quarter to June 2011."
SLIP = "Performance continues to improve."
ACCEPTED = """### Accepted findings

- `carried-over` "An adviser visits each of the three.": she does so again (Head of Schools, 10 October 2011)
"""


class Span:
    """A project in which commands are given; each says how it has to end."""

    def __init__(self, project: Path) -> None:
        self.project = project

    def __call__(self, *words: str, code: int = 0) -> str:
        """Give a command; what it printed."""
        done = qpr(self.project, *words)
        said = f"{done.stdout}\n{done.stderr}"
        assert done.returncode == code, f"qpr {' '.join(words)} ended with {done.returncode}:\n{said}"
        return said

    def notebook(self, section: str) -> Path:
        return self.project / "notebooks" / "commentary" / NEXT / f"{section}.ipynb"

    def cells(self, section: str) -> dict[str, str]:
        content = json.loads(self.notebook(section).read_text(encoding="utf-8"))
        return {cell["id"]: "".join(cell["source"]) for cell in content["cells"]}

    def write(self, section: str, texts: Mapping[str, str]) -> None:
        """Write texts below the headings of cells, in the place of what stood there."""
        content = json.loads(self.notebook(section).read_text(encoding="utf-8"))
        for cell in content["cells"]:
            if cell["id"] in texts:
                heading = "".join(cell["source"]).splitlines()[0]
                cell["source"] = f"{heading}\n\n{texts[cell['id']]}"
        self.notebook(section).write_text(json.dumps(content), encoding="utf-8")

    def accept(self, section: str, before: str, lines: str) -> None:
        """Put a cell of accepted findings before another cell."""
        content = json.loads(self.notebook(section).read_text(encoding="utf-8"))
        place = next(number for number, cell in enumerate(content["cells"]) if cell["id"] == before)
        content["cells"].insert(
            place, {"cell_type": "markdown", "id": "ed01-accepted-findings", "metadata": {}, "source": lines}
        )
        self.notebook(section).write_text(json.dumps(content), encoding="utf-8")

    def add(self, table: str, rows: Mapping[str, str]) -> None:
        path = self.project / "data" / "small" / f"{table}.csv"
        added = "".join(f"{indicator},{row}\n" for indicator, row in rows.items())
        path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")

    def states(self) -> dict[str, str]:
        """What ``qpr status --plain`` says of each section."""
        lines = self("status", NEXT, "--plain", "--today", "2011-10-12").splitlines()
        return {section: said for section, _, said in (line.partition(": ") for line in lines) if said}


@pytest.fixture
def quarter(tmp_path: Path) -> Span:
    """A project whose last edition is signed off and rendered, with a due date."""
    project = miniature(tmp_path / "project", signed=False)
    params = project / "params" / f"{SMALL}.yml"
    params.write_text(params.read_text(encoding="utf-8") + DUE.replace("10-14", "07-15"), encoding="utf-8")
    quarter = Span(project)
    quarter("sign-off", SMALL, "all", "--role", "Head of Performance", "--date", "2011-09-05")
    quarter("render", SMALL, "--final", "--formats", "html")
    return quarter


def test_a_quarter_is_rolled_forward_written_checked_agreed_and_published(quarter: Span) -> None:
    rolled_forward(quarter)
    rendered_as_a_draft(quarter)
    written_and_checked(quarter)
    agreed_and_final(quarter)
    reopened(quarter)


def rolled_forward(quarter: Span) -> None:
    """The texts come along, marked, and nothing of them counts as written."""
    said = quarter("new", NEXT, "--from", SMALL, "--yes")
    assert "+quarter: 2011-12-Q2" in said
    assert "highways.ipynb: 2 indicators, 3 texts carried over" in said
    quarter.add("actuals", RESULTS)
    quarter.add("targets", TARGETS)
    found = quarter("check", NEXT, code=9)
    assert found.count("error [carried-over]") == 5
    states = quarter.states()
    assert states["Highways"].startswith("not started.")
    assert states["Education"].startswith("not started.")


def rendered_as_a_draft(quarter: Span) -> None:
    """A draft at any time, and no final edition."""
    outputs = quarter.project / "outputs"
    said = quarter("render", NEXT)
    draft = outputs / f"{NEXT}-draft"
    assert read_manifest(draft)["draft"] is True
    assert "Draft. Not for publication: 2 of 2 sections are not signed off." in said
    assert (draft / "report-draft.docx").exists()
    assert "DRAFT" in pypdf.PdfReader(draft / "report-draft.pdf").pages[-1].extract_text()
    said = quarter("render", NEXT, "--final", code=9)
    assert "Highways is not signed off: not started" in said
    assert "Education is not signed off: not started" in said
    assert not (outputs / NEXT).exists()


def written_and_checked(quarter: Span) -> None:
    """Written with live figures; one slip is found and mended, one text accepted as it is."""
    quarter.write("education", TEXTS["education"])
    quarter.write("highways", {**TEXTS["highways"], "hw01-commentary": SLIP})
    found = quarter("check", NEXT, code=9)
    assert "error [wrong-direction] under Commentary" in found
    assert found.count("error [carried-over]") == 1
    assert quarter.states()["Highways"].startswith("drafted.")
    said = quarter("sign-off", NEXT, "highways", "--role", "Head of Highways", code=9)
    assert "wrong-direction" in said
    quarter.write("highways", TEXTS["highways"])
    quarter.accept("education", "check", ACCEPTED)
    assert "she does so again" in quarter("check", NEXT, "--accepted")
    assert quarter.states()["Highways"].startswith("checked.")


def agreed_and_final(quarter: Span) -> None:
    """Agreed section by section; only then final, and the draft goes."""
    outputs = quarter.project / "outputs"
    quarter("sign-off", NEXT, "highways", "--role", "Head of Highways", "--date", "2011-10-12")
    said = quarter("render", NEXT, "--final", code=9)
    assert "Education is not signed off: checked" in said
    assert "Highways" not in said
    quarter("sign-off", NEXT, "education", "--role", "Head of Schools", "--date", "2011-10-13")
    quarter("render", NEXT, "--final")
    assert read_manifest(outputs / NEXT)["draft"] is False
    assert not (outputs / f"{NEXT}-draft").exists()
    assert (outputs / NEXT / "report.docx").exists()
    page = " ".join((outputs / NEXT / "site" / "highways.html").read_text(encoding="utf-8").split())
    assert FILLED in page
    assert "Carried over" not in page
    assert "{{" not in page
    assert "draft" not in page.lower()
    assert "she does so again" not in (outputs / NEXT / "site" / "education.html").read_text(encoding="utf-8")
    said = quarter("compare", NEXT, "--with", SMALL)
    assert "84%" in said
    assert "HW02" in said


def reopened(quarter: Span) -> None:
    """One value changes: its section is open again and says why, until it is agreed anew."""
    outputs = quarter.project / "outputs"
    actuals = quarter.project / "data" / "small" / "actuals.csv"
    actuals.write_text(actuals.read_text(encoding="utf-8").replace("2011-09-30,84,", "2011-09-30,85,"), "utf-8")
    states = quarter.states()
    assert states["Highways"].startswith("checked, reopened.")
    assert "12 October 2011; since then: HW01 result 84% is now 85%" in states["Highways"]
    assert states["Education"].startswith("signed off.")
    said = quarter("render", NEXT, "--final", code=9)
    assert "Highways is not signed off" in said
    assert "HW01 result 84% is now 85%" in said
    assert read_manifest(outputs / NEXT)["draft"] is False, "the final edition stays as it was"
    said = quarter("compare", NEXT, "--with", "last")
    assert "84%" in said
    assert "85%" in said
    assert "ED01" not in said
    quarter("sign-off", NEXT, "highways", "--role", "Head of Highways", "--date", "2011-10-14")
    assert "render small-2011-12-Q2 --final" in quarter("status", NEXT)
