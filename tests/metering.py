"""A model that costs what it is told to, and a ledger in memory, for tests of what is counted and capped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

from pydantic import BaseModel

from interviewer.backends.asking import Completion, Prompt, Purpose, Usage
from interviewer.backends.budgets import Caps
from interviewer.backends.metered import Metered
from interviewer.backends.port import Ledger
from interviewer.domain import ModelCall
from interviewer.errors import BackendError, StorageError

AT = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
MODEL = "gpt-5-mini"
NO_CAPS = Caps()
Reply = TypeVar("Reply", bound=BaseModel)


class Said(BaseModel):
    """What the tests' model replies."""

    words: str = "yes"


def prompt(words: int = 100) -> Prompt:
    """A prompt of about so many tokens."""
    return Prompt(system="Listen well.", user="word " * words)


class Priced:
    """Answers every call at the cost that `cost` says, after as many tries as it may have and needs."""

    def __init__(
        self,
        cost: Callable[[int], Usage] = lambda tries: Usage(100 * tries, 40, 9, estimated=False),
        *,
        needs: int = 1,
        raises: type[BackendError] | None = None,
        named: str = "gpt-5-mini-2025-08-07",
        model: str = MODEL,
    ) -> None:
        self.model = model
        self.asked = 0
        self._cost, self._needs, self._raises, self._named = cost, needs, raises, named
        self._lock = threading.Lock()
        self.inside: Callable[[], None] = lambda: None
        """Runs while the call is on its way."""

    def ask(
        self, prompt: Prompt, reply: type[Reply], *, purpose: Purpose, max_tokens: int
    ) -> Completion[Reply]:
        with self._lock:
            self.asked += 1
        self.inside()
        tries = 1
        while tries < self._needs and prompt.again():
            tries += 1
        if self._raises is not None or tries < self._needs:
            error = (self._raises or BackendError)("It did not work.")
            error.usage, error.tries = self._cost(tries), tries
            raise error
        return Completion(reply(), self._named, self._cost(tries), tries, 0.25)


class Book:
    """A ledger in memory; `fails` makes it one that cannot be written, `blind` one that cannot be read."""

    def __init__(self) -> None:
        self.rows: dict[str, ModelCall] = {}
        self.written: list[ModelCall] = []
        self.fails = self.blind = False
        self._lock = threading.Lock()

    def write(self, call: ModelCall) -> None:
        with self._lock:
            self.rows[call.id] = call
            self.written.append(call)
        if self.fails:
            raise StorageError("It cannot be written.")

    def tokens_of(self, interview_id: str) -> int:
        return self._sum(lambda call: call.interview_id == interview_id)

    def tokens_on(self, day: date) -> int:
        return self._sum(lambda call: call.at.astimezone(UTC).date() == day)

    def _sum(self, which: Callable[[ModelCall], bool]) -> int:
        if self.blind:
            raise StorageError("It cannot be read.")
        with self._lock:
            return sum(call.tokens_in for call in self.rows.values() if which(call))


def metered(
    asks: Priced,
    ledger: Ledger,
    *,
    caps: Caps = NO_CAPS,
    interview_id: str | None = "i1",
    at: datetime = AT,
) -> Metered:
    """A meter whose clock stands still."""
    return Metered(asks, ledger=ledger, interview_id=interview_id, caps=caps, clock=lambda: at)


def ask(meter: Metered, words: int = 100) -> Completion[Said]:
    """One call."""
    return meter.ask(prompt(words), Said, purpose="mark", max_tokens=50)


def counted(words: int = 100) -> int:
    """What is set aside for one call of this size."""
    book = Book()
    ask(metered(Priced(), book), words)
    return book.written[0].tokens_in


ONE = counted()
"""What is set aside for a call of the usual size."""


def spent(tokens: int, at: datetime = AT, interview_id: str | None = "i1") -> ModelCall:
    """A call that cost so much."""
    return ModelCall(
        id=f"{tokens:032x}",
        interview_id=interview_id,
        purpose="hear",
        model="m",
        at=at,
        tokens_in=tokens,
    )


def book_with(*calls: ModelCall) -> Book:
    """A ledger with these calls in it."""
    book = Book()
    for call in calls:
        book.write(call)
    return book
