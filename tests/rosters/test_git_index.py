"""A sheet that git tracks is warned about; anything else is silence."""

from __future__ import annotations

import subprocess

import pytest

from pairing.rosters.git_index import tracked_issue


@pytest.fixture
def repository(tmp_path):
    def git(*arguments):
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, capture_output=True)

    git("init", "--quiet")
    folder = tmp_path / "programme"
    folder.mkdir()
    for name in ("collabies.csv", "old-collabies.csv", "mentors.csv"):
        (folder / name).write_text("Name\nAda\n")
    git("add", "programme/collabies.csv")
    return tmp_path


def test_a_tracked_sheet_is_warned_about(repository):
    issue = tracked_issue(repository / "programme" / "collabies.csv")
    assert issue is not None
    assert (issue.code, issue.value) == ("sheet-in-git", "collabies.csv")
    assert ".gitignore" in issue.hint


@pytest.mark.parametrize("name", ["mentors.csv", "old-collabies.csv", "absent.csv"])
def test_what_git_does_not_track_is_not(repository, name):
    assert tracked_issue(repository / "programme" / name) is None


def test_a_file_whose_name_ends_another_ones_path_is_not_taken_for_it(repository):
    subprocess.run(["git", "-C", str(repository), "add", "programme/old-collabies.csv"], check=True)
    subprocess.run(["git", "-C", str(repository), "rm", "--cached", "-q", "programme/collabies.csv"], check=True)
    assert tracked_issue(repository / "programme" / "collabies.csv") is None
    assert tracked_issue(repository / "programme" / "old-collabies.csv") is not None


def test_a_work_tree_finds_its_own_index(repository, tmp_path_factory):
    git = ["git", "-C", str(repository), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "commit", "-q", "-m", "sheet"], check=True)
    other = tmp_path_factory.mktemp("tree") / "tree"
    subprocess.run([*git, "worktree", "add", "-q", str(other)], check=True, capture_output=True)
    assert tracked_issue(other / "programme" / "collabies.csv") is not None


def test_outside_a_repository_there_is_nothing_to_say(tmp_path):
    (tmp_path / "collabies.csv").write_text("Name\n")
    assert tracked_issue(tmp_path / "collabies.csv") is None


def test_a_broken_index_ends_nothing(repository):
    (repository / ".git" / "index").write_bytes(b"no index")
    assert tracked_issue(repository / "programme" / "collabies.csv") is None
