"""Interviews with their turns, grades and snapshots, and the work that is owed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from nothing to 0001."""
    op.create_table(
        "snapshot",
        sa.Column("sha", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sha", name="pk_snapshot"),
    )
    op.create_table(
        "interview",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("guide_id", sa.String(100), nullable=False),
        sa.Column("guide_sha", sa.String(64), nullable=False),
        sa.Column("rubrics_sha", sa.String(64), nullable=False),
        sa.Column("format", sa.String(16), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("pressure", sa.Boolean, nullable=False),
        sa.Column("competency", sa.String(100)),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("grader", sa.String(100), nullable=False),
        sa.Column("turn_count", sa.Integer, nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["guide_sha"], ["snapshot.sha"], name="fk_interview_guide_sha"),
        sa.ForeignKeyConstraint(["rubrics_sha"], ["snapshot.sha"], name="fk_interview_rubrics_sha"),
        sa.PrimaryKeyConstraint("id", name="pk_interview"),
    )
    for column in ("guide_id", "guide_sha", "rubrics_sha", "status"):
        op.create_index(f"ix_interview_{column}", "interview", [column])
    op.create_table(
        "turn",
        sa.Column("interview_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("speaker", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("interviewer", sa.String(100)),
        sa.Column("question", sa.String(100)),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("behaviour", sa.String(100)),
        sa.Column("control", sa.String(16)),
        sa.Column("client_id", sa.String(100)),
        sa.Column("intent", sa.String(32)),
        sa.Column("off_record", sa.Boolean, nullable=False),
        sa.Column("notices", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_turn_interview_id"),
        sa.PrimaryKeyConstraint("interview_id", "seq", name="pk_turn"),
        sa.UniqueConstraint("interview_id", "client_id", name="uq_turn_interview_id_client_id"),
    )
    op.create_table(
        "grade",
        sa.Column("interview_id", sa.String(64), nullable=False),
        sa.Column("question", sa.String(100), nullable=False),
        sa.Column("attempt", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_grade_interview_id"),
        sa.PrimaryKeyConstraint("interview_id", "question", "attempt", name="pk_grade"),
    )
    op.create_table(
        "job",
        sa.Column("interview_id", sa.String(64), nullable=False),
        sa.Column("holder", sa.String(200)),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_job_interview_id"),
        sa.PrimaryKeyConstraint("interview_id", name="pk_job"),
    )


def downgrade() -> None:
    """Go back to nothing."""
    for table in ("job", "grade", "turn", "interview", "snapshot"):
        op.drop_table(table)
