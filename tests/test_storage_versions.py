"""A database of any version is brought up to date, whole or not at all, and named by an address."""

from __future__ import annotations

import itertools
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from interviewer import migrations, storage_open, storage_tables
from interviewer.errors import (
    StorageError,
)
from interviewer.storage import Storage
from tests.stored import (
    at_once,
    stored,
)


def test_the_migrations_make_the_tables_of_the_code(path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with Storage(path) as storage, storage._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, storage_tables.metadata) == []
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    script = ScriptDirectory.from_config(config)
    steps = [step.revision for step in reversed(list(script.walk_revisions()))]
    assert tuple(steps) == migrations.known_revisions()
    assert script.get_heads() == [migrations.known_revisions()[-1]]


def test_a_migration_that_breaks_leaves_the_old_database(tmp_path: Path) -> None:
    """F35: broken off at each statement, the next start finds a whole old or new database."""
    statements = 0
    real = storage_open._engine

    def breaking(at: int) -> object:
        def made(*args: object, **more: object) -> sa.Engine:
            made_engine = real(*args, **more)  # type: ignore[arg-type]
            count = 0

            def count_or_break(*_: object) -> None:
                nonlocal count, statements
                count += 1
                statements = max(statements, count)
                if count == at:
                    raise sqlite3.OperationalError("broken off")

            event.listen(made_engine, "before_cursor_execute", count_or_break)
            return made_engine

        return made

    with pytest.MonkeyPatch.context() as patch:
        for at in itertools.count():
            path = tmp_path / f"{at}.db"
            patch.setattr(storage_open, "_engine", breaking(at))
            with suppress(StorageError):
                Storage(path).close()
            patch.setattr(storage_open, "_engine", real)
            with Storage(path) as storage:
                assert stored(storage).id
            if at == statements:
                break
    assert statements > 10


def test_two_programs_that_start_at_once_make_one_database(path: Path) -> None:
    raised = at_once(*[lambda: Storage(path).close()] * 4)
    assert raised == []
    with Storage(path) as storage:
        assert stored(storage).id


def test_an_up_to_date_database_opens_without_the_migration_library(path: Path) -> None:
    Storage(path).close()
    code = (
        "import sys; from interviewer.storage import Storage; Storage(sys.argv[1]).close();"
        "assert not [m for m in sys.modules if m.startswith('alembic')]"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("sqlite://", "in a file"),
        ("sqlite:///:memory:", "in a file"),
        ("nosuchdatabase://u:hidden@h/d", "driver"),
        ("://", "not a database address"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(where: str, says: str) -> None:
    with pytest.raises(StorageError, match=says) as told:
        Storage(where)
    assert "hidden" not in str(told.value)


def test_an_address_names_a_file(tmp_path: Path) -> None:
    with Storage(f"sqlite:///{tmp_path / 'my%20own.db'}") as storage:
        stored(storage)
    assert (tmp_path / "my own.db").exists()
