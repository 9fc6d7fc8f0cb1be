"""``verify``: a plan's JSON proved anew from its certificate, with neither solver nor sheets.

The file says twice what the plan is: in words, for people and other programs, and in the whole numbers of its
certificate. So three things are looked at: that the file is as it was written (its digest), that both say the same,
and that the numbers prove the plan the best (``judging.proof``). Who changes a plan on purpose can make a new digest;
then the other two are what counts. That the numbers are those of the sheets, only who has the sheets can tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pairing.documents.certificate_reading import Certificate
from pairing.documents.plan_reading import StatedPlan
from pairing.judging.meaning import meaning_faults
from pairing.judging.proof import Names, Proof, prove, words
from pairing.model.draw import is_tie, tie_name
from pairing.model.in_force import LEVELS, REQUIRED
from pairing.model.shapes import GroupKey
from pairing.model.solution import Status
from pairing.model.statement import Statement

MOST_SHOWN = 20  # reasons in text; one change is seen from many sides
OF_MENTORS_ALONE = ("idle", "imbalance")  # levels to which practice adds nothing


class Verdict(NamedTuple):
    """What is proved of a plan in a file.

    ``faults``: why it is refused, in words; none: no other pairs are better. ``has_certificate`` False: it states
    values and bounds, and nothing can be proved. ``levels``: (name, value) of those that are proved, as far as the
    ``num_pairs`` pairs of ``sessions`` go, and among the plans in which all are together who have to be
    (``has_required``: there are some); ``practice``: sessions whose groups no certificate covers. ``unique``: whether
    the pairs are the only ones of their worth; None: not known.
    """

    faults: tuple[str, ...]
    has_certificate: bool
    levels: tuple[tuple[str, int], ...]
    sessions: tuple[str, ...]
    practice: tuple[str, ...]
    num_pairs: int
    num_missing: int
    unique: bool | None
    has_required: bool = False

    @property
    def is_proved(self) -> bool:
        """Whether everything holds that the file states and the certificate covers."""
        return not self.faults


def verify_plan(plan: StatedPlan) -> Verdict:
    """Prove a plan as it was read.

    Cost: O(levels · pairs that could be); no search.
    """
    practice = _practice(plan)
    nothing = Verdict((), plan.digest_fits is not None, (), (), practice, len(plan.pairs), 0, None)
    if plan.digest_fits is None:
        return nothing._replace(faults=("It states values and bounds, without a certificate.",))
    faults = list(plan.faults)
    if not plan.digest_fits:
        faults.append("It was changed after it was written: its digest does not fit.")
    if plan.certificate is None:
        return nothing._replace(faults=tuple(faults))
    both = _Both(plan, plan.certificate, practice)
    proof = prove(both.statement, plan.certificate.chosen, plan.certificate.potentials)
    faults += [*meaning_faults(both.statement), *both.names_faults()]
    faults += [*both.pair_faults(), *both.group_faults(), *both.unpaired_faults(), *both.load_faults()]
    faults += [words(fault, both.names) for fault in proof.faults]
    if not proof.faults:
        faults += both.level_faults(proof)
    if faults:
        return nothing._replace(faults=tuple(dict.fromkeys(faults)))
    levels = zip(both.statement.levels, proof.values, strict=True)
    wanted = {place.session for place in both.statement.places}
    return nothing._replace(
        levels=tuple((name, value) for name, value in levels if name != REQUIRED),
        sessions=tuple(name for s, name in enumerate(plan.certificate.sessions) if s in wanted),
        num_missing=sum(both.missing.values()),
        unique=proof.unique,
        has_required=REQUIRED in both.statement.levels,
    )


def _practice(plan: StatedPlan) -> tuple[str, ...]:
    """The sessions of which a certificate says nothing."""
    covered = () if plan.certificate is None else plan.certificate.sessions
    named = [*(one.session for one in plan.groups), *(one.session for one in plan.unpaired)]
    return tuple(dict.fromkeys(one for one in named if plan.certificate is not None and one not in covered))


class _Both:
    """What a file states in words against what its certificate states in numbers."""

    def __init__(self, plan: StatedPlan, certificate: Certificate, practice: tuple[str, ...]):
        self.plan, self.certificate, self.practice = plan, certificate, practice
        self.statement = certificate.statement
        self.chosen = [self.statement.pairs[index] for index in certificate.chosen]
        held = Counter((p, s) for p, _, s in self.chosen)
        self.missing = {(p, s): demand - held[p, s] for p, s, demand in self.statement.places if demand > held[p, s]}
        self.session_of = {name: s for s, name in enumerate(certificate.sessions)}
        self.participant_of = {code: p for p, code in enumerate(certificate.participants)}
        self.mentor_of = {code: m for m, code in enumerate(certificate.mentors)}
        self._called: dict[tuple[str, str], set[str]] = {}
        for side, code, name in self._everybody():
            self._called.setdefault((side, code), set()).add(name)
        self.names = Names(
            [self._name("participant", code) for code in certificate.participants],
            [self._name("mentor", code) for code in certificate.mentors],
            certificate.sessions,
        )

    def _everybody(self) -> Iterator[tuple[str, str, str]]:
        for pair in self.plan.pairs:
            yield "participant", pair.participant_id, pair.participant
            yield "mentor", pair.mentor_id, pair.mentor
        for group in self.plan.groups:
            for code, name in zip(group.member_ids, group.members, strict=True):
                yield "participant", code, name
        for one in self.plan.unpaired:
            yield "participant", one.participant_id, one.participant
        for load in self.plan.loads:
            yield "mentor", load.mentor_id, load.mentor

    def _name(self, side: str, code: str) -> str:
        return min(self._called.get((side, code), {code}))

    def names_faults(self) -> Iterator[str]:
        """One code, one name."""
        for (side, _), names in self._called.items():
            if len(names) > 1:
                yield f"One {side} is called {' and '.join(map(repr, sorted(names)))}."

    def pair_faults(self) -> Iterator[str]:
        """The pairs of the plan are those that the certificate proves, each once, with what they cost."""
        charged = [
            column
            for column, name in enumerate(self.statement.levels)
            if name not in (*LEVELS[:-1], REQUIRED) and not is_tie(name)
        ]
        index_of = {self.statement.pairs[index]: index for index in self.certificate.chosen}
        seen = set()
        for pair in self.plan.pairs:
            where = f"{pair.participant} and {pair.mentor} in {pair.session}"
            key = (
                self.participant_of.get(pair.participant_id, -1),
                self.mentor_of.get(pair.mentor_id, -1),
                self.session_of.get(pair.session, -1),
            )
            if key not in index_of:
                yield f"{where}: the certificate has no such pair."
            elif key in seen:
                yield f"{where}: the pair stands twice."
            elif pair.penalty != (penalty := sum(self.statement.costs[index_of[key]][c] for c in charged)):
                yield f"{where}: the penalty is {pair.penalty}, and {penalty} in the certificate."
            seen.add(key)
        for p, m, s in sorted(index_of.keys() - seen):
            names = self.names.participants[p], self.names.mentors[m], self.names.sessions[s]
            yield f"{names[0]} and {names[1]} in {names[2]}: the certificate has the pair, and the plan does not."

    def group_faults(self) -> Iterator[str]:
        """Groups are of practice, and everybody is in one of a session at the most."""
        seen = set()
        for group in self.plan.groups:
            if group.session in self.session_of:
                yield f"{' and '.join(group.members)} in {group.session}: a session with mentors, which has no groups."
            for name, code in zip(group.members, group.member_ids, strict=True):
                if (group.session, code) in seen:
                    yield f"{name} in {group.session}: stands in two groups, or twice in one."
                seen.add((group.session, code))

    def unpaired_faults(self) -> Iterator[str]:
        """Who is left out is who has places missing in the certificate; practice aside, where nobody stands twice."""
        stated: dict[tuple[int, int], int] = {}
        in_practice = Counter((one.session, one.participant_id) for one in self.plan.unpaired)
        for one in self.plan.unpaired:
            if one.places < 1 or (
                one.session not in self.session_of and in_practice[one.session, one.participant_id] > 1
            ):
                yield f"{one.participant} in {one.session}: {one.places} missing by the plan, or named twice."
            elif one.session in self.session_of:
                key = self.participant_of.get(one.participant_id, -1), self.session_of[one.session]
                if key in stated or one.places != self.missing.get(key, 0):
                    yield (
                        f"{one.participant} in {one.session}: {one.places} missing by the plan, "
                        f"{self.missing.get(key, 0)} by the certificate."
                    )
                stated[key] = one.places
        for p, s in sorted(self.missing.keys() - stated.keys()):
            name, session = self.names.participants[p], self.names.sessions[s]
            yield f"{name} in {session}: missing by the certificate, and the plan does not say so."

    # --- loads and limits -------------------------------------------------------------------------------------------

    def load_faults(self) -> Iterator[str]:
        """Loads: the chosen pairs and what was held. Limits: the offers less what was held, or as many as published."""
        load = _totals(Counter((m, s) for _, m, s in self.chosen))
        gone = _totals(self.statement.held)
        limits = _Limits(self.statement)
        seen: set[tuple[int, int | None]] = set()
        for one in self.plan.loads:
            m = self.mentor_of.get(one.mentor_id, -1)
            s = None if one.session is None else self.session_of.get(one.session, -1)
            where = one.mentor if one.session is None else f"{one.mentor} in {one.session}"
            if -1 in (m, s) or (m, s) in seen:
                yield f"{where}: the certificate has no such load, or it stands twice."
                continue
            seen.add((m, s))
            if one.load != load[m, s] + gone[m, s]:
                yield f"{where}: the load is {one.load}, and {load[m, s] + gone[m, s]} by the certificate."
            if not limits.fit(m, s, one.capacity, gone[m, s]):
                offered = "no limit" if one.capacity is None else f"a limit of {one.capacity}"
                yield f"{where}: the plan has {offered}, and the certificate another one."
        wanted: set[tuple[int, int | None]] = {(m, None) for m in range(len(self.names.mentors))} | load.keys()
        for m, s in sorted(wanted - seen, key=str):
            in_session = "" if s is None else f" in {self.names.sessions[s]}"
            yield f"{self.names.mentors[m]}{in_session}: the plan does not give the load."

    def level_faults(self, proof: Proof) -> Iterator[str]:
        """What the plan is worth, that this is the bound, and whether others are as good."""
        if self.plan.status != Status.OPTIMAL.value:
            yield f"It states that it is {self.plan.status}, and its certificate proves it optimal."
        own = {name: value for name, value in zip(self.statement.levels, proof.values, strict=True) if name != REQUIRED}
        names = [level.name for level in self.plan.levels]
        further = names[len(own) :]
        ties = sum(map(is_tie, own))
        is_known = (
            names[: len(own)] == list(own) and ties and further == [tie_name(ties + 1 + k) for k in range(len(further))]
        )
        if not is_known or (further and not (self.practice and proof.unique)):
            yield f"It has the levels {', '.join(names)}, and the certificate proves {', '.join(own)}."
            return
        alone = sum(one.places for one in self.plan.unpaired if one.session not in self.session_of)
        for level in self.plan.levels:
            more = level.value - own.get(level.name, 0)  # what practice adds
            least = alone if level.name in ("unpaired", "spread") else 0
            most = least if level.name == "unpaired" or level.name in OF_MENTORS_ALONE or not self.practice else more
            if not least <= more <= most:
                yield f"Level {level.name} is {level.value} by the plan, and {own[level.name]} by the certificate."
            if level.bound != level.value:
                yield f"Level {level.name} is {level.value}, and its bound {level.bound}: the certificate proves it."
        if self.plan.unique and proof.unique is not True:
            yield "It states that no other plan is as good, and that is not proved."
        if self.plan.unique is False and proof.unique and not self.practice:
            yield "It states that other plans are as good, and there is none."


def _totals(numbers: Mapping[tuple[int, int | None], int]) -> Counter[tuple[int, int | None]]:
    """The numbers by mentor and session, and each mentor's sum (session None)."""
    found: Counter[tuple[int, int | None]] = Counter()
    for (m, s), number in numbers.items():
        found[m, None] += number
        if s is not None:
            found[m, s] += number
    return found


