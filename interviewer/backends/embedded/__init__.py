"""The embedded backend: no key, no network, at once, and the same every time."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from interviewer.backends.embedded.encoder import Reads, shipped_encoder
from interviewer.backends.embedded.hearing import hear
from interviewer.backends.embedded.marking import NAME, Marked, mark_answer
from interviewer.backends.embedded.parts import read_parts
from interviewer.backends.embedded.scoring import Calibration
from interviewer.backends.embedded.weights import Weights, shipped
from interviewer.backends.port import Hearing, HearRequest, Marks, OneOpinion, StoryParts
from interviewer.domain import Answer, Question, Rubric

__all__ = ["EmbeddedBackend"]


class EmbeddedBackend(OneOpinion):
    """Hears and marks with rules and small models that ship with the product, the same every time.

    What is heard is marked once: of the last answer its marks are kept, and a digest to know it again, no word of it.
    `weights`, the encoder and the calibration are the shipped ones unless others are given, as when it is measured on what they have
    not seen. `encoder` may give None: then the rules decide alone, and the grades say so.
    """

    def __init__(
        self,
        weights: Weights | None = None,
        encoder: Callable[[], Reads | None] = shipped_encoder,
        calibration: Calibration | None = None,
    ) -> None:
        self._weights = weights
        self._encoder = encoder
        self._calibration = calibration
        self._last: tuple[bytes, Reads | None, Marked] | None = None

    @property
    def name(self) -> str:
        """The grader's name as it stands in reports."""
        return NAME

    def hear(self, request: HearRequest) -> Hearing:
        """Say what a reply is, and what the answer so far shows."""
        return hear(request, self._mark, self._weights or shipped())

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        """Mark every behaviour of a rubric in an answer."""
        return self._mark(question, answer).of(rubric)

    def mark_all(
        self, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
    ) -> tuple[tuple[Marks, ...], ...]:
        """Mark an answer with every rubric, once; it is read once for all of them."""
        marked = self._mark(question, answer)
        return (tuple(marked.of(rubric) for rubric in rubrics),)

    def parts(self, question: Question, answer: Answer) -> StoryParts | None:
        """Say which part of a story each sentence tells, and which is nowhere told."""
        return read_parts(
            question,
            answer,
            weights=self._weights,
            encoder=self._encoder(),
            calibration=self._calibration,
        )

    def _mark(self, question: Question, answer: Answer) -> Marked:
        encoder = self._encoder()
        asked = _digest(question, answer)
        last = self._last
        if last is not None and last[0] == asked and last[1] is encoder:
            return last[2]
        marked = mark_answer(
            question,
            answer,
            weights=self._weights,
            encoder=encoder,
            calibration=self._calibration,
        )
        self._last = (asked, encoder, marked)
        return marked


def _digest(question: Question, answer: Answer) -> bytes:
    said = repr((question.text, question.kind, answer))
    return sha256(said.encode("utf-8", "surrogatepass")).digest()
