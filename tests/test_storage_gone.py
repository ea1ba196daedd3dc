"""What is deleted is gone from the disk; what is not there is told kindly."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from interviewer.errors import (
    InterviewNotFound,
)
from interviewer.grading import ungraded
from interviewer.storage import Storage, new_interview_id
from interviewer.storage_database import Database
from tests.stored import (
    GUIDE,
    STORY,
    begun,
    bytes_of,
    graded,
    held,
    reply,
    responded,
    stored,
)


def test_deleting_leaves_no_byte(storage: Storage, path: Path) -> None:
    """F84: fifty planted words in replies and grades; none is left in the file, its log or its index."""
    words = [f"canary{secrets.token_hex(8)}" for _ in range(50)]
    keep = held(storage, "I keep this kestrel sentence for later.")
    interview = stored(storage)
    for word in words:
        interview = storage.save(interview, reply(interview, f"{STORY} I wrote {word} down. " * 3))
        interview = responded(storage, interview)
        interview = graded(storage, interview)
    on_disk = bytes_of(path)
    assert all(word.encode() in on_disk for word in words)
    assert storage.delete(interview.id)
    on_disk = bytes_of(path)
    assert [word for word in words if word.encode() in on_disk] == []
    assert interview.id.encode() not in on_disk
    assert b"kestrel" in on_disk
    with pytest.raises(InterviewNotFound):
        storage.load(interview.id)
    assert storage.load(keep.id) == keep
    assert storage.guide_of(keep) == GUIDE


def test_a_delete_beside_a_reader_is_finished_with_the_next_write(
    storage: Storage, path: Path
) -> None:
    with Storage(path, wait=0.1) as quick:
        interview = held(quick, "I found the kestrel bug in production and fixed it that night.")
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM turn").fetchone()
            assert not quick.delete(interview.id)
            reader.execute("COMMIT")
        stored(quick)
        assert b"kestrel" not in bytes_of(path)


def test_a_write_that_is_done_is_not_told_as_failed(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the log cannot be emptied, what was written stands and what was deleted is gone."""

    def full(*_: object) -> bool:
        raise sqlite3.OperationalError("disk I/O error")

    interview = held(storage, "I found the kestrel bug in production and fixed it that night.")
    monkeypatch.setattr(Database, "_empty_log", full)
    assert not storage.delete(interview.id)
    other = stored(storage)
    assert storage.load(other.id) == other
    with pytest.raises(InterviewNotFound):
        storage.load(interview.id)


def test_snapshots_go_with_the_last_interview(storage: Storage, path: Path) -> None:
    first, second = stored(storage), stored(storage)

    def snapshots() -> int:
        with closing(sqlite3.connect(path)) as raw:
            return int(raw.execute("SELECT count(*) FROM snapshot").fetchone()[0])

    storage.delete(first.id)
    assert snapshots() == 2
    storage.delete(second.id)
    assert snapshots() == 0


@pytest.mark.parametrize("what", ["load", "delete", "save", "add_grade"])
def test_an_unknown_id_is_told_kindly(storage: Storage, what: str) -> None:
    unknown = begun()
    calls = {
        "load": lambda: storage.load(unknown.id),
        "delete": lambda: storage.delete(unknown.id),
        "save": lambda: storage.save(unknown, reply(unknown)),
        "add_grade": lambda: storage.add_grade(unknown.id, ungraded("q1", 1, "skipped", "-")),
    }
    with pytest.raises(InterviewNotFound, match="no interview at this address"):
        calls[what]()


def test_ids_cannot_be_guessed() -> None:
    ids = {new_interview_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(bytes.fromhex(made)) == 16 for made in ids)
