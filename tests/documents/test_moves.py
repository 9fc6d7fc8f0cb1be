"""What changes, told from both sides."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pairing.documents.moves import Moves, Standing, change_sentences, moves, moves_line, moves_text
from pairing.documents.published import Change

TECHNICAL, REVIEW, PRACTICE = "Technical mock interview", "LinkedIn review", "Pair interview practice"
NAMES = {
    "ada": "Ada Quill",
    "bo": "Bo Lindqvist",
    "cem": "Cem Osei",
    "dee": "Dee Park",
    "eve": "Eve Stone",
    "hiro": "Hiro Lindqvist",
    "kavya": "Kavya Eriksen",
}


def shown(who: str) -> str:
    return NAMES.get(who, who)


def stand(session: str, plan: dict[str, str]) -> list[Standing]:
    """From {participant: mentors with blanks between}."""
    return [Standing(session, who, tuple(mentors.split())) for who, mentors in plan.items()]


def practise(*groups: str) -> list[Standing]:
    """From groups of ids with blanks between."""
    return [
        Standing(PRACTICE, who, tuple(other for other in group.split() if other != who), True)
        for group in groups
        for who in group.split()
    ]


def told(found: Moves) -> list[str]:
    return [one.name for one in found.to_tell]


def change(before: Sequence[Standing], after: Sequence[Standing], **more: object) -> Moves:
    return moves(before, after, shown, **more)  # type: ignore[arg-type]


TABLE = stand(TECHNICAL, {"ada": "kavya", "bo": "kavya", "cem": "dee", "hiro": "kavya"})


def test_one_leaver_is_a_line_each_for_both_sides_and_only_his_mentor_is_told() -> None:
    found = change(TABLE, TABLE[:3])
    assert moves_text(found) == (
        "## What changes\n\n"
        "- Hiro Lindqvist leaves Technical mock interview (with Kavya Eriksen)\n\n"
        "Mentors:\n\n"
        "- Kavya Eriksen: 2 instead of 3 in Technical mock interview\n\n"
        "Nobody else is affected.\n\n"
        "To be told: Kavya Eriksen\n"
    )
    assert moves_line(found) == "1 person leaves, 1 person is to be told, nobody else is affected."
    assert found.changes == (Change(TECHNICAL, "Hiro Lindqvist", ("Kavya Eriksen",), ()),)
    assert change_sentences(found) == {
        "kavya": (f"{TECHNICAL}: Hiro Lindqvist no longer takes part; you have 2 Collabies instead of 3",)
    }
    assert found.to_tell[0].why == ("Kavya Eriksen: 2 instead of 3 in Technical mock interview",)


def test_nothing_changes_whatever_the_order_of_rows_and_mentors() -> None:
    found = change(stand(REVIEW, {"ada": "dee kavya", "bo": ""}), stand(REVIEW, {"bo": "", "ada": "kavya dee"}))
    assert moves_text(found) == moves_line(found) + "\n" == "Nothing changes: the tables show this plan.\n"
    assert (found.changes, found.to_tell, change_sentences(found)) == ((), (), {})


def test_a_mentor_who_leaves_is_named_and_not_told_and_her_participants_are() -> None:
    after = stand(TECHNICAL, {"ada": "dee", "bo": "dee", "cem": "dee", "hiro": ""})
    found = change(TABLE, after, helping=[(TECHNICAL, "dee")])
    assert moves_text(found, [TECHNICAL]) == (
        "## What changes\n\n"
        "- Technical mock interview: Ada Quill meets Dee Park instead of Kavya Eriksen\n"
        "- Technical mock interview: Bo Lindqvist meets Dee Park instead of Kavya Eriksen\n"
        "- Technical mock interview: Hiro Lindqvist has nobody now (Kavya Eriksen before)\n\n"
        "Mentors:\n\n"
        "- Dee Park: 3 instead of 1 in Technical mock interview\n"
        "- Kavya Eriksen: no longer helps in Technical mock interview (had 3)\n\n"
        "Nobody else is affected.\n\n"
        "To be told: Ada Quill, Bo Lindqvist, Dee Park, Hiro Lindqvist\n"
    )
    assert moves_line(found) == (
        "1 mentor leaves, 2 pairs change, 1 person is unpaired now, 4 people are to be told, nobody else is affected."
    )
    assert change_sentences(found) == {
        "ada": (f"{TECHNICAL}: you now meet Dee Park instead of Kavya Eriksen",),
        "bo": (f"{TECHNICAL}: you now meet Dee Park instead of Kavya Eriksen",),
        "dee": (f"{TECHNICAL}: you now also meet Ada Quill and Bo Lindqvist; you have 3 Collabies instead of 1",),
        "hiro": (f"{TECHNICAL}: you no longer meet Kavya Eriksen; we are looking for somebody else",),
    }


def test_a_mentor_who_stands_nowhere_any_more_is_not_told_where_nobody_says_who_helps() -> None:
    assert told(change(TABLE, stand(TECHNICAL, dict.fromkeys(("ada", "bo", "cem", "hiro"), "dee")))) == [
        "Ada Quill",
        "Bo Lindqvist",
        "Dee Park",
        "Hiro Lindqvist",
    ]


def test_a_mentor_who_still_helps_is_told_when_the_last_participant_leaves() -> None:
    after = [one for one in TABLE if one.person != "cem"]
    found = change(TABLE, after, helping=[(TECHNICAL, "dee"), (TECHNICAL, "kavya")])
    assert change_sentences(found) == {
        "dee": (f"{TECHNICAL}: Cem Osei no longer takes part; you have no Collabie in it any more",)
    }
    assert "- Dee Park: 0 instead of 1 in Technical mock interview\n" in moves_text(found)


def test_a_joiner_has_one_line_for_all_sessions() -> None:
    before = TABLE[:3] + stand(REVIEW, {"ada": "dee"}) + practise("ada bo")
    after = (
        stand(TECHNICAL, {"ada": "kavya", "bo": "kavya", "cem": "dee", "eve": "dee"})
        + stand(REVIEW, {"ada": "dee", "eve": ""})
        + practise("ada bo eve")
    )
    found = change(before, after)
    assert moves_text(found, [REVIEW, TECHNICAL, PRACTICE]) == (
        "## What changes\n\n"
        "- Eve Stone joins LinkedIn review (nobody yet), Technical mock interview (with Dee Park) and"
        " Pair interview practice\n"
        "- Pair interview practice: Ada Quill, Bo Lindqvist and Eve Stone practise together now"
        " (Ada Quill and Bo Lindqvist before)\n\n"
        "Mentors:\n\n"
        "- Dee Park: 2 instead of 1 in Technical mock interview\n\n"
        "Nobody else is affected.\n\n"
        "To be told: Ada Quill, Bo Lindqvist, Dee Park, Eve Stone\n"
    )
    assert moves_line(found) == (
        "1 person joins, 1 practice group changes, 4 people are to be told, nobody else is affected."
    )
    assert change_sentences(found) == {
        "ada": (f"{PRACTICE}: you now practise with Bo Lindqvist and Eve Stone",),
        "bo": (f"{PRACTICE}: you now practise with Ada Quill and Eve Stone",),
        "dee": (f"{TECHNICAL}: you now also meet Eve Stone; you have 2 Collabies instead of 1",),
        "eve": (
            f"{TECHNICAL}: you now take part; you meet Dee Park",
            f"{REVIEW}: you now take part; we are looking for somebody for you",
            f"{PRACTICE}: you now take part; you practise with Ada Quill and Bo Lindqvist",
        ),
    }


def test_a_swap_of_two_tells_all_four() -> None:
    found = change(TABLE, stand(TECHNICAL, {"ada": "kavya", "bo": "dee", "cem": "kavya", "hiro": "kavya"}))
    assert moves_text(found) == (
        "## What changes\n\n"
        "- Technical mock interview: Bo Lindqvist meets Dee Park instead of Kavya Eriksen\n"
        "- Technical mock interview: Cem Osei meets Kavya Eriksen instead of Dee Park\n\n"
        "Mentors:\n\n"
        "- Dee Park: still 1 in Technical mock interview, with Bo Lindqvist instead of Cem Osei\n"
        "- Kavya Eriksen: still 3 in Technical mock interview, with Cem Osei instead of Bo Lindqvist\n\n"
        "Nobody else is affected.\n\n"
        "To be told: Bo Lindqvist, Cem Osei, Dee Park, Kavya Eriksen\n"
    )
    assert moves_line(found) == "2 pairs change, 4 people are to be told, nobody else is affected."
    assert change_sentences(found, "mentors") == {
        "dee": (f"{TECHNICAL}: you now meet Bo Lindqvist instead of Cem Osei",),
        "kavya": (f"{TECHNICAL}: you now meet Cem Osei instead of Bo Lindqvist",),
    }


def test_who_was_unpaired_and_is_paired_now() -> None:
    found = change(stand(REVIEW, {"ada": "", "bo": "dee"}), stand(REVIEW, {"ada": "dee", "bo": "dee"}))
    assert "- LinkedIn review: Ada Quill meets Dee Park (nobody before)\n" in moves_text(found)
    assert moves_line(found) == "1 person is paired now, 2 people are to be told, nobody else is affected."
    assert [one.person for one in found.of_kind("paired")] == ["ada"]
    assert change_sentences(found, "collabies") == {"ada": (f"{REVIEW}: you now meet Dee Park",)}


@pytest.mark.parametrize(
    ("after", "line", "sentence"),
    [
        ("dee kavya hiro", "also meets Hiro Lindqvist", "you now also meet Hiro Lindqvist"),
        ("dee", "no longer meets Kavya Eriksen", "you no longer meet Kavya Eriksen"),
        (
            "dee hiro",
            "meets Hiro Lindqvist instead of Kavya Eriksen",
            "you now meet Hiro Lindqvist instead of Kavya Erik",
        ),
    ],
)
def test_of_several_mentors_only_the_one_who_changes_is_named(after: str, line: str, sentence: str) -> None:
    found = change(stand(REVIEW, {"ada": "dee kavya"}), stand(REVIEW, {"ada": after}))
    assert f"- LinkedIn review: Ada Quill {line}\n" in moves_text(found)
    assert change_sentences(found)["ada"][0].startswith(f"{REVIEW}: {sentence}")


def test_a_trio_from_a_pair_is_one_line() -> None:
    found = change([*practise("ada bo"), Standing(PRACTICE, "cem", (), True)], practise("ada bo cem"))
    assert moves_text(found) == (
        "## What changes\n\n"
        "- Pair interview practice: Ada Quill, Bo Lindqvist and Cem Osei practise together now"
        " (before: Ada Quill and Bo Lindqvist; Cem Osei alone)\n\n"
        "Nobody else is affected.\n\n"
        "To be told: Ada Quill, Bo Lindqvist, Cem Osei\n"
    )


def test_a_pair_from_a_trio_names_the_leaver_to_both() -> None:
    found = change(practise("ada bo cem"), practise("ada bo"))
    assert moves_text(found) == (
        "## What changes\n\n"
        "- Cem Osei leaves Pair interview practice (with Ada Quill and Bo Lindqvist)\n"
        "- Pair interview practice: Ada Quill and Bo Lindqvist practise together now"
        " (Ada Quill, Bo Lindqvist and Cem Osei before)\n\n"
        "Nobody else is affected.\n\n"
        "To be told: Ada Quill, Bo Lindqvist\n"
    )
    assert change_sentences(found)["ada"] == (
        f"{PRACTICE}: Cem Osei no longer takes part; you practise with Bo Lindqvist",
    )


def test_peers_who_change_partners_and_who_is_alone_now() -> None:
    found = change(practise("ada bo", "cem dee", "eve hiro"), practise("ada cem", "bo dee eve"))
    assert change_sentences(found)["ada"] == (f"{PRACTICE}: you now practise with Cem Osei instead of Bo Lindqvist",)
    alone = change(practise("ada bo"), practise("ada"))
    assert "- Pair interview practice: Ada Quill has nobody to practise with now" in moves_text(alone)
    assert change_sentences(alone) == {
        "ada": (f"{PRACTICE}: Bo Lindqvist no longer takes part; we are looking for another partner for you",)
    }
    apart = change(practise("ada bo cem"), practise("ada", "bo cem"))
    assert change_sentences(apart) == {
        "ada": (
            f"{PRACTICE}: you no longer practise with Bo Lindqvist and Cem Osei; "
            "we are looking for another partner for you",
        ),
        "bo": (f"{PRACTICE}: you now practise with Cem Osei, no longer with Ada Quill",),
        "cem": (f"{PRACTICE}: you now practise with Bo Lindqvist, no longer with Ada Quill",),
    }


def test_a_session_that_is_over_stays_out_of_it_and_so_does_who_leaves_only_the_rest() -> None:
    over = stand(REVIEW, {"ada": "dee", "hiro": "dee"})
    found = change(over + TABLE, over + TABLE[:3])
    assert {one.session for one in found.changes} == {TECHNICAL}
    assert told(found) == ["Kavya Eriksen"]
    assert moves_line(found) == "1 person leaves 1 session, 1 person is to be told, nobody else is affected."


def test_a_mentor_over_several_sessions_has_the_number_in_all_too() -> None:
    before = TABLE + stand(REVIEW, {"hiro": "kavya", "ada": "kavya"})
    after = TABLE[:3] + stand(REVIEW, {"ada": "kavya"})
    lines = moves_text(change(before, after), [REVIEW, TECHNICAL]).splitlines()
    assert lines[2] == (
        "- Hiro Lindqvist leaves LinkedIn review (with Kavya Eriksen) and Technical mock interview (with Kavya Eriksen)"
    )
    assert lines[6] == (
        "- Kavya Eriksen: 1 instead of 2 in LinkedIn review, 2 instead of 3 in Technical mock interview,"
        " 3 instead of 5 in all"
    )


def test_namesakes_are_two_people_by_the_name_that_is_shown() -> None:
    names = {"1": "Ada Quill (Web)", "2": "Ada Quill (Data)", "dee": "Dee Park", "kavya": "Kavya Eriksen"}
    before, after = stand(REVIEW, {"1": "dee", "2": "kavya"}), stand(REVIEW, {"1": "kavya", "2": "dee"})
    found = moves(before, after, names.__getitem__)
    assert [one.participant for one in found.changes] == ["Ada Quill (Data)", "Ada Quill (Web)"]
    assert told(found) == ["Ada Quill (Data)", "Ada Quill (Web)", "Dee Park", "Kavya Eriksen"]


def test_somebody_in_both_roles_is_told_once_with_both_reasons() -> None:
    before = stand(TECHNICAL, {"dee": "kavya", "ada": "dee"})
    after = stand(TECHNICAL, {"dee": "eve", "ada": "eve"})
    found = change(before, after, helping=[(TECHNICAL, "dee"), (TECHNICAL, "eve"), (TECHNICAL, "kavya")])
    (dee,) = (one for one in found.to_tell if one.person == "dee")
    assert dee.why == (
        f"{TECHNICAL}: Dee Park meets Eve Stone instead of Kavya Eriksen",
        f"Dee Park: 0 instead of 1 in {TECHNICAL}",
    )
    assert change_sentences(found)["dee"] == (
        f"{TECHNICAL}: you now meet Eve Stone instead of Kavya Eriksen",
        f"{TECHNICAL}: you no longer meet Ada Quill; you have no Collabie in it any more",
    )
    assert change_sentences(found, "mentors")["dee"] == change_sentences(found)["dee"][1:]
    assert change_sentences(found, "collabies")["dee"] == change_sentences(found)["dee"][:1]


def test_who_leaves_as_a_participant_and_still_mentors_is_told_as_a_mentor_only() -> None:
    before = stand(TECHNICAL, {"dee": "kavya", "ada": "dee"})
    found = change(before, stand(TECHNICAL, {"ada": "dee", "bo": "dee"}))
    assert change_sentences(found)["dee"] == (
        f"{TECHNICAL}: you now also meet Bo Lindqvist; you have 2 Collabies instead of 1",
    )


def test_the_first_tables_are_not_told_row_by_row() -> None:
    found = change([], TABLE)
    assert moves_text(found) == moves_line(found) + "\n" == "Nothing is published yet: every table is new.\n"
    assert len(found.changes) == 4
    more = change(TABLE, TABLE + practise("ada bo"))
    assert moves_text(more).splitlines()[2:] == [
        "- Pair interview practice: new, with 2 people",
        "",
        "Nobody else is affected.",
        "",
        "To be told: Ada Quill, Bo Lindqvist",
    ]


def test_exactly_those_are_told_who_get_a_sentence() -> None:
    found = change(
        TABLE + practise("ada bo", "cem hiro"), stand(TECHNICAL, {"ada": "dee", "cem": ""}) + practise("ada")
    )
    assert [one.person for one in found.to_tell] == list(change_sentences(found))
    assert all(one.why for one in found.to_tell)
