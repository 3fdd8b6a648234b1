"""Tell this clone's git how to treat notebooks; run by set-up, and silent if there is nothing to tell.

Only the clone's own configuration and hooks are written, never the user's:

- a filter takes outputs, counts and a machine's notes out of notebooks on their way into a commit, while the files
  that people work on keep them;
- a hook before the commit does the same for what came in without the filter;
- nbdime compares and merges notebooks by cells.

``.gitattributes`` says which files are meant. Without this configuration git treats them as plain text.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = "sh tools/git-notebooks.sh"
SETTINGS = {
    "filter.qpr-notebook.clean": f"{SCRIPT} clean %f",
    "diff.jupyternotebook.command": f"{SCRIPT} diff",
    "merge.jupyternotebook.driver": f"{SCRIPT} merge %O %A %B %L %P",
}
MARK = "# Written by tools/setup_git.py: notebooks are committed without outputs."
HOOK = f"""#!/bin/sh
{MARK}
[ ! -f tools/git-notebooks.sh ] || exec sh tools/git-notebooks.sh staged
"""


def git(root: Path, *arguments: str) -> str | None:
    """What a git command prints, None if it fails or there is no git."""
    # Inside a hook git names its own folders, which may be another clone's.
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, env=settings, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def set_up_git(root: Path = ROOT) -> list[str]:
    """Configure the clone at `root`; nothing happens where it is no clone of its own.

    Parameters
    ----------
    root
        The project's folder.

    Returns
    -------
    list of str
        What was done, and what was left alone because it is somebody else's.
    """
    top = git(root, "rev-parse", "--show-toplevel")
    if top is None or not Path(top).exists() or not Path(top).samefile(root):
        return []
    told = []
    if _configure(root):
        told.append("git leaves outputs of notebooks out of commits, and nbdime compares and merges them")
    return told + _install_hook(root)


def _configure(root: Path) -> bool:
    listed = git(root, "config", "--local", "--list", "-z") or ""
    there = dict(entry.partition("\n")[::2] for entry in listed.split("\0") if entry)
    changed = False
    for key, value in SETTINGS.items():
        if there.get(key) != value:
            changed = git(root, "config", "--local", key, value) is not None or changed
    return changed


def _install_hook(root: Path) -> list[str]:
    elsewhere = git(root, "config", "--get", "core.hooksPath")
    folder = git(root, "rev-parse", "--git-path", "hooks")
    if not folder:
        return []
    hook = root / folder / "pre-commit"
    try:
        present = hook.read_text(encoding="utf-8", errors="replace") if hook.exists() else ""
    except OSError:
        return []
    if present == HOOK or "git-notebooks.sh" in present:
        return []
    if elsewhere:
        # The filter does the work; the hook is a second line.
        return [] if _said_before(root) else [f"git's hooks are kept in {elsewhere} and left as they are"]
    if present and MARK not in present:
        # pre-commit's own hook calls .pre-commit-config.yaml, which has this one too.
        if "pre-commit" in present and "hook-impl" in present:
            return []
        return [] if _said_before(root) else [f"there is a pre-commit hook already ({hook}), which is left as it is"]
    try:
        hook.parent.mkdir(parents=True, exist_ok=True)
        hook.write_text(HOOK, encoding="utf-8", newline="\n")
        hook.chmod(0o755)
    except OSError as error:
        return [f"the hook before a commit could not be written ({error.strerror})"]
    return ["a hook before each commit makes sure of it"]


def _said_before(root: Path) -> bool:
    """Whether the user has been told already that a hook was left alone; remembers that it was."""
    key = "qpr.hooksLeftAlone"
    if git(root, "config", "--local", "--get", key) is not None:
        return True
    git(root, "config", "--local", key, "true")
    return False
