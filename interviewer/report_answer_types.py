"""What the report of one answer is made of: its turns in marked segments, its criteria, its next step."""

from __future__ import annotations

from typing import Literal

from interviewer.domain import (
    Anchors,
    EvidenceKind,
    Frozen,
    Outcome,
    RubricId,
    Speaker,
    TurnKind,
    Verdict,
)
from interviewer.report_rebuilt_types import Rebuilt

Part = Literal["S", "T", "A", "R", ""]
"""The letter of a STAR part; empty for words that show none."""
Tone = Literal["steady", "risk", ""]
"""`steady`: conduct that steadies; `risk`: words that lower or cap a level, or stand in the way."""

State = Literal[
    "found",  # a quote behaviour with its quotes
    "not_found",  # a behaviour nothing in the answer shows
    "used_up",  # a behaviour seen only in words that count for as many others as they may
    "clear",  # a whole-answer behaviour with nothing in the way
    "in_the_way",  # a whole-answer behaviour with its offending words
    "measured",  # a measured one inside its range
    "measured_out",  # a measured one outside its range
    "lowers",  # a lowering one that was found, with its quotes
    "no_sign",  # a lowering one that was not found
    "undecided",  # the grader could not tell
    "not_judged",  # its criterion is unrated
]


class Person(Frozen):
    """An interviewer as a view names them."""

    name: str
    role: str
    icon: str


class Segment(Frozen):
    """A run of a reply's words that show the same things; a reply's segments join to its exact text."""

    text: str
    part: Part = ""
    letter: bool = False
    """Draw the part's letter before this segment: it opens a run of that part."""
    tone: Tone = ""
    cut: bool = False
    """These words spoke to the grader and were not scored."""
    notes: tuple[str, ...] = ()
    """What these words show, for a tooltip: `Action: gives the reason for the key choice`."""
    behaviours: tuple[str, ...] = ()


class TurnRow(Frozen):
    """One turn as it is shown."""

    seq: int
    speaker: Speaker
    who: str
    """The interviewer's name, or `You`."""
    role: str
    icon: str
    kind: TurnKind
    label: str
    """A word for what the turn is (`follow-up`, `hint`); empty where none is needed."""
    text: str
    """Plain text, never markup; `[taken off the record]` where the words were taken out."""
    segments: tuple[Segment, ...]
    """For replies that were marked; one plain segment for every other turn."""
    notices: tuple[str, ...] = ()
    off_record: bool = False
    at: str
    """ISO 8601 in UTC."""


class BehaviourRow(Frozen):
    """One behaviour in one answer, with what stands beside it."""

    id: str
    says: str
    kind: EvidenceKind
    state: State
    verdict: Verdict
    weight: float
    weight_text: str
    """`+1½`, `−1`."""
    quotes: tuple[str, ...]
    """The words it was found in, or for a whole-answer one the offending words."""
    measured: str
    line: str
    """What a reader sees where there is no quote: `Not found in your answer`, `Nothing in the way`, a figure."""
    advice: str
    thin: bool = False


class CapRow(Frozen):
    """A cap that held the level down, and why."""

    source: str
    level: int
    reason: str
    """`insult, contempt or ridicule of people`, `a length of 42 words`."""
    text: str
    """`At most 2: insult, contempt or ridicule of people`."""
    quotes: tuple[str, ...] = ()


class StepRow(Frozen):
    """One line of a level's arithmetic."""

    amount: str
    """`1`, `+1½`, `−1`, `at least 2`, `at most 2`."""
    label: str


class Lift(Frozen):
    """The cheapest change that raises a level by one."""

    to: int
    behaviours: tuple[str, ...]
    """Ids of behaviours to show or to leave out, facts and caps."""
    advice: str
    """`say who was affected.`"""
    text: str
    """`To reach 4: say who was affected.`"""


