"""The reference: looks at every plan of a small problem. Slow, plain, and written apart from engines and judge.

It speaks of sessions with mentors; for peers there is another one.

A participant's meetings touch those of others only through the mentors' loads. So plans are built participant by
participant, and of two half-built plans with the same loads the worse one can never win: all levels but `idle` and
`imbalance` are sums over participants, and those two depend on the loads alone. Nothing else is left out. Where
the number of changes is limited, plans are told apart by it too.

Free time is looked at quarter of an hour by quarter of an hour, on the wall clock of each person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import combinations, product

from pairing.model.draw import Draw, offer_weights, tie_cost, tie_name
from pairing.model.in_force import LEVELS, rules_in_force
from pairing.model.intervals import FreeTime, zone_of
from pairing.model.meetings import Meeting
from pairing.model.names import name_key, text_key
from pairing.model.people import Person
from pairing.model.problem import Problem
from pairing.model.rules import Rule
from pairing.model.session import Session

Triple = tuple[int, int, int]
QUARTER = 15  # minutes
SILENT = {"", "-", "–", "none", "n/a", "na"}
OPEN_TO_ALL = {"any", "no preference", "either", "anything", "doesn't matter", "does not matter"}


@dataclass(frozen=True)
class Best:
    """The best value of every level in order, and every plan that reaches all of them."""

    levels: tuple[tuple[str, int], ...]
    plans: frozenset[tuple[Triple, ...]]


def best_plans(problem: Problem, *, tie_levels: int = 1) -> Best | None:
    """The lexicographic optimum; None when no plan keeps the hard rules."""
    prices = Prices(problem, tie_levels)
    half_built: dict[tuple[int, ...], tuple[tuple[int, ...], list[tuple[Triple, ...]]]]
    half_built = {prices.nothing: ((0,) * len(prices.summed), [()])}
    for p in range(len(problem.participants)):
        meetings = [(plan, prices.of_participant(p, plan)) for plan in prices.choices(p)]
        further: dict[tuple[int, ...], tuple[tuple[int, ...], list[tuple[Triple, ...]]]] = {}
        for counts, (value, plans) in half_built.items():
            for plan, price in meetings:
                new_counts = prices.add_counts(counts, p, plan)
                if new_counts is None:
                    continue
                new_value = tuple(a + b for a, b in zip(value, price, strict=True))
                new_plans = [before + plan for before in plans]
                known = further.get(new_counts)
                if known is None or new_value < known[0]:
                    further[new_counts] = (new_value, new_plans)
                elif new_value == known[0]:
                    known[1].extend(new_plans)
        half_built = further
    if not half_built:
        return None
    ends = [(prices.in_order(value, counts), plans) for counts, (value, plans) in half_built.items()]
    best = min(levels for levels, _ in ends)
    winners = frozenset(tuple(sorted(plan)) for levels, plans in ends if levels == best for plan in plans)
    return Best(tuple(zip(prices.levels, best, strict=True)), winners)


class Prices:
    """What plans of one problem cost, level by level."""

    def __init__(self, problem: Problem, tie_levels: int = 1):
        if any(session.is_peers and not session.closed for session in problem.sessions):
            raise ValueError("this reference knows nothing of peers")
        self.problem = problem
        # capacity, repeats and what was held are looked at here, whatever `rules_in_force` makes of them
        built_in = ("Capacity", "MetBefore", "NoRepeat")
        self.rules = [rule for rule in rules_in_force(problem) if type(rule).__name__ not in built_in]
        self.rules += [rule for rule in problem.rules if type(rule).__name__ == "NoRepeat"]
        self.num_p, self.num_m = len(problem.participants), len(problem.mentors)
        self.num_s = len(problem.sessions)
        self.ties = [tie_name(k) for k in range(1, tie_levels + 1)]
        self.levels = [level for level in problem.levels if level != "changed" or problem.baseline] + self.ties
        if not any(isinstance(one, Meeting) and one.start is not None for one in problem.baseline):
            self.levels = [level for level in self.levels if level != "moved"]
        self.summed = [level for level in self.levels if level not in ("idle", "imbalance", "moved")]
        self.demand = [[places_wanted(problem, p, s) for s in range(self.num_s)] for p in range(self.num_p)]
        self.eligible = {
            (p, m, s)
            for p, m, s in product(range(self.num_p), range(self.num_m), range(self.num_s))
            if self.demand[p][s] > 0 and first_objection(problem, p, m, s) is None
        }
        self.published = published(problem) & self.eligible
        self.met = Counter(
            (p, m)
            for one in meetings_before(problem)
            if policy_of(problem, one.session) != "allow"
            for p, m in product(range(self.num_p), range(self.num_m))
            if (problem.participants[p].id, problem.mentors[m].id) == (one.participant, one.mentor)
        )
        self.held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
        self.limits = [self.most_of(m, None) for m in range(self.num_m)]
        self.limits_in = [[self.most_of(m, s) for m in range(self.num_m)] for s in range(self.num_s)]
        # limits of a session are only followed where it has any: fewer different half-built plans
        self.followed = [session.most_per_mentor is not None for session in problem.sessions]
        self.nothing = (0,) * (self.num_m * (self.num_s + 1) + 1)

    def most_of(self, m: int, s: int | None) -> int | None:
        """How many pairs a mentor may get, in total or in a session: what he offered, less what he held already.

        What is published and allowed he keeps, unless his capacity is firm.
        """
        mentor = self.problem.mentors[m]
        offer = mentor.capacity if s is None else self.problem.sessions[s].most_per_mentor
        if offer is None:
            return None
        gone = self.held[mentor.id]
        if s is not None:
            session = self.problem.sessions[s]
            gone = sum(
                isinstance(one, Meeting) and one.mentor == mentor.id and session.is_called(one.session)
                for one in self.problem.held
            )
        kept = sum(triple[1] == m and s in (None, triple[2]) for triple in self.published)
        if s is None and mentor.is_firm:
            kept = 0
        return max(0, offer - gone, kept)

    def choices(self, p: int) -> Iterator[tuple[Triple, ...]]:
        """Every way in which a participant's meetings keep the hard rules, loads aside."""
        each = []
        for s in range(self.num_s):
            mentors = [m for m in range(self.num_m) if (p, m, s) in self.eligible]
            sizes = range(self.demand[p][s] + 1)
            each.append([tuple((p, m, s) for m in some) for size in sizes for some in combinations(mentors, size)])
        for parts in product(*each):
            plan = tuple(triple for part in parts for triple in part)
            if self.meets_too_often("no repeat", p, [(m, s) for _, m, s in plan if self.policy(s) == "never"]):
                continue
            if not any(rule.weight is None and self.count_of(rule, p, plan) for rule in self.rules):
                yield plan

    def meets_too_often(self, rule: str, p: int, meetings: list[tuple[int, int]]) -> int:
        """How many of a participant's meetings, each a mentor and a session, a rule against repeats forbids."""
        too_many = 0
        for m in {m for m, _ in meetings}:
            where = exemptions(self.problem, rule, p, m)
            counted = [s for other, s in meetings if other == m and s not in where]
            most = 2 if None in where and not held_of(self.problem, p, m, where) else 1
            too_many += max(0, len(counted) - most)
        return too_many

    def policy(self, s: int) -> str:
        return policy_of(self.problem, self.problem.sessions[s].name)

    def repeats(self, p: int, mentors: list[int]) -> int:
        """How many of these meetings are with somebody met before, be it in the same plan."""
        return sum(number - (0 if self.met[p, m] else 1) for m, number in Counter(mentors).items())

    def count_of(self, rule: Rule, p: int, plan: tuple[Triple, ...]) -> int:
        """How often a participant's meetings break a rule on several of them."""
        kind = type(rule).__name__
        sessions = self.problem.sessions
        if kind == "NoRepeat":
            names = rule.sessions
            there = [(m, s) for _, m, s in plan if names is None or any(map(sessions[s].is_called, names))]
            if rule.weight is None:
                return self.meets_too_often(rule.name, p, there)
            return self.repeats(p, [m for m, _ in there])
        if kind == "Together":
            participants, mentors = self.problem.participants, self.problem.mentors
            if participants[p].id not in called(rule.participant, participants):
                return 0
            wanted = called(rule.mentor, mentors)
            where = [one for one in sessions if rule.session is None or one.is_called(rule.session)]
            if all(one.closed for one in where):
                return 0
            if any(sessions[s] in where and mentors[m].id in wanted for _, m, s in plan):
                return 0
            held = (one for one in self.problem.held if isinstance(one, Meeting) and one.mentor in wanted)
            was_held = any(
                one.participant == participants[p].id and any(session.is_called(one.session) for session in where)
                for one in held
            )
            return 0 if was_held else 1
        return 0

    def of_participant(self, p: int, plan: tuple[Triple, ...]) -> tuple[int, ...]:
        """What one participant's meetings add to each summed level."""
        missing = sum(self.demand[p]) - len(plan)
        weight = 1 + min(4, self.problem.participants[p].times_left_out)
        cost = dict.fromkeys((*self.summed, "penalty", "no repeat"), 0)
        cost |= {"unpaired": missing, "spread": weight * missing * missing, "changed": self.dropped(p, plan)}
        counted = [m for _, m, s in plan if self.policy(s) != "allow"]
        # where every policy is `never` or `allow`, two that count are forbidden already
        is_soft = any(self.policy(s) == "avoid" for s in range(self.num_s))
        cost["no repeat" if "no repeat" in self.levels else "penalty"] += self.repeats(p, counted) if is_soft else 0
        for rule in self.rules:
            if rule.weight is not None:
                charged = self.count_of(rule, p, plan)
                charged += sum(breaks(self.problem, rule, *triple) for triple in plan)
                level = "penalty"
                if rule.name in self.levels and rule.name not in LEVELS:
                    level = rule.name
                cost[level] += charged * rule.weight
        draw = Draw(self.problem.seed)
        for k, level in enumerate(self.ties, start=1):
            for _, m, s in plan:
                ids = self.problem.sessions[s].id, self.problem.participants[p].id, self.problem.mentors[m].id
                cost[level] += tie_cost(draw.ticket(*ids), k, len(self.eligible))
        return tuple(cost[level] for level in self.summed)

    def dropped(self, p: int, plan: tuple[Triple, ...]) -> int:
        """How many of a participant's published pairs are allowed and not in the plan."""
        return sum(triple[0] == p and triple not in plan for triple in self.published)

    def add_counts(self, counts: tuple[int, ...], p: int, plan: tuple[Triple, ...]) -> tuple[int, ...] | None:
        """The loads (all mentors in total, then by session) and last the changes, where these are limited.

        With more meetings; None where a limit is passed.
        """
        new = list(counts)
        for _, m, s in plan:
            new[m] += 1
            most, most_here = self.limits[m], self.limits_in[s][m]
            if most is not None and new[m] > most:
                return None
            if self.followed[s] and most_here is not None:
                new[(s + 1) * self.num_m + m] += 1
                if new[(s + 1) * self.num_m + m] > most_here:
                    return None
        if self.problem.max_changes is not None:
            new[-1] += self.dropped(p, plan)
            if new[-1] > self.problem.max_changes:
                return None
        return tuple(new)

    def in_order(self, value: tuple[int, ...], counts: tuple[int, ...]) -> tuple[int, ...]:
        """All levels of a whole plan in the order of priority."""
        cost = dict(zip(self.summed, value, strict=True))
        mentors = self.problem.mentors
        cost["idle"] = 0
        for m, mentor in enumerate(mentors):
            least = mentor.min_load if mentor.capacity is None else min(mentor.min_load, mentor.capacity)
            cost["idle"] += max(0, least - self.held[mentor.id] - counts[m])
        weights = [1] * self.num_m
        if self.problem.balance == "in proportion":
            has_pair = [any(triple[1] == m for triple in self.eligible) for m in range(self.num_m)]
            weights = offer_weights([mentor.capacity for mentor in mentors], has_pair)
        earlier = Counter(one.mentor for one in self.problem.earlier if isinstance(one, Meeting))
        cost["moved"] = 0  # a matter of the reference with starts
        cost["imbalance"] = 0
        for m, mentor in enumerate(mentors):
            past = self.held[mentor.id] + self.problem.earlier_weight * earlier[mentor.id]
            cost["imbalance"] += weights[m] * sum(2 * (past + k) - 1 for k in range(1, counts[m] + 1))
        return tuple(cost[level] for level in self.levels)


