"""Live figures: ``{{ actual }}`` in a text becomes the indicator's result, printed as the pages print it.

Each pair of braces is parsed by Jinja2's sandbox and then only read: a name, or an indicator's id and a name, and
filters out of :data:`~qprlib.texts.amounts.FILTERS`. Nothing is ever compiled, called or looked up as an
attribute, so that a text can neither run anything nor reach a file, and whatever it asks for is refused before it could
take time or memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from qprlib.ground.calendar import day_in_words
from qprlib.ground.edition import Edition
from qprlib.ground.errors import Place, Problem, listing, nearest
from qprlib.ground.wordings import Wordings
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import Direction
from qprlib.texts.amounts import FILTERS, PLAIN, Amount, Figure, PrintedChange, Words
from qprlib.texts.commentary import Commentary, Text
from qprlib.texts.figure_names import COUNT, EDITION_NAMES, NAMES, Absent
from qprlib.texts.findings import Subject

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

#: Longer than any figure needs to be, and short enough that parsing takes no time.
_LONGEST = 200
_WORDINGS = Wordings(__file__)
#: What Markdown would take for markup in a figure that is a name.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~^$&!])")

#: A reference in place of an id: ``[1.1.2.PI].actual``.
_REFERENCE = re.compile(r"\s*\[\s*(?P<reference>[^\[\]]*[^\[\]\s])\s*\](?=\s*\.)")


class _RefusedError(Exception):
    """What stands between braces cannot be filled; carries the problem but for its place."""

    def __init__(self, which: str, near: str = "", **values: Any) -> None:
        self.problem = _WORDINGS.problem(which, Place(), near, **values)
        super().__init__(self.problem.found)


@dataclass(frozen=True)
class LiveFigures:
    """The figures that texts of an edition may ask for; the subjects are the indicators in force by id."""

    edition: Edition
    scheme: Scheme
    subjects: Mapping[str, Subject]

    def fill(self, text: Text) -> tuple[Text, list[Problem]]:
        """A text with its live figures filled, and a problem for each that could not be and stays as it was written."""
        problems: list[Problem] = []
        place = Place(text.notebook, cell=text.cell, indicator=text.owner if text.owner in self.subjects else "")
        parts: list[str] = []
        for source, inner in _pieces(text.source):
            if inner is None:
                parts.append(source)
                continue
            try:
                parts.append(_SPECIAL.sub(r"\\\1", self.figure(inner, text.owner).printed))
            except _RefusedError as refused:
                parts.append(source)
                problems.append(replace(refused.problem, place=place))
        return replace(text, markdown=_joined(parts)), problems

    def figure(self, inner: str, owner: str = "") -> Figure:
        """The figure that stands between braces (``change | words``) in the text of an indicator, or of none."""
        return self._value(_parse(self._by_ids(inner)), owner)

    def _by_ids(self, inner: str) -> str:
        """What stands between braces with the id of an indicator in place of its reference in square brackets."""
        match = _REFERENCE.match(inner)
        if not match:
            return inner
        ids = self._ids
        if match["reference"] in ids:
            return ids[match["reference"]] + inner[match.end() :]
        raise self._unknown(match["reference"], inner[match.end() :].strip(" ."))

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        """By what a text may ask for each indicator: its reference, or its id where it has none."""
        return {subject.row.printed_id: name for name, subject in self.subjects.items()}

    def _value(self, node: nodes.Node, owner: str) -> Figure:
        from jinja2 import nodes

        match node:
            case nodes.Name(name=name):
                return self._named(name, owner)
            case nodes.Getattr(node=nodes.Name(name=indicator), attr=name):
                return self._of(indicator, name)
            case nodes.Filter(node=nodes.Node() as inner, name=name, kwargs=[], dyn_args=None, dyn_kwargs=None):
                return _filtered(self._value(inner, owner), name, node.args)
        raise _refused_syntax()

    def _named(self, name: str, owner: str) -> Figure:
        match name:
            case "quarter":
                return Words(self.edition.quarter.label)
            case "as_of":
                return Words(day_in_words(self.edition.as_of))
            case "year":
                return Words(self.edition.quarter.year_label)
            case "kpis":
                return Amount(sum(subject.row.kind == "kpi" for subject in self.subjects.values()), "number", 0)
        if owner in self.subjects:
            return self._of_subject(owner, name, name)
        if name in NAMES:
            first = next(map(_written, self._ids), "HW01")
            raise _RefusedError("live-figure-unknown.no-owner", name=name, first=first)
        known = listing([*EDITION_NAMES, f"{COUNT}.green", "an indicator's id, a full stop and a name"])
        raise _RefusedError("live-figure-unknown.name", nearest(name, EDITION_NAMES), name=name, known=known)

    def _of(self, indicator: str, name: str) -> Figure:
        if indicator in self.subjects:
            return self._of_subject(indicator, name, f"{indicator}.{name}")
        if indicator == COUNT:
            return self._counted(name)
        if indicator in self._ids:
            return self._of_subject(self._ids[indicator], name, f"{indicator}.{name}")
        raise self._unknown(indicator, name)

    def _unknown(self, indicator: str, name: str) -> _RefusedError:
        called = [_written(one) for one in self._ids]
        known, near = listing(called, 40), nearest(indicator, [*self.subjects, *called, COUNT])
        return _RefusedError("live-figure-unknown.indicator", near, indicator=indicator, name=name, known=known)

    def _of_subject(self, indicator: str, name: str, written: str) -> Figure:
        if name not in NAMES:
            prefix = written.removesuffix(name)
            known = [*NAMES, *(() if prefix else EDITION_NAMES)]
            near = (found := nearest(name, known)) and f"{prefix}{found}"
            raise _RefusedError("live-figure-unknown.of-indicator", near, written=written, known=listing(known, 40))
        figure = NAMES[name].of(self.subjects[indicator], self.scheme)
        if isinstance(figure, Absent):
            raise _RefusedError("live-figure-absent", written=written, why=figure.why, todo=figure.todo)
        return figure

    def counts(self) -> dict[str, tuple[str, str, int]]:
        """Everything that ``count`` knows: ratings and directions of KPIs, each with its label and number."""
        kpis = [subject.row for subject in self.subjects.values() if subject.row.kind == "kpi"]
        ratings = Counter(row.rating for row in kpis)
        ways = Counter(row.direction for row in kpis)
        bands = {band.id: ("rating", band.label, ratings[band.id]) for band in self.scheme.bands}
        directions = {way.value: ("direction", way.label.lower(), ways[way.value]) for way in Direction}
        return {name.replace("-", "_"): found for name, found in {**bands, **directions}.items()}

    def _counted(self, name: str) -> Figure:
        counts = self.counts()
        if name in counts:
            return Amount(counts[name][2], "number", 0)
        near = (found := nearest(name, counts)) and f"{COUNT}.{found}"
        raise _RefusedError("live-figure-unknown.count", near, name=name, known=listing(list(counts), 20))


def fill_figures(commentary: Commentary, figures: LiveFigures) -> tuple[Commentary, list[Problem]]:
    """All texts of an edition with their live figures filled, and an error for each that could not be."""
    problems: list[Problem] = []

    def filled(texts: Mapping[str, Text]) -> dict[str, Text]:
        done = {}
        for heading, text in texts.items():
            done[heading], found = figures.fill(text)
            problems.extend(found)
        return done

    indicators = {owner: filled(texts) for owner, texts in commentary.indicators.items()}
    report = {owner: filled(texts) for owner, texts in commentary.report.items()}
    return replace(commentary, indicators=indicators, report=report), problems


def _written(called: str) -> str:
    """An indicator as it stands before the full stop: its id, or its reference in square brackets."""
    return called if called.isidentifier() else f"[{called}]"


def _pieces(source: str) -> Iterator[tuple[str, str | None]]:
    """A text cut at its braces: what was written, and what stands between them (None for ordinary text)."""
    done = 0
    for found in re.finditer(r"\\\{\{|\{\{|\{%|\{#", source):
        start = found.start()
        if start < done:
            continue
        if found[0] == "\\{{":
            # Braces that are meant as such lose the backslash.
            yield source[done:start], None
            yield "{{", None
            done = found.end()
            continue
        closing = {"{{": "}}", "{%": "%}", "{#": "#}"}[found[0]]
        end = source.find(closing, found.end())
        if end < 0 and found[0] != "{{":
            continue
        yield source[done:start], None
        stop = len(source) if end < 0 else end + 2
        # Whatever is no figure is handed on with its braces, which no figure has.
        yield source[start:stop], source[start + 2 : end] if found[0] == "{{" and end >= 0 else source[start:stop]
        done = stop
    yield source[done:], None


def _joined(parts: list[str]) -> str:
    """The parts as one text; a number that begins a line does not begin a list."""
    done: list[str] = []
    line = ""
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        begins = not line.strip() and part.isdecimal() and following[:1] in (".", ")")
        done.append(f"{part}\\" if begins else part)
        _, ended, rest = part.rpartition("\n")
        line = rest if ended else line + rest
    return "".join(done)


@cache
def _sandbox() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    sandbox.globals.clear()
    return sandbox


def _refused_syntax(written: str = "") -> _RefusedError:
    said, filters = f": {written}" if written else "", listing(list(FILTERS))
    return _RefusedError("live-figure-refused.syntax", written=said, filters=filters)


def _parse(inner: str) -> nodes.Node:
    from jinja2 import TemplateSyntaxError, nodes

    shown = " ".join(inner.split())
    shown = f"{shown[:60]} ..." if len(shown) > 60 else shown
    refused = _refused_syntax(shown if inner.startswith("{") else f"{{{{ {shown} }}}}")
    if inner.startswith("{") or len(inner) > _LONGEST or not inner.strip():
        raise refused
    try:
        body = _sandbox().parse(f"{{{{ {inner.strip()} }}}}").body
    except (TemplateSyntaxError, ValueError, RecursionError):
        raise refused from None
    if len(body) == 1 and isinstance(body[0], nodes.Output) and len(body[0].nodes) == 1 and _readable(body[0].nodes[0]):
        return body[0].nodes[0]
    raise refused


def _readable(node: nodes.Node) -> bool:
    """Whether an expression is a name, an indicator and a name, or such with filters."""
    from jinja2 import nodes

    while isinstance(node, nodes.Filter) and node.node is not None:
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            return False
        if any(not isinstance(argument, nodes.Const) for argument in node.args):
            return False
        node = node.node
    return isinstance(node, nodes.Name) or (isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name))


def _filtered(figure: Figure, name: str, arguments: list[nodes.Expr]) -> Figure:
    from jinja2 import nodes

    if name not in FILTERS:
        known = listing([f"| {one}" for one in FILTERS])
        raise _RefusedError("live-figure-unknown.filter", nearest(name, FILTERS), name=name, known=known)
    values = [argument.value for argument in arguments if isinstance(argument, nodes.Const)]
    if name == "round":
        done = _rounded(figure, values)
    elif values:
        raise _RefusedError("live-figure-refused.brackets", name=name)
    else:
        done = PLAIN[name](figure)
    if done is None:
        wanted = "change" if name == "by" else "number"
        other = ", or write {{ change | by }}" if name == "by" else ""
        raise _RefusedError("live-figure-refused.kind", name=name, wanted=wanted, printed=figure.printed, other=other)
    return done


def _rounded(figure: Figure, values: list[object]) -> Figure | None:
    """A figure with so many decimals, None of words, which have none."""
    decimals = values[0] if len(values) == 1 else None
    if type(decimals) is not int or not 0 <= decimals <= 6:
        raise _RefusedError("live-figure-refused.decimals")
    if isinstance(figure, Words):
        return None
    if isinstance(figure, PrintedChange) and not figure.none and replace(figure, decimals=decimals).none:
        size = figure.printed.split(" ", 1)[-1]
        raise _RefusedError("live-figure-refused.nothing-left", decimals=decimals, size=size)
    return replace(figure, decimals=decimals)
