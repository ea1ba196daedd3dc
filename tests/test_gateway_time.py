"""What the gateway's calls take, in time, tries, memory and tokens."""

from __future__ import annotations

import gzip
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.backends.asking import Usage
from interviewer.backends.chat_reply import read_usage
from interviewer.backends.circuit import Circuit
from interviewer.backends.openai_chat import (
    Gateway,
)
from interviewer.backends.setbacks import retry_after
from interviewer.errors import (
    BackendError,
    BadModelReply,
    Busy,
    NoKey,
    Resting,
    TooSlow,
)
from tests.gateways import GOOD, KEY, Pauses, ask, connection, gateway
from tests.model_server import MODEL, Drip, Endless, ModelServer, Raw, chat, http


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A server whose model always says the same."""
    with ModelServer(lambda _: GOOD) as server:
        yield server


# Time and tries


def test_a_server_that_says_when_is_asked_then(server: ModelServer) -> None:
    """F01: as long as it says, where the deadline leaves room for it."""
    pauses = Pauses()
    server.play(http(429, b"{}", {"Retry-After": "7"}), http(503, b"{}", {"Retry-After": "0"}))
    completion = ask(gateway(server, clock=pauses.clock, sleep=pauses.sleep))
    assert pauses.taken == [7.0, 0.8]
    assert (completion.tries, completion.seconds) == (3, 7.8)


def test_a_server_that_says_too_late_is_not_waited_for(server: ModelServer) -> None:
    pauses = Pauses()
    server.play(http(429, b"{}", {"Retry-After": "70"}))
    with pytest.raises(Busy) as caught:
        ask(gateway(server, clock=pauses.clock, sleep=pauses.sleep))
    assert (pauses.taken, caught.value.retry_after) == ([], 70.0)


@pytest.mark.parametrize(("drawn", "taken"), [(0.0, [0.2, 0.4]), (1.0, [0.6, 1.2])])
def test_pauses_double_and_are_spread(
    server: ModelServer, drawn: float, taken: list[float]
) -> None:
    pauses = Pauses()
    server.play(http(500), http(500))
    ask(gateway(server, clock=pauses.clock, sleep=pauses.sleep, draw=lambda: drawn))
    assert pauses.taken == pytest.approx(taken)


def test_the_deadline_is_for_all_tries_together(server: ModelServer) -> None:
    """F12: three slow tries do not get three deadlines."""
    broken = Raw(0.5, b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
    server.play(broken, broken, broken)
    asks = Gateway(connection(server), deadline=1.0, draw=lambda: 0.0)
    with pytest.raises(BackendError) as caught:
        ask(asks)
    assert caught.value.tries == 2


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "raw",
    [Raw(30.0), Raw(Drip(HEAD * 9)), Raw(HEAD + b"\r\n", Endless(b" ", 0.05))],
    ids=["silence", "dripping headers", "a dripping body"],
)
def test_a_request_that_was_given_up_ends_while_the_server_goes_on(
    server: ModelServer, raw: Raw
) -> None:
    """F40: no thread waits behind a slow server for as long as it likes."""
    server.play(raw)
    with pytest.raises(TooSlow):
        ask(Gateway(connection(server), deadline=0.4))
    until = time.monotonic() + 3
    while time.monotonic() < until:
        left = [t for t in threading.enumerate() if t.name == "steady-model-call"]
        if not left:
            return
        time.sleep(0.02)
    pytest.fail("the request's thread still waits")


@pytest.mark.parametrize("encoding", ["gzip", ""], ids=["packed", "plain"])
def test_a_giant_takes_little_memory(server: ModelServer, encoding: str) -> None:
    """F13: below 20 MB, whatever a server sends or packs."""
    giant = b" " * 64_000_000
    body = gzip.compress(giant, compresslevel=9) if encoding else giant
    head = HEAD + f"Content-Encoding: {encoding}\r\n".encode() if encoding else HEAD
    server.play(Raw(head + b"\r\n", body))
    del giant
    asks = gateway(server)
    tracemalloc.start()
    try:
        with pytest.raises(BadModelReply, match="did not end"):
            ask(asks)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": " 2.5 "}, 2.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Mon, 21 Sep 2026 14:13:30 GMT"}, 10.0),
        ({"retry-after": "Mon, 21 Sep 2026 14:13:20 GMT"}, None),
        ({"retry-after": "Wed, 01 Jan 2020 00:00:00 GMT"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "NaN"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "1e3"}, None),
        ({"retry-after": "\u0663"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_when_a_server_wants_to_be_asked_again(
    headers: dict[str, str], seconds: float | None
) -> None:
    """F01."""
    assert retry_after(headers, now=1_790_000_000.0) == seconds


@given(st.text(max_size=40))
def test_any_retry_after_is_a_time_to_come_or_nothing(said: str) -> None:
    found = retry_after({"retry-after": said}, now=1_790_000_000)
    assert found is None or found >= 0


def test_five_failed_calls_and_the_server_is_left_alone(server: ModelServer) -> None:
    """F18: one circuit, whoever asks."""
    circuit = Circuit()
    server.answer = lambda _: http(529)
    asks = [gateway(server, circuit=circuit) for _ in range(6)]
    for one in asks[:5]:
        with pytest.raises(Busy):
            ask(one)
    with pytest.raises(Resting):
        ask(asks[5])
    assert len(server.requests) == 15


def test_bad_replies_do_not_open_the_circuit(server: ModelServer) -> None:
    server.answer = lambda _: "prose"
    asks = gateway(server)
    for _ in range(7):
        with pytest.raises(BadModelReply):
            ask(asks)


def test_eight_calls_at_once_are_eight_replies(server: ModelServer) -> None:
    asks = Gateway(connection(server))
    with ThreadPoolExecutor(8) as pool:
        completions = list(pool.map(lambda _: ask(asks), range(16)))
    assert len(server.requests) == 16
    assert {completion.tries for completion in completions} == {1}


# What it costs


def test_tokens_are_those_of_all_tries_together(server: ModelServer) -> None:
    server.play("prose")
    assert ask(gateway(server)).usage == Usage(2400, 2048, 60, estimated=False)


def test_where_the_server_counts_nothing_it_is_an_estimate(server: ModelServer) -> None:
    server.play(chat(GOOD, usage=None))
    usage = ask(gateway(server)).usage
    assert usage.estimated
    assert 5 < usage.tokens_in < 30


@pytest.mark.parametrize(
    "usage",
    [
        {},
        {"prompt_tokens": -1, "completion_tokens": 1},
        {"prompt_tokens": "9", "completion_tokens": 1},
        {"prompt_tokens": True, "completion_tokens": 1},
        {"prompt_tokens": 10**30, "completion_tokens": 1},
        [],
        None,
    ],
)
def test_a_count_that_cannot_be_is_none(usage: Any) -> None:
    assert read_usage(usage) is None


def test_no_more_is_cached_than_was_sent() -> None:
    details = {"cached_tokens": 99}
    told = {"prompt_tokens": 5, "completion_tokens": 1, "prompt_tokens_details": details}
    assert read_usage(told) == Usage(5, 5, 1, estimated=False)


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("gpt-5.4-mini-2026-03-17", "gpt-5.4-mini-2026-03-17"),
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("/srv/models/small.gguf", "small.gguf"),
        ("C:\\Users\\joan\\small.gguf", "small.gguf"),
        ("<b>x</b>", MODEL),
        ("", MODEL),
        ("x" * 999, MODEL),
    ],
)
def test_the_model_is_named_as_the_server_names_it_if_that_is_a_name(
    server: ModelServer, named: str, kept: str
) -> None:
    """F21: the id of who really answered."""
    server.play(chat(GOOD, model=named))
    assert ask(gateway(server)).model == kept


def test_a_closed_gateway_has_no_key_and_asks_nobody(server: ModelServer) -> None:
    """A key that was forgotten is not used by work that was begun before."""
    asks = gateway(server)
    ask(asks)
    asks.close()
    with pytest.raises(NoKey, match="forgotten"):
        ask(asks)
    assert len(server.requests) == 1
    kept = [asks.connection, asks.client._connection, asks.client._client]
    assert KEY not in repr([
        getattr(one, "key", None) and one.key.get_secret_value() for one in kept
    ])
    assert kept[-1] is None
