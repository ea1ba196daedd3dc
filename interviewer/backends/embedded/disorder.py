"""How a reply told in disorder looks: its sentences follow nothing, its parts stand out of turn, things are named after they are used."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST = 5
"""Sentences under which nothing is said about the order."""
EDGE = 0.02
"""Chances nearer to 0 or 1 say no more."""

_POINTS_BACK = re.compile(
    r"(?:and|but|so|then|after (?:that|this)|she|he|they|it|its|that|this|these|those|both|instead|however|because of (?:that|this)|"
    r"which|there|her|his|their|also|still|the (?:other|second|next|same))\b",
    re.I,
)
_OPENS = re.compile(
    r"(?:last (?:year|spring|summer|autumn|fall|winter|month)|in (?:my|our|20|19|the (?:spring|summer|autumn|fall|winter))|at (?:my|our) |"
    r"when i |while i |i was |i worked |we had |we were |i had |sure|yes|yeah|okay|ok|about (?:a|two|three)|one |a (?:few|couple)|two years|"
    r"(?:the )?(?:one|example|story|situation) )",
    re.I,
)
_CLOSES = re.compile(
    r"\b(?:in the end|since then|looking back|these days|nowadays|eventually|finally|i learned|i learnt|i(?:'ve| have) learned|"
    r"next time|ever since|afterwards?|to this day|now i|i now|i still|what i took)\b",
    re.I,
)
_THEN = re.compile(r"\b(?:then|after that|next|later|the (?:next|following) (?:day|week|morning)|once)\b", re.I)  # fmt: skip
_NEW = re.compile(r"\b(?:an?|some|one|two|three|called|named)\s+(?:[\w'-]+\s+){0,2}?([a-z][\w-]{3,})", re.I)  # fmt: skip
_KNOWN = re.compile(r"\b(?:the|that|this|those|these)\s+(?:[\w'-]+\s+)?([a-z][\w-]{3,})", re.I)

NAMES = (
    "mean", "highest", "first", "inversions", "opening", "opening_back", "opening_opens",
    "ending", "closing", "then", "known_first", "new_first", "sentences",
)  # fmt: skip
"""What is looked at, in the order of the figures."""


def look(sentences: Sequence[str], parts: Floats, misplaced: Floats) -> Floats:
    """The figures of one reply of two or more sentences; parts and misplaced are chances by sentence, as an encoder gives them."""
    odds = np.log(misplaced.clip(EDGE, 1 - EDGE) / (1 - misplaced.clip(EDGE, 1 - EDGE)))
    known, new = _introduced(sentences)
    opening = sentences[0].lstrip()
    return np.array([
        odds[1:].mean(),
        odds[1:].max(),
        odds[0],
        _inversions(parts),
        parts[0, 0] + parts[0, 4] - parts[0, 2:4].sum(),
        float(_POINTS_BACK.match(opening) is not None),
        float(_OPENS.match(opening) is not None),
        parts[-1, 3] - parts[-1, 0] - parts[-1, 1],
        _place(_CLOSES, sentences),
        _place(_THEN, sentences),
        known,
        new,
        np.log(len(sentences)),
    ])


def _inversions(parts: Floats) -> float:
    """The share of pairs of sentences of different parts that stand out of turn, as far as is expected; one half where there are none."""
    told = parts[:, :4] / np.maximum(parts[:, :4].sum(1, keepdims=True), EDGE)
    weight = parts[:, :4].sum(1)
    later = np.array([[a > b for b in range(4)] for a in range(4)], np.float64)
    out = told @ later @ told.T
    pairs = np.triu(np.outer(weight, weight), 1)
    apart = (pairs * (out + out.T)).sum()
    return float((pairs * out).sum() / apart) if apart > EDGE else 0.5


def _place(cue: re.Pattern[str], sentences: Sequence[str]) -> float:
    """Where a cue stands on average, from -1 at the start to 1 at the end; 0 where it does not."""
    found = [i for i, s in enumerate(sentences) if cue.search(s)]
    return 2 * sum(found) / len(found) / max(1, len(sentences) - 1) - 1 if found else 0.0


def _introduced(sentences: Sequence[str]) -> tuple[float, float]:
    """How many things are spoken of as known before they are introduced, and how many are introduced first."""
    new: dict[str, int] = {}
    known: dict[str, int] = {}
    for i, said in enumerate(sentences):
        for word in _NEW.findall(said):
            new.setdefault(word.lower().rstrip("s"), i)
        for word in _KNOWN.findall(said):
            known.setdefault(word.lower().rstrip("s"), i)
    both = [(known[w], new[w]) for w in new.keys() & known.keys()]
    return float(min(3, sum(k < n for k, n in both))), float(min(3, sum(n < k for k, n in both)))
