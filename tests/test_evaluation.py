"""Agreement is computed right, the arithmetic of levels agrees with the raters, and nothing is graded by what saw it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer import cli_eval, cli_eval_ground
from interviewer.backends.port import Marks, OneOpinion
from interviewer.cli import MeasuredSet
from interviewer.cli_workers import cut, workers
from interviewer.domain import Answer, Question, Rubric
from interviewer.errors import DataFileError, SteadyError
from interviewer.evaluation import study_gates
from interviewer.evaluation.agreement import Agreement, compare, mean_error, weighted_kappa
from interviewer.evaluation.baselines import everyone_three
from interviewer.evaluation.detected import Tally
from interviewer.evaluation.gate import Gate, gate_lines, with_kept
from interviewer.evaluation.labelled import levels_of_marks, read_marks, read_replies
from interviewer.evaluation.study import (
    ACROSS,
    BY_QUESTION,
    GUIDES_OWN,
    OURS,
    Graded,
    detect,
    grade_all,
    in_main_order,
    measure_agreement,
    read_kinds,
)
from interviewer.library import DATA_ROOT, load_library

EVALS = DATA_ROOT / "evals"
RUBRICS = load_library().rubrics
CRITERIA = tuple(c.id for r in RUBRICS for c in r.criteria)
KINDS = read_kinds(EVALS)
REPLIES = tuple(reply for kind in KINDS for reply in kind.replies)


def rows(agreement: tuple[Agreement, ...]) -> dict[str, Agreement]:
    """The rows by name."""
    return {row.name: row for row in agreement}


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([(1, 1), (3, 3), (5, 5)], 1.0),
        ([(1, 5), (5, 1)], -1.0),
        ([(3, 1), (3, 3), (3, 5)], 0.0),
        # By hand: seen (0+1+0+1)/4, by chance over the margins {1,2,4,4} x {1,3,4,5}.
        ([(1, 1), (2, 3), (4, 4), (4, 5)], 1 - 0.5 / (66 / 16)),
    ],
    ids=["the same", "upside down", "always three", "by hand"],
)
def test_weighted_kappa(pairs: list[tuple[float, float]], kappa: float) -> None:
    assert weighted_kappa(pairs) == pytest.approx(kappa)


@pytest.mark.parametrize(
    "pairs", [[], [(3.0, 3.0), (3.0, 3.0)]], ids=["no pairs", "one level only"]
)
def test_kappa_is_not_made_up_where_it_is_not_defined(pairs: list[tuple[float, float]]) -> None:
    assert weighted_kappa(pairs) is None


def test_halves_are_rounded_up_and_scores_are_compared_in_half_points() -> None:
    assert weighted_kappa([(2.5, 3), (1, 1)]) == pytest.approx(1.0)
    assert weighted_kappa([(2.5, 3), (1, 1)], step=0.5) != pytest.approx(1.0)


def test_mean_error_of_nothing_is_nothing() -> None:
    assert mean_error([]) is None
    assert mean_error([(1, 3), (2, 2)]) == 1


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=30).filter(
        lambda pairs: len({v for pair in pairs for v in pair}) > 1
    )
)
@settings(max_examples=60, deadline=None)
def test_kappa_is_one_less_what_is_seen_through_what_chance_would_show(
    pairs: list[tuple[int, int]],
) -> None:
    """Against the textbook's double sum."""
    n = len(pairs)
    seen = sum((a - b) ** 2 for a, b in pairs) / n
    chance = sum((a - b) ** 2 for a, _ in pairs for _, b in pairs) / n**2
    assert weighted_kappa(pairs) == pytest.approx(1 - seen / chance)


def test_unrated_is_counted_and_never_a_number() -> None:
    ours = [dict.fromkeys(CRITERIA, 3.0), dict.fromkeys(CRITERIA), dict.fromkeys(CRITERIA, 2.0)]
    theirs = [dict.fromkeys(CRITERIA, 4.0), dict.fromkeys(CRITERIA, 2.0), dict.fromkeys(CRITERIA)]
    row = rows(compare(ours, theirs, RUBRICS))["situation"]
    assert (row.pairs, row.error.value) == (1, 1)
    assert (row.coverage.value, row.unasked.value) == (0.5, 1.0)
    assert rows(compare(ours, theirs, RUBRICS))["star"].pairs == 1


def test_an_abstention_is_also_counted_as_the_farthest_level() -> None:
    """Theirs are 4, 2 and 5: the farthest are 1, 5 and 1."""
    theirs = [dict.fromkeys(CRITERIA, level) for level in (4.0, 2.0, 5.0)]
    nothing = [dict.fromkeys(CRITERIA)] * 3
    all_rows = rows(compare(nothing, theirs, RUBRICS))
    for name in ("care", "star"):
        assert all_rows[name].error.value is None
        assert all_rows[name].far_error.value == pytest.approx(10 / 3)
    assert (all_rows["care"].far_kappa.value or 0) < 0


