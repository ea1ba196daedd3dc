"""The interview without a browser, over the real engine, storage and jobs.

Fragments that look again by themselves do so in a browser only (tests/browser), so these tests draw the page again
until nothing is owed.
"""

from __future__ import annotations

from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from tests.app_page import (
    ROOT,
    STORY,
    answer_until_closed,
    begin,
    guide,
    keys,
    markup,
    open_page,
    opened,
    press,
    send,
    settle,
    stored,
    words,
)

THIN = "It went fine."
"""Of so few words more is always asked, whatever the question and whoever grades."""


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(ROOT)
    return open_page()


def test_an_interview_from_start_to_report(page, own_data_folder):
    """Start, reply, probe, feedback, close, report."""
    begin(page)
    assert "Question 1 of 1" in words(page)
    send(page, "It went fine and we shipped it in the end, as I said to them.")
    probes = [t for t in stored(page, own_data_folder).turns if t.kind in ("probe", "reprompt")]
    assert probes, "a thin answer is asked about"
    answer_until_closed(page)
    assert "What your answer showed" in words(page)
    assert "One next step" in words(page)
    assert page.chat_input[0].disabled
    press(page, "control-next")
    assert "The close" in words(page)
    send(page, "What is the team like?")
    press(page, "control-end")
    text = words(page)
    assert "What you showed, and what to show next" in text
    assert "STAR structure" in text
    assert "What does level" in text
    assert "Why this level?" in text
    assert not page.chat_input
    assert {"save-md", "save-html", "save-json", "save-csv"} <= {
        download.key for download in page.get("download_button")
    }


def test_words_are_stored_before_they_are_answered(page, own_data_folder):
    begin(page)
    page.chat_input[0].set_value(STORY).run()
    assert STORY in [turn.text for turn in stored(page, own_data_folder).turns]
    settle(page)


def test_the_address_restores_the_interview(page, own_data_folder):
    """F29"""
    begin(page)
    send(page, STORY)
    again = open_page(i=opened(page))
    again.run()
    settle(again)
    assert STORY in words(again)


@pytest.mark.parametrize(
    "wrong", ["0" * 32, "../../etc/passwd", "x", "' or 1=1 --", "<script>alert(1)</script>"]
)
def test_an_unknown_address_is_met_kindly(page, wrong):
    page.query_params["i"] = wrong
    page.run()
    assert "There is no interview at this address" in words(page)
    assert "Back to the start" in words(page)
    assert "<script>alert" not in markup(page)
    assert not page.exception


@pytest.mark.parametrize(
    "draft",
    ["\u200b\u200b", " . ", "a" * 20_001],
    ids=["invisible", "dot", "too-long"],
)
def test_a_refused_reply_stays_in_the_box(page, own_data_folder, draft):
    begin(page)
    before = stored(page, own_data_folder)
    page.chat_input[0].set_value(draft).run()
    assert stored(page, own_data_folder) == before
    assert page.chat_input[0].proto.value == draft
    assert "still in the box" in words(page)
    if len(draft) > 20_000:
        assert "20,001" in words(page)
    page.run()
    assert "still in the box" not in words(page), "a note is said once"


def test_candidates_words_are_text(page, own_data_folder):
    """F69, F70: HTML is escaped, Markdown stays literal."""
    begin(page)
    hostile = (
        STORY + " <script>window.pwn=1</script> ![x](http://evil.example/x.png) **bold** :red[x]"
    )
    send(page, hostile)
    assert "![x](http://evil.example/x.png) **bold** :red[x]" in words(page)
    assert "<script>window" not in markup(page)
    assert not [m for m in page.markdown if "evil.example" in m.value]


def test_a_key_that_was_pasted_is_masked_and_said_so(page, own_data_folder):
    """F89: never stored, and the candidate is told."""
    begin(page)
    send(page, f"{STORY} The key was sk-proj-Zx9Qw8Er7Ty6Ui5Op4As3Df2Gh1Jk0Lz and it worked.")
    reply = next(turn for turn in stored(page, own_data_folder).turns if turn.kind == "reply")
    assert "Zx9Qw8Er7Ty6" not in reply.text + words(page)
    assert reply.notices
    assert all(notice in words(page) for notice in reply.notices)


def test_the_start_shows_who_will_ask(page):
    page.run()
    page.segmented_control(key="format").set_value("panel").run()
    people = guide().interviewers
    places = [words(page).index(person.name) for person in people]
    assert places == sorted(places), "in the order of the process"
    page.segmented_control(key="format").set_value("drill").run()
    asking = {
        q.interviewer for q in guide().questions if q.competency == page.session_state["competency"]
    }
    for person in people:
        assert (person.name in words(page)) == (person.id in asking)


