"""One answer as the detectors see it: its sentences with their words, cues and place, read once."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

from interviewer.backends.embedded.lexicon import Word, lexicon

_TOKEN = re.compile(r"[^\W\d_]+(?:[.'+#/-][^\W\d_]+)*(?:\+\+|#)?|\d+(?:[.,:/]\d+)*|[?!\"%]")
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‑": "-", "–": "-"})
_TITLES = frozenset({"I", "I'm", "I'd", "I've", "I'll", "OK", "Okay"})
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july"
    " august september october november december christmas easter english german french spanish".split()
)
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen eighteen"
    " twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half".split()
)
_ENGLISH = frozenset(
    "the a an and of to in is was i it that for on with we they he she my our not be are at as but had have"
    " so this or if from by you me them there what when would were do did just one no which all out up about"
    " then because her his who how can could been into their some than more like before after it's i'm don't".split()
)
_STOP = frozenset(
    _ENGLISH
    | set(
        "tell us time describe situation where had give example how you've your does mean walk through were"
        " handle approach ensure did do you an the context work worked project working".split()
    )
)


class Read(NamedTuple):
    """A sentence of an answer, read: its words, the cues in them, and where it stands."""

    n: int
    text: str
    words: tuple[Word, ...]
    cues: dict[str, int]
    own: tuple[Word, ...]
    """The words that would not fit any answer."""
    says: frozenset[str] = frozenset()
    """Behaviours that it shows outright, by a phrase of lexicons/sure.txt."""

    def has(self, *cues: str) -> bool:
        """True where any of these cues stands in the sentence."""
        return any(cue in self.cues for cue in cues)

    @property
    def length(self) -> int:
        """How many words it has."""
        return sum(1 for w in self.words if w.text not in {"?", "!", '"', "%"})

    @property
    def substance(self) -> int:
        """How many different words of its own it has: no function words, and none that fit any answer."""
        return len({w.text for w in self.own})


class Reading:
    """An answer, read once for all detectors."""

    def __init__(self, sentences: list[tuple[int, str]], *, question: str, kind: str) -> None:
        self.sentences = tuple(_read(n, text) for n, text in sentences)
        self.question = question
        self.kind = kind

    @cached_property
    def length(self) -> int:
        """How many words the answer has."""
        return sum(s.length for s in self.sentences)

    @cached_property
    def told(self) -> int:
        """How many words stand in sentences that have any of their own: padding makes no answer of a few words."""
        return sum(s.length for s in self.sentences if s.substance >= 2)

    @cached_property
    def cues(self) -> Counter[str]:
        """In how many sentences each cue occurs."""
        return Counter(cue for s in self.sentences for cue in s.cues)

    @cached_property
    def english(self) -> bool:
        """True where the words are mostly English, as far as their commonest ones tell."""
        words = [w.text for s in self.sentences for w in s.words if w.text[0].isalpha()]
        if len(words) < 4:
            return bool(words) and all(w.isascii() for w in words)
        return sum(w in _ENGLISH for w in words) / len(words) >= 0.2

    @cached_property
    def asked(self) -> frozenset[str]:
        """The stems of the question that carry its topic."""
        return frozenset(
            _stem(w.text)
            for w in words_of(self.question)
            if w.text not in _STOP and len(w.text) > 3
        )

    @cached_property
    def measures(self) -> dict[str, float]:
        """Figures of the whole answer, each about between 0 and 1."""
        words = [w.text for s in self.sentences for w in s.words if w.text[0].isalpha()]
        count = max(1, len(words))
        sentences = max(1, len(self.sentences))
        stems = {_stem(w) for w in words}
        figures = {
            "log_words": math.log(count + 1) / 6,
            "short": float(count < 60),
            "very_short": float(count < 30),
            "long": float(count > 250),
            "very_long": float(count > 330),
            "sentences": min(1.0, sentences / 30),
            "per_sentence": min(1.0, count / sentences / 30),
            "variety": len(stems) / count,
            "repeats": self.most_alike,
            "hollow": sum(s.substance < 2 for s in self.sentences) / sentences,
            "dense": min(1.0, sum(s.substance for s in self.sentences) / count),
            "asked": len(stems & self.asked) / max(1, len(self.asked)),
            f"kind:{self.kind}": 1.0,
        }
        return figures

    @cached_property
    def most_alike(self) -> float:
        """How much the two most alike sentences share (0 to 1); neighbours of few words do not count."""
        bags = [
            frozenset(_stem(w.text) for w in s.words if w.text not in _STOP and w.text[0].isalpha())
            for s in self.sentences
        ]
        bags = [b for b in bags if len(b) >= 4][:60]
        best = 0.0
        for i, one in enumerate(bags):
            for other in bags[i + 1 :]:
                best = max(best, len(one & other) / min(len(one), len(other)))
        return best


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a sentence with their kinds; quote, question and exclamation marks count as words."""
    folded = text.translate(_FOLD)
    found: list[Word] = []
    for m in _TOKEN.finditer(folded):
        raw = m.group()
        found.append(Word(raw.lower(), _kinds(raw, first=not found)))
    return tuple(found)


def _read(n: int, text: str) -> Read:
    words = words_of(text)
    found = lexicon().find(list(words))
    says = frozenset(cue for cue in found if "." in cue)
    cues = {cue: times for cue, times in found.items() if cue not in says}
    own = tuple(w for w in words if w.text[0].isalnum() and not is_hollow(w))
    return Read(n, text, words, cues, own, says)


def _kinds(raw: str, *, first: bool) -> frozenset[str]:
    word = raw.lower()
    kinds = set()
    classes = _classes()
    if word in classes.past or (
        word.endswith("ed") and len(word) > 4 and word not in classes.not_past
    ):
        kinds.add("past")
    if word in classes.role:
        kinds.add("role")
    if raw[0].isdigit() or word in _NUMBERS:
        kinds.add("num")
    if raw[0].isupper() and not first and raw not in _TITLES and word not in _CALENDAR:
        kinds.add("acronym" if raw.isupper() and len(raw) > 1 else "name")
    return frozenset(kinds)


def is_function_word(word: Word) -> bool:
    """True for `the`, `and`, `because` and the like."""
    return word.text in _ENGLISH


def is_hollow(word: Word) -> bool:
    """True for a function word, or one that says nothing by itself (`impact`, `ownership`)."""
    if word.kinds & {"num", "name"}:
        return False
    classes = _classes()
    return (
        word.text in _STOP
        or word.text in classes.hollow
        or _stem(word.text) in classes.hollow
        or word.text.startswith(classes.stems)
    )


class Classes(NamedTuple):
    """The word classes of lexicons/words.txt."""

    past: frozenset[str]
    not_past: frozenset[str]
    role: frozenset[str]
    hollow: frozenset[str]
    stems: tuple[str, ...]
    """The hollow ones that stand for all their endings (`collaborat*`)."""


@cache
def _classes() -> Classes:
    text = (files("interviewer.backends.embedded") / "lexicons" / "words.txt").read_text("utf-8")
    classes: dict[str, set[str]] = {"": set()}
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            classes[name] = set()
        elif not line.startswith("#"):
            classes[name].update(line.split())
    hollow = classes["hollow"]
    return Classes(
        past=frozenset(classes["past"]),
        not_past=frozenset(classes["not_past"]),
        role=frozenset(classes["role"]),
        hollow=frozenset(w for w in hollow if not w.endswith("*")),
        stems=tuple(sorted(w[:-1] for w in hollow if w.endswith("*"))),
    )


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
