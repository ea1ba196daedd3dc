"""JSON schemas of the data files, so that an editor helps an author while typing; made from the domain types."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from interviewer import domain
from interviewer.domain import Frozen, Guide, Rubric

_SCHEMAS: Mapping[str, type[Frozen]] = {
    "guides/guide.schema.json": Guide,
    "rubrics/rubric.schema.json": Rubric,
}


def schema_files() -> Mapping[str, str]:
    """Path below the data root to the text of each schema, the same for the same domain types."""
    said = _field_docs()
    files: dict[str, str] = {}
    for path, model in _SCHEMAS.items():
        schema = model.model_json_schema()
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        _describe(schema, said.get(model.__name__, {}))
        for name, definition in schema.get("$defs", {}).items():
            _describe(definition, said.get(name, {}))
        files[path] = json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    return files


def write_schemas(root: Path) -> tuple[str, ...]:
    """Write the schemas beside the data files; the paths that changed."""
    changed: list[str] = []
    for path, text in schema_files().items():
        file = root / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return tuple(changed)


def _describe(schema: dict[str, Any], said: Mapping[str, str]) -> None:
    for name, field in schema.get("properties", {}).items():
        # Next to a reference a description is allowed since draft 2019-09.
        if name in said:
            field["description"] = said[name]


def _field_docs() -> Mapping[str, Mapping[str, str]]:
    """The sentence under each field of the domain types, by class.

    Pydantic reads them too (`use_attribute_docstrings`), but at every start and for every class.
    """
    tree = ast.parse(inspect.getsource(domain))
    return {node.name: dict(_docs_of(node)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _docs_of(node: ast.ClassDef) -> list[tuple[str, str]]:
    docs: list[tuple[str, str]] = []
    for field, below in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            docs.append((field.target.id, inspect.cleandoc(below.value.value)))
    return docs
