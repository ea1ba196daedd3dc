"""One open database: how we read from it, write to it and make it forget."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import Connection

from interviewer.errors import DatabaseBusy, StorageError
from interviewer.storage_faults import BUSY, corrupt, read_only, told
from interviewer.storage_open import WRITES, open_database


class Database:
    """Reads see one moment; writes happen one after another, whole or not at all."""

    def __init__(self, where: str | Path, *, wait: float) -> None:
        opened = open_database(where, wait=wait)
        self.where = opened.where
        self.writable = opened.writable
        self._engine = opened.engine
        self._is_file = opened.is_file
        self._wait = wait
        # Writers of one process stand in line here: SQLite lets them poll, and its versions before 3.51.3 may
        # damage a log that two connections merge at the same time.
        self._line = threading.Lock()
        self._log_to_empty = False

    def close(self) -> None:
        """Give the database back; SQLite empties its log with the last connection."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads. Raises DatabaseCorrupt where what is stored cannot be what we wrote."""
        try:
            with told(self.where), self._engine.connect() as connection, connection.begin():
                yield connection
        except ValueError:
            # Without the cause: a validation error would carry what is stored into a log.
            raise corrupt(self.where) from None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose transaction is committed at the end, or rolled back by any error."""
        if not self.writable:
            raise read_only(self.where)
        with self._in_line(), told(self.where), self._engine.connect() as connection:
            with connection.execution_options(**{WRITES: True}).begin():
                yield connection
            if self._log_to_empty:
                # The write is done: that its log stays full for now must not make it look failed.
                with suppress(StorageError), told(self.where):
                    self._empty_log(connection)

    def erase(self) -> bool:
        """Overwrite what was taken out of the database; False where that cannot be done now.

        Until its log is emptied SQLite keeps the old pages there. What could not be done now, because another
        program still reads them, is done after the next write or when the database is closed.
        """
        if not self._is_file:
            return True
        self._log_to_empty = True
        try:
            with self._in_line(), told(self.where), self._engine.connect() as connection:
                return self._empty_log(connection)
        except StorageError:
            return False

    def _empty_log(self, connection: Connection) -> bool:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._log_to_empty = bool(busy)
        return not busy

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        if not self._is_file:
            yield
            return
        if not self._line.acquire(timeout=self._wait):
            raise DatabaseBusy(BUSY)
        try:
            yield
        finally:
            self._line.release()
