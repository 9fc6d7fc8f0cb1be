"""Whole problems for hypothesis, with everything in them that a problem can have; but for peers.

``problems()`` are small enough for the reference; ``problems(LARGER)`` are for comparing engines with each other.
"""

from __future__ import annotations

import contextlib
import dataclasses
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pairing.errors import InputError
from pairing.model.exempt import Exempt
from pairing.model.in_force import LEVELS, rules_in_force, soft_rule_names
from pairing.model.intervals import FreeTime, zone_of
from pairing.model.limits import NoRepeat
from pairing.model.meetings import Known, Meeting, Practice
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, FreeTogether, MatchColumns, Rule, SameTrack, Together
from pairing.model.session import Session

ZONES = ("UTC", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "UTC-03:30")
TRACKS = ("Design", "software ", "Data", "Any", "")
CELLS = ("", "en", "EN; de", "de, fr", "fr", "no preference", "-", "de")
HEADERS = ("Languages", "Languages you speak")
STARTS_AT = datetime(2027, 3, 13, 18, tzinfo=UTC)  # the evening before the clocks of Los Angeles change
QUARTERS = 8 * 4  # of an hour after it in which free times begin


def quick(max_examples: int) -> settings:
    """Settings of a family of random cases that is the same on every run."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(
        max_examples=max_examples, deadline=None, derandomize=True, database=None, suppress_health_check=slow
    )


@dataclass(frozen=True)
class Size:
    """The most of everything."""

    participants: int
    mentors: int
    sessions: int


SMALL = Size(5, 4, 2)
TINY = Size(2, 2, 2)
LARGER = Size(14, 9, 3)


@st.composite
def problems(
    draw: st.DrawFn,
    size: Size = SMALL,
    *,
    crossing: bool = True,
    hard_together: bool = True,
    published: bool = False,
    exempt: bool = False,
) -> Problem:
    """A whole problem; ``crossing``: sessions may have limits per mentor, ``hard_together``: pins may contradict.

    ``published``: a whole table always is, else now and then. ``exempt``: now and then a hard rule does not hold for
    two people; not for families that change a problem, as the rule may go.
    """
    sessions = draw(_sessions(size, crossing=crossing))
    participants = draw(_people(Participant, size.participants, sessions))
    mentors = draw(_people(Mentor, size.mentors, sessions, others=participants))
    participants, mentors = _all_named(participants, mentors, sessions)
    rules = draw(_rules(participants, mentors, sessions, hard_together=hard_together))
    # one draw, as draws are slow
    past = _past(random.Random(draw(st.integers(0, 2**32 - 1))), sessions, participants, mentors, published=published)
    problem = Problem(
        participants,
        mentors,
        sessions,
        rules,
        seed=draw(st.integers(-3, 2**70)),
        balance=draw(st.sampled_from(["in proportion", "equal"])),
        repeat=draw(st.sampled_from(["never", "avoid", "allow"])),
        **past,
    )
    problem = problem.replace(levels=draw(_levels(problem)))
    return with_exemptions(problem, random.Random(draw(st.integers(0, 2**32 - 1)))) if exempt else problem


def with_exemptions(problem: Problem, chance: random.Random) -> Problem:
    """The problem with a few exemptions now and then, from whichever rules two can be exempt."""
    sides = problem.participants, problem.mentors
    if not all(sides) or chance.random() < 0.5:
        return problem
    rules = [rule.name for rule in rules_in_force(problem) if rule.weight is None]
    for _ in range(chance.choice([1, 2, 4, 8])):
        one, other = (chance.choice([person.id, person.id, person.name]) for person in map(chance.choice, sides))
        session = chance.choice([None, *(name for session in problem.sessions for name in session.names)])
        with contextlib.suppress(InputError):  # that rule is none from which anybody can be exempt there
            exempt = Exempt(one, other, chance.choice([*rules, "no repeat", "met before"]), session)
            problem = problem.replace(exempt=(*problem.exempt, exempt))
    return problem


@st.composite
def crowded(
    draw: st.DrawFn,
    size: Size = SMALL,
    *,
    hard_together: bool = True,
    published: bool = False,
    exempt: bool = False,
) -> Problem:
    """A problem whose sessions all have limits per mentor, so that rows cross as a rule, and often bind."""
    problem = draw(problems(size, hard_together=hard_together, published=published))
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    sessions = [
        dataclasses.replace(one, most_per_mentor=chance.choice([1, 1, 1, 2, 2, 3]), repeat=None)
        for one in problem.sessions
    ]
    full = problem.replace(levels=LEVELS, sessions=sessions, repeat=chance.choice(["never", "never", "avoid"]))
    full = full.replace(levels=draw(_levels(full)))
    return with_exemptions(full, chance) if exempt else full


TIMED = Size(4, 3, 2)


@st.composite
def timed(
    draw: st.DrawFn, size: Size = TIMED, *, published: bool = False, narrow: bool = False, exempt: bool = False
) -> Problem:
    """A problem most of whose sessions need starts, with a pause or a limit a day now and then.

    ``narrow``: everybody is free in the same few hours, and mentors have more places than time.
    """
    problem = draw(problems(size, crossing=draw(st.booleans()), hard_together=False, published=published))
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    sessions = []
    for one in problem.sessions:
        time = chance.choice(["we set", "we set", "they agree", "they agree", "none"])
        minutes = None if time == "none" else chance.choice([30, 30, 60, 60, 45, 90])
        fits = time != "they agree" or chance.random() < 0.8
        sessions.append(dataclasses.replace(one, time=time, minutes=minutes, fits_one_after_another=fits))
    known = [session for session in sessions if session.sets_time]
    baseline = [
        one._replace(start=_a_start(chance))
        if isinstance(one, Meeting)
        and chance.random() < 0.7
        and any(session.is_called(one.session) for session in known)
        else one
        for one in problem.baseline
    ]
    if narrow:
        sessions = [dataclasses.replace(one, most_per_mentor=None, track="ignored") for one in sessions]
        problem = problem.replace(
            participants=[dataclasses.replace(one, free=_narrow(chance)) for one in problem.participants],
            mentors=[dataclasses.replace(one, free=_narrow(chance), capacity=None) for one in problem.mentors],
            rules=(),
            levels=LEVELS,
        )
    problem = problem.replace(
        sessions=sessions,
        baseline=baseline,
        start_every=chance.choice([15, 30, 30, 60]),
        pause=chance.choice([0, 0, 0, 15, 30]),
        most_a_day=chance.choice([None, None, None, 1, 2]),
    )
    return with_exemptions(problem, chance) if exempt else problem


def _narrow(chance: random.Random) -> tuple[FreeTime, ...]:
    zone = chance.choice(ZONES)
    found = []
    for _ in range(chance.choice([1, 1, 1, 2])):
        there = (STARTS_AT + timedelta(minutes=15 * chance.randint(0, 8))).astimezone(zone_of(zone))
        start = there.hour * 60 + there.minute
        found.append(FreeTime(there.date(), start, start + 15 * chance.choice([4, 6, 8, 10, 12]), zone))
    return tuple(found)


def _a_start(chance: random.Random) -> int:
    begins = STARTS_AT + timedelta(minutes=15 * chance.randint(0, QUARTERS))
    return int(begins.timestamp()) // 60


def _levels(problem: Problem) -> st.SearchStrategy[tuple[str, ...]]:
    named = [name for name in soft_rule_names(problem) if name not in LEVELS]
    any_order = st.permutations([*LEVELS, *named]).flatmap(
        lambda order: st.integers(1, len(order)).map(lambda most: _with_unpaired(order, most))
    )
    return st.one_of(st.just(LEVELS), any_order)


def _with_unpaired(order: list[str], most: int) -> tuple[str, ...]:
    some = order[:most]
    return tuple(some) if "unpaired" in some else ("unpaired", *some)


@st.composite
def _sessions(draw: st.DrawFn, size: Size, *, crossing: bool) -> list[Session]:
    sessions = []
    for number in range(draw(st.sampled_from([size.sessions, size.sessions, 1]))):
        is_timed = draw(st.integers(0, 2)) == 1
        day = STARTS_AT.date()
        sessions.append(
            Session(
                name=f"Session {number}",
                minutes=draw(st.sampled_from([30, 50, 60, 90])) if is_timed else None,
                fits_one_after_another=False,
                first_day=day,
                last_day=day + timedelta(days=draw(st.sampled_from([0, 1, 1]))),
                zone=draw(st.sampled_from(ZONES)),
                mentors_each=draw(st.sampled_from([1, 1, 2])),
                most_per_mentor=draw(st.sampled_from([None, None, None, 2, 1, 3, 0])) if crossing else None,
                track=draw(st.sampled_from(["ignored", "preferred", "ignored", "preferred", "required"])),
                also_called=(f"also {number}",),
                repeat=draw(st.sampled_from([None, None, None, "never", "avoid", "allow"])),
                closed=draw(st.integers(0, 7)) == 7,
            )
        )
    return sessions


def _past(
    chance: random.Random,
    sessions: list[Session],
    participants: list[Participant],
    mentors: list[Mentor],
    *,
    published: bool,
) -> dict[str, object]:
    """What is published, what was held and whom people met in earlier cohorts; each of them now and then."""
    names = [name for session in sessions for name in (session.name.upper(), session.also_called[0])]
    one_side = [*(one.id for one in participants), "gone@example.org"]
    other_side = [*(one.id for one in mentors), "helper@example.org"]

    def meeting(names: list[str]) -> Meeting:
        return Meeting(chance.choice(one_side), chance.choice(other_side), chance.choice(names))

    baseline: list[Known] = []
    match 1 if published else chance.randrange(4):
        case 1:  # a whole table, as somebody may have made it by hand
            baseline = [
                Meeting(who, chance.choice(other_side), session.name)
                for session in sessions
                for who in one_side
                for _ in range(chance.choice([0, 1, 1, 1, 1, session.mentors_each]))
            ]
        case 2:
            baseline = [meeting([*names, "", "Forgotten"]) for _ in range(chance.randint(1, 9))]
            baseline.append(Practice(tuple(one_side[:2]), chance.choice(names)))
    held = [meeting([*names, *names, "", "Forgotten"]) for _ in range(chance.choice([0, 0, 0, 1, 2, 4]))]
    earlier = [meeting([*names, "", "Forgotten"]) for _ in range(chance.choice([0, 0, 0, 1, 3, 6]))]
    return {
        "baseline": baseline,
        "held": list(dict.fromkeys(held)),
        "earlier": earlier,
        "earlier_weight": chance.choice([0, 1, 2]),
    }


def free_times() -> st.SearchStrategy[tuple[FreeTime, ...]]:
    """Up to three stretches on quarters of an hour, on a clock of the person's own, dated or weekly."""
    return st.integers(0, 2**32 - 1).map(_free_times)  # one draw, as everybody has some and draws are slow


