"""What a short reply wants of the interviewer: patterns for the ways people ask, decline, greet and stop.

They read `plain(...)` text: lower case, common short forms and slips of the key undone, no marks but the question
mark. Each is tried on one sentence; `hearing.py` decides which one the whole reply is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

Wish = Literal[
    "end", "skip", "repeat", "rephrase", "hint", "time", "decline", "small_talk", "off_record"
]

_SHORT_FORMS = dict(
    pair.split("=")
    for pair in (
        "u=you ur=your r=are pls=please plz=please plss=please pleas=please dont=don't cant=can't wont=won't im=i'm"
        " ive=i've didnt=didn't doesnt=doesn't isnt=isn't havent=haven't hasnt=hasn't wasnt=wasn't couldnt=couldn't"
        " wouldnt=wouldn't thats=that's whats=what's lets=let's youre=you're theres=there's ill=i'll idk=i_don't_know"
        " dunno=don't_know thx=thanks ty=thank_you tnx=thanks qn=question ques=question qs=question wat=what wht=what"
        " hav=have sry=sorry srry=sorry mins=minutes min=minute sec=second secs=seconds ans=answer kindly=please"
        " gonna=going_to wanna=want_to gotta=got_to gimme=give_me lemme=let_me cannot=can't arent=aren't shes=she's"
        " hes=he's tbh=honestly rn=right_now bc=because cuz=because ok=okay k=okay yea=yes yeah=yes yep=yes yup=yes"
        " nope=no nah=no shall=should cn=can abt=about smth=something sth=something"
    ).split()
)
_KNOWN = (
    "repeat rephrase question skip hint please understand moment minute second answer thanks interview sorry explain"
    " another example again clarify confused follow finish continue nothing experience"
).split()
_MARKS = re.compile(r"[^\w'?\s-]+|(?<!\w)-|-(?!\w)|_")
_ID_LIKE = re.compile(r"\bid (?=like|rather|prefer|love|say|have to)")


def plain(sentence: str) -> str:
    """A sentence in lower case with its short forms written out and slips in key words mended."""
    folded = unicodedata.normalize("NFKC", sentence).casefold().replace("’", "'").replace("‘", "'")
    folded = _ID_LIKE.sub("i'd ", folded)
    words = _MARKS.sub(" ", folded).replace("?", " ? ").split()
    mended = (_SHORT_FORMS.get(w, w).replace("_", " ") if len(w) < 7 else _mend(w) for w in words)
    return " ".join(w if len(w) < 5 else _mend(w) for w in " ".join(mended).split())


@cache
def _mend(word: str) -> str:
    """The key word that this one misspells by a single slip, or the word itself."""
    if len(word) < 5 or not word.isalpha():
        return word
    for known in _KNOWN:
        if word != known and word[0] == known[0] and _one_slip(word, known):
            return known
    return word


def _one_slip(word: str, known: str) -> bool:
    """One letter too many, too few, wrong, or two swapped; an ending of its own is no slip."""
    if abs(len(word) - len(known)) > 1 or word.rstrip("sd") == known or known.rstrip("s") == word:
        return False
    if len(word) == len(known):
        differ = [i for i, (a, b) in enumerate(zip(word, known, strict=True)) if a != b]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1
        return len(differ) == 1 or (swapped and sorted(word) == sorted(known))
    longer, shorter = (word, known) if len(word) > len(known) else (known, word)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


_POLITE = (
    r"(?:(?:please|sorry|apologies|so|well|um+|uh+|er+m?|hm+|oh|ah|hi|hello|hey|okay|right|actually|honestly|i think"
    r"|i guess|i'm afraid|maybe|excuse me|i am sorry|i'm sorry|my apologies|to be honest|but|and|then|just|sir|madam|ma'am"
    r"|no|yes|thanks|thank you|alright|look|listen|hang on|wait) )*"
)
_ASK = (
    r"(?:(?:can|could|would|will|may|might|should) (?:you|we|i)(?: please| kindly| just| possibly| maybe)?"
    r"|would you mind(?: please)?|(?:i )?(?:want|would like|wish|prefer|need)(?: you)? to|i'd (?:like|prefer|rather)(?: you)?(?: to)?"
    r"|i'd rather|i'll(?: just)?|i (?:will|have to|got to|would|must)|let's(?: just)?|let us|please|is it (?:okay|possible|fine)"
    r"(?: if (?:we|i|you))?(?: to)?|do you mind if (?:we|i)|am i allowed to|can|could)"
)
_THIS = r"(?:this|that|it|the|your|a|this one|that one|the next|my)"
_TAIL = r"(?: (?:please|now|for now|thanks|thank you|here|sir|madam|ma'am|if (?:that's|that is) (?:okay|fine|possible)|if possible|if i may|today|\?|instead|okay|then|for me|too|again))*"


def _whole(body: str) -> re.Pattern[str]:
    """A pattern for a whole sentence, with polite words around it."""
    return re.compile(rf"^{_POLITE}(?:{_ASK} )*{_POLITE}(?:{body}){_TAIL}$")


def _inside(body: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{body})")


_QUESTION = r"(?:the |your |this |that |my )?(?:last |previous |whole |entire |first |second )?(?:question|part|bit|one|half)"

WISHES: dict[Wish, tuple[re.Pattern[str], ...]] = {
    "off_record": (
        _inside(
            r"(?:keep|take|leave|put|have|strike|get) (?:that|this|it|all that|what i (?:just )?said|my (?:last |previous )?(?:answer|reply|words)|the last (?:bit|part|answer|reply)) (?:off|out of|from) (?:the )?(?:record|transcript|report|notes)"
        ),
        _inside(r"(?:this|that|it)(?: is|'s| was| should be| must be| has to be| stays)? (?:strictly |all )?off the record"),
        _whole(r"off the record"),
        re.compile(r"^(?:so |well |this is |okay |and |but )*off the record\b"),
        _inside(
            r"(?:please |can you |could you )?(?:don't|do not|not|never|without) (?:please )?(?:to )?(?:write|put|note|record|store|save|keep|include|log|mention|share|repeat|quote|use|print)(?:ing)? (?:that|this|it|what i (?:just )?said|my last (?:answer|reply)|any of (?:that|this)|(?:the|my) (?:\w+ ){1,3}?)\s?(?:down|anywhere|in (?:the|my|your|this) (?:report|transcript|notes|record|summary|export)|on record|to anyone|please|$)"
        ),
        _inside(
            r"(?:please|can you|could you|would you|kindly|can we|could we|i want you to|i'd like you to|you can|you should|you must) (?:please )?(?:just )?(?:delete|remove|erase|redact|strike|wipe|forget|drop|scrap|withdraw|cross out|take out|take back) (?:(?:that|this|it)(?! (?:question|one)\b)|what i (?:just )?(?:said|wrote|typed)|my (?:last|previous) (?:answer|reply|message|sentence)|the (?:last|previous) (?:\w+ )?(?:answer|reply|message|sentence|bit|part)|the name|those names)"
        ),
        _whole(
            r"(?:delete|remove|erase|redact|strike|wipe|withdraw|scrap|scratch|forget|ignore|take back|drop) (?:that|this|it|what i (?:just )?(?:said|wrote|typed)(?: before)?|that i said that|i said (?:that|anything)|my (?:last|previous) (?:answer|reply|message|sentence)|the (?:last|previous) (?:answer|reply|message|sentence|bit|part))(?: (?:that's|that is|it's|it is|this is|from the (?:record|transcript|report)).*)?"
        ),
        _inside(r"(?:that|this|it)(?:'s| is| was)(?: actually| really| all)? (?:confidential|not public|private|a secret|secret information|not for the record)\b(?! (?:so we|and we|so i|data))"),
        _inside(r"i (?:should not|shouldn't) have (?:said|told|mentioned|named|written|shared|typed|given|disclosed)(?: you| that| this| it| the| my)"),
        _inside(r"(?:keep|treat) (?:this|that|it|these|what i said) (?:strictly )?(?:confidential|private|secret|between (?:us|you and me)|to yourself|as confidential)"),
        _inside(r"(?:please )?(?:don't|do not) (?:write|note|put) down\b|^(?:oh |no |wait |sorry |okay |well )*i take (?:that|it|this) back\b|^(?:please )?(?:remove|delete|erase|redact|strike) [\w ']{1,40}\b(?:from what i|from my (?:last|previous)|i (?:just )?(?:wrote|said|typed|gave))"),
        _inside(r"(?:just )?between (?:us|you and me|ourselves)$"),
        _inside(r"i(?:'d| would) (?:rather|prefer)(?: (?:if|that))? (?:that|this|it|you) (?:was not|wasn't|isn't|is not|were not|weren't|didn't|did not|not|doesn't|don't) (?:be )?(?:recorded|record|written|write|noted|note|stored|store|saved|kept|keep|included|include|in the)"),
    ),
    "end": (
        _whole(r"(?:stop|quit|exit|bye|bye bye|goodbye|good bye|see you|finish|finished|terminate|end|abort|the end|cancel|log out|logout|have to stop|close)"),
        _whole(
            rf"(?:stop|end|finish|quit|terminate|exit|close|leave|conclude|cancel|abort|wrap up|be done with|get out of|discontinue)(?:ping|ing)? (?:{_THIS} )?(?:interview|session|conversation|talk|call|practice|chat|it|this|here|now|everything|today)(?: (?:interview|session|here|now|today|already|early|there|then|please|thing|because .*|i .*))*"
        ),
        _whole(r"(?:stop|end|finish|wrap up|wrap this up|call it a day|call it quits|leave it (?:here|there|at that)|break up)(?: (?:here|now|there|today|for today|i .*))*"),
        _inside(r"(?:i|we) (?:have to|got to|need to|must|want to|should|'ve got to|wish to|would like to) (?:go|leave|run|stop|quit|end|finish|head out|sign off)(?: now| here| soon| please| this| the interview| it| here please| bye| let's stop| early| ?\?)*(?: |$)(?!to |with |the |through |over |by |for |up |on |back )"),
        _inside(r"(?:i'm|i am|we're|we are) (?:done|finished|through) (?:for (?:today|now|tonight|the day)|with (?:this|the|your)(?: whole| stupid)? (?:interview|session|thing|questions|practice))"),
        _inside(r"(?:that's|that is) (?:it|all) for (?:today|now|tonight)"),
        _inside(r"(?:that's|that is|it's|this is) enough(?: (?:for (?:today|now|me)|of this|questions))"),
        _inside(r"(?:don't|do not) (?:want|wish|feel like) to (?:continue|go on|do (?:this|the) (?:interview )?(?:any ?more)?|do this)(?: any ?more| with this| the interview| interview)*"),
        _inside(r"(?:no more|enough) (?:questions|interview)(?: please| now| for today)*$"),
    ),
    "skip": (
        _whole(rf"(?:skip|pass)(?: (?:on |over )?(?:{_THIS}|{_QUESTION}|this one|that one)(?: (?:question|one|here))?)?(?: for (?:now|the moment|today))?"),
        _whole(r"(?:go|move|jump|switch|proceed|continue|get)(?: on| ahead| straight)?(?: with| to| onto)? (?:the |a |an )?(?:next|another|different|other|new)(?: question| one)?"),
        _whole(r"(?:move on|go on to the next|go to next|next|next one|next question|next pl?ease|another (?:one|question)|(?:a )?different (?:one|question)|not this one(?: please)?(?: next(?: one| question)?)?|something else|leave (?:this|that|it)(?: one)?(?: out)?|come back to (?:this|that|it)(?: one)?(?: later)?|do this (?:one )?later)"),
        _whole(r"(?:ask|give|have|do|try|get|take)(?: me| us)? (?:a |an )?(?:another|different|other|new|next|the next|easier)(?: question| one)(?: instead)?"),
        _whole(r"(?:rather |prefer )?(?:not|don't|do not) (?:to )?(?:answer|talk about|say|discuss|go into|respond to|do)(?: (?:to )?(?:this|that|it|the question|this one|this question|that one|about (?:this|that)))?(?: (?:can|could) we .*)?"),
        _inside(r"(?:i'd|i would|i'll|i will|let's|can we|could we|can i|could i|may i|i want to|i'd like to) (?:like to |prefer to |rather |have to )?skip (?:this|that|it)(?: one| question)?(?: |$)(?!meeting|step|deploy|release)"),
    ),
    "repeat": (
        _whole(rf"(?:repeat|say|read|ask|state|hear|run|go over|tell|show)(?:ing)? (?:me |us |through |back )?(?:that|this|it|{_QUESTION}|what you (?:said|asked)|what the question (?:is|was))?(?: to me| out| for me| over| me)?(?: ?(?:again|once more|one more time|once again|another time|a second time))*(?: (?:i|my|because|as) .*)?"),
        _whole(r"(?:say|come|pardon|once|one more time|again|once more|repeat|excuse)(?: that| it| me| again| more| please| once)*"),
        _whole(r"(?:sorry|what|pardon|huh|eh|excuse me|i beg your pardon|beg your pardon)(?: \?)+"),
        _inside(r"what (?:was|is|were)(?: it| that| the question| your question| the last question)(?: again| you asked)*(?: \?)?$|what's the question|what (?:did|do|was it) you (?:just )?(?:ask|say|asked|said)"),
        _inside(r"i (?:didn't|did not|don't|couldn't|could not|can't|may have|might have|just)(?: quite| really| quickly)? (?:catch|hear|get|caught|missed|miss|hear)(?: (?:that|it|you|the question|what you (?:said|asked)|the (?:last|first|second|end|beginning)(?: \w+)?|all of (?:that|it)))"),
        _inside(r"i (?:missed|forgot|lost)(?: (?:that|it|the question|what you (?:said|asked)|the (?:last|first|second) (?:part|bit|half)|your question|track of the question))"),
        _inside(r"(?:can|could|would|please|kindly)(?: you)? (?:please )?(?:repeat|say (?:that|it) again|ask (?:that|it|me) again|come again)"),
        _inside(r"(?:remind me|tell me again)(?: of)?(?: what)? (?:the |your )?question"),
    ),
    "rephrase": (
        _inside(rf"(?:rephrase|reword|re-phrase|paraphrase|simplify)\b(?: (?:that|this|it|{_QUESTION}))?"),
        _inside(rf"(?:put|say|ask|explain|phrase|word|state|express)(?:ing)? (?:that|this|it|{_QUESTION})(?: to me)?(?: a bit| a little| more)* (?:differently|another way|in another way|in a (?:different|simpler|easier|plainer) way|in (?:other|simple|simpler|plain|different|easier) (?:words|terms|english)|simply|simpler|clearly|clearer|more simply|more clearly)"),
        _inside(r"in other words please"),
        _inside(r"(?:i )?(?:don't|do not|didn't|did not|couldn't|can't|can not|not sure i|not sure if i|not sure that i|hardly|never)(?: quite| really| fully| completely| entirely| exactly| even| get to)* (?:understand|understood|follow|get what|get the question|grasp|see what)(?: (?:the|your|this|that|what|you|it|question|exactly|quite|properly|correctly|fully|well)\b)*(?: you.*)?(?: i'm sorry| sorry| ?\?)*$"),
        _inside(r"(?:i )?(?:don't|do not|didn't|did not|not sure i|can't)(?: quite| really| fully)? (?:understand|follow)\b(?=.*(?:question|mean|explain|elaborate|asking|want))"),
        _inside(r"(?:i don't|i do not|not sure|i'm not sure|i am not sure)(?: exactly| really| quite)? (?:get |know |understand |see )?what (?:you're|you are|you|the question|this question|it)(?: exactly| really)? (?:mean|asking|ask|after|looking|want|is asking|means|getting|expect|referring)"),
        _whole(r"(?:but )?what (?:do|did|does|are|is)(?: you| that| this| it| the question| this question)?(?: exactly| really)? (?:mean|meant|asking(?: me)?|asking for|ask|getting at|after|mean by (?:that|this|it))(?: exactly| really| here)?"),
        _whole(rf"(?:explain|clarify|elaborate|elaborate on|simplify|clear up|expand on|unpack)(?: (?:that|this|it|{_QUESTION}|what you mean|what you're asking|what (?:that|this|you) means?))?(?: (?:by (?:that|this)|a bit|a little|more|further|once|again|better|to me|for me|in detail|properly))*"),
        _inside(r"(?:explain|clarify|elaborate)(?: on)? (?:the|your|this) question"),
        _inside(r"(?:the |your |this )?question (?:is|was|seems|sounds)(?: a bit| a little| too| very| quite| really| so)* (?:not clear|unclear|confusing|vague|hard to understand|complicated|difficult to understand|ambiguous|too broad|broad)"),
        _inside(r"(?:i'm|i am|that's|this is|i got|you got me|that)(?: a bit| a little| quite| very| so| really)* (?:confused|confusing|lost me)(?: (?:by|about|with) .*)?$|you lost me|i'm lost|i am lost|(?:not|isn't) (?:very |really |quite )?clear to me"),
    ),
    "hint": (
        _inside(r"(?:a |any |some |another |one |the |more |little )*(?:hints?|clues?|pointers?)(?: please| on| for| about| to| here| ?\?|$)"),
        _whole(r"(?:any |some |a few |a )?(?:tips?|advice|guidance|ideas?|suggestions?|nudge|help)(?: please| ?\?| on .*| for .*| here| with .*)*"),
        _inside(r"(?:help|guide|assist|support)(?: me| us)(?: out| a bit| a little(?: bit)?| here| with (?:this|that|it|the question|this one)(?: question| one)?| please| to answer.*| get started| start| pls| ?\?)*$"),
        _inside(r"(?:need|want|could use|would like|give me|have|get)(?: some| a bit of| a little| any| your)? (?:help|guidance|advice|direction|assistance|ideas?|nudge|tips?)(?: (?:on|with|here|please|for|to|about).*| ?\?)*$"),
        _inside(r"(?:i'm|i am|im|feeling|got)(?: a bit| a little| totally| completely| really| kind of| so)? stuck(?: here| now| on (?:this|that)(?: one)?| honestly| please| can you.*| ?\?)*$"),
        _inside(r"(?:where|how) (?:do|should|would|can|could|might|to|does)(?: i| one| we| you want me to| even| someone)*(?: even| best)? (?:start|begin|approach|answer|structure|tackle|go about)(?: (?:this|that|it|with|here|the answer|answering|an answer|my answer).*| ?\?)*$"),
        _inside(r"(?:not sure|don't know|no idea|unsure)(?: exactly| really)? (?:where|how) to (?:start|begin|approach|answer|structure)"),
        _inside(r"point me (?:in|to|towards)|right direction|push in the right|(?:a )?(?:little |small )?nudge would"),
        _inside(r"what (?:would|does|should|might|makes|is)(?: a| an| the)? (?:good|strong|ideal|great) answer(?: here| look like| be| contain| include| have| ?\?)*$"),
        _whole(r"(?:give|show|tell)(?: me| us)? (?:an |a |one )?(?:example|idea|sample)(?: answer)?(?: of (?:what|how|an answer|a good).*| first| please)*"),
    ),
    "time": (
        _inside(r"(?:give|need|take|have|want|wait|get|just|for|allow|grant)(?: me| for| just| us)* (?:a |an |one |some |just |a few |few |couple |a couple |two |a little |a bit |5 |five |ten |30 |thirty |more )*(?:of )?(?:more )?(?:moments?|minutes?|seconds?|time|while|bit|beat|breather|break)(?: (?:please|to (?:think|consider|remember|recall|gather|collect|answer|organi[sz]e|breathe|prepare|reflect).*|for (?:this|that|it|me)|more|okay|here|of time|sorry|\?|i(?:'m| am) .*|thanks))*$"),
        _inside(r"let me (?:just |quickly )?(?:think|gather|collect|have a think|recall|remember|see|consider|reflect|organi[sz]e|write down|make some notes|look|check my notes)(?: (?:about|of|for|on|it|this|that|back|my|a|some|through|over|then|first|please|minute|moment|second|sec|bit|while|notes|thoughts|one|good|example|an|here|now)\b)*$"),
        _whole(r"(?:hold on|hang on|one (?:second|moment|minute)|just (?:a|one) (?:second|moment|minute)|a (?:second|moment|minute)|wait|wait a (?:second|moment|minute|bit)|bear with me|brb|be right back|still (?:thinking|here|writing)|thinking|hm+|think(?: about (?:it|this|that))?(?: for .*)?|pause|take a (?:short |quick |little )?break|moment|minute|second|phone)(?: (?:phone|a (?:second|moment|minute)|someone.*|somebody.*|there's.*|my .*|the .*|i .*|it's .*|thinking|here|for a (?:second|moment|minute|bit)|let me.*))*"),
        _inside(r"(?:hang on|hold on|brb|one second|one moment)\b(?=.{0,40}$)"),
        _inside(r"(?:gather|collect|organi[sz]e|sort) my thoughts"),
        _inside(r"(?:can|could|may) (?:i|we) (?:please )?(?:have|take|get|pause|think)(?: about)?(?: (?:a|some|one|this|it|that|for|over|few|couple|of))*(?: (?:moment|minute|second|seconds|minutes|time|think|break|bit|while|breath))?(?: .{0,30})?(?: \?)?$(?<!hint \?)(?<!hint)"),
        _inside(r"(?:i'm|i am)(?: just| so| really| very| a bit| a little| quite| still)* (?:thinking|nervous|anxious|shaking|stressed|a bundle of nerves)(?: (?:about (?:it|this|that)|sorry|give.*|right now|today|here|at the moment|honestly))*$"),
    ),
    "decline": (
        _inside(r"(?:i )?(?:don't|do not|wouldn't|would not|couldn't|can't)(?: really| actually| honestly| even| quite| exactly)? know(?: (?:the answer|what to (?:say|answer|tell(?: you)?|write)|this|that|this one|how to answer.*|how|it|anything about (?:this|that|it)|much about (?:this|that|it)|honestly|really|sorry|to be honest|about (?:this|that)|anything|at all|for this(?: one)?))*$"),
        _whole(r"(?:i (?:have|got|'ve) |i've |there's |there is )?(?:got )?(?:no|zero|not any|not a|absolutely no) (?:idea|clue|example|examples|experience|answer|story|answers|comment|memory|thoughts|such (?:experience|example|situation))(?: (?:of|for|to|with|about|on|in|like|that|there|here|comes|i|so|sorry|honestly|yet|till)\b.*)?"),
        _inside(r"(?:i )?(?:don't|do not|haven't|have not|can't|can not|couldn't|never|not)(?: really| actually| honestly| quite| yet| ever| even| right now)? (?:have|had|got|think of|thought of|come up with|recall|remember|find|name|give you|give|say i have)(?: (?:an|any|a|one|such|much|anything|something|the|good|real|suitable|relevant|specific|single|experience|example|examples|answer|story|situation|like|that|of|in|for|this|with|to|ones|at|all|now|right|moment|here|offer|say|add|more|off|top|my|head|relevant|because|case)\b)+"),
        _inside(r"(?:i've|i have|that has|that's|it has|it's|this has)(?: honestly| really)? never (?:really |actually |ever )?(?:done|had|been|worked|faced|experienced|happened|needed|dealt|seen|used|come up|built|led|encountered|occurred|ever)(?: .{0,40})?$"),
        _inside(r"(?:i )?(?:haven't|have not|didn't|did not|wasn't|never)(?: yet| ever| really| actually)? (?:been|faced|done|experienced|happened|encountered|dealt|happen|face|had)(?: (?:in|to|with|such|any|a|an|that|this|me|it|like|situation|situations|kind|of|thing|things|yet|till|now|before|so|far|problem|such a)\b)*$"),
        _inside(r"nothing (?:comes|springs|is coming|really|to (?:add|say|report)|more|else|i can|specific|like that)(?: .{0,30})?$"),
        _inside(r"(?:my )?(?:mind|head|brain)(?:'s| is| went| has gone| goes| just)?(?: gone| going| totally| completely| just| went)* (?:blank|empty)|(?:draw|drew|drawing|drawn)(?:ing)? a blank|blank(?:ed|ing)? (?:out|on)|i(?:'m| am) blank(?:ing)?"),
        _inside(r"(?:i )?(?:can't|can not|couldn't|unable to|not able to)(?: really| honestly)? (?:answer|think of (?:any|an|one|a)|say|help you|tell you)(?: (?:this|that|it|the question|this one|anything|one|to this|right now|much|there|with that|that one)\b)*$"),
        _whole(r"(?:i give up|i pass|beats me|not sure|no clue|no comment|none|i'm not sure|i am not sure|no experience(?: there| here| with .*| in .*)?|nothing|nothing really|not really|not that i know|not applicable|n a|na|i'm done|i am done|that's (?:all|it)|that is (?:all|it)|nothing (?:else|more|to add)|nothing more to (?:add|say)|that's all i (?:have|can say|know|got)|that's it from me|no more|i'm clueless|search me|who knows)(?: (?:honestly|sorry|about (?:this|that|it)(?: one)?|really|from me|never happened.*|for this one|on this one|for now))*"),
        _inside(r"not sure(?: i have| i've had| about| what to)(?: (?:an|any|a|one|say|that|this|it|example|experience|answer)\b)+$"),
    ),
    "small_talk": (
        re.compile(
            r"^(?:(?:hi|hiya|hello|helo|hey|heya|hola|namaste|greetings|howdy|yo|there|good|morning|afternoon|evening|day|night|how|are|you|is|it|going|do|doing|today"
            r"|nice|pleased|pleasure|glad|great|lovely|happy|to|meet|meeting|be|here|thanks|thank|so|much|a|lot|many|very|for|having|me|your|time|the|introduction|explanation|explaining|help|hint|that|clarification"
            r"|okay|sure|alright|all|right|cool|perfect|fine|got|understood|i|see|i'm|am|we|can|let's|go|ahead|start|started|begin|continue|sounds|ready|when|whenever|back|again|yes|no|too|as|well|of|course|absolutely|please"
            r"|lol|haha|hahaha|ha|hehe|wow|oh|nice|sir|madam|ma'am|everyone|team|all|and|fair|enough|makes|sense|noted|good|now|then|interesting|up|what's|on|with|this|welcome|appreciate|appreciated|maya|daniel|ruth|priya|torres|okafor|lindqvist|nair|mr|ms|mrs|dr|\?) ?)+$"
        ),
    ),
}  # fmt: skip
"""In the order in which they are tried; the first that fits a sentence is its wish."""


LONGEST = 28
"""Words of the longest sentence that only wants something; a longer one tells something."""
_CLUELESS = re.compile(
    r"(?:\bno|n't have an?|not have an?|haven't an?|without an?)(?: \w+)? (?:clue|idea)\b(?! (?:what|how) (?:you|to answer))"
)
"""`no clue` asks for no clue."""


def wish_of(text: str) -> Wish | None:
    """What a plain sentence wants of the interviewer; None where it wants nothing of the kind."""
    if _CLUELESS.search(text):
        return "decline"
    long = text.count(" ") >= LONGEST
    for wish, patterns in WISHES.items():
        if long and wish != "off_record":
            return None
        if any(pattern.search(text) for pattern in patterns):
            return wish
    return None


_ASKING = frozenset(
    "please can you could would i i'd that this it is was the a my me so and but actually sorry delete remove erase take"
    " keep leave out off from in to of what said just record report transcript notes be not don't do oh no wait well name make sure that's saved stored kept ? i've client patient private secret confidential one all our you we are hope strike last comment message answer reply".split()
)


def told_beside_request(text: str) -> int:
    """Words of a plain off-the-record sentence that tell something beside the request."""
    rest = text
    for pattern in WISHES["off_record"]:
        rest = pattern.sub(" ", rest, count=1)
    return sum(word not in _ASKING for word in rest.split())
