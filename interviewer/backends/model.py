"""The backend with a language model behind it: it asks, and believes only what our code can check."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, wait
from functools import partial

from interviewer.addressed import own_sentences
from interviewer.backends.asking import Asks, Completion, Purpose
from interviewer.backends.heard import heard, heard_at_close, needs_no_model
from interviewer.backends.kept_marks import KeptMarks, Part, Subject, subject_of
from interviewer.backends.marked import read_marks
from interviewer.backends.port import Backend, Hearing, HearRequest, Mark, Marks
from interviewer.backends.telling import (
    Reply,
    Told,
    to_hear,
    to_hear_at_close,
    to_mark,
)
from interviewer.domain import Answer, Question, Rubric
from interviewer.errors import BackendError, BadModelReply
from interviewer.prompts_model import ModelPrompts
from interviewer.side_by_side import SideBySide

HEAR_TOKENS = 1_500
"""The most a model may write for a hearing; a whole one takes about 400."""
MARK_TOKENS = 2_500
"""The most it may write for one rubric; a whole one takes about 800."""
AT_ONCE = 3
"""Calls under way for one answer: the three rubrics, and no more where several opinions are asked for."""


class ModelBackend:
    """Hears and marks with a model, beside the embedded backend that guards what it says.

    Of an answer that could not be wholly marked it keeps, in `kept` and under `whose`, what was marked already.
    """

    def __init__(
        self,
        asks: Asks,
        *,
        embedded: Backend,
        prompts: ModelPrompts,
        opinions: int = 1,
        kept: KeptMarks | None = None,
        whose: str = "",
    ) -> None:
        self._asks = asks
        self._embedded = embedded
        self._prompts = prompts
        self._opinions = opinions
        self._kept = KeptMarks() if kept is None else kept
        self._whose = whose
        self._reached = False

    @property
    def name(self) -> str:
        """The model's name as it is asked for."""
        return self._asks.model

    @property
    def was_reached(self) -> bool:
        """True once the model answered; many a reply is heard without it."""
        return self._reached

    def hear(self, request: HearRequest) -> Hearing:
        """Say what a reply is, what the answer shows and what to ask next, in one call at most. Raises BackendError."""
        rules = self._embedded.hear(request)
        if needs_no_model(request, rules):
            return rules
        if request.question is None:
            at_close = to_hear_at_close(self._prompts, request)
            done = self._ask(at_close, purpose="hear", max_tokens=HEAR_TOKENS)
            return heard_at_close(done.reply, at_close, request, rules)
        told = to_hear(self._prompts, request)
        said = self._ask(told, purpose="hear", max_tokens=HEAR_TOKENS)
        return heard(said.reply, told, request, self._with_marks(rules, request))

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        """Mark every behaviour of a rubric in an answer, in one call. Raises BackendError."""
        return self._mark(question, answer, rubric, opinion=0)

    def mark_all(
        self, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
    ) -> tuple[tuple[Marks, ...], ...]:
        """Mark an answer with every rubric side by side, once for each opinion. Raises BackendError.

        An opinion that came to nothing usable is left out where another stands. Where it raises, what was marked is
        kept, and the next time only the rest is asked for.
        """
        subject = subject_of(self._whose, self.name, question, answer)
        had = self._kept.of(subject)
        # Where one failed, leaving the block begins no other: what has not begun is not paid for.
        with SideBySide(AT_ONCE, name="marking") as side:
            begun = [
                [
                    _had(marks)
                    if (marks := had.get(Part(rubric.id, opinion)))
                    else side.begin(
                        partial(self._mark_and_keep, subject, question, answer, rubric, opinion)
                    )
                    for rubric in rubrics
                ]
                for opinion in range(self._opinions)
            ]
            try:
                opinions = _usable(begun)
            except BackendError:
                _let_finish(begun)
                raise
        self._kept.forget(subject)
        return opinions

    def _mark_and_keep(
        self, subject: Subject, question: Question, answer: Answer, rubric: Rubric, opinion: int
    ) -> Marks:
        marks = self._mark(question, answer, rubric, opinion=opinion)
        self._kept.keep(subject, Part(rubric.id, opinion), marks)
        return marks

    def _mark(self, question: Question, answer: Answer, rubric: Rubric, *, opinion: int) -> Marks:
        if not own_sentences(answer):
            return self._embedded.mark(question, answer, rubric).model_copy(
                update={"grader": self.name}
            )
        told = to_mark(self._prompts, question, answer, rubric, opinion=opinion)
        done = self._ask(told, purpose="mark", max_tokens=MARK_TOKENS)
        marks = read_marks(done.reply, told, rubric=rubric, grader=done.model or self.name)
        # A level stands at most one above what rules find that obey nobody: grading_bounds.py.
        rules = self._embedded.mark(question, answer, rubric)
        return marks.model_copy(update={"rules": rules})

    def _ask(self, told: Told[Reply], *, purpose: Purpose, max_tokens: int) -> Completion[Reply]:
        done = self._asks.ask(told.prompt, told.reply, purpose=purpose, max_tokens=max_tokens)
        self._reached = True
        return done

    def _with_marks(self, rules: Hearing, request: HearRequest) -> Hearing:
        """The embedded hearing with the detectors' marks also where the rules heard no answer and the model may."""
        if rules.shown or request.question is None:
            return rules
        marks = [self._embedded.mark(request.question, request.answer, r) for r in request.rubrics]
        return rules.model_copy(
            update={
                "shown": tuple(m for one in marks for m in one.behaviours),
                "facts": _once(m for one in marks for m in one.facts),
                "flags": _once(m for one in marks for m in one.flags),
            }
        )


def _usable(begun: list[list[Future[Marks]]]) -> tuple[tuple[Marks, ...], ...]:
    opinions: list[tuple[Marks, ...]] = []
    bad: BadModelReply | None = None
    for one in begun:
        try:
            opinions.append(tuple(future.result() for future in one))
        except BadModelReply as error:
            bad = bad or error
    if not opinions and bad is not None:
        raise bad
    return tuple(opinions)


def _had(marks: Marks) -> Future[Marks]:
    future: Future[Marks] = Future()
    future.set_result(marks)
    return future


def _let_finish(begun: list[list[Future[Marks]]]) -> None:
    """Begin nothing more, and wait for what is under way, each within its own deadline: it is paid for."""
    wait([future for one in begun for future in one if not future.cancel()])


def _once(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple({m.id: m for m in marks}.values())
