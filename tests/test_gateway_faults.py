"""The gateway against everything that a model server was found to do, over real connections (F01-F18).

`python -m tests.test_gateway_faults` prints the table. One file: every test looks at the same run of all variants.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from interviewer.backends.asking import Completion, Prompt
from interviewer.backends.openai_chat import Circuit, Connection, Gateway
from interviewer.errors import BackendError
from tests.fault_variants import GOOD, VARIANTS, Variant
from tests.model_server import MODEL, ModelServer, Raw, http

PROMPT = Prompt(system="CANARY-SYSTEM", user="CANARY-REPLY of a candidate")
AT_ONCE = 8
"""How many variants are played at a time: the slow ones do nothing but wait."""
MOST_SENT = 12 * 1024 * 1024
"""What a server without end may get rid of before the gateway hangs up: its cap, and the buffers of two sockets."""
GREETINGS = {
    "plain": Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n", 0.2),
    "alert": Raw(b"\x15\x03\x03\x00\x02\x02\x28", 0.2),
    "mute": Raw(9.0),
}
"""What a server says to a client that begins with TLS."""


class Heard(BaseModel):
    """A reply as it is asked for."""

    model_config = ConfigDict(extra="forbid")

    word: Literal["ready", "half"]
    sentences: tuple[Annotated[int, Field(ge=1, le=9)], ...]


class Clock:
    """Real time, and the pauses that were asked for on top, which nobody has to wait for."""

    def __init__(self) -> None:
        self.skipped: list[float] = []

    def now(self) -> float:
        """Seconds."""
        return time.monotonic() + sum(self.skipped)

    def sleep(self, seconds: float) -> None:
        """Let time go by."""
        self.skipped.append(seconds)


@dataclass
class Played:
    """What came of a variant."""

    completion: Completion[Heard] | None
    error: BaseException | None
    seconds: float
    """As the gateway counts them, its pauses included."""
    requests: int
    tries: int
    sent: int
    host: str
    told: str = ""
    """The error, its traceback with every local variable, and its repr."""
    repairs: list[str] = field(default_factory=list)


def play(variant: Variant, *, once: bool = False) -> Played:
    """Play a variant, for ever or once before a good reply."""
    server = ModelServer(lambda _: variant.answer if variant.answer and not once else GOOD)
    server.greeting = GREETINGS.get(variant.where)
    with server, _elsewhere(variant.where, server) as base_url:
        if once and variant.answer is not None:
            server.play(variant.answer)
        key = SecretStr(variant.key)
        connection = Connection(None if variant.where == "openai" else base_url, MODEL, key)
        clock = Clock()
        gateway = Gateway(
            connection,
            deadline=variant.deadline,
            circuit=Circuit(),
            clock=clock.now,
            sleep=clock.sleep,
        )
        played = _ask(gateway, clock, variant)
        gateway.close()
        played.requests, played.sent = len(server.chats), server.sent
        played.repairs = [asked.text("user") for asked in server.chats[1:]]
        return played


def _ask(gateway: Gateway, clock: Clock, variant: Variant) -> Played:
    host, began = gateway.connection.host, clock.now()
    try:
        completion = gateway.ask(PROMPT, Heard, purpose="hear", max_tokens=100)
    except BaseException as error:  # noqa: BLE001 - a foreign exception is what this test looks for
        played = Played(None, error, clock.now() - began, 0, getattr(error, "tries", -1), 0, host)
        lines = traceback.TracebackException.from_exception(error, capture_locals=True).format()
        played.told = f"{error}\n{error!r}\n" + "".join(
            line for line in lines if "variant = " not in line
        )
        return played
    return Played(completion, None, clock.now() - began, 0, completion.tries, 0, host)


@contextlib.contextmanager
def _elsewhere(where: str, server: ModelServer) -> Iterator[str]:
    """The base URL of a variant's place."""
    if where == "closed":
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1"
    elif where == "black hole":
        with contextlib.ExitStack() as stack:
            yield f"http://127.0.0.1:{_black_hole(stack)}/v1"
    elif where in {"302", "307"}:
        with ModelServer() as other:
            server.answer = lambda _: http(int(where), b"", {"Location": other.base_url})
            yield server.base_url
            assert not other.connections, "a redirect was followed"
    elif where in {"no name", "slow name"}:
        yield f"http://{where.replace(' ', '-')}.invalid/v1"
    elif where in {"plain", "alert", "mute"}:
        yield server.base_url.replace("http:", "https:")
        if where == "plain":
            assert not server.requests
    else:
        yield server.base_url


