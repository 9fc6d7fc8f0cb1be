"""What a Markdown page shows is run: its blocks, the commands in them, the small edits, and the output it promises.

Shell lines that start with ``python -m pairing`` are run with this Python. A ```` ```text ```` block after the comment
``<!-- output -->`` is the output of the block before it: seconds may differ, columns of tables be narrower, and a line
of ``…`` alone stands for any lines. Where the last line of a block should not end with 0, ``<!-- exits with 1 -->``
stands before the block: a remark behind the line would be typed along with it.

A ```` ```diff ```` block after the comment ``<!-- edit FILE -->`` is an edit of that file: ``-`` lines are replaced by
the ``+`` lines behind them, and where there are none, ``+`` lines go to the end of the file.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
EDIT = re.compile(r"<!-- edit (\S+) -->\s*\Z")
EXITS = re.compile(r"<!-- exits with (\d+) -->\s*\Z")
SHELLS = {"console", "bash", "sh", "shell"}
LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, the line of the page on which it begins, and the output it promises (None: it does not).

    ``before``: what stands between it and the block before; ``edits``: the file that it edits, or ""; ``status``: how
    its last command ends.
    """

    language: str
    text: str
    line: int
    output: str | None
    before: str
    edits: str
    status: int


def blocks_of(markdown: str) -> list[Block]:
    found = list(FENCE.finditer(markdown))
    blocks = []
    last = 0
    for block, after in zip(found, [*found, None][1:], strict=True):
        before, last = markdown[last : block.start()], block.end()
        between = markdown[block.end() : after.start()] if after else ""
        promised = after[2] if after and after[1] == "text" and between.strip() == "<!-- output -->" else None
        line = markdown.count("\n", 0, block.start()) + 1
        edit, exits = EDIT.search(before), EXITS.search(before)
        status = int(exits[1]) if exits else 0
        blocks.append(Block(block[1], block[2], line, promised, before, edit[1] if edit else "", status))
    return blocks


def commands_of(block: Block) -> list[str]:
    """The lines to type: those after ``$``, or all where none has one; continued lines joined."""
    lines = block.text.replace("\\\n", " ").splitlines()
    prompted = [line[2:] for line in lines if line.startswith("$ ")]
    return [line for line in prompted or lines if line.strip() and not line.startswith("#")]


def run(block: Block, folder: Path, prefix: str = "") -> str:
    """Run the shell lines of a block that begin with the prefix, with this Python; their standard output."""
    commands = commands_of(block)
    mine = [command for command in commands if command.startswith(prefix)]
    return "".join(run_line(command, folder, block.status if command is commands[-1] else 0) for command in mine)


def run_line(command: str, folder: Path, status: int = 0) -> str:
    """Run one shell line with this Python, and see that it ends as it should; its standard output."""
    line = re.sub(r"\bpython -m pairing\b", lambda _: f"{shlex.quote(sys.executable)} -m pairing", command)
    done = subprocess.run(
        line, shell=True, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout


def same(text: str) -> str:
    """Text without what differs from run to run or with what is left out: seconds, blanks at line ends, widths."""
    masked = re.sub(r"\b\d+\.\d+ s\b", "… s", text)
    return "\n".join(_narrow(line.rstrip()) for line in masked.strip().splitlines())


def _narrow(line: str) -> str:
    """A row of a table, without what makes its columns as wide as the longest cell."""
    return re.sub(r"-{3,}", "---", re.sub(r" +\|", " |", line)) if line.startswith("|") else line


def is_shown(shown: str, output: str) -> bool:
    """Whether the output is what is shown, where lines of ``…`` alone stand for any lines, also none."""
    parts = [re.escape(part.strip("\n")) for part in re.split(rf"(?m)^{LEFT_OUT}$", same(shown))]
    pattern = r"(?:.*\n)*?".join(f"{part}\n" if part else "" for part in parts)
    return re.fullmatch(pattern, same(output) + "\n") is not None


def edited(text: str, edit: str) -> str:
    """A file's text after an edit as a ``diff`` block shows it; refuses an edit that does not fit in one place only."""
    lines = edit.splitlines()
    assert all(line[:1] in ("-", "+", " ") for line in lines), f"a line of an edit begins with -, + or a blank:\n{edit}"
    before = "".join(f"{line[1:]}\n" for line in lines if line[0] != "+")
    after = "".join(f"{line[1:]}\n" for line in lines if line[0] != "-")
    if not before:
        return f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{after}"
    assert text.count(before) == 1, f"what is to be edited stands there {text.count(before)} times:\n{before}"
    return text.replace(before, after)


def carry_out(block: Block, folder: Path) -> None:
    """Make the edit that a block shows; line ends of the file stay as they are."""
    path = folder / block.edits
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    end = "\r\n" if "\r\n" in text else "\n"
    path.write_bytes(
        edited(text.replace("\r\n", "\n"), block.text).replace("\n", end).encode("utf-8", "surrogateescape")
    )


def anchor_of(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
