"""What a database driver raises, said to a person: one place for every way a database can fail."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from interviewer.errors import (
    DatabaseBusy,
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseTooNew,
    StaleInterview,
    StorageError,
)

BUSY = (
    "The database is in use by another program and did not come free in time. "
    "Nothing was changed. Wait a moment and try again."
)
FULL = (
    "There is no room left on the disk, so this could not be stored. What was stored before is safe. "
    "Free some space and try again."
)
READ_ONLY = (
    "The database cannot be written: {where}. You can read and export what it holds. To hold interviews, "
    "make the file and its folder writable, or choose another folder with STEADY_DATA_DIR."
)
CORRUPT = (
    "The database is damaged: {where}. It was left exactly as it is. Move it away (keep it: what is readable "
    "can often be saved) and start Steady again, or choose another folder with STEADY_DATA_DIR."
)
TOO_NEW = (
    "The database was written by a newer version of Steady: {where}. It was left exactly as it is. Update Steady, "
    "or choose another folder with STEADY_DATA_DIR."
)
FOREIGN = (
    "This database belongs to another program: {where}. It was left exactly as it is. "
    "Choose another with STEADY_DATABASE_URL or STEADY_DATA_DIR."
)
MISSING = (
    "The database cannot be opened: {where}. Check that its folder exists and may be written, or choose another "
    "with STEADY_DATA_DIR."
)
OTHER = "The database could not do what was asked ({code}). Nothing was half stored. Try again."
STALE = (
    "This interview went on in another tab or window. Your draft is kept: look at what was said there, "
    "then send it again."
)

_SQLITE: dict[int, tuple[type[StorageError], str]] = {
    sqlite3.SQLITE_BUSY: (DatabaseBusy, BUSY),
    sqlite3.SQLITE_LOCKED: (DatabaseBusy, BUSY),
    sqlite3.SQLITE_FULL: (DatabaseFull, FULL),
    sqlite3.SQLITE_READONLY: (DatabaseReadOnly, READ_ONLY),
    sqlite3.SQLITE_PERM: (DatabaseReadOnly, READ_ONLY),
    sqlite3.SQLITE_CORRUPT: (DatabaseCorrupt, CORRUPT),
    sqlite3.SQLITE_NOTADB: (DatabaseCorrupt, CORRUPT),
    sqlite3.SQLITE_FORMAT: (DatabaseCorrupt, CORRUPT),
    sqlite3.SQLITE_CANTOPEN: (StorageError, MISSING),
}
"""By SQLite's primary result code."""

_SQLSTATE: dict[str, tuple[type[StorageError], str]] = {
    "55P03": (DatabaseBusy, BUSY),
    "57014": (DatabaseBusy, BUSY),
    "40001": (DatabaseBusy, BUSY),
    "40P01": (DatabaseBusy, BUSY),
    "53100": (DatabaseFull, FULL),
    "25006": (DatabaseReadOnly, READ_ONLY),
    "42501": (DatabaseReadOnly, READ_ONLY),
}
"""By the SQL standard's state, for databases that give one."""


def corrupt(where: str) -> DatabaseCorrupt:
    """The error for a damaged database."""
    return DatabaseCorrupt(CORRUPT.format(where=where))


def too_new(where: str) -> DatabaseTooNew:
    """The error for a database of a later version."""
    return DatabaseTooNew(TOO_NEW.format(where=where))


def read_only(where: str) -> DatabaseReadOnly:
    """The error for a database that cannot be written."""
    return DatabaseReadOnly(READ_ONLY.format(where=where))


def meaning(error: BaseException | None, where: str) -> StorageError:
    """Our error for one a driver raised; it holds no statement and no stored word."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        kind, says = _SQLITE.get(code & 0xFF, (StorageError, OTHER))
    elif isinstance(error, sqlite3.OperationalError) and "decode" in str(error):
        # Python's own error, without a code, for text that is not UTF-8.
        kind, says = DatabaseCorrupt, CORRUPT
    else:
        state = str(getattr(error, "sqlstate", None) or "")
        kind, says = _SQLSTATE.get(state, (StorageError, OTHER))
        code = state or type(error).__name__
    name = getattr(error, "sqlite_errorname", None) or code
    return kind(says.format(where=where, code=name))


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn whatever a database raises inside into one of our errors."""
    try:
        yield
    except exc.IntegrityError as error:
        raise StaleInterview(STALE) from error
    except exc.TimeoutError as error:
        raise DatabaseBusy(BUSY) from error
    except exc.DBAPIError as error:
        raise meaning(error.orig, where) from error
    except sqlite3.Error as error:
        raise meaning(error, where) from error
    except exc.StatementError as error:
        # Raised while a value is bound or read, around the error itself.
        if isinstance(error.orig, StorageError):
            raise error.orig from None
        raise meaning(error.orig, where) from None
