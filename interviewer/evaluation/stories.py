"""Stories with their own Situation, Task, Action and Result: which sentence tells what, and which part is missing.

The stories are read from outside the project and stay there: nothing of them is kept, quoted or learned from, and no
gate in CI rests on them. It is one file: what a story is, what is measured on it and how that is told.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import mean

from pydantic import ConfigDict, ValidationError

from interviewer.backends.port import Backend, PartScores, ReadsParts, StoryParts
from interviewer.domain import Answer, Frozen, Question, Rated, Reply, Rubric, StarPart
from interviewer.errors import DataFileError
from interviewer.evaluation.asked_alone import ad_hoc_question
from interviewer.evaluation.gate import Gate
from interviewer.grading_opinions import grade_opinions
from interviewer.sentences import number_sentences

PARTS: tuple[StarPart, ...] = ("S", "T", "A", "R")
CRITERIA: Mapping[StarPart, str] = {"S": "situation", "T": "task", "A": "action", "R": "result"}
MISSING_FROM = 0.5
"""The chance from which a part counts as missing."""
ASKED = "Tell me about a time you are proud of."
"""Asked where a story names no question of its own."""
SEED = 11

AUC_AT_LEAST = 0.85
"""Of the part that is told apart worst (issue 5)."""
FIRST_AT_LEAST = 0.75
"""Share of removals after which the removed part is named first (issue 5)."""
FALSE_AT_MOST = 0.15
"""Share of whole stories of which some part is called missing (issue 5)."""
SHUFFLED_AT_LEAST = 0.68
"""Macro F1 where the order of the sentences gives nothing away (issue 5)."""

Piece = tuple[StarPart, str]
"""A sentence, and the heading it stood under."""


class Story(Frozen):
    """One story under its own headings; a heading may be empty."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    question: str | None = None
    situation: str | None = None
    task: str | None = None
    action: str | None = None
    result: str | None = None

    def told(self) -> dict[StarPart, str]:
        """The parts that have words, in order."""
        texts = (self.situation, self.task, self.action, self.result)
        return {p: t for p, t in zip(PARTS, texts, strict=True) if t and t.strip()}

    @property
    def is_whole(self) -> bool:
        """True where all four parts have words."""
        return len(self.told()) == len(PARTS)

    def pieces(self) -> list[Piece]:
        """Its sentences in order."""
        return [
            (part, s.text)
            for part, text in self.told().items()
            for s in number_sentences(_answer(self.id, text))
        ]

    def without(self, part: StarPart) -> str:
        """Its words with one part left out."""
        return "\n\n".join(text for p, text in self.told().items() if p != part)


class Labelling(Frozen):
    """How well sentences are given to the parts they stood under."""

    f1: dict[StarPart, float]
    sentences: int
    position_f1: float
    """The same by the sentence's place alone: first quarter S, second T, third A, last R."""

    @property
    def macro_f1(self) -> float:
        """The mean over the four parts."""
        return mean(self.f1.values())


class Removal(Frozen):
    """What was seen when one part of whole stories was taken out."""

    part: StarPart
    stories: int
    auc: float
    """How often a story without the part looks more as if it missed it than a whole one; one half is chance."""
    named: float
    """Share in which the part is called missing."""
    first: float
    """Share in which it is called missing, and before every other part."""
    false: float
    """Share of whole stories of which this part is called missing."""


class StoryStudy(Frozen):
    """All figures on one file of stories."""

    stories: int
    whole: int
    in_order: Labelling
    shuffled: Labelling
    removals: tuple[Removal, ...]
    false_missing: float
    """Share of whole stories of which any part is called missing."""
    how: str
    """By what means the grader tells parts."""

    @property
    def first(self) -> float:
        """Share of all removals after which the removed part is named first."""
        removed = sum(r.stories for r in self.removals)
        return sum(r.first * r.stories for r in self.removals) / removed if removed else 0.0


