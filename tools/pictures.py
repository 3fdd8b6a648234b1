"""Pictures of everything that an edition publishes, to look at before it is published: ``make pictures``.

Each page of the site at a desk's width and at a phone's, the front page and the pages between editions, each page of
each PDF, and each page of each Word document as LibreOffice lays it out, into ``pictures/<edition>/`` with a contact
sheet. It takes what lies in ``outputs/``; with ``--publisher`` the edition is rendered for it, by that publisher, in a
copy. A program that is missing costs its own pictures and no others, and is named.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "pictures"
EXAMPLE = "exampleshire"
PUBLISHERS = ("embedded", "quarto")
#: Pixels: a desk and a phone.
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
#: A browser draws no picture of any height, and nobody can look at one: taller pages are cut.
TALLEST = 4_000
#: Charts far down a page load when somebody scrolls there, which nobody does here.
ALL_THERE = """async () => {
  for (const image of document.images) image.loading = 'eager';
  await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
  await document.fonts.ready;
}"""
#: Dots an inch of a page of paper: 595 points are 827 pixels.
DPI = 100


@dataclass(frozen=True)
class Shot:
    """One page of the web at one width: where it lies, what its pictures are called."""

    page: Path
    group: str
    name: str
    size: str


def editions(outputs: Path) -> list[str]:
    """The editions that are rendered, drafts among them, by series and quarter."""
    return sorted(folder.parent.name for folder in outputs.glob("*/manifest.json"))


def latest(outputs: Path) -> str | None:
    """The latest edition of the invented council, else the last there is; None where nothing is rendered."""
    found = editions(outputs)
    # The next letters are a year's: a second report of the same council has its own name there.
    own = [edition for edition in found if edition.removeprefix(f"{EXAMPLE}-")[:1].isdigit()]
    newest = own or found
    return newest[-1] if newest else None


def series_of(edition: str) -> str:
    """The series of an edition: ``exampleshire-aims`` of ``exampleshire-aims-2024-25-Q3``."""
    words = edition.split("-")
    year = next((place for place, word in enumerate(words) if len(word) == 4 and word.isdigit()), len(words))
    return "-".join(words[:year])


def shots(outputs: Path, edition: str) -> list[Shot]:
    """Every page of the web that belongs to an edition, at both widths."""
    found = [("Front page", outputs / "index.html")]
    found += [("Site", page) for page in sorted((outputs / edition / "site").glob("*.html"))]
    found += [("Between editions", page) for page in sorted((outputs / series_of(edition)).glob("*.html"))]
    names = {"Front page": "front", "Site": "site", "Between editions": "between"}
    return [
        Shot(page, group, f"{names[group]}-{page.stem}-{size}", size)
        for group, page in found
        for size in SIZES
        if page.is_file()
    ]


def pieces(height: int) -> list[tuple[int, int]]:
    """A page's height cut into top and height of each picture; the last is never a sliver."""
    number = max(1, -(-height // TALLEST))
    tall = -(-height // number)
    return [(top, min(tall, height - top)) for top in range(0, height, tall)] if height else []


def take_pages(taken: Iterable[Shot], folder: Path) -> list[tuple[str, Path]]:
    """Pictures of pages of the web, in Chromium.

    Raises
    ------
    LookupError
        There is no Chromium.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise LookupError("there is no Chromium, so no pictures of web pages; Debian's package is called chromium")
    from playwright.sync_api import sync_playwright

    made: list[tuple[str, Path]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for shot in taken:
            width, height = SIZES[shot.size]
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(shot.page.resolve().as_uri())
            page.evaluate(ALL_THERE)
            cuts = pieces(page.evaluate("document.documentElement.scrollHeight"))
            for number, (top, tall) in enumerate(cuts, start=1):
                file = folder / f"{shot.name}{f'-{number}' if len(cuts) > 1 else ''}.png"
                page.screenshot(path=file, full_page=True, clip={"x": 0, "y": top, "width": width, "height": tall})
                made.append((f"{shot.group}, {shot.size}", file))
            page.close()
        browser.close()
    return made


def take_papers(papers: Iterable[Path], folder: Path) -> tuple[list[tuple[str, Path]], list[str]]:
    """Pictures of each page of PDF and Word documents, and what could not be taken, in words."""
    made: list[tuple[str, Path]] = []
    missing: list[str] = []
    pdftoppm, office = shutil.which("pdftoppm"), shutil.which("soffice") or shutil.which("libreoffice")
    if pdftoppm is None:
        return [], ["there is no pdftoppm, so no pictures of PDF and Word pages; Debian's package is poppler-utils"]
    if office is None:
        missing.append("there is no LibreOffice, so no pictures of Word pages; Debian's package is libreoffice-writer")
    with tempfile.TemporaryDirectory() as made_in:
        for paper in papers:
            kind, pdf = "PDF", paper
            if paper.suffix == ".docx":
                if office is None:
                    continue
                kind, pdf = "Word", Path(made_in) / f"{paper.stem}.pdf"
                # A profile of its own: LibreOffice at work elsewhere would refuse.
                profile = f"-env:UserInstallation={(Path(made_in) / 'profile').as_uri()}"
                to_pdf = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", made_in, str(paper)]
                done = subprocess.run(to_pdf, capture_output=True, check=False)
                if done.returncode or not pdf.is_file():
                    missing.append(f"LibreOffice could not open {paper.name}, so there are no pictures of it")
                    continue
            name = f"{kind.lower()}-{paper.stem}"
            subprocess.run([pdftoppm, "-png", "-r", str(DPI), str(pdf), str(folder / name)], check=True)
            made += [(f"{kind}: {paper.name}", file) for file in sorted(folder.glob(f"{name}-[0-9]*.png"))]
    return made, missing


def contact_sheet(title: str, made: Sequence[tuple[str, Path]], missing: Sequence[str]) -> str:
    """A page with every picture small, under the name of its group; a click shows it as it is."""
    groups = ""
    for group, members in groupby(made, key=lambda one: one[0]):
        figures = "".join(
            f'<li><a href="{file.name}"><img src="{file.name}" alt="" loading="lazy">{escape(file.stem)}</a></li>'
            for _, file in members
        )
        groups += f"<h2>{escape(group)}</h2><ul>{figures}</ul>\n"
    words = "".join(f"<p>Not taken: {escape(one)}.</p>" for one in missing)
    style = (
        "body{font:16px sans-serif;margin:2rem;color:#16202b}ul{display:flex;flex-wrap:wrap;gap:1rem;padding:0}"
        "li{list-style:none;width:11rem;font-size:.8rem}img{display:block;width:100%;height:14rem;object-fit:cover;"
        "object-position:top;border:1px solid #d3dae1;margin-bottom:.25rem}"
    )
    return (
        f'<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f"<style>{style}</style>\n<h1>{escape(title)}</h1>{words}\n{groups}</html>\n"
    )


def take(outputs: Path, edition: str, folder: Path, title: str) -> list[str]:
    """All pictures of an edition, into a folder that is made anew; what could not be taken, in words."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made: list[tuple[str, Path]] = []
    missing: list[str] = []
    try:
        # The sheet shows the desk's pages together, then the phone's.
        order = sorted(shots(outputs, edition), key=lambda shot: (list(SIZES).index(shot.size), shot.group != "Site"))
        made += take_pages(order, folder)
    except LookupError as error:
        missing.append(str(error))
    papers = sorted([*(outputs / edition).glob("*.pdf"), *(outputs / edition).glob("*.docx")])
    paged, unpaged = take_papers(papers, folder)
    missing += unpaged
    (folder / "index.html").write_text(contact_sheet(title, made + paged, missing), encoding="utf-8")
    return [f"{len(made) + len(paged)} pictures: {folder / 'index.html'}", *missing]


def take_of(edition: str, publisher: str | None) -> list[str]:
    """Pictures of an edition as it lies in ``outputs/``, or as a publisher makes it in a copy of the project."""
    if publisher is None:
        return take(ROOT / "outputs", edition, ROOT / FOLDER / edition, edition)
    if publisher == "quarto" and shutil.which("quarto") is None:
        return ["there is no Quarto on PATH, so no pictures of what it makes"]
    sys.path.insert(0, str(ROOT / "tests"))
    from helpers.projects import copy_of_project  # type: ignore[import-not-found]

    with tempfile.TemporaryDirectory() as made_in:
        project = copy_of_project(Path(made_in) / "project")
        command = [sys.executable, "-m", "qprlib", "render", edition.removesuffix("-draft"), "--publisher", publisher]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        rendered = editions(project / "outputs")
        if done.returncode or not rendered:
            return [f"{publisher} could not render {edition}:\n{done.stderr.strip()}"]
        title = f"{rendered[0]} by the publisher {publisher}"
        return take(project / "outputs", rendered[0], ROOT / FOLDER / rendered[0] / publisher, title)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures that were asked for; 1 if there is nothing to take them of."""
    parser = argparse.ArgumentParser(description="Pictures of everything that an edition publishes.")
    parser.add_argument("edition", nargs="*", help=f"the editions; by default the latest of {EXAMPLE}")
    parser.add_argument("--all", action="store_true", help="every edition that is in outputs/")
    parser.add_argument("--publisher", choices=[*PUBLISHERS, "both"], help="render it anew, in a copy, and take that")
    asked = parser.parse_args(arguments)
    outputs = ROOT / "outputs"
    newest = latest(outputs)
    wanted = editions(outputs) if asked.all else asked.edition or ([newest] if newest else [])
    there = [edition for edition in wanted if asked.publisher or edition in editions(outputs)]
    for edition in wanted:
        if edition not in there:
            print(f"{edition} is not in outputs/: make report EDITION={edition}")
    if not wanted:
        print("there is no edition in outputs/ yet: make report")
    publishers: Sequence[str | None] = PUBLISHERS if asked.publisher == "both" else [asked.publisher]
    for edition in there:
        for publisher in publishers:
            print("\n".join(take_of(edition, publisher)))
    return 0 if there and len(there) == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
