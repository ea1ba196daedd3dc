"""An interview that is deleted takes along what was kept for it in memory: what it waited for, and its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from interviewer import jobs
from interviewer.backends.switchboard import Switchboard
from interviewer.domain import Interview
from interviewer.errors import InterviewNotFound, NoKey, Offline
from interviewer.library import load_library
from interviewer.settings import load_settings
from interviewer.storage import Storage
from tests.away import MODEL, Case
from tests.stored import begun, utc_now

LIBRARY = load_library()
OPENAI = "https://api.openai.com/v1"
TYPED = "sk-CANARY-typed-in-the-page-0003"


@pytest.fixture
def case(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    monkeypatch.setattr(jobs, "LOOK_EVERY", 3600.0)
    made = Case(storage)
    made.far.away(Offline("There is no connection."))
    made.until_closed(1)
    assert made.jobs.waiting(made.id) is not None
    yield made
    made.jobs.close()


def test_deleting_drops_what_was_waited_for_and_forgets_the_key(case: Case) -> None:
    assert case.jobs.delete(case.id)
    with pytest.raises(InterviewNotFound):
        case.storage.load(case.id)
    assert case.jobs.waiting(case.id) is None
    assert case.two.forgotten == [case.id]


def test_an_interview_somebody_else_deleted_is_looked_at_once_and_forgotten(case: Case) -> None:
    """F68: another process deletes it while its grade waits."""
    case.storage.delete(case.id)
    case.clock.goes(301)
    assert case.jobs._away.due() == (case.id,)
    case.look()
    assert case.jobs._away.due() == ()
    assert case.jobs.waiting(case.id) is None
    assert case.two.forgotten == [case.id]
    with pytest.raises(InterviewNotFound):
        case.jobs.delete(case.id)


def test_a_grade_that_fails_while_its_interview_is_deleted_leaves_nothing_behind(
    case: Case,
) -> None:
    fails = case.two.backend_of

    def deletes_first(interview: Interview) -> Any:
        if case.storage.past():
            case.jobs.delete(case.id)
        return fails(interview)

    case.two.backend_of = deletes_first  # type: ignore[method-assign]
    case.jobs.try_now(case.id)
    case.rest()
    assert case.jobs.failure(case.id) is None
    assert case.jobs.waiting(case.id) is None and case.jobs._away.due() == ()


# ---------------------------------------------------------------- keys


class Interrupted:
    """A lock; whenever it was let go of, something else happens before its thread goes on, once."""

    def __init__(self, lock: Any, then: Callable[[], None]) -> None:
        self._lock = lock
        self._then: Callable[[], None] | None = then

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        then, self._then = self._then, None
        if then is not None:
            then()


@pytest.fixture
def board() -> Iterator[Switchboard]:
    class NoLedger:
        def write(self, call: object) -> None: ...

        def tokens_of(self, interview_id: str) -> int:
            return 0

        def tokens_on(self, day: object) -> int:
            return 0

    made = Switchboard(load_settings(), LIBRARY, ledger=NoLedger(), clock=utc_now)
    yield made
    made.close()


def by_openai() -> Interview:
    return begun().model_copy(update={"grader": MODEL, "server": OPENAI})


def test_a_key_forgotten_while_a_backend_is_made_opens_no_connection(board: Switchboard) -> None:
    """F04: between looking the key up and opening a connection with it."""
    interview = by_openai()
    board.give_key(interview.id, TYPED)
    board._lock = Interrupted(board._lock, lambda: board.forget_key(interview.id))  # type: ignore[assignment]
    board.backend_of(interview)
    assert not board.has_key(interview)
    assert not board._gateways
    with pytest.raises(NoKey):
        board.backend_of(interview)


def test_without_a_server_no_key_helps(board: Switchboard) -> None:
    from_a_file = by_openai().model_copy(update={"server": ""})
    assert board.needs_key(by_openai()) and not board.needs_key(from_a_file)
    assert "came from a file" in board.why_never(from_a_file)
    assert not board.why_never(by_openai()) and not board.why_never(begun())


def test_what_is_gone_has_no_key(board: Switchboard) -> None:
    interview = by_openai()
    board.give_key(interview.id, TYPED)
    board.backend_of(interview)
    board.gone(interview.id)
    assert not board.has_key(interview) and not board._gateways
