"""The words a proposed probe may be made of, and what ties it to its behaviour. Pure.

A label is all that a model gives beside its text. So the text is held to an allow-list: plain interview words, the
planned probes, the question, and what the candidate said; and a word of its behaviour has to be among them. A second
net holds what nobody may be asked or told even in words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from interviewer.addressed import own_sentences
from interviewer.domain import REAL_CASE, Answer, Question, Rubric

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")

_FUNCTION = frozenset(
    """a an the this that these those it its they them their theirs he him his she her hers we us our ours i me my mine you
    your yours yourself myself themselves itself one ones who whom whose what which when where why how and or but so if
    because as than then of in on at to from by for with about into onto out over under up down off through during until
    since besides toward towards beyond against despite whether before after between among across around without within is are was were be been being am do does did done
    doing have has had having can could may might must shall should will would not no nor there here some any all both
    each every either neither other others another else such same own more most less least much many few only just also
    too very even still yet already ever again somebody someone anybody anyone nobody everybody everyone something
    anything nothing everything i'm i'd i've i'll it's that's didn't don't wasn't isn't couldn't wouldn't hadn't
    you'd you've doesn't what's there's""".split()
)

_PLAIN = """
    achieve add affect agree aim allow arrive ask assume avoid become begin believe benefit bring build call carry catch
    change check choose come compare complete confirm consider continue convince count match deal decide deliver depend describe
    design develop discover discuss divide end ensure expect explain figure find finish fit fix follow get give go guide
    handle happen hear help hold imagine improve involve judge keep know lead learn leave let look make manage matter mean
    measure meet mention move need notice observe offer organise plan point prefer prepare present prevent protect put
    raise reach react read realise recall receive record rely remain remember replace reply report respond review run say
    see send set settle share show solve speak start stay stop succeed suggest support take talk tell test think track
    try turn understand use verify wait walk want watch weigh wonder work write
    advantage alternative amount answer approach area balance beginning benefit case cause challenge choice colleague
    comparison compromise concern concrete condition consequence constraint conversation cost course data day deadline
    decision detail difference difficulty disagreement discussion doubt effect effort event everyday example experience
    explanation factor fact feedback figure goal group half hand hour idea impact importance improvement information
    issue job key kind level lesson limit line list logic manager meeting method minute moment month morning name need
    night number option order outcome part people period person piece place plan point possibility practice priority
    problem process product progress project proof purpose question rank reaction reason release request requirement
    response responsibility responsible result review risk role rule sequence side sign situation solution sort staff
    stage step story success system task team thing thought time today tool tradeoff trade type use user view way week
    word work year yesterday
    alert application bug code database document error export feature file form import log message page product record release screen serve server
    service ship software table technology version
    able actual afterward ahead along alone apart aside available away back beforehand best big biggest certain clear
    close common confident current different differently direct early earlier easy enough eventual exact exactly final
    first forward front full further great hard harder important initial instead large last late later left likely little
    long main meanwhile necessary new next now okay often old once open original outside particular personal personally
    possible practical previous quick real really right second separate simple simply small soon special specific sure
    surprise technical thank thanks third today together usual useful whole two three""".split()

_AS = {
    form: word
    for word, forms in {
        "see": "saw seen", "say": "said", "tell": "told", "know": "knew known", "find": "found", "make": "made",
        "go": "went gone", "come": "came", "take": "took taken", "give": "gave given", "get": "got gotten",
        "keep": "kept", "leave": "left", "think": "thought thoughts", "choose": "chose chosen choice choices",
        "break": "broke broken", "run": "ran", "write": "wrote written", "feel": "felt", "hear": "heard",
        "hold": "held", "lead": "led", "meet": "met", "build": "built", "bring": "brought", "begin": "began begun",
        "become": "became", "mean": "meant", "send": "sent", "understand": "understood", "person": "people persons",
        "lose": "lost", "speak": "spoke spoken", "stand": "stood", "show": "shown", "catch": "caught",
        "deal": "dealt", "decide": "decision decisions", "do": "done doing", "use": "used", "differ": "different difference differences differently",
        "child": "children", "measure": "measurement measurements",
    }.items()
    for form in forms.split()
}  # fmt: skip