class _Limits:
    """The limits of mentors in a statement, held against what a plan says that they offered."""

    def __init__(self, statement: Statement):
        self._most = {group.key: group.most for group in statement.groups}
        self._size = _totals(Counter((m, s) for _, m, s in statement.pairs))
        published = [statement.pairs[index] for index in statement.published]
        self._kept = _totals(Counter((m, s) for _, m, s in published))

    def fit(self, mentor: int, session: int | None, capacity: int | None, held: int) -> bool:
        """Whether the limit is the offer less what was held, or as many as are published.

        A limit in a session that the mentor's own implies is none of the statement.
        """
        size = self._size[mentor, session]
        whole = self._most.get(GroupKey(("mentor",), (mentor,)), 0)
        left = size if capacity is None else max(0, capacity - held)
        kept = min(size, max(left, self._kept[mentor, session]))
        if session is None:
            return whole in (min(size, left), kept)
        most = self._most.get(GroupKey(("mentor", "session"), (mentor, session)), size)
        return min(most, whole) == min(kept, whole)


# --- what is said -----------------------------------------------------------------------------------------------


def verdict_text(verdict: Verdict) -> str:
    """The verdict for people: what is proved and what is not covered, or each reason on a line."""
    return "\n".join(map(_shown, _lines(verdict))) + "\n"


