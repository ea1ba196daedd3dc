"""An open interview by a model that came from a file, on the page: nothing can be sent, so nothing is asked for."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from interviewer.storage import Storage
from tests.app_page import (
    ROOT,
    STORY,
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
from tests.model_server import MODEL


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(ROOT)
    return open_page()


def test_an_open_interview_from_a_file_asks_for_no_key_and_offers_the_embedded_grader(
    page, own_data_folder
):
    """A file does not say which server to call, so there is nothing a key or a second try could do."""
    page.run()
    press(page, "start")
    with Storage(own_data_folder / "steady.db") as storage:
        begun = storage.load(opened(page))
        stranger = begun.model_copy(
            update={"id": "f" * 32, "grader": MODEL, "server": "http://10.0.0.1/v1"}
        )
        storage.save_import(stranger, guide=guide(), rubrics=storage.rubrics_of(begun))
    along = open_page(i="f" * 32)
    along.run()
    assert "The model is not there" in words(along) and "came from a file" in words(along)
    assert "Key for" not in words(along) and "No key" not in words(along)
    assert {"interview-key", "try-now"}.isdisjoint(keys(along))
    send(along, f"Susan Whitfield told me that MRN 0048291 was wrong. {STORY}")
    settle(along)
    assert not stored(along, own_data_folder).awaits_review
    assert {"interview-key", "try-now"}.isdisjoint(keys(along))
    press(along, "grade-embedded")
    settle(along)
    assert stored(along, own_data_folder).grader == "embedded"
    assert "The model is not there" not in words(along)
