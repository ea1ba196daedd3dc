"""One report for every attempt at every planned question, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from interviewer.answers import REASONS, OwedGrade, answer_of, owed_grades, words_of
from interviewer.domain import (
    Answer,
    Grade,
    Guide,
    Interview,
    Outcome,
    PlannedQuestion,
    Rubric,
    Turn,
)
from interviewer.report_answer_types import AnswerReport, Person, ScoreRow
from interviewer.report_next import next_step
from interviewer.report_rebuilt import rebuilt_of
from interviewer.report_rows import Graded, criterion_rows, flag_rows, quotes_of
from interviewer.report_shows import numbered
from interviewer.report_turns import ribbon_of, spans_of, turn_row
from interviewer.report_words import CUT_NOTE, KINDS, NOT_RATED, OTHER_REASONS, OUTCOMES, score_text

STILL_OPEN = "This question is still open."
BEING_GRADED = "Its grade is still to come."


class Attempt(NamedTuple):
    """One attempt at a planned question, with what an interview holds of it."""

    place: int
    """The question's place in the plan, from 1."""
    planned: PlannedQuestion
    number: int
    turns: tuple[Turn, ...]
    grade: Grade | None
    owed: OwedGrade | None
    answer: Answer | None


def answer_reports(
    interview: Interview, *, guide: Guide, rubrics: tuple[Rubric, ...]
) -> tuple[AnswerReport, ...]:
    """In the plan's order, the attempts of a question side by side."""
    return tuple(_report(attempt, guide, rubrics) for attempt in _attempts(interview))


def grades_of(interview: Interview) -> dict[tuple[str, int], Grade]:
    """Each attempt's last grade: a repeated grading replaces what failed."""
    return {(grade.question, grade.attempt): grade for grade in interview.grades}


def _attempts(interview: Interview) -> Iterator[Attempt]:
    turns: dict[tuple[str, int], list[Turn]] = {}
    for turn in interview.turns:
        if turn.question is not None:
            turns.setdefault((turn.question, turn.attempt), []).append(turn)
    grades = grades_of(interview)
    owed = {(o.question, o.attempt): o for o in owed_grades(interview)}
    numbers: dict[str, set[int]] = {}
    for question, attempt in (*turns, *grades):
        numbers.setdefault(question, {1}).add(attempt)
    for place, planned in enumerate(interview.plan, start=1):
        for number in sorted(numbers.get(planned.question, {1})):
            key = (planned.question, number)
            said = tuple(turns.get(key, ()))
            # Only this attempt's turns are looked through, so that time grows with the interview, not its square.
            alone = interview.model_copy(update={"turns": said})
            answer = answer_of(alone, *key)
            yield Attempt(place, planned, number, said, grades.get(key), owed.get(key), answer)


def _report(attempt: Attempt, guide: Guide, rubrics: tuple[Rubric, ...]) -> AnswerReport:
    question = guide.question(attempt.planned.question)
    person = guide.interviewer(attempt.planned.interviewer)
    turns, answer = attempt.turns, attempt.answer
    outcome, reason, pending = _outcome(attempt)
    probes = answer.probes_answered if answer else 0
    graded = Graded(attempt.grade or _none(question.id, attempt.number), turns, probes)
    rows, flags = criterion_rows(graded, rubrics), flag_rows(graded, rubrics)
    spans = spans_of(graded.grade, rubrics)
    step = next_step(rows, flags, question=question, graded=graded, rubrics=rubrics)
    shown, sentences = numbered(turn_row(turn, guide=guide, spans=spans) for turn in turns)
    answering = {reply.seq for reply in answer.replies} if answer else set()
    return AnswerReport(
        number=attempt.place,
        question=question.id,
        text=question.text,
        short=question.short,
        section=question.section,
        source="the guide's words" if question.source == "guide" else "our wording",
        kind=KINDS[question.kind],
        competency=next(c.name for c in guide.competencies if c.id == question.competency),
        stage=guide.stage(question.stage).name,
        interviewer=Person(name=person.name, role=person.role, icon=person.icon),
        attempt=attempt.number,
        scored=attempt.number == 1,
        outcome=outcome,
        outcome_text=f"{OUTCOMES[outcome].capitalize()}.",
        pending=pending,
        reason=reason or REASONS.get(outcome) or OTHER_REASONS[outcome],
        words=graded.grade.words or words_of(answer),
        turns=shown,
        rows=rows,
        scores=_scores(graded.grade, rubrics),
        ribbon=ribbon_of(row for row in shown if row.seq in answering),
        sentences=sentences,
        next_step=step,
        rebuilt=rebuilt_of(graded.grade, answer, turns=turns, rubrics=rubrics),
        flags=flags,
        cut=quotes_of(graded.grade.cut, turns),
        cut_note=CUT_NOTE if graded.grade.cut else "",
        looks_for=question.strong,
        grader=graded.grade.grader,
    )


def _outcome(attempt: Attempt) -> tuple[Outcome, str, bool]:
    """What became of the attempt, why, and whether its grade is still being made."""
    if attempt.grade is not None:
        return attempt.grade.outcome, attempt.grade.reason, False
    if attempt.owed is not None:
        if attempt.owed.outcome is None:
            return "not_graded", BEING_GRADED, True
        return attempt.owed.outcome, "", False
    if attempt.turns:
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