def _black_hole(stack: contextlib.ExitStack) -> int:
    """A port whose queue is full, so that a connection is neither taken up nor refused."""
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
    for _ in range(3):
        waiting = stack.enter_context(socket.socket())
        waiting.setblocking(False)
        waiting.connect_ex(listener.getsockname())
    return int(listener.getsockname()[1])


@contextlib.contextmanager
def _names() -> Iterator[None]:
    """Look-ups fail, or hang, without a question to any name server."""
    real, over = socket.getaddrinfo, threading.Event()

    def look_up(host: object, *args: object, **kwargs: object) -> object:
        if host == "no-name.invalid":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if host == "slow-name.invalid":
            over.wait(20)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real(host, *args, **kwargs)  # type: ignore[arg-type]

    socket.getaddrinfo = look_up  # type: ignore[assignment]
    try:
        yield
    finally:
        over.set()
        socket.getaddrinfo = real


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {self.format(record)}")


@dataclass
class Run:
    """Every variant played, and what was logged meanwhile at DEBUG."""

    always: dict[str, Played]
    once: dict[str, Played]
    log: str


def run_all() -> Run:
    """Play every variant, several at a time."""
    kept, root, ours = _Kept(), logging.getLogger(), logging.getLogger("interviewer")
    # A page that was drawn before has set the level of ours.
    before, own = root.level, ours.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    again = [variant for variant in VARIANTS if variant.recovers]
    try:
        with _names(), ThreadPoolExecutor(AT_ONCE) as pool:
            always = pool.map(play, VARIANTS)
            once = pool.map(lambda variant: play(variant, once=True), again)
            return Run(
                dict(zip((v.id for v in VARIANTS), always, strict=True)),
                dict(zip((v.id for v in again), once, strict=True)),
                "\n".join(kept.lines),
            )
    finally:
        root.removeHandler(kept)
        root.setLevel(before)
        ours.setLevel(own)


@pytest.fixture(scope="module")
def run() -> Run:
    """All variants, played once for this file."""
    return run_all()


each = pytest.mark.parametrize("variant", VARIANTS, ids=[f"{v.row} {v.id}" for v in VARIANTS])


@each
def test_a_fault_ends_typed_in_time_with_few_requests(run: Run, variant: Variant) -> None:
    """F01-F18: our error or a whole reply, within the deadline + 1 s, after at most three requests."""
    played = run.always[variant.id]
    if variant.ends is None:
        assert played.completion is not None, played.told
        assert played.completion.reply.word == "ready"
    else:
        assert type(played.error) is variant.ends, played.told or played.completion
    assert played.tries == variant.tries <= 3
    assert played.requests <= 3
    assert played.requests == variant.tries or variant.where != "server"
    assert played.seconds <= variant.deadline + 1


@each
def test_an_error_names_the_host_and_shows_no_key_no_page_and_no_reply(
    run: Run, variant: Variant
) -> None:
    """F03, F04: what a person reads holds nothing of the key, the prompt, the server's page or the model's words."""
    played = run.always[variant.id]
    if played.error is None:
        return
    text = str(played.error)
    assert played.host in text
    assert text.endswith((".", "STEADY_MODEL"))
    for secret in ("CANARY", "<", "HALF", '"half"', "alert("):
        assert secret not in text
    assert "CANARY-0" not in played.told
    assert variant.key.strip()[:10] not in played.told or not variant.key.strip()


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v.recovers], ids=lambda v: v.id)
def test_a_fault_that_passes_costs_one_try_and_nothing_cut_is_taken(
    run: Run, variant: Variant
) -> None:
    """F09-F11: the same fault once; the next reply is taken, whole, and the cut one is not."""
    played = run.once[variant.id]
    assert played.completion is not None, played.told
    assert played.completion.reply == Heard(word="ready", sentences=(1, 2))
    assert played.completion.tries == played.requests == 2


