"""The start page without a browser: what it says, offers and refuses."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from interviewer.storage import Storage
from tests.app_page import (
    ROOT,
    guide,
    keys,
    open_page,
    press,
    stored,
    words,
)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(ROOT)
    return open_page()


def test_the_start_says_what_it_is_who_grades_and_whose_it_is_not(page):
    page.run()
    text = words(page)
    assert "Steady" in text
    assert "Children's Hospital of Philadelphia" in text
    assert "16 questions from the guide word for word" in text
    assert "embedded grader" in text
    assert "Nothing you type leaves this machine" in text
    assert "not affiliated" in text
    assert "key for a language model" not in text


def test_another_guide_can_be_picked(page):
    page.run()
    guide = page.selectbox(key="guide")
    assert len(guide.options) >= 2
    guide.set_value("software-engineer-general").run()
    assert not page.exception
    from interviewer.library import load_library

    assert load_library().guide("software-engineer-general").disclaimer in words(page)


def test_a_drill_asks_only_its_competency(page, own_data_folder):
    page.run()
    page.segmented_control(key="format").set_value("drill").run()
    competency = page.session_state["competency"]
    press(page, "start")
    interview = stored(page, own_data_folder)
    with Storage(own_data_folder / "steady.db") as storage:
        guide = storage.guide_of(interview)
    assert interview.competency == competency
    assert {guide.question(p.question).competency for p in interview.plan} == {competency}


def test_my_choice_needs_a_question_and_keeps_their_order(page, own_data_folder):
    page.run()
    page.segmented_control(key="format").set_value("own").run()
    assert page.button(key="start").disabled
    own = page.multiselect(key="own")
    with_ids = [q.id for q in guide().questions]
    own.set_value([with_ids[4], with_ids[1]]).run()
    press(page, "start")
    interview = stored(page, own_data_folder)
    assert [p.question for p in interview.plan] == [with_ids[4], with_ids[1]]


def test_the_preparation_tips_name_their_section(page):
    page.run()
    tips = [fact for fact in guide().facts if fact.tip]
    assert tips
    for fact in tips:
        assert fact.section in words(page)


def test_a_broken_guide_is_named_and_no_interview_starts(page, monkeypatch, tmp_path):
    """A data file that is broken: the page says which file and where, and offers no start."""
    guides = tmp_path / "guides"
    guides.mkdir()
    (guides / "mine.yaml").write_text("id: mine\ntitle: [", encoding="utf-8")
    monkeypatch.setenv("STEADY_GUIDES_DIR", str(guides))
    page.run()
    assert "mine.yaml" in words(page)
    assert "line" in words(page)
    assert "start" not in keys(page)
    assert not page.exception
    (guides / "mine.yaml").unlink()
    page.run()
    assert "start" in keys(page), "mending the file and loading again is enough"


def test_a_damaged_database_is_named_and_left_as_it_is(page, own_data_folder):
    """F34"""
    own_data_folder.mkdir(parents=True)
    broken = own_data_folder / "steady.db"
    broken.write_bytes(b"this is no database" * 100)
    page.run()
    assert "damaged" in words(page)
    assert "start" not in keys(page)
    assert broken.read_bytes() == b"this is no database" * 100
