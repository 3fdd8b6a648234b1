"""Write ``docs/checks.md``: every check of the commentary, and how well contradictions are found in labelled sentences.

`make docs` runs it; a test keeps the page current. ``--check`` only says whether it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from spec_pages import ROOT, keep, table

from qprlib.checks.acceptance import line_to_accept
from qprlib.checks.all_checks import CHECKS
from qprlib.claims import contradiction
from qprlib.ground.numbers import percentage
from qprlib.texts.commentary import ACCEPTED
from qprlib.texts.findings import Check, Family, Finding, Grade

# The labelled sentences, and what reads them, belong to the tests.
sys.path.insert(0, str(ROOT / "tests"))
from helpers.labelled import (  # type: ignore[import-not-found]
    BLIND,
    DEVELOPMENT,
    FRESH,
    HELD_OUT,
    MORE,
    USED,
    Labelled,
    Measured,
    labelled,
    measure,
)

PAGE = ROOT / "docs" / "checks.md"

FAMILIES = {
    Family.MISSING: (
        "Missing",
        "What has not been written yet. A heading that nobody knows, an indicator that is not in force and a live "
        "figure that does not exist are no findings but problems, which stop a render: [errors.md](errors.md).",
    ),
    Family.CONTRADICTION: (
        "Contradiction",
        "What a text says against the indicator's own figures. Whatever might be about something else is left alone: a "
        "false alarm costs more trust than a slip that a reader finds.",
    ),
    Family.DATA: (
        "Data",
        "What looks like a slip in the figures, and what is new since the edition before, as far as that was signed "
        "off. Each looks only where its finding means something.",
    ),
    Family.WORDS: (
        "Words",
        "What makes a text harder to read. Notes only.",
    ),
}
GRADES = {
    Grade.ERROR: "untrue or unfinished: `qpr check` ends with exit code 9, and the section cannot be signed off",
    Grade.WARNING: "odd: the section cannot be signed off until it is put right or accepted",
    Grade.NOTE: "worth knowing: keeps nothing from being signed off, and can be switched off",
}
SETS = {
    DEVELOPMENT: ("First", "written with the rules; used to make them"),
    HELD_OUT: ("Second", "written by somebody else; held out at first, then used to make the rules"),
    FRESH: ("Third", "written by somebody who had not seen the rules; measured at first, then used to make them"),
    MORE: ("Fourth", "written likewise; measured at first, then used to make the rules"),
}
if BLIND.is_file():
    SETS[BLIND] = ("Blind", "written after the rules by somebody who had not seen them; not used to make them")

_INTRODUCTION = """# The checks of commentary

<!-- Made by tools/checks_page.py from the checks themselves and tests/spec/. Change those and run `make docs`. -->

