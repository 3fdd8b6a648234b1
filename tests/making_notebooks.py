"""Small notebooks for tests, written as Jupyter writes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def code(source: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)} if tags else {}}


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    made = []
    for number, cell in enumerate(cells):
        empty = {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {}
        made.append({"id": f"cell-{number}", **empty, **cell})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def write(path: Path, *cells: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(*cells), indent=1), encoding="utf-8")
    return path


def texts(problems: Sequence[object]) -> str:
    return "\n".join(map(str, problems))
