"""What a person can set from outside: the only reader of the environment."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
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
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("STEADY_OPENAI_API_KEY", "OPENAI_API_KEY")
    )
    """A key for a language model; `STEADY_OPENAI_API_KEY` wins over `OPENAI_API_KEY`."""
    openai_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("STEADY_OPENAI_BASE_URL", "OPENAI_BASE_URL")
    )
    """Where the model is served, when it is not OpenAI; `STEADY_OPENAI_BASE_URL` wins over `OPENAI_BASE_URL`."""
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

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def key_is_set(self) -> bool:
        """True where a key for a language model stands in the environment."""
        return self.openai_api_key is not None and bool(
            self.openai_api_key.get_secret_value().strip()
        )

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
    name = str(location[0]).upper()
    return name if "OPENAI_" in name else f"STEADY_{name}"
