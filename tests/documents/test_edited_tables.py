"""Tables edited by hand in any way, then filled: nobody is lost, nobody stands twice, and it settles at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.documents.namebook import NameBook
from pairing.documents.readback import TableFacts
from pairing.model.meetings import Meeting, Practice
from pairing.model.solution import Result
from tests.documents.cohorts import (
    mentors,
    peer_table,
    people,
    publish,
    read,
    result_of_groups,
    result_of_pairs,
    table,
)

QUICK = settings(max_examples=300, deadline=None, derandomize=True, database=None)

STAYING, LEAVING = ["Ada", "Bo", "Cem", "Dee", "Eve"], ["Flo", "Gus"]
HELPING, FORMER = ["Kim", "Lee", "Max"], ["Nat"]
STRANGERS, GONE = ["Zoe", "Yan"], ["Xi"]
MARKS = st.sampled_from(["", "", "", " <!-- keep -->", " <!-- note -->"])


def everybody() -> NameBook:
    return NameBook.of(people(*STAYING, *LEAVING), mentors(*HELPING, *FORMER))


def written(draw: st.DrawFn, name: str) -> str:
    return draw(st.sampled_from([name, name, name.upper(), f"{name} (she/her)", f"[{name}](x)", f"~~{name}~~"]))


def cells(draw: st.DrawFn, names: list[str]) -> str:
    return "<br>".join(written(draw, name) for name in names) + draw(MARKS)


def strangers_in(facts: TableFacts) -> set[str]:
    return {name.id for row in facts.rows for name in row.participants if name.is_stranger}


@st.composite
def pair_cases(draw: st.DrawFn) -> tuple[bytes, Result]:
    """A table as people may have left it, and any plan for those who stay that goes with what is fixed in it."""
    about = draw(st.permutations([*STAYING, *LEAVING, *STRANGERS, *GONE]))[: draw(st.integers(0, 9))]
    choice = st.lists(st.sampled_from([*HELPING, *FORMER, *STRANGERS, *GONE]), max_size=2, unique=True)
    rows = [
        f"| {cells(draw, [name])} | {cells(draw, draw(choice))} | {draw(st.sampled_from(['', 'x', '`y`']))} |"
        for name in about
    ]
    data = table(*rows, header="| Collabie | Mentor | Notes |")
    plan = {name: draw(st.lists(st.sampled_from(HELPING), max_size=2, unique=True)) for name in STAYING}
    first = result_of_pairs(plan, participants=people(*STAYING), helping=mentors(*HELPING))
    facts = read(data, first, everybody(), left=GONE)
    here = {person.id for person in people(*STAYING)} | strangers_in(facts)
    held = [one for one in facts.fixed if isinstance(one, Meeting) and one.participant in here]
    return data, result_of_pairs(plan, participants=people(*STAYING), helping=mentors(*HELPING), held=held)


@QUICK
@given(pair_cases())
def test_a_table_of_pairs_says_the_plan_and_what_was_fixed(case: tuple[bytes, Result]) -> None:
    data, result = case
    before = read(data, result, everybody(), left=GONE)
    filled = publish(data, result, everybody(), left=GONE)
    after = read(filled.data, result, everybody())
    planned = {Meeting(pair.participant.id, pair.mentor.id, "Review") for pair in result.pairs}
    assert set(after.baseline) == planned
    staying = {person.id for person in result.problem.participants}
    strange = {one for one in before.fixed if isinstance(one, Meeting) and one.participant in staying}
    strange |= {one for one in before.fixed if isinstance(one, Meeting) and one.participant in strangers_in(before)}
    assert set(after.fixed) == strange
    assert strangers_in(after) == strangers_in(before)
    assert sorted(row.participants[0].id for row in after.rows if not row.participants[0].why) == sorted(staying)
    assert not any(name.text == "Xi" for row in after.rows for name in (*row.participants, *row.partners))
    again = publish(filled.data, result, everybody())
    assert (again.data, again.changes, again.emptied) == (filled.data, (), 0)


@st.composite
def peer_cases(draw: st.DrawFn) -> tuple[bytes, Result]:
    """The same for peers, in rows of up to three, several of whom may share a cell."""
    names = draw(st.permutations([*STAYING, *LEAVING, *STRANGERS, *GONE]))[: draw(st.integers(0, 10))]
    rows = []
    while names:
        group, names = names[: draw(st.integers(1, 3))], names[3:]
        split = draw(st.integers(0, len(group)))
        rows.append(
            f"| {cells(draw, group[:split])} | {draw(st.sampled_from(['', 'x']))} | {cells(draw, group[split:])} |"
        )
    data = peer_table(*rows, header="| Collabie 1 | Notes | Collabie 2 |")
    everyone = people(*STAYING)
    facts = read(data, result_of_groups([], participants=everyone), everybody(), left=GONE)
    fixed = {one for known in facts.fixed if isinstance(known, Practice) for one in known.members}
    free = draw(st.permutations([one.id for one in everyone if one.id not in fixed]))
    groups = [free[at : at + 2] for at in range(0, len(free), 2)]
    if len(free) % 2 and len(groups) > 1:
        groups[-2:] = [[*groups[-2], *groups[-1]]]
    return data, result_of_groups(groups, participants=everyone, held=facts.fixed)


@QUICK
@given(peer_cases())
def test_a_table_of_peers_says_the_plan_and_what_was_fixed(case: tuple[bytes, Result]) -> None:
    data, result = case
    before = read(data, result, everybody(), left=GONE)
    filled = publish(data, result, everybody(), left=GONE)
    after = read(filled.data, result, everybody())
    planned = {frozenset(person.id for person in group.members) for group in result.groups}
    assert {frozenset(one.members) for one in after.baseline if isinstance(one, Practice)} == planned
    assert set(after.fixed) == set(before.fixed)
    assert strangers_in(after) == strangers_in(before)
    shown = [name.id for row in after.rows for name in row.participants if not name.why]
    fixed = {one for known in before.fixed if isinstance(known, Practice) for one in known.members}
    assert set(shown) - fixed == {person.id for person in result.problem.participants} - fixed
    again = publish(filled.data, result, everybody())
    assert (again.data, again.changes, again.emptied) == (filled.data, (), 0)
