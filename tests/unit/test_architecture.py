"""The plan of the house is what is built: every room is on it, imports run one way, and no two modules share a name."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from helpers.projects import REPOSITORY

PLAN = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
#: From the ground up: what stands in a line may use the lines above it.
ROOMS = re.findall(r"^\| `([a-z/]+)/` \|", PLAN, re.MULTILINE)
PACKAGE = REPOSITORY / "qprlib"
MODULES = {
    ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
#: Ways into the package, which stand in no room.
DOORS = ("qprlib", "qprlib.__main__", "qprlib.pages")


def room(module: str) -> str:
    """The innermost room of the plan that a module stands in."""
    path = "/".join(module.split(".")[1:])
    return max((one for one in ROOMS if f"{path}/".startswith(f"{one}/")), key=len, default="")


def imported(module: str) -> Iterator[str]:
    """The modules of this package that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "qprlib":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == "qprlib")


def test_every_room_is_on_the_plan_and_no_other() -> None:
    assert len(ROOMS) > 10
    folders = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("__init__.py")} - {"."}
    inner = {"report/charts", "report/sentences", "report/parts"}
    assert set(ROOMS) == folders - inner
    assert [module for module in MODULES if not room(module) and module not in DOORS] == []


@pytest.mark.parametrize("module", [module for module in MODULES if module not in DOORS])
def test_imports_run_one_way(module: str) -> None:
    own = ROOMS.index(room(module))
    above = [one for one in imported(module) if one not in DOORS and ROOMS.index(room(one)) > own]
    assert above == [], f"{module} stands below what it imports"


def test_no_two_modules_have_one_name() -> None:
    stems = Counter(path.stem for path in MODULES.values() if path.stem != "__init__")
    assert [stem for stem, many in stems.items() if many > 1] == []


def test_claims_have_one_face_beside_the_reading_of_figures() -> None:
    faces = {"qprlib.claims.contradiction", "qprlib.claims.quantities"}
    asked = {one for module in MODULES if room(module) != "claims" for one in imported(module)}
    assert {one for one in asked if one.startswith("qprlib.claims.")} <= faces


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_in_a_line_what_it_is_for(module: str) -> None:
    docstring = ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8"))) or ""
    assert re.fullmatch(r".+[.:]", docstring.split("\n\n")[0].replace("\n", " ")), (
        f"{module} does not say what it is for"
    )


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([a-z_]+(?:[./][a-z_]+)+?)(?:\.py)?`", PLAN))))
def test_what_the_plan_names_is_there(name: str) -> None:
    path = name.replace(".", "/")
    whole = [
        PACKAGE / f"{path}.py",
        PACKAGE / path,
        PACKAGE / name,
        REPOSITORY / path,
        REPOSITORY / f"{name}.py",
        REPOSITORY / name,
    ]
    # Of a function its module.
    assert any(one.exists() for one in [*whole, PACKAGE / f"{path.rpartition('/')[0]}.py"]), name
