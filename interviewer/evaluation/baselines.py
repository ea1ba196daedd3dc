"""Graders that know nothing of interviews, for ours to stand beside: what they reach, a good grader must beat by far."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from interviewer.evaluation.intervals import Array
from interviewer.evaluation.labelled import LabelledReply, Levels

EVERYONE_3 = "everyone 3"
PAYS_LENGTH = "pays for length"
PAYS_WORDS = "pays for STAR words"
RIDGE = "word n-grams"

WORDS_A_LEVEL = 40
"""What a level costs the grader that pays for length: 5 from 160 words on."""
STAR_WORDS = (
    r"situation", r"task", r"action", r"result(?:s|ed)?", r"as a result", r"challeng\w+", r"goal\w*",
    r"responsib\w+", r"led", r"team", r"stakeholders?", r"deliver\w+", r"achiev\w+", r"improv\w+",
    r"impact\w*", r"success\w*", r"\d+ ?(?:%|percent)", r"learn(?:ed|t)?", r"collaborat\w+", r"outcome\w*",
)  # fmt: skip
_STAR = re.compile(
    "|".join(rf"(?P<w{i}>\b{word}(?!\w))" for i, word in enumerate(STAR_WORDS)), re.I
)
_TOKEN = re.compile(r"[a-z0-9']+")

LONGEST = 2
"""Words in an n-gram."""
SEEN_IN = 5
"""Replies an n-gram must stand in."""
PULL = 0.02
"""The ridge's pull to the mean, beside vectors of length 1.

This and `SEEN_IN` are what served it best on the very replies it is measured on: ours is to be compared with a strong one.
"""
FOLDS = 5
SEED = 7


def everyone_three(theirs: Sequence[Levels]) -> list[Levels]:
    """The grader that gives everyone 3: what any grader must beat."""
    return [dict.fromkeys(levels, 3.0) for levels in theirs]


def pays_for_length(replies: Sequence[LabelledReply], criteria: tuple[str, ...]) -> list[Levels]:
    """The grader that counts words, 1 to 5 for everything."""
    return [
        dict.fromkeys(criteria, float(min(5, 1 + reply.words // WORDS_A_LEVEL)))
        for reply in replies
    ]


def pays_for_star_words(
    replies: Sequence[LabelledReply], criteria: tuple[str, ...]
) -> list[Levels]:
    """The grader that counts different stock words of STAR answers, 1 to 5 for everything."""
    return [
        dict.fromkeys(criteria, float(min(5, 1 + len({m.lastgroup for m in found}))))
        for found in (_STAR.finditer(reply.answer) for reply in replies)
    ]


def ridge_across_folds(replies: Sequence[LabelledReply], theirs: Sequence[Levels]) -> list[Levels]:
    """Ridge regression on word n-grams, each reply by the one fitted without its fifth."""
    order = np.random.default_rng(SEED).permutation(len(replies))
    found: list[Levels] = [{} for _ in replies]
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        rest = np.setdiff1d(order, held)
        made = ridge(
            [replies[i] for i in rest], [theirs[i] for i in rest], [replies[i] for i in held]
        )
        for i, levels in zip(held, made, strict=True):
            found[i] = levels
    return found


def ridge(
    seen: Sequence[LabelledReply], theirs: Sequence[Levels], new: Sequence[LabelledReply]
) -> list[Levels]:
    """Ridge regression on the n-grams of the seen replies, tried on new ones; each level between 1 and 5.

    In the dual, a reply's n-grams against all others'. Whether a criterion can be rated is fitted like a level: it is
    left unrated where that comes out under one half.
    """
    known, other = _vectors(seen, new)
    near, across = known @ known.T, other @ known.T
    criteria = list(theirs[0])
    wanted = np.array([[math.nan if (v := t[c]) is None else v for c in criteria] for t in theirs])
    rated = ~np.isnan(wanted)
    asked = _fitted(near, across, rated.astype(np.float64))
    levels = np.full(asked.shape, np.nan)
    # Criteria that are rated in the same replies share their equations.
    for on in {tuple(column) for column in rated.T}:
        rows, columns = np.array(on), (rated.T == on).all(axis=1)
        levels[:, columns] = _fitted(
            near[np.ix_(rows, rows)], across[:, rows], wanted[np.ix_(rows, columns)]
        )
    return [
        {
            c: float(v) if there >= 0.5 else None
            for c, v, there in zip(criteria, own, known_as, strict=True)
        }
        for own, known_as in zip(np.clip(levels, 1, 5), asked, strict=True)
    ]


def _fitted(near: Array, across: Array, wanted: Array) -> Array:
    """What ridges on the columns of `wanted` come to for new replies, in closed form."""
    mean = wanted.mean(axis=0)
    dual = np.linalg.solve(near + PULL * np.eye(len(wanted)), wanted - mean)
    fitted: Array = across @ dual + mean
    return fitted


def _vectors(seen: Sequence[LabelledReply], new: Sequence[LabelledReply]) -> tuple[Array, Array]:
    grams = [_grams(reply.answer) for reply in seen]
    often = Counter(gram for own in grams for gram in own)
    place = {gram: i for i, gram in enumerate(sorted(g for g, n in often.items() if n >= SEEN_IN))}
    return _rows(grams, place), _rows([_grams(reply.answer) for reply in new], place)


def _rows(grams: Sequence[set[str]], place: dict[str, int]) -> Array:
    rows = np.zeros((len(grams), len(place)))
    for row, own in zip(rows, grams, strict=True):
        row[[place[gram] for gram in own if gram in place]] = 1
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Array = rows / np.where(lengths, lengths, 1)
    return made


def _grams(text: str) -> set[str]:
    words = _TOKEN.findall(text.lower())
    return {
        " ".join(words[i : i + n]) for n in range(1, LONGEST + 1) for i in range(len(words) - n + 1)
    }
