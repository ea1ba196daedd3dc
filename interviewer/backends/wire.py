"""What crosses the wire: flat replies of a model, of which no field can hold a level, a score or a quote.

Sentence numbers stand before the verdict they are read for, since a model writes in order. The schema asks for
known ids, short lists and nothing else; what is read is taken leniently (an unknown id, one item too many) and
sifted in `marked.py` and `heard.py`, so that one slip does not cost a candidate the whole reading.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Annotated, Any, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model

from interviewer.domain import Intent, Rubric, StarPart, Verdict

NONE = ""
"""Stands in an id's place where there is none."""
NO_NOTE = -1
MOST_CITED = 4
"""Sentences an item may name, as the prompt says."""
MOST_TOLD = 12
"""Sentences one part of a story may have."""
MOST_SENTENCES = 999
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


# Bounds are for servers of one's own: a small model fills whatever is not bounded.
Number: TypeAlias = Annotated[
    int, Field(json_schema_extra={"minimum": 1, "maximum": MOST_SENTENCES})
]
Numbers: TypeAlias = Annotated[list[Number], Field(json_schema_extra={"maxItems": MOST_CITED})]
NumberOrNone: TypeAlias = Annotated[
    int, Field(json_schema_extra={"minimum": 0, "maximum": MOST_SENTENCES})
]
ShortText: TypeAlias = Annotated[str, Field(json_schema_extra={"maxLength": 40})]
"""An id whose list stands in the schema already: it is not sent twice, and read as strictly."""


def one_of(ids: tuple[str, ...]) -> Any:
    """A text whose schema allows these ids alone."""
    return Annotated[str, Field(json_schema_extra={"enum": list(ids)})]


class MarkItem(Wire):
    """One behaviour, fact or flag: the sentences first, what they come to after them."""

    sentences: Numbers
    id: str
    verdict: one_of(VERDICTS)  # type: ignore[valid-type]


class PartItem(Wire):
    """Sentences that tell one part of a story."""

    part: one_of(PARTS)  # type: ignore[valid-type]
    sentences: Annotated[list[Number], Field(json_schema_extra={"maxItems": MOST_TOLD})]


class SuggestionItem(Wire):
    """What to work on next: the sentence to start from (0: none), and the behaviour."""

    sentence: NumberOrNone
    behaviour: ShortText


class ProbeItem(Wire):
    """The one question to ask next; empty where there is none."""

    behaviour: ShortText
    text: Annotated[str, Field(json_schema_extra={"maxLength": PROBE_LENGTH})]


class HearReply(Wire):
    """How a reply to a question was heard."""

    intent: one_of(INTENTS)  # type: ignore[valid-type]
    note: Annotated[int, Field(json_schema_extra={"minimum": NO_NOTE, "maximum": 99})]
    marks: list[MarkItem]
    probe: ProbeItem


class CloseReply(Wire):
    """How a reply at the close was heard."""

    intent: one_of(INTENTS)  # type: ignore[valid-type]
    fact: str


class MarkReply(Wire):
    """The marks of one rubric."""

    marks: list[MarkItem]


class StoryReply(MarkReply):
    """The same, with how the story would best be told and what it lacks most."""

    outline: Annotated[list[PartItem], Field(json_schema_extra={"maxItems": len(PARTS)})]
    suggestion: SuggestionItem


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
def hear_reply(ids: tuple[str, ...]) -> type[HearReply]:
    """The reply's type where these behaviours and facts are heard for."""
    return _with_marks("Heard", HearReply, ids)


@lru_cache(maxsize=16)
def close_reply(facts: tuple[str, ...]) -> type[CloseReply]:
    """The reply's type at the close, for the facts that may be told."""
    return create_model("HeardAtClose", __base__=CloseReply, fact=(one_of((NONE, *facts)), ...))


@lru_cache(maxsize=64)
def mark_reply(rubric: str, ids: tuple[str, ...], *, story: bool) -> type[MarkReply]:
    """The reply's type for one rubric's behaviours, facts and flags; `story`: with an outline and a suggestion."""
    return _with_marks(f"Marks_{rubric}", StoryReply if story else MarkReply, ids)


_Reply = TypeVar("_Reply", HearReply, MarkReply)


def _with_marks(name: str, base: type[_Reply], ids: tuple[str, ...]) -> type[_Reply]:
    mark = create_model("Mark", __base__=MarkItem, id=(one_of(ids), ...))
    marks = Annotated[list[mark], Field(json_schema_extra={"maxItems": len(ids)})]
    return create_model(name, __base__=base, marks=(marks, ...))


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
