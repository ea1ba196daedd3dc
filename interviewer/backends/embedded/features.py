"""What the weights are multiplied with: cues, words and place of a sentence, and figures of the whole answer."""

from __future__ import annotations

from interviewer.backends.embedded.reading import Reading

CROSSED = ("i_past", "we_past", "others_past", "number", "i_now")
"""Cues that change what another cue of the same sentence means: `I …ed` beside `test` is an act."""

Features = dict[str, float]


def sentence_features(reading: Reading, place: int) -> Features:
    """The features of one sentence: its cues, its neighbours' cues, its words, its place and length."""
    read = reading.sentences[place]
    features: Features = {"bias": 1.0}
    for cue, times in read.cues.items():
        features[f"c:{cue}"] = 1.0
        if times > 1:
            features[f"cc:{cue}"] = 1.0
    for one in CROSSED:
        if one in read.cues:
            features.update({f"x:{one}&{cue}": 0.7 for cue in read.cues if cue != one})
    features.update(_neighbours(reading, place))
    for word in read.words:
        features["w:0" if word.text[0].isdigit() else f"w:{word.text}"] = 0.7
    features.update(_place(reading, place))
    return features


def answer_features(reading: Reading) -> Features:
    """The features of the whole answer: how often each cue stands in it, and its figures."""
    sentences = max(1, len(reading.sentences))
    features: Features = {}
    for cue, times in reading.cues.items():
        features[f"~{cue}"] = min(1.0, 1.5 * times / sentences)
        features[f"~a{cue}"] = 0.5
    features.update({f"m:{name}": value for name, value in reading.measures.items()})
    return features


def _neighbours(reading: Reading, place: int) -> Features:
    features: Features = {}
    if place > 0:
        features.update({f"<{cue}": 0.5 for cue in reading.sentences[place - 1].cues})
    if place + 1 < len(reading.sentences):
        features.update({f">{cue}": 0.5 for cue in reading.sentences[place + 1].cues})
    return features


def _place(reading: Reading, place: int) -> Features:
    last = len(reading.sentences) - 1
    length = reading.sentences[place].length
    features = {
        "p:place": place / last if last else 0.5,
        "p:length": min(1.0, length / 30),
        "p:few": min(1.0, 5 / (last + 1)),
    }
    holds = {
        "p:first": place == 0,
        "p:second": place == 1,
        "p:last": place == last,
        "p:tiny": length <= 5,
        "p:short": length <= 9,
        "p:long": length >= 25,
    }
    features.update({name: 1.0 for name, held in holds.items() if held})
    return features
