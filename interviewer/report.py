"""Interview and grades become a report: the door through which views and exports get it. Pure."""

from __future__ import annotations

from interviewer.domain import Guide, Interview, Rubric
from interviewer.report_types import (
    AnswerReport,
    BehaviourRow,
    CapRow,
    Coverage,
    CoverageRow,
    CriterionRow,
    CriterionSummary,
    FlagRow,
    LegendRow,
    Lift,
    NextStep,
    OutcomeCount,
    Part,
    Person,
    Radar,
    Report,
    RibbonPart,
    RubricSummary,
    ScoreRow,
    Segment,
    State,
    StepRow,
    Tone,
    TurnRow,
    WorkOnFirst,
)

__all__ = [
    "AnswerReport",
    "BehaviourRow",
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
    "Radar",
    "Report",
    "RibbonPart",
    "RubricSummary",
    "ScoreRow",
    "Segment",
    "State",
    "StepRow",
    "Tone",
    "TurnRow",
    "WorkOnFirst",
    "build_report",
]


def build_report(interview: Interview, *, guide: Guide, rubrics: tuple[Rubric, ...]) -> Report:
    """Decide every word and number of the report; the same interview always gives the same report."""
    raise NotImplementedError
