"""A server's response body as a chat completion: whole, or named for what it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interviewer.backends.asking import Usage

MOST_TOKENS = 100_000_000
MOST_MODELS = 1000
MODEL_NAME = re.compile(r"[\w.:/\\@+ -]{1,200}")


class NoCompletion(ValueError):
    """A body that is no chat completion."""


@dataclass(frozen=True)
class Said:
    """What stands in a chat completion."""

    content: str | None
    finish: str | None
    refusal: str | None
    model: str | None
    usage: Usage | None
    """None where the server reports none that can be believed."""


def read_json(body: bytes) -> dict[str, Any]:
    """A body as a JSON object. Raises NoCompletion."""
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NoCompletion("no JSON") from None
    if not isinstance(value, dict):
        raise NoCompletion("no object")
    return value


def read_completion(value: Mapping[str, Any]) -> Said:
    """The first choice of a chat completion. Raises NoCompletion."""
    choices = value.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise NoCompletion("no choices")
    return Said(
        content=_text(message.get("content")),
        finish=_text(choice.get("finish_reason")),
        refusal=_text(message.get("refusal")),
        model=_without_folders(_name(value.get("model"))),
        usage=read_usage(value.get("usage")),
    )


def read_models(body: bytes) -> tuple[str, ...] | None:
    """The names in a list of models, or None where it is no such list."""
    try:
        data = read_json(body).get("data")
    except NoCompletion:
        return None
    if not isinstance(data, list):
        return None
    names = (_name(model.get("id")) for model in data if isinstance(model, dict))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_MODELS]


def complaint_of(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """The error a body tells of, whatever its status was; None where it tells of none."""
    error = value.get("error")
    if isinstance(error, str):
        return {"message": error}
    return error if isinstance(error, dict) and error else None


def read_usage(value: Any) -> Usage | None:
    """The tokens a server reports, or None."""
    if not isinstance(value, dict):
        return None
    tokens_in, tokens_out = (
        _count(value.get("prompt_tokens")),
        _count(value.get("completion_tokens")),
    )
    if tokens_in is None or tokens_out is None:
        return None
    details = value.get("prompt_tokens_details")
    cached = _count(details.get("cached_tokens")) if isinstance(details, dict) else 0
    return Usage(tokens_in, min(cached or 0, tokens_in), tokens_out, estimated=False)


def estimate(sent: str, received: int = 0) -> Usage:
    """About what a try cost where nobody says: four bytes of English are a token."""
    return Usage(-(-len(sent.encode("utf-8", "replace")) // 4), 0, -(-received // 4))


def together(first: Usage | None, second: Usage) -> Usage:
    """The tokens of two tries; estimated where either is."""
    if first is None:
        return second
    return Usage(
        first.tokens_in + second.tokens_in,
        first.cached + second.cached,
        first.tokens_out + second.tokens_out,
        first.estimated or second.estimated,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) and MODEL_NAME.fullmatch(value) else None


def _without_folders(name: str | None) -> str | None:
    """A model's file without its place on somebody's disk: the name stands in reports."""
    local = name is not None and re.match(r"/|[A-Za-z]:[/\\]", name)
    return re.split(r"[/\\]", name)[-1] or None if name is not None and local else name


def _count(value: Any) -> int | None:
    usable = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS
    return value if usable else None
