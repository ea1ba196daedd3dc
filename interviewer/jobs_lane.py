"""Threads that look after interviews: few of them, each interview with one at a time, and whatever breaks is told."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from interviewer.errors import InterviewNotFound, SteadyError

__all__ = ["BROKE", "Lane"]

BROKE = "Something in Steady broke ({kind}). What you wrote is stored: press “Try again”."

log = logging.getLogger("interviewer.jobs")


class Lane:
    """One kind of work on interviews. Its threads never keep the program from ending."""

    def __init__(
        self, look: Callable[[str], None], *, workers: int, changed: threading.Condition
    ) -> None:
        """`look` does all there is to do for an interview; `changed` is woken whenever something was done."""
        self._look = look
        self._workers = workers
        self._changed = changed
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        # All below is guarded by _changed.
        self._threads: list[threading.Thread] = []
        self._running: dict[str, bool] = {}
        """Interviews in the queue or at work; True where one has to be looked at once more."""
        self._failed: dict[str, str] = {}
        self._closed = False

    def add(self, interview_id: str) -> None:
        """Have an interview looked at; returns at once, and costs nothing where that is being done."""
        with self._changed:
            if self._closed:
                return
            if interview_id in self._running:
                self._running[interview_id] = True
                return
            self._running[interview_id] = False
            if len(self._threads) < min(self._workers, len(self._running)):
                thread = threading.Thread(target=self._work, name="steady-job", daemon=True)
                self._threads.append(thread)
                thread.start()
        self._queue.put(interview_id)

    @property
    def names(self) -> tuple[str, ...]:
        """The interviews in the queue or at work."""
        with self._changed:
            return tuple(self._running)

    def failure(self, interview_id: str) -> str | None:
        """Why the last look failed, for the person; None where it did not, or while there is another."""
        with self._changed:
            return None if interview_id in self._running else self._failed.get(interview_id)

    def close(self) -> tuple[threading.Thread, ...]:
        """Take up nothing more; the threads that may still be at work."""
        with self._changed:
            self._closed = True
            threads = tuple(self._threads)
        for _ in threads:
            self._queue.put(None)
        return threads

    def _work(self) -> None:
        while (interview_id := self._queue.get()) is not None:
            again = True
            while again:
                failed = self._try(interview_id)
                with self._changed:
                    again = failed is None and self._running[interview_id] and not self._closed
                    self._running[interview_id] = False
                    if failed is None:
                        self._failed.pop(interview_id, None)
                    else:
                        self._failed[interview_id] = failed
                    if not again:
                        # In the same breath as the last look: what is added from now on is a new one.
                        del self._running[interview_id]
                    self._changed.notify_all()

    def _try(self, interview_id: str) -> str | None:
        """Look once; why that failed, or None."""
        name = interview_id[:8]
        try:
            self._look(interview_id)
        except InterviewNotFound:
            log.info("interview %s is gone", name)
        except SteadyError as error:
            log.warning("interview %s: %s", name, type(error).__name__)
            return str(error)
        except Exception as error:  # noqa: BLE001 - the end of a thread: whatever broke is told, and never quoted
            log.error("interview %s: %s", name, type(error).__name__)
            return BROKE.format(kind=type(error).__name__)
        return None
