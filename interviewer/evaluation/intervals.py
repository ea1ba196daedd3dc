"""Figures with 95 % intervals: a bootstrap over replies, the same draws every time."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from interviewer.domain import Frozen

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

DRAWS = 1000
"""Enough for the second decimal of an interval's ends."""
SEED = 20260501
ENDS = (2.5, 97.5)


class Figure(Frozen):
    """A measured figure with its 95 % interval; all None where it is not defined."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def known(self) -> float:
        """The value, or NaN (which no gate lets through) where there is none."""
        return float("nan") if self.value is None else self.value


@lru_cache(maxsize=32)
def weights_of(n: int) -> Array:
    """How often each of n replies counts: once each in the first row, then as often as it was drawn.

    A statistic is worked out for all rows at once; its first value is the figure, the others are its interval.
    """
    if not n:
        return np.ones((1 + DRAWS, 0))
    drawn = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=DRAWS)
    return np.vstack([np.ones((1, n)), drawn]).astype(np.float64)


def figure(values: Array) -> Figure:
    """The figure and its interval from a statistic over the rows of `weights_of`; draws it is not defined in are left out."""
    if not np.isfinite(values[0]):
        return Figure(value=None)
    drawn = values[1:][np.isfinite(values[1:])]
    if not len(drawn):
        return Figure(value=float(values[0]))
    low, high = np.percentile(drawn, ENDS)
    return Figure(value=float(values[0]), low=float(low), high=float(high))


def ratio(above: Array, below: Array) -> Array:
    """One through the other; NaN where that is not defined."""
    # Rounding leaves a little where two equal numbers were taken from each other.
    defined = np.abs(below) > 1e-9
    return np.where(defined, above / np.where(defined, below, 1.0), np.nan)
