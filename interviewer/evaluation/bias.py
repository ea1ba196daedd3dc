"""Whether a score moves with what should earn nothing: length, a second language's phrasing, a transcript without stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from interviewer.domain import Frozen, Rubric
from interviewer.evaluation.agreement import scores_of
from interviewer.evaluation.intervals import Array, Figure, figure, ratio, weights_of
from interviewer.evaluation.labelled import Levels

BY_LENGTH = "concision"
"""The criterion that length is part of."""
FEW = 5
"""Replies of a style, and not of it, that a difference takes."""


class Bias(Frozen):
    """What else a rubric's score goes with, given the score it should have."""

    rubric: str
    without: str = ""
    """The criterion left out."""
    length: Figure
    """Partial rank correlation of our score with the number of words."""
    styles: dict[str, Figure]
    """Points that replies of a style get above (below 0: under) others of the same score."""
    counts: dict[str, int]
    """Replies of each style among those both sides gave a score."""


def bias_of(
    ours: Sequence[Levels],
    theirs: Sequence[Levels],
    rubrics: tuple[Rubric, ...],
    *,
    words: Sequence[int],
    styles: Mapping[str, Sequence[bool]],
) -> tuple[Bias, ...]:
    """For each rubric, and once more without the criterion that length is part of."""
    found = []
    for rubric in rubrics:
        found.append(_bias(ours, theirs, rubric, words, styles))
        kept = tuple(c for c in rubric.criteria if c.id != BY_LENGTH)
        if len(kept) < len(rubric.criteria):
            rest = rubric.model_copy(update={"criteria": kept})
            own = _bias(ours, theirs, rest, words, styles)
            found.append(own.model_copy(update={"without": BY_LENGTH}))
    return tuple(found)


def _bias(
    ours: Sequence[Levels],
    theirs: Sequence[Levels],
    rubric: Rubric,
    words: Sequence[int],
    styles: Mapping[str, Sequence[bool]],
) -> Bias:
    a, b = scores_of(ours, rubric), scores_of(theirs, rubric)
    both = ~np.isnan(a) & ~np.isnan(b)
    a, b = a[both], b[both]
    marked = {name: np.array(flags, dtype=np.float64)[both] for name, flags in styles.items()}
    length = np.array(words, dtype=np.float64)[both]
    return Bias(
        rubric=rubric.id,
        length=figure(partial_rank_correlation(a, length, given=b)),
        styles={name: _style(a, b, flags) for name, flags in marked.items()},
        counts={name: int(flags.sum()) for name, flags in marked.items()},
    )


def _style(a: Array, b: Array, flags: Array) -> Figure:
    if min(flags.sum(), (1 - flags).sum()) < FEW:
        return Figure(value=None)
    return figure(difference(a, b, flags))


def partial_rank_correlation(a: Array, b: Array, *, given: Array) -> Array:
    """Spearman's correlation of a and b with `given` held fast, for each row of weights; ties have their mean rank."""
    weights = weights_of(len(a))
    ranks = [_ranks(weights, x) for x in (a, b, given)]
    ab, ag, bg = (_correlation(weights, ranks[i], ranks[j]) for i, j in ((0, 1), (0, 2), (1, 2)))
    return ratio(ab - ag * bg, np.sqrt(np.clip((1 - ag**2) * (1 - bg**2), 0, None)))


def difference(ours: Array, theirs: Array, style: Array) -> Array:
    """The points a style makes in our score with theirs held fast (least squares), for each row of weights."""
    weights = weights_of(len(ours))
    off = ours - theirs
    # Given their score: a grader that keeps to the middle is kind to weak replies, whatever their style.
    tt, ss = (_covariance(weights, x, x) for x in (theirs, style))
    ot, os, ts = (
        _covariance(weights, x, y) for x, y in ((off, theirs), (off, style), (theirs, style))
    )
    return ratio(os * tt - ot * ts, ss * tt - ts**2)


def _ranks(weights: Array, values: Array) -> Array:
    """Each value's mean rank among the replies drawn."""
    under = (values[:, None] < values[None, :]) + 0.5 * (values[:, None] == values[None, :])
    ranks: Array = weights @ under
    return ranks


def _correlation(weights: Array, a: Array, b: Array) -> Array:
    both = _covariance(weights, a, a) * _covariance(weights, b, b)
    return ratio(_covariance(weights, a, b), np.sqrt(np.clip(both, 0, None)))


def _covariance(weights: Array, a: Array, b: Array) -> Array:
    n = weights.sum(axis=1)
    mean_a, mean_b = (ratio((weights * x).sum(axis=1), n) for x in (a, b))
    return ratio((weights * a * b).sum(axis=1), n) - mean_a * mean_b
