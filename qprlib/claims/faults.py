"""What a check of words says is wrong, before it is placed in a notebook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A contradiction: the check's id, the words, what is wrong as a whole sentence, and what would be right."""

    check: str
    quote: str
    found: str
    allowed: str = ""
