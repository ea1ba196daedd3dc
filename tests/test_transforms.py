"""Each change to a reply does what it says and nothing else, or is not made."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.evaluation import transforms as change
from interviewer.evaluation import transforms_noise as noise
from interviewer.evaluation.labelled import read_replies
from interviewer.evaluation.transforms_we import as_we, says_i
from interviewer.library import DATA_ROOT
from interviewer.sentences import count_words

EVALS = DATA_ROOT / "evals"
REPLIES = [
    (r.id, r.answer)
    for name in ("dev", "train")
    for r in read_replies(EVALS / f"replies_{name}.jsonl")
]
LINES = [
    json.loads(line)
    for line in (EVALS / "metamorphic_lines.jsonl").read_text(encoding="utf-8").splitlines()
]
PADDING = [line["text"] for line in LINES if line["kind"] == "padding"]
TEXTS = st.lists(
    st.sampled_from([
        "I was late.",
        "Was I wrong?",
        "my lead and I agreed",
        "It's mine!",
        "He said “done”.",
        "the page, at 14:02, fell over",
        "\n\n",
        "Then Node.js broke…",
        "naïve — yes",
    ]),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(
    ("told", "we"),
    [
        ("I was tired and I'm glad.", "We were tired and we're glad."),
        ("Then I really was sure, and I’d do it.", "Then we really were sure, and we’d do it."),
        ("Was I wrong? I am not sure.", "Were we wrong? We are not sure."),
        ("The trouble was I had no key. I wasn't ready.", "The trouble was we had no key. We weren't ready."),
        ("They told me my part. I did it myself, it's mine. I swear.", "They told us our part. We did it ourselves, it's ours. We swear."),
        ("so i was on call and im told i fixed it", "so we were on call and we're told we fixed it"),
        ("I mean, I tried. I did.", "I mean, we tried. We did."),
        ("I was there when Ana was ill. I stayed.", "We were there when Ana was ill. We stayed."),
        ("I used I/O over I2C, i.e. slowly. I did.", "We used I/O over I2C, i.e. slowly. We did."),
        ("(I knew.) \"Fine\", he said. I left.", "(We knew.) \"Fine\", he said. We left."),
        ("I've seen that nor am I sure of it. I'll stop.", "We've seen that nor are we sure of it. We'll stop."),
    ],
)  # fmt: skip
def test_i_becomes_we_in_right_grammar(told: str, we: str) -> None:
    assert as_we(told) == we


@pytest.mark.parametrize(
    "told",
    [
        "I fixed it.",
        "He said \"I broke it\" and I fixed it. I did.",
        "I sat down and was told. I left.",
        "I was the only developer. I coped.",
        "We were in phase I and I coped. I did.",
        "I worked on the data mine. I dug.",
        "I built all of it alone. I did.",
        "I said: 'leave it to me'. I did.",
    ],
    ids=["once", "another's words", "a verb far off", "an office", "a numeral", "a pit", "alone", "own words quoted"],
)  # fmt: skip
def test_where_we_would_not_be_true_or_grammatical_nothing_is_changed(told: str) -> None:
    assert as_we(told) is None


_WAS_WE = re.compile(r"\b(?:we|We)\s+(?:was|am|wasn['’]t)\b|\bam we\b|\b[Ww]e['’]m\b")
_ALLOWED = {"i": "we", "me": "us", "my": "our", "mine": "ours", "myself": "ourselves", "was": "were", "am": "are"}  # fmt: skip


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("’", "'"))


def test_of_the_labelled_replies_only_the_person_changes() -> None:
    made = [(text, we) for _, text in REPLIES[::3] if (we := as_we(text)) is not None]
    assert len(made) > 80
    for text, we in made:
        before, after = _words(text), _words(we)
        assert len(before) <= len(after) <= len(before) + text.lower().count("im")
        assert not says_i(re.sub(r"\bI mean\b", "", we, flags=re.IGNORECASE))
        assert not _WAS_WE.search(we)
        if len(before) == len(after):
            changed = {(a, b) for a, b in zip(before, after, strict=True) if a != b}
            assert changed <= {*_ALLOWED.items(), ("m", "re"), ("wasn", "weren"), ("wasnt", "werent"), ("ive", "we")}  # fmt: skip


@given(TEXTS)
def test_told_as_we_never_says_i_and_never_loses_a_line(text: str) -> None:
    we = as_we(text)
    if we is not None:
        assert not says_i(we)
        assert not _WAS_WE.search(we)
        assert we.count("\n") == text.count("\n")


@pytest.mark.parametrize("n", [1, 2, 7, 1000])
def test_a_draw_lies_in_its_range_and_depends_on_the_key(n: int) -> None:
    drawn = [change.draw(f"key {i}", n) for i in range(50)]
    assert all(0 <= d < n for d in drawn)
    assert drawn == [change.draw(f"key {i}", n) for i in range(50)]
    assert n < 7 or len(set(drawn)) > 3


def test_what_is_drawn_does_not_depend_on_how_a_process_hashes() -> None:
    code = "from interviewer.evaluation.transforms import *; print(in_drawn_order(range(9), 'k'))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            cwd=DATA_ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "77")
    }
    assert told == {f"{change.in_drawn_order(range(9), 'k')}\n".encode()}


@given(st.lists(st.integers()), st.text())
def test_a_drawn_order_keeps_every_item(items: list[int], key: str) -> None:
    assert Counter(change.in_drawn_order(items, key)) == Counter(items)


@given(TEXTS)
def test_whole_sentences_are_in_order_and_hold_every_word(text: str) -> None:
    spans = change.whole_sentences(text)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert _words(" ".join(text[s:e] for s, e in spans)) == _words(text)


def test_shuffled_replies_hold_the_same_sentences_and_no_neighbours() -> None:
    made = 0
    for i, text in REPLIES[::3]:
        other = change.shuffled(text, i)
        if other is None:
            continue
        made += 1
        said = [" ".join(text[s:e].split()) for s, e in change.whole_sentences(text)]
        assert len(said) >= change.FEWEST_SHUFFLED
        assert Counter(_words(other)) == Counter(_words(text))
        assert all(sentence in " ".join(other.split()) for sentence in said)
        assert not " ".join(other.split()).startswith(f"{said[0]} {said[1]}")
    assert made > 80


def test_fewer_than_five_sentences_and_speech_without_marks_are_not_shuffled() -> None:
    assert change.shuffled("I came. I saw. I left. I wrote.", "k") is None
    assert change.shuffled("\n".join(["so i went there and then"] * 9), "k") is None


def test_what_is_taken_out_is_gone_and_nothing_else_is() -> None:
    for _, text in REPLIES[::7]:
        spans = change.whole_sentences(text)[::2]
        rest = change.without(text, spans)
        left = [text[s:e] for s, e in change.whole_sentences(text)[1::2]]
        assert _words(rest) == _words(" ".join(left))


def test_only_whole_sentences_may_be_taken_out() -> None:
    text = "I came. I saw it, and I left. Then I wrote."
    assert change.are_whole_sentences(text, [(0, 7), (8, 29)])
    assert not change.are_whole_sentences(text, [(0, 7), (8, 17)])
    assert not change.are_whole_sentences("so i came and i saw", [(0, 9)])


def test_padding_adds_half_the_words_again_and_changes_none() -> None:
    for i, text in REPLIES[::3]:
        other = change.padded(text, PADDING, i)
        assert other is not None
        added = count_words(other) - count_words(text)
        assert 0.5 * count_words(text) <= added <= 0.5 * count_words(text) + 20
        rest = other
        for line in PADDING:
            assert rest.count(line) <= 1
            rest = rest.replace(line, "")
        assert _words(rest) == _words(text)


def test_padding_is_refused_where_there_are_too_few_lines() -> None:
    assert change.padded("a word " * 300, PADDING[:2], "k") is None
    assert change.padded("", PADDING, "k") is None


def test_a_line_put_in_stands_whole_between_whole_sentences() -> None:
    line = "A zebra stood there."
    for i, text in REPLIES[::3]:
        other = change.with_line(text, line, i)
        assert line in [other[s:e] for s, e in change.whole_sentences(other)]
        assert _words(other.replace(line, "", 1)) == _words(text)


def test_two_turns_hold_the_same_words_and_cut_no_sentence() -> None:
    for _, text in REPLIES[::3]:
        turns = change.in_two_turns(text)
        if turns is None:
            assert len(change.whole_sentences(text)) == 1
            continue
        assert _words(" ".join(turns)) == _words(text)
        assert len(change.whole_sentences(turns[0])) + len(change.whole_sentences(turns[1])) == len(
            change.whole_sentences(text)
        )


@pytest.mark.parametrize(
    ("told", "other"),
    [
        (
            "I bought a big box because it was easy. Everybody had a problem.",
            "I purchased a large box since it was simple. Everyone had an issue.",
        ),
        (
            "I got started because of you, but nearly everyone was happy. Maybe.",
            "I got started because of you, but almost everybody was pleased. Perhaps.",
        ),
    ],
    ids=["plain", "not where it would mean something else"],
)
def test_synonyms(told: str, other: str) -> None:
    assert noise.with_synonyms(told) == other


def test_typos_are_one_word_in_twelve_and_spare_names_and_figures() -> None:
    for i, text in REPLIES[::3]:
        other = noise.with_typos(text, i)
        if other is None:
            continue
        before, after = text.split(), other.split()
        assert len(before) == len(after)
        changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        assert len(changed) <= len(before) // noise.TYPOS
        assert len(changed) >= noise.FEWEST - 1
        for a, b in changed:
            assert a[0] == b[0] and abs(len(a) - len(b)) <= 1
            assert not any(c.isdigit() for c in a)


def test_slips_keep_every_figure_and_every_name() -> None:
    def figures(text: str) -> list[str]:
        return re.findall(r"\d[\d.,:]*", text)

    for i, text in REPLIES[::3]:
        other = noise.with_slips(text, i)
        if other is not None:
            assert figures(other) == figures(text)
            assert len(other.split()) > 0.75 * len(text.split())


def test_without_punctuation_every_word_and_figure_stays() -> None:
    told = 'At 14:02, Node.js failed; I said: "stop" (twice) — 1,200 rows, 3.5 %!'
    assert noise.without_punctuation(told) == (
        "At 14:02 Node.js failed I said stop twice 1,200 rows 3.5 %"
    )
    for _, text in REPLIES[::3]:
        other = noise.without_punctuation(text)
        if other is not None:
            assert _words(other) == _words(text)


def test_capitals_change_no_word() -> None:
    assert noise.in_capitals("So it went") == "SO IT WENT"
    assert noise.in_capitals("1 2 3") is None


def test_there_are_many_lines_of_each_kind_and_none_is_another_again() -> None:
    kinds = Counter(line["kind"] for line in LINES)
    assert kinds["blame_person"] + kinds["blame_group"] >= 30
    assert all(kinds[kind] >= 30 for kind in ("contempt", "safeguard", "padding", "stock"))
    assert len({line["text"].lower() for line in LINES}) == len(LINES)


def test_no_line_is_made_from_anothers_template() -> None:
    """Two lines of a kind share less than half of their words, and few begin alike."""
    for kind in {line["kind"] for line in LINES} - {"padding"}:
        own = [line["text"] for line in LINES if line["kind"] == kind]
        bags = [set(_words(text)) for text in own]
        alike = [
            (a, b)
            for i, a in enumerate(bags)
            for b in bags[i + 1 :]
            if len(a & b) > 0.6 * min(len(a), len(b))
        ]
        assert not alike
        assert Counter(" ".join(text.split()[:2]) for text in own).most_common(1)[0][1] <= 4
