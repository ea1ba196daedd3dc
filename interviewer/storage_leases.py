"""Which worker pays what an interview owes: one at a time, and never one that is dead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from interviewer import storage_rows as rows
from interviewer import storage_tables as tables
from interviewer.domain import Interview
from interviewer.storage_database import Database


class Leases:
    """The list of interviews that may owe something, each held by at most one worker for a while."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def owed(self) -> tuple[str, ...]:
        """The ids of interviews that may owe a response or a grade."""
        with self._database.reading() as connection:
            return tuple(connection.scalars(sa.select(tables.job.c.interview_id)))

    def claim(
        self,
        interview_id: str,
        holder: str,
        *,
        now: datetime,
        until: datetime,
        is_gone: Callable[[str], bool],
    ) -> bool:
        """Take hold of an interview; False where another worker holds it who is neither late nor gone."""
        job = tables.job
        with self._database.writing() as connection:
            rows.lock(connection, interview_id)
            mine = job.c.interview_id == interview_id
            held = connection.execute(sa.select(job).where(mine)).one_or_none()
            if held is None:
                row = {"interview_id": interview_id, "holder": holder, "until": until}
                connection.execute(job.insert(), row)
                return True
            if held.holder not in (None, holder) and held.until > now and not is_gone(held.holder):
                return False
            rows.hold(connection, interview_id, holder, until)
        return True

    def renew(self, interview_id: str, holder: str, *, until: datetime) -> bool:
        """Hold on for longer; False where the hold was lost."""
        with self._database.writing() as connection:
            if rows.holder_of(connection, interview_id) != holder:
                return False
            rows.hold(connection, interview_id, holder, until)
        return True

    def release(self, interview_id: str, holder: str) -> None:
        """Let go of an interview that may still owe something, so that any worker can take it up at once."""
        with self._database.writing() as connection:
            if rows.holder_of(connection, interview_id) == holder:
                rows.hold(connection, interview_id, None, None)

    def finish(self, interview: Interview, holder: str) -> bool:
        """Note that nothing is owed; False where the interview changed and must be looked at again."""
        with self._database.writing() as connection:
            row = rows.lock(connection, interview.id)
            if rows.holder_of(connection, interview.id) != holder:
                return True
            seen = (len(interview.turns), len(interview.grades))
            if (row.turn_count, rows.grade_count(connection, interview.id)) != seen:
                return False
            if not rows.is_last(connection, interview):
                # A held reply was let go meanwhile: it is owed a response now.
                return False
            connection.execute(tables.job.delete().where(tables.job.c.interview_id == interview.id))
        return True
