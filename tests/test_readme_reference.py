"""What the README lists is all there is, and nothing else: codes, keys of the settings, columns, verbs and options."""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import pytest

import pairing
from pairing.cli import build_parser
from pairing.errors import Severity
from pairing.model.faults import BALANCES
from pairing.model.grid import GRIDS
from pairing.model.in_force import LEVELS, MOVED
from pairing.model.rules import MATCHES
from pairing.model.session import KINDS, REPEATS, TIMES, TRACKS
from pairing.rosters import settings_calendars
from pairing.rosters.capacity import read_capacity
from pairing.rosters.columns import recognise
from pairing.rosters.formats.names import POLL_FORMATS, SHEET_FORMATS
from pairing.rosters.settings import COLLABIE_ROLES, MENTOR_ROLES, SECTIONS, read_settings
from pairing.rosters.settings_messages import PLACEHOLDERS
from pairing.rosters.toml_table import TomlTable
from tests.codes_of_source import codes_of, codes_of_package
from tests.shown_runs import blocks_of
from tests.test_architecture import ROOMS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODES = codes_of_package(ROOT / "pairing")
BASE = {
    "collabies": '[collabies]\nfile = "c.csv"\n',
    "mentors": '[mentors]\nfile = "m.csv"\n',
    "sessions": '[[sessions]]\nname = "S"\n',
}
QUOTED = re.compile(r"`([^`]+)`")


def section_of(heading: str) -> str:
    """The text under a heading, up to the next one of its rank or above."""
    rank = heading.split(" ")[0]
    _, _, rest = README.partition(f"\n{heading}\n")
    assert rest, heading
    return re.split(rf"(?m)^#{{1,{len(rank)}}} ", re.sub(r"(?ms)^```.*?^```$", "", rest))[0]


def rows_of(text: str, first: str) -> list[list[str]]:
    """The rows of the table whose first header is so called, without its header."""
    tables = re.findall(r"(?m)(?:^\|.*\n)+", text)
    (table,) = [one for one in tables if one.startswith(f"| {first} |")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table.splitlines()[2:]]


# --- codes ------------------------------------------------------------------------------------------------------


def listed_codes() -> list[str]:
    tables = re.findall(r"(?m)^\| code \|.*\n\| --- \|.*\n((?:\|.*\n)+)", section_of("### What a message means"))
    rows = [line.split("|") for table in tables for line in table.splitlines()]
    assert [row for row in rows if not (row[2].strip() and row[3].strip())] == []  # each says something, and a cure
    return [code for row in rows for code in QUOTED.findall(row[1])]


def test_every_code_of_the_source_stands_in_the_readme():
    assert {code: place for code, place in CODES.exact.items() if code not in listed_codes()} == {}


def test_every_code_of_the_readme_is_one_of_the_source_and_stands_there_once():
    listed = listed_codes()
    assert [code for code in listed if not CODES.knows(code)] == []
    assert sorted(listed) == sorted(set(listed))


def test_a_code_that_is_made_of_parts_is_listed_for_what_it_can_be():
    made = [code for code in listed_codes() if code not in CODES.exact]
    assert sorted(made) == ["no-day", "no-email-column", "no-sessions-column"]


def test_every_issue_has_a_code_that_can_be_told():
    assert CODES.unclear == ()


@pytest.mark.parametrize(
    "source",
    [
        'Issue(Severity.ERROR, "new-code", message)',
        'Issue(severity=Severity.ERROR, code="new-code", message=message)',
        'raise input_error("new-code", message)',
        'Issue(Severity.NOTE, "other" if so else "new-code", message)',
        'def f():\n    code, hint = "new-code", ""\n    return Issue(Severity.NOTE, code, "")',
        'def f():\n    code = "new-code"\n    return Issue(Severity.NOTE, code, "")',
        'def f(code):\n    return Issue(Severity.NOTE, code, "")\nf("new-code")',
        'class T:\n    def fault(self, code, text):\n        return 1\nself.fault("new-code", "")',
        'faults(Severity.QUESTION, "new-code", "")',
        'append(Issue(Severity.WARNING, *("new-code", message)))',
        'replace(issue, code="new-code")',
        'def f(text, code="new-code"):\n    return 1',
        'def f():\n    return "new-code", "what is wrong"',
        'def f():\n    what = "code" if so else "sort"\n    return Issue(Severity.NOTE, f"new-{what}", "")',
    ],
)
def test_a_code_is_found_however_it_is_handed_on(source):
    makers = "class Issue:\n    severity: int\n    code: str\ndef input_error(code, message):\n    return 1\n"
    found = codes_of([("makers", makers), ("module", source)])
    assert "new-code" in found.exact
    assert found.unclear == ()


