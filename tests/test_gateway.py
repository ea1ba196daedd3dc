"""How the gateway speaks to a server: what is sent, to whom, what it learns, and what a call costs."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, SecretStr

from interviewer.backends.asking import Prompt, Usage
from interviewer.backends.chat_reply import read_models, read_usage
from interviewer.backends.chat_request import Dialect, first_dialect, request_body
from interviewer.backends.circuit import Circuit
from interviewer.backends.openai_chat import (
    DEFAULT_MODEL,
    Connection,
    Gateway,
    list_models,
    try_connection,
)
from interviewer.backends.setbacks import retry_after
from interviewer.backends.strict_schema import strict_schema
from interviewer.errors import (
    BackendError,
    BadModelReply,
    Busy,
    KeyRefused,
    ModelUnknown,
    NoKey,
    Offline,
    Resting,
    TooSlow,
)
from tests.model_server import MODEL, Drip, Endless, ModelServer, Raw, chat, http

KEY = "sk-CANARY-0123456789"
PROMPT = Prompt(system="You read answers.", user="<1> I wrote the tests.")
GOOD = {"seen": [{"id": "own_act", "sentences": [1]}], "probe": None}
HTML = "<html>sign in</html>"


class Seen(BaseModel):
    """One behaviour, as a person who reads the code would describe it."""

    sentences: Annotated[list[int], Field(max_length=9)]
    id: Literal["own_act", "outcome"]


class Reply(BaseModel):
    """A reply with all that replies may have."""

    seen: list[Seen] = Field(default=[], max_length=20)
    kind: Literal["answer"] = "answer"
    probe: Annotated[str, Field(max_length=300, description="One question.")] | None = None


class Pauses:
    """A clock that goes on by itself never, and by every pause that is asked for."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def clock(self) -> float:
        """Seconds."""
        return sum(self.taken)

    def sleep(self, seconds: float) -> None:
        """Let time go by."""
        self.taken.append(seconds)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A server whose model always says the same."""
    with ModelServer(lambda _: GOOD) as server:
        yield server


def connection(server: ModelServer, key: str | None = KEY) -> Connection:
    """A connection to the scripted server."""
    return Connection(server.base_url, MODEL, SecretStr(key) if key is not None else None)


def gateway(server: ModelServer, **options: Any) -> Gateway:
    """A gateway to it, whose pauses nobody waits for."""
    pauses = Pauses()
    options = {"clock": pauses.clock, "sleep": pauses.sleep, "draw": lambda: 0.5, **options}
    return Gateway(connection(server), **options)


def ask(gateway: Gateway, max_tokens: int = 100) -> Any:
    """One call."""
    return gateway.ask(PROMPT, Reply, purpose="mark", max_tokens=max_tokens)


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
    asks.close()
    assert asks.client._client is None


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
        ("/home/joan/models/small.gguf", "small.gguf"),
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


# Where it goes

ADDRESSES = {
    None: ("api.openai.com", "https://api.openai.com/v1", True, False),
    "https://api.openai.com/v1/": ("api.openai.com", "https://api.openai.com/v1", True, False),
    "https://eu.api.openai.com/v1": (
        "eu.api.openai.com",
        "https://eu.api.openai.com/v1",
        True,
        False,
    ),
    "http://localhost:11434/v1": ("localhost:11434", "http://localhost:11434/v1", False, True),
    "http://[::1]:8080/v1": ("[::1]:8080", "http://[::1]:8080/v1", False, True),
    "https://127.0.0.1:8443/v1": ("127.0.0.1:8443", "https://127.0.0.1:8443/v1", False, True),
    "https://me:secret@llm.example.org:443/v1?token=secret#x": (
        "llm.example.org",
        "https://llm.example.org/v1",
        False,
        False,
    ),
    "https://api.openai.com@evil.example/v1": (
        "evil.example",
        "https://evil.example/v1",
        False,
        False,
    ),
    "https://api.openai.com.evil.example/v1": (
        "api.openai.com.evil.example",
        "https://api.openai.com.evil.example/v1",
        False,
        False,
    ),
    "https://api.op\u0435nai.com/v1": (
        "api.xn--opnai-0we.com",
        "https://api.xn--opnai-0we.com/v1",
        False,
        False,
    ),
    "http://box:8000/v1/chat/completions": ("box:8000", "http://box:8000/v1", False, True),
}


@pytest.mark.parametrize("base_url", ADDRESSES, ids=str)
def test_the_host_that_is_shown_is_the_host_that_is_called(base_url: str | None) -> None:
    there = Connection(base_url, MODEL, SecretStr(KEY))
    assert (there.host, there.address, there.openai, there.direct) == ADDRESSES[base_url]
    there.check()


@pytest.mark.parametrize(
    "base_url",
    [
        "localhost:11434/v1",
        "ftp://box/v1",
        "http://",
        "http://a b/v1",
        "http://box:99999/v1",
        "http://box:x/v1",
        "http://[::1/v1",
        "https://api.openai.com\\@evil.example/v1",
        "http://box/v1\nX: y",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://" + "a" * 300,
        "http://..",
    ],
)
def test_what_is_no_address_is_told_before_anything_is_sent(base_url: str) -> None:
    there = Connection(base_url, MODEL, None)
    with pytest.raises(Offline, match="base URL"):
        Gateway(there).ask(PROMPT, Reply, purpose="hear", max_tokens=9)
    assert try_connection(there).works == "nothing"
    with pytest.raises(Offline):
        list_models(there)
    assert there.address == ""


@given(st.text(max_size=60))
def test_any_text_as_an_address_is_one_or_is_refused(text: str) -> None:
    there = Connection(f"http://{text}", MODEL, None)
    try:
        there.check()
    except Offline:
        return
    assert there.host.isascii()
    assert "@" not in there.address
    assert "?" not in there.address


def test_no_model_named_is_told_with_the_next_step(server: ModelServer) -> None:
    with pytest.raises(ModelUnknown, match="list"):
        ask(Gateway(Connection(server.base_url, " ")))
    assert not server.requests


def test_a_key_shows_in_no_repr() -> None:
    there = Connection(None, MODEL, SecretStr(KEY))
    assert KEY not in f"{there!r} {there} {Gateway(there)!r} {vars(Gateway(there))!r}"


def test_the_sdk_is_not_imported_before_a_call() -> None:
    code = "import sys, interviewer.backends.openai_chat; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# The list of models and the connection test


def test_models_are_listed_as_the_server_lists_them(server: ModelServer) -> None:
    server.models = ("b", "a", "b", "llama3.2:3b", "Qwen/Qwen3-8B")
    assert list_models(connection(server)) == ("b", "a", "llama3.2:3b", "Qwen/Qwen3-8B")


def test_odd_lists_are_read_for_what_they_hold() -> None:
    body = {"data": [{"id": "a"}, {"id": 7}, {"id": "<b>"}, None, "x", {}]}
    assert read_models(json.dumps(body).encode()) == ("a",)
    for odd in (b"[]", b"", b'{"data": null}', b"\xff"):
        assert read_models(odd) is None


@pytest.mark.parametrize(
    ("played", "ends"),
    [
        (http(401, b"{}"), KeyRefused),
        (http(200, HTML, kind="text/html"), Offline),
        (http(200, b"null"), BadModelReply),
        (http(404, b"404 page not found", kind="text/plain"), Offline),
        (http(503, b""), Busy),
        (http(302, b"", {"Location": "http://elsewhere.invalid/"}), Offline),
        (Raw(), Busy),
    ],
    ids=["401", "page", "null", "404", "503", "302", "closed"],
)
def test_a_list_that_cannot_be_had_is_a_typed_error(
    server: ModelServer, played: Raw, ends: type[BackendError]
) -> None:
    server.play(played)
    with pytest.raises(ends, match=r"127\.0\.0\.1"):
        list_models(connection(server))


def test_a_list_from_openai_without_a_key_is_not_asked_for() -> None:
    with pytest.raises(NoKey):
        list_models(Connection(None, "", None))


@pytest.mark.parametrize(
    ("played", "works", "says"),
    [
        ([], "schema", "holds it to the form"),
        (["Yes, it works!"], "plain", "does not hold"),
        ([http(400, {"error": "json_schema?"})], "plain", "does not hold"),
        ([http(401, b"{}")], "nothing", "does not take the key"),
        (["prose", "prose"], "nothing", "form that was asked for"),
    ],
    ids=["schema", "prose", "400", "401", "never"],
)
def test_a_connection_test_says_what_works(
    server: ModelServer, played: list[Any], works: str, says: str
) -> None:
    server.play(*played)
    tried = try_connection(connection(server))
    assert tried.works == works
    assert says in tried.says
    assert "127.0.0.1" in tried.says
    assert (tried.error is None) == (works != "nothing")
    assert tried.model == MODEL
