"""The params file of the next edition, made from that of the last: comments, order and all else stay."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from qprlib.ground.calendar import is_month_end, month_of, months_between, months_later
from qprlib.ground.edition import Edition, EditionName
from qprlib.ground.errors import CommandError, Place
from qprlib.ground.project import Project
from qprlib.ground.reported import Reported
from qprlib.ground.wordings import Wordings
from qprlib.ground.yamlfiles import parse_yaml, read_form, write_form

WORDINGS = Wordings(__file__)
_SATURDAY = 5


def rolled_params(text: str, old: Edition, quarter: Reported, as_of: date | None = None) -> str:
    """The params file for a later quarter: its comments, order and everything else as they were.

    The data cut-off (unless it is given) and the day by which commentary is due keep their distance from the quarter's
    end. To whom the report is presented is left to be filled in where it named a day, which is surely another one now.
    """
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    tree: Any = read_form(text)
    tree["edition"] = str(EditionName(old.name.series, quarter))
    for key in ("published", "correction"):  # what only the old one is
        tree.pop(key, None)
    tree["quarter"] = str(quarter)
    tree["as_of"] = as_of or moved_day(old.as_of, old.quarter, quarter)
    if re.search("[0-9]", old.presented_to):
        tree["presented_to"] = DoubleQuotedScalarString("")
        tree.yaml_add_eol_comment(f"to be filled in; last time: {old.presented_to}", "presented_to", column=0)
    if old.paper and old.paper.date:
        tree["paper"]["date"] = None
        tree["paper"].yaml_add_eol_comment(f"to be filled in; last time: {old.paper.date}", "date", column=0)
    if old.commentary.due:
        tree["commentary"]["due"] = working_day(moved_day(old.commentary.due, old.quarter, quarter))
    if "rolled_from" in tree:
        tree["rolled_from"] = old.edition
    else:
        tree.insert(list(tree).index("as_of") + 1, "rolled_from", old.edition)
    header = f"# {old.organisation.name}'s report for {quarter.months}, rolled forward from {old.edition}."
    return _with_header(write_form(tree), header, old)


def corrected_params(text: str, old: Edition, number: int, day: date, reason: str) -> str:
    """The params file for a correction: that of the edition it corrects, with what tells the two apart."""
    tree: Any = read_form(text)
    name = EditionName(old.name.series, old.quarter, number)
    tree["edition"] = str(name)
    for key in ("published", "correction"):
        tree.pop(key, None)
    tree.insert(list(tree).index("as_of") + 1, "correction", {"number": number, "date": day, "reason": reason})
    lines = write_form(tree).splitlines()
    if lines[0].startswith("#"):
        del lines[0]  # the comment that says which edition the file is
    first = f"# {old.organisation.name}'s report for {old.quarter.months}, correction {number} of {name.original}."
    return "\n".join([first, *lines]) + "\n"


def with_page(text: str, entry: Mapping[str, str], place: int) -> str:
    """The params file with one page more behind so many others, at least one.

    Every other line stays as it is, comments and all.
    """
    from ruamel.yaml.error import YAMLError

    tree: Any = read_form(text)
    made = _inserted(text, entry, *tree["pages"].lc.item(place - 1))
    wanted = {**tree, "pages": [*tree["pages"][:place], dict(entry), *tree["pages"][place:]]}
    with suppress(YAMLError):
        if read_form(made) == wanted:
            return made
    tree["pages"].insert(place, dict(entry))  # a list in another form, such as one in brackets
    return write_form(tree)


def _inserted(text: str, entry: Mapping[str, str], row: int, column: int) -> str:
    """A file with one entry more in a list, below the entry that begins at a place."""
    lines = text.splitlines(keepends=True)
    until = next((number for number in range(row + 1, len(lines)) if _outside(lines[number], column)), len(lines))
    # The entry before it ends with its last line that is more than a comment.
    while until > row + 1 and (not lines[until - 1].strip() or lines[until - 1].lstrip().startswith("#")):
        until -= 1
    end = "\r\n" if "\r\n" in text else "\n"
    lines[until - 1] = lines[until - 1].rstrip("\r\n") + end
    indent = " " * (len(lines[row]) - len(lines[row].lstrip()))
    added = textwrap.indent(textwrap.dedent(write_form([dict(entry)])), indent).replace("\n", end)
    return "".join([*lines[:until], added, *lines[until:]])


def _outside(line: str, column: int) -> bool:
    """Whether a line is no part of an entry of a list that begins in a column."""
    words = line.strip()
    return bool(words) and not words.startswith("#") and len(line) - len(line.lstrip()) < column


def moved_day(day: date, old: Reported, new: Reported) -> date:
    """The day as far from the new quarter's end as it was from the old one's: in whole months for a month's end."""
    if is_month_end(day):
        return months_later(new.end, months_between(old.end, day))
    return new.end + (day - old.end)


def working_day(day: date) -> date:
    """The day, or the Friday before it if it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))


def _with_header(text: str, header: str, old: Edition) -> str:
    """The file with its first line as a comment about this quarter, in place of one that names the old quarter."""
    lines = text.splitlines()
    count = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    comments = [line for line in lines[:count] if not _names(line, old)]
    return "\n".join([header, *comments, *lines[count:]]) + "\n"


def _names(line: str, edition: Edition) -> bool:
    quarter = edition.quarter
    words = (
        quarter.months,
        quarter.label,
        quarter.short,
        str(quarter),
        month_of(quarter.end),
    )
    return any(word.casefold() in line.casefold() for word in words)


def old_quarter_named(text: str, old: Edition) -> Iterator[str]:
    """Lines of a new params file that still name the old quarter, as ``row: text``."""
    for row, line in enumerate(text.splitlines(), start=1):
        if _names(line.replace(old.edition, ""), old):
            yield f"{row}: {line.strip()}"


def checked_params(project: Project, name: str, text: str) -> Edition:
    """The new params as the suite will read them.

    Raises InputError if they cannot be read, CommandError if their data cut-off lies before their quarter.
    """
    shown = project.relative(project.params_file(name))
    edition = parse_yaml(text, shown, Edition)
    first, place = edition.quarter.start, Place(shown, key="as_of")
    if edition.as_of < first:
        raise CommandError(WORDINGS.problem("cut-off-before-quarter", place, day=edition.as_of, first=first))
    return edition


def difference(before: str, after: str, old: str, new: str) -> tuple[str, ...]:
    """How one text differs from another, in the lines of a unified diff."""
    return tuple(difflib.unified_diff(before.splitlines(), after.splitlines(), old, new, lineterm="", n=1))
