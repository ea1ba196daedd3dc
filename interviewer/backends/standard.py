"""What a standard interview costs with a model: the prompts it would send, made and counted, and none sent."""

from __future__ import annotations

import json
import math
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
from interviewer.errors import CapReached
from interviewer.library import Library
from interviewer.prompts_model import ModelPrompts
from interviewer.settings import Settings

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
    calls = tuple(_calls(library, opinions))
    counts = [_counted(prompt, reply, model) for _, prompt, reply in calls]
    written = sum(WRITTEN[kind] for kind, _, _ in calls)
    estimated = any(estimated for _, estimated in counts)
    return Standard(len(calls), Usage(sum(n for n, _ in counts), 0, written, estimated))


class Forecast:
    """About how many tokens work with a model will send, said before it begins; counted once a model."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._interviews: dict[str, int] = {}

    def interview(self, model: str, questions: int) -> int:
        """An interview of so many questions, each with a reply and an answer to a probe."""
        if model not in self._interviews:
            standard = standard_interview(self._library, model, opinions=self._settings.opinions)
            self._interviews[model] = standard.usage.tokens_in
        return round(self._interviews[model] * questions / QUESTIONS / 100) * 100

    def over_cap(self, model: str, questions: int) -> str:
        """What to know, and to set, where an interview passes its cap; empty where it does not."""
        cap, opinions = self._settings.tokens_per_interview, self._settings.opinions
        if not cap or not questions or (tokens := self.interview(model, questions)) <= cap:
            return ""
        asked = f"{questions} question{'s' if questions > 1 else ''}"
        each = f", with {opinions} opinions on each," if opinions > 1 else ""
        return (
            f"About {tokens:,} tokens are sent for {asked}{each} and that is more than "
            f"STEADY_TOKENS_PER_INTERVIEW allows ({cap:,}): the rest is then left to the embedded grader. Set it to "
            f"{math.ceil(1.25 * tokens / 10_000) * 10_000} (0: no cap), or ask for less."
        )

    def replies(self, model: str, n: int, *, heard: int) -> int:
        """So many replies of a file marked, and so many heard, as where a file is graded as an interview is."""
        prompts, rubrics = self._library.prompts, self._library.rubrics
        marking = hearing = 0
        asked = self._library.guides[0].questions[:QUESTIONS]
        for question in asked:
            answer = _answer(question, 1)
            for _, prompt, reply in _marks(
                prompts, question, answer, rubrics, self._settings.opinions
            ):
                marking += _counted(prompt, reply, model)[0]
            told = to_hear(prompts, _request(question, 1, rubrics))
            hearing += _counted(told.prompt, told.reply, model)[0]
        return round((marking * n + hearing * heard) / len(asked) / 100) * 100

    def day(self, model: str, n: int, used: int, *, heard: int) -> str:
        """What a file of replies will send, in words. Raises CapReached where that passes the day's cap."""
        cap, tokens = self._settings.tokens_per_day, self.replies(model, n, heard=heard)
        says = f"About {tokens:,} tokens will be sent to {model} for {n:,} replies"
        if cap and used + tokens > cap:
            error = CapReached(
                f"{says}, and {used:,} of {cap:,} are used today (UTC). Nothing was sent. Set STEADY_TOKENS_PER_DAY "
                f"to {math.ceil((used + 1.25 * tokens) / 10_000) * 10_000} or more (0: no cap) and begin again."
            )
            error.kind = "day"
            raise error
        return f"{says}; {used:,} {f'of {cap:,} ' if cap else ''}are used today (UTC)."


def _counted(prompt: Prompt, reply: type[BaseModel], model: str) -> tuple[int, bool]:
    """What a call sends, and whether that is an estimate."""
    schema = json.dumps(strict_schema(reply, bounds=False), separators=(",", ":"))
    parts = [count(text, model) for text in (prompt.system, prompt.user, schema)]
    return FRAME + sum(part.n for part in parts), any(part.estimated for part in parts)


def _calls(library: Library, opinions: int) -> Iterator[tuple[str, Prompt, type[BaseModel]]]:
    """Every call of the interview: one for each reply, and one for each rubric and opinion when a question closes."""
    for question in library.guides[0].questions[:QUESTIONS]:
        for replies in (1, 2):
            heard = to_hear(library.prompts, _request(question, replies, library.rubrics))
            yield "hear", heard.prompt, heard.reply
        answer = _answer(question, 2)
        yield from _marks(library.prompts, question, answer, library.rubrics, opinions)


def _marks(
    prompts: ModelPrompts,
    question: Question,
    answer: Answer,
    rubrics: tuple[Rubric, ...],
    opinions: int,
) -> Iterator[tuple[str, Prompt, type[BaseModel]]]:
    for opinion in range(opinions):
        for rubric in rubrics:
            told = to_mark(prompts, question, answer, rubric, opinion=opinion)
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
