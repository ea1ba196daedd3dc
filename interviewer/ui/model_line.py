"""Where a language model is at work: its one quiet line, and the calm panel for when it is away or wants a key."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st
from pydantic import SecretStr

from interviewer import engine
from interviewer.domain import Interview
from interviewer.jobs import Waiting
from interviewer.ui.look import quiet, under
from interviewer.ui.model_words import (
    KEPT,
    SWITCH,
    away_title,
    next_try,
    no_key_line,
    tokens_text,
    waits_text,
)
from interviewer.ui.notices import leave_note
from interviewer.ui.trouble import Shown, draw_note_box
from interviewer.ui.wiring import Pieces

LOOK_EVERY = 2.0
"""Seconds between two looks whether a model is back."""
KEY_FIELD = "interview-key"


def is_by_model(interview: Interview) -> bool:
    """True where a language model hears and grades this interview."""
    return interview.grader != "embedded"


def draw_model_line(pieces: Pieces, interview: Interview) -> None:
    """Which model is at work where, what it was sent, and a way to make Steady forget a typed key."""
    if not is_by_model(interview):
        return
    sent = pieces.storage.calls.spent(interview.id).tokens_in
    cap = pieces.settings.tokens_per_interview
    at = f" at {interview.host}" if interview.host else ""
    with st.container(horizontal=True, vertical_alignment="center", key="model-line"):
        st.html(
            f'<p class="quiet"><b>{escape(interview.grader)}</b>{escape(at)} · {tokens_text(sent, cap)}</p>',
            width="content",
        )
        if pieces.has_typed_key(interview):
            st.button(
                "Forget key",
                key="forget-key",
                type="tertiary",
                icon=":material/key_off:",
                on_click=_forget,
                args=(pieces, interview.id),
            )
    if warning := pieces.switchboard.cap_warning(interview):
        st.html(under(warning))


def draw_away(pieces: Pieces, interview: Interview) -> None:
    """Where the model cannot be asked: why, and what can be done about it. Nothing where it can."""
    if not is_by_model(interview):
        return
    waiting = pieces.jobs.waiting(interview.id)
    needs_key = pieces.switchboard.needs_key(interview)
    never = pieces.switchboard.why_never(interview)
    owed = len(engine.owed_grades(interview))
    if waiting is None and not ((needs_key or never) and (owed or interview.status == "open")):
        return
    kind, reason = _why(interview, waiting, never)
    with st.container(border=True, key="away"):
        st.html(
            f'<h2 class="small">{escape(away_title(kind))}</h2><p class="said">{escape(reason)}</p>'
            + quiet(waits_text(owed, ended=interview.status == "ended"))
        )
        if kind in {"no_key", "key_refused"}:
            _ask_key(pieces, interview)
        with st.container(horizontal=True, key="away-buttons"):
            if waiting is not None and not never:
                st.button(
                    "Try now",
                    key="try-now",
                    icon=":material/refresh:",
                    on_click=_try_now,
                    args=(pieces, interview.id),
                )
            with st.popover("Use the embedded grader instead", icon=":material/swap_horiz:"):
                st.html(f"<p>{escape(SWITCH)}</p>")
                st.button(
                    "Grade all of it with the embedded grader",
                    key="grade-embedded",
                    on_click=_switch,
                    args=(pieces, interview.id),
                )
        st.fragment(partial(_watch, pieces, interview, waiting), run_every=LOOK_EVERY)()


def _why(interview: Interview, waiting: Waiting | None, never: str) -> tuple[str, str]:
    """What an interview waits for, and why, for the person."""
    if never:
        return "no_model", never
    if waiting is None:
        return "no_key", no_key_line(interview.host)
    return waiting.kind, waiting.reason


def _ask_key(pieces: Pieces, interview: Interview) -> None:
    st.text_input(
        f"Key for {interview.host}",
        key=KEY_FIELD,
        type="password",
        autocomplete="off",
        on_change=_give,
        args=(pieces, interview.id),
        help=KEPT,
    )
    st.html(under("Enter takes it in. It is kept in memory only."))


def _watch(pieces: Pieces, drawn: Interview, was: Waiting | None) -> None:
    """Draw the page again when the model is back, or waits for something else."""
    # A fragment runs outside the page's own guard.
    with Shown(draw_note_box):
        now = pieces.jobs.waiting(drawn.id)
        stored = pieces.storage.load(drawn.id)
        changed = (was and was.kind) != (now and now.kind) or (was and was.reason) != (
            now and now.reason
        )
        if changed or len(stored.grades) != len(drawn.grades) or stored.grader != drawn.grader:
            st.rerun()
        if now is not None and now.kind == "away":
            st.html(quiet(next_try(now.next_try - pieces.now())))


# ---------------------------------------------------------------- what its buttons do


def _give(pieces: Pieces, interview_id: str) -> None:
    """Take a key out of its field at once, give it to this interview's jobs, and have what waits tried."""
    typed = (st.session_state.get(KEY_FIELD) or "").strip()
    st.session_state[KEY_FIELD] = ""
    if typed:
        with Shown(leave_note):
            pieces.switchboard.give_key(interview_id, SecretStr(typed))
            pieces.jobs.try_now(interview_id)


def _forget(pieces: Pieces, interview_id: str) -> None:
    pieces.switchboard.forget_key(interview_id)
    leave_note("The key is forgotten.", ("It was in memory only, and stands nowhere now.",))


def _try_now(pieces: Pieces, interview_id: str) -> None:
    with Shown(leave_note):
        pieces.jobs.try_now(interview_id)


def _switch(pieces: Pieces, interview_id: str) -> None:
    with Shown(leave_note):
        if pieces.jobs.grade_with_embedded(interview_id):
            leave_note(
                "The embedded grader is at work now.",
                ("It grades every answer of this interview; nothing more is sent.",),
            )
