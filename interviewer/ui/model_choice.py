"""Who hears and grades: the start page's choice between the embedded grader and a language model.

A typed key stands in its field until the browser sends it, and then, outside every widget, bound to the server it
was typed for, until the interview starts, the server changes, *Forget key* is pressed or the start page is left.
On a server for several people nobody names a host: only the one its owner has set up is offered (SSRF).
"""

from __future__ import annotations

from typing import Literal

import streamlit as st
from pydantic import SecretStr

from interviewer.errors import BackendError
from interviewer.settings import Settings
from interviewer.ui.look import quiet, under
from interviewer.ui.model_door import EMBEDDED, Chosen, ModelDoor, Works
from interviewer.ui.model_words import KEPT, caps_text, goes_to, sent_html, tried_html
from interviewer.ui.wiring import Pieces

Who = Literal["embedded", "model"]
SERVERS = {
    "": "OpenAI",
    "http://localhost:11434/v1": "Ollama on this machine",
    "http://localhost:8080/v1": "llama.cpp on this machine",
    "http://localhost:8000/v1": "vLLM on this machine",
    "http://localhost:1234/v1": "LM Studio on this machine",
}
OTHER = "other"
LONGEST_ADDRESS = 300

KEY_FIELD = "model-key"
_SERVER, _ADDRESS, _MODEL, _PICKED = "model-server", "model-address", "model-name", "model-picked"
_TYPED = "typed_key"
"""(address, SecretStr): a key that was typed for this server."""
_LISTED = "models_listed"
"""(address, names): what the server said it has."""
_TRIED = "model_tried"
"""(address, model, works, says): what the last connection test found."""


def offers_model(pieces: Pieces) -> bool:
    """True where a model can be chosen: always on one's own copy, elsewhere where the owner has set one up."""
    return pieces.personal or _is_set_up(pieces.settings)


def pick_grader(pieces: Pieces, *, questions: int) -> Chosen:
    """Draw the choice, say who will hear and grade, and what so many questions need where the cap is lower."""
    if not offers_model(pieces):
        return EMBEDDED
    machine = machine_of(pieces)
    names: dict[Who, str] = {
        "embedded": f"Embedded: nothing leaves {'this machine' if pieces.personal else 'this server'}",
        "model": "A language model",
    }
    who: Who = st.segmented_control(
        "Who hears and grades",
        list(names),
        format_func=names.__getitem__,
        default="model" if _is_set_up(pieces.settings) else "embedded",
        required=True,
        key="who-grades",
    )
    if who == "embedded":
        st.html(
            under(
                f"Rules and small models that come with Steady. No key, no network; it runs on {machine}."
            )
        )
        return EMBEDDED
    st.html(
        under("It understands more, and asks after what you said. It needs a server, or a key.")
    )
    with st.container(border=True, key="model-panel"):
        return _draw_panel(pieces, questions)


def machine_of(pieces: Pieces) -> str:
    """Where Steady runs, as the person in front of the page sees it."""
    return "this machine" if pieces.personal else "the server that shows this page"


def forget_typed_key() -> None:
    """Drop a key that was typed on the start page, and what was found with it."""
    for name in (_TYPED, _LISTED, _TRIED):
        st.session_state.pop(name, None)
    if st.session_state.get(KEY_FIELD):
        st.session_state[KEY_FIELD] = ""


def _is_set_up(settings: Settings) -> bool:
    """True where the environment says that a model hears and grades."""
    if settings.backend == "auto":
        return settings.names_a_model
    return settings.backend == "openai"


# ---------------------------------------------------------------- the panel


def _draw_panel(pieces: Pieces, questions: int) -> Chosen:
    door, settings = pieces.models, pieces.settings
    address = _pick_server(pieces)
    if not address:
        st.html(quiet("An address looks like http://localhost:11434/v1."))
        return Chosen(by_model=True, stops="Name the model's server first.")
    st.html(
        goes_to(address, door.host(address), here=door.is_here(address), machine=machine_of(pieces))
    )
    model = _pick_model(door, address)
    key = None if door.has_key(address) else _ask_key(door, address)
    _draw_test(pieces, address, model, key)
    st.html(sent_html() + quiet(caps_text(settings)))
    if over := pieces.switchboard.forecast.over_cap(model, questions):
        st.html(under(over))
    return Chosen(True, model, address, key, stops=_stops(door, address, model, key))


def _stops(door: ModelDoor, address: str, model: str, key: SecretStr | None) -> str:
    """Why this cannot work; empty where it may."""
    if key is None and door.is_openai(address) and not door.has_key(address):
        return f"{door.host(address)} needs a key. Type it in above, or choose the embedded grader."
    if not model:
        return "Name a model, or press “Test connection” to see which ones the server has."
    return ""


