"""Whole interviews through the engine, with scripted hearing: what is said, stored and owed."""

from __future__ import annotations

import pytest

from interviewer import engine
from interviewer.backends.port import Hearing, Marks
from interviewer.errors import NotNow
from interviewer.policy import standing
from interviewer.room import inside
from tests.makers import (
    NOON,
    SNAPSHOTS,
    PlainScript,
    ScriptedBackend,
    guide,
    heard_answer,
    question,
    rubrics,
    shown,
)

GUIDE = guide(
    question("q1", interviewer="manager"),
    question("q2", interviewer="clinician"),
    question("q3", kind="approach", interviewer="engineer"),
)
STORY = "I wrote the tests first and then we shipped the page in May for the ward."


def begin(*questions, mode="practice", pressure=False):
    return engine.start(
        GUIDE,
        interview_id="i" * 32,
        format="own",
        mode=mode,
        seed=3,
        at=NOON,
        snapshots=SNAPSHOTS,
        script=PlainScript(),
        pressure=pressure,
        chosen=questions or ("q1",),
    )


def hear(interview, *hearings):
    backend = ScriptedBackend(*hearings)
    answered = engine.respond(
        interview, guide=GUIDE, rubrics=rubrics(), script=PlainScript(), backend=backend, at=NOON
    )
    backend.assert_used_up()
    return answered


def say(interview, hearing, text=STORY):
    """One reply, heard as given, and its response."""
    if isinstance(hearing, str):
        hearing = Hearing(intent=hearing)
    return hear(engine.add_reply(interview, text, at=NOON), hearing)


def press(interview, control, **more):
    return hear(engine.add_control(interview, control, at=NOON, **more))


def kinds(interview):
    return [t.kind for t in interview.turns]


def test_it_greets_and_asks_the_first_question_word_for_word():
    interview = begin()
    assert kinds(interview) == ["greeting", "question"]
    assert interview.turns[1].text.endswith("\n\nText of q1?")
    assert not interview.owes_response


def test_a_reply_owes_a_response_and_a_second_one_has_to_wait():
    interview = engine.add_reply(begin(), STORY, at=NOON, client_id="c1")
    assert interview.owes_response
    with pytest.raises(NotNow, match="still being read"):
        engine.add_reply(interview, STORY, at=NOON)


def test_an_answer_is_probed_twice_at_most_and_then_closed():
    interview = begin()
    for _ in range(3):
        interview = say(interview, heard_answer(facts=()))
    assert kinds(interview).count("probe") == 2
    probed = [t.behaviour for t in interview.turns if t.kind == "probe"]
    assert len(set(probed)) == 2
    assert interview.turns[-1].kind == "between"
    assert standing(interview).between


def test_live_goes_on_to_the_next_question_with_a_handover():
    interview = say(begin("q1", "q2", mode="live"), "skip")
    assert kinds(interview)[-2:] == ["transition", "question"]
    assert "[handover]" in interview.turns[-1].text
    assert interview.turns[-1].interviewer == "clinician"


def test_practice_waits_for_next_and_then_closes_with_the_candidates_questions():
    interview = press(say(begin(), "skip"), "next")
    assert interview.turns[-1].kind == "closing"
    asked = say(interview, Hearing(intent="question_back", fact="weeks"), "How long does it take?")
    assert "It takes weeks." in asked.turns[-1].text
    assert "section=Process" in asked.turns[-1].text
    unknown = say(asked, Hearing(intent="question_back"), "What is the salary?")
    assert unknown.turns[-1].text == "[close_unknown]"
    ended = say(unknown, "decline", "No, thank you.")
    assert ended.status == "ended"
    assert ended.turns[-1].kind == "goodbye"


def test_a_repeat_repeats_the_probe_that_stands():
    probed = say(begin(), heard_answer())
    assert probed.turns[-1].kind == "probe"
    repeated = press(probed, "repeat")
    assert probed.turns[-1].text in repeated.turns[-1].text


