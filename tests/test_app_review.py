"""The panel under a held reply, without a browser: what it says, what its buttons do, what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from interviewer.domain import Interview
from interviewer.privacy import masked
from interviewer.storage import Storage
from tests.app_page import (
    ROOT,
    begin,
    guide,
    keys,
    open_page,
    opened,
    press,
    send,
    settle,
    stored,
    words,
)

TOLD = (
    "I told Susan Whitfield that MRN 0048291 was wrong. I read the log first, because the fault was new, "
    "and after an hour the two charts were apart again."
)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, own_data_folder: Path) -> AppTest:
    """An interview with a model that nobody serves: what is held is held before anybody is called."""
    monkeypatch.chdir(ROOT)
    first = open_page()
    begin(first, mode="live", format="short")
    with Storage(own_data_folder / "steady.db") as storage:
        begun = storage.load(opened(first))
        held_with = begun.model_copy(
            update={"id": "a" * 32, "grader": "m", "server": "http://127.0.0.1:1/v1"}
        )
        storage.create(held_with, guide=guide(), rubrics=storage.rubrics_of(begun))
    page = open_page(i="a" * 32)
    page.run()
    return page


def last_reply(interview: Interview) -> str:
    """What a prompt shows of the last reply."""
    turn = [t for t in interview.turns if t.kind == "reply"][-1]
    return masked(turn.text, turn.identifiers)


def test_the_panel_says_what_goes_where_and_that_it_misses_some(page, own_data_folder):
    """F80"""
    send(page, TOLD)
    assert stored(page, own_data_folder).awaits_review
    text = words(page)
    assert "127.0.0.1:1" in text
    assert "misses others: read your reply once yourself" in text
    assert [(box.label.replace("\\", ""), box.value) for box in page.checkbox] == [
        ("Mask “Susan Whitfield”: **[person 1]** is sent instead", True),
        ("Mask “0048291”: **[record 1]** is sent instead", True),
    ]
    assert page.chat_input[0].disabled
    assert "control-skip" not in keys(page)
    filled = [button for button in page.button if button.proto.type == "primary"]
    assert [button.key for button in filled if button.key != "control-end"] == ["review-send"]


def test_what_is_ticked_is_masked_and_the_own_words_stand_on_the_page(page, own_data_folder):
    """F81"""
    send(page, TOLD)
    page.checkbox(key="review-2-[person 1]").uncheck()
    press(page, "review-send")
    interview = stored(page, own_data_folder)
    assert last_reply(interview).startswith("I told Susan Whitfield that MRN [record 1] was wrong.")
    assert TOLD in words(page)
    assert "[record 1] stands in what the model gets." in words(page)
    assert interview.turns[-1].speaker == "interviewer"
    assert not page.checkbox


def test_an_edit_is_looked_at_again(page, own_data_folder):
    send(page, TOLD)
    half = TOLD.replace("Susan Whitfield", "a nurse")
    page.text_area(key="review-2-words").set_value(half)
    press(page, "review-edit")
    assert stored(page, own_data_folder).awaits_review
    assert len(page.checkbox) == 1
    press(page, "review-send")
    assert "a nurse that MRN [record 1]" in last_reply(stored(page, own_data_folder))


def test_words_changed_and_not_saved_are_never_passed_over(page, own_data_folder):
    """Send with an edit in the box: the edit counts, and the first words go nowhere."""
    send(page, TOLD)
    page.text_area(key="review-2-words").set_value(
        "I told a nurse that the record was wrong, and fixed it."
    )
    press(page, "review-send")
    interview = stored(page, own_data_folder)
    assert not interview.awaits_review
    assert last_reply(interview) == "I told a nurse that the record was wrong, and fixed it."


def test_an_edit_with_a_key_can_be_sent(page, own_data_folder):
    """What the boundary changed in the edited words does not count as a further edit."""
    send(page, TOLD)
    page.text_area(key="review-2-words").set_value(
        "My boss Karen had password=hunter2x in chat.\r\n"
    )
    press(page, "review-edit")
    press(page, "review-send")
    interview = stored(page, own_data_folder)
    assert not interview.awaits_review
    assert "hunter2x" not in interview.turns[2].text
    assert "[person 1]" in last_reply(interview)


def test_an_empty_edit_is_refused_and_nothing_is_lost(page, own_data_folder):
    send(page, TOLD)
    page.text_area(key="review-2-words").set_value("  ")
    press(page, "review-edit")
    assert "nothing to read" in words(page)
    assert stored(page, own_data_folder).turns[-1].text == TOLD


def test_a_reload_shows_the_same_panel(page, own_data_folder):
    """F29"""
    send(page, TOLD)
    again = open_page(i="a" * 32)
    again.run()
    assert len(again.checkbox) == 2


def test_a_second_tab_that_decides_later_is_told_so(page, own_data_folder):
    """F30"""
    send(page, TOLD)
    again = open_page(i="a" * 32)
    again.run()
    press(page, "review-send")
    again.checkbox(key="review-2-[record 1]").uncheck()
    again.button(key="review-send").click().run()
    settle(again)
    assert "Not changed" in words(again)
    assert "[record 1]" in last_reply(stored(page, own_data_folder))


def test_it_can_be_ended_over_a_held_reply(page, own_data_folder):
    send(page, TOLD)
    press(page, "control-end")
    interview = stored(page, own_data_folder)
    assert interview.status == "ended"
    assert "Susan" not in last_reply(interview)


def test_with_the_embedded_grader_nobody_is_asked(monkeypatch, own_data_folder):
    monkeypatch.chdir(ROOT)
    quiet = open_page()
    begin(quiet)
    send(quiet, TOLD)
    assert not quiet.checkbox
    assert all(not turn.identifiers for turn in stored(quiet, own_data_folder).turns)
