"""Who is at work, whose key goes where, and that a key is nowhere else."""

from __future__ import annotations

import copy
import io
import logging
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from interviewer import engine
from interviewer.backends.connection import DEFAULT_MODEL
from interviewer.backends.switchboard import Switchboard, clean_address
from interviewer.domain import Interview
from interviewer.errors import (
    BackendError,
    BackendUnavailable,
    KeyRefused,
    ModelUnknown,
    NoKey,
    Offline,
    SteadyError,
)
from interviewer.exports import EXPORTS
from interviewer.jobs import Jobs
from interviewer.library import load_library
from interviewer.report import build_report
from interviewer.settings import Settings, load_settings
from interviewer.storage import Storage
from tests.at_work import PATIENCE, until
from tests.metering import Book, book_with, spent
from tests.model_server import MODEL, ModelServer, http
from tests.models import Honest, OverHTTP
from tests.stored import GUIDE, RUBRICS, SCRIPT, begun, bytes_of, reply, utc_now

LIBRARY = load_library()
OWN = "sk-CANARY-of-the-environment-0001"
TYPED = "sk-CANARY-typed-in-the-page-0002"


class NoLedger:
    """Writes nothing down."""

    def write(self, call: object) -> None: ...

    def tokens_of(self, interview_id: str) -> int:
        return 0

    def tokens_on(self, day: object) -> int:
        return 0


def settings(monkeypatch: pytest.MonkeyPatch, **names: str) -> Settings:
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    return load_settings()


@pytest.fixture
def board_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    made: list[Switchboard] = []

    def build(ledger: Any = None, **names: str) -> Switchboard:
        held = settings(monkeypatch, **{"STEADY_CALL_DEADLINE": "5", **names})
        made.append(Switchboard(held, LIBRARY, ledger=ledger or NoLedger(), clock=utc_now))
        return made[-1]

    yield build
    for board in made:
        board.close()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(OverHTTP(Honest(GUIDE))) as running:
        yield running


def by_model(server: str, interview_id: str | None = None) -> Interview:
    update = {"grader": MODEL, "server": server}
    return begun(interview_id=interview_id).model_copy(update=update)


def answered(interview: Interview) -> Interview:
    return engine.add_reply(interview, "I paused the import and read the logs first.", at=utc_now())


def hears(board: Switchboard, interview: Interview) -> None:
    """One call of the model, as the jobs make it."""
    engine.respond(
        answered(interview),
        guide=GUIDE,
        rubrics=LIBRARY.rubrics,
        script=SCRIPT,
        backend=board.backend_of(interview),
        at=utc_now(),
    )


def keys_sent(server: ModelServer) -> set[str]:
    return {asked.headers.get("authorization", "") for asked in server.requests}


# ---------------------------------------------------------------- who is at work


@pytest.mark.parametrize(
    ("names", "backend", "host"),
    [
        ({}, "embedded", ""),
        ({"OPENAI_API_KEY": OWN}, "openai", "api.openai.com"),
        ({"STEADY_OPENAI_BASE_URL": "http://localhost:11434/v1"}, "openai", "localhost:11434"),
        ({"OPENAI_API_KEY": OWN, "STEADY_BACKEND": "embedded"}, "embedded", ""),
        ({"STEADY_BACKEND": "openai"}, "openai", "api.openai.com"),
        ({"OPENAI_API_KEY": "  "}, "embedded", ""),
    ],
    ids=str,
)
def test_a_model_is_at_work_where_a_key_or_an_address_is_set(
    board_of: Any, names: dict[str, str], backend: str, host: str
) -> None:
    choice = board_of(**names).default()
    assert (choice.backend, choice.host) == (backend, host)
    assert "CANARY" not in f"{choice}{choice!r}"
    assert (host or "Nothing leaves this machine") in choice.says


