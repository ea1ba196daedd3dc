"""The report: what to work on first, the rubrics, the criteria, each answer, and how to take it along."""

from __future__ import annotations

import uuid
from html import escape
from pathlib import Path

import streamlit as st

from interviewer.domain import Interview
from interviewer.exports import EXPORTS, Export, file_name
from interviewer.exports.json import read_interview
from interviewer.report import AnswerReport, Report, WorkOnFirst, build_report
from interviewer.ui.answer import answer_html
from interviewer.ui.look import heading, markdown_safe, quiet, said
from interviewer.ui.model_line import draw_away
from interviewer.ui.model_words import spent_text
from interviewer.ui.notices import draw_note, leave_note, remember_drawn
from interviewer.ui.opening import begin, go_home
from interviewer.ui.radar import radar_alt, radar_spec
from interviewer.ui.rescue import draw_rescue
from interviewer.ui.scores import cards_html, coverage_html, first_html, notices_html, table_html
from interviewer.ui.sending import press
from interviewer.ui.trouble import Shown, made
from interviewer.ui.waiting import draw_grading
from interviewer.ui.wiring import Pieces

SCRIPT = Path(__file__).with_name("report.js")
SAMPLE = Path(__file__).with_name("sample.json")
"""An interview held with this version by a script; see docs/make_sample.py."""


def draw_report(pieces: Pieces, interview: Interview) -> None:
    """The report of an interview that has ended; what is still being graded is said and comes by itself."""
    remember_drawn(interview)
    guide = pieces.storage.guide_of(interview)
    rubrics = pieces.storage.rubrics_of(interview)
    report = build_report(interview, guide=guide, rubrics=rubrics)
    _draw_top(report)
    _draw_spent(pieces, interview)
    draw_note(shut=True)
    draw_rescue(interview, guide=guide, rubrics=rubrics, shut=True)
    draw_away(pieces, interview)
    draw_grading(pieces, interview)
    _draw_first(pieces, report)
    draw_summary(report)
    for answer in report.answers:
        _draw_answer(report, answer)
        _draw_regrade(pieces, interview, answer)
        _draw_again(pieces, interview, answer)
    draw_rest(report)
    script = SCRIPT.read_text(encoding="utf-8").replace("@ID@", interview.id)
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def draw_sample() -> None:
    """The bundled report of a candidate who does not exist, made from the file as any import is."""
    bundle = read_interview(SAMPLE.read_bytes(), name=SAMPLE.name)
    report = build_report(bundle.interview, guide=bundle.guide, rubrics=bundle.rubrics)
    st.button(
        "Start page", key="home", type="tertiary", icon=":material/arrow_back:", on_click=go_home
    )
    st.html(
        '<div class="note"><b>A sample.</b><p class="quiet">This candidate does not exist, and neither do '
        "the people and systems in these answers. The levels are what the embedded grader made of them.</p></div>"
    )
    _draw_title(report)
    if report.work_on_first is not None:
        with st.container(border=True, key="first"):
            st.html(first_html(report.work_on_first))
    draw_summary(report)
    for answer in report.answers:
        _draw_answer(report, answer)
    draw_rest(report)


def _draw_top(report: Report) -> None:
    st.button(
        "Start page", key="home", type="tertiary", icon=":material/arrow_back:", on_click=go_home
    )
    _draw_title(report)


def _draw_spent(pieces: Pieces, interview: Interview) -> None:
    """What the model's calls for this interview came to; nothing where no model was asked on this machine."""
    spent = pieces.storage.calls.spent(interview.id)
    if spent.calls:
        st.html(quiet(spent_text(spent, pieces.cost_of(interview.id))))


def _draw_title(report: Report) -> None:
    st.html(quiet(report.subtitle) + heading(report.headline, rank=1))


def _draw_first(pieces: Pieces, report: Report) -> None:
    first = report.work_on_first
    if first is None:
        if report.nothing_yet and not report.pending:
            st.html(said(report.nothing_yet))
        return
    with st.container(border=True, key="first"):
        st.html(first_html(first))
        _draw_drill(pieces, report, first)


