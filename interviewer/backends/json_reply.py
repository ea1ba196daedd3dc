"""A model's text as the value that was asked for: the first whole JSON object in it, checked strictly.

Nothing is mended. A thought in `<think>` marks and a fence around the object are passed over; what is cut, doubled
or out of bounds is named, so that the model can be told once.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Reply = TypeVar("Reply", bound=BaseModel)

LONGEST = 400_000
DEEPEST = 24
DIGITS = 15
THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(</\1>|\Z)", re.DOTALL | re.IGNORECASE)
THOUGHT_END = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
PROBLEMS = 5


class Unreadable(ValueError):
    """A reply that is not what was asked for; its text is fit to be told to the model, and holds nothing of the reply."""


def read_reply(text: str, reply: type[Reply]) -> Reply:
    """The reply in a model's text. Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable("the reply is far too long")
    found = _first_object(_without_thought(text))
    try:
        return reply.model_validate_json(found, strict=True)
    except ValidationError as error:
        raise Unreadable(_problems(error)) from None


def _without_thought(text: str) -> str:
    """What a model said after it thought; a reply that begins with its object is left as it is."""
    if text.lstrip().startswith("{"):
        return text
    said = THOUGHT.sub(" ", text)
    # The mark that opens a thought may have stood in the prompt's template.
    return THOUGHT_END.split(said)[-1]


def _first_object(text: str) -> str:
    """The first whole JSON object, as text. Braces that hold no JSON are passed over; an open one is a cut reply."""
    start, wrong = text.find("{"), "there is no JSON object in the reply"
    while start >= 0:
        end = _end_of(text, start)
        try:
            _check(text[start:end])
        except json.JSONDecodeError:
            wrong = "the object in the reply is not valid JSON"
            start = text.find("{", end)
            continue
        return text[start:end]
    raise Unreadable(wrong)


def _end_of(text: str, start: int) -> int:
    """Where the object that begins here ends. Raises Unreadable where it does not, or is nested too deeply."""
    depth, quoted, escaped = 0, False, False
    for place in range(start, len(text)):
        letter = text[place]
        if quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            depth += 1
            if depth > DEEPEST:
                raise Unreadable("the object in the reply is nested too deeply")
        elif letter in "}]":
            depth -= 1
            if not depth:
                return place + 1
    raise Unreadable("the object in the reply is not complete")


def _check(found: str) -> None:
    """Refuse what JSON readers understand in different ways. Raises Unreadable, or JSONDecodeError for what is no JSON."""
    value = json.loads(
        found,
        object_pairs_hook=_once_each,
        parse_constant=_no_number,
        parse_int=_small,
        parse_float=_finite,
    )
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable("a text in the reply holds half a character") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable("a key stands twice in one object")
    return found


def _no_number(_: str) -> float:
    raise Unreadable("NaN and Infinity are no JSON numbers")


def _small(digits: str) -> int:
    if len(digits) > DIGITS:
        raise Unreadable("a number in the reply is far too large")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Unreadable("a number in the reply is far too large")
    return number


def _problems(error: ValidationError) -> str:
    """The first problems with their places. Keys of the model's own making are not repeated to it."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    told = []
    for problem in found[:PROBLEMS]:
        place = ".".join(str(part) for part in problem["loc"] if _ours(part)) or "the object"
        told.append(f"{place}: {problem['msg']}"[:200])
    more = len(found) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


def _ours(part: int | str) -> bool:
    return isinstance(part, int) or bool(re.fullmatch(r"[a-z_]{1,40}", part))
