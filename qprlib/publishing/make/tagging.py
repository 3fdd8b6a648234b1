"""What typst leaves out of a PDF's tags: row headers, what links lead to, and dates that do not come from the clock.

Typst tags the header row of a table, but its Python wheel and the program that Quarto brings cannot tag the cell that
names a row. So the tags are completed afterwards. Which tables have row headers is told by the Typst source: the Lua
filter writes it into each call of ``qpr-table``, and the tables of a PDF stand in the order of its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qprlib.ground.errors import PublishError
from qprlib.ground.files import put
from qprlib.publishing.make.publisher import WORDINGS

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf

_CALL = re.compile(r"^[ \t]*#qpr-table\(.*\bcolumns: \(([^()\n]*)\),.*\brow-headers: (true|false),$", re.MULTILINE)
#: Identifiers that typst makes from the clock too; qpdf gives the file others, from its content alone.
_XMP_IDS = re.compile(rb"<xmpMM:(InstanceID|DocumentID)>[^<]*</xmpMM:\1>")
_XMP_DATE = re.compile(rb"(<xmp:(?:Create|Modify|Metadata)Date>)[^<]*")
#: What typst says of a link inside the document: ``Section, page 42``, or in a list of contents `` “Highways” page 3``.
_LINK_WORDS = re.compile(r"^(?:Section,| ?“.*”)? ?page (\S+)$")
_TABLE: Final = "/Table"


@dataclass(frozen=True, slots=True)
class TableMark:
    """A table of the Typst source: how many columns it has, and whether its first column names the rows."""

    columns: int
    row_headers: bool


def table_marks(source: str) -> list[TableMark]:
    """The tables of a Typst source in order, as the Lua filter wrote them."""
    return [TableMark(len([one for one in call[1].split(",") if one.strip()]), call[2] == "true")
            for call in _CALL.finditer(source)]  # fmt: skip


def complete_tags(pdf: Path, source: str, timestamp: int) -> None:
    """Complete the tags of a PDF that typst made from a source, in place; the same bytes from the same document.

    ``timestamp`` is in seconds since 1970 and stands in the file instead of the clock. Raises PublishError if tables of
    source and PDF do not match, so that nobody could say which have row headers.
    """
    import pikepdf

    completed = BytesIO()
    with pikepdf.open(pdf) as document:
        _mark_rows(document, table_marks(source))
        _name_links(document)
        _set_dates(document, timestamp)
        if not document.Root.MarkInfo.get("/Suspects", True):  # the default; poppler complains where it is said
            del document.Root.MarkInfo["/Suspects"]
        # In memory: where a disk is full, pikepdf ends the whole process.
        document.save(completed, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    put(pdf, completed.getvalue())


def children(element: Object) -> Iterator[Dictionary]:
    """The structure elements right below one; marked content and references to objects are left out."""
    import pikepdf

    below = element.get("/K")
    for one in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one


def elements(element: Object, kind: str) -> Iterator[Dictionary]:
    """All structure elements of a kind below one, such as ``/Table``, in reading order."""
    for one in children(element):
        if str(one.S) == kind:
            yield one
        yield from elements(one, kind)


# Row headers ------------------------------------------------------------------------------------------------


def _mark_rows(document: Pdf, marks: Sequence[TableMark]) -> None:
    root = document.Root.StructTreeRoot
    tables = list(elements(root, _TABLE))
    for table in tables:
        _complete_head(document, table)
        _free_group(document, table)
    heads = [_header_cells(table) for table in tables]
    if [len(head) for head in heads] != [mark.columns for mark in marks]:
        raise PublishError(WORDINGS.problem("pdf-tables-unmatched", found=len(tables), expected=len(marks)))
    named: dict[str, Dictionary] = {}
    for number, (table, head, mark) in enumerate(zip(tables, heads, marks, strict=True), start=1):
        if mark.row_headers:
            named |= _mark_table(table, f"R{number}", head)
    if named:
        _add_ids(document, named)


def _complete_head(document: Pdf, table: Dictionary) -> None:
    """Make the first row of a table its header, where that may be higher than a page: Typst then knows none."""
    from pikepdf import Array, Name
    from pikepdf import Dictionary as Made

    if any(elements(table, "/THead")):
        return
    row = next(elements(table, "/TR"))
    body = row.P
    head = document.make_indirect(Made(Type=Name.StructElem, S=Name.THead, P=table, K=Array([row])))
    body.K = Array([one for one in body.K if one.objgen != row.objgen])
    row.P = head
    before = [one for one in table.K if str(one.S) == "/Caption"]
    table.K = Array([*before, head, *(one for one in table.K if str(one.S) != "/Caption")])
    for cell in children(row):
        cell.S = Name.TH
        _attributes(cell).Scope = Name.Column


def _free_group(document: Pdf, table: Dictionary) -> None:
    """Make a row that names a group one of the body: the first below the header is to Typst a part of it."""
    from pikepdf import Array, Name
    from pikepdf import Dictionary as Made

    head = next(elements(table, "/THead"))
    *rows, last = children(head)
    if not rows or len(list(children(last))) > 1 or len(list(children(rows[0]))) == 1:
        return
    body = document.make_indirect(Made(Type=Name.StructElem, S=Name.TBody, P=table, K=Array([last])))
    head.K = Array(rows)
    last.P = body
    place = [one.objgen for one in table.K].index(head.objgen) + 1
    table.K = Array([*table.K[:place], body, *table.K[place:]])


def _header_cells(table: Dictionary) -> list[Dictionary]:
    """The column headers of a table: the cells of its last header row."""
    rows = [row for head in elements(table, "/THead") for row in elements(head, "/TR")]
    return list(elements(rows[-1], "/TH")) if rows else []


def _mark_table(table: Dictionary, prefix: str, head: Sequence[Dictionary]) -> dict[str, Dictionary]:
    """Mark the cells that name rows or groups of rows, and tell the other cells that these are their headers."""
    from pikepdf import String

    named: dict[str, Dictionary] = {}
    group: str | None = None
    for place, cell in enumerate(head):
        if "/ID" not in cell:  # of a header that Typst does not know as one
            cell.ID = String(f"{prefix}x{place}")
            named[str(cell.ID)] = cell
    columns = [str(cell.ID) for cell in head]
    rows = [row for body in elements(table, "/TBody") for row in children(body) if row.S == "/TR"]
    for place, row in enumerate(rows):
        cells = [cell for cell in children(row) if cell.S in ("/TD", "/TH")]
        if not cells:
            continue
        first, *others = cells
        name = str(first.get("/ID", f"{prefix}y{place + 1}"))
        is_group = len(columns) > 1 and int(_attributes(first).get("/ColSpan", 1)) == len(columns)
        above = [] if is_group or group is None else [group]
        _mark_header(first, name, "/Column" if is_group else "/Row", [] if is_group else [columns[0], *above])
        named[name] = first
        for column, cell in zip(columns[1:], others, strict=False):
            _set_headers(cell, [column, *above, name])
        group = name if is_group else group
    return named


def _attributes(cell: Dictionary) -> Dictionary:
    """The attributes of a cell that a table gives it, added if it has none."""
    import pikepdf

    have = cell.get("/A")
    for one in have if isinstance(have, pikepdf.Array) else [have]:
        if isinstance(one, pikepdf.Dictionary) and one.get("/O") == _TABLE:
            return one
    others = [] if have is None else have if isinstance(have, pikepdf.Array) else [have]
    cell.A = pikepdf.Array([pikepdf.Dictionary(O=pikepdf.Name(_TABLE)), *others])
    added: Dictionary = cell.A[0]
    return added


def _mark_header(cell: Dictionary, name: str, scope: str, headers: Sequence[str]) -> None:
    import pikepdf

    cell.S = pikepdf.Name("/TH")
    cell.ID = pikepdf.String(name)
    _attributes(cell).Scope = pikepdf.Name(scope)
    _set_headers(cell, headers)


def _set_headers(cell: Dictionary, names: Sequence[str]) -> None:
    import pikepdf

    _attributes(cell).Headers = pikepdf.Array([pikepdf.String(name) for name in names])


def _add_ids(document: Pdf, named: Mapping[str, Dictionary]) -> None:
    """Enter the new headers' ids in the tree by which cells find them."""
    import pikepdf

    root = document.Root.StructTreeRoot
    if "/IDTree" not in root:
        root.IDTree = pikepdf.Dictionary(Names=pikepdf.Array())
    tree = pikepdf.NameTree(root.IDTree)
    for name, element in named.items():
        tree[name] = element


