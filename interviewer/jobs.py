"""Pays what interviews owe, off the page's thread: responses and grades side by side; each once.

What is owed is noted in the database together with the reply that owes it, so a click, a reload, a closed tab
or a killed server loses nothing: whoever looks next has it paid. One process at a time holds an interview; the
hold of a dead one is taken over at once, and what two workers might still race for is stored once. A response
never waits for a grade. Where the model is away, a reply is heard by the embedded backend, and grades wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from interviewer import engine
from interviewer.backends.port import Backends
from interviewer.domain import Interview, Script
from interviewer.errors import BackendUnavailable, InterviewNotFound, StaleInterview
from interviewer.jobs_away import AwayList, Waiting
from interviewer.jobs_holds import Holds
from interviewer.jobs_lane import Lane
from interviewer.jobs_work import Work
from interviewer.storage import STALE, Storage

__all__ = ["Jobs", "Waiting"]

HOLD = timedelta(seconds=30)
"""How long a worker that cannot be asked whether it lives is waited for."""
WORKERS = 4
"""Threads for responses, and as many again for grades."""
RACES = 20
"""How often one thing is tried anew because the interview went on meanwhile."""
LOOK_EVERY = 1.0
"""Seconds between two looks at what waits for a model."""

Left = Literal["more", "left", "paid"]
"""After one thing was paid: go on, leave it to others or to later, or nothing is owed any more."""


class Jobs:
    """The workers of one process. Its threads never keep the program from ending."""

    def __init__(
        self,
        storage: Storage,
        *,
        backends: Backends,
        script: Script,
        clock: Callable[[], datetime],
        hold: timedelta = HOLD,
    ) -> None:
        """Make workers that begin with the first `ensure`; `clock` tells the time that is stored with turns."""
        self._storage = storage
        self._backends = backends
        self._beat_every = hold.total_seconds() / 3
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._watching: dict[str, threading.Thread] = {}
        self._away = AwayList(clock)
        self._work = Work(storage, backends=backends, script=script, clock=clock, away=self._away)
        self._holds = Holds(storage.leases, clock=clock, hold=hold)
        self._responses = Lane(
            partial(self._pay, pay_one=self._pay_response), workers=WORKERS, changed=self._changed
        )
        self._grades = Lane(
            partial(self._pay, pay_one=self._pay_grade), workers=WORKERS, changed=self._changed
        )

    # ------------------------------------------------------------ for the page

    def ensure(self, interview_id: str) -> None:
        """Have paid whatever this interview owes; returns at once, and costs nothing where it is being done."""
        self._watch("holds", self._beat)
        self._responses.add(interview_id)

    def resume_all(self) -> int:
        """Take up everything that was owed when the last process ended; how many interviews that were."""
        owed = self._storage.leases.owed()
        for interview_id in owed:
            self.ensure(interview_id)
        return len(owed)

    def failure(self, interview_id: str) -> str | None:
        """Why the last try failed, in a line for the person; None where none did, or while it is tried again."""
        return self._responses.failure(interview_id) or self._grades.failure(interview_id)

    def waiting(self, interview_id: str) -> Waiting | None:
        """What this interview waits for where its model is away; None where nothing is known to be."""
        return self._away.waiting(interview_id)

    def try_now(self, interview_id: str) -> None:
        """Ask the model again at once: a key was given, or the person wants it."""
        self._away.try_now(interview_id)
        self.ensure(interview_id)

    def regrade(self, interview_id: str, *, question: str, attempt: int = 1) -> bool:
        """Try again to grade an answer that could not be graded; False where there is none."""
        owed = self._storage.owe_grade(interview_id, question=question, attempt=attempt)
        self.ensure(interview_id)
        return owed

    def grade_with_embedded(self, interview_id: str) -> bool:
        """Go on with the embedded backend, which also grades anew what the model graded; False where it does already."""
        for _ in range(RACES):
            before = self._storage.load(interview_id)
            after = engine.without_model(before)
            if after == before:
                return False
            try:
                self._storage.save(before, after)
            except StaleInterview:
                continue
            self._away.drop(interview_id)
            self._backends.settled(after)
            self.ensure(interview_id)
            return True
        raise StaleInterview(STALE)

    def delete(self, interview_id: str) -> bool:
        """Erase an interview and what is kept for it in memory; True and raises as `Storage.delete` does."""
        try:
            overwritten = self._storage.delete(interview_id)
        except InterviewNotFound:
            self.gone(interview_id)
            raise
        self.gone(interview_id)
        return overwritten

    def gone(self, interview_id: str) -> None:
        """Forget what is kept in memory for an interview that is in the database no more."""
        self._away.drop(interview_id)
        self._backends.gone(interview_id)

    def wait(self, interview_id: str, timeout: float, *, grades: bool = False) -> bool:
        """Wait until no response is owed (with `grades`: nothing at all).

        False when the time is over, when it failed, or when the grades wait for a model that is away.
        """
        ends = time.monotonic() + timeout
        while True:
            interview = self._storage.load(interview_id)
            if not interview.owes_response and not (grades and engine.owed_grades(interview)):
                return True
            with self._changed:
                left = ends - time.monotonic()
                if left <= 0 or self._is_stuck(interview_id, grades=grades):
                    return False
                # Another process may be the one that pays: then nothing wakes us.
                self._changed.wait(min(left, 0.05))

    def close(self) -> None:
        """Take up nothing more; what is at work has a second to finish and is else let go of, to be taken up later."""
        with self._changed:
            self._closed.set()
            watching = tuple(self._watching.values())
        ends = time.monotonic() + 1.0
        for thread in (*self._responses.close(), *self._grades.close(), *watching):
            thread.join(timeout=max(0.0, ends - time.monotonic()))
        self._holds.let_go_of_all()

    # ------------------------------------------------------------ the workers

    @property
    def _running(self) -> tuple[str, ...]:
        """The interviews in a queue or at work."""
        with self._changed:
            return (*self._responses.names, *self._grades.names)

    def _is_stuck(self, interview_id: str, *, grades: bool) -> bool:
        if self._responses.failure(interview_id):
            return True
        if not grades or interview_id in self._running:
            return False
        return bool(self._grades.failure(interview_id) or self._away.waiting(interview_id))

    def _pay(self, interview_id: str, *, pay_one: Callable[[str], Left]) -> None:
        try:
            self._pay_all(interview_id, pay_one)
        except InterviewNotFound:
            # Deleted, here or by another process: nothing of it is waited for any more.
            self.gone(interview_id)
            raise

    def _pay_all(self, interview_id: str, pay_one: Callable[[str], Left]) -> None:
        """Pay one kind of thing until there is no more of it, holding the interview meanwhile."""
        if not self._can_pay(interview_id):
            return
        if not self._holds.take(interview_id):
            # Another living worker has it, and looks again when it lets go.
            self._away.later(interview_id)
            return
        left: Left = "more"
        try:
            while left == "more" and not self._closed.is_set():
                left = self._without_races(interview_id, pay_one)
                with self._changed:
                    self._changed.notify_all()
        finally:
            self._holds.leave(interview_id, is_paid=left == "paid")
        if left == "left" and self._storage.load(interview_id).owes_response:
            # A reply that came by another process, which found the interview held.
            self.ensure(interview_id)

    def _can_pay(self, interview_id: str) -> bool:
        """False where all that is owed are grades that wait: then nothing is even written (a page asks often)."""
        interview = self._storage.load(interview_id)
        if interview.owes_response or not engine.owed_grades(interview):
            return True
        return self._next_grade(interview) is not None

    def _without_races(self, interview_id: str, pay_one: Callable[[str], Left]) -> Left:
        """Pay one thing; once more where the interview went on meanwhile and is still ours."""
        for _ in range(RACES):
            try:
                return pay_one(interview_id)
            except StaleInterview:
                if not self._holds.renew(interview_id):
                    return "paid"
        raise StaleInterview(STALE)

    def _pay_response(self, interview_id: str) -> Left:
        interview = self._storage.load(interview_id)
        if interview.owes_response:
            after = self._work.respond(interview)
            self._storage.save(interview, after, holder=self._holds.holder)
            return "more"
        if engine.owed_grades(interview):
            self._grades.add(interview_id)
            return "left"
        return self._finish(interview)

    def _pay_grade(self, interview_id: str) -> Left:
        interview = self._storage.load(interview_id)
        if interview.owes_response:
            self._responses.add(interview_id)
        owed = self._next_grade(interview)
        if owed is not None:
            return self._pay_this(interview, owed)
        if interview.owes_response or engine.owed_grades(interview):
            return "left"
        return self._finish(interview)

    def _next_grade(self, interview: Interview) -> engine.OwedGrade | None:
        """The grade that can be made now: while the model is away, only those that need none."""
        owed = engine.owed_grades(interview)
        if self._away.too_early(interview) is not None:
            if any(one.outcome is None for one in owed):
                self._wait_for_model(interview.id)
            owed = tuple(one for one in owed if one.outcome is not None)
        return owed[0] if owed else None

    def _pay_this(self, interview: Interview, owed: engine.OwedGrade) -> Left:
        try:
            grade = self._work.grade(interview, owed)
        except BackendUnavailable:
            self._wait_for_model(interview.id)
            return "more"
        self._storage.add_grade(
            interview.id, grade, holder=self._holds.holder, grader=interview.grader
        )
        return "more"

    def _finish(self, interview: Interview) -> Left:
        if not self._storage.leases.finish(interview, self._holds.holder):
            return "more"
        self._away.grades_owed(interview.id, are=False)
        if interview.status == "ended":
            self._away.drop(interview.id)
            self._backends.settled(interview)
        return "paid"

    # ------------------------------------------------------------ watching

    def _wait_for_model(self, interview_id: str) -> None:
        """Come back for grades that wait, though nobody may look again."""
        self._away.grades_owed(interview_id, are=True)
        self._watch("models", self._look_for_models)

    def _watch(self, what: str, watch: Callable[[], None]) -> None:
        """Have a thread of its own watch something, once."""
        with self._changed:
            if what not in self._watching and not self._closed.is_set():
                thread = threading.Thread(target=watch, name=f"steady-{what}", daemon=True)
                self._watching[what] = thread
                thread.start()

    def _beat(self) -> None:
        """Hold on to what is at work, for as long as this process lives."""
        while not self._closed.wait(self._beat_every):
            self._holds.renew_all()

    def _look_for_models(self) -> None:
        """Try again what waited for long enough, though nobody looks."""
        while not self._closed.wait(LOOK_EVERY):
            for interview_id in self._away.due():
                self.ensure(interview_id)
