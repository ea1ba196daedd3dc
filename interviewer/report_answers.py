"""One report for every attempt at every planned question, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterable

from interviewer.domain import (
    Grade,
    Guide,
    Interview,
    Outcome,
    PlannedQuestion,
    Rubric,
    Turn,
)
from interviewer.report_next import next_step
from interviewer.report_rows import Graded, criterion_rows, flag_rows, quotes_of
from interviewer.report_turns import ribbon_of, spans_of, turn_row
from interviewer.report_types import AnswerReport, Person, ScoreRow
from interviewer.report_words import CUT_NOTE, KINDS, NOT_RATED, OUTCOME_TEXTS, score_text

STILL_OPEN = "This question is still open."
BEING_GRADED = "This answer is being graded."


def answer_reports(
    interview: Interview, *, guide: Guide, rubrics: tuple[Rubric, ...]
) -> tuple[AnswerReport, ...]:
    """In the plan's order, the attempts of a question side by side."""
    return tuple(
        _answer(interview, planned, number, attempt, guide, rubrics)
        for number, planned in enumerate(interview.plan, start=1)
        for attempt in _attempts(interview, planned.question)
    )


def grade_of(interview: Interview, question: str, attempt: int) -> Grade | None:
    """The last grade given to an attempt, or None: a repeated grading replaces what failed."""
    found = [g for g in interview.grades if (g.question, g.attempt) == (question, attempt)]
    return found[-1] if found else None


def probes_answered(turns: Iterable[Turn]) -> int:
    """How many probes were followed by an answer before the next of them."""
    count, waiting = 0, False
    for turn in turns:
        if turn.kind in {"probe", "pushback"}:
            waiting = True
        elif waiting and _answers(turn):
            count, waiting = count + 1, False
    return count


def _attempts(interview: Interview, question: str) -> list[int]:
    said = {t.attempt for t in interview.turns if t.question == question}
    graded = {g.attempt for g in interview.grades if g.question == question}
    return sorted(said | graded | {1})


def _answers(turn: Turn) -> bool:
    """True for a reply that is part of the answer, or has not been heard yet."""
    return turn.kind == "reply" and turn.intent in {"answer", "other_question", None}


def _answer(
    interview: Interview,
    planned: PlannedQuestion,
    number: int,
    attempt: int,
    guide: Guide,
    rubrics: tuple[Rubric, ...],
) -> AnswerReport:
    question = guide.question(planned.question)
    person = guide.interviewer(planned.interviewer)
    turns = tuple(t for t in interview.turns if (t.question, t.attempt) == (question.id, attempt))
    grade = grade_of(interview, question.id, attempt)
    outcome, reason, pending = _outcome(interview, turns, grade)
    graded = Graded(grade or _none(question.id, attempt), turns, probes_answered(turns))
    rows, flags = criterion_rows(graded, rubrics), flag_rows(graded, rubrics)
    spans = spans_of(graded.grade, rubrics)
    shown = tuple(turn_row(turn, guide=guide, spans=spans) for turn in turns)
    answering = {t.seq for t in turns if _answers(t)}
    return AnswerReport(
        number=number,
        question=question.id,
        text=question.text,
        short=question.short,
        section=question.section,
        source="the guide's words" if question.source == "guide" else "our wording",
        kind=KINDS[question.kind],
        competency=next(c.name for c in guide.competencies if c.id == question.competency),
        stage=guide.stage(question.stage).name,
        interviewer=Person(name=person.name, role=person.role, icon=person.icon),
        attempt=attempt,
        scored=attempt == 1,
        outcome=outcome,
        outcome_text=reason or OUTCOME_TEXTS[outcome],
        pending=pending,
        reason=reason,
        words=graded.grade.words,
        turns=shown,
        rows=rows,
        scores=_scores(graded.grade, rubrics),
        ribbon=ribbon_of(row for row in shown if row.seq in answering),
        next_step=next_step(rows, flags, question=question, outcome=outcome, rubrics=rubrics),
        flags=flags,
        cut=quotes_of(graded.grade.cut, turns),
        cut_note=CUT_NOTE if graded.grade.cut else "",
        looks_for=question.strong,
        grader=graded.grade.grader,
    )


def _outcome(
    interview: Interview, turns: tuple[Turn, ...], grade: Grade | None
) -> tuple[Outcome, str, bool]:
    """What became of the attempt, why, and whether its grade is still being made."""
    if grade is not None:
        return grade.outcome, grade.reason, False
    if not turns:
        return "not_asked", "", False
    if interview.status == "open" and _is_current(interview, turns):
        return "not_graded", STILL_OPEN, False
    if any(_answers(turn) for turn in turns):
        return "not_graded", BEING_GRADED, True
    return "not_answered", "", False


def _is_current(interview: Interview, turns: tuple[Turn, ...]) -> bool:
    """True while the question stands: nothing after it was asked and it was not closed."""
    opened = [t for t in interview.turns if t.kind in {"question", "again"}]
    closed = any(t.kind in {"between", "closing"} and t.seq > turns[0].seq for t in interview.turns)
    return bool(opened) and opened[-1].seq in {t.seq for t in turns} and not closed


def _none(question: str, attempt: int) -> Grade:
    return Grade(question=question, attempt=attempt, outcome="not_graded")


def _scores(grade: Grade, rubrics: tuple[Rubric, ...]) -> tuple[ScoreRow, ...]:
    by_id = {score.rubric: score.score for score in grade.rubrics}
    return tuple(
        ScoreRow(
            rubric=r.id,
            name=r.name,
            score=by_id[r.id],
            text=NOT_RATED if (score := by_id[r.id]) is None else score_text(score),
        )
        for r in rubrics
        if r.id in by_id
    )
