"""The commands that make a paper for the meeting alone: ``qpr cover`` and ``qpr minutes``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from qprlib.cli.given import WORDINGS, declared
from qprlib.ground.errors import CommandError, listing
from qprlib.ground.project import find_project
from qprlib.ground.terminal import EditionArgument, named_formats, screen, show_problems, shown

if TYPE_CHECKING:
    from qprlib.publishing.make.meeting_papers import PaperKind
    from qprlib.publishing.run.draft import Draft
    from qprlib.report.context import Context


def cover(
    edition: EditionArgument,
    formats: Annotated[str, declared("cover formats")] = "pdf,docx",
) -> None:
    """Make an edition's cover report alone, in outputs/papers/EDITION/; a draft while sections are not signed off."""
    from qprlib.publishing.make.meeting_papers import COVER

    allowed = [str(one) for one in COVER.formats]
    given = named_formats(formats, allowed, f" of the {COVER.title.lower()}")
    if not given:
        raise CommandError(WORDINGS.problem("no-format", known=listing(allowed)))
    _make(_opened(edition, COVER), COVER, [one for one in COVER.formats if str(one) in given])


def minutes(
    edition: EditionArgument,
    word: Annotated[bool, declared("minutes word")] = True,
) -> None:
    """Print the facts of an edition for the minutes, and make them as a Word document in outputs/papers/EDITION/."""
    from qprlib.publishing.make.meeting_papers import MINUTES
    from qprlib.report.parts.minutes import brief, plain

    context = _opened(edition, MINUTES)
    screen.print(f"{MINUTES.name(context.edition)}\n")
    screen.print(plain(brief(context)))
    screen.print("")
    if word:
        _make(context, MINUTES, list(MINUTES.formats))


def _opened(edition: str, kind: PaperKind) -> Context:
    from qprlib.publishing.make.meeting_papers import check_paper
    from qprlib.report.context import open_context

    context = open_context(edition, find_project())
    check_paper(context, kind)
    return context


def _make(context: Context, kind: PaperKind, formats: list[Any]) -> None:
    from qprlib.publishing.make.meeting_papers import make_alone
    from qprlib.publishing.render import draft_of

    draft: Draft | None = draft_of(context)
    show_problems(context.warnings)
    for made in make_alone(context, kind, formats, draft):
        screen.print(f"{made.words}: {shown(made.path)}")
    if draft:
        screen.print(draft.words)