class CriterionRow(Frozen):
    """One criterion of one answer."""

    rubric: RubricId
    criterion: str
    name: str
    asks: str
    anchors: Anchors
    level: int | None
    """None where unrated; never a number then."""
    dots: str
    """`●●●○○`; empty where unrated."""
    said: str
    """The level in words: `level 3 of 5`, `not rated`; for screen readers and text."""
    uncertain: bool = False
    why_uncertain: str = ""
    opinions: str = ""
    """`Three opinions: 2, 3 and 3`; empty where one was asked for."""
    unrated_reason: str = ""
    behaviours: tuple[BehaviourRow, ...]
    """All of them, in the rubric's order."""
    caps: tuple[CapRow, ...] = ()
    silence: str = ""
    """Said where a conduct criterion had nothing shown and stands at 3."""
    lift: Lift | None = None
    steps: tuple[StepRow, ...] = ()
    total: str = ""
    """The last line of the arithmetic: `2½, rounded to 3`."""

    def having(self, *states: State) -> tuple[BehaviourRow, ...]:
        """The behaviours in any of these states, in the rubric's order."""
        return tuple(row for row in self.behaviours if row.state in states)

    @property
    def found(self) -> tuple[BehaviourRow, ...]:
        """Behaviours with their quotes."""
        return self.having("found")

    @property
    def missing(self) -> tuple[BehaviourRow, ...]:
        """Behaviours nothing in the answer shows."""
        return self.having("not_found")

    @property
    def whole(self) -> tuple[BehaviourRow, ...]:
        """Whole-answer and measured behaviours: nothing in the way, the offending words, or a figure."""
        return self.having("clear", "in_the_way", "measured", "measured_out")

    @property
    def lowered(self) -> tuple[BehaviourRow, ...]:
        """Behaviours that lowered the level, with their words."""
        return self.having("lowers")

    @property
    def quotes(self) -> tuple[str, ...]:
        """The words this criterion was found in, once each."""
        return tuple(dict.fromkeys(quote for row in self.found for quote in row.quotes))

    @property
    def gaps(self) -> tuple[tuple[str, str], ...]:
        """What was not found, not counted or not told, as (line, behaviours) for each line once."""
        rows = self.having("not_found", "used_up", "undecided")
        lines = dict.fromkeys(row.line for row in rows)
        return tuple((n, "; ".join(row.says for row in rows if row.line == n)) for n in lines)

    @property
    def undecided(self) -> tuple[BehaviourRow, ...]:
        """Behaviours the grader could not decide."""
        return self.having("undecided")


class ScoreRow(Frozen):
    """A rubric's score for one answer."""

    rubric: RubricId
    name: str
    score: float | None
    text: str
    """`3.2`, or `not rated`."""


class RibbonPart(Frozen):
    """A part's share of the candidate's words in an answer."""

    part: Part
    name: str
    words: int
    percent: int
    """Whole percents; a ribbon's percents add up to 100."""


class NextStep(Frozen):
    """The one thing to do next with this answer."""

    text: str
    title: str = ""
    """What it is about, to stand after `One next step: `; empty where nothing in particular is."""
    quote: str = ""
    """The candidate's words it starts from; empty where none is natural."""
    behaviour: str = ""


class FlagRow(Frozen):
    """A red flag with the words it was read from."""

    id: str
    says: str
    advice: str
    quotes: tuple[str, ...]


class AnswerReport(Frozen):
    """One attempt at one planned question."""

    number: int
    """Its place in the plan, from 1."""
    question: str
    text: str
    short: str
    section: str
    source: str
    """`the guide's words` or `our wording`."""
    kind: str
    competency: str
    stage: str
    interviewer: Person
    attempt: int
    scored: bool
    """True for the first attempt; later ones are practice and enter no mean."""
    outcome: Outcome
    outcome_text: str
    """`Graded.`, `Skipped.`; `reason` says more."""
    pending: bool = False
    """Answered, and the grade is still being made."""
    reason: str = ""
    """Why there are no levels, for the person; empty where there are."""
    words: int
    turns: tuple[TurnRow, ...]
    rows: tuple[CriterionRow, ...]
    """Twelve where graded, none elsewhere."""
    scores: tuple[ScoreRow, ...]
    ribbon: tuple[RibbonPart, ...]
    next_step: NextStep
    rebuilt: Rebuilt | None = None
    """None where there is no story to rebuild."""
    flags: tuple[FlagRow, ...] = ()
    cut: tuple[str, ...] = ()
    """Sentences that spoke to the grader and were not scored."""
    cut_note: str = ""
    looks_for: tuple[str, ...]
    """What a strong answer to this question shows."""
    grader: str = ""

    @property
    def graded(self) -> bool:
        """True where there are levels to show."""
        return self.outcome == "graded"
