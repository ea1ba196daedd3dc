"""What a model heard, beside what the embedded detectors heard: which of the two counts. Pure.

A reply taken for a wish, a dodge or a goodbye is lost to the answer, and a question may close on it. So a model may
only ever move a hearing towards more of the candidate's words, or, where nothing was told, towards another harmless
line. `E` is the embedded hearing, `M` the model's, and the first row that fits counts:

  1. E is end, skip, off_record, hostile or distress        E   rules wrote these; a model talks nobody out of them
  2. M is one of those                                      E   nothing ends, is skipped or taken out on a model's word
  3. at the close: M asks or waits, E does not end it       M   else E: any other word would say goodbye
  4. M is other_question                                    E   two have to agree before somebody is told so
  5. M is answer, E says it is none                         M   from `TOLD` words on; in fewer, E's rules are at their best
  6. E is an answer of `LONG_REPLY` words, or one in which
     E finds a fact or a behaviour in this reply            E   what was told is never lost
  7. M is question_back, repeat, rephrase, hint, time or
     small_talk                                             M   the question stands, and one line is said
  8. M is decline, dodge or unclear
     - E heard a wish or a question                         E   those leave the question standing
     - E heard decline                                      E   kinder than a dodge
     - E heard an answer of `TOLD` words, or any answer
       after the candidate was asked once more or probed    E   a second time would close the question
     - E heard a shorter answer that tells nothing          M   asked once more; the words still count (`kept`)
     - E heard dodge or unclear                             M   asked once more, or offered a way in
"""

from __future__ import annotations

from typing import cast

from interviewer.addressed import own_sentences
from interviewer.backends.fenced import own_words
from interviewer.backends.marked import settle, shown_of, sift, whole_of
from interviewer.backends.port import Hearing, HearRequest, Mark, ProposedProbe
from interviewer.backends.telling import Told
from interviewer.backends.wire import INTENTS, CloseReply, HearReply
from interviewer.domain import Answer, Intent, Rubric
from interviewer.privacy import new_identifiers

LONG_REPLY = 40
"""Words from which a reply that the rules take for an answer is one, whatever a model says."""
TOLD = 12
"""Words from which a model may say that a wish is an answer after all, and may no longer say that an answer is none."""

BY_RULE: frozenset[Intent] = frozenset({"end", "skip", "off_record", "hostile", "distress"})
"""What takes something away or needs care: it counts where the embedded hearing says so, and only there."""
ANSWERS: frozenset[Intent] = frozenset({"answer", "other_question"})
STANDS: frozenset[Intent] = frozenset({
    "question_back",
    "repeat",
    "rephrase",
    "hint",
    "time",
    "small_talk",
})
"""The question stands, and one line is said."""
AT_CLOSE: frozenset[Intent] = frozenset({"question_back", "repeat", "rephrase", "time"})
"""What leaves the close open; every other word there is a goodbye."""
NOTHING_SAID: frozenset[Intent] = frozenset({"decline", "dodge", "unclear"})
"""Asked once more; heard a second time, the question closes."""


def needs_no_model(request: HearRequest, embedded: Hearing) -> bool:
    """True where nothing may be sent, or what the rules heard stands whatever a model says."""
    newest = len(request.answer.replies) - 1
    told = any(s.reply == newest for s in own_sentences(request.answer))
    return not told or embedded.intent in BY_RULE or embedded.topic != ""


def heard_at_close(
    reply: CloseReply, told: Told[CloseReply], request: HearRequest, embedded: Hearing
) -> Hearing:
    """What the candidate asks the panel; a fact is one of the guide's or none."""
    intent = _intent_at_close(reply.intent, embedded.intent)
    if intent != "question_back":
        return Hearing(intent=intent)
    known = reply.fact in told.facts
    return Hearing(intent=intent, fact=reply.fact if known else None)


def heard(
    reply: HearReply, told: Told[HearReply], request: HearRequest, embedded: Hearing
) -> Hearing:
    """The hearing that counts; `embedded` holds the rules' own marks wherever this may be an answer."""
    intent = intent_of(
        reply.intent, embedded, request.answer, asked_once_more=request.asked_once_more
    )
    if intent in ANSWERS:
        return _answer(reply, told, request, embedded, intent)
    if intent == "question_back":
        return Hearing(intent=intent, note=_note(reply, request, embedded))
    kept = intent in NOTHING_SAID and embedded.intent in ANSWERS
    return Hearing(intent=intent, kept=kept)


