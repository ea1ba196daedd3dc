"""The meter around a model: every call is counted and written down before it is made, and none passes a cap.

What a call may cost is set aside in the ledger first and looked at again from there, so that calls at the same
time, in this process or another, cannot pass a cap together; a process that dies leaves what it set aside.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import logging
import math
import re
import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from interviewer.backends.asking import Asks, Completion, Prompt, Purpose, Usage
from interviewer.backends.budgets import Budget, Caps, budgets, reached
from interviewer.backends.port import Ledger
from interviewer.backends.tokens import count
from interviewer.domain import ModelCall
from interviewer.errors import BackendError, BackendUnavailable, StorageError

__all__ = ["Metered"]

log = logging.getLogger(__name__)

Reply = TypeVar("Reply", bound=BaseModel)

FRAME = 16
"""Tokens a chat puts around its two messages and before the reply."""
GUESS = 1.25
"""By how much another tokenizer than the one we count with may be above it."""
MOST = 100_000_000
"""More than a call can cost: a server that says so is not believed."""

_MODEL_ID = re.compile(r"[\w.:/@+~-]{1,200}")
_line = threading.Lock()
"""Who sets aside looks and writes with nobody between; it is a matter of a millisecond."""


class Metered:
    """Asks a model within the caps of an interview and a day, and writes down what each call cost."""

    def __init__(
        self,
        asks: Asks,
        *,
        ledger: Ledger,
        interview_id: str | None,
        caps: Caps,
        clock: Callable[[], datetime],
    ) -> None:
        self._asks = asks
        self._ledger = ledger
        self._interview_id = interview_id
        self._caps = caps
        self._clock = clock

    @property
    def model(self) -> str:
        """The model's name as it is asked for."""
        return self._asks.model

    def ask(
        self, prompt: Prompt, reply: type[Reply], *, purpose: Purpose, max_tokens: int
    ) -> Completion[Reply]:
        """Ask where the caps leave room for it. Raises CapReached before anything is sent, and BackendError."""
        counted = self._count(prompt, reply)
        call = _Call(self._begin(purpose, counted), counted)

        def again() -> bool:
            return prompt.again() and self._widen(call)

        try:
            done = self._asks.ask(
                dataclasses.replace(prompt, again=again),
                reply,
                purpose=purpose,
                max_tokens=max_tokens,
            )
        except BackendError as error:
            self._write(call.failed(error, at=self._clock()))
            raise
        self._write(call.done(done))
        return done

    def _count(self, prompt: Prompt, reply: type[BaseModel]) -> int:
        """What a call may cost: the prompt, the schema and the frame around them, guesses on the high side."""
        parts = [count(text, self.model) for text in (prompt.system, prompt.user, _schema(reply))]
        n = sum(part.n for part in parts)
        return FRAME + (math.ceil(n * GUESS) if any(part.estimated for part in parts) else n)

    def _begin(self, purpose: Purpose, tokens: int) -> ModelCall:
        """Set aside what a call may cost. Raises CapReached, or BackendUnavailable where nobody can know the rest."""
        call = ModelCall(
            id=secrets.token_hex(16),
            interview_id=self._interview_id,
            purpose=purpose,
            model=_model_id(self.model, "unnamed"),
            at=self._clock(),
            tokens_in=tokens,
        )
        with _line:
            over = self._passed(tokens)
            if over is None:
                self._write(call)
                over = self._passed(0)
                if over is not None:
                    # Another process set tokens aside at the same moment.
                    self._write(call.model_copy(update={"tokens_in": 0, "outcome": "CapReached"}))
        if over is not None:
            raise reached(over, call.at)
        return call

    def _widen(self, call: _Call) -> bool:
        """Set aside as much again for another try; False where that would pass a cap."""
        with _line:
            try:
                over = self._passed(call.counted)
            except BackendUnavailable:
                return False
            if over is not None:
                return False
            wider = call.widened()
            self._write(wider)
            if self._passed(0) is None:
                call.set_aside = wider
                return True
            self._write(call.set_aside)
            return False

    def _passed(self, tokens: int) -> Budget | None:
        """The cap that so many more tokens would pass, or None. Raises BackendUnavailable where it cannot be known."""
        if self._caps == Caps():
            return None
        try:
            found = budgets(self._ledger, self._interview_id, caps=self._caps, at=self._clock())
        except StorageError as error:
            raise BackendUnavailable(
                "What the model has cost so far cannot be read, so it is not asked."
            ) from error
        return next((budget for budget in found if not budget.leaves(tokens)), None)

    def _write(self, call: ModelCall) -> None:
        """Write a call down; one that cannot be stored now is counted by the ledger and stops nobody."""
        try:
            self._ledger.write(call)
        except StorageError as error:
            log.warning("the cost of call %s is not stored yet: %s", call.id, type(error).__name__)


class _Call:
    """A call on its way: what is set aside for it, and what becomes of that."""

    def __init__(self, set_aside: ModelCall, counted: int) -> None:
        self.set_aside = set_aside
        self.counted = counted

    def widened(self) -> ModelCall:
        """The call with one more try set aside."""
        return self.set_aside.model_copy(
            update={"tokens_in": self.set_aside.tokens_in + self.counted}
        )

    def done(self, completion: Completion[Reply]) -> ModelCall:
        """The call with what it cost by its server, or by our count where that says nothing."""
        usage = completion.usage
        if not usage.tokens_out:
            said = count(completion.reply.model_dump_json(), completion.model)
            usage = dataclasses.replace(usage, tokens_out=said.n, estimated=True)
        return self._ended(
            usage,
            model=completion.model,
            outcome="done",
            tries=completion.tries,
            seconds=completion.seconds,
        )

    def failed(self, error: BackendError, *, at: datetime) -> ModelCall:
        """The call with what it cost although it failed; nothing where nothing was sent."""
        usage: Usage = error.usage or Usage()
        return self._ended(
            usage if error.tries else Usage(),
            model=self.set_aside.model,
            outcome=type(error).__name__,
            tries=error.tries,
            seconds=(at - self.set_aside.at).total_seconds(),
        )

    def _ended(
        self, usage: Usage, *, model: str, outcome: str, tries: int, seconds: float
    ) -> ModelCall:
        tokens_in, believed = usage.tokens_in, 0 < usage.tokens_in <= MOST
        if tries and not believed and outcome == "done":
            tokens_in = self.set_aside.tokens_in
        tokens_in = min(max(0, tokens_in), MOST)
        return self.set_aside.model_copy(
            update={
                "model": _model_id(model, self.set_aside.model),
                "tokens_in": tokens_in,
                "tokens_cached": min(max(0, usage.cached), tokens_in),
                "tokens_out": min(max(0, usage.tokens_out), MOST),
                "estimated": usage.estimated or (bool(tries) and not believed),
                "tries": tries,
                "latency_ms": max(0, round(seconds * 1000)),
                "outcome": outcome,
            }
        )


@functools.lru_cache(maxsize=64)
def _schema(reply: type[BaseModel]) -> str:
    """A reply's form, about as it is sent: servers are told of bounds in their own way."""
    return json.dumps(reply.model_json_schema(), separators=(",", ":"))


def _model_id(named: str, asked: str) -> str:
    """A model's id as its server gave it; what looks like no id is not kept, since it could be anybody's words."""
    return named if _MODEL_ID.fullmatch(named) else asked
