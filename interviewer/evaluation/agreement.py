"""How well two sets of levels agree: quadratic weighted kappa, mean absolute error, and who left what unrated."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from interviewer.domain import Frozen, Rubric
from interviewer.evaluation.labelled import Levels
from interviewer.grading import mean_score


class Agreement(Frozen):
    """Agreement over the pairs that both sides rated, and the share that each left unrated."""

    name: str
    kappa: float | None
    """None where nothing was rated by both, or all levels are the same."""
    error: float | None
    pairs: int
    ours_unrated: float
    theirs_unrated: float


def weighted_kappa(pairs: Iterable[tuple[float, float]], *, step: float = 1.0) -> float | None:
    """Quadratic weighted kappa of levels rounded to whole steps; None where it is not defined."""
    steps = [(_steps(a, step), _steps(b, step)) for a, b in pairs]
    if not steps:
        return None
    ours, theirs = Counter(a for a, _ in steps), Counter(b for _, b in steps)
    seen = sum((a - b) ** 2 for a, b in steps) / len(steps)
    by_chance = (
        sum(n * m * (a - b) ** 2 for a, n in ours.items() for b, m in theirs.items())
        / len(steps) ** 2
    )
    return 1 - seen / by_chance if by_chance else None


def mean_error(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Mean absolute difference; None where there are no pairs."""
    return sum(abs(a - b) for a, b in pairs) / len(pairs) if pairs else None


def compare(
    ours: Sequence[Levels], theirs: Sequence[Levels], rubrics: tuple[Rubric, ...]
) -> tuple[Agreement, ...]:
    """Agreement for each criterion on whole levels, then for each rubric's score on half points."""
    rows = []
    for rubric in rubrics:
        for criterion in rubric.criteria:
            pairs = [(a[criterion.id], b[criterion.id]) for a, b in zip(ours, theirs, strict=True)]
            rows.append(_row(criterion.id, pairs, step=1.0))
    for rubric in rubrics:
        scores = [(_score(rubric, a), _score(rubric, b)) for a, b in zip(ours, theirs, strict=True)]
        rows.append(_row(rubric.id, scores, step=0.5))
    return tuple(rows)


def everyone_three(theirs: Sequence[Levels]) -> list[Levels]:
    """The grader that gives everyone 3: what any grader must beat."""
    return [dict.fromkeys(levels, 3.0) for levels in theirs]


def _row(name: str, pairs: list[tuple[float | None, float | None]], *, step: float) -> Agreement:
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    return Agreement(
        name=name,
        kappa=weighted_kappa(both, step=step),
        error=mean_error(both),
        pairs=len(both),
        ours_unrated=_share(a is None for a, _ in pairs),
        theirs_unrated=_share(b is None for _, b in pairs),
    )


def _score(rubric: Rubric, levels: Levels) -> float | None:
    rated = {c: level for c, level in levels.items() if level is not None}
    return mean_score(rubric, rated).score


def _share(unrated: Iterable[bool]) -> float:
    found = list(unrated)
    return sum(found) / len(found) if found else 0.0


def _steps(level: float, step: float) -> int:
    """Whole steps, halves rounded up."""
    return math.floor(level / step + 0.5)
