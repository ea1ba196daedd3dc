"""What needs no weights: words said twice, a patient named, another question answered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from interviewer.backends.embedded.other_question import GRADED_AT, SHORT, misses
from interviewer.backends.embedded.topics import Topics
from interviewer.domain import Sentence

SAYS_ENOUGH = 4
"""Words a sentence has at least before saying it again counts as a repeat."""
RUN = 4
MOSTLY = 0.7
NEAR = 3
"""Sentences within which a name and an illness belong together, counting the first."""

_WHOM = (
    r"(?:he|she|they|him|her|them|this (?:guy|woman|man|person|dev|developer|colleague|manager|lead|tester)"
    r"|(?:guy|woman|man|colleague|dev|developer|tester|manager|boss|admin|nurse|doctor|user|users|team)(?: \w+){0,2}|(?!It|This|That|There|What|Which|The|Here|Everything)[A-Z][a-z]+)"
)
_WORTHLESS = (
    r"(?:(?:basically|simply|totally|completely|just|really|pretty|so|utterly|an?|a complete|a total|total|complete|the)\s+)*"
    r"(?:useless|worthless|idiots?|idiotic|morons?|moronic|stupid|clueless|incompetent|dead ?weight|dumb|pathetic|a joke|hopeless|brain-?dead|clowns?)"
)
_CONTEMPT = re.compile(
    rf"\b{_WHOM}(?:,? who)? (?:was|were|is|are|'s|'re) {_WORTHLESS}\b"
    r"|\b(?:total|complete|absolute|utter) (?:dead ?weight|idiots?|morons?|clowns?)\b"
    r"|\b(?:those|these|such|bunch of|pack of) (?:idiots|morons|clowns|amateurs)\b"
)
_BLAME = re.compile(
    r"\b(?i:it|that|this|everything|all of (?:it|that)) (?:was|is|were) (?:all |only |entirely |simply |just |clearly )*"
    r"(?:his|her|their|[A-Z][a-z]+'s) (?:own )?(?:fault|doing|mess)\b"
    r"|\b(?:late|failed|failure|delayed|broke|broken|slipped|down|lost|wrong) (?:was )?(?:only |just |all |entirely |simply )*because of (?:him|her|[A-Z][a-z]+)\b"
)
_NOT_THEIR_FAULT = re.compile(
    r"\b(?:not|never|n't|wasn't|nobody)\b.{0,25}\b(?:fault|because of)\b", re.IGNORECASE
)

_TROUBLE = re.compile(
    r"\b(?:could(?:n't| not)|can(?:'t|not)|had to|did(?:n't| not) (?:work|see|get|know|arrive)|by (?:hand|telephone|phone)"
    r"|on paper|complain\w*|waited|waiting|was (?:slow|down|late|broken|wrong)|were (?:slow|down|late|wrong|lost|missing)"
    r"|broke|failed|failing|crashed|kept (?:crashing|failing|losing)|lost (?:data|orders|bookings|hours|money))\b",
    re.IGNORECASE,
)

_WORD = re.compile(r"[^\W_]+")
_RECORD = re.compile(
    r"\b(?:MRN|[Mm]edical record|[Rr]ecord number|DOB|[Dd]ate of birth|[Pp]atient (?:id|ID|number))\b"
    r"[^.?!\d]{0,20}\d[\d-]*"
)
_DATE = re.compile(r"\b(?:on )?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b")
_PERSON = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss)\.? [^\W\d_a-z][\w'-]+"
    r"|(?<=[^.?!:] )(?!(?:I|The|In|On|At|For|And|But|So|My|Our) )[A-Z][a-z]+ [A-Z][\w'-]{2,}"
)
_ILL = re.compile(
    r"\b(?:lymphoma|leuk(?:a)?emia|cancer|tumou?r|biopsy|chemo\w*|dialysis|transplant|epilep\w+|seizures?|insulin"
    r"|diabet\w+|asthma|allerg\w+ (?:of|to)|hiv|relapse|diagnosed|surgery|operation in|operated|miscarriage|pregnan\w+"
    r"|depression|psychiatr\w+|overdose|stroke|dementia|her (?:second |new )?hip|on tacrolimus|in bed \d+|oncology|hospice)\b",
    re.IGNORECASE,
)


def repeated(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The numbers of sentences that say nothing but what was said before in the same words."""
    seen: set[frozenset[str]] = set()
    runs: set[tuple[str, ...]] = set()
    again = set()
    for sentence in sentences:
        words = _WORD.findall(sentence.text.casefold())
        if len(words) < SAYS_ENOUGH:
            continue
        bag = frozenset(words)
        if bag in seen or _goes_round(words, runs):
            again.add(sentence.n)
        seen.add(bag)
    return frozenset(again)


def _goes_round(words: list[str], runs: set[tuple[str, ...]]) -> bool:
    """True where most runs of four words stood before, in this sentence or an earlier one; adds them to `runs`."""
    known = 0
    places = range(len(words) - RUN + 1)
    for place in places:
        run = tuple(words[place : place + RUN])
        known += run in runs
        runs.add(run)
    return known > 2 * RUN and known > MOSTLY * len(places)


def patients_named(sentences: Sequence[Sentence]) -> tuple[int, ...]:
    """The numbers of sentences that name a person in care with an illness, or give a record's number."""
    found = []
    for place, sentence in enumerate(sentences):
        near = " ".join(s.text for s in sentences[place : place + NEAR])
        named = _PERSON.search(sentence.text) and _ILL.search(near)
        if named or _RECORD.search(sentence.text):
            found.append(sentence.n)
    return tuple(found)


def contemptuous(sentences: Sequence[Sentence]) -> tuple[int, ...]:
    """The numbers of sentences that call a person worthless, in words that leave no doubt."""
    return tuple(s.n for s in sentences if _CONTEMPT.search(s.text))


def blaming(sentences: Sequence[Sentence]) -> tuple[int, ...]:
    """The numbers of sentences that put the outcome down to one pointed-out person."""
    return tuple(
        s.n for s in sentences if _BLAME.search(s.text) and not _NOT_THEIR_FAULT.search(s.text)
    )


def troubles(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The numbers of sentences that tell what did not work."""
    return frozenset(s.n for s in sentences if _TROUBLE.search(s.text))


def veiled(text: str) -> str:
    """A sentence without the names, numbers and dates that say who somebody is: they are no detail of a story."""
    return _DATE.sub("", _PERSON.sub("somebody", _RECORD.sub("", text)))


def answers_another(
    question: str, sentences: Sequence[Sentence], topics: Topics, *, by: float = GRADED_AT
) -> bool:
    """True where every reply of some length speaks plainly to another question than the one asked."""
    replies: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        replies.setdefault(sentence.reply, []).append(sentence)
    told = [own for own in replies.values() if sum(s.words for s in own) >= SHORT]
    return bool(told) and all(
        misses(
            question,
            " ".join(s.text for s in own),
            words=sum(s.words for s in own),
            topics=topics,
            by=by,
        )
        for own in told
    )
