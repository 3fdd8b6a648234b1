"""The front page of all editions, and the addresses that lead from a page to the same page in other editions.

All of it is made from the manifests in ``outputs/`` alone, after every render, and lies outside the editions' folders:
``index.html`` lists the editions, ``<series>/<page>.html`` one page in all of them, and
``<series>/<quarter>/<page>.html`` leads on to that page in whatever edition of that quarter counts by now.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from qprlib.ground.calendar import day_in_words
from qprlib.ground.edition import EditionName
from qprlib.ground.errors import InputError, Place, Problem, QprError
from qprlib.ground.files import put
from qprlib.ground.numbers import in_words, join_words, plural, size_words
from qprlib.ground.project import Project
from qprlib.ground.reported import Reported
from qprlib.ground.settings import years_in
from qprlib.ground.templates import template, tidied
from qprlib.ground.wordings import Wordings
from qprlib.publishing.run.manifest import MANIFEST, read_manifest
from qprlib.publishing.run.staging import STAGING, storage_errors
from qprlib.publishing.site.search_across import FRONT_FORM, across_files, stale
from qprlib.publishing.site.search_form import INDEX, SEARCH, TITLE, macros

#: How the problems of this room are worded.
WORDINGS: Final = Wordings(__file__)

FRONT: Final = "index.html"
ASSETS: Final = "assets"
_STYLES: Final = ("report.css", "site/site.css", "site/editions.css", "site/icon.svg")
_WAIT: Final = 30.0  # seconds for another render to have made the front page

#: What is offered beside an edition's site: words, and the file's path in the edition's folder.
_OFFERED: Final = (
    ("Whole report as PDF", re.compile(r"report(-draft)?\.pdf")),
    ("Whole report as Word", re.compile(r"report(-draft)?\.docx")),
    ("Cover report as PDF", re.compile(r"cover-report(-draft)?\.pdf")),
    ("Cover report as Word", re.compile(r"cover-report(-draft)?\.docx")),
    ("Data as a workbook", re.compile(r"site/data/[^/]+\.xlsx")),
)


@dataclass(frozen=True, slots=True)
class ListedEdition:
    """An edition as its manifest describes it; its days are in words, "" where there is none."""

    folder: str  #: its folder's name in ``outputs/``
    name: EditionName
    manifest: Mapping[str, Any]
    quarter: Reported
    draft: bool
    organisation: str  #: who reports, by name
    title: str
    notice: str  #: what stands on every page of it
    headline: str
    bands: Sequence[Mapping[str, Any]]  #: label, tone, shape and number; none in manifests older than version 3
    not_rated: int  #: how many KPIs
    correction: Mapping[str, Any]  #: number, date and reason
    corrected_on: str
    published_on: str
    as_of: str
    pages: Mapping[str, str]  #: slug to title of the pages of its site
    has_search: bool  #: whether its site has an index of its own
    files: Sequence[Mapping[str, str]]  #: what it offers beside its site

    @classmethod
    def of(cls, folder: str, name: EditionName, manifest: Mapping[str, Any]) -> ListedEdition:
        """Take from a manifest what the front page says."""
        said, headline = manifest["parameters"], manifest["headline"]
        sizes = {one["path"]: one["bytes"] for one in manifest["outputs"]}
        correction = said.get("correction") or {}
        files = [
            {"href": f"{folder}/{path}", "text": words, "size": size_words(size)}
            for words, form in _OFFERED
            for path, size in sizes.items()
            if form.fullmatch(path)
        ]
        return cls(
            folder=folder,
            name=name,
            manifest=manifest,
            quarter=name.quarter.of(years_in(said)),
            draft=bool(manifest["draft"]),
            organisation=str(said.get("organisation", {}).get("name", manifest["organisation"])),
            title=str(manifest["title"]),
            notice=str(said.get("notice", "")),
            headline=str(headline.get("words", "")),
            bands=list(headline.get("bands", [])),
            not_rated=int(headline.get("not_rated", 0)),
            correction=correction,
            corrected_on=_day(correction.get("date")),
            published_on=_day(said.get("published")),
            as_of=_day(said.get("as_of")),
            pages=_pages({one["slug"]: one["title"] for one in manifest["pages"]}, sizes),
            has_search=f"site/{INDEX}" in sizes,
            files=files,
        )

    @property
    def when(self) -> str:
        """Its quarter by its months."""
        return self.quarter.months

    @property
    def home(self) -> str:
        """The home page of its site from the front page, "" if it has no site."""
        return f"{self.folder}/site/index.html" if "index" in self.pages else ""


def _pages(titles: Mapping[str, str], files: Iterable[str]) -> Mapping[str, str]:
    """Slug to title of the pages among the files of an edition; that for searching is the same in every one."""
    found = [path[5:-5] for path in files if re.fullmatch(r"site/[a-z0-9-]+\.html", path)]
    found = [slug for slug in found if slug != SEARCH]
    ordered = [*(slug for slug in titles if slug in found), *(slug for slug in found if slug not in titles)]
    return {slug: titles.get(slug, slug.replace("-", " ").capitalize()) for slug in ordered}


@dataclass(frozen=True)
class Series:
    """All editions of one report, the newest first; of a quarter the last correction first, a draft before it."""

    id: str
    editions: tuple[ListedEdition, ...]

    @property
    def newest(self) -> ListedEdition:
        """The edition that stands for the report: that of the latest quarter."""
        return self.current[self.quarters[0]]

    @cached_property
    def quarters(self) -> list[Reported]:
        """The quarters, latest first."""
        return list(dict.fromkeys(one.quarter for one in self.editions))

    @cached_property
    def current(self) -> Mapping[Reported, ListedEdition]:
        """Quarter to the edition that counts: the last correction that is final, a draft only where nothing is."""
        found: dict[Reported, ListedEdition] = {}
        for one in self.editions:
            known = found.get(one.quarter)
            if known is None or (known.draft and not one.draft):
                found[one.quarter] = one
        return found

    @property
    def years(self) -> list[tuple[str, list[ListedEdition]]]:
        """Financial year to its editions, latest first."""
        years: dict[str, list[ListedEdition]] = {}
        for one in self.editions:
            years.setdefault(one.quarter.year_label, []).append(one)
        return list(years.items())

    def superseded_by(self, one: ListedEdition) -> ListedEdition | None:
        """The final correction that took the place of an edition."""
        current = self.current[one.quarter]
        later = current.name.correction > one.name.correction and not current.draft
        return current if later and not one.draft else None

    @property
    def trend(self) -> list[ListedEdition]:
        """One edition a quarter with counts, earliest first."""
        return [self.current[quarter] for quarter in reversed(self.quarters) if self.current[quarter].bands]

    @property
    def labels(self) -> list[Mapping[str, Any]]:
        """The bands of all editions, each once: those of the newest first."""
        found: dict[str, Mapping[str, Any]] = {}
        for one in reversed(self.trend):
            for band in one.bands:
                found.setdefault(band["label"], band)
        return list(found.values())

    @property
    def most(self) -> int:
        """The largest number of rated KPIs: what the longest bar stands for."""
        return max((sum(band["number"] for band in one.bands) for one in self.trend), default=0)

    def number(self, one: ListedEdition, label: str) -> int | None:
        """How many KPIs of an edition are in a band, None if its scheme has no such band."""
        return next((int(band["number"]) for band in one.bands if band["label"] == label), None)

    def bars(self, one: ListedEdition) -> list[Mapping[str, Any]]:
        """Pieces of an edition's bar: tone, where it begins, and how long it is."""
        pieces: list[Mapping[str, Any]] = []
        start = 0
        for label in self.labels:
            number = self.number(one, label["label"])
            if number:
                pieces.append({"tone": label["tone"], "x": start, "width": number})
                start += number
        return pieces

    @property
    def finding(self) -> str:
        """The trend in words: from the first to the last edition."""
        first, last = self.trend[0], self.trend[-1]
        moves = []
        for label in self.labels:
            word = label["label"]
            before, now = self.number(first, word), self.number(last, word)
            if before is None or now is None:
                continue
            if before == now:
                moves.append(f"{word} is {now} in both")
            else:
                moves.append(f"{word} {'rose' if now > before else 'fell'} from {before} to {now}")
        return f"From {first.when} to {last.when}: {join_words(moves)}" if moves else "Ratings by edition"


