"""What the report of one answer is made of: its turns in marked segments, its criteria, its next step."""

from __future__ import annotations

from typing import Literal

from interviewer.domain import Frozen, Outcome, RubricId, Speaker, TurnKind
from interviewer.report_rebuilt_types import Rebuilt
from interviewer.report_row_types import CriterionRow

Part = Literal["S", "T", "A", "R", ""]
"""The letter of a STAR part; empty for words that show none."""
Tone = Literal["steady", "risk", ""]
"""`steady`: conduct that steadies; `risk`: words that lower or cap a level, or stand in the way."""


class Person(Frozen):
    """An interviewer as a view names them."""

    name: str
    role: str
    icon: str


class ShownRow(Frozen):
    """What one criterion finds in a sentence."""

    name: str
    """`Situation`; empty for a red flag."""
    says: str
    """`the setting; who was affected`, with a word before what stands in the way or lowers."""
    thin: bool = False
    """A close call for the detector."""

    @property
    def text(self) -> str:
        """`Situation: the setting (a close call)`."""
        close = " (a close call)" if self.thin else ""
        return f"{self.name}: {self.says}{close}" if self.name else f"{self.says}{close}"


class Segment(Frozen):
    """A run of a reply's words that show the same things; a reply's segments join to its exact text."""

    text: str
    part: Part = ""
    """The part its colour tells: the weightiest of those it shows."""
    parts: tuple[Part, ...] = ()
    """All parts it shows, that one first."""
    letter: bool = False
    """Draw the parts' letters before this segment: it opens a run of them."""
    tone: Tone = ""
    listener: bool = False
    """These words help the listener: something concrete, plain, or said for those it is about."""
    number: int = 0
    """Its place in the list of what each sentence shows; 0 where it shows nothing."""
    cut: bool = False
    """These words spoke to the grader and were not scored."""
    notes: tuple[str, ...] = ()
    """What these words show, for a tooltip: `Action: gives the reason for the key choice`."""
    shows: tuple[ShownRow, ...] = ()
    """The same by criterion, for the list of what each sentence shows; empty for lines that were cut."""
    behaviours: tuple[str, ...] = ()


class SentenceRow(Frozen):
    """A sentence of the answer with everything it shows: the marks of the marked words, in text."""

    number: int
    """As it stands behind the sentence in the marked words."""
    quote: str
    parts: tuple[Part, ...]
    tone: Tone
    listener: bool
    shows: tuple[ShownRow, ...]
    """At least one."""


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
    sentences: tuple[SentenceRow, ...] = ()
    """What each sentence shows, in the order in which they were said."""
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
