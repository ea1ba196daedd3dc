"""What may go to a model, asked in a terminal: mask, keep, edit, end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.domain import Interview
from interviewer.privacy import masked
from tests.makers import rubrics
from tests.test_terminal import Room, full_answer

TOLD = "I told my boss Karen that MRN 0048291 was wrong, and then I fixed it."


class ModelRoom(Room):
    """A desk whose interview is held with a model."""

    def begin(self, **_: object) -> str:
        begun = self.storage.load(super().begin())
        with_model = begun.model_copy(
            update={"id": "1" * 32, "grader": "m", "server": "http://127.0.0.1:1/v1"}
        )
        self.storage.create(with_model, guide=self.guide, rubrics=rubrics())
        return with_model.id


@pytest.fixture
def room(tmp_path: Path) -> Iterator[ModelRoom]:
    room = ModelRoom(tmp_path)
    yield room
    room.jobs.close()
    room.storage.close()
    room.backend.assert_used_up()


def sent(interview: Interview) -> str:
    turn = next(t for t in interview.turns if t.kind == "reply")
    return masked(turn.text, turn.identifiers)


ENTRIES = {
    "m": "I told my boss [person 1] that MRN [record 1] was wrong, and then I fixed it.",
    "": "I told my boss [person 1] that MRN [record 1] was wrong, and then I fixed it.",
    "k": TOLD,
    "k 1": "I told my boss Karen that MRN [record 1] was wrong, and then I fixed it.",
    "K 1, 2": TOLD,
}


@pytest.mark.parametrize(("entry", "prompt"), ENTRIES.items(), ids=ENTRIES)
def test_an_entry_decides_what_is_sent(room: ModelRoom, entry: str, prompt: str) -> None:
    """F81"""
    room.hears(full_answer(), graded=1)
    held = room.begin()
    assert not room.hold(held, TOLD, "", entry, EOFError)
    room.jobs.wait(held, 10, grades=True)
    assert sent(room.stored(held)) == prompt
    assert room.stored(held).turns[2].text == TOLD
    assert "1 “Karen”, sent as [person 1]" in room.seen
    assert "127.0.0.1:1" in room.seen
    assert "misses others" in room.seen


def test_an_edited_reply_is_asked_about_again(room: ModelRoom) -> None:
    room.hears(full_answer(), graded=1)
    held = room.begin()
    half = "I told a nurse that MRN 0048291 was wrong, and then I fixed it."
    assert not room.hold(held, TOLD, "", "e", half, "", "m", EOFError)
    room.jobs.wait(held, 10, grades=True)
    assert sent(room.stored(held)) == half.replace("0048291", "[record 1]")


def test_what_is_no_answer_changes_nothing(room: ModelRoom) -> None:
    held = room.begin()
    assert not room.hold(held, TOLD, "", "what", "e", "", "e", " . ", "", EOFError)
    assert room.stored(held).awaits_review
    assert room.stored(held).turns[-1].text == TOLD
    assert "Please type m, k or e." in room.seen


def test_leaving_keeps_the_question_for_the_next_time(room: ModelRoom) -> None:
    """F29"""
    held = room.begin()
    assert not room.hold(held, TOLD, "", KeyboardInterrupt)
    room.hears(full_answer(), graded=1)
    assert not room.hold(held, "m", EOFError)
    room.jobs.wait(held, 10, grades=True)
    assert "Karen" not in sent(room.stored(held))


def test_it_can_be_ended_there(room: ModelRoom) -> None:
    room.hears(graded=1)
    held = room.begin()
    assert room.hold(held, TOLD, "", "/end")
    room.jobs.wait(held, 10, grades=True)
    assert room.stored(held).status == "ended"
    assert "Karen" not in sent(room.stored(held))
