"""A model that is away stops no interview; what it owes waits, is asked for seldom, and is paid once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from interviewer import engine, jobs
from interviewer.domain import Interview
from interviewer.errors import (
    BackendError,
    BackendUnavailable,
    BadModelReply,
    Busy,
    CapReached,
    KeyRefused,
    ModelRefused,
    ModelUnknown,
    NoKey,
    Offline,
    QuotaSpent,
    Resting,
    TooSlow,
)
from interviewer.jobs_away import AwayList, heard_without
from interviewer.storage import Storage
from tests.at_work import PATIENCE, is_in_order, until
from tests.away import MODEL, SERVER, Case, Still, TwoBackends
from tests.makers import NOON
from tests.stored import FailingBackend, begun, reply

AWAY = Offline("There is no connection to the model.")


@pytest.fixture
def case(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    # Nobody but the test looks, unless it says so.
    monkeypatch.setattr(jobs, "LOOK_EVERY", 3600.0)
    made = Case(storage)
    yield made
    made.jobs.close()


def notices(interview: Interview) -> list[tuple[str, ...]]:
    return [t.notices for t in interview.turns if t.kind == "reply"]


# ---------------------------------------------------------------- an outage


def test_an_outage_loses_no_turn_and_each_grade_is_made_once(case: Case) -> None:
    """F68: away before the first word, back after the second question."""
    case.far.away(AWAY)
    away = case.until_closed(2)
    assert not away.grades and len(engine.owed_grades(away)) == 2
    assert all(len(told) == 1 and "could not be reached" in told[0] for told in notices(away))
    assert case.jobs.failure(case.id) is None
    case.far.away(None)
    case.clock.goes(301)
    case.look()
    done = case.interview
    assert [g.outcome for g in done.grades] == ["graded", "graded"]
    assert {g.grader for g in done.grades} == {MODEL}
    assert len([a for a in case.far.asked if a.startswith("mark q1 star")]) < 4
    assert case.jobs.waiting(case.id) is None
    is_in_order(done)
    case.says()
    assert case.interview.turns[-2].notices == ()


def test_a_reply_says_once_that_the_model_was_away_and_why(case: Case) -> None:
    case.far.hearing = TooSlow("It took too long.")
    case.says()
    (told,) = case.interview.turns[2].notices
    assert "heard by the embedded hearer (no answer in time)" in told


def test_a_reply_the_model_answers_with_nothing_usable_is_heard_all_the_same(case: Case) -> None:
    """F16: no wait follows, since the server is there."""
    case.far.hearing = BadModelReply("It sent prose.")
    case.says()
    assert "could not be used" in case.interview.turns[2].notices[0]
    assert case.jobs.waiting(case.id) is None
    case.far.hearing = None
    case.says()
    assert notices(case.interview)[1] == ()


def test_what_the_model_cannot_read_is_not_graded_and_can_be_tried_again(case: Case) -> None:
    case.far.marking = ModelRefused("It declined.")
    case.until_closed(1)
    (grade,) = case.interview.grades
    assert (grade.outcome, grade.criteria) == ("not_graded", ()) and "It declined." in grade.reason
    case.far.marking = None
    assert case.jobs.regrade(case.id, question=grade.question)
    case.rest()
    assert [g.outcome for g in case.interview.grades] == ["graded"]


def test_without_a_model_and_without_the_embedded_hearer_the_interview_goes_on(
    storage: Storage,
) -> None:
    two = TwoBackends(here=FailingBackend(hears=False))
    case = Case(storage, two)
    case.far.away(AWAY)
    case.says()
    assert case.interview.turns[-1].speaker == "interviewer"
    case.jobs.close()


def test_while_the_model_is_known_to_be_away_nobody_waits_for_it_again(case: Case) -> None:
    """A hanging server costs a candidate its deadline once, not at every reply."""
    case.far.away(AWAY)
    case.says()
    case.says()
    assert case.far.asked.count("hear") == 1
    case.clock.goes(6)
    case.says()
    assert case.far.asked.count("hear") == 2


def test_what_needs_no_model_is_settled_meanwhile(case: Case) -> None:
    case.far.away(AWAY)
    case.until_closed(1)
    case.says("skip")
    assert [(g.question, g.outcome) for g in case.interview.grades] == [("q2", "skipped")]
    assert [owed.question for owed in engine.owed_grades(case.interview)] == ["q1"]


# ---------------------------------------------------------------- how often it is asked


def test_a_page_that_looks_all_the_time_asks_the_model_no_oftener(case: Case) -> None:
    """F18: nothing is tried before its time, and nothing is even written to the database."""
    case.far.away(AWAY)
    case.until_closed(1)
    asked, stamp = len(case.far.asked), case.interview
    for _ in range(100):
        case.jobs.ensure(case.id)
    case.rest()
    assert len(case.far.asked) == asked and case.interview is stamp
    case.clock.goes(5.1)
    for _ in range(20):
        case.look()
    assert len(case.far.asked) == asked + 1


def test_try_now_asks_at_once(case: Case) -> None:
    case.far.away(AWAY)
    case.until_closed(1)
    case.far.away(None)
    case.look()
    assert not case.interview.grades
    case.jobs.try_now(case.id)
    case.rest()
    assert [g.outcome for g in case.interview.grades] == ["graded"]


def test_it_is_tried_again_though_nobody_looks(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOOK_EVERY", 0.01)
    case = Case(storage)
    case.far.away(AWAY)
    case.until_closed(1)
    case.far.away(None)
    case.clock.goes(6)
    until(lambda: len(case.interview.grades) == 1)
    case.jobs.close()


def by_model(interview_id: str = "1") -> Interview:
    return begun(interview_id=interview_id).model_copy(
        update={"grader": MODEL, "server": SERVER, "id": interview_id}
    )


def test_the_waits_double_up_to_five_minutes() -> None:
    clock, interview = Still(), by_model()
    away, waits = AwayList(clock), []
    for _ in range(9):
        away.put(interview, AWAY, owes=True)
        waiting = away.waiting(interview.id)
        assert waiting is not None and waiting.since == NOON
        waits.append((waiting.next_try - clock()).total_seconds())
        clock.at = waiting.next_try
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]


@pytest.mark.parametrize(
    ("error", "told", "seconds"),
    [
        (Busy("x"), None, 5),
        (Busy("x"), 2.0, 5),
        (Busy("x"), 60.0, 60),
        (Busy("x"), 86_400.0, 3600),
        (Busy("x"), float("nan"), 5),
        (Busy("x"), float("inf"), 5),
        (Busy("x"), -3.0, 5),
        (Resting("x"), 2.0, 2),
        (Resting("x"), 29.0, 29),
        (NoKey("x"), None, 300),
        (KeyRefused("x"), None, 300),
        (QuotaSpent("x"), None, 300),
        (CapReached("x"), 40_000.0, 300),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, BackendError) else str(v),
)
def test_what_is_known_of_the_wait_is_used(
    error: BackendUnavailable, told: float | None, seconds: float
) -> None:
    """F01: `Retry-After` is waited for; a circuit is tried when it half-opens."""
    error.retry_after = told
    away, interview = AwayList(Still()), by_model()
    away.put(interview, error, owes=True)
    waiting = away.waiting(interview.id)
    assert waiting is not None and waiting.next_try - NOON == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (AWAY, "away"),
        (Resting("x"), "away"),
        (TooSlow("x"), "away"),
        (Busy("x"), "away"),
        (NoKey("x"), "no_key"),
        (KeyRefused("x"), "key_refused"),
        (ModelUnknown("x"), "no_model"),
        (QuotaSpent("x"), "quota"),
        (CapReached("x"), "cap"),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, BackendError) else str(v),
)
def test_what_waits_for_a_person_is_told_from_what_passes(
    error: BackendUnavailable, kind: str
) -> None:
    away, interview = AwayList(Still()), by_model()
    away.put(interview, error, owes=True)
    waiting = away.waiting(interview.id)
    assert waiting is not None and (waiting.kind, waiting.reason) == (kind, str(error))
    assert heard_without(error).count("(") == 1


def test_a_model_that_is_back_for_one_is_tried_for_all_on_its_server() -> None:
    clock = Still()
    away, one, two, three = AwayList(clock), by_model("1"), by_model("2"), by_model("3")
    for interview in (one, two):
        away.put(interview, AWAY, owes=True)
    away.put(three, NoKey("x"), owes=True)
    away.back(one)
    assert away.due() == ("2",)
    assert away.waiting("1") is None and away.waiting("3") is not None


def test_a_clock_that_is_set_back_makes_nobody_wait_longer() -> None:
    """F38."""
    clock = Still()
    away = AwayList(clock)
    away.put(by_model(), AWAY, owes=True)
    assert away.due() == ()
    clock.goes(-86_400)
    assert away.due() == ("1",)


# ---------------------------------------------------------------- other processes, and the end


def test_waits_survive_a_restart(case: Case) -> None:
    """F25, F68: the next process takes up what waits; without a key it waits on, with one it is paid."""
    case.two.missing = NoKey("No key is at hand.")
    case.until_closed(1)
    case.jobs.close()
    case.jobs = case.more_jobs()
    assert case.jobs.resume_all() == 1
    case.rest()
    waiting = case.jobs.waiting(case.id)
    assert waiting is not None and waiting.kind == "no_key" and not case.interview.grades
    case.two.missing = None
    case.jobs.try_now(case.id)
    case.rest()
    assert [g.outcome for g in case.interview.grades] == ["graded"]
    until(lambda: case.storage.leases.owed() == ())


def test_another_process_that_has_the_key_pays_meanwhile(case: Case) -> None:
    """The hold is let go of while it waits."""
    case.two.missing = NoKey("No key is at hand.")
    case.until_closed(1)
    other = case.more_jobs(TwoBackends())
    other.ensure(case.id)
    assert other.wait(case.id, PATIENCE, grades=True)
    other.close()
    assert [g.outcome for g in case.interview.grades] == ["graded"]
    case.clock.goes(301)
    case.look()
    assert case.jobs.waiting(case.id) is None and len(case.interview.grades) == 1


def test_waiting_for_grades_ends_at_once_where_they_wait_for_a_model(case: Case) -> None:
    case.far.away(AWAY)
    case.until_closed(1)
    assert not case.jobs.wait(case.id, PATIENCE, grades=True)
    assert case.jobs.wait(case.id, 0.0)


def test_a_reply_is_answered_while_an_answer_is_being_graded(case: Case) -> None:
    """Grading may take a minute; `hear` is the only call the candidate waits for."""
    case.far.gate = threading.Event()
    before = case.interview
    while not case.far.began.is_set():
        before = case.interview
        case.storage.save(before, reply(before))
        case.jobs.ensure(case.id)
        assert case.jobs.wait(case.id, PATIENCE)
        if engine.owed_grades(case.interview):
            assert case.far.began.wait(PATIENCE)
    before = case.interview
    case.storage.save(before, reply(before))
    case.jobs.ensure(case.id)
    assert case.jobs.wait(case.id, PATIENCE)
    assert not case.interview.grades
    case.far.gate.set()
    assert case.jobs.wait(case.id, PATIENCE, grades=True)
    case.rest()
    is_in_order(case.interview)


def test_what_was_kept_for_an_interview_is_forgotten_when_it_owes_nothing(case: Case) -> None:
    """F04: a typed key lives no longer than the interview's jobs."""
    case.far.marking = AWAY
    case.until_closed(3)
    held = case.interview
    case.storage.save(held, engine.add_control(held, "end", at=NOON))
    case.look()
    assert case.interview.status == "ended" and case.two.forgotten == []
    case.far.marking = None
    case.clock.goes(301)
    case.look()
    assert not engine.owed_grades(case.interview)
    assert case.two.forgotten == [case.id]
