"""The small encoder: its pieces, its windows, that it says the same each time, and what happens without it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.backends.embedded import EmbeddedBackend, encoder
from interviewer.backends.embedded.detectors import DETECTORS
from interviewer.backends.embedded.encoder import Encoded, Encoder, shipped_encoder
from interviewer.backends.embedded.marking import ALONE, NAME
from interviewer.backends.embedded.unseen import Recorder, Unseen
from interviewer.backends.embedded.wordpiece import WordPieces
from interviewer.backends.port import HearRequest
from interviewer.domain import Answer, Question, Rated, Reply
from interviewer.evaluation.asked_alone import ad_hoc_question
from interviewer.grading import grade_answer
from interviewer.library import load_library

RUBRICS = load_library().rubrics
QUESTION = ad_hoc_question(
    "q", "Tell me about a mistake you made that reached users.", "behavioral"
)
STORY = (
    "In March our booking page lost orders for two hours and the clinic could not see its patients.",
    "I found that my own change had dropped an index.",
    "I put it back, told the clinic what had happened, and wrote a test for it.",
    "Since then no order was lost.",
)
VOCABULARY = (
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "load",
    "##ing",
    "##s",
    "the",
    "cafe",
    ",",
    "'",
    "世",
)


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    found = shipped_encoder()
    assert found is not None, "the encoder that ships cannot be loaded here"
    return found


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Loading, the loads", ["load", "##ing", ",", "the", "load", "##s"]),
        ("the Café's", ["the", "cafe", "'", "[UNK]"]),
        ("the\u200bthe", ["[UNK]"]),
        ("世the", ["世", "the"]),
        ("x" * 101, ["[UNK]"]),
        ("\x00 \t\n", []),
    ],
    ids=["pieces", "accents-and-marks", "unseen-characters", "ideographs", "too-long", "nothing"],
)
def test_a_text_is_cut_into_the_longest_known_pieces(text: str, pieces: list[str]) -> None:
    assert WordPieces(VOCABULARY).numbers(text) == [VOCABULARY.index(p) for p in pieces]


@given(st.text())
def test_any_text_has_pieces(text: str) -> None:
    numbers = WordPieces(VOCABULARY).numbers(text)
    assert all(0 <= n < len(VOCABULARY) for n in numbers)


def test_it_scores_every_sentence_for_every_detector(shipped: Encoder) -> None:
    said = shipped.read(QUESTION.text, STORY)
    assert shipped.ids == tuple(d.scored for d in DETECTORS)
    assert said.sentences.shape == (len(STORY), len(DETECTORS))
    assert said.answer.shape == (len(DETECTORS),)
    assert np.allclose(said.parts.sum(axis=1), 1, atol=0.03)


def test_the_same_words_get_the_same_scores(shipped: Encoder) -> None:
    one, other = (shipped.read(QUESTION.text, STORY) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_upper_case_changes_nothing(shipped: Encoder) -> None:
    loud = [s.upper() for s in STORY]
    said, shouted = shipped.read(QUESTION.text, STORY), shipped.read(QUESTION.text, loud)
    assert np.array_equal(said.answer, shouted.answer)


@pytest.mark.parametrize("times", [1, 40, 300], ids=["short", "some-windows", "many-windows"])
def test_an_answer_of_any_length_is_read_whole(shipped: Encoder, times: int) -> None:
    said = shipped.read(QUESTION.text, STORY * times)
    assert len(said.sentences) == len(said.parts) == times * len(STORY)
    assert np.isfinite(said.answer).all()


def test_a_sentence_longer_than_a_window_is_read_as_far_as_it_goes(shipped: Encoder) -> None:
    said = shipped.read(QUESTION.text, ["word " * 3000, STORY[1]])
    assert len(said.sentences) == 2


def test_without_it_the_rules_grade_alone_and_the_grade_says_so() -> None:
    answer = Answer(question="q", replies=(Reply(seq=0, text=" ".join(STORY)),))
    backend = EmbeddedBackend(encoder=lambda: None)
    (marks,) = backend.mark_all(QUESTION, answer, RUBRICS)
    grade = grade_answer(QUESTION, answer, marks, rubrics=RUBRICS)
    assert grade.grader == "embedded 0.2 (its rules alone)"
    assert any(isinstance(c, Rated) for c in grade.criteria)


def test_a_broken_file_is_told_in_the_log_and_starts_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "encoder.onnx").write_bytes(b"not a model")
    monkeypatch.setattr(encoder, "files", lambda _: tmp_path)
    encoder._load.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert shipped_encoder() is None
    assert "encoder_not_loaded" in caplog.text
    encoder._load.cache_clear()


def test_what_was_said_of_a_reply_is_kept_and_nothing_else_can_be_asked(
    shipped: Encoder, tmp_path: Path
) -> None:
    recorder = Recorder(shipped)
    said = recorder.read(QUESTION.text, STORY)
    recorder.write(tmp_path / "1.npz", ["a"])
    unseen = Unseen(tmp_path / "1.npz")
    again = unseen.read(QUESTION.text, STORY)
    assert unseen.replies == ("a",)
    assert all(np.allclose(x, y, atol=0.006) for x, y in zip(said, again, strict=True))
    with pytest.raises(Exception, match="stale"):
        unseen.read(QUESTION.text, STORY[:2])


class Counting:
    """The shipped encoder, counted."""

    def __init__(self, shipped: Encoder) -> None:
        self._shipped = shipped
        self.ids = shipped.ids
        self.read_so_often = 0

    def read(self, question: str, sentences: Sequence[str]) -> Encoded:
        self.read_so_often += 1
        return self._shipped.read(question, sentences)


def test_what_is_heard_is_read_once_for_its_marks_too(shipped: Encoder) -> None:
    """Hearing says what an answer shows already: marking it after that costs nothing again."""
    counting = Counting(shipped)
    backend = EmbeddedBackend(encoder=lambda: counting)
    answer = Answer(question="q", replies=(Reply(seq=0, text=" ".join(STORY)),))
    backend.hear(HearRequest(question=QUESTION, asked=QUESTION.text, answer=answer))
    (marks,) = backend.mark_all(QUESTION, answer, RUBRICS)
    assert marks == tuple(backend.mark(QUESTION, answer, rubric) for rubric in RUBRICS)
    assert counting.read_so_often == 1
    assert marks == EmbeddedBackend(encoder=lambda: shipped).mark_all(QUESTION, answer, RUBRICS)[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda q, a: (q.model_copy(update={"text": "How do you label boxes?"}), a),
        lambda q, a: (q.model_copy(update={"kind": "approach"}), a),
        lambda q, a: (q, a.model_copy(update={"replies": (Reply(seq=0, text=STORY[1]),)})),
    ],
    ids=["another question", "another kind", "another answer"],
)
def test_another_answer_or_question_is_read_anew(
    shipped: Encoder, change: Callable[[Question, Answer], tuple[Question, Answer]]
) -> None:
    answer = Answer(question="q", replies=(Reply(seq=0, text=" ".join(STORY)),))
    used, fresh = EmbeddedBackend(), EmbeddedBackend()
    used.mark_all(QUESTION, answer, RUBRICS)
    other = change(QUESTION, answer)
    assert used.mark_all(*other, RUBRICS) == fresh.mark_all(*other, RUBRICS)


def test_an_answer_that_was_marked_while_the_encoder_was_not_there_is_marked_anew_with_it(
    shipped: Encoder,
) -> None:
    here: list[Encoder | None] = [None, shipped]
    backend = EmbeddedBackend(encoder=lambda: here.pop(0))
    answer = Answer(question="q", replies=(Reply(seq=0, text=" ".join(STORY)),))
    alone, beside = (backend.mark(QUESTION, answer, RUBRICS[0]).grader for _ in range(2))
    assert (alone, beside) == (ALONE, NAME)


def test_no_word_of_an_answer_is_kept() -> None:
    backend = EmbeddedBackend()
    answer = Answer(question="q", replies=(Reply(seq=0, text=" ".join(STORY)),))
    backend.mark_all(QUESTION, answer, RUBRICS)
    kept = repr(vars(backend))
    assert "own_act" in kept and "booking" not in kept
