"""Make `reference.docx`, the document whose styles every Word report takes, and `reference-draft.docx` for drafts;
`paper.docx` and `paper-draft.docx` give the papers for a meeting theirs.

Run it after changing a style here::

    python theme/make_reference_docx.py

The draft's has the word DRAFT across each page and says "Draft" in the headers; the styles are the same. It starts from
pandoc's own reference document and writes the same bytes each time. It needs
`python-docx` (a development dependency) and the pandoc of `pypandoc_binary`.
"""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import pypandoc
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

FONT = "Arial"
ACCENT = "12436D"
INK = "16202B"
QUIET = "4A5663"
WASH = "EEF3F8"
HAIRLINE = "C9D1D9"
#: Colours of status words with their shape: text contrast of at least 4.5:1 on white and on `WASH`.
STATUS = {"Green": "00592F", "Amber": "8F4700", "Red": "A8071A", "Blue": "155A93", "None": QUIET}
TEXT_WIDTH = Cm(21 - 2 * 2.2)
FIXED_TIME = datetime(2000, 1, 1)


def pandoc_reference() -> bytes:
    """Return the bytes of pandoc's default reference document."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def set_font(
    style: CharacterStyle,
    *,
    size: float | None = None,
    colour: str | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
) -> None:
    """Set font, size (points), colour (hex) and weight of a style, replacing theme fonts and colours."""
    properties = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:color", "w:spacing"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    style.font.name = FONT
    fonts = properties.find(qn("w:rFonts"))
    for attribute in ("w:eastAsia", "w:cs"):
        fonts.set(qn(attribute), FONT)
    if size is not None:
        style.font.size = Pt(size)
        for old in properties.findall(qn("w:szCs")):
            properties.remove(old)
    style.font.color.rgb = RGBColor.from_string(colour or INK)
    style.font.bold = bold
    style.font.italic = italic


def set_spacing(
    style: ParagraphStyle,
    before: float,
    after: float,
    *,
    line: float = 1.0,
    keep_next: bool = False,
    keep_lines: bool = False,
) -> None:
    """Set space before and after (points), line spacing and how a paragraph keeps together."""
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), line
    layout.keep_with_next, layout.keep_together = keep_next, keep_lines
    for old in style.element.get_or_add_pPr().findall(qn("w:contextualSpacing")):
        style.element.pPr.remove(old)


def insert_in_order(properties: object, element: object, before: tuple[str, ...]) -> None:
    """Put `element` into paragraph properties ahead of the first of the tags `before` that is there."""
    for child in properties:  # type: ignore[attr-defined]
        if child.tag in {qn(tag) for tag in before}:
            child.addprevious(element)
            return
    properties.append(element)  # type: ignore[attr-defined]


AFTER_BORDER = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
AFTER_SHADING = AFTER_BORDER[1:]


def set_box(style: ParagraphStyle, *, fill: str | None = None, **borders: tuple[str, int]) -> None:
    """Give a paragraph style a tint and borders; a border is a colour and a width in eighths of a point."""
    properties = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:shd"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    if borders:
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="{borders[side][1]}" w:space="6" w:color="{borders[side][0]}"/>'
            for side in ("top", "left", "bottom", "right")
            if side in borders
        )
        insert_in_order(properties, parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"), AFTER_BORDER)
    if fill:
        shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
        insert_in_order(properties, shading, AFTER_SHADING)


def paragraph_style(document: DocumentObject, name: str, base: str = "Normal") -> ParagraphStyle:
    """Return the paragraph style of that name, added if missing, based on `base`."""
    names = {style.name for style in document.styles}
    if name not in names:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles[base] if name != base else None
    style.hidden, style.quick_style = False, True
    return style


def style_body(document: DocumentObject) -> None:
    """Body text."""
    normal = document.styles["Normal"]
    set_font(normal, size=10.5)
    set_spacing(normal, 0, 0)
    set_spacing(paragraph_style(document, "Body Text"), 3, 6, line=1.15)
    paragraph_style(document, "First Paragraph", "Body Text")
    set_spacing(paragraph_style(document, "Compact", "Body Text"), 1, 2, line=1.1)
    paragraph_style(document, "Held Text", "Body Text").paragraph_format.keep_with_next = True


def style_cover(document: DocumentObject) -> None:
    """The title block, which fills the first page."""
    title = paragraph_style(document, "Title")
    set_font(title, size=38, colour=ACCENT, bold=True)
    set_spacing(title, 150, 10)
    set_box(title, top=(ACCENT, 48))
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    lines = (
        ("Subtitle", 16, INK, False, 6, 40),
        ("Author", 14, ACCENT, True, 0, 4),
        ("Date", 14, INK, False, 0, 0),
    )
    for name, size, colour, bold, before, after in lines:
        style = paragraph_style(document, name)
        set_font(style, size=size, colour=colour, bold=bold)
        set_spacing(style, before, after)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    abstract_title = paragraph_style(document, "Abstract Title")
    set_font(abstract_title, size=10.5, colour=ACCENT, bold=True)
    set_spacing(abstract_title, 60, 4, keep_next=True)
    abstract_title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    abstract = paragraph_style(document, "Abstract")
    set_font(abstract, size=10.5, colour=QUIET)
    set_spacing(abstract, 0, 4, line=1.15)
    abstract.paragraph_format.left_indent = abstract.paragraph_format.right_indent = Cm(0)


def style_headings(document: DocumentObject) -> None:
    """Headings and the table of contents."""
    for level, size, before, after in (
        (1, 24.0, 0, 12),
        (2, 15.0, 20, 6),
        (3, 12.0, 14, 4),
        (4, 10.5, 10, 3),
    ):
        style = paragraph_style(document, f"Heading {level}")
        set_font(style, size=size, colour=ACCENT, bold=True)
        set_spacing(style, before, after, keep_next=True, keep_lines=True)
        style.paragraph_format.page_break_before = level == 1
    contents = paragraph_style(document, "TOC Heading")
    set_font(contents, size=24, colour=ACCENT, bold=True)
    set_spacing(contents, 0, 12, keep_next=True)
    contents.paragraph_format.page_break_before = True
    for level in (1, 2):
        style = paragraph_style(document, f"toc {level}")
        top = level == 1
        set_font(style, size=10.5 if top else 9.5, bold=top, colour=ACCENT if top else INK)
        set_spacing(style, 7 if top else 1, 1)
        style.paragraph_format.left_indent = Cm(0 if top else 0.6)
        style.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        # Word keeps these style names in lower case but finds them by these identifiers
        style.element.set(qn("w:styleId"), f"TOC{level}")


def style_blocks(document: DocumentObject) -> None:
    """Lede, headline, boxes, status line and small print."""
    lede = paragraph_style(document, "Lede")
    set_font(lede, size=12.5, colour=QUIET)
    set_spacing(lede, 0, 12, line=1.15)
    standfirst = paragraph_style(document, "Standfirst")
    set_font(standfirst, size=15, colour=ACCENT, bold=True)
    set_spacing(standfirst, 6, 12, keep_lines=True)
    for name, colour, fill in (("Note", ACCENT, WASH), ("Warning", "CF7200", "FDF3E4")):
        style = paragraph_style(document, name)
        set_spacing(style, 8, 8, line=1.15, keep_lines=True)
        set_box(style, fill=fill, left=(colour, 24))
        style.paragraph_format.left_indent = Cm(0.35)
    source = paragraph_style(document, "Source")
    set_font(source, size=8.5, colour=QUIET)
    set_spacing(source, 2, 12)
    status_line = paragraph_style(document, "Indicator Status")
    set_spacing(status_line, 2, 8, keep_next=True, keep_lines=True)
    set_box(status_line, fill=WASH, top=(ACCENT, 8), bottom=(WASH, 8))
    tile = paragraph_style(document, "Tile")
    set_spacing(tile, 0, 3, keep_lines=True)
    set_box(tile, fill=WASH)


def style_tables_and_charts(document: DocumentObject) -> None:
    """Captions, cells, the table style, charts."""
    for name, size, colour in (("Table Caption", 9.5, INK), ("Chart Caption", 11, ACCENT)):
        style = paragraph_style(document, name)
        set_font(style, size=size, bold=True, italic=False, colour=colour)
        set_spacing(style, 12, 4, keep_next=True, keep_lines=True)
    chart = paragraph_style(document, "Chart")
    set_spacing(chart, 0, 4, keep_next=True, keep_lines=True)
    cells = (
        ("Table Heading", True, ACCENT),
        ("Table Text", False, INK),
        ("Table Total", True, INK),
        ("Table Group", True, INK),
    )
    for kind, bold, colour in cells:
        for side in ("", " Right"):
            for dense, size, space in (("", 9, 2), (" Dense", 8, 1), (" Small", 7, 1.5)):
                style = paragraph_style(document, kind + side + dense)
                set_font(style, size=size, bold=bold, colour=colour)
                # A row that names the group of rows below it never stands at a page's foot without them.
                set_spacing(style, space, space, keep_next=kind == "Table Group")
                if side:
                    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table = document.styles["Table"].element
    for tag in ("w:tblPr", "w:tblStylePr"):
        for old in table.findall(qn(tag)):
            table.remove(old)
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 20), ("left", 70), ("bottom", 20), ("right", 70))
    )
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:color="{colour}"/>'
        for side, size, colour in (("top", 8, ACCENT), ("bottom", 4, HAIRLINE), ("insideH", 4, HAIRLINE))
    )
    table.append(
        parse_xml(
            f'<w:tblPr {nsdecls("w")}><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        )
    )
    header_rule = f'<w:tcBorders><w:bottom w:val="single" w:sz="6" w:color="{ACCENT}"/></w:tcBorders>'
    header_fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{WASH}"/>'
    table.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow">'
            f'<w:tcPr>{header_rule}{header_fill}<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        )
    )


def style_spans(document: DocumentObject) -> None:
    """Status, direction and tile spans, links."""

    def character(name: str) -> CharacterStyle:
        if name not in {style.name for style in document.styles}:
            document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style = document.styles[name]
        assert isinstance(style, CharacterStyle)
        return style

    for tone, colour in STATUS.items():
        style = character(f"Status {tone}")
        style.font.bold = tone != "None" or None
        style.font.color.rgb = RGBColor.from_string(colour)
    character("Direction")
    figure = character("Tile Figure")
    figure.font.size, figure.font.bold = Pt(20), True
    figure.font.color.rgb = RGBColor.from_string(ACCENT)
    character("Tile Caption").font.color.rgb = RGBColor.from_string(QUIET)
    link = character("Hyperlink")
    link.font.color.rgb = RGBColor.from_string(ACCENT)
    link.font.underline = True


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field (such as PAGE) that shows `shown` until Word works it out."""
    for part in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run()
        if part == "instruction":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {instruction} "
            run._r.append(element)
        elif part == "shown":
            run.text = shown
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), part)
            run._r.append(element)


