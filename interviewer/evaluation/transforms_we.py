""" "I" told as "we": the same story as a team's, in right grammar, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

FEWEST = 2
"""Times a reply says "I" at least: one politeness makes no story of one's own."""

_TOKEN = re.compile(r"\w+(?:[-/&.'’]\w+)*")
_SAID = {
    "i": "we",
    "i'm": "we're",
    "im": "we're",
    "i've": "we've",
    "ive": "we've",
    "i'd": "we'd",
    "i'll": "we'll",
    "i'd've": "we'd've",
    "me": "us",
    "my": "our",
    "mine": "ours",
    "myself": "ourselves",
}
_SUBJECT = frozenset({"i", "i'm", "im", "i've", "ive", "i'd", "i'll", "i'd've"})
_PLURAL = {"was": "were", "am": "are", "wasn't": "weren't", "wasnt": "werent"}
_BETWEEN = frozenset(
    "also still never just only even then always often once already now too soon really actually honestly"
    " basically probably kind sort of".split()
)
"""Besides words in -ly, what may stand between "I" and its verb."""
_ASKING = frozenset("so nor neither only not never than as how why what where when who".split())
"""Before `was I`: there the verb belongs to "I". Elsewhere it may be another's (`the trouble was I had no key`)."""

_I = r"(?<![\w/.&'’-])[Ii](?:['’](?:m|ve|d|ll))?(?![\w/&-]|\.\w)"
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»\n]{1,600})[\"”»]")
_QUOTED_SINGLE = re.compile(r"(?<!\w)['‘](?=\w)((?:[^'‘’\n]|['’](?=\w)){1,400})['’](?!\w)")
_CANNOT = tuple(
    re.compile(pattern)
    for pattern in (
        # A second verb of the same "I" (`I sat down and was told`), or perhaps of somebody else: who can say which.
        rf"{_I}[^.!?\n]*?\b(?:and|but|or|then|so|yet)\s+(?:\w+ly\s+|then\s+|also\s+|still\s+|just\s+)*(?:was|wasn['’]?t|am)\b",
        # One person's profession or place is not a team's: `I was the only developer`.
        rf"{_I}\s+(?:(?:was|am|wasn['’]t)\s+)?(?:\w+ly\s+|also\s+|just\s+|not\s+)?(?:a|an|the)\s+(?!bit|little|lot|few)",
        rf"{_I}\b[^.!?\n]{{0,40}}\b(?:alone|by myself|single-handed\w*)\b",
        r"\b(?i:type|phase|part|stage|tier|level|class|appendix|war|chapter|plan|option)[ -]I\b",
        r"\b(?i:a|the|coal|gold|salt|data|copper|iron|tin|silver)\s+mine\b",
        r"\b(?i:oh\s+my|my\s+(?:god|goodness|word))\b",
        r"\bME\b|\bMY\b|\bI'?[A-Z]{1,2}\b(?<=I'M)",
        # A quotation that is not closed on its own line: whose words go how far?
        r"^[^\"\n]*\"[^\"\n]*$",
    )
)  # fmt: skip


def as_we(text: str) -> str | None:
    """The reply with "we" for every "I", and our, us, ours, ourselves; None where that is not the same story in right grammar.

    So where "I" is said less than twice, where a quotation says "I" (another's words are not the candidate's to
    change), where "I" is a numeral, one person's office ("I was the only developer"), or has a second verb far off.
    """
    if sum(1 for _ in re.finditer(_I, text)) < FEWEST or _cannot(text):
        return None
    return "".join(_told(text))


def says_i(text: str) -> bool:
    """True where some word of the text stands for the one who speaks, alone."""
    return any(_plain(token.group()) in _SAID for token in _TOKEN.finditer(text))


def _cannot(text: str) -> bool:
    quoted = (m[1] for pattern in (_QUOTED, _QUOTED_SINGLE) for m in pattern.finditer(text))
    if any(says_i(words) for words in quoted):
        return True
    return any(re.search(p.pattern, text, re.MULTILINE) for p in _CANNOT)


def _told(text: str) -> Iterator[str]:
    tokens = list(_TOKEN.finditer(text))
    at = 0
    for i, token in enumerate(tokens):
        yield text[at : token.start()]
        yield _as_we(text, tokens, i)
        at = token.end()
    yield text[at:]


def _as_we(text: str, tokens: list[re.Match[str]], i: int) -> str:
    word = tokens[i].group()
    plain = _plain(word)
    if plain in _SAID and not _is_filler(text, tokens, i):
        return _like(word, _SAID[plain], capital=_is_capital(text, tokens[i], plain))
    if plain in _PLURAL and (_subject_before(text, tokens, i) or _subject_after(text, tokens, i)):
        return _like(word, _PLURAL[plain], capital=word[0].isupper())
    return word


def _is_filler(text: str, tokens: list[re.Match[str]], i: int) -> bool:
    """`I mean`, as a filler, is nobody's act; a team does not say it."""
    following = tokens[i + 1].group().lower() if i + 1 < len(tokens) else ""
    return _plain(tokens[i].group()) == "i" and following == "mean"


def _is_capital(text: str, token: re.Match[str], plain: str) -> bool:
    """The new word's first letter: "I" is a capital everywhere, so its place decides; other words keep theirs."""
    if plain not in _SUBJECT:
        return token.group()[0].isupper()
    before = text[: token.start()].rstrip("\"'“‘(*_ \t")
    return token.group()[0] == "I" and (not before or before[-1] in ".!?…\n:" or before[-1] in "”")


def _like(word: str, said: str, *, capital: bool) -> str:
    said = said.replace("'", "’") if "’" in word else said
    return said[0].upper() + said[1:] if capital else said


def _subject_before(text: str, tokens: list[re.Match[str]], i: int) -> bool:
    for before in range(i - 1, max(-1, i - 4), -1):
        gap = text[tokens[before].end() : tokens[before + 1].start()]
        word = _plain(tokens[before].group())
        if gap.strip():
            return False
        if word == "i":
            return True
        if word not in _BETWEEN and not word.endswith("ly"):
            return False
    return False


def _subject_after(text: str, tokens: list[re.Match[str]], i: int) -> bool:
    if i + 1 >= len(tokens) or _plain(tokens[i + 1].group()) != "i":
        return False
    if text[tokens[i].end() : tokens[i + 1].start()].strip():
        return False
    before = text[: tokens[i].start()].rstrip()
    opens = not before or before[-1] in ".!?…,;:\n"
    return opens or _plain(tokens[i - 1].group()) in _ASKING


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")
