"""Which view an address asks for: `?i=<id>`, `?view=history`, `?view=sample`, or the start."""

from __future__ import annotations

import re

import streamlit as st

from interviewer.errors import InterviewNotFound
from interviewer.ui.look import heading

_ID = re.compile(r"[0-9a-f]{32}")


def draw_page() -> None:
    """Draw the view that the address asks for."""
    interview_id, view = st.query_params.get("i"), st.query_params.get("view")
    if interview_id is not None:
        _draw_interview(interview_id)
    elif view == "sample":
        _draw_sample()
    elif view == "history":
        _draw_history()
    else:
        _draw_start()


def _draw_start() -> None:
    """The heading comes before anything slow is loaded, so that the page is there at once."""
    st.html(heading("Steady", rank=1))
    st.html(
        '<p class="lede">A mock interview for software engineers: the questions you may well be '
        "asked, honest follow-ups, and a report that quotes you.</p>"
    )
    from interviewer.ui.start import draw_start
    from interviewer.ui.wiring import pieces

    draw_start(pieces())


def _draw_interview(interview_id: str) -> None:
    from interviewer.ui.wiring import pieces

    if not _ID.fullmatch(interview_id):
        raise InterviewNotFound(interview_id)
    here = pieces()
    interview = here.storage.load(interview_id)
    if interview.status == "ended":
        from interviewer.ui.report import draw_report

        draw_report(here, interview)
    else:
        from interviewer.ui.chat import draw_interview

        draw_interview(here, interview)


def _draw_history() -> None:
    from interviewer.ui.history import draw_history
    from interviewer.ui.wiring import pieces

    draw_history(pieces())


def _draw_sample() -> None:
    from interviewer.ui.report import draw_sample

    draw_sample()
