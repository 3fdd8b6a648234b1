"""Every table of the county as rows of text, ready to be written: pure functions of what is declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from exampleshire import dates, kpis, own_tables, programme, risks, services
from exampleshire.activity import ACTIVITY, Activity
from exampleshire.chance import Chance, rounded, split
from exampleshire.kpis import AIMS, BENCHMARKS, CHANGES, COLLEGE_TARGETS, KPIS, RESTATED, SERVICES, Aim, Kpi
from exampleshire.series import Figure, activity_decimals, activity_figures, figures, period_ends

Row = dict[str, object]


def tables() -> dict[str, list[Row]]:
    """All tables by the names of their files."""
    return {
        "indicators.csv": list(indicators()),
        "actuals.csv": list(actuals()),
        "targets.csv": list(targets()),
        "profiles.csv": list(profiles()),
        "benchmarks.csv": list(benchmarks()),
        "changes.csv": list(changes()),
        "delivery.csv": list(delivery()),
        "delivery_progress.csv": list(delivery_progress()),
        "risks.csv": list(risk_register()),
        "risk_scores.csv": list(risk_scores()),
        "complaints.csv": list(complaints()),
        "information_requests.csv": list(information_requests()),
        "workforce.csv": list(workforce()),
        "improvement.csv": list(improvement()),
        "finance.csv": list(own_tables.finance()),
        "potholes.csv": list(own_tables.potholes()),
    }


# --- indicators ----------------------------------------------------------------------------------------------


def in_order() -> list[Kpi | Activity]:
    """The register's order: section by section, each with its KPIs and then its activity."""
    found: list[Kpi | Activity] = []
    for prefix in SERVICES:
        found += [one for one in KPIS if one.id.startswith(prefix)]
        found += [one for one in ACTIVITY if one.id.startswith(prefix)]
    return found


def indicators() -> Iterator[Row]:
    """The register."""
    for one in in_order():
        service = SERVICES[one.id[:2]]
        kpi = one if isinstance(one, Kpi) else None
        yield {
            "id": one.id,
            "name": one.name,
            "short_name": one.short,
            "kind": "kpi" if kpi else "activity",
            "section": service.section,
            "unit": one.unit,
            "decimals": kpi.decimals if kpi else activity_decimals(one),  # type: ignore[arg-type]
            "polarity": kpi.polarity if kpi else "neutral",
            "basis": one.basis,
            "frequency": kpi.frequency if kpi else "quarterly",
            "directorate": service.directorate,
            "division": service.division,
            "owner_role": service.owner_role,
            "priority": service.priority,
            "aim": AIMS[int(one.number.split(".")[0])],
            "aim_number": one.number,
            "source": one.source,
            "note": one.note,
            "first_period": kpi.first_period if kpi else None,
            "last_period": kpi.last_period if kpi else None,
            "suppress_below": kpi.suppress_below if kpi else None,
        }


def actuals() -> Iterator[Row]:
    """All figures, each as often as it was published in a new form."""
    for one in in_order():
        if isinstance(one, Kpi):
            for figure in figures(one):
                yield from _actual(one, figure)
        else:
            for figure in activity_figures(one):
                yield {**_row(figure), "indicator": one.id, "recorded": dates.recorded(figure.end)}


def _row(figure: Figure) -> Row:
    return {
        "period_end": figure.end,
        "actual": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
    }


def _actual(kpi: Kpi, figure: Figure) -> Iterator[Row]:
    """One figure of a KPI: final at once, or provisional first and then confirmed or revised."""
    if kpi.first_period and figure.end < kpi.first_period:
        return
    broken = figure.end in kpi.break_before
    shared: Row = {
        **_row(figure),
        "indicator": kpi.id,
        "forecast": kpi.forecasts.get(figure.end),
        "state": kpi.state,
        "break_before": "yes" if broken else "",
        "note": kpi.break_before.get(figure.end) or kpi.missing.get(figure.end, ""),
    }
    first_day, final_day = days_recorded(kpi, figure.end)
    if final_day is None:
        if first_day <= dates.WORLD_ENDS:
            yield {**shared, "recorded": first_day}
        return
    told = kpi.first_told.get(figure.end, figure.value)
    if first_day <= dates.WORLD_ENDS:
        first = {**shared, "actual": told, "flag": "provisional", "recorded": first_day}
        if told != figure.value and figure.denominator:
            first["numerator"] = round(float(told or 0) * figure.denominator / 100)
        yield first
    if final_day <= dates.WORLD_ENDS:
        same = told == figure.value
        yield {
            **shared,
            "flag": "" if same else "revised",
            "recorded": final_day,
            "reason": "Confirmed by the final return." if same else kpi.why_revised,
        }


