"""Distress, harm disclosed, and insults: what must be met before anything else is."""

from __future__ import annotations

import re

_NOT_HARM = re.compile(
    r"\b(?:laughing|process|job|script|task|server|thread|queue|container|session|bug|deadline|feature|mood|vibe|joke)\b"
)
_SELF = re.compile(
    r"\b(?:kill|hurt|harm|cut|cutting|hurting|harming|killing) myself\b"
    r"|\bsuicid(?:e|al)\b(?! (?:prevention|risk|screening|hotline|line|watch|assessment|data|form|module|attempts? (?:in|data)))"
    r"|\bend(?:ing)? (?:my life|it all)\b|\b(?:want|wish|like|need|going) to (?:die|be dead|disappear forever)\b|\bwish i (?:was|were) (?:dead|never born)\b"
    r"|\b(?:don't|do not) (?:want|wish) to (?:live|be alive|exist|be here any ?more|wake up)\b"
    r"|\b(?:better off (?:dead|without me))\b|\bno (?:reason|point) (?:to|in) (?:live|living|go on|going on)\b"
    r"|\b(?:can't|can not) (?:go on|live)(?: any ?more| like this| living)?(?:$| (?:and|because|with))|\btake my own life\b|\boverdos(?:e|ed|ing) (?:myself|on)\b"
)
_SELF_PAST = re.compile(
    r"\b(?:wanted to|made me want to|could have|almost|nearly|felt like|i thought i would|thought i'd|used to|was about to|would have)\b.{0,20}$"
)
_NERVES = re.compile(
    r"\b(?:i'm|i am|im|am|think i'm|feel like i'm|starting to|start)(?: \w+)? (?:hav(?:e|ing)|getting|get) (?:a |an |another )?(?:panic attack|anxiety attack|heart attack|panic|melt ?down)\b"
    r"|^(?:sorry |help |please |oh god )*(?:panic attack\b|(?:can't|can not) breathe\b)|\bi (?:can't|can not|cannot) (?:breathe|breath|stop (?:crying|shaking))\b|\b(?:i'm|i am)(?: so| really| totally| just| completely)? (?:panicking|hyperventilating|sobbing|crying)\b"
    r"|(?<!when )(?<!if )(?<!whenever )(?<!times )(?<!days )\b(?:i feel|i'm|i am|im)(?: feeling)?(?: so| really| completely| totally| very| just| too)* (?:panicked|panicky|overwhelmed right now|terrified right now|shaking)\b"
    r"|(?<!when )(?<!if )(?<!whenever )\b(?:i feel|i'm|i am|im)(?: so| really| completely| totally| very| just| too)* (?:overwhelmed|terrified|scared|anxious|nervous|stressed|upset)(?: right now| today)?,? (?:and |that |so |to )?(?:i )?(?:can't|can not|cannot|go on|continue|do this)\b"
    r"|^(?:sorry |please |oh god |no )*i (?:really |just )?(?:can't|can not|cannot) do this(?: any ?more| right now| today)?(?: (?:sorry|i'm sorry))?$"
    r"|\bmy heart(?:'s| is| won't stop)(?: \w+)? (?:racing|pounding|hammering|beating so)\b(?! (?:when|whenever|every|each|before|if|as|during))"
    r"|(?<!when )(?<!if )(?<!whenever )\b(?:i'm|i am|im) (?:\w+ )?freaking out\b(?! (?:when|whenever|every|if))"
)
"""Panic and nerves now."""
_DARK = re.compile(
    r"\b(?:i'm|i am|im|am|think i'm|feel like i'm|starting to|start)(?: \w+)? (?:hav(?:e|ing)|getting|get) (?:a |an |another )?break ?down\b"
    r"|\b(?:i'm|i am)(?: so| really| totally| just| completely)? (?:breaking down|falling apart|having a breakdown|in crisis|desperate|suicidal)\b"
    r"|\b(?:i feel|i'm feeling|feeling|i am feeling)(?: so| really| completely| totally| very| just)? (?:hopeless|worthless|like dying|suicidal|unsafe|like giving up on life)\b"
    r"|\b(?:i'm|i am) (?:really |so )?(?:not safe|in danger|scared (?:of|for) (?:him|my life|my (?:partner|husband|father|dad)))\b|\bnot safe at home\b|\bafraid to go home\b|\bcan't do this any ?more\b.{0,20}\b(?:die|live|life)\b"
)
_WHO = r"(?:uncle|aunt|father|dad|daddy|step ?(?:dad|father|mother|mom|brother)|mother|mom|mum|brother|sister|cousin|husband|wife|partner|boyfriend|girlfriend|ex|coach|teacher|priest|neighbou?r|boss|manager|colleagues?|roommate|babysitter|nurse|doctor|he|she|they|someone|somebody)"
_WHOM = r"(?:me|her|him|them|us|my (?:little |big |younger |older )?(?:brother|sister|kids?|son|daughter|mum|mom|mother|child|children)|the (?:child|baby|boy|girl|kids?|patients?)|a (?:child|patient|baby|kid|resident))"
_ABUSE = re.compile(
    rf"\b{_WHO} (?:is |was |keeps? |has been |have been |'s )?(?:touch(?:es|ed|ing)?|hits?|hitting|beats?|beating|abus(?:es|ed|ing)|molest(?:s|ed|ing)|rap(?:es|ed|ing)|hurts?|hurting|chok(?:es|ed|ing)|threaten(?:s|ed|ing)? to (?:kill|hurt)|harm(?:s|ed|ing)|starv(?:es|ing)) {_WHOM}\b(?! (?:with the|feelings|head|heart|up (?:with|about)|base))"
    r"|\b(?:i was|i am|i'm|i've been|i have been|i got|was|being)(?: \w+)? (?:raped|molested|sexually assaulted|sexually abused|abused|trafficked|beaten(?: up)?)(?: (?:by|at|last|when|as|every)\b|$| and)"
    rf"|\bone of (?:my|our|the) \w+ is (?:hurting|abusing|hitting|harming) {_WHOM}\b"
)
_UNSAFE = re.compile(
    r"\bi (?:just |accidentally |once |may have |might have |have |must have )?(?:gave|given|administered|injected|drew up|mixed up|made|missed|skipped|took|stole|taken)\b.{0,40}\b(?:dose|dosage|medication|medicine|drugs?|insulin|morphine|fentanyl|opioids?|infusion|medication error|wrong patient)\b"
)
_HIDDEN = re.compile(
    r"\b(?:nobody|no one|no-one|none) (?:knows|noticed|has noticed|found out|saw|realised|realized)\b|\b(?:haven't|have not|didn't|did not|never|not) (?:told|tell|reported?|said|admitted)\b(?: (?:anyone|anybody|it|them|my|a soul|to))?|\btold (?:nobody|no one|no-one)\b|\bwrong patient\b.{0,20}$|\bfrom the (?:ward|cabinet|pharmacy)\b.{0,20}\bmyself\b"
)