def test_a_wish_goes_before_the_settings(board_of: Any) -> None:
    board = board_of(OPENAI_API_KEY=OWN)
    assert board.default("embedded").backend == "embedded"
    assert board.default("auto").backend == board.default("openai").backend == "openai"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("localhost:11434/v1", "no address"),
        ("ftp://models.example/v1", "no address"),
        ("https://", "no address"),
        ("http://[::1", "no address"),
        ("https://me:canary@models.example/v1", "name or password"),
        ("https://models.example/v1?key=canary", "after a ?"),
        ("https://models.example/v1#canary", "after a ?"),
    ],
)
def test_an_address_that_is_none_is_named_and_never_quoted(
    board_of: Any, address: str, says: str
) -> None:
    with pytest.raises(SteadyError) as told:
        board_of(STEADY_OPENAI_BASE_URL=address).default()
    assert says in str(told.value) and "canary" not in str(told.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" http://LOCALHOST:11434/v1/ ", "http://localhost:11434/v1"),
        ("https://models.example:443/v1", "https://models.example/v1"),
        ("https://models.example/v1/chat/completions", "https://models.example/v1"),
    ],
)
def test_an_address_is_kept_as_it_is_called(typed: str, kept: str) -> None:
    assert clean_address(typed) == kept


def test_a_key_over_an_open_connection_is_said(board_of: Any) -> None:
    open_line = board_of(STEADY_OPENAI_BASE_URL="http://models.example/v1").default()
    assert "not encrypted" in open_line.says
    here = board_of(STEADY_OPENAI_BASE_URL="http://127.0.0.1:8080/v1").default()
    assert "this machine" in here.says


def test_the_model_is_the_settings_the_default_or_the_first_listed(
    board_of: Any, server: ModelServer
) -> None:
    assert board_of(OPENAI_API_KEY=OWN).named(board_of().default())[0] == DEFAULT_MODEL
    server.models = ("first", "second")
    local = board_of(STEADY_OPENAI_BASE_URL=server.base_url)
    assert local.named(local.default()) == ("first", server.base_url)
    named = board_of(STEADY_MODEL="mine")
    assert named.named(named.default()) == ("mine", server.base_url)
    assert named.choose_model("https://api.openai.com/v1") == DEFAULT_MODEL


