"""A price is shown only where a dated table knows the model, and says of which day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.backends.asking import Usage
from interviewer.backends.connection import DEFAULT_MODEL
from interviewer.backends.prices import Price, price_of, price_of_calls, rates
from interviewer.domain import ModelCall

AT = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
TABLE = rates()


def call(model: str, **more: Any) -> ModelCall:
    return ModelCall(id="1" * 32, purpose="hear", model=model, at=AT, **more)


@pytest.mark.parametrize("model", TABLE)
def test_every_rate_is_dated_and_says_where_it_is_from(model: str) -> None:
    rate = TABLE[model]
    assert date(2026, 1, 1) < rate.date <= date(2026, 11, 26)
    assert rate.source.startswith("OpenAI's ")
    assert rate.cached <= rate.input <= rate.output


def test_the_model_asked_for_by_default_has_a_price() -> None:
    assert DEFAULT_MODEL in TABLE


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("gpt-5.4-mini", True),
        ("gpt-5.4-mini-2026-03-17", True),
        ("gpt-5.4", False),
        ("gpt-5.4-mini-high", False),
        ("gpt-5.4-mini-2026", False),
        ("openai/gpt-5.4-mini", False),
        ("GPT-5.4-MINI", False),
        ("qwen3:8b", False),
        ("", False),
    ],
)
def test_only_the_model_itself_and_its_snapshots_are_priced(model: str, known: bool) -> None:
    """A guess from a name that begins alike would be a wrong bill."""
    assert (price_of(model, Usage(1000, 0, 100)) is not None) == known


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        (Usage(1_000_000, 0, 0), 0.75),
        (Usage(1_000_000, 1_000_000, 0), 0.075),
        (Usage(1_000_000, 400_000, 100_000), 0.6 * 0.75 + 0.4 * 0.075 + 0.45),
        (Usage(0, 5_000, 0), 0.0),
    ],
    ids=["fresh", "all cached", "mixed", "more cached than sent"],
)
def test_cached_tokens_cost_what_cached_tokens_cost(usage: Usage, dollars: float) -> None:
    price = price_of("gpt-5.4-mini", usage)
    assert price is not None
    assert price.dollars == pytest.approx(dollars)


@pytest.mark.parametrize(
    ("dollars", "words"),
    [
        (0.04, "about $0.04 (prices of 2026-06-01)"),
        (0.0001, "less than $0.01 (prices of 2026-06-01)"),
        (1234.5, "about $1,234.50 (prices of 2026-06-01)"),
    ],
)
def test_a_price_in_words(dollars: float, words: str) -> None:
    assert Price(dollars, date(2026, 6, 1)).words == words


def test_calls_together_are_priced_by_the_oldest_of_their_prices() -> None:
    calls = [
        call("gpt-5.4-mini", tokens_in=1_000_000),
        call("gpt-6-luna", tokens_in=1_000_000),
        call("unknown", outcome="Offline"),
    ]
    price = price_of_calls(calls)
    assert price is not None
    assert price.dollars == pytest.approx(0.85)
    assert price.date == TABLE["gpt-5.4-mini"].date


def test_one_unknown_model_leaves_the_sum_unsaid() -> None:
    """A sum that leaves a model out would look like the whole bill."""
    calls = [call("gpt-6-luna", tokens_in=1000), call("my-own", tokens_in=1000)]
    assert price_of_calls(calls) is None
    assert price_of_calls([]) is None


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**6))
def test_no_price_is_negative_or_falls_with_more_output(sent: int, cached: int, out: int) -> None:
    price = price_of("gpt-6-sol", Usage(sent, cached, out))
    more = price_of("gpt-6-sol", Usage(sent, cached, out + 1))
    assert price is not None and more is not None
    assert 0 <= price.dollars < more.dollars