def _free_times(seed: int) -> tuple[FreeTime, ...]:
    chance = random.Random(seed)
    zone = chance.choice(ZONES)
    found = []
    for _ in range(chance.choice([1, 1, 1, 2, 2, 3, 0])):
        begins = STARTS_AT + timedelta(minutes=15 * chance.randint(0, QUARTERS))
        there = begins.astimezone(zone_of(zone))
        start = there.hour * 60 + there.minute
        day = chance.choice([there.date(), there.date(), there.weekday()])
        found.append(FreeTime(day, start, start + 15 * chance.choice([2, 5, 16, 24, 40, 60]), zone))
    return tuple(found)


@st.composite
def _people(
    draw: st.DrawFn,
    kind: type[Participant] | type[Mentor],
    most: int,
    sessions: list[Session],
    others: list[Participant] | None = None,
) -> list[Participant | Mentor]:
    letter = kind.__name__[0]
    names = [session.also_called[0] if i % 2 else session.name.upper() for i, session in enumerate(sessions)]
    people = []
    least = draw(st.sampled_from([most - 1, most - 1, 1, 0]))
    for number in range(draw(st.integers(max(0, least), most))):
        if others is None:
            more = {"times_left_out": draw(st.sampled_from([0, 0, 0, 1, 3, 6]))}
        else:
            more = {
                "capacity": draw(st.sampled_from([None, 3, 2, 1, 2, 6, 0])),
                "min_load": draw(st.sampled_from([0, 1, 1, 2])),
                "is_firm": draw(st.integers(0, 4)) == 4,
            }
        # now and then the mentor is also a participant, under the same name or another
        twin = draw(st.sampled_from(others)) if others and number == 0 and draw(st.booleans()) else None
        people.append(
            kind(
                name=twin.name if twin and draw(st.booleans()) else f"{letter}{number} Ñame",
                id=twin.id if twin else f"{letter.lower()}{number}@example.org",
                sessions=draw(_sessions_of_one(names)),
                tracks=draw(st.lists(st.sampled_from(TRACKS), max_size=2).map(tuple)),
                free=draw(free_times()),
                apart=draw(st.lists(st.sampled_from(["P0 ñame", "m1@example.org", "nobody"]), max_size=1).map(tuple))
                if draw(st.integers(0, 6)) == 6
                else (),
                answers={HEADERS[0]: draw(st.sampled_from(CELLS)), HEADERS[1]: draw(st.sampled_from(CELLS))},
                **more,
            )
        )
    return people