def _draw_drill(pieces: Pieces, report: Report, first: WorkOnFirst) -> None:
    guides = {guide.id: guide for guide in pieces.library.guides}
    guide = guides.get(report.guide.id)
    if guide is None or first.competency not in {c.id for c in guide.competencies}:
        return
    st.button(
        f"Drill: {markdown_safe(first.competency_name)}",
        key="drill",
        type="primary",
        icon=":material/fitness_center:",
        on_click=begin,
        args=(pieces, guide),
        kwargs={"format": "drill", "mode": "practice", "competency": first.competency},
    )


def draw_summary(report: Report) -> None:
    """Rubrics, radar and the same numbers as a table."""
    st.html(cards_html(report.summaries))
    if report.outcome_note:
        st.html(quiet(report.outcome_note))
    st.html(heading("The criteria", rank=2))
    if report.radar.shown:
        st.echarts_chart(
            radar_spec(report.radar),
            height=360,
            key="radar",
            alt=radar_alt(report.radar),
            renderer="svg",
        )
    if report.radar.note:
        st.html(quiet(report.radar.note))
    st.html(table_html(report.summaries))


def _draw_answer(report: Report, answer: AnswerReport) -> None:
    st.html(answer_head(answer) + answer_html(answer, legend=report.legend))


def answer_head(answer: AnswerReport) -> str:
    """The question's heading, the question itself, and who asked it."""
    attempt = "" if answer.attempt == 1 else f" (attempt {answer.attempt}, practice)"
    meta = " · ".join((
        f"{answer.interviewer.name}, {answer.interviewer.role}",
        answer.stage,
        answer.competency,
        answer.source,
        *([f"{answer.words} words"] if answer.words else []),
    ))
    looks = "".join(f"<li>{escape(line)}</li>" for line in answer.looks_for)
    return (
        f'<div class="answer-head"><h2>Question {answer.number}: {escape(answer.short)}{attempt}</h2>'
        f'<p class="said the-question" dir="auto">{escape(answer.text)}</p>'
        f'<p class="meta">{escape(meta)}</p>'
        f'<div class="asides"><details><summary>What does a strong answer show?</summary>'
        f'<ul class="looks">{looks}</ul></details></div></div>'
    )


def _draw_again(pieces: Pieces, interview: Interview, answer: AnswerReport) -> None:
    """Practice only, and once a question: under its last attempt."""
    attempts = [turn.attempt for turn in interview.turns if turn.question == answer.question]
    if interview.mode != "practice" or not attempts or answer.attempt != max(attempts):
        return
    st.button(
        "Answer again",
        key=f"again-{answer.number}",
        icon=":material/replay:",
        on_click=press,
        args=(pieces, interview.id, len(interview.turns), uuid.uuid4().hex, "again"),
        kwargs={"question": answer.question},
    )


def _draw_regrade(pieces: Pieces, interview: Interview, answer: AnswerReport) -> None:
    if answer.outcome == "not_graded" and not answer.pending:
        st.button(
            "Try again to grade it",
            key=f"regrade-{answer.number}-{answer.attempt}",
            icon=":material/refresh:",
            on_click=_regrade,
            args=(pieces, interview.id, answer.question, answer.attempt),
        )


def _regrade(pieces: Pieces, interview_id: str, question: str, attempt: int) -> None:
    with Shown(leave_note):
        pieces.jobs.regrade(interview_id, question=question, attempt=attempt)


def draw_rest(report: Report) -> None:
    """Files, coverage and what has to be said with every report."""
    st.html(heading("Take it along", rank=2))
    if report.pending:
        st.html(quiet("Some grades are still to come; a file saved now holds what is graded."))
    with st.container(horizontal=True, key="exports"):
        for ending, export in EXPORTS.items():
            _draw_download(report, ending, export)
    st.html(
        heading("What was covered", rank=2) + coverage_html(report.coverage) + notices_html(report)
    )


def _draw_download(report: Report, ending: str, export: Export) -> None:
    """Made on the click, so that opening a report costs no rendering; the page does not run again for it."""
    st.download_button(
        export.name,
        data=lambda: made(lambda: export.render(report)),
        file_name=file_name(report, ending),
        mime=export.mime,
        key=f"save-{ending}",
        icon=":material/download:",
        on_click="ignore",
    )
