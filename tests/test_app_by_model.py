"""An interview held by a model, on the page, without a browser: at work, away, back, without a key, over the cap, left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from interviewer.domain import ModelCall
from interviewer.exports import EXPORTS
from interviewer.report import build_report
from interviewer.storage import Storage
from tests.app_page import (
    ROOT,
    STORY,
    answer_until_closed,
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
from tests.model_server import MODEL, ModelServer, http
from tests.models import Honest, OverHTTP
from tests.stored import utc_now
from tests.test_app_model import KEY, choose_model, everything, type_key

REFUSED = http(401, {"error": {"message": "no such key", "code": "invalid_api_key"}})


class Switched:
    """A model server that can be away: `says` is what it answers with then."""

    def __init__(self) -> None:
        self.honest = OverHTTP(Honest(guide()))
        self.says: Any = None

    def __call__(self, request: dict[str, Any]) -> Any:
        return self.honest(request) if self.says is None else self.says


@pytest.fixture
def answers() -> Switched:
    return Switched()


@pytest.fixture
def model(answers: Switched) -> Iterator[ModelServer]:
    with ModelServer(answers) as server:
        yield server


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("STEADY_CALL_DEADLINE", "2")
    return open_page()


def begin_by_model(page: AppTest, model: ModelServer, *, key: str = "") -> str:
    """Start a warm-up that the model hears and grades."""
    choose_model(page, model.base_url)
    page.segmented_control(key="format").set_value("warm_up").run()
    if key:
        type_key(page, key)
    page.text_input(key=f"model-name-{host(model)}").set_value(MODEL).run()
    press(page, "start")
    return opened(page)


def host(model: ModelServer) -> str:
    return model.base_url.split("/")[2]


def until(page: AppTest, true: Callable[[], bool]) -> None:
    """Draw the page again until something is so, as a browser does by itself."""
    ends = time.monotonic() + 20
    while not true():
        assert time.monotonic() < ends, words(page)
        time.sleep(0.05)
        page.run()
    assert not page.exception


def end(page: AppTest) -> None:
    press(page, "control-next")
    press(page, "control-end")


# ---------------------------------------------------------------- at work


def test_a_model_hears_grades_and_is_named(page, model, own_data_folder):
    """F21: the model's id stands on the page, in the report and in every export."""
    interview_id = begin_by_model(page, model)
    assert f"{MODEL} at {host(model)}" in words(page)
    assert "0 of at most 60,000 tokens sent" in words(page)
    answer_until_closed(page)
    with Storage(own_data_folder / "steady.db") as storage:
        sent = storage.calls.spent(interview_id).tokens_in
    assert sent > 0
    assert f"{sent:,} of at most 60,000 tokens sent" in words(page)
    end(page)
    until(page, lambda: f"graded by {MODEL} at {host(model)}" in words(page))
    assert "levels are computed by Steady" in words(page)
    assert "tokens sent," in words(page)
    with Storage(own_data_folder / "steady.db") as storage:
        interview = storage.load(interview_id)
        report = build_report(
            interview, guide=storage.guide_of(interview), rubrics=storage.rubrics_of(interview)
        )
    assert {grade.grader for grade in interview.grades} == {MODEL}
    for ending, export in EXPORTS.items():
        assert MODEL.encode() in export.render(report), ending
    open_page_of_history = open_page(view="history")
    open_page_of_history.run()
    assert f"graded by {MODEL}" in words(open_page_of_history)


