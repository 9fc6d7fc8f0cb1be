"""``report``: a page for the team, put where it is asked for and never over anything else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pairing.report.writing import write_page
from tests.cli.programmes import COLLABIES, add, contents, edit


def test_a_page_is_written_and_nothing_else_is_touched(run, programme, tmp_path):
    before = contents(programme)
    done = run("report", programme, "-o", tmp_path / "page.html")
    assert done.status == 0
    assert done.out == ""
    assert f"Written: {tmp_path / 'page.html'} (" in done.err
    assert "proved: no better plan exists" in done.err
    assert contents(programme) == before
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    assert "Wen Tembo" in page


def test_without_a_name_it_is_report_html_in_the_current_folder(run, small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("report", small()).status == 0
    assert (tmp_path / "report.html").is_file()


def test_a_dash_prints_the_page(run, small):
    done = run("report", small(), "-o", "-", "--quiet")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("<!DOCTYPE html>")


def test_redacted_it_holds_no_name(run, small):
    done = run("report", small(), "-o", "-", "--redact")
    assert "A.Q." in done.out
    assert not any(name in done.out for name in ("Quill", "Lindqvist", "Osei", "Moss"))


def test_a_page_takes_the_place_of_an_earlier_one(run, small, tmp_path):
    folder, file = small(), tmp_path / "page.html"
    run("report", folder, "-o", file)
    edit(folder, "collabies.csv", ("Ada Quill", "Ada Quitt"))
    done = run("report", folder, "-o", file)
    assert done.status == 0
    assert "Ada Quitt" in file.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_empty_file_gives_way(run, small, tmp_path):
    (tmp_path / "page.html").touch()
    assert run("report", small(), "-o", tmp_path / "page.html").status == 0


@pytest.mark.parametrize("name", ["notes.html", "collabies.csv", "pairing.toml", "technical.md"])
def test_no_other_file_is_ever_overwritten(run, small, name):
    folder = small()
    if name == "notes.html":
        (folder / name).write_text("<!DOCTYPE html>\n<title>mine</title>\n", encoding="utf-8")
    before = contents(folder)
    done = run("report", folder, "-o", folder / name)
    assert (done.status, done.said) == (2, {"foreign-report"})
    assert "name another file" in done.err
    assert contents(folder) == before


@pytest.mark.parametrize("where", ["nowhere/page.html", "."])
def test_a_place_where_no_page_can_be_is_said_before_the_work(run, small, tmp_path, where):
    done = run("report", small(collabies="nothing"), "-o", tmp_path / where)
    assert (done.status, done.said) == (2, {"cannot-write-report"})


def test_a_link_stays_a_link(run, small, tmp_path):
    (tmp_path / "page.html").touch()
    (tmp_path / "link.html").symlink_to(tmp_path / "page.html")
    assert run("report", small(), "-o", tmp_path / "link.html").status == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "page.html").stat().st_size > 10_000


def test_a_read_only_page_is_left_alone(run, small, tmp_path):
    folder, file = small(), tmp_path / "page.html"
    run("report", folder, "-o", file)
    file.chmod(0o444)
    done = run("report", folder, "-o", file)
    assert (done.status, done.said) == (2, {"cannot-write-report"})
    assert "read-only" in done.err


def test_when_the_disk_is_full_the_earlier_page_is_whole(run, small, tmp_path, monkeypatch):
    file = tmp_path / "page.html"
    run("report", small(), "-o", file)
    before = file.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Exception, match=r"No space left.*as it was"):
        write_page(str(file), "<!DOCTYPE html>")
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


def test_names_in_every_alphabet_come_out_right(run, small):
    done = run("report", small(collabies=COLLABIES.replace("Ada Quill", "王 芳 Ąđå")), "-o", "-", "--quiet")
    assert "<bdi>王 芳 Ąđå</bdi>" in done.out


def test_json_is_no_page(run, small):
    done = run("report", small(), "--json")
    assert done.status == 2
    assert "plan --json" in done.err


def test_strict_says_that_somebody_is_left_out(run, programme, tmp_path):
    assert run("report", programme, "-o", tmp_path / "page.html", "--strict").status == 1
    assert (tmp_path / "page.html").is_file()


def test_two_sheets_without_settings_have_a_page(run, small):
    folder = small(
        collabies="Email,Name\nada@example.org,Ada Quill\n", mentors="Email,Name\ndee@example.org,Dee Park\n"
    )
    done = run("report", folder / "collabies.csv", folder / "mentors.csv", "-o", "-")
    assert done.status == 0, done.err
    assert "Ada Quill" in done.out


def test_what_changed_since_the_last_publication_is_in_the_page(run, small):
    folder = small()
    run("publish", folder)
    edit(
        folder, "pairing.toml", ('time_zone = "Europe/Berlin"', 'time_zone = "Europe/Berlin"\nchanges = "changes.csv"')
    )
    (folder / "changes.csv").write_text("date,who,session,what,value\n", encoding="utf-8")
    add(folder, "changes.csv", ",Cem Osei,,leaves,")
    done = run("report", folder, "-o", "-")
    assert "Cem Osei leaves Technical" in done.out


def test_a_fault_in_the_settings_is_said_and_no_page_is_made(run, small, tmp_path):
    folder = small()
    edit(folder, "pairing.toml", ("minutes = 60", "minuts = 60"))
    done = run("report", folder, "-o", tmp_path / "page.html")
    assert done.status == 2
    assert not (tmp_path / "page.html").exists()


def test_interrupted_it_writes_nothing(run, small, tmp_path, monkeypatch):
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pairing.engine.run.solve", interrupt)
    done = run("report", small(), "-o", tmp_path / "page.html")
    assert done.status == 130
    assert not Path(tmp_path / "page.html").exists()