_CUES = {
    REAL_CASE: "time when case example real last instance once which",
    "situation.setting": "where when team system place project work company department",
    "situation.affected": "who whom whose affect feel notice user person depend",
    "situation.stakes": "why matter risk happen important stake lose otherwise",
    "task.goal": "goal aim achieve want try need purpose expect success solve",
    "task.own_part": "your yours yourself part role responsible responsibility own job ask personally",
    "task.constraint": "limit constraint deadline rule allow must budget condition requirement time",
    "action.own_act": "do yourself first step personally change build write check start fix",
    "action.steps": "step first next then after order before through how begin start",
    "action.reason": "why reason decide choose lead think make",
    "action.alternative": "else other instead alternative option consider another otherwise weigh compare reject",
    "result.outcome": "turn come end outcome result happen finally after effect",
    "result.evidence": "know tell see notice measure figure number find watch look hear check say count show confirm compare sign sure feedback",
    "result.meaning": "who whose change mean differ notice user person impact easier benefit able",
    "result.learning": "learn differ next change since again lesson later now",
    "relevance.concrete": "example detail concrete specific exactly particular one",
    "audience.no_jargon": "word term mean explain say put",
    "audience.plain": "word explain plain simple simply everyday describe tell comparison outside",
    "audience.listener": "who whom need want user",
    "audience.meant_for": "mean change who whose day user person differ",
    "composure.names_pressure": "hard harder difficult difficulty pressure challenge moment",
    "composure.measured_step": "first decide before calm pause start step next",
    "composure.settled": "settle end leave resolve agree after close",
    "ownership.own_decision": "your yours decide call responsible answer whose",
    "ownership.own_limit": "miss your yourself differ earlier",
    "ownership.credit": "who whose help else other team person support",
    "care.safeguard": "sure safe test check protect prevent avoid back risk ensure before",
    "care.second_safeguard": "else other catch wrong fail also case back",
    "care.protects": "keep while meanwhile during protect tell before beforehand warn",
    "care.aftercare": "after afterward later today watch notice look monitor now document",
    "respect.other_view": "other they their see view think want matter concern say",
    "respect.listened": "ask hear listen tell say find learn other they",
    "respect.changed": "change differ because after adjust",
    "respect.relation": "together after today now relation work",
}  # fmt: skip
"""By hand, beside the words of a behaviour's probes; a behaviour that is not here has its probes' alone."""

