"""Names as they stand in addresses and files. Needs nothing but Python's own library, as git's filter calls it."""

from __future__ import annotations

import re
import unicodedata


def slugify(text: str) -> str:
    """A name as it stands in addresses: ``Children's Social Care`` is ``childrens-social-care``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
