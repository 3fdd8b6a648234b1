"""What the pages of the delivery programme, of risks and of an improvement notice assert, and when that is true."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from helpers.any_organisation.facts import Row, digits
from helpers.any_organisation.line import PAGES, Line, items_of
from helpers.any_organisation.patterns import spoken
from helpers.any_organisation.side_facts import (
    ASTRAY,
    ORDER,
    STATUS,
    Programme,
    Risk,
    Risks,
    day,
    level,
    plain,
)

#: How many of how many, to begin a sentence.
MANY = r"(?P<many>The only|Both|All <count>|(?:None|Neither|<count>) of the <count:of>)"
_STATUS = "|".join(one.lower() for one in STATUS.values())


def so_many(line: Line, number: int, of: int) -> bool:
    """Whether ``Two of the three`` is that many of so many; of an only one the caller says whether it is."""
    many = line["many"]
    if many == "The only":
        return of == 1
    if many == "Both" or many.startswith("All"):
        return number == of == (2 if many == "Both" else spoken(many.split()[1]))
    if many.startswith("Neither"):
        return (number, of, line.count("of")) == (0, 2, 2)
    return (spoken(many.split()[0]), line.count("of")) == (number, of) and not (number == 0 and of == 2)


# The delivery programme -------------------------------------------------------------------------------------


@PAGES.says(
    r"Of the <count:all> actions in the delivery programme, (?P<parts>.*)\.",
    rf"The only action(?: in the delivery programme)? is (?P<only>{_STATUS})\.?",
)
def actions(line: Line) -> bool:
    counts = Programme(line.edition).counts
    if line["only"]:
        return dict(counts) == {line["only"].capitalize(): 1}
    found = items_of(rf"<count:count>(?: (?:is|are))? (?P<status>{_STATUS})", line["parts"])
    if found is None:
        return False
    told = {one["status"].capitalize(): spoken(one["count"]) for one in found}
    return told == dict(counts) and line.count("all") == sum(counts.values())


@PAGES.says(r"None is off target or at risk\.", r"No action is off target or at risk\.",
            r"No aim has an action off target or at risk\.")  # fmt: skip
def none_astray(line: Line) -> bool:
    counts = Programme(line.edition).counts
    return not any(counts[one] for one in ASTRAY)


@PAGES.says(
    r"<count:done> (?:was|were) completed in the <noun>(?:, and <count:behind> (?:is|are) behind plan, "
    r"(?:<count:changed> (?P<way>more|fewer) than|as many as) a <noun> ago)?\."
)
def completed(line: Line) -> bool:
    found = Programme(line.edition)
    done = sum(one.moved and one.status == "Completed" for one in found.actions)
    now, then = (sum(some[one] for one in ASTRAY) for some in (found.counts, found.were))
    if line.count("done") != done or not found.earlier:
        return False
    if not line["behind"]:
        return now == then == 0
    change = (line.count("changed") if line["changed"] else 0) * (1 if line["way"] == "more" else -1)
    return line.count("behind") == now and change == now - then


@PAGES.says(
    r"<count:count> actions? (?:is|are) off target or at risk(?:, and (?P<only>already was|was not) a <noun> before|; "
    r"(?:(?P<all>all)|<count:already>) of them already (?:was|were) a <noun> before)\."
)
def astray(line: Line) -> bool:
    some = [one for one in Programme(line.edition).actions if one.status in ASTRAY]
    already = sum(one.was in ASTRAY for one in some)
    if line["only"]:
        return len(some) == 1 and already == ("already" in line["only"])
    return line.count("count") == len(some) and already == (len(some) if line["all"] else line.count("already"))


_MOVED = r"(?:was|were) completed|moved to a better status|moved to a worse status|(?:is|are) new"


@PAGES.says(
    rf"(?P<parts><count> (?:{_MOVED})(?:(?:, | and )<count> (?:{_MOVED}))*)\.",
    r"No action moved to another status\.",
    r"<count:redated> actions? (?:has|have) a new due day and the same status\.",
)
def moved(line: Line) -> bool:
    found = Programme(line.edition)
    if line["redated"]:
        return line.count("redated") == sum(one.redated for one in found.actions)
    so = {"completed": 0, "better": 0, "worse": 0, "new": 0}
    for one in found.actions:
        if one.now and not one.then:
            so["new"] += 1
        elif one.moved:
            better = ORDER.index(one.status) > ORDER.index(one.was)
            so["completed" if one.status == "Completed" else "better" if better else "worse"] += 1
    parts = items_of(rf"<count:count> (?P<how>{_MOVED})", line["parts"]) if line["parts"] else []
    if parts is None:
        return False
    said = {word: spoken(one["count"]) for one in parts for word in so if word in one["how"]}
    return said == {word: number for word, number in so.items() if number}


@PAGES.says(
    r"(?P<first>“<text>”(?:(?:, | and )“<text>”)*) (?:has|have) the most actions off target or at risk, <count:most>"
    r"(?: each)?(?:; (?P<none>“<text>”(?:(?:, | and )“<text>”)*) (?:has|have) none)?\.",
    r"Every aim has <count:every> actions? off target or at risk\.",
)
def aims(line: Line) -> bool:
    off: dict[str, int] = {}
    for one in Programme(line.edition).actions:
        aim = plain(one.row["aim"]) or "No aim"
        off[aim] = off.get(aim, 0) + (one.status in ASTRAY)
    if line["every"]:
        return set(off.values()) == {line.count("every")}
    first, none = ({line.report.written.plain(one) for one in line[name] if "\ue000" <= one <= "\uf8ff"}
                   for name in ("first", "none"))  # fmt: skip
    most = max(off.values())
    so = line.count("most") == most and first == {aim for aim, number in off.items() if number == most}
    return so and none == {aim for aim, number in off.items() if not number}


@PAGES.says(
    r"Completed and on track together: (?P<fine>\d+)\.",
    r"(?P<fine>\d+) of (?P<of>\d+) actions are completed or on track",
    r"Number of actions on (?P<day>\d+ \w+ \d{4})\.",
    r"Nothing was reported for the <noun> before, so no progress can be told\.",
)
def fine(line: Line) -> bool:
    found = Programme(line.edition)
    if line["day"]:
        return line["day"] == day(found.end)
    if not line["fine"]:
        return not found.earlier
    so = int(line["fine"]) == found.counts["Completed"] + found.counts["On track"]
    return so and line["of"] in ("", str(len(found.actions)))


# Risks ------------------------------------------------------------------------------------------------------


@PAGES.says(rf"{MANY} corporate risks? (?:is|are)(?P<not> not)? high\.")
def high(line: Line) -> bool:
    scored = Risks(line.edition).scored
    number = sum(level(one.score) == "high" for one in scored)
    return so_many(line, number, len(scored)) and (len(scored) > 1 or bool(line["not"]) == (number == 0))


@PAGES.says(
    r"The highest score is (?P<score>\d+) of 25(?:, which is (?P<level>medium|low))?: (?P<risk>CR\d+) <text:title>\."
)
def highest(line: Line) -> bool:
    top = Risks(line.edition).scored[0]
    named = (line["risk"], line.report.written.plain(line["title"])) == (top.row["risk"], plain(top.row["title"]))
    return named and int(line["score"]) == top.score and (line["level"] or "high") == level(top.score)


@PAGES.says(r"Since the <noun> before (?P<parts>.*)\.")
def scores_moved(line: Line) -> bool:
    found = items_of(r"<count:count> (?P<way>rose|fell|stayed the same)", line["parts"])
    some = [one for one in Risks(line.edition).scored if one.then]
    so = {"rose": sum(one.score > one.was for one in some), "fell": sum(one.score < one.was for one in some),
          "stayed the same": sum(one.score == one.was for one in some)}  # fmt: skip
    return found is not None and {one["way"]: spoken(one["count"]) for one in found} == {
        k: n for k, n in so.items() if n
    }


@PAGES.says(rf"{MANY} risks? (?:has|have)(?P<not> not)? reached (?:its|their) target score\.")
def reached(line: Line) -> bool:
    aimed = [one for one in Risks(line.edition).scored if one.target]
    number = sum(one.score <= one.target for one in aimed)
    return so_many(line, number, len(aimed)) and (len(aimed) > 1 or bool(line["not"]) == (number == 0))


@PAGES.says(
    rf"{MANY} risks? with a target score (?:is|are) (?P<way>above|at or below) it",
    r"<text:title>: the highest score, (?P<score>\d+)",
)
def above_target(line: Line) -> bool:
    scored = Risks(line.edition).scored
    aimed = [one for one in scored if one.target]
    if line["score"]:
        top = scored[0]
        return not aimed and (line.report.written.plain(line["title"]), int(line["score"])) == (
            plain(top.row["title"]), top.score)  # fmt: skip
    number = sum(one.score > one.target for one in aimed)
    return so_many(line, number, len(aimed)) and (line["way"] == "above") == (number > 0 or len(aimed) > 1)


_LIKELY = ("very unlikely", "unlikely", "possible", "likely", "very likely")
_IMPACT = ("minor", "moderate", "significant", "serious", "major")


def place(risk: Risk) -> tuple[int, int]:
    """Likelihood and impact."""
    assert risk.now is not None
    return int(risk.now["likelihood"]), int(risk.now["impact"])


@PAGES.says(
    rf"Score (?P<score>\d+), (?P<level>high|medium|low) \((?P<likely>{'|'.join(_LIKELY)}), "
    rf"(?P<impact>{'|'.join(_IMPACT)}) impact\): (?P<list>.*)\."
)
def cell_in_words(line: Line) -> bool:
    at = (_LIKELY.index(line["likely"]) + 1, _IMPACT.index(line["impact"]) + 1)
    some = [f"{one.row['risk']} {plain(one.row['title'])}" for one in Risks(line.edition).scored if place(one) == at]
    score = at[0] * at[1]
    told = (
        line.report.written.plain(line["list"]).split("; ")
        if len(some) > 1
        else [line.report.written.plain(line["list"])]
    )
    return (int(line["score"]), line["level"]) == (score, level(score)) and (
        told == some or "; ".join(some) == "; ".join(told)
    )


# An improvement notice --------------------------------------------------------------------------------------


def met(row: Row) -> bool:
    """Whether the latest figure is at its target."""
    latest, target = Decimal(row["latest_value"]), Decimal(row["target"])
    return latest <= target if row["polarity"] == "lower" else latest >= target


def later(line: Line, row: Row) -> bool:
    """Whether a target is due after the quarter."""
    return bool(row["due"]) and row["due"] > str(line.edition.end)


@PAGES.says(
    rf"{MANY} targets?(?: of the Improvement Notice)?(?: that (?:was|were) due)? (?:is|are)"
    r"(?P<not> not)? met\."
)
def targets_met(line: Line) -> bool:
    rows = line.edition.table("improvement")
    due = [row for row in rows if not later(line, row)]
    number = sum(map(met, due))
    said = so_many(line, number, len(due)) and (len(due) > 1 or bool(line["not"]) == (number == 0))
    return said and ("due" in line.sentence or len(due) == len(rows))


@PAGES.says(
    rf"{MANY} targets?(?: of the Improvement Notice)? that (?:is|are) due later (?:is|are) "
    r"(?P<how>on track|behind)(?: and (?:<count:behind> are|(?P<other>the other is)) behind)?\."
)
def targets_later(line: Line) -> bool:
    some = [row for row in line.edition.table("improvement") if later(line, row)]
    ahead = sum(map(met, some))
    number = ahead if line["how"] == "on track" else len(some) - ahead
    if line["many"] == "The only" and not number:
        return False
    rest = line.count("behind") if line["behind"] else 1 if line["other"] else 0
    return so_many(line, number, len(some)) and rest == (len(some) - ahead if line["how"] == "on track" else 0)


def figure(row: Row, column: str) -> str:
    """The digits of a figure of a notice."""
    return digits(Decimal(row[column]), int(row["decimals"]))


@PAGES.says(
    r"(?:(?P<how>Behind)|Missed by <n:gap>(?: percentage points?| days)?), and due by (?P<day>\d+ \w+ \d{4}): "
    r"<text:name>, "
    r"<n:latest>(?: days)? against <n:target>(?: days)?\."
)
def target_missed(line: Line) -> bool:
    for row in line.edition.table("improvement"):
        if plain(row["indicator"]) != line.report.written.plain(line["name"]) or met(row) or not row["due"]:
            continue
        gap = abs(Decimal(row["target"]) - Decimal(row["latest_value"]))
        said = [line[name].rstrip("%") for name in ("latest", "target")]
        so = said == [figure(row, "latest_value"), figure(row, "target")]
        how = (
            later(line, row)
            if line["how"]
            else not later(line, row) and line["gap"] == digits(gap, int(row["decimals"]))
        )
        return so and how and line["day"] == day(date.fromisoformat(row["due"]))
    return False


@PAGES.says(
    r"On track, or behind: the target is due after (?P<end>\d+ \w+ \d{4}), and the latest figure is at it "
    r"already, or is "
    r"not\.",
    r"As recorded by (?P<cut>\d+ \w+ \d{4})\.",
    r"<band:met>: met\.",
    r"<band:missed>: due and not met\.",
)
def key_of_notice(line: Line) -> bool:
    bands = line.report.bands
    told = {"end": day(line.edition.end), "cut": day(line.edition.as_of), "met": bands[0], "missed": bands[-1]}
    return all(told[name] == said for name, said in line.words.items())
