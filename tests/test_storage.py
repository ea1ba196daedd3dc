"""What is stored is stored once, in order, whole; what cannot be stored is said plainly; what is deleted is gone."""

from __future__ import annotations

import itertools
import os
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from interviewer import engine, migrations, storage_open, storage_tables
from interviewer.domain import Evidence, FactFound, Grade, Interview, Turn
from interviewer.errors import (
    DatabaseBusy,
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseTooNew,
    InterviewNotFound,
    StaleInterview,
    StorageError,
)
from interviewer.grading import ungraded
from interviewer.storage import Storage, new_interview_id
from tests.makers import NOON
from tests.stored import (
    GUIDE,
    RUBRICS,
    SCRIPT,
    STORY,
    WholeBackend,
    at_once,
    begun,
    bytes_of,
    reply,
    stored,
    utc_now,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "steady.db"


@pytest.fixture
def storage(path: Path) -> Iterator[Storage]:
    with Storage(path) as opened:
        yield opened


def responded(
    storage: Storage, interview: Interview, backend: WholeBackend | None = None
) -> Interview:
    after = engine.respond(
        interview,
        guide=GUIDE,
        rubrics=RUBRICS,
        script=SCRIPT,
        backend=backend or WholeBackend(),
        at=NOON,
    )
    return storage.save(interview, after)


def graded(storage: Storage, interview: Interview) -> Interview:
    for owed in engine.owed_grades(interview):
        storage.add_grade(
            interview.id,
            engine.grade_owed(
                interview, owed, guide=GUIDE, rubrics=RUBRICS, backend=WholeBackend()
            ),
        )
    return storage.load(interview.id)


def held(storage: Storage, *replies: str) -> Interview:
    """An interview in which these replies were given and responded to, and what is owed was graded."""
    interview = stored(storage)
    for number, text in enumerate(replies):
        interview = storage.save(interview, reply(interview, text, client_id=f"c{number}"))
        interview = responded(storage, interview)
    return graded(storage, interview)


# ---------------------------------------------------------------- whole and in order


def test_an_interview_comes_back_as_it_was(storage: Storage, path: Path) -> None:
    interview = held(storage, STORY, STORY, STORY, "skip", "skip")
    assert interview.grades and len(interview.turns) > 10
    with Storage(path) as again:
        assert again.load(interview.id) == interview
        assert again.guide_of(interview) == GUIDE
        assert again.rubrics_of(interview) == RUBRICS


@pytest.mark.parametrize(
    ("model", "table", "elsewhere"),
    [
        (Turn, storage_tables.turn, set()),
        (Interview, storage_tables.interview, {"snapshots", "turns", "grades"}),
    ],
    ids=["turn", "interview"],
)
def test_every_field_has_a_column(
    model: type[Turn | Interview], table: sa.Table, elsewhere: set[str]
) -> None:
    assert model.model_fields.keys() - elsewhere <= set(table.c.keys())


TEXTS = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=300
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    text=TEXTS,
    notices=st.lists(TEXTS, max_size=2).map(tuple),
    seed=st.integers(min_value=-(2**90), max_value=2**90),
    at=st.datetimes(
        datetime(1990, 1, 1),  # noqa: DTZ001 - the zones are drawn
        datetime(2100, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]),
    ),
)
def test_any_text_seed_and_time_survive(
    storage: Storage, text: str, notices: tuple[str, ...], seed: int, at: datetime
) -> None:
    interview = stored(storage, seed=seed)
    after = engine.add_reply(interview, text, at=at, notices=notices)
    storage.save(interview, after)
    with Storage(storage.where) as again:
        assert again.load(interview.id) == after


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"], ids=["nul", "half a pair"])
def test_text_that_not_every_database_can_hold_is_refused_whole(
    storage: Storage, text: str
) -> None:
    interview = stored(storage)
    with pytest.raises(StorageError, match="cannot be stored"):
        storage.save(interview, reply(interview, text))
    assert storage.load(interview.id) == interview


