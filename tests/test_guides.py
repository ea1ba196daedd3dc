"""The shipped guide packs: the guide's own questions word for word, and how everything of ours is worded."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.domain import Guide, Question
from interviewer.library import DATA_ROOT, load_library
from interviewer.planning import plan_questions
from interviewer.spoken import count_sentences, faults_of_line, faults_of_probe
from tests.data_files import problems_of

LIBRARY = load_library(DATA_ROOT)
CHOP = LIBRARY.guide("chop-software-engineer")
GENERAL = LIBRARY.guide("software-engineer-general")
GUIDES = (CHOP, GENERAL)

TECHNICAL = "Technical & Project Deep Dives"
CULTURE = "Behavioral & Cultural Fit"
PROJECT = "Project Experience & Technical Application"
PERSONALITY = "Behavioral & Personality Fit"

# The interview guide's questions, in its order: words, section, kind.
GUIDE_QUESTIONS = (
    (
        "Describe the architecture of the most complex system you’ve worked on.",
        TECHNICAL,
        "project",
    ),
    (
        "How do you approach testing and quality assurance for internal tools?",
        TECHNICAL,
        "approach",
    ),
    (
        "Walk us through your process for troubleshooting a critical bug in production.",
        TECHNICAL,
        "approach",
    ),
    (
        "What technologies would you choose for a new internal dashboard, and why?",
        TECHNICAL,
        "approach",
    ),
    ("How do you handle technical debt when working on long-term projects?", TECHNICAL, "approach"),
    (
        "Tell me about a time you went above and beyond for a user or stakeholder.",
        CULTURE,
        "behavioral",
    ),
    (
        "Describe a situation where you had to learn a new technology quickly to solve a problem.",
        CULTURE,
        "behavioral",
    ),
    (
        "How do you handle a situation where a project's requirements change mid-way through development?",
        CULTURE,
        "approach",
    ),
    (
        "Give an example of how you’ve handled a disagreement regarding a technical direction.",
        CULTURE,
        "behavioral",
    ),
    (
        'What does "mission-driven work" mean to you in the context of software engineering?',
        CULTURE,
        "motivation",
    ),
    (
        "Walk us through a complex web application you maintained. What were the biggest challenges in its architecture?",
        PROJECT,
        "project",
    ),
    (
        "Describe a time you had to integrate a new feature into a system you didn't originally build.",
        PROJECT,
        "behavioral",
    ),
    (
        "How do you ensure data integrity when migrating internal company sites?",
        PROJECT,
        "approach",
    ),
    (
        "Tell us about a time you had to explain a technical delay to a non-technical stakeholder.",
        PERSONALITY,
        "behavioral",
    ),
    (
        "Describe a situation where you had to work with a difficult team member. How did you ensure the project stayed on track?",
        PERSONALITY,
        "behavioral",
    ),
    (
        "Why Children's Hospital of Philadelphia? What draws you to healthcare technology specifically?",
        PERSONALITY,
        "motivation",
    ),
)

SECTIONS = {
    "What is a Software Engineer at Children's Hospital of Philadelphia?",
    "Common Interview Questions",
    TECHNICAL,
    CULTURE,
    "Getting Ready for Your Interviews",
    "Interview Process Overview",
    PROJECT,
    PERSONALITY,
    "Key Responsibilities",
    "Role Requirements & Qualifications",
    "Frequently Asked Questions",
    "Other General Tips",
    "Summary & Next Steps",
}

REAL_CASE = "situation.real_case"
ASKS_TWO_THINGS = re.compile(
    r"\b(?:and|or|but) (?:then )?(?:what|why|how|who|whom|whose|when|where|which|did you|do you)\b",
    re.IGNORECASE,
)
READS_THE_RUBRIC = re.compile(
    r"\b(?:rating|rated|rate|band|behaviou?rs?|points|assess\w*|evaluat\w*|your (?:answer|story) (?:lacks|misses))\b",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """Quote marks made straight and runs of white space made one."""
    straight = text.translate(str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'}))
    return " ".join(straight.split())


each_question = pytest.mark.parametrize(
    ("guide", "question"),
    [pytest.param(g, q, id=f"{g.id}:{q.id}") for g in GUIDES for q in g.questions],
)
each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)


def test_no_shipped_data_file_has_a_problem() -> None:
    assert problems_of(DATA_ROOT) == ()


# ---------------------------------------------------------------- the guide's questions and ours


@pytest.mark.parametrize(
    ("text", "section", "kind"), GUIDE_QUESTIONS, ids=[q[0][:40] for q in GUIDE_QUESTIONS]
)
def test_each_question_of_the_guide_stands_word_for_word(
    text: str, section: str, kind: str
) -> None:
    found = [q for q in CHOP.questions if fold(q.text) == fold(text)]
    assert [(q.source, q.section, q.kind) for q in found] == [("guide", section, kind)]


def test_the_sixteen_stand_in_the_guides_order_and_nothing_else_claims_to_be_its() -> None:
    claimed = [fold(q.text) for q in CHOP.questions if q.source == "guide"]
    assert claimed == [fold(text) for text, _, _ in GUIDE_QUESTIONS]


def test_at_least_sixteen_further_questions_are_marked_as_ours() -> None:
    ours = [q for q in CHOP.questions if q.source == "steady"]
    assert len(ours) >= 16
    assert {q.section for q in CHOP.questions} <= SECTIONS


def test_the_general_pack_is_ours_alone_and_names_no_hospital() -> None:
    assert len(GENERAL.questions) >= 16
    assert {q.source for q in GENERAL.questions} == {"steady"}
    assert not {q.text for q in GENERAL.questions} & {q.text for q in CHOP.questions}
    assert not re.search(
        r"hospital|clinic|patient|chop\b", GENERAL.model_dump_json(), re.IGNORECASE
    )


def test_the_hospitals_pack_says_that_it_is_not_the_hospitals() -> None:
    assert "not affiliated with" in CHOP.disclaimer
    assert CHOP.employer in CHOP.disclaimer


# ---------------------------------------------------------------- people, stages, competencies


@each_guide
def test_ids_and_words_are_never_used_twice(guide: Guide) -> None:
    for field in ("competencies", "stages", "interviewers", "questions", "facts"):
        ids = [entry.id for entry in getattr(guide, field)]
        assert len(ids) == len(set(ids)), field
    for texts in (
        [q.text for q in guide.questions],
        [q.short for q in guide.questions],
        [p.text for q in guide.questions for p in q.probes],
    ):
        assert [t for t, n in Counter(texts).items() if n > 1] == []


@each_guide
def test_each_interviewer_and_competency_has_four_questions_and_each_stage_its_people(
    guide: Guide,
) -> None:
    by_person = Counter(q.interviewer for q in guide.questions)
    by_competency = Counter(q.competency for q in guide.questions)
    assert min(by_person[i.id] for i in guide.interviewers) >= 4
    assert min(by_competency[c.id] for c in guide.competencies) >= 4
    # One stage a person, in the order of the panel: so the panel's order is the order of the stages.
    stage_of = {q.interviewer: q.stage for q in guide.questions}
    assert all(q.stage == stage_of[q.interviewer] for q in guide.questions)
    order = [stage.id for stage in guide.stages]
    places = [order.index(stage_of[i.id]) for i in guide.interviewers]
    assert places == sorted(places)
    assert set(places) == set(range(len(order)))


def test_the_four_interviewers_stand_in_the_order_of_the_process() -> None:
    ids = ["recruiter", "senior_engineer", "engineering_manager", "clinical_stakeholder"]
    assert [i.id for i in CHOP.interviewers] == ids
    assert [i.id for i in CHOP.interviewers if i.asks_plain_words] == ["clinical_stakeholder"]
    guides = Counter(q.interviewer for q in CHOP.questions if q.source == "guide")
    assert all(guides[i] >= 1 for i in ids)


def test_icons_are_among_those_the_page_ships_with() -> None:
    """look.md: no font or picture is fetched from another machine."""
    from streamlit.material_icon_names import ALL_MATERIAL_ICONS

    icons = {i.icon for guide in GUIDES for i in guide.interviewers}
    assert {icon.removeprefix(":material/").removesuffix(":") for icon in icons} <= set(
        ALL_MATERIAL_ICONS
    )


# ---------------------------------------------------------------- what is said about a question


@each_question
def test_a_question_has_all_an_interviewer_needs(guide: Guide, question: Question) -> None:
    assert 3 <= len(question.strong) <= 5
    assert len(question.notes) >= 3
    assert len(question.hints) >= 2
    assert 3 <= len(question.probes) <= 6
    assert len(question.parts) != 1
    assert fold(question.rephrase) != fold(question.text)


@each_question
def test_nothing_said_praises_or_scores_or_asks_two_things(
    guide: Guide, question: Question
) -> None:
    lines = [question.angle, *question.hints, *(note.text for note in question.notes)]
    if question.source == "steady":
        lines += [question.rephrase]
    for line in lines:
        assert faults_of_line(line) == (), line
        assert not READS_THE_RUBRIC.search(line), line
        assert line[0].isupper() and line[-1] in '.?"', line


@each_question
def test_notes_tell_and_do_not_ask(guide: Guide, question: Question) -> None:
    words = [word for note in question.notes for word in note.about]
    assert [word for word, n in Counter(words).items() if n > 1] == []
    assert [note.text for note in question.notes if "?" in note.text] == []
    assert [note for note in question.notes if not note.about] == []


def test_a_line_is_found_that_would_read_the_rubric_aloud() -> None:
    assert READS_THE_RUBRIC.search("This is rated higher with a figure.")
    assert READS_THE_RUBRIC.search("Your answer lacks a figure.")
    assert not READS_THE_RUBRIC.search("What did you do first?")


# ---------------------------------------------------------------- probes


@each_question
def test_a_probe_asks_one_thing_in_plain_words(guide: Guide, question: Question) -> None:
    for probe in question.probes:
        assert faults_of_probe(probe.text) == (), probe.text
        assert probe.text.endswith("?"), probe.text
        assert not ASKS_TWO_THINGS.search(probe.text), probe.text
        assert not READS_THE_RUBRIC.search(probe.text), probe.text
        assert len(probe.text.split()) <= 24, probe.text


@pytest.mark.parametrize(
    "text",
    ["What did you do, and why?", "How did it end and what did you learn?", "Did it, or did you?"],
)
def test_a_double_question_would_be_found(text: str) -> None:
    assert ASKS_TWO_THINGS.search(text)


@each_question
def test_probes_are_about_different_behaviours_that_can_be_asked_for(
    guide: Guide, question: Question
) -> None:
    askable = {
        f"{criterion.id}.{behaviour.id}"
        for rubric in LIBRARY.rubrics
        for criterion in rubric.criteria
        for behaviour in criterion.behaviours
        if behaviour.ask and behaviour.weight > 0
    }
    asked = [probe.behaviour for probe in question.probes]
    assert len(asked) == len(set(asked))
    assert set(asked) <= askable | {REAL_CASE}


@each_question
def test_an_approach_is_asked_for_a_case_and_a_story_for_its_act_and_outcome(
    guide: Guide, question: Question
) -> None:
    asked = {probe.behaviour for probe in question.probes}
    if question.kind in ("approach", "motivation"):
        assert REAL_CASE in asked
    else:
        assert REAL_CASE not in asked
        assert asked & {"task.own_part", "action.own_act"}
        assert {b for b in asked if b.startswith("result.")}
    if guide.interviewer(question.interviewer).asks_plain_words:
        assert "audience.plain" in asked


# ---------------------------------------------------------------- facts


@each_guide
def test_a_fact_can_be_said_aloud_and_found_by_its_words(guide: Guide) -> None:
    for fact in guide.facts:
        assert faults_of_line(fact.text) == (), fact.text
        assert 1 <= count_sentences(fact.text) <= 3, fact.text
        assert "?" not in fact.text
        assert fact.about
    words = [word for fact in guide.facts for word in fact.about]
    assert [word for word, n in Counter(words).items() if n > 1] == []
    assert sum(fact.tip for fact in guide.facts) >= 6


def test_the_guides_facts_name_their_section() -> None:
    assert len(CHOP.facts) >= 20
    assert {fact.section for fact in CHOP.facts} <= SECTIONS


# ---------------------------------------------------------------- interviews that can be held with a pack


@given(seed=st.integers(min_value=0, max_value=2**31))
@settings(max_examples=25)
def test_full_panels_use_up_the_guides_questions_first(seed: int) -> None:
    asked: Counter[str] = Counter()
    for held in range(3):
        plan = plan_questions(CHOP, format="panel", seed=seed + held, asked=asked)
        assert [p.interviewer for p in plan] == [
            "recruiter",
            *["senior_engineer"] * 3,
            *["engineering_manager"] * 3,
            "clinical_stakeholder",
        ]
        stages = [s.id for s in CHOP.stages]
        places = [stages.index(CHOP.question(p.question).stage) for p in plan]
        assert places == sorted(places)
        assert not asked & Counter(p.question for p in plan), "a question was asked again"
        asked.update(p.question for p in plan)
        if held == 0:
            assert {CHOP.question(p.question).source for p in plan} == {"guide"}
    assert {q.id for q in CHOP.questions if q.source == "guide"} <= set(asked)


@each_guide
def test_every_competency_can_be_drilled(guide: Guide) -> None:
    for competency in guide.competencies:
        plan = plan_questions(guide, format="drill", seed=1, asked={}, competency=competency.id)
        assert len(plan) == 4
        assert {guide.question(p.question).competency for p in plan} == {competency.id}


def test_a_full_panel_can_be_held_at_any_employer() -> None:
    plan = plan_questions(GENERAL, format="panel", seed=3, asked={})
    assert Counter(p.interviewer for p in plan) == {
        "recruiter": 1,
        "senior_engineer": 3,
        "engineering_manager": 3,
        "product_partner": 1,
    }
