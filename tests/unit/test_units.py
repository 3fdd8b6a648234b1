"""Units and names that somebody wrote are printed as they wrote them, on every page."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from helpers.any_organisation import organisation, write
from helpers.smallest import EDITION, INDICATOR, TABLES, write_smallest
from helpers.thorough import THOROUGH
from helpers.undrawn import build_undrawn, pages_shown

from qprlib.ground.project import Project
from qprlib.publishing.make.publisher import Format
from qprlib.publishing.render import check_edition
from qprlib.report.markdown_writer import to_markdown

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


#: A unit of money or per cent, and what no figure of a sentence may lack before and behind it.
BORNE = {
    "£": ("£", ""),
    "£m": ("£", "m"),
    "£000": ("£", " thousand"),
    "£ per household": ("£", ""),
    "% of rent due": ("", "%"),
}


@pytest.mark.parametrize("unit", BORNE)
@pytest.mark.parametrize("direction", ["previous-period", "latest-three"])
def test_no_sentence_leaves_the_sign_of_money_or_per_cent_out(unit: str, direction: str, tmp_path: Path) -> None:
    ends = ("2023-09-30", "2023-12-31", "2024-03-31", "2024-06-30")
    values = (47.47, 46.46, 45.45, 44.44)
    project = write_smallest(
        tmp_path,
        {
            **TABLES,
            "indicators": [{**INDICATOR, "unit": unit, "decimals": 2}],
            "actuals": [
                {"indicator": "A1", "period_end": end, "actual": value} for end, value in zip(ends, values, strict=True)
            ],
            "targets": [{"indicator": "A1", "period_end": end, "target": 43.43} for end in ends],
        },
        direction=direction,
    )
    shown = pages_shown(check_edition(Project(project.resolve()), EDITION), tmp_path / "executed")
    before, behind = BORNE[unit]
    said = "\n".join(map(to_markdown, shown.values())).replace("\N{NO-BREAK SPACE}", " ")
    figures = re.findall(r".?4\d\.\d\d.{0,12}", said)
    assert len(figures) > 10
    for figure in figures:
        assert re.match(rf"{before or '.?'}4\d\.\d\d{behind}", figure), figure
