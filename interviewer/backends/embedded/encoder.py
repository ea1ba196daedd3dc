"""The small sentence encoder: a whole answer read in its context, and what it says of every sentence.

A MiniLM of six layers (all-MiniLM-L6-v2, Apache-2.0), trained further on the readers' marks by `evals/train_encoder.py`
and kept in whole numbers of eight bits. It ships with the product: nothing is fetched, one core, no state.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.backends.embedded.wordpiece import WordPieces

log = logging.getLogger(__name__)

Figures = NDArray[np.float32]

QUESTION = 48
"""Pieces of the question that are read; the rest of a longer one is left out."""
WINDOW = 512
"""Pieces that are read at once; a longer answer is read window by window, at cost linear in its length."""
GRAIN = 100
"""Scores are rounded to hundredths, so that the last bits of a machine's sums decide nothing."""
LEAST = -8.0
"""The least that all sentences together may count for an id."""


class Encoded(NamedTuple):
    """What an encoder says of one answer; scores are log odds, in the order of the detectors."""

    sentences: Figures
    """Sentences by ids."""
    answer: Figures
    """The answer as a whole, for each id."""
    parts: Figures
    """Sentences by S, T, A, R and none: probabilities."""
    misplaced: Figures
    """For each sentence, how likely it does not follow the one before it."""


class Reads(Protocol):
    """Anything that reads an answer in its context."""

    def read(self, question: str, sentences: Sequence[str]) -> Encoded:
        """Score the sentences of an answer to a question."""


class Encoder:
    """The shipped model. Raises ImportError, OSError, KeyError or ValueError where it cannot be loaded."""

    def __init__(self, folder: Path) -> None:
        self._session = _session(folder / "encoder.onnx")
        self._pieces = WordPieces((folder / "vocab.txt").read_text(encoding="utf-8").splitlines())
        with np.load(folder / "heads.npz", allow_pickle=False) as heads:
            self._heads: dict[str, Figures] = {name: heads[name] for name in heads.files}
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        self.ids: tuple[str, ...] = tuple(about["ids"])
        """What is scored, in the order of the scores."""

    def read(self, question: str, sentences: Sequence[str]) -> Encoded:
        """Score the sentences of an answer to a question; there is at least one sentence."""
        opening = [self._pieces.start, *self._pieces.numbers(question)[:QUESTION], self._pieces.end]
        read = [self._window(opening, part) for part in self._windows(sentences, len(opening))]
        vectors = np.concatenate([v for _, v in read])
        counts = np.array([len(v) for _, v in read], np.float32)[:, None]
        opens = np.concatenate([np.repeat(c[None], len(v), axis=0) for c, v in read])
        beside = np.concatenate([vectors, opens], axis=1)
        before = np.concatenate([read[0][0][None], vectors[:-1]])
        whole = np.concatenate([
            (np.stack([c for c, _ in read]) * counts).sum(0) / counts.sum(),
            vectors.mean(0),
        ])
        scores = self._head("sent", beside)
        together = np.logaddexp.reduce(scores, axis=0).clip(LEAST)
        return Encoded(
            sentences=_rounded(scores),
            answer=_rounded(self._head("ans", whole) + self._heads["kap"] * together),
            parts=_rounded(_softmax(self._head("part", beside))),
            misplaced=_rounded(
                _chance(self._head("order", np.concatenate([vectors, before], 1))[:, 0])
            ),
        )

    def _windows(self, sentences: Sequence[str], taken: int) -> list[list[list[int]]]:
        """The sentences' pieces, packed into windows."""
        room = WINDOW - taken - 1
        windows: list[list[list[int]]] = []
        left = 0
        for sentence in sentences:
            pieces = self._pieces.numbers(sentence)[:room] or [self._pieces.unknown]
            if len(pieces) > left:
                windows.append([])
                left = room
            windows[-1].append(pieces)
            left -= len(pieces)
        return windows

    def _window(self, opening: list[int], part: list[list[int]]) -> tuple[Figures, Figures]:
        """The vector of the opening and of every sentence."""
        ids = [*opening, *(n for pieces in part for n in pieces), self._pieces.end]
        kinds = [0] * len(opening) + [1] * (len(ids) - len(opening))
        feed = {"ids": np.array([ids], np.int64), "kinds": np.array([kinds], np.int64)}
        hidden: Figures = np.asarray(self._session.run(["hidden"], feed)[0], np.float32)[0]
        places = np.cumsum([len(opening), *map(len, part)])
        means = [hidden[a:b].mean(0) for a, b in zip(places, places[1:], strict=False)]
        return hidden[0], np.stack(means)

    def _head(self, name: str, vectors: Figures) -> Figures:
        weight, bias = self._heads[f"{name}.weight"], self._heads[f"{name}.bias"]
        return np.asarray(vectors @ weight.T + bias, np.float32)


def _session(path: Path) -> Any:
    """The model, ready to run on one core."""
    # Imported here, so that a machine without the runtime still starts, with the rules alone.
    import onnxruntime as ort
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    # The runtime's errors have no base of their own.
    kinds = (kind for kind in vars(state).values() if isinstance(kind, type))
    broken = tuple(kind for kind in kinds if issubclass(kind, Exception))
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except broken as error:
        raise ValueError(f"{path.name} cannot be loaded: {type(error).__name__}") from error


def _softmax(scores: Figures) -> Figures:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)


def _chance(odds: Figures) -> Figures:
    return np.asarray(1 / (1 + np.exp(-odds.clip(-30, 30))), np.float32)


def _rounded(scores: Figures) -> Figures:
    return np.asarray(np.round(scores * GRAIN) / GRAIN, np.float32)


_LOADING = threading.Lock()


def shipped_encoder() -> Encoder | None:
    """The encoder that ships, loaded once; None, with a line in the log, where it cannot be loaded here."""
    with _LOADING:
        return _load()


@cache
def _load() -> Encoder | None:
    folder: Any = files("interviewer.backends.embedded") / "encoder"
    try:
        return Encoder(Path(str(folder)))
    except (ImportError, OSError, ValueError, KeyError) as error:
        log.warning("encoder_not_loaded kind=%s", type(error).__name__)
        return None
