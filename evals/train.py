"""Train the embedded grader's weights from the labelled replies, and the four sets that test them.

    python evals/train.py            # about ten minutes on two cores
    python evals/train.py --check    # says whether the shipped files are what this makes (to the hundredth)

It needs numpy, which Steady itself does not: a run of the product is plain Python over the files written here:
`interviewer/backends/embedded/weights.json` (from all replies) and `evals/unseen/1..4.json`, each trained without
a fourth of the questions. `python -m interviewer eval` grades every reply with the set that has not seen it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from train_data import IDS, SEED, Labelled, clear_cases, folds, hollow, labelled  # noqa: E402
from train_topics import topics_without  # noqa: E402

from interviewer.backends.embedded.detectors import GATES  # noqa: E402
from interviewer.backends.embedded.features import (  # noqa: E402
    answer_features,
    sentence_features,
)
from interviewer.backends.embedded.weights import GRAIN, SHUT, gather  # noqa: E402

EVALS = ROOT / "evals"
WEIGHTS = ROOT / "interviewer" / "backends" / "embedded" / "weights.json"

SEEN_IN = 6
"""Replies a feature must occur in."""
FIRST = 1.5e-3
"""The first step's pull to zero."""
SECOND = 0.1
"""The second step's, for what other behaviours say of this one."""
OWN = 0.05
"""The share of that pull on what the behaviour's own sentences say."""
INNER = 4
PULL = {"w": 2.0, "x": 1.5, "~": 2.0}
"""Some kinds of feature are pulled harder, by the first letter of their name."""
BIAS = "bias"
FAINT = 0.03
"""First-step weights under this are left out of the files."""

Array = np.ndarray


def main() -> None:
    """Write the weights and the sets that test them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    replies = labelled()
    table = Table(replies + hollow() + clear_cases())
    jobs = {WEIGHTS: frozenset[str]()}
    for i, part in enumerate(folds(replies), start=1):
        held = frozenset(r.id for r in replies if r.reading.question in part)
        jobs[EVALS / "unseen" / f"{i}.json"] = held
    stale = 0
    for path, held in jobs.items():
        text = dump(table, held)
        if check:
            same = path.exists() and path.read_text(encoding="utf-8") == text
            stale += not same
            print(f"{'current' if same else 'STALE'}  {path.relative_to(ROOT)}")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}  {len(text) // 1000} kB, {len(held)} held out")
    sys.exit(1 if stale else 0)


class Table:
    """All replies as matrices."""

    def __init__(self, replies: list[Labelled]) -> None:
        self.replies = replies
        rows: list[dict[str, float]] = []
        self.rows: list[Array] = []
        for reply in replies:
            shared, start = answer_features(reply.reading), len(rows)
            places = range(len(reply.reading.sentences))
            rows += [shared | sentence_features(reply.reading, place) for place in places]
            self.rows.append(np.arange(start, len(rows)))
        self.names = self._often(rows)
        self.x = _matrix(rows, self.names)
        self.pull = np.array([PULL.get(n[0], 1.0) for n in self.names], np.float32)[:, None]
        self.pull[self.names.index(BIAS)] = 0.1
        self.y = np.concatenate([r.sentences for r in replies])
        self.counts = np.stack([_counts(r) for r in replies])
        self.of = np.repeat(np.arange(len(replies)), [len(own) for own in self.rows])
        self.answers = np.stack([r.answer for r in replies])
        self.figures = tuple(sorted({f for r in replies for f in r.reading.measures}))

    def _often(self, rows: list[dict[str, float]]) -> list[str]:
        """The features that occur in enough replies."""
        seen: dict[str, set[str]] = defaultdict(set)
        for reply, own in zip(self.replies, self.rows, strict=True):
            for name in {name for row in own for name in rows[row]}:
                seen[name].add(reply.id if reply.about is None else reply.id.rsplit("-", 1)[0])
        return sorted(n for n, where in seen.items() if len(where) >= SEEN_IN)

    def first(self, which: list[int]) -> Array:
        """The first step's weights from these replies, in hundredths."""
        rows = np.concatenate([self.rows[i] for i in which])
        counts = self.counts[self.of[rows]]
        weights = descend(
            self.x[rows], self.y[rows], FIRST * self.pull, counts, rate=0.05, rounds=100
        )
        weights[np.abs(weights) < FAINT] = 0
        return np.round(weights * GRAIN) / GRAIN

    def inputs(self, which: list[int], weights: Array) -> Array:
        """The second step's inputs, made as at run time."""
        return np.array([self._gather(i, weights) for i in which], np.float32)

    def _gather(self, i: int, weights: Array) -> list[float]:
        reading = self.replies[i].reading
        scores = self.x[self.rows[i]] @ weights
        for j, gate in enumerate(GATES):
            shut = np.array([not gate(s) for s in reading.sentences])
            scores[shut, j] = np.minimum(scores[shut, j], SHUT)
        return gather(scores.tolist(), reading, self.figures)


