"""What could not be paid is told in words, tried again, and quoted in no log."""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from interviewer.backends.port import Hearing, HearRequest
from interviewer.domain import QuestionKind
from interviewer.storage import Storage
from tests.at_work import PATIENCE, Work, answered, is_in_order, until, work
from tests.makers import guide, question
from tests.stored import (
    RUBRICS,
    STORY,
    CountingBackend,
    FailingBackend,
    WholeBackend,
    begun,
    reply,
    stored,
)

__all__ = ["work"]


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


def test_while_it_is_tried_again_no_failure_is_told(path: Path, work: Work) -> None:
    """F32: the page that asked for another try waits for it, and does not show the old failure again."""
    gate = threading.Event()
    backend = CountingBackend(gate=gate)
    with Storage(path, wait=0.1) as storage:
        jobs, interview = work(storage, backend), stored(storage)
        saved = storage.save(interview, reply(interview))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            jobs.ensure(saved.id)
            assert not jobs.wait(saved.id, PATIENCE)
            other.execute("COMMIT")
        assert jobs.failure(saved.id) is not None
        jobs.ensure(saved.id)
        assert jobs.failure(saved.id) is None
        gate.set()
        assert jobs.wait(saved.id, PATIENCE, grades=True)
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
