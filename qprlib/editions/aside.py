"""The editions that come with the suite, put aside so that an organisation's own are alone, and brought back."""

from __future__ import annotations

import shutil
from pathlib import Path

from qprlib.ground.project import Project

#: The organisations whose editions come with the suite.
SHIPPED = ("kent", "exampleshire")
_ASIDE = "examples"


def put_aside(project: Project) -> list[Path]:
    """Move the params of the shipped editions into ``params/examples/``, and take away what was rendered of them.

    Their data and texts stay: nothing of them is shown without params. The params that moved.
    """
    moved = _move(project, project.params, project.params / _ASIDE)
    for path in moved:
        for rendered in (project.output(path.stem), project.draft(path.stem)):
            shutil.rmtree(rendered, ignore_errors=True)
    return moved


def bring_back(project: Project) -> list[Path]:
    """Move them back to where they were; one that is there by now stays as it is. The params that moved."""
    moved = _move(project, project.params / _ASIDE, project.params)
    aside = project.params / _ASIDE
    if aside.is_dir() and not any(aside.iterdir()):
        aside.rmdir()
    return moved


def _move(project: Project, source: Path, target: Path) -> list[Path]:
    found = [path for name in SHIPPED for path in sorted(source.glob(f"{name}-*.yml"))]
    free = [path for path in found if not (target / path.name).exists()]
    if free:
        target.mkdir(exist_ok=True)
    return [path.rename(target / path.name) for path in free]
