"""The package grows no larger: `tools/sizes.py` counts, and these are the ceilings. They are only ever lowered."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from helpers.projects import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "tools"))

from sizes import measured

#: Lines, the median module, modules over 500 lines, names of modules and of classes that are used twice.
CEILINGS = (46_400, 134, 0, 0, 0)


def test_the_package_is_no_larger_than_it_was() -> None:
    sizes = measured()
    counted = sum(sizes.lines.values()), sizes.median, len(sizes.long), len(sizes.stems), len(sizes.classes)
    over = [(number, most) for number, most in zip(counted, CEILINGS, strict=True) if number > most]
    assert not over, "`python tools/sizes.py` says where"


@pytest.mark.parametrize(
    ("files", "counted"),
    [
        ({"a.py": 3, "b.py": 7}, (10, 5, [], [], [])),
        ({"a.py": 501, "b.py": 500}, (1001, 500, ["house/a.py"], [], [])),
        ({"a.py": 2, "x/a.py": 2, "x/__init__.py": 1, "__init__.py": 1}, (6, 2, [], ["a"], [])),
        ({"a.py": "class A: ...\n", "b.py": "class B:\n    class A: ...\n"}, (3, 2, [], [], ["A"])),
    ],
)
def test_sizes_are_counted(files: dict[str, int | str], counted: tuple[object, ...], tmp_path: Path) -> None:
    for name, content in files.items():
        path = tmp_path / "house" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else "pass\n" * content, encoding="utf-8")
    sizes = measured(tmp_path / "house")
    found = sum(sizes.lines.values()), sizes.median, sizes.long, list(sizes.stems), list(sizes.classes)
    assert found == counted
