"""Past interviews: open one again, or delete it for good. Only where this copy serves one person."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from interviewer.domain import Interview
from interviewer.policy import standing
from interviewer.report_words import FORMATS
from interviewer.storage import InterviewSummary
from interviewer.ui.look import heading, quiet
from interviewer.ui.notices import draw_note, leave_note
from interviewer.ui.opening import go_home, open_interview
from interviewer.ui.trouble import Shown
from interviewer.ui.wiring import Pieces


def draw_history(pieces: Pieces) -> None:
    """All interviews in the database, the newest first."""
    st.button(
        "Start page", key="home", type="tertiary", icon=":material/arrow_back:", on_click=go_home
    )
    st.html(heading("Past interviews", rank=1))
    if not pieces.personal:
        st.html(
            "<p>This copy may serve several people, so it lists no interviews. "
            "Each one is opened by its own address: keep yours.</p>"
        )
        return
    draw_note()
    past = pieces.storage.past()
    if not past:
        st.html("<p>None yet. They are kept on this machine until you delete them.</p>")
        return
    st.html(
        quiet("Kept on this machine until you delete them. Delete means gone, also from the disk.")
    )
    for summary in past:
        with st.container(border=True, key=f"past-{summary.id}"):
            _draw_past(pieces, summary)


def _draw_past(pieces: Pieces, summary: InterviewSummary) -> None:
    words, buttons = st.columns([3, 2], vertical_alignment="center")
    when = moment(summary.created, pieces.now())
    ended = summary.status == "ended"
    answered = f"{summary.answered} of {summary.planned} questions answered"
    state = answered if ended else f"unfinished, {answered}"
    name = f"{FORMATS[summary.format]}, {summary.mode}"
    grader = f"graded by {grader_name(summary.grader)}"
    words.html(
        f"<p><b>{escape(name)}</b></p>{quiet(summary.guide)}{quiet(f'{when} · {state} · {grader}')}"
    )
    with buttons.container(horizontal=True, horizontal_alignment="right"):
        st.button(
            "Report" if ended else "Continue",
            key=f"open-{summary.id}",
            on_click=open_interview,
            args=(summary.id,),
        )
        with st.popover("Delete", icon=":material/delete:"):
            st.html(
                "<p>Delete this interview, its transcript and its report? It cannot be brought back.</p>"
            )
            st.button(
                "Delete for good",
                key=f"delete-{summary.id}",
                type="primary",
                on_click=_delete,
                args=(pieces, summary.id),
            )


def _delete(pieces: Pieces, interview_id: str) -> None:
    with Shown(leave_note):
        overwritten = pieces.jobs.delete(interview_id)
        where = (
            "The interview is gone, from this list and from the disk."
            if overwritten
            else "The interview is gone from this list. Another program is reading the database: "
            "its words are overwritten on the disk as soon as that is done."
        )
        leave_note("Deleted.", (where,))


# ---------------------------------------------------------------- in words


def unfinished_line(interview: Interview, now: datetime) -> tuple[str, str]:
    """`Unfinished: short interview, question 2 of 3` and when it was left."""
    title = f"Unfinished: {FORMATS[interview.format].lower()}, {place_of(interview)}"
    left = interview.turns[-1].at if interview.turns else interview.created
    return escape(title), f"Left {moment(left, now)}. Every reply is stored."


def grader_name(grader: str) -> str:
    """Who grades an interview, as a list names it."""
    return "the embedded grader" if grader == "embedded" else grader


def place_of(interview: Interview) -> str:
    """Where an open interview stands, in words."""
    now = standing(interview)
    if now.closing:
        return "at the close"
    return f"question {now.place + 1} of {len(interview.plan)}"


def moment(at: datetime, now: datetime) -> str:
    """A time as a person says it, in the server's own time zone: on one's own machine, one's own."""
    local, today = at.astimezone(), now.astimezone().date()
    days = (today - local.date()).days
    clock = f"{local:%H:%M}"
    if days == 0:
        return f"today, {clock}"
    if days == 1:
        return f"yesterday, {clock}"
    return f"{local.day} {local:%B %Y}, {clock}"
