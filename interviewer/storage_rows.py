"""What Storage does inside a transaction, one statement or two at a time; all of it on any database."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from interviewer import storage_tables as tables
from interviewer.domain import Grade, Interview, Turn
from interviewer.errors import InterviewNotFound, StaleInterview
from interviewer.storage_faults import STALE

_NOT_FOUND = (
    "There is no interview at this address. It may have been deleted, or the link is not complete."
)


def row_of(connection: Connection, interview_id: str) -> Row[Any]:
    """An interview's own row. Raises InterviewNotFound."""
    return _one(connection, sa.select(tables.interview), interview_id)


def lock(connection: Connection, interview_id: str) -> Row[Any]:
    """What a writer must know of an interview, which nobody else changes until the transaction ends."""
    own = tables.interview.c
    known = sa.select(
        own.turn_count, own.status, own.grader, own.stamp, own.guide_sha, own.rubrics_sha
    )
    return _one(connection, known.with_for_update(), interview_id)


def check_holder(connection: Connection, interview_id: str, holder: str | None) -> None:
    """Raise StaleInterview where a worker is named that no longer holds the interview."""
    if holder is not None and holder_of(connection, interview_id) != holder:
        raise StaleInterview(STALE)


def check_last(connection: Connection, before: Interview) -> None:
    """Raise StaleInterview where a reply that was held in `before` was decided on or changed meanwhile."""
    if before.awaits_review and not is_last(connection, before):
        raise StaleInterview(STALE)


def is_last(connection: Connection, seen: Interview) -> bool:
    """True where an interview's last stored turn is held or not, and reads, as it was seen."""
    turn = tables.turn.c
    query = sa.select(turn.held, turn.text).where(turn.interview_id == seen.id)
    last = connection.execute(query.order_by(turn.seq.desc()).limit(1)).one_or_none()
    return last is None or tuple(last) == (seen.turns[-1].held, seen.turns[-1].text)


def check_quotes(connection: Connection, interview_id: str, grade: Grade) -> None:
    """Raise StaleInterview where a grade quotes words that do not stand in the stored turns."""
    quotes = [e for c in grade.criteria for f in c.findings for e in f.evidence]
    quotes += [
        e for found in (*grade.facts, *grade.flags, *grade.seen_once) for e in found.evidence
    ]
    quotes += grade.cut
    if not quotes:
        return
    turn = tables.turn.c
    rows = connection.execute(
        sa.select(turn.seq, turn.text).where(
            turn.interview_id == interview_id,
            turn.speaker == "candidate",
            turn.seq.in_({e.seq for e in quotes}),
        )
    )
    said: dict[int, str] = {row.seq: row.text for row in rows}
    if any(said.get(e.seq, "")[e.start : e.end] != e.quote for e in quotes):
        raise StaleInterview(STALE)


def insert_interview(connection: Connection, held: Interview) -> str:
    """Store an interview that is not stored yet, with all it holds; its stamp."""
    stamp = new_stamp()
    connection.execute(tables.interview.insert(), tables.row_of_interview(held, stamp=stamp))
    insert_turns(connection, held.id, held.turns)
    if held.grades:
        connection.execute(
            tables.grade.insert(),
            [tables.row_of_grade(held.id, g, place=n) for n, g in enumerate(held.grades)],
        )
    return stamp


def insert_turns(connection: Connection, interview_id: str, turns: tuple[Turn, ...]) -> None:
    """Store new turns."""
    if turns:
        connection.execute(
            tables.turn.insert(), [tables.row_of_turn(interview_id, said) for said in turns]
        )


def update_turns(connection: Connection, before: Interview, after: Interview) -> bool:
    """Store what changed in older turns; True where words were taken out of one."""
    erased = False
    for old, now in zip(before.turns, after.turns, strict=False):
        if now is old or now == old:
            continue
        row = tables.row_of_turn(after.id, now)
        connection.execute(
            tables.turn
            .update()
            .where(tables.turn.c.interview_id == after.id, tables.turn.c.seq == old.seq)
            .values({
                name: value for name, value in row.items() if name not in {"interview_id", "seq"}
            })
        )
        erased = erased or now.text != old.text
    return erased


def switch_grader(connection: Connection, grader: str, before: Interview, after: Interview) -> None:
    """Store who grades from now on. Raises StaleInterview where that or a grade was stored since `before` was read."""
    if grader != before.grader or grade_count(connection, before.id) != len(before.grades):
        raise StaleInterview(STALE)
    connection.execute(
        tables.interview
        .update()
        .where(tables.interview.c.id == before.id)
        .values(grader=after.grader, server=after.server)
    )
    owe(connection, before.id)


def drop_grades(connection: Connection, before: Interview, after: Interview) -> bool:
    """Take out the grades that `after` no longer has; True where there were any."""
    kept = {(g.question, g.attempt) for g in after.grades}
    lost = [g for g in before.grades if (g.question, g.attempt) not in kept]
    for grade in lost:
        connection.execute(_grade(tables.grade.delete(), after.id, grade.question, grade.attempt))
    return bool(lost)


def drop_ungraded(connection: Connection, interview_id: str, question: str, attempt: int) -> bool:
    """Take out a grade that could not be made; False where there is none."""
    statement = _grade(tables.grade.delete(), interview_id, question, attempt)
    gone = connection.execute(statement.where(tables.grade.c.outcome == "not_graded"))
    return bool(gone.rowcount)


def keep_calls(connection: Connection, interview_id: str) -> None:
    """Let what an interview's calls cost stand for the day's count, and forget whose they were."""
    calls = tables.llm_call
    mine = calls.c.interview_id == interview_id
    connection.execute(calls.update().where(mine).values(interview_id=None))


