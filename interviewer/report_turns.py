"""Turns as they are shown: every reply in segments that say what its words show, and the ribbon of parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from interviewer.domain import (
    OFF_RECORD,
    Criterion,
    Evidence,
    Finding,
    Grade,
    Guide,
    Rated,
    Rubric,
    Turn,
    Unrated,
)
from interviewer.outline import PARTS, part_shown
from interviewer.report_answer_types import (
    Part,
    RibbonPart,
    Segment,
    ShownRow,
    Tone,
    TurnRow,
)
from interviewer.report_words import CONTROLS, CUT_NOTE, FACTS, TURN_LABELS, stamp
from interviewer.sentences import count_words

PART_NAMES: dict[Part, str] = {
    "S": "Situation",
    "T": "Task",
    "A": "Action",
    "R": "Result",
    "": "Other words",
}


_READ = {
    (False, False): "{says}",
    (False, True): "lowers: {says}",
    (True, True): "in the way of: {says}",
    (True, False): "{says}",
}
"""How a behaviour is named beside its words, by whether it is read from the whole answer and whether they speak against it."""


class Span(NamedTuple):
    """Words of one turn and what they show."""

    evidence: Evidence
    behaviour: str
    name: str
    """The criterion's; empty for a red flag and for lines that were cut."""
    says: str
    part: Part = ""
    weight: float = 0
    tone: Tone = ""
    listener: bool = False
    thin: bool = False
    cut: bool = False

    @property
    def note(self) -> str:
        """`Action: gives the reason for the key choice`."""
        return f"{self.name}: {self.says}" if self.name else self.says


def spans_of(grade: Grade, rubrics: tuple[Rubric, ...]) -> tuple[Span, ...]:
    """Everything a grade says about particular words; criteria that are unrated say nothing."""
    flags = {flag.id: flag.says for rubric in rubrics for flag in rubric.flags}
    spans = [
        Span(evidence, f"flag:{found.id}", "", flags.get(found.id, found.id), tone="risk")
        for found in grade.flags
        for evidence in found.evidence
    ]
    spans += [Span(evidence, "cut", "", CUT_NOTE, cut=True) for evidence in grade.cut]
    for rubric in rubrics:
        for criterion in rubric.criteria:
            spans += _criterion_spans(rubric, criterion, grade.criterion(criterion.id))
    return (*spans, *_fact_spans(grade, rubrics))


def _criterion_spans(
    rubric: Rubric, criterion: Criterion, graded: Rated | Unrated | None
) -> Iterable[Span]:
    if not isinstance(graded, Rated):
        return
    says = {f"{criterion.id}.{b.id}": b for b in criterion.behaviours}
    for finding in graded.findings:
        behaviour = says.get(finding.id)
        if behaviour is None or not _speaks(finding):
            continue
        tone = _tone(rubric, finding)
        yield from (
            Span(
                evidence,
                finding.id,
                criterion.name,
                _READ[behaviour.evidence == "whole", tone == "risk"].format(says=behaviour.says),
                part=PARTS.get(criterion.id, "") if tone != "risk" else "",
                weight=finding.weight,
                tone=tone,
                listener=rubric.id == "communication" and tone != "risk",
                thin=finding.thin,
            )
            for evidence in finding.evidence
        )


def _fact_spans(grade: Grade, rubrics: tuple[Rubric, ...]) -> Iterable[Span]:
    """The words of facts, once for all the criteria whose level counts them or stands on them."""
    counted = {
        g.criterion: {s.source for s in g.steps} for g in grade.criteria if isinstance(g, Rated)
    }
    for fact in grade.facts:
        names = [
            c.name
            for r in rubrics
            for c in r.criteria
            if f"fact:{fact.id}" in counted.get(c.id, ())
        ]
        for evidence in fact.evidence if names else ():
            says = FACTS.get(fact.id, fact.id)
            yield Span(evidence, f"fact:{fact.id}", " and ".join(names), says)


def _speaks(finding: Finding) -> bool:
    """Evidence says something where a behaviour is shown, or where it offends against a whole-answer one."""
    return finding.verdict in {"shown", "not_shown"} and bool(finding.evidence)


def _tone(rubric: Rubric, finding: Finding) -> Tone:
    if finding.weight < 0 or finding.verdict == "not_shown":
        return "risk"
    return "steady" if rubric.id == "steadiness" else ""


