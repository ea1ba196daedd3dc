"""`python -m interviewer doctor`: says who is at work and why, what works, what it costs, and never the key."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from interviewer.backends.standard import REPLY, standard_interview
from interviewer.backends.tokens import count
from interviewer.cli import app
from interviewer.cli_doctor import Line, examine
from interviewer.domain import ModelCall
from interviewer.library import load_library
from interviewer.settings import Settings
from interviewer.storage import Storage
from tests.model_server import MODEL, ModelServer, Raw, http

KEY = "sk-CANARY-0123456789"
LIBRARY = load_library()
HTML = "<html>sign in</html>"


def examined(**more: object) -> dict[str, Line]:
    """What doctor says with these settings, by what it looked at."""
    settings = Settings(**more)  # type: ignore[arg-type]
    return {line.what: line for line in examine(settings, LIBRARY)}


def unanswered(_: object) -> str:
    raise AssertionError("doctor asks one small question, which the server answers itself")


def run(**environment: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["doctor"], env=environment)
    return ran.exit_code, ran.output


# ---------------------------------------------------------------- without a model


def test_without_a_key_the_embedded_backend_is_at_work_and_nothing_is_called() -> None:
    code, said = run()
    assert code == 0
    assert "Graded by the embedded grader" in said
    assert "STEADY_BACKEND is auto, and neither a key nor a base URL is set" in said
    assert "NOT IN ORDER" not in said


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"backend": "embedded", "openai_api_key": KEY}, "STEADY_BACKEND is embedded"),
        ({"backend": "auto"}, "STEADY_BACKEND is auto, and neither a key nor a base URL is set"),
    ],
)
def test_the_reason_is_told(given: dict[str, object], why: str) -> None:
    """With `embedded` a key changes nothing: the server is not called, which the tests' guard would see."""
    found = examined(**given)
    assert why in found["Backend"].says
    assert set(found) == {"Database", "Data files", "Backend"}


# ---------------------------------------------------------------- with a server


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Line]:
    folder = tmp_path_factory.mktemp("told")
    with ModelServer(unanswered) as server:
        return examined(
            openai_base_url=server.base_url, openai_api_key=SecretStr(KEY), data_dir=folder
        )


def test_a_server_that_works_is_in_order(told: dict[str, Line]) -> None:
    assert all(line.ok for line in told.values()), told
    assert MODEL in told["Models"].says
    assert "works: schema" in told["Server"].says
    assert "127.0.0.1:" in told["Backend"].says
    assert "STEADY_OPENAI_API_KEY and STEADY_OPENAI_BASE_URL are set" in told["Backend"].says
    assert "an estimate" in told["Tokens"].says
    assert "its price is not in our table" in told["Cost"].says


def test_the_key_is_never_shown(told: dict[str, Line]) -> None:
    """F04"""
    said = "\n".join(map(str, told.values()))
    assert told["Key"].says.startswith("set by STEADY_OPENAI_API_KEY;")
    assert KEY not in said
    assert "CANARY" not in said


def test_a_key_for_openai_that_does_not_go_to_this_server_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with ModelServer(unanswered) as server:
        found = examined(openai_base_url=server.base_url)
        assert KEY.encode() not in server.received
    assert "OPENAI_API_KEY is not sent to the server of STEADY_OPENAI_BASE_URL" in found["Key"].says
    assert found["Key"].ok
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    assert examined()["Key"].says.startswith("set by OPENAI_API_KEY;")


def test_the_model_that_is_named_is_the_one_that_is_asked() -> None:
    with ModelServer(unanswered) as server:
        found = examined(openai_base_url=server.base_url, model="my-own-model")
        asked = [r.json["model"] for r in server.requests if r.json]
    assert set(asked) == {"my-own-model"}
    assert found["Server"].ok


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (http(401, '{"error": {"message": "no"}}'), "key"),
        (http(200, HTML, kind="text/html"), "model server"),
        (http(503), ""),
    ],
    ids=["key refused", "sign-in page", "in trouble"],
)
def test_a_server_that_does_not_work_is_told(answers: Raw, says: str) -> None:
    with ModelServer(unanswered) as server:
        server.play(*[answers] * 9)
        found = examined(openai_base_url=server.base_url, model=MODEL, openai_api_key=KEY)
    said = "\n".join(map(str, found.values()))
    assert "Server      NOT IN ORDER: works: nothing." in said
    assert says in said
    assert KEY not in said
    assert "<html>" not in said


