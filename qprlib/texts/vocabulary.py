"""The words and patterns that texts are read by, from the file beside the module that reads by them.

In a pattern a blank stands for any white space, a name in braces for another pattern of the file, and lines are joined.
Capitals make no difference but in the patterns that the file lists as ``cased``.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Any

from qprlib.ground.yamlfiles import read_mapping


class Vocabulary:
    """The words of a module, in the YAML file of its name; what is made elsewhere (the names of months) is given.

    Each pattern is an attribute: ``words.than`` is the one that stands in the file as ``than``.
    """

    def __init__(self, module: str, **given: str) -> None:
        self._path = Path(module).with_suffix(".yml")
        self._given = given

    @cached_property
    def _entries(self) -> dict[str, Any]:
        return read_mapping(self._path, self._path.name)

    @cached_property
    def _cased(self) -> frozenset[str]:
        return self.words("cased") if "cased" in self._entries else frozenset()

    def text(self, key: str) -> str:
        """A pattern, not compiled yet."""
        return self._given[key] if key in self._given else self._whole(self._entries[key])

    def __getattr__(self, key: str) -> re.Pattern[str]:
        if key.startswith("_"):
            raise AttributeError(key)
        made = re.compile(self.text(key), re.NOFLAG if key in self._cased else re.IGNORECASE)
        setattr(self, key, made)
        return made

    def compiled(self, text: str) -> re.Pattern[str]:
        """A pattern that stands elsewhere and names patterns of this file; capitals count."""
        return re.compile(self._whole(text))

    def given(self, **parts: str) -> Vocabulary:
        """The same words with further parts."""
        other = Vocabulary(str(self._path), **(self._given | parts))
        other._entries = self._entries
        return other

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Patterns in order, each with its kind; a kind may come twice."""
        return tuple((kind, self._whole(text)) for entry in self._entries[key] for kind, text in entry.items())

    def patterns(self, key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Patterns to search with in order, each with its kind."""
        return tuple((kind, re.compile(text, re.IGNORECASE)) for kind, text in self.pairs(key))

    def listed(self, key: str) -> tuple[str, ...]:
        """Words in order, from a pattern that is nothing but words."""
        return tuple(self.text(key).split("|"))

    def words(self, key: str) -> frozenset[str]:
        """Words that stand apart by blanks."""
        return frozenset(self._entries[key].split())

    def groups(self, key: str) -> tuple[frozenset[str], ...]:
        """Words that belong together, group by group."""
        return tuple(frozenset(words.split()) for words in self._entries[key])

    def _whole(self, text: str) -> str:
        joined = "".join(line.strip() for line in text.splitlines()).replace(" ", r"\s")
        return re.sub(r"\{([a-z_]+)\}", lambda name: self.text(name[1]), joined)