def _day(text: object) -> str:
    try:
        return day_in_words(date.fromisoformat(str(text)[:10])) if text else ""
    except ValueError:
        return ""


def read_series(project: Project) -> tuple[list[Series], list[Problem]]:
    """All editions that have been rendered, by report, and a warning for each manifest that cannot be read."""
    found: list[ListedEdition] = []
    problems: list[Problem] = []
    for path in sorted(project.outputs.glob(f"*/{MANIFEST}")):
        folder = path.parent
        if folder.name.startswith("."):
            continue
        try:
            manifest = read_manifest(folder)
        except InputError as error:
            place = Place(project.relative(path))
            problems.append(WORDINGS.problem("edition-not-listed", place, found=error.problems[0].found))
            continue
        name = EditionName.parse(manifest["edition"])
        if name:
            found.append(ListedEdition.of(folder.name, name, manifest))
    return in_series(found), problems


def in_series(editions: Iterable[ListedEdition]) -> list[Series]:
    """Editions by report, in the order of the front page."""
    found: dict[str, list[ListedEdition]] = {}
    for one in editions:
        found.setdefault(one.name.line, []).append(one)
    series = [
        Series(id_, tuple(sorted(every, key=lambda one: (one.quarter, one.name.correction, one.draft), reverse=True)))
        for id_, every in found.items()
    ]
    return sorted(series, key=lambda one: (one.newest.organisation, one.id))


