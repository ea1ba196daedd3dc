"""From answers to the interview: means of first attempts, bands, radar, coverage, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import get_args

from interviewer.domain import Behaviour, Criterion, Guide, Interview, Outcome, Rubric
from interviewer.grading import mean_score
from interviewer.report_answer_types import AnswerReport
from interviewer.report_next import behaviours_by_id, best_of
from interviewer.report_row_types import CriterionRow
from interviewer.report_types import (
    BestShown,
    Coverage,
    CoverageRow,
    CriterionSummary,
    OutcomeCount,
    Radar,
    RubricSummary,
)
from interviewer.report_words import (
    NOT_RATED,
    OUTCOMES,
    TOO_SHORT,
    band_of,
    counted,
    dots,
    of_answers,
    opening_lower,
    score_text,
    shortened,
)

NO_ONE_SENTENCE = "Read from the answers as a whole; no one sentence stands for it."
ANSWERS_FOR_A_BAND = 3
CRITERIA_FOR_A_RADAR = 5


def rubric_summary(
    rubric: Rubric,
    answers: tuple[AnswerReport, ...],
    *,
    planned: int,
    rubrics: tuple[Rubric, ...],
) -> RubricSummary:
    """One rubric over the first attempts: criteria's means, their weighted mean, a band or why there is none."""
    criteria = tuple(_criterion_summary(c, rubric, answers) for c in rubric.criteria)
    score = mean_score(rubric, {c.criterion: c.mean for c in criteria if c.mean is not None}).score
    graded = [a for a in answers if a.graded]
    rated = sum(
        any(s.rubric == rubric.id and s.score is not None for s in a.scores) for a in graded
    )
    no_band = _no_band(rubric, score, rated=rated, answered=_answered(answers), planned=planned)
    best = _best_shown(rubric, graded, rubrics)
    return RubricSummary(
        rubric=rubric.id,
        name=rubric.name,
        version=rubric.version,
        score=score,
        text=NOT_RATED if score is None else score_text(score),
        band=None if no_band or score is None else band_of(score),
        no_band=no_band,
        on=f"on {of_answers(rated, len(graded))}",
        lift=_rubric_lift(rubric, graded, rubrics),
        best=best,
        no_best="" if best or score is None else NO_ONE_SENTENCE,
        criteria=criteria,
    )


def _best_shown(
    rubric: Rubric, graded: list[AnswerReport], rubrics: tuple[Rubric, ...]
) -> BestShown | None:
    """The weightiest thing that a sentence shows of this rubric, in the first answer that shows it."""
    known = behaviours_by_id(rubrics)
    found = []
    for answer in graded:
        best = best_of((row for row in answer.rows if row.rubric == rubric.id), known)
        if best is not None:
            shown = BestShown(says=best.says, quote=shortened(best.quote), number=answer.number)
            found.append((best.weight, shown))
    return max(found, key=lambda one: one[0])[1] if found else None


def _answered(answers: Iterable[AnswerReport]) -> int:
    """First attempts that were answered, a failed or unfinished grading included."""
    return sum(
        a.graded or a.pending or bool(a.outcome == "not_graded" and a.words) for a in answers
    )


def _no_band(
    rubric: Rubric, score: float | None, *, rated: int, answered: int, planned: int
) -> str:
    if score is None:
        return "No score: fewer than two of its criteria could be rated."
    if 2 * answered < planned:
        return f"No band: {answered} of {planned} planned questions were answered; it takes half of them."
    if rated < ANSWERS_FOR_A_BAND:
        on = counted(rated, "answer", "answers")
        return f"No band: {rubric.name} was rated on {on}; a band takes three."
    return ""


def _criterion_summary(
    criterion: Criterion, rubric: Rubric, answers: tuple[AnswerReport, ...]
) -> CriterionSummary:
    rows = [row for a in answers for row in a.rows if row.criterion == criterion.id]
    levels = [row.level for row in rows if row.level is not None]
    mean = sum(levels) / len(levels) if levels else None
    text = NOT_RATED if mean is None else score_text(mean)
    return CriterionSummary(
        rubric=rubric.id,
        criterion=criterion.id,
        name=criterion.name,
        asks=criterion.asks,
        anchors=criterion.anchors,
        mean=mean,
        text=text,
        dots="" if mean is None else dots(mean),
        said=NOT_RATED if mean is None else f"level {text} of 5",
        on=f"on {of_answers(len(levels), len(rows))}",
        reason=_unrated_reason(rows) if mean is None else "",
        uncertain=sum(row.uncertain for row in rows),
        lift=_criterion_lift(criterion, answers),
    )


