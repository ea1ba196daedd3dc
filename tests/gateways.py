"""A gateway to the scripted server, and what it is asked for."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, SecretStr

from interviewer.backends.asking import Prompt
from interviewer.backends.openai_chat import (
    Connection,
    Gateway,
)
from tests.model_server import MODEL, ModelServer

KEY = "sk-CANARY-0123456789"
PROMPT = Prompt(system="You read answers.", user="<1> I wrote the tests.")
GOOD = {"seen": [{"id": "own_act", "sentences": [1]}], "probe": None}
HTML = "<html>sign in</html>"


class Seen(BaseModel):
    """One behaviour, as a person who reads the code would describe it."""

    sentences: Annotated[list[int], Field(max_length=9)]
    id: Literal["own_act", "outcome"]


class Reply(BaseModel):
    """A reply with all that replies may have."""

    seen: list[Seen] = Field(default=[], max_length=20)
    kind: Literal["answer"] = "answer"
    probe: Annotated[str, Field(max_length=300, description="One question.")] | None = None


class Pauses:
    """A clock that goes on by itself never, and by every pause that is asked for."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def clock(self) -> float:
        """Seconds."""
        return sum(self.taken)

    def sleep(self, seconds: float) -> None:
        """Let time go by."""
        self.taken.append(seconds)


def connection(server: ModelServer, key: str | None = KEY) -> Connection:
    """A connection to the scripted server."""
    return Connection(server.base_url, MODEL, SecretStr(key) if key is not None else None)


def gateway(server: ModelServer, **options: Any) -> Gateway:
    """A gateway to it, whose pauses nobody waits for."""
    pauses = Pauses()
    options = {"clock": pauses.clock, "sleep": pauses.sleep, "draw": lambda: 0.5, **options}
    return Gateway(connection(server), **options)


def ask(gateway: Gateway, max_tokens: int = 100) -> Any:
    """One call."""
    return gateway.ask(PROMPT, Reply, purpose="mark", max_tokens=max_tokens)
