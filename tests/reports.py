"""Reports of small interviews, for the tests of what a report says."""

from __future__ import annotations

from interviewer.domain import Interview, Rubric
from interviewer.report import AnswerReport, CriterionRow, Report, build_report
from tests import makers
from tests.held import Said, guide_of, held
from tests.makers import shown

LONG = (
    "I wrote down the first step of the work and showed it to the team. "
    "I asked the two nurses on the ward which screen they opened most often. "
    "I read the log of a whole week and counted how often it failed. "
    "I drew the path of one request on paper and marked where it waited. "
    "I tried the change on a copy with last month's data before anybody used it. "
    "I moved one table at a time and compared the sums after every move. "
    "I kept the old page open beside the new one for a few more days. "
    "I called the clinic each evening and wrote their complaints into one short list. "
    "I fixed the two worst ones first and left the small ones for later. "
    "I told my manager what was still missing and how long it would take. "
    "I handed the notes to a colleague who looked after it while I was away. "
    "I came back on Monday and checked the figures once more with both of them."
)
"""173 words in twelve sentences: long enough for a whole answer and for the length asked for."""
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
