"""The same interview in a terminal: the page's engine, storage and jobs behind a prompt.

It draws and calls, like the page. What is asked and what an answer shows is decided elsewhere; a reply is stored
before anything else happens to it, so leaving at any moment loses nothing that was sent. It is one file: one
sitting, with what was drawn, typed and refused in it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from rich.console import Console

from interviewer import engine
from interviewer.domain import Control, Guide, Interview, Rubric, Turn
from interviewer.errors import BadReply, EmptyReply, NotNow, StaleInterview, StorageError
from interviewer.jobs import Jobs
from interviewer.planning import minutes_of
from interviewer.policy import Standing, standing
from interviewer.privacy import clean_text
from interviewer.report import Report, build_report
from interviewer.storage import Storage
from interviewer.terminal_away import HELP as HELP_MODEL
from interviewer.terminal_away import ask_again, away_line, go_on_embedded, later_line
from interviewer.terminal_keys import Keys, read_entry
from interviewer.terminal_report import (
    QUIET,
    draw_feedback,
    draw_report,
    heading,
    say,
    say_command,
    speak,
)
from interviewer.terminal_review import decide, show_held, with_reply

CONTROLS: tuple[Control, ...] = get_args(Control)

HELP = """\
Write your answer over as many lines as you like; Enter on an empty line sends it. Pasted paragraphs stay together.
/hint    a hint (practice mode)         /repeat  the question once more
/skip    leave this question            /pause   a break; Enter goes on
/next    the next question              /again   answer the same question again (practice mode)
/end     end the interview here         /draft   what was not sent; /send sends it
Ctrl-C or Ctrl-D leaves. What you sent is stored, and the interview can be gone on with."""

REPLY_SECONDS = 30.0
"""How long to wait for the interviewer before saying so; the reply is stored in any case."""
GRADE_SECONDS = 60.0
"""How long a report waits for its last grades; what is missing then is said to be missing."""


@dataclass(frozen=True)
class Desk:
    """What an interview in a terminal is held with."""

    storage: Storage
    jobs: Jobs
    console: Console
    keys: Keys
    clock: Callable[[], datetime]
    cap_warning: Callable[[Interview], str] = lambda _: ""
    """What to tell of an interview before a cap on tokens is reached; empty while that is far."""


def hold(desk: Desk, interview_id: str) -> bool:
    """Hold an interview until it ends or the person leaves; True where it ended."""
    talk = _Talk(desk, interview_id)
    try:
        return talk.run()
    except (EOFError, KeyboardInterrupt):
        desk.console.print()
        say(desk.console, "What you sent is stored. To go on where you stopped:")
        say_command(desk.console, f"python -m interviewer chat --resume {interview_id}")
        return False


def settled_report(desk: Desk, interview_id: str) -> Report:
    """The report of an interview, once its grades are made or the wait has been long enough."""
    return _Talk(desk, interview_id).report()


def show_report(desk: Desk, interview_id: str) -> None:
    """Print the report of an interview when its grades are there, and how to take it along."""
    draw_report(desk.console, settled_report(desk, interview_id))
    if (waiting := desk.jobs.waiting(interview_id)) is not None:
        desk.console.print()
        say(desk.console, later_line(waiting, interview_id))
    heading(desk.console, "Take it along, as html, md, json or csv")
    say_command(desk.console, f"python -m interviewer export {interview_id} --format html")


class _Talk:
    """One sitting at an interview: what was drawn already, and a draft that could not be sent."""

    def __init__(self, desk: Desk, interview_id: str) -> None:
        self.desk = desk
        self.id = interview_id
        self.interview = desk.storage.load(interview_id)
        self.guide: Guide = desk.storage.guide_of(self.interview)
        self.rubrics: tuple[Rubric, ...] = desk.storage.rubrics_of(self.interview)
        self.drawn = 0
        self.fed_back: set[tuple[str, int]] = set()
        self.draft = ""
        self.noted = 0
        """How many notices of the last reply were said already."""
        self.told_away = self.told_cap = ""

    def run(self) -> bool:
        """Draw what is new, read one entry, act on it; until the interview ends."""
        self._welcome_back()
        while True:
            self._settle()
            self._draw_new()
            if self.interview.status == "ended":
                return True
            if self.interview.awaits_review:
                self._review()
                continue
            now = standing(self.interview)
            self._draw_feedback(now)
            self._draw_away()
            self._draw_cap()
            self._act(self._read(now), now)

    def report(self) -> Report:
        """The report, once its grades are made or the wait has been long enough."""
        self.desk.jobs.ensure(self.id)
        self.desk.jobs.wait(self.id, GRADE_SECONDS, grades=True)
        self.interview = self.desk.storage.load(self.id)
        return build_report(self.interview, guide=self.guide, rubrics=self.rubrics)

    # ------------------------------------------------------------ drawing

    def _welcome_back(self) -> None:
        """Where an interview is gone on with, draw again from the question that stands."""
        asked = [t.seq for t in self.interview.turns if t.kind in {"question", "again"}]
        replied = any(turn.speaker == "candidate" for turn in self.interview.turns)
        if replied and asked:
            say(self.desk.console, "Welcome back. This is where you stopped.")
            self.drawn = asked[-1]

    def _settle(self) -> None:
        """Wait until no response is owed; a reply is stored already, so this may take its time."""
        self.desk.jobs.ensure(self.id)
        while not self.desk.jobs.wait(self.id, REPLY_SECONDS):
            failure = self.desk.jobs.failure(self.id)
            said = failure or "The interviewer takes longer than usual."
            say(self.desk.console, f"{said} What you sent is stored. Enter tries again.")
            self.desk.keys.line("> ")
            self.desk.jobs.ensure(self.id)
        self.interview = self.desk.storage.load(self.id)

    def _draw_new(self) -> None:
        if 0 < self.drawn < len(self.interview.turns):
            for notice in self.interview.turns[self.drawn - 1].notices[self.noted :]:
                say(self.desk.console, notice, style=QUIET)
        self.noted = 0
        for turn in self.interview.turns[self.drawn :]:
            self._draw_turn(turn)
        self.drawn = len(self.interview.turns)

    def _draw_away(self) -> None:
        """Say once that the model is away, and again where the reason is another."""
        waiting = self.desk.jobs.waiting(self.id)
        reason = waiting.reason if waiting else ""
        if waiting is not None and reason != self.told_away:
            say(self.desk.console, away_line(waiting), style=QUIET)
        self.told_away = reason

    def _draw_cap(self) -> None:
        """Say once that a cap on tokens is near, and once that it is reached."""
        warning = self.desk.cap_warning(self.interview)
        if warning and warning != self.told_cap:
            say(self.desk.console, warning, style=QUIET)
        self.told_cap = warning

    def _draw_turn(self, turn: Turn) -> None:
        if turn.speaker == "candidate":
            if turn.text:
                speak(self.desk.console, who="You", role="", text=turn.text)
            return
        if turn.kind == "question":
            self._draw_place(turn)
        person = self.guide.interviewer(turn.interviewer) if turn.interviewer else None
        speak(
            self.desk.console,
            who=person.name if person else "Interviewer",
            role=person.role if person else "",
            text=turn.text,
        )

    def _draw_place(self, turn: Turn) -> None:
        """Say which question this is, of how many, at which stage; in live mode with the soft clock."""
        plan = [planned.question for planned in self.interview.plan]
        if turn.question not in plan:
            return
        stage = self.guide.stage(self.guide.question(turn.question).stage).name
        place = f"Question {plan.index(turn.question) + 1} of {len(plan)} · {stage}"
        if self.interview.mode == "live":
            gone = int((self.desk.clock() - self.interview.created).total_seconds() // 60)
            place += f" · {gone} of about {minutes_of(self.interview.format, len(plan))} minutes"
        self.desk.console.print()
        say(self.desk.console, place, style=QUIET)

    def _draw_feedback(self, now: Standing) -> None:
        """In practice mode, once a question is closed: what was found in the answer."""
        if not now.between or now.question is None:
            return
        key = (now.question.question, now.attempt)
        if key in self.fed_back:
            return
        report = self.report()
        if self.desk.jobs.waiting(self.id) is None:
            self.fed_back.add(key)
            draw_feedback(self.desk.console, report.answer(*key))
        self.desk.console.print()
        say(self.desk.console, "Enter goes on. /again answers this question once more.")

    # ------------------------------------------------------------ acting

    def _read(self, now: Standing) -> str:
        self.desk.console.print()
        return read_entry(
            self.desk.keys,
            is_command=_is_command,
            on_break=lambda: say(
                self.desk.console,
                "Not sent. What you wrote is kept: an empty line sends it, Ctrl-C once more leaves.",
            ),
        )

    def _review(self) -> None:
        """Ask what may go to the model; nothing of the reply is sent before."""
        show_held(self.desk.console, self.interview)
        entry = self.desk.keys.line("> ").strip().lower()
        if entry == "/end":
            self._control("end")
        else:
            self._add(
                lambda: decide(
                    self.desk.console, self.desk.keys, self.interview, entry, guide=self.guide
                )
            )

    def _act(self, entry: str, now: Standing) -> None:
        if _is_command(entry):
            self._command(entry.strip().lower())
        elif not entry.strip() and now.paused:
            self._control("resume")
        elif not entry.strip() and now.between:
            self._control("next")
        elif now.between:
            self.draft = entry
            say(
                self.desk.console,
                "This question is closed. /again opens it once more, and /send then sends what you wrote; "
                "Enter goes on.",
            )
        else:
            self._reply(entry)

    def _command(self, command: str) -> None:
        if command == "/help":
            say(self.desk.console, HELP)
            if self.interview.grader != "embedded":
                say(self.desk.console, HELP_MODEL)
        elif command in _OF_MODEL:
            say(self.desk.console, _OF_MODEL[command](self.desk.jobs, self.interview))
        elif command in {"/send", "/draft"} and not self.draft:
            say(self.desk.console, "Nothing is waiting to be sent.")
        elif command == "/send":
            self._reply(self.draft)
        elif command == "/draft":
            say(self.desk.console, self.draft)
        else:
            self._named(command.removeprefix("/"))

    def _named(self, name: str) -> None:
        for control in CONTROLS:
            if control == name:
                return self._control(control)
        return say(self.desk.console, f"There is no command /{name}. /help lists them.")

    def _reply(self, text: str) -> None:
        try:
            cleaned = clean_text(text)
        except EmptyReply as refusal:
            say(self.desk.console, str(refusal))
            return
        except BadReply as refusal:
            self.draft = text
            say(self.desk.console, f"{refusal} /draft shows it.")
            return
        self.draft = text
        if self._add(
            lambda: with_reply(self.interview, cleaned, guide=self.guide, at=self.desk.clock())
        ):
            self.draft = ""
            self.noted = len(cleaned.notices)
            for notice in cleaned.notices:
                say(self.desk.console, notice, style=QUIET)

    def _control(self, control: Control) -> None:
        self._add(
            lambda: engine.add_control(
                self.interview, control, at=self.desk.clock(), client_id=uuid.uuid4().hex
            )
        )

    def _add(self, add: Callable[[], Interview]) -> bool:
        """Store what was added; False where it could not be, and why was said."""
        before = self.interview
        try:
            self.interview = self.desk.storage.save(before, add())
        except StaleInterview:
            again = " /send sends what you wrote as the reply to it." if self.draft else ""
            say(self.desk.console, f"The interview went on in another window.{again}")
            return False
        except (NotNow, StorageError) as refusal:
            again = " What you wrote is kept: /send tries again." if self.draft else ""
            say(self.desk.console, f"{refusal}{again}")
            return False
        self.drawn = len(self.interview.turns)  # one's own words stand on the screen already
        return True


_OF_MODEL: dict[str, Callable[[Jobs, Interview], str]] = {
    "/embedded": go_on_embedded,
    "/try": ask_again,
}


def _is_command(line: str) -> bool:
    return re.fullmatch(r"\s*/[a-zA-Z]+\s*", line) is not None
