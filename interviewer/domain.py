"""The nouns of Steady, frozen. Everything else is a function over these.

Three families: what is loaded (Guide, Rubric, Script), what happens (Interview, Turn, Answer) and what
is found (Evidence, Rated | Unrated, Grade). A behaviour's id is always `criterion.behaviour`.

One file on purpose: the nouns are a few lines each, refer to one another, and are read together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A value: never changed after it is made, and no unknown field slips in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---------------------------------------------------------------- the guide

QuestionKind = Literal["behavioral", "project", "approach", "motivation"]
InterviewerId = str
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]


class Fact(Frozen):
    """Something the guide says, in our own words, with the section it stands in."""

    id: Slug
    section: str
    text: str
    """One to three plain sentences an interviewer can say aloud."""
    about: tuple[str, ...]
    """Words a candidate may use when asking about it, lower case."""
    tip: bool = False
    """Stands among the preparation tips on the start page."""


class Competency(Frozen):
    """One of the guide's evaluation areas."""

    id: Slug
    name: str
    about: str


class Stage(Frozen):
    """One step of the guide's process, in order."""

    id: Slug
    name: str
    about: str


class Interviewer(Frozen):
    """A person of the panel; `voice` names the block of prompts/ with their way of speaking."""

    id: Slug
    name: str
    role: str
    icon: str
    """A bundled Material symbol, `:material/name:`."""
    about: str
    asks_plain_words: bool = False
    """Probes for plain words before anything else (the clinical stakeholder)."""


class PlannedProbe(Frozen):
    """A probe written for one question; used before the rubric's own wordings."""

    behaviour: str
    """`criterion.behaviour`, or `situation.real_case` for asking an approach answer for a case."""
    text: str


class Note(Frozen):
    """What the interviewer may answer when the candidate asks back about a question."""

    about: tuple[str, ...]
    """Words that point to this note, lower case."""
    text: str


class Question(Frozen):
    """One question of the bank, asked word for word."""

    id: Slug
    text: str
    short: str
    """A heading of at most eight words for the report."""
    source: Literal["guide", "steady"]
    """`guide`: word for word from the guide; `steady`: our wording of one of its topics."""
    section: str
    kind: QuestionKind
    competency: str
    stage: str
    interviewer: InterviewerId
    strong: tuple[str, ...]
    """What a strong answer shows; never read aloud."""
    parts: tuple[str, ...] = ()
    """The parts of the question, where it has several ("why this hospital", "why health care")."""
    notes: tuple[Note, ...]
    """Answers to questions back; the first is the default. None gives the answer away."""
    rephrase: str
    """The same question in other words, for `rephrase it please`."""
    angle: str
    """Another way in, offered once when the candidate has no answer (live mode)."""
    hints: tuple[str, ...]
    """Practice mode only, in order; about the shape of an answer or a fact of the guide, never the answer."""
    probes: tuple[PlannedProbe, ...]


class Guide(Frozen):
    """An interview guide as data."""

    id: Slug
    title: str
    employer: str
    role: str
    version: str
    disclaimer: str
    competencies: tuple[Competency, ...]
    stages: tuple[Stage, ...]
    interviewers: tuple[Interviewer, ...]
    questions: tuple[Question, ...]
    facts: tuple[Fact, ...]

    def question(self, question_id: str) -> Question:
        """The question with this id; KeyError if the guide has none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def interviewer(self, interviewer_id: str) -> Interviewer:
        """The interviewer with this id; KeyError if the guide has none."""
        for interviewer in self.interviewers:
            if interviewer.id == interviewer_id:
                return interviewer
        raise KeyError(interviewer_id)

    def stage(self, stage_id: str) -> Stage:
        """The stage with this id; KeyError if the guide has none."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)


# ---------------------------------------------------------------- the rubrics

RubricId = Literal["star", "communication", "steadiness"]
EvidenceKind = Literal["quote", "whole", "code"]
FactId = Literal["real_case", "other_people", "pressure", "built_or_operated", "team_act"]


class Anchors(Frozen):
    """What levels 1, 3 and 5 look like; 2 and 4 lie between."""

    one: str
    three: str
    five: str


