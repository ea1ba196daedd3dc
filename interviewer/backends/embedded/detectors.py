"""The detectors, one a behaviour, fact or flag: what it may read, and how sure it must be."""

from __future__ import annotations

from typing import Literal, NamedTuple

from interviewer.backends.embedded import gates
from interviewer.backends.embedded.weights import Gate

Kind = Literal["quote", "whole", "fact", "flag"]


class Detector(NamedTuple):
    """Shown where the answer's score reaches `sure` and a sentence that passes the gate carries it."""

    id: str
    gate: Gate
    kind: Kind = "quote"
    sure: float = 0.5
    """Lower where half of what the readers marked was missed; what lowers a level stays high, a false charge hurts."""
    most: int = 3
    """Sentences cited at most."""
    least: int = 1
    """Sentences cited at least where as many come near: three steps are seldom told in one."""

    @property
    def scored(self) -> str:
        """Its id among the weights': a whole-answer behaviour is scored by what speaks against it."""
        prefix = {"quote": "", "whole": "not:", "fact": "fact:", "flag": "flag:"}
        return f"{prefix[self.kind]}{self.id}"


STAR = (
    Detector("situation.setting", gates.says_something),
    Detector("situation.affected", gates.about_someone),
    Detector("situation.stakes", gates.says_something),
    Detector("task.goal", gates.says_something, sure=0.4),
    Detector("task.own_part", gates.about_me, sure=0.42),
    Detector("task.constraint", gates.says_something, sure=0.42),
    Detector("action.own_act", gates.done_by_me),
    Detector("action.steps", gates.done_by_me, most=6, least=3),
    Detector("action.reason", gates.says_something),
    Detector("action.alternative", gates.says_something, sure=0.4),
    Detector("result.outcome", gates.not_merely_meant),
    Detector("result.evidence", gates.not_merely_meant),
    Detector("result.meaning", gates.not_merely_meant, sure=0.36),
    Detector("result.learning", gates.says_something, sure=0.4),
)

COMMUNICATION = (
    Detector("relevance.concrete", gates.says_something),
    Detector("relevance.all_parts", gates.anything, kind="whole"),
    Detector("relevance.purpose", gates.anything, kind="whole"),
    Detector("relevance.stays", gates.anything, kind="whole"),
    Detector("clarity.thread", gates.anything, kind="whole"),
    Detector("clarity.retellable", gates.anything, kind="whole"),
    Detector("concision.no_filler", gates.anything, kind="whole"),
    Detector("concision.no_repeats", gates.anything, kind="whole"),
    Detector("concision.substance", gates.anything, kind="whole"),
    Detector("audience.no_jargon", gates.anything, kind="whole"),
    Detector("audience.plain", gates.says_something),
    Detector("audience.listener", gates.about_someone),
    Detector("audience.meant_for", gates.says_something),
)

STEADINESS = (
    Detector("composure.names_pressure", gates.says_something),
    Detector("composure.measured_step", gates.says_something),
    Detector("composure.settled", gates.not_merely_meant),
    Detector("composure.heat", gates.says_something, sure=0.45),
    Detector("composure.drama", gates.says_something),
    Detector("ownership.own_decision", gates.about_me, sure=0.46),
    Detector("ownership.own_limit", gates.about_me, sure=0.46),
    Detector("ownership.credit", gates.says_something, sure=0.42),
    Detector("ownership.blame", gates.says_something),
    Detector("ownership.hides", gates.says_something),
    Detector("care.safeguard", gates.guards_something),
    Detector("care.second_safeguard", gates.guards_something),
    Detector("care.protects", gates.guards_something, sure=0.42),
    Detector("care.aftercare", gates.guards_something, sure=0.4),
    Detector("respect.other_view", gates.about_someone),
    Detector("respect.listened", gates.says_something),
    Detector("respect.changed", gates.says_something, sure=0.4),
    Detector("respect.relation", gates.says_something, sure=0.4),
    Detector("respect.dismisses", gates.says_something, sure=0.45),
    Detector("respect.overrides", gates.says_something),
)

FACTS = (
    Detector("real_case", gates.happened, kind="fact"),
    Detector("other_people", gates.about_someone, kind="fact"),
    Detector("pressure", gates.says_something, kind="fact"),
    Detector("built_or_operated", gates.says_something, kind="fact"),
    Detector("team_act", gates.not_merely_meant, kind="fact"),
)

# A red flag caps a level and hurts to read, and the labelled replies hold more of them than people's answers do:
# it takes more than even odds.
FLAGS = (
    Detector("other_question", gates.says_something, kind="flag", sure=0.6),
    Detector("talks_down", gates.scorns_someone, kind="flag", sure=0.6),
    Detector("contempt", gates.scorns_someone, kind="flag", sure=0.7),
    Detector("blames_person", gates.faults_someone, kind="flag", sure=0.6),
    Detector("claims_work", gates.about_me, kind="flag", sure=0.6),
    Detector("proud_skip", gates.skips_something, kind="flag", sure=0.6),
    Detector("identifies_patient", gates.points_at_a_patient, kind="flag", sure=0.9),
)

LOWERS = frozenset({
    "composure.heat", "composure.drama", "ownership.blame", "ownership.hides", "respect.dismisses", "respect.overrides",
})  # fmt: skip
"""Behaviours that lower a level."""
DETECTORS = (*STAR, *COMMUNICATION, *STEADINESS, *FACTS, *FLAGS)
GATES = tuple(d.gate for d in DETECTORS)
