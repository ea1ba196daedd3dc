"""Interviews, kept: every turn is stored before anything else happens to it, once, in order, and gone when deleted.

A save names the interview it was made from. Where another tab or process added a turn first, nothing is
written and StaleInterview is raised; only a reply that was sent twice gets back what its first sending stored.
"""

from __future__ import annotations

import secrets
from collections import Counter
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from interviewer import storage_rows as rows
from interviewer import storage_tables as tables
from interviewer.domain import Grade, Guide, Interview, Rubric
from interviewer.errors import InterviewNotFound, StaleInterview, StorageError
from interviewer.storage_calls import Calls
from interviewer.storage_database import Database
from interviewer.storage_faults import STALE, corrupt
from interviewer.storage_kept import KeptInterviews
from interviewer.storage_leases import Leases
from interviewer.storage_summaries import InterviewSummary

__all__ = ["STALE", "InterviewSummary", "Storage", "new_interview_id"]

_RUBRICS: TypeAdapter[tuple[Rubric, ...]] = TypeAdapter(tuple[Rubric, ...])


def new_interview_id() -> str:
    """128 random bits in hex: whoever holds it can read the interview, and nobody can guess it."""
    return secrets.token_hex(16)


class Storage:
    """The only truth about interviews, in a database at a path or URL. Every method may raise StorageError."""

    def __init__(self, where: str | Path, *, wait: float = 5.0) -> None:
        """Open a database, made or upgraded where needed; `wait` is how many seconds to stand in line for it."""
        self._database = Database(where, wait=wait)
        self.where = self._database.where
        """Where the database is, for a person: a path, or an address without its password."""
        self.writable = self._database.writable
        """False where the database can be read and exported but not written."""
        self.leases = Leases(self._database)
        """Who pays what an interview owes; for jobs.py."""
        self.calls = Calls(self._database)
        """What every call of a model cost."""
        self._kept = KeptInterviews()
        self._guides: dict[str, Guide] = {}
        self._rubrics: dict[str, tuple[Rubric, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back; a closed storage is not used again."""
        self._database.close()

    # ------------------------------------------------------------ an interview

    def create(
        self, interview: Interview, *, guide: Guide, rubrics: tuple[Rubric, ...]
    ) -> Interview:
        """Store a new interview, whole, with the guide and rubrics it is held with."""
        with self._database.writing() as connection:
            content = guide.model_dump(mode="json")
            rows.insert_snapshot(connection, interview.snapshots.guide, "guide", content)
            measures = [rubric.model_dump(mode="json") for rubric in rubrics]
            rows.insert_snapshot(connection, interview.snapshots.rubrics, "rubrics", measures)
            stamp = rows.insert_interview(connection, interview)
            rows.owe(connection, interview.id)
        self._kept.put(stamp, interview)
        return interview

    def save_import(
        self, interview: Interview, *, guide: Guide, rubrics: tuple[Rubric, ...]
    ) -> Interview:
        """Store an interview from a file; under a new id where another one already has its own.

        The server it names is not kept: a file must not decide where a candidate's words are sent. So a reply that
        waited for a word on what is sent there waits no more.
        """
        turns = tuple(
            t.model_copy(update={"held": False}) if t.held else t for t in interview.turns
        )
        kept = interview.model_copy(update={"server": "", "turns": turns})
        try:
            held = self.load(interview.id)
        except InterviewNotFound:
            return self.create(kept, guide=guide, rubrics=rubrics)
        if held in (interview, kept):
            return held
        renamed = kept.model_copy(update={"id": new_interview_id()})
        return self.create(renamed, guide=guide, rubrics=rubrics)

    def load(self, interview_id: str) -> Interview:
        """The interview with all its turns and grades. Raises InterviewNotFound."""
        turn, grade = tables.turn, tables.grade
        with self._database.reading() as connection:
            row = rows.row_of(connection, interview_id)
            kept = self._kept.get(interview_id, row.stamp)
            if kept is not None:
                return kept
            # A turn that arrives between two statements is left to the next stamp.
            mine = (turn.c.interview_id == interview_id) & (turn.c.seq < row.turn_count)
            turns = connection.execute(sa.select(turn).where(mine).order_by(turn.c.seq)).mappings()
            grades = connection.execute(
                sa
                .select(grade.c.body)
                .where(grade.c.interview_id == interview_id)
                .order_by(grade.c.place)
            ).mappings()
            loaded = tables.interview_of(row._mapping, list(turns), list(grades))
        self._kept.put(row.stamp, loaded)
        return loaded

    def save(self, before: Interview, after: Interview, *, holder: str | None = None) -> Interview:
        """Store what `after` says more or else than `before`, all or nothing, and return what is stored.

        Raises StaleInterview where `before` is not what is stored, or the worker named `holder` lost its hold.
        """
        if after == before:
            return after
        try:
            stored = self._save(before, after, holder)
        except StaleInterview:
            new = after.turns[len(before.turns) :]
            sent = {said.client_id for said in new if said.client_id is not None}
            if not sent or not self._has_client_id(before.id, sent):
                raise
            return self.load(before.id)
        try:
            return stored or self.load(before.id)
        except StorageError:
            # The reply is stored; that it could not be read back is no reason to say otherwise.
            return after

    def add_grade(
        self,
        interview_id: str,
        grade: Grade,
        *,
        holder: str | None = None,
        grader: str | None = None,
    ) -> None:
        """Store an answer's grade once; a second one for the same attempt changes nothing.

        Raises StaleInterview where a quote does not stand in the stored turns, `holder` lost its hold, or the
        interview was switched to another than this `grader` meanwhile.
        """
        with self._database.writing() as connection:
            row = rows.lock(connection, interview_id)
            if grader is not None and row.grader != grader:
                raise StaleInterview(STALE)
            rows.check_holder(connection, interview_id, holder)
            rows.check_quotes(connection, interview_id, grade)
            if rows.insert_grade(connection, interview_id, grade):
                rows.restamp(connection, interview_id)

    def owe_grade(self, interview_id: str, *, question: str, attempt: int) -> bool:
        """Take back a grade that could not be made, so that it is owed again; False where there is none."""
        with self._database.writing() as connection:
            rows.lock(connection, interview_id)
            dropped = rows.drop_ungraded(connection, interview_id, question, attempt)
            if dropped:
                rows.restamp(connection, interview_id)
                rows.owe(connection, interview_id)
        return dropped

    def delete(self, interview_id: str) -> bool:
        """Erase an interview; True where its words are overwritten in the file already. Raises InterviewNotFound.

        False: another program is reading the database, and they are overwritten after the next write or at
        the end of this program.
        """
        with self._database.writing() as connection:
            row = rows.lock(connection, interview_id)
            rows.keep_calls(connection, interview_id)
            for table in tables.OF_INTERVIEW:
                connection.execute(table.delete().where(table.c.interview_id == interview_id))
            connection.execute(
                tables.interview.delete().where(tables.interview.c.id == interview_id)
            )
            rows.drop_snapshots(connection, {row.guide_sha, row.rubrics_sha})
        self._kept.forget(interview_id)
        return self._database.erase()

    # ------------------------------------------------------------ what it was held with

    def guide_of(self, interview: Interview) -> Guide:
        """The guide as it was when the interview began."""
        sha = interview.snapshots.guide
        if sha not in self._guides:
            with self._database.reading() as connection:
                return self._guide(connection, sha)
        return self._guides[sha]

    def rubrics_of(self, interview: Interview) -> tuple[Rubric, ...]:
        """The rubrics as they were when the interview began."""
        sha = interview.snapshots.rubrics
        if sha not in self._rubrics:
            with self._database.reading() as connection:
                content = self._snapshot(connection, sha)
                self._rubrics[sha] = _RUBRICS.validate_python(content)
        return self._rubrics[sha]

    # ------------------------------------------------------------ lists, for personal mode only

    def unfinished(self) -> tuple[InterviewSummary, ...]:
        """Interviews that have not ended, newest first."""
        return tuple(held for held in self.past() if held.status == "open")

    def past(self) -> tuple[InterviewSummary, ...]:
        """All interviews that were begun, ended or not, newest first."""
        with self._database.reading() as connection:
            found = rows.summary_rows(connection)
            own = InterviewSummary.model_fields.keys() - {"guide", "planned"}
            return tuple(
                InterviewSummary.model_validate({
                    **{name: row._mapping[name] for name in own},
                    "guide": self._guide(connection, row.guide_sha).title,
                    "planned": len(row.plan),
                })
                for row in found
            )

    def asked_questions(self, guide_id: str) -> Counter[str]:
        """In how many interviews with this guide each question was asked."""
        with self._database.reading() as connection:
            return Counter(dict(rows.asked_rows(connection, guide_id)))

    # ------------------------------------------------------------ inside

    def _save(self, before: Interview, after: Interview, holder: str | None) -> Interview | None:
        """One transaction; what is stored now, or None where that has to be read."""
        new = after.turns[len(before.turns) :]
        with self._database.writing() as connection:
            row = rows.lock(connection, before.id)
            if (row.turn_count, row.status) != (len(before.turns), before.status):
                raise StaleInterview(STALE)
            rows.check_holder(connection, before.id, holder)
            rows.check_last(connection, before)
            if _asked(after) != _asked(before):
                rows.switch_grader(connection, row.grader, before, after)
            rows.insert_turns(connection, before.id, new)
            erased = rows.update_turns(connection, before, after)
            erased = rows.drop_grades(connection, before, after) or erased
            if after.owes_response or any(said.speaker == "candidate" for said in new):
                rows.owe(connection, before.id)
            stamp = rows.restamp(
                connection, before.id, turn_count=len(after.turns), status=after.status
            )
        known = self._kept.get(before.id, row.stamp)
        self._kept.forget(before.id)
        if erased:
            self._database.erase()
        if known is None or known.grades != before.grades or _asked(known) != _asked(before):
            # A grade was stored, or another grader chosen, since `before` was read.
            return None
        self._kept.put(stamp, after)
        return after

    def _has_client_id(self, interview_id: str, sent: set[str]) -> bool:
        with self._database.reading() as connection:
            return rows.has_client_id(connection, interview_id, sent)

    def _guide(self, connection: Connection, sha: str) -> Guide:
        if sha not in self._guides:
            self._guides[sha] = Guide.model_validate(self._snapshot(connection, sha))
        return self._guides[sha]

    def _snapshot(self, connection: Connection, sha: str) -> Any:
        query = sa.select(tables.snapshot.c.content).where(tables.snapshot.c.sha == sha)
        content = connection.execute(query).scalar()
        if content is None:
            raise corrupt(self.where)
        return content


def _asked(interview: Interview) -> tuple[str, str]:
    """Who grades, and where it is called."""
    return interview.grader, interview.server
