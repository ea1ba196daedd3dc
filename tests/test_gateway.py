"""What the gateway sends and to whom, and what it learns of a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from interviewer.backends.chat_request import Dialect, first_dialect, request_body
from interviewer.backends.openai_chat import (
    DEFAULT_MODEL,
    Connection,
    Gateway,
)
from interviewer.backends.strict_schema import strict_schema
from interviewer.errors import (
    Busy,
    Offline,
)
from tests.gateways import GOOD, KEY, PROMPT, Reply, ask, connection, gateway
from tests.model_server import ModelServer, chat, http


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A server whose model always says the same."""
    with ModelServer(lambda _: GOOD) as server:
        yield server


# What is sent


def test_the_request_holds_the_prompt_and_a_strict_schema_and_no_key(server: ModelServer) -> None:
    ask(gateway(server))
    (asked,) = server.requests
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert KEY.encode() not in asked.body
    assert asked.json["messages"] == [
        {"role": "system", "content": PROMPT.system},
        {"role": "user", "content": PROMPT.user},
    ]
    assert asked.json["response_format"]["json_schema"]["strict"] is True
    assert asked.schema == "Reply"
    assert (asked.json["max_tokens"], asked.json["temperature"]) == (100, 0)
    assert "stream" not in asked.json
    assert set(asked.json) == {"model", "messages", "max_tokens", "temperature", "response_format"}


def test_the_stable_half_is_the_same_bytes_in_every_request(server: ModelServer) -> None:
    asks = gateway(server)
    ask(asks)
    asks.ask(replace(PROMPT, user="another"), Reply, purpose="hear", max_tokens=100)
    first, second = (asked.body.split(b'"user"')[0] for asked in server.requests)
    assert first == second


def test_a_server_of_ones_own_without_a_key_gets_a_dummy(server: ModelServer) -> None:
    Gateway(connection(server, None)).ask(PROMPT, Reply, purpose="hear", max_tokens=9)
    assert server.requests[0].headers["authorization"] == "Bearer local"