def days_recorded(kpi: Kpi, end: date) -> tuple[date, date | None]:
    """When a figure was first told, and when its final form was; None where the first was final."""
    if kpi.frequency == "school_year":
        first, final = date(end.year, 10, 22), date(end.year + 1, 2, 20)
        return first, final if end in kpi.first_told else None
    if kpi.frequency == "annual":
        first, final = date(end.year, 7, 19), date(end.year, 12, 10)
        return first, final if end in kpi.first_told else None
    first = dates.recorded(end, kpi.lag)
    recent = kpi.revised_after and end >= date(2023, 6, 30)
    return first, dates.recorded(end, kpi.lag + kpi.revised_after) if recent else None


def targets() -> Iterator[Row]:
    """Targets, floors and expected ranges, each from the day on which it was set."""
    for one in in_order():
        if isinstance(one, Activity):
            yield from _expected(one)
        elif not one.profile and not one.state:
            yield from _targets(one)


def _targets(kpi: Kpi) -> Iterator[Row]:
    ends = period_ends(kpi)
    if kpi.frequency in ("quarterly", "monthly") and kpi.last_period is None:
        # The year's remaining targets are set, too.
        months = 3 if kpi.frequency == "quarterly" else 1
        while ends[-1] < date(2025, 3, 31):
            ends = [*ends, dates.month_end(ends[-1].year, ends[-1].month + months)]
    for end in ends:
        row: Row = {"indicator": kpi.id, "period_end": end, "recorded": dates.TARGETS_SET[_year_set(end)]}
        if kpi.range:
            lower, upper, floor_lower, floor_upper = kpi.range
            yield {**row, "lower": lower, "upper": upper, "floor_lower": floor_lower, "floor_upper": floor_upper}
            continue
        target, floor = aim_of(kpi, end)
        yield {**row, "target": target, "floor": floor}
        if kpi.id == RESTATED["indicator"] and end >= RESTATED["from"]:  # type: ignore[operator]
            target, floor = RESTATED["aim"]  # type: ignore[misc]
            yield {
                **row,
                "target": target,
                "floor": floor,
                "recorded": RESTATED["recorded"],
                "authority": RESTATED["authority"],
                "reason": RESTATED["reason"],
            }


def _year_set(end: date) -> int:
    return dates.financial_year(end)


