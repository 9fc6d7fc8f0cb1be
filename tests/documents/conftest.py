"""Results made by hand, and the hard documents of tests/data/documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Pair, Result, Status

DOCUMENTS = Path(__file__).parent.parent / "data" / "documents"


@pytest.fixture
def document() -> Callable[[str], bytes]:
    """The bytes of a hard file by its name."""
    return lambda name: DOCUMENTS.joinpath(name).read_bytes()


@pytest.fixture
def result_of() -> Callable[..., Result]:
    """A result of one session from {participant: mentors}."""

    def make(
        plan: Mapping[str, Sequence[str]], *, session: str = "Technical mock interview", seed: int = 7, **fields: object
    ) -> Result:
        meeting = Session(session, mentors_each=max([1, *map(len, plan.values())]), **fields)  # type: ignore[arg-type]
        mentors = {name: Mentor(name, capacity=4) for names in plan.values() for name in names}
        people = {name: Participant(name) for name in plan}
        problem = Problem(tuple(people.values()), tuple(mentors.values()), (meeting,), seed=seed)
        pairs = tuple(
            Pair(people[name], mentors[mentor], meeting) for name in sorted(plan) for mentor in sorted(plan[name])
        )
        return Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=pairs)

    return make
