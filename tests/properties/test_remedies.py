"""What would help, and what others would cost, against solving again: on small cohorts with somebody left out."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from pairing.engine.run import solve
from pairing.errors import ContradictionError, PairingError
from pairing.judging.evaluate import exclusions, judge
from pairing.model.answers import free_in
from pairing.model.draw import is_start, is_tie
from pairing.model.grid import common_time, possible_starts
from pairing.model.meetings import Meeting
from pairing.model.people import Mentor
from pairing.model.rules import Together
from pairing.model.solution import Result
from pairing.reasons.exclusion import ALREADY_MET, FULL, KEPT_BACK, NO_TIME_LEFT, PRIVATE
from pairing.reasons.options import CHOSEN, EQUAL, EXCLUDED, PRICED, Options
from pairing.reasons.unpaired import Reason, reasons_of
from tests.properties.small_cohorts import KINDS, small_cohort
from tests.reference.single_changes import single_changes

COHORTS = 12  # of each kind
Key = tuple[str, str]


class Counts(NamedTuple):
    """What was looked at."""

    cohorts: int = 0
    remedies: int = 0
    changes: int = 0
    prices: int = 0


def check_remedies(number: int, kind: str) -> Counts:
    """Every reason is true, every remedy does what it says, and no single change does better than the first."""
    problem = small_cohort(number, kind)
    try:
        result = solve(problem)
    except PairingError:
        return Counts()
    if not result.unpaired:
        return Counts()
    solved: dict[str, tuple[tuple[tuple[str, int], ...], dict[Key, int]] | None] = {}
    for label, changed in single_changes(problem):
        try:
            found = solve(changed)
        except PairingError:
            continue
        solved.setdefault(label, (levels_of(found), missing_of(found)))
    remedies = 0
    for reason in reasons_of(result):
        key = reason.participant.id, reason.session.id
        missing = missing_of(result)[key]
        check_reason(reason, result)
        values = [tuple(value for _, value in one.levels) for one in reason.remedies]
        assert values == sorted(values)
        for one in reason.remedies:
            remedies += 1
            again = solve(one.apply(problem))
            assert one.levels == levels_of(again), one.text
            assert missing_of(again).get(key, 0) < missing, one.text
            assert one.then.num_changed == len(pairs_of(result) - pairs_of(again)), one.text
            assert {(x.participant.id, x.session.id) for x in one.then.placed} == fewer(result, again), one.text
            assert {(x.participant.id, x.session.id) for x in one.then.unplaced} == fewer(again, result), one.text
        for label, entry in solved.items():
            if entry is not None and entry[1].get(key, 0) < missing:
                best = tuple(value for _, value in entry[0])
                assert values, f"{label} places {key}, and nothing is told"
                assert values[0] <= best, f"{label} is better than {reason.remedies[0].text}"
    return Counts(1, remedies, len(solved))


def check_reason(reason: Reason, result: Result) -> None:
    """Each mentor stands under the first thing that excludes him, as the judge says; ``excluded``: all of them do."""
    problem = result.problem
    excluded = exclusions(problem)
    p, s = problem.participant_idx(reason.participant.id), problem.session_idx(reason.session.name)
    told = {mentor.id: one.rule for one in reason.exclusion.hindrances for mentor in one.mentors}
    mine = {pair.mentor.id for pair in result.pairs if (pair.participant.id, pair.session.id) == _key(reason)}
    for m, mentor in enumerate(problem.mentors):
        rule = excluded.get((p, m, s))
        if rule is not None:
            assert told.get(mentor.id) in ((rule, PRIVATE) if rule == "kept apart" else (rule,))
        elif mentor.id not in mine:
            assert told.get(mentor.id) in (ALREADY_MET, FULL, NO_TIME_LEFT, KEPT_BACK)
            has_room = not reason.session.needs_start or bool(free_starts(result, reason, mentor))
            assert has_room or told[mentor.id] != KEPT_BACK
            assert not (has_room and told[mentor.id] == NO_TIME_LEFT)
            if told[mentor.id] == KEPT_BACK:  # else one flow would have placed him
                assert problem.levels[0] != "unpaired" or result.potentials is None
            if told[mentor.id] == ALREADY_MET:
                met = [x for x in result.pairs if (x.participant.id, x.mentor.id) == (reason.participant.id, mentor.id)]
                assert problem.policy(reason.session.name) == "never"
                assert any(problem.policy(one.session.name) == "never" for one in met)
            if told[mentor.id] == FULL:
                offered, most = mentor.capacity, reason.session.most_per_mentor
                meetings = [one.session.id for one in result.pairs if one.mentor.id == mentor.id]
                past = [one for one in problem.held if isinstance(one, Meeting) and one.mentor == mentor.id]
                meetings += [next((s.id for s in problem.sessions if s.is_called(one.session)), "") for one in past]
                is_full = offered is not None and len(meetings) >= offered
                assert is_full or (most is not None and meetings.count(reason.session.id) >= most)
    possible = [
        m for m in range(len(problem.mentors)) if (p, m, s) not in excluded and problem.mentors[m].id not in mine
    ]
    assert (reason.kind == "excluded") == (not possible)


def free_starts(result: Result, reason: Reason, mentor: Mentor) -> list[int]:
    """The starts at which the two could meet as well, every other meeting of the plan where it stands."""
    problem, session = result.problem, reason.session
    assert session.minutes is not None
    common = common_time(free_in(reason.participant, session), free_in(mentor, session), session)
    busy = []
    for pair in result.pairs:
        if pair.start is not None and pair.session.minutes is not None:
            end = pair.start + pair.session.minutes
            if pair.participant.id in (reason.participant.id, mentor.id):
                busy.append((pair.start, end))
            if pair.mentor.id in (reason.participant.id, mentor.id):
                busy.append((pair.start - problem.pause, end + problem.pause))
    starts = possible_starts(problem, session, common)
    return [at for at in starts if all(at + session.minutes <= begin or end <= at for begin, end in busy)]


def check_prices(number: int, kind: str) -> Counts:
    """Every mentor who is possible costs what solving again with the pair pinned comes to, on all levels."""
    problem = small_cohort(number, kind)
    try:
        result = solve(problem)
    except PairingError:
        return Counts()
    options, excluded, prices = Options(result), exclusions(problem), 0
    for p, participant in enumerate(problem.participants):
        for s, session in enumerate(problem.sessions):
            if not problem.demand(p, s):
                continue
            for one in options.of(participant, session):
                m = problem.mentor_idx(one.mentor.id)
                pin = Together(participant.id, one.mentor.id, session.name)
                pinned = problem.replace(rules=(*problem.rules, pin))
                if (p, m, s) in excluded:
                    assert one.kind == EXCLUDED
                elif one.kind == EXCLUDED:
                    with pytest.raises(ContradictionError):
                        solve(pinned)
                if one.kind in (PRICED, EQUAL):
                    again = levels_of(solve(pinned))
                    assert tuple((x.name, x.after) for x in one.then.levels) == again, one.text
                    assert (one.kind == EQUAL) == (again == levels_of(result))
                    prices += 1
                assert one.kind in (CHOSEN, EQUAL, PRICED, EXCLUDED)
    return Counts(1, prices=prices)


def levels_of(result: Result) -> tuple[tuple[str, int], ...]:
    assert judge(result.problem, result.pairs).is_valid
    return tuple((one.name, one.value) for one in result.levels if not (is_tie(one.name) or is_start(one.name)))


def missing_of(result: Result) -> dict[Key, int]:
    return {(one.participant.id, one.session.id): one.places for one in result.unpaired}


def pairs_of(result: Result) -> set[tuple[str, str, str]]:
    return {(one.participant.id, one.mentor.id, one.session.id) for one in result.pairs}


def fewer(before: Result, after: Result) -> set[Key]:
    """The places that miss less afterwards."""
    old, new = missing_of(before), missing_of(after)
    return {key for key in old if new.get(key, 0) < old[key]}


def _key(reason: Reason) -> Key:
    return reason.participant.id, reason.session.id


def total(several: list[Counts]) -> Counts:
    return Counts(*(sum(column) for column in zip(*several, strict=True)))


@pytest.mark.parametrize("kind", KINDS)
def test_remedies_do_what_they_say_and_no_single_change_does_better(kind: str) -> None:
    found = total([check_remedies(number, kind) for number in range(COHORTS)])
    assert found.cohorts > COHORTS / 3
    assert found.remedies > 3 * found.cohorts


@pytest.mark.parametrize("kind", KINDS)
def test_prices_are_those_of_solving_again(kind: str) -> None:
    found = total([check_prices(number, kind) for number in range(2 * COHORTS)])
    assert found.prices > COHORTS


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_many_remedies_and_prices(kind: str) -> None:
    found = total([check_remedies(number, kind) for number in range(250)])
    prices = total([check_prices(number, kind) for number in range(500)])
    assert found.cohorts > 125
    assert prices.prices > 360
