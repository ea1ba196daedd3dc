"""Trained weights and the sums made with them: plain dot products, the same on every machine.

Two steps. A sentence's score for a behaviour is a sum over its features. The answer's score is a sum over the
scores of its sentences (the best, the second best, how much there is in all) for every behaviour, and the
answer's own figures: so that praise of oneself counts for less in an answer that tells nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from interviewer.backends.embedded.features import answer_features, sentence_features
from interviewer.backends.embedded.reading import Read, Reading
from interviewer.backends.embedded.topics import Topics

SHUT = -6.0
"""The score of a sentence that a gate shuts out."""
GRAIN = 100
"""Weights are kept in hundredths."""

Gate = Callable[[Read], bool]
Scores = list[list[float]]


class Weights(NamedTuple):
    """What was learned from the labelled replies."""

    ids: tuple[str, ...]
    """What is scored: behaviours, `not:…` for what speaks against a whole-answer one, `fact:…`, `flag:…`."""
    sentence: dict[str, tuple[tuple[int, float], ...]]
    """Feature -> (place in ids, weight)."""
    figures: tuple[str, ...]
    """The answer's figures that the second step reads."""
    answer: tuple[tuple[tuple[int, float], ...], ...]
    """For each of ids: (place among the second step's inputs, weight)."""
    held_out: frozenset[str] = frozenset()
    """The labelled replies that had no part in these weights."""
    topics: Topics = Topics((), {})
    """What tells the topics of the labelled questions apart."""


def score_sentences(weights: Weights, reading: Reading, gates: Sequence[Gate]) -> Scores:
    """The score of every sentence for every id; what a gate shuts out is `SHUT` at most."""
    shared = [0.0] * len(weights.ids)
    _add(shared, weights, answer_features(reading))
    distinct = frozenset(gates)
    scores = []
    for place, read in enumerate(reading.sentences):
        own = shared.copy()
        _add(own, weights, sentence_features(reading, place))
        passes = {gate: gate(read) for gate in distinct}
        scores.append([
            s if passes[gate] else min(s, SHUT) for s, gate in zip(own, gates, strict=True)
        ])
    return scores


def gather(scores: Scores, reading: Reading, figures: Sequence[str]) -> list[float]:
    """The second step's inputs: best, second best and sum of each id's scores, the figures, and one."""
    columns = [sorted(column, reverse=True) for column in zip(*scores, strict=True)]
    best = [_clip(c[0]) for c in columns]
    second = [_clip(c[1]) if len(c) > 1 else -2.5 for c in columns]
    amount = [math.log1p(4 * sum(chance(s) for s in c)) for c in columns]
    return [*best, *second, *amount, *(reading.measures.get(f, 0.0) for f in figures), 1.0]


def score_answer(weights: Weights, scores: Scores, reading: Reading) -> list[float]:
    """The answer's score for every id, from its sentences' scores."""
    inputs = gather(scores, reading, weights.figures)
    return [sum(inputs[place] * weight for place, weight in row) for row in weights.answer]


def chance(score: float) -> float:
    """A score as a probability."""
    if score < -30:
        return 0.0
    return 1 / (1 + math.exp(-score))


def read_weights(text: str) -> Weights:
    """Weights from their file's text."""
    raw = json.loads(text)
    return Weights(
        ids=tuple(raw["ids"]),
        sentence={name: _pairs(row) for name, row in raw["sentence"].items()},
        figures=tuple(raw["figures"]),
        answer=tuple(_pairs(row) for row in raw["answer"]),
        held_out=frozenset(raw.get("held_out", ())),
        topics=read_topics(raw["topics"]),
    )


def read_topics(raw: dict[str, Any]) -> Topics:
    """Topics from their part of the weights' file."""
    words: dict[str, tuple[float, tuple[tuple[int, float], ...]]] = {}
    for feature, row in raw["words"].items():
        rare, _, weights = row.partition(" ")
        words[feature] = (int(rare) / GRAIN, _pairs(weights))
    return Topics(questions=tuple(raw["questions"]), words=words)


@cache
def shipped() -> Weights:
    """The weights that ship, trained on all labelled replies."""
    path = files("interviewer.backends.embedded") / "weights.json"
    return read_weights(path.read_text(encoding="utf-8"))


def _add(sums: list[float], weights: Weights, features: dict[str, float]) -> None:
    for name, value in features.items():
        for place, weight in weights.sentence.get(name, ()):
            sums[place] += value * weight


def _clip(score: float) -> float:
    return max(-6.0, min(6.0, score)) / 2


def _pairs(row: str) -> tuple[tuple[int, float], ...]:
    """`3:12 7:-5` as ((3, 0.12), (7, -0.05))."""
    pairs = (pair.split(":") for pair in row.split())
    return tuple((int(place), int(weight) / GRAIN) for place, weight in pairs)
