"""Workers for tests, closed at their end, and the patience to see them done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from interviewer.backends.port import Always, Backend
from interviewer.domain import Interview
from interviewer.jobs import Jobs
from interviewer.storage import Storage
from tests.stored import (
    SCRIPT,
    STORY,
    WholeBackend,
    reply,
    utc_now,
)

PATIENCE = 20.0
Work = Callable[..., Jobs]


@pytest.fixture
def work() -> Iterator[Callable[..., Jobs]]:
    made: list[Jobs] = []

    def build(storage: Storage, backend: Backend | None = None, **more: timedelta) -> Jobs:
        jobs = Jobs(
            storage,
            backends=Always(backend or WholeBackend()),
            script=SCRIPT,
            clock=utc_now,
            **more,
        )
        made.append(jobs)
        return jobs

    yield build
    for jobs in made:
        jobs.close()


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
