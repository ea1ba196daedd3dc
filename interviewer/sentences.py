"""An answer in numbered sentences: what every grader cites and every quote is looked up by.

The spans are exact (`answer.replies[s.reply].text[s.start:s.end] == s.text`), in order and never overlap;
between them stand only white space and marks without a word. Every pass is linear in the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from interviewer.domain import Answer, Sentence

LONG = 45
"""Words over which a sentence is cut at its clause joints; readers of the labelled replies cut there too."""
PIECE = 14
"""Words a piece has at least before it may be cut off."""
REST = 4
"""Words that may not be left alone behind a cut."""
TOO_LONG = 60
"""Words after which a piece without a clear joint is cut at the next best place."""
WRAPPED = 50
"""Characters a line has at least where it may have been broken by hand."""

Span = tuple[int, int]

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_OTHER_SCRIPTS = "。！？｡؟۔।॥።።။"
_CLOSERS = "\"'”’»)\\]*_"
_END = re.compile(
    rf"(?<![.!?…<])[.!?…]++(?P<close>[{_CLOSERS}]*+)(?=(?P<next>\s|[<{{\[|]|[\u200b-\u200f\u2060-\u2064\U000e0000-\U000e01ff]|[A-Z]|[}}\]]))"
    rf"|[{_OTHER_SCRIPTS}]+[{_CLOSERS}」』]*"
)
_ABBREVIATIONS = frozenset(
    "e.g i.e eg ie etc vs cf al approx dr mr mrs ms mx prof sr jr st rev hon gen col sgt capt lt fig figs"
    " no nos vol pp ed eds inc ltd co corp dept est min max hr hrs yr yrs wk mo jan feb mar apr jun jul"
    " aug sep sept oct nov dec a.m p.m u.s u.k e.u u.n ph.d m.d b.sc m.sc b.a m.a b.tech viz resp ca"
    " ver v tel ext ave blvd".split()
)
_ONLY_BEFORE_A_FIGURE = frozenset(
    "no nos vol pp fig figs min max hr hrs ver v ext ed mo wk yr ca est mar".split()
)
_MAY_END_A_SENTENCE = frozenset(
    "etc al a.m p.m u.s u.k e.u u.n inc ltd co corp dept hrs yrs sr jr ph.d m.d".split()
)
_STARTERS = frozenset(
    "I We The It So And But Then They This My He She That When After Our In On At There Every Each"
    " If What Why How You Not No Yes For With As To From Because Also Later Once".split()
)
"""Words that open a sentence and are no surname."""
_TOKEN = re.compile(r"\S+")
_LAST_WORD = re.compile(r"[^\s(\"'“‘\[]+\Z")
_FIRST_WORD = re.compile(r"\s*[\"'“‘(\[]*([^\s\"'”’).,!?]+)")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_HIDDEN = re.compile(
    r"(?<!\U0001f3f4)[\U000e0020-\U000e007f\U000e0100-\U000e01ef]{6,}"
    r"|[\u200b\u200c\u200d\u2060-\u2064\ufeff]{8,}"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_UNSPACED_LONG = re.compile(r"[\u0e01-\u0e2e\u0e80-\u0eae\u1000-\u102a\u1780-\u17b3]")
_DASHES = re.compile(r"[—–]|--+|(?<=[^\W\d_])/(?=[^\W\d_])|…|\.{2,}")

_JOINTS = frozenset({"so", "because", "which", "but", "cause", "'cause", "whereas", "although"})
_CLAUSE_OPENERS = frozenset(
    "i i'm i'd i'll i've we we're we'd we've then so he she they you it it's that's there this oh um uh"
    " people after when because if once nobody everybody everyone my our the".split()
)
_WEAK = frozenset({"and", "then", "or", "when", "after", "while", "where", "until", "before", "if"})
_NOT_BEFORE_WHICH = frozenset({"of", "in", "on", "for", "to", "with", "from", "by", "at", "about"})


class _Word(NamedTuple):
    """A token of a sentence with its place in the reply."""

    start: int
    end: int
    text: str


def number_sentences(answer: Answer) -> tuple[Sentence, ...]:
    """Number the sentences of all replies from 1, in order, with exact spans."""
    found: list[Sentence] = []
    for reply, turn in enumerate(answer.replies):
        for start, end in _spans(turn.text):
            text = turn.text[start:end]
            found.append(
                Sentence(
                    n=len(found) + 1,
                    reply=reply,
                    start=start,
                    end=end,
                    text=text,
                    words=count_words(text),
                )
            )
    return tuple(found)


def count_words(text: str) -> int:
    """Count the words of a text: what stands between spaces and dashes and holds a letter or digit.

    Scripts without spaces are counted by their usual word length (two Han or Kana characters, four
    consonants of Thai, Lao, Burmese or Khmer), so that such an answer is not taken for one word.
    """
    spaced = _DASHES.sub(" ", text)
    unspaced, count = _UNSPACED.subn(" ", spaced)
    unspaced, long_count = _UNSPACED_LONG.subn(" ", unspaced)
    words = sum(1 for token in unspaced.split() if _WORD_CHARACTER.search(token))
    return words + (count + 1) // 2 + (long_count + 3) // 4


def _spans(text: str) -> Iterator[Span]:
    for start, end in _lines(text):
        for sentence in _split_line(text, start, end):
            for piece in _cut_long(text, sentence):
                stripped = _strip(text, piece)
                if stripped is not None:
                    yield stripped


def _lines(text: str) -> Iterator[Span]:
    """The lines of a text; a line broken by hand in mid-sentence (as in pasted mail) goes on."""
    open_line: Span | None = None
    for line in _LINE.finditer(text):
        if open_line is not None and _goes_on(text, open_line, line.start()):
            open_line = (open_line[0], line.end())
            continue
        if open_line is not None:
            yield open_line
        open_line = line.span()
    if open_line is not None:
        yield open_line


def _goes_on(text: str, line: Span, following: int) -> bool:
    gap = text[line[1] : following]
    wide = line[1] - max(line[0], text.rfind("\n", line[0], line[1])) >= WRAPPED
    return (
        gap in {"\n", "\r\n"}
        and wide
        and (text[line[1] - 1].isalpha() or text[line[1] - 1] == ",")
        and text[following].islower()
    )


def _split_line(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for mark in _END.finditer(text, start, end):
        cut = _cut_after(text, at, mark)
        if cut is not None and cut > at:
            yield at, cut
            at = cut
    yield at, end


def _cut_after(text: str, at: int, mark: re.Match[str]) -> int | None:
    """Where the sentence ends that this mark may end, or None where it ends none."""
    following = mark["next"]
    if following is None:
        return mark.end()
    if following in "}]":
        return mark.start("close") if mark["close"] else None
    if "A" <= following <= "Z":
        return mark.end() if _unspaced_start(text, mark) else None
    if following.isspace() and not _ends_before_space(text, at, mark):
        return None
    return mark.end()


def _unspaced_start(text: str, mark: re.Match[str]) -> bool:
    """`done.Then we`: a forgotten space, but not `Node.JS` or `U.S`."""
    before = text[max(0, mark.start() - 3) : mark.start()]
    word = _FIRST_WORD.match(text[mark.end() : mark.end() + 12])
    return before.islower() and len(before) == 3 and word is not None and word[1] in _STARTERS


def _ends_before_space(text: str, at: int, mark: re.Match[str]) -> bool:
    signs = mark.group().rstrip("\"'”’»)]*_")
    after = _FIRST_WORD.match(text[mark.end() : mark.end() + 40])
    first = after[1] if after else ""
    if signs in {"...", "..", "…"} or signs.endswith(("..", "…")):
        return not first[:1].islower()
    if signs != "." or (mark["close"] and mark["close"][0] in ")]"):
        return signs != "?!" or not first[:1].islower()
    return _period_ends(text[max(at, mark.start() - 30) : mark.start()], first)


def _period_ends(before: str, first: str) -> bool:
    """A period ends a sentence unless it belongs to an abbreviation, an initial or a list number."""
    last = _LAST_WORD.search(before)
    word = (last.group() if last else "").lower()
    if not word:
        return bool(before.strip())
    if _is_list_mark(before, word):
        return False
    if word in _ONLY_BEFORE_A_FIGURE:
        return not first[:1].isdigit()
    if word in _MAY_END_A_SENTENCE:
        return first in _STARTERS
    return word not in _ABBREVIATIONS and not _is_initial(before, first)


def _is_list_mark(before: str, word: str) -> bool:
    """`1.` or `a.` at the start of a line."""
    return before.strip().lower() == word and (word.isdigit() or len(word) == 1) and len(word) <= 2


def _is_initial(before: str, first: str) -> bool:
    """`J. Smith`: one capital before the period, a name after it (`plan B. Then` is none)."""
    last = _LAST_WORD.search(before)
    letter = last.group() if last else ""
    return len(letter) == 1 and letter.isupper() and letter != "I" and first not in _STARTERS


def _cut_long(text: str, span: Span) -> Iterator[Span]:
    start, end = span
    words = [_Word(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, start, end)]
    if len(words) <= LONG:
        yield span
        return
    at = 0
    while at < len(words):
        cut = _next_cut(words, at)
        stop = words[cut].start if cut < len(words) else end
        yield words[at].start, stop
        at = cut


def _next_cut(words: list[_Word], at: int) -> int:
    """The index of the word that opens the next piece."""
    last = len(words) - REST
    weak = 0
    for i in range(at + PIECE, last):
        if _is_joint(words, i):
            return i
        if _is_weak_joint(words, i):
            weak = i
        if i - at >= TOO_LONG:
            return weak or i
    return len(words)


def _is_joint(words: list[_Word], i: int) -> bool:
    word = words[i].text.lower().strip(",\"'“”’").replace("’", "'")
    before = words[i - 1].text.lower()
    following = words[i + 1].text.lower().strip(",").replace("’", "'")
    if before.endswith((";", ":", "—", "–")) and len(before) > 1:
        return before.endswith(";")
    if word == "and":
        return following in _CLAUSE_OPENERS
    if word == "which":
        return before not in _NOT_BEFORE_WHICH and before not in {"and", "know", "see"}
    if word == "so":
        return following != "that" and before not in {
            "and",
            "or",
            "not",
            "even",
            "is",
            "was",
            "did",
        }
    if word == "but":
        return before.endswith(",") or following in _CLAUSE_OPENERS
    return word in _JOINTS and following != "of"


def _is_weak_joint(words: list[_Word], i: int) -> bool:
    return words[i - 1].text.endswith((",", ":", "—", "–")) or words[i].text.lower() in _WEAK


def _strip(text: str, span: Span) -> Span | None:
    """The span without white space at its ends; None where it holds no word and hides nothing."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    piece = text[start:end]
    if _WORD_CHARACTER.search(piece) or _HIDDEN.search(piece):
        return start, end
    return None