def _shown(line: str) -> str:
    """The line, whatever names hold: a line break or another control character is shown as an escape."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)


def _lines(verdict: Verdict) -> Iterator[str]:
    if verdict.faults:
        yield "rejected" if verdict.has_certificate else "not proved"
        yield from (f"  {fault}" for fault in verdict.faults[:MOST_SHOWN])
        if len(verdict.faults) > MOST_SHOWN:
            yield f"  and {len(verdict.faults) - MOST_SHOWN} more"
        return
    only = {True: ", and no others are as good", False: "; others are as good", None: ""}[verdict.unique]
    yield f"proved: no other pairs are better than these {verdict.num_pairs}{only}"
    yield f"  sessions: {', '.join(verdict.sessions) or 'none'}; places left without a mentor: {verdict.num_missing}"
    yield f"  levels, in this order: {', '.join(f'{name} {value}' for name, value in verdict.levels)}"
    if verdict.has_required:
        yield "  before all levels: who is to be kept together is"
    if verdict.practice:
        yield f"  not covered: the groups of {', '.join(verdict.practice)}, and what they add to a level"
    yield "  not covered: hours, reasons, names and the seed, and whether the sheets say what this file states"


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The same as plain data."""
    status = "proved" if verdict.is_proved else "rejected" if verdict.has_certificate else "not proved"
    return {
        "schema_version": 1,
        "status": status,
        "unique": verdict.unique,
        "levels": [{"name": name, "value": value} for name, value in verdict.levels],
        "pairs": verdict.num_pairs,
        "missing": verdict.num_missing,
        "has_required": verdict.has_required,
        "sessions": list(verdict.sessions),
        "not_covered": list(verdict.practice),
        "faults": list(verdict.faults),
    }
