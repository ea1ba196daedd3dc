"""Marks in, levels out: the only maker of `Rated`.

The arithmetic is the scoring guide's and its numbers are the rubric files': level = start + the weights
of what is shown, halves rounded up, kept within 1 and 5, lifted to the floors, lowered to the caps.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Literal

from interviewer.addressed import addressed_to_grader
from interviewer.backends.port import Mark, Marks
from interviewer.domain import (
    Answer,
    Behaviour,
    Bound,
    Criterion,
    Evidence,
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
    Sentence,
    Step,
    Unrated,
)
from interviewer.sentences import number_sentences

WHOLE_ANSWER_WORDS = 15
"""Under about this many words nothing can be said about an answer as a whole."""

LONG_SENTENCE_WORDS = 25
"""A sentence longer than this may show three behaviours of one criterion, a shorter one two."""


class Level(Frozen):
    """A level with the arithmetic that made it."""

    level: int
    steps: tuple[Step, ...]


def grade_answer(
    question: Question, answer: Answer, marks: tuple[Marks, ...], *, rubrics: tuple[Rubric, ...]
) -> Grade:
    """Count only what the candidate's own words show; leave unrated what they give nothing to judge by.

    Marks of sentences that do not exist, or that speak to the grader, are dropped. An answer with no
    words of its own left is `not_answered`.
    """
    sentences = number_sentences(answer)
    cut = addressed_to_grader(sentences)
    own = {s.n: s for s in sentences if s.n not in cut}
    words = sum(s.words for s in own.values())
    cut_evidence = tuple(_evidence(s, answer) for s in sentences if s.n in cut)
    grader = marks[0].grader if marks else ""
    if words == 0:
        return Grade(
            question=question.id,
            attempt=answer.attempt,
            outcome="not_answered",
            cut=cut_evidence,
            grader=grader,
            reason="No words of an answer were left to grade.",
        )
    book = _Book(answer, own, words, marks)
    findings = {f.id: f for r in rubrics for c in r.criteria for f in book.read(c)}
    facts, flags = book.found("facts"), book.found("flags")
    shown = (
        {i for i, f in findings.items() if f.verdict == "shown"}
        | {f"fact:{f.id}" for f in facts}
        | {f"flag:{f.id}" for f in flags}
    )
    criteria = tuple(
        _grade_criterion(
            c,
            tuple(f for i, f in findings.items() if i.split(".")[0] == c.id),
            shown=frozenset(shown),
            kind=question.kind,
            words=words,
            probes=answer.probes_answered,
        )
        for r in rubrics
        for c in r.criteria
    )
    return Grade(
        question=question.id,
        attempt=answer.attempt,
        outcome="graded",
        criteria=criteria,
        rubrics=tuple(score_rubric(r, criteria) for r in rubrics),
        facts=facts,
        flags=flags,
        cut=cut_evidence,
        words=words,
        grader=grader,
    )


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


def in_range(behaviour: Behaviour, words: int, probes: int) -> bool:
    """True where a measured behaviour's range of words holds, widened by half for each probe answered."""
    if behaviour.words is None:
        return False
    low, high = behaviour.words
    return low * _growth(probes) <= words <= high * _growth(probes)


