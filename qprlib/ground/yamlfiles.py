"""Strict reading of YAML files: every mistake at once, each with its line, key and nearest likely meaning."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from qprlib.ground.errors import InputError, Place, Problem, listing, nearest
from qprlib.ground.hidden import hidden_problems
from qprlib.ground.incoming import read_text
from qprlib.ground.merge_marks import merge_problem
from qprlib.ground.numbers import within_bounds

Model = TypeVar("Model", bound=BaseModel)

#: What the YAML reader says of the mistakes that are made most, in plain words.
_PLAIN_WORDS = {
    "mapping values are not allowed here": "there is a second colon on the line, or it begins too far right",
    "found character '\\t' that cannot start any token": "there is a tab where only spaces may stand",
}

#: What a value of another type should have been, by pydantic's name for the finding: what is said, what is allowed.
_TYPES = {
    "string_type": ("text is needed here", "one text; in quotation marks if it looks like a number or a date"),
    "string_pattern_mismatch": ("this cannot be part of an address", "a-z, 0-9 and hyphens, beginning with a letter"),
    "bool_parsing": ("this is neither true nor false", "true or false"),
    "bool_type": ("this is neither true nor false", "true or false"),
    "date_from_datetime_parsing": ("this is not a date", "year-month-day, such as 2011-08-31"),
    "date_from_datetime_inexact": ("this is not a date", "year-month-day, such as 2011-08-31"),
    "date_type": ("this is not a date", "year-month-day, such as 2011-08-31"),
    "tuple_type": ("a list is needed here", "entries on lines of their own that begin with '- '"),
    "mapping_type": ("keys and values are needed here", "lines of the form 'key: value', indented alike"),
    "model_type": ("keys and values are needed here", "lines of the form 'key: value', indented alike"),
}


class _DuplicateKey(yaml.constructor.ConstructorError):
    """A key is given twice."""


class _Repeated(yaml.constructor.ConstructorError):
    """A part of the file stands for another, which may be itself."""


class _NoSuchValue(yaml.constructor.ConstructorError):
    """A value is not what its tag or form says, or a number is out of all bounds."""


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice, which YAML itself lets the last one win."""

    def days_as_text(self, node: yaml.ScalarNode) -> str:
        """A date as it is written: whether there is such a day is judged with the other values, not by the loader."""
        return str(node.value)

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise _Repeated(None, None, f"'*{event.anchor}' repeats another part of the file", event.start_mark)
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep)
            if isinstance(value, int | float) and not within_bounds(value):
                raise ValueError(value)
            return value
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            kind = str(node.tag).rpartition(":")[2]
            said = f"'{str(node.value)[:20]}' cannot be used: it looks like a value of the kind '{kind}' and is none"
            raise _NoSuchValue(None, None, said, node.start_mark) from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                if key_node.value in seen:
                    found = f"the key '{key_node.value}' is given twice"
                    raise _DuplicateKey(None, None, found, key_node.start_mark)
                seen.add(key_node.value)
                if key_node.tag == "tag:yaml.org,2002:bool":
                    # A key is a word: that YAML once took "off" and "on" for truth values is no use to anybody.
                    key_node.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _StrictLoader.days_as_text)


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
    content, tree = _load(path, shown)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        details = error.errors()
        raise InputError(
            [_problem(detail, model, shown, tree) for detail in details if not _follows(detail, details)]
        ) from None


def read_mapping(path: Path, shown: str) -> dict[str, Any]:
    """Read a YAML file of keys and values that no model describes.

    Parameters
    ----------
    path, shown
        As for :func:`read_yaml`.

    Raises
    ------
    InputError
        If it is not YAML, or holds something else than keys and values.
    """
    content, _ = _load(path, shown)
    if not isinstance(content, dict):
        found, allowed = _TYPES["mapping_type"]
        raise InputError(Problem("wrong-value", found, Place(shown), allowed, todo="restore the file"))
    return content


