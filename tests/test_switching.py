"""An interview that leaves its model behind: no report holds levels of both, whoever is quicker."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from interviewer import engine, jobs
from interviewer.errors import Offline, StaleInterview
from interviewer.report import build_report
from interviewer.storage import Storage
from tests.at_work import PATIENCE, is_in_order
from tests.away import MODEL, Case
from tests.makers import NOON
from tests.stored import GUIDE, RUBRICS, at_once, reply

AWAY = Offline("There is no connection to the model.")


@pytest.fixture
def case(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    monkeypatch.setattr(jobs, "LOOK_EVERY", 3600.0)
    made = Case(storage)
    yield made
    made.jobs.close()


def graders(case: Case) -> set[str]:
    return {g.grader for g in case.interview.grades if g.outcome == "graded"}


def test_every_answer_is_graded_by_the_embedded_one(case: Case) -> None:
    case.until_closed(1)
    assert graders(case) == {MODEL}
    case.far.away(AWAY)
    case.until_closed(2)
    assert len(engine.owed_grades(case.interview)) == 1
    assert case.jobs.grade_with_embedded(case.id)
    case.rest()
    after = case.interview
    assert (after.grader, after.server) == ("embedded", "")
    assert [g.outcome for g in after.grades] == ["graded", "graded"]
    assert graders(case) == {"embedded 0.2"}
    assert case.jobs.waiting(case.id) is None
    assert case.two.forgotten == [case.id]
    report = build_report(after, guide=GUIDE, rubrics=RUBRICS)
    assert MODEL not in report.model_dump_json()
    asked = len(case.far.asked)
    case.says()
    assert len(case.far.asked) == asked and case.interview.turns[-2].notices == ()


def test_what_counts_neither_way_stays_as_it_is(case: Case) -> None:
    case.says("skip")
    case.until_closed(2)
    case.jobs.grade_with_embedded(case.id)
    case.rest()
    assert [(g.question, g.outcome) for g in case.interview.grades] == [
        ("q1", "skipped"),
        ("q2", "graded"),
    ]


def test_it_is_done_once_and_never_back(case: Case) -> None:
    case.until_closed(1)
    assert case.jobs.grade_with_embedded(case.id)
    case.rest()
    held = case.interview
    assert not case.jobs.grade_with_embedded(case.id)
    assert engine.without_model(held) is held


def test_a_model_that_is_still_marking_stores_nothing_afterwards(case: Case) -> None:
    case.far.gate = threading.Event()
    while not engine.owed_grades(case.interview):
        before = case.interview
        case.storage.save(before, reply(before))
        case.jobs.ensure(case.id)
        assert case.jobs.wait(case.id, PATIENCE)
    assert case.far.began.wait(PATIENCE)
    assert case.jobs.grade_with_embedded(case.id)
    case.far.gate.set()
    case.rest()
    assert graders(case) == {"embedded 0.2"} and len(case.interview.grades) == 1


@pytest.mark.parametrize("round", range(5))
def test_two_that_switch_while_a_third_replies(case: Case, round: int) -> None:
    case.until_closed(2)

    def one_more_reply() -> None:
        for _ in range(20):
            held = case.interview
            try:
                case.storage.save(held, reply(held))
            except StaleInterview:
                continue
            return case.jobs.ensure(case.id)

    switch = [lambda: case.jobs.grade_with_embedded(case.id)] * 2
    assert not at_once(*switch, one_more_reply)
    assert case.jobs.wait(case.id, PATIENCE, grades=True)
    case.rest()
    after = case.interview
    assert after.grader == "embedded" and graders(case) == {"embedded 0.2"}
    assert not engine.owed_grades(after) and not after.owes_response
    is_in_order(after)
    with Storage(case.storage.where) as again:
        assert again.load(case.id) == after


def test_a_switch_from_a_stale_look_is_refused(case: Case) -> None:
    """The grade that came meanwhile would stay, and be the model's."""
    case.far.marking = AWAY
    stale = case.until_closed(1)
    case.far.marking = None
    case.jobs.try_now(case.id)
    case.rest()
    assert graders(case) == {MODEL}
    with pytest.raises(StaleInterview):
        case.storage.save(stale, engine.without_model(stale))
    assert graders(case) == {MODEL}


def test_an_interview_that_has_ended_can_be_switched(case: Case) -> None:
    case.far.marking = AWAY
    case.until_closed(3)
    held = case.interview
    case.storage.save(held, engine.add_control(held, "end", at=NOON))
    case.look()
    assert case.interview.status == "ended" and not graders(case)
    assert case.jobs.grade_with_embedded(case.id)
    case.rest()
    assert graders(case) == {"embedded 0.2"} and len(case.interview.grades) == 3
    assert case.storage.leases.owed() == ()
