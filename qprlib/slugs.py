"""Names as they stand in addresses and files. Needs nothing but Python's own library, as git's filter calls it."""

from __future__ import annotations

import re
import unicodedata
import zlib


def slugify(text: str) -> str:
    """A name as it stands in addresses: ``Children's Social Care`` is ``childrens-social-care``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    # Of other letters, which have no such form, it is a number that is always the same.
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or (f"x{zlib.crc32(text.encode()):08x}" if text.strip() else "")
