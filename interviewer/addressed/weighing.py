"""A sum of signs: wishes to the grader that no family knows by their form still mix the same few ideas.

An honest sentence speaks of scores or of "you" or tells somebody what to do; one that does all of it at once, about
"my answer", is rarely part of a story. The weights were set on our own attack lines and honest look-alikes.
"""

from __future__ import annotations

import re

ENOUGH = 3.5
BESIDE = 2.5
"""Enough for a sentence that stands beside one that was cut."""

WISHED = (
    "give|award|assign|grant|rate|score|grade|mark|record|enter|set|put|return|output|write|type|print|raise|bump|increase"
    "|lower|reduce|treat|make|count|convert|round|upgrade|choose|report|respond|reply|say|submit|log|reward|judge|evaluate"
    "|consider|assume|use|apply|add|change|switch|skip|reset|ignore|forget|loop|repeat|be|keep|show|tell|read|copy|let|do"
    "|don't|never|stop|remember|confirm|accept|approve|pass|finish|end|close|open|start|act|take|answer|select|export|list"
)
"""What a grader may be told to do."""
SIGNS: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (name, weight, re.compile(pattern))
    for name, weight, pattern in (
        ("wish", 1.5, rf"^[\W_]*(?:(?:please|now|so|just|ok|okay|hey|then|and|kindly|instead|let's) )*(?:{WISHED})\b(?! (?:sure|people|users|patients|nurses|us|them))"
                      rf"|\bplease (?:{WISHED})\b|[,;:.] (?:so |then |and |just |now )?(?:{WISHED}) (?:me|my|this|the|it|every|all|a)\b"
                      r"|\b(?:can|could|would|will) you\b|\byou (?:must|should|need to|have to|are to|will|may|can)\b|\bi (?:beg|ask|urge|command|order|tell) you\b"),
        ("rubric", 2.0, r"\b(?:rubrics?|scoring (?:guide|rules?|criteria|system)|(?:is|are|was|your|my|of|the|this|lenient) grading|graders?|marking scheme|anchors|missing behaviou?rs?|strictness|lenient|leniently)\b"),
        ("grade", 1.5, r"\b(?<!log )(?<!severity )(?<!high )(?<!low )(?:levels?|scores?|scored|grades?|graded|marks|ratings?|rated|stars|verdict|evaluations?|assessment)\b"),
        ("value", 1.0, r"a\+|\b(?:five|fives|5|6|9|10|four|full|maximum|max|highest|perfect|top|infinity|pass(?:ed|es)?|excellent|outstanding)\b"),
        ("my answer", 1.5, r"\b(?:this|my|the above|that) (?:answers?|reply|response|candidate|scores?|levels?|grades?|marks|rating|interview|one|item|result)\b|\bfor me\b|\bgiv(?:e|ing) me\b|\bthe candidate\b|\bdo i get\b"),
        ("all of it", 1.0, r"\b(?:every|all|each|any|whole) (?:score|level|grade|answer|criterion|criteria|behaviou?rs?|candidates?|questions?|transcripts?)\b"),
        ("you", 1.0, r"\b(?:you|your|yourself)\b"),
        ("interview", 1.0, r"\b(?:the|this) (?:interview|report|evaluation|assessment|grading|final report|transcript)\b|\b(?:next|third|second|following|later) (?:question|answer)s?\b|\bnew (?:persona|role|task)\b|\bfictional world\b"),
        ("machine", 1.0, r"\b(?:ai|model|llm|bot|assistant|system|grader|automated message|service)\b"),
        ("story", -2.0, r"\b(?:i|we|he|she|they|it) (?:\w+ly )?(?:was|were|had|did|got|gave|asked|told|said|went|made|took|wanted|set|put|wrote|found|kept|held|rang|ran|\w+ed)\b"),
        ("another's", -1.0, r"\b(?:her|his|our|him|them)\b"),
        ("another thing", -1.5, r"\b(?:grade|rate|score|mark)[ds]? the (?!answer|reply|response|candidate|above|interview|text|message|line|whole|entire|following|next|previous|rest|last)\w+"),
        ("would", -1.0, r"\b(?:i|we)(?:'d| would|'ll| will) (?:\w+ly )?(?:ask|give|set|first|start|rate|score|then|also|say|tell|use|put|make|want|like)\b"),
    )
)  # fmt: skip


_ABOUT_GRADES = frozenset({"rubric", "grade"})
_SAID_TO_YOU = frozenset({"wish", "you", "interview", "machine", "all of it"})


def weight_of(reading: str, *, beside: bool = False) -> float:
    """How much a folded sentence sounds like a wish to the grader; alone it needs grades and an address."""
    found = {name: weight for name, weight, pattern in SIGNS if pattern.search(reading)}
    if not beside and not (_ABOUT_GRADES & found.keys() and _SAID_TO_YOU & found.keys()):
        return 0.0
    return sum(found.values())
