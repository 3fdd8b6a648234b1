"""Write the checked outputs of the page notebooks again: `make notebooks`.

`make test-notebooks` runs every page notebook and compares what its cells tagged `nbval-check-output` show with
what is stored in the file. This runs them too and stores it: of those cells the plain text alone, of the others
nothing, so that a change of a figure can be read in the change of a notebook. Look at it before you keep it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from qprlib.texts.tidying import tidied_text

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def refresh(path: Path) -> bool:
    """Run a notebook with its default parameters and store its checked outputs; whether the file changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    after = tidied_text(nbformat.writes(notebook), path.name, page=True)
    if after == before:
        return False
    path.write_text(after, encoding="utf-8", newline="\n")
    return True


def main() -> None:
    """Refresh the notebooks named on the command line, by default all page notebooks."""
    every = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(NOTEBOOKS.glob("examples/*.ipynb"))]
    for path in map(Path, sys.argv[1:]) if len(sys.argv) > 1 else every:
        changed = refresh(path)
        print(f"{path.name}: {'written' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
