"""What the accessibility statement rests on: what is tested, how, and what the last walk through all pages found.

Tests take their widths and sizes from here, and a test holds that every test named here exists, so that the statement
says what is tested and nothing else. ``make accessibility`` walks through every page of every edition in the sites of
both publishers and writes ``walked.json`` beside this file; the day in it is that of the walk and not of a render.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from qprlib.ground.yamlfiles import read_mapping

#: Widths of the window in CSS pixels: a phone, or 1,280 pixels enlarged to 400%; a tablet; a desktop.
WIDTHS: Final = (320, 768, 1280)
#: The smallest side of what is pressed, in CSS pixels (WCAG 2.2, criterion 2.5.8).
TARGET: Final = 24
#: The least contrast of text, and of shapes and the mark of the focus (criteria 1.4.3, 1.4.11).
TEXT_CONTRAST: Final = 4.5
SHAPE_CONTRAST: Final = 3
#: Machine-checkable rules of PDF/UA-1 in the validator.
PDF_RULES: Final = 104

_WALKED: Final = Path(__file__).with_name("walked.json")
_DECLARED: Final = Path(__file__).with_name("tested.yml")


@dataclass(frozen=True, slots=True)
class Walked:
    """The last walk through the pages of editions that found no fault."""

    day: date
    axe: str  #: version of axe-core
    rules: int  #: how many of its rules were used
    chromium: str
    editions: int
    pages: Mapping[str, int]  #: by what made them; empty if it was one page of each kind, as the tests walk


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that tests show, as ``tested.yml`` declares it."""

    what: str
    shown: str
    using: str
    proofs: tuple[str, ...]


@cache
def last_walk(path: Path = _WALKED) -> Walked:
    """What the last walk left, see :func:`keep_walk`."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Walked(**{**kept, "day": date.fromisoformat(kept["day"])})


def keep_walk(walked: Walked, path: Path = _WALKED) -> None:
    """Keep a walk that found no fault, for statements to come."""
    text = json.dumps({**asdict(walked), "day": walked.day.isoformat()}, indent=2, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def evidence() -> tuple[Evidence, ...]:
    """What is tested and how, in the order of the statement."""
    walked = last_walk()
    filled = {
        "axe": walked.axe,
        "rules": walked.rules,
        "browser": f"Chromium {walked.chromium.split('.')[0]}",
        "widths": f"{', '.join(f'{width:,}' for width in WIDTHS[:-1])} and {WIDTHS[-1]:,} pixels",
        "narrow": WIDTHS[0],
        "wide": f"{WIDTHS[-1]:,}",
        "target": TARGET,
        "text_contrast": TEXT_CONTRAST,
        "shape_contrast": SHAPE_CONTRAST,
        "pdf_rules": PDF_RULES,
    }
    return tuple(
        Evidence(what, said["shown"].format(**filled), said["using"].format(**filled), tuple(said["proofs"]))
        for what, said in read_mapping(_DECLARED, _DECLARED.name).items()
    )
