"""The embedded backend: no key, no network, at once, and the same every time."""

from __future__ import annotations

from interviewer.backends.embedded.hearing import hear
from interviewer.backends.embedded.marking import NAME, Marked, mark, mark_answer
from interviewer.backends.embedded.parts import read_parts
from interviewer.backends.embedded.weights import Weights, shipped
from interviewer.backends.port import Hearing, HearRequest, Marks, OneOpinion, StoryParts
from interviewer.domain import Answer, Question, Rubric

__all__ = ["EmbeddedBackend"]


class EmbeddedBackend(OneOpinion):
    """Hears and marks with rules and small tables that ship with the product; keeps no state.

    `weights` are the shipped ones unless others are given, as when it is measured on what they have not seen.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights

    @property
    def name(self) -> str:
        """The grader's name as it stands in reports."""
        return NAME

    def hear(self, request: HearRequest) -> Hearing:
        """Say what a reply is, and what the answer so far shows."""
        return hear(request, self._mark_all, self._weights or shipped())

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        """Mark every behaviour of a rubric in an answer."""
        return mark(question, answer, rubric, weights=self._weights)

    def parts(self, question: Question, answer: Answer) -> StoryParts | None:
        """Say which part of a story each sentence tells, and which is nowhere told."""
        return read_parts(question, answer, weights=self._weights)

    def _mark_all(self, question: Question, answer: Answer) -> Marked:
        return mark_answer(question, answer, weights=self._weights)