def test_a_server_that_lists_nothing_or_is_not_there_is_said_before_anything_begins(
    board_of: Any, server: ModelServer
) -> None:
    server.models = ()
    board = board_of(STEADY_OPENAI_BASE_URL=server.base_url)
    with pytest.raises(ModelUnknown):
        board.named(board.default())
    gone = board_of(STEADY_OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    with pytest.raises(Offline):
        gone.named(gone.default())


def test_openai_without_a_key_is_said_and_nothing_is_asked(board_of: Any) -> None:
    board = board_of(STEADY_BACKEND="openai")
    assert "No key is set" in board.default().says
    with pytest.raises(NoKey):
        board.named(board.default())
    interview = by_model("https://api.openai.com/v1")
    assert board.needs_key(interview)
    with pytest.raises(NoKey):
        board.backend_of(interview)


def test_an_embedded_interview_never_meets_a_model(board_of: Any) -> None:
    board = board_of(OPENAI_API_KEY=OWN)
    interview = begun()
    assert board.backend_of(interview) is board.embedded
    assert not board.needs_key(interview)


def test_an_interview_from_a_file_calls_nobody(board_of: Any, storage: Storage) -> None:
    """A file that names a server must not have a candidate's words sent there."""
    stranger = by_model("http://10.0.0.1/v1")
    taken = storage.save_import(stranger, guide=GUIDE, rubrics=RUBRICS)
    assert taken.server == "" and taken.grader == MODEL
    assert storage.save_import(stranger, guide=GUIDE, rubrics=RUBRICS) == taken
    board = board_of(OPENAI_API_KEY=OWN)
    with pytest.raises(BackendUnavailable) as told:
        board.backend_of(taken)
    assert "came from a file" in str(told.value)


# ---------------------------------------------------------------- whose key goes where


def test_a_typed_key_goes_to_its_interviews_server_alone(
    board_of: Any, server: ModelServer
) -> None:
    board = board_of()
    one, other = by_model(server.base_url), by_model(server.base_url)
    board.give_key(one.id, SecretStr(f" {TYPED}\n"))
    hears(board, one)
    assert keys_sent(server) == {f"Bearer {TYPED}"}
    server.requests.clear()
    hears(board, other)
    assert keys_sent(server) == {"Bearer local"}


def test_the_environments_key_goes_to_the_environments_server_alone(
    board_of: Any, server: ModelServer
) -> None:
    with ModelServer(OverHTTP(Honest(GUIDE))) as own:
        board = board_of(OPENAI_API_KEY=OWN, OPENAI_BASE_URL=own.base_url)
        hears(board, by_model(own.base_url))
        hears(board, by_model(server.base_url))
        board.models(server.base_url)
        board.try_out(server.base_url, MODEL)
        assert keys_sent(own) == {f"Bearer {OWN}"}
        assert server.requests and keys_sent(server) == {"Bearer local"}
        assert b"CANARY" not in server.received


def test_a_key_for_openai_stays_away_from_a_server_that_only_steady_was_told_of(
    board_of: Any, server: ModelServer
) -> None:
    """A real key in the shell's profile must not go, in clear, to a model server in the house."""
    board = board_of(OPENAI_API_KEY=OWN, STEADY_OPENAI_BASE_URL=server.base_url)
    choice = board.default()
    assert not choice.has_key
    interview = by_model(server.base_url)
    assert not board.has_key(interview)
    hears(board, interview)
    board.models(server.base_url)
    board.try_out(server.base_url, MODEL)
    assert keys_sent(server) == {"Bearer local"}
    assert b"CANARY" not in server.received


def test_a_connection_test_is_written_down_and_counts_toward_the_day(
    board_of: Any, server: ModelServer
) -> None:
    book = Book()
    tried = board_of(book).try_out(server.base_url, MODEL)
    assert tried.works == "schema"
    (call,) = book.rows.values()
    assert (call.purpose, call.interview_id, call.outcome) == ("test", None, "done")
    assert call.tokens_in > 0
    server.requests.clear()
    capped = board_of(book, STEADY_TOKENS_PER_DAY=str(call.tokens_in))
    assert "STEADY_TOKENS_PER_DAY" in capped.try_out(server.base_url, MODEL).says
    assert not server.requests


def test_the_cap_that_is_nearer_is_told_of_an_interview_by_a_model_alone(
    board_of: Any, server: ModelServer
) -> None:
    book = book_with(spent(390_000, at=utc_now(), interview_id=None))
    board = board_of(book)
    assert "400,000 tokens for today" in board.cap_warning(by_model(server.base_url))
    assert board.cap_warning(begun()) == ""
    assert board_of(book, STEADY_TOKENS_PER_DAY="0").cap_warning(by_model(server.base_url)) == ""
    book.blind = True
    assert board.cap_warning(by_model(server.base_url)) == ""


def test_a_typed_key_wins_over_the_environments(board_of: Any, server: ModelServer) -> None:
    board = board_of(STEADY_OPENAI_API_KEY=OWN, STEADY_OPENAI_BASE_URL=server.base_url)
    interview = by_model(server.base_url)
    assert not board.has_typed_key(interview)
    board.give_key(interview.id, TYPED)
    assert board.has_typed_key(interview), "It can be forgotten, whatever the environment has."
    hears(board, interview)
    board.forget_key(interview.id)
    assert not board.has_typed_key(interview)
    hears(board, interview)
    sent = [asked.headers["authorization"] for asked in server.requests]
    assert sent == [f"Bearer {TYPED}", f"Bearer {OWN}"]


@pytest.mark.parametrize("forget", ["forget_key", "settled", "close"])
def test_a_forgotten_key_is_gone_and_so_is_its_connection(
    board_of: Any, server: ModelServer, forget: str
) -> None:
    board = board_of()
    interview = by_model(server.base_url)
    board.give_key(interview.id, TYPED)
    hears(board, interview)
    assert board.has_key(interview)
    {
        "forget_key": lambda: board.forget_key(interview.id),
        "settled": lambda: board.settled(interview),
        "close": board.close,
    }[forget]()
    assert not board.has_key(interview)
    assert not [held for held in board._gateways if held[2] is not None]
    assert TYPED not in str([vars(held) for held in board._gateways.values()])


def test_a_key_two_interviews_share_outlives_one_of_them(
    board_of: Any, server: ModelServer
) -> None:
    board = board_of()
    one, other = by_model(server.base_url), by_model(server.base_url)
    for interview in (one, other):
        board.give_key(interview.id, TYPED)
        hears(board, interview)
    assert len(board._gateways) == 1
    board.settled(one)
    server.requests.clear()
    hears(board, other)
    assert keys_sent(server) == {f"Bearer {TYPED}"}


@pytest.mark.parametrize(
    "key", ['"sk-CANARY-3"', "sk-CANARY 3", "Bearer sk-CANARY-3", "sk-CANARY\u2026"]
)
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(board_of: Any, key: str) -> None:
    """F04."""
    board = board_of()
    interview = by_model("https://api.openai.com/v1")
    board.give_key(interview.id, key)
    with pytest.raises(KeyRefused) as told:
        board.backend_of(interview)
    assert "CANARY" not in "".join(traceback.format_exception(told.value))


def test_a_server_that_keeps_failing_rests_for_all_its_interviews(board_of: Any) -> None:
    """F18: one circuit per server, whoever asks."""
    with ModelServer(lambda _: http(500, {"error": {"message": "no"}})) as bad:
        board = board_of()
        kinds = []
        for _ in range(7):
            try:
                hears(board, by_model(bad.base_url))
            except BackendError as error:
                kinds.append(type(error).__name__)
        assert kinds == ["Busy"] * 5 + ["Resting"] * 2
        with ModelServer(OverHTTP(Honest(GUIDE))) as good:
            hears(board, by_model(good.base_url))


# ---------------------------------------------------------------- nowhere else


def test_no_view_of_a_switchboard_shows_a_key(board_of: Any, server: ModelServer) -> None:
    board = board_of(STEADY_OPENAI_API_KEY=OWN, STEADY_OPENAI_BASE_URL=server.base_url)
    interview = by_model(server.base_url)
    board.give_key(interview.id, TYPED)
    hears(board, interview)
    backend = board.backend_of(interview)
    seen = f"{board!r}{board}{vars(board)}{backend!r}{vars(backend)}"
    seen += str([vars(held) for held in board._gateways.values()])
    assert "CANARY" not in seen
    for copied in (lambda: pickle.dumps(board), lambda: copy.copy(board)):
        with pytest.raises(TypeError, match="holds keys"):
            copied()


def test_a_key_stands_in_no_file_log_traceback_or_export(
    board_of: Any, server: ModelServer, path: Path
) -> None:
    """F04, F79, F83: a whole interview with a typed key, at DEBUG, with refusals and a fault of the server."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    root.addHandler(handler)
    before = root.level
    root.setLevel(logging.DEBUG)
    try:
        with Storage(path) as storage:
            board = board_of(storage.calls)
            jobs = Jobs(storage, backends=board, script=SCRIPT, clock=utc_now)
            interview = by_model(server.base_url)
            storage.create(interview, guide=GUIDE, rubrics=RUBRICS)
            board.give_key(interview.id, TYPED)
            shape = {"error": {"message": f"Incorrect API key provided: {TYPED}"}}
            server.play(http(401, shape))
            for _ in range(12):
                held = storage.load(interview.id)
                if held.status == "ended":
                    break
                closing = any(t.kind == "closing" for t in held.turns)
                after = engine.add_control(held, "end", at=utc_now()) if closing else reply(held)
                storage.save(held, after)
                jobs.try_now(interview.id)
                assert jobs.wait(interview.id, PATIENCE)
            jobs.try_now(interview.id)
            assert jobs.wait(interview.id, PATIENCE, grades=True)
            until(lambda: not board.has_key(interview))
            done = storage.load(interview.id)
            assert done.status == "ended" and {g.outcome for g in done.grades} == {"graded"}
            report = build_report(done, guide=GUIDE, rubrics=RUBRICS)
            for export in EXPORTS.values():
                assert b"CANARY" not in export.render(report)
            jobs.close()
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    assert f"Bearer {TYPED}" in keys_sent(server)
    assert b"CANARY" not in bytes_of(path)
    assert "CANARY" not in written.getvalue()
    assert interview.id[:8] in written.getvalue()
