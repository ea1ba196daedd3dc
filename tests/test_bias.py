"""What should earn nothing is found where it earns something, and nowhere else; the graders beside ours know what they claim."""

from __future__ import annotations

import numpy as np
import pytest

from interviewer.errors import DataFileError
from interviewer.evaluation import baselines
from interviewer.evaluation.bias import bias_of, difference, partial_rank_correlation
from interviewer.evaluation.labelled import LabelledReply, read_replies
from interviewer.evaluation.styles import is_transcript, read_styles, styles_of
from interviewer.library import DATA_ROOT, load_library

EVALS = DATA_ROOT / "evals"
RUBRICS = load_library().rubrics
CRITERIA = tuple(c.id for r in RUBRICS for c in r.criteria)
DRAW = np.random.default_rng(1)


def test_a_correlation_that_the_raters_score_explains_is_none() -> None:
    theirs = DRAW.integers(1, 6, 200).astype(float)
    length, ours = theirs + DRAW.normal(0, 1, 200), theirs + DRAW.normal(0, 1, 200)
    assert abs(partial_rank_correlation(ours, length, given=theirs)[0]) < 0.2
    assert partial_rank_correlation(ours + length, length, given=theirs)[0] > 0.5


def test_a_rank_correlation_is_spearmans_with_ties_at_their_mean_rank() -> None:
    """By hand: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4, with something held fast that goes with neither."""
    a, b = np.array([1.0, 2.0, 2.0, 9.0]), np.array([1.0, 2.0, 3.0, 4.0])
    given = np.array([1.0, 0.0, 0.0, 1.0])
    plain = np.corrcoef([1, 2.5, 2.5, 4], [1, 2, 3, 4])[0, 1]
    assert partial_rank_correlation(a, b, given=given)[0] == pytest.approx(plain)


def test_points_for_a_style_are_told_apart_from_a_grader_that_keeps_to_the_middle() -> None:
    theirs = np.array([1.0, 2, 4, 5] * 10)
    style = (theirs < 3).astype(float)
    assert difference(3 + (theirs - 3) / 2, theirs, style)[0] == pytest.approx(0, abs=1e-6)
    mixed = np.array([0.0, 1] * 20)
    assert difference(theirs + 0.5 * mixed, theirs, mixed)[0] == pytest.approx(0.5)


def test_communication_is_measured_once_more_without_what_length_is_part_of() -> None:
    theirs = [dict.fromkeys(CRITERIA, float(1 + i % 5)) for i in range(20)]
    words = [10 * (i + 1) for i in range(20)]
    ours = [levels | {"concision": 1.0 + i // 5} for i, levels in enumerate(theirs)]
    found = bias_of(ours, theirs, RUBRICS, words=words, styles={"s": [True] * 4 + [False] * 16})
    rows = {(one.rubric, one.without): one for one in found}
    assert set(rows) == {("star", ""), ("communication", ""), ("communication", "concision"), ("steadiness", "")}  # fmt: skip
    assert rows["communication", ""].length.known > 0.5
    assert rows["communication", "concision"].length.value is None
    assert rows["star", ""].styles["s"].value is None, "four replies say nothing"


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("um so we uh moved it. Then it worked.", True),
        ("word " * 46, True),
        ("word " * 20, False),
        ("I moved it. It worked. " * 9, False),
        ("The umbrella term is drum. It was 3.5 GB.", False),
    ],
    ids=["hums", "no stop", "short", "stops", "no hums in words"],
)
def test_speech_taken_down_by_a_machine(text: str, yes: bool) -> None:
    assert is_transcript(text) is yes


def test_listed_styles_are_of_replies_that_there_are() -> None:
    styles = read_styles(EVALS / "styles.json")
    replies = [r for n in ("dev", "train") for r in read_replies(EVALS / f"replies_{n}.jsonl")]
    assert set(styles.second_language) <= {r.id for r in replies}
    assert "language model" in styles.how
    found = styles_of(replies, styles)
    assert sum(found["second language"]) == len(styles.second_language) == len(set(styles.second_language))  # fmt: skip
    assert 10 < sum(found["speech-to-text"]) < 60


def test_a_broken_list_of_styles_is_named() -> None:
    with pytest.raises(DataFileError, match="no such"):
        read_styles(EVALS / "no such.json")


def _reply(i: int, text: str) -> LabelledReply:
    return LabelledReply(id=f"r{i}", question="?", kind="approach", answer=text)


def test_graders_that_pay_for_length_and_for_stock_words() -> None:
    replies = [
        _reply(0, "one two"),
        _reply(1, "word " * 90),
        _reply(2, "As a result, the team improved by 30 %."),
    ]
    assert [one["care"] for one in baselines.pays_for_length(replies, CRITERIA)] == [1, 3, 1]
    assert [one["care"] for one in baselines.pays_for_star_words(replies, CRITERIA)] == [1, 1, 5]


def test_ridge_learns_a_word_that_tells_the_level_and_whether_there_is_one() -> None:
    texts = ["plain good words here", "plain bad words here", "plain silent words here"] * 8
    seen = [_reply(i, text) for i, text in enumerate(texts)]
    theirs = [{"care": level} for level in (5.0, 1.0, None)] * 8
    new = [_reply(i, text) for i, text in enumerate(texts[:3])]
    good, bad, silent = (one["care"] for one in baselines.ridge(seen, theirs, new))
    assert good is not None and good > 4
    assert bad is not None and bad < 2
    assert silent is None


def test_ridge_across_folds_grades_no_reply_by_what_saw_it() -> None:
    """Levels by chance cannot be learned: what saw them would repeat them."""
    words = DRAW.integers(0, 40, (60, 12))
    seen = [_reply(i, " ".join(f"w{w}" for w in own)) for i, own in enumerate(words)]
    theirs = [{"care": float(level)} for level in DRAW.integers(1, 6, 60)]
    held = [one["care"] or 0 for one in baselines.ridge_across_folds(seen, theirs)]
    own = [one["care"] or 0 for one in baselines.ridge(seen, theirs, seen)]
    wanted = [one["care"] or 0 for one in theirs]
    assert np.corrcoef(own, wanted)[0, 1] > 0.8
    assert abs(np.corrcoef(held, wanted)[0, 1]) < 0.4
