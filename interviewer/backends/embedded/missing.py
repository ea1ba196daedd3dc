"""How much an answer tells of one part of a story, in a few figures from which follows whether the part is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EDGE = 0.01
"""Chances nearer to 0 or 1 say no more."""
NAMES = ("likeliest", "second", "told", "ahead", "shown", "all_shown", "best", "length")
"""What is looked at, in the order of the figures."""


def places(ids: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """For S, T, A and R the places of the part's behaviours among the ids."""
    return tuple(
        tuple(i for i, name in enumerate(ids) if name.split(".")[0] == criterion)
        for criterion in ("situation", "task", "action", "result")
    )


def look(
    parts: Floats, part: int, chances: Sequence[float], best: Sequence[float], at: Sequence[int]
) -> Floats:
    """The figures of one part (0 to 3 of S, T, A, R).

    `parts` are sentences by S, T, A, R and none; `chances` and the `best` sentence's log odds are by detector, of which the
    part's own stand `at` these places.
    """
    own = parts[:, part]
    ranked = np.sort(own)[::-1]
    others = np.delete(parts, part, axis=1).max(axis=1)
    shown = _odds(np.array([chances[i] for i in at]))
    return np.array([
        *_odds(ranked[[0, min(1, len(ranked) - 1)]]),
        np.log(own.sum() + 0.1),
        float((np.log(own + EDGE) - np.log(others + EDGE)).max()),
        shown.max(),
        shown.mean(),
        max(best[i] for i in at),
        np.log(len(parts)),
    ])


def _odds(chances: Floats) -> Floats:
    held = np.asarray(chances, np.float64).clip(EDGE, 1 - EDGE)
    return np.asarray(np.log(held / (1 - held)))
