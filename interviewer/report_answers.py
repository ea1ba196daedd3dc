"""One report for every attempt at every planned question, whatever became of it."""

from __future__ import annotations

from interviewer.answers import answer_of, owed_grades, words_of
from interviewer.domain import Grade, Guide, Interview, Outcome, PlannedQuestion, Rubric
from interviewer.report_answer_types import AnswerReport, Person, ScoreRow
from interviewer.report_next import next_step
from interviewer.report_rows import Graded, criterion_rows, flag_rows, quotes_of
from interviewer.report_turns import ribbon_of, spans_of, turn_row
from interviewer.report_words import CUT_NOTE, KINDS, NOT_RATED, OUTCOMES, REASONS, score_text

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


def _attempts(interview: Interview, question: str) -> list[int]:
    said = {t.attempt for t in interview.turns if t.question == question}
    graded = {g.attempt for g in interview.grades if g.question == question}
    return sorted(said | graded | {1})


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
    outcome, reason, pending = _outcome(interview, question.id, attempt, grade)
    answer = answer_of(interview, question.id, attempt)
    probes = answer.probes_answered if answer else 0
    graded = Graded(grade or _none(question.id, attempt), turns, probes)
    rows, flags = criterion_rows(graded, rubrics), flag_rows(graded, rubrics)
    spans = spans_of(graded.grade, rubrics)
    shown = tuple(turn_row(turn, guide=guide, spans=spans) for turn in turns)
    answering = {reply.seq for reply in answer.replies} if answer else set()
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
        outcome_text=f"{OUTCOMES[outcome].capitalize()}.",
        pending=pending,
        reason=reason or REASONS[outcome],
        words=graded.grade.words or words_of(answer),
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
    interview: Interview, question: str, attempt: int, grade: Grade | None
) -> tuple[Outcome, str, bool]:
    """What became of the attempt, why, and whether its grade is still being made."""
    if grade is not None:
        return grade.outcome, grade.reason, False
    for owed in owed_grades(interview):
        if (owed.question, owed.attempt) == (question, attempt):
            if owed.outcome is None:
                return "not_graded", BEING_GRADED, True
            return owed.outcome, "", False
    if any((t.question, t.attempt) == (question, attempt) for t in interview.turns):
        return "not_graded", STILL_OPEN, False
    return "not_asked", "", False


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
