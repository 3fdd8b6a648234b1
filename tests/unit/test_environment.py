"""pyproject.toml, environment.yml and the locks tell one story about what is installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("installer", "runtime", "test", "lab")
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PYPROJECT["project"]["optional-dependencies"]

#: What conda calls a package that goes by another name on PyPI.
PYPI_NAMES = {"quarto": "quarto-cli"}
#: What the project was asked to be built with, and JupyterLab's companions that slow `import nbformat`.
DESIGN_CARD = {"jupyterlab", "papermill", "pandas", "seaborn", "nbconvert", "quarto-cli", "pytest", "nbval"}
SLOW_COMPANIONS = {"jupyterlab", "jupyter-events", "jupyter-server", "rfc3987-syntax", "lark"}


def requirements(lines: list[str]) -> dict[str, SpecifierSet]:
    """Requirement lines as canonical names with the versions they allow."""
    parsed = [Requirement(line) for line in lines]
    names = [canonicalize_name(requirement.name) for requirement in parsed]
    assert len(set(names)) == len(names), "a package is listed twice"
    return dict(zip(names, (requirement.specifier for requirement in parsed), strict=True))


#: What the runtime lock installs: what is needed, and what reaches servers and stores.
RUNTIME = requirements(PYPROJECT["project"]["dependencies"] + EXTRAS["sftp"] + EXTRAS["s3"])
DIRECT = {
    "installer": requirements(PYPROJECT["dependency-groups"]["installer"])
    | requirements(PYPROJECT["build-system"]["requires"]),
    "runtime": RUNTIME,
    "test": RUNTIME | requirements(EXTRAS["test"]) | requirements(EXTRAS["dev"]),
    "lab": RUNTIME | requirements(EXTRAS["lab"]),
}


def lock_text(name: str) -> str:
    """Text of a lock without its comments, long lines joined."""
    text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    return re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")


def locked(name: str) -> dict[str, Version]:
    """Packages of a lock with their one version; every entry is checked for its form on the way."""
    versions = {}
    for entry in lock_text(name).splitlines():
        head, *hashes = entry.split(" --hash=")
        requirement = Requirement(head.strip())
        (pin,) = requirement.specifier
        assert pin.operator == "==", entry
        assert hashes, f"{requirement.name} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", digest) for digest in hashes), entry
        package = canonicalize_name(requirement.name)
        assert package not in versions, f"{package} is locked at two versions"
        versions[package] = Version(pin.version)
    return versions


def conda_requirements() -> dict[str, SpecifierSet]:
    """Everything environment.yml asks for, conda's and pip's, by the name on PyPI."""
    *conda, last = CONDA["dependencies"]
    lines = [line for line in conda if line != "pip"] + [line for line in last["pip"] if line != "-e ."]
    parsed = requirements(lines)
    return {PYPI_NAMES.get(name, name): allowed for name, allowed in parsed.items()}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_each_package_once_with_hashes(name: str) -> None:
    assert locked(name)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_host_and_no_path(name: str) -> None:
    text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|^-|--(?!hash=)| @ |\bfile:", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_every_direct_dependency_at_an_allowed_version(name: str) -> None:
    versions = locked(name)
    wrong = {
        package: str(versions.get(package, "missing"))
        for package, allowed in DIRECT[name].items()
        if package not in versions or versions[package] not in allowed
    }
    assert not wrong, "run `make lock`"


def test_locks_agree_on_every_shared_package() -> None:
    seen: dict[str, Version] = {}
    for name in LOCKS:
        for package, version in locked(name).items():
            assert seen.setdefault(package, version) == version, f"{package} in locks/{name}.txt"


@pytest.mark.parametrize("name", ["test", "lab"])
def test_runtime_lock_is_part_of(name: str) -> None:
    assert locked("runtime").items() <= locked(name).items()


@pytest.mark.parametrize("name", ["runtime", "test"])
def test_what_slows_every_import_stays_in_the_lab(name: str) -> None:
    assert not SLOW_COMPANIONS & locked(name).keys()


def test_conda_asks_for_what_pyproject_asks_for() -> None:
    wanted = RUNTIME | requirements([line for extra in ("lab", "quarto", "test") for line in EXTRAS[extra]])
    conda = conda_requirements()
    assert SpecifierSet(str(conda.pop("python"))) & SpecifierSet(PYPROJECT["project"]["requires-python"])
    assert conda == wanted


def test_conda_allows_the_locked_versions() -> None:
    versions = {package: version for name in ("test", "lab") for package, version in locked(name).items()}
    conda = conda_requirements()
    wrong = {name for name, version in versions.items() if name in conda and version not in conda[name]}
    assert not wrong


def test_conda_has_the_design_card_and_the_project_itself() -> None:
    assert conda_requirements().keys() >= DESIGN_CARD
    assert CONDA["dependencies"][-1]["pip"][-1] == "-e ."
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_one_oldest_python_everywhere() -> None:
    assert PYPROJECT["project"]["requires-python"] == ">=3.11"
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py311"
    assert PYPROJECT["tool"]["mypy"]["python_version"] == "3.11"
    assert str(conda_requirements()["python"]) == str(SpecifierSet(">=3.11,<3.15"))
    assert "low, high = (3, 11), (3, 14)" in (ROOT / "tools" / "find-python.sh").read_text(encoding="utf-8")
    assert "--python-version 3.11 " in (ROOT / "tools" / "lock.sh").read_text(encoding="utf-8")


def test_each_direct_dependency_says_why_and_under_what_licence() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = text[text.index("\ndependencies = [") : text.index("\n[tool.hatch")]
    lines = re.findall(r'^    "([\w.-]+)>=[^"]*",(.*)$', project, flags=re.MULTILINE)
    assert len(lines) >= sum(len(deps) for deps in (RUNTIME, EXTRAS["lab"], EXTRAS["test"], EXTRAS["dev"]))
    assert not [name for name, comment in lines if not re.fullmatch(r" *# .+; .+", comment)]
