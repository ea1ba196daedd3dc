"""Keys and passwords, recognised by their shape and taken out before anything is stored.

Each pattern is bounded, so that no text makes it slow. Engineers talk about passwords all the time: a value is
taken out only where it looks like one ("the password is stored hashed" stays as it is).
"""

from __future__ import annotations

import re

KEY_MARK = "[key removed]"
PASSWORD_MARK = "[password removed]"
PRIVATE_KEY_MARK = "[private key removed]"
LOGIN_MARK = "[login removed]"

KEY = "A key was taken out before your reply was stored. If it was a real one, replace it."
PASSWORD = "A password was taken out before your reply was stored. If it was a real one, change it."
PRIVATE_KEY = (
    "A private key was taken out before your reply was stored. If it was a real one, replace it."
)

_NOTICES = {
    KEY_MARK: KEY,
    PASSWORD_MARK: PASSWORD,
    PRIVATE_KEY_MARK: PRIVATE_KEY,
    LOGIN_MARK: PASSWORD,
}

_MASKED = r"(?!\[(?:key|password|private key|login) removed\])"
"""What was taken out before is left as it is."""

_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:"
    r"[\s\S]{0,12000}?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
    # The end is missing: as far as the lines look like one.
    r"|(?:(?:[ \t]{0,9}\n|\\n)[A-Za-z0-9+/=]{4,20000}(?=[ \t]{0,9}(?:\n|\\n|$)))*)"
)

_KEYS = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    + "|".join((
        # OpenAI, Anthropic and others: sk- and a digit somewhere, which ordinary words do not have.
        r"sk-(?=[A-Za-z_-]{0,200}[0-9])[A-Za-z0-9_-]{16,400}",
        r"(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,200}",
        r"(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16,400}",
        r"gh[pousr]_[A-Za-z0-9]{20,255}",
        r"github_pat_[A-Za-z0-9_]{20,255}",
        r"glpat-[A-Za-z0-9_-]{16,100}",
        r"xox[abeoprs]-[A-Za-z0-9-]{10,255}",
        r"AIza[0-9A-Za-z_-]{30,60}",
        r"ya29\.[0-9A-Za-z_-]{20,400}",
        r"hf_[A-Za-z0-9]{20,100}",
        r"npm_[A-Za-z0-9]{30,60}",
        r"pypi-[A-Za-z0-9_-]{40,400}",
        r"SG\.[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{16,80}",
        r"eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}(?:\.[A-Za-z0-9_-]{0,2000})?",
    ))
    + r")"
)

_HEADER = re.compile(
    r"(?i)\b(authorization\s{0,3}[:=]\s{0,3}[\"']?(?:basic|bearer|token)\s{1,3})"
    + _MASKED
    + r"[^\s\"']{4,4000}"
)
_BEARER = re.compile(
    r"(?i)\b(bearer\s{1,3})(?=[A-Za-z._~+/=-]{0,200}[0-9])[A-Za-z0-9._~+/=-]{12,4000}"
)
_LOGIN = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,20}://)[^\s/:@]{0,100}:[^\s/]{1,200}@")

_NAMED = re.compile(
    r"(?i)(?<![a-z])(?P<name>(?P<password>pass(?:word|phrase|wd|code)|pwd)|pass(?=[:=])"
    r"|(?:[a-z]{1,20}[ _-])?(?:secret|token)|(?:[a-z]{1,20}[ _-]){0,2}(?:secret|access|api|private)[ _-]?key)"
    r"(?P<is>[\"']?[ \t]{0,3}(?P<sign>:=|=>|[:=]|\bis\b|\bwas\b)[ \t]{0,3})"
    + _MASKED
    + r"(?:(?P<quote>[\"'`“‘])(?P<quoted>"
    + _MASKED
    + r"[^\"'`”’\n]{1,200})(?=[\"'`”’])|(?P<bare>[^\s\"'`“”‘’]{1,400}))"
)
_TRAILING = ".,;:!?)]}>"
_CALLED = re.compile(
    r"(?i)(?:sha-?\d+|md5|base-?\d+|bcrypt|argon2\w*|pbkdf2|scrypt|oauth-?2?|utf-?\d+|http/?\d|s3|k8s|ec2|[12]fa"
    r"|log4j|rs256|hs256|x509|null|none|true|false)"
)
"""Names of things, which are no passwords however much they look like one."""
_WORDS = re.compile(r"(?:[A-Za-z]+|\d+)(?:-[A-Za-z]+)+")
_MIXED = re.compile(r"[a-z][A-Z]")
_SYMBOL = re.compile(r"[!@#$%^&*_+=~\\|<>]")


def mask_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without the keys and passwords we recognise, and a notice for each kind that was taken out."""
    found: set[str] = set()
    while True:
        # One that was taken out can lay bare the next, which stood right behind it.
        masked = _mask_once(text, found)
        if masked == text:
            return text, tuple(dict.fromkeys(n for n in _NOTICES.values() if n in found))
        text = masked


def _mask_once(text: str, found: set[str]) -> str:
    def mark(mark: str, before: str = "", after: str = "") -> str:
        found.add(_NOTICES[mark])
        return before + mark + after

    def named(match: re.Match[str]) -> str:
        said = match["quoted"] or match["bare"]
        value = said if match["quoted"] else said.rstrip(_TRAILING)
        if not _is_secret(match, value):
            return match.group()
        before = f"{match['name']}{match['is']}{match['quote'] or ''}"
        return mark(PASSWORD_MARK if match["password"] else KEY_MARK, before, said[len(value) :])

    text = _PRIVATE_KEY.sub(lambda _: mark(PRIVATE_KEY_MARK), text)
    text = _HEADER.sub(lambda match: mark(KEY_MARK, match[1]), text)
    text = _BEARER.sub(lambda match: mark(KEY_MARK, match[1]), text)
    text = _LOGIN.sub(lambda match: mark(LOGIN_MARK, match[1], "@"), text)
    text = _KEYS.sub(lambda _: mark(KEY_MARK), text)
    return _NAMED.sub(named, text)


def _is_secret(match: re.Match[str], value: str) -> bool:
    """True where a named value looks like a password or a key, and not like the next word of a sentence."""
    if not value or _CALLED.fullmatch(value):
        return False
    said = match["sign"].lower() in {"is", "was"}
    if match["password"]:
        if match["quoted"] or (match["sign"] == "=" and len(value) > 1):
            return True
        alone = not said and not match.string[match.end() :].split("\n")[0].strip()
        return alone or _is_odd(value)
    return len(value) >= (16 if said else 10) and _is_odd(value)


def _is_odd(value: str) -> bool:
    """True for what is no word: letters with digits or signs in them, capitals in the middle, a long number."""
    if len(value) < 4 or _WORDS.fullmatch(value):
        return False
    letters = any(c.isalpha() for c in value)
    digits = any(c.isdigit() for c in value)
    if not letters:
        return digits and len(value) >= 6 and value.isdigit()
    return digits or bool(_SYMBOL.search(value) or _MIXED.search(value))
