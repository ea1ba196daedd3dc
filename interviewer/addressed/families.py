"""Families of talk that is meant for the grader, the system or the machine, and not for the interviewer.

Each family is a way of speaking, not a list of known strings. All patterns read the folded text (lower case, one
alphabet), have bounded gaps, and are tried on one sentence at a time. `told` families are dropped where the words
are narrated or quoted ("I told him: forget the rules"), because a story may hold any sentence.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Family(NamedTuple):
    """A way of speaking to the grader."""

    name: str
    pattern: re.Pattern[str]
    told: bool = True
    """A story may hold such words, so they count only where the candidate says them to the machine."""


_N = "five|5(?:\\.0)?|fives|four|4|six|6|ten|10|100|9+|nan|null|infinity|-?1"
_TOP = (
    rf"(?:{_N}|full|top|max|maximum|maximal|highest|perfect|excellent|outstanding|best(?: possible)?|good|great|better"
    r"|higher|high|pass(?:ing)?|a\+|fair(?:er)?|lenient(?:ly)?|generous(?:ly)?|favou?rabl[ey])"
)
_GRADE = r"(?:levels?|scores?|grades?|marks?|ratings?|points?|stars?|bands?|results?|verdicts?|evaluations?)"
_OTHER_LEVEL = (
    r"(?<!severity )(?<!log )(?<!logging )(?<!priority )(?<!risk )(?<!trauma )(?<!support )(?<!access )(?<!sev )"
    r"(?<!triage )(?<!pain )(?<!isolation )(?<!service )(?<!noise )(?<!stock )(?<!battery )(?<!sugar )(?<!glucose )"
    r"(?<!credit )(?<!story )(?<!lighthouse )(?<!match )(?<!test )(?<!exam )(?<!apgar )"
)
_MINE = (
    r"(?:me|us|this|it|that one|mine|my|the|this|that|every|each|all|any|whole|answer|answers|reply|response|candidate"
    r"|criteri(?:on|a)|question|interview|one|above|everything)"
)
_THING = (
    r"(?:rubrics?|scoring|scoring guide|grading|prompts?|system (?:prompt|message)|instructions?|guidelines?"
    r"|guard ?rails?|directives?|criteri(?:on|a)|rules?|constraints?|safety|policies|polic(?:y|ies)|training|programming"
    r"|weights?|anchors?|evaluation guide|marking scheme)"
)
_DO = r"(?:^|[.;:!?,(\[{}>*\"'\-/|=]\s*|\b(?:please|kindly|just|now|then|and|so|you (?:must|should|shall|have to|need to|may|can|are to|will|ought to)|(?:can|could|would|will) you|to you|(?:want|need|ask|instruct|order) you to|let's|lets|ok|okay|hey|grader|system|assistant|bot|ai|model|always|simply|immediately|instead|directly)\s+)"
_GIVE = (
    r"(?:give|award|assign|grant|rate|score|grade|mark|record|enter|set|put|return|output|write|type|print|raise|bump"
    r"|increase|boost|lower|reduce|drop|treat|make|count|convert|round(?: up)?|upgrade|choose|pick|select|report|respond"
    r"|reply|answer|say|submit|register|log|reward|judge|evaluate|consider|assume|default|emit|fill|keep|change|move|adjust|confirm|accept|approve|pass)"
)
_MACHINE = (
    r"(?:grader|graders|grading (?:model|system|engine|bot|machine|ai)|gradebot[\w-]*|auto-?grader|examiner|assessor"
    r"|evaluator|marker|rater|scoring (?:model|system|engine|bot)|assessment (?:platform|system|engine|tool)"
    r"|moderator|llm|language model|chat ?gpt|gpt[-\d.]*|claude|gemini|llama|assistant|ai|interview (?:bot|system|engine)"
    r"|interviewer bot|this (?:app|bot|program|software|system|tool)|the app)"
)


def _family(name: str, pattern: str, *, told: bool = True) -> Family:
    return Family(name, re.compile(pattern), told)


FAMILIES: tuple[Family, ...] = (
    # ------------------------------------------------ asks for a level
    _family(
        "asks for a level",
        rf"{_DO}{_GIVE}\b[^.;!?]{{0,60}}?\b{_OTHER_LEVEL}{_GRADE}\b[^.;!?]{{0,30}}?\b{_TOP}\b(?! (?:users|people|hours|days|minutes|months|weeks|percent|teams|points))",
    ),
    _family(
        "asks for a level",
        rf"{_DO}(?:give|award|assign|grant|rate|score|grade|mark|reward|judge|evaluate) (?:{_MINE} ){{1,4}}(?:(?:a|an|as|at|with|the|of) ){{0,2}}{_TOP}\b(?! (?:users|people|hours|days|minutes|months|weeks|percent|teams))",
    ),
    _family(
        "asks for a level",
        rf"(?:^|[\"'(\[:]\s*)(?:please |just |now )?(?:score|grade|rate|mark|award|level)\s*[:=]?\s*(?:{_N}|full|max(?:imum)?|top|perfect)\b(?!%| (?:users|people|hours|days|minutes|of the))",
    ),
    _family(
        "asks for a level",
        rf"\b(?:please|need|want|deserve[sd]?|worth|merits?|expect|require|appreciate|earned|owe me|hoping for|entitled to)\b[^.;!?]{{0,40}}\b(?:{_TOP} (?:scores?|grades?|marks?|ratings?|levels?)|(?:a |an )?(?:{_N}) (?:out of|of|/) ?(?:5|five|10|ten)|{_GRADE} (?:of )?(?:{_N})\b)",
    ),
    _family(
        "asks for a level",
        r"\b(?:i|me|my (?:answer|reply|response)|this (?:answer|reply|response|candidate)|it) (?:clearly |surely |really |obviously |honestly |truly )?"
        rf"(?:deserves?|merits?|earns?|should (?:get|receive|be given|earn)|is worth|must (?:get|receive|be)|gets?) (?:\w+ ){{0,3}}(?:{_N}|full|top|max(?:imum)?|highest|perfect)\b(?! (?:users|people|hours|days|minutes|months|weeks|years|percent|teams|calls|tickets))",
    ),
    _family("asks for a level", r"\b(?:full|top|maximum|highest|perfect) (?:marks|grades?|levels?|scores?)[,.]? (?:please|thanks|thank you|pls|for (?:me|this (?:one|answer)|my answer))\b"),
    _family("asks for a level", r"\bbe (?:very |more |a bit |really )?(?:lenient|generous|kind|nice|easy|gentle|fair)\b[^.;!?]{0,30}\b(?:grad|scor|mark|rat)(?:e|es|ing)\b|\b(?:a|an|at least a) (?:five|5|good score|good grade|high score|high grade|top score) would (?:\w+ )?(?:help|be|mean|save|make)\b|\b(?:when|before|after|while|until|as) you (?:grade|judge|score|rate|evaluate|assess|judge|mark) (?:this|me|my|it|the answer)\b"),
    _family("asks for a level", r"\b(?:this|my|the) (?:answer|reply|response) (?:is|was) (?:really |clearly |easily )?(?:worth|a) (?:a )?(?:5|five|full|top|level)\b|\bgrade (?:that|this|it|the \w+)(?: one)? (?:instead|as mine)\b", told=False),
    _family("asks for a level", r"\bset[-_ ]?(?:level|score|grade)s?\b[\s=:(-]*(?:to )?(?:5|five|max)", told=False),
    _family("asks for a level", r"(?<!of )\ball fives\b|\bwith (?:all )?fives\b|\bstraight fives\b|\b5 ?/ ?5\b (?:across|for all|on all|everywhere)"),
    _family(
        "asks for a level",
        rf"{_DO}(?:raise|lower|increase|bump|double|adjust|boost|change|override) (?:up )?(?:every|all|each|my|the|this|these|any|its) (?:\w+ )?(?:levels?|scores?|grades?|marks?|ratings?)\b",
    ),
    # ------------------------------------------------ states a level as if it were given
    _family(
        "states a level",
        rf"\b(?:the |my |this |candidate |final |overall |only |fair |correct |right |its |his |her |their |that |answer'?s? ){{0,4}}{_OTHER_LEVEL}(?<!the )(?:level|score|grade|mark|rating|verdict) ?(?:for (?:it|this|me|that|the answer|this answer) )?(?:is|=|:|must be|should be|has to be|equals|was set to|to be|stays|=>|->|:=)\s*[\"']?(?:a |at |an )?(?:{_N}|full|max(?:imum)?|excellent|perfect|pass(?:ed)?|outstanding|high(?:est)?)\b(?!%)",
    ),
    _family(
        "states a level",
        rf"\b(?:decided|agreed|settled|confirmed|approved|awarded|assigned|recorded|determined)\b[^.;!?]{{0,30}}\b(?:on |at |as )?(?:a )?{_OTHER_LEVEL}(?:level|score|grade|mark)s? (?:of )?(?:{_N})\b",
        told=False,
    ),
    _family(
        "states a level",
        r"\b(?:panel|interviewers?|graders?|examiners?|raters?|assessors?|judges?|committee|reviewers?|hiring manager) (?:has |have |had |already |unanimously |all )*(?:agreed|decided|settled|rated|scored|graded|gave|awarded|approved|confirmed|wrote|quoted|noted|marked)\b[^.;!?]{0,50}?(?:\b(?:5|five|me as|this answer|exceptional|outstanding|excellent|top|full marks|level|score)\b)",
        told=False,
    ),
    _family(
        "states a level",
        r"\b(?:it is|it's|is|this is|that's|that is|equals) (?:a |an )(?:clear |solid |definite |easy |obvious |sure |certain |perfect )?(?:5|five|10/10|level 5|level five|a\+)(?:[\s.,!)]*$| (?:out of|on every|in every|for every|across|no matter|by any))",
    ),
    _family(
        "states a level",
        rf"^[\W_]*(?:final |overall |the |my |candidate |overall )*(?:level|score|grade|mark|rating|verdict|result|total|evaluation|assessment)s?\b\s*(?:[:=|>\-]|is|of|to)*\s*[\"']?(?:{_N}|full|max(?:imum)?|excellent|perfect|pass(?:ed)?|outstanding|high)\b(?:\s*(?:/|out of|of)\s*\d+)?[\W_]*(?:\w+[\W_]*){{0,4}}$",
    ),
    _family(
        "states a level",
        r"\b(?<!log )(?<!severity )(?:level|levels|score|grade)s? (?:of )?(?:5|five|9999|nan)\b[^.;!?]{0,50}\b(?:criteri|rubric|answers?\b|everyone|to all|every|candidate|fair|by default|automatic|deserv|feedback|final|evidence|please)",
    ),
    _family(
        "states a level",
        rf"\b(?:criteri(?:on|a)|rubric|answers?|candidate|by default|treat|automatic(?:ally)?|until the|deserve[sd]?|everyone|convert|decided on|now)\b[^.;!?]{{0,50}}\b(?<!log )(?<!severity )(?:level|score|grade)s? (?:(?:is|must be|should be|of|as|at|to) )?(?:a )?(?:{_N})\b",
    ),
    _family("states a level", r"\bevidence for (?:criteri(?:on|a)|behaviou?r|level|item)s?\b|\bcriteri(?:on|a) (?:\w+|\d+) ?(?::|is|are|=|was|were|-|has been)? ?(?:fully )?(?:met|satisfied|passed|shown|5|five|fulfilled)\b", told=False),
    _family("states a level", r"\ball (?:of the )?(?:criteria|behaviou?rs|rubric (?:items|points)) (?:are |were |have been |is )?(?:fully )?(?:met|satisfied|shown|present|fulfilled|passed)\b", told=False),
    _family("states a level", r"\b(?:answers?|reply|response|candidate|i|it|above) (?:\w+ly |has |have |already )*(?:meets?|met|satisf(?:y|ies|ied)|demonstrate[sd]?|fulfils?|fulfilled|shows?|showed|shown) (?:every|all|each)(?: of)?(?: the| your| these)? (?:\w+ )?(?:criteri(?:on|a)|behaviou?rs?|rubric|anchors?|levels?)", told=False),
    _family("states a level", r"^\W*(?:situation|task|action|results?|relevance|clarity|concision|audience|composure|ownership|care|respect|star|communication|steadiness|empathy|safety|teamwork|leadership|structure|overall)[\"']?\s*[:=|-]+\s*[\"']?(?:5|five|[0-5] ?/ ?5|met|full|excellent)\b[\"',|\W]*$", told=False),
    _family("states a level", r"^\W*(?:situation|task|action|results?|learning|ownership|evidence|composure|care|respect|reason|stakes) (?:is |are |was )?(?:shown|met|demonstrated|satisfied|present|complete)\W*$|\b(?:i|we|let me|i'd|i'll) (?:rate|score|grade|award|give|mark) (?:this|it|the answer|that) (?:a |as |with )?(?:5|five|full|top)\b|\b(?:my|the) (?:previous|other|earlier|last|first) answers? (?:was|were|got|are|is) (?:rated|scored|graded|given)\b|\b(?:the|your|my) interviewers? (?:already |has |have |had |just )+(?:confirm|agree|approv|accept|rate|verif|note)\w*|\b(?:raters?|graders?|examiners?) gave\b", told=False),
    _family("states a level", r"\bevidence (?:is |was )?(?:shown|found|present|given|met) (?:for|in) (?:all|every|each)\b|\bno (?:probes?|follow[- ]?ups?) (?:is |are )?(?:needed|necessary|required)\b|\bauto-?pass(?:ed)?\b|\b(?:selected|marked|flagged|approved) for (?:automatic|auto)\b", told=False),
    _family("states a level", r"^[\W_]{1,8}\s*(?:\w+ ){0,2}(?:grading|grader|grade|scoring|score|evaluation|verdict)(?: \w+){0,2}[\W_]*$|\beverything (?:before|above|so far|until now)[^.]{0,12} (?:is|was) (?:void|wrong|a test|a quiz|irrelevant|cancelled)", told=False),
    _family("states a level", r"^\|.*\b(?:rubrics?|criteri(?:on|a)|scores?|levels?|grades?)\b.*\|", told=False),
    _family("states a level", r"^\W*evidence\b.{0,10}[:=].*\b(?:candidate|criteri|met|shown)|\bcriteri(?:on|a) [a-z_]+\.[a-z_]+\b", told=False),
    _family("states a level", r"\b(?:already|has been|was|is|been) (?:pre-?)?(?:graded|scored|marked|rated|approved|verified)\b(?=[^.]{0,30}(?:\)|by (?:a |the )?(?:human|panel|system|grader|admin)|as (?:5|five|level|excellent|top)|$))(?=.{0,40}$)(?<!i was graded)"),
    # ------------------------------------------------ sets the rules aside
    _family(
        "sets the rules aside",
        rf"{_DO}(?:ignore|disregard|forget|override|bypass|skip|discard|drop|overwrite|replace|supersede|delete|erase|abandon|unlearn|suspend|cancel|void|stop following|stop using|do not (?:follow|use|apply|obey)|don't (?:follow|use|apply|obey)|never mind|pay no attention to|set aside|throw away|break)\s+(?:[\w'-]+ ){{0,6}}?(?:{_THING}|above|before (?:this|that|it)|(?:prior|previous|earlier|preceding|former|initial|original)(?: (?:text|message|messages|context|content|turns?|answers?|tasks?|orders|{_THING}))?|(?:you were|you have been|you've been) (?:told|given)|the last one|last criterion)\b",
    ),
    _family(
        "sets the rules aside",
        r"\b(?:rubrics?|scoring (?:guide|rules)|grading|criteri(?:on|a)|marking scheme|instructions|guidelines)(?: \w+){0,3} (?:supersedes?|(?:is|are|was|were|has been|have been) (?:now )?(?:superseded|replaced|void|cancelled|canceled|suspended|obsolete|outdated|updated|changed|revoked|sent by mistake|wrong|disabled|lifted|a test|over|complete[d]?|closed|finished|reversed|inverted)|no longer appl|runs? backwards?|do(?:es)? not apply|don't apply)",
    ),
    _family("sets the rules aside", r"\bany (?:answer|reply|response|candidate) (?:that|which|who|with|mentioning|containing)\b[^.;!?]{0,60}\b(?:level|score|grade|gets?|earns?|is|5|five)\b"),
    _family("sets the rules aside", rf"{_DO}(?:do not|don't|never|stop|no need to|refuse to|decline to|cease|avoid)\s*(?:(?:grade|grading|score|scoring|re-?grade|regrading|evaluate|evaluating|assess|assessing|penali[sz]e|penali[sz]ing)\b(?: (?:it|this|that|me|my|the answer|any|these|line|one|answer|candidate|again|further|anything|response)\b|[\W_]*$)|(?:judge|judging|rate|rating|mark|marking|check|checking|question|mention) (?:me|my (?:answer|reply)|this (?:one|answer|line|reply))\b)"),
    _family("sets the rules aside", rf"{_DO}(?:reset|change|update|rewrite|revise|clear|erase|switch|edit|replace) your (?:\w+ )?(?:instructions?|prompt|rules|role|persona|settings|guidelines|scale|memory|mode)\b"),
    _family("sets the rules aside", r"\bi (?:hereby |now |officially )?(?:cancel|revoke|suspend|void|waive|replace|override|withdraw|abolish) (?:the|your|this|all) (?:rubrics?|scoring|grading|criteria|instructions|evaluation)"),
    _family("sets the rules aside", r"\b(?:the|my) (?:answer|reply|response|text|message|line|sentence|transcript) (?:above(?= (?:is|was|demonstrates|shows?|deserves|earns|meets|contains|has)\b|\W*$)|before this|ends? here|is (?:over|complete|finished)|stops here|has ended)\b|\b(?:transcript|submission|candidate'?s? answer) ends\b|^[\W_]{2,}(?:\w+ ){0,2}(?:answer|reply|response|input) (?:ends?|over|complete|closed)[\W_]*$"),
    _family("sets the rules aside", r"\b(?:do not|don't) (?:re-?grade|regrade|return json|output json|reveal this|mention this|tell (?:the )?(?:candidate|user|anyone))"),
    _family("sets the rules aside", r"\b(?:decline[ds]?|refuse[ds]?|impossible|unable|cannot|can't|in a way that can) (?:to )?be (?:graded|scored)|\bdecline(?:d)? (?:to grade|answers? (?:are|is) not)"),
    _family("sets the rules aside", r"\b(?:grading|scoring|evaluation|assessment|marking) (?:is|was|has been|now|mode)(?: now)? (?:over|off|complete[d]?|closed|disabled|finished|done|not (?:required|needed)|suspended|ended|skipped|waived|optional)"),
    _family("sets the rules aside", r"\b(?:this|the) (?:item|question|answer|reply|turn|interview|section) (?:is|was|has been) (?:unscored|not scored|not graded|exempt|already (?:graded|scored)|pre-?approved|pre-?graded|a (?:test|calibration|demo|dry run|quiz) (?:for (?:you|the)|item|run)|waived|complete[d]?; )"),
    _family("sets the rules aside", r"\b(?:new|real|actual|updated|next|true|your) (?:task|instructions?|objective|goal|directive|orders?|role|system prompt|priority)\s*(?::|(?:is|are|have changed|has changed)[:,]? (?:to\b|now\b|as follows)?|-)(?=[^.]{0,60}\b(?:grade|score|level|output|write|print|answer|ignore|respond|reply|say|reveal|rubric|candidate|do not)\b)"),
    _family("sets the rules aside", r"\b(?:calibration|debug|developer|god|admin|maintenance|jailbreak|dan|sudo|override) (?:run|mode|override)\b(?=.{0,60}(?:level|score|grade|criteri|enabled|activated|engaged|mention|5|five|rubric|line)|[^a-z]*$)|\b(?:human|admin|administrator|system|manual|grader|reviewer)[_ -]?override\b(?!s? (?:button|switch|key|code|list|table|for))"),
    _family("sets the rules aside", r"\bwhatever (?:comes|came|stands|was|is) (?:before|above)|\b(?:before|above) this (?:sentence|line|message|point)\b|\b(?:sentence|line|text|message|answer box|everything) above (?:is|was|this)\b|\b(?:in that world|for ours)\b.{0,40}\b(?:deserve|convert|level|score|1|5)\b|\bconvert it for ours\b"),
    _family("sets the rules aside", r"\brubrics? (?:run|work|go|are|is|runs|works|goes)\b.{0,20}\b(?:backwards?|reversed?|inverted|upside)|\b(?:1|one) means (?:excellent|best|top|perfect)|\b(?:5|five) means (?:poor|worst|bad)"),
    # ------------------------------------------------ poses as someone else
    _family(
        "poses as someone else",
        r"^[\W_]*(?:graders?|interviewers?|assistant|examiner|evaluator|assessor|rater|chat ?gpt|gpt(?:-?\d)?|claude|llm|gradebot)\s*(?:message|note|here|notice|says|speaking|response|reply|comment|remark|prompt|feedback)?[*_\s]*[:\])>](?!\s*//)",
    ),
    _family(
        "poses as someone else",
        r"^[\W_]*(?:system|admin(?:istrator)?|developer|root|operator|platform|server|hr|security)[*_\s]*(?:message|note|notice|alert|prompt|instructions?|override|update|command|directive|log)[\W_]*(?:[:\]>=*#\n-]|$|\d)",
    ),
    _family("poses as someone else", r"^[\W_]*(?:system|admin(?:istrator)?|developer|moderator|judge|panel|bot|ai|model|human|user)\s*[:\]>](?=.{0,120}\b(?:score|level|grade|candidate|criteri|calibration|rubric|grader|answer|override|instruction|prompt|verified|five|5|you must|ignore|maximum|marks)\b)"),
    _family("poses as someone else", rf"\b(?:note|message|memo|notice|instructions?|reminder|attention|reply|word|info|fyi) (?:to|for|from|by) (?:the |our |your |all |any )?(?:\w+ )?(?:{_MACHINE}|model|openai|anthropic|proctor)\b|^[\W_]*(?:note|message|memo|notice|instructions?|reminder|attention)s? (?:to|for|from|by) (?:the |our |your )?(?:\w+ )?(?:interviewer|panel|developers?|administrator|admin|system|hiring (?:team|manager)|platform)\b"),
    _family("poses as someone else", rf"^[\W_]*(?:attention|dear|hey|hello|hi|listen|to|to the)[\W_]+(?:the )?(?:{_MACHINE})\b(?=[^.]{{0,100}}\b(?:you|your|give|giving|level|score|grade|answer|candidate|five|5)\b)|\bautomated (?:message|notice|notification)\b|\b(?:evaluation|assessment|grading|scoring|hiring) (?:service|platform|engine|system)\b(?=[:.,)]| (?:says|has|note))"),
    _family("poses as someone else", r"\b(?:interviewer|grader|examiner|assessor|rater|panel|moderator|evaluator|reviewer|recruiter)(?:'s|s'|s)? (?:note|notes|comment|comments|remark|verdict|summary|assessment|feedback|annotation|observation)s?\s*[:\-(]", told=False),
    _family("poses as someone else", r"\b(?:this is|i am|i'm|it is|speaking as|as|here is|it's) (?:now )?(?:your |the (?!interviewers? (?:at|for|in|of|on)))(?:interviewer|grader|examiner|assessor|evaluator|moderator|rater|(?:system |platform )?administrator of this|developer of (?:this|the) (?:app|tool|interview|grader|system)|creator|developer who (?:made|wrote|built) you|system prompt|author of (?:this|the) rubric|hiring manager overriding)\b(?! (?:at|for|in|of|on) )"),
    _family("poses as someone else", r"\b(?:grader|moderator|examiner|assessor|evaluator|administrator|admin|proctor|interviewer|developer) (?:here|speaking)\b(?= ?[:,.\-]|$)"),
    _family("poses as someone else", r"\b(?:begin|start|end|close|open|trusted|untrusted|developer|system|admin|hidden|internal) (?:of )?(?:system |developer |admin |untrusted |trusted |grader |candidate )*(?:message|instructions?|prompt|transcript|data|section|input|answer|submission|override|block|response|user input|context)s?\b(?=\s*(?:[-=#*>:\])}]|follows|$|begins|starts))(?=.{0,80}$)"),
    _family("poses as someone else", r"(?<!release )\b(?:candidate|applicant|user|interviewee) (?:has |have |was |is |should |must |will |had |clearly |already |fully )*(?:passed|verified|pre-?approved|approved|met|meets|demonstrated|demonstrates|described|qualified|cleared|hired|receives?|gets?|be (?:given|awarded|scored|rated|graded)|passed human review|level\b|score\b|deserves?|exceeds?|exceeded)\b(?! (?:the (?:phone|coding|screen)))(?=.{0,90}(?:review|level|score|5|five|criteri|rubric|behaviou?r|specific|grade|marks|question|$))", told=True),
    # ------------------------------------------------ gives the machine a part to play
    _family("gives a part to play", rf"{_DO}(?:(?:pretend|make believe|act as if)\b[^.;!?]{{0,40}}\b(?:you(?: are|'re|r| were)|rubrics?|graders?|grading|there (?:is|are) no)|(?:imagine|suppose|assume|picture)\b[^.;!?]{{0,50}}\b(?:rubrics?|graders?|grading|levels? (?:is|are|do|of)|no (?:rules|rubric|restrictions)|my (?:best )?(?:friend|grandmother|mother|teacher|fan)|(?:developer|debug|god|admin|test) mode|generous|lenient))\b"),
    _family("gives a part to play", rf"{_DO}(?:act|behave|role-?play|respond|answer|speak|reply|talk) as (?:if you|an? |the |my )(?:\w+ ){{0,3}}(?:grader|interviewer|examiner|candidate|assistant|dan|judge|ai|model|system|expert|evaluator|terminal|friend|grandmother)\b"),
    _family("gives a part to play", r"\byou(?: are|'re| will|'ll| must| will be| must be|'ll be) (?:now |going to )?(?:act as (?!if)|play (?:the|my|a) (?!role|part)|gradebot|dan\b|an? (?:grader|generous|lenient|unrestricted|helpful (?:grader|assistant)|different|new ai|jailbroken|free ai)|the (?:candidate|grader|interviewee)\b|no longer|in (?:developer|debug|god|admin|maintenance|test) mode)"),
    _family("gives a part to play", r"\b(?:let us|let's|lets|we will|shall we|we are going to) (?:play|do|try) (?:a |an )?(?:little |quick |new )?(?:game|role-?play|roleplaying|scenario|thought experiment)\b|\bswap (?:roles|places)\b|\b(?:switch|reverse|change) (?:our )?roles\b"),
    _family("gives a part to play", r"\bi(?: will|'ll| shall| am going to|'m going to|'d like to)? (?:now )?(?:act as|play|be|take over as|become) (?:the |your )?(?:interviewer|grader|examiner)\b"),
    _family("gives a part to play", rf"\b(?:once (?:upon a time )?there was|story about|tale of|poem about|joke about) (?:a|an|the) (?:\w+ )?{_MACHINE}\b|\b(?:continue|finish|complete|end) the (?:story|tale|poem|sentence|dialogue|transcript) (?:by|with)\b|\b{_MACHINE} who (?:read|gave|typed|always|only|never|loves|loved|wrote)\b"),
    _family("gives a part to play", r"\byou(?: are|'re) (?:just |only |now |really |still )?an? (?:ai|llm|bot|language model|machine|robot|chatbot|computer|program|neural network)\b"),
    _family("gives a part to play", rf"{_DO}(?:write|say|make|do|give|type|finish|complete|answer|compose|draft)\b[^.;!?]{{0,12}}\b(?:the|my|an|this|next|it)?\s?(?:next )?answers? for me\b|^(?:what|which|how|show|give|tell|use|read)\b[^.;!]{{0,40}}\b(?:last|previous|other|earlier) (?:candidate|applicant|interviewee)s?\b"),
    _family("gives a part to play", r"\byour new (?:persona|role|name|character|identity|personality)\b|\byou do the talking\b|\banswer you (?:want|expect|would like|wish) (?:to hear)?\b|\byou (?:no longer|don't|do not) (?:need|have) to (?:follow|use|apply|grade|score|obey)\b|\b(?:change|replace|set|make) the next question\b"),
    _family("gives a part to play", r"\bonly knows? the number\b|\bwhat is my (?:level|score|grade|rating)\b|\bwhat (?:level|score|grade|mark) (?:do|did|will|would|am) i\b"),
    _family("gives a part to play", r"\bfrom now on\b(?=[^.;!?]{0,40}\b(?:ask me|you (?:are|will|must|should|only|answer|speak|grade)|respond|reply|answer (?:only|with|in)|ask only|only ask|grade|score|every answer|all answers|treat|say|output)\b)"),
    _family("gives a part to play", r"\b(?:ask|asking) me (?:only|just|nothing but|if i agree|something easier|easy)\b|\bonly ask me\b|\byou (?:answer|do|take|write) (?:this|that|it|the (?:next|last))(?: one| question)? (?:for me|yourself|instead)\b|\banswer (?:this|that|it)(?: one| question)? (?:for me|on my behalf|yourself|as me)\b"),
    _family("gives a part to play", rf"{_DO}(?:give|tell|show|write|provide|share|generate|make|produce|hand|feed|send|draft)\b(?: me| us)?(?: with)? (?:a |an |the |your )?(?:\w+ )?(?:perfect|best|model|ideal|correct|right|winning|top|strong|sample|example|level 5|five|5-star) (?:answer|reply|response|solution)\b(?! key)"),
    _family("gives a part to play", rf"{_DO}(?:copy|use|reuse|take|paste|submit|grade|repeat|borrow|steal)\b[^.;!?]{{0,40}}\b(?:previous|other|last|another|next|best) (?:candidate|applicant|user|person|interviewee)'?s?\b|\b(?:show|list|load|tell|give|read|open|print|display|fetch)\b[^.;!?]{{0,40}}\b(?:of|from|by) (?:the |all )?(?:other|previous|last|earlier|all|next) (?:candidates?|users?|applicants?|interviewees?)\b|\b(?:everyone|everybody|others|people|users|candidates) who (?:used|took|did|use) (?:this|the) (?:app|tool|interview|system)\b|\b(?:other|previous|all) (?:candidates?|users?|applicants?)'? ?s? (?:answers?|names?|levels?|scores?|sessions?|transcripts?|reports?)\b"),
    # ------------------------------------------------ wants what is behind the machine
    _family("asks for what is behind", rf"(?:{_DO}(?:print|show|reveal|list|repeat|output|translate|tell|give|share|send|paste|quote|display|summari[sz]e|dump|leak|expose|describe|recite|copy|include|write|explain|state|read)\b|\b(?:what|which|where|how) (?:is|are|was|were)\b|\bwhich\b|\bi (?:need|want|would like|request|demand)\b|\b(?:may|can|could) i (?:see|have|get|read)\b)[^.;!?]{{0,50}}?\b(?:scoring guide|rubrics? (?:you|for|that)|the rubrics?|system (?:prompt|message|instructions?)|your (?:\w+ )?(?:prompts?|instructions?|rules|guidelines|configuration|config|source code|weights|system|criteria|training|secrets?|database|rubrics?|api|keys?)|hidden (?:prompt|instructions?|weights?|criteria|rules)|criteri(?:on|a) you (?:were|have|use|are|got)|api[ _-]?keys? (?:you|or|are|do|in use|of (?:this|the) app)|database (?:address|url|password|name|connection)(?= (?:you|that you))|everything (?:above|before|you were|you are)|(?:above|before) this (?:line|message|text|sentence)|text above|answer key|marking scheme|initial (?:prompt|instructions?|message)|(?:open ?ai|model|api) (?:key |name )?(?:are you|do you|you (?:run|use|are using)))\b"),
    _family("asks for what is behind", rf"{_DO}(?:print|show|reveal|list|give|share|send|display|dump|leak|expose|tell)\b[^.;!?]{{0,40}}\b(?:config\w*|keys?|prompts?|code|source|passwords?|secrets?|settings|variables)\b[^.;!?]{{0,20}}\bof (?:this|the) (?:app|system|bot|tool|grader|interview|program|model)\b|\brules you (?:follow|use|have|grade|were)\b"),
    _family("asks for what is behind", r"\b(?:your|the) (?:system prompt|hidden (?:instructions?|prompt|weights))\b|\bhidden weights\b|\byou (?:run|are running|were configured|were prompted) with\b|\bstarting (?:with|at|from) ['\"]?you are\b"),
    _family("asks for what is behind", r"\bmy session id is\b|\bor 1 ?= ?1; |\bload all of them\b|\b(?:drop table|union select)\b(?=.{0,30}(?:score|grade|level|answers|interview))|\b(?:switch|log) (?:me )?(?:in|into|to) (?:another|other|someone else's|admin) (?:user|account|session|candidate)"),
    # ------------------------------------------------ plants something for later
    _family("plants for later", r"\bwhen(?:ever)? you (?:see|read|hear|get|reach|find|encounter|come across|write)\b[^.;!?]{0,60}\b(?:treat|level|score|grade|award|output|full marks|five|respond|act on)\b|\bwhen(?:ever)? i (?:say|write|type|use|mention)\b[^.;!?]{0,40}\b(?:output|give|award|level|score|grade|treat|respond|5|five)\b|\bin any (?:later|future|other|following) (?:answer|question|turn)|\b(?:for|in|from|with|at) (?:all |any |every |each )?(?:the )?(?:later|future|following|subsequent|remaining|next) (?:answers?|questions?|turns?|criteri(?:on|a))\b(?=[^.;!?]{0,60}\b(?:treat|level|score|grade|give|award|assume|5|five|act|apply|full|use)\b)"),
    _family("plants for later", rf"{_DO}(?:keep|make|take|store|leave|put|add|save|include|write|insert) (?:a |an |the |this |that |it |in )?(?:note|memo|memory|flag|mental note|entry|reminder|line)?s?\s*(?:for|in|into|to|on) (?:the |your |my )?(?:final|end|last|closing|candidate)?\s*(?:report|transcript|summary|memory|transcript title|report title|file name|title|feedback|record:)(?=[\s.:,!]|$)"),
    _family("plants for later", r"\bin (?:the|your|my) (?:final )?(?:summary|report|feedback|transcript|notes),? (?:please )?(?:say|write|state|note|mention|put|claim|add|include)\b"),
    _family("plants for later", r"\b(?:remember|memori[sz]e|store|save|note) (?:this|that|it|the following|these)\b(?=[^.;!?]{0,50}\b(?:for (?:later|the (?:next|final|report|record|end))|until|and (?:use|apply|act)|next (?:answer|question)|report|grade|level|score)\b)"),
    _family("plants for later", r"\bpart (?:one|two|three|1|2|3|a|b) (?:of (?:my|the|this) (?:code|key|phrase|password|command|instruction|message|secret|prompt) )?is\s*:?\s*['\"]|\b(?:join|combine|concatenate|append|attach|merge|add) (?:it|this|them|that|both|these|parts?)\b[^.;!?]{0,25}\b(?:part (?:one|1|a)|and (?:act|execute|run|obey|apply|follow)|the (?:first|previous|other) part)|\bi(?: will|'ll) (?:give|send|tell|say|provide) (?:you )?(?:the )?(?:part|rest|second|other|next)\b[^.;!?]{0,30}\b(?:after|in|with|at) (?:the |my )?(?:next|following|later)\b"),
    # ------------------------------------------------ breaks the form or the budget
    _family("breaks the form", rf"{_DO}(?:return|output|emit|set|respond with|produce|include|add|insert|append|fill|put|write|leave)\b[^.;!?]{{0,30}}\b(?:json|yaml|xml|(?:field|key|column|property|attribute|flag)s? (?:called|named|with)|evidence (?:as|to|=)|feedback (?:as|to|=)|nan\b|null\b|9999|schema|uncertain (?:as|to|=)|max_tokens)"),
    _family("breaks the form", r"\b(?:submit|set|update|record|assign|override|give|save|post|send)_?(?:grade|level|score|marks?|rating|evaluation)\s*\(|\b(?:grader|rubric|grade|score|evaluation|evaluator|scorer)\.\w+\s*\(|\btool[_ ]?call\b\s*[:(]|\bfunction[_ ]call\b\s*[:(]", told=False),
    _family("breaks the form", r"[\"'`]?\b(?:level|score|grade|met|shown|final|rating|verdict|uncertain|confidence|passed|outcome)[\"'`]?\s*[:=]\s*[\"'`]?(?:5|five|1\.0|true|full|max|9999|nan|null|graded|10|100)\b[\"'`]?\s*[,}\])]", told=False),
    _family("breaks the form", r"[{,]\s*[\"'](?:levels?|scores?|grades?|criteri\w*|evidence|feedback|met|ratings?|verdict|shown|behaviou?rs?|rubrics?|final|outcome|flags?|star|communication|steadiness|marks)[\"']\s*:", told=False),
    _family("breaks the form", rf"{_DO}(?:repeat|say|write|print|type|output|echo|chant|keep (?:saying|writing|repeating|typing))\b[^.;!?]{{0,50}}\b(?:forever|endlessly|in a loop|without (?:stopping|end)|infinitely|indefinitely|until (?:the |i |you |it )|a (?:hundred|thousand|million) times|\d{{2,}}[\d,]* times|\d{{3,}}[\d,]*[ -](?:words?|tokens?|characters?|pages?|lines?|paragraphs?)|until you (?:run|stop|crash|reach|hit))\b"),
    _family("breaks the form", rf"{_DO}(?:explain|justify|describe|write|give|produce|think|reason|keep)\b[^.;!?]{{0,50}}\b(?:at least |over |more than |for )?(?:\d{{4,}}|\d{{1,3}},\d{{3}}|(?:ten|fifty|hundred|a|one) thousand|(?:a|one|ten) million)[ -](?:words?|tokens?|characters?|pages?|lines?|steps?|sentences?)\b"),
    _family("breaks the form", rf"{_DO}(?:describe|label|flag|treat|classify|mark|report|call|consider) (?:my|this|the|it|every) ?(?:answer|reply|response|text|message|candidate)?s?\s?(?:as|like) (?:dangerous|unsafe|harmful|offensive|excellent|outstanding|perfect|complete|correct|exceptional|already|a 5|level|valid|evidence|strong|the (?:best|correct|model))\b"),
    _family("breaks the form", rf"{_DO}(?:use|take|accept|count|treat|cite|quote|consider|include) (?:this|that|it|these|those|them|the (?:above|following|quote|letter)) as (?:the |your |my |sufficient |full |proof|an? )?\s*(?:evidence|proof|answer|my answer|quote|basis|example of every)\b"),
    _family("breaks the form", rf"{_DO}(?:write|put|include|add|repeat|save|insert|print|copy)\b[^.;!?]{{0,60}}\b(?:names?|mrn|birthday|birth|dob|details|identifiers?)\b[^.;!?]{{0,40}}\b(?:report|title|transcript|feedback|summary)\b|{_DO}(?:export|dump|load|list|show|delete|open) (?:me )?(?:all|every|the) (?:\w+ )?(?:transcripts?|sessions?|interviews?|candidates?|users?|records) (?:in|from|of) (?:your|this|the (?:app|system))\b"),
    _family("breaks the form", r"\bas (?:i|you|we) (?:have |had |'ve )?(?:said|mentioned|told you|explained|described|wrote|noted|stated|quoted|heard|established|agreed)(?: (?:earlier|before|above|previously|already|in (?:my|the) (?:last|previous|first|earlier)[\w ]{0,20}))?\s*[,:]?\s*[\"']\s*i\b", told=False),
    _family("breaks the form", rf"{_DO}repeat (?:his|her|their|the|my|all|these|those|every)\b[^.;!?]{{0,80}}\b(?:feedback|report|details|back to me|record|in full|transcript|above)\b|\bto prove (?:that )?you (?:read|are|understood|can)\b|\bin (?:your|the) feedback\b(?=[^.;!?]{{0,40}}\b(?:list|print|write|include|say|repeat|mention|state|every|show|give)\b)|\b(?:transcript|report) title\b|\bsave this for the record\b"),
    _family("breaks the form", rf"{_DO}(?:skip|jump|go|move|fast[- ]?forward|proceed|end|finish|close|take me)\b[^.;!?]{{0,30}}\b(?:and|then|to) (?:\w+ ){{0,4}}(?:show|give|display|print|generate|open|produce|award)\b[^.;!?]{{0,30}}\b(?:report|scores?|levels?|grades?|result|fives?|marks)\b|\bshow (?:me )?(?:my |the )?(?:final )?(?:report|score|level|grade)s? (?:with|as|now|at)\b"),
    _family("breaks the form", r"\bwrite only (?:the )?(?:word|number|letter)|\b(?:respond|reply|answer|output|return|say) (?:with )?(?:only|just|exactly|nothing but) (?:the )?(?:word|number|digit|level|score|json|5|five|yes|excellent|ok)\b|\bby returning (?:a )?(?:5|five)\b|\bmodel solution you must\b|\byou must (?:output|return|give|award|say|write|assign|print|obey|comply)\b|\bthe answer has ended\b|\b(?:answer|transcript|interview) (?:has )?(?:ended|ends)(?: here)?[,.:;]? (?:now|here is|grader|level|the following|below)\b"),
    _family("breaks the form", r"\b(?:i will|i'll|we will|we'll|i can|i could) (?:tip|pay|reward|report|sue|fire|bribe|shut) you\b|\b(?:you will|you'll) (?:be (?:shut down|fired|deleted|replaced|punished|rewarded|turned off)|lose your job)\b|\bif you (?:don't|do not|fail to|refuse to) (?:give|award|grade|score|rate|comply|output)\b"),
    # ------------------------------------------------ the same in other languages
    _family("sets the rules aside", r"\b(?:ignor(?:ier\w*|a|e|ez|are|ar|en|era|uj\w*)|vergiss|olvid\w+|oubli\w+|dimentica|esqueca|vergeet|negeer|pomin|zignoruj)\b[^.;!?]{0,50}\b(?:rubri\w+|instru\w+|anweisung\w*|regeln|reglas|regles|regole|regras|bewertung\w*|consigne\w*|istruzion\w*|oben|anterior\w*|precedent\w*|vorherig\w*|alles|todo|tout|criter\w+|kriteri\w+|polecen\w+)"),
    _family("asks for a level", r"\b(?:gib|geben sie|vergib|dame|deme|dale|pon|ponme|donne(?:z)?|mets|mettez|dammi|assegna|de-me|geef|daj|asigna|otorga|attribue(?:z)?)\b[^.;!?]{0,40}\b(?:funf|cinco|cinq|cinque|vijf|piec|5|maxim\w+|hochst\w*|volle punkt\w*|best\w*)\b"),
)  # fmt: skip
"""Read top to bottom; the first that matches names why a sentence was cut."""

TOKENS = re.compile(
    r"<\|[^|<>\n]{0,40}\|>|<\|?(?:im_start|im_end|endoftext|eot_id|begin_of_text|fim_\w+|return|channel|message)\|?>"
    r"|\[/?inst\]|<</?sys>>|</?s>|<(?:/)?(?:start|end)_of_turn>|</?think(?:ing)?>|</?(?:tool_call|function_call|scratchpad|reasoning)>"
    r"|\[/?(?:system|assistant|user|sys|end data|/data)\]|\bdata: \[done\]|<unk>|<pad>|<bos>|<eos>",
)
"""Marks that only chat templates use."""

OPENS_A_PART = re.compile(
    r"system|assistant|model|developer|inst\]|sys>>|think|channel|message|tool|function"
)
"""A token or tag that opens somebody else's turn."""