def _sessions_of_one(names: list[str]) -> st.SearchStrategy[tuple[str, ...] | None]:
    some = st.lists(st.sampled_from(names), unique=True).map(tuple)
    return st.integers(0, 3).flatmap(lambda number: some if number == 3 else st.none())


def _all_named(
    participants: list[Participant], mentors: list[Mentor], sessions: list[Session]
) -> tuple[list[Participant], list[Mentor]]:
    """A session nobody names is an input fault: somebody is made to take part in everything."""
    people = [*participants, *mentors]
    if people and not all(any(session.has(one.sessions) for one in people) for session in sessions):
        if participants:
            return [dataclasses.replace(participants[0], sessions=None), *participants[1:]], mentors
        return participants, [dataclasses.replace(mentors[0], sessions=None), *mentors[1:]]
    return participants, mentors


@st.composite
def _rules(
    draw: st.DrawFn,
    participants: list[Participant],
    mentors: list[Mentor],
    sessions: list[Session],
    *,
    hard_together: bool,
) -> list[Rule]:
    ids = sorted({one.id for one in (*participants, *mentors)})
    names = [session.name for session in sessions]
    where = st.none() | st.lists(st.sampled_from(names), min_size=1, unique=True).map(tuple)
    soft = st.integers(1, 4)
    kinds = [
        st.builds(
            MatchColumns,
            columns=st.just(HEADERS),
            match=st.sampled_from(["same", "share", "differ", "accepts"]),
            weight=st.sampled_from([1, 3, None, 2]),
            sessions=where,
            person=st.sampled_from([None, None, *ids]),
            name=st.sampled_from(["", "language", "{speech}"]),
        ),
        st.builds(SameTrack, sessions=where, weight=soft, name=st.sampled_from(["track", "what they prepare for"])),
        st.builds(
            FreeTogether, minutes=st.sampled_from([30, 75]), sessions=where, weight=st.sampled_from([1, None, 2])
        ),
        st.builds(NoRepeat, weight=soft, name=st.just("once is enough")),
    ]
    if len(ids) > 1:
        kinds.append(st.builds(Apart, st.sampled_from(ids), st.sampled_from(ids), private=st.booleans()))
    if participants and mentors:
        together = st.builds(
            Together,
            participant=st.sampled_from([one.id for one in participants]),
            mentor=st.sampled_from([one.id for one in mentors]),
            session=st.none() | st.sampled_from(names),
            weight=st.sampled_from([1, None, 3, 2]) if hard_together else soft,
        )
        kinds += [together, together]
    return draw(st.lists(st.one_of(kinds), max_size=3))
