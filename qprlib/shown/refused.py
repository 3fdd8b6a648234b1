"""Content that is not published: in JupyterLab a box that says why, in a render the reason alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qprlib.ground.errors import Problem
from qprlib.ground.numbers import capital
from qprlib.report.display import figures_folder
from qprlib.report.document import Box, Code, Content, Strong, paragraph
from qprlib.report.html_writer import to_html
from qprlib.shown.refusals import MIME, as_stored


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
