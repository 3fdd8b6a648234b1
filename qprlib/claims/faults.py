"""What a check of words says is wrong, before it is placed in a notebook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A contradiction in one sentence.

    Parameters
    ----------
    check
        Id of the check.
    quote
        The words at fault.
    found
        What is wrong, as a whole sentence.
    allowed
        What would be right.
    """

    check: str
    quote: str
    found: str
    allowed: str = ""
