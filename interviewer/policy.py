"""Where an interview stands, and the one next thing to do. Pure; no model has a say in it.

`standing` folds the turns; `next_move` is a table from what was heard to a move. At most two probes a
question, one reprompt, one calm line; skip, repeat, pause and end always work. It is one file: the table and what it names are read together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from interviewer.domain import (
    Control,
    Frozen,
    Intent,
    Interview,
    Mode,
    PlannedQuestion,
    Turn,
    TurnKind,
)

MAX_PROBES = 2
"""Probes a question; the announced pressure setting adds one pushback."""

MIN_WORDS = 5
"""An answer of fewer words than this says too little to be graded."""

Phase = Literal["question", "between", "closing", "ended"]


class Standing(Frozen):
    """Where an interview stands: everything a next move depends on, read from its turns."""

    phase: Phase = "question"
    question: PlannedQuestion | None = None
    place: int = 0
    """Index of the question in the plan."""
    attempt: int = 1
    asked: str = ""
    """The interviewer's last line."""
    stands: str | None = None
    """The probe that waits for an answer; None where the question itself does."""
    probes_asked: tuple[str, ...] = ()
    """Behaviours already probed at this question and attempt."""
    said: tuple[TurnKind, ...] = ()
    """Kinds of the interviewers' turns since this question was asked."""
    paused: bool = False
    hints_given: int = 0
    said_goodbye: bool = False
    """The interview had ended once before this attempt was asked for."""

    @property
    def asked_once_more(self) -> bool:
        """True where one more reply that says nothing may close the question."""
        return self.stands is not None or bool(_ONCE_MORE & set(self.said))

    @property
    def between(self) -> bool:
        """True in practice mode when a question is closed and its feedback is being read."""
        return self.phase == "between"

    @property
    def closing(self) -> bool:
        """True while the candidate may ask the panel."""
        return self.phase == "closing"

    @property
    def ended(self) -> bool:
        """True when the goodbye is said."""
        return self.phase == "ended"


class Heard(Frozen):
    """What a next move is decided on, beside the standing."""

    intent: Intent | None = None
    control: Control | None = None
    mode: Mode
    pressure: bool = False
    words: int = 0
    """Words of the answer so far, this reply included."""
    can_probe: bool = False
    """There is something not shown and not yet probed that is worth asking for."""
    has_hint: bool = False
    removable: bool = False
    """For `off_record`: there are words to take out."""


class Move(Frozen):
    """The one next thing: `say` a line while the question stands, or one of the steps of the flow."""

    do: Literal["say", "probe", "close", "next", "again", "goodbye"]
    line: str = ""
    """The name of the line in prompts/."""
    kind: TurnKind = "repeat"
    """The kind of the turn that a `say` makes."""


_Rule: TypeAlias = Callable[[Standing, Heard], Move]


def standing(interview: Interview) -> Standing:
    """Fold an interview's turns into where it stands."""
    spoken = [t for t in interview.turns if t.speaker == "interviewer"]
    asked = [n for n, t in enumerate(spoken) if t.kind in _ASKS]
    since = spoken[asked[-1] + 1 :] if asked else spoken
    question = spoken[asked[-1]] if asked else None
    place = _place(interview, question)
    probes = [t for t in since if t.kind in ("probe", "pushback")]
    return Standing(
        phase="ended" if interview.status == "ended" else _phase(spoken),
        question=interview.plan[place] if question else None,
        place=place,
        attempt=question.attempt if question else 1,
        asked=spoken[-1].text if spoken else "",
        stands=probes[-1].text if probes else None,
        probes_asked=tuple(t.behaviour for t in probes if t.behaviour),
        said=tuple(t.kind for t in since),
        paused=bool(since) and since[-1].kind in _PAUSES,
        hints_given=sum(t.kind == "hint" for t in since),
        said_goodbye=any(t.kind == "goodbye" for t in spoken),
    )


def next_move(at: Standing, heard: Heard) -> Move:
    """The one next thing to do after what was heard."""
    if heard.control is not None:
        return _on_control(at, heard, heard.control)
    intent = heard.intent or "answer"
    if intent in _ALWAYS:
        return _ALWAYS[intent](at, heard)
    if at.phase == "between":
        return Move(do="next")
    if at.phase == "closing":
        return _at_close(intent)
    return _MOVES[intent](at, heard)


# ---------------------------------------------------------------- folding

_ASKS: frozenset[TurnKind] = frozenset({"question", "again"})
_ONCE_MORE: frozenset[TurnKind] = frozenset({
    "reprompt",
    "unclear",
    "hint_offer",
    "angle",
    "hint",
})
_PAUSES: frozenset[TurnKind] = frozenset({"pause", "distress"})
_ANYWHERE: dict[Control, TurnKind] = {"pause": "pause", "resume": "resume"}
_PHASES: dict[TurnKind, Phase] = {
    "question": "question",
    "again": "question",
    "between": "between",
    "closing": "closing",
    "goodbye": "ended",
}


def _phase(spoken: list[Turn]) -> Phase:
    """The last turn that moved the interview on says where it is."""
    kinds = (t.kind for t in reversed(spoken) if t.kind in _PHASES)
    return _PHASES[next(kinds, "question")]


