"""What every call of a model cost, kept beside the interviews and never with a word of them.

A call that cannot be written is remembered by this process, counted as if it stood in the table, and written
with the next one that can: a busy database neither stops an interview nor makes room for more spending.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from interviewer import storage_tables as tables
from interviewer.domain import Frozen, ModelCall
from interviewer.storage_database import Database

_OWN = tables.llm_call.c


class Spent(Frozen):
    """What an interview's calls cost together."""

    calls: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    estimated: bool = False
    """True where at least one of the calls was counted by us, not by its server."""


class Calls:
    """The ledger of model calls in an open database, for any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._unwritten: dict[str, ModelCall] = {}

    def write(self, call: ModelCall) -> None:
        """Store a call, or what is known of it now. Raises StorageError, and then counts it all the same."""
        with self._lock:
            self._unwritten[call.id] = call
        # One after another, or what somebody read here before us would be written over what we wrote since.
        with self._writing:
            owed = self._held()
            with self._database.writing() as connection:
                for one in owed:
                    _put(connection, one)
            with self._lock:
                for one in owed:
                    if self._unwritten.get(one.id) is one:
                        del self._unwritten[one.id]

    def tokens_of(self, interview_id: str) -> int:
        """Input tokens of an interview's calls so far, begun ones with what was set aside for them."""
        held = self._held()
        mine = (call.tokens_in for call in held if call.interview_id == interview_id)
        return sum(mine) + self._sum(_OWN.interview_id == interview_id, but=held)

    def tokens_on(self, day: date) -> int:
        """Input tokens of all calls on a day (UTC), those of deleted interviews too."""
        held = self._held()
        since = datetime.combine(day, time.min, tzinfo=UTC)
        until = since + timedelta(days=1)
        mine = (call.tokens_in for call in held if since <= call.at < until)
        return sum(mine) + self._sum((since <= _OWN.at) & (until > _OWN.at), but=held)

    def calls_of(self, interview_id: str) -> tuple[ModelCall, ...]:
        """An interview's calls, in the order in which they were made."""
        held = self._held()
        query = sa.select(tables.llm_call).where(_OWN.interview_id == interview_id)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings()
            stored = [ModelCall.model_validate(dict(row)) for row in rows]
        known = {call.id: call for call in stored}
        known.update({call.id: call for call in held if call.interview_id == interview_id})
        return tuple(sorted(known.values(), key=lambda call: (call.at, call.id)))

    def spent(self, interview_id: str) -> Spent:
        """What an interview's calls cost together."""
        calls = self.calls_of(interview_id)
        return Spent(
            calls=len(calls),
            tokens_in=sum(call.tokens_in for call in calls),
            tokens_cached=sum(call.tokens_cached for call in calls),
            tokens_out=sum(call.tokens_out for call in calls),
            estimated=any(call.estimated for call in calls if call.tokens_in or call.tokens_out),
        )

    def _held(self) -> tuple[ModelCall, ...]:
        """The calls that are not written yet."""
        with self._lock:
            return tuple(self._unwritten.values())

    def _sum(self, which: sa.ColumnElement[bool], *, but: Collection[ModelCall]) -> int:
        query = sa.select(sa.func.coalesce(sa.func.sum(_OWN.tokens_in), 0)).where(which)
        if but:
            query = query.where(_OWN.id.not_in([call.id for call in but]))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())


def _put(connection: Connection, call: ModelCall) -> None:
    """Store a call over what was stored of it; an interview that was deleted meanwhile stays forgotten."""
    row: dict[str, Any] = call.model_dump(exclude={"id", "interview_id"})
    changed = connection.execute(
        tables.llm_call.update().where(_OWN.id == call.id).values(**row)
    ).rowcount
    if not changed:
        whose = _whose(connection, call.interview_id)
        connection.execute(tables.llm_call.insert(), {**row, "id": call.id, "interview_id": whose})


def _whose(connection: Connection, interview_id: str | None) -> str | None:
    """The interview's id where it is stored, held until the transaction ends."""
    own = tables.interview.c
    query = sa.select(own.id).where(own.id == interview_id).with_for_update(read=True)
    return connection.execute(query).scalar() if interview_id is not None else None
