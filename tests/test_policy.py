"""What was heard and the one next thing, as a table."""

from __future__ import annotations

import pytest

from interviewer.domain import PlannedQuestion
from interviewer.policy import Heard, Standing, next_move

HERE = PlannedQuestion(question="q1", interviewer="manager")


def move(intent=None, *, said=(), phase="question", probes=(), stands=None, paused=False, **heard):
    at = Standing(
        phase=phase, question=HERE, said=said, probes_asked=probes, stands=stands, paused=paused
    )
    given = {"mode": "practice", "words": 80, "can_probe": True, "has_hint": True, **heard}
    made = next_move(at, Heard(intent=intent, **given))
    return (made.do, made.line) if made.line else made.do


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        # an answer
        ({"intent": "answer"}, "probe"),
        ({"intent": "answer", "probes": ("a.b",)}, "probe"),
        ({"intent": "answer", "probes": ("a.b", "c.d")}, ("close", "transition")),
        ({"intent": "answer", "can_probe": False}, ("close", "transition")),
        ({"intent": "answer", "words": 1}, ("say", "too_short")),
        ({"intent": "answer", "words": 1, "said": ("too_short",)}, ("close", "not_answered")),
        ({"intent": "answer", "words": 40, "said": ("too_short",)}, "probe"),
        # pressure: one fair pushback after the probes, never a second
        ({"intent": "answer", "pressure": True}, "probe"),
        ({"intent": "answer", "pressure": True, "can_probe": False}, ("say", "pushback")),
        ({"intent": "answer", "pressure": True, "said": ("pushback",)}, ("close", "transition")),
        # another question answered: told once, then taken as it is
        ({"intent": "other_question"}, ("say", "told_question")),
        ({"intent": "other_question", "said": ("told_question",)}, "probe"),
        ({"intent": "other_question", "said": ("told_question",), "can_probe": False}, ("close", "transition")),
        # words but no answer: once more, then on
        ({"intent": "dodge", "words": 0}, ("say", "reprompt")),
        ({"intent": "dodge", "words": 0, "said": ("reprompt",)}, ("close", "not_answered")),
        ({"intent": "dodge", "said": ("reprompt",), "can_probe": False}, ("close", "transition")),
        ({"intent": "unclear", "words": 0}, ("say", "unclear")),
        ({"intent": "unclear", "words": 0, "said": ("unclear",)}, ("close", "not_answered")),
        # no answer: one offer, then on
        ({"intent": "decline", "words": 0}, ("say", "hint_offer")),
        ({"intent": "decline", "words": 0, "mode": "live"}, ("say", "angle")),
        ({"intent": "decline", "words": 0, "said": ("hint_offer",)}, ("close", "declined")),
        ({"intent": "decline", "words": 0, "mode": "live", "said": ("angle",)}, ("close", "declined")),
        ({"intent": "decline", "can_probe": False}, ("close", "transition")),
        # the question stands
        ({"intent": "question_back"}, ("say", "answer_back")),
        ({"intent": "repeat"}, ("say", "repeat")),
        ({"intent": "rephrase"}, ("say", "rephrase")),
        ({"intent": "time"}, ("say", "time")),
        ({"intent": "small_talk"}, ("say", "small_talk")),
        ({"intent": "small_talk", "said": ("probe",)}, ("say", "repeat")),
        ({"intent": "small_talk", "said": ("pause",), "paused": True}, ("say", "resume")),
        ({"intent": "hint"}, ("say", "hint")),
        ({"intent": "hint", "has_hint": False}, ("say", "no_more_hints")),
        ({"intent": "hint", "mode": "live"}, ("say", "no_hints_live")),
        # always
        ({"intent": "skip", "words": 0}, ("close", "skipped")),
        ({"intent": "skip"}, ("close", "transition")),
        ({"intent": "end"}, ("goodbye", "ended_early")),
        ({"intent": "hostile"}, ("say", "calm")),
        ({"intent": "hostile", "said": ("calm",)}, ("close", "calm_on")),
        ({"intent": "distress"}, ("say", "distress")),
        ({"intent": "distress", "phase": "between"}, ("say", "distress")),
        ({"intent": "distress", "phase": "closing"}, ("say", "distress")),
        ({"intent": "off_record", "removable": True}, ("say", "off_record")),
        ({"intent": "off_record"}, ("say", "off_record_nothing")),
        # between and closing
        ({"intent": "small_talk", "phase": "between"}, "next"),
        ({"intent": "question_back", "phase": "closing"}, ("say", "close_answer")),
        ({"intent": "decline", "phase": "closing"}, ("goodbye", "goodbye")),
        ({"intent": "end", "phase": "closing"}, ("goodbye", "goodbye")),
        # buttons
        ({"control": "skip", "words": 0}, ("close", "skipped")),
        ({"control": "skip"}, ("close", "transition")),
        ({"control": "hint"}, ("say", "hint")),
        ({"control": "hint", "mode": "live"}, ("say", "no_hints_live")),
        ({"control": "repeat"}, ("say", "repeat")),
        ({"control": "pause"}, ("say", "pause")),
        ({"control": "pause", "phase": "between"}, ("say", "pause")),
        ({"control": "resume", "paused": True}, ("say", "resume")),
        ({"control": "end"}, ("goodbye", "ended_early")),
        ({"control": "end", "phase": "closing"}, ("goodbye", "goodbye")),
        ({"control": "next", "phase": "between"}, "next"),
        ({"control": "again", "phase": "between"}, ("again", "again")),
    ],
    ids=lambda v: ", ".join(f"{k}={x}" for k, x in v.items()) if isinstance(v, dict) else None,
)  # fmt: skip
def test_what_was_heard_decides_the_one_next_thing(case, expected):
    assert move(**case) == expected
