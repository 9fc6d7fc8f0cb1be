"""What each section tells, against the plan that it is made of."""

from __future__ import annotations

import re
from datetime import date

import pytest

import pairing
from pairing.errors import Issue, Severity
from pairing.report.doubts import is_private
from pairing.report.subject import subject_of
from tests.report.reading import Page, section

DAY = date(2027, 3, 12)
SPEAKS = ({"speaks": "fr"}, {"speaks": "en"})
WITHHELD = "Why is not told on this page"


def free(start: int, end: int, zone: str = "UTC") -> tuple[pairing.FreeTime, ...]:
    return (pairing.FreeTime(DAY, start * 60, end * 60, zone),)


def rows(page: str, table: str) -> list[list[str]]:
    """The texts of the cells of a table's body, row by row."""
    body = re.search(rf'<table id="{table}".*?<tbody.*?>(.*?)</tbody>', page, re.DOTALL)
    assert body is not None
    return [
        [Page(cell).text for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", body.group(1), re.DOTALL)
    ]


def test_every_pair_has_its_row_and_whoever_is_left_out_has_one_as_well(example, plan, page):
    sessions = example.problem.sessions
    for s, session in enumerate(sessions):
        if session.is_peers:
            continue
        told = {(row[0], row[1]) for row in rows(page, f"who-{s}")}
        pairs = {(one.participant.name, one.mentor.name) for one in plan.pairs if one.session.id == session.id}
        missing = {(one.participant.name, "not yet paired") for one in plan.unpaired if one.session.id == session.id}
        assert told == pairs | missing


def test_every_group_of_peers_has_its_row(plan, page):
    told = {frozenset(filter(None, row)) for row in rows(page, "who-3")}
    assert told == {frozenset(who.name for who in group.members) for group in plan.groups}


def test_hours_in_common_are_told_on_both_clocks_and_many_are_folded(page):
    by_name = {row[0]: row[2] for row in rows(page, "who-1")}
    assert by_name["Amara Iyer"] == "Mon 15 Mar, 19:00–21:00 Kolkata time (08:30–10:30 Chicago time)"
    assert "and 1 more" in by_name["Fatou Whitlock"]
    assert by_name["Fatou Whitlock"].count("Mar") == 4


def test_a_start_that_we_set_is_told_and_sorted_by():
    people = [pairing.Participant("Ada", free=free(9, 12)), pairing.Participant("Bo", free=free(9, 12))]
    mentor = pairing.Mentor("Dee", free=free(9, 12), zone="Asia/Tokyo")
    session = pairing.Session("Talk", minutes=60, time="we set", first_day=DAY, last_day=DAY)
    problem = pairing.Problem(people, [mentor], [session])
    result = pairing.solve(problem)
    page = pairing.report_html(problem, result)
    assert all(re.fullmatch(r"Fri 12 Mar, \d\d:\d\d UTC \(\d\d:\d\d JST\)", row[2]) for row in rows(page, "who-0"))
    keys = [one.attributes["data-key"] for one in Page(page).of("td") if one.attributes.get("class") == "time"]
    assert sorted(map(int, filter(None, keys))) == sorted(one.start for one in result.pairs)


def test_a_session_that_is_over_shows_who_met_also_those_who_have_left(published, tmp_path):
    program = pairing.read_program(published.settings.folder, as_of=date(2027, 4, 1), left=["Hana Hoang"])
    assert program.problem.sessions[1].closed
    page = pairing.report_html(program, pairing.solve(program))
    assert ["Hana Hoang", "Bo Tanaka"] in [row[:2] for row in rows(page, "who-1")]
    assert "over" in section(page, "meetings").text


def test_loads_are_those_of_the_plan(plan, page):
    told = {row[0]: (row[4], row[5]) for row in rows(page, "loads-table")}
    limits = {None: "no limit"}
    assert told == {one.mentor.name: (str(one.load), limits.get(one.capacity, str(one.capacity))) for one in plan.loads}


def test_a_mentor_who_holds_more_than_was_offered_is_said_to():
    mentor = pairing.Mentor("Dee", id="dee", capacity=1)
    people = [pairing.Participant("Ada", id="ada"), pairing.Participant("Bo", id="bo")]
    baseline = [pairing.Meeting("ada", "dee", "Review"), pairing.Meeting("bo", "dee", "Review")]
    problem = pairing.Problem(people, [mentor], [pairing.Session("Review")], baseline=baseline)
    told = section(pairing.report_html(problem, pairing.solve(problem)), "loads")
    assert "2 of 1 offered, more than offered" in told.text


def test_whoever_offered_and_has_nobody_is_named():
    problem = pairing.Problem(
        [pairing.Participant("Ada")], [pairing.Mentor(n) for n in ("Dee", "Eli")], [pairing.Session("R")]
    )
    result = pairing.solve(problem)
    idle = next(one.mentor.name for one in result.loads if not one.load)
    assert (
        f"Nobody assigned, though they offered: {idle}." in section(pairing.report_html(problem, result), "loads").text
    )


def test_who_is_left_out_is_told_why_and_what_would_help():
    people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    problem = pairing.Problem(people, [pairing.Mentor("Dee", capacity=1)], [pairing.Session("Review")])
    told = section(pairing.report_html(problem, pairing.solve(problem)), "left-out").text
    assert "1 full : Dee" in told
    assert "can be met only by Dee" in told
    assert "What would help, the cheapest first" in told
    assert "1 more place of Dee (2 instead of 1)" in told


def test_what_changes_is_told_with_those_who_are_to_be_told(published):
    page = pairing.report_html(published, pairing.solve(published))
    told = section(page, "changes").text
    assert "1 mentor leaves" in told
    assert "instead of Paz Rossi" in told
    assert "To be told" in told


def test_a_first_plan_says_that_nothing_is_published(page):
    assert "Nothing is published yet" in section(page, "changes").text


def test_wishes_that_are_not_met_are_told(page):
    assert "Katya Sørensen and Vikram Nowak" in section(page, "wishes").text


def test_the_proof_names_every_level_and_is_done_anew(plan, page):
    told = section(page, "proof").text
    assert all(one.name in told for one in plan.levels if one.name != "tie")
    assert "Proved anew. No other pairs are better than the 75 pairs" in told
    assert "Not covered: the groups of Pair interview practice" in told


def test_a_plan_that_is_not_proved_says_so_first():
    problem = pairing.Problem([pairing.Participant("Ada")], [pairing.Mentor("Dee")], [pairing.Session("Review")])
    proved = pairing.solve(problem)
    levels = tuple(one._replace(bound=None) if one.name == "imbalance" else one for one in proved.levels)
    result = pairing.Result(problem, pairing.Status.FEASIBLE, levels, None, "mip", 0.0, _pairs=proved.pairs)
    page = pairing.report_html(problem, result)
    assert '<p class="verdict open">' in page
    assert "Not proved: a better plan may exist. Not proved for: uneven loads." in Page(page).text
    assert "carries no certificate" in section(page, "proof").text
    assert "not known" in section(page, "proof").text


# --- the grid ---------------------------------------------------------------------------------------------------


def test_every_cell_of_a_small_grid_says_in_words_what_it_is(example, plan, page):
    cells = [one for one in section(page, "grid").of("td") if "c " in str(one.attributes.get("class"))]
    assert len(cells) == 312 + 300 + 300
    assert all(": " in str(one.attributes["title"]) for one in cells)
    told = {str(one.attributes["title"]) for one in cells if one.attributes["class"] == "c c-chosen"}
    assert told == {f"{one.participant.name} – {one.mentor.name}: chosen" for one in plan.pairs}


def test_kinds_of_cells_differ_by_their_sign_and_not_by_colour_alone(page):
    for s in range(3):
        legend = re.search(rf'id="grid-{s}">.*?<ul class="legend">(.*?)</ul>', page, re.DOTALL)
        signs = re.findall(r'<span class="(c .*?)" aria-hidden="true">(.)</span>', legend.group(1)) if legend else []
        assert len(signs) > 2
        assert len({sign for _, sign in signs}) == len(signs) == len({css for css, _ in signs})


def test_a_large_grid_is_small_on_the_disk():
    people = [pairing.Participant(f"Collabie {n}") for n in range(200)]
    mentors = [pairing.Mentor(f"Mentor {n}") for n in range(40)]
    problem = pairing.Problem(people, mentors, [pairing.Session("Review")])
    page = pairing.report_html(problem, pairing.solve(problem))
    assert len(section(page, "grid").of("td")) == 200 * 41
    assert len(page) < 450_000


def test_where_a_grid_would_be_too_large_the_page_says_so(example, plan, monkeypatch):
    monkeypatch.setattr("pairing.report.meetings.MOST_SHOWN", 300)
    told = section(pairing.report_html(example, plan), "grid")
    assert "26 Collabies and 12 mentors are too many for a grid on a page." in told.text
    assert "chosen 26" in told.text
    assert len(told.of("table")) == 2
    monkeypatch.setattr("pairing.report.subject.MOST_COUPLES", 10)
    told = section(pairing.report_html(example, plan), "grid")
    assert "There are too many people for a grid" in told.text
    assert told.of("table") == []


# --- what is private --------------------------------------------------------------------------------------------


def apart_page(*apart: str, mentors: int = 3) -> str:
    """Ada, whom everybody who is named would rather not meet, and full mentors."""
    people = [pairing.Participant("Ada", id="a", apart=apart), pairing.Participant("Bo", id="b")]
    helping = [pairing.Mentor(f"Mentor {n}", id=f"m{n}", capacity=int(n == 0)) for n in range(mentors)]
    rules = [pairing.Together("b", "m0")]
    problem = pairing.Problem(people, helping, [pairing.Session("Review")], rules)
    return pairing.report_html(problem, pairing.solve(problem))


def test_of_a_private_reason_that_nothing_could_hide_nothing_is_said():
    """Who of three mentors may not meet Ada could be worked out from what is said of the other two."""
    told = section(apart_page("m0"), "left-out").text
    assert WITHHELD in told
    assert "private" not in told
    assert "Mentor" not in told
    assert "m0" not in told


def test_pages_that_differ_in_whom_a_private_wish_names_alone_are_the_same():
    assert section(apart_page("m1"), "left-out").text == section(apart_page("m2"), "left-out").text
    assert section(apart_page("m1"), "grid").text == section(apart_page("m2"), "grid").text


def test_a_reason_without_anything_private_names_the_mentors():
    assert "Mentor 1" in section(apart_page(), "left-out").text


def test_beside_a_private_reason_nobody_is_named_by_what_stands_against_him(page, example, plan):
    """In the example Wen Tembo is to be kept apart from one of eleven mentors in the same kind of cell."""
    told = section(page, "left-out").text
    assert "10 no common free time 1 already meets" in told
    assert "Nearest is Aoife Lovelock" in told


@pytest.mark.parametrize("apart", [(), ("m0",)])
def test_anothers_shortage_does_not_tell_whom_somebody_is_to_be_kept_apart_from(apart):
    """That Ada and Bo can be met only by one mentor says that Ada cannot meet the other one."""
    people = [
        pairing.Participant("Ada", id="a", apart=apart, answers=SPEAKS[bool(apart)], times_left_out=3),
        pairing.Participant("Bo", id="b", answers={"speaks": "fr"}),
    ]
    mentors = [
        pairing.Mentor("Dee", id="m0", answers={"tongue": "en"}),
        pairing.Mentor("Eli", id="m1", capacity=1, answers={"tongue": "en, fr"}),
    ]
    rules = [pairing.MatchColumns(("speaks", "tongue"), "share", name="tongue")]
    problem = pairing.Problem(people, mentors, [pairing.Session("Review")], rules)
    result = pairing.solve(problem)
    assert [one.participant.name for one in result.unpaired] == ["Bo"]
    assert "can be met only by Eli" in pairing.reasons_of(result)[0].text
    told = section(pairing.report_html(problem, result), "left-out").text
    assert "1 full : Eli" in told
    assert ("can be met only by Eli" in told) is not bool(apart)


def hidden_among(others: int) -> str:
    """Ada, kept apart from a mentor of her hour; the ``others`` have no hour in common with her, but with the rest."""
    people = [pairing.Participant("Ada", id="a", free=free(9, 10), apart=("m0",))]
    people += [pairing.Participant(f"P{n}", id=f"p{n}", free=free(15, 16)) for n in range(12)]
    mentors = [pairing.Mentor("Mentor 0", id="m0", free=free(9, 10))]
    mentors += [pairing.Mentor(f"Mentor {n}", id=f"m{n}", free=free(15, 16)) for n in range(1, others + 1)]
    session = pairing.Session("Talk", minutes=60, first_day=DAY, last_day=DAY)
    problem = pairing.Problem(people, mentors, [session])
    return section(pairing.report_html(problem, pairing.solve(problem)), "left-out").text


@pytest.mark.parametrize(("others", "is_told"), [(2, False), (3, False), (8, True)])
def test_more_is_said_only_where_enough_mentors_are_left_who_could_be_meant(others, is_told):
    told = hidden_among(others).partition("P0")[0]
    assert ("1 not possible (private)" in told) is is_told
    assert (WITHHELD in told) is not is_told


@pytest.mark.parametrize(
    ("issue", "is_hidden"),
    [
        (Issue(Severity.QUESTION, "unknown-name", "a private wish names 'Bo', who is on no sheet."), True),
        (Issue(Severity.WARNING, "published-against-rule", "as published: Ada and Bo: not possible (private)."), True),
        (Issue(Severity.WARNING, "wish-set-aside", "apart: Ada has left.", file="pairing.toml"), True),
        (Issue(Severity.WARNING, "x", "Ada and Bo are to be kept apart."), True),
        (Issue(Severity.WARNING, "same-name", "e-mail addresses tell them apart.", file="collabies.csv"), False),
        (Issue(Severity.WARNING, "sheet-in-git", "unless the repository is private.", file="changes.csv"), False),
        (Issue(Severity.WARNING, "answered-twice", "Yusuf Sato answered twice.", file="collabies.csv"), False),
    ],
)
def test_doubts_about_private_wishes_are_not_told(example, plan, issue, is_hidden):
    assert is_private(issue, subject_of(example, plan, redact=False, made=None)) is is_hidden


def test_the_doubts_of_the_sheets_are_told_with_their_cure(page):
    told = section(page, "doubts").text
    assert "Yusuf Sato answered twice" in told
    assert "delete the row that is not" in told
    assert "answered-twice" in told
