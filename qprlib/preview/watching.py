"""When to look at the files again: told by the system, or by the clock where the system tells nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from watchfiles import awatch

#: Seconds between two looks where the system does not tell of changes, as on many network drives.
POLL: Final = 0.5
#: Seconds between two looks beside what the system tells: it may miss something, and a look costs milliseconds.
BESIDES: Final = 3.0
#: Milliseconds of quiet after which a change is told, and the longest wait for quiet.
_STEP, _DEBOUNCE = 30, 200


async def watch(
    root: Path, folders: tuple[str, ...], look: Callable[[], None], *, poll: bool, stop: asyncio.Event
) -> None:
    """Call ``look`` whenever something may have changed in ``root`` or below its ``folders``, until ``stop`` is set."""
    tasks = [asyncio.create_task(_by_clock(look, POLL if poll else BESIDES, stop))]
    if not poll:
        deep = [root / folder for folder in folders if (root / folder).is_dir()]
        tasks.append(asyncio.create_task(_by_events(deep, True, look, stop)))
        tasks.append(asyncio.create_task(_by_events([root], False, look, stop)))
    await asyncio.gather(*tasks)


async def _by_clock(look: Callable[[], None], seconds: float, stop: asyncio.Event) -> None:
    while not stop.is_set():
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
            return
        await asyncio.to_thread(look)


async def _by_events(paths: list[Path], recursive: bool, look: Callable[[], None], stop: asyncio.Event) -> None:
    try:
        async for _ in awatch(
            *paths,
            watch_filter=None,  # what matters is told by the contents
            recursive=recursive,
            step=_STEP,
            debounce=_DEBOUNCE,
            stop_event=stop,
            ignore_permission_denied=True,
        ):
            look()
    except (OSError, RuntimeError):  # the system has no more watches to give: the clock must do
        await _by_clock(look, POLL, stop)