def places_wanted(problem: Problem, p: int, s: int) -> int:
    """How many mentors a participant still needs in a session."""
    person, session = problem.participants[p], problem.sessions[s]
    is_in_it = person.sessions is None or any(session.is_called(name) for name in person.sessions)
    if session.closed or session.is_peers or not is_in_it:
        return 0
    held = [
        one
        for one in problem.held
        if isinstance(one, Meeting) and one.participant == person.id and session.is_called(one.session)
    ]
    return max(0, session.mentors_each - len(held))


def meetings_before(problem: Problem) -> list[Meeting]:
    """Every meeting that has been, here or in an earlier cohort."""
    return [one for one in (*problem.held, *problem.earlier) if isinstance(one, Meeting)]


def policy_of(problem: Problem, name: str) -> str:
    """What a meeting in a session of that name counts as for repeats."""
    own = [session.repeat for session in problem.sessions if name and session.is_called(name)]
    return own[0] if own and own[0] is not None else problem.repeat


def published(problem: Problem) -> set[Triple]:
    """The pairs of the baseline whose people and session are in the problem."""
    known = [one for one in problem.baseline if isinstance(one, Meeting)]
    people = product(enumerate(problem.participants), enumerate(problem.mentors), enumerate(problem.sessions))
    return {
        (p, m, s)
        for (p, participant), (m, mentor), (s, session) in people
        for one in known
        if (one.participant, one.mentor) == (participant.id, mentor.id) and session.is_called(one.session)
    }


