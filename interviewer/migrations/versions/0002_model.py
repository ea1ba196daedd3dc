"""A language model behind the port: its server, what is masked for it, and what each call cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from 0001 to 0002."""
    op.add_column(
        "interview", sa.Column("server", sa.String(300), nullable=False, server_default="")
    )
    op.add_column("turn", sa.Column("identifiers", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("turn", sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "llm_call",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("interview_id", sa.String(64)),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tokens_in", sa.Integer, nullable=False),
        sa.Column("tokens_cached", sa.Integer, nullable=False),
        sa.Column("tokens_out", sa.Integer, nullable=False),
        sa.Column("estimated", sa.Boolean, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("latency_ms", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name="fk_llm_call_interview_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_llm_call"),
    )
    for column in ("interview_id", "at"):
        op.create_index(f"ix_llm_call_{column}", "llm_call", [column])


def downgrade() -> None:
    """Go back to 0001."""
    op.drop_table("llm_call")
    op.drop_column("turn", "held")
    op.drop_column("turn", "identifiers")
    op.drop_column("interview", "server")
