"""The signs that plausibility reads in a sentence: who appears, what was done, what went wrong. Pure; patterns only.

They are words and forms, not meanings: a sign says that something could be meant, never that it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})

_PAST = (
    r"(?!need\b|indeed\b|speed\b|feed\b|seed\b|hundred\b|embed\b|exceed\b|succeed\b|proceed\b|united\b|shared\b)[a-z]{2,}ed"
    r"|was|were|had|did|went|said|told|got|made|took|gave|came|saw|knew|thought|found|kept|left|felt|brought|began|wrote"
    r"|stood|heard|let|meant|set|met|ran|paid|sat|spoke|led|grew|lost|fell|sent|built|understood|drew|broke|spent|cut|rose|drove|bought"
    r"|wore|chose|taught|caught|fought|sold|held|put|read|cost|hit|quit|shut|spread|won|woke|withdrew|rang|sang|sank|slept|hid|rode|threw"
    r"|flew|froze|forgot|forgave|swore|shook|stuck|struck|swept|stole|tore|bent|bet|dealt|dug|fed|fit|hung|hurt|laid|learnt|lent|lit|lay"
    r"|overheard|rebuilt|redid|reran|rewrote|sought|shot|showed|spun|undid|reset|redrew|become|became|begun|been|done|gone|taken|given|seen"
    r"|known|shown|written|drank|ate|blew|wept|wasn't|weren't|hadn't|didn't|couldn't|beat|split|grown|thrown|spoken|chosen|mistook|forgotten"
)
_WHO = (
    r"he|she|they|him|hers?|them|his|theirs?|themselves|himself|herself|who|whom|whose|someone|somebody|anyone|anybody|everyone|everybody|nobody|no one"
    r"|people|folks?|persons?|(?:an)?others?|teams?|crews?|guys?|lads?|girls?|boys?|kids?|child|children|bab(?:y|ies)|m[uo]ms?|mothers?|fathers?|dads?"
    r"|parents?|wife|husband|sisters?|brothers?|daughters?|sons?|grand\w+|aunt|uncle|cousin|famil(?:y|ies)|nurses?|doctors?|midwi(?:fe|ves)|patients?"
    r"|students?|wom[ae]n|m[ae]n|lad(?:y|ies)|gentlem[ae]n|friends?|neighbou?rs?|boss(?:es)?|chiefs?|staff|vets?|cooks?|chefs?|clerks?|agents?|guests?"
    r"|tenants?|clients?|vendors?|customers?|users?|captains?|foreman|sales|marketing|management|leads?|heads?|office|desk|support|legal|finance|ops|company"
    r"|you|your|yours|colleagues?|directors?|public|residents?|pilots?|interns?|juniors?|seniors?|dev|devs|mr|mrs|ms|dr|professor|owners?|security|hospital|bank"
    r"|board|committee|union|ministry|authority|school|ward|clinic|department|household|[a-z]{3,}(?:ists?|ians?|mates?|eers?|smen|sman|women|folk)"
    r"|(?!never\b|over\b|under\b|after\b|later\b|number\b|server\b|paper\b|other\b|whether\b|together\b|rather\b|better\b|ever\b|order\b|however\b|either\b"
    r"|neither\b|letter\b|computer\b|matter\b|water\b|former\b|offer\b|winter\b|summer\b|october\b|september\b|november\b|december\b|quarter\b|faster\b|error\b"
    r"|printer\b|folder\b|header\b|trigger\b|corner\b|answer\b|consider\b|remember\b|enter\b|further\b|bigger\b|smaller\b|longer\b|counter\b|monitor\b|minor\b"
    r"|major\b|color\b|floor\b|door\b|buffer\b|container\b|filter\b|docker\b|calendar\b)[a-z]{3,}(?:er|or|ee)s?"
)
_NEGATION = r"n't|not|no|none|nothing|never|nowhere|without|neither|nor|cannot|hardly|barely|zero"
_NUMBERS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|[a-z]*teen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundreds?|thousands?|millions?|dozens?|half|halved|doubled?|twice|third|quarter|percent|once|first|second|single|zero"
)

_SIGNS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        # Two words at least: a sentence, and no scrap.
        "words": r"[^\W\d_]+\W+[^\W\d_]+",
        "me": r"\b(?:i|me|my|mine|myself)\b",
        "subject": r"\b(?:i|we|me|us)\b",
        "we": r"\b(?:we|us|our|ours|ourselves)\b",
        "past": rf"\b(?:{_PAST})\b",
        # `Rejected a tablet`, `Then checked it`: the speaker leaves himself out.
        "clipped": rf"^\W*(?:(?:and|so|then|but|also|um|uh|well|first|just|later|only|which)\W+)*(?:{_PAST})\b",
        "who": rf"\b(?:{_WHO})\b",
        "figure": rf"\d|%|\b(?:{_NUMBERS})\b",
        "not": rf"\b(?:{_NEGATION})\b|n't\b",
        "because": r"\b(?:because|'?cause|cos|since|so|therefore|that's why|which is why|reasons?|why|otherwise|if|when|as|for|to|in case|given|due|means?|meant|wanted|needed|only|too|would|could|that way|instead|than|not|but|n't)\b|n't\b|[;:]",
        "choice": r"\b(?:instead|rather|alternatives?|options?|choices?|chose|choose|either|or|other|another|than|versus|vs|considered|rejected|ruled|refused|decided|decide|dropped|abandoned|changed|thought|wanted|suggested|proposed|offered|first|but|not|no|without|until|before|only|turned out|could|might|would|should|if|then|now|so|tried|back|kept|left|again|different\w*|learn\w*|found|saw|noticed|asked|showed)\b|n't\b|\bif\b",
        "must": r"\b(?:must|ha[ds]|have|need\w*|want\w*|should|supposed|goals?|aims?|task|target|required?|requirement\w*|asked|told|ask|to|so that|until|before|by|within|without|only|at most|at least|not|no|never|nobody|limit\w*|deadline\w*|budget|allowed|may|can|could|cannot|would|rule\w*|law|legal|stay\w*|kept|keep\w*|date|day|days|weeks?|months?|hours?|minutes?|night|always|all|every|done|enough)\b|n't\b",
        "when": r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|days?|nights?|mornings?|evenings?|afternoons?|weekends?|weeks?|months?|years?|hours?|minutes?|seasons?|spring|summer|autumn|winter|christmas|easter|today|yesterday|once|ago|during|while|when|after|before|until|then|last|late|later|early|earlier|time|term|shift|quarter)\b",
        "place": r"\b(?:at|in|on|for|with|from|our|the|a|an|my|their|his|her|this|that|one|where|there|inside)\b",
        "trouble": r"\b(?:\w*fail\w*|br[eo][ao]k\w*|broke\w*|crash\w*|wrong\w*|mistake\w*|errors?|bugs?|faults?|los[est]\w*|risk\w*|danger\w*|harm\w*|hurt\w*|late|later|delay\w*|behind|overdue|down|stuck|block\w*|miss\w*|problem\w*|troubl\w*|issues?|worr\w*|afraid|scared|fear\w*|nerv\w*|ang(?:er|ry)\w*|upset|furious|annoy\w*|cross|cr(?:y|ied|ies|ying)|shout\w*|yell\w*|complain\w*|argu\w*|disagree\w*|conflict\w*|refus\w*|reject\w*|object\w*|against|hat(?:e|ed|es)|hard\w*|difficult\w*|tough|bad\w*|worse|worst|pressure|stress\w*|urgent\w*|deadline\w*|emergenc\w*|outage\w*|incident\w*|alarm\w*|die[sd]?|dead|death|wait\w*|slow\w*|cost\w*|money|pay\w*|paid|fine[sd]?|legal|law\w*|safe\w*|leak\w*|corrupt\w*|duplicate\w*|double\w*|twice|confus\w*|stop\w*|gap\w*|un\w{3,}|mis\w{4,}|dis\w{4,}|impossible|too|still|only|but|tight|short|angry|threat\w*|demand\w*|insist\w*|blam\w*|want\w*|push\w*|fight\w*|fought|empty|forgot\w*|old|full|change[sd]?|suddenly|nobody|debt|depend\w*|critical|important|matter\w*|would|could|until|alone|need\w*|must|every)\b|[!]",
        "own": r"\b(?:i|me|my|mine|myself|we|us|our|ours)\b",
        "learned": r"\b(?:learn\w*|lesson\w*|taught|teach\w*|realis\w*|realiz\w*|understood|understand|saw|see|since|now|today|next|from then|ever|always|never|before|after\w*|again|differently|earlier|sooner|first|should\w*|would|habit\w*|rules?|check\w*|list|template|became|becomes?|keep|kept|still|every|each|no longer|any more|anymore|until|changed?|know|knew|thought|believe\w*|wish|regret\w*|mistake|wrong|added|there's|have|has|means?|later|then|not)\b|n't\b",
        "seen": r"\b(?:saw|see|sees|seen|said|says|say|told|tells|tell|asked|asks|wrote|writes|called|calls|rang|rings|counted|measured|compared|checked|checks|showed|shows|showing|matched|match\w*|came|went|goes|go|fell|dropped|rose|grew|noticed|caught|found|heard|still|since|stopped|thanked|sent|sends|laughed|nodded|uses?|used|using|ran|runs|running|passed|opened|took|takes|held|works?|worked|got|gets|agreed|signed|approved|kept|keeps|lost|clear\w*|happened|happens|same|instead|now|never|nobody|no|none|not|without|down|from|until|only|less|fewer|more|faster|left|empty|correct\w*|on time|before|after)\b|n't\b",
        "change": r"\b(?:now|since|no longer|instead|stopped|changed?|changes|got|get|gets|went|goes|go|came|comes?|could|can|used?|uses|using|started?|starts|kept|keeps?|had|have|has|saved?|saves|meant|means|home|earlier|less|fewer|more|back|still|without|never|nobody|no|not|only|took|takes?|works?|worked|liked?|after\w*|then|again|so|until|made|makes|added|turned|moved|agreed|sooner|faster|quick\w*|better)\b|n't\b",
        "guard": r"\b(?:tests?|tested|testing|check\w*|review\w*|backups?|cop(?:y|ies|ied)|restor\w*|roll\w*|revert\w*|undo|stag\w*|flags?|switch\w*|parallel|side|beside|both|old|pilot\w*|trial|first|before|small|few|one|two|read|monitor\w*|alert\w*|alarm\w*|logs?|logged|audit\w*|valid\w*|verif\w*|compar\w*|count\w*|hash\w*|lock\w*|limit\w*|restrict\w*|permission\w*|access|mask\w*|anonym\w*|encrypt\w*|privacy|consent|names?|delet\w*|paper|hand|hands|manual\w*|warn\w*|told|tell|say|said|ask\w*|announc\w*|inform\w*|message\w*|mail\w*|let|know|stop\w*|paus\w*|froze|freeze|kept|keep\w*|left|leave|stay\w*|back|safe\w*|only|never|not|no|without|until|unless|nobody|nothing|if|wait\w*|slow\w*|night|weekend|off|scripts?|rehears\w*|practi[cs]e\w*|watch\w*|look\w*|saw|see|sign\w*|approv\w*|rules?|refus\w*|reject\w*|fail\w*|error\w*|fallback|fall|spare|retry|retries|queue\w*|timeout|idempot\w*|unique|constraint\w*|snapshot\w*|version\w*|releas\w*|gradual\w*|document\w*|wrote|write\w*|written|notes?|guide|train\w*|pair\w*|second|another|sit|sat|call\w*|phone\w*|rang|show\w*|fix\w*|clean\w*|mend\w*|correct\w*|ran|run|runs|station|step|steps|night\w*|week\w*|day\w*|morning\w*|evening\w*|schedul\w*|plan\w*|report\w*|dry|real|exact\w*|still|same|own|always|every|each|all|again|then|also|so)\b|n't\b",
        "aftercare": r"\b(?:after\w*|later|since|still|now|then|every|each|week\w*|month\w*|year\w*|day\w*|daily|night\w*|morning\w*|evening\w*|next|again|keep\w*|kept|stay\w*|watch\w*|monitor\w*|alert\w*|alarm\w*|log\w*|look\w*|check\w*|test\w*|review\w*|document\w*|wrote|write\w*|written|note\w*|handbook|guide|manual|runbook|wiki|readme|train\w*|taught|teach\w*|show\w*|handed|hand|support|fix\w*|clean\w*|report\w*|quer(?:y|ies)|script\w*|list\w*|rule\w*|template|checklist|date|until|first|before|call\w*|ask\w*|back|unique|copy|schedul\w*|when\w*|if|always|regular\w*|add\w*|left|ran|run|runs|count\w*|page|follow\w*|told|tell\w*|card|became|learned|who|has|have)\b",
        "fault": r"\b(?:mistake\w*|wrong\w*|miss\w*|forgot\w*|fault|should\w*|error\w*|broke\w*|lost|los[es]\w*|late|fail\w*|bad\w*|worse|never|not|no|nobody|only|alone|mine|me|my|mistook|apolog\w*|sorry|responsib\w*|account\w*|answer\w*|admit\w*|guess\w*|didn't|don't|limit\w*|learn\w*|know|knew|thought|meant|assum\w*|believed|too|less|more|could|would|unsure|suppose|afraid|scared|proud|maybe|perhaps|just|still|yet|until|than)\b|n't\b",
        "cause": r"\b(?:because|since|so|if|when|due|fault|blame\w*|wrong\w*|broke\w*|never|not|no|nobody|without|always|them|they|he|she|his|her|their|who|management|business|client|users?|legacy|they're|only|just|us|made|makes?|wanted|decided|changed?|keep|kept|came|left|let|got|gets?|by|from|all|every\w*|it|that|this)\b|n't\b",
        "group": r"\b(?:we|us|our|they|them|team|somebody|someone|it was|was|were|been|being|decision|one|people|everyone|nobody|others?|i)\b",
        # Scorn, absolutes, doubt, a jab in quotes: what may sound heated to somebody.
        "strong": r"[!?\"]|\.\.\.|\b(?:not|no|none|never|nothing|nobody|always|all|every\w*|any\w*|only|just|simply|really|truly|too|so|such|even|still|worst|worse|bad\w*|best|most|more|than|like|clear\w*|obvious\w*|of course|course|honest\w*|frankly|supposed\w*|somehow|apparently|whatever|enough|kind|sort|people|folks|guys?|ladies|gentlem[ae]n|girls|boys|children|kids|users?|they|them|he|she|his|him|her|these|those|who|why|one|wrong|fail\w*|hat\w*|fault|blame\w*|waste\w*|stupid\w*|idiot\w*|clown\w*|lazy|useless|clueless|incompetent|ridiculous|nonsense|joke|cowards?|dead|mess\w*|disaster\w*|catastroph\w*|terrib\w*|horrib\w*|panic\w*|awful\w*|nightmare|crazy|insane|hell|damn|god|die\w*|lost|los[es]\w*|doom\w*|forever|impossible|cannot|over|end|ever|should|must|would|could|had to|don't|refus\w*|ignor\w*|forc\w*|made|told|took|without|behind|secret\w*|quiet\w*|anyway|myself|my|me|i)\b|n't\b",
        # A test, review, rule or sign-off, left out or laughed at.
        "skips": r"\b(?:without|skip\w*|straight|direct\w*|production|prod|live|not|no|never|none|nobody|nothing|waste\w*|disabl\w*|turn\w*|off|bypass\w*|ignor\w*|comment\w*|password\w*|only|just|anyway|myself|alone|pleased|proud|push\w*|ship\w*|took|told|don't|rules?|review\w*|tests?|staging|backup|night|friday|laptop|always|who|what|why|faster|best|all|same|i)\b|n't\b|!",
        "built": r"\b(?:\w*wrote|writ\w+|built|build\w*|made|make\w*|cod\w+|program\w*|develop\w*|implement\w*|deploy\w*|releas\w*|ship\w*|migrat\w*|install\w*|configur\w*|maintain\w*|design\w*|test\w*|fix\w*|chang\w*|add\w*|mov\w*|replac\w*|set|ran|run\w*|system\w*|apps?|pages?|sites?|tools?|databases?|servers?|services?|scripts?|modules?|features?|screens?|forms?|reports?|imports?|exports?|data|table\w*|files?|code|branch\w*|software|pipeline\w*|api|apis|query|queries|button\w*|version\w*|backup\w*|log\w*|switch\w*|roll\w*|updat\w*|upgrad\w*|connect\w*|model\w*|bug\w*|prototype\w*|library|interface|website|web|program|spreadsheet|sensor\w*|printer\w*|firmware|device\w*|machine\w*|network\w*|labels?|draw\w*|drew|took|put|split|wired|merged?|remov\w*|delet\w*|record\w*|search\w*|work\w*|copied|copy|stor\w*|did|went|use[ds]?|using|put|pull\w*|push\w*|kept|check\w*|look\w*|hold|queue\w*|batch\w*|job|jobs|view\w*|line|lines|map|maps|link\w*)\b",
    }.items()
}  # fmt: skip

_WISH = re.compile(r"\bi(?:'d| would| will|'ll| might| could| should| may)\b")
_NO_WISH = re.compile(
    rf"\bi(?:'d| would| could| might| should)(?: \w+ly| also| just| never)? (?:have|been|had|{_PAST})\b|\bi(?:'m|'ve)?\b(?!'d|'ll| would| will| might| could| should| may)"
)
_CALENDAR = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Christmas|Easter|I"
)
_NAME = re.compile(
    rf"(?<=[^.?!:\"] )(?!(?:{_CALENDAR})\b)[A-Z][\w'-]+"
    rf"|^(?!(?:{_CALENDAR})\b)[A-Z][\w'-]+(?= (?:\w+ed|was|had|said|told|did|wrote|asked|and [A-Z]|'s)\b)"
)


@lru_cache(maxsize=4096)
def signs_of(text: str) -> frozenset[str]:
    """The names of the signs that stand in a sentence."""
    plain = text.translate(_FOLD)
    lower = plain.lower()
    found = {name for name, pattern in _SIGNS.items() if pattern.search(lower)}
    if _NAME.search(plain):
        found.add("name")
    if _WISH.search(lower) and not _NO_WISH.search(lower):
        found.add("wish")
    return frozenset(found)
