"""Tokens are counted without a network, exactly where the tokenizer is known, and never with an exception."""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.backends import tokens
from interviewer.backends.tokens import Count, Tokenizer, count, estimate, tokenizer_of
from tests import bad_inputs

ROOT = Path(__file__).parent.parent
EXACT, UNKNOWN = "gpt-5-mini", "qwen3:8b"
CORPUS = bad_inputs.texts()


@pytest.fixture
def unmade(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No encoding is made yet, and none that a test makes stays."""
    monkeypatch.setattr(tokens, "_encodings", tokens._Encodings())
    yield


def prose() -> list[str]:
    lines = (ROOT / "evals" / "replies_dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["answer"] for line in lines]


@pytest.mark.parametrize(
    ("text", "model", "n"),
    [
        # The example that tiktoken's own pages publish.
        pytest.param("tiktoken is great!", "gpt-4", 6, id="cl100k"),
        pytest.param("tiktoken is great!", "gpt-4o", 6, id="o200k"),
        pytest.param("", EXACT, 0, id="nothing"),
        pytest.param(" " * 128, EXACT, 1, id="spaces"),
        pytest.param("患者", EXACT, 1, id="other letters"),
    ],
)
def test_a_known_model_is_counted_exactly(text: str, model: str, n: int) -> None:
    assert count(text, model) == Count(n, estimated=False)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("gpt-4", Tokenizer("cl100k_base", True)),
        ("gpt-4o-2024-08-06", Tokenizer("o200k_base", True)),
        ("gpt-5-mini", Tokenizer("o200k_base", True)),
        ("gpt-oss-20b", Tokenizer("o200k_base", True)),
        ("gpt-6-luna", Tokenizer("o200k_base", False)),
        ("qwen3:8b", Tokenizer("o200k_base", False)),
        ("gpt2", Tokenizer("o200k_base", False)),
        ("", Tokenizer("o200k_base", False)),
    ],
)
def test_what_a_model_is_counted_with(model: str, expected: Tokenizer) -> None:
    assert tokenizer_of(model) == expected
    assert count("word", model) == Count(1, estimated=not expected.exact)


@pytest.mark.parametrize("special", ["<|endoftext|>", "<|endofprompt|>", "<|fim_prefix|>"])
@pytest.mark.parametrize("model", ["gpt-4", "gpt-4o", UNKNOWN])
def test_special_tokens_in_a_reply_are_text(special: str, model: str) -> None:
    """F22: counted as the letters they are, not as one token and not as an error."""
    assert count(special, model).n > 3


@pytest.mark.parametrize("model", ["gpt-4", EXACT, UNKNOWN])
def test_the_hostile_corpus_is_counted(model: str) -> None:
    """F22: 0 exceptions, among them a million spaces, which overflow the stack of tiktoken's pattern engine."""
    counts = {name: count(text, model).n for name, text in CORPUS.items()}
    assert all(bool(n) == bool(CORPUS[name]) for name, n in counts.items())


@pytest.mark.parametrize("name", CORPUS)
def test_the_hostile_corpus_is_estimated(name: str) -> None:
    assert bool(estimate(CORPUS[name])) == bool(CORPUS[name])


@given(st.text(st.characters(), max_size=300))
def test_any_text_has_a_count_and_an_estimate(text: str) -> None:
    n = count(text, EXACT).n
    assert 0 <= n <= len(text.encode("utf-8", "surrogatepass"))
    assert estimate(text) >= 0
    assert count(text, UNKNOWN).n == n


@given(st.text(max_size=60), st.integers(1, 9))
def test_a_longer_text_has_no_fewer_tokens(text: str, times: int) -> None:
    assert estimate(text * times) >= estimate(text)


@pytest.mark.parametrize("model", ["gpt-4", "gpt-4o"])
def test_the_estimate_of_prose_is_within_a_quarter(model: str) -> None:
    """F22: on 118 replies never more than a quarter above the real count, and on the whole above it."""
    pairs = [(estimate(text), count(text, model).n) for text in prose() if len(text) > 200]
    assert len(pairs) > 100
    assert all(0.95 * n <= guess <= 1.25 * n for guess, n in pairs)
    assert sum(guess for guess, _ in pairs) >= sum(n for _, n in pairs)


@pytest.mark.parametrize("file", ["rubrics/star.yaml", "rubrics/steadiness.yaml"])
def test_the_estimate_of_a_rubric_is_within_a_quarter(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert 1.0 <= estimate(text) / count(text, EXACT).n <= 1.25


# ---------------------------------------------------------------- where something is missing


@pytest.mark.parametrize(
    ("missing", "n"),
    [
        ("tiktoken", estimate("I checked the logs first.")),
        ("tiktoken_ext.openai_public", estimate("I checked the logs first.")),
        # The tokenizer is there, and nobody says whose it is.
        ("tiktoken.model", 6),
    ],
)
def test_without_parts_of_tiktoken_it_is_an_estimate(
    missing: str, n: int, unmade: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    assert count("I checked the logs first.", EXACT) == Count(n, estimated=True)


def test_without_the_vocabularies_it_is_an_estimate(
    unmade: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And tiktoken does not fetch them: the tests' guard fails this one if it tries."""
    monkeypatch.setattr(tokens, "DATA", "no_such_package_here")
    assert count("I checked the logs first.", EXACT).estimated
    assert tokenizer_of(EXACT) == Tokenizer("by rule", exact=False)


@pytest.mark.parametrize(
    "content",
    [b"", b"not packed", gzip.compress(b"IQ== 0\n"), gzip.compress(b"IQ== 0\n" * 99)[:-8]],
    ids=["empty", "not packed", "another vocabulary", "cut"],
)
def test_a_damaged_vocabulary_is_not_used(
    content: bytes, unmade: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "o200k_base.tiktoken.gz").write_bytes(content)
    monkeypatch.setattr(tokens, "_folder", lambda: tmp_path)
    assert tokenizer_of(EXACT) == Tokenizer("by rule", exact=False)


def test_nothing_is_fetched_and_no_variable_is_set(
    unmade: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever cache a machine has: tiktoken's own reader, which fetches, is never called."""
    import tiktoken.load

    def fetched(*_: object) -> bytes:
        raise AssertionError("tiktoken read or fetched a vocabulary by itself")

    monkeypatch.setattr(tiktoken.load, "read_file", fetched)
    monkeypatch.setattr(tiktoken.load, "read_file_cached", fetched)
    assert count("word", EXACT) == Count(1, estimated=False)
    assert count("word", "gpt-4") == Count(1, estimated=False)


def test_an_encoding_is_made_once(unmade: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = tokens._recipe

    def counted(name: str) -> dict[str, object]:
        made.append(name)
        return real(name)

    monkeypatch.setattr(tokens, "_recipe", counted)
    threads = [threading.Thread(target=count, args=("word", EXACT)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert made == ["o200k_base"]


def test_the_code_of_the_package_with_the_data_is_not_loaded() -> None:
    assert importlib.util.find_spec(tokens.DATA) is not None
    count("word", EXACT)
    assert tokens.DATA not in sys.modules
