"""Stories under their own headings: sentences are given to parts, and a part that was taken out is named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.port import Mark, Marks, PartScores, StoryParts
from interviewer.errors import DataFileError
from interviewer.evaluation.stories import (
    PARTS,
    Story,
    auc,
    gates,
    measure_stories,
    named_missing,
    read_stories,
    story_lines,
)
from interviewer.library import load_library
from interviewer.sentences import number_sentences
from tests.makers import ScriptedBackend, answer, question

RUBRICS = load_library().rubrics
WORDS = {"S": "clinic", "T": "asked", "A": "moved", "R": "opened"}
FERRY = {
    "id": "ferry",
    "question": "Tell me of something slow.",
    "situation": "The clinic had one slow page. The desk of the clinic waited for it.",
    "task": "I was asked to make it quick before the summer.",
    "action": "I moved the search. Then I moved the pictures too.",
    "result": "The page opened at once. It opened so all summer.",
}
HARBOUR = {
    "id": "harbour",
    "situation": "A clinic by the harbour lost its list each night.",
    "task": "They asked me to keep it.",
    "action": "I moved the list to a disk of its own. I moved the clock as well.",
    "result": "It opened whole each morning.",
}


class KnowsTheWords:
    """Tells parts by one word each, and calls missing whatever it saw no word of."""

    name = "knows the words"
    was_reached = False

    def parts(self, question, answer):
        rows = [
            PartScores(sentence=s.n, scores={p: float(word in s.text) for p, word in WORDS.items()})
            for s in number_sentences(answer)
        ]
        missing = {p: float(not any(r.scores[p] for r in rows)) for p in PARTS}
        return StoryParts(sentences=tuple(rows), missing=missing)

    def hear(self, request):
        raise AssertionError("a story is read, not heard")

    mark = mark_all = hear


class SaysAlways(KnowsTheWords):
    """Gives every sentence to the action and always misses the task."""

    name = "says always"

    def parts(self, question, answer):
        rows = [PartScores(sentence=s.n, scores={"A": 1.0}) for s in number_sentences(answer)]
        return StoryParts(sentences=tuple(rows), missing=dict.fromkeys(PARTS, 0.2) | {"T": 0.9})


@pytest.fixture
def stories(tmp_path):
    path = tmp_path / "stories.jsonl"
    unfinished = HARBOUR | {"id": "open", "result": None}
    lines = [json.dumps(s | {"repo": "x"}) for s in (FERRY, HARBOUR, unfinished)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_who_tells_the_parts_apart_reaches_everything_in_any_order(stories):
    study = measure_stories(stories, grader=KnowsTheWords(), rubrics=RUBRICS)
    assert (study.stories, study.whole) == (3, 2)
    assert study.in_order.macro_f1 == study.shuffled.macro_f1 == 1.0
    assert study.in_order.sentences == study.shuffled.sentences == 16
    assert [r.auc for r in study.removals] == [1.0] * 4
    assert (study.first, study.false_missing) == (1.0, 0.0)
    assert all(gate.holds for gate in gates(study))


def test_who_always_says_the_same_gains_nothing_by_it(stories):
    study = measure_stories(stories, grader=SaysAlways(), rubrics=RUBRICS)
    assert study.in_order.f1["S"] == 0.0
    assert study.in_order.macro_f1 < 0.25
    assert [r.auc for r in study.removals] == [0.5] * 4
    assert [r.first for r in study.removals] == [0.0, 1.0, 0.0, 0.0]
    assert (study.first, study.false_missing) == (0.25, 1.0)
    assert not any(gate.holds for gate in gates(study))


def test_a_place_gives_nothing_away_once_sentences_are_shuffled(stories):
    study = measure_stories(stories, grader=KnowsTheWords(), rubrics=RUBRICS)
    assert study.shuffled.position_f1 < study.in_order.position_f1


def test_the_figures_are_the_same_in_two_runs_and_told_without_a_word_of_a_story(stories):
    first, again = (
        measure_stories(stories, grader=EmbeddedBackend(), rubrics=RUBRICS) for _ in range(2)
    )
    assert first == again
    told = "\n".join(story_lines(first, grader="embedded"))
    assert "measured only" in told
    assert not any(word in told for word in ("clinic", "summer", "harbour", "ferry"))


def test_a_grader_that_only_marks_is_measured_by_its_marks(tmp_path):
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(HARBOUR) + "\n", encoding="utf-8")
    shown = (
        Mark(id="situation.setting", sentences=(1,), verdict="shown"),
        Mark(id="situation.stakes", sentences=(1,), verdict="shown"),
    )
    marks = Marks(rubric="star", behaviours=shown, grader="scripted")
    others = tuple(
        Marks(rubric=r.id, behaviours=(), grader="scripted") for r in RUBRICS if r.id != "star"
    )
    # whole, four removals, in order, shuffled
    grader = ScriptedBackend(marks=(marks, *others) * 7)
    study = measure_stories(path, grader=grader, rubrics=RUBRICS)
    grader.assert_used_up()
    assert study.in_order.f1["S"] == 1.0
    assert study.how == "its marks of the STAR criteria"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("{", "line 1: is no JSON"),
        ('{"question": "secret words"}', "line 1: id: not as expected"),
        ('{"id": "x", "task": ["secret words"]}', "line 1: task: not as expected"),
        ("7", "line 1: the line: not as expected"),
        ('{"id": "x", "task": "secret words"}', "holds no story with all four parts"),
        ("", "holds no story with all four parts"),
    ],
)
def test_a_bad_file_is_named_by_line_and_field_and_its_words_are_not_said(tmp_path, lines, problem):
    path = tmp_path / "bad.jsonl"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        read_stories(path)
    assert problem in str(error.value)
    assert "secret" not in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataFileError, match="none.jsonl"):
        read_stories(tmp_path / "none.jsonl")


def test_the_surest_missing_part_is_first_and_an_unsure_one_is_none():
    missing = {"S": 0.49, "T": 0.6, "A": 0.5, "R": 0.8}
    assert named_missing(missing) == ("R", "T", "A")


def test_a_part_left_out_leaves_the_others_as_they_were():
    story = Story.model_validate(FERRY)
    assert FERRY["task"] not in story.without("T")
    assert all(FERRY[name] in story.without("T") for name in ("situation", "action", "result"))


SCORES = st.lists(st.integers(0, 5), max_size=8)


@given(SCORES, SCORES)
def test_an_auc_and_its_mirror_are_one(above, below):
    assert auc(above, below) + auc(below, above) == pytest.approx(1.0)
    assert 0 <= auc(above, below) <= 1


def test_the_embedded_backend_reads_nothing_into_another_language():
    foreign = "我們去年把系統搬到新的地方。大家都很高興。"
    assert EmbeddedBackend().parts(question(), answer(foreign)) is None