_NEAR = r"\b(?:you|your)\b(?:\W+\w+){0,3}?\W+"
_HARM = (
    r"(?:kill|murder|lies?\b|lying|lied|fail(?:s|ed|ing|ure)?\b|caus|hurt|harm|steal|stole|cheat|ruin|broke|break|destroy|ignor|hid\b|hide|hiding|betray|abandon"
    r"|neglect|wast|mess|screw|deceiv|mislead|misled|fake|faking|pretend|sabotag|endanger|injur|abus|insult|annoy|let\W+(?:\w+\W+)?down)"
)
_ACCUSES = re.compile(
    rf"{_NEAR}{_HARM}"
    r"|\b(?:kill|murder|suicid|die[ds]?\b|dying|dead\b|death|blam|guilt|asham|shame|fraud|liar|coward|loser|fool|disgrac|idiot|incapab|unfit)"
    r"|\b(?:your|yours?elf'?s?)\W+(?:own\W+)?(?:fault|failure|mistake|error|crime|weakness|lack|problem|attitude|ignorance)"
    r"|\b(?:hat(?:e[ds]?|ing)|cry|cried|crying|despis\w+|get away with\b|how little\b|stop(?:ped)? trying\b|what were you thinking(?=\W*$))"
    r"|\bdid (?:that )?to (?:the|them|him|her|us)\b|\byou (?:could|can|should|may) do (?:this|that)\b|\b(?:left|leave) (?:him|her|them)\b"
    r"|\bfault\b|\bbecause of you\b|\bwrong with\b|\bthink you(?:'re|\W+(?:are|were|can|could|did|deserve|belong|know))"
    r"|\bwhy (?:did|do|would|could|should|have|had|were|are|was|is)(?:n't)?\W+you\W+(?:not|never|even|still|only|always|just|so|do nothing|say nothing|tell nobody)\b"
    r"|\bwhy (?:did|do|would|could|should|have|had|were|are|is)n't\b|\bwhy (?:should|would|are|were)\W+(?:we|i|anyone|anybody|somebody|someone|they|you)\b"
    r"|\bhow (?:dare|can) you\b|\bhow could (?:you|anyone|anybody)\b(?!\W+(?:tell|know|see|check|find|be sure|show|measure|make sure|confirm|have known))"
    r"|\b(?:are you|you are|you're|you aren't|aren't you|weren't you)\b|\b(?:were you|you were)\W+(?:an?|so|too|not|such|even|really|just|the|that|always|never|no|still)\b"
    r"|\b(?:about|(?<!two )(?<!both )(?<!all )of|than|like|without|against|behind|around|tired of|want|wants|wanted|trust\w*|believe|believes|believed|keep|kept|stand|bear|think|thought) you\b(?!\W+(?:to|would|did|might|could)\b)"
    r"|\bwho (?:\w+ ){0,3}(?:want|like|love|hire|choose|need)\b(?:\W+\w+){0,4}\W+you\b"
    r"|\b(?:nobody|no one|anybody|anyone|everybody|everyone)\b(?:\W+\w+){0,4}\W+(?:with|for|from|to) you\b"
    r"|\byou\b(?:\W+\w+){0,2}\W+(?:nothing|no good|too (?:late|slow|little))\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:ill|illness\w*|sick\w*|disease\w*|diagnos\w+|cancer\w*|depress\w+|anxiety|anxious|therap\w+|burn(?:ed|t)?[- ]?out|medicat\w+|medicine"
    r"|adhd|autis\w+|disab\w+|health|mental\w*|wheelchair|injur\w+|drugs?|alcohol\w*|drunk|drink\w*|smok\w+|surgery|symptoms?"
    r"|kids?|bab(?:y|ies)|wife|husband|spouse|girlfriend|boyfriend|marri\w+|marry|divorc\w+|dating|pregnan\w*|maternity|paternity|parental|childcare|mothers?|fathers?|mom|mum|dad"
    r"|relig\w+|church|mosque|synagogue|god|pray\w*|faith|christian\w*|muslim\w*|jew\w*|hindu\w*|buddhis\w+|atheis\w+|ramadan|easter|sabbath"
    r"|old (?:are|were) you|how old|(?:too|so) old|your (?:age|generation)|young\w*|elderly|born|birth\w*|retire\w*|graduat\w+"
    r"|you(?:'re| are| were)? (?:\w+ )?(?:live[sd]?|living|reside\w*|sleep\w*|slept|vote\w*|earn\w*|wear)\b|live with|sleep\w* with|slept|do you weigh|where (?:do|did) you (?:live|sleep|come from)"
    r"|you (?:come|came) from|accent|native|citizen\w*|visa|immigra\w+|green card|passport|nationalit\w+|foreign\w*|homeland|mother tongue"
    r"|arrest\w*|convict\w*|criminal\w*|crimes?|jail|prison|veteran|military|unions?|vote[ds]?|voting|democrat\w*|republican\w*|politic\w*"
    r"|rac(?:e|ial|ist)|skin|gender|gay|lesbian|queer|trans|transgender|women|woman|female|male|sex|sexy|nude|naked|bed|kiss\w*|lovers?|tall|overweight|fat"
    r"|salar\w+|wages?|earn\w*|debts? of yours|bankrupt\w*|how much (?:did|do) (?:you|they) (?:make|pay|get)|paid you|pay you"
    r"|your (?:\w+ )?(?:child(?:ren)?|family|families|parents?|sons?|daughters?|brothers?|sisters?|home|house|street|address|neighbou?rs?|body|looks?|private life|personal life|weekend|evening|number|account|bank|name|country|beliefs?)"
    r"|(?:have|having|had|want|wanting|raise|raising|planning|more) (?:any |a |more |your )?(?:child(?:ren)?|family)|do you have\b(?!\W+(?:to|in place)\b)|have you got)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:and|so|earlier|before|then|a moment ago|just now|there),?\s+)*you (?:said|mentioned|told (?:me|us)|spoke of|described|wrote)(?: that)?:?,?\s*\|[\s|.,:;]*",
    re.IGNORECASE,
)


