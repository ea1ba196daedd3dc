"""Marks of one answer by the embedded detectors: behaviours, facts and flags with their sentences."""

from __future__ import annotations

from typing import NamedTuple

from interviewer.addressed import own_sentences
from interviewer.backends.embedded.detectors import DETECTORS, GATES, Detector
from interviewer.backends.embedded.reading import Read, Reading
from interviewer.backends.embedded.rules import (
    answers_another,
    blaming,
    contemptuous,
    patients_named,
    repeated,
    troubles,
    veiled,
)
from interviewer.backends.embedded.weights import (
    Weights,
    chance,
    score_answer,
    score_sentences,
    shipped,
)
from interviewer.backends.port import Mark, Marks
from interviewer.domain import Answer, Question, Rubric, Sentence

NAME = "embedded 0.1"
WHOLE = 15
"""Words under which an answer is too short to show much: it takes more to be sure of anything."""
SHORT = 0.2
MUCH = 3
"""One part in so many said again is padding."""
CITED = 3
THIN = 0.06
"""How near to the deciding chance a margin counts as thin."""
CLOSE = 1.5
"""How far behind the best sentence another may score and still be cited."""
LIKELY = -1.0
"""The score at which a sentence is cited beside the best one."""
AT_LEAST = -2.5
"""The score that the best sentence must have: no answer shows what none of its sentences comes near to."""
CLEAR = 0.0
"""The score at which one sentence shows a quote behaviour by itself, whatever stands around it."""
WEAK = -1.0
"""The best sentence's score under which the answer's odds count for less, by `LESS` for each whole one."""
LESS = 0.05
OUTRIGHT = 0.5
"""The score of a sentence that says it outright."""
FEW = 2
"""Words of its own that are too few beside an outright phrase (`I was responsible for this`)."""
DOUBTFUL = -1.75
"""The score under which even the best sentence makes a thin margin."""
OFFENDS = -1.5
"""The score at which a sentence is cited against a whole-answer behaviour."""


RESULTS = ("result.outcome", "result.evidence", "result.meaning")


class Marked(NamedTuple):
    """Everything the detectors found in one answer."""

    behaviours: tuple[Mark, ...]
    facts: tuple[Mark, ...]
    flags: tuple[Mark, ...]


def mark_answer(question: Question, answer: Answer, *, weights: Weights | None = None) -> Marked:
    """Mark every behaviour, fact and flag; sentences that speak to the grader are not read at all."""
    own = own_sentences(answer)
    return mark_sentences(own, question=question.text, kind=question.kind, weights=weights)


def mark_sentences(
    sentences: tuple[Sentence, ...], *, question: str, kind: str, weights: Weights | None = None
) -> Marked:
    """As `mark_answer`, from the candidate's own sentences."""
    weights = weights or shipped()
    again = repeated(sentences)
    patients = patients_named(sentences)
    fresh = [
        (s.n, veiled(s.text) if s.n in patients else s.text) for s in sentences if s.n not in again
    ]
    reading = Reading(fresh, question=question, kind=kind)
    if not reading.sentences or not reading.english:
        return _cannot_tell()
    scores = score_sentences(weights, reading, GATES)
    odds = [chance(s) for s in score_answer(weights, scores, reading)]
    marks = {
        d.scored: _mark(d, reading, [row[i] for row in scores], odds[i])
        for i, d in enumerate(DETECTORS)
    }
    for result in RESULTS:
        marks[result] = _after_the_act(marks[result], marks["action.own_act"], sentences)
    marks.update(_by_rule(sentences, again=again, patients=patients))
    if answers_another(question, sentences, weights.topics):
        first = tuple(s.n for s in sentences[:CITED])
        marks["flag:other_question"] = Mark(id="other_question", verdict="shown", sentences=first)
    return Marked(
        behaviours=tuple(marks[d.scored] for d in DETECTORS if d.kind in {"quote", "whole"}),
        facts=tuple(marks[d.scored] for d in DETECTORS if d.kind == "fact"),
        flags=tuple(marks[d.scored] for d in DETECTORS if d.kind == "flag"),
    )


def _after_the_act(result: Mark, act: Mark, sentences: tuple[Sentence, ...]) -> Mark:
    """A trouble told before anything was done is where a story starts, not how it turned out."""
    first = min(act.sentences, default=0)
    before = troubles([s for s in sentences if s.n < first])
    kept = tuple(n for n in result.sentences if n not in before)
    if result.verdict != "shown" or kept == result.sentences:
        return result
    return result.model_copy(
        update={"sentences": kept, "verdict": "shown" if kept else "not_shown"}
    )


