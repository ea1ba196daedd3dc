"""What stands in for a backend that failed to hear: the interview goes on, and nothing is made up."""

from __future__ import annotations

from interviewer.backends.port import Hearing, HearRequest, Mark, Marks, OneOpinion
from interviewer.domain import Answer, Question, Rubric
from interviewer.errors import BackendUnavailable

_TOLD_A_CASE = Mark(id="real_case", sentences=(1,), verdict="shown")
"""Keeps the interviewer from asking for a case that may well have been told. It is never stored or graded."""


class DeafBackend(OneOpinion):
    """Takes every reply as an answer of which it noticed nothing; never grades."""

    def __init__(self, name: str) -> None:
        self.name = name

    def hear(self, request: HearRequest) -> Hearing:
        """An answer, with no word about what it shows."""
        return Hearing(intent="answer", facts=(_TOLD_A_CASE,))

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        """Raise BackendUnavailable: what was not read is not graded."""
        raise BackendUnavailable("The grader is not there.")
