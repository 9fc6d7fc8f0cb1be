"""The fewest changes that a repair needs, by a model of its own: CP-SAT, written from the definitions alone.

It takes from the library only the judge's word on which pairs the hard rules exclude. Minimised are the places left
unpaired, then the published pairs that are dropped and the people who lose a partner.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from ortools.sat.python import cp_model

from pairing.judging.evaluate import exclusions
from pairing.model.meetings import Meeting, Practice
from pairing.model.problem import Problem
from pairing.model.rules import Apart, Together


def fewest_changes(problem: Problem) -> tuple[int, int]:
    """(unpaired, changed) of the best repair; for problems of policy ``never`` or ``allow`` in all sessions."""
    model = cp_model.CpModel()
    of_mentors = _of_mentors(problem, model)
    of_peers = [_of_peers(problem, s, model) for s in range(len(problem.sessions)) if problem.peers(s)]
    missing = sum(part[0] for part in [of_mentors, *of_peers])
    changed = sum(part[1] for part in [of_mentors, *of_peers])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    values = []
    for objective in (missing, changed):
        model.minimize(objective)
        assert solver.solve(model) == cp_model.OPTIMAL
        values.append(round(solver.objective_value))
        model.add(objective <= values[-1])
    return values[0], values[1]


def _of_mentors(problem, model):
    excluded = exclusions(problem)
    triples = [
        (p, m, s)
        for s in range(len(problem.sessions))
        for p in range(len(problem.participants))
        if problem.demand(p, s)
        for m in range(len(problem.mentors))
        if (p, m, s) not in excluded
    ]
    x = {triple: model.new_bool_var(str(triple)) for triple in triples}
    missing = []
    for s in range(len(problem.sessions)):
        for p in range(len(problem.participants)):
            if problem.demand(p, s):
                u = model.new_int_var(0, problem.demand(p, s), "")
                model.add(sum(x[t] for t in triples if t[0] == p and t[2] == s) + u == problem.demand(p, s))
                missing.append(u)
    published = {triple for triple in triples if _is_published(problem, *triple)}
    held = Counter(one.mentor for one in problem.held if isinstance(one, Meeting))
    for m, mentor in enumerate(problem.mentors):
        if mentor.capacity is not None:
            offered = max(0, mentor.capacity - held[mentor.id])
            limit = offered if mentor.is_firm else max(offered, sum(t[1] == m for t in published))
            model.add(sum(x[t] for t in triples if t[1] == m) <= limit)
        for s, session in enumerate(problem.sessions):
            if session.most_per_mentor is not None:
                has_been = sum(
                    isinstance(one, Meeting) and one.mentor == mentor.id and session.is_called(one.session)
                    for one in problem.held
                )
                limit = max(session.most_per_mentor - has_been, 0, sum(t[1:] == (m, s) for t in published))
                model.add(sum(x[t] for t in triples if t[1:] == (m, s)) <= limit)
        never = {s for s, session in enumerate(problem.sessions) if problem.policy(session.name) == "never"}
        for p in range(len(problem.participants)):
            model.add(sum(x[t] for t in triples if t[:2] == (p, m) and t[2] in never) <= 1)
    for rule in problem.rules:
        if isinstance(rule, Together) and rule.weight is None:
            s = problem.session_idx(rule.session)
            if not problem.sessions[s].is_peers and not problem.sessions[s].closed:
                p, m = problem.participant_idx(rule.participant), problem.mentor_idx(rule.mentor)
                if not any(
                    one == Meeting(problem.participants[p].id, problem.mentors[m].id, one[-1])
                    and problem.sessions[s].is_called(one[-1])
                    for one in problem.held
                ):
                    model.add(x[p, m, s] == 1)
    return sum(missing), len(published) - sum(x[t] for t in published)


def _is_published(problem, p, m, s):
    return any(
        isinstance(one, Meeting)
        and (one.participant, one.mentor) == (problem.participants[p].id, problem.mentors[m].id)
        and problem.sessions[s].is_called(one.session)
        for one in problem.baseline
    )


def _of_peers(problem, s, model):
    members = problem.peers(s)
    forbidden = _forbidden(problem)
    ids = {p: problem.participants[p].id for p in members}
    couples = [c for c in combinations(members, 2) if frozenset(ids[p] for p in c) not in forbidden]
    trios = [t for t in combinations(members, 3) if all(c in couples for c in combinations(t, 2))]
    y = {group: model.new_bool_var(str(group)) for group in (*couples, *trios)}
    model.add(sum(y[t] for t in trios) <= 1)
    missing = []
    for p in members:
        u = model.new_bool_var("")
        model.add(sum(var for group, var in y.items() if p in group) + u == 1)
        missing.append(u)
    lost = []
    for p in members:
        partners = {
            q
            for one in problem.baseline
            if isinstance(one, Practice) and problem.sessions[s].is_called(one.session) and ids[p] in one.members
            for q in members
            if q != p and ids[q] in one.members and (min(p, q), max(p, q)) in couples
        }
        if partners:
            kept = sum(var for group, var in y.items() if p in group and partners <= set(group))
            lost.append(1 - kept)
    return sum(missing), sum(lost)


def _forbidden(problem):
    found = {
        frozenset((problem.person_id(rule.a), problem.person_id(rule.b)))
        for rule in problem.rules
        if isinstance(rule, Apart)
    }
    for person in (*problem.participants, *problem.mentors):
        found |= {frozenset((person.id, other)) for who in person.apart for other in problem.ids_of(who)}
    return found
