"""Disks that are full and folders that may not be written: told plainly, nothing lost, safe to repeat."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.delivering import Q1, Q2, deliver, folder_store, put_edition, two_editions, walk
from helpers.projects import contents

from qprlib.ground.project import Project

#: Published in a process of its own; prints the codes of what went wrong.
PUBLISH = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from helpers.delivering import deliver, folder_store
from qprlib.ground.errors import QprError
from qprlib.ground.project import Project
for edition in sys.argv[4:]:
    try:
        deliver(Project(Path(sys.argv[2])), folder_store(Path(sys.argv[3])), edition)
        print("done")
    except QprError as error:
        print(error.exit_code, *(problem.code for problem in error.problems))
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return two_editions(tmp_path / "project")


def arguments(project: Project, target: Path, *editions: str) -> list[str]:
    return [sys.executable, "-c", PUBLISH, str(Path(__file__).parents[1]), str(project.root), str(target), *editions]


def may_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    return tried.returncode == 0


@pytest.mark.skipif(not may_mount(), reason="this machine does not let a test mount a small disk of its own")
def test_a_disk_that_fills_up_leaves_the_old_state_and_is_finished_when_there_is_room(
    project: Project, tmp_path: Path
) -> None:
    big = project.output(Q2) / "report.pdf"
    put_edition(project, Q2, "x" * 3_000_000)
    assert big.stat().st_size > 3_000_000
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f"""
    mount -t tmpfs -o size=3m none {disk} && mkdir {disk}/target
    "$@" {Q1} {Q2} && cp -r {disk}/target {tmp_path}/full
    mount -o remount,size=40m {disk}
    "$@" {Q2} && cp -r {disk}/target {tmp_path}/roomy
    """
    run = arguments(project, disk / "target")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-e", "-c", script, "sh", *run], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["done", "7 disk-full", "done"], done.stderr
    full, roomy = contents(tmp_path / "full"), contents(tmp_path / "roomy")
    assert Q2 not in {path.partition("/")[0] for path in full}
    assert Q1 in {path.partition("/")[0] for path in walk(full)}
    assert {path.partition("/")[0] for path in walk(roomy)} >= {Q1, Q2}
    assert contents(tmp_path / "roomy" / Q2) == contents(project.output(Q2))


@pytest.mark.skipif(not may_mount(), reason="this machine does not let a test mount a small disk of its own")
def test_a_disk_that_is_mounted_for_reading_is_told(project: Project, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f'mount -t tmpfs none {disk} && mkdir {disk}/target && mount -o remount,ro {disk} && "$@" {Q1}'
    run = ["unshare", "-rm", "sh", "-e", "-c", script, "sh", *arguments(project, disk / "target")]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["7", "read-only"], done.stderr


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told_and_nothing_is_changed(project: Project, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    deliver(project, folder_store(target), Q1)
    before = contents(target)
    for one in (target, *target.rglob("*")):
        one.chmod(0o555 if one.is_dir() else 0o444)
    # Root may write everywhere, unless it gives up that right.
    rights = "--bounding-set=-dac_override,-dac_read_search,-fowner"
    as_others = ["setpriv", rights, "--inh-caps=-all"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_others, *arguments(project, target, Q2)], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["7", "no-permission"], done.stderr
    assert contents(target) == before
    for one in (target, *target.rglob("*")):  # so that it can be cleared away
        if one.is_dir():
            one.chmod(0o755)
