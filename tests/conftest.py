"""What several test modules need: Kent's edition, scored, and rendered once for the whole run."""

from __future__ import annotations

import gc
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from helpers import warm_qpr
from helpers.desk import chromium
from helpers.projects import AIMS, KENT, REPOSITORY, RenderedEdition, copy_of_project, lacking_quarto, qpr
from helpers.undrawn import undrawn, write_undrawn
from hypothesis import settings
from playwright.sync_api import Browser

from qprlib.ground.project import Project
from qprlib.publishing.run.execute import default_workers
from qprlib.report.context import Context, open_context
from qprlib.report.kept_context import KEPT_VARIABLE

# The same examples on every run and machine; time limits would only tell how busy the machine is.
settings.register_profile("qpr", derandomize=True, deadline=None, database=None)
settings.load_profile("qpr")
# Frames make many objects that go by themselves: looking for circles among them as often as Python does takes a tenth.
gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two cores: a third of the time a test waits for a program, a browser or a clock."""
    return max(1, default_workers() * 3 // 2)


def pytest_configure(config: pytest.Config) -> None:
    """Read and score each edition once for all workers, as a render does for its pages, and load ``qpr`` once."""
    if not os.environ.get(KEPT_VARIABLE):
        kept = tempfile.mkdtemp(prefix="qpr-tests-kept-")
        os.environ[KEPT_VARIABLE] = kept
        config.add_cleanup(lambda: shutil.rmtree(kept, ignore_errors=True))
        commands = warm_qpr.shared()
        commands.__enter__()
        config.add_cleanup(lambda: commands.__exit__(None, None, None))


def pytest_collection_finish() -> None:
    """Leave out of every later collection of garbage what stays to the end: modules, and some thousand tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(name="undrawn")
def _undrawn() -> Iterator[None]:
    """Cards and pages without their drawings, where they are not the point: most of their cost is a chart's."""
    with undrawn():
        yield


@pytest.fixture(scope="session")
def kent() -> Context:
    """Kent's edition, read and scored; nothing is rendered."""
    return open_context(KENT, Project(REPOSITORY))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of a module: two at once in a process would be in each other's way."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def kent_edition(tmp_path_factory: pytest.TempPathFactory) -> RenderedEdition:
    """Kent's edition, rendered by the first test that needs it in a copy of this project; not to be changed."""
    return _rendered_once(tmp_path_factory, "kent", KENT)


@pytest.fixture(scope="session")
def aims_edition(tmp_path_factory: pytest.TempPathFactory) -> RenderedEdition:
    """Exampleshire's edition by aims: every kind of chart, pages of more than ten of them; not to be changed."""
    return _rendered_once(tmp_path_factory, "aims", AIMS)


@pytest.fixture(scope="session")
def quarto_edition(tmp_path_factory: pytest.TempPathFactory) -> RenderedEdition:
    """Kent's edition by Quarto, skipped with the reason where there is none; not to be changed."""
    if lacking := lacking_quarto():
        pytest.skip(lacking)
    return _rendered_once(tmp_path_factory, "quarto", KENT, path=os.environ["PATH"], HOME=os.environ.get("HOME", ""))


def _rendered_once(
    factory: pytest.TempPathFactory, name: str, edition: str, path: str = "", **environment: str
) -> RenderedEdition:
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    record = shared / f"{name}-edition.json"
    with FileLock(shared / f"{name}-edition.lock"):
        if not record.exists():
            project = copy_of_project(shared / name)
            # Kent's by a process that users would have started, too.
            done = qpr(project, "render", edition, path=path, fresh=edition == KENT, **environment)
            made = RenderedEdition(str(project), done.stdout, done.stderr, done.returncode, edition)
            record.write_text(json.dumps(asdict(made)), encoding="utf-8")
    rendered = RenderedEdition(**json.loads(record.read_text(encoding="utf-8")))
    if rendered.exit_code:
        pytest.fail(f"{edition} was not rendered (exit code {rendered.exit_code}):\n{rendered.stderr}")
    return rendered


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Every edition's site without its drawings, each made by the first test that asks for it; not to be changed."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "undrawn"
    shared.mkdir(exist_ok=True)

    @cache
    def site(edition: str) -> Path:
        done = shared / edition / "done"
        with FileLock(shared / f"{edition}.lock"):
            if not done.exists():
                write_undrawn(edition, shared / edition)
                done.touch()
        return shared / edition / "site"

    return site
