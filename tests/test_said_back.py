"""What is masked reaches no prompt of a whole interview, also where an interviewer says a piece of the answer back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from interviewer import engine, review
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.model import ModelBackend
from interviewer.backends.port import ProposedProbe
from interviewer.domain import Answer, Identifier, Interview, Reply, Snapshots
from interviewer.library import load_library
from interviewer.privacy import recognised
from interviewer.privacy_names import NO_NAMES
from interviewer.probing_proposed import may_be_asked
from tests.models import Answering, Honest, Seen

LIBRARY = load_library()
GUIDE = LIBRARY.guide("chop-software-engineer")
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
TAG = re.compile(r"\[[a-z]+ \d+\]")


# ---------------------------------------------------------------- a proposed probe


@pytest.mark.parametrize("kept", [False, True], ids=["masked", "kept"])
@pytest.mark.parametrize("quote", ["I asked Joan Ferris to wait", "Ferris to wait", "then joan ferris ran it"])  # fmt: skip
def test_a_proposed_probe_says_back_nothing_that_is_masked(quote: str, kept: bool) -> None:
    """F80"""
    text = "I asked Joan Ferris to wait, then joan ferris ran it. After that the import ran again."
    name = Identifier(kind="person", start=8, end=19, tag="[person 1]", kept=kept)
    question = GUIDE.questions[0]
    answer = Answer(question=question.id, replies=(Reply(seq=1, text=text, identifiers=(name,)),))

    def asked(line: str) -> bool:
        return may_be_asked(
            ProposedProbe(behaviour="result.evidence", text=line),
            question=question,
            answer=answer,
            rubrics=LIBRARY.rubrics,
            allowed=("result.evidence",),
            said=(),
        )

    assert asked(f"You said “{quote}”. How do you know that it ran?") is kept
    assert asked("You said “the import ran again”. How do you know that it ran?")
    assert asked("How do you know that Joan Ferris ran it?")


# ---------------------------------------------------------------- a whole interview


class Repeating(Honest):
    """Proposes a probe that names a tag it was shown, and says back the words around it."""

    def __call__(self, seen: Seen) -> dict[str, Any]:
        said = super().__call__(seen)
        lines = [line for line in seen.lines.values() if TAG.search(line)]
        if "probe" in said and lines:
            tag = TAG.search(lines[-1])
            assert tag is not None
            said["probe"] = {
                "behaviour": next((i for i in ("outcome", "evidence") if i in seen.ids), ""),
                "text": f"What happened to {tag[0]} when you said “{' '.join(lines[-1].split()[:4])}”?",
            }
        return said


def whole(replies: list[str], *, seed: int, repeats: bool) -> tuple[Interview, Answering]:
    """An interview with its marking, to its last word; all that is recognised is masked."""
    asks = Answering(Repeating(GUIDE) if repeats else Honest(GUIDE))
    backend = ModelBackend(asks, embedded=EmbeddedBackend(), prompts=LIBRARY.prompts)
    interview = engine.start(
        GUIDE,
        interview_id=f"{seed:032x}",
        format="warm_up",
        mode="live",
        seed=seed,
        at=AT,
        snapshots=Snapshots(guide="0" * 16, rubrics="1" * 16),
        script=LIBRARY.script,
        grader=asks.model,
        server="http://127.0.0.1:9/v1",
    )
    given = {"guide": GUIDE, "rubrics": LIBRARY.rubrics, "backend": backend}
    for text in (*replies, "And may I ask what you work on?", "That is all, thank you. Goodbye."):
        if interview.status == "ended":
            break
        found = recognised(text, interview.turns)
        interview = review.hold(engine.add_reply(interview, text, at=AT), found)
        if interview.awaits_review:
            tags = frozenset(one.tag for one in review.asked(interview))
            interview = review.review(interview, mask=tags)
        interview = engine.respond(interview, script=LIBRARY.script, at=AT, **given)  # type: ignore[arg-type]
    for owed in engine.owed_grades(interview):
        interview = interview.model_copy(
            update={"grades": (*interview.grades, engine.grade_owed(interview, owed, **given))}  # type: ignore[arg-type]
        )
    return interview, asks


def tokens(words: str) -> set[str]:
    """The words of a masked identifier that tell something."""
    found = {word.casefold() for word in re.findall(r"\w+", words)}
    return {word for word in found if len(word) >= 3 and word not in NO_NAMES}


def leaks(interview: Interview, asks: Answering) -> list[str]:
    """Each word of what was masked, with the line of the prompt in which it stands."""
    secret = {
        token
        for turn in interview.turns
        for one in turn.identifiers
        if not one.kept
        for token in tokens(turn.text[one.start : one.end])
    }
    assert secret, "nothing was masked, so nothing could leak"
    lines = [line for prompt in asks.prompts for line in prompt.user.splitlines()]
    return [
        f"{token}: {line}"
        for line in lines
        for token in secret & {w.casefold() for w in re.findall(r"\w+", TAG.sub(" ", line))}
    ]


CASES = (str, str.upper, str.lower, str.title)
# No word of the stories is made of these.
NAMES = st.builds("{}{}{}".format, st.sampled_from("BDKLMRTVZ"), st.sampled_from(["axo", "ilu", "erro", "ovi"]), st.sampled_from(["nth", "rdek", "lmaq", "vesk"]))  # fmt: skip
STREETS = st.builds("{} {} Street, {}, IL {}".format, st.integers(1, 99), NAMES, NAMES, st.integers(10_000, 99_999))  # fmt: skip
DAYS = st.builds("{} {}, {}".format, st.sampled_from(["April", "July", "October"]), st.integers(1, 28), st.integers(1990, 2025))  # fmt: skip
RECORDS = st.integers(1_000_000, 9_999_999).map("MRN {}".format)
PEOPLE = st.builds("{} {}".format, NAMES, NAMES)
STORIES = (
    "At 07:30 I rebooted the server at {street}, and the queue was empty again by noon. ",
    "On {day}, 30 nurses waited, so I told Dr. {person} about it: I moved the search to its own index. ",
    "The chart of {record}, was lost, and I wrote a test that replayed a whole night of it. ",
    "My manager {person} agreed, and because of that it went out to all of the wards. ",
    "After the change {person} had no more calls, and the page opened in one second. ",
    "I decided to ask {first} first: {first}, 2 others and I read the log of {day}, line by line. ",
    "We shipped it for {street}, 12 clinics, and lost entries fell from 40 to none. ",
)


@st.composite
def replies(draw: st.DrawFn) -> list[str]:
    """Three replies with the same few identifiers, said again in any case."""
    person, street, day, record = draw(PEOPLE), draw(STREETS), draw(DAYS), draw(RECORDS)
    said = [f"Last year the booking page was slow, and Dr. {person} told me so. "]
    for n in range(3):
        parts = draw(st.lists(st.sampled_from(STORIES), min_size=2, max_size=4, unique=True))
        case = draw(st.sampled_from(CASES))
        story = "".join(parts).format(
            person=case(person), first=case(person.split()[0]), street=street, day=day, record=record
        )  # fmt: skip
        said[n:] = [said[n] + story if n < len(said) else story]
    return said


TOLD = [
    "Last spring the booking page of our clinic was slow, and nurses waited for it. My manager Maria Lopez asked me to look."
    " At 07:30 I rebooted the server at 12 Elm Street, Springfield, IL 62704, and the queue was empty again by noon.",
    "I moved the search to its own index. MARIA LOPEZ agreed, and on March 3, 2021 I released it, 30 nurses watching.",
    "then maria called me: the page opened in one second, by our own logs of March 3, 2021.",
]


@pytest.mark.parametrize("repeats", [False, True], ids=["honest", "repeating"])
@pytest.mark.parametrize("seed", range(2))
def test_a_story_with_names_days_and_an_address_is_heard_and_marked_without_them(
    seed: int, repeats: bool
) -> None:
    """F80"""
    interview, asks = whole(TOLD, seed=seed, repeats=repeats)
    assert {"hear", "mark"} <= set(asks.purposes)
    assert leaks(interview, asks) == []
    assert any(TAG.search(prompt.user) for prompt in asks.prompts)
    assert "probe" in {turn.kind for turn in interview.turns}


@settings(max_examples=12, deadline=None)
@example(said=TOLD, seed=3, repeats=False)
@given(said=replies(), seed=st.integers(0, 40), repeats=st.booleans())
def test_no_word_of_what_is_masked_reaches_any_prompt_of_an_interview(
    said: list[str], seed: int, repeats: bool
) -> None:
    """F80: hearing, hearing at the close and marking, with probes that say the answer back."""
    assert leaks(*whole(said, seed=seed, repeats=repeats)) == []