def _load(path: Path, shown: str) -> tuple[Any, yaml.Node | None]:
    """The content of a file, and the tree that knows its lines."""
    text = read_text(path, shown)
    merge = merge_problem(text, Place(shown), "keep what is right of both versions and take out every line with a mark")
    if merge:
        raise InputError(merge)
    try:
        content = yaml.load(text, Loader=_StrictLoader)
        tree = yaml.compose(text, Loader=_StrictLoader)
    except RecursionError:
        raise InputError(
            Problem(
                code="not-yaml",
                found="the file cannot be read as YAML: its lists and keys lie too deep within each other",
                place=Place(shown),
                todo="restore it, or begin with a copy of another file in its folder",
            )
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(shown, row=mark.line + 1 if mark else None)
        said = getattr(error, "problem", None) or str(error)
        if isinstance(error, _DuplicateKey):
            problem = Problem("duplicate-key", said, place, todo="keep one of the two and take the other out")
        elif isinstance(error, _NoSuchValue):
            problem = Problem("wrong-value", said, place, todo="correct the value")
        else:
            problem = Problem(
                code="not-yaml",
                found=f"the file cannot be read as YAML: {_PLAIN_WORDS.get(said, said)}",
                place=place,
                todo="mend this line or the one above; text with ': ', '#' or quotation marks needs quotation marks",
            )
        raise InputError(problem) from None
    if content is None:
        raise InputError(
            Problem(
                code="empty-file",
                found="the file is empty",
                place=Place(shown),
                todo="restore it, or begin with a copy of another file in its folder",
            )
        )
    if hidden := list(_hidden(tree, shown)):
        raise InputError(hidden)
    return content, tree


def _hidden(node: yaml.Node | None, shown: str) -> Iterator[Problem]:
    """Characters that nobody sees in the words of a file, however they are written."""
    if isinstance(node, yaml.ScalarNode):
        yield from hidden_problems(node.value, Place(shown, row=node.start_mark.line + 1))
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _hidden(one, shown)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _hidden(key, shown)
            yield from _hidden(value, shown)


def _follows(detail: Any, details: Sequence[Any]) -> bool:
    """Whether a finding only follows from another one inside the same list: an entry that is refused is not counted."""
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(detail["loc"]) and other["loc"][: len(detail["loc"])] == detail["loc"]
        for other in details
    )


def _problem(detail: Any, model: type[BaseModel], shown: str, tree: yaml.Node | None) -> Problem:
    """Put one pydantic finding into the project's own words."""
    keys, within = _inside(model, detail["loc"])
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in keys)
    place = Place(shown, row=_line(tree, keys), key=key)
    given = detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            allowed = sorted(within)
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
                allowed=listing(sorted(within), 20),
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
        case "union_tag_invalid":
            tag = detail["ctx"]["discriminator"].strip("'")
            options = str(detail["ctx"]["expected_tags"]).replace("'", "").split(", ")
            return Problem(
                code="unknown-value",
                found=f"'{detail['ctx']['tag']}' is not a value of '{tag}'",
                place=Place(shown, row=_line(tree, [*keys, tag]), key=f"{key}.{tag}"),
                allowed=listing(options, 20),
                nearest=nearest(detail["ctx"]["tag"], options),
                todo="use one of the allowed values",
            )
        case "union_tag_not_found":
            tag = detail["ctx"]["discriminator"].strip("'")
            return Problem(
                code="missing-key",
                found=f"the key '{tag}' is missing, which says what this is",
                place=place,
                todo=f"add a line '{tag}: ...'",
            )
        case kind if kind in _TYPES:
            found, allowed_words = _TYPES[kind]
            return Problem(
                code="wrong-value",
                found=found if isinstance(given, dict | list) else f"'{given}' cannot be used: {found}",
                place=place,
                allowed=allowed_words,
                todo="correct the value",
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


def _inside(model: type[BaseModel], loc: Sequence[Any]) -> tuple[list[Any], set[str]]:
    """A finding's place as keys of the file, and the keys that are allowed beside the last of them.

    Where a value may be one of several models, pydantic puts the name of the one that was chosen into the place: it
    stands in no file and is left out.
    """
    keys: list[Any] = []
    models = [model]
    beside: set[str] = set()
    named = False  # whether the next part is a name of the writer's own, such as an indicator's
    for part in loc:
        if isinstance(part, str) and part.startswith("function-"):
            continue
        if isinstance(part, str) and len(models) > 1:
            models = [one for one in models if _is_tagged(one, part)] or models
            continue
        keys.append(part)
        if isinstance(part, int) or named:
            named = False
            continue
        here = models[0].model_fields if models else {}
        beside = {field.alias or name for name, field in here.items()}
        models = _models_in(here[part].annotation) if part in here else []
        named = part in here and get_origin(here[part].annotation) is Mapping
    return keys, beside


def _is_tagged(model: type[BaseModel], tag: str) -> bool:
    """Whether a model is the one that a tag such as ``rule: regression`` stands for."""
    return any(field.default == tag and tag in get_args(field.annotation) for field in model.model_fields.values())


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models inside a type such as ``tuple[Page, ...] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


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
