"""The two sheets together: who is on both, whom a private wish means, and which doubts are decided."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pairing.errors import Issue, Severity, at_line
from pairing.model.names import did_you_mean, name_key, text_key
from pairing.model.people import Mentor, Participant, Person
from pairing.rosters.answers import Spellings, looks, spellings
from pairing.rosters.roster import Roster
from pairing.rosters.settings import PersonSettings


class Joined(NamedTuple):
    """The people of both sheets: one id is one person. ``ids_by_name``: compared spelling to ids, see ``ids_of``."""

    participants: tuple[Participant, ...]
    mentors: tuple[Mentor, ...]
    issues: tuple[Issue, ...]
    ids_by_name: Mapping[str, tuple[str, ...]]

    def ids_of(self, name: str) -> tuple[str, ...]:
        """Ids of everybody whom a name means: as written on a sheet, as shown, or another spelling of [people].

        Nobody set aside is among them.
        """
        return self.ids_by_name.get(name_key(name), ())


def join(
    collabies: Roster[Participant], mentors: Roster[Mentor], people: Mapping[str, PersonSettings] | None = None
) -> Joined:
    """Make one person of everybody who is on both sheets, and find whom the private wishes mean.

    Parameters
    ----------
    collabies, mentors
        The two rosters, read with the same ``people``.
    people
        The settings' [people]: names to show, other spellings, and whether people of one name are one.

    Returns
    -------
    Joined
        The people under their shown names, ``apart`` as ids. Issues: ``on-both-sheets`` (note), ``same-name``,
        ``same-email``, ``unknown-name``, ``outside-on-sheet`` (questions), ``similar-names``, ``several-fit``,
        ``unused-person`` (warnings).

    Examples
    --------
    >>> from pairing.rosters.people import read_collabies, read_mentors
    >>> joined = join(read_collabies([{"Name": "Ada Quill"}]), read_mentors([{"Name": "Ada  QUILL"}]))
    >>> joined.participants[0].id == joined.mentors[0].id
    True
    """
    spelt = spellings(people)
    issues: list[Issue] = []
    helping = _one_id_each(collabies, mentors, spelt, issues)
    issues += _similar(collabies, mentors, helping, spelt)
    ids_by_name = _ids_by_name((*collabies.people, *helping), spelt)
    known_aside = {name_key(name) for name in (*collabies.set_aside, *mentors.set_aside)}
    everybody: tuple[Person, ...] = (*collabies.people, *mentors.people)
    names = tuple(sorted({one.name for one in everybody}))
    outside = {
        name_key(spelling) for name, one in spelt.people.items() if one.outside for spelling in (name, *one.also)
    }
    settle = _Settler(ids_by_name, names, known_aside | outside, spelt, issues)
    lines = mentors.lines
    joined_mentors = tuple(
        settle.person(new, mentors, lines.get(old.id)) for old, new in zip(mentors.people, helping, strict=True)
    )
    issues += _unused_people(spelt, ids_by_name, known_aside, names)
    participants = tuple(settle.person(one, collabies, collabies.lines.get(one.id)) for one in collabies.people)
    return Joined(participants, joined_mentors, tuple(issues), ids_by_name)


def _one_id_each(
    collabies: Roster[Participant], mentors: Roster[Mentor], spelt: Spellings, issues: list[Issue]
) -> list[Mentor]:
    """The mentors, those who are also participants with the participant's id."""
    by_id = {one.id: one for one in collabies.people}
    by_key: dict[str, list[Participant]] = {}
    for one in collabies.people:
        by_key.setdefault(spelt.key(one.name), []).append(one)
    num_mentors: dict[str, int] = {}
    for mentor in mentors.people:
        num_mentors[spelt.key(mentor.name)] = num_mentors.get(spelt.key(mentor.name), 0) + 1
    taken = {mentor.id for mentor in mentors.people}
    found: list[Mentor] = []
    for mentor in mentors.people:
        key = spelt.key(mentor.name)
        same_id, namesakes = by_id.get(mentor.id), by_key.get(key, [])
        same = spelt.same(mentor.name, *([same_id.name] if same_id else []))
        if same_id is not None:
            found.append(_of_one_address(mentor, same_id, same, collabies, mentors, spelt, issues))
        elif not namesakes or same is False:
            found.append(mentor)
        elif len(namesakes) == 1 and num_mentors[key] == 1 and namesakes[0].id not in taken:
            if same is None:
                issues.append(_same_name(mentor, namesakes, collabies, mentors, "Taken as one person."))
            else:
                issues.append(_on_both(mentor, namesakes[0], collabies, mentors))
            found.append(dataclasses.replace(mentor, id=namesakes[0].id))
        else:
            issues.append(_same_name(mentor, namesakes, collabies, mentors, "Taken as different people."))
            found.append(mentor)
    return found


