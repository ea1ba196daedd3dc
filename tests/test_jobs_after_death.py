"""What a dead process left is taken up at once; the living are waited for."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from interviewer.jobs_holder import Holder, is_gone, this_holder
from interviewer.storage import Storage
from tests.at_work import PATIENCE, Work, answered, is_in_order, until, work
from tests.stored import (
    CountingBackend,
    reply,
    stored,
    utc_now,
)

__all__ = ["work"]


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
        from interviewer.backends.port import Always
        from interviewer.jobs import Jobs
        storage = Storage({str(path)!r})
        backend = CountingBackend(gate=threading.Event())
        jobs = Jobs(storage, backends=Always(backend), script=SCRIPT, clock=utc_now)
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
