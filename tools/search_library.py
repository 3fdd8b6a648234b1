"""Takes the library that searches a site into ``theme/search/``, as its package has it: `make search-library`.

The version and the package's hash stand in ``tools/search-library/package-lock.json``, which npm holds what it gets
against. The files are taken unchanged, with the licence, and their hashes are written down, so that a test can tell by
itself that what is published is what was pinned. Nothing is fetched at any other time.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PINNED: Final = ROOT / "tools" / "search-library"
THEME: Final = ROOT / "theme" / "search"
HASHES: Final = PINNED / "SHA256SUMS"

#: The package's file, and its name in the theme.
TAKEN: Final = {"dist/umd/index.js": "minisearch.js", "LICENSE.txt": "MINISEARCH-LICENSE.txt"}


def fetched(folder: Path) -> dict[str, bytes]:
    """The files of the pinned package by their names in the theme; npm refuses a package with another hash.

    Raises
    ------
    SystemExit
        If npm is not there or fails; it has then said why.
    """
    npm = shutil.which("npm")
    if not npm:
        raise SystemExit("npm is not on PATH: install Node.js, or leave theme/search as it is")
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(PINNED / name, folder / name)
    done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=False)
    if done.returncode:
        raise SystemExit("npm could not install the pinned package; nothing has been changed")
    package = folder / "node_modules" / "minisearch"
    return {name: (package / path).read_bytes() for path, name in TAKEN.items()}


def hashes(files: dict[str, bytes]) -> str:
    """The files' hashes as ``sha256sum`` writes them."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))


def main() -> int:
    """Take the files, or with ``--check`` say whether those in the theme are the pinned ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a file is not the pinned one")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        files = fetched(Path(folder))
    if check:
        other = [name for name, content in files.items() if (THEME / name).read_bytes() != content]
        other += ["SHA256SUMS"] if HASHES.read_text(encoding="utf-8") != hashes(files) else []
        print(f"not as pinned: {', '.join(other)}" if other else "theme/search has the pinned library")
        return 1 if other else 0
    for name, content in files.items():
        (THEME / name).write_bytes(content)
    HASHES.write_text(hashes(files), encoding="utf-8", newline="\n")
    print(f"theme/search: {', '.join(sorted(files))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
