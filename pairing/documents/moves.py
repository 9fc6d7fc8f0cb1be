"""What changes between what is published and a plan, told from both sides, and who is to be told of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from pairing.documents.move_words import (
    by_name,
    counted,
    crossing_line,
    group_line,
    mentor_line,
    mentor_sentence,
    name_order,
    named,
    peer_sentence,
    row_line,
    sentence,
)
from pairing.documents.moved import GroupMoved, Ids, Kind, MentorMoved, Moved, Standing, Told
from pairing.documents.published import Change
from pairing.documents.retimed import Retimed, retimed, retimed_line, retimed_sentence

if TYPE_CHECKING:
    import pandas

NOTHING = "Nothing changes: the tables show this plan."
FIRST = "Nothing is published yet: every table is new."
_SESSION = ("session", "sessions")


class Moves(NamedTuple):
    """What changes. Everything is by session in the order of the plan, then by name; all but the names are ids.

    ``changes`` is what goes into the JSON. ``totals``: how many participants a mentor has before and after, over all
    sessions. ``new_sessions``: those in which nobody stood before. ``names``: how everybody concerned is shown.
    ``gone`` and ``newcomers``: who stands nowhere any more, or stood nowhere before, in either role. ``retimed``: who
    meets as before, at another time.
    """

    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]
    mentors: tuple[MentorMoved, ...]
    groups: tuple[GroupMoved, ...]
    totals: Mapping[str, tuple[int, int]]
    new_sessions: tuple[str, ...]
    is_first: bool
    gone: frozenset[str]
    newcomers: frozenset[str]
    names: Mapping[str, str]
    to_tell: tuple[Told, ...] = ()
    retimed: tuple[Retimed, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether the tables show the plan already."""
        return not self.moved and not self.retimed

    def of_kind(self, kind: Kind) -> tuple[Moved, ...]:
        """Who ``leaves`` which session, ``joins`` one, meets ``others``, or is ``paired`` or ``unpaired`` now."""
        return tuple(one for one in self.moved if one.kind == kind)

    def to_frame(self) -> pandas.DataFrame:
        """A row for each participant for whom a session changes: session, participant, what, before, after, and times.

        ``what`` is the kind (``leaves``, ``joins``, ``others``, ``paired``, ``unpaired``) or ``at another time``.
        """
        from pairing.documents.moved_table import moved_frame  # for notebooks alone

        return moved_frame(self)

    def _repr_html_(self) -> str:
        from pairing.documents.moved_table import moved_page

        return moved_page(self, moves_line(self))

    def __str__(self) -> str:
        return moves_text(self)

    def __repr__(self) -> str:
        return f"Moves({moves_line(self)!r})"


def moves(
    before: Sequence[Standing],
    after: Sequence[Standing],
    shown: Callable[[str], str],
    *,
    helping: Collection[tuple[str, str]] | None = None,
) -> Moves:
    """What changes from ``before`` to ``after``.

    Parameters
    ----------
    before, after
        What is published, and the plan. Sessions are told in the order in which they come in the plan.
    shown
        The name to be shown for an id, another one for everybody.
    helping
        (session, mentor id) for every mentor who helps in that session now. Who is among them and loses the last
        participant is told; who is not has left, is said to, and is not told. None: not known, so that only a mentor
        who stands in no session any more is taken to have left.

    Returns
    -------
    Moves
        To be told is everybody whose own partners change, and who joins a session; not those who leave it.

    Examples
    --------
    >>> before = [Standing("Review", "ada", ("dee",)), Standing("Review", "bo", ("dee",))]
    >>> found = moves(before, before[1:], str.title)
    >>> print(moves_text(found), end="")
    ## What changes
    <BLANKLINE>
    - Ada leaves Review (with Dee)
    <BLANKLINE>
    Mentors:
    <BLANKLINE>
    - Dee: 1 instead of 2 in Review
    <BLANKLINE>
    Nobody else is affected.
    <BLANKLINE>
    To be told: Dee
    """
    old, new = _by_place(before), _by_place(after)
    held, holds = _by_mentor(old.values()), _by_mentor(new.values())
    places = [place for place in {**new, **old} if not _is_same(old.get(place), new.get(place))]
    others = list(retimed(old, new))
    involved = {who for one in others for who in (one.person, one.mentor)}
    involved |= {who for place in places for one in (old.get(place), new.get(place)) if one for who in _ids(one)}
    of_mentors = {who for one in involved for by in (held, holds) for ids in by.get(one, {}).values() for who in ids}
    names = {who: " ".join(shown(who).split()) for who in sorted(involved | of_mentors)}
    rank = _rank(session for session, _ in {**new, **old})
    places.sort(key=lambda place: (rank[place[0]], *name_order(place[1], names)))
    others.sort(key=lambda one: (rank[one.session], *name_order(one.person, names), *name_order(one.mentor, names)))
    moved = tuple(_moved(place, old.get(place), new.get(place), names) for place in places)
    mentors = tuple(_mentors_moved(moved, held, holds, helping, names))
    standing = {who for one in new.values() for who in _ids(one)} | {who for _, who in helping or ()}
    stood = {who for one in old.values() for who in _ids(one)}
    old_sessions = {session for session, _ in old}
    found = Moves(
        changes=tuple(_changes(moved, others, names)),
        moved=moved,
        mentors=mentors,
        groups=tuple(_groups_moved(moved, names)),
        totals={one.mentor: (_total(held, one.mentor), _total(holds, one.mentor)) for one in mentors},
        new_sessions=tuple(session for session in rank if session not in old_sessions),
        is_first=bool(moved) and not old,
        gone=frozenset(involved - standing),
        newcomers=frozenset(involved - stood),
        names=names,
        retimed=tuple(others),
    )
    return found._replace(to_tell=tuple(_to_tell(found)))


