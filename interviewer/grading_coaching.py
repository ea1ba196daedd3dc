"""A backend's next step for an answer, taken only where the findings bear it out. Pure.

Whether it would also lift a level is asked where it is used: report_next.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interviewer.backends.port import Suggestion
from interviewer.domain import Behaviour, Coaching, CriterionGrade, Evidence, Finding, Rated, Rubric
from interviewer.evidence import USED_UP


def coaching_of(
    own: Mapping[int, Evidence],
    criteria: Iterable[CriterionGrade],
    *,
    suggestions: Iterable[Suggestion | None],
    rubrics: tuple[Rubric, ...],
) -> Coaching | None:
    """The most valuable suggestion that fits; None where none does.

    It fits where the behaviour is known and rated, is still to be shown (or was shown and lowers), and the
    sentence it starts from, where it names one, is the candidate's own.
    """
    findings = {f.id: f for c in criteria if isinstance(c, Rated) for f in c.findings}
    known = {f"{c.id}.{b.id}": b for r in rubrics for c in r.criteria for b in c.behaviours}
    fitting = [
        one
        for one in suggestions
        if one is not None
        and one.behaviour in known
        and one.behaviour in findings
        and _is_open(known[one.behaviour], findings[one.behaviour])
        and (one.sentence == 0 or one.sentence in own)
    ]
    best = max(fitting, key=lambda one: known[one.behaviour].ask, default=None)
    if best is None:
        return None
    return Coaching(behaviour=best.behaviour, quote=own.get(best.sentence))


def _is_open(behaviour: Behaviour, finding: Finding) -> bool:
    """True where doing otherwise could still change what was found."""
    if behaviour.weight < 0:
        return finding.verdict == "shown"
    return finding.verdict == "not_shown" and finding.measured != USED_UP
