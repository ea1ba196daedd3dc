"""What has been said so far, as a chat; every word of it plain text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import streamlit as st

from interviewer.domain import Control, Guide, Interview, Turn, TurnKind
from interviewer.ui.look import said
from interviewer.ui.review import tags_html

PRESSED: dict[Control, str] = {
    "hint": "You asked for a hint.",
    "repeat": "You asked to hear the question again.",
    "skip": "You skipped this question.",
    "pause": "You paused.",
    "resume": "You came back.",
    "end": "You ended the interview.",
    "again": "You answer this question again.",
}
"""Buttons that leave a trace in the chat; `next` leaves none."""

LABELS: dict[TurnKind, str] = {"probe": "follow-up", "pushback": "pushback", "hint": "hint"}


def draw_transcript(interview: Interview, guide: Guide) -> None:
    """Every turn in order, with a line between questions."""
    for turn in interview.turns:
        divider = _divider(turn, interview, guide)
        if divider:
            st.html(f'<div class="divider" role="separator">{escape(divider)}</div>')
        if turn.speaker == "interviewer":
            _draw_interviewer(turn, guide)
        elif turn.control is not None:
            _draw_control(turn.control)
        else:
            _draw_reply(turn)


def _divider(turn: Turn, interview: Interview, guide: Guide) -> str:
    if turn.kind == "closing":
        return "The close: your questions to the panel"
    if turn.kind != "question" or turn.question is None:
        return ""
    place = 1 + [planned.question for planned in interview.plan].index(turn.question)
    stage = guide.stage(guide.question(turn.question).stage).name
    return f"Question {place} of {len(interview.plan)} · {stage}"


def _draw_interviewer(turn: Turn, guide: Guide) -> None:
    person = guide.interviewer(turn.interviewer or interview_opener(guide))
    label = f" · {LABELS[turn.kind]}" if turn.kind in LABELS else ""
    with st.chat_message(person.name, avatar=person.icon):
        st.html(
            f'<p class="who">{escape(person.name)}<span>, {escape(person.role)}{label}</span></p>'
            + "".join(_paragraphs(turn, guide))
        )


def interview_opener(guide: Guide) -> str:
    """Who speaks where no one is named: the first of the panel."""
    return guide.interviewers[0].id


def _paragraphs(turn: Turn, guide: Guide) -> Iterator[str]:
    """The interviewer's words; the guide's question, asked word for word, stands out."""
    asked = guide.question(turn.question).text if turn.question else ""
    for paragraph in turn.text.split("\n\n"):
        if paragraph == asked:
            yield f'<p class="said the-question" dir="auto">{escape(paragraph)}</p>'
        else:
            yield said(paragraph)


def _draw_control(control: Control) -> None:
    if control in PRESSED:
        st.html(f'<p class="control">{escape(PRESSED[control])}</p>')


def _draw_reply(turn: Turn) -> None:
    notices = "".join(f'<p class="notice">{escape(notice)}</p>' for notice in turn.notices)
    with st.chat_message("user", avatar=":material/person:"):
        st.html(f'<p class="sr">You</p>{said(turn.text)}{notices}{tags_html(turn)}')
