"""Git and notebooks: outputs never enter a commit, and two people's texts merge."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.projects import KENT, LIMIT, REPOSITORY
from helpers.thorough import THOROUGH

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

HIGHWAYS = f"notebooks/commentary/{KENT}/highways.ipynb"
NBDIME = REPOSITORY / ".venv-lab" / "bin" / "git-nbmergedriver"
SET_UP = "import sys; sys.path.insert(0, 'tools'); import setup_git; print('\\n'.join(setup_git.set_up_git()))"


class Clone:
    """Somebody's clone of a small project, whose git has been set up or not."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notebook = root / HIGHWAYS

    def run(self, *command: str, fails: bool = False) -> str:
        """Run a command, as its user would, with no settings but the clone's own."""
        settings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        settings |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(self.root.parent)}
        for who in ("AUTHOR", "COMMITTER"):
            settings |= {f"GIT_{who}_NAME": "Ann", f"GIT_{who}_EMAIL": "ann@example.org"}
        done = subprocess.run(
            command, cwd=self.root, env=settings, capture_output=True, text=True, check=False, timeout=LIMIT
        )
        assert (done.returncode != 0) is fails, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def git(self, *arguments: str, fails: bool = False) -> str:
        return self.run("git", *arguments, fails=fails)

    def set_up(self) -> list[str]:
        return [line for line in self.run(sys.executable, "-c", SET_UP).splitlines() if line]

    def write(self, cell: str, text: str) -> None:
        """Add a sentence to a cell, as JupyterLab would save it after a run of all cells."""
        content = json.loads(self.notebook.read_text(encoding="utf-8"))
        (found,) = (one for one in content["cells"] if one["id"] == cell)
        found["source"] = ["".join(found["source"]) + f"\n\n{text}"]
        self.notebook.write_text(json.dumps(content), encoding="utf-8")
        self.run_all(text)

    def run_all(self, text: str) -> None:
        """Leave in the notebook what running it leaves."""
        content = json.loads(self.notebook.read_text(encoding="utf-8"))
        for count, cell in enumerate(content["cells"]):
            if cell["cell_type"] == "code":
                cell |= {"execution_count": count + len(text)}
                cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": f"OUTPUT {text}"}]
        content["metadata"]["language_info"] = {"name": "python", "version": text}
        self.notebook.write_text(json.dumps(content, indent=1), encoding="utf-8")

    def committed(self, what: str = "HEAD") -> str:
        return self.git("show", f"{what}:{HIGHWAYS}")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one section, as a repository without settings; not to be changed."""
    root = tmp_path_factory.mktemp("begun") / "project"
    for name in ("tools", "qprlib"):
        shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".gitattributes", ".gitignore"):
        shutil.copy(REPOSITORY / name, root)
    (root / HIGHWAYS).parent.mkdir(parents=True)
    shutil.copy(REPOSITORY / HIGHWAYS, root / HIGHWAYS)
    clone = Clone(root)
    clone.git("init", "-q", "-b", "main")
    clone.git("add", "-A")
    clone.git("commit", "-qm", "Begin")
    clone.git("gc", "-q")  # one file to copy, and not one for each of the project's
    return root


@pytest.fixture
def make_clone(begun: Path, tmp_path: Path) -> Callable[[], Clone]:
    """Make somebody's copy of the project, without settings."""
    return lambda: Clone(shutil.copytree(begun, tmp_path / "project"))


@pytest.fixture
def clone(make_clone: Callable[[], Clone]) -> Clone:
    made = make_clone()
    made.set_up()
    return made


# --- commits --------------------------------------------------------------------------------------------


def test_outputs_never_enter_a_commit_and_the_file_keeps_them(clone: Clone) -> None:
    clone.write("hw01-actions", "- Ann's.")
    before = clone.notebook.read_bytes()
    clone.git("commit", "-qam", "Ann")
    assert clone.notebook.read_bytes() == before
    committed = clone.committed()
    assert "- Ann's." in committed
    assert "OUTPUT" not in committed
    assert "version" not in committed
    assert clone.git("diff", "--stat", "HEAD~1").split("|")[1].split()[0] == "4", "only the lines of the text changed"
    assert clone.git("status", "--short") == ""


def test_a_notebook_that_was_only_run_is_no_change(clone: Clone) -> None:
    clone.run_all("again")
    clone.git("add", "-A")
    assert clone.git("status", "--short") == ""


