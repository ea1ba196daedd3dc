"""The command line as a person meets it: the real grader, guide, database and files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from interviewer.cli import app
from interviewer.exports.json import read_interview
from interviewer.library import DATA_ROOT
from interviewer.storage import Storage

STRONG = (
    "In 2023 our admissions team could not trust the bed list, because the nightly import failed twice a week. "
    "I was asked to make it reliable before winter. I traced it to a lock that two jobs fought over, and I chose a "
    "queue over a bigger server because it would hold when the load grew. After six weeks the failures fell from nine "
    "a month to none, and the nurses stopped keeping a paper list. I learned to ask who is waiting first."
)


def run(*args: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(args), input=typed)


def lines(*replies: str) -> str:
    """Replies as a person types them: each ended by an empty line; a command is its own line."""
    return "".join(
        f"{text}\n" if text.startswith("/") or not text else f"{text}\n\n" for text in replies
    )


def only_id(folder: Path) -> str:
    with Storage(folder / "steady.db") as storage:
        (summary,) = storage.past()
    return summary.id


def flat(text: str) -> str:
    return " ".join(text.split())


def test_an_interview_is_held_reported_and_exported(own_data_folder: Path, tmp_path: Path) -> None:
    typed = lines(STRONG, "/end")
    first = run("chat", "--question", "critical_bug", "--mode", "live", typed=typed)
    assert first.exit_code == 0, first.output
    id = only_id(own_data_folder)
    assert "Walk us through your process for troubleshooting a critical bug" in flat(first.output)
    assert f"export {id} --format html" in first.output

    files = {}
    for ending in ("md", "html", "json", "csv"):
        path = tmp_path / f"report.{ending}"
        done = run("export", id, "--format", ending, "--out", str(path))
        assert done.exit_code == 0, done.output
        files[ending] = path.read_bytes()
        assert len(files[ending]) > 500
    bundle = read_interview(files["json"])
    assert bundle.interview.turns[2].text == STRONG
    assert bundle.interview.grades and bundle.interview.grades[0].outcome == "graded"
    assert b"nightly import" in files["md"] and b"nightly import" in files["html"]

    listed = run("interviews")
    assert id in listed.output and "ended" in listed.output


def test_unfinished_interviews_are_offered_first(own_data_folder: Path) -> None:
    run("chat", typed=lines("Hello"))
    id = only_id(own_data_folder)
    assert run("interviews").output.count(id) == 1
    again = run("chat", typed="7\n1\n")
    assert "You have an interview to go on with" in again.output
    assert "One of the numbers above" in again.output
    assert "Welcome back." in again.output
    assert f"--resume {id}" in again.output
    assert only_id(own_data_folder) == id


def test_enter_begins_a_new_one_instead(own_data_folder: Path) -> None:
    run("chat", typed=lines("Hello"))
    run("chat", typed="\n")
    with Storage(own_data_folder / "steady.db") as storage:
        assert len(storage.unfinished()) == 2


@pytest.mark.parametrize("args", [("--new",), ("--format", "warm_up")])
def test_a_particular_wish_is_not_asked_about(own_data_folder: Path, args: tuple[str, ...]) -> None:
    run("chat", typed=lines("Hello"))
    said = run("chat", *args)
    assert "Unfinished: 1" in said.output
    assert "to go on with" not in said.output


def test_the_same_seed_asks_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    for place in ("a", "b"):
        monkeypatch.setenv("STEADY_DATA_DIR", str(tmp_path / place))
        run("chat", "--seed", "5", "--format", "panel")
        with Storage(tmp_path / place / "steady.db") as storage:
            asked.append(storage.load(only_id(tmp_path / place)).plan)
    assert asked[0] == asked[1] and len(asked[0]) == 8


def test_a_drill_asks_its_competency_only(own_data_folder: Path) -> None:
    run("chat", "--competency", "culture_values")
    with Storage(own_data_folder / "steady.db") as storage:
        interview = storage.load(only_id(own_data_folder))
        guide = storage.guide_of(interview)
    assert {guide.question(q.question).competency for q in interview.plan} == {"culture_values"}
    assert len(interview.plan) == 4


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("chat", "--resume", "f" * 32), "There is no interview"),
        (("export", "f" * 32), "There is no interview"),
        (("chat", "--guide", "nowhere"), "There is no guide 'nowhere'"),
        (("chat", "--format", "drill"), "A drill needs --competency"),
        (("chat", "--competency", "luck"), "A drill needs --competency"),
        (("chat", "--format", "own"), "--question takes one of these"),
        (("chat", "--question", "nope"), "no question 'nope'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_not_there_is_said_plainly(
    own_data_folder: Path, args: tuple[str, ...], says: str
) -> None:
    done = run(*args)
    assert done.exit_code == 1
    assert says in done.stderr
    assert "Traceback" not in done.output
    with Storage(own_data_folder / "steady.db") as storage:
        assert not storage.unfinished()


def test_a_file_that_is_there_is_not_written_over(own_data_folder: Path, tmp_path: Path) -> None:
    run("chat", typed=lines("/end"))
    id, path = only_id(own_data_folder), tmp_path / "mine.md"
    path.write_text("My own notes.", "utf-8")
    refused = run("export", id, "--format", "md", "--out", str(path))
    assert refused.exit_code == 1 and "--force" in refused.stderr
    assert path.read_text("utf-8") == "My own notes."
    assert run("export", id, "--format", "md", "--out", str(path), "--force").exit_code == 0
    assert run("export", id, "--format", "md", "--out", str(path)).exit_code == 0


def test_an_older_encoding_shows_marks_and_no_traceback() -> None:
    """The report's dots are in no code page; what CliRunner catches has no encoding, so this is a real program."""
    done = subprocess.run(
        [sys.executable, "-m", "interviewer", "chat", "--format", "own"]
        + ["--question", "above_and_beyond"],
        input=lines(STRONG, "/skip", "/end").encode(),
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        cwd=DATA_ROOT,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0 and b"Traceback" not in done.stderr, done.stderr
    assert b"???" in done.stdout


def test_results_are_never_written_over_the_answers(tmp_path: Path) -> None:
    answers, other = tmp_path / "answers.jsonl", tmp_path / "other.jsonl"
    line = {"id": 1, "question_id": "above_and_beyond", "answer": STRONG}
    answers.write_text(json.dumps(line), "utf-8")
    other.symlink_to(answers)
    for out in (answers, other):
        refused = run("grade", str(answers), "--out", str(out))
        assert refused.exit_code == 1 and "holds the answers" in refused.stderr
    assert json.loads(answers.read_text("utf-8")) == line


def test_an_export_that_cannot_be_written_is_said(own_data_folder: Path, tmp_path: Path) -> None:
    run("chat", typed=lines("/end"))
    done = run("export", only_id(own_data_folder), "--out", str(tmp_path / "no" / "folder.html"))
    assert done.exit_code == 1 and "cannot be written" in done.stderr


def test_who_grades_and_which_host_is_called_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key means a model; `--backend embedded` means none, whatever is set."""
    assert "Nothing leaves this machine." in flat(run("chat").output)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    said = flat(run("chat", "--new").output)
    assert "api.openai.com" in said and "README lists what is sent" in said
    assert "canary" not in said
    assert "Nothing leaves this machine." in flat(
        run("chat", "--new", "--backend", "embedded").output
    )


def test_a_model_without_a_key_is_refused_before_anything_begins(own_data_folder: Path) -> None:
    done = run("chat", "--backend", "openai")
    assert done.exit_code == 1
    assert "STEADY_OPENAI_API_KEY" in done.stderr and "--backend embedded" in done.stderr
    with Storage(own_data_folder / "steady.db") as storage:
        assert storage.past() == ()


def test_lists_belong_to_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a database is not one person's, an interview is opened by its id alone."""
    run("chat", typed=lines("Hello"))
    monkeypatch.setenv("STEADY_PERSONAL", "0")
    assert run("interviews").exit_code == 1
    assert "to go on with" not in run("chat").output


def test_a_broken_guide_stops_the_start_by_name(
    own_data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "guides"
    broken.mkdir()
    (broken / "mine.yaml").write_text("id: mine\ntitle: 3\n", "utf-8")
    monkeypatch.setenv("STEADY_GUIDES_DIR", str(broken))
    done = run("chat")
    assert done.exit_code == 1 and "mine.yaml" in done.stderr
    assert not (own_data_folder / "steady.db").exists()


def test_exports_of_one_interview_are_the_same_bytes(own_data_folder: Path, tmp_path: Path) -> None:
    """F78"""
    run("chat", "--question", "critical_bug", typed=lines(STRONG, "/end"))
    id = only_id(own_data_folder)
    once, twice = tmp_path / "1.json", tmp_path / "2.json"
    for path in (once, twice):
        run("export", id, "--format", "json", "--out", str(path))
    assert once.read_bytes() == twice.read_bytes()
    assert json.loads(once.read_bytes())
