"""What one reply is: an answer, a wish, a question back, a dodge or something that needs kindness.

The first that holds, in this order: danger; talk to the grader alone; off the record; an insult; a wish with next to
nothing beside it; a question back; nothing said; else it is an answer. A reply with a story in it is an answer first,
whatever small request stands beside it. It is one file, since the order is the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from interviewer.addressed import addressed_to_grader, own_sentences
from interviewer.backends.embedded.care import in_distress, is_grave, is_hostile
from interviewer.backends.embedded.cues import soft_wish
from interviewer.backends.embedded.emptiness import is_dodge, is_gibberish, tells_an_act
from interviewer.backends.embedded.marking import Marked
from interviewer.backends.embedded.other_question import TOLD_AT
from interviewer.backends.embedded.questions_back import (
    asks_back,
    fact_for,
    is_tag,
    note_for,
    told_of_other,
    topic_of,
    without_reason,
)
from interviewer.backends.embedded.rules import answers_another
from interviewer.backends.embedded.utterances import Wish, plain, told_beside_request, wish_of
from interviewer.backends.embedded.weights import Weights
from interviewer.backends.port import Hearing, HearRequest, Topic
from interviewer.domain import Answer, Intent, Question, Sentence
from interviewer.sentences import number_sentences

MarkAll = Callable[[Question, Answer], Marked]

INSISTED = 2
"""Replies up to which an answer may still be said to speak to another question: the first, and one after being told."""
TOLD = 3
"""Words beside a request to forget from which this reply itself tells something."""
SHORT_STORY = 5
"""Words that make an answer where they tell an act or follow an `I don't know, but`."""
TURN = 5
"""Words after a `but` that go on to an answer."""
STORY = 12
"""Words beside a wish from which the reply is an answer that happens to hold a wish."""
QUESTION_STORY = 16
"""The same beside a question back, which often gives its reason."""
CARED_FOR = 60
"""Words up to which an abuse or a hidden error told is taken as told to us; in a long story it is the story."""


_BARE = re.compile(
    r"(?:(?P<yes>yes|sure|absolutely|definitely|of course)|no|not really|not yet|never)(?: (?:sir|madam|ma'am|sorry|thanks|please))*"
)
_YES_OR_NO = re.compile(
    r"(?:^|[.!?…”\"]\s+|\n)(?:Did|Was|Were|Is|Are|Have|Has|Had|Do|Does|Could|Would|Can|Will)\b[^.!?]*\?\s*$"
)
_POINTS_BACK = re.compile(
    r"\b(?:i|i've|i have) (?:just |accidentally )?(?:named|mentioned|said|gave|told|wrote|shared|used|typed)\b"
)
_FLOOR = re.compile(
    r"^(?:(?:yes|sure|okay|please|absolutely|actually|definitely|of course|well|thanks|thank you) ?)*(?:(?:i (?:do )?have|i've got|there (?:is|are)|just|can i ask|may i ask|could i ask|i'd like to ask)"
    r" ?(?:a|an|one|two|some|a few|a couple of|you|another|several)* ?(?:quick |more |small )?(?:questions?|things?|something)? ?\??)?$"
)
"""They want to ask, and have not asked yet."""
_TURN = re.compile(r"\b(?:but|though|although|however|still|except|then)\b")


class _Said(NamedTuple):
    """One sentence of the reply, read."""

    sentence: Sentence
    text: str
    wish: Wish | None
    asks: bool
    tag: bool
    topic: Topic = ""

    @property
    def content(self) -> int:
        """Words that are neither a wish nor a question back."""
        return 0 if self.wish or self.asks or self.tag else self.sentence.words


def hear(request: HearRequest, mark_all: MarkAll, weights: Weights) -> Hearing:
    """Say what the last reply of the answer is, and what the answer so far shows where it is one."""
    intent, said = _intent(request)
    if intent == "question_back":
        return _question_back(request, said)
    if intent == "distress":
        return Hearing(intent=intent, topic="" if _is_grave(said) else "nerves")
    if intent == "off_record":
        return Hearing(intent=intent, remove=_to_remove(request.answer, said))
    question = request.question
    if intent != "answer" or question is None:
        return Hearing(intent=intent)
    marked = mark_all(question, request.answer)
    if _is_elsewhere(question, request.answer, weights):
        intent = "other_question"
    return Hearing(intent=intent, shown=marked.behaviours, facts=marked.facts, flags=marked.flags)


def _is_elsewhere(question: Question, answer: Answer, weights: Weights) -> bool:
    """True where the reply itself, before any probe, speaks to another question: what came before it is told already."""
    if answer.probes_answered or len(answer.replies) > INSISTED:
        return False
    last = len(answer.replies) - 1
    own = [s for s in own_sentences(answer) if s.reply == last]
    return answers_another(question.text, own, weights.topics, by=TOLD_AT)


def _intent(request: HearRequest) -> tuple[Intent, tuple[_Said, ...]]:
    last = len(request.answer.replies) - 1
    sentences = number_sentences(request.answer)
    own = [s for s in sentences if s.reply == last]
    short = sum(s.words for s in own) <= 2 * STORY
    said = tuple(_read(s, short=short) for s in own)
    if _needs_care(said):
        return "distress", said
    cut = addressed_to_grader(sentences)
    if own and all(s.n in cut for s in own):
        return ("question_back" if all(s.topic == "notes" for s in said) else "dodge"), said
    said = tuple(s for s in said if s.sentence.n not in cut)
    text = " ".join(s.sentence.text for s in said)
    if is_gibberish(text):
        return "unclear", said
    urgent = _urgent(said)
    if urgent is not None:
        return urgent, said
    return (
        _at_close(said) if request.question is None else _at_question(request, said, text)
    ), said


def _read(sentence: Sentence, *, short: bool) -> _Said:
    text = plain(sentence.text)
    marked = "?" in sentence.text[-4:]
    topic = topic_of(text)
    if topic and wish_of(without_reason(text)) != "off_record":
        return _Said(sentence, text, wish=None, asks=True, tag=False, topic=topic)
    wish = wish_of(text)
    if wish is None and short and not tells_an_act(text):
        wish = soft_wish(text)
    if wish not in (None, "off_record", "end") and _goes_on_to_answer(text):
        wish = None
    asks = wish is None and asks_back(text, marked=marked)
    return _Said(sentence, text, wish, asks, is_tag(text))


def _goes_on_to_answer(text: str) -> bool:
    """`I have no hospital example, but at the bank I ...`: what follows the turn is no wish of its own."""
    turn = _TURN.search(text)
    tail = text[turn.end() :].strip() if turn else ""
    if len(tail.split()) < TURN or wish_of(tail) or soft_wish(tail):
        return False
    return not asks_back(tail, marked=tail.endswith("?"))


def _needs_care(said: tuple[_Said, ...]) -> bool:
    words = sum(s.sentence.words for s in said)
    return words <= CARED_FOR and any(in_distress(s.text) for s in said) or _spread_over_two(said)


def _is_grave(said: tuple[_Said, ...]) -> bool:
    """True where distress is more than nerves, in one sentence or told over two."""
    return any(is_grave(s.text) for s in said) or is_grave(" ".join(s.text for s in said))


def _spread_over_two(said: tuple[_Said, ...]) -> bool:
    """`I gave the wrong dose. Nobody knows.`"""
    return len(said) in (2, 3) and in_distress(" ".join(s.text for s in said))


def _urgent(said: tuple[_Said, ...]) -> Intent | None:
    """What comes before the answer even in a longer reply."""
    if any(s.wish == "off_record" and _is_said_to_us(s, said) for s in said):
        return "off_record"
    words = sum(s.content for s in said)
    if any(is_hostile(s.text) and (words <= 2 * STORY or s.sentence.words <= 6) for s in said):
        return "hostile"
    return None


def _is_said_to_us(wish: _Said, said: tuple[_Said, ...]) -> bool:
    """In the middle of a story `delete that` is something somebody said; at either end it is meant."""
    return wish in (said[0], said[-1]) or len(said) <= 3


def _at_question(request: HearRequest, said: tuple[_Said, ...], text: str) -> Intent:
    bare = _BARE.fullmatch(" ".join(s.text for s in said))
    if bare is not None:
        return _bare_reply(request.asked, agrees=bare["yes"] is not None)
    content = sum(s.content for s in said)
    wish = _strongest_wish(said)
    if wish == "small_talk" and any(s.asks for s in said):
        wish = None
    if wish is not None and wish != "off_record" and not _tells(said, beside=wish):
        return wish
    words = sum(s.sentence.words for s in said)
    if is_dodge([(s.text, s.asks) for s in said if not s.tag], words=words):
        return "dodge"
    if said and said[-1].asks and content < _beside_question(said):
        return "question_back"
    if any(s.asks for s in said) and content < STORY // 2:
        return "question_back"
    return "answer"


def _beside_question(said: tuple[_Said, ...]) -> int:
    """Words from which a reply is an answer beside its last question: `I built it in a week. Was that good?`"""
    acts = any(tells_an_act(s.text) for s in said if s.content)
    return SHORT_STORY if said[-1].topic and acts else QUESTION_STORY


def _bare_reply(asked: str, *, agrees: bool) -> Intent:
    """`No.` answers a yes-or-no question; to anything else there is nothing to say, or they are with us."""
    if _YES_OR_NO.search(asked):
        return "answer"
    return "small_talk" if agrees else "decline"


def _at_close(said: tuple[_Said, ...]) -> Intent:
    """At the close everything is a question to the panel or the end of it; `yes` asks for the floor."""
    if _FLOOR.match(" ".join(s.text for s in said)):
        return "time"
    if any(s.asks or s.sentence.text.rstrip().endswith("?") for s in said):
        return "question_back"
    wish = _strongest_wish(said)
    if wish in ("end", "skip", "decline", "small_talk") or (wish is None and _no_more(said)):
        return "end"
    if wish in ("repeat", "rephrase", "time"):
        return wish
    return "question_back"


def _no_more(said: tuple[_Said, ...]) -> bool:
    text = f" {' '.join(s.text for s in said)} "
    return any(
        p in text for p in (" no ", " nothing ", " none ", " that's all ", " thank", " all good ")
    )


_FIRST: tuple[Wish, ...] = (
    "end",
    "skip",
    "rephrase",
    "repeat",
    "hint",
    "decline",
    "time",
    "off_record",
    "small_talk",
)


def _strongest_wish(said: tuple[_Said, ...]) -> Wish | None:
    wishes = {s.wish for s in said}
    return next((wish for wish in _FIRST if wish in wishes), None)


def _tells(said: tuple[_Said, ...], *, beside: Wish) -> bool:
    """True where a reply tells enough beside a wish to be an answer; its words would else be lost to the answer."""
    content = sum(s.content for s in said)
    if beside in ("decline", "time") or any(tells_an_act(s.text) for s in said if s.content):
        return content >= SHORT_STORY
    return content >= (1 if beside == "small_talk" else STORY)


def _question_back(request: HearRequest, said: tuple[_Said, ...]) -> Hearing:
    asked = " ".join(s.text for s in said if s.asks) or " ".join(s.text for s in said)
    topics = {s.topic for s in said if s.asks}
    # `It's under NDA. Can I take something else?` says what it is about in two sentences.
    topic = topics.pop() if len(topics) == 1 else topic_of(asked)
    if topic in ("notes", "self"):
        return Hearing(intent="question_back", topic=topic)
    if topic == "elsewhere" and request.question is not None:
        note = note_for(told_of_other(asked), request.question.notes)
        return Hearing(intent="question_back", topic=topic, note=note)
    if request.question is None:
        return Hearing(intent="question_back", fact=fact_for(asked, request.facts))
    return Hearing(intent="question_back", note=note_for(asked, request.question.notes))


def _to_remove(answer: Answer, said: tuple[_Said, ...]) -> tuple[int, ...]:
    """This reply where it says more than the request, else the one before; both where it only points back."""
    *before, this = answer.replies
    beside = sum(s.content for s in said)
    within = sum(told_beside_request(s.text) for s in said if s.wish == "off_record")
    if (
        before
        and beside + within < STORY
        and any(_POINTS_BACK.search(s.text) for s in said if s.content)
    ):
        return (before[-1].seq, this.seq)
    if beside >= TOLD or within >= TOLD:
        return (this.seq,)
    return (before[-1].seq,) if before else ()
