"""Which part of a story each sentence tells, and which part is nowhere told: by the detectors of the STAR behaviours."""

from __future__ import annotations

import math
from collections.abc import Mapping

from interviewer.addressed import own_sentences
from interviewer.backends.embedded.detectors import DETECTORS, GATES
from interviewer.backends.embedded.reading import Reading
from interviewer.backends.embedded.weights import (
    Weights,
    chance,
    score_answer,
    score_sentences,
    shipped,
)
from interviewer.backends.port import PartScores, StoryParts
from interviewer.domain import Answer, Question, StarPart

_CRITERIA: Mapping[str, StarPart] = {"situation": "S", "task": "T", "action": "A", "result": "R"}
_PLACES: Mapping[StarPart, tuple[int, ...]] = {
    part: tuple(i for i, d in enumerate(DETECTORS) if d.scored.split(".")[0] == criterion)
    for criterion, part in _CRITERIA.items()
}
"""For each part the places of its behaviours among the detectors."""


def read_parts(
    question: Question, answer: Answer, *, weights: Weights | None = None
) -> StoryParts | None:
    """Score the candidate's own sentences for each part; None where there is nothing that can be read."""
    weights = weights or shipped()
    own = [(s.n, s.text) for s in own_sentences(answer)]
    reading = Reading(own, question=question.text, kind=question.kind)
    if not reading.sentences or not reading.english:
        return None
    scores = score_sentences(weights, reading, GATES)
    odds = [chance(s) for s in score_answer(weights, scores, reading)]
    return StoryParts(
        sentences=tuple(
            _scored(read.n, row) for read, row in zip(reading.sentences, scores, strict=True)
        ),
        missing={
            part: math.prod(1 - odds[place] for place in places) for part, places in _PLACES.items()
        },
    )


def _scored(n: int, row: list[float]) -> PartScores:
    """A part is as likely as the likeliest of its behaviours; none of them is what all of them leave."""
    shown = {part: max(chance(row[i]) for i in places) for part, places in _PLACES.items()}
    nothing = math.prod(1 - p for p in shown.values())
    return PartScores(sentence=n, scores=shown, none=nothing)
