"""An edition's notice in Word: a paragraph at the head of each page.

Word's headers come from the document that gives the styles. A field could carry the words, but a program shows a field
empty until it has worked it out, and a notice must always be there.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import escape

#: A header that is shown on pages; the cover's has a name like it.
_HEADER = re.compile(r"word/header\d+\.xml")
_OPENING = re.compile(r"<w:hdr\b[^>]*>")
_PARAGRAPH = (
    '<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:rPr><w:b/><w:color w:val="16202B"/></w:rPr>'
    "<w:t>{words}</w:t></w:r></w:p>"
)
_STYLE = re.compile(r'<w:pStyle w:val="([^"]+)"')


def with_notice(reference: bytes, notice: str) -> bytes:
    """A Word document with a notice as the first words of each of its headers; all else is as it was."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(reference)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if _HEADER.fullmatch(member.filename):
                content = _said(content.decode("utf-8"), notice).encode("utf-8")
            kept = zipfile.ZipInfo(member.filename, member.date_time)
            kept.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(kept, content)
    return out.getvalue()


def _said(header: str, notice: str) -> str:
    style = _STYLE.search(header)
    paragraph = _PARAGRAPH.format(style=style[1] if style else "Header", words=escape(notice, quote=False))
    return _OPENING.sub(lambda found: found[0] + paragraph, header, count=1)
