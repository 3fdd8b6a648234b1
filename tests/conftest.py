"""What many tests share."""

from __future__ import annotations

import pytest
from helpers.projects import KENT, REPOSITORY

from qprlib.pages.context import Context, open_context
from qprlib.project import Project


@pytest.fixture(scope="session")
def kent() -> Context:
    """The Kent edition, read and scored; nothing is rendered."""
    return open_context(KENT, Project(REPOSITORY))
