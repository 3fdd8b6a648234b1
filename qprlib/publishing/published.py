"""An edition that was published stays as it was, and one that would come out the same need not be rendered again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from qprlib.agreeing.comparing import RecordComparison, compare
from qprlib.ground.calendar import day_in_words
from qprlib.ground.errors import EditionError, InputError, Place, listing
from qprlib.ground.wordings import Wordings
from qprlib.publishing.run import manifest as manifests
from qprlib.publishing.run.staging import RECORD
from qprlib.report.context import Context
from qprlib.texts.record import from_json

#: How the problems of this room are worded.
WORDINGS: Final = Wordings(__file__)

_TABLES = "site/data/"


def published_render(context: Context) -> Path | None:
    """The final render of an edition that was published; None if it was not, or is not at hand in this copy."""
    folder = context.project.output(context.edition.edition)
    return folder if context.edition.published and (folder / manifests.MANIFEST).is_file() else None


def check_published(context: Context, folder: Path, tables: Mapping[str, bytes]) -> None:
    """Check that a published render is whole, and that its edition would still say the same.

    Data of later quarters, other code and another theme make no difference: what is compared is what it says, every
    figure, status and text of an indicator and of the report, and the tables that it would offer now. Raises
    EditionError if a file of it was changed, or it would say something else now.
    """
    shown = context.project.relative(folder)
    if damage := manifests.verify(folder):
        raise EditionError(
            WORDINGS.problem("published-changed", Place(shown), damage=listing([str(one) for one in damage]))
        )
    before = from_json((folder / RECORD).read_text(encoding="utf-8"), f"{shown}/{RECORD}")
    different = [
        *_what_differs(compare(before, context.record(draft=False), context.edition.edition)),
        *_tables_that_differ(folder, tables),
    ]
    if different:
        edition = context.edition
        assert edition.published
        raise EditionError(
            WORDINGS.problem(
                "edition-published",
                Place(shown),
                edition=edition.edition,
                day=day_in_words(edition.published),
                different=listing(different),
                original=edition.name.original,
            )
        )


def _what_differs(found: RecordComparison) -> Iterator[str]:
    """Indicators and texts that differ, by name."""
    yield from (f"{one.printed_id} {one.name}" for one in found.indicators)
    yield from (f"{one.printed_id} is new" for one in found.added)
    yield from (f"{one.printed_id} is gone" for one in found.removed)
    yield from (f"the text '{one.title}'" for one in found.report)


def _tables_that_differ(folder: Path, tables: Mapping[str, bytes]) -> Iterator[str]:
    """Tables with other rows. Those with other columns are passed over: they come of another version of the suite."""
    for name, now in tables.items():
        path = folder / _TABLES / name
        if path.suffix == ".csv" and path.is_file():
            before = path.read_bytes()
            if before != now and before.splitlines()[:1] == now.splitlines()[:1]:
                yield f"the table {name}"


def is_unchanged(context: Context, folder: Path, inputs: Sequence[Path], facts: Mapping[str, Any]) -> bool:
    """Whether a render would come out byte for byte as the one that is in the folder, which is whole.

    ``inputs`` has every file that a render depends on, but for tables that only its pages read; ``facts`` is what its
    manifest would say. Why a publisher was chosen makes no difference.
    """
    try:
        manifest = manifests.read_manifest(folder)
    except InputError:  # what has none, or none that can be read, is made anew
        return False
    there = {**manifest, "pages": {page["slug"]: page["title"] for page in manifest["pages"]}}
    publisher = {**facts["publisher"], "reason": manifest["publisher"]["reason"]}
    return (
        {**there, **manifests.plain({**facts, "publisher": publisher})} == there
        and manifest["software"]["packages"] == manifests.package_versions()
        and manifest["inputs"] == manifests.input_records([*inputs, *_noted(context, manifest)], context.project.root)
        and not manifests.verify(folder)
    )


def _noted(context: Context, manifest: Mapping[str, Any]) -> list[Path]:
    """The tables that the pages of a render read beside those of the edition, as far as they are there."""
    data = f"{context.project.relative(context.data.folder)}/"
    names = [record["path"] for record in manifest["inputs"] if record["path"].startswith(data)]
    paths = {context.project.root / name for name in names}
    return sorted(path for path in paths.difference(context.data.files) if path.is_file())
