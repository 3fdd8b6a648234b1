"""One publisher at a time on a target.

The holder writes its lock anew every few seconds with a counter that goes up. Whoever waits looks at that counter and
at a clock of its own, so that it makes no difference how the clocks of two machines are set. A lock whose counter has
stood still for long enough is that of a run that is no more, and is taken over; whoever held it finds that out before
its next step that readers could see, and stops.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self

from pydantic import TypeAdapter

from qprlib.delivery.target import Store
from qprlib.delivery.target_list import LOCK, OURS, sha256
from qprlib.ground.errors import BusyError, Place, QprError
from qprlib.ground.files import has_ended
from qprlib.ground.wordings import Wordings

_WORDINGS: Final = Wordings(__file__)
#: Seconds for which a counter stands still before its holder counts as gone.
STALE: Final = 60.0
#: Seconds between two beats of a holder.
BEAT: Final = 10.0
_LOOK: Final = 2.0  # seconds between two looks of one who waits

#: Tokens of the locks that this process holds.
_held: set[str] = set()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: user, machine and process, since when by its own clock, and its counter."""

    user: str
    machine: str
    process: int
    since: str
    token: str
    beat: int = 0

    def __str__(self) -> str:
        if not self.machine:
            return "somebody (the lock cannot be read)"
        return f"{self.user}@{self.machine}, process {self.process}, since {self.since} by the clock there"

    @property
    def is_gone(self) -> bool:
        """Whether it is certainly no more: a process of this machine that has ended."""
        if self.machine != platform.node():
            return False
        return self.token not in _held if self.process == os.getpid() else has_ended(self.process)


_HOLDER: Final = TypeAdapter(Holder)


def myself() -> Holder:
    """Return this process as a holder."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "unknown"
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Holder(user, platform.node() or "unknown", os.getpid(), since, secrets.token_hex(16))


class Lock:
    """The right to change a target; use it as a context manager.

    It ``wait``s so many seconds for another publisher; ``tell`` is told once who is waited for, and of a lock that is
    taken over. A holder counts as gone after ``stale`` seconds by a ``clock`` that only goes forward. Raises BusyError
    if another publisher is still at work after that time, or took over.
    """

    def __init__(
        self,
        store: Store,
        wait: float,
        tell: Callable[[str], object],
        *,
        stale: float = STALE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        me: Holder | None = None,
    ) -> None:
        self._store, self._wait, self._tell = store, wait, tell
        self._stale, self._clock, self._sleep = stale, clock, sleep
        self._me = me or myself()
        self._last = 0.0

    def __enter__(self) -> Self:
        _held.add(self._me.token)
        try:
            self._acquire()
        except BaseException:
            _held.discard(self._me.token)
            raise
        self._last = self._clock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._is_ours():
                self._store.remove(LOCK)
        except QprError:
            if error is None:
                self._tell("The lock could not be removed; the next run takes it over.")
        finally:
            _held.discard(self._me.token)

    def beat(self) -> None:
        """Say that we are still at work, if it is time to."""
        if self._clock() - self._last >= BEAT:
            self.check()
            self._me = replace(self._me, beat=self._me.beat + 1)
            self._store.write(LOCK, _plain(self._me))
            self._last = self._clock()

    def check(self) -> None:
        """Make sure that the lock is still ours, before a step that readers can see; else raises BusyError."""
        if not self._is_ours():
            raise BusyError(_WORDINGS.problem("lock-lost", Place(self._store.target.shown)))

    def _acquire(self) -> None:
        start = self._clock()
        seen: tuple[str, int] | None = None
        since = start
        told = False
        while not self._store.create(LOCK, _plain(self._me)):
            holder = self._holder()
            if holder is None:
                continue  # it was given back between two looks
            if holder.token == self._me.token:
                return  # it was made, and only the answer was lost
            now = self._clock()
            if (holder.token, holder.beat) != seen:
                seen, since = (holder.token, holder.beat), now
            if (holder.is_gone or now - since >= self._stale) and self._take_over(holder, now - since):
                return
            if now - start >= self._wait:
                place, stale = Place(self._store.target.shown), f"{self._stale:.0f}"
                long = f"{2 * self._stale:.0f}"
                raise BusyError(_WORDINGS.problem("target-busy", place, holder=holder, stale=stale, long=long))
            if not told:
                self._tell(f"Waiting for {holder}.")
                told = True
            self._sleep(_LOOK)

    def _take_over(self, holder: Holder, still: float) -> bool:
        """Take the lock of one who is gone; of several who try, one succeeds."""
        mark = f"{OURS}/taken-{holder.token[:16]}"
        if not self._store.create(mark, _plain(self._me)):
            if still >= 2 * self._stale:  # whoever wanted to take it over is gone too
                self._store.remove(mark)
            return False
        now = self._holder()
        taken = now is not None and (now.token, now.beat) == (holder.token, holder.beat)
        if taken:
            self._store.write(LOCK, _plain(self._me))
            taken = self._is_ours()
        self._store.remove(mark)
        if taken:
            why = "its process has ended" if holder.is_gone else f"it has shown no sign of life for {self._stale:.0f} s"
            self._tell(f"Took over the lock of {holder}: {why}.")
        return taken

    def _holder(self) -> Holder | None:
        content = self._store.read(LOCK)
        if content is None:
            return None
        try:
            return _HOLDER.validate_json(content)
        except ValueError:
            return Holder("", "", 0, "", sha256(content))  # being written, or broken: it counts by its bytes

    def _is_ours(self) -> bool:
        holder = self._holder()
        return holder is not None and holder.token == self._me.token


def _plain(holder: Holder) -> bytes:
    return (json.dumps(asdict(holder), sort_keys=True) + "\n").encode("utf-8")
