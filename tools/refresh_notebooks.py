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
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
CHECKED = "nbval-check-output"


def refresh(path: Path) -> bool:
    """Run a notebook with its default parameters and store its checked outputs; whether the file changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    after = f"{nbformat.writes(cleaned(notebook))}\n"
    if after == before:
        return False
    path.write_text(after, encoding="utf-8", newline="\n")
    return True


def cleaned(notebook: NotebookNode) -> NotebookNode:
    """A notebook that was run, without what differs from run to run and what nobody compares."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":
            cell.outputs = [stored(output) for output in cell.outputs] if CHECKED in tags else []
            # nbval takes a cell with outputs and no count for one that never ran; the number itself says nothing.
            cell.execution_count = 1 if cell.outputs else None
    return notebook


def stored(output: NotebookNode) -> NotebookNode:
    """An output as it is stored: its plain text."""
    if output.output_type == "stream":
        return output
    text = {"text/plain": output.data["text/plain"]}
    return NotebookNode(output_type="display_data", data=text, metadata={})


def main() -> None:
    """Refresh the notebooks named on the command line, by default all page notebooks."""
    for path in map(Path, sys.argv[1:]) if len(sys.argv) > 1 else sorted(NOTEBOOKS.glob("*.ipynb")):
        changed = refresh(path)
        print(f"{path.name}: {'written' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