# Links and dates --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place in the document: its page and its height above the page's foot."""

    page: tuple[int, int]
    height: float


def _name_links(document: Pdf) -> None:
    """Say of each link inside the document which heading it leads to, where typst only says "Section"."""
    import pikepdf

    root = document.Root
    places = pikepdf.NameTree(root.Names.Dests) if "/Names" in root and "/Dests" in root.Names else {}
    headings = list(_bookmarks(root.get("/Outlines")))
    for page in document.pages:
        for link in page.get("/Annots", []):
            said = _LINK_WORDS.match(str(link.get("/Contents", "")))
            if link.Subtype != "/Link" or not said or "/Dest" not in link:
                continue
            target: Object | None = link.Dest
            if isinstance(target, pikepdf.String):
                target = places.get(str(target))
            title = _heading_at(_spot(target), headings)
            if title:
                link.Contents = pikepdf.String(f"{title}, page {said[1]}")


def _heading_at(spot: _Spot | None, headings: Sequence[tuple[_Spot | None, str]]) -> str:
    """The first heading at a place or below it on the same page; "" if there is none."""
    if spot is None:
        return ""
    below = [(place.height, title) for place, title in headings if place and place.page == spot.page]
    return max((one for one in below if one[0] <= spot.height + 1), default=(0.0, ""))[1]


def _bookmarks(outline: Object | None) -> Iterator[tuple[_Spot | None, str]]:
    one = outline.get("/First") if outline is not None else None
    while one is not None:
        yield _spot(one.get("/Dest")), str(one.Title)
        yield from _bookmarks(one)
        one = one.get("/Next")


def _spot(target: Object | None) -> _Spot | None:
    """To which page and height something leads; None if unknown."""
    import pikepdf

    if isinstance(target, pikepdf.Dictionary):
        target = target.get("/D")
    if not isinstance(target, pikepdf.Array) or len(target) < 4:
        return None
    return _Spot(target[0].objgen, float(target[3]))


def _set_dates(document: Pdf, timestamp: int) -> None:
    """The edition's own date, which typst inside Quarto cannot be told, in place of the clock's."""
    import pikepdf

    at = datetime.fromtimestamp(timestamp, UTC)
    if "/ID" in document.trailer:
        del document.trailer["/ID"]
    for key in ("/CreationDate", "/ModDate"):
        if key in document.docinfo:
            document.docinfo[key] = pikepdf.String(f"D:{at:%Y%m%d%H%M%S}Z")
    if "/Metadata" in document.Root:
        packet = document.Root.Metadata.read_bytes()
        dated = _XMP_DATE.sub(lambda found: found[1] + at.isoformat().encode(), packet)
        document.Root.Metadata.write(_XMP_IDS.sub(b"", dated))
