"""What a model was paid for is not asked again: a retry asks for the marks that are missing, and nothing is kept for long."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interviewer.backends.asking import Completion, Prompt, Purpose
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.kept_marks import KeptMarks, Part, subject_of
from interviewer.backends.model import ModelBackend
from interviewer.backends.port import Marks
from interviewer.backends.switchboard import Switchboard
from interviewer.domain import Answer, Reply
from interviewer.errors import BackendError, BadModelReply, Busy, TooSlow
from interviewer.library import load_library
from interviewer.settings import load_settings
from tests.metering import Book
from tests.models import Answering, Lazy
from tests.stored import begun, utc_now

LIBRARY = load_library()
QUESTION = LIBRARY.guides[0].questions[0]
RUBRICS = LIBRARY.rubrics
STORY = "The nightly import failed twice a week. I traced it to a lock that two jobs fought over, and I moved one."


def answer(text: str = STORY, attempt: int = 1) -> Answer:
    return Answer(question=QUESTION.id, attempt=attempt, replies=(Reply(seq=1, text=text),))


class FailsOnce:
    """Raises the first time a rubric's marks are asked for whose prompt holds `on`; every call is counted."""

    model = "scripted-1"

    def __init__(
        self, error: BackendError, *, on: str, meanwhile: threading.Event | None = None
    ) -> None:
        self.error: BackendError | None = error
        self.calls = 0
        self.finished = 0
        self._on = on
        self._meanwhile = meanwhile
        self._lock = threading.Lock()

    def ask(
        self, prompt: Prompt, reply: type[Any], *, purpose: Purpose, max_tokens: int
    ) -> Completion[Any]:
        with self._lock:
            self.calls += 1
            error = self.error if self._on in prompt.system else None
            if error is not None:
                self.error = None
        if error is not None:
            raise error
        if self._meanwhile is not None:
            assert self._meanwhile.wait(20)
        done = Answering(Lazy()).ask(prompt, reply, purpose=purpose, max_tokens=max_tokens)
        with self._lock:
            self.finished += 1
        return done


def backend(
    asks: Any, *, opinions: int = 1, kept: KeptMarks | None = None, whose: str = "i1"
) -> ModelBackend:
    return ModelBackend(
        asks, embedded=EmbeddedBackend(), prompts=LIBRARY.prompts, opinions=opinions, kept=kept, whose=whose
    )  # fmt: skip


ON = {"star": "outline", "steadiness": "contempt"}
"""A word that stands in the prompt of this rubric alone."""


def test_the_words_that_tell_the_prompts_apart_do() -> None:
    asks = Answering(Lazy())
    backend(asks).mark_all(QUESTION, answer(), RUBRICS)
    for word in ON.values():
        assert sum(word in prompt.system for prompt in asks.prompts) == 1


@pytest.mark.parametrize("error", [Busy("429"), TooSlow("No reply in 60 s."), BadModelReply("No JSON.")])  # fmt: skip
@pytest.mark.parametrize("on", ON)
def test_a_retry_asks_only_for_what_is_missing(on: str, error: BackendError) -> None:
    """A backend is made anew for each try, and the store is what they share."""
    kept = KeptMarks()
    asks = FailsOnce(error, on=ON[on])
    with pytest.raises(type(error)):
        backend(asks, kept=kept).mark_all(QUESTION, answer(), RUBRICS)
    assert (asks.calls, len(kept)) == (3, 1)
    (marks,) = backend(asks, kept=kept).mark_all(QUESTION, answer(), RUBRICS)
    assert asks.calls == 4
    assert [m.rubric for m in marks] == [r.id for r in RUBRICS]
    assert len(kept) == 0


def test_with_several_opinions_no_whole_one_is_asked_for_again() -> None:
    kept = KeptMarks()
    asks = FailsOnce(TooSlow("No reply in 60 s."), on=ON["steadiness"])
    with pytest.raises(TooSlow):
        backend(asks, kept=kept, opinions=3).mark_all(QUESTION, answer(), RUBRICS)
    opinions = backend(asks, kept=kept, opinions=3).mark_all(QUESTION, answer(), RUBRICS)
    assert len(opinions) == 3
    # Nine marks, and the one that failed.
    assert asks.calls == 10
    assert len(kept) == 0


