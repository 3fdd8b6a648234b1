"""What executive summary, sections and papers assert of ratings, directions and changes, and when that is true."""

from __future__ import annotations

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from helpers.any_organisation.facts import STATES
from helpers.any_organisation.line import GROUPS, LONG_MONTHS, ON_BOTH, PAGES, SINCE, Line, changes_so, items_of
from helpers.any_organisation.patterns import spoken
from helpers.any_organisation.standing import Standings

_IN = rf"(?: (?:than|as) in {SINCE}{ON_BOTH})?"
_BRACKET = rf"(?: \(<change:change>{_IN}\))?"


def share(part: int, whole: int) -> int:
    """A percentage without decimals."""
    return int((Decimal(100 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP))


# Ratings ----------------------------------------------------------------------------------------------------


def _bands_so(line: Line, text: str) -> bool:
    """Whether a list of counts has every band in order, each with its number and its change."""
    found = items_of(rf"<count:count>(?: (?:is|are) rated| (?:is|are))? <band:band>{_BRACKET}", text)
    if found is None or [one["band"] for one in found] != line.report.bands:
        return False
    return all(_band_so(line, one) for one in found)


def _band_so(line: Line, one: dict[str, str]) -> bool:
    if spoken(one["count"]) != line.rated[one["band"]]:
        return False
    if "change" not in one:
        return True
    return line.beside is not None and changes_so(one["change"], *line.beside.count("rating", one["band"]))


@PAGES.says(
    r"Of <count:all> key performance indicators, (?:<count:rated> (?:is|are) rated: )?(?P<parts>.*)\.",
)
def rating_counts(line: Line) -> bool:
    rated = sum(line.rated[band] for band in line.report.bands)
    whole = not line["rated"] or line.count("rated") == rated
    complete = bool(line["rated"]) == (rated < len(line.kpis))
    return (
        line.count("all") == len(line.kpis) and whole and complete and _bands_so(line, line["parts"]) and line.common()
    )


@PAGES.says(rf"(?P<all>Both|All <count>) key performance indicators are rated <band:band>{_BRACKET}\.")
def all_in_one_band(line: Line) -> bool:
    number = "two" if line["all"] == "Both" else line["all"].split()[1]
    return spoken(number) == len(line.kpis) and _band_so(line, {**line.words, "count": number})


@PAGES.says(r"No indicator is rated: all are given for information\.")
def no_kpi(line: Line) -> bool:
    return not line.kpis


@PAGES.says(r"None of the <count:all> key performance indicators is rated\.")
def none_rated(line: Line) -> bool:
    return line.count("all") == len(line.kpis) and not any(line.rated[band] for band in line.report.bands)


@PAGES.says(
    r"The only indicator is <band:band>(?:(?P<as>, as it was in the previous <noun>)|; in the previous <noun> it was "
    r"(?:<band:was>|(?P<unrated>not rated)))?\."
)
def only_one(line: Line) -> bool:
    if [one.rating for one in line.kpis.values()] != [line["band"]]:
        return False
    if not (line["as"] or line["was"] or line["unrated"]):
        return True
    assert line.beside is not None
    then = [line.beside.restated.kpis[one].rating for one in line.beside.both]
    if line["unrated"]:
        return len(then) == 1 and then[0] not in line.report.bands
    return then == [line["band"] if line["as"] else line["was"]]


@PAGES.says(r"(?:All <count:all> indicators are|The only indicator is) rated\.")
def all_rated(line: Line) -> bool:
    rated = [one.rating in line.report.bands for one in line.kpis.values()]
    return all(rated) and len(rated) == (line.count("all") if line["all"] else 1)


@PAGES.says(r"<count:rated> of the <count:all> (?:key performance )?indicators? (?:is|are) rated\.")
def some_rated(line: Line) -> bool:
    rated = sum(one.rating in line.report.bands for one in line.kpis.values())
    return (line.count("rated"), line.count("all")) == (rated, len(line.kpis)) and rated < len(line.kpis)


#: A state in words, and what is said of those in it.
_LEFT_OUT = {
    "Withdrawn": "has been withdrawn|have been withdrawn",
    "Data only": "is shown for information only|are shown for information only",
    "New": "is new and has no target yet|are new and have no target yet",
    "Not due": "has no result due yet|have no result due yet",
    "Target to be confirmed": "has a target still to be confirmed|have targets still to be confirmed",
    "Suppressed": "has too few cases to be published|have too few cases to be published",
    "No cases": "had no cases",
    "Not available": "has no result|have no result",
    "No target": "has no target|have no target",
    "No floor": "missed its target and has no floor to be judged by|"
                "missed their targets and have no floor to be judged by",
    "No tolerance": "has no tolerance to be judged by|have no tolerance to be judged by",
    "No result a year before": "has no result a year earlier to be judged by|have no result a year earlier to be "
                               "judged by",
}  # fmt: skip
_STATE_OF = {words: state for state, both in _LEFT_OUT.items() for words in both.split("|")}
_STATE = "|".join(sorted(map(re.escape, _STATE_OF), key=len, reverse=True))
assert set(_LEFT_OUT) == set(STATES.values())


@PAGES.says(rf"(?:<count:count> are not rated: )?(?P<parts>(?:<count>|The only indicator) (?:{_STATE})(?:.*))\.")
def not_rated(line: Line) -> bool:
    found = items_of(rf"(?P<count>The only indicator|<count>) (?P<state>{_STATE})", line["parts"])
    if found is None:
        return False
    said = {_STATE_OF[one["state"]]: 1 if "only" in one["count"] else spoken(one["count"]) for one in found}
    so = {state: number for state, number in line.rated.items() if state not in line.report.bands}
    return said == so and (not line["count"] or line.count("count") == sum(so.values()))


@PAGES.says(
    r"(?P<parts><count> of the <count:all> indicators (?:is|are) <band>(?:.*)?)\.",
    r"(?P<all_in>Both|All <count>) indicators are <band:band>\.",
    r"One indicator is <band:one> and the other <band:other>\.",
)
def of_section(line: Line) -> bool:
    rated = {band: line.rated[band] for band in line.report.bands if line.rated[band]}
    number = len(line.kpis)
    if line["all_in"]:
        every = 2 if line["all_in"] == "Both" else spoken(line["all_in"].split()[1])
        return rated == {line["band"]: every} and every == number
    if line["one"]:
        return number == 2 and rated == {line["one"]: 1, line["other"]: 1}
    found = items_of(r"<count:count>(?: of the <count> indicators)? (?:is|are) <band:band>", line["parts"])
    if found is None:
        return False
    return line.count("all") == number and {one["band"]: spoken(one["count"]) for one in found} == rated


@PAGES.says(r"<count:count> are rated <band:band>(?P<rest>)\.")
def in_band(line: Line) -> bool:
    return line.count("count") == line.rated[line["band"]]


@PAGES.says(rf"<count:count> (?:is|are) rated <band:band>{_BRACKET}: (?P<meaning>.*)\.")
def band_line(line: Line) -> bool:
    meant = [str(one["meaning"]).rstrip(".") for one in line.edition.scheme["bands"] if one["label"] == line["band"]]
    return [line["meaning"].lower()] == [one.lower() for one in meant] and _band_so(line, line.words)


@PAGES.says(r"(?P<number>\d+) <band:band> (?P<share>\d+)% of (?P<rated>\d+) rated(?:, <change:change>)?")
def band_tile(line: Line) -> bool:
    rated = sum(line.rated[band] for band in line.report.bands)
    so = (int(line["rated"]), int(line["share"])) == (rated, share(line.rated[line["band"]], rated))
    return so and _band_so(line, {**line.words, "count": line["number"]})


@PAGES.says(r"(?P<number>\d+) <way:way>(?: or (?P<or>[a-z ]+))? indicators?(?:, <change:change>)?")
def way_tile(line: Line) -> bool:
    ways = [line["way"], *([line["or"].capitalize()] if line["or"] else [])]
    so = int(line["number"]) == sum(line.ways[way] for way in ways)
    stable = line["way"] not in GROUPS["stable"] or int(line["number"]) == sum(
        line.ways[way] for way in GROUPS["stable"]
    )
    if not line["change"]:
        return so and stable and line.beside is None
    assert line.beside is not None
    return so and stable and changes_so(line["change"], *line.beside.count("way", *ways))


@PAGES.says(r"<count:count> of the results (?:is|are) older than the <noun>\.")
def older(line: Line) -> bool:
    begun = line.edition.span.start
    some = [one for one in line.kpis.values() if one.value and one.known]
    return line.count("count") == sum(one.value.end < begun for one in some if one.value)


# Directions -------------------------------------------------------------------------------------------------

_GROUP = {"improving": "improving", "worsening": "worsening", "unchanged": "stable",
    "stable or without a clear trend": "stable", "without a clear trend": "stable"}  # fmt: skip


@PAGES.says(rf"Performance is (?P<parts>.*?)(?P<as>, as in {SINCE}{ON_BOTH})?\.")
def travel(line: Line) -> bool:
    found = items_of(rf"(?P<way>{'|'.join(_GROUP)}) on <count:count>(?: indicators?)?{_BRACKET}", line["parts"])
    if found is None:
        return False
    told = {_GROUP[one["way"]]: one for one in found}
    for name, ways in GROUPS.items():
        number = sum(line.ways[way] for way in ways)
        one = told.get(name)
        if (spoken(one["count"]) if one else 0) != number:
            return False
        both = line.beside.count("way", *ways) if line.beside else (number, number)
        if one and "change" in one and not changes_so(one["change"], *both):
            return False
        if line["as"] and set(both) != {number}:
            return False
        if one is None and any("change" in each for each in found) and both[0] != both[1]:
            return False
    stable = [one["way"] for one in found if _GROUP[one["way"]] == "stable"]
    return line.common() and (not stable or line.ways["No change"] == 0 or stable != ["without a clear trend"])


_REST = {"has too few results to show a trend": "Too few points", "have too few results to show a trend":
    "Too few points", "cannot be compared with earlier results": "Not comparable", "is increasing": "Increasing",
    "are increasing": "Increasing", "is decreasing": "Decreasing", "are decreasing": "Decreasing"}  # fmt: skip


@PAGES.says(rf"(?P<parts><count> (?:{'|'.join(_REST)})(?:.*)?)\.")
def without_way(line: Line) -> bool:
    found = items_of(rf"<count:count> (?P<way>{'|'.join(_REST)})", line["parts"])
    if found is None:
        return False
    told = {_REST[one["way"]]: spoken(one["count"]) for one in found}
    return told == {way: line.ways[way] for way in set(_REST.values()) if line.ways[way]}


_ONLY = {"is improving": "Improving", "is worsening": "Worsening", "is unchanged": "No change",
         "shows no clear trend": "No clear trend"} | _REST  # fmt: skip


@PAGES.says(rf"The only indicator (?P<way>{'|'.join(_ONLY)})(?P<as>, as in {SINCE})?\.")
def only_way(line: Line) -> bool:
    so = [one.way for one in line.kpis.values()] == [_ONLY[line["way"]]]
    if not line["as"]:
        return so
    return so and line.beside is not None and line.beside.count("way", _ONLY[line["way"]]) == (1, 1)


_MORE = r"(?:[Aa]s many|<change>)"


@PAGES.says(
    rf"(?P<better>{_MORE}) indicators? (?:is|are) improving (?:than|as) (?:in )?{SINCE}(?: and|, and) "
    rf"(?P<worse>{_MORE}) (?:is|are) worsening{ON_BOTH}\.",
    rf"As many indicators are improving and worsening as (?:in )?{SINCE}{ON_BOTH}\.",
)
def than_then(line: Line) -> bool:
    if line.beside is None:
        return False
    better, worse = line["better"] or "as many", line["worse"] or "as many"
    so = changes_so(better[:1].lower() + better[1:], *line.beside.count("way", "Improving"))
    return so and changes_so(worse, *line.beside.count("way", "Worsening")) and line.common()


# Changes ----------------------------------------------------------------------------------------------------


@PAGES.says(r"Since (?P<when>the previous <noun>|<last>)\.")
def since(line: Line) -> bool:
    line.about["since"] = "last year" if "last" in line["when"] else "previous"
    right = "last" not in line["when"] or line["when"] == line.edition.span.last_year
    return right and line.beside is not None


_SET = r"(?:[Oo]f the <count:common> indicators? in both reports, )?"


@PAGES.says(rf"{_SET}[Aa]s many indicators have each rating as (?:in )?{SINCE}\.")
def as_many(line: Line) -> bool:
    if line.beside is None:
        return False
    return line.common() and all(len(set(line.beside.count("rating", band))) == 1 for band in line.report.bands)


@PAGES.says(rf"{_SET}(?P<parts>{_MORE}(?: indicators?)? (?:is|are) rated <band>.*)\.")
def rated_changes(line: Line) -> bool:
    found = items_of(
        rf"(?P<change>{_MORE})(?: indicators?)?(?: (?:is|are) rated)? <band:band>(?: as (?:in )?{SINCE})?",
        line["parts"],
        line.edition.span.length,
    )
    if found is None or line.beside is None or [one["band"] for one in found] != line.report.bands:
        return False
    said = [changes_so(one["change"][:1].lower() + one["change"][1:], *line.beside.count("rating", one["band"]))
            for one in found]  # fmt: skip
    return all(said) and line.common()


@PAGES.says(
    r"Changes in brackets are since the previous <noun>(?:, on the <count:common> indicators? in both reports)?\."
)
def brackets(line: Line) -> bool:
    beside = line.beside
    if beside is None:
        return False
    return bool(line["common"]) == bool(beside.added or beside.removed) and line.common()


@PAGES.says(r"<count:count> (?:was|were) restated since then and (?:is|are) counted as restated\.")
def counted_restated(line: Line) -> bool:
    return line.beside is not None and line.count("count") == len(line.beside.changed)


@PAGES.says(
    r"Of the rated indicators, (?P<share>\d+)% \((?P<of>\d+) of (?P<rated>\d+)\) are (?P<bands><band>(?: or <band>)*), "
    r"compared with (?P<then>\d+)% \((?P<then_of>\d+) of (?P<then_rated>\d+)\) at the end of <year:year>\.",
    r"No rated indicator is (?P<bands><band>(?: or <band>)*), as at the end of <year:year>\.",
)
def year_end(line: Line) -> bool:
    ended = [one for end, one in sorted(line.edition.earlier.items()) if end == one.year.last_day(end) and
             one.params["scheme"] == line.edition.params["scheme"]][-1]  # fmt: skip
    if ended.span.year_label != line["year"]:
        return False
    short = line["bands"].split(" or ")
    achieved = [str(band["label"]) for band in line.edition.scheme["bands"] if band.get("achieves")]
    if set(short) != set(line.report.bands) - set(achieved or line.report.bands[:1]):
        return False
    told = []
    for kpis in (line.kpis, Standings(ended).kpis):
        rated = Counter(one.rating for one in kpis.values())
        whole, worse = (sum(rated[band] for band in some) for some in (line.report.bands, short))
        told += [share(worse, whole) if whole else 0, worse, whole]
    said = [line[name] or "0" for name in ("share", "of", "rated", "then", "then_of", "then_rated")]
    return list(map(int, said)) == told if line["share"] else told[1] == told[4] == 0


_CHANGE_OF_SET = (
    r"<count:count>(?: indicators?)?(?: (?:has|have) been)? (?P<verb>removed|added|restated)(?: since then)?"
)


@PAGES.says(
    r"(?P<parts><count>(?: indicators?) (?:has|have) been (?:removed|added|restated) since then.*?)"
    r"(?: \(see changes\))?\.",
)
def set_in_short(line: Line) -> bool:
    found = items_of(_CHANGE_OF_SET, line["parts"])
    if found is None or line.beside is None:
        return False
    so = {"removed": line.beside.removed, "added": line.beside.added, "restated": line.beside.changed}
    return {one["verb"]: spoken(one["count"]) for one in found} == {verb: len(one) for verb, one in so.items() if one}


_STOOD = r"(?:rated )?[A-Za-z -]+"


@PAGES.says(
    r"Since (?:the previous <noun>|<last>) (?P<parts><count>(?: indicators?) (?:has|have) been "
    r"(?:removed|added|restated) \(.*\))\.",
)
def set_in_full(line: Line) -> bool:
    beside = line.beside
    found = items_of(
        r"<count:count>(?: indicators?)? (?:has|have) been (?P<verb>removed|added|restated) \((?P<named>[^()]*)\)",
        line["parts"],
    )
    if found is None or beside is None:
        return False
    so = {"removed": beside.removed, "added": beside.added, "restated": beside.changed}
    told = {one["verb"]: one for one in found}
    if set(told) != {verb for verb, some in so.items() if some}:
        return False
    for verb, one in told.items():
        named = one["named"].split("; ")
        if not len(named) == spoken(one["count"]) == len(so[verb]):
            return False
        if not all(_status_so(line, verb, each) for each in named):
            return False
    return True


def _status_so(line: Line, verb: str, text: str) -> bool:
    beside = line.beside
    assert beside is not None
    name, _, status = text.partition(", ")
    facts = line.report.named(name)
    if facts is None:
        return False
    if verb == "restated":
        then, now = beside.published.kpis[facts.id], beside.restated.kpis[facts.id]
        so = f"reported as {then.rating} and {then.way.lower()}, now {now.rating} and {now.way.lower()}"
        return facts.id in beside.changed and status == so
    some, tense, among = (
        (beside.published, "last", beside.removed) if verb == "removed" else (beside.now, "now", beside.added)
    )
    if facts.id not in among:
        return False
    rating = some.kpis[facts.id].rating
    return status == f"{tense} {f'rated {rating}' if rating in line.report.bands else rating.lower()}"


@PAGES.says(r"(?:The previous <noun>|<Last>) had the same (?:<count:count> indicators|indicator)\.",
            r"(?:The previous <noun>|<Last>) had the same (?P<lack>lack of "
            r"indicators)\.")  # fmt: skip
def same_set(line: Line) -> bool:
    beside = line.report.last_year if "last year" in line.sentence else line.report.previous
    if beside is None or beside.added or beside.removed or beside.changed:
        return False
    line.about["since"] = "last year" if "last year" in line.sentence else "previous"
    if "last year" in line.sentence and not line.sentence.lower().startswith(line.edition.span.last_year.lower()):
        return False
    return len(beside.both) == (0 if line["lack"] else line.count("count") if line["count"] else 1)


@PAGES.says(r"<count:count> (?:is|are) in both reports\.")
def in_both(line: Line) -> bool:
    beside = line.beside
    return beside is not None and line.count("count") == len(beside.both)


# Moves ------------------------------------------------------------------------------------------------------

#: An indicator that moved; where a rating was set by hand, what the rule gives is told too.
_BY_HAND = r"(?: set by hand; the rule gives [A-Z][A-Za-z -]*?)?"
_MOVED = rf"(?P<name>[^();]+) \(from <band:then>{_BY_HAND} to <band:now>{_BY_HAND}\)"


def _moved_so(line: Line, text: str, way: str) -> bool:
    """Whether a list has all that moved a way, each from where to where."""
    found = items_of(_MOVED, text)
    if found is None:
        return False
    sign = {"better": (1,), "worse": (-1,), "": (1, -1)}[way]
    moves = line.report.moves
    wanted = {name for name, steps in moves.items() if (steps > 0) - (steps < 0) in sign}
    named = [line.report.named(one["name"]) for one in found]
    if None in named or {one.id for one in named if one} != wanted or len(named) != len(wanted):
        return False
    return all(
        facts and (one["then"], one["now"]) == (line.report.before[facts.id].rating, line.kpis[facts.id].rating)
        for one, facts in zip(found, named, strict=True)
    )


_SINCE_QUARTER = r"since the previous <noun>"


@PAGES.says(
    rf"No indicator has moved to a better or worse rating {_SINCE_QUARTER}\.",
    r"No indicator moved to a better or worse rating\.",
)
def none_moved(line: Line) -> bool:
    return not line.report.moves


@PAGES.says(
    rf"<count:count> indicators? (?:has|have) moved to a (?P<way>better|worse) rating {_SINCE_QUARTER}: (?P<list>.*)\.",
    rf"<count:count> indicators have changed rating {_SINCE_QUARTER}, (?:both|all) for the (?P<way>better|worse): "
    r"(?P<list>.*)\.",
)
def moved_one_way(line: Line) -> bool:
    so = _moved_so(line, line["list"], line["way"])
    # A paper tells both ways one after another; the summary has a sentence for each way only where there are both.
    return so and line.count("count") == line["list"].count("(from ")


@PAGES.says(
    rf"<count:count> indicators have changed rating {_SINCE_QUARTER}: <count:better> for the better and <count:worse> "
    r"for the worse\."
)
def moved_both_ways(line: Line) -> bool:
    steps = list(line.report.moves.values())
    better, worse = sum(one > 0 for one in steps), sum(one < 0 for one in steps)
    return (line.count("count"), line.count("better"), line.count("worse")) == (better + worse, better, worse)


@PAGES.says(r"Moved to a (?P<way>better|worse) rating: (?P<list>.*)\.")
def moved_list(line: Line) -> bool:
    return _moved_so(line, line["list"], line["way"])


@PAGES.says(
    r"<count:count> indicators? moved to a (?P<way>better|worse) rating \((?P<list>[^()]*)\)(?: and <count:other> to a "
    r"worse one \((?P<others>[^()]*)\))?\."
)
def moved_in_short(line: Line) -> bool:
    signs = {name: "better" if steps > 0 else "worse" for name, steps in line.report.moves.items()}
    for number, names, way in ((line["count"], line["list"], line["way"]), (line["other"], line["others"], "worse")):
        if number:
            found = line.names(names)
            wanted = {name for name, sign in signs.items() if sign == way}
            if found is None or set(found) != wanted or spoken(number) != len(found) != len(wanted):
                return False
    return bool(line["other"]) or len(set(signs.values())) == 1


@PAGES.says(
    r"<count:count> indicators? that (?:was|were) (?P<then>not rated|rated) in the previous <noun> (?:is|are) "
    r"(?:not )?rated now: (?P<list>.*)\."
)
def crossed(line: Line) -> bool:
    gained = line["then"] == "not rated"
    found = items_of(r"(?P<name>[^();]+) \((?:then )?<band:band>\)", line["list"])
    if found is None:
        return False
    bands, before, wanted = line.report.bands, line.report.before, {}
    for name, one in line.kpis.items():
        then = before.get(name)
        if then is None or (then.rating in bands) == (one.rating in bands):
            continue
        if gained == (one.rating in bands):
            wanted[name] = one.rating if gained else then.rating
    named = [line.report.named(one["name"]) for one in found]
    told = {facts.id: one["band"] for facts, one in zip(named, found, strict=True) if facts}
    return told == wanted and line.count("count") == len(wanted)


# What a chart of quarters shows -----------------------------------------------------------------------------


@PAGES.says(r"Rated <band:band>: (?P<parts>.*)")
def quarters(line: Line) -> bool:
    span = line.edition.span
    found = items_of(r"(?P<of>\d+) of (?P<rated>\d+) (?P<when>now|in .+?(?=,? \d| and \d|$))", line["parts"])
    if found is None or line["band"] != line.report.bands[0] or found[0]["when"] != "now":
        return False
    earlier = {f"in {one.span.in_words}": one for one in line.edition.earlier.values()}
    earlier |= {f"in {span.last_year}": earlier.get(f"in {span.year_before().in_words}")}
    earlier |= {f"in the previous {span.length}": earlier.get(f"in {span.earlier().in_words}")}
    for one in found:
        edition = earlier.get(one["when"])
        if edition is None and one["when"] != "now":
            return False
        kpis = Standings(edition).kpis if edition else line.kpis
        rated = Counter(each.rating for each in kpis.values())
        so = rated[line["band"]], sum(rated[band] for band in line.report.bands)
        if (int(one["of"]), int(one["rated"])) != so:
            return False
    return True


def month_of(end: object) -> str:
    """``June 2024``."""
    return f"{LONG_MONTHS[end.month - 1]} {end.year}"  # type: ignore[attr-defined]
