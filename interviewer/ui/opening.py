"""How a page leads to another: the URL says what is open, and nothing else does."""

from __future__ import annotations

import secrets

import streamlit as st

from interviewer import engine
from interviewer.domain import Format, Guide, Mode
from interviewer.storage import new_interview_id
from interviewer.ui.model_choice import forget_typed_key
from interviewer.ui.model_door import EMBEDDED, Chosen
from interviewer.ui.notices import leave_note
from interviewer.ui.trouble import Shown
from interviewer.ui.wiring import Pieces

EMBEDDED_GRADER = "embedded"
"""What an interview says of who grades it where no model does."""


def go_home() -> None:
    """The start page."""
    st.query_params.clear()


def open_interview(interview_id: str) -> None:
    """An interview, or its report once it has ended."""
    st.query_params.from_dict({"i": interview_id})


def open_view(view: str) -> None:
    """A page that belongs to no one interview: `history` or `sample`."""
    st.query_params.from_dict({"view": view})


def begin(
    pieces: Pieces,
    guide: Guide,
    *,
    format: Format,
    mode: Mode,
    competency: str | None = None,
    chosen: tuple[str, ...] = (),
    interviewers: tuple[str, ...] = (),
    pressure: bool = False,
    grader: Chosen = EMBEDDED,
) -> None:
    """Start an interview, store it and open it; a typed key goes to the jobs of this interview alone."""
    with Shown(leave_note):
        interview = engine.start(
            guide,
            interview_id=new_interview_id(),
            format=format,
            mode=mode,
            seed=secrets.randbits(31),
            at=pieces.now(),
            snapshots=pieces.snapshots(guide),
            script=pieces.library.script,
            pressure=pressure,
            competency=competency,
            chosen=chosen,
            interviewers=interviewers,
            asked=pieces.storage.asked_questions(guide.id) if pieces.personal else {},
            grader=grader.model if grader.by_model else EMBEDDED_GRADER,
            server=grader.address,
        )
        pieces.storage.create(interview, guide=guide, rubrics=pieces.library.rubrics)
        if grader.key is not None:
            pieces.switchboard.give_key(interview.id, grader.key)
        forget_typed_key()
        open_interview(interview.id)


def take_in(pieces: Pieces, data: bytes) -> None:
    """Store an exported interview and open it; what the file lacks is said."""
    from interviewer.exports.json import read_interview

    with Shown(leave_note):
        bundle = read_interview(data)
        interview = pieces.storage.save_import(
            bundle.interview, guide=bundle.guide, rubrics=bundle.rubrics
        )
        open_interview(interview.id)
