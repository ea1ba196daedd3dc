"""What could tell who somebody is: found, tagged and masked; and how much of it, on three corpora."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain import Answer, Identifier, Reply, Turn
from interviewer.evaluation.identifiers import (
    STRUCTURED,
    Recognised,
    identifier_lines,
    study_identifiers,
)
from interviewer.privacy import (
    MAX_REPLY,
    Known,
    clean_text,
    find_identifiers,
    known_in,
    mask_all,
    masked,
    new_identifiers,
    recognised,
    without_known,
)
from interviewer.privacy_said_back import said_back
from interviewer.sentences import number_sentences

EVALS = Path(__file__).parent.parent / "evals"


def shown(text: str, *known: Known) -> str:
    return masked(text, find_identifiers(text, known=known))


# ---------------------------------------------------------------- forms

MASKED = {
    "a boss": ("My boss Karen said so.", "My boss [person 1] said so."),
    "a title": ("I asked Dr. Elizabeth Nakamura.", "I asked Dr. [person 1]."),
    "who was seven": ("Aiden, who was seven, cried.", "[person 1], who was seven, cried."),
    "a possessive": ("We used Marta's chart.", "We used [person 1]'s chart."),
    "a colleague named": ("A colleague named Xochitl left.", "A colleague named [person 1] left."),
    "an apposition": ("A hygienist, Aoife, told me.", "A hygienist, [person 1], told me."),
    "lower case": ("my manager dave left", "my manager [person 1] left"),
    "a day": ("We went live on March 14, 2023.", "We went live on [date 1]."),
    "a phone": ("Call 215-555-0142 now.", "Call [phone 1] now."),
    "a fax": ("Our fax is (610) 555-0122.", "Our fax is [phone 1]."),
    "a mail": ("Write to a.b@example.org please.", "Write to [mail 1] please."),
    "a record": ("The MRN 00482913 was wrong.", "The MRN [record 1] was wrong."),
    "a street": ("She lives at 12 Maple Avenue.", "She lives at [address 1]."),
    "a high age": ("He was aged 97 then.", "He was aged [age 1] then."),
    "a social security number": ("It read 219-09-9999.", "It read [number 1]."),
    "a web address": ("See https://a.example/u/1.", "See [web 1]."),
    "an address on the net": ("It came from 203.0.113.44.", "It came from [web 1]."),
    "twice the same": ("I told Priya. Priya left.", "I told [person 1]. [person 1] left."),
    "a first name of a full one": (
        "I reported to Susan Whitfield. Susan and Whitfield are one.",
        "I reported to [person 1]. [person 1] and [person 1] are one.",
    ),
    "two people": ("I told Priya and thanked Tomas.", "I told [person 1] and thanked [person 2]."),
}


@pytest.mark.parametrize(("text", "prompt"), MASKED.values(), ids=MASKED)
def test_what_tells_who_somebody_is_has_a_tag(text: str, prompt: str) -> None:
    """F80"""
    assert shown(text) == prompt


UNTOUCHED = (
    "I worked with Kafka, Jira, React and Jenkins in March.",
    "In 2021 and in Q3 we moved to Kubernetes.",
    "I want to work at Children's Hospital of Philadelphia.",
    "The tool was named Atlas and a service called Phoenix fed it.",
    "A seven-year-old patient was waiting.",
    "CVE-2021-44228 kept us up, and the port was 5432.",
    "It ran on localhost:8080 and 127.0.0.1.",
    "Will this help? May I ask? Mark it, hope for grace.",
    "We had 12,000 users, 1000000 requests and 99.95 percent.",
)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_engineers_talk_is_left_alone(text: str) -> None:
    """F80"""
    assert find_identifiers(text) == ()


def test_the_interviewers_and_the_guide_are_no_identifiers() -> None:
    guide = (EVALS.parent / "guides" / "chop-software-engineer.yaml").read_text("utf-8")
    people = [i for i in find_identifiers(guide[:20_000]) if i.kind in ("phone", "mail", "record")]
    assert people == []


# ---------------------------------------------------------------- tags


def turn(text: str, identifiers: tuple[Identifier, ...], seq: int = 0) -> Turn:
    return Turn(
        seq=seq,
        speaker="candidate",
        kind="reply",
        text=text,
        at=datetime(2026, 11, 26, tzinfo=UTC),
        identifiers=identifiers,
    )


def said(*texts: str) -> list[Turn]:
    turns: list[Turn] = []
    for text in texts:
        turns.append(turn(text, recognised(text, turns), len(turns)))
    return turns


def test_the_same_words_have_the_same_tag_in_later_replies() -> None:
    """F81"""
    first, second, third = said(
        "I told Susan Whitfield about MRN 0048291.",
        "Then Susan called Tomas.",
        "TOMAS\nand susan  whitfield met; MRN 0048291 again.",
    )
    assert masked(second.text, second.identifiers) == "Then [person 1] called [person 2]."
    assert masked(third.text, third.identifiers).endswith("met; MRN [record 1] again.")
    assert {i.tag for i in third.identifiers} <= {"[person 1]", "[person 2]", "[record 1]"}


def test_a_first_name_that_gets_its_last_name_stays_the_same_person() -> None:
    first, second = said("I told Priya.", "It was Priya Raman who knew.")
    assert [i.tag for i in first.identifiers] == [i.tag for i in second.identifiers]


def test_a_kept_first_name_says_nothing_about_the_last_name() -> None:
    text = "It was Priya Raman who knew."
    found = find_identifiers(text, known=(Known("person", "Priya", "[person 1]", True),))
    assert [(i.tag, i.kept) for i in found] == [("[person 2]", False)]


def test_kept_words_are_shown_and_known() -> None:
    known = (Known("person", "Karen", "[person 1]", True),)
    assert shown("My boss Karen told Tomas.", *known) == "My boss Karen told [person 2]."


PANEL = ("Maya Torres", "Daniel Okafor")
SPOKEN_TO = {
    "Thanks, Maya. I fixed the race.": (),
    "Good morning Maya Torres, I am ready.": (),
    "I told Maya Torres so.": (),
    # Somebody else may have the same first name.
    "I told Daniel that the import had failed.": ("[person 1]",),
    "Thanks, Priya. I fixed the race.": ("[person 1]",),
}


@pytest.mark.parametrize(("text", "tags"), SPOKEN_TO.items())
def test_who_is_spoken_to_is_no_secret(text: str, tags: tuple[str, ...]) -> None:
    assert tuple(found.tag for found in recognised(text, (), panel=PANEL)) == tags


def test_what_was_recognised_is_known_once() -> None:
    turns = said("I told Priya. Priya left.", "Priya came back.")
    assert known_in(turns) == (Known("person", "Priya", "[person 1]", False),)


# ---------------------------------------------------------------- cuts


def test_an_identifier_over_a_cut_shows_where_it_begins_and_nowhere_else() -> None:
    text = "Ask Dr. Nakamura now."
    ids = (Identifier(kind="person", start=4, end=16, tag="[person 1]"),)
    assert masked(text, ids, 0, 8) == "Ask [person 1]"
    assert masked(text, ids, 8, 21) == " now."
    assert masked(text, ids, 9, 12) == ""


@given(st.data())
def test_the_pieces_of_a_text_hold_each_tag_once_and_no_masked_letter(data: st.DataObject) -> None:
    """F81"""
    text = "I told Susan Whitfield on March 14, 2023 about MRN 0048291. Susan wrote it down."
    found = find_identifiers(text)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)) | {0, len(text)})
    pieces = [masked(text, found, a, b) for a, b in zip(cuts, cuts[1:], strict=False)]
    assert "".join(pieces) == masked(text, found)


def test_every_numbered_sentence_of_the_corpus_is_masked_as_the_whole_is() -> None:
    text = "Dr. Nakamura called. I told Mrs. Delgado at 12 St. Mary Street. Bob left."
    answer = mask_all(Answer(question="q", replies=(Reply(seq=1, text=text),)))
    reply = answer.replies[0]
    lines = [
        masked(reply.text, reply.identifiers, s.start, s.end) for s in number_sentences(answer)
    ]
    for name in ("Nakamura", "Delgado", "Bob"):
        assert name not in " ".join(lines)


@given(st.text(max_size=400) | st.from_regex(r"([A-Z][a-z]{1,8}[ ,.'@/-]|\d{1,6}[ ./:-]){0,40}"))
def test_spans_are_in_order_inside_the_text_and_never_overlap(text: str) -> None:
    found = find_identifiers(text)
    places = [at for i in found for at in (i.start, i.end)]
    assert places == sorted(places)
    assert all(0 <= i.start < i.end <= len(text) for i in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@given(st.sampled_from(sorted(text for text, _ in MASKED.values())), st.integers(0, 3))
def test_a_masked_text_masked_again_is_the_same(text: str, _: int) -> None:
    once = shown(text)
    assert shown(once) == once


SLOW = {
    "one letter": "a",
    "capitals": "Aa ",
    "digits": "1 ",
    "dashes": "1-",
    "dots": "a.",
    "colons": "a:",
    "ats": "a@",
    "roles": "my boss ",
    "titles": "Dr. ",
    "records": "account number is the a of in it ",
    "names": "Maria Lopez, ",
    "rooms": "room 1 ",
    "blanks": " ",
}


@pytest.mark.parametrize("piece", SLOW.values(), ids=SLOW)
def test_no_text_makes_it_slow(piece: str) -> None:
    """Twice the text takes about twice the time; the bound is wide, since the machine may be busy."""
    text = (piece * MAX_REPLY)[:MAX_REPLY]
    find_identifiers(text[:500])
    began = time.process_time()
    find_identifiers(text)
    assert time.process_time() - began < 3


def test_many_different_names_take_no_longer() -> None:
    names = "".join(
        f"I told {chr(65 + n % 26)}{'abcdefghij'[n % 10] * (n % 9 + 2)}e. " for n in range(1500)
    )
    began = time.process_time()
    find_identifiers(names[:MAX_REPLY])
    assert time.process_time() - began < 3


# ---------------------------------------------------------------- the doors


def test_a_batch_masks_all_it_recognises_with_tags_that_hold() -> None:
    answer = Answer(
        question="q",
        replies=(Reply(seq=1, text="I told Priya."), Reply(seq=3, text="Priya rang 215-555-0142.")),
    )
    masks = [masked(r.text, r.identifiers) for r in mask_all(answer).replies]
    assert masks == ["I told [person 1].", "[person 1] rang [phone 1]."]
    assert [r.text for r in mask_all(answer).replies] == [r.text for r in answer.replies]


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("What did you do then?", False),
        ("What did Priya say to you?", False),
        ("What did Dr. Nakamura say to you?", True),
        ("Who has the MRN 7734120?", True),
        ("What happened after [person 1] called?", False),
    ],
)
def test_a_line_with_somebody_the_candidate_did_not_name_is_not_spoken(
    line: str, new: bool
) -> None:
    """F82"""
    assert new_identifiers(line, "I told Priya, and she called the ward.") is new


def test_a_line_that_quotes_the_answer_is_masked_as_the_answer_is() -> None:
    """F81"""
    reply = Reply(seq=1, text="I told Susan Whitfield.")
    answer = mask_all(Answer(question="q", replies=(reply,)))
    line = "You said “I told Susan Whitfield”. What did Susan do?"
    assert without_known(line, answer) == "You said “I told [person 1]”. What did [person 1] do?"


KNOWN_NAME = Known("person", "Maria Lopez", "[person 1]", False)
IN_ANY_CASE = {
    "capitals": ("MARIA LOPEZ agreed.", "[person 1] agreed."),
    "small letters": ("then maria lopez agreed, and maria left", "then [person 1] agreed, and [person 1] left"),
    "a last name": ("I told lopez and LOPEZ.", "I told [person 1] and [person 1]."),
    "no part of a word": ("The mariachi played.", "The mariachi played."),
}  # fmt: skip


@pytest.mark.parametrize(("text", "prompt"), IN_ANY_CASE.values(), ids=IN_ANY_CASE)
def test_what_is_known_is_known_again_in_any_case(text: str, prompt: str) -> None:
    """F80"""
    assert shown(text, KNOWN_NAME) == prompt
    held = "I asked Dr. Maria Lopez. "
    assert shown(held + text) == f"I asked Dr. [person 1]. {prompt}"
    answer = mask_all(Answer(question="q", replies=(Reply(seq=1, text=held),)))
    assert without_known(text, answer) == prompt


@pytest.mark.parametrize("name", ["Will Turner", "Grace Young", "Mark Case"])
def test_a_name_that_is_a_word_too_is_no_name_in_small_letters(name: str) -> None:
    text = f"I {name.split()[0].lower()} the {name.split()[1].lower()} thing."
    if name == "Will Turner":
        text = "I will go."
    known = Known("person", name, "[person 1]", False)
    assert shown(text, known) == text
    assert shown(f"It was {name.lower()} then.", known) == "It was [person 1] then."
    assert shown(f"So {name.split()[0]} left.", known) == "So [person 1] left."


LINE_0 = {
    "a piece of an address": (
        "I live at 12 Elm Street, Springfield, IL 62704.",
        "You said “30 I rebooted the server at 12 Elm Street”. Why?",
        "You said “30 I rebooted the server at [address 1]”. Why?",
    ),
    "a town": (
        "I live at 12 Elm Street, Springfield, IL 62704.",
        "You said “we met in SPRINGFIELD in spring”. Why on the street?",
        "You said “we met in [address 1] in spring”. Why on the street?",
    ),
    "a year of a day": (
        "It was March 3, 2021 then.",
        "You said “2021 I rebooted the server”. Why?",
        "You said “[date 1] I rebooted the server”. Why?",
    ),
    "the rest of a name": (
        "I told Susan Whitfield so.",
        'You said "Dr. whitfield was there". Why?',
        'You said "Dr. [person 1] was there". Why?',
    ),
    "small words stay": (
        "It was the only child with dextrocardia from Ohio.",
        "You said “from the start I went with it”. Why with it?",
        "You said “from the start I went with it”. Why with it?",
    ),
    "a quote that is never closed": (
        "I live at 12 Elm Street, Springfield, IL 62704.",
        "On Elm: “we met at 12 Elm",
        "On Elm: “we met at [address 1]",
    ),
    "two identifiers": (
        "I told Susan Whitfield on March 3, 2021.",
        "You said “WHITFIELD, 3, 2021, and SUSAN WHITFIELD”.",
        "You said “[person 1], [date 1], and [person 1]”.",
    ),
}


@pytest.mark.parametrize(("reply", "line", "shown_as"), LINE_0.values(), ids=LINE_0)
def test_a_piece_of_what_is_masked_that_was_said_back_is_masked_too(
    reply: str, line: str, shown_as: str
) -> None:
    """F80: the interviewer's last line is line 0 of the next prompt."""
    answer = mask_all(Answer(question="q", replies=(Reply(seq=1, text=reply),)))
    assert said_back(line, answer) == shown_as


