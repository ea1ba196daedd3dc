"""A question that stands in no bank, as a labelled reply or a line of a file brings it."""

from __future__ import annotations

from interviewer.domain import Question


def ad_hoc_question(question_id: str, text: str, kind: str) -> Question:
    """A question that stands in no bank: its words and kind, and nothing to probe it with."""
    return Question.model_validate({
        "id": _slug(question_id),
        "text": text,
        "short": " ".join(text.split()[:8]),
        "source": "steady",
        "section": "",
        "kind": kind,
        "competency": "",
        "stage": "",
        "interviewer": "",
        "strong": (),
        "notes": (),
        "rephrase": text,
        "angle": text,
        "hints": (),
        "probes": (),
    })


def _slug(name: str) -> str:
    """A question's id from a reply's: small letters, digits and dashes."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in name.lower())
    return f"q-{kept}"
