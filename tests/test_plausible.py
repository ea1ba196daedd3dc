"""A mark is believed only where its sentence can show it: readers' marks pass, nonsense does not, and no level stands on one sentence."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.backends.port import Mark, Marks
from interviewer.domain import Answer, Rated, Reply
from interviewer.evaluation.agreement import compare
from interviewer.evaluation.asked_alone import ad_hoc_question
from interviewer.evaluation.labelled import LabelledReply, ReaderMarks, read_marks, read_replies
from interviewer.grading import grade_answer
from interviewer.grading_bounds import words_of
from interviewer.library import DATA_ROOT, load_library
from interviewer.plausible import NEEDS, is_plausible
from interviewer.sentences import number_sentences

EVALS = DATA_ROOT / "evals"
RUBRICS = load_library().rubrics
QUESTION = ad_hoc_question("q", "Tell us about a time you had to stay calm.", "behavioral")
FACTS = ("real_case", "other_people", "pressure", "built_or_operated", "team_act")


def sources() -> set[str]:
    quotes = {
        f"{c.id}.{b.id}"
        for r in RUBRICS
        for c in r.criteria
        for b in c.behaviours
        if b.evidence == "quote"
    }
    return (
        quotes | {f"fact:{f}" for f in FACTS} | {f"flag:{f.id}" for r in RUBRICS for f in r.flags}
    )


def readers_sentences() -> list[tuple[str, str]]:
    """Every sentence a reader cited, with what for."""
    replies = {
        r.id: r.answer for n in ("dev", "train") for r in read_replies(EVALS / f"replies_{n}.jsonl")
    }
    cited = []
    for marks in (m for n in ("dev", "train") for m in read_marks(EVALS / f"marks_{n}.jsonl")):
        named = {
            **marks.shown,
            **marks.lowers,
            **{f"fact:{f}": v for f, v in marks.facts.items()},
            **{f"flag:{f}": v for f, v in marks.flags.items()},
        }
        for source, numbers in named.items():
            for n in numbers:
                start, end = marks.sentences[n - 1]
                cited.append((source, replies[marks.id][start:end]))
    return [one for one in cited if one[0] in NEEDS]


def test_every_quote_behaviour_fact_and_flag_has_a_check() -> None:
    assert set(NEEDS) == sources()


def test_readers_marks_are_believed() -> None:
    """At least 97 in a hundred over all, and 93 of every behaviour; the figures are in docs/decisions/0013."""
    cited = readers_sentences()
    assert len(cited) > 10_000
    asked, passed = Counter(s for s, _ in cited), Counter(s for s, t in cited if is_plausible(s, t))
    for source in sorted(asked):
        print(f"{source:28} {asked[source]:5} {passed[source] / asked[source]:.3f}")  # noqa: T201
    print(f"{'all':28} {len(cited):5} {passed.total() / len(cited):.3f}")  # noqa: T201
    assert passed.total() / len(cited) >= 0.97
    assert {s for s in asked if passed[s] / asked[s] < 0.93} == set()


@pytest.mark.parametrize(
    ("source", "text", "believed"),
    [
        ("action.own_act", "I rolled the last change back.", True),
        ("action.own_act", "Rejected a tablet per ward, because the wireless drops.", True),
        ("action.own_act", "I would calm the child down and get the nurse.", False),
        ("action.own_act", "See my answer to question 2.", False),
        ("action.own_act", "The outage lasted for two hours.", False),
        ("result.evidence", "Calls fell from forty to nine a week.", True),
        ("result.evidence", "She still uses it.", True),
        ("result.evidence", "It was a great success.", False),
        ("result.outcome", "I would hope for a good end.", False),
        ("result.learning", "Since then I ask first.", True),
        ("result.learning", "The ward is on floor four.", False),
        ("ownership.credit", "Marta wrote the query that found them.", True),
        ("ownership.credit", "It runs on port 80.", False),
        ("care.safeguard", "Each change is tested on a copy.", True),
        ("care.safeguard", "Quality is king.", False),
        ("respect.listened", "I asked the night nurse what she needed.", True),
        ("respect.listened", "It runs on port 80.", False),
        ("fact:other_people", "The build broke on Sunday.", False),
        ("fact:real_case", "Communication is key.", False),
        ("fact:pressure", "Communication is key.", False),
        ("flag:contempt", "It runs on port 80.", False),
        ("flag:blames_person", "The build broke on Sunday.", False),
        ("flag:claims_work", "The build broke on Sunday.", False),
        ("nobody.knows", "Anything at all.", True),
    ],
)  # fmt: skip
def test_a_sentence_can_show_something_or_not(source: str, text: str, believed: bool) -> None:
    assert is_plausible(source, text) is believed


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "5", "日本語。", "a", "Yes.", "Communication.", "🙂"])  # fmt: skip
def test_a_scrap_can_show_no_act_and_no_outcome(text: str) -> None:
    for source in ("action.own_act", "result.outcome", "ownership.credit", "respect.listened"):
        assert not is_plausible(source, text)


def claiming(
    text: str, *, sentences: tuple[int, ...] | None = None
) -> tuple[Answer, tuple[Marks, ...]]:
    """An answer with everything claimed of it, citing these sentences or all."""
    answer = Answer(question="q", replies=(Reply(seq=0, text=text),))
    cited = tuple(s.n for s in number_sentences(answer)) if sentences is None else sentences
    marks = tuple(
        Marks(
            rubric=r.id,
            behaviours=tuple(
                Mark(id=f"{c.id}.{b.id}", sentences=cited, verdict="shown")
                for c in r.criteria
                for b in c.behaviours
                if b.weight > 0
            ),
            facts=tuple(Mark(id=f, sentences=cited, verdict="shown") for f in FACTS),
            grader="claims",
        )
        for r in RUBRICS
    )
    return answer, marks


PIECES = (
    "I looked after a patient.", "Then I told the nurse, and she wrote it down.", "The build broke on a Sunday.",
    "We lost two days because nobody had tested it.", "I would do it again.", "She still calls me first.",
    "Since then I check the list twice, and a colleague reviews it.", "Yes.", "It was the worst week of that year",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6),
    st.none() | st.lists(st.integers(0, 7), max_size=6).map(tuple),
)
def test_whatever_is_claimed_a_level_stands_on_words_of_its_own(
    pieces: list[str], cited: tuple[int, ...] | None
) -> None:
    """No STAR level above 2 and no steadiness level above 3 without a distinct accepted sentence."""
    answer, marks = claiming(" ".join(pieces), sentences=cited)
    grade = grade_answer(QUESTION, answer, marks, rubrics=RUBRICS)
    own = {s.n: s.text for s in number_sentences(answer)}
    for rubric in (RUBRICS[0], RUBRICS[2]):
        high = [
            g
            for c in rubric.criteria
            if isinstance(g := grade.criterion(c.id), Rated) and g.level > (c.shared or 5)
        ]
        stands_on = set().union(*(words_of(g) for g in high))
        assert len(stands_on) >= len(high)
        assert len(stands_on) != 1
        for g in high:
            for finding in g.findings:
                assert all(
                    is_plausible(finding.id, own[e.sentence])
                    for e in finding.evidence
                    if finding.verdict == "shown"
                )


def test_one_sentence_carries_no_story_and_the_arithmetic_says_so() -> None:
    answer, marks = claiming("I told her mother what we knew, and she calmed down within minutes.")
    grade = grade_answer(QUESTION, answer, marks, rubrics=RUBRICS)
    for rubric, most in ((RUBRICS[0], 2), (RUBRICS[2], 3)):
        for criterion in rubric.criteria:
            found = grade.criterion(criterion.id)
            assert not isinstance(found, Rated) or found.level <= most
    situation = grade.criterion("situation")
    assert isinstance(situation, Rated)
    assert (situation.steps[-1].kind, situation.steps[-1].source) == ("cap", "shared")


def test_of_a_mark_that_cites_several_sentences_only_the_plausible_ones_stay() -> None:
    text = "I rolled the last change back. The ward is on floor four."
    answer = Answer(question="q", replies=(Reply(seq=0, text=text),))
    mark = Mark(id="action.own_act", sentences=(1, 2), verdict="shown")
    given_marks = (Marks(rubric="star", behaviours=(mark,), grader="g"),)
    grade = grade_answer(QUESTION, answer, given_marks, rubrics=RUBRICS[:1])
    found = next(f for c in grade.criteria for f in c.findings if f.id == "action.own_act")
    assert [e.sentence for e in found.evidence] == [1]


def test_a_level_stands_at_most_one_above_what_rules_find_that_obey_nobody() -> None:
    text = "I was on the ward at night. I told her what I knew. She cried less than before. Since then I ask first."
    answer, claims = claiming(text)
    nothing = [
        Marks(
            rubric=m.rubric,
            # One thing they find: words in which they find nothing at all are held to their level.
            behaviours=tuple(
                b if b.id == "situation.setting" else b.model_copy(update={"verdict": "not_shown", "sentences": ()})
                for b in m.behaviours
            ),
            facts=m.facts,
            grader="rules",
        )
        for m in claims
    ]  # fmt: skip
    held = tuple(m.model_copy(update={"rules": r}) for m, r in zip(claims, nothing, strict=True))
    loose = grade_answer(QUESTION, answer, claims, rubrics=RUBRICS)
    grade = grade_answer(QUESTION, answer, held, rubrics=RUBRICS)
    assert isinstance(free := loose.criterion("action"), Rated)
    assert isinstance(bound := grade.criterion("action"), Rated)
    assert (free.level, bound.level) == (4, 3)
    assert bound.steps[-1].source == "rules"
    assert "level 2" in bound.steps[-1].label


@pytest.mark.parametrize(
    ("reader", "least"),
    [("p", {"star": 0.87, "communication": 0.92, "steadiness": 0.93}), ("q", {"star": 0.87, "communication": 0.92, "steadiness": 0.93})],
)  # fmt: skip
def test_readers_marks_still_agree_with_the_raters_when_they_are_checked_like_anybodys(
    reader: str, least: dict[str, float]
) -> None:
    """The whole of grading, plausibility and bounds included; the readers' sentences are found again in ours."""
    replies = {r.id: r for r in read_replies(EVALS / "replies_dev.jsonl")}
    criteria = tuple(c.id for r in RUBRICS for c in r.criteria)
    marked = [m for m in read_marks(EVALS / "marks_dev.jsonl") if m.reader == reader]
    ours = [_levels_through_grading(m, replies[m.id]) for m in marked]
    theirs = [replies[m.id].median_levels(criteria) for m in marked]
    found = {a.name: a.kappa.known for a in compare(ours, theirs, RUBRICS)}
    sys.stdout.write(f"\n{reader}: { {name: round(found[name], 3) for name in least} }\n")
    for rubric, kappa in least.items():
        assert found[rubric] >= kappa