def read_stories(path: Path) -> tuple[Story, ...]:
    """The stories of a file, one a line. Raises DataFileError naming lines and fields, never a story's words."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError((f"{path.name}: cannot be read as UTF-8 text",)) from error
    stories, problems = [], []
    for number, line in enumerate(lines, start=1):
        try:
            stories.append(Story.model_validate(json.loads(line)))
        except json.JSONDecodeError:
            problems.append(f"{path.name}: line {number}: is no JSON")
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, e["loc"])) or "the line" for e in error.errors())
            problems.append(f"{path.name}: line {number}: {fields}: not as expected")
    if not problems and not any(story.is_whole for story in stories):
        problems.append(f"{path.name}: holds no story with all four parts")
    if problems:
        raise DataFileError(tuple(problems))
    return tuple(stories)


def measure_stories(path: Path, *, grader: Backend, rubrics: tuple[Rubric, ...]) -> StoryStudy:
    """Read and measure a file of stories. Raises DataFileError and BackendError."""
    stories = read_stories(path)
    whole = [s for s in stories if s.is_whole]

    def read(story: Story, text: str) -> StoryParts:
        return _parts(grader, story, text, rubrics)

    missing = {s.id: read(s, "\n\n".join(s.told().values())).missing for s in whole}
    removals = []
    for part in PARTS:
        without = [read(s, s.without(part)).missing for s in whole]
        removals.append(_removal(part, without, list(missing.values())))
    return StoryStudy(
        stories=len(stories),
        whole=len(whole),
        in_order=_labelling(stories, read, shuffled=False),
        shuffled=_labelling(stories, read, shuffled=True),
        removals=tuple(removals),
        false_missing=mean(bool(named_missing(m)) for m in missing.values()),
        how=(
            "its own scores of each sentence"
            if isinstance(grader, ReadsParts)
            else "its marks of the STAR criteria"
        ),
    )


def named_missing(missing: Mapping[StarPart, float]) -> tuple[StarPart, ...]:
    """The parts that count as missing, the surest first; of equals the one that is told first."""
    named = [p for p in PARTS if missing[p] >= MISSING_FROM]
    return tuple(sorted(named, key=lambda part: -missing[part]))


def auc(above: Sequence[float], below: Sequence[float]) -> float:
    """The chance that one of `above` is higher than one of `below`, ties half; one half where either is empty."""
    if not above or not below:
        return 0.5
    wins = sum((a > b) + (a == b) / 2 for a in above for b in below)
    return wins / (len(above) * len(below))


def story_lines(study: StoryStudy, *, grader: str) -> Iterator[str]:
    """The figures line by line."""
    yield f"Parts of stories by {grader}, from {study.how}"
    yield f"{study.stories} stories, {study.whole} with all four parts; measured only: nothing of them is kept"
    yield ""
    yield f"{'macro F1 of sentences':<26} {'all':>5} " + "".join(f"{p:>6}" for p in PARTS)
    for name, told in (("in order", study.in_order), ("shuffled", study.shuffled)):
        each = "".join(f"{told.f1[p]:>6.2f}" for p in PARTS)
        place = f"   by place alone {told.position_f1:.2f}"
        yield f"{name:<26} {told.macro_f1:>5.2f} {each}{place}"
    yield ""
    yield f"{'a part removed':<26} {'AUC':>5} {'named':>7} {'first':>7} {'false on whole':>15}"
    for r in study.removals:
        yield f"{r.part:<26} {r.auc:>5.2f} {r.named:>7.0%} {r.first:>7.0%} {r.false:>15.0%}"
    yield f"{'all':<26} {'':>5} {'':>7} {study.first:>7.0%} {study.false_missing:>15.0%}"


def gates(study: StoryStudy) -> tuple[Gate, ...]:
    """What issue 5 asks of the stories; shown, never a gate of CI."""
    worst = min(study.removals, key=lambda r: r.auc)
    return (
        Gate(name=f"AUC, worst part ({worst.part})", reached=worst.auc, wanted=AUC_AT_LEAST),
        Gate(name="removed part named first", reached=study.first, wanted=FIRST_AT_LEAST),
        Gate(
            name="false missing on whole stories",
            reached=study.false_missing,
            wanted=FALSE_AT_MOST,
            at_most=True,
        ),
        Gate(
            name="macro F1, shuffled",
            reached=study.shuffled.macro_f1,
            wanted=SHUFFLED_AT_LEAST,
        ),
    )


Read = Callable[[Story, str], StoryParts]


def _labelling(stories: Sequence[Story], read: Read, *, shuffled: bool) -> Labelling:
    pairs: list[tuple[StarPart, StarPart | None]] = []
    by_place: list[tuple[StarPart, StarPart | None]] = []
    for story in stories:
        pieces = story.pieces()
        if shuffled:
            # The same order on every machine and for every grader.
            Random(f"{SEED}:{story.id}").shuffle(pieces)
        text = "\n\n".join(said for _, said in pieces)
        truth = _truth(story.id, text, pieces)
        found = {s.sentence: _part(s) for s in read(story, text).sentences}
        pairs += [(part, found.get(n)) for n, part in truth.items()]
        by_place += [(part, PARTS[4 * i // len(truth)]) for i, part in enumerate(truth.values())]
    return Labelling(
        f1={part: _f1(part, pairs) for part in PARTS},
        sentences=len(pairs),
        position_f1=mean(_f1(part, by_place) for part in PARTS),
    )


def _truth(story_id: str, text: str, pieces: Sequence[Piece]) -> dict[int, StarPart]:
    """The part of each sentence of the text, by number: that of the piece in which it begins."""
    starts: list[tuple[int, StarPart]] = []
    at = 0
    for part, said in pieces:
        starts.append((at, part))
        at += len(said) + 2
    return {
        s.n: next(part for start, part in reversed(starts) if start <= s.start)
        for s in number_sentences(_answer(story_id, text))
    }


def _part(scored: PartScores) -> StarPart:
    """Every sentence of these stories stands under some heading, so the likeliest is taken, of equals the first."""
    return max(PARTS, key=lambda part: scored.scores.get(part, 0.0))


def _f1(part: StarPart, pairs: Sequence[tuple[StarPart, StarPart | None]]) -> float:
    counted = Counter((truth == part, found == part) for truth, found in pairs)
    hit, over, lost = counted[True, True], counted[False, True], counted[True, False]
    return 2 * hit / (2 * hit + over + lost) if hit else 0.0


def _removal(
    part: StarPart,
    without: Sequence[Mapping[StarPart, float]],
    whole: Sequence[Mapping[StarPart, float]],
) -> Removal:
    named = [named_missing(missing) for missing in without]
    return Removal(
        part=part,
        stories=len(without),
        auc=auc([m[part] for m in without], [m[part] for m in whole]),
        named=mean(part in n for n in named),
        first=mean(n[:1] == (part,) for n in named),
        false=mean(part in named_missing(m) for m in whole),
    )


def _parts(grader: Backend, story: Story, text: str, rubrics: tuple[Rubric, ...]) -> StoryParts:
    question = ad_hoc_question(story.id, story.question or ASKED, "behavioral")
    answer = _answer(story.id, text)
    if isinstance(grader, ReadsParts):
        return grader.parts(question, answer) or StoryParts(
            sentences=(), missing=dict.fromkeys(PARTS, 1.0)
        )
    return _from_marks(grader, question, answer, rubrics)


def _from_marks(
    grader: Backend, question: Question, answer: Answer, rubrics: tuple[Rubric, ...]
) -> StoryParts:
    """What any grader's marks say: the weight a sentence is evidence for, and how far a criterion is from its top."""
    opinions = grader.mark_all(question, answer, rubrics)
    grade = grade_opinions(question, answer, opinions, rubrics=rubrics)
    weights: dict[int, dict[StarPart, float]] = {}
    missing: dict[StarPart, float] = {}
    for part, name in CRITERIA.items():
        rated = grade.criterion(name)
        # Missing from level 2 down: what is no more than a 2 may stand on a real case alone.
        missing[part] = (5 - rated.level) / 5 if isinstance(rated, Rated) else 1.0
        for finding in rated.findings if rated else ():
            for evidence in finding.evidence if finding.verdict == "shown" else ():
                row = weights.setdefault(evidence.sentence, dict.fromkeys(PARTS, 0.0))
                row[part] += finding.weight
    return StoryParts(
        sentences=tuple(PartScores(sentence=n, scores=row) for n, row in sorted(weights.items())),
        missing=missing,
    )


def _answer(story_id: str, text: str) -> Answer:
    return Answer(question=story_id, replies=(Reply(seq=0, text=text),))
