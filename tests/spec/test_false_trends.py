"""Where nothing changes, hardly any series is given a trend: every basis, by every rule that claims one."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from qprlib.ground.cycles import Cycle, Frequency
from qprlib.ground.periods import Basis, Period
from qprlib.scoring.direction import direct
from qprlib.scoring.direction_words import direction_reason
from qprlib.scoring.found import Reason
from qprlib.scoring.rules import RULES, Regression, TheilSen, XmrRule

#: Series of each kind; at 5% the rate found strays by a third of a percentage point.
SERIES = 4000
MOST = 0.06
FIRST, LAST = date(2001, 9, 1), date(2015, 8, 31)
TESTING = ("regression", "theil-sen", "xmr")
CLAIMS = (Reason.WINDOW, Reason.APART, Reason.LIMITS)
#: What can be published how often; a school year has one value.
PUBLISHED = [
    *product((Basis.SNAPSHOT, Basis.MONTH, Basis.MEAN_OF_MONTHS), (Frequency.MONTHLY, Frequency.QUARTERLY)),
    *product((Basis.QUARTER, Basis.ROLLING_12_MONTHS, Basis.ANNUAL), (Frequency.MONTHLY, Frequency.QUARTERLY)),
    *product((Basis.YEAR_TO_DATE,), (Frequency.MONTHLY, Frequency.QUARTERLY)),
    (Basis.ACADEMIC_YEAR_TO_DATE, Frequency.ACADEMIC_QUARTERLY),
    (Basis.ROLLING_12_MONTHS, Frequency.TERMLY),
    (Basis.QUARTER, Frequency.TERMLY),
    (Basis.ANNUAL, Frequency.ANNUAL),
    (Basis.ACADEMIC_YEAR, Frequency.SCHOOL_YEAR),
]


def months() -> NDArray[np.float64]:
    """What happened in each month from April 2000 on, in every series: the same, but for chance."""
    return np.random.default_rng(2011).normal(50, 5, (SERIES, 16 * 12))


def published(basis: Basis, frequency: Frequency) -> pd.DataFrame:
    """The results that a council would publish of these months."""
    happened = months()
    ends = list(Cycle(frequency).between(FIRST, LAST))
    if basis in (Basis.SNAPSHOT, Basis.MONTH, Basis.MEAN_OF_MONTHS, Basis.YEAR_TO_DATE):
        ends = ends[-24:]  # no rule with its defaults needs more of them
    columns = []
    for end in ends:
        begins = Period.of(Cycle(frequency), basis, end).start
        last = (end.year - 2000) * 12 + end.month - 4
        first = last if basis is Basis.SNAPSHOT else (begins.year - 2000) * 12 + begins.month - 4
        own = happened[:, first : last + 1]
        columns.append(own.mean(axis=1) if basis is Basis.MEAN_OF_MONTHS else own.sum(axis=1))
    return pd.DataFrame(
        {
            "indicator": np.repeat(np.arange(SERIES), len(ends)),
            "period_end": np.tile(pd.to_datetime(ends).astype("datetime64[ns]"), SERIES),
            "actual": np.stack(columns, axis=1).ravel(),
            "polarity": "higher",
            "unit": "number",
            "basis": str(basis),
            "frequency": str(frequency),
        }
    )


@pytest.mark.parametrize(("basis", "frequency"), PUBLISHED, ids=str)
def test_hardly_any_flat_series_has_a_trend(basis: Basis, frequency: Frequency) -> None:
    history = published(basis, frequency)
    for rule in (Regression(), TheilSen(), XmrRule()):
        latest = direct(history, rule).groupby(history["indicator"]).tail(1)
        claimed = latest[latest["reason"].isin(CLAIMS)]
        assert len(claimed) in (0, SERIES), rule
        assert claimed["direction"].isin(["improving", "worsening"]).mean() <= MOST or claimed.empty, rule


def test_regressing_results_that_share_months_finds_trends_that_are_not_there() -> None:
    """Why they are taken apart, and what the methods page says of ``overlapping: allow``."""
    history = published(Basis.ROLLING_12_MONTHS, Frequency.QUARTERLY)
    latest = direct(history, Regression(overlapping="allow")).groupby(history["indicator"]).tail(1)
    false = latest["direction"].isin(["improving", "worsening"]).mean()
    assert false > 1 / 3
    assert "more than a third of such series seem to have a trend" in Regression(overlapping="allow").words()
    assert "more than a third" in Regression(overlapping="allow", meaning="As the council says.").words()
    assert "no significance is claimed" not in Regression(meaning="As the council says.").words()


@pytest.mark.parametrize("name", sorted(set(RULES) - set(TESTING)))
def test_a_rule_that_only_compares_claims_no_trend(name: str) -> None:
    history = published(Basis.QUARTER, Frequency.QUARTERLY)
    history = history[history["indicator"] < 40]
    rule = RULES[name]()
    found = history.join(direct(history, rule))  # type: ignore[arg-type]
    assert not found["reason"].isin(CLAIMS).any()
    assert not any("trend" in direction_reason(row, rule) for row in found.itertuples())  # type: ignore[arg-type]
