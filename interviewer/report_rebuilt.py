"""The answer rebuilt, as it is shown: every sentence is the candidate's, every other word stands in a blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from interviewer.domain import (
    Answer,
    Behaviour,
    Grade,
    OutlinePart,
    Rated,
    Rubric,
    StarPart,
    Turn,
)
from interviewer.outline import PARTS, said_as
from interviewer.report_rebuilt_types import Piece, Rebuilt, RebuiltPart
from interviewer.report_turns import PART_NAMES, holds
from interviewer.report_words import counted
from interviewer.sentences import number_sentences

TITLE = "Your answer, rebuilt in order"
NOTE = "These are your own sentences, word for word, in the order a listener expects."
BLANKS = "Each blank names what was not found in your answer: say it there."
MOST_BLANKS = 2
"""In one part, those most worth asking for: nobody fills in fourteen boxes, and the rows name the rest."""


def rebuilt_of(
    grade: Grade, answer: Answer | None, *, turns: tuple[Turn, ...], rubrics: tuple[Rubric, ...]
) -> Rebuilt | None:
    """The outline of a grade, as far as its sentences still stand in the transcript; None where none does."""
    by_seq = {turn.seq: turn for turn in turns}
    known = {f"{c.id}.{b.id}": b for r in rubrics for c in r.criteria for b in c.behaviours}
    standing = [
        one.model_copy(
            update={
                "sentences": tuple(
                    e for e in one.sentences if e.seq in by_seq and holds(e, by_seq[e.seq])
                )
            }
        )
        for one in grade.outline
    ]
    if answer is None or not any(one.sentences for one in standing):
        return None
    risky = _risky(grade)
    blanks = any(one.missing for one in standing)
    return Rebuilt(
        title=TITLE,
        note=f"{NOTE} {BLANKS}" if blanks else NOTE,
        parts=tuple(
            RebuiltPart(
                part=one.part,
                name=PART_NAMES[one.part],
                pieces=tuple(
                    piece.model_copy(update={"risk": piece.text in risky and not piece.blank})
                    for piece in _pieces(one, _ranks(grade, one.part, known), known)
                ),
            )
            for one in standing
            if one.sentences or one.missing
        ),
        left_out=_left_out(grade, answer, standing),
    )


def _pieces(
    one: OutlinePart, ranks: Mapping[int, int], known: Mapping[str, Behaviour]
) -> Iterator[Piece]:
    """A blank stands before the first sentence that shows something later in the rubric, or at the end."""
    order = {source: place for place, source in enumerate(known)}
    missing = [source for source in one.missing if source in known]
    asked = sorted(missing, key=lambda source: -known[source].ask)[:MOST_BLANKS]
    blanks = [source for source in missing if source in asked]
    for sentence in one.sentences:
        while blanks and order[blanks[0]] < ranks.get(sentence.sentence, -1):
            yield _blank(known[blanks.pop(0)])
        yield Piece(text=sentence.quote)
    yield from (_blank(known[source]) for source in blanks)


def _ranks(grade: Grade, part: StarPart, known: Mapping[str, Behaviour]) -> dict[int, int]:
    """For a sentence's number the place in the rubric of the first thing it shows of this part."""
    order = {source: place for place, source in enumerate(known)}
    ranks: dict[int, int] = {}
    for criterion in grade.criteria:
        for finding in criterion.findings if PARTS.get(criterion.criterion) == part else ():
            for evidence in finding.evidence if finding.verdict == "shown" else ():
                ranks.setdefault(evidence.sentence, order.get(finding.id, -1))
    return ranks


def _risky(grade: Grade) -> frozenset[str]:
    """Sentences that lower or cap a level: they are the candidate's, and are better told otherwise."""
    flagged = [e for flag in grade.flags for e in flag.evidence]
    lowering = [
        e
        for criterion in grade.criteria
        for f in (criterion.findings if isinstance(criterion, Rated) else ())
        if f.weight < 0 and f.verdict == "shown"
        for e in f.evidence
    ]
    return frozenset(e.quote for e in (*flagged, *lowering))


def _blank(behaviour: Behaviour) -> Piece:
    return Piece(text=behaviour.says, blank=True, advice=behaviour.advice)


def _left_out(grade: Grade, answer: Answer, standing: list[OutlinePart]) -> str:
    kept = {said_as(e.quote) for one in standing for e in one.sentences}
    cut = {e.sentence for e in grade.cut}
    gone = [s for s in number_sentences(answer) if s.n not in cut and said_as(s.text) not in kept]
    if not gone:
        return ""
    sentences = counted(len(gone), "sentence", "sentences")
    where = "it" if len(gone) == 1 else "them"
    return f"Left out: {sentences}, because nothing of these parts was found in {where}."
