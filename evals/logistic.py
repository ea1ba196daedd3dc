"""A logistic regression by Newton's steps, its shares held: the one that all fits on unseen replies use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STEPS = 60
SETTLED = 1e-6
"""A step smaller than this changes nothing that is written."""
FAR = 30.0
"""Log odds beyond which a chance is 0 or 1."""


def likeliest(
    x: Array, y: Array, *, held: Array, usual: Array | None = None, weight: Array | None = None
) -> Array:
    """The likeliest shares of the columns of `x` for the chances `y`.

    `held` says how strongly each is held, in rows, at its `usual` share (nothing where not given); `weight` what each row counts.
    """
    usual = np.zeros(x.shape[1]) if usual is None else usual
    weight = np.ones(len(x)) if weight is None else weight
    shares = usual.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(x @ shares, -FAR, FAR)))
        slope = x.T @ (weight * (chance - y)) + held * (shares - usual)
        bend = (x * (weight * chance * (1 - chance))[:, None]).T @ x + np.diag(held)
        step = np.linalg.solve(bend, slope)
        shares = shares - step
        if np.abs(step).max() < SETTLED:
            break
    return shares
