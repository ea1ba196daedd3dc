"""The model servers that can be named on the start page: where a call would go, and whose key it would carry.

The environment's key is the environment's server's alone: another address that somebody types gets no key but the
one that is typed beside it.
"""

from __future__ import annotations

from interviewer.backends.connection import DEFAULT_MODEL, Connection
from interviewer.settings import Settings, is_loopback

__all__ = ["Servers"]


class Servers:
    """Answers the start page's questions about a server by its address alone; keeps nothing, least of all a key."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._own = Connection(settings.base_url, "").address

    @property
    def own(self) -> str:
        """The address of the server that the environment names: OpenAI's where it names none."""
        return self._own

    def address(self, typed: str) -> str:
        """What was typed as the address it stands for, without user info or query; empty where it is none."""
        return Connection(typed.strip() or None, "").address

    def host(self, address: str) -> str:
        """The host that will really be called."""
        return Connection(address, "").host

    def is_openai(self, address: str) -> bool:
        """True for OpenAI itself, which answers nobody without a key."""
        return Connection(address, "").openai

    def is_here(self, address: str) -> bool:
        """True where a call stays on the machine that Steady runs on."""
        name = Connection(address, "").host
        return is_loopback(name.rpartition(":")[0] if name.rpartition(":")[2].isdigit() else name)

    def has_key(self, address: str) -> bool:
        """True where the environment has a key for this server."""
        return self._settings.key_is_set and address == self._own

    def default_model(self, address: str) -> str:
        """The model that is asked for where nobody names one; empty where the server has to be asked."""
        named = self._settings.model if address == self._own else None
        return named or (DEFAULT_MODEL if self.is_openai(address) else "")
