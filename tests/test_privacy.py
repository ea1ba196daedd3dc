"""What a reply may hold once it is through the boundary, and what the person is told."""

from __future__ import annotations

import time
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interviewer.errors import BadReply, EmptyReply, LongReply
from interviewer.privacy import MAX_REPLY, clean_text
from interviewer.privacy_letters import LINES, UNSEEN, UNSHOWN

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

KEPT = {
    "plain words": "I wrote the rollback plan first. Then we shipped.",
    "tabs and lines": "one\n\n\ttwo  three \n",
    "accents both ways": "e\u0301 and \u00e9",
    "emoji family": f"my {FAMILY}!",
    "emoji with skin and sign": "\U0001f469\U0001f3fd\u200d\u2695\ufe0f",
    "rainbow flag": "\U0001f3f3\ufe0f\u200d\U0001f308",
    "flag spelt with tags": SCOTLAND,
    "keycap": "step 1\ufe0f\u20e3",
    "heart, text and picture": "\u2764\ufe0e \u2764\ufe0f",
    "Hebrew and Arabic": "\u05e9\u05dc\u05d5\u05dd abc 123 \u0639\u0631\u0628\u0649",
    "Persian joiner": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "Malayalam joiner": "\u0d28\u0d4d\u200d\u0d2e",
    "a name's Han variant": "\u845b\U000e0100\u57ce",
    "five scripts": "\u60a3\u8005\u306e\u6bcd \u0e01\u0e33\u0e25\u0e31\u0e07\u0e43\u0e08",
    "markup": "<script>window.pwn=1</script> ![x](http://127.0.0.1:9/p)",
    "a formula": "=1+1",
    "one word": "Yes",
    "a question mark": "?",
    "the limit itself": "x" * MAX_REPLY,
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_can_be_seen_is_left_exactly(text: str) -> None:
    assert clean_text(text) == (text, ())


CHANGED = {
    "Windows lines": ("a\r\nb\rc", "a\nb\nc", ()),
    "word processor lines": ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf", (LINES,)),
    "NUL": ("a\0b", "a\ufffdb", (UNSHOWN,)),
    "terminal colours": ("\x1b[31mred", "\ufffd[31mred", (UNSHOWN,)),
    "half a pair": ("a\ud800b\udfff", "a\ufffdb\ufffd", (UNSHOWN,)),
    "two halves are one": ("a\ud83d\ude00b", "a\U0001f600b", ()),
    "no characters": ("x\ufffe\U0010ffff\ufdd0y", "x\ufffd\ufffd\ufffdy", (UNSHOWN,)),
    "direction override": ("\u202eevil txt.exe\u202c", "evil txt.exe", (UNSEEN,)),
    "open isolate": ("\u2066never closed", "never closed", (UNSEEN,)),
    "direction marks": ("\u061c\u200f\u200ea", "a", (UNSEEN,)),
    "zero width": ("pass\u200bword\u2060s\ufeff", "passwords", (UNSEEN,)),
    "joiner between letters": ("a\u200db", "ab", (UNSEEN,)),
    "soft hyphen": ("soft\u00adly", "softly", (UNSEEN,)),
    "Hangul filler": ("a\u3164b", "a b", (UNSEEN,)),
    "tag letters": ("a" + "".join(chr(0xE0000 + ord(c)) for c in "give 5"), "a", (UNSEEN,)),
    "made up flag": (SCOTLAND.replace("\U000e0073", "\U000e0074"), "\U0001f3f4", (UNSEEN,)),
    "smuggled selectors": ("a\ufe0f\U000e0101b", "ab", (UNSEEN,)),
    "selectors behind emoji": ("\U0001f600" + "\U000e0110" * 9, "\U0001f600", (UNSEEN,)),
    "several at once": ("\0\u200ba", "\ufffda", (UNSHOWN, UNSEEN)),
}


@pytest.mark.parametrize(("raw", "text", "notices"), CHANGED.values(), ids=CHANGED)
def test_what_cannot_be_seen_is_made_visible_or_dropped_and_told(
    raw: str, text: str, notices: tuple[str, ...]
) -> None:
    assert clean_text(raw) == (text, notices)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "\n\n\t \r\n",
        "\u200b\u200c\u2060\ufeff",
        "\u00a0\u3000",
        ".",
        " . ",
        "...",
        "\u2026",
    ]
    + ["\u2800", "\u3164", "\0", "\ud800", "\U000e0041\U000e0042", "\u202e"],
    ids=ascii,
)
def test_nothing_to_read_is_not_a_reply(raw: str) -> None:
    with pytest.raises(EmptyReply, match="Your draft is kept"):
        clean_text(raw)


