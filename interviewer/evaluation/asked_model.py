"""A model at work on many answers: everything that is recognised in them is masked, and only a few are asked at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Protocol, TypeVar

from interviewer.addressed import own_sentences
from interviewer.backends.port import Backend, Hearing, HearRequest, Marks
from interviewer.domain import Answer, Question, Rubric
from interviewer.privacy import mask_all
from interviewer.side_by_side import SideBySide

__all__ = ["AT_ONCE", "MarkedOnce", "Masking", "in_order", "numbered_words"]

AT_ONCE = 4
"""Answers a model is asked about at the same time."""

Given = TypeVar("Given")
Made = TypeVar("Made")


class Ahead(Protocol):
    """Says what work of this size will send."""

    def __call__(self, n: int, *, heard: int) -> str:
        """About how many tokens so many marked and so many heard replies send. Raises CapReached where that passes the day's cap."""


class _Through:
    """A backend that hands on what it is asked to another one."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

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
        """Mark an answer with every rubric. Raises BackendError."""
        return self._backend.mark_all(question, answer, rubrics)


class Masking(_Through):
    """A backend that is shown answers with all we recognise masked: here nobody can be asked what to keep."""

    def __init__(self, backend: Backend, *, ahead: Ahead) -> None:
        super().__init__(backend)
        self.ahead = ahead

    def hear(self, request: HearRequest) -> Hearing:
        """Hear a reply, masked. Raises BackendError."""
        return super().hear(request.model_copy(update={"answer": mask_all(request.answer)}))

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        """Mark an answer, masked. Raises BackendError."""
        return super().mark(question, mask_all(answer), rubric)

    def mark_all(
        self, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
    ) -> tuple[tuple[Marks, ...], ...]:
        """Mark an answer, masked, with every rubric. Raises BackendError."""
        return super().mark_all(question, mask_all(answer), rubrics)


class MarkedOnce(_Through):
    """A backend that marks the same numbered words once, whatever was cut beside them."""

    def __init__(self, backend: Backend) -> None:
        super().__init__(backend)
        self._marked: dict[tuple[tuple[int, str], ...], tuple[tuple[Marks, ...], ...]] = {}

    def mark_all(
        self, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
    ) -> tuple[tuple[Marks, ...], ...]:
        """Mark an answer with every rubric, or say again what its words were marked with. Raises BackendError."""
        own = numbered_words(answer)
        if own not in self._marked:
            self._marked[own] = super().mark_all(question, answer, rubrics)
        return self._marked[own]


def numbered_words(answer: Answer) -> tuple[tuple[int, str], ...]:
    """The numbered sentences of a reply that are not cut: all that a model is shown of it."""
    return tuple((s.n, s.text) for s in own_sentences(answer))


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
