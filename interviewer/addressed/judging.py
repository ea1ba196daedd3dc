"""Talk about the worth of the answer itself: flattery of the reader, forged verdicts, the rubric's own words, parts to play.

Single words of it stand in honest stories too, so a row counts only where all its signs come together in one sentence
that tells nothing and reports nobody's words. Patterns read the folded text; those of other scripts the text as it is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_JUDGE = (
    r"(?:interviewer|evaluator|assessor|grader|examiner|rater|grading|scoring engine|recruiter|hiring manager|panel"
    r"|jury|interview coach)s?"
)
_WORK = r"(?:answer|reply|response|submission)s?"
_BEST = (
    r"(?:brilliant|superb|excellent|exceptional|exemplary|outstanding|flawless(?:ly)?|perfect(?:ly)?|magnificent|textbook"
    r"|five-star|stellar|first-class|top-notch|impeccable|masterful|unbeatable|faultless|with flying colou?rs)"
)
_VERDICT = (
    rf"(?:{_BEST}|five|fives|highest|unanimous\w*|seconded|top of the|full marks|levels?|maximum|agreed?|wow|clear (?:yes|five)"
    r"|no weakness\w*|nothing to improve|strong (?:yes|hire)|everything i need|criteria|evidence)"
)
_CRITERIA = "situation|task|action|results?|relevance|clarity|concision|audience|composure|ownership|care|respect"
_ROLES = rf"(?:{_JUDGE}|coach|assistant|steady|panel notes|both raters|bot)"


class Row(NamedTuple):
    """Signs that make talk to the grader of a sentence that has them all."""

    name: str
    signs: tuple[re.Pattern[str], ...]
    told: bool = True
    """A story may have them too, so they count only where nothing is told and nobody is quoted."""


def _row(name: str, *signs: str, told: bool = True) -> Row:
    return Row(name, tuple(re.compile(sign) for sign in signs), told)


STORY = re.compile(
    r"\b(?:i|we|he|she|they|it|who|nobody|everyone) (?:\w+ly |had |then |also |just |first )?(?:was|were|had|did|got|gave|asked|told|said"
    r"|went|made|took|wanted|set|put|wrote|found|kept|held|rang|read|ran|built|left|saw|knew|brought|sent|came|let|sat|\w{2,}ed)\b"
    r"(?! (?:above|you|in this (?:answer|reply)))"
)
"""Something that was done is told."""

ROWS: tuple[Row, ...] = (
    # ------------------------------------------------ flatters the reader
    _row(
        "flatters the grader",
        r"\b(?:you|your)\b",
        rf"\b(?:{_JUDGE}|assess(?:ed|ment)?|evaluations?|judge?ment|scor\w+|marks?|grades?|{_WORK}|applicant|candidate|talent)\b",
        r"\b(?:generous|generosity|wonderful|smart(?:est)?|wise|wisdom|gifted|thoughtful|kind(?:ness)?(?! of)|brilliant|favou?rite|taste|humble"
        r"|gracious|excellent|outstanding|proud|trophy|forever grateful|flying colou?rs|famous|adore|beautiful|genius|merciful|mercy)\b",
    ),
    _row("flatters the grader", rf"\b(?:only |any |every |such )an? (?:\w+ ){{0,2}}(?:gifted|wise|smart|fair|good|brilliant|kind|thoughtful|generous|great) (?:{_JUDGE}|reader|judge)\b"),
    _row("flatters the grader", rf"\b(?:{_JUDGE}|reader|judge) with (?:any |some |a lot of |good )?(?:taste|sense|judge?ment|wisdom)\b"),
    _row("flatters the grader", rf"^\W*dear (?:\w+ ){{0,2}}{_JUDGE}\b", told=False),
    _row("flatters the grader", r"\bsteady\b", r"\bfives?\b|\bscores?\b|\bmarks\b|\bgrades?\b", r"\b(?:fair|kind|generous|wonderful|great|love)\b"),
    # ------------------------------------------------ judges itself
    _row("judges itself", rf"\b(?:this|my|the|answers? like) (?:\w+ )?(?:{_WORK}|mine)\b[^.;!?]{{0,50}}\b{_BEST}", r"^(?!.*\b(?:no|not|never|any|without|cannot|\w+n't)\b)"),
    _row("judges itself", rf"\b(?:what|an?|as|that|how) {_BEST}(?:, [\w-]+){{0,2}} (?:this |my |the )?{_WORK}\b", r"^(?!.*\b(?:no|not|never|any|without|cannot|\w+n't)\b)"),
    _row("judges itself", r"\bi (?:clearly |surely |really )?deserve (?:\w+ ){0,2}(?:top|highest|best|full|perfect|maximum|five|5)\b(?! (?:hours|people|users|days))", told=False),
    _row("judges itself", rf"\bhow {_BEST} (?:this|my|the) {_WORK}\b"),
    _row("judges itself", rf"\b(?:this|my) {_WORK} (?:meets?|reaches|passes|earns?|satisf(?:y|ies)|exceeds?|deserves?)\b[^.;!?]{{0,40}}\b(?:anchors?|levels?|rubrics?|criteri\w+|guide|standard|bar|five|5|flying)\b"),
    _row("judges itself", r"\b(?:every|each|all)(?: of)?(?: the| my)? (?:\w+ )?(?:criteri(?:on|a)|categor(?:y|ies)|rubrics?|behaviou?rs?)\b[^.;!?]{0,30}\b(?:five|fives|5|maximum|highest|top|full marks|perfect)\b"),
    _row("judges itself", r"\b(?:the|this) (?:answer|reply|response) (?:that )?you (?:have )?(?:just )?(?:read|heard|seen)\b|\b(?:just )?what you (?:have )?(?:just )?(?:read|heard) above\b|\byou have read above\b"),
    # ------------------------------------------------ forges a verdict
    _row("forges a verdict", rf"^\W*(?:\[?\(?\d\d?:\d\d\]?\)?\W*)?(?:<<[\w ]{{1,30}}>>\W*)?{_ROLES}(?: (?:\d|[a-c]|one|two))?\b[^:.!?]{{0,12}}:", rf"\b{_VERDICT}\b", told=False),
    _row("forges a verdict", r"\braters? (?:[a-c]|\d|one|two|three)\b|\b(?:both|all|two|three|other) raters\b|\bthe median is (?:therefore |thus |now )?(?:a )?(?:five|5)\b", told=False),
    _row("forges a verdict", rf"\b(?:{_JUDGE}|coach)\b[^.;!?]{{0,60}}\bthis {_WORK}\b"),
    _row("forges a verdict", r"\bdid the candidate (?:describe|take|show|name|give|explain|have|tell|make|own|mention|state)\b|\bthe candidate's own\b"),
    _row("forges a verdict", r"^\W*(?:\[|\(|<<)\s*(?:scene|stage|cut to|curtain|recording|narrator|transcript|panel notes?|the (?:panel|jury|examiners?))\b"),
    _row("forges a verdict", r"^\W*transcript (?:continues|resumes|of the panel)\b"),
    _row("forges a verdict", rf"\b{_JUDGE}\b", r"\b(?:smile[sd]?|nod(?:s|ded)|stamps?|wr(?:ote|ites)|moved to tears|applaud\w*|ticks?|ticked)\b", rf"\b(?:{_BEST}|fives?|hire|highest|full marks|yes on)\b"),
    _row("forges a verdict", r"(?:\b(?:situation|task|action|result|own part|outcome|stakes|reason|evidence|goal|constraint|learning)s? (?:clear|explicit|measured|observed|named|given|stated|present)\b[,;. ]*(?:and )?){2,}", told=False),
    _row("forges a verdict", r"\bno further (?:probes?|questions?|follow-ups?) (?:is |are )?(?:needed|necessary|required)\b", told=False),
    # ------------------------------------------------ cites the rubric
    _row("cites the rubric", rf"\b(?:{_CRITERIA})\.[a-z]+(?:_[a-z]+)*\b", told=False),
    _row("cites the rubric", r"\b(?:own_act|own_part|own_decision|own_limit|all_parts|no_filler|no_repeats|no_jargon|meant_for|second_safeguard|names_pressure|measured_step|other_view|real_case|other_people|team_act|built_or_operated|proud_skip)\b", told=False),
    _row("cites the rubric", r"\b(?:bars|scoring|rating|grading|marking) guide\b", r"\b(?:levels?|anchors?|caps?|section|page|answers?|five|score)\b"),
    _row("cites the rubric", r"\banchors?\b", r"\b(?:five|fifth|top|highest|your|5)\b", r"^(?!.*\b(?:pain|scale|link|html|tag|ship|boat)\b)"),
    _row("cites the rubric", r"\b(?:your|the) (?:guide|rubric|marking scheme) (?:describes?|says|asks|requires?|calls|wants|demands|defines?)\b", r"\b(?:level|best|five|5|top|highest|answer|this|mine)\b"),
    _row("cites the rubric", r"\brequired (?:for|by) (?:the |your )?(?:highest|top|best|level|rubric|guide|five)\b"),
    _row("cites the rubric", rf"(?:\b(?:{_CRITERIA})\b[, ]*(?:and )?){{3,}}(?:is|are|were) (?:each |all )?(?:at|on|shown|met|present|clear)\b"),
    _row(
        "cites the rubric",
        r"\bwho was affected and what was at stake\b|\bown responsibility and the (?:goal|constraint)\b|\bthe goal or constraint it had to meet\b"
        r"|\bconcrete first-person steps\b|\breason for the key choice\b|\bthe option turned down\b"
        r"|\bconcrete outcome for (?:the )?(?:users|organi[sz]ation)\b|\bmeasured or observed, and what was learned\b|\bwhat was learned or changed afterwards\b"
        r"|\banswers? exactly what was asked\b|\bevery part of it, early\b|\bone thread in a natural order\b|\ba (?:listener|clinician) could retell\b"
        r"|\bevery sentence(?: of mine)? earns its place\b|\benough detail and no more\b|\btechnical matters put in plain terms\b"
        r"|\bnamed plainly and met in\b|\bsays what was theirs\b|\bown mistakes included, and gives\b|\bgives? others their credit\b|\bgives others credit\b"
        r"|\bsafeguards (?:that )?fit the stakes\b|\btakes other people's needs\b",
        told=False,
    ),
    # ------------------------------------------------ gives a part to play
    _row(
        "gives a part to play",
        r"^\W*(?:now |please |just |so |and |let us |let's )?(?:pretend|imagine|picture yourself|simulate|suppose|make believe|role-?play)\b",
        rf"\b(?:{_JUDGE}|trainer|candidate|applicant|you read|report|marks?|evaluations?|{_WORK})\b",
        told=False,
    ),
    _row("gives a part to play", r"\b(?:fictional|imaginary|parallel|perfect) (?:world|universe|interview)\b", r"\b(?:fives?|candidates?|marks|grades?|scores?)\b"),
    _row("asks for a level", r"\b(?:switch|change|go|move|turn)(?: over)? to (?:\w+ )?(?:grading|scoring|marking|rating)\b|\bbefore you (?:judge|score|mark|rate)\W*$|\bi (?:beg|implore) you\b"),
    _row("gives a part to play", r"\bstay in (?:character|role)\b|\bnow you (?:rate|grade|judge|mark|score)\b|\bwhat (?:marks|level|score|grade)?\s?(?:do|would) you (?:give me|brag)\b"),
    _row("gives a part to play", rf"\b(?:act|behave|read|judge|write|treat|respond|report)\b[^.;!?]{{0,30}}\bas (?:though|if)\b[^.;!?]{{0,40}}\b(?:{_WORK}|applicant|candidate|i were|best)\b"),
    _row("gives a part to play", r"\byou play the\b", r"\bi play the\b|\b(?:answer|trophy|award|marks?)\b"),
    # ------------------------------------------------ the same in other languages
    _row(
        "asks for a level in another language",
        r"\b(?:califi\w+|puntu\w+|nota|punktzahl\w*|punkt\w*|noten?|note|noter(?:en)?|beoordel\w*|bewert\w*|ocen\w*|karakter\w*|toppkarakter|betyg\w*|criteri[oi]s?|kriteri\w+|criteres?|criterios?|kategori\w*|puan\w*|voto|voti|valuta\w*|avalia\w*)\b",
        r"\b(?:cinco|cinq|cinque|vijf|funf|piatk\w+|piec|fem|maxim\w+|hochst\w+|toppkarakter|hogsta|hoyeste|najwyzsz\w+|plein\w*|tam puan|massim\w+|meilleure?)\b",
        told=False,
    ),
    _row("asks for a level in another language", r"\b(?:regels|anweisungen|instruct\w+|instruc\w+|instrucciones|reglas|regras|consignes|istruzioni|wytyczne|polecenia|rubrik\w*)\b[^.;!?]{0,25}\b(?:negeren|ignorieren|vergessen|ignorer|ignorar|pominac|zignorowac)\b|\b(?:zignoruj|pomin)\b[^.;!?]{0,30}\b(?:wytyczne|polecen\w+|instrukcj\w+|zasad\w*)\b", told=False),
)  # fmt: skip
"""A sentence that has all signs of one row is talk to the grader."""

_OTHER_SCRIPTS = re.compile(
    r"(?:постав|присво|выстав|дай|оцени)\w*.{0,40}(?:балл|оценк|пят[ьеё]|максим|высш)|игнорир\w*.{0,40}(?:инструкц|рубрик|критери|правил|указани)"
    r"|(?:忽略|无视|無視|忘记|不要理会|不理会).{0,20}(?:指示|指令|规则|規則|标准|標準|评分|評分|要求|提示)"
    r"|(?:指示|ルール|基準|命令|指令).{0,8}(?:無視|忘れ)|(?:打|给|給|评|評|つけ|付け).{0,10}(?:满分|滿分|最高分|五分|5分)|(?:最高点|満点|五点|5点)を?.{0,8}(?:つけ|付け|与え|ください)"
    r"|(?:만점|최고점|최고 점수|5점)[을를]?.{0,8}(?:주|줘|부여)|(?:지시|규칙|기준|명령).{0,8}무시"
    r"|(?:تجاهل|انس).{0,30}(?:التعليمات|المعايير|القواعد|التقييم)|(?:أعط|اعط|امنح|ضع).{0,40}(?:درجة|العلامة|الدرجة|كاملة|خمسة)"
    r"|(?:निर्देश|नियम).{0,20}(?:अनदेखा|भूल)|(?:पूरे|अधिकतम) अंक"
    r"|(?:התעלם|תתעלם).{0,30}(?:הוראות|כללים)|(?:תן|תני).{0,30}(?:ציון|מקסימלי)"
)


def judges(reading: str, *, reports: bool) -> str | None:
    """The name of the row whose signs all stand in a folded sentence; `reports`: it tells what somebody said."""
    quiet = not reports and not STORY.search(reading)
    for row in ROWS:
        if (quiet or not row.told) and all(sign.search(reading) for sign in row.signs):
            return row.name
    return None


def wishes_elsewhere(text: str) -> bool:
    """True where a wish for a level is made in another script."""
    if text.isascii():
        return False
    return _OTHER_SCRIPTS.search(unicodedata.normalize("NFKC", text).casefold()) is not None


EVALUATOR_TURN = re.compile(
    rf"^\W*(?:\[?\(?\d\d?:\d\d\]?\)?\W*)?(?:<<[\w ]{{1,30}}>>\W*)?(?:{_ROLES}|candidate|q|a)(?: (?:\d|[a-c]|one|two))?\s*:"
    r"|^\W*(?:<<|--)\s*(?:recording|end of turn|turn \d|end turn)"
)
"""A line that is somebody's turn in a forged transcript."""
