"""Interview and grades become a report: the door through which views and exports get it. Pure."""

from __future__ import annotations

import hashlib

from interviewer.domain import Guide, Interview, Rubric
from interviewer.report_answer_types import (
    AnswerReport,
    FlagRow,
    NextStep,
    Part,
    Person,
    RibbonPart,
    ScoreRow,
    Segment,
    SentenceRow,
    ShownRow,
    Tone,
    TurnRow,
)
from interviewer.report_answers import answer_reports, grades_of
from interviewer.report_next import NO_ANSWER_YET, NOTHING_MISSING, work_on_first
from interviewer.report_rebuilt_types import Piece, Rebuilt, RebuiltPart
from interviewer.report_row_types import (
    BehaviourRow,
    CapRow,
    CriterionRow,
    Lift,
    QuoteRow,
    State,
    StepRow,
    UncountedRow,
)
from interviewer.report_sums import coverage_of, outcome_counts, radar_of, rubric_summary
from interviewer.report_turns import Span, spans_of, turn_row
from interviewer.report_types import (
    BestShown,
    Coverage,
    CoverageRow,
    CriterionSummary,
    LegendRow,
    OutcomeCount,
    Radar,
    Report,
    RubricSummary,
    WorkOnFirst,
)
from interviewer.report_words import (
    FORMATS,
    HEADLINE,
    MODES,
    PRACTICE_ONLY,
    counted,
    date_text,
    stamp,
)

__all__ = [
    "AnswerReport",
    "BehaviourRow",
    "BestShown",
    "CapRow",
    "Coverage",
    "CoverageRow",
    "CriterionRow",
    "CriterionSummary",
    "FlagRow",
    "LegendRow",
    "Lift",
    "NextStep",
    "OutcomeCount",
    "Part",
    "Person",
    "Piece",
    "QuoteRow",
    "Radar",
    "Rebuilt",
    "RebuiltPart",
    "Report",
    "RibbonPart",
    "RubricSummary",
    "ScoreRow",
    "Segment",
    "SentenceRow",
    "ShownRow",
    "State",
    "StepRow",
    "Tone",
    "TurnRow",
    "UncountedRow",
    "WorkOnFirst",
    "build_report",
]


LEGEND = (
    LegendRow(mark="S", text="Situation"),
    LegendRow(mark="T", text="Task"),
    LegendRow(mark="A", text="Action"),
    LegendRow(mark="R", text="Result"),
    LegendRow(mark="steady", text="steadies: conduct the steadiness rubric looks for"),
    LegendRow(
        mark="listener", text="helps the listener: concrete, plain, or said for those it is about"
    ),
    LegendRow(mark="risk", text="lowers a level or stands in the way"),
    LegendRow(mark="cut", text="spoke to the grader and was not scored"),
)


def build_report(interview: Interview, *, guide: Guide, rubrics: tuple[Rubric, ...]) -> Report:
    """Decide every word and number of the report; the same interview always gives the same report."""
    answers = answer_reports(interview, guide=guide, rubrics=rubrics)
    first = tuple(answer for answer in answers if answer.scored)
    summaries = tuple(
        rubric_summary(r, first, planned=len(interview.plan), rubrics=rubrics) for r in rubrics
    )
    grader, versions = _grader(interview), _versions(rubrics)
    date = date_text(interview.created)
    work = work_on_first(first, guide=guide, rubrics=rubrics)
    title = FORMATS[interview.format]
    subtitle = f"{title} · {MODES[interview.mode]} · {date} · graded by {grader}, {versions}"
    return Report(
        interview=interview,
        guide=guide,
        rubrics=rubrics,
        reference=hashlib.sha256(interview.id.encode()).hexdigest()[:8],
        title=f"{title}: {guide.title}",
        headline=HEADLINE,
        format=title,
        mode=MODES[interview.mode],
        date=date,
        day=stamp(interview.created)[:10],
        subtitle=subtitle,
        grader=grader,
        ended=interview.status == "ended",
        pending=sum(answer.pending for answer in answers),
        work_on_first=work,
        nothing_yet=_nothing_yet(first) if work is None else "",
        summaries=summaries,
        radar=radar_of(summaries),
        outcomes=outcome_counts(first),
        outcome_note=_outcome_note(answers),
        answers=answers,
        coverage=coverage_of(interview, guide),
        legend=LEGEND,
        transcript=_transcript(interview, guide, rubrics),
        notices=(PRACTICE_ONLY, guide.disclaimer, _who_graded(interview, grader)),
    )


def _grader(interview: Interview) -> str:
    """The grader at work, as its grades name it, and the host of the server that serves a model."""
    names = sorted({grade.grader for grade in interview.grades if grade.grader})
    graders = " and ".join(names) or interview.grader
    return f"{graders} at {interview.host}" if interview.host else graders


def _versions(rubrics: tuple[Rubric, ...]) -> str:
    versions = {rubric.version for rubric in rubrics}
    if len(versions) == 1:
        return f"rubrics {versions.pop()}"
    return "rubrics " + ", ".join(f"{rubric.id} {rubric.version}" for rubric in rubrics)


def _who_graded(interview: Interview, grader: str) -> str:
    by_model = interview.grader != "embedded"
    how = ", which marked what your words show; levels are computed by Steady" if by_model else ""
    return (
        f"Graded by {grader} from written rubrics{how}. It can miss things: "
        "every level stands beside the words it was read from, so that you can check it."
    )


def _nothing_yet(first: tuple[AnswerReport, ...]) -> str:
    return NOTHING_MISSING if any(answer.graded for answer in first) else NO_ANSWER_YET


def _outcome_note(answers: tuple[AnswerReport, ...]) -> str:
    notes = ["Only graded answers enter the levels."]
    again = sum(not answer.scored for answer in answers)
    if again:
        notes.append(f"{counted(again, 'further attempt', 'further attempts')} shown as practice.")
    return " ".join(note[0].upper() + note[1:] for note in notes)


def _transcript(
    interview: Interview, guide: Guide, rubrics: tuple[Rubric, ...]
) -> tuple[TurnRow, ...]:
    """Every turn, the candidate's words marked with what the last grade of their attempt found in them."""
    spans: dict[tuple[str | None, int], tuple[Span, ...]] = {
        key: spans_of(grade, rubrics) for key, grade in grades_of(interview).items()
    }
    return tuple(
        turn_row(turn, guide=guide, spans=spans.get((turn.question, turn.attempt), ()))
        for turn in interview.turns
    )