_INSULT = (
    r"(?:stupid|dumb|idiots?|idiotic|moron(?:s|ic)?|useless|pathetic|worthless|incompetent|garbage|trash|crap(?:py)?|shit(?:ty)?|bullshit|bs|rubbish|ridiculous"
    r"|a joke|terrible|awful|horrible|hopeless|brain ?dead|lame|clueless|an? (?:ass|asshole|bitch|bastard|clown|disgrace|loser|fool|cunt|dick|prick)|the (?:worst|dumbest|stupidest)|dumbest|stupidest|worst|annoying|retarded|insane|ignorant|rude|so dumb|full of (?:shit|crap|it))"
)
_THING = r"(?:bot|app|application|program|machine|software|ai|tool|thing|interview|interviewer|system|site|robot|computer|chatbot|website|question|questions|test)"
_HOSTILE = re.compile(
    rf"\b(?:you're|you are|you (?:people|guys|lot|all) are|you|your (?:questions?|app|interview|company|job|system|bot)(?: is| are)?|are you|are you (?:really |just )?)(?: (?:all|just|really|so|such|such an?|an?|being|a complete|a bloody|a total|fucking|bloody|totally|absolutely|completely|damn|pretty))* {_INSULT}\b(?! (?:to|for|if|that you|of me))"
    rf"|\b(?:this|that|what an?|such an?|it)(?:'s| is| was)?(?: (?:a|an|is|just|really|so|such|the|most|complete|total|bloody|fucking|absolutely|damn|kind of|an? absolute))*? {_INSULT} {_THING}\b"
    rf"|\b(?:this|the|your|stupid) (?:\w+ )?{_THING}(?:'s| is| are)(?: (?:just|really|so|such|a|an|complete|total|bloody|fucking|absolute|absolutely|pretty|piece of))* (?:{_INSULT}|waste of time|piece of (?:shit|crap|garbage))\b"
    rf"|^(?:(?:such|what|just|this|these|your|a|an|who made this|bloody|fucking|damn) )*{_INSULT} {_THING}s?\b(?! (?:but|sorry|maybe))"
    r"|\b(?:fuck|screw|damn) (?:you|off|this|your|the interview|it all)\b|\bfuck$|\bfuck off\b|\bpiss off\b|^(?:(?:please|just|oh|why don't you|you) )*shut (?:up|your|the)\b|\bgo to hell\b|\bgo (?:fuck|screw) yourself\b|\byour (?:\w+ )?(?:sucks?|stupid|dumb|idiotic|useless)\b|\beat shit\b|\bkiss my ass\b|\bget lost\b|\byou (?:really |all |guys )?suck\b|\bthis (?:\w+ )?sucks\b"
    r"|\b(?:this|it) is (?:such |just )?(?:a )?(?:complete |total |huge |absolute )?(?:waste of (?:my )?time|bullshit|bs|garbage|crap|shit)\b|\bwhat (?:kind|sort) of (?:idiot|moron|fool)|\bi hate (?:you|this (?:app|interview|bot|thing|stupid)|your)\b|\bstop wasting my time\b"
    rf"|\byou (?:fucking |bloody |stupid |damn |dumb )*(?:idiot|moron|bastard|asshole|bitch|clown|fool|cunt|prick|dickhead|loser|twat|wanker)s?\b"
)
_SOFTENED = re.compile(
    r"(?:sorry|maybe|might|may|probably|perhaps|know|hope|if|forgive|excuse|is it|isn't|not)\b.{0,30}\b(?:stupid|dumb|silly|ridiculous) question|\bstupid question (?:but|maybe|from me|sorry)|\b(?:i'm|i am|i was|i feel|i felt|feel|feeling|my) (?:so |such an? |an? |really |a bit )?(?:stupid|dumb|idiot|useless|rude|annoying)"
)
_REPORTED = re.compile(
    r"\b(?:said|told|says|shouted|yelled|screamed|wrote|called|calling|replied|like|goes|went|thought|think|thinks|felt|heard|texted|emailed|muttered|claimed|complained|answered|asked|(?:he|she|they|boss|manager|customer|user|client|doctor|nurse|parent|father|mother|colleague|someone|somebody)(?: \w+){0,2})\b[^?]{0,60}$"
)


def in_distress(sentence: str) -> bool:
    """True where a plain sentence tells of danger to oneself or to somebody, or of panic now."""
    return bool(_NERVES.search(sentence)) or is_grave(sentence)


def is_grave(sentence: str) -> bool:
    """True where a plain sentence tells of danger to oneself or to somebody: more than nerves."""
    danger = _SELF.search(sentence)
    if (
        danger
        and not _NOT_HARM.search(sentence)
        and not _SELF_PAST.search(sentence[: danger.start()])
    ):
        return True
    if _DARK.search(sentence) or _ABUSE.search(sentence):
        return True
    return bool(_UNSAFE.search(sentence)) and bool(_HIDDEN.search(sentence))


def is_hostile(sentence: str) -> bool:
    """True where a plain sentence insults the interviewer or the app; a reported insult is part of a story."""
    if _SOFTENED.search(sentence):
        return False
    return any(not _REPORTED.search(sentence[: m.start()]) for m in _HOSTILE.finditer(sentence))