def test_no_cut_reply_is_taken_as_whole(run: Run) -> None:
    taken = [*run.always.items(), *run.once.items()]
    assert not [
        name for name, p in taken if p.completion is not None and p.completion.reply.word == "half"
    ]


def test_a_bad_reply_is_told_to_the_model_once_without_the_words_of_either(run: Run) -> None:
    """F16: the second request carries what was wrong, and the candidate's words no more often than the first."""
    for variant in (v for v in VARIANTS if v.repaired):
        (second,) = run.always[variant.id].repairs
        assert "could not be used" in second
        assert second.count("CANARY-REPLY") == 1
        for said in ("I think", "level_5", "9999", "ud800"):
            assert said not in second


def test_nothing_without_end_is_read_to_the_end(run: Run) -> None:
    """F13: the gateway hangs up after its cap."""
    for variant in (v for v in VARIANTS if v.row == "F13"):
        played = run.always[variant.id]
        assert played.sent <= MOST_SENT * played.requests, f"{variant.id}: {played.sent:,} bytes"


def test_logs_hold_no_key_and_no_words_even_at_debug(run: Run) -> None:
    """F83: prompts, replies and keys stand in no line of any library's log."""
    assert "CANARY" not in run.log
    assert "half" not in run.log
    for library in ("openai", "httpx2", "httpcore2"):
        assert f"\n{library}" not in f"\n{run.log}"
    assert "a model call failed" in run.log


def test_what_was_spent_stands_on_the_error(run: Run) -> None:
    spent = run.always["prose"].error
    assert isinstance(spent, BackendError)
    assert (spent.usage.tokens_in, spent.usage.tokens_out, spent.usage.estimated) == (
        2400,
        60,
        False,
    )
    cut = run.always["one byte short"].error
    assert isinstance(cut, BackendError)
    assert cut.usage.estimated
    refused = run.always["nobody listens"].error
    assert isinstance(refused, BackendError)
    assert refused.usage is None


def test_no_thread_and_no_connection_is_left_behind(run: Run) -> None:
    """F40: the thread of a request that was given up ends by itself, since its socket was shut down."""
    gc.collect()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        left = [thread.name for thread in threading.enumerate() if "model" in thread.name]
        if not left:
            break
        time.sleep(0.05)
    assert not left


def test_every_variant_is_another_fault() -> None:
    told = [
        (v.answer.steps if isinstance(v.answer, Raw) else v.answer, v.where, v.key)
        for v in VARIANTS
    ]
    assert len({repr(one) for one in told if "object at" not in repr(one)}) >= 110
    assert len({v.id for v in VARIANTS}) == len(VARIANTS) >= 45
    assert {v.row for v in VARIANTS} >= {f"F{n:02}" for n in range(1, 18)}


def table(run: Run) -> str:
    """What came of every variant, for a person."""
    lines = [
        f"{'row':4} {'fault':42} {'outcome':14} {'requests':>8} {'seconds':>8}  after it passed"
    ]
    for variant in VARIANTS:
        played, passed = run.always[variant.id], run.once.get(variant.id)
        outcome = type(played.error).__name__ if played.error else "whole reply"
        then = "" if passed is None else "a whole reply" if passed.completion else "LOST"
        lines.append(
            f"{variant.row:4} {variant.id[:42]:42} {outcome:14} {played.tries:8} {played.seconds:8.2f}  {then}"
        )
    errors = [played.error for played in run.always.values() if played.error]
    foreign = sum(not isinstance(error, BackendError) for error in errors)
    return "\n".join([*lines, f"{len(VARIANTS)} variants, {foreign} foreign exceptions", ""])


def test_the_table_is_printed_with_the_number_of_variants(run: Run) -> None:
    """Seen with `pytest -s`."""
    text = table(run)
    sys.stdout.write("\n" + text)
    assert text.endswith(f"{len(VARIANTS)} variants, 0 foreign exceptions\n")


if __name__ == "__main__":
    from tests.guard import no_network

    no_network.install()
    sys.stdout.write(table(run_all()))