def first_objection(problem: Problem, p: int, m: int, s: int) -> str | None:
    """The first hard rule, by name, that forbids a pair."""
    for rule in rules_in_force(problem):
        if rule.weight is None and breaks(problem, rule, p, m, s):
            can_be_exempt = type(rule).__name__ in ("HelpsIn", "SameTrack", "FreeTogether", "MatchColumns")
            if not can_be_exempt or {s, None}.isdisjoint(exemptions(problem, rule.name, p, m)):
                return rule.name
    return None


def exemptions(problem: Problem, rule: str, p: int, m: int) -> set[int | None]:
    """The sessions in which a rule of that name does not hold for two people; None stands for one that names none."""
    sides = (problem.participants, problem.mentors)
    found: set[int | None] = set()
    for one in problem.exempt:
        is_theirs = sides[0][p].id in called(one.participant, sides[0]) and sides[1][m].id in called(
            one.mentor, sides[1]
        )
        if is_theirs and one.rule == rule:
            named = [s for s, session in enumerate(problem.sessions) if one.session and session.is_called(one.session)]
            found.update(named or [None])
    return found


def held_of(problem: Problem, p: int, m: int, but: set[int | None]) -> list[Meeting]:
    """Meetings of policy `never` that two had in this programme, but for those in some sessions."""
    ids = problem.participants[p].id, problem.mentors[m].id
    return [
        one
        for one in problem.held
        if isinstance(one, Meeting)
        and (one.participant, one.mentor) == ids
        and policy_of(problem, one.session) == "never"
        and not any(s in but for s, session in enumerate(problem.sessions) if session.is_called(one.session))
    ]