`qpr check EDITION` reads an edition's commentary and figures and says what is missing, untrue or odd, where it stands
and what to do. The cell `report.check(...)` at the foot of each notebook shows the same for its section. Nothing is
run but evidence ([own-pages.md](own-pages.md)), and nothing is changed; a draft can be rendered whatever is found.
"""

_EXAMPLE = Finding(
    check="wrong-figure", grade=Grade.ERROR, section="highways", owner="HW01", found="", sentence="rose to 85%",
    quote="rose to 85%",
)  # fmt: skip


def page() -> str:
    """The page, in Markdown."""
    return "\n".join([_INTRODUCTION, *_grades(), *_accepting(), *_overview(), *_families(), *_measured()])


@cache
def measured(path: Path) -> Measured:
    """How well contradictions are found in a file of labelled sentences."""
    return measure(contradiction.find, labelled(path))


def _grades() -> Iterator[str]:
    yield "## Grades\n"
    yield table(["Grade", "Means"], [[grade.value, meaning] for grade, meaning in GRADES.items()])


def _accepting() -> Iterator[str]:
    line = line_to_accept(_EXAMPLE, date(2011, 9, 5))
    filled = line.replace("REASON", "it is June's own figure").replace("ROLE", "Performance manager")
    yield "## Accepting a finding\n"
    yield (
        "A check can be wrong, or right and beside the point. `qpr check` prints under each finding the line that "
        f"accepts it. Put it under `### {ACCEPTED}` of its indicator, in a cell of its own, and fill in the reason and "
        "the role of whoever answers for it (no names):\n"
    )
    yield f"```markdown\n### {ACCEPTED}\n\n{filled}\n```\n"
    yield (
        "The words in quotation marks are those at fault. As soon as the sentence changes, the line is about nothing "
        "and is itself a finding. A finding that is about no sentence is accepted by a line without quoted words. The "
        "cell is never published. `qpr check EDITION --accepted` shows what was accepted, by whom and why.\n"
    )
    yield "## Switching a check off\n"
    yield "Checks of grade note can be switched off for an edition, in its params:\n"
    yield "```yaml\ncommentary:\n  off: [long-sentence]        # checks of grade note\n  known: [CQC, SEND]         # abbreviations that need no explanation\n```\n"  # noqa: E501
    yield "An error or a warning cannot be switched off, only accepted, one finding at a time.\n"


def _overview() -> Iterator[str]:
    yield "## All checks\n"
    rows = [[FAMILIES[one.family][0], f"[`{one.id}`](#{one.id})", one.grade.value, one.title] for one in CHECKS]
    order = [title for title, _ in FAMILIES.values()]
    yield table(["Family", "Check", "Grade", "Finds"], sorted(rows, key=lambda row: order.index(row[0])))


def _families() -> Iterator[str]:
    for family, (title, introduction) in FAMILIES.items():
        yield f"## {title}\n"
        yield f"{introduction}\n"
        for check in CHECKS:
            if check.family is family:
                yield from _check(check)


def _check(check: Check) -> Iterator[str]:
    yield f"### `{check.id}`\n"
    yield f"*{check.grade.value.capitalize()}.* {_sentence(check.title)} {_sentence(check.why)}\n"
    rows = [("Example", check.example), ("What to do", check.todo), ("Left alone", check.leaves)]
    yield "\n".join(f"- **{name}:** {_sentence(words)}" for name, words in rows if words) + "\n"


def _measured() -> Iterator[str]:
    total = sum(measured(path).total for path in SETS)
    yield "## How well contradictions are found\n"
    yield (
        f"Measured on {total} sentences of our own invention in the manner of council reports, about half of them true "
        "and half false, each with the data of an invented indicator: `tests/spec/contradictions*.csv`. Precision is "
        "the share of the sentences with a finding that are false; recall is the share of the false sentences that are "
        "found. A test holds each set that was used to make the rules to a precision of at least 95% and a recall of "
        f"at least 80%. {_what_to_expect()}\n"
    )
    rows = []
    for path, (name, about) in SETS.items():
        one = measured(path)
        found, alarms, missed = len(one.found), len(one.alarms), len(one.missed)
        rows.append(
            [
                f"{name}: {about}", str(len(one.quiet) + alarms), str(found + missed), str(found), str(missed),
                str(alarms), percentage(found, found + alarms), percentage(found, found + missed),
            ]
        )  # fmt: skip
    yield table(["Set", "True", "False", "Found", "Missed", "False alarms", "Precision", "Recall"], rows)
    yield "Of the false sentences, by what is wrong in them:\n"
    kinds = sorted({sentence.check for path in SETS for sentence in _false(path)})
    yield table(
        ["Check", *(f"{name}: found of all" for name, _ in SETS.values())],
        [[f"`{kind}`", *(_found_of(path, kind) for path in SETS)] for kind in kinds],
    )


def _what_to_expect() -> str:
    """What the sets that were used say of new sentences, and what the one that was not says."""
    used = (
        f"The {len(USED)} sets that were used say how well the rules know them, not how new sentences fare: when first "
        "measured, before the rules were made from them, the third had a recall of 44% and the fourth of 41%."
    )
    if BLIND.is_file():
        return f"{used} The blind set says best what to expect of new sentences."
    return f"{used} No set has been written since, so nothing here was measured on sentences unseen."


def _false(path: Path) -> tuple[Labelled, ...]:
    return (*measured(path).found, *measured(path).missed)


def _found_of(path: Path, kind: str) -> str:
    found = sum(one.check == kind for one in measured(path).found)
    all_of_them = sum(one.check == kind for one in _false(path))
    return f"{found} of {all_of_them}" if all_of_them else "none there"


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", '."', "?")) else f"{text}."


if __name__ == "__main__":
    sys.exit(keep(PAGE, page(), sys.argv[1:]))
