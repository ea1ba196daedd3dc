"""The start: unfinished interviews first, then a new one, and what is worth reading before it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from interviewer.domain import Format, Guide, Interviewer, Mode, Question
from interviewer.planning import DRILL, MINUTES, PANEL, minutes_of, questions_of
from interviewer.ui.history import unfinished_line
from interviewer.ui.look import heading, markdown_safe, panel_html, quiet, under
from interviewer.ui.model_choice import machine_of, pick_grader
from interviewer.ui.model_door import Chosen
from interviewer.ui.notices import draw_note
from interviewer.ui.opening import begin, open_interview, open_view, take_in
from interviewer.ui.wiring import Pieces

MOST_WAITING = 3
"""Unfinished interviews on the start page; the history has them all."""
FORMATS: dict[Format, str] = {
    "warm_up": f"Warm-up · {MINUTES['warm_up']} min",
    "short": f"Short · {MINUTES['short']} min",
    "panel": f"Full panel · {MINUTES['panel']} min",
    "drill": "Drill",
    "own": "My choice",
}
ABOUT: dict[Format, str] = {
    "warm_up": "One question, to get going.",
    "short": "Three questions.",
    "panel": f"{PANEL} questions in the order of the process, the recruiter first.",
    "drill": f"{DRILL} questions of one competency, about {MINUTES['drill']} minutes.",
    "own": "The questions you pick, in the order you pick them.",
}
MODES: dict[Mode, str] = {
    "practice": "Practice: feedback after each answer",
    "live": "Live: none until the end",
}
MODE_ABOUT: dict[Mode, str] = {
    "practice": "Hints on request, feedback after each answer, and you may answer again.",
    "live": "No hints and no feedback until the end. A soft clock is shown; it never cuts you off.",
}


def draw_start(pieces: Pieces) -> None:
    """Everything under the heading."""
    draw_note()
    waiting = _draw_unfinished(pieces) if pieces.personal else False
    st.html(heading("New interview", rank=2))
    guide = _pick_guide(pieces)
    format = _pick_format()
    competency, chosen, people = _pick_questions(guide, format)
    mode = _pick_mode()
    pressure = st.toggle(
        "Pressure: one fair pushback a question",
        key="pressure",
        help="Announced here and nowhere else: after an answer the interviewer may say "
        "“I would have shipped it. Convince me.” Fair, once a question, never rude.",
    )
    grader = pick_grader(pieces, questions=questions_of(format, len(chosen)))
    unpicked = "Pick at least one question first." if format == "own" and not chosen else ""
    _draw_begin(
        pieces,
        waiting=waiting,
        stops=unpicked or grader.stops,
        begin=lambda: begin(
            pieces,
            guide,
            format=format,
            mode=mode,
            competency=competency,
            chosen=chosen,
            interviewers=people,
            pressure=pressure,
            grader=grader,
        ),
    )
    _draw_who_grades(pieces, guide, grader)
    _draw_preparation(guide)
    _draw_import(pieces)


def _draw_unfinished(pieces: Pieces) -> bool:
    """Interviews to go on with; the newest has the page's one filled button."""
    waiting = pieces.storage.unfinished()
    for place, summary in enumerate(waiting[:MOST_WAITING]):
        interview = pieces.storage.load(summary.id)
        with st.container(border=True, key=f"unfinished-{place}"):
            words, button = st.columns([3, 1], vertical_alignment="center")
            title, when = unfinished_line(interview, pieces.now())
            words.html(f"<p><b>{title}</b></p>{quiet(when)}")
            button.button(
                "Continue",
                key=f"continue-{interview.id}",
                type="primary" if place == 0 else "secondary",
                width="stretch",
                on_click=open_interview,
                args=(interview.id,),
            )
    return bool(waiting)


def _pick_guide(pieces: Pieces) -> Guide:
    guides = {guide.id: guide for guide in pieces.library.guides}
    picked = st.selectbox(
        "Guide",
        list(guides),
        format_func=lambda guide_id: f"{guides[guide_id].role}, {guides[guide_id].employer}",
        key="guide",
        help="What the interview is prepared from. More guides can be put beside this one as files: "
        "see CONTRIBUTING.",
    )
    guide = guides[picked]
    theirs = sum(question.source == "guide" for question in guide.questions)
    ours = len(guide.questions) - theirs
    st.html(
        under(f"{theirs} questions from the guide word for word, {ours} of ours on its topics.")
    )
    return guide


def _pick_format() -> Format:
    format: Format = st.segmented_control(
        "Format",
        list(FORMATS),
        format_func=FORMATS.__getitem__,
        default="short",
        required=True,
        key="format",
    )
    st.html(under(ABOUT[format]))
    return format


def _pick_mode() -> Mode:
    mode: Mode = st.segmented_control(
        "Mode",
        list(MODES),
        format_func=MODES.__getitem__,
        default="practice",
        required=True,
        key="mode",
    )
    st.html(under(MODE_ABOUT[mode]))
    return mode


