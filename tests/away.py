"""Interviews whose model can be taken away, a clock that stands still, and who was asked for what."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from interviewer.backends.port import Backend, Hearing, HearRequest, Marks
from interviewer.domain import Answer, Interview, Question, Rubric
from interviewer.errors import BackendError
from interviewer.jobs import Jobs
from interviewer.policy import standing
from interviewer.storage import Storage
from tests.at_work import PATIENCE, until
from tests.makers import NOON
from tests.stored import GUIDE, RUBRICS, SCRIPT, STORY, WholeBackend, begun, reply

MODEL = "scripted-1"
SERVER = "http://127.0.0.1:9/v1"


class Still:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def goes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class FarBackend(WholeBackend):
    """A model that may be away (`hearing`, `marking`: what it raises) or slow (`gate`)."""

    name = MODEL
    was_reached = True

    def __init__(self) -> None:
        self.hearing: BackendError | None = None
        self.marking: BackendError | None = None
        self.gate: threading.Event | None = None
        self.began = threading.Event()
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def away(self, error: BackendError | None) -> None:
        self.hearing = self.marking = error

    def hear(self, request: HearRequest) -> Hearing:
        self._note("hear")
        if self.hearing is not None:
            raise self.hearing
        return super().hear(request)

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        self._note(f"mark {question.id} {rubric.id}")
        if self.gate is not None:
            self.began.set()
            assert self.gate.wait(PATIENCE), "The test never opened the gate."
        if self.marking is not None:
            raise self.marking
        return super().mark(question, answer, rubric)

    def _note(self, what: str) -> None:
        with self._lock:
            self.asked.append(what)


class HereBackend(WholeBackend):
    """The embedded one, by its name in grades."""

    name = "embedded 0.2"


class TwoBackends:
    """A model and the embedded backend, told apart as the switchboard does."""

    def __init__(self, far: FarBackend | None = None, here: Backend | None = None) -> None:
        self.far = far or FarBackend()
        self.embedded: Backend = here or HereBackend()
        self.missing: BackendError | None = None
        """Raised instead of a backend: no key."""
        self.forgotten: list[str] = []

    def backend_of(self, interview: Interview) -> Backend:
        if interview.grader == "embedded":
            return self.embedded
        if self.missing is not None:
            raise self.missing
        return self.far

    def settled(self, interview: Interview) -> None:
        self.gone(interview.id)

    def gone(self, interview_id: str) -> None:
        self.forgotten.append(interview_id)


class Case:
    """One interview by a model, the jobs that work on it, and their clock."""

    def __init__(self, storage: Storage, two: TwoBackends | None = None) -> None:
        self.storage = storage
        self.two = two or TwoBackends()
        self.clock = Still()
        self.jobs = self.more_jobs()
        by_model = begun().model_copy(update={"grader": MODEL, "server": SERVER})
        self.id = storage.create(by_model, guide=GUIDE, rubrics=RUBRICS).id

    def more_jobs(self, two: TwoBackends | None = None) -> Jobs:
        return Jobs(self.storage, backends=two or self.two, script=SCRIPT, clock=self.clock)

    @property
    def interview(self) -> Interview:
        return self.storage.load(self.id)

    @property
    def far(self) -> FarBackend:
        return self.two.far

    def says(self, text: str = STORY) -> Interview:
        """A reply, answered; what is owed to it beside that is left to the jobs."""
        before = self.interview
        saved = self.storage.save(before, reply(before, text))
        self.jobs.ensure(self.id)
        assert self.jobs.wait(self.id, PATIENCE), self.jobs.failure(self.id)
        self.rest()
        answered = self.interview
        assert len(answered.turns) > len(saved.turns)
        return answered

    def until_closed(self, count: int) -> Interview:
        """Replies until so many questions are closed."""
        for _ in range(20):
            held = self.interview
            asked = len({t.question for t in held.turns if t.kind == "question"})
            if asked - (standing(held).phase == "question") >= count:
                break
            self.says()
        return self.interview

    def look(self) -> None:
        """The page looks, as it does several times a second."""
        self.jobs.ensure(self.id)
        self.rest()

    def rest(self) -> None:
        until(lambda: not self.jobs._running)
