"""What a press of Enter or of a button does: stored first, then answered. Never loses a draft."""

from __future__ import annotations

from functools import partial

import streamlit as st

from interviewer import engine, review
from interviewer.domain import Control, Identifier, Interview
from interviewer.errors import BadReply, NotNow, StaleInterview, StorageError
from interviewer.privacy import clean_text, recognised
from interviewer.ui.notices import (
    BOX,
    IN_THE_BOX,
    all_stored,
    give_back,
    keep_unsent,
    leave_note,
    taken,
)
from interviewer.ui.trouble import Shown, lines_of, title_of
from interviewer.ui.wiring import Pieces

STALE = "The interview went on in the meantime. Read what is new above, then send this again if it still fits."


def send(pieces: Pieces, interview_id: str, seen: int, client_id: str) -> None:
    """Store a typed reply. Where that cannot be, the draft goes back into the box with the reason."""
    draft = st.session_state.get(BOX) or ""
    taken(draft)
    with Shown(partial(_refused, interview_id, draft)):
        try:
            _store_reply(pieces, interview_id, seen, client_id, draft)
        except (BadReply, NotNow, StaleInterview) as error:
            give_back(interview_id, draft)
            leave_note(IN_THE_BOX, (str(error),))
        except StorageError as error:
            keep_unsent(draft)
            _refused(interview_id, draft, f"{title_of(error)}.", lines_of(error))
        else:
            all_stored()


def _store_reply(pieces: Pieces, interview_id: str, seen: int, client_id: str, draft: str) -> None:
    cleaned = clean_text(draft)
    interview = pieces.storage.load(interview_id)
    already = _stored_text(interview, client_id)
    if already == cleaned.text:
        return
    if already is not None or (len(interview.turns) != seen and not interview.owes_response):
        raise StaleInterview(STALE)
    after = engine.add_reply(
        interview,
        cleaned.text,
        at=pieces.now(),
        client_id=client_id,
        notices=cleaned.notices,
    )
    found: tuple[Identifier, ...] = ()
    if review.goes_to_a_model(interview):
        panel = [person.name for person in pieces.storage.guide_of(interview).interviewers]
        found = recognised(cleaned.text, interview.turns, panel=panel)
    pieces.save(interview, review.hold(after, found))


def _stored_text(interview: Interview, client_id: str) -> str | None:
    """What a submission of this id stored; the same submission sent twice is one reply."""
    for turn in interview.turns:
        if turn.client_id == client_id:
            return turn.text
    return None


def _refused(interview_id: str, draft: str, title: str, lines: tuple[str, ...]) -> None:
    give_back(interview_id, draft)
    leave_note(title, (*lines, IN_THE_BOX))


def press(
    pieces: Pieces,
    interview_id: str,
    seen: int,
    client_id: str,
    control: Control,
    question: str | None = None,
) -> None:
    """Store a press of a button; one that comes too late changes nothing and says so."""
    with Shown(leave_note):
        try:
            interview = pieces.storage.load(interview_id)
            if _stored_text(interview, client_id) is not None:
                return
            if len(interview.turns) != seen:
                raise StaleInterview("The interview went on in the meantime. Nothing was changed.")
            after = engine.add_control(
                interview, control, at=pieces.now(), client_id=client_id, question=question
            )
            pieces.save(interview, after)
        except (NotNow, StaleInterview) as error:
            leave_note("Not done.", (str(error),))
