"""The interview: what was said, where it stands, what can be done, and the box to answer in."""

from __future__ import annotations

import uuid
from html import escape
from pathlib import Path

import streamlit as st

from interviewer.domain import Control, Guide, Interview
from interviewer.policy import Standing, standing
from interviewer.ui.clock import time_left
from interviewer.ui.feedback import draw_feedback
from interviewer.ui.look import heading
from interviewer.ui.model_line import draw_away, draw_model_line
from interviewer.ui.notices import (
    BOX,
    draw_note,
    give_back_if_unseen,
    put_back,
    remember_drawn,
)
from interviewer.ui.opening import go_home
from interviewer.ui.rescue import draw_rescue
from interviewer.ui.review import draw_review
from interviewer.ui.sending import press, send
from interviewer.ui.transcript import draw_transcript
from interviewer.ui.trouble import Shown, draw_note_box
from interviewer.ui.waiting import draw_waiting
from interviewer.ui.wiring import Pieces

SCRIPT = Path(__file__).with_name("chat.js")
CLOCK_EVERY = 15
"""Seconds between two looks at the soft clock."""


def draw_interview(pieces: Pieces, interview: Interview) -> None:
    """The whole page of an interview that has not ended."""
    remember_drawn(interview)
    guide = pieces.storage.guide_of(interview)
    now = standing(interview)
    st.button(
        "Start page", key="home", type="tertiary", icon=":material/arrow_back:", on_click=go_home
    )
    st.html(f'<h1 class="sr">Mock interview, {escape(guide.role)}</h1>')
    _draw_where(pieces, interview, guide, now)
    draw_transcript(interview, guide)
    reading = _is_shut(interview, now)
    draw_note(shut=reading)
    draw_rescue(interview, guide=guide, rubrics=pieces.library.rubrics, shut=reading)
    draw_waiting(pieces, interview, guide)
    draw_away(pieces, interview)
    if not interview.owes_response:
        _draw_turn(pieces, interview, now)
    draw_model_line(pieces, interview)
    _draw_box(pieces, interview, now)


# ---------------------------------------------------------------- where it stands


def _draw_where(pieces: Pieces, interview: Interview, guide: Guide, now: Standing) -> None:
    """Question number and stage, always in sight; in live mode with the soft clock."""
    with st.container(key="where"):
        if interview.mode == "live" and now.phase == "question" and not now.paused:
            st.fragment(_draw_clocked, run_every=CLOCK_EVERY)(pieces, interview, guide, now)
        else:
            st.html(where_html(interview, guide, now, clock=""))


def _draw_clocked(pieces: Pieces, interview: Interview, guide: Guide, now: Standing) -> None:
    # A fragment runs outside the page's own guard.
    with Shown(draw_note_box):
        clock = time_left(interview, pieces.now())
        st.html(where_html(interview, guide, now, clock=clock))


def where_html(interview: Interview, guide: Guide, now: Standing, *, clock: str) -> str:
    """One line and a slim bar: place, stage, mode."""
    of = len(interview.plan)
    if now.closing or now.question is None:
        place, stage, done = "The close", "your questions to the panel", of
    else:
        place = f"Question {now.place + 1} of {of}"
        stage = guide.stage(guide.question(now.question.question).stage).name
        done = now.place + now.between
    again = f" · attempt {now.attempt}" if now.attempt > 1 else ""
    told = f'<span class="clock">{clock}</span>' if clock else ""
    mode = interview.mode + (" · pressure" if interview.pressure else "")
    bar = "".join(
        f'<span class="{"done" if n < done else "now" if n == done else ""}"></span>'
        for n in range(of)
    )
    return (
        f'<div class="where"><b>{place}</b><span>{escape(stage + again)}</span>{told}'
        f'<span class="mode">{mode}</span></div>'
        f'<div class="bar" role="progressbar" aria-label="Questions done" aria-valuemin="0" '
        f'aria-valuemax="{of}" aria-valuenow="{done}">{bar}</div>'
    )


# ---------------------------------------------------------------- what can be done