def write_front(project: Project) -> tuple[Problem, ...]:
    """Make what lies around the editions anew; warnings of what could not be listed or written fail no render."""
    try:
        with storage_errors("making the front page", project.outputs):
            (project.outputs / STAGING).mkdir(parents=True, exist_ok=True)
            with FileLock(project.outputs / STAGING / "front.lock", timeout=_WAIT):
                series, problems = read_series(project)
                _write(project, series)
    except Timeout:
        return (_not_made("another render has not finished making it"),)
    except OSError as error:  # the edition itself is finished by now: nothing about this page may fail it
        return (_not_made(str(error.strerror or error)),)
    except QprError as error:
        return tuple(_not_made(problem.found) for problem in error.problems)
    return tuple(problems)


def _not_made(why: str) -> Problem:
    return WORDINGS.problem("front-page-left", Place(f"outputs/{FRONT}"), why=why)


def _write(project: Project, series: Sequence[Series]) -> None:
    outputs = project.outputs
    files = shared_files(project, series)
    for path, content in files.items():
        target = outputs / path
        target.parent.mkdir(parents=True, exist_ok=True)
        put(target, content)
    for one in series:
        for old in (outputs / one.id).rglob("*.html"):
            if old.relative_to(outputs).as_posix() not in files:
                old.unlink()
    for left in stale(outputs, files):
        left.unlink()


def shared_files(
    project: Project, series: Sequence[Series], withdrawn: Mapping[str, Collection[Reported]] | None = None
) -> dict[str, bytes]:
    """Everything that lies outside the editions' folders, by path; the front page last, as it links to all others.

    ``withdrawn`` has by report the quarters of which there was an edition; addresses that lead to them are kept.
    """
    files = {f"{ASSETS}/{Path(name).name}": (project.theme / name).read_bytes() for name in _STYLES}
    for font in sorted((project.theme / "fonts").glob("*.woff2")):
        files[f"{ASSETS}/fonts/{font.name}"] = font.read_bytes()
    for one in series:
        for path, text in page_files(project, one, (withdrawn or {}).get(one.id, ())):
            files[f"{one.id}/{path}"] = text.encode("utf-8")
    if search := across_files(project, series):
        files |= search | {f"{SEARCH}.html": search_page(project, series).encode("utf-8")}
    files[FRONT] = front_page(project, series, searched=bool(search)).encode("utf-8")
    return files


