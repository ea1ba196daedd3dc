"""What every backend promises at the port, tried on the one that ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.addressed import addressed_to_grader
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.port import Backend, HearRequest, Marks
from interviewer.domain import Answer, Question, Reply
from interviewer.errors import BadReply
from interviewer.library import load_library
from interviewer.privacy import MAX_REPLY, clean_text
from interviewer.sentences import number_sentences
from tests import bad_inputs

EVALS = Path(__file__).parent.parent / "evals"
LIBRARY = load_library()
GUIDE = LIBRARY.guide("chop-software-engineer")
FACTS = {"real_case", "other_people", "pressure", "built_or_operated", "team_act"}
FLAGS = {flag.id for rubric in LIBRARY.rubrics for flag in rubric.flags}
BACKENDS: tuple[Backend, ...] = (EmbeddedBackend(),)


def lines(name: str) -> list[dict]:  # type: ignore[type-arg]
    path = EVALS / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def answer(*texts: str) -> Answer:
    return Answer(
        question="q", replies=tuple(Reply(seq=2 * i + 1, text=t) for i, t in enumerate(texts))
    )


def request(subject: Answer, question: Question | None = GUIDE.questions[0]) -> HearRequest:
    return HearRequest(
        question=question,
        asked="",
        answer=subject,
        facts=() if question else GUIDE.facts,
    )


def bad_texts() -> list[tuple[str, str]]:
    """Every bad input that the boundary lets through, as it leaves the boundary."""
    found = []
    for id_, raw in bad_inputs.texts().items():
        try:
            found.append((id_, clean_text(raw).text))
        except BadReply:
            continue
    return found


@pytest.fixture(params=BACKENDS, ids=lambda b: b.name)
def backend(request: pytest.FixtureRequest) -> Backend:
    return request.param  # type: ignore[no-any-return]


STORIES = [r["answer"] for r in lines("replies_dev.jsonl")[:24]]
TEXTS = [
    *STORIES,
    *(a["text"] for a in lines("attacks_dev.jsonl")[::4]),
    *(t for _, t in bad_texts()[::3]),
]


@pytest.mark.parametrize("rubric", LIBRARY.rubrics, ids=lambda r: r.id)
def test_every_behaviour_is_marked_once_with_sentences_that_exist(backend: Backend, rubric) -> None:  # type: ignore[no-untyped-def]
    """F54, F55: no mark without a sentence of the candidate's that stands in the answer."""
    asked = {
        f"{c.id}.{b.id}": b.evidence
        for c in rubric.criteria
        for b in c.behaviours
        if b.evidence != "code"
    }
    for text in TEXTS:
        subject = answer(text)
        marks = backend.mark(GUIDE.questions[0], subject, rubric)
        assert isinstance(marks, Marks)
        assert (marks.rubric, marks.grader) == (rubric.id, backend.name)
        assert sorted(m.id for m in marks.behaviours) == sorted(asked)
        allowed = {s.n for s in number_sentences(subject)} - addressed_to_grader(
            number_sentences(subject)
        )
        for mark in (*marks.behaviours, *marks.facts, *marks.flags):
            assert set(mark.sentences) <= allowed, (mark.id, text[:60])
            if mark.verdict == "shown" and asked.get(mark.id) == "quote":
                assert mark.sentences, mark.id
        assert {m.id for m in marks.facts} <= FACTS | {"own_work"}
        assert {m.id for m in marks.flags} <= FLAGS


def test_what_speaks_to_the_grader_changes_no_mark(backend: Backend) -> None:
    """F53, F61: the marks with the attack are those without it, by their words."""
    for attack in lines("attacks_dev.jsonl"):
        if not attack["expected"].get("same_as_clean") or not attack["expected"]["flag"]:
            continue
        for rubric in LIBRARY.rubrics:
            shown = [
                _by_words(backend.mark(GUIDE.questions[5], subject, rubric), subject)
                for subject in (
                    answer(clean_text(attack["text"]).text),
                    answer(attack["expected"]["clean"]),
                )
            ]
            assert shown[0] == shown[1], attack["id"]


def _by_words(marks: Marks, subject: Answer) -> dict[str, tuple[str, tuple[str, ...]]]:
    text = {s.n: s.text for s in number_sentences(subject)}
    return {
        m.id: (m.verdict, tuple(text[n] for n in m.sentences))
        for m in (*marks.behaviours, *marks.facts, *marks.flags)
    }


@pytest.mark.parametrize("bad", bad_texts(), ids=lambda b: b[0])
def test_no_bad_input_raises(backend: Backend, bad: tuple[str, str]) -> None:
    subject = answer(bad[1])
    for question in (GUIDE.questions[0], None):
        hearing = backend.hear(request(subject, question))
        assert hearing == backend.hear(request(subject, question))
    for rubric in LIBRARY.rubrics:
        backend.mark(GUIDE.questions[0], subject, rubric)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=120), min_size=1, max_size=3))
def test_no_text_raises_and_every_hearing_is_in_range(texts: list[str]) -> None:
    subject = answer(*texts)
    for backend in BACKENDS:
        for question in (GUIDE.questions[0], None):
            hearing = backend.hear(request(subject, question))
            seqs = {r.seq for r in subject.replies}
            assert set(hearing.remove) <= seqs
            assert hearing.note is None or (question and hearing.note < len(question.notes))
            assert hearing.fact is None or hearing.fact in {f.id for f in GUIDE.facts}


def test_the_same_answer_gets_the_same_marks(backend: Backend) -> None:
    """F66"""
    for rubric in LIBRARY.rubrics:
        first = [backend.mark(GUIDE.questions[0], answer(t), rubric) for t in STORIES]
        assert first == [backend.mark(GUIDE.questions[0], answer(t), rubric) for t in STORIES]


def test_the_longest_reply_is_heard_and_marked(backend: Backend) -> None:
    """F51: how long it takes is printed by benchmarks/; here it only has to come to an end."""
    subject = answer((" ".join(STORIES) * 9)[:MAX_REPLY])
    assert backend.hear(request(subject)).intent in {"answer", "other_question"}
