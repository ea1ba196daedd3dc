"""Every line can be said in every voice, fails loudly where a name is missing, and never judges."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain import Script
from interviewer.errors import DataFileError
from interviewer.library import DATA_ROOT, load_library
from interviewer.prompts import LINES, JinjaScript, read_script
from interviewer.spoken import count_sentences, faults_of_line, faults_of_probe

PROMPTS = DATA_ROOT / "prompts"
SCRIPT: JinjaScript = read_script(PROMPTS)[0]
VOICES = (
    "common",
    "recruiter",
    "senior_engineer",
    "engineering_manager",
    "clinical_stakeholder",
    "product_partner",
)
OWN_LINES = {
    "greeting",
    "handover",
    "lead_in",
    "transition",
    "reprompt",
    "pushback",
    "close_invite",
    "goodbye",
}
NAMES = {
    "name": "Ann Example",
    "role": "Nurse",
    "employer": "Example Clinic",
    "guide_role": "Software Engineer",
    "count": "8 questions",
    "minutes": "45",
    "mode": "practice",
    "topic": "communication and influence",
    "question": "What did you do that day?",
    "rephrase": "Which step was yours?",
    "angle": "What did you like about it?",
    "note": "I mean any employer.",
    "hint": "Think of one person.",
    "fact": "It is a clinic.",
    "section": "Start",
}
WORDINGS = [
    pytest.param(voice, line, pick, id=f"{voice}/{line} {pick}")
    for voice in VOICES
    for line in LINES
    if f"{voice}/{line}" in SCRIPT.wordings
    for pick in range(len(SCRIPT.wordings[f"{voice}/{line}"]))
]


def say(voice: str, line: str, pick: int = 0, **more: str) -> str:
    names = {name: NAMES[name] for name in LINES[line]} | more
    return SCRIPT.say(line, interviewer=voice, pick=pick, **names)


def test_the_contract_of_lines_and_their_names_is_kept():
    """What the engine passes; written out here so that a change on one side is seen."""
    told = """
    greeting name role employer guide_role count minutes mode | handover name role | lead_in topic
    transition | reprompt question | told_question question | answer_back note | answer_back_unknown
    repeat question | rephrase rephrase | hint hint | no_more_hints | no_hints_live | hint_offer
    angle angle | declined | skipped | not_answered | time | pause | resume question | calm question
    answer_back_notes | answer_back_self | answer_back_elsewhere | nerves
    calm_on | distress | off_record question | off_record_nothing question | small_talk question
    unclear question | too_short question | pushback | between | again question
    close_invite employer | close_answer fact section | close_more | close_unknown | ended_early
    goodbye employer
    """
    rows = [row.split() for row in re.split(r"[|\n]", told) if row.strip()]
    assert {row[0]: frozenset(row[1:]) for row in rows} == dict(LINES)


def test_every_line_is_in_the_common_voice_and_the_panel_has_voices_of_its_own():
    assert SCRIPT.lines == set(LINES)
    assert SCRIPT.voices == set(VOICES[1:])
    for voice in VOICES[1:]:
        own = {key.split("/")[1] for key in SCRIPT.wordings if key.startswith(f"{voice}/")}
        assert own >= OWN_LINES


def test_every_interviewer_of_the_shipped_guides_has_a_voice():
    people = {person.id for guide in load_library().guides for person in guide.interviewers}
    assert people <= SCRIPT.voices


def test_every_line_has_two_to_four_wordings_and_distress_exactly_one():
    for key, wordings in SCRIPT.wordings.items():
        fixed = key.endswith("/distress")
        assert len(wordings) == 1 if fixed else 2 <= len(wordings) <= 4, key


def test_no_voice_says_what_another_says():
    for line in OWN_LINES:
        said = [
            say(voice, line, pick)
            for voice in VOICES
            for pick in range(len(SCRIPT.wordings[f"{voice}/{line}"]))
        ]
        assert len(said) == len(set(said)), line


# ---------------------------------------------------------------- the firewall

JUDGING = re.compile(
    r"\b(?:behaviou?rs?|evidence|levels?|bands?|points?|marks?|marked|rat(?:e|ed|ing)|strong(?:er)?|weak(?:er)?"
    r"|correct|right answer|wrong|better|(?<!all the )best|well|good (?!to|luck|day)|excellent|great|nice|perfect|impress\w*"
    r"|relevance|clarity|concision|composure|ownership|steadiness|situation|task|action|result|STAR)\b",
    re.IGNORECASE,
)
SPOKEN_OF = {
    # "I wish you well" and "may well be my fault" judge nobody's answer.
    "well",
    # The strongest argument is asked for, not praised.
}


@pytest.mark.parametrize(("voice", "line", "pick"), WORDINGS)
@pytest.mark.parametrize("mode", ["practice", "live"])
def test_a_line_never_praises_scores_or_asks_twice(voice: str, line: str, pick: int, mode: str):
    said = say(voice, line, pick, **({"mode": mode} if "mode" in LINES[line] else {}))
    assert faults_of_line(said) == ()
    own_words = said
    for name in LINES[line]:
        own_words = own_words.replace(NAMES[name], "")
    judged = {word.lower() for word in JUDGING.findall(own_words)} - SPOKEN_OF
    assert not judged
    assert "  " not in said
    assert said == said.strip()
    assert not re.search(r"\w[.?]\w", said.replace("Example", "")), "sentences run together"


@pytest.mark.parametrize(("voice", "line", "pick"), WORDINGS)
def test_a_line_is_short(voice: str, line: str, pick: int):
    words = len(say(voice, line, pick).split())
    limits = {"greeting": 80, "distress": 150, "nerves": 90}
    assert words <= limits.get(line, 45)


@pytest.mark.parametrize(("voice", "line", "pick"), WORDINGS)
def test_a_line_says_every_name_it_is_there_to_say(voice: str, line: str, pick: int):
    said = say(voice, line, pick)
    for name in LINES[line] - {"mode"}:
        assert NAMES[name].lower() in said.lower(), name


@pytest.mark.parametrize(
    ("voice", "line", "pick"),
    [
        case
        for case in WORDINGS
        if case.values[1] in {"repeat", "calm", "reprompt", "told_question", "again"}
    ],
)
def test_a_question_is_said_again_word_for_word_in_a_paragraph_of_its_own(
    voice: str, line: str, pick: int
):
    question = "Why us? What draws you to “healthcare” specifically?"
    assert say(voice, line, pick, question=question).split("\n\n")[-1] == question


@pytest.mark.parametrize(
    "line", ["resume", "calm", "off_record", "off_record_nothing", "small_talk"]
)
def test_where_no_question_stands_none_is_announced(line: str):
    for pick in range(len(SCRIPT.wordings[f"common/{line}"])):
        said = say("common", line, pick, question="")
        assert "question is" not in said
        assert said.endswith(".")
        assert "\n" not in said


def test_modes_are_told_apart_in_every_greeting():
    for voice in VOICES:
        for pick in range(len(SCRIPT.wordings[f"{voice}/greeting"])):
            practice = say(voice, "greeting", pick, mode="practice")
            live = say(voice, "greeting", pick, mode="live")
            assert "hint" in practice
            assert "hint" not in live


def test_distress_gets_real_help_a_pause_and_the_offer_to_stop():
    """F88: fixed kind words, real help, no scoring pressure, no refusal wall."""
    said = say("common", "distress")
    for needed in (
        "call or text 988",
        "local emergency number",
        "child protection line",
        "people in charge",
        "neither for nor against you",
        "interview is paused",
        "You can end it here",
    ):
        assert needed in said
    assert "?" not in said
    assert {say(voice, "distress", pick) for voice in VOICES for pick in range(5)} == {said}


def test_nerves_get_a_breath_a_pause_and_no_talk_of_harm():
    """F88: somebody whose heart races the evening before is not told of abuse and of harm."""
    for pick in range(len(SCRIPT.wordings["common/nerves"])):
        said = say("common", "nerves", pick)
        for needed in (
            "breathe out slowly",
            "counts",
            "paused",
            "end it",
            "988",
            "local emergency",
        ):
            assert needed in said
        assert not re.search(r"hurt|harm|child|suicid|risk|danger", said)
        assert "?" not in said


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("answer_back_notes", ("notes", "after the answer", "at the end")),
        ("answer_back_self", ("practice program", "made up", "not")),
        ("answer_back_elsewhere", ("Yes, ", "names")),
    ],
)
def test_what_no_note_can_answer_is_answered_honestly(line: str, needed: tuple[str, ...]):
    for pick in range(len(SCRIPT.wordings[f"common/{line}"])):
        assert all(part in say("common", line, pick) for part in needed)


# ---------------------------------------------------------------- saying


def test_the_script_is_the_domains(tmp_path: Path):
    script: Script = SCRIPT
    assert script.say("time", interviewer="nobody", pick=0) == say("common", "time")


@given(pick=st.integers())
def test_any_pick_says_one_of_the_wordings_and_the_same_one_again(pick: int):
    said = say("recruiter", "transition", pick)
    assert said == say("recruiter", "transition", pick)
    assert said in {say("recruiter", "transition", n) for n in range(3)}


def test_an_own_voice_wins_and_the_common_one_fills_in():
    assert say("recruiter", "goodbye") != say("common", "goodbye")
    assert say("recruiter", "time") == say("common", "time")


def test_a_line_that_is_none_is_a_key_error():
    with pytest.raises(KeyError):
        SCRIPT.say("farewell", interviewer="recruiter", pick=0)


@pytest.mark.parametrize(
    ("line", "name"), [(line, name) for line, names in LINES.items() for name in sorted(names)]
)
def test_a_missing_name_fails_loudly(line: str, name: str):
    names = {other: NAMES[other] for other in LINES[line] - {name}}
    with pytest.raises(DataFileError, match=f"prompts/common/{line}.j2: '{name}' is undefined"):
        for pick in range(4):
            SCRIPT.say(line, interviewer="common", pick=pick, **names)


@given(text=st.text(max_size=60))
def test_what_is_filled_in_is_never_read_as_a_template(text: str):
    said = SCRIPT.say("answer_back", interviewer="common", pick=0, note="{{ 7 * 7 }}" + text)
    assert "{{ 7 * 7 }}" in said
    assert "49" not in said or "49" in text


# ---------------------------------------------------------------- broken files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which every line has one plain wording."""
    common = tmp_path / "prompts" / "common"
    common.mkdir(parents=True)
    for line in LINES:
        (common / f"{line}.j2").write_text("Go on.\n", encoding="utf-8")
    return tmp_path / "prompts"


