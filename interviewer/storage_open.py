"""Opens a database: looked at before it is written, refused where it must not be touched, brought up to date."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Engine, make_url

from interviewer import migrations
from interviewer.errors import StorageError
from interviewer.storage_faults import FOREIGN, MISSING, corrupt, read_only, told, too_new
from interviewer.storage_tables import metadata

WRITES = "steady_writes"
"""The execution option of connections that are going to write."""

UPGRADE_WAIT = 30.0
"""Seconds to stand in line at least where the tables are not of this version: another program that started at the same
moment is most likely just making them, and on a busy machine that takes a while."""

_HEADER = b"SQLite format 3\0"
_PAUSE = 0.02


class Opened(NamedTuple):
    """A database that is safe to use."""

    engine: Engine
    where: str
    """Its name for a person: a file's path, or a URL without its password."""
    writable: bool
    is_file: bool


class _NoRows(logging.Filter):
    """Keeps what people wrote out of logs: SQLAlchemy would log whole rows at DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let only warnings and worse through."""
        return record.levelno >= logging.WARNING


_NO_ROWS = _NoRows()


def open_database(where: str | Path, *, wait: float) -> Opened:
    """Open and upgrade the database at a path or URL. Raises StorageError, and then has changed nothing."""
    url = _url(where)
    if url.get_backend_name() != "sqlite":
        return _open_server(url)
    if not url.database or url.database == ":memory:":
        raise StorageError(
            "Steady keeps its database in a file. Name one with STEADY_DATABASE_URL."
        )
    return _open_file(Path(url.database).absolute(), wait=wait)


def _url(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        return make_url(where)
    except exc.ArgumentError as error:
        raise StorageError(
            "STEADY_DATABASE_URL is not a database address. An example: sqlite:///steady.db"
        ) from error


# ---------------------------------------------------------------- any server


def _open_server(url: URL) -> Opened:
    where = url.render_as_string(hide_password=True)
    try:
        engine = sa.create_engine(url, hide_parameters=True, pool_pre_ping=True)
    except (exc.NoSuchModuleError, ImportError) as error:
        raise StorageError(f"The driver for this database is not installed: {where}.") from error
    _keep_rows_out_of_logs()
    with told(where):
        _upgrade(engine, where)
    return Opened(engine, where, writable=True, is_file=False)


# ---------------------------------------------------------------- a file


def _open_file(path: Path, *, wait: float) -> Opened:
    where = str(path)
    filled = _is_filled(path)
    up_to_date = _look(path) if filled else False
    writable = _may_write(path, filled=filled)
    if not writable and not up_to_date:
        raise read_only(where)
    if not up_to_date:
        _upgrade_file(path, where, wait=max(wait, UPGRADE_WAIT))
    engine = _engine(path, wait=wait, writable=writable)
    try:
        with told(where):
            # The first connection is where a file that only seemed writable is found out.
            engine.connect().close()
    except StorageError:
        engine.dispose()
        raise
    return Opened(engine, where, writable=writable, is_file=True)


def _upgrade_file(path: Path, where: str, *, wait: float) -> None:
    engine = _engine(path, wait=wait, writable=True)
    try:
        with told(where):
            _upgrade(engine, where)
    finally:
        engine.dispose()


def _is_filled(path: Path) -> bool:
    """True for a database, False where none is yet. Raises where the folder cannot be made or the file is none."""
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except FileNotFoundError:
        return False
    except PermissionError as error:
        raise read_only(str(path)) from error
    except OSError as error:
        raise StorageError(MISSING.format(where=path)) from error
    if header and header != _HEADER:
        raise corrupt(str(path))
    return bool(header)


def _look(path: Path) -> bool:
    """Check a database without writing to it; True where its tables are of this version."""
    known = migrations.known_revisions()
    try:
        with told(str(path)), closing(_connect(path, writable=False)) as found:
            tables = {name for (name,) in found.execute("SELECT name FROM sqlite_master")}
            if tables and "alembic_version" not in tables:
                raise StorageError(FOREIGN.format(where=path))
            if not tables:
                return False
            revisions = {
                name for (name,) in found.execute("SELECT version_num FROM alembic_version")
            }
            if revisions - set(known):
                raise too_new(str(path))
            if found.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise corrupt(str(path))
    except UnicodeDecodeError as error:
        raise corrupt(str(path)) from error
    return revisions == {known[-1]}


def _may_write(path: Path, *, filled: bool) -> bool:
    """True where the file (or its place) and its folder can be written: SQLite keeps a log beside the file."""
    return os.access(path.parent, os.W_OK | os.X_OK) and (
        os.access(path, os.W_OK) if filled else not path.exists() or os.access(path, os.W_OK)
    )


def _connect(path: Path, *, writable: bool, wait: float = 5.0) -> sqlite3.Connection:
    """A connection for any thread; a read-only one changes no byte, also where no log can be kept beside the file."""
    mode = "rwc" if writable else "ro"
    if not writable and not os.access(path.parent, os.W_OK) and not _has_log(path):
        # Nobody can write here, so SQLite need not look for others who do.
        mode = "ro&immutable=1"
    return sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=wait,
        # Transactions are begun by us: see _begin.
        isolation_level=None,
        check_same_thread=False,
    )


def _has_log(path: Path) -> bool:
    """True where a log with unmerged pages lies beside the file."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _engine(path: Path, *, wait: float, writable: bool) -> Engine:
    engine = sa.create_engine(
        URL.create("sqlite", database=str(path)),
        creator=lambda: _connect(path, writable=writable, wait=wait),
        # Parameters are what people wrote: they belong in no log and no traceback.
        hide_parameters=True,
        pool_timeout=wait,
    )
    _keep_rows_out_of_logs()
    event.listen(engine, "connect", partial(_prepare, wait=wait) if writable else _prepare_to_read)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: Any, *, wait: float) -> None:
    _keep_log(connection, wait=wait)
    for pragma in (
        # A reply that was acknowledged survives a power cut.
        "synchronous=FULL",
        "foreign_keys=ON",
        # Deleted words are overwritten; the default differs by build.
        "secure_delete=ON",
        # No sorter file with somebody's words in a shared folder.
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _keep_log(connection: Any, *, wait: float) -> None:
    """Have changes written to a log first. SQLite itself does not wait where another connection is just doing so."""
    until = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(_PAUSE)


def _prepare_to_read(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA temp_store=MEMORY")


def _begin(connection: Connection) -> None:
    """Writers take their lock at once: one that began by reading could not wait for its turn."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _keep_rows_out_of_logs() -> None:
    # Adding the same filter again changes nothing.
    logging.getLogger("sqlalchemy.engine.Engine").addFilter(_NO_ROWS)


# ---------------------------------------------------------------- versions


def _upgrade(engine: Engine, where: str) -> None:
    """Run the steps that are missing, all or none, in one transaction that only one program can hold."""
    # Alembic takes a while to load and is needed once after an update, not at every start.
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext

    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        heads = set(MigrationContext.configure(connection).get_current_heads())
        known = migrations.known_revisions()
        if heads - set(known):
            raise too_new(where)
        if heads == {known[-1]}:
            return
        config = Config()
        config.set_main_option("script_location", str(migrations.FOLDER).replace("%", "%%"))
        config.attributes.update({"connection": connection, "metadata": metadata})
        command.upgrade(config, "head")
