"""The record of an edition."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.metadata
import json
from pathlib import Path
from typing import Any

import pytest

from qprlib.ground.errors import InputError
from qprlib.publishing.run import manifest as module
from qprlib.publishing.run.manifest import (
    Difference,
    FileDifference,
    build_manifest,
    package_versions,
    read_manifest,
    verify,
    write_manifest,
)


def project(root: Path) -> Path:
    """A small project with a rendered edition; gives the edition's folder."""
    for name, text in {
        "params/kent-2011-12-Q1.yml": "organisation: kent\n",
        "data/kent/actuals.csv": "indicator\nHW01\n",
        "outputs/kent-2011-12-Q1/site/index.html": "<h1>Report</h1>",
        "outputs/kent-2011-12-Q1/report.pdf": "%PDF",
        "outputs/kent-2011-12-Q1/notebooks/index.ipynb": "{}",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root / "outputs" / "kent-2011-12-Q1"


def built(root: Path, **changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "edition": "kent-2011-12-Q1",
        "organisation": "kent",
        "quarter": "2011-12-Q1",
        "title": "Quarterly Performance Report",
        "parameters": {"as_of": dt.date(2011, 6, 30), "pages": ("index", "summary"), "note": None},
        "publisher": {"name": "embedded", "reason": "quarto is not on PATH", "versions": {"typst": "0.15"}},
        "formats": ["html", "pdf"],
        "headline": {"green": 11, "amber": 8, "red": 7},
        "inputs": [Path("params/kent-2011-12-Q1.yml"), root / "data/kent/actuals.csv"],
    }
    return build_manifest(root / "outputs/kent-2011-12-Q1", root, **{**given, **changed})


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    folder = project(tmp_path)
    write_manifest(built(tmp_path), folder)
    return folder


def test_it_says_what_was_read_and_made(edition: Path) -> None:
    manifest = read_manifest(edition)
    assert manifest["schema_version"] == 3
    assert manifest["draft"] is False
    assert [entry["path"] for entry in manifest["inputs"]] == [
        "data/kent/actuals.csv",
        "params/kent-2011-12-Q1.yml",
    ]
    assert [entry["path"] for entry in manifest["outputs"]] == [
        "notebooks/index.ipynb",
        "report.pdf",
        "site/index.html",
    ]
    assert manifest["outputs"][1] == {
        "path": "report.pdf",
        "sha256": hashlib.sha256(b"%PDF").hexdigest(),
        "bytes": 4,
    }
    assert manifest["parameters"] == {"as_of": "2011-06-30", "pages": ["index", "summary"], "note": None}
    assert manifest["headline"] == {"green": 11, "amber": 8, "red": 7}


def test_the_same_project_elsewhere_has_the_same_manifest(tmp_path: Path) -> None:
    bytes_of = []
    for name in ("one", "another place"):
        folder = project(tmp_path / name)
        bytes_of.append(write_manifest(built(tmp_path / name), folder).read_bytes())
    assert bytes_of[0] == bytes_of[1]
    assert bytes_of[0].endswith(b"}\n")
    assert str(tmp_path).encode() not in bytes_of[0]


def test_rewriting_it_changes_nothing(edition: Path, tmp_path: Path) -> None:
    before = (edition / "manifest.json").read_bytes()
    write_manifest(built(tmp_path), edition)  # a manifest does not list itself
    assert (edition / "manifest.json").read_bytes() == before


def test_an_input_outside_the_project_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "project"
    project(root)
    outside = tmp_path / "elsewhere.csv"
    outside.touch()
    for way in (outside, Path("../elsewhere.csv")):
        with pytest.raises(InputError, match="input-outside-project"):
            built(root, inputs=[way])


def test_what_json_cannot_say_is_a_fault_of_ours(tmp_path: Path) -> None:
    project(tmp_path)
    with pytest.raises(TypeError, match="cannot hold a"):
        built(tmp_path, parameters={"root": tmp_path})


def test_an_untouched_edition_verifies(edition: Path) -> None:
    assert verify(edition) == []


def test_every_difference_is_told(edition: Path) -> None:
    (edition / "report.pdf").write_text("%PDF changed", encoding="utf-8")
    (edition / "site" / "index.html").unlink()
    (edition / "site" / "new.html").touch()
    assert verify(edition) == [
        Difference("report.pdf", FileDifference.CHANGED),
        Difference("site/index.html", FileDifference.MISSING),
        Difference("site/new.html", FileDifference.EXTRA),
    ]
    assert str(verify(edition)[0]) == "changed: report.pdf"


def test_a_folder_without_manifest_is_no_edition(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="manifest-missing"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"schema_version": 99}, "schema version 99; this suite reads them up to 3"),
        ({"schema_version": 0}, "key schema_version: 0 is not one of [1, 2, 3]"),
        ({"schema_version": 1, "draft": True}, "False schema does not allow True"),
        ({"draft": "no"}, "key draft: 'no' is not of type 'boolean'"),
        ({"quarter": "Q1"}, "key quarter: 'Q1' does not match"),
        ({"surprise": 1}, "'surprise' was unexpected"),
        ({"outputs": [{"path": "/etc/x", "sha256": "0" * 64, "bytes": 1}]}, "key outputs.0.path"),
        ({"outputs": [{"path": "a/../../x", "sha256": "0" * 64, "bytes": 1}]}, "key outputs.0.path"),
        ({"outputs": [{"path": "a\\b", "sha256": "0" * 64, "bytes": 1}]}, "key outputs.0.path"),
        ({"outputs": [{"path": "a", "sha256": "0", "bytes": 1}]}, "key outputs.0.sha256"),
    ],
)
def test_a_manifest_is_held_to_its_schema(edition: Path, change: dict[str, Any], told: str) -> None:
    write_manifest({**read_manifest(edition), **change}, edition)
    with pytest.raises(InputError) as caught:
        read_manifest(edition)
    assert told in str(caught.value)


def test_a_manifest_from_before_there_were_drafts_is_of_a_final_edition(edition: Path, tmp_path: Path) -> None:
    old = {key: value for key, value in built(tmp_path).items() if key != "draft"}
    write_manifest({**old, "schema_version": 1}, edition)
    assert read_manifest(edition)["draft"] is False
    assert verify(edition) == []
    write_manifest(old, edition)
    with pytest.raises(InputError, match="'draft' is a required property"):
        read_manifest(edition)


@pytest.mark.parametrize("content", ["[]", "{", "1"])
def test_something_else_of_that_name_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="manifest-invalid"):
        read_manifest(tmp_path)


def test_the_schema_is_itself_valid() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(Path(module.__file__).with_name("manifest.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)


def test_versions_are_those_of_the_packages_named(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = ["pytest>=8", "PyYAML>=6.0.2", "jupyterlab>=4; extra == 'lab'", "colorama; sys_platform == 'x'"]
    versions = {"qprlib": "1.0", "pytest": "9.0", "PyYAML": "6.1", "jupyterlab": "4.4"}

    def version(name: str) -> str:
        if name not in versions:
            raise importlib.metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(importlib.metadata, "requires", lambda _: needed)
    monkeypatch.setattr(importlib.metadata, "version", version)
    assert package_versions() == {"qprlib": "1.0", "pytest": "9.0", "PyYAML": "6.1"}
