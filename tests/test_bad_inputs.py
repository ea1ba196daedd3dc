"""Every line of evals/bad_inputs.jsonl does what its `expected` says, as far as the boundary and the database go.

What the page, the exports and the import have to do with them stands in their own tests, on the same file.
"""

from __future__ import annotations

import ast
import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from interviewer import engine
from interviewer.domain import Turn
from interviewer.errors import BadReply, EmptyReply, LongReply
from interviewer.privacy import PATIENT, clean_text
from interviewer.privacy_letters import LINES, UNSEEN, UNSHOWN
from interviewer.privacy_secrets import KEY, PASSWORD, PRIVATE_KEY
from interviewer.storage import Storage
from tests.makers import NOON
from tests.stored import bytes_of, stored

FILE = Path(__file__).parent.parent / "evals" / "bad_inputs.jsonl"
INPUTS = [json.loads(line) for line in FILE.read_text("utf-8").strip().split("\n")]
TYPED = [entry for entry in INPUTS if "bytes" not in entry]


def made(expression: str) -> str:
    """The text of a `gen` line: sums and products of literals, and nothing else is run."""

    def value(node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        assert isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mult))
        left, right = value(node.left), value(node.right)
        return left + right if isinstance(node.op, ast.Add) else left * right

    return str(value(ast.parse(expression, mode="eval").body))


def text_of(entry: dict[str, str]) -> str:
    return entry["text"] if "text" in entry else made(entry["gen"])


def of(*classes: str) -> Any:
    chosen = [entry for entry in TYPED if entry["class"] in classes]
    assert chosen
    return pytest.mark.parametrize("entry", chosen, ids=[entry["id"] for entry in chosen])


def is_exact(entry: dict[str, str]) -> None:
    """Stored, read by a second connection, the same."""
    cleaned = clean_text(text_of(entry))
    assert cleaned.text == text_of(entry).replace("\r\n", "\n").replace("\r", "\n")


def test_the_file_is_whole() -> None:
    assert len(INPUTS) == 123
    assert {entry["class"] for entry in INPUTS} == {
        *("empty", "huge", "control", "surrogate", "bidi", "unicode", "hidden", "html", "markdown"),
        *(
            "csv",
            "filename",
            "injection_other",
            "tokens",
            "protocol",
            "secret_paste",
            "phi",
            "care",
        ),
        "upload",
    }


@of("empty")
def test_empty_is_not_sent_and_the_draft_kept(entry: dict[str, str]) -> None:
    with pytest.raises(EmptyReply, match="nothing to read.*draft is kept"):
        clean_text(text_of(entry))


@of("huge")
def test_huge_is_refused_with_its_number_or_stored_whole(entry: dict[str, str]) -> None:
    text = text_of(entry)
    began = time.process_time()
    if entry["expected"].startswith("length message"):
        with pytest.raises(LongReply, match=rf"{len(text):,} characters"):
            clean_text(text)
    else:
        assert clean_text(text) == (text, ())
    assert time.process_time() - began < 0.5


EXACT = {"bad-032", "bad-034", "bad-035", "bad-036", "bad-037", "bad-038", "bad-039"}
TOLD = {
    "bad-021": ("a\ufffdb", (UNSHOWN,)),
    "bad-022": ("\ufffd[31mred\ufffd[0m\ufffd\ufffd", (UNSHOWN,)),
    "bad-023": ("line\nvt\nff", (LINES,)),
    "bad-024": ("x\ufffd\ufffdy", (UNSHOWN,)),
    "bad-025": ("a\nb\nc\nd", (LINES,)),
    "bad-026": ("\n\nbare\ncarriage", ()),
    "bad-027": ("\ufffd\ufffd\ufffd C1", (UNSHOWN,)),
    "bad-028": ("lone \ufffd high", (UNSHOWN,)),
    "bad-029": ("lone \ufffd low", (UNSHOWN,)),
    "bad-030": ("evil txt.exe", (UNSEEN,)),
    "bad-031": ("isolate never closed", (UNSEEN,)),
    "bad-033": (" marks", (UNSEEN,)),
    "bad-041": ("softhyphen", (UNSEEN,)),
    "bad-042": ("Hangul filler", (UNSEEN,)),
    "bad-043": ("variationselectors", (UNSEEN,)),
}