def test_a_typed_key_reaches_its_server_and_nothing_else(page, model, own_data_folder):
    """The key is sent as the call's password, stands in no element, address, state, prompt or file."""
    begin_by_model(page, model, key=KEY)
    assert "forget-key" in keys(page)
    send(page, STORY)
    assert all(KEY in asked.headers["authorization"] for asked in model.chats)
    assert not [asked for asked in model.requests if KEY.encode() in asked.body]
    assert KEY not in everything(page)
    files = [path for path in own_data_folder.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_a_forgotten_key_is_sent_no_more(page, model):
    begin_by_model(page, model, key=KEY)
    send(page, "It went fine and we shipped it in the end, as I said to them.")
    press(page, "forget-key")
    assert "The key is forgotten" in words(page)
    assert "forget-key" not in keys(page)
    before = len(model.chats)
    send(page, STORY)
    later = model.chats[before:]
    assert later, "a server of one's own may want no key"
    assert not [asked for asked in later if KEY in asked.headers.get("authorization", "")]


def test_the_embedded_interview_has_no_line_of_a_model(page):
    page.run()
    press(page, "start")
    assert "tokens sent" not in words(page)
    assert {"forget-key", "try-now", "grade-embedded"}.isdisjoint(keys(page))


# ---------------------------------------------------------------- away


def test_while_the_model_is_away_the_interview_goes_on_and_grades_wait(page, model, answers):
    """F68: one calm panel with the reason; the grade comes when the model is back."""
    begin_by_model(page, model)
    answers.says = http(503, {"error": {"message": "down"}})
    answer_until_closed(page)
    until(page, lambda: "The model is away" in words(page))
    assert "waits to be graded" in words(page)
    assert "heard by the embedded hearer" in words(page)
    assert "control-next" in keys(page), "one goes on meanwhile"
    answers.says = None
    page.button(key="try-now").click().run()
    until(page, lambda: "What your answer showed" in words(page))
    assert "The model is away" not in words(page)


def test_a_key_that_is_refused_is_asked_for_again(page, model, answers):
    begin_by_model(page, model, key="sk-wrong-0123456789")
    answers.says = REFUSED
    answer_until_closed(page)
    until(page, lambda: "The key is not taken" in words(page))
    answers.says = None
    page.text_input(key="interview-key").set_value(KEY).run()
    assert KEY not in everything(page)
    until(page, lambda: "What your answer showed" in words(page))
    assert KEY in model.chats[-1].headers["authorization"]


def test_a_model_that_is_away_can_be_left_for_the_embedded_grader(
    page, model, answers, own_data_folder
):
    """Never a report of two graders: what the model graded is graded anew."""
    begin_by_model(page, model)
    answers.says = http(503, {"error": {"message": "down"}})
    answer_until_closed(page)
    until(page, lambda: "grade-embedded" in keys(page))
    assert "no report mixes the two" in words(page)
    press(page, "grade-embedded")
    until(page, lambda: "What your answer showed" in words(page))
    assert "The embedded grader is at work now" in words(page) or "try-now" not in keys(page)
    interview = stored(page, own_data_folder)
    assert interview.grader == "embedded"
    assert {grade.grader.split()[0] for grade in interview.grades} == {"embedded"}
    end(page)
    assert "graded by embedded" in words(page)


def test_the_report_says_what_waits_and_fills_in_when_the_model_is_back(page, model, answers):
    begin_by_model(page, model)
    answers.says = http(503, {"error": {"message": "down"}})
    answer_until_closed(page)
    until(page, lambda: "control-next" in keys(page))
    end(page)
    until(page, lambda: "The model is away" in words(page))
    assert "still to come" in words(page)
    answers.says = None
    page.button(key="try-now").click().run()
    until(page, lambda: "What does level" in words(page))
    assert "The model is away" not in words(page)


def test_openai_without_a_key_asks_for_it_before_anything_is_tried(page, own_data_folder):
    """After a restart: a typed key is not stored, so the page asks again."""
    choose_model(page)
    page.segmented_control(key="format").set_value("warm_up").run()
    type_key(page)
    press(page, "start")
    interview_id = opened(page)
    import streamlit as st

    st.cache_resource.clear()  # the process is another one
    again = open_page(i=interview_id)
    again.run()
    assert "The model needs a key" in words(again)
    assert "No key for api.openai.com is at hand" in words(again)
    again.text_input(key="interview-key").set_value(KEY).run()
    assert "The model needs a key" not in words(again)
    assert KEY not in everything(again)


# ---------------------------------------------------------------- the cap


@pytest.mark.parametrize(
    ("share", "says"),
    [
        (0.5, ""),
        (0.85, "tokens for this interview is near"),
        (1.0, "for this interview is reached"),
    ],
    ids=["far", "near", "reached"],
)
def test_the_cap_is_told_before_it_is_reached(page, model, own_data_folder, share, says):
    interview_id = begin_by_model(page, model)
    spend(own_data_folder, interview_id, round(60_000 * share))
    page.run()
    settle(page)
    assert f"{round(60_000 * share):,} of at most 60,000 tokens sent" in words(page)
    assert (says in words(page)) if says else ("The cap of" not in words(page))


def test_the_days_cap_is_told_before_it_is_reached(page, model, own_data_folder):
    """Spent by others: this interview has sent next to nothing."""
    begin_by_model(page, model)
    spend(own_data_folder, None, 350_000)
    page.run()
    settle(page)
    assert "The cap of 400,000 tokens for today (UTC) is near." in words(page)


def spend(folder: Path, interview_id: str | None, tokens: int) -> None:
    """Write down a call of so many tokens."""
    with Storage(folder / "steady.db") as storage:
        storage.calls.write(
            ModelCall(
                id="1" * 32,
                interview_id=interview_id,
                purpose="hear",
                model=MODEL,
                at=utc_now(),
                tokens_in=tokens,
                outcome="done",
            )
        )


def test_a_hostile_name_of_a_model_is_text(page, model):
    """F69: what a server or a person calls a model is escaped wherever it stands."""
    choose_model(page, model.base_url)
    name = "<script>window.pwn=1</script>"
    page.text_input(key=f"model-name-{host(model)}").set_value(name).run()
    press(page, "start")
    assert name in words(page)
    assert "<script>window" not in markup(page)
