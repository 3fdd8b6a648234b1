"""What cannot be published as it is shown: every kind once, with what to write instead.

The same words stand in the cell in JupyterLab, in the error of a render and in what ``qpr check`` finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from qprlib.ground.errors import Place, Problem

MIME: Final = "application/vnd.qpr.refused+json"
"""What an output that is refused is marked with: a list of problems, in stored notebooks as in a kernel."""

_TABLE: Final = '`report.table(frame, caption="...")`'
_CHART: Final = '`report.chart(figure, finding="...", alt="...")`'
_TEXT: Final = '`report.text("...")`'
_NOT_FOR_READERS: Final = "; what is not for readers may stand in a cell tagged `remove-cell`"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind of output that is not published.

    Parameters
    ----------
    code
        Stable name: ``table-without-caption``.
    shown
        What was shown, with names in braces for what differs.
    todo
        What to write instead.
    why
        Why readers cannot have it as it is; "" where that goes without saying.
    """

    code: str
    shown: str
    todo: str
    why: str = ""

    def problem(self, **about: Any) -> Problem:
        """What is told of something that was shown, without its place.

        Parameters
        ----------
        **about
            What fills the braces: ``caption`` of a table among them, ``nearest`` is the nearest likely meaning.
        """
        about["table"] = f"the table '{about['caption']}'" if about.get("caption") else "a table"
        return Problem(
            code=self.code,
            found=self.shown.format(**about) + (f": {self.why.format(**about)}" if self.why else ""),
            nearest=about.get("nearest", ""),
            todo=self.todo.format(**about),
        )


