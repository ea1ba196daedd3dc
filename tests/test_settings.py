"""What can be set from outside, and what is said where it cannot be understood."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from interviewer import settings as module
from interviewer.errors import SteadyError
from interviewer.settings import Settings, default_data_dir, load_settings


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.delenv("STEADY_DATA_DIR")
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(module.Path, "home", lambda: tmp_path)
    return monkeypatch


def test_with_nothing_set_everything_stays_on_this_machine(bare: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    assert settings.database == settings.data_dir / "steady.db"
    assert settings.guides_dir is None
    assert not settings.key_is_set
    assert settings.log_level == "WARNING"


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {}, ".local/share/steady"),
        ("linux", {"XDG_DATA_HOME": "{home}/x"}, "x/steady"),
        ("darwin", {}, "Library/Application Support/Steady"),
        ("win32", {}, "AppData/Local/Steady"),
        ("win32", {"LOCALAPPDATA": "{home}/l"}, "l/Steady"),
    ],
)
def test_the_data_folder_is_where_the_system_keeps_such_things(
    bare: pytest.MonkeyPatch, tmp_path: Path, platform: str, variables: dict[str, str], folder: str
) -> None:
    for name, value in variables.items():
        bare.setenv(name, value.format(home=tmp_path))
    assert default_data_dir(platform) == tmp_path / folder


def test_the_folder_and_the_database_can_be_moved(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setenv("STEADY_DATA_DIR", str(tmp_path / "d"))
    assert load_settings().database == tmp_path / "d" / "steady.db"
    bare.setenv("STEADY_DATABASE_URL", "postgresql://u:hidden@h/d")
    settings = load_settings()
    assert settings.database == "postgresql://u:hidden@h/d"
    assert "hidden" not in repr(settings)


def test_a_tilde_is_the_home_folder(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("STEADY_GUIDES_DIR", "~/guides")
    guides = load_settings().guides_dir
    assert guides is not None and guides.is_absolute() and guides.name == "guides"


@pytest.mark.parametrize(
    ("address", "said", "personal"),
    [
        ("127.0.0.1", None, True),
        ("127.0.0.53", None, True),
        ("localhost", None, True),
        ("::1", None, True),
        ("[::1]", None, True),
        ("0.0.0.0", None, False),
        ("::", None, False),
        ("192.168.1.4", None, False),
        ("example.org", None, False),
        ("", None, False),
        (None, None, False),
        ("0.0.0.0", "1", True),
        ("127.0.0.1", "0", False),
        ("127.0.0.1", "", True),
    ],
)
def test_lists_are_shown_only_where_the_copy_serves_one_person(
    bare: pytest.MonkeyPatch, address: str | None, said: str | None, personal: bool
) -> None:
    if said is not None:
        bare.setenv("STEADY_PERSONAL", said)
    assert load_settings().personal_for(address) is personal


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "STEADY_OPENAI_API_KEY"])
def test_a_key_is_noticed_and_never_shown(bare: pytest.MonkeyPatch, name: str) -> None:
    bare.setenv(name, "sk-canary-0001")
    settings = load_settings()
    assert settings.key_is_set
    assert (
        "canary" not in f"{settings!r}{settings}{settings.model_dump()}{settings.model_dump_json()}"
    )


STEADY_KEY, PLAIN_KEY = "sk-steadys-own", "sk-openais"
STEADY_AT, PLAIN_AT = "http://192.168.1.5:8000/v1", "https://models.example/v1"


@pytest.mark.parametrize(
    ("given", "key", "by", "at"),
    [
        ("", None, "", None),
        ("OPENAI_API_KEY", PLAIN_KEY, "OPENAI_API_KEY", None),
        ("STEADY_OPENAI_API_KEY", STEADY_KEY, "STEADY_OPENAI_API_KEY", None),
        ("STEADY_OPENAI_API_KEY OPENAI_API_KEY", STEADY_KEY, "STEADY_OPENAI_API_KEY", None),
        ("OPENAI_API_KEY OPENAI_BASE_URL", PLAIN_KEY, "OPENAI_API_KEY", PLAIN_AT),
        ("STEADY_OPENAI_API_KEY OPENAI_BASE_URL", STEADY_KEY, "STEADY_OPENAI_API_KEY", PLAIN_AT),
        ("STEADY_OPENAI_API_KEY STEADY_OPENAI_BASE_URL", STEADY_KEY, "STEADY_OPENAI_API_KEY", STEADY_AT),
        ("OPENAI_API_KEY STEADY_OPENAI_BASE_URL", None, "", STEADY_AT),
        ("OPENAI_API_KEY OPENAI_BASE_URL STEADY_OPENAI_BASE_URL", None, "", STEADY_AT),
        ("OPENAI_BASE_URL STEADY_OPENAI_BASE_URL", None, "", STEADY_AT),
    ],
)  # fmt: skip
def test_the_key_named_for_openai_goes_to_no_server_that_only_steady_was_told_of(
    bare: pytest.MonkeyPatch, given: str, key: str | None, by: str, at: str | None
) -> None:
    values = {
        "STEADY_OPENAI_API_KEY": STEADY_KEY,
        "OPENAI_API_KEY": PLAIN_KEY,
        "STEADY_OPENAI_BASE_URL": STEADY_AT,
        "OPENAI_BASE_URL": PLAIN_AT,
    }
    for name in given.split():
        bare.setenv(name, values[name])
    settings = load_settings()
    found = settings.key
    assert (found.get_secret_value() if found else None, settings.key_name) == (key, by)
    assert settings.base_url == at
    assert settings.key_is_set == (key is not None)


@pytest.mark.parametrize("opinions", ["1", "3", "5"])
def test_opinions_can_be_set_from_outside(bare: pytest.MonkeyPatch, opinions: str) -> None:
    bare.setenv("STEADY_OPINIONS", opinions)
    assert load_settings().opinions == int(opinions)


@pytest.mark.parametrize("opinions", ["2", "three", "-1"])
def test_other_numbers_of_opinions_are_refused(bare: pytest.MonkeyPatch, opinions: str) -> None:
    bare.setenv("STEADY_OPINIONS", opinions)
    with pytest.raises(SteadyError, match="STEADY_OPINIONS"):
        load_settings()


def test_a_blank_key_of_steadys_own_hides_no_other(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("STEADY_OPENAI_API_KEY", "  ")
    bare.setenv("OPENAI_API_KEY", PLAIN_KEY)
    assert load_settings().key_name == "OPENAI_API_KEY"


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_key_is_none(bare: pytest.MonkeyPatch, value: str) -> None:
    bare.setenv("OPENAI_API_KEY", value)
    assert not load_settings().key_is_set


def test_every_problem_is_named_and_no_value_shown(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("STEADY_PERSONAL", "canary-perhaps")
    bare.setenv("STEADY_LOG_LEVEL", "canary-loud")
    with pytest.raises(SteadyError) as told:
        load_settings()
    assert "STEADY_PERSONAL" in str(told.value) and "STEADY_LOG_LEVEL" in str(told.value)
    assert "canary" not in str(told.value)


def test_a_missing_home_folder_is_told(bare: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("no home")

    bare.setattr(module.Path, "home", homeless)
    with pytest.raises(SteadyError, match="STEADY_DATA_DIR"):
        load_settings()


def test_settings_do_not_change_after_they_were_read() -> None:
    with pytest.raises(ValidationError):
        load_settings().log_level = "DEBUG"  # type: ignore[misc]


def test_every_setting_is_explained() -> None:
    assert [n for n, field in Settings.model_fields.items() if not field.description] == []