def test_a_code_that_cannot_be_told_is_seen():
    source = "class Issue:\n    severity: int\n    code: str\ndef f():\n    return Issue(Severity.ERROR, made_up())"
    assert len(codes_of([("module", source)]).unclear) == 1


# --- settings ---------------------------------------------------------------------------------------------------


def listed_keys() -> dict[str, dict[str, str]]:
    """Section to key to the whole row."""
    found: dict[str, dict[str, str]] = {}
    sections: list[str] = []
    for section, keys, *rest in rows_of(section_of("### Settings"), "section"):
        sections = re.findall(r"`\[+([a-z_]+)\]+`", section) or sections
        for one in sections:
            found.setdefault(one, {}).update(dict.fromkeys(QUOTED.findall(keys), " ".join(rest)))
    return found


@pytest.fixture
def known_keys(monkeypatch, tmp_path):
    """Section to its keys, as the reader asks for them when it reads the README's file of every section."""
    known: dict[str, set[str]] = {}
    make = TomlTable.__init__

    def recorded(self, text, file, issues, values, path, keys):
        names = [str(part) for part in path if isinstance(part, str)]
        if names[:1] == ["people"]:
            names = ["people"]
        if keys is not None and len(names) == 1:
            known.setdefault(names[0], set()).update(keys)
        elif len(names) == 1:
            known.setdefault(names[0], set())
        make(self, text, file, issues, values, path, keys)

    monkeypatch.setattr(TomlTable, "__init__", recorded)
    whole = max((block.text for block in blocks_of(README) if block.language == "toml"), key=len)
    (tmp_path / "pairing.toml").write_text(whole, encoding="utf-8")
    read_settings(tmp_path)
    known["calendars"] |= set(settings_calendars._OWN)  # beside these any name may stand there
    return known


def test_every_section_and_key_that_is_known_stands_in_the_readme_and_no_other(known_keys):
    assert set(known_keys) == set(SECTIONS)
    assert {section: set(keys) for section, keys in listed_keys().items()} == known_keys


def test_the_words_that_a_key_may_have_stand_in_its_row():
    rows = listed_keys()
    choices = {
        ("program", "repeat"): REPEATS,
        ("program", "balance"): BALANCES,
        ("program", "levels"): (*LEVELS, MOVED),
        ("program", "start_every"): map(str, GRIDS),
        ("collabies", "format"): SHEET_FORMATS,
        ("sessions", "kind"): KINDS,
        ("sessions", "time"): TIMES,
        ("sessions", "track"): TRACKS,
        ("rules", "match"): MATCHES,
        ("polls", "format"): set(POLL_FORMATS) - set(SHEET_FORMATS),
        ("messages", "collabies"): (f"${name}" for name in PLACEHOLDERS),
    }
    missing = [(key, word) for key, words in choices.items() for word in words if word not in rows[key[0]][key[1]]]
    assert missing == []


def test_the_levels_stand_there_in_their_order():
    row = listed_keys()["program"]["levels"]
    words = [word for word in re.findall(r"[a-z]+", row.split(":", 1)[1]) if word in (*LEVELS, MOVED)]
    assert tuple(words) == (LEVELS[0], LEVELS[1], MOVED, *LEVELS[2:])


@pytest.mark.parametrize(
    "block", [one for one in blocks_of(README) if one.language == "toml"], ids=lambda one: one.line
)
def test_settings_that_are_shown_are_read(block, tmp_path):
    shown = tomllib.loads(block.text)
    missing = "".join(text for section, text in BASE.items() if section not in shown)
    (tmp_path / "pairing.toml").write_text(f"{block.text}\n{missing}", encoding="utf-8")
    assert read_settings(tmp_path).sessions


# --- columns ----------------------------------------------------------------------------------------------------


def column_rows() -> list[tuple[list[str], str, list[str]]]:
    rows = rows_of(section_of("### Columns"), "field")
    return [(QUOTED.findall(field), side, QUOTED.findall(headers)) for field, side, headers, _ in rows]


def test_every_field_of_a_sheet_stands_in_the_readme_and_no_other():
    assert sorted(field for fields, *_ in column_rows() for field in fields) == sorted(MENTOR_ROLES)
    only_mentors = [fields for fields, side, _ in column_rows() if side == "mentors"]
    assert only_mentors == [sorted(set(MENTOR_ROLES) - set(COLLABIE_ROLES))]


