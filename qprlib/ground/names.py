"""Names as they stand in addresses and files. Needs nothing but Python's own library, as git's filter calls it."""

from __future__ import annotations

import re
import unicodedata
import zlib
from typing import Final

_LONGEST: Final = 60  # characters of a value in an address: a file's name may have 255, with what else stands in it


def slugify(text: str) -> str:
    """A name as it stands in addresses: ``Children's Social Care`` is ``childrens-social-care``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    # Of other letters, which have no such form, it is a number that is always the same.
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or (f"x{zlib.crc32(text.encode()):08x}" if text.strip() else "")


def address(page: str, value: str, *, numbered: bool = False) -> str:
    """The address of the page that a notebook makes of a value: ``finance-adult-social-care``.

    A long value is cut; it, or one that is to be ``numbered`` as another has the same address, ends in a number that
    is made of the whole value.
    """
    name = slugify(value)
    if len(name) > _LONGEST or numbered:
        name = f"{name[:_LONGEST].strip('-')}-{zlib.crc32(value.encode()):08x}"
    return f"{slugify(page)}-{name}"