def test_a_second_tab_is_told_and_nothing_is_forked(page, own_data_folder):
    """F30: what the other tab has not seen is not answered; its draft stays."""
    interview_id = begin(page)
    other = open_page(i=interview_id)
    other.run()
    send(page, THIN)
    before = stored(page, own_data_folder)
    other.chat_input[0].set_value("I answer what I saw before.").run()
    assert stored(page, own_data_folder) == before
    assert other.chat_input[0].proto.value == "I answer what I saw before."
    assert "went on in the meantime" in words(other)
    assert THIN in words(other), "the other tab now shows what is new"


def test_words_refused_when_the_question_closed_are_shown_and_kept_for_the_next(
    page, own_data_folder
):
    """F30: the box is shut while feedback is read, so the words stand on the page and in the next box."""
    late = "I answer what was <b>closed</b> elsewhere."
    interview_id = begin(page, format="short")
    other = open_page(i=interview_id)
    other.run()
    answer_until_closed(page)
    other.chat_input[0].set_value(late).run()
    settle(other)
    assert other.chat_input[0].disabled
    assert "still in the box" not in words(other)
    for _ in range(2):
        assert escape(late) in markup(other)
        other.run()
    other.button(key="control-next").click().run()
    assert not other.chat_input[0].disabled
    assert other.chat_input[0].proto.value == late, "given once: from here on the browser holds it"
    settle(other)
    send(other, STORY)
    answer_until_closed(other)
    assert escape(late) not in markup(other), "another reply was sent since"


def test_refused_words_can_be_dismissed(page, own_data_folder):
    late = "I answer what was closed elsewhere."
    interview_id = begin(page, format="short")
    other = open_page(i=interview_id)
    other.run()
    answer_until_closed(page)
    other.chat_input[0].set_value(late).run()
    settle(other)
    press(other, "dismiss")
    assert late not in words(other)
    other.button(key="control-next").click().run()
    assert not other.chat_input[0].proto.value


def test_the_same_submission_twice_is_one_reply(page, own_data_folder):
    """F26: the browser sends a submission again; its id is the same."""
    from interviewer.ui.sending import _store_reply
    from interviewer.ui.wiring import pieces

    begin(page)
    interview_id, seen = opened(page), len(stored(page, own_data_folder).turns)
    here = pieces()
    for _ in range(3):
        _store_reply(here, interview_id, seen, "one-id", STORY)
    assert here.jobs.wait(interview_id, 20)
    texts = [turn.text for turn in stored(page, own_data_folder).turns]
    assert texts.count(STORY) == 1


def test_a_press_that_comes_too_late_changes_nothing(page, own_data_folder):
    interview_id = begin(page)
    other = open_page(i=interview_id)
    other.run()
    press(page, "control-repeat")
    before = stored(page, own_data_folder)
    other.button(key="control-skip").click().run()
    assert stored(page, own_data_folder) == before
    assert "Nothing was changed" in words(other)


def test_hints_are_for_practice_only(page):
    begin(page, mode="live")
    assert "control-hint" not in keys(page)
    assert {"control-repeat", "control-skip", "control-pause", "control-end"} <= keys(page)
    assert "minutes left for this one" in words(page)


def test_a_pause_is_calm_and_can_be_ended(page):
    begin(page)
    press(page, "control-pause")
    assert "Paused" in words(page)
    assert "Everything you wrote is stored" in words(page)
    press(page, "control-resume")
    assert "control-pause" in keys(page)


def test_answer_again_makes_a_second_attempt(page, own_data_folder):
    begin(page)
    answer_until_closed(page)
    press(page, "control-again")
    assert "attempt 2" in words(page)
    answer_until_closed(page)
    assert {t.attempt for t in stored(page, own_data_folder).turns} == {1, 2}
    press(page, "control-next")
    press(page, "control-end")
    assert "attempt 2, practice" in words(page)


def test_the_report_offers_to_answer_again(page, own_data_folder):
    begin(page)
    answer_until_closed(page)
    press(page, "control-end")
    press(page, "again-1")
    assert page.chat_input
    assert "attempt 2" in words(page)


def test_skipping_leaves_no_level(page):
    begin(page)
    press(page, "control-skip")
    text = words(page)
    assert "skipped" in text
    assert "What does level" not in text
