"""Workbooks as they come a quarter later: something inserted, moved, renamed, doubled or typed over, and what is true now.

Each way of moving keeps its own books: a fact belongs to the mark of its cell, which goes with the cell, so what is
still true is known without reading the workbook. Where a reading cannot be right, ``refuse`` says that it has to be
refused; ``names`` are the words of which a refusal must say one.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from workbooks.drawing import Book, Drawn, Place, letters, named
from workbooks.truth import IN_WORDS, Entry, Fact, Key


@dataclass(frozen=True)
class Moved:
    """A workbook in which something moved, and what it must give now."""

    entry: Entry
    way: str
    what: str  #: what was done, for whoever reads of a failure
    book: Book
    facts: tuple[Fact, ...]
    names: tuple[str, ...]
    refuse: bool = False  #: whether no reading of it can be right
    loose: frozenset[Key] = frozenset()  #: figures that may be given or not, as they hang on what moved
    told: tuple[int, ...] = ()  #: marks of cells that must be told as not placed, or named by what is told of them

    @property
    def name(self) -> str:
        return f"{self.entry.name}: {self.what}"


Mover = Callable[["Desk"], "Moved | None"]
WAYS: dict[str, Mover] = {}


def way(mover: Mover) -> Mover:
    WAYS[mover.__name__] = mover
    return mover


class Desk:
    """A copy of a workbook to work on: its facts, and where rows and columns of figures are."""

    def __init__(self, entry: Entry, dice: random.Random) -> None:
        self.entry, self.dice = entry, dice
        self.book = entry.book.copy()
        self.facts = entry.facts()
        self.marks = max(drawn.mark for _, _, drawn in self.book.marked())
        self.where = {drawn.mark: (leaf.title, place) for leaf, place, drawn in self.book.marked()}
        titles = sorted({self.where[fact.mark][0] for fact in self.facts})
        self.leaf = self.book.leaf(dice.choice(titles))
        here = [(self.where[fact.mark][1], fact) for fact in self.facts if self.where[fact.mark][0] == self.leaf.title]
        self.rows = sorted({place[0] for place, _ in here})
        self.columns = sorted({place[1] for place, _ in here})
        self.actuals = sorted({place[1] for place, fact in here if fact.role == "actual"})
        self.headers = [row for row in range(1, self.rows[0]) if sum(at == row for at, _ in self.leaf.cells) > 2]
        #: The last row of the first table of the sheet: below another has the same header.
        first = self.leaf.cells.get((self.headers[-1], 1)) if self.headers else None
        again = [
            at for (at, column), one in self.leaf.cells.items() if first and column == 1 and one.text == first.text
        ]
        self.last = next((at - 1 for at in sorted(again) if at > self.rows[0]), self.leaf.height)

    # --- what is where ---------------------------------------------------------------------------------

    @property
    def tidy(self) -> bool:
        """Whether each row has a period of its own."""
        return any(len({fact.period_end for fact in self.of_column(at)}) > 1 for at in self.actuals)

    def of_column(self, column: int, *, every: bool = False) -> list[Fact]:
        """The facts of a column of the first table of the sheet, or of all its tables."""
        return [
            fact
            for fact in self.facts
            if (at := self.where[fact.mark])[0] == self.leaf.title
            and at[1][1] == column
            and (every or at[1][0] <= self.last)
        ]

    def of_row(self, row: int) -> list[Fact]:
        return [fact for fact in self.facts if (at := self.where[fact.mark])[0] == self.leaf.title and at[1][0] == row]

    def header(self, column: int) -> Drawn | None:
        """The lowest header of a column."""
        found = [self.leaf.cells[row, column] for row in self.headers if (row, column) in self.leaf.cells]
        return found[-1] if found else None

    def crossed(self, *, row: int = 0, column: int = 0) -> bool:
        """Whether merged cells run across a row or a column."""
        return any(
            (first_row <= row <= last_row and first_row < last_row)
            or (first_column <= column <= last_column and first_column < last_column)
            for first_row, first_column, last_row, last_column in self.leaf.merged
        )

    def said(self, column: int) -> tuple[str, ...]:
        """What a refusal may say of a column: the words above it, or above those to its left, and its letter."""
        above = [
            next((self.leaf.cells[row, at].text for at in range(column, 0, -1) if (row, at) in self.leaf.cells), "")
            for row in self.headers[:-1]
        ]
        drawn = self.header(column)
        return tuple(word for word in (drawn.text if drawn else "", *above, f"column {letters(column)}") if word)

    def new(self, value: object, like: Drawn | None = None) -> Drawn:
        self.marks += 1
        drawn = Drawn(value, self.marks)  # type: ignore[arg-type]
        return replace(drawn, form=like.form, fill=like.fill) if like else drawn

    # --- changing it ------------------------------------------------------------------------------------

    def shift(self, moved: Callable[[Place], Place]) -> None:
        """Put every cell of the sheet elsewhere, with what is merged and hidden."""
        leaf = self.leaf
        leaf.cells = {moved(place): drawn for place, drawn in leaf.cells.items()}
        leaf.merged = [(*moved((a, b)), *moved((c, d))) for a, b, c, d in leaf.merged]
        leaf.hidden_rows = {moved((row, 1))[0] for row in leaf.hidden_rows}
        leaf.hidden_columns = {moved((1, column))[1] for column in leaf.hidden_columns}

    def insert_row(self, at: int) -> None:
        self.shift(lambda place: (place[0] + (place[0] >= at), place[1]))

    def insert_column(self, at: int) -> None:
        self.shift(lambda place: (place[0], place[1] + (place[1] >= at)))

    def delete_column(self, at: int) -> None:
        self.leaf.cells = {place: drawn for place, drawn in self.leaf.cells.items() if place[1] != at}
        self.leaf.merged = [one for one in self.leaf.merged if not one[1] == one[3] == at]
        self.shift(lambda place: (place[0], place[1] - (place[1] > at)))

    def reorder(self, order: list[int], *, columns: bool) -> None:
        """Rows or columns in another order: the first of it are those that stand first."""
        to = {old: new for new, old in enumerate(order, 1)}
        if columns:
            self.shift(lambda place: (place[0], to.get(place[1], place[1])))
        else:
            self.shift(lambda place: (to.get(place[0], place[0]), place[1]))

    def moved(
        self,
        what: str,
        names: tuple[str, ...],
        *,
        facts: list[Fact] | None = None,
        refuse: bool = False,
        loose: set[Key] | None = None,
        told: tuple[int, ...] = (),
    ) -> Moved:
        kept = self.facts if facts is None else facts
        return Moved(
            self.entry,
            "",
            f"{what} in '{self.leaf.title}'",
            self.book,
            tuple(kept),
            tuple(names),
            refuse,
            frozenset(loose or ()),
            told,
        )

    def hanging(self, *ends: str) -> set[Key]:
        """Figures that may hang on the column of a period's results: a target of it, or a word about the newest."""
        every = {fact.period_end for fact in self.facts}
        return {
            (fact.indicator, fact.role, end)
            for fact in self.facts
            if fact.role != "actual"
            for end in (every if fact.role in IN_WORDS else ends)
        }


