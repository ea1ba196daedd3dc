"""Interviews whose model is away: why, since when, and when it is worth another try. Kept in memory only.

After a restart what is owed is simply tried again. Nobody who looks more often makes a model be asked more often.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from interviewer.domain import Interview
from interviewer.errors import (
    BackendError,
    BackendUnavailable,
    Busy,
    CapReached,
    KeyRefused,
    ModelRefused,
    ModelUnknown,
    NoKey,
    Offline,
    PromptTooLong,
    QuotaSpent,
    Resting,
    TooSlow,
)

__all__ = ["AwayList", "WaitKind", "Waiting", "heard_without"]

FIRST = timedelta(seconds=5)
"""The first wait; each further failure doubles it."""
MOST = timedelta(minutes=5)
"""The longest wait of ours, and the wait where a person has to do something first."""
TOLD_MOST = timedelta(hours=1)
"""The longest wait a server may ask for."""

WaitKind = Literal["away", "no_key", "key_refused", "no_model", "quota", "cap"]
"""`away` passes by itself; the others wait for a person: for a key, another model, credit, or a higher cap."""

_KINDS: dict[type[BackendUnavailable], WaitKind] = {
    NoKey: "no_key",
    KeyRefused: "key_refused",
    ModelUnknown: "no_model",
    QuotaSpent: "quota",
    CapReached: "cap",
}

_WHY: dict[type[BackendError], str] = {
    Offline: "no connection to it",
    Busy: "it is too busy",
    TooSlow: "no answer in time",
    Resting: "it failed several times in a row",
    NoKey: "no key is at hand",
    KeyRefused: "it does not take the key",
    ModelUnknown: "its server does not know it",
    QuotaSpent: "its account has no credit left",
    CapReached: "the cap on tokens is reached",
    ModelRefused: "it declined",
    PromptTooLong: "the answer is too long for it",
}
_AWAY = "The model could not be reached, so this reply was heard by the embedded hearer ({why})."
_UNUSABLE = (
    "The model's answer could not be used, so this reply was heard by the embedded hearer{why}."
)


class Waiting(NamedTuple):
    """What an interview waits for before it can be graded."""

    reason: str
    """For the person: what happened and what to do."""
    since: datetime
    next_try: datetime
    kind: WaitKind


def heard_without(error: BackendError) -> str:
    """The one line a candidate reads where a reply was heard without the model."""
    why = next((_WHY[kind] for kind in type(error).__mro__ if kind in _WHY), "")
    if isinstance(error, BackendUnavailable):
        return _AWAY.format(why=why or "it is away")
    return _UNUSABLE.format(why=f" ({why})" if why else "")


@dataclass(frozen=True)
class _Entry:
    asked: tuple[str, str]
    """The model and server that are away: after a switch the entry means nothing."""
    error: BackendUnavailable
    since: datetime
    put: datetime
    next_try: datetime
    tries: int
    owes: bool
    """A grade waits; else only a reply was heard without the model."""


class AwayList:
    """The interviews of this process that wait for a model. Safe to use from any thread."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._lock = threading.Lock()

    def put(self, interview: Interview, error: BackendUnavailable, *, owes: bool = False) -> None:
        """Note that a model was away: nothing is tried for this interview before a while is over."""
        now = self._clock()
        with self._lock:
            held = self._current(interview)
            tries = held.tries + 1 if held else 1
            self._entries[interview.id] = _Entry(
                asked=_asked(interview),
                error=error,
                since=held.since if held else now,
                put=now,
                next_try=now + _pause(error, tries),
                tries=tries,
                owes=owes or (held is not None and held.owes),
            )

    def too_early(self, interview: Interview) -> BackendUnavailable | None:
        """Why the model is not asked now; None where it may be."""
        with self._lock:
            held = self._current(interview)
            return held.error if held and not self._is_due(held) else None

    def waiting(self, interview_id: str) -> Waiting | None:
        """What an interview waits for; None where nothing is known to be away."""
        with self._lock:
            held = self._entries.get(interview_id)
            if held is None or not (held.owes or not self._is_due(held)):
                return None
            kind: WaitKind = _KINDS.get(type(held.error), "away")
            return Waiting(str(held.error), held.since, held.next_try, kind)

    def due(self) -> tuple[str, ...]:
        """The interviews with owed grades whose time has come."""
        with self._lock:
            return tuple(i for i, held in self._entries.items() if held.owes and self._is_due(held))

    def try_now(self, interview_id: str) -> None:
        """Wait no longer: a key was given, or the person asks."""
        self._hasten(lambda name, _: name == interview_id)

    def later(self, interview_id: str) -> None:
        """Another process is trying: look again after a while."""
        now = self._clock()
        with self._lock:
            if held := self._entries.get(interview_id):
                self._entries[interview_id] = replace(held, put=now, next_try=now + FIRST)

    def back(self, interview: Interview) -> None:
        """A model answered: whoever else waits for its server may try at once."""
        self.drop(interview.id)
        server = interview.server
        self._hasten(lambda _, held: held.asked[1] == server and type(held.error) not in _KINDS)

    def drop(self, interview_id: str) -> None:
        """Forget what was known: the interview has ended, was switched or is gone."""
        with self._lock:
            self._entries.pop(interview_id, None)

    def grades_owed(self, interview_id: str, *, are: bool) -> None:
        """Say whether there is a grade to come back for."""
        with self._lock:
            if held := self._entries.get(interview_id):
                self._entries[interview_id] = replace(held, owes=are)

    def _hasten(self, which: Callable[[str, _Entry], bool]) -> None:
        now = self._clock()
        with self._lock:
            for name, held in self._entries.items():
                if which(name, held):
                    self._entries[name] = replace(held, next_try=now)

    def _current(self, interview: Interview) -> _Entry | None:
        held = self._entries.get(interview.id)
        if held is not None and held.asked != _asked(interview):
            del self._entries[interview.id]
            return None
        return held

    def _is_due(self, held: _Entry) -> bool:
        now = self._clock()
        # A clock that was set back must not make anybody wait for longer (F38).
        return now >= held.next_try or now < held.put


def _asked(interview: Interview) -> tuple[str, str]:
    return interview.grader, interview.server


def _pause(error: BackendUnavailable, tries: int) -> timedelta:
    """How long to leave a model alone after its so many-th failure."""
    ours = min(FIRST * int(2 ** min(tries - 1, 10)), MOST)
    if type(error) in _KINDS:
        return MOST
    told = error.retry_after
    if told is None or not 0 <= told < float("inf"):
        return ours
    asked_for = timedelta(seconds=min(told, TOLD_MOST.total_seconds()))
    return asked_for if isinstance(error, Resting) else max(ours, asked_for)
