"""``verify``: a plan's file proved anew, or each reason why not."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pairing.documents.plan_json import as_text, digest_of
from tests.cli.programmes import SETTINGS, Ended, edit, in_a_shell

Run = Callable[..., Ended]
Make = Callable[..., Path]

TIMED_LIMIT = SETTINGS.replace("minutes = 60", "minutes = 60\nmost_per_mentor = 1") + (
    '\n[[sessions]]\nname = "Talk"\nmost_per_mentor = 1\n'
)


@pytest.fixture
def plan(run: Run, programme: Path) -> dict[str, Any]:
    """The plan of the example, as JSON."""
    done = run("plan", programme, "--json", "--quiet")
    assert done.status == 0
    found: dict[str, Any] = done.data
    return found


@pytest.fixture
def check(run: Run, tmp_path: Path) -> Callable[..., Ended]:
    """Verify a plan that was changed by hand; with a new digest, unless it is left as it is."""

    def verify(plan: dict[str, Any], *options: str, new_digest: bool = True) -> Ended:
        if new_digest and plan["certificate"] is not None:
            plan["certificate"]["digest"] = digest_of(plan)
        (tmp_path / "changed.json").write_text(as_text(plan), encoding="utf-8")
        return run("verify", tmp_path / "changed.json", *options)

    return verify


# --- proved -----------------------------------------------------------------------------------------------------


def test_the_plan_of_the_example_is_proved_and_what_is_not_covered_is_said(run: Run, programme: Path) -> None:
    file = programme / "plan.json"
    file.write_text(run("plan", programme, "--json").out, encoding="utf-8")
    done = run("verify", file)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "proved: no other pairs are better than these 75, and no others are as good",
        "  sessions: LinkedIn review, Job-fit mock interview, Technical mock interview; places left without a mentor: "
        "1",
        "  levels, in this order: unpaired 1, spread 1, idle 0, imbalance 5892, penalty 0, tie 11707082",
        "  not covered: the groups of Pair interview practice, and what they add to a level",
        "  not covered: hours, reasons, names and the seed, and whether the sheets say what this file states",
    ]


def test_the_verdict_as_json(check: Callable[..., Ended], plan: dict[str, Any]) -> None:
    done = check(plan, "--json")
    assert done.status == 0
    assert done.data["status"] == "proved"
    assert done.data["unique"] is True
    assert (done.data["pairs"], done.data["missing"], done.data["faults"]) == (75, 1, [])
    assert done.data["not_covered"] == ["Pair interview practice"]
    assert [one["name"] for one in done.data["levels"]][-1] == "tie"
    plan["pairs"].pop()
    done = check(plan, "--json")
    assert done.status == 1
    assert (done.data["status"], done.data["levels"], done.data["unique"]) == ("rejected", [], None)
    assert len(done.data["faults"]) == 1


def test_a_plan_from_standard_input(run: Run, plan: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(plan, indent=4, sort_keys=True)  # laid out in another way, and the same
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert run("verify", "-").status == 0


def test_a_plan_through_a_pipe(programme: Path) -> None:
    done = in_a_shell("pairing plan programme --json --quiet | pairing verify -", programme)
    assert done.returncode == 0
    assert done.stdout.startswith(b"proved: ")


def test_a_plan_that_was_published_and_repaired_is_proved(run: Run, programme: Path, tmp_path: Path) -> None:
    assert run("publish", programme, "--quiet").status == 0
    file = tmp_path / "repaired.json"
    for options in (
        ["--without", "Ximena Kaplan"],
        ["--max-changes", "0"],
        ["--start-over"],
    ):
        done = run("plan", programme, "--json", "--quiet", *options)
        assert done.status == 0, done.err
        file.write_text(done.out, encoding="utf-8")
        done = run("verify", file)
        assert (done.status, done.out.splitlines()[0][:7]) == (0, "proved:"), done.out


def test_a_plan_that_rests_on_who_has_time_for_what_states_values_and_bounds(
    run: Run, programme: Path, tmp_path: Path
) -> None:
    assert run("publish", programme, "--quiet").status == 0
    done = run(
        "plan", programme, "--json", "--quiet", "--as-of", "2027-03-14"
    )  # few hours are left, not enough for all
    assert (done.data["status"], done.data["unique"], done.data["certificate"]) == ("optimal", True, None)
    file = tmp_path / "scarce.json"
    file.write_text(done.out, encoding="utf-8")
    done = run("verify", file)
    assert done.status == 1
    assert "It states values and bounds, without a certificate." in done.out


@pytest.mark.parametrize("name", ["lab", "timed"])
def test_a_living_programme_is_proved(run: Run, request: pytest.FixtureRequest, name: str, tmp_path: Path) -> None:
    folder = request.getfixturevalue(name)
    done = run("plan", folder, "--json", "--quiet")
    file = tmp_path / "living.json"
    file.write_text(done.out, encoding="utf-8")
    assert done.data["certificate"] is not None
    assert run("verify", file).status == 0


def test_who_is_to_be_kept_together_comes_before_all_levels(run: Run, small: Make, tmp_path: Path) -> None:
    pin = '\n[[together]]\nsession = "Technical"\npeople = ["Cem Osei", "Dee Park"]\n'
    file = tmp_path / "pinned.json"
    file.write_text(run("plan", small(settings=SETTINGS + pin), "--json", "--quiet").out, encoding="utf-8")
    done = run("verify", file)
    assert done.status == 0
    assert "  before all levels: who is to be kept together is" in done.out.splitlines()
    assert run("verify", file, "--json").data["has_required"] is True


# --- rejected ---------------------------------------------------------------------------------------------------


def test_a_file_that_was_changed_is_noticed_by_its_digest(check: Callable[..., Ended], plan: dict[str, Any]) -> None:
    plan["pairs"][0]["participant"] = "Somebody Else"
    done = check(plan, new_digest=False)
    assert done.status == 1
    assert done.out.splitlines()[:2] == [
        "rejected",
        "  It was changed after it was written: its digest does not fit.",
    ]
    again = check(plan)
    assert "is called 'Ada Okonkwo-Reyes' and 'Somebody Else'." in again.out


def swapped(plan: dict[str, Any]) -> None:
    """Two mentors swapped in one session, in words and in numbers."""
    rows = plan["certificate"]["pairs"]
    chosen = plan["certificate"]["chosen"]
    one = rows[chosen[0]]
    other = next(rows[index] for index in chosen if rows[index][1] != one[1] and rows[index][2] == one[2])
    crossed = [[one[0], other[1], one[2]], [other[0], one[1], other[2]]]
    position = {tuple(row[:3]): index for index, row in enumerate(rows)}
    new = [position[tuple(pair)] for pair in crossed]
    plan["certificate"]["chosen"] = sorted([*new, *(index for index in chosen if rows[index] not in (one, other))])
    first, second = (
        next(pair for pair in plan["pairs"] if pair["participant_id"] == plan["certificate"]["participants"][row[0]])
        for row in (one, other)
    )
    for key in ("mentor", "mentor_id"):
        first[key], second[key] = second[key], first[key]


def dropped(plan: dict[str, Any]) -> None:
    """A pair taken out everywhere, and the person among the unpaired."""
    gone = plan["pairs"].pop(0)
    certificate = plan["certificate"]
    key = (
        certificate["participants"].index(gone["participant_id"]),
        certificate["mentors"].index(gone["mentor_id"]),
        certificate["sessions"].index(gone["session"]),
    )
    certificate["chosen"] = [one for one in certificate["chosen"] if tuple(certificate["pairs"][one][:3]) != key]
    for load in plan["loads"]:
        if load["mentor_id"] == gone["mentor_id"] and load["session"] in (None, gone["session"]):
            load["load"] -= 1
    plan["unpaired"].append(
        {**plan["unpaired"][0], **{one: gone[one] for one in ("session", "participant", "participant_id")}}
    )


@pytest.mark.parametrize("change", [swapped, dropped])
def test_a_plan_that_is_worse_is_rejected_however_well_it_is_forged(
    check: Callable[..., Ended], plan: dict[str, Any], change: Callable[[dict[str, Any]], None]
) -> None:
    change(plan)
    done = check(plan)
    assert done.status == 1
    reasons = done.out.splitlines()[1:]
    assert reasons
    assert all("the proof calls a plan with" in reason for reason in reasons)


CHANGES: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "status": (("status",), "feasible", "It states that it is feasible, and its certificate proves it optimal."),
    "unique": (("unique",), None, ""),
    "value": (("levels", 0, "value"), 0, "Level unpaired is 0 by the plan, and 1 by the certificate."),
    "bound": (("levels", 3, "bound"), 5000, "Level imbalance is 5892, and its bound 5000: the certificate proves it."),
    "no bound": (("levels", 3, "bound"), None, "Level imbalance is 5892, and its bound None"),
    "level": (("levels", 4, "name"), "wishes", "It has the levels unpaired, spread, idle, imbalance, wishes, tie"),
    "session": (("pairs", 0, "session"), "Gone", "in Gone: the certificate has no such pair."),
    "participant": (("pairs", 0, "participant_id"), "0123456789", "the certificate has no such pair."),
    "mentor": (("pairs", 0, "mentor_id"), "0123456789", "the certificate has no such pair."),
    "penalty": (("pairs", 0, "penalty"), 1, "the penalty is 1, and 0 in the certificate."),
    "places": (("unpaired", 0, "places"), 2, "2 missing by the plan, 1 by the certificate."),
    "whose": (("unpaired", 0, "participant_id"), "0123456789", "1 missing by the plan, 0 by the certificate."),
    "load": (("loads", 0, "load"), 9, "the load is 9, and 2 by the certificate."),
    "offer": (("loads", "limited", "capacity"), 1, "the plan has a limit of 1, and the certificate another one."),
    "no offer": (("loads", "limited", "capacity"), None, "the plan has no limit, and the certificate another one."),
    "whose load": (("loads", 0, "mentor_id"), "0123456789", "the certificate has no such load, or it stands twice."),
    "where": (("loads", 0, "session"), "Gone", "the certificate has no such load, or it stands twice."),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_in_words_is_named(check: Callable[..., Ended], plan: dict[str, Any], change: str) -> None:
    path, value, said = CHANGES[change]
    inner: Any = plan
    for step in path[:-1]:
        inner = limited(inner) if step == "limited" else inner[step]
    inner[path[-1]] = value
    done = check(plan)
    assert done.status == (1 if said else 0)
    assert said in done.out
    assert done.err == ""


def limited(loads: list[dict[str, Any]]) -> dict[str, Any]:
    """The total of a mentor who offered two and could get more."""
    return next(one for one in loads if one["session"] is None and one["capacity"] == 2)


def test_entries_that_are_gone_or_stand_twice_are_named(check: Callable[..., Ended], plan: dict[str, Any]) -> None:
    for key, gone, twice in (
        ("pairs", "the certificate has the pair, and the plan does not.", "the pair stands twice."),
        ("unpaired", "missing by the certificate, and the plan does not say so.", "1 missing by the plan, 1 by"),
        ("loads", "the plan does not give the load.", "no such load, or it stands twice."),
        ("levels", "It has the levels spread, idle,", "It has the levels unpaired, unpaired, "),
    ):
        fewer, more = copy.deepcopy(plan), copy.deepcopy(plan)
        fewer[key].pop(0)
        more[key].insert(0, more[key][0])
        for changed, said in ((fewer, gone), (more, twice)):
            done = check(changed)
            assert done.status == 1
            assert said in done.out


def test_every_number_of_the_certificate_counts_or_changes_nothing(
    check: Callable[..., Ended], plan: dict[str, Any]
) -> None:
    """Without a new digest every change is noticed."""

    def numbers(value: Any) -> Iterator[tuple[list[Any], int]]:
        for position, one in enumerate(value):
            if isinstance(one, list):
                yield from numbers(one)
            elif isinstance(one, int):
                yield value, position

    for kind in ("constant", "pairs", "chosen", "places", "misses", "groups"):
        for holder, position in list(numbers(plan["certificate"][kind]))[::241]:
            holder[position] += 1
            assert check(plan, new_digest=False).status == 1
            holder[position] -= 1
    assert check(plan, new_digest=False).status == 0


def test_a_better_bound_or_dearer_pair_does_not_pass(check: Callable[..., Ended], plan: dict[str, Any]) -> None:
    """With a new digest: what makes the proof wrong is refused by the proof itself."""
    certificate = plan["certificate"]
    for path, value in (
        (("places", 0, 3), [9] * 6),
        (("misses", 0, 2), [-9] * 6),
        (("misses", 0, 1), [[1, 1, 1], [5, 3, 1]]),
        (("groups", 0, 6), []),
        (("pairs", certificate["chosen"][0], 3), 2**40),
        (("constant", 0), 1),
        (("chosen",), certificate["chosen"][:-1]),
        (("levels",), list(reversed(certificate["levels"]))),
    ):
        changed = copy.deepcopy(plan)
        inner: Any = changed["certificate"]
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        assert check(changed).status == 1


def test_many_reasons_are_counted(check: Callable[..., Ended], plan: dict[str, Any]) -> None:
    plan["certificate"]["chosen"] = []
    lines = check(plan).out.splitlines()
    assert len(lines) == 1 + 20 + 1
    assert lines[-1].startswith("  and ")


def test_a_plan_without_a_certificate_states_its_bounds(
    run: Run, check: Callable[..., Ended], plan: dict[str, Any], small: Make, tmp_path: Path
) -> None:
    plan["certificate"] = None
    done = check(plan)
    assert (done.status, done.out) == (1, "not proved\n  It states values and bounds, without a certificate.\n")
    assert check(plan, "--json").data["status"] == "not proved"
    program = small(settings=TIMED_LIMIT)
    plans = [run("plan", program, "--json", "--quiet", "--seed", str(seed)) for seed in range(8)]
    verdicts = set()
    for one in plans:
        assert one.status == 0
        (tmp_path / "limits.json").write_text(one.out, encoding="utf-8")
        verified = run("verify", tmp_path / "limits.json")
        verdicts.add(verified.status)
        # limits that cross are no flow, but where the flow's plan keeps them it is proved as any other
        assert verified.out == done.out if one.data["certificate"] is None else verified.status == 0
    assert verdicts == {0, 1}


# --- no plan ----------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_or_no_file(run: Run, tmp_path: Path) -> None:
    for file in (tmp_path / "nowhere.json", tmp_path, "a\0b"):
        done = run("verify", file)
        assert (done.status, done.out, done.said) == (2, "", {"unreadable-plan"})


def test_what_is_no_plan_is_told_with_the_file(run: Run, programme: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    check = run("check", programme, "--json").out
    for text in ("", "[]", "{", "null", '"x"', '{"schema_version": 7}', check, "[" * 99_999, "\0", "NaN"):
        file.write_text(text, encoding="utf-8")
        done = run("verify", file)
        assert (done.status, done.out, done.said) == (2, "", {"no-plan"})
        assert "other.json: this is no plan: " in done.err
        assert run("verify", file, "--json").data["issues"][0]["code"] == "no-plan"
    file.write_bytes("é".encode("latin-1"))
    assert "it is not UTF-8" in run("verify", file).err


def test_a_programme_instead_of_a_plan(run: Run, programme: Path) -> None:
    assert run("verify", programme / "pairing.toml").said == {"no-plan"}
    edit(programme, "pairing.toml", ("seed = 7", "seed = 8"))
    assert run("verify", programme / "collabies.csv").status == 2
