"""What a schema cannot say about a guide: references, doubles, and how its lines are worded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from interviewer.domain import REAL_CASE, Guide, PlannedProbe, Question, Rubric
from interviewer.library_problems import At, Problem, blanks, doubles
from interviewer.library_rubrics import probed_behaviours
from interviewer.spoken import faults_of_line, faults_of_probe

_ICON = re.compile(r":material/[a-z0-9_]+:")


def guide_problems(guide: Guide, rubrics: tuple[Rubric, ...] | None) -> Iterator[Problem]:
    """Everything wrong in a well-formed guide; without rubrics, their behaviours are not looked up."""
    yield from blanks(guide, ())
    for field in ("competencies", "stages", "interviewers", "questions", "facts"):
        entries = getattr(guide, field)
        if not entries:
            yield Problem((field,), "there is none; a guide needs at least one")
        yield from doubles((entry.id for entry in entries), (field,))
    for index, interviewer in enumerate(guide.interviewers):
        if not _ICON.fullmatch(interviewer.icon):
            yield Problem(
                ("interviewers", index, "icon"), "should be a Material symbol, `:material/name:`"
            )
    for index, fact in enumerate(guide.facts):
        yield from _words(fact.about, ("facts", index, "about"))
        yield from _said(("facts", index, "text"), fact.text)
    known = _known_in(guide)
    probed = None if rubrics is None else probed_behaviours(rubrics) | {REAL_CASE}
    for index, question in enumerate(guide.questions):
        yield from _question_problems(question, ("questions", index), known, probed)


def _known_in(guide: Guide) -> dict[str, frozenset[str]]:
    return {
        "competency": frozenset(entry.id for entry in guide.competencies),
        "stage": frozenset(entry.id for entry in guide.stages),
        "interviewer": frozenset(entry.id for entry in guide.interviewers),
    }


def _question_problems(
    question: Question, at: At, known: dict[str, frozenset[str]], probed: frozenset[str] | None
) -> Iterator[Problem]:
    for field, ids in known.items():
        if getattr(question, field) not in ids:
            yield Problem((*at, field), _no_such(field, getattr(question, field), ids))
    if len(question.short.split()) > 8:
        words = len(question.short.split())
        yield Problem((*at, "short"), f"has {words} words; eight are the most")
    if not question.notes:
        yield Problem((*at, "notes"), "there is none; the first answers what no other note does")
    for index, note in enumerate(question.notes):
        yield from _words(note.about, (*at, "notes", index, "about"))
    yield from _spoken_problems(question, at)
    for index, probe in enumerate(question.probes):
        yield from _probe_problems(probe, (*at, "probes", index), probed)


def _spoken_problems(question: Question, at: At) -> Iterator[Problem]:
    yield from _said((*at, "angle"), question.angle)
    if question.rephrase.count("?") <= max(1, question.text.count("?")):
        # In other words it may ask as much as the question does, and no more.
        yield from _said((*at, "rephrase"), question.rephrase.replace("?", "."))
    else:
        yield Problem((*at, "rephrase"), "asks more questions than the question does")
    for index, note in enumerate(question.notes):
        yield from _said((*at, "notes", index, "text"), note.text)
    for index, hint in enumerate(question.hints):
        yield from _said((*at, "hints", index), hint)


def _said(at: At, text: str) -> Iterator[Problem]:
    for fault in faults_of_line(text):
        yield Problem(at, fault)


def _probe_problems(
    probe: PlannedProbe, at: At, probed: frozenset[str] | None
) -> Iterator[Problem]:
    if probed is not None and probe.behaviour not in probed:
        says = f"no behaviour that can be probed is called {probe.behaviour!r}"
        yield Problem((*at, "behaviour"), says)
    for fault in faults_of_probe(probe.text):
        yield Problem((*at, "text"), fault)
    if "{quote}" in probe.text:
        yield Problem((*at, "text"), "holds {quote}; a planned probe is asked as it stands")


def _words(about: Iterable[str], at: At) -> Iterator[Problem]:
    for index, word in enumerate(about):
        if word != word.lower():
            yield Problem((*at, index), f"should be in lower case, not {word!r}")


def _no_such(what: str, found: str, ids: frozenset[str]) -> str:
    return f"no {what} is called {found!r}; there are {', '.join(sorted(ids))}"
