"""The gateway to a language model behind the chat-completions API: the only file that imports `openai`.

One owner of time and tries: the SDK retries nothing, every call ends within its deadline by our clock, at most three
requests are sent for it, and every outcome is a whole, checked reply or one of our errors. Nothing is streamed, so
nothing half said can be shown.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel

from interviewer.backends.asking import Asks, Completion, Prompt, Purpose
from interviewer.backends.chat_reply import read_models
from interviewer.backends.chat_request import Dialect, first_dialect
from interviewer.backends.circuit import Circuit
from interviewer.backends.connection import DEFAULT_MODEL, Connection
from interviewer.backends.exchange import (
    CONNECT_SECONDS,
    LONGEST_BODY,
    Answered,
    Failed,
    Line,
    exchange,
    headers_of,
    line,
)
from interviewer.backends.one_call import OneCall
from interviewer.backends.setbacks import after_failure, after_status, no_model_server, no_reply
from interviewer.errors import BackendError, NoKey

if TYPE_CHECKING:
    from openai import OpenAI

__all__ = [
    "DEFAULT_MODEL",
    "Circuit",
    "Connection",
    "Gateway",
    "Tried",
    "list_models",
    "try_connection",
]

log = logging.getLogger(__name__)

Reply = TypeVar("Reply", bound=BaseModel)

QUIET = ("openai", "httpx2", "httpcore2")
OF_THIS_MACHINE = (
    "X-Stainless-OS",
    "X-Stainless-Arch",
    "X-Stainless-Runtime",
    "X-Stainless-Runtime-Version",
)
"""What the SDK would tell a server of this machine."""
TEST_SECONDS = 20.0


class ChatClient:
    """The SDK's client for one connection, made at the first request; what it sends goes to the connection's host alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._client: OpenAI | None = None
        self._closed = False

    def chat(self, body: dict[str, Any], seconds: float) -> Answered | Failed:
        """Send a chat request."""
        _load()

        def send(running: Line) -> Answered:
            calls = self._opened().chat.completions.with_streaming_response
            with calls.create(**body, timeout=_timeout(seconds)) as response:
                return _whole(running, response.http_response)

        return exchange(send, seconds)

    def models(self, seconds: float) -> Answered | Failed:
        """Ask which models there are."""
        _load()

        def send(running: Line) -> Answered:
            calls = self._opened().models.with_streaming_response
            with calls.list(timeout=_timeout(seconds)) as response:
                return _whole(running, response.http_response)

        return exchange(send, seconds)

    def close(self) -> None:
        """Drop the client, and the key in it."""
        with self._lock:
            client, self._client, self._closed = self._client, None, True
            self._connection = replace(self._connection, key=None)
        if client is not None:
            client.close()

    def _opened(self) -> OpenAI:
        with self._lock:
            if self._closed:
                raise RuntimeError("closed")
            if self._client is None:
                self._client = _open(self._connection)
            return self._client


def _open(connection: Connection) -> OpenAI:
    """The SDK's client. Nothing but the connection's own server is called: no redirect is followed, and no proxy
    that could read along is used."""
    from openai import DefaultHttpxClient, OpenAI

    for name in QUIET:
        # At DEBUG they write headers, addresses and, in some versions, whole prompts.
        logging.getLogger(name).setLevel(logging.WARNING)
    no_proxy = {"all://": None, "http://": None, "https://": None}
    http = DefaultHttpxClient(
        follow_redirects=False,
        mounts=no_proxy if connection.direct else None,
        event_hooks={"request": [_watch], "response": [_stop_complaint]},
    )
    client = OpenAI(
        base_url=connection.address,
        api_key=connection.secret,
        max_retries=0,
        http_client=http,
        default_headers={"Accept-Encoding": "identity", "Connection": "close"},
    )
    if not connection.openai:
        # Taken from the environment by the SDK, and nobody else's business.
        client.organization = client.project = None
    return client


def _load() -> None:
    """Import the SDK, which takes a second or two, before the clock of a connection runs."""
    import openai

    assert openai.__version__


def _watch(request: Any) -> None:
    request.extensions["trace"] = line.get().trace
    for name in OF_THIS_MACHINE:
        request.headers.pop(name, None)


def _stop_complaint(response: Any) -> None:
    line.get().stop_complaint(response)


