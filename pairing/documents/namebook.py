"""Who is meant by a name in a document, and by which name somebody is shown so that it means nobody else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from pairing.errors import InputError, Issue, Severity
from pairing.model.answers import BLANK, NO_PREFERENCE
from pairing.model.names import (
    did_you_mean,
    has_bidi_control,
    name_key,
    short_code,
    split_pronouns,
    text_key,
    value_key,
)
from pairing.model.people import Mentor, Participant, Person

Role = Literal["participant", "mentor"]
_LONGEST_ANSWER = 40  # characters of a track or region that a name may be followed by
_FEWEST_DIGITS, _MOST_DIGITS = 3, 12
_FORMER = "somebody who has left"  # an id that nobody has any more, where it would show an address
_ADDRESS = r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.[^\s@<>()\[\],;:]+"


class NameBook(NamedTuple):
    """The people of both roles and every way to write them; made by ``NameBook.of``."""

    people: Mapping[Role, Mapping[str, Person]]
    ids_by_key: Mapping[Role, Mapping[str, tuple[str, ...]]]
    spellings: Mapping[str, tuple[str, ...]]
    others: Mapping[str, str]
    told_apart: Mapping[Role, Mapping[str, str]]

    def __repr__(self) -> str:
        return f"NameBook({', '.join(f'{role}s: {len(people)}' for role, people in self.people.items())})"

    @classmethod
    def of(
        cls,
        participants: Iterable[Participant],
        mentors: Iterable[Mentor],
        spellings: Mapping[str, Sequence[str]] | None = None,
        others: Iterable[str] = (),
    ) -> NameBook:
        """The book of these people.

        Parameters
        ----------
        participants, mentors
            Everybody on the sheets; who has left since had better be among them, so that the name is not unknown.
        spellings
            Another written name, to the ids of those it means (from the settings' [people]).
        others
            Names of people on no sheet, as they were written: outside helpers, and names not decided. The id of each
            is its ``name_key``.

        Examples
        --------
        >>> people = [Participant("Ada Quill", "1", tracks=("Web",)), Participant("ADA QUILL", "2", tracks=("Data",))]
        >>> book = NameBook.of(people, [])
        >>> book.shown("1", "participant")
        'Ada Quill (Web)'
        >>> book.participants("ada quill (data)"), book.participants("Ada Quill (she/her)")
        (('2',), ('1', '2'))
        """
        people: dict[Role, Mapping[str, Person]] = {
            "participant": {person.id: person for person in participants},
            "mentor": {person.id: person for person in mentors},
        }
        spelt: dict[str, tuple[str, ...]] = {}
        for name, ids in (spellings or {}).items():
            spelt[name_key(name)] = tuple(dict.fromkeys((*spelt.get(name_key(name), ()), *ids)))
        index: dict[Role, Mapping[str, tuple[str, ...]]] = {role: _by_key(known) for role, known in people.items()}
        strangers = {name_key(name): " ".join(name.split()) for name in others}
        book = cls(people, index, spelt, strangers, {"participant": {}, "mentor": {}})
        apart: dict[Role, Mapping[str, str]] = {role: book._told_apart(role) for role in people}
        return book._replace(told_apart=apart)

    def participants(self, text: str) -> tuple[str, ...]:
        """Ids of the participants whom a text means, sorted: none, one, or several where it is ambiguous."""
        return self.ids(text, "participant")

    def mentors(self, text: str) -> tuple[str, ...]:
        """Ids of the mentors whom a text means, as ``participants``."""
        return self.ids(text, "mentor")

    def ids(self, text: str, role: Role) -> tuple[str, ...]:
        """Ids of the people of a role whom a text means: by name, by any form with brackets, by other spellings."""
        if not text_key(text):
            return ()
        found = dict.fromkeys(self._by_name(text, role))
        for name, inside in _brackets(text):
            for one in self._by_name(name, role):
                if _is_borne(self.people[role][one], inside):
                    found[one] = None
        return tuple(sorted(found))

    def anybody(self, text: str) -> tuple[str, ...]:
        """Ids of everybody whom a text means, in whatever role, and of those whom only a spelling still knows."""
        spelt = self.spellings.get(name_key(text), ())
        return tuple(sorted({*self.participants(text), *self.mentors(text), *spelt}))

    def shown(self, person_id: str, role: Role) -> str:
        """The name that means this person and nobody else of the role.

        It is the name itself; among namesakes ``Ada Quill (Backend)`` where the track tells all of them apart, else
        the region, else a number that depends on the id alone: ``Ada Quill (no. 374)``. Somebody who is in no role is
        shown as the outside helper of that id, else by the id, but never by an address.
        """
        person = self.people[role].get(person_id)
        if person is None:
            text = self.others.get(person_id, person_id)
            return _FORMER if shown_fault(text) is not None else text
        return self.told_apart[role].get(person_id) or self._clear_forms([person], role)[0]

    def suggestion(self, text: str, role: Role) -> str:
        """``Did you mean …?`` with the names of the role that look alike, or ""."""
        return did_you_mean(text, sorted(person.name for person in self.people[role].values()))

    def _told_apart(self, role: Role) -> dict[str, str]:
        """The names to show for all who share theirs with somebody, by id."""
        found: dict[str, str] = {}
        for ids in self.ids_by_key[role].values():
            if len(ids) > 1:
                namesakes = [self.people[role][one] for one in ids]
                found |= zip(ids, self._clear_forms(namesakes, role), strict=True)
        return found

    def _clear_forms(self, namesakes: Sequence[Person], role: Role) -> list[str]:
        """One form for each of these, all of one sort, that means nobody else."""
        for sort in range(3):
            if all(self._is_clear(one, _form(one, sort), role) for one in namesakes):
                return [_form(one, sort) for one in namesakes]
        for digits in range(_FEWEST_DIGITS, _MOST_DIGITS):
            if all(self._is_clear(one, _numbered(one, digits), role) for one in namesakes):
                return [_numbered(one, digits) for one in namesakes]
        return [_numbered(one, _MOST_DIGITS) for one in namesakes]

    def _by_name(self, text: str, role: Role) -> Iterator[str]:
        key = name_key(text)
        yield from self.ids_by_key[role].get(key, ())
        yield from (one for one in self.spellings.get(key, ()) if one in self.people[role])

    def _is_clear(self, person: Person, text: str, role: Role) -> bool:
        return text != "" and self.ids(text, role) == (person.id,)


def shown_fault(name: str) -> tuple[str, str] | None:
    """Why a name cannot stand in a document (code and words), or None."""
    if re.search(_ADDRESS, unicodedata.normalize("NFKC", name)):
        return "address-in-document", "holds an e-mail address, and documents are public"
    if has_bidi_control(name):
        return "unseen-character", "holds a character that turns the direction of writing"
    if any(unicodedata.category(char) in ("Cc", "Cs") and not char.isspace() for char in name):
        return "unseen-character", "holds a character that cannot be shown"
    return None if name.strip() else ("no-name", "is blank")


def refuse_names(names: Iterable[str], file: str = "") -> None:
    """Raise an ``InputError`` with an issue for each name that cannot stand in a document."""
    issues = []
    for name in dict.fromkeys(names):
        fault = shown_fault(name)
        if fault is not None:
            hint = "Give the person another name to be shown."
            message = f"the name {name!r} {fault[1]}."
            issues.append(Issue(Severity.ERROR, fault[0], message, hint, file=file, value=name, person=name))
    if issues:
        raise InputError(issues)


# --- forms of a name --------------------------------------------------------------------------------------------


def _by_key(people: Mapping[str, Person]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for person in people.values():
        found.setdefault(name_key(person.name), []).append(person.id)
    return {key: tuple(ids) for key, ids in found.items()}


def _form(person: Person, sort: int) -> str:
    """The name by itself (0), with the track (1), with the region (2); "" where that is nothing to show."""
    if sort == 0:
        return " ".join(person.name.split())
    said = _track(person) if sort == 1 else _region(person)
    is_said = value_key(said) not in BLANK | NO_PREFERENCE and len(said) <= _LONGEST_ANSWER
    return f"{_form(person, 0)} ({said})" if is_said and shown_fault(said) is None else ""


def _numbered(person: Person, digits: int) -> str:
    return f"{_form(person, 0)} (no. {_number(person)[:digits]})"


def _number(person: Person) -> str:
    """Twelve digits that depend on the id alone; it cannot be read from them."""
    code = int(short_code(person.id, key="namesakes"), 16)
    return f"{code % 10**_MOST_DIGITS:0{_MOST_DIGITS}d}"


def _track(person: Person) -> str:
    return ", ".join(" ".join(track.split()) for track in person.tracks)


def _region(person: Person) -> str:
    for header, cell in person.answers.items():
        if not {"region", "regions"}.isdisjoint(re.findall(r"\w+", text_key(header))):
            return " ".join(cell.split())
    return ""


def _brackets(text: str) -> Iterator[tuple[str, str]]:
    """Every way to read a text as a name with something in brackets behind it; pronouns in brackets may follow."""
    for whole in dict.fromkeys((text_key(text), text_key(split_pronouns(text)[0]))):
        if whole.endswith(")"):
            for opening in re.finditer(r"\(", whole):
                if opening.start():
                    yield whole[: opening.start()], whole[opening.end() : -1]


def _is_borne(person: Person, inside: str) -> bool:
    """Whether what stands in brackets is this person's track, region or number."""
    number = re.fullmatch(rf"no\. ?(\d{{{_FEWEST_DIGITS},{_MOST_DIGITS}}})", inside.strip())
    if number is not None:
        return _number(person).startswith(number.group(1))
    return any(value_key(said) == value_key(inside) for said in (_track(person), _region(person)) if said)
