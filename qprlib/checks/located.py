"""Findings with their place: which section, notebook and cell a finding about an indicator or a text belongs to."""

from __future__ import annotations

from qprlib.ground.names import slugify
from qprlib.texts.commentary import REPORT_NOTEBOOK
from qprlib.texts.findings import Finding, Scene, checks


def section_of(scene: Scene, owner: str) -> str:
    """The slug of an indicator's section; ``report`` for what belongs to no indicator in force."""
    subject = scene.subjects.get(owner)
    return slugify(subject.row.section) if subject else REPORT_NOTEBOOK


def about_indicator(
    scene: Scene, name: str, indicator: str, found: str, *, heading: str = "", section: str = ""
) -> Finding:
    """A finding of the check of that name about an indicator as a whole, or about a text it should have."""
    check, section = checks()[name], section or section_of(scene, indicator)
    text = scene.commentary.indicators.get(indicator, {}).get(heading)
    return Finding(
        check=check.id,
        grade=check.grade,
        section=section,
        owner=indicator,
        heading=heading,
        notebook=f"{scene.folder}/{section}.ipynb",
        cell=text.cell if text else 0,
        found=found,
        todo=check.todo,
    )