def _timeout(seconds: float) -> Any:
    from openai import Timeout

    return Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))


def _whole(running: Line, response: Any) -> Answered:
    body = running.read(response, LONGEST_BODY)
    return Answered(response.status_code, headers_of(response), body)


class Gateway:
    """Asks one connection's model, and learns what its server takes. It may be used from several threads."""

    def __init__(
        self,
        connection: Connection,
        *,
        deadline: float = 60.0,
        circuit: Circuit | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = random.random,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.connection = connection
        self.dialect = first_dialect(connection)
        self._learning = threading.Lock()
        self._closed = False
        self.deadline = deadline
        self.clock, self.sleep, self.draw, self.wall = clock, sleep, draw, wall
        self.client = ChatClient(connection)
        self._circuit = circuit or Circuit(clock=clock)

    @property
    def model(self) -> str:
        """The model's name as it is asked for."""
        return self.connection.model

    def ask(
        self, prompt: Prompt, reply: type[Reply], *, purpose: Purpose, max_tokens: int
    ) -> Completion[Reply]:
        """A whole, checked reply within the deadline. Raises BackendError, with what the call cost."""
        if self._closed:
            raise NoKey(
                f"The key for {self.connection.host} was forgotten. Give it again, or go on without a model."
            )
        self.connection.check()
        self._circuit.enter(self.connection.host)
        call = OneCall(self, prompt, reply, max_tokens)
        try:
            completion = call.run()
        except BackendError as error:
            error.usage, error.tries = call.usage, call.tries
            self._circuit.ended(error)
            log.info("%s: %s after %d tries", purpose, type(error).__name__, call.tries)
            raise
        self._circuit.ended(None)
        return completion

    def learn(self, dialect: Dialect) -> None:
        """Remember what the server takes, beside what other calls have learned meanwhile."""
        with self._learning:
            self.dialect = self.dialect.joined(dialect)

    def close(self) -> None:
        """Drop the client and the key; calls under way end as they may, and no other is begun."""
        self._closed = True
        self.connection = replace(self.connection, key=None)
        self.client.close()


def list_models(connection: Connection, *, seconds: float = TEST_SECONDS) -> tuple[str, ...]:
    """The models a server says it has, in its order. Raises BackendError."""
    replace(connection, model=connection.model or DEFAULT_MODEL).check()
    client = ChatClient(connection)
    try:
        outcome = client.models(seconds)
    finally:
        client.close()
    host = connection.host
    if isinstance(outcome, Failed):
        raise after_failure(outcome, host, seconds).error
    if outcome.status >= 300:
        raise after_status(outcome, host, connection.model, time.time()).error
    names = read_models(outcome.body)
    if names is None:
        raise no_model_server(host) if outcome.is_page else no_reply(host, "it lists no models")
    return names


class Works(BaseModel):
    """What a connection test asks for."""

    works: bool


@dataclass(frozen=True)
class Tried:
    """What a connection test found."""

    works: Literal["schema", "plain", "nothing"]
    """`schema`: the server holds the model to the form; `plain`: the model keeps to it when told; `nothing`: no reply."""
    model: str
    says: str
    """For a person, in one or two sentences."""
    error: BackendError | None = None
    """Why nothing works."""


TEST = Prompt(
    system="You help to test a connection. Answer briefly.",
    user="Does this connection work? It does if you can read this line.",
)


def try_connection(
    connection: Connection,
    *,
    seconds: float = TEST_SECONDS,
    through: Callable[[Asks], Asks] = lambda asks: asks,
) -> Tried:
    """Ask a connection's model one small question, through a meter, and say what works. Raises nothing of its own."""
    gateway = Gateway(connection, deadline=seconds)
    try:
        completion = through(gateway).ask(TEST, Works, purpose="test", max_tokens=200)
    except BackendError as error:
        return Tried(works="nothing", model=connection.model, says=str(error), error=error)
    finally:
        gateway.close()
    dialect, host = gateway.dialect, connection.host
    if dialect.shape == "schema" and not dialect.told:
        says = f"{host} answers with {completion.model}, and holds it to the form of its replies."
        return Tried(works="schema", model=completion.model, says=says)
    says = (
        f"{host} answers with {completion.model}. It does not hold the model to the form of its replies, "
        "so some may have to be asked for twice or be left out."
    )
    return Tried(works="plain", model=completion.model, says=says)
