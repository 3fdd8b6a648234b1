"""The record of an edition: what it was made from and what was made, each file with its hash.

A manifest is the same for the same inputs wherever and whenever it is made. Its form is fixed by
``manifest.schema.json`` beside this module.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.metadata
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, Final

from qprlib.ground.errors import InputError, Place
from qprlib.ground.files import file_sha256
from qprlib.ground.incoming import read_text
from qprlib.publishing.run.jobs import WORDINGS
from qprlib.publishing.run.notebooks import shown_path
from qprlib.publishing.run.staging import storage_errors

MANIFEST: Final = "manifest.json"
SCHEMA_VERSION: Final = 3
"""Version 2 says whether an edition is a draft; those of version 1 are read as final, which they were. Version 3 names
pages and the editions before and after, from which the front page is made."""

DISTRIBUTION: Final = "qprlib"
"""Name under which the suite is installed."""

_PACKAGE: Final = re.compile(r"[A-Za-z0-9._-]+")

_FAULTS_MOST: Final = 5  # of a manifest, told at once


class FileDifference(StrEnum):
    """How a file of an edition differs from its manifest."""

    MISSING = "missing"
    CHANGED = "changed"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One file that is not as the manifest says."""

    path: str  #: relative to the edition's folder, with ``/``
    change: FileDifference

    def __str__(self) -> str:
        return f"{self.change}: {self.path}"


def build_manifest(
    folder: Path,
    root: Path,
    inputs: Iterable[Path],
    *,
    pages: Mapping[str, str] | None = None,
    **facts: Any,
) -> dict[str, Any]:
    """The manifest of an edition: ``inputs`` are files that were read, ``facts`` what else its schema asks for."""
    made = {name: path for name, path in _files(folder) if name != MANIFEST}
    read = input_records(inputs, root)
    with storage_errors("reading the files of the manifest"):
        return {
            "draft": False,
            "neighbours": {},
            **plain(facts),
            "schema_version": SCHEMA_VERSION,
            "pages": [{"slug": slug, "title": named} for slug, named in (pages or {}).items()],
            "software": {
                "python": f"{sys.version_info.major}.{sys.version_info.minor}",
                "packages": package_versions(),
            },
            "inputs": read,
            "outputs": [_record(name, made[name]) for name in sorted(made)],
        }


def input_records(inputs: Iterable[Path], root: Path) -> list[dict[str, Any]]:
    """What a manifest says of files that were read, by path; InputError if one lies outside the project."""
    resolved = root.resolve()
    sources = {}
    for source in inputs:
        path = source if source.is_absolute() else root / source
        # The parent is resolved and not the file, so that a linked file keeps the name it is known by.
        place = path.parent.resolve() / path.name
        if not place.is_relative_to(resolved):
            raise InputError(WORDINGS.problem("input-outside-project", Place(file=str(source))))
        sources[place.relative_to(resolved).as_posix()] = path
    with storage_errors("reading the files of the manifest"):
        return [_record(name, sources[name]) for name in sorted(sources)]


def write_manifest(manifest: Mapping[str, Any], folder: Path) -> Path:
    """Write a manifest into an edition's folder and return its path: the same manifest, the same bytes."""
    path = folder / MANIFEST
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    with storage_errors("writing the manifest", path):
        path.write_bytes(text.encode("utf-8") + b"\n")
    return path


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read an edition's manifest; InputError if there is none, or it is none of this version or an earlier one."""
    path = folder / MANIFEST
    place = Place(file=str(path))
    try:
        manifest = json.loads(read_text(path, str(path)))
    except InputError as error:
        if error.problems[0].code != "missing-file":
            raise
        raise InputError(WORDINGS.problem("manifest-missing", place)) from None
    except (RecursionError, ValueError) as error:
        raise InputError(WORDINGS.problem("manifest-invalid.json", place, error=error)) from None
    version = manifest.get("schema_version") if isinstance(manifest, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise InputError(WORDINGS.problem("manifest-invalid.newer", place, version=version, most=SCHEMA_VERSION))
    faults = _faults(manifest)
    if faults:
        raise InputError(
            WORDINGS.problem("manifest-invalid", Place(file=str(path), key=key), found=found) for key, found in faults
        )
    return {"draft": False, "pages": [], "neighbours": {}, **manifest}


def verify(folder: Path) -> list[Difference]:
    """What in an edition's folder is not as its manifest says, by path; InputError if there is no valid manifest."""
    recorded = {entry["path"]: entry for entry in read_manifest(folder)["outputs"]}
    there = {name: path for name, path in _files(folder) if name != MANIFEST}
    differences = [Difference(name, FileDifference.MISSING) for name in recorded.keys() - there.keys()]
    differences += [Difference(name, FileDifference.EXTRA) for name in there.keys() - recorded.keys()]
    with storage_errors("reading the edition"):
        differences += [
            Difference(name, FileDifference.CHANGED)
            for name in recorded.keys() & there.keys()
            if _record(name, there[name]) != recorded[name]
        ]
    return sorted(differences)


def package_versions() -> dict[str, str]:
    """The suite and the packages it needs, with their versions; empty when it is run without being installed."""
    try:
        versions = {DISTRIBUTION: importlib.metadata.version(DISTRIBUTION)}
        needed = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    for requirement in needed:
        name, _, marker = requirement.partition(";")
        # An extra such as JupyterLab has no part in what a render makes.
        if not re.search(r"\bextra\b", marker):
            name = _PACKAGE.match(name.strip())[0]  # type: ignore[index]  # a requirement begins with a name
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):  # not needed on this system
                versions[name] = importlib.metadata.version(name)
    return versions


def _record(name: str, path: Path) -> dict[str, Any]:
    return {"path": name, "sha256": file_sha256(path), "bytes": path.stat().st_size}


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder with its path relative to it."""
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent) / name
            yield shown_path(path, folder), path


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    match value:
        case Enum():
            return plain(value.value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case str() | bool() | int() | float() | None:
            return value
        case dt.date() | dt.datetime():
            return value.isoformat()
        case Sequence():
            return [plain(item) for item in value]
    raise TypeError(f"a manifest cannot hold a {type(value).__name__}")


def _faults(manifest: object) -> list[tuple[str, str]]:
    """Where a value is not as the schema says, and how; the first few."""
    import jsonschema

    schema = json.loads(Path(__file__).with_name("manifest.schema.json").read_text("utf-8"))
    errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(manifest), key=lambda e: e.json_path)
    return [(".".join(map(str, error.absolute_path)), error.message) for error in errors[:_FAULTS_MOST]]
