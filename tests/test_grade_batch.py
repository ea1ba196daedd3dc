"""`grade` as a coach's batch tool: all cores, in order, and nothing lost whatever ends a run or a worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from interviewer import cli_grade_results, cli_workers
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.cli import app
from interviewer.cli_grade import Counted, grade
from interviewer.cli_grade_kept import kept_results
from interviewer.cli_grade_progress import CLEAR, Progress, progress_line
from interviewer.evaluation.batch import MAX_LINE
from interviewer.library import DATA_ROOT, load_library
from tests.quick_grader import ENDS, STOPS, Quick, end_once

LIBRARY = load_library()


def answers(folder: Path, count: int, **said: str) -> Path:
    path = folder / "answers.jsonl"
    lines = [
        {"id": n, "question_id": "legacy_system", "answer": said.get(f"at_{n}", f"Reply {n}.")}
        for n in range(count)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def run(source: Path, out: Path, **how: Any) -> tuple[Counted, list[str]]:
    said: list[str] = []
    progress = Progress(said.append, clock=lambda: 0.0, terminal=False)
    counted = grade(
        source,
        out,
        library=LIBRARY,
        progress=progress,
        total=None,
        **{"backend": Quick(), "cores": 1, **how},
    )
    return counted, said


def ids(out: Path) -> list[int]:
    return [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()]


def test_two_processes_write_what_one_writes_byte_for_byte(tmp_path: Path) -> None:
    source = answers(tmp_path, 3 * cli_grade_results.PIECE + 1, at_7="x" * 20_001)
    source.write_text(source.read_text("utf-8").replace("\n", "\n\n{\n", 1), "utf-8")
    one, told_by_one = run(source, tmp_path / "one.jsonl")
    two, told_by_two = run(source, tmp_path / "two.jsonl", cores=2)
    assert one == two == Counted(graded=24, bad=2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert ids(tmp_path / "two.jsonl") == [n for n in range(25) if n != 7]
    assert told_by_two[0].startswith("Grading on 2 cores.")
    assert told_by_two[1:] == told_by_one
    assert ["line 3:" in told_by_one[0], "line 10:" in told_by_one[1]] == [True, True]


def test_an_answer_that_ends_its_process_costs_nobody_else_a_grade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_grade_results, "PIECE", 2)
    source = answers(tmp_path, 5, at_1=f"{ENDS} Or does it?")
    counted, told = run(source, tmp_path / "out.jsonl", cores=2)
    assert counted == Counted(graded=5, failed=1)
    results = [json.loads(x) for x in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [(r["id"], r["outcome"] == "not_graded") for r in results] == [
        (n, n == 1) for n in range(5)
    ]
    assert told[-1] == (
        "answers.jsonl: line 2: not graded. The process that was at it ended, twice.\n"
    )


def test_work_of_a_process_that_was_ended_from_outside_is_done_once_more(tmp_path: Path) -> None:
    with cli_workers.workers(2) as begin:
        ended = begin(end_once, tmp_path / "ended")
        assert ended() == "done"
        assert begin(abs, -3)() == 3


def test_ctrl_c_keeps_what_is_written_and_says_how_to_go_on(tmp_path: Path) -> None:
    source, out = answers(tmp_path, 6, at_4=STOPS), tmp_path / "out.jsonl"
    counted, _ = run(source, out)
    assert counted == Counted(graded=4, stopped=True)
    assert ids(out) == [0, 1, 2, 3]
    counted, _ = run(answers(tmp_path, 6), out, resume=True)
    assert counted == Counted(graded=6, held=4)
    assert ids(out) == list(range(6))


def command(source: Path, *args: object) -> Result:
    return CliRunner().invoke(app, ["grade", str(source), *map(str, args)])


def test_the_command_says_how_to_go_on_after_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*_: object) -> Iterator[Any]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("interviewer.cli_grade.results_of", stops)
    ran = command(answers(tmp_path, 2))
    assert ran.exit_code == 130
    assert f"{tmp_path / 'answers.graded.jsonl'}: the same command with --resume goes on" in (
        ran.stderr
    )


def whole_run(folder: Path) -> tuple[Path, bytes]:
    source, out = answers(folder, 5), folder / "whole.jsonl"
    run(source, out)
    return source, out.read_bytes()


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(min_value=0), again=st.integers(min_value=0))
def test_a_run_cut_at_any_byte_twice_is_gone_on_with_to_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, cut: int, again: int
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    source, whole = whole_run(folder)
    out = folder / "out.jsonl"
    first = whole[: cut % (len(whole) + 1)]
    out.write_bytes(first)
    counted, _ = run(source, out, resume=True)
    assert out.read_bytes() == whole
    assert counted == Counted(graded=5, held=first.count(b"\n"))
    out.write_bytes(whole[: again % (len(whole) + 1)])
    run(source, out, resume=True)
    assert out.read_bytes() == whole


def failed(line: bytes) -> bytes:
    return json.dumps(json.loads(line) | {"outcome": "not_graded"}).encode() + b"\n"


def by_another(line: bytes) -> bytes:
    return json.dumps(json.loads(line) | {"grader": "another"}).encode() + b"\n"


AS_IT_WAS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "out of order": lambda lines: [lines[3], lines[0], lines[2]],
    "one failed": lambda lines: [lines[0], failed(lines[1]), lines[2]],
    "one failed and was made up for, then ended": lambda lines: [
        failed(lines[0]),
        lines[1],
        lines[0],
    ],
    "by another grader": lambda lines: [by_another(line) for line in lines],
    "of an answer that is gone": lambda lines: [
        lines[0].replace(b'"id": 0', b'"id": "gone"'),
        lines[1],
    ],
    "no JSON": lambda lines: [lines[0], b"\x00\x00\n", lines[1]],
    "not UTF-8": lambda lines: [lines[0], b"\xff\n", lines[1]],
    "the same twice": lambda lines: [lines[0], lines[0], lines[1]],
}


@pytest.mark.parametrize("was", AS_IT_WAS.values(), ids=list(AS_IT_WAS))
def test_whatever_a_file_held_all_results_stand_there_in_order(
    tmp_path: Path, was: Callable[[list[bytes]], list[bytes]]
) -> None:
    source, whole = whole_run(tmp_path)
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"".join(was(whole.splitlines(keepends=True))))
    run(source, out, resume=True)
    assert out.read_bytes() == whole
    assert not list(tmp_path.glob("*.part"))


def test_going_on_drops_no_line_before_all_are_there(tmp_path: Path) -> None:
    """A run that goes on and is ended too keeps what both wrote."""
    _, whole = whole_run(tmp_path)
    lines = whole.splitlines(keepends=True)
    out = tmp_path / "out.jsonl"
    out.write_bytes(lines[3] + lines[0] + lines[2][:40])
    run(answers(tmp_path, 5, at_2=STOPS), out, resume=True)
    assert out.read_bytes() == lines[3] + lines[0] + lines[1]
    run(answers(tmp_path, 5), out, resume=True)
    assert out.read_bytes() == whole


def test_a_result_is_in_the_file_as_soon_as_it_is_added(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with kept_results(out, grader="x", resume=False) as kept:
        kept.add({"id": 1})
        assert out.read_bytes() == b'{"id": 1}\n'


AT_WORK = """
import sys
from pathlib import Path
from tests.test_grade_batch import run
run(Path(sys.argv[1]), Path(sys.argv[2]), cores=2)
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_run_that_is_killed_leaves_whole_lines_and_no_process(tmp_path: Path) -> None:
    """Its answers come through a pipe that stays open, so that it is killed at work, and not at its end."""
    pipe, out = tmp_path / "pipe", tmp_path / "out.jsonl"
    os.mkfifo(pipe)
    # The workers hold the writing end of `alive` too: it closes once the last of them is gone.
    reading, alive = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", AT_WORK, str(pipe), str(out)],
        cwd=DATA_ROOT,
        stdout=alive,
    ) as process:
        os.close(alive)
        with pipe.open("wb", buffering=0) as feed:
            feed.write(answers(tmp_path, 200).read_bytes())
            written = b""
            while written.count(b"\n") < 3 * cli_grade_results.PIECE:
                assert process.poll() is None
                threading.Event().wait(0.02)
                written = out.read_bytes() if out.exists() else b""
            process.kill()
    assert os.read(reading, 1) == b""
    os.close(reading)
    kept = out.read_bytes()
    assert kept.startswith(written) and kept.endswith(b"\n")
    counted, _ = run(answers(tmp_path, 200), out, resume=True)
    assert counted.graded == 200 and counted.held == kept.count(b"\n") < 200
    assert ids(out) == list(range(200))