def test_a_server_that_is_not_there_is_told_with_exit_1() -> None:
    with ModelServer(unanswered) as server:
        gone = server.base_url
    code, said = run(STEADY_OPENAI_BASE_URL=gone)
    assert code == 1
    assert "no model to ask at 127.0.0.1" in said
    assert "set STEADY_MODEL" in said


def test_openai_without_a_key_is_told_and_not_called() -> None:
    found = examined(backend="openai")
    assert "api.openai.com" in found["Backend"].says
    assert "set STEADY_OPENAI_API_KEY" in found["Key"].says
    assert not found["Key"].ok
    assert not found["Server"].ok
    assert "about $0." in found["Cost"].says
    assert "(prices of 2026-" in found["Cost"].says


@pytest.mark.parametrize(
    "address", ["nonsense", "http://user:hidden@h/v1", "http://h/v1?key=hidden"]
)
def test_an_address_that_is_none_is_told_without_what_it_holds(address: str) -> None:
    line = examined(openai_base_url=address)["Backend"]
    assert not line.ok
    assert "hidden" not in line.says


# ---------------------------------------------------------------- costs


def test_the_standard_reply_is_of_standard_length() -> None:
    assert 190 <= count(REPLY, "gpt-4o").n <= 215


def test_a_standard_interview_is_what_the_backend_would_ask() -> None:
    """One call for each reply, one for each rubric when a question closes; opinions repeat those alone."""
    once = standard_interview(LIBRARY, "gpt-4o")
    assert once.calls == 12 + 6 * len(LIBRARY.rubrics)
    assert 20_000 < once.usage.tokens_in < 60_000
    assert not once.usage.estimated
    thrice = standard_interview(LIBRARY, "gpt-4o", opinions=3)
    assert thrice.calls == 12 + 18 * len(LIBRARY.rubrics)
    assert once.usage.tokens_in < thrice.usage.tokens_in < 3 * once.usage.tokens_in
    assert standard_interview(LIBRARY, "my-own").usage.estimated


def test_the_standard_interview_fits_under_the_shipped_cap() -> None:
    """With the quarter on top that is set aside for a tokenizer we do not know."""
    assert (
        1.25 * standard_interview(LIBRARY, "my-own").usage.tokens_in
        < Settings().tokens_per_interview
    )


def test_a_cap_that_is_too_small_is_told() -> None:
    with ModelServer(unanswered) as server:
        found = examined(openai_base_url=server.base_url, tokens_per_interview=5000)
    assert "more than STEADY_TOKENS_PER_INTERVIEW allows (5,000): " in found[""].says
    assert "Set it to 50000 (0: no cap)" in found[""].says


@pytest.mark.parametrize(("cap", "ok"), [(0, True), (2000, True), (1000, False)])
def test_what_today_used_stands_beside_the_cap(cap: int, ok: bool, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with Storage(settings.database) as storage:
        now = datetime.now(UTC)
        storage.calls.write(
            ModelCall(id="1" * 32, purpose="hear", model="m", at=now, tokens_in=1234)
        )
    with ModelServer(unanswered) as server:
        found = examined(openai_base_url=server.base_url, tokens_per_day=cap, data_dir=tmp_path)
    assert "1,234 are used today" in found["Caps"].says
    assert found["Caps"].ok == ok


# ---------------------------------------------------------------- database and data files


def test_a_database_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    found = examined(data_dir=tmp_path / "new")
    assert found["Database"].ok
    assert "the first interview makes it" in found["Database"].says
    assert not (tmp_path / "new").exists()


def test_a_database_that_is_damaged_is_told(tmp_path: Path) -> None:
    (tmp_path / "steady.db").write_bytes(b"SQLite format 3\0" + b"nonsense" * 200)
    found = examined(data_dir=tmp_path)
    assert str(found["Database"]).startswith("Database    NOT IN ORDER: The database is damaged")
    assert found["Backend"].ok


def test_a_database_of_another_program_is_told_and_left(tmp_path: Path) -> None:
    path = tmp_path / "steady.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    assert not examined(data_dir=tmp_path)["Database"].ok
    assert path.read_bytes() == before


def test_broken_data_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("id: [", encoding="utf-8")
    code, said = run(STEADY_GUIDES_DIR=str(tmp_path))
    assert code == 1
    assert "Data files  NOT IN ORDER" in said
    assert "mine.yaml" in said


def test_settings_that_cannot_be_read_are_told() -> None:
    code, said = run(STEADY_BACKEND="gpt")
    assert code == 1
    assert "STEADY_BACKEND" in said
