"""Marks that a model gave and was paid for, kept until their whole answer is marked: a retry asks for the rest only.

In memory alone, and never a word of an answer: an answer is known by its hash, and marks are ids and sentence numbers.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import NamedTuple

from interviewer.backends.port import Marks
from interviewer.domain import Answer, Question

MOST = 32
"""Answers of which something is kept at a time, in all interviews; the one kept longest is forgotten first."""


class Subject(NamedTuple):
    """An answer as one interview's model is asked about it."""

    whose: str
    """The interview; empty for work that belongs to none."""
    model: str
    question: str
    attempt: int
    digest: str


class Part(NamedTuple):
    """One call's share of marking an answer."""

    rubric: str
    opinion: int


class KeptMarks:
    """The marks of answers that are not wholly marked yet; safe to share between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        # Guarded by _lock.
        self._answers: OrderedDict[Subject, dict[Part, Marks]] = OrderedDict()

    def __len__(self) -> int:
        with self._lock:
            return len(self._answers)

    def of(self, subject: Subject) -> dict[Part, Marks]:
        """What is kept of an answer, as it is now."""
        with self._lock:
            return dict(self._answers.get(subject, {}))

    def keep(self, subject: Subject, part: Part, marks: Marks) -> None:
        """Keep one call's marks until the answer is forgotten."""
        with self._lock:
            self._answers.setdefault(subject, {})[part] = marks
            self._answers.move_to_end(subject)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def forget(self, subject: Subject) -> None:
        """The answer is marked, and nothing of it is owed."""
        with self._lock:
            self._answers.pop(subject, None)

    def forget_all(self, whose: str | None = None) -> None:
        """Forget all of one interview, or everything."""
        with self._lock:
            for subject in [s for s in self._answers if whose is None or s.whose == whose]:
                del self._answers[subject]


def subject_of(whose: str, model: str, question: Question, answer: Answer) -> Subject:
    """An answer to a question as it stands: another word in either, and it is another subject."""
    said = f"{question.model_dump_json()}\n{answer.model_dump_json()}"
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    return Subject(whose, model, question.id, answer.attempt, digest)
