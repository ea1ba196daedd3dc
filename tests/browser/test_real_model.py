"""A whole interview of three questions in the browser, with a real language model that talks nonsense."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from interviewer.domain import Interview
from interviewer.spoken import faults_of_probe
from tests.app_page import STORY
from tests.browser import steps
from tests.browser.conftest import Watched
from tests.browser.server import Server
from tests.real_model import NAME, needs_model, serving

pytestmark = needs_model

DEADLINE = 120
"""Seconds for a call: the model writes a thousand tokens of nonsense before it finds an end."""
A_CALL = 1000 * (DEADLINE + 15)
SETTLED = 1000 * 9 * 60
"""Milliseconds for nine calls that mark three answers, on a machine that does something else as well."""


def test_three_questions_are_asked_heard_and_graded_whatever_a_real_model_says(
    watched: Watched, tmp_path: Path
) -> None:
    with serving() as url:
        server = Server(
            tmp_path,
            STEADY_OPENAI_BASE_URL=url,
            STEADY_MODEL=NAME,
            STEADY_CALL_DEADLINE=str(DEADLINE),
            STEADY_TOKENS_PER_INTERVIEW="0",
        )
        server.start()
        try:
            page = watched.page()
            interview_id = hold(page, server)
            with server.storage() as storage:
                check(storage.load(interview_id))
                spent = storage.calls.calls_of(interview_id)
        finally:
            server.stop()
    assert {call.purpose for call in spent} == {"hear", "mark"}
    done = [call for call in spent if call.outcome == "done"]
    assert done, "Nothing it said could be used, so nothing was tried here."
    assert all(call.tokens_in and call.tokens_out and not call.estimated for call in done)
    assert {call.model for call in done} == {NAME}


def hold(page: Page, server: Server) -> str:
    """Answer three questions in live mode, see the next thing asked each time, and read who graded."""
    interview_id = steps.begin(page, server.url, "Short", "Live")
    for number in (1, 2, 3):
        expect(page.get_by_text(f"Question {number} of 3", exact=True)).to_be_visible()
        steps.reply(page, STORY, wait=A_CALL)
        if page.get_by_text(f"Question {number} of 3", exact=True).count():
            # Its own probe or the planned one stands; that is enough of this question.
            steps.press(page, "skip")
    expect(page.get_by_text("your questions to the panel", exact=True)).to_be_visible()
    steps.press(page, "end")
    expect(page.get_by_text(f"graded by {NAME}").first).to_be_visible(timeout=SETTLED)
    return interview_id


def check(interview: Interview) -> None:
    """Nothing was lost, every question was asked, and every quote is the candidate's."""
    asked = [t.question for t in interview.turns if t.kind == "question"]
    assert asked == [place.question for place in interview.plan]
    assert interview.status == "ended"
    assert interview.grader == NAME
    probes = [t.text for t in interview.turns if t.kind == "probe"]
    assert not [fault for text in probes for fault in faults_of_probe(text)]
    said = {t.seq: t.text for t in interview.turns}
    for grade in interview.grades:
        assert NAME in grade.grader
        for e in (e for c in grade.criteria for f in c.findings for e in f.evidence):
            assert said[e.seq][e.start : e.end] == e.quote