class Behaviour(Frozen):
    """One thing an answer can show, with its weight in halves; negative weights lower the level."""

    id: Slug
    says: str
    """What it is, to a candidate: `says who was affected`."""
    reads: str = ""
    """How a model that marks is told to read it; empty: as `says`."""
    evidence: EvidenceKind
    weight: float
    ask: int = Field(default=0, ge=0, le=100)
    """How much asking for it is worth, most valuable first; 0: never probed."""
    probes: tuple[str, ...] = ()
    """At least three wordings where `ask` is over 0. `{quote}` may stand in some, at least two stand without it."""
    quote_from: tuple[str, ...] = ()
    """Behaviours whose words a probe may quote, first shown first."""
    advice: str
    """One sentence a person can act on."""
    words: tuple[int, int] | None = None
    """For `code` behaviours: the inclusive range of words that shows it."""


class Also(Frozen):
    """A fact, or a behaviour of another criterion, that raises this criterion too."""

    when: str
    """`fact:real_case` or `audience.no_jargon`."""
    weight: float


class Bound(Frozen):
    """A floor or a cap: holds where all of `when` are shown."""

    when: tuple[str, ...]
    """`fact:team_act`, `flag:contempt` or `composure.heat`; all must be shown."""
    level: int = Field(ge=1, le=5)


class LengthCap(Frozen):
    """A cap by counted words; exactly one of `under` and `over`."""

    under: int | None = None
    over: int | None = None
    level: int = Field(ge=1, le=5)


class RatedWhen(Frozen):
    """A criterion is rated where the question is of one of `kinds` or any of `facts` is shown; both empty: always."""

    kinds: tuple[QuestionKind, ...] = ()
    facts: tuple[FactId, ...] = ()
    otherwise: str = ""
    """Said in the report where it is unrated."""


class Criterion(Frozen):
    """Four make a rubric."""

    id: Slug
    name: str
    asks: str
    """The one question it asks of an answer, to a candidate."""
    anchors: Anchors
    start: float
    behaviours: tuple[Behaviour, ...]
    also: tuple[Also, ...] = ()
    floors: tuple[Bound, ...] = ()
    caps: tuple[Bound, ...] = ()
    lengths: tuple[LengthCap, ...] = ()
    rated_when: RatedWhen = RatedWhen()
    weight: float = 1.0
    """Its weight in the rubric's score."""
    shared: int | None = Field(default=None, ge=1, le=5)
    """The most it may stand at on no sentence of its own: words that the rubric's other criteria stand on as well."""
    silence: str = ""
    """For conduct criteria: what the report says where nothing was shown (`silence about oneself is neither good nor bad`)."""


class Flag(Frozen):
    """A red flag; its caps stand with the criteria it caps."""

    id: Slug
    says: str
    reads: str = ""
    """How a model that marks is told to read it; empty: as `says`."""
    advice: str


class Rubric(Frozen):
    """A behaviourally anchored rating scale as data."""

    id: RubricId
    name: str
    version: str
    criteria: tuple[Criterion, ...]
    flags: tuple[Flag, ...]
    case_probes: tuple[str, ...] = ()
    """STAR only: wordings that ask an `approach` answer for a real case."""

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion with this id; KeyError if the rubric has none."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)


# ---------------------------------------------------------------- what happens

Format = Literal["warm_up", "short", "panel", "drill", "own"]
Mode = Literal["practice", "live"]
Speaker = Literal["interviewer", "candidate"]

Intent = Literal[
    "answer",
    "question_back",
    "repeat",
    "rephrase",
    "hint",
    "time",
    "skip",
    "decline",
    "dodge",
    "end",
    "small_talk",
    "hostile",
    "distress",
    "off_record",
    "unclear",
    "other_question",
]
"""What a typed reply is. `other_question`: a real answer, but to another question than the one that stands."""

Control = Literal["hint", "repeat", "skip", "pause", "resume", "end", "next", "again"]
"""A button of the page or a command of the terminal; stored as a candidate's turn like a reply."""

TurnKind = Literal[
    # the candidate's
    "reply",
    "control",
    # the interviewers'
    "greeting",
    "question",
    "probe",
    "pushback",
    "reprompt",
    "answer_back",
    "repeat",
    "rephrase",
    "hint",
    "angle",
    "pause",
    "resume",
    "calm",
    "distress",
    "off_record",
    "told_question",
    "too_short",
    "unclear",
    "small_talk",
    "hint_offer",
    "time",
    "transition",
    "again",
    "between",
    "closing",
    "closing_answer",
    "goodbye",
]


IdentifierKind = Literal[
    "person", "date", "phone", "mail", "record", "address", "age", "number", "web"
]


