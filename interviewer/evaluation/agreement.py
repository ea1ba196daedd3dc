"""How well two sets of levels agree: weighted kappa, error, coverage, leniency and middling, each with its interval.

In the arrays of this module (never outside it) NaN stands for unrated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

import numpy as np

from interviewer.domain import Frozen, Rubric
from interviewer.evaluation.intervals import Array, Figure, Mask, figure, ratio, weights_of
from interviewer.evaluation.labelled import Levels
from interviewer.grading import mean_score

LOWEST, MIDDLE, HIGHEST = 1.0, 3.0, 5.0
CRITERION_STEP, SCORE_STEP = 1.0, 0.5
ALL_CRITERIA, ALL_SCORES = "all criteria", "all scores"
"""The rows in which all criteria's levels, or all rubrics' scores, are taken together."""


class Agreement(Frozen):
    """Agreement over the pairs that both sides rated, and what each left unrated."""

    name: str
    pairs: int
    kappa: Figure
    """Quadratic weighted; not defined where nothing was rated by both, or all levels are the same."""
    error: Figure
    """Mean absolute difference, in levels."""
    far_kappa: Figure
    """As `kappa`, with each abstention of ours counted as the level farthest from theirs."""
    far_error: Figure
    coverage: Figure
    """The share rated by us of what they rate."""
    unasked: Figure
    """The share rated by us of what they leave unrated."""
    leniency: Figure
    """Ours less theirs, on average: above 0 is too kind."""
    middling: Figure
    """The variance of our levels through that of theirs: under 1 keeps to the middle."""
    raters_kappa: Figure | None = None
    """Each rater against the median of the other two on the same replies, mean of the three."""
    raters_error: Figure | None = None


def weighted_kappa(pairs: Iterable[tuple[float, float]], *, step: float = 1.0) -> float | None:
    """Quadratic weighted kappa of levels rounded to whole steps, halves up; None where it is not defined."""
    taken = np.array(list(pairs), dtype=np.float64).reshape(-1, 2)
    ones = np.ones((1, len(taken)))
    whole = _whole(taken / step)
    found = _moments(ones, whole[:, :1], whole[:, 1:]).kappa()[0, 0]
    return float(found) if math.isfinite(found) else None


def mean_error(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Mean absolute difference; None where there are no pairs."""
    return sum(abs(a - b) for a, b in pairs) / len(pairs) if pairs else None


def compare(
    ours: Sequence[Levels],
    theirs: Sequence[Levels],
    rubrics: tuple[Rubric, ...],
    *,
    raters: Mapping[str, Sequence[Levels]] | None = None,
) -> tuple[Agreement, ...]:
    """Agreement for each criterion on whole levels, all criteria, each rubric's score on half points, and all scores.

    With `raters` (whose median `theirs` is) also how far they agree among themselves on the replies of each row.
    """
    a, b = _table(ours, rubrics), _table(theirs, rubrics)
    weights = weights_of(len(ours))
    far = np.where(np.isnan(a) & ~np.isnan(b), np.where(b > MIDDLE, LOWEST, HIGHEST), a)
    rows, groups = _rows(rubrics)
    steps = _steps(rubrics)
    plain, strict = (_moments(weights, x, b).of(groups) for x in (a, far))
    even, even_far = (
        _moments(weights, _whole(x / steps), _whole(b / steps)).of(groups) for x in (a, far)
    )
    rated, asked = ~np.isnan(a), ~np.isnan(b)
    coverage = _share(weights, rated & asked, asked, groups)
    unasked = _share(weights, rated & ~asked, ~asked, groups)
    among = _among(raters, rated & asked, rubrics) if raters else None
    return tuple(
        Agreement(
            name=name,
            pairs=int(plain.n[0, i]),
            kappa=figure(even.kappa()[:, i]),
            error=figure(plain.error()[:, i]),
            far_kappa=figure(even_far.kappa()[:, i]),
            far_error=figure(strict.error()[:, i]),
            coverage=figure(coverage[:, i]),
            unasked=figure(unasked[:, i]),
            leniency=figure(plain.shift()[:, i]),
            middling=figure(plain.spread()[:, i]),
            raters_kappa=figure(among[0][:, i]) if among else None,
            raters_error=figure(among[1][:, i]) if among else None,
        )
        for i, name in enumerate(rows)
    )