class _Book:
    """The candidate's own sentences and what was marked in them."""

    def __init__(
        self, answer: Answer, own: Mapping[int, Sentence], words: int, marks: tuple[Marks, ...]
    ) -> None:
        self.answer = answer
        self.own = own
        self.words = words
        self.marks = marks
        self.behaviours: dict[str, Mark] = {m.id: m for one in marks for m in one.behaviours}

    def read(self, criterion: Criterion) -> list[Finding]:
        """Check the evidence of every behaviour of a criterion, in the table's order."""
        used: dict[int, int] = {}
        return [self._finding(criterion, behaviour, used) for behaviour in criterion.behaviours]

    def found(self, which: str) -> tuple[FactFound, ...]:
        """The facts or flags that some sentence of the candidate's own carries."""
        sentences: dict[str, set[int]] = {}
        for one in self.marks:
            for mark in one.facts if which == "facts" else one.flags:
                if mark.verdict == "shown":
                    sentences.setdefault(mark.id, set()).update(mark.sentences)
        found = ((i, self._evidence(sorted(numbers))) for i, numbers in sorted(sentences.items()))
        return tuple(FactFound(id=i, evidence=evidence) for i, evidence in found if evidence)

    def _finding(self, criterion: Criterion, behaviour: Behaviour, used: dict[int, int]) -> Finding:
        source = f"{criterion.id}.{behaviour.id}"
        if behaviour.evidence == "code":
            return self._measure(source, behaviour)
        mark = self.behaviours.get(source, Mark(id=source, verdict="cannot_tell"))
        evidence: tuple[Evidence, ...] = ()
        verdict, measured = mark.verdict, None
        if behaviour.evidence == "whole":
            evidence = self._evidence(mark.sentences) if verdict == "not_shown" else ()
            if verdict == "shown" and self.words < WHOLE_ANSWER_WORDS:
                verdict, measured = "not_shown", "too short to judge"
        elif verdict == "shown":
            evidence = self._evidence(self._free(mark.sentences, behaviour, used))
            verdict = "shown" if evidence else "not_shown"
        return Finding(
            id=source,
            verdict=verdict,
            weight=behaviour.weight,
            evidence=evidence,
            measured=measured,
            thin=mark.thin,
        )

    def _measure(self, source: str, behaviour: Behaviour) -> Finding:
        holds = in_range(behaviour, self.words, self.answer.probes_answered)
        return Finding(
            id=source,
            verdict="shown" if holds else "not_shown",
            weight=behaviour.weight,
            measured=f"{self.words} words",
        )

    def _free(
        self, numbers: Iterable[int], behaviour: Behaviour, used: dict[int, int]
    ) -> list[int]:
        """The sentences that may still show a behaviour of this criterion; what lowers is always read."""
        kept = []
        for n in sorted(set(numbers)):
            sentence = self.own.get(n)
            if sentence is None:
                continue
            limit = 3 if sentence.words > LONG_SENTENCE_WORDS else 2
            if behaviour.weight > 0 and used.get(n, 0) >= limit:
                continue
            if behaviour.weight > 0:
                used[n] = used.get(n, 0) + 1
            kept.append(n)
        return kept

    def _evidence(self, numbers: Iterable[int]) -> tuple[Evidence, ...]:
        return tuple(
            _evidence(self.own[n], self.answer) for n in sorted(set(numbers)) if n in self.own
        )


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
    why = _doubt(criterion, findings, shown=shown, words=words, probes=probes)
    return Rated(
        criterion=criterion.id,
        level=made.level,
        uncertain=bool(why),
        why_uncertain=why,
        findings=findings,
        steps=made.steps,
    )


def _doubt(
    criterion: Criterion,
    findings: tuple[Finding, ...],
    *,
    shown: frozenset[str],
    words: int,
    probes: int,
) -> str:
    """Why a level is uncertain: what is undecided could move it by more than one; empty where it could not."""
    open_ids = {f.id: f.weight for f in findings if f.verdict == "cannot_tell" or f.thin}
    if not open_ids:
        return ""
    settled = shown - open_ids.keys()
    best = settled | {i for i, weight in open_ids.items() if weight > 0}
    worst = settled | {i for i, weight in open_ids.items() if weight < 0}
    high = level_of(criterion, shown=best, words=words, probes=probes).level
    low = level_of(criterion, shown=worst, words=words, probes=probes).level
    if high - low <= 1:
        return ""
    says = {f"{criterion.id}.{b.id}": b.says for b in criterion.behaviours}
    return "Hard to tell from these words: " + "; ".join(says[i] for i in says if i in open_ids)


def _evidence(sentence: Sentence, answer: Answer) -> Evidence:
    return Evidence(
        sentence=sentence.n,
        seq=answer.replies[sentence.reply].seq,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
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
        return words < cap.under * _growth(probes)
    return cap.over is not None and words > cap.over * _growth(probes)


def _growth(probes: int) -> float:
    return 1 + probes / 2


def _whole(level: float) -> int:
    """Halves rounded up, kept within 1 and 5."""
    return min(5, max(1, math.floor(level + 0.5)))
