"""The members of a shortage or a clash, and how people and limits are told in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pairing.engine.shortage import NO_REPEAT, PER_SESSION, TOTAL, Bound
from pairing.model.meetings import Meeting
from pairing.model.names import short_code
from pairing.model.people import Participant
from pairing.model.problem import Problem
from pairing.model.session import Session

MOST_NAMES = 6


class Member(NamedTuple):
    """Somebody who is to have so many meetings in a session."""

    participant: Participant
    session: Session
    meetings: int

    def to_dict(self, key: str) -> dict[str, object]:
        """Fields for ``--json``; the person as a short code keyed by ``key``."""
        return {
            "person": short_code(self.participant.id, key=key),
            "session": self.session.name,
            "meetings": self.meetings,
        }


def names_of(members: Sequence[Member], *, has_sessions: bool) -> list[str]:
    """``Ada``, ``Ada (Technical)``, ``Ada (2 meetings in Technical)``."""
    names = []
    for one in members:
        where = [f"{one.meetings} meetings"] if one.meetings > 1 else []
        where += [one.session.name] if has_sessions else []
        names.append(one.participant.name + (f" ({' in '.join(where)})" if where else ""))
    return names


def listed(names: Sequence[str], number: int) -> str:
    """``Ada, Bo and Cem``; where there are more than names, ``Ada, Bo and 7 more``; at most 6 names."""
    shown = list(names[:MOST_NAMES])
    if number > len(shown):
        return f"{', '.join(shown)} and {number - len(shown)} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def places(number: int) -> str:
    """``no place``, ``1 place``, ``2 places``."""
    return f"{number} places" if number > 1 else "1 place" if number else "no place"


def num_held(problem: Problem, mentor: int, session: Session | None) -> int:
    """How many meetings a mentor (position) has held, in a session or in total."""
    who = problem.mentors[mentor].id
    return sum(
        isinstance(one, Meeting) and one.mentor == who and (session is None or session.is_called(one.session))
        for one in problem.held
    )


def bound_in_words(problem: Problem, bound: Bound) -> str:
    """A mentor's limit, as a coordinator would say it: ``offers 2 places``, ``at most 1 in Technical``."""
    if bound.key.per == NO_REPEAT:
        return "meets nobody twice"
    mentor = bound.key.key[0]
    if bound.key.per == PER_SESSION:
        session = problem.sessions[bound.key.key[1]]
        limit, where, head = session.most_per_mentor, f" in {session.name}", f"at most {session.most_per_mentor}"
        held = num_held(problem, mentor, session)
    elif bound.key.per == TOTAL:
        limit, where, held = problem.mentors[mentor].capacity, "", num_held(problem, mentor, None)
        head = f"offers {places(limit or 0)}"
    else:
        return f"at most {bound.most}"
    if limit is None or bound.most > max(0, limit - held):  # what is published is kept, even beyond the limit
        return f"keeps the {bound.most} published{where}"
    return f"{head}{where}{f', {held} of them held already' if held else ''}"
