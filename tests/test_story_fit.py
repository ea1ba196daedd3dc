"""Which part is missing and what is disorder, from the figures an encoder gives: bounds, and the same for the same text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.backends.embedded import disorder, missing
from interviewer.backends.embedded.detectors import DETECTORS
from interviewer.backends.embedded.encoder import Encoded
from interviewer.backends.embedded.marking import mark_answer
from interviewer.backends.embedded.parts import read_parts
from interviewer.backends.embedded.scoring import Calibration, Story, shipped_calibration
from interviewer.backends.embedded.unseen import Recorder, Unseen
from interviewer.domain import Answer, Reply
from interviewer.evaluation.asked_alone import ad_hoc_question

IDS = tuple(d.scored for d in DETECTORS)
QUESTION = ad_hoc_question("q", "Tell me about a mistake you made.", "behavioral")
TOLD = (
    "In March our booking page lost orders for two hours and a clinic could not see its patients.",
    "I was the one on call, and it was mine to bring the page back.",
    "I found that my own change had dropped an index.",
    "Then I put it back, and told the clinic what had happened.",
    "I wrote a test for the index as well.",
    "Since then no order was lost.",
)
CHANCES = st.lists(
    st.lists(st.integers(0, 100), min_size=6, max_size=6), min_size=6, max_size=6
).map(lambda rows: np.array(rows, np.float32) / 100)


class Says:
    """An encoder that gives these chances of parts and of being misplaced to any six sentences."""

    def __init__(self, figures: np.ndarray) -> None:
        self._figures = figures

    def read(self, question: str, sentences: Sequence[str]) -> Encoded:
        assert len(sentences) == len(self._figures)
        return Encoded(
            sentences=np.zeros((len(sentences), len(IDS)), np.float32),
            answer=np.zeros(len(IDS), np.float32),
            parts=self._figures[:, :5],
            misplaced=self._figures[:, 5],
        )


def answer_of(sentences: Sequence[str]) -> Answer:
    return Answer(question="q", replies=(Reply(seq=0, text=" ".join(sentences)),))


def with_story(missing_: np.ndarray, order: np.ndarray) -> Calibration:
    shipped = shipped_calibration(IDS)
    return shipped._replace(story=Story(missing_, order))


def constant(odds: float) -> Calibration:
    order = np.zeros(1 + len(disorder.NAMES))
    order[0] = odds
    return with_story(np.zeros((4, 1 + len(missing.NAMES))), order)


@settings(max_examples=25, deadline=None)
@given(figures=CHANCES, shares=st.integers(-9, 9))
def test_whatever_the_encoder_says_a_part_is_missing_by_a_chance(
    figures: np.ndarray, shares: int
) -> None:
    each = np.full((4, 1 + len(missing.NAMES)), float(shares))
    calibration = with_story(each, np.zeros(1 + len(disorder.NAMES)))
    read = read_parts(QUESTION, answer_of(TOLD), encoder=Says(figures), calibration=calibration)
    assert read is not None
    assert all(0 <= chance <= 1 for chance in read.missing.values())


@settings(max_examples=25, deadline=None)
@given(figures=CHANCES)
def test_the_order_of_the_same_text_looks_the_same(figures: np.ndarray) -> None:
    one, again = (
        disorder.look(TOLD, figures[:, :5].astype(float), figures[:, 5].astype(float))
        for _ in range(2)
    )
    assert one.shape == (len(disorder.NAMES),)
    assert np.isfinite(one).all()
    assert np.array_equal(one, again)


def test_parts_told_out_of_turn_and_a_first_sentence_that_points_back_are_seen() -> None:
    parts = np.eye(5)[[0, 1, 2, 2, 2, 3]]
    placed = np.full(6, 0.1)
    order = [3, 5, 0, 2, 1, 4]
    told = dict(zip(disorder.NAMES, disorder.look(TOLD, parts, placed), strict=True))
    mixed = dict(
        zip(
            disorder.NAMES,
            disorder.look([TOLD[i] for i in order], parts[order], placed),
            strict=True,
        )
    )
    assert told["inversions"] == 0 < mixed["inversions"]
    assert told["opening_back"] == 0 < mixed["opening_back"]
    assert told["closing"] > mixed["closing"]


def test_a_part_that_no_sentence_tells_has_lower_figures() -> None:
    parts = np.full((6, 5), 0.02)
    parts[:, 2] = 0.92
    places = missing.places(IDS)
    told = missing.look(parts, 2, [0.5] * len(IDS), [0.0] * len(IDS), places[2])
    untold = missing.look(parts, 3, [0.5] * len(IDS), [0.0] * len(IDS), places[3])
    assert all(
        a > b
        for name, a, b in zip(missing.NAMES, told, untold, strict=True)
        if name in {"likeliest", "second", "told", "ahead"}
    )


@pytest.mark.parametrize(
    ("odds", "sentences", "lost"),
    [(5.0, TOLD, True), (-5.0, TOLD, False), (5.0, TOLD[:4], False)],
    ids=["disorder", "in order", "too short to say"],
)
def test_disorder_speaks_against_the_thread_in_the_sentences_that_follow_least(
    odds: float, sentences: Sequence[str], lost: bool
) -> None:
    figures = np.full((len(sentences), 6), 0.2, np.float32)
    figures[2, 5] = 0.9
    marked = mark_answer(
        QUESTION, answer_of(sentences), encoder=Says(figures), calibration=constant(odds)
    )
    (thread,) = [m for m in marked.behaviours if m.id == "clarity.thread"]
    if lost:
        assert thread.verdict == "not_shown"
        assert 3 in thread.sentences
    else:
        assert thread.sentences != (1, 2, 3)


def test_of_ids_that_were_not_kept_nothing_is_said(tmp_path: Path) -> None:
    figures = np.full((6, 6), 0.2, np.float32)
    recorder = Recorder(Says(figures))
    recorder.read(QUESTION.text, TOLD)
    recorder.write(tmp_path / "1.told.npz", ["a"], of=range(3))
    again = Unseen(tmp_path / "1.told.npz").read(QUESTION.text, TOLD)
    assert np.array_equal(again.answer[:3], np.zeros(3))
    assert (again.answer[3:] == -8).all()
    assert again.sentences.shape == (6, len(IDS))
