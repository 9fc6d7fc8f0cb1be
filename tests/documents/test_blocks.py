"""Which lines are a table: never one that markdown-it does not see, and the same rows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pairing.documents.blocks import Kind, num_delimiters, scan_blocks

QUICK = settings(max_examples=200, deadline=None, derandomize=True, database=None)

LINES = [
    "",
    "",
    "",
    "| a | b |",
    "|---|---|",
    "a | b",
    "--- | :-:",
    "| x | y |",
    "x\\|y | z",
    "text",
    "# head",
    "```",
    "~~~",
    "```py",
    "> quote",
    "> | a | b |",
    "> |---|---|",
    "- item",
    "-",
    "1. one",
    "2. two",
    "10. ten",
    "  - sub",
    "    code",
    "    | a | b |",
    "    |---|---|",
    "  | a | b |",
    "  |---|---|",
    "   | a | b |",
    "   |---|---|",
    "\t| a | b |",
    "<!-- c -->",
    "<!-- open",
    "close -->",
    "<div>",
    "</div>",
    "<pre>",
    "</pre> x",
    "<?php",
    "***",
    "===",
    "- ```",
    "  ```",
    "      | deep | t |",
    "      |---|---|",
    "| | |",
    "|",
]


def oracle_tables(text: str) -> list[tuple[int, int]]:
    """First line and the line behind the last of each table that is not in a quotation."""
    depth, found = 0, []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "table_open" and not depth and token.map is not None:
            found.append((token.map[0] + 1, token.map[1]))
    return found


@QUICK
@given(st.lists(st.sampled_from(LINES), min_size=2, max_size=9), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_table_found_is_one_that_a_reader_sees(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    blocks = scan_blocks(text.encode())
    ours = [
        (table.header.number, (table.rows[-1] if table.rows else table.delimiter).number) for table in blocks.tables
    ]
    seen = oracle_tables(text)
    assert set(ours) <= set(seen)
    if Kind.LAZY not in [line.kind for line in blocks.lines]:
        assert ours == seen
    covered = b"".join(text.encode()[line.start : line.end] for line in blocks.lines)
    assert covered == text.encode()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("```\n| a | b |\n|---|---|\n```", Kind.CODE),
        ("~~~~ x\n| a | b |\n|---|---|\n~~~\n", Kind.CODE),
        ("\n    | a | b |\n    |---|---|", Kind.CODE),
        ("<script>\n| a | b |\n|---|---|\n</script>", Kind.CODE),
        ("<!--\n| a | b |\n|---|---|\n-->", Kind.COMMENT),
        ("<details>\n| a | b |\n|---|---|\n</details>", Kind.HTML),
        ("> text\n| a | b |\n|---|---|", Kind.LAZY),
        ("- item\n| a | b |\n|---|---|", Kind.LAZY),
    ],
)
def test_what_looks_like_a_table_and_is_none_is_told_what_it_is(text: str, kind: Kind) -> None:
    blocks = scan_blocks(text.encode())
    assert blocks.tables == ()
    assert blocks.lines[1].kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "text\n| a | b |\n|---|---|",
        "- item\n\n  | a | b |\n  |---|---|\n  | x | y |",
        "1. one\n   - two\n\n     | a | b |\n     |---|---|",
        "- | a | b |\n  |---|---|",
        "<details>\n\n| a | b |\n|---|---|\n\n</details>",
        "```\ncode\n```\n| a | b |\n|---|---|",
        "- ```\n  code\nout | of\n---|---",
        "> quote\n\n| a | b |\n|---|---|",
    ],
)
def test_a_table_is_found_where_a_reader_sees_one(text: str) -> None:
    assert len(scan_blocks(text.encode()).tables) == len(oracle_tables(text)) == 1


@pytest.mark.parametrize(
    "end", ["\n\ntext", "\n# head", "\n> quote", "\n- item", "\n```\n```", "\n***", "\n<!-- c -->", "\n    code"]
)
def test_a_table_ends_at_a_blank_line_or_another_block(end: str) -> None:
    text = "| a | b |\n|---|---|\n| x | y |" + end
    (table,) = scan_blocks(text.encode()).tables
    assert len(table.rows) == 1
    assert oracle_tables(text) == [(1, 3)]


def test_headings_above_a_table_are_those_it_stands_under() -> None:
    text = "# One\n\n## Sub\n\nTwo\n===\n\n### **Deep** ###\n\n| a | b |\n|---|---|\n"
    blocks = scan_blocks(text.encode())
    assert blocks.tables[0].headings == ("Two", "Deep")
    assert blocks.headings == ("One", "Sub", "Two", "Deep")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("|---|---|", 2),
        (":-: | -", 2),
        ("---", 0),
        ("|---|", 1),
        ("--- || ---", 0),
        ("- | -", 0),
        ("| - - |", 0),
        ("", 0),
    ],
)
def test_rows_of_dashes_are_told_from_other_lines(text: str, number: int) -> None:
    assert num_delimiters(text) == number
