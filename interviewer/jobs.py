"""Pays what interviews owe, off the page's thread: responses first, then grades; each once.

What is owed is noted in the database together with the reply that owes it, so a click, a reload, a closed tab
or a killed server loses nothing: whoever looks next has it paid. One worker at a time holds an interview; the
hold of a dead process is taken over at once, and what two workers might still race for is stored once.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from interviewer import engine
from interviewer.backends.port import Backend
from interviewer.domain import Grade, Interview, Script
from interviewer.errors import BackendError, InterviewNotFound, StaleInterview, SteadyError
from interviewer.grading import ungraded
from interviewer.jobs_deaf import DeafBackend
from interviewer.jobs_holder import is_gone, this_holder
from interviewer.storage import STALE, Storage

__all__ = ["Jobs"]

HOLD = timedelta(seconds=30)
"""How long a worker that cannot be asked whether it lives is waited for."""
WORKERS = 4
RACES = 20
"""How often one thing is tried anew because the interview went on meanwhile."""
NOT_GRADED = "The grader could not read this answer: {why} It counts neither for nor against you."
BROKE = "Something in Steady broke ({kind}). What you wrote is stored: press “Try again”."

log = logging.getLogger("interviewer.jobs")


class Jobs:
    """The workers of one process. Its threads never keep the program from ending."""

    def __init__(
        self,
        storage: Storage,
        *,
        backend: Backend,
        script: Script,
        clock: Callable[[], datetime],
        hold: timedelta = HOLD,
    ) -> None:
        """Make workers that begin with the first `ensure`; `clock` tells the time that is stored with turns."""
        self._storage = storage
        self._backend = backend
        self._script = script
        self._clock = clock
        self._hold = hold
        self._holder = this_holder()
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        # All below is guarded by _changed.
        self._running: dict[str, bool] = {}
        """Interviews in the queue or at work; True where one has to be looked at once more."""
        self._held: set[str] = set()
        self._failed: dict[str, str] = {}
        self._closed = threading.Event()

    # ------------------------------------------------------------ for the page

    def ensure(self, interview_id: str) -> None:
        """Have paid whatever this interview owes; returns at once, and costs nothing where it is being done."""
        with self._changed:
            if self._closed.is_set():
                return
            if interview_id in self._running:
                self._running[interview_id] = True
                return
            self._running[interview_id] = False
            if not self._threads:
                self._start(self._beat)
            if len(self._threads) <= min(WORKERS, len(self._running)):
                self._start(self._work)
        self._waiting.put(interview_id)

    def resume_all(self) -> int:
        """Take up everything that was owed when the last process ended; how many interviews that were."""
        owed = self._storage.leases.owed()
        for interview_id in owed:
            self.ensure(interview_id)
        return len(owed)

    def failure(self, interview_id: str) -> str | None:
        """Why the last try failed, in a line for the person; None where none did, or while it is tried again."""
        with self._changed:
            return None if interview_id in self._running else self._failed.get(interview_id)

    def regrade(self, interview_id: str, *, question: str, attempt: int = 1) -> bool:
        """Try again to grade an answer that could not be graded; False where there is none."""
        owed = self._storage.owe_grade(interview_id, question=question, attempt=attempt)
        self.ensure(interview_id)
        return owed

    def wait(self, interview_id: str, timeout: float, *, grades: bool = False) -> bool:
        """Wait until no response is owed (with `grades`: nothing at all); False when the time is over or it failed."""
        ends = time.monotonic() + timeout
        while True:
            interview = self._storage.load(interview_id)
            if not interview.owes_response and not (grades and engine.owed_grades(interview)):
                return True
            with self._changed:
                left = ends - time.monotonic()
                if left <= 0 or (
                    interview_id in self._failed and interview_id not in self._running
                ):
                    return False
                # Another process may be the one that pays: then nothing wakes us.
                self._changed.wait(min(left, 0.05))

    def close(self) -> None:
        """Take up nothing more; what is at work has a second to finish and is else let go of, to be taken up later."""
        with self._changed:
            self._closed.set()
            threads = tuple(self._threads)
        for _ in threads:
            self._waiting.put(None)
        ends = time.monotonic() + 1.0
        for thread in threads:
            thread.join(timeout=max(0.0, ends - time.monotonic()))
        with self._changed:
            held = tuple(self._held)
        for interview_id in held:
            self._let_go(interview_id)

    # ------------------------------------------------------------ the workers

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name="steady-job", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (interview_id := self._waiting.get()) is not None:
            again = True
            while again and not self._closed.is_set():
                failed = self._try(interview_id)
                with self._changed:
                    again = failed is None and self._running[interview_id]
                    self._running[interview_id] = False
                    if failed is None:
                        self._failed.pop(interview_id, None)
                    else:
                        self._failed[interview_id] = failed
            with self._changed:
                del self._running[interview_id]
                self._changed.notify_all()

    def _try(self, interview_id: str) -> str | None:
        """Pay what is owed; why that failed, or None."""
        name = interview_id[:8]
        try:
            self._pay(interview_id)
        except InterviewNotFound:
            log.info("interview %s is gone", name)
        except SteadyError as error:
            log.warning("interview %s: %s", name, type(error).__name__)
            return str(error)
        except Exception as error:  # noqa: BLE001 - the end of a thread: whatever broke is told, and never quoted
            log.error("interview %s: %s", name, type(error).__name__)
            return BROKE.format(kind=type(error).__name__)
        return None

    def _pay(self, interview_id: str) -> None:
        """Pay everything, holding the interview meanwhile."""
        leases, now = self._storage.leases, self._clock()
        until = now + self._hold
        if not leases.claim(interview_id, self._holder, now=now, until=until, is_gone=is_gone):
            # Another living worker has it, and looks again before it lets go.
            return
        with self._changed:
            self._held.add(interview_id)
        paid = False
        try:
            while not paid and not self._closed.is_set():
                paid = self._pay_one(interview_id)
                with self._changed:
                    self._changed.notify_all()
        finally:
            with self._changed:
                self._held.discard(interview_id)
            if not paid:
                self._let_go(interview_id)

    def _pay_one(self, interview_id: str) -> bool:
        """Pay one thing, a response before any grade; True where nothing is owed or another worker took over."""
        for _ in range(RACES):
            interview = self._storage.load(interview_id)
            try:
                if interview.owes_response:
                    after = self._respond(interview)
                    self._storage.save(interview, after, holder=self._holder)
                elif owed := engine.owed_grades(interview):
                    grade = self._grade(interview, owed[0])
                    self._storage.add_grade(interview_id, grade, holder=self._holder)
                else:
                    return self._storage.leases.finish(interview, self._holder)
            except StaleInterview:
                # Somebody added a turn meanwhile: look again, if the interview is still ours.
                if not self._renew(interview_id):
                    return True
            else:
                return False
        raise StaleInterview(STALE)

    def _respond(self, interview: Interview) -> Interview:
        respond = partial(
            engine.respond,
            interview,
            guide=self._storage.guide_of(interview),
            rubrics=self._storage.rubrics_of(interview),
            script=self._script,
            at=self._clock(),
        )
        try:
            return respond(backend=self._backend)
        except BackendError as error:
            log.warning("interview %s was not heard: %s", interview.id[:8], type(error).__name__)
            return respond(backend=DeafBackend(self._backend.name))

    def _grade(self, interview: Interview, owed: engine.OwedGrade) -> Grade:
        try:
            return engine.grade_owed(
                interview,
                owed,
                guide=self._storage.guide_of(interview),
                rubrics=self._storage.rubrics_of(interview),
                backend=self._backend,
            )
        except BackendError as error:
            log.warning("interview %s was not graded: %s", interview.id[:8], type(error).__name__)
            reason = NOT_GRADED.format(why=error)
            return ungraded(owed.question, owed.attempt, "not_graded", reason)

    # ------------------------------------------------------------ holds

    def _beat(self) -> None:
        """Hold on to what is at work, for as long as this process lives."""
        while not self._closed.wait(self._hold.total_seconds() / 3):
            with self._changed:
                held = tuple(self._held)
            for interview_id in held:
                try:
                    self._renew(interview_id)
                except SteadyError as error:
                    log.warning("interview %s: %s", interview_id[:8], type(error).__name__)

    def _renew(self, interview_id: str) -> bool:
        until = self._clock() + self._hold
        return self._storage.leases.renew(interview_id, self._holder, until=until)

    def _let_go(self, interview_id: str) -> None:
        try:
            self._storage.leases.release(interview_id, self._holder)
        except SteadyError as error:
            # The hold runs out by itself, and this process may take it up again before.
            log.warning("interview %s: %s", interview_id[:8], type(error).__name__)
