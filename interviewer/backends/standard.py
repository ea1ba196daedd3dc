"""What a standard interview costs with a model: the prompts it would send, made and counted, and none sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from interviewer.backends.asking import Prompt, Usage
from interviewer.backends.metered import FRAME
from interviewer.backends.port import HearRequest
from interviewer.backends.strict_schema import strict_schema
from interviewer.backends.telling import to_hear, to_mark
from interviewer.backends.tokens import count
from interviewer.domain import Answer, Question, Reply, Rubric
from interviewer.library import Library
from interviewer.prompts_model import ModelPrompts

QUESTIONS = 6
REPLY = (
    "Last spring the nightly import of lab results at my old job began to fail about twice a week, and the nurses on "
    "the morning shift had to phone for what they should have seen on their screens. I was the only engineer on call "
    "that month, so it was my job to find out why and to make it stop. I first wrote down every failure of the last "
    "four weeks and saw that all of them came after a large batch from one hospital. I then reproduced it with a copy "
    "of that batch and found that a lock was held for as long as the whole file took. I split the work into parts of "
    "five hundred rows, wrote a test with the real file, and asked a colleague to try to break it before we shipped. "
    "I also put up an alarm, because I did not want a nurse to be the one who tells us. Since then it has run for "
    "seven months without a single missed morning, and the phone calls went from about ten a week to none. Looking "
    "back I would have asked for that file a week earlier."
)
"""About two hundred tokens of a plain story."""
WRITTEN = {"hear": 400, "mark": 800}
"""About how many tokens a model writes for each kind of call."""


@dataclass(frozen=True)
class Standard:
    """A standard interview in figures: six questions, each with a reply and an answer to a probe."""

    calls: int
    usage: Usage


def standard_interview(library: Library, model: str, *, opinions: int = 1) -> Standard:
    """What the standard interview with the first guide would cost, counted as for this model."""
    counts = []
    written = 0
    estimated = False
    for kind, prompt, reply in _calls(library, opinions):
        schema = json.dumps(strict_schema(reply, bounds=False), separators=(",", ":"))
        parts = [count(text, model) for text in (prompt.system, prompt.user, schema)]
        counts.append(FRAME + sum(part.n for part in parts))
        estimated = estimated or any(part.estimated for part in parts)
        written += WRITTEN[kind]
    return Standard(len(counts), Usage(sum(counts), 0, written, estimated))


def _calls(library: Library, opinions: int) -> Iterator[tuple[str, Prompt, type[BaseModel]]]:
    """Every call of the interview: one for each reply, and one for each rubric and opinion when a question closes."""
    for question in library.guides[0].questions[:QUESTIONS]:
        for replies in (1, 2):
            heard = to_hear(library.prompts, _request(question, replies, library.rubrics))
            yield "hear", heard.prompt, heard.reply
        yield from _marks(library.prompts, question, library.rubrics, opinions)


def _marks(
    prompts: ModelPrompts, question: Question, rubrics: tuple[Rubric, ...], opinions: int
) -> Iterator[tuple[str, Prompt, type[BaseModel]]]:
    for opinion in range(opinions):
        for rubric in rubrics:
            told = to_mark(prompts, question, _answer(question, 2), rubric, opinion=opinion)
            yield "mark", told.prompt, told.reply


def _request(question: Question, replies: int, rubrics: tuple[Rubric, ...]) -> HearRequest:
    probe = question.probes[0] if question.probes and replies > 1 else None
    return HearRequest(
        question=question,
        asked=probe.text if probe else question.text,
        answer=_answer(question, replies),
        rubrics=rubrics,
        probed=(probe.behaviour,) if probe else (),
    )


def _answer(question: Question, replies: int) -> Answer:
    said = tuple(Reply(seq=2 * n + 1, text=REPLY) for n in range(replies))
    return Answer(question=question.id, replies=said, probes_answered=replies - 1)