def _criterion_lift(criterion: Criterion, answers: tuple[AnswerReport, ...]) -> str:
    """What would lift the answer with the most room, with its question and the level it would come to."""
    open_rows = [
        (row.level, f"In question {answer.number}, to reach {row.lift.to}: {row.lift.advice}")
        for answer in answers
        for row in answer.rows
        if row.criterion == criterion.id and row.lift and row.level
    ]
    return min(open_rows, key=lambda row: row[0])[1] if open_rows else ""


def _unrated_reason(rows: list[CriterionRow]) -> str:
    if not rows:
        return "No answer was graded."
    return _most_frequent(row.unrated_reason for row in rows)


def _rubric_lift(rubric: Rubric, graded: list[AnswerReport], rubrics: tuple[Rubric, ...]) -> str:
    """The advice with the most to gain: weights of what was not found, over answers and criteria."""
    weights = {criterion.id: criterion.weight for criterion in rubric.criteria}
    known = behaviours_by_id(rubrics)
    gain: Counter[str] = Counter()
    for row in (row for answer in graded for row in answer.rows if row.criterion in weights):
        for behaviour in row.having("not_found", "in_the_way", "measured_out", "lowers"):
            if behaviour.line == TOO_SHORT:
                continue
            source = _rests_on(behaviour.id, row, known)
            gain[source] += round(100 * weights[row.criterion] * abs(behaviour.weight))
    best = next((source for source, _ in gain.most_common()), None)
    return f"To lift it: {opening_lower(known[best].advice)}" if best else ""


def _rests_on(source: str, row: CriterionRow, known: dict[str, Behaviour]) -> str:
    """What has to be said before this can be: a second safeguard comes after a first."""
    own = {behaviour.id: behaviour.state for behaviour in row.behaviours}
    before = [i for i in known[source].quote_from if i in own]
    if not before or any(own[i] in {"found", "used_up"} for i in before):
        return source
    return before[0]


def _most_frequent(texts: Iterable[str]) -> str:
    """The most frequent text, the first of equals."""
    counts = Counter(texts)
    return counts.most_common(1)[0][0] if counts else ""


def radar_of(summaries: tuple[RubricSummary, ...]) -> Radar:
    """The rated criteria as a chart from five of them on; the unrated are named, never drawn."""
    criteria = [c for summary in summaries for c in summary.criteria]
    rated = [(c.name, c.mean) for c in criteria if c.mean is not None]
    unrated = tuple(c.name for c in criteria if c.mean is None)
    shown = len(rated) >= CRITERIA_FOR_A_RADAR
    note = f"Not rated: {', '.join(unrated)}." if unrated else ""
    if not shown:
        few = counted(len(rated), "criterion", "criteria")
        note = f"No chart: it takes five rated criteria, and there {'is' if len(rated) == 1 else 'are'} {few}."
    return Radar(
        shown=shown,
        names=tuple(name for name, _ in rated),
        values=tuple(round(mean, 2) for _, mean in rated),
        unrated=unrated,
        note=note,
    )


def outcome_counts(answers: Iterable[AnswerReport]) -> tuple[OutcomeCount, ...]:
    """How the planned questions ended, in a fixed order; what did not happen is left out."""
    counts = Counter(a.outcome for a in answers)
    outcomes: tuple[Outcome, ...] = get_args(Outcome)
    return tuple(
        OutcomeCount(outcome=o, label=OUTCOMES[o], count=counts[o]) for o in outcomes if counts[o]
    )


def coverage_of(interview: Interview, guide: Guide) -> Coverage:
    """How many of the guide's questions, competencies, stages and sections this interview asked about."""
    asked = {t.question for t in interview.turns if t.kind == "question"}
    own = [q for q in guide.questions if q.source == "guide"]
    done = sum(q.id in asked for q in own)
    competencies = {c.id: c.name for c in guide.competencies}
    stages = {s.id: s.name for s in guide.stages}
    sections = {q.section: q.section for q in own}

    def rows(names: dict[str, str], field: str) -> tuple[CoverageRow, ...]:
        return tuple(
            CoverageRow(
                name=name,
                asked=sum(q.id in asked for q in guide.questions if getattr(q, field) == key),
                of=sum(getattr(q, field) == key for q in guide.questions),
            )
            for key, name in names.items()
        )

    return Coverage(
        text=f"{done} of the guide's {len(own)} questions {'was' if done == 1 else 'were'} asked.",
        competencies=rows(competencies, "competency"),
        stages=tuple(row for row in rows(stages, "stage") if row.of),
        sections=rows(sections, "section"),
    )
