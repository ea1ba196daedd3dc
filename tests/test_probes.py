"""A first probe is judged by the raters' levels, and the interview that asks it is the product's own."""

from __future__ import annotations

import json

import pytest

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.domain import REAL_CASE, Grade, Rated, Turn, Unrated
from interviewer.evaluation.labelled import LabelledReply
from interviewer.evaluation.probes import (
    CASE,
    FirstProbe,
    ProbeStudy,
    first_turn,
    fit_of,
    gates,
    is_due,
    judge,
    measure_probes,
    part_of,
    probe_lines,
)
from interviewer.library import load_library
from interviewer.probing_due import ASK_FROM, chance_due

LIBRARY = load_library()
CRITERIA = tuple(c.id for r in LIBRARY.rubrics for c in r.criteria)
FINE = dict.fromkeys(CRITERIA, 5.0)
NO_CASE = FINE | dict.fromkeys(("situation", "task", "action", "result"))
STORY = (
    "Last spring the booking page of our clinic was slow, and the nurses at the desk waited for it every morning. "
    "I was asked to find out why. I read the logs and moved the search to its own index."
)


def reply(kind="behavioral", answer=STORY, question="Tell me of a slow page."):
    return LabelledReply(id="x1", question=question, kind=kind, answer=answer)


def turn(text="How did it turn out?", behaviour="result.outcome", kind="probe"):
    return Turn(
        seq=3, speaker="interviewer", kind=kind, text=text, at="2025-01-01T00:00:00Z",
        behaviour=behaviour,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "levels", "due"),
    [
        ("behavioral", FINE, False),
        ("behavioral", FINE | {"result": 4.0}, False),
        ("behavioral", FINE | {"result": 3.0}, True),
        ("behavioral", FINE | {"result": 3.5}, False),
        ("approach", NO_CASE, True),
        ("motivation", NO_CASE, False),
        ("approach", NO_CASE | {"task": 4.0}, False),
    ],
)
def test_a_probe_is_due_for_a_case_or_for_a_level_of_three_or_less(kind, levels, due):
    assert is_due(kind, levels) is due


@pytest.mark.parametrize(
    ("about", "kind", "levels", "fit"),
    [
        ("result", "behavioral", FINE | {"result": 3.0}, "right"),
        ("result", "behavioral", FINE | {"result": 3.5}, "harmless"),
        ("result", "behavioral", FINE | {"result": 4.0}, "harmless"),
        ("result", "behavioral", FINE | {"result": 4.5}, "wrong"),
        ("result", "behavioral", FINE, "wrong"),
        ("result", "approach", NO_CASE, "unrated"),
        (CASE, "approach", NO_CASE, "right"),
        (CASE, "motivation", NO_CASE, "unrated"),
        (CASE, "approach", FINE, "wrong"),
        (CASE, "approach", FINE | {"situation": 2.0}, "right"),
    ],
)
def test_how_a_probe_fits_is_read_from_the_raters_levels(about, kind, levels, fit):
    assert fit_of(about, kind, levels) == fit


def test_no_probe_is_a_miss_only_where_one_was_due():
    silent = turn(kind="transition", behaviour=None)
    assert judge(silent, reply(), FINE | {"task": 1.0}).fit == "miss"
    assert judge(silent, reply(), FINE).fit == "none"
    assert judge(turn(behaviour=REAL_CASE), reply("approach"), NO_CASE).about == CASE


def test_a_quote_that_was_not_said_so_is_seen():
    said = judge(turn("You said “I read the logs”. And “I fixed it”?"), reply(), FINE)
    assert said.quoted == 2
    assert said.misquoted == ("I fixed it",)


