"""Words from a click to the run it starts, and the copy of the screen that a broken database cannot take.

The database is the only truth. Beside widget keys, session_state holds no more than this: a note to be
shown once, a draft to be given back, and what was last drawn, which is read only where storing failed.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from interviewer.domain import Interview
from interviewer.ui.look import quiet

BOX = "reply"
"""Key of the box that replies are typed in."""
_NOTE = "note"
_DRAWN = "drawn"
_UNSENT = "unsent"
_TAKEN = "taken"
_BACK = "back"
IN_THE_BOX = "Your words are still in the box."


def leave_note(title: str, lines: tuple[str, ...]) -> None:
    """Say something once, on the next run."""
    st.session_state[_NOTE] = (title, lines)


def draw_note(*, shut: bool = False) -> None:
    """Say what was left to say, kindly and beside a page that still works; `shut` where no box can be written in."""
    note = st.session_state.pop(_NOTE, None)
    if note is None:
        return
    title, lines = note
    if shut:
        title = "Your words were not sent." if title == IN_THE_BOX else title
        lines = tuple(line for line in lines if line != IN_THE_BOX)
    told = "".join(quiet(line) for line in lines)
    st.html(f'<div role="status" class="note"><b>{escape(title)}</b>{told}</div>')


def give_back(interview_id: str, draft: str) -> None:
    """Put a refused reply into the interview's next box that can be written in."""
    st.session_state[_BACK] = (interview_id, draft, False)


def taken(draft: str) -> None:
    """Say that a callback has seen to a submission; what was given back before has been sent with it, or left out."""
    st.session_state[_TAKEN] = draft
    dismiss()


def dismiss() -> None:
    """Forget the words that were given back."""
    st.session_state.pop(_BACK, None)


def waiting(interview_id: str) -> str:
    """The words of an interview that were refused and not sent since; empty where there are none."""
    mine, draft, _ = st.session_state.get(_BACK, ("", "", False))
    return draft if mine == interview_id else ""


def give_back_if_unseen(interview_id: str, submitted: str | None) -> None:
    """Where a server that has just started was sent a reply before it had drawn the box, no callback ran: the
    words would be gone. They go back into the box, for the person to send to what they can see."""
    if submitted is None or st.session_state.pop(_TAKEN, None) == submitted:
        return
    give_back(interview_id, submitted)
    leave_note(
        IN_THE_BOX,
        ("The page was just connected again. Read what stands above, then send them once more.",),
    )
    st.rerun()


def put_back(interview_id: str, *, shut: bool) -> None:
    """Fill the box, once, with what has to be given back; called right before the box is drawn.

    A box that is shut holds nothing, and the words wait for the next one: it would lose them.
    """
    draft = waiting(interview_id)
    if not draft:
        return
    given = st.session_state[_BACK][2]
    if not shut and not given:
        st.session_state[BOX] = draft
    st.session_state[_BACK] = (interview_id, draft, not shut)


def remember_drawn(interview: Interview) -> None:
    """Keep what is on screen for the case that the database cannot be read again."""
    st.session_state[_DRAWN] = interview


def drawn(interview_id: str) -> Interview | None:
    """What was last on this screen of an interview."""
    interview = st.session_state.get(_DRAWN)
    return interview if isinstance(interview, Interview) and interview.id == interview_id else None


def keep_unsent(draft: str) -> None:
    """A reply that could not be stored goes into the file that can be saved from the page."""
    st.session_state[_UNSENT] = draft


def unsent() -> str:
    """The reply that could not be stored; empty where there is none."""
    return str(st.session_state.get(_UNSENT, ""))


def all_stored() -> None:
    """Forget the unsent reply: it is in the database now."""
    st.session_state.pop(_UNSENT, None)
