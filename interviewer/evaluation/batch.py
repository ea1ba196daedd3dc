"""Grade a file of answers: one JSON line in, one JSON line out, in order; a bad line stops nobody else's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast, get_args

from interviewer.addressed import addressed_to_grader
from interviewer.backends.port import Backend, HearRequest, Marks
from interviewer.domain import (
    Answer,
    Criterion,
    FactFound,
    Finding,
    Grade,
    Guide,
    Intent,
    Outcome,
    Question,
    QuestionKind,
    Rated,
    Reply,
    Rubric,
    Unrated,
)
from interviewer.errors import BackendError, EmptyReply, LongReply
from interviewer.evaluation.asked_alone import ad_hoc_question
from interviewer.evaluation.asked_model import in_order
from interviewer.evidence import WHOLE_ANSWER_WORDS
from interviewer.grading import ungraded
from interviewer.grading_bounds import ONCE
from interviewer.grading_opinions import grade_opinions
from interviewer.policy import MIN_WORDS
from interviewer.privacy import MAX_REPLY, clean_text
from interviewer.probing import choose_probe
from interviewer.sentences import count_words, number_sentences

DECLINES: frozenset[Intent] = frozenset({"decline", "skip"})
GRADED: frozenset[Intent] = frozenset({"answer", "other_question", "dodge"})
"""What is graded in a file. A dodge is rated on what it says, with `relevance` 1; any other intent is no answer."""

MAX_LINE = 1_000_000
"""Bytes of a line; the longest reply takes a quarter of that where every character is written as a number."""

Json = dict[str, Any]


class BadLine(NamedTuple):
    """A line that could not be graded, with the reason."""

    number: int
    reason: str


class NotGraded(NamedTuple):
    """A line whose grading failed, with the reason and its result, which has no level."""

    number: int
    reason: str
    result: Json


class Asked(NamedTuple):
    """A line's answer with the question it answers."""

    number: int
    id: str | int
    question: Question
    answer: Answer
    plain_words: bool
    """The question's interviewer probes for plain words first."""


def grade_lines(
    lines: Iterable[bytes],
    *,
    guides: tuple[Guide, ...],
    rubrics: tuple[Rubric, ...],
    backend: Backend,
    at_once: int = 1,
) -> Iterator[Json | BadLine | NotGraded]:
    """One result a line, in order; blank lines are passed over."""

    def result(asked: Asked | BadLine) -> Json | BadLine | NotGraded:
        if isinstance(asked, BadLine):
            return asked
        return grade_line(asked, rubrics=rubrics, backend=backend)

    yield from in_order(result, asked_lines(lines, guides), at_once=at_once)


def asked_lines(lines: Iterable[bytes], guides: tuple[Guide, ...]) -> Iterator[Asked | BadLine]:
    """The answer of each line, or why it cannot be graded; blank lines are passed over."""
    bank = {q.id: (q, g) for g in reversed(guides) for q in g.questions}
    seen: set[str | int] = set()
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        asked = _asked(number, raw, bank, seen)
        if isinstance(asked, str):
            yield BadLine(number, asked)
            continue
        seen.add(asked.id)
        yield asked


def grade_line(asked: Asked, *, rubrics: tuple[Rubric, ...], backend: Backend) -> Json | NotGraded:
    """The result of one answer; one without a level where the backend fails."""
    try:
        grade = grade_one(asked.question, asked.answer, rubrics, backend)
    except BackendError as error:
        return not_graded(asked, str(error), rubrics=rubrics, grader=backend.name)
    return _result(asked, grade, rubrics=rubrics, grader=grade.grader or backend.name)


def not_graded(asked: Asked, reason: str, *, rubrics: tuple[Rubric, ...], grader: str) -> NotGraded:
    """The result of an answer that could not be graded: no level anywhere."""
    nothing = ungraded(asked.question.id, 1, "not_graded")
    return NotGraded(asked.number, reason, _result(asked, nothing, rubrics=rubrics, grader=grader))


def _result(asked: Asked, grade: Grade, *, rubrics: tuple[Rubric, ...], grader: str) -> Json:
    question = asked.question
    probe = None
    if grade.outcome == "graded":
        probe = choose_probe(
            question, grade, answer=asked.answer, rubrics=rubrics, plain_words=asked.plain_words
        )
    scores = {score.rubric: score.score for score in grade.rubrics}
    return {
        "id": asked.id,
        "outcome": grade.outcome,
        "criteria": {c.id: _criterion(c, grade) for rubric in rubrics for c in rubric.criteria},
        "facts": _quotes(grade.facts),
        "flags": _quotes(grade.flags),
        "rubrics": {rubric.id: scores.get(rubric.id) for rubric in rubrics},
        "first_probe": None
        if probe is None
        else dict(
            zip(("criterion", "behaviour"), probe.behaviour.split(".", 1), strict=True),
            text=probe.text,
        ),
        "cut": _cut(asked.answer),
        "grader": grader,
    }


