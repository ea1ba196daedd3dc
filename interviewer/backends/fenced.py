"""The candidate's words as a model gets them: numbered lines behind a sign, inside a fence that stands in none of them.

Fence and sign are drawn for each call, so nobody can write them beforehand. A candidate's sentence is one line whatever
it holds, so no line can be forged; brackets are made harmless, since chat templates, tags and fences are built of them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from interviewer.domain import Answer, Sentence
from interviewer.privacy_identifiers import masked, without_known
from interviewer.privacy_said_back import said_back

SIGNS = "§¦¤†‡¬¶"
"""Signs nobody types; each is one token."""
FENCE_BYTES = 4
"""Enough that nobody hits a code which is drawn after they have spoken, and is good for one call."""
LONGEST = 24_000
"""Characters of an answer that are sent at most; of a longer one the start and the end."""

Draw = Callable[[], str]

_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BRACKETS = str.maketrans("<>[]{}＜＞", "‹›()()‹›")
_TAG = re.compile(r"\[[^\[\]]*\]")
_GLUED = re.compile(r"\w\[|\]\w")


@dataclass(frozen=True)
class Lines:
    """What stands between the fences, and which sentences it holds."""

    fence: str
    text: str
    sent: frozenset[int]
    left_out: int = 0


def fenced(
    sentences: Iterable[Sentence],
    answer: Answer,
    *,
    asked: str | None = None,
    draw: Draw = lambda: secrets.token_hex(FENCE_BYTES),
) -> Lines:
    """Number and fence the sentences that may be sent; `asked` is the interviewer's last line and stands as line 0."""
    shown = [(s.n, _line(s, answer)) for s in sentences]
    kept = _shortened(shown)
    if asked is not None:
        kept = [(0, _harmless(said_back(asked, answer), frozenset(_tags(answer)))), *kept]
    inside = " ".join(words for _, words in kept)
    sign = _sign(inside)
    text = "\n".join(f"{n}{sign} {words.replace(sign, ' ')}" for n, words in kept)
    fence = draw()
    while fence in text:
        fence = draw()
    sent = frozenset(n for n, _ in kept if n > 0)
    return Lines(fence=fence, text=text, sent=sent, left_out=len(shown) - len(sent))


def own_words(text: str, answer: Answer) -> str | None:
    """A line of a model with its tags turned back into the candidate's words; None where a tag stands for nothing.

    Nor where one is glued to other letters: said back like that, it would not be known again.
    """
    words = _tags(answer)
    if _GLUED.search(text) or any(tag not in words for tag in _TAG.findall(text)):
        return None
    return _TAG.sub(lambda tag: words[tag.group()], text)


def _line(sentence: Sentence, answer: Answer) -> str:
    reply = answer.replies[sentence.reply]
    said = masked(reply.text, reply.identifiers, sentence.start, sentence.end)
    # Said once more without being recognised, the same words are the same person.
    return _harmless(without_known(said, answer), frozenset(_tags(answer)))


def _tags(answer: Answer) -> dict[str, str]:
    """The tags that stand for masked words, with the words."""
    return {
        i.tag: r.text[i.start : i.end] for r in answer.replies for i in r.identifiers if not i.kept
    }


def _harmless(text: str, tags: frozenset[str]) -> str:
    """One line without brackets but those of our own tags."""
    pieces = _TAG.split(text)
    between = [tag if tag in tags else tag.translate(_BRACKETS) for tag in _TAG.findall(text)]
    joined = [pieces[0].translate(_BRACKETS)]
    for tag, piece in zip(between, pieces[1:], strict=True):
        joined += [tag, piece.translate(_BRACKETS)]
    # Half a character cannot be sent; a question mark stands for it.
    whole = "".join(joined).encode("utf-8", "replace").decode("utf-8")
    return _BREAKS.sub(" ", whole).strip()


def _sign(text: str) -> str:
    """A sign that stands nowhere in the text; where all do, any, and the text loses it."""
    free = [sign for sign in SIGNS if sign not in text]
    return secrets.choice(free or list(SIGNS))


def _shortened(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The start and the end of what is too long to be sent whole."""
    if sum(len(words) for _, words in lines) <= LONGEST:
        return lines
    first = _as_many(lines, LONGEST // 2)
    last = _as_many(lines[::-1], LONGEST // 2)
    numbers = {n for n, _ in (*first, *last)}
    return [(n, words[: LONGEST // 2]) for n, words in lines if n in numbers]


def _as_many(lines: list[tuple[int, str]], room: int) -> list[tuple[int, str]]:
    """Lines from the front as far as there is room for them; one at least."""
    kept: list[tuple[int, str]] = []
    for n, words in lines:
        room -= len(words)
        if kept and room < 0:
            break
        kept.append((n, words))
    return kept
