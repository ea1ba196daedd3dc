"""Marks of one answer by the embedded detectors: behaviours, facts and flags with their sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from interviewer.addressed import own_sentences
from interviewer.backends.embedded.citing import best_of, cited_of, ranked
from interviewer.backends.embedded.detectors import DETECTORS, GATES, LOWERS, Detector
from interviewer.backends.embedded.encoder import Reads
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
from interviewer.backends.embedded.scoring import Calibration, Scored, score
from interviewer.backends.embedded.weights import Weights, shipped
from interviewer.backends.port import Mark, Marks
from interviewer.domain import Answer, Question, Rubric, Sentence
from interviewer.evidence import LONG_SENTENCE_WORDS

NAME = "embedded 0.2"
ALONE = "embedded 0.2 (its rules alone)"
"""Stands in a grade that was made without the encoder."""
WHOLE = 15
"""Words under which an answer is too short to show much: it takes more to be sure of anything."""
SHORT = 0.2
MUCH = 3
"""One part in so many said again is padding."""
CITED = 3
THIN = 0.08
"""How near to the deciding chance a margin counts as thin."""
LIKELY = 0.3
"""The score at which a sentence is cited beside the best one."""
OUTRIGHT = 0.5
"""The score of a sentence that says it outright."""
FEW = 2
"""Words of its own that are too few beside an outright phrase (`I was responsible for this`)."""
DOUBTFUL = -0.75
"""The score under which even the best sentence makes a thin margin."""
OFFENDS = -1.5
"""The score at which a sentence is cited against a whole-answer behaviour."""

THREAD = "clarity.thread"
"""What a reply told in disorder does not show."""
RESULTS = ("result.outcome", "result.evidence", "result.meaning")

OF_SUBSTANCE = frozenset(d.scored for d in DETECTORS if d.kind in {"quote", "fact"}) - LOWERS
AGAINST_PEOPLE = ("flag:contempt", "flag:blames_person", "respect.dismisses", "respect.overrides")


class Marked(NamedTuple):
    """Everything the detectors found in one answer."""

    behaviours: tuple[Mark, ...]
    facts: tuple[Mark, ...]
    flags: tuple[Mark, ...]
    grader: str = NAME

    def of(self, rubric: Rubric) -> Marks:
        """The marks of one rubric's behaviours, with all facts and flags; measured behaviours are code's own."""
        asked = {f"{c.id}.{b.id}" for c in rubric.criteria for b in c.behaviours}
        return Marks(
            rubric=rubric.id,
            behaviours=tuple(m for m in self.behaviours if m.id in asked),
            facts=self.facts,
            flags=self.flags,
            grader=self.grader,
        )


def mark_answer(
    question: Question,
    answer: Answer,
    *,
    weights: Weights | None = None,
    encoder: Reads | None = None,
    calibration: Calibration | None = None,
) -> Marked:
    """Mark every behaviour, fact and flag; sentences that speak to the grader are not read at all.

    Without an encoder the sums over cues and words decide alone.
    """
    return mark_sentences(
        own_sentences(answer),
        question=question.text,
        kind=question.kind,
        weights=weights,
        encoder=encoder,
        calibration=calibration,
    )


def mark_sentences(
    sentences: tuple[Sentence, ...],
    *,
    question: str,
    kind: str,
    weights: Weights | None = None,
    encoder: Reads | None = None,
    calibration: Calibration | None = None,
) -> Marked:
    """As `mark_answer`, from the candidate's own sentences."""
    weights = weights or shipped()
    name = ALONE if encoder is None else NAME
    again = repeated(sentences)
    patients = patients_named(sentences)
    fresh = [
        (s.n, veiled(s.text) if s.n in patients else s.text) for s in sentences if s.n not in again
    ]
    reading = Reading(fresh, question=question, kind=kind)
    if not reading.sentences or not reading.english:
        return _cannot_tell()._replace(grader=name)
    scored = score(reading, GATES, weights=weights, encoder=encoder, calibration=calibration)
    seen = [_see(d, reading, scored, place) for place, d in enumerate(DETECTORS)]
    room = {s.n: 3 if s.length > LONG_SENTENCE_WORDS else 2 for s in reading.sentences}
    marks = {one.detector.scored: one.mark() for one in _side_by_side(seen, room)}
    for result in RESULTS:
        marks[result] = _after_the_act(marks[result], marks["action.own_act"], sentences)
    marks.update(_by_rule(sentences, again=again, patients=patients))
    marks["fact:other_people"] = _with_those_spoken_of(marks)
    told = any(m.verdict == "shown" for name, m in marks.items() if name in OF_SUBSTANCE)
    if reading.told < 2 * WHOLE and not told:
        # A few words that show nothing at all are no thread, however smoothly they run.
        marks |= {
            name: mark.model_copy(update={"verdict": "not_shown", "sentences": ()})
            for name, mark in marks.items()
            if name.startswith("not:") and mark.verdict == "shown"
        }
    if answers_another(question, sentences, weights.topics):
        first = tuple(s.n for s in sentences[:CITED])
        marks["flag:other_question"] = Mark(id="other_question", verdict="shown", sentences=first)
    return Marked(
        behaviours=tuple(marks[d.scored] for d in DETECTORS if d.kind in {"quote", "whole"}),
        facts=tuple(marks[d.scored] for d in DETECTORS if d.kind == "fact"),
        flags=tuple(marks[d.scored] for d in DETECTORS if d.kind == "flag"),
        grader=name,
    )


