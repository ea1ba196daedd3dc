"""Marks in, levels out: the only maker of `Rated`.

The arithmetic is the scoring guide's and its numbers are the rubric files': level = start + the weights
of what is shown, halves rounded up, kept within 1 and 5, lifted to the floors, lowered to the caps.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Literal

from interviewer.addressed import addressed_to_grader
from interviewer.backends.port import Marks
from interviewer.domain import (
    Answer,
    Bound,
    Criterion,
    CriterionGrade,
    FactFound,
    Finding,
    Frozen,
    Grade,
    LengthCap,
    Outcome,
    Question,
    QuestionKind,
    Rated,
    Rubric,
    RubricScore,
    Step,
    Unrated,
)
from interviewer.evidence import Book, evidence_of, growth
from interviewer.grading_bounds import (
    held_by_one,
    near_the_rules,
    on_words_of_their_own,
    seen_by_two,
)
from interviewer.grading_coaching import coaching_of
from interviewer.grading_doubt import doubt_of
from interviewer.outline import outline_of
from interviewer.sentences import number_sentences
from interviewer.sentences_once import is_word_list, words_once


class Level(Frozen):
    """A level with the arithmetic that made it."""

    level: int
    steps: tuple[Step, ...]


def grade_answer(
    question: Question,
    answer: Answer,
    marks: tuple[Marks, ...],
    *,
    rubrics: tuple[Rubric, ...],
    agreed: frozenset[str] = frozenset(),
) -> Grade:
    """Count only what the candidate's own words show; leave unrated what they give nothing to judge by.

    Marks of sentences that do not exist, or that speak to the grader, are dropped. An answer with no
    words of its own left is `not_answered`. A model's red flags count in full where the rules beside it
    saw them too, or where they are `agreed`, by other opinions of the same answer.
    """
    sentences = number_sentences(answer)
    cut = addressed_to_grader(sentences)
    own = {s.n: s for s in sentences if s.n not in cut}
    words = words_once(own.values())
    cut_evidence = tuple(evidence_of(s, answer) for s in sentences if s.n in cut)
    grader = _graders(marks, rubrics)
    if words == 0 or is_word_list(own.values()):
        return Grade(
            question=question.id,
            attempt=answer.attempt,
            outcome="not_answered",
            cut=cut_evidence,
            grader=grader,
            reason="There was no sentence of an answer to grade.",
        )
    book = Book(answer, own, words, marks)
    findings = {f.id: f for r in rubrics for c in r.criteria for f in book.read(c)}
    facts, flags = book.found("facts"), book.found("flags")
    once: tuple[FactFound, ...] = ()
    beside = _beside(question, answer, marks, rubrics)
    if beside is not None:
        flags, once = seen_by_two(flags, beside, agreed)
    shown = (
        {i for i, f in findings.items() if f.verdict == "shown"}
        | {f"fact:{f.id}" for f in facts}
        | {f"flag:{f.id}" for f in flags}
    )
    criteria: tuple[CriterionGrade, ...] = tuple(
        graded
        for r in rubrics
        for graded in on_words_of_their_own(
            r,
            tuple(
                _grade_criterion(
                    c,
                    tuple(f for i, f in findings.items() if i.split(".")[0] == c.id),
                    shown=frozenset(shown),
                    kind=question.kind,
                    words=words,
                    probes=answer.probes_answered,
                )
                for c in r.criteria
            ),
        )
    )
    if beside is not None:
        asked = (c for r in rubrics for c in r.criteria)
        rules = beside.criteria
        criteria = near_the_rules(asked, criteria, rules)
        criteria = held_by_one(rubrics, criteria, rules, shown=frozenset(shown), once=once)
    quotable = {n: evidence_of(s, answer) for n, s in own.items()}
    placed = tuple(p for m in marks if m.rubric == "star" for p in m.outline)
    suggestions = [m.suggestion for m in marks]
    return Grade(
        question=question.id,
        attempt=answer.attempt,
        outcome="graded",
        criteria=criteria,
        rubrics=tuple(score_rubric(r, criteria) for r in rubrics),
        facts=facts,
        flags=flags,
        seen_once=once,
        cut=cut_evidence,
        words=words,
        outline=outline_of(quotable, criteria, facts=facts, placed=placed, rubrics=rubrics),
        coaching=coaching_of(quotable, criteria, suggestions=suggestions, rubrics=rubrics),
        grader=grader,
    )


def _graders(marks: tuple[Marks, ...], rubrics: tuple[Rubric, ...]) -> str:
    """Whoever marked a rubric, each named once: a server may swap the model between two calls.

    What code heard itself has the name that was asked for, and is no second grader.
    """
    known = {rubric.id for rubric in rubrics}
    names = dict.fromkeys(one.grader for one in marks if one.rubric in known)
    return " and ".join(names)


def _beside(
    question: Question, answer: Answer, marks: tuple[Marks, ...], rubrics: tuple[Rubric, ...]
) -> Grade | None:
    """The grade that the rules beside a model would give, with what code itself marked; None where nothing stands beside."""
    if all(one.rules is None for one in marks):
        return None
    return grade_answer(question, answer, tuple(one.rules or one for one in marks), rubrics=rubrics)


def ungraded(question_id: str, attempt: int, outcome: Outcome, reason: str = "") -> Grade:
    """A grade without levels: declined, skipped, not answered, not asked or not graded."""
    return Grade(question=question_id, attempt=attempt, outcome=outcome, reason=reason)


def is_rated(criterion: Criterion, *, shown: frozenset[str], kind: QuestionKind) -> bool:
    """True where the question's kind or a fact found gives something to judge this criterion by."""
    when = criterion.rated_when
    if not when.kinds and not when.facts:
        return True
    return kind in when.kinds or any(f"fact:{f}" in shown for f in when.facts)