def test_what_came_in_without_the_filter_is_tidied_before_the_commit(clone: Clone) -> None:
    clone.write("hw01-actions", "- Ann's.")
    clone.git("-c", "filter.qpr-notebook.clean=cat", "add", "-A")
    assert "OUTPUT" in clone.git("show", f":{HIGHWAYS}")
    assert f"{HIGHWAYS}: committed without its outputs" in clone.git("commit", "-qm", "Ann")
    assert "- Ann's." in clone.committed()
    assert "OUTPUT" not in clone.committed()


def test_a_broken_notebook_goes_in_as_it_is(clone: Clone) -> None:
    clone.notebook.write_text("<<<<<<< mine\n", encoding="utf-8")
    clone.git("commit", "-qam", "Broken")
    assert clone.committed() == "<<<<<<< mine\n"


def test_a_work_tree_beside_the_clone_is_served_too(clone: Clone) -> None:
    clone.git("worktree", "add", "-q", "../beside", "-b", "beside")
    beside = Clone(clone.root.parent / "beside")
    assert beside.set_up() == []
    beside.write("hw01-actions", "- Ann's.")
    beside.git("commit", "-qam", "Ann")
    assert "OUTPUT" not in beside.committed()


# --- merges ---------------------------------------------------------------------------------------------


def two_people_write(clone: Clone, theirs: str, ours: str) -> None:
    """Ann writes on a branch of hers, Bob on his, which is checked out; both ran all cells."""
    clone.git("branch", "bob")
    clone.git("checkout", "-qb", "ann")
    clone.write(theirs, "- Ann's.")
    clone.git("commit", "-qam", "Ann")
    clone.git("checkout", "-q", "bob")
    clone.write(ours, "- Bob's.")
    clone.git("commit", "-qam", "Bob")


def use_plain_git(clone: Clone) -> None:
    clone.git("config", "--remove-section", "merge.jupyternotebook")


def use_nbdime(clone: Clone) -> None:
    if not NBDIME.exists():
        pytest.skip("nbdime is not installed: run 'make setup' and 'make lab'")
    (clone.root / ".venv-lab").symlink_to(REPOSITORY / ".venv-lab")


def use_neither(clone: Clone) -> None:
    """The driver is configured, and the environment that has nbdime is gone."""
    tool = clone.root / "tools" / "git_notebooks.py"
    tool.write_text(tool.read_text(encoding="utf-8").replace("git-nbmergedriver", "not-there"), encoding="utf-8")
    clone.git("commit", "-qam", "Without nbdime")


WAYS = pytest.mark.parametrize(
    "way", [use_nbdime, *(pytest.param(one, marks=THOROUGH) for one in (use_plain_git, use_neither))]
)


@pytest.mark.parametrize(
    ("way", "theirs", "ours"),
    [
        (use_plain_git, "hw03-commentary", "hw01-actions"),
        pytest.param(use_nbdime, "hw01-discussion", "hw02-commentary", marks=THOROUGH),
        (use_nbdime, "hw03-commentary", "hw01-actions"),
        (use_neither, "hw01-discussion", "hw02-commentary"),
    ],
)
def test_texts_of_two_people_merge(clone: Clone, way: Callable[[Clone], None], theirs: str, ours: str) -> None:
    way(clone)
    two_people_write(clone, theirs, ours)
    clone.git("merge", "-q", "--no-edit", "ann")
    merged = json.loads(clone.notebook.read_text(encoding="utf-8"))
    texts = {cell["id"]: "".join(cell["source"]) for cell in merged["cells"]}
    assert texts[theirs].endswith("- Ann's.")
    assert texts[ours].endswith("- Bob's.")
    assert "OUTPUT" not in clone.committed()
    assert clone.git("diff", "--stat", "HEAD") == ""


@WAYS
def test_differences_are_shown_without_outputs(clone: Clone, way: Callable[[Clone], None]) -> None:
    way(clone)
    clone.write("hw01-actions", "- Ann's.")
    shown = clone.git("diff")
    assert "- Ann's." in shown
    assert "OUTPUT" not in shown


@WAYS
def test_a_notebook_that_is_new_gone_or_broken_is_shown_too(clone: Clone, way: Callable[[Clone], None]) -> None:
    way(clone)
    other = clone.notebook.with_name("waste.ipynb")
    clone.notebook.rename(other)
    clone.git("add", "-A")
    assert clone.git("diff", "--cached", "--no-renames").count("hw01-actions") == 2
    clone.git("commit", "-qm", "Moved")
    other.write_text("<<<<<<< mine\n", encoding="utf-8")
    assert "+<<<<<<< mine" in clone.git("diff")


