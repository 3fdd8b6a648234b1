"""Every colour of theme and charts has the contrast it needs, and no rating or direction is told by colour alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations, pairwise
from typing import Final

import numpy as np
import pytest
from helpers.colours import SIGHTS, contrast, difference, linear, luminance
from helpers.projects import REPOSITORY, RenderedEdition
from lxml import html
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from qprlib.ground.project import Project
from qprlib.report.charts import palette, quarterly
from qprlib.scoring.scheme import Scheme, list_schemes

THEME: Final = REPOSITORY / "theme"
STYLES: Final = sorted(path for path in THEME.rglob("*.css"))
TEXT, GRAPHICS = 4.5, 3.0
#: Fills of ratings lie this far apart (CIE 1976) however they are seen; 2.3 is just to be noticed.
APART: Final = 10.0

#: Colours that say nothing: they need no contrast. Each with what says it instead.
SILENT: Final[Mapping[str, str]] = {
    "--qpr-line": "hairlines between rows that stand apart without them",
    "HAIRLINE": "axes and dividers; figures and names stand beside them",
    "RULE": "grid lines behind the values that are printed",
    "BAND": "the wash of a range whose ends are lines in QUIET with their figures",
}
#: Literal colours outside the custom properties, and what they are for.
LITERALS: Final[Mapping[str, str]] = {"#e6eaef": "the word DRAFT behind a printed page, which the banner says in words"}
#: Words of CSS that are no colours of ours: the reader's own, or none.
WORDS: Final = {"currentcolor", "transparent", "inherit", "none", "canvas", "canvastext", "linktext", "highlight",
                "highlighttext", "buttontext", "buttonface", "graytext", "initial", "unset", "0"}  # fmt: skip
TEXT_PROPERTIES: Final = ("color",)
GRAPHIC_PROPERTIES: Final = (
    "--qpr-tone", "border", "border-bottom", "border-bottom-color", "border-color", "border-left", "border-left-color",
    "border-right", "border-top", "border-top-color", "fill", "outline", "outline-color", "stroke",
    "text-decoration-color",
)  # fmt: skip


# Style sheets -----------------------------------------------------------------------------------------------


@cache
def rules() -> tuple[tuple[str, str, dict[str, str]], ...]:
    """Each rule of the style sheets: where it is, its selector, its declarations."""
    found = []
    for path in STYLES:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selector, block in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            pairs = [part.partition(":") for part in block.split(";") if ":" in part]
            said = {name.strip(): value.strip().lower() for name, _, value in pairs}
            found.append((path.name, " ".join(selector.split()), said))
    return tuple(found)


@cache
def custom() -> Mapping[str, str]:
    """The custom properties that are colours, by name."""
    return {
        name: value
        for _, selector, said in rules()
        if selector == ":root"
        for name, value in said.items()
        if name.startswith("--") and re.fullmatch(r"#[0-9a-f]{3,8}", value)
    }


def colours_in(value: str) -> list[str]:
    """The custom properties and literal colours that a value names."""
    return re.findall(r"var\((--[\w-]+)", value) + re.findall(r"#[0-9a-f]{3,8}\b", value)


def is_surface(name: str) -> bool:
    """Whether a custom property is what text and shapes stand on."""
    return name.endswith(("-wash", "-paper", "-mist", "-focus"))


def surfaces() -> list[str]:
    """The light surfaces, with the mark behind the text of a draft."""
    mark = re.search(r'fill="(#[0-9a-f]{6})"', (THEME / "draft" / "draft.svg").read_text(encoding="utf-8"))
    assert mark
    return [*(value for name, value in custom().items() if is_surface(name)), mark[1]]


def used(properties: tuple[str, ...]) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """File, selector and custom property, with the rule, wherever a property takes its colour from it."""
    for file, selector, said in rules():
        for name in properties:
            for colour in colours_in(said.get(name, "")):
                if colour in custom():
                    yield file, selector, colour, said


def test_the_reading_of_the_style_sheets_finds_what_is_there() -> None:
    assert len(custom()) >= 18
    assert {"report.css", "site.css", "editions.css", "draft.css"} <= {file for file, _, _ in rules()}
    assert len(list(used(TEXT_PROPERTIES))) > 40
    assert len(list(used(GRAPHIC_PROPERTIES))) > 40
    assert {"#ffffff", "#f3f6f9", "#fdf3e4", "#eef1f5"} <= set(surfaces())


def test_a_style_sheet_takes_its_colours_from_the_custom_properties_alone() -> None:
    literal = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color-mix)\(")
    stray = [
        f"{file}: {selector}: {name}: {value}"
        for file, selector, said in rules()
        for name, value in said.items()
        if not (selector == ":root" and name in custom())
        and literal.search(value)
        and value not in LITERALS
        and not value.startswith("url(")
    ]
    assert stray == []


def test_a_style_sheet_names_no_colour_by_a_word() -> None:
    stray = [
        f"{file}: {selector}: {name}: {value}"
        for file, selector, said in rules()
        for name, value in said.items()
        if name in ("color", "background-color", "fill", "border-color", "outline-color") and not colours_in(value)
        if value.removesuffix("!important").strip() not in WORDS
    ]
    assert stray == []


def test_text_has_its_contrast_on_every_surface_it_may_stand_on() -> None:
    low = []
    for file, selector, name, said in used(TEXT_PROPERTIES):
        own = [custom()[one] for one in colours_in(said.get("background", "") + said.get("background-color", ""))
               if one in custom()]  # fmt: skip
        if is_surface(name):
            assert own, f"{file}: {selector}: light text needs a background in the same rule"
        low += [f"{file}: {selector}: {name} on {behind}: {contrast(custom()[name], behind):.2f}"
                for behind in own or surfaces() if contrast(custom()[name], behind) < TEXT]  # fmt: skip
    assert low == []


def test_shapes_and_borders_that_carry_meaning_have_their_contrast_on_every_surface() -> None:
    low = [
        f"{file}: {selector}: {name} on {behind}: {contrast(custom()[name], behind):.2f}"
        for file, selector, name, _ in used(GRAPHIC_PROPERTIES)
        if name not in SILENT and not is_surface(name)
        for behind in surfaces()
        if contrast(custom()[name], behind) < GRAPHICS
    ]
    assert low == []


def test_a_focused_link_is_outlined_in_a_colour_with_contrast() -> None:
    (said,) = [said for _, selector, said in rules() if selector == ":focus-visible"]
    (name,) = colours_in(said["outline"])
    assert all(contrast(custom()[name], behind) >= GRAPHICS for behind in surfaces())
    dark = [said for _, selector, said in rules() if selector == ".masthead-home:focus-visible"]
    assert [
        contrast(custom()[colours_in(one["outline-color"])[0]], custom()["--qpr-accent"]) >= GRAPHICS for one in dark
    ]


# Charts, PDF, Word ------------------------------------------------------------------------------------------


def chart_colours() -> Mapping[str, str]:
    """The colours of charts by name."""
    named = {name: value for name, value in vars(palette).items() if name.isupper() and isinstance(value, str)}
    return named | {f"TONES {tone}": value for tone, value in palette.TONES.items()}


def test_charts_take_their_colours_from_the_palette_alone() -> None:
    stray = {
        f"{path.name}: {colour}"
        for path in sorted((REPOSITORY / "qprlib" / "pages").glob("*.py"))
        if path.name != "palette.py"
        for colour in re.findall(r"[\"']#[0-9A-Fa-f]{3,8}[\"']", path.read_text(encoding="utf-8"))
    }
    assert stray == set()


@pytest.mark.parametrize(("name", "colour"), sorted(chart_colours().items()))
def test_a_colour_of_a_chart_has_its_contrast_on_white(name: str, colour: str) -> None:
    written = {"ACCENT", "INK", "QUIET", "SECOND", "BETTER", "OTHER"}  # lines are named in their own colour
    least = 0.0 if name in SILENT else TEXT if name in written else GRAPHICS
    assert contrast(colour, "#FFFFFF") >= least, name


def test_lines_keep_their_contrast_on_the_wash_of_a_range() -> None:
    for colour in (palette.ACCENT, palette.QUIET, palette.INK):
        assert contrast(colour, palette.BAND) >= TEXT
    for tone, colour in palette.TONES.items():
        # Marks of a rating are edged in white, which sets them off from the wash.
        assert contrast(colour, "#FFFFFF") >= GRAPHICS, tone


def test_figures_in_coloured_bars_can_be_read() -> None:
    for tone, colour in palette.TONES.items():
        if tone != "none":  # no band is without a rating
            figure = palette.INK if tone in quarterly._LIGHT else "#FFFFFF"
            assert contrast(figure, colour) >= TEXT, tone


def test_the_bar_that_a_report_is_about_is_told_from_those_before_it() -> None:
    assert contrast(palette.ACCENT, palette.EARLIER) >= GRAPHICS


@pytest.mark.parametrize("sight", SIGHTS)
def test_lines_of_one_chart_differ_however_they_are_seen(sight: str) -> None:
    for one, other in combinations((palette.ACCENT, palette.SECOND, palette.INK), 2):
        assert difference(one, other, sight) >= APART, (one, other)


def typst_colours() -> Mapping[str, str]:
    text = (THEME / "report.typ").read_text(encoding="utf-8")
    named = dict(re.findall(r'#let ([\w-]+) = rgb\("(#[0-9A-F]{6})"\)', text))
    for tone, mark, tint in re.findall(r'"?(\w+)"?: \(mark: rgb\("(#\w+)"\), tint: (?:rgb\("(#\w+)"\)|wash)\)', text):
        named |= {f"{tone} mark": mark, f"{tone} tint": tint or named["wash"]}
    assert len(re.findall(r'rgb\("', text)) == len(named) - 1, "a colour of report.typ is not read here"
    return named


def test_the_pdf_has_its_contrasts_and_the_colours_of_the_charts() -> None:
    named = typst_colours()
    tints = [named[f"{tone} tint"] for tone in palette.TONES]
    for behind in ("#FFFFFF", named["wash"], *tints):
        assert all(contrast(named[name], behind) >= TEXT for name in ("accent", "ink", "quiet"))
        assert all(contrast(named[f"{tone} mark"], behind) >= GRAPHICS for tone in palette.TONES), behind
    assert {tone: named[f"{tone} mark"] for tone in palette.TONES} == dict(palette.TONES)


def test_word_has_its_contrasts() -> None:
    text = (THEME / "make_reference_docx.py").read_text(encoding="utf-8")
    status = dict(re.findall(r'"(\w+)": "([0-9A-F]{6})"', text))
    named = dict(re.findall(r'^([A-Z]+) = "([0-9A-F]{6})"', text, re.MULTILINE))
    filter_text = (THEME / "report.lua").read_text(encoding="utf-8")
    tints = dict(re.findall(r'(\w+) = "([0-9A-F]{6})"', filter_text))
    assert set(status) == {"Green", "Amber", "Red", "Blue"}
    assert set(tints) == set(palette.TONES)
    for behind in ("FFFFFF", named["WASH"], *tints.values()):
        for colour in (*status.values(), named["ACCENT"], named["INK"], named["QUIET"]):
            assert contrast(colour, behind) >= TEXT, (colour, behind)


# Ratings and directions -------------------------------------------------------------------------------------


SCHEMES: Final = list_schemes(Project(REPOSITORY))


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.scheme)
def test_neighbouring_bands_differ_in_fill_and_all_in_word_and_shape(scheme: Scheme, sight: str) -> None:
    bands = scheme.bands
    assert len({band.shape for band in bands}) == len({band.label for band in bands}) == len(bands)
    for one, other in pairwise(bands):
        if one.tone != other.tone:  # such as Green-Amber and Red-Amber, which are both amber
            assert difference(palette.TONES[one.tone], palette.TONES[other.tone], sight) >= APART


@pytest.mark.parametrize("sight", SIGHTS)
def test_red_amber_and_green_differ_however_they_are_seen(sight: str) -> None:
    for one, other in combinations(("green", "amber", "red"), 2):
        assert difference(palette.TONES[one], palette.TONES[other], sight) >= APART, (one, other)


def drawn(marker: str, colour: str) -> np.ndarray:
    """A mark as a chart draws it, as shares of light in grey, 40 pixels wide and high."""
    figure = Figure(figsize=(0.4, 0.4), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.axis("off")
    axes.scatter([0], [0], marker=marker, s=350, color=colour)
    canvas.draw()
    shown = np.asarray(canvas.buffer_rgba(), dtype=float)[:, :, :3] / 255
    return shown @ np.array([0.2126, 0.7152, 0.0722])


def test_shapes_of_one_grey_are_told_apart() -> None:
    marks = {shape: drawn(marker, "#6F7B87") < 0.8 for shape, marker in palette.MARKERS.items()}
    for (one, here), (other, there) in combinations(marks.items(), 2):
        apart = np.count_nonzero(here ^ there) / np.count_nonzero(here | there)
        # A circle and an octagon are alike as small as this; no scheme has both.
        assert apart >= (0.02 if {one, other} == {"circle", "octagon"} else 0.12), (one, other, round(apart, 3))


def test_no_scheme_has_a_circle_and_an_octagon() -> None:
    for scheme in SCHEMES:
        assert not {"circle", "octagon"} <= {band.shape for band in scheme.bands}, scheme.title


def test_every_format_has_a_drawing_of_its_own_for_every_shape_and_arrow() -> None:
    clips = {
        selector: said["clip-path"] for file, selector, said in rules() if file == "report.css" and "clip-path" in said
    }
    shapes = [clips[f".status.{shape}::before"] for shape in (*palette.MARKERS, "none")]
    arrows = [clips[f".direction.{way}::before"] for way in ("improving", "worsening", "no-change")]
    assert len(set(shapes + arrows)) == len(shapes + arrows)
    typst = (THEME / "report.typ").read_text(encoding="utf-8")
    assert all(re.search(rf"^    {shape}: \(\) =>", typst, re.MULTILINE) for shape in palette.MARKERS)
    assert 'improving: "up", worsening: "down", "no-change": "level"' in typst
    word = (THEME / "report.lua").read_text(encoding="utf-8")
    signs = [re.search(rf'\b{shape} = "\\u{{(\w+)}}"', word) for shape in palette.MARKERS]
    signs += [re.search(rf'{way}"?\]? = "\\u{{(\w+)}}"', word) for way in ("improving", "worsening", "no-change")]
    assert len({sign[1] for sign in signs if sign}) == len(signs)


def test_an_arrow_has_the_colour_of_text_and_not_of_a_rating() -> None:
    (said,) = [said for _, selector, said in rules() if selector == ".direction"]
    assert colours_in(said["--qpr-tone"]) == ["--qpr-ink"]


@pytest.mark.slow
def test_every_status_and_direction_of_a_site_has_a_word_and_a_shape(kent_edition: RenderedEdition) -> None:
    told = 0
    for path in sorted(kent_edition.site.glob("*.html")):
        page = html.fromstring(path.read_text(encoding="utf-8"))
        for mark in page.xpath(
            "//*[contains(concat(' ', @class, ' '), ' status ') or contains(concat(' ', @class, ' '), ' direction ')]"
        ):
            classes = set(mark.get("class").split())
            where = f"{path.name}: {html.tostring(mark, encoding='unicode', with_tail=False)}"
            assert re.search(r"[A-Za-z]{2}", mark.text_content()), where
            if "status" in classes:
                assert classes & {*palette.MARKERS, "none"}, where
            elif classes & {"improving", "worsening"}:
                assert mark.text_content().strip().lower().startswith(("improving", "worsening")), where
            told += 1
        for cell in page.xpath("//table[contains(@class, 'heat')]/tbody/tr/td[.//*[contains(@class, 'status')]]"):
            assert cell.text_content().strip(), path.name
    assert told > 100


# The formulas -----------------------------------------------------------------------------------------------


def test_the_formulas_are_those_that_were_published() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)  # the lightest grey that passes, by WCAG
    assert linear("#FFFFFF") == pytest.approx((1, 1, 1))
    assert luminance("#FF0000") == pytest.approx(0.2126)
    assert difference("#FFFFFF", "#000000") == pytest.approx(100, abs=0.1)
    # White and greys look the same to everyone; a red and a green of one lightness do not, to those who see no green.
    for sight in SIGHTS:
        assert difference("#808080", "#FFFFFF", sight) == pytest.approx(difference("#808080", "#FFFFFF"), abs=0.5)
    assert difference("#B05050", "#6A7F4B", "deuteranopia") < 0.5 * difference("#B05050", "#6A7F4B")
