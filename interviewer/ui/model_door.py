"""What the pages need to know about model servers; ui/wiring.py builds the one that knows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import SecretStr

Works = Literal["schema", "plain", "nothing"]


class ModelDoor(Protocol):
    """Answers questions about a model server by its address, and keeps nothing."""

    @property
    def own(self) -> str:
        """The address of the server that the environment names: OpenAI's where it names none."""

    def address(self, typed: str) -> str:
        """What was typed as the address it stands for, without user info or query; empty where it is none."""

    def host(self, address: str) -> str:
        """The host that will really be called."""

    def is_openai(self, address: str) -> bool:
        """True for OpenAI itself, which answers nobody without a key."""

    def is_here(self, address: str) -> bool:
        """True where a call stays on the machine that Steady runs on."""

    def has_key(self, address: str) -> bool:
        """True where the environment has a key for this server."""

    def default_model(self, address: str) -> str:
        """The model that is asked for where nobody names one; empty where the server has to be asked."""


@dataclass(frozen=True)
class Chosen:
    """Who will hear and grade an interview: the embedded grader, or a model at an address."""

    by_model: bool = False
    model: str = ""
    """Empty where none is named yet; then `stops` says so."""
    address: str = ""
    key: SecretStr | None = None
    """A key that was typed for this interview; None where none was."""
    stops: str = ""
    """Why no interview can start like this; empty where it can."""


EMBEDDED = Chosen()
