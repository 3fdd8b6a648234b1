"""The ready-made parts of pages: by what name a notebook calls each, what makes it, and which texts it reads.

Nothing is imported before a part is asked for, so that whoever looks at a table waits for no charts, and the preview
can tell what a page reads without making it. ``docs/face.md`` lists them under these headings.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from qprlib.data.declarations import SHOWN_BY
from qprlib.ground.packaged import packaged_rows

if TYPE_CHECKING:
    from qprlib.report.document import Content


class Reads(StrEnum):
    """A kind of text that a part may show."""

    OWN = "own"
    """The commentary of the page's own section."""
    REPORT = "report"
    """The texts of no single indicator."""
    EVERY = "every"
    """Every text, or whether there is one."""
    FILES = "files"
    """The files themselves, byte for byte."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page, as ``parts.csv`` declares it."""

    name: str  #: what a notebook calls it: ``worst`` is ``report.worst()``
    #: the module of ``report/parts`` and the function that makes it; it takes the edition's context before what the
    #: notebook gives
    made_by: str
    group: str  #: the heading under which the docs list it
    reads: frozenset[Reads] = frozenset()  #: which texts it shows; figures and statuses are read by every part

    @property
    def function(self) -> Callable[..., Content]:
        """What makes the part; its module is imported now."""
        module, name = self.made_by.split(".")
        made: Callable[..., Content] = getattr(importlib.import_module(f"qprlib.report.parts.{module}"), name)
        return made

    @property
    def meaning(self) -> str:
        """What it shows, in a sentence."""
        return " ".join((inspect.getdoc(self.function) or "").split("\n\n")[0].split())

    @property
    def signature(self) -> inspect.Signature:
        """What a notebook gives it."""
        own = inspect.signature(self.function, eval_str=False)
        return own.replace(parameters=list(own.parameters.values())[1:])


#: A function of a module of ``report/parts`` that makes a part.
_MAKES: Final = re.compile(r"^def ([a-z]\w*)\(context: Context\) -> (?:doc\.)?Content:", re.MULTILINE)


def _parts() -> Iterator[Part]:
    """The parts of ``parts.csv``, then those of each page that shows a table of ``data/tables.csv``.

    Of such a page every function of the module of its name that takes a context alone is a part under both names,
    ``risks_chart``. Its opening and its commentary may show what was written about the page, the others figures alone.
    """
    for row in packaged_rows(__file__, "parts.csv"):
        yield Part(row["name"], row["made_by"], row["group"], frozenset(map(Reads, row["reads"].split())))
    for page in SHOWN_BY:
        module = page.replace("-", "_")
        source = Path(__file__).with_name("parts") / f"{module}.py"
        for name in _MAKES.findall(source.read_text(encoding="utf-8")) if source.exists() else ():
            shown = frozenset({Reads.REPORT} if name in ("opening", "commentary") else ())
            yield Part(f"{module}_{name}", f"{module}.{name}", f"The page {page}", shown)


#: Every part by the name that a notebook calls.
PARTS: Final[Mapping[str, Part]] = MappingProxyType({part.name: part for part in _parts()})