def test_outputs_in_the_working_copy_do_not_stop_a_merge_once_they_are_added(clone: Clone) -> None:
    use_plain_git(clone)
    two_people_write(clone, "hw01-actions", "hw02-actions")
    clone.run_all("a run after the commit")
    clone.git("add", "-u")
    clone.git("merge", "-q", "--no-edit", "ann")
    assert "- Ann's." in clone.committed()
    assert "- Bob's." in clone.committed()


def test_the_same_text_changed_by_both_is_a_conflict_in_its_own_cell(clone: Clone) -> None:
    use_nbdime(clone)
    two_people_write(clone, "hw01-actions", "hw01-actions")
    clone.git("merge", "--no-edit", "ann", fails=True)
    content = json.loads(clone.notebook.read_text(encoding="utf-8"))
    torn = [cell["id"] for cell in content["cells"] if "<<<<<<<" in "".join(cell["source"])]
    assert torn == ["hw01-actions"]
    assert "nbdime" not in content["metadata"]


# --- set-up ---------------------------------------------------------------------------------------------


def test_set_up_tells_what_it_did_and_then_nothing(make_clone: Callable[[], Clone]) -> None:
    clone = make_clone()
    assert clone.set_up() == [
        "git leaves outputs of notebooks out of commits, and nbdime compares and merges them",
        "a hook before each commit makes sure of it",
    ]
    assert clone.set_up() == []


@pytest.mark.parametrize("theirs", ["#!/bin/sh\nexit 0\n", "#!/bin/sh\n# made by pre-commit\nexec x hook-impl\n"])
def test_a_hook_of_somebody_else_is_left_as_it_is(make_clone: Callable[[], Clone], theirs: str) -> None:
    clone = make_clone()
    hook = clone.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(theirs, encoding="utf-8")
    told = clone.set_up()
    assert any("left as it is" in line for line in told) is ("pre-commit" not in theirs)
    assert hook.read_text(encoding="utf-8") == theirs
    assert clone.set_up() == []


def test_a_folder_of_hooks_that_somebody_chose_is_left_as_it_is(make_clone: Callable[[], Clone]) -> None:
    clone = make_clone()
    clone.git("config", "core.hooksPath", "their-hooks")
    assert "git's hooks are kept in their-hooks and left as they are" in clone.set_up()
    assert not (clone.root / "their-hooks").exists()
    assert not (clone.root / ".git" / "hooks" / "pre-commit").exists()
    assert clone.set_up() == []
    clone.write("hw01-actions", "- Ann's.")
    clone.git("commit", "-qam", "Ann")
    assert "OUTPUT" not in clone.committed(), "the filter does without the hook"


def test_without_a_repository_nothing_happens(make_clone: Callable[[], Clone]) -> None:
    clone = make_clone()
    shutil.rmtree(clone.root / ".git")
    assert clone.set_up() == []


def test_a_repository_around_the_project_is_left_as_it_is(make_clone: Callable[[], Clone]) -> None:
    clone = make_clone()
    shutil.rmtree(clone.root / ".git")
    around = Clone(clone.root.parent)
    around.git("init", "-q")
    before = (around.root / ".git" / "config").read_bytes()
    assert clone.set_up() == []
    assert (around.root / ".git" / "config").read_bytes() == before


def test_the_users_own_settings_are_never_touched(clone: Clone) -> None:
    assert not (clone.root.parent / ".gitconfig").exists()
    assert "filter.qpr-notebook.clean" in clone.git("config", "--local", "--list")


def test_without_git_nothing_happens(make_clone: Callable[[], Clone], monkeypatch: pytest.MonkeyPatch) -> None:
    clone = make_clone()
    monkeypatch.setenv("PATH", str(clone.root))
    assert clone.set_up() == []


def test_without_a_python_the_commit_is_refused_plainly(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = clone.root.parent / "programs"
    programs.mkdir()
    for name in ("git", "sh", "dirname"):
        (programs / name).symlink_to(str(shutil.which(name)))
    clone.write("hw01-actions", "- Ann's.")
    monkeypatch.setenv("PATH", str(programs))
    assert "run 'make setup'" in clone.git("commit", "-qam", "Ann", fails=True)
