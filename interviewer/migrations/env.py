"""Runs the steps on the connection that storage hands over; there is no other way in."""

from __future__ import annotations

from alembic import context

handed = context.config.attributes
context.configure(
    connection=handed["connection"],
    target_metadata=handed["metadata"],
    # SQLite changes a column by copying the table.
    render_as_batch=True,
    # Our connections begin transactions themselves, so SQLite's DDL is rolled back with the rest.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
