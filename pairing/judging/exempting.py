"""How the judge reads exemptions: for itself, from the problem, as it does with rules.

For a pair rule it is a list of triples, for repeats a number. What "no repeat" leaves two people, having met or not, is
counted meeting by meeting.
"""

from __future__ import annotations

from collections.abc import Sequence

from pairing.model.exempt import Exempt
from pairing.model.limits import NoRepeat
from pairing.model.meetings import Meeting
from pairing.model.problem import Problem


def exempt_from(problem: Problem, rule_name: str, ids: tuple[str, str] | None = None) -> list[Exempt]:
    """The exemptions from a rule of that name; of one couple of ids (participant, mentor), or of all."""
    return [one for one in problem.exempt if one.rule == rule_name and ids in (None, couple_of(problem, one))]


def couple_of(problem: Problem, one: Exempt) -> tuple[str, str]:
    """The ids of the two."""
    participant, mentor = problem.participant_idx(one.participant), problem.mentor_idx(one.mentor)
    return problem.participants[participant].id, problem.mentors[mentor].id


def is_in(problem: Problem, one: Exempt, session: int) -> bool:
    """Whether it says anything of that session (position)."""
    return one.session is None or problem.sessions[session].is_called(one.session)


def exempt_rows(problem: Problem, rule_name: str, session: int, rows: Sequence[int]) -> Sequence[int]:
    """Rows of a ``PairVerdict`` for a session, with those accepted who are exempt in it."""
    accepted = list(rows)
    for one in exempt_from(problem, rule_name):
        if is_in(problem, one, session):
            accepted[problem.participant_idx(one.participant)] |= 1 << problem.mentor_idx(one.mentor)
    return accepted


def most_meetings(problem: Problem, rule_name: str, participant: int, mentor: int) -> tuple[int, list[int]]:
    """How often a plan may let the two meet, and the sessions (positions) whose meetings count for it.

    Once; twice where an exemption names no session, less what was held of it; and at least once, for whoever may not
    meet again at all is told so by ``MetBefore``.
    """
    ids = problem.participants[participant].id, problem.mentors[mentor].id
    mine = exempt_from(problem, rule_name, ids)
    counted = [
        s for s in range(len(problem.sessions)) if not any(one.session and is_in(problem, one, s) for one in mine)
    ]
    most = 1
    if any(one.session is None for one in mine) and _num_held(problem, mine, ids) == 0:
        most = 2
    return most, counted


def may_meet_again(problem: Problem, rule_name: str, ids: tuple[str, str], session: int) -> bool:
    """Whether two who met before, in meetings of policy `never`, may meet in that session all the same.

    By an exemption from that rule; or, if they did not meet in an earlier cohort, by one from "no repeat".
    """
    if any(is_in(problem, one, session) for one in exempt_from(problem, rule_name, ids)):
        return True
    of_repeats = exempt_from(problem, NoRepeat().name, ids)
    earlier = (one for one in problem.earlier if isinstance(one, Meeting) and problem.policy(one.session) == "never")
    if not of_repeats or any((one.participant, one.mentor) == ids for one in earlier):
        return False
    if any(one.session is not None and is_in(problem, one, session) for one in of_repeats):
        return True
    is_once_more = any(one.session is None for one in of_repeats)
    return _num_held(problem, of_repeats, ids) <= int(is_once_more)


def _num_held(problem: Problem, of_repeats: Sequence[Exempt], ids: tuple[str, str]) -> int:
    """Their meetings of policy `never` that were held, but for those in sessions that the exemptions name."""
    named = [problem.sessions[problem.session_idx(one.session)] for one in of_repeats if one.session is not None]
    return sum(
        (one.participant, one.mentor) == ids
        and problem.policy(one.session) == "never"
        and not any(session.is_called(one.session) for session in named)
        for one in problem.held
        if isinstance(one, Meeting)
    )
