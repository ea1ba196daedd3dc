"""A real answer to another question than the one that stands. It is told once, so only where it is plain."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from interviewer.backends.embedded.topics import Topics, gap

LONG_ENOUGH = 40
"""Words under which an answer is too short to say that it misses the question."""
TOLD_AT = 0.12
"""By how much another known question must fit better than the one asked, for the candidate to be told once."""
GRADED_AT = 0.15
"""The same for a grade, which says it without asking back."""
SHORT = 20
"""An answer of at least so many words but fewer than `LONG_ENOUGH` must miss by twice as much."""
DISTINCT = 3
"""Distinct telling words of another topic that it takes."""
PASSING = 40
"""One word in so many may touch the question's own topic in passing."""


class Topic(NamedTuple):
    """A topic of interview questions: how it is asked for, what may belong to it, what tells of it."""

    asked: re.Pattern[str]
    broad: re.Pattern[str]
    telling: re.Pattern[str]


def _words(listed: str) -> re.Pattern[str]:
    stems = (re.escape(w.strip()).replace(r"\*", r"[\w'-]*") for w in listed.split(","))
    return re.compile(rf"\b(?:{'|'.join(stems)})\b", re.IGNORECASE)


def _topic(asked: str, broad: str, telling: str) -> Topic:
    return Topic(re.compile(asked, re.IGNORECASE), _words(broad), _words(telling))