BROKEN = {
    "an unknown name": (
        "handover",
        "I am {{ nam }}.",
        ["wording 1: uses 'nam', which this line does not get; it gets name, role"],
    ),
    "a name where there is none": (
        "time",
        "Take it, {{ name }}.",
        ["wording 1: uses 'name', which this line does not get; it gets nothing"],
    ),
    "an open brace": (
        "time",
        "Go on.\n---\n\nTake your {{ time.\n",
        ["wording 2: line 4: expected name or number"],
    ),
    "an unknown filter": (
        "handover",
        "Go on.\n---\nHello,\n{{ name | shout }}.",
        ["wording 2: line 4: No filter named 'shout'."],
    ),
    "a reach outside": (
        "handover",
        "{{ name.__class__.__mro__ }}",
        [
            "wording 1: cannot be filled in: access to attribute '__class__' of 'str' object is unsafe."
        ],
    ),
    "sums with text": (
        "greeting",
        "{{ count + 1 }}",
        ['wording 1: cannot be filled in: can only concatenate str (not "int") to str'],
    ),
    "an empty wording": ("time", "Go on.\n---\n---\nWait.", ["wording 2: is empty"]),
    "nothing said": ("time", "{# later #}", ["wording 1: is empty"]),
    "praise": ("transition", "Great answer.", ["wording 1: praises the candidate ('Great')"]),
    "a score": ("transition", "That scores.", ["wording 1: speaks of scoring ('scores')"]),
    "two questions": (
        "reprompt",
        "Shall we? {{ question }}",
        ["wording 1: asks 2 questions at once"],
    ),
    "a shout": ("goodbye", "Bye!", ["wording 1: has an exclamation mark"]),
    "markup": (
        "goodbye",
        "Bye, **friend**.",
        ["wording 1: holds markup ('**'); lines are plain text"],
    ),
}


