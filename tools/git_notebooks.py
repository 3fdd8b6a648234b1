"""What git calls for notebooks, through git-notebooks.sh.

``clean FILE``
    git's filter: the notebook from standard input as it enters a commit. Your own file keeps its outputs.
``staged``
    the hook before a commit: tidies what is about to be committed, should it have come in without the filter.
``diff ...``, ``merge ...``
    git's drivers: nbdime where JupyterLab's environment has it, else git's own.

Needs nothing but Python's own library.
"""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qprlib.ground.errors import InputError  # noqa: E402
from qprlib.texts.tidying import tidied_text  # noqa: E402 - the package need not be installed

NOTEBOOKS = "notebooks/"
COMMENTARY = "notebooks/commentary/"
#: What git names in the place of a notebook that is new or gone.
NO_FILE = {"/dev/null", "nul", os.devnull}


def cleaned(content: bytes, name: str) -> bytes:
    """A notebook as it enters a commit; one that cannot be read goes in as it is, and a render will say why."""
    try:
        return tidied_text(content.decode("utf-8-sig"), name, page=not name.startswith(COMMENTARY)).encode("utf-8")
    except (InputError, UnicodeError):
        return content


def git(*arguments: str, given: bytes | None = None) -> bytes:
    """What a git command prints."""
    return subprocess.run(["git", *arguments], input=given, stdout=subprocess.PIPE, check=True).stdout


def tidy_staged() -> None:
    """Tidy the notebooks that are about to be committed, where they are: files are left alone."""
    listed = git("diff", "--cached", "--name-only", "--no-renames", "--diff-filter=AM", "-z", "--", NOTEBOOKS)
    for name in listed.decode("utf-8", "surrogateescape").split("\0"):
        if not name.endswith(".ipynb"):
            continue
        mode, _, stage = (
            git("--literal-pathspecs", "ls-files", "--stage", "-z", "--", name).decode().split("\t")[0].split()
        )
        if mode not in {"100644", "100755"} or stage != "0":
            continue
        staged = git("cat-file", "blob", f":{name}")
        clean = cleaned(staged, name)
        if clean != staged:
            blob = git("hash-object", "-w", "--stdin", given=clean).decode().strip()
            git("update-index", "--cacheinfo", f"{mode},{blob},{name}")
            print(f"{name}: committed without its outputs")


def nbdime(program: str) -> str:
    """A program of nbdime, "" if it is not installed."""
    for folder in (Path(sys.executable).parent, ROOT / ".venv-lab/bin", ROOT / ".venv-lab/Scripts"):
        for name in (program, f"{program}.exe"):
            if (folder / name).is_file():
                return str(folder / name)
    return ""


def is_notebook(path: Path) -> bool:
    """Whether nbdime can read a file; it ends git's whole output where it cannot."""
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except ValueError:
        return False


def diff(arguments: list[str]) -> int:
    """Show how a notebook changed; git gives path, old file, old hash, old mode, new file, new hash, new mode."""
    if len(arguments) < 7:
        print(f"* not merged yet: {arguments[0]}")
        return 0
    name = arguments[0]
    with tempfile.TemporaryDirectory() as folder:
        # Git gives the file that somebody works on as it is: its outputs are no change.
        files = [Path(folder) / side / Path(name).name for side in ("before", "after")]
        for file, given in zip(files, (arguments[1], arguments[4]), strict=True):
            file.parent.mkdir()
            file.write_bytes(b"" if given in NO_FILE else cleaned(Path(given).read_bytes(), name))
        program = nbdime("git-nbdiffdriver")
        if program and all(map(is_notebook, files)):
            before, after = (file.relative_to(folder).as_posix() for file in files)
            words = [name, before, *arguments[2:4], after, *arguments[5:7]]
            return subprocess.run([program, "diff", *words], cwd=folder, check=False).returncode
        old, new = (file.read_text(encoding="utf-8", errors="replace").splitlines() for file in files)
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm=""):
        print(line)
    return 0


def merge(arguments: list[str]) -> int:
    """Merge a notebook; git gives base, ours (which is to hold the outcome), theirs, marker size and path."""
    program = nbdime("git-nbmergedriver")
    base, ours, theirs, size, path = arguments
    if program:
        command = [program, "merge", base, ours, theirs, size, path]
    else:
        names = ["-L", "yours", "-L", "base", "-L", "theirs"]
        command = ["git", "merge-file", f"--marker-size={size}", *names, ours, base, theirs]
    done = subprocess.run(command, check=False)
    outcome = Path(ours)
    # nbdime leaves notes about a conflict in the notebook's metadata.
    outcome.write_bytes(cleaned(outcome.read_bytes(), path))
    return done.returncode


def main() -> int:
    """Command line of git's helpers."""
    what, *arguments = sys.argv[1:]
    if what == "clean":
        sys.stdout.buffer.write(cleaned(sys.stdin.buffer.read(), arguments[0].replace(os.sep, "/")))
        return 0
    if what == "staged":
        tidy_staged()
        return 0
    return diff(arguments) if what == "diff" else merge(arguments)


if __name__ == "__main__":
    sys.exit(main())
