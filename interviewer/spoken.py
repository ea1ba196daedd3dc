"""What an interviewer never says: praise, a score, two questions at once.

Holds for every line of prompts/, for every probe of the rubrics and guides, and for a probe that a
model proposes.
"""

from __future__ import annotations

import re

_PRAISE = re.compile(
    r"\b(?:great(?! deal)|excellent|perfect(?:ly)?|impressive|impressed|wonderful|amazing|fantastic|awesome"
    r"|brilliant|terrific|superb|outstanding|well done|nicely done|good job|nice work|congratulations"
    r"|(?:good|nice|strong|solid|lovely|helpful|interesting|thoughtful) (?:answer|reply|point|example|story|question)"
    r"|(?:i|we) (?:love|like)d? (?:that|this|it|how|your))\b",
    re.IGNORECASE,
)
_SCORING = re.compile(
    r"\b(?:scor(?:e[sd]?|ing)|grad(?:e[sd]?|ing)|rubrics?|criteri(?:on|a)|red flags?|level [1-5]|[1-5] (?:out )?of 5"
    r"|anchors?|cannot_tell|not_shown)\b",
    re.IGNORECASE,
)
# STAR is a word only in capitals; the four parts are rubric words only where they stand as headings.
_STAR = re.compile(r"\bSTAR\b|\b(?:Situation|Task|Action|Result):")
_MARKDOWN = re.compile(r"\*\*|__|^#+ |`|\]\(|<[a-z/]", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.?!…]+[\"'”’)]*(?=\s|$)")
_PLACEHOLDER = re.compile(r"{[^{}]*}")


def faults_of_line(text: str) -> tuple[str, ...]:
    """Why a line may not be said, in plain words; empty where it may."""
    faults = [f"praises the candidate ({found!r})" for found in _found(_PRAISE, text)]
    faults += [f"speaks of scoring ({found!r})" for found in _found(_SCORING, text)]
    faults += [f"speaks of scoring ({found!r})" for found in _found(_STAR, text)]
    faults += [
        f"holds markup ({found!r}); lines are plain text"
        for found in dict.fromkeys(_found(_MARKDOWN, text))
    ]
    if "!" in text:
        faults.append("has an exclamation mark")
    if text.count("?") > 1:
        faults.append(f"asks {text.count('?')} questions at once")
    return tuple(faults)


def faults_of_probe(text: str) -> tuple[str, ...]:
    """Why a probe may not be asked, in plain words; empty where it may."""
    faults = list(faults_of_line(text))
    if "?" not in text:
        faults.append("asks no question (it needs one question mark)")
    sentences = count_sentences(text)
    if sentences > 2:
        faults.append(f"has {sentences} sentences; two are the most")
    faults += [
        f"holds {found}; only {{quote}} is filled in"
        for found in _PLACEHOLDER.findall(text)
        if found != "{quote}"
    ]
    if text.count("{quote}") > 1:
        faults.append("holds {quote} more than once")
    return tuple(faults)


def count_sentences(text: str) -> int:
    """How many sentences a spoken line has, by its closing marks; the last may lack one."""
    ends = list(_SENTENCE_END.finditer(text.strip()))
    trailing = bool(text.strip()[ends[-1].end() if ends else 0 :].strip())
    return len(ends) + trailing


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group(0).strip() for match in pattern.finditer(text)]
