"""What would help: the single changes that place somebody who is left out, each tried out, the cheapest first.

A change is told only if the best plan with it places the person. What it costs is that plan's value on every level: so
what places several people comes first, then what changes the fewest published pairs, and so on in the order of levels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pairing.model.exempt import NO_REPEAT
from pairing.model.meetings import Meeting
from pairing.model.names import short_code
from pairing.model.people import Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Result
from pairing.reasons.changes import Change, FreeHour, HigherLimit, MorePlaces, RelaxedRule
from pairing.reasons.consequences import Consequences, consequences, in_a_row
from pairing.reasons.own_time import OwnTime
from pairing.reasons.positions import missing_places, places_of, plan_of
from pairing.reasons.single_changes import Proposal, SingleChanges
from pairing.reasons.trials import Trials, Tried, tries_all

MOST_PLACES = 5  # that one mentor is asked for at once, where one more would go to somebody else
KINDS = ("place", "rule", "hour", "limit", "mentor")  # of two that cost the same, the one nearer at hand first


@dataclass(frozen=True, slots=True)
class Remedy:
    """A single change that places somebody, and what the best plan with it is worth (``then``)."""

    change: Change
    then: Consequences
    problem: Problem = field(repr=False, compare=False)

    @property
    def kind(self) -> str:
        """``place``, ``rule``, ``hour``, ``limit`` or ``mentor``."""
        return self.change.kind

    @property
    def levels(self) -> tuple[tuple[str, int], ...]:
        """Every level but the draw, in the order of priority, as it is with the change."""
        return tuple((one.name, one.after) for one in self.then.levels)

    def apply(self, problem: Problem) -> Problem:
        """The problem as it is with the change."""
        return self.change.apply(problem)

    @property
    def text(self) -> str:
        """One line: ``1 more place of Dee Park (4 instead of 3); 2 pairs change; uneven loads 58 → 60``."""
        then = self.then
        parts = [self.change.text]
        if len(then.placed) > 1:
            parts.append(f"places {in_a_row([one.text for one in then.placed])}")
        if then.unplaced:
            parts.append(f"but {in_a_row([one.text for one in then.unplaced])} would be left out")
        if then.num_changed:
            parts.append("1 pair changes" if then.num_changed == 1 else f"{then.num_changed} pairs change")
        skipped = ("unpaired", "spread", *(("imbalance",) if self._is_weighed_anew else ()))
        parts += [one.text for one in then.levels if one.before != one.after and one.name not in skipped]
        return "; ".join(parts)

    @property
    def _is_weighed_anew(self) -> bool:
        """Whether loads are weighed by other offers then, so that what they come to says nothing."""
        return self.problem.balance == "in proportion" and self.kind in ("place", "mentor")

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``: kind, who, what, and the levels after it; people as short codes keyed by ``key``."""
        return {
            "kind": self.kind,
            "who": [{"name": one.name, "id": short_code(one.id, key=key)} for one in self.change.people],
            "what": self.change.text,
            "text": self.text,
            "places": [one.to_dict(key) for one in self.then.placed],
            "leaves_out": [one.to_dict(key) for one in self.then.unplaced],
            "changed_pairs": self.then.num_changed,
            "levels": [one.to_dict() for one in self.then.levels],
        }


ByFloor = tuple[tuple[int, ...] | None, list[Proposal]]  # values that proposals cannot beat, and those


class Best(NamedTuple):
    """A change that helps; ``order``: by which the cheapest comes first."""

    order: tuple[object, ...]
    change: Change
    tried: Tried


