"""`grade` and `attack`: files of answers graded, and replies that try to move the grader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.port import Backend
from interviewer.backends.switchboard import Switchboard, Wish
from interviewer.cli_grade_kept import Kept, kept_results
from interviewer.cli_grade_progress import Progress
from interviewer.cli_grade_results import Item, Result, Taken, cores_for, results_of
from interviewer.errors import SteadyError
from interviewer.evaluation.asked_model import Masking
from interviewer.evaluation.attacks import (
    asked_in,
    attack_lines,
    read_attacks,
    run_attacks,
    withstood,
)
from interviewer.evaluation.batch import MAX_LINE, Asked, BadLine, NotGraded, asked_lines
from interviewer.library import DATA_ROOT, Library
from interviewer.settings import load_settings
from interviewer.storage import Storage

EVALS = DATA_ROOT / "evals"


class Counted(NamedTuple):
    """How a file went."""

    graded: int = 0
    bad: int = 0
    failed: int = 0
    """Lines that could be read and not be graded; their results have no level."""
    held: int = 0
    """Results taken over from a run before."""
    stopped: bool = False
    """Ctrl-C ended it; what was written stays."""


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
    progress: Progress,
    backend: Backend,
    total: int | None,
    resume: bool = False,
    cores: int | None = None,
) -> Counted:
    """Grade the answers of a JSON lines file; bad lines are told by number and left out, failed ones are told.

    With `resume`, what this grader wrote to the file before is taken over, so that a model is not asked again. The
    embedded grader uses all cores, or as many as are named. Raises SteadyError and OSError.
    """
    counts = Counter[str]()
    stopped = False
    try:
        with kept_results(out, grader=backend.name, resume=resume) as kept:
            if isinstance(backend, Masking):
                _tell_ahead(backend, source, library, kept, progress)
            on = cores_for(backend, total, cores)
            if on > 1:
                progress.say(f"Grading on {on} cores. A run that is ended goes on with --resume.")
            items = _items(source, library, kept)
            for result in results_of(items, library.rubrics, backend, on):
                _keep(result, kept, counts, partial(_say, progress, source.name))
                done = counts["graded"] + counts["bad"]
                progress.at(done, made=done - counts["held"])
    except KeyboardInterrupt:
        stopped = True
    finally:
        progress.over()
    return Counted(
        counts["graded"], counts["bad"], counts["failed"], counts["held"], stopped=stopped
    )


def results_path(source: Path, out: Path | None, *, resume: bool) -> Path:
    """Where results go: the file named, or one beside the answers that is not there yet. Raises SteadyError."""
    if out is None:
        beside = source.with_suffix(".graded.jsonl")
        if beside.exists() and not resume:
            raise SteadyError(
                f"{beside} is there already: --resume goes on with it, --out names another file."
            )
        return beside
    if str(out) == "-" and resume:
        raise SteadyError("--resume goes on with a file: name it with --out.")
    if out.exists() and out.samefile(source):
        raise SteadyError(f"{out} holds the answers: name another file for the results.")
    return out


def closing_lines(counted: Counted, out: Path, *, named: bool) -> Iterator[str]:
    """How it went, and how to go on where it was stopped."""
    failed = f", {counted.failed} of them not graded" if counted.failed else ""
    held = f" ({counted.held} of them before)" if counted.held else ""
    yield f"{counted.graded} graded or answered for{held}{failed}, {counted.bad} bad lines."
    if counted.stopped and str(out) != "-":
        yield f"Stopped. These results stand in {out}: the same command with --resume goes on."
    elif not named:
        yield f"Wrote {out}"


def counted_lines(source: Path) -> int | None:
    """How many lines a file has that are not blank; None where it is no file and can be read only once."""
    return sum(1 for line in _lines(source) if line.strip()) if source.is_file() else None


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
    """The lines, one in memory at a time; of one that is too long only so much as shows that."""
    with source.open("rb") as file:
        while line := file.readline(MAX_LINE + 1):
            yield line
            while not line.endswith(b"\n") and (line := file.readline(MAX_LINE)):
                pass


def _items(source: Path, library: Library, kept: Kept) -> Iterator[Item]:
    for asked in asked_lines(_lines(source), library.guides):
        done = isinstance(asked, Asked) and kept.has(asked.id)
        yield Taken(asked.id) if isinstance(asked, Asked) and done else asked


def _tell_ahead(
    model: Masking, source: Path, library: Library, kept: Kept, progress: Progress
) -> None:
    """Say what a model will be sent. Raises CapReached where that passes the day's cap."""
    if not source.is_file():
        raise SteadyError(
            f"{source} can be read only once, and a model's cost is told ahead: give a file."
        )
    left = sum(isinstance(item, Asked) for item in _items(source, library, kept))
    progress.say(model.ahead(left, heard=left))


def _keep(
    result: Result, kept: Kept, counts: Counter[str], say: Callable[[int, str], None]
) -> None:
    """Put a result where results go, and count it; what went wrong is said by its line's number."""
    if isinstance(result, BadLine):
        counts["bad"] += 1
        say(result.number, result.reason)
        return
    counts["graded"] += 1
    if isinstance(result, Taken):
        counts["held"] += 1
        kept.take(result.id)
        return
    if isinstance(result, NotGraded):
        counts["failed"] += 1
        say(result.number, f"not graded. {result.reason}")
        result = result.result
    kept.add(result)


def _say(progress: Progress, name: str, number: int, reason: str) -> None:
    progress.say(f"{name}: line {number}: {reason}")
