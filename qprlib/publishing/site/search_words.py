"""How search takes text apart into words, the same here as in ``theme/search/engine.js``.

An index is made at render, and a query is taken apart in the browser: what one of them does the other has to do. A test
holds the two against each other.
"""

from __future__ import annotations

import re
from typing import Final

#: A word, or a number with its points and commas: ``council's``, ``95.8``, ``28,000``.
_WORD: Final = re.compile(r"[^\W_]+(?:[.,’'][^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"[’']s$")
_APOSTROPHE: Final = re.compile(r"[’']")
_DIGIT: Final = re.compile(r"[0-9]")
_SIBILANT: Final = re.compile(r"(?:ch|sh|x|z|ss)es$")
_NO_PLURAL: Final = re.compile(r"(?:ss|us|is)$")
_SHORT: Final = 3  # a word of so many letters is left as it is


def words(text: str) -> list[str]:
    """The words of a text, in its order."""
    return _WORD.findall(text)


def term(word: str) -> str:
    """What a word is found by: in small letters, and without what makes it plural or somebody's.

    ``pothole`` for ``Potholes``; not always a word of the language, but the same for one and many.
    """
    found = _APOSTROPHE.sub("", _POSSESSIVE.sub("", word.lower()))
    if len(found) <= _SHORT or not found.endswith("s") or _DIGIT.search(found) or _NO_PLURAL.search(found):
        return found
    if found.endswith("ies"):
        return f"{found[:-3]}y" if len(found) > _SHORT + 1 else found[:-1]
    return found[:-2] if _SIBILANT.search(found) else found[:-1]
