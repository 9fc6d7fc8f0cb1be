"""A plan without names: everybody is his initials, and two of the same initials are told apart by a number.

People are renamed before any text is made, in the problem, in the plan and in the book of names, so that every sentence
comes out with the initials in it. Ids stay: they settle ties, and what would help is worked out from them.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TypeVar

from pairing.documents.namebook import NameBook
from pairing.model.exempt import Exempt
from pairing.model.meetings import Known
from pairing.model.names import name_key, split_pronouns
from pairing.model.people import Mentor, Participant, Person
from pairing.model.problem import Problem
from pairing.model.rules import Apart, MatchColumns, Rule, Together
from pairing.model.solution import Result

NOBODY = "?"  # the initials of a name without a letter
_TAGS = re.compile(r"(<style>.*?</style>|<script>.*?</script>|<[^>]*>)", re.DOTALL)
_READ_OUT = re.compile(r'(?<= title=")[^"]*|(?<= aria-label=")[^"]*')
Somebody = TypeVar("Somebody", Participant, Mentor)


def initials(name: str) -> str:
    """``A.O.`` for Ada Okonkwo-Reyes (she/her); a mark that belongs to a letter stays with it."""
    words = split_pronouns(unicodedata.normalize("NFC", name))[0].split()
    return "".join(f"{first}." for first in map(_first, words) if first) or NOBODY


def labels_of(names: Mapping[str, str]) -> dict[str, str]:
    """What each id is shown as, another one for everybody: ``A.O.``, ``A.O. 2``. ``names``: the name of each id.

    >>> labels_of({"1": "Ada Quill", "2": "Amir Quist", "3": "Bo"})
    {'1': 'A.Q.', '2': 'A.Q. 2', '3': 'B.'}
    """
    found: dict[str, str] = {}
    number: dict[str, int] = {}
    for one in sorted(names, key=lambda who: (names[who].casefold(), who)):
        label = initials(names[one])
        key = name_key(label)
        number[key] = number.get(key, 0) + 1
        found[one] = label if number[key] == 1 else f"{label} {number[key]}"
    return found


def everybody(problem: Problem, book: NameBook) -> dict[str, str]:
    """The name of everybody who could come up, by id: on the sheets, and then only in the tables or in what was held.

    The book also has the names in the tables of those who are on the sheets; they are the same people.
    """
    people: list[Person] = [*problem.mentors, *problem.participants]
    people += [one for of_role in book.people.values() for one in of_role.values()]
    known = {one.id: one.name for one in people}
    keys = {name_key(name) for name in known.values()}
    past: Iterable[Known] = (*problem.baseline, *problem.held, *problem.earlier)
    others = {who: who for one in past for who in one.people} | dict(book.others)
    return known | {one: name for one, name in others.items() if one not in known and name_key(name) not in keys}


def redacted_book(book: NameBook, labels: Mapping[str, str]) -> NameBook:
    """The book with the labels for names; whoever is on no sheet has one as well."""
    known = {
        role: [dataclasses.replace(one, name=labels[one.id], apart=()) for one in people.values()]
        for role, people in book.people.items()
    }
    participants = [one for one in known["participant"] if isinstance(one, Participant)]
    mentors = [one for one in known["mentor"] if isinstance(one, Mentor)]
    return NameBook.of(participants, mentors)._replace(others=_of_all(book, labels))


def _of_all(book: NameBook, labels: Mapping[str, str]) -> dict[str, str]:
    """The label of every id that the book may be asked for; of somebody it knows nothing of, a mark."""
    by_key = {name_key(one.name): labels[one.id] for people in book.people.values() for one in people.values()}
    others = {one: by_key.get(name_key(name), NOBODY) for one, name in book.others.items()}
    return {**others, **labels}


def redacted_result(result: Result, labels: Mapping[str, str]) -> Result:
    """The same plan of the same problem, in which everybody is called by his label."""
    problem = _redacted_problem(result.problem, labels)
    participants = {one.id: one for one in problem.participants}
    mentors = {one.id: one for one in problem.mentors}
    pairs = tuple(
        dataclasses.replace(one, participant=participants[one.participant.id], mentor=mentors[one.mentor.id])
        for one in result.pairs
    )
    groups = tuple(
        dataclasses.replace(one, members=tuple(participants[who.id] for who in one.members)) for one in result.groups
    )
    return dataclasses.replace(result, problem=problem, _pairs=pairs, _groups=groups)


def without_names(page: str, names: Mapping[str, str]) -> str:
    """A page in which what the settings call things, a rule or a session, holds nobody's whole name either.

    ``names``: the label of each name. Only what is read is looked at, never a tag, the style or the script: somebody
    may be called as one of their words. A name of a single word may be any word, and stays.
    """
    folded = page.casefold()
    labels: dict[str, str] = {}
    for name, label in names.items():
        words = escape(" ".join(split_pronouns(name)[0].split()))
        if " " in words and words.casefold() in folded:
            labels[words.casefold()] = escape(label)
    if not labels:
        return page
    pattern = re.compile("|".join(map(re.escape, sorted(labels, key=len, reverse=True))), re.IGNORECASE)

    def hidden(text: str) -> str:
        return pattern.sub(lambda found: labels.get(found.group().casefold(), NOBODY), text)

    pieces = _TAGS.split(page)
    pieces[::2] = map(hidden, pieces[::2])
    pieces[1::2] = [_READ_OUT.sub(lambda found: hidden(found.group()), tag) for tag in pieces[1::2]]
    return "".join(pieces)


def _redacted_problem(problem: Problem, labels: Mapping[str, str]) -> Problem:
    """Whoever a rule, an exemption or a person names is named by the id first, for the name is gone afterwards."""
    return problem.replace(
        participants=tuple(_renamed(one, labels, _ids(problem, one.apart)) for one in problem.participants),
        mentors=tuple(_renamed(one, labels, _ids(problem, one.apart)) for one in problem.mentors),
        rules=tuple(other for one in problem.rules for other in _by_ids(problem, one)),
        exempt=tuple(_exempt(problem, one) for one in problem.exempt),
    )


def _renamed(person: Somebody, labels: Mapping[str, str], apart: tuple[str, ...]) -> Somebody:
    return dataclasses.replace(person, name=labels[person.id], apart=apart)


def _ids(problem: Problem, people: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who for one in people for who in sorted(problem.ids_of(one))))


def _by_ids(problem: Problem, rule: Rule) -> Iterator[Rule]:
    if isinstance(rule, Apart):
        for one in sorted(problem.ids_of(rule.a)):
            for other in sorted(problem.ids_of(rule.b)):
                yield dataclasses.replace(rule, a=one, b=other)
    elif isinstance(rule, Together):
        participant = problem.participants[problem.participant_idx(rule.participant)].id
        yield dataclasses.replace(rule, participant=participant, mentor=_partner(problem, rule))
    elif isinstance(rule, MatchColumns) and rule.person is not None:
        yield dataclasses.replace(rule, person=problem.person_id(rule.person))
    else:
        yield rule


def _partner(problem: Problem, rule: Together) -> str:
    """The id of the second of two who are kept together: a mentor, or in a session of peers a participant."""
    where = None if rule.session is None else problem.sessions[problem.session_idx(rule.session)]
    if where is not None and where.is_peers:
        return problem.participants[problem.participant_idx(rule.mentor)].id
    return problem.mentors[problem.mentor_idx(rule.mentor)].id


def _exempt(problem: Problem, one: Exempt) -> Exempt:
    participant = problem.participants[problem.participant_idx(one.participant)].id
    return dataclasses.replace(one, participant=participant, mentor=problem.mentors[problem.mentor_idx(one.mentor)].id)


def _first(word: str) -> str:
    """The first letter or digit of a word, in capitals, with the marks on it; "" where there is none."""
    for place, char in enumerate(word):
        if char.isalnum():
            end = place + 1
            while end < len(word) and unicodedata.category(word[end]).startswith("M"):
                end += 1
            return word[place:end].upper() if len(word[place].upper()) == 1 else word[place:end]
    return ""
