"""What is taken from a model's text, and what never is."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from interviewer.backends.json_reply import Unreadable, read_reply


class Seen(BaseModel):
    """One behaviour."""

    model_config = ConfigDict(extra="forbid")

    id: Literal["own_act", "outcome"]
    sentences: tuple[Annotated[int, Field(ge=1, le=99)], ...]


class Reply(BaseModel):
    """A reply with a list inside, so that an inner object could be mistaken for it."""

    model_config = ConfigDict(extra="forbid")

    seen: tuple[Seen, ...]
    note: str = ""


seen = st.fixed_dictionaries({
    "id": st.sampled_from(["own_act", "outcome"]),
    "sentences": st.lists(st.integers(1, 99), max_size=4),
})
note = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
replies = st.fixed_dictionaries({"seen": st.lists(seen, max_size=3), "note": note})
prose = st.text(
    alphabet=st.characters(exclude_characters="{}<", exclude_categories=["Cs"]), max_size=80
)
anything = st.text(alphabet=st.sampled_from('{}[]":,\\ntfu0123456789.eE- <>/ink\n"a'), max_size=200)


@given(replies, prose, prose)
def test_an_object_is_found_whatever_prose_stands_around_it(
    value: dict[str, Any], before: str, after: str
) -> None:
    text = f"{before}\n{json.dumps(value)}\n{after}"
    assert read_reply(text, Reply).model_dump(mode="json") == value


@given(replies, replies)
def test_the_first_of_two_objects_is_taken(first: dict[str, Any], second: dict[str, Any]) -> None:
    text = json.dumps(first) + "\n" + json.dumps(second)
    assert read_reply(text, Reply).model_dump(mode="json") == first


@given(replies, replies, st.sampled_from(["think", "THINK", "thinking", "reasoning"]))
def test_a_thought_is_passed_over_even_where_it_holds_a_reply(
    thought: dict[str, Any], value: dict[str, Any], mark: str
) -> None:
    text = f"<{mark}>Maybe {json.dumps(thought)}?</{mark}>\n```json\n{json.dumps(value)}\n```"
    assert read_reply(text, Reply).model_dump(mode="json") == value


@given(replies, st.data())
def test_no_cut_reply_is_read(value: dict[str, Any], data: st.DataObject) -> None:
    """F10: every true beginning of a reply is refused, inner objects that are whole included."""
    text = json.dumps(value)
    with pytest.raises(Unreadable):
        read_reply(text[: data.draw(st.integers(0, len(text) - 1))], Reply)


@given(replies, st.data())
def test_no_reply_with_a_stray_quote_or_brace_is_mended(
    value: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps({**value, "note": ""})
    place = data.draw(st.integers(1, len(text) - 1))
    broken = text[:place] + data.draw(st.sampled_from('"{[')) + text[place:]
    try:
        found = read_reply(broken, Reply).model_dump(mode="json")
    except Unreadable:
        return
    assert json.loads(broken) == found


@given(anything)
def test_any_text_is_a_reply_or_unreadable(text: str) -> None:
    """F14, F17: no foreign exception, whatever a model writes."""
    with pytest.raises(Unreadable):
        read_reply(text, Reply)


@given(st.text(max_size=300))
def test_any_unicode_is_unreadable_or_read(text: str) -> None:
    with pytest.raises(Unreadable):
        read_reply(text, Reply)


OUT_OF_BOUNDS = {
    "NaN": '{"seen": [], "note": NaN}',
    "Infinity": '{"seen": [], "note": -Infinity}',
    "a key twice": '{"seen": [], "seen": []}',
    "a key twice, inside": '{"seen": [{"id": "outcome", "id": "own_act", "sentences": []}]}',
    "a lone surrogate": '{"seen": [], "note": "\\udc00"}',
    "a huge number": '{"seen": [{"id": "outcome", "sentences": [1' + "0" * 400 + "]}]}",
    "1e400": '{"seen": [{"id": "outcome", "sentences": [1e400]}]}',
    "nested 100,000 deep": '{"a":' * 100_000,
    "nested 30 deep": '{"seen": ' + "[" * 30 + "]" * 30 + "}",
    "far too long": '{"seen": [], "note": "' + "x" * 500_000 + '"}',
    "an unknown id": '{"seen": [{"id": "level_5", "sentences": []}]}',
    "a number as text": '{"seen": [{"id": "outcome", "sentences": ["1"]}]}',
    "a number with a point": '{"seen": [{"id": "outcome", "sentences": [1.0]}]}',
    "true as a number": '{"seen": [{"id": "outcome", "sentences": [true]}]}',
    "an extra key": '{"seen": [], "level": 5}',
    "null": '{"seen": null}',
    "only an inner object": '{"id": "outcome", "sentences": [1]}',
    "a list": "[1, 2]",
    "single quotes": "{'seen': []}",
    "a trailing comma": '{"seen": [],}',
    "a comment": '{"seen": [] /* none */}',
    "a thought without end": '<think>so {"seen": []}',
}


@pytest.mark.parametrize("name", OUT_OF_BOUNDS)
def test_what_is_out_of_bounds_is_refused(name: str) -> None:
    """F17: impossible values are never mended into possible ones."""
    with pytest.raises(Unreadable) as caught:
        read_reply(OUT_OF_BOUNDS[name], Reply)
    assert len(str(caught.value)) < 1200


@given(st.text(alphabet=st.characters(categories=["Lu", "Nd"]), min_size=6, max_size=40))
def test_what_is_told_to_the_model_repeats_none_of_its_words(word: str) -> None:
    text = json.dumps({"seen": [{"id": word, "sentences": []}], word: word})
    with pytest.raises(Unreadable) as caught:
        read_reply(text, Reply)
    assert word not in str(caught.value)
    assert not re.search(r"[\x00-\x1f]", str(caught.value))


def test_braces_of_prose_are_passed_over() -> None:
    assert read_reply('Use {this form}: {"seen": []}', Reply) == Reply(seen=())


def test_a_mark_of_thought_inside_a_text_is_text() -> None:
    assert read_reply('{"seen": [], "note": "a <think> b"}', Reply).note == "a <think> b"
