"""``datapackage.json``: the CSV files described for programs, as a Frictionless Data Package.

Follows the Tabular Data Package profile (https://specs.frictionlessdata.io/tabular-data-package/): every column with
its type, meaning and constraints, the key of every table, and which column refers to which table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from qprlib.downloads.fields import DownloadTable, Field, TableSpec, Type
from qprlib.ground.edition import Edition
from qprlib.ground.names import slugify

DATA_PACKAGE: Final = "datapackage.json"


def package_bytes(edition: Edition, tables: Sequence[DownloadTable], files: Mapping[str, bytes]) -> bytes:
    """The descriptor of an edition's CSV files, which are given by name."""
    text = json.dumps(descriptor(edition, tables, files), indent=2, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8") + b"\n"


def descriptor(edition: Edition, tables: Sequence[DownloadTable], files: Mapping[str, bytes]) -> dict[str, Any]:
    """As :func:`package_bytes`, as a mapping."""
    organisation = edition.organisation
    there = {table.spec.name for table in tables}
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": slugify(edition.edition),
        "title": f"{organisation.name}: {edition.title}, {edition.quarter.label}",
        "description": " ".join(filter(None, (_ABOUT, edition.notice, edition.provisional))),
        "version": edition.edition,
        # The data cut-off, not the clock: the same inputs give the same bytes.
        "created": f"{edition.as_of.isoformat()}T00:00:00Z",
        "contributors": [{"title": organisation.name, "role": "publisher"}],
        "sources": [{"title": f"{organisation.name}, data known on {edition.as_of.isoformat()}"}],
    }
    if edition.licence:
        licence = edition.licence
        described["licenses"] = [{"name": licence.name, "title": licence.title, "path": licence.path}]
        described["licenses"] = [{key: value for key, value in one.items() if value} for one in described["licenses"]]
    return {**described, "resources": [_resource(table.spec, files[table.spec.file], there) for table in tables]}


_ABOUT = (
    "The figures of a quarterly performance report. An empty cell means that there is no value; a column whose name "
    "ends in _mark says why, in the harmonised shorthand of the Government Analysis Function. A text that a "
    "spreadsheet would take for a formula has an apostrophe before it."
)


def _resource(spec: TableSpec, contents: bytes, there: set[str]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": spec.name.replace("_", "-"),
        "path": spec.file,
        "title": spec.title,
        "description": spec.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(contents),
        "hash": f"sha256:{hashlib.sha256(contents).hexdigest()}",
        "schema": _schema(spec, there),
    }


def _schema(spec: TableSpec, there: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(field) for field in spec.fields], "missingValues": [""]}
    if spec.key:
        schema["primaryKey"] = list(spec.key)
    links = [
        {
            "fields": list(reference.fields),
            "reference": {"resource": reference.table.replace("_", "-"), "fields": list(reference.targets)},
        }
        for reference in spec.references
        if reference.table in there
    ]
    if links:
        schema["foreignKeys"] = links
    return schema


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "title": field.title,
        "description": field.description,
        "type": str(field.type),
    }
    match field.type:
        case Type.BOOLEAN:
            described |= {"trueValues": ["yes"], "falseValues": ["no"]}
        case Type.DATE:
            described["format"] = "default"
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if field.choices:
        constraints["enum"] = list(field.choices)
    if field.pattern:
        constraints["pattern"] = field.pattern
    return described | ({"constraints": constraints} if constraints else {})
