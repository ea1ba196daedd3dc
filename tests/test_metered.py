"""Each call of a model is written down before it is made and when it is over, and told about before a cap is reached."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from interviewer.backends.asking import Usage
from interviewer.backends.budgets import Budget, Caps, budget_of
from interviewer.domain import ModelCall
from interviewer.errors import (
    BackendError,
    BackendUnavailable,
    BadModelReply,
    Busy,
    NoKey,
    Offline,
    TooSlow,
)
from tests.metering import AT, ONE, Book, Priced, Said, ask, book_with, metered, prompt, spent

# ---------------------------------------------------------------- what is written down


def test_a_call_is_written_down_before_it_is_made_and_when_it_is_over() -> None:
    """F19: a process that dies in between leaves a row that says so and counts."""
    book, asks = Book(), Priced()
    seen: list[ModelCall] = []
    asks.inside = lambda: seen.extend(book.written)
    ask(metered(asks, book))
    (before,) = seen
    assert (before.outcome, before.tries, before.estimated) == ("begun", 0, True)
    assert 100 < before.tokens_in < 200
    (row,) = book.rows.values()
    assert row == before.model_copy(
        update={
            "outcome": "done",
            "tokens_in": 100,
            "tokens_cached": 40,
            "tokens_out": 9,
            "estimated": False,
            "tries": 1,
            "latency_ms": 250,
            "model": "gpt-5-mini-2025-08-07",
        }
    )


def test_the_model_is_named_as_its_server_names_it() -> None:
    """F21: the server may swap the model; the row says which one it was."""
    book = Book()
    for named in ("a-1", "b/2:latest"):
        ask(metered(Priced(named=named), book))
    assert [row.model for row in book.rows.values()] == ["a-1", "b/2:latest"]


@pytest.mark.parametrize("named", ["", "I was the lead of the team", "x" * 201, "a\nb", "\0"])
def test_a_name_that_is_none_is_not_kept(named: str) -> None:
    """A server could say anybody's words there; the table holds none."""
    book = Book()
    ask(metered(Priced(named=named), book))
    assert [row.model for row in book.rows.values()] == ["gpt-5-mini"]


def test_what_the_server_leaves_out_is_counted_here() -> None:
    book = Book()
    ask(metered(Priced(lambda tries: Usage()), book))
    (row,) = book.rows.values()
    assert row.tokens_in == ONE
    assert row.tokens_out > 3
    assert row.estimated


@pytest.mark.parametrize(
    "usage",
    [
        Usage(-5, -5, -5, estimated=False),
        Usage(10**30, 10**30, 10**30, estimated=False),
        Usage(50, 10**9, 1, estimated=False),
    ],
    ids=["negative", "endless", "more cached than sent"],
)
def test_impossible_figures_of_a_server_are_bounded(usage: Usage) -> None:
    book = Book()
    ask(metered(Priced(lambda tries: usage), book))
    (row,) = book.rows.values()
    assert 0 < row.tokens_in <= max(ONE, 50)
    assert 0 <= row.tokens_cached <= row.tokens_in
    assert 0 <= row.tokens_out <= 10**8


@pytest.mark.parametrize("kind", [Busy, TooSlow, BadModelReply])
def test_a_call_that_failed_costs_what_it_cost(kind: type[BackendError]) -> None:
    book = Book()
    with pytest.raises(kind):
        ask(metered(Priced(raises=kind, needs=3), book))
    (row,) = book.rows.values()
    assert (row.outcome, row.tokens_in, row.tries) == (kind.__name__, 300, 3)