@pytest.mark.parametrize(("line", "text", "messages"), BROKEN.values(), ids=BROKEN)
def test_a_broken_line_gives_its_exact_message(
    folder: Path, line: str, text: str, messages: list[str]
):
    (folder / "common" / f"{line}.j2").write_text(text, encoding="utf-8")
    assert read_script(folder)[1] == tuple(f"prompts/common/{line}.j2: {m}" for m in messages)


def test_a_line_nobody_says_and_a_line_that_is_missing_are_named(folder: Path):
    (folder / "common" / "time.j2").rename(folder / "common" / "tine.j2")
    (folder / "common" / "pause.j2").write_bytes(b"caf\xe9")
    names = ", ".join(sorted(LINES))
    assert read_script(folder)[1] == (
        "prompts/common/pause.j2: is not UTF-8 text (byte 4)",
        f"prompts/common/tine.j2: no line is called 'tine'; there are {names}",
        "prompts/common/time.j2: there is no such file; every line needs one",
    )


def test_lines_may_be_broken_where_the_author_likes(folder: Path):
    text = "\n\nGo on,\n  if you\nlike.\n\n\nOr not.\n---\r\nWait.\r\n"
    (folder / "common" / "time.j2").write_bytes(text.encode())
    script, problems = read_script(folder)
    assert not problems
    assert script.say("time", interviewer="x", pick=0) == "Go on, if you like.\n\nOr not."
    assert script.say("time", interviewer="x", pick=1) == "Wait."


# ---------------------------------------------------------------- what may not be said


@pytest.mark.parametrize(
    "text",
    [
        "Which system was this?",
        "You said “{quote}”. Why did you do it that way?",
        "A great deal depends on this, so who decided it?",
        "How did the graduate trainees see it?",
        "What would a good outcome have been?",
        "Which stars of the team were there?",
        "You spoke of Dr. X. Who was that?",
    ],
)
def test_an_honest_probe_is_let_through(text: str):
    assert [fault for fault in faults_of_probe(text) if "sentences" not in fault] == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [("", 0), ("One", 1), ("One.", 1), ("One? Two.", 2), ("“One.” Two…", 2), ("At 1.5 s.", 1)],
)
def test_sentences_are_counted_by_their_closing_marks(text: str, sentences: int):
    assert count_sentences(text) == sentences
