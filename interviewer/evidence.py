"""Marks become findings: only sentences that are the candidate's own and can show it count, and none of them too often.

The bounds of length belong here too, since a measured behaviour is a finding like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interviewer.backends.port import Mark, Marks
from interviewer.domain import Answer, Behaviour, Criterion, Evidence, FactFound, Finding, Sentence
from interviewer.plausible import is_plausible

USED_UP = "these words already count for others"
"""Stands in `Finding.measured` where a behaviour was seen, and only in words that count for as many others as they may."""

WHOLE_ANSWER_WORDS = 15
"""Under about this many words nothing can be said about an answer as a whole."""

LONG_SENTENCE_WORDS = 25
"""A sentence longer than this may show three behaviours of one criterion, a shorter one two."""


class Book:
    """The candidate's own sentences and what was marked in them."""

    def __init__(
        self, answer: Answer, own: Mapping[int, Sentence], words: int, marks: tuple[Marks, ...]
    ) -> None:
        self.answer = answer
        self.own = own
        self.words = words
        self.marks = marks
        self.behaviours: dict[str, Mark] = {m.id: m for one in marks for m in one.behaviours}

    def read(self, criterion: Criterion) -> list[Finding]:
        """Check the evidence of every behaviour of a criterion, in the table's order."""
        used: dict[int, int] = {}
        return [self._finding(criterion, behaviour, used) for behaviour in criterion.behaviours]

    def found(self, which: str) -> tuple[FactFound, ...]:
        """The facts or flags that some sentence of the candidate's own carries."""
        sentences: dict[str, set[int]] = {}
        for one in self.marks:
            for mark in one.facts if which == "facts" else one.flags:
                if mark.verdict == "shown":
                    cited = self._plausible(f"{which[:-1]}:{mark.id}", mark.sentences)
                    sentences.setdefault(mark.id, set()).update(cited)
        found = ((i, self._evidence(sorted(numbers))) for i, numbers in sorted(sentences.items()))
        return tuple(FactFound(id=i, evidence=evidence) for i, evidence in found if evidence)

    def _finding(self, criterion: Criterion, behaviour: Behaviour, used: dict[int, int]) -> Finding:
        source = f"{criterion.id}.{behaviour.id}"
        if behaviour.evidence == "code":
            return self._measure(source, behaviour)
        mark = self.behaviours.get(source, Mark(id=source, verdict="cannot_tell"))
        evidence: tuple[Evidence, ...] = ()
        verdict, measured = mark.verdict, None
        if behaviour.evidence == "whole":
            evidence = self._evidence(mark.sentences) if verdict == "not_shown" else ()
            if verdict == "shown" and self.words < WHOLE_ANSWER_WORDS:
                verdict, measured = "not_shown", "too short to judge"
        elif verdict == "shown":
            cited = self._plausible(source, mark.sentences)
            evidence = self._evidence(self._free(cited, behaviour, used))
            if not evidence:
                verdict, measured = "not_shown", USED_UP if cited else None
        return Finding(
            id=source,
            verdict=verdict,
            weight=behaviour.weight,
            evidence=evidence,
            measured=measured,
            # What the words rule out is no close call.
            thin=mark.thin and verdict == mark.verdict,
        )

    def _measure(self, source: str, behaviour: Behaviour) -> Finding:
        holds = in_range(behaviour, self.words, self.answer.probes_answered)
        return Finding(
            id=source,
            verdict="shown" if holds else "not_shown",
            weight=behaviour.weight,
            measured=f"{self.words} words",
        )

    def _plausible(self, source: str, numbers: Iterable[int]) -> list[int]:
        """The candidate's own among these sentences that can show what they are cited for."""
        return [n for n in numbers if n in self.own and is_plausible(source, self.own[n].text)]

    def _free(
        self, numbers: Iterable[int], behaviour: Behaviour, used: dict[int, int]
    ) -> list[int]:
        """The sentences that may still show a behaviour of this criterion; what lowers is always read."""
        kept = []
        for n in sorted(set(numbers)):
            sentence = self.own.get(n)
            if sentence is None:
                continue
            limit = 3 if sentence.words > LONG_SENTENCE_WORDS else 2
            if behaviour.weight > 0 and used.get(n, 0) >= limit:
                continue
            if behaviour.weight > 0:
                used[n] = used.get(n, 0) + 1
            kept.append(n)
        return kept

    def _evidence(self, numbers: Iterable[int]) -> tuple[Evidence, ...]:
        return tuple(
            evidence_of(self.own[n], self.answer) for n in sorted(set(numbers)) if n in self.own
        )


def in_range(behaviour: Behaviour, words: int, probes: int) -> bool:
    """True where a measured behaviour's range of words holds, widened by half for each probe answered."""
    if behaviour.words is None:
        return False
    low, high = behaviour.words
    return low * growth(probes) <= words <= high * growth(probes)


def evidence_of(sentence: Sentence, answer: Answer) -> Evidence:
    """A sentence as evidence: the turn it stands in and its exact place there."""
    return Evidence(
        sentence=sentence.n,
        seq=answer.replies[sentence.reply].seq,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
    )


def growth(probes: int) -> float:
    """How much wider the bounds of length are after so many probes answered: by half for each."""
    return 1 + probes / 2
