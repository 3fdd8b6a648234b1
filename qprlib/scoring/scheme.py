"""A rating scheme as data: ordered bands, rules for the direction of travel, and where each came from.

A band tests the *shortfall*: how far a result lies on the worse side of its target. The first band that fits is
the rating. What no scheme may do (leave a gap, hide a band, rate the target itself as missed) is refused by
:mod:`qprlib.scoring.partition`; the printed words come from :mod:`qprlib.scoring.key`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from qprlib.ground.errors import CommandError, InputError, Place, Problem
from qprlib.ground.project import Project, find_project
from qprlib.ground.settings import Strict
from qprlib.ground.yamlfiles import read_yaml
from qprlib.scoring.bands import Band, achieves, refuse
from qprlib.scoring.measures import OWN, OWN_BETTER
from qprlib.scoring.partition import faults_of
from qprlib.scoring.rules import RULES, DirectionRule, default_rule
from qprlib.scoring.states import PROBLEMS


class Scheme(Strict):
    """A declared set of rating bands and direction rules, with its printed wording.

    ``source`` and ``not_published`` are for whoever keeps the scheme, and in no report: who rates or rated so, when,
    and the document that says it; what that leaves open, and what was decided here instead. ``method`` is what a report
    prints of the method below the key, where the rules made from the bands do not say it all. ``rate_on``:
    ``published`` rates the result rounded half up to the indicator's decimals, ``full`` the result itself. ``rates``:
    ``current`` is the actual against its target, ``forecast`` the year-end forecast against the annual target.
    ``suppress_below``: a result of fewer cases is suppressed; an indicator's own number goes before. ``target_name``
    and ``floor_name`` are what the council calls them, where it is not target and floor (or ceiling).
    """

    scheme: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    source: str
    not_published: str = ""
    rate_on: Literal["published", "full"]
    rates: Literal["current", "forecast"] = "current"
    suppress_below: int | None = Field(default=None, ge=1)
    target_name: str = "target"
    floor_name: str = ""
    bands: tuple[Band, ...] = Field(min_length=2)
    directions: tuple[DirectionRule, ...] = ()
    method: str = ""

    @model_validator(mode="after")
    def _bands_part_the_line(self) -> Scheme:
        refuse(faults_of(self.bands))
        return self

    def band(self, rating: str) -> Band | None:
        """The band of a rating, or None for a state that is not rated."""
        return next((band for band in self.bands if band.id == rating), None)

    def rank(self, rating: str) -> int | None:
        """0 for the best band; None for a state that is not rated."""
        return next((rank for rank, band in enumerate(self.bands) if band.id == rating), None)

    def achieves(self, rating: str) -> bool:
        """Whether a rating counts as target achieved."""
        rank = self.rank(rating)
        return rank is not None and achieves(self.bands, rank)

    @property
    def worst(self) -> Band:
        """The last band."""
        return self.bands[-1]

    @property
    def widest(self) -> float:
        """The largest percentage of its target that a band allows; 0 where none allows one of its own."""
        relative = [one.within for one in self.bands if one.by.of_target]
        return max((abs(within) for within in relative if isinstance(within, float)), default=0.0)

    @property
    def uses_floor(self) -> bool:
        """Whether it needs a floor of each indicator."""
        return any(band.by.needs_floor for band in self.bands)

    @property
    def uses_tolerance(self) -> bool:
        """Whether it needs a tolerance of each indicator."""
        return any(band.within in {OWN, OWN_BETTER} for band in self.bands)

    @property
    def uses_history(self) -> bool:
        """Whether it looks at the same period of the year before."""
        return any(band.history for band in self.bands)

    def rule(self, named: str = "") -> DirectionRule:
        """A rule for results outside any edition: as the scheme declares it if it does; by default its first rule."""
        if not named:
            return self.directions[0] if self.directions else default_rule("previous-period")
        return next((one for one in self.directions if one.rule == named), None) or default_rule(named)

    def direction(self, rule: str, place: Place) -> DirectionRule:
        """The direction rule of that name; a scheme that declares none allows every rule, with its usual parameters.

        InputError if there is no such rule here; the nearest one is named.
        """
        declared = {one.rule: one for one in self.directions}
        if rule in declared:
            return declared[rule]
        if not declared and rule in RULES:
            return default_rule(rule, place)
        rules, which = sorted(declared or RULES), "unknown-direction.scheme"
        raise InputError(PROBLEMS.unknown(which, rule, rules, place, scheme=self.scheme))


def scheme_named(named: str) -> Scheme:
    """A scheme by its name, wherever the user stands, or by its file."""
    if named.endswith((".yml", ".yaml")) or "/" in named or "\\" in named:
        return read_scheme(Path(named), named)
    return load_scheme(schemes_project(), named, Place())


def schemes_project() -> Project:
    """The project around the user, else the one that this package is part of: schemes have names everywhere."""
    try:
        return find_project()
    except CommandError:
        shipped = Project(Path(__file__).resolve().parents[2])
        if shipped.schemes.is_dir():
            return shipped
        raise


def load_scheme(project: Project, name: str, place: Place) -> Scheme:
    """Read a scheme by its name, which was given at ``place``.

    InputError if there is no such scheme (the nearest is named), or with every mistake in its file.
    """
    schemes = sorted(file.stem for file in project.schemes.glob("*.yml"))
    if name not in schemes:
        raise InputError(PROBLEMS.unknown("unknown-scheme", name, schemes, place, most=20))
    path = project.scheme_file(name)
    return read_scheme(path, project.relative(path))


def read_scheme(path: Path, shown: str) -> Scheme:
    """Read and check one scheme file, wherever it lies.

    InputError with every mistake in the file, each with its line and key.
    """
    scheme = read_yaml(path, shown, Scheme)
    if scheme.scheme != path.stem:
        place = Place(shown, key="scheme")
        raise InputError(PROBLEMS.problem("scheme-name", place, name=path.name, scheme=scheme.scheme))
    return scheme


def list_schemes(project: Project) -> list[Scheme]:
    """All schemes of a project, by name; InputError with the mistakes of all scheme files together."""
    schemes: list[Scheme] = []
    problems: list[Problem] = []
    for path in sorted(project.schemes.glob("*.yml")):
        try:
            schemes.append(read_scheme(path, project.relative(path)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return schemes
