"""Units and names that somebody wrote are printed as they wrote them, on every page."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from helpers.any_organisation import organisation, write
from helpers.thorough import THOROUGH
from helpers.undrawn import build_undrawn

from qprlib.publishing.publisher import Format

UNITS = ("£000", "µg/m³", "MWh", "£'000", "days per FTE", "kilotonnes (kt CO2e)", "£m", "iPads", "mg/l")
COMPARATORS = ("CIPFA neighbours", "iESE members", "Kent districts")


def other_letters(words: str) -> set[str]:
    """The same words with a letter larger or smaller that was not written so."""
    return {words.capitalize(), words.lower(), words.upper(), words[:1].upper() + words[1:], words.title()} - {words}


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=THOROUGH) for seed in (0, 2, 4, 5))])
def test_units_and_comparators_keep_their_letters(seed: int, tmp_path: Path) -> None:
    made = organisation(seed)
    units = cycle(UNITS)
    indicators = [{**row, "unit": next(units)} for row in made.tables["indicators"]]
    kpis = [row["id"] for row in indicators if row["kind"] == "kpi"]
    benchmarks = [
        {"indicator": kpi, "comparator": name, "period_end": "2020-03-31", "period_label": "2019/20", "value": "5"}
        for kpi in kpis
        for name in COMPARATORS
    ]
    made = replace(made, tables={**made.tables, "indicators": indicators, "benchmarks": benchmarks})
    project = write(made, tmp_path / "project")
    text = "\n".join(build_undrawn(made.edition, tmp_path / "made", project, (Format.HTML,)).site_text().values())
    used = {row["unit"] for row in indicators}
    assert sum(unit in text for unit in used) >= 2
    assert any(name in text for name in COMPARATORS)
    for words in (*used, *COMPARATORS):
        assert not [other for other in other_letters(words) if re.search(rf"\b{re.escape(other)}", text)], words
    assert not re.search(r"£[\d,.]*\d(?:'000|(?<!,)000)", text)
