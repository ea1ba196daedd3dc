"""What the weights are trained on: labelled replies, stock phrases and clear cases, read as the detectors read them."""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np

EVALS = Path(__file__).resolve().parent
sys.path[:0] = [str(EVALS.parent), str(EVALS)]

from retold import retold  # noqa: E402

from interviewer.backends.embedded.detectors import DETECTORS, STAR  # noqa: E402
from interviewer.backends.embedded.encoder import Reads  # noqa: E402
from interviewer.backends.embedded.marking import mark_answer  # noqa: E402
from interviewer.backends.embedded.parts import read_parts  # noqa: E402
from interviewer.backends.embedded.reading import Reading  # noqa: E402
from interviewer.backends.embedded.unseen import Recorder  # noqa: E402
from interviewer.domain import Answer, Reply  # noqa: E402
from interviewer.evaluation.asked_alone import ad_hoc_question  # noqa: E402
from interviewer.sentences import number_sentences  # noqa: E402

IDS = tuple(d.scored for d in DETECTORS)
PARTS = "STAR-"
FILES = (
    ("replies_dev.jsonl", "marks_dev.jsonl"),
    ("replies_train.jsonl", "marks_train.jsonl"),
    ("train/replies.jsonl", "train/marks.jsonl"),
)
FOLDS = 4
SEED = 7
HALF = 0.5
ALWAYS = ("action.own_act", "relevance.concrete", "situation.setting")
"""Shown by the base stories already."""
BASES_EACH = 2
"""Base stories that each clear sentence is put into."""

Array = np.ndarray


class Labelled(NamedTuple):
    """A reply, read, with the readers' marks on our own sentences."""

    id: str
    reading: Reading
    sentences: Array
    """Sentences by ids, the share of readers who took the sentence."""
    answer: Array
    """The share of readers for whom the answer showed it."""
    parts: Array
    """Sentences by parts of a story, the share of readers who put the sentence there."""
    about: int | None = None
    """The one id that the labels are about; None: all of them."""


def folds(replies: list[Labelled]) -> list[frozenset[str]]:
    """The questions in four parts, drawn with a fixed seed: nobody's next guide asks the questions of this one."""
    order = sorted({r.reading.question for r in replies})
    random.Random(SEED).shuffle(order)
    return [frozenset(order[i::FOLDS]) for i in range(FOLDS)]


def labelled() -> list[Labelled]:
    """The labelled replies with all their readers' marks."""
    marks = defaultdict(list)
    found = []
    for replies, own in FILES:
        for line in _lines(own):
            one = json.loads(line)
            marks[one["id"]].append(one)
        for line in _lines(replies):
            one = json.loads(line)
            found.append(_labelled(one, marks[one["id"]]))
    return found


def _lines(name: str) -> list[str]:
    return (EVALS / name).read_text(encoding="utf-8").splitlines()


def hollow() -> list[Labelled]:
    """Answers of stock phrases, written for this: nothing in them shows anything."""
    found = []
    for i, line in enumerate(_lines("hollow.jsonl")):
        one = json.loads(line)
        spans = spans_of(one["text"])
        reading = Reading(
            [(n, one["text"][a:b]) for n, (a, b) in enumerate(spans, 1)],
            question="",
            kind=one["kind"],
        )
        zeros = np.zeros((len(spans), len(IDS)), np.float32)
        answer = np.zeros(len(IDS), np.float32)
        for against in ("relevance.purpose", "clarity.retellable", "concision.substance"):
            zeros[:, IDS.index(f"not:{against}")] = 1
            answer[IDS.index(f"not:{against}")] = 1
        found.append(Labelled(f"hollow-{i}", reading, zeros, answer, _no_parts(len(spans))))
    return found


def clear_cases() -> list[Labelled]:
    """Small stories with and without one plain sentence that shows one behaviour, written for this."""
    bases = [json.loads(line) for line in _lines("bases.jsonl")]
    found = [
        _case(f"base-{i}-{j}", base, None, j)
        for i, base in enumerate(bases)
        for j, d in enumerate(DETECTORS)
        if d.kind == "quote" and d.id not in ALWAYS
    ]
    for line in _lines("clear_cases.jsonl"):
        case = json.loads(line)
        j = IDS.index(case["behaviour"])
        for k, sentence in enumerate(case["sentences"]):
            for turn in range(BASES_EACH):
                base = bases[(k + turn) % len(bases)]
                found.append(_case(f"{case['behaviour']}-{k}-{turn}", base, sentence, j))
    return found


