"""What this process holds: an interview is held in the database once, however many of our threads work on it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from interviewer.errors import SteadyError
from interviewer.jobs_holder import is_gone, this_holder
from interviewer.storage_leases import Leases

__all__ = ["Holds"]

log = logging.getLogger("interviewer.jobs")


class Holds:
    """The interviews this process works on, held against other processes."""

    def __init__(self, leases: Leases, *, clock: Callable[[], datetime], hold: timedelta) -> None:
        self._leases = leases
        self._clock = clock
        self._hold = hold
        self.holder = this_holder()
        """This process's name in the database."""
        self._users: dict[str, int] = {}
        self._lock = threading.Lock()
        """Also held over the statement: else one thread could let go of what another just took."""

    def take(self, interview_id: str) -> bool:
        """Take hold of an interview for one thread; False where another process that lives has it."""
        with self._lock:
            now = self._clock()
            if not self._leases.claim(
                interview_id, self.holder, now=now, until=now + self._hold, is_gone=is_gone
            ):
                return False
            self._users[interview_id] = self._users.get(interview_id, 0) + 1
            return True

    def leave(self, interview_id: str, *, is_paid: bool) -> None:
        """One thread is done; the last one lets go, unless all is paid and there is nothing to hold."""
        with self._lock:
            left = self._users.pop(interview_id, 1) - 1
            if left > 0:
                self._users[interview_id] = left
            elif not is_paid:
                self._let_go(interview_id)

    def renew(self, interview_id: str) -> bool:
        """Hold on for longer; False where the hold was lost."""
        return self._leases.renew(interview_id, self.holder, until=self._clock() + self._hold)

    def renew_all(self) -> None:
        """Hold on to all that is at work."""
        for interview_id in self._names():
            try:
                self.renew(interview_id)
            except SteadyError as error:
                log.warning("interview %s: %s", interview_id[:8], type(error).__name__)

    def let_go_of_all(self) -> None:
        """Let other processes take up what is at work."""
        for interview_id in self._names():
            self._let_go(interview_id)

    def _names(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._users)

    def _let_go(self, interview_id: str) -> None:
        try:
            self._leases.release(interview_id, self.holder)
        except SteadyError as error:
            # The hold runs out by itself, and this process may take it up again before.
            log.warning("interview %s: %s", interview_id[:8], type(error).__name__)
