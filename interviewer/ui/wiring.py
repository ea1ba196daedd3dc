"""Builds what the pages draw from, once a process, and hands it over as one value."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from interviewer.domain import Guide, Interview, Snapshots
from interviewer.jobs import Jobs
from interviewer.library import Library, content_hash, load_library
from interviewer.settings import Settings, load_settings
from interviewer.storage import Storage
from interviewer.ui.model_door import ModelDoor

if TYPE_CHECKING:
    from interviewer.backends.switchboard import Switchboard


@dataclass(frozen=True)
class Pieces:
    """Everything a page needs; the same for all visitors, so nothing here belongs to one of them."""

    settings: Settings
    library: Library
    storage: Storage
    jobs: Jobs
    switchboard: Switchboard
    """Which backend an interview has; the only thing that knows keys."""
    personal: bool
    """Lists of interviews are shown: this copy serves one person."""

    def now(self) -> datetime:
        """The wall clock; the pages have no other."""
        return _now()

    @property
    def models(self) -> ModelDoor:
        """What the start page asks about model servers."""
        return self.switchboard.servers

    def has_typed_key(self, interview: Interview) -> bool:
        """True where a key was typed for this interview and is still in memory."""
        return self.switchboard.has_typed_key(interview)

    def cost_of(self, interview_id: str) -> str:
        """`about $0.12 (prices of 2026-11-26)`; empty where the price table does not know the model."""
        from interviewer.backends.prices import price_of_calls

        price = price_of_calls(self.storage.calls.calls_of(interview_id))
        return price.words if price else ""

    def snapshots(self, guide: Guide) -> Snapshots:
        """What a new interview says it was held with."""
        return Snapshots(guide=content_hash(guide), rubrics=content_hash(self.library.rubrics))

    def save(self, before: Interview, after: Interview) -> Interview:
        """Store what was added, then have the response made; the reply is safe before anything else."""
        stored = self.storage.save(before, after)
        self.jobs.ensure(stored.id)
        return stored


def _let_go(built: Pieces) -> None:
    built.jobs.close()
    built.switchboard.close()
    built.storage.close()


@st.cache_resource(show_spinner=False, on_release=_let_go)
def pieces() -> Pieces:
    """Build everything. Raises DataFileError or StorageError, and is tried again on the next load then."""
    from interviewer.backends.embedded.encoder import shipped_encoder
    from interviewer.backends.switchboard import Switchboard

    settings = load_settings()
    logging.getLogger("interviewer").setLevel(settings.log_level)
    library = load_library(extra_guides=settings.guides_dir)
    # Off the page's thread: the first question is on screen before the encoder is needed.
    threading.Thread(target=shipped_encoder, name="encoder", daemon=True).start()
    storage = Storage(settings.database)
    switchboard = Switchboard(settings, library, ledger=storage.calls, clock=_now)
    jobs = Jobs(storage, backends=switchboard, script=library.script, clock=_now)
    jobs.resume_all()
    address = st.get_option("server.address")
    personal = settings.personal_for(address)
    return Pieces(settings, library, storage, jobs, switchboard, personal=personal)


def _now() -> datetime:
    return datetime.now(UTC)
