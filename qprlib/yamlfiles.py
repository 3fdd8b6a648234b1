"""Strict reading of YAML files: every mistake at once, each with its line, key and nearest likely meaning."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from qprlib.errors import InputError, Place, Problem, listing, nearest

Model = TypeVar("Model", bound=BaseModel)


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice, which YAML itself lets the last one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key_node.value}' is given twice", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, shown: str, model: type[Model]) -> Model:
    """Read one YAML file into a model.

    Parameters
    ----------
    path
        The file.
    shown
        Its path as messages name it.
    model
        A pydantic model that forbids extra keys.

    Returns
    -------
    BaseModel
        An instance of ``model``.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(
                code="wrong-encoding",
                found=f"the file is not UTF-8 text (byte {error.start + 1})",
                place=Place(shown),
                todo="save it again as UTF-8",
            )
        ) from None
    try:
        content = yaml.load(text, Loader=_StrictLoader)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            Problem(
                code="not-yaml",
                found=f"the file cannot be read as YAML: {getattr(error, 'problem', None) or error}",
                place=Place(shown, row=mark.line + 1 if mark else None),
                todo="mend the line; values with a colon, '#' or '%' at their start need quotation marks",
            )
        ) from None
    try:
        return model.model_validate(content if content is not None else {})
    except ValidationError as error:
        problems = [_problem(detail, model, shown, tree) for detail in error.errors()]
        raise InputError(problems) from None


def _problem(detail: Any, model: type[BaseModel], shown: str, tree: yaml.Node | None) -> Problem:
    """Put one pydantic finding into the project's own words."""
    keys = [part for part in detail["loc"] if not (isinstance(part, str) and part.startswith("function-"))]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in keys)
    place = Place(shown, row=_line(tree, keys), key=key)
    given = detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            allowed = sorted(_fields(model, keys[:-1]))
            return Problem(
                code="unknown-key",
                found=f"the key '{keys[-1]}' is not known here",
                place=place,
                allowed=listing(allowed, 20),
                nearest=nearest(str(keys[-1]), allowed),
                todo="correct or remove the key",
            )
        case "missing":
            return Problem(
                code="missing-key",
                found=f"the key '{keys[-1]}' is missing",
                place=place,
                allowed=listing(sorted(_fields(model, keys[:-1])), 20),
                todo=f"add a line '{keys[-1]}: ...'",
            )
        case "enum" | "literal_error":
            options = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
            return Problem(
                code="unknown-value",
                found=f"'{given}' is not a value of '{keys[-1]}'",
                place=place,
                allowed=listing(options, 20),
                nearest=nearest(str(given), options),
                todo="use one of the allowed values",
            )
        case _:
            said = str(detail["msg"]).removeprefix("Value error, ")
            said = said[:1].lower() + said[1:]
            return Problem(
                code="wrong-value",
                # A whole block of the file, repeated in the message, would hide what is wrong with it.
                found=said if isinstance(given, dict | list) else f"'{given}' cannot be used: {said}",
                place=place,
                todo="correct the value",
            )


def _fields(model: type[BaseModel], keys: list[Any]) -> set[str]:
    """The keys allowed at a place of the model."""
    for key in keys:
        if isinstance(key, int):
            continue
        field = model.model_fields.get(key)
        if field is None:
            continue
        inner = _model_in(field.annotation)
        if inner is None:
            return set()
        model = inner
    return {field.alias or name for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The first model inside a type such as ``tuple[Page, ...] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _line(tree: yaml.Node | None, keys: list[Any]) -> int | None:
    """The editor's line number of a key, or of the nearest one above it that is there."""
    line, node = None, tree
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(key)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 1
    return line