def front_page(project: Project, series: Sequence[Series], *, searched: bool = False) -> str:
    """The front page as HTML; ``searched`` if there are editions that can be searched."""
    organisations = list(dict.fromkeys(one.newest.organisation for one in series))
    return tidied(
        template(project.theme / "site", "front.html").render(
            up="",
            series=series,
            organisations=organisations,
            words=_opening(series, organisations),
            plural=plural,
            search=FRONT_FORM if searched else None,
        )
    )


def search_page(project: Project, series: Sequence[Series]) -> str:
    """The page that searches all editions, as HTML; without scripts it lists them."""
    organisations = list(dict.fromkeys(one.newest.organisation for one in series))
    groups = [
        {
            "title": f"{every.newest.organisation}: {every.newest.title}",
            "href": f"{FRONT}#{every.id}",
            "links": [{"title": one.when, "href": one.home} for one in every.current.values() if one.home],
        }
        for every in series
    ]
    return tidied(
        template(project.theme / "site", "front-search.html").render(
            up="",
            organisations=organisations,
            title=TITLE,
            search=FRONT_FORM,
            body=macros(project.theme).body(FRONT_FORM, groups),
        )
    )


def _opening(series: Sequence[Series], organisations: Sequence[str]) -> str:
    """What there is, in a sentence."""
    editions = [one for every in series for one in every.editions]
    if not editions:
        return "No report is final yet. Drafts are not listed here."
    quarters = {(every.id, quarter) for every in series for quarter in every.quarters}
    drafts = sum(one.draft for one in editions)
    said = f"{in_words(len(series)).capitalize()} {plural(len(series), 'report')}"
    if len(series) == 1:
        said += f" for {in_words(len(quarters))} {plural(len(quarters), series[0].quarters[0].noun)}"
    said += f" by {join_words(organisations)}" if len(organisations) < _FEW else ""
    number = len(editions)
    said += f", {in_words(number)} {plural(number, 'edition')} in all."
    if drafts == number:
        return f"{said} All of them are drafts, not for publication."
    if drafts:
        verb = "is a draft" if drafts == 1 else "are drafts"
        said += f" {in_words(drafts).capitalize()} {verb}, not for publication."
    return said


_FEW: Final = 4  # organisations that a sentence names


def page_files(project: Project, series: Series, more: Collection[Reported] = ()) -> Iterator[tuple[str, str]]:
    """The pages that lead to the quarters of a series, their neighbours and ``more``: path in its folder, and HTML."""
    titles: dict[str, str] = {}
    for one in series.editions:
        for slug, title in one.pages.items():
            titles.setdefault(slug, title)
    quarters = {*series.quarters, *more}
    for one in series.editions:
        quarters |= {Reported.parse(text).of(one.quarter.years) for text in one.manifest["neighbours"].values()}
    page = template(project.theme / "site", "other-editions.html")
    for slug, title in titles.items():
        shared = {"series": series, "slug": slug, "title": title, "newest": series.newest}
        yield f"{slug}.html", tidied(page.render(**shared, up="../", quarter="", target="", asked=None))
        for quarter in sorted(quarters):
            edition = series.current.get(quarter)
            target = f"../../{edition.folder}/site/{slug}.html" if edition and slug in edition.pages else ""
            yield (
                f"{quarter}/{slug}.html",
                tidied(page.render(**shared, up="../../", quarter=quarter.months, target=target, asked=edition)),
            )
