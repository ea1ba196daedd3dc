"""A reply's type as the JSON schema that servers hold a model to."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

BOUNDS = {"maxLength", "minLength", "maxItems", "minItems", "maximum", "minimum", "pattern"}
"""Kept for servers of one's own, where a small model fills an endless list; OpenAI's strict mode refuses some."""
KEPT = {"type", "properties", "items", "enum", "anyOf", "$defs", "description"}
REFUSED = {"oneOf", "allOf", "not", "prefixItems", "patternProperties"}


def strict_schema(reply: type[BaseModel], *, bounds: bool) -> dict[str, Any]:
    """The schema: every field required, nothing beside it, no defaults. Raises TypeError for what no server enforces."""
    return _strict(reply.model_json_schema(), KEPT | BOUNDS if bounds else KEPT)


def _strict(schema: dict[str, Any], kept: set[str]) -> dict[str, Any]:
    unusable = REFUSED & schema.keys()
    if unusable or isinstance(schema.get("additionalProperties"), dict):
        raise TypeError(f"a reply's type may not use {', '.join(sorted(unusable)) or 'open keys'}")
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    found = {name: _inside(name, value, kept) for name, value in schema.items() if name in kept}
    if "const" in schema:
        found["enum"] = [schema["const"]]
    if schema.get("type") == "object":
        found["required"] = list(schema.get("properties", {}))
        found["additionalProperties"] = False
        # A type's docstring is for its reader, not for a model.
        found.pop("description", None)
    return found


def _inside(name: str, value: Any, kept: set[str]) -> Any:
    if name in {"properties", "$defs"}:
        return {key: _strict(part, kept) for key, part in value.items()}
    if name == "items":
        return _strict(value, kept)
    if name == "anyOf":
        return [_strict(part, kept) for part in value]
    return value
