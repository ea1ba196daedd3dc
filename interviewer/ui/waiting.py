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
MODEL_SOON = timedelta(seconds=4)
"""A language model takes seconds where the embedded hearing takes none: said once they are felt."""
LONG = timedelta(seconds=20)


def draw_waiting(pieces: Pieces, interview: Interview, guide: Guide) -> None:
    """Say quietly who is reading, and draw the page again when the response is there."""
    if interview.owes_response:
        _wait(pieces, interview, _who(interview, guide))


def draw_grading(pieces: Pieces, interview: Interview) -> None:
    """Say how many answers are graded, and draw the page again when another one is.

    Where they wait for a model that is away nothing is going on that could be watched; the panel that says why looks.
    """
    owed = len(engine.owed_grades(interview))
    if not owed:
        return
    if pieces.jobs.waiting(interview.id) is not None:
        if interview.status == "open":
            st.html(quiet(waiting_text(owed)))
        return
    _wait(pieces, interview, _graded(interview), grading=True)


def waiting_text(owed: int) -> str:
    """What stands where a grade will: it waits, and the person need not."""
    which = "This answer waits" if owed == 1 else f"{owed} answers wait"
    return f"{which} to be graded. Go on meanwhile; your words are stored."


def _wait(pieces: Pieces, interview: Interview, words: str, *, grading: bool = False) -> None:
    failed = pieces.jobs.failure(interview.id)
    if failed is None:
        pieces.jobs.ensure(interview.id)
        st.fragment(_look, run_every=LOOK_EVERY)(pieces, interview, words, grading)
        return
    stored = () if "is stored" in failed else ("What you wrote is stored.",)
    draw_note_box("This did not work yet", (failed, *stored))
    st.button("Try again", key="try-again", on_click=pieces.jobs.ensure, args=(interview.id,))


def _look(pieces: Pieces, drawn: Interview, words: str, grading: bool) -> None:
    # A fragment runs on its own, outside the page's own guard against errors.
    with Shown(draw_note_box):
        stored = pieces.storage.load(drawn.id)
        if _has_moved(stored, drawn) or pieces.jobs.failure(drawn.id):
            st.rerun()
        if grading and pieces.jobs.waiting(drawn.id) is not None:
            st.rerun()
        st.html(reading_html(words))
        since = pieces.now() - drawn.turns[-1].at
        if since > SOON:
            # A worker whose process was killed is taken over by whoever asks next.
            pieces.jobs.ensure(drawn.id)
        if slow := _slow(since, hears=not grading and drawn.grader != "embedded"):
            st.html(quiet(slow))


def _has_moved(stored: Interview, drawn: Interview) -> bool:
    return (len(stored.turns), len(stored.grades), stored.status, stored.grader) != (
        len(drawn.turns),
        len(drawn.grades),
        drawn.status,
        drawn.grader,
    )


def _slow(since: timedelta, *, hears: bool) -> str:
    """What to say of a wait that is felt, `hears` where a model reads a reply; empty where there is nothing to say."""
    if hears and since > LONG:
        return "The model is slow to answer. If it does not, the embedded hearing answers instead. What you wrote is stored."
    if hears and since > MODEL_SOON:
        return "A language model takes some seconds."
    if since > LONG:
        return "This takes longer than usual. What you wrote is stored."
    return ""


def _who(interview: Interview, guide: Guide) -> str:
    now = standing(interview)
    asking = now.question.interviewer if now.question else guide.interviewers[0].id
    return f"{escape(guide.interviewer(asking).name)} is reading"


def _graded(interview: Interview) -> str:
    owed = len(engine.owed_grades(interview))
    done = len(interview.grades)
    return f"{done} of {done + owed} answers graded"
