"""What the methods page counts of results, commentary and checks, and when that is true."""

from __future__ import annotations

import re

from helpers.any_organisation.line import PAGES, Line


@PAGES.says(r"<count:count> results? (?:is|are) in arrears\.")
def in_arrears(line: Line) -> bool:
    return line.count("count") == sum(one.arrears for one in line.report.now.all.values())


@PAGES.says(r"<count:count> of the latest results (?:is|are) marked (?P<flag>provisional|estimate|revised)\.")
def marked(line: Line) -> bool:
    some = [one.value.told.get("flag") for one in line.report.now.all.values() if one.value]
    return line.count("count") == some.count(line["flag"])


@PAGES.says(r"<count:count> indicators? (?:has|have) no commentary: (?P<list>.*)\.")
def no_commentary(line: Line) -> bool:
    report = line.report
    silent = [report.called(one.facts) for name, one in report.now.all.items()
              if one.facts.kpi and name not in report.written.with_commentary]  # fmt: skip
    return re.split(", ", line["list"]) == silent and line.count("count") == len(silent)


@PAGES.says(r"Edition (?P<edition>[\w-]+), made from data up to (?P<day>\d+ \w+ \d{4}) with the scheme "
            r"(?P<scheme>[\w-]+) and "
            r"the direction rule (?P<rule>[\w-]+), by qprlib [\d.]+\.")  # fmt: skip
def made_from(line: Line) -> bool:
    params = line.edition.params
    day = line.edition.as_of
    said = (line["edition"], line["scheme"], line["rule"], line["day"])
    return said == (params["edition"], params["scheme"], params["direction"], f"{day.day} {day:%B %Y}")
