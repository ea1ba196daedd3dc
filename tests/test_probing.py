"""Probes are about what was not shown, most valuable first, in the candidate's own words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.backends.port import Mark, Marks
from interviewer.domain import Answer, Evidence, Identifier, PlannedProbe, Reply
from interviewer.grading import grade_answer
from interviewer.probing import REAL_CASE, choose_probe
from interviewer.probing_quotes import may_be_quoted, short_quote
from tests.makers import answer, heard_answer, question, rubrics, shown

TEXT = (
    "Last spring the booking page of the clinic was slow, and nurses waited. "
    "I moved the search to its own index. It went out in May. "
    "After that the page opened in one second, by our own logs."
)
CASE = (Mark(id="real_case", verdict="shown", sentences=(1,)),)


def graded(*marks, said=None):
    heard = heard_answer(*marks, facts=CASE)
    one = Marks(rubric="all", behaviours=heard.shown, facts=heard.facts, flags=(), grader="t")
    return grade_answer(question(), said or answer(TEXT), (one,), rubrics=rubrics())


def probe(*marks, kind="behavioral", facts=CASE, asked=(), plain=False, planned=(), pick=0):
    asked_question = question(kind=kind, probes=planned)
    heard = heard_answer(*marks, facts=facts)
    one = Marks(rubric="all", behaviours=heard.shown, facts=heard.facts, flags=(), grader="t")
    grade = grade_answer(asked_question, answer(TEXT), (one,), rubrics=rubrics())
    return choose_probe(
        asked_question,
        grade,
        answer=answer(TEXT),
        rubrics=rubrics(),
        asked=asked,
        plain_words=plain,
        pick=pick,
    )


def test_the_result_and_the_own_act_are_asked_for_before_the_rest():
    assert probe().behaviour == "result.outcome"
    assert probe(asked=("result.outcome",)).behaviour == "action.own_act"


def test_a_probe_quotes_the_words_it_is_about_exactly():
    asked = probe(shown("result.outcome", 3), shown("action.own_act", 2))
    assert asked.behaviour == "result.evidence"
    assert asked.text.startswith("You said “It went out in May”. How do you know,")
    assert "It went out in May" in TEXT


def test_the_same_words_are_not_quoted_twice():
    first = probe(shown("result.outcome", 3), shown("action.own_act", 2))
    again = choose_probe(
        question(),
        graded(shown("result.outcome", 3), shown("action.own_act", 2)),
        answer=answer(TEXT),
        rubrics=rubrics(),
        before=first.text,
    )
    assert "It went out in May" not in again.text


def test_a_sentence_that_gives_its_reason_is_not_asked_why():
    why = answer("I took the old queue because two of us knew it. It went out in May, on time.")
    grade = graded(shown("action.own_act", 1), shown("result.outcome", 2), said=why)
    asked = choose_probe(
        question(),
        grade,
        answer=why,
        rubrics=rubrics(),
        asked=("result.evidence", "result.meaning"),
    )
    assert asked.behaviour == "action.reason"
    assert "queue" not in asked.text


def test_what_was_planned_for_a_question_wins_over_general_wordings():
    planned = (PlannedProbe(behaviour="result.outcome", text="And the ward, how was it after?"),)
    assert probe(planned=planned).text == "And the ward, how was it after?"


def test_nothing_is_asked_about_what_was_shown_or_about_a_high_level():
    star = [
        shown("action.own_act", 2), shown("action.reason", 1), shown("action.alternative", 2),
        shown("result.outcome", 3), shown("result.evidence", 4), shown("result.meaning", 4),
    ]  # fmt: skip
    open_after = probe(*star, shown("audience.no_jargon"), shown("audience.plain", 1))
    assert open_after is None


def test_an_approach_answer_without_a_case_is_asked_for_one_first():
    assert probe(kind="approach", facts=()).behaviour == REAL_CASE
    assert probe(kind="approach", facts=()).text in rubrics()[0].case_probes
    assert probe(kind="approach").behaviour == "result.outcome"


def test_the_clinical_stakeholder_asks_for_plain_words_first():
    assert probe(plain=True).behaviour == "audience.no_jargon"
    assert probe(shown("audience.no_jargon"), plain=True).behaviour == "audience.plain"


def test_a_why_is_probed_only_as_planned():
    planned = (PlannedProbe(behaviour="ownership.own_decision", text="And your own part?"),)
    assert probe(kind="motivation", planned=planned).text == "And your own part?"
    assert probe(kind="motivation") is None


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("It went out in May.", "It went out in May"),
        ("Yes.", None),
        ("And we told him, and it went out in May.", "we told him, and it went out in May"),
        ("So I called the ward and they waited.", "I called the ward and they waited"),
        (
            "Ok, here is one: I moved the report to my own list.",
            "I moved the report to my own list",
        ),
        (
            "When we saw it, I called the ward at once, and they waited.",
            "I called the ward at once",
        ),
        ("Why would anyone do that?", None),
        ("I said “no” and left it there.", None),
        ("At 07:30 I rebooted the server.", "At 07:30 I rebooted the server"),
        ("On March 3, 2021 I rebooted the server.", "On March 3, 2021 I rebooted the server"),
        ("We lost 1,200 rows, and I told the ward.", "We lost 1,200 rows, and I told the ward"),
        ("One thing: I told the ward at 07:30.", "I told the ward at 07:30"),
    ],
)
def test_a_short_quote_is_a_whole_clause_or_nothing(sentence, quote):
    assert short_quote(sentence) == quote


HIDDEN = "Thorn Lane, Springfield 62704"


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("I drove to Thorn Lane, Springfield 62704 by car.", None),
        (
            "I drove to Thorn Lane, Springfield 62704, and I rebooted the server.",
            "I rebooted the server",
        ),
        # The same words, without having been recognised there.
        ("After that we met at thorn lane,  springfield 62704.", None),
    ],
)
@pytest.mark.parametrize("kept", [False, True], ids=["masked", "kept"])
def test_a_probe_says_back_no_clause_that_holds_or_cuts_what_is_masked(sentence, quote, kept):
    """F80: what is masked in a prompt is not said back, else the next prompt would hold a piece of it."""
    at = sentence.find(HIDDEN)
    found = (
        (Identifier(kind="address", start=at, end=at + len(HIDDEN), tag="[address 1]", kept=kept),)
        if at >= 0
        else ()
    )
    first = Identifier(kind="address", start=0, end=len(HIDDEN), tag="[address 1]", kept=kept)
    subject = Answer(
        question="q1",
        replies=(
            Reply(seq=2, text=HIDDEN, identifiers=(first,)),
            Reply(seq=4, text=sentence, identifiers=found),
        ),
    )
    said = Evidence(sentence=2, seq=4, start=0, end=len(sentence), quote=sentence)
    assert may_be_quoted(said, subject) == (short_quote(sentence) if kept else quote)


def test_a_planned_probe_holds_no_piece_of_what_is_masked():
    """F80"""
    text = "My work began. It went out to Thorn Lane, Springfield 62704, 30 I rebooted it."
    at = text.index(HIDDEN)
    found = Identifier(kind="address", start=at, end=at + len(HIDDEN) + 4, tag="[address 1]")
    subject = Answer(question="q1", replies=(Reply(seq=2, text=text, identifiers=(found,)),))
    marks = (shown("result.outcome", 2), shown("action.own_act", 1))
    probe = choose_probe(
        question(),
        graded(*marks, said=subject),
        answer=subject,
        rubrics=rubrics(),
        asked=("action.own_act",),
    )
    assert probe.behaviour == "result.evidence"
    assert not re.search(r"30|Thorn|Lane|Springfield|62704", probe.text), probe.text


@given(st.text(max_size=300))
def test_a_short_quote_is_always_the_candidates_own_words(text):
    quote = short_quote(text)
    assert quote is None or (quote in text and len(quote.split()) < 12)
