"""The short wait while a reply is read or an answer is graded: looks again by itself, only while something is owed."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import streamlit as st

from interviewer import engine
from interviewer.domain import Guide, Interview
from interviewer.policy import standing
from interviewer.ui.look import quiet, reading_html
from interviewer.ui.trouble import Shown, draw_note_box
from interviewer.ui.wiring import Pieces

LOOK_EVERY = 0.3
"""Seconds between two looks at what is owed."""
SOON = timedelta(seconds=1)
LONG = timedelta(seconds=20)


def draw_waiting(pieces: Pieces, interview: Interview, guide: Guide) -> None:
    """Say quietly who is reading, and draw the page again when the response is there."""
    if interview.owes_response:
        _wait(pieces, interview, _who(interview, guide))


def draw_grading(pieces: Pieces, interview: Interview) -> None:
    """Say how many answers are graded, and draw the page again when another one is."""
    if engine.owed_grades(interview):
        _wait(pieces, interview, _graded(interview))


def _wait(pieces: Pieces, interview: Interview, words: str) -> None:
    failed = pieces.jobs.failure(interview.id)
    if failed is None:
        pieces.jobs.ensure(interview.id)
        st.fragment(_look, run_every=LOOK_EVERY)(pieces, interview, words)
        return
    stored = () if "is stored" in failed else ("What you wrote is stored.",)
    draw_note_box("This did not work yet", (failed, *stored))
    st.button("Try again", key="try-again", on_click=pieces.jobs.ensure, args=(interview.id,))


def _look(pieces: Pieces, drawn: Interview, words: str) -> None:
    # A fragment runs on its own, outside the page's own guard against errors.
    with Shown(draw_note_box):
        stored = pieces.storage.load(drawn.id)
        moved = len(stored.turns) != len(drawn.turns) or stored.status != drawn.status
        if moved or len(stored.grades) != len(drawn.grades) or pieces.jobs.failure(drawn.id):
            st.rerun()
        st.html(reading_html(words))
        since = pieces.now() - drawn.turns[-1].at
        if since > SOON:
            # A worker whose process was killed is taken over by whoever asks next.
            pieces.jobs.ensure(drawn.id)
        if since > LONG:
            st.html(quiet("This takes longer than usual. What you wrote is stored."))


def _who(interview: Interview, guide: Guide) -> str:
    now = standing(interview)
    asking = now.question.interviewer if now.question else guide.interviewers[0].id
    return f"{escape(guide.interviewer(asking).name)} is reading"


def _graded(interview: Interview) -> str:
    owed = len(engine.owed_grades(interview))
    done = len(interview.grades)
    return f"{done} of {done + owed} answers graded"
