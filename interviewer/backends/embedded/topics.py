"""Which of the questions it knows an answer speaks to: how far another one fits better than the one asked.

The words that tell were learned from the labelled replies, so this holds only for questions that had some; a question
it does not know is never said to be missed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

_WORD = re.compile(r"[a-z']+")
_MARKS = str.maketrans("“”‘’", "\"\"''")
_STEM = 5
"""Longer words count once more by their first letters."""


class Topics(NamedTuple):
    """What was learned of the questions' topics."""

    questions: tuple[str, ...]
    """The questions, folded."""
    words: Mapping[str, tuple[float, tuple[tuple[int, float], ...]]]
    """Feature -> (how rare it is, ((place in questions, weight), …))."""


def gap(topics: Topics, question: str, text: str) -> float | None:
    """By how much another question fits the text better than the one asked; None for a question not known."""
    folded = fold(question)
    if folded not in topics.questions:
        return None
    scores = [0.0] * len(topics.questions)
    square = 0.0
    for feature in topic_features(text):
        known = topics.words.get(feature)
        if known is None:
            continue
        rare, weights = known
        square += rare * rare
        for place, weight in weights:
            scores[place] += rare * weight
    if not square:
        return None
    best, own = max(scores), scores[topics.questions.index(folded)]
    return (best - own) / math.sqrt(square)


def topic_features(text: str) -> set[str]:
    """Words, pairs of words and stems of a text."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    pairs = {f"{a} {b}" for a, b in zip(words, words[1:], strict=False)}
    return {*words, *pairs, *(f"{w[:_STEM]}*" for w in words if len(w) > _STEM)}


def fold(question: str) -> str:
    """A question with its quote marks and white space folded, lower case."""
    plain = question.translate(_MARKS)
    return " ".join(plain.lower().split())
