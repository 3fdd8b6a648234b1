"""YAML files: read strictly, every mistake at once with its line, key and nearest likely meaning; and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.constructor import ConstructorError, DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.representer import SafeRepresenter

from qprlib.ground.errors import InputError, Place, Problem, listing
from qprlib.ground.hidden import hidden_problems
from qprlib.ground.incoming import read_text
from qprlib.ground.merge_marks import merge_problem
from qprlib.ground.numbers import within_bounds
from qprlib.ground.wordings import PROBLEMS

Model = TypeVar("Model", bound=BaseModel)

#: So many characters fit into a line of a file that is written.
_NO_BREAK = 1 << 20

#: How what the YAML reader says of the mistakes that are made most begins, and that in plain words.
_PLAIN_WORDS = {
    "mapping values are not allowed here": "there is a second colon on the line, or it begins too far right",
    "found character '\\t' that cannot start any token": "there is a tab where only spaces may stand",
    "expected '<document start>'": "this line does not go with those above it",
    "expected <block end>": "this line does not go with those above it",
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


class _WrongValueError(ConstructorError):
    """A value is not what its tag or form says, or a number is out of all bounds."""


class _Composer(Composer):
    """Makes the tree of a file, and refuses what stands for another part of it."""

    def compose_node(self, parent: Node | None, index: Any) -> Node:
        if self.parser.check_event(AliasEvent):
            event = self.parser.peek_event()
            raise ComposerError(None, None, f"'*{event.anchor}' repeats another part of the file", event.start_mark)
        return cast("Node", super().compose_node(parent, index))


class _Constructor(SafeConstructor):
    """Makes values of a tree, and refuses what is none."""

    def day_as_text(self, node: ScalarNode) -> str:
        """A date as it is written: whether there is such a day is judged with the other values, not here."""
        return str(node.value)

    def construct_object(self, node: Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep)
            if isinstance(value, int | float) and not within_bounds(value):
                raise ValueError(value)
            return value
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            kind = str(node.tag).rpartition(":")[2]
            said = f"'{str(node.value)[:20]}' cannot be used: it looks like a value of the kind '{kind}' and is none"
            raise _WrongValueError(None, None, said, node.start_mark) from None

    def check_mapping_key(self, node: Node, key_node: Node, mapping: Any, key: Any, value: Any) -> bool:
        if key in mapping:
            raise DuplicateKeyError(None, None, f"the key '{key}' is given twice", key_node.start_mark)
        return True


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.day_as_text)


def read_yaml(path: Path, shown: str, model: type[Model]) -> Model:
    """Read one YAML file, ``shown`` in messages, into a model; InputError with every problem of it."""
    return parse_yaml(read_text(path, shown), shown, model)


def parse_yaml(text: str, shown: str, model: type[Model]) -> Model:
    """The same of a text that is in no file yet."""
    found = _validated(text, shown, model)
    assert isinstance(found, model)
    return found


@lru_cache(maxsize=100)
def _validated(text: str, shown: str, model: type[BaseModel]) -> BaseModel:
    """The model that a text makes, once for all who read it: no model is changed afterwards."""
    content, tree = _parsed(text, shown)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        details = error.errors()
        raise InputError(
            [_problem(detail, model, shown, tree) for detail in details if not _follows(detail, details)]
        ) from None


def read_mapping(path: Path, shown: str) -> dict[str, Any]:
    """Read a YAML file of keys and values that no model describes; InputError if it is anything else."""
    content, _ = _parsed(read_text(path, shown), shown)
    if not isinstance(content, dict):
        found, allowed = _TYPES["mapping_type"]
        raise InputError(PROBLEMS.problem("wrong-value.file", Place(shown), said=found, allowed=allowed))
    return content


class OneLine(dict[str, Any]):
    """A mapping that is written on one line."""


class _Representer(SafeRepresenter):
    """Writes texts of several lines as blocks, as a reader of the difference between two versions needs them."""

    def text(self, value: str) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)

    def one_line(self, value: OneLine) -> MappingNode:
        return self.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)


_Representer.add_representer(str, _Representer.text)
_Representer.add_representer(OneLine, _Representer.one_line)


def yaml_text(content: Mapping[str, Any]) -> str:
    """Keys and values as the text of a YAML file, in their order, no line broken."""
    yaml = _plain_yaml()
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    return _written(yaml, content)


def read_form(text: str) -> Any:
    """The tree of a YAML file that is to be written again with its comments and its form, by :func:`write_form`."""
    return _form_yaml().load(text)


def write_form(tree: Any) -> str:
    """The text of a tree that :func:`read_form` has read."""
    return _written(_form_yaml(), tree)


def _form_yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _NO_BREAK
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _plain_yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.width = _NO_BREAK
    return yaml


def _written(yaml: YAML, tree: Any) -> str:
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _parsed(text: str, shown: str) -> tuple[Any, Node | None]:
    """The content of a file, and the tree that knows its lines."""
    merge = merge_problem(text, Place(shown), "keep what is right of both versions and take out every line with a mark")
    if merge:
        raise InputError(merge)
    try:
        yaml = _plain_yaml()
        yaml.Composer, yaml.Constructor = _Composer, _Constructor
        tree = yaml.compose(text)
        content = None if tree is None else yaml.constructor.construct_document(tree)
    except RecursionError:
        raise InputError(PROBLEMS.problem("not-yaml.deep", Place(shown))) from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(shown, row=mark.line + 1 if mark else None)
        said = getattr(error, "problem", None) or str(error)
        kinds: dict[type, str] = {DuplicateKeyError: "duplicate-key", _WrongValueError: "wrong-value"}
        which = kinds.get(type(error), "not-yaml")
        said = said if which != "not-yaml" else _in_plain_words(said)
        problem = PROBLEMS.problem(which, place, said=said, allowed="")
        raise InputError(problem) from None
    if content is None:
        raise InputError(PROBLEMS.problem("empty-file", Place(shown)))
    if hidden := list(_hidden(tree, shown)):
        raise InputError(hidden)
    return content, tree


def _in_plain_words(said: str) -> str:
    return next((words for beginning, words in _PLAIN_WORDS.items() if said.startswith(beginning)), said)


def _hidden(node: Node | None, shown: str) -> Iterator[Problem]:
    """Characters that nobody sees in the words of a file, however they are written."""
    if isinstance(node, ScalarNode):
        yield from hidden_problems(node.value, Place(shown, row=node.start_mark.line + 1))
    elif isinstance(node, SequenceNode):
        for one in node.value:
            yield from _hidden(one, shown)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _hidden(key, shown)
            yield from _hidden(value, shown)


def _follows(detail: Any, details: Sequence[Any]) -> bool:
    """Whether a finding only follows from another one inside the same list: an entry that is refused is not counted."""
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(detail["loc"]) and other["loc"][: len(detail["loc"])] == detail["loc"]
        for other in details
    )


def _problem(detail: Any, model: type[BaseModel], shown: str, tree: Node | None) -> Problem:
    """Put one pydantic finding into the project's own words."""
    keys, within = _inside(model, detail["loc"])
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in keys)
    place = Place(shown, row=_line(tree, keys), key=key)
    given = detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            return PROBLEMS.unknown("unknown-key", str(keys[-1]), sorted(within), place, most=20)
        case "missing":
            return PROBLEMS.problem("missing-key", place, word=keys[-1], choice=listing(sorted(within), 20))
        case "enum" | "literal_error":
            options = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
            return PROBLEMS.unknown("unknown-value", str(given), options, place, most=20, key=keys[-1])
        case "union_tag_invalid":
            tag = detail["ctx"]["discriminator"].strip("'")
            options = str(detail["ctx"]["expected_tags"]).replace("'", "").split(", ")
            place = Place(shown, row=_line(tree, [*keys, tag]), key=f"{key}.{tag}")
            return PROBLEMS.unknown("unknown-value", detail["ctx"]["tag"], options, place, most=20, key=tag)
        case "union_tag_not_found":
            return PROBLEMS.problem("missing-key.kind", place, word=detail["ctx"]["discriminator"].strip("'"))
    said, allowed = _TYPES.get(detail["type"], (str(detail["msg"]).removeprefix("Value error, "), ""))
    said = said[:1].lower() + said[1:]
    # A whole block of the file, repeated in the message, would hide what is wrong with it.
    said = said if isinstance(given, dict | list) else f"'{given}' cannot be used: {said}"
    return PROBLEMS.problem("wrong-value", place, said=said, allowed=allowed)


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


def _line(tree: Node | None, keys: list[Any]) -> int | None:
    """The editor's line number of a key, or of the nearest one above it that is there."""
    line, node = None, tree
    for key in keys:
        if isinstance(node, MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(key)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 1
    return line
