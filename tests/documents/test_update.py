"""A plan into a document, from the file to the file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pairing.documents.markdown import find_table
from pairing.documents.update import fill_table, update_markdown
from pairing.errors import InputError
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Pair, Result, Status
from tests.documents.cohorts import peer_table, result_of_groups

SESSION = "Technical mock interview"
HARD_FILES = [
    "plain.md",
    "broken_encoding.md",
    "crlf.md",
    "byte_order_mark.md",
    "mixed_newlines.md",
    "no_last_newline.md",
    "dashes_at_end_of_file.md",
    "ragged_pipes_and_tabs.md",
    "text_right_below.md",
    "marked_tables.md",
    "table_in_code_and_a_real_one.md",
    "table_in_a_list.md",
]
PLAN = {"Ada Quill": ["Bo Lindqvist"], "Cem Osei": [], "Zoe *": ["Dee|Park"]}


@pytest.mark.parametrize("name", HARD_FILES)
def test_only_the_rows_change_and_a_second_time_nothing(
    document: Callable[[str], bytes], result_of: Callable[..., Result], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(document(name))
    change = update_markdown(path, result_of(PLAN), session=SESSION)
    before, after = document(name), path.read_bytes()
    assert (change.before, change.after) == (before, after)
    old, new = find_table(before, session=SESSION), find_table(after, session=SESSION)
    assert after[: new.body].removesuffix(b"\n") == before[: old.body].removesuffix(b"\n")
    assert after[new.end :] == before[old.end :]
    assert after.endswith((b"\n", b"\r")) == before.endswith((b"\n", b"\r"))
    shown = {row.cells[new.columns[0]]: row.cells[new.columns[1]] for row in new.rows if len(row.cells) > 1}
    assert {name: shown[name] for name in PLAN} == {
        "Ada Quill": "Bo Lindqvist",
        "Cem Osei": "not yet paired",
        "Zoe *": "Dee|Park",
    }
    inode = path.stat().st_ino
    assert not update_markdown(path, result_of(PLAN), session=SESSION).is_change
    assert path.stat().st_ino == inode


def test_the_change_says_what_it_means_for_people(
    document: Callable[[str], bytes], result_of: Callable[..., Result], tmp_path: Path
) -> None:
    path = tmp_path / "doc.md"
    path.write_bytes(document("plain.md"))
    change = update_markdown(path, result_of({"Ada Quill": ["Dee Park"]}), session="technical MOCK interview")
    assert [(one.session, one.participant, one.before, one.after) for one in change.changes] == [
        (SESSION, "Ada Quill", ("Bo Lindqvist",), ("Dee Park",))
    ]
    (issue,) = change.issues
    assert (issue.code, issue.file, issue.line, issue.person) == ("unknown-name-in-document", str(path), 8, "Cem Osei")
    assert b"| Cem Osei | _not yet paired_ |\n" in path.read_bytes()


def test_nothing_is_written_when_the_table_is_not_found_or_a_name_is_an_address(
    document: Callable[[str], bytes], result_of: Callable[..., Result], tmp_path: Path
) -> None:
    path = tmp_path / "doc.md"
    for name, plan, code in (
        ("two_tables.md", PLAN, "several-tables"),
        ("plain.md", {"ada@example.org": ["Bo"]}, "address-in-document"),
    ):
        path.write_bytes(document(name))
        with pytest.raises(InputError) as caught:
            update_markdown(path, result_of(plan), session=SESSION)
        assert caught.value.issues[0].code == code
        assert caught.value.issues[0].file == str(path)
        assert path.read_bytes() == document(name)


def test_header_heading_and_text_for_nobody_can_be_said(
    document: Callable[[str], bytes], result_of: Callable[..., Result], tmp_path: Path
) -> None:
    path = tmp_path / "doc.md"
    path.write_bytes(document("two_tables.md"))
    result = result_of({"Cem Osei": ["Dee Park"], "Eve Ng": []})
    update_markdown(
        path, result, session=SESSION, header=["Collabie", "Mentor"], under="Day two", unpaired_text="**open**"
    )
    assert path.read_bytes() == document("two_tables.md") + b"| **open** |  | Eve Ng |\n"


def test_people_of_one_name_in_the_plan_are_told_apart() -> None:
    people = (Participant("Ada", id="1", tracks=("Web",)), Participant("Ada", id="2", tracks=("Data",)))
    bo, session = Mentor("Bo"), Session("Review", also_called=("the review",))
    problem = Problem(people, (bo,), (session,))
    result = Result(problem, Status.OPTIMAL, (), True, "test", 0.0, _pairs=(Pair(people[1], bo, session),))
    data = b"<!-- pairing:begin The Review -->\n| Collabie | Mentor |\n|---|---|\n<!-- pairing:end The Review -->\n"
    first = fill_table(data, result, session="Review")
    rows = b"|---|---|\n| Ada (Data) | Bo |\n| Ada (Web) | _not yet paired_ |\n"
    assert first.data == data.replace(b"|---|---|\n", rows)
    assert fill_table(first.data, result, session="Review").data == first.data


def test_a_table_of_peers_is_filled() -> None:
    data = peer_table("| Bo | Zoe |", header="| Collabie | Practice partner |")
    result = result_of_groups([["Ada", "Bo"], ["Cem"]])
    filled = fill_table(data, result, session="Practice", header=["Collabie", "Practice partner"])
    rows = ["| Bo | Ada |", "| Cem | _not yet paired_ |", "| Zoe | _not yet paired_ |"]
    assert filled.data == peer_table(*rows, header="| Collabie | Practice partner |")
    assert [issue.code for issue in filled.issues] == ["unknown-name-in-document"]


def test_documents_load_no_solver_and_nothing_heavy() -> None:
    script = (
        "import sys, json; "
        "import pairing.documents.update, pairing.documents.plan_json; print(json.dumps(sorted(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout))
    assert loaded.isdisjoint({"numpy", "pandas", "ortools", "difflib", "tempfile", "shutil", "html.entities"})
