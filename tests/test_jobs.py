"""What an interview owes is paid once, whoever looks."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from interviewer import engine
from interviewer.storage import Storage
from tests.at_work import PATIENCE, Work, answered, is_in_order, until, work
from tests.makers import NOON
from tests.stored import (
    CountingBackend,
    WholeBackend,
    at_once,
    reply,
    stored,
)

__all__ = ["work"]


def test_a_whole_interview_is_paid_reply_by_reply(storage: Storage, work: Work) -> None:
    jobs, interview = work(storage), stored(storage)
    for _ in range(20):
        if interview.status == "ended":
            break
        interview = answered(storage, jobs, interview)
        if any(t.kind == "closing" for t in interview.turns):
            interview = storage.save(interview, engine.add_control(interview, "end", at=NOON))
            jobs.ensure(interview.id)
            assert jobs.wait(interview.id, PATIENCE, grades=True)
            interview = storage.load(interview.id)
    assert interview.status == "ended"
    assert {g.outcome for g in interview.grades} == {"graded"} and len(interview.grades) == 3
    is_in_order(interview)
    until(lambda: storage.leases.owed() == ())


def test_asking_again_and_again_pays_once(storage: Storage, work: Work) -> None:
    """F28: every click and every look of the page asks."""
    backend = CountingBackend()
    jobs, interview = work(storage, backend), stored(storage)
    saved = storage.save(interview, reply(interview))
    at_once(*[lambda: jobs.ensure(saved.id)] * 20)
    assert jobs.wait(saved.id, PATIENCE)
    for _ in range(20):
        jobs.ensure(saved.id)
    assert jobs.wait(saved.id, PATIENCE, grades=True)
    until(lambda: not jobs._running)
    assert backend.heard == 1
    is_in_order(storage.load(saved.id))


def test_two_processes_pay_once(path: Path, storage: Storage, work: Work) -> None:
    """Two workers with databases of their own, as two replicas have."""
    gate = threading.Event()
    first, second = CountingBackend(gate=gate), CountingBackend()
    with Storage(path) as other:
        here, there = work(storage, first), work(other, second)
        interview = stored(storage)
        saved = storage.save(interview, reply(interview))
        here.ensure(saved.id)
        assert first.began.wait(PATIENCE)
        there.ensure(saved.id)
        until(lambda: not there._running)
        assert second.heard == 0
        gate.set()
        assert there.wait(saved.id, PATIENCE, grades=True)
        assert (first.heard, second.heard) == (1, 0)
        is_in_order(other.load(saved.id))
        there.close()


def test_a_worker_that_comes_back_late_stores_nothing(
    path: Path, storage: Storage, work: Work
) -> None:
    """F19, F30: its hold ran out, another paid; the response it brings is refused."""
    gate = threading.Event()
    slow, quick = CountingBackend(gate=gate), CountingBackend()
    with Storage(path) as other:
        here = work(storage, slow, hold=timedelta(hours=1))
        there = work(other, quick)
        interview = stored(storage)
        saved = storage.save(interview, reply(interview))
        here.ensure(saved.id)
        assert slow.began.wait(PATIENCE)
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("UPDATE job SET until = '2020-01-01 00:00:00.000000'")
            raw.commit()
        there.ensure(saved.id)
        assert there.wait(saved.id, PATIENCE, grades=True)
        paid = other.load(saved.id)
        gate.set()
        until(lambda: not here._running)
        assert storage.load(saved.id) == paid
        assert here.failure(saved.id) is None
        there.close()


def test_a_long_job_keeps_its_hold(path: Path, storage: Storage, work: Work) -> None:
    gate = threading.Event()
    slow, other_backend = CountingBackend(gate=gate), CountingBackend()
    with Storage(path) as other:
        here = work(storage, slow, hold=timedelta(seconds=0.3))
        there = work(other, other_backend, hold=timedelta(seconds=0.3))
        interview = stored(storage)
        saved = storage.save(interview, reply(interview))
        here.ensure(saved.id)
        assert slow.began.wait(PATIENCE)
        ends = time.monotonic() + 1.0
        while time.monotonic() < ends:
            there.ensure(saved.id)
            time.sleep(0.02)
        assert other_backend.heard == 0
        gate.set()
        assert here.wait(saved.id, PATIENCE)
        there.close()


def test_a_reply_during_grading_is_responded_to(storage: Storage, work: Work) -> None:
    backend = WholeBackend()
    jobs, interview = work(storage, backend), stored(storage)
    marking, go_on = threading.Event(), threading.Event()
    mark = backend.mark

    def slowly(*args: object) -> object:
        marking.set()
        assert go_on.wait(PATIENCE)
        return mark(*args)  # type: ignore[arg-type]

    backend.mark = slowly  # type: ignore[method-assign, assignment]
    while not engine.owed_grades(interview):
        interview = storage.save(interview, reply(interview))
        jobs.ensure(interview.id)
        assert jobs.wait(interview.id, PATIENCE)
        interview = storage.load(interview.id)
    assert marking.wait(PATIENCE)
    interview = storage.save(interview, reply(interview, "skip"))
    jobs.ensure(interview.id)
    go_on.set()
    assert jobs.wait(interview.id, PATIENCE, grades=True)
    loaded = storage.load(interview.id)
    assert [g.outcome for g in loaded.grades] == ["graded", "skipped"]
    is_in_order(loaded)


def test_threads_stay_few(storage: Storage, work: Work) -> None:
    """F40: a hundred interviews, no more threads than workers and the one that holds on."""
    jobs = work(storage)
    before = threading.active_count()
    interviews = [stored(storage) for _ in range(100)]
    for interview in interviews:
        jobs.ensure(storage.save(interview, reply(interview)).id)
    assert threading.active_count() - before <= 6
    for interview in interviews:
        assert jobs.wait(interview.id, PATIENCE, grades=True)
