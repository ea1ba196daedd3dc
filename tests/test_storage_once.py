"""What is sent twice, from two tabs or from many threads is stored once."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from interviewer.domain import Evidence, FactFound, Grade, Turn
from interviewer.errors import (
    StaleInterview,
)
from interviewer.grading import ungraded
from interviewer.storage import Storage
from tests.makers import NOON
from tests.stored import (
    at_once,
    reply,
    responded,
    stored,
)


def test_a_reply_sent_twice_is_stored_once(storage: Storage) -> None:
    interview = stored(storage)
    first = storage.save(interview, reply(interview, "One.", client_id="c1"))
    assert storage.save(interview, reply(interview, "One.", client_id="c1")) == first
    answered = responded(storage, first)
    # The page was slow: it sends the same again after the interviewer went on.
    assert storage.save(answered, reply(answered, "One.", client_id="c1")) == answered
    assert Counter(t.client_id for t in storage.load(interview.id).turns)["c1"] == 1


def test_the_same_reply_from_fifty_threads_is_stored_once(storage: Storage, path: Path) -> None:
    """F26: double Enter, double click, a browser that sends again."""
    interview = stored(storage)
    raised = at_once(
        *[lambda: storage.save(interview, reply(interview, "Yes.", client_id="same"))] * 50
    )
    assert raised == []
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM turn WHERE client_id = 'same'").fetchone() == (1,)
        assert raw.execute("SELECT count(*) FROM turn").fetchone() == (3,)


def test_the_second_tab_is_refused_and_nothing_forks(storage: Storage) -> None:
    """F30."""
    interview = stored(storage)
    first = storage.save(interview, reply(interview, "From one tab.", client_id="a"))
    with pytest.raises(StaleInterview, match="another tab.*Your draft is kept"):
        storage.save(interview, reply(interview, "From the other.", client_id="b"))
    assert storage.load(interview.id) == first


def test_eight_writers_leave_one_order(path: Path, storage: Storage) -> None:
    """F31: each writes 25 turns on its own connection; every one is stored, once, without a gap."""
    interview = stored(storage)
    storages = [Storage(path) for _ in range(8)]

    def write(number: int) -> None:
        for turn in range(25):
            while True:
                before = storages[number].load(interview.id)
                said = Turn(
                    seq=len(before.turns),
                    speaker="candidate",
                    kind="reply",
                    text=f"{number}/{turn}",
                    at=NOON,
                    client_id=f"{number}/{turn}",
                )
                after = before.model_copy(update={"turns": (*before.turns, said)})
                try:
                    storages[number].save(before, after)
                    break
                except StaleInterview:
                    continue

    raised = at_once(*[lambda n=n: write(n) for n in range(8)])
    for opened in storages:
        opened.close()
    assert raised == []
    turns = storage.load(interview.id).turns
    assert [t.seq for t in turns] == list(range(2 + 200))
    assert len({t.text for t in turns[2:]}) == 200
    for number in range(8):
        mine = [t.text for t in turns if t.text.startswith(f"{number}/")]
        assert mine == [f"{number}/{turn}" for turn in range(25)]


def test_a_grade_is_stored_once_and_the_first_stays(storage: Storage) -> None:
    interview = stored(storage)
    first, second = ungraded("q1", 1, "skipped", "first"), ungraded("q1", 1, "skipped", "second")
    storage.add_grade(interview.id, first)
    storage.add_grade(interview.id, second)
    assert storage.load(interview.id).grades == (first,)


def test_grades_keep_the_order_they_were_made_in(storage: Storage) -> None:
    interview = stored(storage)
    made = tuple(
        ungraded(q, a, "skipped", "-") for q, a in [("q3", 1), ("q1", 2), ("q1", 1), ("q2", 1)]
    )
    for grade in made:
        storage.add_grade(interview.id, grade)
    with Storage(storage.where) as again:
        assert again.load(interview.id).grades == made


def test_a_grade_that_quotes_what_was_not_said_is_refused(storage: Storage) -> None:
    """F56: only a stored turn of the candidate can be quoted."""
    interview = stored(storage)
    interview = storage.save(interview, reply(interview, "I checked the logs."))
    invented = Evidence(sentence=1, seq=2, start=0, end=9, quote="I fixed it")
    asked = Evidence(sentence=1, seq=1, start=0, end=3, quote=interview.turns[1].text[:3])
    said = Evidence(sentence=1, seq=2, start=2, end=9, quote="checked")
    for wrong in (invented, asked):
        found = FactFound(id="real_case", evidence=(wrong,))
        with pytest.raises(StaleInterview):
            storage.add_grade(interview.id, Grade(question="q1", outcome="graded", facts=(found,)))
    right = Grade(
        question="q1", outcome="graded", facts=(FactFound(id="real_case", evidence=(said,)),)
    )
    storage.add_grade(interview.id, right)
    assert storage.load(interview.id).grades == (right,)


def test_only_a_grade_that_could_not_be_made_is_owed_again(storage: Storage) -> None:
    interview = stored(storage)
    storage.add_grade(interview.id, ungraded("q1", 1, "not_graded", "-"))
    storage.add_grade(interview.id, ungraded("q2", 1, "skipped", "-"))
    assert storage.owe_grade(interview.id, question="q1", attempt=1)
    assert not storage.owe_grade(interview.id, question="q2", attempt=1)
    assert [g.question for g in storage.load(interview.id).grades] == ["q2"]
