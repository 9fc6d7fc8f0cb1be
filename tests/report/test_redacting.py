"""A page without names: initials alone, different ones for different people, and nothing of a name anywhere."""

from __future__ import annotations

import re
from datetime import date

import pytest

import pairing
from pairing.report.redacting import initials, labels_of
from tests.report.reading import Page, section

FREE = (pairing.FreeTime(date(2027, 3, 12), 600, 900, "UTC"),)
DAYS = {"minutes": 60, "first_day": date(2027, 3, 12), "last_day": date(2027, 3, 12)}


def parts_of(*names: str) -> set[str]:
    """Every word of the names that is longer than its initial, but for pronouns."""
    words = {word for name in names for word in re.split(r"[\s\-'’]+", re.sub(r"\(.*?\)", "", name))}
    return {word for word in words if len(word) > 1}


def found_in(page: str, words: set[str]) -> list[str]:
    """Those of the words that stand in the page as words, anywhere: in text, in attributes, in the title."""
    return sorted(word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", page, re.IGNORECASE))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ada Quill", "A.Q."),
        ("ada  quill (she/her)", "A.Q."),
        ("Wen Okonkwo-Reyes", "W.O."),
        ("Bo", "B."),
        ("Priya D'Amico", "P.D."),
        ("Ștefan Łukasz", "Ș.Ł."),
        ("S\u0327tefan e\u0301", "Ş.É."),
        ("王 芳", "王.芳."),
        ("(–) ***", "?"),
        ("ßen ﬁn", "ß.ﬁ."),
    ],
)
def test_initials(name, short):
    assert initials(name) == short


def test_people_of_the_same_initials_have_different_labels():
    labels = labels_of({"1": "Ada Quill", "2": "Amir Quist", "3": "ada quill", "4": "Bo", "5": "A.Q. 2"})
    assert len(set(labels.values())) == 5
    assert labels["1"] == "A.Q."


def test_no_part_of_any_name_is_in_the_page_of_the_example(example, plan):
    people = (*example.problem.participants, *example.problem.mentors)
    page = pairing.report_html(example, plan, redact=True)
    words = parts_of(*(one.name for one in people))
    assert len(words) > 80
    assert found_in(page, words) == []
    assert len(set(re.findall(r"<bdi>(.*?)</bdi>", page))) == len({one.id for one in people})


def test_no_part_of_a_name_is_in_what_changes(published):
    result = pairing.solve(published)
    names = [one.name for one in (*published.problem.participants, *published.problem.mentors)]
    page = pairing.report_html(published, result, redact=True)
    assert found_in(page, parts_of(*names, "Paz Rossi")) == []
    assert "instead of P.R." in section(page, "changes").text
    assert len(set(re.findall(r"<bdi>(.*?)</bdi>", page))) >= len(set(names))


def test_the_plan_itself_is_the_same_without_names(example, plan, page):
    hidden = Page(pairing.report_html(example, plan, redact=True))
    assert "Proved: no better plan exists" in hidden.text
    assert "Proved anew" in hidden.text
    for css in ("missing", "c c-chosen", "c c-possible"):
        number = sum(one.attributes.get("class") == css for one in Page(page).elements)
        assert sum(one.attributes.get("class") == css for one in hidden.elements) == number > 0


def test_rules_that_name_people_hold_on_under_other_names():
    """Whoever a rule names by name is looked up before the names are gone."""
    people = [
        pairing.Participant("Ada Quill", free=FREE, apart=("Eli Moss",)),
        pairing.Participant("Amir Quist", free=FREE, answers={"speaks": "de"}),
        pairing.Participant("Bo Tan", free=FREE),
    ]
    mentors = [
        pairing.Mentor("Dee Park", free=FREE, capacity=1, answers={"tongue": "en"}),
        pairing.Mentor("Eli Moss", free=FREE, capacity=1, answers={"tongue": "en"}),
    ]
    rules = [
        pairing.Together("Bo Tan", "Dee Park", "Review"),
        pairing.Together("Ada Quill", "Bo Tan", "Practice"),
        pairing.Apart("Amir Quist", "Bo Tan"),
        pairing.MatchColumns(("speaks", "tongue"), "same", person="Amir Quist", name="tongue"),
    ]
    sessions = [pairing.Session("Review", **DAYS), pairing.Session("Practice", kind="peers")]
    exempt = [pairing.Exempt("Amir Quist", "Eli Moss", "tongue")]
    problem = pairing.Problem(people, mentors, sessions, rules, exempt=exempt)
    result = pairing.solve(problem)
    page = pairing.report_html(problem, result, redact=True)
    assert Page(page).faults == []
    assert found_in(page, parts_of(*(one.name for one in (*people, *mentors)))) == []
    assert {"A.Q.", "A.Q. 2", "B.T.", "D.P.", "E.M."} <= set(re.findall(r"<bdi>(.*?)</bdi>", page))


def test_who_is_left_out_is_told_by_initials_in_every_sentence():
    people = [pairing.Participant(f"Xerxes{n} Quagmire{n}", free=FREE) for n in "abc"]
    problem = pairing.Problem(
        people, [pairing.Mentor("Zebedee Oz", capacity=1, free=FREE)], [pairing.Session("R", **DAYS)]
    )
    page = pairing.report_html(problem, pairing.solve(problem), redact=True)
    told = section(page, "left-out").text
    assert "X.Q. 3" in page
    assert "can be met only by Z.O." in told
    assert "1 more place of Z.O." in told or "more places of Z.O." in told
    assert not re.search("xerxes|quagmire|zebedee", page, re.IGNORECASE)


def test_a_whole_name_in_what_the_settings_call_things_gives_way_too():
    rule = pairing.MatchColumns(("a", "b"), "same", weight=2, name="as Ada O'Quill wishes")
    people = [pairing.Participant("Ada O'Quill", answers={"a": "x"})]
    problem = pairing.Problem(
        people, [pairing.Mentor("Dee Park", answers={"b": "y"})], [pairing.Session("Hour with Dee Park")], [rule]
    )
    page = pairing.report_html(problem, pairing.solve(problem), redact=True)
    assert "as A.O. wishes" in page
    assert "Hour with D.P." in page
    assert "Quill" not in page
    assert "Park" not in page


@pytest.mark.parametrize("name", ["Use Strict", "Meta Name", "Span Class", "Color Scheme", "Bdi Bo"])
def test_whoever_is_called_like_a_word_of_the_page_does_not_break_it(name):
    problem = pairing.Problem([pairing.Participant(name)], [pairing.Mentor("Dee")], [pairing.Session("Review")])
    page = pairing.report_html(problem, pairing.solve(problem), redact=True)
    other = pairing.report_html(
        problem.replace(participants=[pairing.Participant("Ada Quill", id=name.lower())]),
        pairing.solve(problem),
        redact=True,
    )
    assert [one.tag for one in Page(page).elements] == [one.tag for one in Page(other).elements]
    assert re.findall("<s(?:tyle|cript)>.*?</s", page, re.DOTALL) == re.findall(
        "<s(?:tyle|cript)>.*?</s", other, re.DOTALL
    )


def test_of_doubts_only_their_number_and_kind_is_told(tmp_path, published):
    page = pairing.report_html(published, pairing.solve(published), redact=True)
    told = section(page, "doubts").text
    assert "answered-twice" in told
    assert "5pm" not in told
    assert "line" not in told
