"""The page put together: head, summary, contents, the sections, and what keeps it from doing anything else.

The page is one file. Its policy forbids everything that is not in it: no request leaves it, no other script or style
runs, and none is put into it by a name. Without the script all of it can be read.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from importlib import resources
from typing import NamedTuple

from pairing.model.clock_words import MONTHS
from pairing.model.problem import Problem
from pairing.model.solution import Result
from pairing.program import Program, refuse_stale
from pairing.report.doubts import doubts_section
from pairing.report.elements import GENERATOR, Child, Markup, document, element, joined, lines, verbatim
from pairing.report.left_out import left_out_section, wishes_section
from pairing.report.loads import idle_mentors, loads_section
from pairing.report.meetings import grid_sections
from pairing.report.moving import moves_section
from pairing.report.proof import PROVED, proof_section, verdict
from pairing.report.redacting import without_names
from pairing.report.sessions import session_sections
from pairing.report.subject import Subject, subject_of
from pairing.report.tables import counted


class Part(NamedTuple):
    """A section of the page: its anchor, its title, and what is in it."""

    id: str
    title: str
    body: Child


def report_html(program: Program | Problem, result: Result, *, redact: bool = False, made: date | None = None) -> str:
    """The plan as one page of HTML for the team: tables, who is left out and why, loads, and how it was proved.

    Parameters
    ----------
    program, result
        As ``read_program`` and ``solve`` give them. With a problem instead of a programme the page has nothing of
        sheets and documents.
    redact
        Show everybody by initials, ``A.Q.`` and ``A.Q. 2``; no name is anywhere in the page.
    made
        The day to be shown as that of the page; None: none is, and the same plan gives the same bytes.

    Returns
    -------
    str
        A whole document that needs nothing beside it and loads nothing. It holds people's names, never addresses, and
        does not tell who asked to be kept apart.

    Raises
    ------
    NoPlanError
        When the result holds no plan.
    InputError
        (a ``ValueError``) when the result is of other people than the programme has, or somebody is called by an
        e-mail address or a name that cannot be seen.

    Examples
    --------
    >>> import pairing
    >>> people = [pairing.Participant("Ada Quill"), pairing.Participant("Bo")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Dee", capacity=1)], [pairing.Session("Review")])
    >>> page = report_html(problem, pairing.solve(problem), redact=True)
    >>> "A.Q." in page, "Quill" in page
    (True, False)
    """
    if isinstance(program, Program):
        refuse_stale(program, result)
    subject = subject_of(program, result, redact=redact, made=made)
    style, script = (_own(f"page.{kind}") for kind in ("css", "js"))
    page = document("en", _head(subject, style, script), _body(subject, script))
    return without_names(page, subject.hidden) if redact else page


def _own(name: str) -> str:
    return resources.files("pairing.report").joinpath(name).read_text(encoding="utf-8")


def _hash(source: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() + "'"


def _head(subject: Subject, style: str, script: str) -> Markup:
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        "\n",
        lines(
            [
                element("meta", charset="utf-8"),
                element("meta", http_equiv="Content-Security-Policy", content=policy),
                element("meta", name="generator", content=GENERATOR),
                element("meta", name="viewport", content="width=device-width, initial-scale=1"),
                element("meta", name="color-scheme", content="light dark"),
                element("meta", name="referrer", content="no-referrer"),
                element("meta", name="robots", content="noindex"),
                element("link", rel="icon", href="data:,"),
                element("title", f"{subject.title}: who meets whom"),
                verbatim("style", style),
            ]
        ),
        "\n",
    )


def _body(subject: Subject, script: str) -> Markup:
    parts = [part for part in _parts(subject) if part.body is not None]
    return element(
        "body",
        "\n",
        lines(
            [
                element("a", "To the tables", href="#main", class_="skip"),
                _banner(subject),
                element("div", "\n", lines([_side(parts), _main(parts)]), "\n", class_="layout"),
                _foot(subject),
                verbatim("script", script),
            ]
        ),
        "\n",
    )


def _parts(subject: Subject) -> Iterator[Part]:
    left, wishes = len(subject.reasons), len(subject.wishes)
    told: list[tuple[str, str, Callable[[], Child]]] = [
        ("meetings", "Who meets whom", lambda: lines(session_sections(subject))),
        ("left-out", f"Left out ({left})" if left else "Left out", lambda: left_out_section(subject)),
        ("changes", "Changes since the last publication", lambda: moves_section(subject)),
        ("wishes", f"Wishes not met ({wishes})" if wishes else "Wishes not met", lambda: wishes_section(subject)),
        ("loads", "Loads against offers", lambda: _loads(subject)),
        ("grid", "Who could meet whom", lambda: lines(grid_sections(subject)) or None),
    ]
    if subject.program is not None:
        told.append(("doubts", "Doubts about the sheets", lambda: doubts_section(subject)))
    told.append(("proof", "How this plan was proved", lambda: proof_section(subject)))
    for anchor, title, body in told:
        yield Part(anchor, title, body())


def _loads(subject: Subject) -> Child:
    idle = idle_mentors(subject)
    if not idle:
        return loads_section(subject)
    text = f"Nobody assigned, though they offered: {', '.join(idle)}."
    return joined([element("p", text, class_="note"), loads_section(subject)])


# --- what stands around the sections ----------------------------------------------------------------------------


def _banner(subject: Subject) -> Markup:
    kind, headline, more = verdict(subject.result)
    made = [] if subject.made is None else [f"made on {_day(subject.made)}"]
    as_of = None if subject.program is None else subject.program.as_of
    told = ["Pairing plan", *made, *([] if as_of is None else [f"as of {_day(as_of)}"])]
    told += ["names are hidden"] if subject.is_redacted else []
    sign = "✓" if kind == PROVED else "!"
    return element(
        "header",
        element("p", " · ".join(told), class_="eyebrow"),
        "\n",
        element("h1", subject.title),
        "\n",
        element(
            "p",
            element("span", sign, class_="sign", aria_hidden="true"),
            element("span", element("strong", f"{headline}."), " ", more),
            class_=f"verdict {kind}",
        ),
        "\n",
        element("dl", _tiles(subject), class_="tiles"),
    )


def _tiles(subject: Subject) -> Iterator[Markup]:
    result, problem = subject.result, subject.problem
    missing = sum(one.places for one in result.unpaired)
    wanted = problem.num_places
    left = len({one.participant.id for one in result.unpaired})
    yield _tile("Places filled", f"{wanted - missing}", f"of {wanted} wanted", "meetings")
    people = "person" if left == 1 else "people"
    yield _tile("Left out", str(left), f"{people}, in {missing} place{'' if missing == 1 else 's'}", "left-out")
    loads = [one.load for one in result.loads]
    if loads:
        told = f"{min(loads)} to {max(loads)}" if min(loads) != max(loads) else f"{min(loads)}"
        yield _tile("A mentor's load", told, f"pairs each, {counted(len(loads), 'mentor')}", "loads")
    if subject.moves is not None:
        first = subject.moves.is_first
        number = len(subject.moves.to_tell)
        told = "first" if first else str(number)
        yield _tile(
            "Changes" if first else "To be told", told, "plan: nothing is published" if first else _told(number)
        )


def _told(number: int) -> str:
    return "person of a change" if number == 1 else "people of a change"


def _tile(title: str, number: str, words: str, anchor: str = "changes") -> Markup:
    return element(
        "div",
        element("dt", element("a", title, href=f"#{anchor}")),
        element("dd", element("b", number), " ", element("span", words)),
        class_="tile",
    )


def _side(parts: list[Part]) -> Markup:
    contents = [element("li", element("a", part.title, href=f"#{part.id}")) for part in parts]
    search = element(
        "div",
        element("label", "Find a person", for_="find"),
        element("input", type="search", id="find", autocomplete="off", spellcheck="false", aria_describedby="found"),
        element("p", "", id="found", role="status", aria_live="polite"),
        class_="find",
        role="search",
        hidden=True,
    )
    nav = element("nav", element("h2", "Contents", id="contents"), element("ol", contents), aria_labelledby="contents")
    return element("div", search, "\n", nav, class_="side")


def _main(parts: list[Part]) -> Markup:
    sections = [
        element(
            "section",
            "\n",
            element("h2", part.title, id=f"{part.id}-title"),
            "\n",
            part.body,
            "\n",
            id=part.id,
            aria_labelledby=f"{part.id}-title",
        )
        for part in parts
    ]
    return element("main", "\n", lines(sections), "\n", id="main", tabindex="-1")


def _foot(subject: Subject) -> Markup:
    told = (
        "Everybody is shown by initials."
        if subject.is_redacted
        else "This page holds people's names: send it on with care."
    )
    return element("footer", element("p", f"{told} It is whole in itself and loads nothing from elsewhere."))


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
