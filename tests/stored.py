"""Interviews and backends for tests of what is kept and who works on it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from interviewer import engine
from interviewer.backends.port import Hearing, HearRequest, Mark, Marks, OneOpinion
from interviewer.domain import Answer, Guide, Interview, Mode, Question, Rubric, Snapshots
from interviewer.errors import BackendError
from interviewer.library import content_hash
from interviewer.storage import Storage, new_interview_id
from tests.makers import NOON, PlainScript, guide, heard_answer, question, rubrics, shown

GUIDE = guide(question("q1"), question("q2"), question("q3"))
RUBRICS = rubrics()
SNAPSHOTS = Snapshots(guide=content_hash(GUIDE), rubrics=content_hash(RUBRICS))
SCRIPT = PlainScript()

STORY = (
    "The morning import of lab results failed and nurses waited, so I paused it and checked the logs first. "
    "I rolled the last change back because it was the only one since the day before. "
    "Results came in again after ten minutes, and I wrote a test for it."
)


def begun(
    *, interview_id: str | None = None, mode: Mode = "live", seed: int = 7, held: Guide = GUIDE
) -> Interview:
    """An interview of three questions whose first was just asked."""
    return engine.start(
        held,
        interview_id=interview_id or new_interview_id(),
        format="own",
        mode=mode,
        seed=seed,
        at=NOON,
        snapshots=Snapshots(guide=content_hash(held), rubrics=SNAPSHOTS.rubrics),
        script=SCRIPT,
        chosen=tuple(q.id for q in held.questions),
    )


def stored(storage: Storage, **more: object) -> Interview:
    """A new interview in a storage."""
    return storage.create(begun(**more), guide=GUIDE, rubrics=RUBRICS)  # type: ignore[arg-type]


def reply(interview: Interview, text: str = STORY, client_id: str | None = None) -> Interview:
    """The interview with a reply of the candidate."""
    return engine.add_reply(interview, text, at=NOON, client_id=client_id)


class WholeBackend(OneOpinion):
    """Hears every reply as an answer, `skip` as a skip, and marks the first sentence as an own act."""

    name = "whole"

    def hear(self, request: HearRequest) -> Hearing:
        said = request.answer.replies[-1]
        if said.text == "skip":
            return Hearing(intent="skip")
        if said.text.startswith("Keep that secret"):
            return Hearing(intent="off_record", remove=(said.seq - 2,))
        return heard_answer(shown("action.own_act", 1))

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        behaviours = tuple(
            Mark(
                id=f"{c.id}.{b.id}",
                verdict="shown" if b.id == "own_act" else "not_shown",
                sentences=(1,) if b.id == "own_act" else (),
            )
            for c in rubric.criteria
            for b in c.behaviours
        )
        return Marks(rubric=rubric.id, behaviours=behaviours, grader=self.name)


class FailingBackend(WholeBackend):
    """Fails to hear or to mark while told so."""

    name = "failing"

    def __init__(self, *, hears: bool = True, marks: bool = True) -> None:
        self.hears = hears
        self.marks = marks

    def hear(self, request: HearRequest) -> Hearing:
        if not self.hears:
            raise BackendError("It did not listen.")
        return super().hear(request)

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        if not self.marks:
            raise BackendError("It did not read.")
        return super().mark(question, answer, rubric)


class CountingBackend(WholeBackend):
    """Counts what it is asked, and can be held up: `gate` opens when the test says so."""

    name = "counting"

    def __init__(self, *, gate: threading.Event | None = None) -> None:
        self.heard = 0
        self.began = threading.Event()
        self._gate = gate
        self._lock = threading.Lock()

    def hear(self, request: HearRequest) -> Hearing:
        with self._lock:
            self.heard += 1
        self.began.set()
        if self._gate is not None:
            assert self._gate.wait(10), "The test never opened the gate."
        return super().hear(request)


def utc_now() -> datetime:
    return datetime.now(UTC)


def at_once(*work: Callable[[], object]) -> list[BaseException]:
    """Run all at the same moment, each in a thread of its own; what they raised."""
    start = threading.Barrier(len(work))
    raised: list[BaseException] = []

    def run(task: Callable[[], object]) -> None:
        start.wait()
        try:
            task()
        except Exception as error:  # noqa: BLE001 - handed to the test
            raised.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def bytes_of(path: Path) -> bytes:
    """Everything a database has on disk: its file, its log and its index."""
    return b"".join(
        file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")) if file.is_file()
    )


def responded(
    storage: Storage, interview: Interview, backend: WholeBackend | None = None
) -> Interview:
    after = engine.respond(
        interview,
        guide=GUIDE,
        rubrics=RUBRICS,
        script=SCRIPT,
        backend=backend or WholeBackend(),
        at=NOON,
    )
    return storage.save(interview, after)


def graded(storage: Storage, interview: Interview) -> Interview:
    for owed in engine.owed_grades(interview):
        storage.add_grade(
            interview.id,
            engine.grade_owed(
                interview, owed, guide=GUIDE, rubrics=RUBRICS, backend=WholeBackend()
            ),
        )
    return storage.load(interview.id)


def held(storage: Storage, *replies: str) -> Interview:
    """An interview in which these replies were given and responded to, and what is owed was graded."""
    interview = stored(storage)
    for number, text in enumerate(replies):
        interview = storage.save(interview, reply(interview, text, client_id=f"c{number}"))
        interview = responded(storage, interview)
    return graded(storage, interview)
