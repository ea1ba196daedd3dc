"""What rules find whatever the weights say: contempt and blame in plain words, another question answered."""

from __future__ import annotations

import pytest

from interviewer.backends.embedded.marking import mark_answer
from interviewer.backends.embedded.rules import answers_another, blaming, contemptuous
from interviewer.backends.embedded.weights import shipped
from interviewer.domain import Answer, Question, Reply
from interviewer.sentences import number_sentences

WHY = (
    "Why Children's Hospital of Philadelphia? What draws you to healthcare technology specifically?"
)
TESTS = (
    "I always write the tests first. For every endpoint I have a unit test in pytest, then a few Playwright runs for"
    " the main flows, and our coverage stays above eighty percent. Flaky ones are thrown out on the same day."
)
MOTIVES = (
    "My daughter was treated at a hospital like this one and I saw what the nurses worked with. I kept thinking that"
    " somebody has to write these screens for the children and their families, and that I know how."
)


def sentences(*texts: str):
    replies = tuple(Reply(seq=2 * n, text=text) for n, text in enumerate(texts))
    return number_sentences(Answer(question="q", replies=replies))


@pytest.mark.parametrize(
    ("text", "contempt", "blame"),
    [
        ("There was this QA guy Mike who was basically useless, total dead weight.", True, False),
        ("Dave was an idiot.", True, False),
        ("The users are clueless.", True, False),
        ("The release was late because of him.", False, True),
        ("I didn't learn anything, it was his fault.", False, True),
        ("Everything was Dave's fault.", False, True),
        ("It was not her fault, the ticket was unclear.", False, False),
        ("The old script was useless, so I replaced it.", False, False),
        ("I felt stupid for a day and then asked for help.", False, False),
        ("It was late because of the storm.", False, False),
        ("He was helpful, and the report was useless without him.", False, False),
    ],
)
def test_contempt_and_blame_are_found_in_plain_words_only(text, contempt, blame):
    assert bool(contemptuous(sentences(text))) is contempt
    assert bool(blaming(sentences(text))) is blame


def test_a_corrected_answer_does_not_answer_another_question():
    topics = shipped().topics
    assert answers_another(WHY, sentences(TESTS), topics, by=0.05)
    assert not answers_another(WHY, sentences(TESTS, MOTIVES), topics, by=0.05)


def test_a_trouble_told_before_anything_was_done_is_no_result():
    question = Question.model_validate(
        {
            "id": "q", "text": "Tell us about a system you improved.", "short": "q", "source": "guide",
            "section": "s", "kind": "behavioral", "competency": "c", "stage": "s", "interviewer": "i",
            "strong": (), "notes": (), "rephrase": "", "angle": "", "hints": (), "probes": (),
        }
    )  # fmt: skip
    text = (
        "Parents could not move a lesson themselves, so the office did it by telephone, about forty calls a week."
        " I wrote a page for it and tested it on a copy of the data. The calls fell to two a week after that."
    )
    answer = Answer(question="q", replies=(Reply(seq=2, text=text),))
    marks = {m.id: m for m in mark_answer(question, answer).behaviours}
    assert marks["action.own_act"].sentences[0] > 1
    for result in ("result.outcome", "result.evidence", "result.meaning"):
        assert 1 not in marks[result].sentences
    assert marks["result.outcome"].verdict == "shown"
