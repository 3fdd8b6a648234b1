"""Write ``docs/params.md`` and ``params/params.schema.json``: every key that an edition's params may have.

Types, defaults and what is allowed come from the model, meanings and examples from ``tools/params.csv``. `make docs`
runs it; a test keeps both current.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from typing import Any

from spec_pages import ROOT, keep

from qprlib.ground.edition import Edition

PAGE = ROOT / "docs" / "params.md"
SCHEMA = ROOT / "params" / "params.schema.json"
MEANINGS = ROOT / "tools" / "params.csv"
#: Parts of the model that are written as a text.
_AS_TEXT = ("Reported", "Years", "Length")
_INTRODUCTION = """# The params of an edition

<!-- Made by tools/params_page.py from the model and tools/params.csv. Change those and run `make docs`. -->

`params/<edition>.yml` says what one edition is: who reports on which period, by which scheme, with which pages. `qpr
init` and `qpr new` write it; every key may be changed. Unknown keys are refused with the nearest that is known. Editors
that know JSON Schema complete and check the file if one of its first lines is

```
# yaml-language-server: $schema=params.schema.json
```
"""


def meanings() -> dict[str, dict[str, str]]:
    """Meaning and example of every key, by its path."""
    with MEANINGS.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def schema() -> dict[str, Any]:
    """The JSON Schema of params, with the meanings for whoever writes them."""
    made = Edition.model_json_schema()
    for name in _AS_TEXT:
        made["$defs"][name] = {"type": "string"}
    controls = made["properties"]["spc"]
    made["properties"]["spc"] = {"anyOf": [controls, {"type": "array", "items": {"type": "string"}}]}
    told = meanings()
    for path, holder, name in _keys(made, made, ""):
        holder["properties"][name]["description"] = told[path]["meaning"]
    made["title"] = "Params of an edition"
    made.pop("description", None)
    return made


def _keys(whole: dict[str, Any], part: dict[str, Any], before: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every key by its path, with the part of the schema that has it."""
    for name, field in part.get("properties", {}).items():
        path = f"{before}{name}"
        yield path, part, name
        if (inner := _inner(whole, field)) is not None:
            yield from _keys(whole, inner, f"{path}.")


def _inner(whole: dict[str, Any], field: dict[str, Any]) -> dict[str, Any] | None:
    """The part that a key, each of its list, or each of its mapping is."""
    for one in (field, *field.get("anyOf", ()), *field.get("allOf", ())):
        for held in (one, one.get("items", {}), one.get("additionalProperties") or {}):
            name = held.get("$ref", "").rpartition("/")[2] if isinstance(held, dict) else ""
            if name and name not in _AS_TEXT:
                found: dict[str, Any] = whole["$defs"][name]
                return found
    return None


def _allowed(field: dict[str, Any]) -> str:
    """What may stand there, in words."""
    kinds = [one for one in field.get("anyOf", [field]) if one.get("type") != "null"]
    said = []
    for one in kinds:
        if "enum" in one or "const" in one:
            said.append("one of " + ", ".join(f"`{word}`" for word in one.get("enum", [one.get("const")])))
        elif one.get("type") == "array":
            said.append("a list")
        elif one.get("type") == "object" or "$ref" in one:
            text = one.get("$ref", "").rpartition("/")[2] in _AS_TEXT
            said.append("text" if text else "keys of its own")
        elif one.get("format") == "date":
            said.append("a day")
        else:
            said.append(
                {"string": "text", "number": "a number", "integer": "a whole number"}.get(one.get("type"), "text")
            )
    return " or ".join(dict.fromkeys(said))


def page() -> str:
    """The whole page."""
    made, told = schema(), meanings()
    lines = [_INTRODUCTION, "| Key | Holds | Must be there | Meaning | Example |", "|:--|:--|:--|:--|:--|"]
    for path, holder, name in _keys(made, made, ""):
        field, row = holder["properties"][name], told[path]
        must = "yes" if name in holder.get("required", ()) else "no"
        usual = field.get("default")
        if must == "no" and isinstance(usual, str | int | float) and usual not in ("", None):
            must = f"no; `{usual}`"
        example = f"`{row['example']}`" if row["example"] else ""
        lines.append(f"| `{path}` | {_allowed(field)} | {must} | {row['meaning']} | {example} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    whole = json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    sys.exit(max(keep(PAGE, page(), sys.argv[1:]), keep(SCHEMA, whole, sys.argv[1:])))
