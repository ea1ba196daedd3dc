"""What encoders said of the labelled replies that had seen neither them nor another answer to their question."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interviewer.backends.embedded.encoder import Encoded, Reads
from interviewer.errors import DataFileError

GRAIN = 100
"""Kept in hundredths, as the encoder gives them."""
NOTHING = -8.0
"""Read for an id of which nothing was kept."""


class Unseen:
    """Reads the labelled replies from a file, as the encoder did that had not seen them; nothing else can be read."""

    def __init__(self, path: Path) -> None:
        """Raises DataFileError."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                self._arrays = {name: kept[name] for name in kept.files}
        except (OSError, ValueError) as error:
            raise DataFileError((f"{path.name}: cannot be read: {error}",)) from error
        ends = np.cumsum(self._arrays["counts"])
        self._place = {
            str(key): (i, int(end - count), int(end))
            for i, (key, end, count) in enumerate(
                zip(self._arrays["keys"], ends, self._arrays["counts"], strict=True)
            )
        }

    @property
    def replies(self) -> tuple[str, ...]:
        """The ids of the replies that its encoder had not seen."""
        return tuple(str(i) for i in self._arrays["replies"])

    def read(self, question: str, sentences: Sequence[str]) -> Encoded:
        """What the encoder said of this reply. Raises DataFileError where it was never asked."""
        place = self._place.get(key_of(question, sentences))
        if place is None:
            raise DataFileError((
                "evals/unseen is stale: `python evals/train_encoder.py --unseen` makes it anew",
            ))
        i, start, end = place
        return Encoded(
            sentences=self._spread(self._arrays["sentences"][start:end]),
            answer=self._spread(self._arrays["answer"][i]),
            parts=_whole(self._arrays["parts"][start:end]),
            misplaced=_whole(self._arrays["misplaced"][start:end]),
        )

    def _spread(self, scores: NDArray[np.int16]) -> NDArray[np.float32]:
        """The scores in the places of their ids."""
        if "of" not in self._arrays:
            return _whole(scores)
        spread = np.full((*scores.shape[:-1], int(self._arrays["ids"])), NOTHING, np.float32)
        spread[..., self._arrays["of"]] = _whole(scores)
        return spread


class Recorder:
    """Passes on what an encoder says, and keeps it; what was said once is not asked again."""

    def __init__(self, encoder: Reads) -> None:
        self._encoder = encoder
        self._said: dict[str, Encoded] = {}

    def read(self, question: str, sentences: Sequence[str]) -> Encoded:
        """What the encoder says."""
        key = key_of(question, sentences)
        if key not in self._said:
            self._said[key] = self._encoder.read(question, sentences)
        return self._said[key]

    def write(self, path: Path, replies: Sequence[str], *, of: Sequence[int] | None = None) -> None:
        """Keep all that was said, and the ids of the replies it was said of; `of` some places among the detectors alone."""
        said = self._said
        ids = next((len(s.answer) for s in said.values()), 0)
        kept = list(range(ids)) if of is None else list(of)
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path,
            replies=np.array(replies),
            keys=np.array(list(said)),
            counts=np.array([len(s.sentences) for s in said.values()], np.int32),
            sentences=_hundredths(np.concatenate([s.sentences[:, kept] for s in said.values()])),
            answer=_hundredths(np.stack([s.answer[kept] for s in said.values()])),
            parts=_hundredths(np.concatenate([s.parts for s in said.values()])),
            misplaced=_hundredths(np.concatenate([s.misplaced for s in said.values()])),
            of=np.array(kept, np.int32),
            ids=np.array(ids),
        )


def key_of(question: str, sentences: Sequence[str]) -> str:
    """A name for a question and the sentences of an answer, from which neither can be read."""
    return sha256("\x1f".join((question, *sentences)).encode()).hexdigest()[:24]


def _hundredths(scores: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.round(scores * GRAIN).clip(-32768, 32767).astype(np.int16)


def _whole(scores: NDArray[np.int16]) -> NDArray[np.float32]:
    return (scores / GRAIN).astype(np.float32)