def breaks(problem: Problem, rule: Rule, p: int, m: int, s: int) -> bool:
    """Whether a pair, looked at alone, breaks a rule."""
    participant, mentor, session = problem.participants[p], problem.mentors[m], problem.sessions[s]
    names = getattr(rule, "sessions", None)
    if names is not None and not any(session.is_called(name) for name in names):
        return False
    sides = (problem.participants, problem.mentors)
    couple = {participant.id, mentor.id}
    match type(rule).__name__:
        case "HelpsIn":
            return mentor.sessions is not None and not any(session.is_called(name) for name in mentor.sessions)
        case "NotSelf":
            return participant.id == mentor.id
        case "RatherNot":
            # a wish is the person's, in whichever of his two roles he wrote it
            avoids = {one.id: set() for side in sides for one in side}
            for one in (*problem.participants, *problem.mentors):
                avoids[one.id].update(*(called(who, *sides) for who in one.apart))
            return mentor.id in avoids[participant.id] or participant.id in avoids[mentor.id]
        case "Apart":
            return len(couple) == 2 and couple == called(rule.a, *sides) | called(rule.b, *sides)
        case "MetBefore":
            was = [
                one for one in meetings_before(problem) if (one.participant, one.mentor) == (participant.id, mentor.id)
            ]
            if any(one in problem.held and session.is_called(one.session) for one in was):
                return True
            if policy_of(problem, session.name) != "never" or {s, None} & exemptions(problem, "met before", p, m):
                return False
            of_old = [one for one in was if one in problem.earlier and policy_of(problem, one.session) == "never"]
            repeating = exemptions(problem, "no repeat", p, m)
            here = held_of(problem, p, m, repeating)
            if not repeating:
                return bool(of_old or here)
            return bool(of_old) or (s not in repeating and len(here) > (1 if None in repeating else 0))
        case "SameTrack":
            wanted = {text_key(track) for track in participant.tracks} - {""}
            listed = {text_key(track) for track in mentor.tracks} - {""}
            blank = not wanted or not listed or "any" in wanted or "any" in listed
            return not blank and not wanted & listed
        case "FreeTogether":
            if rule.every is not None:
                return not on_grid(participant, mentor, session, rule.minutes, rule.every)
            return longest_common(participant, mentor, session) < rule.minutes
        case "MatchColumns":
            return _columns_clash(problem, rule, participant, mentor)
    return False


