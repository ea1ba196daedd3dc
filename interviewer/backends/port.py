"""The port: what every backend can do, and the flat types that cross it.

Nothing here has a level, a score or a free quote: a backend names behaviours and sentence numbers, and
our code does the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from interviewer.domain import (
    Answer,
    Fact,
    Frozen,
    Intent,
    Interview,
    ModelCall,
    Question,
    Rubric,
    StarPart,
    Verdict,
)


class Mark(Frozen):
    """A behaviour, fact or flag with the sentences it was read from."""

    id: str
    """`criterion.behaviour` for behaviours; the bare id for facts and flags."""
    sentences: tuple[int, ...] = ()
    """Evidence; for a whole-answer behaviour that is not shown, the offending sentences."""
    verdict: Verdict
    thin: bool = False
    """The margin was thin: another reader might well say the opposite."""


class Placed(Frozen):
    """Sentences that belong to one part of a story, in the order in which they would best be told."""

    part: StarPart
    sentences: tuple[int, ...]


class Suggestion(Frozen):
    """What a backend would work on next: a behaviour, and the sentence to start from (0: none)."""

    behaviour: str
    sentence: int = 0


class Marks(Frozen):
    """All marks of one answer on one rubric. Facts and flags may come with any rubric and are merged."""

    rubric: str
    behaviours: tuple[Mark, ...]
    facts: tuple[Mark, ...] = ()
    flags: tuple[Mark, ...] = ()
    outline: tuple[Placed, ...] = ()
    """With the STAR rubric, where the backend says: what belongs to which part."""
    suggestion: Suggestion | None = None
    rules: Marks | None = None
    """From a model's backend: what the embedded detectors mark on the same rubric. A level stands at most one above theirs."""
    grader: str
    """`embedded 0.2` or a model's id."""


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
    rubrics: tuple[Rubric, ...] = ()
    """What the answer is heard for; empty at the close."""
    probed: tuple[str, ...] = ()
    """Behaviours that were asked for already."""
    plain_words: bool = False
    """The one who asks wants plain words before anything else."""
    asked_once_more: bool = False
    """A reply to this question was taken for none before, or a probe stands: to hear none again may close it."""


class ProposedProbe(Frozen):
    """A probe a backend would ask, in its own words; asked only where code accepts it."""

    behaviour: str
    text: str


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
    proposed: ProposedProbe | None = None
    kept: bool = False
    """No answer on a model's word alone: the candidate is asked once more, and the words count all the same."""


class Backend(Protocol):
    """Hears replies and marks answers; writes no level and keeps nothing of what it reads."""

    @property
    def name(self) -> str:
        """The grader's name as it stands in reports."""

    @property
    def was_reached(self) -> bool:
        """True once a model answered a call of this backend; False where none was asked, or there is none."""

    def hear(self, request: HearRequest) -> Hearing:
        """Say what a reply is, and what the answer so far shows. Raises BackendError."""

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        """Mark every behaviour of a rubric in an answer. Raises BackendError."""

    def mark_all(
        self, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
    ) -> tuple[tuple[Marks, ...], ...]:
        """Mark an answer with every rubric, once for each opinion asked for. Raises BackendError."""


class PartScores(Frozen):
    """How much one sentence tells of each part of a story; the highest is its part."""

    sentence: int
    scores: Mapping[StarPart, float]
    none: float = 0.0
    """The score of telling none of them."""


class StoryParts(Frozen):
    """A story read sentence by sentence."""

    sentences: tuple[PartScores, ...]
    missing: Mapping[StarPart, float]
    """The chance, 0 to 1, that a part is nowhere told; from one half on it counts as missing."""


@runtime_checkable
class ReadsParts(Protocol):
    """A backend that can say which part of a story each sentence tells."""

    def parts(self, question: Question, answer: Answer) -> StoryParts | None:
        """Score every sentence of the candidate's own; None where there is nothing that can be read."""


class OneOpinion:
    """What a backend inherits that asks nobody else: one opinion, one rubric after the other, no model."""

    was_reached: bool = False

    def mark_all(
        self: Backend, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
    ) -> tuple[tuple[Marks, ...], ...]:
        """Mark an answer with every rubric, once. Raises BackendError."""
        return (tuple(self.mark(question, answer, rubric) for rubric in rubrics),)


class Backends(Protocol):
    """Which backend an interview has; the only thing that knows keys."""

    @property
    def embedded(self) -> Backend:
        """The backend that is always there."""

    def backend_of(self, interview: Interview) -> Backend:
        """The backend an interview is held with. Raises BackendUnavailable where it cannot be had now."""

    def settled(self, interview: Interview) -> None:
        """An interview has ended and owes nothing: what was kept for it alone (a typed key) is forgotten."""

    def gone(self, interview_id: str) -> None:
        """An interview was deleted: the same."""


class Always:
    """The same backend for every interview."""

    def __init__(self, backend: Backend) -> None:
        self.embedded = backend

    def backend_of(self, interview: Interview) -> Backend:
        """The one backend."""
        return self.embedded

    def settled(self, interview: Interview) -> None:
        """Forget nothing: nothing was kept."""

    def gone(self, interview_id: str) -> None:
        """Forget nothing: nothing was kept."""


class Ledger(Protocol):
    """Where every call of a model is written down, before it is made and when it is over; storage keeps it."""

    def write(self, call: ModelCall) -> None:
        """Store a call; the same id again replaces what was stored of it.

        Raises StorageError where it cannot be stored now; it is counted all the same, and stored with the next.
        """

    def tokens_of(self, interview_id: str) -> int:
        """Input tokens of an interview's calls so far."""

    def tokens_on(self, day: date) -> int:
        """Input tokens of all calls on a day (UTC)."""
