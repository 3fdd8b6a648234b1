"""What lists of indicators say of each, and which indicators stand in them, in summary and papers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from helpers.any_organisation.card_lasting import benchmarks_of
from helpers.any_organisation.card_sentences import CARD, HEADLINE
from helpers.any_organisation.card_status import RESULT, result_so
from helpers.any_organisation.card_words import printed
from helpers.any_organisation.facts import Facts, Value
from helpers.any_organisation.line import PAGES, Line, Report
from helpers.any_organisation.patterns import Patterns, Said, spoken
from helpers.any_organisation.standing import Stands
from helpers.any_organisation.written import ANY

#: The first sentence of an item, by what its list is.
ITEMS = Patterns()
MOST = 5
_LEAD = re.compile(
    rf"(?P<name>[^();:]*{ANY}[^();:]*?)(?: \((?P<section>{ANY})(?:; counted from (?P<few>.*?))?\))?"
    r"(?:(?::|(?<!\.)\.) (?P<rest>.*)|\.)"
)


@dataclass
class Lists:
    """The indicators that were listed, by page and heading."""

    report: Report
    listed: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def item(self, line: Line, text: str) -> str | None:
        """What is wrong with an item of a list: "" for nothing; None where it is about no indicator."""
        taken = _LEAD.fullmatch(self.report.written.masked(text))
        facts = taken and self.report.named(taken["name"])
        if not taken or not facts:
            return None
        self.listed.setdefault((line.page, line.above), []).append(facts.id)
        one = self.report.now.all[facts.id]
        if taken["section"] and self.report.written.plain(taken["section"]) != _section(self.report, facts):
            return "it is of another section"
        if taken["few"]:
            told = one.value.told if one.value else {}
            if taken["few"] != f"{told.get('numerator')} of {told.get('denominator')}":
                return "it was counted from others"
        way = one.way if self.report.now.rule != "short-and-long" else ""
        said = Said(line.edition, facts, status={"way": way or one.way, "rating": one.rating, "now": "told"})
        rest = self.report.written.plain(taken["rest"] or "")
        for place, sentence in enumerate(self.report.written.sentences(without_unit(rest, facts))):
            wrong = self._sentence(line, one, said, sentence, first=place == 0)
            if wrong:
                return f"{self.report.written.plain(sentence)!r}: {wrong}"
        return ""

    def _sentence(self, line: Line, one: Stands, said: Said, sentence: str, *, first: bool) -> str:
        if sentence.startswith("Action"):
            none = "none has been written yet" in sentence
            return "" if none == (one.facts.id not in self.report.written.with_actions) else "there are others"
        if (
            first
            and line.above != "Rated"
            and not sentence.startswith(("Rated", "Left"))
            and "well" in line.above + ("well" if "improving" in line.above else "")
        ):
            return HEADLINE.judge(f"{sentence[:1].upper()}{sentence[1:].removesuffix('.')}", said)
        wrong = ITEMS.judge(sentence, said)
        return CARD.judge(sentence, said) if "no pattern" in wrong else wrong

    def missing(self, headings: dict[str, set[str]]) -> Iterator[str]:
        """Indicators that stand in a list and should not, or should and do not."""
        report = self.report
        worst = report.bands[-1]
        kpis = report.now.kpis
        for page, above in headings.items():
            for title in above:
                listed = self.listed.get((page, title), [])
                if re.fullmatch(rf"(?:3\. )?Rated {re.escape(worst)}", title):
                    wanted = [name for name, one in kpis.items() if one.rating == worst]
                elif title == "What is going well":
                    wanted = going_well(report)
                    wanted = wanted if len(wanted) <= MOST else [one for one in listed if one in wanted]
                    if len(listed) != min(MOST, len(going_well(report))):
                        yield f"{page}, {title}: {listed} are listed"
                elif title == "Off target but improving":
                    wanted = [name for name in improving(report) if kpis[name].rating != worst][:MOST]
                else:
                    continue
                if sorted(listed) != sorted(wanted):
                    yield f"{page}, {title}: {listed} are listed, by the data {wanted}"


def _section(report: Report, facts: Facts) -> str:
    return " ".join(facts.row[report.section].split())


def without_unit(text: str, facts: Facts) -> str:
    """A text without the unit behind its numbers, which figures are told without."""
    unit = facts.row["unit"]
    if unit in ("%", "number"):
        return text
    unit = "thousand" if unit == "£000" else unit.removeprefix("£")
    return re.sub(rf"(?<=\d) ?{re.escape(unit.strip())}(?![\w])", "", text) if unit else text


@ITEMS.says(RESULT + r"\.")
def result(said: Said) -> bool:
    return result_so(said)


@ITEMS.says(r"(?P<whose>The figure for <text:comparator>|The .*? average) was <n:value> \((?P<period>[^)]*)\)\.")
def others(said: Said) -> bool:
    return (said.number("value"), said["period"]) in benchmarks_of(said.edition, said.facts)


# Which indicators stand out ---------------------------------------------------------------------------------


def _readings(facts: Facts, until: Value) -> list[Value]:
    """The results back from one without a break or a gap; of totals those of the same part of the year."""
    known = [one for one in facts.values if one.end <= until.end]
    found: list[Value] = []
    for one in reversed(known):
        if one.actual is None:
            break
        if found and facts.turns.before(found[0].end) != one.end:
            break
        found.insert(0, one)
        if one.told.get("break_before") == "yes":
            break
    return [one for one in found if not facts.running or one.end.month == until.end.month]


def best_for(one: Stands) -> int:
    """For how many months the result is the best: 0 where that is not to be told."""
    facts, value = one.facts, one.value
    sign = {"higher": 1, "lower": -1}.get(facts.row["polarity"])
    if sign is None or value is None or not one.known:
        return 0
    some = _readings(facts, value)
    results = [sign * printed(facts, each) for each in some]
    beaten = 0
    while beaten < len(some) - 1 and results[-2 - beaten] < results[-1]:
        beaten += 1
    begun = some[-2 - beaten] if beaten < len(some) - 1 else some[-1 - beaten]
    months = 12 * (value.end.year - begun.end.year) + value.end.month - begun.end.month
    return months if beaten >= 4 and months >= 12 else 0


def going_well(report: Report) -> list[str]:
    """Those on target that newly are, stand at their best for a year or more, or improve."""
    found = []
    for name, one in report.now.kpis.items():
        before = report.before.get(name)
        newly = before is not None and before.met is False
        if one.met and (newly or best_for(one) or one.way == "Improving"):
            found.append(name)
    return found


def improving(report: Report) -> list[str]:
    """Those off target that improve or moved to a better rating."""
    moved = {name for name, steps in report.moves.items() if steps > 0}
    return [
        name for name, one in report.now.kpis.items() if one.met is False and (one.way == "Improving" or name in moved)
    ]


@PAGES.says(
    r"<count:on> indicators? (?:is|are) on target\.",
    r"<count:chosen> (?:is|are) newly there, improving or at (?:its|their) best for a year or more"
    r"(?:; <count:listed> of them are listed)?\.",
)
def on_target(line: Line) -> bool:
    if line["on"]:
        return line.count("on") == sum(one.met is True for one in line.kpis.values())
    chosen = len(going_well(line.report))
    return line.count("chosen") == chosen and (not line["listed"] or line.count("listed") == MOST < chosen)


@PAGES.says(
    r"(?P<many>No|The only|Both|All <count>|<count>(?: of the <count:of>)?) indicators? off target "
    r"(?P<ahead>(?:is|are) improving)?(?: or )?(?P<moved>(?:has|have) moved to a better rating)?(?:\.|: (?P<list>.*)\.)"
)
def off_target_improving(line: Line) -> bool:
    off = sum(one.met is False for one in line.kpis.values())
    chosen = improving(line.report)
    many = line["many"]
    ahead = [line.kpis[name].way == "Improving" for name in chosen]
    # What is said of all must be so of each of them.
    if chosen and (bool(line["ahead"]), bool(line["moved"])) != (any(ahead), not all(ahead)):
        return False
    if many == "No":
        return not chosen and off > 0
    if many in ("The only", "Both") or many.startswith("All"):
        number = {"The only": 1, "Both": 2}.get(many) or spoken(many.split()[1])
        so = len(chosen) == off == number
    else:
        so = (len(chosen), off) == (spoken(many.split()[0]), line.count("of"))
    return so and (not line["list"] or line.names(line["list"]) == chosen)


@PAGES.says(r"No action has been written yet for any of them\.")
def no_actions(line: Line) -> bool:
    worst = [name for name, one in line.kpis.items() if one.rating == line.report.bands[-1]]
    return len(worst) > 1 and not line.report.written.with_actions.intersection(worst)


@PAGES.says(r"(?P<listed>.*) (?:is|are) rated <band:band> and listed above\.")
def listed_above(line: Line) -> bool:
    named = re.split(r", | and ", line["listed"])
    wanted = [line.report.called(one.facts) for name, one in line.kpis.items()
              if name in improving(line.report) and one.rating == line["band"]]  # fmt: skip
    return named == wanted and line["band"] == line.report.bands[-1]


@PAGES.says(
    r"<count:count> indicators? narrowly missed (?:its target|their targets), by no more than (?P<margin>[\d.]+)% "
    r"of the "
    r"target: (?P<list>.*)\."
)
def narrowly(line: Line) -> bool:
    margin = Decimal(str(line.edition.params["narrow_miss"]))
    wanted = {}
    for name, one in line.kpis.items():
        if one.met is False and one.value and one.value.aims.get("target"):
            aim = one.value.aims["target"]
            if abs(printed(one.facts, one.value) - aim) * 100 <= margin * abs(aim):
                wanted[name] = (one.facts.printed(one.value), aim)
    told = {}
    for item in line["list"].split("; "):
        taken = re.fullmatch(r"(?P<name>.*) \((?P<now>\S+).* against (?P<aim>\S+).*\)", item)
        facts = taken and line.report.named(taken["name"])
        if not taken or not facts:
            return False
        told[facts.id] = tuple(re.sub(r"[£%]|(?<=\d)m$", "", taken[part]).replace("−", "-") for part in ("now", "aim"))
    numbers = {name: (now, Decimal(aim.replace(",", ""))) for name, (now, aim) in told.items()}
    return Decimal(line["margin"]) == margin and line.count("count") == len(wanted) and numbers == wanted


@PAGES.says(
    r"<count:count> indicators? (?:has its best result|have their best results) for two years or more: (?P<list>.*)\."
)
def best_results(line: Line) -> bool:
    wanted = [name for name, one in line.kpis.items() if best_for(one) >= 24]
    return line.names(line["list"]) == wanted and line.count("count") == len(wanted)


@PAGES.says(r"<count:count> ratings? (?:was|were) set by hand\.")
def set_by_hand(line: Line) -> bool:
    some = [one for one in line.report.now.all.values() if one.value and one.value.end in one.facts.overrides]
    return line.count("count") == len(some)


__all__ = ["ITEMS", "Lists", "Sequence", "best_for", "going_well", "improving", "without_unit"]
