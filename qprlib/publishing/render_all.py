"""Rendering every edition: each by itself, so that one that fails keeps no other back."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qprlib.ground.edition import EditionName, list_editions, load_edition
from qprlib.ground.errors import CommandError, InputError, Problem, QprError, listing, nearest
from qprlib.ground.project import Project
from qprlib.publishing.published import WORDINGS
from qprlib.publishing.render import Rendered


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one edition came out."""

    edition: str
    state: str  #: in a word or two: ``final``, ``draft``, ``final, left``, ``failed``
    words: str  #: the same as the end of a line
    headline: str  #: the edition in one line, or the codes of what stopped it
    seconds: float
    exit_code: int = 0  #: 0 if all is well, else that of its error
    problems: tuple[Problem, ...] = ()  #: warnings, or what stopped it


def editions_of(project: Project, organisation: str = "") -> list[str]:
    """The editions to render, each correction after what it corrects; CommandError if there are none."""
    whose: dict[str, str] = {}
    for name in list_editions(project):
        try:
            whose[name] = load_edition(project, name).organisation.id
        except InputError:  # its mistakes are told when its turn comes
            whose[name] = ""
    known = sorted(set(filter(None, whose.values())))
    chosen = [name for name, id_ in whose.items() if not organisation or id_ == organisation or not id_]
    if (organisation and organisation not in known) or not chosen:
        raise CommandError(
            WORDINGS.problem(
                "unknown-organisation",
                near=nearest(organisation, known),
                found=f"there is no edition of an organisation '{organisation}'" if organisation else "there is none",
                allowed=listing(known) or "(params/ holds no edition yet)",
            )
        )
    return sorted(chosen, key=_order)


def _order(name: str) -> tuple[str, str, int, str]:
    parts = EditionName.parse(name)
    return (str(parts.quarter), parts.series, parts.correction, name) if parts else ("", "", 0, name)


def render_each(
    editions: Iterable[str], render_one: Callable[[str], Rendered], tell: Callable[[Outcome], object]
) -> list[Outcome]:
    """Render editions one after another, whatever becomes of the one before; each outcome is told as it is known."""
    outcomes = []
    for name in editions:
        outcome = _outcome(name, render_one)
        tell(outcome)
        outcomes.append(outcome)
    return outcomes


def _outcome(name: str, render_one: Callable[[str], Rendered]) -> Outcome:
    start = time.monotonic()

    def failed(headline: str, code: int, problems: tuple[Problem, ...]) -> Outcome:
        return Outcome(name, "failed", "failed", headline, time.monotonic() - start, code, problems)

    try:
        done = render_one(name)
    except QprError as error:
        codes = list(dict.fromkeys(problem.code for problem in error.problems))
        return failed(listing(codes, 3), error.exit_code, error.problems)
    except Exception as error:  # one edition's fault must not keep the others back
        traceback.print_exc()
        return failed(type(error).__name__, QprError.exit_code, ())
    seconds = time.monotonic() - start
    kind = "draft" if done.draft else "final"
    state = f"{kind}, left" if done.left else kind
    words = f"{kind}. {done.left}" if done.left else f"{kind} in {done.folder.parent.name}/{done.folder.name}/"
    return Outcome(name, state, words, done.headline, seconds, 0, done.warnings)


def worst(outcomes: Sequence[Outcome]) -> int:
    """The exit code of the worst outcome: a fault of the suite itself is worse than all others, then the highest."""
    codes = {outcome.exit_code for outcome in outcomes}
    return QprError.exit_code if QprError.exit_code in codes else max(codes, default=0)
