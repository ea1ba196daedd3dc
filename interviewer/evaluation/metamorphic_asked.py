"""A reply of the metamorphic suite as it is graded: in this process, or twice in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeAlias

from interviewer.backends.port import Backend
from interviewer.domain import Answer, Grade, Question, Reply, Rubric
from interviewer.errors import DataFileError
from interviewer.grading_opinions import grade_opinions
from interviewer.library import DATA_ROOT

Turns: TypeAlias = "tuple[str, ...]"
HASH_SEEDS = ("1", "4242")
"""Whatever depends on the order of a set or on hash() comes out otherwise under another of these."""


class Asked(NamedTuple):
    """A reply to be graded."""

    id: str
    labelled: bool
    question: Question
    turns: Turns

    @property
    def answer(self) -> Answer:
        """The reply's turns as one answer."""
        return Answer(
            question=self.question.id,
            replies=tuple(Reply(seq=n, text=text) for n, text in enumerate(self.turns)),
        )


Twice = Callable[[Sequence[Asked]], Sequence[bool]]
"""For each reply whether two runs, in two processes, said the same of it in every byte."""


def grade_asked(asked: Asked, backend: Backend, rubrics: tuple[Rubric, ...]) -> Grade:
    """Grade one reply, all of its turns as one answer. Raises BackendError."""
    opinions = backend.mark_all(asked.question, asked.answer, rubrics)
    return grade_opinions(asked.question, asked.answer, opinions, rubrics=rubrics)


def same_in_two_runs(many: Sequence[Asked]) -> tuple[bool, ...]:
    """Grade the replies by `python -m interviewer grade` in two processes and compare the lines byte by byte.

    The processes hash text differently, and the second gets the replies in the opposite order, so that nothing one
    reply leaves behind may colour another. The shipped grader is asked. Raises DataFileError where a run fails.
    """
    with TemporaryDirectory() as folder:
        one = _run(many, Path(folder) / "one", HASH_SEEDS[0])
        other = _run(many[::-1], Path(folder) / "other", HASH_SEEDS[1])[::-1]
    return tuple(a == b for a, b in zip(one, other, strict=True))


def _run(many: Sequence[Asked], path: Path, hash_seed: str) -> list[bytes]:
    source, out = path.with_suffix(".jsonl"), path.with_suffix(".out")
    lines = (
        {
            "id": asked.id,
            "question": asked.question.text,
            "kind": asked.question.kind,
            "answer": "\n".join(asked.turns),
        }
        for asked in many
    )
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "interviewer", "grade", str(source), "--out", str(out)],
        cwd=DATA_ROOT,
        # Nothing of this process's surroundings: a run must not depend on them.
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=False,
    )
    graded = out.read_bytes().splitlines() if out.is_file() else []
    if run.returncode or len(graded) != len(many):
        told = run.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise DataFileError((f"grading in a process of its own failed: {' '.join(told)}",))
    return graded