class Identifier(Frozen):
    """Words of a reply that could tell who somebody is: the turn's `text[start:end]`, and what stands for them in prompts."""

    kind: IdentifierKind
    start: int
    end: int
    tag: str
    """`[person 1]`: the same words have the same tag throughout an interview."""
    kept: bool = False
    """The candidate let it stand: a prompt shows the words themselves, and nobody asks again."""


class Turn(Frozen):
    """One thing said, by the candidate or an interviewer; `seq` counts from 0 without gaps."""

    seq: int = Field(ge=0)
    speaker: Speaker
    kind: TurnKind
    text: str
    at: datetime
    interviewer: str | None = None
    question: str | None = None
    """The question this turn belongs to; None for greetings and the close."""
    attempt: int = 1
    behaviour: str | None = None
    """For a probe: the behaviour it asks for."""
    control: Control | None = None
    client_id: str | None = None
    """The page's id of this submission: the same id is never stored twice."""
    intent: Intent | None = None
    """How a candidate's reply was heard; filled by respond()."""
    off_record: bool = False
    """The words were taken out at the candidate's request; `text` no longer holds them."""
    notices: tuple[str, ...] = ()
    """What the boundary did to the text, told to the candidate ("a key was masked")."""
    identifiers: tuple[Identifier, ...] = ()
    """What a prompt shows as tags; while `held`, what the candidate is asked about."""
    held: bool = False
    """Stored, and waiting for the candidate's word on what may go to a model; nobody answers it before."""


class PlannedQuestion(Frozen):
    """A place in the interview: which question, asked by whom."""

    question: str
    interviewer: str


Status = Literal["open", "ended"]
Outcome = Literal["graded", "declined", "not_answered", "skipped", "not_asked", "not_graded"]


class Snapshots(Frozen):
    """SHA-256 prefixes of the guide and rubrics an interview was held with; storage keeps their contents."""

    guide: str
    rubrics: str


class Interview(Frozen):
    """An interview and all that was said in it."""

    id: str
    """128 random bits in hex; whoever holds it can read the interview."""
    guide_id: str
    snapshots: Snapshots
    format: Format
    mode: Mode
    pressure: bool = False
    competency: str | None = None
    """The competency of a drill."""
    seed: int
    plan: tuple[PlannedQuestion, ...]
    created: datetime
    status: Status = "open"
    grader: str = "embedded"
    """The backend at work: `embedded`, or the id of the model that was asked for."""
    server: str = ""
    """The model server's base URL, without a key or a password; empty for the embedded backend."""
    turns: tuple[Turn, ...] = ()
    grades: tuple[Grade, ...] = ()

    @property
    def host(self) -> str:
        """The host of the model's server, with its port where one is named; empty where none is known."""
        return self.server.partition("://")[2].partition("/")[0]

    @property
    def owes_response(self) -> bool:
        """True where the last turn is the candidate's, is not held for review, and the interview is open."""
        return self._candidate_spoke_last and not self.turns[-1].held

    @property
    def awaits_review(self) -> bool:
        """True where the last reply waits for the candidate's word on what may go to a model."""
        return self._candidate_spoke_last and self.turns[-1].held

    @property
    def _candidate_spoke_last(self) -> bool:
        return self.status == "open" and bool(self.turns) and self.turns[-1].speaker == "candidate"


class Reply(Frozen):
    """One turn of the candidate that belongs to an answer."""

    seq: int
    text: str
    identifiers: tuple[Identifier, ...] = ()
    """What a prompt shows as tags instead."""


class Answer(Frozen):
    """All of a candidate's replies to one question in one attempt, in order."""

    question: str
    attempt: int = 1
    replies: tuple[Reply, ...]
    probes_answered: int = 0


class Sentence(Frozen):
    """A numbered piece of an answer: `answer.replies[reply].text[start:end] == text`."""

    n: int = Field(ge=1)
    reply: int = Field(ge=0)
    """Index into the answer's replies."""
    start: int
    end: int
    text: str
    words: int


# ---------------------------------------------------------------- what is found


class Evidence(Frozen):
    """Words of the candidate: the turn's `text[start:end] == quote`."""

    sentence: int
    """The sentence's number within the answer."""
    seq: int
    """The turn."""
    start: int
    end: int
    quote: str


Verdict = Literal["shown", "not_shown", "cannot_tell"]


class Finding(Frozen):
    """What became of one behaviour in one answer, after the evidence was checked."""

    id: str
    """`criterion.behaviour`."""
    verdict: Verdict
    weight: float
    """Its weight in the rubric; it counts where `verdict` is shown."""
    evidence: tuple[Evidence, ...] = ()
    """For a quote behaviour that is shown its words; for a whole-answer one that is not shown the offending words."""
    measured: str | None = None
    """For a measured one the figure, `142 words`."""
    thin: bool = False
    """The detector's margin was thin."""


