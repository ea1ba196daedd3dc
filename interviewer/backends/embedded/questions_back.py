"""Questions a candidate asks back: is it one, and which of the question's notes, or of the guide's facts, answers it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from interviewer.domain import Fact, Note

_ASKS = re.compile(
    r"^(?:(?:sorry|so|well|um+|uh+|okay|oh|hm+|and|but|just|to|check|clarify|quick|question|first|before|i|start|answer|thanks|thank you|may i ask|can i ask|one thing|also|wait|hi|hello|please|tell me|i wonder|i was wondering|i'd like to know|i want to know|could you tell me|can you tell me|do you know|just wondering|curious) )*"
    r"(?:do you (?:mean|want|need|expect|prefer|like|have|use|mind)|are you (?:asking|looking|interested|after|talking|referring)|should (?:i|it|that|the)|what if|can i|may i|could i|must i|am i|do i|does (?:it|that|this|my|a|an|the|\w+)|is (?:it|this|that|there|a|an|my|the|he|she)|are (?:there|we|the|these|those|my)|was (?:it|that|this)|would (?:it|that|a|an|my|you|this|something)|will (?:it|that|there|you|i|the)|has it|have you|can it|can the|can that|could (?:it|that)|what (?:do you mean by|kind|sort|type|exactly|level|is meant|counts|about|if|is|are|does|do|would|should|time|happens|else)|which|who (?:is|are|am|would|should|uses|counts|does|do)|how (?:long|much|many|detailed|technical|deep|far|recent|old|big|does|do you|is|are|would|often|soon|large)|by \w+(?: \w+){0,3} (?:do|did|are) you mean|when (?:is|are|do|does|will|would|can)|where (?:is|are|do|does|will|would|can)|why (?:is|are|does|do)|if i|or (?:do|should|can)|you mean|meaning|like|as in|in general or|any (?:particular|specific)|from (?:work|school|university|my))\b"
)
LEAST = 0.3
"""How much an entry's own words must say where nothing else of the question is known to it."""
UNMARKED = 14
"""Words up to which a question is one without its mark."""
SHORT = 12
"""Words up to which anything with a question mark asks something."""
_GENERIC = frozenset(
    "how who whom what when where why which mean kind about many big small old know".split()
)
"""Words of a note that stand in any question; alone they point nowhere."""
_TAGS = re.compile(
    r"^(?:and |so |but |i hope |hope |or )*(?:does that|did that|is that|was that|has that|do i|have i|did i|you know|right|okay|make sense|makes sense|isn't it|answer (?:it|that|your question|the question)|if that (?:helps|answers|makes)|so far|follow|enough|what you (?:wanted|were looking for|meant|asked))(?: \w+){0,4} \?$"
)
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_STOP = frozenset(
    "a an the of to in on at for with from by as is are was be been do does did can could should would will may might i me my we our you your it its this"
    " that these those what which who how when where why if or and but not no any some there have has had just about mean like tell want know please ask"
    " asking think so also get got go here they them their than then too very much more most one thing things something really".split()
)


def asks_back(sentence: str, *, marked: bool) -> bool:
    """True where a plain sentence asks the interviewer something; `marked`: it ends in a question mark."""
    if _TAGS.search(sentence):
        return False
    words = len(sentence.split())
    if _ASKS.search(sentence):
        return marked or words <= UNMARKED
    return marked and (" you " in f" {sentence} " or words <= SHORT)


def is_tag(sentence: str) -> bool:
    """True for `does that answer it?`, which asks for nothing."""
    return bool(_TAGS.search(sentence))


def note_for(text: str, notes: Sequence[Note]) -> int | None:
    """The index of the note whose words fit the question back best, or None where none does."""
    return _best(text, [note.about for note in notes], [note.text for note in notes], spoken=0.0)


def fact_for(text: str, facts: Sequence[Fact]) -> str | None:
    """The id of the guide's fact that answers a question to the panel, or None to be on the safe side."""
    best = _best(
        text, [f.about for f in facts], [f"{f.section} {f.text}" for f in facts], spoken=0.34
    )
    return None if best is None else facts[best].id


def _best(
    text: str, about: Sequence[tuple[str, ...]], told: Sequence[str], *, spoken: float
) -> int | None:
    """The entry with the most of its `about` words in the question; its own text settles ties.

    `spoken` is the share of the question's words that the entry must know: at the close a wrong fact is worse
    than none.
    """
    words = [_stem(w) for w in _WORD.findall(text.casefold())]
    asked = [w for w in dict.fromkeys(words) if w not in _STOP]
    flat = f" {' '.join(words)} "
    rare = Counter(w for entry in about for w in {_key(w) for w in entry})
    scored = []
    for i, entry in enumerate(about):
        keys = {_key(word) for word in entry}
        named = sum(
            (0.2 if key in _GENERIC else 1.0) / rare[key] for key in keys if f" {key} " in flat
        )
        own = set(_stems(told[i])) | {part for key in keys for part in key.split()}
        known = sum(w in own for w in asked)
        if named <= 0 or (named < LEAST and known == 0):
            continue
        scored.append((named + 0.3 * known, known / max(1, len(asked)), -i))
    if not scored:
        return None
    best = max(scored)
    return -best[2] if best[1] >= spoken else None


def _key(word: str) -> str:
    return " ".join(_stem(part) for part in _WORD.findall(word.casefold()))


def _stems(text: str) -> Iterable[str]:
    return (_stem(w) for w in _WORD.findall(text.casefold()))


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
