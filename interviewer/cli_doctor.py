"""`doctor`: who is at work and why, what the model's server can do, what it would cost, and whether all is in order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from interviewer import library as data
from interviewer.backends.budgets import Caps
from interviewer.backends.port import Ledger
from interviewer.backends.prices import price_of
from interviewer.backends.standard import QUESTIONS, standard_interview
from interviewer.backends.switchboard import Choice, Switchboard
from interviewer.backends.tokens import tokenizer_of
from interviewer.domain import ModelCall
from interviewer.errors import BackendError, DataFileError, SteadyError, StorageError
from interviewer.library import Library
from interviewer.settings import Settings
from interviewer.storage import Storage

SHOWN = 8
"""How many of a server's models are named."""


@dataclass(frozen=True)
class Line:
    """One thing that was looked at."""

    what: str
    says: str
    ok: bool = True
    """False where an interview as configured cannot be held."""

    def __str__(self) -> str:
        mark = "" if self.ok else "NOT IN ORDER: "
        return f"{self.what:<11} {mark}{self.says}"


class NoLedger:
    """Stands where no database could be opened; doctor's one small question is then counted nowhere."""

    def write(self, call: ModelCall) -> None:
        """Keep nothing."""

    def tokens_of(self, interview_id: str) -> int:
        """Nothing is known."""
        return 0

    def tokens_on(self, day: date) -> int:
        """Nothing is known."""
        return 0


def examine(settings: Settings, library: Library | None = None) -> Iterator[Line]:
    """Look at everything an interview needs, one line after the other; only the configured model server is called."""
    with ExitStack() as kept:
        line, storage = _database(settings, kept)
        yield line
        try:
            library = library or data.load_library(extra_guides=settings.guides_dir)
        except DataFileError as error:
            yield Line("Data files", "; ".join(error.problems), ok=False)
            return
        yield Line("Data files", f"in order: {data.counted(library)}")
        ledger: Ledger = storage.calls if storage else NoLedger()
        board = Switchboard(settings, library, ledger=ledger, clock=_now)
        kept.callback(board.close)
        yield from _backend(settings, library, board, storage)


def _now() -> datetime:
    return datetime.now(UTC)


# ---------------------------------------------------------------- database


def _database(settings: Settings, kept: ExitStack) -> tuple[Line, Storage | None]:
    """The database as it is; one that is not there yet is not made."""
    where = settings.database
    if isinstance(where, Path) and not where.exists():
        if _can_be_made(where):
            return Line("Database", f"none yet; the first interview makes it: {where}"), None
        return Line(
            "Database", f"cannot be made, its folder may not be written: {where}", ok=False
        ), None
    try:
        storage = kept.enter_context(Storage(where))
    except StorageError as error:
        return Line("Database", str(error), ok=False), None
    if not storage.writable:
        return Line("Database", f"can be read and not written: {storage.where}", ok=False), storage
    return Line("Database", f"in order: {storage.where}"), storage


def _can_be_made(where: Path) -> bool:
    """True where the nearest folder that exists lets us write."""
    folder = next(parent for parent in where.absolute().parents if parent.exists())
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


# ---------------------------------------------------------------- backend


def _backend(
    settings: Settings, library: Library, board: Switchboard, storage: Storage | None
) -> Iterator[Line]:
    try:
        choice = board.default()
    except SteadyError as error:
        yield Line("Backend", f"{error} ({_why(settings)})", ok=False)
        return
    yield Line("Backend", f"{choice.says} ({_why(settings)})")
    if choice.backend == "embedded":
        return
    yield _key(settings, choice, board)
    # Before the server is tested: that is a call too, and counts toward the day.
    yield _caps(settings, storage)
    line, listed = _models(choice, board)
    yield line
    model = choice.model or next(iter(listed), "")
    yield _server(choice, model, board)
    yield from _costs(settings, library, model, choice=choice, board=board)