def moves_line(found: Moves) -> str:
    """What changes in one line: ``1 person leaves, 2 pairs change, 5 people are to be told, nobody else is affected.``

    A pair changes for everybody who meets others than before.
    """
    if found.is_nothing:
        return NOTHING
    if found.is_first:
        return FIRST
    parts = _comings_and_goings(found)
    others = sum(not one.is_peers for one in found.of_kind("others"))
    for number, one, several in (
        (others, "pair changes", "pairs change"),
        (len(found.groups), "practice group changes", "practice groups change"),
        (_people(found.of_kind("paired")), "person is paired now", "people are paired now"),
        (_people(found.of_kind("unpaired")), "person is unpaired now", "people are unpaired now"),
        (len(found.retimed), "time moves", "times move"),
        (len(found.to_tell), "person is to be told", "people are to be told"),
    ):
        parts += [counted(number, one, several)] if number else []
    return f"{', '.join(parts)}, nobody else is affected."


def moves_text(found: Moves, sessions: Sequence[str] = ()) -> str:
    """What changes, in Markdown that also reads as plain text: first for the participants, then for the mentors.

    ``sessions``: their names in the order in which they are told; those not named come after. Who leaves or joins has
    one line for all sessions, a practice group has one for all its members, a session that is new only says so.
    """
    if found.is_nothing:
        return f"{NOTHING}\n"
    if found.is_first:
        return f"{FIRST}\n"
    lines, mentors = change_lines(found, sessions)
    blocks = ["## What changes", _bullets(lines)]
    if mentors:
        blocks += ["Mentors:", _bullets(mentors)]
    blocks.append("Nobody else is affected.")
    blocks.append(f"To be told: {', '.join(one.name for one in found.to_tell) or 'nobody'}")
    return "\n\n".join(blocks) + "\n"


