"""When a server is left alone, and when it is asked again (F18)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from interviewer.backends.circuit import Circuit
from interviewer.errors import (
    BackendError,
    BadModelReply,
    Busy,
    KeyRefused,
    ModelRefused,
    Offline,
    Resting,
    TooSlow,
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def call(circuit: Circuit, error: BackendError | None) -> None:
    """One call that is let through and ends so."""
    circuit.enter("host")
    circuit.ended(error)


def fail(circuit: Circuit, times: int) -> None:
    """So many failed calls in a row."""
    for _ in range(times):
        call(circuit, Busy("no"))


def test_it_opens_after_five_failures_in_a_row_and_not_before(clock: Clock) -> None:
    circuit = Circuit(clock=clock)
    fail(circuit, 4)
    assert circuit.resting == 0
    call(circuit, TooSlow("no"))
    assert circuit.resting == 30
    with pytest.raises(Resting, match=r"host failed 5 times .* in 30 seconds") as caught:
        circuit.enter("host")
    assert caught.value.retry_after == 30
    assert caught.value.tries == 0


@pytest.mark.parametrize(
    "error", [None, BadModelReply("x"), ModelRefused("x"), KeyRefused("x")], ids=repr
)
def test_whatever_shows_that_the_server_answers_begins_the_count_again(
    clock: Clock, error: BackendError | None
) -> None:
    circuit = Circuit(clock=clock)
    fail(circuit, 4)
    call(circuit, error)
    fail(circuit, 4)
    assert circuit.resting == 0


def test_after_the_rest_one_call_tries_it_out_and_others_wait(clock: Clock) -> None:
    circuit = Circuit(clock=clock)
    fail(circuit, 5)
    clock.at += 30
    circuit.enter("host")
    with pytest.raises(Resting):
        circuit.enter("host")
    circuit.ended(None)
    circuit.enter("host")


def test_a_failed_trial_begins_another_rest(clock: Clock) -> None:
    circuit = Circuit(clock=clock)
    fail(circuit, 5)
    clock.at += 31
    call(circuit, Offline("no"))
    assert circuit.resting == 30


def test_a_trial_that_never_ends_blocks_no_longer_than_a_rest(clock: Clock) -> None:
    circuit = Circuit(clock=clock)
    fail(circuit, 5)
    clock.at += 31
    circuit.enter("host")
    clock.at += 31
    circuit.enter("host")


def test_of_many_callers_at_once_one_tries_it_out(clock: Clock) -> None:
    circuit = Circuit(clock=clock)
    fail(circuit, 5)
    clock.at += 31

    def enters(_: int) -> bool:
        try:
            circuit.enter("host")
        except Resting:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(enters, range(64))) == 1
