"""Participants and mentors check themselves when they are made, and keep nothing that others can change."""

from __future__ import annotations

import dataclasses

import pytest

from pairing.errors import InputError
from pairing.model.people import Mentor, Participant


@pytest.mark.parametrize("kind", [Participant, Mentor])
def test_the_id_is_the_name_unless_one_is_given(kind: type[Participant] | type[Mentor]) -> None:
    assert kind("Ada  QUILL (she/her)").id == "ada quill"
    assert kind("Ada Quill", id="ada@example.org").id == "ada@example.org"
    assert kind("Ada  QUILL (she/her)").name == "Ada  QUILL (she/her)"


@pytest.mark.parametrize("kind", [Participant, Mentor])
@pytest.mark.parametrize("name", ["", "  ", None, 7])
def test_everybody_has_a_name(kind: type[Participant] | type[Mentor], name: object) -> None:
    with pytest.raises(InputError) as error:
        kind(name)  # type: ignore[arg-type]
    assert [issue.code for issue in error.value.issues] == ["no-name"]


@pytest.mark.parametrize(("field", "value"), [("capacity", -1), ("capacity", 2.5), ("min_load", -1), ("capacity", "3")])
def test_a_mentor_offers_a_whole_number(field: str, value: object) -> None:
    with pytest.raises(InputError, match=field) as error:
        Mentor("Cem", **{field: value})  # type: ignore[arg-type]
    assert [issue.code for issue in error.value.issues] == ["bad-count"]


def test_a_capacity_gives_way_to_what_is_published_unless_it_is_firm() -> None:
    assert not Mentor("Cem", capacity=2).is_firm
    assert Mentor("Cem", capacity=2, is_firm=True) != Mentor("Cem", capacity=2)


def test_nobody_was_left_out_less_than_never() -> None:
    with pytest.raises(InputError, match="times_left_out of Ada is -1"):
        Participant("Ada", times_left_out=-1)


def test_one_track_may_stand_without_a_tuple() -> None:
    assert Participant("Ada", tracks="Data").tracks == ("Data",)  # type: ignore[arg-type]
    assert Mentor("Cem", apart="Ada").apart == ("Ada",)  # type: ignore[arg-type]


def test_nothing_that_was_handed_in_is_shared() -> None:
    tracks, answers, sessions = ["Data"], {"Languages": "en"}, ["Review"]
    ada = Participant("Ada", tracks=tracks, answers=answers, sessions=sessions)  # type: ignore[arg-type]
    tracks.append("Law")
    answers["Languages"] = "fr"
    sessions.clear()
    assert (ada.tracks, dict(ada.answers), ada.sessions) == (("Data",), {"Languages": "en"}, ("Review",))
    with pytest.raises(dataclasses.FrozenInstanceError):
        ada.name = "Bo"  # type: ignore[misc]


def test_no_sessions_named_is_not_all_sessions() -> None:
    assert Participant("Ada", sessions=()).sessions == ()
    assert Participant("Ada").sessions is None
    assert Mentor("Cem", free=()).free == ()
    assert Mentor("Cem").free is None