def turn_row(turn: Turn, *, guide: Guide, spans: tuple[Span, ...] = ()) -> TurnRow:
    """One turn, its text split where what it shows changes."""
    text = _text(turn)
    segments: tuple[Segment, ...] = (Segment(text=text),) if text else ()
    if turn.kind == "reply" and not turn.off_record:
        segments = segments_of(turn, spans)
    known = {person.id: person for person in guide.interviewers}
    person = known.get(turn.interviewer or "")
    who = person.name if person else "Interviewer"
    return TurnRow(
        seq=turn.seq,
        speaker=turn.speaker,
        who="You" if turn.speaker == "candidate" else who,
        role=person.role if person and turn.speaker == "interviewer" else "",
        icon=person.icon if person and turn.speaker == "interviewer" else "",
        kind=turn.kind,
        label=TURN_LABELS.get(turn.kind, ""),
        text=text,
        segments=segments,
        notices=turn.notices,
        off_record=turn.off_record,
        at=stamp(turn.at),
    )


def _text(turn: Turn) -> str:
    if turn.off_record:
        return OFF_RECORD
    if turn.kind == "control" and turn.control is not None:
        return CONTROLS[turn.control]
    return turn.text


def segments_of(turn: Turn, spans: tuple[Span, ...]) -> tuple[Segment, ...]:
    """Split a reply's text so that each segment shows one set of things; together they are the text."""
    here = [s for s in spans if holds(s.evidence, turn)]
    edges = {0, len(turn.text)}
    edges.update(e for s in here for e in (s.evidence.start, s.evidence.end))
    ordered = sorted(edges)
    segments: list[Segment] = []
    run: tuple[Part, ...] = ()
    for start, end in zip(ordered, ordered[1:], strict=False):
        over = [s for s in here if s.evidence.start <= start and end <= s.evidence.end]
        segment = _segment(turn.text[start:end], over, run)
        if segment.text.strip():
            run = segment.parts
        segments.append(segment)
    return tuple(segments)


def holds(evidence: Evidence, turn: Turn) -> bool:
    """True where the words are in this turn exactly where the evidence says; words taken out are not."""
    if evidence.seq != turn.seq or turn.off_record or evidence.end <= evidence.start:
        return False
    return turn.text[evidence.start : evidence.end] == evidence.quote


def _segment(text: str, over: list[Span], run: tuple[Part, ...]) -> Segment:
    if any(s.cut for s in over):
        return Segment(text=text, cut=True, notes=(CUT_NOTE,), behaviours=("cut",))
    parts = _parts(over)
    part = parts[0] if parts else ""
    return Segment(
        text=text,
        part=part,
        parts=parts,
        letter=bool(parts) and parts != run,
        tone=_tone_of(over, part),
        listener=any(s.listener for s in over),
        notes=tuple(dict.fromkeys(s.note for s in over)),
        shows=_shows(over),
        behaviours=tuple(dict.fromkeys(s.behaviour for s in over)),
    )


def _shows(over: list[Span]) -> tuple[ShownRow, ...]:
    """What these words show, criterion by criterion, close calls apart from the rest."""
    says: dict[tuple[str, bool], list[str]] = {}
    for span in over:
        said = says.setdefault((span.name, span.thin), [])
        if span.says not in said:
            said.append(span.says)
    return tuple(
        ShownRow(name=name, says="; ".join(said), thin=thin) for (name, thin), said in says.items()
    )


def _tone_of(over: list[Span], part: Part) -> Tone:
    """What lowers or caps always shows; words merely in the way of a whole-answer behaviour only where they show nothing."""
    if any(s.tone == "risk" and s.weight <= 0 for s in over):
        return "risk"
    if any(s.tone == "steady" for s in over):
        return "steady"
    return "risk" if not part and any(s.tone == "risk" for s in over) else ""


def _parts(over: list[Span]) -> tuple[Part, ...]:
    """Every part these words show, the weightiest first, as the rebuilt answer places them."""
    weights = {p: sum(s.weight for s in over if s.part == p) for p in PARTS.values()}
    first = part_shown(weights)
    if first is None:
        return ()
    return (first, *(p for p, weight in weights.items() if weight > 0 and p != first))


def ribbon_of(rows: Iterable[TurnRow]) -> tuple[RibbonPart, ...]:
    """The share of words by STAR part in whole percents that add up to 100; empty where no part was found."""
    words: dict[Part, int] = dict.fromkeys(PART_NAMES, 0)
    for row in rows:
        for segment in row.segments:
            words[segment.part] += 0 if segment.cut else count_words(segment.text)
    total = sum(words.values())
    if total == words[""]:
        return ()
    present = [part for part in PART_NAMES if words[part]]
    percents = _whole_percents([words[part] for part in present], total)
    return tuple(
        RibbonPart(part=part, name=PART_NAMES[part], words=words[part], percent=percent)
        for part, percent in zip(present, percents, strict=True)
    )


def _whole_percents(counts: list[int], total: int) -> list[int]:
    """Largest remainders get the percents that rounding down leaves over."""
    shares = [100 * count / total for count in counts]
    percents = [int(share) for share in shares]
    by_rest = sorted(range(len(counts)), key=lambda i: (percents[i] - shares[i], i))
    for i in by_rest[: 100 - sum(percents)]:
        percents[i] += 1
    return percents
