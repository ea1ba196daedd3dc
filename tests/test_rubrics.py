"""The rubric files hold the scoring guide's arithmetic, and every broken rubric gives its exact message.

The tables below were typed from the scoring guide, not read from the files.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain import Behaviour, Criterion, Rubric
from interviewer.grading import level_of
from interviewer.library import load_library
from interviewer.spoken import faults_of_probe
from tests.data_files import edit, problems_of, small_root

RUBRICS: tuple[Rubric, ...] = load_library().rubrics
CRITERIA: dict[str, Criterion] = {c.id: c for r in RUBRICS for c in r.criteria}
BEHAVIOURS: dict[str, Behaviour] = {
    f"{c.id}.{b.id}": b for c in CRITERIA.values() for b in c.behaviours
}

ORDER = {
    "star": "situation task action result",
    "communication": "relevance clarity concision audience",
    "steadiness": "composure ownership care respect",
}

# start | behaviour weight, W for whole answer, C for code, = for what another place shows
LEVELS = {
    "situation": "1 | setting 1, affected ½, stakes 1½, =fact:real_case ½",
    "task": "1 | goal ½, own_part 1½, constraint 1, =fact:real_case ½",
    "action": "1 | own_act 1, steps 1, reason 1, alternative 1",
    "result": "1 | outcome ½, evidence 1½, meaning 1, learning 1",
    "relevance": "1 | concrete 1, all_parts ½ W, purpose 1½ W, stays ½ W",
    "clarity": "1½ | thread 1 W, retellable 1 W, =audience.no_jargon ½, =concision.substance ½",
    "concision": "1½ | no_filler 1 W, no_repeats ½ W, substance 1 W, length ½ C",
    "audience": "1½ | no_jargon 1½ W, plain 1, listener ½, meant_for 1",
    "care": "2 | safeguard ½, second_safeguard 1, protects 1, aftercare ½",
    "composure": "2½ | names_pressure ½, measured_step ½, settled 1, heat −1, drama −1",
    "ownership": "2½ | own_decision ½, own_limit ½, credit 1, blame −1, hides −1",
    "respect": "3 | other_view ½, listened ½, changed ½, relation ½, dismisses −1, overrides −1",
}

CAPS = {
    "relevance": {("flag:other_question",): 1},
    "audience": {("flag:talks_down",): 2},
    "composure": {("flag:contempt",): 2, ("flag:contempt", "composure.heat"): 1},
    "respect": {("flag:contempt",): 1},
    "ownership": {("flag:blames_person",): 1, ("flag:claims_work",): 1},
    "care": {("flag:proud_skip",): 1, ("flag:identifies_patient",): 2},
}
FLOORS = {"action": {("fact:team_act",): 2}}
LENGTHS = {"concision": {("under", 25): 1, ("under", 60): 3, ("over", 330): 4, ("over", 500): 2}}
RATED = {
    **dict.fromkeys(
        ("situation", "task", "action", "result"), ({"behavioral", "project"}, {"real_case"})
    ),
    "composure": (set(), {"pressure", "other_people"}),
    "care": (set(), {"built_or_operated"}),
    "respect": (set(), {"other_people"}),
}
STANDS_AT_3 = {"composure", "ownership", "respect"}
FLAGS = {
    "star": set(),
    "communication": {"other_question", "talks_down"},
    "steadiness": {
        "contempt",
        "blames_person",
        "claims_work",
        "proud_skip",
        "identifies_patient",
    },
}


def number(text: str) -> float:
    whole = text.replace("½", "").replace("−", "-")
    return float(whole or 0) + (0.5 if "½" in text else 0)


def rows(criterion: str) -> tuple[float, list[tuple[str, float, str]]]:
    start, _, shown = LEVELS[criterion].partition(" | ")
    found = []
    for entry in shown.split(", "):
        name, weight, *kind = entry.split()
        found.append((
            name,
            number(weight),
            {"W": "whole", "C": "code"}.get("".join(kind), "quote"),
        ))
    return number(start), found


def test_three_rubrics_of_four_criteria_stand_in_order():
    assert {r.id: " ".join(c.id for c in r.criteria) for r in RUBRICS} == ORDER


@pytest.mark.parametrize("criterion", LEVELS)
def test_start_and_weights_are_the_scoring_guides(criterion: str):
    start, shown = rows(criterion)
    own = [row for row in shown if not row[0].startswith("=")]
    also = [(name.removeprefix("="), weight) for name, weight, _ in shown if name.startswith("=")]
    found = CRITERIA[criterion]
    assert found.start == start
    assert [(b.id, b.weight, b.evidence) for b in found.behaviours] == own
    assert [(a.when, a.weight) for a in found.also] == also


@pytest.mark.parametrize("criterion", LEVELS)
def test_caps_floors_and_lengths_are_the_scoring_guides(criterion: str):
    found = CRITERIA[criterion]
    assert {b.when: b.level for b in found.caps} == CAPS.get(criterion, {})
    assert {b.when: b.level for b in found.floors} == FLOORS.get(criterion, {})
    lengths = {
        ("under", c.under) if c.under is not None else ("over", c.over): c.level
        for c in found.lengths
    }
    assert lengths == LENGTHS.get(criterion, {})


@pytest.mark.parametrize("criterion", LEVELS)
def test_what_can_be_rated_is_the_scoring_guides(criterion: str):
    kinds, facts = RATED.get(criterion, (set(), set()))
    when = CRITERIA[criterion].rated_when
    assert (set(when.kinds), set(when.facts)) == (kinds, facts)
    assert bool(when.otherwise) == bool(kinds or facts)


def test_action_and_result_weigh_twice():
    weights = {c.id: c.weight for c in CRITERIA.values()}
    assert {c for c, weight in weights.items() if weight == 2} == {"action", "result"}
    assert set(weights.values()) == {1, 2}


def test_the_flags_are_the_scoring_guides():
    assert {r.id: {f.id for f in r.flags} for r in RUBRICS} == FLAGS


def test_a_measured_length_is_100_to_330_words():
    assert {i: b.words for i, b in BEHAVIOURS.items() if b.words} == {
        "concision.length": (100, 330)
    }


def test_conduct_with_nothing_shown_stands_at_3_and_says_so():
    for criterion in CRITERIA.values():
        assert bool(criterion.silence) == (criterion.id in STANDS_AT_3)
        if criterion.silence:
            assert level_of(criterion, shown=frozenset(), words=150).level == 3


LEVEL_CASES = {
    "a setting alone": ("situation", "setting", 2),
    "a real case adds a half": ("situation", "setting fact:real_case", 3),
    "everything of a scene": ("situation", "setting affected stakes fact:real_case", 5),
    "only a real case": ("task", "fact:real_case", 2),
    "own part and case": ("task", "own_part fact:real_case", 3),
    "nothing but the team's acts": ("action", "fact:team_act", 2),
    "no act at all": ("action", "", 1),
    "an asserted outcome": ("result", "outcome", 2),
    "an outcome with evidence": ("result", "outcome evidence", 3),
    "everything of a result": ("result", "outcome evidence meaning learning", 5),
    "another question": ("relevance", "concrete all_parts purpose stays flag:other_question", 1),
    "one thread, plain": ("clarity", "thread retellable audience.no_jargon", 4),
    "talks down": ("audience", "no_jargon plain listener meant_for flag:talks_down", 2),
    "calm contempt": ("composure", "names_pressure settled flag:contempt", 2),
    "heated contempt": ("composure", "settled flag:contempt heat", 1),
    "heat alone": ("composure", "heat", 2),
    "heat and drama": ("composure", "heat drama", 1),
    "blame of a group": ("ownership", "blame", 2),
    "blame of a person": ("ownership", "own_limit credit flag:blames_person", 1),
    "one safeguard": ("care", "safeguard", 3),
    "proud of a skip": ("care", "safeguard second_safeguard flag:proud_skip", 1),
    "a patient identified": (
        "care",
        "safeguard second_safeguard protects flag:identifies_patient",
        2,
    ),
    "listened, and it changed things": ("respect", "other_view listened changed relation", 5),
}


@pytest.mark.parametrize(("criterion", "shown", "level"), LEVEL_CASES.values(), ids=LEVEL_CASES)
def test_levels_worked_out_by_hand(criterion: str, shown: str, level: int):
    ids = {s if ":" in s or "." in s else f"{criterion}.{s}" for s in shown.split()}
    assert level_of(CRITERIA[criterion], shown=frozenset(ids), words=150).level == level


@given(
    criterion=st.sampled_from(sorted(CRITERIA)),
    shown=st.sets(st.sampled_from(sorted(BEHAVIOURS))),
    more=st.sampled_from(sorted(BEHAVIOURS)),
)
def test_showing_more_never_lowers_a_level_unless_its_weight_is_negative(
    criterion: str, shown: set[str], more: str
):
    before = level_of(CRITERIA[criterion], shown=frozenset(shown), words=150).level
    after = level_of(CRITERIA[criterion], shown=frozenset(shown | {more}), words=150).level
    if BEHAVIOURS[more].weight > 0:
        assert after >= before
    else:
        assert after <= before


# ---------------------------------------------------------------- words


def test_the_result_and_the_own_act_are_asked_for_before_the_rest():
    ranked = sorted((b for b in BEHAVIOURS if BEHAVIOURS[b].ask), key=lambda i: -BEHAVIOURS[i].ask)
    assert ranked[:7] == [
        "result.outcome",
        "action.own_act",
        "result.evidence",
        "action.reason",
        "task.own_part",
        "result.meaning",
        "action.alternative",
    ]
    assert len({BEHAVIOURS[b].ask for b in ranked}) == len(ranked), "two behaviours would tie"


def test_every_quote_behaviour_that_raises_can_be_probed_and_nothing_that_lowers():
    for behaviour_id, behaviour in BEHAVIOURS.items():
        asks = behaviour.evidence == "quote" and behaviour.weight > 0
        assert bool(behaviour.ask) == (asks or behaviour_id == "audience.no_jargon"), behaviour_id


ALL_PROBES = [
    *((i, text) for i, b in BEHAVIOURS.items() for text in b.probes),
    *(("situation.real_case", text) for text in RUBRICS[0].case_probes),
]


@pytest.mark.parametrize(("behaviour", "text"), ALL_PROBES)
def test_a_probe_asks_one_short_thing_and_gives_nothing_away(behaviour: str, text: str):
    assert faults_of_probe(text) == ()
    assert text.endswith("?")
    assert len(text.split()) <= 24
    names = "|".join((*CRITERIA, "behaviour", "evidence", "outcome", "safeguard", "stakeholder"))
    assert not re.search(rf"\b(?:{names})\b", text, re.IGNORECASE), "a rubric word"
    assert " and why" not in text and " and how" not in text, "two things at once"
    assert not re.search(r"\b(?:nurse|ward|hospital|patient|clinic)", text), (
        "rubrics serve every guide"
    )
    if "{quote}" in text:
        assert text.startswith("You said “{quote}”. ")


def test_no_two_probes_are_worded_alike():
    texts = [text.lower() for _, text in ALL_PROBES]
    assert sorted(texts) == sorted(set(texts))


@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=BEHAVIOURS)
def test_what_a_behaviour_says_reads_after_not_found_in_your_answer(behaviour: Behaviour):
    """It stands behind a colon and beside a quote, so it is a phrase and no sentence."""
    assert not behaviour.says.endswith(".")
    assert not behaviour.says[0].isupper()
    assert not re.match(r"(?:says|names|gives|tells|shows|puts|states) ", behaviour.says)


ADVICE = {
    **{i: b.advice for i, b in BEHAVIOURS.items()},
    **{f.id: f.advice for r in RUBRICS for f in r.flags},
}


@pytest.mark.parametrize("advice", ADVICE.values(), ids=ADVICE)
def test_advice_is_one_sentence_to_act_on(advice: str):
    assert re.fullmatch(r"[A-Z][^.!?]*\.", advice), "one sentence"
    assert len(advice.split()) <= 30


# ---------------------------------------------------------------- broken files

STAR, COMMUNICATION, STEADINESS = (
    "rubrics/star.yaml",
    "rubrics/communication.yaml",
    "rubrics/steadiness.yaml",
)
BROKEN = {
    "another id": (
        STAR,
        "id: star",
        "id: steadiness",
        ["id: should be 'star', as the file is called"],
    ),
    "an unknown fact": (
        STAR,
        "- when: fact:real_case",
        "- when: fact:real_cas",
        ["criteria.0.also.0.when: no fact is called 'real_cas'"],
    ),
    "an unknown behaviour": (
        COMMUNICATION,
        "when: concision.substance",
        "when: concision.substanc",
        ["criteria.1.also.1.when: no behaviour is called 'concision.substanc'"],
    ),
    "a cap without its flag": (
        COMMUNICATION,
        "- id: talks_down",
        "- id: talked_down",
        ["criteria.3.caps.0.when: no red flag is called 'talks_down'"],
    ),
    "a floor that always holds": (
        STAR,
        "when: [fact:team_act]",
        "when: []",
        ["criteria.2.floors.0.when: is empty; it would always hold"],
    ),
    "a third": (
        STAR,
        "weight: 1.5",
        "weight: 1.3",
        ["criteria.0.behaviours.2.weight: should be a number of halves (0.5, 1, 1.5 …), not 1.3"],
    ),
    "a weight of nothing": (
        STAR,
        "weight: 1.5",
        "weight: 0",
        ["criteria.0.behaviours.2.weight: should not be 0: it would change nothing"],
    ),
    "a level of six": (
        COMMUNICATION,
        "when: [flag:talks_down]\n        level: 2",
        "when: [flag:talks_down]\n        level: 6",
        ["criteria.3.caps.0.level: input should be less than or equal to 5, not 6"],
    ),
    "two limits in one": (
        COMMUNICATION,
        "- under: 25",
        "- under: 25\n        over: 30",
        ["criteria.2.lengths.0: needs exactly one of `under` and `over`"],
    ),
    "a range upside down": (
        COMMUNICATION,
        "words: [100, 330]",
        "words: [330, 100]",
        ["criteria.2.behaviours.3.words: the smaller number comes first"],
    ),
    "a measure without a range": (
        COMMUNICATION,
        "        words: [100, 330]\n",
        "",
        [
            "criteria.2.behaviours.3.words: stands with behaviours whose evidence is `code`, and only there"
        ],
    ),
    "no words for an unrated criterion": (
        STEADINESS,
        "      otherwise: No other person appears in this answer.\n",
        "",
        [
            "criteria.3.rated_when.otherwise: is missing; the report says it where the criterion is unrated"
        ],
    ),
    "a probe for what lowers": (
        STEADINESS,
        "        weight: -1\n",
        "        weight: -1\n        ask: 10\n        probes: [What annoyed you?, What made you angry?, What was too much?]\n",
        ["criteria.0.behaviours.3.ask: should be 0: what lowers a level is never asked for"],
    ),
    "too few probes": (
        STAR,
        "          - Who felt this the most?\n",
        "",
        [
            "criteria.0.behaviours.1.probes: there are 2; three are the fewest where `ask` is over 0",
            "criteria.0.behaviours.1.probes: 1 stand without {quote}; two are the fewest",
        ],
    ),
    "probes that are never asked": (
        STAR,
        "ask: 40",
        "ask: 0",
        ["criteria.0.behaviours.1.probes: `ask` is 0, so they are never asked"],
    ),
    "nothing to quote": (
        STAR,
        "quote_from: [situation.stakes, situation.setting, task.goal]",
        "quote_from: []",
        ["criteria.0.behaviours.1.quote_from: is empty, so no probe with {quote} can be filled in"],
    ),
    "an unknown source of quotes": (
        STAR,
        "quote_from: [situation.stakes, situation.setting, task.goal]",
        "quote_from: [situation.stake]",
        ["criteria.0.behaviours.1.quote_from: no behaviour is called 'situation.stake'"],
    ),
    "the same probe twice": (
        STAR,
        "- Who felt this the most?",
        "- Who was affected by this?",
        [
            "criteria.0.behaviours.1.probes.1: 'Who was affected by this?' stands twice; it is already number 0"
        ],
    ),
    "praise": (
        STAR,
        "- Who felt this the most?",
        "- Good answer, who felt this the most?",
        ["criteria.0.behaviours.1.probes.1: praises the candidate ('Good answer')"],
    ),
    "a talk of levels": (
        STAR,
        "- Who felt this the most?",
        "- What would make this a level 5?",
        ["criteria.0.behaviours.1.probes.1: speaks of scoring ('level 5')"],
    ),
    "a word in braces": (
        STAR,
        "- Who felt this the most?",
        "- Who felt {this} the most?",
        ["criteria.0.behaviours.1.probes.1: holds {this}; only {quote} is filled in"],
    ),
    "three sentences": (
        STAR,
        "- Who felt this the most?",
        "- I see. Let me ask. Who felt this?",
        ["criteria.0.behaviours.1.probes.1: has 3 sentences; two are the most"],
    ),
    "too few ways to ask for a case": (
        STAR,
        "  - What is one real example of that from your own work?\n  - When was the last time you did this yourself?\n",
        "",
        ["case_probes: there are 2; three are the fewest"],
    ),
    "asking for a case elsewhere": (
        STEADINESS,
        "flags:\n",
        "case_probes: [When did you do this?]\nflags:\n",
        ["case_probes: only the rubric 'star' asks for a case"],
    ),
    "a criterion of another file": (
        STEADINESS,
        "- id: respect",
        "- id: audience",
        [
            "criteria.3.id: 'audience' stands in the rubric 'communication' already",
            # What pointed to the old name is named as well.
            "criteria.3.behaviours.1.quote_from: no behaviour is called 'respect.other_view'",
        ],
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "messages"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rubric_gives_its_exact_message(
    tmp_path: Path, file: str, old: str, new: str, messages: list[str]
):
    root = small_root(tmp_path / "root")
    edit(root / file, old, new)
    found = [re.sub(r" \(line \d+\)$", "", problem) for problem in problems_of(root)]
    if len(messages) == 1:
        assert found == [f"{file}: {messages[0]}"]
    assert {f"{file}: {message}" for message in messages} <= set(found)
    assert all(problem.startswith(f"{file}: ") for problem in found)


def test_a_broken_rubric_is_named_with_the_line(tmp_path: Path):
    root = small_root(tmp_path / "root")
    edit(root / STAR, "ask: 40", "ask: 400")
    line = (root / STAR).read_text(encoding="utf-8").splitlines().index("        ask: 400") + 1
    assert problems_of(root) == (
        f"{STAR}: criteria.0.behaviours.1.ask: input should be less than or equal to 100, "
        f"not 400 (line {line})",
    )
