"""What a notebook calls: one report, opened once, whose methods each show one part of a page."""

from __future__ import annotations

from functools import cached_property

from IPython.core.getipython import get_ipython
from IPython.display import display

from qprlib.pages import (
    accessibility,
    activity,
    complaints,
    cover,
    delivery,
    downloads,
    executive,
    heat,
    improvement,
    methods,
    minutes,
    overview,
    papers,
    plan,
    requests,
    risks,
    services,
    since,
    standouts,
    workforce,
)
from qprlib.pages import changes as changed
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
        """Show the counts by rating: of every edition so far, or beside the previous quarter in the first."""
        return since.by_quarter(self._context) or executive.counts_table(self._context)

    def counts_by_service(self) -> Content:
        """Show the counts by service."""
        return executive.section_table(self._context)

    def compared(self) -> Content:
        """Show what changed since the last quarter and since the same quarter last year."""
        return since.compared(self._context)

    def at_a_glance(self) -> Content:
        """Show every indicator's status, by section."""
        return heat.strip(self._context)

    def heat_map(self) -> Content:
        """Show every indicator's rating by quarter."""
        return heat.heat_map(self._context)

    def changes(self) -> Content:
        """Show which indicators changed rating."""
        return since.changes(self._context)

    def flows(self) -> Content:
        """Show how many went from which rating to which."""
        return since.flows(self._context)

    def going_well(self) -> Content:
        """Show what is on target and stands out."""
        return standouts.going_well(self._context)

    def improving(self) -> Content:
        """Show what is off target and gets better."""
        return standouts.improving(self._context)

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

    def priorities(self) -> Content:
        """Show the priorities of the plan with the indicators that serve them, nothing where params name no plan."""
        return plan.priorities(self._context)

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

    # What differs from earlier editions

    def changes_opening(self) -> Content:
        """Show how much differs from the previous edition."""
        return changed.opening(self._context)

    def changes_reconciliation(self) -> Content:
        """Show how earlier counts as published become those that today's are compared with."""
        return changed.reconciliation(self._context)

    def changes_indicators(self) -> Content:
        """Show the indicators added, withdrawn and redefined, with who decided and why."""
        return changed.indicators(self._context)

    def changes_targets(self) -> Content:
        """Show the targets restated, with old, new, authority and reason."""
        return changed.targets(self._context)

    def changes_results(self) -> Content:
        """Show the results revised, with old, new, day and reason."""
        return changed.results(self._context)

    # Activity, the delivery programme, risks

    def activity_opening(self) -> Content:
        """Show how much was asked of the services, against what was expected."""
        return activity.opening(self._context)

    def activity_table(self) -> Content:
        """Show every activity with its expected range."""
        return activity.table(self._context)

    def activity_details(self) -> Content:
        """Show each activity with why it matters, its chart and its figures."""
        return activity.details(self._context)

    def delivery_opening(self) -> Content:
        """Show how the actions of the delivery programme stand."""
        return delivery.opening(self._context)

    def delivery_counts(self) -> Content:
        """Show how many actions have each status."""
        return delivery.counts(self._context)

    def delivery_astray(self) -> Content:
        """Show the actions that are off target or at risk, with reasons."""
        return delivery.astray(self._context)

    def delivery_progress(self) -> Content:
        """Show what moved since the quarter before."""
        return delivery.progress(self._context)

    def delivery_by_aim(self) -> Content:
        """Show how the actions of each aim stand."""
        return delivery.by_aim(self._context)

    def risks_opening(self) -> Content:
        """Show how many risks are high and which way they moved."""
        return risks.opening(self._context)

    def risks_chart(self) -> Content:
        """Show every risk's score against its target."""
        return risks.chart(self._context)

    def risks_grid(self) -> Content:
        """Show the risks by likelihood and impact, as a grid and in words."""
        return risks.grid(self._context)

    def risks_register(self) -> Content:
        """Show the register with mitigation and owners."""
        return risks.register(self._context)

    # Complaints, workforce, improvement

    def complaints_opening(self) -> Content:
        """Show how many complaints there were."""
        return plan.headed(self._context, "complaints", complaints.opening(self._context))

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

    def information_requests(self) -> Content:
        """Show requests for information, nothing where there are no figures."""
        return requests.part(self._context)

    def workforce_opening(self) -> Content:
        """Show how many staff there are."""
        return plan.headed(self._context, "workforce", workforce.opening(self._context))

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
        return plan.headed(self._context, "improvement", improvement.opening(self._context))

    def improvement_tables(self) -> Content:
        """Show the notice's targets."""
        return improvement.tables(self._context)

    def improvement_commentary(self) -> Content:
        """Show what was written about the programme."""
        return improvement.commentary(self._context)

    # The papers for the meeting

    @cached_property
    def _facts(self) -> papers.Facts:
        return papers.facts(self._context)

    def cover_particulars(self) -> Content:
        """Show from whom the cover report comes, to whom, when and about what."""
        return cover.particulars(self._context)

    def cover_summary(self) -> Content:
        """Show the cover report's summary and recommendation."""
        return cover.summary(self._context, self._facts)

    def cover_introduction(self) -> Content:
        """Show what the cover report goes with."""
        return cover.introduction(self._context, self._facts)

    def cover_results(self) -> Content:
        """Show the counts by rating, how they changed, and on which indicators the change stands."""
        return cover.results(self._context, self._facts)

    def cover_worst(self) -> Content:
        """Show the indicators in the worst band and what is being done."""
        return cover.worst(self._context)

    def cover_direction(self) -> Content:
        """Show the direction of travel in numbered paragraphs."""
        return cover.direction(self._context, self._facts)

    def cover_implications(self) -> Content:
        """Show what a decision on the paper would mean."""
        return cover.implications(self._context)

    def cover_closing(self) -> Content:
        """Show the recommendation again, background papers, the appendix and whom to ask."""
        return cover.closing(self._context, self._facts)

    def minutes(self) -> Content:
        """Show the facts for whoever minutes the meeting."""
        return minutes.brief(self._context, self._facts)

    # Files to take away

    def downloads(self, *tables: str) -> Content:
        """Show where the tables above can be downloaded."""
        return downloads.links(self._context, *tables)

    def all_downloads(self) -> Content:
        """Show every file that the site offers."""
        return downloads.listing(self._context)

    def download_register(self) -> Content:
        """Show every file that the site offers and what it holds."""
        return downloads.register(self._context)

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

    def sources(self) -> Content:
        """Show what is to be known of each source of figures."""
        return methods.sources(self._context)

    def checks(self) -> Content:
        """Show the checks before publication and what each means."""
        return methods.checks(self._context)

    def accessibility(self) -> Content:
        """Show where the accessibility statement is."""
        return accessibility.pointer()

    def floors(self) -> Content:
        """Show every floor and how it was set."""
        return methods.floors(self._context)

    def register(self) -> Content:
        """Show the register of indicators."""
        return methods.register(self._context)

    def provenance(self) -> Content:
        """Show the files the edition was made from."""
        return methods.provenance(self._context)

    # The accessibility statement

    def accessibility_opening(self) -> Content:
        """Show what the accessibility statement is about."""
        return accessibility.opening(self._context)

    def accessibility_statement(self) -> Content:
        """Show the accessibility statement."""
        return accessibility.statement(self._context)


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
