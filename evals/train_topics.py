"""What tells the topics of the labelled questions apart: a ridge regression from words to questions.

`train.py` calls this for each set of weights; run alone it prints how well the topics do on replies held out:
    python evals/train_topics.py
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

EVALS = Path(__file__).resolve().parent
sys.path.insert(0, str(EVALS.parent))

from interviewer.backends.embedded.other_question import LONG_ENOUGH, TOLD_AT  # noqa: E402
from interviewer.backends.embedded.topics import Topics, fold, gap, topic_features  # noqa: E402
from interviewer.backends.embedded.weights import read_topics  # noqa: E402

SEEN_IN = 3
"""Replies a feature must occur in."""
COMMON = 0.6
"""A feature in more of the replies than this tells nothing."""
PULL = 1.0
"""The pull of the regression to zero."""
LEAST = 0.03
"""Weights smaller than this are left out."""
GRAIN = 100


def replies() -> list[tuple[str, str, str]]:
    """The labelled replies: id, question, answer."""
    found = []
    for name in ("dev", "train"):
        for line in (EVALS / f"replies_{name}.jsonl").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            found.append((one["id"], one["question"], one["answer"]))
    return found


def topics_without(held: frozenset[str]) -> dict[str, object]:
    """The topics as they stand in a file of weights, learned without the replies held out."""
    known = [r for r in replies() if r[0] not in held]
    questions = sorted({fold(question) for _, question, _ in known})
    features = [topic_features(answer) for _, _, answer in known]
    seen = Counter(f for found in features for f in found)
    names = sorted(f for f, n in seen.items() if SEEN_IN <= n <= COMMON * len(known))
    place = {name: j for j, name in enumerate(names)}
    rare = np.array([np.log(len(known) / seen[name]) for name in names])
    x = np.zeros((len(known), len(names)))
    for i, found in enumerate(features):
        for name in found:
            if name in place:
                x[i, place[name]] = rare[place[name]]
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    y = np.array([[fold(question) == q for q in questions] for _, question, _ in known], float)
    kernel = x @ x.T + PULL * np.eye(len(known))
    weights = np.round(x.T @ np.linalg.solve(kernel, y - y.mean(0)), 2)
    weights[np.abs(weights) < LEAST] = 0
    whole = np.round(weights * GRAIN).astype(int)
    words = {
        name: f"{round(rare[j] * GRAIN)} "
        + " ".join(f"{q}:{w}" for q, w in enumerate(whole[j]) if w)
        for j, name in enumerate(names)
    }
    return {"questions": questions, "words": words}


def main() -> None:
    """Print how often the topics say `another question` of own and of exchanged questions, held out."""
    from train import folds

    known = [r for r in replies() if len(r[2].split()) >= LONG_ENOUGH]
    own: list[float] = []
    swapped: list[float] = []
    questions = sorted({q for _, q, _ in known})
    for held in folds([r[0] for r in replies()]):
        topics: Topics = read_topics(topics_without(held))
        for _, question, answer in (r for r in known if r[0] in held):
            own.append(gap(topics, question, answer) or 0)
            swapped += [gap(topics, q, answer) or 0 for q in questions if q != question]
    print(f"own questions said to be missed: {np.mean(np.array(own) > TOLD_AT):.1%} of {len(own)}")
    print(
        f"exchanged questions said to be missed: {np.mean(np.array(swapped) > TOLD_AT):.1%} of {len(swapped)}"
    )


if __name__ == "__main__":
    main()