REFUSALS: Final = (
    Refusal(
        "table-without-caption",
        "a table without a caption",
        f"write {_TABLE}",
        "whoever hears a page finds a table by its caption",
    ),
    Refusal(
        "table-not-opened",
        "a table that was shown before the report was opened",
        f"write `report = qpr.open_report(edition)` in a cell above, and {_TABLE} here",
    ),
    Refusal(
        "table-without-rows",
        "{table} without a row",
        "look at how the rows were chosen: ratings and directions are written as ids, `red` and not `Red`; if there is "
        'indeed none, say what is published: `report.table(frame, caption="...", empty="None is rated Red.")`',
    ),
    Refusal(
        "table-without-columns",
        "{table} without a column",
        'name the columns to show: `report.table(frame, columns={{"name": "Heading"}}, caption="...")`',
    ),
    Refusal(
        "table-too-wide",
        "{table} with {number:,} columns",
        'choose some: `report.table(frame, columns={{"name": "Heading"}}, caption="...")`; or turn the table with `.T`',
        "a page has room for {most}",
    ),
    Refusal(
        "table-too-full",
        "{table} whose {number} columns have longer figures than fit side by side",
        'say them in thousands, round them, or choose columns: `report.table(frame, columns={{"name": "Heading"}})`',
        "on paper they would be cut in two",
    ),
    Refusal(
        "table-too-long",
        "{table} with {number:,} rows",
        'show those that matter, such as `frame.nlargest(10, "column")`, or their totals; the site offers whole tables',
        "a table for reading has {most} at most",
    ),
    Refusal(
        "column-unknown",
        "{table} with a column '{name}', which the frame has not",
        "name one of its columns: {allowed}",
    ),
    Refusal(
        "column-twice",
        "{table} with two columns called '{name}'",
        "give each a heading of its own: `report.table(frame.set_axis([...], axis=1), ...)`",
    ),
    Refusal(
        "column-without-name",
        "{table} with a column that has no heading",
        "name the columns: `frame.set_axis([...], axis=1)`",
        "a reader who hears the table would not know what its cells are",
    ),
    Refusal(
        "index-without-name",
        "{table} whose rows have names, but no heading above them",
        'name what the rows are: `frame.rename_axis("Ward")`',
    ),
    Refusal(
        "cell-not-a-value",
        "{table} with {kind} in the column '{name}'",
        "make it a number, a date or words: `frame.assign({name}=...)`",
    ),
    Refusal(
        "cell-infinite",
        "{table} with an infinite number in the column '{name}'",
        "see what was divided by zero, and leave its result out: `frame.replace([np.inf, -np.inf], np.nan)`",
    ),
    Refusal(
        "cell-hidden-character",
        "{table} with a hidden character in the column '{name}': {hidden}",
        "take the character out where the table comes from",
    ),
    Refusal(
        "chart-without-words",
        "a chart without a finding and a text alternative",
        f"write {_CHART}: the finding is what the chart shows, as a sentence, and the alternative its figures",
    ),
    Refusal(
        "chart-without-finding",
        "a chart without a finding",
        f"write {_CHART}: the finding is what the chart shows, as a sentence",
    ),
    Refusal(
        "chart-without-alt",
        "a chart without a text alternative",
        f"write {_CHART}: the alternative says the figures to whoever cannot see the chart",
    ),
    Refusal(
        "chart-empty",
        "a figure in which nothing is drawn",
        f"draw something before {_CHART}",
    ),
    Refusal(
        "chart-not-matplotlib",
        "a chart that was drawn for the screen alone{words}",
        f"draw it with matplotlib, seaborn or pandas: {_CHART}",
        "it needs a script, which paper and Word have not",
    ),
    Refusal(
        "not-a-chart",
        "as a chart {kind}, which is none",
        f"give it what matplotlib, seaborn or pandas has drawn: {_CHART}",
    ),
    Refusal(
        "not-a-table",
        "as a table {kind}, which is none",
        f"give it a DataFrame, a Series, a Styler or a table of great_tables: {_TABLE}",
    ),
    Refusal(
        "not-a-text",
        "as a text {kind}, which is none",
        f"put it into a sentence: {_TEXT}",
    ),
    Refusal(
        "html-shown",
        "HTML{words}",
        f"write {_TABLE}, {_CHART} or {_TEXT}{_NOT_FOR_READERS}",
        "it has no form in PDF and Word, and nobody has seen to it that everybody can read it",
    ),
    Refusal(
        "widget-shown",
        "a widget{words}",
        f"show what it chose: {_TABLE} or {_CHART}{_NOT_FOR_READERS}",
        "a published page has no kernel that it could talk to",
    ),
    Refusal(
        "script-shown",
        "JavaScript{words}",
        f"show its result: {_TABLE} or {_CHART}{_NOT_FOR_READERS}",
        "published pages run no scripts but their own",
    ),
    Refusal(
        "picture-shown",
        "a picture{words}",
        f"draw it from the figures: {_CHART}",
        "figures in a picture can be neither read out nor checked",
    ),
    Refusal(
        "formula-shown",
        "a formula{words}",
        f"say it in words: {_TEXT}",
    ),
    Refusal(
        "text-printed",
        "printed text{words}",
        f"write {_TEXT}{_NOT_FOR_READERS}",
        "what is printed has no form on a page",
    ),
    Refusal(
        "number-shown",
        "a bare number{words}",
        f'put it into a sentence: `report.text(f"... {{{{number:,}}}} ...")`{_NOT_FOR_READERS}',
        "nobody would know what it counts",
    ),
    Refusal(
        "value-shown",
        "{kind}{words}",
        f"write {_TABLE}, {_CHART} or {_TEXT}{_NOT_FOR_READERS}",
        "only tables, charts and texts are published",
    ),
)
"""Every kind that is refused; a test holds that each is told in JupyterLab, by a render and by ``qpr check``."""

_WORDS: Final = ("code", "found", "allowed", "nearest", "todo")
_BY_CODE: Final = {one.code: one for one in REFUSALS}


def refusal(code: str, **about: Any) -> Problem:
    """What is refused under this code, as :meth:`Refusal.problem` words it."""
    return _BY_CODE[code].problem(**about)


def as_stored(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems as an output keeps them."""
    return [{word: getattr(one, word) for word in _WORDS} for one in problems]


def from_stored(stored: object, place: Place) -> list[Problem]:
    """The problems that an output keeps, at their place; what is no list of them is passed over."""
    kept = [one for one in stored if isinstance(one, dict)] if isinstance(stored, list) else []

    def problem(about: dict[str, object]) -> Problem:
        code, found, allowed, nearest, todo = (str(about.get(word, "")) for word in _WORDS)
        return Problem(code, found, place, allowed, nearest, todo)

    return [problem(one) for one in kept]
