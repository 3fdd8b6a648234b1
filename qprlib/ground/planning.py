"""The pages of an edition: one for each entry of its params, or one for each value of a column."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from qprlib.ground.edition import Edition, Page
from qprlib.ground.errors import InputError, Place, Problem, listing
from qprlib.ground.names import address, slugify
from qprlib.ground.numbers import join_words
from qprlib.ground.settings import PageSetting
from qprlib.ground.wordings import PROBLEMS

#: The page notebook on which the indicators of a section have their cards.
SERVICE: Final = "service"
#: The page notebook of the accessibility statement, which is also the address of its page; and what it is called.
ACCESSIBILITY: Final = "accessibility"
STATEMENT: Final = "Accessibility statement"

_SECTION: Final = "section"
_VALUES_MOST: Final = 500
_IN_BRACES: Final = re.compile(r"\{([^{}]*)\}")

Values = Callable[[str], Sequence[object]]
"""The values of a column that ``each`` names, each once, in the table's order; raises InputError if there are none."""


def plan_pages(edition: Edition, values: Values) -> list[Page]:
    """The pages of an edition in order, with one page per value of a column where its params ask for it.

    The first is always ``index``, which both publishers make the home page. The law wants an accessibility statement of
    every site: where params do not list its page, it is the last one.

    InputError if the first page is not ``index``, two pages would have one address, or pages for each value cannot
    be made.
    """
    file = f"params/{edition.edition}.yml"
    home = home_of_sections(edition.pages)
    pages: list[Page] = []
    problems: list[Problem] = []
    for place, setting in enumerate(edition.pages, start=1):
        if setting.each is None:
            pages.append(_page(setting))
            continue
        where = Place(file, key=f"pages.{place}.each")
        try:
            found = values(setting.each)
        except InputError as error:
            problems += [_asked_by(one, where) for one in error.problems]
            continue
        wrong = list(_wrong(setting, found, file, place))
        problems += wrong
        if not wrong:
            pages += pages_for_each(setting, found, is_home=setting is home)
    if not any(page.notebook == ACCESSIBILITY for page in pages):
        group = "About" if any(page.group for page in pages) else ""
        pages.append(Page(ACCESSIBILITY, STATEMENT, group, ACCESSIBILITY, {}))
    problems += _wrong_addresses(pages, Place(file, key="pages"))
    if edition.pages[0].page != "index" or edition.pages[0].each:
        problems.append(PROBLEMS.problem("no-index", Place(file, key="pages"), page=edition.pages[0].page))
    if problems:
        raise InputError(problems)
    return pages


def _asked_by(problem: Problem, where: Place) -> Problem:
    """A problem of a column, with the entry that names it."""
    if problem.place == Place():
        return replace(problem, place=where)
    return replace(problem, found=f"{problem.found} ({where} names it)")


def home_of_sections(settings: Sequence[PageSetting]) -> PageSetting | None:
    """The entry whose pages hold the cards of the sections' indicators, None if there is none."""
    each_section = [setting for setting in settings if setting.each == _SECTION]
    return next((one for one in each_section if one.page == SERVICE), next(iter(each_section), None))


def pages_for_each(setting: PageSetting, values: Sequence[object], *, is_home: bool) -> list[Page]:
    """The pages of one entry, one for each value.

    The home of a section has the section's name as its address, which is also that of its commentary notebook. All
    others have the notebook's name before the value; where two values have one address, each has a number of its own
    after it, which is always the same.
    """
    column = column_of(setting)
    texts = [value_text(value) for value in values]
    slugs = list(map(slugify, texts)) if is_home else [address(setting.page, text) for text in texts]
    often = Counter(slugs)
    return [
        Page(
            slug=slug if is_home or often[slug] == 1 else address(setting.page, text, numbered=True),
            title=setting.title.replace(f"{{{column}}}", text) or text,
            group=setting.group,
            notebook=setting.page,
            parameters={**setting.parameters, parameter_name(column): value},
            section=text if is_home else "",
            about=setting.about,
            of=f"{column} {text}",
        )
        for slug, text, value in zip(slugs, texts, map(_plain, values), strict=True)
    ]


def column_of(setting: PageSetting) -> str:
    """The name of the column that ``each`` names, without its table."""
    return (setting.each or "").partition(".")[2] or setting.each or ""


def table_of(setting: PageSetting) -> str:
    """The name of the table that ``each`` names, "" where it names a column of the register or nothing."""
    table, dot, _ = (setting.each or "").partition(".")
    return table if dot else ""


def parameter_name(column: str) -> str:
    """The parameter in which a notebook is given a value of a column: ``ward_name`` for ``Ward name``."""
    name = slugify(column).replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else f"_{name}" if name[:1].isdigit() else name


def value_text(value: object) -> str:
    """A value as title and address have it: a whole number without its point, a day as year-month-day."""
    plain = _plain(value)
    return " ".join(str(int(plain) if isinstance(plain, float) and plain.is_integer() else plain).split())


def _plain(value: Any) -> Any:
    """A value of a frame as one that a notebook can be given."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _page(setting: PageSetting) -> Page:
    return Page(
        slug=slugify(setting.page),
        title=setting.title or setting.page.replace("-", " ").capitalize(),
        group=setting.group,
        notebook=setting.page,
        parameters=dict(setting.parameters),
        about=setting.about,
    )


def _wrong(setting: PageSetting, values: Sequence[object], file: str, place: int) -> Iterator[Problem]:
    """What is wrong with an entry that is run for each value of a column."""
    column = column_of(setting)
    key = f"pages.{place}"
    if len(values) > _VALUES_MOST:
        place_of_each = Place(file, key=f"{key}.each")
        yield PROBLEMS.problem("too-many-pages", place_of_each, each=setting.each, count=len(values), most=_VALUES_MOST)
    braced = _IN_BRACES.findall(setting.title)
    if setting.title and set(braced) != {column}:
        why = f"in braces it has {listing(braced)}" if braced else "all of them would be called the same"
        title = Place(file, key=f"{key}.title")
        yield PROBLEMS.problem("title-of-each", title, title=setting.title, column=column, why=why)
    if parameter_name(column) in setting.parameters:
        parameters = Place(file, key=f"{key}.parameters")
        yield PROBLEMS.problem("parameter-twice", parameters, name=parameter_name(column))


def _wrong_addresses(pages: Sequence[Page], place: Place) -> Iterator[Problem]:
    """Addresses that two pages would have, or that is every site's own."""
    of: dict[str, list[Page | None]] = {"search": [None]}
    for page in pages:
        of.setdefault(page.slug, []).append(page)
    for slug, sharing in sorted(of.items()):
        names = [f"that of {page.of}" for page in sharing if page and page.of]
        if len(sharing) > 1:
            which = "page-twice.of" if len(names) > 1 else "page-twice"
            yield PROBLEMS.problem(which, place, slug=slug, names=join_words(names))
