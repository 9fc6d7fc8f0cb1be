"""Earlier cohorts, and repeats within one: who has met whom before, and who was left out before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.programmes import Ended, add, changes, contents, edit, pairs_of

Run = Callable[..., Ended]
HEADER = "programme,session,kind,participant,partner"


def empty_tables(folder: Path) -> None:
    """The documents of the next cohort: nobody is in them yet."""
    for path in folder.glob("*.md"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        bare = [line for line in lines if line[:1] != "|" or "Collabie" in line or "---" in line]
        path.write_text("".join(bare), encoding="utf-8")


def history(folder: Path, *rows: str) -> None:
    """An earlier cohort as CSV, and the settings that name it."""
    add(folder, "earlier.csv", HEADER, *rows)
    add(folder, "pairing.toml", "[history]", 'files = ["earlier.csv"]')


def met(plan: Ended) -> set[tuple[str, str]]:
    return {(participant, mentor) for _, participant, mentor in pairs_of(plan)}


def practised(plan: Ended) -> set[frozenset[str]]:
    groups = [group["members"] for group in plan.data["groups"]]
    return {frozenset((one, other)) for group in groups for one in group for other in group if one < other}


# --- repeats ----------------------------------------------------------------------------------------------------


def test_nobody_meets_a_mentor_twice_unless_the_programme_or_a_session_says_so(run: Run, lab: Path) -> None:
    empty_tables(lab)
    changes(lab, ",Hana Kim,,leaves,", ",Gus Hale,,leaves,", ",Fay Ito,,capacity,10")
    assert len(pairs_of(run("plan", lab, "--json"))) == 5
    edit(lab, "pairing.toml", ('name = "Talk"', 'name = "Talk"\nrepeat = "allow"'))
    of_session = run("plan", lab, "--json")
    assert len(pairs_of(of_session)) == 10
    edit(lab, "pairing.toml", ('repeat = "allow"', 'repeat = "avoid"'))
    avoided = run("plan", lab, "--json")
    assert len(pairs_of(avoided)) == 10
    edit(
        lab,
        "pairing.toml",
        ('repeat = "avoid"\n', ""),
        ('changes = "changes.csv"', 'changes = "changes.csv"\nrepeat = "allow"'),
    )
    assert len(pairs_of(run("plan", lab, "--json"))) == 10


def test_an_avoided_repeat_happens_only_when_somebody_would_be_left_out(run: Run, lab: Path) -> None:
    edit(lab, "pairing.toml", ('changes = "changes.csv"', 'changes = "changes.csv"\nrepeat = "avoid"'))
    empty_tables(lab)
    pairs = pairs_of(run("plan", lab, "--json"))
    assert len(pairs) == len({pair[1:] for pair in pairs}) == 10
    assert len(pairs_of(run("plan", lab, "--without", "Gus Hale", "--json"))) == 9  # as many as the others offer


# --- the next cohort --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["csv", "documents"])
def test_the_next_cohort_meets_other_mentors_and_practises_with_others(run: Run, lab: Path, of: str) -> None:
    first = run("plan", lab, "--json")
    if of == "csv":
        assert run("publish", lab, "--save-history", lab / "spring.csv").status == 0
        add(lab, "pairing.toml", "[history]", 'files = ["spring.csv"]')
    else:
        (lab / "old").mkdir()
        for path in lab.glob("*.md"):
            (lab / "old" / path.name).write_bytes(path.read_bytes())
        add(lab, "pairing.toml", "[history]", 'files = ["old/*.md"]')
    empty_tables(lab)
    in_trio = run("plan", lab, "--json")
    assert len(practised(in_trio) & practised(first)) == 1  # of five people, in whatever trio, two know each other
    add(lab, "collabies.csv", "fin@example.org,Fin Abbot,Backend,Asia,")
    edit(lab, "pairing.toml", ('prefer_same = "Region"\n', ""))  # which weighs as much as a repeat
    following = run("plan", lab, "--json")
    assert following.status == 0
    assert not met(following) & met(first)
    assert not practised(following) & practised(first)
    assert "met before" in run("plan", lab).out
    assert run("publish", lab).status == 0


def test_a_saved_history_has_everybody_what_was_held_and_who_was_left_out(run: Run, lab: Path) -> None:
    edit(lab, "pairing.toml", ('name = "Review"', 'name = "Review"\nclosed = true'))
    changes(lab, ",Hana Kim,,leaves,", ",Gus Hale,,leaves,")
    assert run("publish", lab, "--save-history", lab / "spring.csv").status == 0
    rows = (lab / "spring.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == HEADER
    assert "Small Lab,Review,mentor,Ada Quill,Gus Hale" in rows
    assert "Small Lab,Talk,mentor,Emil Roy," in rows
    assert "Small Lab,Practice,peer,Cem Osei,Dora Vance" in rows
    assert not any("@" in row for row in rows)


def test_an_existing_history_is_not_overwritten_and_nothing_is_published(run: Run, lab: Path) -> None:
    changes(lab, ",Cem Osei,,leaves,")
    (lab / "spring.csv").write_text("mine")
    before = contents(lab)
    ended = run("publish", lab, "--save-history", lab / "spring.csv")
    assert (ended.status, ended.said) == (2, {"cannot-save"})
    assert run("publish", lab, "--save-history", lab / "nowhere" / "spring.csv").said == {"cannot-save"}
    assert run("publish", lab, "--check", "--save-history", lab / "new.csv").said == {"usage"}
    assert contents(lab) == before


def test_who_was_left_out_before_comes_first(run: Run, lab: Path) -> None:
    empty_tables(lab)
    edit(lab, "pairing.toml", ('name = "Talk"', 'name = "Talk"\nclosed = true'))
    changes(lab, ",Hana Kim,,leaves,", ",Gus Hale,,leaves,", ",Fay Ito,,capacity,1")
    for who in ("Bo Lindqvist", "Emil Roy"):
        folder_history = lab / "earlier.csv"
        folder_history.unlink(missing_ok=True)
        if "[history]" not in (lab / "pairing.toml").read_text():
            add(lab, "pairing.toml", "[history]", 'files = ["earlier.csv"]')
        add(lab, "earlier.csv", HEADER, f"Old,Review,mentor,{who},", f"Old,Talk,mentor,{who},")
        assert pairs_of(run("plan", lab, "--json")) == [("Review", who, "Fay Ito")]


def test_past_pairs_weigh_as_load_only_when_asked(run: Run, lab: Path) -> None:
    empty_tables(lab)
    history(lab, *(f"Old,Review,mentor,Former {number},Fay Ito" for number in "ABCDEFGH"))
    add(lab, "earlier.csv", "Old,Review,mentor,Ada Quill,Fay Ito")
    settings = 'files = ["earlier.csv"]\nload_weight = 1'

    def load_of_fay() -> int:
        loads = run("plan", lab, "--json").data["loads"]
        return next(one["load"] for one in loads if one["mentor"] == "Fay Ito" and one["session"] is None)

    without = load_of_fay()
    edit(lab, "pairing.toml", ('files = ["earlier.csv"]', settings))
    assert load_of_fay() < without


def test_history_of_this_very_programme_is_asked_about(run: Run, lab: Path) -> None:
    assert run("publish", lab, "--save-history", lab / "spring.csv").status == 0
    add(lab, "pairing.toml", "[history]", 'files = ["spring.csv"]')
    before = contents(lab)
    ended = run("publish", lab)
    assert ended.status == 2
    assert {"history-of-this-programme", "not-published"} <= ended.said
    assert "pairing.toml: 14 of the 14 published pairs stand in the history as well" in ended.err
    assert contents(lab) == before


# --- bad input --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        (["Old,Review,mentor,Zoe Nobody,Yan Noone"], "history-names-nobody", "earlier.csv"),
        (["Old,Review,dance,Ada Quill,Fay Ito"], "history-unknown-kind", 'earlier.csv, line 2, column "kind"'),
        (["Old,Review,mentor,,Fay Ito"], "history-no-participant", 'earlier.csv, line 2, column "participant"'),
        (["Old,Review,mentor,Ada Quill,ada quill"], "history-same-person", "earlier.csv, line 2"),
        (["Old,Review", "Old,Review,mentor,Ada Quill,Fay Ito"], "short-row", "earlier.csv, line 2"),
    ],
)
def test_a_doubt_about_the_history_is_named_with_its_line_and_stops_publishing(
    run: Run, lab: Path, rows: list[str], code: str, place: str
) -> None:
    history(lab, *rows)
    changes(lab, ",Cem Osei,,leaves,")
    before = contents(lab)
    ended = run("publish", lab)
    assert ended.status == 2
    assert code in ended.said
    assert f"question: {place}: " in ended.err
    assert contents(lab) == before


def test_a_history_that_is_missing_or_none_at_all_is_an_error(run: Run, lab: Path) -> None:
    add(lab, "pairing.toml", "[history]", 'files = ["earlier.csv"]')
    assert run("plan", lab).said == {"missing-file"}
    (lab / "earlier.csv").write_text("nonsense\n")
    ended = run("plan", lab)
    assert (ended.status, ended.said) == (2, {"history-no-column"})
    assert "earlier.csv, line 1" in ended.err


def test_history_of_people_who_are_here_no_more_is_no_doubt(run: Run, lab: Path) -> None:
    history(lab, "Old,Review,mentor,Zoe Nobody,Fay Ito", "Old,Review,mentor,Ada Quill,Former Mentor")
    ended = run("publish", lab)
    assert (ended.status, ended.said) == (0, set())
