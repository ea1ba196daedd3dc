"""What is kept, taken along and given up: failing databases, history, sample and import."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from interviewer.storage import Storage
from tests.app_page import (
    MORE,
    ROOT,
    STORY,
    begin,
    keys,
    open_page,
    opened,
    send,
    words,
)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(ROOT)
    return open_page()


def test_a_failing_database_says_so_and_offers_the_screen(page, own_data_folder, monkeypatch):
    """F33: the disk is full. The draft stays, and what is on screen can be kept."""
    from interviewer.errors import DatabaseFull

    begin(page)

    def full(*_: object, **__: object) -> None:
        raise DatabaseFull(
            "There is no room left on the disk of steady.db. Make room, then send again."
        )

    monkeypatch.setattr(Storage, "save", full)
    page.chat_input[0].set_value(STORY).run()
    assert "no room left" in words(page)
    assert page.chat_input[0].proto.value == STORY
    assert "rescue" in {download.key for download in page.get("download_button")}
    monkeypatch.undo()


def test_a_database_that_cannot_be_read_leaves_what_was_on_screen(page, monkeypatch):
    """F32: locked by another program; the draft and the transcript can be kept."""
    from interviewer.errors import DatabaseBusy

    begin(page)
    send(page, STORY)

    def busy(*_: object, **__: object) -> None:
        raise DatabaseBusy("Another program holds steady.db. Close it, then load this page again.")

    monkeypatch.setattr(Storage, "load", busy)
    if not page.chat_input[0].disabled:
        page.chat_input[0].set_value(MORE).run()
    else:
        page.run()
    assert "The database is busy" in words(page)
    assert "rescue" in {download.key for download in page.get("download_button")}
    assert not page.exception


def test_the_saved_screen_holds_the_transcript_and_the_draft():
    from interviewer.ui.rescue import rescue_file
    from tests import makers
    from tests.held import Said, guide_of, held

    guide = guide_of("q1")
    interview = held(Said(text="What I said before."), guide=guide, status="open")
    draft = "My last words ``` with a fence"
    kept = rescue_file(interview, guide=guide, rubrics=makers.rubrics(), draft=draft).decode()
    assert "What I said before" in kept
    assert f"````text\n{draft}\n````" in kept


def test_unfinished_interviews_come_first_and_go_on(page, own_data_folder):
    interview_id = begin(page)
    home = open_page()
    home.run()
    assert "Unfinished: warm-up, question 1 of 1" in words(home)
    assert home.button(key=f"continue-{interview_id}").proto.type == "primary"
    home.button(key=f"continue-{interview_id}").click().run()
    assert opened(home) == interview_id
    assert home.chat_input


def test_deleting_means_gone(page, own_data_folder):
    interview_id = begin(page)
    send(page, STORY)
    history = open_page(view="history")
    history.run()
    history.button(key=f"delete-{interview_id}").click().run()
    assert "Deleted" in words(history)
    assert f"open-{interview_id}" not in keys(history)
    gone = open_page(i=interview_id)
    gone.run()
    assert "There is no interview at this address" in words(gone)


def test_deleting_or_missing_an_interview_forgets_the_key_that_was_typed_for_it(page, monkeypatch):
    """F04: by the page's button, and where another program deleted it."""
    from interviewer.backends.switchboard import Switchboard

    forgotten: list[str] = []
    monkeypatch.setattr(Switchboard, "forget_key", lambda _, one: forgotten.append(one))
    interview_id = begin(page)
    history = open_page(view="history")
    history.run()
    history.button(key=f"delete-{interview_id}").click().run()
    assert forgotten == [interview_id]
    elsewhere = "e" * 32
    open_page(i=elsewhere).run()
    assert forgotten == [interview_id, elsewhere]


def test_lists_exist_in_personal_mode_only(page, monkeypatch):
    monkeypatch.setenv("STEADY_PERSONAL", "0")
    begin(page)
    home = open_page()
    home.run()
    assert "Unfinished" not in words(home)
    assert "history" not in keys(home)
    home.query_params["view"] = "history"
    home.run()
    assert not [key for key in keys(home) if key and key.startswith(("open-", "delete-"))]


def test_the_sample_report_is_one_click_away(page):
    page.run()
    page.button(key="sample").click().run()
    text = words(page)
    assert "This candidate does not exist" in text
    assert "Work on this first" in text
    assert not page.exception


def test_a_file_that_is_no_interview_is_refused_kindly(page):
    page.run()
    page.file_uploader(key="import").upload("x.json", b"{}", "application/json").run()
    page.button(key="take-in").click().run()
    assert "not an interview saved by Steady" in words(page)


def test_an_exported_interview_can_be_brought_along(page, own_data_folder):
    from interviewer.exports import json
    from interviewer.report import build_report
    from tests import makers
    from tests.held import Said, guide_of, held

    guide = guide_of("q1")
    report = build_report(held(Said(), guide=guide), guide=guide, rubrics=makers.rubrics())
    page.run()
    page.file_uploader(key="import").upload("x.json", json.render(report), "application/json").run()
    page.button(key="take-in").click().run()
    assert opened(page) == report.interview.id
    assert "What you showed, and what to show next" in words(page)