def _of_one_address(
    mentor: Mentor,
    participant: Participant,
    same: bool | None,
    collabies: Roster[Participant],
    mentors: Roster[Mentor],
    spelt: Spellings,
    issues: list[Issue],
) -> Mentor:
    """Both sheets have the id: one person, unless the settings say that two people share an address."""
    is_one_name = spelt.key(mentor.name) == spelt.key(participant.name)
    has_email = "@" in mentor.id
    if same is False:
        return dataclasses.replace(mentor, id=f"{mentor.id} (mentor)")
    if is_one_name and (has_email or same):
        issues.append(_on_both(mentor, participant, collabies, mentors))
    elif is_one_name:
        issues.append(_same_name(mentor, [participant], collabies, mentors, "Taken as one person."))
    elif not same:
        issues.append(
            Issue(
                Severity.QUESTION,
                "same-email",
                f"{participant.name} ({_place(collabies, participant)}) and {mentor.name} gave one e-mail: one person? "
                "Taken as one.",
                f'Say it in the settings: [people] "{mentor.name}" = {{ same = true }} if one, false if not.',
                file=mentors.file,
                line=mentors.lines.get(mentor.id),
                value=mentor.id,
                person=mentor.name,
            )
        )
    return mentor


def _on_both(
    mentor: Mentor, participant: Participant, collabies: Roster[Participant], mentors: Roster[Mentor]
) -> Issue:
    message = f"{mentor.name} is on both sheets (also {_place(collabies, participant)}), as one person."
    if mentor.zone and participant.zone and mentor.zone != participant.zone:
        message += f" The time zones differ: {participant.zone} there, {mentor.zone} here."
    line = mentors.lines.get(mentor.id)
    return Issue(Severity.NOTE, "on-both-sheets", message, file=mentors.file, line=line, person=mentor.name)


def _same_name(
    mentor: Mentor,
    namesakes: Sequence[Participant],
    collabies: Roster[Participant],
    mentors: Roster[Mentor],
    taken: str,
) -> Issue:
    where = " and ".join(_place(collabies, one) for one in namesakes)
    return Issue(
        Severity.QUESTION,
        "same-name",
        f"{mentor.name} is on both sheets (also {where}), with e-mails that differ or are missing: one person? {taken}",
        f'Say it in the settings: [people] "{mentor.name}" = {{ same = true }} if one, false if not.',
        file=mentors.file,
        line=mentors.lines.get(mentor.id),
        person=mentor.name,
    )


def _place(roster: Roster[Any], person: Person) -> str:
    return at_line(roster.file, roster.lines.get(person.id))


def _similar(
    collabies: Roster[Participant], mentors: Roster[Mentor], helping: Sequence[Mentor], spelt: Spellings
) -> Iterator[Issue]:
    """Names that look alike and are not the same: said, never joined."""
    seen: dict[tuple[str, ...], list[tuple[str, str, str, str]]] = {}
    entries = [(one, collabies, one.id) for one in collabies.people]
    entries += [(new, mentors, old.id) for old, new in zip(mentors.people, helping, strict=True)]  # type: ignore[misc]
    for one, roster, id_on_sheet in entries:
        place = at_line(roster.file, roster.lines.get(id_on_sheet))
        seen.setdefault(looks(one.name), []).append((one.name, place, one.id, spelt.key(one.name)))
    for alike in seen.values():
        if len({person_id for _, _, person_id, _ in alike}) < 2 or len({key for *_, key in alike}) < 2:
            continue
        shown = " and ".join(dict.fromkeys(f"{name!r} ({place})" for name, place, _, _ in alike))
        first, last = alike[0][0], alike[-1][0]
        yield Issue(
            Severity.WARNING,
            "similar-names",
            f"{shown} look alike; they are taken as different people.",
            f'If they are one, say it: [people] "{first}" = {{ also = ["{last}"], same = true }}.',
            person=first,
        )


def _ids_by_name(people: Sequence[Person], spelt: Spellings) -> dict[str, tuple[str, ...]]:
    """Ids by every spelling that means somebody, each once, in order of the ids."""
    found: dict[str, set[str]] = {}
    by_key = {spelt.key(name): (name, one) for name, one in spelt.people.items()}
    for person in people:
        key = spelt.key(person.name)
        names = [person.name, key, person.id]
        if key in by_key:
            name, said = by_key[key]
            names += [name, *said.also, *([said.shown] if said.shown else [])]
        for name in names:
            found.setdefault(name_key(name), set()).add(person.id)
    return {name: tuple(sorted(ids)) for name, ids in found.items()}


