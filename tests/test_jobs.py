"""What an interview owes is paid once, whoever looks, whatever dies, and in words where it cannot be."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from interviewer import engine
from interviewer.backends.port import Backend, Hearing, HearRequest
from interviewer.domain import Interview, QuestionKind
from interviewer.jobs import Jobs
from interviewer.jobs_holder import Holder, is_gone, this_holder
from interviewer.storage import Storage
from tests.makers import NOON, guide, question
from tests.stored import (
    RUBRICS,
    SCRIPT,
    STORY,
    CountingBackend,
    FailingBackend,
    WholeBackend,
    at_once,
    begun,
    reply,
    stored,
    utc_now,
)

PATIENCE = 20.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "steady.db"


@pytest.fixture
def storage(path: Path) -> Iterator[Storage]:
    with Storage(path) as opened:
        yield opened


@pytest.fixture
def work() -> Iterator[Callable[..., Jobs]]:
    made: list[Jobs] = []

    def build(storage: Storage, backend: Backend | None = None, **more: timedelta) -> Jobs:
        jobs = Jobs(
            storage, backend=backend or WholeBackend(), script=SCRIPT, clock=utc_now, **more
        )
        made.append(jobs)
        return jobs

    yield build
    for jobs in made:
        jobs.close()


Work = Callable[..., Jobs]


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends, "It never happened."
        time.sleep(0.005)


def answered(storage: Storage, jobs: Jobs, interview: Interview, text: str = STORY) -> Interview:
    saved = storage.save(interview, reply(interview, text))
    jobs.ensure(saved.id)
    assert jobs.wait(saved.id, PATIENCE, grades=True), jobs.failure(saved.id)
    return storage.load(saved.id)


def is_in_order(interview: Interview) -> None:
    assert [t.seq for t in interview.turns] == list(range(len(interview.turns)))
    pairs = zip(interview.turns, interview.turns[1:], strict=False)
    assert not any(a.speaker == b.speaker == "candidate" for a, b in pairs)
    keys = [(g.question, g.attempt) for g in interview.grades]
    assert len(keys) == len(set(keys))


# ---------------------------------------------------------------- paid


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


# ---------------------------------------------------------------- after a death


def test_what_was_owed_is_taken_up_at_the_start(path: Path, storage: Storage, work: Work) -> None:
    """F25: a reply was stored, then the process died; the next one pays within two seconds by itself."""
    interview = stored(storage)
    saved = storage.save(interview, reply(interview))
    storage.close()
    with Storage(path) as again:
        jobs = work(again)
        began = time.monotonic()
        assert jobs.resume_all() == 1
        assert jobs.wait(saved.id, PATIENCE)
        assert time.monotonic() - began < 2
        is_in_order(again.load(saved.id))
        jobs.close()


def test_an_imported_interview_is_graded(storage: Storage, tmp_path: Path, work: Work) -> None:
    jobs = work(storage)
    interview = answered(storage, jobs, stored(storage), "skip")
    ungraded = interview.model_copy(update={"grades": ()})
    with Storage(tmp_path / "other.db") as other:
        taken = other.save_import(
            ungraded, guide=storage.guide_of(interview), rubrics=storage.rubrics_of(interview)
        )
        there = work(other)
        there.resume_all()
        assert there.wait(taken.id, PATIENCE, grades=True)
        assert other.load(taken.id).grades == interview.grades
        there.close()


def dead_process() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(60)
    return ended.pid


def holder(**changes: object) -> str:
    return str(Holder(*this_holder().split("|"))._replace(**changes))  # type: ignore[call-arg, arg-type]


def test_the_dead_are_told_from_the_living() -> None:
    assert not is_gone(this_holder())
    assert is_gone(holder(pid=dead_process()))
    assert not is_gone(holder(host="another-machine", pid=dead_process()))
    assert not is_gone("rubbish")
    assert not is_gone("a|b|not a number|d|e")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs the start times in /proc")
def test_a_number_given_to_a_new_process_is_not_mistaken_for_the_old_one() -> None:
    assert is_gone(holder(start="1"))
    assert is_gone(holder(boot="00000000"))
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        with Path(f"/proc/{child.pid}/stat").open(encoding="utf-8") as stat:
            start = stat.read().rpartition(")")[2].split()[19]
        assert not is_gone(holder(pid=child.pid, start=start))
    finally:
        child.kill()
        # Not waited for yet, it is a zombie: dead all the same.
        until(lambda: is_gone(holder(pid=child.pid, start=start)))
        child.wait(60)


def test_the_hold_of_a_dead_process_is_taken_over_at_once(storage: Storage, work: Work) -> None:
    jobs, interview = work(storage), stored(storage)
    saved = storage.save(interview, reply(interview))
    far = utc_now() + timedelta(hours=1)
    gone = holder(pid=dead_process())
    assert storage.leases.claim(saved.id, gone, now=utc_now(), until=far, is_gone=lambda _: False)
    began = time.monotonic()
    jobs.ensure(saved.id)
    assert jobs.wait(saved.id, PATIENCE)
    assert time.monotonic() - began < 2


def test_a_living_holder_elsewhere_is_waited_for(storage: Storage, work: Work) -> None:
    jobs, interview = work(storage), stored(storage)
    saved = storage.save(interview, reply(interview))
    far = utc_now() + timedelta(hours=1)
    there = holder(host="another-machine")
    assert storage.leases.claim(saved.id, there, now=utc_now(), until=far, is_gone=lambda _: False)
    jobs.ensure(saved.id)
    until(lambda: not jobs._running)
    assert storage.load(saved.id).owes_response
    assert not jobs.wait(saved.id, 0.1)


def test_the_program_ends_at_once_though_a_job_is_at_work(path: Path) -> None:
    Storage(path).close()
    code = f"""if True:
        import sys, threading
        sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
        from tests.stored import *
        from interviewer.jobs import Jobs
        storage = Storage({str(path)!r})
        backend = CountingBackend(gate=threading.Event())
        jobs = Jobs(storage, backend=backend, script=SCRIPT, clock=utc_now)
        interview = stored(storage)
        jobs.ensure(storage.save(interview, reply(interview)).id)
        assert backend.began.wait(20)
        """
    began = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    # The gate would have held it for ten seconds.
    assert time.monotonic() - began < 9


def test_closing_lets_go_of_what_is_at_work(path: Path, storage: Storage, work: Work) -> None:
    gate = threading.Event()
    slow = CountingBackend(gate=gate)
    here, interview = work(storage, slow), stored(storage)
    saved = storage.save(interview, reply(interview))
    here.ensure(saved.id)
    assert slow.began.wait(PATIENCE)
    here.close()
    there = work(storage)
    there.ensure(saved.id)
    assert there.wait(saved.id, PATIENCE)
    gate.set()
    until(lambda: not here._running)
    is_in_order(storage.load(saved.id))


# ---------------------------------------------------------------- in words


@pytest.mark.parametrize("kind", get_args(QuestionKind))
def test_an_interview_goes_on_where_a_reply_was_not_heard(
    storage: Storage, work: Work, kind: QuestionKind
) -> None:
    """F68: no turn is lost, and nothing is asked for that nobody looked for."""
    small = guide(question("q1", kind=kind), question("q2", kind=kind))
    jobs = work(storage, FailingBackend(hears=False))
    interview = storage.create(begun(held=small), guide=small, rubrics=RUBRICS)
    interview = answered(storage, jobs, interview)
    assert interview.turns[2].intent == "answer"
    assert [t.kind for t in interview.turns[3:]] == ["transition", "question"]
    assert [g.outcome for g in interview.grades] == ["graded"]
    assert jobs.failure(interview.id) is None
    is_in_order(interview)


def test_what_could_not_be_graded_is_told_and_can_be_graded_later(
    storage: Storage, work: Work
) -> None:
    backend = FailingBackend(marks=False)
    jobs, interview = work(storage, backend), stored(storage)
    while not interview.grades:
        interview = answered(storage, jobs, interview)
    grade = interview.grades[0]
    assert grade.outcome == "not_graded" and "It did not read." in grade.reason
    assert grade.criteria == ()
    backend.marks = True
    assert jobs.regrade(interview.id, question=grade.question, attempt=grade.attempt)
    assert jobs.wait(interview.id, PATIENCE, grades=True)
    graded = storage.load(interview.id).grades
    assert [(g.question, g.outcome) for g in graded] == [(grade.question, "graded")]
    assert not jobs.regrade(interview.id, question=grade.question, attempt=grade.attempt)


def test_a_database_that_cannot_be_written_is_told_and_tried_again(path: Path, work: Work) -> None:
    """F32."""
    with Storage(path, wait=0.1) as storage:
        jobs, interview = work(storage), stored(storage)
        saved = storage.save(interview, reply(interview))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            jobs.ensure(saved.id)
            assert not jobs.wait(saved.id, PATIENCE)
            assert "in use by another program" in (jobs.failure(saved.id) or "")
            other.execute("COMMIT")
        jobs.ensure(saved.id)
        assert jobs.wait(saved.id, PATIENCE, grades=True)
        until(lambda: jobs.failure(saved.id) is None)
        jobs.close()


def test_a_fault_of_ours_is_told_without_what_was_said(
    storage: Storage, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(WholeBackend):
        def hear(self, request: HearRequest) -> Hearing:
            raise KeyError(request.answer.replies[-1].text)

    jobs, interview = work(storage, Broken()), stored(storage)
    saved = storage.save(interview, reply(interview, "My canary42 story of the night shift."))
    jobs.ensure(saved.id)
    assert not jobs.wait(saved.id, PATIENCE)
    told = jobs.failure(saved.id) or ""
    assert "KeyError" in told and "is stored" in told
    assert "canary42" not in told + caplog.text
    assert storage.load(saved.id) == saved


def test_a_deleted_interview_ends_its_job_quietly(storage: Storage, work: Work) -> None:
    gate = threading.Event()
    backend = CountingBackend(gate=gate)
    jobs, interview = work(storage, backend), stored(storage)
    saved = storage.save(interview, reply(interview))
    jobs.ensure(saved.id)
    assert backend.began.wait(PATIENCE)
    storage.delete(saved.id)
    gate.set()
    until(lambda: not jobs._running)
    assert jobs.failure(saved.id) is None
    assert storage.leases.owed() == ()


def test_no_log_holds_a_word_of_an_interview(
    path: Path, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    """F83: at DEBUG, with every logger open, through replies, grades, a fault, an off-record wish and a delete."""
    for name in (
        "",
        "sqlalchemy",
        "sqlalchemy.engine",
        "sqlalchemy.engine.Engine",
        "sqlalchemy.pool",
        "alembic",
    ):
        caplog.set_level(logging.DEBUG, logger=name)
    with Storage(path) as storage:
        backend = FailingBackend(marks=False)
        jobs, interview = work(storage, backend), stored(storage)
        for text in (
            f"{STORY} canary42.",
            "The canary42 flew away twice.",
            "Keep that secret: canary42",
            "skip",
        ):
            interview = answered(storage, jobs, interview, text)
        storage.past(), storage.asked_questions("small")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("UPDATE turn SET speaker = 'canary42 nobody'")
            other.execute("UPDATE interview SET stamp = 'x'")
        jobs.ensure(interview.id)
        until(lambda: not jobs._running)
        assert "damaged" in (jobs.failure(interview.id) or "")
        storage.delete(interview.id)
        jobs.close()
    assert "canary42" not in caplog.text
    assert not [r for r in caplog.records if "canary42" in repr(r.__dict__)]
    # The worker did log, so there was something to look at.
    assert f"interview {interview.id[:8]}" in caplog.text
    assert interview.id not in caplog.text


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