class Remedies:
    """The remedies of one result. ``groups``: for each unpaired place the places of its shortage, as positions.

    Of a small problem every single change is tried (``trials.tries_all``). Of another one those that concern the
    shortage, and that could lower the number of places left out; changes that only leave out somebody else are not
    looked for.
    """

    def __init__(
        self,
        result: Result,
        groups: Mapping[tuple[int, int], Iterable[tuple[int, int]]],
        *,
        in_passing: bool = False,
    ):
        self.problem = result.problem
        self._tries_all = tries_all(result, in_passing=in_passing)
        everywhere = places_of(result.problem) if self._tries_all else []
        self._group = everywhere or sorted({one for group in groups.values() for one in group})
        self._changes = SingleChanges(result.problem)
        self._missing = missing_places(result.problem, plan_of(result))
        self._asks = [list(ask) for ask in self._asks_for(self._group)]
        proposals = (one for ask in self._asks for one in ask)
        opened = sorted({triple for one in proposals for triple in one.opened or ()})
        self._trials = Trials(result, opened, in_passing=in_passing)
        self._asks += map(list, self._of_the_plan())
        self._own_time = OwnTime(self.problem)
        self._gave_up = self._left_out = False
        self._sessions_of: dict[int, list[int]] = {}  # of each participant, with repetitions
        for q, _, t in self._trials.pairs:
            self._sessions_of.setdefault(q, []).append(t)

    @property
    def trials(self) -> Trials:
        """What the changes are tried out on."""
        return self._trials

    def of(self, participant: Participant, session: Session, *, most: int | None = None) -> tuple[Remedy, ...]:
        """The remedies for one place, the cheapest first; of each person asked, and each rule, the cheapest."""
        p, s = self.problem.participant_idx(participant.id), self.problem.session_idx(session.name)
        found: list[Best] = []
        if not self._tries_all:
            self._give_up()
        asks = [self._by_floor(ask, p, s) for ask in self._looked_at(p, s)]
        self._asks = [ask for ask in self._asks if ask]
        for ask in sorted(filter(None, asks), key=lambda ask: (ask[0][0] is None, ask[0][0] or ())):
            worst = found[most - 1] if most is not None and len(found) >= most else None
            best = self._best(ask, p, s, worst)
            if best is not None:
                found = _one_hour_each(sorted([*found, best], key=lambda one: one.order))
        return tuple(self._remedy(one.change, one.tried, p, s) for one in found[:most])

    @property
    def are_all(self) -> bool:
        """Whether nothing was left out so far because trying it would take long."""
        return not (self._left_out or self._trials.ran_out)

    def _give_up(self) -> None:
        """Take out what can help nobody: with what no plan has more pairs, and what nobody will find out any more."""
        for ask in self._asks:
            if not self._trials.can_solve_again:
                kept = [one for one in ask if one.opened is not None or self._trials.knows(one.change)]
                self._left_out = self._left_out or len(kept) < len(ask)
                ask[:] = kept
            elif not self._gave_up:
                ask[:] = [one for one in ask if self._trials.may_gain(*one)]
        self._gave_up = True
        self._asks = [ask for ask in self._asks if ask]

    def _looked_at(self, p: int, s: int) -> list[list[Proposal]]:
        """All there is to ask; of a large problem in passing, of what opens pairs only what promises most."""
        most = None if self._tries_all else self._trials.num_looks(len(self._missing))
        if most is None:
            return self._asks
        opening = [one for ask in self._asks for one in ask if one.opened is not None and self._has_time(one, p, s)]
        if len(opening) <= most:
            return self._asks
        self._left_out = True
        best_first = sorted(opening, key=lambda one: -self._trials.promise(one.opened or (), (p, s)))
        known = set(map(id, best_first[:most]))
        return [[one for one in ask if one.opened is None or id(one) in known] for ask in self._asks]

    # --- what is asked ---------------------------------------------------------------------------------------

    def _asks_for(self, group: Sequence[tuple[int, int]]) -> Iterator[Sequence[Proposal]]:
        """What could be asked of somebody: of each the cheapest is told."""
        yield from self._changes.rules(group)
        yield from self._changes.hours(group, all_of_them=self._tries_all)
        numbers = self._numbers() if self._tries_all else (1,)
        yield from self._changes.mentors(group, numbers, all_of_them=self._tries_all)

    def _of_the_plan(self) -> Iterator[Sequence[Proposal]]:
        """What could be asked where the plan has come up against a limit of numbers, or of somebody's hours."""
        problem, pairs, group = self.problem, self._trials.pairs, self._group
        if (self._trials.flow is None or not self._trials.flow.is_plan) and not self._tries_all:
            eligible = [triple for q in {q for q, _ in group} for triple in self._trials.eligible_of(q)]
            yield from self._changes.cramped(group, eligible)
        held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
        load = Counter(m for _, m, _ in pairs)
        for m, mentor in enumerate(problem.mentors):
            if mentor.capacity is not None and (self._tries_all or load[m] + held[mentor.id] >= mentor.capacity):
                yield [Proposal(MorePlaces(mentor, number), None) for number in self._numbers()]
        for one in problem.sessions:
            if one.most_per_mentor is not None and not one.closed:
                yield [Proposal(HigherLimit(one), None)]
        for q, t in group:
            session = problem.sessions[t]
            if problem.policy(session.name) == "never":
                met = {m for other, m, elsewhere in pairs if other == q and elsewhere != t}
                again = range(len(problem.mentors)) if self._tries_all else sorted(met)
                for mentor in (problem.mentors[m] for m in again):
                    if mentor.id != problem.participants[q].id:
                        yield [Proposal(RelaxedRule(problem.participants[q], mentor, session, NO_REPEAT), None)]

    def _numbers(self) -> range:
        """How many places one mentor is asked for: more where others of the shortage would get the first."""
        return range(1, min(MOST_PLACES, sum(self._missing.values())) + 1)

    # --- which is the best -----------------------------------------------------------------------------------

    def _best(self, ask: Sequence[ByFloor], p: int, s: int, worst: Best | None) -> Best | None:
        """The cheapest of what could be asked of one person; None where nothing helps, or only what costs more."""
        best: Best | None = None
        for floor, proposals in ask:
            known = [one.tried.values for one in (best, worst) if one is not None]
            if floor is not None and any(floor > values for values in known):
                continue  # those of which no floor is known come last
            if best is not None and (floor == best.tried.values or _places(proposals[0].change) > _places(best.change)):
                continue
            found, open_still = self._quickly(proposals, p, s)
            if found is not None:
                best = found if best is None or found.order < best.order else best
                continue
            for proposal in open_still:
                found = self._entry(proposal, self._trials.of(proposal.change), p, s)
                if found is not None and (best is None or found.order < best.order):
                    best = found
                if found is not None and found.tried.values == floor:
                    break  # nothing can be better
        return best

    def _quickly(self, proposals: Sequence[Proposal], p: int, s: int) -> tuple[Best | None, list[Proposal]]:
        """The first of these that places him, by the flow where it stands; and those of which that does not say all."""
        open_still = []
        for proposal in proposals:
            tried = self._trials.taken_up(*proposal)
            if tried is None:
                open_still.append(proposal)
            elif (found := self._entry(proposal, tried, p, s)) is not None:
                return found, []
        return None, open_still

    def _by_floor(self, ask: list[Proposal], p: int, s: int) -> list[ByFloor]:
        """The proposals that may help, by the values that they cannot beat, the lowest first; None, at last: any.

        Those that turn out to help nobody are taken out of ``ask``: it is looked at for every place.
        """
        hopeless = []
        found: dict[int, dict[tuple[int, ...] | None, list[Proposal]]] = {}  # by the places asked for
        total = self._trials.total
        for one in ask:
            if not (self._tries_all or self._has_time(one, p, s)):
                continue  # before the floor, which takes ten times as long
            if one.opened is None:
                floor = self._trials.floor_of(one.change, (p, s))
            else:
                floor = self._trials.floor(one.opened, (p, s))
            if self._tries_all or floor is None or floor < total:
                found.setdefault(_places(one.change), {}).setdefault(floor, []).append(one)
            else:
                hopeless.append(one)
        if hopeless:
            ask[:] = [one for one in ask if all(one is not other for other in hopeless)]
        return [
            entry
            for _, by_floor in sorted(found.items())  # the fewest places that do are told, though more would do more
            for entry in sorted(by_floor.items(), key=lambda entry: (entry[0] is None, entry[0] or ()))
        ]

    def _entry(self, proposal: Proposal, tried: Tried | None, p: int, s: int) -> Best | None:
        """A change that places the participant, and by what it is compared."""
        if tried is None or not self._places_it(tried, p, s):
            return None
        order = (tried.values, self._num_changed(tried), *_rank(proposal.change))
        return Best(order, proposal.change, tried)

    def _has_time(self, proposal: Proposal, p: int, s: int) -> bool:
        """Whether the participant would have the time for one meeting more, as far as he alone is concerned."""
        if isinstance(proposal.change, FreeHour) and self._changes.may_do_more(proposal.change.person):
            return True
        wanted = Counter(self._sessions_of.get(p, ()))
        wanted[s] += 1
        opened = [one for one in proposal.opened or () if one[0] == p]
        return self._own_time.is_enough(p, wanted, self._trials.eligible_of(p), proposal.change, opened)

    def _places_it(self, tried: Tried, p: int, s: int) -> bool:
        """Whether he has a mentor more there; of a large problem, without somebody else having one less for it."""
        held = sum((one[0], one[2]) == (p, s) for one in tried.pairs)
        gains = self.problem.demand(p, s) - held < self._missing.get((p, s), 0)
        return gains and (self._tries_all or len(tried.pairs) > len(self._trials.pairs))

    def _num_changed(self, tried: Tried) -> int:
        return len(set(self._trials.pairs) - set(tried.pairs))

    def _remedy(self, change: Change, tried: Tried, p: int, s: int) -> Remedy:
        levels = [(name, now, value) for (name, now), value in zip(self._trials.levels, tried.values, strict=True)]
        then = consequences(self.problem, self._trials.pairs, tried.pairs, levels, (p, s))
        return Remedy(change, then, self.problem)


def _one_hour_each(found: Sequence[Best]) -> list[Best]:
    """Without further hours of the same person: an hour may be asked for to meet somebody new, or to have more time."""
    first: dict[object, Best] = {}
    for one in found:
        hour = one.change if isinstance(one.change, FreeHour) else None
        first.setdefault(one.change if hour is None else hour.person.id, one)
    return list(first.values())


def _places(change: Change) -> int:
    """How many places it asks for: no more than it takes."""
    return getattr(change, "places", 1)


def _rank(change: Change) -> tuple[object, ...]:
    """Of changes that cost the same, which is told first."""
    return KINDS.index(change.kind), _places(change), getattr(change, "start", None) or 0, change.text
