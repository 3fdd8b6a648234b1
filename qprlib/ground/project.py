"""Where things are: the folders of a project, found from wherever the user stands."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from qprlib.ground.errors import CommandError, Place
from qprlib.ground.incoming import real_path
from qprlib.ground.wordings import PROBLEMS

#: Set by the renderer for its kernels, and by anyone who works on a project from outside its folder.
PROJECT_VARIABLE = "QPR_PROJECT"
#: After the name of an edition whose folder holds a draft, and after the names of a draft's files.
DRAFT = "-draft"
#: The folder in ``outputs`` of what earlier renders said.
EARLIER = ".earlier"


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of one project."""

    root: Path  #: absolute path of the folder that holds ``_quarto.yml`` and ``params/``

    @property
    def quarto_yml(self) -> Path:
        """The publishing settings that both publishers read."""
        return self.root / "_quarto.yml"

    @property
    def params(self) -> Path:
        """The folder of edition files."""
        return self.root / "params"

    @property
    def schemes(self) -> Path:
        """The folder of rating schemes."""
        return self.params / "schemes"

    @property
    def notebooks(self) -> Path:
        """The folder of page notebooks."""
        return self.root / "notebooks"

    @property
    def theme(self) -> Path:
        """The folder that dresses every format."""
        return self.root / "theme"

    @property
    def outputs(self) -> Path:
        """The folder of rendered editions."""
        return self.root / "outputs"

    def params_file(self, edition: str) -> Path:
        """The file that describes an edition."""
        return self.params / f"{edition}.yml"

    def scheme_file(self, scheme: str) -> Path:
        """The file that declares a rating scheme."""
        return self.schemes / f"{scheme}.yml"

    def data(self, organisation: str) -> Path:
        """The folder of an organisation's tables."""
        return self.root / "data" / organisation

    def commentary(self, edition: str) -> Path:
        """The folder of an edition's commentary notebooks."""
        return self.notebooks / "commentary" / edition

    def output(self, edition: str) -> Path:
        """The folder of an edition's last good render that is final."""
        return self.outputs / edition

    def draft(self, edition: str) -> Path:
        """The folder of an edition's last draft, which is newer than its final render where both are there."""
        return self.outputs / f"{edition}{DRAFT}"

    def earlier(self, edition: str) -> Path:
        """The folder of the records of an edition's earlier renders: ``001.json``, ``002.json`` ..."""
        return self.outputs / EARLIER / edition

    def relative(self, path: Path) -> str:
        """A path as messages and manifests name it: from the root, with forward slashes."""
        try:
            return real_path(path).relative_to(self.root).as_posix()
        except ValueError:
            return path.name


def find_project(start: Path | None = None) -> Project:
    """The project around a folder, by default around the one named by ``QPR_PROJECT``, else the current one.

    CommandError if neither the folder nor any folder above it is a project.
    """
    named = os.environ.get(PROJECT_VARIABLE)
    here = (start or Path(named or ".")).resolve()
    for folder in (here, *here.parents):
        if (folder / "_quarto.yml").is_file() and (folder / "params").is_dir():
            return Project(folder)
    raise CommandError(PROBLEMS.problem("no-project", Place(), name=here.name or here))