def mark(
    question: Question, answer: Answer, rubric: Rubric, *, weights: Weights | None = None
) -> Marks:
    """The marks of one rubric's behaviours, with all facts and flags; measured behaviours are code's own."""
    marked = mark_answer(question, answer, weights=weights)
    asked = {f"{c.id}.{b.id}" for c in rubric.criteria for b in c.behaviours}
    return Marks(
        rubric=rubric.id,
        behaviours=tuple(m for m in marked.behaviours if m.id in asked),
        facts=marked.facts,
        flags=marked.flags,
        grader=NAME,
    )


def _by_rule(
    sentences: tuple[Sentence, ...],
    *,
    again: frozenset[int],
    patients: tuple[int, ...],
) -> dict[str, Mark]:
    """What rules find, whatever the weights say."""
    found = {}
    if again:
        cited = tuple(sorted(again))
        found["not:concision.no_repeats"] = Mark(
            id="concision.no_repeats", verdict="not_shown", sentences=cited
        )
        if MUCH * len(again) >= len(sentences):
            found["not:concision.substance"] = Mark(
                id="concision.substance", verdict="not_shown", sentences=cited
            )
    for flag, numbers in (
        ("contempt", contemptuous(sentences)),
        ("blames_person", blaming(sentences)),
    ):
        if numbers:
            found[f"flag:{flag}"] = Mark(id=flag, verdict="shown", sentences=numbers)
    if patients:
        found["flag:identifies_patient"] = Mark(
            id="identifies_patient", verdict="shown", sentences=patients
        )
    return found


def _mark(detector: Detector, reading: Reading, scores: list[float], odds: float) -> Mark:
    if detector.kind == "whole":
        return _mark_whole(detector, reading, scores, odds)
    numbers = [s.n for s in reading.sentences]
    scores = [
        max(score, OUTRIGHT) if _says_outright(detector, read) else score
        for score, read in zip(scores, reading.sentences, strict=True)
    ]
    top, short = max(scores), reading.length < WHOLE
    quote = detector.kind == "quote"
    sure = detector.sure + (SHORT if short else 0)
    if quote:
        odds -= LESS * max(0.0, WEAK - top)
    clear = quote and top >= CLEAR and not short
    cited = _cited(numbers, scores, detector.most, LIKELY) or _best(numbers, scores)
    shown = (odds >= sure or clear) and bool(cited)
    near = abs(odds - sure) < THIN and bool(cited) and not clear
    return Mark(
        id=detector.id,
        verdict="shown" if shown else "not_shown",
        sentences=cited if shown else (),
        thin=near or (shown and top < DOUBTFUL),
    )


def _says_outright(detector: Detector, read: Read) -> bool:
    return detector.id in read.says and read.substance > FEW and detector.gate(read)


def _mark_whole(detector: Detector, reading: Reading, scores: list[float], odds: float) -> Mark:
    """Shown unless something speaks against it; of too few words nothing can be said as a whole."""
    against = odds >= detector.sure or reading.length < WHOLE
    numbers = [s.n for s in reading.sentences]
    return Mark(
        id=detector.id,
        verdict="not_shown" if against else "shown",
        sentences=_cited(numbers, scores, detector.most, OFFENDS) if against else (),
        thin=abs(odds - detector.sure) < THIN,
    )


def _cited(numbers: list[int], scores: list[float], most: int, at_least: float) -> tuple[int, ...]:
    """The best sentences, none far behind the best one, in the answer's order."""
    floor = max(at_least, max(scores) - CLOSE)
    kept = sorted((s for s in zip(scores, numbers, strict=True) if s[0] >= floor), reverse=True)
    return tuple(sorted(n for _, n in kept[:most]))


def _best(numbers: list[int], scores: list[float]) -> tuple[int, ...]:
    """The one best sentence, where it comes near enough."""
    top = max(scores)
    return (numbers[scores.index(top)],) if top > AT_LEAST else ()


def _cannot_tell() -> Marked:
    def open_mark(detector: Detector) -> Mark:
        return Mark(id=detector.id, verdict="cannot_tell")

    return Marked(
        behaviours=tuple(open_mark(d) for d in DETECTORS if d.kind in {"quote", "whole"}),
        facts=(),
        flags=(),
    )
