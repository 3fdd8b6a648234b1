"""The Quarto publisher: one book project in staging, rendered in one go."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path
from typing import Any

from qprlib.ground.errors import Place, PublishError
from qprlib.ground.planning import ACCESSIBILITY, STATEMENT
from qprlib.ground.yamlfiles import yaml_text
from qprlib.publishing.make.documents import metadata
from qprlib.publishing.make.publisher import WORDINGS, Format, Publisher
from qprlib.publishing.make.quarto_pages import finish_site
from qprlib.publishing.make.tagging import complete_tags
from qprlib.publishing.run.book import Book
from qprlib.publishing.site.embedded_site import offered
from qprlib.report.markdown_writer import escape as escape_markdown

#: Where all that Quarto printed is kept, beside the chapters, until the edition is finished.
LOG = "quarto.log"
#: So much of it is repeated in an error message.
LAST_LINES = 15

#: Our formats in Quarto's words, in the order of ``_quarto.yml``.
_QUARTO_FORMATS = {Format.HTML: "html", Format.PDF: "typst", Format.DOCX: "docx"}


def publish_quarto(
    book: Book, publisher: Publisher, formats: Collection[Format], folder: Path, verbose: bool = False
) -> None:
    """Publish a book with Quarto, whose project its folder becomes; PublishError has the end of what Quarto printed."""
    project = project_settings(book, publisher, formats)
    (book.folder / "_quarto.yml").write_text(yaml_text(project), encoding="utf-8")
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(book.timestamp),
        "TYPST_FONT_PATHS": str(book.theme / "fonts"),
        "TZ": "UTC",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        [str(publisher.program), "render", "--no-execute", "--no-clean"],
        cwd=book.folder,
        env=environment,
        stdout=None if verbose else subprocess.PIPE,
        stderr=None if verbose else subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    printed = (done.stdout or b"").decode("utf-8", "replace").strip()
    (book.folder / LOG).write_text(printed + "\n", encoding="utf-8")
    made = book.folder / str(book.setting("project", "output-dir"))
    name = book.file_name(str(book.setting("book", "output-file")))
    documents = [f"{name}.{Format(one)}" for one in (Format.PDF, Format.DOCX) if one in formats]
    expected = [*documents, *([f"{page.slug}.html" for page in book.pages] if Format.HTML in formats else [])]
    lacking = [file for file in expected if not (made / file).is_file()]
    if done.returncode or lacking:
        end = "\n".join([line for line in printed.splitlines() if line.strip()][-LAST_LINES:])  # where it says why
        said = f"without making {', '.join(lacking)}" if lacking and not done.returncode else "with an error"
        raise PublishError(
            WORDINGS.problem(
                "quarto-failed",
                Place(f"outputs/.staging/{book.edition.edition}/book/{LOG}"),
                said=said,
                printed=end or "(see above)",
            )
        )
    if Format.PDF in formats:
        # Quarto keeps the source of the whole book under the name of its first chapter.
        source = book.folder / f"{book.pages[0].slug}.typ"
        complete_tags(made / f"{name}.{Format.PDF}", source.read_text(encoding="utf-8"), book.timestamp)
    for file in documents:
        shutil.copyfile(made / file, folder / book.file_name(f"report{Path(file).suffix}"))
    if Format.HTML in formats:
        shutil.move(made, folder / "site")
        for _, path in book.papers:
            shutil.copyfile(path, folder / "site" / path.name)
        finish_site(book, folder / "site", offered(book, [folder / "site" / file for file in documents]))


def project_settings(book: Book, publisher: Publisher, formats: Collection[Format]) -> Mapping[str, Any]:
    """The ``_quarto.yml`` of a book: the project's own, with the edition's title, chapters and formats."""
    edition = book.edition
    settings: dict[str, Any] = {key: value for key, value in book.settings.items() if key != "format"}
    kept = {**settings["book"]}
    # Quarto reads each of these as Markdown.
    kept["title"] = escape_markdown(book.title)
    kept["subtitle"] = edition.quarter.label
    kept["chapters"] = [f"{page.slug}.ipynb" for page in book.pages]
    facts = [
        escape_markdown(f"{edition.organisation.name}, {edition.title}, {edition.quarter.label} ({edition.edition})."),
        f"Data up to {book.as_of_words}. Published with {publisher.words}.",
        escape_markdown(edition.provisional),
        *(f"[{STATEMENT}]({page.slug}.html)" for page in book.pages if page.notebook == ACCESSIBILITY),
    ]
    kept["page-footer"] = {"left": " ".join(fact for fact in facts if fact)}
    settings["book"] = kept
    if book.draft:
        kept["output-file"] = book.file_name(str(kept["output-file"]))
    named = {_QUARTO_FORMATS[one]: one for one in Format if one in formats}
    settings["format"] = {name: _format(book, name) or "default" for name in named}
    settings["lang"] = edition.language
    facts_for_covers = {key: value for key, value in metadata(book).items() if key not in ("title", "author", "lang")}
    return {
        **settings,
        **{key: escape_markdown(value) for key, value in facts_for_covers.items() if value and key != "subtitle"},
    }


def _format(book: Book, name: str) -> dict[str, Any]:
    """The settings of a format, with the banners, styles and watermark of a draft and of an edition with a notice."""
    given = book.setting("format", name)
    settings: dict[str, Any] = {**given} if isinstance(given, Mapping) else {}
    if name == "typst":
        settings["keep-typ"] = True
    if name == "docx" and book.draft:
        settings["reference-doc"] = book.word_reference
    if name == "html" and book.draft:
        settings["css"] = [*_listed(settings.get("css")), "theme/draft/draft.css"]
        words = f"<strong>{escape(book.draft.words)}</strong>"
        settings["include-before-body"] = _banner(book, "draft-banner", "Draft", words)
    if name == "html" and book.edition.notice:
        notice = _banner(book, "notice-banner", "Notice", escape(book.edition.notice))
        settings["include-before-body"] = [notice, *_listed(settings.get("include-before-body"))]
    return settings


def _banner(book: Book, kind: str, label: str, words: str) -> str:
    """Write what stands at the head of each page beside the chapters; its file's name."""
    banner = book.folder / f"{kind}.html"
    text = f'<section class="{kind}" aria-label="{label}"><p>{words}</p></section>\n'
    banner.write_text(text, encoding="utf-8")
    return banner.name


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value or [])
