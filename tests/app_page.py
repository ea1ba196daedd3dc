"""The page in AppTest, in words: what a person could read on it, and what they do."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from interviewer.domain import Guide, Interview
from interviewer.library import load_library
from interviewer.storage import Storage

ROOT = Path(__file__).parent.parent
STORY = (
    "In 2023 I ran the appointment form for two clinics. It lost entries about twice a week, and nurses had to "
    "call families again. I was asked to find out why before the autumn rush. First I read the logs of a week, "
    "then I wrote a test that saved the form twice at once, because I suspected a race. The test failed, so I put "
    "the save into one transaction instead of adding a retry, which would only have hidden it. After that no entry "
    "was lost in three months, and the nurses stopped calling families twice."
)
MORE = "The nurses told me in the weekly round that nothing was lost any more, and I check the log every Monday."


def open_page(**address: str) -> AppTest:
    """The page at an address, not drawn yet."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in address.items():
        page.query_params[name] = value
    return page


def words(page: AppTest) -> str:
    """All that a person could read: our HTML without its tags, and the labels of widgets."""
    bodies = [element.proto.body for element in page.get("html")]
    text = html.unescape(re.sub(r"<[^>]+>", " ", " ".join(bodies)))
    labels = " ".join(button.label for button in page.button)
    return re.sub(r"\s+", " ", f"{text} {labels}")


def markup(page: AppTest) -> str:
    return " ".join(element.proto.body for element in page.get("html"))


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    settle(page)


def settle(page: AppTest, seconds: float = 20) -> None:
    """Draw again until nothing is being read or graded, as the page does by itself in a browser."""
    ends = time.monotonic() + seconds
    while 'class="reading"' in markup(page):
        assert time.monotonic() < ends, "the response never came"
        time.sleep(0.05)
        page.run()
    assert not page.exception


def begin(page: AppTest, *, mode: str = "practice", format: str = "warm_up") -> str:
    """Start an interview and say its id."""
    page.run()
    page.segmented_control(key="format").set_value(format).run()
    page.segmented_control(key="mode").set_value(mode).run()
    press(page, "start")
    return opened(page)


def send(page: AppTest, text: str) -> None:
    page.chat_input[0].set_value(text).run()
    settle(page)


def opened(page: AppTest) -> str:
    """The id in the address."""
    found = page.query_params["i"]
    return found if isinstance(found, str) else found[0]


def keys(page: AppTest) -> set[str]:
    return {button.key for button in page.button}


def answer_until_closed(page: AppTest) -> None:
    """Answer the question and its probes until it is closed."""
    for text in (STORY, MORE, MORE, MORE):
        if "control-next" in keys(page) or "control-hint" not in keys(page):
            return
        send(page, text)


def stored(page: AppTest, folder: Path) -> Interview:
    """What the database holds of the open interview."""
    with Storage(folder / "steady.db") as storage:
        return storage.load(opened(page))


def guide() -> Guide:
    """The hospital's guide."""
    return load_library().guide("chop-software-engineer")
