"""Which view an address asks for: `?i=<id>`, `?view=history`, `?view=sample`, or the start."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from interviewer.errors import InterviewNotFound, StorageError
from interviewer.ui.look import heading
from interviewer.ui.trouble import draw_trouble, lines_of, title_of

if TYPE_CHECKING:
    from interviewer.ui.wiring import Pieces

_ID = re.compile(r"[0-9a-f]{32}")


def draw_page() -> None:
    """Draw the view that the address asks for."""
    interview_id, view = st.query_params.get("i"), st.query_params.get("view")
    if interview_id is not None or view is not None:
        # A key typed on the start page does not outlive it; an interview's own is with its jobs.
        from interviewer.ui.model_choice import forget_typed_key

        forget_typed_key()
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
    try:
        interview = here.storage.load(interview_id)
    except InterviewNotFound:
        # Deleted elsewhere, perhaps: a key that was typed for it is kept no longer.
        here.jobs.gone(interview_id)
        raise
    except StorageError as error:
        _draw_from_memory(here, interview_id, error)
        return
    if interview.status == "ended":
        from interviewer.ui.report import draw_report

        draw_report(here, interview)
    else:
        from interviewer.ui.chat import draw_interview

        draw_interview(here, interview)


def _draw_from_memory(here: Pieces, interview_id: str, error: StorageError) -> None:
    """The database cannot be read: say so, and let what was on this screen be kept."""
    from interviewer.ui.notices import drawn
    from interviewer.ui.rescue import draw_save

    draw_trouble(title_of(error), lines_of(error))
    interview = drawn(interview_id)
    guides = {guide.id: guide for guide in here.library.guides}
    if interview is not None and interview.guide_id in guides:
        draw_save(interview, guide=guides[interview.guide_id], rubrics=here.library.rubrics)


def _draw_history() -> None:
    from interviewer.ui.history import draw_history
    from interviewer.ui.wiring import pieces

    draw_history(pieces())


def _draw_sample() -> None:
    from interviewer.ui.report import draw_sample

    draw_sample()
