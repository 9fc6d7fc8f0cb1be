"""Where the wishes of a contradiction stand: in the settings, in the sheet of changes, or as a mark in a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pairing.errors import ContradictionError, InputError, Issue, at_line
from pairing.model.names import name_key, text_key

if TYPE_CHECKING:
    from pairing.cohort.assembling import Program
    from pairing.engine.conflict import Conflict, Requirement
    from pairing.rosters.changes import ChangeLine

Place = tuple[str, int | None]  # file, line


def with_places(error: ContradictionError, program: Program) -> ContradictionError:
    """The same contradictions, each at the line of its first wish; those of several are all named."""
    if len(error.issues) != len(error.conflicts):
        return error
    issues = [_placed(*both, program) for both in zip(error.issues, error.conflicts, strict=True)]
    return ContradictionError(issues, error.conflicts, code_key=error.code_key)


def _placed(issue: Issue, conflict: Conflict, program: Program) -> Issue:
    places = list(dict.fromkeys(place for one in conflict.requirements for place in _places(one, program)))
    if not places:
        return issue
    file, line = places[0]
    hint = issue.hint if len(places) == 1 else f"{issue.hint} The wishes stand in {_in_words(places)}."
    return dataclasses.replace(issue, file=file, line=line, hint=hint)


def _in_words(places: list[Place]) -> str:
    """``pairing.toml, line 17, and review.md, line 7``."""
    said = [at_line(file, line) for file, line in places]
    return f"{'; '.join(said[:-1])}; and {said[-1]}" if len(said) > 2 else " and ".join(said)


def _places(wanted: Requirement, program: Program) -> Iterator[Place]:
    """Every place that asks for it; a wish that names no session is not one that names one."""
    settings = program.settings
    keys = [_keys(name, who, program) for name, who in zip(wanted.people, wanted.person_ids, strict=True)]

    def means(one: str, other: str) -> bool:
        first, second = name_key(one), name_key(other)
        return (first in keys[0] and second in keys[1]) or (second in keys[0] and first in keys[1])

    for wish in settings.wishes:
        is_hard = wish.kind == "together" and wish.weight is None
        if is_hard and means(*wish.people) and _is_there(wanted, wish.session, program):
            yield settings.file, wish.line
    for line in _changes(program):
        is_named = line.what == "together" and means(line.who, line.value)
        if is_named and _is_there(wanted, line.session or None, program):
            yield settings.changes or "", line.line
    for known, file, number in program.standings.kept:
        couple = {tuple(sorted(one)) for one in known.couples}
        if tuple(sorted(wanted.person_ids)) in couple and _is_there(wanted, known.session, program):
            yield file, number


def _keys(name: str, who: str, program: Program) -> set[str]:
    """Every name under which a person may be written, in compared form."""
    keys = {name_key(name), name_key(who)}
    for spelling, person in program.settings.people.items():
        spellings = {name_key(one) for one in (spelling, person.shown or "", *person.also) if one}
        if not spellings.isdisjoint(keys):
            keys |= spellings
    return keys


def _is_there(wanted: Requirement, session: str | None, program: Program) -> bool:
    """Whether somebody who names that session (None: all) means the one that is wanted."""
    if session is None or wanted.session is None:
        return session == wanted.session or wanted.kind == "peers"
    found = next(one for one in program.problem.sessions if text_key(one.name) == text_key(wanted.session))
    return found.is_called(session)


def _changes(program: Program) -> Iterator[ChangeLine]:
    """The lines of the sheet of changes; nothing where it cannot be read any more."""
    if program.settings.changes is not None:
        from pairing.rosters.changes import read_changes

        try:
            yield from read_changes(program.settings.folder / program.settings.changes, program.settings.changes).lines
        except InputError:
            return