def intent_of(
    said: str, embedded: Hearing, answer: Answer, *, asked_once_more: bool = False
) -> Intent:
    """The table above, for a reply to a question."""
    rules, intent = embedded.intent, _known(said)
    if rules in BY_RULE or intent is None or intent in BY_RULE or intent == "other_question":
        return rules
    words = _words(answer)
    if intent == "answer":
        return _an_answer(rules, words)
    if rules in ANSWERS and (words >= LONG_REPLY or _tells(embedded, answer)):
        return rules
    if intent in STANDS:
        return intent
    if rules in ANSWERS and (words >= TOLD or asked_once_more):
        return rules
    return rules if rules in STANDS or rules == "decline" else intent


def _an_answer(rules: Intent, words: int) -> Intent:
    return "answer" if rules in ANSWERS or words >= TOLD else rules


def _intent_at_close(said: str, rules: Intent) -> Intent:
    intent = _known(said)
    if rules in BY_RULE or intent is None or intent not in AT_CLOSE:
        return rules
    return intent


def _known(said: str) -> Intent | None:
    return cast(Intent, said) if said in INTENTS else None


def _words(answer: Answer) -> int:
    """The words of the newest reply, without what speaks to the grader."""
    newest = len(answer.replies) - 1
    return sum(s.words for s in own_sentences(answer) if s.reply == newest)


def _tells(embedded: Hearing, answer: Answer) -> bool:
    """True where the detectors found a fact or a behaviour in the newest reply."""
    newest = len(answer.replies) - 1
    here = {s.n for s in own_sentences(answer) if s.reply == newest}
    marks = (*embedded.facts, *embedded.shown)
    return any(m.verdict == "shown" and here & set(m.sentences) for m in marks)


def _note(reply: HearReply, request: HearRequest, embedded: Hearing) -> int | None:
    """A note that exists; else the one the rules found, if any."""
    notes = request.question.notes if request.question else ()
    return reply.note if 0 <= reply.note < len(notes) else embedded.note


def _answer(
    reply: HearReply,
    told: Told[HearReply],
    request: HearRequest,
    embedded: Hearing,
    intent: Intent,
) -> Hearing:
    """An answer with the model's marks where it made any; what it was not asked for is the detectors'."""
    found = sift(reply.marks, told.ids, sent=told.sent)
    asked = set(told.ids.short)
    proposed = _proposed(reply, told, request.answer)
    if not (asked | set(told.facts)) & found.keys():
        # Nothing at all is no reading: the detectors' own stands whole.
        return embedded.model_copy(update={"intent": intent, "proposed": proposed})
    rules = {mark.id: mark for mark in embedded.shown}
    shown = tuple(
        _mark(b, found, rules, request.rubrics) if b in asked else rules[b]
        for b in dict.fromkeys((*rules, *told.ids.short))
    )
    return Hearing(
        intent=intent,
        shown=shown,
        facts=(
            *shown_of(found, told.facts),
            *(fact for fact in embedded.facts if fact.id not in told.facts),
        ),
        flags=embedded.flags,
        proposed=proposed,
    )


def _mark(
    behaviour: str,
    found: dict[str, list],  # type: ignore[type-arg]
    rules: dict[str, Mark],
    rubrics: tuple[Rubric, ...],
) -> Mark:
    """What the model says of a behaviour; a quote behaviour it left out is not shown, a whole one is left to the rules."""
    whole = any(behaviour in whole_of(rubric) for rubric in rubrics)
    if behaviour in found:
        return settle(found[behaviour], behaviour, whole=whole)
    if whole and behaviour in rules:
        return rules[behaviour]
    return Mark(id=behaviour, verdict="not_shown")


def _proposed(reply: HearReply, told: Told[HearReply], answer: Answer) -> ProposedProbe | None:
    """The model's probe in the candidate's own words; whether it may be asked is decided elsewhere."""
    behaviour = told.probes.read(reply.probe.behaviour)
    text = own_words(" ".join(reply.probe.text.split()), answer)
    if behaviour is None or not text:
        return None
    if new_identifiers(text, " ".join(said.text for said in answer.replies)):
        # Somebody of whom the candidate said nothing: invented, or from elsewhere.
        return None
    return ProposedProbe(behaviour=behaviour, text=text)