class Moments(NamedTuple):
    """Weighted sums over the pairs both sides rated: a row a draw, a column a criterion or score."""

    n: Array
    a: Array
    b: Array
    aa: Array
    bb: Array
    ab: Array
    off: Array

    def of(self, groups: Array) -> Moments:
        """The same for groups of columns taken together."""
        return Moments(*(one @ groups for one in self))

    def kappa(self) -> Array:
        """Quadratic weighted kappa: what is seen is (a - b)² of the pairs, by chance that of all a with all b."""
        seen = ratio(self.aa - 2 * self.ab + self.bb, self.n)
        chance = ratio(self.aa + self.bb, self.n) - 2 * ratio(self.a, self.n) * ratio(
            self.b, self.n
        )
        return 1 - ratio(seen, chance)

    def error(self) -> Array:
        """Mean absolute difference."""
        return ratio(self.off, self.n)

    def shift(self) -> Array:
        """Mean difference."""
        return ratio(self.a - self.b, self.n)

    def spread(self) -> Array:
        """The variance of a through that of b."""
        ours = ratio(self.aa, self.n) - ratio(self.a, self.n) ** 2
        return ratio(ours, ratio(self.bb, self.n) - ratio(self.b, self.n) ** 2)


def _moments(weights: Array, a: Array, b: Array) -> Moments:
    both = ~np.isnan(a) & ~np.isnan(b)
    a, b = np.where(both, a, 0.0), np.where(both, b, 0.0)
    each = (both.astype(np.float64), a, b, a * a, b * b, a * b, np.abs(a - b))
    return Moments(*(weights @ one for one in each))


def _share(weights: Array, part: Mask, whole: Mask, groups: Array) -> Array:
    return ratio(weights @ part @ groups, weights @ whole @ groups)


def _among(
    raters: Mapping[str, Sequence[Levels]], on: Mask, rubrics: tuple[Rubric, ...]
) -> tuple[Array, Array]:
    """Each rater against the median of the others where `on`, as kappa and error, mean over the raters."""
    steps, (_, groups) = _steps(rubrics), _rows(rubrics)
    weights = weights_of(len(on))
    kappas, errors = [], []
    for name, own in raters.items():
        others = [levels for other, levels in raters.items() if other != name]
        middle = [median_of(each) for each in zip(*others, strict=True)]
        a, b = (np.where(on, _table(x, rubrics), np.nan) for x in (own, middle))
        kappas.append(_moments(weights, _whole(a / steps), _whole(b / steps)).of(groups).kappa())
        errors.append(_moments(weights, a, b).of(groups).error())
    return np.mean(kappas, axis=0), np.mean(errors, axis=0)


def median_of(levels: Sequence[Levels]) -> Levels:
    """The median criterion by criterion, of those who rated it."""
    found: Levels = {}
    for criterion in levels[0]:
        rated = [level for one in levels if (level := one[criterion]) is not None]
        found[criterion] = float(median(rated)) if rated else None
    return found


def scores_of(levels: Sequence[Levels], rubric: Rubric) -> Array:
    """A rubric's score for each reply; NaN with fewer than two of its criteria rated."""
    found = [
        mean_score(rubric, {c: level for c, level in one.items() if level is not None}).score
        for one in levels
    ]
    return np.array([math.nan if score is None else score for score in found], dtype=np.float64)


def _table(levels: Sequence[Levels], rubrics: tuple[Rubric, ...]) -> Array:
    """Replies by criteria, then rubrics' scores."""
    criteria = [c.id for r in rubrics for c in r.criteria]
    own = [[math.nan if (v := one[c]) is None else v for c in criteria] for one in levels]
    table = np.array(own, dtype=np.float64).reshape(len(levels), len(criteria))
    return np.column_stack([table, *(scores_of(levels, r) for r in rubrics)])


def _steps(rubrics: tuple[Rubric, ...]) -> Array:
    criteria = sum(len(r.criteria) for r in rubrics)
    return np.array([CRITERION_STEP] * criteria + [SCORE_STEP] * len(rubrics))


def _rows(rubrics: tuple[Rubric, ...]) -> tuple[list[str], Array]:
    """The names of the rows, and which columns of the table each takes together."""
    criteria = [c.id for r in rubrics for c in r.criteria]
    own = np.eye(len(criteria) + len(rubrics))
    first, second = own[:, : len(criteria)], own[:, len(criteria) :]
    groups = np.column_stack([
        first,
        first.sum(axis=1),
        second,
        second.sum(axis=1),
    ])
    return [*criteria, ALL_CRITERIA, *(r.id for r in rubrics), ALL_SCORES], groups


def _whole(steps: Array) -> Array:
    """Halves rounded up."""
    return np.floor(steps + 0.5)
