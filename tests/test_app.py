"""The page without a browser: what each view draws and what each press does, over the real engine, storage and jobs.

AppTest runs app.py itself. Fragments that look again by themselves do so in a browser only (tests/browser), so
these tests draw the page again until nothing is owed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from interviewer.storage import Storage

ROOT = Path(__file__).parent.parent
STORY = (
    "In 2023 I ran the appointment form for two clinics. It lost entries about twice a week, and nurses had to "
    "call families again. I was asked to find out why before the autumn rush. First I read the logs of a week, "
    "then I wrote a test that saved the form twice at once, because I suspected a race. The test failed, so I put "
    "the save into one transaction instead of adding a retry, which would only have hidden it. After that no entry "
    "was lost in three months, and the nurses stopped calling families twice."
)
MORE = "The nurses told me in the weekly round that nothing was lost any more, and I check the log every Monday."


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.chdir(ROOT)
    yield AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)


def words(page: AppTest) -> str:
    """All that a person could read: our HTML without its tags, and the labels of widgets."""
    import html

    bodies = [element.proto.body for element in page.get("html")]
    text = html.unescape(re.sub(r"<[^>]+>", " ", " ".join(bodies)))
    labels = " ".join(button.label for button in page.button)
    return re.sub(r"\s+", " ", f"{text} {labels}")


def markup(page: AppTest) -> str:
    return " ".join(element.proto.body for element in page.get("html"))


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    settle(page)


def settle(page: AppTest, seconds: float = 20) -> None:
    """Draw again until nothing is being read or graded, as the page does by itself in a browser."""
    ends = time.monotonic() + seconds
    while 'class="reading"' in markup(page):
        assert time.monotonic() < ends, "the response never came"
        time.sleep(0.05)
        page.run()
    assert not page.exception


def begin(page: AppTest, *, mode: str = "practice", format: str = "warm_up") -> str:
    """Start an interview and say its id."""
    page.run()
    page.segmented_control(key="format").set_value(format).run()
    page.segmented_control(key="mode").set_value(mode).run()
    press(page, "start")
    return opened(page)


def send(page: AppTest, text: str) -> None:
    page.chat_input[0].set_value(text).run()
    settle(page)


def opened(page: AppTest) -> str:
    """The id in the address."""
    found = page.query_params["i"]
    return found if isinstance(found, str) else found[0]


def keys(page: AppTest) -> set[str]:
    return {button.key for button in page.button}


def answer_until_closed(page: AppTest) -> None:
    """Answer the question and its probes until it is closed."""
    for text in (STORY, MORE, MORE, MORE):
        if "control-next" in keys(page) or "control-hint" not in keys(page):
            return
        send(page, text)


def stored(page: AppTest, folder: Path):
    with Storage(folder / "steady.db") as storage:
        return storage.load(opened(page))


# ---------------------------------------------------------------- start


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


def test_a_key_that_is_set_is_named_as_unused(page, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-canary-000000000000")
    page.run()
    text = words(page)
    assert "comes with a later version" in text
    assert "nothing is sent" in text
    assert "canary" not in text


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
    with_ids = [q.id for q in _guide().questions]
    own.set_value([with_ids[4], with_ids[1]]).run()
    press(page, "start")
    interview = stored(page, own_data_folder)
    assert [p.question for p in interview.plan] == [with_ids[4], with_ids[1]]


def _guide():
    from interviewer.library import load_library

    return load_library().guide("chop-software-engineer")


def test_the_preparation_tips_name_their_section(page):
    page.run()
    tips = [fact for fact in _guide().facts if fact.tip]
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


# ---------------------------------------------------------------- the interview


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
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    again.query_params["i"] = opened(page)
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


def test_a_second_tab_is_told_and_nothing_is_forked(page, own_data_folder):
    """F30: what the other tab has not seen is not answered; its draft stays."""
    interview_id = begin(page)
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    other.query_params["i"] = interview_id
    other.run()
    send(page, STORY)
    before = stored(page, own_data_folder)
    other.chat_input[0].set_value("I answer what I saw before.").run()
    assert stored(page, own_data_folder) == before
    assert other.chat_input[0].proto.value == "I answer what I saw before."
    assert "went on in the meantime" in words(other)
    assert STORY in words(other), "the other tab now shows what is new"


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
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    other.query_params["i"] = interview_id
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


# ---------------------------------------------------------------- history, sample, import


def test_unfinished_interviews_come_first_and_go_on(page, own_data_folder):
    interview_id = begin(page)
    home = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    home.run()
    assert "Unfinished: warm-up, question 1 of 1" in words(home)
    assert home.button(key=f"continue-{interview_id}").proto.type == "primary"
    home.button(key=f"continue-{interview_id}").click().run()
    assert opened(home) == interview_id
    assert home.chat_input


def test_deleting_means_gone(page, own_data_folder):
    interview_id = begin(page)
    send(page, STORY)
    history = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    history.query_params["view"] = "history"
    history.run()
    history.button(key=f"delete-{interview_id}").click().run()
    assert "Deleted" in words(history)
    assert f"open-{interview_id}" not in keys(history)
    gone = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    gone.query_params["i"] = interview_id
    gone.run()
    assert "There is no interview at this address" in words(gone)


def test_lists_exist_in_personal_mode_only(page, monkeypatch):
    monkeypatch.setenv("STEADY_PERSONAL", "0")
    begin(page)
    home = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
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
