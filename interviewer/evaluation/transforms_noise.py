"""The same reply in other clothes: other words, slips of the finger, of a second language and of the pen, capitals.

None of it changes what is told, so none of it may change much in what is marked. One file: one table a kind of slip.
"""

from __future__ import annotations

import re

from interviewer.evaluation.transforms import draw

FEWEST = 3
"""Changes a reply needs at least to count as changed."""
TYPOS = 12
"""One word in so many is mistyped."""

_SYNONYMS = {
    "because": "since",
    "big": "large",
    "bigger": "larger",
    "biggest": "largest",
    "started": "began",
    "finished": "completed",
    "quickly": "rapidly",
    "often": "frequently",
    "maybe": "perhaps",
    "bought": "purchased",
    "choose": "pick",
    "chose": "picked",
    "chosen": "picked",
    "nearly": "almost",
    "almost": "nearly",
    "mistake": "error",
    "mistakes": "errors",
    "customers": "clients",
    "customer": "client",
    "finally": "in the end",
    "immediately": "at once",
    "huge": "enormous",
    "tiny": "very small",
    "easy": "simple",
    "everybody": "everyone",
    "everyone": "everybody",
    "nobody": "no one",
    "somebody": "someone",
    "someone": "somebody",
    "anybody": "anyone",
    "anyone": "anybody",
    "kids": "children",
    "problem": "issue",
    "problems": "issues",
    "usually": "normally",
    "sometimes": "at times",
    "until": "till",
    "entire": "whole",
    "rather": "somewhat",
    "especially": "particularly",
    "mostly": "mainly",
    "afterwards": "after that",
    "therefore": "for that reason",
    "previous": "earlier",
    "constantly": "all the time",
    "carefully": "with care",
    "exactly": "precisely",
    "simply": "just",
    "colleague": "coworker",
    "colleagues": "coworkers",
    "boss": "superior",
    "photo": "picture",
    "photos": "pictures",
    "ill": "sick",
    "annoyed": "irritated",
    "upset": "distressed",
    "happy": "pleased",
    "strange": "odd",
    "wrote down": "noted",
    "found out": "discovered",
    "made sure": "ensured",
    "a lot of": "plenty of",
    "for example": "for instance",
    "in the end": "eventually",
    "right away": "at once",
    "needed to": "had to",
    "need to": "have to",
    "wanted to": "wished to",
    "tried to": "attempted to",
    "talked to": "spoke to",
    "looked at": "examined",
    "so that": "in order that",
    "such as": "like",
    "instead of": "in place of",
    "as well": "too",
    "at first": "to begin with",
    "every day": "daily",
    "every week": "weekly",
}  # fmt: skip
"""Words and short phrases with others of the same meaning and the same place in a sentence."""
_NOT_AFTER = {
    "started": {"get", "got", "getting"},
    "almost": {"the"},
    "rather": {"or", "would", "i'd", "i’d", "'d", "we'd", "he'd", "she'd", "but", "had"},
    "ill": {"i"},
    "mistake": {"by"},
    "entire": {"whole"},
    "problem": {"no"},
    "happy": {"not"},
    "easy": {"go", "take"},
}  # fmt: skip
_NOT_BEFORE = {
    "because": {"of"},
    "rather": {"than"},
    "almost": {"never"},
    "until": {"recently"},
    "at first": {"that", "light", "sight"},
    "so that": {"was", "is", "s", "became", "went", "meant", "made", "took", "one", "kind"},
    "such as": {"it", "this"},
    "finally": {"found"},
}  # fmt: skip
_SYNONYM = re.compile(
    r"(?<![\w'’-])(?:an?\s+)?(?P<said>"
    + "|".join(sorted(map(re.escape, _SYNONYMS), key=len, reverse=True))
    + r")(?![\w'’-])",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"([\w'’]+)\W*\Z")
_NEXT_WORD = re.compile(r"[ \t]+(\w+)")
_ARTICLE = re.compile(r"(an?)(\s+)", re.IGNORECASE)

_LOWER_WORD = re.compile(r"(?<![\w'’@./-])[a-z]{5,}(?![\w'’@/-]|\.\w)")

