"""One publisher at a time: waiting, stopping plainly, and taking over from one that is no more."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, replace

import pytest
from helpers.delivering import Clock, memory_store, object_store

from qprlib.delivery.lock import BEAT, STALE, Holder, Lock, myself
from qprlib.delivery.target import Store
from qprlib.delivery.target_list import LOCK, OURS
from qprlib.ground.errors import BusyError

OTHER = Holder("anna", "county-laptop-7", 4711, "2031-01-01 00:00 UTC", "a" * 32)  # its clock is years ahead


@pytest.fixture(params=["renames", "objects"])
def store(request: pytest.FixtureRequest) -> Store:
    name = request.node.name.replace("[", "-").replace("]", "")
    return memory_store(name) if request.param == "renames" else object_store(name)


def put(store: Store, holder: Holder) -> None:
    store.write(LOCK, json.dumps(asdict(holder)).encode())


def in_place(store: Store) -> Holder | None:
    content = store.read(LOCK)
    return Holder(**json.loads(content)) if content else None


class Watching(Clock):
    """A clock with something that happens while somebody sleeps."""

    def __init__(self, happens: object = None) -> None:
        super().__init__()
        self._happens = happens

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if callable(self._happens):
            self._happens(self.now)


def lock(store: Store, wait: float, clock: Clock, said: list[str] | None = None) -> Lock:
    return Lock(store, wait, (said if said is not None else []).append, clock=clock, sleep=clock.sleep)


def test_a_lock_says_who_and_when_and_is_given_back(store: Store) -> None:
    with lock(store, 0, Clock()):
        held = in_place(store)
        assert held
        assert (held.machine, held.process) == (platform.node(), os.getpid())
        assert held.since.endswith("UTC")
    assert in_place(store) is None
    assert store.sizes(OURS) == {}


def test_the_second_stops_plainly_and_says_who_is_at_work(store: Store) -> None:
    put(store, OTHER)
    with pytest.raises(BusyError, match=r"anna@county-laptop-7, process 4711") as error, lock(store, 0, Clock()):
        pass
    assert error.value.problems[0].code == "target-busy"
    assert in_place(store) == OTHER


def test_the_second_waits_and_goes_on_when_the_first_has_ended(store: Store) -> None:
    put(store, OTHER)
    said: list[str] = []
    clock = Watching(lambda now: store.remove(LOCK) if now >= 6 else None)
    with lock(store, 30, clock, said):
        assert clock.now < 10
    assert said == [f"Waiting for {OTHER}."]


def test_one_who_is_at_work_is_waited_for_however_long_it_takes(store: Store) -> None:
    put(store, OTHER)

    def beats(now: float) -> None:
        put(store, replace(OTHER, beat=int(now // BEAT)))

    with pytest.raises(BusyError), lock(store, 20 * STALE, Watching(beats)):
        pass
    held = in_place(store)
    assert held
    assert held.token == OTHER.token


@pytest.mark.parametrize("since", ["1999-01-01 00:00 UTC", "2031-01-01 00:00 UTC"])
def test_one_who_shows_no_sign_of_life_is_taken_over_whatever_its_clock_says(store: Store, since: str) -> None:
    put(store, replace(OTHER, since=since))
    said: list[str] = []
    clock = Clock()
    with lock(store, 2 * STALE, clock, said):
        assert STALE <= clock.now < STALE + 10
        held = in_place(store)
        assert held
        assert held.process == os.getpid()
    assert "shown no sign of life" in said[-1]
    assert store.sizes(OURS) == {}


def test_a_lock_that_cannot_be_read_is_waited_for_and_taken_over(store: Store) -> None:
    store.write(LOCK, b'{"user": "an')
    with pytest.raises(BusyError, match="somebody"), lock(store, STALE / 2, Clock()):
        pass
    with lock(store, 2 * STALE, Clock()):
        pass


def test_a_process_of_this_machine_that_has_ended_is_not_waited_for(store: Store) -> None:
    if os.name != "posix":
        pytest.skip("only there can a process be asked for")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    put(store, replace(myself(), process=ended.pid))
    clock = Clock()
    said: list[str] = []
    with lock(store, 0, clock, said):
        assert clock.now == 0
    assert "its process has ended" in said[-1]


def test_of_two_who_take_over_one_succeeds(store: Store) -> None:
    put(store, OTHER)
    mark = f"{OURS}/taken-{OTHER.token[:16]}"
    assert store.create(mark, b"somebody else is about to")
    with pytest.raises(BusyError), lock(store, STALE + 10, Clock()):
        pass
    assert in_place(store) == OTHER
    with lock(store, 4 * STALE, Clock()):  # that one is gone too
        assert store.read(mark) is None


def test_one_who_was_taken_over_stops_before_its_next_step(store: Store) -> None:
    clock = Clock()
    with lock(store, 0, clock) as held:
        held.check()
        put(store, OTHER)
        clock.now += BEAT
        with pytest.raises(BusyError) as error:
            held.beat()
    assert error.value.problems[0].code == "lock-lost"
    assert in_place(store) == OTHER


def test_a_beat_goes_up_in_time_and_not_more_often(store: Store) -> None:
    clock = Clock()
    with lock(store, 0, clock) as held:
        beats = []
        for seconds in (1, BEAT, 1, BEAT):
            clock.now += seconds
            held.beat()
            now = in_place(store)
            assert now
            beats.append(now.beat)
    assert beats == [0, 1, 1, 2]
