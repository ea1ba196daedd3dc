"""Problems of a data file, in words for the person who wrote the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

At = tuple[str | int, ...]
"""A path into a file: names of keys and numbers of list entries, from 0."""


class Problem(NamedTuple):
    """One thing wrong in a file, and where."""

    at: At
    says: str


_SAID = {
    "missing": "is missing",
    "extra_forbidden": "there is no such field",
    "string_type": "input should be text; put it in quotes",
    "tuple_type": "input should be a list",
    "model_type": "input should be names with values (`id: …`)",
    "string_pattern_mismatch": "input should be small letters, digits, - and _, a letter first",
    "too_short": "the list is too short",
    "too_long": "the list is too long",
}


def in_plain_words(error: ValidationError) -> tuple[Problem, ...]:
    """Every complaint of a validation, in the file's order."""
    return tuple(
        Problem(detail["loc"], _said(detail["type"], detail["msg"], detail["input"]))
        for detail in error.errors(include_url=False)
    )


def _said(kind: str, message: str, value: object) -> str:
    said = _SAID.get(kind) or message[:1].lower() + message[1:]
    if kind == "missing" or isinstance(value, dict | list | tuple) or kind == "extra_forbidden":
        return said
    return f"{said}, not {value!r}" if value is not None else f"{said}, not nothing"


def doubles(ids: Iterable[str], at: At) -> Iterator[Problem]:
    """Entries of one list that stand in it more than once."""
    first: dict[str, int] = {}
    for index, entry in enumerate(ids):
        if entry in first:
            yield Problem(
                (*at, index), f"{entry!r} stands twice; it is already number {first[entry]}"
            )
        first.setdefault(entry, index)


def blanks(value: object, at: At) -> Iterator[Problem]:
    """Texts anywhere in a value that must say something and do not."""
    if isinstance(value, str):
        if not value.strip():
            yield Problem(at, "is empty")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from blanks(item, (*at, index))
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            found = getattr(value, name)
            if field.is_required() or found != field.default:
                yield from blanks(found, (*at, name))
