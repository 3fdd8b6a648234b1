"""How large the package is: `python tools/sizes.py` prints lines, the median module, the largest and names used twice.

tests/unit/test_sizes.py keeps the ceilings.
"""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONG = 500
"""More lines than any module should have."""


@dataclass(frozen=True)
class Sizes:
    """What was counted.

    Parameters
    ----------
    lines
        Of each module, by its path from the project's folder.
    stems, classes
        Each name that more than one module or class has, to where they are.
    """

    lines: dict[str, int]
    stems: dict[str, list[str]]
    classes: dict[str, list[str]]

    @property
    def median(self) -> int:
        """The lines of the module in the middle, of those that hold more than a docstring."""
        return round(statistics.median(count for count in self.lines.values() if count > 1))

    @property
    def long(self) -> list[str]:
        """The modules with more than 500 lines."""
        return sorted(path for path, count in self.lines.items() if count > LONG)


def measured(package: Path = ROOT / "qprlib") -> Sizes:
    """Count the modules of a package and everything below it."""
    texts = {
        path.relative_to(package.parent).as_posix(): path.read_text("utf-8") for path in sorted(package.rglob("*.py"))
    }
    classes = [
        (node.name, path)
        for path, text in texts.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    ]
    stems = [(Path(path).stem, path) for path in texts if not Path(path).stem.startswith("__")]
    return Sizes({path: len(text.splitlines()) for path, text in texts.items()}, _twice(stems), _twice(classes))


def _twice(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for name, path in named:
        places.setdefault(name, []).append(path)
    return {name: found for name, found in sorted(places.items()) if len(found) > 1}


def main() -> None:
    """Print what was counted."""
    sizes = measured()
    print(f"{sum(sizes.lines.values()):,} lines in {len(sizes.lines)} modules; the median module has {sizes.median}")
    print(f"more than {LONG}: {', '.join(f'{path} ({sizes.lines[path]})' for path in sizes.long) or 'none'}")
    for what, names in (("module names", sizes.stems), ("class names", sizes.classes)):
        print(f"{what} used twice: {len(names)}")
        for name, places in names.items():
            print(f"  {name}: {', '.join(places)}")


if __name__ == "__main__":
    main()
