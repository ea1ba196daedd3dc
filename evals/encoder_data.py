"""What the encoder learns from: labelled replies as pieces, and small changes whose effect on the marks is known.

A part taken out takes its marks along; "I" told as "we" leaves no own act; sentences in disorder make no thread; a
line that blames, pads or credits brings the mark it was written for; no punctuation and typos change nothing.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np

EVALS = Path(__file__).resolve().parent
sys.path.insert(0, str(EVALS.parent))

from train_data import IDS, PARTS, Labelled, clear_cases, hollow, labelled, spans_of  # noqa: E402

from interviewer.backends.embedded.encoder import QUESTION, WINDOW  # noqa: E402
from interviewer.backends.embedded.wordpiece import WordPieces  # noqa: E402
from interviewer.evaluation.transforms_we import as_we  # noqa: E402

Array = np.ndarray
AT = {name: j for j, name in enumerate(IDS)}
HIDDEN_PIECE = 103
HIDDEN = 0.08
"""Pieces hidden in training, so that no single word carries a mark."""
MARKED = re.compile(r"[.,;:!?…—–()\"“”]+(?=\s|$)|(?<=\s)[—–(\"“-]+")
"""Punctuation at the edges of words; within figures and names it stays."""
WHOLE = [j for name, j in AT.items() if name.startswith("not:")]
OWN = [
    AT[n]
    for n in ("action.own_act", "task.own_part", "ownership.own_decision", "ownership.own_limit")
]
BRINGS: dict[str, tuple[str, ...]] = {
    "blame": ("ownership.blame",),
    "blames_person": ("ownership.blame", "flag:blames_person", "fact:other_people"),
    "contempt": ("composure.heat", "flag:contempt", "fact:other_people"),
    "heat": ("composure.heat",),
    "drama": ("composure.drama",),
    "dismisses": ("respect.dismisses", "fact:other_people"),
    "overrides": ("respect.overrides", "fact:other_people"),
    "hides": ("ownership.hides",),
    "claims_work": ("flag:claims_work",),
    "proud_skip": ("flag:proud_skip",),
    "talks_down": ("flag:talks_down",),
    "filler": ("not:concision.no_filler",),
    "stock": ("not:concision.no_filler",),
    "digression": ("not:relevance.stays",),
    "jargon": ("not:audience.no_jargon",),
}
"""What a line of a kind shows; a kind that is a behaviour's id shows that one."""
NEAR: dict[str, tuple[str, ...]] = {
    "ownership.blame": ("contempt", "heat", "drama", "dismisses", "hides"),
    "flag:blames_person": ("contempt", "heat", "dismisses"),
    "flag:contempt": ("dismisses", "talks_down", "blames_person", "heat"),
    "composure.heat": ("blame", "blames_person", "dismisses", "talks_down", "drama"),
    "composure.drama": ("heat", "blame"),
    "respect.dismisses": ("contempt", "talks_down", "overrides", "heat", "blame", "blames_person"),
    "respect.overrides": ("proud_skip", "claims_work", "dismisses"),
    "ownership.hides": ("blame", "stock"),
    "flag:claims_work": ("overrides", "stock"),
    "flag:proud_skip": ("overrides", "dismisses"),
    "flag:talks_down": ("contempt", "dismisses", "jargon"),
}
"""What lowers, and the kinds of line that may well show it beside their own."""
LOWERS = tuple(NEAR)
BESIDE = 8
"""Single sentences in one example."""
LEAVES_OPEN = ("composure.", "ownership.", "respect.", "fact:", "flag:", "audience.", "care.")
"""Of other marks of these a line may show some too: nothing is learned about those from a changed reply."""


class Unmarked(NamedTuple):
    """A reply without punctuation, cut into clauses as the product cuts such words."""

    pieces: list[list[int]]
    sentences: Array
    parts: Array
    known: Array
    """Nothing where a marked sentence fell into several clauses: nobody said which of them shows it."""


@dataclass
class Example:
    """A reply as pieces, with its marks; what has no weight is not learned from."""

    question: list[int]
    pieces: list[list[int]]
    sentences: Array
    parts: Array
    answer: Array
    id: str = ""
    group: str = ""
    """The question it answers."""
    as_team: list[list[int]] | None = None
    mistyped: list[list[int]] = field(default_factory=list)
    unmarked: Unmarked | None = None
    weight: Array = field(default_factory=lambda: np.ones(len(IDS), np.float32))
    known: Array | None = None
    """Sentences by ids: what is known of a sentence at all; None: everything."""
    order: list[int] | None = None
    """Where each sentence stood before; None: where it stands."""


