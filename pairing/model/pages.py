"""What a notebook shows of a problem and of a result: the card with each level, then the tables, folded away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pairing.model.card import LEVEL_WORDS, proof_words
from pairing.model.clock_words import common_words, pair_start_words
from pairing.model.draw import is_start, is_tie
from pairing.model.frames import session_rows
from pairing.model.names import told_apart
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import LevelValue, Result
from pairing.tables import html_folded, html_line, html_table, page

NOBODY = "not yet paired"


def result_page(result: Result) -> str:
    """The plan: how far it is proved, the levels, and each session's table to unfold."""
    levels = levels_table(result.levels)
    if not result.has_plan:
        return page(html_line(f"No plan — {proof_words(result)}"), levels)
    head = html_line(f"{_count(len(result.pairs), 'pair')} — {proof_words(result)}", tag="strong")
    names = _names(result.problem)
    sessions = [_session(result, one, names) for one in result.problem.sessions if not one.closed]
    rows = [(names[one.mentor.id], one.load, one.capacity) for one in result.loads]
    loads = html_folded(f"Loads of {_count(len(rows), 'mentor')}", html_table(("mentor", "holds", "offers"), rows))
    told = html_line(f"{result.engine}, {result.seconds:.2f} s, seed {result.problem.seed}", tag="small")
    return page(head, levels, *sessions, loads if rows else "", told)


def levels_table(levels: Sequence[LevelValue], words: Mapping[str, str] = LEVEL_WORDS) -> str:
    """What the plan is worth on each level but the draw; ``words``: what a level counts, by its name."""
    told = [one for one in levels if not (is_tie(one.name) or is_start(one.name))]
    rows = [(words.get(one.name, one.name), one.value, "yes" if one.is_proved else _at_best(one.bound)) for one in told]
    return html_table(("what matters, in this order", "value", "proved"), rows) if rows else ""


def problem_page(problem: Problem) -> str:
    """Who and what is to be planned."""
    people = f"{_count(len(problem.participants), 'participant')}, {_count(len(problem.mentors), 'mentor')}"
    heads = ("session", "kind", "minutes", "time", "first day", "last day", "zone", "track", "places", "mentors")
    rows = [row[: len(heads)] for row in session_rows(problem)]
    ways = f"levels: {', '.join(problem.levels)}; repeats: {problem.repeat}; balance: {problem.balance}"
    told = html_line(f"{ways}; seed {problem.seed}", tag="small")
    return page(html_line(people, tag="strong"), html_table(heads, rows), told)


def _session(result: Result, session: Session, names: dict[str, str]) -> str:
    left = {one.participant.id: one.places for one in result.unpaired if one.session.id == session.id}
    if session.is_peers:
        groups = [one for one in result.groups if one.session.id == session.id]
        summary = _count(len(groups), "group")
        rows: list[tuple[object, ...]] = [(", ".join(names[who.id] for who in one.members),) for one in groups]
        heads: tuple[str, ...] = ("practise together",)
    else:
        pairs = [one for one in result.pairs if one.session.id == session.id]
        summary = f"{len(pairs)} of {len(pairs) + sum(left.values())} places"
        heads = ("participant", "mentor", *(("when",) if session.is_timed else ()))
        rows = [
            (names[one.participant.id], names[one.mentor.id], pair_start_words(one) or common_words(one))[: len(heads)]
            for one in pairs
        ]
    rows += [(names[who], NOBODY, "")[: len(heads)] if len(heads) > 1 else (f"{names[who]}: {NOBODY}",) for who in left]
    rows.sort(key=lambda row: str(row[0]).casefold())
    missing = f", {sum(left.values())} left without anybody" if left else ""
    return html_folded(f"{session.name}: {summary}{missing}", html_table(heads, rows))


def _names(problem: Problem) -> dict[str, str]:
    return dict(told_apart(_people(problem), str(problem.seed)))


def _people(problem: Problem) -> Iterator[tuple[str, str]]:
    people: tuple[Person, ...] = (*problem.participants, *problem.mentors)
    yield from ((one.id, one.name) for one in people)


def _at_best(bound: int | None) -> str:
    return "no" if bound is None else f"no: at best {bound}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
