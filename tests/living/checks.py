"""What must hold of every repair, whatever happened."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pairing
from pairing.program import publication


@contextlib.contextmanager
def rows_concerned(folder: Path, program: Any, result: Any) -> Iterator[None]:
    """Whatever is written inside: of all lines only those of people for whom something changes may differ."""
    names = {name for one in publication(program, result).moves.changes for name in _named(one)}
    before = {path: path.read_bytes().splitlines() for path in sorted(folder.rglob("*.md"))}
    yield
    for path, lines in before.items():
        after = path.read_bytes().splitlines()
        gone = [line for line in lines if line not in after]
        new = [line for line in after if line not in lines]
        for line in (*gone, *new):
            text = line.decode("utf-8", "replace")
            is_header = "---" in text or (lines and "Collabie" in text)
            assert is_header or any(name in text for name in names), (path.name, text)
        staying = [line for line in lines if line in after]
        assert [line for line in after if line in staying] == staying, f"the rows of {path.name} moved"


def _named(change: Any) -> tuple[str, ...]:
    return (change.participant, *change.before, *change.after)


def unchanged_by_a_second_run(folder: Path, result: Any) -> None:
    """The tables are the memory: reading them back and solving again gives the same plan, and writes nothing."""
    program = pairing.read_program(folder)
    again = pairing.solve(program)
    assert pairs_of(again) == pairs_of(result)
    if program.problem.baseline:
        assert again.level("changed").value == 0
    assert pairing.publish(program, again) == ()
    assert publication(program, again).moves.changes == ()


def pairs_of(result: Any) -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """Who meets whom, by ids."""
    pairs = frozenset((one.session.id, one.participant.id, one.mentor.id) for one in result.pairs)
    groups = frozenset((one.session.id, *sorted(person.id for person in one.members)) for one in result.groups)
    return pairs, groups
