"""What the accessibility statement rests on: what is tested, how, and what the last walk through all pages found.

Tests take their widths and sizes from here, and a test holds that every test named here exists, so that the statement
says what is tested and nothing else. ``make accessibility`` walks through every page of every edition in the sites of
both publishers and writes ``walked.json`` beside this file; the day in it is that of the walk and not of a render.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

#: Widths of the window in CSS pixels: a phone, or 1,280 pixels enlarged to 400%; a tablet; a desktop.
WIDTHS: Final = (320, 768, 1280)
#: The smallest side of what is pressed, in CSS pixels (WCAG 2.2, criterion 2.5.8).
TARGET: Final = 24
#: The least contrast of text, and of shapes and the mark of the focus (criteria 1.4.3, 1.4.11).
TEXT_CONTRAST: Final = 4.5
SHAPE_CONTRAST: Final = 3
#: Machine-checkable rules of PDF/UA-1 in the validator.
PDF_RULES: Final = 104

_WALKED: Final = Path(__file__).with_name("walked.json")


@dataclass(frozen=True, slots=True)
class Walked:
    """The last walk through the pages of editions that found no fault.

    Parameters
    ----------
    day
        When it was.
    axe
        Version of axe-core.
    rules
        How many of its rules were used.
    chromium
        Version of the browser.
    editions
        How many editions were walked through.
    pages
        How many pages there were, by what made them; empty if it was one page of each kind, as the tests walk.
    """

    day: date
    axe: str
    rules: int
    chromium: str
    editions: int
    pages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that tests show.

    Parameters
    ----------
    what
        What was tested.
    shown
        What must hold, as the statement says it.
    using
        With what.
    proofs
        What shows it: tests as ``module::test``, and the walk through every page.
    """

    what: str
    shown: str
    using: str
    proofs: tuple[str, ...]


@cache
def last_walk(path: Path = _WALKED) -> Walked:
    """What the last walk left, see :func:`keep_walk`."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Walked(**{**kept, "day": date.fromisoformat(kept["day"])})


def keep_walk(walked: Walked, path: Path = _WALKED) -> None:
    """Keep a walk that found no fault, for statements to come.

    Parameters
    ----------
    walked
        The walk.
    path
        Where it is kept.
    """
    text = json.dumps({**asdict(walked), "day": walked.day.isoformat()}, indent=2, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def evidence() -> tuple[Evidence, ...]:
    """What is tested and how, in the order of the statement."""
    walked = last_walk()
    browser = f"Chromium {walked.chromium.split('.')[0]}"
    widths = f"{', '.join(f'{width:,}' for width in WIDTHS[:-1])} and {WIDTHS[-1]:,} pixels"
    return (
        Evidence(
            "Web pages: rules",
            f"At widths of {widths}, in the report's own colours and in forced colours, each page keeps every rule "
            "for levels A and AA and of good practice; in forced colours contrasts are those of the reader's system.",
            f"axe-core {walked.axe}, {walked.rules} rules; {browser}",
            ("test_walk::test_every_kind_of_page_keeps_all_rules", "tools/walk.py"),
        ),
        Evidence(
            "Web pages: order",
            "Each page names its language and has a title that no other page has, one main heading and no skipped "
            "level. Each table has a caption and headers of columns and rows, each picture a text alternative.",
            f"Our own checks; {browser}",
            (
                "test_walk::test_every_kind_of_page_is_sound_at_each_width",
                "test_walk::test_no_two_pages_have_one_title",
                "test_site_in_browser::test_a_walk_through_the_site_finds_no_fault",
            ),
        ),
        Evidence(
            "Web pages: enlarged",
            f"At {WIDTHS[0]} pixels, which is {WIDTHS[-1]:,} pixels enlarged to 400%, nothing scrolls sideways but "
            "tables in regions of their own that have a name and that keys reach; rows that stand as cards name each "
            f"value. Wider spacing of text cuts nothing off. What is pressed is at least {TARGET} pixels high and "
            "wide, or has that room around it, or is a link in a sentence.",
            f"Our own checks, axe-core; {browser}",
            ("test_walk::test_every_kind_of_page_is_sound_at_each_width",),
        ),
        Evidence(
            "Web pages: keyboard",
            "By Tab and Shift+Tab everything is reached in the order of the page, from a first link that skips to "
            f"the content; the focus is always marked with a contrast of {SHAPE_CONTRAST} to 1 and never hidden. "
            "Menus, lists, filters and search open by keys.",
            browser,
            (
                "test_walk::test_keys_go_through_every_kind_of_page",
                "test_walk::test_the_first_key_leads_past_the_head_of_the_page",
                "test_walk::test_keys_open_what_a_mouse_opens",
                "test_filter_in_browser::test_keys_alone_do_all_of_it",
                "test_search_in_browser::test_open_results_are_accessible_and_fit",
            ),
        ),
        Evidence(
            "Charts",
            "In web pages, PDF and Word each has a text alternative with its finding and figures, and a table or "
            "list of the same figures beside it.",
            "Our own checks",
            (
                "test_document_accessibility::test_every_chart_of_the_site_says_its_finding_and_figures_that_stand_beside_it",
                "test_document_accessibility::test_every_chart_of_the_word_document_says_the_same",
                "test_document_accessibility::test_every_picture_of_the_pdf_says_the_same",
            ),
        ),
        Evidence(
            "Colours",
            f"Text has a contrast of at least {TEXT_CONTRAST} to 1, shapes of at least {SHAPE_CONTRAST} to 1. Ratings "
            "and directions are told by word and shape as well as by colour; the colours of Red, Amber and Green "
            "differ in greyscale and under three simulated deficiencies of colour vision.",
            "Our own computation",
            (
                "test_colours::test_text_has_its_contrast_on_every_surface_it_may_stand_on",
                "test_colours::test_shapes_and_borders_that_carry_meaning_have_their_contrast_on_every_surface",
                "test_colours::test_red_amber_and_green_differ_however_they_are_seen",
                "test_colours::test_every_status_and_direction_of_a_site_has_a_word_and_a_shape",
            ),
        ),
        Evidence(
            "PDF",
            f"It is made as PDF/UA-1 and keeps all {PDF_RULES} rules of it that a program can check. Its tables have "
            "column and row headers, its links say where they lead, and it has bookmarks, a title and its language.",
            "page-validation",
            (
                "test_document_accessibility::test_a_pdf_keeps_the_104_rules_of_pdf_ua",
                "test_document_accessibility::test_every_cell_of_a_pdf_names_its_headers",
                "test_document_accessibility::test_a_pdf_has_language_title_bookmarks_order_and_words_for_its_links",
            ),
        ),
        Evidence(
            "Word",
            "Headings are real ones, tables mark their header row and first column, and each picture has a text "
            "alternative. The list of contents can be read as the file comes.",
            "Our own checks",
            (
                "test_document_accessibility::test_a_word_document_has_title_language_headings_and_no_empty_paragraphs",
                "test_document_accessibility::test_tables_have_the_same_headers_in_three_formats",
                "test_document_accessibility::test_the_word_documents_list_of_contents_can_be_read_as_it_is",
            ),
        ),
        Evidence(
            "Workbook",
            "One table a worksheet, without merged or empty cells, with notes, as the Government Analysis Function "
            "advises.",
            "Our own checks",
            (
                "test_downloads::test_one_marked_up_table_a_worksheet_at_the_left_edge_with_nothing_below",
                "test_downloads::test_no_merged_or_hidden_cells_no_frozen_panes_no_empty_cells",
                "test_downloads::test_notes_that_headings_refer_to_are_there_and_no_others",
            ),
        ),
    )
