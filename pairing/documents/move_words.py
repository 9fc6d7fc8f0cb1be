"""The words for what changes: lines for the coordinator, and sentences for those whom it concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pairing.documents.moved import GroupMoved, MentorMoved, Moved
    from pairing.documents.moves import Moves

# --- told to the coordinator ------------------------------------------------------------------------------------


def crossing_line(names: Mapping[str, str], rows: Sequence[Moved], rank: Mapping[str, int]) -> str:
    """Somebody who leaves or joins: ``Ines Haddad joins Review (with Ada Novak) and Practice``."""
    told = []
    for one in sorted(rows, key=lambda row: rank[row.session]):
        partners = _and(named(one.before or one.after, names))
        aside = f" (with {partners})" if partners else " (unpaired)" if one.kind == "leaves" else " (nobody yet)"
        is_told_of_the_group = one.is_peers and one.kind == "joins" and partners
        told.append(one.session if is_told_of_the_group else one.session + aside)
    return f"{names[rows[0].person]} {rows[0].kind} {_and(told)}"


def row_line(one: Moved, names: Mapping[str, str]) -> str:
    """A participant of a session: ``Technical: Ada Quill meets Dee Park instead of Kavya Eriksen``."""
    name, lost = names[one.person], _and(named(one.before, names))
    if one.kind == "unpaired":
        return f"{one.session}: {name} has nobody now ({lost} before)"
    if one.kind == "paired":
        return f"{one.session}: {name} meets {_and(named(one.after, names))} (nobody before)"
    return f"{one.session}: {name} {_exchange(one.before, one.after, names, 's')}"


def group_line(one: GroupMoved, names: Mapping[str, str]) -> str:
    """A group of peers: ``Practice: Ada, Bo and Cem practise together now (Ada and Bo before)``."""
    told = [_and(named(group, names)) + (" alone" if len(group) == 1 else "") for group in one.before]
    aside = f" (before: {'; '.join(told)})" if len(told) > 1 else "".join(f" ({group} before)" for group in told)
    members = _and(named(one.members, names))
    what = "has nobody to practise with now" if len(one.members) == 1 else "practise together now"
    return f"{one.session}: {members} {what}{aside}"


def mentor_line(found: Moves, rows: Sequence[MentorMoved], rank: Mapping[str, int]) -> str:
    """``Kavya Eriksen: 2 instead of 3 in Technical, 1 instead of 2 in Review, 3 instead of 5 in all``."""
    rows = sorted(rows, key=lambda one: rank[one.session])
    mentor = rows[0].mentor
    told = []
    for one in rows:
        if one.leaves:
            told.append(f"no longer helps in {one.session} (had {len(one.before)})")
        elif len(one.before) != len(one.after):
            told.append(f"{len(one.after)} instead of {len(one.before)} in {one.session}")
        else:
            lost, gained = _lost_and_gained(one.before, one.after)
            exchanged = f"{_and(named(gained, found.names))} instead of {_and(named(lost, found.names))}"
            told.append(f"still {len(one.after)} in {one.session}, with {exchanged}")
    before, after = found.totals[mentor]
    if before != after and len(rows) > 1:
        told.append(f"{after} instead of {before} in all")
    return f"{found.names[mentor]}: {', '.join(told)}"


# --- told to the people -----------------------------------------------------------------------------------------


def sentence(one: Moved, names: Mapping[str, str]) -> str:
    """To a participant who meets mentors."""
    after = _and(named(one.after, names))
    if one.kind == "joins":
        return f"you now take part; {f'you meet {after}' if after else 'we are looking for somebody for you'}"
    if one.kind == "unpaired":
        return f"you no longer meet {_and(named(one.before, names))}; we are looking for somebody else"
    return f"you now meet {after}" if one.kind == "paired" else f"you {_exchange(one.before, one.after, names, '')}"


def peer_sentence(one: Moved, left: Collection[tuple[str, str]], names: Mapping[str, str]) -> str:
    """To a participant who practises with peers."""
    after, before = _and(named(one.after, names)), _and(named(one.before, names))
    if one.kind == "joins":
        return f"you now take part; {f'you practise with {after}' if after else 'we are looking for a partner for you'}"
    lost, gained = _lost_and_gained(one.before, one.after)
    away = [who for who in lost if (one.session, who) in left]
    if away and len(away) == len(lost) and not gained:
        rest = f"you practise with {after}" if after else "we are looking for another partner for you"
        return f"{_no_longer(away, names)}; {rest}"
    if not after:
        return f"you no longer practise with {before}; we are looking for another partner for you"
    instead = f" instead of {before}" if lost and gained else f", no longer with {_and(named(lost, names))}"
    return f"you now practise with {after}{instead if lost else ''}"


def mentor_sentence(one: MentorMoved, left: Collection[tuple[str, str]], names: Mapping[str, str]) -> str:
    """To a mentor."""
    lost, gained = _lost_and_gained(one.before, one.after)
    away = [who for who in lost if (one.session, who) in left]
    others = [who for who in lost if who not in away]
    kept = [who for who in one.after if who in one.before]
    parts = [_no_longer(away, names)] if away else []
    if others or gained:
        parts.append(f"you {_exchange([*others, *kept], [*gained, *kept], names, '')}")
    number = len(one.after)
    if number != len(one.before) and one.before:
        more = f"instead of {len(one.before)}" if number else "in it any more"
        parts.append(f"you have {counted(number, 'Collabie', 'Collabies') if number else 'no Collabie'} {more}")
    return "; ".join(parts)


def _no_longer(who: Sequence[str], names: Mapping[str, str]) -> str:
    return f"{_and(named(who, names))} no longer {'takes' if len(who) == 1 else 'take'} part"


# --- words ------------------------------------------------------------------------------------------------------


def _exchange(before: Sequence[str], after: Sequence[str], names: Mapping[str, str], ending: str) -> str:
    """``meets Dee instead of Kavya``, ``also meets Dee``, ``no longer meets Kavya``; to himself ``now meet Dee``."""
    lost, gained = _lost_and_gained(before, after)
    now = "" if ending else "now "
    if not gained:
        return f"no longer meet{ending} {_and(named(lost, names))}"
    if not lost:
        return f"{now}{'also ' if before else ''}meet{ending} {_and(named(gained, names))}"
    return f"{now}meet{ending} {_and(named(gained, names))} instead of {_and(named(lost, names))}"


def _lost_and_gained(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    return [who for who in before if who not in after], [who for who in after if who not in before]


def name_order(who: str, names: Mapping[str, str]) -> tuple[str, str]:
    """How ids are ordered: by the name shown."""
    return names[who].casefold(), who


def by_name(people: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """The ids in the order of the names."""
    return tuple(sorted(people, key=lambda who: name_order(who, names)))


def named(people: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the ids, in their order."""
    return tuple(names[who] for who in people)


def _and(words: Sequence[str]) -> str:
    return " and ".join([*([", ".join(words[:-1])] if len(words) > 1 else []), *words[-1:]])


def counted(number: int, one: str, several: str) -> str:
    """``1 pair``, ``2 pairs``."""
    return f"{number} {one if number == 1 else several}"