def faults_of_words(
    text: str, *, behaviour: str, question: Question, answer: Answer, rubrics: Iterable[Rubric]
) -> Iterator[str]:
    """What of a probe's words outside quotes, marked `|`, may not be said, or is about another matter."""
    rubrics = tuple(rubrics)
    words = _words(text)
    known = _known(question, answer, rubrics)
    if strange := [w for w in words if w not in _FUNCTION and stem(w) not in known]:
        yield f"says {strange[0]!r}, which is no word of this question, this answer or an interview"
    if not cues(behaviour, question, rubrics) & {stem(w) for w in words}:
        yield f"has no word of {behaviour!r}"
    plain = text.replace("’", "'")
    if found := _PRIVATE.search(plain) or _ACCUSES.search(plain):
        yield f"asks what is private, or accuses ({found.group(0)!r})"
    # Beside a quote, what an interviewer has to say of a candidate is a verdict.
    told = (s.strip() for s in re.findall(r"[^.?…]+[.?…]*", plain) if "?" not in s)
    if any(re.search(r"\byou(?:r|rs)?\b", s, re.IGNORECASE) and not _LEAD.fullmatch(s) for s in told):  # fmt: skip
        yield "tells the candidate about themselves"


def cues(behaviour: str, question: Question, rubrics: Iterable[Rubric]) -> frozenset[str]:
    """The words, as stems, of which a probe about this behaviour has one: its planned wordings', and a few by hand."""
    planned = [p.text for p in question.probes if p.behaviour == behaviour]
    for rubric in rubrics:
        planned += rubric.case_probes if behaviour == REAL_CASE else ()
        for c in rubric.criteria:
            planned += [t for b in c.behaviours if f"{c.id}.{b.id}" == behaviour for t in b.probes]
    words = {w for text in planned for w in _words(_unquoted(text)) if w not in _FUNCTION}
    return frozenset(stem(w) for w in (*words, *_CUES.get(behaviour, "").split()))


def stem(word: str) -> str:
    """A word without its ending, the same for `decide`, `decided` and `decisions`."""
    word = word.removesuffix("'s")
    word = _AS.get(word, word)
    if word.endswith(("ies", "ied")) and len(word) > 4:
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending, least in (("ing", 6), ("ed", 5), ("ly", 6)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("eed"):
            word = word.removesuffix(ending)
            if word[-1] == word[-2] and word[-1] not in "lse":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


_PLAIN_STEMS = frozenset(stem(word) for word in _PLAIN)


def _known(question: Question, answer: Answer, rubrics: tuple[Rubric, ...]) -> frozenset[str]:
    """Stems of what may be said of this question and this answer; nothing that speaks to the grader is among them."""
    said = (s.text for s in own_sentences(answer))
    planned = (p.text for p in question.probes)
    notes = (note.text for note in question.notes)
    probes = (t for r in rubrics for c in r.criteria for b in c.behaviours for t in b.probes)
    cases = (t for r in rubrics for t in r.case_probes)
    texts = (question.text, question.rephrase, *notes, *planned, *probes, *cases, *said)
    return _PLAIN_STEMS | {stem(w) for text in texts for w in _words(text)}


def _unquoted(text: str) -> str:
    return text.replace("{quote}", " ")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))
