"""What many words may not be: said again, they say no more; in a bare list, they say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from interviewer.domain import Sentence

ROUND = 6
"""Words in a row that are not said twice by chance."""
LIST = 8
"""Words from which a bare list of them can be told from a short reply."""
SHORT = 3
"""Letters of the words that join others: I, we, the, and, to, was; die, der, que, les, por."""
JOINED = 0.08
"""The least share of short words in anything that is said in sentences; in 416 labelled replies it is .13 and more."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN = re.compile(r"[a-zà-öø-ÿ'’-]+")


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


def is_word_list(sentences: Iterable[Sentence]) -> bool:
    """True for words in a row that nothing joins, such as a list of good words: there is no sentence to judge.

    Told from letters alone, in Latin script only, so that a reply in another script is left as it is.
    """
    words = [w for s in sentences for w in _WORD.findall(s.text.casefold())]
    if len(words) < LIST or not all(_LATIN.fullmatch(w) for w in words):
        return False
    return sum(len(w) <= SHORT for w in words) < JOINED * len(words)


def _bare(token: str) -> str:
    return "".join(c for c in token.casefold() if c.isalnum())
