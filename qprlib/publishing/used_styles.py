"""Of a large style sheet, what a site's pages can use.

Quarto's theme is the whole of Bootstrap, half a megabyte of which a report uses a twentieth. No script adds a class of
its own to these pages, so that a rule about a class or an id that is on none of them can never apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASSES: Final = re.compile(r'\bclass="([^"]*)"')
_IDS: Final = re.compile(r'\bid="([^"]*)"')
_NEGATED: Final = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_NAMED: Final = re.compile(r"([.#])((?:\\.|[\w-])+)")
_STRING: Final = re.compile(r"\"[^\"]*\"|'[^']*'|\[[^\]]*\]")
_NESTED: Final = ("@media", "@supports", "@layer", "@container")


def used_styles(css: str, pages: Iterable[str]) -> str:
    """The rules of a style sheet that can apply to some of the pages.

    Parameters
    ----------
    css
        The style sheet.
    pages
        The pages as HTML.

    Returns
    -------
    str
        The sheet without all other rules, in its order.
    """
    names: set[str] = set()
    for html in pages:
        names |= {f".{name}" for found in _CLASSES.findall(html) for name in found.split()}
        names |= {f"#{name}" for name in _IDS.findall(html)}
    return "\n".join(_used(_COMMENT.sub("", css), names)) + "\n"


def _used(css: str, names: set[str]) -> Iterator[str]:
    for prelude, block in _rules(css):
        if block is None:
            yield f"{prelude};"
        elif prelude.startswith(_NESTED):
            inner = "".join(_used(block, names))
            if inner:
                yield f"{prelude}{{{inner}}}"
        elif prelude.startswith("@"):
            yield f"{prelude}{{{block}}}"
        else:
            kept = [one for one in _selectors(prelude) if _applies(one, names)]
            if kept:
                yield f"{','.join(kept)}{{{block}}}"


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Each rule: what stands before its block, and the block; None for a statement without one."""
    at = 0
    while at < len(css):
        opened, ended = _next(css, at, "{"), _next(css, at, ";")
        if opened < 0 and ended < 0:
            return
        if ended >= 0 and (opened < 0 or ended < opened):
            if prelude := css[at:ended].strip():
                yield prelude, None
            at = ended + 1
            continue
        end = _closing(css, opened)
        yield css[at:opened].strip(), css[opened + 1 : end]
        at = end + 1


def _next(css: str, start: int, mark: str) -> int:
    """Where a mark stands outside strings and brackets, -1 if nowhere."""
    depth, quote = 0, ""
    for place in range(start, len(css)):
        letter = css[place]
        if quote:
            quote = "" if letter == quote and css[place - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == mark and depth <= 0:
            return place
        elif letter == "{":  # a block begins first
            return place if mark == "{" else -1
    return -1


def _closing(css: str, opened: int) -> int:
    """Where the block that is opened there ends."""
    depth, quote = 0, ""
    for place in range(opened, len(css)):
        letter = css[place]
        if quote:
            quote = "" if letter == quote and css[place - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            if not depth:
                return place
    return len(css)


def _selectors(prelude: str) -> Iterator[str]:
    """The selectors of a list."""
    start = 0
    while (comma := _next(prelude, start, ",")) >= 0:
        yield prelude[start:comma].strip()
        start = comma + 1
    yield prelude[start:].strip()


def _applies(selector: str, names: set[str]) -> bool:
    """Whether every class and id that a selector asks for is on some page."""
    asked = _NAMED.findall(_STRING.sub("", _NEGATED.sub("", selector)))
    if ":is(" in selector or ":where(" in selector:  # one of several is enough: not worth telling apart
        return True
    return all(f"{kind}{name}".replace("\\", "") in names for kind, name in asked)