def _case(name: str, base: dict, sentence: str | None, about: int) -> Labelled:
    """A base story, its sentence added at the end (or, for a setting, at the start)."""
    texts = list(base["sentences"])
    first = IDS[about].startswith(("situation.", "task."))
    if sentence is not None:
        texts.insert(0 if first else len(texts), sentence)
    text = " ".join(texts)
    spans = spans_of(text)
    reading = Reading(
        [(n, text[a:b]) for n, (a, b) in enumerate(spans, 1)], question="", kind=base["kind"]
    )
    labels = np.zeros((len(spans), len(IDS)), np.float32)
    answer = np.zeros(len(IDS), np.float32)
    if sentence is not None:
        labels[[k for k, (a, b) in enumerate(spans) if text[a:b] in sentence], about] = 1
        answer[about] = 1
    return Labelled(name, reading, labels, answer, _no_parts(len(spans)), about)


def _no_parts(sentences: int) -> Array:
    parts = np.zeros((sentences, len(PARTS)), np.float32)
    parts[:, PARTS.index("-")] = 1
    return parts


def _labelled(reply: dict, marks: list[dict]) -> Labelled:
    text = reply["answer"]
    spans = spans_of(text)
    reading = Reading(
        [(n, text[a:b]) for n, (a, b) in enumerate(spans, 1)],
        question=reply["question"],
        kind=reply["kind"],
    )
    sentences = np.zeros((len(spans), len(IDS)), np.float32)
    answer = np.zeros(len(IDS), np.float32)
    parts = np.zeros((len(spans), len(PARTS)), np.float32)
    for one in marks:
        ours = [_ours(span, spans) for span in one["sentences"]]
        parts += _parts_of(one["parts"], ours, len(spans)) / len(marks)
        for j, name in enumerate(IDS):
            shown, numbers = _read(one, name)
            answer[j] += shown / len(marks)
            took = {k for n in numbers if n <= len(ours) for k in ours[n - 1]}
            sentences[sorted(took), j] += 1 / len(marks)
    return Labelled(reply["id"], reading, sentences, answer, parts)


def _parts_of(letters: str, ours: list[list[int]], sentences: int) -> Array:
    """For each of our sentences the parts that a reader gave the sentences it covers."""
    found = np.zeros((sentences, len(PARTS)), np.float32)
    for letter, places in zip(letters, ours, strict=False):
        found[places, PARTS.index(letter)] += 1
    found[found.sum(1) == 0, PARTS.index("-")] = 1
    return found / found.sum(1, keepdims=True)


def _read(marks: dict, name: str) -> tuple[bool, list[int]]:
    """Whether a reader marked this, and the reader's sentence numbers."""
    if name.startswith("not:"):
        return name[4:] not in marks["shown"], marks["not"].get(name[4:], [])
    if ":" in name:
        kind, bare = name.split(":")
        return bare in marks[f"{kind}s"], marks[f"{kind}s"].get(bare, [])
    found = marks["shown"].get(name) or marks["lowers"].get(name) or []
    return name in marks["shown"] or name in marks["lowers"], found


def spans_of(text: str) -> list[tuple[int, int]]:
    """Where the product begins and ends each sentence or clause of a text."""
    answer = Answer(question="q", replies=(Reply(seq=0, text=text),))
    return [(s.start, s.end) for s in number_sentences(answer)]


def _ours(span: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """Our sentences that hold half of a reader's, or lie in it by half."""
    found = []
    for k, (start, end) in enumerate(spans):
        shared = min(end, span[1]) - max(start, span[0])
        if shared > HALF * min(end - start, span[1] - span[0]):
            found.append(k)
    return found


def remember(encoder: Reads, ids: list[str], path: Path) -> None:
    """Keep what an encoder says of these labelled replies, asked as the product asks it; beside it, in `<n>.told.npz`, what it says
    of the same replies told otherwise (see retold.py), of the STAR behaviours, the parts and the order alone."""
    recorder = Recorder(encoder)
    for replies, _ in FILES:
        for line in _lines(replies):
            one = json.loads(line)
            if one["id"] in ids:
                question = ad_hoc_question(one["id"], one["question"], one["kind"])
                answer = Answer(question=question.id, replies=(Reply(seq=0, text=one["answer"]),))
                mark_answer(question, answer, encoder=recorder)
    recorder.write(path, ids)
    otherwise = Recorder(encoder)
    told = [one for one in retold() if one.id in ids]
    for one in told:
        read_parts(one.question, one.answer, encoder=otherwise)
    otherwise.write(
        path.with_suffix(".told.npz"), sorted({one.id for one in told}), of=range(len(STAR))
    )