def test_a_line_without_end_is_told_and_never_held_whole(tmp_path: Path) -> None:
    source = answers(tmp_path, 2)
    first, second = source.read_bytes().splitlines(keepends=True)
    source.write_bytes(first + b'{"id": "' + b"x" * (3 * MAX_LINE) + b'"}\n' + second)
    counted, told = run(source, tmp_path / "out.jsonl")
    assert counted == Counted(graded=2, bad=1)
    assert told == ["answers.jsonl: line 2: it has more than 1,000,000 bytes.\n"]


def test_without_a_name_results_lie_beside_the_answers_and_replace_nothing(tmp_path: Path) -> None:
    source, beside = answers(tmp_path, 2), tmp_path / "answers.graded.jsonl"
    source.write_text(source.read_text("utf-8").replace("Reply", "Skip this one, please."), "utf-8")
    ran = command(source)
    assert ran.exit_code == 0, ran.output
    assert ran.stderr.splitlines() == ["2 graded or answered for, 0 bad lines.", f"Wrote {beside}"]
    again = command(source)
    assert again.exit_code == 1 and "is there already: --resume" in again.stderr
    on = command(source, "--resume")
    assert on.stderr.startswith("2 graded or answered for (2 of them before)")


def test_what_goes_to_the_terminal_cannot_be_gone_on_with(tmp_path: Path) -> None:
    ran = command(answers(tmp_path, 1), "--out", "-", "--resume")
    assert ran.exit_code == 1 and "name it with --out" in ran.stderr