def _counts(reply: Labelled) -> Array:
    """For which ids a reply's labels count."""
    counts = np.ones(len(IDS), np.float32)
    if reply.about is not None:
        counts[:] = 0
        counts[reply.about] = 1
    return counts


def _matrix(rows: list[dict[str, float]], names: list[str]) -> Array:
    place_of = {name: j for j, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)), np.float32)
    for i, row in enumerate(rows):
        for name in row.keys() & place_of.keys():
            x[i, place_of[name]] = row[name]
    return x


def dump(table: Table, held: frozenset[str]) -> str:
    """Weights trained without the replies held out, as the file's text."""
    which = [i for i, r in enumerate(table.replies) if r.id not in held]
    first = table.first(which)
    inputs = np.zeros((len(which), 3 * len(IDS) + len(table.figures) + 1), np.float32)
    order = np.array(which)
    np.random.RandomState(SEED).shuffle(order)
    where = {i: place for place, i in enumerate(which)}
    # What the second step learns from must not come from sentences the first step has seen.
    for part in range(INNER):
        unseen = order[part::INNER].tolist()
        rest = sorted(set(which) - set(unseen))
        inputs[[where[i] for i in unseen]] = table.inputs(unseen, table.first(rest))
    second = _second(inputs, table.answers[which], table.counts[which])
    raw = {
        "ids": IDS,
        "figures": table.figures,
        "held_out": sorted(held),
        "answer": [_row(second[:, j]) for j in range(len(IDS))],
        "sentence": {
            name: row for name, w in zip(table.names, first, strict=True) if (row := _row(w))
        },
    }
    raw["topics"] = topics_without(held)
    return json.dumps(raw, indent=0, separators=(",", ":")) + "\n"


def _second(inputs: Array, answers: Array, counts: Array) -> Array:
    middle, spread = inputs.mean(0), inputs.std(0) + 1e-3
    middle[-1], spread[-1] = 0, 1
    pull = np.ones((inputs.shape[1], len(IDS)), np.float32)
    for j in range(len(IDS)):
        pull[[j, len(IDS) + j, 2 * len(IDS) + j], j] = OWN
    pull[-1] = 0.01
    scaled = (inputs - middle) / spread
    weights = descend(scaled, answers, SECOND * pull, counts, rate=0.02, rounds=400)
    weights = weights / spread[:, None]
    weights[-1] -= middle @ weights
    return weights


def descend(x: Array, y: Array, pull: Array, counts: Array, *, rate: float, rounds: int) -> Array:
    """Logistic regression with Adam, all columns of y at once; `counts` says how much each label does."""
    total = counts.sum(0)
    weights = np.zeros((x.shape[1], y.shape[1]), np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for t in range(1, rounds + 1):
        odds = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (counts * (odds - y)) / total + pull * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        step = rate if t < 0.6 * rounds else 0.3 * rate
        weights -= step * (mean / (1 - 0.9**t)) / (np.sqrt(square / (1 - 0.99**t)) + 1e-6)
    return weights


def _row(weights: Array) -> str:
    whole = np.round(weights * GRAIN).astype(int)
    return " ".join(f"{j}:{w}" for j, w in enumerate(whole.tolist()) if w)


if __name__ == "__main__":
    main()
