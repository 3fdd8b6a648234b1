"""A rating scheme as data: ordered bands, rules for the direction of travel, and the words of the key."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from qprlib.edition import Strict
from qprlib.errors import InputError, Place, Problem, listing, nearest
from qprlib.project import Project
from qprlib.yamlfiles import read_yaml

#: Shapes that tell bands apart without colour; the theme and the charts draw each of them.
Shape = Literal["circle", "triangle", "square", "diamond", "star", "octagon"]
Tone = Literal["green", "amber", "red"]


class Measure(StrEnum):
    """What a band measures an actual against.

    ``met``: at the target or on its better side. ``floor``: at the floor or on its better side (for a
    lower-is-better indicator the floor is a ceiling). ``otherwise``: whatever the bands above left over.
    """

    MET = "met"
    FLOOR = "floor"
    OTHERWISE = "otherwise"


class Band(Strict):
    """One rated state and its test."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    label: str
    meaning: str
    tone: Tone
    shape: Shape
    measure: Measure
    inclusive: bool = True


class PreviousPeriod(Strict):
    """Direction by the change since the period before.

    ``unlike_periods`` compares a cumulative value with the value before it even across a year's end: Kent did
    so in 2011/12; otherwise such a pair is not comparable.
    """

    rule: Literal["previous-period"]
    meaning: str
    unlike_periods: bool = False
    note: str = ""


class Scheme(Strict):
    """A declared set of rating bands and direction rules, with its printed wording."""

    scheme: str
    name: str
    source: str
    rate_on: Literal["published", "full"]
    bands: tuple[Band, ...] = Field(min_length=2)
    directions: tuple[Annotated[PreviousPeriod, Field()], ...] = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _bands_cover_every_value(self) -> Scheme:
        measures = [band.measure for band in self.bands]
        if measures[0] is not Measure.MET or not self.bands[0].inclusive:
            raise ValueError("the first band must be 'met', inclusive, so that the target itself is rated best")
        if measures[-1] is not Measure.OTHERWISE:
            raise ValueError("the last band must be 'otherwise', so that no value falls through a gap")
        if len(set(measures)) != len(measures):
            raise ValueError("two bands have the same measure, so that one can never be reached")
        if len({band.id for band in self.bands}) != len(self.bands):
            raise ValueError("two bands have the same id")
        return self

    def band(self, rating: str) -> Band | None:
        """The band of a rating, or None for a state that is not rated."""
        return next((band for band in self.bands if band.id == rating), None)

    def rank(self, rating: str) -> int | None:
        """0 for the best band; None for a state that is not rated."""
        return next((rank for rank, band in enumerate(self.bands) if band.id == rating), None)

    @property
    def worst(self) -> Band:
        """The last band."""
        return self.bands[-1]

    def direction(self, rule: str, place: Place) -> PreviousPeriod:
        """The direction rule of that name.

        Raises
        ------
        InputError
            If the scheme does not declare it; the nearest one is named.
        """
        rules = {declared.rule: declared for declared in self.directions}
        if rule not in rules:
            raise InputError(
                Problem(
                    code="unknown-direction",
                    found=f"the scheme '{self.scheme}' declares no direction rule '{rule}'",
                    place=place,
                    allowed=listing(sorted(rules)),
                    nearest=nearest(rule, rules),
                    todo=f"use one of them, or declare the rule in params/schemes/{self.scheme}.yml",
                )
            )
        return rules[rule]


def load_scheme(project: Project, name: str, place: Place) -> Scheme:
    """Read a scheme by its name.

    Parameters
    ----------
    project
        Where to look.
    name
        The scheme, such as ``kent-2011``.
    place
        Where the name was given, for the message.

    Raises
    ------
    InputError
        If there is no such scheme (the nearest is named), or with every mistake in its file.
    """
    path = project.scheme_file(name)
    schemes = sorted(file.stem for file in project.schemes.glob("*.yml"))
    if name not in schemes:
        raise InputError(
            Problem(
                code="unknown-scheme",
                found=f"there is no rating scheme '{name}'",
                place=place,
                allowed=listing(schemes),
                nearest=nearest(name, schemes),
                todo="correct the name, or add its file to params/schemes/",
            )
        )
    scheme = read_yaml(path, project.relative(path), Scheme)
    if scheme.scheme != name:
        raise InputError(
            Problem(
                code="scheme-name",
                found=f"the file is called '{name}.yml' but names itself '{scheme.scheme}'",
                place=Place(project.relative(path), key="scheme"),
                todo="make both the same",
            )
        )
    return scheme
