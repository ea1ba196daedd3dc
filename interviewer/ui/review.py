"""What a reply holds that could tell who somebody is, shown before it goes to a model: mask, keep or edit."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from interviewer import review
from interviewer.domain import Identifier, Interview, Turn
from interviewer.errors import BadReply, NotNow, StaleInterview, StorageError
from interviewer.privacy import clean_text, recognised
from interviewer.ui.look import heading, markdown_safe, quiet
from interviewer.ui.notices import leave_note
from interviewer.ui.trouble import Shown, lines_of, title_of
from interviewer.ui.wiring import Pieces

MISSES = (
    "Steady recognises a few plain forms and misses others: read your reply once yourself. "
    "Your own words stay in the interview and in your report as you wrote them."
)
NOT_SAVED = "Not changed."
SHOWN = 60
"""Characters of recognised words that a line shows."""


def draw_review(pieces: Pieces, interview: Interview) -> None:
    """The panel under a held reply; nothing is sent before one of its buttons is pressed."""
    found = review.asked(interview)
    turn = interview.turns[-1]
    with st.container(key="review", border=True):
        st.html(
            heading("Before this is sent", rank=2)
            + f"<p>Your reply is stored. It goes to <b>{escape(interview.host or 'the language model')}</b> next, and it seems to say "
            "who somebody is. Choose what is replaced:</p>"
        )
        with st.container(key="review-found", gap=None):
            for one in found:
                st.checkbox(
                    f"Mask {_words(turn, one)}: **{markdown_safe(one.tag)}** is sent instead",
                    value=True,
                    key=_key(turn, one.tag),
                )
        st.html(quiet(MISSES))
        with st.expander("Edit my reply", icon=":material/edit:"):
            st.text_area(
                "Your reply, as it is stored", turn.text, height=180, key=_key(turn, "words")
            )
            st.button(
                "Save and look again",
                key="review-edit",
                on_click=_save_edit,
                args=(pieces, interview),
            )
        st.button(
            "Send with these masked",
            key="review-send",
            type="primary",
            icon=":material/send:",
            on_click=_send,
            args=(pieces, interview),
        )


def tags_html(turn: Turn) -> str:
    """A small note under the candidate's own words: which tags a model gets in their place."""
    tags = dict.fromkeys(found.tag for found in turn.identifiers if not found.kept)
    if turn.held or not tags:
        return ""
    stand = "stands" if len(tags) == 1 else "stand"
    return f'<p class="notice">{escape(", ".join(tags))} {stand} in what the model gets.</p>'


def _words(turn: Turn, found: Identifier) -> str:
    words = " ".join(turn.text[found.start : found.end].split())
    return markdown_safe(f"“{words[:SHOWN]}{'…' if len(words) > SHOWN else ''}”")


def _key(turn: Turn, name: str) -> str:
    return f"review-{turn.seq}-{name}"


def _send(pieces: Pieces, shown: Interview) -> None:
    """Let the reply go with what is ticked; where the words in the box were changed, they count first."""
    turn = shown.turns[-1]
    words = st.session_state.get(_key(turn, "words"), turn.text)
    if words != turn.text:
        _save_edit(pieces, shown)
        return
    mask = frozenset(
        found.tag
        for found in review.asked(shown)
        if st.session_state.get(_key(turn, found.tag), True)
    )
    _store(pieces, shown, partial(review.review, mask=mask))


def _save_edit(pieces: Pieces, shown: Interview) -> None:
    """Store the changed words, and look at them again."""
    turn = shown.turns[-1]
    words = st.session_state.get(_key(turn, "words"), turn.text)
    with Shown(leave_note):
        try:
            cleaned = clean_text(words)
        except BadReply as error:
            leave_note(NOT_SAVED, (str(error),))
            return
        # The box says what is stored: else its words would count as changed once more.
        st.session_state[_key(turn, "words")] = cleaned.text
        panel = [person.name for person in pieces.storage.guide_of(shown).interviewers]
        found = recognised(cleaned.text, shown.turns[:-1], panel=panel)
        _store(
            pieces,
            shown,
            partial(review.edit, new_text=cleaned.text, found=found, notices=cleaned.notices),
        )


def _store(pieces: Pieces, shown: Interview, change: partial[Interview]) -> None:
    with Shown(leave_note):
        try:
            # What was shown is what is decided on: where it changed meanwhile, storing it is refused.
            pieces.save(shown, change(shown))
        except (NotNow, StaleInterview) as error:
            leave_note(NOT_SAVED, (str(error),))
        except StorageError as error:
            leave_note(f"{title_of(error)}.", lines_of(error))