def test_what_is_under_way_when_one_fails_is_waited_for() -> None:
    gate, kept = threading.Event(), KeptMarks()
    asks = FailsOnce(Busy("429"), on=ON["star"], meanwhile=gate)
    raised: list[BackendError] = []

    def mark() -> None:
        try:
            backend(asks, kept=kept).mark_all(QUESTION, answer(), RUBRICS)
        except BackendError as error:
            raised.append(error)

    marking = threading.Thread(target=mark, daemon=True)
    marking.start()
    marking.join(0.2)
    assert marking.is_alive() and asks.finished == 0
    gate.set()
    marking.join(20)
    assert [type(error) for error in raised] == [Busy]
    assert asks.finished == 2
    backend(asks, kept=kept).mark_all(QUESTION, answer(), RUBRICS)
    assert asks.calls == 4


@pytest.mark.parametrize(
    ("other", "whose"),
    [(answer(f"{STORY} It held."), "i1"), (answer(attempt=2), "i1"), (answer(), "i2")],
    ids=["more words", "another attempt", "another interview"],
)
def test_marks_are_of_these_words_in_this_interview_only(other: Answer, whose: str) -> None:
    kept = KeptMarks()
    asks = FailsOnce(Busy("429"), on=ON["star"])
    with pytest.raises(Busy):
        backend(asks, kept=kept).mark_all(QUESTION, answer(), RUBRICS)
    backend(asks, kept=kept, whose=whose).mark_all(QUESTION, other, RUBRICS)
    assert asks.calls == 6


def test_no_more_is_kept_than_so_many_answers_and_no_word_of_any() -> None:
    kept = KeptMarks(most=2)
    marks = Marks(rubric="star", behaviours=(), grader="m")
    subjects = [
        subject_of(whose, "m", QUESTION, answer(f"{STORY} {n}"))
        for n, whose in enumerate(("i1", "i2", "i3"))
    ]
    for subject in subjects:
        kept.keep(subject, Part("star", 0), marks)
        assert "lock" not in repr(subject)
    assert [bool(kept.of(subject)) for subject in subjects] == [False, True, True]
    kept.forget_all("i2")
    assert [bool(kept.of(subject)) for subject in subjects] == [False, False, True]
    kept.forget_all()
    assert len(kept) == 0


@pytest.mark.parametrize("how", ["settled", "gone", "close"])
def test_the_backends_of_an_interview_share_what_is_kept_until_it_is_over(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = FailsOnce(Busy("429"), on=ON["star"])
    board = Switchboard(load_settings(), LIBRARY, ledger=Book(), clock=utc_now)
    monkeypatch.setattr(board, "_gateway", lambda *_: asks)
    held = begun().model_copy(update={"grader": "m", "server": "http://127.0.0.1:9/v1"})
    with pytest.raises(Busy):
        board.backend_of(held).mark_all(QUESTION, answer(), RUBRICS)
    end: dict[str, Callable[[], None]] = {
        "settled": lambda: board.settled(held),
        "gone": lambda: board.gone(held.id),
        "close": board.close,
    }
    end[how]()
    board.backend_of(held).mark_all(QUESTION, answer(), RUBRICS)
    assert asks.calls == 6, "what was kept is forgotten"
    asks.error = Busy("429")
    with pytest.raises(Busy):
        board.backend_of(held).mark_all(QUESTION, answer(), RUBRICS)
    board.backend_of(held).mark_all(QUESTION, answer(), RUBRICS)
    assert asks.calls == 10, "three, and the one that failed"


def test_the_program_ends_while_a_call_is_waited_for() -> None:
    code = (
        f"import sys, threading; sys.path.insert(0, {str(Path(__file__).parent.parent)!r})\n"
        "from tests.test_kept_marks import *\n"
        "asks = FailsOnce(Busy('429'), on=ON['star'], meanwhile=threading.Event())\n"
        "work = lambda: backend(asks).mark_all(QUESTION, answer(), RUBRICS)\n"
        "threading.Thread(target=work, daemon=True).start()\n"
        "while asks.calls < 3: pass\n"
    )
    began = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert time.monotonic() - began < 19