def lay_out_page(document: DocumentObject) -> None:
    """A4 with 2.2 cm margins; a header and footer on every page but the cover."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)
    section.different_first_page_header_footer = True
    for name in ("header", "footer"):
        style = paragraph_style(document, name)
        set_font(style, size=8, colour=QUIET)
        for old in style.element.get_or_add_pPr().findall(qn("w:tabs")):
            style.element.pPr.remove(old)
        style.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    header = section.header.paragraphs[0]
    header.style = document.styles["header"]
    add_field(header, "TITLE", "")
    header.add_run("\t")
    add_field(header, 'STYLEREF "Heading 1"', "")
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["footer"]
    add_field(footer, "AUTHOR", "")
    footer.add_run("\tPage ")
    add_field(footer, "PAGE", "1")
    footer.add_run(" of ")
    add_field(footer, "NUMPAGES", "1")


#: The word across a page, as Word's own watermarks are made (WordArt in the header). The shape's name is the one by
#: which Word finds and removes a watermark. It has no text alternative: the header says it in words.
WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"
     xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w10="urn:schemas-microsoft-com:office:word">
  <w:rPr><w:noProof/></w:rPr>
  <w:pict>
    <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
      <v:formulas>
        <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
        <v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
        <v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>
        <v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/>
      </v:formulas>
      <v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
              o:connectangles="270,180,90,0"/>
      <v:textpath on="t" fitshape="t"/>
      <o:lock v:ext="edit" text="t" shapetype="t"/>
    </v:shapetype>
    <v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{shape}" type="#_x0000_t136" alt=""
             style="position:absolute;margin-left:0;margin-top:0;width:480pt;height:150pt;rotation:308;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:page;mso-position-vertical:center;mso-position-vertical-relative:page"
             o:allowincell="f" fillcolor="#e6eaef" stroked="f">
      <v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt;font-weight:bold" string="DRAFT"/>
      <w10:wrap anchorx="page" anchory="page"/>
    </v:shape>
  </w:pict>
</w:r>
"""
DRAFT_HEADER = "Draft, not for publication"


