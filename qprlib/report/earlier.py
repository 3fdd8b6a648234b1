"""The editions before this one: what each reported at its time, and what became of it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from qprlib.data.known import as_known, decided_by, without_denied
from qprlib.data.schema import ACTUALS, PROFILES
from qprlib.data.store import OrganisationData
from qprlib.ground.edition import Edition, edition_names, load_edition
from qprlib.ground.errors import InputError, Place, Problem
from qprlib.ground.project import Project
from qprlib.ground.reported import Reported
from qprlib.scoring.comparison import Comparison, Publication, compare, publication
from qprlib.scoring.counts import Counts, count_ratings
from qprlib.scoring.profiles import with_profiled_targets
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.scorecard import Scored, score

if TYPE_CHECKING:
    from qprlib.report.context import Context

#: So many quarters a chart or table of quarters shows, this edition's among them; of months those of a year, so that
#: each is compared with the same month last year.
QUARTERS = 8

#: The side tables that a rating may rest on.
_RATED_BY = ("profiles", "changes", "overrides")


@dataclass(frozen=True)
class Earlier:
    """An earlier edition: its ratings as it has them itself, on what was known by its cut-off."""

    edition: Edition
    scored: Scored

    def counts(self, scheme: Scheme) -> Counts:
        """How many of them were in each band."""
        return count_ratings(self.scored.kpis["rating"], scheme)


@dataclass(frozen=True)
class History:
    """The editions of the same report before this one, by quarter, and comparisons of this one with them."""

    now: Publication
    scheme: Scheme
    editions: Mapping[Reported, Earlier]
    comparisons: Mapping[Reported, Comparison]

    @property
    def previous(self) -> Comparison | None:
        """The comparison with the edition of the quarter before; None where there was none."""
        return self.comparisons.get(self.now.quarter.previous())

    @property
    def last_year(self) -> Comparison | None:
        """The comparison with the edition of the same quarter last year; None where there was none, or it is the
        previous one, as of a year.
        """
        before = self.now.quarter.year_before()
        return None if before == self.now.quarter.previous() else self.comparisons.get(before)


def earlier_names(project: Project, edition: Edition) -> list[str]:
    """The names of the editions of the same series in the quarters before, the earliest first, with all corrections."""
    now = edition.name
    first = now.quarter.later(-max(QUARTERS - 1, now.quarter.length.a_year))
    return [str(one) for one in edition_names(project, now.line) if first <= one.quarter < now.quarter]


def earlier_editions(project: Project, now: Edition) -> list[Edition]:
    """Of each quarter before, the edition that stood when this one was made: the last correction until then, if any.

    An edition whose own params are at fault is passed over, since its own check tells of that.
    """
    found: dict[Reported, Edition] = {}
    for name in earlier_names(project, now):
        try:
            edition = load_edition(project, name)
        except InputError:
            continue
        if edition.known_on <= now.known_on:
            found[edition.quarter] = edition
    return list(found.values())


def read_history(context: Context) -> History:
    """Score the earlier editions again, each on what was known by its own cut-off; there are none before the first.

    Those under another scheme, or arranged in another way, are passed over: their bands cannot be compared.
    """
    now = _publication(context.scored, context.edition.quarter)
    editions: dict[Reported, Earlier] = {}
    comparisons: dict[Reported, Comparison] = {}
    like = context.edition.scheme, context.edition.arranged_by
    earlier = earlier_editions(context.project, context.edition)
    earlier = [one for one in earlier if (one.scheme, one.arranged_by) == like]
    side = {name: frame for name, frame in context.recorded.side.items() if name in _RATED_BY}
    recorded = replace(context.recorded, side=side)
    compared = (context.edition.quarter.previous(), context.edition.quarter.year_before())
    for edition in earlier:
        try:
            rule = context.scheme.direction(edition.direction, Place(f"params/{edition.edition}.yml", key="direction"))
        except InputError:
            continue
        known = _known(recorded, edition)
        then = Earlier(edition, score(known, edition, context.scheme, rule, alone=True))
        editions[edition.quarter] = then
        if edition.quarter in compared:
            before = again = _publication(then.scored, edition.quarter)
            today = _known(recorded, edition, by=context.edition)
            if not _same_figures(known, today):
                again = _publication(score(today, edition, context.scheme, rule, alone=True), edition.quarter)
            comparisons[edition.quarter] = compare(now, before, context.scheme, again.indicators)
    return History(now, context.scheme, editions, comparisons)


def _publication(scored: Scored, quarter: Reported) -> Publication:
    """The key performance indicators of an edition as plain values, under their short names."""
    found = publication(scored, quarter)
    names = scored.scorecard["short_name"]
    return Publication(quarter, tuple(replace(one, name=str(names[one.id])) for one in found.indicators))


def known_data(
    data: OrganisationData, organisation: str, on: date, *, told_by: date | None = None
) -> tuple[OrganisationData, list[Problem]]:
    """The data as they were known on a day, with the targets of their profiles; ready to be scored.

    See :func:`qprlib.data.known.as_known` for ``told_by``: with the cut-off of an earlier edition, and ``on`` that of a
    later one, the scorecard of the earlier edition comes out as it is restated in the later.
    """
    data = as_known(data, on, told_by=told_by)
    problems: list[Problem] = []
    if "profiles" in data.side:
        file = f"data/{organisation}/{PROFILES.name}"
        targets, problems = with_profiled_targets(data.targets, data.side["profiles"], data.indicators, file)
        data = replace(data, targets=targets)
    data, found = without_denied(data, f"data/{organisation}/{ACTUALS.name}")
    return data, [*problems, *found]


def _known(data: OrganisationData, edition: Edition, by: Edition | None = None) -> OrganisationData:
    """The data of an edition as they were known at its time, or as ``by``, a later one, restates them."""
    organisation = edition.organisation.id
    if by is None:
        told_by = edition.as_of if edition.correction else None
        known, _ = known_data(data, organisation, edition.known_on, told_by=told_by)
    else:
        known, _ = known_data(data, organisation, by.known_on, told_by=edition.as_of)
    return decided_by(known, by.published if by else edition.published or edition.known_on)


def _same_figures(one: OrganisationData, other: OrganisationData) -> bool:
    """Whether two states of the same data have the same register, results, targets and decisions, and so ratings."""
    decided = [len(each.side.get("overrides", ())) for each in (one, other)]
    return decided[0] == decided[1] and all(
        before.equals(now)
        for before, now in (
            (one.indicators, other.indicators), (one.actuals, other.actuals), (one.targets, other.targets),
        )
    )  # fmt: skip
