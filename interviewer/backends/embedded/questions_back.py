"""Questions a candidate asks back: is it one, and which of the question's notes, or of the guide's facts, answers it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from interviewer.backends.port import Topic
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
LONGEST = 28
"""Words of the longest sentence that asks how they did, who asks, or for another example."""
_GENERIC = frozenset(
    "how who whom what when where why which mean kind about many big small old know".split()
)
"""Words of a note that stand in any question; alone they point nowhere."""
_MEANT = re.compile(r"\b(?:mean by (?P<what>(?:\S+ ){1,4})$)")
"""`What do you mean by this?`: only an entry about this word answers it."""
_TAGS = re.compile(
    r"^(?:and |so |but |i hope |hope |or )*(?:does that|did that|is that|was that|has that|do i|have i|did i|you know|right|okay|make sense|makes sense|isn't it|answer (?:it|that|your question|the question)|if that (?:helps|answers|makes)|so far|follow|enough|what you (?:wanted|were looking for|meant|asked))(?: \w+){0,4} \?$"
)
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_STOP = frozenset(
    "a an the of to in on at for with from by as is are was be been do does did can could should would will may might i me my we our you your it its this"
    " that these those what which who how when where why if or and but not no any some there have has had just about mean like tell want know please ask"
    " asking think so also get got go here they them their than then too very much more most one thing things something really".split()
)


_BEFORE = r"^(?:(?:so|well|okay|and|but|sorry|please|just|wait|hm+|hi|hello|hey|honestly|quick question|thanks|thank you|now|then|or|actually|by the way|um+|oh) )*"
_TELL = r"(?:(?:can|could|would|will) you (?:please |just |kindly |at least )*(?:tell me|say|let me know)|(?:please |just )*(?:tell me|let me know)|do you know|i (?:want|would like|need) to know|i'd (?:like|love) to know|i (?:wonder|am wondering|was wondering)|i'm wondering|do you think)"
_ABLY = r"(?:well|okay|good|fine|alright|all right|great|bad|badly|terribly|enough|good enough)"
_JUDGED = r"(?:(?:a|an|any|really|so|very|too|that|actually|at all) )*(?:good|okay|fine|alright|bad|terrible|awful|strong|weak)(?: answers?| enough| one)?"
_MINE = r"(?:my (?:last |first |previous )?(?:answers?|reply|replies|story|example|performance)|what i (?:just )?said)"
_END = r"(?: (?:so far|then|now|today|here|there|overall|please|or (?:not|bad|no|fail|failed|terrible|what)|in (?:this|the) interview|(?:this|the|your) interview|with (?:this|that|it)|on (?:this|that|it)|at all|the test|this|you think|do you think|honestly|\?))*$"
_NOTES = re.compile(
    rf"{_BEFORE}(?:{_TELL} )?(?:did|will|would|do|have|could|can) i (?:actually |really |just |even )*(?:pass|passed|fail|failed|do {_ABLY}|done {_ABLY}|get (?:the job|hired|it right)|be hired|answer (?:it |that )?(?:well|okay|correctly)){_END}"
    rf"|{_BEFORE}am i (?:doing (?:this )?(?:{_ABLY}|right)|passing|failing|hired|{_ABLY}){_END}"
    rf"|{_BEFORE}(?:{_TELL} )?how (?:(?:am i|i'm|i am) doing|(?:did|do) (?:i|that|{_MINE}) (?:do|go|sound|come across|perform)|i (?:did|do)|(?:was|is) {_MINE}|was that|{_MINE} (?:is|was)){_END}"
    rf"|{_BEFORE}(?:(?:was|is) {_MINE} |was (?:that|it) |is (?:that|this) (?=(?:(?:a|any|really|actually) )*(?:good|bad|terrible|strong))){_JUDGED}{_END}"
    rf"|{_BEFORE}{_TELL} (?:(?:if|whether|that) )?(?:(?:that|this|it|{_MINE})(?:'s| is| was| are| were)? {_JUDGED}|i (?:passed|pass|failed|fail|(?:did|do|am doing) {_ABLY})|i'm doing {_ABLY}){_END}"
    rf"|{_BEFORE}(?:{_TELL} )?(?:what's|what is|what was|what) my (?:score|grade|result|mark|rating|level)(?: is| was)?{_END}"
    rf"|{_BEFORE}what (?:did|do) you think (?:of|about) (?:{_MINE}|me|that answer|how i did){_END}"
)
_MACHINE = r"(?:(?:real|actual|human|live|ai|an?|just|chat|language|computer) )*(?:person|human|humans|people|being|bot|robot|chatbot|ai|machine|computer|program|programme|llm|gpt|chatgpt|software|real|model|interviewer|somebody|someone)"
_SELF = re.compile(
    rf"{_BEFORE}(?:are you|is this|am i (?:really |actually |just )*(?:talking|speaking|chatting|writing|typing) (?:to|with)) (?:(?:even|really|actually|just|like|some|some kind of) )*{_MACHINE}(?: interview)?(?: or .{{0,40}})?(?: (?:here|now|asking|reading (?:this|that|it)|behind this|on the other (?:side|end)|talking|at all))* ?\??$"
    rf"|{_BEFORE}(?:is there|is) (?:an? (?:real |actual |human )*(?:person|human|being)|somebody|someone|anyone|anybody)(?: \w+)? (?:there|reading (?:this|that|it|along)|behind (?:this|it)|on the other (?:side|end)|listening)(?: \w+)? ?\??$"
    rf"|{_BEFORE}(?:who|what) (?:are you(?: really| exactly)?|am i (?:talking|speaking|writing) (?:to|with)|is (?:asking|reading) (?:this|me|that))(?: (?:here|really|exactly|anyway))? ?\??$"
)
_CASE = r"(?:projects?|examples?|story|stories|situations?|cases?|systems?|jobs?|clients?|employers?|teams?|incidents?|experiences?)"
_ANOTHER = re.compile(
    rf"\b(?:(?:can|could|may|might|should) i|(?:is it|would it be|do you mind|would you mind|am i allowed)(?: \w+){{0,2}} (?:if i|to))(?: \w+){{0,2}}? (?:talk about|speak about|use|take|tell|pick|choose|describe|discuss|give|share|go with|bring|switch to|do)(?: \w+){{0,2}}? (?:another|a different|different|some other|other) (?:\w+ )?{_CASE}\b(?: instead)?"
)
_BARRED = re.compile(
    r"\b(?:ndas?|non-?disclosure(?: agreements?)?|non disclosure(?: agreements?)?|confidential)\b"
)
_SWITCH = re.compile(
    r"\b(?:can|could|may|should) i (?:\w+ )?(?:talk about|speak about|use|take|tell|pick|choose|describe|discuss|give|share)(?: \w+){0,2}? (?:something else|another one|a different one|one from \w+)\b"
)
_NDA = r"(?:ndas?|non-? ?disclosure(?: agreements?)?)"
_UNDER = re.compile(
    rf"\b(?:that's|it's|(?:is|are|was|were|i'm|am)(?: all| still| mostly| also)?) (?:under|covered by|subject to|protected by|bound by) (?:an? |the |my |our |strict )*{_NDA}(?: (?:sorry|though|unfortunately|there|here|and|so|i|can't|cannot|share|talk|about|it|that|this|details|much|say|anything|more|tell|you))*$"
    rf"|\b(?:can't|can not|not allowed to|may not|mustn't|must not|not permitted to)\b.{{0,50}}\b{_NDA}\b"
    rf"|\b{_NDA}\b.{{0,30}}\b(?:can't|can not|not allowed to|may not|mustn't|must not) (?:talk|speak|share|say|tell|discuss|go into|describe|name)\b[\w ]{{0,25}}$"
)
_CLAIM = re.compile(
    r"\b(?:that|this|it)(?:'s| is| was)(?: actually| really| all)? (?:confidential|private|not public)\b"
)


def topic_of(sentence: str) -> Topic:
    """What a short plain sentence asks of us that no note of a question can know; `` where it is nothing such."""
    if len(sentence.split()) > LONGEST:
        return ""
    if _NOTES.search(sentence):
        return "notes"
    if _SELF.search(sentence):
        return "self"
    asks = _ANOTHER.search(sentence) or (_BARRED.search(sentence) and _SWITCH.search(sentence))
    return "elsewhere" if asks or _UNDER.search(sentence) else ""


def without_reason(sentence: str) -> str:
    """A plain wish for another example without the reason (`that's confidential`), which asks for nothing itself."""
    return _CLAIM.sub(" ", sentence)


def told_of_other(sentence: str) -> str:
    """What a plain wish for another example says of it: `from my university`."""
    for pattern in (_ANOTHER, _SWITCH, _BARRED):
        sentence = pattern.sub(" ", sentence)
    return sentence


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
    specific = [w for w in asked if w not in _GENERIC]
    meant = _MEANT.search(f"{' '.join(words)} ")
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
        if named <= 0 or (known == 0 and (specific or named < LEAST)):
            continue
        if meant and not _knows(keys, meant["what"].split()):
            continue
        scored.append((named + 0.3 * known, known / max(1, len(asked)), -i))
    if not scored:
        return None
    best = max(scored)
    return -best[2] if best[1] >= spoken else None


def _knows(keys: set[str], meant: list[str]) -> bool:
    """True where an entry is about one of the words whose meaning is asked; empty words ask for none."""
    parts = {part for key in keys for part in key.split()} - _GENERIC
    carrying = [w for w in meant if w not in _STOP and w not in _GENERIC]
    return not carrying or any(w in parts for w in carrying)


def _key(word: str) -> str:
    return " ".join(_stem(part) for part in _WORD.findall(word.casefold()))


def _stems(text: str) -> Iterable[str]:
    return (_stem(w) for w in _WORD.findall(text.casefold()))


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
