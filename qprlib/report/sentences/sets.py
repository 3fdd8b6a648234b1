"""Which indicators came, went or were restated since an earlier edition, in a sentence."""

from __future__ import annotations

from qprlib.ground.numbers import capital, in_words, join_words, opening_number, plural
from qprlib.report.sentences.differences import quarter_words
from qprlib.scoring.comparison import Comparison, Published
from qprlib.scoring.counts import status_label
from qprlib.scoring.scheme import Scheme
from qprlib.scoring.states import Direction


def set_sentence(comparison: Comparison) -> str:
    """Which indicators were removed, added and restated since the earlier edition, each with its status."""
    since = quarter_words(comparison.now.quarter, comparison.before.quarter)
    scheme = comparison.scheme
    parts: list[tuple[int, str, list[str]]] = []
    for verb, some, tense in (("removed", comparison.removed, "last"), ("added", comparison.added, "now")):
        if some:
            parts.append((len(some), verb, [f"{one.name}, {tense} {_status(one, scheme)}" for one in some]))
    if comparison.restated:
        named = [
            f"{one.published.name}, reported as {_both(one.published, scheme)}, now {_both(one.restated, scheme)}"
            for one in comparison.restated
        ]
        parts.append((len(named), "restated", named))
    total = len(comparison.now.indicators)
    if not parts:
        same = f"{in_words(total)} indicators" if total > 1 else "indicator" if total else "lack of indicators"
        return f"{capital(since)} had the same {same}."
    said = []
    for place, (number, verb, names) in enumerate(parts):
        noun = f" {plural(number, 'indicator')}" if place == 0 else ""
        said.append(f"{in_words(number)}{noun} {'has' if number == 1 else 'have'} been {verb} ({'; '.join(names)})")
    common = len(comparison.now_in_both)
    verb = "is" if common == 1 else "are"
    closing = "" if comparison.same_set else f" {opening_number(common)} {verb} in both reports."
    return f"Since {since} {join_words(said)}.{closing}"


def set_in_short(comparison: Comparison) -> str:
    """How many indicators were removed, added and restated since the earlier edition.

    Such as "Two indicators have been removed since then and two restated."
    """
    kinds = (
        (len(comparison.removed), "removed"), (len(comparison.added), "added"), (len(comparison.restated), "restated"),
    )  # fmt: skip
    (first, verb), *rest = [one for one in kinds if one[0]]
    said = (
        f"{opening_number(first)} {plural(first, 'indicator')} {'has' if first == 1 else 'have'} been {verb} since then"
    )
    return f"{join_words([said, *(f'{in_words(number)} {word}' for number, word in rest)])}."


def _status(one: Published, scheme: Scheme) -> str:
    label = status_label(one.rating or "not-available", scheme)
    return f"rated {label}" if scheme.band(one.rating) else label.lower()


def _both(one: Published, scheme: Scheme) -> str:
    return f"{status_label(one.rating or 'not-available', scheme)} and {Direction(one.direction).label.lower()}"
