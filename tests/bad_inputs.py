"""The hostile and broken inputs of evals/bad_inputs.jsonl, as texts and as uploaded bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent.parent / "evals" / "bad_inputs.jsonl"


def texts() -> dict[str, str]:
    """What could be typed, by id; the big ones and the lone surrogates are made from their expressions."""
    return {line["id"]: _text(line) for line in _lines() if "bytes" not in line}


def uploads() -> dict[str, bytes]:
    """What could be uploaded as an interview, by id."""
    return {line["id"]: bytes.fromhex(line["bytes"]) for line in _lines() if "bytes" in line}


def _lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").split("\n") if line]


def _text(line: dict[str, Any]) -> str:
    if "gen" in line:
        # An expression of literals in a data file of our own; nothing else is in reach.
        return str(eval(line["gen"], {"__builtins__": {}}))
    return str(line["text"])
