"""What cover report and minutes brief assert beyond the summary, and when that is true."""

from __future__ import annotations

import re

from helpers.any_organisation.line import LONG_MONTHS, PAGES, Line, items_of
from helpers.any_organisation.patterns import spoken
from helpers.any_organisation.words import slug


def _day(day: object) -> str:
    return f"{day.day} {LONG_MONTHS[day.month - 1]} {day.year}"  # type: ignore[attr-defined]


@PAGES.says(
    r"The report for (?P<words>[^()]*?) goes up to the end of (?P<month>\w+ \d{4})\.",
    r"The report for (?P<label>[^()]*?) is Appendix 1\.",
    r"This paper tells (?:the )?<text> how <text> performed up to the end of (?P<month>\w+ \d{4}) "
    r"\((?P<label>[^()]*?)\)\.",
    r"(?:The )?<text> (?:is|are) asked to NOTE the results for (?P<words>[^()]*?)"
    r"(?P<worst> and what is being done about the (?:<count:many> )?indicators? rated <band:band>)?\.",
)
def of_the_quarter(line: Line) -> bool:
    end = line.edition.end
    span = line.edition.span
    so = line["words"] == span.in_words if line["words"] else line["label"] == span.label
    ended = line["month"] in ("", f"{LONG_MONTHS[end.month - 1]} {end.year}")
    if "NOTE" not in line.sentence:
        return so and ended
    worst = line.report.bands[-1]
    many = line.rated[worst]
    if not line["worst"]:
        return so and not many
    return so and line["band"] == worst and many == (line.count("many") if line["many"] else 1)


@PAGES.says(r"(?:<texts>, )?(?P<label>(?:Quarter|Half-year) \d, <year>|Year <year>|[A-Z][a-z]+ \d{4})\.")
def title(line: Line) -> bool:
    return line["label"] == line.edition.span.label


@PAGES.says(r"Both the report and this paper use data known on (?P<day>\d+ \w+ \d{4})\.")
def known_on(line: Line) -> bool:
    return line["day"] == _day(line.edition.as_of)


@PAGES.says(
    r"It covers <count:kpis> key performance indicators? in <count:sections> (?:services?|strategic aims?)\.",
    r"<count:more> more (?:is|are) shown for information and not rated\.",
)
def covers(line: Line) -> bool:
    every = line.report.now.all
    if line["more"]:
        return line.count("more") == len(every) - len(line.kpis)
    sections = {one.facts.row[line.report.section] for one in every.values()}
    return (line.count("kpis"), line.count("sections")) == (len(line.kpis), len(sections))


@PAGES.says(r"Each result is compared with its target and rated (?P<bands>.*)\.")
def bands_of(line: Line) -> bool:
    return re.split(r", | or ", line["bands"]) == line.report.bands


@PAGES.says(
    r"No indicator is rated <band:none>\.",
    r"The only indicator rated <band:only> is in <text:section>\.",
    r"The <count:many> indicators rated <band:band> are (?:both|all) in <text:section>\.",
    r"Of the <count:many> indicators rated <band:band>, (?P<list><count> (?:is|are) in .*)\.",
)
def where(line: Line) -> bool:
    band = line["none"] or line["only"] or line["band"]
    found: dict[str, int] = {}
    for one in line.kpis.values():
        if one.rating == band:
            section = " ".join(one.facts.row[line.report.section].split())
            found[section] = found.get(section, 0) + 1
    number = 0 if line["none"] else 1 if line["only"] else line.count("many")
    told = dict.fromkeys([line.report.written.plain(line["section"])], number) if line["section"] else {}
    for part in (
        (items_of(r"<count:many>(?: (?:is|are))? in <text:section>", line["list"]) or []) if line["list"] else []
    ):
        told[line.report.written.plain(part["section"])] = spoken(part["many"])
    return band == line.report.bands[-1] and told == found and sum(found.values()) == number


@PAGES.says(r"<count:count> indicators? (?:was|were) (?P<verb>removed|added) \((?P<list>[^()]*)\)"
            r"(?: and <count:added> (?:was|were) added \((?P<others>[^()]*)\))?\.")  # fmt: skip
def came_and_went(line: Line) -> bool:
    beside = line.report.previous
    if beside is None:
        return False
    so = {"removed": beside.removed, "added": beside.added}
    told = {line["verb"]: (line.count("count"), line.names(line["list"]))}
    if line["added"]:
        told["added"] = (line.count("added"), line.names(line["others"]))
    return told == {verb: (len(some), some) for verb, some in so.items() if some}


__all__ = ["slug"]
