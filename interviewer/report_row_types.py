"""What one criterion of an answer is made of: its level, what it counts, what it does not, and what would lift it."""

from __future__ import annotations

from typing import Literal

from interviewer.domain import Anchors, EvidenceKind, Frozen, RubricId, Verdict

MOST_QUOTES = 4
"""Of one criterion, in its row."""

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
    """One line of a level's arithmetic, with the words it was read from."""

    amount: str
    """`1`, `+1½`, `−1`, `at least 2`, `at most 2`."""
    label: str
    quotes: tuple[str, ...] = ()
    line: str = ""
    """Said where it rests on no particular words: `Nothing in the way`, `142 words`."""
    thin: bool = False
    """A close call: another reader might well say the opposite."""


class UncountedRow(Frozen):
    """Something the level could count and does not."""

    would: str
    """What it would do: `would add ½`, `would take 1 off`."""
    says: str
    line: str
    """Why it does not count: `Not found in your answer`, `No sign of it`."""
    quotes: tuple[str, ...] = ()
    """Words that stand in the way; mostly none."""
    thin: bool = False


class QuoteRow(Frozen):
    """Words that show something of a criterion, once, with all of it that they show."""

    quote: str
    says: str
    """`who was affected; why it mattered or what was at risk`."""


class Lift(Frozen):
    """The cheapest change that raises a level by one."""

    to: int
    behaviours: tuple[str, ...]
    """Ids of behaviours to show or to leave out, facts and caps."""
    advice: str
    """`say who was affected.`"""
    text: str
    """`To reach 4: say who was affected.`"""
    quote: str = ""
    """The candidate's words it would be added to, or that it would change; empty where there are none."""
    lead: str = ""
    """What stands before the quote: `Add it to`, `Instead of`."""

    @property
    def whole(self) -> str:
        """The lift with the words it starts from: `To reach 4: say who was affected. Add it to “It failed.”`"""
        return f"{self.text} {self.lead} “{self.quote}”" if self.quote else self.text


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
    """The start and all that is counted, then floors and caps in the order in which they hold."""
    total: str = ""
    """The arithmetic in one line, which adds up: `1 + 1 + ½ = 2½, rounded up to 3: level 3`."""
    uncounted: tuple[UncountedRow, ...] = ()
    """All that could count and does not, in the rubric's order."""
    shows: tuple[QuoteRow, ...] = ()
    """What its words show, each quote once."""

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
    def first_shows(self) -> tuple[QuoteRow, ...]:
        """As many quotes as a row can hold; the marked words and the reasons hold them all."""
        return self.shows[:MOST_QUOTES]

    @property
    def more_shows(self) -> str:
        """How many quotes a row leaves to the reasons; empty for none."""
        more = len(self.shows) - MOST_QUOTES
        return f"And {more} more, under “{self.asks_why}”." if more > 0 else ""

    @property
    def asks_why(self) -> str:
        """The question its reasons answer."""
        return "Why not rated?" if self.level is None else "Why this level?"

    @property
    def doubt(self) -> str:
        """Why its level is uncertain, as a sentence; empty where it is not."""
        if not self.uncertain:
            return ""
        return f"Uncertain. {self.why_uncertain}." if self.why_uncertain else "Uncertain."

    @property
    def counted(self) -> tuple[StepRow, ...]:
        """The steps without floors and caps."""
        return tuple(step for step in self.steps if not step.amount.startswith("at "))

    @property
    def all_clear(self) -> bool:
        """True where no words show anything, and none are in the way."""
        return not self.shows and bool(self.having("clear")) and not self.having(
            "not_found", "used_up", "undecided", "in_the_way", "measured_out", "lowers"
        )  # fmt: skip

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
