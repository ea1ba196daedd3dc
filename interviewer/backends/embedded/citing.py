"""Which sentences are cited for a mark, by their scores."""

from __future__ import annotations

CLOSE = 1.0
"""How far behind the best sentence another may score and still be cited."""
INSTEAD = 2.0
"""How far behind the best sentence another may score that stands in for it."""
AT_LEAST = -3.2
"""The score that the best sentence must have: no answer shows what none of its sentences comes near to."""


def cited_of(
    numbers: list[int], scores: list[float], most: int, at_least: float
) -> tuple[int, ...]:
    """The best sentences, none far behind the best one, in the answer's order."""
    floor = max(at_least, max(scores) - CLOSE)
    kept = sorted((s for s in zip(scores, numbers, strict=True) if s[0] >= floor), reverse=True)
    return tuple(sorted(n for _, n in kept[:most]))


def ranked(numbers: list[int], scores: list[float]) -> tuple[int, ...]:
    """The sentences that come near enough to the best one, the best first."""
    floor = max(AT_LEAST, max(scores) - INSTEAD)
    kept = sorted((s for s in zip(scores, numbers, strict=True) if s[0] >= floor), reverse=True)
    return tuple(n for _, n in kept)


def best_of(numbers: list[int], scores: list[float]) -> tuple[int, ...]:
    """The one best sentence, where it comes near enough."""
    top = max(scores)
    return (numbers[scores.index(top)],) if top > AT_LEAST else ()
