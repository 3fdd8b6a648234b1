"""How JupyterLab is started: which one, with which settings, on which notebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from qprlib.cli.given import WORDINGS, unknown_section
from qprlib.editions.lacking import sections_in_order
from qprlib.ground.edition import Edition, list_editions, load_edition
from qprlib.ground.errors import CommandError, InputError, Place, listing
from qprlib.ground.names import slugify
from qprlib.ground.project import PROJECT_VARIABLE, Project
from qprlib.texts.commentary import REPORT_NOTEBOOK

_LAB = ".venv-lab"
#: JupyterLab asks the network for news and newer versions and lists extensions of a package index; many machines may
#: not, and none of it helps with writing.
_QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
#: Without news there is nothing to be asked about them; JupyterLab itself asks all the same.
_SETTINGS = Path(__file__).with_name("lab_settings")
_TIDY_FILES = "--ContentsManager.pre_save_hook=qprlib.texts.tidying.before_saving"


@dataclass(frozen=True)
class LabStart:
    """What is run to start JupyterLab."""

    edition: str
    notebook: Path | None  #: None if the edition has none yet
    command: tuple[str, ...]  #: program and arguments
    environment: Mapping[str, str]


def plan_lab(project: Project, edition: str = "", section: str = "", arguments: Sequence[str] = ()) -> LabStart:
    """How JupyterLab is started on an edition's commentary, by default on the edition with the latest quarter.

    The ``section`` is one by its title or address, ``report`` for the texts of no single indicator, or one of the
    edition's page notebooks; by default the first of its commentary notebooks in the register's order. Raises
    CommandError if there is no such edition or section, or no JupyterLab, InputError if params cannot be read.
    """
    chosen = load_edition(project, edition or _latest(project))
    notebook = _notebook(project, chosen, section)
    program = find_lab(project)
    url = "/lab" if notebook is None else f"/lab/tree/{quote(project.relative(notebook))}"
    return LabStart(
        edition=chosen.edition,
        notebook=notebook,
        command=(
            str(program),
            f"--ServerApp.root_dir={project.root}",
            f"--LabApp.default_url={url}",
            *_QUIET,
            _TIDY_FILES,
            *arguments,
        ),
        environment=_environment(project, program),
    )


def find_lab(project: Project) -> Path:
    """The program ``jupyter-lab``: of the environment that this runs in, else of the project's own for writing.

    Raises CommandError if there is none.
    """
    name = "jupyter-lab.exe" if os.name == "nt" else "jupyter-lab"
    programs = "Scripts" if os.name == "nt" else "bin"
    shipped = Path(__file__).resolve().parents[2]
    places = [Path(sys.executable).parent, *(root / _LAB / programs for root in (project.root, shipped))]
    for place in places:
        if (place / name).is_file():
            return place / name
    raise CommandError(WORDINGS.problem("no-lab"))


def _latest(project: Project) -> str:
    editions = list_editions(project)
    if not editions:
        raise CommandError(WORDINGS.problem("unknown-edition.none"))
    loaded: list[Edition] = []
    for name in editions:
        try:
            loaded.append(load_edition(project, name))
        except InputError:
            # Its mistakes are told to whoever opens it by name.
            continue
    return max(loaded, key=lambda one: (one.quarter, one.edition)).edition if loaded else editions[-1]


def _notebook(project: Project, edition: Edition, section: str) -> Path | None:
    folder = project.commentary(edition.edition)
    there = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    if section:
        slug = slugify(section)
        if slug in there:
            return there[slug]
        page = project.notebooks / f"{slug}.ipynb"
        if any(one.page == slug for one in edition.pages) and page.is_file():
            return page
        found, place = f"{edition.edition} has no commentary notebook for '{section}'", Place(project.relative(folder))
        allowed = listing(list(there), 20) or "(it has no notebook yet)"
        raise unknown_section(found, slug, {one: one for one in there}, allowed, place=place, of="its notebooks")
    first = next((slug for slug in sections_in_order(project, edition) if slug in there), "")
    others = [slug for slug in there if slug != REPORT_NOTEBOOK] or list(there)
    return there[first] if first else there[others[0]] if others else None


def _environment(project: Project, program: Path) -> dict[str, str]:
    """The environment of JupyterLab, its kernels and terminals: they know the project and find its commands."""
    programs = [project.root / ".venv" / program.parent.name, program.parent]
    path = os.pathsep.join([*(str(one) for one in programs if one.is_dir()), os.environ.get("PATH", os.defpath)])
    # Without compiled modules every kernel would spend seconds on compiling them again.
    leave = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in leave}
    settings = os.pathsep.join(filter(None, [str(_SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH", "")]))
    return {**kept, "PATH": path, "JUPYTER_CONFIG_PATH": settings, PROJECT_VARIABLE: str(project.root)}
