"""Small guides, rubrics, scripts and backends for tests that need values, not files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from interviewer.backends.port import Hearing, HearRequest, Mark, Marks, OneOpinion
from interviewer.domain import (
    Anchors,
    Answer,
    Behaviour,
    Bound,
    Competency,
    Criterion,
    Fact,
    Flag,
    Guide,
    Interviewer,
    LengthCap,
    Note,
    PlannedProbe,
    Question,
    QuestionKind,
    RatedWhen,
    Reply,
    Rubric,
    Snapshots,
    Stage,
)

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
SNAPSHOTS = Snapshots(guide="0" * 16, rubrics="1" * 16)
PANEL = ("recruiter", "engineer", "manager", "clinician")


class PlainScript:
    """Says the name of the line and what was filled in, so that a test reads like the rule."""

    def say(self, line: str, *, interviewer: str, pick: int, **names: str) -> str:
        filled = " ".join(f"{name}={value}" for name, value in sorted(names.items()))
        return f"[{line}] {filled}".strip()


class ScriptedBackend(OneOpinion):
    """Answers with what it was given, in order; too few or too many fail the test."""

    name = "scripted"

    def __init__(self, *hearings: Hearing, marks: tuple[Marks, ...] = ()) -> None:
        self.hearings = list(hearings)
        self.marks = list(marks)
        self.requests: list[HearRequest] = []

    def hear(self, request: HearRequest) -> Hearing:
        self.requests.append(request)
        if not self.hearings:
            raise AssertionError("The engine listened more often than the test scripted.")
        return self.hearings.pop(0)

    def mark(self, question: Question, answer: Answer, rubric: Rubric) -> Marks:
        if not self.marks:
            raise AssertionError("The engine marked more often than the test scripted.")
        return self.marks.pop(0)

    def assert_used_up(self) -> None:
        assert not self.hearings, f"{len(self.hearings)} hearings were not used"
        assert not self.marks, f"{len(self.marks)} marks were not used"


class Clock:
    """Moves one second at each reading."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def question(
    id: str = "q1",
    *,
    kind: QuestionKind = "behavioral",
    interviewer: str = "manager",
    competency: str = "teamwork",
    source: str = "guide",
    probes: tuple[PlannedProbe, ...] = (),
) -> Question:
    return Question.model_validate({
        "id": id,
        "text": f"Text of {id}?",
        "short": id,
        "source": source,
        "section": "A section",
        "kind": kind,
        "competency": competency,
        "stage": "panel",
        "interviewer": interviewer,
        "strong": ("a thing",),
        "notes": (Note(about=("when",), text="Any time will do."),),
        "rephrase": f"Other words for {id}?",
        "angle": "Think of a school project.",
        "hints": ("First hint.", "Second hint."),
        "probes": probes,
    })


def guide(*questions: Question) -> Guide:
    return Guide(
        id="small",
        title="A small guide",
        employer="The Hospital",
        role="engineer",
        version="1",
        disclaimer="Not affiliated.",
        competencies=(
            Competency(id="teamwork", name="Teamwork", about="…"),
            Competency(id="craft", name="Craft", about="…"),
        ),
        stages=(Stage(id="panel", name="Panel", about="…"),),
        interviewers=tuple(
            Interviewer(
                id=i,
                name=i.title(),
                role=i,
                icon=":material/person:",
                about="…",
                asks_plain_words=i == "clinician",
            )
            for i in PANEL
        ),
        questions=questions or (question(),),
        facts=(
            Fact(id="weeks", section="Process", text="It takes weeks.", about=("long", "weeks")),
        ),
    )


def behaviour(id: str, weight: float, **more: object) -> Behaviour:
    return Behaviour.model_validate({
        "id": id,
        "says": f"says {id}",
        "evidence": "quote",
        "weight": weight,
        "advice": f"Say {id}.",
        **more,
    })


def criterion(id: str, start: float, *behaviours: Behaviour, **more: object) -> Criterion:
    return Criterion.model_validate({
        "id": id,
        "name": id.title(),
        "asks": f"{id}?",
        "anchors": Anchors(one="1", three="3", five="5"),
        "start": start,
        "behaviours": behaviours,
        **more,
    })


