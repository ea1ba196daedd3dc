"""The labelled replies told otherwise: a part of the story left out, or the sentences in another order.

What is taken out are the sentences that any reader gave to the part; the orders are drawn by a stable hash. Of the replies
written for training (`train/`) none is told otherwise: nothing is measured or fitted on those.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast

EVALS = Path(__file__).resolve().parent
sys.path.insert(0, str(EVALS.parent))

from interviewer.domain import Answer, Question, QuestionKind, Reply  # noqa: E402
from interviewer.evaluation.asked_alone import ad_hoc_question  # noqa: E402
from interviewer.evaluation.transforms import shuffled, without  # noqa: E402
from interviewer.sentences import count_words  # noqa: E402

STORIES = ("behavioral", "project")
"""Kinds of question that are answered by a story."""
LETTERS = "STAR"
ORDERS = 3
LEFT = 25
"""Words that are left at least where a part is taken out."""
THREAD = "clarity.thread"


class Retold(NamedTuple):
    """A labelled reply as it was told, or told otherwise."""

    id: str
    question: Question
    answer: Answer
    whole: bool
    """A story with all four parts by every reader, before anything was taken out."""
    taken: str = ""
    """The letter of the part that was taken out."""
    order: int = 0
    """Which of the drawn orders; 0 as it was told."""
    thread: bool = False
    """Every reader found one thread in it as it was told."""


def retold() -> Iterator[Retold]:
    """Every labelled reply as it was told, without each part where it has all of them, and in other orders."""
    for name in ("dev", "train"):
        marks = defaultdict(list)
        for one in _rows(f"marks_{name}.jsonl"):
            marks[one["id"]].append(one)
        for reply in _rows(f"replies_{name}.jsonl"):
            yield from _told(reply, marks[reply["id"]])


def _told(reply: dict, marks: list[dict]) -> Iterator[Retold]:
    text = reply["answer"]
    kind = cast(QuestionKind, reply["kind"])
    whole = kind in STORIES and all(set(LETTERS) <= set(one["parts"]) for one in marks)
    thread = all(THREAD in one["shown"] for one in marks)
    question = ad_hoc_question(reply["id"], reply["question"], kind)
    as_told = Retold(reply["id"], question, _answer(question, text), whole, thread=thread)
    yield as_told
    for part in LETTERS if whole else "":
        rest = without(text, _spans(marks, part))
        if count_words(rest) >= LEFT:
            yield as_told._replace(answer=_answer(question, rest), taken=part)
    for order in range(1, ORDERS + 1):
        other = shuffled(text, f"retold:{reply['id']}:{order}")
        if other is not None:
            yield as_told._replace(answer=_answer(question, other), order=order)


def _spans(marks: list[dict], part: str) -> set[tuple[int, int]]:
    return {
        (start, end)
        for one in marks
        for (start, end), letter in zip(one["sentences"], one["parts"], strict=False)
        if letter == part
    }


def _answer(question: Question, text: str) -> Answer:
    return Answer(question=question.id, replies=(Reply(seq=0, text=text),))


def _rows(name: str) -> list[dict]:
    lines = (EVALS / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