def mark_as_draft(document: DocumentObject) -> None:
    """The word DRAFT across each page, the cover among them, and in words at the head of each."""
    section = document.sections[0]
    for number, header in enumerate((section.first_page_header, section.header), start=1):
        header.is_linked_to_previous = False
        said = header.paragraphs[0].insert_paragraph_before(DRAFT_HEADER, document.styles["header"])
        said.runs[0].bold = True
        said.runs[0].font.color.rgb = RGBColor.from_string(INK)
        said._p.append(parse_xml(WATERMARK.format(number=number, shape=2048 + number)))
        header.paragraphs[-1].style = document.styles["header"]


def set_language(document: DocumentObject) -> None:
    """British English for all text, and plain document properties."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults.find(qn("w:lang")).set(qn("w:val"), "en-GB")
    properties = document.core_properties
    properties.title, properties.author, properties.language = "Reference document", "", "en-GB"
    properties.created = properties.modified = FIXED_TIME


def repack(content: bytes) -> bytes:
    """Return the same archive with sorted members and one fixed time, so that its bytes repeat."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, FIXED_TIME.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()


def style_as_paper(document: DocumentObject) -> None:
    """What a paper for a meeting has instead of a cover: a title on its first page, entries, numbered paragraphs."""
    title = document.styles["Title"]
    set_font(title, size=20, colour=ACCENT, bold=True)
    set_spacing(title, 0, 2)
    title.element.get_or_add_pPr().remove(title.element.pPr.find(qn("w:pBdr")))
    author = document.styles["Author"]
    set_font(author, size=10.5, colour=QUIET, bold=True)
    set_spacing(author, 0, 8)
    for level, size, before, after in ((1, 13.0, 14, 4), (2, 10.5, 8, 3)):
        style = document.styles[f"Heading {level}"]
        set_font(style, size=size, colour=ACCENT, bold=True)
        set_spacing(style, before, after, keep_next=True, keep_lines=True)
        style.paragraph_format.page_break_before = False
    for name, indent, after in (("Entry", 3.8, 2), ("Numbered", 1.1, 5)):
        style = paragraph_style(document, name, "Body Text")
        set_spacing(style, 0, after, line=1.1)
        style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = Cm(indent), Cm(-indent)
        style.paragraph_format.tab_stops.add_tab_stop(Cm(indent))
    section = document.sections[0]
    section.different_first_page_header_footer = False
    header = section.header.paragraphs[-1]
    for run in list(header.runs):
        header._p.remove(run._r)
    add_field(header, "AUTHOR", "")


def make(*, draft: bool = False, paper: bool = False) -> bytes:
    """Return the bytes of the finished reference document, of the one for drafts, or of those for papers."""
    document = Document(io.BytesIO(pandoc_reference()))
    style_body(document)
    style_cover(document)
    style_headings(document)
    style_blocks(document)
    style_tables_and_charts(document)
    style_spans(document)
    lay_out_page(document)
    if paper:
        style_as_paper(document)
    if draft:
        mark_as_draft(document)
    set_language(document)
    out = io.BytesIO()
    document.save(out)
    return repack(out.getvalue())


if __name__ == "__main__":
    Path(__file__).with_name("reference.docx").write_bytes(make())
    Path(__file__).with_name("reference-draft.docx").write_bytes(make(draft=True))
    Path(__file__).with_name("paper.docx").write_bytes(make(paper=True))
    Path(__file__).with_name("paper-draft.docx").write_bytes(make(paper=True, draft=True))
