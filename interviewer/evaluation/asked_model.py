"""A model at work on many answers: everything that is recognised in them is masked, and only a few are asked at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Protocol, TypeVar

from interviewer.addressed import addressed_to_grader
from interviewer.backends.port import Backend, Hearing, HearRequest, Marks
from interviewer.domain import Answer, Question, Rubric
from interviewer.privacy import mask_all
from interviewer.sentences import number_sentences
from interviewer.side_by_side import SideBySide

__all__ = ["AT_ONCE", "MarkedOnce", "Masking", "in_order", "own_sentences"]

AT_ONCE = 4
"""Answers a model is asked about at the same time."""

Given = TypeVar("Given")
Made = TypeVar("Made")


class Ahead(Protocol):
    """Says what work of this size will send."""

    def __call__(self, n: int, *, heard: int) -> str:
        """About how many tokens so many marked and so many heard replies send. Raises CapReached where that passes the day's cap."""


class Masking:
    """A backend that is shown answers with all we recognise masked: here nobody can be asked what to keep."""

    def __init__(self, backend: Backend, *, ahead: Ahead) -> None:
        self._backend = backend
        self.ahead = ahead

    @property
    def name(self) -> str:
        """The backend's own name."""
        return self._backend.name

    @property
    def was_reached(self) -> bool:
        """True once the model behind it answered."""
        return self._backend.was_reached

    def hear(self, request: HearRequest) -> Hearing:
        """Hear a reply, masked. Raises BackendError."""
        return self._backend.hear(request.model_copy(update={"answer": mask_all(request.answer)}))

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        """Mark an answer, masked. Raises BackendError."""
        return self._backend.mark(question, mask_all(answer), rubric)

    def mark_all(
        self, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
    ) -> tuple[tuple[Marks, ...], ...]:
        """Mark an answer, masked, with every rubric. Raises BackendError."""
        return self._backend.mark_all(question, mask_all(answer), rubrics)


class MarkedOnce:
    """A backend that marks the same numbered words once, whatever was cut beside them."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._marked: dict[tuple[tuple[int, str], ...], tuple[tuple[Marks, ...], ...]] = {}

    @property
    def name(self) -> str:
        """The backend's own name."""
        return self._backend.name

    @property
    def was_reached(self) -> bool:
        """True once the model behind it answered."""
        return self._backend.was_reached

    def hear(self, request: HearRequest) -> Hearing:
        """Hear a reply. Raises BackendError."""
        return self._backend.hear(request)

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        """Mark an answer. Raises BackendError."""
        return self._backend.mark(question, answer, rubric)

    def mark_all(
        self, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
    ) -> tuple[tuple[Marks, ...], ...]:
        """Mark an answer with every rubric, or say again what its words were marked with. Raises BackendError."""
        own = own_sentences(answer)
        if own not in self._marked:
            self._marked[own] = self._backend.mark_all(question, answer, rubrics)
        return self._marked[own]


def own_sentences(answer: Answer) -> tuple[tuple[int, str], ...]:
    """The numbered sentences of a reply that are not cut: all that a model is shown of it."""
    sentences = number_sentences(answer)
    cut = addressed_to_grader(sentences)
    return tuple((s.n, s.text) for s in sentences if s.n not in cut)


def in_order(
    work: Callable[[Given], Made], given: Iterable[Given], *, at_once: int
) -> Iterator[Made]:
    """What is made of each, in the order given, a few at the same time; no more is begun than somebody takes."""
    if at_once <= 1:
        yield from map(work, given)
        return
    begun: deque[Future[Made]] = deque()
    with SideBySide(at_once, name="grading") as side:
        for one in given:
            begun.append(side.begin(partial(work, one)))
            if len(begun) >= 2 * at_once:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
