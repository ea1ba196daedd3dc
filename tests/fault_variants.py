"""Every way in which a model server was found to fail, each different on the wire.

One file: it is a table, read as a whole. The rows F01-F18 are those of the plan for reliability.
"""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from interviewer.errors import (
    BackendError,
    BadModelReply,
    Busy,
    KeyRefused,
    ModelRefused,
    ModelUnknown,
    NoKey,
    Offline,
    PromptTooLong,
    QuotaSpent,
    TooSlow,
)
from tests.model_server import RESET, Answered, Drip, Endless, Raw, chat, envelope, http

GOOD = {"word": "ready", "sentences": [1, 2]}
HALF = {"word": "half", "sentences": [1]}
"""What a cut reply says: it would pass every check if it were taken as whole."""
PAGE = "<!doctype html><html><body><script>alert(1)</script>HALF-PAGE</body></html>"
QUICK = 1.2
"""The deadline, in seconds, of what would take for ever."""
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


@dataclass(frozen=True)
class Variant:
    """One fault, and what has to come of it when it never stops."""

    row: str
    id: str
    answer: Answered | None
    """What the server does on every request; None where it is never reached."""
    ends: type[BackendError] | None
    """The typed error, or None for a good reply."""
    tries: int
    recovers: bool = False
    """The same fault once, and then a good reply: the call succeeds."""
    deadline: float = 60.0
    where: str = "server"
    key: str = "sk-CANARY-0123456789"
    repaired: bool = False
    """The second request tells the model what was wrong."""


