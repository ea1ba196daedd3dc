"""A language model on the pages, without a browser, over the scripted server's real HTTP: chosen, tested, keyed, forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from interviewer.storage import Storage
from tests.app_page import ROOT, keys, markup, open_page, words
from tests.model_server import MODEL, ModelServer, http
from tests.stored import utc_now

KEY = "sk-canary-5b1e77c0ffee"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(ROOT)
    return open_page()


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def choose_model(page: AppTest, address: str = "") -> None:
    """Choose a language model, and the server at an address where one is given."""
    page.run()
    page.segmented_control(key="who-grades").set_value("model").run()
    if address:
        page.selectbox(key="model-server").set_value("other").run()
        page.text_input(key="model-address").set_value(address).run()
    assert not page.exception


def type_key(page: AppTest, key: str = KEY) -> None:
    page.text_input(key="model-key").set_value(key).run()
    assert not page.exception


def everything(page: AppTest) -> str:
    """What a browser gets, what its address holds, and what the server keeps of the session in the open."""
    state = dict(page.session_state.items())
    sent = " ".join(str(element.proto) for element in page.main)
    return " ".join((sent, markup(page), str(page.query_params), repr(state)))


# ---------------------------------------------------------------- the choice


def test_the_embedded_grader_is_chosen_where_nothing_says_otherwise(page):
    page.run()
    assert page.segmented_control(key="who-grades").value == "embedded"
    assert not page.button(key="start").disabled
    assert "test-connection" not in keys(page)
    assert "Nothing you type leaves this machine" in words(page)


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [
        ({"OPENAI_API_KEY": KEY}, "model"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, "model"),
        ({"OPENAI_API_KEY": KEY, "STEADY_BACKEND": "embedded"}, "embedded"),
        ({"STEADY_BACKEND": "openai"}, "model"),
        ({"STEADY_BACKEND": "auto"}, "embedded"),
    ],
    ids=["key", "base-url", "embedded-wins", "openai", "auto"],
)
def test_the_settings_say_who_is_chosen_first(page, monkeypatch, settings, chosen):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    page.run()
    assert page.segmented_control(key="who-grades").value == chosen
    assert KEY not in everything(page)


def test_openai_without_a_key_cannot_start_and_says_why(page):
    choose_model(page)
    assert "Calls go to api.openai.com , outside this machine." in words(page)
    assert page.button(key="start").disabled
    assert "api.openai.com needs a key" in words(page)
    type_key(page)
    assert not page.button(key="start").disabled
    assert "needs a key" not in words(page)


def test_a_typed_key_leaves_its_field_at_once_and_shows_nowhere(page):
    """The field is empty again; the key is in no element, address or readable state."""
    choose_model(page)
    type_key(page)
    assert page.text_input(key="model-key").value == ""
    assert "A key for api.openai.com is at hand" in words(page)
    assert KEY not in everything(page)
    page.button(key="forget-typed-key").click().run()
    assert "is at hand" not in words(page)
    assert page.button(key="start").disabled


def test_a_typed_key_belongs_to_the_server_it_was_typed_for(page, model):
    """A key for one host is never sent to another one."""
    choose_model(page)
    type_key(page)
    page.selectbox(key="model-server").set_value("other").run()
    page.text_input(key="model-address").set_value(model.base_url).run()
    page.button(key="test-connection").click().run()
    assert KEY.encode() not in model.received
    assert "is at hand" not in words(page)


def test_the_key_of_the_environment_goes_to_its_own_server_only(page, model, monkeypatch):
    """Another address that somebody types does not get it."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    choose_model(page, model.base_url)
    page.button(key="test-connection").click().run()
    assert model.requests, "the server was asked"
    assert KEY.encode() not in model.received


