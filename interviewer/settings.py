"""What a person can set from outside: the only reader of the environment."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from interviewer.errors import SteadyError

DATABASE = "steady.db"


def default_data_dir(platform: str = sys.platform) -> Path:
    """The folder where a program keeps a user's data on this kind of system."""
    home = Path.home()
    if platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Steady"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "Steady"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "steady"


class Settings(BaseSettings):
    """The environment, read once and checked; every name begins with STEADY_."""

    model_config = SettingsConfigDict(
        env_prefix="STEADY_",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        use_attribute_docstrings=True,
    )

    data_dir: Path = Field(default_factory=default_data_dir)
    """The folder of the database."""
    database_url: SecretStr | None = None
    """Another database, as an SQLAlchemy address; it may hold a password."""
    personal: bool | None = None
    """Lists of interviews are shown: this copy serves one person. Unset: exactly on the loopback address."""
    guides_dir: Path | None = None
    """A folder with guides of one's own, offered beside the shipped ones."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    """How much is written to the log; what people write never is."""
    openai_api_key: SecretStr | None = None
    """A key for a language model, for Steady alone; `key` is the one that counts."""
    openai_base_url: str | None = None
    """Where the model is served, for Steady alone; `base_url` is the one that counts."""
    everyones_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    """The key that every program here may use: for OpenAI, or for the server that `OPENAI_BASE_URL` names."""
    everyones_base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    """Where every program here finds its model, when that is not OpenAI."""
    model: str | None = None
    """The model's name there; unset: a dated default on OpenAI, the first one listed elsewhere."""
    backend: Literal["auto", "embedded", "openai"] = "auto"
    """Who hears and grades: `auto` is a model where a key or a base URL is set, and the embedded backend else."""
    call_deadline: float = Field(default=60, gt=0, le=600)
    """Seconds a call of the model may take in all, its tries included."""
    opinions: Literal[1, 3, 5] = 1
    """How often the model marks an answer; of several opinions the median counts."""
    tokens_per_interview: int = Field(default=60_000, ge=0)
    """The most input tokens an interview may send to a model; 0: no cap."""
    tokens_per_day: int = Field(default=400_000, ge=0)
    """The most input tokens that may be sent to a model in a day (UTC); 0: no cap."""

    @field_validator("data_dir", "guides_dir")
    @classmethod
    def _at_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else value

    @field_validator("opinions", mode="before")
    @classmethod
    def _a_number(cls, value: object) -> object:
        return int(value) if isinstance(value, str) and value.strip().isdecimal() else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def base_url(self) -> str | None:
        """Where the model is served; None is OpenAI. Steady's own variable wins."""
        return self.everyones_base_url if self.openai_base_url is None else self.openai_base_url

    @property
    def base_url_name(self) -> str:
        """The variable the base URL comes from; empty where none is set."""
        if self.openai_base_url is not None:
            return "STEADY_OPENAI_BASE_URL"
        return "OPENAI_BASE_URL" if self.everyones_base_url is not None else ""

    @property
    def key(self) -> SecretStr | None:
        """The key for the server at `base_url`, and for no other."""
        return {
            "": None,
            "STEADY_OPENAI_API_KEY": self.openai_api_key,
            "OPENAI_API_KEY": self.everyones_api_key,
        }[self.key_name]

    @property
    def key_name(self) -> str:
        """The variable the key comes from; empty where none is set for this server."""
        if _holds(self.openai_api_key):
            return "STEADY_OPENAI_API_KEY"
        # Whoever set the other key did not know of a server that only Steady is told of.
        is_for_it = self.openai_base_url is None
        return "OPENAI_API_KEY" if is_for_it and _holds(self.everyones_api_key) else ""

    @property
    def key_held_back(self) -> bool:
        """True where `OPENAI_API_KEY` is set and is not for the server at `base_url`."""
        return not self.key_name and _holds(self.everyones_api_key)

    @property
    def key_is_set(self) -> bool:
        """True where a key for the server at `base_url` stands in the environment."""
        return bool(self.key_name)

    @property
    def names_a_model(self) -> bool:
        """True where a key or a base URL says that there is a language model to ask."""
        return self.key_is_set or self.base_url is not None

    @property
    def database(self) -> str | Path:
        """What Storage opens: the address that was set, or a file in the data folder."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return self.data_dir / DATABASE

    def personal_for(self, address: str | None) -> bool:
        """True where a server bound to this address serves one person: as set, or on the loopback address alone."""
        if self.personal is not None:
            return self.personal
        return is_loopback(address or "")


def _holds(key: SecretStr | None) -> bool:
    return key is not None and bool(key.get_secret_value().strip())


def is_loopback(address: str) -> bool:
    """True for an address that only this machine can reach; no address means all of them."""
    name = address.strip().strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def load_settings() -> Settings:
    """Read the environment. Raises SteadyError naming every variable that cannot be understood, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"{_variable(problem['loc'])}: {problem['msg'].lower()}"
            for problem in error.errors(include_input=False, include_context=False)
        ]
        raise SteadyError("Steady's settings cannot be read. " + "; ".join(problems)) from None
    except RuntimeError as error:
        raise SteadyError(
            "Your home folder cannot be found. Say where Steady may keep its data with STEADY_DATA_DIR."
        ) from error


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0])
    return name if name.isupper() else f"STEADY_{name.upper()}"
