"""Where storing failed: what is on screen, and the reply that could not be stored, as a file to keep."""

from __future__ import annotations

import re

import streamlit as st

from interviewer.domain import Guide, Interview, Rubric
from interviewer.exports import markdown
from interviewer.report import build_report
from interviewer.ui.look import quiet, said
from interviewer.ui.notices import dismiss, unsent, waiting
from interviewer.ui.trouble import made

_TICKS = re.compile(r"`+")


def draw_rescue(
    interview: Interview, *, guide: Guide, rubrics: tuple[Rubric, ...], shut: bool
) -> None:
    """Offer the file as long as a reply waits that is in no database; the words too, where no box can hold them."""
    words = waiting(interview.id) if shut else ""
    if words:
        st.html(
            '<div class="note"><b>Your words, not sent:</b>'
            f'<div class="unsent">{said(words)}</div>'
            f"{quiet('Copy them, or go on: the next box holds them.')}</div>"
        )
        st.button("Discard these words", key="dismiss", on_click=dismiss)
    if unsent() or words:
        draw_save(interview, guide=guide, rubrics=rubrics)


def draw_save(interview: Interview, *, guide: Guide, rubrics: tuple[Rubric, ...]) -> None:
    """The button that saves the transcript on screen and the unsent reply."""
    st.html(quiet("You can keep what is on this screen, your unsent words included, as a file."))
    st.download_button(
        "Save what is on screen",
        data=lambda: made(
            lambda: rescue_file(
                interview, guide=guide, rubrics=rubrics, draft=unsent() or waiting(interview.id)
            )
        ),
        file_name="steady-unsaved.md",
        mime="text/markdown",
        icon=":material/download:",
        key="rescue",
        on_click="ignore",
    )


def rescue_file(
    interview: Interview, *, guide: Guide, rubrics: tuple[Rubric, ...], draft: str
) -> bytes:
    """The transcript from memory, and the draft fenced so that nothing in it is markup."""
    kept = markdown.render(build_report(interview, guide=guide, rubrics=rubrics))
    if not draft:
        return kept
    longest = max((len(ticks) for ticks in _TICKS.findall(draft)), default=0)
    fence = "`" * max(3, longest + 1)
    block = f"\n\n## Not stored yet: your last reply\n\n{fence}text\n{draft}\n{fence}\n"
    return kept + block.encode("utf-8", errors="replace")