def _with_those_spoken_of(marks: Mapping[str, Mark]) -> Mark:
    """Whoever is scorned, blamed or gone around stands in the answer, however they are named."""
    people = marks["fact:other_people"]
    of = [marks[name] for name in AGAINST_PEOPLE if marks[name].verdict == "shown"]
    if people.verdict == "shown" or not of:
        return people
    cited = tuple(sorted({n for mark in of for n in mark.sentences}))
    return people.model_copy(update={"verdict": "shown", "sentences": cited})


class _Seen(NamedTuple):
    """What one detector sees: how likely it is shown, from which chance on by itself, and in which sentences."""

    detector: Detector
    chance: float
    """For a whole-answer behaviour, that nothing speaks against it."""
    sure: float
    cited: tuple[int, ...]
    """For a whole-answer behaviour, the sentences that speak against it most."""
    doubtful: bool = False
    next: tuple[int, ...] = ()
    """The sentences that might stand for it, the best first."""

    def mark(self) -> Mark:
        """The mark; thin where the chance is near the one it takes."""
        whole = self.detector.kind == "whole"
        shown = self.chance >= self.sure and (whole or bool(self.cited))
        near = abs(self.chance - self.sure) < THIN and (whole or bool(self.cited))
        return Mark(
            id=self.detector.id,
            verdict="shown" if shown else "not_shown",
            sentences=self.cited if shown != whole else (),
            thin=near or (shown and self.doubtful),
        )


def _see(detector: Detector, reading: Reading, scored: Scored, place: int) -> _Seen:
    scores = [row[place] for row in scored.sentences]
    numbers = [s.n for s in reading.sentences]
    chance, short = scored.chances[place], reading.told < WHOLE
    sure = detector.sure if scored.sure is None else scored.sure[place]
    if detector.kind == "whole":
        against = cited_of(numbers, scores, detector.most, OFFENDS)
        if scored.astray and detector.id == THREAD:
            return _Seen(detector, 0.0, 1 - sure, tuple(numbers[i] for i in scored.astray))
        return _Seen(detector, 0.0 if short else 1 - chance, 1 - sure, against)
    scores = [
        max(score, OUTRIGHT) if _says_outright(detector, read) else score
        for score, read in zip(scores, reading.sentences, strict=True)
    ]
    cited = cited_of(numbers, scores, detector.most, LIKELY) or best_of(numbers, scores)
    near = ranked(numbers, scores)
    if len(cited) < detector.least:
        cited = tuple(sorted(near[: detector.least]))
    sure += SHORT if short else 0
    if max(scores) >= OUTRIGHT and not short and detector.kind == "quote":
        chance = max(chance, sure + THIN)
    return _Seen(
        detector,
        chance if cited else 0.0,
        sure,
        cited,
        max(scores) < DOUBTFUL,
        near,
    )


def _side_by_side(seen: Sequence[_Seen], room: Mapping[int, int]) -> list[_Seen]:
    """Where a sentence shows more of one criterion than it may count for, what has another sentence to stand on takes that one."""
    free: dict[tuple[str, int], int] = {}
    placed: dict[str, _Seen] = {}

    def take(one: _Seen, wished: Sequence[int]) -> tuple[int, ...]:
        criterion = one.detector.id.split(".")[0]
        open_ = [n for n in wished if free.get((criterion, n), room[n]) > 0]
        for n in open_:
            free[criterion, n] = free.get((criterion, n), room[n]) - 1
        return tuple(open_)

    shown = [s for s in seen if s.detector.kind == "quote" and s.chance >= s.sure]
    raising = [s for s in shown if s.detector.id not in LOWERS]
    for one in sorted(raising, key=lambda s: s.sure - s.chance):
        first = next((n for n in one.next if take(one, (n,))), None)
        if first is not None:
            placed[one.detector.id] = one._replace(cited=(first,))
    for one in raising:
        if one.detector.id in placed:
            has = placed[one.detector.id].cited
            more = take(one, [n for n in one.cited if n not in has])
            placed[one.detector.id] = one._replace(cited=tuple(sorted({*has, *more})))
    return [placed.get(one.detector.id, one) for one in seen]


def _says_outright(detector: Detector, read: Read) -> bool:
    return detector.id in read.says and read.substance > FEW and detector.gate(read)


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


def _cannot_tell() -> Marked:
    def open_mark(detector: Detector) -> Mark:
        return Mark(id=detector.id, verdict="cannot_tell")

    return Marked(
        behaviours=tuple(open_mark(d) for d in DETECTORS if d.kind in {"quote", "whole"}),
        facts=(),
        flags=(),
    )
