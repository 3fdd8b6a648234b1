"""An edition takes the place of the last one whole, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qprlib.ground.errors import BusyError, Problem, StorageError
from qprlib.publishing.run import staging
from qprlib.publishing.run.staging import Staging, storage_errors

REPOSITORY = Path(__file__).parents[2]
EDITION = "kent-2011-12-Q1"


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    return tmp_path / "outputs"


def make(folder: Path, text: str) -> None:
    (folder / "site").mkdir(parents=True, exist_ok=True)
    (folder / "site" / "index.html").write_text(text, encoding="utf-8")


def shown(outputs: Path) -> str:
    return (outputs / EDITION / "site" / "index.html").read_text(encoding="utf-8")


def in_staging(outputs: Path) -> set[str]:
    return {path.name for path in (outputs / ".staging").iterdir()} - {f"{EDITION}.lock"}


def test_the_first_edition(outputs: Path) -> None:
    with Staging(outputs, EDITION) as stage:
        assert stage.folder == outputs / ".staging" / EDITION
        make(stage.folder, "new")
        assert not stage.target.exists()
        assert stage.promote() == outputs / EDITION
    assert shown(outputs) == "new"
    assert in_staging(outputs) == set()


@pytest.mark.parametrize("exchange", [True, False])
def test_a_new_edition_replaces_the_old(outputs: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(staging, "_exchange", lambda *_: False)
    make(outputs / EDITION, "old")
    (outputs / EDITION / "gone.txt").touch()
    with Staging(outputs, EDITION) as stage:
        make(stage.folder, "new")
        stage.promote()
    assert shown(outputs) == "new"
    assert not (outputs / EDITION / "gone.txt").exists()
    assert in_staging(outputs) == set()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names are exchanged on Linux alone")
def test_on_linux_there_is_an_edition_at_every_moment(outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Staging, "_swap", lambda _: pytest.fail("two renames where one step was possible"))
    make(outputs / EDITION, "old")
    with Staging(outputs, EDITION) as stage:
        make(stage.folder, "new")
        stage.promote()
    assert shown(outputs) == "new"


def test_a_failed_run_leaves_the_last_edition_and_its_own_remains(outputs: Path) -> None:
    make(outputs / EDITION, "old")
    stage = Staging(outputs, EDITION)

    def fail() -> None:
        with stage:
            make(stage.folder, "half")
            raise RuntimeError("failed")

    with pytest.raises(RuntimeError, match="failed"):
        fail()
    assert shown(outputs) == "old"
    assert (stage.folder / "site" / "index.html").read_text(encoding="utf-8") == "half"
    with Staging(outputs, EDITION) as stage:
        assert list(stage.folder.iterdir()) == []


def test_a_promote_interrupted_between_its_two_renames_is_mended(
    outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "_exchange", lambda *_: False)
    make(outputs / EDITION, "old")
    real = Path.rename

    def pull_the_plug(self: Path, target: Path) -> Path:
        if self.name == EDITION and target.parent == outputs:
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as plugged:
        plugged.setattr(Path, "rename", pull_the_plug)
        with Staging(outputs, EDITION) as stage:
            make(stage.folder, "new")
            with pytest.raises(KeyboardInterrupt):
                stage.promote()
    assert not (outputs / EDITION).exists()
    with Staging(outputs, EDITION):
        assert shown(outputs) == "old"


def test_a_promote_interrupted_before_it_cleaned_up_is_mended(outputs: Path) -> None:
    make(outputs / EDITION, "new")
    make(outputs / ".staging" / f"{EDITION}.old", "old")
    with Staging(outputs, EDITION):
        assert shown(outputs) == "new"
    assert in_staging(outputs) == {EDITION}


def test_a_promote_that_fails_puts_the_last_edition_back(outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_exchange", lambda *_: False)
    make(outputs / EDITION, "old")
    real = Path.rename

    def deny(self: Path, target: Path) -> Path:
        if self.parent.name == ".staging" and self.name == EDITION:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return real(self, target)

    with Staging(outputs, EDITION) as stage:
        make(stage.folder, "new")
        with monkeypatch.context() as denied:
            denied.setattr(Path, "rename", deny)
            with pytest.raises(StorageError, match="no-permission"):
                stage.promote()
    assert shown(outputs) == "old"


def test_another_process_is_told_who_is_at_work(outputs: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from qprlib.publishing.run.staging import Staging\n"
        "from qprlib.ground.errors import BusyError\n"
        "try:\n"
        f"    Staging(Path(sys.argv[1]), {EDITION!r}).__enter__()\n"
        "except BusyError as error:\n"
        "    print(error)\n"
    )

    def attempt() -> str:
        return subprocess.run(
            [sys.executable, "-c", script, str(outputs)],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip

    with Staging(outputs, EDITION) as stage:
        make(stage.folder, "mine")
        said = attempt()
        assert f"another run (process {os.getpid()}) is at work on edition {EDITION}" in said
        assert "[edition-busy]" in said
        assert (stage.folder / "site").exists()
        with Staging(outputs, "kent-2011-12-Q2"):
            pass  # another edition is free
    assert attempt() == ""


def test_a_second_run_in_the_same_process_is_refused_too(outputs: Path) -> None:
    with Staging(outputs, EDITION), pytest.raises(BusyError), Staging(outputs, EDITION):
        pass


@pytest.mark.parametrize("name", ["", ".staging", "../other", "a/b"])
def test_a_name_that_is_no_folder_of_its_own_is_refused(outputs: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of an edition"):
        Staging(outputs, name)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EACCES, "no-permission"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "storage-failed"),
    ],
)
def test_errors_of_storage_in_plain_words(number: int, code: str) -> None:
    with pytest.raises(StorageError) as caught, storage_errors("writing the site"):
        raise OSError(number, "words of the system", "outputs/x.html")
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.place.file == "outputs/x.html"
    assert "while writing the site" in problem.found
    assert problem.todo


def test_a_folder_that_could_not_be_copied_whole() -> None:
    told = [("theme/a", "book/a", "[Errno 28] No space left on device: 'theme/a' -> 'book/a'")]
    with pytest.raises(StorageError, match="disk-full"), storage_errors("publishing"):
        raise shutil.Error(told)


def test_an_error_that_lost_its_number() -> None:
    with pytest.raises(StorageError, match="disk-full"), storage_errors("publishing"):
        raise OSError("No space left on device (os error 28)")


def test_other_errors_pass() -> None:
    with pytest.raises(FileNotFoundError), storage_errors("reading"):
        Path("no/such/file").read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_a_disk_that_is_really_full() -> None:
    with pytest.raises(StorageError) as caught, storage_errors("writing the site", Path("outputs/site")):
        Path("/dev/full").write_bytes(b"x")
    (problem,) = caught.value.problems
    assert isinstance(problem, Problem)
    assert str(problem).startswith("error: outputs/site: there was no room left while writing the site")


def test_outputs_that_cannot_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "outputs").touch()
    with pytest.raises(StorageError, match="storage-failed"), Staging(tmp_path / "outputs", EDITION):
        pass
