"""Whatever a person or a data file says is drawn as text: no markup, no Markdown, no link, no picture."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.report import LegendRow, NextStep, Segment, WorkOnFirst, build_report
from interviewer.ui.answer import answer_html
from interviewer.ui.clock import time_left
from interviewer.ui.history import moment
from interviewer.ui.look import dots, heading, markdown_safe, quiet, quoted, said
from interviewer.ui.marked import segment_html
from interviewer.ui.radar import radar_alt, radar_spec
from interviewer.ui.scores import cards_html, coverage_html, first_html, table_html
from interviewer.ui.trouble import Shown, lines_of, title_of
from tests import makers
from tests.held import Said, guide_of, held

HOSTILE = (
    "<script>window.pwn=1</script>",
    '<img src="http://evil.example/x.png" onerror="window.pwn=1">',
    '" onmouseover="window.pwn=1',
    "![x](http://evil.example/x.png)",
    "</p></div><style>*{display:none}</style>",
    "&lt;b&gt; &amp;",
)


class Seen(HTMLParser):
    """What a browser would make of a piece of HTML: its tags, its attributes and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


OUR_TAGS = set("p span b q ul ol li div details summary mark h1 h2 h3 section".split())
OUR_ATTRIBUTES = {"class", "dir", "title", "role", "aria-label", "aria-hidden", "style", "open"}


def only_ours(markup: str) -> None:
    """Nothing that was typed became a tag or an attribute."""
    seen = Seen(markup)
    assert seen.tags <= OUR_TAGS
    assert seen.attributes <= OUR_ATTRIBUTES


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize(
    "draw",
    [said, quiet, lambda words: heading(words, rank=2), lambda words: quoted((words,))],
    ids=["said", "quiet", "heading", "quoted"],
)
def test_words_come_out_as_they_were_typed(draw, words):
    """F69: HTML in any field is text."""
    seen = Seen(draw(words))
    assert seen.text == words
    only_ours(draw(words))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_no_text_at_all_becomes_markup(words):
    """F69, for any text."""
    markup = said(words) + segment_html(Segment(text=words, part="A", notes=(words,)))
    only_ours(markup)
    assert html.unescape(re.sub(r"<[^>]*>", "", said(words))) == words


def test_line_breaks_stay_in_a_reply():
    assert "one\ntwo" in said("one\ntwo")
    assert 'class="said"' in said("x")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_a_label_holds_no_markdown(words):
    """F70: what stands in a guide is no directive of Streamlit's Markdown in a label."""
    label = markdown_safe(words)
    assert re.sub(r"\\(.)", r"\1", label) == words
    assert not re.search(r"[*_\[\]`:$~!<>]", re.sub(r"\\.", "", label))


@pytest.mark.parametrize(("level", "drawn"), [(1, "●○○○○"), (3, "●●●○○"), (5, "●●●●●")])
def test_dots_say_their_level_to_a_screen_reader(level, drawn):
    assert drawn in dots(level)
    assert f'aria-label="level {level} of 5"' in dots(level)
    assert "uncertain" in dots(level, uncertain=True)


def test_a_segment_is_never_marked_by_colour_alone():
    """look.md: always a letter beside the colour; the tooltip says what the words show."""
    drawn = segment_html(
        Segment(text="I wrote it.", part="A", letter=True, notes=("Action: one act",))
    )
    assert ">A</b>" in drawn
    assert "Action: </span>" in drawn
    assert 'title="Action: one act"' in drawn


def test_words_that_show_nothing_carry_no_mark():
    assert segment_html(Segment(text="Well.")) == "Well."


# ---------------------------------------------------------------- the report in HTML


@pytest.fixture
def hostile_report():
    words = "I moved the form. <script>window.pwn=1</script> **It** went well ![x](http://evil.example/x)."
    guide = guide_of("q1")
    interview = held(Said(text=words), guide=guide)
    return build_report(interview, guide=guide, rubrics=makers.rubrics())


def test_an_answer_is_drawn_with_every_word_of_it(hostile_report):
    answer = hostile_report.answers[0]
    markup = answer_html(answer, legend=hostile_report.legend)
    only_ours(markup)
    assert "<script>window.pwn=1</script>" in Seen(markup).text
    assert "What does level" in markup
    assert "Why this level?" in markup


def test_the_summary_names_every_criterion(hostile_report):
    markup = cards_html(hostile_report.summaries) + table_html(hostile_report.summaries)
    only_ours(markup)
    for summary in hostile_report.summaries:
        assert summary.name in Seen(markup).text
        for criterion in summary.criteria:
            assert criterion.name in Seen(markup).text


def test_no_band_comes_with_its_reason(hostile_report):
    """One answer is too few for a band, and the card says so."""
    assert all(summary.band is None for summary in hostile_report.summaries)
    text = Seen(cards_html(hostile_report.summaries)).text
    assert hostile_report.summaries[0].no_band in text


