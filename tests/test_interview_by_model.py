"""A whole interview by a model over real HTTP, and the same interview under one fault after another."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from interviewer import engine
from interviewer.backends.switchboard import Switchboard
from interviewer.domain import Control, Interview, Snapshots
from interviewer.exports import EXPORTS
from interviewer.jobs import Jobs
from interviewer.library import content_hash, load_library
from interviewer.report import build_report
from interviewer.settings import load_settings
from interviewer.storage import Storage
from tests.at_work import PATIENCE, is_in_order, until
from tests.fault_variants import PAGE, error
from tests.model_server import MODEL, RESET, Answered, Drip, Endless, ModelServer, Raw, chat, http
from tests.models import Honest, OverHTTP, Seen, seen_on_wire
from tests.stored import utc_now

LIBRARY = load_library()
GUIDE = LIBRARY.guides[0]
QUESTIONS = ("legacy_system", "own_mistake")
DEADLINE = 1.5
THIN = (
    "Last spring I was on call when the booking page of our clinic went down on a Monday morning."
)
STORY = (
    "Last spring I was on call for the booking page of a small clinic. On a Monday morning the page was down and "
    "parents were waiting at the desk. I paused the release, told the receptionists to use the paper list, and read the "
    "log before I touched anything. The cause was my own change: I had not tested it with an empty phone number. "
    "I rolled it back, wrote a test for that case, and asked Dana from the front desk to try the fix before we went live. "
    "By noon all 64 bookings were in, none was lost, and since then she tries every change first."
)
WORDED = "What did you do yourself first, before anybody else?"


class Wording(Honest):
    """Marks honestly, and words one probe of its own."""

    def __call__(self, seen: Seen) -> dict[str, Any]:
        said = super().__call__(seen)
        if said.get("probe", {}).get("behaviour"):
            said["probe"] = {"behaviour": "own_act", "text": WORDED}
        return said


class Held:
    """An interview of two questions by the model of a server, and all that works on it."""

    def __init__(self, storage: Storage, server: ModelServer, folder: Path) -> None:
        self.storage = storage
        self.board = Switchboard(load_settings(), LIBRARY, ledger=storage.calls, clock=utc_now)
        self.jobs = Jobs(storage, backends=self.board, script=LIBRARY.script, clock=utc_now)
        grader, at = self.board.named(self.board.default())
        interview = engine.start(
            GUIDE,
            interview_id="a" * 32,
            format="own",
            mode="live",
            seed=3,
            at=utc_now(),
            snapshots=Snapshots(guide=content_hash(GUIDE), rubrics=content_hash(LIBRARY.rubrics)),
            script=LIBRARY.script,
            chosen=QUESTIONS,
            grader=grader,
            server=at,
        )
        self.id = storage.create(interview, guide=GUIDE, rubrics=LIBRARY.rubrics).id

    @property
    def interview(self) -> Interview:
        return self.storage.load(self.id)

    def says(self, text: str) -> Interview:
        return self._adds(lambda held: engine.add_reply(held, text, at=utc_now()))

    def presses(self, control: Control) -> Interview:
        return self._adds(lambda held: engine.add_control(held, control, at=utc_now()))

    def to_its_end(self) -> Interview:
        """Thin, then whole, at every question; then the close."""
        texts = {q: iter((THIN, STORY, STORY, STORY, STORY)) for q in QUESTIONS}
        while (held := self.interview).status != "ended":
            if held.turns[-1].kind in ("closing", "closing_answer"):
                self.presses("end")
                continue
            question = held.turns[-1].question
            assert question is not None, held.turns[-1]
            self.says(next(texts[question]))
        return held

    def _adds(self, add: Callable[[Interview], Interview]) -> Interview:
        before = self.interview
        self.storage.save(before, add(before))
        self.jobs.ensure(self.id)
        assert self.jobs.wait(self.id, PATIENCE), self.jobs.failure(self.id)
        return self.interview

    def restarts(self) -> None:
        """The next process takes up what was owed."""
        self.close()
        self.board = Switchboard(load_settings(), LIBRARY, ledger=self.storage.calls, clock=utc_now)
        self.jobs = Jobs(self.storage, backends=self.board, script=LIBRARY.script, clock=utc_now)
        self.jobs.resume_all()

    def close(self) -> None:
        self.jobs.close()
        self.board.close()


@pytest.fixture
def hold(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[ModelServer], Held]]:
    made: list[Held] = []

    def build(server: ModelServer) -> Held:
        monkeypatch.setenv("STEADY_OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("STEADY_CALL_DEADLINE", str(DEADLINE))
        made.append(Held(storage, server, tmp_path))
        return made[-1]

    yield build
    for held in made:
        held.close()


def test_a_model_hears_probes_marks_and_is_named(
    storage: Storage, hold: Callable[[ModelServer], Held], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(OverHTTP(Wording(GUIDE))) as server:
        held = hold(server)
        monkeypatch.setenv("STEADY_CALL_DEADLINE", "60")
        done = held.to_its_end()
        assert held.jobs.wait(held.id, PATIENCE, grades=True)
        done = held.interview
        assert (done.grader, done.server) == (MODEL, server.base_url)
        assert WORDED in [t.text for t in done.turns if t.kind == "probe"]
        assert [(g.question, g.outcome, g.grader) for g in done.grades] == [
            (q, "graded", MODEL) for q in QUESTIONS
        ]
        assert not [t for t in done.turns if t.notices]
        report = build_report(done, guide=GUIDE, rubrics=LIBRARY.rubrics)
        for name, export in EXPORTS.items():
            assert MODEL.encode() in export.render(report), name

        heard = sum(t.kind == "reply" for t in done.turns)
        calls = storage.calls.calls_of(held.id)
        purposes = [seen_on_wire(asked.json).hears for asked in server.chats]
        assert purposes.count(True) <= heard and purposes.count(False) == 3 * len(QUESTIONS)
        assert len(calls) == len(server.chats) and {c.outcome for c in calls} == {"done"}
        assert {c.model for c in calls} == {MODEL} and not any(c.estimated for c in calls)
        assert storage.calls.spent(held.id).tokens_in == 1200 * len(calls)
        is_in_order(done)


FAULTS: list[tuple[str, str, Answered, str]] = [
    ("F01", "429 for ever", http(429, {"error": {"message": "slow down"}}), "waits: away"),
    ("F02", "quota spent", error(429, "x", code="insufficient_quota"), "waits: quota"),
    ("F03", "500, a page", http(500, PAGE, kind="text/html"), "waits: away"),
    ("F04", "401", error(401, "Incorrect API key"), "waits: key_refused"),
    ("F04", "404 model", error(404, "x", code="model_not_found"), "waits: no_model"),
    ("F05", "context overflow", error(400, "x", code="context_length_exceeded"), "not graded"),
    ("F06", "content filter", error(400, "x", code="content_filter"), "not graded"),
    ("F07", "refusal", chat(None, refusal="I can't."), "not graded"),
    ("F08", "a page to sign in", http(200, PAGE, kind="text/html"), "waits: away"),
    ("F09", "reset before headers", Raw(RESET), "waits: away"),
    ("F10", "cut as stop", chat('{"intent": "answer", "mar'), "not graded"),
    (
        "F12",
        "drip",
        Raw(Drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" * 9, 0.1)),
        "waits",
    ),
    (
        "F13",
        "endless",
        Raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", Endless(b" " * 4096)),
        "",
    ),
    ("F14", "bad UTF-8", http(200, b'{"choices": "\xff\xfe"}'), ""),
    ("F15", "null content", chat(None), "not graded"),
    ("F15", "no choices", http(200, {"choices": []}), "not graded"),
    ("F16", "prose", chat("The candidate did well, 5 out of 5."), "not graded"),
    ("F17", "wrong schema", chat({"level": 5, "score": 100}), "not graded"),
]


@pytest.fixture(scope="module")
def table() -> Iterator[list[str]]:
    lines: list[str] = []
    yield lines
    print("\n" + "\n".join(lines))  # noqa: T201 - the table the issue asks for; shown with -s


@pytest.mark.parametrize(
    ("row", "fault", "answer", "expected"), FAULTS, ids=[f"{f[0]} {f[1]}" for f in FAULTS]
)
def test_under_every_fault_the_interview_goes_on_and_nothing_is_lost(
    hold: Callable[[ModelServer], Held],
    table: list[str],
    row: str,
    fault: str,
    answer: Answered,
    expected: str,
) -> None:
    """F01-F17, F68: the fault lasts for a whole interview; then the server is well, and everything owed is paid."""
    well = OverHTTP(Honest(GUIDE))
    is_ill = True
    with ModelServer(lambda asked: answer if is_ill else well(asked)) as server:
        held = hold(server)
        slowest = 0.0
        replies: list[str] = []
        while (now := held.interview).status != "ended" and len(replies) < 14:
            began = time.monotonic()
            if now.turns[-1].kind in ("closing", "closing_answer"):
                held.presses("end")
            else:
                replies.append(STORY if replies[-1:] == [THIN] else THIN)
                held.says(replies[-1])
                slowest = max(slowest, time.monotonic() - began)
        ill = held.interview
        until(lambda: not held.jobs._running)
        ill = held.interview
        assert ill.status == "ended" and held.jobs.failure(held.id) is None
        assert [t.text for t in ill.turns if t.kind == "reply"] == replies
        is_in_order(ill)
        levels = [c for g in ill.grades for c in g.criteria if c.kind == "rated"]
        assert not levels, "a level was made of a fault"
        waiting = held.jobs.waiting(held.id)
        state = f"waits: {waiting.kind}" if waiting else "not graded"
        assert state.startswith(expected) or not expected
        noted = sum(any("embedded hearer" in n for n in t.notices) for t in ill.turns)
        assert noted

        is_ill = False
        for grade in ill.grades:
            if grade.outcome == "not_graded":
                held.jobs.regrade(held.id, question=grade.question)
        held.restarts()
        assert held.jobs.wait(held.id, PATIENCE, grades=True)
        done = held.interview
        graded = sorted((g.question, g.outcome, g.grader) for g in done.grades)
        assert graded == [(q, "graded", MODEL) for q in QUESTIONS]
    table.append(
        f"{row:<4} {fault:<22} {len(replies):>2} replies, 0 lost  {noted:>2} heard without it"
        f"  slowest {slowest:4.1f} s  {state:<18}  afterwards {len(graded)} of {len(QUESTIONS)} graded once"
    )
