"""One call of a model: its tries, its time, and what it has cost so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from interviewer.backends.asking import Completion, Prompt, Usage
from interviewer.backends.chat_reply import (
    NoCompletion,
    Said,
    complaint_of,
    estimate,
    read_completion,
    read_json,
    together,
)
from interviewer.backends.chat_request import Dialect, request_body
from interviewer.backends.connection import Connection
from interviewer.backends.exchange import Answered, Failed
from interviewer.backends.json_reply import Unreadable, read_reply
from interviewer.backends.setbacks import (
    MAX_TRIES,
    Setback,
    after_failure,
    after_status,
    complaint_in,
    no_model_server,
    no_reply,
    refused,
)
from interviewer.errors import PromptTooLong

Reply = TypeVar("Reply", bound=BaseModel)

PAUSE = 0.4
"""Seconds before the second try, doubled before the third, and spread by half so that calls do not march in step."""
LEAST = 0.05
"""With less time left than this no request is begun."""
MOST_ROOM = 9


class Chats(Protocol):
    """Sends one chat request."""

    def chat(self, body: dict[str, Any], seconds: float) -> Answered | Failed:
        """A whole response or what failed, at the latest when the seconds are over."""


class Terms(Protocol):
    """What a call is made on: the gateway."""

    connection: Connection
    deadline: float
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    draw: Callable[[], float]
    wall: Callable[[], float]

    @property
    def client(self) -> Chats:
        """What sends its requests."""

    @property
    def dialect(self) -> Dialect:
        """What the server was found to take so far."""

    def learn(self, dialect: Dialect) -> None:
        """Remember what it takes, for this call and the next ones."""


class OneCall(Generic[Reply]):
    """One call: its tries, its time, and what it has cost so far."""

    def __init__(self, terms: Terms, prompt: Prompt, reply: type[Reply], max_tokens: int) -> None:
        self._terms = terms
        self._prompt = prompt
        self._reply = reply
        self._max_tokens = max_tokens
        self._host = terms.connection.host
        self._problem: str | None = None
        self._begun = terms.clock()
        self.usage: Usage | None = None
        self.tries = 0

    def run(self) -> Completion[Reply]:
        """Try until there is a reply, or no sense or time in another try. Raises BackendError."""
        while True:
            outcome = self._try()
            if isinstance(outcome, Completion):
                return outcome
            pause = 0.0 if outcome.at_once else self._pause(outcome.wait)
            if self.tries >= min(outcome.most, MAX_TRIES) or pause + LEAST > self._left():
                raise outcome.error
            if pause:
                self._terms.sleep(pause)
            if self._left() < LEAST or not self._prompt.again():
                raise outcome.error

    def _left(self) -> float:
        return self._begun + self._terms.deadline - self._terms.clock()

    def _pause(self, asked: float | None) -> float:
        own = PAUSE * 2.0 ** (self.tries - 1) * (0.5 + self._terms.draw())
        return max(asked or 0.0, own)

    def _try(self) -> Completion[Reply] | Setback:
        dialect, connection = self._terms.dialect, self._terms.connection
        body = request_body(
            connection, dialect, self._prompt, self._reply, self._max_tokens, problem=self._problem
        )
        self.tries += 1
        outcome = self._terms.client.chat(body, max(LEAST, self._left()))
        if isinstance(outcome, Failed):
            if outcome.trouble not in {"no connection", "no name", "no trust"}:
                self._cost(None, 0)
            return after_failure(outcome, self._host, self._terms.deadline)
        if outcome.status >= 300:
            return self._after_complaint(outcome, dialect)
        return self._read(outcome, dialect)

    def _after_complaint(self, answered: Answered, dialect: Dialect) -> Setback:
        setback = after_status(
            answered, self._host, self._terms.connection.model, self._terms.wall()
        )
        learned = None
        if answered.status in {400, 422, 500, 501} and not isinstance(setback.error, PromptTooLong):
            learned = dialect.after(complaint_in(answered))
        if learned is None:
            return setback
        self._terms.learn(learned)
        return Setback(setback.error, MAX_TRIES, at_once=True)

    def _read(self, answered: Answered, dialect: Dialect) -> Completion[Reply] | Setback:
        try:
            value = read_json(answered.body)
            if (complaint := complaint_of(value)) is not None and "choices" not in value:
                return self._after_complaint(_as_status(complaint, answered), dialect)
            said = read_completion(value)
        except NoCompletion:
            self._cost(None, len(answered.body))
            if answered.is_page:
                return Setback(no_model_server(self._host))
            return Setback(no_reply(self._host, "no whole reply stands in it"), 2)
        self._cost(said.usage, len(said.content or ""))
        return self._take(said, dialect)

    def _take(self, said: Said, dialect: Dialect) -> Completion[Reply] | Setback:
        if said.refusal or said.finish == "content_filter":
            return Setback(refused(self._host))
        if said.finish == "length":
            self._terms.learn(replace(dialect, room=min(dialect.room * 3, MOST_ROOM)))
            return Setback(
                no_reply(self._host, "the reply is longer than it may be"), 2, at_once=True
            )
        if said.finish != "stop":
            return Setback(no_reply(self._host, "nothing says that the reply is whole"), MAX_TRIES)
        if not said.content:
            return Setback(no_reply(self._host, "the reply is empty"), 2)
        try:
            reply = read_reply(said.content, self._reply)
        except Unreadable as unreadable:
            return self._repair(str(unreadable), dialect)
        return Completion(
            reply=reply,
            model=said.model or self._terms.connection.model,
            usage=self.usage or Usage(),
            tries=self.tries,
            seconds=self._terms.clock() - self._begun,
        )

    def _repair(self, problem: str, dialect: Dialect) -> Setback:
        """One turn more, with what was wrong, and the schema in the prompt where the server does not hold the model to it."""
        again = 1 if self._problem is not None else MAX_TRIES
        self._problem = problem
        if not self._terms.connection.openai:
            self._terms.learn(replace(dialect, told=True))
        error = no_reply(self._host, "it does not have the form that was asked for")
        return Setback(error, again, at_once=True)

    def _cost(self, usage: Usage | None, received: int) -> None:
        if usage is None:
            usage = estimate(self._prompt.system + self._prompt.user, received)
        self.usage = together(self.usage, usage)


def _as_status(complaint: dict[str, Any], answered: Answered) -> Answered:
    """An error that came with status 200, as the status it names; without one the server is in trouble."""
    code = complaint.get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else 502
    return replace(answered, status=status)
