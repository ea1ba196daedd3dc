"""What calls of a model cost is kept without a word of them, counted for their interview and their day."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer import storage_calls
from interviewer import storage_tables as tables
from interviewer.backends.asking import Usage
from interviewer.backends.budgets import Caps
from interviewer.backends.metered import Metered
from interviewer.backends.port import Ledger
from interviewer.domain import ModelCall
from interviewer.errors import CapReached, DatabaseBusy, StorageError, TooSlow
from interviewer.storage import Storage
from interviewer.storage_calls import Spent
from tests.metering import AT, Priced, Said, ask, metered
from tests.metering import prompt as prompt_of
from tests.stored import STORY, at_once, bytes_of, held, stored

NUMBERS = iter(range(1, 10**9))


def call(interview_id: str | None, tokens: int = 100, **more: Any) -> ModelCall:
    known: dict[str, Any] = {
        "id": f"{next(NUMBERS):032x}",
        "interview_id": interview_id,
        "purpose": "hear",
        "model": "m-1",
        "at": AT,
        "tokens_in": tokens,
    }
    return ModelCall(**known | more)


def rows(path: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as raw:
        raw.row_factory = sqlite3.Row
        return [dict(row) for row in raw.execute("SELECT * FROM llm_call ORDER BY id")]


def test_storage_is_a_ledger(storage: Storage) -> None:
    ledger: Ledger = storage.calls
    assert ledger.tokens_of("nobody") == ledger.tokens_on(AT.date()) == 0
    assert storage.calls.spent("nobody") == Spent()


def test_a_call_comes_back_as_it_was_written(storage: Storage) -> None:
    own = stored(storage).id
    written = call(
        own,
        purpose="mark",
        tokens_cached=40,
        tokens_out=9,
        estimated=False,
        tries=2,
        latency_ms=812,
        outcome="done",
    )
    storage.calls.write(written)
    assert storage.calls.calls_of(own) == (written,)


def test_the_same_call_again_replaces_what_was_stored_of_it(storage: Storage, path: Path) -> None:
    own = stored(storage).id
    begun = call(own, tokens=150)
    storage.calls.write(begun)
    assert storage.calls.tokens_of(own) == 150
    done = begun.model_copy(update={"tokens_in": 120, "outcome": "done", "model": "m-1-0826"})
    storage.calls.write(done)
    assert storage.calls.calls_of(own) == (done,)
    assert len(rows(path)) == 1
    assert storage.calls.tokens_of(own) == 120


def test_calls_come_in_the_order_in_which_they_were_made(storage: Storage) -> None:
    own = stored(storage).id
    made = [call(own, at=AT + timedelta(seconds=n)) for n in range(5)]
    for one in reversed(made):
        storage.calls.write(one)
    assert storage.calls.calls_of(own) == tuple(made)


def test_what_an_interview_cost_together(storage: Storage) -> None:
    own, other = stored(storage).id, stored(storage).id
    storage.calls.write(call(own, 100, tokens_cached=60, tokens_out=9, estimated=False))
    storage.calls.write(call(own, 200, tokens_out=11, estimated=False))
    storage.calls.write(call(own, 0, outcome="Offline"))
    storage.calls.write(call(other, 5000))
    spent = storage.calls.spent(own)
    assert spent == Spent(calls=3, tokens_in=300, tokens_cached=60, tokens_out=20, estimated=False)
    assert storage.calls.spent(other).estimated


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 26, 0, 0, tzinfo=UTC), 26),
        (datetime(2026, 11, 26, 23, 59, 59, 999999, tzinfo=UTC), 26),
        (datetime(2026, 11, 27, 0, 0, tzinfo=UTC), 27),
        (datetime.fromisoformat("2026-11-26T20:00:00-05:00"), 27),
        (datetime.fromisoformat("2026-11-27T08:00:00+09:00"), 26),
    ],
)
def test_a_day_is_a_day_in_utc(storage: Storage, at: datetime, day: int) -> None:
    storage.calls.write(call(None, 70, at=at))
    found = [storage.calls.tokens_on(date(2026, 11, n)) for n in (25, 26, 27, 28)]
    assert found == [70 if n == day else 0 for n in (25, 26, 27, 28)]


def test_the_calls_of_a_deleted_interview_count_for_their_day_alone(
    storage: Storage, path: Path
) -> None:
    own = stored(storage).id
    storage.calls.write(call(own, 300))
    storage.delete(own)
    assert storage.calls.tokens_on(AT.date()) == 300
    assert storage.calls.tokens_of(own) == 0
    assert [row["interview_id"] for row in rows(path)] == [None]
    assert own.encode() not in bytes_of(path)


def test_a_call_that_ends_after_its_interview_was_deleted_does_not_bring_its_id_back(
    storage: Storage, path: Path
) -> None:
    own = stored(storage).id
    begun, late = call(own), call(own)
    storage.calls.write(begun)
    storage.delete(own)
    storage.calls.write(begun.model_copy(update={"outcome": "done"}))
    storage.calls.write(late)
    assert [row["interview_id"] for row in rows(path)] == [None, None]
    assert own.encode() not in bytes_of(path)


def test_many_threads_write_and_nothing_is_lost(storage: Storage) -> None:
    own = stored(storage).id

    def work() -> None:
        for _ in range(10):
            begun = call(own, 150)
            storage.calls.write(begun)
            storage.calls.write(begun.model_copy(update={"tokens_in": 100, "outcome": "done"}))

    assert at_once(*[work] * 6) == []
    assert storage.calls.tokens_of(own) == storage.calls.tokens_on(AT.date()) == 6000
    assert storage.calls.spent(own).calls == 60


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10**6)), max_size=12))
def test_sums_are_those_of_the_last_writes(storage: Storage, writes: list[tuple[str, int]]) -> None:
    own = stored(storage).id
    ids = {letter: f"{next(NUMBERS):032x}" for letter in "abc"}
    for letter, tokens in writes:
        storage.calls.write(call(own, tokens, id=ids[letter]))
    assert storage.calls.tokens_of(own) == sum(dict(writes).values())
    assert storage.calls.spent(own).calls == len(dict(writes))


# ---------------------------------------------------------------- never a word


def test_no_column_holds_a_word_of_a_call(storage: Storage, path: Path) -> None:
    """Canaries in the prompt, the reply, the server's name for its model and an error: none reaches the table."""
    interview = held(storage, STORY)
    canaries = ["canarysystem", "canaryuser", "canaryreply", "canary model", "canaryerror"]

    class Echo(Priced):
        def ask(self, prompt: Any, reply: Any, *, purpose: Any, max_tokens: int) -> Any:
            done = super().ask(prompt, reply, purpose=purpose, max_tokens=max_tokens)
            if purpose == "mark":
                raise TooSlow("canaryerror")
            return type(done)(Said(words="canaryreply"), "canary model", Usage(), 1, 0.1)

    meter = Metered(
        Echo(),
        ledger=storage.calls,
        interview_id=interview.id,
        caps=Caps(60_000, 400_000),
        clock=lambda: AT,
    )
    told = prompt_of(3)
    told = type(told)(system="canarysystem", user=f"canaryuser {STORY}")
    meter.ask(told, Said, purpose="hear", max_tokens=9)
    with pytest.raises(TooSlow):
        meter.ask(told, Said, purpose="mark", max_tokens=9)
    kept = rows(path)
    assert len(kept) == 2
    found = " ".join(str(value) for row in kept for value in row.values())
    assert not [word for word in canaries if word in found]
    assert not [word for word in STORY.split() if len(word) > 4 and word in found]
    assert {row["outcome"] for row in kept} == {"done", "TooSlow"}
    assert {row["model"] for row in kept} == {"gpt-5-mini"}


