"""How likely it is that a probe about a criterion is worth asking. Pure.

A level alone says little: a 3 among fives is mostly something the grader missed, a 3 among twos is one. So the chance that
three raters would give 3 or less is read from the level, from what the other criteria came to, and from how often
the criterion is low at all (the own part is the hardest of the four STAR criteria to tell, by the scoring guide).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from interviewer.domain import Grade, Rated

ASK_FROM = 0.4
"""Under this chance nothing is asked: what is asked of a superb answer is mostly what it gave."""
SURE = 0.9
"""Two criteria that are both this likely to be low are equally worth asking about; what is worth most comes first."""

# `python evals/fit_probes.py` prints these, from the grades of the four trainings for replies they had not seen;
# rounded, so that they hold for a grader that is a little better, and for a model.
_START = 0.5
_LEVEL = -0.8
"""For each level above 3."""
_OTHERS = -0.9
"""For each level that the other criteria stand above 3½ on the mean."""
_OFTEN_LOW: Mapping[str, float] = {
    "situation": -0.1,
    "task": 0.9,
    "action": -0.3,
    "result": 0.2,
    "relevance": -0.8,
    "audience": -0.6,
    "composure": 0.4,
    "ownership": 0.7,
    "care": -0.3,
    "respect": -0.2,
}
"""By criterion, where it differs; 0 for one that is not here."""


def chance_due(criterion: str, grade: Grade) -> float:
    """The chance, 0 to 1, that a criterion would be rated 3 or less; 0 where it has no level."""
    own = grade.criterion(criterion)
    if not isinstance(own, Rated):
        return 0.0
    others = [c.level for c in grade.criteria if isinstance(c, Rated) and c.criterion != criterion]
    mean = sum(others) / len(others) if others else 3.5
    odds = _START + _LEVEL * (own.level - 3) + _OTHERS * (mean - 3.5)
    return 1 / (1 + math.exp(-odds - _OFTEN_LOW.get(criterion, 0.0)))
