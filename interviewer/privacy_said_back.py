"""An interviewer's line as a prompt shows it: what it says back of an answer is masked down to single words.

A quote is a piece of what the candidate said, and may hold a piece of what is masked there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from interviewer.domain import Answer
from interviewer.privacy_identifiers import without_known
from interviewer.privacy_names import is_common_word

TELLS = 3
"""Letters or digits from which a single word of an identifier tells something."""

# A quotation mark that is never closed holds the rest.
_QUOTED = re.compile(r"“[^“”]*(?:”|$)|\"[^\"]*(?:\"|$)")
_WORD = re.compile(r"\w+")


class _Masked(NamedTuple):
    words: tuple[str, ...]
    tag: str


class _Run(NamedTuple):
    length: int
    tag: str


def said_back(line: str, answer: Answer) -> str:
    """The line with tags for what is masked in the answer, and within quotation marks for each piece of it."""
    # The same words each once, however often they were said.
    masked = tuple(
        dict.fromkeys(
            _Masked(_folded(reply.text[found.start : found.end]), found.tag)
            for reply in answer.replies
            for found in reply.identifiers
            if not found.kept
        )
    )
    pieces, at = [], 0
    for quoted in _QUOTED.finditer(line):
        pieces += [without_known(line[at : quoted.start()], answer)]
        pieces += [_without_pieces(quoted.group(), masked, answer)]
        at = quoted.end()
    return "".join((*pieces, without_known(line[at:], answer)))


def _without_pieces(quote: str, masked: tuple[_Masked, ...], answer: Answer) -> str:
    words = list(_WORD.finditer(quote))
    pieces, at, n = [], 0, 0
    while n < len(words):
        run = _longest([word.group() for word in words[n:]], masked)
        if run is None:
            n += 1
            continue
        pieces += [without_known(quote[at : words[n].start()], answer), run.tag]
        n += run.length
        at = words[n - 1].end()
    return "".join((*pieces, without_known(quote[at:], answer)))


def _longest(words: list[str], masked: tuple[_Masked, ...]) -> _Run | None:
    """The most words from the first on that stand in a row in an identifier; None where they tell nothing."""
    runs = [
        _Run(_common(words, one.words[n:]), one.tag)
        for one in masked
        for n in range(len(one.words))
    ]
    run = max(runs, key=lambda r: r.length, default=_Run(0, ""))
    return run if _tells(words[: run.length]) else None


def _common(words: list[str], others: tuple[str, ...]) -> int:
    """How many words both begin with."""
    same = 0
    for word, other in zip(words, others, strict=False):
        if word.casefold() != other:
            break
        same += 1
    return same


def _tells(words: list[str]) -> bool:
    """True for two words or one long one, unless all are words that stand in every sentence."""
    telling = [word for word in words if not is_common_word(word)]
    return bool(telling) and (len(words) > 1 or len(words[0]) >= TELLS)


def _folded(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))
