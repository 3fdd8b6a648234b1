"""The cover report as text."""

from __future__ import annotations

from qprlib.report.context import Context
from qprlib.report.parts import cover
from qprlib.report.parts.minutes import plain


def whole(context: Context) -> str:
    """The whole paper as text, its parts in the order of the notebook."""
    parts = [
        cover.particulars(context), cover.summary(context), cover.introduction(context),
        cover.results(context), cover.worst(context), cover.direction(context),
        cover.implications(context), cover.closing(context),
    ]  # fmt: skip
    return "\n\n".join(map(plain, parts))
