"""Page notebooks and the parameters they are given, read and checked before any kernel starts."""

from __future__ import annotations

import ast
import math
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qprlib.ground.errors import InputError, Place, Problem, listing, nearest
from qprlib.ground.incoming import read_text
from qprlib.publishing.run.jobs import WORDINGS
from qprlib.texts.notebook_file import Notebook, read_notebook, tags

PARAMETERS_TAG: Final = "parameters"
INJECTED_TAG: Final = "injected-parameters"
SHOWS_TAG: Final = "shows-output"
NOT_PUBLISHED: Final = frozenset({PARAMETERS_TAG, INJECTED_TAG, "remove-cell"})
"""Cells with one of these tags are for whoever works on the notebook, not for its readers."""

_KINDS: Final[dict[str, type]] = {
    "str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict, "None": type(None),
}  # fmt: skip
_KIND_WORDS: Final[dict[type, str]] = {
    str: "text", int: "a whole number", float: "a number", bool: "true or false",
    list: "a list", dict: "a mapping", types.NoneType: "nothing (null)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter that a page notebook declares."""

    name: str
    kinds: tuple[type, ...]  #: the types a given value may have; empty when any is allowed
    default: object  #: meaningless when ``required``
    required: bool  #: declared without a default, as ``section: str``


def page_notebook(path: Path, root: Path | None = None) -> Notebook:
    """A page notebook from its file; messages name it relative to the project's folder."""
    name = shown_path(path, root)
    return read_notebook(read_text(path, name), name, with_ids=True)


def shown_path(path: Path, root: Path | None) -> str:
    """A path as the user knows it: relative to the project where it lies inside, with ``/``."""
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix()


def first_line(source: str) -> str:
    """The first line of a cell that says something, cut to fit a message."""
    line = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return line if len(line) <= 80 else line[:77] + "..."


def last_statement(source: str) -> str:
    """The first line of a cell's last statement, which shows something; of what is no Python its first line."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return first_line(source)
    return first_line("\n".join(source.splitlines()[body[-1].lineno - 1 :] if body else [source]))


# --- parameters -----------------------------------------------------------------------------------------


def declared_parameters(notebook: Notebook, name: str) -> tuple[Parameter, ...]:
    """The parameters a page notebook declares in its cell tagged ``parameters``.

    Only assignments of literal values are allowed there (``section = "highways"``), with or without a type (``section:
    str = "highways"``); ``section: str`` alone declares a parameter that must be given. Raises InputError if there is
    no such cell, more than one, or the cell holds anything else.
    """
    tagged = [(number, cell) for number, cell in enumerate(notebook["cells"], start=1) if PARAMETERS_TAG in tags(cell)]
    if len(tagged) != 1:
        found = f"no cell is tagged `{PARAMETERS_TAG}`"
        if tagged:
            cells = ", ".join(f"cell {number}" for number, _ in tagged)
            found = f"{len(tagged)} cells are tagged `{PARAMETERS_TAG}`: {cells}"
        raise InputError(WORDINGS.problem("parameters-cell", Place(notebook=name), found=found, tag=PARAMETERS_TAG))
    number, cell = tagged[0]

    def refuse(found: str) -> Problem:
        return WORDINGS.problem("parameters-cell.content", Place(notebook=name, cell=number), found=found)

    if cell["cell_type"] != "code":
        raise InputError(refuse("the cell of parameters is not a code cell"))
    try:
        statements = ast.parse(cell["source"]).body
    except SyntaxError as error:
        raise InputError(refuse(f"line {error.lineno} is not Python: {error.msg}")) from None
    parameters: dict[str, Parameter] = {}
    problems = []
    for statement in statements:
        parameter = _parameter(statement)
        if isinstance(parameter, str):
            problems.append(refuse(f"line {statement.lineno}: {parameter}"))
        elif parameter.name in parameters:
            problems.append(refuse(f"line {statement.lineno}: `{parameter.name}` is declared twice"))
        else:
            parameters[parameter.name] = parameter
    if problems:
        raise InputError(problems)
    return tuple(parameters.values())


def check_parameters(
    declared: Sequence[Parameter], given: Mapping[str, object], name: str, page: str = ""
) -> list[Problem]:
    """What is wrong with the parameters given to a page notebook; ``name`` and ``page`` are for messages."""
    where = Place(notebook=name)
    of_page = f" for page `{page}`" if page else ""
    by_name = {parameter.name: parameter for parameter in declared}
    problems = [
        WORDINGS.problem(
            "unknown-parameter",
            where,
            near=nearest(unknown, by_name),
            unknown=unknown,
            of_page=of_page,
            allowed=listing(sorted(by_name)) or "no parameters",
        )
        for unknown in given
        if unknown not in by_name
    ]
    for parameter in declared:
        said = {"name": parameter.name, "of_page": of_page, "allowed": _kind_words(parameter.kinds)}
        if parameter.name not in given:
            if parameter.required:
                problems.append(WORDINGS.problem("missing-parameter", where, **said))
            continue
        value = given[parameter.name]
        if not _fits(value, parameter.kinds) or not _passable(value):
            dated = hasattr(value, "isoformat")
            todo = "put the date in quotes" if dated else "correct the value in the edition's params"
            kind = type(value).__name__
            problems.append(WORDINGS.problem("parameter-type", where, value=value, kind=kind, todo=todo, **said))
    return problems


def check_page(path: Path, given: Mapping[str, object], root: Path, page: str = "") -> list[Problem]:
    """Everything that can be known to be wrong with a page notebook and its parameters before it runs."""
    name = shown_path(path, root)
    try:
        return check_parameters(declared_parameters(page_notebook(path, root), name), given, name, page)
    except InputError as error:
        return list(error.problems)


def _parameter(statement: ast.stmt) -> Parameter | str:
    """The parameter a statement declares, or what is wrong with it."""
    kinds: tuple[type, ...] | None = None
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        name, value = statement.target.id, statement.value
        kinds = _annotated_kinds(statement.annotation)
        if kinds is None:
            return f"the type `{ast.unparse(statement.annotation)}` is not one of {', '.join(_KINDS)}"
        if value is None:
            return Parameter(name, kinds, default=None, required=True)
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        if not isinstance(target, ast.Name):
            return f"`{ast.unparse(target)}` is not a plain name"
        name, value = target.id, statement.value
    else:
        return f"`{first_line(ast.unparse(statement))}` does not declare a parameter"
    try:
        default = ast.literal_eval(value)
    except ValueError:
        return f"the value of `{name}` is not written out: `{first_line(ast.unparse(value))}`"
    if not _passable(default):
        return f"the value of `{name}` is not text, a number, true or false, a list or a mapping"
    if kinds is None:
        kinds = () if default is None else (type(default),)
    elif not _fits(default, kinds):
        return f"the default of `{name}` is not {_kind_words(kinds)}"
    return Parameter(name, kinds, default, required=False)


def _annotated_kinds(annotation: ast.expr) -> tuple[type, ...] | None:
    """The types named by an annotation such as ``str | None`` or ``list[str]``; None if not understood."""
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        left, right = _annotated_kinds(annotation.left), _annotated_kinds(annotation.right)
        return None if left is None or right is None else left + right
    if isinstance(annotation, ast.Subscript):
        return _annotated_kinds(annotation.value)
    if isinstance(annotation, ast.Constant) and annotation.value is None:
        return (types.NoneType,)
    if isinstance(annotation, ast.Name) and annotation.id in _KINDS:
        return (_KINDS[annotation.id],)
    return None


def _fits(value: object, kinds: Sequence[type]) -> bool:
    if not kinds:
        return True
    if isinstance(value, bool):  # for Python a bool is an int; for an analyst it is not
        return bool in kinds
    return isinstance(value, tuple(kinds)) or (isinstance(value, int) and float in kinds)


def _passable(value: object) -> bool:
    """Whether papermill can write the value into a cell so that it means the same there."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(_passable(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _passable(item) for key, item in value.items())
    return value is None or isinstance(value, str | int)


def _kind_words(kinds: Sequence[type]) -> str:
    return " or ".join(_KIND_WORDS[kind] for kind in kinds) or "any plain value"
