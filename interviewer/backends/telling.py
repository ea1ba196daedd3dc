"""What a model is told about one reply or one answer: a prompt, and the type of the reply it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from interviewer.addressed import own_sentences
from interviewer.backends.asking import Prompt
from interviewer.backends.fenced import Lines, fenced
from interviewer.backends.port import HearRequest
from interviewer.backends.wire import (
    CloseReply,
    HearReply,
    Ids,
    MarkReply,
    asked_of,
    close_reply,
    facts_of,
    hear_reply,
    mark_reply,
)
from interviewer.domain import PLAIN_FIRST, REAL_CASE, Answer, Question, Rubric
from interviewer.prompts_model import ModelPrompts

STORY: str = "star"
"""The rubric whose reader also says how the story would best be told."""
HEARD_FOR = 15
"""Behaviours a model hears for; there are two probes at most, and the embedded detectors hear for the rest."""
THE_QUESTION = "(the question)"

Reply = TypeVar("Reply", bound=BaseModel)


@dataclass(frozen=True)
class Told(Generic[Reply]):
    """One call: what is said, what may come back, and what of it can be true."""

    prompt: Prompt
    reply: type[Reply]
    ids: Ids
    facts: tuple[str, ...]
    sent: frozenset[int]
    """Sentences that were shown; no other can be cited."""
    probes: Ids = field(default_factory=lambda: Ids(()))
    """What a proposed probe may be about."""


def worth_asking(question: Question, rubrics: tuple[Rubric, ...]) -> tuple[str, ...]:
    """The behaviours a probe may well be about here: those planned for the question, and the most valuable of the rest.

    What an answer shows as a whole is left to the detectors: to ask for it costs more words than it is worth here.
    """
    ask = {
        f"{c.id}.{b.id}": b.ask
        for r in rubrics
        for c in r.criteria
        for b in c.behaviours
        if b.ask and b.evidence == "quote"
    }
    planned = {p.behaviour for p in question.probes} & ask.keys()
    ranked = sorted(ask, key=lambda b: (b not in planned, -ask[b]))
    chosen = set(ranked[: max(HEARD_FOR, len(planned))])
    return tuple(b for b in ask if b in chosen)


def to_hear(prompts: ModelPrompts, request: HearRequest) -> Told[HearReply]:
    """The call that hears a reply to a question."""
    question = _asked(request)
    full = worth_asking(question, request.rubrics)
    ids = Ids(full)
    # Whether a story was told decides what is asked next; the other facts are left to the detectors.
    facts = tuple(f for r in request.rubrics if r.id == STORY for f in facts_of(r))
    first, only = _restricted(request, question)
    probes = Ids(tuple(dict.fromkeys((*full, *first, *only, *request.probed))))
    system, user, lines = _filled(
        prompts,
        request,
        question=question.text,
        notes=tuple(n.text for n in question.notes),
        criteria=_criteria(request.rubrics, ids),
        facts=facts,
        told=(),
        probed=tuple(probes.short.get(b, b) for b in request.probed),
        only=tuple(probes.short[b] for b in only),
        first=tuple(probes.short[b] for b in first),
    )
    return Told(
        Prompt(system=system, user=user),
        hear_reply((*ids.short.values(), *facts)),
        ids,
        facts,
        lines.sent,
        probes,
    )


def _restricted(
    request: HearRequest, question: Question
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a probe has to be about first, and what alone (empty: anything), as `probing.py` will have it."""
    first: tuple[str, ...] = (REAL_CASE,) if question.kind == "approach" else ()
    first += PLAIN_FIRST if request.plain_words else ()
    planned = tuple(p.behaviour for p in question.probes)
    only = (*first, *planned) if question.kind == "motivation" else ()
    return _left(first, request), _left(only, request)


def _left(behaviours: tuple[str, ...], request: HearRequest) -> tuple[str, ...]:
    return tuple(b for b in dict.fromkeys(behaviours) if b not in request.probed)


