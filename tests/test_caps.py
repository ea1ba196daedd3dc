"""No call of a model passes a cap, whatever else happens at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.backends.asking import Usage
from interviewer.backends.budgets import Caps, budget_of
from interviewer.domain import ModelCall
from interviewer.errors import BackendError, BadModelReply, CapReached, TooSlow
from tests.metering import AT, ONE, Book, Priced, Said, ask, book_with, counted, metered, spent
from tests.stored import at_once


@pytest.mark.parametrize(
    ("caps", "kind", "says"),
    [
        (Caps(per_interview=1000), "interview", "STEADY_TOKENS_PER_INTERVIEW"),
        (Caps(per_day=1000), "day", "STEADY_TOKENS_PER_DAY"),
        (Caps(1000, 1000), "interview", "1,000 tokens of this interview are used"),
        (Caps(2000, 1000), "day", "1,000 tokens of today (UTC) are used"),
    ],
)
def test_a_call_that_would_pass_a_cap_is_not_made(caps: Caps, kind: str, says: str) -> None:
    """F20: told before anything is sent: which cap, how to raise it, and that the interview can go on."""
    book, asks = book_with(spent(1000 - ONE + 1)), Priced()
    with pytest.raises(CapReached) as told:
        ask(metered(asks, book, caps=caps))
    assert asks.asked == 0
    assert len(book.rows) == 1
    assert told.value.kind == kind
    assert says in str(told.value)
    assert "embedded grader can go on" in str(told.value)


@pytest.mark.parametrize("caps", [Caps(), Caps(per_interview=1000), Caps(1000, 1000)])
def test_a_call_that_just_fits_is_made(caps: Caps) -> None:
    book = book_with(spent(1000 - ONE))
    assert ask(metered(Priced(), book, caps=caps)).reply == Said()


def test_no_cap_is_no_cap() -> None:
    book = book_with(spent(10**8))
    book.blind = True
    assert ask(metered(Priced(), book)).reply == Said()


def test_the_cap_of_a_day_ends_with_the_day() -> None:
    """And says when: the queue need not ask before that."""
    book, caps = book_with(spent(1000)), Caps(per_day=1000)
    with pytest.raises(CapReached) as told:
        ask(metered(Priced(), book, caps=caps))
    assert told.value.retry_after == 6 * 3600
    midnight = AT + timedelta(seconds=told.value.retry_after)
    ask(metered(Priced(), book, caps=caps, at=midnight))


def test_the_cap_of_an_interview_is_its_own() -> None:
    book, caps = book_with(spent(1000)), Caps(per_interview=1000)
    with pytest.raises(CapReached) as told:
        ask(metered(Priced(), book, caps=caps))
    assert told.value.retry_after is None
    ask(metered(Priced(), book, caps=caps, interview_id="another"))
    ask(metered(Priced(), book, caps=caps, interview_id=None))


@pytest.mark.parametrize(
    ("room", "tries"), [(1, 1), (2, 2), (3, 3), (4, 3)], ids=["1", "2", "3", "plenty"]
)
def test_another_try_is_sent_only_where_it_fits(room: int, tries: int) -> None:
    """A reply that cannot be read is asked for again, and that is paid for too."""
    book = Book()
    meter = metered(Priced(needs=3), book, caps=Caps(per_interview=room * ONE))
    if tries < 3:
        with pytest.raises(BackendError):
            ask(meter)
    else:
        ask(meter)
    assert max(call.tokens_in for call in book.written) == tries * ONE
    assert [row.tries for row in book.rows.values()] == [tries]


def test_calls_at_once_do_not_pass_the_cap_together() -> None:
    """F20: nine marks begin at the same moment where there is room for four."""
    book, asks = Book(), Priced(lambda tries: Usage(ONE * tries, estimated=False))
    caps = Caps(per_interview=4 * ONE + ONE // 2)
    all_in = threading.Barrier(4)

    def wait() -> None:
        all_in.wait(10)

    asks.inside = wait
    raised = at_once(*[lambda: ask(metered(asks, book, caps=caps))] * 9)
    assert [type(error) for error in raised] == [CapReached] * 5
    assert asks.asked == 4


def test_another_process_that_sets_aside_at_the_same_moment_is_seen() -> None:
    """Between our look and our row somebody else's row may be written: the later look finds both."""
    caps = Caps(per_interview=ONE + ONE // 2)

    class Shared(Book):
        def write(self, call: ModelCall) -> None:
            super().write(call)
            if len(self.rows) == 1:
                super().write(spent(ONE))

    book, asks = Shared(), Priced()
    with pytest.raises(CapReached):
        ask(metered(asks, book, caps=caps))
    assert asks.asked == 0
    assert book.tokens_of("i1") == ONE
    assert {row.outcome for row in book.rows.values()} == {"begun", "CapReached"}


@settings(max_examples=60, deadline=None)
@given(
    cap=st.integers(0, 3000).map(lambda cap: Caps(cap + 1, 5000)),
    calls=st.lists(
        st.tuples(
            st.sampled_from(["i1", "i2", None]),
            st.integers(1, 400),
            st.integers(1, 4),
            st.sampled_from([None, TooSlow, BadModelReply]),
            st.floats(0.1, 1.0),
        ),
        max_size=25,
    ),
    threads=st.integers(1, 4),
)
def test_no_order_of_calls_passes_a_cap(
    cap: Caps,
    calls: list[tuple[str | None, int, int, type[BackendError] | None, float]],
    threads: int,
) -> None:
    """F20: whatever sizes, tries, failures and threads, at no moment is more set aside or spent than the caps allow."""
    book = Watched(cap)

    def run(mine: list[tuple[str | None, int, int, type[BackendError] | None, float]]) -> None:
        for interview_id, words, needs, raises, share in mine:
            paid = int(counted_for(words) * share)
            asks = Priced(
                lambda tries, paid=paid: Usage(paid * tries, 0, 5, estimated=False),
                needs=needs,
                raises=raises,
            )
            meter = metered(asks, book, caps=cap, interview_id=interview_id)
            try:
                ask(meter, words)
            except BackendError:
                continue

    lots: list[Callable[[], object]] = [
        lambda n=n: run(calls[n::threads])  # type: ignore[misc]
        for n in range(threads)
    ]
    assert at_once(*lots) == []
    assert book.passed == []


class Watched(Book):
    """Notes where, at the end of a call, more is set aside or spent than the caps allow."""

    def __init__(self, caps: Caps) -> None:
        super().__init__()
        self.passed: list[tuple[str, int]] = []
        self._caps = caps

    def write(self, call: ModelCall) -> None:
        super().write(call)
        if call.outcome not in {"begun", "CapReached"}:
            for whose in ("i1", "i2"):
                self._check(whose, self.tokens_of(whose), self._caps.per_interview)
            self._check("day", self.tokens_on(AT.date()), self._caps.per_day)

    def _check(self, whose: str, used: int, cap: int) -> None:
        if used > cap:
            self.passed.append((whose, used))


_SIZES: dict[int, int] = {}


def counted_for(words: int) -> int:
    if words not in _SIZES:
        _SIZES[words] = counted(words)
    return _SIZES[words]


def test_a_runaway_never_passes_the_cap() -> None:
    """F20: ten thousand turns that would each ask; the message comes before the cap, and the cap is never passed."""
    book, asks, caps = Book(), Priced(), Caps(60_000, 400_000)
    meter = metered(asks, book, caps=caps)
    totals: list[int] = []
    warned_at: int | None = None
    refused = 0
    for turn in range(10_000):
        if warned_at is None and budget_of(book, "i1", caps=caps, at=AT).warning:
            warned_at = turn
        try:
            ask(meter)
        except CapReached:
            refused += 1
        if turn % 100 == 0:
            totals.append(book.tokens_of("i1"))
    assert max(totals) <= 60_000
    assert book.tokens_of("i1") > 59_000
    assert refused == 10_000 - asks.asked > 9_000
    assert warned_at is not None and warned_at < asks.asked
