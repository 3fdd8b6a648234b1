"""Words of data that have words of their own in print."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Worded(StrEnum):
    """A word of data, each with what is printed for it: ``label`` where it stands alone, ``words`` in a sentence."""

    label: str
    words: str

    def __new__(cls, value: str, label: str = "", words: str = "") -> Self:
        """Read ``value, label, words`` where a member is declared."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.words = label, words
        return member
