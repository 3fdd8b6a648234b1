"""Which publisher makes an edition, and why."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from qprlib.ground.errors import CommandError, PublishError, listing, nearest
from qprlib.ground.wordings import Wordings

#: How the problems of this room are worded.
WORDINGS: Final = Wordings(__file__)

#: The first Quarto that renders a book to HTML, Typst PDF and Word in one go; 1.7 silently makes no PDF.
LEAST_QUARTO = (1, 9)


class Format(StrEnum):
    """What an edition is published as."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


class PublisherName(StrEnum):
    """The two publishers."""

    QUARTO = "quarto"
    EMBEDDED = "embedded"


@dataclass(frozen=True)
class Publisher:
    """The publisher of a render."""

    name: PublisherName
    reason: str  #: why this one, as the end of a sentence
    versions: Mapping[str, str] = field(default_factory=dict)  #: of the tools it uses
    program: Path | None = None  #: where Quarto is; None for the embedded publisher

    @property
    def words(self) -> str:
        """How a footer names it."""
        return {PublisherName.QUARTO: "Quarto", PublisherName.EMBEDDED: "the embedded publisher"}[self.name]


def choose_publisher(asked: str) -> Publisher:
    """Choose a publisher; ``auto`` is Quarto if a new enough one is on PATH. PublishError if only Quarto will do."""
    allowed = ["auto", *map(str, PublisherName)]
    if asked not in allowed:
        raise CommandError(
            WORDINGS.problem("unknown-publisher", near=nearest(asked, allowed), asked=asked, allowed=listing(allowed))
        )
    if asked == PublisherName.EMBEDDED:
        return _embedded("it was asked for")
    found = shutil.which("quarto")
    least = ".".join(map(str, LEAST_QUARTO))
    if found is None:
        lacking = "quarto is not on PATH"
    else:
        version = _quarto_version(found)
        if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) >= LEAST_QUARTO:
            reason = "it was asked for" if asked == PublisherName.QUARTO else f"quarto {version} is on PATH"
            return Publisher(PublisherName.QUARTO, reason, {"quarto": version}, Path(found))
        lacking = f"the quarto on PATH is {version or 'of no known version'}, older than {least}"
    if asked == PublisherName.QUARTO:
        code = "quarto-missing" if found is None else "quarto-too-old"
        raise PublishError(WORDINGS.problem(code, found=lacking, least=least))
    return _embedded(lacking)


def _embedded(reason: str) -> Publisher:
    from importlib.metadata import version

    versions = {name: version(name) for name in ("nbconvert", "pypandoc_binary", "typst")}
    return Publisher(PublisherName.EMBEDDED, reason, versions)


def _quarto_version(program: str) -> str:
    """What ``quarto --version`` says, "" if it does not answer."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip().splitlines()[-1] if done.returncode == 0 and done.stdout.strip() else ""
