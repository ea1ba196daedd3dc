"""A database of any version is brought up to date, whole or not at all, and named by an address."""

from __future__ import annotations

import itertools
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from interviewer import migrations, storage_open, storage_tables
from interviewer.domain import Interview, ModelCall
from interviewer.errors import (
    StorageError,
)
from interviewer.storage import Storage
from tests.makers import NOON
from tests.stored import (
    GUIDE,
    STORY,
    at_once,
    held,
    reply,
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


LATER = {"outline", "coaching", "opinions", "server", "identifiers", "held"}
"""What version 0001 did not write into a grade or know of an interview."""


def earlier(value: Any) -> Any:
    """A value as it was written before there were models."""
    if isinstance(value, list):
        return [earlier(part) for part in value]
    if isinstance(value, dict):
        return {name: earlier(part) for name, part in value.items() if name not in LATER}
    return value


@pytest.fixture
def first_version(path: Path) -> tuple[Path, Interview]:
    """A database as version 0001 left it: an interview with its replies, grades and debts, and no word of a model."""
    from alembic import command
    from alembic.config import Config

    with Storage(path) as storage:
        interview = held(storage, STORY, "I wrote the test first, and then the fix for it.", "skip")
    with Storage(path) as storage, storage._database.writing() as connection:
        bodies = connection.execute(sa.select(storage_tables.grade)).mappings().all()
        for row in bodies:
            own = storage_tables.grade.c
            mine = (own.question == row["question"]) & (own.attempt == row["attempt"])
            change = storage_tables.grade.update().where(mine).values(body=earlier(row["body"]))
            connection.execute(change)
        config = Config()
        config.set_main_option("script_location", str(migrations.FOLDER))
        config.attributes.update({"connection": connection, "metadata": storage_tables.metadata})
        command.downgrade(config, "0001")
    return path, Interview.model_validate(earlier(interview.model_dump(mode="json")))


def tables_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as raw:
        names = [n for (n,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: raw.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in names}


def test_a_database_of_the_first_version_opens_with_all_it_held(
    first_version: tuple[Path, Interview],
) -> None:
    """F35: 0001 to 0002 with rows present; nothing is lost, and what is new has its plain value."""
    path, interview = first_version
    before = tables_of(path)
    assert "llm_call" not in before
    assert before["alembic_version"] == [("0001",)]
    assert before["turn"] and before["grade"]
    with Storage(path) as storage:
        assert storage.load(interview.id) == interview
        assert storage.guide_of(interview) == GUIDE
        assert [summary.id for summary in storage.past()] == [interview.id]
        assert storage.calls.calls_of(interview.id) == ()
    after = tables_of(path)
    for table in ("snapshot", "grade", "job"):
        assert after[table] == before[table]
    assert not any(name in body for *_, body in before["grade"] for name in ("outline", "coaching"))
    for table in ("interview", "turn"):
        assert len(after[table]) == len(before[table])


def test_an_upgraded_interview_goes_on_and_can_be_deleted(
    first_version: tuple[Path, Interview],
) -> None:
    path, interview = first_version
    with Storage(path) as storage:
        loaded = storage.load(interview.id)
        after = storage.save(loaded, reply(loaded, STORY))
        assert storage.load(interview.id) == after
        storage.calls.write(
            ModelCall(
                id="1" * 32,
                interview_id=interview.id,
                purpose="hear",
                model="m",
                at=NOON,
                tokens_in=7,
            )
        )
        assert storage.calls.tokens_of(interview.id) == 7
        storage.delete(interview.id)
        assert storage.calls.tokens_on(NOON.date()) == 7


def test_an_upgrade_that_breaks_loses_no_row(
    first_version: tuple[Path, Interview], tmp_path: Path
) -> None:
    """F35: broken off at each statement on the way from 0001, the next start finds every interview."""
    path, interview = first_version
    content = path.read_bytes()
    real = storage_open._engine
    broken = 0
    with pytest.MonkeyPatch.context() as patch:
        for at in itertools.count(1):
            copy = tmp_path / f"copy{at}.db"
            copy.write_bytes(content)
            count = itertools.count(1)

            def made(*args: object, **more: object) -> sa.Engine:
                made_engine = real(*args, **more)  # type: ignore[arg-type]

                def count_or_break(*_: object) -> None:
                    if next(count) == at:  # noqa: B023 - used up within the round
                        raise sqlite3.OperationalError("broken off")

                event.listen(made_engine, "before_cursor_execute", count_or_break)
                return made_engine

            patch.setattr(storage_open, "_engine", made)
            with suppress(StorageError):
                Storage(copy).close()
            reached = next(count) > at
            patch.setattr(storage_open, "_engine", real)
            with Storage(copy) as storage:
                assert storage.load(interview.id) == interview
            if not reached:
                break
            broken += 1
    assert broken > 10


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