@pytest.mark.parametrize("kind", [Offline, NoKey])
def test_a_call_that_was_never_sent_costs_nothing(kind: type[BackendError]) -> None:
    book = Book()

    class Unsent(Priced):
        def ask(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise kind("It is not there.")

    with pytest.raises(kind):
        ask(metered(Unsent(), book))
    (row,) = book.rows.values()
    assert (row.outcome, row.tokens_in, row.tokens_out, row.tries) == (kind.__name__, 0, 0, 0)


def test_what_was_set_aside_stays_where_a_call_is_broken_off() -> None:
    """F19: nobody knows what it cost, so it counts as what it may have cost."""
    book, asks = Book(), Priced()

    def stop() -> None:
        raise KeyboardInterrupt

    asks.inside = stop
    with pytest.raises(KeyboardInterrupt):
        ask(metered(asks, book))
    assert [(row.outcome, row.tokens_in) for row in book.rows.values()] == [("begun", ONE)]


# ---------------------------------------------------------------- before a cap


@pytest.mark.parametrize(
    ("used", "caps", "words"),
    [
        (31_000, Caps(60_000, 400_000), "31,000 of 60,000 tokens of this interview are used"),
        (31_000, Caps(0, 0), "31,000 tokens of this interview are used"),
        (31_000, Caps(60_000, 32_000), "31,000 of 32,000 tokens of today (UTC) are used"),
        (59_000, Caps(60_000, 70_000), "59,000 of 60,000 tokens of this interview are used"),
        (59_500, Caps(60_000, 59_900), "59,500 of 59,900 tokens of today (UTC) are used"),
    ],
)
def test_what_is_used_in_words(used: int, caps: Caps, words: str) -> None:
    assert budget_of(book_with(spent(used)), "i1", caps=caps, at=AT).words == words


@pytest.mark.parametrize(
    ("used", "near"), [(0, False), (47_999, False), (48_000, True), (60_000, True)]
)
def test_the_warning_comes_from_four_fifths_on(used: int, near: bool) -> None:
    budget = budget_of(book_with(spent(used)), "i1", caps=Caps(60_000, 400_000), at=AT)
    assert bool(budget.warning) == near
    assert budget == Budget("interview", used, 60_000)


@pytest.mark.parametrize(
    ("budget", "says"),
    [
        (Budget("interview", 50_000, 60_000), "cap of 60,000 tokens for this interview is near"),
        (Budget("interview", 60_000, 60_000), "cap of 60,000 tokens for this interview is reached"),
        (Budget("day", 350_000, 400_000), "cap of 400,000 tokens for today (UTC) is near"),
        (Budget("day", 400_001, 400_000), "cap of 400,000 tokens for today (UTC) is reached"),
    ],
)
def test_a_warning_says_which_cap(budget: Budget, says: str) -> None:
    assert says in budget.warning


def test_without_a_cap_there_is_no_warning() -> None:
    assert budget_of(book_with(spent(10**7)), "i1", caps=Caps(), at=AT).warning == ""


# ---------------------------------------------------------------- a database in trouble


def test_a_ledger_that_cannot_be_written_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    book = Book()
    book.fails = True
    with caplog.at_level(logging.WARNING):
        assert ask(metered(Priced(), book, caps=Caps(1000, 1000))).reply == Said()
    assert "not stored yet: StorageError" in caplog.text


def test_a_ledger_that_cannot_be_read_sends_nothing() -> None:
    """Nobody knows what was spent, so nothing more is; the interview goes on without the model."""
    book, asks = Book(), Priced()
    book.blind = True
    with pytest.raises(BackendUnavailable, match="cannot be read"):
        ask(metered(asks, book, caps=Caps(per_interview=1000)))
    assert asks.asked == 0


def test_a_ledger_that_goes_blind_during_a_call_gets_no_second_try() -> None:
    book, asks = Book(), Priced(needs=2)
    asks.inside = lambda: setattr(book, "blind", True)
    with pytest.raises(BackendError):
        ask(metered(asks, book, caps=Caps(per_interview=10_000)))
    assert [row.tries for row in book.rows.values()] == [1]


def test_times_of_other_zones_count_for_the_day_in_utc() -> None:
    late = datetime(2026, 11, 27, 1, 0, tzinfo=UTC) - timedelta(hours=2)
    book = book_with(spent(500, at=late))
    assert budget_of(book, "i1", caps=Caps(per_day=500), at=AT).kind == "day"


def test_words_reach_no_log(caplog: pytest.LogCaptureFixture) -> None:
    book = Book()
    book.fails = True
    with caplog.at_level(logging.DEBUG), pytest.raises(TooSlow):
        metered(Priced(raises=TooSlow), book).ask(prompt(3), Said, purpose="hear", max_tokens=5)
    assert "word" not in caplog.text
