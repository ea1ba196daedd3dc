"""A database that is locked, full, read-only, damaged, newer or not ours is told plainly and left whole."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from interviewer.domain import Turn
from interviewer.errors import (
    DatabaseBusy,
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseTooNew,
    StorageError,
)
from interviewer.storage import Storage
from tests.makers import NOON
from tests.stored import (
    STORY,
    at_once,
    held,
    reply,
    stored,
)


def test_the_file_is_durable_and_overwrites_what_is_deleted(storage: Storage, path: Path) -> None:
    found = {}
    with storage._database.reading() as connection:
        for pragma in (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "secure_delete",
            "temp_store",
        ):
            found[pragma] = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
        found["busy_timeout"] = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "busy_timeout": 5000,
    }
    if os.name == "posix":
        assert path.parent.stat().st_mode & 0o077 == 0


def test_a_locked_database_is_waited_for_then_told(path: Path) -> None:
    """F32: nothing is lost, and the word `locked` is on no screen."""
    with Storage(path, wait=0.2) as storage:
        interview = stored(storage)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseBusy, match="in use by another program") as told:
                storage.save(interview, reply(interview))
            assert "locked" not in str(told.value)
            # What is there can still be read and exported.
            assert storage.load(interview.id) == interview
            other.execute("COMMIT")
        assert len(storage.save(interview, reply(interview)).turns) == 3


def test_a_lock_that_comes_free_in_time_is_not_noticed(path: Path) -> None:
    with Storage(path, wait=5) as storage:
        interview = stored(storage)
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            raised = at_once(
                lambda: storage.save(interview, reply(interview)), lambda: other.execute("COMMIT")
            )
        assert raised == []
        assert len(storage.load(interview.id).turns) == 3


def test_a_full_disk_keeps_what_was_acknowledged(path: Path) -> None:
    """F33: SQLite itself refuses, because the file may have no more pages."""
    with Storage(path) as storage:
        interview = stored(storage)
        pages = 0

        def limit(connection: sqlite3.Connection, _: object) -> None:
            nonlocal pages
            pages = pages or connection.execute("PRAGMA page_count").fetchone()[0] + 4
            connection.execute(f"PRAGMA max_page_count={pages}")

        engine_ = storage._database._engine
        engine_.dispose()
        event.listen(engine_, "connect", limit)
        with pytest.raises(DatabaseFull, match="no room left on the disk"):
            while True:
                said = Turn(
                    seq=len(interview.turns),
                    speaker="candidate",
                    kind="reply",
                    text=STORY * 20,
                    at=NOON,
                )
                interview = storage.save(
                    interview, interview.model_copy(update={"turns": (*interview.turns, said)})
                )
        assert len(interview.turns) > 2
        assert storage.load(interview.id) == interview
        event.remove(engine_, "connect", limit)
    with Storage(path) as again:
        assert again.load(interview.id) == interview


READ_ONLY = textwrap.dedent(
    """
    import os, sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[3])
    from interviewer.errors import DatabaseReadOnly
    from interviewer.storage import Storage
    path, interview_id = Path(sys.argv[1]), sys.argv[2]
    # Everything is imported while it can be: the other user may not reach this Python.
    Storage(path.parent.parent / "warm.db").close()
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    try:
        Storage(path.parent / "new.db")
    except DatabaseReadOnly as error:
        print("NEW", error)
    storage = Storage(path)
    interview = storage.load(interview_id)
    print("READ", len(interview.turns), storage.writable, storage.guide_of(interview).id, len(storage.past()))
    try:
        storage.delete(interview_id)
    except DatabaseReadOnly as error:
        print("WRITE", error)
    """
)


@pytest.mark.skipif(os.name != "posix", reason="file permissions differ on Windows")
@pytest.mark.parametrize("folder_too", [True, False], ids=["folder and file", "file alone"])
def test_a_read_only_database_can_be_read_and_says_why_it_cannot_be_written(
    folder_too: bool,
) -> None:
    """F33: run as a user who may not write there."""
    with tempfile.TemporaryDirectory() as open_to_all:
        # Not pytest's folder, which other users may not enter.
        Path(open_to_all).chmod(0o711)
        folder = Path(open_to_all) / "kept"
        path = folder / "steady.db"
        with Storage(path) as storage:
            interview = held(storage, STORY)
        before = path.read_bytes()
        path.chmod(0o444)
        folder.chmod(0o555 if folder_too else 0o777)
        here = str(Path(__file__).parent.parent)
        ran = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(path), interview.id, here],
            capture_output=True,
            text=True,
            timeout=60,
        )
        folder.chmod(0o755)
        assert ran.stderr == ""
        assert f"READ {len(interview.turns)} False small 1" in ran.stdout
        assert "WRITE The database cannot be written" in ran.stdout
        assert ("NEW The database cannot be written" in ran.stdout) == folder_too
        assert path.read_bytes() == before


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(StorageError, match="cannot be opened.*STEADY_DATA_DIR"):
        Storage(tmp_path / "file" / "steady.db")


@pytest.mark.parametrize(
    "content",
    [b"not a database at all", b"SQLite format 3\0" + b"\xff" * 4096, b"{" * 100],
    ids=["text", "a header and rubbish", "braces"],
)
def test_a_damaged_file_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    """F34."""
    path = tmp_path / "steady.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseCorrupt, match="damaged.*left exactly as it is"):
        Storage(path)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("steady")] == [
        "steady.db"
    ]
    assert path.read_bytes() == content


def test_flipped_bytes_are_refused_or_harmless_never_written_over(tmp_path: Path) -> None:
    """F34: 120 damaged copies. Each is refused untouched, or opens and never shows half an interview."""
    path = tmp_path / "steady.db"
    with Storage(path) as storage:
        interviews = [held(storage, STORY, "skip", STORY) for _ in range(4)]
    whole = path.read_bytes()
    copy = tmp_path / "copy.db"
    refused = read = 0
    for number in range(120):
        damaged = bytearray(whole)
        at = (number * 7919 * 31) % (len(damaged) - 64)
        damaged[at : at + 48] = bytes(byte ^ 0xA5 for byte in damaged[at : at + 48])
        copy.write_bytes(damaged)
        try:
            with Storage(copy, wait=0.5) as storage:
                for interview in interviews:
                    try:
                        loaded = storage.load(interview.id)
                    except StorageError:
                        refused += 1
                        continue
                    read += 1
                    assert [t.seq for t in loaded.turns] == list(range(len(loaded.turns)))
                    assert len(loaded.turns) == len(interview.turns)
        except StorageError:
            refused += 1
            assert copy.read_bytes() == bytes(damaged)
        for file in tmp_path.glob("copy.db*"):
            file.unlink()
    assert refused > 10 and read > 10


def test_a_newer_database_is_left_as_it_is(path: Path) -> None:
    """F34: version 99."""
    with Storage(path) as storage:
        stored(storage)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0099'")
        raw.commit()
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNew, match="newer version of Steady.*left exactly as it is"):
        Storage(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE interview (theirs TEXT)")
        raw.commit()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="belongs to another program"):
        Storage(path)
    assert path.read_bytes() == before


def test_rows_we_never_wrote_are_damage_and_are_not_quoted(storage: Storage, path: Path) -> None:
    interview = held(storage, STORY)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE turn SET kind = 'hacked kestrel' WHERE seq = 1")
        raw.execute("UPDATE interview SET stamp = 'other'")
        raw.commit()
    with pytest.raises(DatabaseCorrupt) as told:
        storage.load(interview.id)
    assert told.value.__cause__ is None and told.value.__suppress_context__
    assert "kestrel" not in str(told.value)
