"""A pair holds where the grade moves as it must, and a grader that knows nothing is told apart from one that reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import pytest

from interviewer.domain import Grade
from interviewer.errors import DataFileError
from interviewer.evaluation import metamorphic_checks as checks
from interviewer.evaluation.labelled import levels_of_marks, read_marks, read_replies
from interviewer.evaluation.metamorphic import (
    CHANGES,
    SAMPLE,
    Held,
    Metamorphic,
    broken_lines,
    gates,
    measure_pairs,
    metamorphic_lines,
)
from interviewer.evaluation.metamorphic_asked import Asked, same_in_two_runs
from interviewer.evaluation.metamorphic_checks import Judged, everyone_three, judged
from interviewer.evaluation.metamorphic_material import (
    FROM,
    Material,
    Story,
    read_material,
    without_sentences,
)
from interviewer.evaluation.transforms import whole_sentences
from interviewer.library import DATA_ROOT, load_library
from interviewer.outline import PARTS
from interviewer.sentences import count_words

EVALS = DATA_ROOT / "evals"
RUBRICS = load_library().rubrics
CRITERIA = tuple(c.id for r in RUBRICS for c in r.criteria)
THREE = everyone_three(CRITERIA)
MATERIAL = read_material(EVALS, RUBRICS)


def at(shown: Iterable[str] = (), missing: Iterable[str] = (), **levels: float | None) -> Judged:
    """A grade with 3 everywhere but where it is said otherwise."""
    return Judged(
        levels=THREE.levels | levels,
        quotes={i: (f"what shows {i} here",) for i in shown},
        shown=frozenset(shown),
        missing=frozenset(missing),
    )


@pytest.mark.parametrize(
    ("before", "after", "misses"),
    [
        (at(["result.outcome"], result=4), at([], ["result.outcome"], result=1), []),
        (at(["result.outcome"], result=4), at([], ["result.outcome"], result=None), []),
        (at(["result.outcome"], result=4), at(["result.outcome"], result=4), ["result"]),
        (at(["result.outcome"], result=4), at([], [], result=2), ["result"]),
        (at(["result.outcome"], result=4, task=5), at([], ["result.outcome"], result=1, task=3), ["task"]),
        (at(["result.outcome"], result=4, task=2), at([], ["result.outcome"], result=1, task=None), ["task"]),
        (at(["result.outcome"], result=4, care=5), at([], ["result.outcome"], result=1, care=1), []),
    ],
    ids=["falls", "is unrated", "stands", "not named", "another falls far", "another unrated", "not of STAR"],
)  # fmt: skip
def test_a_part_taken_out(before: Judged, after: Judged, misses: list[str]) -> None:
    found = checks.part_removed("result")(before, after)
    assert found is not None
    assert [m.criterion for m in found] == misses


def test_a_part_that_did_not_stand_at_three_makes_no_pair() -> None:
    check = checks.part_removed("result")
    assert check(at(result=2), at(result=1)) is None
    assert check(at(result=None), at(result=None)) is None


@pytest.mark.parametrize(
    ("check", "before", "after", "misses"),
    [
        (checks.told_as_we, at(action=4), at(action=2, ownership=3), []),
        (checks.told_as_we, at(action=2, ownership=3), at(action=3, ownership=4), ["action", "ownership"]),
        (checks.told_as_we, at(action=None), at(action=1), ["action"]),
        (checks.padded, at(concision=4), at(concision=3), []),
        (checks.padded, at(concision=1), at(concision=1), []),
        (checks.padded, at(concision=4), at(concision=4), ["concision"]),
        (checks.padded, at(concision=4), at(concision=3, respect=4), ["respect"]),
        (checks.padded, at(concision=4, care=None), at(concision=3, care=2), ["care"]),
        (checks.stock_words, at(), at(situation=2, task=2, action=1, result=None), []),
        (checks.stock_words, at(), at(situation=2, task=2, action=3, result=1), ["action"]),
        (checks.blame_added, at(ownership=4), at(ownership=3), []),
        (checks.blame_added, at(ownership=1), at(ownership=1), []),
        (checks.blame_added, at(ownership=2), at(ownership=2), ["ownership"]),
        (checks.blame_added, at(ownership=2), at(ownership=None), ["ownership"]),
        (checks.contempt_added, at(), at(composure=2, respect=1), []),
        (checks.contempt_added, at(), at(composure=3, respect=1), ["composure"]),
        (checks.contempt_added, at(), at(composure=2, respect=None), ["respect"]),
        (checks.safeguard_added, at(care=3), at(care=5), []),
        (checks.safeguard_added, at(care=3), at(care=2), ["care"]),
        (checks.safeguard_added, at(care=3), at(care=None), ["care"]),
        (checks.told_otherwise, at(care=3), at(care=4), []),
        (checks.told_otherwise, at(care=3), at(care=5), ["care"]),
        (checks.told_otherwise, at(care=None), at(care=3), ["care"]),
        (checks.told_otherwise, at(care=None), at(care=None), []),
        (checks.the_same, at(), at(), []),
        (checks.the_same, at(care=3), at(care=4), ["care"]),
    ],
)  # fmt: skip
def test_what_must_be_true_after_a_change(
    check: checks.Check, before: Judged, after: Judged, misses: list[str]
) -> None:
    found = check(before, after)
    assert found is not None
    assert [m.criterion for m in found] == misses


def test_care_that_was_unrated_cannot_fall() -> None:
    assert checks.safeguard_added(at(care=None), at(care=2)) is None


@pytest.mark.parametrize(
    ("after", "misses"),
    [
        (at(["task.goal", "care.safeguard"], clarity=2), []),
        (at(["task.goal", "care.safeguard"], clarity=4), ["clarity"]),
        (at(["task.goal"], clarity=2), []),
        (at([], clarity=2), ["evidence"]),
        (at(["task.goal", "care.safeguard"], clarity=2)._replace(misquoted=("task.goal",)), ["task.goal"]),
    ],
    ids=["falls", "stands", "half is kept", "none is kept", "misquoted"],
)  # fmt: skip
def test_shuffled_sentences_cost_the_thread_and_not_the_evidence(
    after: Judged, misses: list[str]
) -> None:
    before = at(["task.goal", "care.safeguard"], clarity=4)
    found = checks.shuffled(before, after)
    assert found is not None
    assert [m.criterion for m in found] == misses
    assert checks.shuffled(at(clarity=2), after) is None


def test_quotes_are_of_the_same_sentence_where_one_holds_the_other() -> None:
    before = at(["task.goal"], clarity=4)._replace(
        quotes={"task.goal": ("I had to be done by May",)}
    )
    longer = before._replace(
        levels=before.levels | {"clarity": 2}, quotes={"task.goal": ("So I had  to be done by May.",)}
    )  # fmt: skip
    other = longer._replace(quotes={"task.goal": ("It was in May",)})
    assert checks.shuffled(before, longer) == ()
    assert [m.criterion for m in checks.shuffled(before, other) or ()] == ["evidence"]


def test_a_mean_move_counts_what_becomes_unrated() -> None:
    assert checks.mean_move(at(), at()) == 0
    assert checks.mean_move(at(care=3), at(care=5)) == pytest.approx(2 / len(CRITERIA))
    assert checks.mean_move(at(care=3), at(care=None)) == pytest.approx(2 / len(CRITERIA))


# -------------------------------------------------------------------- the material


def test_own_stories_are_many_strong_and_not_one_another_again() -> None:
    own = [base for base in MATERIAL.bases if not base.labelled]
    assert len(own) >= 16
    for base in own:
        assert set(base.without) == set(PARTS)
        assert 100 <= count_words(base.text) <= 330
    openings = Counter(" ".join(base.text.split()[:2]).lower() for base in own)
    assert openings.most_common(1)[0][1] == 1


def test_a_story_without_a_part_holds_all_the_others() -> None:
    story = Story.model_validate({
        "id": "m",
        "kind": "behavioral",
        "question": "?",
        "told": [{"part": p, "text": f"This is {p}."} for p in "STARS"],
    })
    assert story.without_part("S") == "This is T. This is A. This is R."


def test_a_labelled_reply_has_a_part_only_where_its_readers_lose_it_and_no_other() -> None:
    """What a removal takes is a part by all readers: their own marks fall there, and stay within one level elsewhere."""
    replies = {
        r.id: r for n in ("dev", "train") for r in read_replies(EVALS / f"replies_{n}.jsonl")
    }
    marks = [m for n in ("dev", "train") for m in read_marks(EVALS / f"marks_{n}.jsonl")]
    bases = {base.id: base for base in MATERIAL.bases if base.labelled}
    counts: Counter[str] = Counter()
    for one in marks[::5]:
        base, reply = bases[one.id], replies[one.id]
        for criterion, text in base.without.items():
            counts[criterion] += 1
            left = {text[s:e] for s, e in whole_sentences(text)}
            gone = [
                span
                for span in one.sentences
                if not any(reply.answer[slice(*span)] in s for s in left)
            ]
            changed = reply.model_copy(update={"answer": text})
            before = levels_of_marks(one, reply, RUBRICS)
            after = levels_of_marks(without_sentences(one, gone), changed, RUBRICS)
            assert (before[criterion] or 0) >= FROM
            assert (after[criterion] or 0) < (before[criterion] or 0)
            for other in set(PARTS) - {criterion}:
                assert (before[other] is None) == (after[other] is None)
                assert abs((before[other] or 0) - (after[other] or 0)) <= 1
    assert all(counts[c] >= 10 for c in PARTS)


def test_every_change_finds_a_full_sample() -> None:
    for change in CHANGES:
        made = (base for base in MATERIAL.bases if change.make(base, MATERIAL) is not None)
        assert len(list(islice(made, SAMPLE))) == SAMPLE, change.name


def test_who_blames_already_gets_a_person_to_blame() -> None:
    blame = next(c for c in CHANGES if c.name == "blame added")
    groups = MATERIAL.lines["blame_group"]
    used = {
        base.blames: 0 for base in MATERIAL.bases
    }  # fmt: skip
    for base in MATERIAL.bases:
        text = " ".join(blame.make(base, MATERIAL) or ())
        used[base.blames] += any(line in text for line in groups)
    assert used[True] == 0
    assert used[False] > 0


def test_a_broken_line_of_the_material_is_named(tmp_path: Path) -> None:
    for path in EVALS.glob("*.jsonl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "metamorphic_lines.jsonl").write_text(
        '{"kind": "praise", "text": "x"}\n{\n', encoding="utf-8"
    )
    with pytest.raises(DataFileError) as told:
        read_material(tmp_path, RUBRICS)
    assert [p.split(":")[1] for p in told.value.problems] == [" line 1", " line 2"]


# -------------------------------------------------------------------- the measure


def _few(n: int) -> Material:
    own = [base for base in MATERIAL.bases if not base.labelled]
    return MATERIAL._replace(bases=tuple(own[:n]))


def _nobody(many: Sequence[Asked]) -> Iterable[Grade]:
    """A grader that leaves everything unrated."""
    return [Grade(question=asked.question.id, outcome="graded") for asked in many]


def test_a_grader_that_rates_nothing_passes_nothing_that_must_move() -> None:
    result = measure_pairs(_few(3), _nobody, RUBRICS, grader="nobody")
    held = {one.name: one for one in result.held}
    assert held["result taken out"].pairs == 0
    assert held["result taken out"].share == 0
    assert held["blame added"].share == held["contempt added"].share == 0
    assert not all(gate.holds for gate in gates(result))


def test_replies_are_graded_once_each_and_the_row_of_two_runs_is_as_told() -> None:
    asked: list[Asked] = []

    def grade_all(many: Sequence[Asked]) -> Iterable[Grade]:
        asked.extend(many)
        return _nobody(many)

    result = measure_pairs(
        _few(2), grade_all, RUBRICS, grader="x", twice=lambda many: [True] * (len(many) - 1) + [False]
    )  # fmt: skip
    assert len(asked) == len(set(asked)) == result.graded
    last = result.held[-1]
    assert (last.pairs, last.holds, last.broken[0].why) == (2, 1, "differs")


def test_the_table_marks_what_is_under_its_target_and_the_cases_name_the_pairs() -> None:
    result = measure_pairs(_few(2), _nobody, RUBRICS, grader="nobody")
    short, long = metamorphic_lines(result), tuple(broken_lines(result))
    row = next(line for line in short if line.startswith("blame added"))
    assert row.split() == ["blame", "added", "2", "0%", "90%", "0%", "<"]
    assert (
        sum(line.lstrip().startswith(("m01", "m02")) and "ownership" in line for line in long) >= 2
    )


def test_gates_are_the_issues_targets() -> None:
    held = Held(name="typos", target=0.9, pairs=10, holds=9, three=10, moved=0.3)
    result = Metamorphic(grader="x", every=False, graded=1, held=(held,))
    share, moved = gates(result)
    assert (share.wanted, share.holds) == (0.9, True)
    assert (moved.wanted, moved.at_most, moved.holds) == (0.2, True, False)
    wanted = {c.name: c.target for c in CHANGES}
    assert wanted["padding put in"] == wanted["stock words alone"] == 1.0
    assert min(wanted.values()) == 0.9


def test_everyone_three_holds_where_nothing_must_move_and_nowhere_else() -> None:
    still = {"I told as we", "safeguard added", "said in two turns"}
    for change in CHANGES:
        assert (change.check(THREE, THREE) == ()) == (change.surface or change.name in still)


def test_a_grade_is_judged_by_what_it_says() -> None:
    from interviewer.backends.embedded import EmbeddedBackend
    from interviewer.evaluation.metamorphic_asked import grade_asked

    base = next(base for base in MATERIAL.bases if not base.labelled)
    asked = Asked(base.id, False, base.question, (base.text,))
    grade = grade_asked(asked, EmbeddedBackend(), RUBRICS)
    said = judged(grade, asked.answer)
    assert set(said.levels) == set(CRITERIA)
    assert said.misquoted == ()
    assert all(quote in base.text for quotes in said.quotes.values() for quote in quotes)
    shifted = asked._replace(turns=(f"x{base.text}",))
    assert judged(grade, shifted.answer).misquoted


def test_two_processes_say_the_same_in_every_byte() -> None:
    bases = [base for base in MATERIAL.bases if not base.labelled][:2]
    many = [Asked(base.id, False, base.question, (base.text,)) for base in bases]
    assert same_in_two_runs(many) == (True, True)


def test_a_run_that_fails_is_told() -> None:
    base = MATERIAL.bases[0]
    twins = [Asked("twin", True, base.question, (base.text,))] * 2
    with pytest.raises(DataFileError, match="in a process of its own failed"):
        same_in_two_runs(twins)