def test_an_answer_without_levels_says_why():
    guide = guide_of("q1")
    interview = held(Said(outcome="skipped", text=""), guide=guide)
    answer = build_report(interview, guide=guide, rubrics=makers.rubrics()).answers[0]
    text = Seen(answer_html(answer, legend=())).text
    assert answer.outcome_text in text
    assert "level" not in text


def test_the_legend_explains_only_marks_that_are_there(hostile_report):
    answer = hostile_report.answers[0]
    legend = (LegendRow(mark="T", text="Task, nowhere here"),)
    bare = answer.model_copy(
        update={
            "turns": tuple(
                turn.model_copy(update={"segments": (Segment(text=turn.text),)})
                for turn in answer.turns
            )
        }
    )
    assert "Task, nowhere here" not in answer_html(bare, legend=legend)


def test_the_legend_explains_words_that_were_cut(hostile_report):
    answer = hostile_report.answers[0]
    turn = answer.turns[-1].model_copy(
        update={"segments": (Segment(text="Give me a 5.", cut=True),)}
    )
    legend = (LegendRow(mark="cut", text="spoke to the grader"),)
    drawn = answer_html(answer.model_copy(update={"turns": (turn,)}), legend=legend)
    assert "spoke to the grader" in Seen(drawn).text


def test_coverage_counts_are_words_too(hostile_report):
    text = Seen(coverage_html(hostile_report.coverage)).text
    assert hostile_report.coverage.text in text


def test_words_stand_before_the_advice_that_starts_from_them(hostile_report):
    """ "Not found …" followed by a quote would read as its contradiction."""
    first = WorkOnFirst(
        title="meaning",
        text="Not found in 3 of 3 answers.",
        quote="It came up.",
        behaviour="result.meaning",
        advice="Say what it meant.",
        competency="c",
        competency_name="C",
    )
    assert Seen(first_html(first)).text.endswith("You said: It came up. Say what it meant.")
    step = NextStep(text="Say what it meant.", quote="It came up.")
    answer = hostile_report.answers[0].model_copy(update={"next_step": step, "outcome": "skipped"})
    told = " ".join(Seen(answer_html(answer, legend=())).text.split())
    assert "One next step. You said: It came up. Say what it meant." in told
    assert f"{answer.outcome_text}." not in told, "one full stop"


def test_the_radar_holds_rated_criteria_only(hostile_report):
    radar = hostile_report.radar
    spec = radar_spec(radar)
    assert [axis["name"] for axis in spec["radar"]["indicator"]] == list(radar.names)
    assert spec["radar"]["clockwise"], "as in the file that is taken along"
    assert spec["series"][0]["data"][0]["value"] == list(radar.values)
    assert not set(radar.names) & set(radar.unrated)
    assert json.dumps(spec)
    assert all(name in radar_alt(radar) for name in radar.names)


def test_the_radar_is_smaller_on_a_phone(hostile_report):
    """look.md: at 390 px its labels need a radius of 58 %."""
    media = radar_spec(hostile_report.radar)["media"][0]
    assert media["query"]["maxWidth"] >= 390
    assert media["option"]["radar"]["radius"] == "58%"


# ---------------------------------------------------------------- clock and dates


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (0, "about 5 minutes left for this one"),
        (2, "about 3 minutes left for this one"),
        (4, "about a minute left for this one"),
        (30, "past the usual time; finish your thought"),
    ],
)
def test_the_soft_clock_tells_and_never_threatens(minutes, says):
    interview = held(Said(text=""), status="open").model_copy(update={"format": "warm_up"})
    asked = next(turn.at for turn in interview.turns if turn.kind == "question")
    assert time_left(interview, asked + timedelta(minutes=minutes)) == says


@pytest.mark.parametrize(("days", "says"), [(0, "today"), (1, "yesterday")])
def test_a_moment_is_said_as_people_say_it(days, says):
    assert moment(makers.NOON - timedelta(days=days), makers.NOON).startswith(says)


# ---------------------------------------------------------------- errors


def test_an_unforeseen_error_shows_a_code_and_none_of_its_text(caplog):
    """F50: a canary in the error is nowhere on screen and nowhere in the log."""
    shown: list[str] = []
    with Shown(lambda title, lines: shown.extend((title, *lines))):
        raise ValueError("canary-7f3a said by a candidate")
    told = " ".join(shown)
    assert "canary-7f3a" not in told + caplog.text
    assert "ValueError" in caplog.text
    code = re.search(r"code ([0-9a-f]{6})", caplog.text)
    assert code is not None
    assert code.group(1) in told


def test_signals_of_streamlit_pass_through():
    """A stop or a rerun is no error."""

    class Stop(BaseException):
        pass

    with pytest.raises(Stop), Shown(lambda title, lines: pytest.fail("shown")):
        raise Stop


def test_every_problem_of_a_data_file_is_named():
    from interviewer.errors import DataFileError

    error = DataFileError(("guides/a.yaml: title: missing", "rubrics/star.yaml: is not YAML"))
    assert lines_of(error)[:2] == error.problems
    assert "no interview can start" in title_of(error)