# --- inserted -----------------------------------------------------------------------------------------------


@way
def empty_row(desk: Desk) -> Moved:
    at = desk.dice.randint(1, desk.leaf.height)
    names = (f"row {at}", f"rows {at}", *(str(row + 1) for row in desk.headers), desk.leaf.title)
    desk.insert_row(at)
    return desk.moved(f"an empty row before row {at}", names)


@way
def empty_column(desk: Desk) -> Moved:
    at = desk.dice.randint(1, desk.leaf.width)
    desk.insert_column(at)
    return desk.moved(f"an empty column before {letters(at)}", (f"column {letters(at)}", desk.leaf.title))


@way
def strange_column(desk: Desk) -> Moved | None:
    header = desk.dice.choice(["Variance", "Forecast", "Benchmark", "Weighting", "Check", "Last updated by", "Rank"])
    at = desk.dice.choice([*desk.columns, desk.leaf.width + 1])
    if not desk.headers or (desk.crossed(column=at) and desk.crossed(column=at - 1)):
        return None
    desk.insert_column(at)
    desk.leaf.cells[desk.headers[-1], at] = desk.new(header)
    told = []
    for row in desk.rows:
        desk.leaf.cells[row, at] = desk.new(round(desk.dice.uniform(1, 99), 1))
        told.append(desk.marks)
    return desk.moved(f"a column '{header}' before {letters(at)}", (header, f"column {letters(at)}"), told=tuple(told))


