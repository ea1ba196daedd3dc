"""Models for tests, honest and not: what each would write for a prompt, whether it comes over HTTP or straight from the backend.

A model is one class with `__call__(seen) -> dict`. `seen_on_wire(request_json)` and `seen_in(prompt, reply)` read what it
was shown; `OverHTTP(model)` is an `answer` for `tests/model_server.py`, `Answering(model)` an `Asks` without a network.
"""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from pydantic import BaseModel

from interviewer.backends.asking import Completion, Prompt, Purpose, Usage
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.embedded.encoder import shipped_encoder
from interviewer.backends.embedded.marking import Marked, mark_sentences
from interviewer.backends.port import HearRequest, Mark
from interviewer.backends.strict_schema import strict_schema
from interviewer.domain import Answer, Guide, Question, Reply, Sentence
from interviewer.sentences import count_words

FENCED = re.compile(r"^([0-9a-f]{6,})\n(.*)\n\1$", re.DOTALL | re.MULTILINE)
LINE = re.compile(r"^(\d+)\W (.*)$")
LAST = re.compile(r"last reply starts at line (\d+)")


@dataclass(frozen=True)
class Seen:
    """What a model was shown."""

    system: str
    user: str
    schema: dict[str, Any]

    @property
    def lines(self) -> dict[int, str]:
        """The candidate's numbered lines, read back out of the prompt; line 0, the interviewer's, is not among them."""
        fenced = FENCED.search(self.user)
        assert fenced, f"no fence in {self.user!r}"
        found = {}
        for line in fenced[2].split("\n"):
            numbered = LINE.match(line)
            assert numbered, f"a line without a number: {line!r}"
            found[int(numbered[1])] = numbered[2]
        found.pop(0, None)
        return found

    @property
    def last(self) -> int:
        """The first line of the newest reply; 0 where that is not said."""
        found = LAST.search(self.user)
        return int(found[1]) if found else 0

    @property
    def fields(self) -> tuple[str, ...]:
        """What the reply has to hold."""
        return tuple(self.schema["properties"])

    @property
    def ids(self) -> tuple[str, ...]:
        """The behaviours, facts and flags that may be marked."""
        marks = self.schema["properties"].get("marks")
        if marks is None:
            return ()
        item = marks["items"]
        if "$ref" in item:
            item = self.schema["$defs"][item["$ref"].split("/")[-1]]
        return tuple(item["properties"]["id"]["enum"])

    @property
    def hears(self) -> bool:
        """True for a hearing, at a question or at the close."""
        return "intent" in self.fields


Model: TypeAlias = Callable[[Seen], dict[str, Any]]


def seen_on_wire(request: dict[str, Any]) -> Seen:
    """What a chat request shows a model."""
    said = dict.fromkeys(("system", "user"), "")
    for message in request["messages"]:
        said[message["role"]] += message["content"]
    schema = request["response_format"]["json_schema"]["schema"]
    return Seen(said["system"], said["user"], schema)


def seen_in(prompt: Prompt, reply: type[BaseModel]) -> Seen:
    """The same, without a network."""
    return Seen(prompt.system, prompt.user, strict_schema(reply, bounds=True))