def asked(text: str) -> tuple[str, ...]:
    return (f"{text} one?", f"{text} two?", f"You said “{{quote}}”. {text} three?")


def rubrics() -> tuple[Rubric, ...]:
    """A small STAR, communication and steadiness with every rule of the arithmetic in it."""
    star = Rubric(
        id="star",
        name="STAR",
        version="1",
        criteria=(
            criterion(
                "action",
                1,
                behaviour("own_act", 1, ask=95, probes=asked("Your own part,")),
                behaviour(
                    "reason", 1, ask=75, probes=asked("Why,"), quote_from=("action.own_act",)
                ),
                behaviour("alternative", 1),
                weight=2,
                floors=(Bound(when=("fact:team_act",), level=2),),
                rated_when=RatedWhen(
                    kinds=("behavioral", "project"), facts=("real_case",), otherwise="No case."
                ),
            ),
            criterion(
                "result",
                1,
                behaviour("outcome", 0.5, ask=100, probes=asked("What came of it,")),
                behaviour(
                    "evidence",
                    1.5,
                    ask=90,
                    probes=asked("How do you know,"),
                    quote_from=("result.outcome",),
                ),
                behaviour("meaning", 1),
                behaviour("learning", 1),
                weight=2,
                rated_when=RatedWhen(
                    kinds=("behavioral", "project"), facts=("real_case",), otherwise="No case."
                ),
            ),
        ),
        flags=(),
        case_probes=("A case one?", "A case two?", "A case three?"),
    )
    communication = Rubric(
        id="communication",
        name="Communication",
        version="1",
        criteria=(
            criterion(
                "concision",
                1.5,
                behaviour("no_filler", 1, evidence="whole"),
                behaviour("substance", 1, evidence="whole"),
                behaviour("length", 0.5, evidence="code", words=(100, 330)),
                lengths=(
                    LengthCap(under=25, level=1),
                    LengthCap(under=60, level=3),
                    LengthCap(over=330, level=4),
                    LengthCap(over=500, level=2),
                ),
            ),
            criterion(
                "audience",
                1.5,
                behaviour("no_jargon", 1.5, evidence="whole", ask=20, probes=asked("Plainly,")),
                behaviour("plain", 1, ask=10, probes=asked("In plain words,")),
            ),
        ),
        flags=(),
    )
    steadiness = Rubric(
        id="steadiness",
        name="Steadiness",
        version="1",
        criteria=(
            criterion(
                "composure",
                2.5,
                behaviour("names_pressure", 0.5),
                behaviour("settled", 1),
                behaviour("heat", -1),
                caps=(
                    Bound(when=("flag:contempt",), level=2),
                    Bound(when=("flag:contempt", "composure.heat"), level=1),
                ),
                rated_when=RatedWhen(facts=("pressure", "other_people"), otherwise="No pressure."),
            ),
            criterion("ownership", 2.5, behaviour("own_decision", 0.5), behaviour("blame", -1)),
        ),
        flags=(Flag(id="contempt", says="contempt", advice="Leave it out."),),
    )
    return star, communication, steadiness


def answer(*texts: str, probes: int = 0, question: str = "q1") -> Answer:
    return Answer(
        question=question,
        replies=tuple(Reply(seq=2 + 2 * n, text=text) for n, text in enumerate(texts)),
        probes_answered=probes,
    )


def shown(id: str, *sentences: int, thin: bool = False) -> Mark:
    return Mark(id=id, sentences=sentences, verdict="shown", thin=thin)


def not_shown(id: str, *sentences: int) -> Mark:
    return Mark(id=id, sentences=sentences, verdict="not_shown")


def heard_answer(*marks: Mark, facts: tuple[Mark, ...] = ()) -> Hearing:
    """An answer in which every behaviour of the small rubrics that is not named was looked for and not found."""
    named = {m.id for m in marks}
    rest = tuple(
        not_shown(f"{c.id}.{b.id}")
        for r in rubrics()
        for c in r.criteria
        for b in c.behaviours
        if f"{c.id}.{b.id}" not in named
    )
    return Hearing(intent="answer", shown=(*marks, *rest), facts=facts)
