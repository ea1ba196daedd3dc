"""Reports of small interviews, for the tests of what a report says."""

from __future__ import annotations

from interviewer.domain import Interview, Rubric
from interviewer.report import AnswerReport, CriterionRow, Report, build_report
from tests import makers
from tests.held import Said, guide_of, held
from tests.makers import shown

LONG = " ".join(
    f"I wrote down step {n} of the work and checked it with the team." for n in range(12)
)
"""168 words in twelve sentences: long enough for a whole answer and for the length asked for."""
ALL_RESULT = tuple(
    shown(f"result.{b}", n) for n, b in enumerate(("outcome", "evidence", "meaning", "learning"), 1)
)
WHOLE = tuple(
    shown(i) for i in ("concision.no_filler", "concision.substance", "audience.no_jargon")
)


def report_of(interview: Interview, *, rubrics: tuple[Rubric, ...] | None = None) -> Report:
    guide = guide_of(*(planned.question for planned in interview.plan))
    return build_report(interview, guide=guide, rubrics=rubrics or makers.rubrics())


def row_of(answer: AnswerReport, criterion: str) -> CriterionRow:
    return next(row for row in answer.rows if row.criterion == criterion)


def one_answer(*said: Said) -> AnswerReport:
    return report_of(held(*said)).answers[0]
