"""How many words an answer has where it goes round: saying it again is not saying more."""

from __future__ import annotations

from collections.abc import Iterable

from interviewer.domain import Sentence

ROUND = 6
"""Words in a row that are not said twice by chance."""


def words_once(sentences: Iterable[Sentence]) -> int:
    """The words of an answer, or, where most of it goes round, those that do not: saying it again adds none.

    What goes round is a run of `ROUND` words that stands there more than once. Where nothing else is said it
    counts once.
    """
    sentences = tuple(sentences)
    counted = sum(s.words for s in sentences)
    said = [w for s in sentences for token in s.text.split() if (w := _bare(token))]
    first: dict[tuple[str, ...], int] = {}
    again = [False] * len(said)
    ever = [False] * len(said)
    for at in range(len(said) - ROUND + 1):
        before = first.setdefault(tuple(said[at : at + ROUND]), at)
        if before != at:
            again[at : at + ROUND] = [True] * ROUND
            ever[at : at + ROUND] = ever[before : before + ROUND] = [True] * ROUND
    if 2 * sum(again) < len(said) or not said:
        return counted
    return ever.count(False) or again.count(False)


def _bare(token: str) -> str:
    return "".join(c for c in token.casefold() if c.isalnum())