def insert_grade(connection: Connection, interview_id: str, grade: Grade) -> bool:
    """Store a grade after the others; False where this attempt has one already."""
    held = tables.grade.c
    rows = connection.execute(
        sa.select(held.question, held.attempt, held.place).where(held.interview_id == interview_id)
    ).all()
    if any((r.question, r.attempt) == (grade.question, grade.attempt) for r in rows):
        return False
    place = 1 + max((r.place for r in rows), default=-1)
    connection.execute(tables.grade.insert(), tables.row_of_grade(interview_id, grade, place=place))
    return True


def grade_count(connection: Connection, interview_id: str) -> int:
    """How many grades an interview has."""
    query = sa.select(sa.func.count()).where(tables.grade.c.interview_id == interview_id)
    return connection.execute(query).scalar_one()


def restamp(connection: Connection, interview_id: str, **values: Any) -> str:
    """Note that an interview changed; its new stamp."""
    stamp = new_stamp()
    connection.execute(
        tables.interview
        .update()
        .where(tables.interview.c.id == interview_id)
        .values(stamp=stamp, **values)
    )
    return stamp


def new_stamp() -> str:
    """A mark that no other write has."""
    return secrets.token_hex(8)


def has_client_id(connection: Connection, interview_id: str, sent: Collection[str]) -> bool:
    """True where one of these submissions is stored."""
    turn = tables.turn.c
    query = sa.select(turn.seq).where(turn.interview_id == interview_id, turn.client_id.in_(sent))
    return connection.execute(query.limit(1)).first() is not None


def insert_snapshot(connection: Connection, sha: str, kind: str, content: Any) -> None:
    """Store a guide or rubrics unless the same content is stored already."""
    query = sa.select(tables.snapshot.c.sha).where(tables.snapshot.c.sha == sha)
    if connection.execute(query).first() is None:
        connection.execute(tables.snapshot.insert(), {"sha": sha, "kind": kind, "content": content})


def drop_snapshots(connection: Connection, shas: Collection[str]) -> None:
    """Take out the snapshots that no interview was held with any more."""
    interview = tables.interview.c
    for sha in shas:
        used = sa.or_(interview.guide_sha == sha, interview.rubrics_sha == sha)
        if connection.execute(sa.select(interview.id).where(used).limit(1)).first() is None:
            connection.execute(tables.snapshot.delete().where(tables.snapshot.c.sha == sha))


def holder_of(connection: Connection, interview_id: str) -> str | None:
    """Who holds an interview, whether in time or not."""
    query = sa.select(tables.job.c.holder).where(tables.job.c.interview_id == interview_id)
    return connection.execute(query).scalar()


def owe(connection: Connection, interview_id: str) -> None:
    """Note that an interview may owe something."""
    job = tables.job
    query = sa.select(job.c.interview_id).where(job.c.interview_id == interview_id)
    if connection.execute(query).first() is None:
        connection.execute(job.insert(), {"interview_id": interview_id})


def hold(
    connection: Connection, interview_id: str, holder: str | None, until: datetime | None
) -> None:
    """Write down who holds an interview and until when."""
    job = tables.job
    connection.execute(
        job.update().where(job.c.interview_id == interview_id).values(holder=holder, until=until)
    )


def summary_rows(connection: Connection) -> list[Row[Any]]:
    """The rows of all interviews, newest first, with how many questions were asked and answered, and the last time.

    Words that were heard and turned out to be no answer do not count, so that a list says what a report says.
    """
    turn, interview, grade = tables.turn.c, tables.interview, tables.grade.c
    mine = turn.interview_id == interview.c.id
    first = mine & (turn.attempt == 1)
    heard = first & turn.intent.in_(("answer", "other_question")) & turn.off_record.is_(False)
    no_answer = sa.exists().where(
        grade.interview_id == turn.interview_id,
        grade.question == turn.question,
        grade.attempt == 1,
        grade.outcome.not_in(("graded", "not_graded")),
    )
    count = sa.func.count(turn.question.distinct())
    columns = (
        sa.select(count).where(first, turn.kind == "question").scalar_subquery().label("asked"),
        sa.select(count).where(heard, ~no_answer).scalar_subquery().label("answered"),
        sa.func.coalesce(
            sa.select(turn.at).where(mine).order_by(turn.seq.desc()).limit(1).scalar_subquery(),
            interview.c.created,
        ).label("touched"),
    )
    return list(
        connection.execute(
            sa.select(interview, *columns).order_by(interview.c.created.desc(), interview.c.id)
        )
    )


def asked_rows(connection: Connection, guide_id: str) -> list[tuple[str, int]]:
    """Every question asked in interviews with a guide, and in how many of them."""
    turn, interview = tables.turn.c, tables.interview.c
    rows = connection.execute(
        sa
        .select(turn.question, sa.func.count(turn.interview_id.distinct()))
        .join_from(tables.turn, tables.interview)
        .where(
            interview.guide_id == guide_id,
            turn.kind == "question",
            turn.attempt == 1,
            turn.question.is_not(None),
        )
        .group_by(turn.question)
    )
    return [(question, count) for question, count in rows]


def _grade(statement: sa.Delete, interview_id: str, question: str, attempt: int) -> sa.Delete:
    held = tables.grade.c
    return statement.where(
        held.interview_id == interview_id, held.question == question, held.attempt == attempt
    )


def _one(connection: Connection, query: sa.Select[Any], interview_id: str) -> Row[Any]:
    row = connection.execute(query.where(tables.interview.c.id == interview_id)).one_or_none()
    if row is None:
        raise InterviewNotFound(_NOT_FOUND)
    return row