@way
def total_row(desk: Desk) -> Moved | None:
    label = desk.dice.choice(["Total", "Average", "Overall", "Grand total"])
    place = _key_place(desk, desk.rows[0])
    if not place or desk.tidy:
        return None
    column = _name_column(desk) or place[1]
    at = desk.rows[-1] + 1 if desk.dice.random() < 0.5 else desk.dice.choice(desk.rows[1:] or desk.rows)
    if desk.crossed(row=at):
        return None
    desk.insert_row(at)
    desk.leaf.cells[at, column] = desk.new(label)
    told = [desk.marks]
    for actual in desk.actuals:
        desk.leaf.cells[at, actual] = desk.new(desk.dice.randint(100, 900))
        told.append(desk.marks)
    return desk.moved(f"a row '{label}' at row {at}", (label, f"row {at}"), told=tuple(told))


@way
def new_indicator(desk: Desk) -> Moved | None:
    row = desk.rows[-1]
    place = _key_place(desk, row)
    if not place or desk.tidy or desk.crossed(row=row):
        return None
    desk.insert_row(row + 1)
    added = []
    for (at, column), drawn in list(desk.leaf.cells.items()):
        if at != row:
            continue
        value = drawn.value
        if (at, column) == place:
            value = "NEW99"
        elif column == _name_column(desk):
            value = "An indicator that is new this quarter"
        elif column in desk.columns and isinstance(value, (int, float)):
            value = value + 1
        copy = desk.leaf.cells[at + 1, column] = desk.new(value, drawn)
        added += [replace(desk.entry.fact("NEW99", fact.role, fact.period_end, copy)) for fact in _at(desk, drawn)]
    return desk.moved(f"a new indicator at row {row + 1}", ("NEW99", f"row {row + 1}"), facts=[*desk.facts, *added])


@way
def title_row(desk: Desk) -> Moved:
    desk.insert_row(1)
    desk.leaf.cells[1, 1] = desk.new("For the meeting of the Cabinet")
    names = ("For the meeting", "row 1", *(str(row + 1) for row in desk.headers), desk.leaf.title)
    return desk.moved("another row of title on top", names)


@way
def note_row(desk: Desk) -> Moved:
    at = desk.leaf.height + 2
    desk.leaf.cells[at, 1] = desk.new("Please ask the Performance Team about these figures.")
    names = ("Please ask", f"row {at}")
    return desk.moved("a note under the table", names, told=(desk.marks,))


# --- moved --------------------------------------------------------------------------------------------------


@way
def column_moved(desk: Desk) -> Moved | None:
    free = [at for at in range(1, desk.leaf.width + 1) if not desk.crossed(column=at)]
    if len(free) < 2 or _one_way(desk):
        return None
    one = desk.dice.choice(free)
    to = desk.dice.choice([at for at in free if at != one])
    order = [at for at in range(1, desk.leaf.width + 1) if at != one]
    order.insert(to - 1, one)
    names = desk.said(one) or (f"column {letters(one)}",)
    others = tuple(word for at in range(1, desk.leaf.width + 1) for word in desk.said(at))
    titles = any(place[0] < min(desk.headers, default=1) for place in desk.leaf.cells)
    if desk.leaf.merged and titles and 1 in (one, to):
        return None
    desk.reorder(order, columns=True)
    return desk.moved(f"column {letters(one)} moved to {letters(to)}", (*names, *others))


@way
def row_moved(desk: Desk) -> Moved | None:
    rows = [row for row in desk.rows if not desk.crossed(row=row)]
    together = [(a, b) for a in rows for b in rows if a < b and set(range(a, b)) <= set(desk.rows)]
    if not together or _sections_below(desk):
        return None
    one, other = desk.dice.choice(together)
    order = list(range(1, desk.leaf.height + 1))
    order[one - 1], order[other - 1] = order[other - 1], order[one - 1]
    desk.reorder(order, columns=False)
    return desk.moved(f"rows {one} and {other} changed places", (f"row {one}", f"row {other}"))


