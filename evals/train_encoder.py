"""Train the small encoder further on the readers' marks, and keep what it says of replies it has not seen.

    python -m venv encoder && encoder/bin/pip install -r requirements.txt -r evals/requirements-encoder.txt
    encoder/bin/python evals/train_encoder.py            # what ships: about an hour on two cores
    encoder/bin/python evals/train_encoder.py --unseen   # four trainings, each without a fourth of the questions

It needs PyTorch, which Steady itself does not. The first writes `interviewer/backends/embedded/encoder/`. The second
writes `evals/unseen/`: for each labelled reply what an encoder says of it that has seen neither the reply nor any other
answer to its question; `python -m interviewer eval` measures with these.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional as F

EVALS = Path(__file__).resolve().parent
ROOT = EVALS.parent
sys.path[:0] = [str(ROOT), str(EVALS)]

from encoder_data import (  # noqa: E402
    LITTLE,
    MIDDLING,
    MUCH,
    Batch,
    Example,
    Often,
    batch,
    case_examples,
    changed,
    examples,
    hollow_examples,
    line_answers,
    read_lines,
    stock_answer,
)
from encoder_net import Net, base, export  # noqa: E402
from train_data import IDS, folds, labelled, remember  # noqa: E402

from interviewer.backends.embedded.encoder import Encoder  # noqa: E402
from interviewer.backends.embedded.wordpiece import WordPieces  # noqa: E402

SHIPPED = ROOT / "interviewer" / "backends" / "embedded" / "encoder"
UNSEEN = EVALS / "unseen"


class Weights(NamedTuple):
    """How much each thing that is learned counts."""

    sentences: float
    parts: float
    answer: float = 60.0
    order: float = 12.0


class Round(NamedTuple):
    """So many epochs at one rate, with so many changes and so much of our own replies."""

    epochs: int
    rate: float
    """The body's; the heads, which begin from nothing, learn eight times as fast."""
    often: Often
    own: float
    """The share of the replies written for training, in each epoch: their writers and readers are others than those we
    are measured by."""
    among: int
    """How many of those: the second 400 were written when two rounds had been held."""
    weights: Weights


ROUNDS = (
    Round(7, 2e-4, MUCH, 0.5, among=400, weights=Weights(sentences=10.0, parts=0.5)),
    Round(5, 1.2e-4, LITTLE, 0.25, among=400, weights=Weights(sentences=10.0, parts=0.5)),
    Round(8, 1.8e-4, MIDDLING, 0.5, among=800, weights=Weights(sentences=20.0, parts=8.0)),
)
TOGETHER = 8
SEED = 7
KEPT = 0.9
"""What ships is a running mean of the last weights, which carries over better than the very last."""
CASES = 80
"""Small stories about one behaviour in each epoch."""
STOCK = 20
"""Answers of stock phrases in each epoch."""

PIECES = WordPieces((base() / "vocab.txt").read_text(encoding="utf-8").splitlines())


