"""Interviews that were held, made from values: what was said, how it was marked, and the grades the product makes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from interviewer.backends.port import Mark, Marks
from interviewer.domain import (
    Answer,
    Grade,
    Guide,
    Interview,
    Outcome,
    PlannedQuestion,
    Reply,
    Rubric,
    Status,
    Turn,
)
from interviewer.grading import grade_answer, ungraded
from tests import makers

WORDS = "I moved the form to the new page. It went well. The nurses told me it was faster."
"""Three sentences, 17 words."""


class Said(NamedTuple):
    """One attempt at a question: what was typed, and what a reader marked in it."""

    question: str = "q1"
    text: str = WORDS
    marks: tuple[Mark, ...] = ()
    facts: tuple[Mark, ...] = ()
    flags: tuple[Mark, ...] = ()
    attempt: int = 1
    outcome: Outcome | None = None
    """Set where there is nothing to grade."""
    graded: bool = True
    """False: the grade is still owed."""


def held(
    *said: Said,
    guide: Guide | None = None,
    rubrics: tuple[Rubric, ...] | None = None,
    plan: tuple[str, ...] = (),
    status: Status = "ended",
) -> Interview:
    """An interview in which this was said, in order, with the grades of it."""
    guide = guide or guide_of(*dict.fromkeys((*plan, *(s.question for s in said))))
    rubrics = rubrics or makers.rubrics()
    asked = plan or tuple(dict.fromkeys(s.question for s in said))
    turns: list[Turn] = []
    grades: list[Grade] = []
    _add(turns, speaker="interviewer", kind="greeting", text="Hello.", interviewer="manager")
    for one in said:
        kind = "question" if one.attempt == 1 else "again"
        at = {"question": one.question, "attempt": one.attempt}
        text = guide.question(one.question).text
        _add(turns, speaker="interviewer", kind=kind, text=text, interviewer="manager", **at)
        control = {"kind": "control", "control": "skip", "text": ""}
        reply = {"kind": "reply", "intent": "answer", "text": one.text}
        _add(turns, speaker="candidate", **(control if one.outcome == "skipped" else reply), **at)
        if one.graded:
            grades.append(_grade(one, turns[-1].seq, guide, rubrics))
    if status == "ended":
        _add(turns, speaker="interviewer", kind="goodbye", text="Goodbye.", interviewer="manager")
    return Interview(
        id="0" * 31 + "1",
        guide_id=guide.id,
        snapshots=makers.SNAPSHOTS,
        format="short",
        mode="practice",
        seed=1,
        plan=tuple(PlannedQuestion(question=q, interviewer="manager") for q in asked),
        created=makers.NOON,
        status=status,
        turns=tuple(turns),
        grades=tuple(grades),
    )


def guide_of(*questions: str) -> Guide:
    """A small guide with these questions."""
    return makers.guide(*(makers.question(q) for q in questions or ("q1",)))


def _grade(one: Said, seq: int, guide: Guide, rubrics: tuple[Rubric, ...]) -> Grade:
    if one.outcome is not None:
        return ungraded(one.question, one.attempt, one.outcome, "")
    answer = Answer(
        question=one.question, attempt=one.attempt, replies=(Reply(seq=seq, text=one.text),)
    )
    marked = {mark.id for mark in one.marks}
    rest = tuple(
        makers.not_shown(f"{c.id}.{b.id}")
        for r in rubrics
        for c in r.criteria
        for b in c.behaviours
        if f"{c.id}.{b.id}" not in marked
    )
    marks = Marks(
        rubric="star",
        behaviours=(*one.marks, *rest),
        facts=one.facts,
        flags=one.flags,
        grader="reader 1",
    )
    return grade_answer(guide.question(one.question), answer, (marks,), rubrics=rubrics)


def _add(turns: list[Turn], **more: object) -> None:
    at = makers.NOON + timedelta(seconds=10 * len(turns))
    turns.append(Turn.model_validate({"seq": len(turns), "at": at, **more}))