@way
def header_shifted(desk: Desk) -> Moved | None:
    if not desk.headers or desk.leaf.merged or desk.book.name.endswith(".parquet"):
        return None
    row = desk.headers[-1]
    known = {place: drawn for place, drawn in desk.leaf.cells.items() if place[0] == row}
    for place in known:
        del desk.leaf.cells[place]
    desk.leaf.cells |= {(row, column + 1): drawn for (_, column), drawn in known.items()}
    names = ("header", "shifted", *(drawn.text for drawn in known.values()))
    return desk.moved("the headers stand one column to the right", names, facts=[], refuse=True)


@way
def sheets_in_another_order(desk: Desk) -> Moved | None:
    if len(desk.book.leaves) < 2:
        return None
    desk.book.leaves.reverse()
    return desk.moved("the sheets stand in another order", tuple(leaf.title for leaf in desk.book.leaves))


# --- renamed ------------------------------------------------------------------------------------------------


@way
def header_renamed(desk: Desk) -> Moved | None:
    column = desk.dice.choice(desk.columns)
    header = desk.header(column)
    if header is None:
        return None
    names = (*desk.said(column), "Zyx")
    own = desk.of_column(column)
    _retype(desk, header, "Zyx")
    hanging = desk.hanging(*(fact.period_end for fact in own)) if any(fact.role == "actual" for fact in own) else set()
    kept = [fact for fact in desk.facts if fact not in own]
    loose = hanging | ({fact.key for fact in own} if _two_rows(desk) else set())
    told = tuple(fact.mark for fact in own)
    return desk.moved(f"header '{header.text}' renamed 'Zyx'", names, facts=kept, loose=loose, told=told)


@way
def header_a_year_later(desk: Desk) -> Moved | None:
    choices = [at for at in desk.actuals if (drawn := desk.header(at)) and _later(drawn)]
    if not choices or desk.tidy:
        return None
    column = desk.dice.choice(choices)
    header = desk.header(column)
    assert header
    own = [fact for fact in desk.of_column(column) if fact.role in ("actual", "status")]
    later = {fact: replace(fact, period_end=_year_later(fact.period_end)) for fact in own}
    ends = {end for fact in own for end in (fact.period_end, later[fact].period_end)}
    names = (*desk.said(column), str(_later(header)))
    _retype(desk, header, _later(header))
    facts = [later.get(fact, fact) for fact in desk.facts]
    every_end = {fact.period_end for fact in facts} | ends
    loose = desk.hanging(*every_end)
    loose |= {(one, role, end) for one, role, _ in loose for end in every_end}
    return desk.moved(f"header '{header.text}' a year later", names, facts=facts, loose=loose)


@way
def header_typed_otherwise(desk: Desk) -> Moved | None:
    column = desk.dice.choice(desk.columns)
    header = desk.header(column)
    if header is None or not isinstance(header.value, str):
        return None
    other = f" {header.text.upper() if desk.dice.random() < 0.5 else header.text.replace(' ', '  ')} "
    _retype(desk, header, other)
    return desk.moved(f"header '{header.text}' typed '{other}'", (header.text, other.strip()))


@way
def two_headers_swapped(desk: Desk) -> Moved | None:
    if len(desk.actuals) < 2 or desk.tidy or _two_rows(desk):
        return None
    one, other = desk.dice.sample(desk.actuals, 2)
    first, second = desk.header(one), desk.header(other)
    if first is None or second is None:
        return None
    (first_end,), (second_end,) = (
        {fact.period_end for fact in desk.of_column(column) if fact.role == "actual"} for column in (one, other)
    )
    swapped = {first_end: second_end, second_end: first_end}
    changed = {
        fact: replace(fact, period_end=swapped[fact.period_end])
        for column in (one, other)
        for fact in desk.of_column(column)
    }
    names = (*desk.said(one), *desk.said(other))
    _retype(desk, first, second.value)
    _retype(desk, second, first.value)
    facts = [changed.get(fact, fact) for fact in desk.facts]
    return desk.moved(f"headers of {letters(one)} and {letters(other)} changed places", names, facts=facts)


@way
def sheet_renamed(desk: Desk) -> Moved | None:
    if desk.book.name.endswith((".csv", ".parquet")):
        return None
    old = desk.leaf.title
    desk.leaf.title = "Old copy of a sheet"
    return desk.moved(f"sheet '{old}' renamed", (old,), loose={fact.key for fact in desk.facts if _by_sheet(desk)})


# --- doubled ------------------------------------------------------------------------------------------------


