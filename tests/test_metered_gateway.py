"""The meter around the real gateway, over real HTTP: what the server says is what is kept, and no try passes a cap."""

from __future__ import annotations

import pytest

from interviewer.backends.budgets import Caps
from interviewer.backends.connection import Connection
from interviewer.backends.metered import Metered
from interviewer.backends.openai_chat import Gateway
from interviewer.errors import BackendError, BadModelReply, Busy, CapReached, Offline
from tests.metering import AT, Book, ask
from tests.model_server import MODEL, ModelServer, chat, http

USAGE = {
    "prompt_tokens": 150,
    "completion_tokens": 7,
    "total_tokens": 157,
    "prompt_tokens_details": {"cached_tokens": 64},
}
PROSE = chat("I would rather talk about it.", usage=USAGE)


def meter_of(server: ModelServer, book: Book, caps: Caps) -> Metered:
    gateway = Gateway(Connection(server.base_url, MODEL), sleep=lambda _: None)
    return Metered(gateway, ledger=book, interview_id="i1", caps=caps, clock=lambda: AT)


def test_what_the_server_reports_is_what_is_kept() -> None:
    book = Book()
    with ModelServer(lambda _: chat({"words": "yes"}, usage=USAGE)) as server:
        ask(meter_of(server, book, Caps(60_000, 400_000)))
    (row,) = book.rows.values()
    assert (row.tokens_in, row.tokens_cached, row.tokens_out) == (150, 64, 7)
    assert (row.outcome, row.tries, row.model, row.estimated) == ("done", 1, MODEL, False)


def test_a_reply_asked_for_twice_costs_twice() -> None:
    book = Book()
    with ModelServer(lambda _: chat({"words": "yes"}, usage=USAGE)) as server:
        server.play(PROSE)
        ask(meter_of(server, book, Caps(60_000, 400_000)))
    (row,) = book.rows.values()
    assert (row.tokens_in, row.tries, row.outcome) == (300, 2, "done")


@pytest.mark.parametrize(
    ("room", "requests", "kind"),
    [(0, 0, CapReached), (1, 1, BadModelReply), (2, 2, BadModelReply)],
)
def test_no_request_is_sent_that_the_cap_leaves_no_room_for(
    room: int, requests: int, kind: type[BackendError]
) -> None:
    """F20: a model that never keeps to the form is not asked again where that would pass the cap."""
    sizing = Book()
    with ModelServer(lambda _: PROSE) as server:
        with pytest.raises(BadModelReply):
            ask(meter_of(server, sizing, Caps()))
        one = sizing.written[0].tokens_in
        before = len(server.chats)
        book = Book()
        with pytest.raises(kind):
            ask(meter_of(server, book, Caps(per_interview=room * one + one // 2)))
        assert len(server.chats) - before == requests
    assert before > 1
    assert book.tokens_of("i1") <= room * one + one // 2


@pytest.mark.parametrize(
    ("status", "kind"), [(503, Busy), (429, Busy)], ids=["in trouble", "too many"]
)
def test_tries_that_were_turned_away_cost_nothing(status: int, kind: type[BackendError]) -> None:
    book = Book()
    with ModelServer(lambda _: http(status)) as server, pytest.raises(kind):
        ask(meter_of(server, book, Caps(60_000, 400_000)))
    (row,) = book.rows.values()
    assert (row.outcome, row.tokens_in, row.tries) == ("Busy", 0, 3)


def test_a_server_that_is_not_there_costs_nothing() -> None:
    book = Book()
    with ModelServer() as server:
        pass
    with pytest.raises(Offline):
        ask(meter_of(server, book, Caps(60_000, 400_000)))
    (row,) = book.rows.values()
    assert (row.outcome, row.tokens_in) == ("Offline", 0)