def aim_of(kpi: Kpi, end: date) -> Aim:
    """Target and floor of a period, as they were set before its year."""
    if kpi.frequency == "academic_quarterly":
        begins = end.year if end.month >= 8 else end.year - 1
        return COLLEGE_TARGETS[begins][(end.month - 10) % 12 // 3]
    year = dates.financial_year(end) - 2021
    by_year = kpi.aims[min(max(year, 0), len(kpi.aims) - 1)]
    if not kpi.by_quarter:
        return by_year
    of_quarter = kpi.by_quarter[dates.quarter_of_year(end)]
    if len(kpi.aims) == 1 or year == len(kpi.aims) - 1:
        return of_quarter
    # A path through the years: each quarter goes a quarter of the way from the year before to this year's end.
    before = kpi.aims[max(year - 1, 0)]
    step = (dates.quarter_of_year(end) + 1) / 4
    goal, least = (rounded(old + (new - old) * step, kpi.decimals) for old, new in zip(before, by_year, strict=True))
    return goal, least


def _expected(activity: Activity) -> Iterator[Row]:
    decimals = activity_decimals(activity)
    for end in [*dates.QUARTERS, date(2025, 3, 31)]:
        year = dates.financial_year(end)
        lower, upper = (bound + activity.growth * (year - 2021) for bound in _of_quarter(activity, end))
        yield {
            "indicator": activity.id,
            "period_end": end,
            "lower": rounded(lower, decimals),
            "upper": rounded(upper, decimals),
            "recorded": dates.TARGETS_SET[year],
        }


def _of_quarter(activity: Activity, end: date) -> tuple[float, float]:
    return activity.expected[dates.quarter_of_year(end)]


def profiles() -> Iterator[Row]:
    """Annual targets with their paths."""
    for kpi in KPIS:
        if not kpi.profile:
            continue
        for year, (target, floor) in enumerate(kpi.aims, start=2021):
            yield {
                "indicator": kpi.id,
                "year_end": date(year + 1, 3, 31),
                "annual_target": target,
                "profile": kpi.profile,
                "annual_floor": floor,
                "recorded": dates.TARGETS_SET[year],
            }


def benchmarks() -> Iterator[Row]:
    """What others reached: two years, each published half a year after its end."""
    for kpi in KPIS:
        for place, value in enumerate(BENCHMARKS.get(kpi.id, ())):
            year, neighbours = 2022 + place // 2, place % 2
            school = kpi.frequency == "school_year"
            end = date(year + 1, 8, 31) if school else date(year + 1, 3, 31)
            known = date(year + 1, 12, 14) if school else date(year + 1, 10, 10)
            yield {
                "indicator": kpi.id,
                "comparator": "Statistical neighbours" if neighbours else "National",
                "period_end": end,
                "period_label": str(year + 1) if school else f"{year}/{(year + 1) % 100:02d}",
                "value": value,
                "source": "Invented for this example",
                "recorded": known,
                "note": "",
            }


def changes() -> Iterator[Row]:
    """Changes of the set of indicators."""
    for indicator, change, field, was, day, authority, reason in CHANGES:
        yield {
            "indicator": indicator,
            "change": change,
            "field": field,
            "was": was,
            "recorded": day,
            "authority": authority,
            "reason": reason,
        }


# --- the delivery programme and the risks ---------------------------------------------------------------------


def delivery() -> Iterator[Row]:
    """The actions."""
    for aim, (owner_role, actions) in programme.PROGRAMME.items():
        for place, action in enumerate(actions, start=1):
            begins = action.codes.count("N")
            start = programme.STARTS if not begins else programme.QUARTERS[begins - 1] + timedelta(days=1)
            yield {
                "action": f"{aim}.{place}",
                "title": action.title,
                "aim": AIMS[aim],
                "directorate": owner_role.removeprefix("Director of "),
                "owner_role": owner_role,
                "start": start,
                "note": "",
            }


def delivery_progress() -> Iterator[Row]:
    """How each action stood at the end of each quarter."""
    for place, end in enumerate(programme.QUARTERS):
        for aim, (_, actions) in programme.PROGRAMME.items():
            for number, action in enumerate(actions, start=1):
                name = f"{aim}.{number}"
                status = programme.STATUSES[action.codes[place]]
                astray = status in ("at-risk", "off-target")
                yield {
                    "action": name,
                    "period_end": end,
                    "status": status,
                    "due": _due(name, action, place),
                    "reason": action.trouble.reason if astray and action.trouble else "",
                    "progress": _progress(name, action, place),
                    "recorded": dates.recorded(end),
                }


def _due(name: str, action: programme.Action, place: int) -> date:
    """The day by which it is to be done: the quarter of its completion, or one in 2025; later once it was moved."""
    trouble = action.trouble
    if trouble and trouble.moved_to and set(action.codes[: place + 1]) & {"X", "R"}:
        return trouble.moved_to
    if "C" in action.codes:
        return programme.QUARTERS[action.codes.index("C")]
    months = (3, 3, 3, 6, 6, 9, 12)
    return dates.month_end(2025, months[int(Chance(f"due {name}").between(0, len(months)))])


def _progress(name: str, action: programme.Action, place: int) -> str:
    code = action.codes[place]
    if code == "N":
        return programme.NOT_STARTED
    if code == "C":
        return programme.COMPLETED_BEFORE if place and action.codes[place - 1] == "C" else programme.COMPLETED_NOW
    if code in "RX" and action.trouble:
        return action.trouble.progress
    # Some actions go faster than others, and none that is not completed reaches the last step.
    pace = Chance(f"pace {name}").between(0.55, 0.95)
    step = int((place - action.codes.count("N")) * pace)
    return programme.STEPS[action.kind][step]


def risk_register() -> Iterator[Row]:
    """The risks."""
    for risk in risks.RISKS:
        yield {
            "risk": risk.id,
            "title": risk.title,
            "description": risk.description,
            "directorate": risk.directorate,
            "owner_role": risk.owner_role,
            "target_score": risk.target,
            "note": "",
        }


def risk_scores() -> Iterator[Row]:
    """How each risk was scored at the end of each quarter."""
    for place, end in enumerate(programme.QUARTERS):
        for risk in risks.RISKS:
            likelihood, impact = risk.scores[place]
            yield {
                "risk": risk.id,
                "period_end": end,
                "likelihood": likelihood,
                "impact": impact,
                "mitigation": [words for start, words in risk.mitigations if start <= place][-1],
                "recorded": dates.recorded(end),
                "note": "",
            }


# --- complaints, requests, staff, the notice ------------------------------------------------------------------


def _since(first: date) -> list[date]:
    return [end for end in dates.QUARTERS if end >= first]


def _of(indicator: str) -> dict[date, Figure]:
    kpi = next((one for one in KPIS if one.id == indicator), None)
    if kpi is not None:
        return {figure.end: figure for figure in figures(kpi)}
    activity = next(one for one in ACTIVITY if one.id == indicator)
    return {figure.end: figure for figure in activity_figures(activity)}


def complaints() -> Iterator[Row]:
    """Complaints by area: as many as the indicator of their timeliness (CU04) counts."""
    answered = _of("CU04")
    for end in _since(services.FIRST_QUARTER):
        chance = Chance(f"complaints {end}")
        total = answered[end].denominator or 0
        weights = [share[0] * chance.between(0.85, 1.15) for share in services.AREAS.values()]
        shared: Row = {
            "period_start": _first_day(end),
            "period_end": end,
            "period_label": dates.quarter_label(end),
            "recorded": dates.recorded(end),
            "note": "",
        }
        for area, number in zip(services.AREAS, split(total, weights), strict=True):
            yield {**shared, "service_area": area, "complaints": number, "row_kind": "area"}
        yield {**shared, "service_area": "Total", "complaints": total, "row_kind": "published_total"}


def _first_day(end: date) -> date:
    return dates.month_end(end.year, end.month - 3) + timedelta(days=1) if end.month > 3 else date(end.year, 1, 1)


def information_requests() -> Iterator[Row]:
    """Requests by kind and area: in sum what the indicators GL01, GL02 and GL51 count."""
    received_foi, foi, sar = _of("GL51"), _of("GL01"), _of("GL02")
    for end in _since(services.FIRST_QUARTER):
        yield from _requests("foi", end, foi[end], int(received_foi[end].value or 0), place=1)
        yield from _requests("sar", end, sar[end], None, place=2)


def _requests(kind: str, end: date, figure: Figure, received: int | None, place: int) -> Iterator[Row]:
    chance = Chance(f"{kind} {end}")
    shares = [share[place] * chance.between(0.9, 1.1) for share in services.AREAS.values()]
    answered, in_time = figure.denominator or 0, figure.numerator or 0
    came = received if received is not None else round(answered * chance.between(0.97, 1.06))
    answered_by = split(answered, shares)
    weights = [
        number * services.LATE_WEIGHTS.get(area, 1.0) for area, number in zip(services.AREAS, answered_by, strict=True)
    ]
    late_by = split(answered - in_time, weights, answered_by)
    received_by = split(came, shares)
    overdue_by = split(round((answered - in_time) * 0.4), weights)
    rows = zip(services.AREAS, received_by, answered_by, late_by, overdue_by, strict=True)
    for area, got, done, late, overdue in rows:
        yield {
            "kind": kind,
            "service_area": area,
            "period_start": _first_day(end),
            "period_end": end,
            "received": got,
            "answered": done,
            "in_time": done - late,
            "overdue": overdue,
            "recorded": dates.recorded(end),
            "note": "",
        }


def workforce() -> Iterator[Row]:
    """Staff by directorate with totals, and the rates of all staff."""
    quarters = _since(services.FIRST_QUARTER)
    for place, end in enumerate(quarters):
        share = place / (len(quarters) - 1)
        shared: Row = {
            "period_end": end,
            "period_label": dates.day_label(end),
            "decimals": 0,
            "unit": "number",
            "recorded": dates.recorded(end),
            "note": "",
        }
        heads, full = {}, {}
        for name, (first, last, each) in services.STAFF.items():
            chance = Chance(f"{name} {end}")
            heads[name] = round(first + (last - first) * share + chance.bell(8))
            full[name] = round(heads[name] * each)
        for measure, parts in (("Headcount", heads), ("Full-time equivalent", full)):
            for name, number in parts.items():
                yield {**shared, "measure": measure, "group": name, "value": number, "row_kind": "part"}
            total = sum(parts.values())
            yield {**shared, "measure": measure, "group": "Total", "value": total, "row_kind": "published_total"}
        trend = {"measure": "Full-time equivalent, trend", "group": "All staff", "row_kind": "memo"}
        yield {**shared, **trend, "value": sum(full.values()), "period_label": dates.month_label(end)}
        for measure, unit, decimals, values in services.RATES:
            yield {
                **shared,
                "measure": measure,
                "group": "All staff",
                "value": values[place],
                "unit": unit,
                "decimals": decimals,
                "row_kind": "memo",
            }


def improvement() -> Iterator[Row]:
    """The Improvement Notice: one row for each measure and edition."""
    permanent = _of("CH02")
    quarters = dates.QUARTERS[-5:]
    for place, end in enumerate(quarters):
        for name, measure, unit, decimals, polarity, base, values, target, due in services.NOTICE:
            yield {
                "table": name,
                "indicator": measure,
                "unit": unit,
                "decimals": decimals,
                "polarity": polarity,
                "base_label": "March 2023",
                "base_value": base,
                "latest_label": dates.day_label(end).split(" ", 1)[1],
                "latest_value": values[place] if values else permanent[end].value,
                "target_label": dates.day_label(due).split(" ", 1)[1] + " target",
                "target": target,
                "published_rating": "",
                "due": due,
                "recorded": dates.recorded(end),
                "note": "",
            }


def storyline() -> Iterable[tuple[str, str, str]]:
    """Id, name and story of every indicator, in the register's order."""
    return [(one.id, one.short, one.story) for one in in_order()]


__all__ = ["kpis", "storyline", "tables"]
