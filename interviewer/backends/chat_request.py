"""What is sent for a prompt, in the dialect of the server at hand."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel

from interviewer.backends.asking import Prompt
from interviewer.backends.connection import Connection
from interviewer.backends.strict_schema import strict_schema

Shape = Literal["schema", "object", "plain"]
Limit = Literal["max_tokens", "max_completion_tokens"]

THINKING = 4000
"""Tokens on top for a model that thinks before it answers: OpenAI counts them with the reply."""
OLDER = re.compile(r"gpt-(3|4)")
"""Models of OpenAI that do not think, and so take a temperature."""
SHAPES: tuple[Shape, ...] = ("schema", "object", "plain")
AS_JSON = (
    "Reply with one JSON object and nothing else: no explanation, no code fence. "
    "It must follow this JSON schema:\n"
)
ONCE_MORE = "Your last reply could not be used: {problem}. Reply again, with one JSON object that follows the schema."


@dataclass(frozen=True)
class Dialect:
    """What a server was found to take; it only ever gets plainer."""

    shape: Shape = "schema"
    told: bool = False
    """The schema stands in the prompt too, because the server does not hold the model to it."""
    limit: Limit = "max_tokens"
    temperature: bool = True
    extras: tuple[str, ...] = ()
    """Options that OpenAI alone knows."""
    room: int = 1
    """How many times the tokens asked for are granted, for a model that needs more to finish."""

    def after(self, complaint: str) -> Dialect | None:
        """The dialect to try after a server's complaint about the request, or None where it is about something else."""
        said = complaint.lower()
        for option in self.extras:
            if option in said:
                return replace(self, extras=tuple(kept for kept in self.extras if kept != option))
        if self.temperature and "temperature" in said:
            return replace(self, temperature=False)
        if self.limit in said and re.search(
            r"unsupported|not supported|unknown|unrecognized", said
        ):
            other: Limit = "max_completion_tokens" if self.limit == "max_tokens" else "max_tokens"
            return replace(self, limit=other)
        if self.shape != SHAPES[-1] and re.search(
            r"response_format|schema|grammar|json_object", said
        ):
            return replace(self, shape=SHAPES[SHAPES.index(self.shape) + 1], told=True)
        return None

    def joined(self, other: Dialect) -> Dialect:
        """The plainer of two in every point; what the other says of the limit holds."""
        return Dialect(
            shape=max(self.shape, other.shape, key=SHAPES.index),
            told=self.told or other.told,
            limit=other.limit,
            temperature=self.temperature and other.temperature,
            extras=tuple(option for option in self.extras if option in other.extras),
            room=max(self.room, other.room),
        )


def first_dialect(connection: Connection) -> Dialect:
    """What a server is spoken to with before anything is known of it."""
    if not connection.openai:
        return Dialect()
    thinks = not OLDER.match(connection.model)
    return Dialect(
        limit="max_completion_tokens",
        temperature=not thinks,
        extras=("prompt_cache_key", "store", *(["reasoning_effort"] if thinks else [])),
    )


def request_body(
    connection: Connection,
    dialect: Dialect,
    prompt: Prompt,
    reply: type[BaseModel],
    max_tokens: int,
    *,
    problem: str | None = None,
) -> dict[str, Any]:
    """The request; `problem` is what was wrong with the last reply."""
    schema = strict_schema(reply, bounds=not connection.openai)
    system, user = prompt.system, prompt.user
    if dialect.told:
        system += "\n\n" + AS_JSON + json.dumps(schema, ensure_ascii=False)
    if problem is not None:
        # Into the same turn: some chat templates refuse two turns of one role in a row.
        user += "\n\n" + ONCE_MORE.format(problem=problem)
    body: dict[str, Any] = {
        "model": connection.model,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        dialect.limit: max_tokens * dialect.room,
    }
    if dialect.shape == "schema":
        named = {"name": reply.__name__, "strict": True, "schema": schema}
        body["response_format"] = {"type": "json_schema", "json_schema": named}
    elif dialect.shape == "object":
        body["response_format"] = {"type": "json_object"}
    if dialect.temperature:
        body["temperature"] = 0
    return body | _extras(dialect, prompt, reply, body)


def _extras(
    dialect: Dialect, prompt: Prompt, reply: type[BaseModel], body: dict[str, Any]
) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    if "prompt_cache_key" in dialect.extras:
        stable = hashlib.sha256(prompt.system.encode("utf-8", "replace")).hexdigest()[:16]
        extras["prompt_cache_key"] = f"{reply.__name__}:{stable}"
    if "store" in dialect.extras:
        extras["store"] = False
    if "reasoning_effort" in dialect.extras:
        extras["reasoning_effort"] = "low"
        extras[dialect.limit] = body[dialect.limit] + THINKING
    return extras