def test_a_key_with_a_line_break_at_its_end_is_the_key_without_it(server: ModelServer) -> None:
    Gateway(connection(server, f" {KEY}\n")).ask(PROMPT, Reply, purpose="hear", max_tokens=9)
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_nothing_of_this_machine_or_of_openai_accounts_goes_to_another_server(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F86: no organisation, no operating system."""
    monkeypatch.setenv("OPENAI_ORG_ID", "org-CANARY")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-CANARY")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://elsewhere.invalid/v1")
    ask(gateway(server))
    assert b"org-CANARY" not in server.received
    assert b"proj-CANARY" not in server.received
    assert not {"x-stainless-os", "x-stainless-arch"} & set(server.requests[0].headers)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
def test_no_proxy_reads_what_goes_to_this_machine(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """F86: a proxy in the environment would read the prompts of a local model."""
    with ModelServer() as proxy:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        ask(gateway(server))
        assert proxy.connections == 0


def test_a_proxy_in_front_of_openai_sees_the_host_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ModelServer(lambda _: http(502)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        asks = Gateway(Connection(None, DEFAULT_MODEL, SecretStr(KEY)), deadline=5)
        with pytest.raises((Offline, Busy), match=r"api\.openai\.com"):
            ask(asks)
        assert proxy.requests[0].method == "CONNECT"
        assert proxy.requests[0].path == "api.openai.com:443"
        assert KEY.encode() not in proxy.received
        assert b"tests" not in proxy.received


def on_openai(model: str) -> dict[str, Any]:
    """The request as OpenAI itself would get it."""
    there = Connection(None, model, SecretStr(KEY))
    return request_body(there, first_dialect(there), PROMPT, Reply, 100)


def test_openai_gets_its_own_options_and_room_to_think() -> None:
    body = on_openai(DEFAULT_MODEL)
    assert "max_tokens" not in body
    assert body["max_completion_tokens"] > 1000
    assert "temperature" not in body
    assert body["store"] is False
    assert body["prompt_cache_key"].startswith("Reply:")
    older = on_openai("gpt-4.1")
    assert (older["temperature"], older["max_completion_tokens"]) == (0, 100)
    assert "reasoning_effort" not in older


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a schema."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from schemas(part)
    elif isinstance(value, list):
        for part in value:
            yield from schemas(part)


@pytest.mark.parametrize("bounds", [True, False])
def test_every_field_is_required_and_nothing_may_stand_beside_it(bounds: bool) -> None:
    schema = strict_schema(Reply, bounds=bounds)
    for part in schemas(schema):
        if part.get("type") == "object":
            assert part["required"] == list(part["properties"])
            assert part["additionalProperties"] is False
        assert not {"default", "title", "oneOf", "const", "format"} & set(part)
    text = json.dumps(schema)
    assert ("maxItems" in text, "maxLength" in text) == (bounds, bounds)
    assert "One question." in text
    assert "a person who reads the code" not in text
    assert list(schema["$defs"]["Seen"]["properties"]) == ["sentences", "id"]
    assert schema["properties"]["kind"]["enum"] == ["answer"]


class Open(BaseModel):
    """A reply no server can be held to."""

    levels: dict[str, int]


class Pair(BaseModel):
    """Another."""

    pair: tuple[int, str]


@pytest.mark.parametrize("reply", [Open, Pair])
def test_a_type_that_no_server_enforces_is_refused(reply: type[BaseModel]) -> None:
    with pytest.raises(TypeError, match="reply's type"):
        strict_schema(reply, bounds=True)


# What it learns

COMPLAINTS = {
    "no schema, object": (
        {"message": "response_format type json_schema is not supported"},
        lambda body: body["response_format"] == {"type": "json_object"},
    ),
    "no temperature": (
        {"message": "Unsupported value: 'temperature' does not support 0", "param": "temperature"},
        lambda body: "temperature" not in body,
    ),
    "the newer limit": (
        {"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."},
        lambda body: body.get("max_completion_tokens") == 100 and "max_tokens" not in body,
    ),
}


@pytest.mark.parametrize("name", COMPLAINTS)
def test_what_a_server_does_not_know_is_left_out_from_then_on(
    server: ModelServer, name: str
) -> None:
    complaint, holds = COMPLAINTS[name]
    asks = gateway(server)
    server.play(http(400, {"error": complaint}))
    assert ask(asks).tries == 2
    assert ask(asks).tries == 1
    assert not holds(server.requests[0].json)
    assert holds(server.requests[1].json)
    assert holds(server.requests[2].json)


def test_a_server_without_any_form_is_told_the_schema_in_words(server: ModelServer) -> None:
    """llama-cpp-python says it with 500."""
    asks = gateway(server)
    server.play(
        http(500, {"error": {"message": "response_format must be text or json_object"}}),
        http(422, {"error": {"message": "unknown field response_format"}}),
    )
    assert ask(asks).tries == 3
    last = server.requests[-1]
    assert "response_format" not in last.json
    assert '"additionalProperties": false' in last.text("system")
    assert last.text("system").startswith(PROMPT.system)


def test_a_model_that_writes_prose_is_told_the_schema_and_what_was_wrong(
    server: ModelServer,
) -> None:
    asks = gateway(server)
    server.play("It was a fine answer.")
    assert ask(asks).tries == 2
    assert "no JSON object" in server.requests[1].text("user")
    assert '"additionalProperties": false' in server.requests[1].text("system")
    ask(asks)
    assert '"additionalProperties": false' in server.requests[2].text("system")
    assert server.requests[2].text("user") == PROMPT.user


def test_a_model_that_needs_more_room_gets_it_once_and_from_then_on(server: ModelServer) -> None:
    asks = gateway(server)
    server.play(chat('{"seen": [', finish="length"))
    assert ask(asks).tries == 2
    ask(asks)
    assert [asked.json["max_tokens"] for asked in server.requests] == [100, 300, 300]


def test_what_two_calls_learn_at_once_is_both_kept() -> None:
    seen = Dialect(extras=("store",))
    told, plain = replace(seen, told=True), replace(seen, shape="object", room=3, extras=())
    assert told.joined(plain) == plain.joined(told) == replace(plain, told=True)