@way
def column_twice(desk: Desk) -> Moved | None:
    column = desk.dice.choice(desk.actuals)
    if desk.crossed(column=column) or not desk.header(column) or desk.book.name.endswith(".parquet"):
        return None  # a Parquet file has no two columns of one name
    _copy_column(desk, column)
    names = desk.said(column)
    return desk.moved(f"column {letters(column)} twice", names, facts=[], refuse=True)


@way
def row_twice(desk: Desk) -> Moved | None:
    row = desk.dice.choice(desk.rows)
    place = _key_place(desk, row)
    if not place or desk.crossed(row=row):
        return None
    key = desk.leaf.cells[place].text
    desk.insert_row(row + 1)
    for (at, column), drawn in list(desk.leaf.cells.items()):
        if at == row:
            value = drawn.value
            if column in desk.columns and isinstance(value, (int, float)):
                value = value + 3
            elif column in desk.columns and any(map(str.isdigit, drawn.text)):
                value = 77
            desk.leaf.cells[at + 1, column] = desk.new(value, drawn)
    return desk.moved(f"row {row} twice", (key, f"row {row + 1}"), facts=[], refuse=True)


@way
def sheet_twice(desk: Desk) -> Moved | None:
    if desk.book.name.endswith((".csv", ".parquet")):
        return None
    copy = desk.leaf.copy()
    copy.title = f"{desk.leaf.title} (2)"
    for place, drawn in copy.cells.items():
        value = drawn.value
        other = place[1] in desk.columns and isinstance(value, (int, float))
        copy.cells[place] = desk.new(value + 5 if other else value, drawn)
    desk.book.leaves.append(copy)
    return desk.moved(f"sheet '{desk.leaf.title}' twice", (copy.title,), told=(desk.marks,))


