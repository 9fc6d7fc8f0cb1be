"""A programme as a library user has it: read, solve, publish; and what its settings can ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pairing
from pairing.errors import ContradictionError, InputError, Issue, NoPlanError, Severity
from pairing.model.solution import Result, Status
from pairing.program import Program, blocking, publication, read_program, read_two_sheets
from pairing.rosters.settings import read_settings
from tests.cli.programmes import COLLABIES, DOCUMENT, EXAMPLE, MENTORS, SETTINGS, write_programme

Make = Callable[..., Path]


@pytest.fixture
def small(tmp_path: Path) -> Make:
    """Make the small programme; any of its files can be another, or None."""
    return lambda **files: write_programme(tmp_path / "programme", **files)


def pairs_of(program: Program) -> set[tuple[str, str]]:
    return {(pair.participant.name, pair.mentor.name) for pair in pairing.solve(program).pairs}


def issues_of(program: Program, code: str) -> list[Issue]:
    return [issue for issue in program.issues if issue.code == code]


def waiting(program: Program, *, set_aside: bool = False) -> tuple[Issue, ...]:
    return blocking(program, publication(program, pairing.solve(program)), set_aside=set_aside)


def refused(folder: Path, kind: type[pairing.PairingError] = InputError) -> list[tuple[str, str, int | None]]:
    with pytest.raises(kind) as caught:
        pairing.solve(read_program(folder))
    return [(issue.code, Path(issue.file).name, issue.line) for issue in caught.value.issues]


# --- read, solve, publish ---------------------------------------------------------------------------------------


def test_three_lines_from_a_folder_to_its_documents(small: Make) -> None:
    folder = small()
    program = pairing.read_program(folder)
    (change,) = pairing.publish(program, pairing.solve(program))
    assert change.path == folder / "technical.md"
    assert change.path.read_bytes() == change.after != change.before
    assert change.after.decode().splitlines()[6:9] == [
        "| Ada Quill | Dee Park |",
        "| Bo Lindqvist | Eli Moss |",
        "| Cem Osei | Dee Park |",
    ]
    again = pairing.read_program(folder)
    assert pairing.publish(again, pairing.solve(again)) == ()


def test_a_programme_is_read_from_its_folder_its_settings_or_settings_read_before(small: Make) -> None:
    folder = small()
    programs = [read_program(one) for one in (folder, str(folder / "pairing.toml"), read_settings(folder))]
    assert len({program.problem.num_places for program in programs}) == 1
    assert programs[0].settings == programs[2].settings


def test_looking_writes_nothing(small: Make) -> None:
    folder = small()
    program = read_program(folder)
    result = pairing.solve(program)
    (change,) = pairing.publish(program, result, write=False)
    planned = publication(program, result)
    assert planned.documents == (change,)
    assert [(one.participant, one.before, one.after) for one in planned.moves.changes] == [
        ("Ada Quill", (), ("Dee Park",)),
        ("Bo Lindqvist", (), ("Eli Moss",)),
        ("Cem Osei", (), ("Dee Park",)),
    ]
    assert (folder / "technical.md").read_text() == DOCUMENT


def test_a_document_edited_after_reading_is_not_overwritten(small: Make) -> None:
    folder = small()
    program = read_program(folder)
    (folder / "technical.md").write_text(DOCUMENT + "an edit\n")
    with pytest.raises(InputError) as caught:
        pairing.publish(program, pairing.solve(program))
    assert [issue.code for issue in caught.value.issues] == ["changed-meanwhile"]
    assert (folder / "technical.md").read_text() == DOCUMENT + "an edit\n"


def test_a_result_without_a_plan_cannot_be_published(small: Make) -> None:
    folder = small()
    program = read_program(folder)
    stopped = Result(program.problem, Status.STOPPED, (), None, "flow", 0.1)
    with pytest.raises(NoPlanError):
        pairing.publish(program, stopped)
    assert (folder / "technical.md").read_text() == DOCUMENT


def test_a_what_if_leaves_the_programme_as_it_is() -> None:
    program = read_program(EXAMPLE)
    equal = program.replace(balance="equal")
    assert (program.problem.balance, equal.problem.balance) == ("in proportion", "equal")
    assert pairing.solve(equal).level("imbalance").value == 441
    assert equal.documents == program.documents


def test_the_example_reads_without_a_question(tmp_path: Path) -> None:
    program = read_program(EXAMPLE)
    assert {issue.severity for issue in program.issues} <= {Severity.WARNING, Severity.NOTE}
    assert waiting(program) == ()
    assert program.set_aside == ()


# --- wishes -----------------------------------------------------------------------------------------------------


def with_wishes(*wishes: str) -> str:
    return SETTINGS + "".join(f"\n[[{wish}\n" for wish in wishes)


def test_kept_together_in_whichever_order_the_two_are_named(small: Make, tmp_path: Path) -> None:
    assert ("Ada Quill", "Eli Moss") not in pairs_of(read_program(small()))
    for number, people in enumerate(('"Ada Quill", "Eli Moss"', '"eli moss", "ADA  QUILL"')):
        settings = with_wishes(f"together]]\npeople = [{people}]")
        program = read_program(write_programme(tmp_path / str(number), settings=settings))
        assert ("Ada Quill", "Eli Moss") in pairs_of(program)


def test_kept_apart(small: Make) -> None:
    program = read_program(small(settings=with_wishes('apart]]\npeople = ["Ada Quill", "Dee Park"]')))
    assert ("Ada Quill", "Dee Park") not in pairs_of(program)
    assert len(pairs_of(program)) == 3


def test_a_soft_wish_gives_way_to_nobody_being_left_out(small: Make) -> None:
    wish = 'together]]\npeople = ["Bo Lindqvist", "Dee Park"]\nweight = 3'
    program = read_program(small(settings=with_wishes(wish)))
    assert ("Bo Lindqvist", "Dee Park") in pairs_of(program)
    one_place = MENTORS.replace('"Frontend, Backend",2', '"Frontend, Backend",1')
    (program.settings.folder / "mentors.csv").write_text(one_place)
    again = read_program(program.settings.folder)
    assert pairs_of(again) == {("Ada Quill", "Eli Moss"), ("Bo Lindqvist", "Eli Moss"), ("Cem Osei", "Dee Park")}
    assert pairing.solve(again).level("penalty").value == 3


@pytest.mark.parametrize(
    "second",
    [
        'apart]]\npeople = ["Dee Park", "ada quill"]',
        'together]]\npeople = ["Ada Quill", "Eli Moss"]',
    ],
)
def test_wishes_that_contradict_name_the_people_and_a_line(small: Make, second: str) -> None:
    folder = small(settings=with_wishes('together]]\npeople = ["Ada Quill", "Dee Park"]', second))
    with pytest.raises(ContradictionError) as caught:
        pairing.solve(read_program(folder))
    assert caught.value.exit_status == 3
    (issue,) = caught.value.issues
    assert "Ada Quill" in issue.message
    assert "Dee Park" in issue.message


def test_a_pin_that_no_common_hour_allows_is_a_contradiction(small: Make) -> None:
    folder = small(settings=with_wishes('together]]\npeople = ["Cem Osei", "Eli Moss"]'))
    assert [code for code, *_ in refused(folder, ContradictionError)] == ["contradiction"]


def test_two_collabies_cannot_be_paired_by_a_wish(small: Make) -> None:
    folder = small(settings=with_wishes('together]]\npeople = ["Cem Osei", "Ada Quill"]'))
    assert refused(folder) == [("bad-wish", "pairing.toml", 17)]


def test_a_wish_about_somebody_set_aside_is_said_and_has_no_effect(small: Make) -> None:
    folder = small(
        collabies=COLLABIES.replace("Europe/London", "Mars"),
        settings=with_wishes('apart]]\npeople = ["Bo Lindqvist", "Dee Park"]'),
    )
    program = read_program(folder)
    (issue,) = issues_of(program, "wish-set-aside")
    assert (issue.severity, issue.file, issue.line) == (Severity.WARNING, "pairing.toml", 17)
    assert len(pairs_of(program)) == 2


def test_another_spelling_of_people_means_the_same_person(small: Make) -> None:
    people = '[people]\n"Ada Quill" = { shown = "Ada Q.", also = ["Adda"] }\n'
    folder = small(settings=with_wishes('together]]\npeople = ["Adda", "Eli Moss"]') + people)
    assert ("Ada Q.", "Eli Moss") in pairs_of(read_program(folder))


# --- set aside, and what waits ----------------------------------------------------------------------------------


def test_publishing_waits_for_a_word_about_people_set_aside(small: Make) -> None:
    folder = small(collabies=COLLABIES.replace("Europe/London", "Mars"))
    program = read_program(folder)
    assert program.set_aside == ("Bo Lindqvist",)
    result = pairing.solve(program)
    with pytest.raises(InputError) as caught:
        pairing.publish(program, result)
    assert [issue.code for issue in caught.value.issues] == ["unreadable-zone"]
    assert (folder / "technical.md").read_text() == DOCUMENT
    pairing.publish(program, result, set_aside=True)
    assert "Bo Lindqvist" not in (folder / "technical.md").read_text()


def test_a_row_of_somebody_set_aside_is_neither_lost_nor_given_away(small: Make) -> None:
    """Dee offers 2; the table gives her Bo, whose row of the sheet has a fault."""
    document = DOCUMENT.replace("| --- | --- |\n", "| --- | --- |\n| Bo Lindqvist | Dee Park |\n")
    folder = small(collabies=COLLABIES.replace("Europe/London", "Mars"), documents={"technical.md": document})
    program = read_program(folder)
    with pytest.raises(InputError) as caught:
        pairing.publish(program, pairing.solve(program), set_aside=True)
    (issue,) = caught.value.issues
    assert (issue.code, issue.line, issue.person) == ("set-aside-in-document", 7, "Bo Lindqvist")
    assert (folder / "technical.md").read_text() == document


def test_a_rule_about_somebody_set_aside_has_no_effect_and_stops_nobody(small: Make) -> None:
    rule = '\n[[rules]]\ncolumns = ["Track", "Track"]\nmatch = "same"\nperson = "Bo Lindqvist"\n'
    program = read_program(small(collabies=COLLABIES.replace("Europe/London", "Mars"), settings=SETTINGS + rule))
    (issue,) = issues_of(program, "wish-set-aside")
    assert issue.person == "Bo Lindqvist"
    assert len(pairs_of(program)) == 2


def test_mentors_of_no_planned_session_are_not_idle_volunteers(small: Make) -> None:
    helping = HELPING.replace('"Technical, Review","5pm', "").replace(
        '"Technical, Review",2,Europe/Berlin', "Yoga,2,Europe/Berlin"
    )
    program = read_program(small(mentors=helping))
    assert [mentor.name for mentor in program.problem.mentors] == ["Dee Park"]
    assert "Eli Moss" in program.set_aside
    assert pairing.solve(program).level("idle").value == 0


def test_a_question_waits_even_when_people_may_be_set_aside(small: Make) -> None:
    program = read_program(small(collabies=COLLABIES.replace("cem@example.org,Cem Osei", "x@example.org,ada quill")))
    assert [issue.code for issue in waiting(program, set_aside=True)] == ["same-name"]


def test_an_accepted_doubt_is_quiet_and_an_entry_of_nothing_is_said(small: Make) -> None:
    accept = '\n[issues]\naccept = ["unreadable-zone:Bo Lindqvist", "same-name:Nobody"]\n'
    program = read_program(small(collabies=COLLABIES.replace("Europe/London", "Mars"), settings=SETTINGS + accept))
    assert waiting(program) == ()
    (left,) = issues_of(program, "unreadable-zone")
    assert left.severity is Severity.NOTE
    (unused,) = issues_of(program, "accept-unused")
    assert unused.file == "pairing.toml"


# --- sessions ---------------------------------------------------------------------------------------------------

CHOOSING = COLLABIES.replace("Track,", "Which sessions will you take part in?,", 1)
HELPING = MENTORS.replace("Track,", "Which sessions can you help with?,", 1)
HELPING = HELPING.replace('"Frontend, Backend"', '"Technical, Review"').replace("Any,", '"Technical, Review",')
REVIEW = '\n[[sessions]]\nname = "Review"\ndocument = "technical.md"\ntime = "none"\nunder = "Reviews"\n'
TWO_TABLES = DOCUMENT + "\n# Reviews\n\n| Collabie | Technical interviewer |\n| --- | --- |\n"
UNDER = SETTINGS.replace('"technical.md"', '"technical.md"\nunder = "Technical"')


def test_people_of_no_planned_session_are_set_aside(small: Make) -> None:
    chosen = CHOOSING.replace("Frontend", "Yoga").replace("Backend", "Technical")
    program = read_program(small(collabies=chosen, mentors=HELPING))
    assert program.set_aside == ("Bo Lindqvist",)
    (issue,) = issues_of(program, "no-planned-session")
    assert (issue.severity, issue.file, issue.line) == (Severity.ASIDE, "collabies.csv", 3)
    assert {issue.value for issue in issues_of(program, "session-not-planned")} == {"Yoga", "Review"}
    accept = '\n[issues]\naccept = ["session-not-planned:Yoga", "session-not-planned:Review"]\n'
    (program.settings.folder / "pairing.toml").write_text(SETTINGS + accept)
    quiet = read_program(program.settings.folder)
    assert waiting(quiet) == ()
    assert issues_of(quiet, "session-not-planned") == []


def test_two_sessions_fill_two_tables_of_one_document(small: Make) -> None:
    chosen = CHOOSING.replace("Backend", '"Technical, Review"').replace("Frontend", "Review")
    documents = {"technical.md": TWO_TABLES}
    program = read_program(small(collabies=chosen, mentors=HELPING, settings=UNDER + REVIEW, documents=documents))
    (change,) = pairing.publish(program, pairing.solve(program))
    first, _, second = change.path.read_text().partition("# Reviews")
    assert [first.count("\n| Ada"), first.count("\n| Bo"), second.count("\n| Ada"), second.count("\n| Bo")] == [
        1,
        0,
        1,
        1,
    ]
    assert "After.\n" in first
    again = read_program(program.settings.folder)
    assert pairing.publish(again, pairing.solve(again)) == ()


def test_a_session_that_nobody_takes_part_in_is_said(small: Make) -> None:
    chosen = CHOOSING.replace("Backend", "Technical").replace("Frontend", "Technical")
    review = REVIEW.replace('under = "Reviews"\n', "").replace('document = "technical.md"\n', "")
    program = read_program(small(collabies=chosen, mentors=HELPING, settings=SETTINGS + review))
    (issue,) = issues_of(program, "nobody-takes-part")
    assert (issue.severity, issue.file, issue.line) == (Severity.WARNING, "pairing.toml", 18)


def test_several_mentors_each_stand_in_one_cell(small: Make) -> None:
    program = read_program(small(settings=SETTINGS + "mentors_each = 2\n"))
    (change,) = pairing.publish(program, pairing.solve(program))
    assert b"<br>" in change.after
    again = read_program(program.settings.folder)
    assert pairing.publish(again, pairing.solve(again)) == ()


@pytest.mark.parametrize(
    ("levels", "number"), [('["idle", "unpaired"]', 1), ('["idle"]', 1), ("[]", 1), ('["unpaired", "idle"]', 0)]
)
def test_levels_that_do_not_begin_with_unpaired_are_warned_about(small: Make, levels: str, number: int) -> None:
    program = read_program(small(settings=SETTINGS.replace("[program]", f"[program]\nlevels = {levels}")))
    found = issues_of(program, "unpaired-is-no-level")
    assert [(issue.severity, issue.file, issue.line) for issue in found] == [
        (Severity.WARNING, "pairing.toml", 2)
    ] * number


# --- rules ------------------------------------------------------------------------------------------------------


def test_a_hard_rule_on_any_column_excludes(small: Make) -> None:
    collabies = COLLABIES.replace("Track,", "Which languages do you speak?,", 1)
    collabies = collabies.replace("Backend", '"German, English"').replace("Frontend", "Swedish")
    mentors = MENTORS.replace("Track,", "Languages you can interview in,", 1)
    mentors = mentors.replace('"Frontend, Backend"', "english").replace("Any,", "Swedish; German,")
    rule = '\n[[rules]]\nname = "language"\nmatch = "share"\n'
    rule += 'columns = ["Which languages do you speak?", "Languages you can interview in"]\n'
    program = read_program(small(collabies=collabies, mentors=mentors, settings=SETTINGS + rule))
    assert ("Bo Lindqvist", "Dee Park") not in pairs_of(program)
    assert len(pairs_of(program)) == 3


def test_a_soft_rule_costs_its_weight_and_excludes_nobody(small: Make) -> None:
    rule = '\n[[rules]]\nname = "other city"\nmatch = "differ"\ncolumns = ["Time zone", "Time zone"]\nweight = 5\n'
    program = read_program(small(settings=SETTINGS + rule))
    result = pairing.solve(program)
    same = [pair for pair in result.pairs if pair.participant.zone == pair.mentor.zone]
    assert result.level("unpaired").value == 0
    assert result.level("penalty").value == 5 * len(same)


def test_a_track_that_is_required_excludes_and_one_that_is_ignored_does_not(small: Make, tmp_path: Path) -> None:
    mentors = MENTORS.replace('"Frontend, Backend"', "Frontend")
    ignored = read_program(small(mentors=mentors))
    assert ("Cem Osei", "Dee Park") in pairs_of(ignored)
    folder = write_programme(tmp_path / "other", mentors=mentors, settings=SETTINGS + 'track = "required"\n')
    assert ("Cem Osei", "Dee Park") not in pairs_of(read_program(folder))


# --- two sheets -------------------------------------------------------------------------------------------------


def test_two_sheets_make_a_programme_without_documents() -> None:
    program = read_two_sheets(EXAMPLE / "collabies.csv", EXAMPLE / "mentors.csv")
    assert [session.name for session in program.problem.sessions] == [
        "LinkedIn review",
        "Job-fit mock interview",
        "Technical mock interview",
    ]
    assert program.documents == ()
    assert [issue.code for issue in waiting(program, set_aside=True)] == ["no-document"]
    assert {"assumed-minutes", "session-on-one-sheet"} <= {issue.code for issue in program.issues}