def test_leniency_is_a_shift_and_middling_a_narrowing() -> None:
    theirs = [dict.fromkeys(CRITERIA, level) for level in (1.0, 3.0, 5.0)]
    ours = [dict.fromkeys(CRITERIA, level) for level in (3.0, 4.0, 5.0)]
    row = rows(compare(ours, theirs, RUBRICS))["care"]
    assert (row.leniency.value, row.middling.value) == pytest.approx((1.0, 0.25))


def test_all_criteria_are_taken_together_and_not_averaged() -> None:
    """Two criteria that are each the same level everywhere say nothing alone, and agree together."""
    one = {c: 5.0 if c == "care" else 1.0 for c in CRITERIA}
    found = rows(compare([one, one], [one, one], RUBRICS))
    assert found["care"].kappa.value is None
    assert found["all criteria"].kappa.value == pytest.approx(1.0)


def test_raters_are_each_held_against_the_others_on_the_replies_that_we_rated() -> None:
    theirs = [dict.fromkeys(CRITERIA, level) for level in (1.0, 3.0, 5.0)]
    apart = [dict.fromkeys(CRITERIA, level) for level in (1.0, 3.0, 2.0)]
    ours = [*theirs[:2], dict.fromkeys(CRITERIA)]
    row = rows(compare(ours, theirs, RUBRICS, raters={"a": theirs, "b": theirs, "c": apart}))[
        "care"
    ]
    assert row.raters_error is not None and row.raters_error.value == 0
    whole = rows(compare(theirs, theirs, RUBRICS, raters={"a": theirs, "b": theirs, "c": apart}))
    among = whole["care"].raters_error
    # The third reply: a and b stand 1.5 from the median of the other two, c stands 3 from it.
    assert among is not None and among.value == pytest.approx((0.5 + 0.5 + 1.0) / 3)


def test_an_interval_holds_its_figure_and_is_the_same_every_time() -> None:
    replies = KINDS[0].replies
    theirs = [r.median_levels(CRITERIA) for r in replies]
    ours = [r.levels_by("a", CRITERIA) for r in replies]
    first, again = compare(ours, theirs, RUBRICS), compare(ours, theirs, RUBRICS)
    assert first == again
    for row in first:
        kappa = row.kappa
        assert kappa.low is not None and kappa.high is not None
        assert kappa.low <= kappa.known <= kappa.high
        assert 0 < kappa.high - kappa.low < 0.2


def test_a_grader_that_gives_everyone_three_agrees_with_nobody() -> None:
    theirs = [r.median_levels(CRITERIA) for r in KINDS[0].replies]
    found = rows(compare(everyone_three(theirs), theirs, RUBRICS))
    assert all(abs(row.kappa.known) < 1e-9 for row in found.values())
    assert found["care"].middling.value == 0


@pytest.mark.parametrize(
    ("levels", "middle"),
    [((1, 2, 5), 2.0), ((2, None, 3), 2.5), ((4, None, None), None), ((None, None, None), None)],
)
def test_the_median_is_unrated_where_two_of_three_left_it(
    levels: tuple[int | None, ...], middle: float | None
) -> None:
    reply = read_replies(EVALS / "replies_dev.jsonl")[0]
    raters = {name: {"care": level} for name, level in zip("abc", levels, strict=True)}
    assert reply.model_copy(update={"levels": raters}).median_levels(("care",)) == {"care": middle}


@pytest.mark.parametrize(
    ("reader", "least"),
    [("p", {"star": 0.87, "communication": 0.91, "steadiness": 0.92}),
     ("q", {"star": 0.87, "communication": 0.91, "steadiness": 0.92})],
)  # fmt: skip
def test_readers_marks_levelled_by_the_rubric_files_agree_with_the_raters(
    reader: str, least: dict[str, float]
) -> None:
    """The scoring guide's claim for its arithmetic: .88 to .89, .92, .93."""
    replies = {r.id: r for r in read_replies(EVALS / "replies_dev.jsonl")}
    marks = [m for m in read_marks(EVALS / "marks_dev.jsonl") if m.reader == reader]
    ours = [levels_of_marks(m, replies[m.id], RUBRICS) for m in marks]
    theirs = [replies[m.id].median_levels(CRITERIA) for m in marks]
    found = rows(compare(ours, theirs, RUBRICS))
    for rubric, kappa in least.items():
        assert found[rubric].kappa.known >= kappa


