"""Whether a probe that a backend proposes may be asked: an open, short question in plain English that gives nothing away. Pure.

What is refused is not mended: the planned probe is asked instead. So the rules may be strict, and a fair question
lost to them costs nobody anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from interviewer.addressed import addressed_to_grader, own_sentences
from interviewer.backends.port import ProposedProbe
from interviewer.domain import Answer, Question, Reply, Rubric
from interviewer.probing_quotes import holds_masked
from interviewer.probing_words import faults_of_words
from interviewer.sentences import number_sentences
from interviewer.spoken import faults_of_probe

LENGTH = 240
"""Characters of a probe at most."""
RUBRIC_RUN = 4
"""So many words of a rubric's wording in a row are the rubric's, not the interviewer's."""
GIVEN_RUN = 5
"""So many words in a row of what a strong answer holds, or of a hint, give it away."""
ALIKE = 0.75
"""The share of common words from which a question is one that was asked already."""
LONG_LINE = 6
"""Different words from which a line that stands within another is the same question; fewer are in every long one."""
QUOTED_MOST = 14
TOLD_MOST = 16
"""Words outside quotes in a sentence that asks nothing: an interviewer asks, and does not explain."""

_QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"")
_QUOTE_MARKS = re.compile(r"[“”\"«»]")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SENTENCE = re.compile(r"[^.?…]+[.?…]*")
_OPEN = re.compile(
    r"\b(?:what|how|which|who|whom|whose|when|where|why|can you (?:tell|give me)|could you (?:tell|give me)|can you say|could you say)\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[A-Za-z0-9 ,.;:?'’‘“”\"()/%–—…-]*")
_LINK = re.compile(
    r"https?:|www\.|\w@\w|\b\w+\.(?:com|org|net|io|ai|dev|edu|gov)\b|/\w+/", re.IGNORECASE
)
_NOT_SAID = re.compile(
    # words of the rubrics and of grading that no planned line needs
    r"\b(?:composure|concision|steadiness|relevance|ownership|behaviou?rs?|competenc\w+|levels?|points|stars?|ratings?|rated?|marks?|marked"
    r"|evaluat\w+|assess\w*|evidence|verdict|benchmark|strong answer|good answer|ideal answer|model answer|better answer|hints?|safeguards?"
    r"|measured step|own part|real case|not found|missing from your"
    # machines, and what they are told
    r"|ai|llm|chatbot|language model|prompt|instructions?|system message|json|schema|assistant|algorithm"
    # promises and threats
    r"|hired?|hiring|offer|salary|rejected|pass(?:ed)? (?:this|the) interview|fail(?:ed)? (?:this|the) interview|the job is yours"
    # what no interviewer may ask, and what nobody should type
    r"|passwords?|passcodes?|pin code|credit card|social security|date of birth|home address|phone number|how old are you|your age|married|pregnan\w+"
    r"|religio\w+|nationality|ethnic\w*|disabilit\w+|sexual\w*|politic\w+|medical record|patient's name|name of the patient"
    # insults
    r"|stupid|idiots?|lazy|useless|incompetent|pathetic|clueless|boring|nonsense|liar|lying)\b",
    re.IGNORECASE,
)


def may_be_asked(
    proposed: ProposedProbe,
    *,
    question: Question,
    answer: Answer,
    rubrics: tuple[Rubric, ...],
    allowed: Iterable[str],
    said: Iterable[str],
) -> bool:
    """True where nothing speaks against asking it; `allowed` are the behaviours that may be asked for now."""
    return proposed.behaviour in set(allowed) and not faults_of_proposed(
        proposed.text,
        behaviour=proposed.behaviour,
        question=question,
        answer=answer,
        rubrics=rubrics,
        said=said,
    )


def faults_of_proposed(
    text: str,
    *,
    behaviour: str,
    question: Question,
    answer: Answer,
    rubrics: tuple[Rubric, ...],
    said: Iterable[str] = (),
) -> tuple[str, ...]:
    """Why a proposed probe may not be asked, in plain words; empty where it may."""
    return tuple(
        fault
        for faults in (
            faults_of_probe(text),
            _form(text),
            _quotes(text, answer),
            _words(text, question, answer),
            faults_of_words(
                _QUOTED.sub(" | ", text),
                behaviour=behaviour,
                question=question,
                answer=answer,
                rubrics=rubrics,
            ),
            _wording(text, rubrics, question),
            _repeats(text, question, said),
        )
        for fault in faults
    )