def _place(interview: Interview, question: Turn | None) -> int:
    places = [p.question for p in interview.plan]
    return places.index(question.question or "") if question else 0


# ---------------------------------------------------------------- what to do


def _on_control(at: Standing, heard: Heard, control: Control) -> Move:
    if control == "again":
        return Move(do="again", line="again")
    if control == "end":
        return Move(do="goodbye", line="goodbye" if at.phase == "closing" else "ended_early")
    if control in _ANYWHERE:
        return _say(_ANYWHERE[control], _ANYWHERE[control])
    if at.phase == "between":
        return Move(do="next")
    if at.phase == "closing":
        return _at_close("skip" if control == "skip" else "repeat")
    if control == "hint":
        return _hint(at, heard)
    if control == "skip":
        return _skip(at, heard)
    return _say("repeat", "repeat")


def _at_close(intent: Intent) -> Move:
    if intent in ("decline", "skip", "small_talk"):
        return Move(do="goodbye", line="goodbye")
    if intent in ("repeat", "rephrase", "time"):
        return _say("closing_answer", "close_more")
    return _say("closing_answer", "close_answer")


def _answer(at: Standing, heard: Heard) -> Move:
    if heard.words < MIN_WORDS and "too_short" not in at.said:
        return _say("too_short", "too_short")
    if heard.words < MIN_WORDS:
        return Move(do="close", line="not_answered")
    if len(at.probes_asked) < MAX_PROBES and heard.can_probe and "pushback" not in at.said:
        return Move(do="probe")
    if heard.pressure and "pushback" not in at.said:
        return _say("pushback", "pushback")
    return Move(do="close", line="transition")


def _other_question(at: Standing, heard: Heard) -> Move:
    if "told_question" not in at.said and at.stands is None:
        return _say("told_question", "told_question")
    return _answer(at, heard)


def _nothing_said(at: Standing, heard: Heard, kind: TurnKind) -> Move:
    """A dodge or something not understandable: asked once more, then the interview goes on."""
    if not {"reprompt", "unclear"} & set(at.said):
        return _say(kind, kind)
    if heard.words >= MIN_WORDS:
        return _answer(at, heard)
    return Move(do="close", line="not_answered")


def _dodge(at: Standing, heard: Heard) -> Move:
    return _nothing_said(at, heard, "reprompt")


def _unclear(at: Standing, heard: Heard) -> Move:
    return _nothing_said(at, heard, "unclear")


def _decline(at: Standing, heard: Heard) -> Move:
    if heard.words >= MIN_WORDS:
        # They answered, and have nothing to add to a probe: go on as after an answer.
        return _answer(at, heard)
    if {"hint_offer", "angle", "hint"} & set(at.said):
        return Move(do="close", line="declined")
    if heard.mode == "practice":
        return _say("hint_offer", "hint_offer")
    return _say("angle", "angle")


def _hint(at: Standing, heard: Heard) -> Move:
    if heard.mode == "live":
        return _say("repeat", "no_hints_live")
    return _say("hint", "hint") if heard.has_hint else _say("repeat", "no_more_hints")


def _hostile(at: Standing, heard: Heard) -> Move:
    if "calm" not in at.said:
        return _say("calm", "calm")
    if at.phase == "closing":
        return Move(do="goodbye", line="goodbye")
    return Move(do="next" if at.phase == "between" else "close", line="calm_on")


def _distress(at: Standing, heard: Heard) -> Move:
    return _say("distress", "distress")


def _off_record(at: Standing, heard: Heard) -> Move:
    return _say("off_record", "off_record" if heard.removable else "off_record_nothing")


def _end(at: Standing, heard: Heard) -> Move:
    return Move(do="goodbye", line="goodbye" if at.phase == "closing" else "ended_early")


def _skip(at: Standing, heard: Heard) -> Move:
    # A probe may be skipped too: what was answered before it stands and is graded.
    return Move(do="close", line="skipped" if heard.words < MIN_WORDS else "transition")


def _small_talk(at: Standing, heard: Heard) -> Move:
    if at.paused:
        return _say("resume", "resume")
    # A greeting is returned once; later an `ok` only wants to know where we are.
    first = at.place == 0 and not at.said
    return _say("small_talk", "small_talk") if first else _say("repeat", "repeat")


def _stands(kind: TurnKind, line: str) -> _Rule:
    """The question stands: one line, and it is the candidate's turn again."""
    return lambda at, heard: _say(kind, line)


def _say(kind: TurnKind, line: str) -> Move:
    return Move(do="say", kind=kind, line=line)


_ALWAYS: dict[Intent, _Rule] = {
    "distress": _distress,
    "off_record": _off_record,
    "end": _end,
    "hostile": _hostile,
}
HEARD_ANYWHERE = frozenset(_ALWAYS)
"""What is heard as such wherever the interview stands."""
_MOVES: dict[Intent, _Rule] = {
    "answer": _answer,
    "other_question": _other_question,
    "dodge": _dodge,
    "unclear": _unclear,
    "decline": _decline,
    "skip": _skip,
    "hint": _hint,
    "question_back": _stands("answer_back", "answer_back"),
    "repeat": _stands("repeat", "repeat"),
    "rephrase": _stands("rephrase", "rephrase"),
    "time": _stands("time", "time"),
    "small_talk": _small_talk,
}