def called(who: str, *sides: Sequence[Person]) -> set[str]:
    """Ids of the people meant by an id or, on a side where it is nobody's id, by a name."""
    found = set()
    for side in sides:
        by_id = [one.id for one in side if one.id == who]
        found.update(by_id or [one.id for one in side if name_key(one.name) == name_key(who)])
    return found


def _columns_clash(problem: Problem, rule: Rule, participant: Person, mentor: Person) -> bool:
    couple = {participant.id, mentor.id}
    if rule.person is not None and not couple & called(rule.person, problem.participants, problem.mentors):
        return False
    cells = []
    for person, header in zip((participant, mentor), rule.columns, strict=True):
        cell = next((text for name, text in person.answers.items() if text_key(name) == text_key(header)), "")
        parts = [cell] if rule.match == "same" else cell.replace("\n", ";").replace(",", ";").split(";")
        values = {text_key(part) for part in parts}
        cells.append(set() if values & OPEN_TO_ALL else values - SILENT)
    wanted, offered = cells
    if not wanted or not offered:
        return False
    return {
        "same": wanted != offered,
        "share": not wanted & offered,
        "differ": bool(wanted & offered),
        "accepts": bool(offered - wanted),
    }[rule.match]


# --- free time --------------------------------------------------------------------------------------------------


def longest_common(one: Person, other: Person, session: Session) -> int:
    """Minutes of the longest stretch in which both are free within the session's days."""
    both = quarters(one.free or (), session.first_day, session.last_day, session.zone)
    both &= quarters(other.free or (), session.first_day, session.last_day, session.zone)
    longest = run = 0
    for quarter in sorted(both):
        run = run + 1 if quarter - 1 in both and run else 1
        longest = max(longest, run)
    return longest * QUARTER


def on_grid(one: Person, other: Person, session: Session, minutes: int, every: int) -> bool:
    """Whether some start by whose clock the minute is a multiple of ``every`` is free for both, to the end."""
    both = quarters(one.free or (), session.first_day, session.last_day, session.zone)
    both &= quarters(other.free or (), session.first_day, session.last_day, session.zone)
    for quarter in both:
        clock = datetime.fromtimestamp(quarter * QUARTER * 60, zone_of(session.zone))
        if clock.minute % every == 0 and all(quarter + k in both for k in range(-(-minutes // QUARTER))):
            return True
    return False


@lru_cache(maxsize=4096)
def quarters(free: tuple[FreeTime, ...], first_day: date | None, last_day: date | None, zone: str) -> frozenset[int]:
    """Which quarters of an hour (since 1970, UTC) lie in the session's days and in somebody's free time."""
    days = [one.day for one in free if isinstance(one.day, date)]
    low, high = first_day or min(days, default=None), last_day or max(days, default=None)
    if not free or low is None or high is None:
        return frozenset()
    start = int(datetime(low.year, low.month, low.day, tzinfo=zone_of("UTC")).timestamp()) // 60 // QUARTER
    found = set()
    for quarter in range(start - 2 * 96, start + ((high - low).days + 4) * 96):
        at = quarter * QUARTER * 60
        there = datetime.fromtimestamp(at, zone_of(zone)).date()
        if (first_day is None or first_day <= there) and (last_day is None or there <= last_day):
            for one in free:
                if _shows(datetime.fromtimestamp(at, zone_of(one.zone)), one):
                    found.add(quarter)
                    break
    return frozenset(found)


def _shows(clock: datetime, one: FreeTime) -> bool:
    """Whether a wall clock shows a time inside that free time, which may go on past midnight."""
    if one.start % QUARTER or one.end % QUARTER:
        raise ValueError("the reference looks at quarters of an hour only")
    minute = clock.hour * 60 + clock.minute
    for days_ago in (0, 1):
        day = clock.date() - timedelta(days=days_ago)
        begins = day == one.day if isinstance(one.day, date) else day.weekday() == one.day
        if begins and one.start <= minute + days_ago * 1440 < one.end:
            return True
    return False