class Step(Frozen):
    """One line of a level's arithmetic: `start 1`, `+1½ says why it mattered`, `cap 2: contempt`."""

    label: str
    amount: float
    kind: Literal["start", "shown", "also", "floor", "cap"]
    source: str
    """The behaviour, fact or flag id; empty for the start."""


class Rated(Frozen):
    """A criterion with a level."""

    kind: Literal["rated"] = "rated"
    criterion: str
    level: int = Field(ge=1, le=5)
    uncertain: bool = False
    why_uncertain: str = ""
    opinions: tuple[int, ...] = ()
    """Where several opinions were asked for, the level of each; `level` is their median."""
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]


class Unrated(Frozen):
    """A criterion the answer gives nothing to judge by."""

    kind: Literal["unrated"] = "unrated"
    criterion: str
    reason: str
    findings: tuple[Finding, ...] = ()


CriterionGrade = Annotated[Rated | Unrated, Field(discriminator="kind")]


class FactFound(Frozen):
    """A fact or flag with the words it was read from."""

    id: str
    evidence: tuple[Evidence, ...]


class RubricScore(Frozen):
    """The weighted mean of a rubric's rated criteria; None with fewer than two of them."""

    rubric: RubricId
    score: float | None
    rated: int


StarPart = Literal["S", "T", "A", "R"]


class OutlinePart(Frozen):
    """One part of an answer rebuilt: the candidate's own sentences in order, and what is missing there."""

    part: StarPart
    sentences: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    """Behaviours nothing in the answer shows, each a blank to fill in."""


class Coaching(Frozen):
    """The one next step a backend would give for an answer; our code words it."""

    behaviour: str
    quote: Evidence | None = None
    """The candidate's words it starts from."""


class Grade(Frozen):
    """What an answer was found to show."""

    question: str
    attempt: int = 1
    outcome: Outcome
    criteria: tuple[CriterionGrade, ...] = ()
    rubrics: tuple[RubricScore, ...] = ()
    facts: tuple[FactFound, ...] = ()
    flags: tuple[FactFound, ...] = ()
    seen_once: tuple[FactFound, ...] = ()
    """Red flags that a model saw and no second reading did: no accusation, and no level rests on them alone."""
    cut: tuple[Evidence, ...] = ()
    """Sentences that spoke to the grader and were not scored."""
    words: int = 0
    outline: tuple[OutlinePart, ...] = ()
    """The answer rebuilt in the order of STAR; empty where there is no story to rebuild."""
    coaching: Coaching | None = None
    grader: str = ""
    reason: str = ""
    """Why it is not graded, for the person."""

    def criterion(self, criterion_id: str) -> Rated | Unrated | None:
        """The grade of one criterion, or None where the answer has none."""
        for grade in self.criteria:
            if grade.criterion == criterion_id:
                return grade
        return None


class ModelCall(Frozen):
    """What one call of a model cost; never a word of what was sent or came back."""

    id: str
    """128 random bits in hex."""
    interview_id: str | None = None
    purpose: Literal["hear", "mark", "test"]
    model: str
    """As the server names it; as it was asked for until the server has answered."""
    at: datetime
    tokens_in: int = 0
    tokens_cached: int = 0
    """Of `tokens_in`, those the provider had in its cache."""
    tokens_out: int = 0
    estimated: bool = True
    """Counted or guessed by us; False where the server reported them."""
    tries: int = 0
    latency_ms: int = 0
    outcome: str = "begun"
    """`begun`, `done`, or the name of the error it ended in."""


Interview.model_rebuild()


# ---------------------------------------------------------------- what is spoken


REAL_CASE = "situation.real_case"
"""What a probe asks for that wants one real case of an approach."""

PLAIN_FIRST = ("audience.no_jargon", "audience.plain")
"""What an interviewer who asks for plain words asks for before anything else."""

OFF_RECORD = "[taken off the record]"
"""Stands where a candidate's words stood until they asked for them to be taken out."""


class Script(Protocol):
    """The interviewers' lines; prompts.py reads them from files and hands them in."""

    def say(self, line: str, *, interviewer: str, pick: int, **names: str) -> str:
        """One wording of a line in an interviewer's voice, filled in; KeyError if there is no such line.

        `pick` chooses among the wordings (any int), so that the same interview says the same words.
        """