def _pick_questions(
    guide: Guide, format: Format
) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """The drill's competency, the chosen questions and the people, as far as the format has them."""
    if format == "drill":
        competency = _pick_competency(guide)
        _draw_panel(guide, [q for q in guide.questions if q.competency == competency])
        return competency, (), ()
    if format == "own":
        chosen = _pick_own(guide)
        _draw_panel(guide, [guide.question(question_id) for question_id in chosen])
        return None, chosen, ()
    if format == "panel":
        _draw_panel(guide, list(guide.questions))
        return None, (), ()
    return None, (), _pick_people(guide)


def _draw_panel(guide: Guide, questions: list[Question]) -> None:
    """Who asks these questions, in the order of the process."""
    asking = {question.interviewer for question in questions}
    if asking:
        st.html(panel_html(tuple(p for p in guide.interviewers if p.id in asking)))


def _pick_competency(guide: Guide) -> str:
    names = {competency.id: competency for competency in guide.competencies}
    picked = st.pills(
        "Competency",
        list(names),
        format_func=lambda competency_id: markdown_safe(names[competency_id].name),
        default=next(iter(names)),
        required=True,
        key="competency",
    )
    st.html(under(names[picked].about))
    return picked


def _pick_own(guide: Guide) -> tuple[str, ...]:
    questions = {question.id: question for question in guide.questions}
    picked = st.multiselect(
        "Questions",
        list(questions),
        format_func=lambda question_id: _named(questions[question_id]),
        placeholder=f"Search the {len(questions)} questions",
        key="own",
    )
    if picked:
        minutes = minutes_of("own", len(picked))
        st.html(under(f"{len(picked)} chosen, about {minutes} minutes."))
    return tuple(picked)


def _named(question: Question) -> str:
    return question.text if question.source == "guide" else f"{question.text} (ours)"


def _pick_people(guide: Guide) -> tuple[str, ...]:
    people = {person.id: person for person in guide.interviewers}
    picked = st.pills(
        "Interviewers",
        list(people),
        selection_mode="multi",
        default=list(people),
        format_func=lambda person_id: _labelled(people[person_id]),
        key="people",
        help="Who may ask. With none picked, anyone may.",
    )
    return tuple(picked)


def _labelled(person: Interviewer) -> str:
    return f"{person.icon} {markdown_safe(person.name)}, {markdown_safe(person.role)}"


def _draw_begin(pieces: Pieces, *, waiting: bool, stops: str, begin: Callable[[], None]) -> None:
    left, right = st.columns(2)
    left.button(
        "Start",
        key="start",
        type="secondary" if waiting else "primary",
        disabled=bool(stops),
        width="stretch",
        on_click=begin,
    )
    right.button(
        "See a sample report", key="sample", width="stretch", on_click=open_view, args=("sample",)
    )
    if stops:
        st.html(under(stops))
    if pieces.personal:
        st.button(
            "Past interviews",
            key="history",
            type="tertiary",
            icon=":material/history:",
            on_click=open_view,
            args=("history",),
        )


def _draw_who_grades(pieces: Pieces, guide: Guide, grader: Chosen) -> None:
    """Who grades, what leaves the machine, and whose product this is not."""
    machine = machine_of(pieces)
    if grader.by_model:
        host = pieces.models.host(grader.address) if grader.address else "the server that you name"
        graded = (
            f"Heard and graded by {grader.model or 'a language model'} at {host}: what is sent there stands "
            f"above. It marks what your words show; Steady's own code checks that and computes the levels. "
            f"Everything else stays on {machine}. While the model is away, the interview goes on without it."
        )
    else:
        graded = (
            f"Graded on {machine} by the embedded grader: rules and small models that come with Steady, no "
            f"language model. It says where it cannot tell. Nothing you type leaves {machine}."
        )
    st.html(f'<div class="small-print">{quiet(graded)}{quiet(guide.disclaimer)}</div>')


def _draw_preparation(guide: Guide) -> None:
    tips: dict[str, list[str]] = {}
    for fact in guide.facts:
        if fact.tip:
            tips.setdefault(fact.section, []).append(fact.text)
    if tips:
        with st.expander("What the guide says, to prepare", icon=":material/menu_book:"):
            st.html("".join(tips_html(section, texts) for section, texts in tips.items()))


def tips_html(section: str, texts: list[str]) -> str:
    """Preparation tips under the guide's section they stand in."""
    rows = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f'<h3 class="group">{escape(section)}</h3><ul class="tips">{rows}</ul>'


def _draw_import(pieces: Pieces) -> None:
    with st.expander("Bring an interview along", icon=":material/upload_file:"):
        st.html(quiet("A JSON file that Steady exported. It is read here and goes nowhere else."))
        file = st.file_uploader("Exported interview (JSON)", type="json", key="import")
        if file is not None:
            st.button("Open it", key="take-in", on_click=take_in, args=(pieces, file.getvalue()))
