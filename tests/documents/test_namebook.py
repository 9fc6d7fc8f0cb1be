"""Who is meant by a name, and how namesakes are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.documents.inline import escape_cell, unescape_cell
from pairing.documents.namebook import NameBook
from pairing.model.people import Mentor, Participant

REGION = "What region are you in?"


def ada(person_id: str, track: str = "", region: str = "", name: str = "Ada Quill") -> Participant:
    return Participant(name, person_id, tracks=(track,) if track else (), answers={REGION: region})


def shown(*people: Participant) -> list[str]:
    book = NameBook.of(people, [])
    return [book.shown(one.id, "participant") for one in people]


def test_a_name_that_nobody_shares_is_shown_as_it_is() -> None:
    book = NameBook.of([ada("1", "Web")], [Mentor("Ada Quill", "2")])
    assert book.shown("1", "participant") == "Ada Quill"
    assert book.shown("2", "mentor") == "Ada Quill"
    assert (book.participants("ada quill"), book.mentors("ada quill")) == (("1",), ("2",))


@pytest.mark.parametrize(
    "written",
    ["ada  QUILL", "Ada Quill (she/her)", "Ada\u200b Quill", "Ａda Quill", "Ada Quill (Web)", "ada quill ( web )"],
)
def test_case_blanks_pronouns_and_unseen_characters_make_no_other_person(written: str) -> None:
    assert NameBook.of([ada("1", "Web")], []).participants(written) == ("1",)


def test_namesakes_are_told_apart_by_the_track() -> None:
    people = (ada("1", "Backend", "Europe"), ada("2", "Frontend", "Asia", name="ADA Quill"))
    assert shown(*people) == ["Ada Quill (Backend)", "ADA Quill (Frontend)"]


@pytest.mark.parametrize("second", ["backend", "", "Any"])
def test_namesakes_of_one_track_or_none_are_told_apart_by_the_region(second: str) -> None:
    people = (ada("1", "Backend", "Europe"), ada("2", second, "Asia"))
    assert shown(*people) == ["Ada Quill (Europe)", "Ada Quill (Asia)"]


def test_namesakes_of_one_region_are_told_apart_by_a_number_that_hangs_on_the_id_alone() -> None:
    people = [ada(f"{number}@example.org", "Backend", "Europe") for number in range(3)]
    three, two = shown(*people), shown(*people[:2])
    assert three[:2] == two
    assert len(set(three)) == 3
    assert all(one.startswith("Ada Quill (no. ") and "@" not in one for one in three)


def test_a_number_is_as_long_as_it_takes_and_a_longer_one_goes_on_meaning_the_person() -> None:
    people = [ada(str(number)) for number in range(120)]
    many = shown(*people)
    assert len(set(many)) == 120
    for other in (people, people[:2], people[:1]):
        book = NameBook.of(other, [])
        assert [book.participants(text) for text in many[: len(other)]] == [(one.id,) for one in other]


def test_every_form_goes_on_meaning_the_person_when_the_namesake_has_left() -> None:
    book = NameBook.of([ada("1", "Backend", "Europe")], [])
    number = shown(ada("1"), ada("2"))[0]
    for form in ("Ada Quill", "Ada Quill (backend)", "Ada Quill (Europe)", number, f"{number} (she/her)"):
        assert book.participants(form) == ("1",)
    assert book.participants("Ada Quill (Frontend)") == ()


def test_the_bare_name_of_namesakes_means_both() -> None:
    assert NameBook.of([ada("1", "Backend"), ada("2", "Frontend")], []).participants("Ada Quill") == ("1", "2")


def test_a_name_that_ends_in_brackets_means_its_bearer() -> None:
    people = (ada("1", "Web"), ada("2", name="Ada Quill (Zed)"), ada("3", "Web", name="Cem (Kim)"))
    assert shown(*people) == ["Ada Quill", "Ada Quill (Zed)", "Cem (Kim)"]
    assert NameBook.of(people, []).participants("Cem (Kim) (Web)") == ("3",)


def test_a_form_that_is_somebody_s_name_is_not_shown() -> None:
    people = (ada("1", "Backend", "Asia"), ada("2", "Web", "Europe"), ada("3", name="Ada Quill (Web)"))
    book = NameBook.of(people, [])
    assert book.participants("Ada Quill (Web)") == ("2", "3")
    assert shown(*people)[:2] == ["Ada Quill (Asia)", "Ada Quill (Europe)"]
    assert book.participants(book.shown("3", "participant")) == ("3",)


def test_a_track_that_reads_like_pronouns_tells_nobody_apart() -> None:
    assert shown(ada("1", "IT", "Asia"), ada("2", "Web", "Europe")) == ["Ada Quill (Asia)", "Ada Quill (Europe)"]


@pytest.mark.parametrize("region", ["ask ada@example.org", "x" * 41, "Europe\u202e"])
def test_an_answer_that_had_better_not_stand_in_a_document_is_not_shown(region: str) -> None:
    for text in shown(ada("1", "", region), ada("2", "", "Asia")):
        assert "(no. " in text


def test_other_spellings_mean_whom_the_settings_say_in_either_role() -> None:
    spellings = {"Mike X": ["1", "7"], "Mx": ["2"]}
    book = NameBook.of([Participant("Michael X", "1")], [Mentor("Max", "2")], spellings)
    assert (book.participants("mike  x"), book.mentors("mike x"), book.mentors("MX")) == (("1",), (), ("2",))
    assert book.anybody("Mike X") == ("1", "7")


def test_somebody_on_no_sheet_is_shown_as_written_and_never_by_an_address() -> None:
    book = NameBook.of([], [], others=["Zoe  Park"])
    assert book.shown("zoe park", "mentor") == "Zoe Park"
    assert book.shown("somebody", "mentor") == "somebody"
    assert book.shown("ada@example.org", "mentor") == "somebody who has left"


def test_blank_text_means_nobody() -> None:
    book = NameBook.of([Participant("(she/her)", "1")], [])
    assert book.participants(" \u200b") == ()
    assert book.participants(book.shown("1", "participant")) == ("1",)


NAMES = st.sampled_from(
    ["Ada", "ada (Web)", "Ada (she/her)", "ADA (IT)", "A*da_ (no. 123)", "Bo|<br>", "(any)", "(Web)"]
)
WORDS = st.sampled_from(["", "Web", "IT", "any", "no. 123", "a, b", "C# (x)", "-", "`x`", "ask"])


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(NAMES, WORDS, WORDS), min_size=1, max_size=6))
def test_the_name_shown_means_its_bearer_and_nobody_else_even_out_of_a_table(
    people: list[tuple[str, str, str]],
) -> None:
    known = [ada(f"id {number}", track, region, name) for number, (name, track, region) in enumerate(people)]
    book = NameBook.of(known, [])
    for one in known:
        text = unescape_cell(escape_cell(book.shown(one.id, "participant")))
        assert book.participants(text) == (one.id,)
