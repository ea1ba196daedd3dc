"""Which question an answer speaks to: learned for the labelled questions, silent for all others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.backends.embedded.topics import Topics, fold, gap, topic_features
from interviewer.backends.embedded.weights import shipped

TOPICS = Topics(
    questions=("about tests?", "about delays?"),
    words={
        "pytest": (2.0, ((0, 0.5),)),
        "late": (2.0, ((1, 0.5),)),
        "the": (0.1, ()),
    },
)


def test_the_question_asked_fits_best_or_another_does() -> None:
    assert gap(TOPICS, "About tests?", "We run pytest on the branch.") == 0
    missed = gap(TOPICS, "About delays?", "We run pytest on the branch.")
    assert missed is not None
    assert missed > 0.4


def test_a_question_it_does_not_know_and_words_it_does_not_know_say_nothing() -> None:
    assert gap(TOPICS, "About cats?", "We run pytest.") is None
    assert gap(TOPICS, "About tests?", "Miau.") is None


def test_questions_are_folded_before_they_are_compared() -> None:
    assert (
        fold("What  does “mission-driven work”\nmean?") == 'what does "mission-driven work" mean?'
    )


def test_long_words_count_by_their_first_letters_too() -> None:
    assert {"dashboards", "dashb*", "the dashboards"} <= topic_features("The dashboards")


@pytest.mark.parametrize("question", shipped().topics.questions)
def test_every_shipped_question_has_words_that_tell(question: str) -> None:
    place = shipped().topics.questions.index(question)
    telling = [
        w for _, weights in shipped().topics.words.values() for q, w in weights if q == place
    ]
    assert max(telling) > 0.1


@given(st.text(max_size=500))
def test_a_gap_is_never_negative(text: str) -> None:
    found = gap(shipped().topics, shipped().topics.questions[0], text)
    assert found is None or found >= 0