def change_lines(found: Moves, sessions: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """The lines of ``moves_text``: for the participants, and for the mentors."""
    rank = _rank([*sessions, *_sessions(found)])
    mentors = [
        mentor_line(found, rows, rank)
        for rows in _by_mentor_moved(found)
        if any(one.session not in found.new_sessions for one in rows)
    ]
    return _participant_lines(found, rank), mentors


def change_sentences(found: Moves, to: Literal["mentors", "collabies"] | None = None) -> Mapping[str, tuple[str, ...]]:
    """What to tell each person (by id), from that person's own side, one sentence for each session.

    ``to``: only what somebody is told as a mentor, or as a participant (peers too); None: in either role, and then
    the ids are exactly those of ``found.to_tell``.
    """
    told: dict[str, list[str]] = {}
    left = {(one.session, one.person) for one in found.of_kind("leaves")}
    if to != "mentors":
        for one in found.moved:
            if one.kind != "leaves":
                say = peer_sentence(one, left, found.names) if one.is_peers else sentence(one, found.names)
                told.setdefault(one.person, []).append(f"{one.session}: {say}")
    if to != "collabies":
        for mentor in found.mentors:
            if _is_told(found, mentor):
                say = mentor_sentence(mentor, left, found.names)
                told.setdefault(mentor.mentor, []).append(f"{mentor.session}: {say}")
    for pair in found.retimed:
        for who, is_mentor in ((pair.person, False), (pair.mentor, True)):
            if to != ("collabies" if is_mentor else "mentors"):
                say = retimed_sentence(pair, found.names, is_mentor=is_mentor)
                told.setdefault(who, []).append(f"{pair.session}: {say}")
    return {person: tuple(told[person]) for person in by_name(told, found.names)}


# --- what moves -------------------------------------------------------------------------------------------------


Place = tuple[str, str]  # session and participant


def _by_place(standings: Iterable[Standing]) -> dict[Place, Standing]:
    """One standing for each participant in each session; two rows of one person become one."""
    found: dict[Place, Standing] = {}
    for one in standings:
        place = (one.session, one.person)
        known = found.get(place)
        partners = one.partners if known is None else (*known.partners, *one.partners)
        times = one.times if known is None else {**known.times, **one.times}
        found[place] = one._replace(partners=tuple(dict.fromkeys(partners)), times=times)
    return found


def _is_same(one: Standing | None, other: Standing | None) -> bool:
    return one is not None and other is not None and set(one.partners) == set(other.partners)


def _ids(one: Standing) -> Ids:
    return (one.person, *one.partners)


def _moved(place: Place, old: Standing | None, new: Standing | None, names: Mapping[str, str]) -> Moved:
    before = by_name(old.partners, names) if old else ()
    after = by_name(new.partners, names) if new else ()
    kind: Kind = "others"
    if old is None or new is None:
        kind = "joins" if old is None else "leaves"
    elif not before or not after:
        kind = "unpaired" if before else "paired"
    return Moved(kind, *place, before, after, any(one.is_peers for one in (old, new) if one))


def _changes(moved: Sequence[Moved], others: Sequence[Retimed], names: Mapping[str, str]) -> Iterator[Change]:
    """What goes into the JSON: first who meets others, then times that move."""
    for one in moved:
        yield Change(one.session, names[one.person], named(one.before, names), named(one.after, names))
    for pair in others:
        mentors = (names[pair.mentor],)
        before = () if pair.before is None else (pair.before.words,)
        yield Change(pair.session, names[pair.person], mentors, mentors, before, (pair.after.words,))


def _by_mentor(standings: Iterable[Standing]) -> dict[str, dict[str, list[str]]]:
    """The participants of each mentor in each session."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in standings:
        for mentor in () if one.is_peers else one.partners:
            found.setdefault(mentor, {}).setdefault(one.session, []).append(one.person)
    return found


def _total(by_mentor: Mapping[str, Mapping[str, Sequence[str]]], mentor: str) -> int:
    return sum(map(len, by_mentor.get(mentor, {}).values()))


def _mentors_moved(
    moved: Sequence[Moved],
    held: Mapping[str, Mapping[str, Sequence[str]]],
    holds: Mapping[str, Mapping[str, Sequence[str]]],
    helping: Collection[tuple[str, str]] | None,
    names: Mapping[str, str],
) -> Iterator[MentorMoved]:
    """In the order of the sessions, then by name."""
    helps = None if helping is None else frozenset(helping)
    for session in dict.fromkeys(one.session for one in moved if not one.is_peers):
        rows = [one for one in moved if one.session == session]
        concerned = {mentor for one in rows for mentor in set(one.before) ^ set(one.after)}
        for mentor in by_name(concerned, names):
            before = by_name(held.get(mentor, {}).get(session, ()), names)
            after = by_name(holds.get(mentor, {}).get(session, ()), names)
            leaves = helps is not None and not after and (session, mentor) not in helps
            yield MentorMoved(session, mentor, before, after, leaves)


def _groups_moved(moved: Sequence[Moved], names: Mapping[str, str]) -> Iterator[GroupMoved]:
    """The groups that are new; somebody who joins and is alone is in none."""
    for session in dict.fromkeys(one.session for one in moved if one.is_peers):
        rows = [one for one in moved if one.session == session]
        earlier = {one.person: by_name((one.person, *one.before), names) for one in rows if one.kind != "joins"}
        now = dict.fromkeys(by_name((one.person, *one.after), names) for one in rows if one.kind != "leaves")
        for members in now:
            before = tuple(dict.fromkeys(earlier[who] for who in members if who in earlier))
            if before or len(members) > 1:
                yield GroupMoved(session, members, before)


def _is_told(found: Moves, mentor: MentorMoved) -> bool:
    return not mentor.leaves and mentor.mentor not in found.gone


def _to_tell(found: Moves) -> Iterator[Told]:
    """In the order of the names, each with the lines of ``moves_text``."""
    rank = _rank(_sessions(found))
    lines: dict[str, list[str]] = {}
    for rows in _by_person(found, "joins"):
        lines.setdefault(rows[0].person, []).append(crossing_line(found.names, rows, rank))
    for one in found.moved:
        if not one.is_peers and one.kind not in ("leaves", "joins"):
            lines.setdefault(one.person, []).append(row_line(one, found.names))
    for group in found.groups:
        for member in group.members:
            lines.setdefault(member, []).append(group_line(group, found.names))
    for one_time in found.retimed:
        for who in (one_time.person, one_time.mentor):
            lines.setdefault(who, []).append(retimed_line(one_time, found.names))
    for mentors in _by_mentor_moved(found):
        lines.setdefault(mentors[0].mentor, []).append(mentor_line(found, mentors, rank))
    for person in change_sentences(found):
        yield Told(person, found.names[person], tuple(lines[person]))


# --- told to the coordinator ------------------------------------------------------------------------------------


def _participant_lines(found: Moves, rank: Mapping[str, int]) -> list[str]:
    """Who leaves, who joins, then the sessions in their order."""
    lines = [crossing_line(found.names, rows, rank) for rows in _by_person(found, "leaves")]
    joins = [[one for one in rows if one.session not in found.new_sessions] for rows in _by_person(found, "joins")]
    lines += [crossing_line(found.names, rows, rank) for rows in joins if rows]
    by_session: list[tuple[int, str]] = []
    for session in found.new_sessions:
        people = sum(one.session == session for one in found.moved)
        by_session.append((rank[session], f"{session}: new, with {counted(people, 'person', 'people')}"))
    by_session += [
        (rank[one.session], row_line(one, found.names))
        for one in found.moved
        if not one.is_peers and one.kind not in ("leaves", "joins")
    ]
    by_session += [
        (rank[one.session], group_line(one, found.names))
        for one in found.groups
        if one.session not in found.new_sessions
    ]
    by_session += [
        (rank[one.session], retimed_line(one, found.names))
        for one in found.retimed
        if one.session not in found.new_sessions
    ]
    return [*lines, *(line for _, line in sorted(by_session, key=lambda entry: entry[0]))]


def _comings_and_goings(found: Moves) -> list[str]:
    parts = []
    leavers = {one.person for one in found.of_kind("leaves")}
    gone = leavers & found.gone
    mentors = {one.mentor for one in found.mentors if one.leaves} - gone
    gone_mentors = mentors & found.gone
    helped = counted(sum(one.leaves and one.mentor in mentors - gone_mentors for one in found.mentors), *_SESSION)
    joiners = {one.person for one in found.of_kind("joins")}
    some = counted(sum(one.person in leavers - gone for one in found.of_kind("leaves")), *_SESSION)
    more = counted(sum(one.person not in found.newcomers for one in found.of_kind("joins")), *_SESSION)
    for people, one, several in (
        (gone, "person leaves", "people leave"),
        (leavers - gone, f"person leaves {some}", "people leave some sessions"),
        (gone_mentors, "mentor leaves", "mentors leave"),
        (mentors - gone_mentors, f"mentor leaves {helped}", "mentors leave some sessions"),
        (joiners & found.newcomers, "person joins", "people join"),
        (joiners - found.newcomers, f"person joins {more}", "people join some sessions"),
    ):
        parts += [counted(len(people), one, several)] if people else []
    return parts


# --- words ------------------------------------------------------------------------------------------------------


def _by_person(found: Moves, kind: Kind) -> list[list[Moved]]:
    """Who moves so, in the order of the names, each with all his sessions."""
    rows: dict[str, list[Moved]] = {}
    for one in found.of_kind(kind):
        rows.setdefault(one.person, []).append(one)
    return [rows[who] for who in by_name(rows, found.names)]


def _by_mentor_moved(found: Moves) -> list[list[MentorMoved]]:
    """Each mentor with other participants, in the order of the names, with all his sessions."""
    rows: dict[str, list[MentorMoved]] = {}
    for one in found.mentors:
        rows.setdefault(one.mentor, []).append(one)
    return [rows[who] for who in by_name(rows, found.names)]


def _people(rows: Iterable[Moved]) -> int:
    return len({one.person for one in rows if not one.is_peers})


def _sessions(found: Moves) -> list[str]:
    moved = [one.session for one in found.moved] + [one.session for one in found.retimed]
    return list(dict.fromkeys([*moved, *found.new_sessions]))


def _rank(sessions: Iterable[str]) -> dict[str, int]:
    return {session: number for number, session in enumerate(dict.fromkeys(sessions))}


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
