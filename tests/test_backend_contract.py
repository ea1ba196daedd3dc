"""What every backend promises at the port: the embedded one, and a model behind a real HTTP server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.addressed import addressed_to_grader
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.model import ModelBackend
from interviewer.backends.openai_chat import Connection, Gateway
from interviewer.backends.port import Backend, Hearing, HearRequest, Marks
from interviewer.domain import REAL_CASE, Answer, Question, Reply
from interviewer.errors import BadReply
from interviewer.library import load_library
from interviewer.privacy import MAX_REPLY, clean_text
from interviewer.sentences import number_sentences
from tests import bad_inputs
from tests.model_server import MODEL, ModelServer
from tests.models import Answering, Honest, Nonsense, OverHTTP

EVALS = Path(__file__).parent.parent / "evals"
LIBRARY = load_library()
GUIDE = LIBRARY.guide("chop-software-engineer")
FACTS = {"real_case", "other_people", "pressure", "built_or_operated", "team_act"}
FLAGS = {flag.id for rubric in LIBRARY.rubrics for flag in rubric.flags}
EMBEDDED = EmbeddedBackend()


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
        rubrics=LIBRARY.rubrics if question else (),
    )


def model(asks: Answering | Gateway) -> ModelBackend:
    return ModelBackend(asks, embedded=EMBEDDED, prompts=LIBRARY.prompts)


def bad_texts() -> list[tuple[str, str]]:
    """Every bad input that the boundary lets through, as it leaves the boundary."""
    found = []
    for id_, raw in bad_inputs.texts().items():
        try:
            found.append((id_, clean_text(raw).text))
        except BadReply:
            continue
    return found


@pytest.fixture(scope="module", params=["embedded", "honest model", "nonsense model"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Whatever a backend says, this holds; a real model can stand here as well."""
    if request.param == "embedded":
        yield EMBEDDED
        return
    does = Honest(GUIDE) if request.param == "honest model" else Nonsense()
    with ModelServer(OverHTTP(does)) as server:
        yield model(Gateway(Connection(base_url=server.base_url, model=MODEL, key=None)))


@pytest.fixture(scope="module", params=["embedded", "honest model"])
def judge(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Those that read what stands there, and read it the same way each time."""
    if request.param == "embedded":
        yield EMBEDDED
        return
    with ModelServer(OverHTTP(Honest(GUIDE))) as server:
        yield model(Gateway(Connection(base_url=server.base_url, model=MODEL, key=None)))


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


def test_what_speaks_to_the_grader_changes_no_mark(judge: Backend) -> None:
    """F53, F61: the marks with the attack are those without it, by their words."""
    for attack in lines("attacks_dev.jsonl"):
        if not attack["expected"].get("same_as_clean") or not attack["expected"]["flag"]:
            continue
        for rubric in LIBRARY.rubrics:
            shown = [
                _by_words(judge.mark(GUIDE.questions[5], subject, rubric), subject)
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
        in_range(backend.hear(request(subject, question)), subject, question)
    for rubric in LIBRARY.rubrics:
        backend.mark(GUIDE.questions[0], subject, rubric)


def in_range(hearing: Hearing, subject: Answer, question: Question | None) -> None:
    """F17: everything a hearing points at is there."""
    numbers = {s.n for s in number_sentences(subject)}
    behaviours = {
        f"{c.id}.{b.id}" for r in LIBRARY.rubrics for c in r.criteria for b in c.behaviours
    }
    assert set(hearing.remove) <= {r.seq for r in subject.replies}
    assert hearing.note is None or (question and 0 <= hearing.note < len(question.notes))
    assert hearing.fact is None or hearing.fact in {f.id for f in GUIDE.facts}
    assert {m.id for m in hearing.shown} <= behaviours
    assert len({m.id for m in hearing.shown}) == len(hearing.shown)
    assert {m.id for m in hearing.facts} <= FACTS | {"own_work"}
    for mark in (*hearing.shown, *hearing.facts, *hearing.flags):
        assert set(mark.sentences) <= numbers, mark
    if hearing.proposed is not None:
        assert hearing.proposed.behaviour in behaviours | {REAL_CASE}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=120), min_size=1, max_size=3))
def test_no_text_raises_and_every_hearing_is_in_range(texts: list[str]) -> None:
    subject = answer(*texts)
    for backend in (EMBEDDED, model(Answering(Honest(GUIDE))), model(Answering(Nonsense()))):
        for question in (GUIDE.questions[0], None):
            in_range(backend.hear(request(subject, question)), subject, question)


def test_the_same_answer_gets_the_same_hearing_and_marks(judge: Backend) -> None:
    """F66"""
    question = GUIDE.questions[0]
    for text in STORIES:
        subject = answer(text)
        assert judge.hear(request(subject)) == judge.hear(request(subject))
        for rubric in LIBRARY.rubrics:
            first = judge.mark(question, subject, rubric)
            assert first == judge.mark(question, subject, rubric)


def test_every_rubric_is_marked_in_every_opinion(backend: Backend) -> None:
    opinions = backend.mark_all(GUIDE.questions[0], answer(STORIES[0]), LIBRARY.rubrics)
    assert [[m.rubric for m in one] for one in opinions] == [[r.id for r in LIBRARY.rubrics]]


def test_an_honest_model_over_http_marks_as_the_embedded_backend_does(judge: Backend) -> None:
    """The fence, the numbers and the way back lose nothing: what differs from model to model is its judgement."""
    question = GUIDE.questions[5]
    for text in STORIES:
        for rubric in LIBRARY.rubrics:
            subject = answer(text)
            alone, here = (b.mark(question, subject, rubric) for b in (EMBEDDED, judge))
            assert _verdicts(here) == _verdicts(alone), text[:60]


def _verdicts(marks: Marks) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {m.id: (m.verdict, m.sentences) for m in marks.behaviours}


def test_the_longest_reply_is_heard_and_marked(backend: Backend) -> None:
    """F51: how long it takes is printed by benchmarks/; here it only has to come to an end."""
    subject = answer((" ".join(STORIES) * 9)[:MAX_REPLY])
    assert backend.hear(request(subject)).intent in {"answer", "other_question"}