def _levels_through_grading(read: ReaderMarks, reply: LabelledReply) -> dict[str, float | None]:
    answer = reply.as_answer()
    own = number_sentences(answer)

    def ours(numbers: tuple[int, ...]) -> tuple[int, ...]:
        spans = [read.sentences[n - 1] for n in numbers]
        return tuple(
            s.n for s in own if any(s.start < end and start < s.end for start, end in spans)
        )

    def mark(source: str, kind: str) -> Mark:
        numbers = read.shown.get(source, read.lowers.get(source))
        if kind == "whole":
            shown = source in read.shown
            return Mark(id=source, verdict="shown" if shown else "not_shown")
        if numbers is None:
            return Mark(id=source, verdict="not_shown")
        return Mark(id=source, verdict="shown", sentences=ours(numbers))

    facts = tuple(Mark(id=f, verdict="shown", sentences=ours(n)) for f, n in read.facts.items())
    flags = tuple(Mark(id=f, verdict="shown", sentences=ours(n)) for f, n in read.flags.items())
    marks = tuple(
        Marks(
            rubric=r.id,
            behaviours=tuple(
                mark(f"{c.id}.{b.id}", b.evidence) for c in r.criteria for b in c.behaviours
            ),
            facts=facts,
            flags=flags,
            grader=read.reader,
        )
        for r in RUBRICS
    )
    question = ad_hoc_question(reply.id, reply.question, reply.kind)
    grade = grade_answer(question, answer, marks, rubrics=RUBRICS)
    rated = {c.criterion: c for c in grade.criteria}
    return {
        c.id: float(found.level) if isinstance(found := rated.get(c.id), Rated) else None
        for r in RUBRICS
        for c in r.criteria
    }
