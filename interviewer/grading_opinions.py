"""Several opinions on one answer become one grade: the median of each criterion, with the spread in sight. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median_low

from interviewer.backends.port import Marks
from interviewer.domain import (
    Answer,
    Coaching,
    CriterionGrade,
    FactFound,
    Grade,
    Question,
    Rated,
    Rubric,
    Unrated,
)
from interviewer.grading import grade_answer, score_rubric
from interviewer.grading_bounds import ONCE

APART = 1
"""Levels that opinions may differ by before the criterion is uncertain."""


def grade_opinions(
    question: Question,
    answer: Answer,
    opinions: tuple[tuple[Marks, ...], ...],
    *,
    rubrics: tuple[Rubric, ...],
) -> Grade:
    """The grade of an answer between all opinions on it; a red flag counts in full where most of them, two at least, saw it."""
    grades = tuple(grade_answer(question, answer, marks, rubrics=rubrics) for marks in opinions)
    times = Counter(flag.id for grade in grades for flag in grade.seen_once)
    agreed = frozenset(i for i, seen in times.items() if seen > 1 and 2 * seen > len(grades))
    if agreed:
        grades = tuple(
            grade_answer(question, answer, marks, rubrics=rubrics, agreed=agreed)
            for marks in opinions
        )
    return middle_of(grades, rubrics=rubrics)


def middle_of(grades: tuple[Grade, ...], *, rubrics: tuple[Rubric, ...]) -> Grade:
    """The grade between several of one answer; a single one stays as it is.

    A level is always one that an opinion gave, with that opinion's findings and arithmetic: the lower of the two in
    the middle where their number is even. Unrated is what most left unrated. Raises ValueError where there is none.
    """
    if not grades:
        raise ValueError("There is no opinion to take the middle of.")
    graded = tuple(g for g in grades if g.outcome == "graded")
    if len(grades) == 1 or not graded:
        return grades[0]
    criteria = tuple(
        _middle(tuple(found)) for found in zip(*(g.criteria for g in graded), strict=True)
    )
    nearest = min(graded, key=lambda g: _distance(g, criteria))
    return nearest.model_copy(
        update={
            "criteria": criteria,
            "rubrics": tuple(score_rubric(rubric, criteria) for rubric in rubrics),
            "facts": _agreed((g.facts for g in graded), len(graded)),
            "flags": _agreed(
                (g.flags for g in graded), len(graded), also=_capping(criteria, "flag:")
            ),
            "seen_once": _agreed(
                (g.seen_once for g in graded), len(graded), also=_capping(criteria, ONCE)
            ),
            "coaching": _still_open(nearest.coaching, criteria),
            "grader": " and ".join(dict.fromkeys(g.grader for g in graded)),
        }
    )


def _middle(found: tuple[CriterionGrade, ...]) -> CriterionGrade:
    rated = [g for g in found if isinstance(g, Rated)]
    unrated = [g for g in found if isinstance(g, Unrated)]
    if not rated or len(unrated) > len(rated):
        return unrated[0]
    levels = tuple(g.level for g in rated)
    middle = next(g for g in rated if g.level == median_low(levels))
    if max(levels) - min(levels) <= APART:
        return middle.model_copy(update={"opinions": levels})
    why = "; ".join(part for part in (spread(levels), middle.why_uncertain) if part)
    return middle.model_copy(update={"opinions": levels, "uncertain": True, "why_uncertain": why})


def spread(levels: Iterable[int]) -> str:
    """`Opinions differ by more than one level: 2, 3 and 5`, lowest first."""
    *rest, last = sorted(levels)
    return f"Opinions differ by more than one level: {', '.join(map(str, rest))} and {last}"


def _distance(grade: Grade, criteria: tuple[CriterionGrade, ...]) -> int:
    """How far an opinion is from the middle, over all criteria; unrated against rated counts as far."""
    pairs = zip(grade.criteria, criteria, strict=True)
    return sum(
        abs(a.level - b.level)
        if isinstance(a, Rated) and isinstance(b, Rated)
        else 5 * (a.kind != b.kind)
        for a, b in pairs
    )


def _agreed(
    found: Iterable[tuple[FactFound, ...]], opinions: int, *, also: frozenset[str] = frozenset()
) -> tuple[FactFound, ...]:
    """What more than half of the opinions found, and what a level of the middle rests on; with the first one's words."""
    first: dict[str, FactFound] = {}
    times: Counter[str] = Counter()
    for one in (fact for facts in found for fact in facts):
        first.setdefault(one.id, one)
        times[one.id] += 1
    return tuple(first[i] for i in sorted(first) if 2 * times[i] > opinions or i in also)


def _capping(criteria: tuple[CriterionGrade, ...], kind: str) -> frozenset[str]:
    """The flags of this kind that hold a level of the middle down."""
    steps = (step for g in criteria if isinstance(g, Rated) for step in g.steps)
    sources = (part for step in steps if step.kind == "cap" for part in step.source.split(" + "))
    return frozenset(s.removeprefix(kind) for s in sources if s.startswith(kind))


def _still_open(coaching: Coaching | None, criteria: tuple[CriterionGrade, ...]) -> Coaching | None:
    """A next step is none where the middle has it already."""
    shown = {f.id for g in criteria for f in g.findings if f.verdict == "shown"}
    return None if coaching is None or coaching.behaviour in shown else coaching
