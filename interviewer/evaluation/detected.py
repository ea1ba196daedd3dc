"""How well each behaviour, fact and flag is found, by answers and by sentences, beside what a reader marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from interviewer.domain import Frozen, Grade, Rubric
from interviewer.evaluation.gate import Gate
from interviewer.evaluation.labelled import ReaderMarks

Span = tuple[int, int]

SHARED = 3
"""Letters two spans must share, and one more, to be of the same sentence: readers and program cut apart."""
AGAINST = "not:"
"""Before the id of a whole-answer behaviour: that something speaks against it."""
LEAST = 0.67
"""A little under what the quote behaviours reached together by answers, with weights that had not seen the reply."""


class Counts(Frozen):
    """What both found, of what we found and of what the reader found."""

    both: int = 0
    both_theirs: int = 0
    """As `both`, counted in theirs: two of their sentences may lie in one of ours."""
    ours: int = 0
    theirs: int = 0

    @property
    def precision(self) -> float | None:
        """Of what we found, how much the reader found."""
        return self.both / self.ours if self.ours else None

    @property
    def recall(self) -> float | None:
        """Of what the reader found, how much we found."""
        return self.both_theirs / self.theirs if self.theirs else None

    @property
    def f1(self) -> float | None:
        """Their harmonic mean; None where the reader found nothing."""
        if self.recall is None:
            return None
        p, r = self.precision or 0.0, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def __add__(self, other: Counts) -> Counts:
        """Both taken together."""
        return Counts(
            both=self.both + other.both,
            both_theirs=self.both_theirs + other.both_theirs,
            ours=self.ours + other.ours,
            theirs=self.theirs + other.theirs,
        )


class Tally(Frozen):
    """One behaviour, fact or flag."""

    id: str
    answers: Counts
    sentences: Counts
    readers: float | None = None
    """F1 of one reader against another by answers, where two read the same replies."""


class Corpus(Frozen):
    """One kind of replies; every reader of a reply counts once."""

    title: str
    replies: int
    readers: tuple[str, ...]
    tallies: tuple[Tally, ...]
    together: tuple[Tally, ...]
    """All quote behaviours, whole-answer ones, facts and flags, each taken together."""


class Detection(Frozen):
    """What was found in every kind of replies."""

    corpora: tuple[Corpus, ...]
    left_out: tuple[str, ...] = ()
    """Why some replies are in none of the tables."""


def measure_behaviours(
    title: str,
    grades: Mapping[str, Grade],
    marks: Iterable[ReaderMarks],
    rubrics: tuple[Rubric, ...],
) -> Corpus:
    """Count what our grades cite beside what each reader marked in the same replies."""
    pairs = [(grades[m.id], m) for m in marks if m.id in grades]
    by_reply: dict[str, list[ReaderMarks]] = defaultdict(list)
    for _, m in pairs:
        by_reply[m.id].append(m)
    kinds = ids_of([m for _, m in pairs], rubrics)
    tallies = {
        name: Tally(
            id=name,
            answers=_sum(by_answers(g, m, name) for g, m in pairs),
            sentences=_sum(by_sentences(g, m, name) for g, m in pairs),
            readers=_readers(by_reply, name),
        )
        for own in kinds.values()
        for name in own
    }
    return Corpus(
        title=title,
        replies=len(by_reply),
        readers=tuple(sorted({m.reader for _, m in pairs})),
        tallies=tuple(tallies.values()),
        together=tuple(
            Tally(
                id=f"all {kind}",
                answers=_sum(tallies[name].answers for name in own),
                sentences=_sum(tallies[name].sentences for name in own),
            )
            for kind, own in kinds.items()
        ),
    )


def ids_of(marks: Sequence[ReaderMarks], rubrics: tuple[Rubric, ...]) -> dict[str, list[str]]:
    """Everything that can be found, by kind; whole-answer behaviours as what speaks against them."""
    behaviours = [(f"{c.id}.{b.id}", b) for r in rubrics for c in r.criteria for b in c.behaviours]
    seen = {i for m in marks for i in m.ids} - {"fact:own_work"}
    return {
        "quotes": [name for name, b in behaviours if b.evidence == "quote"],
        "whole": [AGAINST + name for name, b in behaviours if b.evidence == "whole"],
        "facts": sorted(i for i in seen if i.startswith("fact:")),
        "flags": sorted(i for i in seen if i.startswith("flag:")),
    }


def by_answers(grade: Grade, marks: ReaderMarks, name: str) -> Counts:
    """Whether it was found in the answer, by us and by the reader."""
    ours, theirs = found_in(grade, name) is not None, marked_by(marks, name) is not None
    return Counts(both=ours and theirs, both_theirs=ours and theirs, ours=ours, theirs=theirs)


def by_sentences(grade: Grade, marks: ReaderMarks, name: str) -> Counts:
    """The sentences cited by us and by the reader, wherever either found it."""
    ours, theirs = found_in(grade, name) or [], marked_by(marks, name) or []
    return Counts(
        both=sum(any(_same(a, b) for b in theirs) for a in ours),
        both_theirs=sum(any(_same(a, b) for a in ours) for b in theirs),
        ours=len(ours),
        theirs=len(theirs),
    )


def found_in(grade: Grade, name: str) -> list[Span] | None:
    """The spans cited for what was found, or None where it was not."""
    kind, _, bare = name.rpartition(":")
    if kind in {"fact", "flag"}:
        for fact in grade.facts if kind == "fact" else grade.flags:
            if fact.id == bare:
                return [(e.start, e.end) for e in fact.evidence]
        return None
    wanted = "not_shown" if kind else "shown"
    for criterion in grade.criteria:
        for finding in criterion.findings:
            if finding.id == bare and finding.verdict == wanted:
                return [(e.start, e.end) for e in finding.evidence]
    return None


def marked_by(marks: ReaderMarks, name: str) -> list[Span] | None:
    """The spans a reader took for it, or None where the reader did not find it."""
    kind, _, bare = name.rpartition(":")
    if kind == "not":
        return None if bare in marks.shown else _spans(marks, marks.against.get(bare, ()))
    source = {"fact": marks.facts, "flag": marks.flags}.get(kind, {**marks.shown, **marks.lowers})
    return _spans(marks, source[bare]) if bare in source else None


def _spans(marks: ReaderMarks, numbers: Iterable[int]) -> list[Span]:
    return [marks.sentences[n - 1] for n in numbers if n <= len(marks.sentences)]


def _same(one: Span, other: Span) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > SHARED


def _sum(counts: Iterable[Counts]) -> Counts:
    total = Counts()
    for one in counts:
        total = total + one
    return total


def _readers(by_reply: Mapping[str, list[ReaderMarks]], name: str) -> float | None:
    """F1 of the second reader against the first."""
    pairs = [own[:2] for own in by_reply.values() if len(own) > 1]
    if not pairs:
        return None
    found = [[marked_by(m, name) is not None for m in pair] for pair in pairs]
    both = sum(all(each) for each in found)
    return Counts(
        both=both,
        both_theirs=both,
        ours=sum(second for _, second in found),
        theirs=sum(first for first, _ in found),
    ).f1


def behaviours_lines(detection: Detection) -> Iterator[str]:
    """The tables line by line."""
    yield "What is found, against the marks of readers (language models, apart from each other; every reader of a reply counts once)."
    yield "By answers: whether it is there at all. By sentences: whether the same words are cited. readers: F1 of one reader against another."
    yield from detection.left_out
    for corpus in detection.corpora:
        yield ""
        yield f"{corpus.title}: {corpus.replies} replies, read by {', '.join(corpus.readers)}"
        yield (
            f"{'':<30}{'ours':>5} {'theirs':>6}   {'answers: P':>10} {'R':>5} {'F1':>5}"
            f"   {'sentences: P':>12} {'R':>5} {'F1':>5}   {'readers':>7}"
        )
        for one in (*corpus.tallies, *corpus.together):
            yield _line(one)


def _line(one: Tally) -> str:
    a, s = one.answers, one.sentences
    return (
        f"{one.id:<30}{a.ours:>5} {a.theirs:>6}   {_two(a.precision):>10} {_two(a.recall)} {_two(a.f1)}"
        f"   {_two(s.precision):>12} {_two(s.recall)} {_two(s.f1)}   {_two(one.readers):>7}"
    )


def _two(value: float | None) -> str:
    return f"{'–':>5}" if value is None else f"{value:5.2f}"


def gates(detection: Detection) -> tuple[Gate, ...]:
    """The quote behaviours of each kind, taken together, are found by answers."""
    return tuple(
        Gate(name=f"{corpus.title}: quotes found, F1", reached=one.answers.f1 or 0.0, wanted=LEAST)
        for corpus in detection.corpora
        for one in corpus.together
        if one.id == "all quotes"
    )
