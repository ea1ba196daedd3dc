"""An interview while a response is made: moves become lines in the right voice, and turns. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from interviewer.backends.port import Hearing
from interviewer.domain import (
    OFF_RECORD,
    Guide,
    Intent,
    Interview,
    PlannedQuestion,
    Question,
    Script,
    Turn,
    TurnKind,
)
from interviewer.policy import Move, Standing
from interviewer.probing import Probe

_QUOTED = re.compile(r"“([^”]+)”")


class Room:
    """An interview while a response is made: says lines in the right voice and keeps the numbering."""

    def __init__(self, interview: Interview, *, guide: Guide, script: Script, at: datetime) -> None:
        self.interview = interview
        self.guide = guide
        self.script = script
        self.at = at

    def question(self, now: Standing) -> Question:
        """The question that stands."""
        planned = now.question or self.interview.plan[0]
        return self.guide.question(planned.question)

    def asks_plain_words(self, now: Standing) -> bool:
        """True where the one who asks wants plain words before anything else."""
        asks = now.question.interviewer if now.question else self.interview.plan[0].interviewer
        return self.guide.interviewer(asks).asks_plain_words

    def take(
        self,
        move: Move,
        now: Standing,
        *,
        probe: Probe | None = None,
        hearing: Hearing | None = None,
    ) -> None:
        """Carry out a move."""
        if move.do == "probe" and probe is not None:
            self.add("probe", probe.text, now=now, behaviour=probe.behaviour)
        elif move.do == "close":
            self._close(move, now)
        elif move.do == "next":
            self._go_on(now)
        elif move.do == "again":
            self._again()
        elif move.do == "goodbye":
            self._goodbye(move, now)
        else:
            self._say(move, now, hearing)

    def say(
        self, kind: TurnKind, line: str, *, who: str, now: Standing | None = None, **names: str
    ) -> None:
        """Say a line of prompts/ in somebody's voice."""
        self.add(kind, self._line(line, kind, who, **names), who=who, now=now)

    def add(
        self,
        kind: TurnKind,
        text: str,
        *,
        who: str | None = None,
        now: Standing | None = None,
        planned: PlannedQuestion | None = None,
        attempt: int | None = None,
        behaviour: str | None = None,
    ) -> None:
        """Add an interviewer's turn."""
        at = planned or (now.question if now else None)
        turn = Turn(
            seq=len(self.interview.turns),
            speaker="interviewer",
            kind=kind,
            text=text,
            at=self.at,
            interviewer=who or (at.interviewer if at else None),
            question=at.question if at else None,
            attempt=attempt or (now.attempt if now else 1),
            behaviour=behaviour,
        )
        self.interview = self.interview.model_copy(update={"turns": (*self.interview.turns, turn)})

    def ask(self, place: int, *, before: str | None = None) -> None:
        """Ask the question at a place of the plan, word for word, after a short lead-in."""
        planned = self.interview.plan[place]
        question = self.guide.question(planned.question)
        person = self.guide.interviewer(planned.interviewer)
        lead = [self._line("lead_in", "question", person.id, topic=inside(question.short))]
        met = any(t.interviewer == person.id for t in self.interview.turns)
        if before is not None and not met:
            lead.insert(
                0,
                self._line(
                    "handover", "question", person.id, name=person.name, role=inside(person.role)
                ),
            )
        text = " ".join(part for part in lead if part)
        self.add("question", f"{text}\n\n{question.text}", planned=planned)

    def note_intent(self, turn: Turn, intent: Intent, notice: str = "") -> None:
        """Write down how a reply was heard, and what the candidate is told about that."""
        told = (*turn.notices, notice) if notice else turn.notices
        self._replace(turn.seq, {"intent": intent, "notices": told})

    def remove(self, seqs: tuple[int, ...]) -> None:
        """Take a candidate's words out; a grade that rests on them is dropped and made again."""
        touched = set()
        for seq in seqs:
            turn = self.interview.turns[seq]
            if turn.speaker == "candidate" and turn.kind == "reply":
                self._forget_quotes(turn.text)
                self._replace(
                    seq, {"text": OFF_RECORD, "off_record": True, "notices": (), "identifiers": ()}
                )
                touched.add((turn.question, turn.attempt))
        if touched:
            kept = tuple(g for g in self.interview.grades if (g.question, g.attempt) not in touched)
            self.interview = self.interview.model_copy(update={"grades": kept})

    def _forget_quotes(self, text: str) -> None:
        """Probes, and lines that repeated them, may have quoted the words that are taken out."""
        asked = "\n".join(q.text for q in self.guide.questions)

        def forget(quote: re.Match[str]) -> str:
            said = quote.group(1)
            return "“…”" if said in text and said not in asked else quote.group(0)

        for turn in self.interview.turns:
            if turn.speaker == "interviewer":
                self._replace(turn.seq, {"text": _QUOTED.sub(forget, turn.text)})

    def _say(self, move: Move, now: Standing, hearing: Hearing | None) -> None:
        question = self.question(now)
        who = now.question.interviewer if now.question else self.interview.plan[0].interviewer
        line = move.line
        # Beside the feedback and at the close no question stands, so none is said again.
        stands = (now.stands or question.text) if now.phase == "question" else ""
        names = {"question": stands}
        if line == "answer_back":
            line, names = _note(question, hearing)
        elif line == "close_answer":
            line, names = self._fact(hearing)
        elif line == "distress" and hearing is not None and hearing.topic == "nerves":
            line = "nerves"
        elif line == "hint":
            names["hint"] = question.hints[now.hints_given]
        elif line == "rephrase":
            names["rephrase"] = question.rephrase
        elif line == "angle":
            names["angle"] = question.angle
        self.say(move.kind, line, who=who, now=None if now.closing else now, **names)

    def _close(self, move: Move, now: Standing) -> None:
        """A question is done: in practice its feedback is read first, else the next one is asked."""
        who = now.question.interviewer if now.question else ""
        if self.interview.mode == "practice":
            line = self._line(move.line, "between", who)
            self.add("between", f"{line} {self._line('between', 'between', who)}", now=now)
        else:
            self.add("transition", self._line(move.line, "transition", who), now=now)
            self._go_on(now)

    def _go_on(self, now: Standing) -> None:
        asked = {t.question for t in self.interview.turns if t.kind == "question"}
        for place, planned in enumerate(self.interview.plan):
            if planned.question not in asked and not now.said_goodbye:
                self.ask(place, before=now.question.interviewer if now.question else None)
                return
        who = now.question.interviewer if now.question else self.interview.plan[-1].interviewer
        if now.said_goodbye:
            self._goodbye(Move(do="goodbye", line="goodbye"), now)
        else:
            self.say("closing", "close_invite", who=who, employer=self.guide.employer)

    def _again(self) -> None:
        control = self.interview.turns[-1]
        planned = next(p for p in self.interview.plan if p.question == control.question)
        question = self.guide.question(planned.question)
        text = self._line("again", "again", planned.interviewer, question=question.text)
        self.add("again", text, planned=planned, attempt=control.attempt)

    def _goodbye(self, move: Move, now: Standing) -> None:
        who = now.question.interviewer if now.question else self.interview.plan[0].interviewer
        self.say("goodbye", move.line, who=who, employer=self.guide.employer)
        self.interview = self.interview.model_copy(update={"status": "ended"})

    def _fact(self, hearing: Hearing | None) -> tuple[str, dict[str, str]]:
        if hearing is not None and hearing.topic in ("notes", "self"):
            return f"answer_back_{hearing.topic}", {}
        wanted = hearing.fact if hearing else None
        for fact in self.guide.facts:
            if fact.id == wanted:
                return "close_answer", {"fact": fact.text, "section": fact.section}
        return "close_unknown", {}

    def _line(self, line: str, kind: TurnKind, who: str, **names: str) -> str:
        spoken = sum(t.kind == kind for t in self.interview.turns)
        mixed = int.from_bytes(hashlib.sha256(f"{self.interview.seed}".encode()).digest()[:2])
        return self.script.say(line, interviewer=who, pick=mixed + spoken, **names)

    def _replace(self, seq: int, update: dict[str, object]) -> None:
        turns = list(self.interview.turns)
        turns[seq] = turns[seq].model_copy(update=update)
        self.interview = self.interview.model_copy(update={"turns": tuple(turns)})


def inside(heading: str) -> str:
    """A heading or role inside a sentence; an abbreviation keeps its capital."""
    plain = heading[1:2].islower() or heading.startswith("A ")
    return heading[0].lower() + heading[1:] if plain else heading


def _note(question: Question, hearing: Hearing | None) -> tuple[str, dict[str, str]]:
    if hearing is None or hearing.note is None or not question.notes:
        known = hearing is not None and hearing.topic in ("notes", "self", "elsewhere")
        return f"answer_back_{hearing.topic if hearing and known else 'unknown'}", {}
    return "answer_back", {"note": question.notes[hearing.note].text}