def main() -> None:
    """Train what ships, or what has not seen the labelled replies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--fold", type=int, action="append", help="only these, from 0")
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    rows = examples(PIECES)
    if not asked.unseen:
        export(fit(rows), IDS, SHIPPED)
        return
    for i, part in enumerate(folds(labelled())):
        if asked.fold is not None and i not in asked.fold:
            continue
        held = [r for r in rows if r.group in part]
        net = fit([r for r in rows if r.group not in part])
        with tempfile.TemporaryDirectory() as place:
            export(net, IDS, Path(place))
            remember(Encoder(Path(place)), [r.id for r in held], UNSEEN / f"{i + 1}.npz")


def fit(rows: list[Example]) -> Net:
    """Train on these replies, each changed anew in every epoch."""
    torch.manual_seed(SEED)
    np.random.seed(SEED)
    draw = random.Random(SEED)
    net = Net(len(IDS))
    _begin(net, rows)
    for one in ROUNDS:
        train(net, rows, one, draw)
    return net


def train(net: Net, rows: list[Example], how: Round, draw: random.Random) -> None:
    """One round; what is left is a running mean of its last weights."""
    lines, empty, cases = read_lines(PIECES), hollow_examples(PIECES), case_examples(PIECES)
    body = [p for p in net.body.parameters() if p.requires_grad]
    heads = [p for name, p in net.named_parameters() if not name.startswith("body.")]
    rates = (how.rate, 8 * how.rate)
    descent = torch.optim.AdamW(
        [{"params": body}, {"params": heads}], lr=how.rate, weight_decay=0.05
    )
    rows = [r for r in rows if _own_number(r) <= how.among]
    kept: dict[str, torch.Tensor] = {}
    begun = time.monotonic()
    for epoch in range(how.epochs):
        net.train()
        seen = [r for r in rows if _own_number(r) == 0 or draw.random() < how.own]
        todo = [changed(one, lines, draw, how.often) for one in seen] + empty
        todo += [stock_answer(draw.choice(rows), lines, draw) for _ in range(STOCK)]
        todo += draw.sample(cases, CASES)
        todo += line_answers(draw.choice(rows), lines, draw)
        losses = []
        batches = _batches(todo, draw)
        for k, together in enumerate(batches):
            done = (epoch + k / len(batches)) / how.epochs
            pace = min(1.0, (done + 0.01) / 0.1) * (1 - done)
            for group, rate in zip(descent.param_groups, rates, strict=True):
                group["lr"] = rate * pace
            loss = _loss(net, batch(together, PIECES, hide=True), how.weights)
            descent.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            descent.step()
            losses.append(float(loss.detach()))
            if done > 0.6 and k % 4 == 0:
                _keep_mean(net, kept)
        told = f"epoch {epoch + 1} of {how.epochs}: loss {np.mean(losses):.3f}"
        print(f"{told}, {time.monotonic() - begun:.0f} s", flush=True)
    net.load_state_dict(kept, strict=False)


def _begin(net: Net, rows: list[Example]) -> None:
    """The heads' constants say how often a mark occurs, so that the first steps need not."""
    often = torch.tensor(np.concatenate([r.sentences for r in rows]).mean(0)).clamp(0.002, 0.9)
    shown = torch.tensor(np.mean([r.answer for r in rows], axis=0)).clamp(0.01, 0.99)
    with torch.no_grad():
        net.sent.bias.copy_(torch.logit(often))
        net.ans.bias.copy_(0.5 * torch.logit(shown))


def _batches(todo: list[Example], draw: random.Random) -> list[list[Example]]:
    """Replies of about one length together, in any order."""
    sizes = [sum(map(len, one.pieces)) // 60 + 2 * draw.random() for one in todo]
    order = sorted(range(len(todo)), key=sizes.__getitem__)
    found = [[todo[i] for i in order[k : k + TOGETHER]] for k in range(0, len(order), TOGETHER)]
    draw.shuffle(found)
    return found


def _own_number(row: Example) -> int:
    """Which of our own replies it is, from 1; 0 for a reply of those we are measured by."""
    return int(row.id[1:]) if row.id.startswith("w") else 0


def _loss(net: Net, made: Batch, weights: Weights) -> torch.Tensor:
    """How far the scores are from the marks, of sentences, of answers, of parts."""
    arrays = (made.ids, made.kinds, made.there, made.means)
    with torch.autocast("cpu", torch.bfloat16):
        scores, parts, order, answer, there = net(*map(torch.from_numpy, arrays))
    here = there[..., None].float()
    known = here * torch.from_numpy(made.known)
    misplaced = torch.from_numpy(made.misplaced)
    told_order = (misplaced >= 0) & there
    own = F.binary_cross_entropy_with_logits(
        scores.float(), torch.from_numpy(made.sentences), reduction="none"
    )
    whole = F.binary_cross_entropy_with_logits(
        answer.float(), torch.from_numpy(made.answer), reduction="none"
    )
    placed = F.binary_cross_entropy_with_logits(
        order.float(), misplaced.clamp(min=0), reduction="none"
    )
    told = -(torch.log_softmax(parts.float(), -1) * torch.from_numpy(made.parts) * here).sum()
    return (
        weights.sentences * (own * known).sum() / here.sum()
        + weights.answer * (whole * torch.from_numpy(made.weight)).mean()
        + weights.parts * told / here.sum()
        + weights.order * (placed * told_order).sum() / told_order.sum().clamp(min=1)
    )


@torch.no_grad()
def _keep_mean(net: Net, kept: dict[str, torch.Tensor]) -> None:
    for name, value in net.named_parameters():
        if not value.requires_grad:
            continue
        if name in kept:
            kept[name].mul_(KEPT).add_(value, alpha=1 - KEPT)
        else:
            kept[name] = value.detach().clone()


if __name__ == "__main__":
    main()
