"""Which backend an interview has, and the only thing that knows keys.

A key that is typed lives here, in this process's memory, for one interview and the server it was typed for. The
environment's key goes to the server that the environment names and to no other. Nothing here is stored or printed.
It is one file, so that all that touches a key is read in one place.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NoReturn
from urllib.parse import urlsplit

from pydantic import SecretStr

from interviewer.backends.asking import Asks
from interviewer.backends.budgets import Caps, budget_of
from interviewer.backends.circuit import Circuit
from interviewer.backends.connection import Connection
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.kept_marks import KeptMarks
from interviewer.backends.metered import Metered
from interviewer.backends.openai_chat import Gateway, Tried, list_models, try_connection
from interviewer.backends.port import Backend, Ledger
from interviewer.backends.servers import Servers
from interviewer.backends.standard import Forecast
from interviewer.domain import Interview
from interviewer.errors import ModelUnknown, SteadyError, StorageError
from interviewer.library import Library
from interviewer.settings import Settings

__all__ = ["Choice", "Switchboard", "Wish", "clean_address"]

Wish = Literal["auto", "embedded", "openai"]

EMBEDDED = "Graded by the embedded grader. Nothing leaves this machine."
BY_MODEL = "Heard and graded by {model} at {host}{where}. README lists what is sent there."
FROM_A_FILE = (
    "This interview came from a file, and files do not say which server to call. "
    "The embedded grader can go on with it."
)
NO_KEY = " No key is set for it yet."


@dataclass(frozen=True)
class Choice:
    """Who hears and grades an interview that starts now."""

    backend: Literal["embedded", "openai"]
    says: str
    """For the person, in a sentence or two."""
    server: str = ""
    """The base URL that will be called, without user info or query."""
    host: str = ""
    model: str = ""
    """Empty where the server has to be asked what it has."""
    has_key: bool = False


def clean_address(typed: str) -> str:
    """A base URL as it is stored, called and shown. Raises SteadyError, which never quotes what was typed."""
    address = Connection(typed, "").address
    try:
        parts = urlsplit(typed.strip())
    except ValueError:
        address, parts = "", urlsplit("")
    if not address:
        raise SteadyError(
            "The model server's base URL is no address. It looks like http://127.0.0.1:11434/v1, "
            "with http:// or https:// in front."
        )
    if "@" in parts.netloc:
        raise SteadyError(
            "The model server's base URL holds a name or password. Leave it out; a key has a place of its own "
            "(STEADY_OPENAI_API_KEY, or the page's field)."
        )
    if parts.query or parts.fragment:
        raise SteadyError(
            "The model server's base URL has something after a ? or #. Give the address alone, mostly ending in /v1."
        )
    return address


class Switchboard:
    """Keys, connections and circuits of one process; hands out each interview's backend."""

    def __init__(
        self, settings: Settings, library: Library, *, ledger: Ledger, clock: Callable[[], datetime]
    ) -> None:
        self.embedded: Backend = EmbeddedBackend()
        self.servers = Servers(settings)
        """What can be asked about a server by its address."""
        self.forecast = Forecast(library, settings)
        self._settings = settings
        self._prompts = library.prompts
        self._ledger = ledger
        self._caps = Caps(settings.tokens_per_interview, settings.tokens_per_day)
        self._clock = clock
        self._lock = threading.Lock()
        # All below is guarded by _lock.
        self._keys: dict[str, SecretStr] = {}
        self._gateways: dict[tuple[str, str, SecretStr | None], Gateway] = {}
        self._circuits: dict[str, Circuit] = {}
        # Has a lock of its own.
        self._kept = KeptMarks()

    def __repr__(self) -> str:
        return f"<Switchboard, {len(self._keys)} typed keys>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A switchboard is not copied or stored: it holds keys.")

    # ------------------------------------------------------------ who is at work

    def default(self, wish: Wish | None = None) -> Choice:
        """Who hears and grades, as the settings say or as wished. Raises SteadyError for an address that is none."""
        wish = wish or self._settings.backend
        typed = self._settings.base_url
        if wish == "embedded" or (wish == "auto" and not self._settings.names_a_model):
            return Choice("embedded", EMBEDDED)
        server = clean_address(typed) if typed is not None else self.servers.own
        host, model = self.servers.host(server), self.servers.default_model(server)
        has_key = self.servers.has_key(server)
        says = self._says(server, model or "the first model listed")
        if self.servers.is_openai(server) and not has_key:
            says += NO_KEY
        return Choice("openai", says, server=server, host=host, model=model, has_key=has_key)

    def named(self, choice: Choice) -> tuple[str, str]:
        """The grader and server to start with. Raises BackendError where that cannot work, before anything begins."""
        if choice.backend == "embedded":
            return "embedded", ""
        grader = choice.model or self.choose_model(choice.server)
        self.connection(choice.server, grader).check()
        return grader, choice.server

    def says(self, interview: Interview) -> str:
        """Who hears and grades an interview, for the person."""
        if interview.grader == "embedded":
            return EMBEDDED
        return self._says(interview.server, interview.grader)

    def has_typed_key(self, interview: Interview) -> bool:
        """True where a key was typed for this interview and is still in memory."""
        return self._typed_for(interview.id) is not None

    def why_never(self, interview: Interview) -> str:
        """Why no key and no other try can have an interview's model asked; empty where it can be."""
        return FROM_A_FILE if interview.grader != "embedded" and not interview.server else ""

    def cap_warning(self, interview: Interview) -> str:
        """What to tell before the interview's or the day's cap is reached; empty while both are far."""
        if interview.grader == "embedded":
            return ""
        try:
            budget = budget_of(self._ledger, interview.id, caps=self._caps, at=self._clock())
        except StorageError:
            return ""  # the meter sends nothing then, and says so
        return budget.warning

    def choose_model(self, server: str, key: SecretStr | None = None) -> str:
        """The model to ask for where nobody names one: the settings', OpenAI's default, or the first that is listed."""
        named = self.servers.default_model(server)
        if named:
            return named
        listed = self.models(server, key)
        if not listed:
            raise ModelUnknown(
                f"{self.servers.host(server)} lists no model. Load one there, or name it with STEADY_MODEL."
            )
        return listed[0]

    def backend_of(self, interview: Interview) -> Backend:
        """The backend an interview is held with. Raises BackendUnavailable where it cannot be had now."""
        if interview.grader == "embedded":
            return self.embedded
        if why := self.why_never(interview):
            raise ModelUnknown(why)
        return self._model_backend(interview.server, interview.grader, interview.id)

    def backend_for(self, choice: Choice) -> Backend:
        """The backend for work that belongs to no interview: files of answers, and measuring. Raises BackendError."""
        grader, server = self.named(choice)
        if grader == "embedded":
            return self.embedded
        return self._model_backend(server, grader, None)

    # ------------------------------------------------------------ keys

    def give_key(self, interview_id: str, key: SecretStr | str) -> None:
        """Keep a key for one interview's calls, in memory; an empty one is none."""
        typed = key.get_secret_value() if isinstance(key, SecretStr) else key
        self.forget_key(interview_id)
        if typed.strip():
            with self._lock:
                self._keys[interview_id] = SecretStr(typed.strip())

    def forget_key(self, interview_id: str) -> None:
        """Keep an interview's typed key no longer, nor a connection that was opened with it."""
        with self._lock:
            key = self._keys.pop(interview_id, None)
            if key is None or key in self._keys.values() or key == self._settings.key:
                return
            let_go = [name for name in self._gateways if name[2] == key]
            gateways = [self._gateways.pop(name) for name in let_go]
        for gateway in gateways:
            gateway.close()

    def has_key(self, interview: Interview) -> bool:
        """True where a key is at hand for an interview's server: typed for it, or the environment's own."""
        return self._typed_for(interview.id) is not None or self.servers.has_key(interview.server)

    def needs_key(self, interview: Interview) -> bool:
        """True where an interview's server answers nobody without a key, and none is at hand."""
        return (
            interview.grader != "embedded"
            and interview.server != ""
            and self.servers.is_openai(interview.server)
            and not self.has_key(interview)
        )

    def settled(self, interview: Interview) -> None:
        """Forget what was kept for an interview alone."""
        self.gone(interview.id)

    def gone(self, interview_id: str) -> None:
        """Forget what was kept for an interview that was deleted."""
        self.forget_key(interview_id)
        self._kept.forget_all(interview_id)

    def close(self) -> None:
        """Forget every key and give back every connection."""
        self._kept.forget_all()
        with self._lock:
            gateways = tuple(self._gateways.values())
            self._gateways.clear()
            self._keys.clear()
        for gateway in gateways:
            gateway.close()

    # ------------------------------------------------------------ for the page and doctor

    def connection(self, server: str, model: str, key: SecretStr | None = None) -> Connection:
        """A connection with a typed key, or with the environment's where this is the environment's server."""
        if key is None and self.servers.has_key(server):
            key = self._settings.key
        return Connection(server, model, key)

    def models(self, server: str, key: SecretStr | None = None) -> tuple[str, ...]:
        """The models a server says it has. Raises BackendError."""
        return list_models(self.connection(server, "", key))

    def try_out(self, server: str, model: str, key: SecretStr | None = None) -> Tried:
        """What works with a model there, from one small question, which counts toward the day."""
        return try_connection(
            self.connection(server, model, key), through=lambda asks: self._metered(asks, None)
        )

    # ------------------------------------------------------------ inside

    def _typed_for(self, interview_id: str) -> SecretStr | None:
        with self._lock:
            return self._keys.get(interview_id)

    def _gateway(self, server: str, model: str, interview_id: str | None) -> Gateway:
        # Looked up and opened in one breath: a key that is forgotten meanwhile is in no new connection.
        with self._lock:
            typed = self._keys.get(interview_id) if interview_id else None
            connection = self.connection(server, model, typed)
            connection.check()
            name = (connection.address, connection.model, connection.key)
            if name not in self._gateways:
                circuit = self._circuits.setdefault(connection.address, Circuit())
                self._gateways[name] = Gateway(
                    connection, deadline=self._settings.call_deadline, circuit=circuit
                )
            return self._gateways[name]

    def _metered(self, asks: Asks, interview_id: str | None) -> Metered:
        return Metered(
            asks,
            ledger=self._ledger,
            interview_id=interview_id,
            caps=self._caps,
            clock=self._clock,
        )

    def _model_backend(self, server: str, model: str, interview_id: str | None) -> Backend:
        from interviewer.backends.model import ModelBackend

        return ModelBackend(
            self._metered(self._gateway(server, model, interview_id), interview_id),
            embedded=self.embedded,
            prompts=self._prompts,
            opinions=self._settings.opinions,
            kept=self._kept,
            whose=interview_id or "",
        )

    def _says(self, server: str, model: str) -> str:
        where = ""
        if self.servers.is_here(server):
            where = " (this machine)"
        elif server.startswith("http:"):
            where = ", over a connection that is not encrypted"
        host = self.servers.host(server) if server else "a server that a file named"
        return BY_MODEL.format(model=model, host=host, where=where)
