"""Problems that are worded in a table: what was found, what is allowed and what to do, a row for each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from qprlib.ground.errors import Place, Problem, Severity, listing, nearest
from qprlib.ground.packaged import packaged_rows

_NOWHERE: Final = Place()


class Wordings:
    """The problems of a room, as the CSV file beside one of its modules words them.

    ``problem`` is the code, behind a full stop which of several wordings; ``column`` where it is found unless the place
    says so; ``warning`` is filled where it stops nothing. Texts have names in braces for what differs.
    """

    def __init__(self, module: str, name: str = "problems.csv") -> None:
        self._file = module, name

    @cached_property
    def rows(self) -> Mapping[str, Mapping[str, str]]:
        """The wordings by their names."""
        return {row["problem"]: row for row in packaged_rows(*self._file)}

    def problem(self, which: str, place: Place = _NOWHERE, /, near: str = "", **values: object) -> Problem:
        """A problem in its words, with what stands for the names in them."""
        row = self.rows[which]
        found, allowed, todo = (row[name].format_map(values) for name in ("found", "allowed", "todo"))
        place = place if place.column else replace(place, column=row.get("column", ""))
        severity = Severity.WARNING if row["warning"] else Severity.ERROR
        return Problem(which.partition(".")[0], found, place, allowed, near, todo, severity)

    def unknown(
        self,
        which: str,
        word: str,
        among: Sequence[str],
        place: Place | None = None,
        /,
        most: int = 12,
        **values: object,
    ) -> Problem:
        """That a word is none of those there are, of which so many are listed and the nearest is named."""
        choice = listing(among, most)
        return self.problem(which, place or _NOWHERE, nearest(word, among), word=word, choice=choice, **values)


#: The problems of this room.
PROBLEMS = Wordings(__file__)
