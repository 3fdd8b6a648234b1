"""The accessibility statement: what the formats conform to as far as tests show, what not, and whom to ask."""

from __future__ import annotations

from typing import Final

from qprlib.ground.calendar import day_in_words
from qprlib.ground.numbers import in_words, join_words
from qprlib.ground.planning import ACCESSIBILITY
from qprlib.report.context import Context
from qprlib.report.document import Bullets, Column, Content, Inlines, Link, Table, content, paragraph
from qprlib.report.pieces import heading, lede
from qprlib.report.tested import Walked, evidence, last_walk

_LIMITS: Final = (
    (
        "No outside audit has been made, and nobody has yet tried the report in a planned test with a screen "
        "reader, speech input or a magnifier. Programs find a part of all barriers only."
    ),
    "The pages were tested in one browser engine, Chromium, and not in Firefox or Safari.",
    "Page numbers in the list of contents of the Word document come when Word updates it.",
    "The widest tables of the PDF have small type. The web pages can be enlarged, and their tables fit a phone.",
    "Sorting, filtering and searching need scripts. Without them every table is there whole, and an index of links.",
    (
        "The services' texts are checked for long sentences and unexplained abbreviations, not for plain English "
        "as a whole."
    ),
)


_REGULATIONS: Final = (
    "the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018"
)
_GREAT_BRITAIN: Final[Inlines] = (
    "The Equality and Human Rights Commission enforces the regulations. If our answer does not help you, the ",
    Link("Equality Advisory and Support Service", address="https://www.equalityadvisoryservice.com/"),
    " advises and supports people in England, Scotland and Wales.",
)
_NORTHERN_IRELAND: Final[Inlines] = (
    "The ",
    Link("Equality Commission for Northern Ireland", address="https://www.equalityni.org/"),
    " enforces the regulations, and gives advice if our answer does not help you.",
)
#: Jurisdiction to what a statement says of who sees to it that the law is kept; all are under the same regulations.
_APPEALS: Final = {
    "england": _GREAT_BRITAIN,
    "scotland": _GREAT_BRITAIN,
    "wales": _GREAT_BRITAIN,
    "northern-ireland": _NORTHERN_IRELAND,
}


def opening(context: Context) -> Content:
    """What the page is for."""
    return lede(
        ACCESSIBILITY,
        f"How far {context.edition.organisation.name} has made this report usable for everybody, how that was tested, "
        "what is known to fall short, and whom to ask for another format.",
    )


def _status(context: Context) -> Content:
    """How far the report conforms, as far as tests can say it."""
    return content(
        heading("How accessible this report is"),
        paragraph(
            "This statement is about the web pages, the PDF, the Word document and the files to download of the "
            f"{context.edition.title}, {context.edition.quarter.label}. {_asked_for(context)}"
        ),
        paragraph(
            "The report is partially compliant with these guidelines. It is made to meet all of them, and the tests "
            "below find no failure; but the statement rests on automatic tests of the program that makes the report, "
            "not on an audit, and tests cannot show that nothing is wrong. What is known to fall short is listed under "
            "Known limits."
        ),
    )


def _asked_for(context: Context) -> str:
    """Who asks for what: the law where it is known, else what the report is held against."""
    given = context.edition.accessibility
    law = _REGULATIONS if given.jurisdiction else given.law
    guidelines = "the Web Content Accessibility Guidelines 2.2 at level AA"
    return f"Under {law} they have to meet {guidelines}." if law else f"They are held against {guidelines}."


def _asking(context: Context) -> Content:
    """Whom to ask for another format or about a barrier."""
    edition = context.edition
    asked = f"the performance team of {edition.organisation.name}"
    given = edition.accessibility if edition.accessibility.contact else edition.paper
    if given:
        asked = f"the {given.contact}{f' ({given.contact_at})' if given.contact_at else ''}"
    return content(
        heading("Whom to ask"),
        paragraph(
            "If you cannot read or use something here, or need it in another format such as large print, audio or "
            f"easy read, ask {asked}. Please say which page or file it is, and what you need."
        ),
    )


def _what_was_tested() -> Content:
    """What was tested, how, with what and when: from the checks themselves."""
    walked = last_walk()
    columns = (Column("What", width=18), Column("What the tests show", width=58), Column("Tested with", width=24))
    return content(
        heading("What was tested, how and when"),
        paragraph(_walk_words(walked)),
        Table(
            "What automatic tests show",
            "checks",
            columns,
            tuple(((one.what,), (one.shown,), (one.using,)) for one in evidence()),
        ),
        paragraph("Each kind of page, and all the rest of the table, is tested again whenever the program is changed."),
    )


def _limits() -> Content:
    """What falls short, or was not tested."""
    return content(heading("Known limits"), Bullets(tuple((said,) for said in _LIMITS)))


def _enforcement(context: Context) -> Content:
    """Who sees to it that the law is kept; nothing where that is not known."""
    given = context.edition.accessibility
    appeal: Inlines = _APPEALS[given.jurisdiction] if given.jurisdiction else (given.appeal,) if given.appeal else ()
    return content(heading("If you are not content with the answer"), paragraph(*appeal)) if appeal else Content()


def _about() -> Content:
    """When the statement was prepared."""
    return content(
        heading("About this statement"),
        paragraph(
            f"It was prepared on {day_in_words(last_walk().day)}, the day of the last walk, and is made anew from the "
            "records of the tests with each report."
        ),
    )


def pointer(_context: Context) -> Content:
    """On another page: where the statement is."""
    return content(
        heading("Accessibility"),
        paragraph(
            "How far this report is accessible, how that was tested and whom to ask for another format is said in the ",
            Link("accessibility statement", page=ACCESSIBILITY),
            ".",
        ),
    )


def statement(context: Context) -> Content:
    """What site, PDF, Word document and workbook conform to as far as tests show, what they do not, and whom to ask."""
    return content(_status(context), _asking(context), _limits(), _what_was_tested(), _enforcement(context), _about())


def _walk_words(walked: Walked) -> str:
    if not walked.pages:
        return (
            f"On {day_in_words(walked.day)} a browser went through each kind of page of a report like this one, opened "
            "from a folder and from a server, and found no fault."
        )
    made = join_words([f"{number:,} made by {publisher}" for publisher, number in walked.pages.items()])
    return (
        f"On {day_in_words(walked.day)} a browser went through every page of the {in_words(walked.editions)} editions "
        f"that come with the program that made this report, {made}, opened from a folder and from a server, and found "
        "no fault. They are reports like this one."
    )