@pytest.mark.parametrize(
    ("backend", "total", "wished", "cores"),
    [
        (EmbeddedBackend(), 10_000, None, os.cpu_count()),
        (EmbeddedBackend(), None, None, os.cpu_count()),
        (EmbeddedBackend(), 3, None, 1),
        (EmbeddedBackend(), 3, 2, 2),
        (EmbeddedBackend(), 10_000, 1, 1),
        (object(), 10_000, None, 1),
    ],
    ids=["many", "a pipe", "few", "few on two", "many on one", "a model"],
)
def test_many_answers_use_all_cores(
    backend: Any, total: int | None, wished: int | None, cores: int
) -> None:
    assert cli_grade_results.cores_for(backend, total, wished) == cores


@pytest.mark.parametrize(
    ("done", "total", "made", "seconds", "line"),
    [
        (0, 10, 0, 0.0, "0 of 10 replies"),
        (1_200, 10_000, 1_200, 30.0, "1,200 of 10,000 replies, 40.0 a second, about 4 min left"),
        (1_200, 1_300, 1_200, 30.0, "1,200 of 1,300 replies, 40.0 a second, about 2 s left"),
        (5_000, 10_000, 50, 100.0, "5,000 of 10,000 replies, 0.5 a second, about 2 h 47 min left"),
        (40, None, 40, 2.0, "40 replies, 20.0 a second"),
        (30, 20, 10, 1.0, "30 of 20 replies, 10.0 a second, about 0 s left"),
    ],
)
def test_progress_says_count_rate_and_time_left(
    done: int, total: int | None, made: int, seconds: float, line: str
) -> None:
    assert progress_line(done, total, made=made, seconds=seconds) == line


def told(*, terminal: bool) -> str:
    """What is written in 21 seconds, a reply each half second, with something said after the fifth."""
    written: list[str] = []
    now = [0.0]
    progress = Progress(written.append, clock=lambda: now[0], terminal=terminal, total=42)
    for n in range(1, 43):
        now[0] = n / 2
        progress.at(n, made=n)
        if n == 5:
            progress.say("line 9: bad.")
    progress.over()
    return "".join(written)


def test_a_terminal_sees_one_line_that_is_written_over() -> None:
    text = told(terminal=True)
    assert text.count("a second") == 42
    assert f"5 of 42 replies, 2.0 a second, about 18 s left{CLEAR}line 9: bad.\n6 of 42" in text
    assert text.count("\n") == 1 and text.endswith(CLEAR)


def test_a_file_of_messages_gets_a_line_every_ten_seconds() -> None:
    assert told(terminal=False).splitlines() == [
        "line 9: bad.",
        "20 of 42 replies, 2.0 a second, about 11 s left",
        "40 of 42 replies, 2.0 a second, about 1 s left",
    ]