def test_hints_come_in_order_and_run_out():
    interview = begin()
    texts = []
    for _ in range(3):
        interview = press(interview, "hint")
        texts.append(interview.turns[-1].text)
    assert "First hint." in texts[0]
    assert "Second hint." in texts[1]
    assert "no_more_hints" in texts[2]


def test_a_yes_to_an_offered_hint_gives_it():
    offered = say(begin(), "decline", "I don't know.")
    assert offered.turns[-1].kind == "hint_offer"
    hinted = say(offered, "small_talk", "Yes please")
    assert "First hint." in hinted.turns[-1].text
    assert engine.answer_of(hinted, "q1") is None


def test_pause_and_resume_lose_nothing():
    paused = press(begin(), "pause")
    assert standing(paused).paused
    resumed = press(paused, "resume")
    assert not standing(resumed).paused
    assert standing(resumed).question.question == "q1"


def test_distress_pauses_with_fixed_words_and_ends_when_asked():
    interview = say(begin(), "distress", "I want to hurt myself")
    assert interview.turns[-1].kind == "distress"
    assert standing(interview).paused
    assert press(interview, "end").status == "ended"


def test_words_kept_off_the_record_are_gone_everywhere():
    secret = "The client was Acme Bank and I lost the payroll."
    heard = heard_answer(shown("action.own_act", 1), shown("result.outcome", 1))
    told = say(begin(), heard, secret)
    assert "Acme Bank" in told.turns[-1].text  # quoted by the probe
    gone = say(told, Hearing(intent="off_record", remove=(2,)), "Please keep that off the record.")
    assert "Acme Bank" not in gone.model_dump_json()
    assert gone.turns[2].off_record
    assert engine.answer_of(gone, "q1") is None


def test_a_request_to_forget_reaches_back_over_a_closed_question():
    closed = say(begin("q1", "q2", mode="live"), "answer", "The client was Acme Bank, all of it.")
    asked = say(closed, "skip", "Skip.")
    assert standing(asked).question.question == "q2"
    gone = say(asked, "off_record", "Please remove that last answer.")
    assert "Acme Bank" not in gone.model_dump_json()


def test_a_grade_made_from_words_taken_off_the_record_is_owed_again():
    closed = say(begin(), heard_answer(), STORY)
    closed = say(closed, "skip")
    owed = engine.owed_grades(closed)[0]
    marks = tuple(
        Marks(rubric=r.id, behaviours=heard_answer().shown, grader="t") for r in rubrics()
    )
    grade = engine.grade_owed(
        closed, owed, guide=GUIDE, rubrics=rubrics(), backend=ScriptedBackend(marks=marks)
    )
    assert grade.outcome == "graded"
    graded = closed.model_copy(update={"grades": (grade,)})
    assert engine.owed_grades(graded) == ()
    gone = say(graded, Hearing(intent="off_record", remove=(2,)), "Off the record please.")
    assert gone.grades == ()
    assert [o.question for o in engine.owed_grades(gone)] == ["q1"]


def relevance_flags(interview):
    closed = say(interview, "skip")
    marks = tuple(
        Marks(rubric=r.id, behaviours=heard_answer().shown, grader="t") for r in rubrics()
    )
    grade = engine.grade_owed(
        closed,
        engine.owed_grades(closed)[0],
        guide=GUIDE,
        rubrics=rubrics(),
        backend=ScriptedBackend(marks=marks),
    )
    return [flag.id for flag in grade.flags]


def test_another_question_answered_is_told_once_and_then_counts():
    told = say(begin(), "other_question")
    assert told.turns[-1].kind == "told_question"
    insisted = say(told, Hearing(intent="other_question"))
    assert len(engine.answer_of(insisted, "q1").replies) == 2
    assert relevance_flags(insisted) == ["other_question"]
    assert relevance_flags(say(told, heard_answer())) == []
    probed = say(say(begin(), heard_answer()), Hearing(intent="other_question"))
    assert "other_question" not in [t.intent for t in probed.turns]
    corrected = say(told, heard_answer())
    assert len(engine.answer_of(corrected, "q1").replies) == 2


