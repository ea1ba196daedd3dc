"""The boundary for everything a person types or brings: what cannot be seen, what cannot be stored, what is secret.

`clean_text` is the one door. It changes nothing a person can see, except that it takes out keys and passwords it
recognises, and it says in plain words what it did. Cleaning what was cleaned changes nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from interviewer.errors import EmptyReply, LongReply
from interviewer.privacy_identifiers import (
    Known,
    find_identifiers,
    known_in,
    mask_all,
    masked,
    new_identifiers,
    recognised,
    without_known,
)
from interviewer.privacy_letters import show_letters
from interviewer.privacy_people import may_name_a_patient
from interviewer.privacy_secrets import mask_secrets

__all__ = [
    "MAX_REPLY",
    "Cleaned",
    "Known",
    "clean_text",
    "find_identifiers",
    "known_in",
    "mask_all",
    "masked",
    "new_identifiers",
    "recognised",
    "without_known",
]

MAX_REPLY = 20_000
"""The most characters a reply may have, counted as they were typed: far more than anybody says in one breath."""

EMPTY = "There is nothing to read in this reply yet. Your draft is kept: write a word or two, then send it."
LONG = (
    "This reply has {count:,} characters, and {limit:,} is the most one can have. "
    "Nothing is lost, your draft is kept: shorten it, then send it again."
)
PATIENT = (
    "Your reply may say who a patient is. In an interview, leave out names, numbers, "
    "dates and anything that only one person could be."
)

_NOTHING = re.compile(r"[\s\u2800\ufffd.\u2026\u3002]*")
"""White space, blanks, marks for what could not be shown, and dots: nothing a person would call a reply."""


class Cleaned(NamedTuple):
    """A reply that can be stored, and what was done to it."""

    text: str
    notices: tuple[str, ...]
    """Each a sentence to the candidate; empty where nothing was done."""


def clean_text(raw: str) -> Cleaned:
    """Make a reply safe to store, show and export. Raises EmptyReply or LongReply; the draft stays with its owner."""
    _check_length(raw)
    text, notices = show_letters(raw)
    if _NOTHING.fullmatch(text):
        raise EmptyReply(EMPTY)
    text, masked = mask_secrets(text)
    # A mark can be longer than the password it stands for.
    _check_length(text)
    patient = (PATIENT,) if may_name_a_patient(text) else ()
    return Cleaned(text, (*notices, *masked, *patient))


def _check_length(text: str) -> None:
    if len(text) > MAX_REPLY:
        raise LongReply(LONG.format(count=len(text), limit=MAX_REPLY))
