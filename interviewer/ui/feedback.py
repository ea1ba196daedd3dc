"""Practice mode between two questions: what the answer showed, and one next step."""

from __future__ import annotations

import streamlit as st

from interviewer import engine
from interviewer.domain import Interview
from interviewer.report import build_report
from interviewer.ui.answer import answer_html
from interviewer.ui.look import heading
from interviewer.ui.waiting import draw_grading
from interviewer.ui.wiring import Pieces


def draw_feedback(pieces: Pieces, interview: Interview, question: str, attempt: int) -> None:
    """The card of the answer that was just closed; while it is being graded, a quiet line."""
    owed = {(grade.question, grade.attempt) for grade in engine.owed_grades(interview)}
    if (question, attempt) in owed:
        draw_grading(pieces, interview)
        return
    report = build_report(
        interview,
        guide=pieces.storage.guide_of(interview),
        rubrics=pieces.storage.rubrics_of(interview),
    )
    answer = report.answer(question, attempt)
    with st.container(border=True, key="feedback"):
        st.html(
            heading("What your answer showed", rank=2) + answer_html(answer, legend=report.legend)
        )
