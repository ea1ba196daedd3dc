"""`grade` and `eval` by a model over HTTP: masked, a few at once, in order, resumable, and no level where it failed."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from interviewer import cli_eval, cli_eval_ground, cli_grade_kept
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.cli import app
from interviewer.errors import ModelRefused
from interviewer.evaluation.asked_model import Masking, in_order
from interviewer.library import load_library
from interviewer.storage import Storage
from tests.model_server import MODEL, ModelServer, http
from tests.models import Honest, OverHTTP

LIBRARY = load_library()
STORY = (
    "Last spring I was on call for the booking page of a small clinic. On a Monday morning the page was down. "
    "I paused the release and read the log before I touched anything. I rolled my change back and wrote a test for it. "
    "By noon all 64 bookings were in, and none was lost. Call me at (215) 555-0134 about number {n}."
)


def answers(folder: Path, count: int) -> Path:
    path = folder / "answers.jsonl"
    lines = [
        {"id": n, "question_id": "legacy_system", "answer": STORY.format(n=n)} for n in range(count)
    ]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def results(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    with ModelServer(OverHTTP(Honest(LIBRARY.guides[0]))) as running:
        monkeypatch.setenv("STEADY_OPENAI_BASE_URL", running.base_url)
        monkeypatch.setenv("STEADY_CALL_DEADLINE", "5")
        yield running


def test_answers_are_graded_in_order_masked_and_written_down(
    server: ModelServer, tmp_path: Path, own_data_folder: Path
) -> None:
    out = tmp_path / "out.jsonl"
    done = run("grade", answers(tmp_path, 6), "--out", out, "--backend", "openai")
    assert done.exit_code == 0, done.output
    found = results(out)
    assert [r["id"] for r in found] == list(range(6))
    assert {(r["outcome"], r["grader"]) for r in found} == {("graded", MODEL)}
    assert all(r["criteria"]["action"]["level"] for r in found)
    assert b"555-0134" not in server.received and b"[phone 1]" in server.received
    with Storage(own_data_folder / "steady.db") as storage:
        assert storage.past() == ()
        today = datetime.now(UTC).date()
        assert storage.calls.tokens_on(today) == 1200 * len(server.chats)


def test_a_line_that_failed_is_named_has_no_level_and_is_made_up_for_later(
    server: ModelServer, tmp_path: Path
) -> None:
    honest, out = server.answer, tmp_path / "out.jsonl"

    def refuses_three(request: dict[str, Any]) -> Any:
        if "about number 3" in json.dumps(request):
            return http(400, {"error": {"message": "x", "code": "content_filter"}})
        return honest(request)

    server.answer = refuses_three
    source = answers(tmp_path, 5)
    done = run("grade", source, "--out", out, "--backend", "openai")
    assert done.exit_code == 1 and "line 4: not graded." in done.stderr
    assert "1 of them not graded" in done.stderr
    failed = results(out)[3]
    assert failed["outcome"] == "not_graded"
    assert {c["level"] for c in failed["criteria"].values()} == {None}

    server.answer = honest
    server.requests.clear()
    again = run("grade", source, "--out", out, "--backend", "openai", "--resume")
    assert again.exit_code == 0, again.output
    assert {r["outcome"] for r in results(out)} == {"graded"} and len(results(out)) == 5
    asked = [r for r in server.chats if "about number 3" not in r.body.decode()]
    assert server.chats and not asked
    assert not list(tmp_path.glob("*.part"))


def test_what_a_killed_run_had_written_is_taken_over(server: ModelServer, tmp_path: Path) -> None:
    out, source = tmp_path / "out.jsonl", answers(tmp_path, 4)
    run("grade", source, "--out", out, "--backend", "openai")
    whole = out.read_bytes()
    first, second, *_ = whole.splitlines(keepends=True)
    out.write_bytes(first + second + b'{"id": 2, "outc')
    server.requests.clear()
    run("grade", source, "--out", out, "--backend", "openai", "--resume")
    assert out.read_bytes() == whole
    assert not [r for r in server.chats if b"about number 0" in r.body or b"number 1" in r.body]


def test_the_study_of_a_model_prints_the_same_tables() -> None:
    """Where the model marks as the embedded backend does, and fails on one reply, which is named."""
    by = Masking(Refusing(), ahead=lambda n, *, heard: f"{n} replies, {heard}")
    said: list[str] = []
    whole = cli_eval_ground.chosen_ground(by, library=LIBRARY, in_sample=False)()
    few = whole._replace(kinds=tuple(k._replace(replies=k.replies[:24]) for k in whole.kinds[:2]))
    outcomes = cli_eval.evaluate(["agreement"], on=lambda: few, tell=said.append)
    told = list(cli_eval.outcome_lines(outcomes, few))
    assert len(whole.replies) >= 416
    assert said == ["48 replies, 0"]
    assert told[0].startswith("Grader: refusing. A model:")
    assert any(line.startswith("Not graded, and in none of the figures: 1 (") for line in told)
    assert sum(", against " in line for line in told) == 2


class Refusing:
    """The embedded backend, but for the first reply it is shown."""

    name = "refusing"

    def __init__(self) -> None:
        self._embedded = EmbeddedBackend()
        self._lock = threading.Lock()
        self._shown = 0

    def hear(self, request: Any) -> Any:
        return self._embedded.hear(request)

    def mark(self, question: Any, answer: Any, rubric: Any) -> Any:
        return self._embedded.mark(question, answer, rubric)

    def mark_all(self, question: Any, answer: Any, rubrics: Any) -> Any:
        with self._lock:
            self._shown += 1
            if self._shown == 1:
                raise ModelRefused("It declined.")
        return self._embedded.mark_all(question, answer, rubrics)


def test_no_more_is_begun_than_is_taken_and_all_comes_in_order() -> None:
    running, most, lock = 0, 0, threading.Lock()
    taken: list[int] = []

    def given() -> Any:
        for n in range(40):
            taken.append(n)
            yield n

    def work(n: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.002 * (n % 3))
        with lock:
            running -= 1
        return n

    made = in_order(work, given(), at_once=4)
    assert [next(made) for _ in range(5)] == [0, 1, 2, 3, 4]
    assert len(taken) <= 13
    assert list(made) == list(range(5, 40)) and most <= 4


@pytest.mark.parametrize(
    ("wrote", "grader", "same"),
    [
        ("gpt-5.4", "gpt-5.4", True),
        ("gpt-5.4-2026-03-05", "gpt-5.4", True),
        ("claude-x-20260305", "claude-x", True),
        ("gpt-5.4-mini", "gpt-5.4", False),
        ("gpt-5.4-mini-2026-03-05", "gpt-5.4", False),
        ("qwen3-coder", "qwen3", False),
        ("qwen3-8", "qwen3", False),
        ("gpt-5.4", "gpt-5.4-2026-03-05", False),
        ("gpt-504-2026-03-05", "gpt-5.4", False),
        ("gpt-5.4-2026-03-05-x", "gpt-5.4", False),
        ("gpt-5.4-2026-03-05\n", "gpt-5.4", False),
        ("None", "gpt-5.4", False),
    ],
)
def test_another_model_with_a_longer_name_is_another_grader(
    wrote: str, grader: str, same: bool
) -> None:
    """A file that is gone on with never mixes two models; only a date behind the name is the same one."""
    assert cli_grade_kept.is_of(wrote, grader) is same


@pytest.mark.parametrize("command", ["grade", "eval", "attack"])
def test_what_would_pass_the_days_cap_is_refused_before_anything_is_sent(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("STEADY_TOKENS_PER_DAY", "5000")
    monkeypatch.setenv("STEADY_TOKENS_PER_INTERVIEW", "1")
    files = (answers(tmp_path, 3), "--out", tmp_path / "out.jsonl") if command == "grade" else ()
    done = run(command, *files, "--backend", "openai")
    assert done.exit_code == 1
    assert "Nothing was sent. Set STEADY_TOKENS_PER_DAY to " in done.output
    assert not server.chats


def test_what_a_file_sends_is_said_before_and_an_interviews_cap_is_not_its(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEADY_TOKENS_PER_INTERVIEW", "1")
    done = run(
        "grade", answers(tmp_path, 2), "--out", tmp_path / "out.jsonl", "--backend", "openai"
    )
    assert done.exit_code == 0, done.output
    assert "tokens will be sent to" in done.output and "for 2 replies; 0 of 400,000" in done.output