def _draw_turn(pieces: Pieces, interview: Interview, now: Standing) -> None:
    if interview.awaits_review:
        draw_review(pieces, interview)
        with st.container(horizontal=True, key="controls"):
            _draw_end(pieces, interview)
    elif now.paused:
        _draw_paused(pieces, interview)
    elif now.between and now.question is not None:
        draw_feedback(pieces, interview, now.question.question, now.attempt)
        _draw_between(pieces, interview, now)
    elif now.closing:
        with st.container(horizontal=True, key="controls"):
            _button(pieces, interview, "end", "Finish and see the report", "check", primary=True)
    else:
        _draw_controls(pieces, interview)


def _draw_paused(pieces: Pieces, interview: Interview) -> None:
    st.html(
        f'<div class="paused">{heading("Paused", rank=2)}'
        "<p>Nothing runs. Everything you wrote is stored; you can close this page and come back.</p></div>"
    )
    with st.container(horizontal=True, horizontal_alignment="center", key="controls"):
        _button(pieces, interview, "resume", "Resume", "play_arrow", primary=True)
        _draw_end(pieces, interview)


def _draw_between(pieces: Pieces, interview: Interview, now: Standing) -> None:
    last = now.said_goodbye or now.place + 1 == len(interview.plan)
    onward = (
        "Back to the report" if now.said_goodbye else "Go to the close" if last else "Next question"
    )
    with st.container(horizontal=True, key="controls"):
        _button(pieces, interview, "next", onward, "arrow_forward", primary=True)
        _button(pieces, interview, "again", "Answer again", "replay")
        _draw_end(pieces, interview)


def _draw_controls(pieces: Pieces, interview: Interview) -> None:
    with st.container(horizontal=True, key="controls"):
        if interview.mode == "practice":
            _button(pieces, interview, "hint", "Hint", "lightbulb")
        _button(pieces, interview, "repeat", "Repeat", "refresh")
        _button(pieces, interview, "skip", "Skip", "skip_next")
        _button(pieces, interview, "pause", "Pause", "pause")
        _draw_end(pieces, interview)


def _draw_end(pieces: Pieces, interview: Interview) -> None:
    """Ending asks once: a slip of the finger must not cost an interview."""
    with st.popover("End", icon=":material/stop_circle:"):
        st.html(
            "<p>End the interview here? Your report is made from what you have answered so far.</p>"
        )
        _button(pieces, interview, "end", "End the interview", "stop_circle", primary=True)


def _button(
    pieces: Pieces,
    interview: Interview,
    control: Control,
    label: str,
    symbol: str,
    *,
    primary: bool = False,
) -> None:
    st.button(
        label,
        key=f"control-{control}",
        icon=f":material/{symbol}:",
        type="primary" if primary else "secondary",
        on_click=press,
        args=(pieces, interview.id, len(interview.turns), uuid.uuid4().hex, control),
    )


# ---------------------------------------------------------------- the box


def _draw_box(pieces: Pieces, interview: Interview, now: Standing) -> None:
    reading = _is_shut(interview, now)
    # Pinned to the bottom, the box keeps the page scrolled to its end, past the beginning of the feedback.
    with st.container(key="box") if reading and not interview.awaits_review else st.bottom:
        put_back(interview.id, shut=reading)
        submitted = st.chat_input(
            _placeholder(now, reading=reading, held=interview.awaits_review),
            key=BOX,
            disabled=reading,
            on_submit=send,
            args=(pieces, interview.id, len(interview.turns), uuid.uuid4().hex),
        )
    give_back_if_unseen(interview.id, submitted)
    _keep_draft(interview, now)


def _is_shut(interview: Interview, now: Standing) -> bool:
    """True where nothing can be written: feedback is read, or the last reply waits for a decision."""
    return interview.awaits_review or (now.between and not interview.owes_response)


def _placeholder(now: Standing, *, reading: bool, held: bool) -> str:
    if held:
        return "Decide above what is sent, then go on"
    if reading:
        return "Read the feedback, then go on above"
    if now.paused:
        return "Paused. Write when you are ready"
    if now.closing:
        return "Your question to the panel"
    return "Your answer. Enter sends it"


def _keep_draft(interview: Interview, now: Standing) -> None:
    """Words typed and not yet sent outlive a reload: the browser keeps them in its own tab."""
    place = now.question.question if now.question else ""
    graded = any((g.question, g.attempt) == (place, now.attempt) for g in interview.grades)
    script = SCRIPT.read_text(encoding="utf-8")
    script = script.replace("@KEY@", f"steady-{interview.id}-{len(interview.turns)}")
    script = script.replace("@SHOW@", "true" if now.between and graded else "false")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
