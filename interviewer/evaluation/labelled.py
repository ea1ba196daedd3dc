"""The labelled replies under evals/: what was answered, how raters levelled it, what readers marked in it.

Writers, raters and readers were language models that worked blind and apart from each other, not people.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import TypeVar

from pydantic import ConfigDict, Field, ValidationError

from interviewer.domain import Answer, Frozen, QuestionKind, Reply, Rubric
from interviewer.errors import DataFileError
from interviewer.evidence import WHOLE_ANSWER_WORDS, in_range
from interviewer.grading import is_rated, level_of
from interviewer.sentences import count_words

_Line = TypeVar("_Line", bound=Frozen)

Levels = dict[str, float | None]
"""A level for each criterion; None where it is unrated."""


class LabelledReply(Frozen):
    """One reply with the levels of its raters, where it has any."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    question: str
    kind: QuestionKind
    answer: str
    levels: dict[str, dict[str, int | bool | None]] = {}
    """Rater -> criterion -> level, and `answered`."""

    @property
    def words(self) -> int:
        """How many words it has."""
        return count_words(self.answer)

    def as_answer(self) -> Answer:
        """The reply as the whole answer to its question."""
        return Answer(question=self.id, replies=(Reply(seq=0, text=self.answer),))

    def median_levels(self, criteria: tuple[str, ...]) -> Levels:
        """The raters' median; unrated where at least two of three left it unrated."""
        return {c: _median([rater.get(c) for rater in self.levels.values()]) for c in criteria}

    def levels_by(self, rater: str, criteria: tuple[str, ...]) -> Levels:
        """One rater's levels."""
        given = self.levels[rater]
        return {c: None if (level := given.get(c)) is None else float(level) for c in criteria}


class ReaderMarks(Frozen):
    """What one reader marked in one reply; sentence numbers are the reader's own."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    reader: str
    shown: dict[str, tuple[int, ...]]
    against: dict[str, tuple[int, ...]] = Field(alias="not")
    facts: dict[str, tuple[int, ...]]
    lowers: dict[str, tuple[int, ...]]
    flags: dict[str, tuple[int, ...]]
    sentences: tuple[tuple[int, int], ...]
    """Spans into the reply."""
    parts: str = ""
    """A letter a sentence: S, T, A, R, or - for none of them."""

    @property
    def ids(self) -> frozenset[str]:
        """Everything marked, in the words of the arithmetic."""
        return frozenset(
            {*self.shown, *self.lowers}
            | {f"fact:{fact}" for fact in self.facts}
            | {f"flag:{flag}" for flag in self.flags}
        )


def read_replies(path: Path) -> tuple[LabelledReply, ...]:
    """The replies of a file. Raises DataFileError."""
    return tuple(_read(path, LabelledReply))


def read_marks(path: Path) -> tuple[ReaderMarks, ...]:
    """The readers' marks of a file. Raises DataFileError."""
    return tuple(_read(path, ReaderMarks))


def levels_of_marks(
    marks: ReaderMarks, reply: LabelledReply, rubrics: tuple[Rubric, ...]
) -> Levels:
    """The levels that a reader's marks come to by the scoring guide's arithmetic, and nothing else.

    The bounds we put on a grader (`grading_bounds`) are not in the guide: the readers' marks were not held to them.
    """
    words = reply.words
    shown = marks.ids - _too_short_for(words, rubrics) | _measured(words, rubrics)
    return {
        c.id: float(level_of(c, shown=shown, words=words).level)
        if is_rated(c, shown=shown, kind=reply.kind)
        else None
        for rubric in rubrics
        for c in rubric.criteria
    }


def _too_short_for(words: int, rubrics: tuple[Rubric, ...]) -> frozenset[str]:
    """The whole-answer behaviours of an answer too short to be judged as a whole."""
    if words >= WHOLE_ANSWER_WORDS:
        return frozenset()
    return frozenset(
        f"{c.id}.{b.id}"
        for r in rubrics
        for c in r.criteria
        for b in c.behaviours
        if b.evidence == "whole"
    )


def _measured(words: int, rubrics: tuple[Rubric, ...]) -> frozenset[str]:
    return frozenset(
        f"{c.id}.{b.id}"
        for r in rubrics
        for c in r.criteria
        for b in c.behaviours
        if b.evidence == "code" and in_range(b, words, 0)
    )


def _median(levels: list[int | bool | None]) -> float | None:
    rated = [level for level in levels if level is not None]
    if not rated or len(levels) - len(rated) >= 2:
        return None
    return float(median(rated))


def _read(path: Path, kind: type[_Line]) -> list[_Line]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataFileError((f"{path.name}: cannot be read: {error.strerror}",)) from error
    found, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            found.append(kind.model_validate(json.loads(line)))
        except (json.JSONDecodeError, ValidationError) as error:
            problems.append(f"{path.name}: line {number}: {error}")
    if problems:
        raise DataFileError(tuple(problems))
    return found
