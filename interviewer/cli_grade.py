"""`grade` and `eval`: files of answers graded, and the grader measured on labelled replies."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.embedded.weights import read_weights
from interviewer.backends.port import Backend
from interviewer.errors import DataFileError
from interviewer.evaluation.batch import BadLine, grade_lines
from interviewer.evaluation.study import run_study
from interviewer.evaluation.tables import study_lines
from interviewer.library import DATA_ROOT, Library

EVALS = DATA_ROOT / "evals"
HELD_OUT = (
    "Cross-validated: each reply is graded by weights trained without it "
    "(five parts, drawn by reply with a fixed seed)."
)
IN_SAMPLE = (
    "IN SAMPLE: the shipped weights have seen these replies and their marks; "
    "this is no measure of how well they grade new ones."
)


class Counted(NamedTuple):
    """How a file went."""

    graded: int
    bad: int


def grade(source: Path, out: Path, *, library: Library, tell: Callable[[str], None]) -> Counted:
    """Grade the answers of a JSON lines file; bad lines are told by number and left out."""
    graded = bad = 0
    results = grade_lines(
        _lines(source),
        guides=library.guides,
        rubrics=library.rubrics,
        backend=EmbeddedBackend(),
    )
    with _opened(out) as sink:
        for result in results:
            if isinstance(result, BadLine):
                bad += 1
                tell(f"{source.name}: line {result.number}: {result.reason}")
                continue
            graded += 1
            sink.write(json.dumps(result) + "\n")
    return Counted(graded, bad)


def evaluate(*, library: Library, behaviours: bool, in_sample: bool) -> Iterator[str]:
    """The lines of the study on the labelled replies of evals/. Raises DataFileError."""
    if in_sample:
        shipped = EmbeddedBackend()
        study = run_study(EVALS, library.rubrics, lambda _: shipped)
        how = IN_SAMPLE
    else:
        study = run_study(EVALS, library.rubrics, held_out_graders().__getitem__)
        how = HELD_OUT
    return study_lines(study, grader=EmbeddedBackend().name, how=how, behaviours=behaviours)


def held_out_graders() -> dict[str, Backend]:
    """For each labelled reply the grader whose weights have not seen it."""
    graders: dict[str, Backend] = {}
    paths = sorted((EVALS / "folds").glob("*.json"))
    if not paths:
        raise DataFileError(("evals/folds: no weights; `python evals/train.py` makes them",))
    for path in paths:
        weights = read_weights(path.read_text(encoding="utf-8"))
        backend = EmbeddedBackend(weights)
        graders.update(dict.fromkeys(weights.held_out, backend))
    return graders


def _lines(source: Path) -> Iterator[bytes]:
    with source.open("rb") as lines:
        yield from lines


@contextmanager
def _opened(out: Path) -> Iterator[IO[str]]:
    """The file to write, or the terminal for `-`."""
    if str(out) == "-":
        yield sys.stdout
        return
    with out.open("w", encoding="utf-8", newline="\n") as sink:
        yield sink