def _unused_people(
    spelt: Spellings, ids_by_name: Mapping[str, tuple[str, ...]], known_aside: set[str], names: Sequence[str]
) -> Iterator[Issue]:
    """Entries of [people] that say something about nobody; and outside helpers who are on a sheet after all."""
    for name, one in spelt.people.items():
        spellings_of = {name_key(spelling) for spelling in (name, *one.also)}
        is_on_sheet = bool(spellings_of & (ids_by_name.keys() | known_aside))
        if one.outside and is_on_sheet:
            message = f"[people] says that {name!r} helps from outside, and a sheet has that name."
            hint = "Take outside = true away; or, if they are two people, write another name for one of them."
            yield Issue(Severity.QUESTION, "outside-on-sheet", message, hint, value=name, person=name)
        elif not one.outside and not is_on_sheet:
            message = f"[people] says something about {name!r}, who is on no sheet."
            yield Issue(Severity.WARNING, "unused-person", message, did_you_mean(name, names), value=name, person=name)


class _Settler(NamedTuple):
    """Gives people the name to show, and turns the names in their private wishes into ids."""

    ids_by_name: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...]
    known_elsewhere: set[str]  # set aside, or an outside helper
    spelt: Spellings
    issues: list[Issue]

    def person(self, person: Any, roster: Roster[Any], line: int | None) -> Any:
        """The person as the plan knows him."""
        key = self.spelt.key(person.name)
        said = (one.shown for name, one in self.spelt.people.items() if name_key(name) == key)
        shown = next((one for one in said if one), None)
        apart = dict.fromkeys(
            other for name in person.apart for other in self._meant(name, roster, line) if other != person.id
        )
        return dataclasses.replace(person, name=shown or person.name, apart=tuple(apart))

    def _meant(self, name: str, roster: Roster[Any], line: int | None) -> tuple[str, ...]:
        """Whom a private wish means. The issues do not say whose wish it is: that stands in the sheet alone."""
        ids = self.ids_by_name.get(name_key(name), ())
        place = {"file": roster.file, "line": line, "column": roster.column("apart"), "value": name}
        if not ids and name_key(name) not in self.known_elsewhere:
            message = f"a private wish names {name!r}, who is on no sheet; it cannot be kept as it stands."
            hint = (
                f"{self._suggestion(name)} Correct the cell, or add the spelling under [people] (also = […]); if it "
                f'means nobody of this programme: [issues] accept = ["unknown-name:{name}"].'
            )
            self.issues.append(Issue(Severity.QUESTION, "unknown-name", message, hint.strip(), **place))  # type: ignore[arg-type]
        elif len(ids) > 1:
            message = f"a private wish names {name!r}, and {len(ids)} people are called so; it holds for all of them."
            hint = "Write the e-mail in the cell if only one is meant."
            self.issues.append(Issue(Severity.WARNING, "several-fit", message, hint, **place))  # type: ignore[arg-type]
        return ids

    def _suggestion(self, name: str) -> str:
        near = did_you_mean(name, self.names)
        words = set(name_key(name).split())
        if near or not words:
            return near
        holding = [known for known in dict.fromkeys(self.names) if words <= set(name_key(known).split())]
        return f"Did you mean {' or '.join(map(repr, holding[:3]))}?" if holding else ""


def quiet(issues: Sequence[Issue], accept: frozenset[str], *, file: str = "") -> list[Issue]:
    """Leave out what the coordinator has decided on.

    Parameters
    ----------
    issues
        All issues of all stages.
    accept
        Entries ``code:person``, or ``code:value`` for an issue that concerns no person; case and blanks aside.
    file
        What the settings are called.

    Returns
    -------
    list of Issue
        Without the accepted warnings and questions; an accepted ``aside`` is now a note (the person stays out, and
        nobody need be asked). Errors and notes stand. A warning ``accept-unused`` for an entry that fits nothing.
    """
    wanted = {text_key(entry): entry for entry in sorted(accept)}
    used: set[str] = set()
    left: list[Issue] = []
    for issue in issues:
        key = text_key(f"{issue.code}:{issue.person or issue.value}")
        if key not in wanted or issue.severity is Severity.ERROR:
            left.append(issue)
            continue
        used.add(key)
        if issue.severity is Severity.ASIDE:
            message = f"{issue.message} Accepted: left out of the plan."
            left.append(dataclasses.replace(issue, severity=Severity.NOTE, message=message, hint=""))
        elif issue.severity is Severity.NOTE:
            left.append(issue)
    for key, entry in wanted.items():
        if key not in used:
            message = f"accept lists {entry!r}, and no doubt of that name is there (any more)."
            left.append(Issue(Severity.WARNING, "accept-unused", message, "Delete the entry.", file=file, value=entry))
    return left
