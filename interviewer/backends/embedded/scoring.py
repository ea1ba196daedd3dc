"""Every sentence and the whole answer scored for every detector: by the encoder beside the rules' sums, or by these alone."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interviewer.backends.embedded import disorder, missing
from interviewer.backends.embedded.encoder import Encoded, Figures, Reads
from interviewer.backends.embedded.reading import Reading
from interviewer.backends.embedded.weights import (
    SHUT,
    Gate,
    Scores,
    Weights,
    chance,
    score_answer,
    score_sentences,
)

USUAL_LENGTH, ITS_SPREAD = 4.9, 0.6
"""The logarithm of the words of a usual answer, and how far it usually is from that."""
SHORTEST, LONGEST = -0.7, 2.5
"""A short answer shows no more for being short."""
LEAST, MOST = -8.0, 8.0
"""Log odds beyond which a score says no more."""
ASTRAY = 3
"""Sentences that are named where a reply is told in disorder."""


class Story(NamedTuple):
    """How much each figure of a story counts, after a constant; from even odds on a part is missing, the order lost."""

    missing: NDArray[np.float64]
    """S, T, A, R by `missing.NAMES`."""
    order: NDArray[np.float64]
    """By `disorder.NAMES`."""


class Calibration(NamedTuple):
    """How much each of four figures counts for each id, and from which chance on the id is shown."""

    shares: NDArray[np.float64]
    """Ids by the constant and the figures, as `Figured.inputs` has them."""
    sure: tuple[float, ...]
    story: Story | None = None
    """None where nothing was fitted of stories as wholes."""


class Figured(NamedTuple):
    """What an answer's chances are made of."""

    sentences: Scores
    inputs: NDArray[np.float64]
    """Ids by: the encoder's score of the answer, its score of the best sentence, the sums over cues and words, the length."""
    encoded: Encoded


class Scored(NamedTuple):
    """What the decisions are made from."""

    sentences: Scores
    """Sentences by ids: log odds that a reader takes the sentence for it; `SHUT` at most where a gate forbids."""
    chances: tuple[float, ...]
    """For each id, that the answer shows it."""
    sure: tuple[float, ...] | None
    """For each id, the chance from which on it is shown; None where the detectors' own stand."""
    parts: Figures | None
    """Sentences by S, T, A, R and none; None without the encoder."""
    missing: tuple[float, ...] | None = None
    """For S, T, A and R the chance that it is nowhere told; None where that was not fitted."""
    astray: tuple[int, ...] = ()
    """Where the reply is told in disorder, the places of the sentences that follow least; else nothing."""


def figures(
    reading: Reading, gates: Sequence[Gate], *, weights: Weights, encoder: Reads
) -> Figured:
    """Read an answer that has at least one sentence, by the encoder and by the sums."""
    by_cues = score_sentences(weights, reading, gates)
    encoded = encoder.read(reading.question, [s.text for s in reading.sentences])
    shut = np.array(by_cues) <= SHUT
    sentences = np.where(shut, np.minimum(encoded.sentences, SHUT), encoded.sentences)
    summed = np.array(score_answer(weights, by_cues, reading))
    length = (math.log(max(5, reading.length)) - USUAL_LENGTH) / ITS_SPREAD
    longer = np.full(len(summed), min(LONGEST, max(SHORTEST, length)))
    inputs = np.stack([encoded.answer, sentences.max(axis=0), summed, longer], axis=1)
    return Figured(sentences.tolist(), inputs.clip(LEAST, MOST), encoded)


def score(
    reading: Reading,
    gates: Sequence[Gate],
    *,
    weights: Weights,
    encoder: Reads | None,
    calibration: Calibration | None = None,
) -> Scored:
    """Score a reading that has at least one sentence."""
    if encoder is None:
        by_cues = score_sentences(weights, reading, gates)
        summed = score_answer(weights, by_cues, reading)
        return Scored(by_cues, tuple(chance(s) for s in summed), None, None)
    found = figures(reading, gates, weights=weights, encoder=encoder)
    calibration = calibration or shipped_calibration(weights.ids)
    odds = calibration.shares[:, 0] + (calibration.shares[:, 1:] * found.inputs).sum(axis=1)
    scored = Scored(
        sentences=found.sentences,
        chances=tuple(chance(s) for s in odds.tolist()),
        sure=calibration.sure,
        parts=found.encoded.parts,
    )
    if calibration.story is None:
        return scored
    return scored._replace(
        missing=_missing(calibration.story, scored, weights.ids),
        astray=_astray(calibration.story, [s.text for s in reading.sentences], found.encoded),
    )


def missing_figures(scored: Scored, ids: Sequence[str]) -> NDArray[np.float64]:
    """S, T, A, R by `missing.NAMES`, of an answer that was scored with the encoder."""
    parts = np.asarray(scored.parts, np.float64)
    best = np.array(scored.sentences).max(axis=0).tolist()
    return np.stack([
        missing.look(parts, k, scored.chances, best, at) for k, at in enumerate(missing.places(ids))
    ])


def order_figures(sentences: Sequence[str], encoded: Encoded) -> NDArray[np.float64]:
    """By `disorder.NAMES`, of two or more sentences."""
    return disorder.look(sentences, encoded.parts.astype(float), encoded.misplaced.astype(float))


def _missing(story: Story, scored: Scored, ids: Sequence[str]) -> tuple[float, ...]:
    odds = story.missing[:, 0] + (story.missing[:, 1:] * missing_figures(scored, ids)).sum(axis=1)
    return tuple(chance(s) for s in odds.tolist())


def _astray(story: Story, sentences: Sequence[str], encoded: Encoded) -> tuple[int, ...]:
    if len(sentences) < disorder.FEWEST:
        return ()
    if story.order[0] + (story.order[1:] * order_figures(sentences, encoded)).sum() < 0:
        return ()
    worst = np.argsort(-encoded.misplaced, kind="stable")[:ASTRAY]
    return tuple(sorted(worst.tolist()))


def read_calibration(text: str, ids: Sequence[str]) -> Calibration:
    """A calibration from its file's text, in the order of ids."""
    rows = json.loads(text)
    told = rows.get("story")
    return Calibration(
        shares=np.array([rows[name][:5] for name in ids], np.float64),
        sure=tuple(rows[name][5] for name in ids),
        story=Story(np.array(told["missing"]), np.array(told["order"])) if told else None,
    )


@cache
def shipped_calibration(ids: tuple[str, ...]) -> Calibration:
    """The calibration that ships, fitted on replies that the models it weighs had not seen."""
    path = files("interviewer.backends.embedded") / "calibration.json"
    return read_calibration(path.read_text(encoding="utf-8"), ids)
