"""Who meets whom when two people are to be kept together: a Collabie and a mentor, or two peers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pairing.model.people import Mentor, Person
from pairing.model.rules import Together
from pairing.model.session import Session
from pairing.rosters.joining import Joined

if TYPE_CHECKING:
    from pairing.rosters.leaving import Left

PIN_HINT = (
    "It takes a Collabie and a mentor, or two Collabies who practise together; each named once on the sheets, and "
    "both in the session."
)


def session_called(sessions: Sequence[Session], name: str) -> Session | None:
    """The session that somebody means by a name, if there is one."""
    return next((one for one in sessions if one.is_called(name)), None)


def pin(
    found: tuple[Sequence[str], Sequence[str]],
    joined: Joined,
    sessions: Sequence[Session],
    session: str | None,
    weight: int | None = None,
) -> Together | None:
    """The pin of a Collabie to a mentor, in whichever order they are named, or of two peers.

    Parameters
    ----------
    found
        Ids of those whom the one and the other name may mean.
    joined, sessions
        The people, and the programme's sessions.
    session
        Any name of the session, or None. Two Collabies then mean the one session of peers, if there is one alone.
    weight
        As in ``Together``.

    Returns
    -------
    Together or None
        None where it cannot be told who of them meets whom.
    """
    where = None if session is None else session_called(sessions, session)
    participants, mentors = {one.id for one in joined.participants}, {one.id for one in joined.mentors}
    if where is None or not where.is_peers:
        for one, other in (found, found[::-1]):
            first, second = [who for who in one if who in participants], [who for who in other if who in mentors]
            if len(first) == 1 and len(second) == 1 and first != second:
                return Together(first[0], second[0], session, weight)
    of_peers = [where] if where is not None else [one for one in sessions if one.is_peers and not one.closed]
    pair = [[who for who in ids if who in participants] for ids in found]
    if len(of_peers) == 1 and of_peers[0].is_peers and [len(ids) for ids in pair] == [1, 1] and pair[0] != pair[1]:
        return Together(pair[0][0], pair[1][0], of_peers[0].name, weight)
    return None


def meets(rule: Together, joined: Joined, sessions: Sequence[Session]) -> bool:
    """Whether some session that is not over can have the two of a pin, both being in it."""
    of_participant = [one for one in joined.participants if one.id == rule.participant]
    of_mentor = [one for one in joined.mentors if one.id == rule.mentor]
    of_peer = [one for one in joined.participants if one.id == rule.mentor]
    return any(
        not session.closed
        and (rule.session is None or session.is_called(rule.session))
        and any(takes_part(one, session) for one in of_participant)
        and any(takes_part(one, session) for one in (of_peer if session.is_peers else of_mentor))
        for session in sessions
        if rule.session is not None or not session.is_peers
    )


def who_cannot(
    left: Sequence[Left], people: Sequence[str], joined: Joined, sessions: Sequence[Session], session: str | None
) -> list[str]:
    """Which of one or two people (ids) have left, so that they do not meet in that session (None: in any).

    Whoever has left a session but still meets the other in another one can.
    """
    leavers = [who for who in people if any(who in one.ids for one in left)]
    wanted = [one for one in sessions if not one.closed and (session is None or one.is_called(session))]
    roles = [roles_of(joined, who) for who in people]
    gone = [
        who
        for who, mine in zip(people, roles, strict=True)
        if who in leavers and not any(takes_part(role, one) for role in mine for one in wanted)
    ]
    if gone or len(people) < 2:
        return gone
    return [] if any(_can_meet(roles[0], roles[1], one) for one in wanted) else leavers


def _can_meet(one: Sequence[Person], other: Sequence[Person], session: Session) -> bool:
    """Whether two people, each given by the roles, can meet in a session by what they are."""
    return any(
        takes_part(role, session)
        and takes_part(other_role, session)
        and (session.is_peers or isinstance(role, Mentor) != isinstance(other_role, Mentor))
        for role in one
        for other_role in other
    )


def takes_part(person: Person, session: Session) -> bool:
    """Whether somebody is in a session; no mentor is in one of peers."""
    return session.has(person.sessions) and not (session.is_peers and isinstance(person, Mentor))


def roles_of(joined: Joined, who: str) -> list[Person]:
    """The person of that id, as participant and as mentor."""
    everybody: tuple[Person, ...] = (*joined.participants, *joined.mentors)
    return [one for one in everybody if one.id == who]
