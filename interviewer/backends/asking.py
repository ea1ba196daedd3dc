"""How a model is asked: one prompt in two halves, one structured reply back; whatever else happens is a typed error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

Reply = TypeVar("Reply", bound=BaseModel)
Purpose = Literal["hear", "mark", "test"]


def always() -> bool:
    """Yes, whatever it costs."""
    return True


@dataclass(frozen=True)
class Prompt:
    """What a model gets. The stable half comes first, byte for byte the same, so that a provider's cache serves."""

    system: str
    """Role, rules, the question, the behaviours: nothing of the candidate."""
    user: str
    """The interviewer's last line and the candidate's numbered sentences, fenced and datamarked."""
    again: Callable[[], bool] = field(default=always, compare=False, repr=False)
    """Asked before the prompt is sent once more for the same call; False where that would pass a cap."""


@dataclass(frozen=True)
class Usage:
    """Tokens of a call, all tries together."""

    tokens_in: int = 0
    cached: int = 0
    tokens_out: int = 0
    estimated: bool = True
    """False where the server reported every one of them."""


@dataclass(frozen=True)
class Completion(Generic[Reply]):
    """A whole, validated reply."""

    reply: Reply
    model: str
    """The model's id as the server named it."""
    usage: Usage
    tries: int
    seconds: float


class Asks(Protocol):
    """Something that asks a model: the gateway, or the meter around it."""

    @property
    def model(self) -> str:
        """The model's name as it is asked for."""

    def ask(
        self, prompt: Prompt, reply: type[Reply], *, purpose: Purpose, max_tokens: int
    ) -> Completion[Reply]:
        """Ask once, within the call's deadline, tries included. Raises BackendError and nothing else."""
