"""Pages of HTML from the theme's templates: everything that is put in is escaped, and what is missing is an error."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template


def template(folder: Path, name: str) -> Template:
    """A template of a folder of the theme; jinja2.TemplateNotFound if it has none of that name."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    ).get_template(name)


def tidied(page: str) -> str:
    """A page without the blank lines that a template leaves."""
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"
