"""Where a call goes, what a server lists, and what the connection test says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from interviewer.backends.chat_reply import read_models
from interviewer.backends.openai_chat import (
    Connection,
    Gateway,
    list_models,
    try_connection,
)
from interviewer.errors import (
    BackendError,
    BadModelReply,
    Busy,
    KeyRefused,
    ModelUnknown,
    NoKey,
    Offline,
)
from tests.gateways import GOOD, HTML, KEY, PROMPT, Reply, ask, connection
from tests.model_server import MODEL, ModelServer, Raw, http


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A server whose model always says the same."""
    with ModelServer(lambda _: GOOD) as server:
        yield server


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
