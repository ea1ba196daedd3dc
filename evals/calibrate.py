"""Weigh what the encoder and the sums over cues say against each other, on replies that neither has seen.

    python evals/calibrate.py    # after train_encoder.py --unseen and train.py; some seconds

For each behaviour, fact and flag a logistic regression on three figures (the encoder's score of the answer, its best
sentence's, the sums'), held to shares that are the same for all unless the replies say otherwise; and the chance from
which on it is shown as often as readers marked it. Writes `interviewer/backends/embedded/calibration.json`, and for
each part of `unseen/` one that is fitted on the other parts alone. Where `unseen/` holds what the encoders say of replies told
otherwise (`*.told.npz`), which part is missing and what is disorder are fitted too (fit_story.py), and it is said how well.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np

EVALS = Path(__file__).resolve().parent
ROOT = EVALS.parent
sys.path[:0] = [str(ROOT), str(EVALS)]

from fit_story import Row, fit_story, read_rows, report  # noqa: E402
from logistic import likeliest  # noqa: E402
from train_data import IDS, Labelled, labelled  # noqa: E402

from interviewer.backends.embedded.detectors import DETECTORS, GATES, LOWERS, Detector  # noqa: E402
from interviewer.backends.embedded.scoring import Figured, figures, read_calibration  # noqa: E402
from interviewer.backends.embedded.unseen import Unseen  # noqa: E402
from interviewer.backends.embedded.weights import read_weights  # noqa: E402
from interviewer.errors import DataFileError  # noqa: E402

SHIPPED = ROOT / "interviewer" / "backends" / "embedded" / "calibration.json"
USUAL = {
    "whole": np.array([0.0, 0.45, 0.2, 0.4]),
    "fact": np.array([0.0, 0.45, 0.2, 0.4]),
    "quote": np.array([0.0, 0.3, 0.5, 0.25]),
    "lowers": np.array([0.0, 0.1, 0.8, 0.1]),
}
"""The constant and the three shares where nothing else is known: what one sentence shows hangs on that sentence, and falls with
it; what lowers is said in one sentence of many."""
LONGER = {"quote": -0.3, "whole": 0.1}
"""What the odds of these gain for each usual step above the usual length, not fitted: a longer answer has more sentences that may look
like anything, and length by itself earns nothing (what is scored of a whole-answer behaviour is what speaks against it). More took more of the lean, and agreement with it."""
PULL = np.array([0.02, 25.0, 25.0, 25.0])
"""How strongly each is held there, in replies."""
MATCHED = 12
"""Replies that show it from which on its chance is matched half-way to how often it is shown."""
RATED = 0.12
"""What a fact, on which it hangs whether an answer is rated at all, must be surer by: rated where readers do not rate is a level made of nothing.
At none a fifth of those were rated; at this an eighth, and under two in a hundred fewer of what readers rate."""
FLAGGED = 0.5
"""A red flag hurts to read: at the odds that find as many as readers mark, nearly half of those found are false. At even odds a third."""
LOWEST, HIGHEST = 0.25, 0.6

Array = np.ndarray
T = TypeVar("T")


def main() -> None:
    """Fit and write all of them."""
    rows: dict[int, list[tuple[Labelled, Figured]]] = {}
    replies = [r for r in labelled() if not r.id.startswith("w")]
    for path in sorted((EVALS / "unseen").glob("?.npz")):
        said = Unseen(path)
        weights = read_weights(path.with_suffix(".json").read_text(encoding="utf-8"))
        rows[int(path.stem)] = [
            (reply, figured)
            for reply in replies
            if reply.id in said.replies and (figured := _figured(reply, weights, said))
        ]
    fitted = {part: _fitted(_but(part, rows)) for part in rows}
    told = {
        part: read_rows(part, read_calibration(json.dumps(own), IDS))
        for part, own in fitted.items()
    }
    for part, own in fitted.items():
        path = EVALS / "unseen" / f"{part}.calibration.json"
        _write(path, own | _story(_but(part, told)))
    _write(SHIPPED, _fitted(_but(0, rows)) | _story(_but(0, told)))
    if any(told.values()):
        report(_but(0, told), print)


def _but(part: int, rows: Mapping[int, list[T]]) -> list[T]:
    """The rows of all parts but one."""
    return [row for other, own in rows.items() if other != part for row in own]


def _story(rows: list[Row]) -> dict[str, object]:
    return {"story": fit_story(rows)} if rows else {}


def _figured(reply: Labelled, weights: object, said: Unseen) -> Figured | None:
    try:
        return figures(reply.reading, GATES, weights=weights, encoder=said)  # type: ignore[arg-type]
    except DataFileError:
        # Something in it is said twice, and was read without that: one reply of many.
        return None


def _fitted(rows: list[tuple[Labelled, Figured]]) -> dict[str, object]:
    inputs = np.stack([figured.inputs for _, figured in rows])
    fitted: dict[str, object] = {}
    for j, detector in enumerate(DETECTORS):
        marks = np.array([reply.answer[j] for reply, _ in rows])
        x = np.column_stack([np.ones(len(rows)), inputs[:, j]])
        fitted_shares = likeliest(x[:, :-1], marks, held=PULL, usual=USUAL[_kind(detector)])
        shares = np.append(fitted_shares, LONGER.get(_kind(detector), 0.0))
        fitted[detector.scored] = [
            *np.round(shares, 3).tolist(),
            _sure(x @ shares, marks, detector.kind),
        ]
    assert tuple(fitted) == IDS
    return fitted


def _write(path: Path, fitted: dict[str, object]) -> None:
    path.write_text(json.dumps(fitted, indent=0) + "\n", encoding="utf-8")
    print(f"wrote {path.relative_to(ROOT)}")


def _kind(detector: Detector) -> str:
    lowers = detector.kind == "flag" or detector.id in LOWERS
    return "lowers" if lowers else detector.kind


def _sure(odds: Array, marks: Array, kind: str) -> float:
    """Between even odds and the chance that is reached as often as readers marked it; even odds for a red flag, more for a fact."""
    if kind == "flag":
        return FLAGGED
    often = int(round((marks >= 0.5).sum()))
    chances = np.sort(1 / (1 + np.exp(-odds)))[::-1]
    if not 0 < often < len(chances):
        return 0.5
    matched = float((chances[often - 1] + chances[often]) / 2)
    trust = often / (often + MATCHED)
    surer = RATED if kind == "fact" else 0.0
    return round(min(HIGHEST, max(LOWEST, 0.5 + trust * (matched - 0.5))) + surer, 3)


if __name__ == "__main__":
    main()