def _pick_server(pieces: Pieces) -> str:
    """The address that will be called; empty where what was typed is none."""
    door = pieces.models
    if not pieces.personal:
        return door.own
    own = pieces.settings.base_url
    names = {door.address(typed): name for typed, name in SERVERS.items()}
    if own and door.own and door.own not in names:
        names = {door.own: f"{door.host(door.own)}, from the settings"} | names
    picked = st.selectbox(
        "Server",
        [*names, OTHER],
        index=[*names].index(door.own) if door.own in names else 0,
        format_func=lambda address: names.get(address, "Another address"),
        key=_SERVER,
        on_change=_new_server,
        help="OpenAI, or any server with the same chat API. The ones on this machine stand with their usual address.",
    )
    if picked != OTHER:
        return picked
    typed = st.text_input(
        "Address",
        key=_ADDRESS,
        max_chars=LONGEST_ADDRESS,
        placeholder="http://localhost:8000/v1",
        autocomplete="off",
        on_change=_new_server,
        help="The base URL, mostly with /v1 at its end. It is kept with the interview; a key does not belong in it.",
    )
    return door.address(typed or "") if (typed or "").strip() else ""


def _new_server() -> None:
    """A key and a list belong to the server they were typed for or came from."""
    forget_typed_key()
    st.session_state.pop(_PICKED, None)


def _pick_model(door: ModelDoor, address: str) -> str:
    """One of the models the server listed, or any name where it has listed none."""
    listed = _listed(address)
    default = door.default_model(address)
    if not listed:
        named = st.text_input(
            "Model",
            value=default,
            # A name of its own for each server: a browser keeps what stood in a field of the same name.
            key=f"{_MODEL}-{door.host(address)}",
            max_chars=200,
            autocomplete="off",
            placeholder="The name the server knows it by",
            help="“Test connection” asks the server which models it has.",
        )
        return (named or "").strip()
    first = str(st.session_state.get(_PICKED) or default)
    names = [*([first] if first and first not in listed else []), *listed]
    return st.selectbox("Model", names, index=names.index(first) if first else 0, key=_PICKED)


def _listed(address: str) -> tuple[str, ...]:
    of, names = st.session_state.get(_LISTED, ("", ()))
    return tuple(names) if of == address else ()


# ---------------------------------------------------------------- the key


def _ask_key(door: ModelDoor, address: str) -> SecretStr | None:
    """The key that was typed for this server, if one was."""
    key = _typed_key(address)
    host = door.host(address)
    wanted = "Key" if door.is_openai(address) else "Key, where the server wants one"
    st.text_input(
        wanted,
        key=KEY_FIELD,
        type="password",
        autocomplete="off",
        placeholder="Typed in. Type again to replace it" if key else "",
        on_change=_take_key,
        args=(address,),
        help=KEPT,
    )
    st.html(
        under(
            f"A key for {host} is at hand, in memory only."
            if key
            else f"For {host} only. Enter takes it in."
        )
    )
    return key


def _typed_key(address: str) -> SecretStr | None:
    of, key = st.session_state.get(_TYPED, ("", None))
    return key if of == address and isinstance(key, SecretStr) else None


def _take_key(address: str) -> None:
    """Take a key out of its field at once: it goes back to no browser."""
    typed = (st.session_state.get(KEY_FIELD) or "").strip()
    st.session_state[KEY_FIELD] = ""
    if typed:
        st.session_state[_TYPED] = (address, SecretStr(typed))
        st.session_state.pop(_TRIED, None)


# ---------------------------------------------------------------- the test


def _draw_test(pieces: Pieces, address: str, model: str, key: SecretStr | None) -> None:
    door = pieces.models
    with st.container(horizontal=True, key="model-buttons"):
        pressed = st.button("Test connection", key="test-connection", icon=":material/cable:")
        if not door.has_key(address):
            st.button(
                "Forget key",
                key="forget-typed-key",
                icon=":material/key_off:",
                disabled=key is None,
                on_click=forget_typed_key,
            )
    if pressed:
        with st.spinner(f"Asking {door.host(address)}"):
            _test(pieces, address, model, key)
        st.rerun()
    of, asked, works, says = st.session_state.get(_TRIED, ("", "", "nothing", ""))
    if of == address and asked == model:
        st.html(tried_html(works, says))


def _test(pieces: Pieces, address: str, model: str, key: SecretStr | None) -> None:
    """Ask which models there are, then ask one of them something small."""
    works: Works = "nothing"
    says = f"{pieces.models.host(address)} lists no model. Load one there, or type its name."
    names: tuple[str, ...] = ()
    try:
        names = pieces.switchboard.models(address, key)
    except BackendError as error:
        says = str(error)
    asked = model or next(iter(names), "")
    if asked:
        # A server that lists nothing may answer all the same.
        tried = pieces.switchboard.try_out(address, asked, key)
        works, says = tried.works, tried.says
    if names:
        st.session_state[_LISTED] = (address, names)
        st.session_state.pop(_PICKED, None)
    st.session_state[_TRIED] = (address, asked, works, says)
