"""What a report is made of: every word and number a view or an export shows, decided already.

A view never computes: it draws `Report` top to bottom. Nothing unrated is ever a number here.
"""

from __future__ import annotations

from interviewer.domain import Anchors, Frozen, Guide, Interview, Outcome, Rubric, RubricId
from interviewer.report_answer_types import AnswerReport, TurnRow


class CriterionSummary(Frozen):
    """One criterion over the interview's first attempts."""

    rubric: RubricId
    criterion: str
    name: str
    asks: str
    anchors: Anchors
    mean: float | None
    text: str
    """`3.4`, or `not rated`."""
    dots: str
    said: str
    on: str
    """`on 2 of 3 answers`."""
    reason: str = ""
    """Why it is not rated."""
    uncertain: int = 0
    """On how many answers its level is uncertain."""
    lift: str = ""


class BestShown(Frozen):
    """What the candidate's words show best of a rubric: a score stands beside words, never alone."""

    says: str
    """`how you know it worked`."""
    quote: str
    number: int
    """The question's place in the plan, from 1."""

    @property
    def lead(self) -> str:
        """What stands before the quote: `You showed how you know it worked, in question 1:`."""
        return f"You showed {self.says}, in question {self.number}:"


class RubricSummary(Frozen):
    """One rubric over the interview's first attempts."""

    rubric: RubricId
    name: str
    version: str
    score: float | None
    text: str
    """`3.2`, or `not rated`."""
    band: str | None
    no_band: str = ""
    """Why there is no band; empty where there is one."""
    on: str
    lift: str
    """One line: what would lift it."""
    best: BestShown | None = None
    """The weightiest thing that the candidate's words show of it; None where no one sentence stands for it."""
    no_best: str = ""
    """Said in its place where there is a score all the same."""
    criteria: tuple[CriterionSummary, ...]


class Radar(Frozen):
    """The rated criteria as a chart; the same numbers stand in the criteria's table."""

    shown: bool
    """False with fewer than five rated criteria."""
    names: tuple[str, ...]
    values: tuple[float, ...]
    unrated: tuple[str, ...]
    note: str
    """Names the unrated ones, or says why there is no chart; may be empty."""


class WorkOnFirst(Frozen):
    """The one thing to work on over the whole interview."""

    title: str
    """What it is, to stand after `Work on this first: `: `how you know it worked`."""
    text: str
    """`Not found in 2 of 3 answers.`"""
    quote: str
    """The candidate's words to start from; may be empty."""
    behaviour: str
    advice: str
    competency: str
    """The id of the competency to drill."""
    competency_name: str


class CoverageRow(Frozen):
    """How much of one part of the guide was asked."""

    name: str
    asked: int
    of: int


class Coverage(Frozen):
    """How much of the guide this interview touched."""

    text: str
    """`3 of the guide's 16 questions were asked.`"""
    competencies: tuple[CoverageRow, ...]
    stages: tuple[CoverageRow, ...]
    sections: tuple[CoverageRow, ...]


class OutcomeCount(Frozen):
    """How many planned questions ended in one way."""

    outcome: Outcome
    label: str
    count: int


class LegendRow(Frozen):
    """One mark of the marked words and what it means."""

    mark: str
    """The part's letter, or `steady`, `risk`, `cut`."""
    text: str


class Report(Frozen):
    """An interview's report and transcript, ready to be drawn or exported."""

    interview: Interview
    guide: Guide
    rubrics: tuple[Rubric, ...]

    reference: str
    """Eight characters that name the interview without opening it (its id would)."""
    title: str
    headline: str
    format: str
    mode: str
    date: str
    """`22 November 2026`, in UTC."""
    day: str
    """The same as `2026-11-22`."""
    subtitle: str
    """`Short interview · practice mode · 22 November 2026 · graded by embedded 0.2, rubrics 1.0`."""
    grader: str
    ended: bool
    pending: int
    """How many answers are still being graded."""

    work_on_first: WorkOnFirst | None
    nothing_yet: str
    """Said in its place where there is nothing to work on yet."""
    summaries: tuple[RubricSummary, ...]
    radar: Radar
    outcomes: tuple[OutcomeCount, ...]
    outcome_note: str
    answers: tuple[AnswerReport, ...]
    """In the plan's order, attempts of a question side by side."""
    coverage: Coverage
    legend: tuple[LegendRow, ...]
    transcript: tuple[TurnRow, ...]
    """Every turn, greeting to goodbye."""
    notices: tuple[str, ...]
    """What has to be said with every report: practice only, not affiliated, who graded."""

    def answer(self, question: str, attempt: int = 1) -> AnswerReport:
        """The report of one attempt; KeyError if there is none."""
        for answer in self.answers:
            if (answer.question, answer.attempt) == (question, attempt):
                return answer
        raise KeyError((question, attempt))