@way
def header_again(desk: Desk) -> Moved | None:
    if len(desk.headers) != 1 or desk.leaf.merged or len(desk.rows) < 3:
        return None
    at = desk.rows[len(desk.rows) // 2]
    desk.insert_row(at)
    for column in range(1, desk.leaf.width + 1):
        if drawn := desk.leaf.cells.get((desk.headers[0], column)):
            desk.leaf.cells[at, column] = desk.new(drawn.value, drawn)
    return desk.moved(f"the header again at row {at}", (f"row {at}", "header"))


# --- typed over ---------------------------------------------------------------------------------------------


@way
def number_as_text(desk: Desk) -> Moved | None:
    fact, drawn = _number(desk)
    if drawn is None or drawn.form != "General":
        return None
    _retype(desk, drawn, f"{drawn.text} ")
    return desk.moved(
        f"{fact.key} typed as the text '{drawn.text} '", _cell_names(desk, drawn), loose=_colours(desk, drawn)
    )


@way
def number_as_words(desk: Desk) -> Moved | None:
    fact, drawn = _number(desk)
    if drawn is None:
        return None
    words = desk.dice.choice(["see note", "up a bit", "72 or 73", "as last year", "ok"])
    _retype(desk, drawn, words)
    kept = [one for one in desk.facts if one.mark != drawn.mark]
    names = (*_cell_names(desk, drawn), words)
    return desk.moved(f"{fact.key} typed '{words}'", names, facts=kept, told=(drawn.mark,), loose=_colours(desk, drawn))


@way
def number_as_absent(desk: Desk) -> Moved | None:
    fact, drawn = _number(desk)
    if drawn is None:
        return None
    _retype(desk, drawn, "n/a")
    facts = [
        replace(one, value=None, state="not-available" if one.role == "actual" else "no-target", text="n/a")
        if one.mark == drawn.mark and one.role != "status"
        else one
        for one in desk.facts
    ]
    return desk.moved(
        f"{fact.key} typed 'n/a'", (*_cell_names(desk, drawn), "n/a"), facts=facts, loose=_colours(desk, drawn)
    )


@way
def number_as_date(desk: Desk) -> Moved | None:
    fact, drawn = _number(desk)
    if drawn is None or desk.book.name.endswith(".parquet"):
        return None
    _retype(desk, drawn, dt.date(2024, 5, 7))
    kept = [one for one in desk.facts if one.mark != drawn.mark]
    names = (*_cell_names(desk, drawn), "2024-05-07")
    return desk.moved(f"{fact.key} typed as a date", names, facts=kept, told=(drawn.mark,), loose=_colours(desk, drawn))


@way
def cell_emptied(desk: Desk) -> Moved | None:
    fact, drawn = _number(desk)
    if drawn is None:
        return None
    names = _cell_names(desk, drawn)
    desk.leaf.cells = {place: one for place, one in desk.leaf.cells.items() if one.mark != drawn.mark}
    kept = [one for one in desk.facts if one.mark != drawn.mark]
    return desk.moved(f"{fact.key} emptied", names, facts=kept)


@way
def header_emptied(desk: Desk) -> Moved | None:
    column = desk.dice.choice(desk.actuals)
    header = desk.header(column)
    if header is None or _two_rows(desk):
        return None
    names = desk.said(column)
    own = desk.of_column(column)
    desk.leaf.cells = {place: one for place, one in desk.leaf.cells.items() if one.mark != header.mark}
    kept = [fact for fact in desk.facts if fact not in own]
    return desk.moved(
        f"header '{header.text}' emptied", names, facts=kept, loose=desk.hanging(*(fact.period_end for fact in own)),
        told=tuple(fact.mark for fact in own),
    )  # fmt: skip


@way
def column_deleted(desk: Desk) -> Moved | None:
    column = desk.dice.choice(desk.columns)
    if desk.crossed(column=column) or not desk.header(column):
        return None
    names = desk.said(column)
    own = desk.of_column(column, every=True)
    actual = any(fact.role == "actual" for fact in own)
    desk.delete_column(column)
    kept = [fact for fact in desk.facts if fact not in own]
    loose = desk.hanging(*(fact.period_end for fact in own)) if actual else set()
    return desk.moved(f"column {letters(column)} '{names[0]}' deleted", names, facts=kept, loose=loose)


@way
def status_misspelt(desk: Desk) -> Moved | None:
    found = [fact for fact in desk.facts if fact.role == "status" and _drawn(desk, fact.mark)]
    found = [fact for fact in found if isinstance((_drawn(desk, fact.mark) or Drawn(0, 0)).value, str)]
    if not found:
        return None
    fact = desk.dice.choice(found)
    drawn = _drawn(desk, fact.mark)
    assert drawn
    _retype(desk, drawn, "Purplish")
    kept = [one for one in desk.facts if one.mark != drawn.mark]
    names = (*_cell_names(desk, drawn), "Purplish")
    return desk.moved(f"{fact.key} typed 'Purplish'", names, facts=kept, told=(drawn.mark,))


@way
def column_hidden(desk: Desk) -> Moved | None:
    if desk.book.name.endswith((".csv", ".parquet")):
        return None
    column = desk.dice.choice(desk.columns)
    desk.leaf.hidden_columns.add(column)
    hidden = desk.of_column(column, every=True)
    ends = {fact.period_end for fact in hidden if fact.role == "actual"}
    # Of a quarter that nobody sees there need be no target, and a status that hangs on the newest is of the newest seen.
    loose = desk.hanging(*(fact.period_end for fact in desk.facts)) if ends else set()
    told = tuple(fact.mark for fact in hidden)
    return desk.moved(f"column {letters(column)} hidden", desk.said(column), loose=loose, told=told)


@way
def merged_no_more(desk: Desk) -> Moved | None:
    if not desk.leaf.merged:
        return None
    one = desk.dice.choice(desk.leaf.merged)
    desk.leaf.merged.remove(one)
    drawn = desk.leaf.cells[one[0], one[1]]
    below = range(one[1], one[3] + 1)
    names = (drawn.text, named((one[0], one[1])), *(word for column in below for word in desk.said(column)))
    return desk.moved(f"{named(one[:2])} '{drawn.text}' merged no more", names)


# --- helpers ------------------------------------------------------------------------------------------------


def _retype(desk: Desk, drawn: Drawn, value: object) -> None:
    for leaf in desk.book.leaves:
        for place, one in leaf.cells.items():
            if one.mark == drawn.mark:
                leaf.cells[place] = replace(
                    one, value=value, form=one.form if isinstance(value, (int, float)) else "General"
                )  # type: ignore[arg-type]


def _drawn(desk: Desk, mark: int) -> Drawn | None:
    return next((one for one in desk.leaf.cells.values() if one.mark == mark), None)


def _at(desk: Desk, drawn: Drawn) -> list[Fact]:
    return [fact for fact in desk.facts if fact.mark == drawn.mark]


def _number(desk: Desk) -> tuple[Fact, Drawn | None]:
    """A cell that holds a number, of a result most often."""
    role = "actual" if desk.dice.random() < 0.7 else "target"
    numbers = [fact for fact in desk.facts if fact.value is not None and fact.role == role]
    numbers = [fact for fact in numbers if (one := _drawn(desk, fact.mark)) and isinstance(one.value, (int, float))]
    if not numbers:
        return desk.facts[0], None
    fact = desk.dice.choice(numbers)
    return fact, _drawn(desk, fact.mark)


def _colours(desk: Desk, drawn: Drawn) -> set[Key]:
    """What the colour of a cell says, which is doubtful once its number is typed over."""
    return {fact.key for fact in _at(desk, drawn) if fact.role == "status"}


def _cell_names(desk: Desk, drawn: Drawn) -> tuple[str, ...]:
    place = next(place for place, one in desk.leaf.cells.items() if one.mark == drawn.mark)
    return (named(place), f"row {place[0]}, column {letters(place[1])}", f"row {place[0]}")


def _key_place(desk: Desk, row: int) -> Place | None:
    """Where a row says whose it is."""
    keys = {fact.indicator for fact in desk.of_row(row)}
    found = [place for place, drawn in desk.leaf.cells.items() if place[0] == row and drawn.text in keys]
    return found[0] if found else None


def _name_column(desk: Desk) -> int:
    names = {one.get("name") for one in desk.entry.known()} - {None}
    return next((place[1] for place, drawn in desk.leaf.cells.items() if drawn.text in names), 0)


def _two_rows(desk: Desk) -> bool:
    return len(desk.headers) > 1


def _one_way(desk: Desk) -> bool:
    """Whether the order of columns says something: a section told once for its rows, years in a row above."""
    return _two_rows(desk)


def _sections_below(desk: Desk) -> bool:
    """Whether a row's section may be told by the rows above it."""
    return any(one.get("section") for one in desk.entry.known()) and not any(
        drawn.text == one["section"]
        for row in desk.rows
        for (at, _), drawn in desk.leaf.cells.items()
        for one in desk.entry.known()
        if at == row
    )


def _by_sheet(desk: Desk) -> bool:
    """Whether the sheet's name may say the period or the section."""
    return bool(re.search(r"Q[1-4]|20[0-9]{2}", desk.entry.book.leaves[0].title))


def _copy_column(desk: Desk, column: int) -> None:
    desk.insert_column(column + 1)
    for (row, at), drawn in list(desk.leaf.cells.items()):
        if at == column:
            value = drawn.value
            changed = value + 2 if row in desk.rows and isinstance(value, (int, float)) else value
            desk.leaf.cells[row, column + 1] = desk.new(changed, drawn)


def _later(drawn: Drawn) -> object:
    """The header of the same period a year later, None for a header without a year."""
    if isinstance(drawn.value, dt.date):
        return drawn.value.replace(year=drawn.value.year + 1)
    text = drawn.text
    if match := re.search(r"\b(20)?([0-9]{2})([/-])([0-9]{2})$", text):
        century, first, sign, last = match.groups()
        return f"{text[: match.start()]}{century or ''}{int(first) + 1:02d}{sign}{int(last) + 1:02d}"
    if match := re.search(r"([A-Z][a-z]{2}-|/20|[12] 20|FY)([0-9]{2})\b", text):
        return f"{text[: match.start(2)]}{int(match[2]) + 1:02d}{text[match.end(2) :]}"
    return None


def _year_later(end: str) -> str:
    day = dt.date.fromisoformat(end)
    return (dt.date(day.year + 1, day.month, 28) if day.month == 2 else day.replace(year=day.year + 1)).isoformat()


def moved_ones(entries: tuple[Entry, ...], many: int) -> Iterator[Moved]:
    """So many, the ways and the workbooks in turn, the same ones every time."""
    found, turn, done = 0, 0, set[str]()
    while found < many:
        for at, (name, mover) in enumerate(WAYS.items()):
            entry = entries[(turn + 5 * at) % len(entries)]
            made = mover(Desk(entry, random.Random(f"{name} {entry.name} {turn}")))
            if made is None or made.name in done or found == many:
                continue
            done.add(made.name)
            found += 1
            yield replace(made, way=name)
        turn += 1
