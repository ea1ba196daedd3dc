"""What must stand in a sentence before it may show anything: small questions, each answered by reading alone.

The weights weigh; the gates forbid. A sentence of phrases that fit any answer ("I took ownership and drove
impact") passes none of them, however well it scores.
"""

from __future__ import annotations

from interviewer.backends.embedded.reading import Read, is_function_word

_GOOD_WORDS = frozenset(
    "test tests testing backup backups rollback rollbacks monitoring monitor review reviews alert alerts logs logging"
    " staging safeguard safeguards documentation security privacy validation checks check reviewed tested backed"
    " monitored documented place measures put".split()
)
"""Safeguards by name alone."""


def anything(read: Read) -> bool:
    """Every sentence: for what speaks against an answer as a whole."""
    return bool(read.words)


def says_something(read: Read) -> bool:
    """Two words of its own at least, in a sentence and not a list of keywords."""
    return read.substance >= 2 and is_sentence(read)


def is_sentence(read: Read) -> bool:
    """Words that hold together: a past form, or enough small words between the big ones."""
    small = sum(is_function_word(w) for w in read.words)
    past = any("past" in w.kinds for w in read.words)
    return past or small >= max(1, read.length // 8)


def happened(read: Read) -> bool:
    """Something is told that was, and not only what would be."""
    return says_something(read) and any("past" in w.kinds for w in read.words)


def not_merely_meant(read: Read) -> bool:
    """Told, done or described as a habit; a bare `I would` is a wish."""
    return says_something(read) and (happened(read) or not read.has("i_would"))


def done_by_me(read: Read) -> bool:
    """The candidate's own act: `I` did it, or a past form without another subject (`Watched some tutorials`)."""
    if not not_merely_meant(read):
        return False
    first = read.words[0] if read.words else None
    return read.has("i_any") or (first is not None and "past" in first.kinds) or read.has("we_any")


def guards_something(read: Read) -> bool:
    """A safeguard told with a detail: `I had tests, backups and a rollback` is only a list of good words."""
    others = {w.text for w in read.own} - _GOOD_WORDS
    return is_sentence(read) and len(others) >= 2


def about_me(read: Read) -> bool:
    """The candidate speaks of themselves or of their side."""
    return says_something(read) and read.has("i_any", "we_any", "hides", "own_limit", "own_part")


def about_someone(read: Read) -> bool:
    """Another person appears: a pronoun, a name, or somebody by what they do."""
    return says_something(read) and read.has("others", "role", "name", "affected_who", "listener")


def scorns_someone(read: Read) -> bool:
    """Another person appears beside a word of scorn or dismissal."""
    return about_someone(read) and read.has(
        "contempt_words", "heat", "dismisses", "drama", "exclaim", "compare", "negation"
    )


def faults_someone(read: Read) -> bool:
    """Another person appears beside something that went wrong or was not done."""
    return about_someone(read) and read.has("blame", "pressure", "negation", "others_past")


def points_at_a_patient(read: Read) -> bool:
    """A person in care appears with a detail: a name, an age, a room, an illness."""
    return about_someone(read) and read.has("patient_cue") and read.has("number", "name", "role")


def skips_something(read: Read) -> bool:
    """An act of the candidate's side that leaves something out, or is boasted of."""
    return says_something(read) and (
        read.has("proud_skip_cue", "negation", "overrides", "outcome") or read.has("i_past")
    )