_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), slip)
    for pattern, slip in (
        (r"(?<=\b[Hh]e )(want|need|work|know|say|use|think|look|like|take|make|come|keep)s\b", r"\1"),
        (r"(?<=\b[Ss]he )(want|need|work|know|say|use|think|look|like|take|make|come|keep)s\b", r"\1"),
        (r"(?<=\b[Ii]t )(work|look|take|make|come|keep|need|mean|run|show)s\b", r"\1"),
        (r"\b(information|feedback|software|equipment|advice|hardware)\b(?!s)", r"\1s"),
        (r"\bthere were\b", "there was"),
        (r"\bthey were\b", "they was"),
        (r"\bpeople were\b", "people was"),
        (r"\bdoesn(['’])t\b", r"don\1t"),
        (r"\beasier\b", "more easy"),
        (r"\bfaster\b", "more fast"),
        (r"\bsimpler\b", "more simple"),
        (r"\bdepends on\b", "depends of"),
        (r"\blistened to\b", "listened"),
        (r"\bexplained to\b", "explained"),
        (r"\basked (?=(?:him|her|them|me|us|[A-Z][a-z]+)\b)", "asked to "),
        (r"\btold (?=(?:him|her|them|[A-Z][a-z]+)\b)", "told to "),
        (r"\bdiscussed (?!about)", "discussed about "),
        (r"\bthe same\b", "same"),
        (r"\bon (?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)", "at "),
        (r"\bat night\b", "in the night"),
        (r"\binterested in\b", "interested on"),
        (r"\bmany\b", "much"),
        (r"\bchildren\b", "childs"),
        (r"\bdid not know\b", "not knew"),
        (r"\bdidn['’]t know\b", "not knew"),
        (r"\bmore than\b", "more as"),
    )
)  # fmt: skip
_ARTICLES = re.compile(
    r"(?<![\w'’-])(?:the|an?) (?!lot|bit|little|few|while|couple|first|second|one\\b|end\\b|other)(?=[a-z])"
)
_MARKS = re.compile(r"(?<!\w)[.,;:!?\"“”„«»()\[\]…]+|[.,;:!?\"“”„«»()\[\]…]+(?!\w)|\s[—–]\s|[—–]")
_SPACES = re.compile(r"[ \t]{2,}")


def with_synonyms(text: str) -> str | None:
    """The reply with other words of the same meaning for all that the table knows; None where that is too few."""
    count = 0

    def other(match: re.Match[str]) -> str:
        nonlocal count
        said = match["said"]
        if not _may_stand(text, match):
            return match.group()
        count += 1
        put = _SYNONYMS[said.lower()]
        put = put[0].upper() + put[1:] if said[0].isupper() else put
        article = _ARTICLE.match(match.group()[: -len(said)])
        if article is None:
            return put
        return f"{'an' if put[0] in 'aeiouAEIOU' else 'a'}{article[2]}{put}"

    changed = _SYNONYM.sub(other, text)
    return changed if count >= FEWEST else None


def _may_stand(text: str, match: re.Match[str]) -> bool:
    said = match["said"].lower()
    before = _LAST_WORD.search(text[max(0, match.start() - 25) : match.start()])
    after = _NEXT_WORD.match(text, match.end())
    if match["said"][1:] != said[1:]:
        return False
    return not (
        (before is not None and before[1].lower() in _NOT_AFTER.get(said, ()))
        or (after is not None and after[1].lower() in _NOT_BEFORE.get(said, ()))
    )


def with_typos(text: str, key: str) -> str | None:
    """The reply with one word in twelve mistyped, inside the word; None where fewer than three are.

    Names, figures and short words stay, as they would be read twice.
    """
    words = list(_LOWER_WORD.finditer(text))
    wanted = len(text.split()) // TYPOS
    if wanted < FEWEST or len(words) < wanted:
        return None
    hit = {
        m.start() for m in sorted(words, key=lambda m: draw(f"{key}:{m.start()}", 1 << 60))[:wanted]
    }
    return _LOWER_WORD.sub(
        lambda m: _mistyped(m.group(), f"{key}:{m.start()}") if m.start() in hit else m.group(),
        text,
    )


def _mistyped(word: str, key: str) -> str:
    """Two letters swapped, one dropped or one doubled, never the first."""
    at = 1 + draw(f"{key}:at", len(word) - 2)
    how = draw(f"{key}:how", 3)
    if how == 0 and word[at] != word[at + 1]:
        return f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
    if how == 1:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def with_slips(text: str, key: str) -> str | None:
    """The reply as somebody says it whose first language has other articles, prepositions and endings; None where nothing slips.

    Half of the articles go, and every phrase of the table is said as learners say it; acts, figures and times stay.
    """
    changed, count = text, 0
    for pattern, slip in _SLIPS:
        changed, times = pattern.subn(slip, changed)
        count += times

    def dropped(match: re.Match[str]) -> str:
        nonlocal count
        if draw(f"{key}:{match.start()}", 2):
            return match.group()
        count += 1
        return ""

    changed = _ARTICLES.sub(dropped, changed)
    return changed if count >= FEWEST else None


def without_punctuation(text: str) -> str | None:
    """The reply without its marks; those inside figures and names (`14:02`, `Node.js`) stay. None where it has too few."""
    changed, count = _MARKS.subn(" ", text)
    lines = (_SPACES.sub(" ", line).strip() for line in changed.split("\n"))
    return "\n".join(lines) if count >= FEWEST else None


def in_capitals(text: str) -> str | None:
    """The reply in upper case; None where that changes nothing."""
    return text.upper() if text.upper() != text else None
