"""Hold the bundled sample interview with the real engine and the embedded grader, and write it down.

The candidate and everything in the answers are made up. Run it anew after a change to what is asked, marked
or counted: `python -m docs.make_sample`. A test fails while the file is not what this script makes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from interviewer import engine, policy
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.domain import Guide, Interview, Snapshots
from interviewer.exports import json
from interviewer.library import Library, content_hash, load_library
from interviewer.planning import plan_questions
from interviewer.privacy import clean_text
from interviewer.report import build_report

SAMPLE = Path(__file__).parent.parent / "interviewer" / "ui" / "sample.json"
GUIDE = "chop-software-engineer"
BEGAN = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
PAUSE = timedelta(seconds=40)

Answers = dict[str, str]
"""What the candidate answers to a question (under its empty name) and to each probe, by behaviour."""

NOTHING_TO_ADD = "I have nothing to add to that."
SAID: dict[str, Answers] = {
    # A story that is nearly all there; the probe brings what was missing.
    "feature_in_existing_system": {
        "": (
            "Last spring I joined a small team that runs the booking site of a music school. The site was nine "
            "years old and the person who wrote it had left. Parents could not move a lesson themselves, so the "
            "two people in the office did it by telephone, about forty calls a week.\n\n"
            "I was asked to add a button for moving a lesson, and it had to be live before the autumn term. First "
            "I read the code and wrote tests that only said what the site did today. Then I found the one place "
            "where all bookings pass through. I thought about rewriting that part, but I decided against it, "
            "because nobody could have checked so large a change in time. I put the new step beside it, behind a "
            "switch, and showed it to the office on a copy of the site before any parent saw it."
        ),
        "result.outcome": (
            "It went live two weeks before the term. The office counted the calls: they went from about forty a "
            "week to six, and parents moved lessons in the evening, when the office is closed. Since then I write "
            "the tests first whenever I take over old code."
        ),
        "result.evidence": (
            "The office counted the calls: from about forty a week to six in the first month. Parents moved "
            "lessons in the evening, when the office is closed."
        ),
        "result.meaning": (
            "Parents no longer had to wait for office hours, and the two people in the office had their mornings "
            "back."
        ),
        "result.learning": "Since then I write such tests first whenever I take over old code.",
        "ownership.own_limit": (
            "One thing I missed: a parent with two children could only move one lesson at a time. A colleague in "
            "the office noticed it on the second day, and I mended it that week."
        ),
        "care.aftercare": (
            "I watched the log every morning of the first month, and left a page of notes for the next person."
        ),
    },
    # Told as a team's, with the cause put on somebody else.
    "technical_disagreement": {
        "": (
            "At my last company we had a disagreement about the database for a reporting tool. One colleague "
            "wanted the newest thing, as always, and that cost us two weeks. We had some discussions and looked at "
            "the pros and cons, and in the end we took the simpler database. It was probably fine, I guess."
        ),
        "task.own_part": (
            "I was to prepare the decision. I wrote one page with both options and what each would cost us to run."
        ),
        "action.own_act": (
            "I wrote one page with both options, and asked my colleague to check that his side was put fairly."
        ),
        "result.outcome": "We kept that database and the reports came out on Mondays as planned.",
        "result.evidence": "I could not tell you a number. It seemed fine to us.",
        "respect.other_view": (
            "His reason was that the old one had no good way to search text. That was fair."
        ),
    },
    # Short, in terms of art, and without a case.
    "technical_delay": {
        "": (
            "I usually tell stakeholders that the pipeline is blocked because of a race condition in the message "
            "broker and that we need another sprint for the refactoring. Communication is very important to me."
        ),
        "audience.no_jargon": (
            "Well, two parts of the program get in each other's way, like two people at one door."
        ),
        "audience.plain": "I would say that it takes longer than we thought, for technical reasons.",
    },
}
ASKED_AT_THE_CLOSE = "What does a typical day in this role look like?"
LAST_WORDS = "No, that was all. Thank you."


def hold() -> Interview:
    """The sample interview, held and graded."""
    library = load_library()
    guide, backend = library.guide(GUIDE), EmbeddedBackend()
    interview = _begin(library, guide)
    asked_panel = False
    for n in count(1):
        at = BEGAN + n * PAUSE
        if interview.status == "ended":
            break
        if policy.standing(interview).closing:
            text = LAST_WORDS if asked_panel else ASKED_AT_THE_CLOSE
            asked_panel = True
        else:
            text = _answer(interview)
        cleaned = clean_text(text)
        interview = engine.add_reply(interview, cleaned.text, at=at, notices=cleaned.notices)
        interview = engine.respond(
            interview,
            guide=guide,
            rubrics=library.rubrics,
            script=library.script,
            backend=backend,
            at=at,
        )
    grades = tuple(
        engine.grade_owed(interview, owed, guide=guide, rubrics=library.rubrics, backend=backend)
        for owed in engine.owed_grades(interview)
    )
    return interview.model_copy(update={"grades": grades})


def make() -> bytes:
    """The sample as its file holds it."""
    library = load_library()
    report = build_report(hold(), guide=library.guide(GUIDE), rubrics=library.rubrics)
    return json.render(report)


def _begin(library: Library, guide: Guide) -> Interview:
    return engine.start(
        guide,
        interview_id="5a3917e0" * 4,
        format="short",
        mode="live",
        seed=_seed(guide),
        at=BEGAN,
        snapshots=Snapshots(guide=content_hash(guide), rubrics=content_hash(library.rubrics)),
        script=library.script,
    )


def _seed(guide: Guide) -> int:
    """The first seed with which a short interview asks what the candidate has prepared."""
    for seed in range(10_000):
        plan = plan_questions(guide, format="short", seed=seed, asked={})
        if {planned.question for planned in plan} == SAID.keys():
            return seed
    raise LookupError("No short interview asks these three questions any more: choose others.")


def _answer(interview: Interview) -> str:
    last = interview.turns[-1]
    answers = SAID[last.question or ""]
    if last.kind == "question":
        return answers[""]
    return answers.get(last.behaviour or "", NOTHING_TO_ADD)


if __name__ == "__main__":
    SAMPLE.write_bytes(make())
