"""Replies with nothing in them: dodges made of words, and keys hit at random."""

from __future__ import annotations

import re

_VOWEL = re.compile(r"[aeiouyàáâãäåèéêëìíîïòóôõöùúûüæœø]")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_REPEATED = re.compile(r"(.)\1{3,}|^(..?)\2{2,}$")
_LATIN = re.compile(r"[a-zà-öø-ÿ]+")
_WORD = re.compile(r"[^\W\d_]+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
_CLUSTERS = (
    "strengths",
    "lengths",
    "rhythm",
    "worldwide",
    "backtrack",
    "catchphrase",
    "angstschweiss",
)

_PRAISES_QUESTION = re.compile(
    r"^(?:well |so |wow |okay |oh |ah |hm+ )*(?:that's|that is|this is|what an?|it's|it is|a|very|really|great|good|nice|excellent|interesting)[\w ]{0,30}\bquestions?\b(?: thank you(?: for .*)?| thanks(?: for .*)?| to ask| indeed| and .*| there (?:are|is) .*)?$"
)
_DODGES = re.compile(
    r"\b(?:many|several|lots of|a lot of|various|different|multiple|numerous)(?: \w+){0,2} (?:aspects|factors|perspectives|ways|sides|angles|things|considerations|approaches|dimensions|facets|answers)(?: (?:to|one|of|that|on|you|we)\b.*)?$"
    r"|^(?:well |so |it |that |this |really |just |all |honestly |hard to say |i think |i guess |i'd say |it's )*depends(?: (?:on|really|a lot|very much)\b(?: \w+){0,7})?$"
    r"|^(?:well |so |why don't )?you (?:tell me|first|go first|decide)$|^(?:well |so |and )?what (?:would|do|about) you(?: say| think| do| suggest| prefer)?(?: about .*)?(?: \?)?$"
    r"|\bwhy (?:do|are|would|does) you(?: want| need| even| have)?(?: to)? (?:know|ask|asking|care)|\bwhy (?:is|does) (?:that|this|it) (?:matter|important|relevant)"
    r"|\b(?:let's|can we|could we|i'd rather|i would rather|shall we|should we|let us) (?:talk|speak|discuss|chat)(?: about)? (?:about )?(?:the |my |your )?(?:something|salary|benefits|pay|weather|money|vacation|remote|anything|other|football|holiday|hours|perks)"
    r"|\b(?:it's|it is|that's|everything is|is|all)(?: all)? (?:on|in) my (?:resume|résumé|cv|profile|linkedin|application)|\b(?:you|sure you)(?: have| 've|'ve| can| must have)? (?:read|seen|see|check|look at|find it in)(?: it in)? my (?:cv|resume|linkedin|profile)"
    r"|\byou have my (?:cv|resume|profile)\b|\b(?:should|can|could|must|have to|just|^)(?: just| always)? ask my\b|\b(?:rather|prefer to|like to) hear (?:what|how|from) you\b|\b(?:how about|why don't|first) you (?:tell|go|start|answer)\b|\bso much (?:could|can) be said\b|\bmakes the dream work\b|\beverything is relative\b|\bask my (?:references|boss|manager|colleagues|team|mother|mum|wife)|^(?:lots|loads|many|all sorts|various|plenty|tons)(?: of)?(?: \w+)?(?: things| stuff)?$|\bhard to (?:say|tell|describe|explain)\b|\ba lot to (?:say|unpack|talk) about\b|\b(?:there's|there is) (?:so much|a lot|much) to (?:say|tell)"
    r"|\b(?:let me|i will|i'll) (?:solve|answer|address|break down|tackle|approach|think through) (?:this|the|that)(?: \w+){0,3}(?: step by step| carefully| now)?$|^thought process$|^(?:the )?solution$|^(?:the )?answer$|^reasoning$|^(?:situation|task|action|result|the|my| )+$"
    r"|\beverybody (?:has|faces|knows)|\bevery(?:one|body) .{0,30}\bit's (?:about |how )|\bi(?:'m| am) (?:glad|happy) you asked\b|\bnext level\b.{0,10}$"
)
_BUZZ = frozenset(
    "team player players hard hardworking hard-working worker passionate passion driven motivated dedicated committed quick fast learner learning"
    " communicator communication communicate strong excellent great good best better result-oriented results-oriented results oriented detail"
    " detail-oriented professional professionally professionalism always everything everyone everybody percent 100 110 give giving do doing things thing"
    " work works working teamwork collaboration collaborative synergy leverage innovation innovative excellence quality success successful"
    " leadership leader ownership impact drive value values mission vision integrity honest honesty people person love enjoy enjoying believe think"
    " feel key important importance essential crucial matter matters challenge challenges challenging problem problems solving solver solve solution"
    " solutions developer engineer software technology technologies skills skill ability experience experienced years lot very really truly highly"
    " extremely proactive flexible adaptable positive attitude energy effort mindset growth continuous improvement agile best-in-class holistic"
    " patient-centric customer customers stakeholder stakeholders outcomes scale deliver delivering achieve goals goal objectives day single matter no"
    " what how every open minded open-minded creative analytical logical efficient effective multitasking pressure well under handle strive aim"
    " respect respectful trust team's career opportunity company organisation organization role job field industry self-starter natural born".split()
)
_FUNCTION = frozenset(
    "i i'm i'd i've i'll me my myself am is are was were be been being a an the and or but so to of in on at for with from by as it it's its that this"
    " these those there you your we we're our us they them their he she not no don't do does did have has had will would can could should must may"
    " might who which when where why if than then also just too more most some any all both each one about into over out up well very".split()
)
_ACT = re.compile(
    r"\b(?:i|we) (?:\w+ly |also |then |first |just )?(?!need\b|needed to say|succeed|proceed|am\b)(?:\w{2,}ed|(?:re)?built|(?:re)?wrote|redid|made|took|led|ran|found|went|told|met|put|set|got|began|sat|kept|gave|held|taught|brought|fixed|said|had|spoke|saw|came|left|knew|chose|sent|drew|broke|lost|won|cut)\b"
    r"|\b(?:i'd|i would|we'd|we would) (?:\w+ly |first |then |also )?(?!like\b|rather\b|prefer\b|love\b|need\b|have\b|want\b|say\b|skip\b|appreciate\b|be\b|wait\b|stop\b|end\b|take\b|get\b|finish\b|leave\b|know\b)"
    r"\w+ (?:the|my|a|an|them|her|him|everyone|people|our|their|what|who|each|every)\b"
)
_DETAIL = re.compile(
    r"\d|\b(?:when|because|after|before|until|while|last|yesterday|monday|friday|weeks?|months?|months?|hours?)\b"
)


def is_gibberish(text: str) -> bool:
    """True where nothing in a reply looks like a word of any language."""
    words = _WORD.findall(text.casefold())
    if not words:
        return True
    latin = [w for w in words if _LATIN.fullmatch(w)]
    if len(latin) < len(words):
        return False
    if len(latin) > 1 and len(set(latin)) == 1 and _is_key_run(latin[0]):
        return True
    odd = sum(len(w) for w in latin if _is_odd(w))
    return odd > 0 and odd >= 0.6 * sum(len(w) for w in latin)


def _is_key_run(word: str) -> bool:
    return not _VOWEL.search(word) or any(word in row for row in _ROWS if len(word) > 2)


def _is_odd(word: str) -> bool:
    """Keys in a row, no vowel, or a heap of consonants; an abbreviation of up to four letters may stand."""
    if _REPEATED.search(word) and len(word) > 3:
        return True
    if any(word[i : i + 4] in row for row in _ROWS for i in range(len(word) - 3)) and _runs(word):
        return True
    if len(word) >= 5 and not _VOWEL.search(word):
        return True
    return (
        len(word) > 4
        and word not in _CLUSTERS
        and _CONSONANTS.search(word) is not None
        and len(_VOWEL.findall(word)) < 2
    )


def _runs(word: str) -> bool:
    """True where the word is nothing but keys in a row ("property" holds some, and is a word)."""
    longest = max(
        (
            j - i
            for row in _ROWS
            for i in range(len(word))
            for j in range(i + 4, len(word) + 1)
            if word[i:j] in row
        ),
        default=0,
    )
    return longest >= max(4, len(word) - 2)


def tells_an_act(sentence: str) -> bool:
    """True where somebody of the candidate's side did something."""
    return _ACT.search(sentence) is not None


def is_dodge(sentences: list[tuple[str, bool]], *, words: int) -> bool:
    """True where the plain sentences of a reply (each with: it asks back) are all words and no answer."""
    if not sentences or words > 70:
        return False
    return all(_is_empty(sentence, asks=asks) for sentence, asks in sentences)


def _is_empty(sentence: str, *, asks: bool) -> bool:
    if _PRAISES_QUESTION.search(sentence) or _DODGES.search(sentence):
        return True
    return not asks and _is_platitude(sentence)


def _is_platitude(sentence: str) -> bool:
    """Words that would fit anybody: no act, no detail, and most of what carries meaning is stock."""
    if _ACT.search(sentence) or _DETAIL.search(sentence.replace("100", "").replace("110", "")):
        return False
    carrying = [w for w in sentence.split() if w not in _FUNCTION and w != "?"]
    if len(carrying) < 2:
        return False
    return sum(w in _BUZZ for w in carrying) >= 0.75 * len(carrying)
