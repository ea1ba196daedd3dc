"""Interviews kept in memory: what a database row's stamp says is current need not be read again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from interviewer.domain import Interview


class KeptInterviews:
    """The interviews used last, each good only for the stamp it was stored with."""

    def __init__(self, limit: int = 64) -> None:
        self._limit = limit
        self._held: OrderedDict[str, tuple[str, Interview]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, interview_id: str, stamp: str) -> Interview | None:
        """The interview if it is kept and unchanged since."""
        with self._lock:
            held = self._held.get(interview_id)
            if held is None or held[0] != stamp:
                return None
            self._held.move_to_end(interview_id)
            return held[1]

    def put(self, stamp: str, interview: Interview) -> None:
        """Keep an interview; the one used longest ago makes room."""
        with self._lock:
            self._held[interview.id] = (stamp, interview)
            self._held.move_to_end(interview.id)
            while len(self._held) > self._limit:
                self._held.popitem(last=False)

    def forget(self, interview_id: str) -> None:
        """Keep no word of an interview."""
        with self._lock:
            self._held.pop(interview_id, None)
