"""A server that failed several times in a row is left alone for a while."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from interviewer.errors import BackendError, Busy, Offline, Resting, TooSlow

TROUBLE = (Offline, Busy, TooSlow)
"""They say that the server is not well; a refusal, a wrong key or a bad reply says that it answers."""


class Circuit:
    """Counts a server's failed calls; after some in a row it lets one call through per rest, until one is answered."""

    def __init__(
        self,
        *,
        failures: int = 5,
        rest: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._until = 0.0

    @property
    def resting(self) -> float:
        """Seconds for which the server is left alone from now on; 0 where it may be asked."""
        with self._lock:
            return self._left()

    def enter(self, host: str) -> None:
        """Let a call through, or raise Resting. The call's end is told with `ended`."""
        with self._lock:
            left = self._left()
            if not left and self._in_a_row >= self._most:
                # Half open: this call tries it out. The next one may once a rest is over, even if this one never ends.
                self._until = self._clock() + self._rest
        if left:
            error = Resting(
                f"The model server at {host} failed {self._most} times in a row and is left alone. "
                f"It is asked again in {math.ceil(left)} seconds."
            )
            error.retry_after = left
            raise error

    def ended(self, error: BackendError | None) -> None:
        """Tell how a call ended."""
        with self._lock:
            if not isinstance(error, TROUBLE):
                self._in_a_row, self._until = 0, 0.0
                return
            self._in_a_row += 1
            if self._in_a_row >= self._most:
                self._until = self._clock() + self._rest

    def _left(self) -> float:
        return max(0.0, self._until - self._clock()) if self._in_a_row >= self._most else 0.0
