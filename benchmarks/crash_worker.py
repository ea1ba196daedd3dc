"""The worker that benchmarks/crash.py kills: it checks what the last one left, then holds interviews until death."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import event

from interviewer import engine
from interviewer.backends.port import Always, Hearing, HearRequest, Marks
from interviewer.domain import Answer, Interview, Question, Rubric
from interviewer.jobs import Jobs
from interviewer.policy import standing
from interviewer.storage import Storage
from tests.stored import GUIDE, RUBRICS, SCRIPT, STORY, WholeBackend, begun, utc_now

AFTER = {
    "a write began": "BEGIN IMMEDIATE",
    "a turn was inserted": "INSERT INTO turn",
    "a turn was changed": "UPDATE turn",
    "the interview was marked": "UPDATE interview",
    "an interview was inserted": "INSERT INTO interview",
    "a grade was inserted": "INSERT INTO grade",
    "a hold was taken": "UPDATE job",
    "a job was noted": "INSERT INTO job",
    "a job was done": "DELETE FROM job",
}
"""Points behind a statement, inside its transaction."""
POINTS = (
    *AFTER,
    "before a commit",
    "after a commit",
    "before hearing",
    "after hearing",
    "before marking",
    "after marking",
    "after an acknowledgement",
)
PATIENCE = 30.0


class Mortal(WholeBackend):
    """Hears and marks as ever, and may die before or after."""

    def __init__(self, reached: Callable[[str], None]) -> None:
        self._reached = reached

    def hear(self, request: HearRequest) -> Hearing:
        self._reached("before hearing")
        heard = super().hear(request)
        self._reached("after hearing")
        return heard

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        self._reached("before marking")
        marks = super().mark(question, answer, rubric)
        self._reached("after marking")
        return marks


def _set(reached: Trap, storage: Storage) -> None:
    made = storage._database._engine

    def after(_: Any, __: Any, statement: str, *___: Any) -> None:
        for point, begins in AFTER.items():
            if statement.startswith(begins):
                reached(point)

    event.listen(made, "after_cursor_execute", after)
    event.listen(made, "commit", lambda _: reached("before a commit"))
    event.listen(made, "checkin", lambda *_: reached("after a commit"))


class Mouth:
    """Says lines aloud through a pipe; what was said survives the speaker."""

    def __init__(self, tell: int) -> None:
        self._tell = tell

    def __call__(self, **line: Any) -> None:
        os.write(self._tell, (json.dumps(line) + "\n").encode())


class Trap:
    """Kills this process when a point is reached for the n-th time; point None never is."""

    def __init__(self, point: str | None, count: int) -> None:
        self._point = point
        self._left = count

    def __call__(self, here: str) -> None:
        if here == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def live(
    path: Path,
    said: Mapping[str, set[str]],
    *,
    fresh: set[str],
    tell: int,
    point: str | None,
    count: int,
) -> None:
    """Resume, check what changed, then hold interviews until death; with a count of 0 check everything and end."""
    report, trap = Mouth(tell), Trap(point, count)
    began = time.monotonic()
    storage = Storage(path)
    jobs = Jobs(storage, backends=Always(Mortal(trap)), script=SCRIPT, clock=utc_now)
    owed = storage.leases.owed()
    jobs.resume_all()
    for interview_id in owed:
        _paid(jobs, interview_id, report)
    report(resumed=(time.monotonic() - began) * 1000, owed=len(owed))
    for held in storage.past():
        if count and held.status == "ended" and held.id in said.keys() - fresh:
            # The last check is of everything; between two deaths only what may have changed.
            continue
        check(storage.load(held.id), said.get(held.id, set()), report)
    report(checked=True)
    _set(trap, storage)
    while count:
        _hold(storage, jobs, report, trap)


def _paid(jobs: Jobs, interview_id: str, report: Mouth) -> None:
    if not jobs.wait(interview_id, PATIENCE, grades=True):
        report(failed=jobs.failure(interview_id) or "nothing was paid")


def _hold(storage: Storage, jobs: Jobs, report: Mouth, reached: Trap) -> None:
    """One interview from its first question to its end, gone on with where an unfinished one is there."""
    unfinished = storage.unfinished()
    if unfinished:
        interview = storage.load(unfinished[0].id)
    else:
        interview = storage.create(begun(mode="practice"), guide=GUIDE, rubrics=RUBRICS)
    while interview.status == "open":
        name = f"c{len(interview.turns)}"
        interview = storage.save(interview, _next(interview, name))
        report(id=interview.id, ack=name)
        reached("after an acknowledgement")
        jobs.ensure(interview.id)
        _paid(jobs, interview.id, report)
        interview = storage.load(interview.id)


def _next(interview: Interview, name: str) -> Interview:
    """What the candidate does next: always the same at the same place."""
    now = standing(interview)
    if now.closing:
        return engine.add_control(interview, "end", at=utc_now(), client_id=name)
    if now.between:
        return engine.add_control(interview, "next", at=utc_now(), client_id=name)
    text = f"{name}: {STORY}"
    return engine.add_reply(interview, text, at=utc_now(), client_id=name)


def check(interview: Interview, said: set[str], report: Callable[..., None]) -> None:
    """Compare an interview with what was acknowledged and with a replay of its replies."""
    theirs = [t for t in interview.turns if t.speaker == "candidate"]
    names = [t.client_id for t in theirs]
    wrong = {
        "lost": len(said - set(names)),
        "doubled": len(names) - len(set(names)),
        "gaps": sum(turn.seq != number for number, turn in enumerate(interview.turns)),
        "differs_from_replay": int(_said(interview) != _said(_replay(interview))),
        "extra": len(set(names) - said),
    }
    keys = [(g.question, g.attempt) for g in interview.grades]
    wrong["doubled"] += len(keys) - len(set(keys))
    report(id=interview.id, **wrong, names=sorted(set(names) - said))


def _replay(interview: Interview) -> Interview:
    """The same interview held again in memory, without a database or a death."""
    again = begun(interview_id=interview.id, mode=interview.mode, seed=interview.seed)
    for turn in interview.turns:
        if turn.speaker != "candidate":
            continue
        again = _next(again, f"c{len(again.turns)}")
        again = engine.respond(
            again, guide=GUIDE, rubrics=RUBRICS, script=SCRIPT, backend=WholeBackend(), at=utc_now()
        )
    grades = tuple(
        engine.grade_owed(again, owed, guide=GUIDE, rubrics=RUBRICS, backend=WholeBackend())
        for owed in engine.owed_grades(again)
    )
    return again.model_copy(update={"grades": grades})


def _said(interview: Interview) -> list[Any]:
    turns = [turn.model_dump(exclude={"at"}) for turn in interview.turns]
    grades = sorted(
        (grade.model_dump() for grade in interview.grades), key=lambda g: str(g["question"])
    )
    return [*turns, *grades, interview.status]