def test_keys_and_passwords_never_reach_the_search() -> None:
    """F89: what was pasted by accident is gone at the boundary, so no tag can stand for it."""
    lines = (EVALS / "bad_inputs.jsonl").read_text("utf-8").strip().split("\n")
    pasted = [row for row in map(json.loads, lines) if row["class"] == "secret_paste"]
    assert pasted
    for row in pasted:
        cleaned = clean_text(row["text"])
        assert cleaned.text != row["text"], row["id"]
        assert "removed]" in cleaned.text
        assert "removed]" in shown(cleaned.text)


# ---------------------------------------------------------------- how much of it


@pytest.fixture(scope="module")
def study() -> tuple[Recognised, ...]:
    return study_identifiers(EVALS)


@pytest.mark.parametrize("kind", STRUCTURED)
def test_what_has_a_shape_is_found_in_sentences_written_before(study, kind: str) -> None:
    """F80: nine in ten of the held-out sentences; the bound is the issue's."""
    assert study[1].kind(kind).share >= 0.9, study[1].kind(kind)


@pytest.mark.parametrize(("kind", "least"), [("name", 0.93), ("town", 0.8), ("other", 0.75)])
def test_what_has_no_shape_is_found_as_often_as_it_was(study, kind: str, least: float) -> None:
    """F80"""
    assert study[1].kind(kind).share >= least


def test_names_in_replies_by_other_writers_are_found_as_often_as_they_were(study) -> None:
    """F80"""
    assert study[2].kind("name").share >= 0.79
    assert study[2].kind("date").share >= 0.95


def test_false_alarms_are_rare(study) -> None:
    """F80: at most one in twenty; measured far below."""
    for part in study:
        assert len(part.false_alarms) / part.benign <= 0.03, part.false_alarms


def test_the_corpora_are_as_large_as_they_say(study) -> None:
    seen, held_out, replies = study
    assert sum(row.of for row in seen.kinds) >= 67
    assert sum(row.of for row in held_out.kinds) >= 300
    assert held_out.benign >= 150
    assert len(held_out.kinds) >= 18
    assert replies.benign == 416


def test_the_table_says_who_wrote_the_sentences(study) -> None:
    lines = list(identifier_lines(study))
    assert "language models" in lines[0]
    assert any(line.strip().startswith("ssn") for line in lines)
