"""Which rating scheme and direction rule agree most often with what a workbook says of its own figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from qprlib.data.schema import Polarity
from qprlib.ground.errors import Place
from qprlib.ground.project import Project
from qprlib.intake.roles import meaning
from qprlib.intake.taken import Taken, TakenFigure
from qprlib.scoring.cases import at_last_year, complete_cases
from qprlib.scoring.direction import direct
from qprlib.scoring.rating import rate
from qprlib.scoring.rules import RULES, default_rule
from qprlib.scoring.scheme import Scheme, load_scheme
from qprlib.scoring.states import Direction, NotRated

#: What a scheme cannot do without, by what it then leaves unrated.
_LACKING = (NotRated.NO_FLOOR, NotRated.NO_TOLERANCE, NotRated.NO_LAST_YEAR)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often a scheme or a rule says what the workbook says."""

    name: str
    title: str
    agreed: int
    of: int  #: how often the workbook says anything that could be worked out
    counts: Mapping[str, int] = field(default_factory=dict)  #: of the newest results by what it says of them
    lacking: int = 0  #: results that it cannot judge, as the workbook has no floor, tolerance or result of last year

    @property
    def words(self) -> str:
        """How often, for people: ``35 of 37``; the counts where the workbook says nothing to agree with."""
        if self.of:
            return f"{self.agreed} of {self.of}"
        if not any(self.counts.values()):
            return "nothing, as no result has what it needs"
        return ", ".join(f"{number} {label}" for label, number in self.counts.items())


def cases_taken(taken: Taken, polarities: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The results of a workbook as cases, with what it says of them as ``tone`` and ``way``.

    ``polarities`` are those of indicators of which the workbook says none; higher is better of any other.
    """
    rows: dict[tuple[str, pd.Timestamp], dict[str, object]] = {}
    for figure in taken.figures:
        row = rows.setdefault((figure.indicator, pd.Timestamp(figure.period_end)), {})
        row |= _said(taken, figure)
    known = {one.key: one for one in taken.indicators}
    asked = dict(polarities or {})
    cases = [
        {
            "indicator": key,
            "period_end": end,
            "polarity": known[key].polarity or asked.get(key) or str(Polarity.HIGHER),
            "unit": known[key].unit,
            "frequency": known[key].frequency,
            "target": math.nan,
            "tone": "",
            "way": "",
            **row,
        }
        for (key, end), row in rows.items()
        if "actual" in row
    ]
    frame = pd.DataFrame(cases, columns=None if cases else list(_COLUMNS))
    return complete_cases(frame.sort_values(["indicator", "period_end"], ignore_index=True))


def _said(taken: Taken, figure: TakenFigure) -> dict[str, object]:
    """What a figure adds to the case of its indicator and period."""
    match figure.role:
        case "status":
            return {"tone": taken.layout.statuses.get(figure.text, "") or meaning("tone", figure.text)}
        case "direction":
            return {"way": meaning("way", figure.text)}
        case "comment":
            return {}
        case "target" if figure.value is None:
            return {"state": figure.state} if figure.state in _OF_TARGETS else {}
    return {figure.role: figure.value} if figure.value is not None else {}


_COLUMNS = ("indicator", "period_end", "polarity", "unit", "frequency", "actual", "target", "tone", "way")
#: States of a target that leave its result unrated.
_OF_TARGETS = frozenset((NotRated.DATA_ONLY, NotRated.NEW, NotRated.TARGET_TBC))


def polarities_by_status(taken: Taken) -> dict[str, str]:
    """Which way is better of indicators of which the workbook does not say, where its own statuses tell.

    A target that is missed downwards and red, or passed and green, is one of which higher is better.
    """
    cases = cases_taken(taken)
    silent = {one.key for one in taken.indicators if not one.polarity}
    cases = cases[cases["indicator"].isin(silent) & cases["tone"].ne("") & cases["target"].notna()]
    above = (cases["actual"] - cases["target"]).map(lambda gap: (gap > 0) - (gap < 0))
    good = cases["tone"].eq("green").map({True: 1, False: -1})
    votes = (above * good).groupby(cases["indicator"], sort=False).sum()
    return {str(key): str(Polarity.HIGHER if vote > 0 else Polarity.LOWER) for key, vote in votes.items() if vote}


def schemes_by_agreement(cases: pd.DataFrame, project: Project) -> list[Agreement]:
    """Every scheme of the project: first what agrees most often, of those what leaves least unrated and is simplest."""
    names = sorted(path.stem for path in project.schemes.glob("*.yml"))
    schemes = [load_scheme(project, name, Place()) for name in names]
    found = [(_of_scheme(cases, scheme), len(scheme.bands)) for scheme in schemes]
    return [one for one, _ in sorted(found, key=lambda pair: (-pair[0].agreed, pair[0].lacking, pair[1], pair[0].name))]


def _of_scheme(cases: pd.DataFrame, scheme: Scheme) -> Agreement:
    rated = rate(cases.assign(last_year=at_last_year(cases)), scheme)["rating"].astype("str")
    tones = rated.map({band.id: band.tone for band in scheme.bands})
    says = cases["tone"].ne("") & cases["target"].notna()
    labels = rated[_newest(cases)].map({band.id: band.label for band in scheme.bands}).dropna()
    counts = {band.label: int(labels.eq(band.label).sum()) for band in scheme.bands}
    agreed = says & tones.eq(cases["tone"])
    lacking = int(rated.isin([str(one) for one in _LACKING]).sum())
    return Agreement(scheme.scheme, scheme.name, int(agreed.sum()), int(says.sum()), counts, lacking)


def rules_by_agreement(cases: pd.DataFrame, scheme: Scheme | None = None) -> list[Agreement]:
    """Every direction rule, or those that a scheme declares: first what agrees most often."""
    rules = (list(scheme.directions) if scheme else []) or [default_rule(name) for name in RULES]
    found = []
    for place, rule in enumerate(rules):
        ways = direct(cases, rule)["direction"].astype("str")
        says = cases["way"].ne("")
        labels = [Direction(way).label for way in ways[_newest(cases)] if way]
        counts = {label: labels.count(label) for label in dict.fromkeys(labels)}
        agreed = says & _plain(ways).eq(cases["way"])
        found.append(
            (-int(agreed.sum()), place, Agreement(rule.rule, rule.rule, int(agreed.sum()), int(says.sum()), counts))
        )
    return [one for *_, one in sorted(found, key=lambda one: one[:2])]


def _plain(ways: pd.Series[str]) -> pd.Series[str]:
    """Directions as an arrow can tell them: no clear trend is drawn as no change is."""
    return ways.replace({str(Direction.NO_TREND): str(Direction.NO_CHANGE)})


def _newest(cases: pd.DataFrame) -> pd.Series[bool]:
    """The newest result of each indicator."""
    newest: pd.Series[bool] = ~cases["indicator"].duplicated(keep="last")
    return newest


def reported(agreements: Iterable[Agreement], most: int = 4) -> list[str]:
    """The best few in words: ``Within 10% of the target: 35 of 37``."""
    return [f"{one.title}: {one.words}" for one in list(agreements)[:most]]
