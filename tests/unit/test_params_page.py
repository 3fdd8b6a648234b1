"""docs/params.md and the JSON Schema of params: every key is told, examples hold, shipped params fit, slips do not."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from typing import Any

import jsonschema
import pytest
from helpers.projects import REPOSITORY

from qprlib.ground.yamlfiles import read_form

SCHEMA = json.loads((REPOSITORY / "params" / "params.schema.json").read_text(encoding="utf-8"))
PARAMS = sorted((REPOSITORY / "params").glob("*.yml"))
with (REPOSITORY / "tools" / "params.csv").open(encoding="utf-8", newline="") as _file:
    MEANINGS = list(csv.DictReader(_file))


def plain(text: str) -> Any:
    """YAML as JSON has it: days as text."""
    return json.loads(json.dumps(read_form(text), default=str))


def test_page_and_schema_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "tools/params_page.py", "--check"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_key_has_a_meaning_and_no_other_has() -> None:
    page = (REPOSITORY / "docs" / "params.md").read_text(encoding="utf-8")
    assert all(f"| `{row['key']}` |" in page for row in MEANINGS), "a key that there is not"
    assert all(row["meaning"].endswith(".") for row in MEANINGS)
    assert page.count("\n| `") == len(MEANINGS)


@pytest.mark.parametrize("path", PARAMS, ids=lambda path: path.stem)
def test_shipped_params_fit_the_schema(path: Any) -> None:
    jsonschema.validate(plain(path.read_text(encoding="utf-8")), SCHEMA)


@pytest.mark.parametrize("row", [row for row in MEANINGS if row["example"]], ids=lambda row: row["key"])
def test_an_example_is_allowed_where_it_stands(row: dict[str, str]) -> None:
    part: dict[str, Any] = SCHEMA
    for name in row["key"].split("."):
        part = _inner(part)["properties"][name]
    jsonschema.validate(plain(row["example"]), {**part, "$defs": SCHEMA["$defs"]})


def _inner(part: dict[str, Any]) -> dict[str, Any]:
    """The part with keys that a key is, or each of its list or mapping is."""
    if "properties" in part:
        return part
    found = [one for one in _below(part) if "properties" in one]
    return found[0]


def _below(part: dict[str, Any]) -> list[dict[str, Any]]:
    held = [part, *part.get("anyOf", ())]
    held += [one for each in list(held) for one in (each.get("items"), each.get("additionalProperties")) if one]
    held += [each for one in list(held) for each in one.get("anyOf", ())]
    held += [one for each in list(held) for one in (each.get("additionalProperties"),) if isinstance(one, dict)]
    return [SCHEMA["$defs"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in held]


@pytest.mark.parametrize(
    ("old", "new"),
    [("quarter:", "quater:"), ("england", "albion"), ("as_of: 2011-08-31", "as_of: [2011]"), ("pages:", "sites:")],
)
def test_what_the_model_refuses_the_schema_refuses(old: str, new: str) -> None:
    text = (REPOSITORY / "params" / "kent-2011-12-Q1.yml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain(text.replace(old, new, 1)), SCHEMA)