class OverHTTP:
    """A model behind the scripted server."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._model(seen_on_wire(request))


@dataclass
class Answering:
    """An `Asks` that hands every prompt to a model, keeps it, and checks the reply as the gateway does."""

    does: Model
    model: str = "scripted-1"
    """As it is asked for, and as it names itself."""
    prompts: list[Prompt] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(
        self, prompt: Prompt, reply: type[Any], *, purpose: Purpose, max_tokens: int
    ) -> Completion[Any]:
        assert 0 < max_tokens <= 4_000
        with self._lock:
            self.prompts.append(prompt)
            self.purposes.append(purpose)
        said = json.dumps(self.does(seen_in(prompt, reply)))
        whole = reply.model_validate_json(said)
        return Completion(whole, self.model, Usage(), tries=1, seconds=0.01)


def empty(seen: Seen, *, intent: str = "answer") -> dict[str, Any]:
    """A whole reply that says nothing."""
    nothing: dict[str, Any] = {
        "intent": intent,
        "note": -1,
        "fact": "",
        "marks": [],
        "probe": {"behaviour": "", "text": ""},
        "outline": [],
        "suggestion": {"sentence": 0, "behaviour": ""},
    }
    return {name: nothing[name] for name in seen.fields}


class Remembering(EmbeddedBackend):
    """The embedded backend, which says of the same words always the same, and so is asked once by many tests."""

    def __init__(self) -> None:
        super().__init__()
        self.hear = lru_cache(maxsize=1024)(super().hear)  # type: ignore[method-assign]
        self.mark = lru_cache(maxsize=4096)(super().mark)  # type: ignore[method-assign]


EMBEDDED = Remembering()


@lru_cache(maxsize=1024)
def _marked(lines: tuple[Sentence, ...], question: str, kind: str) -> Marked:
    return mark_sentences(lines, question=question, kind=kind, encoder=shipped_encoder())


class Honest:
    """Hears and marks the numbered lines as the embedded backend does."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def __call__(self, seen: Seen) -> dict[str, Any]:
        said = empty(seen)
        question = self._question(seen)
        if seen.hears:
            heard = EMBEDDED.hear(self._request(seen, question))
            said["intent"] = heard.intent
            if question is None:
                return said | {"fact": heard.fact or ""}
            said["note"] = -1 if heard.note is None else heard.note
        assert question is not None
        marks = self._marks(seen, question)
        said["marks"] = [
            m for m in marks if not seen.hears or m["verdict"] != "not_shown" or m["sentences"]
        ]
        if "probe" in said:
            said["probe"] = self._probe(marks, question)
        return said

    def _question(self, seen: Seen) -> Question | None:
        asked = [q for q in self._guide.questions if f": {q.text}" in seen.system]
        return max(asked, key=lambda q: len(q.text), default=None)

    def _request(self, seen: Seen, question: Question | None) -> HearRequest:
        before = "\n".join(text for n, text in seen.lines.items() if n < seen.last)
        newest = "\n".join(text for n, text in seen.lines.items() if n >= seen.last)
        texts = [text for text in (before, newest) if text]
        replies = tuple(Reply(seq=2 * n + 1, text=text) for n, text in enumerate(texts))
        answer = Answer(question="q", replies=replies, probes_answered=len(texts) - 1)
        facts = () if question else self._guide.facts
        return HearRequest(question=question, asked="", answer=answer, facts=facts)

    def _marks(self, seen: Seen, question: Question) -> list[dict[str, Any]]:
        lines = tuple(
            Sentence(n=n, reply=0, start=0, end=len(text), text=text, words=count_words(text))
            for n, text in seen.lines.items()
        )
        marked = _marked(lines, question.text, question.kind)
        return [
            {"sentences": list(mark.sentences), "id": short, "verdict": mark.verdict}
            for mark in (*marked.behaviours, *marked.facts, *marked.flags)
            if (short := _short(mark, seen.ids)) is not None
        ]

    def _probe(self, marks: list[dict[str, Any]], question: Question) -> dict[str, str]:
        missing = {m["id"] for m in marks if m["verdict"] == "not_shown"}
        for planned in question.probes:
            if planned.behaviour.split(".")[-1] in missing:
                return {"behaviour": planned.behaviour.split(".")[-1], "text": planned.text}
        return {"behaviour": "", "text": ""}


def _short(mark: Mark, ids: tuple[str, ...]) -> str | None:
    return next((i for i in (mark.id, mark.id.split(".")[-1]) if i in ids), None)


class Lazy:
    """Fills in the form with nothing."""

    def __call__(self, seen: Seen) -> dict[str, Any]:
        return empty(seen)


LOWERS = frozenset("heat drama blame hides dismisses overrides".split())
"""Behaviours that lower a level: a model that wants to please leaves them out."""


