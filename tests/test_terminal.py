"""The interview in a terminal: drawn, answered, left and gone on with, on the real engine, storage and jobs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from interviewer import engine
from interviewer.backends.port import Always, Hearing, Mark, Marks
from interviewer.domain import Interview, Mode, Rubric
from interviewer.errors import DatabaseFull
from interviewer.jobs import Jobs
from interviewer.storage import Storage
from interviewer.terminal import Desk, hold, show_report
from tests.makers import (
    SNAPSHOTS,
    Clock,
    PlainScript,
    ScriptedBackend,
    guide,
    heard_answer,
    not_shown,
    question,
    rubrics,
    shown,
)

Step = str | type[BaseException] | Callable[[], None]

EVERYTHING = (
    *("action.own_act", "action.reason", "result.outcome", "result.evidence"),
    *("audience.no_jargon", "audience.plain"),
)
"""What can be probed in the small rubrics: an answer that shows it gets no probe."""


class ScriptedKeys:
    """Types a script; a function in it is called, as if something happened elsewhere at that moment."""

    def __init__(self) -> None:
        self.script: list[Step] = []

    def line(self, prompt: str) -> str:
        while True:
            if not self.script:
                raise AssertionError("The terminal asked for more than the test scripted.")
            step = self.script.pop(0)
            if isinstance(step, str):
                return step
            if isinstance(step, type):
                raise step
            step()

    def more_waiting(self) -> bool:
        return False

    def typed_so_far(self) -> str:
        return ""


class Room:
    """A desk whose keys and screen the test holds."""

    def __init__(self, folder: Path) -> None:
        self.guide = guide(question("q1"), question("q2"))
        self.clock = Clock()
        self.storage = Storage(folder / "steady.db")
        self.backend = ScriptedBackend()
        self.jobs = Jobs(
            self.storage, backends=Always(self.backend), script=PlainScript(), clock=self.clock
        )
        self.screen = io.StringIO()
        self.keys = ScriptedKeys()
        console = Console(file=self.screen, width=100, highlight=False)
        self.desk = Desk(self.storage, self.jobs, console, self.keys, self.clock)

    def begin(self, *, mode: Mode = "practice") -> str:
        """Store a new interview of two questions."""
        interview = engine.start(
            self.guide,
            interview_id="0" * 32,
            format="own",
            mode=mode,
            seed=1,
            at=self.clock(),
            snapshots=SNAPSHOTS,
            script=PlainScript(),
            chosen=("q1", "q2"),
        )
        self.storage.create(interview, guide=self.guide, rubrics=rubrics())
        return interview.id

    def hears(self, *hearings: Hearing, graded: int = 0) -> None:
        """What the backend is going to hear, and how many answers it grades."""
        self.backend.hearings.extend(hearings)
        self.backend.marks.extend(m for _ in range(graded) for m in map(plain_marks, rubrics()))

    def hold(self, interview_id: str, *script: Step) -> bool:
        """Type a script, to its end."""
        self.keys.script = list(script)
        ended = hold(self.desk, interview_id)
        assert not self.keys.script, f"not read: {self.keys.script}"
        return ended

    @property
    def seen(self) -> str:
        """All that was printed so far, without the folds of lines."""
        return " ".join(self.screen.getvalue().split())

    def stored(self, interview_id: str) -> Interview:
        return self.storage.load(interview_id)


def plain_marks(rubric: Rubric) -> Marks:
    """An answer whose first sentence shows what was done and what came of it, and nothing else."""
    found = {"action.own_act", "result.outcome"}
    marks: list[Mark] = []
    for criterion in rubric.criteria:
        for behaviour in criterion.behaviours:
            id = f"{criterion.id}.{behaviour.id}"
            if behaviour.evidence != "code":
                marks.append(shown(id, 1) if id in found else not_shown(id))
    return Marks(rubric=rubric.id, behaviours=tuple(marks), grader="scripted")


def full_answer() -> Hearing:
    """An answer that leaves nothing to ask for."""
    return heard_answer(*(shown(id, 1) for id in EVERYTHING))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.jobs.close()
    room.storage.close()
    room.backend.assert_used_up()


ANSWER = "I moved the nightly job to a queue because it blocked the ward lists, and the lists came on time."


def test_a_practice_interview_from_greeting_to_report(room: Room) -> None:
    id = room.begin()
    room.hears(full_answer(), full_answer(), Hearing(intent="decline"), graded=2)
    assert room.hold(id, ANSWER, "", "", ANSWER, "", "", "No, thank you.", "")
    show_report(room.desk, id)
    kinds = [turn.kind for turn in room.stored(id).turns]
    assert [kind for kind in kinds if kind in {"question", "reply", "goodbye"}] == [
        *("question", "reply", "question", "reply", "reply", "goodbye")
    ]
    said = [turn.text for turn in room.stored(id).turns if turn.speaker == "interviewer"]
    assert all(" ".join(text.split()) in room.seen for text in said)
    assert "Question 2 of 2" in room.seen
    assert room.seen.count("Your answer: q1") == 1
    assert f"“{ANSWER}”" in room.seen
    assert f"export {id} --format html" in room.seen


def test_feedback_shows_levels_as_dots_with_words_and_one_next_step(room: Room) -> None:
    id = room.begin()
    room.hears(full_answer(), graded=1)
    assert not room.hold(id, ANSWER, "", EOFError)
    feedback = room.seen.split("Your answer: q1")[1]
    assert "Action ●●○○○ level 2 of 5" in feedback
    assert "Not found in your answer: says reason" in feedback
    assert feedback.count("Next step:") == 1


def test_live_mode_shows_no_feedback_and_a_soft_clock(room: Room) -> None:
    id = room.begin(mode="live")
    room.hears(full_answer(), graded=1)
    assert not room.hold(id, ANSWER, "", EOFError)
    room.jobs.wait(id, 20, grades=True)
    assert "Question 2 of 2" in room.seen and "0 of about 10 minutes" in room.seen
    assert "●" not in room.seen


@pytest.mark.parametrize("leave", [EOFError, KeyboardInterrupt])
def test_leaving_loses_nothing_and_says_how_to_come_back(
    room: Room, leave: type[BaseException]
) -> None:
    """F29: the same interview from its id; nothing is asked again."""
    id = room.begin()
    room.hears(heard_answer(shown("action.own_act", 1)))
    assert not room.hold(id, "I moved the job.", "", leave)
    assert f"python -m interviewer chat --resume {id}" in room.seen
    turns = room.stored(id).turns
    assert [turn.text for turn in turns if turn.kind == "reply"] == ["I moved the job."]

    before = len(room.screen.getvalue())
    assert not room.hold(id, EOFError)
    again = " ".join(room.screen.getvalue()[before:].split())
    assert "Welcome back." in again
    assert "Text of q1?" in again and "I moved the job." in again and turns[-1].text in again
    assert room.stored(id).turns == turns


def test_what_a_candidate_wrote_is_never_markup(room: Room) -> None:
    """F69, in a terminal: brackets are text."""
    id = room.begin()
    room.hears(full_answer(), graded=1)
    text = ANSWER.replace("nightly", "[bold red]nightly[/bold red]").replace(
        "queue", "[link=x]queue[/link]"
    )
    room.hold(id, text, "", EOFError)
    room.hold(id, EOFError)
    assert room.seen.count(text) >= 2


def test_enter_alone_sends_nothing(room: Room) -> None:
    id = room.begin()
    room.hold(id, "", "\u200b\u200b", "", EOFError)
    assert "nothing to read" in room.seen
    assert len(room.stored(id).turns) == 2


def test_a_reply_that_is_too_long_is_kept(room: Room) -> None:
    id = room.begin()
    text = "I waited. " * 2_001
    room.hold(id, text, "", "/draft", EOFError)
    assert "20,010 characters" in room.seen or "20,009 characters" in room.seen
    assert room.seen.count("I waited.") >= 2_001
    assert len(room.stored(id).turns) == 2


def test_a_reply_beside_another_window_is_kept_and_can_be_sent(room: Room) -> None:
    """F30: the slower window is told, shown what was said, and its words are not lost."""
    id = room.begin()
    room.hears(heard_answer(), full_answer(), graded=1)

    def reply_elsewhere() -> None:
        interview = room.stored(id)
        room.storage.save(
            interview,
            engine.add_reply(interview, ANSWER, at=room.clock()),
        )

    room.hold(
        id, "And this one in the terminal, on my laptop.", reply_elsewhere, "", "/send", EOFError
    )
    assert "went on in another window" in room.seen
    replies = [turn.text for turn in room.stored(id).turns if turn.kind == "reply"]
    assert replies == [ANSWER, "And this one in the terminal, on my laptop."]


def test_a_full_disk_keeps_the_reply(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """F33: said plainly, and sent when there is room again."""
    id = room.begin()
    room.hears(full_answer(), graded=1)
    save = room.storage.save
    full = iter([True])

    def save_when_there_is_room(*args: Interview) -> Interview:
        if next(full, False):
            raise DatabaseFull("The disk is full. Make room, then send it again.")
        return save(*args)

    monkeypatch.setattr(
        room.storage, "save", lambda *a, **k: save(*a, **k) if k else save_when_there_is_room(*a)
    )
    room.hold(id, ANSWER, "", "/send", EOFError)
    assert "The disk is full." in room.seen and "/send tries again" in room.seen
    assert [turn.text for turn in room.stored(id).turns if turn.kind == "reply"] == [ANSWER]


def test_pause_and_enter(room: Room) -> None:
    id = room.begin()
    room.hold(id, "/pause", "", EOFError)
    controls = [turn.control for turn in room.stored(id).turns if turn.kind == "control"]
    assert controls == ["pause", "resume"]


def test_words_after_a_closed_question_are_kept_for_another_attempt(room: Room) -> None:
    id = room.begin()
    room.hears(full_answer(), full_answer(), graded=2)
    room.hold(
        id,
        ANSWER,
        "",
        "And one thing more: I wrote down why we did it, and the next team could read it there.",
        "",
        "/again",
        "/send",
        EOFError,
    )
    replies = [(turn.attempt, turn.text) for turn in room.stored(id).turns if turn.kind == "reply"]
    assert replies == [
        (1, ANSWER),
        (
            2,
            "And one thing more: I wrote down why we did it, and the next team could read it there.",
        ),
    ]


@pytest.mark.parametrize("typed", ["/skip", "/SKIP", " /skip "])
def test_commands_are_the_buttons(room: Room, typed: str) -> None:
    id = room.begin()
    room.hold(id, typed, EOFError)
    assert "skip" in {turn.control for turn in room.stored(id).turns}


def test_help_and_what_is_no_command(room: Room) -> None:
    id = room.begin()
    room.hold(id, "/help", "/dance", "/send", EOFError)
    assert "Pasted paragraphs stay together" in room.seen
    assert "There is no command /dance." in room.seen
    assert "Nothing is waiting to be sent." in room.seen
    assert len(room.stored(id).turns) == 2


def test_a_masked_key_is_said(room: Room) -> None:
    """F89: masked before it is stored, and told."""
    id = room.begin()
    key = "sk-" + "a1B2" * 12
    room.hears(full_answer(), graded=1)
    room.hold(
        id, f"I rotated the key {key} at once and told the team what had happened.", "", EOFError
    )
    assert key not in str(room.stored(id))
    (reply,) = [turn for turn in room.stored(id).turns if turn.kind == "reply"]
    assert reply.notices and reply.notices[0] in room.seen
