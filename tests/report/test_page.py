"""The page as a whole: what it forbids, how it is built, and that no name can become a part of it."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from datetime import date

import pytest

import pairing
from tests.report.reading import ANCHORS, Page, section

HOSTILE = ("<script>alert(1)</script> Ada", '"><img src=x onerror=alert(2)> Bo', "a | b `c` </td></table>", "王 芳 ﷽")
PRACTICE = pairing.Session("Practice", kind="peers")


def page_of(*names: str) -> str:
    """The page of a small programme; the ids, and so the draw, are the same whatever the names."""
    people = [pairing.Participant(name, id=f"p{number}") for number, name in enumerate(names)]
    mentors = [pairing.Mentor(f"{names[1]} too", capacity=1, id="m0"), pairing.Mentor("Dee", capacity=1)]
    problem = pairing.Problem(people, mentors, [pairing.Session("Review </h3><b>"), PRACTICE])
    return pairing.report_html(problem, pairing.solve(problem))


def test_the_page_is_well_formed_and_its_anchors_are_there(page):
    read = Page(page)
    assert read.faults == []
    ids = [one.attributes["id"] for one in read.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    targets = {str(one.attributes["href"])[1:] for one in read.of("a")}
    assert targets <= set(ids)
    assert set(ANCHORS) <= targets


def test_names_that_look_like_html_stay_names():
    harmless, read = Page(page_of("Bo", "Ada", "Cem", "Dee")), Page(page_of(*HOSTILE))
    assert read.faults == []
    assert [one.tag for one in read.elements] == [one.tag for one in harmless.elements]
    assert not read.of("img")
    assert len(read.of("script")) == 1
    assert all(name in read.text for name in HOSTILE)


def test_the_policy_allows_the_pages_own_style_and_script_by_their_hash_and_nothing_else(page):
    metas = [one.attributes for one in Page(page).of("meta")]
    policy = next(str(one["content"]) for one in metas if one.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for tag in ("style", "script"):
        source = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert len(source) == 1
        digest = base64.b64encode(hashlib.sha256(source[0].encode()).digest()).decode()
        assert rules.pop(f"{tag}-src") == f"'sha256-{digest}'"
    assert rules == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}


def test_nothing_in_the_page_leads_out_of_it(page):
    read = Page(page)
    assert {one.attributes["href"] for one in read.of("link")} == {"data:,"}
    assert [
        one for one in read.elements for name in ("src", "srcset", "action", "style") if name in one.attributes
    ] == []
    assert "http" not in re.sub(r"<meta http-equiv", "", page)
    assert "url(" not in page
    assert "@import" not in page


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(one.tag[1]) for one in Page(page).elements if re.fullmatch("h[1-6]", one.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_a_screen_reader_finds_landmarks_a_language_and_a_way_past_the_contents(page):
    read = Page(page)
    assert read.elements[0].attributes["lang"] == "en"
    assert {"header", "nav", "main", "footer"} <= {one.tag for one in read.elements}
    first_link = read.of("a")[0]
    assert (first_link.attributes["class"], first_link.attributes["href"]) == ("skip", "#main")
    assert [one.attributes["role"] for one in read.elements if one.attributes.get("aria-live") == "polite"] == [
        "status"
    ]


def test_every_table_has_a_caption_and_every_header_says_what_it_heads(page):
    read = Page(page)
    assert len(read.of("caption")) == len(read.of("table")) > 5
    assert {one.attributes.get("scope") for one in read.of("th")} == {"col", "row"}
    boxes = [one.attributes for one in read.of("div") if one.attributes.get("class") == "box"]
    assert len(boxes) == len(read.of("table"))
    assert all((one["tabindex"], one["role"]) == ("0", "region") and one["aria-labelledby"] for one in boxes)


def test_the_same_plan_gives_the_same_bytes(example, plan, page):
    assert pairing.report_html(example, pairing.solve(example)) == page
    assert "2026" not in Page(page).text


def test_the_day_is_shown_where_one_is_given(example, plan):
    assert "made on 27 Nov 2026" in Page(pairing.report_html(example, plan, made=date(2026, 11, 27))).text


def test_addresses_of_nobody_are_in_the_page(example, page):
    people = (*example.problem.participants, *example.problem.mentors)
    assert all("@" in one.id for one in people)
    assert "@" not in Page(page).everything


def test_somebody_called_by_an_address_is_an_error_with_a_cure():
    problem = pairing.Problem([pairing.Participant("ada@example.org")], [pairing.Mentor("Dee")], [pairing.Session("R")])
    with pytest.raises(pairing.InputError, match="Give the person another name"):
        pairing.report_html(problem, pairing.solve(problem))


def test_a_plan_of_other_people_is_refused(example):
    problem = pairing.Problem([pairing.Participant("Ada")], [pairing.Mentor("Dee")], [pairing.Session("Review")])
    with pytest.raises(pairing.InputError, match="other people"):
        pairing.report_html(example, pairing.solve(problem))


def test_without_a_plan_there_is_no_page():
    problem = pairing.Problem([pairing.Participant("Ada")], [pairing.Mentor("Dee")], [pairing.Session("Review")])
    result = pairing.Result(problem, pairing.Status.STOPPED, (), None, "none", 0.0)
    with pytest.raises(pairing.NoPlanError):
        pairing.report_html(problem, result)


@pytest.mark.parametrize(
    ("people", "mentors", "sessions", "told"),
    [
        ([], [], [pairing.Session("Review")], "0 of 0 wanted"),
        (["Ada", "Bo"], [], [pairing.Session("Review")], "No mentor helps in this session."),
        (["Ada", "Bo", "Cem"], [], [PRACTICE], "There are no mentors"),
        (["Ada"], [], [PRACTICE], "Nobody is left to practise with."),
    ],
)
def test_programmes_with_hardly_anybody_have_a_page(people, mentors, sessions, told):
    problem = pairing.Problem([pairing.Participant(name) for name in people], mentors, sessions)
    read = Page(pairing.report_html(problem, pairing.solve(problem)))
    assert read.faults == []
    assert told in read.text


def test_a_problem_without_a_programme_has_no_section_of_sheets():
    problem = pairing.Problem([pairing.Participant("Ada")], [pairing.Mentor("Dee")], [pairing.Session("Review")])
    made = pairing.report_html(problem, pairing.solve(problem))
    assert 'id="doubts"' not in made
    assert "belongs to no documents" in section(made, "changes").text