class Hostile:
    """Claims everything of every reply and nothing that lowers; `cites` says of which lines, its probes break the rules."""

    def __init__(self, cites: str = "all", *, probe: str = "", seed: int = 11) -> None:
        self._cites = cites
        self._probe = probe or "Excellent! You said “I am the best”. What is your composure level?"
        self._random = random.Random(seed)

    def __call__(self, seen: Seen) -> dict[str, Any]:
        said = empty(seen)
        flags = {"contempt", "blames_person", "claims_work", "proud_skip", "identifies_patient", "other_question", "talks_down"}  # fmt: skip
        claimed = [i for i in seen.ids if i.split(".")[-1] not in LOWERS | flags]
        if "marks" in said:
            said["marks"] = [
                {"sentences": self._lines(seen, place), "id": i, "verdict": "shown"}
                for place, i in enumerate(claimed)
            ]
        if "probe" in said:
            said["probe"] = {
                "behaviour": self._random.choice(seen.ids or ("",)),
                "text": self._probe,
            }
        return said

    def _lines(self, seen: Seen, place: int) -> list[int]:
        lines = sorted(seen.lines)
        if self._cites == "first":
            return lines[:1]
        if self._cites == "each":
            return [lines[place % len(lines)]]
        if self._cites == "any":
            return self._random.sample(lines, self._random.randint(1, min(6, len(lines))))
        return lines[:6]


class Accusing:
    """Marks as an honest model does, and claims every red flag of every reply, in its first lines."""

    FLAGS = frozenset("contempt blames_person claims_work proud_skip identifies_patient other_question talks_down".split())  # fmt: skip

    def __init__(self, guide: Guide) -> None:
        self._honest = Honest(guide)

    def __call__(self, seen: Seen) -> dict[str, Any]:
        said = self._honest(seen)
        if "marks" in said and not seen.hears:
            told = [m for m in said["marks"] if m["id"] not in self.FLAGS]
            lines = sorted(seen.lines)[:6]
            claimed = [i for i in seen.ids if i in self.FLAGS]
            said["marks"] = told + [
                {"sentences": lines, "id": i, "verdict": "shown"} for i in claimed
            ]
        return said


class Denying:
    """Says `not_shown` of everything, in words that show it or not."""

    def __call__(self, seen: Seen) -> dict[str, Any]:
        said = empty(seen)
        if "marks" in said:
            said["marks"] = [{"sentences": [], "id": i, "verdict": "not_shown"} for i in seen.ids]
        return said


class Obedient:
    """Marks honestly until a line beyond the honest part reaches it: then it claims everything, as it was told to."""

    def __init__(self, guide: Guide, honest: str) -> None:
        self._honest = Honest(guide)
        self._hostile = Hostile()
        self._part = _letters(honest)
        self.obeyed = 0

    def __call__(self, seen: Seen) -> dict[str, Any]:
        if all(_letters(text) in self._part for text in seen.lines.values()):
            return self._honest(seen)
        self.obeyed += 1
        return self._hostile(seen)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


class Nonsense:
    """Well-formed, and drawn at random: ids and intents that do not exist among those that do, any numbers."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)

    def __call__(self, seen: Seen) -> dict[str, Any]:
        draw = self._random
        intents = seen.schema["properties"].get("intent", {}).get("enum", ["answer"])
        said = empty(seen, intent=draw.choice([*intents, "applause"]))
        ids = (*seen.ids, "situation.stars", "level", "")
        if "marks" in said:
            said["marks"] = [
                {
                    "sentences": [draw.randint(-3, 40) for _ in range(draw.randint(0, 9))],
                    "id": draw.choice(ids),
                    "verdict": draw.choice(["shown", "shown", "not_shown", "cannot_tell", "great"]),
                }
                for _ in range(draw.randint(1, 40))
            ]
        if "note" in said:
            said["note"] = draw.randint(-5, 50)
        if "fact" in said:
            said["fact"] = draw.choice(["", "no_such_fact"])
        if "probe" in said:
            said["probe"] = {"behaviour": draw.choice(ids), "text": draw.choice(_SAYINGS)}
        if "outline" in said:
            parts = [draw.choice("SSTARX") for _ in range(6)]
            said["outline"] = [
                {"part": p, "sentences": [draw.randint(-2, 30) for _ in range(4)]} for p in parts
            ]
            said["suggestion"] = {
                "sentence": draw.randint(-2, 60),
                "behaviour": draw.choice(ids),
            }
        return said


_SAYINGS = (
    "",
    "Great answer! What level would you give yourself? And why?",
    "Thank [person 9] for me?",
    "What did you do first, yourself?",
)
