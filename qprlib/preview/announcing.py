"""What a preview says: in the terminal, and to the pages that are open."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from qprlib.ground.errors import Problem
from qprlib.ground.numbers import plural
from qprlib.ground.project import Project
from qprlib.ground.terminal import screen, show_problems
from qprlib.preview.serving import PreviewState, Server
from qprlib.report.context import Context
from qprlib.texts.findings import Finding, Grade

#: Findings that the terminal shows after a save, and pages that it names.
_FINDINGS_MOST, _PAGES_MOST = 3, 4


class PreviewTerminal:
    """What the preview says in the terminal, and to the server; called from the preview's own thread."""

    def __init__(self, project: Project, loop: asyncio.AbstractEventLoop, server: Server) -> None:
        self._project, self._loop, self._server = project, loop, server
        self._ready = False
        self._wrong: tuple[Problem, ...] = ()

    def published(self, slugs: Sequence[str], seconds: float) -> None:
        """Pages differ from what they were."""
        if self._ready:
            more = f" and {len(slugs) - _PAGES_MOST} more" if len(slugs) > _PAGES_MOST else ""
            pages = ", ".join(f"{slug}.html" for slug in slugs[:_PAGES_MOST])
            screen.print(f"{pages}{more} in {seconds:.1f} s")

    def done(self, pages: int, seconds: float) -> None:
        """A round has ended."""
        if not self._ready and pages:
            screen.print(f"The preview is ready: {pages} {plural(pages, 'page')} in {seconds:.1f} s")
            self._ready = True
        elif self._ready and not pages and not self._wrong:
            screen.print("Saved; no page changed.")

    def problems(self, problems: Sequence[Problem]) -> None:
        """What is wrong now."""
        new = tuple(problem for problem in problems if problem not in self._wrong)
        show_problems(new)
        if new:
            screen.print("Mend it and save; until then the last good page stays.")
        elif self._wrong and not problems:
            screen.print("Mended.")
        self._wrong = tuple(problems)

    def read(self, context: Context, saved: Sequence[str]) -> None:
        """The findings of the checks for the sections just saved."""
        for slug in saved:
            found = [one for one in context.findings if one.section == slug and one.open]
            for line in findings_lines(context.scene.sections.get(slug, slug.capitalize()), found):
                screen.print(line)

    def state(self, state: PreviewState) -> None:
        """Hand on to the server what open pages are to be told."""
        with suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(self._server.tell, state)


def findings_lines(section: str, findings: Sequence[Finding]) -> list[str]:
    """The open findings of a section in a few lines: how many of each grade, and the first of them."""
    if not findings:
        return [f"  {section}: the checks find nothing."]
    number = Counter(one.grade for one in findings)
    counts = ", ".join(f"{number[grade]} {plural(number[grade], str(grade))}" for grade in Grade if number[grade])
    order = list(Grade)
    first = sorted(findings, key=lambda one: order.index(one.grade))[:_FINDINGS_MOST]
    lines = [f"  {section}: {counts}."]
    for one in first:
        lines.append(f"    {one.grade}: {one.owner} {one.heading}".rstrip() + f": {one.found} [{one.check}]")
    if len(findings) > len(first):
        lines.append(f"    and {len(findings) - len(first)} more: 'qpr check' shows them all.")
    return lines
