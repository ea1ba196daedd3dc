"""What is stored comes back whole and in order, is listed, imported, changed later and held by one worker."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer import engine, storage_tables
from interviewer.domain import Evidence, FactFound, Grade, Interview, Outcome, Turn
from interviewer.errors import (
    StaleInterview,
    StorageError,
)
from interviewer.grading import ungraded
from interviewer.storage import Storage, new_interview_id
from tests.makers import NOON
from tests.stored import (
    GUIDE,
    RUBRICS,
    SCRIPT,
    STORY,
    bytes_of,
    held,
    reply,
    responded,
    stored,
    utc_now,
)


def test_an_interview_comes_back_as_it_was(storage: Storage, path: Path) -> None:
    interview = held(storage, STORY, STORY, STORY, "skip", "skip")
    assert interview.grades and len(interview.turns) > 10
    with Storage(path) as again:
        assert again.load(interview.id) == interview
        assert again.guide_of(interview) == GUIDE
        assert again.rubrics_of(interview) == RUBRICS


@pytest.mark.parametrize(
    ("model", "table", "elsewhere"),
    [
        (Turn, storage_tables.turn, set()),
        (Interview, storage_tables.interview, {"snapshots", "turns", "grades"}),
    ],
    ids=["turn", "interview"],
)
def test_every_field_has_a_column(
    model: type[Turn | Interview], table: sa.Table, elsewhere: set[str]
) -> None:
    assert model.model_fields.keys() - elsewhere <= set(table.c.keys())


TEXTS = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=300
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    text=TEXTS,
    notices=st.lists(TEXTS, max_size=2).map(tuple),
    seed=st.integers(min_value=-(2**90), max_value=2**90),
    at=st.datetimes(
        datetime(1990, 1, 1),  # noqa: DTZ001 - the zones are drawn
        datetime(2100, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]),
    ),
)
def test_any_text_seed_and_time_survive(
    storage: Storage, text: str, notices: tuple[str, ...], seed: int, at: datetime
) -> None:
    interview = stored(storage, seed=seed)
    after = engine.add_reply(interview, text, at=at, notices=notices)
    storage.save(interview, after)
    with Storage(storage.where) as again:
        assert again.load(interview.id) == after


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"], ids=["nul", "half a pair"])
def test_text_that_not_every_database_can_hold_is_refused_whole(
    storage: Storage, text: str
) -> None:
    interview = stored(storage)
    with pytest.raises(StorageError, match="cannot be stored"):
        storage.save(interview, reply(interview, text))
    assert storage.load(interview.id) == interview


def test_a_time_without_a_zone_is_refused(storage: Storage) -> None:
    interview = stored(storage)
    with pytest.raises(StorageError, match="time zone"):
        storage.save(interview, engine.add_reply(interview, "Yes", at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_what_was_loaded_is_kept_until_it_changes_anywhere(storage: Storage, path: Path) -> None:
    interview = held(storage, STORY)
    assert storage.load(interview.id) is storage.load(interview.id)
    with Storage(path) as other:
        other.save(interview, reply(interview))
    assert len(storage.load(interview.id).turns) == len(interview.turns) + 1


def test_the_kept_copy_knows_grades_made_elsewhere(storage: Storage, path: Path) -> None:
    interview = stored(storage)
    with Storage(path) as other:
        other.add_grade(interview.id, ungraded("q1", 1, "skipped", "-"))
    assert storage.save(interview, reply(interview)).grades != ()
    assert storage.load(interview.id).grades != ()


def test_order_is_by_number_not_by_time(storage: Storage) -> None:
    """F38: the clock jumps back an hour; the order stays."""
    interview = stored(storage)
    early = engine.add_reply(interview, "Earlier by the clock", at=NOON - timedelta(hours=1))
    storage.save(interview, early)
    with Storage(storage.where) as again:
        assert [t.seq for t in again.load(interview.id).turns] == [0, 1, 2]


def test_how_a_reply_was_heard_is_stored_with_the_response(storage: Storage) -> None:
    interview = stored(storage)
    interview = responded(storage, storage.save(interview, reply(interview)))
    with Storage(storage.where) as again:
        assert again.load(interview.id).turns[2].intent == "answer"


def test_words_taken_off_the_record_are_gone_from_the_disk(storage: Storage, path: Path) -> None:
    secret = f"canary{secrets.token_hex(8)}"
    interview = stored(storage)
    interview = storage.save(
        interview, reply(interview, f"Our vendor {secret} went bankrupt that week.")
    )
    interview = responded(storage, interview)
    assert secret.encode() in bytes_of(path)
    # The answer was graded meanwhile: its quotes go too.
    said = interview.turns[2].text
    quote = Evidence(sentence=1, seq=2, start=0, end=len(said), quote=said)
    found = FactFound(id="real_case", evidence=(quote,))
    storage.add_grade(interview.id, Grade(question="q1", outcome="graded", facts=(found,)))
    interview = storage.load(interview.id)
    interview = storage.save(interview, reply(interview, "Keep that secret, please."))
    interview = responded(storage, interview)
    assert interview.turns[2].off_record and interview.grades == ()
    assert secret.encode() not in bytes_of(path)
    with Storage(path) as again:
        assert again.load(interview.id) == interview


def test_lists_say_how_far_each_interview_went(storage: Storage) -> None:
    first = held(storage, STORY, "skip", STORY)
    later = engine.start(
        GUIDE,
        interview_id=new_interview_id(),
        format="warm_up",
        mode="practice",
        seed=1,
        at=NOON + timedelta(days=1),
        snapshots=first.snapshots,
        script=SCRIPT,
    )
    storage.create(later, guide=GUIDE, rubrics=RUBRICS)
    ended = engine.add_control(later, "end", at=NOON + timedelta(days=2))
    storage.save(later, ended.model_copy(update={"status": "ended"}))
    newest, oldest = storage.past()
    assert (newest.id, newest.status, newest.asked, newest.answered, newest.planned) == (
        later.id,
        "ended",
        1,
        0,
        1,
    )
    assert newest.touched == NOON + timedelta(days=2)
    assert (oldest.id, oldest.guide, oldest.status) == (first.id, GUIDE.title, "open")
    asked = {t.question for t in first.turns if t.kind == "question"}
    assert (oldest.planned, oldest.asked, oldest.answered) == (3, len(asked), 2)
    assert [held.id for held in storage.unfinished()] == [first.id]


@pytest.mark.parametrize(
    ("outcome", "answered"), [("not_answered", 0), ("declined", 0), ("not_graded", 1)]
)
def test_a_list_counts_as_answered_what_the_report_does(
    storage: Storage, outcome: Outcome, answered: int
) -> None:
    """Words that were heard and closed as no answer are none; an answer whose grading failed is one."""
    interview = stored(storage)
    interview = storage.save(interview, reply(interview))
    interview = responded(storage, interview)
    assert storage.past()[0].answered == 1
    storage.add_grade(interview.id, ungraded("q1", 1, outcome, "-"))
    assert storage.past()[0].answered == answered


def test_asked_questions_counts_interviews_not_attempts(storage: Storage) -> None:
    interview = held(storage, STORY, "skip", STORY)
    held(storage, STORY)
    asked = storage.asked_questions(GUIDE.id)
    first = interview.plan[0].question
    assert asked[first] == 2
    assert (
        sum(asked.values())
        == len({t.question for t in interview.turns if t.kind == "question"}) + 1
    )
    assert storage.asked_questions("another") == Counter()


def test_an_import_is_stored_whole_and_known_again(storage: Storage, tmp_path: Path) -> None:
    interview = held(storage, STORY, "skip", STORY)
    with Storage(tmp_path / "other.db") as other:
        assert other.save_import(interview, guide=GUIDE, rubrics=RUBRICS) == interview
        assert other.save_import(interview, guide=GUIDE, rubrics=RUBRICS) == interview
        assert len(other.past()) == 1
        assert other.load(interview.id) == interview


def test_an_import_never_writes_over_an_interview(storage: Storage) -> None:
    interview = held(storage, STORY)
    changed = interview.model_copy(update={"mode": "practice"})
    taken = storage.save_import(changed, guide=GUIDE, rubrics=RUBRICS)
    assert taken.id != interview.id
    assert storage.load(interview.id) == interview
    assert storage.load(taken.id).mode == "practice"


def test_one_worker_holds_an_interview_until_it_is_late_or_gone(storage: Storage) -> None:
    leases, interview, now = storage.leases, stored(storage), utc_now()
    soon = now + timedelta(seconds=30)

    def claim(who: str, at: datetime = now, gone: bool = False) -> bool:
        return leases.claim(
            interview.id, who, now=at, until=at + timedelta(seconds=30), is_gone=lambda _: gone
        )

    assert claim("a") and claim("a")
    assert not claim("b")
    assert claim("b", at=soon)
    assert not leases.renew(interview.id, "a", until=soon)
    assert claim("c", gone=True)
    with pytest.raises(StaleInterview):
        storage.save(interview, reply(interview), holder="b")
    with pytest.raises(StaleInterview):
        storage.add_grade(interview.id, ungraded("q1", 1, "skipped", "-"), holder="b")
    assert len(storage.save(interview, reply(interview), holder="c").turns) == 3
    leases.release(interview.id, "c")
    assert claim("b")


def test_an_interview_stays_owed_until_what_is_stored_was_seen(storage: Storage) -> None:
    leases, interview, now = storage.leases, stored(storage), utc_now()
    leases.claim(
        interview.id, "a", now=now, until=now + timedelta(seconds=30), is_gone=lambda _: False
    )
    replied = storage.save(interview, reply(interview))
    assert not leases.finish(interview, "a")
    assert leases.owed() == (interview.id,)
    storage.add_grade(interview.id, ungraded("q1", 1, "skipped", "-"))
    assert not leases.finish(replied, "a")
    assert leases.finish(storage.load(interview.id), "a")
    assert leases.owed() == ()


def test_a_reply_is_owed_from_the_moment_it_is_stored(storage: Storage) -> None:
    leases, interview, now = storage.leases, stored(storage), utc_now()
    leases.claim(
        interview.id, "a", now=now, until=now + timedelta(seconds=30), is_gone=lambda _: False
    )
    assert leases.finish(interview, "a") and leases.owed() == ()
    storage.save(interview, reply(interview))
    assert leases.owed() == (interview.id,)