def grade_one(
    question: Question, answer: Answer, rubrics: tuple[Rubric, ...], backend: Backend
) -> Grade:
    """The grade of one answer that stands alone: heard first, then marked and levelled. Raises BackendError."""
    intent = backend.hear(HearRequest(question=question, asked=question.text, answer=answer)).intent
    outcome = _outcome(intent, answer)
    if outcome != "graded":
        return ungraded(question.id, 1, outcome)
    opinions = backend.mark_all(question, answer, rubrics)
    if intent == "dodge":
        opinions = tuple(tuple(_without_relevance(one) for one in marks) for marks in opinions)
    return grade_opinions(question, answer, opinions, rubrics=rubrics)


def _outcome(intent: Intent, answer: Answer) -> Outcome:
    text = answer.replies[0].text
    try:
        clean_text(text)
    except EmptyReply:
        return "not_answered"
    if intent in DECLINES:
        return "declined"
    least = WHOLE_ANSWER_WORDS if intent == "dodge" else MIN_WORDS
    if intent not in GRADED or count_words(text) < least:
        return "not_answered"
    return "graded"


def _without_relevance(marks: Marks) -> Marks:
    """A dodge standing alone: words, but none on what was asked."""
    behaviours = tuple(
        m.model_copy(update={"verdict": "not_shown", "sentences": (), "thin": False})
        if m.id.startswith("relevance.")
        else m
        for m in marks.behaviours
    )
    rules = None if marks.rules is None else _without_relevance(marks.rules)
    return marks.model_copy(update={"behaviours": behaviours, "rules": rules})


def _criterion(criterion: Criterion, grade: Grade) -> Json:
    found = grade.criterion(criterion.id)
    if found is None:
        return {"level": None, "uncertain": False, "shown": {}, "lowered": {}}
    shown = [f for f in found.findings if f.verdict == "shown"]
    return {
        "level": found.level if isinstance(found, Rated) else None,
        "uncertain": isinstance(found, Rated) and found.uncertain,
        "shown": {f.id: _words(f) for f in shown if f.weight > 0},
        "lowered": {f.id: _words(f) for f in shown if f.weight < 0} | _caps(found, grade),
    }


def _caps(found: Rated | Unrated, grade: Grade) -> dict[str, list[str]]:
    """The caps that held a level down: flags by their id with their words, `length` without any."""
    if not isinstance(found, Rated):
        return {}
    flags = _quotes(grade.flags)
    flags |= {f"{ONCE}{name}": quotes for name, quotes in _quotes(grade.seen_once).items()}
    caps: dict[str, list[str]] = {}
    for step in found.steps:
        if step.kind == "cap":
            for part in step.source.split(" + "):
                if not part.startswith(found.criterion):
                    name = part.removeprefix("flag:")
                    caps[name] = flags.get(name, [])
    return caps


def _words(finding: Finding) -> list[str]:
    return [e.quote for e in finding.evidence]


def _quotes(found: tuple[FactFound, ...]) -> dict[str, list[str]]:
    return {one.id: [e.quote for e in one.evidence] for one in found}


def _cut(answer: Answer) -> list[str]:
    sentences = number_sentences(answer)
    cut = addressed_to_grader(sentences)
    return [s.text for s in sentences if s.n in cut]


def _asked(
    number: int, raw: bytes, bank: Mapping[str, tuple[Question, Guide]], seen: set[str | int]
) -> Asked | str:
    """The answer of a line, or why it cannot be graded."""
    line = _parsed(raw)
    if isinstance(line, str):
        return line
    answer_id = line.get("id")
    if isinstance(answer_id, bool) or not isinstance(answer_id, str | int):
        return "`id` is missing, or neither text nor a whole number."
    if answer_id in seen:
        return f"the id {answer_id!r} stands on an earlier line already."
    question = _question(line, bank)
    if isinstance(question, str):
        return question
    text = line.get("answer")
    if not isinstance(text, str):
        return "`answer` is missing or no text."
    try:
        clean_text(text)
    except LongReply:
        return f"the answer has {len(text):,} characters; {MAX_REPLY:,} is the most."
    except EmptyReply:
        pass
    plain = line.get("question_id") is not None and _wants_plain_words(*bank[question.id])
    answer = Answer(question=question.id, replies=(Reply(seq=0, text=text),))
    return Asked(number, answer_id, question, answer, plain)


def _parsed(raw: bytes) -> Json | str:
    if len(raw) > MAX_LINE:
        return f"it has more than {MAX_LINE:,} bytes."
    try:
        line = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "it is not UTF-8 text."
    except json.JSONDecodeError as error:
        return f"it is not JSON: {error.msg} at character {error.pos + 1}."
    except RecursionError:
        return "it is nested too deeply."
    return cast(Json, line) if isinstance(line, dict) else "it is JSON, but no object."


def _question(line: Json, bank: Mapping[str, tuple[Question, Guide]]) -> Question | str:
    question_id = line.get("question_id")
    if question_id is not None:
        if isinstance(question_id, str) and question_id in bank:
            return bank[question_id][0]
        return f"no question of the bank has the id {question_id!r}."
    text, kind = line.get("question"), line.get("kind")
    if not isinstance(text, str) or not text.strip():
        return "it names no question: give `question_id`, or `question` and `kind`."
    if kind not in get_args(QuestionKind):
        return f"`kind` must be one of {', '.join(get_args(QuestionKind))}."
    return ad_hoc_question("asked", text, str(kind))


def _wants_plain_words(question: Question, guide: Guide) -> bool:
    return guide.interviewer(question.interviewer).asks_plain_words