def test_a_time_without_a_zone_is_refused(storage: Storage) -> None:
    interview = stored(storage)
    with pytest.raises(StorageError, match="time zone"):
        storage.save(interview, engine.add_reply(interview, "Yes", at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_what_was_loaded_is_kept_until_it_changes_anywhere(storage: Storage, path: Path) -> None:
    interview = held(storage, STORY)
    assert storage.load(interview.id) is storage.load(interview.id)
    with Storage(path) as other:
        other.save(interview, reply(interview))
    assert len(storage.load(interview.id).turns) == len(interview.turns) + 1


def test_the_kept_copy_knows_grades_made_elsewhere(storage: Storage, path: Path) -> None:
    interview = stored(storage)
    with Storage(path) as other:
        other.add_grade(interview.id, ungraded("q1", 1, "skipped", "-"))
    assert storage.save(interview, reply(interview)).grades != ()
    assert storage.load(interview.id).grades != ()


def test_order_is_by_number_not_by_time(storage: Storage) -> None:
    """F38: the clock jumps back an hour; the order stays."""
    interview = stored(storage)
    early = engine.add_reply(interview, "Earlier by the clock", at=NOON - timedelta(hours=1))
    storage.save(interview, early)
    with Storage(storage.where) as again:
        assert [t.seq for t in again.load(interview.id).turns] == [0, 1, 2]


# ---------------------------------------------------------------- once


def test_a_reply_sent_twice_is_stored_once(storage: Storage) -> None:
    interview = stored(storage)
    first = storage.save(interview, reply(interview, "One.", client_id="c1"))
    assert storage.save(interview, reply(interview, "One.", client_id="c1")) == first
    answered = responded(storage, first)
    # The page was slow: it sends the same again after the interviewer went on.
    assert storage.save(answered, reply(answered, "One.", client_id="c1")) == answered
    assert Counter(t.client_id for t in storage.load(interview.id).turns)["c1"] == 1


def test_the_same_reply_from_fifty_threads_is_stored_once(storage: Storage, path: Path) -> None:
    """F26: double Enter, double click, a browser that sends again."""
    interview = stored(storage)
    raised = at_once(
        *[lambda: storage.save(interview, reply(interview, "Yes.", client_id="same"))] * 50
    )
    assert raised == []
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM turn WHERE client_id = 'same'").fetchone() == (1,)
        assert raw.execute("SELECT count(*) FROM turn").fetchone() == (3,)


def test_the_second_tab_is_refused_and_nothing_forks(storage: Storage) -> None:
    """F30."""
    interview = stored(storage)
    first = storage.save(interview, reply(interview, "From one tab.", client_id="a"))
    with pytest.raises(StaleInterview, match="another tab.*Your draft is kept"):
        storage.save(interview, reply(interview, "From the other.", client_id="b"))
    assert storage.load(interview.id) == first


def test_eight_writers_leave_one_order(path: Path, storage: Storage) -> None:
    """F31: each writes 25 turns on its own connection; every one is stored, once, without a gap."""
    interview = stored(storage)
    storages = [Storage(path) for _ in range(8)]

    def write(number: int) -> None:
        for turn in range(25):
            while True:
                before = storages[number].load(interview.id)
                said = Turn(
                    seq=len(before.turns),
                    speaker="candidate",
                    kind="reply",
                    text=f"{number}/{turn}",
                    at=NOON,
                    client_id=f"{number}/{turn}",
                )
                after = before.model_copy(update={"turns": (*before.turns, said)})
                try:
                    storages[number].save(before, after)
                    break
                except StaleInterview:
                    continue

    raised = at_once(*[lambda n=n: write(n) for n in range(8)])
    for opened in storages:
        opened.close()
    assert raised == []
    turns = storage.load(interview.id).turns
    assert [t.seq for t in turns] == list(range(2 + 200))
    assert len({t.text for t in turns[2:]}) == 200
    for number in range(8):
        mine = [t.text for t in turns if t.text.startswith(f"{number}/")]
        assert mine == [f"{number}/{turn}" for turn in range(25)]


def test_a_grade_is_stored_once_and_the_first_stays(storage: Storage) -> None:
    interview = stored(storage)
    first, second = ungraded("q1", 1, "skipped", "first"), ungraded("q1", 1, "skipped", "second")
    storage.add_grade(interview.id, first)
    storage.add_grade(interview.id, second)
    assert storage.load(interview.id).grades == (first,)


def test_grades_keep_the_order_they_were_made_in(storage: Storage) -> None:
    interview = stored(storage)
    made = tuple(
        ungraded(q, a, "skipped", "-") for q, a in [("q3", 1), ("q1", 2), ("q1", 1), ("q2", 1)]
    )
    for grade in made:
        storage.add_grade(interview.id, grade)
    with Storage(storage.where) as again:
        assert again.load(interview.id).grades == made


def test_a_grade_that_quotes_what_was_not_said_is_refused(storage: Storage) -> None:
    """F56: only a stored turn of the candidate can be quoted."""
    interview = stored(storage)
    interview = storage.save(interview, reply(interview, "I checked the logs."))
    invented = Evidence(sentence=1, seq=2, start=0, end=9, quote="I fixed it")
    asked = Evidence(sentence=1, seq=1, start=0, end=3, quote=interview.turns[1].text[:3])
    said = Evidence(sentence=1, seq=2, start=2, end=9, quote="checked")
    for wrong in (invented, asked):
        found = FactFound(id="real_case", evidence=(wrong,))
        with pytest.raises(StaleInterview):
            storage.add_grade(interview.id, Grade(question="q1", outcome="graded", facts=(found,)))
    right = Grade(
        question="q1", outcome="graded", facts=(FactFound(id="real_case", evidence=(said,)),)
    )
    storage.add_grade(interview.id, right)
    assert storage.load(interview.id).grades == (right,)


def test_only_a_grade_that_could_not_be_made_is_owed_again(storage: Storage) -> None:
    interview = stored(storage)
    storage.add_grade(interview.id, ungraded("q1", 1, "not_graded", "-"))
    storage.add_grade(interview.id, ungraded("q2", 1, "skipped", "-"))
    assert storage.owe_grade(interview.id, question="q1", attempt=1)
    assert not storage.owe_grade(interview.id, question="q2", attempt=1)
    assert [g.question for g in storage.load(interview.id).grades] == ["q2"]


# ---------------------------------------------------------------- what changes later


def test_how_a_reply_was_heard_is_stored_with_the_response(storage: Storage) -> None:
    interview = stored(storage)
    interview = responded(storage, storage.save(interview, reply(interview)))
    with Storage(storage.where) as again:
        assert again.load(interview.id).turns[2].intent == "answer"


def test_words_taken_off_the_record_are_gone_from_the_disk(storage: Storage, path: Path) -> None:
    secret = f"canary{secrets.token_hex(8)}"
    interview = stored(storage)
    interview = storage.save(
        interview, reply(interview, f"Our vendor {secret} went bankrupt that week.")
    )
    interview = responded(storage, interview)
    assert secret.encode() in bytes_of(path)
    # The answer was graded meanwhile: its quotes go too.
    said = interview.turns[2].text
    quote = Evidence(sentence=1, seq=2, start=0, end=len(said), quote=said)
    found = FactFound(id="real_case", evidence=(quote,))
    storage.add_grade(interview.id, Grade(question="q1", outcome="graded", facts=(found,)))
    interview = storage.load(interview.id)
    interview = storage.save(interview, reply(interview, "Keep that secret, please."))
    interview = responded(storage, interview)
    assert interview.turns[2].off_record and interview.grades == ()
    assert secret.encode() not in bytes_of(path)
    with Storage(path) as again:
        assert again.load(interview.id) == interview


# ---------------------------------------------------------------- lists


def test_lists_say_how_far_each_interview_went(storage: Storage) -> None:
    first = held(storage, STORY, "skip", STORY)
    later = engine.start(
        GUIDE,
        interview_id=new_interview_id(),
        format="warm_up",
        mode="practice",
        seed=1,
        at=NOON + timedelta(days=1),
        snapshots=first.snapshots,
        script=SCRIPT,
    )
    storage.create(later, guide=GUIDE, rubrics=RUBRICS)
    ended = engine.add_control(later, "end", at=NOON + timedelta(days=2))
    storage.save(later, ended.model_copy(update={"status": "ended"}))
    newest, oldest = storage.past()
    assert (newest.id, newest.status, newest.asked, newest.answered, newest.planned) == (
        later.id,
        "ended",
        1,
        0,
        1,
    )
    assert newest.touched == NOON + timedelta(days=2)
    assert (oldest.id, oldest.guide, oldest.status) == (first.id, GUIDE.title, "open")
    asked = {t.question for t in first.turns if t.kind == "question"}
    assert (oldest.planned, oldest.asked, oldest.answered) == (3, len(asked), 2)
    assert [held.id for held in storage.unfinished()] == [first.id]


def test_asked_questions_counts_interviews_not_attempts(storage: Storage) -> None:
    interview = held(storage, STORY, "skip", STORY)
    held(storage, STORY)
    asked = storage.asked_questions(GUIDE.id)
    first = interview.plan[0].question
    assert asked[first] == 2
    assert (
        sum(asked.values())
        == len({t.question for t in interview.turns if t.kind == "question"}) + 1
    )
    assert storage.asked_questions("another") == Counter()


# ---------------------------------------------------------------- from a file


def test_an_import_is_stored_whole_and_known_again(storage: Storage, tmp_path: Path) -> None:
    interview = held(storage, STORY, "skip", STORY)
    with Storage(tmp_path / "other.db") as other:
        assert other.save_import(interview, guide=GUIDE, rubrics=RUBRICS) == interview
        assert other.save_import(interview, guide=GUIDE, rubrics=RUBRICS) == interview
        assert len(other.past()) == 1
        assert other.load(interview.id) == interview


def test_an_import_never_writes_over_an_interview(storage: Storage) -> None:
    interview = held(storage, STORY)
    changed = interview.model_copy(update={"mode": "practice"})
    taken = storage.save_import(changed, guide=GUIDE, rubrics=RUBRICS)
    assert taken.id != interview.id
    assert storage.load(interview.id) == interview
    assert storage.load(taken.id).mode == "practice"


# ---------------------------------------------------------------- gone


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


# ---------------------------------------------------------------- safe on disk


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


# ---------------------------------------------------------------- not ours to touch


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


# ---------------------------------------------------------------- versions


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


# ---------------------------------------------------------------- addresses and holds


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


def test_one_worker_holds_an_interview_until_it_is_late_or_gone(storage: Storage) -> None:
    leases, interview, now = storage.leases, stored(storage), utc_now()
    soon = now + timedelta(seconds=30)

    def claim(who: str, at: datetime = now, gone: bool = False) -> bool:
        return leases.claim(
            interview.id, who, now=at, until=at + timedelta(seconds=30), is_gone=lambda _: gone
        )

    assert claim("a") and claim("a")
    assert not claim("b")
    assert claim("b", at=soon)
    assert not leases.renew(interview.id, "a", until=soon)
    assert claim("c", gone=True)
    with pytest.raises(StaleInterview):
        storage.save(interview, reply(interview), holder="b")
    with pytest.raises(StaleInterview):
        storage.add_grade(interview.id, ungraded("q1", 1, "skipped", "-"), holder="b")
    assert len(storage.save(interview, reply(interview), holder="c").turns) == 3
    leases.release(interview.id, "c")
    assert claim("b")


def test_an_interview_stays_owed_until_what_is_stored_was_seen(storage: Storage) -> None:
    leases, interview, now = storage.leases, stored(storage), utc_now()
    leases.claim(
        interview.id, "a", now=now, until=now + timedelta(seconds=30), is_gone=lambda _: False
    )
    replied = storage.save(interview, reply(interview))
    assert not leases.finish(interview, "a")
    assert leases.owed() == (interview.id,)
    storage.add_grade(interview.id, ungraded("q1", 1, "skipped", "-"))
    assert not leases.finish(replied, "a")
    assert leases.finish(storage.load(interview.id), "a")
    assert leases.owed() == ()


def test_a_reply_is_owed_from_the_moment_it_is_stored(storage: Storage) -> None:
    leases, interview, now = storage.leases, stored(storage), utc_now()
    leases.claim(
        interview.id, "a", now=now, until=now + timedelta(seconds=30), is_gone=lambda _: False
    )
    assert leases.finish(interview, "a") and leases.owed() == ()
    storage.save(interview, reply(interview))
    assert leases.owed() == (interview.id,)
