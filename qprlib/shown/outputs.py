"""What a stored cell shows that is not published: read from the outputs, whoever has made them.

Nothing heavy is imported: ``qpr check`` looks at every page notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from qprlib.ground.errors import Place, Problem
from qprlib.shown.refusals import MIME, from_stored, refusal

#: With what the report's own output begins in JupyterLab; a render shows Markdown alone.
_OURS: Final = re.compile(r'\s*(?:<style>\s*@scope \(\.qpr-preview\)|<div class="qpr-preview">)')
_WORDS_MOST: Final = 60
_NUMBER: Final = re.compile(r"(?:np\.\w+\()?[-+]?[\d.,_]+(?:e[-+]?\d+)?\)?")
#: Kind of output to the refusal of it, in the order in which they are looked for: the richest that JupyterLab shows.
_KINDS: Final = (
    (re.compile(r"application/vnd\.jupyter\.widget.*"), "widget-shown"),
    (re.compile(r"application/(?:vnd\.(?:plotly|vega|vegalite|bokehjs|holoviews).*)"), "chart-not-matplotlib"),
    (re.compile(r"(?:application|text)/javascript"), "script-shown"),
    (re.compile(r"image/.*|application/pdf"), "picture-shown"),
    (re.compile(r"text/latex"), "formula-shown"),
    (re.compile(r"text/html"), "html-shown"),
)


def refused_outputs(outputs: Iterable[Mapping[str, Any]], place: Place) -> list[Problem]:
    """Everything in a cell's stored outputs that is not published, with what to write instead.

    What the report itself has refused is told in its words; of anything else the kind of output is.
    """
    outputs = list(outputs)
    told = [problem for one in outputs for problem in from_stored(one.get("data", {}).get(MIME), place)]
    # What stands beside a refusal in the same cell is what it is about.
    return told or [problem for one in outputs for problem in _raw(one, place)]


def _raw(output: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    found: Problem | None = None
    if output.get("output_type") == "stream":
        words = _text(output.get("text"))
        if output.get("name") == "stdout" and words.strip():  # warnings are for whoever works on the notebook
            found = refusal("text-printed", words=quoted(words))
    elif output.get("output_type") in ("display_data", "execute_result"):
        found = kind_refusal({kind: _text(value) for kind, value in output.get("data", {}).items()})
    if found is not None:
        yield replace(found, place=place)


def kind_refusal(data: Mapping[str, Any], value: str = "") -> Problem | None:
    """The refusal of an output by the kinds that it comes in; None of what is the report's, and of Markdown.

    ``value`` is what the value is, where that is known: ``a list``.
    """
    html, plain = str(data.get("text/html", "")), str(data.get("text/plain", ""))
    if _OURS.match(html) or ("text/markdown" in data and not html):
        return None
    if 'class="dataframe"' in html or "gt_table" in html:
        return refusal("table-not-opened")
    for pattern, code in _KINDS:
        if any(pattern.fullmatch(kind) for kind in data):
            return refusal(code, words=quoted(plain))
    if _NUMBER.fullmatch(plain.strip()):
        return refusal("number-shown", words=quoted(plain))
    return refusal("value-shown", kind=value or "a value", words=quoted(plain)) if plain.strip() else None


def quoted(words: str) -> str:
    """The beginning of what was shown, to follow what it is: ``, `12.5```; nothing of what only Python can read."""
    line = " ".join(words.split())
    if not line or re.match(r"<.*>?$", line):
        return ""
    return f", `{line if len(line) <= _WORDS_MOST else f'{line[:_WORDS_MOST]} ...'}`"


def _text(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")