def test_a_typed_key_does_not_outlive_the_start_page(page):
    choose_model(page)
    type_key(page)
    page.query_params["view"] = "history"
    page.run()
    del page.query_params["view"]
    choose_model(page)
    assert "is at hand" not in words(page)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://user:secret@127.0.0.1:8080/v1?key=secret", "127.0.0.1:8080"),
        ("https://models.example.org/v1/", "models.example.org"),
    ],
)
def test_the_host_that_will_be_called_is_shown_without_secrets(page, address, host):
    choose_model(page, address)
    assert f"Calls go to {host} ," in words(page)
    assert "secret" not in markup(page)


@pytest.mark.parametrize("address", ["", "not an address", "ftp://example.org", "http://"])
def test_what_is_no_address_is_said_and_stops_the_start(page, address):
    choose_model(page)
    page.selectbox(key="model-server").set_value("other").run()
    page.text_input(key="model-address").set_value(address).run()
    assert page.button(key="start").disabled
    assert "Nothing you type leaves" not in words(page)
    assert "Name the model's server first" in words(page)


# ---------------------------------------------------------------- the test of a connection


def test_a_connection_test_lists_the_models_and_says_what_works(page, model):
    choose_model(page, model.base_url)
    assert page.button(key="start").disabled, "no model is named yet"
    page.button(key="test-connection").click().run()
    assert page.selectbox(key="model-picked").value == MODEL
    assert "It works." in words(page)
    assert not page.button(key="start").disabled


def test_an_interview_that_passes_its_cap_is_told_before_it_begins(page, monkeypatch):
    monkeypatch.setenv("STEADY_OPINIONS", "3")
    choose_model(page)
    page.segmented_control(key="format").set_value("panel").run()
    assert "more than STEADY_TOKENS_PER_INTERVIEW allows (60,000)" in words(page)
    page.segmented_control(key="format").set_value("warm_up").run()
    assert "STEADY_TOKENS_PER_INTERVIEW" not in words(page)


def test_a_connection_test_counts_toward_the_day(page, model, own_data_folder):
    choose_model(page, model.base_url)
    page.button(key="test-connection").click().run()
    assert "It works." in words(page)
    with Storage(own_data_folder / "steady.db") as storage:
        assert storage.calls.tokens_on(utc_now().date()) > 0


def test_a_connection_that_fails_says_why(page, model):
    choose_model(page, model.base_url)
    page.text_input(key=f"model-name-{model.base_url.split('/')[2]}").set_value("m").run()
    model.play(http(401, {"error": {"message": "no"}}), http(401, {"error": {"message": "no"}}))
    page.button(key="test-connection").click().run()
    assert "No answer that can be used" in words(page)
    assert "key" in words(page)


def test_a_closed_port_is_met_calmly(page):
    with ModelServer() as gone:
        address = gone.base_url
    choose_model(page, address)
    page.button(key="test-connection").click().run()
    assert "No answer that can be used" in words(page)
    assert not page.exception


# ---------------------------------------------------------------- a server for several people


def test_a_shared_server_offers_no_model_its_owner_has_not_set_up(page, monkeypatch):
    monkeypatch.setenv("STEADY_PERSONAL", "0")
    page.run()
    assert not [c for c in page.get("button_group") if c.key == "who-grades"]
    assert not page.button(key="start").disabled


def test_a_visitor_of_a_shared_server_can_name_no_host(page, model, monkeypatch):
    """SSRF: the only address is the owner's; no field takes another one."""
    monkeypatch.setenv("STEADY_PERSONAL", "0")
    monkeypatch.setenv("STEADY_OPENAI_BASE_URL", model.base_url)
    choose_model(page)
    assert not [box for box in page.selectbox if box.key == "model-server"]
    assert not [field for field in page.text_input if field.key == "model-address"]
    page.session_state["model-server"] = "other"
    page.session_state["model-address"] = "http://169.254.169.254/v1"
    page.run()
    assert "169.254" not in words(page)
    assert f"Calls go to {model.base_url.split('/')[2]}" in words(page)
