"""Where a model is served, and with which key: checked before anything is built from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from interviewer.errors import KeyRefused, ModelUnknown, NoKey, Offline

DEFAULT_MODEL = "gpt-5.4-mini"
"""What is asked for on OpenAI where no model is named. Chosen 2026-11-26: no end announced in openai 3.57."""
OPENAI_ADDRESS = "https://api.openai.com/v1"
DUMMY_KEY = "local"
"""Servers of one's own mostly want none, and the SDK insists on one."""
LONGEST_KEY = 4096
NOTHING = "there is none"
LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")
NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?")
IPV6 = re.compile(r"[0-9A-Fa-f:.]{2,45}")
STRANGE = re.compile(r"[\s\\<>\"']")
"""Read in one way by some and in another way by others, so that the host shown would not be the host called."""
QUOTES = "\"'`\u2018\u2019\u201c\u201d"


@dataclass(frozen=True)
class Connection:
    """A model server, a model's name there, and the key, which shows in no repr."""

    base_url: str | None
    """None is OpenAI itself."""
    model: str
    key: SecretStr | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """The host that will really be called, with its port where one is named."""
        parts, name = _parts(self.base_url)
        if parts is None:
            return "this address"
        port = _port(parts)
        return f"{name}:{port}" if port else name

    @property
    def address(self) -> str:
        """The base URL that will be called: no user info, no query, as it may be stored and shown."""
        parts, _ = _parts(self.base_url)
        if parts is None:
            return ""
        path = parts.path.rstrip("/").removesuffix("/chat/completions").rstrip("/")
        return f"{parts.scheme}://{self.host}{path}"

    @property
    def openai(self) -> bool:
        """True for OpenAI itself, which knows options that other servers refuse."""
        _, name = _parts(self.base_url)
        return name == "api.openai.com" or name.endswith(".api.openai.com")

    @property
    def direct(self) -> bool:
        """True where no proxy of the environment may stand in between: it would read the prompts, or is this machine."""
        parts, name = _parts(self.base_url)
        return parts is None or parts.scheme == "http" or bool(LOOPBACK.fullmatch(name.strip("[]")))

    @property
    def secret(self) -> str:
        """The key as it is sent. Raises NoKey or KeyRefused, which never show it."""
        # No frame that raises holds the key: tracebacks may be written with their variables.
        wrong = _wrong_with(self.key)
        if wrong == NOTHING and self.openai:
            raise NoKey(
                f"There is no key for {self.host}. Type one in, or set STEADY_OPENAI_API_KEY; "
                "the interview goes on without a model."
            )
        if wrong not in {NOTHING, ""}:
            raise KeyRefused(
                f"The key for {self.host} cannot be right: {wrong}. Paste the key alone."
            )
        return _plain(self.key) or DUMMY_KEY

    def check(self) -> None:
        """Find what is wrong before anything is sent. Raises Offline, NoKey, KeyRefused or ModelUnknown."""
        parts, _ = _parts(self.base_url)
        if parts is None:
            raise Offline(
                "The base URL is no address of a model server. "
                "It looks like http://127.0.0.1:11434/v1, with http:// or https:// in front."
            )
        _ = self.secret
        if not self.model.strip() or not self.model.isprintable():
            raise ModelUnknown(
                f"No model is named for {self.host}. Choose one from the list, or set STEADY_MODEL."
            )


def _parts(base_url: str | None) -> tuple[SplitResult | None, str]:
    """An address in its parts, and the host as it is looked up; None where it is no address of the web."""
    address = (base_url or OPENAI_ADDRESS).strip()
    if STRANGE.search(address) or not address.isprintable():
        return None, ""
    try:
        parts = urlsplit(address)
        name = _host(parts.hostname or "")
        _port(parts)
    except ValueError:
        return None, ""
    return (parts, name) if parts.scheme in {"http", "https"} and name else (None, "")


def _host(name: str) -> str:
    """A host in letters of ASCII, so that a lookalike shows; nothing where it is none."""
    if ":" in name:
        return f"[{name}]" if IPV6.fullmatch(name) else ""
    ascii_name = name.encode("idna").decode("ascii") if not name.isascii() else name
    return ascii_name.lower() if NAME.fullmatch(ascii_name) else ""


def _port(parts: SplitResult) -> int | None:
    """The port that is named, where it is not the scheme's own. Raises ValueError."""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return None if parts.port == usual else parts.port


def _plain(key: SecretStr | None) -> str:
    return key.get_secret_value().strip() if key is not None else ""


def _wrong_with(secret: SecretStr | None) -> str:
    """What is wrong with a key's shape, in words that show nothing of it."""
    key = _plain(secret)
    if not key:
        return NOTHING
    if key.lower().startswith(("bearer ", "authorization")):
        return "it begins with a header's name"
    if key[0] in QUOTES or key[-1] in QUOTES:
        return "it stands in quotation marks"
    if any(letter.isspace() or not letter.isprintable() for letter in key):
        return "it holds a space, a line break or a character that cannot be seen"
    if not key.isascii():
        return "it holds letters that no key has"
    return "it is far too long" if len(key) > LONGEST_KEY else ""
