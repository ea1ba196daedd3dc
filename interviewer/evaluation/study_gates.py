"""The agreement that is wanted of the grader on replies it has not seen; what it must keep meanwhile stands in `evals/kept.json`."""

from __future__ import annotations

from interviewer.evaluation.agreement import ALL_CRITERIA, Agreement
from interviewer.evaluation.gate import Gate
from interviewer.evaluation.study import GUIDES_OWN, VARIED, Part, Study

KAPPA = {
    GUIDES_OWN: {"star": 0.80, "communication": 0.80, "steadiness": 0.80},
    VARIED: {"star": 0.75, "communication": 0.70, "steadiness": 0.70},
}
"""A rubric's score."""
CRITERION = {GUIDES_OWN: 0.65, VARIED: 0.5}
"""The weakest criterion."""
ERROR = {GUIDES_OWN: 0.5, VARIED: 0.5}
"""The largest mean error of a rubric's score."""
COVERAGE = 0.9
"""Of what they rate, each criterion."""
UNASKED = {GUIDES_OWN: 0.1, VARIED: 0.1}
"""Of what they leave unrated, all criteria together."""
LENGTH = {GUIDES_OWN: 0.15, VARIED: 0.15}
"""The size of a rubric's correlation with length, given their score; communication without the criterion length is part of."""


def gates(study: Study) -> tuple[Gate, ...]:
    """The study's figures beside the ones to keep, each kind by its main way of folding."""
    return tuple(gate for part in study.parts for gate in _gates(part))


def _gates(part: Part) -> list[Gate]:
    rows = {a.name: a for a in part.main.agreement}
    names = list(rows)
    criteria = names[: names.index(ALL_CRITERIA)]
    weakest = min(criteria, key=lambda name: rows[name].kappa.known)
    least = min(criteria, key=lambda name: rows[name].coverage.known)
    scores = {name: rows[name] for name in KAPPA[part.title]}
    worst = max(scores, key=lambda name: scores[name].error.known)
    return [
        *(
            _gate(part, f"{name}, QWK", rows[name].kappa.known, wanted)
            for name, wanted in KAPPA[part.title].items()
        ),
        _gate(
            part,
            "weakest criterion, QWK",
            rows[weakest].kappa.known,
            CRITERION[part.title],
        ),
        _most(part, "largest error of a score, MAE", scores[worst].error.known, ERROR[part.title]),
        _gate(part, "least covered criterion", rows[least].coverage.known, COVERAGE),
        _unasked(part, rows[ALL_CRITERIA]),
        *_length(part),
    ]


def _unasked(part: Part, row: Agreement) -> Gate:
    return _most(part, "rated where they do not", row.unasked.known, UNASKED[part.title])


def _length(part: Part) -> list[Gate]:
    without = {one.rubric for one in part.main.bias if one.without}
    return [
        _most(part, f"{one.rubric} goes with length", abs(one.length.known), LENGTH[part.title])
        for one in part.main.bias
        if one.without or one.rubric not in without
    ]


def _gate(part: Part, name: str, reached: float, wanted: float) -> Gate:
    return Gate(name=f"{part.title}: {name}", reached=reached, wanted=wanted)


def _most(part: Part, name: str, reached: float, wanted: float) -> Gate:
    return Gate(name=f"{part.title}: {name}", reached=reached, wanted=wanted, at_most=True)
