"""`grade` and `attack`: files of answers graded, and replies that try to move the grader."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.port import Backend
from interviewer.backends.switchboard import Switchboard, Wish
from interviewer.evaluation.asked_model import AT_ONCE, Masking
from interviewer.evaluation.attacks import (
    asked_in,
    attack_lines,
    read_attacks,
    run_attacks,
    withstood,
)
from interviewer.evaluation.batch import BadLine, NotGraded, grade_lines
from interviewer.library import DATA_ROOT, Library
from interviewer.settings import load_settings
from interviewer.storage import Storage

EVALS = DATA_ROOT / "evals"
DATED = r"(-\d{4}-\d\d-\d\d|-\d{8})?"
"""What a server may put behind the name of the model it was asked for."""


class Counted(NamedTuple):
    """How a file went."""

    graded: int
    bad: int
    failed: int = 0
    """Lines that could be read and not be graded; their results have no level."""


@contextmanager
def grader(wish: Wish, *, library: Library) -> Iterator[Backend]:
    """Who grades files of answers, given back afterwards; a model gets them masked. Raises SteadyError."""
    if wish == "embedded":
        # Needs no settings, no database and no network.
        yield EmbeddedBackend()
        return
    settings = load_settings()
    with Storage(settings.database) as storage:
        board = Switchboard(
            settings, library, ledger=storage.calls, clock=lambda: datetime.now(UTC)
        )
        try:
            backend = board.backend_for(board.default(wish))

            def ahead(n: int, *, heard: int) -> str:
                today = storage.calls.tokens_on(datetime.now(UTC).date())
                return board.forecast.day(backend.name, n, today, heard=heard)

            yield backend if backend is board.embedded else Masking(backend, ahead=ahead)
        finally:
            board.close()


def grade(
    source: Path,
    out: Path,
    *,
    library: Library,
    tell: Callable[[str], None],
    backend: Backend,
    resume: bool = False,
) -> Counted:
    """Grade the answers of a JSON lines file; bad lines are told by number and left out, failed ones are told.

    With `resume`, what this grader wrote to the file before is taken over, so that a model is not asked again.
    """
    graded = bad = failed = 0
    done = _done(out, backend.name) if resume else {}
    if isinstance(backend, Masking):
        n = sum(bool(line.strip()) for line in _lines(source))
        left = max(0, n - len(done))
        tell(backend.ahead(left, heard=left))
    results = grade_lines(
        _lines(source),
        guides=library.guides,
        rubrics=library.rubrics,
        backend=backend,
        at_once=AT_ONCE if isinstance(backend, Masking) else 1,
        done=done,
    )
    with _opened(out, afresh=resume) as sink:
        for result in results:
            if isinstance(result, BadLine):
                bad += 1
                tell(f"{source.name}: line {result.number}: {result.reason}")
                continue
            if isinstance(result, NotGraded):
                failed += 1
                tell(f"{source.name}: line {result.number}: not graded. {result.reason}")
                result = result.result
            graded += 1
            sink.write(json.dumps(result) + "\n")
            sink.flush()
    return Counted(graded, bad, failed)


def attack(
    path: Path | None,
    *,
    library: Library,
    backend: Backend,
    verbose: bool,
    tell: Callable[[str], None],
) -> tuple[tuple[str, ...], bool]:
    """What attacks did to a grader, line by line, and whether it withstood them all. Raises SteadyError."""
    attacks = read_attacks(path or EVALS / "attacks_dev.jsonl")
    if isinstance(backend, Masking):
        heard, marked = asked_in(attacks)
        tell(backend.ahead(marked, heard=heard))
    pairs = tuple(run_attacks(attacks, rubrics=library.rubrics, backend=backend))
    return tuple(attack_lines(pairs, grader=backend.name, verbose=verbose)), withstood(pairs)


def _lines(source: Path) -> Iterator[bytes]:
    with source.open("rb") as lines:
        yield from lines


def _done(out: Path, grader: str) -> dict[str | int, dict[str, Any]]:
    """The results a grader wrote to a file before, by id; lines that are cut off, or that failed, are not done."""
    done = {}
    for raw in (line for path in (out, _part(out)) for line in _lines_if_any(path)):
        try:
            result = json.loads(raw)
        except json.JSONDecodeError:
            continue
        if not isinstance(result, dict) or result.get("outcome") == "not_graded":
            continue
        if _is_of(str(result.get("grader")), grader) and isinstance(result.get("id"), str | int):
            done[result["id"]] = result
    return done


def _lines_if_any(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").split("\n") if path.is_file() else []


def _part(out: Path) -> Path:
    """Where the results stand until all are there."""
    return out.with_name(f"{out.name}.part")


def _is_of(wrote: str, grader: str) -> bool:
    """True where a result is by this grader: a model's server may name a dated version of the one that was asked for."""
    return re.fullmatch(re.escape(grader) + DATED, wrote) is not None


@contextmanager
def _opened(out: Path, *, afresh: bool = False) -> Iterator[IO[str]]:
    """The file to write, or the terminal for `-`; `afresh`: the old file stands until the new one is whole."""
    if str(out) == "-":
        yield sys.stdout
        return
    if afresh:
        part = _part(out)
        with part.open("w", encoding="utf-8", newline="\n") as sink:
            yield sink
        part.replace(out)
        return
    with out.open("w", encoding="utf-8", newline="\n") as sink:
        yield sink