def test_the_best_constant_is_named_and_none_reads_the_answer():
    rated = [
        ("behavioral", FINE | {"task": 2.0}),
        ("behavioral", FINE | {"task": 3.0, "result": 1.0}),
        ("approach", NO_CASE),
        ("behavioral", FINE),
    ]
    part = part_of("4 replies", "nobody", (), rated, CRITERIA)
    best = part.constants[0]
    assert (best.about, best.right, best.wrong) == ("task", 2 / 3, 1 / 4)
    assert part.listening_to_kind.about == f"{CASE} in an approach, else task"
    assert (part.listening_to_kind.right, part.listening_to_kind.wrong) == (1.0, 1 / 4)


def test_a_gate_falls_with_one_quote_that_is_not_exact():
    fine = FirstProbe(id="1", kind="behavioral", due=True, fit="right", about="task", quoted=1)
    bad = fine.model_copy(update={"misquoted": ("never said",)})
    rated = [("behavioral", FINE | {"result": 2.0})]

    def held(*probes):
        part = part_of("1 reply", "nobody", probes, rated * len(probes), CRITERIA)
        return {g.name: g.holds for g in gates(ProbeStudy(parts=(part,)))}

    assert held(fine)["quotes in probes not exact"]
    assert not held(bad)["quotes in probes not exact"]
    assert held(fine)["first probe right, of due"]
    missed = fine.model_copy(update={"fit": "miss"})
    assert not held(fine, missed)["first probe right, of due"]


def test_the_interview_itself_asks_and_a_question_of_no_guide_can_be_asked():
    backend = EmbeddedBackend()
    own = first_turn(reply(), library=LIBRARY, backend=backend)
    assert own.kind == "probe"
    assert own.behaviour
    known = next(q for q in LIBRARY.guides[0].questions if q.kind == "approach")
    general = "I would look at what the users need, then choose tools which the team knows well, and keep it simple."
    asked = first_turn(reply("approach", general, known.text), library=LIBRARY, backend=backend)
    assert asked.behaviour == REAL_CASE
    assert asked.text in [p.text for p in known.probes]


def test_the_study_of_a_folder_tells_what_it_found(tmp_path):
    levels = dict.fromkeys(CRITERIA, 2) | {"answered": True}
    line = {
        "id": "x1",
        "question": "Tell me of a slow page.",
        "kind": "behavioral",
        "answer": STORY,
    }
    marks = {
        "id": "x1", "reader": "r", "shown": {"action.own_act": [3]}, "not": {}, "lowers": {}, "flags": {},
        "facts": {"real_case": [1]}, "sentences": [[0, 108], [109, 136], [137, len(STORY)]],
    }  # fmt: skip
    dev = line | {"levels": dict.fromkeys("abc", levels)}
    for name, row in (("replies_dev", dev), ("replies_train", line), ("marks_train", marks)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    grader = EmbeddedBackend()
    study = measure_probes(tmp_path, library=LIBRARY, grader_of=lambda _: grader)
    assert [len(p.probes) for p in study.parts] == [1, 1]
    assert study.parts[0].right == 1.0
    told = "\n".join(probe_lines(study, grader=grader.name, misses=True))
    assert "best constant" in told
    assert "no people" in told


def graded(**levels):
    rated = [
        Rated(criterion=c, level=level, findings=(), steps=())
        if level
        else Unrated(criterion=c, reason="")
        for c, level in levels.items()
    ]
    return Grade(question="q1", outcome="graded", criteria=tuple(rated))


def test_a_three_among_fives_is_no_reason_to_ask_and_one_among_twos_is():
    superb = graded(situation=5, action=5, result=3, clarity=5, ownership=5)
    thin = graded(situation=2, action=2, result=3, clarity=3, ownership=3)
    assert chance_due("result", superb) < ASK_FROM < chance_due("result", thin)


def test_the_lower_a_level_the_likelier_it_is_low_and_what_is_unrated_is_not_asked_about():
    chances = [chance_due("result", graded(result=level, action=3)) for level in (1, 2, 3, 4, 5)]
    assert chances == sorted(chances, reverse=True)
    assert chance_due("result", graded(result=None, action=1)) == 0
    assert chance_due("kindness", graded(kindness=1)) > ASK_FROM