def to_hear_at_close(prompts: ModelPrompts, request: HearRequest) -> Told[CloseReply]:
    """The call that hears what a candidate asks the panel."""
    told = tuple({"id": fact.id, "says": fact.text} for fact in request.facts)
    system, user, lines = _filled(
        prompts, request, question="", notes=(), criteria=(), facts=(), told=told
    )
    facts = tuple(fact.id for fact in request.facts)
    return Told(Prompt(system=system, user=user), close_reply(facts), Ids(()), facts, lines.sent)


def to_mark(
    prompts: ModelPrompts, question: Question, answer: Answer, rubric: Rubric, *, opinion: int
) -> Told[MarkReply]:
    """The call that marks an answer with one rubric; each opinion is asked in another order and other words."""
    ids = Ids(asked_of(rubric))
    facts, flags = facts_of(rubric), tuple(flag.id for flag in rubric.flags)
    criteria = _criteria((rubric,), ids)
    criteria = _reordered(criteria, opinion)
    lines = fenced(own_sentences(answer), answer)
    stable = {
        "question": question.text,
        "kind": question.kind,
        "strong": question.strong,
        "rubric": rubric.id,
        "criteria": criteria,
        "facts": facts,
        "flags": tuple({"id": flag.id, "reads": flag.reads or flag.says} for flag in rubric.flags),
        "story": rubric.id == STORY,
        "opinion": opinion,
    }
    spoken = {"fence": lines.fence, "lines": lines.text, "left_out": lines.left_out}
    system, user = prompts.mark.fill(stable, spoken)
    in_order = tuple(b["id"] for c in criteria for b in c["behaviours"])
    reply = mark_reply(rubric.id, (*in_order, *facts, *flags), story=rubric.id == STORY)
    return Told(Prompt(system=system, user=user), reply, ids, facts, lines.sent)


def _filled(
    prompts: ModelPrompts,
    request: HearRequest,
    *,
    probed: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
    first: tuple[str, ...] = (),
    **stable: Any,
) -> tuple[str, str, Lines]:
    sentences = own_sentences(request.answer)
    question = stable["question"]
    asked = THE_QUESTION if question and question in request.asked else request.asked
    lines = fenced(sentences, request.answer, asked=asked)
    newest = len(request.answer.replies) - 1
    last = next((s.n for s in sentences if s.reply == newest), 0)
    spoken = {
        "fence": lines.fence,
        "lines": lines.text,
        "left_out": lines.left_out,
        "last": last,
        "probed": probed,
        "only": only,
        "first": first,
    }
    system, user = prompts.hear.fill(stable, spoken)
    return system, user, lines


def _reordered(criteria: tuple[dict[str, Any], ...], opinion: int) -> tuple[dict[str, Any], ...]:
    """The criteria from another one on, and every second time with their behaviours from the end."""
    turns, turn = divmod(opinion, len(criteria))
    turned = criteria[turn:] + criteria[:turn]
    if (turn + turns) % 2:
        return tuple({**c, "behaviours": c["behaviours"][::-1]} for c in turned)
    return turned


def _asked(request: HearRequest) -> Question:
    if request.question is None:
        raise ValueError("At the close there is no question; use to_hear_at_close.")
    return request.question


def _criteria(rubrics: Iterable[Rubric], ids: Ids) -> tuple[dict[str, Any], ...]:
    """The criteria as plain values for a file, with the behaviours that were asked for."""
    criteria = (
        {
            "id": c.id,
            "name": c.name,
            "behaviours": tuple(
                {
                    "id": ids.short[f"{c.id}.{b.id}"],
                    "says": b.says,
                    "reads": b.reads or b.says,
                    "whole": b.evidence == "whole",
                }
                for b in c.behaviours
                if f"{c.id}.{b.id}" in ids.short
            ),
        }
        for r in rubrics
        for c in r.criteria
    )
    return tuple(c for c in criteria if c["behaviours"])