def examples(pieces: WordPieces) -> list[Example]:
    """All labelled replies."""
    return [_example(reply, pieces) for reply in labelled()]


def hollow_examples(pieces: WordPieces) -> list[Example]:
    """Answers of stock phrases, in which nothing is shown."""
    return [_example(reply, pieces) for reply in hollow()]


def case_examples(pieces: WordPieces) -> list[Example]:
    """Small stories with and without one plain sentence: each is learned from for its one behaviour alone."""
    found = []
    for case in clear_cases():
        one = _example(case, pieces)
        one.weight[:] = 0
        one.known = np.zeros_like(one.sentences)
        one.weight[case.about] = 1
        one.known[:, case.about] = 1
        one.order = [-1] * len(one.pieces)
        found.append(one)
    return found


def read_lines(pieces: WordPieces) -> dict[str, list[list[int]]]:
    """The single sentences written for training, by kind."""
    found: dict[str, list[list[int]]] = defaultdict(list)
    for line in (EVALS / "train" / "lines.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        found[one["kind"]].append(pieces.numbers(one["text"]))
    return dict(found)


def _example(reply: Labelled, pieces: WordPieces) -> Example:
    texts = [s.text for s in reply.reading.sentences]
    team = [as_we(text) if " I" in f" {text}" else text for text in texts]
    whole = as_we(" ".join(texts))
    return Example(
        id=reply.id,
        group=reply.reading.question,
        question=pieces.numbers(reply.reading.question)[:QUESTION],
        pieces=[pieces.numbers(t) or [pieces.unknown] for t in texts],
        sentences=reply.sentences,
        parts=reply.parts,
        answer=reply.answer,
        as_team=None
        if whole is None
        else [pieces.numbers(t or o) or [pieces.unknown] for t, o in zip(team, texts, strict=True)],
        mistyped=[pieces.numbers(_mistyped(t)) or [pieces.unknown] for t in texts],
        unmarked=_unmarked(reply, texts, pieces),
    )


def _unmarked(reply: Labelled, texts: list[str], pieces: WordPieces) -> Unmarked | None:
    """The reply without punctuation, where it had some."""
    bare = [" ".join(MARKED.sub(" ", text).split()) for text in texts]
    if sum(b != t for b, t in zip(bare, texts, strict=True)) < 2:
        return None
    ends = list(accumulate(len(b) + 1 for b in bare))
    before = [(end - len(b) - 1, end - 1) for b, end in zip(bare, ends, strict=True)]
    text = " ".join(bare)
    clauses = spans_of(text)
    covers = np.zeros((len(clauses), len(texts)), bool)
    for k, (start, end) in enumerate(clauses):
        for i, (first, last) in enumerate(before):
            shared = min(end, last) - max(start, first)
            covers[k, i] = shared > 0.5 * min(end - start, last - first)
    alone = covers.sum(0) == 1
    torn = (covers[:, ~alone].astype(np.float32) @ reply.sentences[~alone]) > 0
    sentences = np.stack([reply.sentences[row].max(0, initial=0.0) for row in covers])
    parts = covers.astype(np.float32) @ reply.parts
    parts[parts.sum(1) == 0, PARTS.index("-")] = 1
    return Unmarked(
        [pieces.numbers(text[a:b]) or [pieces.unknown] for a, b in clauses],
        sentences,
        parts / parts.sum(1, keepdims=True),
        (~torn).astype(np.float32),
    )


def _mistyped(text: str) -> str:
    """Every tenth longer word with two letters swapped."""
    draw = random.Random(text)
    words = text.split(" ")
    for i, word in enumerate(words):
        if len(word) > 4 and draw.random() < 0.1:
            k = draw.randrange(1, len(word) - 2)
            words[i] = word[:k] + word[k + 1] + word[k] + word[k + 2 :]
    return " ".join(words)


class Often(NamedTuple):
    """How often each change is made to a reply."""

    mistyped: float
    team: float
    cut: float
    line: float
    shuffled: float
    unmarked: float


MUCH = Often(mistyped=0.07, team=0.07, cut=0.25, line=0.25, shuffled=0.35, unmarked=0.1)
MIDDLING = Often(mistyped=0.06, team=0.05, cut=0.3, line=0.15, shuffled=0.12, unmarked=0.1)
LITTLE = Often(mistyped=0.05, team=0.05, cut=0.2, line=0.12, shuffled=0.08, unmarked=0.08)


def changed(
    one: Example, lines: dict[str, list[list[int]]], draw: random.Random, often: Often
) -> Example:
    """A reply as it is, or changed in ways whose effect is known."""
    if one.unmarked is not None and draw.random() < often.unmarked:
        return _without_marks(one, one.unmarked)
    new = Example(
        question=one.question,
        pieces=list(one.pieces),
        sentences=one.sentences.copy(),
        parts=one.parts.copy(),
        answer=one.answer.copy(),
        weight=one.weight.copy(),
    )
    if draw.random() < often.mistyped:
        new.pieces = list(one.mistyped)
    if one.as_team is not None and draw.random() < often.team:
        _told_as_team(new, one.as_team)
    if draw.random() < often.cut:
        _cut(new, draw)
    if lines and draw.random() < often.line:
        _add_lines(new, lines, draw)
    if len(new.pieces) >= 5 and draw.random() < often.shuffled:
        _shuffle(new, draw)
    return new


def _without_marks(one: Example, bare: Unmarked) -> Example:
    return Example(
        question=one.question,
        pieces=bare.pieces,
        sentences=bare.sentences,
        parts=bare.parts,
        answer=one.answer,
        weight=one.weight,
        known=bare.known,
    )


def _told_as_team(new: Example, team: list[list[int]]) -> None:
    new.pieces = list(team)
    new.sentences[:, OWN] = 0
    new.answer[OWN] = 0
    for name in ("action.steps", "ownership.hides", "ownership.credit", "task.goal"):
        new.weight[AT[name]] = 0


def _cut(new: Example, draw: random.Random) -> None:
    """A part of the story taken out, or some sentences."""
    count = len(new.pieces)
    if count < 4:
        return
    if draw.random() < 0.6:
        part = draw.randrange(4)
        gone = {k for k in range(count) if new.parts[k].argmax() == part}
    else:
        gone = {k for k in range(count) if draw.random() < 0.25}
    kept = [k for k in range(count) if k not in gone]
    if not gone or len(kept) < 2:
        return
    before, after = new.sentences.max(0), new.sentences[kept].max(0)
    quoted = before > 0
    quoted[WHOLE] = False
    new.answer = np.where(quoted, new.answer * after / np.maximum(before, 1e-6), new.answer)
    new.weight[WHOLE] = 0
    new.pieces = [new.pieces[k] for k in kept]
    new.sentences, new.parts = new.sentences[kept], new.parts[kept]


def _add_lines(new: Example, lines: dict[str, list[list[int]]], draw: random.Random) -> None:
    kind = draw.choice(sorted(lines))
    padding = kind in {"filler", "stock"}
    times = draw.randint(1, max(1, len(new.pieces) // 2)) if padding else 1
    shows = [AT[name] for name in BRINGS.get(kind, (kind,))]
    new.weight[[j for name, j in AT.items() if name.startswith(LEAVES_OPEN)]] = 0
    for pieces in draw.sample(lines[kind], min(times, len(lines[kind]))):
        place = draw.randint(0, len(new.pieces))
        labels = np.zeros(len(IDS), np.float32)
        labels[shows] = 1
        part = np.zeros(5, np.float32)
        part[PARTS.index("-")] = 1
        new.pieces.insert(place, pieces)
        new.sentences = np.insert(new.sentences, place, labels, axis=0)
        new.parts = np.insert(new.parts, place, part, axis=0)
    new.answer[shows] = 1
    new.weight[shows] = 1
    if padding and times >= 0.3 * len(new.pieces):
        new.answer[AT["not:concision.substance"]] = 1
        new.weight[AT["not:concision.substance"]] = 1
    elif not padding:
        new.weight[AT["not:concision.substance"]] = 0


def _shuffle(new: Example, draw: random.Random) -> None:
    order = list(range(len(new.pieces)))
    draw.shuffle(order)
    new.pieces = [new.pieces[k] for k in order]
    new.sentences, new.parts = new.sentences[order], new.parts[order]
    new.order = order
    new.weight[WHOLE] = 0


def stock_answer(one: Example, lines: dict[str, list[list[int]]], draw: random.Random) -> Example:
    """An answer to somebody's question made of stock phrases alone: nothing is shown."""
    own = draw.sample(lines["stock"], draw.randint(4, 12))
    sentences = np.zeros((len(own), len(IDS)), np.float32)
    answer = np.zeros(len(IDS), np.float32)
    empty = [
        AT[f"not:{n}"]
        for n in (
            "relevance.purpose",
            "clarity.retellable",
            "concision.substance",
            "concision.no_filler",
        )
    ]
    answer[empty] = 1
    sentences[:, empty] = 1
    parts = np.zeros((len(own), 5), np.float32)
    parts[:, PARTS.index("-")] = 1
    return Example(one.question, own, sentences, parts, answer)


def line_answers(
    one: Example, lines: dict[str, list[list[int]]], draw: random.Random
) -> Iterator[Example]:
    """Half of the single sentences, a few side by side: what each shows is known of it alone."""
    rows = [(kind, pieces) for kind, own in lines.items() for pieces in own]
    chosen = draw.sample(rows, len(rows) // 2)
    open_ids = [j for name, j in AT.items() if name.startswith(LEAVES_OPEN)]
    for start in range(0, len(chosen), BESIDE):
        own = chosen[start : start + BESIDE]
        sentences = np.zeros((len(own), len(IDS)), np.float32)
        known = np.ones((len(own), len(IDS)), np.float32)
        known[:, open_ids] = 0
        for row, (kind, _) in enumerate(own):
            shows = [AT[name] for name in BRINGS.get(kind, (kind,))]
            sentences[row, shows] = 1
            known[row, shows] = 1
            # A line that lowers is known to lower in its own way and in no other one's.
            known[row, [AT[n] for n in LOWERS if kind not in NEAR.get(n, ())]] = 1
        parts = np.zeros((len(own), 5), np.float32)
        parts[:, PARTS.index("-")] = 1
        yield Example(
            one.question,
            [pieces for _, pieces in own],
            sentences,
            parts,
            np.zeros(len(IDS), np.float32),
            weight=np.zeros(len(IDS), np.float32),
            known=known,
            order=[-1] * len(own),
        )


@dataclass
class Batch:
    """Examples side by side, as arrays."""

    ids: Array
    kinds: Array
    there: Array
    means: Array
    sentences: Array
    parts: Array
    answer: Array
    weight: Array
    known: Array
    misplaced: Array
    """For each sentence whether another one stood before it; -1 where that is not known."""


def batch(rows: list[Example], pieces: WordPieces, *, hide: bool = False) -> Batch:
    """Lay examples side by side; what does not fit into one window is left out at the end."""
    laid = [_lay(one, pieces) for one in rows]
    longest, most = max(len(ids) for ids, _, _ in laid), max(len(s) for _, _, s in laid)
    n, k = len(rows), len(IDS)
    made = Batch(
        ids=np.zeros((n, longest), np.int64),
        kinds=np.zeros((n, longest), np.int64),
        there=np.zeros((n, longest), bool),
        means=np.zeros((n, most, longest), np.float32),
        sentences=np.zeros((n, most, k), np.float32),
        parts=np.zeros((n, most, 5), np.float32),
        answer=np.stack([one.answer for one in rows]),
        weight=np.stack([one.weight for one in rows]),
        known=np.zeros((n, most, k), np.float32),
        misplaced=np.full((n, most), -1, np.float32),
    )
    for b, (one, (ids, opening, spans)) in enumerate(zip(rows, laid, strict=True)):
        made.ids[b, : len(ids)] = ids
        made.kinds[b, opening : len(ids)] = 1
        made.there[b, : len(ids)] = True
        for s, (start, end) in enumerate(spans):
            made.means[b, s, start:end] = 1 / (end - start)
        made.sentences[b, : len(spans)] = one.sentences[: len(spans)]
        made.parts[b, : len(spans)] = one.parts[: len(spans)]
        made.known[b, : len(spans)] = 1 if one.known is None else one.known[: len(spans)]
        made.misplaced[b, : len(spans)] = _misplaced(one, len(spans))
        if hide:
            hidden = np.random.rand(len(ids) - 1 - opening) < HIDDEN
            made.ids[b, opening : len(ids) - 1][hidden] = HIDDEN_PIECE
    return made


def _misplaced(one: Example, count: int) -> list[int]:
    order = list(range(count)) if one.order is None else one.order[:count]
    if -1 in order:
        return [-1] * count
    return [int(now != before + 1) for before, now in zip([-1, *order], order, strict=False)]


def _lay(one: Example, pieces: WordPieces) -> tuple[list[int], int, list[tuple[int, int]]]:
    ids = [pieces.start, *one.question, pieces.end]
    opening, spans = len(ids), []
    for own in one.pieces:
        own = own[: WINDOW - opening - 1]
        if len(ids) + len(own) > WINDOW - 1:
            break
        spans.append((len(ids), len(ids) + len(own)))
        ids += own
    return [*ids, pieces.end], opening, spans
