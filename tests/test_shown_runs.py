"""The reader of pages that show what happens: what it takes for a command, for output and for an edit."""

from __future__ import annotations

import dataclasses

import pytest

from tests.shown_runs import blocks_of, carry_out, commands_of, edited, is_shown, run, same

SAMPLE = """
Text.

```console
$ python -m pairing plan \\
    here
shown, not typed
```

<!-- output -->
```text
out 0.12 s
```

```python
print(1)
```

```text
no output of the block before
```

Add a line to `changes.csv`:

<!-- edit lab/changes.csv -->
```diff
+2027-03-04,Ada,,leaves,
```

<!-- exits with 2 -->
```console
python -m pairing check there
```
"""


def test_blocks_are_read_with_the_output_they_promise():
    shell, _, python, _, edit, failing = blocks_of(SAMPLE)
    assert (shell.language, shell.output, python.output) == ("console", "out 0.12 s\n", None)
    assert [" ".join(command.split()) for command in commands_of(shell)] == ["python -m pairing plan here"]
    assert (edit.edits, shell.edits) == ("lab/changes.csv", "")
    assert "Add a line to `changes.csv`" in edit.before
    assert (shell.status, failing.status) == (0, 2)


def test_seconds_may_differ_and_nothing_else():
    assert same("out 0.34 s  \n") == same("out 0.12 s")
    assert same("out 1 s") != same("out 0.12 s")


@pytest.mark.parametrize(
    ("shown", "output", "fits"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nb\nc\n", False),
        ("a\n…\nc\n", "a\nb\nb\nc\n", True),
        ("a\n…\nc\n", "a\nc\n", True),
        ("a\n…\n", "a\nb\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("…\nb\n", "a\nbb\n", False),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("a\n…\nb\n…\na\n", "a\na\nb\n", False),
        ("a … b\n", "a x b\n", False),
        ("0.1 s\n…\n", "0.2 s\nmore\n", True),
        ("| a |\n| --- |\n…\n", "| a      |\n| ------ |\n| longer |\n", True),
        ("| a |\n", "| b      |\n", False),
    ],
)
def test_a_line_of_dots_stands_for_any_lines_and_for_nothing_else(shown, output, fits):
    assert is_shown(shown, output) == fits


def test_a_line_that_does_not_end_as_it_should_is_seen(tmp_path):
    failing = blocks_of(SAMPLE)[-1]
    assert run(failing, tmp_path) == ""
    with pytest.raises(AssertionError, match="check there"):
        run(dataclasses.replace(failing, status=0), tmp_path)


def test_an_edit_replaces_the_lines_it_shows_and_puts_new_ones_at_the_end():
    assert edited("a\nb\nc\n", "-b\n+B\n+B2\n") == "a\nB\nB2\nc\n"
    assert edited("a\nb\n", " a\n-b\n+c\n") == "a\nc\n"
    assert edited("a", "+b\n") == "a\nb\n"


@pytest.mark.parametrize("edit", ["-x\n+y\n", "-a\n+b\n", "a\n"])
def test_an_edit_that_does_not_fit_in_one_place_is_refused(edit):
    with pytest.raises(AssertionError):
        edited("a\na\n", edit)


def test_an_edit_of_a_file_keeps_its_line_ends_and_its_bytes(tmp_path):
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "changes.csv").write_bytes(b"caf\xe9\r\n")
    carry_out(blocks_of(SAMPLE)[-2], tmp_path)
    assert (tmp_path / "lab" / "changes.csv").read_bytes() == b"caf\xe9\r\n2027-03-04,Ada,,leaves,\r\n"
