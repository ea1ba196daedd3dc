"""Print the numbers of `interviewer/probing_due.py`: how likely a criterion is low, given what it was graded.

    python evals/fit_probes.py

A logistic regression over every rated criterion of the labelled replies that a probe can ask about, from the grades
of the five trainings (each reply graded by weights that have not seen it). `low`: 3 or less by the raters' median, or by
the reader's marks through the arithmetic. It prints the numbers fitted on all replies, and how far they move
when one of five groups of questions is left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "evals")]

from logistic import likeliest  # noqa: E402

from interviewer.cli_eval_ground import held_out_graders  # noqa: E402
from interviewer.domain import Grade, Rated  # noqa: E402
from interviewer.evaluation.labelled import (  # noqa: E402
    Levels,
    levels_of_marks,
    read_marks,
    read_replies,
)
from interviewer.evaluation.study import grade_reply  # noqa: E402
from interviewer.library import load_library  # noqa: E402

GROUPS = 5
RIDGE = 1.0
Table = NDArray[np.float64]


def main() -> None:
    """Fit, and print."""
    rubrics = load_library().rubrics
    criteria = [c.id for r in rubrics for c in r.criteria]
    asked = [c.id for r in rubrics for c in r.criteria if any(b.ask for b in c.behaviours)]
    graders = held_out_graders()
    marks = {m.id: m for m in read_marks(ROOT / "evals" / "marks_train.jsonl")}
    rows: list[list[float]] = []
    low: list[float] = []
    questions: list[str] = []
    for name in ("dev", "train"):
        for reply in read_replies(ROOT / "evals" / f"replies_{name}.jsonl"):
            levels = (
                reply.median_levels(tuple(criteria))
                if name == "dev"
                else levels_of_marks(marks[reply.id], reply, rubrics)
            )
            grade = grade_reply(reply, graders[reply.id], rubrics)
            for row, is_low in _rows(grade, levels, asked):
                rows.append(row)
                low.append(is_low)
                questions.append(reply.question)
    _print(np.array(rows), np.array(low), questions, ["level", "others", *asked, "start"])


def _rows(grade: Grade, levels: Levels, asked: list[str]) -> list[tuple[list[float], float]]:
    rated = {c.criterion: c.level for c in grade.criteria if isinstance(c, Rated)}
    found = []
    for name in (c for c in asked if c in rated):
        others = [level for c, level in rated.items() if c != name]
        mean = sum(others) / len(others) if others else 3.5
        row = [rated[name] - 3, mean - 3.5, *(float(name == c) for c in asked), 1.0]
        level = levels[name]
        found.append((row, float(level is not None and level <= 3)))
    return found


def _print(rows: Table, low: Table, questions: list[str], names: list[str]) -> None:
    order = {q: i % GROUPS for i, q in enumerate(sorted(set(questions)))}
    group = np.array([order[q] for q in questions])
    whole = _fit(rows, low)
    parts = np.array([_fit(rows[group != g], low[group != g]) for g in range(GROUPS)])
    for i, name in enumerate(names):
        print(f"{name:<12} {whole[i]:6.2f}   ({parts[:, i].min():.2f} to {parts[:, i].max():.2f})")


def _fit(rows: Table, low: Table) -> Table:
    """Held at nothing, all but the start."""
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[-1] = 0.001
    return likeliest(rows, low, held=ridge)


if __name__ == "__main__":
    main()