def _why(settings: Settings) -> str:
    """What in the settings decides who is at work."""
    setting = f"STEADY_BACKEND is {settings.backend}"
    if settings.backend != "auto":
        return setting
    given = [name for name in (settings.key_name, settings.base_url_name) if name]
    if not given:
        return f"{setting}, and neither a key nor a base URL is set"
    return f"{setting}, and {' and '.join(given)} {'are' if len(given) > 1 else 'is'} set"


def _key(settings: Settings, choice: Choice, board: Switchboard) -> Line:
    """Which variable the key comes from, and nothing of the key."""
    if choice.has_key:
        by = settings.key_name
        return Line("Key", f"set by {by}; it is sent to this host alone and shown nowhere")
    if settings.key_held_back:
        return Line(
            "Key",
            "none: OPENAI_API_KEY is not sent to the server of STEADY_OPENAI_BASE_URL. Where it wants a key, "
            "set STEADY_OPENAI_API_KEY",
            ok=not board.servers.is_openai(choice.server),
        )
    if board.servers.is_openai(choice.server):
        return Line("Key", "none: set STEADY_OPENAI_API_KEY or OPENAI_API_KEY", ok=False)
    return Line("Key", "none; most servers of one's own want none")


def _models(choice: Choice, board: Switchboard) -> tuple[Line, tuple[str, ...]]:
    """The models a server lists. That it lists none is no fault where one is named."""
    try:
        listed = board.models(choice.server)
    except BackendError as error:
        return Line("Models", f"no list: {error}", ok=bool(choice.model)), ()
    if not listed:
        return Line("Models", "the server lists none", ok=bool(choice.model)), ()
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return Line("Models", f"{len(listed)} listed: {', '.join(listed[:SHOWN])}{more}"), listed


def _server(choice: Choice, model: str, board: Switchboard) -> Line:
    """What one small question to the server shows."""
    if not model:
        return Line("Server", f"no model to ask at {choice.host}: set STEADY_MODEL", ok=False)
    tried = board.try_out(choice.server, model)
    works = {"schema": "schema", "plain": "plain text", "nothing": "nothing"}[tried.works]
    return Line("Server", f"works: {works}. {tried.says}", ok=tried.works != "nothing")


# ---------------------------------------------------------------- tokens


def _costs(
    settings: Settings,
    library: Library,
    model: str,
    *,
    choice: Choice,
    board: Switchboard,
) -> Iterator[Line]:
    tokenizer = tokenizer_of(model)
    how = "exactly" if tokenizer.exact else "as an estimate, a quarter on top to be safe"
    yield Line("Tokens", f"counted before sending by {tokenizer.name}, {how}")
    standard = standard_interview(library, model, opinions=settings.opinions)
    usage = standard.usage
    says = (
        f"{QUESTIONS} questions, {2 * QUESTIONS} replies of about 200 tokens: {standard.calls} calls, "
        f"about {round(usage.tokens_in, -2):,} tokens in and {usage.tokens_out:,} out"
    )
    price = price_of(model, usage) if board.servers.is_openai(choice.server) else None
    yield Line(
        "Cost", f"{says}, {price.words}" if price else f"{says}; its price is not in our table"
    )
    if over := board.forecast.over_cap(model, QUESTIONS):
        yield Line("", over)


def _caps(settings: Settings, storage: Storage | None) -> Line:
    """The caps, and what of today's is used."""
    caps = Caps(settings.tokens_per_interview, settings.tokens_per_day)
    own = f"{caps.per_interview:,}" if caps.per_interview else "no cap"
    day = f"{caps.per_day:,}" if caps.per_day else "no cap"
    try:
        today = storage.calls.tokens_on(_now().date()) if storage else 0
    except StorageError as error:
        return Line("Caps", str(error), ok=False)
    used_up = bool(caps.per_day) and today >= caps.per_day
    return Line(
        "Caps",
        f"an interview: {own}; a day (UTC): {day}, of which {today:,} are used today",
        ok=not used_up,
    )