def _form(text: str) -> Iterator[str]:
    outside = _QUOTED.sub(" ", text)
    if len(text) > LENGTH:
        yield f"has {len(text)} characters; {LENGTH} are the most"
    if not text.rstrip('”"’) ').endswith("?"):
        yield "does not end with its question"
    if "{" in text or "}" in text:
        yield "holds a placeholder"
    if not _PLAIN.fullmatch(outside):
        yield "holds letters or signs that no plain English line has"
    if _LINK.search(text):
        yield "holds an address"
    asking = [s for s in _SENTENCE.findall(outside) if "?" in s]
    if not any(_OPEN.search(s) for s in asking):
        yield "is no open question"
    told = (s for s in _SENTENCE.findall(outside) if "?" not in s)
    if any(len(_words_of(s)) > TOLD_MOST for s in told):
        yield "explains before it asks"


def _quotes(text: str, answer: Answer) -> Iterator[str]:
    """What stands in quotation marks is the candidate's, word for word, and no word that spoke to the grader."""
    if _QUOTE_MARKS.search(_QUOTED.sub("", text)):
        yield "has a quotation mark without its other"
    own = own_sentences(answer)
    for quote in (m[1] or m[2] or "" for m in _QUOTED.finditer(text)):
        said = [s for s in own if quote in s.text]
        if not quote.strip() or not said:
            yield "quotes what the candidate did not say"
        elif any(holds_masked(quote, s, answer) for s in said):
            yield "quotes what is masked"
        elif len(quote.split()) > QUOTED_MOST:
            yield "quotes too much"


def _words(text: str, question: Question, answer: Answer) -> Iterator[str]:
    outside = _QUOTED.sub(" ", text)
    if found := _NOT_SAID.search(outside):
        yield f"says {found.group(0)!r}"
    known = question.text + "".join(reply.text for reply in answer.replies)
    if any(number not in known for number in re.findall(r"\d+", outside)):
        yield "brings a number of its own"
    spoken = Answer(question=question.id, replies=(Reply(seq=0, text=text),))
    if addressed_to_grader(number_sentences(spoken)):
        yield "speaks to a machine"


def _wording(text: str, rubrics: tuple[Rubric, ...], question: Question) -> Iterator[str]:
    outside = _QUOTED.sub(" | ", text)
    for rubric in rubrics:
        for criterion in rubric.criteria:
            if re.search(rf"\b{re.escape(criterion.name)}\s*[:–—-]", outside):
                yield f"has the heading {criterion.name!r}"
            if _has_run(outside, _wording_of(rubric), RUBRIC_RUN):
                yield "has a rubric's wording"
                return
    given = (*question.strong, *question.hints, question.angle, *(n.text for n in question.notes))
    if _has_run(outside, given, GIVEN_RUN):
        yield "gives the answer away"


def _wording_of(rubric: Rubric) -> tuple[str, ...]:
    """What a rubric says of its levels and behaviours; its planned probes are made to be said, and not among it."""
    criteria = [t for c in rubric.criteria for t in (c.asks, c.anchors.one, c.anchors.three, c.anchors.five, c.silence)]  # fmt: skip
    behaviours = [t for c in rubric.criteria for b in c.behaviours for t in (b.says, b.advice)]
    return (*criteria, *behaviours, *(t for f in rubric.flags for t in (f.says, f.advice)))


def _repeats(text: str, question: Question, said: Iterable[str]) -> Iterator[str]:
    words = set(_words_of(_QUOTED.sub(" ", text)))
    for line in (question.text, question.rephrase, *said):
        if _alike(words, set(_words_of(_QUOTED.sub(" ", line)))):
            yield "was asked already"
            return


def _alike(words: set[str], other: set[str]) -> bool:
    """The same words but for a few, or a longer line with all of the other in it."""
    if not words or not other:
        return False
    common, shorter = len(words & other), min(len(words), len(other))
    return common / len(words | other) >= ALIKE or (
        shorter > LONG_LINE and common / shorter >= ALIKE
    )


def _has_run(text: str, wordings: Iterable[str], length: int) -> bool:
    """True where so many words in a row, or a whole shorter wording of three, stand in the text."""
    spoken = f" {' '.join(_words_of(text))} "
    for wording in wordings:
        words = _words_of(wording)
        size = min(length, len(words))
        if size < 3:
            continue
        runs = (words[i : i + size] for i in range(len(words) - size + 1))
        if any(f" {' '.join(run)} " in spoken for run in runs):
            return True
    return False


def _words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))
