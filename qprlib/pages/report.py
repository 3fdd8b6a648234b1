"""What a notebook calls: one report, opened once, whose methods each show one part of a page."""

from __future__ import annotations

from IPython.core.getipython import get_ipython
from IPython.display import display

from qprlib.pages import complaints, executive, improvement, methods, overview, services, workforce
from qprlib.pages.context import Context, open_context
from qprlib.pages.display import figures_folder, preview_style
from qprlib.pages.document import Content, content, paragraph
from qprlib.pages.drawn import keep_drawings
from qprlib.pages.html import to_html
from qprlib.pages.markdown import to_markdown
from qprlib.pages.parts import let_pass
from qprlib.scoring.scorecard import Result


class Report:
    """An edition, ready to be shown part by part.

    Every method returns a :class:`~qprlib.pages.document.Content`, which shows itself when it is the last line of
    a cell: as HTML in JupyterLab, as semantic Markdown while a page is rendered for publishing.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        headline = executive.headline_words(self._context)
        shown = content(paragraph(headline), let_pass(self._context))
        style = preview_style(self._context.project.theme)
        return {"text/html": f"{style}{to_html(shown)}", "text/plain": to_markdown(shown)}

    # The executive summary

    @property
    def headline(self) -> str:
        """The edition in one line."""
        return executive.headline_words(self._context)

    @property
    def results(self) -> tuple[Result, ...]:
        """Every indicator's latest result, rating and direction."""
        return self._context.scored.results

    def standfirst(self) -> Content:
        """Show the headline in words and as tiles."""
        return executive.standfirst(self._context)

    def foreword(self) -> Content:
        """Show the foreword."""
        return executive.foreword(self._context)

    def counts(self) -> Content:
        """Show the counts by rating."""
        return executive.counts_table(self._context)

    def counts_by_service(self) -> Content:
        """Show the counts by service."""
        return executive.section_table(self._context)

    def changes(self) -> Content:
        """Show which indicators changed rating."""
        return executive.changes(self._context)

    def worst(self) -> Content:
        """Show the indicators in the worst band."""
        return executive.worst_by_section(self._context)

    def highlights(self) -> Content:
        """Show the highlights by theme."""
        return executive.highlights(self._context)

    # The summary of all indicators

    def summary_opening(self) -> Content:
        """Show what the summary page is."""
        return overview.opening(self._context)

    def summary(self) -> Content:
        """Show every indicator on one table."""
        return overview.summary_table(self._context)

    # The page of a service

    def service_opening(self, section: str) -> Content:
        """Show how a service stands."""
        return services.opening(self._context, section)

    def service(self, section: str) -> Content:
        """Show every indicator of a service, one after another."""
        section = services.find_section(self._context, section)
        card = self._context.scored.scorecard
        parts = [services.indicator_part(self._context, str(one)) for one in card.index[card["section"] == section]]
        return sum(parts, Content())

    def indicator(self, indicator: str) -> Content:
        """Show everything about one indicator."""
        return services.indicator_part(self._context, indicator)

    def card(self, indicator: str) -> Content:
        """Show one indicator's status, chart and figures as they are published, and what its texts still lack."""
        from qprlib.pages import checking

        card = services.card(self._context, indicator)
        return card + Content(
            (checking.still_missing(self._context, services.find_indicator(self._context, indicator)),)
        )

    def check(self, section: str) -> Content:
        """Show what the checks find in a section's commentary, as it was last saved."""
        from qprlib.pages import checking

        return checking.checked(self._context, section)

    def figures(self, indicator: str) -> Content:
        """Show the live figures that texts about an indicator may use, with what they print."""
        from qprlib.pages import checking

        return checking.known_figures(self._context, services.find_indicator(self._context, indicator))

    # Complaints, workforce, improvement

    def complaints_opening(self) -> Content:
        """Show how many complaints there were."""
        return complaints.opening(self._context)

    def complaints_chart(self) -> Content:
        """Show complaints by quarter."""
        return complaints.chart(self._context)

    def complaints_table(self) -> Content:
        """Show complaints by service."""
        return complaints.table(self._context)

    def complaints_checks(self) -> Content:
        """Show which published totals add up."""
        return complaints.checks(self._context)

    def complaints_commentary(self) -> Content:
        """Show what was written about complaints."""
        return complaints.commentary(self._context)

    def workforce_opening(self) -> Content:
        """Show how many staff there are."""
        return workforce.opening(self._context)

    def workforce_chart(self) -> Content:
        """Show full-time equivalents by quarter."""
        return workforce.chart(self._context)

    def workforce_levels(self) -> Content:
        """Show staffing by group."""
        return workforce.levels(self._context)

    def workforce_rates(self) -> Content:
        """Show sickness and turnover."""
        return workforce.rates(self._context)

    def workforce_checks(self) -> Content:
        """Show which published totals add up."""
        return workforce.checks(self._context)

    def workforce_commentary(self) -> Content:
        """Show what was written about the workforce."""
        return workforce.commentary(self._context)

    def improvement_opening(self) -> Content:
        """Show how many targets of the notice are met."""
        return improvement.opening(self._context)

    def improvement_tables(self) -> Content:
        """Show the notice's targets."""
        return improvement.tables(self._context)

    def improvement_commentary(self) -> Content:
        """Show what was written about the programme."""
        return improvement.commentary(self._context)

    # Methods

    def methods_opening(self) -> Content:
        """Show what the methods page is for."""
        return methods.opening(self._context)

    def key(self) -> Content:
        """Show the key to ratings and directions."""
        return methods.key(self._context)

    def data_quality(self) -> Content:
        """Show what readers must know of the data."""
        return methods.data_quality(self._context)

    def assurance(self) -> Content:
        """Show how results are challenged."""
        return methods.assurance(self._context)

    def floors(self) -> Content:
        """Show every floor and how it was set."""
        return methods.floors(self._context)

    def register(self) -> Content:
        """Show the register of indicators."""
        return methods.register(self._context)

    def provenance(self) -> Content:
        """Show the files the edition was made from."""
        return methods.provenance(self._context)


def open_report(edition: str) -> Report:
    """Open an edition for a notebook.

    In JupyterLab it shows the headline, and brings the published styles for the cards that follow. Errors in the
    commentary are shown there and stop nobody from writing; while a page is rendered they are raised.

    Parameters
    ----------
    edition
        Such as ``kent-2011-12-Q1``.

    Returns
    -------
    Report

    Raises
    ------
    QprError
        With every problem of the edition's params and data, and while a page is rendered of its commentary.
    """
    writing = figures_folder() is None
    report = Report(open_context(edition, for_writing=writing))
    if writing and get_ipython() is not None:
        project = report._context.project
        keep_drawings(project.outputs, project.theme)
        display(report)  # type: ignore[no-untyped-call]
    return report
