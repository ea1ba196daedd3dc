"""Take the pictures of README and docs/screenshots: the real app in a real Chromium, light and dark, laptop and phone.

What they show is the bundled sample interview, stored as any interview is; its candidate does not exist.
`python -m docs.screenshots`
"""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from docs.make_sample import hold
from interviewer.domain import Interview
from interviewer.library import load_library
from tests.browser import steps
from tests.browser.conftest import ARGUMENTS, LAPTOP, PATIENCE, PHONE, chromium_path
from tests.browser.server import Server

FOLDER = Path(__file__).with_name("screenshots")
OPEN_ID = "0" * 31 + "1"
Scheme = Literal["light", "dark"]


def half_held(interview: Interview) -> Interview:
    """The interview as it stood when the first follow-up of the second question had just been asked."""
    second = interview.plan[1].question
    last = next(t.seq for t in interview.turns if t.question == second and t.kind == "probe")
    return interview.model_copy(
        update={
            "id": OPEN_ID,
            "turns": interview.turns[: last + 1],
            "grades": (),
            "status": "open",
            "created": datetime.now(UTC)
            - timedelta(minutes=6),  # so that the soft clock has run for six
        }
    )


def take(
    browser: Browser, server: Server, views: dict[str, str], scheme: Scheme, wide: bool
) -> None:
    """One picture of each view."""
    place = "laptop" if wide else "phone"
    context = browser.new_context(
        viewport=LAPTOP if wide else PHONE,
        color_scheme=scheme,
        has_touch=not wide,
        device_scale_factor=1 if wide else 2,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    for name, address in views.items():
        page.goto(f"{server.url}/{address}")
        ready(page, name)
        page.screenshot(path=FOLDER / f"{name}-{place}-{scheme}.png")
        if name == "start":
            picture_of_the_choice(page, FOLDER / f"start-model-{place}-{scheme}.png")
    if "report" in views and wide and scheme == "light":
        pictures_for_readme(page)
    context.close()


def picture_of_the_choice(page: Page, path: Path) -> None:
    """The start page with a language model chosen, from the choice on; nothing is asked of any server."""
    steps.choose(page, "A language model")
    page.get_by_text("Who hears and grades").evaluate(
        "choice => choice.scrollIntoView({block: 'start'})"
    )
    steps.idle(page)
    page.screenshot(path=path)


def ready(page: Page, name: str) -> None:
    """Wait until a view has been drawn to its end."""
    if name == "start":
        expect(steps.button(page, "start")).to_be_enabled()
    elif name == "interview":
        expect(steps.box(page)).to_be_enabled()
    else:
        expect(steps.button(page, "save-md")).to_be_visible()
    steps.idle(page)
    page.wait_for_load_state("networkidle")


def pictures_for_readme(page: Page) -> None:
    """The top of the report, and an answer with its words marked."""
    page.set_viewport_size({"width": 900, "height": 1180})
    steps.idle(page)
    page.screenshot(path=FOLDER / "report.png")
    page.set_viewport_size({"width": 900, "height": 820})
    page.get_by_role("heading", level=2, name=re.compile("^Question 1:")).evaluate(
        "heading => heading.scrollIntoView({block: 'start'})"
    )
    page.screenshot(path=FOLDER / "answer.png")


def main() -> None:
    """Start the app on the sample interview and take every picture."""
    library, whole = load_library(), hold()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        server.start()
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        # The start page first, while there is nothing to go on with.
        for scheme in ("light", "dark"):
            for wide in (True, False):
                take(browser, server, {"start": ""}, scheme, wide)
        with server.storage() as storage:
            for interview in (half_held(whole), whole):
                guide = library.guide(interview.guide_id)
                storage.create(interview, guide=guide, rubrics=library.rubrics)
        views = {"interview": f"?i={OPEN_ID}", "report": f"?i={whole.id}"}
        for scheme in ("light", "dark"):
            for wide in (True, False):
                take(browser, server, views, scheme, wide)
        browser.close()
        server.stop()
    for path in sorted(FOLDER.glob("*.png")):
        print(f"{path.name}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
