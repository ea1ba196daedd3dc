"""The tables, and how our nouns become rows and come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect, RowMapping

from interviewer.domain import Grade, Interview, Turn
from interviewer.errors import StorageError


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment in time: stored as UTC, read back aware, on every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone: nobody could say later when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise StorageError("A time without a time zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give SQLite's naive values their zone back."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

snapshot = sa.Table(
    "snapshot",
    metadata,
    sa.Column("sha", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
)
"""A guide or the rubrics as they were when an interview was held; shared by all that used the same."""

interview = sa.Table(
    "interview",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("guide_id", sa.String(100), nullable=False, index=True),
    sa.Column("guide_sha", sa.ForeignKey("snapshot.sha"), nullable=False, index=True),
    sa.Column("rubrics_sha", sa.ForeignKey("snapshot.sha"), nullable=False, index=True),
    sa.Column("format", sa.String(16), nullable=False),
    sa.Column("mode", sa.String(16), nullable=False),
    sa.Column("pressure", sa.Boolean, nullable=False),
    sa.Column("competency", sa.String(100)),
    # Text: a seed may have more bits than a database's integers.
    sa.Column("seed", sa.String(64), nullable=False),
    sa.Column("plan", sa.JSON, nullable=False),
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    sa.Column("grader", sa.String(100), nullable=False),
    sa.Column("server", sa.String(300), nullable=False, server_default=""),
    sa.Column("turn_count", sa.Integer, nullable=False),
    sa.Column("stamp", sa.String(32), nullable=False),
)
"""`turn_count` is what a save must have seen; `stamp` is new with every write, so that a kept copy can be trusted."""

turn = sa.Table(
    "turn",
    metadata,
    sa.Column("interview_id", sa.ForeignKey("interview.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("speaker", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("interviewer", sa.String(100)),
    sa.Column("question", sa.String(100)),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("behaviour", sa.String(100)),
    sa.Column("control", sa.String(16)),
    sa.Column("client_id", sa.String(100)),
    sa.Column("intent", sa.String(32)),
    sa.Column("off_record", sa.Boolean, nullable=False),
    sa.Column("notices", sa.JSON, nullable=False),
    sa.Column("identifiers", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("interview_id", "client_id"),
)
"""Unique (interview, seq) is the primary key; unique (interview, client id) keeps a resent reply single."""

grade = sa.Table(
    "grade",
    metadata,
    sa.Column("interview_id", sa.ForeignKey("interview.id"), primary_key=True),
    sa.Column("question", sa.String(100), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
)
"""`place` keeps the order in which the answers were graded."""

job = sa.Table(
    "job",
    metadata,
    sa.Column("interview_id", sa.ForeignKey("interview.id"), primary_key=True),
    sa.Column("holder", sa.String(200)),
    sa.Column("until", UtcDateTime),
)
"""A row stands here while an interview may owe a response or a grade; `holder` works on it until `until`."""

llm_call = sa.Table(
    "llm_call",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("interview_id", sa.ForeignKey("interview.id"), index=True),
    sa.Column("purpose", sa.String(32), nullable=False),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("tokens_in", sa.Integer, nullable=False),
    sa.Column("tokens_cached", sa.Integer, nullable=False),
    sa.Column("tokens_out", sa.Integer, nullable=False),
    sa.Column("estimated", sa.Boolean, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("latency_ms", sa.Integer, nullable=False),
    sa.Column("outcome", sa.String(32), nullable=False),
)
"""What each call of a model cost; never a word of what was sent or came back. It outlives its interview, without its id."""

OF_INTERVIEW = (job, grade, turn)
"""The tables that hold parts of an interview, in the order in which they are emptied."""


def row_of_interview(held: Interview, *, stamp: str) -> dict[str, Any]:
    """An interview's own row."""
    return {
        **held.model_dump(mode="python", exclude={"turns", "grades", "snapshots", "plan"}),
        "seed": str(held.seed),
        "plan": [place.model_dump(mode="json") for place in held.plan],
        "guide_sha": held.snapshots.guide,
        "rubrics_sha": held.snapshots.rubrics,
        "turn_count": len(held.turns),
        "stamp": stamp,
    }


def row_of_turn(interview_id: str, said: Turn) -> dict[str, Any]:
    """A turn's row. Raises StorageError for text that not every database can hold."""
    if any("\0" in words or not _encodable(words) for words in (said.text, *said.notices)):
        raise StorageError(
            "A turn holds characters that cannot be stored. Text must go through the cleaning first."
        )
    return {
        "interview_id": interview_id,
        **said.model_dump(mode="python", exclude={"notices", "identifiers"}),
        "notices": list(said.notices),
        "identifiers": [found.model_dump(mode="json") for found in said.identifiers],
    }


def row_of_grade(interview_id: str, found: Grade, *, place: int) -> dict[str, Any]:
    """A grade's row."""
    return {
        "interview_id": interview_id,
        "question": found.question,
        "attempt": found.attempt,
        "place": place,
        "outcome": found.outcome,
        "body": found.model_dump(mode="json"),
    }


def interview_of(
    row: RowMapping,
    turns: Sequence[RowMapping],
    grades: Sequence[RowMapping],
) -> Interview:
    """An interview from its rows. Raises pydantic's ValidationError where they hold what we never wrote."""
    own = {name: row[name] for name in Interview.model_fields if name in row}
    return Interview.model_validate({
        **own,
        "seed": int(row["seed"]),
        "snapshots": {"guide": row["guide_sha"], "rubrics": row["rubrics_sha"]},
        "turns": [{name: said[name] for name in Turn.model_fields} for said in turns],
        "grades": [found["body"] for found in grades],
    })


def _encodable(words: str) -> bool:
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