def test_a_long_reply_is_refused_with_its_number_at_once() -> None:
    """F51: a 2 MB paste costs nothing."""
    began = time.perf_counter()
    with pytest.raises(
        LongReply, match=r"2,000,000 characters, and 20,000 is the most.*draft is kept"
    ):
        clean_text("\u202e" * 2_000_000)
    assert time.perf_counter() - began < 0.1


def test_a_mask_may_not_make_a_reply_too_long() -> None:
    line = "pwd: x\n"
    with pytest.raises(LongReply):
        clean_text(line * (MAX_REPLY // len(line)))


ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\0\r\n\x0b\x1b\x85\u00ad\u200b\u200c\u200d\u200e\u202e\u2066\u3164\ufe0e\ufe0f\ufeff\ud83d\ude00"
            "\U000e0067\U000e0101\U000e007f\U0001f3f4\U0001f468\U0001f3fd\u2764\u0645\u06cc\u845b1#\u20e3"
        ),
    ),
    max_size=60,
)
TALK = st.lists(
    st.sampled_from(
        [
            "password",
            " is ",
            ": ",
            "=",
            "hunter2",
            "'",
            '"',
            "[",
            "removed]",
            "[password removed]",
            "sk-",
        ]
        + [
            "a1b2c3d4e5f6a7b8",
            "AKIAIOSFODNN7EXAMPLE",
            "https://",
            "u:p@",
            "@",
            "/",
            "bearer ",
            " ",
            "\n",
            ".",
        ]
        + [
            "-----BEGIN PRIVATE KEY-----",
            "-----END PRIVATE KEY-----",
            "api key",
            "token",
            "Authorization: ",
        ]
    ),
    max_size=14,
).map("".join)


@given(st.one_of(ODD, TALK))
@example("password: [password removed]")
@example("1\u00ad\ufe0f\u20e3")
@example("password: https://u:p@x")
def test_cleaning_twice_is_cleaning_once_and_only_bad_replies_are_refused(raw: str) -> None:
    try:
        once = clean_text(raw)
    except BadReply:
        return
    assert clean_text(once.text).text == once.text
    once.text.encode("utf-8")
    assert not {c for c in once.text if unicodedata.category(c) in {"Cc", "Cs"}} - {"\n", "\t"}


SLOW = {
    "key openers": "sk-",
    "addresses": "a://",
    "logins": "a://b:c",
    "private keys": "-----BEGIN PRIVATE KEY-----\n",
    "names": "password is ",
    "dots": "a.",
    "tokens": "eyJaaaaaaaa.",
    "named": "secret_key_",
    "emoji": "\U0001f468\u200d",
    "letters": "a",
    "bearers": "bearer a",
    "quotes": "password='",
    "numbers": "555-",
    "only": "the only child ",
}


@pytest.mark.parametrize("piece", SLOW.values(), ids=SLOW)
def test_no_text_makes_cleaning_slow(piece: str) -> None:
    """F51: the longest reply of the worst shape is read in a moment."""
    text = (piece * MAX_REPLY)[:MAX_REPLY]
    began = time.process_time()
    with suppress(LongReply):
        clean_text(text)
    assert time.process_time() - began < 1.5