@of("control", "surrogate", "bidi", "unicode", "hidden")
def test_what_is_made_visible_or_dropped_is_told_and_all_else_exact(entry: dict[str, str]) -> None:
    if entry["id"] == "bad-040":
        # Tag letters alone: nothing to read, and the draft is kept as it is.
        with pytest.raises(EmptyReply):
            clean_text(text_of(entry))
    elif entry["id"] in EXACT:
        assert clean_text(text_of(entry)) == (text_of(entry), ())
    else:
        assert clean_text(text_of(entry)) == TOLD[entry["id"]]


@of("html", "markdown", "csv", "injection_other", "tokens", "care")
def test_markup_formulas_and_words_of_distress_are_the_candidates_own(
    entry: dict[str, str],
) -> None:
    is_exact(entry)
    assert clean_text(text_of(entry)).notices == ()


@of("filename")
def test_a_name_is_a_reply_like_any_other(entry: dict[str, str]) -> None:
    expected = {
        "bad-080": ("gnp.exe", (UNSEEN,)),
        "bad-083": ("file\ufffd.html", (UNSHOWN,)),
    }
    if entry["id"] == "bad-078":
        with pytest.raises(EmptyReply):
            clean_text(text_of(entry))
    elif entry["id"] in expected:
        assert clean_text(text_of(entry)) == expected[entry["id"]]
    else:
        is_exact(entry)


@of("protocol")
def test_protocol_is_exact_but_for_a_private_key(entry: dict[str, str]) -> None:
    if entry["id"] == "bad-103":
        assert clean_text(text_of(entry)) == ("[private key removed]", (PRIVATE_KEY,))
    else:
        is_exact(entry)


@of("secret_paste")
def test_a_pasted_secret_is_masked_and_told(entry: dict[str, str]) -> None:
    """F89."""
    expected = {
        "bad-104": ("[key removed]", (KEY,)),
        "bad-105": ("postgresql://[login removed]@127.0.0.1/db", (PASSWORD,)),
        "bad-106": ("[key removed]", (KEY,)),
    }
    assert clean_text(text_of(entry)) == expected[entry["id"]]


@of("phi")
def test_signs_of_a_patient_are_warned_about(entry: dict[str, str]) -> None:
    assert clean_text(text_of(entry)) == (text_of(entry), (PATIENT,))


def test_all_of_them_live_in_one_interview(tmp_path: Path) -> None:
    """Each that may be sent is stored and read back the same by a second connection; no secret is on the disk."""
    path = tmp_path / "steady.db"
    sent = []
    with Storage(path) as storage:
        interview = stored(storage)
        for entry in TYPED:
            try:
                cleaned = clean_text(text_of(entry))
            except BadReply:
                continue
            sent.append(cleaned)
            answered = interview.model_copy(
                update={"turns": (*interview.turns, said_by_interviewer(len(interview.turns)))}
            )
            after = engine.add_reply(answered, cleaned.text, at=NOON, notices=cleaned.notices)
            interview = storage.save(interview, after)
    with Storage(path) as again:
        turns = [turn for turn in again.load(interview.id).turns if turn.kind == "reply"]
    assert [(turn.text, turn.notices) for turn in turns] == sent
    # All but 6 empty and 10 long ones, tag letters alone, and the file name ".".
    assert len(sent) == len(TYPED) - 6 - 10 - 2
    on_disk = bytes_of(path)
    for entry in TYPED:
        if entry["class"] == "secret_paste":
            assert text_of(entry).encode() not in on_disk
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def said_by_interviewer(seq: int) -> Turn:
    return Turn(seq=seq, speaker="interviewer", kind="reprompt", text="Go on.", at=NOON)
