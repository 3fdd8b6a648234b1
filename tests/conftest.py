"""What several test modules need: Kent's edition, scored, and rendered once for the whole run."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import pytest
from filelock import FileLock
from helpers.projects import KENT, REPOSITORY, RenderedEdition, copy_of_project, qpr
from hypothesis import settings

from qprlib.pages.context import Context, open_context
from qprlib.project import Project

# The same examples on every run and machine; time limits would only tell how busy the machine is.
settings.register_profile("qpr", derandomize=True, deadline=None, database=None)
settings.load_profile("qpr")


@pytest.fixture(scope="session")
def kent() -> Context:
    """Kent's edition, read and scored; nothing is rendered."""
    return open_context(KENT, Project(REPOSITORY))


@pytest.fixture(scope="session")
def kent_edition(tmp_path_factory: pytest.TempPathFactory) -> RenderedEdition:
    """Kent's edition, rendered by the first test that needs it in a copy of this project; not to be changed."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    record = shared / "kent-edition.json"
    with FileLock(shared / "kent-edition.lock"):
        if not record.exists():
            project = copy_of_project(shared / "kent")
            done = qpr(project, "render", KENT)
            made = RenderedEdition(str(project), done.stdout, done.stderr, done.returncode)
            record.write_text(json.dumps(asdict(made)), encoding="utf-8")
    rendered = RenderedEdition(**json.loads(record.read_text(encoding="utf-8")))
    if rendered.exit_code:
        pytest.fail(f"Kent's edition was not rendered (exit code {rendered.exit_code}):\n{rendered.stderr}")
    return rendered