def level_of(criterion: Criterion, *, shown: frozenset[str], words: int, probes: int = 0) -> Level:
    """The scoring guide's arithmetic for one criterion.

    `shown` holds behaviour ids, `fact:…` and `flag:…`; `probes` is the number of probes answered, each
    of which widens the bounds of length by half.
    """
    steps = [Step(label="start", amount=criterion.start, kind="start", source="")]
    steps += _raises(criterion, shown)
    level = _whole(sum(step.amount for step in steps))
    for floor in criterion.floors:
        if shown.issuperset(floor.when) and level < floor.level:
            level = floor.level
            steps.append(_bound("floor", floor))
    for step in _caps(criterion, shown, words, probes):
        if level > step.amount:
            level = int(step.amount)
            steps.append(step)
    return Level(level=level, steps=tuple(steps))


def score_rubric(rubric: Rubric, criteria: Iterable[Rated | Unrated]) -> RubricScore:
    """The weighted mean of a rubric's rated criteria, or None with fewer than two of them."""
    levels = {c.criterion: c.level for c in criteria if isinstance(c, Rated)}
    return mean_score(rubric, levels)


def mean_score(rubric: Rubric, levels: Mapping[str, float]) -> RubricScore:
    """As `score_rubric`, from levels (or means of levels) by criterion."""
    rated = [(c.weight, levels[c.id]) for c in rubric.criteria if c.id in levels]
    if len(rated) < 2:
        return RubricScore(rubric=rubric.id, score=None, rated=len(rated))
    total = sum(weight for weight, _ in rated)
    score = sum(weight * level for weight, level in rated) / total
    return RubricScore(rubric=rubric.id, score=score, rated=len(rated))


def _grade_criterion(
    criterion: Criterion,
    findings: tuple[Finding, ...],
    *,
    shown: frozenset[str],
    kind: QuestionKind,
    words: int,
    probes: int,
) -> Rated | Unrated:
    if not is_rated(criterion, shown=shown, kind=kind):
        reason = criterion.rated_when.otherwise
        return Unrated(criterion=criterion.id, reason=reason, findings=findings)
    undecided = [f for f in findings if f.verdict == "cannot_tell"]
    if 2 * len(undecided) > len(findings):
        reason = "The grader could not tell for most of what this asks."
        return Unrated(criterion=criterion.id, reason=reason, findings=findings)
    made = level_of(criterion, shown=shown, words=words, probes=probes)

    def level(counted: frozenset[str]) -> int:
        return level_of(criterion, shown=counted, words=words, probes=probes).level

    why = doubt_of(criterion, findings, shown=shown, level=level)
    return Rated(
        criterion=criterion.id,
        level=made.level,
        uncertain=bool(why),
        why_uncertain=why,
        findings=findings,
        steps=made.steps,
    )


def _raises(criterion: Criterion, shown: frozenset[str]) -> list[Step]:
    own = [
        Step(label=b.says, amount=b.weight, kind="shown", source=f"{criterion.id}.{b.id}")
        for b in criterion.behaviours
        if f"{criterion.id}.{b.id}" in shown
    ]
    also = [
        Step(label=a.when, amount=a.weight, kind="also", source=a.when)
        for a in criterion.also
        if a.when in shown
    ]
    return own + also


def _caps(criterion: Criterion, shown: frozenset[str], words: int, probes: int) -> list[Step]:
    caps = [_bound("cap", cap) for cap in criterion.caps if shown.issuperset(cap.when)]
    return caps + [
        Step(label=f"{words} words", amount=length.level, kind="cap", source="length")
        for length in criterion.lengths
        if _holds(length, words, probes)
    ]


def _bound(kind: Literal["floor", "cap"], bound: Bound) -> Step:
    side = "at least" if kind == "floor" else "at most"
    return Step(
        label=f"{side} {bound.level}",
        amount=bound.level,
        kind=kind,
        source=" + ".join(bound.when),
    )


def _holds(cap: LengthCap, words: int, probes: int) -> bool:
    if cap.under is not None:
        return words < cap.under * growth(probes)
    return cap.over is not None and words > cap.over * growth(probes)


def _whole(level: float) -> int:
    """Halves rounded up, kept within 1 and 5."""
    return min(5, max(1, math.floor(level + 0.5)))