# ---------------------------------------------------------------- in trouble


def test_a_call_that_cannot_be_written_is_counted_and_written_later(
    storage: Storage, path: Path
) -> None:
    with Storage(path, wait=0.05) as quick:
        own = stored(quick).id
        begun = call(own, 150)
        quick.calls.write(begun)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseBusy):
                quick.calls.write(begun.model_copy(update={"tokens_in": 120}))
            with pytest.raises(DatabaseBusy):
                quick.calls.write(call(own, 30))
            assert quick.calls.tokens_of(own) == quick.calls.tokens_on(AT.date()) == 150
            assert quick.calls.spent(own).calls == 2
            other.execute("ROLLBACK")
        assert [row["tokens_in"] for row in rows(path)] == [150]
        quick.calls.write(call(own, 1))
        assert [row["tokens_in"] for row in rows(path)] == [120, 30, 1]
        assert quick.calls.tokens_of(own) == 151


def test_a_busy_database_stops_no_call_and_makes_no_room(storage: Storage, path: Path) -> None:
    """The cap holds for what could not be written too."""
    with Storage(path, wait=0.02) as quick:
        own = stored(quick).id
        meter = metered(Priced(), quick.calls, caps=Caps(per_interview=400), interview_id=own)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert ask(meter).reply == Said()
            assert ask(meter).reply == Said()
            assert quick.calls.tokens_of(own) == 200
            assert rows(path) == []
            other.execute("ROLLBACK")
        assert ask(meter).reply == Said()
        assert [row["outcome"] for row in rows(path)] == ["done"] * 3
        with pytest.raises(CapReached):
            ask(meter)


def test_a_database_that_cannot_be_written_is_told(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = stored(storage).id
    monkeypatch.setattr(storage._database, "writable", False)
    with pytest.raises(StorageError, match="cannot be written"):
        storage.calls.write(call(own, 10))
    assert storage.calls.tokens_of(own) == 10


def test_every_statement_is_one_that_other_databases_know(storage: Storage) -> None:
    """No SQLite words: the statements compile for PostgreSQL, whose row lock SQLite leaves out."""
    from sqlalchemy.dialects import postgresql

    seen: list[sa.Executable] = []

    class Spy:
        rowcount = 0

        def execute(self, statement: Any, *_: object) -> Any:
            seen.append(statement)
            return self

        def scalar(self) -> None:
            return None

    storage_calls._put(Spy(), call("i1"))  # type: ignore[arg-type]
    said = [str(one.compile(dialect=postgresql.dialect())) for one in seen]  # type: ignore[attr-defined]
    assert [text.split()[0] for text in said] == ["UPDATE", "SELECT", "INSERT"]
    assert said[1].endswith("FOR SHARE")
    assert tables.llm_call.name in said[2]