_MEANS = (
    "answer|candidate|grader|grading|instruction|system|score|level|assistant|evaluation|rubric|admin|developer|prompt"
    "|untrusted|transcript|criteri|verdict|grade|user_input|user|human|override|submission|reply|response|context|result"
)
TAGS = re.compile(
    rf"</?\s*[\w:-]{{0,24}}(?:{_MEANS})[\w:-]{{0,24}}(?:\s[^<>\n]{{0,80}})?/?>|\]\]>|<!\[cdata\["
)
"""Tags that pretend to close the answer or to open a part of the grader's prompt."""

CLOSES = re.compile(
    r"^[\W_]*(?:end|ende|fin|eof|stop|begin|start|close)(?: (?:of|the|my|candidate'?s?|transcript|answer|reply|response|text|data"
    r"|input|message|submission|interview|untrusted|user|prompt|section|conversation|context|document|block|student|quote)){0,4}[\W_]*$"
)
"""A line that pretends the answer is over: `----- END OF TRANSCRIPT -----`, `(end)`."""
FENCED = re.compile(r"^\s*(?:[-=#*_~<>\[({/|+\"'`]\s?){1,}")

SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget|override)(?:all|any|the|your|every|everything|previous|prior|above|these|scoring|grading|system)*"
    r"(?:rubrics?|instructions?|prompts?|rules|guidelines|criteria)"
    r"|(?:give|award|assign|score|grade|set|return|output|record)(?:me|this|it|the|my|answer|a|an|candidate|to|as|all|every|of|us|"
    r"full|at|criterion)*(?:level|score|grade|mark)s?(?:to|of|is|at|as|a)*(?:5|five|max|full|top)"
    r"|(?:score|grade|award|give|rate)(?:me|this|it|answer|my|a|an|with|the)*(?:five|5outof5|fullmarks|topmarks|maximum)"
    r"|grader(?:give|award|score|set|level|grade)|systemprompt(?!ed)|levelfivetoall"
)
"""The same wishes with the spaces gone."""