@pytest.mark.parametrize(
    ("intents", "outcome"),
    [
        (("skip",), "skipped"),
        (("decline", "decline"), "declined"),
        (("dodge", "dodge"), "not_answered"),
        (("hostile", "hostile"), "not_answered"),
        (("unclear", "unclear"), "not_answered"),
    ],
)
def test_what_is_no_answer_has_an_outcome_and_no_level(intents, outcome):
    interview = begin()
    for intent in intents:
        interview = say(interview, intent, "Hm.")
    owed = engine.owed_grades(interview)[0]
    assert owed.outcome == outcome
    grade = engine.grade_owed(
        interview, owed, guide=GUIDE, rubrics=rubrics(), backend=ScriptedBackend()
    )
    assert grade.outcome == outcome
    assert grade.criteria == ()


def test_one_word_is_asked_for_more_and_counts_only_if_more_comes():
    short = say(begin(), "answer", "Kubernetes.")
    assert short.turns[-1].kind == "too_short"
    assert engine.owed_grades(say(short, "answer", "Yes."))[0].outcome == "not_answered"
    longer = say(short, heard_answer())
    assert [r.text for r in engine.answer_of(longer, "q1").replies] == ["Kubernetes.", STORY]


def test_a_probe_answered_is_counted():
    interview = say(say(begin(), heard_answer()), heard_answer())
    assert engine.answer_of(interview, "q1").probes_answered == 1


def test_answering_again_is_a_new_attempt_beside_the_first():
    closed = say(begin(), "skip")
    again = press(closed, "again")
    assert again.turns[-1].kind == "again"
    assert again.turns[-1].attempt == 2
    second = say(again, heard_answer())
    assert engine.answer_of(second, "q1", 2) is not None
    assert engine.answer_of(second, "q1", 1) is None


def test_answering_again_after_the_end_comes_back_to_the_end():
    ended = press(say(begin(), "skip"), "end")
    assert ended.status == "ended"
    again = press(ended, "again", question="q1")
    assert again.status == "open"
    closed = say(again, "skip")
    assert press(closed, "next").status == "ended"


def test_again_is_for_practice_and_for_answered_questions():
    with pytest.raises(NotNow):
        engine.add_control(begin(), "again", at=NOON)
    live = press(begin(mode="live"), "end")
    with pytest.raises(NotNow):
        engine.add_control(live, "again", at=NOON, question="q1")


def test_pressure_adds_one_pushback():
    interview = begin(pressure=True)
    for _ in range(4):
        interview = say(interview, heard_answer())
    assert kinds(interview).count("pushback") == 1
    assert kinds(interview).count("probe") == 2
    assert standing(interview).between


def test_nothing_is_added_after_the_end():
    ended = press(begin(), "end")
    with pytest.raises(NotNow, match="ended"):
        engine.add_reply(ended, STORY, at=NOON)


def test_what_is_typed_beside_the_feedback_is_no_part_of_the_answer():
    closed = say(begin("q1", "q2"), "skip")
    moved = say(closed, heard_answer(), "Ready.")
    assert moved.turns[-1].kind == "question"
    assert engine.answer_of(moved, "q1") is None


@pytest.mark.parametrize("intent", ["skip", "decline", "dodge"])
def test_next_typed_beside_the_feedback_changes_no_outcome(intent):
    closed = say(say(begin("q1", "q2"), "unclear", "Hm."), "unclear", "Hm.")
    moved = say(closed, intent, "next")
    assert moved.turns[-1].kind == "question"
    assert engine.owed_grades(moved)[0].outcome == "not_answered"


def test_the_same_interview_says_the_same_words():
    assert begin().turns == begin().turns


