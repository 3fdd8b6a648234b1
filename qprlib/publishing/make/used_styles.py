"""Of a large style sheet, what a site's pages can use.

Quarto's theme is the whole of Bootstrap, half a megabyte of which a report uses a twentieth. No script adds a class of
its own to these pages, so that a rule about a class or an id that is on none of them can never apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import tinycss2

_CLASSES: Final = re.compile(r'\bclass="([^"]*)"')
_IDS: Final = re.compile(r'\bid="([^"]*)"')
_NESTED: Final = ("media", "supports", "layer", "container")
#: Of these one of several selectors is enough: not worth telling apart.
_ANY_OF: Final = ("is", "where")


def used_styles(css: str, pages: Iterable[str]) -> str:
    """The rules of a style sheet that can apply to some of the pages (HTML), in its order."""
    names: set[str] = set()
    for html in pages:
        names |= {f".{name}" for found in _CLASSES.findall(html) for name in found.split()}
        names |= {f"#{name}" for name in _IDS.findall(html)}
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "\n".join(_used(rules, names)) + "\n"


def _used(rules: Iterable[Any], names: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in _NESTED:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_used(inner, names)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{kept}}}"
        elif rule.type == "qualified-rule":
            selectors = [one for one in _selectors(rule.prelude) if _applies(one, names)]
            if selectors:
                yield f"{','.join(map(_text, selectors))}{{{_text(rule.content)}}}"
        elif rule.type == "at-rule":
            yield rule.serialize()


def _text(tokens: list[Any]) -> str:
    """Tokens as CSS, without comments."""
    return str(tinycss2.serialize([one for one in tokens if one.type != "comment"])).strip()


def _selectors(prelude: Iterable[Any]) -> Iterator[list[Any]]:
    """The selectors of a list."""
    selector: list[Any] = []
    for token in prelude:
        if token == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _applies(selector: list[Any], names: set[str]) -> bool:
    """Whether every class and id that a selector asks for is on some page."""
    if any(token.type == "function" and token.lower_name in _ANY_OF for token in selector):
        return True
    asked = {f"#{token.value}" for token in selector if token.type == "hash"}
    asked |= {f".{token.value}" for dot, token in pairwise(selector) if dot == "." and token.type == "ident"}
    return asked <= names