@pytest.mark.parametrize(
    ("header", "fields", "side"),
    [
        (header, fields, side)
        for fields, sides, headers in column_rows()
        for header in headers
        for side in (("collabies", "mentors") if sides == "both" else ("mentors",))
    ],
)
def test_an_example_of_a_header_is_recognised(header, fields, side):
    assert recognise([header], side, needs_hours=False).recognitions[0].role in fields


def cells_of(field: str) -> list[str]:
    (cells,) = [row[3] for row in rows_of(section_of("### Columns"), "field") if QUOTED.findall(row[0]) == [field]]
    return QUOTED.findall(cells)


@pytest.mark.parametrize("cell", cells_of("zone"))
def test_an_example_of_a_zone_is_read(cell):
    sheet = [{"Full name": "Ada Quill", "Time zone": cell, "When are you free? [Fri, Mar 12 2027]": "9am - 10am"}]
    roster = pairing.read_collabies(sheet)
    assert roster.people[0].zone
    assert [issue for issue in roster.issues if issue.severity is not Severity.NOTE] == []


@pytest.mark.parametrize(("cell", "capacity"), [*zip(cells_of("capacity"), (4, 3, None), strict=True)])
def test_an_example_of_a_capacity_is_read(cell, capacity):
    assert read_capacity(cell) == capacity


def test_the_words_of_a_header_decide_and_one_strange_word_is_enough_to_keep_it_apart():
    assert recognise(["Company name"], "mentors", needs_hours=False).recognitions[0].role == "answer"


def shape_rows() -> list[tuple[str, list[str], str]]:
    rows = rows_of(section_of("### Columns"), "shape of the free times (`format`)")
    return [(QUOTED.findall(name)[0], QUOTED.findall(headers), QUOTED.findall(cell)[0]) for name, headers, cell in rows]


def test_every_shape_of_free_times_stands_there():
    assert tuple(name for name, *_ in shape_rows()) == SHEET_FORMATS


@pytest.mark.parametrize(("name", "headers", "cell"), shape_rows())
def test_an_example_of_a_shape_is_recognised(name, headers, cell):
    found = recognise(["Full name", *headers], "collabies", rows=[["Ada Quill", *([cell] * len(headers))]])
    assert found.format is not None
    assert found.format.name == name
    assert len(found.grid) == len(headers)


@pytest.mark.parametrize(("name", "headers", "cell"), shape_rows())
def test_the_hours_of_an_example_are_read(name, headers, cell):
    sheet = [{"Full name": "Ada Quill", "Time zone": "Europe/Berlin", **dict.fromkeys(headers, cell)}]
    roster = pairing.read_collabies(sheet, years=[2027])
    assert roster.people[0].free
    assert [issue for issue in roster.issues if issue.severity is not Severity.NOTE] == []


@pytest.mark.parametrize(
    ("side", "roles"),
    [
        ("collabies", {"name", "email", "zone", "track", "sessions", "apart", "free", "answer"}),
        ("mentors", {"name", "email", "zone", "track", "sessions", "apart", "free", "capacity"}),
    ],
)
def test_the_questions_for_a_form_are_recognised_as_they_stand(side, roles):
    words = {"collabies": "question to Collabies", "mentors": "question to mentors"}[side]
    questions = [row[0] for row in rows_of(section_of("### What to ask in the forms"), words)]
    found = recognise(questions, side, rows=[["9am - 10am" if "[" in one else "" for one in questions]])
    assert {one.role for one in found.recognitions} == roles
    assert found.issues == ()
    assert [one.header for one in found.recognitions if one.role == "answer"] in ([], ["What region are you in?"])


# --- verbs and options ------------------------------------------------------------------------------------------


def verbs() -> dict[str, argparse.ArgumentParser]:
    parser = build_parser()
    (found,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found.choices)


def test_every_verb_stands_in_the_readme_and_no_other():
    rows = rows_of(section_of("### Verbs and options"), "verb")
    assert sorted(QUOTED.findall(verb)[0].split()[0] for verb, _ in rows) == sorted(verbs())


def test_every_option_stands_in_the_readme_and_no_other():
    section = section_of("### Verbs and options")
    known = {
        option for parser in verbs().values() for action in parser._actions for option in action.option_strings
    } - {"-h", "--help"}
    shown = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+|-[a-z])(?![\w-])", section))
    aliases = {"--verbose": "-v", "-o": "--output", "--output": "-o"}
    assert {option for option in known - shown if aliases.get(option) not in shown} == set()
    assert shown - known == set()


# --- the house --------------------------------------------------------------------------------------------------


def test_every_room_stands_in_the_readme_in_its_order():
    rooms = [room for row in rows_of(section_of("## The house"), "room") for room in QUOTED.findall(row[0])]
    assert [room.removesuffix(".py") for room in rooms] == list(ROOMS)