def test_a_model_sees_this_question_and_this_answer_only():
    interview = say(begin("q1", "q2", mode="live"), "skip", "My secret of question one.")
    backend = ScriptedBackend(heard_answer())
    engine.respond(
        engine.add_reply(interview, STORY, at=NOON),
        guide=GUIDE, rubrics=rubrics(), script=PlainScript(), backend=backend, at=NOON,
    )  # fmt: skip
    assert "secret of question one" not in backend.requests[0].model_dump_json()


def test_turns_are_numbered_without_gaps():
    interview = press(say(begin("q1", "q2"), "skip"), "next")
    assert [t.seq for t in interview.turns] == list(range(len(interview.turns)))


@pytest.mark.parametrize(
    ("heading", "spoken"),
    [
        ("A difficult team member", "a difficult team member"),
        ("Technical debt", "technical debt"),
        ("HIPAA in design", "HIPAA in design"),
    ],
)
def test_a_heading_inside_a_sentence_keeps_only_an_abbreviations_capital(heading, spoken):
    assert inside(heading) == spoken


@pytest.mark.parametrize(
    ("topic", "line"),
    [
        ("notes", "answer_back_notes"),
        ("self", "answer_back_self"),
        ("elsewhere", "answer_back_elsewhere"),
    ],
)
def test_what_is_asked_about_the_talk_itself_has_a_line_of_its_own(topic, line):
    asked = say(begin(), Hearing(intent="question_back", topic=topic), "Did I pass?")
    assert asked.turns[-1].text == f"[{line}]"


def test_nerves_get_the_short_words_and_the_same_pause():
    nervous = say(begin(), Hearing(intent="distress", topic="nerves"), "I can't breathe")
    assert nervous.turns[-1].text.startswith("[nerves]")
    assert standing(nervous).paused


NOTHING_TOLD = "Well, things are what they are in any ward."


@pytest.mark.parametrize("said", ["decline", "dodge", "unclear"])
@pytest.mark.parametrize("mode", ["practice", "live"])
def test_a_reply_a_model_alone_takes_for_none_is_asked_once_more_and_graded(said, mode):
    """F64: what the rules heard as an answer is lost by no word of a model's."""
    interview = say(begin(mode=mode), Hearing(intent=said, kept=True), NOTHING_TOLD)
    assert kinds(interview)[-1] in ("reprompt", "unclear", "hint_offer", "angle")
    assert standing(interview).asked_once_more
    kept = engine.answer_of(interview, "q1")
    assert kept is not None and [r.text for r in kept.replies] == [NOTHING_TOLD]
    (owed,) = engine.owed_grades(say(interview, "skip", "Skip this one."))
    assert owed.outcome is None
    by_rule = say(begin(mode=mode), said, NOTHING_TOLD)
    (lost,) = engine.owed_grades(say(by_rule, "skip", "Skip this one."))
    assert lost.outcome == "skipped"


def test_a_few_kept_words_are_still_no_answer_to_grade():
    interview = say(begin(), Hearing(intent="dodge", kept=True), "It depends.")
    (owed,) = engine.owed_grades(say(interview, "skip", "Skip this one."))
    assert owed.outcome == "skipped"


def test_words_in_a_pause_or_beside_the_feedback_are_not_kept():
    paused = say(press(begin(), "pause"), Hearing(intent="dodge", kept=True), NOTHING_TOLD)
    assert engine.answer_of(paused, "q1") is None
    closed = say(begin(), "skip", "Skip this one.")
    beside = say(closed, Hearing(intent="dodge", kept=True), NOTHING_TOLD)
    assert engine.answer_of(beside, "q1") is None


def test_the_engine_tells_a_backend_that_a_question_was_asked_once_more():
    class Noting(ScriptedBackend):
        def hear(self, request):
            told.append(request.asked_once_more)
            return super().hear(request)

    told: list[bool] = []
    interview = begin()
    for text in ("Hm.", "Hm, hm."):
        interview = engine.respond(
            engine.add_reply(interview, text, at=NOON),
            guide=GUIDE,
            rubrics=rubrics(),
            script=PlainScript(),
            backend=Noting(Hearing(intent="dodge")),
            at=NOON,
        )
    assert told == [False, True]
