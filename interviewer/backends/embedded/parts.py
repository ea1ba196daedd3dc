"""Which part of a story each sentence tells, and which part is nowhere told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from interviewer.addressed import own_sentences
from interviewer.backends.embedded.detectors import DETECTORS, GATES
from interviewer.backends.embedded.encoder import Reads
from interviewer.backends.embedded.reading import Reading
from interviewer.backends.embedded.scoring import Calibration, score
from interviewer.backends.embedded.weights import Weights, chance, shipped
from interviewer.backends.port import PartScores, StoryParts
from interviewer.domain import Answer, Question, StarPart

_CRITERIA: Mapping[str, StarPart] = {"situation": "S", "task": "T", "action": "A", "result": "R"}
_PLACES: Mapping[StarPart, tuple[int, ...]] = {
    part: tuple(i for i, d in enumerate(DETECTORS) if d.scored.split(".")[0] == criterion)
    for criterion, part in _CRITERIA.items()
}
"""For each part the places of its behaviours among the detectors."""


def read_parts(
    question: Question,
    answer: Answer,
    *,
    weights: Weights | None = None,
    encoder: Reads | None = None,
    calibration: Calibration | None = None,
) -> StoryParts | None:
    """Score the candidate's own sentences for each part; None where there is nothing that can be read."""
    own = [(s.n, s.text) for s in own_sentences(answer)]
    reading = Reading(own, question=question.text, kind=question.kind)
    if not reading.sentences or not reading.english:
        return None
    scored = score(
        reading, GATES, weights=weights or shipped(), encoder=encoder, calibration=calibration
    )
    if scored.parts is None:
        rows = [_by_behaviours(row) for row in scored.sentences]
    else:
        rows = [dict(zip(_PLACES, row, strict=False)) for row in scored.parts.tolist()]
    return StoryParts(
        sentences=tuple(_scored(s.n, row) for s, row in zip(reading.sentences, rows, strict=True)),
        missing={part: _missing(scored.chances, rows, part) for part in _PLACES}
        if scored.missing is None
        else dict(zip(_PLACES, scored.missing, strict=True)),
    )


def _missing(
    chances: Sequence[float], rows: Sequence[Mapping[StarPart, float]], part: StarPart
) -> float:
    """Without what was fitted: a part is missing where the answer shows none of its behaviours and no sentence tells it."""
    unshown = math.prod(1 - chances[place] for place in _PLACES[part])
    return math.sqrt(unshown * (1 - max(row[part] for row in rows)))


def _by_behaviours(row: Sequence[float]) -> dict[StarPart, float]:
    """A part is as likely as the likeliest of its behaviours."""
    return {part: max(chance(row[i]) for i in places) for part, places in _PLACES.items()}


def _scored(n: int, row: Mapping[StarPart, float]) -> PartScores:
    return PartScores(sentence=n, scores=row, none=math.prod(1 - p for p in row.values()))
