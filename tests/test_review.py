"""A reply that waits for the candidate's word: held, let go, edited, ended over; and what a prompt would show of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer import engine, review
from interviewer.domain import Interview
from interviewer.errors import NotNow, StaleInterview
from interviewer.privacy import masked, recognised
from interviewer.storage import Storage
from tests.makers import NOON, PlainScript, ScriptedBackend, heard_answer, rubrics, shown
from tests.stored import GUIDE, RUBRICS, begun

TOLD = "I told Susan Whitfield that MRN 0048291 was wrong, and then I fixed it in an hour."


def with_model(interview: Interview) -> Interview:
    return interview.model_copy(update={"grader": "m", "server": "http://127.0.0.1:1/v1"})


def told(interview: Interview, text: str = TOLD) -> Interview:
    """The interview with a reply, as the page and the terminal add one."""
    after = engine.add_reply(interview, text, at=NOON)
    return review.hold(after, recognised(text, interview.turns))


def answered(interview: Interview) -> Interview:
    return engine.respond(
        interview,
        guide=GUIDE,
        rubrics=RUBRICS,
        script=PlainScript(),
        backend=ScriptedBackend(heard_answer(shown("action.own_act", 1))),
        at=NOON,
    )


def sent(interview: Interview) -> str:
    """What a prompt shows of the last reply."""
    reply = [t for t in interview.turns if t.speaker == "candidate" and t.kind == "reply"][-1]
    return masked(reply.text, reply.identifiers)


@pytest.fixture
def held() -> Interview:
    return told(with_model(begun()))


def test_a_reply_with_something_new_is_held_and_owed_nothing(held: Interview) -> None:
    """F80: nothing is sent before the candidate has said what."""
    assert held.awaits_review
    assert not held.owes_response
    assert [found.tag for found in review.asked(held)] == ["[person 1]", "[record 1]"]


def test_nothing_is_held_where_nothing_is_sent() -> None:
    quiet = told(begun())
    assert quiet.owes_response
    assert quiet.turns[-1].identifiers == ()


def test_nothing_is_held_where_a_file_did_not_say_which_server_to_call() -> None:
    quiet = told(begun().model_copy(update={"grader": "m"}))
    assert quiet.owes_response and not quiet.awaits_review
    assert quiet.turns[-1].identifiers == ()


def test_what_was_held_before_it_was_taken_along_in_a_file_waits_for_nobody(
    held: Interview, storage: Storage
) -> None:
    """F80: nothing can be sent, so there is nothing to ask; the response is owed."""
    taken = storage.save_import(held, guide=GUIDE, rubrics=RUBRICS)
    assert taken.server == ""
    assert taken.owes_response and not taken.awaits_review
    assert answered(taken).turns[-1].speaker == "interviewer"


def test_a_reply_that_names_nobody_goes_at_once() -> None:
    assert told(with_model(begun()), "I fixed the race in an hour and wrote a test.").owes_response


def test_a_control_is_never_held() -> None:
    pressed = engine.add_control(with_model(begun()), "repeat", at=NOON)
    assert review.hold(pressed, recognised(TOLD, ())) == pressed


def test_what_is_ticked_is_masked_and_the_rest_is_kept(held: Interview) -> None:
    """F81"""
    gone = review.review(held, mask=frozenset({"[record 1]"}))
    assert gone.owes_response
    assert sent(gone).startswith("I told Susan Whitfield that MRN [record 1] was wrong")
    assert gone.turns[-1].text == TOLD


def test_what_was_decided_once_is_not_asked_again(held: Interview) -> None:
    """F81: what was kept stays, what was masked is masked silently, under the same tag."""
    on = answered(review.review(held, mask=frozenset({"[record 1]"})))
    again = told(on, "Susan looked up MRN 0048291 once more and found the second chart.")
    assert again.owes_response
    assert sent(again) == "Susan looked up MRN [record 1] once more and found the second chart."


def test_only_what_is_new_is_asked_about(held: Interview) -> None:
    on = answered(review.review(held, mask=frozenset({"[person 1]", "[record 1]"})))
    again = told(on, "Then Susan asked my manager Tomas to sign.")
    assert [found.tag for found in review.asked(again)] == ["[person 2]"]
    kept = review.review(again, mask=frozenset())
    assert sent(kept) == "Then [person 1] asked my manager Tomas to sign."


def test_an_edited_reply_is_looked_at_again(held: Interview) -> None:
    clean = "I told a nurse that a record was wrong, and then I fixed it in an hour."
    gone = review.edit(held, clean, found=recognised(clean, held.turns[:-1]))
    assert gone.owes_response
    assert (gone.turns[-1].text, gone.turns[-1].identifiers) == (clean, ())
    assert len(gone.turns) == len(held.turns)
    half = "I told a nurse that MRN 0048291 was wrong."
    still = review.edit(held, half, found=recognised(half, held.turns[:-1]))
    assert [found.tag for found in review.asked(still)] == ["[record 1]"]


@pytest.mark.parametrize("control", ["hint", "repeat", "skip", "pause", "next"])
def test_nothing_else_can_be_done_meanwhile(held: Interview, control) -> None:
    with pytest.raises(NotNow, match="waits for your word"):
        engine.add_control(held, control, at=NOON)
    with pytest.raises(NotNow, match="waits for your word"):
        engine.add_reply(held, "More words.", at=NOON)


def test_nothing_can_be_decided_where_nothing_is_held() -> None:
    for interview in (with_model(begun()), told(begun())):
        with pytest.raises(NotNow):
            review.review(interview, mask=frozenset())
        with pytest.raises(NotNow):
            review.edit(interview, "x", found=())


def test_an_interview_can_be_ended_over_a_held_reply_which_counts_with_all_masked(held) -> None:
    """The answer is not lost, and no more of it is sent than the panel proposed."""
    ended = answered(engine.add_control(held, "end", at=NOON))
    assert ended.status == "ended"
    assert "Susan" not in sent(ended)
    assert "0048291" not in sent(ended)
    owed = engine.owed_grades(ended)
    assert owed[0].outcome is None
    answer = engine.answer_of(ended, owed[0].question)
    assert answer is not None
    assert answer.replies[0].text == TOLD
    assert "Susan" not in masked(answer.replies[0].text, answer.replies[0].identifiers)


def test_without_its_model_a_held_reply_waits_for_nobody(held: Interview) -> None:
    assert engine.without_model(held).owes_response


def test_words_taken_off_the_record_leave_no_identifier(held: Interview) -> None:
    """F84"""
    from interviewer.room import Room

    gone = review.review(held, mask=frozenset({"[person 1]"}))
    room = Room(gone, guide=GUIDE, script=PlainScript(), at=NOON)
    room.remove((gone.turns[-1].seq,))
    assert room.interview.turns[-1].identifiers == ()


# ---------------------------------------------------------------- stored


def test_a_reload_shows_the_same_question(path: Path) -> None:
    """F29"""
    with Storage(path) as storage:
        before = storage.create(with_model(begun()), guide=GUIDE, rubrics=RUBRICS)
        held = storage.save(before, told(before))
    with Storage(path) as storage:
        assert storage.load(held.id) == held
        assert storage.load(held.id).awaits_review


def test_a_reply_let_go_is_owed_also_after_a_crash(path: Path) -> None:
    """F25: the row that says so is there, though no turn was added."""
    with Storage(path) as storage:
        before = storage.create(with_model(begun()), guide=GUIDE, rubrics=rubrics())
        held = storage.save(before, told(before))
        storage.leases.claim(held.id, "w", now=NOON, until=NOON, is_gone=lambda _: False)
        assert storage.leases.finish(held, "w")
        assert storage.leases.owed() == ()
        storage.save(held, review.review(held, mask=frozenset()))
        assert storage.leases.owed() == (held.id,)


def test_a_worker_that_saw_the_reply_held_looks_again(storage: Storage) -> None:
    before = storage.create(with_model(begun()), guide=GUIDE, rubrics=RUBRICS)
    held = storage.save(before, told(before))
    storage.leases.claim(held.id, "w", now=NOON, until=NOON, is_gone=lambda _: False)
    storage.save(held, review.review(held, mask=frozenset()))
    assert not storage.leases.finish(held, "w")


def test_two_tabs_decide_once(storage: Storage) -> None:
    """F30: the second tab cannot unmask what the first one masked."""
    before = storage.create(with_model(begun()), guide=GUIDE, rubrics=RUBRICS)
    held = storage.save(before, told(before))
    first = storage.save(held, review.review(held, mask=frozenset({"[person 1]", "[record 1]"})))
    with pytest.raises(StaleInterview):
        storage.save(held, review.review(held, mask=frozenset()))
    assert storage.load(held.id) == first


def test_an_edit_in_one_tab_is_not_undone_by_the_other(storage: Storage) -> None:
    before = storage.create(with_model(begun()), guide=GUIDE, rubrics=RUBRICS)
    held = storage.save(before, told(before))
    edited = review.edit(held, "My boss Karen knew.", found=recognised("My boss Karen knew.", ()))
    storage.save(held, edited)
    with pytest.raises(StaleInterview):
        storage.save(held, review.review(held, mask=frozenset()))