TOPICS: dict[str, Topic] = {
    "people": _topic(
        r"disagree|difficult (team|colleague|person|member)|conflict|argu",
        "disagree*, argu*, conflict*, difficult*, colleague*, coworker*, teammate*, team, "
        "refus*, tension*, apolog*, compromis*, he, she, his, her, him, they, them, lead, "
        "manager, boss, convinc*, agree*, wanted, insist*, opinion*",
        "disagree*, argu*, conflict*, colleague*, teammate*, tension*, apolog*, compromis*, "
        "convinc*, opinion*, rude, upset",
    ),
    "delay": _topic(
        r"\bdelay|explain .*(nurse|physician|non-technical|trade-off)",
        "delay*, late, later, deadline*, postpon*, explain*, told, tell, telling, say, said, "
        "promis*, words, wait*, date*, weeks?, days?, understand*, understood, like a, imagine, "
        "compar*, picture*, plain*, overdue, behind, slip*, ready",
        "delay*, deadline*, postpon*, explain*, stakeholder*, promis*, overdue, slipp*",
    ),
    "choice": _topic(
        r"technolog.* (choose|choice)|dashboard|data entry portal|what .*stack",
        "dashboard*, chart*, react, vue*, angular, django, flask, postgres*, grafana, power bi, "
        "powerbi, tableau, metabase, front ?end, back ?end, stack, framework*, librar*, "
        "typescript, svelte, superset, looker, streamlit, graph*, spreadsheet*, sql, screen*, "
        "api, excel, node*, java*, python, c#, .net, blazor, rails, php, laravel, html*, htmx, "
        "portal*, tool*, form*, page*",
        "dashboard*, chart*, react, vue*, angular, django, flask, postgres*, grafana, power bi, "
        "tableau, metabase, framework*, typescript, svelte, superset, htmx",
    ),
    "testing": _topic(
        r"\btesting\b|quality assurance",
        "test*, qa, coverage, regression*, staging, checklist*, pytest, junit, cypress, "
        "selenium, playwright, automated, bug*, check*, try, tried, click*",
        "test*, qa, coverage, regression*, pytest, junit, cypress, selenium, playwright, "
        "assertion*, flaky",
    ),
    "bug": _topic(
        r"troubleshoot|critical bug|debug|outage|incident",
        "bug*, log, logs, logging, reproduc*, roll* back, rolled it back, rollback*, incident*, "
        "outage*, root cause, hotfix*, alert*, monitor*, production, prod, crash*, trace*, "
        "debug*, broke*, fix*, error*, troubleshoot*, wrong, cause*, down, problem*",
        "bug*, logs, reproduc*, rollback*, incident*, outage*, root cause, hotfix*, alert*, "
        "stack trace*, debug*",
    ),
    "debt": _topic(
        r"technical debt",
        "debt*, refactor*, legacy, clean*, rewrit*, upgrad*, backlog, old, duplicat*, maintain*, "
        "mainten*, deprecat*, shortcut*, tidy, workaround*, mess*, ugly",
        "debt*, refactor*, legacy, rewrit*, deprecat*, cleanup, shortcut*",
    ),
    "learn": _topic(
        r"\blearn a new|new technology",
        "learn*, docs, documentation, tutorial*, course*, never used, never touched, "
        "never written, never seen, prototype*, read, reading, book*, unfamiliar, taught, "
        "study*, example*, new, didn't know, knew nothing, no idea, weekend*, first time",
        "learn*, tutorial*, course*, documentation, prototype*, unfamiliar",
    ),
    "migrate": _topic(
        r"migrat|data integrity",
        "migrat*, data, checksum*, count*, backup*, cop*, row*, import*, export*, validat*, "
        "redirect*, integrity, reconcil*, hash*, moved, move, moving, record*, compare*, "
        "cutover, database*",
        "migrat*, checksum*, row counts?, redirect*, reconcil*, cutover, integrity, old site",
    ),
    "change": _topic(
        r"requirements? change|priorit(y|ies) .*shift|shift(ing)? priorit",
        "change*, changing, requirement*, scope, spec*, reprioriti*, halfway, half way, midway, "
        "priorit*, pivot*, amend*, shift*, moved, plan*, redo, again, new law, new rule*, "
        "different, switch*, list, urgent, drop*, first, wanted, now",
        "requirement*, scope, reprioriti*, priorit*, pivot*, backlog",
    ),
    "mission": _topic(
        r"mission|why .*(hospital|philadelphia|chop)|healthcare technology|draws you",
        "mission*, child*, kid*, hospital*, patient*, famil*, health*, meaning*, care, "
        "philadelphia, chop, purpose, nurse*, doctor*, parent*, clinic*, people, help*, life, "
        "lives, matter*, serve*, mother, son, daughter, medicine, medical, user*, why, someone, "
        "somebody",
        "mission*, philadelphia, chop, pediatric*, paediatric*, healthcare, purpose, drawn, "
        "draws, giving back, calling",
    ),
    "mentor": _topic(
        r"junior|mentor",
        "junior*, mentor*, taught, teach*, pair*, grow*, intern*, apprentice*, trainee*, new, "
        "student*, learn*, he, she, they, her, him, young*, colleague*",
        "junior*, mentor*, pairing, apprentice*, trainee*, intern, interns",
    ),
    "deploy": _topic(
        r"deployment|go right|release",
        "deploy*, releas*, rollback*, roll* back, window, night*, cutover*, downtime, switch*, "
        "staging, live, upgrade*, shipp*, ship, went out, rollout, go-live, delivered, update*, "
        "turn* on",
        "deploy*, releas*, rollback*, cutover*, downtime, staging, rollout",
    ),
    "privacy": _topic(
        r"sensitive data|privacy|hipaa",
        "hipaa, privac*, consent*, access*, encrypt*, audit*, phi, gdpr, anonymi*, pseudonym*, "
        "sensitive, data, confidential*, permission*, patient*, name*, mask*, fake, invented, "
        "delete*, protect*, secur*",
        "hipaa, privacy, consent, encrypt*, phi, gdpr, anonymi*, confidential*, permission*",
    ),
    "estimate": _topic(
        r"estimat",
        "estimat*, points, velocity, planning, forecast*, deviation*, days, optimistic, "
        "pessimistic",
        "estimat*, three-point, story points, velocity, planning poker, forecast*, deviation*, "
        "pessimistic",
    ),
}


def misses(question: str, text: str, *, words: int, topics: Topics, by: float = GRADED_AT) -> bool:
    """True where an answer speaks plainly to another question than the one that stands.

    Questions the labelled replies hold are told apart by learned words, these and all others by the lists above.
    """
    found = gap(topics, question, text) or 0
    if words >= SHORT and found > (by if words >= LONG_ENOUGH else 2 * by):
        return True
    return words >= LONG_ENOUGH and _has_nothing_of(question, text, words)


def _has_nothing_of(question: str, text: str, words: int) -> bool:
    own = _topics_of(question)
    if not own or any(TOPICS[name].telling.search(text) for name in own):
        return False
    passing = sum(len(TOPICS[name].broad.findall(text)) for name in own)
    if passing > words // PASSING:
        return False
    return any(
        _distinct(topic, text) >= DISTINCT for name, topic in TOPICS.items() if name not in own
    )


@cache
def _topics_of(question: str) -> frozenset[str]:
    """The topics a question asks for; a question of no known topic is never said to be missed."""
    return frozenset(name for name, topic in TOPICS.items() if topic.asked.search(question))


def _distinct(topic: Topic, text: str) -> int:
    """How many different telling words of a topic stand in a text (forms of one word count once)."""
    return len({found.casefold()[:6] for found in topic.telling.findall(text)})
