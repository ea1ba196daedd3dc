"""What crosses the wire: flat replies of a model, of which no field can hold a level, a score or a quote.

Sentence numbers stand before the verdict they are read for, since a model writes in order. The schema asks for
known ids, short lists and nothing else; what is read is taken leniently (an unknown id, one item too many) and
sifted in `marked.py` and `heard.py`, so that one slip does not cost a candidate the whole reading.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Annotated, Any, TypeAlias, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model

from interviewer.domain import Intent, Rubric, StarPart, Verdict

NONE = ""
"""Stands in an id's place where there is none."""
NO_NOTE = -1
MOST_CITED = 6
"""Sentences an item may name."""
PROBE_LENGTH = 240
"""Characters of a proposed probe."""
INTENTS: tuple[str, ...] = get_args(Intent)
VERDICTS: tuple[str, ...] = get_args(Verdict)
PARTS: tuple[str, ...] = get_args(StarPart)


def _plain(schema: dict[str, Any]) -> None:
    """Titles and docstrings are for us: in a schema they would be read, and paid for, with every call."""
    schema.pop("title", None)
    schema.pop("description", None)
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
    schema["additionalProperties"] = False


class Wire(BaseModel):
    """A part of a reply as a model writes it."""

    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra=_plain)


Numbers: TypeAlias = Annotated[list[int], Field(json_schema_extra={"maxItems": MOST_CITED})]


def one_of(ids: tuple[str, ...]) -> Any:
    """A text whose schema allows these ids alone."""
    return Annotated[str, Field(json_schema_extra={"enum": list(ids)})]


def at_most(item: type[Wire], most: int) -> Any:
    """A list whose schema allows so many items."""
    return Annotated[list[item], Field(json_schema_extra={"maxItems": most})]  # type: ignore[valid-type]


class MarkItem(Wire):
    """One behaviour: the sentences first, what they come to after them."""

    sentences: Numbers
    behaviour: str
    verdict: one_of(VERDICTS)  # type: ignore[valid-type]


class FactItem(Wire):
    """A fact some sentences show; one that is not shown is left out."""

    sentences: Numbers
    fact: str


class FlagItem(Wire):
    """A red flag some sentences raise."""

    sentences: Numbers
    flag: str


class PartItem(Wire):
    """Sentences that tell one part of a story."""

    part: one_of(PARTS)  # type: ignore[valid-type]
    sentences: Annotated[list[int], Field(json_schema_extra={"maxItems": 12})]


class SuggestionItem(Wire):
    """What to work on next: the sentence to start from (0: none), and the behaviour."""

    sentence: int
    behaviour: str


class ProbeItem(Wire):
    """The one question to ask next; empty where there is none."""

    behaviour: str
    text: Annotated[str, Field(json_schema_extra={"maxLength": PROBE_LENGTH})]


class HearReply(Wire):
    """How a reply to a question was heard."""

    intent: one_of(INTENTS)  # type: ignore[valid-type]
    note: int
    marks: list[MarkItem]
    facts: list[FactItem]
    probe: ProbeItem


class CloseReply(Wire):
    """How a reply at the close was heard."""

    intent: one_of(INTENTS)  # type: ignore[valid-type]
    fact: str


class MarkReply(Wire):
    """The marks of one rubric; `facts`, `flags`, `outline` and `suggestion` stand where the rubric asks for them."""

    marks: list[MarkItem]


class Ids:
    """Short ids on the wire for `criterion.behaviour`: a behaviour's own id wherever no other criterion has it too."""

    def __init__(self, full: tuple[str, ...]) -> None:
        own = Counter(one.split(".", 1)[1] for one in full)
        self.short = {one: _own(one) if own[_own(one)] == 1 else one for one in full}
        self.full = {short: one for one, short in self.short.items()}

    def read(self, said: str) -> str | None:
        """The full id a model meant, which may have written either; None for one that was not asked for."""
        return self.full.get(said) or (said if said in self.short else None)


def _own(behaviour: str) -> str:
    return behaviour.split(".", 1)[1]


@lru_cache(maxsize=64)
def hear_reply(
    behaviours: tuple[str, ...], facts: tuple[str, ...], probes: tuple[str, ...]
) -> type[HearReply]:
    """The reply's type for these behaviours (short ids), facts and behaviours a probe may be about."""
    mark = create_model("HeardMark", __base__=MarkItem, behaviour=(one_of(behaviours), ...))
    fact = create_model("HeardFact", __base__=FactItem, fact=(one_of(facts), ...))
    probe = create_model("HeardProbe", __base__=ProbeItem, behaviour=(one_of((NONE, *probes)), ...))
    fields: dict[str, Any] = {
        "marks": (at_most(mark, len(behaviours)), ...),
        "facts": (at_most(fact, len(facts)), ...),
        "probe": (probe, ...),
    }
    return cast(type[HearReply], create_model("Heard", __base__=HearReply, **fields))


@lru_cache(maxsize=16)
def close_reply(facts: tuple[str, ...]) -> type[CloseReply]:
    """The reply's type at the close, for the facts that may be told."""
    made = create_model("HeardAtClose", __base__=CloseReply, fact=(one_of((NONE, *facts)), ...))
    return cast(type[CloseReply], made)


@lru_cache(maxsize=64)
def mark_reply(
    rubric: str,
    behaviours: tuple[str, ...],
    facts: tuple[str, ...],
    flags: tuple[str, ...],
    *,
    story: bool,
) -> type[MarkReply]:
    """The reply's type for one rubric; `story`: with an outline and a suggestion."""
    mark = create_model("Mark", __base__=MarkItem, behaviour=(one_of(behaviours), ...))
    fields: dict[str, Any] = {"marks": (at_most(mark, len(behaviours)), ...)}
    if facts:
        fact = create_model("Fact", __base__=FactItem, fact=(one_of(facts), ...))
        fields["facts"] = (at_most(fact, len(facts)), ...)
    if flags:
        flag = create_model("Flag", __base__=FlagItem, flag=(one_of(flags), ...))
        fields["flags"] = (at_most(flag, len(flags)), ...)
    if story:
        suggestion = create_model(
            "Next", __base__=SuggestionItem, behaviour=(one_of((NONE, *behaviours)), ...)
        )
        fields["outline"] = (at_most(PartItem, len(PARTS)), ...)
        fields["suggestion"] = (suggestion, ...)
    return cast(type[MarkReply], create_model(f"Marks_{rubric}", __base__=MarkReply, **fields))


def asked_of(rubric: Rubric) -> tuple[str, ...]:
    """The behaviours a grader marks, in the file's order; what code measures is asked of nobody."""
    return tuple(
        f"{c.id}.{b.id}" for c in rubric.criteria for b in c.behaviours if b.evidence != "code"
    )


def facts_of(rubric: Rubric) -> tuple[str, ...]:
    """The facts that a rubric's arithmetic rests on, so that each is asked for once and not with every rubric."""
    named: list[str] = []
    for c in rubric.criteria:
        when = [
            *(a.when for a in c.also),
            *(w for bound in (*c.floors, *c.caps) for w in bound.when),
        ]
        named += c.rated_when.facts
        named += [w.removeprefix("fact:") for w in when if w.startswith("fact:")]
    return tuple(dict.fromkeys(named))
