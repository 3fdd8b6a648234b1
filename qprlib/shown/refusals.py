"""What cannot be published as it is shown: ``refusals.yml`` has every kind once, with what to write instead.

In JupyterLab it is shown with a box that says why, in a render the reason alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from qprlib.ground.errors import Place, Problem
from qprlib.ground.numbers import capital
from qprlib.ground.yamlfiles import read_mapping
from qprlib.report.display import figures_folder
from qprlib.report.document import Box, Code, Content, Strong, paragraph
from qprlib.report.html_writer import to_html

#: What an output that is refused is marked with: a list of problems, in stored notebooks as in a kernel.
MIME: Final = "application/vnd.qpr.refused+json"

#: What the advice of many kinds says.
CALLS: Final = {
    "table_call": '`report.table(frame, caption="...")`',
    "chart_call": '`report.chart(figure, finding="...", alt="...")`',
    "text_call": '`report.text("...")`',
    "not_for_readers": "; what is not for readers may stand in a cell tagged `remove-cell`",
}
_WORDS: Final = ("code", "found", "allowed", "nearest", "todo")


@cache
def refusals() -> dict[str, dict[str, str]]:
    """Every kind that is refused; a test holds that each is told in JupyterLab, by a render and by ``qpr check``."""
    return read_mapping(Path(__file__).with_name("refusals.yml"), "refusals.yml")


def refusal(code: str, **about: Any) -> Problem:
    """What is told of something that was shown, without its place; ``about`` fills the braces of its words.

    ``caption`` is that of a table, ``nearest`` the nearest likely meaning.
    """
    said = refusals()[code]
    about |= CALLS
    about["table"] = f"the table '{about['caption']}'" if about.get("caption") else "a table"
    shown, why, todo = (said.get(part, "").format(**about) for part in ("shown", "why", "todo"))
    return Problem(code, f"{shown}: {why}" if why else shown, nearest=about.get("nearest", ""), todo=todo)


def as_stored(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems as an output keeps them."""
    return [{word: getattr(one, word) for word in _WORDS} for one in problems]


def from_stored(stored: object, place: Place) -> list[Problem]:
    """The problems that an output keeps, at their place; what is no list of them is passed over."""
    kept = [one for one in stored if isinstance(one, dict)] if isinstance(stored, list) else []
    told = ([str(about.get(word, "")) for word in _WORDS] for about in kept)
    return [Problem(code, found, place, allowed, near, todo) for code, found, allowed, near, todo in told]


@dataclass(frozen=True, repr=False)
class Refused(Content):
    """What a cell shows that cannot be published as it stands.

    ``blocks`` are what it looks like, as far as that is known: JupyterLab shows them below the box. ``problems`` say
    why it is not published and what to write instead; their places are those of the cell, which a kernel does not know.
    """

    problems: tuple[Problem, ...] = ()

    def __add__(self, other: Content) -> Refused:
        return Refused(self.blocks + other.blocks, self.problems + getattr(other, "problems", ()))

    def __radd__(self, other: Content) -> Refused:
        return Refused(other.blocks + self.blocks, getattr(other, "problems", ()) + self.problems)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        told = {MIME: as_stored(self.problems), "text/plain": "\n".join(map(str, self.problems))}
        return told if figures_folder() is not None else {"text/html": self.html, **told}

    @property
    def html(self) -> str:
        """The box, and below it what was shown."""
        return to_html(Content((*map(_box, self.problems), *self.blocks)))


def _box(problem: Problem) -> Box:
    found = f" {capital(problem.found)}."
    nearest = f" Did you mean {problem.nearest}?" if problem.nearest else ""
    words = f"{found}{nearest} {capital(problem.todo)}.".split("`")
    said = [Code(part) if place % 2 else part for place, part in enumerate(words) if part]
    return Box("warning", (paragraph(Strong("Not published:"), *said),))
