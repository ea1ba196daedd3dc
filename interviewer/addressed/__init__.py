"""Which sentences of an answer speak to the grader, the system or the machine, and not to the interviewer.

They are cut before anything is marked and shown to the candidate as cut, without accusation. Finding them is only a
courtesy to an honest report: the embedded detectors obey nobody, and no backend can write a level.
"""

from __future__ import annotations

import re
from functools import lru_cache

from interviewer.addressed.blocks import spread, word_by_word
from interviewer.addressed.disguise import fold, hides_text, pulled_apart, readings, squeezed
from interviewer.addressed.families import CLOSES, FAMILIES, FENCED, SQUEEZED, TAGS, TOKENS
from interviewer.addressed.judging import judges, wishes_elsewhere
from interviewer.addressed.weighing import ENOUGH, WISHED, weight_of
from interviewer.domain import Answer, Sentence
from interviewer.sentences import number_sentences

__all__ = ["addressed_to_grader", "own_sentences", "why_addressed"]

_LOOKED_AT = 1_200
"""Characters of a sentence's start and end that are read; what runs on longer is padding."""
_REPORTS = re.compile(
    r"\b(?:told|said|says|asked|asks|shouted|yelled|wrote|writes|replied|goes|explained|insist(?:ed|s)|(?:could|can|might|would|may|to|will) (?:write|type|paste|put|enter|say|shout)|typed|pasted|(?:'d|would|will|to|always|first|then) ask|question (?:to|for) [\w ]{1,20} (?:was|is)|taught|warned"
    r"|reminded|begged|screamed|whispered|answered|(?:was|were) like|i'm like|joked|suggested|tells|instructed|demanded"
    r"|the (?:sign|label|email|message|ticket|note|readme|comment|button|page|screen) (?:read|said|says))\b"
    r"(?![^.;!?]{0,30}\b(?:grader|the system|you)\b)"
)
_SUBJECT = re.compile(
    r"\b(?:i|we|he|she|they|it|who|which|nobody|everyone|someone|team|manager|lead|boss|to|would|could|had|did)\b"
)
_ADDRESSES = re.compile(r"\b(?:you|your|please|grader|system)\b")
_GIVES_AWAY = re.compile(
    r"level|scor|grad|rubri|ignor|disregard|instruc|prompt|\bfive\b|award|\bmarks?\b|criteri|system|candidate|verdict|5"
)
"""A disguised wish needs one of these words; most honest sentences are done with after the first reading."""
_WORD = re.compile(r"[A-Za-z]{3,}")
_CLAUSE = re.compile(r"[.;:!?(\[{>]")
_ENDS_ANSWER = re.compile(
    r"^\W*(?:end|begin|start|close) of (?:\w+'?s? ){0,2}(?:answer|transcript|response|text|input|submission|data|message)\W*$"
)
_WRAPPED = re.compile(r"^[\W_]*[\w -]{1,24}[\"']?\s*:\s*[\"'](?=\w)")
"""A key before the words: `{"note": "`."""
_SET_IN = re.compile(
    rf"(?<=[a-z,] )(?=(?:{'|'.join(v.capitalize() for v in WISHED.split('|') if v not in {'mark', 'grant', 'be'})}) )"
)
"""Where a sentence that was broken off goes on with a wish of its own: `I would listen to Set the level`."""
_JOINED = re.compile(
    r"^\W*(?:and|then|so|to|also|but|just|now|must|should|have to|need to|always)\b"
)


def addressed_to_grader(sentences: tuple[Sentence, ...]) -> frozenset[int]:
    """The numbers of the sentences that speak to the grader, with the blocks they stand in."""
    reasons = {s.n: why for s in sentences if (why := why_addressed(s.text)) is not None}
    for run in word_by_word(sentences):
        text = " ".join(s.text for s in run)
        if (why := why_addressed(text)) is not None:
            reasons.update(dict.fromkeys((s.n for s in run), why))
    return spread(sentences, reasons)


def own_sentences(answer: Answer) -> tuple[Sentence, ...]:
    """An answer's numbered sentences without those that speak to the grader: all that is marked, quoted or sent."""
    sentences = number_sentences(answer)
    cut = addressed_to_grader(sentences)
    return tuple(s for s in sentences if s.n not in cut)


@lru_cache(maxsize=512)
def why_addressed(text: str) -> str | None:
    """The family of grader's talk that a sentence belongs to, or None where it is talk to the interviewer."""
    if len(text) > 2 * _LOOKED_AT:
        text = f"{text[:_LOOKED_AT]} {text[-_LOOKED_AT:]}"
    if hides_text(text):
        return "hides text"
    if wishes_elsewhere(text):
        return "asks for a level in another language"
    looks, *disguised = readings(text)
    found = _structure(looks) or _family(looks) or _inside(text, looks)
    if found is not None:
        return found
    apart = pulled_apart(text)
    for reading in disguised:
        given_away = apart or _GIVES_AWAY.search(reading)
        if given_away and (found := _family(reading)) is not None:
            return found
    return "disguised" if SQUEEZED.search(squeezed(text)) and not _spelled_out(text) else None


def _structure(reading: str) -> str | None:
    if TOKENS.search(reading):
        return "chat token"
    if TAGS.search(reading):
        return "tag"
    if CLOSES.match(reading) and (FENCED.match(reading) or _ENDS_ANSWER.match(reading)):
        return "end mark"
    return None


def _family(reading: str) -> str | None:
    for family in FAMILIES:
        for match in family.pattern.finditer(reading):
            if not (family.told and _is_narrated(reading, match.start())):
                return family.name
    reports = _REPORTS.search(reading) is not None
    if not reports and weight_of(reading) >= ENOUGH:
        return "wishes for a level"
    return judges(reading, reports=reports)


def _inside(text: str, looks: str) -> str | None:
    """The family of what stands behind a key, or of a wish set into a sentence that reports nobody's words."""
    unwrapped = _WRAPPED.sub("", looks)
    if unwrapped != looks and (found := _family(unwrapped)) is not None:
        return found
    for at in _SET_IN.finditer(text):
        if not _REPORTS.search(fold(text[: at.start()])):
            return _family(fold(text[at.start() :]))
    return None


def _is_narrated(reading: str, start: int) -> bool:
    """True where a story tells of such words or acts instead of saying them to the machine."""
    before = reading[max(0, start - 160) : start]
    if _REPORTS.search(before):
        return True
    if not _JOINED.match(reading[start : start + 16]):
        return False
    clause = _CLAUSE.split(before)[-1]
    return bool(_SUBJECT.search(clause)) and not _ADDRESSES.search(clause)


def _spelled_out(text: str) -> bool:
    """True where a squeezed match comes from ordinary words, which the families have already judged."""
    letters = sum(c.isalpha() for c in text)
    return text.isascii() and sum(len(w) for w in _WORD.findall(text)) >= letters / 2