def error(
    status: int, message: str, *, code: str | None = None, headers: dict[str, str] | None = None
) -> Raw:
    """An error as the API words it."""
    body = {
        "error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    }
    return http(status, body, headers)


def packed(data: bytes) -> bytes:
    """The head of a gzip response and its body."""
    head = OK + b"Content-Encoding: gzip\r\n" + f"Content-Length: {len(data)}\r\n\r\n".encode()
    return head + data


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    """One event of a stream as the API words it."""
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return b"data: " + json.dumps({"choices": choices}).encode() + b"\n\n"


def without_finish() -> dict[str, Any]:
    """A completion whose choice does not say how it ended."""
    body = envelope(HALF)
    del body["choices"][0]["finish_reason"]
    return body


def with_message(message: object) -> Raw:
    """A completion with another message."""
    body = envelope(HALF)
    body["choices"][0]["message"] = message
    return http(200, body)


WHOLE = json.dumps(envelope(HALF)).encode()
LENGTH = f"Content-Length: {len(WHOLE)}\r\n\r\n".encode()
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
LIMIT = "Rate limit reached. Add a payment method at https://example.test/account/billing."
DEEP = '{"word": ' * 5000 + "1" + "}" * 5000


def limited(headers: dict[str, str] | None = None) -> Raw:
    """Too many requests."""
    return error(429, LIMIT, code="rate_limit_exceeded", headers=headers)


BUSY = [
    Variant("F01", "429", limited(), Busy, 3, True),
    Variant("F01", "429, Retry-After: 1", limited({"Retry-After": "1"}), Busy, 3, True),
    Variant("F01", "429, Retry-After: 3600", limited({"Retry-After": "3600"}), Busy, 1),
    Variant("F01", "429, Retry-After: NaN", limited({"Retry-After": "NaN"}), Busy, 3, True),
    Variant("F01", "429, Retry-After: -5", limited({"Retry-After": "-5"}), Busy, 3, True),
    Variant("F01", "429, Retry-After: 1e400 digits", limited({"Retry-After": "9" * 290}), Busy, 1),
    Variant("F01", "429, Retry-After: soon", limited({"Retry-After": "soon"}), Busy, 3, True),
    Variant(
        "F01",
        "429, Retry-After: a date in an hour",
        limited({"Retry-After": formatdate(time.time() + 3600, usegmt=True)}),
        Busy,
        1,
    ),
    Variant(
        "F01",
        "429, Retry-After: a date gone by",
        limited({"Retry-After": "Wed, 01 Jan 2020 00:00:00 GMT"}),
        Busy,
        3,
        True,
    ),
    Variant("F01", "429, retry-after-ms", limited({"retry-after-ms": "300"}), Busy, 3, True),
    Variant("F01", "429, x-should-retry: false", limited({"x-should-retry": "false"}), Busy, 1),
    Variant(
        "F02",
        "429 insufficient_quota",
        error(429, "You exceeded your current quota.", code="insufficient_quota"),
        QuotaSpent,
        1,
    ),
    Variant(
        "F02",
        "429 quota, Retry-After: 1",
        error(429, "No.", code="insufficient_quota", headers={"Retry-After": "1"}),
        QuotaSpent,
        1,
    ),
    Variant("F02", "402", error(402, "Insufficient balance"), QuotaSpent, 1),
    Variant("F03", "500", error(500, "The server had an error"), Busy, 3, True),
    Variant("F03", "502, a page", http(502, PAGE, kind="text/html"), Busy, 3, True),
    Variant("F03", "503, still loading", error(503, "Loading model"), Busy, 3, True),
    Variant("F03", "529, no body", http(529), Busy, 3, True),
    Variant("F03", "408", error(408, "timeout"), Busy, 3, True),
    Variant("F03", "200 with an error 503", http(200, {"error": {"code": 503}}), Busy, 3, True),
    Variant("F03", "200 with an error in words", http(200, {"error": "overloaded"}), Busy, 3, True),
]
KEYS = [
    Variant("F04", f"key: {name}", None, ends, 0, key=key, where=where)
    for name, key, ends, where in [
        ("empty", "", NoKey, "openai"),
        ("spaces", "  \t ", NoKey, "openai"),
        ("in quotes", '"sk-CANARY-0123456789"', KeyRefused, "server"),
        ("in curly quotes", "\u201csk-CANARY-0123456789\u201d", KeyRefused, "server"),
        ("with a line break inside", "sk-CANARY-01\n23456789", KeyRefused, "server"),
        ("with a zero-width space", "sk-CANARY-01\u200b23456789", KeyRefused, "server"),
        ("not ASCII", "sk-CANARY-\u0416123456789", KeyRefused, "server"),
        ("Bearer and a key", "Bearer sk-CANARY-0123456789", KeyRefused, "server"),
        ("two keys", "sk-CANARY-0123 sk-CANARY-4567", KeyRefused, "server"),
        ("five thousand letters", "sk-CANARY-" + "x" * 5000, KeyRefused, "server"),
    ]
] + [
    Variant("F04", "401", error(401, "Incorrect API key provided: sk-CANARY-*"), KeyRefused, 1),
    Variant("F04", "403", error(403, "Country not supported"), KeyRefused, 1),
    Variant("F04", "404 model_not_found", error(404, "x", code="model_not_found"), ModelUnknown, 1),
    Variant("F04", "404 as Ollama says it", error(404, 'model "m" not found'), ModelUnknown, 1),
]
REQUEST = [
    Variant(
        "F05", "400 context", error(400, "x", code="context_length_exceeded"), PromptTooLong, 1
    ),
    Variant(
        "F05",
        "400 context as llama.cpp says it",
        http(400, {"error": {"code": 400, "type": "exceed_context_size_error", "n_ctx": 2048}}),
        PromptTooLong,
        1,
    ),
    Variant("F05", "413", http(413, b""), PromptTooLong, 1),
    Variant("F05", "400 of no known kind", error(400, "Bad request"), BadModelReply, 1),
    Variant("F05", "422 in FastAPI's form", http(422, {"detail": []}), BadModelReply, 1),
    Variant("F06", "400 content_filter", error(400, "x", code="content_filter"), ModelRefused, 1),
    Variant("F06", "200 content_filter", chat(HALF, finish="content_filter"), ModelRefused, 1),
    Variant("F07", "refusal", chat(None, refusal="I'm sorry, I can't help."), ModelRefused, 1),
    Variant("F07", "refusal beside content", chat(HALF, refusal="I can't."), ModelRefused, 1),
]
OFFLINE = [
    Variant("F08", "nobody listens", None, Offline, 2, where="closed"),
    Variant("F08", "nobody takes up", None, Offline, 1, where="black hole", deadline=QUICK),
    Variant("F08", "no such name", None, Offline, 2, where="no name"),
    Variant("F08", "a look-up without end", None, Offline, 1, where="slow name", deadline=QUICK),
    Variant("F08", "no TLS there", None, Offline, 1, where="plain"),
    Variant("F08", "TLS refuses", None, Offline, 1, where="alert"),
    Variant("F08", "TLS never answers", None, Offline, 1, where="mute", deadline=QUICK),
    Variant("F08", "200, a page to sign in", http(200, PAGE, kind="text/html"), Offline, 1),
    Variant("F08", "200, a page that calls itself JSON", http(200, PAGE), Offline, 1),
    Variant("F08", "511, a page", http(511, PAGE, kind="text/html"), Offline, 1),
    Variant("F08", "403, a page", http(403, PAGE, kind="text/html"), Offline, 1),
    Variant("F08", "404, a page", http(404, PAGE, kind="text/html"), Offline, 1),
    Variant("F08", "302 elsewhere", None, Offline, 1, where="302"),
    Variant("F08", "307 elsewhere", None, Offline, 1, where="307"),
    Variant("F08", "301 without a place", http(301), Offline, 1),
]
BROKEN = [
    Variant("F09", "reset before headers", Raw(RESET), Busy, 3, True),
    Variant("F09", "closed before headers", Raw(), Busy, 3, True),
    Variant("F09", "reset in the headers", Raw(OK, RESET), Busy, 3, True),
    Variant("F09", "reset after the headers", Raw(OK + LENGTH, RESET), Busy, 3, True),
    Variant("F09", "no HTTP at all", Raw(b"SSH-2.0-OpenSSH_9.2\r\n"), Busy, 3, True),
    Variant("F10", "cut before its length", Raw(OK + LENGTH + WHOLE[:-9]), Busy, 3, True),
    Variant("F10", "one byte short", Raw(OK + LENGTH + WHOLE[:-1]), Busy, 3, True),
    Variant(
        "F10",
        "reset one byte before the end",
        Raw(OK + LENGTH + WHOLE[:-1], 0.05, RESET),
        Busy,
        3,
        True,
    ),
    Variant("F10", "cut inside a chunk", Raw(OK + CHUNKED + chunk(WHOLE)[:-20]), Busy, 3, True),
    Variant("F10", "cut before the last chunk", Raw(OK + CHUNKED + chunk(WHOLE)), Busy, 3, True),
    Variant("F10", "cut inside gzip", Raw(packed(gzip.compress(WHOLE)[:-12])), Busy, 3, True),
    Variant(
        "F10",
        "closed in mid-body, no length",
        Raw(OK + b"\r\n" + WHOLE[:-30]),
        BadModelReply,
        2,
        True,
    ),
    Variant(
        "F10",
        "content cut, told as stop",
        chat('{"word": "half", "sentences": [1'),
        BadModelReply,
        2,
        True,
    ),
    Variant(
        "F10",
        "content cut inside an object",
        chat('{"x": {"word": "half", "sentences": [1]}, "'),
        BadModelReply,
        2,
        True,
    ),
    Variant("F10", "cut by the token limit", chat(HALF, finish="length"), BadModelReply, 2, True),
    Variant("F11", "finish_reason null", chat(HALF, finish=None), BadModelReply, 3, True),
    Variant("F11", "no finish_reason", http(200, without_finish()), BadModelReply, 3, True),
    Variant(
        "F11", "finish_reason tool_calls", chat(HALF, finish="tool_calls"), BadModelReply, 3, True
    ),
]
SLOW = [
    Variant("F12", "never a byte", Raw(9.0), TooSlow, 1, deadline=QUICK),
    Variant("F12", "headers, then nothing", Raw(OK + LENGTH, 9.0), TooSlow, 1, deadline=QUICK),
    Variant("F12", "headers drip", Raw(Drip(OK + LENGTH + WHOLE)), TooSlow, 1, deadline=QUICK),
    Variant("F12", "body drips", Raw(OK + LENGTH, Drip(WHOLE)), TooSlow, 1, deadline=QUICK),
    Variant(
        "F12",
        "body stops short of its end",
        Raw(OK + LENGTH + WHOLE[:-1], 9.0),
        TooSlow,
        1,
        deadline=QUICK,
    ),
    Variant(
        "F12",
        "comments without end",
        Raw(SSE, Endless(b": still there\n\n", 0.05)),
        TooSlow,
        1,
        deadline=QUICK,
    ),
    Variant(
        "F12",
        "a complaint drips",
        Raw(b"HTTP/1.1 500 No\r\n\r\n", Drip(WHOLE)),
        TooSlow,
        1,
        deadline=QUICK,
    ),
    Variant("F13", "a body without end", Raw(OK + b"\r\n", Endless(b"x" * 4096)), BadModelReply, 1),
    Variant(
        "F13",
        "chunks without end",
        Raw(OK + CHUNKED, Endless(chunk(b" " * 4096))),
        BadModelReply,
        1,
    ),
    Variant(
        "F13", "headers without end", Raw(OK, Endless(b"X-More: more\r\n" * 99)), Busy, 3, True
    ),
    Variant(
        "F13",
        "a complaint without end",
        Raw(b"HTTP/1.1 500 No\r\n\r\n", Endless(b"<p>" * 999)),
        Busy,
        3,
        True,
    ),
    Variant(
        "F13",
        "a packed giant",
        Raw(packed(gzip.compress(b" " * 64_000_000, compresslevel=9))),
        BadModelReply,
        1,
    ),
]
FORM = [
    Variant("F14", "bad UTF-8", http(200, b'{"choices": "\xff\xfe\xfa"}'), BadModelReply, 2, True),
    Variant("F14", "bad JSON", http(200, b'{"choices": [}'), BadModelReply, 2, True),
    Variant("F14", "JSON nested without end", http(200, b"[" * 90_000), BadModelReply, 2, True),
    Variant("F14", "an error event", Raw(SSE + b'event: error\ndata: {"error": {}}\n\n'), BadModelReply, 2, True),
    Variant("F14", "half an event", Raw(SSE + event({"content": "x"})[:30]), BadModelReply, 2, True),
    Variant("F14", "a stream that was not asked for", Raw(SSE + event({"content": json.dumps(HALF)}, "stop") + b"data: [DONE]\n\n"), BadModelReply, 2, True),
    Variant("F15", "empty body", http(200), BadModelReply, 2, True),
    Variant("F15", "204", Raw(b"HTTP/1.1 204 No Content\r\n\r\n"), BadModelReply, 2, True),
    Variant("F15", "null", http(200, b"null"), BadModelReply, 2, True),
    Variant("F15", "truncated body of the right length", http(200, WHOLE[:-40]), BadModelReply, 2, True),
    Variant("F15", "choices: []", http(200, {"choices": []}), BadModelReply, 2, True),
    Variant("F15", "choices: null", http(200, {"choices": None}), BadModelReply, 2, True),
    Variant("F15", "a choice that is null", http(200, {"choices": [None]}), BadModelReply, 2, True),
    Variant("F15", "message: null", with_message(None), BadModelReply, 2, True),
    Variant("F15", "content: null", chat(None), BadModelReply, 2, True),
    Variant("F15", "content: empty", chat(""), BadModelReply, 2, True),
    Variant("F15", "content: a list", with_message({"content": [HALF]}), BadModelReply, 2, True),
    Variant("F15", "packed in an unknown way", http(200, WHOLE[::-1], {"Content-Encoding": "br"}), BadModelReply, 2, True),
    Variant("F16", "prose", chat("I think the reply is ready."), BadModelReply, 2, True, repaired=True),
    Variant("F16", "another schema", chat({"level": 3}), BadModelReply, 2, True, repaired=True),
    Variant("F16", "a list", chat("[1, 2]"), BadModelReply, 2, True, repaired=True),
    Variant("F16", "a thought without end", chat('<think>I say {"word": "half", "sentences": [1]}'), BadModelReply, 2, True, repaired=True),
    Variant("F16", "fenced JSON", chat(f"Here it is:\n```json\n{json.dumps(GOOD)}\n```"), None, 1),
    Variant("F16", "a thought, then JSON", chat(f"<think>{json.dumps(HALF)}</think>{json.dumps(GOOD)}"), None, 1),
    Variant("F16", "the end of a thought, then JSON", chat(f"so {json.dumps(HALF)}\n</think>\n{json.dumps(GOOD)}"), None, 1),
    Variant("F16", "JSON, then prose", chat(f"{json.dumps(GOOD)}\nI hope this helps."), None, 1),
]  # fmt: skip
VALUES = [
    Variant("F17", name, chat(text), BadModelReply, 2, True, repaired=True)
    for name, text in [
        ("a sentence that is a text", '{"word": "half", "sentences": ["1"]}'),
        ("a number out of range", '{"word": "half", "sentences": [-1]}'),
        ("a broken number", '{"word": "half", "sentences": [1.5]}'),
        ("NaN", '{"word": "half", "sentences": [NaN]}'),
        ("1e999", '{"word": "half", "sentences": [1e999]}'),
        ("a number of 5,000 digits", '{"word": "half", "sentences": [' + "9" * 5000 + "]}"),
        ("an unknown id", '{"word": "level_5", "sentences": [1]}'),
        ("a missing field", '{"word": "half"}'),
        ("a field more", '{"word": "half", "sentences": [1], "score": 5}'),
        ("a key twice", '{"word": "half", "word": "ready", "sentences": [1]}'),
        ("half a character", '{"word": "half\\ud800", "sentences": [1]}'),
        ("nested 5,000 deep", DEEP),
        ("true for a number", '{"word": "half", "sentences": [true]}'),
    ]
]
VARIANTS = [*BUSY, *KEYS, *REQUEST, *OFFLINE, *BROKEN, *SLOW, *FORM, *VALUES]
