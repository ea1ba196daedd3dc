"""The port: what every backend can do, and the flat types that cross it.

Nothing here has a level, a score or a free quote: a backend names behaviours and sentence numbers, and
our code does the rest.
"""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

from interviewer.domain import Answer, Fact, Frozen, Intent, Question, Rubric, Verdict


class Mark(Frozen):
    """A behaviour, fact or flag with the sentences it was read from."""

    id: str
    """`criterion.behaviour` for behaviours; the bare id for facts and flags."""
    sentences: tuple[int, ...] = ()
    """Evidence; for a whole-answer behaviour that is not shown, the offending sentences."""
    verdict: Verdict
    thin: bool = False
    """The margin was thin: another reader might well say the opposite."""


class Marks(Frozen):
    """All marks of one answer on one rubric. Facts and flags may come with any rubric and are merged."""

    rubric: str
    behaviours: tuple[Mark, ...]
    facts: tuple[Mark, ...] = ()
    flags: tuple[Mark, ...] = ()
    grader: str
    """`embedded 0.1` or a model's id."""


class HearRequest(Frozen):
    """What a backend needs to hear one reply: this question and this answer only."""

    question: Question | None
    """None at the close, where the candidate asks the panel."""
    asked: str
    """The interviewer's last line, which the reply answers."""
    answer: Answer
    """The replies so far to this question that count as the answer, this one last."""
    facts: tuple[Fact, ...] = ()
    """At the close: the guide's facts that may be told."""


Topic: TypeAlias = Literal["", "notes", "self", "elsewhere", "nerves"]


class Hearing(Frozen):
    """How a reply was heard."""

    intent: Intent
    shown: tuple[Mark, ...] = ()
    """Behaviours of all rubrics in the answer so far (shown, not_shown, cannot_tell), where it is an answer."""
    facts: tuple[Mark, ...] = ()
    flags: tuple[Mark, ...] = ()
    note: int | None = None
    """For a question back: the index of the question's note that answers it, or None where none does."""
    fact: str | None = None
    """At the close: the id of the fact that answers, or None for `I'd want to check that`."""
    remove: tuple[int, ...] = ()
    """For `off_record`: the seqs of the answer's replies whose words are to be taken out."""
    topic: Topic = ""
    """What a question back is about where no note can answer it (how they did, who asks, another example), or
    `nerves` where distress is nothing worse."""


class Backend(Protocol):
    """Hears replies and marks answers; writes no level and keeps no state."""

    @property
    def name(self) -> str:
        """The grader's name as it stands in reports."""

    def hear(self, request: HearRequest) -> Hearing:
        """Say what a reply is, and what the answer so far shows. Raises BackendError."""

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        """Mark every behaviour of a rubric in an answer. Raises BackendError."""