def test_a_readers_levels_are_the_guides_arithmetic_without_bounds_of_ours() -> None:
    """One sentence may stand for several criteria: nothing in the guide forbids it."""
    reply = KINDS[0].replies[1]
    shown = {
        f"{c.id}.{b.id}": [1] for c in RUBRICS[0].criteria for b in c.behaviours if b.weight > 0
    }
    line = {"id": reply.id, "reader": "x", "shown": shown, "not": {}, "lowers": {}, "flags": {},
            "facts": {"real_case": [1], "team_act": [1]}, "sentences": [[0, 20]]}  # fmt: skip
    marks = type(KINDS[0].marks[0]).model_validate(line)
    levels = levels_of_marks(marks, reply, RUBRICS)
    assert [levels[c.id] for c in RUBRICS[0].criteria] == [5.0, 5.0, 5.0, 5.0]


def test_a_broken_line_of_labelled_replies_is_named(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text('{"id": "x"}\nnot json\n', encoding="utf-8")
    with pytest.raises(DataFileError) as told:
        read_replies(path)
    assert [p.split(":")[1] for p in told.value.problems] == [" line 1", " line 2"]


class Blank(OneOpinion):
    """A backend that finds nothing."""

    name = "blank"

    def hear(self, request: object) -> object:
        raise AssertionError("a study does not listen")

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        return Marks(rubric=rubric.id, behaviours=(), grader=self.name)


def test_a_study_asks_for_the_grader_of_each_reply_and_counts_what_was_found() -> None:
    asked: list[str] = []

    def grader_of(reply: str) -> Any:
        asked.append(reply)
        return Blank()

    graded = {BY_QUESTION: grade_all(REPLIES, RUBRICS, grader_of)}
    assert sorted(asked) == sorted(reply.id for reply in REPLIES)
    study = measure_agreement(KINDS, graded, RUBRICS, folder=EVALS)
    for part in study.parts:
        assert rows(part.main.agreement)["star"].coverage.value == 0
        assert rows(part.main.agreement)["star"].far_error.known > 2
    own_act = tally_of("action.own_act", graded)
    assert (own_act.answers.ours, own_act.answers.precision, own_act.answers.recall) == (0, None, 0)
    assert own_act.answers.theirs > 150


def tally_of(name: str, graded: dict[str, Graded]) -> Tally:
    """One row of the first kind."""
    return next(t for t in detect(KINDS, graded, RUBRICS).corpora[0].tallies if t.id == name)


def test_the_ways_of_folding_stand_apart_and_the_main_one_first() -> None:
    both = dict.fromkeys(
        (ACROSS, BY_QUESTION), grade_all(REPLIES[-20:], RUBRICS, lambda _: Blank())
    )  # type: ignore[arg-type,return-value]
    assert in_main_order(both) == [BY_QUESTION, ACROSS]
    assert in_main_order({"by a model": both[ACROSS]}) == ["by a model"]


def test_replies_without_a_grader_that_has_not_seen_them_are_left_out_and_told() -> None:
    """Replies of our own may have been trained on; they are never quietly graded by what saw them."""
    first = KINDS[0].replies[0]
    graded = grade_all(KINDS[0].replies, RUBRICS, {first.id: Blank()}.__getitem__)  # type: ignore[arg-type]
    assert list(graded.grades) == [first.id]
    told = detect(KINDS[:1], {BY_QUESTION: graded}, RUBRICS)
    assert told.left_out == (f"{GUIDES_OWN}: 127 left out; no weights that have not seen them.",)
    assert told.corpora[0].replies == 1


def test_replies_of_our_own_join_where_they_are_there(tmp_path: Path) -> None:
    for name in ("replies_dev", "replies_train", "marks_dev", "marks_train"):
        (tmp_path / f"{name}.jsonl").write_text("", encoding="utf-8")
    assert [k.title for k in read_kinds(tmp_path)] == [k.title for k in KINDS[:2]]
    (tmp_path / "train").mkdir()
    for name in ("replies", "marks"):
        (tmp_path / "train" / f"{name}.jsonl").write_text("", encoding="utf-8")
    assert [k.title for k in read_kinds(tmp_path)][2:] == [OURS]


def test_held_out_graders_cover_every_reply_with_weights_that_have_not_seen_it() -> None:
    graders = cli_eval_ground.held_out_graders()
    for kind in KINDS[:2]:
        for reply in kind.replies:
            assert reply.id in graders
    seen = {
        id(g): json.dumps(sorted(i for i in graders if graders[i] is g)) for g in graders.values()
    }
    assert len(seen) == 4


@pytest.fixture(scope="module")
def outcomes() -> tuple[cli_eval.Outcome, ...]:
    """The study of the embedded grader, on every fourth reply, in this process."""
    on = cli_eval_ground.held_out_ground
    graded = {
        title: grade_all(REPLIES[::4], RUBRICS, grader_of)
        for title, grader_of in on().foldings.items()
    }
    return tuple(cli_eval.of_grades(name, graded, on()) for name in cli_eval.ON_GRADES)


def test_the_study_says_who_graded_what_and_that_nobody_was_a_person(
    outcomes: tuple[cli_eval.Outcome, ...],
) -> None:
    text = "\n".join(cli_eval.outcome_lines(outcomes, cli_eval_ground.held_out_ground()))
    assert text.startswith("Grader: embedded")
    assert "language models, blind and apart; no people" in text
    assert "folded by question" in text
    for name in ("ownership", "action.own_act", "not:clarity.thread", "flag:contempt", "all quotes",
                 "everyone 3", "pays for length", "pays for STAR words", "word n-grams",
                 "communication without concision", "speech-to-text"):  # fmt: skip
        assert name in text


def test_the_embedded_grader_agrees_far_better_than_graders_that_know_nothing(
    outcomes: tuple[cli_eval.Outcome, ...],
) -> None:
    """On a quarter of the replies; `eval --gates` holds the figures on all."""
    for part in outcomes[0].result.parts:
        ours = rows(part.main.agreement)["all criteria"].kappa.known
        for other in part.beside[:4]:
            assert ours > rows(other.agreement)["all criteria"].kappa.known + 0.05, other.title


def test_gates_name_what_failed_and_nothing_undefined_holds() -> None:
    good, bad = (
        Gate(name="g", reached=0.5, wanted=0.5),
        Gate(name="b", reached=0.2, wanted=0.1, at_most=True),
    )
    assert [line[:5] for line in gate_lines([good, bad])] == ["holds", "FAILS"]
    undefined = Gate(name="u", reached=math.nan, wanted=0.0)
    assert not undefined.holds
    assert not undefined.model_copy(update={"at_most": True}).holds


def test_what_was_not_reached_yet_may_not_fall_behind_what_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text(json.dumps({"g": 0.4, "b": 0.3}), encoding="utf-8")
    short, far, long = with_kept(
        (
            Gate(name="g", reached=0.45, wanted=0.5),
            Gate(name="g", reached=0.35, wanted=0.5),
            Gate(name="b", reached=0.25, wanted=0.1, at_most=True),
        ),
        path,
    )
    assert (short.holds, far.holds, long.holds) == (True, False, True)
    assert not short.is_reached
    assert "not reached yet" in next(iter(gate_lines([short])))


def test_every_rubric_and_both_kinds_have_gates(outcomes: tuple[cli_eval.Outcome, ...]) -> None:
    names = [gate.name for gate in study_gates.gates(outcomes[0].result)]
    for kind in KINDS[:2]:
        for rubric in RUBRICS:
            assert f"{kind.title}: {rubric.id}, QWK" in names
            assert f"{kind.title}: {rubric.id} goes with length" in names
    assert len(names) == len(set(names)) == 20


def test_the_command_line_names_every_set_there_is() -> None:
    assert [*cli_eval.NAMES, cli_eval.ALL] == list(MeasuredSet)
    assert set(cli_eval.SETS) | set(cli_eval.ON_GRADES) == set(cli_eval.NAMES)


def test_what_the_weights_have_seen_is_written_down_nowhere() -> None:
    with pytest.raises(SteadyError, match="not written down"):
        cli_eval.write(
            (), cli_eval_ground.in_sample_ground(), day=np.datetime64("2026-01-01").item()
        )


def test_work_is_begun_on_other_cores_and_comes_back_the_same() -> None:
    with workers(2) as begin:
        waiting = [begin(weighted_kappa, [(1, 1), (i, 5)]) for i in range(3)]
        broken = begin(read_replies, EVALS / "no such file.jsonl")
        assert [done() for done in waiting] == [weighted_kappa([(1, 1), (i, 5)]) for i in range(3)]
        with pytest.raises(DataFileError) as told:
            broken()
    assert told.value.problems == ("no such file.jsonl: cannot be read: No such file or directory",)


@pytest.mark.parametrize(("n", "pieces"), [(0, 4), (1, 4), (7, 3), (12, 4), (416, 8)])
def test_work_is_cut_in_order_and_whole(n: int, pieces: int) -> None:
    found = cut(range(n), pieces)
    assert [i for piece in found for i in piece] == list(range(n))
    assert len(found) <= pieces and all(len(piece) for piece in found)
